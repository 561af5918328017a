"""
What is written where: data alone on the standard output, all else on the standard error.

Whatever comes from a server or a description is stripped of what could steer a terminal before a terminal sees it.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import stat
import sys
from typing import TYPE_CHECKING, Any

import click

from ..errors import (
    ApiError,
    DescriptionError,
    DynaclientError,
    InvalidCall,
    ScopeError,
    ServerError,
    TransportError,
    UnknownName,
)  # fmt: skip

if TYPE_CHECKING:
    from ..messages import Result

PROBLEMS = 1
"""`lint` found faults, or `fmt` did; or `map` came to its end, and not all rows are done."""
USAGE = 2
"""The command line cannot be understood, or names what does not exist."""
CLOSED = 141
"""Whoever read the output went away: 128 and the number of SIGPIPE, as shells have it."""
INTERRUPTED = 130
"""Ctrl-C: 128 and the number of SIGINT."""

EXIT_CODES: tuple[tuple[type[DynaclientError], int], ...] = (
    (UnknownName, USAGE),
    (InvalidCall, 3),
    (ScopeError, 3),
    (DescriptionError, 3),
    (ServerError, 5),
    (ApiError, 4),
    (TransportError, 6),
    (DynaclientError, 3),
)
"""Each kind of error and the exit code that it ends with; the first that fits counts."""

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters other than tab and line end, what turns the direction of writing, halves of surrogate pairs."""


def exit_code_of(error: DynaclientError) -> int:
    """Give the exit code that an error ends the command with."""
    return next(code for kind, code in EXIT_CODES if isinstance(error, kind))


def printable(text: str) -> str:
    """Give a text with each character that could steer a terminal written out, as JSON writes it."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def show(text: str) -> None:
    """Write a text of ours, or of the description's, to the standard output."""
    _write(text, sys.stdout)


def tell(text: str) -> None:
    """Write a text to the standard error."""
    _write(text, sys.stderr)


def _write(text: str, stream: Any) -> None:
    encoding = stream.encoding or "utf-8"
    click.echo(printable(text).encode(encoding, "backslashreplace").decode(encoding), file=stream)


def as_json(data: Any) -> str:
    """Give data as JSON text that is safe to look at."""
    return printable(json.dumps(data, indent=2, ensure_ascii=False))


def is_json(result: Result) -> bool:
    """Say whether an answer is JSON."""
    from ..call.arguments import is_json

    return is_json(result.headers.get("Content-Type", ""))


def is_data(result: Result) -> bool:
    """Say whether what a call gave is data, and no text or bytes of the server's own."""
    return is_json(result) or not isinstance(result.data, (str, bytes))


def whole(result: Result) -> dict[str, Any]:
    """Give what a call gave together with how it came."""
    told: dict[str, Any] = {"status": result.status, "headers": dict(result.headers), "attempts": result.attempts}
    if isinstance(result.data, bytes):
        return {**told, "base64": base64.b64encode(result.data).decode("ascii")}
    return {**told, "data": result.data}


def give(result: Result) -> None:
    """Write a text as text, and bytes as bytes, but not to a terminal."""
    if not isinstance(result.data, bytes):
        give_text(result.data)
        return
    if on_terminal():
        kind = result.headers.get("Content-Type", "") or "unknown type"
        told = f"the answer is {len(result.data)} bytes of {kind}, which a terminal cannot show"
        raise click.UsageError(f"{told}; send them to a file, with > FILE at the end")
    give_bytes(result.data)


def on_terminal() -> bool:
    """Say whether the standard output is looked at by a person."""
    return sys.stdout.isatty()


def tells_terminal() -> bool:
    """Say whether the standard error is looked at by a person."""
    return sys.stderr.isatty()


def is_piped() -> bool:
    """Say whether another program reads the standard output: it may write to the same terminal meanwhile."""
    try:
        return stat.S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode)
    except (OSError, ValueError):  # there is no such file behind it
        return False


def give_text(text: str) -> None:
    """Write a text that is data: its lines end as they do, and only a terminal gets it made safe to look at."""
    ended = text if text.endswith("\n") else text + "\n"
    if on_terminal():
        show(ended[:-1])
    else:
        give_bytes(ended.encode("utf-8", "backslashreplace"))


def give_line(data: Any) -> None:
    """Write data as JSON in one line, at once."""
    give_text(printable(json.dumps(data, ensure_ascii=False)))


def give_json(data: Any) -> None:
    """Write data as JSON over several lines; on a terminal in colours."""
    text = as_json(data)
    if is_coloured() and _give_coloured(text):
        return
    give_text(text)


def give_drawn(text: str, told: str) -> None:
    """Write what was made to be looked at, which holds no characters of a server's that could steer; tell the rest."""
    give_bytes(text.encode(sys.stdout.encoding or "utf-8", "backslashreplace"))
    if told:
        tell(told)


def is_coloured() -> bool:
    """Say whether colours are wanted: a terminal looks at them, and nobody has said that there should be none."""
    return on_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb"


def width_of_terminal() -> int | None:
    """Give the characters of a line of the terminal; None where there is none, and lines may be of any length."""
    return shutil.get_terminal_size().columns if on_terminal() else None


def _give_coloured(text: str) -> bool:
    """Write JSON in colours; False where what makes them is not installed."""
    try:
        from rich.console import Console
        from rich.highlighter import JSONHighlighter
    except ModuleNotFoundError:
        return False
    encoding = sys.stdout.encoding or "utf-8"
    shown = JSONHighlighter()(text.encode(encoding, "backslashreplace").decode(encoding))
    Console(file=sys.stdout, force_terminal=True, color_system="standard").print(shown, soft_wrap=True)
    return True


def give_bytes(data: bytes) -> None:
    """Write bytes as they are, at once."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def forget_standard_output() -> None:
    """Lead the standard output nowhere, so that nothing complains at the end that its reader is gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
