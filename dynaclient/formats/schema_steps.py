"""Where a part of a translated schema is in its source, for pointers in problems: most steps are the same."""

from __future__ import annotations

from typing import Any

from ..schema.references import Tokens, get_child
from .nullable import is_nullable, is_only_any_of, is_wrapped

_RENAMED = {
    "items": "additionalItems", "prefixItems": "items", "additionalProperties": "unevaluatedProperties",
    "examples": "example", "dependentRequired": "dependencies", "dependentSchemas": "dependencies",
    "secret": "format", "x-discriminator": "discriminator",
}  # fmt: skip
"""Keyword → the one in the source that it is made of, if it is not there itself."""


def steps_in_source(value: Any, tokens: Tokens) -> Tokens:
    """Return the steps from a schema of the source for those in the translated one, as far as there are such."""
    found: Tokens = ()
    while tokens:
        count, steps = _step(value, tokens) if isinstance(value, dict) else (1, tokens[:1])
        for step in steps:
            try:
                value = get_child(value, step)
            except LookupError:
                return (*found, *tokens)
            found = (*found, step)
        tokens = tokens[count:]
    return found


def _step(schema: dict[str, Any], tokens: Tokens) -> tuple[int, Tokens]:
    """Return how many steps are taken together, and which these are in the source."""
    key = tokens[0]
    if key == "anyOf" and is_nullable(schema) and is_wrapped(schema) and not is_only_any_of(schema):
        return 2, ()
    if key == "allOf" and key not in schema and "$ref" in schema:
        return (2 if tokens[1:2] == ("0",) else len(tokens)), ()  # a branch with a tag
    if key == "items" and isinstance(schema.get("items"), list):
        return 1, ("additionalItems",)
    if key == "examples" and "example" in schema:
        return 2, ("example",)
    if key in schema:
        return 1, (key,)
    return 1, (_RENAMED.get(key, str(key).removeprefix("x-")),)
