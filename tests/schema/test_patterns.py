"""Patterns mean what ECMA-262 says, with the fast engine and without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dynaclient import lint
from dynaclient.schema import validation as schemas
from dynaclient.schema.patterns import matcher
from dynaclient.schema.validation import Checker, matches
from tests.support import DATA

CASES = [
    # pattern, text, found
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
ONLY_WITHOUT = [
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
FAULTY = ["(", "[", "a**", r"\A", r"\Z", r"\a", r"(?P<n>x)", r"(?i)x", r"(?#x)", r"\p{L}", "a{2,1}", r"\u{110000}"]


@pytest.mark.parametrize(("pattern", "text", "found"), CASES + ONLY_WITHOUT)
def test_a_pattern_is_read_as_ecma_262_has_it_by_re(pattern: str, text: str, found: bool) -> None:
    assert matcher(pattern)(text) is found


@pytest.mark.parametrize(("pattern", "text", "found"), CASES + ONLY_WITHOUT)
def test_a_pattern_is_read_as_ecma_262_has_it_by_whatever_can(pattern: str, text: str, found: bool) -> None:
    assert matches(pattern)(text) is found


@pytest.mark.parametrize("pattern", FAULTY)
def test_a_pattern_that_is_none_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        matcher(pattern)


def test_a_property_of_unicode_needs_the_fast_engine() -> None:
    assert matches(r"^\p{L}$")("é")


@pytest.fixture
def no_fast_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def missing(name: str) -> Callable[[], None]:
        raise ImportError(name)

    schemas._fast_engine.cache_clear()
    matches.cache_clear()
    monkeypatch.setattr(
        "dynaclient.schema.validation.importlib.import_module",
        lambda name: missing(name) if name == "jsonschema_rs" else __import__(name, fromlist=["x"]),
    )
    yield
    schemas._fast_engine.cache_clear()
    matches.cache_clear()


@pytest.mark.usefixtures("no_fast_engine")
def test_without_the_fast_engine_jsonschema_does_it_all() -> None:
    checker = Checker({"type": "object", "properties": {"a": {"pattern": "^x$"}}, "additionalProperties": False})
    assert checker.accepts({"a": "x"})
    assert not checker.accepts({"a": "x\n"})
    assert not checker.accepts({"b": 1})


@pytest.mark.parametrize("file", [DATA / "every-key.json", pytest.param(None, marks=pytest.mark.full)])
def test_without_the_fast_engine_the_same_faults_are_found(file: Path | None, request: pytest.FixtureRequest) -> None:
    faults = lint(file)
    request.getfixturevalue("no_fast_engine")
    assert lint(file) == faults


@pytest.mark.usefixtures("no_fast_engine")
def test_without_the_fast_engine_faults_of_schemas_are_still_found() -> None:
    rules = {each.rule for each in schemas.Schema({"type": "strin", "pattern": "("}, (), "2020-12").faults()}
    assert rules == {"schema", "pattern"}
    assert schemas.Schema(True, (), "2020-12").faults() == []
    assert schemas.Schema(True, (), "draft-04").faults() != []


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"unevaluatedProperties": False, "patternProperties": {r"\p{L}": {}}}, {"x": 1}),
        ({"$ref": "#/nowhere"}, 1),
        ({"$ref": "http://127.0.0.1:1/x"}, 1),
        ({"multipleOf": 0}, 1),
        ({"type": "nothing"}, 1),
        ({"maximum": "x"}, 1),
    ],
)
def test_a_schema_that_cannot_be_used_makes_no_foreign_error(schema: object, value: object) -> None:
    assert [each.rule for each in Checker(schema).violations(value)] == ["schema"] or not Checker(schema).accepts(value)


def test_a_value_too_deep_to_be_checked_is_refused() -> None:
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]
    rules = [each.rule for each in Checker({"items": {"$ref": "#"}, "not": {"const": 1}}).violations(deep)]
    assert rules == ["depth"]


@pytest.mark.parametrize(
    ("text", "schema", "fine"),
    [
        ("eyJhIjogMX0=", {"contentEncoding": "base64", "contentMediaType": "application/json"}, True),
        ("e w==", {"contentEncoding": "base64"}, False),
        ("{", {"contentMediaType": "application/json"}, False),
        ("{}", {"contentMediaType": "application/json"}, True),
        ("x", {"contentMediaType": "text/plain", "contentEncoding": "quoted-printable"}, True),
        ("%", {"contentEncoding": "base64", "contentMediaType": "application/json"}, False),
    ],
)
def test_encoded_content_is_looked_into_in_draft_07(text: str, schema: object, fine: bool) -> None:
    assert (Checker(schema, "draft-07").violations(text) == []) is fine
    assert Checker(schema, "draft-07").accepts(5)


def test_a_multiple_of_what_is_no_number_is_none() -> None:
    assert Checker({"multipleOf": 2}).violations("x") == []
    assert [each.rule for each in Checker({"multipleOf": 0.3}).violations(1)] == ["multipleOf"]


def test_a_dot_takes_no_end_of_line_wherever_it_stands() -> None:
    schema = {
        "anyOf": [{"type": "integer"}, {"pattern": "^.$"}],
        "patternProperties": {"^.$": {"enum": ["."]}},
        "minLength": 1,
    }
    checker = Checker(schema)
    assert checker.accepts("x")
    assert not checker.accepts("\u2028")
    assert checker.accepts({"\r": 5})
    assert not checker.accepts({"x": 5})


@pytest.mark.parametrize(("value", "broken"), [(float("inf"), True), (4, False)])
def test_what_is_no_finite_number_is_no_multiple(value: float, broken: bool) -> None:
    assert bool(Checker({"multipleOf": 2}).violations(value)) is broken


def test_nothing_is_fetched_for_a_schema() -> None:
    assert not Checker({"$ref": "http://127.0.0.1:1/x"}).accepts(1)
    assert schemas._fast_accepts({"$ref": "http://127.0.0.1:1/x"}, "2020-12") is None
