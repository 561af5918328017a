"""
Values that fit a schema: its examples where they are valid, else made ones.

The same schema always gives the same value. What is made is checked before it is given, and tried again, differently
and more frugally, where it does not fit.
"""

from __future__ import annotations

import copy
import math
import random
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Optional

from .pattern_strings import matching
from .references import plain
from .validation import Schema, below, matches, parts_of

ATTEMPTS = 24
DEPTH = 6
"""Below this depth only what is required is made."""

DEPTH_MOST = 40
MOST_VALUES = 2_000
_UNSAID: Any = object()


class NoSample(Exception):
    """Nothing was found that fits the schema."""


def sample(schema: Schema) -> Any:
    """Give a value that fits the schema: an example that it carries, or a made one; `NoSample` where none is found."""
    for each in carried(schema.view):
        if schema.accepts(each):
            return each
    for attempt in range(ATTEMPTS):
        try:
            made = Maker(attempt).value([schema.view])
        except (NoSample, RecursionError):
            continue
        if schema.accepts(made):
            return made
    raise NoSample(schema.pointer)


def carried(view: Any) -> list[Any]:
    """Give copies of the examples that a schema carries."""
    if not isinstance(view, Mapping):
        return []
    said = plain(view.get("examples"))
    found = [plain(each) for each in said] if isinstance(said, list) else []
    if "example" in view:
        found.append(plain(view["example"]))
    return copy.deepcopy(found)


def made_from(schemas: list[Any], seed: int = 0) -> Any:
    """Give a value that all of these schemas probably take, unchecked; `NoSample` where none can be made."""
    found = [each for view in schemas for each in carried(view)]
    return found[0] if found and seed == 0 else Maker(seed).value(schemas)


class Maker:
    """Makes one value; with each attempt it chooses otherwise."""

    def __init__(self, attempt: int) -> None:
        self.attempt = attempt
        self.rich = attempt % 2 == 0
        self.rng = random.Random(attempt)  # noqa: S311 - made up, not secret
        self.budget = MOST_VALUES

    def value(self, schemas: list[Any], depth: int = 0) -> Any:
        """Give a value for all of these schemas at once."""
        self.budget -= 1
        if depth > DEPTH_MOST:
            raise NoSample("endless")
        parts = [part for each in schemas for part in self._parts(each, depth)]
        said = self._said(parts, depth)
        if said is not _UNSAID:
            return said
        return _MAKERS[self._type(parts, depth)](self, parts, depth)

    def _parts(self, view: Any, depth: int) -> Iterator[Mapping[str, Any]]:
        """Give the schema and what is combined into it; of alternatives one."""
        if view is False or depth > DEPTH_MOST:
            raise NoSample("nothing fits `false`")
        if not isinstance(view, Mapping):
            return
        yield view
        for each in view.get("allOf") or ():
            yield from self._parts(each, depth + 1)
        for key in ("anyOf", "oneOf"):
            if view.get(key):
                yield from self._parts(self._choice(view[key], depth), depth + 1)
        if "if" in view:
            yield from self._condition(view, depth)

    def _choice(self, alternatives: Any, depth: int) -> Any:
        if self.attempt == 0 and not self._frugal(depth):
            return alternatives[0]
        simple = [each for each in alternatives if not _types(each) & {"object", "array"}]
        return self.rng.choice(simple if simple and self._frugal(depth) else list(alternatives))

    def _condition(self, view: Mapping[str, Any], depth: int) -> Iterator[Mapping[str, Any]]:
        if self.attempt and self.rng.random() < 0.5:
            yield from self._parts(view["if"], depth + 1)
            yield from self._parts(view.get("then"), depth + 1)
        else:
            yield from self._parts(view.get("else"), depth + 1)

    def _frugal(self, depth: int) -> bool:
        return not self.rich or depth > DEPTH or self.budget <= 0

    def _said(self, parts: list[Mapping[str, Any]], depth: int) -> Any:
        """Give a value that the schemas themselves name."""
        for part in parts:
            if "const" in part:
                return copy.deepcopy(plain(part["const"]))
        lists = [list(plain(part["enum"])) for part in parts if "enum" in part]
        if lists:
            common = [each for each in lists[0] if all(each in other for other in lists)]
            if not common:
                raise NoSample("no value is in all enums")
            return copy.deepcopy(common[0] if self.attempt == 0 else self.rng.choice(common))
        if self.attempt < 2 and depth:
            given = [each for part in parts for each in carried(part)]
            given += [copy.deepcopy(plain(part["default"])) for part in parts if part.get("default") is not None]
            if given:
                return given[0]
        return _UNSAID

    def _type(self, parts: list[Mapping[str, Any]], depth: int) -> str:
        allowed: list[str] | None = None
        for part in parts:
            said = part.get("type")
            if said is not None:
                allowed = _both(allowed, [said] if isinstance(said, str) else list(said))
        if allowed is None:
            return next(
                (kind for kind, keys in _TELLING.items() if any(keys & part.keys() for part in parts)), "string"
            )
        if not allowed:
            raise NoSample("no type fits all")
        if self._frugal(depth) and "null" in allowed and depth > DEPTH:
            return "null"
        lively = [each for each in allowed if each != "null"] or allowed
        return lively[0] if self.attempt < 4 else self.rng.choice(allowed)


