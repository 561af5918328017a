from __future__ import annotations

import json
from typing import Any

import pytest

from dynaclient import load
from dynaclient.errors import Problem
from dynaclient.mock.exchange import Rejection
from dynaclient.mock.responding.responses import conforming, error_body, error_response, put
from dynaclient.schema.samples import NoSample
from dynaclient.schema.validation import Schema
from tests.support.descriptions import describe
from tests.support.mock_descriptions import api_with, body, json_body, ok, path, pets, send, service_of

# --- roles -----------------------------------------------------------------------------------------------------------


def _inferred(description: Any) -> list[str]:
    return [str(each) for each in service_of(description).roles.all()]


def test_what_was_inferred_is_told_line_by_line() -> None:
    assert _inferred(pets()) == [
        "pets.get lists /pets, id: petId",
        "pets.post creates in /pets, id: petId",
        "pet.get reads from /pets, id: petId",
        "pet.patch updates in /pets, id: petId",
        "pet.put replaces in /pets, id: petId",
        "pet.delete deletes from /pets, id: petId",
    ]


ARRAY = ok({"type": "array"})
OBJECT = ok({"type": "object"})
TEXT: dict[str, Any] = {"200": {"content": {"text/plain": {}}}}
INFERRED: list[tuple[dict[str, Any], list[str]]] = [
    ({"get": ("GET /a/{id}", OBJECT)}, ["respond"]),
    ({"get": ("GET /a", OBJECT), "one": ("GET /a/{id}", OBJECT)}, ["respond", "read"]),
    ({"get": ("GET /a", ARRAY), "post": ("POST /a", OBJECT)}, ["list", "create"]),
    ({"get": ("GET /a", OBJECT), "post": ("POST /a", OBJECT)}, ["respond", "respond"]),
    ({"post": ("POST /a", OBJECT)}, ["respond"]),
    ({"put": ("PUT /a", OBJECT), "get": ("GET /a", ARRAY)}, ["respond", "respond"]),
    ({"get": ("GET /a.json", ARRAY), "one": ("GET /a/{id}.json", OBJECT)}, ["list", "read"]),
    ({"post": ("POST /a", OBJECT), "options": ("OPTIONS /a/{id}", OBJECT)}, ["respond", "respond"]),
    ({"post": ("POST /a", OBJECT), "do": ("POST /a/{id}", OBJECT), "put": ("PUT /a/{id}", OBJECT)}, ["create", "respond", "replace"]),
    ({"list": ("PATCH /a", ARRAY), "post": ("POST /a", OBJECT), "get": ("GET /a/{id}", OBJECT)}, ["respond", "create", "read"]),
    ({"get": ("GET /a", ok({"properties": {"things": {"type": "array"}, "x": {"type": "array"}}})), "one": ("GET /a/{id}", OBJECT)}, ["list", "read"]),
    ({"get": ("GET /a", ok({"properties": {"y": {"type": "array"}, "x": {"type": "array"}}})), "one": ("GET /a/{id}", OBJECT)}, ["respond", "read"]),
    ({"get": ("GET /a", {"200": {"content": {"text/csv": {}}}}), "one": ("GET /a/{id}", OBJECT)}, ["respond", "read"]),
    ({"get": ("GET /a", TEXT), "post": ("POST /a", TEXT), "one": ("GET /a/{id}", TEXT), "do": ("POST /a/{id}", TEXT)}, ["respond"] * 4),
]  # fmt: skip


@pytest.mark.parametrize(("actions", "acts"), INFERRED)
def test_what_an_action_does_is_seen_from_paths_and_methods(actions: dict[str, Any], acts: list[str]) -> None:
    described = api_with(
        {
            name: {"method": each[0].split()[0], "path": each[0].split()[1], "responses": each[1]}
            for name, each in actions.items()
        },
        resource={"parameters": {"id": path({})}},
    )
    assert [each.behavior for each in service_of(described).roles.all()] == acts


def test_an_action_that_keeps_nothing_is_told_too() -> None:
    told_of_it = _inferred(api_with({"do": {"method": "POST", "path": "/do"}}))
    assert told_of_it == ["things.do returns an example or a generated response, and stores nothing"]


