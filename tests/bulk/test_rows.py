"""Rows: how sources are read, how columns are mapped, how cells are parsed, and what becomes of invalid ones."""

from __future__ import annotations

import csv
import datetime
import enum
import io
import json
import subprocess
import sys
import uuid
import warnings
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from time import process_time
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynaclient import Client, InvalidCall, load
from dynaclient.bulk.columns import MAX_LAYOUTS, Columns, Row
from dynaclient.bulk.digests import digest_arguments
from dynaclient.bulk.rows import FrameRow, TextRow, read_rows
from dynaclient.call.arguments import validate_arguments
from dynaclient.call.targets import InvalidTarget, find_target, parse_path, read_cell
from dynaclient.description.model import UNSET, Action
from dynaclient.runtime.paths import is_url, show_path
from dynaclient.testing import RecordingTransport, response
from tests.support.descriptions import action as get
from tests.support.descriptions import describe
from tests.support.memory import traced

numpy: Any = import_module("numpy")
pandas: Any = import_module("pandas")
polars: Any = import_module("polars")

BODY = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "count": {"type": "integer"},
        "ratio": {"type": "number"},
        "flag": {"type": "boolean"},
        "maybe": {"type": ["integer", "null"]},
        "level": {"enum": [1, 2]},
        "labels": {"type": "object"},
        "tags": {"type": "array", "items": {"type": "object", "properties": {"key": {"type": "string"}}}},
        "free": {},
    },
}
PARAMETERS = {
    "thingId": {"in": "path", "schema": {"type": "string"}},
    "perPage": {"in": "query", "schema": {"type": "integer"}},
    "on": {"in": "query", "schema": {"type": "boolean"}},
    "ids": {"in": "query", "schema": {"type": "array", "items": {"type": "integer"}}},
    "where": {"in": "query", "style": "json", "schema": {"type": "object"}},
    "since": {"in": "query"},
    "device": {"in": "body", "schema": BODY},
}


def action_of(parameters: dict[str, Any], path: str = "/things") -> Action:
    post = {"method": "POST", "parameters": parameters}
    return load(describe({"post": post}, {"path": path})).action("things.post")


POST = action_of(PARAMETERS, "/things/{thingId}")


def only(source: Any, columns: Any = None, action: Action = POST) -> Any:
    """Return the arguments of the only row of a source."""
    (row,) = Columns(action, columns).rows(source)
    assert row.problem is None, row.problem
    return row.arguments


def outcomes(source: Any, columns: Any = None) -> list[Any]:
    """Return the arguments or the problem of each row."""
    return [str(row.problem) if row.problem else row.arguments for row in Columns(POST, columns).rows(source)]


def refusal(source: Any, columns: Any = None, action: Action = POST) -> str:
    """Return the message of the error that a source raises before its first row."""
    with pytest.raises(InvalidCall) as caught:
        next(Columns(action, columns).rows(source))
    return str(caught.value)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


Write = Callable[[str, "str | bytes"], Path]


# --- columns ---------------------------------------------------------------------------------------------------------

MAPPINGS: list[tuple[dict[Any, Any], Any, dict[str, Any]]] = [
    ({"thingId": "a"}, None, {"thingId": "a"}),
    ({"thing_id": "a", "per_page": 5}, None, {"thingId": "a", "perPage": 5}),
    ({"Thing": "a"}, {"Thing": "thingId"}, {"thingId": "a"}),
    ({"Thing": "a", "Remark": "b"}, {"Thing": "thing_id", "Remark": None}, {"thingId": "a"}),
    ({"device": {"name": "x"}}, None, {"device": {"name": "x"}}),
    ({"body": {"name": "x"}}, None, {"device": {"name": "x"}}),
    ({"device.name": "x", "body.count": 1}, None, {"device": {"name": "x", "count": 1}}),
    ({"Body name": "x"}, {"Body name": "device.name"}, {"device": {"name": "x"}}),
    ({"body.tags.0.key": "k", "body.tags.0.value": "v"}, None, {"device": {"tags": [{"key": "k", "value": "v"}]}}),
    ({"body.tags[1].key": "b", "body.tags[0].key": "a"}, None, {"device": {"tags": [{"key": "a"}, {"key": "b"}]}}),
    ({"body.tags.0.key": None, "body.tags.1.key": "b"}, None, {"device": {"tags": [{"key": "b"}]}}),
    ({"body.labels.0": "zero"}, None, {"device": {"labels": {"0": "zero"}}}),
    ({"body.free[0]": "zero"}, None, {"device": {"free": ["zero"]}}),
    ({r"body.labels.a\.b": 1}, None, {"device": {"labels": {"a.b": 1}}}),
    ({"body.name": None, "body.count": None, "per_page": 1}, None, {"perPage": 1}),
    ({0: "a"}, {0: "thingId"}, {"thingId": "a"}),
    ({}, None, {}),
]  # fmt: skip


@pytest.mark.parametrize(("row", "columns", "arguments"), MAPPINGS)
def test_a_column_is_mapped_by_its_name_or_by_the_mapping(row: Any, columns: Any, arguments: Any) -> None:
    assert only([row], columns) == arguments


MEMBERS = {"name": {"type": "string"}, "maybe": {"type": ["string", "null"]}, "free": {}}
NULLS: list[tuple[str, Any, dict[str, Any]]] = [
    # media type, row, arguments
    ("application/json", {"maybe": None, "name": None}, {"body": {"maybe": None}}),
    ("application/json", {"free": None, "body.maybe": None}, {"body": {"free": None, "maybe": None}}),
    ("application/json", {"name": "a", "maybe": float("nan")}, {"body": {"name": "a"}}),
    ("application/merge-patch+json; v=1", {"name": None, "maybe": "x"}, {"body": {"name": None, "maybe": "x"}}),
    ("application/json", {"body": None}, {}),
    ("application/json", {"free.a": None}, {}),
    ("application/json", FrameRow(maybe=None), {}),
    ("application/json", TextRow(maybe=""), {}),
]


