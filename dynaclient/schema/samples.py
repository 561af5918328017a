"""
Samples: values that satisfy a schema, either one of its valid examples or a generated one.

The same schema always has the same sample. A generated value is validated; if it is not valid, another one is
generated, with other choices or with fewer optional parts.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import count
from typing import Any

from .evaluation import Budget, OutOfTime
from .excerpts import unwrap_literal
from .sample_numbers import integer_for, largest, number_for, smallest
from .sample_strings import TRIALS, string_for
from .subschemas import child_views, named_schemas, types_of
from .validation import Schema
from .varied_strings import varied_string

ATTEMPTS = 24
VARIED = 1 << 40
"""From this attempt on generated values are as different as their schemas allow; before they are simple."""
SECONDS = 2.0
"""How long the search for a sample may take, the validation of the last value aside."""
MAX_OPTIONAL_DEPTH = 6
"""Below this depth only what is required is generated."""

MAX_DEPTH = 40
MAX_VALUES = 2_000
_UNSET: Any = object()

Views = Mapping[str, Mapping[str, Any]]
"""JSON type → a schema for values of it."""


class NoSample(Exception):
    """No value was found that satisfies the schema."""


def sample(schema: Schema) -> Any:
    """Return a value that satisfies the schema: a valid example of it, or a generated value; raises `NoSample`."""
    for found in samples(schema):
        return found
    raise NoSample(schema.pointer)


def samples(schema: Schema, also: Views | None = None) -> Iterator[Any]:
    """
    Yield values that satisfy a schema: its valid examples, then generated values, some of which may be equal.

    They are without the members that are left out in the schema's direction, if they are still valid then.

    Args:
        schema: The schema.
        also: What generated values should satisfy as well, by their type.
    """
    yield from declared_samples(schema)
    yield from generated_samples(schema, also)


def declared_samples(schema: Schema) -> Iterator[Any]:
    """Yield the valid examples of a schema."""
    return (_sent(schema, example) for example in get_examples(schema.view) if schema.is_valid(example))


def generated_samples(schema: Schema, also: Views | None = None, *, seed: int = 0) -> Iterator[Any]:
    """
    Yield generated values that satisfy a schema, some of which may be equal.

    Args:
        schema: The schema.
        also: What they should satisfy as well, by their type.
        seed: 0 for simple values; with any other number they are as different as the schema allows.
    """
    budget = Budget(SECONDS)
    first = VARIED + seed * ATTEMPTS if seed else 0
    for attempt in range(first, first + ATTEMPTS):
        try:
            value = ValueGenerator(attempt, budget, also).value([schema.view])
        except (NoSample, RecursionError):
            continue
        if schema.is_valid(value):
            yield _sent(schema, value)


def varied_sample(schema: Schema, seed: int) -> Any:
    """Return a generated value that satisfies the schema, another one for each seed above 0; raises `NoSample`."""
    for found in generated_samples(schema, seed=seed):
        return found
    raise NoSample(schema.pointer)


def _sent(schema: Schema, value: Any) -> Any:
    shown = schema.without_hidden(value)
    return shown if shown is value or schema.is_valid(shown) else value


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
    declared = [example for view in schemas for example in get_examples(view)] if seed == 0 else []
    declared += _defaults(view for view in schemas if seed == 0 and isinstance(view, Mapping))
    return declared[0] if declared else ValueGenerator(seed).value(schemas)


def _defaults(parts: Iterable[Mapping[str, Any]]) -> list[Any]:
    return [copy.deepcopy(unwrap_literal(part["default"])) for part in parts if part.get("default") is not None]


class ValueGenerator:
    """Generates one value; each attempt makes other choices."""

    def __init__(self, attempt: int, time: Budget | None = None, also: Views | None = None) -> None:
        self.attempt = attempt
        self.time = time or Budget(SECONDS)
        self.also = also or {}
        self.is_generous = attempt % 2 == 0
        self.is_varied = attempt >= VARIED
        self.rng = random.Random(attempt)  # noqa: S311 - generated data, not a secret
        self.budget = MAX_VALUES

    def value(self, schemas: list[Any], depth: int = 0) -> Any:
        """Return a value for all of these schemas together."""
        self.budget -= 1
        parts = [part for schema in schemas for part in self._parts(schema, depth)]
        declared = self._declared_value(parts, depth)
        if declared is not _UNSET:
            return declared
        kind = self._type(parts, depth)
        if depth == 0 and kind in self.also:
            parts.append(self.also[kind])
        return _GENERATORS[kind](self, parts, depth)

    def look(self, depth: int) -> None:
        """Raise `NoSample` if that goes too deep, or takes too long."""
        try:
            self.time.look()
        except OutOfTime:
            raise NoSample("it takes too long") from None
        if depth > MAX_DEPTH:
            raise NoSample("endless")

    def _parts(self, view: Any, depth: int) -> Iterator[Mapping[str, Any]]:
        """Yield the schema and the schemas that are combined into it; of alternatives one."""
        self.look(depth)
        if view is False:
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
        simple = [schema for schema in alternatives if not types_of([schema]) & {"object", "array"}]
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
            values += _defaults(parts)
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


def _intersect(allowed: list[str] | None, declared: list[str]) -> list[str]:
    if allowed is None:
        return declared
    common = [name for name in declared if name in allowed]
    is_integer = any(
        "integer" in one and "number" in other for one, other in ((allowed, declared), (declared, allowed))
    )
    return [*common, "integer"] if is_integer and "integer" not in common else common


_TYPE_KEYWORDS: dict[str, set[str]] = {
    "object": {"properties", "required", "additionalProperties", "patternProperties", "minProperties", "propertyNames"},
    "array": {"items", "prefixItems", "minItems", "contains", "uniqueItems"},
    "string": {"pattern", "minLength", "maxLength", "format"},
    "number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"},
}
"""Type → the keywords that imply it if there is no `type`."""


# --- strings, lists and objects ---------------------------------------------------------------------------------------


def _string(generator: ValueGenerator, parts: list[Mapping[str, Any]], _depth: int) -> str:
    attempt = generator.attempt
    # Past these attempts, as for new ids, a string is as simple as in the first ones.
    first = max(0, attempt - 3) % len(TRIALS) if attempt < ATTEMPTS else 0
    is_words = generator.is_varied and not any("pattern" in part for part in parts)
    try:
        found = (
            varied_string(parts, generator.rng) if is_words else string_for(parts, generator.rng, generator.time, first)
        )
    except OutOfTime:
        found = None
    if found is None:
        raise NoSample("no string was found that matches the patterns")
    return found


def _array(generator: ValueGenerator, parts: list[Mapping[str, Any]], depth: int) -> list[Any]:
    least, most = largest(parts, "minItems", 0), smallest(parts, "maxItems", MAX_VALUES)
    if least > MAX_VALUES:
        raise NoSample("the list would be too long")
    wanted = (
        least if generator._is_frugal(depth) else max(least, generator.rng.randint(1, 3) if generator.is_varied else 1)
    )
    contained = [part["contains"] for part in parts if "contains" in part]
    is_unique = any(part.get("uniqueItems") is True for part in parts)
    items: list[Any] = []
    for index in range(min(max(wanted, len(contained)), most)):
        schemas = child_views(parts, index) + contained[index : index + 1]
        schemas += [
            False for part in parts if part.get("items") is False and index >= len(part.get("prefixItems") or ())
        ]
        new = _other_value(generator, schemas, depth, items) if is_unique else generator.value(schemas, depth + 1)
        items.append(new)
    return items


def _other_value(generator: ValueGenerator, schemas: list[Any], depth: int, taken: list[Any]) -> Any:
    """Return a value that is not among those that are taken."""
    for attempt in range(generator.attempt, generator.attempt + ATTEMPTS):
        value = ValueGenerator(attempt, generator.time).value(schemas, depth + 1)
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
    value = {name: generator.value(_property_schemas(parts, name), depth + 1) for name in required}
    least, most = largest(parts, "minProperties", 0), smallest(parts, "maxProperties", MAX_VALUES)
    if least > MAX_VALUES:
        raise NoSample("the object would be too large")
    wanted = least if generator._is_frugal(depth) else most
    for name in dict.fromkeys(name for part in parts for name in part.get("properties") or {}):
        if len(value) < wanted and name not in value:
            with suppress(NoSample):
                value[name] = generator.value(_property_schemas(parts, name), depth + 1)
    while len(value) < least:
        name = _further_name(generator, parts, depth, list(value))
        value[name] = generator.value(_property_schemas(parts, name), depth + 1)
    return value


def _further_name(generator: ValueGenerator, parts: list[Mapping[str, Any]], depth: int, taken: list[str]) -> str:
    """Return a name for a property that no schema declares by its name."""
    schemas = [part["propertyNames"] for part in parts if "propertyNames" in part]
    closed = [part.get("patternProperties") for part in parts if part.get("additionalProperties") is False]
    schemas += [{"pattern": generator.rng.choice(list(patterns))} for patterns in closed if patterns]
    if not schemas:
        return next(name for index in count(1) if (name := f"key{index}") not in taken)
    return str(_other_value(generator, [{"type": "string"}, *schemas], depth, taken))


def _names(declared: Any) -> list[Any]:
    return list(declared) if isinstance(declared, (list, tuple)) else []  # draft 3 has `"required": true`


def _property_schemas(parts: list[Mapping[str, Any]], name: str) -> list[Any]:
    return [schema for part in parts for schema in _own_property_schemas(part, name)]


def _own_property_schemas(part: Mapping[str, Any], name: str) -> list[Any]:
    additional = part.get("additionalProperties")
    return named_schemas(part, name) or ([additional] if isinstance(additional, (Mapping, bool)) else [])


_GENERATORS: dict[str, Callable[[ValueGenerator, list[Mapping[str, Any]], int], Any]] = {
    "string": _string,
    "number": lambda generator, parts, _depth: number_for(parts, generator.rng if generator.is_varied else None),
    "integer": lambda generator, parts, _depth: integer_for(parts, generator.rng if generator.is_varied else None),
    "array": _array,
    "object": _object,
    "boolean": lambda generator, _parts, _depth: (
        generator.rng.random() < 0.5 if generator.is_varied else generator.attempt % 2 == 0
    ),
    "null": lambda _generator, _parts, _depth: None,
}
"""Type → the function that generates a value of it."""
