"""Outcomes of rows: what they say, where they are written, and how errors travel as data."""

from __future__ import annotations

import csv
import io
import json
import pickle
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dynaclient import errors
from dynaclient.bulk.outcomes import (
    Outcome,
    error_data,
    error_from,
    error_text,
    line_of,
    outcome_data,
    plain_data,
    results_to,
    to_frame,
)
from dynaclient.errors import (
    ApiError,
    BadRequest,
    ConnectError,
    DeadlineExceeded,
    DescriptionError,
    DynaclientError,
    InvalidCall,
    NotFound,
    OutcomeUnknown,
    Problem,
    RateLimited,
    ScopeError,
    ServerError,
    UnknownName,
)
from dynaclient.messages import Headers, Result

pandas: Any = import_module("pandas")
polars: Any = import_module("polars")

PROBLEM = Problem.in_call("body", "device", ("tags", 0), "enum", ("a", "b"), {"c": 1}, "is none of them", "give one")
ERRORS: list[DynaclientError] = [
    DynaclientError("plain"),
    DynaclientError(),
    DescriptionError([Problem.in_description("/resources", "names", "is wrong", "mend it", 7)]),
    UnknownName("there is no x", "x", ["y", "z"]),
    InvalidCall("things.get", [PROBLEM]),
    ScopeError("things.get", ["a"], ["b", "c"]),
    errors.TransportError("no answer", "things.get", 3),
    ConnectError("refused", "things.get"),
    DeadlineExceeded("too slow", "things.get", 2, deadline=5.0, elapsed=5.1),
    OutcomeUnknown("cut", "things.get"),
    errors.BadResponse("no JSON", "things.get"),
    NotFound("things.get", 404, type="NotFound", message="there is none", body={"type": "NotFound", "n": [1, None]}),
    BadRequest("things.get", 400, body="text", hint="look there"),
    ServerError("things.get", 500, body=b"\x00\xff", attempts=3),
    RateLimited("things.get", 429, headers=Headers([("Retry-After", "7"), ("X-Id", "a")])),
    ApiError("things.get", 418, headers={"X-Id": "a"}),
]
CLASSES = {each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, DynaclientError)}
each_error = pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)


def through_json(error: DynaclientError) -> DynaclientError:
    return error_from(json.loads(json.dumps(error_data(error))))


def state_of(error: DynaclientError) -> dict[str, Any]:
    """Give all that an error holds, its headers as plain pairs."""
    state = {**vars(error), "args": (str(error),), "name": getattr(error, "name", None)}
    return {**state, "headers": dict(state.get("headers", {}))}


# --- outcomes --------------------------------------------------------------------------------------------------------

STATUSES = [
    (None, "done"),
    (OutcomeUnknown("cut"), "unknown"),
    (NotFound("a", 404), "failed"),
    (DynaclientError(), "failed"),
]


@pytest.mark.parametrize(("error", "status"), STATUSES)
def test_an_outcome_says_how_it_ended(error: DynaclientError | None, status: str) -> None:
    outcome = Outcome(3, error=error)
    assert (outcome.status, outcome.ok) == (status, error is None)


def test_an_outcome_shows_neither_its_value_nor_its_arguments() -> None:
    assert repr(Outcome(1, "hunter2", arguments={"pin": "hunter3"})) == "<Outcome 1: done>"


def test_an_outcome_shows_its_error() -> None:
    assert repr(Outcome(1, error=NotFound("a", 404))) == "<Outcome 1: failed, NotFound: a: 404>"


# --- errors as data --------------------------------------------------------------------------------------------------


@each_error
def test_an_error_comes_back_from_json_with_all_that_it_holds(error: DynaclientError) -> None:
    again = through_json(error)
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert {**state_of(again), "problems": None} == {**state_of(error), "problems": None}


@each_error
def test_an_error_that_came_back_travels_on(error: DynaclientError) -> None:
    again = through_json(error)
    assert state_of(pickle.loads(pickle.dumps(again))) == state_of(again)
    assert error_data(again) == error_data(error)


