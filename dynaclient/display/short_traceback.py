"""
An error as IPython and notebooks show it: the line of the caller and the message.

The traceback itself stays as it is, for debuggers and for other programs. In IPython ``%xmode Verbose`` shows all of
it, and ``%xmode Minimal`` the message alone.
"""

from __future__ import annotations

import linecache
import traceback
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePath
from types import TracebackType
from typing import Any, NamedTuple

from ..strings.counting import counted
from ..strings.printing import cut_short, printable
from .shell import interactive_shell, shown_width

MAX_LINES = 12
"""The most lines of a terminal that an error is shown in, without those of the errors before it."""
_OURS = ("dynaclient", "IPython", "ipykernel")
"""The packages whose frames are never those of the caller."""
_DURING = "During handling of the above exception, another exception occurred:"
_CAUSED = "The above exception was the direct cause of the following exception:"


class _Call(NamedTuple):
    """A line of code that is being run."""

    file: str
    line: int
    function: str
    source: str


def short_traceback(error: BaseException) -> list[str]:
    """
    Return what an error of this library is shown with, its cause or its context before it.

    It is one string: IPython joins several without line ends in most of its modes.
    """
    shell = interactive_shell()
    mode = str(getattr(getattr(shell, "InteractiveTB", None), "mode", ""))
    if mode == "Verbose":
        lines = _full(error, shell)
    else:
        lines = [*_earlier(error, shell), *_lines(error, shell, () if mode == "Minimal" else _callers(error))]
    return ["\n".join(lines)]


def _lines(error: BaseException, shell: Any, callers: Sequence[_Call]) -> list[str]:
    paper = _Paper(shell)
    head = [line for call in callers[:1] for line in _shown(call, paper)]
    between = len(callers) - 2
    if between > 0:
        head.append(f"… {counted(between, 'more call')}")
    if len(callers) > 1:
        head += _shown(callers[-1], paper)
    head += [""] if head else []
    return head + _message(error, MAX_LINES - len(head), paper)


def _message(error: BaseException, most: int, paper: _Paper) -> list[str]:
    """Return the message in at most so many lines of a terminal; the last one reports how much is missing."""
    name = type(error).__name__
    lines = f"{name}: {error}".splitlines() if str(error) else [name]
    own = len(lines)
    lines += [printable(line) for note in getattr(error, "__notes__", ()) for line in str(note).splitlines()]
    # What is wrong is shown in any case: the beginning of the first lines.
    lines[:2] = [paper.cut_to(line, max(most // 2 - 1, 1)) for line in lines[:2]]
    count = min(2, len(lines))
    while count < len(lines) and paper.height(lines[: count + 1]) + (count + 1 < len(lines)) <= most:
        count += 1
    problems = len(getattr(error, "problems", ())) - count + 1
    where = "str(error)" if count < own else "error.__notes__"
    more = f"{problems:,} more: error.problems" if problems > 0 else f"more: {where}"
    rest = [f"  … {more} (error = sys.last_value)"] if count < len(lines) else []
    return [paper.in_red(name) + lines[0].removeprefix(name), *lines[1:count], *rest]


# --- the caller ------------------------------------------------------------------------------------------------------


def _callers(error: BaseException) -> list[_Call]:
    """Return the lines that led to the error, outermost first: those of the user, or else of any other package."""
    others = [entry for entry in _entries(error.__traceback__) if not _is_ours(entry)]
    own = [entry for entry in others if not _is_installed(entry.tb_frame.f_code.co_filename)]
    return list(map(_call, own or others[-1:]))


def _entries(entry: TracebackType | None) -> Iterator[TracebackType]:
    while entry is not None:
        yield entry
        entry = entry.tb_next


def _is_ours(entry: TracebackType) -> bool:
    return str(entry.tb_frame.f_globals.get("__name__", "")).partition(".")[0] in _OURS


def _is_installed(file: str) -> bool:
    """Return whether a file is part of Python, or of a package that is installed."""
    import sysconfig

    return "site-packages" in PurePath(file).parts or file.startswith(sysconfig.get_path("stdlib"))


def _call(entry: TracebackType) -> _Call:
    code = entry.tb_frame.f_code
    source = linecache.getline(code.co_filename, entry.tb_lineno, entry.tb_frame.f_globals).strip()
    return _Call(code.co_filename, entry.tb_lineno, code.co_name, source)


def _shown(call: _Call, paper: _Paper) -> list[str]:
    """Return a line with the place of a call, and one with its code."""
    inside = "" if call.function.startswith("<module") else f", in {call.function}"
    arrow = f"{'-' * max(0, 5 - len(str(call.line)))}> {call.line}"
    code = [f"{paper.in_green(arrow)} {paper.cut(printable(call.source))}"] if call.source else []
    return [f"{paper.place(call)}{inside}", *code]


def _from_home(path: str) -> str:
    try:
        return f"~/{Path(path).relative_to(Path.home())}"
    except (ValueError, RuntimeError):  # it is elsewhere, or there is no home
        return path


class _Paper:
    """What an error is shown on: a terminal or a notebook, with its width, its colours and its names of cells."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._is_coloured = str(getattr(shell, "colors", "nocolor")).lower() != "nocolor"
        self._width = shown_width(shell)

    def place(self, call: _Call) -> str:
        """Return the name of a cell, or the path of a file, with the number of the line."""
        name_of = getattr(getattr(self._shell, "compile", None), "format_code_name", None)
        name = name_of(call.file) if name_of else None
        return f"{' '.join(name)}, line {call.line}" if name else f"File {_from_home(call.file)}:{call.line}"

    def cut(self, source: str) -> str:
        """Return as much of a line of code as is shown in one line."""
        return cut_short(source, max(self._width - 10, 20))

    def cut_to(self, text: str, height: int) -> str:
        """Return as much of a string as fits into so many lines of the terminal."""
        return cut_short(text, height * self._width)

    def height(self, lines: Iterable[str]) -> int:
        """Return how many lines of the terminal these lines take."""
        return sum(max(1, -(-len(line) // self._width)) for line in lines)

    def in_red(self, text: str) -> str:
        """Return a string in the colour of errors."""
        return f"\x1b[31m{text}\x1b[39m" if self._is_coloured else text

    def in_green(self, text: str) -> str:
        """Return a string in the colour of arrows."""
        return f"\x1b[32m{text}\x1b[39m" if self._is_coloured else text


# --- other errors ----------------------------------------------------------------------------------------------------


def _earlier(error: BaseException, shell: Any) -> list[str]:
    """Return the lines of the cause of an error, or of the error that was being handled, as each is shown by itself."""
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is None:
        return []
    render = getattr(earlier, "_render_traceback_", None)
    lines = _full(earlier, shell, 0) if render is None else render()
    return [*lines, "", _CAUSED if error.__cause__ else _DURING, ""]


def _full(error: BaseException, shell: Any, left_out: int | None = None) -> list[str]:
    """Return the whole traceback, as the shell formats it, without so many frames; None: without those of the shell."""
    formatter = getattr(shell, "InteractiveTB", None)
    if formatter is None or error.__traceback__ is None:
        return "".join(traceback.format_exception(type(error), error, error.__traceback__)).splitlines()
    # Each mode has its own way to join the lines that it makes.
    lines = formatter.structured_traceback(type(error), error, error.__traceback__, left_out)
    return str(formatter.stb2text(lines)).splitlines()
