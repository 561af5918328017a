"""Points in time as APIs write them: ISO 8601, seconds or milliseconds since 1970, and back from now."""

from __future__ import annotations

import datetime
import math
from typing import Any

from ...description.model import Parameter
from ...strings.expressions import expression
from .. import schema_views

_ISO = expression(r"(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d+))?\s?([Zz]|[+-]\d\d:?\d\d)?)?")
_MILLISECONDS = 1e11
"""From this number on, numbers are milliseconds since 1970: as seconds it would be the year 5138."""
_LAST = 253_402_300_799.0
"""The last second that `datetime` can represent."""
_UNITS = {"millisecond": 0.001, "second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86_400.0}
_SUFFIXES = {"ms": 0.001, "millis": 0.001, "s": 1.0, "secs": 1.0, "seconds": 1.0, "minutes": 60.0, "hours": 3600.0}
_LENGTH = expression(r"(\d+(?:\.\d+)?)(ms|s|m|h|d|w)")
_LENGTHS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0}


def moment_of(value: Any) -> float | None:
    """Return a point in time in seconds since 1970; None if the value is none."""
    if isinstance(value, dict) and len(value) == 1:
        (value,) = value.values()
    number = _number(value)
    if number is not None:
        return number / 1000 if abs(number) >= _MILLISECONDS else number
    found = _ISO.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    date, time, fraction, zone = found.groups()
    zone = "+00:00" if zone is None or zone in "Zz" else zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    try:
        whole = datetime.datetime.fromisoformat(f"{date}T{time or '00:00'}{zone}")
    except ValueError:
        return None
    return whole.timestamp() + float(f"0.{fraction or 0}")


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def asked_moment(value: Any, now: float) -> float | None:
    """Return the point in time that an argument is: not above 0, as many milliseconds back from now; None if none."""
    number = _number(value)
    return now + number / 1000 if number is not None and number <= 0 else moment_of(value)


def is_back_from_now(value: Any) -> bool:
    """Return whether a value is a point in time that counts back from now."""
    number = None if isinstance(value, str) else _number(value)
    return number is not None and number <= 0


def unit_of(parameter_name: str, description: str) -> float | None:
    """Return the seconds in the unit of a length of time, by the name and the description; None if neither has it."""
    words = description.lower()
    found = next((seconds for word, seconds in _UNITS.items() if word in words), None)
    if found is not None:
        return found
    ends = (seconds for suffix, seconds in _SUFFIXES.items() if parameter_name.lower().endswith(f"_{suffix}"))
    return next(ends, None)


def length_of(value: Any, unit: float | None) -> float | None:
    """Return a length of time in seconds: a number of units, or a string such as ``5m``; None if it is none."""
    number = _number(value)
    if number is not None:
        return None if unit is None or number <= 0 else number * unit
    found = _LENGTH.fullmatch(value) if isinstance(value, str) else None
    return float(found[1]) * _LENGTHS[found[2]] if found else None


def means_moment(parameter: Parameter) -> bool:
    """Return whether a parameter is declared as a point in time, by its format or in its description."""
    parts = schema_views.parts(parameter.schema.view)
    if any(part.get("format") in ("date", "date-time", "unix-time") for part in parts):
        return True
    words = parameter.description.lower()
    return any(word in words for word in ("time", "moment", "date", "epoch", "iso 8601"))


def write_moment(moment: float, schemas: list[Any]) -> Any:
    """Return a point in time, given in seconds since 1970, in the form that the schemas declare."""
    types = schema_views.types(*schemas)
    if types and "string" not in types:
        return int(moment)
    written = datetime.datetime.fromtimestamp(min(max(moment, 0.0), _LAST), datetime.timezone.utc)
    if any(schema.get("format") == "date" for schema in schemas):
        return written.date().isoformat()
    return written.isoformat(timespec="milliseconds").replace("+00:00", "Z")