def test_the_problems_of_an_error_come_back() -> None:
    again = through_json(InvalidCall("things.get", [PROBLEM]))
    assert isinstance(again, InvalidCall)
    (problem,) = again.problems
    assert (problem.path, problem.rule, problem.expected, problem.got) == (("tags", 0), "enum", ["a", "b"], {"c": 1})
    assert str(problem) == str(PROBLEM)


def test_the_faults_of_a_description_come_back() -> None:
    again = through_json(ERRORS[2])
    assert isinstance(again, DescriptionError)
    assert again.problems == (Problem.in_description("/resources", "names", "is wrong", "mend it", 7),)


def test_what_an_error_is_made_again_as_answers_as_before() -> None:
    again = through_json(RateLimited("things.get", 429, headers=Headers([("Retry-After", "7")])))
    assert isinstance(again, RateLimited)
    assert again.retry_after == 7


@pytest.mark.parametrize("kind", sorted(CLASSES, key=repr))
def test_every_class_of_the_tree_can_be_made_again(kind: type) -> None:
    assert type(error_from({"kind": kind.__name__, "text": "x"})) is kind


@pytest.mark.parametrize("kind", ["Problem", "Exception", "SystemExit", "builtins.eval", "forget", None, 5, ["x"]])
def test_no_other_name_means_anything(kind: Any) -> None:
    assert type(error_from({"kind": kind, "text": "x"})) is DynaclientError


def test_a_class_of_somebody_else_travels_as_the_nearest_of_ours() -> None:
    class Own(NotFound):
        pass

    assert type(through_json(Own("things.get", 404))) is NotFound


def test_headers_travel_as_they_may_be_shown() -> None:
    fields = [("Set-Cookie", "hunter2hunter2"), ("X-Pin", "hunter3hunter3"), ("X-Id", "a")]
    data = error_data(ApiError("things.get", 400, headers=Headers(fields).hiding(["X-Pin"])))
    assert data["headers"] == {"Set-Cookie": "***", "X-Pin": "***", "X-Id": "a"}


def test_what_an_error_says_is_on_one_line_in_a_table() -> None:
    told = error_text(InvalidCall("things.get", [PROBLEM]))
    assert told == (
        "InvalidCall: things.get: 1 problem, nothing was sent; device.tags[0] (body): is none of them — give one"
    )


PLAIN: list[tuple[Any, Any]] = [
    (None, None), (True, True), (5, 5), (1.5, 1.5), ("a", "a"), (float("nan"), "<float>"), (object(), "<object>"),
    ((1, [2]), [1, [2]]), ({1: {"a": b"x"}}, {"1": {"a": "<bytes>"}}), (Headers([("A", "b")]), {"A": "b"}),
]  # fmt: skip


@pytest.mark.parametrize(("value", "plain"), PLAIN)
def test_a_value_becomes_what_json_can_hold(value: Any, plain: Any) -> None:
    assert plain_data(value) == plain
    assert json.dumps(plain_data(value))


def test_what_a_server_nested_too_deeply_is_cut_off() -> None:
    deep: Any = []
    for _ in range(900):
        deep = [deep]
    assert line_of(outcome_data(Outcome(0, deep))).count("[") == 128
    assert '"<list>"' in line_of(outcome_data(Outcome(0, deep)))


# --- writing ---------------------------------------------------------------------------------------------------------

