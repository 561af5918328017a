"""Validation of arguments: all problems together, each with a message and a suggestion."""

from __future__ import annotations

import datetime
import enum
import io
import os
import uuid
import warnings
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dynaclient import DynaclientWarning, InvalidCall, load
from dynaclient.call.arguments import validate_arguments
from dynaclient.call.files import file_stream
from dynaclient.description.model import Action
from dynaclient.redaction import MASK
from dynaclient.schema.evaluation import Evaluation
from dynaclient.schema.validation import Schema
from tests.support.descriptions import ID, action, api_of, describe, query


def get_of(schema: Any, **more: Any) -> Action:
    return api_of({"q": query(schema, **more)}).action("things.get")


def post_of(schema: Any, content: str | None = None, **more: Any) -> Action:
    body = {"in": "body", **({"content": {content: schema}} if content else {"schema": schema}), **more}
    return load(describe({"post": {"method": "POST", "parameters": {"body": body}}})).action("things.post")


def problems_of(found: Action, arguments: dict[str, Any], **more: Any) -> list[tuple[str, str, tuple[Any, ...], str]]:
    with pytest.raises(InvalidCall) as caught:
        validate_arguments(found, arguments, **more)
    return [(problem.location, problem.name, problem.path, problem.rule) for problem in caught.value.problems]


class Colour(enum.Enum):
    RED = "red"


# --- what is valid outside a body


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string"}, 5),
        ({"type": "string"}, True),
        ({"type": "string", "pattern": "^[0-9]+$"}, 5),
        ({"type": "integer"}, "5"),
        ({"type": "integer"}, "-5"),
        ({"type": "integer"}, Decimal(5)),
        ({"type": "number"}, "1.5e3"),
        ({"type": "number"}, Decimal("1.25")),
        ({"type": "boolean"}, "true"),
        ({"type": "boolean"}, False),
        ({"enum": ["1", "2"]}, 1),
        ({"enum": [1, 2]}, "1"),
        ({"const": "true"}, True),
        ({"type": "string", "pattern": "^2026-11-21$"}, datetime.date(2026, 11, 21)),
        ({"type": "string", "pattern": "^2026-11-21T10:00:00Z$"},
         datetime.datetime(2026, 11, 21, 10, tzinfo=datetime.timezone.utc)),
        ({"type": "string", "pattern": "^2026-11-21T10:00:00\\+02:00$"},
         datetime.datetime(2026, 11, 21, 10, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))),
        ({"type": "string", "pattern": "^10:30:00$"}, datetime.time(10, 30)),
        ({"type": "string", "minLength": 36}, uuid.UUID(int=5)),
        ({"enum": ["red"]}, Colour.RED),
        ({"type": "array", "items": {"type": "integer"}}, ["1", 2]),
        ({"type": "array", "items": {"type": "string"}}, (1, 2)),
        ({"type": "array", "items": {"type": "integer"}}, 5),
        ({"type": "object", "properties": {"a": {"type": "integer"}}}, {"a": "1"}),
        ({"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}]}, ["1", 2]),
        ({"anyOf": [{"type": "integer"}, {"type": "boolean"}]}, "true"),
        ({"oneOf": [{"type": "string", "maxLength": 1}, {"type": "integer", "minimum": 10}]}, "12"),
        ({"allOf": [{"type": "integer"}, {"minimum": 3}]}, "4"),
        (True, "anything"),
        (None, 5),
    ],
)  # fmt: skip
def test_a_value_is_validated_as_the_server_will_read_it(schema: Any, value: Any) -> None:
    assert "q" in validate_arguments(get_of(schema, style="form"), {"q": value})


