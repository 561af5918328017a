"""Locations in the document that is translated, and in the files that it refers to."""

from __future__ import annotations

from typing import Any

from ..records import dataclass
from ..schema.references import Tokens, format_pointer


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


def split_pointer(pointer: str) -> tuple[str, str]:
    """Return the file of a `Place.pointer`, empty for the main one, and the pointer into it."""
    if not pointer or pointer.startswith("/"):
        return "", pointer
    file, _, inner = pointer.partition("#")
    return file, inner
