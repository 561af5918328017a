"""
Dynamic references (`$dynamicRef`, `$recursiveRef`): where they lead depends on the schemas by which one is reached.

JSON Schema decides this for each value, we once for each schema: one that is reached through others whose dynamic
anchors count in it becomes another schema of the description.
"""

from __future__ import annotations

from collections.abc import Set
from contextlib import suppress
from typing import Any

from .identifiers import RECURSIVE
from .places import BrokenReference, Place
from .source import SourceDocument
from .walker import Scope

_MARKS = frozenset({"$dynamicAnchor", "$recursiveAnchor", "$defs", "$id"})
"""Keywords of which a schema with dynamic anchors of its own has at least one."""
MAX_NAMES = 32
"""How many different dynamic references a schema may lead to, each of which doubles the number of schemas."""
MAX_OBJECTS = 10_000
"""How many objects and lists there may be in the schemas that dynamic references make."""


class DynamicScope:
    """
    The dynamic anchors of a document.

    Args:
        source: The document.
    """

    def __init__(self, source: SourceDocument) -> None:
        self._source = source
        self._names: dict[Place, set[str]] = {}
        self._sizes: dict[Place, int] = {}
        """How many objects and lists are written in the schemas."""
        self._made: set[tuple[Place, tuple[tuple[str, Place], ...]]] = set()
        self._remaining = MAX_OBJECTS

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
        """
        Return the anchors that count in a schema which is reached by others, as far as they are not its own.

        Raises:
            BrokenReference: There are too many of them, or of the schemas that they make of those of the document.
        """
        own = self._own(place)
        names = self._needed(place) if scope else ()
        if len(names) > MAX_NAMES:
            raise BrokenReference(f"it leads to more than {MAX_NAMES} different dynamic references")
        found = tuple((name, scope[name]) for name in sorted(names) if name in scope and own.get(name) != scope[name])
        if found and (place, found) not in self._made:
            if self._sizes[place] > self._remaining:
                raise BrokenReference(f"dynamic references make too many schemas (more than {MAX_OBJECTS:,} objects)")
            self._remaining -= self._sizes[place]
            self._made.add((place, found))
        return found

    def _needed(self, place: Place) -> Set[str]:
        """Return the names of the dynamic references in a schema, and in all that it leads to; some of very many."""
        if place not in self._names:
            self._find_names(place)
        return self._names[place]

    def _find_names(self, first: Place) -> None:
        """Find the names for a schema and all that it leads to: each reference is followed once."""
        names: dict[Place, set[str]] = {}
        referring: dict[Place, list[Place]] = {}
        pending = [first]
        while pending:
            place = pending.pop()
            if place in names:
                continue
            if place in self._names:
                names[place] = self._names[place]
                continue
            names[place], targets = self._written_in(place)
            for target in targets:
                referring.setdefault(target, []).append(place)
            pending += targets
        spreading = [(place, name) for place, found in names.items() for name in found]
        while spreading:
            place, name = spreading.pop()
            for other in referring.get(place, ()):
                if name not in names[other] and len(names[other]) <= MAX_NAMES:
                    names[other].add(name)
                    spreading.append((other, name))
        self._names |= names

    def _written_in(self, place: Place) -> tuple[set[str], list[Place]]:
        """Return the names of the dynamic references that are written in a schema, and where its references lead."""
        names: set[str] = set()
        targets: dict[Place, None] = {}
        pending: list[tuple[Any, Place]] = [(self._source.at(place), place)]
        seen: set[int] = set()
        while pending:
            value, where = pending.pop()
            if id(value) in seen or not isinstance(value, (dict, list)):
                continue
            seen.add(id(value))
            if isinstance(value, list):
                pending += [(item, where.below(index)) for index, item in enumerate(value)]
                continue
            pending += [(member, where.below(key)) for key, member in value.items()]
            for keyword in ("$ref", "$dynamicRef", "$recursiveRef"):
                reference = value.get(keyword)
                if not isinstance(reference, str):
                    continue
                if keyword != "$ref" and len(names) <= MAX_NAMES:
                    names.add(reference.rpartition("#")[2])
                with suppress(BrokenReference):  # it is noted where it is translated
                    targets[self._source.locate(reference, where)] = None
        self._sizes[place] = len(seen)
        return names, list(targets)
