"""
Simple schemas of scalars, and what confirms their values without an engine.

Most parameters have such a schema. A first call then needs no engine, whose import takes a sixth of its time
(`benchmarks/start.py`). As with the fast engine, a value that is not confirmed here is evaluated in full.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ..strings.expressions import expression

Check = Callable[[Any], bool]
"""Takes a simple value, and returns whether it is valid."""

_ANNOTATIONS = frozenset(
    {
        "$comment", "title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly",
        "secret", "format", "enumDescriptions",
    }
)  # fmt: skip
_TYPES = {"string": str, "integer": int, "number": int, "boolean": bool, "null": None, "array": list, "object": dict}
"""Type of JSON Schema → the type of simple values of it, or another one."""
_MAX_PATTERN = 200
_CHARACTER = r"(?:[A-Za-z0-9_ :;,@#%=!/<>-]|\\[dw./\\-])"
_MEMBER = r"(?:[A-Za-z0-9_ .:;,@#%=!/<>+*?(){}$]|\\[dw./\\-])"
_ATOM = rf"(?:{_CHARACTER}|\[\^?(?:{_MEMBER}(?:-{_MEMBER})?)+-?\])"
_PIECE = expression(rf"{_ATOM}(?:\{{[0-9]{{1,2}}\}}|([*+?]|\{{[0-9]{{1,3}},[0-9]{{0,3}}\}}))?")


def is_simple(value: Any) -> bool:
    """Return whether a value is simple: an ASCII string, an integer of 64 bits or a boolean."""
    kind = type(value)
    return (kind is str and value.isascii()) or (kind is int and -(2**63) < value < 2**63) or kind is bool


def simple_check(schema: Any) -> Check | None:
    """Return what confirms simple values for a schema; None if the schema is not simple."""
    if not isinstance(schema, Mapping):
        return None
    checks: list[Check] = []
    for keyword, value in schema.items():
        if keyword in _ANNOTATIONS or keyword.startswith("x-"):
            continue
        make = _MAKERS.get(keyword)
        check = make(value) if make is not None else None
        if check is None:
            return None
        checks.append(check)
    if len(checks) == 1:
        return checks[0]

    def check_all(value: Any) -> bool:
        for check in checks:  # noqa: SIM110 - faster than `all`
            if not check(value):
                return False
        return True

    return check_all


def _type(types: Any) -> Check | None:
    names = [types] if isinstance(types, str) else types
    if not isinstance(names, list) or not all(isinstance(name, str) and name in _TYPES for name in names):
        return None
    allowed = {_TYPES[name] for name in names}
    return lambda value: type(value) in allowed


def _values(values: Any) -> Check | None:
    # 1.0 is the integer 1 in JSON Schema, and True is not.
    if not isinstance(values, list) or not all(value is None or type(value) in (str, int, bool) for value in values):
        return None
    allowed = frozenset((type(value), value) for value in values)
    return lambda value: (type(value), value) in allowed


def _of_lengths(allows: Callable[[int, int], bool]) -> Callable[[Any], Check | None]:
    def make(limit: Any) -> Check | None:
        if type(limit) is not int or limit < 0:
            return None
        return lambda value: not isinstance(value, str) or allows(len(value), limit)

    return make


def _of_integers(allows: Callable[[int, int], bool]) -> Callable[[Any], Check | None]:
    def make(limit: Any) -> Check | None:
        if type(limit) is not int:  # in draft-04 it may be a boolean
            return None
        return lambda value: type(value) is not int or allows(value, limit)

    return make


def _pattern(pattern: Any) -> Check | None:
    if not isinstance(pattern, str) or not _is_plain(pattern):
        return None
    try:
        # `$` of Python also matches before a line feed at the end.
        match = re.compile(f"{pattern[:-1]}\\Z" if pattern.endswith("$") else pattern).match
    except re.error:
        return None
    return lambda value: not isinstance(value, str) or match(value) is not None


def _is_plain(pattern: str) -> bool:
    """Return whether a pattern means the same to Python as to ECMA-262 for ASCII strings, and takes linear time."""
    at, end, variable = 1, len(pattern) - pattern.endswith("$"), 0
    if not pattern.startswith("^") or end > _MAX_PATTERN:
        return False
    while at < end:
        piece = _PIECE.match(pattern, at, end)
        if piece is None:
            return False
        at = piece.end()
        variable += piece[1] is not None
    return variable <= 1


_MAKERS: dict[str, Callable[[Any], Check | None]] = {
    "type": _type,
    "enum": _values,
    "const": lambda value: _values([value]),
    "minLength": _of_lengths(lambda length, limit: length >= limit),
    "maxLength": _of_lengths(lambda length, limit: length <= limit),
    "minimum": _of_integers(lambda value, limit: value >= limit),
    "maximum": _of_integers(lambda value, limit: value <= limit),
    "exclusiveMinimum": _of_integers(lambda value, limit: value > limit),
    "exclusiveMaximum": _of_integers(lambda value, limit: value < limit),
    "pattern": _pattern,
}
"""Keyword → what makes its check; None for a value that is not simple."""
