"""How long a server asks to wait: the header ``Retry-After``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from math import ceil
from time import time


def parse_retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds of ``Retry-After`` (RFC 9110, section 10.2.3), rounded up; None if there is none."""
    # The longest of several values counts. The comma inside a date follows its weekday.
    values = re.split(r"(?i)(?<!mon|tue|wed|thu|fri|sat|sun|day),", headers.get("Retry-After", ""))
    seconds = [_seconds_of(value.strip(), headers.get("Date", "")) for value in values]
    return max((number for number in seconds if number is not None), default=None)


def _seconds_of(value: str, date: str) -> float | None:
    if value.isascii() and value.replace(".", "", 1).isdigit():
        return float(ceil(min(float(value), 9999999999)))
    # From the clock of the server if it is known: then a wrong one on this machine does no harm.
    then, now = _timestamp(value), _timestamp(date)
    return None if then is None else float(max(0, ceil(then - (time() if now is None else now))))


def _timestamp(date: str) -> float | None:
    from datetime import datetime, timezone
    from email.utils import parsedate_tz

    with suppress(TypeError, ValueError, OverflowError, IndexError):
        parsed = parsedate_tz(date)
        return parsed and datetime(*parsed[:6], tzinfo=timezone.utc).timestamp() - (parsed[9] or 0)
    return None
