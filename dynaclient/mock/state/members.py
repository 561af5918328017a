"""
The members of an item: the server's (`readOnly`), the caller's, those that are hidden (`writeOnly`, secret); defaults.

Views are dereferenced schemas, see `Schema.view`. Several of them may describe the same item: those of the request, and
of the responses of all actions on its collection.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...schema.directions import MARKS, REQUEST, RESPONSE, has_marks, is_marked, without
from ...schema.excerpts import unwrap_literal
from ...schema.references import walk
from ...schema.secret_places import SecretPlaces
from ...schema.subschemas import child_views, combined_schemas, is_secret, listed_schemas, named_schemas, required_names
from ...schema.validation import Schema
from .. import schema_views

MAX_LEVELS = 64
"""How deep a value is looked through."""

Views = list[Any]


def places_of_server(schemas: Iterable[Schema], views: Views) -> SecretPlaces | None:
    """Return where an item has what is the server's, if one of these schemas marks that; None if none does."""
    if not any(has_marks(schema.references.parts, REQUEST) for schema in schemas):
        return None
    return SecretPlaces({"allOf": views}, lambda schema: schema.get(MARKS[REQUEST]) is True)


def places_of_hidden(schemas: Iterable[Schema], views: Views) -> SecretPlaces | None:
    """Return where an item has what is never returned, if one of these schemas marks that; None if none does."""
    if not any(schema.has_secrets or has_marks(schema.references.parts, RESPONSE) for schema in schemas):
        return None
    return SecretPlaces({"allOf": views}, lambda schema: is_secret(schema) or schema.get(MARKS[RESPONSE]) is True)


def are_in(places: SecretPlaces | None, item: Any) -> bool:
    """Return whether an item may have anything at these places."""
    return places is not None and places.redact(item) is not item


def mentions_defaults(schemas: Iterable[Schema]) -> bool:
    """Return whether any of these schemas declares a default."""
    return any(
        kind == "schema" and isinstance(value, dict) and "default" in value
        for schema in schemas
        for part in schema.references.parts
        for _, kind, value in walk(part.tokens, part.shape, part.value)
    )


def is_hidden(views: Views) -> bool:
    """Return whether a member with these schemas is never returned."""
    return any(
        is_marked(view, MARKS[RESPONSE]) or any(is_secret(part) for part in combined_schemas(view)) for view in views
    )


def without_hidden(value: Any, views: Views) -> Any:
    """Return a value without the members that are never returned, and without what is too deep to look through."""
    return without(views, value, is_hidden)


# --- the server's ----------------------------------------------------------------------------------------------------


def of_caller(value: Any, sent: Views, known: Views, depth: int = 0) -> Any:
    """
    Return a value without the members that are the server's.

    Args:
        value: What was sent.
        sent: The schemas of the request: they decide about the members that they declare.
        known: The schemas that decide about all others.
        depth: How deep the value is in the item.
    """
    if depth > MAX_LEVELS:
        return value
    if isinstance(value, Mapping):
        kept = {}
        for name, member in value.items():
            own, others = _declared(sent, name), child_views(known, name)
            if not _is_servers(own or others):
                kept[name] = of_caller(member, own, others, depth + 1)
        return kept
    return value  # what is in a list stays as it was sent: no member of an old item could take its place


def of_server(item: Mapping[str, Any], sent: Views, known: Views, depth: int = 0) -> dict[str, Any]:
    """Return the members of an item that are the server's, and objects with nothing else in them; see `of_caller`."""
    kept: dict[str, Any] = {}
    for name, member in item.items() if depth <= MAX_LEVELS else ():
        own, others = _declared(sent, name), child_views(known, name)
        if _is_servers(own or others):
            kept[name] = member
        elif isinstance(member, Mapping):
            inner = of_server(member, own, others, depth + 1)
            kept.update({name: inner} if inner else {})
    return kept


def _is_servers(views: Views) -> bool:
    return any(is_marked(view, MARKS[REQUEST]) for view in views)


def _declared(views: Views, name: str) -> Views:
    return [child for view in views for part in combined_schemas(view) for child in named_schemas(part, name)]


