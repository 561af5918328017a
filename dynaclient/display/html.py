"""Fragments of HTML whose content is never markup, without scripts, links, styles and colours of their own."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from ..strings.printing import printable

LEFT = ' style="text-align:left"'
"""Without it, notebooks align tables to the right."""
NO_MATHEMATICS = ' class="tex2jax_ignore mathjax_ignore"'
"""Without it, notebooks typeset what is between two dollar signs: these are the classes that MathJax 2 and 3 skip."""


def fragment(*content: str) -> str:
    """Return what a notebook shows of one value; its content is HTML. Each ``_repr_html_`` returns one."""
    return element("div", "".join(content), NO_MATHEMATICS)


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