def test_faulty_actions_are_left_out_of_what_was_inferred() -> None:
    described = pets()
    described["resources"]["pets"]["actions"]["post"]["method"] = "post"
    assert "pets.post" not in str(_inferred(described))


def test_a_description_may_say_otherwise() -> None:
    thing = {"type": "object", "properties": {"code": {"type": "string"}, "text": {}}}
    sent = {"thing": body({})}
    code = {"code": {"in": "query", "required": True, "schema": {"type": "string"}}}
    actions = {
        "make": {"method": "PUT", "path": "/do/make", "parameters": sent, "responses": ok(thing), "mock": {"behavior": "create"}},
        "all": {"method": "POST", "path": "/do/all", "responses": ok({"type": "array", "items": thing}), "mock": {"behavior": "list"}},
        "one": {"method": "GET", "path": "/do/one", "parameters": code, "responses": ok(thing), "mock": {"behavior": "read"}},
        "drop": {"method": "POST", "path": "/do/drop", "parameters": code, "mock": {"behavior": "delete"}},
        "plain": {"method": "GET", "path": "/do/plain", "mock": {"behavior": "respond"}},
    }  # fmt: skip
    service = service_of(api_with(actions, resource={"mock": {"collection": "/boxes/{code}", "id": "code"}}))
    made = json_body(send(service, "PUT", "/do/make", b'{"text": "x"}'))
    assert json_body(send(service, "POST", "/do/all")) == [made]
    assert json_body(send(service, "GET", f"/do/one?code={made['code']}")) == made
    assert send(service, "POST", f"/do/drop?code={made['code']}").status == 204
    assert send(service, "GET", f"/do/one?code={made['code']}").status == 404
    assert str(service.roles.all()[0]) == "things.make creates in /boxes, id: code"


def test_a_collection_said_elsewhere_is_shared() -> None:
    described = pets()
    described["resources"]["old"] = {
        "path": "/old/{name}",
        "parameters": {"name": path({"type": "integer"})},
        "actions": {"get": {"method": "GET", "mock": {"collection": "/pets"}}},
    }
    service = service_of(described)
    send(service, "POST", "/pets", b'{"name": "a"}')
    assert json_body(send(service, "GET", "/old/1"))["name"] == "a"


def test_what_is_said_of_a_faulty_action_or_of_nothing_changes_nothing() -> None:
    described = pets()
    described["resources"]["pets"]["actions"]["post"]["mock"] = {"behavior": "dance"}
    described["resources"]["pets"]["actions"]["get"]["mock"] = {"behavior": "respond"}
    described["resources"]["pet"]["actions"]["get"]["mock"] = {}
    service = service_of(described)
    assert [each.behavior for each in service.roles.all()] == [
        "respond",
        "create",
        "read",
        "update",
        "replace",
        "delete",
    ]


def test_parents_of_a_collection_said_elsewhere_are_found_by_name_then_by_place() -> None:
    actions = {
        "post": {
            "method": "POST",
            "path": "/z/{a}/{b}",
            "mock": {"behavior": "create", "collection": "/x/{b}/y/{other}/{none}"},
        },
    }
    resource = {"parameters": {"a": path({}), "b": path({})}}
    service = service_of(api_with(actions, resource=resource))
    assert send(service, "POST", "/z/1/2").status == 201


# --- answers that keep nothing ---------------------------------------------------------------------------------------


def _answer(responses: Any, **more: Any) -> Any:
    return send(
        service_of(api_with({"do": {"method": "POST", "path": "/do", "responses": responses, **more}})), "POST", "/do"
    )


def test_an_example_is_answered_where_there_is_one() -> None:
    answer = _answer({"202": {"schema": {"type": "integer", "examples": ["no", 7]}}, "404": {}})
    assert (answer.status, json_body(answer)) == (202, 7)


