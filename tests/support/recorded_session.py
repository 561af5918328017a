"""
The picture of a terminal in the README: commands that are run in a real shell, drawn as SVG.

``python -m tests.support.recorded_session`` writes it. The mock server that the commands call runs beside the shell.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import shutil
import struct
import subprocess
import sys
import sysconfig
import tempfile
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pyte

from dynaclient.mock import MockServer
from tests.support import ROOT

PICTURE = ROOT / "docs" / "pictures" / "session.svg"
COLUMNS, ROWS = 96, 35
PATIENCE = 30.0
"""Seconds that a command may take."""
PROMPT = "$ "
URL = "http://127.0.0.1:8080"
"""What is shown in place of the URL of the mock server, which has any free port."""
SEED = {
    "/books": [
        {"bookId": "b1", "title": "Kindred", "author": "Octavia E. Butler", "year": 1979},
        {"bookId": "b2", "title": "Solaris", "author": "Stanisław Lem", "year": 1961},
    ]
}
COMMANDS = (
    "export DYNACLIENT_API=library.yaml DYNACLIENT_URL={url} DYNACLIENT_TOKEN=key",
    "dynaclient list",
    "dynaclient books.list --help | head -n 13",
    "dynaclient books.list autor=Lem sort=age",
    "dynaclient books.get bookId=b1",
    "dynaclient books.list sort=year --output table",
)
TITLE = "dynaclient in a terminal"
DESCRIPTION = (
    "An OpenAPI file is used as a command line: its actions are listed, one of them explains itself, a call with "
    "mistakes is refused before it is sent, a book is printed as JSON, and all books are printed as a table."
)

Run = tuple[str, str]
"""Characters of a line, and the names of their styles."""


def record(commands: Sequence[str] = COMMANDS) -> list[list[Run]]:
    """Run commands in bash, in a terminal of its own, and return the lines of its screen."""
    with tempfile.TemporaryDirectory() as folder, MockServer(ROOT / "examples" / "library.yaml", seed=SEED) as server:
        shutil.copy(ROOT / "examples" / "library.yaml", folder)
        with _shell(Path(folder)) as terminal:
            for command in commands:
                terminal.run(command.format(url=server.url))
            return [_shortened(line, server.url) for line in terminal.lines()]


def draw(lines: Sequence[Sequence[Run]]) -> str:
    """Return an SVG with these lines. It refers to nothing outside, and is light or dark as its reader likes it."""
    width, height = 24 + COLUMNS * _CHARACTER, 24 + len(lines) * _LINE
    rows = [row for number, line in enumerate(lines) for row in _row(line, 12 + (number + 0.75) * _LINE)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" role="img" '
            'aria-labelledby="title description">',
            f'<title id="title">{escape(TITLE)}</title>',
            f'<desc id="description">{escape(DESCRIPTION)}</desc>',
            f"<style>{_STYLE}</style>",
            f'<rect x="0.5" y="0.5" width="{width - 1:g}" height="{height - 1:g}" rx="6"/>',
            *rows,
            "</svg>\n",
        ]
    )


_CHARACTER, _LINE = 8.4, 18
"""Width of a character and height of a line, in pixels."""
_LIGHT = {"": "#1f2328", "command": "#0a3069", "red": "#a40e26", "green": "#116329", "blue": "#0550ae", "magenta": "#6639ba",
          "cyan": "#0b5566", "yellow": "#6a4500", "dim": "#57606a"}  # fmt: skip
_DARK = {"": "#e6edf3", "command": "#a5d6ff", "red": "#ff9492", "green": "#7ee787", "blue": "#79c0ff", "magenta": "#d2a8ff",
         "cyan": "#76e3ea", "yellow": "#f0c53e", "dim": "#9ba5b0"}  # fmt: skip
_COLOURS = {"brown": "yellow", "brightblack": "dim", "black": "dim", "white": "", "default": ""}
"""Colours of pyte that have other names here."""


def _palette(colours: dict[str, str], background: str, border: str) -> str:
    """Return the rules of a palette."""
    rules = [f"{f'.{name}' if name else 'text'}{{fill:{colour}}}" for name, colour in colours.items()]
    return f"rect{{fill:{background};stroke:{border}}}{''.join(rules)}"


_STYLE = (
    "text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre}.bold{font-weight:700}"
    f"{_palette(_LIGHT, '#f6f8fa', '#d0d7de')}@media(prefers-color-scheme:dark){{{_palette(_DARK, '#0d1117', '#30363d')}}}"
)


def _row(line: Sequence[Run], y: float) -> Iterator[str]:
    """Yield the elements of a line: each run where a terminal has it, whatever font there is."""
    column = 0
    for text, styles in line:
        start, length = column, len(text.rstrip())
        column += len(text)
        if length:
            place = f'x="{12 + start * _CHARACTER:g}" y="{y:g}" textLength="{length * _CHARACTER:g}"'
            named = f' class="{styles}"' if styles else ""
            yield f"<text {place}{named}>{escape(text.rstrip())}</text>"


class _Terminal:
    """A shell, and the screen that it writes to."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._screen = pyte.Screen(COLUMNS, 2 * ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._wait(0)

    def run(self, command: str) -> None:
        """Type a command, and wait until the next prompt."""
        row = self._screen.cursor.y
        os.write(self._descriptor, f"{command}\n".encode())
        self._wait(row + 1)

    def _wait(self, row: int) -> None:
        deadline = time.monotonic() + PATIENCE
        while not (self._screen.cursor.y >= row and self._text(self._screen.cursor.y).rstrip() == PROMPT.rstrip()):
            if not select.select([self._descriptor], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise TimeoutError("\n".join(self._screen.display).rstrip())
            self._stream.feed(os.read(self._descriptor, 65536))

    def _text(self, row: int) -> str:
        return str(self._screen.display[row])

    def lines(self) -> list[list[Run]]:
        """Return what is on the screen, without the last prompt."""
        return [self._line(row) for row in range(self._screen.cursor.y)]

    def _line(self, row: int) -> list[Run]:
        cells = [self._screen.buffer[row][column] for column in range(len(self._text(row).rstrip()))]
        if self._text(row).startswith(PROMPT):
            return [(self._text(row).rstrip(), "command bold")]
        return [("".join(cell.data for cell in run), styles) for styles, run in groupby(cells, _styles)]


def _styles(cell: Any) -> str:
    colour = _COLOURS.get(cell.fg, cell.fg)
    return " ".join(name for name in (colour, "bold" if cell.bold else "") if name)


def _shortened(line: list[Run], url: str) -> list[Run]:
    return [(text.replace(url, URL), styles) for text, styles in line]


@contextmanager
def _shell(folder: Path) -> Iterator[_Terminal]:
    """Start bash without the settings of its user, and yield its terminal."""
    programs = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    environment = {
        "PATH": programs, "HOME": str(folder), "PS1": PROMPT, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8",
        "COLUMNS": str(COLUMNS), "PYTHONPATH": str(ROOT), "DYNACLIENT_CACHE": "",
    }  # fmt: skip
    descriptor, inner = pty.openpty()
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 2 * ROWS, COLUMNS, 0, 0))
    streams: Any = dict.fromkeys(("stdin", "stdout", "stderr"), inner)
    process = subprocess.Popen(
        [sys.executable, "-c", _IN_ITS_TERMINAL], cwd=folder, env=environment, start_new_session=True, **streams
    )
    os.close(inner)
    try:
        yield _Terminal(descriptor)
    finally:
        process.kill()
        process.wait()
        os.close(descriptor)


_IN_ITS_TERMINAL = """
import fcntl, os, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
"""
"""What becomes a shell whose terminal is that of its standard input."""


if __name__ == "__main__":
    PICTURE.write_text(draw(record()), "utf-8")
    sys.stdout.write(f"{PICTURE}\n")
