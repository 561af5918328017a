"""
Which arguments of an action select items, and how: as its `mock` declares, else by their names and schemas.

What cannot be inferred for certain selects nothing, and the response names it as ignored: also a value that a property
cannot have, see `possible`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from ...description.argument_paths import ArgumentPath
from ...description.model import UNSET, Action
from ...records import dataclass, replace
from ...schema.values import to_string
from .. import schema_views
from ..exchange import Rejection
from .arguments import (
    Argument,
    ItemKind,
    Properties,
    argument_at,
    arguments_of,
    find_property,
    members_of_items,
    schemas_of,
)
from .matching import OPERATORS, is_anywhere, values_at
from .moments import asked_moment, length_of, moment_of, unit_of
from .possible import NOTHING, all_listed, can_be_asked, can_be_ordered, equals, has_values
from .queries import Query, names_in

Item = dict[str, Any]
Test = Callable[[Item], bool]
_MILLISECOND = 0.001
_EQUAL = frozenset(["in", "nin"])
_ORDERED = frozenset(["gt", "gte", "lt", "lte"])


@dataclass(frozen=True)
class Filter:
    """One argument that selects items."""

    argument: Argument
    kind: str
    """An operator of `matching`, or a word of `WORDS`."""
    property: str = ""
    """The path of the property that an operator compares."""
    schemas: tuple[Any, ...] = ()
    """Those of the property, if the filter is inferred: a value that the property cannot have selects nothing."""
    lacking: frozenset[str] = frozenset()
    """What a query may name, by its schema, and no item has."""

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
        if self.schemas and self.kind in _ORDERED:
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


# --- what is declared ------------------------------------------------------------------------------------------------


def declared_filters(action: Action, declared: Mapping[str, Any], paths: Mapping[str, ArgumentPath]) -> list[Filter]:
    """Return the filters that `filter` of a `mock` declares: argument → a word, or property → operator."""
    found = []
    for written, meaning in declared.items():
        argument = argument_at(action, paths[written]) if written in paths else None
        if argument is None:
            continue
        if isinstance(meaning, str):
            found.append(Filter(argument, meaning))
        for name, operator in meaning.items() if isinstance(meaning, dict) else ():
            found.append(Filter(argument, operator, name))
    return found


# --- what is inferred ------------------------------------------------------------------------------------------------


def infer_filters(
    action: Action,
    kind: ItemKind,
    used: Collection[ArgumentPath],
    words: Mapping[str, Collection[str]],
    *,
    stores: bool,
) -> Iterator[Filter]:
    """
    Yield the filters of an action that can be inferred.

    Args:
        action: The action.
        kind: The items that are selected.
        used: The arguments that are known to do something else.
        words: Further words, and the names of arguments that mean them.
        stores: Whether what a body has becomes properties of items, if it is named like one.
    """
    arguments = list(arguments_of(action))
    if any(_has_name(argument, "filterfield") for argument in arguments):
        words = {**words, "field": ["filterfield"], "like": ["filter"]}
    queries = {argument.path for argument in arguments if is_query(argument.views)}
    for argument in arguments:
        is_inside = argument.path not in queries and argument.path[:1] in queries
        if is_inside or any(argument.path[: len(path)] == path for path in used):
            continue
        name = schema_views.normalized(argument.name)
        word = next((word for word, names in words.items() if name in names), "") or _word(argument, kind.time)
        if stores and argument.in_body:
            found = _of_body(argument, kind)
        else:
            found = iter([Filter(argument, word)]) if word else _inferred(argument, kind)
        for one in found:
            yield from _possible(one, kind)


def _possible(found: Filter, kind: ItemKind) -> Iterator[Filter]:
    """Yield a filter with what it can find; none if a property that is an object is compared with what is none."""
    if found.kind == "query":
        names = schema_views.properties(*found.argument.views)
        model = _model_of(kind)
        yield replace(found, lacking=frozenset(name for name in names if name[0] != "$" and not values_at(model, name)))
    elif not found.property or found.property in kind.ids or found.kind in ("some", "exists"):
        yield found
    else:
        schemas = schemas_of(kind.declared, found.property)
        if has_values(schemas):
            yield replace(found, schemas=tuple(schemas))


def _model_of(kind: ItemKind) -> Item:
    """Return an item with all properties, in which a path leads to what is declared."""
    found: Item = dict.fromkeys(kind.ids, 0)
    for name, schemas in kind.declared.items():
        is_list = "array" in schema_views.types(*schemas)
        found[name] = [dict.fromkeys(members_of_items(schemas), 0)] if is_list else 0
    return found


def _inferred(argument: Argument, kind: ItemKind) -> Iterator[Filter]:
    declared = kind.declared
    types = schema_views.types(*argument.views)
    if argument.in_body and len(argument.path) == 1:
        if types == {"array"} and kind.ids and not members_of_items(list(argument.views)):
            yield Filter(argument, "in", kind.ids[0])
        return
    name = find_property(declared, argument.name)
    types = schema_views.types(*argument.views)
    if name and types != {"object"}:
        is_objects = bool(members_of_items(list(argument.views)))
        yield Filter(argument, "some" if is_objects else "in", name)
        return
    if name:
        for member in schema_views.properties(*argument.views):
            if member in OPERATORS:
                path = (*argument.path, member)
                yield Filter(Argument(path, member, argument.views), member, name)
        return
    name = _list_with(argument, declared)
    if name:
        yield Filter(argument, "some", name)
        return
    plural = argument.name.removesuffix("s")
    if plural != argument.name and "array" in types and any(_is_id(plural, other) for other in ("id", *kind.ids)):
        yield Filter(argument, "in", kind.ids[0])
        return
    yield from _compared(argument, declared)


def _has_name(argument: Argument, name: str) -> bool:
    return schema_views.normalized(argument.name) == name


def _of_body(argument: Argument, kind: ItemKind) -> Iterator[Filter]:
    """Yield the filters of a body that has what is stored, too: what cannot be that."""
    if is_query(argument.views):
        yield Filter(argument, "query")
    elif len(argument.path) > 1 and not find_property(kind.declared, argument.name):
        yield from (found for found in _inferred(argument, kind) if found.kind in ("some", "in"))


def _is_id(name: str, other: str) -> bool:
    return schema_views.is_same_name(name, other)


def is_query(views: Iterable[Any]) -> bool:
    """Return whether schemas are those of a query: they declare how its parts are put together."""
    return bool(schema_views.properties(*views).keys() & {"$and", "$or", "$nor"})


def _list_with(argument: Argument, declared: Properties) -> str:
    """Return the only property that is a list of objects with the members that the objects of an argument have."""
    wanted = members_of_items(list(argument.views)).keys()
    found = [name for name, schemas in declared.items() if wanted and wanted <= members_of_items(schemas).keys()]
    return found[0] if len(found) == 1 else ""


_BEFORE_NAME = {"min": "gte", "max": "lte", "from": "gte", "to": "lte", "not": "nin"}
_AFTER_NAME = {
    "min": "gte", "max": "lte", "from": "gte", "to": "lte", "gt": "gt", "gte": "gte", "ge": "gte", "lt": "lt",
    "lte": "lte", "le": "lte", "after": "gt", "since": "gte", "start": "gte", "before": "lt", "until": "lte",
    "end": "lte", "ne": "nin", "not": "nin", "in": "in", "contains": "contains", "icontains": "contains",
    "startswith": "startsWith", "prefix": "startsWith", "endswith": "endsWith", "like": "like",
}  # fmt: skip
"""Words before and after the name of a property, and the operators that they mean: ``created_after``, ``minPrice``."""


def _compared(argument: Argument, declared: Properties) -> Iterator[Filter]:
    first, *rest = argument.words or [""]
    *start, last = argument.words or [""]
    for word, operators, others in ((last, _AFTER_NAME, start), (first, _BEFORE_NAME, rest)):
        name = find_property(declared, "".join(others)) if others and word in operators else ""
        if name and (operators[word] not in _ORDERED or _is_ordered(name, declared)):
            yield Filter(argument, operators[word], name)
            return


def _is_ordered(name: str, declared: Properties) -> bool:
    """Return whether a property has numbers or points in time."""
    schemas = declared.get(name, [])
    formats = {schema.get("format") for schema in schemas}
    is_date = schema_views.normalized(name).endswith(("at", "on", "date", "time", "updated", "created"))
    return bool(schema_views.types(*schemas) & {"integer", "number"} or formats & {"date", "date-time"}) or is_date


_WORDS_BY_NAME = {
    "limit": {"limit", "maxresults", "maxitems", "top"},
    "from": {"since", "start", "starttime", "startdate", "startat", "startingat", "from", "fromdate", "begin", "after"},
    "to": {"until", "end", "endtime", "enddate", "endat", "endingat", "to", "todate", "before"},
    "duration": {"duration", "period", "timespan", "window"},
}  # fmt: skip
"""Word → the names of parameters that mean it, as `schema_views.normalized` has them."""


def _word(argument: Argument, time: str) -> str:
    if is_query(argument.views):
        return "query"
    name = schema_views.normalized(argument.name)
    word = next((word for word, names in _WORDS_BY_NAME.items() if name in names), "")
    if word in ("from", "to"):
        return word if time and argument.is_moment else ""
    if word == "duration":
        return word if time and _unit(argument) is not None else ""
    return word


def cuts_logs(name: str) -> bool:
    """Return whether a parameter of this name selects the entries of a log by their time or their number."""
    return any(schema_views.normalized(name) in names for names in _WORDS_BY_NAME.values())


def _unit(argument: Argument) -> float | None:
    return unit_of(argument.name, argument.description)


# --- select ----------------------------------------------------------------------------------------------------------

WORDS = (
    "query", "text", "field", "like", "from", "to", "duration", "limit", "deleted", "fields", "resolution",
    "aggregation",
)  # fmt: skip
"""
What an argument can do that is not the comparison with a property.

`query`: a condition as `queries` has them. `text`: anything in the item contains it. `like`: a pattern for the
property that the argument of `field` names, else for anything in the item. `from`, `to`, `duration`: the time of
entries of a log. `limit`: how many items, where there are no pages. `deleted`: true lists what was deleted, in place of
what is there. `fields`, `resolution`, `aggregation`: which values of a time series, in intervals of which length, put
together how.
"""


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
        units = (_unit(found.argument) for found in self.of(word))
        return next((unit for unit in units if unit is not None), _MILLISECOND)

    def period(self, arguments: Mapping[str, Any], now: float) -> tuple[float | None, float | None]:
        """Return the time that is asked for, in seconds since 1970: its start and its end, None where it has none."""
        start, end = self._moment("from", arguments, now), self._moment("to", arguments, now)
        length = None
        for found in self.of("duration"):
            value = found.argument.value(arguments)
            length = None if value is None else length_of(value, _unit(found.argument) or _MILLISECOND)
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
