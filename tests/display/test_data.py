"""Data in notebooks: tables that end, without markup of a server's and without its secrets."""

from __future__ import annotations

import re
from typing import Any

import pytest
from IPython.lib.pretty import pretty as ipython_pretty

from dynaclient import Client, Outcome, Outcomes, Result
from dynaclient.display.blocks import MAX_CELL, as_html, as_text
from dynaclient.display.data import MAX_COLUMNS, MAX_READ, MAX_ROWS, data_blocks
from dynaclient.errors import NotFound, OutcomeUnknown
from dynaclient.messages import Headers

pretty: Any = ipython_pretty
"""What IPython shows of a value on a terminal."""


def data_html(data: Any) -> str:
    """Return data as a notebook shows it."""
    return as_html(data_blocks(data))


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


def test_a_row_ends_before_all_of_it_is_read() -> None:
    class Row(dict[str, Any]):
        def items(self) -> Any:
            for number in range(2 * MAX_READ):
                assert number < MAX_READ
                yield f"c{number}", number

    for rows in ([Row(a=1)], [list(range(2 * MAX_READ))]):
        assert shown(data_html(rows))[-1][0].startswith("… at least 988 more columns: ")


def test_lists_are_not_read_to_their_ends() -> None:
    class Listed(list[Any]):
        def __iter__(self) -> Any:
            raise AssertionError

    assert shown(data_html({"items": Listed([{"id": 7}] * 1000)}))[:3] == [["items (1,000)"], ["id"], ["7"]]


SECRET: list[Any] = [
    [{"id": 1, "token": "s3cr3t"}],
    [{"id": 1, "auth": {"token": "s3cr3t"}}],
    [{"id": 1, "list": [{"apiKey": "s3cr3t"}]}],
    {"id": 1, "token": "s3cr3t"},
    {"id": 1, "session": {"password": {"old": "s3cr3t"}}},
    {"id": 1, "items": [{"password": "s3cr3t"}]},
    {"id": 1, "apiKeys": [{"value": "s3cr3t"}]},
    [{"id": 1, "apiKeys": [{"value": "s3cr3t"}]}],
    {"id": 1, "items": [{"apiKeys": [{"value": "s3cr3t"}]}]},
]


def forms(value: Any) -> dict[str, str]:
    """Return all that is shown of a value, in each form that a notebook keeps."""
    inner = pretty([value]).removeprefix("[").removesuffix("]")
    return {"html": value._repr_html_(), "text": pretty(value), "repr": repr(value), "inner": inner}


@pytest.mark.parametrize("data", SECRET)
def test_what_is_secret_by_its_name_is_redacted(data: Any) -> None:
    result = Result(data, 200, Headers([("Set-Cookie", "s3cr3t"), ("X-Key", "s3cr3t")]), 1)
    shown_forms = forms(result) | {
        f"outcomes: {name}": text for name, text in forms(Outcomes([Outcome(0, data)])).items()
    }
    assert {name: "s3cr3t" in text for name, text in shown_forms.items()} == dict.fromkeys(shown_forms, False)
    assert {name for name, text in shown_forms.items() if "***" in text} >= {"html", "text"}


def test_no_mathematics_are_typeset() -> None:
    for html in (data_html("from $5 to $10"), forms(Outcomes([]))["html"]):
        assert html.startswith('<div class="tex2jax_ignore mathjax_ignore">')


TEXT = """\
Result 200, after 2 attempts
name   value
count  2
items (2)
id  name  q
1   a     [2, 3]
2   bbbb
… 1 more column: o.p"""


def test_a_terminal_shows_the_same_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "21")
    items = [{"id": 1, "name": "a", "o": {"p": ["long long"]}, "q": [2, 3]}, {"name": "bbbb", "id": 2}]
    result = Result({"count": 2, "items": items}, 200, Headers(), 2)
    assert forms(result)["text"] == TEXT
    assert forms(result)["inner"] == repr(result)
    assert repr(result).startswith("<Result 200, after 2 attempts: {'count': 2, 'items': [{'id': 1, 'name': 'a', ")
    assert max(map(len, as_text(data_blocks([{"x" * 500: "y" * 500, "b": 1}])).splitlines())) <= 40


CLIENT = Client(token="x", url="http://127.0.0.1:9")
LISTED = CLIENT.applications.get
ON_A_TERMINAL: list[tuple[Any, str]] = [
    (Result([{"id": 7}], 200, Headers(), 1), "Result 200\nid\n7"),
    (Outcomes([Outcome(0, {"id": 7})]), "Outcomes: 1 done, 0 failed, 0 unknown\nrow  status  id\n0    done    7"),
    (LISTED.items(), repr(LISTED.items())),
    (LISTED.pages(), repr(LISTED.pages())),
    (CLIENT.find("token"), repr(CLIENT.find("token"))),
    (CLIENT.devices, repr(CLIENT.devices)),
    (CLIENT.devices.get, repr(CLIENT.devices.get)),
    (CLIENT, repr(CLIENT)),
]
"""What is shown as HTML in notebooks → what IPython shows on a terminal: a table, or what `print` shows."""


@pytest.mark.parametrize(("value", "expected"), ON_A_TERMINAL, ids=[type(value).__name__ for value, _ in ON_A_TERMINAL])
def test_a_terminal_has_a_form_of_all_that_notebooks_show(value: Any, expected: str) -> None:
    assert hasattr(value, "_repr_html_")
    assert [line.rstrip() for line in pretty(value).splitlines()] == expected.splitlines()


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
