"""Questions to schemas whose references are resolved (`Schema.view`). They may be endless, so walks have limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..runtime.cache import cache_short_strings
from ..schema.plain_data import EncodingError, to_json_value
from ..schema.subschemas import child_views, combined_schemas, types_of
from ..schema.validation import Schema
from ..schema.values import coerce


def properties(*views: Any) -> dict[str, list[Any]]:
    """Return the declared properties by name, each with all its schemas."""
    found: dict[str, list[Any]] = {}
    for view in views:
        for part in combined_schemas(view):
            for name, schema in (part.get("properties") or {}).items():
                found.setdefault(name, []).append(schema if isinstance(schema, Mapping) else {})
    return found


def parts(view: Any) -> list[Mapping[str, Any]]:
    """Return a schema and all schemas that are combined into it."""
    return list(combined_schemas(view))


def is_open(view: Any) -> bool:
    """Return whether an object may have undeclared properties."""
    return not any(part.get(key) is False for part in combined_schemas(view) for key in _CLOSING)


_CLOSING = ("additionalProperties", "unevaluatedProperties")


def types(*views: Any) -> frozenset[str]:
    """Return the JSON types that these schemas allow; an empty set if they do not say."""
    return types_of(views)


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
