"""
Markdown: paragraphs, code, links, tables and headings, without anything in them that could become markup.

The output reads the same to CommonMark with GitHub's tables and to Python-Markdown, which most site generators use.
Where the two differ (a bar in code in a table, the anchor of a heading) it has what both understand.

The prose of a description is Markdown by definition. What stays within its paragraph remains: emphasis, code, lists,
links to the web. What could become HTML, a heading, a table, an image, a link to a script or an instruction to a site
generator is shown as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..errors import printable
from ..strings.expressions import expression

_TOKENS = expression(
    r"""
      (?P<escape>\\[!-/:-@\[-`{-~])
    | (?P<ticks>(?<!`)(?P<fence>`+)(?!`)(?P<code>.+?)(?<!`)(?P=fence)(?!`))
    | !?\[(?P<text>[^\[\]]*)\]\((?P<target>[^()\s]*)(?:\s+"[^"]*")?\)
    | (?P<special>[<{|\[\]]|`+|!(?=\[)|&(?!\#?\w{1,32};))
    """,
    re.VERBOSE | re.DOTALL,
)
_SPECIAL = {"<": "&lt;", "{": "&#123;", "|": "&#124;", "[": "&#91;", "]": "&#93;", "!": "&#33;", "&": "&amp;"}
_WEB = expression(r"(?:https?://|mailto:)[A-Za-z0-9._~:/?#@!$&'*+,;=%-]+")
_ITEM = expression(r"(?P<indent> *)(?P<mark>[-*+]|\d{1,9}[.)])(?P<rest> +\S.*)")
_FENCE = expression(r" {0,3}(?P<marks>`{3,}|~{3,}) *(?P<language>[A-Za-z0-9+-]*)")
_BLOCK_START = expression(r"(?P<mark>[#=:>]|[-+*_]{2,}\s*$|-(?=\s*(?:-\s*)*$)|(?:[*_-]\s*){3,}$|[!?]{3}|~{3,}|\+{3})")
_PUNCTUATION = expression(r"[\\`*_{}\[\]()<>#+!|&~:$^=-]")
_ESCAPABLE = "\\`*_[]()#+!-"
"""Punctuation that every reader takes as it is after a backslash."""
_SPACES = expression(r"\s+")


# --- strings that are not Markdown -----------------------------------------------------------------------------------


def literal(text: str) -> str:
    """Return a string on one line, with everything escaped that Markdown would interpret."""
    plain = printable(" ".join(text.split()))
    return _PUNCTUATION.sub(lambda found: f"\\{found[0]}" if found[0] in _ESCAPABLE else f"&#{ord(found[0])};", plain)


def code(text: str) -> str:
    """Return a string as code within a line or a cell of a table."""
    plain = printable(_SPACES.sub(" ", text))
    if not plain.strip():
        return ""
    if "`" in plain or "|" in plain or "\\" in plain or plain != plain.strip():
        # A code span may contain these, but not everywhere and not for all readers.
        return f"<code>{_entities(plain)}</code>"
    return f"`{plain}`"


def _entities(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9\s.,/-]", lambda found: f"&#{ord(found[0])};", text)


def fenced(text: str, language: str = "") -> str:
    """Return a block of code."""
    lines = [printable(line.expandtabs(4)) for line in text.split("\n")]
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    marks = "`" * max(3, longest + 1)
    return "\n".join([f"{marks}{language}", *lines, marks])


def link(shown: str, target: str) -> str:
    """Return a link; `shown` is Markdown already."""
    return f"[{shown}]({target})"


def web_link(shown: str, target: str) -> str:
    """Return a link to the web from plain strings; empty for a target that is not on the web."""
    return link(literal(shown), target.replace("&", "&amp;")) if _WEB.fullmatch(target) else ""


# --- prose -----------------------------------------------------------------------------------------------------------


def inline(text: str) -> str:
    """Return prose on one line, for a cell of a table: its lists and paragraphs are joined."""
    return _escape_markup(printable(" ".join(text.split())))


def _escape_markup(text: str) -> str:
    return _TOKENS.sub(_replacement, text)


def _replacement(found: re.Match[str]) -> str:
    if found["escape"]:
        return f"&#{ord(found['escape'][1])};"
    if found["ticks"]:
        return code(found["code"].strip())
    if found["target"] is not None:
        return _safe_link(found)
    return "".join(_SPECIAL.get(character, f"&#{ord(character)};") for character in found["special"])


def _safe_link(found: re.Match[str]) -> str:
    shown = _escape_markup(found["text"])
    if found[0].startswith("!") or not _WEB.fullmatch(found["target"]):
        return shown
    return link(shown or "link", found["target"].replace("&", "&amp;"))


def prose(text: str) -> str:
    """Return prose of several paragraphs, with lists and blocks of code."""
    return "\n".join(_blocks(text.expandtabs(4).replace("\r\n", "\n").split("\n"))).strip("\n")


def _blocks(lines: list[str]) -> Iterator[str]:
    pending = iter(lines)
    paragraph: list[str] = []
    for line in pending:
        fence = _FENCE.match(line)
        if fence is None and line.strip():
            paragraph.append(line)
            continue
        yield from _paragraph(paragraph)
        paragraph = []
        if fence is not None:
            yield from ["", fenced("\n".join(_until_fence(pending, fence["marks"])), fence["language"]), ""]
        else:
            yield ""
    yield from _paragraph(paragraph)


def _until_fence(lines: Iterator[str], marks: str) -> Iterator[str]:
    for line in lines:
        if line.strip().startswith(marks) and not line.strip().strip(marks[0]):
            return
        yield line


def _paragraph(lines: list[str]) -> Iterator[str]:
    """Yield the lines of a paragraph; they are escaped together, as code and links may span several lines."""
    escaped = [_escape_line(line) for line in lines]
    for index in range(len(escaped) - 1, 0, -1):
        # Python-Markdown recognizes a list only after an empty line.
        if _ITEM.fullmatch(escaped[index]) and not any(map(_ITEM.fullmatch, escaped[:index])):
            escaped.insert(index, "")
    yield from _escape_markup("\n".join(escaped)).split("\n") if lines else ()


def _escape_line(line: str) -> str:
    """Return a line that starts no block except an item of a list."""
    item = _ITEM.fullmatch(line)
    if item is not None and not re.fullmatch(r"(?:[*_+-]\s*)+", line.strip()):
        mark = "-" if item["mark"] in "-*+" else item["mark"]
        return f"{item['indent'][:8]}{mark}{printable(_escape_start(item['rest']))}"
    return _escape_start(printable(line.strip()))


def _escape_start(text: str) -> str:
    """Escape the start of a line where it would start a block."""
    lead = len(text) - len(text.lstrip())
    block = _BLOCK_START.match(text, lead)
    return text if block is None else f"{text[:lead]}\\{text[lead:]}"


# --- tables and headings ---------------------------------------------------------------------------------------------


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; its cells are Markdown already."""
    head = [f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}"]
    return "\n".join([*head, *(f"| {' | '.join(cell or ' ' for cell in row)} |" for row in rows)])


def slug(heading: str) -> str:
    """Return the anchor of a heading that is made of plain words."""
    return re.sub(r"[^\w -]", "", heading.lower(), flags=re.ASCII).replace(" ", "-")


def has_portable_anchor(heading: str) -> bool:
    """Return whether every site generator makes the same anchor of a heading."""
    return heading.isascii() and re.fullmatch(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", slug(heading)) is not None


class Headings:
    """
    The headings of one page, each with an anchor that no other has, so that no site generator numbers them.

    Args:
        reserved: Headings that occur on the page several times, and that nothing links to.
    """

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._reserved = set(map(slug, reserved))
        self._taken: set[str] = set()

    def unique(self, candidates: Iterable[str], *, endings: Sequence[str] = ("",)) -> str:
        """Return the first candidate that is free with each of the endings, and reserve all of these."""
        for candidate in candidates:
            anchors = {slug(candidate + ending) for ending in endings}
            portable = has_portable_anchor(candidate)
            if portable and not anchors & self._taken and not any(map(self._is_reserved, anchors)):
                self._taken |= anchors
                return candidate
        raise ValueError("no heading is free")  # pragma: no cover - the last candidate is numbered

    def _is_reserved(self, anchor: str) -> bool:
        # Site generators number the second heading with the same words.
        return re.sub(r"[-_]\d+$", "", anchor) in self._reserved
