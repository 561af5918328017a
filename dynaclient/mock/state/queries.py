"""
Conditions on items as objects, in the query language of MongoDB, which many APIs have a part of.

``{"level": {"$gte": 5}, "$or": [{"name": "a"}, {"tags": {"floor": "8"}}]}``. Beside its own operators there are those
of `matching`, and ``$ci``: whether upper and lower case are the same. A list of objects with a key and a value each,
such as tags, counts as an object too; ``{"$tagKey": "floor"}`` is a condition on the member `key` of one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ...errors import close_matches, did_you_mean
from ...schema.patterns import Matcher, compile_pattern
from ...schema.values import to_string
from ...strings.expressions import expression
from ..exchange import Rejection
from .matching import MAX_DEPTH, OPERATORS, Values, order_of, values_at

MAX_SECONDS = 1.0
"""How long the regular expressions of one query may take in all."""
_OF_PAIR = expression(r"\$[a-z]+(Key|Name|Value)")
_VALUE = "value"
_OF_PAIRS = frozenset(["key", "name", _VALUE])
Condition = Mapping[str, Any]


class Query:
    """
    A query, for one list of items.

    Raises:
        Rejection: It has an operator that is not known, a pattern that is none, or is nested too deeply. `matches`
            raises one if the regular expressions take too long.
    """

    def __init__(self, query: Any) -> None:
        self._query = query
        self._patterns: dict[tuple[str, bool], Matcher] = {}
        self._seconds = 0.0
        self._check(query, 0)

    def matches(self, item: Any) -> bool:
        """Return whether an item satisfies the query."""
        return self._satisfies(self._query, item)

    def _check(self, query: Any, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise Rejection(400, f"the query is nested more than {MAX_DEPTH} levels deep")
        if _is_moment(query):
            return
        for part in query if isinstance(query, list) else ():
            self._check(part, depth + 1)
        for name, condition in query.items() if isinstance(query, dict) else ():
            if name.startswith("$") and name not in KNOWN and not _OF_PAIR.fullmatch(name):
                hint = did_you_mean(close_matches(name, KNOWN)) or f"known: {', '.join(KNOWN)}"
                raise Rejection(400, f"the query has the operator {name!r:.80}, which is not known; {hint}")
            if name == "$regex":
                self._compile(condition, query)
            self._check(condition, depth + 1)

    # Items.

    def _satisfies(self, query: Any, item: Any) -> bool:
        if not isinstance(query, Mapping):
            return True
        return all(
            _LOGIC[name](self._each_part(condition, item))
            if name in _LOGIC
            else self._holds(condition, values_at(item, name))
            for name, condition in query.items()
        )

    def _each_part(self, condition: Any, item: Any) -> Iterator[bool]:
        return (self._satisfies(part, item) for part in _listed(condition))

    # The values of a property.

    def _holds(self, condition: Any, values: Values) -> bool:
        if not isinstance(condition, Mapping):
            return OPERATORS["eq"](values, condition, False) or (condition is None and values == [[]])
        if _is_moment(condition):
            return any(order_of(value, condition) == 0 for value in values)
        operators = [name for name in condition if name.startswith("$")]
        if any(name not in KNOWN for name in operators):
            return any(self._fits_pair(condition, pair) for pair in pairs_of(values))
        if len(operators) < len(condition):
            return any(self._satisfies(condition, value) for value in _objects(values, condition))
        return all(self._operate(name, condition, values) for name in operators if name not in _OPTIONS)

    def _fits_pair(self, condition: Condition, pair: tuple[Any, Any]) -> bool:
        return all(self._holds(wanted, [pair[name.endswith("Value")]]) for name, wanted in condition.items())

    def _operate(self, name: str, condition: Condition, values: Values) -> bool:
        operate = _OWN.get(name)
        if operate is not None:
            return operate(self, condition, values)
        return OPERATORS[name[1:]](values, condition[name], _ignores_case(condition))

    def _equals(self, wanted: Any, condition: Condition, values: Values) -> bool:
        return OPERATORS["eq"](values, wanted, True) if _ignores_case(condition) else self._holds(wanted, values)

    def _regex(self, condition: Condition, values: Values) -> bool:
        search = self._compile(condition["$regex"], condition)
        begun = time.perf_counter()
        found = False
        try:
            found = any(search(value) for value in values if isinstance(value, str))
        except ValueError:  # it takes too many steps
            self._seconds += MAX_SECONDS
        self._seconds += time.perf_counter() - begun
        if self._seconds > MAX_SECONDS:
            raise Rejection(400, f"the pattern {condition['$regex']!r:.80} takes too long; write a simpler one")
        return found

    def _compile(self, pattern: Any, condition: Condition) -> Matcher:
        key = (str(pattern), _ignores_case(condition))
        if key not in self._patterns:
            try:
                self._patterns[key] = compile_pattern(f"(?i:{pattern})" if key[1] else key[0])
            except ValueError as error:
                reason = str(error)
            else:
                return self._patterns[key]
            raise Rejection(400, f"the pattern {key[0]!r:.80} of the query cannot be used: {reason}")
        return self._patterns[key]


def _is_moment(value: Any) -> bool:
    """Return whether a value is a point in time as MongoDB writes it in JSON."""
    return isinstance(value, dict) and value.keys() == {"$date"}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _ignores_case(condition: Condition) -> bool:
    return condition.get("$ci") is True or "i" in str(condition.get("$options", ""))


_OPTIONS = frozenset(["$ci", "$options"])
_LOGIC: dict[str, Callable[[Iterator[bool]], bool]] = {
    "$and": all,
    "$or": any,
    "$nor": lambda parts: not any(parts),
    "$not": lambda parts: not all(parts),
}
"""How the parts of a query are put together."""
_OWN: dict[str, Callable[[Query, Condition, Values], bool]] = {
    "$eq": lambda query, condition, values: query._equals(condition["$eq"], condition, values),
    "$ne": lambda query, condition, values: not query._equals(condition["$ne"], condition, values),
    "$not": lambda query, condition, values: not query._holds(condition["$not"], values),
    "$all": lambda query, condition, values: all(
        query._equals(one, condition, values) for one in _listed(condition["$all"])
    ),
    "$size": lambda _, condition, values: any(
        isinstance(value, list) and len(value) == condition["$size"] for value in values
    ),
    "$elemMatch": lambda query, condition, values: any(
        query._satisfies(condition["$elemMatch"], value) for value in values if isinstance(value, dict)
    ),
    "$regex": lambda query, condition, values: query._regex(condition, values),
}
"""The operators that are not those of `matching`."""
KNOWN = tuple(dict.fromkeys([*_LOGIC, *(f"${name}" for name in OPERATORS), *_OWN, *_OPTIONS]))
"""All operators."""


def names_in(query: Any, depth: int = 0) -> Iterator[str]:
    """Yield the properties that a query names, also in the parts that it puts together."""
    for name, condition in query.items() if isinstance(query, Mapping) and depth <= MAX_DEPTH else ():
        if name in _LOGIC:
            for part in _listed(condition):
                yield from names_in(part, depth + 1)
        else:
            yield name


# --- lists of pairs --------------------------------------------------------------------------------------------------


def pairs_of(values: Values) -> list[tuple[Any, Any]]:
    """Return the keys and values of a list of pairs, or of an object."""
    objects = [value for value in values if isinstance(value, dict)]
    found = [pair for value in objects if (pair := _pair(value)) is not None]
    if found or any(isinstance(value, list) for value in values):
        return found
    return [member for value in objects for member in value.items()]


def _pair(value: dict[str, Any]) -> tuple[Any, Any] | None:
    key = next((name for name in ("key", "name") if name in value), "")
    return (value[key], value[_VALUE]) if key and value.keys() == {key, _VALUE} else None


def _objects(values: Values, condition: Condition) -> list[dict[str, Any]]:
    """Return the objects that a condition on members is for: a list of pairs counts as one, key → its values."""
    if condition.keys() - _OF_PAIRS:
        found: dict[str, Any] = {}
        for key, member in pairs_of(values) if any(isinstance(value, list) for value in values) else ():
            found.setdefault(to_string(key), []).append(member)
        if found:
            return [found]
    return [value for value in values if isinstance(value, dict)]
