"""Pages of the documentation, their prose, and the code in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support import ROOT
from tests.support.readability import sentences

_BLOCK = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FENCE = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
_TABLE = re.compile(r"^\|.*\n\|[ :|-]+\|\n(?:\|.*(?:\n|\Z))*", re.MULTILINE)
_EDGE = re.compile(r"(?<!\\)\|")
"""What separates the cells of a row, inside code too: only a backslash makes it a character."""
_LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """Code on a page: its language, the file that it is if it has a title, and whether the next block is its output."""

    language: str
    file: str
    code: str
    output: str | None = None


class Page:
    """A page in Markdown, named from the root of the repository."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.path = ROOT / name
        self.text = self.path.read_text(encoding="utf-8")

    def blocks(self, language: str) -> list[str]:
        """Return the code in this language, block by block."""
        return [found[3] for found in _BLOCK.finditer(self.text) if found[1] == language]

    @property
    def languages(self) -> set[str]:
        """The languages of its blocks."""
        return {found[1] for found in _BLOCK.finditer(self.text)}

    def story(self) -> Iterator[Block]:
        """Yield its blocks in order; `text` that follows a block with nothing between them is the output of that block."""
        pending: Block | None = None
        end = 0
        for found in _BLOCK.finditer(self.text):
            language, file, code = found.groups(default="")
            if pending and language == "text" and not self.text[end : found.start()].strip():
                yield Block(pending.language, pending.file, pending.code, code)
                pending = None
                continue
            if pending:
                yield pending
            pending, end = Block(language, file, code), found.end()
        if pending:
            yield pending

    @property
    def sentences(self) -> list[str]:
        """Its sentences, without code, tables and headings."""
        return list(sentences(self.text))

    @property
    def all_blocks(self) -> list[tuple[str, str]]:
        """All blocks of code in their order, each with its language."""
        return [(found[1], found[3]) for found in _BLOCK.finditer(self.text)]

    @property
    def tables(self) -> list[list[list[str]]]:
        """The cells of its tables, row by row: at first those of the head."""
        found = _TABLE.findall(_FENCE.sub("", self.text))
        lines = ([table.splitlines()[0], *table.splitlines()[2:]] for table in found)
        return [[[cell.strip() for cell in _EDGE.split(line)[1:-1]] for line in rows] for rows in lines]

    @property
    def links(self) -> list[Path]:
        """The files that it links to."""
        return [self.path.parent / file for file, _ in self.targets if file]

    @property
    def targets(self) -> list[tuple[str, str]]:
        """The path and the anchor of each link that stays in the repository; comments are for the site."""
        found = (target.partition("#") for target in _LINK.findall(_COMMENT.sub("", self.text)))
        return [(file, anchor) for file, _, anchor in found]

    @property
    def anchors(self) -> set[str]:
        """What a link to one of its headings has after `#`."""
        headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", self.text, flags=re.M | re.S), re.MULTILINE)
        return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}

    def run(self, code: str, names: dict[str, Any]) -> None:
        """Run a block of Python with these names, and add to them what it defines."""
        exec(compile(code, self.path.name, "exec"), names)