@pytest.mark.parametrize(("media", "row", "arguments"), NULLS)
def test_none_of_a_member_is_null_as_in_a_call(media: str, row: Any, arguments: Any) -> None:
    content = {media: {"type": "object", "properties": MEMBERS}}
    assert only([row], None, action_of({"body": {"in": "body", "spread": True, "content": content}})) == arguments


SPREAD = {"body": {"in": "body", "spread": True, "schema": {"type": "object", "properties": {"name": {}, "x-y": {}}}}}
BESIDE: list[tuple[dict[str, Any], Any]] = [
    ({"body": {"name": "a"}, "x_y": 1}, {"body": {"name": "a", "x-y": 1}}),
    ({"x-y": 1, "body": {"name": "a"}}, {"body": {"name": "a", "x-y": 1}}),
    ({"x-y": 1, "body": float("nan")}, {"body": {"x-y": 1}}),
    ({"body": {}}, {"body": {}}),
    ({"body": [1]}, {"body": [1]}),
    ({"body": float("nan")}, {}),
    ({"body": {"x-y": 2}, "x_y": 1}, "the members in other columns cannot be added to the column 'body'"),
    ({"body": [1], "x_y": 1}, "the members in other columns cannot be added to the column 'body'"),
]


@pytest.mark.parametrize(("row", "expected"), BESIDE)
def test_members_are_added_to_the_body_of_the_row_as_in_a_call(row: dict[str, Any], expected: Any) -> None:
    (found,) = Columns(action_of(SPREAD)).rows([row])
    assert expected in str(found.problem) if isinstance(expected, str) else found.arguments == expected


def test_two_columns_are_not_the_same_body() -> None:
    with pytest.raises(InvalidCall, match="sets the same value as another column"):
        next(Columns(action_of(SPREAD), {"a": "body"}).rows([{"a": {}, "body": {}}]))


def test_none_of_a_part_is_null_only_in_json() -> None:
    parts = {"a": {"in": "part", "schema": {"type": ["string", "null"]}}, "q": {"in": "query"}}
    row = {"a": None, "q": None}
    assert only([row], None, action_of(parts)) == {"a": None}
    form = load(describe({"post": {"method": "POST", "content": "multipart/form-data", "parameters": parts}}))
    assert only([row], None, form.action("things.post")) == {}


def test_body_is_the_parameter_of_that_name_if_there_is_one() -> None:
    own = action_of({"body": {"in": "query"}, "device": {"in": "body", "schema": BODY}})
    assert only([{"body": "x"}], action=own) == {"body": "x"}


def test_body_is_unknown_if_the_action_has_no_body() -> None:
    bare = load(describe({"get": get({"q": {"in": "query"}})})).action("things.get")
    assert "has no such argument" in refusal([{"body.x": 1}], action=bare)


UNRESOLVED: list[tuple[dict[Any, Any], Any, str]] = [
    ({"prePage": 1}, None, "did you mean perPage?"),
    ({"prePage": 1}, None, "columns={'prePage': 'parameter'} maps the column, {'prePage': None} skips it"),
    ({"bodi.name": 1}, None, "did you mean body?"),
    ({"remark": 1}, None, "it takes: thingId, perPage, on"),
    ({"remark": 1, "note": 2}, None, "2 problems"),
    ({"thingId;perPage": 1}, None, "if semicolons separate the columns, pass csv.DictReader(file, delimiter="),
    ({"": 1}, None, "'' (call): the column has no name; it may be the index of a frame"),
    ({".name": 1}, None, "has no name where one is expected"),
    ({"body..name": 1}, None, "has no name where one is expected"),
    ({5: 1}, None, "the name of the column is not a string"),
    ({"perPage": 1, "per_page": 2}, None, "sets the same value as the column 'perPage'"),
    ({"body": {}, "body.name": "x"}, None, "sets the same value as the column 'body'"),
    ({"body.name": "x", "body": {}}, None, "sets the same value as another column"),
    ({"body.free.name": "x", "body.free[0]": {}}, None, "sets the same value as another column"),
    ({"body.free.name": "x", "body.free[0].x": {}}, None, "sets the same value as another column"),
    ({"x": 1}, {"x": "prePage"}, "did you mean perPage?"),
    (
        TextRow({"thingId;perPage": "1"}),
        {"thingId": "thingId"},
        "if semicolons separate the columns, pass csv.DictReader(file",
    ),
    ({"x": 1}, {"x": 5}, "x (call): expected a string or None, got int"),
    ({"x": 1}, {"y": "perPage.."}, "y (call): has no name where one is expected"),
]


@pytest.mark.parametrize(("row", "columns", "message"), UNRESOLVED)
def test_a_column_that_does_not_resolve_is_refused_before_the_first_row(row: Any, columns: Any, message: str) -> None:
    assert message in refusal([row], columns)


def test_a_wrong_target_of_a_column_is_named_as_what_is_wrong() -> None:
    message = refusal([{"x": 1}], {"x": "perPge"})
    assert "x (call): is mapped to 'perPge': things.post has no such argument — did you mean perPage?" in message
    assert "maps the column" not in message


def test_an_action_without_parameters_takes_nothing() -> None:
    bare = load(describe()).action("things.get")
    assert "it takes: nothing" in refusal([{"x": 1}], action=bare)


