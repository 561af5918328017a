"""One difference between two descriptions: its severity, its location, its message."""

from __future__ import annotations

from typing import Any

from ...errors import printable
from ...records import dataclass, replace
from ...schema.references import format_pointer
from ...strings.printing import cut_short
from .vocabulary import canonical_text

BREAKING = "breaking"
UNCLEAR = "unclear"
SAFE = "safe"
SEVERITIES = (BREAKING, UNCLEAR, SAFE)

MAX_SHOWN = 60
"""Characters of a value that are shown."""


@dataclass(frozen=True)
class Difference:
    """One difference between two versions of a description."""

    severity: str
    """``breaking``, ``unclear`` or ``safe``."""
    place: str
    """The full name of the action or resource; empty for the whole description."""
    what: str
    """The path from there: ``parameters/perPage``, ``body/name``, ``responses/200/items/[]/id``."""
    rule: str
    """A short name for the kind of difference, such as ``action removed`` or ``enum narrowed``."""
    message: str
    """What it was, what it is now, and what that means, as a sentence without its full stop."""
    pointer: str = ""
    """JSON Pointer into the new description, or into the old one if it was removed."""

    def __str__(self) -> str:
        where = " ".join(filter(None, (self.place, self.what))) or "/"
        return printable(f"{self.severity}: {where}: {self.rule}: {self.message}")


@dataclass(frozen=True)
class DescriptionPart:
    """The part of a description that a difference belongs to."""

    place: str
    what: str
    pointer: str

    def difference(self, severity: str, rule: str, message: str) -> Difference:
        """Return a difference of this part."""
        return Difference(severity, self.place, self.what, rule, message, self.pointer)

    def at(self, *steps: str) -> DescriptionPart:
        """Return the part below this one."""
        return replace(self, what=self.what + format_pointer(steps))


def text_change(place: str, what: str, pointer: str) -> Difference:
    """Return the difference of a changed text."""
    return Difference(SAFE, place, what, "texts changed", "the text changed", pointer)


def shorten(value: Any) -> str:
    """Return a value as canonical JSON, shortened."""
    return cut_short(str(canonical_text(value)), MAX_SHOWN)


def host_of(url: str) -> str:
    """Return the host and the port of a URL or a template, as they are written; an empty string if it is relative."""
    return url.partition("://")[2].partition("/")[0].lower()
