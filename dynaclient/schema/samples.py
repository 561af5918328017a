"""
Samples: values that satisfy a schema, either one of its valid examples or a generated one.

The same schema always has the same sample. A generated value is validated; if it is not valid, another one is
generated, with other choices or with fewer optional parts.
"""

from __future__ import annotations

import copy
import math
import random
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Optional

from .pattern_strings import generate_string
from .patterns import compile_pattern
from .references import unwrap_literal
from .subschemas import child_schemas, combined_schemas, named_schemas
from .validation import Schema

ATTEMPTS = 24
MAX_OPTIONAL_DEPTH = 6
"""Below this depth only what is required is generated."""

MAX_DEPTH = 40
MAX_VALUES = 2_000
_UNSET: Any = object()


class NoSample(Exception):
    """No value was found that satisfies the schema."""


def sample(schema: Schema) -> Any:
    """Return a value that satisfies the schema: a valid example of it, or a generated value; raises `NoSample`."""
    for example in get_examples(schema.view):
        if schema.is_valid(example):
            return example
    for attempt in range(ATTEMPTS):
        try:
            value = ValueGenerator(attempt).value([schema.view])
        except (NoSample, RecursionError):
            continue
        if schema.is_valid(value):
            return value
    raise NoSample(schema.pointer)


def get_examples(view: Any) -> list[Any]:
    """Return copies of the examples of a schema."""
    if not isinstance(view, Mapping):
        return []
    listed = unwrap_literal(view.get("examples"))
    examples = [unwrap_literal(example) for example in listed] if isinstance(listed, list) else []
    if "example" in view:
        examples.append(unwrap_literal(view["example"]))
    return copy.deepcopy(examples)


def generate_value(schemas: list[Any], seed: int = 0) -> Any:
    """Return a value that probably satisfies all of these schemas, without validation; raises `NoSample`."""
    examples = [example for view in schemas for example in get_examples(view)]
    return examples[0] if examples and seed == 0 else ValueGenerator(seed).value(schemas)


class ValueGenerator:
    """Generates one value; each attempt makes other choices."""

    def __init__(self, attempt: int) -> None:
        self.attempt = attempt
        self.is_generous = attempt % 2 == 0
        self.rng = random.Random(attempt)  # noqa: S311 - generated data, not a secret
        self.budget = MAX_VALUES

    def value(self, schemas: list[Any], depth: int = 0) -> Any:
        """Return a value for all of these schemas together."""
        self.budget -= 1
        if depth > MAX_DEPTH:
            raise NoSample("endless")
        parts = [part for schema in schemas for part in self._parts(schema, depth)]
        declared = self._declared_value(parts, depth)
        if declared is not _UNSET:
            return declared
        return _GENERATORS[self._type(parts, depth)](self, parts, depth)

    def _parts(self, view: Any, depth: int) -> Iterator[Mapping[str, Any]]:
        """Yield the schema and the schemas that are combined into it; of alternatives one."""
        if view is False or depth > MAX_DEPTH:
            raise NoSample("`false` allows no value")
        if not isinstance(view, Mapping):
            return
        yield view
        for schema in view.get("allOf") or ():
            yield from self._parts(schema, depth + 1)
        for key in ("anyOf", "oneOf"):
            if view.get(key):
                yield from self._parts(self._choose(view[key], depth), depth + 1)
        if "if" in view:
            yield from self._condition(view, depth)

    def _choose(self, alternatives: Any, depth: int) -> Any:
        if self.attempt == 0 and not self._is_frugal(depth):
            return alternatives[0]
        simple = [schema for schema in alternatives if not _types(schema) & {"object", "array"}]
        return self.rng.choice(simple if simple and self._is_frugal(depth) else list(alternatives))

    def _condition(self, view: Mapping[str, Any], depth: int) -> Iterator[Mapping[str, Any]]:
        if self.attempt and self.rng.random() < 0.5:
            yield from self._parts(view["if"], depth + 1)
            yield from self._parts(view.get("then"), depth + 1)
        else:
            yield from self._parts(view.get("else"), depth + 1)

    def _is_frugal(self, depth: int) -> bool:
        return not self.is_generous or depth > MAX_OPTIONAL_DEPTH or self.budget <= 0

    def _declared_value(self, parts: list[Mapping[str, Any]], depth: int) -> Any:
        """Return a value that the schemas themselves contain: `const`, `enum`, examples, `default`."""
        for part in parts:
            if "const" in part:
                return copy.deepcopy(unwrap_literal(part["const"]))
        enums = [list(unwrap_literal(part["enum"])) for part in parts if "enum" in part]
        if enums:
            common = [value for value in enums[0] if all(value in other for other in enums)]
            if not common:
                raise NoSample("no value is in all enums")
            return copy.deepcopy(common[0] if self.attempt == 0 else self.rng.choice(common))
        if self.attempt < 2 and depth:
            values = [example for part in parts for example in get_examples(part)]
            defaults = [part["default"] for part in parts if part.get("default") is not None]
            values += [copy.deepcopy(unwrap_literal(default)) for default in defaults]
            if values:
                return values[0]
        return _UNSET

    def _type(self, parts: list[Mapping[str, Any]], depth: int) -> str:
        allowed: list[str] | None = None
        for part in parts:
            declared = part.get("type")
            if declared is not None:
                allowed = _intersect(allowed, [declared] if isinstance(declared, str) else list(declared))
        if allowed is None:
            implied = (name for name, keys in _TYPE_KEYWORDS.items() if any(keys & part.keys() for part in parts))
            return next(implied, "string")
        if not allowed:
            raise NoSample("no type satisfies all schemas")
        if self._is_frugal(depth) and "null" in allowed and depth > MAX_OPTIONAL_DEPTH:
            return "null"
        preferred = [name for name in allowed if name != "null"] or allowed
        return preferred[0] if self.attempt < 4 else self.rng.choice(allowed)


