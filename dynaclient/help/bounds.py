"""How much a page has: less and less, until it fits, whatever a description has."""

from __future__ import annotations

from collections.abc import Callable

from ..records import dataclass
from ..runtime.page import Page, Section

MAX_BYTES = 8192
"""The bytes that the text of a page has at most, in UTF-8."""


@dataclass(frozen=True, eq=False, repr=False)
class Bounds:
    """How much a page has of what a description may have without end."""

    parameters: int = 24
    """Parameters that get a row of their own."""
    description: int = 300
    """Characters of a description in a table."""
    prose: int = 4000
    """Characters of the introduction."""
    lines: int = 40
    """Lines of the outline of a body."""
    response: int = 16
    """Lines of the outline of a response."""
    responses: int = 12
    examples: int = 8
    events: int = 8
    values: int = 150
    """Allowed values, and lines of an outline, on the page of a part."""


FULL = Bounds()
LEVELS = (
    FULL,
    Bounds(
        description=120, prose=1000, lines=24, response=10, responses=8, examples=3, events=4, values=60,
    ),
    Bounds(
        parameters=12, description=60, prose=400, lines=12, response=6, responses=6, examples=1, events=2, values=20,
    ),
)  # fmt: skip
"""What is tried, the most first."""


def fitting_page(make: Callable[[Bounds], Page], more: str, most: int = MAX_BYTES) -> Page:
    """
    Return the first page that fits; if none does, what fits of the shortest.

    Args:
        make: Makes the page with these bounds.
        more: The last line of a page that is cut.
        most: The bytes that its text may have, in UTF-8.
    """
    for bounds in LEVELS:
        page = make(bounds)
        if page.size <= most:
            return page
    return page.cut_to(most, Section("More", more))
