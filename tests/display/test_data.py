"""Data in notebooks: tables that end, without markup of a server's and without its secrets."""

from __future__ import annotations

import re
from typing import Any

import pytest

from dynaclient import Outcome, Outcomes, Result
from dynaclient.display.data import MAX_CELL, MAX_COLUMNS, MAX_ROWS, data_html
from dynaclient.errors import NotFound, OutcomeUnknown
from dynaclient.messages import Headers


def shown(html: str) -> list[list[str]]:
    """Return the rows of tables and the paragraphs in HTML, without its tags."""
    lines = re.findall(r"<tr>(.*?)</tr>|<p>(.*?)</p>", html)
    return [re.sub("<[^>]*>", "", re.sub("</t[dh]><", "|<", row or line)).split("|") for row, line in lines]


DATA: list[tuple[Any, list[list[str]]]] = [
    ([{"b": 1, "id": "x"}, {"b": None, "c": True}], [["id", "b", "c"], ["x", "1", ""], ["", "", "True"]]),
    ([{"o": {"p": {"q": 1}}, "l": [1, "a"]}], [["o.p.q", "l"], ["1", "[1, &#x27;a&#x27;]"]]),
    (["a", 2], [["value"], ["a"], ["2"]]),
    ([], [["[]"]]),
    ({"a": 1, "o": {"p": 1}}, [["name", "value"], ["a", "1"], ["o", "{&#x27;p&#x27;: 1}"]]),
    ({}, [["{}"]]),
    (
        {"count": 1, "items": [{"id": 7}]},
        [["name", "value"], ["count", "1"], ["items (1)"], ["id"], ["7"]],
    ),
    ({"items": [{"id": 7}]}, [["items (1)"], ["id"], ["7"]]),
    ("text\n of lines", [["text of lines"]]),
    (b"\x00\x01", [["b&#x27;\\x00\\x01&#x27;"]]),
    (None, [["None"]]),
    (1.5, [["1.5"]]),
]


@pytest.mark.parametrize(("data", "expected"), DATA)
def test_data_is_a_table(data: Any, expected: list[list[str]]) -> None:
    assert [line for line in shown(data_html(data)) if line != [""]] == expected


def test_a_table_ends() -> None:
    found = shown(data_html([{f"c{column:02}": row for column in range(30)} for row in range(1000)]))
    assert len(found) == 1 + MAX_ROWS + 2
    assert {len(row) for row in found[: 1 + MAX_ROWS]} == {MAX_COLUMNS}
    assert found[-2] == ["… 980 more rows"]
    assert found[-1][0].startswith("… 18 more columns: c12, c13")


LONG = {
    "string": "x" * 10_000,
    "list": ["x" * 10_000] * 1000,
    "object": {f"k{number}": number for number in range(10_000)},
    "integer": 10**5000,
    "smaller integer": 10**1000,
    "bytes": b"x" * 10_000,
}


@pytest.mark.parametrize("value", LONG.values(), ids=LONG)
def test_a_cell_ends(value: Any) -> None:
    ((_, cell),) = shown(data_html({"a": value}))[1:]
    assert len(cell.replace("&#x27;", "'")) <= MAX_CELL


def test_many_names_of_columns_that_are_left_out_are_cut() -> None:
    assert len(shown(data_html([{"c" * 100 + str(column): 1 for column in range(30)}]))[-1][0]) < 2 * MAX_CELL


@pytest.mark.parametrize(
    "data",
    [
        [{"id": 1, "token": "s3cr3t"}],
        [{"id": 1, "auth": {"token": "s3cr3t"}}],
        [{"id": 1, "list": [{"apiKey": "s3cr3t"}]}],
        {"id": 1, "token": "s3cr3t"},
        {"id": 1, "session": {"password": {"old": "s3cr3t"}}},
        {"id": 1, "items": [{"password": "s3cr3t"}]},
    ],
)
def test_what_is_secret_by_its_name_is_redacted(data: Any) -> None:
    assert "s3cr3t" not in data_html(data)
    assert "***" in data_html(data)


def test_data_is_never_markup() -> None:
    html = data_html({"<b>": "<script>", "items": [{"<i>": "<img>\x1b[31m"}], "<u>": [{"a": 1}]})
    assert not re.search(r"<(script|img|i|u|b>:)", html.replace("<b>items (1)</b>", ""))
    assert "\x1b" not in html
    assert "color" not in html


def test_a_result_shows_its_status_and_its_data() -> None:
    assert shown(Result({"id": 1}, 201, Headers(), 1)._repr_html_())[:1] == [["Result 201"]]
    found = shown(Result([{"id": 1}], 200, Headers(), 3, complete=False)._repr_html_())
    assert found == [["Result 200, after 3 attempts, which may be cut off"], ["id"], ["1"]]


def test_outcomes_show_what_failed_first() -> None:
    outcomes = Outcomes(
        [Outcome(0, {"id": "a"}), Outcome(1, error=NotFound("a", 404)), Outcome(2, error=OutcomeUnknown("cut"))]
    )
    assert shown(outcomes._repr_html_()) == [
        ["Outcomes: 1 done, 1 failed, 1 unknown"],
        ["row", "status", "error", "id"],
        ["1", "failed", "NotFound: a: 404", ""],
        ["2", "unknown", "OutcomeUnknown: cut", ""],
        ["0", "done", "", "a"],
    ]


def test_outcomes_without_an_error_have_no_column_for_it() -> None:
    found = shown(Outcomes(Outcome(number, {"token": number, "id": number}) for number in range(100))._repr_html_())
    assert found[:3] == [
        ["Outcomes: 100 done, 0 failed, 0 unknown"],
        ["row", "status", "id", "token"],
        ["0", "done", "0", "***"],
    ]
    assert found[-1] == ["… 80 more rows"]
