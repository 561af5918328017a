"""How many calls may begin in a time, and the only door to limits."""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from ..errors import DynaclientError, invalid_option

Take = Callable[[], float]
"""Asked before each call: gives 0 if it may begin now, else the seconds after which to ask again."""
SHORTEST = 0.001
"""Seconds after which one asks again at the earliest."""


def unlimited() -> float:
    """Let every call begin at once."""
    return 0.0


def rate_of(given: Any, owner: str) -> Take:
    """
    Give what tells when the next call may begin.

    Args:
        given: Calls per second, or a text such as ``"100/minute"``; None for any number.
        owner: The action, for what is told.
    """
    if given is None:
        return unlimited
    try:
        import limits
    except ImportError:
        raise DynaclientError("rate= needs the rate extra: pip install 'dynaclient[rate]'") from None
    item = _item(limits, given)
    if item is None:
        hint = 'give calls per second, such as 10 or 0.5, or a text such as "100/minute"'
        raise invalid_option("rate", "is no rate", hint, owner)
    limiter = limits.strategies.MovingWindowRateLimiter(limits.storage.MemoryStorage())

    def take() -> float:
        if limiter.hit(item):
            return 0.0
        reset = limiter.get_window_stats(item).reset_time
        return max(SHORTEST, min(reset - time.time(), float(item.get_expiry())))

    return take


def _item(limits: Any, given: Any) -> Any:
    """Give the rate as limits has it; None where it is none."""
    if isinstance(given, str):
        try:
            item = limits.parse(given)
        except ValueError:
            return None
        return item if item.amount > 0 and item.multiples > 0 else None
    if isinstance(given, bool) or not isinstance(given, (int, float)) or not 0 < given < 1e6:
        return None
    calls = Fraction(given).limit_denominator(60)
    return limits.RateLimitItemPerSecond(calls.numerator, calls.denominator) if calls else None
