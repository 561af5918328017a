"""
Texts that match a pattern: a small generator for ECMA-262 patterns.

It writes what the common parts of a pattern ask for and leaves out what only looks around. What it writes has to be
checked against the pattern afterwards.
"""

from __future__ import annotations

import random
import string

MOST = 20_000
"""Pieces that a text may be put together of."""

MOST_REPEATS = 10_000
DEEPEST = 100
"""Groups that may stand in each other."""
_WORD = string.ascii_letters + string.digits + "_"
_PRINTABLE = "".join(map(chr, range(32, 127)))
_CLASSES = {
    "d": string.digits, "w": _WORD, "s": " ",
    "D": "".join(each for each in _PRINTABLE if not each.isdigit()),
    "W": "".join(each for each in _PRINTABLE if each not in _WORD),
    "S": _PRINTABLE[1:],
}  # fmt: skip
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_EASY = string.ascii_lowercase + string.digits


class Unwritten(ValueError):
    """No text could be made."""


def matching(pattern: str, rng: random.Random, extra: int = 0) -> str:
    """
    Give a text that a pattern probably matches; `Unwritten` where it has parts that are not known here.

    Args:
        pattern: An ECMA-262 pattern.
        rng: Where chance comes from.
        extra: How much more often than it must a part without a bound is repeated.
    """
    writer = _Writer(pattern, rng, extra)
    text = writer.alternatives()
    if writer.at != len(pattern):
        raise Unwritten("a bracket is closed that was not opened")
    return text


class _Writer:
    """Reads a pattern once from left to right, and writes as it goes."""

    def __init__(self, pattern: str, rng: random.Random, extra: int) -> None:
        self.pattern = pattern
        self.rng = rng
        self.extra = extra
        self.at = 0
        self.steps = 0
        self.depth = 0

    def _peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def _next(self) -> str:
        found = self._peek()
        if not found:
            raise Unwritten("the pattern ends too early")
        self.at += 1
        return found

    def _end(self, sign: str) -> int:
        """Give where a sign stands that something has to end with."""
        end = self.pattern.find(sign, self.at)
        if end < 0:
            raise Unwritten(f"{sign} is missing")
        return end

    def alternatives(self) -> str:
        """Write one of the alternatives up to the end of the group."""
        written = [self._sequence()]
        while self._peek() == "|":
            self.at += 1
            written.append(self._sequence())
        return self.rng.choice(written)

    def _sequence(self) -> str:
        written: list[str] = []
        while self._peek() and self._peek() not in "|)":
            written.append(self._repeated())
        return "".join(written)

    def _repeated(self) -> str:
        start = self.at
        first = self._atom()
        least, most = self._quantifier()
        count = least if most == least else min(most, least + self.extra)
        end, written = self.at, [first] if count else []
        for _ in range(count - 1):
            self.at = start
            written.append(self._atom())
        self.at = end
        return "".join(written)

    def _quantifier(self) -> tuple[int, int]:
        least, most = self._bounds()
        if (least, most) != (1, 1) and self._peek() == "?":
            self.at += 1  # lazy: the same texts
        return least, most

    def _bounds(self) -> tuple[int, int]:
        simple = {"*": (0, MOST_REPEATS), "+": (1, MOST_REPEATS), "?": (0, 1)}.get(self._peek())
        if simple:
            self.at += 1
            return simple
        end = self.pattern.find("}", self.at)
        least, comma, most = self.pattern[self.at + 1 : max(end, self.at)].partition(",")
        if self._peek() != "{" or not least.isdigit() or not (most.isdigit() or not most):
            return 1, 1
        self.at = end + 1
        return int(least), int(most) if most else (MOST_REPEATS if comma else int(least))

    def _atom(self) -> str:
        self.steps += 1
        if self.steps > MOST:
            raise Unwritten("the text would be too long")
        each = self._next()
        if each == "(":
            return self._group()
        if each == "[":
            return self.rng.choice(self._class())
        if each == "\\":
            return self._escape()
        if each in "^$":
            return ""
        return self.rng.choice(_EASY) if each == "." else each

    def _group(self) -> str:
        looks = False
        if self.pattern.startswith("?", self.at):
            self.at += 1
            kind = self._next()
            if kind == "<" and self._peek() not in ("=", "!"):
                self.at = self._end(">") + 1
            else:
                looks = kind != ":"
                self.at += kind == "<"
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unwritten("it is nested too deeply")
        written = self.alternatives()
        self.depth -= 1
        self._next()  # the bracket that closes it
        return "" if looks else written

    def _escape(self) -> str:
        each = self._next()
        if each in _CLASSES:
            return self.rng.choice(_CLASSES[each] if each.isupper() else _easy(_CLASSES[each]))
        if each in "bB":
            return ""
        return self._escaped(each)

    def _escaped(self, each: str) -> str:
        """Write the one character that an escape stands for."""
        if each in _CONTROLS:
            return _CONTROLS[each]
        if each in "xu":
            return self._code(2 if each == "x" else 4)
        if each.isalnum():
            raise Unwritten(f"\\{each} is not known here")
        return each

    def _code(self, digits: int) -> str:
        if digits == 4 and self._peek() == "{":
            end = self._end("}")
            code, self.at = self.pattern[self.at + 1 : end], end + 1
        else:
            code = self.pattern[self.at : self.at + digits]
            self.at += digits
        try:
            return chr(int(code, 16))
        except (ValueError, OverflowError):
            raise Unwritten("an escape has no code") from None

    def _class(self) -> str:
        """Give the characters of a class, the easy ones alone where it has such."""
        invalid_option = self._peek() == "^"
        self.at += invalid_option
        held: list[str] = []
        while self._peek() != "]":
            first = self._class_member()
            if self._peek() == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("]", "") and len(first) == 1:
                self.at += 1
                last = self._class_member()
                held.append("".join(map(chr, range(ord(first), min(ord(last[:1]), ord(first) + 255) + 1))))
            else:
                held.append(first)
        self.at += 1
        found = "".join(held)
        chosen = "".join(each for each in _PRINTABLE if each not in found) if invalid_option else found
        if not chosen:
            raise Unwritten("a class holds nothing")
        return _easy(chosen)

    def _class_member(self) -> str:
        each = self._next()
        if each != "\\":
            return each
        each = self._next()
        return _CLASSES[each] if each in _CLASSES else "\b" if each == "b" else self._escaped(each)


def _easy(characters: str) -> str:
    return "".join(each for each in characters if each in _EASY) or characters