@pytest.mark.parametrize(
    ("schema", "value", "rule"),
    [
        ({"type": "integer"}, "5.5", "type"),
        ({"type": "integer"}, "٥", "type"),
        ({"type": "integer"}, "0x5", "type"),
        ({"type": "integer"}, " 5", "type"),
        ({"type": "boolean"}, "True", "type"),
        ({"type": "string", "pattern": "^[a-f]{2}$"}, "ab\n", "pattern"),
        ({"type": "string", "pattern": "^\\d$"}, "٣", "pattern"),
        ({"type": "integer", "maximum": 5}, "6", "maximum"),
        ({"enum": ["a"]}, "b", "enum"),
        ({"enum": [True]}, "b", "enum"),
        ({"type": "string"}, [], "type"),
        ({"type": "array", "items": {"type": "integer"}}, ["x"], "type"),
        ({"type": "string"}, {1, 2}, "type"),
        ({"type": "string"}, b"x", "type"),
        ({"type": "number"}, float("nan"), "type"),
        ({"type": "number"}, Decimal("Infinity"), "type"),
        pytest.param({"type": "integer"}, 10**5000, "type", id="5,000 digits"),
        ({"type": "object"}, {1: "x"}, "type"),
        (False, 1, "false"),
    ],
)
def test_a_value_that_the_server_cannot_read_that_way_is_refused(schema: Any, value: Any, rule: str) -> None:
    assert [problem[3] for problem in problems_of(get_of(schema), {"q": value})] == [rule]


def test_a_list_that_contains_itself_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    assert problems_of(get_of({"type": "array"}), {"q": endless})[0][3] == "type"


def test_the_json_style_keeps_types() -> None:
    assert problems_of(get_of({"type": "integer"}, style="json"), {"q": "5"}) == [("query", "q", (), "type")]


# --- names


@pytest.mark.parametrize(
    ("body", "is_named"),
    [
        ({"schema": {}}, True), ({"schema": True}, True), ({"schema": {"type": "object"}}, True),
        ({"content": {"application/json": {}}}, True), ({"schema": {"type": "string"}}, False),
        ({"schema": {"type": "object", "properties": {"a": {}}}}, False), ({"content": {"text/plain": {}}}, False),
        ({"schema": False}, False), (None, False),
    ],
)  # fmt: skip
def test_an_unknown_name_may_be_one_of_a_member_of_any_body(body: Any, is_named: bool) -> None:
    parameters = {} if body is None else {"body": {"in": "body", **body}}
    action = load(describe({"post": {"method": "POST", "parameters": parameters}})).action("things.post")
    with pytest.raises(InvalidCall) as caught:
        validate_arguments(action, {"url": "https://x"})
    assert caught.value.problems[0].suggestion.endswith("; as a member of the body it is body.url") is is_named


def test_a_misspelt_name_is_reported_with_the_right_one() -> None:
    with pytest.raises(InvalidCall) as caught:
        validate_arguments(load().action("applicationApiTokens.get"), {"applicationId": ID, "perPge": 1})
    (problem,) = caught.value.problems
    assert (problem.location, problem.name, problem.rule) == ("call", "perPge", "unknown")
    assert "did you mean perPage" in problem.suggestion
    assert "perPage" in problem.expected


@pytest.mark.parametrize("name", [5, None, "", "x" * 10_000])
def test_an_invalid_name_is_refused(name: Any) -> None:
    assert problems_of(get_of({}), {name: 1})[0][3] == "unknown"


def test_a_name_in_two_spellings_is_a_problem() -> None:
    found = api_of({"perPage": query()}).action("things.get")
    assert problems_of(found, {"perPage": 1, "per_page": 2}) == [("call", "perPage", (), "twice")]


def test_a_missing_required_argument_is_reported_with_an_example() -> None:
    with pytest.raises(InvalidCall, match='is missing — for example "575e'):
        validate_arguments(load().action("applicationApiTokens.get"), {})


def test_none_means_not_passed_and_removes_a_preset() -> None:
    found = get_of({"type": "boolean"}, preset=True)
    assert validate_arguments(found, {}) == {"q": True}
    assert validate_arguments(found, {"q": None}) == {}


def test_a_default_is_never_sent() -> None:
    assert validate_arguments(get_of({"type": "integer"}, default=5), {}) == {}


