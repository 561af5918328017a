"""
What an action does with its arguments: which of them select items, sort them, and change them.

It is inferred from names and schemas; the keys of `mock` beside `behavior`, `collection` and `id` override it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...description.argument_paths import ArgumentPath, find_path, get_value, path_of
from ...description.model import UNSET, Action
from ...description.page_places import PAGE_PARAMETERS
from ...records import dataclass, field, replace
from .. import schema_views
from ..responding.success import data_schema, has_named_items, items_pointer, success
from .arguments import ItemKind, Properties, argument_at, find_property
from .facts import infer_facts
from .filters import cuts_logs, declared_filters, infer_filters
from .selection import Filter, Selection
from .sorting import Sort, sort_of
from .turning import turning_of

SELECTING = frozenset(["list", "deleteMany", "updateMany", "restore", "distinct", "count", "first", "latest", "series"])
"""The behaviors for which arguments select items."""
READING = frozenset(["list", "distinct", "count", "first", "latest", "series"])
"""Those of them that change nothing."""
WITHOUT_ITEM = SELECTING - {"list"}
"""The behaviors whose response has no item by itself."""
OF_ANY_PARENT = frozenset(["list", "read", "update", "replace", "delete"])
"""The behaviors that are for the items of any parent where the path of the action does not have it."""
STORING = frozenset(["create", "createMany", "update", "replace", "put", "updateMany"])
"""The behaviors for which arguments become properties of items."""
TIMES = ("time", "timestamp", "ts", "datetime", "date", "when", "occurredAt", "loggedAt", "recordedAt", "receivedAt")
"""Properties with the time of an entry of a log; the first counts."""
_NAMES_OF_SERIES = {
    "fields": {"attributes", "attribute", "fields", "field", "metrics", "metric", "channels", "series", "names"},
    "resolution": {"resolution", "interval", "step", "granularity", "bucket", "every", "bucketsize"},
    "aggregation": {"aggregation", "aggregate", "statistic", "function", "fn", "agg"},
}  # fmt: skip
"""Word → the names of arguments that mean it, as `schema_views.normalized` has them."""
_CREATIONS = ("created", "creation", "inserted")


@dataclass(frozen=True)
class Value:
    """A property that arguments become."""

    property: str
    """Its name; empty for all members of an object."""
    sources: tuple[ArgumentPath, ...] = ()
    """Where its value is: the first that was sent counts."""
    constant: Any = None
    """Its value if it is always the same."""
    words: Mapping[str, Any] | None = None
    """Value of the argument → value of the property."""


@dataclass(frozen=True)
class Parents:
    """The collection for whose items an action is carried out: each of those that are selected."""

    path_key: str
    """Its path without names, which identifies it in the store."""
    known: tuple[str, ...]
    """The path parameters that identify its own parents."""
    kind: ItemKind
    is_in_path: bool
    """Whether the path of the action's collection has the id of the parent."""


@dataclass(frozen=True)
class Rules:
    """What an action does with its arguments."""

    selection: Selection = field(default_factory=Selection)
    sort: Sort = field(default_factory=Sort)
    turning: Mapping[str, Any] = field(default_factory=dict)
    """How its pages are turned, as `paginate` has it."""
    values: tuple[Value, ...] = ()
    time: str = ""
    """The property with the time of an entry, if the collection is a log."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What is where in the response, as it is declared: JSON Pointer → a word of `facts.FACTS`."""
    counts: Mapping[str, str] = field(default_factory=dict)
    """The same, for several items, and as it is inferred too."""
    parents: Parents | None = None
    inside: str = ""
    """The property of an item that the collection is inside of, if the collection is a list in it."""
    property: str = ""
    """The property whose values are listed."""
    pointer: str = ""
    """The JSON Pointer to the items in the response of a list."""
    is_named: bool = False
    """Whether they are the members of an object there."""
    is_map: bool = False
    """Whether the whole response is that object."""
    shown: frozenset[str] | None = None
    """The properties that the items of a list have; None if they have all."""
    hidden: frozenset[str] = frozenset()
    """The properties that they do not have."""

    def unused(self, items: list[dict[str, Any]], arguments: Mapping[str, Any]) -> Iterator[ArgumentPath]:
        """Yield the arguments of a request that select and sort nothing, though they could."""
        yield from self.selection.unused(arguments)
        yield from self.sort.unused(items, arguments)


def rules_for(action: Action, behavior: str, kind: ItemKind, parents: Parents | None) -> Rules:
    """
    Return the rules of an action.

    Args:
        action: The action.
        behavior: What it does.
        kind: The items of its collection.
        parents: The collection for whose items it is carried out.
    """
    mock = action.mock
    owners = parents.kind if parents and behavior == "latest" else kind
    sort = sort_of(action, owners, _listed(mock.get("sort"))) if behavior in SELECTING else Sort()
    facts = mock.get("response", {})
    schema = data_schema(success(action)[1])[1]
    counts = {**infer_facts(schema), **facts}
    is_map = schema is not None and is_map_of_values(schema.view) and not action.paginate
    selected = parents.kind if parents else kind
    selects = behavior in SELECTING or parents is not None
    turning = turning_of(action, kind.declared) if behavior == "list" else action.paginate
    own = replace(selected, time=kind.time)
    return Rules(
        selection=_selection(action, behavior, own, sort, turning) if selects else Selection(),
        turning=turning,
        sort=sort,
        values=tuple(_values(action)),
        time=kind.time,
        facts=facts,
        counts=counts,
        parents=parents,
        inside=str(mock.get("inside", "")),
        property=str(mock.get("property", "")),
        pointer="" if is_map else items_pointer(action) or "",
        is_named=is_map or has_named_items(action),
        is_map=is_map,
        hidden=frozenset(kind.ids[:1]) - kind.declared.keys() if kind.time and behavior == "list" else frozenset(),
    )


