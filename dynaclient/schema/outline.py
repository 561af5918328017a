"""A schema in a few words, and in a few lines: for people, who want to know what to write."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ..runtime.page import shortened
from .references import plain
from .validation import is_file, parts_of

DEPTH = 3
"""How deep a body is shown."""
LINES = 40
"""Lines that a body is shown in."""
CHOICES = 8
"""Values of a choice that are named."""
ALTERNATIVES = 4
"""Alternatives that are named."""
WIDTH = 92
COUNTED = 1000
"""Further lines that are counted, not more."""


def shown(value: Any, most: int = 40) -> str:
    """Give a value as JSON has it, a text without its quotes, and not more than so many characters of it."""
    found = plain(value)
    if isinstance(found, str):
        return shortened(found, most) if found.strip() else json.dumps(found)
    try:
        return shortened(json.dumps(found, ensure_ascii=False), most)
    except (TypeError, ValueError, RecursionError):
        return "…"


def kind(view: Any, depth: int = 0) -> str:
    """
    Give in a few words what values a schema takes.

    Args:
        view: The schema, its references followed.
        depth: How deep it lies in others that are told; no end of lists of lists is.
    """
    if not isinstance(view, Mapping) or depth > DEPTH:
        return "any"
    if is_file(view):
        return "file"
    told = _choice(view, depth) or _typed(view, depth) or _either(view, depth)
    limits = _limits(view)
    return f"{told}{limits}{', secret' if view.get('secret') is True else ''}"


def _choices(view: Any) -> list[Any] | None:
    """Give the values that a schema is a choice of; None where it is none."""
    if not isinstance(view, Mapping):
        return None
    values = [view["const"]] if "const" in view else view.get("enum")
    return list(values) if isinstance(values, (list, tuple)) else None


def _choice(view: Mapping[str, Any], depth: int) -> str:
    values = _choices(view)
    if values is None:
        return ""
    most = CHOICES if depth == 0 else CHOICES // 2
    names = ", ".join(map(shown, values[:most]))
    more = f", … and {len(values) - most} more" if len(values) > most else ""
    return f"one of {names}{more}" if len(values) > 1 else names


def _typed(view: Mapping[str, Any], depth: int) -> str:
    said = view.get("type")
    said = [said] if isinstance(said, str) else said
    names = [each for each in said if isinstance(each, str)] if isinstance(said, (list, tuple)) else []
    return " or ".join(_type(each, view, depth) for each in names)


def _type(name: str, view: Mapping[str, Any], depth: int) -> str:
    if name == "array" and isinstance(view.get("items"), Mapping):
        return f"list of {kind(view['items'], depth + 1)}"
    return {"array": "list"}.get(name, name)


def _either(view: Mapping[str, Any], depth: int) -> str:
    """Give what is said by the schemas that are combined into one that says no type itself."""
    for key, word in (("oneOf", " or "), ("anyOf", " or "), ("allOf", "")):
        each = view.get(key)
        if isinstance(each, (list, tuple)) and each:
            found = list(dict.fromkeys(kind(one, depth + 1) for one in each[: 4 * ALTERNATIVES]))
            told = [one for one in found if one != "any"] or ["any"]
            return (
                told[0] if not word else word.join([*told[:ALTERNATIVES], *(["…"] if len(told) > ALTERNATIVES else [])])
            )
    return "object" if isinstance(view.get("properties"), Mapping) else "any"


def _limits(view: Mapping[str, Any]) -> str:
    """Give in a few words what else a value has to keep to."""
    pattern, form = view.get("pattern"), view.get("format")
    least, most = view.get("minimum"), view.get("maximum")
    told = [
        f" ({shortened(form, 30)})" if isinstance(form, str) else "",
        f" like /{pattern}/" if isinstance(pattern, str) and len(pattern) <= 40 else "",
        f" from {shown(least)}" if least is not None else "",
        f" to {shown(most)}" if most is not None else "",
    ]
    return "".join(told)


# --- a body ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One property in the outline of a body."""

    depth: int
    name: str
    kind: str

    def written(self, column: int) -> str:
        """Give it as text, its kind from this column on."""
        name = f"{'  ' * self.depth}{self.name}"
        return shortened_at_end(f"{name:<{column}}  {self.kind}" if self.kind else name)


def shortened_at_end(line: str) -> str:
    """Give a line as far as there is room; spaces at its beginning count."""
    return line if len(line) <= WIDTH else line[: WIDTH - 1].rstrip() + "…"


