from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.support import ROOT

REFERENCE = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


def _rows() -> list[list[str]]:
    """Give the cells of each row of each table, but for the head and the line under it."""
    lines = (ROOT / "THREAT_MODEL.md").read_text("utf-8").splitlines()
    rows = [[each.strip() for each in line.strip("|").split(" | ")] for line in lines if line.startswith("| ")]
    return [each for each in rows if each[0] != "threat or fault"]


ROWS = _rows()


@cache
def _tests_in(file: str) -> frozenset[str]:
    place = ROOT / "tests" / file
    if not place.is_file():
        return frozenset()
    tree = ast.parse(place.read_text("utf-8"))
    return frozenset(each.name for each in ast.walk(tree) if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)))


def test_there_are_rows_for_all_parts() -> None:
    text = (ROOT / "THREAT_MODEL.md").read_text("utf-8")
    assert re.findall(r"^## ([A-F])\. ", text, re.MULTILINE) == list("ABCDEF")
    assert len(ROWS) >= 85


@pytest.mark.parametrize("row", ROWS, ids=[each[0][:60] for each in ROWS])
def test_each_row_names_the_tests_that_hold_it(row: list[str]) -> None:
    assert len(row) == 3
    held_by = REFERENCE.findall(row[2])
    assert held_by, "no test is named"
    assert [f"{file}::{name}" for file, name in held_by if name not in _tests_in(file)] == []
