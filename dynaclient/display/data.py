"""Plain data as blocks: what is long, deep or wide is cut, and what is secret by its name is redacted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from reprlib import Repr
from typing import Any

from ..redaction import MASK, is_secret_name
from ..strings.printing import cut_short
from .blocks import MAX_CELL, Block, Paragraph, Table
from .columns import VALUE, as_rows, names_for_readers

MAX_ROWS = 20
MAX_COLUMNS = 12
MAX_READ = 1000
"""Cells of a row that are looked at."""
MAX_BITS = 10_000
"""Bits of an integer that is shown."""


def data_blocks(data: Any) -> Iterator[Block]:
    """
    Yield plain data as paragraphs and tables.

    A list is a table with a row for each item, an object one with its names and values. The lists of objects in an
    object, such as the items of a page, are tables of their own.
    """
    if not isinstance(data, (list, Mapping)) or not data:
        yield Paragraph(_cell("", data) or "None")
    elif isinstance(data, list):
        yield rows_table(as_rows(data[:MAX_ROWS], MAX_READ), len(data))
    else:
        lists = {name: value for name, value in data.items() if _is_list_of_objects(value) and not is_secret_name(name)}
        count = len(data) - len(lists)
        rest = islice(((name, value) for name, value in data.items() if name not in lists), MAX_ROWS)
        if count:
            yield rows_table([{"name": name, VALUE: _shown(name, value)} for name, value in rest], count)
        for name, value in islice(lists.items(), MAX_COLUMNS):
            yield Paragraph(f"{name} ({len(value):,})", "b")
            yield from data_blocks(value)


def rows_table(rows: Sequence[Mapping[str, Any]], total: int, first: Sequence[str] = ()) -> Table:
    """
    Return the first rows of a table.

    Args:
        rows: The rows, each by the names of its columns.
        total: How many rows there are in all.
        first: Columns that come first, in this order; the others are ordered for readers.
    """
    rows = rows[:MAX_ROWS]
    ordered = names_for_readers(rows)
    present = set(ordered)
    names = [*(name for name in first if name in present), *(name for name in ordered if name not in first)]
    cells = [[_cell(name, row.get(name)) for name in names[:MAX_COLUMNS]] for row in rows]
    is_cut = any(len(row) >= MAX_READ for row in rows)
    return Table(names[:MAX_COLUMNS], cells, max(0, total - MAX_ROWS), names[MAX_COLUMNS:], is_cut)


def short(value: Any) -> str:
    """Return the beginning of a value on one line, with its secrets redacted."""
    return cut_short(_SHORT.repr(value), MAX_CELL)


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value[:MAX_ROWS])


def _shown(name: Any, value: Any) -> Any:
    return MASK if value is not None and is_secret_name(name) else value


def _cell(name: str, value: Any) -> str:
    """Return the text of a cell in a column, whose name may be the path of a value."""
    if value is None:
        return ""
    if any(map(is_secret_name, name.split("."))):
        return MASK
    shown = " ".join(value[: 4 * MAX_CELL].split()) if isinstance(value, str) else _SHORT.repr(value)
    return cut_short(shown, MAX_CELL)


class _Short(Repr):
    """Shows the beginning of a value, however large it is, with its secrets redacted."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel, self.maxstring, self.maxother, self.maxlong = 3, MAX_CELL, MAX_CELL, MAX_CELL

    def repr_dict(self, value: Mapping[Any, Any], level: int) -> str:
        """Return the beginning of an object."""
        shown: Any = {name: _shown(name, member) for name, member in islice(value.items(), MAX_CELL)}
        return super().repr_dict(shown, level)

    def repr_int(self, value: int, level: int) -> str:
        """Return an integer, or its size: Python writes none of more than 4,300 digits."""
        return super().repr_int(value, level) if value.bit_length() < MAX_BITS else f"<{value.bit_length():,} bits>"


_SHORT = _Short()