def test_five_mistakes_are_reported_together() -> None:
    description = describe(
        {
            "post": {
                "method": "POST",
                "path": "/{id}",
                "parameters": {
                    "id": {"in": "path", "schema": {"pattern": "^[0-9]+$"}},
                    "kind": query({"enum": ["big", "small"]}),
                    "who": query(required=True),
                    "body": {"in": "body", "schema": {"properties": {"a": {"items": {"required": ["b"]}}}}},
                },
            }
        }
    )
    arguments = {"id": "x", "kind": "bgi", "knd": 1, "body": {"a": [{}]}}
    found = problems_of(load(description).action("things.post"), arguments)
    assert found == [
        ("call", "knd", (), "unknown"),
        ("path", "id", (), "pattern"),
        ("query", "kind", (), "enum"),
        ("query", "who", (), "required"),
        ("body", "body", ("a", 0), "required"),
    ]


def test_a_problem_reads_as_a_sentence() -> None:
    with pytest.raises(InvalidCall) as caught:
        validate_arguments(get_of({"enum": ["big", "small"]}), {"q": "bgi"})
    assert str(caught.value.problems[0]) == (
        'q (query): "bgi" is not one of the allowed values — did you mean "big"? one of: "big", "small"'
    )


LONG = [f"{'long' * 22}{number}" for number in range(1_000)]
OF_MANY: dict[str, tuple[list[Any], Any, str]] = {
    "few": (["asc", "desc"], "up", '— one of: "asc", "desc"'),
    "all of them are near": (["Asc"], "asc", '— did you mean "Asc"?'),
    "some are near": (["asc", "desc", 1], "acs", '— did you mean "asc"? one of: "asc", "desc", 1'),
    "many": ([f"v{number}" for number in range(1_021)], 5, '"v19", and 1,001 more'),
    "long ones": (LONG, 5, "and 994 more"),
    "long ones that are near": (LONG, LONG[7], "and 998 more"),
}


@pytest.mark.parametrize("name", OF_MANY)
def test_the_accepted_values_are_listed_beside_the_near_one_within_bounds(name: str) -> None:
    allowed, value, end = OF_MANY[name]
    with pytest.raises(InvalidCall) as caught:
        validate_arguments(post_of({"enum": allowed}), {"body": f"{value}x" if value in allowed else value})
    (problem,) = caught.value.problems
    assert str(problem).endswith(end)
    assert len(str(problem)) <= 600


@pytest.mark.parametrize(
    ("names", "hint"),
    [
        (["name"], "did you mean name?"),
        (["name", "size"], "did you mean name? known properties: name, size"),
        (["name", *(f"other_{number}" for number in range(30))], "did you mean name?"),
    ],
)
def test_the_known_names_are_listed_beside_the_near_one_if_they_are_few(names: list[str], hint: str) -> None:
    schema = {"type": "object", "properties": {name: {} for name in names}, "additionalProperties": False}
    with pytest.raises(InvalidCall) as caught:
        validate_arguments(post_of(schema), {"body": {"nme": 1}})
    assert caught.value.problems[0].suggestion == hint


# --- modes


def test_the_mode_warn_warns() -> None:
    with pytest.warns(DynaclientWarning, match="expected type integer"):
        assert validate_arguments(get_of({"type": "integer"}), {"q": "x"}, mode="warn") == {"q": "x"}


def test_the_mode_off_ignores_problems() -> None:
    assert validate_arguments(get_of({"type": "integer"}, required=True), {"q": "x"}, mode="off") == {"q": "x"}
    assert validate_arguments(get_of({"type": "integer"}, required=True), {}, mode="off") == {}


@pytest.mark.parametrize("mode", ["raise", "warn", "off"])
def test_unknown_names_are_refused_in_every_mode(mode: str) -> None:
    assert problems_of(get_of({}), {"x": 1}, mode=mode) == [("call", "x", (), "unknown")]


