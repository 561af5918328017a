"""
Format: the one layout of a description, so that a diff shows only real changes.

Only the white space between the tokens of the JSON text changes. An object or a list is written on one line if it fits,
unless an object in it has two or more objects as members, as parameters, responses and properties do: those are written
one below the other. Lists and objects with only plain values fill their lines. The brackets of a list with one object
share the lines of the object's braces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from json import loads
from typing import Union

from ..errors import DescriptionError, Problem
from ..schema.references import MAX_DEPTH, format_pointer
from ..strings.expressions import expression
from .text import is_yaml

WIDTH = 120
"""The maximum length of a line, unless a single string is longer."""
INDENT = "  "
DEEPEST = 40
"""The maximum number of indented levels, so that a line always has room for a value."""

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
"""What can be expected next in a JSON text, and the tokens that it can begin with."""


@dataclass(frozen=True)
class _Kind:
    """A kind of brackets, and what is expected in them: first, after a comma, and after an entry."""

    begin: str
    end: str
    first: str
    after_comma: str
    after_entry: str


_OBJECT = _Kind("{", "}", "a name or `}`", "a name", "`,` or `}`")
_LIST = _Kind("[", "]", "a value or `]`", "a value", "`,` or `]`")
_WHOLE = _Kind("", "", "a value", "", "the end")
_KINDS = {kind.begin: kind for kind in (_OBJECT, _LIST)}

_Value = Union[str, "_Group"]
"""A string, number or literal name as written, or a group in brackets."""
_Row = tuple[int, str, _Value, str]
"""Something that gets its own lines: its depth, its prefix, its value and its suffix."""


def format_description(text: str | bytes) -> str:
    """
    Return a description in the one layout: the same JSON, with other white space between its tokens.

    Lines are indented by two spaces a level and have at most 120 characters, unless a single string is longer. Keys
    keep their order; keys, strings and numbers keep their spelling. Formatting a formatted text changes nothing.

    Args:
        text: The JSON text of a description, a patch or anything else; bytes are UTF-8.

    Raises:
        DescriptionError: The argument is not JSON (YAML is not formatted) or not UTF-8, has a key twice in an object,
            or is nested more than 512 levels deep; the problem has the line, and its message the column.
    """
    decoded = (text if isinstance(text, str) else _decode(text)).removeprefix("\ufeff")
    if is_yaml(decoded):
        raise _error(decoded, 0, "this is YAML, and only JSON is formatted", hint="convert it with `dynaclient import`")
    return "".join(_lines(_read(decoded)))


# --- reading ---------------------------------------------------------------------------------------------------------


@dataclass(eq=False, slots=True)
class _Group:
    """An object or a list; the whole text is a group too, the only one without brackets."""

    kind: _Kind
    heads: list[str] = field(default_factory=list)
    """The prefixes of the parts: a name and a colon, or nothing."""
    parts: list[_Value] = field(default_factory=list)
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
        return next(reversed(self.names)) if self.kind is _OBJECT else len(self.parts)

    def add_name(self, name: str, token: str, position: int) -> None:
        self.names[name] = position
        self.heads.append(f"{token}: ")

    def add(self, part: _Value) -> None:
        if self.kind is not _OBJECT:
            self.heads.append("")
        self.width += len(", ") if self.parts else 0
        self.width += len(self.heads[-1]) + (len(part) if isinstance(part, str) else part.width)
        self.parts.append(part)
        if isinstance(part, _Group):
            self.objects += self.kind is _OBJECT and part.kind is _OBJECT
            self.is_tall |= part.is_tall or self.objects > 1


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
    raise _error(before, len(before), "invalid UTF-8", rule="file", hint="save the file as UTF-8")


def _read(text: str) -> _Value:
    levels = [_Group(_WHOLE)]
    expected = _WHOLE.first
    for match in _TOKEN.finditer(text):
        token = match[0]
        if (match.lastgroup or token) not in _TOKENS[expected]:
            raise _unexpected(text, match.start(), expected)
        expected = _take(text, levels, expected, token, match.start())
    if expected != _WHOLE.after_entry:
        raise _error(text, len(text), f"invalid JSON: expected {expected}, but it ends here")
    return levels[0].parts[0]


def _take(text: str, levels: list[_Group], expected: str, token: str, position: int) -> str:
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
    elif expected in (_OBJECT.first, _OBJECT.after_comma):
        _add_name(text, levels, token, position)
        return _COLON
    else:
        level.add(token)
    return levels[-1].kind.after_entry


def _begin(text: str, levels: list[_Group], token: str, position: int) -> str:
    if len(levels) - 1 > MAX_DEPTH:
        message = f"nested more than {MAX_DEPTH} levels deep"
        raise _error(text, position, message, rule="depth", hint="use fewer levels")
    levels.append(_Group(_KINDS[token]))
    return levels[-1].kind.first


def _add_name(text: str, levels: list[_Group], token: str, position: int) -> None:
    name = loads(token)
    first = levels[-1].names.get(name)
    if first is not None:
        message = f"the key `{name}` is in this object twice (first in line {_line(text, first)})"
        pointer = format_pointer((*(level.step for level in levels[1:-1]), name))
        raise _error(text, position, message, rule="duplicate-key", pointer=pointer, hint="keep one of them")
    levels[-1].add_name(name, token, position)


# --- errors ----------------------------------------------------------------------------------------------------------


def _unexpected(text: str, position: int, expected: str) -> DescriptionError:
    """Return the error for what is at a position: it is not a token, or not one that is expected."""
    start = _STRING_START.match(text, position)
    end = start.end() if start else position
    if start is None or text.startswith('"', end):
        word = _WORD.findall(text, position, position + _SHOWN)[0] if start is None else text[position : end + 1]
        return _error(text, position, f"invalid JSON: expected {expected}, got `{word[:_SHOWN]}`")
    if end == len(text):
        return _error(text, position, "invalid JSON: the string that begins here is not closed")
    if text[end] == "\\":
        return _error(text, end, f"invalid JSON: `{text[end : end + 2]}` is not an escape sequence of JSON")
    message = f"the string is not closed, or has a character that has to be written as \\u{ord(text[end]):04x}"
    return _error(text, end, f"invalid JSON: {message}")


def _error(
    text: str, position: int, message: str, *, rule: str = "json", pointer: str = "", hint: str = "fix the JSON there"
) -> DescriptionError:
    column = position - text.rfind("\n", 0, position)
    line = _line(text, position)
    return DescriptionError([Problem.in_description(pointer, rule, f"{message}, column {column}", hint, line)])


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


# --- writing ---------------------------------------------------------------------------------------------------------


def _lines(whole: _Value) -> Iterator[str]:
    pending: list[_Row] = [(0, "", whole, "")]
    while pending:
        depth, head, value, tail = pending.pop()
        start = INDENT * depth + head
        # There is room for a comma on every line, so that adding an entry below does not change this one.
        if isinstance(value, str) or _fits(value, WIDTH - len(start) - len(tail.rstrip(",")) - len(",")):
            yield f"{start}{_on_one_line(value)}{tail}\n"
        elif only := _only_object(value):
            pending.append((depth, f"{head}[", only, f"]{tail}"))
        else:
            yield f"{start}{value.kind.begin}\n"
            pending.append((depth, "", value.kind.end, tail))
            pending += reversed(_rows(value, min(depth + 1, DEEPEST)))


def _only_object(group: _Group) -> _Group | None:
    """Return the object in a list, if that is its only item: the two pairs of brackets then share their lines."""
    only = group.parts[0] if group.kind is _LIST and len(group.parts) == 1 else None
    return only if isinstance(only, _Group) and only.kind is _OBJECT else None


def _fits(group: _Group, room: int) -> bool:
    return not group.parts or (group.width <= room and not group.is_tall)


def _on_one_line(value: _Value) -> str:
    """Return a value on one line. It is known to fit, so the recursion is at most as deep as a line is long."""
    if isinstance(value, str):
        return value
    inside = ", ".join(head + _on_one_line(part) for head, part in zip(value.heads, value.parts, strict=True))
    return value.kind.begin + inside + value.kind.end


def _rows(group: _Group, depth: int) -> list[_Row]:
    plain = [head + part for head, part in zip(group.heads, group.parts, strict=True) if isinstance(part, str)]
    if len(plain) == len(group.parts):
        return [(depth, "", line, "") for line in _fill(plain, WIDTH - len(INDENT) * depth)]
    tails = [","] * (len(group.parts) - 1) + [""]
    return [(depth, *row) for row in zip(group.heads, group.parts, tails, strict=True)]


def _fill(items: Sequence[str], width: int) -> list[str]:
    """Return lines of plain entries, with commas, as many on a line as fit."""
    lines = [""]
    for item in [*(f"{item}," for item in items[:-1]), items[-1]]:
        if not lines[-1] or len(lines[-1]) + 1 + len(item) > width:
            lines.append(item)
        else:
            lines[-1] += f" {item}"
    return lines[1:]
