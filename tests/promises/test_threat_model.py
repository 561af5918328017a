from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.support import ROOT

REFERENCE = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


def _rows() -> list[list[str]]:
    """Return the cells of each row of each table, without the headers."""
    lines = (ROOT / "THREAT_MODEL.md").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if line.startswith("| ")]
    return [row for row in rows if row[0] != "threat"]


ROWS = _rows()


@cache
def _tests_in(file: str) -> frozenset[str]:
    path = ROOT / "tests" / file
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def test_all_parts_have_rows() -> None:
    text = (ROOT / "THREAT_MODEL.md").read_text("utf-8")
    assert re.findall(r"^## ([A-G])\. ", text, re.MULTILINE) == list("ABCDEFG")
    assert len(ROWS) >= 95


@pytest.mark.parametrize("row", ROWS, ids=[row[0][:60] for row in ROWS])
def test_each_row_names_existing_tests(row: list[str]) -> None:
    assert len(row) == 3
    held_by = REFERENCE.findall(row[2])
    assert held_by, "no test is named"
    assert [f"{file}::{name}" for file, name in held_by if name not in _tests_in(file)] == []