@pytest.mark.parametrize("mode", ["warn", "off"])
def test_a_path_value_is_required_in_every_mode(mode: str) -> None:
    found = load(describe({"get": action({"id": {"in": "path"}}, path="/{id}")})).action("things.get")
    assert problems_of(found, {}, mode=mode) == [("path", "id", (), "required")]


# --- JSON bodies


@pytest.mark.parametrize("value", [{"a": 1}, {"a": 1.0}, {"a": 10**30}, {"a": 1, "b": [None, "é"]}])
def test_plain_data_is_valid_in_a_json_body(value: Any) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}}
    assert validate_arguments(post_of(schema), {"body": value}) == {"body": value}


def test_a_json_body_keeps_types() -> None:
    schema = {"properties": {"a": {"type": "integer"}}}
    assert problems_of(post_of(schema), {"body": {"a": "1"}}) == [("body", "body", ("a",), "type")]


def test_dates_and_the_like_inside_a_json_body_become_their_standard_form() -> None:
    body = {"day": datetime.date(2026, 1, 2), "id": uuid.UUID(int=1), "kind": Colour.RED, "price": Decimal("1.5")}
    schema = {"type": "object", "properties": {"day": {"type": "string"}}}
    validated = validate_arguments(post_of(schema), {"body": body})["body"]
    assert validated == {"day": "2026-01-02", "id": str(uuid.UUID(int=1)), "kind": "red", "price": 1.5}


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"a": {1, 2}}, ("a",)),
        ({"a": float("inf"), "b": object()}, ("a",)),
        ({"a": "\ud800", "b": object()}, ("a",)),
        ({1: "x", "y": object()}, ()),
        ({"a": Decimal("1.00000000000000000000000001"), "b": b""}, ("b",)),
    ],
)
def test_what_json_cannot_encode_is_reported_with_its_path(value: Any, path: tuple[Any, ...]) -> None:
    # The fast engine validates only what the schema describes; this schema describes all of it.
    schema = {"type": "object", "additionalProperties": {"type": ["string", "array", "object", "number"]}}
    assert problems_of(post_of(schema), {"body": value}) == [("body", "body", path, "type")]


def test_a_null_body_is_a_body() -> None:
    assert validate_arguments(post_of({"type": "null"}), {"body": None}) == {"body": None}


def test_an_unknown_property_is_reported_with_the_right_one() -> None:
    schema = {"type": "object", "properties": {"name": {}}, "additionalProperties": False}
    with pytest.raises(InvalidCall) as caught:
        validate_arguments(post_of(schema), {"body": {"nme": "the value is not shown"}})
    (problem,) = caught.value.problems
    assert (problem.path, problem.rule, problem.suggestion) == (("nme",), "unknown", "did you mean name?")
    assert "not shown" not in str(caught.value)


@pytest.mark.parametrize(
    ("schema", "value", "message"),
    [
        ({"minLength": 3}, "ab", '"ab" is shorter than the minimum length of 3'),
        ({"maxItems": 1}, [1, 2], "has more items than the maximum of 1"),
        ({"multipleOf": 0.01}, 19.995, "19.995 is not a multiple of 0.01"),
        ({"uniqueItems": True}, [1, 2, 1.0], "has an item twice: [0] and [2]"),
        ({"enum": list(range(20))}, 99, "18, 19"),
        ({"enum": list(range(1_021))}, 99_999, "18, 19, and 1,001 more"),
        ({"required": ["a", "b"]}, {"a": 1}, "is missing the required property 'b'"),
        ({"type": ["string", "null"]}, 1, "expected type string or null, got 1"),
        ({"not": {}}, 1, "does not satisfy not"),
        ({"const": 1}, 2, "one of: 1"),
        ({"additionalProperties": {"type": "integer"}}, {"a": "x"}, "expected type integer"),
        ({"patternProperties": {"^x": {"type": "integer"}}}, {"xa": "y"}, "expected type integer"),
        ({"anyOf": [{"type": "string"}, {"type": "object", "required": ["a"]}]}, {}, "required property 'a'"),
        ({"anyOf": [{"enum": ["aaa"]}, {"oneOf": [{"enum": ["bbb"]}, {"const": "ccc"}]}]}, "aab", "did you mean"),
        (
            {"anyOf": [{"minimum": 5}, {"multipleOf": 7}]},
            4,
            "4 fits none of the alternatives: alternative 1 or alternative 2",
        ),
        (
            {"oneOf": [{}, {}]},
            4,
            "4 has to fit exactly one alternative, and fits two of them: alternative 1 and alternative 2",
        ),
        ({"unevaluatedProperties": False}, {"a": 1}, "body.a (body): unknown property"),
    ],
)
def test_each_rule_has_a_message(schema: Any, value: Any, message: str) -> None:
    with pytest.raises(InvalidCall) as caught:
        validate_arguments(post_of(schema), {"body": value})
    assert message in str(caught.value)