def _types(view: Any) -> set[str]:
    types: set[str] = set()
    for schema in combined_schemas(view):
        declared = schema.get("type")
        types |= {declared} if isinstance(declared, str) else set(declared or ())
    return types


def _intersect(allowed: list[str] | None, declared: list[str]) -> list[str]:
    if allowed is None:
        return declared
    common = [name for name in declared if name in allowed]
    integer = "integer" in (*declared, *allowed) and "number" in (*declared, *allowed)
    return [*common, "integer"] if integer and "integer" not in common else common


_TYPE_KEYWORDS: dict[str, set[str]] = {
    "object": {"properties", "required", "additionalProperties", "patternProperties", "minProperties", "propertyNames"},
    "array": {"items", "prefixItems", "minItems", "contains", "uniqueItems"},
    "string": {"pattern", "minLength", "maxLength", "format"},
    "number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"},
}
"""Type → the keywords that imply it if there is no `type`."""


def _largest(parts: list[Mapping[str, Any]], key: str, default: int) -> int:
    return int(max((part[key] for part in parts if key in part), default=default))


def _smallest(parts: list[Mapping[str, Any]], key: str, default: int) -> int:
    return int(min((part[key] for part in parts if key in part), default=default))


# --- strings ---------------------------------------------------------------------------------------------------------

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
"""Format → a string that has it."""


def _string(generator: ValueGenerator, parts: list[Mapping[str, Any]], _depth: int) -> str:
    least, most = _largest(parts, "minLength", 0), _smallest(parts, "maxLength", 1_000_000)
    patterns = [str(part["pattern"]) for part in parts if "pattern" in part]
    if patterns:
        return _matching_string(generator, patterns, least, most)
    base = next((FORMATS[part["format"]] for part in parts if part.get("format") in FORMATS), "text")
    if least > 1_000_000 or least > most:
        raise NoSample("the string would be too long")
    return base[:most] if len(base) >= least else base + "x" * (least - len(base))


def _matching_string(generator: ValueGenerator, patterns: list[str], least: int, most: int) -> str:
    for extra in (1, 0, 3, 8, 20, 60, least, max(least - 1, 0)):
        for pattern in patterns:
            try:
                candidate = generate_string(pattern, generator.rng, extra)
                candidate += "x" * (least - len(candidate))
                if len(candidate) <= most and all(compile_pattern(other)(candidate) for other in patterns):
                    return candidate
            except ValueError:
                continue
    raise NoSample("no string was found that matches the pattern")


# --- numbers ---------------------------------------------------------------------------------------------------------


def _number(_generator: ValueGenerator, parts: list[Mapping[str, Any]], _depth: int) -> Any:
    low, high, step = _bounds(parts)
    number = _on_step(low, high, step) if step else _between(low, high)
    return int(number) if number.denominator == 1 else float(number)


def _integer(_generator: ValueGenerator, parts: list[Mapping[str, Any]], _depth: int) -> int:
    low, high, step = _bounds(parts)
    # A multiple of the numerator is both an integer and a multiple of the step.
    return int(_on_step(low, high, Fraction(step.numerator) if step else Fraction(1)))


Bound = Optional["tuple[Fraction, bool]"]
"""A bound, and whether it is exclusive; None if there is none."""


