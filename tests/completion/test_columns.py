"""The columns that the rows of a call have; only what is stored is looked at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas
import polars
import pytest

from dynaclient.completion.candidates import candidates
from tests.completion.test_candidates import NAMES, Trap

FRAME = {"a": [1], "b c": [2]}
KEYS = ["a'", "b c'"]


class OwnFrame(pandas.DataFrame):  # type: ignore[misc]
    """A frame of the user's, which computes its columns."""

    columns: Any = property(lambda _: Trap()())


SOURCES: dict[str, tuple[Any, list[str]]] = {
    "dicts": ([{"a": 1, 2: 3, "b c": 4}], KEYS),
    "a tuple": (({"a": 1, "b c": 4},), KEYS),
    "no dicts": ([], []),
    "traps": ([Trap()], []),
    "a trap": (Trap(), []),
    "pandas": (pandas.DataFrame(FRAME), KEYS),
    "polars": (polars.DataFrame(FRAME), KEYS),
    "a class of the user's": (OwnFrame(FRAME), []),
}


@pytest.mark.parametrize(("source", "expected"), SOURCES.values(), ids=SOURCES)
def test_the_columns_of_rows_are_offered_as_keys(source: Any, expected: list[str]) -> None:
    assert offered("c.things.post.map(source, columns={'", source) == expected


FILES: dict[str, tuple[str, str, list[str]]] = {
    "csv": ("rows.csv", "a,b c\n1,2\n", KEYS),
    "json lines": ("rows.ndjson", '{"a": 1, "b c": 2}\n', KEYS),
    "no rows": ("rows.csv", "a,b c\n", []),
    "an invalid row": ("rows.csv", "a,b c\n1\n", []),
    "an invalid header": ("rows.csv", "a,a\n1,2\n", []),
    "another suffix": ("rows.txt", "a,b c\n1,2\n", []),
}


@pytest.mark.parametrize(("name", "text", "expected"), FILES.values(), ids=FILES)
def test_the_columns_of_a_file_are_offered_as_keys(tmp_path: Path, name: str, text: str, expected: list[str]) -> None:
    path = tmp_path / name
    path.write_text(text)
    for source in (path, str(path)):
        assert offered("c.things.post.imap(source, columns={'", source) == expected
    assert offered(f"c.things.post.map({str(path)!r}, columns={{'", None) == expected


@pytest.mark.parametrize("name", ["", "nothing.csv", "a\0.csv"])
def test_what_is_not_a_regular_file_is_not_read(tmp_path: Path, name: str) -> None:
    assert offered("c.things.post.map(source, columns={'", tmp_path / name) == []


CASES: dict[str, list[str]] = {
    "c.things.post.map(source, columns={": ['"a": ', '"b c": '],
    "c.things.post.map(source, columns={'b": ["b c'"],
    "c.things.post.map(source, columns={'a': 'name', '": ["b c'"],
    "ac.things.post.map(source, concurrency=2, columns={'": KEYS,
    "c.things.post.map(list(source), columns={'": [],
    "c.things.post.map(rows=source, columns={'": [],
    "c.things.post.map(columns={'": [],
    "c.things.post.map(source, other={'": [],
    "c.things.post(source, columns={'": [],
}


@pytest.mark.parametrize(("code", "expected"), CASES.items())
def test_columns_are_keys_of_one_argument(code: str, expected: list[str]) -> None:
    assert offered(code, [{"a": 1, "b c": 2}]) == expected


def offered(code: str, source: Any) -> list[str]:
    return [candidate.text for candidate in candidates(code, {**NAMES, "source": source})[1]]
