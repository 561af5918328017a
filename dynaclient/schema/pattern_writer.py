"""
Patterns as the fast engine reads them: Rust's `regex`, which runs in linear time, without lookaround and references.

What is written is a pattern of ECMA-262 too, since the fast engine asks for that in old dialects. Only for the edges of
words there is nothing that both read alike: in these dialects, such a schema is left to our own evaluation.
"""

from __future__ import annotations

from .pattern_tree import (
    LAST,
    SURROGATES,
    Alternatives,
    CharacterSet,
    Edge,
    Group,
    Node,
    Ranges,
    Repeat,
    Sequence,
    complement,
)

_EDGES = {"^": "^", "$": "$", "b": "(?-u:\\b)"}
"""Not `B`: in the midst of a character that is not ASCII the engine finds one too, and misses what else there is."""
_NOTHING = "[^\\s\\S]"


class NotLinear(Exception):
    """A pattern has lookaround, references, the inside of words, or properties that ignore case."""


def write(node: Node) -> str:
    """Return a pattern for the fast engine; `NotLinear` if it has what that engine has not."""
    if isinstance(node, CharacterSet):
        return _write_set(node)
    if isinstance(node, Edge) and node.kind in _EDGES:
        return _EDGES[node.kind]
    if isinstance(node, Sequence):
        return "".join(f"(?:{write(item)})" if isinstance(item, Alternatives) else write(item) for item in node.items)
    if isinstance(node, Alternatives):
        return "|".join(map(write, node.items))
    if isinstance(node, Group):
        return f"(?:{write(node.item)})"
    if isinstance(node, Repeat):
        written = write(node.item)
        if not isinstance(node.item, (CharacterSet, Group)):
            written = f"(?:{written})"
        return written + _write_quantifier(node)
    raise NotLinear


def _write_quantifier(node: Repeat) -> str:
    if node.most is None:
        return {0: "*", 1: "+"}.get(node.least) or f"{{{node.least},}}"
    if (node.least, node.most) == (0, 1):
        return "?"
    return f"{{{node.least},{node.most}}}" if node.least < node.most else f"{{{node.least}}}"


def _write_set(node: CharacterSet) -> str:
    if node.ignores_case:
        raise NotLinear
    ranges, is_negated = node.ranges, node.negated
    if not node.properties and ranges and ranges[-1][1] == LAST:
        ranges, is_negated = complement(ranges), True
    members = _write_ranges(ranges) + "".join(f"\\{'pP'[no]}{{{name}}}" for name, no in node.properties)
    if not members:
        return "[\\s\\S]" if is_negated else _NOTHING
    is_character = not is_negated and not node.properties and ranges[0][0] == ranges[-1][1]
    return members if is_character else f"[{'^' if is_negated else ''}{members}]"


def _write_ranges(ranges: Ranges) -> str:
    written = ""
    first, last = SURROGATES  # the strings of the fast engine have none
    for begin, end in ranges:
        low, high = (last + 1 if first <= begin <= last else begin), (first - 1 if first <= end <= last else end)
        if low <= high:
            written += _write_character(low) + (f"-{_write_character(high)}" if low < high else "")
    return written


def _write_character(code_point: int) -> str:
    character = chr(code_point)
    if character.isascii():
        return character if character.isalnum() else f"\\x{code_point:02x}"
    return f"\\u{code_point:04x}" if code_point <= 0xFFFF else character
