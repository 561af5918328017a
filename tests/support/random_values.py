"""
Random values that fit a JSON Schema (draft 7), the same ones for the same seed.

They are drawn from what the schema says: types, choices, patterns, formats, limits, properties of all kinds, and what it
combines or refers to. What it says otherwise (`not`, `if`, `dependencies`) is left to chance: every value is checked
against the schema before it is given, and drawn again where it does not fit.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dynaclient.schema.pattern_strings import Unwritten, matching
from dynaclient.schema.references import Tokens, at, tokens_of
from dynaclient.schema.validation import Schema, matches

ATTEMPTS = 60
DEPTH = 5
"""Below this depth only what is required is made."""
DEPTH_MOST = 30
MOST_VALUES = 150
"""How many values one value may hold before the rest of it is kept to what is required."""
LETTERS = "abcxyzABC019 _-.~!*'();:@&=+$,/?%#[]{}<>\"\\|^`éßЖ語🙂\u200b"
"""What texts are made of: letters, and everything that URLs, headers or JSON have to treat with care."""

Parts = list[tuple[Tokens, Mapping[str, Any]]]


class NoValue(Exception):
    """Nothing was found that fits."""


class RandomValues:
    """
    Gives random values for the schemas of one document.

    Args:
        document: What holds the schemas, and all that they refer to as ``#/…``.
        seed: What the values depend on.
        dialect: What the schemas are read in where they are checked.
    """

    def __init__(self, document: Any, seed: str | int = 0, dialect: str = "draft-07") -> None:
        self._document = document
        self._dialect = dialect
        self._schemas: dict[Tokens, Schema] = {}
        self.rng = random.Random(seed)
        self._left = 0

    def fitting(self, tokens: Tokens) -> Any:
        """Give a value that fits the schema at this place; `NoValue` where none is found."""
        if tokens not in self._schemas:
            self._schemas[tokens] = Schema(self._document, tokens, self._dialect)
        for attempt in range(ATTEMPTS):
            self._left = MOST_VALUES if attempt < ATTEMPTS // 2 else 0
            try:
                made = self._value([tokens], 0)
            except (NoValue, Unwritten):
                continue
            if self._schemas[tokens].accepts(made):
                return made
        raise NoValue("/".join(map(str, tokens)))

    def seeded(self, seed: str | int) -> RandomValues:
        """Begin again with this seed, and give these same values."""
        self.rng.seed(seed)
        return self

    def text(self, least: int = 0, most: int = 12, letters: str = LETTERS) -> str:
        """Give any text of so many letters."""
        least = max(least, 0)
        return "".join(self.rng.choices(letters, k=self.rng.randint(least, max(most, least))))

    def _value(self, places: list[Tokens], depth: int) -> Any:
        """Give a value for all of these schemas at once."""
        self._left -= 1
        parts = [part for each in places for part in self._parts(each, depth)]
        choices = list(_choices(part for _, part in parts))
        if choices:
            common = [each for each in choices[0] if all(_is_among(each, other) for other in choices)]
            return self._one_of(common)
        return _MAKERS[self._type([part for _, part in parts])](self, parts, depth)

    def _parts(self, place: Tokens, depth: int) -> Parts:
        """Give the schema and what is combined into it, references followed; of alternatives one."""
        schema = at(self._document, place)
        if schema is False or depth > DEPTH_MOST:
            raise NoValue("nothing fits")
        if not isinstance(schema, Mapping):
            return []
        if "$ref" in schema:
            return self._parts(tokens_of(schema["$ref"]), depth + 1)
        found = [(place, schema)]
        for index in range(len(schema.get("allOf", ()))):
            found += self._parts((*place, "allOf", index), depth + 1)
        for key in ("anyOf", "oneOf"):
            if key in schema:
                found += self._parts((*place, key, self.rng.randrange(len(schema[key]))), depth + 1)
        return found

    def _one_of(self, choices: list[Any]) -> Any:
        if not choices:
            raise NoValue("nothing is in all choices")
        return self.rng.choice(choices)

    def _type(self, parts: list[Mapping[str, Any]]) -> str:
        allowed = set(_MAKERS)
        for part in parts:
            said = part.get("type", list(_MAKERS))
            named = {said} if isinstance(said, str) else set(said)
            allowed &= named | ({"integer"} if "number" in named else set())
        hinted = {kind for kind, keys in _TELLING.items() if any(keys & part.keys() for part in parts)}
        said_nothing = allowed == set(_MAKERS)
        return str(self._one_of(sorted(hinted if said_nothing and hinted else allowed)))

    def _is_frugal(self, depth: int) -> bool:
        return depth > DEPTH or self._left <= 0


def _choices(parts: Iterator[Mapping[str, Any]]) -> Iterator[list[Any]]:
    for part in parts:
        if "const" in part:
            yield [part["const"]]
        if "enum" in part:
            yield list(part["enum"])


def _is_among(value: Any, choices: list[Any]) -> bool:
    """Say whether a value is among others, where True is not 1."""
    return any(value == each and isinstance(value, bool) == isinstance(each, bool) for each in choices)


_TELLING: dict[str, set[str]] = {
    "object": {"properties", "required", "additionalProperties", "patternProperties"},
    "array": {"items", "minItems", "maxItems", "uniqueItems"},
    "string": {"pattern", "minLength", "maxLength", "format"},
    "number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"},
}
"""Keywords that tell the type where `type` does not."""


def _least(parts: Parts, key: str, none: int) -> int:
    return max((int(part[key]) for _, part in parts if key in part), default=none)


def _most(parts: Parts, key: str, none: int) -> int:
    return min((int(part[key]) for _, part in parts if key in part), default=none)


# --- texts -----------------------------------------------------------------------------------------------------------

_FORMATS: dict[str, str] = {
    "date-time": r"^20[0-9]{2}-0[1-9]-[12][0-9]T1[0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]{3})?Z$",
    "date": r"^20[0-9]{2}-0[1-9]-[12][0-9]$",
    "email": r"^[a-z]{3}[+.][a-z0-9]{3}@[a-z]{4}\.example\.com$",
    "hostname": r"^[a-z]{5}\.example\.com$",
    "ipv4": r"^192\.0\.2\.[1-9]$",
    "uri": r"^https://[a-z]{4}\.example\.com/[a-z]{3}\?[a-z]=[0-9]%20#[a-z]$",
    "url": r"^https://[a-z]{4}\.example\.com/[a-z]{3}\?[a-z]=[0-9]%20#[a-z]$",
}
"""For each format a pattern that only such texts match."""


def _string(made: RandomValues, parts: Parts, _depth: int) -> str:
    least, most = _least(parts, "minLength", 0), _most(parts, "maxLength", 1_000_000)
    patterns = [str(part["pattern"]) for _, part in parts if "pattern" in part]
    patterns += [_FORMATS[part["format"]] for _, part in parts if part.get("format") in _FORMATS]
    if patterns:
        return _patterned(made, patterns, least, most)
    return made.text(least, min(most, least + 12))


def _patterned(made: RandomValues, patterns: list[str], least: int, most: int) -> str:
    """Give a text that all the patterns match: what one of them asks for, or all of it in a row, made long enough."""
    for extra in (made.rng.randint(0, 8), 0, 1, 3, 12, 60, least):
        texts = [matching(each, made.rng, extra) for each in patterns]
        row = "".join(made.rng.sample(texts, len(texts)))
        for text in (*texts, row, row + made.text(least - len(row), least - len(row), "aB3_")):
            if least <= len(text) <= most and all(matches(each)(text) for each in patterns):
                return text
    raise NoValue(f"no text was found for {patterns}")


# --- numbers ---------------------------------------------------------------------------------------------------------


def _number(made: RandomValues, parts: Parts, depth: int) -> Any:
    if made.rng.random() < 0.5:
        return _integer(made, parts, depth)
    low, high = _bounds(parts)
    return made.rng.choice([low, high, round(made.rng.uniform(low, high), 3)])


def _integer(made: RandomValues, parts: Parts, _depth: int) -> int:
    low, high = _bounds(parts)
    step = next((int(part["multipleOf"]) for _, part in parts if float(part.get("multipleOf", 0.5)) % 1 == 0), 1)
    first, last = -int(-low // step), int(high // step)
    return made.rng.choice([first, last, made.rng.randint(first, max(first, last))]) * step


def _bounds(parts: Parts) -> tuple[float, float]:
    lows = [part[key] for _, part in parts for key in ("minimum", "exclusiveMinimum") if key in part]
    highs = [part[key] for _, part in parts for key in ("maximum", "exclusiveMaximum") if key in part]
    low = max(lows) if lows else min(-1000, min(highs, default=0) - 1000)
    return low, min(highs) if highs else max(10_000_000_000, low + 1000)


# --- lists and objects -----------------------------------------------------------------------------------------------


def _array(made: RandomValues, parts: Parts, depth: int) -> list[Any]:
    least = _least(parts, "minItems", 0)
    wished = least if made._is_frugal(depth) else least + made.rng.choice([0, 1, 1, 2, 3])
    items = [_item(made, parts, depth, index) for index in range(min(wished, _most(parts, "maxItems", wished)))]
    unique = any(part.get("uniqueItems") for _, part in parts)
    return [each for index, each in enumerate(items) if not unique or not _is_among(each, items[:index])]


def _item(made: RandomValues, parts: Parts, depth: int, index: int) -> Any:
    places: list[Tokens] = []
    for place, part in parts:
        items = part.get("items")
        if isinstance(items, list):
            first = index < len(items)
            places += [(*place, "items", index)] if first else _places(place, part, "additionalItems")
        else:
            places += _places(place, part, "items")
    return made._value(places, depth + 1) if places else _anything(made, [], depth)


def _places(place: Tokens, part: Mapping[str, Any], key: str) -> list[Tokens]:
    return [(*place, key)] if key in part else []


def _object(made: RandomValues, parts: Parts, depth: int) -> dict[str, Any]:
    required = dict.fromkeys(name for _, part in parts for name in part.get("required", ()))
    optional = [name for name in dict.fromkeys(_names(made, parts)) if name not in required]
    least, most = _least(parts, "minProperties", 0), _most(parts, "maxProperties", 1_000)
    share = 0.0 if made._is_frugal(depth) else made.rng.choice([0.15, 0.4, 0.8])
    made.rng.shuffle(optional)
    wanted = max(least - len(required), sum(made.rng.random() < share for _ in optional))
    found: dict[str, Any] = {name: _property(made, parts, depth, name) for name in required}
    for name in optional[: min(wanted, most - len(required))]:
        try:
            found[name] = _property(made, parts, depth, name)
        except (NoValue, Unwritten):
            continue  # what nothing fits is left out
    return found


def _names(made: RandomValues, parts: Parts) -> Iterator[str]:
    """Give the names that may be there: declared ones, and some that a pattern or nobody asks for."""
    for _, part in parts:
        yield from part.get("properties", ())
        for pattern in part.get("patternProperties", ()):
            yield from (_patterned(made, [pattern], 0, 255) for _ in range(2))
        if part.get("additionalProperties", True) is not False:
            yield from (made.text(1, 8) for _ in range(made.rng.choice([0, 0, 2])))


def _property(made: RandomValues, parts: Parts, depth: int, name: str) -> Any:
    places: list[Tokens] = []
    for place, part in parts:
        said = [(*place, "properties", name)] if name in part.get("properties", ()) else []
        patterns = [each for each in part.get("patternProperties", ()) if matches(each)(name)]
        said += [(*place, "patternProperties", each) for each in patterns]
        places += said or _places(place, part, "additionalProperties")
    return made._value(places, depth + 1) if places else _anything(made, [], depth)


def _anything(made: RandomValues, _parts: Parts, depth: int) -> Any:
    kinds = ["string", "integer", "number", "boolean", "null"]
    kind = made.rng.choice(kinds if made._is_frugal(depth) else [*kinds, "array", "object"])
    return _MAKERS[kind](made, [], depth + 1)


Make = Callable[[RandomValues, Parts, int], Any]

_MAKERS: dict[str, Make] = {
    "array": _array,
    "boolean": lambda made, _parts, _depth: made.rng.random() < 0.5,
    "integer": _integer,
    "null": lambda _made, _parts, _depth: None,
    "number": _number,
    "object": _object,
    "string": _string,
}
"""For each JSON type how a value of it is made."""
