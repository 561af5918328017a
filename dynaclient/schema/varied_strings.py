"""Strings without a pattern that are different each time: words, or values of a format."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from .sample_numbers import largest, smallest
from .sample_strings import FORMATS, MAX_LENGTH

_WORDS = (
    "amber", "autumn", "basin", "birch", "bright", "canyon", "cedar", "cloud", "copper", "coral", "delta", "ember",
    "fern", "field", "flint", "garden", "granite", "harbor", "hazel", "island", "ivory", "jasper", "juniper", "lagoon",
    "lantern", "maple", "meadow", "mellow", "north", "ocean", "olive", "pebble", "quartz", "quiet", "river", "saffron",
    "silver", "south", "summer", "thistle", "timber", "velvet", "violet", "willow", "winter",
)  # fmt: skip
_START = datetime(2024, 1, 1, tzinfo=timezone.utc)
_SECONDS_OF_YEAR = 366 * 24 * 3600


def varied_string(parts: list[Mapping[str, Any]], rng: random.Random) -> str | None:
    """Return a string that has a length that is allowed; None if none may be so long."""
    least, most = largest(parts, "minLength", 0), smallest(parts, "maxLength", MAX_LENGTH)
    if least > min(most, MAX_LENGTH):
        return None
    known = next((part["format"] for part in parts if part.get("format") in FORMATS), "")
    found = VARIED_FORMATS[known](rng) if known in VARIED_FORMATS else FORMATS.get(known) or _words(rng)
    return found[:most].ljust(least, "x")


def _word(rng: random.Random) -> str:
    return rng.choice(_WORDS)


def _words(rng: random.Random) -> str:
    return f"{_word(rng)} {_word(rng)} {rng.randint(1, 999)}"


def _time(written: str) -> Callable[[random.Random], str]:
    """Return what writes a random time of the year 2024 in a format of `strftime`."""
    return lambda rng: (_START + timedelta(seconds=rng.randrange(_SECONDS_OF_YEAR))).strftime(written)


def _host(rng: random.Random) -> str:
    return f"{_word(rng)}.example.com"


VARIED_FORMATS: Mapping[str, Callable[[random.Random], str]] = {
    "date-time": _time("%Y-%m-%dT%H:%M:%S.000Z"),
    "date": _time("%Y-%m-%d"),
    "time": _time("%H:%M:%SZ"),
    "http-date": _time("%a, %d %b %Y %H:%M:%S GMT"),
    "duration": lambda rng: f"P{rng.randint(1, 90)}D",
    "email": lambda rng: f"{_word(rng)}{rng.randint(1, 999)}@example.com",
    "idn-email": lambda rng: f"{_word(rng)}{rng.randint(1, 999)}@example.com",
    "hostname": _host,
    "ipv4": lambda rng: f"192.0.2.{rng.randint(1, 254)}",
    "ipv6": lambda rng: f"2001:db8::{rng.randint(1, 0xFFFF):x}",
    "uri": lambda rng: f"https://{_host(rng)}/{_word(rng)}",
    "url": lambda rng: f"https://{_host(rng)}/{_word(rng)}",
    "uri-reference": lambda rng: f"/{_word(rng)}/{rng.randint(1, 999)}",
    "json-pointer": lambda rng: f"/{_word(rng)}/{rng.randint(0, 9)}",
    "uuid": lambda rng: str(uuid.UUID(int=rng.getrandbits(128), version=4)),
}
"""Format → what writes a value of it; of the others in `FORMATS` there is one value."""
