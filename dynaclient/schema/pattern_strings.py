"""
Strings that match a pattern: a small generator that walks the tree of an ECMA-262 pattern.

It ignores lookaround, so the result has to be matched against the pattern.
"""

from __future__ import annotations

import random
import string
from collections.abc import Callable

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
)

MAX_STEPS = 20_000
"""How many pieces a string may be composed of."""
MAX_REPEATS = 10_000

_SIMPLE = string.ascii_lowercase + string.digits
_PRINTABLE = "".join(map(chr, range(32, 127)))
_OTHERS = "\t\n\0éßΩжא一ア€²½\u0301\u2028😀"
"""Characters of several scripts and categories."""


class UnsupportedPattern(ValueError):
    """No string can be generated for a pattern."""


def generate_string(pattern: str, rng: random.Random, extra: int = 0) -> str:
    """
    Return a string that probably matches a pattern; `UnsupportedPattern` if none can be generated.

    Args:
        pattern: An ECMA-262 pattern.
        rng: The source of randomness.
        extra: How much more often than necessary an unbounded part is repeated.
    """
    try:
        return _Generator(rng, extra).generate(parse(pattern).tree)
    except PatternError as error:
        raise UnsupportedPattern(str(error)) from None


class _Generator:
    """Generates a string for each node of a tree."""

    def __init__(self, rng: random.Random, extra: int) -> None:
        self.rng = rng
        self.extra = extra
        self.steps = 0
        self.groups: dict[int, str] = {}

    def generate(self, node: Node) -> str:
        """Return a string for a node."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise UnsupportedPattern("the string would be too long")
        return _GENERATE[type(node)](self, node)

    def _sequence(self, node: Sequence) -> str:
        return "".join(map(self.generate, node.items))

    def _alternatives(self, node: Alternatives) -> str:
        return self.generate(self.rng.choice(node.items))

    def _group(self, node: Group) -> str:
        self.groups[node.number] = self.generate(node.item)
        return self.groups[node.number]

    def _reference(self, node: Reference) -> str:
        return next((self.groups[number] for number in node.numbers if number in self.groups), "")

    def _repeat(self, node: Repeat) -> str:
        most = max(MAX_REPEATS, node.least) if node.most is None else node.most
        return "".join(self.generate(node.item) for _ in range(min(most, node.least + self.extra)))

    def _character(self, node: CharacterSet) -> str:
        return self.rng.choice(_characters(node))

    def _nothing(self, _node: Node) -> str:
        return ""


def _characters(node: CharacterSet) -> str:
    """Return characters of a set, only the simple ones if it has any."""
    members = Members(node)
    for candidates in (_SIMPLE, _PRINTABLE, _OTHERS):
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
