"""
The generated pages of the documentation: ``python -m tests.support.reference_pages`` writes them anew.

They are the references of errors and of the format, and the table in the page on problems of a description.
"""

from __future__ import annotations

import re

from dynaclient.render.reference.errors import error_pages, weights_table
from dynaclient.render.reference.format import format_pages
from tests.support import ROOT

FOLDER = ROOT / "docs" / "reference"
PROBLEMS = ROOT / "docs" / "description-problems.md"
_TABLE = re.compile(r"^\| rule \|.*?(?=\n\n)", re.DOTALL | re.MULTILINE)


def pages() -> dict[str, str]:
    """Return the generated pages by their paths from the root."""
    made = {f"docs/reference/{name}": text for name, text in {**error_pages(), **format_pages()}.items()}
    with_table = _TABLE.sub(lambda _: weights_table(), PROBLEMS.read_text("utf-8"), count=1)
    return {**made, "docs/description-problems.md": with_table}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (ROOT / name).write_text(text, "utf-8")
