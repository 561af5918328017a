r"""
Columns: how values become the rows of a table, wherever there is one: in frames, notebooks, CSV and on a terminal.

The columns of an object are its properties; those of an object inside have dotted names: ``owner.name``. A dot that is
part of a name is written ``\.``. Lists, and objects without properties, are one cell. The rows of a list of lists have
numbered columns, and any other value is in the column ``value``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..strings.expressions import expression

FIRST_COLUMNS = ("id", "name", "title")
"""Columns that identify a row; they come first where a person reads the table."""
VALUE = "value"
"""The column of what is not an object."""

_SPECIAL = expression(r"[\\.\[\]]")


def flatten(value: Mapping[str, Any], reserved: Collection[str] = ()) -> dict[str, Any]:
    """
    Return an object as the cells of a row.

    Args:
        value: The object.
        reserved: Names of other columns: a property with one of these names becomes ``value.name``.
    """
    cells: dict[str, Any] = {}
    levels: list[tuple[str, Iterator[tuple[str, Any]]]] = [("", iter(value.items()))]
    while levels:  # not by recursion, for the object may be nested deeply
        prefix, members = levels[-1]
        for name, member in members:
            outer = f"{VALUE}." if not prefix and name in reserved else prefix
            title = outer + _SPECIAL.sub(lambda match: "\\" + match[0], name)
            if isinstance(member, Mapping) and member:
                levels.append((f"{title}.", iter(member.items())))
                break
            cells[title] = member
        else:
            levels.pop()
    return cells


def as_rows(values: Iterable[Any]) -> list[dict[str, Any]]:
    """Return values as rows; among objects, any other value is in the column ``value``."""
    listed = list(values)
    if listed and all(isinstance(value, list) for value in listed):
        return [{str(number): item for number, item in enumerate(value, 1)} for value in listed]
    reserved = () if all(isinstance(value, Mapping) for value in listed) else (VALUE,)
    return [flatten(value, reserved) if isinstance(value, Mapping) else {VALUE: value} for value in listed]


def as_columns(rows: Sequence[Mapping[str, Any]], first: Iterable[str] = ()) -> dict[str, list[Any]]:
    """
    Return the columns of rows, these first, with None where a row has no such cell.

    A property that is an object in some rows, and empty in all others, has only the columns of the object.
    """
    names = dict.fromkeys([*first, *(name for row in rows for name in row)])
    columns = {name: [row.get(name) for row in rows] for name in names}
    ordered = sorted(names)
    return {
        name: cells
        for name, cells in columns.items()
        if not all(map(_is_empty, cells)) or not _begins_one(f"{name}.", ordered)
    }


def _begins_one(prefix: str, ordered: Sequence[str]) -> bool:
    """Return whether one of these names, which are sorted, begins with a prefix."""
    position = bisect_left(ordered, prefix)
    return position < len(ordered) and ordered[position].startswith(prefix)


def for_readers(columns: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """Return columns as a person reads them: what identifies a row comes first, lists and inner objects come last."""
    if all(map(str.isdecimal, columns)):  # the columns of lists
        return dict(columns)
    return dict(sorted(columns.items(), key=lambda column: _order(*column)))


def _order(name: str, cells: Iterable[Any]) -> tuple[int, bool, bool]:
    rank = FIRST_COLUMNS.index(name) if name in FIRST_COLUMNS else len(FIRST_COLUMNS)
    return rank, any(isinstance(cell, (Mapping, list)) for cell in cells), "." in name.replace("\\.", "")


def _is_empty(cell: Any) -> bool:
    """Return whether a cell stands for an object that other rows have."""
    return cell is None or cell == {}