def test_a_later_row_may_have_other_columns() -> None:
    assert outcomes([{"perPage": 1}, {"since": "x"}, {"perPage": 2}]) == [
        {"perPage": 1},
        {"since": "x"},
        {"perPage": 2},
    ]


def test_a_later_row_with_a_column_that_does_not_resolve_has_a_problem() -> None:
    first, second, third = outcomes([{"perPage": 1}, {"prePage": 2}, {"perPage": 3}])
    assert (first, third) == ({"perPage": 1}, {"perPage": 3})
    assert "did you mean perPage?" in second


def test_the_number_of_remembered_layouts_is_bounded() -> None:
    columns = Columns(POST)
    for number in range(MAX_LAYOUTS + 5):
        assert columns.row(number, {f"body.x{number}": 1}).arguments == {"device": {f"x{number}": 1}}
    assert len(columns._layouts) <= MAX_LAYOUTS


def test_a_mapping_for_a_missing_column_of_a_table_is_refused(write: Write) -> None:
    message = refusal(write("a.csv", "thingId,Name\n1,x\n"), {"Nmae": "body.name", "Name": "since"})
    assert "Nmae (call): the rows have no such column — did you mean Name?" in message


def test_a_mapping_for_a_column_without_similar_names_lists_the_columns() -> None:
    frame = pandas.DataFrame({"thingId": ["1"]})
    assert "Remark (call): the rows have no such column — the columns are: thingId" in refusal(frame, {"Remark": None})


def test_dicts_may_lack_columns_of_the_mapping() -> None:
    assert only([{"thingId": "1"}], {"Remark": None}) == {"thingId": "1"}
    assert outcomes([{"thingId": "1"}, {"Page": 2}], {"Page": "perPage"})[1] == {"perPage": 2}
    assert outcomes(iter([{"thingId": "1"}]), {"Page": "perPage"}) == [{"thingId": "1"}]
    assert "expected a dict" in outcomes([{"thingId": "1"}, 5], {"Page": "perPage"})[1]
    assert outcomes([], {"Page": "perPage"}) == []


def test_a_mapping_for_a_column_that_no_dict_of_a_list_has_is_refused() -> None:
    message = refusal([{"thingId": "1"}, {"Name": "x"}], {"thingsId": "thingId", "Name": "body.name"})
    assert "thingsId (call): the rows have no such column — did you mean thingId?" in message


@pytest.mark.parametrize(("mode", "sent"), [("raise", 0), ("warn", 1), ("off", 1)])
def test_a_client_that_sends_what_is_not_valid_sends_it_for_rows_too(mode: str, sent: int) -> None:
    transport = RecordingTransport(lambda _: response({}))
    api = describe({"post": get({"device": {"in": "body", "schema": STRICT}}, method="POST")})
    mapping = Client(api, transport=transport).with_options(validate=mode).things.post.map
    with pytest.raises(InvalidCall) if not sent else nullcontext(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mapping([{"A": "x"}], columns={"A": "device.nme"})
    assert len(transport.requests) == sent


STRICT = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "owner": {"type": "object", "properties": {"mail": {}}, "additionalProperties": False},
        "tags": {
            "type": "array",
            "items": {"type": "object", "properties": {"key": {}}, "additionalProperties": False},
        },
        "free": {"type": "object", "properties": {"a": {}}},
        "empty": {"additionalProperties": False},
        "either": {"anyOf": [{"properties": {"a": {}}, "additionalProperties": False}, {"type": "object"}]},
    },
    "patternProperties": {"^x-": {}},
    "additionalProperties": False,
}
PATHS: dict[str, str | None] = {
    "device.nme": "'device.nme' has an unknown property 'nme' — did you mean name?",
    "body.nme": "'body.nme' has an unknown property 'nme' — did you mean name?",
    "device.owner.mial": "'device.owner.mial' has an unknown property 'mial' — did you mean mail?",
    "device.zz": "'device.zz' has an unknown property 'zz' — known properties: name, owner, tags, free, empty, either",
    "device.empty.a": "'device.empty.a' has an unknown property 'a' — known properties: none",
    "device.name": None, "device.owner.mail": None, "device.x-own": None, "device.tags[0].key": None,
    "device.free.b": None, "device.either.b": None, "device": None, "device.x-own.a": None,
}  # fmt: skip


@pytest.mark.parametrize(("path", "expected"), PATHS.items())
def test_a_path_that_no_valid_body_has_is_refused_beforehand_where_arguments_are_validated(
    path: str, expected: str | None
) -> None:
    action = action_of({"device": {"in": "body", "schema": STRICT}})
    assert [row.problem for row in Columns(action, {"A": path}).rows([{"A": 1}])] == [None]
    for columns, row in (({"A": path}, {"A": 1}), ({}, {path: 1})):
        if expected is None:
            assert [found.problem for found in Columns(action, columns, validates=True).rows([row])] == [None]
        else:
            with pytest.raises(InvalidCall) as caught:
                list(Columns(action, columns, validates=True).rows([row]))
            assert expected in str(caught.value)


def test_any_mapping_is_a_row() -> None:
    assert outcomes([MappingProxyType({"perPage": 1}), OrderedDict(perPage=2)]) == [{"perPage": 1}, {"perPage": 2}]


@pytest.mark.parametrize(("item", "type_name"), [("text", "str"), (None, "NoneType"), ([1], "list")])
def test_a_row_that_is_not_a_mapping_has_a_problem(item: Any, type_name: str) -> None:
    row, after = Columns(POST).rows([item, {"perPage": 1}])
    assert (row.number, after.number, after.problem) == (0, 1, None)
    assert f"row 0 (call): expected a dict, got {type_name} — pass one dict per row" in str(row.problem)


