"""Pages of documentation: the code in them, and how it is run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.support import ROOT


class Page:
    """A page in Markdown, named from the root of the repository."""

    def __init__(self, name: str) -> None:
        self.path = ROOT / name
        self.text = self.path.read_text(encoding="utf-8")
        self._blocks: list[tuple[str, str]] = re.findall(r"^```(\w+)\n(.*?)^```$", self.text, re.MULTILINE | re.DOTALL)

    def blocks(self, language: str) -> list[str]:
        """Give the code in this language, block by block."""
        return [text for each, text in self._blocks if each == language]

    @property
    def links(self) -> list[Path]:
        """Give the files that it leads to."""
        return [self.path.parent / each for each in re.findall(r"\]\((?!http)([^)#]+)\)", self.text)]

    def run(self, code: str, names: dict[str, Any]) -> None:
        """Run a block of Python with these names, and leave in them what it defines."""
        exec(compile(code, self.path.name, "exec"), names)
