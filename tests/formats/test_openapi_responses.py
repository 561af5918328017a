"""Responses of OpenAPI 3 and Swagger 2.0: how they are read, and what of them is carried over."""

from __future__ import annotations

from typing import Any

import pytest

from dynaclient import BadResponse, lint
from dynaclient.description.api import Api
from dynaclient.testing import response
from tests.support.descriptions import client_of
from tests.support.openapi_documents import action_of, notes_of, openapi, operation, sent, swagger, translation_of

THING = {"type": "object", "properties": {"a": {"type": "integer"}}}
JSON, TEXT, SSE = "application/json", "text/plain", "text/event-stream"
REF = {"$ref": "#/components/responses/thing"}


def returning(content: Any, version: str = "3.1.0", **more: Any) -> dict[str, Any]:
    responses = {"200": {"description": "ok", "content": content, **more}}
    return openapi({"/things": {"get": operation(responses=responses)}}, version)


def response_of(document: Any, status: str = "200") -> Any:
    return action_of(document)["responses"][status]


BINARY = {"type": "string", "format": "binary"}
IN_STRING = {"type": "string", "contentMediaType": "application/json"}
CONTENT: dict[str, tuple[Any, Any, list[str]]] = {
    "JSON": ({JSON: {"schema": THING}}, {JSON: THING}, []),
    "JSON first": ({TEXT: {}, "application/hal+json": {}}, {"application/hal+json": {}, TEXT: {}}, []),
    "text": ({TEXT: {"schema": {"type": "string"}}}, {TEXT: {"type": "string"}}, []),
    "anything": ({"*/*": {"schema": {"type": "string"}}}, {"*/*": {"type": "string"}}, []),
    "bytes": ({"image/png": {"schema": {"type": "string", "format": "binary"}}}, {"image/png": {}}, []),
    "bytes or JSON": ({"image/png": {"schema": BINARY}, JSON: {"schema": BINARY}}, {"image/png": {}}, []),
    "bytes as JSON": ({JSON: {"schema": BINARY}}, {"*/*": {}}, []),
    "JSON in a string": ({JSON: {"schema": IN_STRING}}, {JSON: IN_STRING}, []),
    "no media type": ({"text/csv, text/plain": {}}, None, ["media-type"]),
    "XML": ({"application/xml": {"schema": THING}}, {"application/xml": THING}, []),
    "YAML": ({"application/yaml": {"schema": THING}}, {"application/yaml": {"x-openapi": {"schema": THING}}}, ["content"]),
    "JSON or events": ({JSON: {"schema": THING}, SSE: {}}, {JSON: THING}, []),
    "lines": ({"application/x-ndjson": {"itemSchema": THING}}, {"application/x-ndjson": THING}, []),
    "lines of objects": ({"application/jsonl": {"schema": THING}}, {"application/jsonl": THING}, []),
    "lines as a string": ({"application/jsonl": {"schema": {"type": "string"}}}, {"application/jsonl": {}}, []),
}  # fmt: skip


EXAMPLES: dict[str, tuple[dict[str, Any], Any]] = {
    "one": ({JSON: {"example": {"a": 1}}}, {"example": {"value": {"a": 1}}}),
    "named": ({JSON: {"examples": {"one": {"summary": "One", "value": {"a": 1}}}}}, {"one": {"summary": "One", "value": {"a": 1}}}),
    "of another type": (
        {TEXT: {"examples": {"one": {"value": "a"}}}, JSON: {}}, {"one": {"value": "a", "contentType": TEXT}},
    ),
    "of a stream": ({SSE: {"example": "data: 1"}}, None),
}  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_of_a_response_are_carried_over(name: str) -> None:
    content, expected = EXAMPLES[name]
    document = returning(
        {media: {"schema": THING if media == JSON else {"type": "string"}, **value} for media, value in content.items()}
    )
    assert response_of(document).get("examples") == expected


def test_examples_of_swagger_are_those_of_their_media_types() -> None:
    examples = {JSON: {"a": 1}, "text/csv": "a"}
    responses = {"200": {"description": "ok", "schema": THING, "examples": examples}}
    document = swagger({"/things": {"get": operation(responses=responses)}}, produces=[JSON, TEXT])
    assert response_of(document)["examples"] == {"example": {"value": {"a": 1}}}


