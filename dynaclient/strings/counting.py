"""Numbers and kinds of things in messages."""

from __future__ import annotations

from typing import Any


def counted(number: int, noun: str) -> str:
    """Return a number and a noun, whose plural ends in ``s``: ``1 row``, ``2,000 rows``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def a_kind(value: Any) -> str:
    """Return what a value is: ``a dict``, ``an int``."""
    name = type(value).__name__
    return f"an {name}" if name[0] in "aeiouAEIO" else f"a {name}"
