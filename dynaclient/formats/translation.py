"""What a translation returns: the description, what was left out of it, and where each part of it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..errors import Problem
from ..records import dataclass, field
from ..schema.references import Tokens, parse_pointer
from .lazy import LazyDict
from .places import Place

_OF_REFERENCES = frozenset({"dangling-ref", "remote-ref", "circular-ref", "ref-kind"})
"""The rules of problems that a description has where one of its references cannot be followed."""
MAX_CHARACTERS = 16_000_000
"""Characters of the pointers of all notes: a key of a megabyte would be in that of each note below it."""


class Origins:
    """
    Where the parts of a description come from: for a location in it, one in its source.

    Only where the two differ, a location has to be added; what is below it is found by the same steps in both.
    """

    def __init__(self) -> None:
        self._known: dict[Tokens, Place] = {}
        self.steps_in_source: Callable[[Place, Tokens], Tokens] = lambda _, tokens: tokens
        """Returns the steps, from a location in the source, for those in the description."""

    def add(self, tokens: Tokens, source: Place) -> None:
        """Note where a part comes from."""
        self._known[tokens] = source

    def known(self) -> Iterator[tuple[Tokens, Place]]:
        """Return all locations that were added, with those in the source."""
        return iter(list(self._known.items()))

    def pointer(self, pointer: str) -> str:
        """Return the pointer into the source for a pointer into the description."""
        tokens = parse_pointer(pointer)
        for length in range(len(tokens), 0, -1):
            source = self._known.get(tokens[:length])
            if source is not None:
                return source.below(*self.steps_in_source(source, tokens[length:])).pointer
        return pointer


@dataclass(eq=False, repr=False)
class Translation:
    """
    A document of another format as a description.

    Its notes and its origins grow as parts of the description are looked at.
    """

    format: str
    """The name and the version of the format, such as ``OpenAPI 3.1``."""
    document: Description = field(init=False)
    """The description."""
    notes: list[Problem] = field(default_factory=list)
    """What could not be carried over, with pointers into the source."""
    origins: Origins = field(default_factory=Origins)
    _noted: set[tuple[Place, str, str]] = field(default_factory=set)
    _characters: int = 0
    """Characters of all pointers in notes."""
    _noted_references: dict[str, Problem] = field(default_factory=dict)
    _indexed: int = 0
    """The number of notes that are among these, as far as they are of references."""
    operation_ids: dict[str, str] = field(default_factory=dict)
    """The full names of actions by the ids that the source has for them."""

    def note(self, source: Place, rule: str, message: str, suggestion: str = "") -> None:
        """Note what could not be carried over, once."""
        key = source, rule, message
        if key in self._noted or self._characters > MAX_CHARACTERS:
            return
        self._noted.add(key)
        pointer = source.pointer
        self.notes.append(Problem.in_description(pointer, rule, message, suggestion))
        self._characters += len(pointer)
        if self._characters > MAX_CHARACTERS:
            message = "there are more notes than can be shown: the others are left out"
            self.notes.append(Problem.in_description("", "notes", message))

    def as_noted(self, problem: Problem) -> Problem:
        """Return what is noted of a reference of the source, for the problem that the description has there by it."""
        if problem.rule not in _OF_REFERENCES:
            return problem
        new = self.notes[self._indexed :]
        self._indexed += len(new)
        self._noted_references |= {note.pointer or "": note for note in new if note.rule == "reference"}
        return self._noted_references.get(problem.pointer or "", problem)


class Description(LazyDict):
    """The top level of a description that was translated."""

    __slots__ = ("translation",)

    def __init__(self, translation: Translation, makers: Mapping[str, Callable[[], Any]]) -> None:
        super().__init__(makers, lambda key: makers[key]())
        self.translation = translation
        translation.document = self


@dataclass(frozen=True)
class Options:
    """How a document is translated."""

    base_url: str | None = None
    """The URL that it was loaded from: a relative URL of a server is resolved against it."""
    read_file: Callable[[str], Any] | None = None
    """Returns the parsed content of another file, by its path (see `SourceDocument`); None: no other file is read."""
    names: Mapping[str, str] = field(default_factory=dict)
    """The full names of actions that a person chose: by operation id, or by ``METHOD /path``."""
    infer_pages: bool = False
    """Whether pagination is added also where it is only likely."""
