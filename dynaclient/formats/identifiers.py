"""Schemas that have names other than their location: a URI (`$id`) or an anchor."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from ..schema.references import Tokens
from .places import Place

_LITERALS = frozenset({"example", "examples", "default", "enum", "const"})
"""Keywords whose values are plain data."""
_MAPS = frozenset(
    {
        "properties", "patternProperties", "dependentSchemas", "$defs", "definitions", "schemas", "responses",
        "parameters", "requestBodies", "headers", "callbacks", "paths", "webhooks", "pathItems", "content",
    }
)  # fmt: skip
"""Keys of objects whose own keys are names that the author chose."""
_BASE = "file:///"
"""The base of all URIs; the main file has the empty path."""
_HOMES = (("components", "schemas"), ("definitions",), ("$defs",))
"""Where documents keep their schemas."""
RECURSIVE = ""
"""The name of the anchor that `$recursiveAnchor` makes, of JSON Schema 2019-09."""


def is_resource(value: Any, tokens: Tokens) -> bool:
    """Return whether a schema is a resource of its own: one with an `$id`, or one of those that a document keeps."""
    return (isinstance(value, dict) and isinstance(value.get("$id"), str)) or tokens[:-1] in _HOMES


class Identifiers:
    """
    The schemas of a file that have identifiers.

    Args:
        document: The content of the file.
        file: Its path.
    """

    def __init__(self, document: Any, file: str) -> None:
        root = Place((), file)
        own = document.get("$self") if isinstance(document, dict) else None  # OpenAPI 3.2
        base = _join(_join(_BASE, file), own if isinstance(own, str) else "")
        self._bases: dict[Place, str] = {root: base}
        self._places: dict[str, Place] = {base: root} if isinstance(own, str) else {}
        self._anchors: dict[tuple[Place, str], Place] = {}
        self._any_anchors: dict[str, Place] = {}
        self._dynamic: dict[Place, dict[str, Place]] = {}
        self._scan(document, root)

    def located(self, uri: str, resource: Place) -> Place | None:
        """Return the location of the schema whose `$id` a URI means in a resource."""
        base = self._bases.get(resource, _BASE)
        return self._places.get(_join(base, uri)) or self._places.get(uri)

    def anchored(self, name: str, resource: Place) -> Place | None:
        """Return the location of an anchor: that in a resource, or else the first one in the file."""
        return self._anchors.get((resource, name)) or self._any_anchors.get(name)

    def dynamic_anchors(self, resource: Place) -> dict[str, Place]:
        """Return the locations of the dynamic anchors in a resource."""
        return self._dynamic.get(resource, {})

    def _scan(self, document: Any, root: Place) -> None:
        pending: list[tuple[Any, Place, Place, bool]] = [(document, root, root, False)]
        seen: set[int] = set()
        while pending:
            value, place, resource, is_map = pending.pop()
            if id(value) in seen:
                continue
            seen.add(id(value))
            if isinstance(value, dict):
                if not is_map:
                    resource = self._add(value, place, resource)
                members = [
                    (member, place.below(key), resource, not is_map and key in _MAPS)
                    for key, member in value.items()
                    if isinstance(member, (dict, list)) and (is_map or key not in _LITERALS)
                ]
            else:
                members = [(item, place.below(str(index)), resource, False) for index, item in enumerate(value)
                           if isinstance(item, (dict, list))]  # fmt: skip
            pending += reversed(members)

    def _add(self, schema: dict[str, Any], place: Place, resource: Place) -> Place:
        """Add the identifiers of an object; return the resource that it belongs to."""
        identifier = schema.get("$id")
        if is_resource(schema, place.tokens):
            base = self._bases.get(resource, _BASE)
            if isinstance(identifier, str):
                base = _join(base, identifier.rstrip("#"))
                self._places.setdefault(base, place)
                self._places.setdefault(identifier.rstrip("#"), place)
            resource = place
            self._bases[place] = base
        for keyword in ("$anchor", "$dynamicAnchor"):
            name = schema.get(keyword)
            if isinstance(name, str):
                self._anchors.setdefault((resource, name), place)
                self._any_anchors.setdefault(name, place)
                if keyword == "$dynamicAnchor":
                    self._dynamic.setdefault(resource, {}).setdefault(name, place)
        if schema.get("$recursiveAnchor") is True and place == resource:
            self._dynamic.setdefault(resource, {})[RECURSIVE] = place
        return resource


def _join(base: str, uri: str) -> str:
    """Return a URI, resolved against a base; as it is written if it is none."""
    try:
        return urljoin(base, uri)
    except ValueError:
        return uri
