"""
Similar names: which of the known names may have been meant by a misspelt one.

An error may have thousands of misspelt names, and thousands of names may be known. So the known names are prepared
once, and the precise comparison, which is slow, is left to those few that have most letters, and pairs of letters, in
common with the misspelt one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache
from heapq import nlargest
from os.path import commonprefix

LEAST_OF_REST = 0.4
"""How similar, from 0 to 1, two names are at least behind the words that both begin with."""
_SEPARATORS = "._/- "
MAX_CACHED = 5_000
"""Known names, at most, that stay prepared: an error compares each misspelt name with the same ones."""


def similar_names(name: str, known: tuple[str, ...], most: int, least: float = 0.6) -> tuple[str, ...]:
    """Return up to `most` of the known names that are similar to a name, by at least 0 to 1, the most similar first."""
    prepared = _known_names(known) if len(known) <= MAX_CACHED else _KnownNames(known)
    return prepared.similar_to(name, most, least)


@lru_cache(maxsize=1)
def _known_names(names: tuple[str, ...]) -> _KnownNames:
    return _KnownNames(names)


class _KnownNames:
    """Names, prepared to find those that are similar to many others."""

    MAX_LENGTH = 100
    MAX_COMPARED = 5
    MAX_NEIGHBOURS = 25
    """In each direction, where there are more than `FEW` names, and so too many to look at all of them."""
    FEW = 400

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names: dict[str, str] = {}
        for name in map(str, names):
            self._names.setdefault(self._fold(name), name)
        self._letters = {folded: _letters(folded) for folded in self._names}
        few = len(self._names) <= self.FEW
        self._orders = None if few else [sorted(self._names), sorted(folded[::-1] for folded in self._names)]

    def similar_to(self, name: str, most: int, least: float) -> tuple[str, ...]:
        folded = self._fold(name)
        letters = _letters(folded)
        shared = {one: _overlap(letters, self._letters[one]) for one in self._near(folded)}
        nearest = nlargest(self.MAX_COMPARED, shared, key=shared.__getitem__)
        matcher = SequenceMatcher(None, "", folded)  # which prepares the second of its strings
        ratios = {}
        for one in nearest:
            matcher.set_seq1(one)
            ratio = matcher.ratio()
            # Of names in one group, such as the ids of a controller, what is behind the name of the group has to match.
            ratios[one] = ratio if ratio >= least and _rests_are_similar(name, self._names[one]) else 0.0
        # A name that is much less similar than the best one is not a useful suggestion.
        nearly_best = max(ratios.values(), default=0) - 0.2
        similar = [one for one, ratio in ratios.items() if ratio >= least and ratio > nearly_best]
        return tuple(self._names[one] for one in sorted(similar, key=ratios.__getitem__, reverse=True)[:most])

    def _near(self, folded: str) -> Iterable[str]:
        """Return the names to look at: those that begin or end in the same way, if there are many."""
        if self._orders is None:
            return self._names
        forward, backward = self._orders
        reverse = [one[::-1] for one in self._around(backward, folded[::-1])]
        return dict.fromkeys([*self._around(forward, folded), *reverse])

    def _around(self, order: list[str], folded: str) -> list[str]:
        position = bisect_left(order, folded)
        return order[max(position - self.MAX_NEIGHBOURS, 0) : position + self.MAX_NEIGHBOURS]

    @classmethod
    def _fold(cls, name: str) -> str:
        return name[: 2 * cls.MAX_LENGTH].lower().replace("_", "")[: cls.MAX_LENGTH]


def _rests_are_similar(one: str, other: str) -> bool:
    """Return whether two names are somewhat similar behind the words that both begin with."""
    shared = commonprefix((one.lower(), other.lower()))  # noqa: RUF071 - characters are compared
    start = max(map(shared.rfind, _SEPARATORS)) + 1
    rests = one[start:].lower(), other[start:].lower()
    return not (start and all(rests)) or SequenceMatcher(None, *rests).ratio() >= LEAST_OF_REST


def _letters(folded: str) -> int:
    """Return the letters of a name, and its pairs of letters, as bits; some share a bit."""
    letters = before = 0
    for code in map(ord, folded):
        letters |= 1 << code % 61 | 1 << 64 + (before * 31 + code) % 127
        before = code
    return letters


def _overlap(one: int, other: int) -> float:
    return 2 * (one & other).bit_count() / max(one.bit_count() + other.bit_count(), 1)
