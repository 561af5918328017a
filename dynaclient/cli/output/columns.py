"""The columns that --columns chooses, and the strings in the cells of tables, CSV and TSV."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from ...call.targets import InvalidTarget, parse_path
from ...description.model import UNSET
from ...display.columns import TooWide, as_columns, as_rows, for_readers, title_of
from ...errors import close_matches, did_you_mean, list_some
from ...records import dataclass
from ...strings.expressions import expression
from ..arguments.decoding import decoded

MAX_KNOWN = 200
"""Columns that are remembered to be named in a message, at most."""

_MAX_DIGITS = 19
"""Digits of an index, at most: no list has more items."""
_COMMA = expression(r"\\.|(,)", re.DOTALL)
"""A comma, or two characters that belong together."""
_ESCAPED = expression(r"\\(.)", re.DOTALL)
_ESCAPED_COMMA = expression(r"(\\[^,])|\\,", re.DOTALL)


@dataclass(frozen=True)
class Column:
    """A column: its title, and the steps to its value in a row."""

    title: str
    steps: tuple[str | int, ...]


def rows_of(data: Any) -> list[Any]:
    """Return the rows of data: the items of a list, or the data itself as the only row."""
    return data if isinstance(data, list) else [data]


def all_columns(rows: Iterable[Any]) -> Mapping[str, Sequence[Any]]:
    """
    Return the values of all columns of rows by their titles, in the order in which a person reads them.

    Raises:
        UsageError: There are too many columns for so many rows.
    """
    try:
        return for_readers(as_columns(as_rows(rows)))
    except TooWide as error:
        problem = str(error)
    raise click.UsageError(f"{problem}: --columns chooses columns, and --output ndjson needs none")


def as_string(value: Any) -> str:
    """Return a value as the string in a cell: nothing for null, JSON for what is not a string."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


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
                self._known.update(dict.fromkeys(as_rows([row])[0]))
        return [None if cell is UNSET else cell for cell in cells]

    def values(self, rows: Iterable[Any]) -> list[tuple[str, list[Any]]]:
        """Return the titles of the columns, each with the values of these rows."""
        cells = [self.cells(row) for row in rows]
        return [(title, [row[number] for row in cells]) for number, title in enumerate(self.titles)]

    def problem(self) -> str:
        """Return which columns no row has had, and which there are; empty if there is nothing to say."""
        missing = [spelled(title) for title in self.titles if title in self._missing]
        if not missing or not self._known:
            return ""
        known = [*map(spelled, self._known)]
        near = did_you_mean(close_matches(missing[0], known)) if len(missing) == 1 else ""
        return f"no item has {', '.join(missing)}; {near + '; ' if near else ''}there are: {list_some(known)}"


def parse_columns(text: str) -> Selection:
    """Return the columns in the value of --columns; raise UsageError if it is not a list of paths."""
    return Selection(map(_parse_column, split_columns(decoded(text))))


def split_columns(text: str) -> list[str]:
    """Return the columns in the value of --columns as they are written there."""
    commas = [match.start() for match in _COMMA.finditer(text) if match[1]]
    return [
        text[start:end] for start, end in zip([0, *(comma + 1 for comma in commas)], [*commas, len(text)], strict=True)
    ]


def spelled(title: str) -> str:
    """Return the title of a column as it is written in --columns."""
    return title.replace(",", "\\,")


def _parse_column(text: str) -> Column:
    title = _ESCAPED_COMMA.sub(lambda match: match[1] or ",", text.strip())
    try:
        return Column(title, parse_path(title))
    except InvalidTarget as error:
        message = str(error.args[0])
    written = shlex.quote(spelled(title_of(_ESCAPED.sub(r"\1", title))))
    advice = f"; if that is one name, write {written}" if title else ""
    raise click.UsageError(f"--columns expects names such as id,owner.name,tags[0]; {title!r:.100} {message}{advice}")


def _value_at(row: Any, column: Column) -> Any:
    """Return the value of a row at the path of a column; UNSET if it has none."""
    if not isinstance(row, Mapping):
        return as_rows([row])[0].get(column.title, UNSET)
    value: Any = row
    for step in column.steps:
        if isinstance(value, list) and str(step).isdecimal():
            index = int(step) if len(str(step)) < _MAX_DIGITS else len(value)
            value = value[index] if index < len(value) else UNSET
        else:
            value = value.get(step, UNSET) if isinstance(value, Mapping) else UNSET
    return row.get(column.title, UNSET) if value is UNSET else value