def _types(view: Any) -> set[str]:
    found: set[str] = set()
    for part in parts_of(view):
        said = part.get("type")
        found |= {said} if isinstance(said, str) else set(said or ())
    return found


def _both(allowed: list[str] | None, said: list[str]) -> list[str]:
    if allowed is None:
        return said
    common = [each for each in said if each in allowed]
    whole = "integer" in (*said, *allowed) and "number" in (*said, *allowed)
    return [*common, "integer"] if whole and "integer" not in common else common


_TELLING: dict[str, set[str]] = {
    "object": {"properties", "required", "additionalProperties", "patternProperties", "minProperties", "propertyNames"},
    "array": {"items", "prefixItems", "minItems", "contains", "uniqueItems"},
    "string": {"pattern", "minLength", "maxLength", "format"},
    "number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"},
}
"""Keywords that tell the type where `type` does not."""


def _most(parts: list[Mapping[str, Any]], key: str, none: int) -> int:
    return int(max((part[key] for part in parts if key in part), default=none))


def _least(parts: list[Mapping[str, Any]], key: str, none: int) -> int:
    return int(min((part[key] for part in parts if key in part), default=none))


# --- texts -----------------------------------------------------------------------------------------------------------

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
}
"""A text for each format."""


def _string(maker: Maker, parts: list[Mapping[str, Any]], _depth: int) -> str:
    least, most = _most(parts, "minLength", 0), _least(parts, "maxLength", 1_000_000)
    patterns = [str(part["pattern"]) for part in parts if "pattern" in part]
    if patterns:
        return _patterned(maker, patterns, least, most)
    known = next((FORMATS[part["format"]] for part in parts if part.get("format") in FORMATS), "text")
    if least > 1_000_000 or least > most:
        raise NoSample("too long")
    return known[:most] if len(known) >= least else known + "x" * (least - len(known))


def _patterned(maker: Maker, patterns: list[str], least: int, most: int) -> str:
    for extra in (1, 0, 3, 8, 20, 60, least, max(least - 1, 0)):
        for pattern in patterns:
            try:
                text = matching(pattern, maker.rng, extra)
                text += "x" * (least - len(text))
                if len(text) <= most and all(matches(each)(text) for each in patterns):
                    return text
            except ValueError:
                continue
    raise NoSample("no text was found for the pattern")


# --- numbers ---------------------------------------------------------------------------------------------------------


def _number(_maker: Maker, parts: list[Mapping[str, Any]], _depth: int) -> Any:
    low, high, step = _bounds(parts)
    found = _on_step(low, high, step) if step else _between(low, high)
    return int(found) if found.denominator == 1 else float(found)


def _integer(_maker: Maker, parts: list[Mapping[str, Any]], _depth: int) -> int:
    low, high, step = _bounds(parts)
    # A multiple that is whole: steps of the numerator are both.
    return int(_on_step(low, high, Fraction(step.numerator) if step else Fraction(1)))


Bound = Optional["tuple[Fraction, bool]"]
"""A bound, and whether it is excluded itself; None where there is none."""


def _bounds(parts: list[Mapping[str, Any]]) -> tuple[Bound, Bound, Fraction]:
    """Give the lower and the upper bound, each with whether it is excluded, and the step."""
    lows = list(_limits(parts, "minimum", "exclusiveMinimum"))
    highs = list(_limits(parts, "maximum", "exclusiveMaximum"))
    steps = [Fraction(str(part["multipleOf"])) for part in parts if part.get("multipleOf")]
    step = Fraction(math.lcm(*(each.numerator for each in steps)), 1) if len(steps) > 1 else sum(steps, Fraction(0))
    return max(lows, default=None), min(highs, key=lambda each: (each[0], not each[1]), default=None), step


