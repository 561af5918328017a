"""
The public JSON Schema test suite: the results of the validator, of both engines, and of jsonschema alone.

What is skipped is listed with its reason; all other cases of drafts 4, 7 and 2020-12 are run.
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

from dynaclient.schema import engines
from dynaclient.schema.pattern_matcher import compile_own
from dynaclient.schema.patterns import forget_patterns
from dynaclient.schema.validation import Validator
from tests.support import DATA

SUITE = DATA / "json-schema"
DRAFTS = {"draft4": "draft-04", "draft7": "draft-07", "draft2020-12": "2020-12"}

SKIPPED_FILES = {
    "refRemote.json": "every schema in it refers to another server, and nothing is fetched",
    "optional/format-assertion.json": "`format` is not asserted",
    "optional/cross-draft.json": "its schemas refer to another server",
}
SKIPPED_GROUPS = {
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


def _is_skipped(draft: str, file: Path) -> bool:
    inside = file.relative_to(SUITE / draft).as_posix()
    # `format` is an annotation here: only what it does to everything else is of interest, and that is in format.json.
    return inside in SKIPPED_FILES or inside.startswith("optional/format/")


def _cases() -> Iterator[Case]:
    for draft, dialect in DRAFTS.items():
        for file in sorted((SUITE / draft).rglob("*.json")):
            if _is_skipped(draft, file):
                continue
            for group in json.loads(file.read_text("utf-8")):
                if group["description"] in SKIPPED_GROUPS:
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


def _is_valid_fast(case: Case) -> bool | None:
    fast = engines.compile_fast(case.schema, case.dialect)
    return None if fast is None else fast(case.data)


def _is_valid(case: Case) -> bool:
    return Validator(case.schema, case.dialect).is_valid(case.data)


def _is_valid_jsonschema(case: Case) -> bool:
    return not Validator(case.schema, case.dialect).find_violations(case.data)


def _names(cases: list[Case]) -> list[str]:
    return [f"{case.group}: {case.test}" for case in cases]


# --- the suite -------------------------------------------------------------------------------------------------------


def test_the_suite_is_complete() -> None:
    groups = {case.group for cases in _by_file().values() for case in cases}
    assert sum(map(len, _by_file().values())) > 3_100
    assert not groups & set(SKIPPED_GROUPS)
    assert (SUITE / "LICENSE").is_file()


@pytest.mark.parametrize("file", FILES)
def test_the_validator_agrees_with_the_suite(file: str) -> None:
    wrong = [case for case in _by_file()[file] if _is_valid(case) is not case.valid]
    assert _names(wrong) == []


@pytest.mark.parametrize("file", FILES)
def test_the_engines_agree_wherever_both_run(file: str) -> None:
    different = [case for case in _by_file()[file] if _is_valid_fast(case) not in (None, _is_valid_jsonschema(case))]
    assert _names(different) == []


@pytest.mark.parametrize("file", FILES)
def test_jsonschema_as_configured_here_agrees_with_the_suite(file: str) -> None:
    wrong = [case for case in _by_file()[file] if _is_valid_jsonschema(case) is not case.valid]
    assert _names(wrong) == []


def test_the_fast_engine_runs_nearly_all_of_the_suite() -> None:
    cases = [case for cases in _by_file().values() for case in cases]
    alone = {case.group for case in cases if _is_valid_fast(case) is None}
    assert len(alone) < 20


# --- without the fast engine -----------------------------------------------------------------------------------------


@pytest.fixture
def _slow_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(engines, "fast_engine", lambda: None)
    forget_patterns()
    yield
    forget_patterns()


@pytest.mark.usefixtures("_slow_only")
@pytest.mark.parametrize("file", FILES)
def test_without_the_fast_engine_the_results_are_the_same(file: str) -> None:
    wrong = [case for case in _by_file()[file] if _is_valid(case) is not case.valid]
    assert _names(wrong) == []


@pytest.mark.usefixtures("_slow_only")
def test_without_the_fast_engine_a_property_without_data_is_reported() -> None:
    rules = [violation.rule for violation in Validator({"pattern": "^\\p{Script=Greek}+$"}).find_violations("α")]
    assert rules == ["schema"]


# --- beyond the suite ------------------------------------------------------------------------------------------------

NUMBERS = st.sampled_from(
    [0, -0.0, 1, 1.0, -1, 1.5, 0.1, 0.3, 19.99, 0.01, 2**53, 2**53 + 1, 2.0**53, 10**20, 1e20, 10**40, 1e-7, 1e300, 3, 3.0]
)  # fmt: skip
STRINGS = st.sampled_from(
    ["", "a", "A", "ab", "1", "1\n", "\n", "١", "é", "e\u0301", "😀", "😀😀", "true", "null", "x-a", "a b", "\u00a0", "\u2028", "\ufeff", "\u200b", "ſ", "K", "_", "-"]
)  # fmt: skip
SCALARS = st.none() | st.booleans() | NUMBERS | STRINGS
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(STRINGS, inner, max_size=3), max_leaves=8
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
        "required": st.lists(STRINGS, max_size=2, unique=True),
        "dependentRequired": st.dictionaries(STRINGS, st.lists(STRINGS, max_size=2, unique=True), max_size=2),
        "format": st.sampled_from(["date", "email", "nonsense"]),
        "contentEncoding": st.just("base64"),
    },
)


def _combined(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    some = st.lists(inner, min_size=1, max_size=3)
    return st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(STRINGS, inner, max_size=2), "patternProperties": st.dictionaries(PATTERNS, inner, max_size=2),
            "additionalProperties": inner, "propertyNames": inner, "items": inner, "prefixItems": some, "contains": inner, "minContains": SMALL,
            "allOf": some, "anyOf": some, "oneOf": some, "not": inner, "if": inner, "then": inner, "else": inner,
            "dependentSchemas": st.dictionaries(STRINGS, inner, max_size=1), "dependencies": st.dictionaries(STRINGS, inner, max_size=1),
            "unevaluatedProperties": inner, "unevaluatedItems": inner,
        },
    )  # fmt: skip


SCHEMAS = st.recursive(_LEAVES, _combined, max_leaves=5)


def _assert_engines_agree(schema: Any, data: Any, dialect: str) -> None:
    fast = Validator(schema, dialect)._fast
    violations = Validator(schema, dialect).find_violations(data)
    if fast is not None and not any(violation.rule == "schema" for violation in violations):
        assert fast(data) is not bool(violations), violations


@pytest.mark.uncounted
@settings(max_examples=300, deadline=None)
@given(SCHEMAS, VALUES)
def test_the_engines_agree_on_random_schemas(schema: Any, data: Any) -> None:
    _assert_engines_agree(schema, data, "2020-12")


@pytest.mark.uncounted
@pytest.mark.full
@settings(max_examples=5_000, deadline=None)
@given(SCHEMAS, VALUES)
def test_the_engines_agree_on_five_thousand_random_schemas(schema: Any, data: Any) -> None:
    _assert_engines_agree(schema, data, "2020-12")


@pytest.mark.uncounted
@settings(max_examples=500, deadline=None)
@given(PATTERNS | st.text("ab.$^\\dws*+?()[]|-{1,}é1\n", max_size=8), STRINGS | st.text("ab1 é\n", max_size=6))
def test_both_engines_match_a_pattern_that_both_support_alike(pattern: str, value: str) -> None:
    fast = Validator({"pattern": pattern})._fast
    try:
        matches = compile_own(pattern)
    except ValueError:
        assert fast is None
        return
    assert fast is None or fast(value) is matches(value)
