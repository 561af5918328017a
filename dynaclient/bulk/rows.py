"""
Rows: what each row of a table means as arguments of an action.

::

    rows      any iterable of dicts; the path of a .csv, .tsv, .ndjson or .jsonl file; a csv.DictReader;
              a pandas or a polars frame
    columns   {"Body name": "device.name"} puts a column where the path leads, {"Remark": None} leaves it out

A column goes to the parameter of its name, in either spelling, or to the place that its name leads to:
``device.tags.0.key``. The first word ``body`` stands for the action's body, whatever that is called. Nothing is given
for a cell that is None, NaN, NaT, pandas.NA, or empty in a CSV file; an object all of whose cells are absent is
absent, and of a list those items are given that are there. To send null, write ``null`` in a CSV cell where no text
is due, or give the whole object.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
import os
import uuid
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from pathlib import Path, PurePath
from typing import Any, Union

from ..call.places import NoPlace, Place, place_of, reading_at, steps_of
from ..call.response import NotStrict, decode
from ..description.model import UNSET, Action, Parameter
from ..errors import InvalidCall, Problem, close_matches, did_you_mean
from ..messages import MASK
from ..schema.validation import masked

TAKEN = "an iterable of dicts, the path of a .csv, .tsv, .ndjson or .jsonl file, or a pandas or polars frame"
MOST_PLANS = 256
"""Distinct sets of columns that are remembered; tables have one."""


@dataclass(frozen=True)
class Row:
    """One row as arguments of the action, or what keeps it from being that."""

    number: int
    """From 0, in the order of the source."""
    arguments: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """By the names of the description; a row's secrets are among them, so that they are not shown."""
    problem: InvalidCall | None = None
    """Why it cannot be called with; then it has no arguments."""


class Cells(dict[Any, Any]):
    """A row of a table: all of its rows have the same columns."""


class Texts(Cells):
    """A row of a file of texts: each cell is to be read as the schema at its place has it."""


def _wrong(action: str, problem: str, hint: str, name: str = "rows") -> InvalidCall:
    return InvalidCall(action, [Problem.in_call("call", name, (), "rows", TAKEN, None, problem, hint)])


# --- sources ---------------------------------------------------------------------------------------------------------


def rows_of(source: Any, action: str = "map") -> Iterator[Any]:
    """
    Give what a source of rows has, one by one: mappings, and an `InvalidCall` for each row that cannot be read.

    Files are read as they are gone through, in constant memory: UTF-8, with or without a byte order mark. A CSV file
    is one as RFC 4180 has it, with a header; for any other kind give a `csv.DictReader`.

    Args:
        source: An iterable of mappings; the path of a .csv, .tsv, .ndjson or .jsonl file; a pandas or polars frame.
        action: The name that errors begin with.

    Raises:
        InvalidCall: It is no such source, or its header cannot be read.
    """
    for fits, reading in _SOURCES:
        if fits(source):
            return reading(source, action)
    hint = "give its path, or a csv.DictReader of it" if hasattr(source, "read") else f"give {TAKEN}"
    raise _wrong(action, f"rows do not come from a {type(source).__name__}", hint)


def _from_file(source: Any, action: str) -> Iterator[Any]:
    path = Path(source)
    reading = _FILES.get(path.suffix.lower())
    if reading is None:
        # The text is not echoed: it may be no path at all, but a token.
        raise _wrong(action, "the text is not the name of a file of rows", f"give {TAKEN}")
    return _opened(path, action, reading)


def _opened(path: Path, action: str, reading: Callable[[Path, Any, str], Iterator[Any]]) -> Iterator[Any]:
    try:
        # What is not UTF-8 is let through here, and is the fault of its row.
        file = path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
    except OSError as error:
        told = f"{os.fspath(path)[:200]!r} cannot be read ({type(error).__name__})"
    else:
        with file:
            yield from reading(path, file, action)
        return
    raise _wrong(action, told, "give the path of a file that exists and can be read")


def _csv(path: Path, file: Any, action: str) -> Iterator[Any]:
    return _table(path, file, action, ",")


def _tsv(path: Path, file: Any, action: str) -> Iterator[Any]:
    return _table(path, file, action, "\t")


