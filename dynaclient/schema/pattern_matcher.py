"""
Our own matcher: for whatever the fast engine does not run, and for everything where it is not installed.

It searches with backtracking, but never again from where it has been without success, which makes its time linear in
the length of the string for all but a few patterns: those that have references, where what the groups hold counts too,
or lookaround that is repeated. In any case the number of steps has a limit.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from typing import Any, Union

from .pattern_program import EDGE, LOOK, MATCH, MOVED, REFERENCE, RESET, RUN, SAVE, SET, SPLIT, Program
from .pattern_tree import TooManySteps

MAX_STEPS = 600_000
"""How many steps a match may take: about half a second."""

_WORD = frozenset(string.ascii_letters + string.digits + "_")
_NOWHERE = (-1, 0)
Slots = tuple[Union[int, None], ...]
"""Where each group begins and ends, and where the current repetitions began."""


def compile_own(pattern: str) -> Callable[[str], bool]:
    """
    Return a function that returns whether a pattern matches anywhere in a string.

    The function raises `TooManySteps` if that is not decided in time.
    """
    program = Program(pattern)
    return lambda value: _Match(program, value).search()


class _Match:
    """A search for a match of a program in a string."""

    def __init__(self, program: Program, value: str) -> None:
        self.program = program
        self.value = value
        self.steps = 0
        self.visited: dict[int, set[Any]] = {}
        """Start of the program, or of a lookaround → the instructions and positions from which it does not match."""
        self.looks: dict[tuple[int, int], bool] = {}
        """The results of lookarounds."""
        self.runs: dict[int, tuple[int, int]] = {}
        """Set → the last run of its characters."""
        self.covered: dict[int, tuple[int, int]] = {}
        """Instruction for a run → the positions after it that have been visited, or are pending."""

    def search(self) -> bool:
        """Return whether the program matches from any position."""
        slots: Slots = (None,) * self.program.slots
        last = 0 if self.program.is_anchored else len(self.value)
        return any(self._match(self.program.start, position, slots) is not None for position in range(last + 1))

    def _match(self, start: int, position: int, slots: Slots) -> Slots | None:
        """Return the slots after the first match from a position, or None."""
        code, value, length = self.program.code, self.value, len(self.value)
        visited = self.visited.setdefault(start, set())
        pending = [(start, position, position, slots)]
        while pending:
            index, position, low, slots = pending.pop()
            if low < position:
                pending.append((index, position - 1, low, slots))
            while index >= 0:
                self.steps += 1
                if self.steps > MAX_STEPS:
                    raise TooManySteps(self.program.describe_limit(MAX_STEPS))
                kind, argument, following, backward = code[index]
                if kind == SET:
                    at = position - backward
                    is_member = 0 <= at < length and argument[value[at]]
                    index, position = (following, at + (not backward)) if is_member else _NOWHERE
                elif kind in (SPLIT, RUN):
                    index = self._branch(index, position, slots, visited, pending)
                elif kind == MATCH:
                    self.visited[start], self.covered = set(), {}  # from some of what was visited it does match
                    return slots
                else:
                    index, position, slots = _STEPS[kind](self, argument, following, position, slots, backward)
        return None

    def _branch(self, index: int, position: int, slots: Slots, visited: set[Any], pending: list[Any]) -> int:
        """Return where to go on first, and remember in `pending` where else."""
        state = (index, position, slots) if self.program.has_references else index * (len(self.value) + 1) + position
        if state in visited:
            return -1
        visited.add(state)
        kind, argument, following, _ = self.program.code[index]
        if kind == SPLIT:
            pending.append((argument, position, position, slots))
            return following
        self._run(index, position, slots, pending)
        return -1

    def _run(self, index: int, position: int, slots: Slots, pending: list[Any]) -> None:
        """Go on after each number of characters that the run of a set around the position allows."""
        _, (members, least, most), following, backward = self.program.code[index]
        begin, end = self._find_run(members, position)
        count = min(most, position - begin if backward else end - position)
        if count < least:
            return
        low, high = (position - count, position - least) if backward else (position + least, position + count)
        first, last = self.covered.get(index, (low, low - 1))
        if first <= low <= last + 1:  # what has been covered is visited, or pending
            self.covered[index] = first, max(last, high)
            low = last + 1
        else:
            self.covered[index] = low, high
        if low <= high:
            pending.append((following, high, low, slots))

    def _find_run(self, members: Any, position: int) -> tuple[int, int]:
        """Return where the characters of a set around a position begin and end."""
        begin, end = self.runs.get(id(members), (0, -1))
        if not begin <= position <= end:
            begin = end = position
            while begin > 0 and members[self.value[begin - 1]]:
                begin -= 1
            while end < len(self.value) and members[self.value[end]]:
                end += 1
            self.steps += end - begin
            self.runs[id(members)] = begin, end
        return begin, end

    # --- instructions ------------------------------------------------------------------------------------------------

    def _edge(self, kind: str, following: int, position: int, slots: Slots, _backward: bool) -> Step:
        if kind in "^$":
            is_edge = position == (0 if kind == "^" else len(self.value))
        else:
            before = position > 0 and self.value[position - 1] in _WORD
            after = position < len(self.value) and self.value[position] in _WORD
            is_edge = (before is not after) is (kind == "b")
        return following if is_edge else -1, position, slots

    def _look(self, argument: Any, following: int, position: int, slots: Slots, _backward: bool) -> Step:
        start, is_negated = argument
        if self.program.has_references:
            found = self._match(start, position, slots)
            is_found, slots = found is not None, slots if found is None or is_negated else found
        else:
            if (start, position) not in self.looks:
                self.looks[start, position] = self._match(start, position, slots) is not None
            is_found = self.looks[start, position]
        return following if is_found is not is_negated else -1, position, slots

    def _save(self, slot: int, following: int, position: int, slots: Slots, _backward: bool) -> Step:
        return following, position, (*slots[:slot], position, *slots[slot + 1 :])

    def _reset(self, groups: tuple[int, int], following: int, position: int, slots: Slots, _backward: bool) -> Step:
        first, last = 2 * groups[0], 2 * groups[1]
        return following, position, (*slots[:first], *(None,) * (last - first), *slots[last:])

    def _moved(self, slot: int, following: int, position: int, slots: Slots, _backward: bool) -> Step:
        return following if slots[slot] != position else -1, position, slots

    def _reference(self, numbers: Any, following: int, position: int, slots: Slots, backward: bool) -> Step:
        """Move over the same characters as those of the group; over none, if it has not matched."""
        ends = [slots[2 * number : 2 * number + 2] for number in numbers]
        begin, end = next(((begin, end) for begin, end in ends if begin is not None and end is not None), (0, 0))
        size = end - begin
        self.steps += size
        at = position - size if backward else position
        is_same = at >= 0 and self.value[at : at + size] == self.value[begin:end]
        return following if is_same else -1, at if backward else at + size, slots


Step = tuple[int, int, Slots]
"""The next instruction (-1 if there is none), the position, and the slots."""
_STEPS: dict[int, Callable[..., Step]] = {
    EDGE: _Match._edge,
    LOOK: _Match._look,
    SAVE: _Match._save,
    RESET: _Match._reset,
    MOVED: _Match._moved,
    REFERENCE: _Match._reference,
}
