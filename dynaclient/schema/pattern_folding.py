"""Upper and lower case inside `(?i:…)`."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from ..runtime.cache import cache_short_strings
from .pattern_tree import WORD, Alternatives, CharacterSet, Look, Node, Ranges, Sequence, contains, normalize

_LAST_CASED = 0x1E943


def fold(ranges: Ranges, *, is_unicode: bool) -> Ranges:
    """Return a set with all characters that differ only in case from one of it."""
    families = _folded_families() if is_unicode else _raised_families()
    added = [member for family in families if any(contains(ranges, member) for member in family) for member in family]
    return normalize([*ranges, *((member, member) for member in added)])


@cache_short_strings(1024)
def family(character: str) -> str:
    """Return the characters that differ from one only in case, itself included."""
    code_point = ord(character)
    return next(("".join(map(chr, found)) for found in _folded_families() if code_point in found), character)


@lru_cache(1)
def _folded_families() -> list[list[int]]:
    """Return the characters that differ only in case, with the flag `u`."""
    return _families(_fold_simply)


@lru_cache(1)
def _raised_families() -> list[list[int]]:
    """Return the same without the flag `u`."""
    return _families(_raise_simply)


def _families(canonicalize: Callable[[str], str]) -> list[list[int]]:
    """Return the characters that differ only in case (ECMA-262, section 22.2.2.7.3)."""
    families: dict[str, list[int]] = {}
    for code_point in range(_LAST_CASED + 1):
        character = chr(code_point)
        if not character.lower() == character == character.upper():
            families.setdefault(canonicalize(character), []).append(code_point)
    return [family for family in families.values() if len(family) > 1]


def _fold_simply(character: str) -> str:
    """Return the simple case folding, which Python has only where it is also the full one, or a lower-case letter."""
    return next((folded for folded in (character.casefold(), character.lower()) if len(folded) == 1), character)


def _raise_simply(character: str) -> str:
    raised = character.upper()
    return character if len(raised) != 1 or (raised.isascii() and not character.isascii()) else raised


def folded_edge(letter: str) -> Node:
    r"""Return what `\b` or `\B` is where ``ſ`` and the Kelvin sign are letters of words, as they fold to ASCII."""
    word = CharacterSet(fold(WORD, is_unicode=True))
    cases = ((False, True), (True, False)) if letter == "b" else ((False, False), (True, True))
    return Alternatives(
        tuple(Sequence((Look(word, True, before), Look(word, False, after))) for before, after in cases)
    )
