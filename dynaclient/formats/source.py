"""The document that is translated: its references are followed, also into other files if these may be read."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from ..schema.references import Tokens, format_pointer, get_reference, parse_pointer, resolve_pointer

MAX_REFERENCES = 64
"""References that lead to each other, at most."""


class BrokenReference(LookupError):
    """A reference that cannot be followed; its message is the reason."""


@dataclass(frozen=True)
class Place:
    """A location in the source: a file, by its path from the folder of the main one, and a location in it."""

    tokens: Tokens = ()
    file: str = ""
    """Empty for the main file."""

    def below(self, *tokens: Any) -> Place:
        """Return a location below this one."""
        return Place((*self.tokens, *tokens), self.file)

    @property
    def pointer(self) -> str:
        """The location as a JSON Pointer, after the file and ``#`` if it is not the main one."""
        pointer = format_pointer(self.tokens)
        return f"{self.file}#{pointer}" if self.file else pointer


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

    def follow(self, value: Any, place: Place) -> tuple[Any, Place]:
        """Return the value that a value leads to, and its location: itself, if it is not a reference."""
        for _ in range(MAX_REFERENCES):
            target = get_reference(value)
            if target is None:
                return value, place
            place = self.locate(target, place.file)
            value = self.at(place)
        raise BrokenReference("its references never end")

    def locate(self, reference: str, file: str = "") -> Place:
        """Return the location that a reference in a file leads to."""
        path, _, fragment = reference.partition("#")
        if fragment and not fragment.startswith("/"):
            raise BrokenReference("anchors are not followed")
        if path:
            if ":" in path or path.startswith("/"):
                raise BrokenReference("only files in the folder of the document, and below it, are read")
            file = posixpath.normpath(posixpath.join(posixpath.dirname(file), unquote(path)))
            if file.startswith("../") or file == "..":
                raise BrokenReference("only files in the folder of the document, and below it, are read")
        return Place(parse_pointer(f"#{fragment}"), file)

    def at(self, place: Place) -> Any:
        """Return the value at a location."""
        if place.file not in self._files:
            if self._read_file is None:
                raise BrokenReference("other files are only read for a document that is a file itself")
            self._files[place.file] = self._read_file(place.file)
        try:
            return resolve_pointer(self._files[place.file], place.tokens)
        except (LookupError, TypeError, ValueError):
            raise BrokenReference("it leads to nothing") from None
