"""Answers that are too large for one result, of each shape, and what is in their parts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from dynaclient.agents.parts import LONG_STRING, MAX_STRING, Part, part_of

LEVELS = 900
"""How deep the deepest shape is."""
DIGITS = 4000
"""Digits of the longest numbers."""
ODD = 'é😀\u202e\u200b\ufeff\u2028\x85\x7f\x0b\U000e0041\ud800x\udfff"\\\n'
"""Characters that are escaped, turn the direction of writing, end a line, cannot be seen, or are half of one."""


def _items(size: int, text: str = "x" * 400) -> list[dict[str, Any]]:
    return [{"id": number, "name": f"n{number}", "text": text} for number in range(size // len(json.dumps(text)))]


def _deep(size: int) -> Any:
    value: Any = "the end"
    for level in range(LEVELS, 0, -1):
        value = [level, value] if level % 3 else {"level": level, "pad": "x" * (size // LEVELS), "inside": value}
    return value


SHAPES: dict[str, Callable[[int], Any]] = {
    "object of items": lambda size: {"items": _items(size), "total": 12345, "next": "abc"},
    "bare list": _items,
    "list of scalars": lambda size: list(range(size // 7)),
    "one string": lambda size: "x" * size,
    "object of 10,000 keys": lambda size: {f"key{number}": "v" * (size // 10_000) for number in range(10_000)},
    "list in a list": lambda size: [[number] * 100 for number in range(size // 500)],
    "object of objects": lambda size: {f"k{number}": {"a": "x" * 400, "b": number} for number in range(size // 430)},
    "objects of middle size": lambda size: {
        f"k{number}": {"a": ["x" * 400] * 3, "b": number} for number in range(size // 1300)
    },
    "two long lists": lambda size: {"a": _items(size // 2), "b": _items(size // 2)},
    "long names": lambda size: {
        f"{number} {'n' * 3000}": {"m" * 900: number, "o": "x" * 400} for number in range(size // 4300)
    },
    "nested deeply": _deep,
    "long strings in items": lambda size: [
        {"id": number, "a": "a" * 600, "b": "b" * 50_000} for number in range(size // 51_000)
    ],
    "one huge item": lambda size: [1, {"rows": _items(size), "of": "the second"}, 3],
    "huge items": lambda size: [{"id": number, "rows": ["r" * 20] * 4000} for number in range(size // 92_000 + 1)],
    "unusual characters": lambda size: [{"id": n, "odd": ODD * 5} for n in range(size // 400)],
    "one string of unusual characters": lambda size: ODD * (size // 40),
    "numbers of many digits": lambda size: [int("9" * DIGITS) - number for number in range(size // DIGITS)],
    "wide and deep": lambda size: {"data": {"list": [{"edges": [{"node": _items(size)}], "n": 1}], "m": 2}, "o": [3]},
    "empty ones": lambda size: {"a": [[]] * (size // 8), "b": {}, "c": "", "d": [{}] * (size // 8)},
    "empty": lambda _: {},
}
"""For each shape a function that returns a value of about so many bytes as JSON."""


def parts_of(value: Any, limit: int) -> list[Part]:
    """Return all parts of a value."""
    parts = [part_of(value, limit)]
    while parts[-1].next is not None:
        parts.append(part_of(value, limit, parts[-1].next))
    return parts


def leaves(value: Any) -> Iterator[Any]:
    """Yield what a value has: its scalars, and its empty lists and objects, in their order."""
    pending = [value]
    while pending:
        found = pending.pop()
        if isinstance(found, (list, dict)) and found:
            pending += reversed(list(found.values()) if isinstance(found, dict) else found)
        else:
            yield found


def leaves_of_parts(parts: Iterable[Part]) -> Iterator[Any]:
    """
    Yield what the parts of a value have together, with what was cut into pieces as one.

    A piece that is not the first one of its string is the first leaf of a part, and another one the last.
    """
    text = ""
    for part in parts:
        found = list(leaves(part.value))
        for cut in part.cuts:
            if cut.unit in ("items", "members"):
                continue
            piece = found.pop(0) if cut.first else found.pop()
            assert cut.first == len(text)
            assert cut.count == len(piece)
            text += piece
            if len(text) < cut.total:
                continue
            whole = text if cut.unit == "characters" else json.loads(text)
            text = ""
            found = [*leaves(whole), *found] if cut.first else [*found, *leaves(whole)]
        yield from found
    assert text == ""


def shown(leaf: Any) -> Any:
    """Return a leaf as a part shows it: a long string is cut."""
    if not isinstance(leaf, str) or len(leaf) <= LONG_STRING:
        return leaf
    return f"{leaf[:MAX_STRING]}…(+{len(leaf) - MAX_STRING:,})"
