"""The part of the grammar of patterns that stands for characters: letters, escapes, and classes in brackets."""

from __future__ import annotations

import re
from typing import NoReturn

from ..strings.expressions import expression
from .pattern_folding import fold
from .pattern_hints import explain_class, explain_letter
from .pattern_tree import (
    ANY,
    ESCAPES,
    LAST,
    SURROGATES,
    WORD,
    CharacterSet,
    PatternError,
    Ranges,
    complement,
    normalize,
)
from .unicode_names import canonical_property

_CONTROLS = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
_SYNTAX = frozenset("^$\\.*+?()[]{}|/")
_LETTER = expression("[A-Za-z]")
_CONTROL_IN_CLASS = expression("[A-Za-z0-9_]")
_NUMBER = expression("x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})")
_CODE_POINT = expression(r"u\{0*([0-9A-Fa-f]{1,6})\}")
_LOW_SURROGATE = expression(r"\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})")
_ZERO = expression("0(?![0-9])")
_OCTAL = expression("[0-3][0-7]{0,2}|[4-7][0-7]?")
_PROPERTY = expression(r"[pP]\{(\w+(?:=\w+)?)\}", re.ASCII)
_RESOLVED = {"ASCII": ((0, 127),), "Any": ANY, "gc=Cs": (SURROGATES,)}
"""Properties that need no data."""


