"""Questions to schemas whose references are resolved (`Schema.view`). They may be endless, so walks have limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..runtime.cache import cache_short_strings
from ..schema.plain_data import EncodingError, to_json_value
from ..schema.subschemas import child_views, combined_schemas, listed_schemas
from ..schema.validation import Schema
from ..schema.values import coerce

MAX_LEVELS = 64
"""How deep a value, or what is combined into a schema, is looked through."""


def properties(*views: Any) -> dict[str, list[Any]]:
    """Return the declared properties by name, each with all its schemas."""
    found: dict[str, list[Any]] = {}
    for view in views:
        for part in combined_schemas(view):
            for name, schema in (part.get("properties") or {}).items():
                found.setdefault(name, []).append(schema if isinstance(schema, Mapping) else {})
    return found


def required_names(view: Any, depth: int = 0) -> list[str]:
    """Return the names that a schema requires in any case."""
    if not isinstance(view, Mapping) or depth > MAX_LEVELS:
        return []
    declared = view.get("required")
    inner = [name for schema in listed_schemas(view, "allOf") for name in required_names(schema, depth + 1)]
    return [*(declared if isinstance(declared, list) else []), *inner]


def parts(view: Any) -> list[Mapping[str, Any]]:
    """Return a schema and all schemas that are combined into it."""
    return list(combined_schemas(view))


def is_open(view: Any) -> bool:
    """Return whether an object may have undeclared properties."""
    return not any(part.get(key) is False for part in combined_schemas(view) for key in _CLOSING)


_CLOSING = ("additionalProperties", "unevaluatedProperties")


def types(*views: Any) -> set[str]:
    """Return the JSON types that these schemas name; an empty set if they name none."""
    found: set[str] = set()
    for view in views:
        for part in combined_schemas(view):
            declared = part.get("type")
            found |= {declared} if isinstance(declared, str) else set(declared or ())
    return found


def at_path(view: Any, path: Iterable[Any]) -> list[Any]:
    """Return the schemas of the value at the end of a path."""
    found = [view]
    for step in path:
        found = child_views(found, step)
    return found


def coerced(value: Any, views: list[Any]) -> Any:
    """Return a value that was read as a string as the type that the schemas declare."""
    try:
        return to_json_value(coerce(value, views))
    except EncodingError:
        return value


def coerced_by(schema: Schema, value: Any) -> Any:
    """Return a value that was read as a string as the type that the schema declares."""
    return coerced(value, [schema.view])


def is_same_name(one: str, other: str) -> bool:
    """Return whether two names differ only in case, underscores and dashes."""
    return normalized(one) == normalized(other)


@cache_short_strings(1024)
def normalized(name: str) -> str:
    """Return a name in lower case, without underscores and dashes."""
    return name.lower().replace("_", "").replace("-", "")
