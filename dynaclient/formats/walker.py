"""What the rules for keywords know of the walk through a schema."""

from __future__ import annotations

from typing import Any, Protocol

from .source import Place

Trail = Any
"""The steps to a value from the schema where the walk began: (trail of the steps before, step); None for none."""


class References(Protocol):
    """The schemas that references lead to."""

    has_siblings: bool
    """Whether keywords beside a `$ref` count (JSON Schema 2020-12; not in OpenAPI 3.0 and Swagger 2.0)."""

    def note(self, source: Place, rule: str, message: str) -> None:
        """Note what could not be carried over."""

    def follow(self, value: Any, place: Place) -> tuple[Any, Place]:
        """Return what a value leads to, and its location; raise `BrokenReference`."""

    def reference(self, reference: str, place: Place) -> str | None:
        """Return the reference of the description for one of the source; None, and a note, if it leads to no schema."""

    def tagged(self, target: str, place: Place) -> str | None:
        """Return the reference for a target of a `mapping`, which is a reference or the name of a schema."""


class Walker(Protocol):
    """The walk through a schema."""

    references: References

    def schema(self, value: Any, trail: Trail) -> Any:
        """Return a schema of the description for one of the source."""

    def place(self, trail: Trail) -> Place:
        """Return the location in the source."""

    def note(self, trail: Trail, rule: str, message: str) -> None:
        """Note what could not be carried over."""
