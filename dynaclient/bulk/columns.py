"""
Columns: what the cells of a row mean as arguments of an action.

::

    columns   {"Body name": "device.name"} maps a column to a path, {"Remark": None} skips it

Any other column is mapped by its own name: to the parameter with that name, in either spelling, or to a value inside
one, by its path: ``device.tags.0.key``. The first name ``body`` stands for the body of the action, whatever its name.
A cell that is None, NaN, NaT, pandas.NA, or empty in a CSV file sets nothing. An object all of whose cells are absent
is absent, and a list has the items that are present. In a row that is a dict, or a line of JSON, None of an argument
that is a member of the body is null, as in a call, if the schema allows null or the body is a merge patch. To send
another null, write ``null`` in a CSV cell whose schema does not allow a string, or pass the whole object.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Union

from ..call.problems import own_hint
from ..call.targets import (
    InvalidTarget,
    Target,
    ValuePath,
    find_target,
    parse_path,
    read_cell,
    read_cell_or_null,
    read_frame_cell,
    text_cell_reader,
)
from ..description.model import UNSET, Action
from ..errors import MAX_LISTED, InvalidCall, Problem, close_matches, did_you_mean, list_some
from ..records import dataclass, field
from .conversions import Conversions, conversions_of
from .rows import FrameRow, InvalidRow, LineRow, TableRow, TextRow, invalid_rows, read_rows, row_name

MAX_LAYOUTS = 256
"""Distinct sets of columns that are remembered; a table has one."""


@dataclass(frozen=True)
class Row:
    """One row as arguments of an action, or why it cannot be that."""

    number: int
    """From 0, in the order of the source."""
    arguments: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """By the names of the description. They may contain secrets, so they are not in the `repr`."""
    problem: InvalidCall | None = None
    """Why it cannot be called; then it has no arguments."""
    line: int | None = None
    """The line that it begins in, from 1, if it is of a file."""
    conversions: Conversions = field(default_factory=dict, repr=False)
    """How the columns are converted, if it is of a frame."""


@dataclass(frozen=True)
class _Cell:
    """A value that comes from one column."""

    column: Hashable
    read: Callable[[Any], Any]


@dataclass(frozen=True)
class _Container:
    """A value that several columns make up: an object, or a list if the keys are indexes."""

    members: dict[str | int, _Node] = field(default_factory=dict)
    whole: list[_Cell] = field(default_factory=list)
    """The cell of a body to which its members are added, if they may be passed by name."""

    @property
    def builder(self) -> Callable[[Mapping[Any, Any]], Any]:
        """The function that builds the value from a row; it returns UNSET if all of the cells are absent."""
        items = [
            (key, True, node.column, node.read) if isinstance(node, _Cell) else (key, False, None, node.builder)
            for key, node in self.members.items()
        ]
        is_list = any(isinstance(key, int) for key in self.members)

        def build(row: Mapping[Any, Any]) -> Any:
            built = {}
            for key, is_cell, column, read in items:
                value = read(row[column] if is_cell else row)
                if value is not UNSET:
                    built[key] = value
            value = ([built[key] for key in sorted(built)] if is_list else built) if built else UNSET
            for cell in self.whole:
                value = _with_members(cell, cell.read(row[cell.column]), value)
            return value

        return build


_Node = Union[_Cell, _Container]


@dataclass(frozen=True)
class _Layout:
    """How rows with the same columns become arguments, or why they cannot."""

    build: Callable[[Mapping[Any, Any]], Any]
    problems: tuple[Problem, ...]
    conversions: Conversions


class Columns:
    """
    Maps columns to parameters: turns rows into arguments of one action.

    Args:
        action: The action to call.
        columns: Column → the name of a parameter, or the path to a value inside one; None skips the column. Other
            columns are mapped by their own names.
        media: The media type of the body, if it is not the first.
        validates: Whether arguments are validated, so that a path which no valid argument has is a mistake.

    Raises:
        InvalidCall: `columns` maps a column to something that is not a parameter of the action, or a value inside one.
    """

    def __init__(
        self,
        action: Action,
        columns: Mapping[Any, str | None] | None = None,
        *,
        media: str | None = None,
        validates: bool = False,
    ) -> None:
        self._action = action
        self._validates = validates
        self._columns = dict(columns or {})
        self._media = media
        self._layouts: dict[tuple[Any, ...], _Layout] = {}
        problems = [
            problem for column, path in self._columns.items() for problem in self._mapping_problems(column, path)
        ]
        if problems:
            raise InvalidCall(action.name, problems)

    def _mapping_problems(self, column: Any, path: Any) -> Iterator[Problem]:
        if path is None:
            return
        if not isinstance(path, str):
            message = f"expected a string or None, got {type(path).__name__}"
            hint = "pass the name of a parameter, a path such as 'device.name', or None"
            yield self._problem(column, message, hint)
        else:
            try:
                self._resolve_target(path)
            except InvalidTarget as error:
                message, hint = error.args
                shown = message if repr(path) in message else f"is mapped to {path!r:.80}: {message}"
                yield self._problem(column, shown, hint)

    def rows(self, source: Any) -> Iterator[Row]:
        """
        Yield the rows of a source, see `read_rows`.

        Raises:
            InvalidCall: The first row has unknown columns, or no row of a list has a column that is mapped.
        """
        if isinstance(source, (list, tuple)) and source and all(isinstance(row, Mapping) for row in source):
            self._require_columns(source)
        for number, item in enumerate(read_rows(source, self._action.name)):
            yield self.row(number, item)

    def _require_columns(self, rows: Sequence[Mapping[Any, Any]]) -> None:
        """Raise InvalidCall for a mapped column that none of these rows has: a typo would silently set nothing."""
        mapped = [column for column, path in self._columns.items() if path is not None]
        missing = [column for column in mapped if not any(column in row for row in rows)]
        if missing:
            raise InvalidCall(self._action.name, map(partial(self._missing_column, rows[0]), missing))

    def row(self, number: int, item: Any) -> Row:
        """
        Return one row as arguments; one that is not a mapping, or that has unknown columns, has a `problem` instead.

        Raises:
            InvalidCall: The first row has unknown columns: then so will all others.
        """
        if isinstance(item, InvalidRow):
            return Row(number, problem=item.error, line=item.line)
        if not isinstance(item, Mapping):
            return self._invalid_row(number, f"expected a dict, got {type(item).__name__}", "pass one dict per row")
        return self._built(number, item, item.line if isinstance(item, LineRow) else None)

    def _built(self, number: int, item: Mapping[Any, Any], line: int | None) -> Row:
        layout = self._layout_of(item)
        if layout.problems:
            return Row(number, problem=InvalidCall(self._action.name, layout.problems), line=line)
        try:
            return Row(number, layout.build(item) or {}, line=line, conversions=layout.conversions)
        except InvalidTarget as error:
            return self._invalid_row(number, *error.args, line=line)
        except RecursionError:
            pass
        return self._invalid_row(number, "is nested too deeply", "simplify it", line=line)

    def _invalid_row(self, number: int, message: str, hint: str, *, line: int | None = None) -> Row:
        return Row(number, problem=invalid_rows(self._action.name, message, hint, row_name(number, line)), line=line)

    def _layout_of(self, row: Mapping[Any, Any]) -> _Layout:
        key = (type(row), *row)
        layout = self._layouts.get(key)
        if layout is None:
            layout = self._create_layout(row)
            if layout.problems and not self._layouts:
                raise InvalidCall(self._action.name, layout.problems)
            if len(self._layouts) >= MAX_LAYOUTS:
                self._layouts.clear()
            self._layouts[key] = layout
        return layout

    def _create_layout(self, row: Mapping[Any, Any]) -> _Layout:
        root = _Container()
        problems = list(self._missing_columns(row)) if isinstance(row, TableRow) else []
        places: dict[ValuePath, Hashable] = {}
        for column in row:
            path = self._columns.get(column, column)
            if path is not None:
                try:
                    target = self._resolve_target(path, compared=len(problems) < MAX_LISTED)
                    places[_insert(root, target, _Cell(column, _cell_reader(row, target)))] = column
                except InvalidTarget as error:
                    problems.append(self._problem(column, *error.args))
        return _Layout(root.builder, tuple(problems), conversions_of(row, places))

    def _missing_columns(self, row: Mapping[Any, Any]) -> Iterator[Problem]:
        """Return a problem for every mapped column that a table does not have."""
        return (self._missing_column(row, column) for column in self._columns if column not in row)

    def _missing_column(self, row: Mapping[Any, Any], column: Any) -> Problem:
        found = [name for name in row if isinstance(name, str)]
        listed = f"the columns are: {', '.join(map(str, row))[:400]}"
        hint = next(filter(None, map(_semicolons, found)), "") or did_you_mean(close_matches(str(column), found))
        return self._problem(column, "the rows have no such column", hint or listed)

    def _resolve_target(self, path: Any, *, compared: bool = True) -> Target:
        """Return the target of a path; raise InvalidTarget with a message and a suggestion if it does not resolve."""
        if not isinstance(path, str):
            raise InvalidTarget("the name of the column is not a string", self._suggestion(path, ()))
        try:
            first, *rest = parse_path(path)
        except InvalidTarget as error:
            message = str(error) if path else "the column has no name; it may be the index of a frame"
            raise InvalidTarget(message, self._suggestion(path, ())) from None
        target = find_target(self._action, self._parameter_name(str(first)), self._media)
        if target.parameter is None:
            message = f"{self._action.name} has no such argument"
            hint = own_hint(self._action, str(first)) if compared else ""
            similar = self._similar_names(str(first)) if compared and not hint else ()
            raise InvalidTarget(message, hint or self._suggestion(path, similar))
        if self._validates and (unknown := target.unknown_member(tuple(rest))):
            name, known = unknown
            hint = did_you_mean(close_matches(name, known)) or f"known properties: {list_some(known) or 'none'}"
            raise InvalidTarget(f"{path!r:.80} has an unknown property {name!r:.80}", hint)
        return target.descend(tuple(rest))

    def _parameter_name(self, name: str) -> str:
        body = self._action.body
        return body.name if name == "body" and body and name not in self._action.spellings else name

    def _similar_names(self, name: str) -> tuple[str, ...]:
        return close_matches(
            name, [*self._action.parameters, *self._action.members, *(["body"] if self._action.body else [])]
        )

    def _suggestion(self, column: Any, names: tuple[str, ...]) -> str:
        accepted = list_some([*self._action.parameters, *self._action.members]) or "nothing"
        first = did_you_mean(names) or f"it takes: {accepted}"
        if isinstance(column, str) and ";" in column:
            return f"{first}; {_semicolons(column)}"
        shown = repr(column)[:80]
        if column in self._columns.values() and column not in self._columns:  # it is the path that is wrong
            return first
        return f"{first}; columns={{{shown}: 'parameter'}} maps the column, {{{shown}: None}} skips it"

    def _problem(self, column: Any, message: str, hint: str = "") -> Problem:
        name = str(column)[:200] or "''"
        return Problem.in_call("call", name, (), "column", tuple(self._action.parameters), None, message, hint)


def _semicolons(column: str) -> str:
    """Return what to do about a header that is one column; an empty string if no semicolon is in it."""
    advice = 'if semicolons separate the columns, pass csv.DictReader(file, delimiter=";")'
    return advice if ";" in column else ""


def _cell_reader(row: Mapping[Any, Any], target: Target) -> Callable[[Any], Any]:
    if isinstance(row, TextRow):
        return text_cell_reader(target)
    if isinstance(row, FrameRow):
        return read_frame_cell
    return read_cell_or_null if target.takes_null else read_cell


def _with_members(cell: _Cell, whole: Any, members: Any) -> Any:
    """Return a body with the members of other columns; raise InvalidTarget if they cannot be added to it."""
    if whole is UNSET or members is UNSET:
        return members if whole is UNSET else whole
    if isinstance(whole, Mapping) and isinstance(members, Mapping) and not whole.keys() & members.keys():
        return {**whole, **members}
    message = f"the members in other columns cannot be added to the column {cell.column!r:.80}"
    raise InvalidTarget(message, "pass a dict without these members, or skip it: columns={'…': None}")


def _insert(root: _Container, target: Target, cell: _Cell) -> ValuePath:
    """Insert a cell at its target, and return where; raise InvalidTarget if another column has the same one."""
    assert target.parameter is not None  # noqa: S101 - ensured by `_resolve_target`
    keys = (target.parameter.name, *target.path)
    container = root
    if target.parameter.spread and not target.path:
        node = root.members.setdefault(keys[0], _Container())
        if isinstance(node, _Cell) or node.whole:
            raise _conflict(node)
        node.whole.append(cell)
        return keys
    for key in keys[:-1]:
        inner = container.members.setdefault(key, _Container())
        if isinstance(inner, _Cell) or not _fits(container, key):
            raise _conflict(inner)
        container = inner
    if keys[-1] in container.members or not _fits(container, keys[-1]):
        raise _conflict(container.members.get(keys[-1]))
    container.members[keys[-1]] = cell
    return keys


def _fits(container: _Container, key: str | int) -> bool:
    """Return whether a key is of the same type as its siblings: an object has names, a list has indexes."""
    return type(key) is type(next(iter(container.members), key))


def _conflict(node: _Node | None) -> InvalidTarget:
    other = f"the column {node.column!r:.80}" if isinstance(node, _Cell) else "another column"
    return InvalidTarget(f"sets the same value as {other}", "skip one of them: columns={'…': None}")
