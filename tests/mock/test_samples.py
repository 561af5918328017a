from __future__ import annotations

import random
import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import FormatChecker

from dynaclient.schema.evaluation import Budget, OutOfTime
from dynaclient.schema.pattern_strings import UnsupportedPattern, generate_string
from dynaclient.schema.samples import (
    NoSample,
    ValueGenerator,
    Views,
    generate_value,
    sample,
    samples,
    varied_sample,
)
from dynaclient.schema.validation import Schema
from dynaclient.schema.varied_strings import VARIED_FORMATS
from tests.support.timing import takes_at_most

NODE = {
    "type": "object",
    "properties": {"value": {"type": "integer"}, "next": {"$ref": "#/schemas/it"}},
    "required": ["value"],
}
LIST = {
    "type": "object",
    "properties": {"next": {"anyOf": [{"$ref": "#/schemas/it"}, {"type": "null"}]}},
    "required": ["next"],
}


def _schema(raw: Any, dialect: str = "2020-12") -> Schema:
    return Schema({"schemas": {"it": raw, "top": {"$ref": "#/schemas/it"}}}, ("schemas", "top"), dialect)


SCHEMAS: list[Any] = [
    {},
    True,
    {"type": "string"},
    {"type": "boolean"},
    {"type": "null"},
    {"type": ["null", "string"]},
    {"type": "string", "minLength": 30, "maxLength": 40},
    {"type": "string", "maxLength": 2},
    {"type": "string", "format": "uuid"},
    {"type": "string", "format": "date-time"},
    {"type": "string", "format": "unheard-of"},
    {"pattern": "^[A-Fa-f0-9]{24}$"},
    {"pattern": "^[a-z]+$", "minLength": 12},
    {"pattern": "^\\d*$", "minLength": 50, "maxLength": 50},
    {"pattern": "needle", "minLength": 10},
    {"pattern": "^arn:[a-z]{0,9}:[A-Za-z0-9_/.-]{0,63}:\\d{12}:apis/[0-9A-Za-z_-]{26}$", "minLength": 70},
    {"pattern": "^(?:.{1,3}-)?[a-z]{0,5000}$", "minLength": 900, "maxLength": 901},
    {"pattern": "needle$", "minLength": 10},
    {"pattern": "^(?=.*[A-Z])(?=.*[a-z])(?=.*\\d)(?=.*[@$!%*?&])[A-Za-z\\d@$!%*?&]{8,}$"},
    {"pattern": "^a(?=[^:]+:b:)((|[a-z0-9].*(?<!-)):){2}(?!/).{0,9}$"},
    {"pattern": "^[\\p{L}]+$", "minLength": 3},
    {"allOf": [{"pattern": "(?"}, {"pattern": "^[a-z]+$"}]},
    {"allOf": [{"pattern": "^[a-z]+$"}, {"pattern": "q"}]},
    {"type": "string", "format": "uuid", "pattern": "^[0-9a-f-]{36}$"},
    {"type": "string", "format": "uuid", "pattern": "^x$"},
    {"type": "integer"},
    {"type": "integer", "minimum": float("-inf"), "maximum": float("inf")},
    {"type": "integer", "minimum": 10**400},
    {"type": "integer", "minimum": 5, "multipleOf": 4},
    {"type": "integer", "maximum": -3},
    {"type": "integer", "exclusiveMinimum": 5, "exclusiveMaximum": 7},
    {"type": "integer", "exclusiveMaximum": 0, "multipleOf": 5},
    {"type": "integer", "multipleOf": 0.5},
    {"type": "number"},
    {"type": "number", "minimum": 0.25, "maximum": 0.5},
    {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001},
    {"type": "number", "minimum": 7.5},
    {"type": "number", "maximum": -7.5},
    {"type": "number", "multipleOf": 0.01},
    {"type": "number", "allOf": [{"multipleOf": 4}, {"multipleOf": 6}]},
    {"minimum": 3},
    {"allOf": [{"type": "number"}, {"type": "integer"}]},
    {"enum": [3, "x"]},
    {"const": {"a": [1]}},
    {"allOf": [{"enum": [1, 2, 3]}, {"enum": [3, 2]}]},
    {"oneOf": [{"type": "string"}, {"type": "integer"}]},
    {"anyOf": [False, {"type": "integer"}]},
    {"oneOf": [{"required": ["a"]}, {"required": ["b"]}], "type": "object", "properties": {"a": {}, "b": {}}},
    {"type": "array"},
    {"type": "array", "items": {"type": "integer"}, "minItems": 3, "uniqueItems": True},
    {"type": "array", "items": {"enum": ["a", "b", "c"]}, "minItems": 3, "uniqueItems": True},
    {"type": "array", "items": {"type": "boolean"}, "minItems": 2, "uniqueItems": True},
    {"type": "array", "items": {"type": "string"}, "minItems": 2, "uniqueItems": True},
    {"type": "array", "items": {"type": "object"}, "maxItems": 0},
    {"type": "array", "prefixItems": [{"const": 1}, {"const": 2}], "items": False, "minItems": 2},
    {"type": "array", "prefixItems": [{"const": 1}], "items": False},
    {"type": "array", "contains": {"const": 5}},
    {"items": {"type": "string"}},
    {"type": "object", "required": ["a"], "additionalProperties": {"type": "integer"}},
    {
        "type": "object",
        "required": ["x1"],
        "patternProperties": {"^x": {"type": "integer"}},
        "additionalProperties": False,
    },
    {"type": "object", "minProperties": 2},
    {"type": "object", "properties": {"a": {}, "b": {}}, "minProperties": 2, "additionalProperties": False},
    {"type": "object", "required": ["key1"], "minProperties": 3},
    {"type": "object", "propertyNames": {"pattern": "^[A-Z]{3}$"}, "minProperties": 3},
    {"type": "object", "patternProperties": {"^[A-Z]$": {}}, "additionalProperties": False, "minProperties": 2},
    {"allOf": [{"properties": {"a": {}}, "additionalProperties": False}, {"properties": {"b": {}}}], "type": "object"},
    {"type": "object", "maxProperties": 1, "properties": {"a": {}, "b": {}}},
    {"type": "object", "properties": {"a": False, "b": {}}},
    {"type": "object", "properties": {"a": {"examples": ["shown"]}, "b": {"default": 3}, "c": {"example": 4}}},
    {"type": "object", "properties": {"a": {"default": "wrong", "type": "integer"}}},
    {"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}, "type": "object"},
    {"type": "object", "required": ["a"], "if": {"required": ["a"]}, "then": {"required": ["b"]}},
    NODE,
    LIST,
    {"type": "array", "items": {"$ref": "#/schemas/it"}},
]


@pytest.mark.parametrize("raw", SCHEMAS, ids=[str(each)[:60] for each in SCHEMAS])
def test_what_is_made_fits_and_is_the_same_each_time(raw: Any) -> None:
    made = sample(_schema(raw))
    assert _schema(raw).is_valid(made)
    assert sample(_schema(raw)) == made


@pytest.mark.parametrize("raw", SCHEMAS, ids=[str(each)[:60] for each in SCHEMAS])
def test_what_is_varied_fits_and_is_the_same_for_a_seed(raw: Any) -> None:
    for seed in range(1, 5):
        made = varied_sample(_schema(raw), seed)
        assert _schema(raw).is_valid(made)
        assert varied_sample(_schema(raw), seed) == made


VARIED: list[Any] = [
    {"type": "string"},
    {"type": "string", "minLength": 60},
    {"type": "string", "pattern": "^[a-f0-9]{24}$"},
    {"type": "integer"},
    {"type": "integer", "minimum": 5},
    {"type": "integer", "maximum": -3},
    {"type": "integer", "exclusiveMinimum": 5, "exclusiveMaximum": 9},
    {"type": "integer", "multipleOf": 5, "maximum": 20},
    {"type": "number"},
    {"type": "number", "minimum": 0, "maximum": 1},
    {"type": "number", "multipleOf": 0.25},
    {"type": "boolean"},
    {"enum": ["a", "b", "c"]},
    {"anyOf": [{"type": "string"}, {"type": "integer"}]},
    {"type": "array", "items": {"type": "integer"}},
    {"type": "object", "properties": {"a": {"type": "integer", "example": 5}, "b": {"type": "string", "default": "x"}}},
]


@pytest.mark.parametrize("raw", VARIED, ids=[str(each)[:60] for each in VARIED])
def test_what_is_varied_is_different_for_most_seeds(raw: Any) -> None:
    made = [varied_sample(_schema(raw), seed) for seed in range(1, 11)]
    assert len({str(each) for each in made}) > 1


def test_each_format_is_varied_and_valid() -> None:
    checker = FormatChecker()
    for name in VARIED_FORMATS:
        made = [varied_sample(_schema({"type": "string", "format": name}), seed) for seed in range(1, 9)]
        assert len(set(made)) > 1
        for each in made if name != "time" else ():  # that of this checker has no zone, as in draft 3
            checker.check(each, name)
    assert {"date", "date-time", "email", "ipv4", "uuid"} <= checker.checkers.keys() & VARIED_FORMATS.keys()
    assert varied_sample(_schema({"type": "string", "format": "regex"}), 1) == "^.*$"


OLDER: list[tuple[str, Any]] = [
    ("draft-04", {"type": "integer", "minimum": 3, "exclusiveMinimum": True}),
    ("draft-04", {"type": "integer", "maximum": 0, "exclusiveMaximum": True}),
    ("draft-07", {"type": "array", "items": [{"const": 1}], "additionalItems": {"const": 2}, "minItems": 3}),
]


@pytest.mark.parametrize(("dialect", "raw"), OLDER)
def test_older_dialects_are_understood(dialect: str, raw: Any) -> None:
    assert _schema(raw, dialect).is_valid(sample(_schema(raw, dialect)))


IMPOSSIBLE: list[Any] = [
    False,
    {"type": "integer", "minimum": 3, "maximum": 2},
    {"type": "string", "allOf": [{"type": "integer"}]},
    {"type": "string", "allOf": [{"type": ["integer", "number"]}]},
    {"allOf": [{"enum": [1]}, {"enum": [2]}]},
    {"type": "string", "minLength": 5, "maxLength": 2},
    {"pattern": "^[]$"},
    {"pattern": "^a{9}$", "maxLength": 8},
    {"pattern": "^(?=b)a$"},
    {"type": "string", "minLength": 10**9},
    {"type": "array", "minItems": 10**9},
    {"type": "object", "minProperties": 10**9},
    {"type": "number", "minimum": float("inf")},
    {"type": "array", "items": {"const": 1}, "minItems": 2, "uniqueItems": True},
    {"type": "object", "required": ["a"], "additionalProperties": False},
    {"type": "array", "items": {"type": "boolean"}, "minItems": 3, "uniqueItems": True},
    {"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#/schemas/it"}}},
]


