"""
Format: the one layout of a description, so that a diff shows only real changes.

Only the white space between the tokens of the JSON text changes. An object or a list is written on one line if it fits,
unless an object in it has two or more objects as members, as parameters, responses and properties do: those are written
one below the other. Lists and objects with only plain values fill their lines. The brackets of a list with one object
share the lines of the object's braces.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .json_text import LIST, OBJECT, Group, Value, json_error, read_json
from .text import is_yaml

WIDTH = 120
"""The maximum length of a line, unless a single string is longer."""
INDENT = "  "
DEEPEST = 40
"""The maximum number of indented levels, so that a line always has room for a value."""

_Row = tuple[int, str, Value, str]
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
        raise json_error(
            decoded, 0, "this is YAML, and only JSON is formatted", hint="convert it with `dynaclient import`"
        )
    return "".join(_lines(read_json(decoded)))


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
    raise json_error(before, len(before), "invalid UTF-8", rule="file", hint="save the file as UTF-8")


# --- writing ---------------------------------------------------------------------------------------------------------


def _lines(whole: Value) -> Iterator[str]:
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


def _only_object(group: Group) -> Group | None:
    """Return the object in a list, if that is its only item: the two pairs of brackets then share their lines."""
    only = group.parts[0] if group.kind is LIST and len(group.parts) == 1 else None
    return only if isinstance(only, Group) and only.kind is OBJECT else None


def _fits(group: Group, room: int) -> bool:
    return not group.parts or (group.width <= room and not group.is_tall)


def _on_one_line(value: Value) -> str:
    """Return a value on one line. It is known to fit, so the recursion is at most as deep as a line is long."""
    if isinstance(value, str):
        return value
    inside = ", ".join(head + _on_one_line(part) for head, part in zip(value.heads, value.parts, strict=True))
    return value.kind.begin + inside + value.kind.end


def _rows(group: Group, depth: int) -> list[_Row]:
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
