"""Example arguments: they are valid and few, and the mock server accepts them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dynaclient import Client, DescriptionError, NotFound, load
from dynaclient.call.examples import FILE, example, example_of
from dynaclient.description.model import Action
from tests.support.descriptions import action, api_of, describe

API = load()
NAMES = list(API.actions)


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with Client.mock(API) as mocked:
        yield mocked


def _things(parameters: dict[str, Any], **more: Any) -> Action:
    return api_of(parameters, **more).action("things.get")


def _body(schema: Any, method: str = "POST", **more: Any) -> dict[str, Any]:
    body = {"thing": {"in": "body", "required": True, "schema": schema, **more}}
    return example(load(describe({"go": action(body, method=method)})).action("things.go"))


# --- every action of the bundled description -------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_example_of_each_action_is_valid(client: Client, name: str) -> None:
    described = API.action(name)
    method = client[described.resource][described.key]
    arguments = method.example()
    assert set(arguments) == {parameter.name for parameter in described.parameters.values() if parameter.required}
    assert method.prepare(**arguments).method == described.method


@pytest.mark.parametrize("name", [name for name in NAMES if not API.action(name).stream])
def test_the_mock_server_responds_to_the_example_of_each_action(client: Client, name: str) -> None:
    try:
        status, message = client.with_response.call(name, example(API.action(name))).status, ""
    except NotFound as error:
        status, message = error.status, str(error)
    # What an id names may not exist, or not exist any more; the action itself has to.
    assert status < 300 or "was not found in" in message or "was deleted" in message


@pytest.mark.parametrize("name", [name for name in NAMES if API.action(name).stream])
def test_the_mock_server_streams_the_example_of_each_stream(client: Client, name: str) -> None:
    with client.with_options(reconnect=0).call(name, example(API.action(name))) as stream:
        assert next(stream).data is not None


def test_the_example_is_always_the_same() -> None:
    assert {name: example(API.action(name)) for name in NAMES} == {name: example(API.action(name)) for name in NAMES}


# --- where a value is taken from ----------------------------------------------------------------------------------------

SOURCES: list[tuple[dict[str, Any], Any]] = [
    ({"schema": {"type": "integer"}, "example": 7, "default": 1}, 7),
    ({"schema": {"type": "integer"}, "examples": {"a": {"value": "no"}, "b": {"value": 9}}, "default": 1}, 9),
    ({"schema": {"type": "integer"}, "examples": {"b": {"value": 9}}, "example": 7}, 7),
    ({"schema": {"type": "integer", "examples": ["wrong", 8]}, "default": 1}, 8),
    ({"schema": {"type": "integer"}, "preset": 3, "default": 1}, 3),
    ({"schema": {"type": "integer"}, "default": 1}, 1),
    ({"schema": {"enum": ["red", "blue"]}}, "red"),
    ({"schema": {"type": "integer", "minimum": 5, "examples": [4]}}, 5),
    ({"schema": {"type": "string"}, "example": ""}, "text"),
    ({"schema": {"type": "object"}, "style": "json", "example": {"a": 1}}, {"a": 1}),
]


@pytest.mark.parametrize(("declared", "wanted"), SOURCES)
def test_a_value_is_taken_from_the_first_source_with_a_valid_one(declared: dict[str, Any], wanted: Any) -> None:
    assert example(_things({"it": {"in": "query", "required": True, **declared}})) == {"it": wanted}


def test_a_value_that_cannot_be_encoded_is_not_valid() -> None:
    deep: Any = []
    for _ in range(200):
        deep = [deep]
    described = _things({"it": {"in": "query", "required": True, "schema": {"type": "string"}}})
    parameter = described.parameters["it"]
    object.__setattr__(parameter, "example", deep)
    assert example_of(described, parameter) == "text"


def test_optional_arguments_are_left_out() -> None:
    assert example(_things({"it": {"in": "query", "schema": {"type": "string"}, "example": "x"}})) == {}


@pytest.mark.parametrize(
    ("schema", "wanted"), [({"file": True}, FILE), ({"type": "array", "items": {"file": True}}, [FILE])]
)
def test_a_file_is_passed_as_bytes(schema: Any, wanted: Any) -> None:
    part = {"upload": {"in": "part", "required": True, "schema": schema}}
    api = load(describe({"go": action(part, method="POST", content="multipart/form-data")}))
    assert example(api.action("things.go")) == {"upload": wanted}


WRITTEN: dict[str, tuple[dict[str, Any], Any]] = {
    "a list": ({"schema": {"type": "array", "items": {"type": "integer"}}}, [1]),
    "an empty list": ({"schema": {"type": "array"}, "example": []}, ["text"]),
    "an object": ({"schema": {"type": "object"}}, {"key1": "text"}),
    "only what is not nested": (
        {"schema": {"properties": {"a": {"type": "object"}, "b": {"type": ["null", "integer"]}, "c": {}}}},
        {"b": 1, "c": "text"},
    ),
    "nested in brackets": (
        {"schema": {"type": "object", "properties": {"a": {"type": "array"}}}, "style": "brackets"},
        {"a": ["text"]},
    ),
    "nested in JSON": (
        {"schema": {"type": "array", "minItems": 1, "items": {"type": "array"}}, "style": "json"},
        [["text"]],
    ),
    "only what is empty": ({"schema": {"enum": [""]}}, ""),
    "a string that may be empty": ({"schema": {"type": "string", "pattern": "^x*$"}}, "x"),
    "a header": ({"in": "header", "schema": {"type": "string", "examples": ["é", "e"]}}, "e"),
    "a cookie": ({"in": "cookie", "schema": {"type": "array", "items": {"enum": [3]}}}, [3]),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_value_can_be_written_where_it_belongs(name: str) -> None:
    declared, wanted = WRITTEN[name]
    assert example(_things({"it": {"in": "query", "required": True, **declared}})) == {"it": wanted}


PATHS: list[tuple[dict[str, Any], str]] = [
    ({"enum": ["", "..", "a"]}, "a"),
    ({"type": "string", "examples": [".", "a/../b", "c"]}, "c"),
    ({"pattern": "^[.]+$"}, "...."),
    ({"pattern": "^b?$"}, "b"),
]


@pytest.mark.parametrize(("schema", "wanted"), PATHS)
def test_a_value_in_a_path_leaves_the_path_as_it_is(schema: Any, wanted: str) -> None:
    described = api_of({"id": {"in": "path", "schema": schema}}, path="/{id}").action("things.get")
    assert example(described) == {"id": wanted}


@pytest.mark.parametrize(
    "schema", [{"enum": [""]}, {"pattern": "^[.]?$"}, {"type": "array", "items": {"type": "array"}}]
)
def test_if_no_value_can_be_written_the_error_says_so(schema: Any) -> None:
    described = api_of({"id": {"in": "path", "schema": schema}}, path="/{id}").action("things.get")
    with pytest.raises(DescriptionError, match="no value was found that its schema allows and that can be written"):
        example(described)


def test_if_each_value_is_longer_than_is_preferred_it_is_the_first_one() -> None:
    described = api_of({"id": {"in": "path", "schema": {"enum": ["abcdef", "ghijkl"]}}}, path="/{id}")
    action = described.action("things.get")
    assert example_of(action, action.parameters["id"], most=3) == "abcdef"


@pytest.mark.parametrize("media", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_member_of_a_form_is_not_empty(media: str) -> None:
    part = {
        "it": {"in": "part", "required": True, "schema": {"type": "array", "items": {"type": ["object", "string"]}}}
    }
    api = load(describe({"go": action(part, method="POST", content=media)}))
    assert example(api.action("things.go")) == {"it": [{} if "multipart" in media else "text"]}


def test_a_body_that_has_no_form_as_text_is_a_file() -> None:
    body = {"it": {"in": "body", "required": True, "content": {"application/zip": {"type": "object"}}}}
    api = load(describe({"go": action(body, method="POST")}))
    assert example(api.action("things.go")) == {"it": FILE}


def test_if_no_value_is_valid_the_error_has_the_pointer_and_a_suggestion() -> None:
    with pytest.raises(DescriptionError, match="/resources/things/actions/go/parameters/thing.*write an `example`"):
        _body({"type": "integer", "minimum": 3, "maximum": 2})


# --- how much of a body ----------------------------------------------------------------------------------------------

PERSON: dict[str, Any] = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
    "examples": [{"age": 7, "name": "Ann"}],
}
NESTED: dict[str, Any] = {
    "type": "object",
    "required": ["people"],
    "properties": {"people": {"type": "array", "items": {**PERSON, "required": ["age"]}}},
    "examples": [{"people": [{"age": 1, "name": "Ann"}, {"age": 2, "name": "Bob"}], "more": True}],
}


def test_a_body_has_its_required_members() -> None:
    assert _body({**PERSON, "required": ["age"]}) == {"thing": {"age": 7}}


def test_a_body_without_required_members_is_complete() -> None:
    assert _body(PERSON) == {"thing": {"age": 7, "name": "Ann"}}


def test_a_patch_without_required_members_has_the_first_one_that_is_declared() -> None:
    assert _body(PERSON, "PATCH") == {"thing": {"name": "Ann"}}


def test_nested_values_are_reduced_too() -> None:
    assert _body(NESTED) == {"thing": {"people": [{"age": 1}]}}


def test_a_list_with_a_minimum_of_items_keeps_them() -> None:
    people = {"type": "array", "minItems": 2, "items": {"type": "object", "required": ["age"]}}
    pair = {**NESTED, "properties": {"people": people}}
    assert _body(pair) == {"thing": {"people": NESTED["examples"][0]["people"]}}


def test_a_body_that_is_only_valid_as_a_whole_is_complete() -> None:
    assert _body({**PERSON, "required": ["age"], "minProperties": 2}) == {"thing": {"age": 7, "name": "Ann"}}


@pytest.mark.parametrize("method", ["PATCH", "POST"])
def test_a_body_that_is_a_string_is_passed_as_it_is(method: str) -> None:
    assert _body({"type": "string", "examples": ["word"]}, method) == {"thing": "word"}


def _wide(count: int) -> dict[str, Any]:
    """Return a schema of an object with so many people, and of people with their names, none of which is required."""
    people = {f"p{number:02}": {**PERSON, "required": ["age"]} for number in range(count)}
    return {"type": "object", "properties": people}


LONG_BODIES: dict[str, tuple[Any, Any]] = {
    # schema → its example without required members
    "25 objects": (_wide(25), {f"p{number:02}": {"age": 7, "name": "Ann"} for number in range(25)}),
    "50 objects, each reduced": (_wide(50), {f"p{number:02}": {"age": 7} for number in range(50)}),
    "51 objects, of which one is enough": (_wide(51), {"p00": {"age": 7}}),
    "a list of objects": ({"type": "array", "items": _wide(26), "minItems": 1}, [{"p00": {"age": 7}}]),
    "51 objects, all of which are needed": (
        {**_wide(51), "minProperties": 51}, {f"p{number:02}": {"age": 7, "name": "Ann"} for number in range(51)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LONG_BODIES)
def test_a_long_body_without_required_members_is_reduced(case: str) -> None:
    schema, wanted = LONG_BODIES[case]
    assert _body(schema) == {"thing": wanted}
