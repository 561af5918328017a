"""
The public JSON Schema test suite: the verdicts of the checker, of both engines, and of one alone.

What is left out is listed with its reason; everything else of drafts 4, 7 and 2020-12 counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dynaclient.schema import validation as schemas
from dynaclient.schema.validation import Checker
from tests.support import DATA

SUITE = DATA / "json-schema"
DRAFTS = {"draft4": "draft-04", "draft7": "draft-07", "draft2020-12": "2020-12"}

LEFT_OUT_FILES = {
    "refRemote.json": "every schema in it refers to another server, and nothing is fetched",
    "optional/format-assertion.json": "`format` is not asserted",
    "optional/cross-draft.json": "its schemas refer to another server",
}
LEFT_OUT_GROUPS = {
    "strict-tree schema, guards against misspelled properties": "it refers to another server",
    "tests for implementation dynamic anchor and reference link": "it refers to another server",
    "$ref and $dynamicAnchor are independent of order - $defs first": "it refers to another server",
    "$ref and $dynamicAnchor are independent of order - $ref first": "it refers to another server",
    "$ref to $dynamicRef finds detached $dynamicAnchor": "it refers to another server",
    "schema that uses custom metaschema with with no validation vocabulary": "its metaschema lies on another server",
}


class Case(NamedTuple):
    file: str
    group: str
    test: str
    dialect: str
    schema: Any
    data: Any
    valid: bool


def _is_left_out(draft: str, file: Path) -> bool:
    inside = file.relative_to(SUITE / draft).as_posix()
    # `format` is an annotation here: only what it does to everything else is of interest, and that is in format.json.
    return inside in LEFT_OUT_FILES or inside.startswith("optional/format/")


def _cases() -> Iterator[Case]:
    for draft, dialect in DRAFTS.items():
        for file in sorted((SUITE / draft).rglob("*.json")):
            if _is_left_out(draft, file):
                continue
            for group in json.loads(file.read_text("utf-8")):
                if group["description"] in LEFT_OUT_GROUPS:
                    continue
                for test in group["tests"]:
                    yield Case(
                        file.relative_to(SUITE).as_posix(), group["description"], test["description"], dialect,
                        group["schema"], test["data"], test["valid"],
                    )  # fmt: skip


@lru_cache(maxsize=1)
def _by_file() -> dict[str, list[Case]]:
    found: dict[str, list[Case]] = {}
    for case in _cases():
        found.setdefault(case.file, []).append(case)
    return found


FILES = sorted(_by_file())


def _fast_verdict(case: Case) -> bool | None:
    fast = schemas._fast_accepts(case.schema, case.dialect)
    return None if fast is None else fast(case.data)


def _slow_verdict(case: Case) -> bool:
    return not Checker(case.schema, case.dialect).violations(case.data)


def _named(cases: list[Case]) -> list[str]:
    return [f"{each.group}: {each.test}" for each in cases]


# --- the suite -------------------------------------------------------------------------------------------------------


def test_the_suite_is_all_there() -> None:
    groups = {case.group for cases in _by_file().values() for case in cases}
    assert sum(map(len, _by_file().values())) > 3_100
    assert not groups & set(LEFT_OUT_GROUPS)
    assert (SUITE / "LICENSE").is_file()


@pytest.mark.parametrize("file", FILES)
def test_the_checker_gives_the_verdict_of_the_suite(file: str) -> None:
    wrong = [
        each for each in _by_file()[file] if Checker(each.schema, each.dialect).accepts(each.data) is not each.valid
    ]
    assert _named(wrong) == []


@pytest.mark.parametrize("file", FILES)
def test_the_engines_agree_wherever_both_run(file: str) -> None:
    """With the checker's rules for what goes straight to jsonschema."""
    apart = [each for each in _by_file()[file] if _fast_verdict(each) not in (None, _slow_verdict(each))]
    assert _named(apart) == []


@pytest.mark.parametrize("file", FILES)
def test_jsonschema_as_it_is_set_up_gives_the_verdict_of_the_suite(file: str) -> None:
    wrong = [each for each in _by_file()[file] if _slow_verdict(each) is not each.valid]
    assert _named(wrong) == []


def test_the_fast_engine_runs_nearly_all_of_the_suite() -> None:
    cases = [case for cases in _by_file().values() for case in cases]
    alone = {case.group for case in cases if _fast_verdict(case) is None}
    assert len(alone) < 20


# --- without the fast engine -----------------------------------------------------------------------------------------


@pytest.fixture
def _slow_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(schemas, "_fast_engine", lambda: None)
    schemas.matches.cache_clear()
    yield
    schemas.matches.cache_clear()


def _has_property_class(case: Case) -> bool:
    return "\\\\p{" in json.dumps(case.schema)


@pytest.mark.usefixtures("_slow_only")
@pytest.mark.parametrize("file", FILES)
def test_without_the_fast_engine_the_verdicts_are_the_same(file: str) -> None:
    r"""Classes such as ``\p{L}`` aside: Python's `re` has none, and they are refused, see below."""
    cases = [each for each in _by_file()[file] if not _has_property_class(each)]
    wrong = [each for each in cases if Checker(each.schema, each.dialect).accepts(each.data) is not each.valid]
    assert _named(wrong) == []


