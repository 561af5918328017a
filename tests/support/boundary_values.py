"""
Boundary values: values on both sides of each limit of a JSON Schema, one constraint at a time.

`Walker.locations` yields each subschema of a schema. A location can put a value into an instance that is valid otherwise
(`Location.instance`); `Walker.values` yields values on both sides of its limits, and `Walker.unsatisfied` the constraints
of the location itself that a value does not satisfy.

The schemas are of draft 7, with the keywords of `_RULES`; other keywords are ignored.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

Schema = Mapping[str, Any]

MAX_DEPTH = 4
"""Below this depth random values have only required members."""

ATTEMPTS = 20
"""How many random values are generated to find a valid one."""

TYPE_SAMPLES: tuple[Any, ...] = (None, True, 0, 1.5, "", "a", [], [None], {}, {"no such name": 1})
"""A value of each type, for every location."""

STRINGS = (
    "", "a", "abc", "a-1", "A_b", "a b", "a.b", ".", "..", "...", "é", "0", " ", "a\n", "a" * 255, "a" * 256,
    "575ec8687ae143cd83dc4a97", "575EC8687AE143CD83DC4A97", "575ec8687ae143cd83dc4a9", "575ec8687ae143cd83dc4a971",
    "g75ec8687ae143cd83dc4a97", "575ec8687ae143cd83dc4a97\n", "1.20.3", "1.2", "01.2.3", "1.2.3.4", "1.2.x", "{{a}}",
    "say {{a}}!", "{{}}", "{a}{", "data:image/svg+xml;base64,aGk=", "data:image/png;base64,", "data:image/gif;base64,aGk=",
    "data:image/png;base64,a!", " data:image/png;base64,", "Aa1!Aa1!Aa1!", "aa1!aa1!aa1!", "AA1!AA1!AA1!", "Aa!!Aa!!Aa!!",
    "Aa11Aa11Aa11", "Aa1!Aa1!Aa1", "Aa1!Aa1!\nAa1!", "a" * 43, "a" * 42 + "!",
)  # fmt: skip
"""Strings for patterns: for each pattern at least one that matches and one that almost matches."""

_NAMES = ("other", *STRINGS)


@dataclass(frozen=True)
class Location:
    """A subschema of a schema."""

    pointer: str
    """Its JSON pointer, which continues through references."""
    schema: Schema
    siblings: tuple[Schema, ...]
    """Further schemas for the same value: those whose branch this is."""
    instance: Callable[[Any], Any]
    """Returns an instance of the whole schema with a value at this location."""


# --- validation ------------------------------------------------------------------------------------------------------


def _has_type(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    if isinstance(value, (int, float)):
        return name == "number" or (name == "integer" and value == int(value))
    return isinstance(value, _PYTHON_TYPES[name])


_PYTHON_TYPES: dict[str, Any] = {
    "null": type(None), "boolean": (), "integer": (), "number": (), "string": str, "array": list, "object": dict,
}  # fmt: skip


def _types(schema: Schema) -> tuple[str, ...]:
    types = schema.get("type", tuple(_PYTHON_TYPES))
    return (types,) if isinstance(types, str) else tuple(types)


def _is_equal(value: Any, other: Any) -> bool:
    return bool(value == other) and isinstance(value, bool) is isinstance(other, bool)


def _distinct(values: Sequence[Any]) -> list[Any]:
    """Return the values without duplicates."""
    return [value for index, value in enumerate(values) if not any(_is_equal(value, other) for other in values[:index])]


@lru_cache(maxsize=1024)
def _compile(pattern: str) -> re.Pattern[str]:
    # As in ECMA-262: `$` matches at the very end only, and a digit is an ASCII digit.
    return re.compile(re.sub(r"(?<!\\)\$", r"\\Z", pattern), re.ASCII)


def _undeclared(schema: Schema, value: Mapping[str, Any]) -> list[str]:
    patterns = list(map(_compile, schema.get("patternProperties", ())))
    declared = schema.get("properties", ())
    return [name for name in value if name not in declared and not any(pattern.search(name) for pattern in patterns)]


_RULES: dict[str, tuple[str, Callable[[Any, Any], bool]]] = {
    "type": ("", lambda types, value: any(_has_type(name, value) for name in _types({"type": types}))),
    "enum": ("", lambda values, value: any(_is_equal(allowed, value) for allowed in values)),
    "const": ("", _is_equal),
    "pattern": ("string", lambda pattern, value: _compile(pattern).search(value) is not None),
    "minLength": ("string", lambda limit, value: len(value) >= limit),
    "maxLength": ("string", lambda limit, value: len(value) <= limit),
    "minimum": ("number", lambda limit, value: bool(value >= limit)),
    "maximum": ("number", lambda limit, value: bool(value <= limit)),
    "minItems": ("array", lambda limit, value: len(value) >= limit),
    "maxItems": ("array", lambda limit, value: len(value) <= limit),
    "uniqueItems": ("array", lambda unique, value: not unique or len(_distinct(value)) == len(value)),
    "minProperties": ("object", lambda limit, value: len(value) >= limit),
    "maxProperties": ("object", lambda limit, value: len(value) <= limit),
}
"""For each keyword that depends on the value alone: the type it applies to, and whether a value satisfies it."""

_COUNT_RULES: dict[str, Callable[[int], bool]] = {"oneOf": lambda valid: valid == 1, "anyOf": lambda valid: valid > 0}
"""For each keyword with alternatives: whether a number of valid ones satisfies it."""


def constraints(schema: Schema) -> list[str]:
    """Return the constraints of one subschema, named as `Walker.unsatisfied` names them."""
    found = [keyword for keyword in (*_RULES, *_COUNT_RULES) if keyword in schema]
    found += [f"required {name}" for name in schema.get("required", ())]
    return [*found, *(["additionalProperties"] if schema.get("additionalProperties") is False else [])]


# --- the walker ------------------------------------------------------------------------------------------------------


class Walker:
    """
    Walks the schemas of one document, and generates values for them.

    Args:
        resolve: Returns the schema of a reference.
    """

    def __init__(self, resolve: Callable[[str], Schema]) -> None:
        self._resolve = resolve
        # By the ids of schemas, which are stored with the result, so that their ids are not reused.
        self._smallest: dict[tuple[int, ...], tuple[Any, Any]] = {}
        self._reduced: dict[tuple[int, str], tuple[Schema, Schema]] = {}

    def locations(self, schema: Schema, known: set[tuple[int, ...]] | None = None) -> Iterator[Location]:
        """
        Yield each location of a schema; a recursive schema is entered twice.

        Args:
            schema: The schema.
            known: The keys of schemas that are not entered from this one; those that are entered are added.
        """
        yield from self._locations(Location("", schema, (), lambda value: value), (), known)

    def key(self, schema: Schema, siblings: tuple[Schema, ...] = ()) -> tuple[int, ...]:
        """Return a key that identifies a schema and its siblings."""
        return (id(self._resolved(schema)), *map(id, siblings))

    def _is_new(self, location: Location, known: set[tuple[int, ...]] | None) -> bool:
        if known is None:
            return True
        key = self.key(location.schema, location.siblings)
        is_new = key not in known
        known.add(key)
        return is_new

    def _locations(
        self, location: Location, entered: tuple[str, ...], known: set[tuple[int, ...]] | None
    ) -> Iterator[Location]:
        if "$ref" in location.schema:
            reference = location.schema["$ref"]
            schema = self._resolve(reference)
            location = Location(f"{location.pointer}/$ref", schema, location.siblings, location.instance)
            if "$ref" in schema:
                yield from self._locations(location, entered, known)
                return
            if reference in entered:
                yield location
                return
            entered = (*entered, reference)
        yield location
        for below in chain(self._members(location), self._items(location), self._branches(location)):
            if self._is_new(below, known):
                yield from self._locations(below, entered, known)

    def _members(self, location: Location) -> Iterator[Location]:
        schema = location.schema
        for name, member in schema.get("properties", {}).items():
            yield self._member(location, f"properties/{name}", name, member)
        for pattern, member in schema.get("patternProperties", {}).items():
            yield self._member(location, f"patternProperties/{pattern}", _name_for(pattern), member)
        if isinstance(schema.get("additionalProperties"), Mapping):
            name = next(name for name in _NAMES if _undeclared(schema, {name: 1}))
            yield self._member(location, "additionalProperties", name, schema["additionalProperties"])

    def _member(self, location: Location, step: str, name: str, schema: Schema) -> Location:
        siblings = tuple(part for part in self._all_parts(location.siblings) for part in _schemas_of(part, name))
        base = self._base(location, name, self.smallest(schema, *siblings))
        return Location(
            f"{location.pointer}/{step}", schema, siblings, lambda value: location.instance({**base, name: value})
        )

    def _base(self, location: Location, name: str, value: Any) -> dict[str, Any]:
        """Return an object for a location that is valid with this further member."""
        schemas = (location.schema, *location.siblings)
        base = _with_room(self.smallest(*schemas), name, location.schema)
        if len(schemas) == 1 and not _COUNT_RULES.keys() & location.schema.keys():
            return base
        rng = random.Random(name)
        for _ in range(ATTEMPTS):
            if all(self.is_valid(schema, {**base, name: value}) for schema in schemas):
                break
            base = _with_room(self.generate(schemas, rng), name, location.schema)
        return base

    def _items(self, location: Location) -> Iterator[Location]:
        items = location.schema.get("items")
        if isinstance(items, Mapping) and location.schema.get("maxItems") != 0:
            rest = self.items(location.schema, location.schema.get("minItems", 0))[1:]
            yield Location(f"{location.pointer}/items", items, (), lambda value: location.instance([value, *rest]))

    def _branches(self, location: Location) -> Iterator[Location]:
        siblings = (*location.siblings, location.schema)
        for keyword in (*_COUNT_RULES, "allOf"):
            for index, branch in enumerate(location.schema.get(keyword, ())):
                yield Location(f"{location.pointer}/{keyword}/{index}", branch, siblings, location.instance)

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            schema = self._resolve(schema["$ref"])
        return schema

    def _without(self, schema: Schema, keyword: str) -> Schema:
        """Return a schema without a keyword; the same object for each call."""
        known = self._reduced.get((id(schema), keyword))
        if known is None:
            reduced = {key: value for key, value in schema.items() if key != keyword}
            known = self._reduced[id(schema), keyword] = (reduced, schema)
        return known[0]

    # Validation.

    def unsatisfied(self, schema: Schema, value: Any) -> Iterator[str]:
        """Yield the constraints of a schema itself that a value does not satisfy."""
        for keyword, expected in schema.items():
            if keyword in _COUNT_RULES:
                if not _COUNT_RULES[keyword](sum(self.is_valid(branch, value) for branch in expected)):
                    yield keyword
            elif keyword == "required":
                yield from (f"required {name}" for name in expected if isinstance(value, dict) and name not in value)
            elif keyword == "additionalProperties":
                if expected is False and isinstance(value, dict) and _undeclared(schema, value):
                    yield keyword
            elif keyword in _RULES:
                name, holds = _RULES[keyword]
                if (not name or _has_type(name, value)) and not holds(expected, value):
                    yield keyword

    def is_valid(self, schema: Schema, value: Any) -> bool:
        """Return whether a value is valid against a schema."""
        schema = self._resolved(schema)
        if next(self.unsatisfied(schema, value), None) is not None:
            return False
        parts = [(part, value) for part in schema.get("allOf", ())]
        if isinstance(value, list) and isinstance(schema.get("items"), Mapping):
            parts += [(schema["items"], item) for item in value]
        if isinstance(value, dict):
            parts += [(part, member) for name, member in value.items() for part in _schemas_of(schema, name)]
        return all(self.is_valid(part, inner) for part, inner in parts)

    # Values for one location.

    def values(self, location: Location) -> Iterator[Any]:
        """Yield values for a location, on both sides of each of its limits."""
        yield self.smallest(location.schema, *location.siblings)
        yield from TYPE_SAMPLES
        for keyword, boundary in _BOUNDARIES.items():
            if keyword in location.schema:
                yield from boundary(self, location, location.schema[keyword])

    def smallest(self, *schemas: Schema) -> Any:
        """Return a small value that is valid against these schemas; the same for each call."""
        key = tuple(map(id, schemas))
        if key not in self._smallest:
            self._smallest[key] = (self.generate(schemas), schemas)
        return self._smallest[key][0]

    def items(self, schema: Schema, count: int) -> list[Any]:
        """Return so many items for the schema of a list; different ones if they must be unique."""
        items = schema.get("items", {})
        if not schema.get("uniqueItems"):
            return [self.smallest(items)] * count
        rng = random.Random(count)
        return _distinct([self.generate([items], rng) for _ in range(count * 5)])[:count]

    def patterns(self, location: Location) -> list[str]:
        """Return the patterns that a string at a location must match."""
        parts = self._all_parts((location.schema, *location.siblings))
        return [part["pattern"] for part in parts if "pattern" in part]

    # Values for whole schemas.

    def generate(self, schemas: Sequence[Schema], rng: random.Random | None = None, depth: int = 0) -> Any:
        """Return a value that is valid against all of these schemas: a random one, or without `rng` a small one."""
        parts = self._all_parts(schemas)
        for index, part in enumerate(parts):
            keyword = next((keyword for keyword in _COUNT_RULES if keyword in part), None)
            if keyword is not None:
                rest = [*parts[:index], self._without(part, keyword), *parts[index + 1 :]]
                return self._generate_branch(part, keyword, rest, rng, depth)
        return self._generate_plain(parts, rng, depth)

    def _all_parts(self, schemas: Sequence[Schema]) -> list[Schema]:
        return [part for schema in schemas for part in self._parts(schema)]

    def _parts(self, schema: Schema) -> Iterator[Schema]:
        schema = self._resolved(schema)
        yield self._without(schema, "allOf") if "allOf" in schema else schema
        for part in schema.get("allOf", ()):
            yield from self._parts(part)

    def _generate_branch(
        self, part: Schema, keyword: str, rest: list[Schema], rng: random.Random | None, depth: int
    ) -> Any:
        """Return a value for one of several branches: the first that leads to a valid value, or simply the first."""
        branches = [self._resolved(branch) for branch in part[keyword]]
        if rng:
            rng.shuffle(branches)
        branches.sort(key=lambda branch: not any(branch is other for other in rest))
        first = None
        for source in (rng, *map(random.Random, range(ATTEMPTS if rng is None else 0))):
            for branch in branches:
                value = self.generate([*rest, branch], source, depth)
                if self.is_valid(part, value):
                    return value
                first = value if first is None else first
        return first

    def _generate_plain(self, parts: list[Schema], rng: random.Random | None, depth: int) -> Any:
        for part in parts:
            if "const" in part or "enum" in part:
                values = part.get("enum", [part.get("const")])
                return rng.choice(values) if rng else values[0]
        types = [name for name in _PYTHON_TYPES if all(name in _types(part) for part in parts)]
        if all("type" not in part for part in parts):
            implied = [name for name, keywords in _IMPLYING.items() if any(keywords & part.keys() for part in parts)]
            types = implied or ["string"]
        name = rng.choice(types) if rng and types else next(iter(reversed(types)), "null")
        return _GENERATORS[name](self, parts, rng, depth)

    def generate_object(self, parts: list[Schema], rng: random.Random | None, depth: int) -> dict[str, Any]:
        """Return an object with the required members; a random one with some of the others."""
        known = list(dict.fromkeys(name for part in parts for name in part.get("properties", ())))
        names = list(dict.fromkeys(name for part in parts for name in part.get("required", ())))
        least, most = _max_of(parts, "minProperties", 0), _min_of(parts, "maxProperties", 1000)
        more = [name for name in known if name not in names]
        more += [_name_for(pattern) for part in parts for pattern in part.get("patternProperties", ())]
        if rng:
            rng.shuffle(more)
            share = rng.choice((0.1, 0.5, 1)) if depth < 2 else 0.4 if depth < MAX_DEPTH else 0
            least = max(least, round(len(more) * share * rng.random()) + len(names))
        names = [*names, *more][: max(len(names), min(least, most))]
        return {
            name: self.generate(
                [schema for part in parts for schema in _schemas_of(part, name)] or [{}], rng, depth + 1
            )
            for name in names
        }

    def generate_list(self, parts: list[Schema], rng: random.Random | None, depth: int) -> list[Any]:
        """Return a list that is as short as possible; a random one with some items."""
        least, most = _max_of(parts, "minItems", 0), _min_of(parts, "maxItems", 1000)
        schemas = [part["items"] for part in parts if isinstance(part.get("items"), Mapping)]
        count = min(max(least, rng.choice((0, 1, 2)) if rng and depth < MAX_DEPTH else 0), most)
        items = [self.generate(schemas or [{}], rng, depth + 1) for _ in range(count)]
        return _distinct(items) if any(part.get("uniqueItems") for part in parts) else items

    def generate_string(self, parts: list[Schema], rng: random.Random | None, _depth: int) -> str:
        """Return a short string, or one of random length."""
        least, most = _max_of(parts, "minLength", 0), _min_of(parts, "maxLength", 100_000)
        patterns = [part["pattern"] for part in parts if "pattern" in part]
        length = rng.randint(least, min(most, least + 30)) if rng else least
        matching = (value for value in STRINGS if least <= len(value) <= most and _matches(patterns, value))
        return _string_of(length, patterns) or _string_of(least, patterns) or next(matching, "")


def _string_of(length: int, patterns: Sequence[str]) -> str | None:
    """Return a string of this length that matches all of these patterns; None if none is known."""
    padded = (value + "a" * (length - len(value)) for value in STRINGS if len(value) <= length)
    return next((value for value in padded if len(value) == length and _matches(patterns, value)), None)


def _matches(patterns: Sequence[str], value: str) -> bool:
    return all(_compile(pattern).search(value) for pattern in patterns)


def _name_for(pattern: str) -> str:
    return next(name for name in _NAMES if _compile(pattern).search(name))


def _with_room(base: Any, name: str, schema: Schema) -> dict[str, Any]:
    """Return an object to which one more member can be added."""
    names = [other for other in base if other != name] if isinstance(base, dict) else []
    return {other: base[other] for other in names[: max(schema.get("maxProperties", len(names) + 1) - 1, 0)]}


def _schemas_of(schema: Schema, name: str) -> list[Schema]:
    """Return the subschemas for a member."""
    found = [schema["properties"][name]] if name in schema.get("properties", ()) else []
    found += [part for pattern, part in schema.get("patternProperties", {}).items() if _compile(pattern).search(name)]
    rest = schema.get("additionalProperties")
    return found or ([rest] if isinstance(rest, Mapping) else [])


def _max_of(parts: Sequence[Schema], keyword: str, default: int) -> int:
    return max((part[keyword] for part in parts if keyword in part), default=default)


def _min_of(parts: Sequence[Schema], keyword: str, default: int) -> int:
    return min((part[keyword] for part in parts if keyword in part), default=default)


def _generate_number(_walker: Walker, parts: list[Schema], rng: random.Random | None, _depth: int) -> int:
    least, most = _max_of(parts, "minimum", 0), _min_of(parts, "maximum", 2**40)
    return rng.randint(least, min(most, least + 1000)) if rng else least


_GENERATORS: dict[str, Callable[[Walker, list[Schema], random.Random | None, int], Any]] = {
    "null": lambda *_: None,
    "boolean": lambda _walker, _parts, rng, _depth: rng.random() < 0.5 if rng else True,
    "integer": _generate_number,
    "number": _generate_number,
    "string": Walker.generate_string,
    "array": Walker.generate_list,
    "object": Walker.generate_object,
}
"""What generates a value of each type."""

_IMPLYING = {
    "object": {"properties", "required", "patternProperties", "additionalProperties"},
    "array": {"items"},
    "string": {"pattern", "minLength", "maxLength"},
}
"""For each type the keywords that imply it if there is no `type`."""


# --- boundaries ------------------------------------------------------------------------------------------------------

Boundary = Callable[[Walker, Location, Any], Iterator[Any]]


def _around_enum(_walker: Walker, _location: Location, values: list[Any]) -> Iterator[Any]:
    yield from values
    for value in (values[0], values[-1]):
        yield from (value + "x", value.upper(), value[:-1]) if isinstance(value, str) else (str(value),)


def _around_length(walker: Walker, location: Location, limit: int) -> Iterator[Any]:
    patterns = walker.patterns(location)
    for length in (limit - 1, limit, limit + 1):
        value = _string_of(length, patterns)
        yield from () if length < 0 else (value if value is not None else "a" * length,)


def _around_number(_walker: Walker, _location: Location, limit: float) -> Iterator[Any]:
    yield from (limit - 1, limit - 0.5, limit, limit + 0.5, limit + 1)


def _around_item_count(walker: Walker, location: Location, limit: int) -> Iterator[Any]:
    for count in range(max(limit - 1, 0), limit + 2):
        yield walker.items(location.schema, count)


def _duplicates(walker: Walker, location: Location, _unique: Any) -> Iterator[Any]:
    items = walker.items(location.schema, 2)
    yield items
    yield [items[0], *items]


def _around_member_count(walker: Walker, location: Location, limit: int) -> Iterator[Any]:
    base, schema = walker.smallest(location.schema, *location.siblings), location.schema
    names = [*schema.get("properties", ()), *map(_name_for, schema.get("patternProperties", ()))]
    names += [name for name in ("a", "b", "c", *(f"n{index}" for index in range(limit))) if name not in names]
    for count in (limit - 1, limit, limit + 1):
        chosen = [*base, *(name for name in names if name not in base)][: max(count, 0)]
        yield {name: base[name] if name in base else walker.smallest(*_schemas_of(schema, name)) for name in chosen}


def _without_required(walker: Walker, location: Location, required: list[str]) -> Iterator[Any]:
    base = walker.smallest(location.schema, *location.siblings)
    for missing in required if isinstance(base, dict) else ():
        yield {name: value for name, value in base.items() if name != missing}


def _with_undeclared(walker: Walker, location: Location, _value: Any) -> Iterator[Any]:
    base = walker.smallest(location.schema, *location.siblings)
    yield from ({**base, name: 1} for name in ("no such name", "a b", "$other", "") if isinstance(base, dict))


_BOUNDARIES: dict[str, Boundary] = {
    "type": lambda *_: iter([1.0]),  # an integer, although a float in Python
    "enum": _around_enum,
    "const": lambda walker, location, value: _around_enum(walker, location, [value]),
    "pattern": lambda *_: iter(STRINGS),
    "minLength": _around_length,
    "maxLength": _around_length,
    "minimum": _around_number,
    "maximum": _around_number,
    "minItems": _around_item_count,
    "maxItems": _around_item_count,
    "uniqueItems": _duplicates,
    "minProperties": _around_member_count,
    "maxProperties": _around_member_count,
    "required": _without_required,
    "additionalProperties": _with_undeclared,
    "properties": _with_undeclared,
    "patternProperties": _with_undeclared,
}
"""For each keyword: values on both sides of its limit."""
