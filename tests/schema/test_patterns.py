"""Patterns mean what ECMA-262 defines, with the fast engine and without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dynaclient import lint
from dynaclient.schema import engines
from dynaclient.schema.patterns import compile_pattern, compile_with_re, forget_patterns
from dynaclient.schema.validation import Schema, Validator
from tests.support import DATA

CASES = [
    # pattern, value, matches
    (r"^a$", "a", True),
    (r"^a$", "a\n", False),
    (r"^\d$", "5", True),
    (r"^\d$", "٣", False),
    (r"^\D$", "٣", True),
    (r"^\w+$", "aé", False),
    (r"^\W$", "é", True),
    (r"^\s$", "\u2003", True),
    (r"^\S$", "\ufeff", False),
    (r"^[\s]$", "\u00a0", True),
    (r"^[^]$", "\n", True),
    (r"^.$", "\n", False),
    (r"^\/\-$", "/-", True),
    (r"^\cA$", "\x01", True),
    (r"^\x41\u0042\u{43}$", "ABC", True),
    (r"^[&&||~~]+$", "&|~", True),
    (r"^[+--]$", ",", True),
    (r"^[--]$", "-", True),
    (r"^(?:a|b)+$", "abab", True),
    (r"^\t\n\r\f\v$", "\t\n\r\f\v", True),
    (r"^\0$", "\0", True),
    (r"^[\0\/]+$", "\0/", True),
    (r"a", "bab", True),
    (r"^(?<year>\d{4})$", "2026", True),
]
NON_LINEAR = [
    (r"^(?=.*a)b", "ba", True),
    (r"^(?!a)", "b", True),
    (r"(?<=a)b", "ab", True),
    (r"(?<!a)b", "ab", False),
    (r"^(a)\1$", "aa", True),
    (r"^(?<x>a)\k<x>$", "aa", True),
    (r".*{{.+}}.*", "a{{b}}c", True),
    (r"^[[a]+$", "[a", True),
    (r"[]", "a", False),
]
INVALID = ["(", "[", "a**", r"\A", r"\Z", r"\a", r"(?P<n>x)", r"(?i)x", r"(?#x)", r"\p{L}", "a{2,1}", r"\u{110000}"]


@pytest.mark.parametrize(("pattern", "value", "expected"), CASES + NON_LINEAR)
def test_re_matches_a_pattern_as_ecma_262_defines_it(pattern: str, value: str, expected: bool) -> None:
    assert compile_with_re(pattern)(value) is expected


@pytest.mark.parametrize(("pattern", "value", "expected"), CASES + NON_LINEAR)
def test_the_engines_match_a_pattern_as_ecma_262_defines_it(pattern: str, value: str, expected: bool) -> None:
    assert compile_pattern(pattern)(value) is expected


@pytest.mark.parametrize("pattern", INVALID)
def test_an_invalid_pattern_is_rejected(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        compile_with_re(pattern)


def test_the_fast_engine_supports_unicode_properties() -> None:
    assert compile_pattern(r"^\p{L}$")("é")


@pytest.fixture
def no_fast_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def missing(name: str) -> Callable[[], None]:
        raise ImportError(name)

    engines.fast_engine.cache_clear()
    forget_patterns()
    monkeypatch.setattr(
        "dynaclient.schema.engines.importlib.import_module",
        lambda name: missing(name) if name == "jsonschema_rs" else __import__(name, fromlist=["x"]),
    )
    yield
    engines.fast_engine.cache_clear()
    forget_patterns()


@pytest.mark.usefixtures("no_fast_engine")
def test_without_the_fast_engine_jsonschema_validates_alone() -> None:
    validator = Validator({"type": "object", "properties": {"a": {"pattern": "^x$"}}, "additionalProperties": False})
    assert validator.is_valid({"a": "x"})
    assert not validator.is_valid({"a": "x\n"})
    assert not validator.is_valid({"b": 1})


@pytest.mark.parametrize("file", [DATA / "every-key.json", pytest.param(None, marks=pytest.mark.full)])
def test_without_the_fast_engine_lint_finds_the_same(file: Path | None, request: pytest.FixtureRequest) -> None:
    problems = lint(file)
    request.getfixturevalue("no_fast_engine")
    assert lint(file) == problems


@pytest.mark.usefixtures("no_fast_engine")
def test_without_the_fast_engine_problems_of_schemas_are_still_found() -> None:
    rules = {problem.rule for problem in Schema({"type": "strin", "pattern": "("}, (), "2020-12").problems()}
    assert rules == {"schema", "pattern"}
    assert Schema(True, (), "2020-12").problems() == []
    assert Schema(True, (), "draft-04").problems() != []


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"unevaluatedProperties": False, "patternProperties": {"(": {}}}, {"x": 1}),
        ({"$ref": "#/nowhere"}, 1),
        ({"$ref": "http://127.0.0.1:1/x"}, 1),
        ({"multipleOf": 0}, 1),
        ({"type": "nothing"}, 1),
        ({"maximum": "x"}, 1),
    ],
)
def test_an_unusable_schema_raises_nothing(schema: object, value: object) -> None:
    assert [violation.rule for violation in Validator(schema).find_violations(value)] == ["schema"] or not Validator(
        schema
    ).is_valid(value)


def test_a_value_nested_too_deeply_is_not_valid() -> None:
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]
    rules = [
        violation.rule for violation in Validator({"items": {"$ref": "#"}, "not": {"const": 1}}).find_violations(deep)
    ]
    assert rules == ["depth"]


@pytest.mark.parametrize(
    ("value", "schema", "valid"),
    [
        ("eyJhIjogMX0=", {"contentEncoding": "base64", "contentMediaType": "application/json"}, True),
        ("e w==", {"contentEncoding": "base64"}, False),
        ("{", {"contentMediaType": "application/json"}, False),
        ("{}", {"contentMediaType": "application/json"}, True),
        ("x", {"contentMediaType": "text/plain", "contentEncoding": "quoted-printable"}, True),
        ("%", {"contentEncoding": "base64", "contentMediaType": "application/json"}, False),
    ],
)
def test_encoded_content_is_validated_in_draft_07(value: str, schema: object, valid: bool) -> None:
    assert (Validator(schema, "draft-07").find_violations(value) == []) is valid
    assert Validator(schema, "draft-07").is_valid(5)


def test_multiple_of_applies_only_to_numbers_and_divides_in_decimals() -> None:
    assert Validator({"multipleOf": 2}).find_violations("x") == []
    assert [violation.rule for violation in Validator({"multipleOf": 0.3}).find_violations(1)] == ["multipleOf"]


def test_a_dot_matches_no_line_end_at_any_location() -> None:
    schema = {
        "anyOf": [{"type": "integer"}, {"pattern": "^.$"}],
        "patternProperties": {"^.$": {"enum": ["."]}},
        "minLength": 1,
    }
    validator = Validator(schema)
    assert validator.is_valid("x")
    assert not validator.is_valid("\u2028")
    assert validator.is_valid({"\r": 5})
    assert not validator.is_valid({"x": 5})


@pytest.mark.parametrize(("value", "violated"), [(float("inf"), True), (4, False)])
def test_an_infinite_number_is_not_a_multiple(value: float, violated: bool) -> None:
    assert bool(Validator({"multipleOf": 2}).find_violations(value)) is violated


def test_nothing_is_fetched_for_a_schema() -> None:
    assert not Validator({"$ref": "http://127.0.0.1:1/x"}).is_valid(1)
    assert engines.compile_fast({"$ref": "http://127.0.0.1:1/x"}, "2020-12") is None
