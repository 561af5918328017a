"""The exit codes of the command line."""

from __future__ import annotations

from collections.abc import Mapping

from ..codes.exit_codes import NOT_WRITTEN

PROBLEMS = 1
"""`lint`, `fmt` or `doctor` found problems, `diff` a breaking change, or `map` ended and not all rows are done."""
USAGE = 2
"""The command line is wrong, or names something that does not exist."""
NO_RESPONSE = 6
"""The server, or the way to it, is the problem."""
BROKEN_PIPE = 141
"""The reader of the output closed it: 128 plus the number of SIGPIPE, as in shells."""
INTERRUPTED = 130
"""Ctrl-C: 128 plus the number of SIGINT."""

MEANINGS: Mapping[int, str] = {
    0: "Success.",
    PROBLEMS: "`lint`, `fmt` or `doctor` found problems, `diff` a breaking change, or `map` did not call all rows.",
    USAGE: "The command line is wrong, or names something that does not exist.",
    3: "The arguments or the description are not valid, or you have to log in; nothing was sent.",
    4: "The API refused the call (4xx, 3xx).",
    5: "The API failed (5xx).",
    NO_RESPONSE: "There was no response.",
    NOT_WRITTEN: "A result or a file could not be written; calls may have been made.",
    INTERRUPTED: "Ctrl-C.",
    BROKEN_PIPE: "The reader closed the output.",
}
"""What the exit codes mean, in words."""