OUTCOMES = [
    Outcome(0, {"id": "ä", "n": 1}),
    Outcome(1, error=NotFound("things.get", 404, message="no\nsuch")),
    Outcome(2, b"\x00\xff"),
    Outcome(3, "=1+1"),
    Outcome(4, error=OutcomeUnknown("cut", "things.get")),
    Outcome(5),
    Outcome(6, Result([1], 200, Headers(), 1)),
]
LINES = [
    {"row": 0, "status": "done", "value": {"id": "ä", "n": 1}},
    {"row": 1, "status": "failed", "error": {
        "kind": "NotFound", "text": "things.get: 404 no\nsuch", "action": "things.get", "status": 404, "type": None,
        "message": "no\nsuch", "body": None, "headers": {}, "attempts": 1,
    }},
    {"row": 2, "status": "done", "base64": "AP8="},
    {"row": 3, "status": "done", "value": "=1+1"},
    {"row": 4, "status": "unknown", "error": {
        "kind": "OutcomeUnknown", "text": "things.get: cut", "action": "things.get", "attempts": 1,
    }},
    {"row": 5, "status": "done", "value": None},
    {"row": 6, "status": "done", "value": [1]},
]  # fmt: skip
ROWS = [
    ["row", "status", "error", "value"],
    ["0", "done", "", '{"id":"ä","n":1}'],
    ["1", "failed", "NotFound: things.get: 404 no; such", ""],
    ["2", "done", "", '"AP8="'],
    ["3", "done", "", '"=1+1"'],
    ["4", "unknown", "OutcomeUnknown: things.get: cut", ""],
    ["5", "done", "", "null"],
    ["6", "done", "", "[1]"],
]


def write(target: Any, outcomes: list[Outcome] = OUTCOMES, *, complete: bool = True) -> None:
    results = results_to(target)
    for each in outcomes:
        results.add(each)
    results.close(complete=complete)


def lines_in(text: str) -> list[Any]:
    return [json.loads(each) for each in text.splitlines()]