def test_problems_of_examples_are_where_these_are_in_the_document() -> None:
    content = {JSON: {"schema": THING, "examples": {"one": {"value": {"a": "x"}}}}}
    where = "/content/application~1json/examples/one/value"
    body = {"requestBody": {"content": content}}
    responses = {"200": {"description": "ok", "content": content}}
    document = openapi({"/things": {"post": operation(responses=responses, **body)}})
    pointers = [problem.pointer for problem in lint(document) if problem.rule == "example"]
    assert pointers == [f"/paths/~1things/post/{part}{where}" for part in ("requestBody", "responses/200")]


@pytest.mark.parametrize("name", CONTENT)
def test_the_media_types_of_a_response_are_carried_over(name: str) -> None:
    content, expected, rules = CONTENT[name]
    assert response_of(returning(content)).get("content") == expected
    assert list(response_of(returning(content)).get("content", {})) == list(expected or {})
    assert [rule for _, rule in notes_of(returning(content))] == rules


def test_events_and_lines_are_streams() -> None:
    assert response_of(returning({SSE: {"itemSchema": THING}}))["stream"] == "sse"
    assert response_of(returning({"application/x-ndjson": {}}))["stream"] == "ndjson"


@pytest.mark.parametrize("media", ["application/json-seq", "application/geo+json-seq"])
def test_a_json_text_sequence_is_a_stream_of_its_items(media: str) -> None:
    response = response_of(returning({media: {"itemSchema": THING}}))
    assert (response["stream"], response["content"]) == ("json-seq", {media: THING})
    assert "stream" not in response_of(returning({media: {}, "application/json": {}}))


def test_a_response_of_events_alone_is_a_stream_for_callers() -> None:
    client, _ = client_of(returning({SSE: {}}), response(b"data: x\n\n", headers={"Content-Type": SSE}))
    with client.call("op") as events:
        assert next(iter(events)).data == "x"


def test_the_client_asks_for_the_media_types_of_the_responses() -> None:
    assert (
        sent(returning({TEXT: {}, "application/hal+json": {}})).headers["Accept"] == "application/hal+json, text/plain"
    )
    assert Api(translation_of(returning({SSE: {}})).document).action("op").accept == SSE


def test_a_response_is_validated_if_the_caller_wants_it() -> None:
    client, _ = client_of(returning({JSON: {"schema": THING}}), response({"a": "x"}), validate_responses="raise")
    with pytest.raises(BadResponse):
        client.call("op")


STATUSES = {"200": "200", "2xx": "2XX", "default": "default", "ok": None, "x-extra": None, "600": None}


@pytest.mark.parametrize("status", STATUSES)
def test_statuses_are_those_of_the_description(status: str) -> None:
    document = openapi({"/things": {"get": operation(responses={status: {"description": "ok"}})}})
    expected = STATUSES[status]
    assert list(action_of(document).get("responses", {})) == ([expected] if expected else [])
    assert [rule for _, rule in notes_of(document)] == ([] if expected or status.startswith("x-") else ["status"])


def test_a_status_may_be_a_number() -> None:
    assert list(
        action_of(openapi({"/things": {"get": operation(responses={200: {"description": "ok"}})}}))["responses"]
    ) == ["200"]


def test_shared_responses_are_referred_to() -> None:
    shared = {"thing": {"description": "a thing", "content": {JSON: {"schema": THING}}}, "a/b%": {"description": "odd"}}
    responses = {"200": REF, "404": {"$ref": "#/components/responses/a~1b%25"}}
    document = openapi({"/things": {"get": operation(responses=responses)}}, components={"responses": shared})
    assert response_of(document) == {"$ref": "#/responses/thing"}
    client, _ = client_of(document)
    found = client.api.action("op").responses
    assert {status: value.description for status, value in found.items()} == {"200": "a thing", "404": "odd"}


def test_a_response_elsewhere_is_copied_and_one_that_is_nowhere_is_left_out() -> None:
    first = operation(responses={"200": {"description": "ok"}}, operationId="first")
    responses = {
        "200": {"$ref": "#/paths/~1a/get/responses/200"},
        "404": {"$ref": "#/none"},
        "500": {"$ref": "#/components/responses/none"},
    }
    document = openapi({"/a": {"get": first}, "/b": {"get": operation(responses=responses)}})
    assert action_of(document)["responses"] == {"200": {"description": "ok"}}
    assert {pointer for pointer, _ in notes_of(document)} == {
        "/paths/~1b/get/responses/404",
        "/paths/~1b/get/responses/500",
    }


