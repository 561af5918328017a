"""
Strings of descriptions, as an agent reads them: on one line, without characters that cannot be seen.

A description is data from strangers. Control characters, those that change the direction of writing, and those without
a glyph could hide words in it from a person who reads the same string.
"""

from __future__ import annotations

from ..runtime.page import shorten
from ..strings.expressions import expression

_IGNORABLE = expression(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Letters and marks without a glyph (Unicode, Default_Ignorable_Code_Point), and the blank pattern of Braille."""


def visible(text: str) -> str:
    """Return a string with a space for each white space, and without the characters that have no glyph."""
    if not text.isprintable():
        text = "".join(
            character if character.isprintable() else " " if character.isspace() else "" for character in text
        )
    return text if text.isascii() else _IGNORABLE.sub("", text)


def one_line(text: str, most: int) -> str:
    """Return a string of a description on one line, cut to this many characters."""
    return shorten(visible(text[: 8 * most]), most)


def shortened(text: str, end: str, most: int) -> str:
    """Return a string of a description and an end of ours, which is never cut, in so many characters."""
    room = most - len(end) - 1 if end else most
    return f"{one_line(text, room) if room > 0 else ''} {end}".strip()


def cut_text(text: str, most: int) -> str:
    """Return a string, or the beginning of it with an ellipsis if it has more than so many bytes in UTF-8."""
    data = text.encode("utf-8", "replace")
    if len(data) <= most:
        return data.decode()
    return f"{data[: max(0, most - 3)].decode(errors='ignore')}…"
