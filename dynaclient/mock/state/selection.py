"""What the arguments of a request select: items that have what is asked for, in the time that is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ...description.argument_paths import ArgumentPath
from ...description.model import UNSET
from ...records import dataclass
from ...schema.values import to_string
from ..exchange import Rejection
from .arguments import Argument
from .matching import OPERATORS, is_anywhere, values_at
from .moments import asked_moment, length_of, moment_of, unit_of
from .possible import NOTHING, all_listed, can_be_asked, can_be_ordered, equals
from .queries import Query, names_in

Item = dict[str, Any]
Test = Callable[[Item], bool]
_MILLISECOND = 0.001
_EQUAL = frozenset(["in", "nin"])
ORDERED = frozenset(["gt", "gte", "lt", "lte"])
"""The operators for which values have an order."""


@dataclass(frozen=True)
class Filter:
    """One argument that selects items."""

    argument: Argument
    kind: str
    """
    An operator of `matching`, or what else an argument can do.

    `query`: a condition as `queries` has them. `text`: anything in the item contains it. `like`: a pattern for the
    property that the argument of `field` names, else for anything in the item. `from`, `to`, `duration`: the time of
    entries of a log. `limit`: how many items, where there are no pages. `deleted`: true lists what was deleted, in
    place of what is there. `fields`, `resolution`, `aggregation`: which values of a time series, in intervals of which
    length, put together how.
    """
    property: str = ""
    """The path of the property that an operator compares."""
    schemas: tuple[Any, ...] = ()
    """Those of the property, if the filter is inferred: a value that the property cannot have selects nothing."""
    lacking: frozenset[str] = frozenset()
    """What a query may name, by its schema, and no item has."""
    is_part: bool = False
    """Whether a pattern without a star is that of a part of the value."""

    def usual(self) -> Any:
        """
        Return the default of the argument, if it selects; None if it does not.

        A string is hardly that of a filter if no schema lists what else there is: a currency, a language.
        """
        default = self.argument.default
        if default is UNSET or default == "":
            return None
        is_free = isinstance(default, str) and not _listed_in(self.argument) and all_listed(self.schemas) is None
        return None if self.schemas and is_free else default

    def wanted(self, arguments: Mapping[str, Any]) -> Any:
        """Return what is asked for: by the request, else by default; None if that selects all."""
        value = self.argument.sent(arguments)
        found = self.meaning(self.usual() if value is None else value)
        return None if found is NOTHING else found

    def meaning(self, value: Any) -> Any:
        """Return what a value selects: None if that is all, `NOTHING` if the property cannot have it."""
        if value is None or value == "":
            return None
        if self.lacking and isinstance(value, Mapping):
            kept = {name: part for name, part in value.items() if not self.lacks(name, part)}
            return kept or None
        if self.schemas and self.kind in ORDERED:
            return value if can_be_ordered(value) else NOTHING
        if not self.schemas or self.kind not in _EQUAL:
            return value
        default = self.argument.default
        asked = [*_listed_in(self.argument), *([] if default is UNSET else [default])]
        return equals(value, list(self.schemas), asked)

    def lacks(self, name: str, condition: Any) -> bool:
        """Return whether a part of a query is for what no item has."""
        return not self.lacking.isdisjoint(names_in({name: condition}))

    def unused(self, arguments: Mapping[str, Any]) -> Iterator[ArgumentPath]:
        """Yield what of a request selects nothing, since no item can have it."""
        value = self.argument.sent(arguments)
        if self.meaning(value) is NOTHING:
            yield self.argument.path
        for name, part in value.items() if self.lacking and isinstance(value, Mapping) else ():
            if self.lacks(name, part):
                yield (*self.argument.path, name)


def _listed_in(argument: Argument) -> list[Any]:
    return all_listed(argument.views) or []


def unit_named(argument: Argument) -> float | None:
    """Return the seconds in the unit that the name or the description of an argument has; None if they have none."""
    return unit_of(argument.name, argument.description)


@dataclass(frozen=True)
class Selection:
    """How the arguments of an action select items."""

    filters: tuple[Filter, ...] = ()
    time: str = ""
    """The property with the time of an entry, if the items are entries of a log."""
    where: Mapping[str, Any] | None = None
    """A query that the items satisfy in any case."""
    is_usual: bool = False
    """Whether an argument has a default, so that it may select without being sent."""

    def of(self, *kinds: str) -> Iterator[Filter]:
        """Yield the filters of these kinds."""
        return (found for found in self.filters if found.kind in kinds and not found.property)

    def value(self, kind: str, arguments: Mapping[str, Any]) -> Any:
        """Return the value of the first argument that does what a word says; None if it has none."""
        values = (found.argument.value(arguments) for found in self.of(kind))
        return next((value for value in values if value is not None), None)

    def select(self, items: list[Item], arguments: Mapping[str, Any], now: float) -> list[Item]:
        """Return the items that are selected, in the same order."""
        if not arguments and not self.where and not self.is_usual:
            return items
        return self.within(self.matching(items, arguments), arguments, now)

    def matching(self, items: list[Item], arguments: Mapping[str, Any]) -> list[Item]:
        """Return the items that satisfy what the arguments ask of their properties."""
        tests = list(self._tests(arguments))
        return [item for item in items if all(test(item) for test in tests)] if tests else items

    def within(self, items: list[Item], arguments: Mapping[str, Any], now: float) -> list[Item]:
        """Return the items in the time that is asked for."""
        start, end = self.period(arguments, now)
        if start is None and end is None:
            return items
        return [item for item in items if _is_within(moment_of(item.get(self.time)), start, end)]

    def _tests(self, arguments: Mapping[str, Any], *, of_properties: bool = True) -> Iterator[Test]:
        if self.where:
            yield Query(self.where).matches
        for found in self.filters:
            applies = of_properties if found.property else found.kind in _TESTS
            wanted = found.wanted(arguments) if applies else None
            if wanted is not None:
                yield _compared_with(found, wanted) if found.property else _TESTS[found.kind](wanted)
        pattern = self.value("like", arguments)
        field = self.value("field", arguments)
        if pattern is not None and (field is not None or not any(self.of("field"))):
            yield _is_like(pattern, field)

    def fits(self, item: Item, arguments: Mapping[str, Any]) -> bool:
        """Return whether an item satisfies the conditions that are for whole items, and not for one property."""
        return all(test(item) for test in self._tests(arguments, of_properties=False))

    def unit(self, word: str) -> float | None:
        """Return the seconds in the unit of the argument that does what a word says."""
        units = (unit_named(found.argument) for found in self.of(word))
        return next((unit for unit in units if unit is not None), _MILLISECOND)

    def period(self, arguments: Mapping[str, Any], now: float) -> tuple[float | None, float | None]:
        """Return the time that is asked for, in seconds since 1970: its start and its end, None where it has none."""
        start, end = self._moment("from", arguments, now), self._moment("to", arguments, now)
        length = None
        for found in self.of("duration"):
            value = found.argument.value(arguments)
            length = None if value is None else length_of(value, unit_named(found.argument) or _MILLISECOND)
        if length is None or (start is not None and end is not None):
            return start, end
        if start is not None:
            return start, start + length
        end = now if end is None else end
        return end - length, end

    def _moment(self, word: str, arguments: Mapping[str, Any], now: float) -> float | None:
        value = self.value(word, arguments)
        moment = None if value is None else asked_moment(value, now)
        if value is not None and moment is None:
            raise Rejection(400, f"{value!r:.80} is not a point in time; write it as 2026-01-31T12:00:00Z")
        return moment

    def unused(self, arguments: Mapping[str, Any]) -> Iterator[ArgumentPath]:
        """
        Yield the arguments of a request that select nothing.

        They are empty, no item can have what they are, or another one is missing.
        """
        for found in self.filters:
            sent = found.argument.sent(arguments)
            if sent == "" or (found.kind == "limit" and sent is not None and whole_number(sent) is None):
                yield found.argument.path
            else:
                yield from found.unused(arguments)
        for word, other in (("field", "like"), ("like", "field")):
            if any(self.of(other)) and self.value(other, arguments) is None:
                yield from (found.argument.path for found in self.of(word))


def whole_number(value: Any) -> int | None:
    """Return the whole number that an argument is; None if it is none."""
    try:
        return None if value is None else int(to_string(value))
    except ValueError:
        return None


def _compared_with(found: Filter, wanted: Any) -> Test:
    operator, usual = OPERATORS[found.kind], found.usual()
    asked = _listed_in(found.argument)
    if found.is_part and "*" not in to_string(wanted):
        wanted = f"*{to_string(wanted)}*"

    def compare(item: Item) -> bool:
        values = values_at(item, found.property)
        if usual is not None and not any(can_be_asked(value, asked) for value in values):
            values = [usual]
        return operator(values, wanted, True)

    return compare


def _is_like(pattern: Any, field: Any) -> Test:
    written = to_string(pattern)
    return lambda item: is_anywhere(item if field is None else values_at(item, str(field)), written)


def _query(wanted: Any) -> Test:
    if isinstance(wanted, str):
        try:
            wanted = json.loads(wanted)
        except (ValueError, RecursionError):
            raise Rejection(400, f"the query {wanted!r:.80} is not JSON") from None
    return Query(wanted).matches


def _text(wanted: Any) -> Test:
    return lambda item: is_anywhere(item, f"*{to_string(wanted)}*")


_TESTS: dict[str, Callable[[Any], Test]] = {"query": _query, "text": _text}
"""The words that are tests by themselves."""


def _is_within(moment: float | None, start: float | None, end: float | None) -> bool:
    if moment is None:
        return False
    return (start is None or moment >= start) and (end is None or moment <= end)
