"""The bounds of values: minima, maxima, and the numbers that `multipleOf` and `integer` leave between them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from math import ceil, floor, lcm
from typing import Any, Protocol, Union

from .vocabulary import INFINITE, LIMITS, NUMBERS, Kinds

MAX_RANGE = 64
"""Integers between two bounds that are listed one by one."""

Exact = Union[Fraction, float]
"""A number as it is written in decimal, and infinity."""
Bound = tuple[Exact, bool]
"""A bound, and whether it is exclusive. Larger is stricter: a maximum is negated."""


class Bounded(Protocol):
    """What a bound is read from: see `views.View`."""

    @property
    def schemas(self) -> Any:
        """The schemas of its description."""

    @property
    def parts(self) -> Any:
        """The schemas that it combines."""

    @property
    def kinds(self) -> Kinds:
        """The kinds of valid values."""

    @property
    def declared_kinds(self) -> Kinds:
        """The kinds of values before bounds are considered."""

    @property
    def required(self) -> frozenset[str]:
        """The names of the required properties."""

    def values(self, keyword: str) -> list[Any]:
        """Return the values of a keyword."""

    def member(self, name: str) -> Any:
        """Return the node of one property."""


def exact(value: Any) -> Exact:
    """Return a number as it is written in decimal; infinite if it is too large for a float."""
    if isinstance(value, int):
        return Fraction(value)
    return Fraction(str(value)) if abs(value) < INFINITE else value


def declared_bound(view: Bounded, keyword: str) -> Bound:
    """Return how strict a schema is by a keyword of `LIMITS`."""
    limit = LIMITS[keyword]
    found: list[Bound] = [(limit.sign * exact(value), False) for value in view.values(keyword)]
    for part in view.parts:
        exclusive = part.keywords.get(limit.exclusive)
        if exclusive is True:  # draft 4
            exclusive = part.keywords.get(keyword, -limit.sign * INFINITE)
        if exclusive is not None and exclusive is not False:
            found.append((limit.sign * exact(exclusive), True))
    least: Exact = Fraction(0) if limit.counts and limit.sign > 0 else -INFINITE
    return max(found, default=(least, False))


def effective_bound(view: Bounded, keyword: str) -> Bound:
    """Return the bound that no valid value exceeds: that of the next integer or multiple, or of what is required."""
    value, exclusive = declared_bound(view, keyword)
    if LIMITS[keyword].counts:
        return max((value, *map(Fraction, _implied_bounds(view, keyword)))), False
    step = grid(view)
    if step is None or not isinstance(value, Fraction):
        return value, exclusive
    count = ceil(value / step)
    return Fraction(count + (exclusive and count * step == value)) * step, False


def _implied_bounds(view: Bounded, keyword: str) -> Iterator[int]:
    """Yield the bounds that other keywords imply: what is required or contained, and what is closed."""
    if keyword == "minProperties":
        yield len(view.required)
    for part in view.parts:
        if keyword == "minItems" and "contains" in part.keywords:
            yield part.keywords.get("minContains", 1)
        if keyword == "maxItems" and any(view.schemas.raw(location) is False for location in part.rest):
            yield -len(part.prefix)
        is_closed = part.keywords.get("additionalProperties", True) is False and not part.mapping("patternProperties")
        if keyword == "maxProperties" and is_closed:
            yield -len(part.mapping("properties"))


def grid(view: Bounded) -> Fraction | None:
    """Return the number that all valid numbers are multiples of; None if there is none, or it is infinite."""
    declared = list(map(exact, view.values("multipleOf")))
    steps = [step for step in declared if isinstance(step, Fraction)]
    if len(steps) < len(declared):
        return None
    if "fraction" not in view.declared_kinds:
        steps.append(Fraction(1))
    return reduce(_common_multiple, steps) if steps else None


def _common_multiple(one: Fraction, other: Fraction) -> Fraction:
    numerators = one.numerator * other.denominator, other.numerator * one.denominator
    return Fraction(lcm(*numerators), one.denominator * other.denominator)


def empty_kinds(view: Bounded) -> frozenset[str]:
    """Return the kinds of values that bounds and multiples leave no value of."""
    step = grid(view)
    has_fractions = step is None or step.denominator != 1 or view.schemas.strict_integers
    empty: frozenset[str] = frozenset() if has_fractions else frozenset({"fraction"})
    empty |= kinds_apart(view, view)
    return empty | ({"object"} if any(view.member(name).view.rejects_all for name in view.required) else frozenset())


def kinds_apart(one: Bounded, other: Bounded) -> frozenset[str]:
    """Return the kinds of values for which the minimum of one schema is above the maximum of the other."""
    apart: frozenset[str] = frozenset()
    for keyword, limit in LIMITS.items():
        if limit.sign > 0:
            (least, open_below) = effective_bound(one, keyword)
            (most, open_above) = effective_bound(other, keyword.replace("min", "max"))
            if least > -most or (least == -most and (open_below or open_above)):
                apart |= limit.kinds
    return apart


def integers(view: Bounded) -> list[int] | None:
    """Return the integers between the bounds; None if there are many. Not all of them need be valid."""
    least, most = effective_bound(view, "minimum")[0], -effective_bound(view, "maximum")[0]
    if not isinstance(least, Fraction) or not isinstance(most, Fraction) or most - least > MAX_RANGE:
        return None
    return list(range(ceil(least), floor(most) + 1)) if NUMBERS & view.kinds else []
