"""Values of Discovery documents: numbers written as strings, and what the description format has no key for."""

from __future__ import annotations

import json
import reprlib
from collections.abc import Collection, Mapping
from typing import Any

from ..strings.expressions import expression

OTHERS = "x-google"
"""The key for what the description format has no key for."""
_INTEGER = expression(r"[+-]?[0-9]{1,4000}")


def others(source: Mapping[str, Any], translated: Collection[str]) -> dict[str, Any]:
    """Return the members of the source that are not translated, as the object in which the description keeps them."""
    kept = {key: value for key, value in source.items() if key not in translated}
    return {OTHERS: kept} if kept else {}


def shown(value: Any) -> str:
    """Return a value as messages show it: its beginning, however large it is."""
    return reprlib.repr(value)


def typed(value: Any, type_name: Any) -> Any:
    """Return a value as the type that it is written for; ValueError if it cannot be."""
    if type_name == "boolean":
        return _boolean(value)
    if type_name in ("integer", "number"):
        return number(value, type_name)
    if type_name == "string" and not isinstance(value, str):
        raise ValueError(value)
    return value


def number(value: Any, type_name: str = "number") -> int | float:
    """Return a number that may be written as a string; ValueError if it is none."""
    if isinstance(value, str):
        value = int(value) if _INTEGER.fullmatch(value) else _json_number(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value - value != 0:
        raise ValueError(value)
    if type_name == "integer" and value != int(value):
        raise ValueError(value)
    return int(value) if type_name == "integer" else value


def _json_number(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError(text) from None


def _boolean(value: Any) -> bool:
    written = {"true": True, "false": False}.get(value.lower(), value) if isinstance(value, str) else value
    if not isinstance(written, bool):
        raise ValueError(value)  # noqa: TRY004 - a wrong value, whatever its type
    return written
