"""The members that the responses of an action declare, for pointers into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..errors import close_matches, did_you_mean
from ..records import dataclass
from ..schema.subschemas import child_views, combined_schemas, declared_types, distinct_schemas
from ..schema.validation import Schema


@dataclass(frozen=True)
class Missing:
    """A step to a member that a schema does not declare."""

    name: str
    known: tuple[str, ...]
    """The members that it declares there."""

    @property
    def hint(self) -> str:
        """What to write instead."""
        return did_you_mean(close_matches(self.name, self.known)) or "use the pointer of a member that it has"


def missing_member(schemas: Iterable[Schema], path: Sequence[str | int]) -> Missing | None:
    """Return the step that none of some schemas declares; None if one of them does, or says too little to know."""
    places = [find_member(schema, path) for schema in schemas]
    missing = [place for place in places if isinstance(place, Missing)]
    return missing[0] if missing and len(missing) == len(places) else None


def find_member(schema: Schema, path: Iterable[str | int]) -> list[Any] | Missing:
    """
    Return what a schema declares at a path, dereferenced: nothing if it declares nothing there, but may lead on.

    Args:
        schema: The schema of a body.
        path: The names of members, and the indexes of items.
    """
    views: list[Any] = [schema.view]
    for step in path:
        parts = [part for view in views for part in combined_schemas(view)]
        types = {name for part in parts for name in declared_types(part)} - {"null"}
        index = int(step) if str(step).isdigit() and "object" not in types else step
        known = tuple(dict.fromkeys(name for part in parts for name in part.get("properties") or ()))
        found = distinct_schemas(child_views(views, index))
        found = found or ([{}] if step in known else [])  # whose schema is `true`
        is_closed = (known or (types and "object" not in types)) and not any(map(_is_open, parts))
        if not found and not isinstance(index, int) and is_closed:
            return Missing(str(step), known)
        views = found
    return views


def _is_open(part: Mapping[str, Any]) -> bool:
    """Return whether a schema says itself that an object has other members than those that it names."""
    others = (part.get(key, False) for key in ("additionalProperties", "unevaluatedProperties"))
    return bool(part.get("patternProperties")) or any(value is not False for value in others)
