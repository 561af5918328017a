"""
Parts of a JSON value: what is too large for one response is read part by part, each as large as it may be.

A part has the shape of the value, with some of its items. The parts one after the other have each item once. Inside an
object, what is small comes first, so that the first part also has the totals beside a long list.

No part looks at more of the value than it has room for: all of them together take about as long as one walk through
the value. What would be in the way of that is shown as a string of JSON, in parts too: what is nested so deeply that
the way to it takes half of the room, and a number that is longer than a part.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from ..records import dataclass
from ..strings.expressions import expression
from .cleaning import cut_text

Position = tuple[int, ...]
"""Where a part begins: at each level the number of an item, of a name in the order of `_names`, or of a character."""

MAX_STRING = 500
"""Characters that are left of a long string inside of a value that is too large."""
LONG_STRING = 1000
"""Characters from which on a string is long."""
MAX_LEVELS = 32
"""How deep a value is cut; what is deeper and does not fit is shown as a string of JSON."""
MAX_WORD = 40
"""Characters of a name that is shown in our words."""
_MOST_LEVELS = 60
"""How deep long strings are cut inside of what is not."""
_SMALL = 16
"""A child of an object is small if it is at most this part of the limit."""
_LEAST = 8
"""What is left of a part is used for the beginning of something large if it is at least this part of the limit."""


@dataclass(frozen=True, eq=False, repr=False)
class Cut:
    """Of what a part has only some."""

    path: tuple[str | int, ...]
    """Where it is; empty for the value itself."""
    first: int
    """The number of the first item, from 0."""
    count: int
    """The number of items."""
    total: int
    """The number of all items."""
    unit: str
    """What is counted: ``items``, ``members``, ``characters``, or ``characters of JSON``."""


@dataclass(frozen=True, eq=False, repr=False)
class Part:
    """A part of a value."""

    value: Any
    next: Position | None
    """Where the next part begins; None if this is the last."""
    cuts: tuple[Cut, ...] = ()
    """What it has only some of: from outside to inside, and in the order of the value."""
    is_shortened: bool = False
    """Whether long strings of it are cut."""


# --- one line of JSON ------------------------------------------------------------------------------------------------

_HIDDEN = expression(
    "[\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000110bd"
    "\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""
Characters that are not seen, turn the direction of what is beside them, or end a line: those of the categories Cc, Cf,
Cs, Zl and Zp, and those that Unicode has as Default_Ignorable_Code_Point.
"""


_ENCODER, _ASCII_ENCODER = (
    json.JSONEncoder(
        ensure_ascii=is_ascii, separators=(",", ":"), default=str, allow_nan=False, check_circular=False
    )
    for is_ascii in (False, True)
)  # fmt: skip


def to_json(value: Any) -> str:
    """Return a value as one line of JSON with its characters as they are, for what is not shown."""
    try:
        return _ENCODER.encode(value)
    except (RecursionError, ValueError):
        return _dump_deep(value)


def dump(value: Any) -> str:
    """Return a value as one line of JSON, in which characters that are not seen are escaped."""
    text = to_json(value)
    return text if text.isascii() and "\x7f" not in text else _HIDDEN.sub(_escaped, text)


def dump_large(value: Any, text: str = "") -> bytes:
    """
    Return what `dump` returns, for a file: in less time, and if something is not seen, with ASCII alone.

    Args:
        value: The value.
        text: What `to_json` has returned for it, if it has been called.
    """
    text = text or to_json(value)
    if not text.isascii() and _HIDDEN.search(text):
        try:
            text = _ASCII_ENCODER.encode(value)
        except (RecursionError, ValueError):
            text = _HIDDEN.sub(_escaped, text)
    return text.encode()