def test_a_multiple_is_computed_in_decimals() -> None:
    assert validate_arguments(post_of({"multipleOf": 0.01}), {"body": 19.99}) == {"body": 19.99}


@pytest.mark.parametrize("mark", ["secret", "writeOnly"])
def test_a_secret_is_redacted_in_every_problem(mark: str) -> None:
    schema = {
        "type": "object",
        "properties": {
            "password": {"type": "string", "minLength": 8, mark: True},
            "deep": {"items": {mark: True}},
        },
        "required": ["user"],
    }
    body = {"password": "hunter2", "deep": ["hunter2"], "more": 1}
    with pytest.raises(InvalidCall) as caught:
        validate_arguments(post_of(schema), {"body": body})
    assert "hunter2" not in repr(caught.value.problems) + str(caught.value)
    assert MASK in repr(caught.value.problems)


@pytest.mark.parametrize(("mode", "mark"), [("raise", "secret"), ("warn", "secret"), ("raise", "writeOnly")])
@pytest.mark.parametrize(
    "user", ['{"password": "hunter2hunter2"}', [{"password": "hunter2hunter2"}], {"pins": "hunter2hunter2"}],
)  # fmt: skip
def test_a_secret_inside_a_value_of_another_shape_is_redacted(mode: str, mark: str, user: Any) -> None:
    secret = {"type": "string", mark: True}
    schema = {"type": "object", "properties": {"password": secret, "pins": {"type": "array", "items": secret}}}
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            validate_arguments(post_of(schema), {"body": user}, mode=mode)
        except InvalidCall as error:
            shown = f"{error} {error.problems!r}"
        else:
            shown = str(warned[0].message)
    assert f"got {MASK}" in shown
    assert "hunter2" not in shown


def test_a_secret_parameter_is_redacted() -> None:
    with pytest.raises(InvalidCall) as caught:
        validate_arguments(get_of({"type": "string", "minLength": 9}, secret=True), {"q": "hunter2"})
    assert "hunter2" not in repr(caught.value.problems)


FORM = "application/x-www-form-urlencoded"
JSON, TEXT = "application/json", "text/plain"
SECRET = {"type": "string", "secret": True}
OF_ANOTHER_TYPE: dict[str, tuple[str, Any, Any, Any, Any]] = {
    # the media type with its schema, the schema of another one, the body, and what the problem shows of it
    "all of it": (JSON, {"type": "object"}, SECRET, "hunter2", MASK),
    "a member": (JSON, {"properties": {"a": {"maxLength": 3}}}, {"properties": {"a": SECRET}}, {"a": "hunter2"}, MASK),
    "an object with one": (JSON, {"minProperties": 3}, {"properties": {"a": SECRET}}, {"a": "hunter2", "b": 1}, {"a": MASK, "b": 1}),
    "one of each": (
        JSON, {"minProperties": 3, "properties": {"b": {"writeOnly": True}}}, {"properties": {"a": SECRET}},
        {"a": "hunter2", "b": "hunter2"}, MASK,
    ),
    "no secret": (JSON, {"properties": {"b": {"type": "string"}}}, {"properties": {"a": SECRET}}, {"a": "hunter2", "b": 5}, 5),
    "below one": (JSON, {"properties": {"a": {"items": {"maxLength": 1}}}}, {"properties": {"a": {"secret": True}}}, {"a": ["hunter2"]}, MASK),
    "by the first": (JSON, SECRET, {"type": "object"}, 5, MASK),
    "a missing member": (JSON, {"required": ["c"]}, {"properties": {"a": SECRET}}, {"a": "hunter2"}, {"a": MASK}),
    "a form": (FORM, {"properties": {"a": {"maxLength": 3}}}, {"properties": {"a": SECRET}}, {"a": "hunter2"}, MASK),
    "an item of a form": (FORM, {"properties": {"a": {"items": {"maxLength": 3}}}}, {"properties": {"a": {"secret": True}}}, {"a": ["hunter2"]}, MASK),
    "text": (TEXT, {"maxLength": 3}, SECRET, "hunter2", MASK),
}  # fmt: skip