@pytest.mark.parametrize("raw", IMPOSSIBLE, ids=[str(each)[:60] for each in IMPOSSIBLE])
def test_nothing_is_made_where_nothing_fits(raw: Any) -> None:
    with pytest.raises(NoSample):
        sample(_schema(raw))
    with pytest.raises(NoSample):
        varied_sample(_schema(raw), 1)


def _doubled(keyword: str, last: Any) -> dict[str, Any]:
    """Return schemas each of which has the next one twice."""
    chain = {}
    for index in range(38):
        following = {"$ref": f"#/schemas/s{index + 1}"}
        twice = [following, following] if keyword == "allOf" else {"a": following, "b": following}
        chain[f"s{index}"] = {keyword: twice, "required": ["a", "b"]}
    return {**chain, "s38": last}


SLOW: dict[str, dict[str, Any]] = {
    "combined": _doubled("allOf", {}),
    "nested": _doubled("properties", {"type": "string"}),
    "patterns": {"s0": {"allOf": [{"pattern": f"^[a-z]{{{index},}}(?=x)"} for index in range(300)]}},
    "a long string": {"s0": {"pattern": "^(?!a)(?:ab?){9999}$"}},
    "steps": {"s0": {"pattern": "^(?=(?:(?:(a*)b?)*\\1)*c)(a|ab|b)*\\2d{300}$"}},
}


