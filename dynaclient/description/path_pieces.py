"""The path of an action: put together, and split at its parameters."""

from __future__ import annotations

from .document import Node
from .model import TEMPLATE


def whole_path(node: Node, levels: list[Node]) -> str:
    """Return the path of an action: its own after those of the resources that it is in."""
    if "absolutePath" in node:
        return str(node["absolutePath"])
    return "".join(str(level.get("path", "")) for level in [*levels, node])


def split_path(path: str) -> tuple[tuple[tuple[str, str], ...], bool]:
    """Return the pieces of a path (see `Action.pieces`), and whether all its braces are around names."""
    pieces: list[tuple[str, str]] = []
    literal = ""
    end = 0
    for match in TEMPLATE.finditer(path):
        if match.start() != end:
            break
        end = match.end()
        if match[1]:
            pieces.append((literal, match[1]))
            literal = ""
        else:
            literal += match[2]
    return (*pieces, (literal, "")), end == len(path)
