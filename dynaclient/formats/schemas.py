"""The schemas of OpenAPI and Swagger as those of the description: by name, or where they are written."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from ..schema.references import Tokens, format_pointer
from .lazy import GrowingDict
from .members import as_object, named
from .schema_walk import Walk
from .source import BrokenReference, Place, SourceDocument
from .translation import Translation

_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9]+")
_NOT_TELLING = frozenset(
    {
        "paths",
        "components",
        "schemas",
        "definitions",
        "responses",
        "content",
        "schema",
        "properties",
        "application/json",
    }
)
"""Steps of a location that say nothing of what is there."""
MAX_NAME = 80
"""Characters of a name that is made, at most."""


class Schemas:
    """
    The schemas of a document.

    Args:
        source: The document.
        translation: What is known of its translation.
        dialect: ``2.0``, ``3.0`` or ``3.1``: the version of the format.
    """

    def __init__(self, source: SourceDocument, translation: Translation, dialect: str) -> None:
        self._source = source
        self.follow = source.follow
        self.has_siblings = dialect == "3.1"
        """Whether keywords beside a `$ref` count (JSON Schema 2020-12; not in OpenAPI 3.0 and Swagger 2.0)."""
        self.note = translation.note
        self._origins = translation.origins
        self._home: Tokens = ("definitions",) if dialect == "2.0" else ("components", "schemas")
        self._prefix = f"#{format_pointer(self._home)}/"
        document = as_object(source.document)
        components = document if dialect == "2.0" else as_object(document.get("components"))
        self._named = named(components.get(self._home[-1]))
        self._places: dict[str, Place] = {}
        """Where schemas are that got a name here, because a reference leads to them."""
        self._made_names: dict[Place, str] = {}
        self._references: dict[tuple[str, str], str | None] = {}
        self._identified: dict[str, Place] | None = None
        self.table = GrowingDict(self._named, self._translate)
        """The schemas by name, those of the document first."""

    def inline(self, schema: Any, place: Place) -> Any:
        """Return a schema that is written at a location of the source."""
        return Walk(self, place).schema(schema, None)

    def _translate(self, name: str) -> Any:
        place = self._places.get(name) or Place((*self._home, name))
        self._origins.add(("schemas", name), place)
        return self.inline(self._source.at(place), place)

    # References.

    def reference(self, reference: str, place: Place) -> str | None:
        """Return the reference of the description for one of the source; None, and a note, if it leads to no schema."""
        key = place.file, reference
        if key not in self._references:
            try:
                self._references[key] = self._find(reference, place.file)
            except BrokenReference as error:
                self.note(
                    place, "reference", f"`$ref` {reference[:200]!r} cannot be followed: {error}; anything is valid"
                )
                self._references[key] = None
        return self._references[key]

    def tagged(self, target: str, place: Place) -> str | None:
        """Return the reference for a target of a `mapping`, which is a reference or the name of a schema."""
        return self.reference(self._prefix + target if target in self._named else target, place)

    def _find(self, reference: str, file: str) -> str:
        place = self._locate(reference, file)
        value, _ = self._source.follow(self._source.at(place), place)
        if not isinstance(value, (dict, bool)):
            raise BrokenReference("it does not lead to a schema")
        if not place.file and place.tokens[:-1] == self._home and place.tokens[-1] in self._named:
            return _pointer(place.tokens[-1])
        return _pointer(self._name_of(place))

    def _locate(self, reference: str, file: str) -> Place:
        base, _, fragment = reference.partition("#")
        if base or (fragment and not fragment.startswith("/")):
            identified = self._places_by_id()
            if reference in identified:
                return identified[reference]
            if base in identified and fragment.startswith("/"):
                inner = self._source.locate(f"#{fragment}")
                return identified[base].below(*inner.tokens)
        return self._source.locate(reference, file)

    def _places_by_id(self) -> dict[str, Place]:
        """Return the schemas that have an `$id` or an anchor, by the references that lead to them."""
        if self._identified is None:
            found: dict[str, Place] = {}
            pending: list[tuple[Any, Place]] = [(self._named, Place(self._home))]
            while pending:
                value, place = pending.pop()
                members = value.items() if isinstance(value, dict) else enumerate(value)
                pending += [(child, place.below(key)) for key, child in members if isinstance(child, (dict, list))]
                for key, prefix in (("$id", ""), ("$anchor", "#"), ("$dynamicAnchor", "#")):
                    if isinstance(value, dict) and isinstance(value.get(key), str):
                        found.setdefault(prefix + value[key], place)
            self._identified = found
        return self._identified

    def _name_of(self, place: Place) -> str:
        """Return the name of a schema that has none in the source; a new one if it is new."""
        name = self._made_names.get(place)
        if name is None:
            steps = [place.file.rpartition("/")[2].partition(".")[0], *map(str, place.tokens)]
            words = [_NOT_IN_NAME.sub("_", step).strip("_") for step in steps if step not in _NOT_TELLING]
            base = "_".join(filter(None, words))[-MAX_NAME:].strip("_") or "schema"
            name, number = base, 2
            while name in self.table:
                name, number = f"{base}_{number}", number + 1
            name = self._made_names.setdefault(place, name)
            self._places[name] = place
            self.table.add(name)
        return name


def _pointer(name: str) -> str:
    return "#" + quote(format_pointer(("schemas", name)), safe="/~$&'()*+,;=:@!")