@pytest.mark.parametrize("case", OF_ANOTHER_TYPE)
def test_what_any_media_type_marks_secret_is_redacted(case: str) -> None:
    media, first, second, body, shown = OF_ANOTHER_TYPE[case]
    content = {media: first, "application/merge-patch+json": second}
    found = load(describe({"post": {"method": "POST", "parameters": {"body": {"in": "body", "content": content}}}}))
    with pytest.raises(InvalidCall) as caught:
        validate_arguments(found.action("things.post"), {"body": body})
    assert [problem.got for problem in caught.value.problems] == [shown]
    assert "hunter2" not in f"{caught.value} {caught.value.problems!r}"


def test_a_body_that_cannot_be_redacted_where_the_stack_ends_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def overflow(_: Schema, value: Any) -> Any:
        raise RecursionError

    monkeypatch.setattr(Schema, "redact_secrets", overflow)
    with pytest.raises(InvalidCall) as caught:
        validate_arguments(post_of({"properties": {"a": SECRET}, "maxProperties": 0}), {"body": {"b": "hunter2"}})
    assert [problem.got for problem in caught.value.problems] == [MASK]


# --- forms, files and other bodies

MULTIPART = "multipart/form-data"
FILE = {"type": "object", "properties": {"name": {"type": "string"}, "data": {"file": True}}}


def test_a_form_has_strings_as_values() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}
    assert validate_arguments(post_of(schema, FORM), {"body": {"a": "1", "b": None}}) == {"body": {"a": "1"}}
    assert problems_of(post_of(schema, FORM), {"body": {"a": "x"}}) == [("body", "body", ("a",), "type")]


def test_a_form_is_a_dict() -> None:
    assert problems_of(post_of({}, FORM), {"body": "a=1"}) == [("body", "body", (), "type")]
    assert problems_of(post_of({}, FORM), {"body": {"a": object()}}) == [("body", "body", ("a",), "type")]


@pytest.mark.parametrize("value", [b"x", bytearray(b"x"), iter([b"x"]), ("a.txt", b"x"), ("a.txt", b"x", "text/plain")])
def test_a_file_may_be_passed_in_many_forms(value: Any) -> None:
    assert validate_arguments(post_of(FILE, MULTIPART), {"body": {"data": value, "name": "x"}})["body"]["data"] is value


def test_a_file_may_be_a_path(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"x")
    assert validate_arguments(post_of(FILE, MULTIPART), {"body": {"data": file}}) == {"body": {"data": file}}


@pytest.mark.parametrize(
    "value",
    [
        "text",
        io.StringIO("text"),
        5,
        Path("no such file"),
        Path(),
        ("a",),
        (1, b"x"),
        ("a", "text"),
        ("a", b"x", "a/b\r\nX: y"),
        ("\ud800", b"x"),
        [b"x", "text"],
    ],
)
def test_what_is_not_a_file_is_refused(value: Any) -> None:
    assert {problem[3] for problem in problems_of(post_of(FILE, MULTIPART), {"body": {"data": value}})} == {"file"}


