"""
The subschemas of a dereferenced schema that apply to a value and to its members.

A dereferenced schema may be endless, so that nothing here follows it without a limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .references import unwrap_literal

MAX_COMBINED = 200


def combined_schemas(view: Any) -> Iterator[Mapping[str, Any]]:
    """
    Yield a schema and all schemas that are combined into it (`allOf`, `anyOf`, `oneOf`, `then`, `else`).

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
            pending += schema.get(key) or ()
        pending += [schema.get("then"), schema.get("else")]


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


def child_schemas(view: Any, step: str | int) -> list[Any]:
    """Return the schemas that apply to one property (a name) or to one item (an index) of what `view` describes."""
    found: list[Any] = []
    for schema in combined_schemas(view):
        if isinstance(step, int):
            items = schema.get("items")
            first = schema.get("prefixItems") or (items if isinstance(items, list) else [])
            found += [first[step]] if step < len(first) else [items, schema.get("additionalItems")]
        else:
            found += named_schemas(schema, step) or [schema.get("additionalProperties")]
    return distinct_schemas(found)


def distinct_schemas(views: Iterable[Any]) -> list[Any]:
    """Return the schemas among these, each once: alternatives that lead to the same one would multiply."""
    by_identity = {id(getattr(view, "__subject__", view)): view for view in views if isinstance(view, Mapping)}
    return list(by_identity.values())


def named_schemas(schema: Mapping[str, Any], name: str) -> list[Any]:
    """Return the schemas that are for a property because of its name; without any, `additionalProperties` applies."""
    declared = schema.get("properties") or {}
    found = [declared[name]] if name in declared else []
    by_pattern = schema.get("patternProperties")
    if by_pattern:
        from .patterns import compile_pattern, lenient

        found += [child for pattern, child in by_pattern.items() if lenient(compile_pattern(pattern))(name)]
    return found


def is_file(view: Any) -> bool:
    """Return whether a schema marks a file."""
    return isinstance(view, Mapping) and view.get("file") is True
