"""The tokens of JSON, kept as they are written, and what is wrong with what is not JSON."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from json import loads
from typing import Union

from ..errors import DescriptionError, Problem
from ..schema.references import MAX_DEPTH, format_pointer
from ..strings.expressions import expression

_CHARACTERS = r"""[^"\\\x00-\x1f\ud800-\udfff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f\ud800-\udfff]*)*"""
_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
_TOKEN = expression(
    rf"""(?P<string>"{_CHARACTERS}")|[{{}}\[\]:,]|(?P<plain>{_NUMBER}|true|false|null)|(?P<other>[^ \t\n\r])"""
)
_STRING_START = expression(f'"{_CHARACTERS}')
_WORD = expression(r"[\w.+-]+|.", re.DOTALL)
_SHOWN = 40
"""The maximum number of characters of an unexpected token in a message."""

_VALUES = frozenset({"string", "plain", "{", "["})
_COLON = "`:`"
_TOKENS = {
    "a value": _VALUES,
    "a value or `]`": _VALUES | {"]"},
    "a name": frozenset({"string"}),
    "a name or `}`": frozenset({"string", "}"}),
    _COLON: frozenset({":"}),
    "`,` or `}`": frozenset({",", "}"}),
    "`,` or `]`": frozenset({",", "]"}),
    "the end": frozenset[str](),
}
"""What can be expected next in JSON, and the tokens that it can begin with."""


@dataclass(frozen=True)
class Kind:
    """A kind of brackets, and what is expected in them: first, after a comma, and after an entry."""

    begin: str
    end: str
    first: str
    after_comma: str
    after_entry: str


OBJECT = Kind("{", "}", "a name or `}`", "a name", "`,` or `}`")
LIST = Kind("[", "]", "a value or `]`", "a value", "`,` or `]`")
_WHOLE = Kind("", "", "a value", "", "the end")
_KINDS = {kind.begin: kind for kind in (OBJECT, LIST)}

Value = Union[str, "Group"]
"""A string, number or literal name as written, or a group in brackets."""


@dataclass(eq=False, slots=True)
class Group:
    """An object or a list; the whole text is a group too, the only one without brackets."""

    kind: Kind
    heads: list[str] = field(default_factory=list)
    """The prefixes of the parts: a name and a colon, or nothing."""
    parts: list[Value] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    """Name → position in the file, in their order."""
    width: int = 2
    """Its length on one line."""
    objects: int = 0
    """The number of members of an object that are objects."""
    is_tall: bool = False
    """Whether it is written on several lines even if it fits on one."""

    @property
    def step(self) -> str | int:
        """The name or the index of the current part."""
        return next(reversed(self.names)) if self.kind is OBJECT else len(self.parts)

    def add_name(self, name: str, token: str, position: int) -> None:
        """Add the name of the next member: as it is, and as it is written."""
        self.names[name] = position
        self.heads.append(f"{token}: ")

    def add(self, part: Value) -> None:
        """Add a part."""
        if self.kind is not OBJECT:
            self.heads.append("")
        self.width += len(", ") if self.parts else 0
        self.width += len(self.heads[-1]) + (len(part) if isinstance(part, str) else part.width)
        self.parts.append(part)
        if isinstance(part, Group):
            self.objects += self.kind is OBJECT and part.kind is OBJECT
            self.is_tall |= part.is_tall or self.objects > 1


def read_json(text: str) -> Value:
    """
    Return JSON by its tokens.

    Raises:
        DescriptionError: It is not JSON, has a key twice in an object, or is nested too deeply: where, and what would
            be expected there.
    """
    levels = [Group(_WHOLE)]
    expected = _WHOLE.first
    for match in _TOKEN.finditer(text):
        token = match[0]
        if (match.lastgroup or token) not in _TOKENS[expected]:
            raise _unexpected(text, match.start(), expected)
        expected = _take(text, levels, expected, token, match.start())
    if expected != _WHOLE.after_entry:
        raise json_error(text, len(text), f"invalid JSON: expected {expected}, but it ends here")
    return levels[0].parts[0]


def _take(text: str, levels: list[Group], expected: str, token: str, position: int) -> str:
    """Add one token to its group, and return what is expected next."""
    level = levels[-1]
    if token in _KINDS:
        return _begin(text, levels, token, position)
    if expected == _COLON:
        return "a value"
    if token == ",":  # noqa: S105 - not a password
        return level.kind.after_comma
    if token == level.kind.end:
        levels.pop()
        levels[-1].add(level)
    elif expected in (OBJECT.first, OBJECT.after_comma):
        _add_name(text, levels, token, position)
        return _COLON
    else:
        level.add(token)
    return levels[-1].kind.after_entry


def _begin(text: str, levels: list[Group], token: str, position: int) -> str:
    if len(levels) - 1 > MAX_DEPTH:
        message = f"nested more than {MAX_DEPTH} levels deep"
        raise json_error(text, position, message, rule="depth", hint="use fewer levels")
    levels.append(Group(_KINDS[token]))
    return levels[-1].kind.first


def _add_name(text: str, levels: list[Group], token: str, position: int) -> None:
    name = loads(token)
    first = levels[-1].names.get(name)
    if first is not None:
        message = f"the key `{name}` is in this object twice (first in line {_line(text, first)})"
        pointer = format_pointer((*(level.step for level in levels[1:-1]), name))
        raise json_error(text, position, message, rule="duplicate-key", pointer=pointer, hint="keep one of them")
    levels[-1].add_name(name, token, position)


# --- errors ----------------------------------------------------------------------------------------------------------


def _unexpected(text: str, position: int, expected: str) -> DescriptionError:
    """Return the error for what is at a position: it is not a token, or not one that is expected."""
    start = _STRING_START.match(text, position)
    end = start.end() if start else position
    if start is None or text.startswith('"', end):
        word = _WORD.findall(text, position, position + _SHOWN)[0] if start is None else text[position : end + 1]
        return json_error(text, position, f"invalid JSON: expected {expected}, got `{word[:_SHOWN]}`")
    if end == len(text):
        return json_error(text, position, "invalid JSON: the string that begins here is not closed")
    if text[end] == "\\":
        return json_error(text, end, f"invalid JSON: `{text[end : end + 2]}` is not an escape sequence of JSON")
    message = f"the string is not closed, or has a character that has to be written as \\u{ord(text[end]):04x}"
    return json_error(text, end, f"invalid JSON: {message}")


def json_error(
    text: str, position: int, message: str, *, rule: str = "json", pointer: str = "", hint: str = "fix the JSON there"
) -> DescriptionError:
    """Return the error for what is wrong at a position of it."""
    column = position - text.rfind("\n", 0, position)
    line = _line(text, position)
    return DescriptionError([Problem.in_description(pointer, rule, f"{message}, column {column}", hint, line)])


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
