"""What is `readOnly` is not required in a request, what is `writeOnly` not in a response: with either engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dynaclient import BadResponse, Client, InvalidCall, load
from dynaclient.call.arguments import validate_arguments
from dynaclient.call.examples import example
from dynaclient.schema import engines
from dynaclient.schema.directions import is_marked, leads_to_mark
from dynaclient.testing import response
from tests.support.both_clients import backend_kind_fixture, with_both_clients
from tests.support.descriptions import client_of, describe

backend_kind = backend_kind_fixture()

ID, SECRET = {"type": "integer", "readOnly": True}, {"type": "string", "writeOnly": True}
PET = {"type": "object", "required": ["id", "name"], "properties": {"id": ID, "name": {"type": "string"}}}
NAMED = {
    "pet": PET,
    "readOnlyId": ID,
    "requiresId": {"required": ["id"]},
    "declaresId": {"properties": {"id": ID}},
    "tree": {"required": ["id"], "properties": {"id": ID, "inner": {"$ref": "#/schemas/tree"}}},
    "all": {"allOf": [{"$ref": "#/schemas/pet"}, {"required": ["id", "tag"]}]},
}


@pytest.fixture(params=["fast engine", "fallback"], autouse=True)
def _engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "fallback":
        monkeypatch.setattr(engines, "fast_engine", lambda: None)


def describe_both(schema: Any, **top: Any) -> dict[str, Any]:
    """Return a description of an action whose request and response have one schema."""
    body = {"in": "body", "required": True, "schema": schema}
    post = {"method": "POST", "parameters": {"body": body}, "responses": {"200": {"schema": schema}}}
    return describe({"post": post}, schemas=NAMED, **top)


def missing(schema: Any, value: Any, **top: Any) -> list[Any]:
    """Return what is missing in a request with this body: for each problem the path and the names."""
    try:
        validate_arguments(load(describe_both(schema, **top)).action("things.post"), {"body": value})
    except InvalidCall as error:
        return [(*problem.path, *problem.expected) for problem in error.problems if problem.rule == "required"]
    return []


CASES: dict[str, tuple[Any, Any, list[Any]]] = {
    # name: a schema, a value without its read-only properties, what is missing nevertheless
    "at the top": (PET, {"name": "a"}, []),
    "what is not marked is required": (PET, {}, [("name",)]),
    "behind a reference": ({"$ref": "#/schemas/pet"}, {}, [("name",)]),
    "in items": ({"type": "array", "items": {"$ref": "#/schemas/pet"}}, [{"name": "a"}, {}], [(1, "name")]),
    "in a property": ({"properties": {"pet": PET}}, {"pet": {}}, [("pet", "name")]),
    "in itself": ({"$ref": "#/schemas/tree"}, {"inner": {"inner": {}}}, []),
    "marked by the target of a reference": ({"required": ["a"], "properties": {"a": {"$ref": "#/schemas/readOnlyId"}}}, {}, []),
    "marked by a part": ({"required": ["a"], "properties": {"a": {"allOf": [{"title": "x"}, ID]}}}, {}, []),
    "required beside the declaration": ({"allOf": [{"$ref": "#/schemas/requiresId"}, {"$ref": "#/schemas/declaresId"}]}, {}, []),
    "required around the declaration": ({"required": ["id", "b"], "allOf": [{"$ref": "#/schemas/declaresId"}]}, {}, [("b",)]),
    "declared around the requirement": ({"properties": {"id": ID}, "allOf": [{"required": ["id"]}]}, {}, []),
    "in several parts": ({"$ref": "#/schemas/all"}, {"name": "a"}, [("tag",)]),
    "in an alternative": ({"anyOf": [PET, {"type": "null"}]}, {"name": "a"}, []),
    "in a branch": ({"if": {"required": ["k"]}, "then": PET, "properties": {"k": {}}}, {"k": 1, "name": "a"}, []),
    "in a dependent schema": ({"dependentSchemas": {"k": PET}}, {"k": 1}, [("name",)]),
    "a condition stays": ({**PET, "if": {"required": ["id"]}, "then": {"required": ["never"]}}, {"name": "a"}, []),
    "an alternative that is only a condition stays": ({"properties": {"id": ID, "b": {}}, "oneOf": [{"required": ["id"]}, {"required": ["b"]}]}, {"b": 1}, []),
    "what only a response lacks": ({"required": ["a"], "properties": {"a": SECRET}}, {}, [("a",)]),
    "marked by an alternative beside null": ({"required": ["a"], "properties": {"a": {"anyOf": [{"$ref": "#/schemas/readOnlyId"}, {"type": "null"}]}}}, {}, []),
    "one alternative may be sent": ({"required": ["a"], "properties": {"a": {"oneOf": [ID, {"type": "string"}]}}}, {}, [("a",)]),
    "a dangling reference marks nothing": ({"required": ["a"], "properties": {"a": {"readOnly": False}, "id": ID}}, {}, [("a",)]),
}  # fmt: skip


@pytest.mark.parametrize(("schema", "value", "expected"), CASES.values(), ids=CASES)
def test_in_a_request_what_is_read_only_is_not_required(schema: Any, value: Any, expected: list[Any]) -> None:
    assert missing(schema, value) == expected


@pytest.mark.parametrize("dialect", ["draft-04", "draft-07", "2019-09"])
def test_it_is_the_same_in_each_dialect(dialect: str) -> None:
    assert missing({"required": ["id"], "properties": {"id": ID}}, {}, dialect=dialect) == []
    assert missing({"$ref": "#/schemas/pet"}, {}, dialect=dialect) == [("name",)]


def test_what_is_read_only_is_validated_where_it_is_sent() -> None:
    with pytest.raises(InvalidCall, match="expected type integer"):
        validate_arguments(load(describe_both(PET)).action("things.post"), {"body": {"id": "a", "name": "b"}})


@with_both_clients
def test_in_a_response_what_is_write_only_is_not_required_and_what_is_read_only_is() -> None:
    schema = {"required": ["id", "pin"], "properties": {"id": ID, "pin": SECRET}}
    client, _ = client_of(
        describe_both(schema), response({"id": 1}), response({"pin": "1"}), validate_responses="raise"
    )
    assert client.things.post(body={"pin": "1"}) == {"id": 1}
    with pytest.raises(BadResponse, match=r"missing the required property 'id'"):
        client.things.post(body={"pin": "1"})
    with pytest.raises(InvalidCall, match="pin"):
        client.things.post(body={"id": 1})


EXAMPLES: dict[str, tuple[Any, Any]] = {
    "generated": ({**PET, "required": ["id"], "minProperties": 1}, {"name": "a"}),
    "of the schema": ({**PET, "required": ["id"], "examples": [{"id": 5, "name": "b"}]}, {"name": "b"}),
    "nested": ({"properties": {"pets": {"type": "array", "items": PET, "minItems": 1}}, "required": ["pets"], "examples": [{"pets": [{"id": 5, "name": "b"}]}]}, {"pets": [{"name": "b"}]}),
    "kept where nothing else is valid": ({"properties": {"id": ID}, "minProperties": 1, "additionalProperties": False, "examples": [{"id": 7}]}, {"id": 7}),
    "without marks": ({"required": ["id"], "properties": {"id": {"const": 3}}}, {"id": 3}),
}  # fmt: skip


@pytest.mark.parametrize(("schema", "value"), EXAMPLES.values(), ids=EXAMPLES)
def test_an_example_of_a_body_has_nothing_that_is_read_only(schema: Any, value: Any) -> None:
    found = example(load(describe_both(schema)).action("things.post"))["body"]
    assert found.keys() == value.keys()
    assert "name" not in value or len(value) > 1 or isinstance(found["name"], str)


def test_an_example_of_the_description_is_taken_without_it() -> None:
    described = describe_both(PET)
    described["resources"]["things"]["actions"]["post"]["parameters"]["body"]["example"] = {"id": 1, "name": "c"}
    assert example(load(described).action("things.post"))["body"] == {"name": "c"}


def test_what_is_nested_too_deep_to_be_looked_through_is_left_out() -> None:
    schema = load(describe_both({"$ref": "#/schemas/tree"})).action("things.post").body
    assert schema is not None
    value: dict[str, Any] = {"id": 1}
    for _ in range(100):
        value = {"inner": value}
    stripped, depth = schema.schema.without_hidden({"id": 1, "inner": value}), 0
    assert "id" not in stripped
    while stripped:
        stripped, depth = stripped.get("inner"), depth + 1
    assert (depth, stripped) == (65, None)


def test_a_mark_is_found_behind_references_and_parts_and_not_without_end() -> None:
    document = {"schemas": {"a": {"allOf": [True, {"$ref": "#/schemas/b"}]}, "b": ID, "c": {"$ref": "#/schemas/c"}}}
    found = [leads_to_mark(document, {"$ref": f"#/schemas/{name}"}, "readOnly") for name in ("a", "b", "c", "none")]
    assert found == [True, True, False, False]
    assert is_marked({"allOf": [True, {"readOnly": True}]}, "readOnly")
    assert not is_marked({"allOf": [True]}, "readOnly")
    either = {"oneOf": [{"type": "integer"}, {"anyOf": [{"type": "null"}, {"readOnly": True, "writeOnly": True}]}]}
    assert [is_marked(either, mark) for mark in ("readOnly", "writeOnly")] == [False, True]


# --- the mock server -------------------------------------------------------------------------------------------------


@pytest.fixture
def users() -> Iterator[Client]:
    user = {
        "type": "object",
        "required": ["id", "name", "password"],
        "properties": {"id": ID, "name": {"type": "string"}, "password": SECRET, "rank": {"default": 1, "readOnly": True}},
    }  # fmt: skip
    body = {"in": "body", "required": True, "schema": user}
    ok = {"200": {"schema": user}}
    described = describe(
        {
            "list": {"method": "GET", "responses": {"200": {"schema": {"type": "array", "items": user}}}},
            "create": {"method": "POST", "parameters": {"body": body}, "responses": ok},
            "get": {"method": "GET", "path": "/{id}", "parameters": {"id": {"in": "path", "schema": {"type": "integer"}}}, "responses": ok},
        },
    )  # fmt: skip
    with Client.mock(described, validate_responses="raise") as client:
        yield client


def test_the_mock_server_ignores_what_is_read_only_and_returns_nothing_that_is_write_only(users: Client) -> None:
    made = users.things.create(body={"name": "a", "password": "p", "rank": 9, "id": 77})
    assert made == {"id": made["id"], "name": "a", "rank": 1}
    assert made["id"] != 77
    assert users.things.get(id=made["id"]) == made
    assert users.things.list() == [made]


def test_what_the_mock_server_generates_has_nothing_that_is_write_only() -> None:
    user = {"required": ["id", "pin"], "properties": {"id": ID, "pin": SECRET}}
    get = {
        "method": "GET",
        "path": "/{id}",
        "parameters": {"id": {"in": "path"}},
        "responses": {"200": {"schema": user}},
    }
    with Client.mock(describe({"get": get})) as client:
        assert client.things.get(id="5").keys() == {"id"}


def test_the_mock_server_ignores_a_part_that_is_read_only() -> None:
    thing = {"properties": {"id": {"type": "string"}, "name": {}, "rank": {}}}
    parts = {"name": {"in": "part"}, "rank": {"in": "part", "schema": {"readOnly": True}}}
    post = {"method": "POST", "parameters": parts, "responses": {"200": {"schema": thing}}}
    get = {
        "method": "GET",
        "path": "/{id}",
        "parameters": {"id": {"in": "path"}},
        "responses": {"200": {"schema": thing}},
    }
    with Client.mock(describe({"post": post, "get": get})) as client:
        assert client.things.post(name="a", rank=5).get("rank") != 5


def test_what_is_left_out_of_a_response_can_be_redacted_however_deep_it_is() -> None:
    user = {"properties": {"pin": SECRET, "id": ID, "token": {"secret": True}, "inner": {"$ref": "#/schemas/user"}}}
    described = describe({"get": {"method": "GET", "responses": {"200": {"schema": {"$ref": "#/schemas/user"}}}}}, schemas={"user": user})  # fmt: skip
    (schema,) = load(described).action("things.get").responses["200"].content.values()
    value: Any = {"id": 1}
    expected: Any = {"id": 1}
    for _ in range(100):
        value = {"pin": "p", "id": 2, "token": "t", "inner": value}
        expected = {"pin": "***", "id": 2, "token": "***", "inner": expected}
    assert schema.redact_withheld(value) == expected
    assert schema.redact_withheld(plain := {"id": 1, "inner": {}}) is plain


def test_what_is_read_only_is_not_redacted_in_a_response() -> None:
    described = describe({"get": {"method": "GET", "responses": {"200": {"schema": PET}}}})
    (schema,) = load(described).action("things.get").responses["200"].content.values()
    assert schema.redact_withheld({"id": 1, "name": "a"}) == {"id": 1, "name": "a"}