MEDIA: list[tuple[dict[str, Any], int, str, bytes]] = [
    ({}, 204, "", b""),
    ({"204": {}}, 204, "", b""),
    ({"400": {}}, 204, "", b""),
    ({"200": {}}, 200, "", b""),
    ({"default": {"schema": {"const": 1}}}, 200, "application/json", b"1"),
    ({"2XX": {"schema": {"const": 1}}}, 200, "application/json", b"1"),
    ({"200": {"content": {"text/plain": {"type": "string", "examples": ["hi"]}}}}, 200, "text/plain", b"hi"),
    ({"200": {"content": {"text/*": {}}}}, 200, "text/plain", b"mock"),
    ({"200": {"content": {"image/png": {}}}}, 200, "image/png", b"mock"),
    ({"200": {"content": {"*/*": {}}}}, 200, "application/octet-stream", b"mock"),
    ({"200": {"content": {"application/vnd.x+json": {"const": 1}}}}, 200, "application/vnd.x+json", b"1"),
    ({"200": {"stream": "bytes"}}, 200, "application/octet-stream", b"mock"),
    ({"200": {"stream": "sse"}}, 200, "text/event-stream", b"retry: 0\nid: 1\ndata: {}\n\nid: 2\ndata: {}\n\n"),
    (
        {"200": {"stream": "sse", "events": {"a": {"const": 1}, "b": {"const": 2}}, "end": "[DONE]"}}, 200,
        "text/event-stream", b"retry: 0\nevent: a\nid: 1\ndata: 1\n\nevent: b\nid: 2\ndata: 2\n\ndata: [DONE]\n\n",
    ),
    ({"200": {"stream": "ndjson", "schema": {"const": 1}}}, 200, "application/x-ndjson", b"1\n1\n"),
    ({"200": {"stream": "json-seq", "schema": {"const": 1}}}, 200, "application/json-seq", b"\x1e1\n\x1e1\n"),
    ({"200": {"stream": "ndjson", "end": "."}}, 200, "application/x-ndjson", b"{}\n{}\n.\n"),
]  # fmt: skip


@pytest.mark.parametrize(("responses", "status", "media", "sent"), MEDIA)
def test_each_kind_of_answer_is_made(responses: dict[str, Any], status: int, media: str, sent: bytes) -> None:
    answer = _answer(responses)
    assert (answer.status, answer.media, answer.body) == (status, media, sent)


@pytest.mark.parametrize(
    ("last", "status", "left"),
    [
        ("", 200, [1, 2, 3]),
        ("1", 200, [2, 3]),
        ("2", 200, [3]),
        ("3", 204, []),
        ("9" * 5000, 204, []),
        ("of another server", 200, [1, 2, 3]),
        ("²", 200, [1, 2, 3]),
    ],
)
def test_a_stream_of_events_goes_on_after_the_last_id_and_is_at_its_end_after_the_last(
    last: str, status: int, left: list[int]
) -> None:
    events = {"a": {"const": 1}, "b": {"const": 2}, "c": {"const": 3}}
    service = service_of(
        api_with({"do": {"method": "GET", "path": "/do", "responses": {"200": {"stream": "sse", "events": events}}}})
    )
    given = send(service, "GET", "/do", Last_Event_ID=last)
    assert (given.status, [json.loads(each.split(b"data: ")[1]) for each in given.chunks]) == (status, left)


def test_what_is_no_stream_of_events_does_not_go_on_after_an_id() -> None:
    service = service_of(api_with({"do": {"method": "GET", "path": "/do", "responses": {"200": {"stream": "ndjson"}}}}))
    assert send(service, "GET", "/do", Last_Event_ID="2").chunks == (b"{}\n", b"{}\n")


def test_an_answer_that_cannot_be_valid_is_an_error_that_says_so() -> None:
    answer = _answer({"200": {"schema": {"type": "integer", "minimum": 2, "maximum": 1}}})
    assert answer.status == 500
    assert json_body(answer)["message"].startswith("no response can be generated for the schema of things.do")


# --- values that fit -------------------------------------------------------------------------------------------------


def _schema(raw: Any) -> Schema:
    return Schema({"schemas": {"it": raw}}, ("schemas", "it"), "2020-12")


