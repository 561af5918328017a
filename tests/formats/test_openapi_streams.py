"""Operations that return a whole value or a stream of events become two actions, which send and read what is meant."""

from __future__ import annotations

from collections import UserDict
from typing import Any

import pytest

import dynaclient
from dynaclient import AsyncClient, Client, InvalidCall
from dynaclient.description.api import Api
from dynaclient.testing import RecordingTransport, response
from tests.support.descriptions import describe
from tests.support.openapi_documents import notes_of, openapi, operation, swagger

JSON, SSE = "application/json", "text/event-stream"
ASKED = {
    "type": "object",
    "required": ["q"],
    "properties": {"q": {"type": "string"}, "stream": {"type": ["boolean", "null"]}},
}
DATA = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}
BOTH = {
    "200": {"description": "ok", "content": {JSON: {"schema": DATA}, SSE: {"schema": DATA}}},
    "400": {"description": "bad", "content": {JSON: {}}},
}


def document(body: Any = ASKED, responses: Any = BOTH, method: str = "post", **more: Any) -> dict[str, Any]:
    request = {} if body is None else {"requestBody": {"required": True, "content": {JSON: {"schema": body}}}}
    return openapi(
        {"/answers": {method: {"operationId": "create", "tags": ["answers"], "responses": responses, **request}}},
        "3.2.0",
        **more,
    )


def api_of(*arguments: Any, **more: Any) -> Api:
    return dynaclient.load(document(*arguments, **more))


def test_there_are_two_actions_that_send_what_is_meant() -> None:
    transport = RecordingTransport(response({"a": 1}))
    client = Client(document(), transport=transport)
    assert client.answers.create(body={"q": "x"}) == {"a": 1}
    streaming = RecordingTransport(
        response('event: a\ndata: {"a": 2}\n\ndata: [DONE]\n\n', headers={"Content-Type": SSE})
    )
    client = Client(document(), transport=streaming)
    assert [event.data for event in client.answers.create_stream(body={"q": "x"})] == [{"a": 2}, "[DONE]"]
    sent = [(one.requests[0].headers["Accept"], one.requests[0].body) for one in (transport, streaming)]
    assert sent == [(JSON, b'{"q":"x"}'), (SSE, b'{"stream":true,"q":"x"}')]


def test_what_asks_for_no_stream_is_no_argument_of_the_action_for_it() -> None:
    client = Client(document(), transport=RecordingTransport())
    with pytest.raises(InvalidCall, match="stream"):
        client.answers.create_stream(body={"q": "x", "stream": False})


BY_MEMBERS = {"q": "x", "stream": True}


@pytest.mark.parametrize("client_type", [Client, AsyncClient])
@pytest.mark.parametrize("arguments", [BY_MEMBERS, {"body": BY_MEMBERS}, {"body": UserDict(BY_MEMBERS)}])
def test_a_body_that_asks_for_the_stream_is_refused_by_the_other_action(client_type: Any, arguments: Any) -> None:
    client = client_type(document(), transport=RecordingTransport())
    with pytest.raises(
        InvalidCall, match=r"body.stream .body.: asks for a stream of events, which answers.createStream"
    ):
        client.answers.create.prepare(**arguments)
    assert client.with_options(validate="off").answers.create.prepare(**arguments).body


@pytest.mark.parametrize("asked", [None, False])
def test_a_body_that_asks_for_no_stream_is_sent(asked: Any) -> None:
    assert Client(document()).answers.create.prepare(q="x", stream=asked).body
    assert Client(document()).answers.create_stream.prepare(q="x", stream=True).body


def test_a_body_that_may_be_a_form_asks_for_the_stream_in_json() -> None:
    given = document()
    content = given["paths"]["/answers"]["post"]["requestBody"]["content"]
    content["application/x-www-form-urlencoded"] = content[JSON]
    client = Client(given)
    assert client.answers.create_stream.prepare(body={"q": "x"}).body == b'{"stream":true,"q":"x"}'
    assert list(client.api.action("answers.createStream").parameters["body"].content) == [*content]


def stream_beside(**other: Any) -> dict[str, Any]:
    """Return a description with an action for a stream, `postStream`, beside one that it may belong to."""
    presets = {"in": "body", "presets": {"stream": True}}
    flow = {"method": "POST", "parameters": {"body": presets}, "responses": {"200": {"stream": "sse"}}}
    return describe(
        {"post": {"method": "POST", "parameters": {"body": {"in": "body"}}}, "postStream": {**flow, **other}}
    )


OTHER_STREAMS: dict[str, dict[str, Any]] = {
    "another path": {"path": "/stream"},
    "another method": {"method": "PUT"},
    "no presets": {"parameters": {"body": {"in": "body"}}},
    "another preset": {"parameters": {"body": {"in": "body", "presets": {"stream": True, "deep": True}}}},
    "another value": {"parameters": {"body": {"in": "body", "presets": {"stream": "yes"}}}},
    "no stream": {"responses": {"200": {}}},
    "no body": {"parameters": {}},
    "problems": {"timeout": "soon"},
}


@pytest.mark.parametrize("other", OTHER_STREAMS.values(), ids=OTHER_STREAMS)
def test_a_member_is_sent_if_no_stream_of_the_same_operation_has_it_as_a_preset(other: dict[str, Any]) -> None:
    with pytest.raises(InvalidCall, match="which things.postStream returns"):
        Client(stream_beside()).things.post.prepare(body={"stream": True})
    client = Client(stream_beside(**other))
    for _ in range(2):
        assert client.things.post.prepare(body={"stream": True, "more": 1}).body


