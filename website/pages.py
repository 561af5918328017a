"""Pages in Markdown, as the site generator takes them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape

from dynaclient.description.model import first_sentence

SHORTEST, LONGEST = 20, 160
"""Characters of the description of a page: search engines show about as many as the second number."""

_OF_THE_SITE = re.compile(r"<!-- site:\s+(.*?)\s*-->", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_PARAGRAPH = re.compile(r"^(?=[\w*`\"“(\[])(?!\*{3}|`{3}).+?(?=\n\n|\Z)", re.DOTALL)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_EMPHASIS = re.compile(r"(?<!\w)([*_]{1,2})(?=\S)(.+?)(?<=\S)\1(?!\w)")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")
_FENCE = re.compile(r'\s*`{3,}[\w+-]*(?: title="[^"]*")?')
_ESCAPE = re.compile(r"(?P<code>(?<!`)(`+)(?!`).+?(?<!`)\2(?!`))|\\(?P<mark>[\"$%&',/:;<=?@^~])")
_CELL_CODE = re.compile(r"`([^`\n]*\\\|[^`\n]*)`")


def title_of(text: str) -> str:
    """Return the first heading of a page, as plain text."""
    return next((line[2:] for line in text.split("\n") if line.startswith("# ")), "").replace("`", "")


def description_of(text: str) -> str:
    """Return what search engines show of a page: the first sentence of its first paragraph, or two if one is short."""
    blocks = _COMMENT.sub("", text).split("\n\n")
    paragraph = next((block for block in map(str.strip, blocks) if _PARAGRAPH.match(block)), "")
    plain = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", " ".join(paragraph.split()))).replace("`", "")
    sentence = unescape(first_sentence(plain))
    if len(sentence) < SHORTEST:
        sentence = f"{sentence} {first_sentence(unescape(plain).removeprefix(sentence))}".strip()
    return sentence if len(sentence) <= LONGEST else sentence[: LONGEST - 1].rsplit(" ", 1)[0] + "…"


def for_the_site(text: str) -> str:
    """Return a page with what is on the site only: on a code host it is a comment, as there are no generated pages."""
    return _OF_THE_SITE.sub(r"\1", text)


def with_front_matter(text: str, *, is_titled: bool = False, is_searched: bool = True) -> str:
    """
    Return a page with the front matter that the site generator reads.

    Args:
        text: The page in Markdown.
        is_titled: Whether its title is its first heading, and not that in the navigation, which another page may have.
        is_searched: Whether a search finds it.
    """
    values = {"description": description_of(text), **({"title": title_of(text)} if is_titled else {})}
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    search = () if is_searched else ("search:", "  exclude: true")
    return "\n".join(["---", *lines, *search, "---", "", text])


def portable(text: str) -> str:
    """
    Return a page that reads the same to Python-Markdown as to a code host.

    Python-Markdown needs an empty line between a paragraph and a list, and knows only the language and the title of a
    block of code.
    It shows the backslash before most punctuation, also that of a bar in code in a table.
    """
    return "\n".join(_portable_lines(text.split("\n")))


def _portable_lines(lines: list[str]) -> Iterator[str]:
    first, is_code = "", False
    for line in lines:
        fence = _FENCE.match(line)
        is_code ^= fence is not None
        if fence or is_code:
            yield fence[0] if fence else line
            continue
        if _ITEM.match(line) and first and not _ITEM.match(first):
            yield ""
            first = line
        first = (first or line) if line.strip() else ""
        cells = _CELL_CODE.sub(_entities, line) if line.startswith("|") else line
        yield _ESCAPE.sub(lambda found: found["code"] or f"&#{ord(found['mark'])};", cells)


def _entities(found: re.Match[str]) -> str:
    code = found[1].replace(r"\|", "|")
    return "<code>" + re.sub(r"[^A-Za-z0-9\s.,/-]", lambda special: f"&#{ord(special[0])};", code) + "</code>"
