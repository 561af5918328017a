"""The document that is translated: its references are followed, also into other files if these may be read."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from ..schema.references import Tokens, get_child, get_reference, parse_pointer, resolve_pointer
from .identifiers import Identifiers, is_resource
from .members import as_object
from .places import BrokenReference, Place

__all__ = ("BrokenReference", "Place", "SourceDocument")
MAX_REFERENCES = 64
"""References that lead to each other, at most."""
NOTHING = "it leads to nothing"
OUTSIDE = "only files in the folder of the document, and below it, are read"
_ROOTED = ("/components/", "/paths/")
"""The beginnings of pointers that are meant from the top of a document, also in a schema with an `$id`."""


class SourceDocument:
    """
    A document of another format, and the files that its references lead to.

    Args:
        document: The parsed document.
        read_file: Returns the parsed content of another file, by its path from the folder of the main one; raises
            `BrokenReference` if it may not or cannot be read. None: no other file is read.
    """

    def __init__(self, document: Any, read_file: Callable[[str], Any] | None = None) -> None:
        self.document = document
        self._read_file = read_file
        self._files: dict[str, Any] = {"": document}
        self._identifiers: dict[str, Identifiers] = {}

    def follow(self, value: Any, place: Place) -> tuple[Any, Place]:
        """Return the value that a value leads to, and its location: itself, if it is not a reference."""
        for _ in range(MAX_REFERENCES):
            target = get_reference(value)
            if target is None:
                return value, place
            place = self.locate(target, place)
            value = self.at(place)
        raise BrokenReference("its references never end")

    def at(self, place: Place) -> Any:
        """Return the value at a location."""
        if place.file not in self._files:
            if self._read_file is None:
                raise BrokenReference("other files are only read for a document that is a file itself")
            self._files[place.file] = self._read_file(place.file)
        try:
            return resolve_pointer(self._files[place.file], place.tokens)
        except (LookupError, TypeError, ValueError):
            raise BrokenReference(NOTHING) from None

    # --- where references lead ---

    def locate(self, reference: str, place: Place) -> Place:
        """Return the location that a reference leads to from a location."""
        path, _, fragment = reference.partition("#")
        if path:
            identified = self._identified(path, place)
            roots = [identified or Place((), _file(path, place.file))]
        elif fragment.startswith(_ROOTED):
            roots = [Place((), place.file)]
        else:
            roots = self._resources(place, fragment)
        if fragment and not fragment.startswith("/"):
            return self._anchored(unquote(fragment), roots[0])
        return self._below(roots, fragment)

    def _resources(self, place: Place, fragment: str) -> list[Place]:
        """Return what ``#`` may mean at a location, the most likely first."""
        resource, root = self.resource(place), Place((), place.file)
        has_id = "$id" in as_object(self.at(resource))
        # Without an `$id`, a JSON Schema that was copied into a document means itself, where that document has nothing.
        return [resource, root] if has_id or not fragment or fragment[0] != "/" else [root, resource]

    def _below(self, roots: list[Place], fragment: str) -> Place:
        """Return the location of a pointer below the first of these where there is a value."""
        tokens = [parse_pointer(f"#{fragment}")]
        if "%" in fragment:
            tokens.append(parse_pointer(fragment))
        for root in roots:
            for place in [root.below(*inner) for inner in tokens]:
                try:
                    self.at(place)
                    return place
                except BrokenReference as error:
                    if error.args != (NOTHING,):
                        raise
        found = (self._through(root, inner) for root in roots for inner in tokens)
        place_found = next((place for place in found if place is not None), None)
        if place_found is None:
            raise BrokenReference(NOTHING)
        return place_found

    def _through(self, place: Place, tokens: Tokens) -> Place | None:
        """Return the location that these steps lead to, if references on the way are followed."""
        try:
            value = self.at(place)
            for token in tokens:
                value, place = self.follow(value, place)
                value, place = get_child(value, token), place.below(token)
        except (LookupError, RecursionError):
            return None
        return place

    def _anchored(self, name: str, root: Place) -> Place:
        found = self.identifiers(root.file).anchored(name, root)
        if found is None:
            raise BrokenReference("there is no such anchor")
        return found

    def _identified(self, path: str, place: Place) -> Place | None:
        """Return the location of the schema whose `$id` is meant by a URI, as it is written at a location."""
        identifiers = self.identifiers(place.file)
        return identifiers.located(path, self.resource(place))

    def identifiers(self, file: str) -> Identifiers:
        """Return the schemas of a file that have identifiers."""
        if file not in self._identifiers:
            self._identifiers[file] = Identifiers(self.at(Place((), file)), file)
        return self._identifiers[file]

    def resource(self, place: Place) -> Place:
        """Return the location of the schema that a reference such as ``#`` means at a location: that with an `$id`."""
        value = self._files.get(place.file)
        root = Place((), place.file)
        for count, token in enumerate(place.tokens, 1):
            try:
                value = get_child(value, token)
            except LookupError:
                break
            if is_resource(value, place.tokens[:count]):
                root = Place(place.tokens[:count], place.file)
        return root


def _file(path: str, file: str) -> str:
    """Return the path of a file, from the folder of the main one, that a reference in another file has."""
    if ":" in path or path.startswith("/"):
        raise BrokenReference(OUTSIDE)
    found = posixpath.normpath(posixpath.join(posixpath.dirname(file), unquote(path)))
    if found.startswith("../") or found == "..":
        raise BrokenReference(OUTSIDE)
    return found
