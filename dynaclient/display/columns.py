r"""
Columns: how values become the rows of a table, wherever there is one: in frames, notebooks, CSV and on a terminal.

The columns of an object are its properties; those of an object inside have dotted names: ``owner.name``. A dot that is
part of a name is written ``\.``. Lists, and objects without properties, are one cell. The rows of a list of lists have
numbered columns, and any other value is in the column ``value``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from ..strings.expressions import expression

FIRST_COLUMNS = ("id", "name", "title")
"""Columns that identify a row; they come first where a person reads the table."""
VALUE = "value"
"""The column of what is not an object."""

MAX_GAPS = 20_000_000
"""Cells without a value that a table may have in any case."""
MAX_SHARE = 10
"""How many times as many as the others they may be in a larger one."""

_SPECIAL = expression(r"[\\.\[\]]")


class TooWide(ValueError):
    """The rows of a table have so many different columns that nearly all of its cells would be empty."""


def flatten(value: Mapping[str, Any], reserved: Collection[str] = (), most: int | None = None) -> dict[str, Any]:
    """
    Return an object as the cells of a row.

    Args:
        value: The object.
        reserved: Names of other columns: a property with one of these names becomes ``value.name``.
        most: How many cells at most; None for all.
    """
    return dict(islice(_cells(value, reserved), most))


def title_of(*path: str) -> str:
    """Return the title of the column of a property, by the names on the way to it."""
    return ".".join(_SPECIAL.sub(lambda match: "\\" + match[0], name) for name in path)


def _cells(value: Mapping[str, Any], reserved: Collection[str]) -> Iterator[tuple[str, Any]]:
    levels: list[tuple[str, Iterator[tuple[str, Any]]]] = [("", iter(value.items()))]
    while levels:  # not by recursion, for the object may be nested deeply
        prefix, members = levels[-1]
        for name, member in members:
            outer = f"{VALUE}." if not prefix and name in reserved else prefix
            title = outer + title_of(name)
            if isinstance(member, Mapping) and member:
                levels.append((f"{title}.", iter(member.items())))
                break
            yield title, member
        else:
            levels.pop()


def as_rows(values: Iterable[Any], most: int | None = None) -> list[dict[str, Any]]:
    """Return values as rows of at most so many cells; among objects, any other value is in the column ``value``."""
    listed = list(values)
    if listed and all(isinstance(value, list) for value in listed):
        return [{str(number): item for number, item in enumerate(islice(value, most), 1)} for value in listed]
    reserved = () if all(isinstance(value, Mapping) for value in listed) else (VALUE,)
    return [flatten(value, reserved, most) if isinstance(value, Mapping) else {VALUE: value} for value in listed]


def as_columns(rows: Sequence[Mapping[str, Any]], first: Iterable[str] = ()) -> dict[str, list[Any]]:
    """
    Return the columns of rows, these first, with None where a row has no such cell.

    Raises:
        TooWide: There are too many columns for so many rows.
    """
    names = column_names(rows, first)
    filled = sum(map(len, rows))
    if len(rows) * len(names) - filled > max(MAX_GAPS, MAX_SHARE * filled):
        raise TooWide(f"{len(rows):,} rows have {len(names):,} different columns, which are too many for one table")
    return {name: [row.get(name) for row in rows] for name in names}


def column_names(rows: Sequence[Mapping[str, Any]], first: Iterable[str] = ()) -> list[str]:
    """
    Return the names of the columns of rows, these first.

    A property that is an object in some rows, and empty in all others, has only the columns of the object.
    """
    names = dict.fromkeys([*first, *(name for row in rows for name in row)])
    filled = {name for row in rows for name, cell in row.items() if not _is_empty(cell)}
    ordered = sorted(names)
    return [name for name in names if name in filled or not _begins_one(f"{name}.", ordered)]


def _begins_one(prefix: str, ordered: Sequence[str]) -> bool:
    """Return whether one of these names, which are sorted, begins with a prefix."""
    position = bisect_left(ordered, prefix)
    return position < len(ordered) and ordered[position].startswith(prefix)


def for_readers(columns: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """Return columns as a person reads them: what identifies a row comes first, lists and inner objects come last."""
    structured = {name for name, cells in columns.items() if any(map(_is_structured, cells))}
    return {name: columns[name] for name in _in_order(columns, structured)}


def names_for_readers(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the names of the columns of rows in the order of `for_readers`."""
    structured = {name for row in rows for name, cell in row.items() if _is_structured(cell)}
    return _in_order(column_names(rows), structured)


def _in_order(names: Collection[str], structured: Collection[str]) -> list[str]:
    if all(map(str.isdecimal, names)):  # the columns of lists
        return list(names)
    return sorted(names, key=lambda name: (_rank(name), name in structured, "." in name.replace("\\.", "")))


def _rank(name: str) -> int:
    return FIRST_COLUMNS.index(name) if name in FIRST_COLUMNS else len(FIRST_COLUMNS)


def _is_structured(cell: Any) -> bool:
    return isinstance(cell, (Mapping, list))


def _is_empty(cell: Any) -> bool:
    """Return whether a cell stands for an object that other rows have."""
    return cell is None or cell == {}