def paths_used(action: Action, rules: Rules) -> set[ArgumentPath]:
    """Return the arguments that select, sort or page items, or are stored under another name."""
    found = {found.argument.path for found in rules.selection.filters}
    return found | {*_sorting(rules.sort), *_paging(action, rules.turning), *_sources(action)}


def is_map_of_values(view: Any) -> bool:
    """Return whether a schema is that of an object whose members have no names of their own: each is a value."""
    parts = schema_views.parts(view)
    named = any(part.get("properties") for part in parts)
    return not named and any(
        part.get("patternProperties") or isinstance(part.get("additionalProperties"), Mapping) for part in parts
    )


def log_time(action: Action, declared: Properties, lister: Action | None, *, has_items: bool) -> str:
    """
    Return the property with the time of an entry, if the items of a collection are entries of a log.

    `mock` has it, of the action or of the one that lists. Else it is one with a usual name, if a list of the items is
    cut by their time or their number, and no action is for one of them.
    """
    written = action.mock.get("time") or (lister.mock.get("time") if lister else "")
    if written:
        return str(written)
    names = [parameter.wire for parameter in lister.parameters.values()] if lister and not has_items else []
    is_cut = any(map(cuts_logs, names))
    return next((name for name in TIMES if name in declared), "") if is_cut else ""


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def paths_in(action: Action, written: Iterable[str]) -> dict[str, ArgumentPath]:
    """Return the arguments that are written as names or pointers; those that the action does not have are left out."""
    found = ((name, find_path(action.parameters, action.members, name)) for name in written)
    return {name: path for name, path in found if path is not None}


def _selection(action: Action, behavior: str, kind: ItemKind, sort: Sort, turning: Mapping[str, Any]) -> Selection:
    written = action.mock.get("filter", {})
    paths = paths_in(action, written)
    filters = [*_of_paginate(action), *declared_filters(action, written, paths)]
    moment = kind.time or next((found for name in _CREATIONS if (found := find_property(kind.declared, name))), "")
    used = [*_paging(action, turning), *paths.values(), *_sorting(sort), *_sources(action)]
    words = _NAMES_OF_SERIES if behavior in ("latest", "series") else {}
    filters += infer_filters(action, replace(kind, time=moment), used, words, stores=behavior in STORING)
    where = action.mock.get("where")
    is_usual = any(found.argument.default is not UNSET for found in filters)
    return Selection(tuple(filters), moment, where if isinstance(where, Mapping) else None, is_usual)


def _of_paginate(action: Action) -> Iterator[Filter]:
    named = action.paginate.get("filter", {})
    for key, word in (("value", "like"), ("field", "field")):
        if key in named:
            yield Filter(argument_at(action, path_of(action, named[key])), word)


def _paging(action: Action, turning: Mapping[str, Any]) -> Iterator[ArgumentPath]:
    named = [turning.get(key) for key in PAGE_PARAMETERS]
    named += turning.get("filter", {}).values()
    return (path_of(action, name) for name in named if name)


def _sorting(sort: Sort) -> Iterator[ArgumentPath]:
    return (argument.path for argument in sort.arguments)


def _values(action: Action) -> Iterator[Value]:
    for name, source in action.mock.get("values", {}).items():
        words: Any = source.get("words") if isinstance(source, dict) else None
        argument = source.get("argument") if isinstance(source, dict) else source
        sources = tuple(paths_in(action, _listed(argument)).values())
        constant = source.get("value") if isinstance(source, dict) else None
        if sources or constant is not None:
            yield Value(name, sources, constant, words)


def _sources(action: Action) -> list[ArgumentPath]:
    return [path for value in _values(action) for path in value.sources]


# --- what is stored --------------------------------------------------------------------------------------------------


def stored_members(rules: Rules, name: str, members: Mapping[str, Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return what a request stores in an item.

    Args:
        rules: The rules of the action.
        name: The name of the body; empty if it has parts.
        members: What the body has.
        arguments: The validated arguments.
    """
    if not rules.values and not rules.selection.filters:
        return dict(members)
    taken = {path for value in rules.values for path in value.sources}
    taken |= {found.argument.path for found in rules.selection.filters}
    is_whole = any(not value.property for value in rules.values)
    kept = {} if is_whole or (name,) in taken else dict(members)
    kept = {key: member for key, member in kept.items() if ((name, key) if name else (key,)) not in taken}
    for value in rules.values:
        found = _found(value, arguments)
        if found is not None:
            kept.update({value.property: found} if value.property else found)
    return kept


def _found(value: Value, arguments: Mapping[str, Any]) -> Any:
    sent = (get_value(arguments, path) for path in value.sources)
    found = next((argument for argument in sent if argument is not None), value.constant)
    if value.words is not None and isinstance(found, str):
        found = value.words.get(found, found)
    return found if value.property or isinstance(found, Mapping) else None