class _Lines:
    """Lines of a file, which notices those that are not UTF-8."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = lines
        self.broken = False

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            if not line.isascii() and not _is_whole(line):
                self.broken = True
            yield line


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _table(path: Path, file: Any, action: str, delimiter: str) -> Iterator[Any]:
    lines = _Lines(file)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    names = _header(path, reader, lines, action)
    read = reader.line_num
    while True:
        told = ""
        try:
            for row in reader:
                if lines.broken or len(row) != len(names):
                    told = _row_problem(row, names, lines)
                    break
                yield Texts(zip(names, row, strict=True))
                read = reader.line_num
            else:
                return
        except csv.Error as error:
            told = f"is no CSV: {error}"
        if told:
            yield _wrong(action, f"{path.name} {_line(read + 1, reader.line_num)} {told}", "mend the line")
        read, lines.broken = reader.line_num, False


def _row_problem(row: list[str], names: list[str], lines: _Lines) -> str:
    """Say what is wrong with a row that has not the form of the others; an empty line is none."""
    if lines.broken:
        return "is not UTF-8"
    return f"has {len(row)} cells, and the header has {len(names)}" if row else ""


def _line(first: int, last: int) -> str:
    return f"lines {first} to {last}" if last > first else f"line {last}"


def _header(path: Path, reader: Any, lines: _Lines, action: str) -> list[str]:
    told = ""
    try:
        names: list[str] = next(reader, [])
    except csv.Error as error:
        told, names = f"is no CSV: {error}", []
    twice = sorted({each for each in names if names.count(each) > 1}) if len(set(names)) < len(names) else []
    if names and not (lines.broken or twice):
        return names
    if lines.broken:
        told = "is not UTF-8"
    elif twice:
        told = f"names columns twice: {', '.join(map(repr, twice))[:200]}"
    hint = 'write it as UTF-8 with a header, or give csv.DictReader(open(path, encoding="…", newline=""))'
    raise _wrong(action, f"{path.name} {told or 'has no names of columns in its first line'}", hint)


def _ndjson(path: Path, file: Any, action: str) -> Iterator[Any]:
    for number, line in enumerate(file, 1):
        text = line.strip("\r\n\t ")
        if text:
            yield _object(text, f"{path.name} line {number}", action)


def _object(text: str, where: str, action: str) -> Any:
    try:
        row = decode(text.encode("utf-8", "surrogateescape"))
    except NotStrict as error:
        return _wrong(action, f"{where} is no JSON: {error}", "mend the line")
    return row if isinstance(row, dict) else _wrong(action, f"{where} is no JSON object", "mend the line")


_FILES: dict[str, Callable[[Path, Any, str], Iterator[Any]]] = {
    ".csv": _csv, ".tsv": _tsv, ".ndjson": _ndjson, ".jsonl": _ndjson,
}  # fmt: skip
"""How a file is read, by how its name ends."""


def _reader_rows(source: csv.DictReader[Any], action: str) -> Iterator[Any]:
    while True:
        try:
            row = next(source, None)
        except csv.Error as error:
            yield _wrong(action, f"line {source.reader.line_num} is no CSV: {error}", "mend the line")
            continue
        if row is None:
            return
        if source.restkey in row:
            yield _wrong(action, f"line {source.line_num} has more cells than the header", "mend the line")
        else:
            yield Texts(row)


def _pandas_rows(source: Any, action: str) -> Iterator[Any]:
    names = list(source.columns)
    if len(set(names)) < len(names):
        raise _wrong(action, "the frame has two columns of one name", "rename one of them")
    return (Cells(zip(names, row, strict=True)) for row in source.itertuples(index=False, name=None))


def _polars_rows(source: Any, _action: str) -> Iterator[Any]:
    names = source.columns
    return (Cells(zip(names, row, strict=True)) for row in source.iter_rows())


def _lazy_rows(source: Any, action: str) -> Iterator[Any]:
    return _polars_rows(source.collect(), action)


def _kind(package: str, name: str) -> Callable[[Any], bool]:
    """Give what recognises a class of a package, and those made from it, without importing the package."""
    return lambda source: any(
        each.__name__ == name and each.__module__.partition(".")[0] == package for each in type(source).__mro__
    )


def _is_iterable(source: Any) -> bool:
    one = isinstance(source, (Mapping, str, bytes, bytearray, memoryview)) or hasattr(source, "read")
    return isinstance(source, Iterable) and not one


_SOURCES: tuple[tuple[Callable[[Any], bool], Callable[[Any, str], Iterator[Any]]], ...] = (
    (lambda source: isinstance(source, (str, os.PathLike)), _from_file),
    (_kind("pandas", "DataFrame"), _pandas_rows),
    (_kind("polars", "DataFrame"), _polars_rows),
    (_kind("polars", "LazyFrame"), _lazy_rows),
    (lambda source: isinstance(source, csv.DictReader), _reader_rows),
    (_is_iterable, lambda source, _action: iter(source)),
)
"""Each kind of source, and what gives its rows; the first that fits counts."""


# --- columns ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Leaf:
    """One column's cell."""

    column: Hashable
    read: Callable[[Any], Any]


@dataclass(frozen=True)
class _Branch:
    """What several columns make together: an object, or a list where the steps are positions."""

    members: dict[str | int, _Node] = field(default_factory=dict)

    @property
    def taking(self) -> Callable[[Mapping[Any, Any]], Any]:
        """What makes it of a row; UNSET where all of the cells are absent."""
        items = [
            (step, True, node.column, node.read) if isinstance(node, _Leaf) else (step, False, None, node.taking)
            for step, node in self.members.items()
        ]
        is_list = any(isinstance(step, int) for step in self.members)

        def take(row: Mapping[Any, Any]) -> Any:
            made = {}
            for step, is_cell, column, read in items:
                value = read(row[column] if is_cell else row)
                if value is not UNSET:
                    made[step] = value
            if not made:
                return UNSET
            return [made[step] for step in sorted(made)] if is_list else made

        return take


_Node = Union[_Leaf, _Branch]


@dataclass(frozen=True)
class _Plan:
    """What is done with rows that have the same columns; or why nothing can be."""

    take: Callable[[Mapping[Any, Any]], Any]
    problems: tuple[Problem, ...]


class Columns:
    """
    Which column goes where: turns rows into arguments of one action.

    Args:
        action: What is to be called.
        columns: Column → the name of a parameter, or the path to a place inside one; None leaves the column out.
            Columns that it does not name go by their own names.
        media: The media type of the body, where it is not the first.

    Raises:
        InvalidCall: `columns` leads to what is no parameter of the action.
    """

    def __init__(
        self, action: Action, columns: Mapping[Any, str | None] | None = None, *, media: str | None = None
    ) -> None:
        self._action = action
        self._columns = dict(columns or {})
        self._media = media
        self._plans: dict[tuple[Any, ...], _Plan] = {}
        problems = [each for column, path in self._columns.items() for each in self._problems_with(column, path)]
        if problems:
            raise InvalidCall(action.name, problems)

    def _problems_with(self, column: Any, path: Any) -> Iterator[Problem]:
        if path is None:
            return
        if not isinstance(path, str):
            told = f"leads to a {type(path).__name__}"
            yield self._problem(column, told, "give the name of a parameter, a path like 'device.name', or None")
        else:
            try:
                self._place(path)
            except NoPlace as error:
                yield self._problem(column, *error.args)

    def rows(self, source: Any) -> Iterator[Row]:
        """Give the rows of a source, see `rows_of`; InvalidCall at the first where its columns have no place."""
        for number, item in enumerate(rows_of(source, self._action.name)):
            yield self.row(number, item)

    def row(self, number: int, item: Any) -> Row:
        """
        Give one row as arguments; one that is none, or that has columns without a place, has a `problem` instead.

        Raises:
            InvalidCall: The first row has columns without a place: so will all others.
        """
        if isinstance(item, InvalidCall):
            return Row(number, problem=item)
        if not isinstance(item, Mapping):
            told = f"is a {type(item).__name__}"
            return Row(number, problem=_wrong(self._action.name, told, "give a dict for each row", f"row {number}"))
        plan = self._plan_for(item)
        if plan.problems:
            return Row(number, problem=InvalidCall(self._action.name, plan.problems))
        try:
            return Row(number, plan.take(item) or {})
        except RecursionError:
            pass
        told = "is nested too deeply"
        return Row(number, problem=_wrong(self._action.name, told, "simplify it", f"row {number}"))

    def _plan_for(self, row: Mapping[Any, Any]) -> _Plan:
        names = (type(row) is Texts, *row)
        plan = self._plans.get(names)
        if plan is None:
            plan = self._planned(row)
            if plan.problems and not self._plans:
                raise InvalidCall(self._action.name, plan.problems)
            if len(self._plans) >= MOST_PLANS:
                self._plans.clear()
            self._plans[names] = plan
        return plan

    def _planned(self, row: Mapping[Any, Any]) -> _Plan:
        tree = _Branch()
        problems = list(self._missing(row)) if isinstance(row, Cells) else []
        for column in row:
            path = self._columns.get(column, column)
            if path is not None:
                try:
                    place = self._place(path)
                    _put(tree, place, _Leaf(column, reading_at(place, isinstance(row, Texts))))
                except NoPlace as error:
                    problems.append(self._problem(column, *error.args))
        return _Plan(tree.taking, tuple(problems))

    def _missing(self, row: Mapping[Any, Any]) -> Iterator[Problem]:
        """Tell of columns that a table lacks: a misspelt one would be absent without a word."""
        for column in self._columns:
            if column not in row:
                names = close_matches(str(column), [each for each in row if isinstance(each, str)])
                hint = did_you_mean(names) or f"they have: {', '.join(map(str, row))[:400]}"
                yield self._problem(column, "the rows have no such column", hint)

    def _place(self, path: Any) -> Place:
        """Give where a path leads; NoPlace, with what is wrong and what to do, where it leads nowhere."""
        if not isinstance(path, str):
            raise NoPlace("is no text, so that it names no parameter", self._advice(path, ()))
        try:
            first, *rest = steps_of(path)
        except NoPlace as error:
            told = str(error) if path else "has no name; it may be the index of a frame"
            raise NoPlace(told, self._advice(path, ())) from None
        place = place_of(self._action, self._name(str(first)), self._media)
        if place.parameter is None:
            raise NoPlace(f"{self._action.name} takes no such argument", self._advice(path, self._near(str(first))))
        return place.at(tuple(rest))

    def _name(self, word: str) -> str:
        body = self._action.body
        return body.name if word == "body" and body and word not in self._action.spellings else word

    def _near(self, word: str) -> tuple[str, ...]:
        return close_matches(word, [*self._action.parameters, *(["body"] if self._action.body else [])])

    def _advice(self, column: Any, names: tuple[str, ...]) -> str:
        accepted = ", ".join(self._action.parameters) or "nothing"
        first = did_you_mean(names) or f"it takes: {accepted}"
        if isinstance(column, str) and ";" in column:
            return f'{first}; is the file separated by semicolons? Give csv.DictReader(file, delimiter=";")'
        shown = repr(column)[:80]
        return f"{first}; columns={{{shown}: 'parameter'}} says where it goes, {{{shown}: None}} leaves it out"

    def _problem(self, column: Any, told: str, hint: str = "") -> Problem:
        name = str(column)[:200] or "''"
        return Problem.in_call("call", name, (), "column", tuple(self._action.parameters), None, told, hint)


