"""
Dynamic references (`$dynamicRef`, `$recursiveRef`): where they lead depends on the schemas by which one is reached.

JSON Schema decides this for each value, we once for each schema: one that is reached through others whose dynamic
anchors count in it becomes another schema of the description.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from .identifiers import RECURSIVE
from .places import Place
from .source import BrokenReference, SourceDocument
from .walker import Scope

_MARKS = frozenset({"$dynamicAnchor", "$recursiveAnchor", "$defs", "$id"})
"""Keywords of which a schema with dynamic anchors of its own has at least one."""
MAX_SCHEMAS = 10_000
"""How many objects are searched for dynamic references."""


class DynamicScope:
    """
    The dynamic anchors of a document.

    Args:
        source: The document.
    """

    def __init__(self, source: SourceDocument) -> None:
        self._source = source
        self._names: dict[Place, frozenset[str]] = {}

    def around(self, schema: Any, place: Place) -> Scope:
        """Return the dynamic anchors of a schema that is looked at by itself."""
        if not isinstance(schema, dict) or _MARKS.isdisjoint(schema):
            return {}
        return self._own(place)

    def _own(self, place: Place) -> Scope:
        return self._source.identifiers(place.file).dynamic_anchors(self._source.resource(place))

    def locate(self, keyword: str, reference: str, place: Place, scope: Scope) -> Place:
        """Return where a reference in one of the keywords for them leads."""
        found = self._source.locate(reference, place)
        if keyword == "$ref":
            return found
        name = reference.rpartition("#")[2] if keyword == "$dynamicRef" else RECURSIVE
        is_dynamic = found in (self._own(found).get(name), scope.get(name))
        return scope.get(name, found) if is_dynamic else found

    def inner(self, place: Place, scope: Scope) -> tuple[tuple[str, Place], ...]:
        """Return the anchors that count in a schema which is reached by others, as far as they are not its own."""
        own = self._own(place)
        names = self._needed(place) if scope else ()
        return tuple((name, scope[name]) for name in sorted(names) if name in scope and own.get(name) != scope[name])

    def _needed(self, place: Place) -> frozenset[str]:
        """Return the names of the dynamic references in a schema, and in all that it leads to."""
        if place not in self._names:
            names: set[str] = set()
            pending: list[tuple[Any, Place]] = [(self._source.at(place), place)]
            seen: set[int] = set()
            while pending and len(seen) < MAX_SCHEMAS:
                value, where = pending.pop()
                if id(value) in seen or not isinstance(value, (dict, list)):
                    continue
                seen.add(id(value))
                if isinstance(value, list):
                    pending += [(item, where.below(index)) for index, item in enumerate(value)]
                    continue
                pending += [(member, where.below(key)) for key, member in value.items()]
                for keyword in ("$ref", "$dynamicRef", "$recursiveRef"):
                    self._add(names, pending, keyword, (value.get(keyword), where))
            self._names[place] = frozenset(names)
        return self._names[place]

    def _add(self, names: set[str], pending: list[tuple[Any, Place]], keyword: str, found: tuple[Any, Place]) -> None:
        reference, where = found
        if not isinstance(reference, str):
            return
        if keyword != "$ref":
            names.add(reference.rpartition("#")[2])
        with suppress(BrokenReference):  # it is noted where it is translated
            target = self._source.locate(reference, where)
            pending.append((self._source.at(target), target))
