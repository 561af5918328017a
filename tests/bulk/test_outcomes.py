"""Outcomes: what they have, where they are written, and how errors are encoded as data."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import pickle
import stat
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dynaclient import Client, errors
from dynaclient.bulk.digests import shown_arguments
from dynaclient.bulk.outcomes import Outcome, Outcomes, outcome_data
from dynaclient.bulk.result_files import open_results
from dynaclient.bulk.serialization import error_data, format_error, restore_error
from dynaclient.errors import (
    ApiError,
    BadRequest,
    ConnectError,
    DeadlineExceeded,
    DescriptionError,
    DynaclientError,
    InvalidCall,
    NotAllowed,
    NotFound,
    OutcomeUnknown,
    Problem,
    RateLimited,
    ScopeError,
    ServerError,
    UnknownName,
)
from dynaclient.messages import Headers, Response, Result
from dynaclient.schema.json_lines import encode_line, plain_data
from dynaclient.testing import RecordingTransport, response
from tests.support.descriptions import action, describe, query
from tests.support.foreign_files import NOT_REGULAR, picture

pandas: Any = import_module("pandas")
polars: Any = import_module("polars")

PROBLEM = Problem.in_call("body", "device", ("tags", 0), "enum", ("a", "b"), {"c": 1}, "is not one of them", "pass one")
ERRORS: list[DynaclientError] = [
    DynaclientError("plain"),
    DynaclientError(),
    DescriptionError([Problem.in_description("/resources", "names", "is wrong", "fix it", 7)]),
    UnknownName("no x", "x", ["y", "z"]),
    InvalidCall("things.get", [PROBLEM]),
    ScopeError("things.get", ["a"], ["b", "c"]),
    errors.TransportError("no response", "things.get", 3),
    ConnectError("refused", "things.get"),
    DeadlineExceeded("too slow", "things.get", 2, deadline=5.0, elapsed=5.1),
    OutcomeUnknown("cut", "things.get"),
    errors.BadResponse("no JSON", "things.get"),
    errors.BadResponse("no JSON", "things.post").with_response(
        Response(201, Headers([("Location", "/things/5")]), b"\xff{"), may_be_processed=True
    ),
    NotFound(
        "things.get", 404, type="NotFound", message="it does not exist", body={"type": "NotFound", "n": [1, None]}
    ),
    BadRequest("things.get", 400, body="text", hint="look there"),
    ServerError("things.get", 500, body=b"\x00\xff", attempts=3),
    RateLimited("things.get", 429, headers=Headers([("Retry-After", "7"), ("X-Id", "a")])),
    ApiError("things.get", 418, headers={"X-Id": "a"}, hint="wait"),
    NotAllowed("things.delete", "it destroys something"),
]
CLASSES = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DynaclientError)}
every_error = pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)


def through_json(error: DynaclientError) -> DynaclientError:
    return restore_error(json.loads(json.dumps(error_data(error))))


def state_of(error: DynaclientError) -> dict[str, Any]:
    """Return all attributes of an error, with the headers as a dict."""
    state = {**vars(error), "args": (str(error),), "name": getattr(error, "name", None)}
    return {**state, "headers": dict(state.get("headers", {}))}


# --- outcomes --------------------------------------------------------------------------------------------------------

STATUSES = [
    (None, "done"),
    (OutcomeUnknown("cut"), "unknown"),
    (errors.BadResponse("no JSON").with_response(Response(201)), "failed"),
    (errors.BadResponse("no JSON").with_response(Response(201), may_be_processed=True), "unknown"),
    (NotFound("a", 404), "failed"),
    (DynaclientError(), "failed"),
]


@pytest.mark.parametrize(("error", "status"), STATUSES)
def test_an_outcome_has_a_status(error: DynaclientError | None, status: str) -> None:
    outcome = Outcome(3, error=error)
    assert (outcome.status, outcome.ok) == (status, error is None)


def test_an_outcome_shows_neither_its_value_nor_its_arguments() -> None:
    assert repr(Outcome(1, "hunter2", arguments={"pin": "hunter3"})) == "<Outcome 1: done>"


def test_an_outcome_shows_its_error() -> None:
    assert repr(Outcome(1, error=NotFound("a", 404))) == "<Outcome 1: failed, NotFound: a: 404>"


# --- errors as data --------------------------------------------------------------------------------------------------


@every_error
def test_an_error_is_restored_from_json_with_all_attributes(error: DynaclientError) -> None:
    restored = through_json(error)
    assert type(restored) is type(error)
    assert str(restored) == str(error)
    assert {**state_of(restored), "problems": None} == {**state_of(error), "problems": None}


@every_error
def test_a_restored_error_can_be_pickled_and_encoded(error: DynaclientError) -> None:
    restored = through_json(error)
    assert state_of(pickle.loads(pickle.dumps(restored))) == state_of(restored)
    assert error_data(restored) == error_data(error)


def test_the_problems_of_an_error_are_restored() -> None:
    restored = through_json(InvalidCall("things.get", [PROBLEM]))
    assert isinstance(restored, InvalidCall)
    (problem,) = restored.problems
    assert (problem.path, problem.rule, problem.expected, problem.got) == (("tags", 0), "enum", ["a", "b"], {"c": 1})
    assert str(problem) == str(PROBLEM)


def test_the_problems_of_a_description_are_restored() -> None:
    restored = through_json(ERRORS[2])
    assert isinstance(restored, DescriptionError)
    assert restored.problems == (Problem.in_description("/resources", "names", "is wrong", "fix it", 7),)


def test_a_restored_error_has_the_properties_of_its_class() -> None:
    restored = through_json(RateLimited("things.get", 429, headers=Headers([("Retry-After", "7")])))
    assert isinstance(restored, RateLimited)
    assert restored.retry_after == 7


@pytest.mark.parametrize("kind", sorted(CLASSES, key=repr))
def test_every_class_of_error_can_be_restored(kind: type) -> None:
    assert type(restore_error({"kind": kind.__name__, "text": "x"})) is kind


@pytest.mark.parametrize("kind", ["Problem", "Exception", "SystemExit", "builtins.eval", "forget", None, 5, ["x"]])
def test_any_other_class_name_is_ignored(kind: Any) -> None:
    assert type(restore_error({"kind": kind, "text": "x"})) is DynaclientError


def test_a_subclass_of_the_caller_is_restored_as_its_base_class() -> None:
    class Own(NotFound):
        pass

    assert type(through_json(Own("things.get", 404))) is NotFound


def test_headers_are_encoded_with_secrets_redacted() -> None:
    fields = [("Set-Cookie", "hunter2hunter2"), ("X-Pin", "hunter3hunter3"), ("X-Id", "a")]
    data = error_data(ApiError("things.get", 400, headers=Headers(fields).with_redacted(["X-Pin"])))
    assert data["headers"] == {"Set-Cookie": "***", "X-Pin": "***", "X-Id": "a"}


def test_an_error_is_formatted_as_one_line() -> None:
    message = format_error(InvalidCall("things.get", [PROBLEM]))
    assert message == (
        "InvalidCall: device.tags[0] (body): is not one of them — pass one; things.get: 1 problem, nothing was sent"
    )


PLAIN: list[tuple[Any, Any]] = [
    (None, None), (True, True), (5, 5), (1.5, 1.5), ("a", "a"), (float("nan"), "<float>"), (object(), "<object>"),
    ((1, [2]), [1, [2]]), ({1: {"a": b"x"}}, {"1": {"a": "<bytes>"}}), (Headers([("A", "b")]), {"A": "b"}),
]  # fmt: skip


@pytest.mark.parametrize(("value", "plain"), PLAIN)
def test_a_value_becomes_json_data(value: Any, plain: Any) -> None:
    assert plain_data(value) == plain
    assert json.dumps(plain_data(value))


def test_a_value_that_is_nested_too_deeply_is_cut_off() -> None:
    deep: Any = []
    for _ in range(900):
        deep = [deep]
    assert encode_line(outcome_data(Outcome(0, deep))).count("[") == 128
    assert '"<list>"' in encode_line(outcome_data(Outcome(0, deep)))


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
        "kind": "NotFound", "text": "things.get: 404: no\nsuch", "action": "things.get", "status": 404, "reason": "",
        "type": None,
        "message": "no\nsuch", "body": None, "headers": {}, "attempts": 1, "hint": "",
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
    ["row", "status", "error", "value", "line", "arguments"],
    ["0", "done", "", '{"id":"ä","n":1}', "", ""],
    ["1", "failed", "NotFound: things.get: 404: no; such", "", "", ""],
    ["2", "done", "", '"AP8="', "", ""],
    ["3", "done", "", '"=1+1"', "", ""],
    ["4", "unknown", "OutcomeUnknown: things.get: cut", "", "", ""],
    ["5", "done", "", "null", "", ""],
    ["6", "done", "", "[1]", "", ""],
]


def write(target: Any, outcomes: list[Outcome] = OUTCOMES, *, complete: bool = True) -> None:
    results = open_results(target)
    for outcome in outcomes:
        results.write(outcome)
    results.close(complete=complete)


def lines_in(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


def rows_in(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


SOURCES: dict[str, tuple[str, str]] = {
    "rows.csv": ("q\n1\n\nx\n1,2\n", "[2, 4, 5]"),
    "rows.tsv": ("q\n1\nx\n\n1\t2\n", "[2, 3, 5]"),
    "rows.ndjson": ('{"q": 1}\n\n{"q": "x"}\n{\n', "[1, 3, 4]"),
}


@pytest.mark.parametrize(("name", "source"), SOURCES.items(), ids=SOURCES)
def test_a_row_of_a_file_has_its_line_wherever_its_outcome_is(
    tmp_path: Path, name: str, source: tuple[str, str]
) -> None:
    text, expected = source
    (tmp_path / name).write_text(text)
    api = describe({"get": action({"q": query({"type": "integer"})})})
    client = Client(api, transport=RecordingTransport(response({"line": 9})))
    targets = [tmp_path / "out.csv", tmp_path / "out.ndjson"]
    for target in targets:
        outcomes = client.things.get.map(tmp_path / name, results=target)
    lines = [outcome.line for outcome in outcomes]
    assert [outcome.status for outcome in outcomes] == ["done", "failed", "failed"]
    assert str(lines) == expected
    assert repr(outcomes[1]).startswith(f"<Outcome 1, line {lines[1]}: failed, InvalidCall: ")
    assert [row[4] for row in rows_in(targets[0].read_text())] == ["line", *map(str, lines)]
    assert [row["line"] for row in lines_in(targets[1].read_text())] == lines
    frame = outcomes.to_frame()
    assert list(frame.columns) == ["row", "line", "status", "error", "arguments", "value.line"]
    assert list(frame["line"]) == lines
    assert f">{lines[1]}</td>" in outcomes._repr_html_()


def test_a_row_that_failed_has_its_arguments_wherever_its_outcome_is_shown_or_written(tmp_path: Path) -> None:
    body = {"in": "body", "schema": {"type": "object", "properties": {"n": {"type": "integer"}}}}
    pin = query({"type": "string"}) | {"secret": True}
    client = Client(
        describe({"post": action({"q": query(), "pin": pin, "body": body}, method="POST")}),
        transport=RecordingTransport(response({"arguments": 9})),
    )
    rows = [{"q": "a", "body": {"n": 1}}, {"q": "b", "pin": "7351-hunter", "body": {"n": "x"}}, {"nothing": 1}]
    expected = {"q": "b", "pin": "***", "body": {"n": "x"}}
    targets = [tmp_path / "out.csv", tmp_path / "out.ndjson"]
    for target in targets:
        outcomes = client.things.post.map(rows, results=target)
    cells = [row[5] for row in rows_in(targets[0].read_text())]
    assert [cells[0], *(json.loads(cell or "null") for cell in cells[1:])] == ["arguments", None, expected, None]
    assert [row.get("arguments") for row in lines_in(targets[1].read_text())] == [None, expected, None]
    frame = outcomes.to_frame()
    assert list(frame.columns) == ["row", "status", "error", "arguments", "value.arguments"]
    assert list(frame["arguments"]) == [None, expected, None]
    assert json.loads(outcomes.to_frame("polars")["arguments"][1]) == expected
    table = outcomes._repr_html_()
    assert (
        ">InvalidCall: body.n (body): expected type integer, got &quot;x&quot; — pass an integer; things.post: 1"
        in table
    )
    assert (">arguments<" in table, "7351" in table, "&#x27;q&#x27;: &#x27;b&#x27;" in table) == (True, False, True)
    assert outcomes[1].arguments == rows[1]
    assert list(client.things.post.map(rows[:1]).to_frame().columns) == ["row", "status", "error", "value.arguments"]


def test_arguments_whose_secrets_cannot_be_found_are_redacted_as_a_whole() -> None:
    deep: Any = {}
    for _ in range(5000):
        deep = {"in": deep}
    schema = {"$ref": "#/schemas/deep"}
    api = describe(
        {"post": action({"b": {"in": "body", "schema": schema}}, method="POST")},
        schemas={"deep": {"properties": {"in": schema, "pin": {"type": "string", "secret": True}}}},
    )
    described = Client(api, transport=RecordingTransport([])).things.post.action
    assert shown_arguments({"b": deep}, described) == {"b": "***"}
    assert shown_arguments({"b": {"in": {"pin": "7351"}}}, described) == {"b": {"in": {"pin": "***"}}}


def test_the_first_error_has_a_note_of_its_row() -> None:
    error = NotFound("a", 404)
    for outcome, note in ((Outcome(3, error=error), "this is row 3"), (Outcome(3, error=error, line=7), ", line 7")):
        for _ in range(2):
            with pytest.raises(NotFound) as caught:
                Outcomes([outcome]).raise_first()
        assert caught.value.__notes__[-1].endswith(note)
    assert len(error.__notes__) == 2
    assert len(Outcomes([Outcome(0)]).raise_first()) == 1


def test_a_row_of_a_reader_has_a_line_and_others_have_none() -> None:
    client = Client(describe({"get": action({"q": query()})}), transport=RecordingTransport(response(1)))
    reader = csv.DictReader(io.StringIO("q\n1\n2,3\n"))
    assert [outcome.line for outcome in client.things.get.map(reader)] == [2, 3]
    assert [outcome.line for outcome in client.things.get.map([{"q": "1"}])] == [None]


@pytest.mark.parametrize("name", ["out.ndjson", "out.jsonl", "OUT.NDJSON"])
@pytest.mark.parametrize("as_type", [Path, str])
def test_outcomes_are_written_as_lines_of_json(tmp_path: Path, name: str, as_type: Callable[[Path], Any]) -> None:
    write(as_type(tmp_path / name))
    assert lines_in((tmp_path / name).read_text("utf-8")) == LINES


def test_outcomes_are_written_as_csv(tmp_path: Path) -> None:
    write(tmp_path / "out.csv")
    assert rows_in((tmp_path / "out.csv").read_text("utf-8")) == ROWS


def test_a_file_has_its_name_only_when_it_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "out.ndjson"
    target.write_text("from before")
    write(target, complete=False)
    assert target.read_text() == "from before"
    (tmp_path / "out.ndjson.part").unlink()
    write(target)
    assert [file.name for file in tmp_path.iterdir()] == ["out.ndjson"]
    assert lines_in(target.read_text("utf-8")) == LINES


def test_an_incomplete_file_can_be_read(tmp_path: Path) -> None:
    write(tmp_path / "out.ndjson", complete=False)
    assert lines_in((tmp_path / "out.ndjson.part").read_text("utf-8")) == LINES


def test_outcomes_are_written_to_an_open_text_file() -> None:
    file = io.StringIO()
    write(file)
    assert lines_in(file.getvalue()) == LINES


def test_outcomes_are_written_to_an_open_binary_file() -> None:
    file = io.BytesIO()
    write(file)
    assert lines_in(file.getvalue().decode()) == LINES


@pytest.mark.parametrize("mode", ["w+", "w+b"])
def test_an_open_file_is_written_in_the_format_of_its_suffix(mode: str) -> None:
    with tempfile.NamedTemporaryFile(mode, suffix=".csv", newline=None if "b" in mode else "") as file:
        write(file)
        assert rows_in(Path(file.name).read_text("utf-8")) == ROWS


def test_any_object_with_a_write_method_is_a_file() -> None:
    class Sink:
        def __init__(self) -> None:
            self.written: list[bytes] = []

        def write(self, data: bytes) -> None:
            self.written.append(data)

    sink = Sink()
    write(sink)
    assert lines_in(b"".join(sink.written).decode()) == LINES


def test_outcomes_are_passed_to_a_function() -> None:
    received: list[Outcome] = []
    write(received.append)
    assert received == OUTCOMES


def test_without_a_target_nothing_is_written() -> None:
    results = open_results(None)
    results.write(OUTCOMES[0])
    assert results.close(complete=True) is None  # type: ignore[func-returns-value]


WRONG_TARGETS: list[tuple[Callable[[Path], Any], str]] = [
    (
        lambda _: 5,
        "expected a path, an open file or a function, got int — pass a path that ends with .ndjson, .jsonl or .csv",
    ),
    (lambda folder: folder / "out.xlsx", "the string is not the path of a results file"),
    (lambda folder: folder / "nowhere" / "out.csv", "is in a folder that does not exist — create the folder first"),
    (lambda folder: folder, "the string is not the path of a results file"),
    (lambda _: "a\0b.csv", "cannot be written (ValueError)"),
]


@pytest.mark.parametrize(("target", "message"), WRONG_TARGETS)
def test_an_invalid_target_is_refused_before_anything_is_sent(
    tmp_path: Path, target: Callable[[Path], Any], message: str
) -> None:
    with pytest.raises(InvalidCall) as caught:
        open_results(target(tmp_path))
    assert message in str(caught.value)


@pytest.mark.parametrize("name", ["out.csv", "out.csv.part"])
@pytest.mark.parametrize(("make", "message"), NOT_REGULAR.values(), ids=NOT_REGULAR)
def test_what_is_not_a_regular_file_is_refused_and_stays_unchanged(
    tmp_path: Path, make: Callable[[Path], None], message: str, name: str
) -> None:
    make(tmp_path / name)
    before = picture(tmp_path)
    with pytest.raises(InvalidCall) as caught:
        open_results(tmp_path / "out.csv")
    assert (f"{name}' is a " in str(caught.value), message in str(caught.value)) == (True, True)
    assert picture(tmp_path) == before


@pytest.mark.parametrize("umask", [0o022, 0o000, 0o077])
def test_only_its_owner_can_read_a_file_of_results(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        (tmp_path / "out.csv").touch(0o644)
        results = open_results(tmp_path / "out.csv")
        results.write(OUTCOMES[0])
        assert stat.S_IMODE((tmp_path / "out.csv.part").stat().st_mode) == 0o600
        results.close(complete=True)
    finally:
        os.umask(before)
    assert [(path.name, stat.S_IMODE(path.stat().st_mode)) for path in tmp_path.iterdir()] == [("out.csv", 0o600)]


def test_a_part_of_an_earlier_or_another_run_is_refused_and_stays(tmp_path: Path) -> None:
    part = tmp_path / "out.csv.part"
    part.write_text("from before")
    for _ in range(2):
        with pytest.raises(
            InvalidCall, match="out.csv.part' is of a run that ended early, or still runs — move or rem"
        ):
            open_results(tmp_path / "out.csv")
    assert part.read_text() == "from before"
    part.unlink()
    write(tmp_path / "out.csv")
    assert rows_in((tmp_path / "out.csv").read_text("utf-8")) == ROWS


def test_a_part_that_another_program_has_replaced_is_not_taken_for_ours(tmp_path: Path) -> None:
    first = open_results(tmp_path / "out.csv")
    (tmp_path / "out.csv.part").unlink()
    second = open_results(tmp_path / "out.csv")
    with pytest.raises(DynaclientError, match=r"out.csv.part was replaced by another program or run"):
        first.close(complete=True)
    second.close(complete=True)
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


class Full(io.RawIOBase):
    """A file on a disk that is full."""

    def writable(self) -> bool:
        return True

    def write(self, _: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_a_dynaclient_error() -> None:
    with pytest.raises(DynaclientError) as caught:
        write(Full())
    assert str(caught.value) == "could not write the results: No space left on device"
    assert caught.value.__context__ is None


def test_a_closed_file_is_a_dynaclient_error() -> None:
    file = io.StringIO()
    file.close()
    with pytest.raises(DynaclientError, match="could not write the results: ValueError"):
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
def test_no_string_of_a_server_starts_a_cell(start: str) -> None:
    value = start + FORMULA[1:]
    assert cells_of(value)[3].startswith('"')
    assert cells_of([value])[3].startswith("[")
    assert cells_of({value: value})[3].startswith("{")
    assert cells_of(error=NotFound(value, 404, type=value, message=value))[2].startswith("NotFound: ")


@given(
    st.lists(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text())
)
@settings(max_examples=40)
def test_values_can_be_read_from_a_csv_file_and_are_not_formulas(values: list[Any]) -> None:
    cells = [cells_of(value)[3] for value in values]
    assert [json.loads(cell) for cell in cells] == values
    assert all(cell[0] in 'tfn"[{0123456789' or is_number(cell) for cell in cells)


@given(st.text(), st.text())
def test_an_error_in_a_csv_file_is_one_line_and_not_a_formula(kind: str, message: str) -> None:
    cell = cells_of(error=NotFound("things.get", 404, type=kind, message=message))[2]
    assert cell.startswith("NotFound: things.get: 404")
    assert cell.isprintable()


# --- frames ----------------------------------------------------------------------------------------------------------

frames = pytest.mark.parametrize("kind", ["pandas", "polars"])


def dicts(frame: Any) -> list[dict[str, Any]]:
    """Return the rows of a frame, with None for missing cells."""
    rows = (
        frame.to_dicts()
        if hasattr(frame, "to_dicts")
        else frame.astype(object).where(frame.notna(), None).to_dict("records")
    )
    return [dict(row) for row in rows]


def column_of(values: list[Any]) -> list[Outcome]:
    """Return outcomes whose values are objects with one property."""
    return [Outcome(number, {"n": value}) for number, value in enumerate(values)]


@frames
def test_outcomes_become_a_frame_in_the_order_of_the_rows(kind: str) -> None:
    outcomes = [
        Outcome(1, error=NotFound("a", 404)),
        Outcome(0, {"id": "x", "owner": {"name": "y"}}),
        Outcome(2, "text"),
    ]
    assert dicts(Outcomes(outcomes).to_frame(kind)) == [
        {"row": 0, "status": "done", "error": "", "id": "x", "owner.name": "y", "value": None},
        {"row": 1, "status": "failed", "error": "NotFound: a: 404", "id": None, "owner.name": None, "value": None},
        {"row": 2, "status": "done", "error": "", "id": None, "owner.name": None, "value": "text"},
    ]


@frames
def test_properties_named_like_our_columns_have_a_prefix(kind: str) -> None:
    (row,) = dicts(Outcomes([Outcome(0, {"row": 7, "status": "up", "error": {"row": 1}, "value": 2})]).to_frame(kind))
    assert row == {
        "row": 0, "status": "done", "error": "", "value.row": 7, "value.status": "up", "value.error.row": 1,
        "value.value": 2,
    }  # fmt: skip


@frames
def test_no_outcomes_are_an_empty_frame_with_our_columns(kind: str) -> None:
    frame = Outcomes([]).to_frame(kind)
    assert (list(frame.columns), len(frame)) == (["row", "status", "error"], 0)


@frames
@pytest.mark.parametrize("values", [[2**60 + 1, None], [2**63, 1], [2**60 + 1, 0.5], [2**200, None], [True, 2**60 + 1]])
def test_numbers_keep_their_digits(kind: str, values: list[Any]) -> None:
    rows = dicts(Outcomes(column_of(values)).to_frame(kind))
    assert [json.loads(str(row["n"]).lower()) if row["n"] is not None else None for row in rows] == values


UNIFORM: list[tuple[list[Any], list[Any]]] = [
    ([1, 2], [1, 2]), ([1, 0.5], [1.0, 0.5]), ([True, None], [True, None]), (["a", None], ["a", None]),
    ([None, None], [None, None]),
]  # fmt: skip


@frames
@pytest.mark.parametrize(("values", "cells"), UNIFORM)
def test_a_column_of_one_type_has_that_type(kind: str, values: list[Any], cells: list[Any]) -> None:
    rows = dicts(Outcomes(column_of(values)).to_frame(kind))
    assert [row["n"] for row in rows] == cells


def test_a_column_of_several_types_has_strings_in_polars() -> None:
    frame = Outcomes(column_of([1, "a", [2], None, {}])).to_frame("polars")
    assert frame["n"].to_list() == ["1", "a", "[2]", None, "{}"]


def test_lists_stay_lists_in_pandas() -> None:
    assert Outcomes([Outcome(0, {"n": [1, {"a": 2}]})]).to_frame()["n"].to_list() == [[1, {"a": 2}]]


@frames
def test_bytes_and_results_are_values_of_a_frame(kind: str) -> None:
    assert Outcomes([Outcome(0, b"\xff")]).to_frame(kind)["value"].to_list() == [b"\xff"]
    assert Outcomes([Outcome(0, Result({"id": 1}, 200, Headers(), 1))]).to_frame(kind)["id"].to_list() == [1]


@frames
def test_a_value_that_is_nested_deeply_has_one_column(kind: str) -> None:
    value: Any = 1
    for _ in range(500):
        value = {"a": value}
    (name,) = set(Outcomes([Outcome(0, value)]).to_frame(kind).columns) - {"row", "status", "error"}
    assert name == ".".join("a" * 500)


def test_an_unknown_kind_of_frame_is_refused() -> None:
    with pytest.raises(InvalidCall, match="'spark' is not one of the allowed values — one of: pandas, polars"):
        Outcomes([]).to_frame("spark")


@frames
def test_a_missing_package_is_an_error_of_one_line(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr("dynaclient.results.frames.import_module", missing)
    with pytest.raises(DynaclientError) as caught:
        Outcomes([]).to_frame(kind)
    assert str(caught.value) == f"to_frame needs {kind}: pip install {kind}"