def test_a_row_that_contains_itself_has_a_problem() -> None:
    endless: dict[str, Any] = {}
    endless["name"] = endless
    assert "is nested too deeply" in outcomes([{"body": endless}])[0]


def test_a_row_does_not_show_its_arguments() -> None:
    assert "hunter2" not in repr(Row(0, {"password": "hunter2"}))


def test_the_source_of_a_row_is_not_changed() -> None:
    given_row = {"body": {"name": "x", "count": float("nan"), "tags": [{"key": numpy.str_("k")}]}}
    before = repr(given_row)
    only([given_row])
    assert repr(given_row) == before


# --- cells -----------------------------------------------------------------------------------------------------------


class Colour(enum.Enum):
    RED = "red"


ABSENT = [
    None, float("nan"), Decimal("NaN"), Decimal("sNaN"), pandas.NA, pandas.NaT, numpy.nan, numpy.float32("nan"),
    numpy.datetime64("NaT"), numpy.timedelta64("NaT"),
]  # fmt: skip


@pytest.mark.parametrize("value", ABSENT, ids=repr)
def test_a_missing_value_is_absent(value: Any) -> None:
    assert only([{"since": value, "body.name": value, "per_page": 1}]) == {"perPage": 1}


CELLS = [
    ("", ""), (0, 0), (False, False), (0.0, 0.0), (b"x", b"x"), (Decimal("1.5"), Decimal("1.5")),
    (Path("x"), Path("x")), (Colour.RED, Colour.RED), (uuid.UUID(int=1), uuid.UUID(int=1)),
    (datetime.date(2024, 1, 2), datetime.date(2024, 1, 2)),
    (numpy.int64(5), 5), (numpy.uint8(5), 5), (numpy.float64(1.5), 1.5), (numpy.bool_(True), True),
    (numpy.str_("x"), "x"), (numpy.array([1, 2]), [1, 2]), (numpy.array([[1.5], [2.5]]), [[1.5], [2.5]]),
    (numpy.array(["a", None], dtype=object), ["a", None]), (numpy.array(7), 7),
    (numpy.datetime64("2024-01-02"), datetime.date(2024, 1, 2)),
    (numpy.datetime64("2024-01-02T03:04:05", "s"), datetime.datetime(2024, 1, 2, 3, 4, 5)),
    (numpy.datetime64("2024-01-02T03:04:05.000006", "ns"), datetime.datetime(2024, 1, 2, 3, 4, 5, 6)),
    (numpy.datetime64("2024-01-02T03:04:05.000000007", "ns"), numpy.datetime64("2024-01-02T03:04:05.000000007", "ns")),
    (numpy.datetime64("+20240-01-02", "us"), numpy.datetime64("+20240-01-02", "us")),
    (numpy.array(["2024-01-02", "NaT"], dtype="datetime64[ns]"), [datetime.datetime(2024, 1, 2), None]),
    (pandas.Timestamp("2024-01-02T03:04:05Z"), datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)),
    ([numpy.int64(1), float("nan"), None], [1, None, None]), (("a", numpy.int64(1)), ("a", 1)),
    ({"a": float("nan"), "b": None, "c": [pandas.NaT]}, {"b": None, "c": [None]}),
    ({"a": {"b": numpy.float64(2.0)}}, {"a": {"b": 2.0}}),
]  # fmt: skip


@pytest.mark.parametrize(("value", "plain"), CELLS, ids=lambda value: f"{type(value).__name__} {value!s:.20}")
def test_a_cell_becomes_a_plain_value(value: Any, plain: Any) -> None:
    made = read_cell(value)
    assert made == plain
    assert type(made) is type(plain)


def test_a_time_with_nanoseconds_keeps_them() -> None:
    assert read_cell(pandas.Timestamp("2024-01-02T03:04:05.000000007")).isoformat() == "2024-01-02T03:04:05.000000007"


@pytest.mark.parametrize("value", [numpy.timedelta64(5, "s"), pandas.Timedelta(5, "s"), pandas.Period("2024")])
def test_a_value_without_a_standard_form_is_refused_by_validation(value: Any) -> None:
    with pytest.raises(InvalidCall, match="which cannot be encoded|has no standard form"):
        validate_arguments(POST, {"thingId": "a", "since": read_cell(value)})


class Nameless:
    __module__ = None  # type: ignore[assignment]


def test_a_value_of_any_other_type_is_unchanged() -> None:
    value = Nameless()
    assert read_cell(value) is value


STRINGS: list[tuple[str, str, Any]] = [
    ("thing_id", "5", "5"), ("thing_id", "true", "true"), ("thing_id", "NaN", "NaN"), ("thing_id", "null", "null"),
    ("per_page", "5", "5"), ("per_page", "5.0", "5.0"), ("per_page", "5.5", "5.5"), ("per_page", "5.x", "5.x"),
    ("on", "true", True), ("on", "TRUE", True), ("on", "False", False), ("on", "yes", "yes"),
    ("ids", "[1,2]", [1, 2]), ("ids", "[1,", "[1,"), ("ids", "1", "1"), ("ids", "{}", {}),
    ("where", '{"n":1}', {"n": 1}), ("where", "{n:1}", "{n:1}"), ("since", "5", "5"), ("since", "[1]", "[1]"),
    ("body.name", "5", "5"), ("body.name", "null", "null"), ("body.count", "5", 5), ("body.count", "007", "007"),
    ("body.count", "5.0", 5.0), ("body.count", "many", "many"), ("body.ratio", "5.0", 5.0), ("body.ratio", "1e2", 100.0),
    ("body.ratio", "NaN", "NaN"), ("body.flag", "true", True), ("body.flag", "True", True), ("body.flag", "1", 1),
    ("body.maybe", "null", None), ("body.maybe", "3", 3), ("body.level", "2", 2), ("body.labels", '{"a":1}', {"a": 1}),
    ("body.labels", '{"a":1,"a":2}', '{"a":1,"a":2}'), ("body.tags", '[{"key":"x"}]', [{"key": "x"}]),
    ("body.tags.0.key", "5", "5"), ("body.free", "5", "5"), ("body", '{"name":"x"}', {"name": "x"}),
]  # fmt: skip