def _bounds(parts: list[Mapping[str, Any]]) -> tuple[Bound, Bound, Fraction]:
    """Return the lower bound, the upper bound, and the step (0 if there is none)."""
    lows = list(_limits(parts, "minimum", "exclusiveMinimum"))
    highs = list(_limits(parts, "maximum", "exclusiveMaximum"))
    steps = [Fraction(str(part["multipleOf"])) for part in parts if part.get("multipleOf")]
    step = (
        Fraction(math.lcm(*(divisor.numerator for divisor in steps)), 1) if len(steps) > 1 else sum(steps, Fraction(0))
    )
    return max(lows, default=None), min(highs, key=lambda bound: (bound[0], not bound[1]), default=None), step


def _limits(parts: list[Mapping[str, Any]], key: str, exclusive_key: str) -> Iterator[tuple[Fraction, bool]]:
    for part in parts:
        exclusive = part.get(exclusive_key)
        if key in part:
            yield Fraction(str(part[key])), exclusive is True
        if exclusive is not None and not isinstance(exclusive, bool):
            yield Fraction(str(exclusive)), True


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


def _between(low: Bound, high: Bound) -> Fraction:
    if low is not None and high is not None:
        return (low[0] + high[0]) / 2 if low[1] or high[1] else low[0]
    if low is not None:
        return max(low[0] + 1, Fraction(1))
    return min(high[0] - 1, Fraction(1)) if high is not None else Fraction(1)


# --- lists and objects -----------------------------------------------------------------------------------------------


def _array(generator: ValueGenerator, parts: list[Mapping[str, Any]], depth: int) -> list[Any]:
    least, most = _largest(parts, "minItems", 0), _smallest(parts, "maxItems", MAX_VALUES)
    wanted = least if generator._is_frugal(depth) else max(least, 1)
    contained = [part["contains"] for part in parts if "contains" in part]
    count = min(max(wanted, len(contained)), most)
    is_unique = any(part.get("uniqueItems") is True for part in parts)
    items: list[Any] = []
    for index in range(min(count, MAX_VALUES)):
        schemas = [child for part in parts for child in child_schemas(part, index)] + contained[index : index + 1]
        schemas += [
            False for part in parts if part.get("items") is False and index >= len(part.get("prefixItems") or ())
        ]
        new = _other_value(generator, schemas, depth, items) if is_unique else generator.value(schemas, depth + 1)
        items.append(new)
    return items


def _other_value(generator: ValueGenerator, schemas: list[Any], depth: int, taken: list[Any]) -> Any:
    """Return a value that is not among those that are taken."""
    for attempt in range(generator.attempt, generator.attempt + ATTEMPTS):
        value = ValueGenerator(attempt).value(schemas, depth + 1)
        if value not in taken:
            return value
        changed: Any = value
        if type(value) is int:
            changed = value + 1 + len(taken)
        elif type(value) is str:
            changed = f"{value}{len(taken)}"
        if changed not in taken and attempt > generator.attempt + ATTEMPTS // 2:
            return changed
    raise NoSample("no further value was found")


def _object(generator: ValueGenerator, parts: list[Mapping[str, Any]], depth: int) -> dict[str, Any]:
    required = dict.fromkeys(str(name) for part in parts for name in _names(part.get("required")))
    names = dict(required)
    if not generator._is_frugal(depth):
        names.update(dict.fromkeys(name for part in parts for name in part.get("properties") or {}))
    most = _smallest(parts, "maxProperties", MAX_VALUES)
    value: dict[str, Any] = {}
    for name in names:
        if name not in required and len(value) >= most:
            break
        try:
            value[name] = generator.value(_property_schemas(parts, name), depth + 1)
        except NoSample:
            if name in required:
                raise
    for index in range(_largest(parts, "minProperties", 0) - len(value)):
        name = f"key{index + 1}"
        value[name] = generator.value(_property_schemas(parts, name), depth + 1)
    return value


def _names(declared: Any) -> list[Any]:
    return list(declared) if isinstance(declared, (list, tuple)) else []  # draft 3 has `"required": true`


def _property_schemas(parts: list[Mapping[str, Any]], name: str) -> list[Any]:
    schemas = [schema for part in parts for schema in _own_property_schemas(part, name)]
    closed = [part for part in parts if part.get("additionalProperties") is False]
    return schemas if schemas or not closed else [False]


def _own_property_schemas(part: Mapping[str, Any], name: str) -> list[Any]:
    additional = part.get("additionalProperties")
    return named_schemas(part, name) or ([additional] if isinstance(additional, Mapping) else [])


_GENERATORS: dict[str, Callable[[ValueGenerator, list[Mapping[str, Any]], int], Any]] = {
    "string": _string,
    "number": _number,
    "integer": _integer,
    "array": _array,
    "object": _object,
    "boolean": lambda generator, _parts, _depth: generator.attempt % 2 == 0,
    "null": lambda _generator, _parts, _depth: None,
}
"""Type → the function that generates a value of it."""