def test_the_mock_server_returns_what_is_asked_for() -> None:
    with Client.mock(document()) as client:
        assert client.answers.create(body={"q": "x"})["a"] is not None
        assert [event.data["a"] for event in client.answers.create_stream(body={"q": "x"})]


OTHERS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "both": ({}, ["answers.create", "answers.createStream"]),
    "of a GET": ({"body": None, "method": "get"}, ["answers.create", "answers.createStream"]),
    "no member": ({"body": {"type": "object"}}, ["answers.create", "answers.createStream"]),
    "a shared response": ({"responses": {"200": {"$ref": "#/components/responses/both"}}}, ["answers.create", "answers.createStream"]),
    "events only": ({"responses": {"200": {"description": "ok", "content": {SSE: {}}}}}, ["answers.create"]),
    "text or events": ({"responses": {"200": {"description": "ok", "content": {SSE: {}, "text/plain": {}}}}}, ["answers.create"]),
    "both for an error": ({"responses": {"400": BOTH["200"]}}, ["answers.create"]),
    "no response": ({"responses": {"200": 1}}, ["answers.create"]),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_the_second_action_is_named_after_the_first(name: str) -> None:
    arguments, names = OTHERS[name]
    api = api_of(**arguments, components={"responses": {"both": BOTH["200"]}})
    assert list(api.actions) == names
    assert [api.action(one).stream for one in names] == (
        ["sse"] if name == "events only" else ["", "sse"][: len(names)]
    )
    body = api.action(names[-1]).body
    assert body is None or bool(body.presets) is (len(names) > 1 and name != "no member")


def test_a_name_that_is_taken_is_not_used_twice() -> None:
    given = document()
    given["paths"]["/other"] = {"get": operation(operationId="createStream", tags=["answers"])}
    assert "answers.createStream_" in dynaclient.load(given).actions
    assert dynaclient.load(given).action("createStream").path == "/other"


EVENT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "event": {"const": "a"},
        "data": {"type": "string", "contentMediaType": JSON, "contentSchema": DATA},
    },
}
EVENTS: dict[str, tuple[Any, list[str]]] = {
    "a name": ({"itemSchema": EVENT}, ["a"]),
    "names": ({"itemSchema": {**EVENT, "properties": {**EVENT["properties"], "event": {"enum": ["a", "b"]}}}}, ["a", "b"]),
    "any name": ({"itemSchema": {"properties": {"data": DATA}}}, ["*"]),
    "alternatives": ({"itemSchema": {"oneOf": [EVENT, {"properties": {"data": DATA}}]}}, ["a", "*"]),
    "text": ({"itemSchema": {"properties": {"data": {"type": "string"}}}}, []),
    "no data": ({"itemSchema": {"properties": {"event": {"const": "a"}}}}, []),
    "a schema": ({"schema": DATA}, ["*"]),
    "a schema of text": ({"schema": {"type": "string"}}, []),
    "none": ({}, []),
}  # fmt: skip


@pytest.mark.parametrize("name", EVENTS)
def test_the_schemas_of_events_are_those_of_their_data(name: str) -> None:
    media, names = EVENTS[name]
    found = api_of(responses={"200": {"description": "ok", "content": {SSE: media}}}).action("create").responses["200"]
    assert list(found.events) == names
    assert all(schema.get_keyword("required") == ["a"] for schema in found.events.values())


def swagger_document(produced: Any, schema: Any = DATA, **top: Any) -> dict[str, Any]:
    declared = {} if produced is None else {"produces": produced}
    answered = {"200": {"description": "ok", **({} if schema is None else {"schema": schema})}}
    body = {"in": "body", "name": "body", "schema": ASKED}
    create = {"operationId": "create", "tags": ["answers"], "responses": answered, "parameters": [body], **declared}
    return swagger({"/answers": {"post": create}}, **top)


def test_an_operation_of_swagger_that_produces_both_is_two_actions() -> None:
    transport = RecordingTransport(response({"a": 1}))
    client = Client(swagger_document([JSON, SSE]), transport=transport)
    assert client.answers.create(body={"q": "x"}) == {"a": 1}
    stream = RecordingTransport(response('data: {"delta": 2}\n\ndata: end\n\n', headers={"Content-Type": SSE}))
    client = Client(swagger_document([JSON, SSE]), transport=stream)
    assert [event.data for event in client.answers.create_stream(body={"q": "x"})] == [{"delta": 2}, "end"]
    sent = [(one.requests[0].headers["Accept"], one.requests[0].body) for one in (transport, stream)]
    assert sent == [(JSON, b'{"q":"x"}'), (SSE, b'{"stream":true,"q":"x"}')]
    assert notes_of(swagger_document([JSON, SSE])) == []


def test_what_all_operations_of_swagger_produce_does_not_make_streams() -> None:
    document = swagger_document(None, produces=[JSON, SSE])
    assert list(dynaclient.load(document).actions) == ["answers.create"]
    assert [rule for _, rule in notes_of(document)] == ["stream"]
    for produced in ([JSON], [SSE], ["text/plain", SSE]):
        assert list(dynaclient.load(swagger_document(produced)).actions) == ["answers.create"]
    assert list(dynaclient.load(swagger_document([JSON, SSE], None)).actions) == ["answers.create"]
