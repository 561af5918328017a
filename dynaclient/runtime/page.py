"""
A page as data, and the three forms in which it is written: plain text, Markdown, HTML.

Most of its words come from a description, which may be a stranger's. So what does not print is escaped in every form;
in Markdown and HTML nothing of it is markup, except that what stands between backquotes is code.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

from ..errors import printable

WIDTH = 100
"""Characters of a line of plain text."""
TERM = 24
"""Characters of the longest name beside which there is room for what is said of it."""
COLUMNS = ("Request", "Actions", "Type", "Required", "Default", "Sent unless given", "Example", "Since")
"""What may be known of a row, in the order in which it is shown."""
PARAGRAPHS = 12
"""Lines of prose that are shown, and no more."""

_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~$^!&]")
_BEGINNING = re.compile(r"^(\s*)(\d*)([-+=.)])")
"""What is markup where a line begins with it."""
_LINK = re.compile(r"\[([^\[\]`]*)\]\(([^()\s`]*)\)")
_LIST = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")


@dataclass(frozen=True, eq=False, repr=False)
class Row:
    """One line of a table: a name, what is known of it by columns, and what is said of it."""

    name: str
    cells: Mapping[str, str] = field(default_factory=dict)
    """By the titles of their columns."""
    text: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Section:
    """A part of a page, under its own title."""

    title: str
    code: str = ""
    """What is shown letter by letter, line by line."""
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    folded: bool = False
    """Whether it is long, and shown in full only when that is asked for; in plain text each row then has one line."""


@dataclass(frozen=True, eq=False, repr=False)
class Page:
    """A title, what is said first, and sections."""

    title: str
    prose: str = ""
    sections: tuple[Section, ...] = ()

    def text(self, width: int = WIDTH) -> str:
        """Give it as plain text, for a terminal whose lines have so many characters."""
        sections = (_text_section(each, width) for each in self.sections)
        parts = [[self.title], list(_wrapped_paragraphs(self.prose, width)), *sections]
        lines = "\n\n".join("\n".join(each) for each in parts if each).split("\n")
        return "\n".join(printable(each).rstrip() for each in lines)

    def markdown(self) -> str:
        """Give it as Markdown (CommonMark with GitHub's tables)."""
        prose = (_marked(each) for each in paragraphs(self.prose))
        parts = [f"### {_span(self.title)}", *prose, *(each for one in self.sections for each in _marked_section(one))]
        return "\n\n".join(parts) + "\n"

    def html(self) -> str:
        """Give it as HTML: a fragment without scripts, links and styles of its own."""
        head = _element("h3", _element("code", _plain(self.title)))
        prose = "".join(_element("p", _in_html(each)) for each in paragraphs(self.prose))
        return _element("div", head + prose + "".join(map(_html_section, self.sections)))


def paragraphs(text: str) -> list[str]:
    """Give the paragraphs of a prose, each on one line; the items of a list count as such. Links are written out."""
    found: list[list[str]] = [[]]
    for line in _LINK.sub(r"\1 (\2)", text).expandtabs().splitlines():
        if not line.strip() or _LIST.match(line):
            found.append([])
        found[-1] += line.split()
    return [" ".join(each) for each in found if each]


def shortened(text: str, most: int) -> str:
    """Give a text on one line, and not more than so many characters of it."""
    line = " ".join(text[: 4 * most].split())
    return line if len(line) <= most and len(text) <= 4 * most else line[: most - 1].rstrip() + "…"


# --- plain text ------------------------------------------------------------------------------------------------------


def _wrapped_paragraphs(text: str, width: int) -> Iterator[str]:
    lines = [line for each in paragraphs(text) for line in _wrapped(each, "", width)]
    yield from lines[:PARAGRAPHS]
    if len(lines) > PARAGRAPHS:
        yield "…"


def _wrapped(text: str, indent: str, width: int) -> list[str]:
    most = max(width, len(indent) + TERM)
    return textwrap.wrap(printable(text), most, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def _text_section(section: Section, most: int) -> list[str]:
    lines = [section.title, *(f"    {each}" for each in section.code.splitlines())]
    width = min(2 * TERM if section.folded else TERM, max((len(each.name) for each in section.rows), default=0))
    for each in section.rows:
        lines += _text_row(each, 6 + width, most, brief=section.folded)
    for note in section.notes:
        lines += _wrapped(note, "    ", most)
    return lines


def _text_row(row: Row, column: int, most: int, *, brief: bool) -> list[str]:
    name = f"    {row.name}"
    facts = "; ".join(_PHRASES.get(title, _usual)(title, value) for title, value in row.cells.items())
    told = [each for each in (facts, row.text) if each]
    if brief:
        line = f"{name:<{column}}{row.text or facts}".rstrip()
        return [line if len(line) <= most else line[: most - 1].rstrip() + "…"]
    lines = [line for each in told for line in _wrapped(each, " " * column, most)]
    if not lines or len(name) > column - 2:
        return [name, *lines]
    return [name + lines[0][len(name) :], *lines[1:]]


def _usual(title: str, value: str) -> str:
    return f"{title.lower()} {value}"


_PHRASES: dict[str, Callable[[str, str], str]] = {
    "Type": lambda _, value: value,
    "Required": lambda title, _: title.lower(),
    "Request": lambda _, value: value,
}
"""How plain text says what stands in a column; of the others the title is said too."""


# --- Markdown --------------------------------------------------------------------------------------------------------


def _marked_section(section: Section) -> Iterator[str]:
    yield f"#### {_escaped(section.title)}"
    if section.code:
        yield _fenced(section.code)
    if section.rows:
        yield "\n".join(_marked_table(section.rows))
    yield from map(_marked, section.notes)


def _marked_table(rows: tuple[Row, ...]) -> Iterator[str]:
    titles = _titles(rows)
    yield f"| {' | '.join(titles)} |"
    yield f"|{'---|' * len(titles)}"
    for each in rows:
        # A bar ends a cell, in code too, unless it is escaped.
        cells = [_span(each.name).replace("|", r"\|"), *(_marked(text) for text in _texts(each, titles))]
        yield f"| {' | '.join(cells)} |"


def _marked(text: str) -> str:
    pieces = _in_pieces(text, _escaped, lambda code: _span(code).replace("|", r"\|"))
    return "".join(pieces)


def _escaped(text: str) -> str:
    plain = printable(_on_one_line(text))
    return _BEGINNING.sub(r"\1\2\\\3", _MARKUP.sub(lambda found: f"\\{found[0]}", plain))


def _span(code: str) -> str:
    """Give a span of code, between more backquotes than it holds."""
    text = printable(_on_one_line(code))
    fence = "`" * (1 + max((len(each) for each in re.findall(r"`+", text)), default=0))
    room = " " if text[:1] in ("", "`", " ") or text.endswith(("`", " ")) else ""
    return f"{fence}{room}{text}{room}{fence}"


def _fenced(code: str) -> str:
    fence = "`" * max(3, 1 + max((len(each) for each in re.findall(r"`+", code)), default=0))
    return "\n".join([f"{fence}text", *map(printable, code.splitlines()), fence])


# --- HTML ------------------------------------------------------------------------------------------------------------


def _html_section(section: Section) -> str:
    held = ""
    if section.code:
        held += _element("pre", "\n".join(map(_plain, section.code.splitlines())))
    if section.rows:
        held += _html_table(section.rows)
    held += "".join(_element("p", _in_html(each)) for each in section.notes)
    if section.folded:
        title = _element("summary", _element("b", _plain(f"{section.title} ({len(section.rows)})")))
        return _element("details", title + held)
    return _element("p", _element("b", _plain(section.title))) + held


def _html_table(rows: tuple[Row, ...]) -> str:
    titles = _titles(rows)
    head = _element("tr", "".join(_element("th", _plain(each), _LEFT) for each in titles))
    lines = [_element("thead", head)]
    for each in rows:
        name = _element("td", _element("code", _plain(each.name)), _LEFT)
        cells = (_element("td", _in_html(text), _LEFT) for text in _texts(each, titles))
        lines.append(_element("tr", name + "".join(cells)))
    return _element("table", "\n".join(lines))


_LEFT = ' style="text-align:left"'
"""Notebooks set tables to the right."""


def _element(name: str, held: str, attributes: str = "") -> str:
    return f"<{name}{attributes}>{held}</{name}>"


def _plain(text: str) -> str:
    return escape(printable(text))


def _in_html(text: str) -> str:
    return "".join(
        _in_pieces(text, lambda each: _plain(_on_one_line(each)), lambda each: _element("code", _plain(each)))
    )


# --- all of them -----------------------------------------------------------------------------------------------------


def _titles(rows: tuple[Row, ...]) -> list[str]:
    """Give the titles of the columns that these rows need."""
    there = {title for each in rows for title in each.cells}
    titles = ["Name", *(each for each in COLUMNS if each in there)]
    return [*titles, "What it is"] if any(each.text for each in rows) else titles


def _texts(row: Row, titles: Iterable[str]) -> Iterator[str]:
    """Give what stands in the columns after the first."""
    for title in list(titles)[1:]:
        yield row.text if title == "What it is" else row.cells.get(title, "")


def _on_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _in_pieces(text: str, prose: Callable[[str], str], code: Callable[[str], str]) -> Iterator[str]:
    """Give a text in which code stands between backquotes, each piece of it as it is to be written."""
    end = 0
    for found in _CODE.finditer(text):
        yield prose(text[end : found.start()])
        yield code(_on_one_line(found[2]))
        end = found.end()
    yield prose(text[end:])
