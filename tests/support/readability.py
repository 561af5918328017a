"""
The sentences of pages.

They are those of prose: of paragraphs and items of lists, not of code, tables and headings. A code span is one word,
whatever is in it. The parser of Markdown is markdown-it-py, and sentencex finds where sentences end.
"""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token
from sentencex import segment

_CODE = "code"
"""The word that stands for a code span: with its content, a sentence could seem to end inside it."""
_MARKDOWN = MarkdownIt("commonmark").enable("table")


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of the prose of a page in Markdown."""
    for paragraph in _paragraphs(_MARKDOWN.parse(text)):
        yield from filter(None, map(str.strip, segment("en", paragraph)))


def _paragraphs(tokens: list[Token]) -> Iterator[str]:
    before = ""
    for token in tokens:
        if token.type == "inline" and before == "paragraph_open":
            yield "".join(map(_words, token.children or ()))
        before = token.type


def _words(token: Token) -> str:
    if token.type == "code_inline":
        return _CODE
    return " " if token.type in ("softbreak", "hardbreak") else token.content * (token.type == "text")
