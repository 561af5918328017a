"""Names that parameters with the size, the number and the place of a page have, and properties with totals."""

from __future__ import annotations

from ..strings.expressions import expression

SIZES = frozenset({"perpage", "pagesize", "limit", "maxresults", "maxitems", "maxkeys", "size", "top", "count"})
PAGES = frozenset({"page", "pagenumber", "pageno", "pageindex"})
OFFSETS = frozenset({"offset", "skip"})
STARTS = frozenset({"start", "startindex", "startat"})
"""Offsets, too, if they are numbers: others are points in time."""
TOTALS = frozenset({"total", "totalcount", "totalresults", "totalitems", "totalsize", "totalelements"})
_NOT_A_WORD = expression(r"[^a-z0-9]+")


def plain(name: str) -> str:
    """Return a name in lower case, of letters and digits alone."""
    return _NOT_A_WORD.sub("", name.lower())
