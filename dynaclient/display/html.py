"""Fragments of HTML whose content is never markup, without scripts, links, styles and colours of their own."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from ..strings.printing import printable

LEFT = ' style="text-align:left"'
"""Without it, notebooks align tables to the right."""


def element(name: str, content: str, attributes: str = "") -> str:
    """Return an element; its content is HTML."""
    return f"<{name}{attributes}>{content}</{name}>"


def escaped(text: str) -> str:
    """Return a string as HTML that shows it."""
    return escape(printable(text))


def table(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table: its titles are strings, its cells HTML."""
    head = element("tr", "".join(element("th", escaped(title), LEFT) for title in titles))
    lines = [element("tr", "".join(element("td", cell, LEFT) for cell in row)) for row in rows]
    return element("table", "\n".join([element("thead", head), *lines]))
