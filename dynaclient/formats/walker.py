"""What the rules for keywords know of the walk through a schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from ..records import dataclass
from .places import Place

Trail = Any
"""The steps to a value from the schema where the walk began: (trail of the steps before, step); None for none."""
Scope = Mapping[str, Place]
"""Where the dynamic anchors of the schemas are by which one is reached, by name (`$dynamicRef`)."""


@dataclass(frozen=True)
class Reading:
    """How a schema is read, for there may be several schemas of the description for one of the source."""

    files: str = ""
    """Where files can be in it, see `schema_files`; empty if it is not that of a form."""
    scope: tuple[tuple[str, Place], ...] = ()
    """The dynamic anchors in effect, where they are not its own."""


class References(Protocol):
    """The schemas that references lead to."""

    dialect: str
    """``2.0``, ``3.0`` or ``3.1``."""
    counts_siblings: bool
    """Whether keywords beside a `$ref` count."""

    def note(self, source: Place, rule: str, message: str) -> None:
        """Note what could not be carried over."""

    def follow(self, value: Any, place: Place) -> tuple[Any, Place]:
        """Return what a value leads to, and its location; raise `BrokenReference`."""

    def locate(self, reference: str, place: Place) -> Place:
        """Return where a reference leads from a location; raise `BrokenReference`."""

    def at(self, place: Place) -> Any:
        """Return the value at a location; raise `BrokenReference`."""

    def known(self, reference: str, file: str) -> dict[str, Any] | None:
        """Return the schema for a reference that was translated before, wherever in a file it is."""

    def refer(self, reference: tuple[str, str], place: Place, files: str, scope: Scope) -> dict[str, Any]:
        """Return the schema for a keyword with a reference; an empty one, and a note, if it leads to no schema."""

    def tagged(self, target: str, place: Place) -> Place | None:
        """Return where a target of a `mapping` is, which is a reference or the name of a schema."""

    def pointer(self, place: Place) -> str:
        """Return the reference of the description for the schema at a location."""


class Walker(Protocol):
    """The walk through a schema."""

    references: References

    def schema(self, value: Any, trail: Trail) -> Any:
        """Return a schema of the description for one of the source."""

    def place(self, trail: Trail) -> Place:
        """Return the location in the source."""

    def note(self, trail: Trail, rule: str, message: str) -> None:
        """Note what could not be carried over."""
