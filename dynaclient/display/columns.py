"""Columns: how objects become the rows of a table, wherever there is one: in frames, in notebooks, on a terminal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

FIRST_COLUMNS = ("id", "name", "title")
"""Columns that identify a row; they come first where a person reads the table."""
MAX_COLUMN_DEPTH = 8
"""Depth to which objects are flattened into columns; an object below it stays an object in a cell."""
VALUE = "value"
"""The column of what is not an object."""


def flatten(value: Mapping[str, Any], reserved: Collection[str] = ()) -> dict[str, Any]:
    """
    Return an object as the cells of a row: a property of an object inside it is named by its path (``device.name``).

    Args:
        value: The object.
        reserved: Names of other columns: a property with one of these names becomes ``value.name``.
    """
    cells: dict[str, Any] = {}
    pending = [(key if key not in reserved else f"{VALUE}.{key}", member, 1) for key, member in value.items()]
    while pending:
        name, member, depth = pending.pop(0)
        if isinstance(member, dict) and member and depth < MAX_COLUMN_DEPTH:
            pending[:0] = [(f"{name}.{key}", inner, depth + 1) for key, inner in member.items()]
        else:
            cells[name] = member
    return cells


def as_rows(values: Iterable[Any]) -> list[dict[str, Any]]:
    """Return values as rows: objects by `flatten`, all others in the column ``value``."""
    listed = list(values)
    reserved = () if all(isinstance(value, dict) for value in listed) else (VALUE,)
    return [flatten(value, reserved) if isinstance(value, dict) else {VALUE: value} for value in listed]


def as_columns(rows: Sequence[Mapping[str, Any]], first: Iterable[str] = ()) -> dict[str, list[Any]]:
    """Return the columns of rows, these first, with None where a row has no such cell."""
    names = dict.fromkeys([*first, *(name for row in rows for name in row)])
    return {name: [row.get(name) for row in rows] for name in names}


def for_readers(columns: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """Return columns as a person reads them: what identifies a row comes first, lists and objects come last."""
    return dict(sorted(columns.items(), key=lambda column: (_rank(column[0]), any(map(_is_nested, column[1])))))


def _rank(name: str) -> int:
    return FIRST_COLUMNS.index(name) if name in FIRST_COLUMNS else len(FIRST_COLUMNS)


def _is_nested(value: Any) -> bool:
    return isinstance(value, (dict, list))
