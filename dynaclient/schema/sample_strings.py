"""Strings that satisfy all of several schemas."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from .evaluation import Budget
from .pattern_strings import UNLIMITED, UnsupportedPattern, generate_string
from .patterns import Matcher, compile_pattern
from .sample_numbers import largest, smallest

MAX_LENGTH = 1_000_000
"""No longer string is generated."""

FORMATS: dict[str, str] = {
    "date-time": "2024-01-31T12:00:00.000Z",
    "date": "2024-01-31",
    "time": "12:00:00Z",
    "duration": "P1D",
    "email": "someone@example.com",
    "idn-email": "someone@example.com",
    "hostname": "www.example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "uri-reference": "/example",
    "uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "json-pointer": "/example",
    "regex": "^.*$",
    "byte": "dGV4dA==",
    "http-date": "Tue, 02 Jan 2024 03:04:05 GMT",
}
"""Format → a string that has it."""
TRIALS = (
    (1, True, False), (0, True, False), (3, True, False), (8, False, False), (1, True, True), (20, False, False),
    (3, False, True), (60, True, False), (60, False, False),
)  # fmt: skip
"""How a string is generated for a pattern: see the arguments of `generate_string`."""


def string_for(parts: list[Mapping[str, Any]], rng: random.Random, budget: Budget, first: int = 0) -> str | None:
    """
    Return a string that matches the patterns and has a length that is allowed; None if none was found.

    Args:
        parts: The schemas.
        rng: The source of randomness.
        budget: How long that may take; otherwise `OutOfTime` is raised.
        first: Which of the trials comes first.
    """
    room = largest(parts, "minLength", 0), smallest(parts, "maxLength", UNLIMITED)
    if room[0] > min(room[1], MAX_LENGTH):
        return None
    base = next((FORMATS[part["format"]] for part in parts if part.get("format") in FORMATS), "")
    patterns = {str(part["pattern"]): None for part in parts if "pattern" in part}
    if not patterns:
        return (base or "text")[: room[1]].ljust(room[0], "x")
    try:
        matchers = [compile_pattern(pattern) for pattern in patterns]
        candidates = chain([base] if base else (), _candidates(patterns, rng, room, budget, first))
        return next((candidate for candidate in candidates if _fits(candidate, matchers, room)), None)
    except ValueError:
        return None  # of a pattern that no engine here runs, or not in time


def _candidates(
    patterns: Iterable[str], rng: random.Random, room: tuple[int, int], budget: Budget, first: int
) -> Iterator[str]:
    """Yield what may match: strings for each pattern, and these with more at their ends if they are too short."""
    for extra, is_plain, looks_ahead in (*TRIALS[first:], *TRIALS[:first]):
        for pattern in patterns:
            budget.look()
            try:
                candidate = generate_string(pattern, rng, extra, room, is_plain=is_plain, looks_ahead=looks_ahead)
            except UnsupportedPattern:
                continue
            yield candidate.ljust(room[0], "x")
            if len(candidate) < room[0]:
                yield candidate.rjust(room[0], "x")


def _fits(candidate: str, matchers: list[Matcher], room: tuple[int, int]) -> bool:
    return room[0] <= len(candidate) <= room[1] and all(matches(candidate) for matches in matchers)
