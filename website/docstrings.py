"""
Docstrings as Markdown.

They are written for `help()`: sections as Google writes them, code between double backquotes as in reStructuredText,
names of the package between single ones, blocks of code after ``::``. Griffe reads the sections.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from textwrap import dedent
from typing import Any

from griffe import Docstring, DocstringSectionKind, Parser

from dynaclient.render import markdown

Reference = Callable[[str], str]
"""Returns the target of a link to a name, or an empty string for one that has no page."""

_OPTIONS = {"returns_named_value": False, "returns_multiple_items": False, "warn_missing_types": False}
"""How Griffe reads our sections: types are those of signatures."""
_BLOCK = re.compile(r"^(?P<before>[^\n]*):: *\n\n(?P<code>(?:[ \t]+[^\n]*\n?|\n)+)", re.MULTILINE)
_CODE = re.compile(r"``(?P<literal>.+?)``|`(?P<name>[^`]+)`", re.DOTALL)
_HELD = re.compile(r"heldmarkup(\d+)end")
_PYTHON = re.compile(r"^\s*(?:from|import|with|async|await|for|client|def|class|@)\b", re.MULTILINE)


def sections_of(docstring: str, parent: Any = None) -> list[Any]:
    """Return the sections of a docstring, as Griffe reads them; what is wrong with them is logged."""
    return list(Docstring(docstring, parent=parent).parse(Parser.google, **_OPTIONS))


def prose(text: str, reference: Reference) -> str:
    """Return a string of a docstring as Markdown."""
    return _marked(text, reference, markdown.prose)


def cell(text: str, reference: Reference) -> str:
    """Return a string of a docstring as Markdown on one line, for a table."""
    return _marked(text, reference, markdown.inline)


def _marked(text: str, reference: Reference, escaped: Callable[[str], str]) -> str:
    """Return prose whose code and links are not touched by what escapes the rest of it."""
    held: list[str] = []

    def hold(value: str) -> str:
        held.append(value)
        return f"heldmarkup{len(held) - 1}end"

    def block(found: re.Match[str]) -> str:
        before = found["before"]
        code = dedent(found["code"]).strip("\n")
        fenced = hold(markdown.fenced(code, "python" if _PYTHON.search(code) else "text"))
        return f"{before}:\n\n{fenced}\n\n" if before else f"{fenced}\n\n"

    text = _BLOCK.sub(block, f"{text}\n")
    text = _CODE.sub(lambda found: hold(_code(found, reference)), text)
    return _HELD.sub(lambda found: held[int(found[1])], escaped(text.strip("\n")))


def _code(found: re.Match[str], reference: Reference) -> str:
    name = found["name"]
    if name is None:
        return markdown.code(found["literal"])
    target = reference(name)
    return markdown.link(markdown.code(name), target) if target else markdown.code(name)


def first_line(sections: list[Any], reference: Reference) -> str:
    """Return the summary of a docstring: its first paragraph, on one line."""
    texts = (section.value for section in sections if section.kind is DocstringSectionKind.text)
    return cell(next(texts, "").split("\n\n", 1)[0], reference)
