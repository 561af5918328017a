"""
Which arguments of an action select items, and how: as its `mock` declares, else by their names and schemas.

What cannot be inferred for certain selects nothing, and the response names it as ignored: also a value that a property
cannot have, see `possible`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from ...description.argument_paths import ArgumentPath
from ...description.model import Action
from ...records import replace
from .. import schema_views
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
from .matching import OPERATORS, values_at
from .possible import has_values
from .selection import ORDERED, Filter, Item, unit_named

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
        if name and (operators[word] not in ORDERED or _is_ordered(name, declared)):
            # A word without a star asks for a part of the value, as in json-server.
            yield Filter(argument, operators[word], name, is_part=operators[word] == "like")
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
        return word if time and unit_named(argument) is not None else ""
    return word


def cuts_logs(name: str) -> bool:
    """Return whether a parameter of this name selects the entries of a log by their time or their number."""
    return any(schema_views.normalized(name) in names for names in _WORDS_BY_NAME.values())
