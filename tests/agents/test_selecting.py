"""`select`: what JMESPath means, and no more of the machine than an answer is worth."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from typing import Any

import jmespath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynaclient import DynaclientError, InvalidCall
from dynaclient.agents import selecting
from dynaclient.agents.selecting import MAX_LENGTH, compile_selection
from dynaclient.testing import response
from tests.support import ROOT
from tests.support.bounded_calls import tools_for
from tests.support.exploding_selections import CASES, QUICK

ANSWER: Any = {
    "items": [
        {"id": 3, "name": "pump", "tags": ["a", "b"], "at": {"x": 1.5, "y": -2}, "on": True, "note": None},
        {"id": 1, "name": "fan", "tags": [], "at": {"x": 0, "y": 7}, "on": False},
        {"id": 2, "name": "größe", "tags": ["b"], "at": {"x": -3, "y": 2}, "on": True, "note": "n"},
    ],
    "total": 3, "empty": {}, "none": None, "zero": 0, "text": "3.5", "nested": [[1, [2]], [3], 4],
    "by id": {"one": {"n": 1}, "two": {"n": 2}},
}  # fmt: skip
EXPRESSIONS = [
    "items", "items[0]", "items[-1].name", "items[5]", "items[].name", "items[*].at.x", "items[*].tags[]", "items[].tags[0]",
    "items[1:]", "items[::-1].id", "items[:2].[id, name]", "items[].{a: id, b: at.y}", "items[?on].id", "items[?!on].name",
    "items[?id > `1` && on].name", "items[?id >= `2` || name == 'fan'].id", "items[?at.x < `0`]", "items[?name != 'fan'].id",
    "items[?contains(tags, 'b')].id", "items[?note == null].id", "items[?tags == `[\"b\"]`].id", "items[?name > 'g'].id",
    "sort_by(items, &id)[].name", "sort_by(items, &name)[].id", "max_by(items, &at.x).id", "min_by(items, &at.y).id",
    "map(&at.x, items)", "length(items)", "length(items[].tags[])", "sum(items[].id)", "avg(items[].id)", "max(items[].id)",
    "min(items[].name)", "join(', ', items[].name)", "keys(\"by id\")", "values(\"by id\")[].n", "\"by id\".*.n", "*.n",
    "nested[]", "nested[][]", "to_string(items[0].at)", "to_number(text)", "type(none)", "not_null(none, zero, total)",
    "merge(items[0].at, {z: total})", "reverse(items[].id)", "reverse(text)", "starts_with(text, '3')", "ends_with(text, '5')",
    "to_array(total)", "abs(items[0].at.y)", "ceil(items[0].at.x)", "floor(items[0].at.x)", "sort(items[].name)", "@.total",
    "empty.x", "zero && 'yes'", "empty || 'no'", "items[?id == `9`] | [0]", "none", "[total, zero]", "items[0:1] | [0].tags | length(@)",
    "!zero", "`{\"a\": [1]}`.a[0]", "'raw'", "items[].note", "items[*].note", "(items[0] || empty).id", "items | [?on] | length(@)",
]  # fmt: skip


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_an_expression_means_what_it_means_to_jmespath(text: str) -> None:
    assert compile_selection(text, "things.get")(ANSWER) == jmespath.search(text, ANSWER)


def test_a_string_may_be_written_as_it_was_in_the_first_jmespath() -> None:
    assert compile_selection("items[?name == `fan`].id", "things.get")(ANSWER) == [1]


STEPS = st.sampled_from(
    [
        "items",
        "[]",
        "[*]",
        "[0]",
        "[-1]",
        "[1:]",
        "[?id]",
        "[?id==`2`]",
        ".id",
        ".tags",
        ".at",
        ".*",
        "|[0]",
        "|@",
        ".[id,tags]",
        ".{a:id}",
    ]
)


@given(st.lists(STEPS, min_size=1, max_size=6))
def test_any_steps_mean_what_they_mean_to_jmespath(steps: list[str]) -> None:
    text = f"items{''.join(steps)}"
    try:
        expected = jmespath.search(text, ANSWER)
    except jmespath.exceptions.JMESPathError:
        with pytest.raises((InvalidCall, DynaclientError)):
            compile_selection(text, "things.get")(ANSWER)
    else:
        assert compile_selection(text, "things.get")(ANSWER) == expected


# --- what is wrong with an expression --------------------------------------------------------------------------------

WRONG = {
    "[[[": "is not a JMESPath expression: Incomplete expression",
    "": "is not a JMESPath expression: cannot be empty",
    "a b": 'is not a JMESPath expression: Unexpected token: b: Parse error at column 2, token "b" (UNQUOTED_IDENTIFIER)',
    "a #": "is not a JMESPath expression: Unknown token #",
    "a[?b": "is not a JMESPath expression: Incomplete expression",
    '`"`': 'is not a JMESPath expression: Bad token " —',
    "!" * 499 + "a": "is not a JMESPath expression: it is nested too deeply",
    "lenght(@)": "is not a JMESPath expression: there is no function lenght(); there is length",
    "a[?nothing_like_it(@)]": "is not a JMESPath expression: there is no function nothing_like_it(); there is abs, avg, ceil, ",
    "length(a, b)": "is not a JMESPath expression: length() takes 1 argument —",
    "sort_by(a)": "is not a JMESPath expression: sort_by() takes 2 arguments —",
    "not_null()": "is not a JMESPath expression: not_null() takes 1 argument or more —",
    "a" * (MAX_LENGTH + 1): "has 501 characters — use at most 500",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_expression_is_refused_before_anything_is_sent(text: str) -> None:
    with pytest.raises(InvalidCall) as caught:
        compile_selection(text, "things.get")
    assert WRONG[text] in str(caught.value)


@pytest.mark.parametrize("text", [text for text in WRONG if text])
def test_with_a_wrong_expression_nothing_is_sent(text: str) -> None:
    with tools_for(lambda _: response({})) as tools:
        result = tools.read(select=text)
        assert tools.client._shared.transport.requests == []
    assert result.is_error
    assert "nothing was sent" in result.text
    assert len(result.text) < 1000


def test_the_longest_expression_is_one() -> None:
    assert compile_selection("a" * MAX_LENGTH, "things.get")({"a" * MAX_LENGTH: 1}) == 1


MISFITS = {
    "abs(items)": "does not fit: abs() takes number, and was passed array",
    "sum(items)": "does not fit: sum() takes array-number, and was passed object",
    "sort_by(items, &tags)": "does not fit: sort_by() takes string or number, and was passed array",
    "items[?name > `1`]": "does not fit: it compares or computes what cannot be compared or computed",
    "ceil(to_number('inf'))": "does not fit: it compares or computes what cannot be compared or computed",
    "&items": "does not fit: an expression after & is only for functions such as sort_by",
    "[total, &items]": "does not fit: an expression after & is only for functions such as sort_by",
    "{a: &items}": "does not fit: an expression after & is only for functions such as sort_by",
}


@pytest.mark.parametrize("text", MISFITS)
def test_an_expression_that_does_not_fit_says_so_without_the_data(text: str) -> None:
    with tools_for(lambda _: response(ANSWER)) as tools:
        result = tools.read(select=text)
    assert result.is_error
    assert (
        result.text
        == f"things.get: the response has arrived, but select {MISFITS[text]}; leave it out to see the response"
    )


def test_an_expression_may_be_nested_too_deeply_for_its_value() -> None:
    with pytest.raises(DynaclientError, match="select is nested too deeply; leave it out"):
        compile_selection("!" * 450 + "a", "things.get")({})


@pytest.mark.parametrize("text", ["sum(items)", "[?id"])
def test_all_of_what_a_write_has_answered_is_shown_if_the_selection_does_not_fit(text: str) -> None:
    actions = {"post": {"method": "POST"}}
    with tools_for(lambda _: response(ANSWER), actions, allow="write") as tools:
        result = tools.call("write", {"action": "things.post", "select": text})
        sent = len(tools.client._shared.transport.requests)
    assert sent == (0 if text == "[?id" else 1)
    assert result.is_error == (not sent)
    assert not sent or json.loads(result.data or "") == ANSWER
    assert "select" in result.head


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jmespath", None)
    with pytest.raises(DynaclientError, match=r"select needs the mcp extra: pip install 'dynaclient\[mcp\]'"):
        compile_selection("a", "things.get")


# --- what an expression may use --------------------------------------------------------------------------------------


@cache
def _found(*, is_full: bool) -> Any:
    command = [sys.executable, "-m", "tests.support.exploding_selections", *["full"][: int(is_full)]]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


@pytest.mark.alone
@pytest.mark.uncounted
@pytest.mark.parametrize(
    "case", [case if case in QUICK else pytest.param(case, marks=pytest.mark.full) for case in CASES]
)
def test_an_expression_that_explodes_is_stopped(case: str) -> None:
    assert len(CASES[case][0]) <= MAX_LENGTH
    seconds, megabytes, ended = _found(is_full=case not in QUICK)[case]
    assert seconds <= 3
    assert megabytes <= 300
    assert ended.startswith("things.get: the response has arrived, but select ")
    assert ended.endswith("; leave it out to see the response")


@pytest.mark.parametrize("case", CASES)
def test_each_of_them_is_stopped_by_what_it_makes_or_by_the_time(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selecting, "MAX_VALUES", 1000)
    monkeypatch.setattr(selecting, "MAX_SECONDS", 0.2)
    text, make = CASES[case]
    with pytest.raises(DynaclientError, match="makes more of the response than there is room or time for|does not fit"):
        compile_selection(text, "things.get")(make())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("items[].name", {"items": [{"name": "x" * 100}] * 20_000}),
        ("items[?id > `5`].{id: id, name: name}", {"items": [{"id": n, "name": "x"} for n in range(2000)]}),
        ("sort_by(items, &name)[0]", {"items": [{"name": f"{n}"} for n in range(10_000)]}),
        ("length(@)", "x" * 20_000_000),
        ("[0]", list(range(1_000_000))),
        ("max(@)", list(range(500_000))),
        ("@", list(range(1_000_000))),
        ("a == b", {"a": "x" * 5_000_000, "b": "x" * 5_000_000}),
        ("@ == a", {"a": 1}),
    ],
)
def test_what_is_meant_well_is_not_stopped(text: str, value: Any) -> None:
    assert compile_selection(text, "things.get")(value) == jmespath.search(text, value)


def test_the_time_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selecting, "MAX_SECONDS", 0.0)
    with pytest.raises(DynaclientError, match="more of the response than there is room or time for"):
        compile_selection("items[*].name", "things.get")({"items": [{"name": 1}] * 1000})
