"""
Our page for `applicationApiTokens`, compared with the reference pages: each cell of each table.

`data/reference-pages.json` has the facts of both editions. Where they differ, the newer one counts. The prose is ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from dynaclient import load
from dynaclient.render.docs import pages
from tests.support import DATA

FACTS: dict[str, Any] = json.loads((DATA / "reference-pages.json").read_text())
TABLES = {"Available Parameters": "Name", "Successful Responses": "Code", "Error Responses": "Code"}
"""For each table the column that identifies its rows."""

COLUMNS = {
    "Name": ["Name", "Type", "Required", "Description", "Default", "Example"],
    "Code": ["Code", "Type", "Description"],
}
"""The columns of their tables, by the first."""

INTENDED: dict[tuple[str, str, str, str], tuple[str, str, str]] = {
    ("Get", "Available Parameters", "filterField", "Example"): (
        "key", "name", "only `name` and `status` are filter fields, so `key` would be rejected"
    ),
}  # fmt: skip
"""Intended differences: action, table, row and column, to their value, our value, and the reason."""

FOLDED = {"losantdomain", "_actions", "_links", "_embedded"}
"""Parameters of every action are in one table of our page, in the section `Every Action`."""

ADDED_SCOPES = {"Get": {"all.Application.bounded", "all.Organization.bounded", "all.User.bounded"}, "Post": set[str]()}
"""Scopes that the API has accepted only since then."""

Row = dict[str, Any]


# --- our page, parsed ------------------------------------------------------------------------------------------------

PAGE = pages(load())["docs/applicationApiTokens.md"]


def _parts(text: str, marks: str) -> dict[str, str]:
    """Return the text below each heading of one level."""
    found = re.split(rf"^{marks} (.*)$", text, flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


def _lines(text: str) -> list[list[str]]:
    """Return the rows of a table as lists of cells, its head first."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    head, _, *rows = [[_plain(cell) for cell in line.strip("|").split("|")] for line in lines]
    return [head, *rows]


def _rows(text: str) -> Iterator[Row]:
    names, *rows = _lines(text)
    for cells in rows:
        row: Row = dict(zip(names, cells, strict=True))
        accepted = re.search(r"Allowed values: (.*)\.", row["Description"])
        yield {**row, "Accepted": accepted[1].split(", ") if accepted else []}


def _plain(cell: str) -> str:
    return re.sub(r"\[(.*?)\]\(.*?\)", r"\1", cell).replace("`", "").strip()


ACTIONS = _parts(PAGE, "##")


def _all_rows(action: str, heading: str) -> list[Row]:
    """Return the rows of a table, including those of the table for every action."""
    rows = list(_rows(_parts(ACTIONS[action], "###")[heading]))
    if heading == "Available Parameters":
        rows += _rows(_parts(ACTIONS["Every Action"], "###")[heading])
    return rows


def _table(action: str, heading: str) -> dict[str, Row]:
    """Return the rows of a table by their first cell."""
    return {row[TABLES[heading]]: row for row in _all_rows(action, heading)}


# --- the reference pages ---------------------------------------------------------------------------------------------


def _cells() -> Iterator[tuple[str, str, str, str, Any]]:
    """Yield each cell of the newer reference page, and of the rows that only the older one has."""
    for action, newer in FACTS["newer"].items():
        for heading, key in TABLES.items():
            known = {row[key]: row for edition in (FACTS["older"][action], newer) for row in edition[heading]}
            for name, row in known.items():
                yield from ((action, heading, name, column, value) for column, value in row.items())


CELLS = list(_cells())


@pytest.mark.parametrize(
    ("action", "heading", "name", "column", "value"), CELLS, ids=[" ".join(cell[:4]) for cell in CELLS]
)
def test_each_cell_of_the_reference_pages_is_on_ours(
    action: str, heading: str, name: str, column: str, value: Any
) -> None:
    theirs, ours, _ = INTENDED.get((action, heading, name, column), (value, value, ""))
    assert value == theirs
    assert _table(action, heading)[name][column] == ours


@pytest.mark.parametrize(("action", "heading"), [(action, heading) for action in FACTS["newer"] for heading in TABLES])
def test_our_tables_have_no_other_rows(action: str, heading: str) -> None:
    theirs = {row[TABLES[heading]] for edition in FACTS.values() for row in edition[action][heading]}
    added = FOLDED - theirs if heading == "Available Parameters" else set()
    assert sorted(row[TABLES[heading]] for row in _all_rows(action, heading)) == sorted(theirs | added)


@pytest.mark.parametrize(("action", "heading"), [(action, heading) for action in FACTS["newer"] for heading in TABLES])
def test_our_tables_have_their_columns_and_no_row_without_a_description(action: str, heading: str) -> None:
    assert _lines(_parts(ACTIONS[action], "###")[heading])[0] == COLUMNS[TABLES[heading]]
    assert [row for row in _all_rows(action, heading) if not row["Description"]] == []


@pytest.mark.parametrize("action", FACTS["newer"])
def test_the_scopes_are_theirs_and_no_others(action: str) -> None:
    scopes = set(re.findall(r"`([A-Za-z]+\.[A-Za-z.*]+)`", _parts(ACTIONS[action], "###")["Authentication"]))
    assert scopes == {*FACTS["newer"][action]["scopes"], *ADDED_SCOPES[action]}


@pytest.mark.parametrize("edition", FACTS)
@pytest.mark.parametrize("action", FACTS["newer"])
def test_the_headings_are_theirs_in_their_order(edition: str, action: str) -> None:
    theirs = FACTS[edition][action]["headings"]
    assert [heading for heading in _parts(ACTIONS[action], "###") if heading in theirs] == theirs


def test_the_page_starts_as_theirs() -> None:
    assert PAGE.startswith("# Application Api Tokens Actions\n")
    assert _parts(PAGE, "##")["Contents"].strip().startswith("- [Get](#get)\n- [Post](#post)")


def test_each_intended_difference_exists() -> None:
    assert set(INTENDED) <= {cell[:4] for cell in CELLS}
    assert all(_table(*cell[:2])[cell[2]][cell[3]] == INTENDED[cell][1] for cell in INTENDED)
