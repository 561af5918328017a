"""Documents for jsonref and the engines: only what a schema needs, in which every ``$ref`` is a reference."""

from __future__ import annotations

from typing import Any

from ..records import dataclass
from .references import LITERAL, Tokens, child_shape, get_reference


@dataclass(frozen=True, eq=False, repr=False)
class Literal:
    """Plain data with something in it that looks like a reference but is not one."""

    value: Any


def unwrap_literal(value: Any) -> Any:
    """Return the data of a `Literal`; any other value as it is."""
    return value.value if isinstance(value, Literal) else value


def wrap_literals(shape: str, value: Any) -> Any:
    """Return a copy of `value` in which every ``$ref`` is a reference: what only looks like one is in a `Literal`."""
    if shape == LITERAL:
        return Literal(value) if _looks_like_reference(value) else value
    if isinstance(value, dict):
        copy = {key: wrap_literals(child_shape(shape, key), member) for key, member in value.items()}
        if get_reference(value.get("$ref")) is not None:
            # A property called `$ref` that is a reference: jsonref would resolve it before the document is complete.
            copy["$ref"] = {"allOf": [copy["$ref"]]}
        return _with_target(copy) if shape == "schema" else copy
    if isinstance(value, list):
        return [wrap_literals(shape, item) for item in value]
    return value


_COMBINED = frozenset(
    {"allOf", "anyOf", "oneOf", "then", "else", "dependentSchemas", "dependencies", "properties", "patternProperties",
     "additionalProperties", "unevaluatedProperties", "items", "prefixItems", "additionalItems", "unevaluatedItems",
     "contains", "required", "enum", "const", "secret"}
)  # fmt: skip
"""Keywords that count beside those of the target of a `$ref`: jsonref would let them replace the target's."""


def _with_target(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema whose `$ref` applies too, beside its own keywords."""
    if get_reference(schema) is None or _COMBINED.isdisjoint(schema):
        return schema
    all_of = schema.get("allOf", [])  # of which each keeps its index, for references lead to it
    if not isinstance(all_of, list):
        return schema
    own = {key: member for key, member in schema.items() if key != "$ref"}
    return {**own, "allOf": [*all_of, {"$ref": schema["$ref"]}]}


def _looks_like_reference(value: Any) -> bool:
    pending = [value]
    while pending:
        current = pending.pop()
        if get_reference(current) is not None:
            return True
        if isinstance(current, dict):
            pending += current.values()
        elif isinstance(current, list):
            pending += current
    return False


def excerpt_document(parts: list[tuple[Tokens, Any]]) -> dict[str, Any]:
    """
    Return a document that has only these values, each at its location, so that all pointers to them resolve.

    Lists on the way to a location become objects with the indexes as keys: a pointer is the same for both.
    """
    excerpt: dict[str, Any] = {}
    included: set[Tokens] = set()
    for tokens, value in sorted(parts, key=lambda part: len(part[0])):
        if any(tokens[:count] in included for count in range(1, len(tokens) + 1)):
            continue
        included.add(tokens)
        parent = excerpt
        for token in tokens[:-1]:
            parent = parent.setdefault(str(token), {})
        parent[str(tokens[-1])] = value
    return excerpt