def test_headers_are_carried_over() -> None:
    headers = {
        "X-Total": {"description": "All.", "schema": {"type": "integer"}},
        "a b": {},
        "X-Ref": {"$ref": "#/components/headers/x"},
        "X-No": {"$ref": "#/no"},
    }
    document = returning({JSON: {}}, headers=headers) | {
        "components": {"headers": {"x": {"schema": {"type": "string"}}}}
    }
    assert response_of(document)["headers"] == {
        "X-Total": {"description": "All.", "schema": {"type": "integer"}},
        "X-Ref": {"schema": {"type": "string"}},
    }
    assert {rule for _, rule in notes_of(document)} == {"name", "reference"}


def test_links_are_kept_for_documentation() -> None:
    assert response_of(returning({JSON: {}}, links={"next": {"operationId": "op"}}))["x-openapi"] == {
        "links": {"next": {"operationId": "op"}}
    }


# --- Swagger 2.0 -----------------------------------------------------------------------------------------------------


def swagger_returning(value: Any, produces: Any = None, **top: Any) -> dict[str, Any]:
    more = {} if produces is None else {"produces": produces}
    return swagger({"/things": {"get": operation(responses={"200": value}, **more)}}, **top)


SWAGGER: dict[str, tuple[dict[str, Any], Any]] = {
    "JSON by default": (swagger_returning({"schema": THING}), {JSON: THING}),
    "what all produce": (swagger_returning({"schema": THING}, produces=None) | {"produces": ["text/json"]}, {"text/json": THING}),
    "what it produces": (swagger_returning({"schema": THING}, ["text/json"]) | {"produces": ["a/b"]}, {"text/json": THING}),
    "several": (swagger_returning({"schema": THING}, ["application/xml", JSON]), {JSON: THING, "application/xml": THING}),
    "a file": (swagger_returning({"schema": {"type": "file"}}, ["image/png"]), {"image/png": {}}),
    "a file or JSON errors": (swagger_returning({"schema": {"type": "file"}}, ["image/png", JSON]), {"image/png": {}}),
    "a file in a document of JSON": (swagger_returning({"schema": {"type": "file"}}, produces=None), {"*/*": {}}),
    "a file of AutoRest": (swagger_returning({"schema": {"type": "object", "format": "file"}}, [JSON]), {"*/*": {}}),
    "nothing": (swagger_returning({}, [JSON]), None),
}  # fmt: skip


@pytest.mark.parametrize("name", SWAGGER)
def test_a_response_of_swagger_has_the_types_that_are_produced(name: str) -> None:
    document, expected = SWAGGER[name]
    assert response_of(document).get("content") == expected


@pytest.mark.parametrize("media", ["text/csv", "application/octet-stream", None])
def test_a_file_is_bytes_or_text_whatever_else_is_produced(media: str | None) -> None:
    document = swagger_returning({"schema": {"type": "file"}}, [JSON])
    client, _ = client_of(document, response(b"a,b", headers={"Content-Type": media} if media else {}))
    assert client.call("op") == ("a,b" if media == "text/csv" else b"a,b")


def test_a_shared_response_of_swagger_is_copied_where_other_types_are_produced() -> None:
    shared = {"thing": {"description": "a thing", "schema": THING}}
    reference = {"$ref": "#/responses/thing"}
    assert response_of(swagger_returning(reference, responses=shared)) == reference
    assert response_of(swagger_returning(reference, ["text/json"], responses=shared)) == {
        "description": "a thing",
        "content": {"text/json": THING},
    }


def test_a_header_of_swagger_is_its_own_schema() -> None:
    document = swagger_returning({"headers": {"X-Total": {"type": "integer", "description": "All."}}})
    assert response_of(document)["headers"] == {"X-Total": {"description": "All.", "schema": {"type": "integer"}}}


def test_a_header_without_a_schema_is_any_string() -> None:
    assert response_of(returning({JSON: {}}, headers={"X-Any": {}}))["headers"] == {"X-Any": {}}
    assert response_of(swagger_returning({"headers": {"X-Any": {}}}))["headers"] == {"X-Any": {}}