@pytest.mark.parametrize("name", SLOW)
def test_a_search_that_takes_too_long_ends(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dynaclient.schema.samples.SECONDS", 0.2)
    schema = Schema({"schemas": SLOW[name]}, ("schemas", "s0"), "2020-12")

    def search() -> None:
        with suppress(NoSample):
            sample(schema)

    assert takes_at_most(5, search)


class _ShortBudget(Budget):
    """A budget that ends when it has been looked at a number of times."""

    def __init__(self, looks: int) -> None:
        super().__init__(1)
        self.looks = looks

    def look(self) -> None:
        self.looks -= 1
        if self.looks < 0:
            raise OutOfTime


@pytest.mark.parametrize("looks", [0, 1, 2])
def test_without_time_nothing_is_made(looks: int) -> None:
    with pytest.raises(NoSample):
        ValueGenerator(0, _ShortBudget(looks)).value([{"pattern": "^(?=b)a$"}])


def test_for_a_pattern_that_cannot_be_read_nothing_is_made() -> None:
    with pytest.raises(NoSample):
        ValueGenerator(0).value([{"pattern": "("}])


def test_generated_values_satisfy_what_else_they_have_to() -> None:
    schema = _schema({"type": "array", "items": {"type": ["object", "integer"]}})
    also: Views = {"array": {"minItems": 2, "items": {"type": "integer"}}, "string": {"minLength": 99}}
    assert {str(value) for value in samples(schema, also)} == {"[1, 1]"}


def test_later_samples_are_other_strings() -> None:
    assert len({len(value) for value in samples(_schema({"pattern": "^[.]+$"}))}) > 5


def test_an_example_is_taken_before_anything_is_made() -> None:
    assert sample(_schema({"type": "integer", "examples": ["no", 8]})) == 8
    assert sample(_schema({"type": "integer", "example": 9})) == 9
    assert generate_value([{"type": "integer", "examples": [8]}]) == 8


def test_a_large_schema_is_made_frugally() -> None:
    wide = {f"p{index}": {"$ref": "#/schemas/it"} for index in range(30)}
    made = sample(_schema({"type": "object", "properties": wide}))
    assert len(str(made)) < 500_000


PATTERNS = [
    "^[A-Fa-f0-9]{24}$", "^$", "a|b|cd", "^(?:x|y)+z?$", "^(?<year>\\d{4})-\\d\\d$", "^\\w+@\\w+\\.(com|org)$", "^[^a-z]{3}$",
    "^[\\d\\-_.]{2,5}$", "^\\x41\\u0042\\u{43}$", "^\\t\\/\\.$", "a{2,}?", "a{,3}", "x{y", "^[\\s]\\S\\D\\W$", "^(?=.)a.b$",
    "(?!b)a", "(?<=x)|y", "\\bword\\b", "[]-a]x", "^[a-]$", "[\\b]|a", "^((a){2}){3}$", "^a*b+c?$", "^[+\\x2d]$",
    "^\\p{L}\\P{L}[^\\p{L}]$", "^\\p{Script=Greek}$", "^[^\\0-\\uffff]$", "^[^ -~]$", "^\\xzz\\u{zz}x\\u{61$", "^(?:(a)|(b))\\1\\2$", "^(?i:\\p{Lu})[\\ua000-\\ua001]$",
]  # fmt: skip


@pytest.mark.parametrize("pattern", [each for each in PATTERNS if each not in ("[]-a]x", "(?<=x)|y")])
def test_texts_match_their_patterns(pattern: str) -> None:
    validator = _schema({"pattern": pattern})
    assert all(validator.is_valid(generate_string(pattern, random.Random(seed), seed)) for seed in range(6))


LENGTHS = [
    ("^[a-z]{1,63}(\\.[a-z]{1,63})*$", (100, 100)),
    ("^(a|b{0,100})$", (50, 60)),
    ("^(x|yy)-z*$", (7, 7)),
    ("^(?:ab?){1,3}$", (6, 6)),
    ("^((a*)*)*$", (5, 5)),
    ("^.{0,262144}$", (3, 3)),
    ("^(?:a{2,}|b)\\.c?$", (0, 2)),
    ("^()*a+$", (4, 4)),
]


@pytest.mark.parametrize(("pattern", "room"), LENGTHS)
@pytest.mark.parametrize("extra", [0, 1, 60])
def test_texts_have_the_length_that_they_have_to(pattern: str, room: tuple[int, int], extra: int) -> None:
    text = generate_string(pattern, random.Random(0), extra, room)
    assert room[0] <= len(text) <= room[1]
    assert _schema({"pattern": pattern}).is_valid(text)


def test_a_text_that_is_always_too_long_is_not_written() -> None:
    with pytest.raises(UnsupportedPattern):
        generate_string("^a{5}$", random.Random(0), 0, (0, 4))


UNWRITTEN = [
    ")",
    "(",
    "(?",
    "[a",
    "a\\",
    "(a",
    "[]",
    "[\\ud800-\\udfff]",
    "(?<a",
    "(" * 5_000,
    "(a{9999}){9999}",
    "a{100001}",
    "((){9999}){9999}",
    "[ab]" * 2_000,
    "a" * 100_001,
]


@pytest.mark.parametrize("pattern", UNWRITTEN)
def test_what_cannot_be_written_says_so(pattern: str) -> None:
    with pytest.raises(UnsupportedPattern):
        generate_string(pattern, random.Random(0))


@pytest.mark.uncounted
@given(st.text(alphabet="ab(|)[]{}?*+.^$\\d12,-:=!<>", max_size=20))
def test_any_pattern_is_written_or_refused(pattern: str) -> None:
    try:
        assert isinstance(generate_string(pattern, random.Random(0), 2), str)
    except UnsupportedPattern:
        assert pattern


def test_makers_differ_by_attempt() -> None:
    schema = {"pattern": "^[a-z]{8}$"}
    made = {ValueGenerator(attempt).value([schema]) for attempt in range(20)}
    assert len(made) > 10
    assert all(re.fullmatch("[a-z]{8}", each) for each in made)
