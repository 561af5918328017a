"""The lines of the values of a file, and the keys that are in an object twice."""

from __future__ import annotations

import re
from bisect import bisect_right
from json import JSONDecodeError, loads

from ..errors import Problem
from ..records import dataclass, field
from ..schema.references import MAX_DEPTH, Tokens, format_pointer
from ..strings.expressions import expression

_TOKEN = expression(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


@dataclass
class Positions:
    """The lines of the values of a file, and the keys that are in an object twice."""

    lines: dict[str, int] = field(default_factory=dict)
    """JSON pointer → line, from 1."""
    duplicates: list[Problem] = field(default_factory=list)

    def add(self, tokens: Tokens, line: int) -> None:
        """Add the line of an item of a list, or of the whole."""
        self.lines.setdefault(format_pointer(tokens), line)

    def add_member(self, tokens: Tokens, name: str, line: int, first_lines: dict[str, int]) -> None:
        """
        Add the line of the member of an object.

        Args:
            tokens: The location of the object.
            name: The key of the member.
            line: The line of the key.
            first_lines: The lines of the keys of the object; this one is added to them.
        """
        pointer = format_pointer((*tokens, name))
        first = first_lines.get(name)
        if first is not None:
            message = f"the key `{name}` is in this object twice (first in line {first}), and only the last counts"
            problem = Problem.in_description(pointer, "duplicate-key", message, "keep one of them", line)
            self.duplicates.append(problem)
        first_lines.setdefault(name, line)
        self.lines[pointer] = line

    def line(self, pointer: str) -> int | None:
        """Return the line of a value, or of the innermost known value around it."""
        while pointer and pointer not in self.lines:
            pointer = pointer.rpartition("/")[0]
        return self.lines.get(pointer)

    @classmethod
    def of(cls, text: str) -> Positions:
        """Return the positions in a JSON text, which need not be valid."""
        positions = cls()
        line_ends = [match.start() for match in re.finditer("\n", text)]
        levels: list[_Level] = []
        tokens: Tokens = ()
        for match in _TOKEN.finditer(text):
            symbol = match[0]
            line = bisect_right(line_ends, match.start()) + 1
            level = levels[-1] if levels else None
            if symbol in "}]":
                del levels[-1:]
                continue
            if symbol == ",":
                if level:
                    level.next()
                continue
            if symbol == ":":
                continue
            if level is not None and level.is_object and level.name is None:
                level.begin_member(_string(symbol), line, positions)
                continue
            tokens = () if level is None else (*level.tokens, level.step)
            if level is None or not level.is_object:
                positions.add(tokens, line)
            if symbol in "{[":
                levels.append(_Level(symbol == "{", tokens))
            if len(levels) > MAX_DEPTH:
                break  # reported by `load`
        return positions


@dataclass
class _Level:
    is_object: bool
    tokens: Tokens
    name: str | None = None
    index: int = 0
    first_lines: dict[str, int] = field(default_factory=dict)

    @property
    def step(self) -> str | int:
        return self.name if self.is_object and self.name is not None else self.index

    def next(self) -> None:
        self.name = None
        self.index += 1

    def begin_member(self, name: str, line: int, positions: Positions) -> None:
        self.name = name
        positions.add_member(self.tokens, name, line, self.first_lines)


def _string(token: str) -> str:
    try:
        return str(loads(token))
    except JSONDecodeError:
        return token
