"""
How properties of items are looked up and compared: the operators of filters and of queries.

An operator gets the values that are at a path of an item. A path goes through lists: ``tags.key`` leads to the keys of
all tags. The operators are those of MongoDB's query language without their ``$``, and `like`, whose ``*`` stands for
anything.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from ...schema.values import to_string
from .moments import moment_of

Values = list[Any]
Operator = Callable[[Values, Any, bool], bool]
"""The values that are found, the wanted one, and whether upper and lower case are the same."""
MAX_DEPTH = 32
"""How deep values are searched."""


# --- look up ---------------------------------------------------------------------------------------------------------


def values_at(item: Any, path: str, depth: int = 0) -> Values:
    """
    Return the values at a path: the property itself, and the items of it if it is a list.

    A name that the item does not have may be the singular of a list, or that and a member: ``ancestorId`` leads to
    `ancestorIds`, and ``attributeName`` to the names of `attributes`.
    """
    if isinstance(item, list) and depth < MAX_DEPTH:
        return [value for element in item for value in values_at(element, path, depth + 1)]
    if not isinstance(item, dict):
        return []
    if path in item:
        return list(_flat(item[path]))
    first, dot, rest = path.partition(".")
    if dot:
        return values_at(item[first], rest, depth + 1) if first in item else []
    return _in_plural(item, path)


def _flat(value: Any) -> Iterator[Any]:
    yield value
    if isinstance(value, list):
        yield from value


def _in_plural(item: dict[str, Any], name: str) -> Values:
    for plural, members in item.items():
        singular = plural[:-1]
        if isinstance(members, list) and singular and plural[-1] == "s" and name.startswith(singular):
            if name == singular:
                return list(_flat(members))
            member = name[len(singular) :]
            return values_at(members, member[:1].lower() + member[1:])
    return []


def look_up(item: Any, path: str) -> Any:
    """Return the property at a path of an item; None if there is none."""
    return next(iter(values_at(item, path)), None)


# --- compare ---------------------------------------------------------------------------------------------------------


def text_of(value: Any) -> str:
    """Return a value as a string in one case, for comparisons; an empty string for lists, objects and null."""
    return to_string(value).casefold() if not isinstance(value, (dict, list, type(None))) else ""


def is_same(value: Any, wanted: Any, *, any_case: bool) -> bool:
    """Return whether two values are equal. In any case, as in a URL, ``"5"`` is the number 5 and ``"true"`` is true."""
    if not any_case or isinstance(value, (dict, list, type(None))) or isinstance(wanted, (dict, list, type(None))):
        return isinstance(value, bool) is isinstance(wanted, bool) and bool(value == wanted)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number_of(wanted) == value
    return text_of(value) == text_of(wanted)


def number_of(value: Any) -> float | None:
    """Return the number that a value is or that is written in it; None if there is none."""
    if isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def order_of(value: Any, other: Any) -> int | None:
    """Return -1, 0 or 1 if a value is below, equal to or above another; None if they cannot be compared."""
    pair = _comparable(value, other)
    return None if pair is None else (pair[0] > pair[1]) - (pair[0] < pair[1])


def _comparable(value: Any, other: Any) -> tuple[Any, Any] | None:
    for read in (number_of, moment_of):
        one, two = read(value), read(other)
        if one is not None and two is not None:
            return one, two
    if isinstance(value, str) and isinstance(other, str):
        return value, other
    return None


def is_like(value: Any, pattern: str) -> bool:
    """
    Return whether a value matches a pattern whose ``*`` stands for anything, in upper and lower case alike.

    Each piece between two stars is searched for once, from where the last one ended, so the time is linear.
    """
    first, *others = pattern.casefold().split("*")
    text = text_of(value)
    if not others:
        return text == first
    last = others.pop()
    if not text.startswith(first) or len(text) < len(first) + len(last) or not text.endswith(last):
        return False
    position, end = len(first), len(text) - len(last)
    for piece in others:
        found = text.find(piece, position, end)
        if found < 0:
            return False
        position = found + len(piece)
    return True


def is_anywhere(value: Any, pattern: str, depth: int = 0) -> bool:
    """Return whether a value, or one inside it, matches a pattern."""
    if depth < MAX_DEPTH and isinstance(value, dict):
        return any(is_anywhere(member, pattern, depth + 1) for member in value.values())
    if depth < MAX_DEPTH and isinstance(value, list):
        return any(is_anywhere(element, pattern, depth + 1) for element in value)
    return value is not None and not isinstance(value, (dict, list)) and is_like(value, pattern)


# --- operators -------------------------------------------------------------------------------------------------------


def _listed(wanted: Any) -> list[Any]:
    return wanted if isinstance(wanted, list) else [wanted]


def _eq(values: Values, wanted: Any, any_case: bool) -> bool:
    if wanted is None:
        return not values or any(value is None for value in values)
    return any(is_same(value, wanted, any_case=any_case) for value in values)


def _in(values: Values, wanted: Any, any_case: bool) -> bool:
    return any(_eq(values, one, any_case) for one in _listed(wanted))


def _ordered(*allowed: int) -> Operator:
    def compare(values: Values, wanted: Any, _any_case: bool) -> bool:
        return any(order_of(value, wanted) in allowed for value in values)

    return compare


def _text(test: Callable[[str, str], bool]) -> Operator:
    def search(values: Values, wanted: Any, any_case: bool) -> bool:
        folded = str.casefold if any_case else str
        texts = (to_string(value) for value in values if value is not None and not isinstance(value, (dict, list)))
        return any(test(folded(text), folded(to_string(wanted))) for text in texts)

    return search


def _like(values: Values, wanted: Any, _any_case: bool) -> bool:
    return any(is_like(value, to_string(wanted)) for value in values if not isinstance(value, (dict, list, type(None))))


def _some(values: Values, wanted: Any, any_case: bool) -> bool:
    objects = [value for value in values if isinstance(value, dict)]
    return any(_has_members(value, one, any_case) for one in _listed(wanted) for value in objects)


def _has_members(value: dict[str, Any], wanted: Any, any_case: bool) -> bool:
    return isinstance(wanted, dict) and all(
        name in value and is_same(value[name], member, any_case=any_case) for name, member in wanted.items()
    )


def _exists(values: Values, wanted: Any, _any_case: bool) -> bool:
    return bool(values) is (text_of(wanted) not in ("false", "0", ""))


def _not(operator: Operator) -> Operator:
    return lambda values, wanted, any_case: not operator(values, wanted, any_case)


OPERATORS: dict[str, Operator] = {
    "eq": _eq,
    "ne": _not(_eq),
    "in": _in,
    "nin": _not(_in),
    "gt": _ordered(1),
    "gte": _ordered(0, 1),
    "lt": _ordered(-1),
    "lte": _ordered(-1, 0),
    "startsWith": _text(str.startswith),
    "endsWith": _text(str.endswith),
    "contains": _text(str.__contains__),
    "like": _like,
    "some": _some,
    "exists": _exists,
}
"""Each operator. With `in` one of a list is wanted; with `some` one of a list of objects, by the members they have."""