def _put(tree: _Branch, place: Place, leaf: _Leaf) -> None:
    """Put a column where it goes; NoPlace where another goes there too."""
    assert place.parameter is not None  # noqa: S101 - which `_place` sees to
    steps = (place.parameter.name, *place.path)
    holder = tree
    for step in steps[:-1]:
        deeper = holder.members.setdefault(step, _Branch())
        if isinstance(deeper, _Leaf) or not _is_like(holder, step):
            raise _taken(deeper)
        holder = deeper
    if steps[-1] in holder.members or not _is_like(holder, steps[-1]):
        raise _taken(holder.members.get(steps[-1]))
    holder.members[steps[-1]] = leaf


def _is_like(holder: _Branch, step: str | int) -> bool:
    """Say whether a step fits those beside it: an object has names, a list has positions."""
    return type(step) is type(next(iter(holder.members), step))


def _taken(node: _Node | None) -> NoPlace:
    other = f"the column {node.column!r:.80}" if isinstance(node, _Leaf) else "another column"
    return NoPlace(f"leads to the same place as {other}", "leave one of them out: columns={'…': None}")


# --- digests ---------------------------------------------------------------------------------------------------------


def digest(arguments: Mapping[str, Any], action: Action | None = None) -> str:
    """
    Give a short text that is the same for the same arguments, in every process and every run.

    A path counts by its name; what has no lasting content, such as an open file or an iterator, by its kind alone.
    With the action given, what it calls secret does not count, so that nobody can guess it from the text.
    """
    try:
        told = _without_secrets(action, arguments) if action is not None and action.has_secrets else arguments
        text = _ENCODER.encode(told)
    except (TypeError, ValueError, RecursionError):
        # No argument of a call can be like this, so that the call will be refused: the names are enough.
        text = " ".join(sorted(map(str, arguments)))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _without_secrets(action: Action, arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _masked(action.parameters.get(name), value) for name, value in arguments.items()}


def _masked(parameter: Parameter | None, value: Any) -> Any:
    if parameter is None or not parameter.holds_secrets:
        return value
    views = [each.view for each in (parameter.schema, *parameter.content.values())]
    return MASK if parameter.secret else masked(value, *views)


def _spelled(value: Any) -> Any:
    """Give what JSON cannot hold as something that it can, with its kind."""
    for kind, spelling in _SPELLINGS:
        if isinstance(value, kind):
            return {kind.__name__: spelling(value)}
    return {f"{type(value).__module__}.{type(value).__qualname__}": None}


def _content(value: Any) -> str:
    return hashlib.blake2b(value, digest_size=16).hexdigest()


_SPELLINGS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (datetime.datetime, lambda value: value.isoformat()),
    (datetime.date, lambda value: value.isoformat()),
    (datetime.time, lambda value: value.isoformat()),
    (Decimal, str),
    (uuid.UUID, str),
    (Enum, lambda value: value.value),
    (PurePath, str),
    (bytes, _content),
    (bytearray, _content),
    (Mapping, dict),
)
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=_spelled)
