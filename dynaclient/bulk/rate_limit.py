"""Rate limits: how many calls may start per second; the only module that imports limits."""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from ..errors import DynaclientError, invalid_option
from ..runtime.option_rules import plain_number
from .options import named

RateLimiter = Callable[[], float]
"""Called before every call: returns 0 if it may start now, otherwise the seconds to wait before the next question."""
MIN_WAIT = 0.001
"""Least seconds between two questions to a limiter."""


def unlimited() -> float:
    """Return 0: every call may start now."""
    return 0.0


def create_rate_limiter(rate: Any, action: str) -> RateLimiter:
    """
    Return a limiter for a rate.

    Args:
        rate: Calls per second, or a string such as ``"100/minute"``; None for no limit.
        action: The name of the action, for errors.

    Raises:
        InvalidCall: The rate is none of these.
        DynaclientError: The package limits is not installed.
    """
    if rate is None:
        return unlimited
    try:
        import limits
    except ImportError:
        message = "rate= needs the rate extra: pip install 'dynaclient[rate]'"
        raise DynaclientError(message, code="extra-missing") from None
    item = _parse_rate(limits, rate)
    if item is None:
        hint = 'pass calls per second, such as 10 or 0.5, or a string such as "100/minute"'
        raise invalid_option("rate", f"{named(rate)}is not a rate", hint, action)
    limiter = limits.strategies.MovingWindowRateLimiter(limits.storage.MemoryStorage())

    def acquire() -> float:
        if limiter.hit(item):
            return 0.0
        reset = limiter.get_window_stats(item).reset_time
        return max(MIN_WAIT, min(reset - time.time(), float(item.get_expiry())))

    return acquire


def _parse_rate(limits: Any, rate: Any) -> Any:
    """Return a rate as an item of limits; None if it is not a rate."""
    if isinstance(rate, str):
        try:
            item = limits.parse(rate)
        except ValueError:
            return None
        return item if item.amount > 0 and item.multiples > 0 else None
    rate = plain_number(rate)
    if isinstance(rate, bool) or not isinstance(rate, (int, float)) or not 0 < rate < 1e6:
        return None
    calls = Fraction(rate).limit_denominator(60)
    return limits.RateLimitItemPerSecond(calls.numerator, calls.denominator) if calls else None
