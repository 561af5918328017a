"""
Plain data to strings, and strings to the types that a schema declares.

A value in a path, a query, a header, a cookie or a form is a string on the wire, and the server reads it by its schema.
So ``5`` is valid for ``"type": "string"``, and ``"5"`` for an integer.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from ..strings.expressions import expression
from .expected import Expected
from .plain_data import MAX_DIGITS
from .subschemas import child_views, types_of
from .validation import Schema
from .violations import Violation

_NUMBER = expression(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


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
    if any(schema.is_clearly_valid(reading) for reading in readings if reading is not value):
        return _with_whole_numbers(wrapped, schema), []
    # Only now, because it needs the dereferenced schema; and each once, for a pattern may take long.
    readings = [coerce(wrapped, [schema.view]), *readings]
    found = [schema.find_violations(reading) for reading in {id(reading): reading for reading in readings}.values()]
    if all(found):
        return wrapped, found[0]
    return _with_whole_numbers(wrapped, schema), []


def _with_whole_numbers(value: Any, schema: Schema) -> Any:
    """Return a value whose strings that spell whole numbers have no fraction where only integers are declared."""
    return _without_fractions(value, Expected([schema.view])) if _has_fraction(value) else value


def _has_fraction(value: Any) -> bool:
    if isinstance(value, (list, dict)):
        return any(map(_has_fraction, value.values() if isinstance(value, dict) else value))
    return isinstance(value, str) and not value.isdigit() and isinstance(_from_string(value), Decimal)


def _without_fractions(value: Any, expected: Expected) -> Any:
    if isinstance(value, list):
        return [_without_fractions(item, expected.child(index)) for index, item in enumerate(value)]
    if isinstance(value, dict):
        return {key: _without_fractions(member, expected.child(key)) for key, member in value.items()}
    if not isinstance(value, str) or not expected.whole or "string" in expected.types:
        return value
    number = _from_string(value)
    is_whole = isinstance(number, Decimal) and number.adjusted() < MAX_DIGITS and number == number.to_integral_value()
    return str(int(number)) if is_whole else value


def coerce(value: Any, views: list[Any]) -> Any:
    """Return a value in which each string and scalar has a type that the schemas of it declare, where possible."""
    if isinstance(value, list):
        return [coerce(item, child_views(views, index)) for index, item in enumerate(value)]
    if isinstance(value, dict):
        return {key: coerce(member, child_views(views, key)) for key, member in value.items()}
    types = types_of(views)
    if isinstance(value, str):
        typed = _from_string(value)
        return typed if types and "string" not in types and _types_of(typed) & types else value
    # None stands for no string: as "null" it would be a value that no one has sent.
    is_to_string = value is not None and "string" in types and not _types_of(value) & types
    return to_string(value) if is_to_string else value


def _types_of(value: str | float | Decimal) -> set[str]:
    if value is True or value is False:
        return {"boolean"}
    if isinstance(value, str):
        return {"string"}
    if isinstance(value, int):
        return {"integer", "number"}
    return {"number", "integer"} if value == int(value) else {"number"}


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