def value_in(arguments: Any, column: str) -> Any:
    """Return the value that a column of a CSV file set."""
    made = next(iter(arguments.values()))
    for step in column.split(".")[1:]:
        made = made[int(step) if step.isdigit() else step]
    return made


@pytest.mark.parametrize(("column", "string", "value"), STRINGS)
def test_a_cell_of_a_csv_file_is_parsed_by_its_schema(write: Write, column: str, string: str, value: Any) -> None:
    written = io.StringIO()
    csv.writer(written).writerows([[column], [string]])
    made = value_in(only(write("a.csv", written.getvalue())), column)
    assert (made, type(made)) == (value, type(value))


@pytest.mark.parametrize("column", ["thingId", "per_page", "on", "ids", "body.count", "body.labels", "body.name"])
def test_an_empty_cell_of_a_csv_file_is_absent(write: Write, column: str) -> None:
    assert only(write("a.csv", f"since,{column}\nx,\n")) == {"since": "x"}


def test_strings_in_dicts_are_not_parsed() -> None:
    assert only([{"body.count": "5", "on": "True", "since": ""}]) == {
        "device": {"count": "5"}, "on": "True", "since": "",
    }  # fmt: skip


@given(st.text(min_size=1))
def test_any_string_of_a_string_column_is_unchanged(string: str) -> None:
    written = io.StringIO()
    csv.writer(written).writerows([["since", "body.name"], [string, string]])
    written.seek(0)
    assert only(csv.DictReader(written)) == {"since": string, "device": {"name": string}}


@given(st.dictionaries(st.sampled_from(["count", "maybe"]), st.integers(), min_size=1))
def test_integers_of_a_body_survive_a_csv_file(values: dict[str, int]) -> None:
    written = io.StringIO()
    csv.writer(written).writerows([[f"body.{name}" for name in values], list(values.values())])
    written.seek(0)
    assert only(csv.DictReader(written)) == {"device": values}


# --- sources ---------------------------------------------------------------------------------------------------------

BOTH = [{"perPage": "1", "since": "ä"}, {"perPage": "2"}]
FILES: dict[str, tuple[str, str | bytes]] = {
    "csv": ("a.csv", "per_page,since\r\n1,ä\r\n2,\r\n"),
    "csv with a mark of the byte order": ("a.csv", b"\xef\xbb\xbf" + "per_page,since\n1,ä\n2,\n".encode()),
    "csv with quotes": ("a.csv", '"per_page","since"\n"1","ä"\n"2",""'),
    "csv with empty lines": ("a.csv", "per_page,since\n\n1,ä\n\n2,\n\n"),
    "csv of a name in capitals": ("A.CSV", "per_page,since\n1,ä\n2,\n"),
    "tsv": ("a.tsv", "per_page\tsince\n1\tä\n2\t\n"),
    "ndjson": ("a.ndjson", '{"per_page":"1","since":"ä"}\n\n{"per_page":"2","since":null}'),
    "jsonl": ("a.jsonl", '{"per_page":"1","since":"\\u00e4"}\r\n{"per_page":"2"}\r\n'),
    "ndjson with a mark of the byte order": (
        "a.ndjson",
        b'\xef\xbb\xbf{"per_page":"1","since":"\xc3\xa4"}\n{"per_page":"2"}',
    ),
}


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("spelled", [Path, str])
def test_rows_come_from_files(write: Write, kind: str, spelled: Callable[[Path], Any]) -> None:
    assert outcomes(spelled(write(*FILES[kind]))) == BOTH


def test_a_cell_of_a_csv_file_may_hold_line_ends_commas_and_quotes(write: Write) -> None:
    assert only(write("a.csv", 'since\n"a,""b""\r\nc"\n')) == {"since": 'a,"b"\r\nc'}


FRAME = {"per_page": [1, 2], "since": ["ä", None]}
FRAMES: dict[str, Callable[[], Any]] = {
    "pandas": lambda: pandas.DataFrame(FRAME),
    "pandas with an index": lambda: pandas.DataFrame(FRAME, index=["x", "y"]),
    "pandas with types that know gaps": lambda: pandas.DataFrame(FRAME).convert_dtypes(),
    "pandas with categories": lambda: pandas.DataFrame(FRAME).astype({"since": "category"}),
    "polars": lambda: polars.DataFrame(FRAME),
    "polars, lazy": lambda: polars.DataFrame(FRAME).lazy(),
    "dicts": lambda: [{"per_page": 1, "since": "ä"}, {"per_page": 2, "since": float("nan")}],
    "a generator": lambda: ({"per_page": number} | ({"since": "ä"} if number == 1 else {}) for number in (1, 2)),
}


@pytest.mark.parametrize("kind", FRAMES)
def test_rows_come_from_frames_and_iterables(kind: str) -> None:
    assert outcomes(FRAMES[kind]()) == [{"perPage": 1, "since": "ä"}, {"perPage": 2}]


def test_a_subclass_of_a_pandas_frame_is_a_frame() -> None:
    class Own(pandas.DataFrame):  # type: ignore[misc]
        pass

    assert only(Own({"per_page": [1]})) == {"perPage": 1}


def test_gaps_in_a_pandas_frame_are_absent_and_its_integers_whole() -> None:
    frame = pandas.DataFrame({"per_page": [1, None], "since": pandas.to_datetime(["2024-01-02", None])})
    assert str(frame["per_page"].dtype) == "float64"
    assert outcomes(frame) == [{"perPage": 1, "since": datetime.datetime(2024, 1, 2)}, {}]


def test_lists_and_structures_of_a_polars_frame_go_into_a_body() -> None:
    frame = polars.DataFrame({"body.tags": [[{"key": "a"}]], "body.count": [3], "ids": [[1, 2]]})
    assert only(frame) == {"device": {"tags": [{"key": "a"}], "count": 3}, "ids": [1, 2]}


def test_a_frame_with_duplicate_columns_is_refused() -> None:
    frame = pandas.DataFrame([[1, 2]], columns=["since", "since"])
    assert "the frame has two columns with the same name — rename one" in refusal(frame)


def test_the_cells_of_a_dict_reader_are_parsed_by_their_schema() -> None:
    reader = csv.DictReader(io.StringIO("body.count;on\n5;True\n7\n"), delimiter=";")
    assert outcomes(reader) == [{"device": {"count": 5}, "on": True}, {"device": {"count": 7}}]


def test_invalid_lines_of_a_dict_reader_have_problems() -> None:
    lines = io.StringIO(f'since,per_page\na,1\na,1,2\n"a"b,1\n{LONG},1\nc,3\n')
    first, second, third, fourth, last = outcomes(csv.DictReader(lines, strict=True))
    assert (first, last) == ({"since": "a", "perPage": "1"}, {"since": "c", "perPage": "3"})
    assert "line 3 has more cells than the header" in second
    assert "line 4 is not valid CSV: ',' expected after '\"'" in third
    assert f"line 5 {TOO_LONG}" in fourth


LONG = "a" * 131_073
TOO_LONG = "has a cell of more than 131,072 characters, the limit of Python for CSV — write the rows as lines of JSON (.ndjson)"
INVALID_LINES: list[tuple[str, str | bytes, str]] = [
    ("a.csv", "since,on\nx\n", "a.csv line 2 has 1 cell, but the header has 2"),
    ("a.csv", "since,on\nx,y,z\n", "a.csv line 2 has 3 cells, but the header has 2"),
    ("a.csv", 'since,on\n"a\nb",1,2\n', "a.csv lines 2 to 3 have 3 cells"),
    ("a.csv", 'since,on\n"x"y,1\n', "a.csv line 2 is not valid CSV: ',' expected after '\"'"),
    ("a.csv", f"since,on\n{LONG},1\n", f"a.csv line 2 {TOO_LONG}"),
    ("a.csv", f'since,on\n"\n{LONG}",1\n', f"a.csv lines 2 to 3 {TOO_LONG.replace('has', 'have')}"),
    ("a.csv", b"since,on\n\xff,1\n", "a.csv line 2 is not UTF-8"),
    ("a.ndjson", "{\n", "a.ndjson line 1 is not valid JSON: Expecting property name"),
    ("a.ndjson", '\n{"since":1,"since":2}\n', "a.ndjson line 2 is not valid JSON: an object has the same name twice"),
    ("a.ndjson", '{"since":NaN}\n', "a.ndjson line 1 is not valid JSON: NaN is not a JSON value"),
    ("a.ndjson", b'{"since":"\xff"}\n', "a.ndjson line 1 is not valid JSON: it is not UTF-8 at byte 10"),
    ("a.ndjson", "[1]\n", "a.ndjson line 1 is not a JSON object"),
]


@pytest.mark.parametrize(("name", "content", "message"), INVALID_LINES)
def test_an_invalid_line_is_a_problem_of_its_row(write: Write, name: str, content: str | bytes, message: str) -> None:
    after = b"x,true\n" if name == "a.csv" else b'{"since":"x","on":true}\n'
    data = content.encode() if isinstance(content, str) else content
    first, second = outcomes(write(name, data + after))
    assert message in first
    assert second == {"since": "x", "on": True}


def test_an_unclosed_quote_invalidates_the_rows_in_it(write: Write) -> None:
    first, second = outcomes(write("a.csv", 'since,on\nx,true\n"y,true\nz,true\n'))
    assert first == {"since": "x", "on": True}
    assert "lines 3 to 4 are not valid CSV: unexpected end of data" in second


INVALID_HEADERS: list[tuple[str | bytes, str]] = [
    ("", "a.csv has no column names in its first line"),
    ("\n1,2\n", "a.csv has no column names in its first line"),
    ("since,since,on\n", "a.csv has duplicate column names: 'since'"),
    ("a,b\n1,2\n".encode("utf-16-le"), "a.csv is not UTF-8 — save the file as UTF-8, or pass csv.DictReader"),
    ("a,b\n".encode("utf-16"), "a.csv is not UTF-8 — save the file as UTF-8, or pass csv.DictReader"),
    (LONG, f"a.csv line 1 {TOO_LONG}"),
    ('"a"b,c\n', "a.csv line 1 is not valid CSV: ',' expected after '\"'"),
]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_lines_of_json_in_utf16_are_refused_as_a_whole(write: Write, encoding: str) -> None:
    assert "a.ndjson is UTF-16 or UTF-32, not UTF-8 — save the file as UTF-8" in refusal(
        write("a.ndjson", '{"a":1}\n'.encode(encoding))
    )


@pytest.mark.parametrize(("content", "message"), INVALID_HEADERS)
def test_a_csv_file_without_a_usable_header_is_refused(write: Write, content: str | bytes, message: str) -> None:
    assert message in refusal(write("a.csv", content))


def test_a_csv_file_with_a_header_alone_has_no_rows(write: Write) -> None:
    assert outcomes(write("a.csv", "since,on\n")) == []


async def asynchronous() -> Any:
    yield {}


INVALID_SOURCES: list[tuple[Any, str]] = [
    ({"since": 1}, "cannot read rows from a value of type dict — pass an iterable of dicts, the path of a .csv"),
    (b"x", "cannot read rows from a value of type bytes"),
    (5, "cannot read rows from a value of type int"),
    (None, "cannot read rows from a value of type NoneType"),
    (io.StringIO("a"), "cannot read rows from a value of type StringIO — pass its path, or a csv.DictReader of it"),
    (asynchronous(), "cannot read rows from a value of type async_generator"),
    ("rows.xlsx", "'rows.xlsx' is not a file of rows — pass an iterable of dicts, the path of a .csv"),
    (
        "https://user:hunter2hunter2@h.example/rows.csv",
        "is a URL, and no URL is fetched — download the file, and pass its",
    ),
    (Path("nowhere.csv"), "'nowhere.csv' cannot be read (No such file or directory)"),
]


@pytest.mark.parametrize(("source", "message"), INVALID_SOURCES)
def test_an_invalid_source_is_refused_with_a_list_of_the_sources(source: Any, message: str) -> None:
    assert message in refusal(source)
    assert "hunter2" not in refusal(source)


@pytest.mark.parametrize("path", ["https://h/a.csv", "https:/h/a.csv", "//h/a.csv", "u:p@h/a.csv", "h?token=a.csv"])
def test_a_url_is_not_shown_as_a_path(path: str) -> None:
    assert is_url(path)
    assert is_url(Path(path))
    assert show_path(path) == ""


@pytest.mark.parametrize("path", ["C:/a.csv", "C:\\a.csv", "a b?.csv", "@a/b.csv", "a/b:c.csv", "a=b.csv", "/a/b.csv"])
def test_a_path_is_no_url(path: str) -> None:
    assert not is_url(path)
    assert show_path(path) == repr(path)


def test_a_string_that_is_not_a_path_is_not_shown() -> None:
    assert "hunter2" not in refusal("hunter2.hunter2")


def test_an_invalid_source_is_refused_immediately() -> None:
    with pytest.raises(InvalidCall, match="^map: 1 problem, nothing was sent"):
        read_rows(5)


def test_rows_are_read_lazily() -> None:
    read = []

    def source() -> Iterator[dict[str, Any]]:
        for number in range(1000):
            read.append(number)
            yield {"perPage": number}

    next(Columns(POST).rows(source()))
    assert read == [0]


def test_rows_can_be_converted_one_by_one() -> None:
    columns = Columns(POST)
    assert columns.row(7, {"per_page": 1}) == Row(7, {"perPage": 1})


def test_no_package_for_frames_is_imported() -> None:
    code = (
        "import sys; from dynaclient.bulk.columns import read_rows; list(read_rows([{}])); "
        "print([name for name in ('pandas', 'polars', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- size ------------------------------------------------------------------------------------------------------------


def big_file(path: Path, rows: int) -> Path:
    with path.open("w") as file:
        file.write("thingId,per_page,since\n")
        file.writelines(f"a{number},{number % 100},x\n" for number in range(rows))
    return path


def peak_of(path: Path) -> int:
    """Return the peak memory of reading a file, in bytes."""
    with traced() as memory:
        for _ in Columns(POST).rows(path):
            pass
        return memory.peak()


def test_a_large_file_is_read_in_constant_memory(tmp_path: Path) -> None:
    small, large = (big_file(tmp_path / f"{rows}.csv", rows) for rows in (1_000, 10_000))
    peak_of(small)  # what is made once
    assert peak_of(large) < peak_of(small) + 10_000 < large.stat().st_size


@pytest.mark.full
def test_a_million_rows_take_seconds(tmp_path: Path) -> None:
    path = big_file(tmp_path / "a.csv", 1_000_000)
    begun = process_time()
    assert sum(1 for _ in Columns(POST).rows(path)) == 1_000_000
    assert process_time() - begun < 30


# --- digests ---------------------------------------------------------------------------------------------------------

DIFFERENT: list[dict[str, Any]] = [
    {}, {"a": 1}, {"a": "1"}, {"a": 1.0}, {"a": True}, {"a": None}, {"b": 1}, {"a": [1]}, {"a": {"b": 1}},
    {"a": b"1"}, {"a": bytearray(b"2")}, {"a": Path("1")}, {"a": Decimal(1)}, {"a": Colour.RED}, {"a": uuid.UUID(int=1)},
    {"a": datetime.date(2024, 1, 2)}, {"a": datetime.datetime(2024, 1, 2)}, {"a": datetime.time(1, 2)},
    {"a": MappingProxyType({"b": 2})}, {"a": io.BytesIO(b"x")}, {"a": iter(())}, {"a": "\ud800"},
    {"a": numpy.datetime64(1, "ns")}, {"a": numpy.datetime64(2, "ns")},
]  # fmt: skip


def test_different_arguments_have_different_digests() -> None:
    assert len({digest_arguments(arguments) for arguments in DIFFERENT}) == len(DIFFERENT)


@pytest.mark.parametrize("arguments", DIFFERENT, ids=lambda arguments: ascii(arguments)[:30])
def test_the_same_arguments_have_the_same_digest_in_any_order(arguments: dict[str, Any]) -> None:
    assert digest_arguments({**arguments, "z": 1}) == digest_arguments({"z": 1, **arguments})


def test_a_digest_is_the_same_in_another_process() -> None:
    code = (
        "import datetime, pathlib; from dynaclient.bulk.digests import digest_arguments; "
        "print(digest_arguments({'b': [1, {'x', }.pop()], 'a': datetime.date(2024, 1, 2), 'c': pathlib.PurePosixPath('p')}))"
    )
    done = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        )
        for seed in ("1", "2")
    ]
    assert len(done[0].stdout.strip()) == 32
    assert done[0].stdout == done[1].stdout


