"""
Branches of `oneOf` that can never be chosen, since another one includes them.

Some generators write ``oneOf: [{type: integer}, {type: number}]`` for a value that may be either: read literally, it
allows no integer at all. No server means that.
"""

from __future__ import annotations

from typing import Any

from .members import as_list
from .nullable import is_annotation

_NUMERIC = frozenset({"integer", "number"})


def have_overlaps(branches: list[Any]) -> bool:
    """Return whether one of these branches includes another one."""
    wide = [index for index, branch in enumerate(branches) if _is_only_a_type(branch)]
    return any(
        _includes(branches[index], other)
        for index in wide
        for position, other in enumerate(branches)
        if position != index
    )


def _is_only_a_type(schema: Any) -> bool:
    """Return whether a schema limits nothing but the type, which it names."""
    if not isinstance(schema, dict) or "type" not in schema:
        return False
    ignored = {"type", "format"} if _types(schema) <= _NUMERIC else {"type"}
    return all(key in ignored or is_annotation(key) for key in schema)


def _includes(wide: dict[str, Any], other: Any) -> bool:
    if not isinstance(other, dict) or "type" not in other:
        return False
    types = _types(wide)
    return _types(other) <= (types | {"integer"} if "number" in types else types)


def _types(schema: dict[str, Any]) -> set[str]:
    return set(as_list(schema["type"]) or [schema["type"]])
