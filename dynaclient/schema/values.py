"""
Values outside a body: what text they are written as, and what they may be read as.

On the wire a value in a path, a query, a header, a cookie or a form is text, and the server reads the text by the
schema. So ``5`` is a fine ``"type": "string"`` and ``"5"`` a fine integer.
"""

from __future__ import annotations

import datetime
import enum
import json
import math
import re
import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from .references import plain
from .validation import Schema, Violation, below, parts_of

MAX_DEPTH = 128
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_EXACT = frozenset({str, bool})


class Unwritable(Exception):
    """A value that has no standard form; `path` leads to it."""

    def __init__(self, reason: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.path = path


MAX_INT_BITS = 14_000
"""Larger integers have more digits than Python turns into text (4,300)."""


def json_value(value: Any) -> Any:
    """Give a value in the plain form that JSON can hold (see `standard`); raises `Unwritable`."""
    return _without_decimals(standard(value), ())


def _without_decimals(value: Any, path: tuple[str | int, ...]) -> Any:
    if isinstance(value, dict):
        return {key: _without_decimals(each, (*path, key)) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_decimals(each, (*path, index)) for index, each in enumerate(value)]
    if isinstance(value, Decimal):
        number = int(value) if value == value.to_integral_value() and abs(value) < 10**300 else float(value)
        if Decimal(str(number)) != value:
            raise Unwritable("has more digits than a JSON number keeps here; give it as text", path)
        return number
    if isinstance(value, str):
        return _encodable(value, path)
    return value


def _encodable(value: str, path: tuple[str | int, ...]) -> str:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise Unwritable("holds half of a surrogate pair, which UTF-8 cannot write", path) from None
    return value


def standard(value: Any, path: tuple[str | int, ...] = ()) -> Any:
    """
    Give a value in plain form: text, numbers, booleans, None, lists, and dicts with texts as keys.

    Dates and times become ISO 8601 text, a `UUID` its text, an `Enum` its value. Raises `Unwritable`.
    """
    if type(value) in _EXACT or value is None:
        return value
    if isinstance(value, enum.Enum):
        return standard(value.value, path)
    simple = _standard_scalar(value, path)
    if simple is not None:
        return simple
    if len(path) > MAX_DEPTH:
        raise Unwritable("is nested too deeply", path[:MAX_DEPTH])
    if isinstance(value, Mapping):
        return {_key(key, path): standard(each, (*path, str(key))) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [standard(each, (*path, index)) for index, each in enumerate(value)]
    raise Unwritable(f"is a {type(value).__name__}, which has no standard form as text", path)


def _key(key: Any, path: tuple[str | int, ...]) -> str:
    if not isinstance(key, str):
        raise Unwritable(f"has the key {key!r:.40}, which is not a text", path)
    return str(key)


def _is_uuid(value: Any) -> bool:
    # Who has a UUID has imported the module; it takes longer than all of this one.
    return "uuid" in sys.modules and isinstance(value, sys.modules["uuid"].UUID)


def _standard_scalar(value: Any, path: tuple[str | int, ...]) -> Any:
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, str):
        return str.__str__(value)
    if _is_uuid(value):
        return str(value)
    if isinstance(value, int):
        return _short(int(value), path)
    if isinstance(value, (float, Decimal)):
        if not math.isfinite(value):
            raise Unwritable("is not a finite number", path)
        return value if isinstance(value, Decimal) else float(value)
    return None


def _short(value: int, path: tuple[str | int, ...]) -> int:
    if value.bit_length() > MAX_INT_BITS:
        raise Unwritable("has more digits than can be written", path)
    return value


def text(value: Any) -> str:
    """Give the text of a plain scalar (see `standard`): booleans are ``true`` and ``false``."""
    if isinstance(value, str):
        return value
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, (int, Decimal)):
        return str(value)
    return json.dumps(value)


def read(schema: Schema, value: Any, *, strict: bool = False) -> tuple[Any, list[Violation]]:
    """
    Check a plain value as it will be read, and give it as it is to be written, with what is wrong with it.

    Args:
        schema: What it has to fit.
        value: A plain value, see `standard`.
        strict: Whether the text keeps the type (JSON does), so that ``"5"`` is no integer.
    """
    if schema.waves_through(value):
        return value, []
    if strict:
        return value, schema.violations(value)
    wrapped = [value] if "array" in schema.types and not isinstance(value, (list, dict)) else value
    plainly = [_as_text(wrapped), _as_typed(wrapped)]
    if any(schema.waves_through(each) for each in plainly):
        return wrapped, []
    # Only now, for it takes the schema apart, with its references followed.
    found = [schema.violations(each) for each in (guided(wrapped, [schema.view]), *plainly)]
    return wrapped, min(found, key=bool) if not all(found) else found[0]


def guided(value: Any, views: list[Any]) -> Any:
    """Give the value with each text read as the schemas that speak of it suggest."""
    if isinstance(value, list):
        return [guided(each, [one for view in views for one in below(view, at)]) for at, each in enumerate(value)]
    if isinstance(value, dict):
        return {key: guided(each, [one for view in views for one in below(view, key)]) for key, each in value.items()}
    types = {each for view in views for part in parts_of(view) for each in _types_of(part)}
    if isinstance(value, str):
        typed = _typed(value)
        return typed if types and "string" not in types and _type_of(typed) & types else value
    return text(value) if types and not _type_of(value) & types and "string" in types else value


def _types_of(part: Mapping[str, Any]) -> Iterator[str]:
    said = part.get("type")
    if said is not None:
        yield from [said] if isinstance(said, str) else said
        return
    choices = [*plain(part.get("enum", ())), *([plain(part["const"])] if "const" in part else [])]
    for each in choices:
        yield from _type_of(each)


def _type_of(value: Any) -> set[str]:
    if value is True or value is False:
        return {"boolean"}
    if isinstance(value, str):
        return {"string"}
    if isinstance(value, int):
        return {"integer", "number"}
    if isinstance(value, (float, Decimal)):
        return {"number", "integer"} if value == int(value) else {"number"}
    return set()


def _typed(value: str) -> Any:
    """Give the number or boolean that a text spells, or the text."""
    if value in ("true", "false"):
        return value == "true"
    found = _NUMBER.fullmatch(value)
    if found is None or len(value) > 1000 or len(found[2] or "") > 5:
        return value
    return Decimal(value) if found[1] or found[2] else int(value)


def _as_text(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_text(each) for each in value]
    if isinstance(value, dict):
        return {key: _as_text(each) for key, each in value.items()}
    return None if value is None else text(value)


def _as_typed(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_typed(each) for each in value]
    if isinstance(value, dict):
        return {key: _as_typed(each) for key, each in value.items()}
    return _typed(value) if isinstance(value, str) else value
