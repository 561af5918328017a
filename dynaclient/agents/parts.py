"""
Parts of a JSON value: what is too large for one answer is read part by part, each as large as it may be.

A part has the shape of the value, with some of its items. The parts one after the other have each item once. Inside an
object, what is small comes first, so that the first part also has the totals beside a long list.
"""

from __future__ import annotations

import json
from typing import Any

from ..records import dataclass
from ..strings.expressions import expression

Position = tuple[int, ...]
"""Where a part begins: at each level the number of an item, of a name in the order of `_names`, or of a character."""

MAX_STRING = 500
"""Characters that are left of a long string inside of a value that is too large."""
LONG_STRING = 1000
"""Characters from which on a string is long."""
MAX_LEVELS = 60
"""How deep a value is cut; what is deeper is left out."""
CUT = expression(r"…\(\+[\d,]+\)")
"""What stands at the end of a string that is cut."""
_SMALL = 16
"""A child of an object is small if it is at most this part of the limit."""


@dataclass(frozen=True, eq=False, repr=False)
class Part:
    """A part of a value."""

    value: Any
    next: Position | None
    """Where the next part begins; None if this is the last."""
    path: str = ""
    """Where the items are that were cut, such as ``items`` or ``[3].rows``; empty for the value itself."""
    first: int = 0
    """The number of the first item, from 0."""
    count: int = 0
    """The number of items."""
    total: int = 0
    """The number of all items at the path."""
    unit: str = "items"
    """What is counted: ``items``, ``members`` or ``characters``."""


_HIDDEN = expression(
    "[\x80-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e01ef]"
)
"""Characters that are not seen, turn the direction of what is beside them, or end a line."""


def dump(value: Any) -> str:
    """Return a value as one line of JSON, in which characters that are not seen are escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return text if text.isascii() else _HIDDEN.sub(lambda found: json.dumps(found[0])[1:-1], text)


def size_of(value: Any) -> int:
    """Return the bytes of a value as JSON."""
    return len(dump(value).encode())


def is_larger(value: Any, limit: int) -> bool:
    """Return whether a value has more bytes as JSON than a limit."""
    return (isinstance(value, (str, list, dict)) and len(value) > limit) or size_of(value) > limit


def part_of(value: Any, limit: int, start: Position = ()) -> Part:
    """
    Return the part of a value that begins at a position, in at most `limit` bytes.

    Args:
        value: JSON data.
        limit: The most bytes of the part as JSON.
        start: Where to begin; an empty one is the beginning.
    """
    cutter = _Cutter(limit)
    taken, following = cutter.take(value, limit, start, ())
    where = cutter.where or Part(None, None)
    return Part(taken, following, where.path, where.first, where.count, where.total, where.unit)


def shortened(value: Any, level: int = 0) -> Any:
    """Return a value with its long strings cut."""
    if isinstance(value, dict) and level < MAX_LEVELS:
        return {_short_name(name, n): shortened(item, level + 1) for n, (name, item) in enumerate(value.items())}
    if isinstance(value, list) and level < MAX_LEVELS:
        return [shortened(item, level + 1) for item in value]
    return _short(value)


def _short(text: Any) -> Any:
    if not isinstance(text, str) or len(text) <= LONG_STRING:
        return text
    return f"{text[:MAX_STRING]}…(+{len(text) - MAX_STRING:,})"


def _short_name(name: str, number: int) -> str:
    """Return the name of a member; of long ones, which may begin alike, with its number."""
    return name if len(name) <= LONG_STRING else f"{_short(name)}#{number}"


class _Cutter:
    """Takes one part."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.where: Part | None = None
        """What was cut last, innermost."""

    def take(self, value: Any, room: int, start: Position, path: tuple[Any, ...]) -> tuple[Any, Position | None]:
        """Return what of a value fits into some bytes, from a position on, and where the rest of it begins."""
        if isinstance(value, str):
            return self._take_string(value, room, start, path)
        if not isinstance(value, (dict, list)) or not (start or is_larger(value, room)):
            return value, None
        return self._take_children(value, room, start, path)

    def _take_string(self, text: str, room: int, start: Position, path: tuple[Any, ...]) -> tuple[str, Position | None]:
        first = start[0] if start else 0
        end = first + max(1, room - 2)
        while end > first + 1 and size_of(text[first:end]) > room:  # a character has up to six bytes as JSON
            end = first + max(1, (end - first) * room // size_of(text[first:end]) - 2)
        if start or end < len(text):
            self._note(path, first, min(end, len(text)) - first, len(text), "characters")
        return text[first:end], (end,) if end < len(text) else None

    def _take_children(
        self, value: Any, room: int, start: Position, path: tuple[Any, ...]
    ) -> tuple[Any, Position | None]:
        names = None if isinstance(value, list) else _names(value, self._limit)
        total = len(value)
        index, inner = (start[0], start[1:]) if start else (0, ())
        taken: list[tuple[str, Any]] = []
        begun, left = index, room - 2
        following: Position | None = None
        while index < total and following is None:
            name: Any = index if names is None else names[index]
            shown = "" if names is None else _short_name(name, index)
            child, size = self._measured(value[name])
            label = 0 if names is None else size_of(shown) + 1
            size += label + 1
            if inner or (size > left and (size > self._limit - 2 or not taken)):
                if taken and left < self._limit // 8:
                    following = (index,)
                    break
                child, rest = self._take_inside(child, left - label - 1, inner, (*path, name))
                following, inner = (None if rest is None else (index, *rest)), ()
                size = size_of(child) + label + 1
            elif size > left:
                following = (index,)
                break
            taken.append((shown, child))
            left -= size
            index += following is None
        self._note(path, begun, len(taken), total, "members" if names else "items")
        return ([child for _, child in taken] if names is None else dict(taken)), following

    def _measured(self, child: Any) -> tuple[Any, int]:
        """Return a child with its long strings cut, and its bytes; of a long list the least that it can have."""
        if isinstance(child, (list, dict)) and len(child) > self._limit // 2:
            return child, 2 * len(child)
        child = shortened(child)
        return child, size_of(child)

    def _take_inside(
        self, child: Any, room: int, inner: Position, path: tuple[Any, ...]
    ) -> tuple[Any, Position | None]:
        """Return a part of a child, and where the rest of it begins; nothing of one that is too deep."""
        return (None, None) if len(path) > MAX_LEVELS else self.take(child, max(room, 1), inner, path)

    def _note(self, path: tuple[Any, ...], first: int, count: int, total: int, unit: str) -> None:
        if self.where is None and (first or count < total):
            self.where = Part(None, None, _written(path), first, count, total, unit)


def _names(value: dict[str, Any], limit: int) -> list[str]:
    """Return the names of an object in the order in which they are taken: those of small values first."""
    if len(value) > limit // 4:  # too many for any of them to be special
        return list(value)
    large = {name for name, child in value.items() if is_larger(child, limit // _SMALL)}
    return [*(name for name in value if name not in large), *(name for name in value if name in large)]


def _written(path: tuple[Any, ...]) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")[:200]