class CharacterReader:
    """
    Reads a pattern from left to right.

    Args:
        pattern: The pattern.
        is_unicode: Whether it is read as with the flag `u`, otherwise as in annex B.
    """

    def __init__(self, pattern: str, *, is_unicode: bool) -> None:
        self.pattern = pattern
        self.is_unicode = is_unicode
        self.position = 0
        self.flags: frozenset[str] = frozenset()
        self.has_names = False
        self.doubts: dict[str, str] = {}

    def peek(self) -> str:
        """Return the next character, or nothing at the end."""
        return self.pattern[self.position : self.position + 1]

    def take(self, expression: re.Pattern[str]) -> re.Match[str] | None:
        """Return what is next, and continue after it, if it matches an expression."""
        found = expression.match(self.pattern, self.position)
        self.position = found.end() if found else self.position
        return found

    def fail(self, start: int, length: int, reason: str, hint: str = "") -> NoReturn:
        """Raise an error about some characters of the pattern."""
        raise PatternError(f"`{self.pattern[start : start + length]}` (character {start + 1}) {reason}", hint)

    def character_set(
        self, ranges: Ranges, properties: tuple[tuple[str, bool], ...] = (), *, is_negated: bool = False
    ) -> CharacterSet:
        """Return a set as it is inside the flags that are in effect."""
        ignores_case = "i" in self.flags
        if ignores_case:
            ranges = fold(ranges, is_unicode=self.is_unicode)
        if properties:
            return CharacterSet(ranges, properties, is_negated, ignores_case)
        return CharacterSet(complement(ranges) if is_negated else ranges)

    # --- escapes -----------------------------------------------------------------------------------------------------

    def escaped(self, *, in_class: bool = False) -> CharacterSet:
        """Return what an escape stands for."""
        start = self.position
        self.position += 1
        letter = self.peek()
        if not letter:
            self.fail(start, 1, "escapes nothing", "write `\\\\` for a backslash")
        if letter in ESCAPES:
            self.position += 1
            return CharacterSet(self._named_set(letter))
        if letter in "pP" and self.is_unicode:
            return self._property(start)
        code_point = self._escaped_character(start, letter, in_class=in_class)
        return CharacterSet(((code_point, code_point),))

    def _named_set(self, letter: str) -> Ranges:
        if letter in "wW" and "i" in self.flags:
            word = fold(WORD, is_unicode=self.is_unicode)
            return word if letter == "w" else complement(word)
        return ESCAPES[letter]

    def _property(self, start: int) -> CharacterSet:
        found = self.take(_PROPERTY)
        name = canonical_property(found[1]) if found else None
        if name is None:
            self.fail(start, 12, "is not a property of ECMA-262")
        is_negated = self.pattern[start + 1] == "P"
        if name in _RESOLVED:
            return CharacterSet(complement(_RESOLVED[name]) if is_negated else _RESOLVED[name])
        return self.character_set((), ((name, is_negated),))

    def _escaped_character(self, start: int, letter: str, *, in_class: bool) -> int:
        if letter in _CONTROLS:
            self.position += 1
            return _CONTROLS[letter]
        if letter == "c":
            return self._control(start, in_class=in_class)
        number = self.take(_NUMBER)
        if number:
            return self._joined(int(number[1] or number[2], 16))
        number = self.take(_CODE_POINT) if self.is_unicode else None
        if number and int(number[1], 16) <= LAST:
            return int(number[1], 16)
        octal = self.take(_ZERO if self.is_unicode else _OCTAL)
        if octal:
            return int(octal[0], 8)
        self.position += 1
        if self.is_unicode and letter not in _SYNTAX and not (in_class and letter == "-"):
            self.fail(start, 2, "is not an escape of ECMA-262")
        return self._identity(start, letter)

    def _identity(self, start: int, letter: str) -> int:
        if letter == "k" and self.has_names:
            self.fail(start, 2, "has to be followed by `<name>`, where groups have names")
        if letter.isalnum() and letter.isascii():
            self.doubts.setdefault(*explain_letter(self.pattern, start))
        return ord(letter)

    def _control(self, start: int, *, in_class: bool) -> int:
        self.position += 1
        letter = self.take(_CONTROL_IN_CLASS if in_class and not self.is_unicode else _LETTER)
        if letter:
            return ord(letter[0]) % 32
        if self.is_unicode:
            self.fail(start, 3, "has to be `\\c` and a letter")
        self.position -= 1
        return ord("\\")  # by itself: the `c` is the next character

    def _joined(self, number: int) -> int:
        """Return the code point of two escapes if they are a pair of surrogates, otherwise that of the first."""
        low = self.take(_LOW_SURROGATE) if 0xD800 <= number <= 0xDBFF else None
        return 0x10000 + ((number - 0xD800) << 10) + int(low[1], 16) - 0xDC00 if low else number

    # --- classes -----------------------------------------------------------------------------------------------------

    def character_class(self) -> CharacterSet:
        """Return the characters of a class."""
        start = self.position
        self.position += 1
        is_negated = self.peek() == "^"
        self.position += is_negated
        members: list[CharacterSet] = []
        while self.peek() != "]":
            if not self.peek():
                self.fail(start, 1, "opens a class that is not closed", "write `\\[` for the character")
            members += self._class_members()
        self.position += 1
        if not self.is_unicode:
            self.doubts.update(explain_class(self.pattern, start, self.position))
        ranges = normalize(span for member in members for span in member.ranges)
        properties = tuple(item for member in members for item in member.properties)
        return self.character_set(ranges, properties, is_negated=is_negated)

    def _class_members(self) -> list[CharacterSet]:
        """Return a character, a range, or a set inside a class."""
        start = self.position
        first = self._class_atom()
        if self.peek() != "-" or self.pattern[self.position + 1 : self.position + 2] in ("]", ""):
            return [first]
        self.position += 1
        last = self._class_atom()
        if not (_is_character(first) and _is_character(last)):
            if self.is_unicode:
                self.fail(start, self.position - start, "is not a range of characters", "escape the `-`")
            return [first, CharacterSet(((45, 45),)), last]
        low, high = first.ranges[0][0], last.ranges[0][0]
        if low > high:
            self.fail(start, self.position - start, "is a range that ends before it begins", "escape the `-`")
        return [CharacterSet(((low, high),))]

    def _class_atom(self) -> CharacterSet:
        character = self.peek()
        if self.pattern.startswith("\\b", self.position):
            self.position += 2
            return CharacterSet(((8, 8),))
        if character == "\\":
            return self.escaped(in_class=True)
        self.position += 1
        return CharacterSet(((ord(character), ord(character)),))


def _is_character(member: CharacterSet) -> bool:
    return len(member.ranges) == 1 and member.ranges[0][0] == member.ranges[0][1] and not member.properties
