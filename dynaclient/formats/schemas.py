"""The schemas of OpenAPI and Swagger as those of the description: by name, or where they are written."""

from __future__ import annotations

from threading import Lock
from typing import Any

from ..schema.fragments import quote_pointer
from ..schema.references import Tokens, format_pointer, parse_pointer, similar_pointers
from .dynamic_scope import DynamicScope
from .lazy import GrowingDict
from .members import as_object, named
from .places import BrokenReference, Place
from .schema_files import as_file, is_file_in, reaches_file
from .schema_names import made_names
from .schema_steps import steps_in_source
from .schema_walk import Walk, counts_siblings
from .source import SourceDocument
from .translation import Translation
from .walker import Reading, Scope

_PLAIN = Reading()


class Schemas:
    """
    The schemas of a document.

    Args:
        source: The document.
        translation: What is known of its translation.
        dialect: ``2.0``, ``3.0`` or ``3.1``: the version of the format.
    """

    def __init__(self, source: SourceDocument, translation: Translation, dialect: str) -> None:
        self.dialect = dialect
        self.counts_siblings = dialect == "3.1" and counts_siblings(as_object(source.document).get("jsonSchemaDialect"))
        self.note = translation.note
        self.follow, self.locate, self.at = source.follow, source.locate, source.at
        self._origins = translation.origins
        self._origins.steps_in_source = self._steps_in_source
        self._home: Tokens = ("definitions",) if dialect == "2.0" else ("components", "schemas")
        self._prefix = f"#{format_pointer(self._home)}/"
        document = as_object(source.document)
        components = document if dialect == "2.0" else as_object(document.get("components"))
        self._named = named(components.get(self._home[-1]))
        self._dynamic = DynamicScope(source)
        self._readings: dict[str, tuple[Place, Reading]] = {}
        """What schemas are that got a name here, because a reference leads to them."""
        self._made_names: dict[tuple[Place, Reading], str] = {}
        self._known: dict[tuple[str, str], dict[str, Any]] = {}
        self._lock = Lock()
        self.table = GrowingDict(self._named, self._translate)
        """The schemas by name, those of the document first."""

    def inline(self, schema: Any, place: Place, files: str = "") -> Any:
        """
        Return a schema that is written at a location of the source.

        Args:
            schema: The schema.
            place: Its location.
            files: Where files can be in it: see `schema_files`.
        """
        return Walk(self, place, files, self._dynamic.around(schema, place)).schema(schema, None)

    def _translate(self, name: str) -> Any:
        place, reading = self._readings.get(name) or (Place((*self._home, name)), _PLAIN)
        self._origins.add(("schemas", name), place)
        schema = self.at(place)
        scope = {**self._dynamic.around(schema, place), **dict(reading.scope)}
        return Walk(self, place, reading.files, scope).schema(schema, None)

    def _steps_in_source(self, place: Place, tokens: Tokens) -> Tokens:
        try:
            return steps_in_source(self.at(place), tokens)
        except BrokenReference:
            return tokens

    # --- references ---

    def reference(self, reference: str, place: Place) -> str | None:
        """Return the reference of the description for one of the source; None, and a note, if it leads to no schema."""
        found: str | None = self.refer(("$ref", reference), place, "", {}).get("$ref")
        return found

    def known(self, reference: str, file: str) -> dict[str, Any] | None:
        """Return the schema for a reference that was translated before, wherever in a file it is."""
        return self._known.get((file, reference))

    def refer(self, reference: tuple[str, str], place: Place, files: str, scope: Scope) -> dict[str, Any]:
        """Return the schema for a keyword with a reference; an empty one, and a note, if it leads to no schema."""
        keyword, target = reference
        try:
            found = self._dynamic.locate(keyword, target, place, scope)
            value = self._checked(found)
            inner = self._dynamic.inner(found, scope) if scope else ()
        except BrokenReference as error:
            message = f"`{keyword}` {target[:200]!r} cannot be followed: {error}; anything is valid"
            self.note(place, "reference", message, self._similar(target, place))
            return self._kept(target, place, {})
        if is_file_in(files, value, self.dialect):
            return as_file(value)
        reading = Reading(files if files and reaches_file(self, value, found, files) else "", inner)
        made = {"$ref": self._pointer(found, reading)}
        return made if scope or reading != _PLAIN else self._kept(target, place, made)

    def _similar(self, target: str, place: Place) -> str:
        """Return which of the locations in the same file may be meant by a reference that leads to nothing."""
        is_pointer = target.startswith("#/")
        return similar_pointers(self.at(Place((), place.file)), parse_pointer(target)) if is_pointer else ""

    def _kept(self, target: str, place: Place, made: dict[str, Any]) -> dict[str, Any]:
        """Remember what a reference leads to, if it leads there from anywhere in the file."""
        if target.startswith(self._prefix):
            self._known[place.file, target] = made
        return made

    def _checked(self, place: Place) -> Any:
        """Return the value that a reference leads to, which has to be a schema, or to lead to one."""
        seen = set()
        first = value = self.at(place)
        while isinstance(value, dict) and isinstance(value.get("$ref"), str):
            if place in seen:
                raise BrokenReference("its references never end")
            seen.add(place)
            try:
                place = self.locate(value["$ref"], place)
                value = self.at(place)
            except BrokenReference:
                return first  # it is noted there
        if place == Place() or not isinstance(value, (dict, bool)):
            raise BrokenReference("it does not lead to a schema")
        return first

    def tagged(self, target: str, place: Place) -> Place | None:
        """Return where a target of a `mapping` is, which is a reference or the name of a schema."""
        if target in self._named:
            return Place((*self._home, target))
        try:
            found = self.locate(target, place)
            self._checked(found)
        except BrokenReference as error:
            self.note(place, "reference", f"{target[:200]!r} in `mapping` cannot be followed: {error}; it is left out")
            return None
        return found

    def pointer(self, place: Place) -> str:
        """Return the reference of the description for the schema at a location."""
        return self._pointer(place, _PLAIN)

    def _pointer(self, place: Place, reading: Reading) -> str:
        is_named = reading == _PLAIN and not place.file and place.tokens[:-1] == self._home
        name = place.tokens[-1] if is_named and place.tokens[-1] in self._named else self._name_of(place, reading)
        return "#" + quote_pointer(("schemas", name), safe="/~$&'()*+,;=:@!")

    def _name_of(self, place: Place, reading: Reading) -> str:
        """Return the name of a schema that has none in the source; a new one if it is new."""
        key = place, reading
        with self._lock:
            if key not in self._made_names:
                name = next(name for name in made_names(place, reading) if name not in self.table)
                self._made_names[key] = name
                self._readings[name] = key
                self.table.add(name)
        return self._made_names[key]
