r"""
Rows and columns of tables, CSV and TSV: the one rule by which nested data becomes cells.

The columns of objects are their members; those of an object inside have dotted names: ``owner.name``. A dot that is
part of a name is written ``\.``. Lists, and objects without members, are one cell, as JSON. The rows of a list of lists
have numbered columns, and any other values have the single column ``value``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import click

from ...call.targets import InvalidTarget, parse_path
from ...description.model import UNSET
from ...errors import close_matches, did_you_mean, list_some
from ...records import dataclass
from ...strings.expressions import expression

FIRST_COLUMNS = ("id", "name", "title")
"""Columns that identify a row; they come first."""
VALUE = "value"
"""The column of rows that have no members."""
MAX_KNOWN = 200
"""Columns that are remembered to be named in a message, at most."""

_SPECIAL = expression(r"[\\.\[\]]")
_COMMA = expression(r"(?<!\\),")


@dataclass(frozen=True)
class Column:
    """A column: its title, and the steps to its value in a row."""

    title: str
    steps: tuple[str | int, ...]


@dataclass(frozen=True)
class Values:
    """The values of one column; UNSET for a row without one."""

    title: str
    values: Sequence[Any]


def rows_of(data: Any) -> list[Any]:
    """Return the rows of data: the items of a list, or the data itself as the only row."""
    return data if isinstance(data, list) else [data]


def flatten(row: Any) -> dict[str, Any]:
    """Return the values of a row by the titles of their columns."""
    if isinstance(row, list):
        return {str(number): value for number, value in enumerate(row, 1)}
    if not isinstance(row, Mapping):
        return {VALUE: row}
    cells: dict[str, Any] = {}
    levels: list[tuple[str, Iterator[tuple[str, Any]]]] = [("", iter(row.items()))]
    while levels:  # not by recursion, for the data may be nested deeply
        prefix, members = levels[-1]
        for name, value in members:
            title = prefix + _SPECIAL.sub(lambda match: "\\" + match[0], name)
            if isinstance(value, Mapping) and value:
                levels.append((f"{title}.", iter(value.items())))
                break
            cells[title] = value
        else:
            levels.pop()
    return cells


def all_columns(rows: Sequence[Any]) -> list[Values]:
    """Return the columns of rows: those that identify a row come first, those with lists last."""
    if len({_kind(row) for row in rows}) > 1:
        return [Values(VALUE, rows)]
    cells = [flatten(row) for row in rows]
    titles = dict.fromkeys(title for row in cells for title in row)
    values = {title: [row.get(title, UNSET) for row in cells] for title in titles}
    parents = {title[:position] for title in titles for position, letter in enumerate(title) if letter == "."}
    shown = [title for title in titles if title not in parents or not all(map(_is_empty, values[title]))]
    if rows and isinstance(rows[0], Mapping):
        shown.sort(key=lambda title: (_rank(title), any(map(_is_nested, values[title])), _is_inside(title)))
    return [Values(title, values[title]) for title in shown]


def _kind(row: Any) -> type:
    return next((kind for kind in (Mapping, list) if isinstance(row, kind)), object)


def _rank(title: str) -> int:
    return FIRST_COLUMNS.index(title) if title in FIRST_COLUMNS else len(FIRST_COLUMNS)


def _is_inside(title: str) -> bool:
    return "." in title.replace("\\.", "")


def _is_nested(value: Any) -> bool:
    return isinstance(value, (Mapping, list))


def _is_empty(value: Any) -> bool:
    """Return whether a value stands for an object that other rows have."""
    return value is UNSET or value is None or value == {}


def as_string(value: Any) -> str:
    """Return a value as the string in a cell: nothing for null, JSON for what is not a string."""
    if value is None or value is UNSET:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


# --- --columns -------------------------------------------------------------------------------------------------------


class Selection:
    """The columns that --columns chooses, in its order; it counts which of them any row has."""

    def __init__(self, columns: Iterable[Column]) -> None:
        self.columns = tuple(columns)
        self._missing = {column.title for column in self.columns}
        self._known: dict[str, None] = {}

    @property
    def titles(self) -> list[str]:
        """The titles, in order."""
        return [column.title for column in self.columns]

    def cells(self, row: Any) -> list[Any]:
        """Return the values of a row, in the order of the columns."""
        cells = [_value_at(row, column) for column in self.columns]
        if self._missing:
            found = {column.title for column, value in zip(self.columns, cells, strict=True) if value is not UNSET}
            self._missing -= found
            if len(self._known) < MAX_KNOWN:
                self._known.update(dict.fromkeys(flatten(row)))
        return cells

    def values(self, rows: Iterable[Any]) -> list[Values]:
        """Return the columns with the values of these rows."""
        cells = [self.cells(row) for row in rows]
        return [Values(title, [row[number] for row in cells]) for number, title in enumerate(self.titles)]

    def problem(self) -> str:
        """Return which columns no row has had, and which there are; empty if there is nothing to say."""
        missing = [title for title in self.titles if title in self._missing]
        if not missing or not self._known:
            return ""
        near = did_you_mean(close_matches(missing[0], self._known)) if len(missing) == 1 else ""
        named = ", ".join(missing)
        return f"no item has {named}; {near + '; ' if near else ''}there are: {list_some(self._known)}"


def parse_columns(text: str) -> Selection:
    """Return the columns in the value of --columns; raise UsageError if it is not a list of paths."""
    return Selection(map(_parse_column, _COMMA.split(text)))


def _parse_column(text: str) -> Column:
    title = text.strip().replace("\\,", ",")
    try:
        return Column(title, parse_path(title))
    except InvalidTarget as error:
        message = str(error.args[0])
    raise click.UsageError(f"--columns expects names such as id,owner.name,tags[0]; {title!r} {message}")


def _value_at(row: Any, column: Column) -> Any:
    """Return the value of a row at the path of a column; UNSET if it has none."""
    if not isinstance(row, Mapping):
        return flatten(row).get(column.title, UNSET)
    value: Any = row
    for step in column.steps:
        if isinstance(value, list) and str(step).isdecimal():
            value = value[int(step)] if int(step) < len(value) else UNSET
        else:
            value = value.get(step, UNSET) if isinstance(value, Mapping) else UNSET
    return row.get(column.title, UNSET) if value is UNSET else value