CLOSED = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"const": 2}}, "additionalProperties": False}
TASK: dict[str, Any] = {
    "type": "object",
    "required": ["kind", "status"],
    "properties": {
        "kind": {"const": "task"},
        "status": {"enum": ["new", "done"]},
        "note": {"type": "string"},
        "title": {},
    },
}
BUG: dict[str, Any] = {"required": ["kind"], "properties": {"kind": {"enum": ["bug"]}, "sev": {}, "title": {}}}
NULLABLE: dict[str, Any] = {
    "a string": {"type": ["string", "null"]},
    "a time": {"type": ["string", "null"], "format": "date-time"},
    "an enum": {"enum": ["cat", None]},
    "an alternative": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    "any value": {},
}
FITTING: list[tuple[str, Any, Any, Any]] = [
    ("valid", CLOSED, {"a": 1}, {"a": 1}),
    ("undeclared", CLOSED, {"a": 1, "c": 2}, {"a": 1}),
    ("unevaluated", {"properties": {"a": {}}, "unevaluatedProperties": False}, {"a": 1, "c": 2}, {"a": 1}),
    ("missing", {**CLOSED, "required": ["b"]}, {"a": 1}, {"a": 1, "b": 2}),
    ("wrong", CLOSED, {"a": "x"}, {"a": 1}),
    ("deep", {"items": CLOSED}, [{"a": 1}, {"a": 1, "c": 2}], [{"a": 1}, {"a": 1}]),
    ("hopeless items", {"items": {"type": "integer", "minimum": 3, "maximum": 1}}, [7], []),
    ("never", {"properties": {"a": False, "b": {}}}, {"a": 1, "b": 2}, {"b": 2}),
    ("at its top", {"type": "integer", "examples": [5]}, "x", 5),
    ("the closest alternative", {"oneOf": [CLOSED, {"required": ["z"]}]}, {"a": "x", "b": 2}, {"a": 1, "b": 2}),
    ("no closest alternative", {"oneOf": [{"required": [name], "properties": {"b": {"type": "integer"}}} for name in "yz"], "examples": [{"z": 5}]}, {"b": "x", "c": 2}, {"z": "text", "b": 1, "c": 2}),
    ("what an alternative requires, and no more", {"oneOf": [TASK, BUG]}, {"title": "t", "more": 1}, {"title": "t", "more": 1, "kind": "task", "status": "new"}),
    ("the alternative that has most of it", {"oneOf": [TASK, BUG]}, {"title": "t", "sev": 2}, {"title": "t", "sev": 2, "kind": "bug"}),
    ("an alternative inside", {"properties": {"data": {"items": {"anyOf": [TASK, BUG]}}}}, {"data": [{"sev": 2}, {"title": "t"}]}, {"data": [{"sev": 2, "kind": "bug"}, {"title": "t", "kind": "task", "status": "new"}]}),
    ("what tells alternatives apart", {"oneOf": [{"properties": {"k": {"const": k}, "b": {}}} for k in (1, 2)]}, {"b": 3}, {"b": 3, "k": 1}),
    ("an alternative of another type", {"properties": {"a": {"oneOf": [{"type": "integer"}, TASK]}}}, {"a": "x"}, {"a": 1}),
    ("an alternative that is not an object", {"properties": {"a": {"oneOf": [{"type": "integer", "minimum": 5}, {"type": "integer", "maximum": -5}]}}}, {"a": 0}, {"a": 5}),
    ("an alternative of what was missing", {"required": ["a"], "properties": {"a": {"oneOf": [{"type": "integer", "minimum": 1}, {"type": "integer", "maximum": 1}]}}, "examples": [{"a": 2}]}, {"b": 3}, {"b": 3, "a": 2}),
    ("null", {"properties": {"a": {"type": ["integer", "null"]}}}, {"a": "x"}, {"a": None}),
    *(("null of " + name, {"properties": {"a": schema}, **more}, {"a": None}, {"a": None, **filled})
      for name, schema in NULLABLE.items()
      for more, filled in (({}, {}), ({"required": ["b"]}, {"b": "text"}), ({"allOf": [{"required": ["b"]}]}, {"b": "text"}))),
    *(("null in a list of " + name, {"properties": {"a": {"items": schema}}, "required": ["b"]}, {"a": [None]}, {"a": [None], "b": "text"})
      for name, schema in NULLABLE.items()),
    ("null that is not allowed", {"properties": {"a": {"type": "string"}}, "required": ["b"]}, {"a": None}, {"a": "text", "b": "text"}),
    ("an example with no more than it needs", {"not": {"required": ["x"]}, "required": ["a"], "examples": [{"a": 1, "b": 2}]}, {"x": 1, "c": 3}, {"a": 1, "c": 3}),
    ("items", {"properties": {"a": {"prefixItems": [{}], "items": False}}}, {"a": [1, 2, 3]}, {"a": [1]}),
    ("unevaluated items", {"properties": {"a": {"prefixItems": [{}], "unevaluatedItems": False}}}, {"a": [1, 2, 3]}, {"a": [1]}),
    ("hopeless but one", {"properties": {"a": {"minimum": 3, "maximum": 1}}, "required": ["b"]}, {"a": 7}, {"b": "text"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("schema", "value", "expected"), [each[1:] for each in FITTING], ids=[each[0] for each in FITTING]
)
def test_values_are_mended_until_they_fit(schema: Any, value: Any, expected: Any) -> None:
    found = conforming(_schema(schema), value)
    assert _schema(schema).is_valid(found)
    assert found == expected


def test_what_cannot_fit_is_not_made_up() -> None:
    with pytest.raises(NoSample):
        conforming(_schema({"properties": {"a": {"enum": []}}, "required": ["a"], "type": "object"}), {})


def test_a_value_is_put_where_a_pointer_says() -> None:
    assert put({"a": 1}, "/a/b", 2) == {"a": {"b": 2}}
    assert put("not an object", "/a", 2) == {"a": 2}


# --- errors ----------------------------------------------------------------------------------------------------------

PROBLEM = Problem.in_call("query", "q", (), "enum", ["a"], "b", "is wrong", "write a")
ERRORS: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("open", {}, {"type": "object"}, {"type": "BadRequest", "message": "no; q (query): is wrong — write a", "problems": 1}),
    ("closed", {}, {"properties": {"type": {}, "message": {}}, "additionalProperties": False}, {"type": "BadRequest"}),
    ("elsewhere", {"message": "/error/text"}, {"properties": {"error": {"type": "object"}}}, {"problems": 1}),
    ("guessed", {}, {"properties": {"error": {"type": "string"}, "detail": {"type": "string"}}}, {"error": "BadRequest"}),
    ("problem details", {}, {"properties": {"title": {"type": "string"}, "status": {"type": "integer"}}}, {"status": 400}),
    ("more is asked for", {"type": "/type"}, {"required": ["id"], "properties": {"id": {"const": 4}, "type": {}}}, {"id": 4}),
    ("nothing fits", {"type": "/type"}, {"type": "object", "properties": {"type": {"const": "X"}}, "additionalProperties": False, "required": ["type"]}, {"type": "X"}),
    ("a word", {}, {"type": "string", "examples": ["oops"]}, "oops"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("pointers", "schema", "expected"), [each[1:] for each in ERRORS], ids=[each[0] for each in ERRORS]
)
def test_an_error_has_the_shape_that_its_schema_asks_for(pointers: dict[str, str], schema: Any, expected: Any) -> None:
    api = load(describe(errors=pointers))
    found = error_body(api, _schema(schema), Rejection(400, "no", [PROBLEM]))
    assert _schema(schema).is_valid(found)
    if isinstance(expected, str):
        assert found == expected
    else:
        assert {name: 1 if name == "problems" else found[name] for name in expected} == expected


def test_the_problems_are_listed() -> None:
    found = error_body(load(describe()), None, Rejection(400, "no", [PROBLEM]))
    assert found["problems"] == [
        {"location": "query", "name": "q", "path": [], "rule": "enum", "message": "is wrong", "suggestion": "write a"}
    ]


def test_an_error_that_cannot_be_valid_has_no_body() -> None:
    api = load(describe({"get": {"method": "GET", "responses": {"400": {"schema": {"enum": []}}}}}))
    assert error_response(api, api.action("things.get"), Rejection(400, "no")).body == b""


def test_an_error_that_is_no_json_is_its_message() -> None:
    api = load(
        describe({"get": {"method": "GET", "responses": {"400": {"content": {"Text/Plain ; charset=utf-8": {}}}}}})
    )
    answer = error_response(api, api.action("things.get"), Rejection(400, "no"))
    assert (answer.media, answer.body) == ("text/plain", b"no")


def test_every_error_of_the_pets_is_valid() -> None:
    service = service_of(pets())
    answer = send(service, "POST", "/pets", b"[1]")
    assert json.loads(answer.body)["type"] == "BadRequest"
