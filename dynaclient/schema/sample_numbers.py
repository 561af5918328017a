"""Numbers that satisfy all of several schemas."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Optional

_HUNDREDTH = Fraction(1, 100)
"""The step of numbers that are chosen where their schemas have none."""
_CHOICES = 9_999
"""Among how many numbers, less one, is chosen."""


def largest(parts: list[Mapping[str, Any]], key: str, default: int) -> int:
    """Return the largest of what the schemas have at a keyword."""
    return int(max((part[key] for part in parts if key in part), default=default))


def smallest(parts: list[Mapping[str, Any]], key: str, default: int) -> int:
    """Return the smallest of what the schemas have at a keyword."""
    return int(min((part[key] for part in parts if key in part), default=default))


def number_for(parts: list[Mapping[str, Any]], rng: random.Random | None = None) -> Any:
    """Return a number: a simple one, or one of many if `rng` chooses it."""
    low, high, step = _bounds(parts)
    if rng is not None:
        number = _moved(_on_step(low, high, step or _HUNDREDTH), low, high, step or _HUNDREDTH, rng)
        number = number if step or _is_within(number, low, high) else _between(low, high)
    else:
        number = _on_step(low, high, step) if step else _between(low, high)
    return int(number) if number.denominator == 1 else float(number)


def integer_for(parts: list[Mapping[str, Any]], rng: random.Random | None = None) -> int:
    """Return an integer: a simple one, or one of many if `rng` chooses it."""
    low, high, step = _bounds(parts)
    # A multiple of the numerator is both an integer and a multiple of the step.
    whole = Fraction(step.numerator) if step else Fraction(1)
    number = _on_step(low, high, whole)
    return int(number if rng is None else _moved(number, low, high, whole, rng))


Bound = Optional["tuple[Fraction, bool]"]
"""A bound, and whether it is exclusive; None if there is none."""


def _bounds(parts: list[Mapping[str, Any]]) -> tuple[Bound, Bound, Fraction]:
    """Return the lower bound, the upper bound, and the step (0 if there is none)."""
    lows = list(_limits(parts, "minimum", "exclusiveMinimum"))
    highs = list(_limits(parts, "maximum", "exclusiveMaximum"))
    steps = [Fraction(str(part["multipleOf"])) for part in parts if _is_finite(part.get("multipleOf"))]
    step = (
        Fraction(math.lcm(*(divisor.numerator for divisor in steps)), 1) if len(steps) > 1 else sum(steps, Fraction(0))
    )
    return max(lows, default=None), min(highs, key=lambda bound: (bound[0], not bound[1]), default=None), step


def _limits(parts: list[Mapping[str, Any]], key: str, exclusive_key: str) -> Iterator[tuple[Fraction, bool]]:
    for part in parts:
        exclusive = part.get(exclusive_key)
        if _is_finite(part.get(key)):
            yield Fraction(str(part[key])), exclusive is True
        if _is_finite(exclusive):
            yield Fraction(str(exclusive)), True


def _is_finite(limit: Any) -> bool:
    """Return whether a keyword has a number that limits anything: ``1e999`` is infinite in Python."""
    return limit not in (None, math.inf, -math.inf) and not isinstance(limit, bool)


def _on_step(low: Bound, high: Bound, step: Fraction) -> Fraction:
    """Return a multiple of the step within the bounds; the step itself if there are none."""
    if low is not None:
        multiple = Fraction(math.ceil(low[0] / step)) * step
        multiple += step if low[1] and multiple == low[0] else 0
        return max(multiple, step) if high is None or step < high[0] else multiple
    if high is not None and high[0] <= step:
        multiple = Fraction(math.floor(high[0] / step)) * step
        return multiple - step if high[1] and multiple == high[0] else multiple
    return step


def _moved(number: Fraction, low: Bound, high: Bound, step: Fraction, rng: random.Random) -> Fraction:
    """Return another multiple of the step that is within the bounds if this one is: a random one of those near it."""
    up = _CHOICES
    if high is not None:
        room = (high[0] - number) / step
        up = min(math.ceil(room) - 1 if high[1] else math.floor(room), _CHOICES)
    down = 0 if up > 0 or low is not None else _CHOICES
    return number + step * rng.randint(-down, max(up, 0))


def _is_within(number: Fraction, low: Bound, high: Bound) -> bool:
    is_above = low is None or number > low[0] or (number == low[0] and not low[1])
    return is_above and (high is None or number < high[0] or (number == high[0] and not high[1]))


def _between(low: Bound, high: Bound) -> Fraction:
    if low is not None and high is not None:
        return (low[0] + high[0]) / 2 if low[1] or high[1] else low[0]
    if low is not None:
        return max(low[0] + 1, Fraction(1))
    return min(high[0] - 1, Fraction(1)) if high is not None else Fraction(1)
