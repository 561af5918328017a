"""
Strings that match a pattern: a small generator that walks the tree of an ECMA-262 pattern.

It knows how short and how long the string of each part can be, and so reaches a length if it can. It ignores
lookaround, or writes what a lookahead requires in place of what follows, so the result has to be matched against the
pattern.
"""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterable
from itertools import accumulate

from .pattern_parser import parse
from .pattern_program import Members
from .pattern_tree import (
    SURROGATES,
    Alternatives,
    CharacterSet,
    Edge,
    Group,
    Look,
    Node,
    PatternError,
    Reference,
    Repeat,
    Sequence,
    children,
)

MAX_STEPS = 20_000
"""How many pieces a string may be composed of."""
STEPS_OF_SET = 20
"""How many steps count for looking up which characters a set has."""
UNLIMITED = 1_000_000_000
"""What is larger counts as this."""

Room = tuple[int, int]
"""How many characters a string has at least and at most."""

_SIMPLE = string.ascii_lowercase + string.digits
_PRINTABLE = "".join(map(chr, range(32, 127)))
_OTHERS = "\t\n\0éßΩжא一ア€²½\u0301\u2028😀"
"""Characters of several scripts and categories."""
_PLAIN = (_SIMPLE, _PRINTABLE, _OTHERS)
_VARIED = (_PRINTABLE, _OTHERS)


class UnsupportedPattern(ValueError):
    """No string can be generated for a pattern."""


def generate_string(
    pattern: str,
    rng: random.Random,
    extra: int = 0,
    room: Room = (0, UNLIMITED),
    *,
    is_plain: bool = True,
    looks_ahead: bool = False,
) -> str:
    """
    Return a string that probably matches a pattern; `UnsupportedPattern` if none can be generated.

    Args:
        pattern: An ECMA-262 pattern.
        rng: The source of randomness.
        extra: How much more often than necessary a part is repeated, where the room allows that.
        room: How many characters the string should have; it has fewer if the pattern has none that is so long.
        is_plain: Whether it consists of lower-case letters and digits where these are allowed, otherwise of anything.
        looks_ahead: Whether what a lookahead requires takes the place of some of what follows it.
    """
    try:
        tree = parse(pattern).tree
    except PatternError as error:
        raise UnsupportedPattern(str(error)) from None
    return _Generator(rng, extra, is_plain=is_plain, looks_ahead=looks_ahead).generate_within(tree, room)


