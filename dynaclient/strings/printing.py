"""Strings from a server or a description as they are shown: what cannot be printed is escaped, what is long is cut."""

from __future__ import annotations


def printable(text: str) -> str:
    """Return a string with the characters escaped that a terminal or a log cannot print."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def cut_short(text: str, most: int) -> str:
    """Return a string with at most so many characters; an ellipsis shows that some are missing."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
