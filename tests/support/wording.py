"""What the messages of the library are checked for, in the words of those who have no Python."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.support.prose import messages, modules

PYTHON = re.compile(
    r"[a-z]\((?!s\))|\.\w+\(|=(?:True|False|None)\b|\bclient\.|with_options|\w=(?:…|\{|\[|\")|'[rw]b'|\bdict|\btuple|\bNone\b"
)
"""Advice that only Python understands."""
OTHERS = (
    "cli/", "help/", "mock/", "render/", "losant/", "client/typed", "testing.py", "description/search.py",
    "description/diff/", "schema/plain_data.py", "records.py", "strings/rewording.py", "agents/wording.py",
)  # fmt: skip
"""Modules whose messages are in these words already or for Python alone, about Python programs, or about Python values."""


def library_messages(*others: str) -> Iterator[tuple[str, str]]:
    """Yield each message of the library with the path of its module, without those of `OTHERS` and of these modules."""
    for path, tree in modules().items():
        if not path.startswith((*OTHERS, *others)):
            yield from ((path, message) for message in messages(tree))