def test_a_pipe_is_there_and_is_not_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InvalidCall, match="pipe' is not a regular file — write it to a file first"):
        validate_arguments(post_of(FILE, MULTIPART), {"body": {"data": tmp_path / "pipe"}})


def test_a_raw_body_may_be_a_string() -> None:
    assert validate_arguments(post_of({}, "text/plain"), {"body": "hello"}) == {"body": "hello"}
    assert validate_arguments(post_of({"type": "integer"}, "text/plain"), {"body": 5}) == {"body": 5}
    assert problems_of(post_of({"maxLength": 3}, "text/plain"), {"body": "hello"}) == [
        ("body", "body", (), "maxLength")
    ]
    assert problems_of(post_of({}, "application/xml"), {"body": 5}) == [("body", "body", (), "file")]
    assert problems_of(post_of({}, "application/xml"), {"body": "\ud800"}) == [("body", "body", (), "type")]


def test_the_media_type_has_to_be_one_of_those_offered() -> None:
    assert problems_of(post_of({}), {"body": 1}, media="text/csv") == [("call", "content", (), "content")]


def test_the_caller_may_choose_another_media_type() -> None:
    content = {"application/json": {"type": "object"}, "text/csv": {}}
    post = {"method": "POST", "parameters": {"body": {"in": "body", "content": content}}}
    found = load(describe({"post": post})).action("things.post")
    assert validate_arguments(found, {"body": "a,b"}, media="text/csv") == {"body": "a,b"}


class Unreadable:
    """An object that nothing can be known of."""

    @property
    def __class__(self) -> Any:
        raise RuntimeError

    @__class__.setter
    def __class__(self, _: Any) -> None: ...


class Unseekable(io.BytesIO):
    """A file object whose position cannot be read."""

    def tell(self) -> int:
        raise RuntimeError


@pytest.mark.parametrize("schema", [{"file": True}, {"anyOf": [{"file": True}, {"type": "string"}]}])
def test_a_file_that_raises_when_it_is_looked_at_is_a_problem(schema: dict[str, Any]) -> None:
    parts = {"data": {"in": "part", "schema": schema}}
    post = {"method": "POST", "parameters": parts, "content": "multipart/form-data"}
    found = load(describe({"post": post})).action("things.post")
    with pytest.raises(InvalidCall, match=r"data \(part\): is a Unreadable that cannot be read \(RuntimeError\)"):
        validate_arguments(found, {"data": Unreadable()})
    assert file_stream(Unseekable(b"abc")).length is None


def test_each_part_is_validated() -> None:
    parts = {
        "data": {"in": "part", "schema": {"file": True}},
        "count": {"in": "part", "schema": {"type": "integer"}},
        "options": {"in": "part", "schema": {"type": "object", "properties": {"a": {"type": "integer"}}}},
    }
    found = load(describe({"post": {"method": "POST", "parameters": parts}})).action("things.post")
    assert validate_arguments(found, {"data": b"x", "count": "1", "options": {"a": 1}}) == {
        "data": b"x", "count": "1", "options": {"a": 1},
    }  # fmt: skip
    assert problems_of(found, {"data": "x", "count": "y", "options": {"a": "1"}}) == [
        ("part", "data", (), "file"), ("part", "count", (), "type"), ("part", "options", ("a",), "type"),
    ]  # fmt: skip


def test_in_the_mode_off_a_form_is_sent_as_it_is() -> None:
    schema = {"properties": {"a": {"type": "integer"}}}
    assert validate_arguments(post_of(schema, FORM), {"body": {"a": "x"}}, mode="off") == {"body": {"a": "x"}}


def test_a_schema_that_cannot_be_evaluated_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Evaluation, "descend", lambda *_, **__: [].pop())
    with pytest.raises(InvalidCall, match="cannot be validated with this schema"):
        validate_arguments(post_of({"type": "string"}), {"body": 1})


