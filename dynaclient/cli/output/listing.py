"""The actions of an API as `list` prints them: each on one line, in columns; on a terminal wrapped to its width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ...client.environment import PROGRAM
from ...strings.cells import cells_of, padded, wrapped
from . import console

if TYPE_CHECKING:
    from ...description.outlines import Outline

GAP = 2
"""Cells between two columns."""
METHOD_WIDTH = 6
MAX_PATH_WIDTH = 60
"""Cells of the column of paths; a longer path moves its summary to the right."""
MIN_SUMMARY_WIDTH = 40
"""Cells for a summary beside a path; on a narrower terminal it has lines of its own."""
MIN_RIGHT_WIDTH = 20
_FIXED = "\xa0"
"""A blank at which no line is broken."""
HAS_PROBLEMS = f"(cannot be called: its description has problems; see `{PROGRAM} lint`)"


class Row(NamedTuple):
    """One action, safe to print."""

    name: str
    method: str
    path: str
    summary: str

    @property
    def head(self) -> str:
        """Its method and path, which are one word: a path that is too long is broken, not put on a line of its own."""
        return f"{self.method:<{METHOD_WIDTH}} ".replace(" ", _FIXED) + self.path if self.method else ""


def row_of(name: str, outline: Outline | None, advice: str = HAS_PROBLEMS) -> Row:
    """Return the row of an action; `outline` is None if it has problems, and then its summary is the advice."""
    if outline is None:
        return Row(_on_one_line(name), "", "", _on_one_line(advice))
    mark = " (deprecated)" if outline.deprecated else ""
    return Row(*map(_on_one_line, (name, outline.method, outline.path, f"{outline.summary}{mark}".strip())))


def _on_one_line(text: str) -> str:
    return console.printable(console.as_row(text))


def action_data(name: str, outline: Outline | None, operation_id: str | None) -> dict[str, Any]:
    """Return an action as JSON data; without method and path if its description has problems."""
    if outline is None:
        return {
            "name": name, "method": None, "path": None, "summary": "", "deprecated": False, "operationId": operation_id,
        }  # fmt: skip
    return {
        "name": name, "method": outline.method, "path": outline.path, "summary": outline.summary,
        "deprecated": outline.deprecated or False, "operationId": operation_id,
    }  # fmt: skip


def lines_of(rows: Sequence[Row], width: int | None) -> Iterator[str]:
    """
    Yield the lines of a list.

    Args:
        rows: The actions.
        width: The columns of the terminal; None if each action is one line, however long.
    """
    names = max((cells_of(row.name) for row in rows), default=0)
    paths = min(max((cells_of(row.path) for row in rows), default=0), MAX_PATH_WIDTH)
    beside = names + GAP + METHOD_WIDTH + 1 + paths + GAP
    for row in rows:
        if width is None:
            yield _line(row, names, paths)
        elif width - beside >= MIN_SUMMARY_WIDTH and cells_of(row.path) <= paths:
            front = _line(row._replace(summary=""), names, paths)
            yield from _beside(front, row.summary, beside, width)
        else:
            yield from _below(row, names, width)


def _line(row: Row, names: int, paths: int) -> str:
    if not row.method:
        return f"{padded(row.name, names)}  {row.summary}"
    head = f"{row.method:<{METHOD_WIDTH}} {padded(row.path, paths)}"
    return f"{padded(row.name, names)}  {head}  {row.summary}".rstrip()


def _below(row: Row, names: int, width: int) -> Iterator[str]:
    """Yield the lines of an action with its summary below method and path."""
    left = min(names, max(width - GAP - MIN_RIGHT_WIDTH, 0), width // 2) + GAP
    parts = [part for part in (row.head, row.summary) if part]
    name = row.name
    if cells_of(name) > left - GAP:
        yield name
        name = ""
    for part in parts:
        yield from _beside(name, part, left, width)
        name = ""


def _beside(front: str, text: str, left: int, width: int) -> Iterator[str]:
    """Yield the lines of a string that begins in a column; `front` is in front of its first line."""
    for line in wrapped(text, max(width - left, MIN_RIGHT_WIDTH)) or [""]:
        yield f"{padded(front, left)}{line.replace(_FIXED, ' ')}".rstrip()
        front = ""