def outline(view: Any) -> str:
    """
    Give the properties of a body, one a line, those below them indented, ``*`` where one is required.

    As deep as there is room in `LINES`; of what is still more, how much it is. Empty where it has no properties.
    """
    for depth in range(DEPTH, 0, -1):
        lines = list(islice(_whole(view, depth), LINES + 1))
        if len(lines) <= LINES:
            return _written(lines)
    further = 1 + sum(1 for _ in islice(_whole(view, 1), LINES, LINES + COUNTED))
    return _written([*lines[: LINES - 1], Line(0, f"… and {further if further <= COUNTED else 'many'} more", "")])


def _written(lines: Iterable[Line]) -> str:
    found = list(lines)
    column = min(40, max((2 * each.depth + len(each.name) for each in found if each.kind), default=0))
    return "\n".join(each.written(column) for each in found)


def _whole(view: Any, most: int) -> Iterator[Line]:
    inside = _inside(view)
    lines = _lines(inside, 0, most)
    first = None if inside is view else next(lines, None)
    if first is not None:
        yield from (Line(0, "(a list, each of)", ""), first)
    yield from lines


def _lines(view: Any, depth: int, most: int) -> Iterator[Line]:
    if depth >= most or not isinstance(view, Mapping):
        return
    for name, (each, required) in _properties(view).items():
        yield Line(depth, f"{shortened(name, 60)}{' *' if required else ''}", kind(each))
        yield from _lines(_inside(each), depth + 1, most)
    for words, each in _others(view):
        yield Line(depth, words, kind(each))
        yield from _lines(_inside(each), depth + 1, most)
    yield from _alternatives(view, depth, most)


def _inside(view: Any) -> Any:
    """Give what has the properties: a schema itself, or that of the items of its lists."""
    for _ in range(DEPTH):
        items = view.get("items") if isinstance(view, Mapping) else None
        if not isinstance(items, Mapping):
            break
        view = items
    return view


def _properties(view: Mapping[str, Any]) -> dict[str, tuple[Any, bool]]:
    """Give the properties that a schema always speaks of, and whether each is required."""
    parts = list(parts_of({**view, "anyOf": (), "oneOf": ()}))  # what all hold with it
    required = {name for part in parts for name in part.get("required") or () if isinstance(name, str)}
    found: dict[str, tuple[Any, bool]] = {}
    for part in parts:
        properties = part.get("properties")
        for name, each in properties.items() if isinstance(properties, Mapping) else ():
            found.setdefault(name, (each, name in required))
    # Those that one has to give come first.
    return dict(sorted(found.items(), key=lambda item: not item[1][1]))


def _others(view: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    patterns = view.get("patternProperties")
    for pattern, each in islice(patterns.items(), CHOICES) if isinstance(patterns, Mapping) else ():
        yield f"(names like /{shortened(pattern, 30)}/)", each
    if isinstance(view.get("additionalProperties"), Mapping):
        yield "(any other name)", view["additionalProperties"]


def _alternatives_of(view: Mapping[str, Any]) -> list[Any]:
    found = [view.get("oneOf"), view.get("anyOf")]
    return [each for one in found if isinstance(one, (list, tuple)) for each in one]


def _alternatives(view: Mapping[str, Any], depth: int, most: int) -> Iterator[Line]:
    """Give what each of several alternatives adds; those that are told apart by their types are in `kind` already."""
    each = [(_called(one), one) for one in _alternatives_of(view)]
    if not any(words for words, _ in each):
        return
    for index, (words, one) in enumerate(each[:ALTERNATIVES]):
        yield Line(depth, shortened(f"({'or' if index else 'either'} {words or kind(one)})", 60), "")
        yield from _lines(_inside(one), depth + 1, most)
    if len(each) > ALTERNATIVES:
        yield Line(depth, f"(or one of {len(each) - ALTERNATIVES} more)", "")


def _called(alternative: Any) -> str:
    """Give what an object is called that is one of several: its title, its tag, or what it has to have."""
    inside = _inside(alternative)
    if not isinstance(inside, Mapping) or not ("properties" in inside or "required" in inside):
        return ""
    properties = inside.get("properties")
    for name, each in properties.items() if isinstance(properties, Mapping) else ():
        choices = _choices(each)
        if choices is not None and len(choices) == 1:
            return f"{name} {shown(choices[0])}"
    title = alternative.get("title")
    if title:
        return shown(title)
    needed = inside.get("required")
    return f"with {' and '.join(map(shown, needed))}" if isinstance(needed, (list, tuple)) and needed else ""
