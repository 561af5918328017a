"""
A page as data, and its three formats: text for terminals, Markdown and HTML.

Most of its content comes from a description, which may not be trusted. So characters that are not printable are escaped
in every format. In Markdown and HTML the content is never markup, except that it is code between backquotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from ..display.html import element, escaped, fragment, table
from ..errors import printable
from ..records import dataclass, field
from ..strings.cells import cells_of, cut, padded, wrapped
from ..strings.expressions import expression

WIDTH = 100
"""The line length in a terminal."""
TERM = 24
"""The longest name that has its description on the same line."""
COLUMNS = ("Request", "Actions", "Type", "Required", "Default", "Sent if omitted", "Example", "Since")
"""The possible columns of a table, in their order."""
PROSE_LINES = 12
"""The maximum number of lines of prose in a terminal."""

_CODE = expression(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_MARKUP = expression(r"[\\`*_{}\[\]<>#|~$^!&]")
_LINE_START = expression(r"^(\s*)(\d*)([-+=.)])")
"""What is markup at the start of a line."""
_LINK = expression(r"\[([^\[\]`]*)\]\(([^()\s`]*)\)")
_LIST = expression(r"\s*(?:[-*+]|\d+[.)])\s")


@dataclass(frozen=True, eq=False, repr=False)
class Row:
    """One row of a table: a name, its cells, and a description."""

    name: str
    cells: Mapping[str, str] = field(default_factory=dict)
    """Title of the column → content."""
    description: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Section:
    """A part of a page with its own title."""

    title: str
    code: str = ""
    """Preformatted text."""
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    folded: bool = False
    """Whether HTML shows it collapsed; in a terminal a row then has one line."""

    def with_strings(self, change: Callable[[str], str]) -> Section:
        """Return the section with each of its strings changed by a function, which gets code line by line."""
        rows = tuple(
            Row(
                change(row.name),
                {title: change(cell) for title, cell in row.cells.items()},
                change(row.description),
            )
            for row in self.rows
        )
        code = "\n".join(map(change, self.code.splitlines()))
        return Section(change(self.title), code, rows, tuple(map(change, self.notes)), self.folded)

    def shortened(self) -> Section | None:
        """Return the section with half of its notes, rows and lines of code; None if that is nothing."""
        lines = self.code.splitlines()
        code = "\n".join(lines[: len(lines) // 2])
        rows, notes = self.rows[: len(self.rows) // 2], self.notes[: len(self.notes) // 2]
        return Section(self.title, code, rows, notes, self.folded) if code or rows or notes else None


@dataclass(frozen=True, eq=False, repr=False)
class Page:
    """A title, an introduction and sections."""

    title: str
    prose: str = ""
    sections: tuple[Section, ...] = ()

    def text(self, width: int = WIDTH) -> str:
        """Return the page for a terminal of this width."""
        sections = (_text_section(section, width) for section in self.sections)
        blocks = [[self.title], list(_wrapped_prose(self.prose, width)), *sections]
        lines = "\n\n".join("\n".join(block) for block in blocks if block).split("\n")
        return "\n".join(printable(line).rstrip() for line in lines)

    def markdown(self, level: int = 3) -> str:
        """Return the page as Markdown (CommonMark with GitHub's tables), its title as a heading of this level."""
        prose = (inline_markdown(paragraph) for paragraph in split_paragraphs(self.prose))
        sections = (block for section in self.sections for block in _markdown_section(section, level + 1))
        return "\n\n".join([f"{'#' * level} {_markdown_code(self.title)}", *prose, *sections]) + "\n"

    def html(self) -> str:
        """Return the page as HTML: a fragment without scripts, links and styles of its own."""
        head = element("h3", element("code", escaped(self.title)))
        prose = "".join(element("p", _html(paragraph)) for paragraph in split_paragraphs(self.prose))
        return fragment(head, prose, *map(_html_section, self.sections))

    @property
    def size(self) -> int:
        """The bytes of its text in UTF-8."""
        return len(self.text().encode())

    def with_strings(self, change: Callable[[str], str]) -> Page:
        """Return the page with each of its strings changed by a function, which gets code and prose line by line."""
        prose = "\n".join(map(change, self.prose.splitlines()))
        return Page(change(self.title), prose, tuple(section.with_strings(change) for section in self.sections))

    def cut_to(self, most: int, last: Section) -> Page:
        """
        Return the page with as much of its beginning as fits, and a section at its end that reports the cut.

        Args:
            most: The bytes that its text may have in UTF-8.
            last: The section at its end.
        """
        title, prose, sections = self.title, self.prose, list(self.sections)
        page = Page(title, prose, (*sections, last))
        while page.size > most and (sections or prose or title):
            if sections:
                shorter = sections.pop().shortened()
                sections += [shorter] if shorter else []
            elif prose:
                prose = prose[: len(prose) // 2]
            else:
                title = title[: len(title) // 2]
            page = Page(title, prose, (*sections, last))
        return page


def split_paragraphs(prose: str) -> list[str]:
    """Return the paragraphs and list items of prose as single lines; the URL of a link follows in parentheses."""
    paragraphs: list[list[str]] = [[]]
    for line in _LINK.sub(r"\1 (\2)", prose).expandtabs().splitlines():
        if not line.strip() or _LIST.match(line):
            paragraphs.append([])
        paragraphs[-1] += line.split()
    return [" ".join(words) for words in paragraphs if words]


def shorten(text: str, width: int) -> str:
    """Return a string on one line, cut to this many characters."""
    line = " ".join(text[: 4 * width].split())
    return line if len(line) <= width and len(text) <= 4 * width else line[: width - 1].rstrip() + "…"


def shorten_prose(prose: str, most: int) -> str:
    """Return prose cut to this many characters, its paragraphs as they are."""
    return prose if len(prose) <= most else prose[: most - 1].rstrip() + "…"


# --- terminals -------------------------------------------------------------------------------------------------------


def _wrapped_prose(prose: str, width: int) -> Iterator[str]:
    lines = [line for paragraph in split_paragraphs(prose) for line in _wrapped(paragraph, "", width)]
    yield from lines[:PROSE_LINES]
    if len(lines) > PROSE_LINES:
        yield "…"


def _wrapped(text: str, indent: str, width: int) -> list[str]:
    return [f"{indent}{line}" for line in wrapped(printable(text), max(width - len(indent), TERM))]


def _text_section(section: Section, width: int) -> list[str]:
    lines = [section.title, *(f"    {line}" for line in section.code.splitlines())]
    longest = max((cells_of(row.name) for row in section.rows), default=0)
    column = 6 + min(2 * TERM if section.folded else TERM, longest)
    for row in section.rows:
        lines += _text_row(row, column, width, brief=section.folded)
    for note in section.notes:
        lines += _wrapped(note, "    ", width)
    return lines


def _text_row(row: Row, column: int, width: int, *, brief: bool) -> list[str]:
    name = f"    {row.name}"
    cells = "; ".join(_PHRASES.get(title, _default_phrase)(title, value) for title, value in row.cells.items())
    if brief:
        return [cut(f"{padded(name, column)}{row.description or cells}".rstrip(), width)]
    parts = [part for part in (cells, row.description) if part]
    lines = [line for part in parts for line in _wrapped(part, " " * column, width)]
    if not lines or cells_of(name) > column - 2:
        return [name, *lines]
    return [padded(name, column) + lines[0][column:], *lines[1:]]


def _default_phrase(title: str, value: str) -> str:
    return f"{title.lower()} {value}"


_PHRASES: dict[str, Callable[[str, str], str]] = {
    "Type": lambda _, value: value,
    "Required": lambda title, _: title.lower(),
    "Request": lambda _, value: value,
}
"""How a terminal shows the cells of some columns; those of others get their title too."""


# --- Markdown --------------------------------------------------------------------------------------------------------


def _markdown_section(section: Section, level: int) -> Iterator[str]:
    yield f"{'#' * level} {_escaped_markdown(section.title)}"
    if section.code:
        yield _fenced(section.code)
    if section.rows:
        yield "\n".join(_markdown_table(section.rows))
    yield from map(inline_markdown, section.notes)


def _markdown_table(rows: tuple[Row, ...]) -> Iterator[str]:
    titles = _titles(rows)
    yield f"| {' | '.join(titles)} |"
    yield f"|{'---|' * len(titles)}"
    for row in rows:
        # A bar ends a cell, in code too, unless it is escaped.
        cells = [_markdown_code(row.name).replace("|", r"\|"), *map(inline_markdown, _cells(row, titles))]
        yield f"| {' | '.join(cells)} |"


def inline_markdown(text: str) -> str:
    """Return a string as Markdown on one line: markup is escaped in it, except that it is code between backquotes."""
    return "".join(_pieces(text, _escaped_markdown, lambda code: _markdown_code(code).replace("|", r"\|")))


def _escaped_markdown(text: str) -> str:
    escaped = _MARKUP.sub(lambda match: f"\\{match[0]}", printable(_on_one_line(text)))
    return _LINE_START.sub(r"\1\2\\\3", escaped)


def _markdown_code(code: str) -> str:
    """Return a code span, delimited by more backquotes than are in it."""
    text = printable(_on_one_line(code))
    fence = "`" * (1 + _longest_backquotes(text))
    padding = " " if text[:1] in ("", "`", " ") or text.endswith(("`", " ")) else ""
    return f"{fence}{padding}{text}{padding}{fence}"


def _fenced(code: str) -> str:
    fence = "`" * max(3, 1 + _longest_backquotes(code))
    return "\n".join([f"{fence}text", *map(printable, code.splitlines()), fence])


def _longest_backquotes(text: str) -> int:
    return max(map(len, re.findall(r"`+", text)), default=0)


# --- HTML ------------------------------------------------------------------------------------------------------------


def _html_section(section: Section) -> str:
    content = ""
    if section.code:
        content += element("pre", "\n".join(map(escaped, section.code.splitlines())))
    if section.rows:
        content += _html_table(section.rows)
    content += "".join(element("p", _html(note)) for note in section.notes)
    if section.folded:
        title = element("summary", element("b", escaped(f"{section.title} ({len(section.rows)})")))
        return element("details", title + content)
    return element("p", element("b", escaped(section.title))) + content


def _html_table(rows: tuple[Row, ...]) -> str:
    titles = _titles(rows)
    return table(titles, ([element("code", escaped(row.name)), *map(_html, _cells(row, titles))] for row in rows))


def _html(text: str) -> str:
    pieces = _pieces(
        text,
        lambda prose: escaped(_on_one_line(prose)),
        lambda code: element("code", escaped(code)),
    )
    return "".join(pieces)


# --- all formats -----------------------------------------------------------------------------------------------------


def _titles(rows: tuple[Row, ...]) -> list[str]:
    """Return the titles of the columns that these rows need."""
    used = {title for row in rows for title in row.cells}
    titles = ["Name", *(title for title in COLUMNS if title in used)]
    return [*titles, "Description"] if any(row.description for row in rows) else titles


def _cells(row: Row, titles: Iterable[str]) -> Iterator[str]:
    """Yield the cells of a row after the first."""
    for title in list(titles)[1:]:
        yield row.description if title == "Description" else row.cells.get(title, "")


def _on_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _pieces(text: str, prose: Callable[[str], str], code: Callable[[str], str]) -> Iterator[str]:
    """Yield the pieces of a string: formatted prose, and formatted code that was between backquotes."""
    end = 0
    for match in _CODE.finditer(text):
        yield prose(text[end : match.start()])
        yield code(_on_one_line(match[2]))
        end = match.end()
    yield prose(text[end:])
