"""
Markdown that is put together: texts, code, links, tables, headings.

It reads the same to CommonMark with GitHub's tables and to Python-Markdown, which most site generators use; where the
two differ (a bar in code in a table, a heading's anchor) what both understand is written. The prose of a description is
Markdown by its definition. Of that, what stays inside its paragraph is kept: emphasis, code, lists, links to the web.
What could become HTML, a heading, a table, an image, a link to a script or an instruction to a generator is shown as it
was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..errors import printable

_TOKENS = re.compile(
    r"""
      (?P<escape>\\[!-/:-@\[-`{-~])
    | (?P<ticks>(?<!`)(?P<fence>`+)(?!`)(?P<code>.+?)(?<!`)(?P=fence)(?!`))
    | !?\[(?P<text>[^\[\]]*)\]\((?P<target>[^()\s]*)(?:\s+"[^"]*")?\)
    | (?P<special>[<{|\[\]]|`+|!(?=\[)|&(?!\#?\w{1,32};))
    """,
    re.VERBOSE | re.DOTALL,
)
_SPECIAL = {"<": "&lt;", "{": "&#123;", "|": "&#124;", "[": "&#91;", "]": "&#93;", "!": "&#33;", "&": "&amp;"}
_WEB = re.compile(r"(?:https?://|mailto:)[A-Za-z0-9._~:/?#@!$&'*+,;=%-]+")
_ITEM = re.compile(r"(?P<indent> *)(?P<mark>[-*+]|\d{1,9}[.)])(?P<rest> +\S.*)")
_FENCE = re.compile(r" {0,3}(?P<marks>`{3,}|~{3,}) *(?P<language>[A-Za-z0-9+-]*)")
_LINE = re.compile(r"(?P<mark>[#=:>]|[-+*_]{2,}\s*$|-(?=\s*(?:-\s*)*$)|(?:[*_-]\s*){3,}$|[!?]{3}|~{3,}|\+{3})")
_PUNCTUATION = re.compile(r"[\\`*_{}\[\]()<>#+!|&~:$^=-]")
_SPACES = re.compile(r"\s+")


# --- texts that are no Markdown --------------------------------------------------------------------------------------


def literal(text: str) -> str:
    """Give a text that is to be shown letter by letter, on one line."""
    plain = printable(" ".join(text.split()))
    return _PUNCTUATION.sub(lambda found: f"&#{ord(found[0])};" if found[0] in "<>&|{}" else f"\\{found[0]}", plain)


def code(text: str) -> str:
    """Give a text as code inside a line or a table's cell."""
    plain = printable(_SPACES.sub(" ", text))
    if not plain.strip():
        return ""
    if "`" in plain or "|" in plain or "\\" in plain or plain != plain.strip():
        # A code span can hold these, but not in all places and not for all readers.
        return f"<code>{_entities(plain)}</code>"
    return f"`{plain}`"


def _entities(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9\s.,/-]", lambda found: f"&#{ord(found[0])};", text)


def fenced(text: str, language: str = "") -> str:
    """Give a block of code."""
    lines = [printable(each.expandtabs(4)) for each in text.split("\n")]
    longest = max((len(run) for each in lines for run in re.findall("`+", each)), default=0)
    marks = "`" * max(3, longest + 1)
    return "\n".join([f"{marks}{language}", *lines, marks])


def link(shown: str, target: str) -> str:
    """Give a link; `shown` is Markdown already."""
    return f"[{shown}]({target})"


def web_link(shown: str, target: str) -> str:
    """Give a link to the web from plain texts; nothing where the target does not lead there."""
    return link(literal(shown), target.replace("&", "&amp;")) if _WEB.fullmatch(target) else ""


# --- prose -----------------------------------------------------------------------------------------------------------


def inline(text: str) -> str:
    """Give Markdown prose for one line or one table's cell: its lists and paragraphs run together."""
    return _safe(printable(" ".join(text.split())))


def _safe(text: str) -> str:
    return _TOKENS.sub(_replaced, text)


def _replaced(found: re.Match[str]) -> str:
    if found["escape"]:
        return f"&#{ord(found['escape'][1])};"
    if found["ticks"]:
        return code(found["code"].strip())
    if found["target"] is not None:
        return _link(found)
    return "".join(_SPECIAL.get(each, f"&#{ord(each)};") for each in found["special"])


def _link(found: re.Match[str]) -> str:
    shown = _safe(found["text"])
    if found[0].startswith("!") or not _WEB.fullmatch(found["target"]):
        return shown
    return link(shown or "link", found["target"].replace("&", "&amp;"))


def prose(text: str) -> str:
    """Give Markdown prose of several paragraphs, with lists and blocks of code."""
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
            yield from ["", fenced("\n".join(_until(pending, fence["marks"])), fence["language"]), ""]
        else:
            yield ""
    yield from _paragraph(paragraph)


def _until(lines: Iterator[str], marks: str) -> Iterator[str]:
    for line in lines:
        if line.strip().startswith(marks) and not line.strip().strip(marks[0]):
            return
        yield line


def _paragraph(lines: list[str]) -> Iterator[str]:
    """Make all of it safe at once, for code and links may go over the end of a line."""
    begun = [_begun(each) for each in lines]
    for index in range(len(begun) - 1, 0, -1):
        # Python-Markdown sees a list only after an empty line.
        if _ITEM.fullmatch(begun[index]) and not any(map(_ITEM.fullmatch, begun[:index])):
            begun.insert(index, "")
    yield from _safe("\n".join(begun)).split("\n") if lines else ()


def _begun(line: str) -> str:
    """Give a line that begins nothing but an item of a list."""
    item = _ITEM.fullmatch(line)
    if item is not None and not re.fullmatch(r"(?:[*_+-]\s*)+", line.strip()):
        mark = "-" if item["mark"] in "-*+" else item["mark"]
        return f"{item['indent'][:8]}{mark}{printable(_first(item['rest']))}"
    return _first(printable(line.strip()))


def _first(text: str) -> str:
    """Escape what would begin a block."""
    lead = len(text) - len(text.lstrip())
    begun = _LINE.match(text, lead)
    return text if begun is None else f"{text[:lead]}\\{text[lead:]}"


# --- tables and headings ---------------------------------------------------------------------------------------------


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Give a table; cells are Markdown already."""
    head = [f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}"]
    return "\n".join([*head, *(f"| {' | '.join(each or ' ' for each in row)} |" for row in rows)])


def slug(heading: str) -> str:
    """Give the anchor that a heading of plain words gets."""
    return re.sub(r"[^\w -]", "", heading.lower(), flags=re.ASCII).replace(" ", "-")


def is_steady(heading: str) -> bool:
    """Say whether every generator makes the same anchor of a heading."""
    return heading.isascii() and re.fullmatch(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", slug(heading)) is not None


class Headings:
    """
    The headings of one page, each with an anchor of its own that no generator has to number.

    Args:
        reserved: Headings that stand on the page more than once, and that nothing links to.
    """

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._reserved = set(map(slug, reserved))
        self._taken: set[str] = set()

    def heading(self, wishes: Iterable[str], *, endings: Sequence[str] = ("",)) -> str:
        """Give the first of the wished headings that is free, with each of the endings; they end up taken."""
        for each in wishes:
            anchors = {slug(each + ending) for ending in endings}
            if is_steady(each) and not anchors & self._taken and not any(map(self._is_reserved, anchors)):
                self._taken |= anchors
                return each
        raise ValueError("no heading is free")  # pragma: no cover - the last wish is numbered

    def _is_reserved(self, anchor: str) -> bool:
        # A second heading of the same words gets a number.
        return re.sub(r"[-_]\d+$", "", anchor) in self._reserved
