"""Points in time in formats other than ISO 8601: seconds since 1970, and the dates of HTTP."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Set
from typing import Any

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def _unix_time(value: Any, types: Set[str]) -> Any:
    """Return the seconds since 1970: a number, or a string where the schema allows no number; None if not exactly."""
    since = value - EPOCH
    fraction = f"{since.microseconds:06}".rstrip("0")
    whole = since.days * 86_400 + since.seconds
    if fraction and types and not types & {"number", "string"}:
        return None
    if not fraction:
        return str(whole) if types and not types & {"number", "integer"} else whole
    seconds = whole + since.microseconds / 1_000_000
    return f"{seconds:.6f}".rstrip("0") if "string" in types and "number" not in types else round(seconds, 6)


def _http_date(value: Any, _types: Set[str]) -> Any:
    """Return the date of HTTP (RFC 9110, section 5.6.7); None if not exactly."""
    from email.utils import format_datetime

    moment = value.astimezone(datetime.timezone.utc)
    return None if moment.microsecond else format_datetime(moment.replace(tzinfo=datetime.timezone.utc), usegmt=True)


FORMATS: dict[str, Callable[[Any, Set[str]], Any]] = {"unix-time": _unix_time, "http-date": _http_date}
"""Format → a function of a `datetime` with a time zone, and of the JSON types that the schema allows."""
