r"""
The grammar of patterns: ECMA-262 of 2025, section 22.2.1.

A pattern is read as with the flag `u`, which JSON Schema recommends. If that grammar refuses it, it is read as browsers
read patterns without the flag (annex B.1.2), where ``\<`` is just ``<``, and ``{`` or ``]`` alone is itself. Annex B
only decides what the pattern says: a character is a code point either way, as in all of JSON Schema.
"""

from __future__ import annotations

import re

from ..records import dataclass
from ..strings.expressions import expression
from .pattern_escapes import CharacterReader
from .pattern_folding import folded_edge
from .pattern_hints import explain_group
from .pattern_tree import (
    ANY,
    EMPTY,
    LINE_ENDS,
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
    complement,
    one_of,
)

MAX_DEPTH = 100
"""How deeply groups may be nested."""
MAX_LENGTH = 100_000
MAX_COUNT = 1_000_000_000
"""What larger numbers in quantifiers count as."""

_QUANTIFIER = expression(r"(?:([*+?])|\{([0-9]+)(?:(,)([0-9]*))?\})(\??)")
_GROUP = expression(r"\((?!\?)()|\(\?(?::|(<?)([=!])|<([^>]*)>|([ims]*)(?:(-)([ims]*))?:)")
_OPENING = expression(r"\\.|\[(?:\\.|[^\]\\])*\]?|(\()(?:(?!\?)|\?<(?![=!])([^>]*)>)", re.DOTALL)
"""What opens a group that captures, and what could be mistaken for it."""
_NAMED_REFERENCE = expression(r"\\k<([^>]*)>")
_NUMBERED_REFERENCE = expression(r"\\([1-9][0-9]*)")
_ESCAPE_IN_NAME = expression(r"\\u(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{4}))")


@dataclass(frozen=True, eq=False, repr=False)
class Pattern:
    """A pattern that has been parsed."""

    tree: Node
    doubts: tuple[tuple[str, str], ...]
    """What other dialects of patterns read differently: how ECMA-262 reads it, and what to write instead."""


def parse(pattern: str) -> Pattern:
    """Return the tree of a pattern; `PatternError` if ECMA-262 allows it neither with the flag `u` nor without."""
    if len(pattern) > MAX_LENGTH:
        raise PatternError(f"it is longer than {MAX_LENGTH:,} characters", "split it")
    try:
        return _Parser(pattern, is_unicode=True).parse()
    except PatternError:
        return _Parser(pattern, is_unicode=False).parse()


