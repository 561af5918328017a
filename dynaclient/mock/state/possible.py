"""Which values a property may have, as its schemas show: an inferred filter is for those alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...schema.subschemas import declared_types, listed_schemas
from ...schema.values import to_string
from .. import schema_views
from .matching import is_same, number_of
from .moments import moment_of

_ALL = frozenset(["all", "any", "*"])
"""Words that ask for every value."""
_SCALARS = frozenset(["string", "integer", "number", "boolean"])
_NUMBERS = frozenset(["integer", "number", "null"])
_MAX_DEPTH = 16
NOTHING = object()
"""What a value selects that a property cannot have."""


def listed_values(view: Any, depth: int = 0) -> list[Any] | None:
    """Return all values that a schema allows; None if it lists none."""
    if not isinstance(view, Mapping) or depth > _MAX_DEPTH:
        return None
    own = _own_values(view)
    if own is not None:
        return own
    for key in ("anyOf", "oneOf"):
        several = [listed_values(branch, depth + 1) for branch in listed_schemas(view, key)]
        if several and None not in several:
            return [value for values in several for value in values or ()]
    found = (listed_values(part, depth + 1) for part in listed_schemas(view, "allOf"))
    return next((values for values in found if values is not None), None)


def _own_values(view: Mapping[str, Any]) -> list[Any] | None:
    if isinstance(view.get("enum"), list):
        return list(view["enum"])
    if "const" in view:
        return [view["const"]]
    types = set(declared_types(view))
    return [True, False] if types - {"null"} == {"boolean"} else [] if types == {"null"} else None


def all_listed(views: Iterable[Any]) -> list[Any] | None:
    """Return all values that one of these schemas of a property, or of the items of its list, allows; None if any."""
    several = [listed_values(view) for view in _compared(list(views))]
    return [value for values in several for value in values or ()] if several and None not in several else None


def _compared(views: list[Any]) -> list[Any]:
    """Return the schemas of the values that are compared: those of the items of a list."""
    is_list = _is_list(views)
    return schema_views.at_path({"allOf": views}, (0,)) if is_list else views


def _is_list(views: list[Any]) -> bool:
    """Return whether a property is a list, and nothing else."""
    return schema_views.types(*views) - {"null"} == {"array"}


def has_values(views: list[Any]) -> bool:
    """Return whether a property, or an item of its list, may have what is written as a string: no object, no list."""
    types = schema_views.types(*views) - {"null"}
    if "array" in types:
        inner = schema_views.types(*schema_views.at_path({"allOf": views}, (0,)))
        types = types | inner if inner else frozenset()
    return not types or bool(types & _SCALARS)


def _can_have(views: list[Any], value: Any) -> bool:
    """Return whether a property, or an item of its list, can be equal to a value as it is written in a URL."""
    listed = all_listed(views)
    if listed is not None:
        return _is_among(value, listed)
    types = schema_views.types(*_compared(views))
    is_number = bool(types) and types <= _NUMBERS and not any(map(_has_open_alternative, views))
    return not is_number or number_of(value) is not None


def _has_open_alternative(view: Any) -> bool:
    """Return whether one of the alternatives of a schema is of any type, and the schema itself names no type."""
    alternatives = [one for key in ("anyOf", "oneOf") for one in listed_schemas(view, key)]
    return not any(True for _ in declared_types(view)) and not all(schema_views.types(one) for one in alternatives)


def _is_among(value: Any, values: Iterable[Any]) -> bool:
    """Return whether a value is one of others, in any case."""
    return any(is_same(other, value, any_case=True) for other in values)


def can_be_asked(value: Any, asked: list[Any]) -> bool:
    """Return whether an argument can ask for what an item has, if it lists its values."""
    return value is not None and (not asked or _is_among(value, asked))


def can_be_ordered(value: Any) -> bool:
    """Return whether a value is a number or a point in time."""
    return moment_of(value) is not None


def _is_for_all(value: Any, views: list[Any], asked: Iterable[Any]) -> bool:
    """
    Return whether a value asks for all that a property may be.

    Args:
        value: The value.
        views: The schemas of the property.
        asked: The values that the argument declares.
    """
    if to_string(value).lower() not in _ALL:
        return False
    is_free = all_listed(views) is None and _can_have(views, value)
    return _is_among(value, asked) if is_free else not _can_have(views, value)


def _parts_of(value: Any, views: list[Any]) -> list[Any]:
    """Return a value; its parts, if it has commas and the property can have each of them, but not the whole."""
    if not isinstance(value, str) or "," not in value or _can_have(views, value):
        return [value]
    parts = [part.strip() for part in value.split(",")]
    return parts if all(_can_have(views, part) for part in parts) else [value]


def equals(value: Any, views: list[Any], asked: list[Any]) -> Any:
    """
    Return which values an argument selects: None for all of them, `NOTHING` if the property can have none of its own.

    Args:
        value: Its value, or several in a list.
        views: The schemas of the property.
        asked: The values that the argument declares.
    """
    several = value if isinstance(value, list) else [value]
    values = [part for one in several for part in _parts_of(one, views)]
    if any(_is_for_all(one, views, asked) for one in values):
        return None
    is_unclear = isinstance(value, str) and "," in value and _is_list(views)
    return ([] if is_unclear else [one for one in values if _can_have(views, one)]) or NOTHING