@pytest.mark.usefixtures("_slow_only")
def test_without_the_fast_engine_a_property_class_is_told_and_not_guessed() -> None:
    rules = [each.rule for each in Checker({"pattern": "^\\p{L}+$"}).violations("é")]
    assert rules == ["schema"]


# --- beyond the suite ------------------------------------------------------------------------------------------------

NUMBERS = st.sampled_from(
    [
        0,
        -0.0,
        1,
        1.0,
        -1,
        1.5,
        0.1,
        0.3,
        19.99,
        0.01,
        2**53,
        2**53 + 1,
        2.0**53,
        10**20,
        1e20,
        10**40,
        1e-7,
        1e300,
        3,
        3.0,
    ]
)
TEXTS = st.sampled_from(
    ["", "a", "A", "ab", "1", "1\n", "\n", "١", "é", "e\u0301", "😀", "😀😀", "true", "null", "x-a", "a b", "\u00a0", "\u2028", "\ufeff", "\u200b", "ſ", "K", "_", "-"]
)  # fmt: skip
SCALARS = st.none() | st.booleans() | NUMBERS | TEXTS
VALUES = st.recursive(
    SCALARS, lambda below: st.lists(below, max_size=4) | st.dictionaries(TEXTS, below, max_size=3), max_leaves=8
)
PATTERNS = st.sampled_from(
    ["^[0-9]+$", "^\\d+$", "^\\w+$", "\\W", "^\\s$", "\\S", "^.$", "^..$", "a|b$", "^$", "\\bA", "^[^a]$", "^\\u0061", "^[\\w-]+$", "^x-", "\\D", "^[a-zé]+$", "^\\S+\\s?$",
     "(?:a|b)+", "a{1,2}$", "^\\x61$", "[\\s\\S]", "^(?!a)", "(?<=a)b", "^(a)\\1$", "\\cA", "\\t|\\n", "^[\\d]+$", "^\\/"]
)  # fmt: skip
TYPES = st.sampled_from(["string", "number", "integer", "boolean", "null", "array", "object"])
SMALL = st.integers(0, 3)
_LEAVES = st.booleans() | st.fixed_dictionaries(
    {},
    optional={
        "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
        "enum": st.lists(VALUES, min_size=1, max_size=3),
        "const": VALUES,
        "minimum": NUMBERS,
        "exclusiveMaximum": NUMBERS,
        "multipleOf": st.sampled_from([1, 2, 0.1, 0.01, 0.3, 1.5, 10**20, 1e-7, 3]),
        "pattern": PATTERNS,
        "minLength": SMALL,
        "maxLength": SMALL,
        "uniqueItems": st.booleans(),
        "minItems": SMALL,
        "maxProperties": SMALL,
        "required": st.lists(TEXTS, max_size=2, unique=True),
        "dependentRequired": st.dictionaries(TEXTS, st.lists(TEXTS, max_size=2, unique=True), max_size=2),
        "format": st.sampled_from(["date", "email", "nonsense"]),
        "contentEncoding": st.just("base64"),
    },
)


def _combined(below: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    some = st.lists(below, min_size=1, max_size=3)
    return st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(TEXTS, below, max_size=2), "patternProperties": st.dictionaries(PATTERNS, below, max_size=2),
            "additionalProperties": below, "propertyNames": below, "items": below, "prefixItems": some, "contains": below, "minContains": SMALL,
            "allOf": some, "anyOf": some, "oneOf": some, "not": below, "if": below, "then": below, "else": below,
            "dependentSchemas": st.dictionaries(TEXTS, below, max_size=1), "dependencies": st.dictionaries(TEXTS, below, max_size=1),
            "unevaluatedProperties": below, "unevaluatedItems": below,
        },
    )  # fmt: skip


SCHEMAS = st.recursive(_LEAVES, _combined, max_leaves=5)


def _agree(schema: Any, data: Any, dialect: str) -> None:
    fast = Checker(schema, dialect)._fast
    slow = Checker(schema, dialect).violations(data)
    if fast is not None and not any(each.rule == "schema" for each in slow):
        assert fast(data) is not bool(slow), slow


@pytest.mark.uncounted
@settings(max_examples=300, deadline=None)
@given(SCHEMAS, VALUES)
def test_the_engines_agree_on_schemas_that_nobody_wrote(schema: Any, data: Any) -> None:
    _agree(schema, data, "2020-12")


@pytest.mark.uncounted
@pytest.mark.full
@settings(max_examples=5_000, deadline=None)
@given(SCHEMAS, VALUES)
def test_the_engines_agree_on_five_thousand_schemas_that_nobody_wrote(schema: Any, data: Any) -> None:
    _agree(schema, data, "2020-12")


@pytest.mark.uncounted
@settings(max_examples=500, deadline=None)
@given(PATTERNS | st.text("ab.$^\\dws*+?()[]|-{1,}é1\n", max_size=8), TEXTS | st.text("ab1 é\n", max_size=6))
def test_a_pattern_that_both_can_read_means_the_same_to_both(pattern: str, text: str) -> None:
    from dynaclient.schema.patterns import matcher

    fast = Checker({"pattern": pattern})._fast
    try:
        slow = matcher(pattern)
    except ValueError:
        return
    assert fast is None or fast(text) is slow(text)