class _Parser(CharacterReader):
    """Parses a pattern."""

    def __init__(self, pattern: str, *, is_unicode: bool) -> None:
        super().__init__(pattern, is_unicode=is_unicode)
        self.depth = 0
        self.opened = 0
        self.names: frozenset[str] = frozenset()
        """Of the groups that may take part in a match together with what is parsed next."""
        self.numbers: dict[str, list[int]] = {}
        """Name → the numbers of all groups of this name."""
        openings = [opening for opening in _OPENING.finditer(pattern) if opening[1]]
        self.group_count = len(openings)
        for number, opening in enumerate(openings, 1):
            if opening[2] is not None:
                self.numbers.setdefault(_decode_name(opening[2]), []).append(number)
        self.has_names = bool(self.numbers)

    def parse(self) -> Pattern:
        tree = self._alternatives()
        if self.position < len(self.pattern):
            self.fail(self.position, 1, "closes no group", "write `\\)` for the character")
        return Pattern(tree, tuple(self.doubts.items()))

    def _alternatives(self) -> Node:
        before = after = self.names
        branches = []
        while True:
            self.names = before
            branches.append(self._sequence())
            after |= self.names
            if self.peek() != "|":
                break
            self.position += 1
        self.names = after
        return branches[0] if len(branches) == 1 else Alternatives(tuple(branches))

    def _sequence(self) -> Node:
        items: list[Node] = []
        while self.peek() not in ("", "|", ")"):
            items.append(self._quantified())
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def _quantified(self) -> Node:
        start, first_group = self.position, self.opened + 1
        item = self._term()
        head, quantifier_start = self.pattern[start : start + 2], self.position
        quantifier = self.take(_QUANTIFIER)
        if quantifier is None:
            return item
        is_lookahead = head[0] == "(" and isinstance(item, Look) and not item.behind
        is_position = isinstance(item, Look) or head[0] in "^$" or head in ("\\b", "\\B")
        if is_position and (self.is_unicode or not is_lookahead):
            self.fail(quantifier_start, 1, "repeats a position, not a character", "remove it")
        if self.peek() == "+" and not quantifier[5]:
            hint = f"write `{quantifier[0]}`"
            self.fail(self.position, 1, "makes a possessive quantifier, which ECMA-262 does not have", hint)
        least, most = self._bounds(quantifier)
        return EMPTY if most == 0 else Repeat(item, least, most, bool(quantifier[5]), (first_group, self.opened + 1))

    def _bounds(self, quantifier: re.Match[str]) -> tuple[int, int | None]:
        sign, low, comma, high, _ = quantifier.groups()
        if sign:
            return int(sign == "+"), 1 if sign == "?" else None
        least = _read_count(low)
        most = _read_count(high) if high else (None if comma else least)
        if most is not None and most < least:
            self.fail(quantifier.start(), len(quantifier[0]), "has its numbers in the wrong order", "exchange them")
        return least, most

    def _term(self) -> Node:
        character = self.peek()
        if character == "(":
            return self._group()
        if character == "[":
            return self.character_class()
        if character == "\\":
            return self._escape()
        if character in "*+?" or (character == "{" and _QUANTIFIER.match(self.pattern, self.position)):
            self.fail(self.position, 1, "has nothing before it to repeat", f"write `\\{character}` for the character")
        if character in "{}]" and self.is_unicode:
            self.fail(self.position, 1, "has to be escaped")
        self.position += 1
        if character in "^$":
            return self._edge(character)
        if character == ".":
            return CharacterSet(ANY if "s" in self.flags else complement(LINE_ENDS))
        return self.character_set(one_of(character))

    def _edge(self, sign: str) -> Node:
        if "m" in self.flags:
            return Look(CharacterSet(complement(LINE_ENDS)), sign == "^", negated=True)
        return Edge(sign)

    # --- groups ------------------------------------------------------------------------------------------------------

    def _group(self) -> Node:
        start, flags = self.position, self.flags
        opening = self.take(_GROUP)
        if opening is None:
            end = self.pattern.find(")", start) + 1
            self.fail(start, min(end - start, 20) if end else 3, *explain_group(self.pattern[start:]))
        is_plain, behind, sign, name, added, minus, removed = opening.groups()
        number = self._open(start, name) if is_plain is not None or name is not None else 0
        if added is not None:
            self._change_flags(start, added, minus, removed or "")
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise PatternError(f"its groups are nested more than {MAX_DEPTH} deep", "nest fewer groups")
        item = self._alternatives()
        self.depth -= 1
        self.flags = flags
        if not self.peek():
            self.fail(start, 1, "opens a group that is not closed", "write `\\(` for the character")
        self.position += 1
        if sign:
            return Look(item, bool(behind), sign == "!")
        return Group(item, number) if number else Sequence((item,))

    def _open(self, start: int, name: str | None) -> int:
        """Return the number of a group that captures."""
        self.opened += 1
        if name is not None:
            decoded = _decode_name(name)
            if not decoded.replace("$", "_").isidentifier():
                self.fail(start, len(name) + 4, "does not begin with a name", "use letters, digits and `_`")
            if decoded in self.names:
                self.fail(start, len(name) + 4, "has the name of another group", "rename one of them")
            self.names |= {decoded}
        return self.opened

    def _change_flags(self, start: int, added: str, minus: str | None, removed: str) -> None:
        changed = added + removed
        if len(set(changed)) < len(changed) or (minus and not changed):
            self.fail(start, len(changed) + 4, "has a flag twice, or none", "write each flag once")
        self.flags = (self.flags | set(added)) - set(removed)

    # --- escapes -----------------------------------------------------------------------------------------------------

    def _escape(self) -> Node:
        letter = self.pattern[self.position + 1 : self.position + 2]
        if letter in ("b", "B"):
            self.position += 2
            return folded_edge(letter) if "i" in self.flags and self.is_unicode else Edge(letter)
        if letter == "k" and (self.is_unicode or self.has_names):
            return self._named_reference()
        number = _NUMBERED_REFERENCE.match(self.pattern, self.position)
        if number and _read_count(number[1]) <= self.group_count:
            self.position = number.end()
            return Reference((int(number[1]),))
        if number and self.is_unicode:
            self.fail(self.position, len(number[0]), "refers to a group that does not exist")
        escaped = self.escaped()
        is_set = letter in "dDwWsS" or (letter in "pP" and self.is_unicode)
        return escaped if is_set else self.character_set(escaped.ranges)

    def _named_reference(self) -> Node:
        start = self.position
        found = self.take(_NAMED_REFERENCE)
        numbers = self.numbers.get(_decode_name(found[1])) if found else None
        if numbers is None:
            self.fail(
                start, len(found[0]) if found else 2, "refers to no group", "write `\\k<name>` with a group's name"
            )
        return Reference(tuple(numbers))


def _read_count(digits: str) -> int:
    return min(int(digits), MAX_COUNT) if len(digits) < 20 else MAX_COUNT


def _decode_name(name: str) -> str:
    if "\\" not in name:
        return name
    decoded = _ESCAPE_IN_NAME.sub(lambda match: chr(min(int(match[1] or match[2], 16), 0x10FFFF)), name)
    return decoded.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")  # joins pairs of surrogates