def overlaid(item: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item with the members of another, which are added to objects that both have."""
    result = dict(item)
    for name, member in other.items():
        own = result.get(name)
        result[name] = overlaid(own, member) if isinstance(own, Mapping) and isinstance(member, Mapping) else member
    return result


def settled(value: Any, shown: Any) -> Any:
    """Return a value as a response shows it, with the members and items that the response leaves out."""
    if isinstance(value, Mapping) and isinstance(shown, Mapping):
        below = {name: settled(value[name], shown[name]) if name in shown else value[name] for name in value}
        return {**below, **{name: member for name, member in shown.items() if name not in value}}
    if isinstance(value, list) and isinstance(shown, list):
        rest = value[len(shown) :]
        return [*map(settled, value, shown), *rest]
    return shown


# --- defaults and null -----------------------------------------------------------------------------------------------


def with_defaults(value: Any, views: Views, depth: int = 0) -> Any:
    """Return a value with the declared defaults of the members that it lacks, also in the objects and lists in it."""
    if depth > MAX_LEVELS:
        return value
    if isinstance(value, Mapping):
        parts = [part for view in views for part in _applying(view, value)]
        below: dict[str, Views] = {}
        for part in parts:
            for name, schema in (part.get("properties") or {}).items():
                below.setdefault(name, []).append(schema)
        result = dict(value)
        for name, schemas in below.items():
            found = [] if name in result or is_hidden(schemas) else _defaults(schemas)
            if found:
                result[name] = found[0]
            if isinstance(result.get(name), (Mapping, list)):
                result[name] = with_defaults(result[name], schemas, depth + 1)
        return result
    if isinstance(value, list):
        return [with_defaults(item, child_views(views, index), depth + 1) for index, item in enumerate(value)]
    return value


def _applying(view: Any, value: Mapping[str, Any], depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Yield a schema and those combined into it: of alternatives the first that the value does not contradict."""
    if not isinstance(view, Mapping) or depth > MAX_LEVELS:
        return
    yield view
    for schema in listed_schemas(view, "allOf"):
        yield from _applying(schema, value, depth + 1)
    for key in ("anyOf", "oneOf"):
        chosen = next((schema for schema in listed_schemas(view, key) if _may_be(schema, value)), None)
        yield from _applying(chosen, value, depth + 1)


def _may_be(view: Any, value: Mapping[str, Any]) -> bool:
    """Return whether an object may be what a schema describes, as far as types, constants and required names show."""
    types = schema_views.types(view)
    declared = schema_views.properties(view)
    return (
        (not types or "object" in types)
        and all(name in value or _defaults(declared.get(name, [])) for name in required_names(view))
        and all(_is_one_of(value[name], schemas) for name, schemas in declared.items() if name in value)
    )


def _is_one_of(value: Any, schemas: Views) -> bool:
    """Return whether a value is among those that the `const` and `enum` of its schemas allow."""
    enums = [unwrap_literal(schema["enum"]) for schema in schemas if "enum" in schema]
    enums += [[unwrap_literal(schema["const"])] for schema in schemas if "const" in schema]
    return all(value in allowed for allowed in enums)


def _defaults(schemas: Views) -> Views:
    """Return copies of the defaults that schemas declare, without those of a type that they do not allow."""
    found = [
        unwrap_literal(part["default"]) for schema in schemas for part in combined_schemas(schema) if "default" in part
    ]
    return [copy.deepcopy(default) for default in found if is_of_type(default, schemas)]


def without_nulls(item: Mapping[str, Any], declared: Mapping[str, Views], depth: int = 0) -> dict[str, Any]:
    """Return an object without the members that are null and may not be: they count as absent."""
    kept = {}
    for name, value in item.items():
        schemas = declared.get(name, [])
        if isinstance(value, Mapping) and depth <= MAX_LEVELS:
            kept[name] = without_nulls(value, schema_views.properties(*schemas), depth + 1)
        elif value is not None or is_of_type(None, schemas):
            kept[name] = value
    return kept


_TYPES: dict[type, set[str]] = {
    bool: {"boolean"}, int: {"integer", "number"}, float: {"number"}, str: {"string"}, list: {"array"},
    dict: {"object"}, type(None): {"null"},
}  # fmt: skip
"""Python type → its names in JSON Schema."""


def is_of_type(value: Any, schemas: Views) -> bool:
    """Return whether each of these schemas allows the type of a value."""
    allowed = [schema_views.types(schema) for schema in schemas]
    return all(not types or types & _TYPES.get(type(value), set()) for types in allowed)
