"""The exit codes of the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
    0: "success",
    PROBLEMS: "`lint`, `fmt` or `doctor` found problems, `diff` a breaking change, or `map` did not call all rows",
    USAGE: "the command line is wrong, or names something that does not exist",
    3: "the arguments or the description are not valid, you have to log in, or a package or a free port is missing; "
    "nothing was sent",
    4: "the API refused the call (4xx, 3xx)",
    5: "the API failed (5xx)",
    NO_RESPONSE: "there was no usable response",
    NOT_WRITTEN: "a result or a file could not be written; calls may have been made",
    INTERRUPTED: "Ctrl-C",
    BROKEN_PIPE: "the reader closed the output",
}
"""What the exit codes mean, in words: here, in the help, in manual pages and in the documentation."""
MEANINGS_WHEN_BOUND = {**MEANINGS, PROBLEMS: "`doctor` found problems, or `map` did not call all rows"}
"""The same for a program that is bound to a description, which has fewer commands."""
MEANINGS_OF_CALLS = {
    code: meaning for code, meaning in MEANINGS.items() if code not in (PROBLEMS, INTERRUPTED, BROKEN_PIPE)
}
"""Those with which a call of an action ends by itself."""
_WIDTH = 70


def exit_code_lines(meanings: Mapping[int, str] = MEANINGS) -> Iterator[str]:
    """Yield the lines about the exit codes for a help text."""
    from textwrap import wrap

    for code, meaning in meanings.items():
        first, *more = wrap(meaning.replace("`", ""), _WIDTH)
        yield f"  {code:<5}{first}"
        yield from (f"       {line}" for line in more)