def rows_in(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize("name", ["out.ndjson", "out.jsonl", "OUT.NDJSON"])
@pytest.mark.parametrize("spelled", [Path, str])
def test_outcomes_are_written_as_lines_of_json(tmp_path: Path, name: str, spelled: Callable[[Path], Any]) -> None:
    write(spelled(tmp_path / name))
    assert lines_in((tmp_path / name).read_text("utf-8")) == LINES


def test_outcomes_are_written_as_csv(tmp_path: Path) -> None:
    write(tmp_path / "out.csv")
    assert rows_in((tmp_path / "out.csv").read_text("utf-8")) == ROWS


def test_a_file_has_its_name_only_when_it_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "out.ndjson"
    target.write_text("from before")
    write(target, complete=False)
    assert target.read_text() == "from before"
    write(target)
    assert [each.name for each in tmp_path.iterdir()] == ["out.ndjson"]
    assert lines_in(target.read_text("utf-8")) == LINES


def test_what_there_is_of_an_incomplete_file_can_be_looked_at(tmp_path: Path) -> None:
    write(tmp_path / "out.ndjson", complete=False)
    assert lines_in((tmp_path / "out.ndjson.part").read_text("utf-8")) == LINES


def test_outcomes_go_into_an_open_text_file_which_stays_open() -> None:
    file = io.StringIO()
    write(file)
    assert lines_in(file.getvalue()) == LINES


def test_outcomes_go_into_an_open_file_of_bytes_which_stays_open() -> None:
    file = io.BytesIO()
    write(file)
    assert lines_in(file.getvalue().decode()) == LINES


@pytest.mark.parametrize("mode", ["w+", "w+b"])
def test_an_open_file_is_written_as_its_name_ends(mode: str) -> None:
    with tempfile.NamedTemporaryFile(mode, suffix=".csv", newline=None if "b" in mode else "") as file:
        write(file)
        assert rows_in(Path(file.name).read_text("utf-8")) == ROWS


def test_anything_that_can_be_written_to_is_a_file() -> None:
    class Sink:
        def __init__(self) -> None:
            self.written: list[bytes] = []

        def write(self, data: bytes) -> None:
            self.written.append(data)

    sink = Sink()
    write(sink)
    assert lines_in(b"".join(sink.written).decode()) == LINES


def test_outcomes_go_to_a_function() -> None:
    told: list[Outcome] = []
    write(told.append)
    assert told == OUTCOMES


def test_without_a_target_nothing_is_kept() -> None:
    results = results_to(None)
    results.add(OUTCOMES[0])
    assert results.close(complete=True) is None  # type: ignore[func-returns-value]


WRONG_TARGETS: list[tuple[Callable[[Path], Any], str]] = [
    (lambda _: 5, "results cannot go into a int — give a path that ends with .ndjson, .jsonl or .csv"),
    (lambda folder: folder / "out.xlsx", "the text is not the name of a file of results"),
    (lambda folder: folder / "nowhere" / "out.csv", "cannot be written (FileNotFoundError)"),
    (lambda folder: folder, "the text is not the name of a file of results"),
]


@pytest.mark.parametrize(("target", "told"), WRONG_TARGETS)
def test_a_target_that_is_none_is_refused_before_anything_is_sent(
    tmp_path: Path, target: Callable[[Path], Any], told: str
) -> None:
    with pytest.raises(InvalidCall) as caught:
        results_to(target(tmp_path))
    assert told in str(caught.value)


def test_a_directory_is_no_target(tmp_path: Path) -> None:
    (tmp_path / "out.csv").mkdir()
    with pytest.raises(InvalidCall, match="is a directory"):
        results_to(tmp_path / "out.csv")


def test_a_disk_that_is_full_is_an_error_of_ours() -> None:
    with Path("/dev/full").open("wb", buffering=0) as full, pytest.raises(DynaclientError) as caught:
        write(full)
    assert str(caught.value) == "the results cannot be written: No space left on device"
    assert caught.value.__context__ is None


def test_a_file_that_was_closed_is_an_error_of_ours() -> None:
    file = io.StringIO()
    file.close()
    with pytest.raises(DynaclientError, match="the results cannot be written: ValueError"):
        write(file)


def test_half_of_a_surrogate_pair_can_be_written(tmp_path: Path) -> None:
    write(tmp_path / "out.ndjson", [Outcome(0, "\ud800ä")])
    assert lines_in((tmp_path / "out.ndjson").read_text("utf-8"))[0]["value"] == "\ud800ä"


# --- formulas --------------------------------------------------------------------------------------------------------

STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠", '"', "'", ";", ",", "|", "%", " "]
FORMULA = '=cmd|" /C calc"!A1'


def cells_of(value: Any = None, error: DynaclientError | None = None) -> list[str]:
    file = io.StringIO(newline="")
    file.name = "out.csv"
    write(file, [Outcome(0, value, error)])
    return rows_in(file.getvalue())[1]


def is_number(cell: str) -> bool:
    return isinstance(json.loads(cell), (int, float))


@pytest.mark.parametrize("start", STARTS)
def test_no_text_of_a_server_begins_a_cell(start: str) -> None:
    text = start + FORMULA[1:]
    assert cells_of(text)[3].startswith('"')
    assert cells_of([text])[3].startswith("[")
    assert cells_of({text: text})[3].startswith("{")
    assert cells_of(error=NotFound(text, 404, type=text, message=text))[2].startswith("NotFound: ")


@given(
    st.lists(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text())
)
@settings(max_examples=40)
def test_values_come_back_from_a_csv_file_and_are_no_formulas(values: list[Any]) -> None:
    cells = [cells_of(each)[3] for each in values]
    assert [json.loads(each) for each in cells] == values
    assert all(cell[0] in 'tfn"[{0123456789' or is_number(cell) for cell in cells)


@given(st.text(), st.text())
def test_an_error_in_a_csv_file_is_one_line_and_no_formula(kind: str, message: str) -> None:
    cell = cells_of(error=NotFound("things.get", 404, type=kind, message=message))[2]
    assert cell.startswith("NotFound: things.get: 404")
    assert cell.isprintable()


# --- frames ----------------------------------------------------------------------------------------------------------

frames = pytest.mark.parametrize("kind", ["pandas", "polars"])


def dicts(frame: Any) -> list[dict[str, Any]]:
    """Give the rows of a frame, with None for what is missing."""
    rows = (
        frame.to_dicts()
        if hasattr(frame, "to_dicts")
        else frame.astype(object).where(frame.notna(), None).to_dict("records")
    )
    return [dict(each) for each in rows]


def column_of(values: list[Any]) -> list[Outcome]:
    """Give outcomes whose values are objects with one property."""
    return [Outcome(number, {"n": each}) for number, each in enumerate(values)]


@frames
def test_outcomes_become_a_frame_in_the_order_of_the_rows(kind: str) -> None:
    outcomes = [
        Outcome(1, error=NotFound("a", 404)),
        Outcome(0, {"id": "x", "owner": {"name": "y"}}),
        Outcome(2, "text"),
    ]
    assert dicts(to_frame(outcomes, kind)) == [
        {"row": 0, "status": "done", "error": "", "id": "x", "owner.name": "y", "value": None},
        {"row": 1, "status": "failed", "error": "NotFound: a: 404", "id": None, "owner.name": None, "value": None},
        {"row": 2, "status": "done", "error": "", "id": None, "owner.name": None, "value": "text"},
    ]


@frames
def test_properties_called_like_our_columns_are_told_apart(kind: str) -> None:
    (row,) = dicts(to_frame([Outcome(0, {"row": 7, "status": "up", "error": {"row": 1}, "value": 2})], kind))
    assert row == {
        "row": 0, "status": "done", "error": "", "value.row": 7, "value.status": "up", "value.error.row": 1,
        "value.value": 2,
    }  # fmt: skip


@frames
def test_no_outcomes_are_an_empty_frame_with_our_columns(kind: str) -> None:
    frame = to_frame([], kind)
    assert (list(frame.columns), len(frame)) == (["row", "status", "error"], 0)


@frames
@pytest.mark.parametrize("values", [[2**60 + 1, None], [2**63, 1], [2**60 + 1, 0.5], [2**200, None], [True, 2**60 + 1]])
def test_numbers_keep_their_digits(kind: str, values: list[Any]) -> None:
    rows = dicts(to_frame(column_of(values), kind))
    assert [json.loads(str(row["n"]).lower()) if row["n"] is not None else None for row in rows] == values


KEPT: list[tuple[list[Any], list[Any]]] = [
    ([1, 2], [1, 2]), ([1, 0.5], [1.0, 0.5]), ([True, None], [True, None]), (["a", None], ["a", None]),
    ([None, None], [None, None]),
]  # fmt: skip


@frames
@pytest.mark.parametrize(("values", "cells"), KEPT)
def test_a_column_of_one_type_keeps_it(kind: str, values: list[Any], cells: list[Any]) -> None:
    rows = dicts(to_frame(column_of(values), kind))
    assert [row["n"] for row in rows] == cells


def test_a_column_of_several_types_is_one_of_texts_in_polars() -> None:
    frame = to_frame(column_of([1, "a", [2], None, {}]), "polars")
    assert frame["n"].to_list() == ["1", "a", "[2]", None, "{}"]


def test_lists_stay_lists_in_pandas() -> None:
    assert to_frame([Outcome(0, {"n": [1, {"a": 2}]})])["n"].to_list() == [[1, {"a": 2}]]


@frames
def test_bytes_and_results_are_values_of_a_frame(kind: str) -> None:
    assert to_frame([Outcome(0, b"\xff")], kind)["value"].to_list() == [b"\xff"]
    assert to_frame([Outcome(0, Result({"id": 1}, 200, Headers(), 1))], kind)["id"].to_list() == [1]


@frames
def test_what_lies_very_deep_stays_an_object(kind: str) -> None:
    value: Any = 1
    for _ in range(500):
        value = {"a": value}
    (name,) = set(to_frame([Outcome(0, value)], kind).columns) - {"row", "status", "error"}
    assert name == "a.a.a.a.a.a.a.a"


def test_a_kind_of_frame_that_there_is_not_is_told() -> None:
    with pytest.raises(InvalidCall, match="there are no frames of 'spark'"):
        to_frame([], "spark")


@frames
def test_a_missing_package_is_told_in_one_line(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr("dynaclient.bulk.outcomes.import_module", missing)
    with pytest.raises(DynaclientError) as caught:
        to_frame([], kind)
    assert str(caught.value) == f"a frame needs {kind}: pip install {kind}"
