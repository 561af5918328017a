"""
Format: the one layout of a description, so that what a change shows is what was changed.

Only the white space between the tokens of the JSON text is made new. An object or a list stands on one line where it
fits, unless there is an object in it that holds two objects or more, as parameters, responses and properties do: those
stand one below the other. What holds plain values alone fills its lines with them. The brackets of a list that holds
one object share the lines of the object's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from json import loads
from typing import Union

from ..errors import DescriptionError, Problem
from ..schema.references import MAX_DEPTH, pointer_of

WIDTH = 120
"""The most characters of a line, where its texts are not longer than that."""
INDENT = "  "
DEEPEST = 40
"""The most levels that are indented, so that a line always has room for something."""

_IN_TEXT = r"""[^"\\\x00-\x1f\ud800-\udfff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f\ud800-\udfff]*)*"""
_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
_TOKEN = re.compile(
    rf"""(?P<text>"{_IN_TEXT}")|[{{}}\[\]:,]|(?P<plain>{_NUMBER}|true|false|null)|(?P<other>[^ \t\n\r])"""
)
_BEGUN = re.compile(f'"{_IN_TEXT}')
_WORD = re.compile(r"[\w.+-]+|.", re.DOTALL)
_SHOWN = 40
"""The most characters that are shown of what stands in a wrong place."""

_VALUES = frozenset({"text", "plain", "{", "["})
_COLON = "`:`"
_MAY_STAND = {
    "a value": _VALUES,
    "a value or `]`": _VALUES | {"]"},
    "a name": frozenset({"text"}),
    "a name or `}`": frozenset({"text", "}"}),
    _COLON: frozenset({":"}),
    "`,` or `}`": frozenset({",", "}"}),
    "`,` or `]`": frozenset({",", "]"}),
    "the end": frozenset[str](),
}
"""What may be due at some place of a JSON text, and which tokens that can be."""


@dataclass(frozen=True)
class _Kind:
    """A kind of brackets: what is due in them at first, after a comma, and after an entry."""

    begin: str
    end: str
    first: str
    more: str
    then: str


_OBJECT = _Kind("{", "}", "a name or `}`", "a name", "`,` or `}`")
_LIST = _Kind("[", "]", "a value or `]`", "a value", "`,` or `]`")
_WHOLE = _Kind("", "", "a value", "", "the end")
_KINDS = {each.begin: each for each in (_OBJECT, _LIST)}

_Value = Union[str, "_Group"]
"""A text, number or word as it is spelled, or what is in brackets."""
_Row = tuple[int, str, _Value, str]
"""What is to be written on lines of its own: how deep, what stands before it, itself, and what stands after it."""


def format_description(text: str | bytes) -> str:
    """
    Give a description in the one layout: the same JSON, with new lines and spaces between its parts.

    Lines are indented by two spaces a level and are at most 120 characters wide, where no single text is longer. Names
    keep their order; names, texts and numbers keep their spelling. To format what is formatted changes nothing.

    Args:
        text: The JSON text, of a description, a patch or anything else; bytes are UTF-8.

    Raises:
        DescriptionError: It is no JSON, is no UTF-8, has a name twice in an object, or is nested more than 512 deep;
            the fault has the line, and tells the column.
    """
    whole = _read((text if isinstance(text, str) else _decoded(text)).removeprefix("\ufeff"))
    return "".join(_lines(whole))


# --- reading ---------------------------------------------------------------------------------------------------------


@dataclass(eq=False, slots=True)
class _Group:
    """An object or a list; and the whole text, as the one thing that is in no brackets."""

    kind: _Kind
    heads: list[str] = field(default_factory=list)
    """What stands before each part: its name and a colon, or nothing."""
    parts: list[_Value] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    """Where each name stands in the text, in their order."""
    width: int = 2
    """How many characters it takes on one line."""
    objects: int = 0
    """How many of an object's parts are objects."""
    is_tall: bool = False
    """Whether it takes several lines even where it would fit on one."""

    @property
    def step(self) -> str | int:
        """The name or the index of the part that is being read."""
        return next(reversed(self.names)) if self.kind is _OBJECT else len(self.parts)

    def take_name(self, name: str, spelled: str, start: int) -> None:
        self.names[name] = start
        self.heads.append(f"{spelled}: ")

    def take(self, part: _Value) -> None:
        if self.kind is not _OBJECT:
            self.heads.append("")
        self.width += len(", ") if self.parts else 0
        self.width += len(self.heads[-1]) + (len(part) if isinstance(part, str) else part.width)
        self.parts.append(part)
        if isinstance(part, _Group):
            self.objects += self.kind is _OBJECT and part.kind is _OBJECT
            self.is_tall |= part.is_tall or self.objects > 1


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
    raise _refusal(before, len(before), "this is no UTF-8", rule="file")


def _read(text: str) -> _Value:
    levels = [_Group(_WHOLE)]
    due = _WHOLE.first
    for found in _TOKEN.finditer(text):
        token = found[0]
        if (found.lastgroup or token) not in _MAY_STAND[due]:
            raise _misplaced(text, found.start(), due)
        due = _step(text, levels, due, token, found.start())
    if due != _WHOLE.then:
        raise _refusal(text, len(text), f"this is no JSON: it ends where {due} is due")
    return levels[0].parts[0]


def _step(text: str, levels: list[_Group], due: str, token: str, start: int) -> str:
    """Take one token, and give what is due after it."""
    level = levels[-1]
    if token in _KINDS:
        return _begin(text, levels, token, start)
    if due == _COLON:
        return "a value"
    if token == ",":  # noqa: S105 - no password
        return level.kind.more
    if token == level.kind.end:
        levels.pop()
        levels[-1].take(level)
    elif due in (_OBJECT.first, _OBJECT.more):
        _name(text, levels, token, start)
        return _COLON
    else:
        level.take(token)
    return levels[-1].kind.then


def _begin(text: str, levels: list[_Group], token: str, start: int) -> str:
    if len(levels) - 1 > MAX_DEPTH:
        raise _refusal(text, start, f"nested more than {MAX_DEPTH} deep", rule="depth")
    levels.append(_Group(_KINDS[token]))
    return levels[-1].kind.first


def _name(text: str, levels: list[_Group], spelled: str, start: int) -> None:
    name = loads(spelled)
    first = levels[-1].names.get(name)
    if first is not None:
        told = f"`{name}` stands twice in this object (first in line {_line(text, first)})"
        pointer = pointer_of((*(each.step for each in levels[1:-1]), name))
        raise _refusal(text, start, told, rule="duplicate-key", pointer=pointer, hint="keep one of them")
    levels[-1].take_name(name, spelled, start)


# --- refusing --------------------------------------------------------------------------------------------------------


def _misplaced(text: str, at: int, due: str) -> DescriptionError:
    """Say what is wrong with what stands there: it is no token, or not one that is due."""
    begun = _BEGUN.match(text, at)
    end = begun.end() if begun else at
    if begun is None or text.startswith('"', end):
        word = _WORD.findall(text, at, at + _SHOWN)[0] if begun is None else text[at : end + 1]
        return _refusal(text, at, f"this is no JSON: `{word[:_SHOWN]}` stands where {due} is due")
    if end == len(text):
        return _refusal(text, at, "this is no JSON: the text that begins here has no end")
    if text[end] == "\\":
        return _refusal(text, end, f"this is no JSON: `{text[end : end + 2]}` is nothing that can stand in a text")
    told = f"a text that is not closed, or a character in it that has to be written \\u{ord(text[end]):04x}"
    return _refusal(text, end, f"this is no JSON: {told}")


def _refusal(
    text: str, at: int, told: str, *, rule: str = "json", pointer: str = "", hint: str = "mend it there"
) -> DescriptionError:
    column = at - text.rfind("\n", 0, at)
    return DescriptionError([Problem.in_description(pointer, rule, f"{told}, column {column}", hint, _line(text, at))])


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


# --- writing ---------------------------------------------------------------------------------------------------------


def _lines(whole: _Value) -> Iterator[str]:
    pending: list[_Row] = [(0, "", whole, "")]
    while pending:
        depth, head, value, tail = pending.pop()
        start = INDENT * depth + head
        # A comma has its place on every line, so that an entry that is added below leaves this one as it is.
        if isinstance(value, str) or _fits(value, WIDTH - len(start) - len(tail.rstrip(",")) - len(",")):
            yield f"{start}{_flat(value)}{tail}\n"
        elif only := _only_object(value):
            pending.append((depth, f"{head}[", only, f"]{tail}"))
        else:
            yield f"{start}{value.kind.begin}\n"
            pending.append((depth, "", value.kind.end, tail))
            pending += reversed(_rows(value, min(depth + 1, DEEPEST)))


def _only_object(group: _Group) -> _Group | None:
    """Give the object that a list holds, if that is all it holds: the two pairs of brackets share their lines."""
    only = group.parts[0] if group.kind is _LIST and len(group.parts) == 1 else None
    return only if isinstance(only, _Group) and only.kind is _OBJECT else None


def _fits(group: _Group, room: int) -> bool:
    return not group.parts or (group.width <= room and not group.is_tall)


def _flat(value: _Value) -> str:
    """Give a value on one line. It has been seen to fit, so it is nested no deeper than a line is wide."""
    if isinstance(value, str):
        return value
    inside = ", ".join(head + _flat(part) for head, part in zip(value.heads, value.parts, strict=True))
    return value.kind.begin + inside + value.kind.end


def _rows(group: _Group, depth: int) -> list[_Row]:
    texts = [head + each for head, each in zip(group.heads, group.parts, strict=True) if isinstance(each, str)]
    if len(texts) == len(group.parts):
        return [(depth, "", each, "") for each in _filled(texts, WIDTH - len(INDENT) * depth)]
    tails = [","] * (len(group.parts) - 1) + [""]
    return [(depth, *each) for each in zip(group.heads, group.parts, tails, strict=True)]


def _filled(items: Sequence[str], width: int) -> list[str]:
    """Give plain entries, with commas, as many on each line as it holds."""
    lines = [""]
    for each in [*(f"{each}," for each in items[:-1]), items[-1]]:
        if not lines[-1] or len(lines[-1]) + 1 + len(each) > width:
            lines.append(each)
        else:
            lines[-1] += f" {each}"
    return lines[1:]
