"""
Conversion of values: Python values to plain data, plain data to strings, strings to the types that a schema declares.

A value in a path, a query, a header, a cookie or a form is a string on the wire, and the server reads it by its schema.
So ``5`` is valid for ``"type": "string"``, and ``"5"`` for an integer.
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

from .references import unwrap_literal
from .subschemas import child_schemas, combined_schemas
from .validation import Schema
from .violations import Violation

MAX_DEPTH = 128
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_PLAIN_TYPES = frozenset({str, bool})


class EncodingError(Exception):
    """A value cannot be encoded: `reason` is a predicate without a subject, and `path` leads to the value."""

    def __init__(self, reason: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.path = path


MAX_INT_BITS = 14_000
"""Larger integers have more digits than Python converts to a string (4,300)."""


# --- Python values to plain data -------------------------------------------------------------------------------------


def to_json_value(value: Any) -> Any:
    """Return a value as plain data that JSON can express, see `to_plain`; raises `EncodingError`."""
    return _without_decimals(to_plain(value), ())


def _without_decimals(value: Any, path: tuple[str | int, ...]) -> Any:
    if isinstance(value, dict):
        return {key: _without_decimals(member, (*path, key)) for key, member in value.items()}
    if isinstance(value, list):
        return [_without_decimals(item, (*path, index)) for index, item in enumerate(value)]
    if isinstance(value, Decimal):
        number = int(value) if value == value.to_integral_value() and abs(value) < 10**300 else float(value)
        if Decimal(str(number)) != value:
            raise EncodingError("has more digits than a JSON number can have here; pass it as a string", path)
        return number
    if isinstance(value, str):
        return _require_utf8(value, path)
    return value


def _require_utf8(value: str, path: tuple[str | int, ...]) -> str:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise EncodingError("contains half of a surrogate pair, which cannot be encoded in UTF-8", path) from None
    return value


def to_plain(value: Any, path: tuple[str | int, ...] = ()) -> Any:
    """
    Return a value as plain data: strings, numbers, booleans, None, lists, and dicts with strings as keys.

    Dates and times become ISO 8601 strings, a `UUID` a string, an `Enum` its value. Raises `EncodingError`.
    """
    if type(value) in _PLAIN_TYPES or value is None:
        return value
    if isinstance(value, enum.Enum):
        return to_plain(value.value, path)
    scalar = _plain_scalar(value, path)
    if scalar is not None:
        return scalar
    if len(path) > MAX_DEPTH:
        raise EncodingError("is nested too deeply", path[:MAX_DEPTH])
    if isinstance(value, Mapping):
        return {_plain_key(key, path): to_plain(member, (*path, str(key))) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_plain(item, (*path, index)) for index, item in enumerate(value)]
    raise EncodingError(f"is a {type(value).__name__}, which cannot be encoded", path)


def _plain_key(key: Any, path: tuple[str | int, ...]) -> str:
    if not isinstance(key, str):
        raise EncodingError(f"has the key {key!r:.40}, which is not a string", path)
    return str(key)


def _is_uuid(value: Any) -> bool:
    # If there is a UUID, its module is imported; importing it here would take longer than all of this module.
    return "uuid" in sys.modules and isinstance(value, sys.modules["uuid"].UUID)


def _plain_scalar(value: Any, path: tuple[str | int, ...]) -> Any:
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, str):
        return str.__str__(value)
    if _is_uuid(value):
        return str(value)
    if isinstance(value, int):
        return _limit_digits(int(value), path)
    if isinstance(value, (float, Decimal)):
        if not math.isfinite(value):
            raise EncodingError("is not a finite number", path)
        return value if isinstance(value, Decimal) else float(value)
    return None


def _limit_digits(value: int, path: tuple[str | int, ...]) -> int:
    if value.bit_length() > MAX_INT_BITS:
        raise EncodingError("has more digits than can be encoded", path)
    return value


# --- plain data to strings, and back ---------------------------------------------------------------------------------


def to_string(value: Any) -> str:
    """Return a plain scalar as a string, see `to_plain`; booleans are ``true`` and ``false``."""
    if isinstance(value, str):
        return value
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, (int, Decimal)):
        return str(value)
    return json.dumps(value)


def validate_value(schema: Schema, value: Any, *, strict: bool = False) -> tuple[Any, list[Violation]]:
    """
    Validate a plain value as the server will read it, and return it as it is sent, with its violations.

    Args:
        schema: What the value has to satisfy.
        value: A plain value, see `to_plain`. A scalar where the schema expects a list becomes a list.
        strict: Whether types are distinguished, as in JSON, so that ``"5"`` is not an integer.
    """
    if schema.is_clearly_valid(value):
        return value, []
    if strict:
        return value, schema.find_violations(value)
    wrapped = [value] if "array" in schema.types and not isinstance(value, (list, dict)) else value
    readings = [_all_to_strings(wrapped), _all_from_strings(wrapped)]
    if any(schema.is_clearly_valid(reading) for reading in readings):
        return wrapped, []
    # Only now, because it needs the dereferenced schema.
    found = [schema.find_violations(reading) for reading in (coerce(wrapped, [schema.view]), *readings)]
    return wrapped, min(found, key=bool) if not all(found) else found[0]


def coerce(value: Any, views: list[Any]) -> Any:
    """Return a value in which each string and scalar has a type that the schemas of it declare, where possible."""
    if isinstance(value, list):
        return [coerce(item, _children(views, index)) for index, item in enumerate(value)]
    if isinstance(value, dict):
        return {key: coerce(member, _children(views, key)) for key, member in value.items()}
    types = {name for view in views for schema in combined_schemas(view) for name in _declared_types(schema)}
    if isinstance(value, str):
        typed = _from_string(value)
        return typed if types and "string" not in types and _types_of(typed) & types else value
    return to_string(value) if types and not _types_of(value) & types and "string" in types else value


def _children(views: list[Any], step: str | int) -> list[Any]:
    return [child for view in views for child in child_schemas(view, step)]


def _declared_types(schema: Mapping[str, Any]) -> Iterator[str]:
    declared = schema.get("type")
    if declared is not None:
        yield from [declared] if isinstance(declared, str) else declared
        return
    values = [
        *unwrap_literal(schema.get("enum", ())),
        *([unwrap_literal(schema["const"])] if "const" in schema else []),
    ]
    for value in values:
        yield from _types_of(value)


def _types_of(value: Any) -> set[str]:
    if value is True or value is False:
        return {"boolean"}
    if isinstance(value, str):
        return {"string"}
    if isinstance(value, int):
        return {"integer", "number"}
    if isinstance(value, (float, Decimal)):
        return {"number", "integer"} if value == int(value) else {"number"}
    return set()


def _from_string(value: str) -> Any:
    """Return the number or boolean that a string stands for, otherwise the string."""
    if value in ("true", "false"):
        return value == "true"
    number = _NUMBER.fullmatch(value)
    if number is None or len(value) > 1000 or len(number[2] or "") > 5:
        return value
    return Decimal(value) if number[1] or number[2] else int(value)


def _all_to_strings(value: Any) -> Any:
    if isinstance(value, list):
        return [_all_to_strings(item) for item in value]
    if isinstance(value, dict):
        return {key: _all_to_strings(member) for key, member in value.items()}
    return None if value is None else to_string(value)


def _all_from_strings(value: Any) -> Any:
    if isinstance(value, list):
        return [_all_from_strings(item) for item in value]
    if isinstance(value, dict):
        return {key: _all_from_strings(member) for key, member in value.items()}
    return _from_string(value) if isinstance(value, str) else value