def _escaped(found: Any) -> str:
    code = ord(found[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD7C0 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


class _Written(str):
    """JSON that has been written already."""

    __slots__ = ()


def _dump_deep(value: Any) -> str:
    """Return a value as JSON, however deeply it is nested, and with null for what is not a number."""
    written: list[str] = []
    pending = [value]
    while pending:
        found = pending.pop()
        if isinstance(found, _Written):
            written.append(found)
        elif isinstance(found, (dict, list)) and found:
            is_list = isinstance(found, list)
            children = [("", child) for child in found] if is_list else [(f"{json.dumps(n)}:", found[n]) for n in found]
            pending.append(_Written("]" if is_list else "}"))
            for label, child in reversed(children):
                pending += [child, _Written(f",{label}")]
            pending[-1] = _Written(f"{'[' if is_list else '{'}{children[0][0]}")
        elif isinstance(found, float) and not math.isfinite(found):
            written.append("null")
        else:
            written.append(json.dumps(found, ensure_ascii=False, default=str))
    return "".join(written)


def size_of(value: Any) -> int:
    """Return the bytes of a value as JSON."""
    return len(dump(value).encode())


def path_text(path: tuple[str | int, ...], most: int) -> str:
    """
    Return where something is, in at most so many bytes: ``items[3].rows``.

    A name that is not a word stands as ``*``: it is from strangers, and could look like words of ours.
    """
    steps = (f"[{step}]" if isinstance(step, int) else f".{step if _is_word(step) else '*'}" for step in path)
    return cut_text("".join(steps).removeprefix("."), most)


def _is_word(name: str) -> bool:
    return len(name) <= MAX_WORD and name.replace("-", "_").isidentifier()


# --- how large something is ------------------------------------------------------------------------------------------


def least_size(value: Any, most: int, *, whole: bool = False) -> tuple[int, bool]:
    """
    Return how many bytes a value has as JSON at least, and whether some of its strings or names are long.

    No more is looked at than is needed to find that there are more than `most`.

    Args:
        value: JSON data.
        most: Where to stop: the size that is returned is then larger.
        whole: Whether long strings and names count with all of their characters, and not as they are cut.
    """
    size, has_long, pending = 0, False, [value]
    long = math.inf if whole else LONG_STRING
    while pending and size <= most:
        found = pending.pop()
        if isinstance(found, str):
            is_long = len(found) > long
            has_long = has_long or is_long
            size += 2 + (MAX_STRING if is_long else len(found))
        elif isinstance(found, list):
            size += 1 + len(found)
            if size <= most:
                pending.extend(found)
        elif isinstance(found, dict):
            size += 1 + 4 * len(found)
            if size <= most:
                has_long = has_long or any(len(name) > long for name in found)
                size += sum(MAX_STRING if len(name) > long else len(name) for name in found)
                pending.extend(found.values())
        elif isinstance(found, int):
            size += 1 + max(0, found.bit_length() - 1) * 3 // 10  # a digit has 3.3 bits
        else:
            size += 1
    return size, has_long


def fits(value: Any, most: int) -> bool:
    """Return whether all of a value has at most so many bytes as JSON."""
    return least_size(value, most, whole=True)[0] <= most and size_of(value) <= most


# --- parts -----------------------------------------------------------------------------------------------------------


def part_of(value: Any, limit: int, start: Position = ()) -> Part:
    """
    Return the part of a value that begins at a position.

    Args:
        value: JSON data.
        limit: The most bytes of the part as JSON, 128 or more; the same for all parts of a value.
        start: Where to begin; an empty one is the beginning.
    """
    if not start and fits(value, limit):
        return Part(value, None)
    cutter = _Cutter(limit)
    taken = cutter.take(value, _Place(), limit, start, is_first=True) or _Taken(None, 0)
    return Part(taken.value, taken.next, tuple(cutter.cuts), cutter.is_shortened)


@dataclass(frozen=True, eq=False, repr=False)
class _Place:
    """Where in the value something is."""

    parent: _Place | None = None
    step: str | int = ""
    level: int = 0
    cost: int = 0
    """The bytes of a part that has nothing but the way to it: brackets, and names."""

    def inside(self, step: str | int, size: int) -> _Place:
        """Return the place of a child; `size` is what its name and a comma take."""
        return _Place(self, step, self.level + 1, self.cost + 2 + size)

    @property
    def path(self) -> tuple[str | int, ...]:
        """The steps to it."""
        return () if self.parent is None else (*self.parent.path, self.step)


@dataclass(frozen=True, eq=False, repr=False)
class _Taken:
    """What was taken of a value."""

    value: Any
    size: int
    """Its bytes as JSON, at most."""
    next: Position | None = None
    """Where the rest begins; None if there is none."""
    is_whole: bool = False
    """Whether it is all of the value."""
    is_shortened: bool = False


class _Cutter:
    """Takes one part."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.cuts: list[Cut] = []
        self.is_shortened = False

    def take(self, value: Any, place: _Place, room: int, start: Position, *, is_first: bool) -> _Taken | None:
        """
        Return what of a value that is too large fits into some bytes; None if it is better begun in the next part.

        Args:
            value: The value.
            place: Where it is.
            room: The bytes.
            start: Where to begin in it.
            is_first: Whether the part has nothing yet: then something is taken.
        """
        if isinstance(value, str):
            return self._take_string(value, place, room, start, "characters")
        is_deep = place.level >= MAX_LEVELS or place.cost > self._limit // 2
        if is_deep or not isinstance(value, (dict, list)):
            return self._take_string(dump(value), place, room, start, "characters of JSON")
        return self._take_children(value, place, room, start, is_first=is_first)

    def _take_string(self, text: str, place: _Place, room: int, start: Position, unit: str) -> _Taken:
        first = start[0] if start else 0
        count = _fitting_characters(text[first : first + room], room)
        end = first + count
        self.cuts.append(Cut(place.path, first, count, len(text), unit))
        return _Taken(text[first:end], room, (end,) if end < len(text) else None)

    def _take_children(self, value: Any, place: _Place, room: int, start: Position, *, is_first: bool) -> _Taken | None:
        names: Sequence[Any] = _names(value, self._limit) if isinstance(value, dict) else range(len(value))
        begun, inner = (start[0], start[1:]) if start else (0, ())
        taken: dict[Any, Any] = {}
        spot, whole, left = len(self.cuts), 0, room - 2
        rest: Position | None = None
        for index in range(begun, len(names)):
            name = names[index]
            label, size = (index, 1) if isinstance(name, int) else self._label(name, index)
            inside = place.inside(name, size)
            found = self._take_child(value[name], inside, left - size, inner, is_first=is_first and not taken)
            if found is None:
                rest = (index,)
                break
            taken[label] = found.value
            left -= size + found.size
            whole += found.is_whole
            self.is_shortened = self.is_shortened or found.is_shortened
            inner = ()
            if found.next is not None:
                rest = (index, *found.next)
                break
        if not taken:
            return None
        if whole and len(taken) < len(names):
            unit = "members" if isinstance(value, dict) else "items"
            self.cuts.insert(spot, Cut(place.path, begun, len(taken), len(names), unit))
        return _Taken(taken if isinstance(value, dict) else list(taken.values()), room - left, rest)

    def _take_child(self, child: Any, place: _Place, room: int, start: Position, *, is_first: bool) -> _Taken | None:
        """Return all of a child, or the beginning of one that is too large for any part; None if there is no room."""
        fitting = None if start else _whole(child, self._limit - place.cost)
        if fitting is not None:
            return fitting if fitting.size <= room else None
        if is_first or room >= self._limit // _LEAST:
            return self.take(child, place, room, start, is_first=is_first)
        return None

    def _label(self, name: str, number: int) -> tuple[Any, int]:
        """Return a name as it is shown, and the bytes that it takes with its colon and a comma."""
        most = self._limit // _LEAST
        size = size_of(name) if len(name) <= most else most + 1
        if size <= most:
            return name, size + 2
        self.is_shortened = True
        mark = f"…(+{len(name):,})#{number}"
        shown = f"{name[: _fitting_characters(name[:most], most - len(mark))]}{mark}"
        return shown, size_of(shown) + 2


def _whole(value: Any, most: int) -> _Taken | None:
    """Return a value with its long strings cut; None if it still has more than so many bytes."""
    is_simple = not isinstance(value, (str, list, dict))  # of many values all are
    size, has_long = (0, False) if is_simple else least_size(value, most)
    if size > most:
        return None
    shown = _shortened(value) if has_long else value
    size = size_of(shown)
    return _Taken(shown, size, is_whole=True, is_shortened=has_long) if size <= most else None


def _fitting_characters(text: str, room: int) -> int:
    """Return how many of the first characters of a string fit into so many bytes of JSON, about; at least one."""
    text = text[: max(1, room - 2)]
    least, most, size_there = 1, len(text), size_of(text)
    if size_there <= room:
        return len(text)
    middle, size = most * room // size_there * 31 // 32, 0  # right if the characters are alike
    while most - least > 1 and size < room - room // _LEAST:
        middle = middle if least < middle < most else (least + most) // 2
        size_there = size_of(text[:middle])
        if size_there <= room:
            least, size = middle, size_there
        else:
            most = middle
    return least


def _shortened(value: Any, level: int = 0) -> Any:
    """Return a value with its long strings cut."""
    if isinstance(value, dict) and level < _MOST_LEVELS:
        return {_short_name(name, n): _shortened(item, level + 1) for n, (name, item) in enumerate(value.items())}
    if isinstance(value, list) and level < _MOST_LEVELS:
        return [_shortened(item, level + 1) for item in value]
    return _short(value)


def _short(value: Any) -> Any:
    if not isinstance(value, str) or len(value) <= LONG_STRING:
        return value
    return f"{value[:MAX_STRING]}…(+{len(value) - MAX_STRING:,})"


def _short_name(name: str, number: int) -> str:
    """Return the name of a member; of long ones, which may begin alike, with its number."""
    return name if len(name) <= LONG_STRING else f"{_short(name)}#{number}"


def _names(value: dict[str, Any], limit: int) -> list[str]:
    """
    Return the names of an object in the order in which they are taken: those of small values first.

    It is the same for all parts. No more of the values is looked at than one part has room for.
    """
    if len(value) > limit // 4:  # too many for any of them to be special
        return list(value)
    small: list[str] = []
    large: list[str] = []
    left = limit
    for name, child in value.items():
        is_container = isinstance(child, (list, dict))
        most = min(limit // _SMALL, left) if is_container else limit // _SMALL
        size, _ = least_size(child, most)
        left -= min(size, most) if is_container else 0
        (small if size <= most else large).append(name)
    return [*small, *large]
