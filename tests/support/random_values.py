"""
Random values that are valid against a JSON Schema (draft 7); the same values for the same seed.

They follow the types, enums, patterns, formats, limits, properties, combinations and references of the schema. Other
keywords (`not`, `if`, `dependencies`) are left to chance: every value is validated, and generated again if it is invalid.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dynaclient.schema.pattern_strings import UnsupportedPattern, generate_string
from dynaclient.schema.patterns import compile_pattern
from dynaclient.schema.references import Tokens, parse_pointer, resolve_pointer
from dynaclient.schema.validation import Schema

ATTEMPTS = 60
DEPTH = 5
"""Below this depth only required values are generated."""
DEPTH_MOST = 30
MOST_VALUES = 150
"""How many values one value may contain; the rest of it has only required values."""
LETTERS = "abcxyzABC019 _-.~!*'();:@&=+$,/?%#[]{}<>\"\\|^`éßЖ語🙂\u200b"
"""The characters of strings: letters, and all characters that are special in URLs, headers or JSON."""

Parts = list[tuple[Tokens, Mapping[str, Any]]]


class NoValue(Exception):
    """No valid value was found."""


class RandomValues:
    """
    Generates random values for the schemas of one document.

    Args:
        document: The document with the schemas, and all that they refer to as ``#/…``.
        seed: The seed of the random values.
        dialect: The dialect of the schemas.
    """

    def __init__(self, document: Any, seed: str | int = 0, dialect: str = "draft-07") -> None:
        self._document = document
        self._dialect = dialect
        self._schemas: dict[Tokens, Schema] = {}
        self.rng = random.Random(seed)
        self._left = 0

    def valid_value(self, tokens: Tokens) -> Any:
        """Return a value that is valid against the schema at this location; raise `NoValue` if none is found."""
        if tokens not in self._schemas:
            self._schemas[tokens] = Schema(self._document, tokens, self._dialect)
        for attempt in range(ATTEMPTS):
            self._left = MOST_VALUES if attempt < ATTEMPTS // 2 else 0
            try:
                value = self._value([tokens], 0)
            except (NoValue, UnsupportedPattern):
                continue
            if self._schemas[tokens].is_valid(value):
                return value
        raise NoValue("/".join(map(str, tokens)))

    def seeded(self, seed: str | int) -> RandomValues:
        """Set the seed, and return these same random values."""
        self.rng.seed(seed)
        return self

    def string(self, least: int = 0, most: int = 12, letters: str = LETTERS) -> str:
        """Return a random string of so many characters."""
        least = max(least, 0)
        return "".join(self.rng.choices(letters, k=self.rng.randint(least, max(most, least))))

    def _value(self, locations: list[Tokens], depth: int) -> Any:
        """Return a value for all of these schemas together."""
        self._left -= 1
        parts = [part for location in locations for part in self._parts(location, depth)]
        choices = list(_choices(part for _, part in parts))
        if choices:
            common = [value for value in choices[0] if all(_contains(value, other) for other in choices)]
            return self._one_of(common)
        return _GENERATORS[self._type([part for _, part in parts])](self, parts, depth)

    def _parts(self, location: Tokens, depth: int) -> Parts:
        """Return the schema and the schemas that it combines, with references resolved, and one of its alternatives."""
        schema = resolve_pointer(self._document, location)
        if schema is False or depth > DEPTH_MOST:
            raise NoValue("no value is valid")
        if not isinstance(schema, Mapping):
            return []
        if "$ref" in schema:
            return self._parts(parse_pointer(schema["$ref"]), depth + 1)
        found = [(location, schema)]
        for index in range(len(schema.get("allOf", ()))):
            found += self._parts((*location, "allOf", index), depth + 1)
        for key in ("anyOf", "oneOf"):
            if key in schema:
                found += self._parts((*location, key, self.rng.randrange(len(schema[key]))), depth + 1)
        return found

    def _one_of(self, choices: list[Any]) -> Any:
        if not choices:
            raise NoValue("no value is in all choices")
        return self.rng.choice(choices)

    def _type(self, parts: list[Mapping[str, Any]]) -> str:
        allowed = set(_GENERATORS)
        for part in parts:
            types = part.get("type", list(_GENERATORS))
            names = {types} if isinstance(types, str) else set(types)
            allowed &= names | ({"integer"} if "number" in names else set())
        implied = {name for name, keywords in _IMPLYING.items() if any(keywords & part.keys() for part in parts)}
        return str(self._one_of(sorted(implied if implied and allowed == set(_GENERATORS) else allowed)))

    def _is_limited(self, depth: int) -> bool:
        return depth > DEPTH or self._left <= 0


def _choices(parts: Iterator[Mapping[str, Any]]) -> Iterator[list[Any]]:
    for part in parts:
        if "const" in part:
            yield [part["const"]]
        if "enum" in part:
            yield list(part["enum"])


def _contains(value: Any, choices: list[Any]) -> bool:
    """Return whether a value is one of the choices; True is not 1."""
    return any(value == choice and isinstance(value, bool) == isinstance(choice, bool) for choice in choices)


_IMPLYING: dict[str, set[str]] = {
    "object": {"properties", "required", "additionalProperties", "patternProperties"},
    "array": {"items", "minItems", "maxItems", "uniqueItems"},
    "string": {"pattern", "minLength", "maxLength", "format"},
    "number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"},
}
"""For each type the keywords that imply it if there is no `type`."""


def _max_of(parts: Parts, key: str, default: int) -> int:
    return max((int(part[key]) for _, part in parts if key in part), default=default)


def _min_of(parts: Parts, key: str, default: int) -> int:
    return min((int(part[key]) for _, part in parts if key in part), default=default)


# --- strings ---------------------------------------------------------------------------------------------------------

_FORMATS: dict[str, str] = {
    "date-time": r"^20[0-9]{2}-0[1-9]-[12][0-9]T1[0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]{3})?Z$",
    "date": r"^20[0-9]{2}-0[1-9]-[12][0-9]$",
    "email": r"^[a-z]{3}[+.][a-z0-9]{3}@[a-z]{4}\.example\.com$",
    "hostname": r"^[a-z]{5}\.example\.com$",
    "ipv4": r"^192\.0\.2\.[1-9]$",
    "uri": r"^https://[a-z]{4}\.example\.com/[a-z]{3}\?[a-z]=[0-9]%20#[a-z]$",
    "url": r"^https://[a-z]{4}\.example\.com/[a-z]{3}\?[a-z]=[0-9]%20#[a-z]$",
}
"""For each format a pattern for strings of it."""


def _string(source: RandomValues, parts: Parts, _depth: int) -> str:
    least, most = _max_of(parts, "minLength", 0), _min_of(parts, "maxLength", 1_000_000)
    patterns = [str(part["pattern"]) for _, part in parts if "pattern" in part]
    patterns += [_FORMATS[part["format"]] for _, part in parts if part.get("format") in _FORMATS]
    if patterns:
        return _matching_string(source, patterns, least, most)
    return source.string(least, min(most, least + 12))


def _matching_string(source: RandomValues, patterns: list[str], least: int, most: int) -> str:
    """Return a string that all patterns match: one generated for a pattern, or several joined and padded."""
    for extra in (source.rng.randint(0, 8), 0, 1, 3, 12, 60, least):
        strings = [generate_string(pattern, source.rng, extra) for pattern in patterns]
        row = "".join(source.rng.sample(strings, len(strings)))
        for string in (*strings, row, row + source.string(least - len(row), least - len(row), "aB3_")):
            if least <= len(string) <= most and all(compile_pattern(pattern)(string) for pattern in patterns):
                return string
    raise NoValue(f"no string was found for {patterns}")


# --- numbers ---------------------------------------------------------------------------------------------------------


def _number(source: RandomValues, parts: Parts, depth: int) -> Any:
    if source.rng.random() < 0.5:
        return _integer(source, parts, depth)
    low, high = _bounds(parts)
    return source.rng.choice([low, high, round(source.rng.uniform(low, high), 3)])


def _integer(source: RandomValues, parts: Parts, _depth: int) -> int:
    low, high = _bounds(parts)
    step = next((int(part["multipleOf"]) for _, part in parts if float(part.get("multipleOf", 0.5)) % 1 == 0), 1)
    first, last = -int(-low // step), int(high // step)
    return source.rng.choice([first, last, source.rng.randint(first, max(first, last))]) * step


def _bounds(parts: Parts) -> tuple[float, float]:
    lows = [part[key] for _, part in parts for key in ("minimum", "exclusiveMinimum") if key in part]
    highs = [part[key] for _, part in parts for key in ("maximum", "exclusiveMaximum") if key in part]
    low = max(lows) if lows else min(-1000, min(highs, default=0) - 1000)
    return low, min(highs) if highs else max(10_000_000_000, low + 1000)


# --- lists and objects -----------------------------------------------------------------------------------------------


def _array(source: RandomValues, parts: Parts, depth: int) -> list[Any]:
    least = _max_of(parts, "minItems", 0)
    count = least if source._is_limited(depth) else least + source.rng.choice([0, 1, 1, 2, 3])
    items = [_item(source, parts, depth, index) for index in range(min(count, _min_of(parts, "maxItems", count)))]
    unique = any(part.get("uniqueItems") for _, part in parts)
    return [item for index, item in enumerate(items) if not unique or not _contains(item, items[:index])]


def _item(source: RandomValues, parts: Parts, depth: int, index: int) -> Any:
    locations: list[Tokens] = []
    for location, part in parts:
        items = part.get("items")
        if isinstance(items, list):
            is_listed = index < len(items)
            locations += [(*location, "items", index)] if is_listed else _child(location, part, "additionalItems")
        else:
            locations += _child(location, part, "items")
    return source._value(locations, depth + 1) if locations else _anything(source, [], depth)


def _child(location: Tokens, part: Mapping[str, Any], key: str) -> list[Tokens]:
    return [(*location, key)] if key in part else []


def _object(source: RandomValues, parts: Parts, depth: int) -> dict[str, Any]:
    required = dict.fromkeys(name for _, part in parts for name in part.get("required", ()))
    optional = [name for name in dict.fromkeys(_names(source, parts)) if name not in required]
    least, most = _max_of(parts, "minProperties", 0), _min_of(parts, "maxProperties", 1_000)
    share = 0.0 if source._is_limited(depth) else source.rng.choice([0.15, 0.4, 0.8])
    source.rng.shuffle(optional)
    count = max(least - len(required), sum(source.rng.random() < share for _ in optional))
    found: dict[str, Any] = {name: _property(source, parts, depth, name) for name in required}
    for name in optional[: min(count, most - len(required))]:
        try:
            found[name] = _property(source, parts, depth, name)
        except (NoValue, UnsupportedPattern):
            continue  # without a valid value it is omitted
    return found


def _names(source: RandomValues, parts: Parts) -> Iterator[str]:
    """Yield possible names: declared ones, some that match a pattern, and undeclared ones."""
    for _, part in parts:
        yield from part.get("properties", ())
        for pattern in part.get("patternProperties", ()):
            yield from (_matching_string(source, [pattern], 0, 255) for _ in range(2))
        if part.get("additionalProperties", True) is not False:
            yield from (source.string(1, 8) for _ in range(source.rng.choice([0, 0, 2])))


def _property(source: RandomValues, parts: Parts, depth: int, name: str) -> Any:
    locations: list[Tokens] = []
    for location, part in parts:
        declared = [(*location, "properties", name)] if name in part.get("properties", ()) else []
        patterns = [pattern for pattern in part.get("patternProperties", ()) if compile_pattern(pattern)(name)]
        declared += [(*location, "patternProperties", pattern) for pattern in patterns]
        locations += declared or _child(location, part, "additionalProperties")
    return source._value(locations, depth + 1) if locations else _anything(source, [], depth)


def _anything(source: RandomValues, _parts: Parts, depth: int) -> Any:
    types = ["string", "integer", "number", "boolean", "null"]
    name = source.rng.choice(types if source._is_limited(depth) else [*types, "array", "object"])
    return _GENERATORS[name](source, [], depth + 1)


Generator = Callable[[RandomValues, Parts, int], Any]

_GENERATORS: dict[str, Generator] = {
    "array": _array,
    "boolean": lambda source, _parts, _depth: source.rng.random() < 0.5,
    "integer": _integer,
    "null": lambda _source, _parts, _depth: None,
    "number": _number,
    "object": _object,
    "string": _string,
}
"""What generates a value of each JSON type."""
