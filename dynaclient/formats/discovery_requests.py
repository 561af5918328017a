"""What a method of a Discovery document requires of its body, beyond what the schemas, which methods share, say."""

from __future__ import annotations

from typing import Any

from .discovery_schemas import DiscoverySchemas
from .members import as_list, as_object, named

MAX_DEPTH = 64
"""How deep in a body it is looked for what a method requires."""
MAX_SIZE = 1_000
"""Schemas that what a method requires may have: what exceeds it is left to the server."""


class Requirements:
    """
    Finds the properties that one method requires, each of which has the ids of those that do.

    Each named schema is looked at once.

    Args:
        schemas: The schemas of the document.
        method: The id of the method.
    """

    def __init__(self, schemas: DiscoverySchemas, method: str) -> None:
        self._schemas = schemas
        self._method = method
        self._known: dict[str, tuple[dict[str, Any], int]] = {}
        self._left = MAX_SIZE

    def of(self, schema: Any) -> dict[str, Any]:
        """Return a schema with the properties that are required in a schema; an empty one if there are none."""
        return self._required(as_object(schema), 0)[0] if self._method else {}

    def _required(self, schema: dict[str, Any], depth: int) -> tuple[dict[str, Any], int]:
        """Return what is required in a schema, and how many schemas that is."""
        if depth > MAX_DEPTH:
            return {}, 0
        name = schema.get("$ref")
        if not isinstance(name, str):
            return self._own(schema, depth)
        if name not in self._known:
            self._known[name] = {}, 0  # in itself, no more is required
            self._known[name] = self._required(as_object(self._schemas.raw.get(name)), depth + 1)
        found, size = self._known[name]
        self._left -= size
        return (found, size) if self._left >= 0 else ({}, 0)

    def _own(self, schema: dict[str, Any], depth: int) -> tuple[dict[str, Any], int]:
        properties = {name: as_object(member) for name, member in named(schema.get("properties")).items()}
        required = [name for name, member in properties.items() if self._is_required(member)]
        inner = {name: self._required(member, depth + 1) for name, member in properties.items()}
        found: dict[str, Any] = {"required": required}
        found["properties"] = {name: member for name, (member, _) in inner.items() if member}
        size = 1 + sum(size for _, size in inner.values())
        for key in ("items", "additionalProperties"):
            found[key], more = self._required(as_object(schema.get(key)), depth + 1) if key in schema else ({}, 0)
            size += more
        found = {key: value for key, value in found.items() if value}
        if "additionalProperties" in found:  # it concerns those that have no schema of their own
            found["properties"] = {name: found.get("properties", {}).get(name, {}) for name in properties}
        return (found, size) if found else ({}, 0)

    def _is_required(self, member: dict[str, Any]) -> bool:
        return self._method in as_list(as_object(member.get("annotations")).get("required"))
