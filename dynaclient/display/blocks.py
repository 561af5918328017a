"""Blocks: paragraphs and tables, as HTML for notebooks and as text for terminals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Union

from ..records import dataclass
from ..strings.counting import counted
from ..strings.printing import cut_short, printable
from .html import element, escaped, fragment, table
from .shell import interactive_shell, shown_width

MAX_TITLES = 12
"""Names of columns that are left out, and are listed."""
MAX_CELL = 160
"""Characters of a cell."""
MAX_TEXT_CELL = 40
"""Characters of a cell in a table of text."""
GAP = 2
"""Characters between two columns of text."""


@dataclass(frozen=True, eq=False, repr=False)
class Paragraph:
    """A line of text."""

    text: str
    tag: str = "code"
    """The element that it is in HTML."""


@dataclass(frozen=True, eq=False, repr=False)
class Table:
    """The beginning of a table, and how much of it is missing."""

    titles: Sequence[str]
    rows: Sequence[Sequence[str]]
    more_rows: int = 0
    hidden: Sequence[str] = ()
    """The titles of the columns that are left out."""
    is_cut: bool = False
    """Whether there are columns besides those."""


Block = Union[Paragraph, Table]


# --- HTML ------------------------------------------------------------------------------------------------------------


def as_html(blocks: Iterable[Block]) -> str:
    """Return blocks as HTML."""
    return fragment(*map(_html, blocks))


def _html(block: Block) -> str:
    if isinstance(block, Paragraph):
        return element("p", element(block.tag, escaped(block.text)))
    notes = "".join(element("p", escaped(note)) for note in _notes(block, block.hidden))
    return table(block.titles, (map(escaped, row) for row in block.rows)) + notes


def _notes(block: Table, hidden: Sequence[str]) -> list[str]:
    """Return what is missing of a table."""
    notes = [f"… {counted(block.more_rows, 'more row')}"] if block.more_rows else []
    if hidden:
        more = "at least " if block.is_cut else ""
        names = ", ".join(islice(hidden, MAX_TITLES))
        notes.append(f"… {more}{counted(len(hidden), 'more column')}: {cut_short(names, MAX_CELL)}")
    return notes


# --- text ------------------------------------------------------------------------------------------------------------


def as_text(blocks: Iterable[Block]) -> str:
    """Return blocks as lines, as wide as the terminal or the notebook at most."""
    width = shown_width(interactive_shell())
    return "\n".join(line for block in blocks for line in _lines(block, width))


def _lines(block: Block, width: int) -> list[str]:
    if isinstance(block, Paragraph):
        return [printable(block.text)]
    columns = [
        [cut_short(printable(cell), MAX_TEXT_CELL) for cell in column]
        for column in zip(block.titles, *block.rows, strict=True)
    ]
    widths = [max(map(len, column)) for column in columns]
    count = 1
    while count < len(columns) and sum(widths[: count + 1]) + GAP * count <= width:
        count += 1
    shown = zip(*columns[:count], strict=True)
    lines = [
        (" " * GAP).join(f"{cell:{size}}" for cell, size in zip(row, widths, strict=False)).rstrip() for row in shown
    ]
    notes = _notes(block, [*block.titles[count:], *block.hidden])
    return [*lines, *(printable(cut_short(note, max(width, MAX_TEXT_CELL))) for note in notes)]
