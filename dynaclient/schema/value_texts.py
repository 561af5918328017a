"""What the values of an `enum` mean: `enumDescriptions` of a schema, an object of value and text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from .excerpts import unwrap_literal
from .subschemas import combined_schemas


def value_key(value: Any) -> str:
    """Return the key of a value in `enumDescriptions`: a string as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value)


def read_texts(declared: Any) -> dict[str, str]:
    """Return the strings in the value of the keyword; what is not a string is left out."""
    texts = unwrap_literal(declared)
    if not isinstance(texts, Mapping):
        return {}
    return {str(value): text for value, text in texts.items() if isinstance(text, str) and text.strip()}


def value_texts(view: Any) -> dict[str, str]:
    """Return what the values of a schema mean, or the items of its arrays, by their keys in `enumDescriptions`."""
    found: dict[str, str] = {}
    for schema in _schemas(view):
        for value, text in read_texts(schema.get("enumDescriptions")).items():
            found.setdefault(value, text)
    return found


def _schemas(view: Any) -> Iterable[Mapping[str, Any]]:
    combined = list(combined_schemas(view))
    items = [schema["items"] for schema in combined if isinstance(schema.get("items"), Mapping)]
    return [*combined, *(schema for item in items for schema in combined_schemas(item))]
