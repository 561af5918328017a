"""Detection of lists that never end: page markers that come a second time, and pages with the same items."""

from __future__ import annotations

import json
from typing import Any

MAX_PAGES_WITHOUT_NEW_ITEMS = 1000
"""Consecutive pages. Stores that filter while they read may return many empty ones; this is ten seconds' worth."""
RECENT_MARKERS = 1024
"""Markers that are stored one by one. A link back to one of them is detected before any item comes twice."""


class VisitedMarkers:
    """
    The markers of the pages visited so far, in constant memory.

    The most recent ones are all stored. Of the older ones a single one is stored, and replaced by the current one
    whenever twice as many have passed as before the last replacement. A cycle of any length meets it in the end
    (R. P. Brent, 1980).
    """

    def __init__(self) -> None:
        self._recent: dict[int, None] = {}
        self._stored: int | None = None
        self._passed = 0
        self._replace_after = 1

    def visit(self, marker: str) -> bool:
        """Store a marker, and return whether it was visited before."""
        key = hash(marker)
        if key in self._recent or key == self._stored:
            return True
        self._recent[key] = None
        if len(self._recent) > RECENT_MARKERS:
            del self._recent[next(iter(self._recent))]
        self._passed += 1
        if self._passed == self._replace_after:
            self._stored, self._passed, self._replace_after = key, 0, self._replace_after * 2
        return False


def fingerprint(items: list[Any]) -> int | None:
    """Return a hash by which two pages with the same items are recognized; None if there is none."""
    # Serializing all items takes longer than parsing them did (measured); three of them and their number suffice.
    sample = [len(items), *items[:1], *items[len(items) // 2 :][:1], *items[-1:]]
    try:
        return hash(json.dumps(sample))
    except RecursionError:  # nested so deeply that it could just be parsed
        return None


def are_distinct(items: list[Any]) -> bool:
    """Return whether no two items are equal. If some are, two pages may be equal without a problem."""
    return len({json.dumps(item) for item in items}) == len(items)
