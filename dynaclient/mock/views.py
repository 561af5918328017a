"""Questions to schemas with their references followed (`Schema.view`). They may be endless, so walks have limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from ..schema.references import at, tokens_of
from ..schema.validation import Schema, below, parts_of
from ..schema.values import Unwritable, guided, json_value


def pointed(value: Any, pointer: str) -> Any:
    """Give what a JSON pointer leads to within a value; None where that leads nowhere."""
    try:
        return at(value, tokens_of(pointer))
    except LookupError:
        return None


def properties(*views: Any) -> dict[str, list[Any]]:
    """Give the declared properties by name, each with all schemas that speak of it."""
    found: dict[str, list[Any]] = {}
    for view in views:
        for part in parts_of(view):
            for name, each in (part.get("properties") or {}).items():
                found.setdefault(name, []).append(each if isinstance(each, Mapping) else {})
    return found


def parts(view: Any) -> list[Mapping[str, Any]]:
    """Give a schema and all that is combined into it."""
    return list(parts_of(view))


def is_open(view: Any) -> bool:
    """Say whether an object may have properties that are not declared."""
    return not any(part.get(key) is False for part in parts_of(view) for key in _CLOSING)


_CLOSING = ("additionalProperties", "unevaluatedProperties")


def types(*views: Any) -> set[str]:
    """Give the JSON types that these schemas speak of; none where they do not say."""
    found: set[str] = set()
    for view in views:
        for part in parts_of(view):
            said = part.get("type")
            found |= {said} if isinstance(said, str) else set(said or ())
    return found


def along(view: Any, path: Iterable[Any]) -> list[Any]:
    """Give the schemas that speak of what is found at the end of a path."""
    found = [view]
    for step in path:
        found = [each for one in found for each in below(one, step)]
    return found


def typed(value: Any, views: list[Any]) -> Any:
    """Give a value that was read as text as what the schemas ask for."""
    try:
        return json_value(guided(value, views))
    except Unwritable:
        return value


def typed_by(schema: Schema, value: Any) -> Any:
    """Give a value that was read as text as what the schema asks for."""
    return typed(value, [schema.view])


def same_name(one: str, other: str) -> bool:
    """Say whether two names differ in nothing but case, underscores and dashes."""
    return bare(one) == bare(other)


@lru_cache(maxsize=4096)
def bare(name: str) -> str:
    """Give a name in small letters, without underscores and dashes."""
    return name.lower().replace("_", "").replace("-", "")
