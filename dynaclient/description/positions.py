"""The lines of the values of a file, and the keys that are in an object twice."""

from __future__ import annotations

import re
from bisect import bisect_right
from json import JSONDecodeError, loads

from ..errors import Problem
from ..records import dataclass, field
from ..schema.references import MAX_DEPTH, format_pointer
from ..strings.expressions import expression

_TOKEN = expression(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


@dataclass
class Positions:
    """The lines of the values of a file, and the keys that are in an object twice."""

    lines: dict[str, int] = field(default_factory=dict)
    """JSON pointer → line, from 1."""
    duplicates: list[Problem] = field(default_factory=list)

    def add(self, pointer: str, line: int) -> None:
        """Add the line of an item of a list, or of the whole."""
        self.lines.setdefault(pointer, line)

    def add_member(self, owner: str, name: str, line: int, first_lines: dict[str, int]) -> str:
        """
        Add the line of the member of an object, and return its pointer.

        Args:
            owner: The pointer of the object.
            name: The key of the member.
            line: The line of the key.
            first_lines: The lines of the keys of the object; this one is added to them.
        """
        pointer = owner + format_pointer((name,))
        first = first_lines.get(name)
        if first is not None:
            message = f"the key `{name}` is in this object twice (first in line {first}), and only the last counts"
            problem = Problem.in_description(pointer, "duplicate-key", message, "keep one of them", line)
            self.duplicates.append(problem)
        first_lines.setdefault(name, line)
        self.lines[pointer] = line
        return pointer

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
            if level is not None and level.is_object and level.member is None:
                level.begin_member(_string(symbol), line, positions)
                continue
            pointer = "" if level is None else level.place
            if level is None or not level.is_object:
                positions.add(pointer, line)
            if symbol in "{[":
                levels.append(_Level(symbol == "{", pointer))
            if len(levels) > MAX_DEPTH:
                break  # reported by `load`
        return positions


@dataclass
class _Level:
    is_object: bool
    pointer: str
    member: str | None = None
    """The pointer of the member whose value comes next."""
    index: int = 0
    first_lines: dict[str, int] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The pointer of the value that comes next."""
        return f"{self.pointer}/{self.index}" if self.member is None else self.member

    def next(self) -> None:
        self.member = None
        self.index += 1

    def begin_member(self, name: str, line: int, positions: Positions) -> None:
        self.member = positions.add_member(self.pointer, name, line, self.first_lines)


def _string(token: str) -> str:
    try:
        return str(loads(token))
    except JSONDecodeError:
        return token
