"""Pages of the documentation, and the code in them."""

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
        """Return the code in this language, block by block."""
        return [code for block_language, code in self._blocks if block_language == language]

    @property
    def links(self) -> list[Path]:
        """The files that it links to."""
        return [self.path.parent / target for target in re.findall(r"\]\((?!http)([^)#]+)\)", self.text)]

    def run(self, code: str, names: dict[str, Any]) -> None:
        """Run a block of Python with these names, and add to them what it defines."""
        exec(compile(code, self.path.name, "exec"), names)
