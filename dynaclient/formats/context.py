"""What all parts of one translation share: the source, the notes, the schemas, and the version of the format."""

from __future__ import annotations

from typing import Any

from ..records import dataclass, field
from ..schema.references import get_reference
from .places import BrokenReference, Place
from .schemas import Schemas
from .source import SourceDocument
from .translation import Options, Translation


@dataclass(frozen=True, eq=False, repr=False)
class Context:
    """What all parts of one translation share."""

    source: SourceDocument
    translation: Translation
    options: Options
    schemas: Schemas
    dialect: str
    """``2.0``, ``3.0`` or ``3.1``: the rules for schemas and references."""

    known: dict[str, Any] = field(default_factory=dict)
    """What references of the main file lead to, for parts that many operations refer to."""

    @property
    def is_swagger(self) -> bool:
        """Whether the source is Swagger 2.0."""
        return self.dialect == "2.0"

    def note(self, place: Place, rule: str, message: str, suggestion: str = "") -> None:
        """Note what could not be carried over."""
        self.translation.note(place, rule, message, suggestion)

    def follow(self, value: Any, place: Place, outcome: str = "it is left out") -> tuple[Any, Place]:
        """
        Return what a value leads to, and where that is; a reference that cannot be followed is noted: None.

        Args:
            value: The value, which may be a reference.
            place: Its location.
            outcome: The end of the note for a reference that cannot be followed.
        """
        if get_reference(value) is None:
            return value, place
        try:
            return self.source.follow(value, place)
        except BrokenReference as error:
            reference = str(get_reference(value))
            self.note(place, "reference", f"`$ref` {reference[:200]!r} cannot be followed: {error}; {outcome}")
            return None, place

    def look_up(self, schema: Any, place: Place) -> tuple[Any, Place]:
        """Return what a schema leads to; of a broken reference None, which is noted where the schema is translated."""
        try:
            return self.source.follow(schema, place)
        except BrokenReference:
            return None, place
