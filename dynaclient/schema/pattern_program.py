"""
The programs of our own matcher: a pattern as instructions, each of which leads to the next ones.

Counted repetitions are copies. What looks behind runs backward.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from . import engines
from .pattern_folding import family
from .pattern_parser import parse
from .pattern_tree import (
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
    contains,
    descendants,
)

MAX_PROGRAM = 50_000
"""How many parts a pattern may have; each repetition of a counted group is one more copy of it."""
MAX_REMEMBERED = 5_000
"""How many characters a set remembers."""

SET, SPLIT, EDGE, LOOK, SAVE, RESET, MOVED, REFERENCE, RUN, MATCH = range(10)
Instruction = tuple[int, Any, int, bool]
"""
The kind of an instruction, its argument, the next instruction, and whether it moves backward.

`SPLIT` has two next instructions; the one in place of the argument is for later.
"""


# --- sets of characters ----------------------------------------------------------------------------------------------


class Members(dict[str, bool]):
    """Whether a character is in a set, for each character."""

    def __init__(self, node: CharacterSet) -> None:
        super().__init__()
        self.node = node
        self.tests = [(_property_test(name), is_negated) for name, is_negated in node.properties]

    def __missing__(self, character: str) -> bool:
        variants = family(character) if self.node.ignores_case else character
        has_property = any(test(variant) is not is_negated for test, is_negated in self.tests for variant in variants)
        is_member = (has_property or contains(self.node.ranges, ord(character))) is not self.node.negated
        if len(self) < MAX_REMEMBERED:
            self[character] = is_member
        return is_member


def _property_test(name: str) -> Callable[[str], bool]:
    """Return a test of a single character."""
    test = engines.compile_fast({"pattern": f"^\\p{{{name}}}$"}, engines.DEFAULT_DIALECT)
    if test is not None:
        return lambda character: not "\ud800" <= character <= "\udfff" and test(character)
    if not name.startswith("gc="):
        raise PatternError(f"no engine here supports `\\p{{{name}}}`", "list the characters: `[…]`")
    categories = ("Lu", "Ll", "Lt") if name == "gc=LC" else (name[3:],)
    return lambda character: unicodedata.category(character).startswith(categories)


# --- the program -----------------------------------------------------------------------------------------------------


class Program:
    """
    Instructions, each of which leads to the next ones.

    Groups are saved only where a reference needs them.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        tree = parse(pattern).tree
        nodes = list(descendants(tree))
        self.has_references = any(isinstance(node, Reference) for node in nodes)
        self.slots = 2 + 2 * max((node.number for node in nodes if isinstance(node, Group)), default=0)
        """Where each group begins and ends, and where the current repetitions began."""
        self.code: list[Instruction] = []
        self.emitted = 0
        self.members: dict[CharacterSet, Members] = {}
        first = tree.items[0] if isinstance(tree, Sequence) and tree.items else tree
        self.is_anchored = isinstance(first, Edge) and first.kind == "^"
        self.start = self._emit(tree, self._add(MATCH), False)

    def describe_limit(self, steps: int) -> str:
        """Return why a match stops."""
        return f"whether the pattern {self.pattern[:100]!r} matches is not decided after {steps:,} steps"

    def _add(self, kind: int, argument: Any = None, following: int = -1, backward: bool = False) -> int:
        self.code.append((kind, argument, following, backward))
        return len(self.code) - 1

    def _emit(self, node: Node, following: int, backward: bool) -> int:
        """Return the first instruction for a node, after whose match the given one follows."""
        self.emitted += 1
        if self.emitted > MAX_PROGRAM:
            raise PatternError(f"its quantifiers, multiplied, repeat more than {MAX_PROGRAM:,} parts", "repeat less")
        return _EMIT[type(node)](self, node, following, backward)

    def _emit_set(self, node: CharacterSet, following: int, backward: bool) -> int:
        return self._add(SET, self._members(node), following, backward)

    def _emit_edge(self, node: Edge, following: int, _backward: bool) -> int:
        return self._add(EDGE, node.kind, following)

    def _emit_reference(self, node: Reference, following: int, backward: bool) -> int:
        return self._add(REFERENCE, node.numbers, following, backward)

    def _emit_look(self, node: Look, following: int, _backward: bool) -> int:
        start = self._emit(node.item, self._add(MATCH), node.behind)
        return self._add(LOOK, (start, node.negated), following)

    def _emit_sequence(self, node: Sequence, following: int, backward: bool) -> int:
        for item in node.items if backward else reversed(node.items):
            following = self._emit(item, following, backward)
        return following

    def _members(self, node: CharacterSet) -> Members:
        if node not in self.members:
            self.members[node] = Members(node)
        return self.members[node]

    def _emit_alternatives(self, node: Alternatives, following: int, backward: bool) -> int:
        starts = [self._emit(item, following, backward) for item in node.items]
        index = starts.pop()
        while starts:
            index = self._add(SPLIT, index, starts.pop())
        return index

    def _emit_group(self, node: Group, following: int, backward: bool) -> int:
        if not self.has_references:
            return self._emit(node.item, following, backward)
        begin, end = 2 * node.number, 2 * node.number + 1
        after = self._add(SAVE, begin if backward else end, following)
        return self._add(SAVE, end if backward else begin, self._emit(node.item, after, backward))

    def _emit_repeat(self, node: Repeat, following: int, backward: bool) -> int:
        item, least, most = node.item, node.least, node.most
        if isinstance(item, CharacterSet) and not self.has_references and max(least, most or 1) > 1:
            if most is None:
                following, most = self._emit_loop(node, following, backward), least
            return self._add(RUN, (self._members(item), least, most), following, backward)
        if most is None:
            following = self._emit_loop(node, following, backward)
        last = following
        for _ in range((most or least) - least):
            again = self._emit_iteration(node, following, backward, is_optional=True)
            following = self._add(*_choose(node, again, last))
        for _ in range(least):
            following = self._emit_iteration(node, following, backward, is_optional=False)
        return following

    def _emit_loop(self, node: Repeat, following: int, backward: bool) -> int:
        loop = self._add(SPLIT)
        body = self._emit_iteration(node, loop, backward, is_optional=True)
        self.code[loop] = _choose(node, body, following)
        return loop

    def _emit_iteration(self, node: Repeat, following: int, backward: bool, *, is_optional: bool) -> int:
        """Emit one repetition: it begins without groups, and if it need not be, it has to match a character."""
        if not self.has_references:
            return self._emit(node.item, following, backward)
        slot, self.slots = self.slots, self.slots + is_optional
        after = self._add(MOVED, slot, following) if is_optional else following
        first = self._add(RESET, node.groups, self._emit(node.item, after, backward))
        return self._add(SAVE, slot, first) if is_optional else first


def _choose(node: Repeat, again: int, on: int) -> Instruction:
    return (SPLIT, again, on, False) if node.lazy else (SPLIT, on, again, False)


_EMIT: dict[type, Callable[..., int]] = {
    CharacterSet: Program._emit_set,
    Edge: Program._emit_edge,
    Reference: Program._emit_reference,
    Look: Program._emit_look,
    Sequence: Program._emit_sequence,
    Alternatives: Program._emit_alternatives,
    Group: Program._emit_group,
    Repeat: Program._emit_repeat,
}