def test_invalid_arguments_have_a_digest() -> None:
    endless: list[Any] = []
    endless.append(endless)
    assert (
        digest_arguments({"a": endless}) == digest_arguments({"a": {1: 2, "x": 3}}) != digest_arguments({"b": endless})
    )


SECRETIVE = action_of(
    {
        "pin": {"in": "query", "secret": True},
        "q": {"in": "query"},
        "device": {
            "in": "body",
            "schema": {"properties": {"key": {"type": "string", "secret": True}, "name": {"type": "string"}}},
        },
    }
)


def test_a_secret_does_not_affect_the_digest() -> None:
    one, other = ({"pin": pin, "q": 1, "device": {"key": pin, "name": "x"}} for pin in ("1234", "5678"))
    assert digest_arguments(one, SECRETIVE) == digest_arguments(other, SECRETIVE)
    assert digest_arguments(one) != digest_arguments(other)


@pytest.mark.parametrize("other", [{"q": 2}, {"device": {"key": "k", "name": "y"}}, {"unknown": 1}])
def test_other_arguments_affect_the_digest(other: dict[str, Any]) -> None:
    one = {"pin": "1234", "q": 1, "device": {"key": "k", "name": "x"}}
    assert digest_arguments(one, SECRETIVE) != digest_arguments({**one, **other}, SECRETIVE)


def test_without_secrets_the_action_makes_no_difference() -> None:
    assert digest_arguments({"perPage": 1}, POST) == digest_arguments({"perPage": 1})


# --- targets ---------------------------------------------------------------------------------------------------------

STEPS: list[tuple[str, tuple[str | int, ...]]] = [
    ("a", ("a",)), ("a.b", ("a", "b")), ("a[0].b", ("a", 0, "b")), (r"a\.b.c", ("a.b", "c")), (r"a.\[0\]", ("a", "[0]")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "steps"), STEPS)
def test_a_path_is_parsed_into_steps(text: str, steps: tuple[str | int, ...]) -> None:
    assert parse_path(text) == steps


@pytest.mark.parametrize("text", ["", ".", "a.", "a..b", "[0]", "a[x]", "a\\"])
def test_a_path_with_a_missing_name_is_invalid(text: str) -> None:
    with pytest.raises(InvalidTarget, match="no name where one is expected"):
        parse_path(text)


FILE = {"type": "string", "file": True}
FORM = {
    "type": "object",
    "properties": {"upload": FILE, "uploads": {"type": "array", "items": FILE}, "n": {"type": "integer"},
                   "object": {"type": "object"}},
}  # fmt: skip
MULTIPART = action_of({"form": {"in": "body", "content": {"multipart/form-data": FORM}}})
RAW = action_of({"image": {"in": "body", "content": {"image/png": {}}}})
KINDS: list[tuple[Action, str, bool, bool]] = [
    (POST, "device", True, False), (POST, "device.name", True, False), (POST, "since", False, False),
    (POST, "where", True, False), (POST, "none", False, False), (MULTIPART, "form", False, False),
    (MULTIPART, "form.upload", False, True), (MULTIPART, "form.uploads", True, True), (MULTIPART, "form.n", False, False),
    (MULTIPART, "form.object", True, False), (MULTIPART, "form.object.x", True, False), (RAW, "image", False, True),
    (RAW, "image.x", False, False),
]  # fmt: skip


@pytest.mark.parametrize(("action", "path", "is_json", "takes_file"), KINDS)
def test_a_target_knows_which_values_it_takes(action: Action, path: str, is_json: bool, takes_file: bool) -> None:
    first, *rest = parse_path(path)
    target = find_target(action, str(first)).descend(tuple(rest))
    assert (target.is_json, target.takes_file) == (is_json, takes_file)


def test_a_target_parses_a_string_as_the_command_line_does() -> None:
    target = find_target(POST, "device")
    read = {name: target.descend((name,)).parse("5") for name in ("name", "count", "free")}
    assert (read, target.descend(("count",)).parse("x")) == ({"name": "5", "count": 5, "free": "5"}, "x")


def test_a_row_passes_the_validation_of_its_action() -> None:
    row = only([{"thing_id": "a", "body.count": numpy.int64(5), "since": pandas.Timestamp("2024-01-02")}])
    assert validate_arguments(POST, row) == {"thingId": "a", "since": "2024-01-02T00:00:00", "device": {"count": 5}}
    assert json.dumps(validate_arguments(POST, row))


def test_an_absent_cell_is_unset() -> None:
    assert read_cell(None) is UNSET


def test_a_column_of_what_the_server_sets_is_to_be_left_out() -> None:
    schema = {"properties": {"id": {"type": "integer", "readOnly": True}, "title": {"type": "string"}}}
    api = describe(
        {"add": {"method": "POST", "parameters": {"thing": {"in": "body", "spread": True, "schema": schema}}}}
    )
    with pytest.raises(InvalidCall, match="leave it out: it is `readOnly`, so the server sets it"):
        Columns(load(api).action("things.add"), {"number": "id"})
