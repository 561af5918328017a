"""
The tree of a pattern, and sets of characters.

`pattern_parser` makes trees; the matcher, the writer for the fast engine and the generator of strings walk them.
Letters, escapes, classes and dots are all a `CharacterSet`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Union

from ..records import dataclass

Ranges = tuple[tuple[int, int], ...]
"""Ranges of code points, both ends included, in order and without overlaps."""
LAST = 0x10FFFF


class PatternError(ValueError):
    """A pattern that ECMA-262 does not allow, or that cannot be run: the reason, and what to write instead."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.hint = hint


class TooManySteps(ValueError):
    """Whether a pattern matches was not decided within `pattern_matcher.MAX_STEPS`."""


@dataclass(frozen=True, eq=False, repr=False)
class CharacterSet:
    """One character of a set."""

    ranges: Ranges
    properties: tuple[tuple[str, bool], ...] = ()
    """Properties of Unicode whose characters are in the set too, each with whether it is negated."""
    negated: bool = False
    """Whether the set is what is neither in the ranges nor has a property; only if there are properties."""
    ignores_case: bool = False
    """Whether a character has a property if one that differs only in case has it."""


@dataclass(frozen=True, eq=False, repr=False)
class Edge:
    """A position: ``^``, ``$``, ``b`` at the edge of a word, or ``B``."""

    kind: str


@dataclass(frozen=True, eq=False, repr=False)
class Sequence:
    """One thing after another."""

    items: tuple[Node, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Alternatives:
    """One of several things."""

    items: tuple[Node, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Repeat:
    """Something, repeated."""

    item: Node
    least: int
    most: int | None
    lazy: bool
    groups: tuple[int, int]
    """The numbers of the groups inside: from the first up to, but not including, the second."""


@dataclass(frozen=True, eq=False, repr=False)
class Group:
    """A group that captures."""

    item: Node
    number: int


@dataclass(frozen=True, eq=False, repr=False)
class Look:
    """What has to follow, or to precede if it looks behind; if it is negated, what must not."""

    item: Node
    behind: bool
    negated: bool


@dataclass(frozen=True, eq=False, repr=False)
class Reference:
    """The same characters as one of these groups."""

    numbers: tuple[int, ...]


Node = Union[CharacterSet, Edge, Sequence, Alternatives, Repeat, Group, Look, Reference]
EMPTY = Sequence(())


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly inside a node."""
    if isinstance(node, (Sequence, Alternatives)):
        return node.items
    return (node.item,) if isinstance(node, (Repeat, Group, Look)) else ()


def descendants(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes inside it."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending += children(current)


def count_repetitions(node: Node) -> int:
    """Return how often the quantifiers of a pattern repeat something at most; nested quantifiers multiply."""
    inner = max(map(count_repetitions, children(node)), default=1)
    return inner * max(node.least, node.most or 1, 1) if isinstance(node, Repeat) else inner


def split_lookaheads(node: Node) -> list[tuple[Node, bool]]:
    r"""
    Return patterns that together are equivalent to this one, each with whether it has to match.

    Each lookahead at the start, as in ``^(?!\s)(?=.*[0-9]).+$``, becomes a pattern of its own.
    """
    items = node.items if isinstance(node, Sequence) else ()
    if not items or not isinstance(items[0], Edge) or items[0].kind != "^":
        return [(node, True)]
    count = 1
    while count < len(items) and isinstance(items[count], Look) and not items[count].behind:  # type: ignore[union-attr]
        count += 1
    looks = [item for item in items[1:count] if isinstance(item, Look)]
    parts = [(Sequence((items[0], look.item)), not look.negated) for look in looks]
    return [*parts, (Sequence((items[0], *items[count:])), True)]


# --- sets of characters ----------------------------------------------------------------------------------------------


def normalize(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Return ranges in order, merged where they overlap or touch."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return tuple(merged)


def contains(ranges: Ranges, code_point: int) -> bool:
    """Return whether a code point is in the ranges."""
    index = bisect_right(ranges, (code_point, LAST)) - 1
    return index >= 0 and code_point <= ranges[index][1]


def complement(ranges: Ranges) -> Ranges:
    """Return the ranges of all other code points."""
    lows = [0, *(high + 1 for _, high in ranges)]
    highs = [*(low - 1 for low, _ in ranges), LAST]
    return tuple((low, high) for low, high in zip(lows, highs, strict=True) if low <= high)


def one_of(characters: str) -> Ranges:
    """Return the ranges of a few characters."""
    return normalize((ord(character), ord(character)) for character in characters)


ANY = ((0, LAST),)
DIGITS = ((48, 57),)
WORD = normalize([*DIGITS, (65, 90), (95, 95), (97, 122)])
LINE_ENDS = one_of("\n\r\u2028\u2029")
SPACES = normalize([(9, 13), (0x2000, 0x200A), *one_of(" \xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff")])
ESCAPES = {
    "d": DIGITS, "D": complement(DIGITS), "w": WORD, "W": complement(WORD), "s": SPACES, "S": complement(SPACES),
}  # fmt: skip
"""Letter after a backslash → the characters it stands for (ECMA-262, section 22.2.2.9)."""
SURROGATES = (0xD800, 0xDFFF)