def _limits(parts: list[Mapping[str, Any]], key: str, exclusive: str) -> Iterator[tuple[Fraction, bool]]:
    for part in parts:
        beyond = part.get(exclusive)
        if key in part:
            yield Fraction(str(part[key])), beyond is True
        if beyond is not None and not isinstance(beyond, bool):
            yield Fraction(str(beyond)), True


def _on_step(low: Bound, high: Bound, step: Fraction) -> Fraction:
    """Give a multiple of the step within the bounds, the one next to 1 where there are none."""
    if low is not None:
        found = Fraction(math.ceil(low[0] / step)) * step
        found += step if low[1] and found == low[0] else 0
        return max(found, step) if high is None or step < high[0] else found
    if high is not None and high[0] <= step:
        found = Fraction(math.floor(high[0] / step)) * step
        return found - step if high[1] and found == high[0] else found
    return step


def _between(low: Bound, high: Bound) -> Fraction:
    if low is not None and high is not None:
        return (low[0] + high[0]) / 2 if low[1] or high[1] else low[0]
    if low is not None:
        return max(low[0] + 1, Fraction(1))
    return min(high[0] - 1, Fraction(1)) if high is not None else Fraction(1)


# --- lists and objects -----------------------------------------------------------------------------------------------


def _array(maker: Maker, parts: list[Mapping[str, Any]], depth: int) -> list[Any]:
    least, most = _most(parts, "minItems", 0), _least(parts, "maxItems", MOST_VALUES)
    wished = least if maker._frugal(depth) else max(least, 1)
    wanted = [part["contains"] for part in parts if "contains" in part]
    count = min(max(wished, len(wanted)), most)
    unique = any(part.get("uniqueItems") is True for part in parts)
    found: list[Any] = []
    for index in range(min(count, MOST_VALUES)):
        schemas = [one for part in parts for one in below(part, index)] + wanted[index : index + 1]
        schemas += [
            False for part in parts if part.get("items") is False and index >= len(part.get("prefixItems") or ())
        ]
        found.append(_other(maker, schemas, depth, found) if unique else maker.value(schemas, depth + 1))
    return found


def _other(maker: Maker, schemas: list[Any], depth: int, taken: list[Any]) -> Any:
    """Give a value that is not among those that are there already."""
    for attempt in range(maker.attempt, maker.attempt + ATTEMPTS):
        made = Maker(attempt).value(schemas, depth + 1)
        if made not in taken:
            return made
        bumped = made + 1 + len(taken) if type(made) is int else f"{made}{len(taken)}" if type(made) is str else made
        if bumped not in taken and attempt > maker.attempt + ATTEMPTS // 2:
            return bumped
    raise NoSample("no further value was found")


def _object(maker: Maker, parts: list[Mapping[str, Any]], depth: int) -> dict[str, Any]:
    needed = dict.fromkeys(str(name) for part in parts for name in _names(part.get("required")))
    names = dict(needed)
    if not maker._frugal(depth):
        names.update(dict.fromkeys(name for part in parts for name in part.get("properties") or {}))
    most = _least(parts, "maxProperties", MOST_VALUES)
    found: dict[str, Any] = {}
    for name in names:
        if name not in needed and len(found) >= most:
            break
        try:
            found[name] = maker.value(_below(parts, name), depth + 1)
        except NoSample:
            if name in needed:
                raise
    for index in range(_most(parts, "minProperties", 0) - len(found)):
        found[f"key{index + 1}"] = maker.value(_below(parts, f"key{index + 1}"), depth + 1)
    return found


def _names(said: Any) -> list[Any]:
    return list(said) if isinstance(said, (list, tuple)) else []  # draft 3 has `"required": true`


def _below(parts: list[Mapping[str, Any]], name: str) -> list[Any]:
    found = [one for part in parts for one in _own_below(part, name)]
    closed = [part for part in parts if part.get("additionalProperties") is False]
    return found if found or not closed else [False]


def _own_below(part: Mapping[str, Any], name: str) -> list[Any]:
    declared = part.get("properties") or {}
    if name in declared:
        return [declared[name]]
    fitting = [each for pattern, each in (part.get("patternProperties") or {}).items() if matches(pattern)(name)]
    more = part.get("additionalProperties")
    return fitting or ([more] if isinstance(more, Mapping) else [])


_MAKERS: dict[str, Callable[[Maker, list[Mapping[str, Any]], int], Any]] = {
    "string": _string,
    "number": _number,
    "integer": _integer,
    "array": _array,
    "object": _object,
    "boolean": lambda maker, _parts, _depth: maker.attempt % 2 == 0,
    "null": lambda _maker, _parts, _depth: None,
}
"""Each type: how a value of it is made."""
