"""
The subschemas of a dereferenced schema that apply to a value and to its members.

A dereferenced schema may be endless, so that nothing here follows it without a limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .excerpts import unwrap_literal

MAX_COMBINED = 200
MAX_DEPTH = 8
"""How many schemas, each combined into the one before, may lead to a required name or to the mark of a file."""


def combined_schemas(view: Any) -> Iterator[Mapping[str, Any]]:
    """
    Yield a schema and all that are combined into it (`allOf`, `anyOf`, `oneOf`, `then`, `else`, `dependentSchemas`).

    If a schema combines itself, or very many, the first `MAX_COMBINED` are yielded.
    """
    pending = [view]
    count = 0
    while pending and count < MAX_COMBINED:
        schema = pending.pop(0)
        if not isinstance(schema, Mapping):
            continue
        count += 1
        yield schema
        for key in ("allOf", "anyOf", "oneOf"):
            pending += listed_schemas(schema, key)
        pending += [schema.get("then"), schema.get("else")]
        for key in ("dependentSchemas", "dependencies"):
            dependent = schema.get(key)
            pending += dependent.values() if isinstance(dependent, Mapping) else ()


def listed_schemas(schema: Mapping[str, Any], keyword: str) -> list[Any]:
    """Return the schemas of `allOf`, `anyOf` or `oneOf`; none if it is not a list, which is a problem of its own."""
    schemas = schema.get(keyword)
    return schemas if isinstance(schemas, list) else []


def declared_types(schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield the JSON types of the `type` of a schema; if it has none, those of the values that it allows."""
    declared = schema.get("type")
    if declared is not None:
        yield from [declared] if isinstance(declared, str) else declared
        return
    constant = [unwrap_literal(schema["const"])] if "const" in schema else []
    for value in [*unwrap_literal(schema.get("enum", ())), *constant]:
        yield _TYPE_NAMES.get(type(value), "object")


_TYPE_NAMES = {
    str: "string", bool: "boolean", int: "integer", float: "number", list: "array", type(None): "null",
}  # fmt: skip
"""Python type → its name in JSON Schema."""


def types_of(views: Iterable[Any]) -> frozenset[str]:
    """Return the JSON types that schemas, and all that are combined into them, declare; see `declared_types`."""
    return frozenset(name for view in views for schema in combined_schemas(view) for name in declared_types(schema))


def required_names(view: Any, depth: int = 0) -> Iterator[str]:
    """Yield the properties that a schema requires of each object, not those that one of several alternatives does."""
    if not isinstance(view, Mapping) or depth > MAX_DEPTH:
        return
    declared = view.get("required")
    yield from declared if isinstance(declared, list) else ()
    parts = listed_schemas(view, "allOf")
    for key in ("anyOf", "oneOf"):
        alternatives = [one for one in listed_schemas(view, key) if types_of([one]) != {"null"}]
        parts = parts + (alternatives if len(alternatives) == 1 else [])
    for part in parts:
        yield from required_names(part, depth + 1)


def child_schemas(view: Any, step: str | int) -> list[Any]:
    """Return the schemas that apply to one property (a name) or to one item (an index) of what `view` describes."""
    found: list[Any] = []
    for schema in combined_schemas(view):
        if isinstance(step, int):
            first, rest = item_schemas(schema)
            found += [first[step]] if step < len(first) else rest
        else:
            found += named_schemas(schema, step) or other_property_schemas(schema)
    return distinct_schemas(found)


def child_views(views: Iterable[Any], step: str | int) -> list[Any]:
    """Return the schemas that apply to one property, or to one item, of what several schemas describe."""
    return [child for view in views for child in child_schemas(view, step)]


def other_property_schemas(schema: Mapping[str, Any]) -> list[Any]:
    """Return the schemas of properties that a schema does not declare."""
    return [schema.get("additionalProperties"), schema.get("unevaluatedProperties")]


def item_schemas(schema: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
    """Return the schemas of the first items, one each, and those of all others."""
    items = schema.get("items")
    first = schema.get("prefixItems") or (items if isinstance(items, list) else [])
    return first, [items, schema.get("additionalItems"), schema.get("unevaluatedItems")]


def distinct_schemas(views: Iterable[Any]) -> list[Any]:
    """Return the schemas among these, each once: alternatives that lead to the same one would multiply."""
    return list({identity_of(view): view for view in views if isinstance(view, Mapping)}.values())


def identity_of(view: Any) -> int:
    """Return what two views of the same schema have in common."""
    return id(getattr(view, "__subject__", view))


def named_schemas(schema: Mapping[str, Any], name: str) -> list[Any]:
    """Return the schemas that are for a property because of its name; without any, `additionalProperties` applies."""
    declared = schema.get("properties") or {}
    found = [declared[name]] if name in declared else []
    by_pattern = schema.get("patternProperties")
    if by_pattern:
        from .patterns import compile_pattern, lenient

        found += [child for pattern, child in by_pattern.items() if lenient(compile_pattern(pattern))(name)]
    return found


def is_secret(schema: Mapping[str, Any]) -> bool:
    """Return whether a schema marks a secret. Anything like ``"yes"`` does too: its author meant to."""
    return bool(schema.get("secret"))


def is_file(view: Any, depth: int = 0) -> bool:
    """Return whether a schema marks a file: itself, one of its `allOf`, or each of its alternatives."""
    if not isinstance(view, Mapping) or depth > MAX_DEPTH:
        return False
    if view.get("file") is True or any(is_file(schema, depth + 1) for schema in listed_schemas(view, "allOf")):
        return True
    alternatives = (listed_schemas(view, "anyOf"), listed_schemas(view, "oneOf"))
    return any(schemas and all(is_file(schema, depth + 1) for schema in schemas) for schemas in alternatives)


def may_be_file(view: Any) -> bool:
    """Return whether a schema, or one of its alternatives, marks a file."""
    return any(schema.get("file") is True for schema in combined_schemas(view))


def find_files(view: Any) -> Iterator[tuple[str | int, ...]]:
    """Yield the paths to what a schema marks as a file: a property by its name, or ``*``, and an item as 0."""
    pending: list[tuple[tuple[str | int, ...], Any]] = [((), view)]
    seen: set[int] = set()
    while pending and len(seen) < MAX_COMBINED:
        path, schema = pending.pop(0)
        if is_file(schema):
            yield path
        elif isinstance(schema, Mapping) and identity_of(schema) not in seen:
            seen.add(identity_of(schema))
            pending += (((*path, step), child) for part in combined_schemas(schema) for step, child in _children(part))


def _children(schema: Mapping[str, Any]) -> Iterator[tuple[str | int, Any]]:
    """Yield the schemas of the properties and the items."""
    yield from (schema.get("properties") or {}).items()
    yield from (("*", child) for child in (schema.get("patternProperties") or {}).values())
    yield from (("*", child) for child in other_property_schemas(schema))
    first, rest = item_schemas(schema)
    yield from ((0, child) for child in (*first, *rest))
