"""
Writing to the standard output and the standard error: only data on the former, everything else on the latter.

Characters from a server or a description that could control a terminal are escaped before a terminal sees them.
"""

from __future__ import annotations

import base64
import json
import os
import select
import stat
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from ...errors import DynaclientError
from ...strings.counting import counted
from ...strings.expressions import expression
from ..arguments.decoding import decoded

if TYPE_CHECKING:
    import re

    from ...messages import Result

_CONTROL = expression("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters except tab and newline, characters that change the writing direction, lone surrogates."""


_UNDECODED = expression("[\udc80-\udcff]+")


class OutputNotWritten(DynaclientError, code="output-not-written"):
    """A result cannot be written to the standard output, or not in the form that was asked for."""


def printable(text: str) -> str:
    """Return a string in which every character that could control a terminal is escaped as in JSON."""
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def print_line(text: str) -> None:
    """Print a line of ours, or of the description, on the standard output."""
    _print(text, sys.stdout)


def print_row(text: str) -> None:
    """Print one row of a list on the standard output."""
    print_line(as_row(text))


def print_lines(lines: Sequence[str], *, uses_pager: bool) -> None:
    """Print lines on the standard output; those that are longer than the terminal through the program in PAGER."""
    height = terminal_height()
    if uses_pager and height is not None and len(lines) >= height:
        try:
            click.echo_via_pager(_encodable(printable("\n".join(lines)), sys.stdout))
        except ValueError:  # the quotes in PAGER are not closed
            print_message("warning: PAGER is not a command line; see the quotes in it")
        else:
            return
    for line in lines:
        print_line(line)


def as_row(text: str) -> str:
    """Return a string on one line: what a description has in it does not look like another row."""
    return text.replace("\n", "\\n").replace("\t", "\\t")


def print_message(text: str, colour: str = "") -> None:
    """Print a message on the standard error, in a colour of `click.style` if one is given."""
    _print(text, sys.stderr, colour)


def prints_unchanged(text: str) -> bool:
    """Return whether `print_line` prints this string as it is, with no character escaped."""
    return _encodable(printable(text), sys.stdout) == text


def _print(text: str, stream: Any, colour: str = "") -> None:
    shown = _encodable(printable(_UNDECODED.sub(_decoded_run, text)), stream)
    click.echo(click.style(shown, fg=colour) if colour else shown, file=stream)


def _decoded_run(match: re.Match[str]) -> str:
    """Return the characters of the name of a file that the locale could not decode, if they are UTF-8."""
    return decoded(match[0])


def _encodable(text: str, stream: Any) -> str:
    """Return a string in which every character that a stream cannot encode is escaped."""
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


# --- results ---------------------------------------------------------------------------------------------------------


def is_json(result: Result) -> bool:
    """Return whether a response is JSON."""
    from ...runtime.media_types import is_json

    return is_json(result.headers.get("Content-Type", ""))


def is_data(result: Result) -> bool:
    """Return whether a result is data, not a string or bytes as the server sent them."""
    return is_json(result) or not isinstance(result.data, (str, bytes))


def with_response(result: Result) -> dict[str, Any]:
    """Return the data of a result together with status, headers and number of attempts."""
    response: dict[str, Any] = {"status": result.status, "headers": dict(result.headers), "attempts": result.attempts}
    if isinstance(result.data, bytes):
        return {**response, "base64": base64.b64encode(result.data).decode("ascii")}
    return {**response, "data": result.data}


def write_unparsed(result: Result) -> None:
    """Write a result that is a string or bytes as it is, but no bytes to a terminal."""
    if not isinstance(result.data, bytes):
        write_string(result.data)
        return
    if stdout_is_terminal():
        media = result.headers.get("Content-Type", "") or "unknown type"
        message = f"the response is {counted(len(result.data), 'byte')} of {media}, which a terminal cannot show"
        raise OutputNotWritten(f"{message}; write them to a file: append > FILE, or use `dynaclient download`")
    write_bytes(result.data)


# --- what is on the other side ---------------------------------------------------------------------------------------


def stdout_is_terminal() -> bool:
    """Return whether the standard output is a terminal."""
    return sys.stdout.isatty()


def stderr_is_terminal() -> bool:
    """Return whether the standard error is a terminal."""
    return sys.stderr.isatty()


def stdout_is_pipe() -> bool:
    """Return whether another program reads the standard output: it may write to the same terminal."""
    try:
        return stat.S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode)
    except (OSError, ValueError):  # it has no file descriptor
        return False


