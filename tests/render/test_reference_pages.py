"""
Our page for `applicationApiTokens` against the reference pages: every fact, table by table, cell by cell.

`data/reference-pages.json` has the facts of both editions. Where they differ the newer holds. The prose is our own.
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
"""For each table the column that tells its rows apart."""

COLUMNS = {
    "Name": ["Name", "Type", "Required", "Description", "Default", "Example"],
    "Code": ["Code", "Type", "Description"],
}
"""The columns of their tables, by the first."""

MEANT: dict[tuple[str, str, str, str], tuple[str, str, str]] = {
    ("Get", "Available Parameters", "filterField", "Example"): (
        "key", "name", "one can filter by `name` and `status` alone, so `key` would be refused"
    ),
}  # fmt: skip
"""Where our page says something else: action, table, row and column; what it says there, what ours says, and why."""

FOLDED = {"losantdomain", "_actions", "_links", "_embedded"}
"""What every action takes is in one table of the page, under the same heading below `Every Action`."""

ADDED_SCOPES = {"Get": {"all.Application.bounded", "all.Organization.bounded", "all.User.bounded"}, "Post": set[str]()}
"""Scopes that the API has learned to accept since."""

Row = dict[str, Any]


# --- our page, taken apart -------------------------------------------------------------------------------------------

PAGE = pages(load())["docs/applicationApiTokens.md"]


def _parts(text: str, marks: str) -> dict[str, str]:
    """Give what stands below each heading of one level."""
    found = re.split(rf"^{marks} (.*)$", text, flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


def _lines(text: str) -> list[list[str]]:
    """Give the lines of a table cell by cell, its head first."""
    lines = [each for each in text.splitlines() if each.startswith("|")]
    head, _, *rows = [[_plain(cell) for cell in each.strip("|").split("|")] for each in lines]
    return [head, *rows]


def _rows(text: str) -> Iterator[Row]:
    names, *rows = _lines(text)
    for cells in rows:
        row: Row = dict(zip(names, cells, strict=True))
        accepted = re.search(r"Accepted values: (.*)\.", row["Description"])
        yield {**row, "Accepted": accepted[1].split(", ") if accepted else []}


def _plain(cell: str) -> str:
    return re.sub(r"\[(.*?)\]\(.*?\)", r"\1", cell).replace("`", "").strip()


ACTIONS = _parts(PAGE, "##")


def _told(action: str, heading: str) -> list[Row]:
    """Give the rows of a table, those that all actions share included."""
    rows = list(_rows(_parts(ACTIONS[action], "###")[heading]))
    if heading == "Available Parameters":
        rows += _rows(_parts(ACTIONS["Every Action"], "###")[heading])
    return rows


def _table(action: str, heading: str) -> dict[str, Row]:
    """Give the rows of a table by their first cell."""
    return {each[TABLES[heading]]: each for each in _told(action, heading)}


# --- what the reference pages say ------------------------------------------------------------------------------------


def _cells() -> Iterator[tuple[str, str, str, str, Any]]:
    """Give each cell of the reference pages, the older's where the newer has no such row."""
    for action, newer in FACTS["newer"].items():
        for heading, key in TABLES.items():
            known = {each[key]: each for edition in (FACTS["older"][action], newer) for each in edition[heading]}
            for name, row in known.items():
                yield from ((action, heading, name, column, said) for column, said in row.items())


CELLS = list(_cells())


@pytest.mark.parametrize(
    ("action", "heading", "name", "column", "said"), CELLS, ids=[" ".join(each[:4]) for each in CELLS]
)
def test_each_cell_of_the_reference_pages_is_on_ours(
    action: str, heading: str, name: str, column: str, said: Any
) -> None:
    theirs, wanted, _ = MEANT.get((action, heading, name, column), (said, said, ""))
    ours = _table(action, heading)[name]
    assert said == theirs
    assert ours[column] == wanted


@pytest.mark.parametrize(("action", "heading"), [(action, heading) for action in FACTS["newer"] for heading in TABLES])
def test_our_tables_have_no_other_rows(action: str, heading: str) -> None:
    theirs = {each[TABLES[heading]] for edition in FACTS.values() for each in edition[action][heading]}
    added = FOLDED - theirs if heading == "Available Parameters" else set()
    assert sorted(each[TABLES[heading]] for each in _told(action, heading)) == sorted(theirs | added)


@pytest.mark.parametrize(("action", "heading"), [(action, heading) for action in FACTS["newer"] for heading in TABLES])
def test_our_tables_have_their_columns_and_no_row_without_a_word(action: str, heading: str) -> None:
    assert _lines(_parts(ACTIONS[action], "###")[heading])[0] == COLUMNS[TABLES[heading]]
    assert [each for each in _told(action, heading) if not each["Description"]] == []


@pytest.mark.parametrize("action", FACTS["newer"])
def test_each_scope_is_told_and_no_other(action: str) -> None:
    told = set(re.findall(r"`([A-Za-z]+\.[A-Za-z.*]+)`", _parts(ACTIONS[action], "###")["Authentication"]))
    assert told == {*FACTS["newer"][action]["scopes"], *ADDED_SCOPES[action]}


@pytest.mark.parametrize("edition", FACTS)
@pytest.mark.parametrize("action", FACTS["newer"])
def test_the_headings_are_theirs_in_their_order(edition: str, action: str) -> None:
    theirs = FACTS[edition][action]["headings"]
    assert [each for each in _parts(ACTIONS[action], "###") if each in theirs] == theirs


def test_the_page_begins_as_theirs() -> None:
    assert PAGE.startswith("# Application Api Tokens Actions\n")
    assert _parts(PAGE, "##")["Contents"].strip().startswith("- [Get](#get)\n- [Post](#post)")


def test_each_difference_that_is_meant_is_there() -> None:
    assert set(MEANT) <= {each[:4] for each in CELLS}
    assert all(_table(*each[:2])[each[2]][each[3]] == MEANT[each][1] for each in MEANT)
