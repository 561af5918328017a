"""
Values that break a JSON Schema at each of its places, one constraint at a time.

A schema is walked from end to end. For each place in it there is a way to put a value there into an instance that is
valid otherwise (`Place.instance`), and there are values on both sides of each limit that stands there
(`Walker.values`). `Walker.broken` says which constraints of the place such a value breaks in itself.

The schemas are of draft 7, with the keywords that are rows in `_HOLDS`; others are taken as notes.
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

DEEPEST = 4
"""Below this depth random values have only what is required."""

TRIES = 20
"""How often something that fits is looked for by chance."""

KINDS: tuple[Any, ...] = (None, True, 0, 1.5, "", "a", [], [None], {}, {"no such name": 1})
"""Something of each kind: it is tried at every place, whether that limits the kind or not."""

TEXTS = (
    "", "a", "abc", "a-1", "A_b", "a b", "a.b", ".", "..", "...", "é", "0", " ", "a\n", "a" * 255, "a" * 256,
    "575ec8687ae143cd83dc4a97", "575EC8687AE143CD83DC4A97", "575ec8687ae143cd83dc4a9", "575ec8687ae143cd83dc4a971",
    "g75ec8687ae143cd83dc4a97", "575ec8687ae143cd83dc4a97\n", "1.20.3", "1.2", "01.2.3", "1.2.3.4", "1.2.x", "{{a}}",
    "say {{a}}!", "{{}}", "{a}{", "data:image/svg+xml;base64,aGk=", "data:image/png;base64,", "data:image/gif;base64,aGk=",
    "data:image/png;base64,a!", " data:image/png;base64,", "Aa1!Aa1!Aa1!", "aa1!aa1!aa1!", "AA1!AA1!AA1!", "Aa!!Aa!!Aa!!",
    "Aa11Aa11Aa11", "Aa1!Aa1!Aa1", "Aa1!Aa1!\nAa1!", "a" * 43, "a" * 42 + "!",
)  # fmt: skip
"""What patterns are tried with: for each pattern at least one that fits and one that does not, often just not."""

_NAMES = ("other", *TEXTS)


@dataclass(frozen=True)
class Place:
    """A place in a schema."""

    pointer: str
    """The way to it: a JSON pointer that goes on through references."""
    schema: Schema
    beside: tuple[Schema, ...]
    """What else holds for the same value: the schema that a branch stands in."""
    instance: Callable[[Any], Any]
    """Gives an instance of the whole schema with a value at this place."""


# --- what holds ------------------------------------------------------------------------------------------------------


def _is(kind: str, value: Any) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    if isinstance(value, (int, float)):
        return kind == "number" or (kind == "integer" and value == int(value))
    return isinstance(value, _PYTHON[kind])


_PYTHON: dict[str, Any] = {
    "null": type(None), "boolean": (), "integer": (), "number": (), "string": str, "array": list, "object": dict,
}  # fmt: skip


def _kinds(schema: Schema) -> tuple[str, ...]:
    said = schema.get("type", tuple(_PYTHON))
    return (said,) if isinstance(said, str) else tuple(said)


def _same(one: Any, other: Any) -> bool:
    return bool(one == other) and isinstance(one, bool) is isinstance(other, bool)


def _distinct(values: Sequence[Any]) -> bool:
    return all(_is_new(each, values[:index]) for index, each in enumerate(values))


def _is_new(value: Any, others: Sequence[Any]) -> bool:
    return not any(_same(value, each) for each in others)


@lru_cache(maxsize=1024)
def _pattern(pattern: str) -> re.Pattern[str]:
    # As ECMA-262 has it: `$` is the very end, and a digit is one of ASCII.
    written = re.sub(r"(?<!\\)\$", r"\\Z", pattern)
    return re.compile(written, re.ASCII)


def _undeclared(schema: Schema, value: Mapping[str, Any]) -> list[str]:
    patterns = [_pattern(each) for each in schema.get("patternProperties", ())]
    return [
        name
        for name in value
        if name not in schema.get("properties", ()) and not any(each.search(name) for each in patterns)
    ]


Rule = Callable[[Any, Any], bool]

_HOLDS: dict[str, tuple[str, Rule]] = {
    "type": ("", lambda said, value: any(_is(each, value) for each in ([said] if isinstance(said, str) else said))),
    "enum": ("", lambda said, value: any(_same(each, value) for each in said)),
    "const": ("", _same),
    "pattern": ("string", lambda said, value: _pattern(said).search(value) is not None),
    "minLength": ("string", lambda said, value: len(value) >= said),
    "maxLength": ("string", lambda said, value: len(value) <= said),
    "minimum": ("number", lambda said, value: bool(value >= said)),
    "maximum": ("number", lambda said, value: bool(value <= said)),
    "minItems": ("array", lambda said, value: len(value) >= said),
    "maxItems": ("array", lambda said, value: len(value) <= said),
    "uniqueItems": ("array", lambda said, value: not said or _distinct(value)),
    "minProperties": ("object", lambda said, value: len(value) >= said),
    "maxProperties": ("object", lambda said, value: len(value) <= said),
}
"""For each keyword that looks at the value alone: the kind it speaks of, if at one, and whether it holds."""

_COUNTED: dict[str, Callable[[int], bool]] = {
    "oneOf": lambda fitting: fitting == 1,
    "anyOf": lambda fitting: fitting > 0,
}


def constraints(schema: Schema) -> list[str]:
    """Give the constraints that stand at one place, in the words of `Walker.broken`."""
    found = [each for each in (*_HOLDS, *_COUNTED) if each in schema]
    found += [f"required {name}" for name in schema.get("required", ())]
    return [*found, *(["additionalProperties"] if schema.get("additionalProperties") is False else [])]


# --- the walk --------------------------------------------------------------------------------------------------------


class Walker:
    """Walks the schemas of one document, and makes values for them."""

    def __init__(self, find: Callable[[str], Schema]) -> None:
        self._find = find
        # By the ids of schemas, which are kept beside what is known of them, so that their ids stay theirs.
        self._least: dict[tuple[int, ...], tuple[Any, Any]] = {}
        self._less: dict[tuple[int, str], tuple[Schema, Schema]] = {}

    def places(self, schema: Schema, known: set[tuple[int, ...]] | None = None) -> Iterator[Place]:
        """
        Give each place of a schema; a schema that holds itself is entered twice.

        Args:
            schema: The schema.
            known: The keys of schemas that are not entered from this one; those that are entered are added to them.
        """
        yield from self._places(Place("", schema, (), lambda value: value), (), known)

    def key(self, schema: Schema, beside: tuple[Schema, ...] = ()) -> tuple[int, ...]:
        """Give what tells a schema, and what holds beside it, from all others."""
        return (id(self._resolved(schema)), *map(id, beside))

    def _is_new(self, place: Place, known: set[tuple[int, ...]] | None) -> bool:
        if known is None:
            return True
        key = self.key(place.schema, place.beside)
        is_new = key not in known
        known.add(key)
        return is_new

    def _places(self, place: Place, within: tuple[str, ...], known: set[tuple[int, ...]] | None) -> Iterator[Place]:
        schema = place.schema
        if "$ref" in schema:
            reference = schema["$ref"]
            schema = self._find(reference)
            place = Place(f"{place.pointer}/$ref", schema, place.beside, place.instance)
            if "$ref" in schema:
                yield from self._places(place, within, known)
                return
            if reference in within:
                yield place
                return
            within = (*within, reference)
        yield place
        for below in chain(self._members(place), self._items(place), self._branches(place)):
            if self._is_new(below, known):
                yield from self._places(below, within, known)

    def _members(self, place: Place) -> Iterator[Place]:
        schema = place.schema
        for name, each in schema.get("properties", {}).items():
            yield self._member(place, f"properties/{name}", name, each)
        for pattern, each in schema.get("patternProperties", {}).items():
            name = next(each for each in _NAMES if _pattern(pattern).search(each))
            yield self._member(place, f"patternProperties/{pattern}", name, each)
        if isinstance(schema.get("additionalProperties"), Mapping):
            name = next(each for each in _NAMES if _undeclared(schema, {each: 1}))
            yield self._member(place, "additionalProperties", name, schema["additionalProperties"])

    def _member(self, place: Place, step: str, name: str, schema: Schema) -> Place:
        parts = [part for each in place.beside for part in self._parts(each)]
        beside = tuple(each for part in parts for each in _schemas_of(part, name))
        base = self._base(place, name, self.least(schema, *beside))
        return Place(f"{place.pointer}/{step}", schema, beside, lambda value: place.instance({**base, name: value}))

    def _base(self, place: Place, name: str, value: Any) -> dict[str, Any]:
        """Give an object for a place that still fits when it has this member too."""
        schemas = (place.schema, *place.beside)
        base = _beside(self.least(*schemas), name, place.schema)
        if len(schemas) == 1 and not _COUNTED.keys() & place.schema.keys():
            return base
        rng = random.Random(name)
        for _ in range(TRIES):
            if all(self.fits(each, {**base, name: value}) for each in schemas):
                break
            base = _beside(self.made(schemas, rng), name, place.schema)
        return base

    def _items(self, place: Place) -> Iterator[Place]:
        items = place.schema.get("items")
        if isinstance(items, Mapping) and place.schema.get("maxItems") != 0:
            rest = self.several(place.schema, place.schema.get("minItems", 0))[1:]
            yield Place(f"{place.pointer}/items", items, (), lambda value: place.instance([value, *rest]))

    def _branches(self, place: Place) -> Iterator[Place]:
        beside = (*place.beside, place.schema)
        for keyword in (*_COUNTED, "allOf"):
            for index, each in enumerate(place.schema.get(keyword, ())):
                yield Place(f"{place.pointer}/{keyword}/{index}", each, beside, place.instance)

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            schema = self._find(schema["$ref"])
        return schema

    def _without(self, schema: Schema, keyword: str) -> Schema:
        """Give a schema less a keyword; the same object each time."""
        known = self._less.get((id(schema), keyword))
        if known is None:
            less = {key: each for key, each in schema.items() if key != keyword}
            known = self._less[id(schema), keyword] = (less, schema)
        return known[0]

    # What breaks.

    def broken(self, schema: Schema, value: Any) -> Iterator[str]:
        """Give the constraints at the top of a schema that a value breaks in itself."""
        for keyword, said in schema.items():
            if keyword in _COUNTED:
                if not _COUNTED[keyword](sum(self.fits(each, value) for each in said)):
                    yield keyword
            elif keyword == "required":
                yield from (f"required {name}" for name in said if isinstance(value, dict) and name not in value)
            elif keyword == "additionalProperties":
                if said is False and isinstance(value, dict) and _undeclared(schema, value):
                    yield keyword
            elif keyword in _HOLDS:
                kind, holds = _HOLDS[keyword]
                if (not kind or _is(kind, value)) and not holds(said, value):
                    yield keyword

    def fits(self, schema: Schema, value: Any) -> bool:
        """Say whether a value fits a schema from end to end."""
        schema = self._resolved(schema)
        if next(self.broken(schema, value), None) is not None:
            return False
        parts = [(each, value) for each in schema.get("allOf", ())]
        if isinstance(value, list) and isinstance(schema.get("items"), Mapping):
            parts += [(schema["items"], each) for each in value]
        if isinstance(value, dict):
            parts += [(each, inner) for name, inner in value.items() for each in _schemas_of(schema, name)]
        return all(self.fits(each, inner) for each, inner in parts)

    # Values at one place.

    def values(self, place: Place) -> Iterator[Any]:
        """Give values for a place, on both sides of each of its limits."""
        yield self.least(place.schema, *place.beside)
        yield from KINDS
        for keyword, near in _NEAR.items():
            if keyword in place.schema:
                yield from near(self, place, place.schema[keyword])

    def least(self, *schemas: Schema) -> Any:
        """Give a small value that fits these schemas; the same each time."""
        key = tuple(map(id, schemas))
        if key not in self._least:
            self._least[key] = (self.made(schemas), schemas)
        return self._least[key][0]

    def several(self, schema: Schema, count: int) -> list[Any]:
        """Give a list of this many items for the schema of a list: different ones where they have to be."""
        items = schema.get("items", {})
        if not schema.get("uniqueItems"):
            return [self.least(items)] * count
        rng = random.Random(count)
        made = [self.made([items], rng) for _ in range(count * 5)]
        return [each for index, each in enumerate(made) if _is_new(each, made[:index])][:count]

    def patterns(self, place: Place) -> list[str]:
        """Give the patterns that a text at a place must have."""
        parts = [part for each in (place.schema, *place.beside) for part in self._parts(each)]
        return [part["pattern"] for part in parts if "pattern" in part]

    # Values for whole schemas.

    def made(self, schemas: Sequence[Schema], rng: random.Random | None = None, depth: int = 0) -> Any:
        """Give a value that fits all of these schemas: a random one, or, without a source of chance, a small one."""
        parts = [part for each in schemas for part in self._parts(each)]
        for index, part in enumerate(parts):
            keyword = next((each for each in _COUNTED if each in part), None)
            if keyword is not None:
                rest = [*parts[:index], self._without(part, keyword), *parts[index + 1 :]]
                return self._chosen(part, keyword, rest, rng, depth)
        return self._plain(parts, rng, depth)

    def _parts(self, schema: Schema) -> Iterator[Schema]:
        schema = self._resolved(schema)
        yield self._without(schema, "allOf") if "allOf" in schema else schema
        for each in schema.get("allOf", ()):
            yield from self._parts(each)

    def _chosen(self, part: Schema, keyword: str, rest: list[Schema], rng: random.Random | None, depth: int) -> Any:
        """Give a value for one of several branches: the one that is asked for besides, or the first that does."""
        branches = [self._resolved(each) for each in part[keyword]]
        if rng:
            rng.shuffle(branches)
        branches.sort(key=lambda branch: not any(branch is each for each in rest))
        first = None
        for each in (rng, *map(random.Random, range(TRIES if rng is None else 0))):
            for branch in branches:
                made = self.made([*rest, branch], each, depth)
                if self.fits(part, made):
                    return made
                first = made if first is None else first
        return first

    def _plain(self, parts: list[Schema], rng: random.Random | None, depth: int) -> Any:
        for part in parts:
            if "const" in part or "enum" in part:
                values = part.get("enum", [part.get("const")])
                return rng.choice(values) if rng else values[0]
        kinds = [each for each in _PYTHON if all(each in _kinds(part) for part in parts)]
        if all("type" not in part for part in parts):
            told = [kind for kind, keywords in _SPEAK_OF.items() if any(keywords & part.keys() for part in parts)]
            kinds = told or ["string"]
        kind = rng.choice(kinds) if rng and kinds else next(iter(reversed(kinds)), "null")
        return _MADE[kind](self, parts, rng, depth)

    def object_for(self, parts: list[Schema], rng: random.Random | None, depth: int) -> dict[str, Any]:
        """Give an object with what is required; with chance, with some of the rest."""
        known = list(dict.fromkeys(name for part in parts for name in part.get("properties", ())))
        wanted = list(dict.fromkeys(name for part in parts for name in part.get("required", ())))
        least, most = _greatest(parts, "minProperties", 0), _smallest(parts, "maxProperties", 1000)
        more = [each for each in known if each not in wanted]
        more += [_name_for(pattern) for part in parts for pattern in part.get("patternProperties", ())]
        if rng:
            rng.shuffle(more)
            share = rng.choice((0.1, 0.5, 1)) if depth < 2 else 0.4 if depth < DEEPEST else 0
            least = max(least, round(len(more) * share * rng.random()) + len(wanted))
        wanted = [*wanted, *more][: max(len(wanted), min(least, most))]
        return {
            name: self.made([each for part in parts for each in _schemas_of(part, name)] or [{}], rng, depth + 1)
            for name in wanted
        }

    def list_for(self, parts: list[Schema], rng: random.Random | None, depth: int) -> list[Any]:
        """Give a list that is as short as may be; with chance, with some items."""
        least, most = _greatest(parts, "minItems", 0), _smallest(parts, "maxItems", 1000)
        items = [part["items"] for part in parts if isinstance(part.get("items"), Mapping)]
        count = min(max(least, rng.choice((0, 1, 2)) if rng and depth < DEEPEST else 0), most)
        made = [self.made(items or [{}], rng, depth + 1) for _ in range(count)]
        unique = any(part.get("uniqueItems") for part in parts)
        return [each for index, each in enumerate(made) if not unique or _is_new(each, made[:index])]

    def text_for(self, parts: list[Schema], rng: random.Random | None, _depth: int) -> str:
        """Give a short text, or a random one."""
        least, most = _greatest(parts, "minLength", 0), _smallest(parts, "maxLength", 100_000)
        patterns = [part["pattern"] for part in parts if "pattern" in part]
        length = rng.randint(least, min(most, least + 30)) if rng else least
        return text_of(length, patterns) or text_of(least, patterns) or next(iter(_texts(patterns, least, most)), "")


def text_of(length: int, patterns: Sequence[str]) -> str | None:
    """Give a text of exactly this length that has all of these patterns; None where none is known."""
    padded = (each + "a" * (length - len(each)) for each in TEXTS if len(each) <= length)
    return next((each for each in padded if len(each) == length and _has_all(patterns, each)), None)


def _texts(patterns: Sequence[str], least: int, most: int) -> Iterator[str]:
    return (each for each in TEXTS if least <= len(each) <= most and _has_all(patterns, each))


def _has_all(patterns: Sequence[str], text: str) -> bool:
    return all(_pattern(each).search(text) for each in patterns)


def _name_for(pattern: str) -> str:
    return next(each for each in _NAMES if _pattern(pattern).search(each))


def _beside(base: Any, name: str, schema: Schema) -> dict[str, Any]:
    """Give an object that has room for one more member."""
    rest = [each for each in base if each != name] if isinstance(base, dict) else []
    return {each: base[each] for each in rest[: max(schema.get("maxProperties", len(rest) + 1) - 1, 0)]}


def _schemas_of(schema: Schema, name: str) -> list[Schema]:
    """Give what a schema says of a member."""
    found = [schema["properties"][name]] if name in schema.get("properties", ()) else []
    found += [each for pattern, each in schema.get("patternProperties", {}).items() if _pattern(pattern).search(name)]
    rest = schema.get("additionalProperties")
    return found or ([rest] if isinstance(rest, Mapping) else [])


def _greatest(parts: Sequence[Schema], keyword: str, none: int) -> int:
    return max((part[keyword] for part in parts if keyword in part), default=none)


def _smallest(parts: Sequence[Schema], keyword: str, none: int) -> int:
    return min((part[keyword] for part in parts if keyword in part), default=none)


def _number_for(_walker: Walker, parts: list[Schema], rng: random.Random | None, _depth: int) -> int:
    least, most = _greatest(parts, "minimum", 0), _smallest(parts, "maximum", 2**40)
    return rng.randint(least, min(most, least + 1000)) if rng else least


_MADE: dict[str, Callable[[Walker, list[Schema], random.Random | None, int], Any]] = {
    "null": lambda *_: None,
    "boolean": lambda _walker, _parts, rng, _depth: rng.random() < 0.5 if rng else True,
    "integer": _number_for,
    "number": _number_for,
    "string": Walker.text_for,
    "array": Walker.list_for,
    "object": Walker.object_for,
}
"""For each kind: what makes a value."""

_SPEAK_OF = {
    "object": {"properties", "required", "patternProperties", "additionalProperties"},
    "array": {"items"},
    "string": {"pattern", "minLength", "maxLength"},
}
"""For each kind: the keywords that let one expect it where no type is told."""


# --- what is near a limit --------------------------------------------------------------------------------------------

Near = Callable[[Walker, Place, Any], Iterator[Any]]


def _near_enum(_walker: Walker, _place: Place, said: list[Any]) -> Iterator[Any]:
    yield from said
    for each in (said[0], said[-1]):
        yield from (each + "x", each.upper(), each[:-1]) if isinstance(each, str) else (str(each),)


def _near_const(walker: Walker, place: Place, said: Any) -> Iterator[Any]:
    yield from _near_enum(walker, place, [said])


def _near_type(_walker: Walker, _place: Place, _said: Any) -> Iterator[Any]:
    yield 1.0  # a whole number, though it has a point


def _near_pattern(_walker: Walker, _place: Place, _said: str) -> Iterator[Any]:
    yield from TEXTS


def _near_length(walker: Walker, place: Place, said: int) -> Iterator[Any]:
    patterns = walker.patterns(place)
    for length in (said - 1, said, said + 1):
        text = text_of(length, patterns)
        yield from () if length < 0 else (text if text is not None else "a" * length,)


def _near_number(_walker: Walker, _place: Place, said: float) -> Iterator[Any]:
    yield from (said - 1, said - 0.5, said, said + 0.5, said + 1)


def _near_count(walker: Walker, place: Place, said: int) -> Iterator[Any]:
    for count in (said - 1, said, said + 1):
        if count >= 0:
            yield walker.several(place.schema, count)


def _near_unique(walker: Walker, place: Place, _said: Any) -> Iterator[Any]:
    items = walker.several(place.schema, 2)
    yield items
    yield [items[0], *items]


def _near_members(walker: Walker, place: Place, said: int) -> Iterator[Any]:
    base = walker.least(place.schema, *place.beside)
    names = [*place.schema.get("properties", ()), *map(_name_for, place.schema.get("patternProperties", ()))]
    names += [name for name in ("a", "b", "c", *(f"n{index}" for index in range(said))) if name not in names]
    for count in (said - 1, said, said + 1):
        wanted = [*base, *(each for each in names if each not in base)][: max(count, 0)]
        yield {name: base[name] if name in base else walker.least(*_schemas_of(place.schema, name)) for name in wanted}


def _near_required(walker: Walker, place: Place, said: list[str]) -> Iterator[Any]:
    base = walker.least(place.schema, *place.beside)
    for name in said if isinstance(base, dict) else ():
        yield {each: value for each, value in base.items() if each != name}


def _near_closed(walker: Walker, place: Place, _said: Any) -> Iterator[Any]:
    base = walker.least(place.schema, *place.beside)
    yield from ({**base, name: 1} for name in ("no such name", "a b", "$other", "") if isinstance(base, dict))


_NEAR: dict[str, Near] = {
    "type": _near_type,
    "enum": _near_enum,
    "const": _near_const,
    "pattern": _near_pattern,
    "minLength": _near_length,
    "maxLength": _near_length,
    "minimum": _near_number,
    "maximum": _near_number,
    "minItems": _near_count,
    "maxItems": _near_count,
    "uniqueItems": _near_unique,
    "minProperties": _near_members,
    "maxProperties": _near_members,
    "required": _near_required,
    "additionalProperties": _near_closed,
    "properties": _near_closed,
    "patternProperties": _near_closed,
}
"""For each keyword: values on both sides of what it says."""