def stderr_accepts_more(seconds: float) -> bool:
    """Return whether a message can be printed within so many seconds: the pipe that it is written to may be full."""
    try:
        poll = select.poll()
        poll.register(sys.stderr.fileno(), select.POLLOUT)
    except (AttributeError, OSError, ValueError):  # the system cannot say it, or there is no file descriptor
        return True
    return bool(poll.poll(seconds * 1000))


def uses_colour() -> bool:
    """Return whether to print in colour: the output is a terminal, and NO_COLOR and TERM do not forbid it."""
    return stdout_is_terminal() and _allows_colour()


def stderr_uses_colour() -> bool:
    """Return whether to print messages in colour: as for `uses_colour`."""
    return stderr_is_terminal() and _allows_colour()


def _allows_colour() -> bool:
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb"


def terminal_width() -> int | None:
    """Return the columns of the terminal; None if the output is not a terminal and lines may have any length."""
    if not stdout_is_terminal():
        return None
    from shutil import get_terminal_size

    return get_terminal_size().columns


def terminal_height() -> int | None:
    """Return the lines of the terminal; None if the output is not a terminal."""
    if not stdout_is_terminal():
        return None
    from shutil import get_terminal_size

    return get_terminal_size().lines


# --- data on the standard output -------------------------------------------------------------------------------------


def format_json(data: Any) -> str:
    """Return data as indented JSON that is safe to print."""
    return printable(json.dumps(data, indent=2, ensure_ascii=False))


def write_string(text: str) -> None:
    """Write a string that is data: its line ends stay, and control characters are escaped only for a terminal."""
    terminated = text if text.endswith("\n") else text + "\n"
    if stdout_is_terminal():
        print_line(terminated[:-1])
    else:
        write_bytes(terminated.encode("utf-8", "backslashreplace"))


def write_json_line(data: Any) -> None:
    """Write data as JSON on one line, and flush it."""
    write_string(printable(json.dumps(data, ensure_ascii=False)))


def write_json(data: Any) -> None:
    """Write data as indented JSON; in colour on a terminal."""
    text = format_json(data)
    if uses_colour() and _write_coloured(text):
        return
    write_string(text)


def _write_coloured(text: str) -> bool:
    """Write JSON in colour; return False if rich is not installed."""
    try:
        from rich.console import Console
        from rich.highlighter import JSONHighlighter
    except ModuleNotFoundError:
        return False
    encoding = sys.stdout.encoding or "utf-8"
    highlighted = JSONHighlighter()(text.encode(encoding, "backslashreplace").decode(encoding))
    Console(file=sys.stdout, force_terminal=True, color_system="standard").print(highlighted, soft_wrap=True)
    return True


def write_row(text: str, line_end: str) -> None:
    """Write a row of CSV or TSV, and flush it; control characters are escaped only for a terminal."""
    if stdout_is_terminal():
        print_line(text)
    else:
        write_bytes(f"{text}{line_end}".encode("utf-8", "backslashreplace"))


def write_raw(data: bytes) -> None:
    """Write the body of a response as it is; to a terminal only what is a string, with control characters escaped."""
    if not stdout_is_terminal():
        write_bytes(data)
    elif b"\0" in data:
        size = counted(len(data), "byte")
        print_message(f"{size}, which a terminal cannot show; write them to a file: append > FILE")
    else:
        shown = printable(data.decode("utf-8", "backslashreplace"))
        click.echo(_encodable(shown, sys.stdout), nl=False)


def write_table(text: str, note: str) -> None:
    """Write a table, whose cells contain no control characters of the server, and print the note about it."""
    encoding = sys.stdout.encoding if stdout_is_terminal() else "utf-8"  # files and pipes are UTF-8, as for JSON
    write_bytes(text.encode(encoding, "backslashreplace"))
    if note:
        print_message(note)


def write_bytes(data: bytes) -> None:
    """Write bytes as they are, and flush them."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def discard_standard_output() -> None:
    """Redirect the standard output to the null device, so that flushing it at exit raises no error."""
    _discard(sys.stdout)


def discard_standard_error() -> None:
    """Redirect the standard error to the null device, for a program that goes on without it."""
    _discard(sys.stderr)


def _discard(stream: Any) -> None:
    null_device = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null_device, stream.fileno())
    os.close(null_device)