@pytest.mark.parametrize("name", [5, "\ud800"])
def test_a_name_in_a_form_is_a_string_that_can_be_encoded(name: Any) -> None:
    assert problems_of(post_of({}, FORM), {"body": {name: "x"}}) == [("body", "body", (), "type")]


class Word(str):
    """A subclass of `str`."""


def test_a_string_of_a_subclass_is_sent_as_a_string() -> None:
    assert type(validate_arguments(get_of({"type": "string"}), {"q": Word("x")})["q"]) is str


def test_null_inside_json_text_is_null() -> None:
    found = get_of({"type": "array", "items": {"type": "integer"}})
    assert problems_of(found, {"q": [None]}) == [("query", "q", (0,), "type")]


def test_alternatives_inside_alternatives_are_explained() -> None:
    schema = {"anyOf": [{"anyOf": [{"enum": [1]}, {"minimum": 9}]}, {"enum": [2]}]}
    with pytest.raises(InvalidCall, match="5 is less than the minimum of 9"):
        validate_arguments(post_of(schema), {"body": 5})


def _shape(kind: Any, **sizes: Any) -> dict[str, Any]:
    tagged = {"kind": kind, **{name: {"type": "number"} for name in sizes}}
    return {"type": "object", "properties": tagged, "required": ["kind"], "additionalProperties": False}


SHAPES = {"oneOf": [_shape({"enum": ["circle", "disc"]}, radius=0), _shape({"const": "square"}, side=0)]}

ALTERNATIVES: list[tuple[str, Any, Any, list[tuple[Any, ...]]]] = [
    # what is reported, the schema, the value, the problems
    ("the problem in the one that is meant", SHAPES, {"kind": "square", "sid": 1}, [(("sid",), "unknown")]),
    ("all values of the tag", SHAPES, {"kind": "cube"}, [(("kind",), "enum", ["circle", "disc", "square"])]),
    ("a property that all of them require", SHAPES, {}, [((), "required")]),
    ("all types", {"oneOf": [{"type": "number"}, {"type": ["string", "null"]}]}, [], [((), "type", ["number", "string", "null"])]),
    ("that none of them matches", {"oneOf": [{"minimum": 5}, {"maximum": 1}]}, 3, [((), "oneOf")]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "schema", "value", "problems"), ALTERNATIVES, ids=[row[0] for row in ALTERNATIVES])
def test_of_alternatives_is_reported(what: str, schema: Any, value: Any, problems: list[tuple[Any, ...]]) -> None:
    with pytest.raises(InvalidCall) as caught:
        validate_arguments(post_of(schema), {"body": value})
    found = [(problem.path, problem.rule, problem.expected) for problem in caught.value.problems]
    assert [row[: len(wanted)] for row, wanted in zip(found, problems, strict=True)] == problems, what


# --- presets of a body -----------------------------------------------------------------------------------------------


@dataclass
class Thing:
    name: str = "a"


PRESETS: list[tuple[dict[str, Any], Any]] = [
    ({}, {"stream": True}),
    ({"body": {"name": "a"}}, {"stream": True, "name": "a"}),
    ({"body": {"stream": False}}, {"stream": False}),
    ({"body": Thing()}, {"stream": True, "name": "a"}),
    ({"body": None}, None),
    ({"body": [1]}, [1]),
]


@pytest.mark.parametrize(("arguments", "sent"), PRESETS)
def test_members_are_sent_that_a_body_does_not_have(arguments: dict[str, Any], sent: Any) -> None:
    body = {"in": "body", "schema": {}, "presets": {"stream": True}}
    described = load(describe({"post": {"method": "POST", "parameters": {"body": body}}})).action("things.post")
    assert validate_arguments(described, arguments) == {"body": sent}


def test_a_body_that_cannot_be_encoded_is_reported_as_without_presets() -> None:
    body = {"in": "body", "schema": {}, "presets": {"stream": True}}
    described = load(describe({"post": {"method": "POST", "parameters": {"body": body}}})).action("things.post")
    with pytest.raises(InvalidCall, match="body"):
        validate_arguments(described, {"body": object()})
