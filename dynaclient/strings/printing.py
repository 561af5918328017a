"""Strings from a server or a description, without the characters that a terminal or a log cannot print."""

from __future__ import annotations


def printable(text: str) -> str:
    """Return a string with the characters escaped that a terminal or a log cannot print."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )
