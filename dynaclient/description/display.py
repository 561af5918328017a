"""
What notebooks show of a description and of its resources: their pages.

The only module of this package that imports from `help`, and only when something is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..runtime.page import Page


def page_of(described: Any) -> Page:
    """Return the page of an `Api` or a `Resource`."""
    from ..help.resource_pages import description_page

    return description_page(described)