class _Generator:
    """Generates a string for each node of a tree."""

    def __init__(self, rng: random.Random, extra: int, *, is_plain: bool, looks_ahead: bool) -> None:
        self.rng = rng
        self.extra = extra
        self.is_plain = is_plain
        self.looks_ahead = looks_ahead
        self.steps = 0
        self.groups: dict[int, str] = {}
        self.sizes: dict[Node, Room] = {}
        self.characters: dict[CharacterSet, str] = {}

    def generate_within(self, tree: Node, room: Room) -> str:
        """Return a string for a whole pattern."""
        if self._size(tree)[0] > room[1]:
            raise UnsupportedPattern("the string would be too long")
        return self.generate(tree, room)

    def generate(self, node: Node, room: Room) -> str:
        """Return a string for a node."""
        self._spend(1)
        return _GENERATE[type(node)](self, node, room)

    def _spend(self, steps: int) -> None:
        """Count steps; raise `UnsupportedPattern` if these are too many."""
        self.steps += steps
        if self.steps > MAX_STEPS:
            raise UnsupportedPattern("the string would be too long")

    def _size(self, node: Node) -> Room:
        """Return how short and how long the string of a node can be."""
        if node not in self.sizes:
            self.sizes[node] = self._measure(node)
        return self.sizes[node]

    def _measure(self, node: Node) -> Room:
        if isinstance(node, CharacterSet):
            return 1, 1
        if isinstance(node, Reference):
            return 0, UNLIMITED
        if isinstance(node, (Edge, Look)):
            return 0, 0
        sizes = [self._size(child) for child in children(node)]
        if isinstance(node, Alternatives):
            return min(least for least, _ in sizes), max(most for _, most in sizes)
        fewest, largest = (node.least, node.most) if isinstance(node, Repeat) else (1, 1)
        least, most = sum(least for least, _ in sizes), sum(most for _, most in sizes)
        return min(least * fewest, UNLIMITED), min(most * (UNLIMITED if largest is None else largest), UNLIMITED)

    def _sequence(self, node: Sequence, room: Room) -> str:
        items = self._with_lookahead(node.items) if self.looks_ahead else node.items
        sizes = [self._size(item) for item in items]
        after = list(accumulate(reversed(sizes), _add, initial=(0, 0)))[-2::-1]
        return self._join(zip(items, after, strict=True), room)

    def _with_lookahead(self, items: tuple[Node, ...]) -> tuple[Node, ...]:
        """Return a sequence with what its first lookahead requires in place of that, and of some of what follows."""
        for index, item in enumerate(items, 1):
            if isinstance(item, Look) and not item.behind and not item.negated:
                return (*items[: index - 1], item.item, *items[self.rng.randint(index, len(items)) :])
        return items

    def _join(self, nodes: Iterable[tuple[Node, Room]], room: Room) -> str:
        """Return the strings of nodes, each with how short and how long the rest after it can be."""
        low, high = room
        pieces = []
        for node, (least_after, most_after) in nodes:
            piece = self.generate(node, (low - most_after, high - least_after))
            low, high = low - len(piece), high - len(piece)
            pieces.append(piece)
        return "".join(pieces)

    def _alternatives(self, node: Alternatives, room: Room) -> str:
        fitting = [item for item in node.items if _overlap(self._size(item), room)]
        return self.generate(self.rng.choice(fitting or node.items), room)

    def _group(self, node: Group, room: Room) -> str:
        self.groups[node.number] = self.generate(node.item, room)
        return self.groups[node.number]

    def _reference(self, node: Reference, _room: Room) -> str:
        return next((self.groups[number] for number in node.numbers if number in self.groups), "")

    def _repeat(self, node: Repeat, room: Room) -> str:
        least, most = self._size(node.item)
        low, high = room
        count = node.least + self.extra
        if least:
            count = min(count, high // least)
        if most:
            count = max(count, -(-low // most))
        count = max(node.least, count if node.most is None else min(count, node.most))
        if count > MAX_STEPS:
            raise UnsupportedPattern("the string would be too long")
        return self._join(((node.item, (least * rest, most * rest)) for rest in reversed(range(count))), room)

    def _character(self, node: CharacterSet, _room: Room) -> str:
        if _is_character(node):
            return chr(node.ranges[0][0])
        if node not in self.characters:
            self._spend(STEPS_OF_SET)
            self.characters[node] = _characters(node, _PLAIN if self.is_plain else _VARIED)
        return self.rng.choice(self.characters[node])

    def _nothing(self, _node: Node, _room: Room) -> str:
        return ""


def _add(first: Room, second: Room) -> Room:
    return first[0] + second[0], first[1] + second[1]


def _overlap(size: Room, room: Room) -> bool:
    return max(size[0], room[0]) <= min(size[1], room[1])


def _is_character(node: CharacterSet) -> bool:
    """Return whether a set is a single character that a string can have."""
    low, high = node.ranges[0] if len(node.ranges) == 1 and not node.properties else SURROGATES
    return low == high and not SURROGATES[0] <= low <= SURROGATES[1]


def _characters(node: CharacterSet, preferred: tuple[str, ...]) -> str:
    """Return characters of a set: only those of the first of these strings that has any."""
    members = Members(node)
    for candidates in preferred:
        found = "".join(character for character in candidates if members[character])
        if found:
            return found
    firsts = (low for low, _ in node.ranges if not SURROGATES[0] <= low <= SURROGATES[1])
    found = next((chr(low) for low in firsts if members[chr(low)]), "")
    if not found:
        raise UnsupportedPattern("a class has no characters")
    return found


_GENERATE: dict[type, Callable[..., str]] = {
    Sequence: _Generator._sequence,
    Alternatives: _Generator._alternatives,
    Group: _Generator._group,
    Reference: _Generator._reference,
    Repeat: _Generator._repeat,
    CharacterSet: _Generator._character,
    Edge: _Generator._nothing,
    Look: _Generator._nothing,
}
