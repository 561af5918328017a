"""Operations of OpenAPI 3 and Swagger 2.0: which actions a client has, what they are called, and what is said of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

import dynaclient
from dynaclient import Client, DescriptionError, lint, load
from dynaclient.description.api import Api
from dynaclient.formats.lazy import plain
from tests.support.openapi_documents import (
    HOST,
    OK,
    action_of,
    notes_of,
    openapi,
    operation,
    sent,
    swagger,
    translation_of,
)

LIST, GET = operation(operationId="things/list"), operation(operationId="things/get")
ID = {"in": "path", "name": "id", "required": True, "schema": {"type": "string"}}


def test_an_operation_is_called_by_its_name_and_by_its_id() -> None:
    client = Client(openapi({"/things": {"get": LIST}, "/things/{id}": {"parameters": [ID], "get": GET}}))
    assert list(client.api.actions) == ["things.list", "things.get"]
    assert client.things.get.prepare(id="a").url == f"{HOST}/things/a"
    assert client.api.action("things/get") is client.api.action("things.get")


def test_names_may_be_chosen() -> None:
    translation = translation_of(openapi({"/things": {"get": LIST}}), names={"things/list": "all.things"})
    assert list(Api(translation.document).actions) == ["all.things"]


@pytest.mark.parametrize("method", ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"])
def test_the_methods_of_http_are_those_of_actions(method: str) -> None:
    assert sent(openapi({"/things": {method: operation()}})).method == method.upper()


def test_a_query_has_a_body() -> None:
    body = {"content": {"application/json": {"schema": {"type": "object"}}}}
    request = sent(openapi({"/things": {"query": operation(requestBody=body)}}), {"body": {"a": 1}})
    assert (request.method, request.body) == ("QUERY", b'{"a":1}')


def test_a_trace_has_none() -> None:
    document = openapi({"/things": {"trace": operation(requestBody={"content": {"application/json": {}}})}})
    assert "parameters" not in action_of(document)
    assert notes_of(document) == [("/paths/~1things/trace/requestBody", "method")]


@pytest.mark.parametrize("method", ["COPY", "VERSION-CONTROL", "M_A2"])
def test_additional_operations_have_any_method(method: str) -> None:
    document = openapi({"/things": {"additionalOperations": {method: operation()}}}, "3.2.0")
    assert (sent(document).method, notes_of(document)) == (method, [])


@pytest.mark.parametrize("method", ["copy", "POST", "CONNECT", "A B", ""])
def test_what_is_no_other_method_is_left_out_with_a_note(method: str) -> None:
    document = openapi({"/things": {"additionalOperations": {method: operation(), "MOVE": 1}}}, "3.2.0")
    assert list(Api(translation_of(document).document).actions) == []
    notes = [(f"/paths/~1things/additionalOperations/{method}", "method")] if method else []
    assert notes_of(document) == [*notes, ("/paths/~1things/additionalOperations/MOVE", "type")]


@pytest.mark.parametrize("path", ["/things", "/things/{id}", "/"])
def test_an_action_without_an_id_is_named_after_its_method(path: str) -> None:
    without_id = {"responses": OK, "parameters": [ID] if "{" in path else []}
    document = openapi({path: {"additionalOperations": {"VERSION-CONTROL": without_id}}}, "3.2.0")
    (name,) = Api(translation_of(document).document).actions
    assert name.rpartition(".")[2] == "versionControl"


FORMATS: dict[str, dict[str, Any]] = {
    "OpenAPI 3.0": {"openapi": "3.0.0"},
    "OpenAPI 3.1": {"openapi": "3.1.1"},
    "OpenAPI 3.2": {"openapi": "3.2.0"},
    "Swagger 2.0": {"swagger": 2.0},
}


@pytest.mark.parametrize("name", FORMATS)
def test_the_format_is_named(name: str) -> None:
    assert translation_of({**FORMATS[name], "info": {}, "paths": {}}).format == name


@pytest.mark.parametrize("version", ["4.0.0", "2.0", None, [], 3, "3", ""])
def test_another_version_is_refused(version: Any) -> None:
    with pytest.raises(DescriptionError, match="version") as caught:
        dynaclient.load({"openapi": version, "paths": {}})
    assert [problem.pointer for problem in caught.value.problems] == ["/openapi"]


def test_the_api_has_the_texts_of_the_document() -> None:
    info = {"title": "Things", "version": 2, "description": "All *things*.", "license": {"name": "MIT"}, "contact": {}}
    document = openapi(info=info, tags=[{"name": "Things", "description": "What things are."}]) | {
        "paths": {"/things": {"get": LIST}}
    }
    api = dynaclient.load(document)
    assert (api.title, api.version, api.description) == ("Things", "2", "All *things*.")
    assert api.resource("things").description == "What things are."
    assert api.document["x-openapi"] == {"info": {"license": {"name": "MIT"}}}


@pytest.mark.parametrize(
    ("docs", "expected"),
    [
        ({"url": "https://a.example", "description": "Manual"}, [{"title": "Manual", "url": "https://a.example"}]),
        ({"url": "https://a.example"}, [{"url": "https://a.example"}]),
        ({"description": "Manual"}, ()),
        ("https://a.example", ()),
    ],
)
def test_the_links_of_the_api_are_those_of_the_document(docs: Any, expected: Any) -> None:
    assert dynaclient.load(openapi({"/things": {"get": LIST}}, externalDocs=docs)).links == expected


TEXTS: list[tuple[dict[str, Any], dict[str, Any], str, str]] = [
    ({"summary": "Get it", "description": "It is there."}, {"summary": "Get it", "description": "It is there."}, "Get it", "Get it\n\nIt is there."),
    ({"summary": "Get it.", "description": "Get it. Now."}, {"summary": "Get it.", "description": "Get it. Now."}, "Get it.", "Get it. Now."),
    ({"summary": " Get it? "}, {"summary": "Get it?"}, "Get it?", "Get it?"),
    ({"description": "It is there. Yes."}, {"description": "It is there. Yes."}, "It is there.", "It is there. Yes."),
    ({"summary": 1, "description": []}, {}, "", ""),
    ({"tags": ["things", "b", "b", "", 1]}, {"tags": ["things", "b"]}, "", ""),
    ({"tags": {}}, {}, "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("declared", "expected", "summary", "text"), TEXTS)
def test_texts_and_tags_of_an_operation_are_carried_over(
    declared: dict[str, Any], expected: dict[str, Any], summary: str, text: str
) -> None:
    document = openapi({"/things": {"get": {"operationId": "op", "tags": None, **declared}}})
    translated, action = action_of(document), dynaclient.load(document).action("op")
    assert {key: translated[key] for key in ("summary", "description", "tags") if key in translated} == expected
    assert (action.summary, action.text) == (summary, text)


def test_annotations_of_an_operation_are_carried_over() -> None:
    more = {
        "deprecated": True,
        "externalDocs": {"url": "https://docs.example", "description": "Guide"},
        "callbacks": {"a": {}},
    }
    action = action_of(openapi({"/things": {"get": operation(**more)}}))
    assert action["deprecated"] is True
    assert action["links"] == [{"title": "Guide", "url": "https://docs.example"}]
    assert action["x-openapi"] == {"callbacks": {"a": {}}}
    assert action["tags"] == ["things"]


def test_an_optional_idempotency_key_is_made_by_the_client() -> None:
    header = {"in": "header", "name": "Idempotency-Key", "schema": {"type": "string"}}
    document = openapi({"/things": {"post": operation(header)}})
    assert action_of(document)["idempotencyKey"] == "Idempotency-Key"
    assert sent(document).headers["Idempotency-Key"]
    assert "idempotencyKey" not in action_of(openapi({"/things": {"post": operation(header | {"required": True})}}))


PATH_ITEMS: dict[str, tuple[dict[str, Any], str]] = {
    "shared": ({"/things": {"$ref": "#/components/pathItems/things"}}, "/components/pathItems/things/get"),
    "elsewhere": ({"/things": {"$ref": "#/x-paths/things"}}, "/x-paths/things/get"),
    "beside members": ({"/things": {"$ref": "#/x-paths/things", "post": operation(operationId="post")}}, "/x-paths/things/get"),
    "of another path": ({"/others": {"get": operation()}, "/things": {"$ref": "#/paths/~1others"}}, "/paths/~1others/get"),
}  # fmt: skip


@pytest.mark.parametrize("name", PATH_ITEMS)
def test_a_path_item_may_be_a_reference(name: str) -> None:
    paths, pointer = PATH_ITEMS[name]
    item = {"get": operation({"in": "query", "name": "q", "schema": {"type": "nothing"}})}
    document = openapi(paths, "3.1.0", components={"pathItems": {"things": item}}, **{"x-paths": {"things": item}})
    translation = translation_of(document)
    api = Api(translation.document)
    actions = [api.action(action) for action in api.actions]
    found = next(action for action in actions if action.method == "GET" and action.path == "/things")
    assert translation.origins.pointer(found.pointer) == pointer


def test_problems_of_an_action_point_into_the_source() -> None:
    parameters = [{"in": "query", "name": "q", "required": True, "schema": {"type": "array", "minItems": 1}}]
    with pytest.raises(DescriptionError) as caught:
        sent(openapi({"/things/../{id}": {"get": operation(*parameters)}}), {})
    assert [problem.pointer for problem in caught.value.problems] == ["/paths/~1things~1..~1{id}/get/path"]


def test_problems_of_an_operation_of_swagger_point_into_the_source() -> None:
    document = swagger(
        {"/things": {"get": operation({"in": "query", "name": "q", "type": "string", "required": True})}}
    )
    translation = translation_of(document)
    action = Api(translation.document).action("op")
    assert (
        translation.origins.pointer(f"{action.pointer}/parameters/q/schema/type")
        == "/paths/~1things/get/parameters/0/type"
    )
    assert translation.origins.pointer(f"{action.pointer}/responses/200") == "/paths/~1things/get/responses/200"


def test_only_what_is_looked_at_is_translated() -> None:
    paths = {
        f"/things/{number}": {"get": operation({"in": "body", "name": "x"}, operationId=f"op{number}")}
        for number in range(5)
    }
    translation = translation_of(openapi(paths))
    api = Api(translation.document)
    assert len(api.actions) == 5
    assert translation.notes == []
    api.action("op3")
    assert [problem.pointer for problem in translation.notes] == ["/paths/~1things~13/get/parameters/0"]


def test_other_keys_of_paths_are_no_paths() -> None:
    document = openapi({"x-common": {"get": operation()}, "/things": {"summary": "", "x-more": 1, "get": operation()}})
    assert len(Api(translation_of(document).document).actions) == 1


def test_a_document_without_paths_has_no_actions() -> None:
    assert notes_of(openapi(version="3.1.0") | {"paths": None}) == []
    assert notes_of({"openapi": "3.1.0", "webhooks": {"a": {"post": {"responses": OK}}}}) == []
    assert notes_of({"openapi": "3.0.0"}) == [("/paths", "type")]


NOTED: dict[str, tuple[Any, str]] = {
    "a method in capitals": ({"/things": {"GET": {"responses": OK}}}, "/paths/~1things/GET"),
    "a path item that is a list": ({"/a": []}, "/paths/~1a"),
    "an operation that is a number": ({"/a": {"get": 1}}, "/paths/~1a/get"),
    "a path item that refers to nothing": ({"/a": {"$ref": "#/none", "get": operation()}}, "/paths/~1a"),
    "paths in a list": ([{"/a": {}}], "/paths"),
}


@pytest.mark.parametrize("name", NOTED)
def test_what_is_in_the_place_of_an_operation_is_noted(name: str) -> None:
    paths, pointer = NOTED[name]
    document = openapi(version="3.0.0") | {"paths": paths}
    assert [place for place, _ in notes_of(document)] == [pointer]
    assert len(Api(translation_of(document).document).actions) == ("nothing" in name)


def test_null_is_nothing() -> None:
    assert notes_of(openapi({"/a": None, "/b": {"get": None}})) == []


def test_resources_may_have_resources() -> None:
    api = Api(
        translation_of(
            openapi({"/a": {"get": operation(operationId="a.b.get")}, "/b": {"get": operation(operationId="a.list")}})
        ).document
    )
    assert list(api.actions) == ["a.list", "a.b.get"]
    assert api.resource("a.b").action_names == ("get",)


P = {"in": "query", "name": "p", "schema": {"type": "string"}}
UNREADABLE: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    # name: (operation, path item, pointer of the problem)
    "a parameter that is not there": (operation({"$ref": "#/components/parameters/q"}), {}, "/get/parameters/0"),
    "one of another file": (operation(P, {"$ref": "parts.yaml#/q"}), {}, "/get/parameters/1"),
    "one by URL": (operation({"$ref": "https://a.example/p.json"}), {}, "/get/parameters/0"),
    "one of the description": (operation({"$ref": "#/parameters/p"}), {}, "/get/parameters/0"),
    "a schema of the description": (operation({"$ref": "#/schemas/s"}), {}, "/get/parameters/0"),
    "a shared one that leads to nothing": (operation({"$ref": "#/components/parameters/broken"}), {}, "/get/parameters/0"),
    "one in a circle": (operation({"$ref": "#/components/parameters/circle"}), {}, "/get/parameters/0"),
    "one of the path": (operation(), {"parameters": [P, {"$ref": "#/none"}]}, "/parameters/1"),
    "one that is itself": (operation({"$ref": "#/paths/~1things/get/parameters/0"}), {}, "/get/parameters/0"),
    "a text": (operation("p"), {}, "/get/parameters/0"),
    "no list": (operation(parameters={"0": P}), {}, "/get/parameters"),
    "a body": (operation(requestBody={"$ref": "#/components/requestBodies/b"}), {}, "/get/requestBody"),
    "a body that is a list": (operation(requestBody=[]), {}, "/get/requestBody"),
}  # fmt: skip
SHARED = {
    "parameters": {"p": P, "broken": {"$ref": "#/none"}, "circle": {"$ref": "#/components/parameters/circle"}},
    "schemas": {"s": {}},
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_operation_without_what_it_sends_cannot_be_called(name: str) -> None:
    own, item, pointer = UNREADABLE[name]
    paths = {"/things": {"get": own, **item}, "/others": {"get": operation(operationId="other")}}
    document = openapi(paths, components=SHARED)
    api = load(document)
    with pytest.raises(DescriptionError, match="no operation with it can be called") as caught:
        api.action("op")
    pointers = [f"/paths/~1things{pointer}"]
    assert [problem.pointer for problem in caught.value.problems] == pointers
    assert sent(document, name="other").url.endswith("/others")
    for found in (lint(document), api.notes()):
        assert tuple(problem for problem in found if problem.pointer in pointers) == caught.value.problems
    with pytest.raises(DescriptionError, match="does not resolve"):
        load(json.loads(json.dumps(plain(api.document)))).action("op")


def test_each_parameter_that_cannot_be_read_is_a_problem() -> None:
    document = openapi({"/a": {"get": operation({"$ref": "a.json#/p"}, {"$ref": "b.json#/p"})}})
    with pytest.raises(DescriptionError) as caught:
        load(document).action("op")
    assert [problem.pointer for problem in caught.value.problems] == [
        f"/paths/~1a/get/parameters/{at}" for at in (0, 1)
    ]


def test_a_body_of_swagger_that_cannot_be_read_is_a_problem_of_its_operation() -> None:
    document = swagger({"/things": {"post": operation({"$ref": "#/parameters/b"})}})
    with pytest.raises(DescriptionError, match="'#/parameters/b' cannot be followed"):
        load(document).action("op")


def test_a_path_that_no_server_takes_is_left_out() -> None:
    document = openapi({"/a": {"get": operation()}, "/" + "a" * 8_192: {"get": operation()}, "x-more": {}})
    assert [(note.rule, "8,192 characters" in note.message) for note in load(document).notes()] == [("path", True)]


def test_no_parameter_is_none() -> None:
    document = openapi({"/things": {"get": operation(None, requestBody=None), "parameters": {}}})
    assert lint(document) == []
    assert "parameters" not in action_of(document)


def test_other_files_are_read_if_they_may_be() -> None:
    files = {
        "paths/things.json": {"get": {"$ref": "../operations.json#/get"}},
        "operations.json": {"get": operation({"$ref": "parameters.json#/q"})},
        "parameters.json": {"q": {"in": "query", "name": "q", "schema": {"type": "integer"}}},
    }
    document = openapi({"/things": {"$ref": "paths/things.json"}})
    translation = translation_of(document, read_file=files.__getitem__)
    api = Api(translation.document)
    assert list(api.action("op").parameters) == ["q"]
    assert translation.origins.pointer(f"{api.action('op').pointer}/parameters/q/in") == "parameters.json#/q/in"
    assert notes_of(document) == [("/paths/~1things", "reference")]


AIP = (
    "Specify a unique request ID so that if you must retry your request, the server will know to ignore the request "
    "if it has already been completed."
)
TEXT = {"type": "string"}


def key_in(location: str, name: str, schema: Any = None, **more: Any) -> dict[str, Any]:
    return operation({"in": location, "name": name, "schema": TEXT if schema is None else schema, **more})


def key_in_body(name: str, schema: Any, media: str = "application/json", **more: Any) -> dict[str, Any]:
    return operation(
        requestBody={"content": {media: {"schema": {"type": "object", "properties": {name: schema}, **more}}}}
    )


IDEMPOTENCY_KEYS: dict[str, tuple[dict[str, Any], str | None]] = {
    "query": (key_in("query", "idempotency_key"), "idempotency_key"),
    "query, by its text": (key_in("query", "requestId", description=AIP), "requestId"),
    "a header, by its text": (key_in("header", "X-A", description=AIP), None),
    "a request's number": (key_in("query", "requestId", description="The request."), None),
    "a text of something else": (key_in("query", "mode", description="Makes the call idempotent."), None),
    "required": (key_in("query", "idempotency_key", required=True), None),
    "a number": (key_in("query", "idempotency_key", {"type": "integer"}), None),
    "nullable": (key_in("query", "idempotency_key", {"type": ["string", "null"]}), "idempotency_key"),
    "too short": (key_in("query", "idempotency_key", {"type": "string", "maxLength": 32}), None),
    "long enough": (key_in("query", "idempotency_key", {"type": "string", "maxLength": 36, "format": "uuid"}), "idempotency_key"),
    "of a format": (key_in("query", "idempotency_key", {"type": "string", "format": "email"}), None),
    "of a pattern": (key_in("query", "idempotency_key", {"type": "string", "pattern": "^k"}), None),
    "one of a list": (key_in("query", "idempotency_key", {"enum": ["a"]}), None),
    "body": (key_in_body("clientToken", TEXT | {"description": "Ensures the idempotency of the request."}), "/body/clientToken"),
    "body, required": (key_in_body("idempotencyKey", TEXT, required=["idempotencyKey"]), None),
    "body, readOnly": (key_in_body("idempotencyKey", TEXT | {"readOnly": True}), None),
    "body of another kind": (key_in_body("idempotencyKey", TEXT, "text/plain"), None),
    "part of a form": (key_in_body("idempotencyKey", TEXT, "application/x-www-form-urlencoded"), "idempotencyKey"),
    "part of a form, a reference": (key_in_body("idempotencyKey", {"$ref": "#/components/schemas/key"}, "multipart/form-data"), None),
}  # fmt: skip


@pytest.mark.parametrize("name", IDEMPOTENCY_KEYS)
def test_an_idempotency_key_is_found_where_the_document_says_that_it_is_one(name: str) -> None:
    value, expected = IDEMPOTENCY_KEYS[name]
    document = openapi({"/things": {"post": value}}, components={"schemas": {"key": TEXT}})
    action = action_of(document)
    assert action.get("idempotencyKey") == expected
    assert [problem for problem in lint(document) if problem.rule == "idempotencyKey"] == []
    required = {"idempotency_key": "own"} if name == "required" else {}
    request = sent(document, required or ({"body": {"idempotencyKey": "own"}} if name == "body, required" else {}))
    assert (b"-4" in (request.body or b"") or "-4" in request.url) is (expected is not None)


def test_what_only_reads_needs_no_key() -> None:
    with_key = key_in("query", "idempotency_key")
    for item in ({"get": with_key}, {"additionalOperations": {"SEARCH": with_key}}):
        assert "idempotencyKey" not in action_of(openapi({"/things": item}, "3.2.0"))


HINTS: dict[str, tuple[Any, dict[str, bool]]] = {
    "destroys": ({"destructiveHint": True}, {"destructive": True}),
    "only adds": ({"readOnlyHint": False, "destructiveHint": False}, {"readonly": False, "destructive": False}),
    "reads": ({"readOnlyHint": True}, {"readonly": True}),
    "reads, and so destroys nothing": ({"readOnlyHint": True, "destructiveHint": True}, {"readonly": True}),
    "no hint": ({"name": "find"}, {}),
    "of another type": ({"destructiveHint": "yes", "readOnlyHint": None}, {}),
    "no object": (True, {}),
}


@pytest.mark.parametrize("name", HINTS)
def test_what_an_operation_does_to_the_server_is_what_its_hints_for_agents_say(name: str) -> None:
    hints, expected = HINTS[name]
    document = openapi({"/things": {"post": operation(**{"x-speakeasy-mcp": hints})}})
    action = action_of(document)
    assert {trait: action[trait] for trait in ("readonly", "destructive") if trait in action} == expected
    assert lint(document) == []


def test_what_deletes_destroys_and_names_are_not_guessed_from() -> None:
    paths = {"/things/{id}": {"parameters": [ID], "delete": operation()}, "/things/delete": {"post": operation()}}
    actions = load(openapi(paths)).actions.values()
    assert {action.method: action.destructive for action in actions} == {"DELETE": True, "POST": False}


def test_an_idempotency_key_of_swagger_is_found_in_its_body() -> None:
    schema = {"type": "object", "properties": {"idempotency_key": TEXT}}
    body = {"in": "body", "name": "thing", "schema": schema}
    a = {"in": "query", "name": "a", "type": "string"}
    assert action_of(swagger({"/things": {"post": operation(a, body)}}))["idempotencyKey"] == "/thing/idempotency_key"
