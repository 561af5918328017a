"""Plain data as HTML for notebooks: what is long, deep or wide is cut, and what is secret by its name is redacted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from reprlib import Repr
from typing import Any

from ..redaction import MASK, is_secret_name
from .columns import VALUE, as_columns, as_rows, for_readers
from .html import element, escaped, table

MAX_ROWS = 20
MAX_COLUMNS = 12
MAX_CELL = 160
"""Characters of a cell."""
MAX_BITS = 10_000
"""Bits of an integer that is shown."""


def data_html(data: Any) -> str:
    """
    Return plain data as HTML.

    A list is a table with a row for each item, an object one with its names and values. The lists of objects in an
    object, such as the items of a page, are tables of their own.
    """
    if not isinstance(data, (list, Mapping)) or not data:
        return element("p", element("code", escaped(_cell("", data) or "None")))
    if isinstance(data, list):
        return rows_html(as_rows(data[:MAX_ROWS]), len(data))
    lists = {name: value for name, value in data.items() if _is_list_of_objects(value)}
    pairs = [{"name": name, VALUE: _shown(name, value)} for name, value in data.items() if name not in lists]
    parts = [rows_html(pairs[:MAX_ROWS], len(pairs))] if pairs else []
    for name, value in islice(lists.items(), MAX_COLUMNS):
        parts.append(element("p", element("b", escaped(f"{name} ({len(value):,})"))) + data_html(value))
    return "".join(parts)


def rows_html(rows: Sequence[Mapping[str, Any]], total: int, first: Sequence[str] = ()) -> str:
    """
    Return the first rows of a table as HTML.

    Args:
        rows: The rows, each by the names of its columns.
        total: How many rows there are in all.
        first: Columns that come first, in this order; the others are ordered for readers.
    """
    shown = as_columns(rows[:MAX_ROWS])
    columns = {name: shown.pop(name) for name in first if name in shown} | for_readers(shown)
    names = list(columns)[:MAX_COLUMNS]
    cells = ([escaped(_cell(name, columns[name][number])) for name in names] for number in range(len(rows[:MAX_ROWS])))
    notes = [f"{total - MAX_ROWS:,} more rows"] if total > MAX_ROWS else []
    hidden = list(columns)[MAX_COLUMNS:]
    notes += [f"{len(hidden):,} more columns: {_listed(hidden)}"] if hidden else []
    return table(names, cells) + "".join(element("p", escaped(f"… {note}")) for note in notes)


def _listed(names: Iterable[str]) -> str:
    text = ", ".join(islice(names, MAX_COLUMNS))
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _shown(name: Any, value: Any) -> Any:
    return MASK if value is not None and is_secret_name(name) else value


def _cell(name: str, value: Any) -> str:
    """Return the text of a cell in a column, whose name may be the path of a value."""
    if value is None:
        return ""
    if any(map(is_secret_name, name.split("."))):
        return MASK
    text = " ".join(value[: 4 * MAX_CELL].split()) if isinstance(value, str) else _SHORT.repr(value)
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"


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
