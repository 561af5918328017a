"""When two values are equal in JSON Schema: a canonical form, by which no list is compared in pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

MAX_EXPANDED_DIGITS = 5_000
"""A decimal with more digits than this, written out, equals no other number that a value can contain."""


def canonical(value: Any, spend: Callable[[], None]) -> str:
    """
    Return a string that two values share exactly if they are equal in JSON Schema.

    1 equals 1.0 and not True; objects are equal by their members, in any order; numbers are compared exactly. It is a
    string because Python randomizes the hashes of strings alone: a response cannot make them collide.

    Args:
        value: Plain data.
        spend: Called once for each value in it.
    """
    spend()
    if isinstance(value, str):
        return repr(value)
    if value is None or value is True or value is False:
        return str(value)
    if isinstance(value, dict):
        return f"{{{','.join(sorted(f'{key!r}:{canonical(member, spend)}' for key, member in value.items()))}}}"
    if isinstance(value, (list, tuple)):
        return f"[{','.join([canonical(item, spend) for item in value])}]"
    return _canonical_number(value)


def _canonical_number(value: Any) -> str:
    # In hexadecimal, because writing a long integer in decimal takes quadratic time, and Python refuses it.
    if isinstance(value, int):
        return hex(value)
    if isinstance(value, float):
        return hex(int(value)) if value.is_integer() else value.hex()
    if isinstance(value, Decimal):
        return _canonical_decimal(value)
    return repr(value)


def _canonical_decimal(value: Decimal) -> str:
    if not value.is_finite() or abs(value.adjusted()) > MAX_EXPANDED_DIGITS:
        return str(value)
    if value == value.to_integral_value():
        return hex(int(value))
    return float(value).hex() if Decimal(float(value)) == value else "/".join(map(hex, value.as_integer_ratio()))


class Choices:
    """The values of an `enum` or a `const`."""

    def __init__(self, values: Iterable[Any], spend: Callable[[], None]) -> None:
        self.values = list(values)
        self._canonical = {canonical(value, spend) for value in self.values}
        self._has_containers = any(isinstance(value, (dict, list)) for value in self.values)

    def allow(self, value: Any, spend: Callable[[], None]) -> bool:
        """Return whether a value equals one of them."""
        if isinstance(value, (dict, list)) and not self._has_containers:
            return False
        return canonical(value, spend) in self._canonical


def first_repetition(items: list[Any], spend: Callable[[], None]) -> tuple[int, int] | None:
    """Return the indexes of the first two items that are equal; None if all differ."""
    indexes: dict[str, int] = {}
    for index, item in enumerate(items):
        first = indexes.setdefault(canonical(item, spend), index)
        if first != index:
            return first, index
    return None
