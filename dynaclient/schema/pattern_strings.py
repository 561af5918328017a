"""
Strings that match a pattern: a small generator for ECMA-262 patterns.

It supports the common parts of patterns and ignores lookaround, so the result has to be matched against the pattern.
"""

from __future__ import annotations

import random
import string

MAX_STEPS = 20_000
"""How many pieces a string may be composed of."""

MAX_REPEATS = 10_000
MAX_DEPTH = 100
"""How deeply groups may be nested."""
_WORD = string.ascii_letters + string.digits + "_"
_PRINTABLE = "".join(map(chr, range(32, 127)))
_CLASSES = {
    "d": string.digits, "w": _WORD, "s": " ",
    "D": "".join(character for character in _PRINTABLE if not character.isdigit()),
    "W": "".join(character for character in _PRINTABLE if character not in _WORD),
    "S": _PRINTABLE[1:],
}  # fmt: skip
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_SIMPLE = string.ascii_lowercase + string.digits


class UnsupportedPattern(ValueError):
    """No string can be generated for a pattern."""


def generate_string(pattern: str, rng: random.Random, extra: int = 0) -> str:
    """
    Return a string that probably matches a pattern; `UnsupportedPattern` if it has parts that are not supported here.

    Args:
        pattern: An ECMA-262 pattern.
        rng: The source of randomness.
        extra: How much more often than necessary an unbounded part is repeated.
    """
    generator = _Generator(pattern, rng, extra)
    generated = generator.alternatives()
    if generator.position != len(pattern):
        raise UnsupportedPattern("a closing bracket has no opening bracket")
    return generated


class _Generator:
    """Parses a pattern once from left to right, and returns what each part of it generates."""

    def __init__(self, pattern: str, rng: random.Random, extra: int) -> None:
        self.pattern = pattern
        self.rng = rng
        self.extra = extra
        self.position = 0
        self.steps = 0
        self.depth = 0

    def _peek(self) -> str:
        return self.pattern[self.position : self.position + 1]

    def _next(self) -> str:
        character = self._peek()
        if not character:
            raise UnsupportedPattern("the pattern ends unexpectedly")
        self.position += 1
        return character

    def _find_end(self, sign: str) -> int:
        end = self.pattern.find(sign, self.position)
        if end < 0:
            raise UnsupportedPattern(f"{sign} is missing")
        return end

    def alternatives(self) -> str:
        """Return what one of the alternatives up to the end of the group generates."""
        generated = [self._sequence()]
        while self._peek() == "|":
            self.position += 1
            generated.append(self._sequence())
        return self.rng.choice(generated)

    def _sequence(self) -> str:
        generated: list[str] = []
        while self._peek() and self._peek() not in "|)":
            generated.append(self._quantified())
        return "".join(generated)

    def _quantified(self) -> str:
        start = self.position
        first = self._atom()
        least, most = self._quantifier()
        count = least if most == least else min(most, least + self.extra)
        end, generated = self.position, [first] if count else []
        for _ in range(count - 1):
            self.position = start
            generated.append(self._atom())
        self.position = end
        return "".join(generated)

    def _quantifier(self) -> tuple[int, int]:
        least, most = self._bounds()
        if (least, most) != (1, 1) and self._peek() == "?":
            self.position += 1  # lazy: it matches the same strings
        return least, most

    def _bounds(self) -> tuple[int, int]:
        simple = {"*": (0, MAX_REPEATS), "+": (1, MAX_REPEATS), "?": (0, 1)}.get(self._peek())
        if simple:
            self.position += 1
            return simple
        end = self.pattern.find("}", self.position)
        least, comma, most = self.pattern[self.position + 1 : max(end, self.position)].partition(",")
        if self._peek() != "{" or not least.isdigit() or not (most.isdigit() or not most):
            return 1, 1
        self.position = end + 1
        return int(least), int(most) if most else (MAX_REPEATS if comma else int(least))

    def _atom(self) -> str:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise UnsupportedPattern("the string would be too long")
        character = self._next()
        if character == "(":
            return self._group()
        if character == "[":
            return self.rng.choice(self._class())
        if character == "\\":
            return self._escape()
        if character in "^$":
            return ""
        return self.rng.choice(_SIMPLE) if character == "." else character

    def _group(self) -> str:
        is_lookaround = False
        if self.pattern.startswith("?", self.position):
            self.position += 1
            kind = self._next()
            if kind == "<" and self._peek() not in ("=", "!"):
                self.position = self._find_end(">") + 1
            else:
                is_lookaround = kind != ":"
                self.position += kind == "<"
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise UnsupportedPattern("it is nested too deeply")
        generated = self.alternatives()
        self.depth -= 1
        self._next()  # the closing bracket
        return "" if is_lookaround else generated

    def _escape(self) -> str:
        letter = self._next()
        if letter in _CLASSES:
            return self.rng.choice(_CLASSES[letter] if letter.isupper() else _prefer_simple(_CLASSES[letter]))
        if letter in "bB":
            return ""
        return self._escaped_character(letter)

    def _escaped_character(self, letter: str) -> str:
        """Return the character that an escape stands for."""
        if letter in _CONTROLS:
            return _CONTROLS[letter]
        if letter in "xu":
            return self._code_point(2 if letter == "x" else 4)
        if letter.isalnum():
            raise UnsupportedPattern(f"\\{letter} is not supported")
        return letter

    def _code_point(self, digits: int) -> str:
        if digits == 4 and self._peek() == "{":
            end = self._find_end("}")
            code, self.position = self.pattern[self.position + 1 : end], end + 1
        else:
            code = self.pattern[self.position : self.position + digits]
            self.position += digits
        try:
            return chr(int(code, 16))
        except (ValueError, OverflowError):
            raise UnsupportedPattern("an escape has no valid code point") from None

    def _class(self) -> str:
        """Return the characters of a class, only the simple ones if it has any."""
        is_negated = self._peek() == "^"
        self.position += is_negated
        members: list[str] = []
        while self._peek() != "]":
            first = self._class_member()
            following = self.pattern[self.position + 1 : self.position + 2]
            if self._peek() == "-" and following not in ("]", "") and len(first) == 1:
                self.position += 1
                last = self._class_member()
                members.append("".join(map(chr, range(ord(first), min(ord(last[:1]), ord(first) + 255) + 1))))
            else:
                members.append(first)
        self.position += 1
        listed = "".join(members)
        characters = "".join(character for character in _PRINTABLE if character not in listed) if is_negated else listed
        if not characters:
            raise UnsupportedPattern("a class has no characters")
        return _prefer_simple(characters)

    def _class_member(self) -> str:
        character = self._next()
        if character != "\\":
            return character
        letter = self._next()
        return _CLASSES[letter] if letter in _CLASSES else "\b" if letter == "b" else self._escaped_character(letter)


def _prefer_simple(characters: str) -> str:
    return "".join(character for character in characters if character in _SIMPLE) or characters
