"""
The cells of a terminal that a string takes: two for a wide character, such as most of Chinese, Japanese and Korean.

Which characters are wide is a property of Unicode (Standard Annex 11), and Python has its table. What takes no cell is
written over the character before it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from unicodedata import category, east_asian_width

from .expressions import expression

_SPACES = expression(r"[\t\n\v\f\r ]+")
"""Where a line may be broken: not at a no-break space."""
_WIDE = ("W", "F")
_OVER_ANOTHER = ("Mn", "Me", "Cf")


def cells_of(text: str) -> int:
    """Return how many cells a string takes, which has no control characters."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(character: str) -> int:
    if category(character) in _OVER_ANOTHER:
        return 0
    return 2 if east_asian_width(character) in _WIDE else 1


def padded(text: str, cells: int) -> str:
    """Return a string with blanks behind it, so that it takes as many cells, if it does not take more."""
    return text + " " * (cells - cells_of(text))


def cut(text: str, cells: int) -> str:
    """Return a string that takes at most so many cells, with an ellipsis where it was cut."""
    return text if cells_of(text) <= cells else next(_pieces(text, cells - 1, cells)).rstrip() + "…"


def wrapped(text: str, cells: int) -> list[str]:
    """Return the lines of a string, none of which takes more cells; a word is broken only if it does."""
    if text.isascii():
        return textwrap.wrap(text, cells, break_on_hyphens=False)
    lines, used = [""], 0
    for word in filter(None, _SPACES.split(text)):
        blank = 1 if lines[-1] else 0
        size = cells_of(word)
        if size > cells or used + blank + size <= cells:
            first, *others = _pieces(word, cells - used - blank, cells)
            lines[-1] += f"{' ' * blank}{first}" if first else ""
            lines += others
        else:
            lines.append(word)
        used = cells_of(lines[-1])
    return lines if lines[0] else lines[1:]


def _pieces(word: str, first: int, others: int) -> Iterator[str]:
    """Yield the pieces of a word: the first one takes at most so many cells, and is empty if there is no room."""
    piece, left = "", first
    for character in word:
        size = _cells(character)
        if size > left:
            yield piece
            piece, left = "", others
        piece += character
        left -= size
    yield piece
