"""Bodies that are nearly JSON: lines of it, merge patches, and files that have it in them."""

from __future__ import annotations

from typing import Any

import pytest

from dynaclient import BadRequest, Client, InvalidCall, load
from dynaclient.testing import RecordingTransport, response
from tests.support.both_clients import BlockingAsyncClient
from tests.support.descriptions import describe

ITEM = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}
KINDS = pytest.mark.parametrize("kind", [Client, BlockingAsyncClient])


def sent(kind: Any, media: str, schema: Any, value: Any) -> Any:
    action = {"method": "POST", "parameters": {"body": {"in": "body", "content": {media: schema}}}}
    transport = RecordingTransport([response({})])
    kind(describe({"post": action}), transport=transport).things.post(body=value)
    body: Any = transport.requests[0].body
    assert transport.requests[0].headers["Content-Type"] == media
    return body if isinstance(body, bytes) else b"".join(body)


@KINDS
@pytest.mark.parametrize("media", ["application/jsonl", "application/x-ndjson"])
def test_a_list_is_sent_as_lines_of_json(kind: Any, media: str) -> None:
    lines = {"type": "array", "items": ITEM}
    assert sent(kind, media, lines, [{"a": 1}, {"a": 2}]) == b'{"a":1}\n{"a":2}\n'
    assert sent(kind, media, lines, []) == b""
    assert sent(kind, media, lines, "{}\n") == b"{}\n"
    assert sent(kind, media, lines, b"{}\n") == b"{}\n"
    with pytest.raises(InvalidCall, match="body.1: is missing the required property 'a'|body.1"):
        sent(kind, media, lines, [{"a": 1}, {}])
    with pytest.raises(InvalidCall):
        sent(kind, media, {"type": "string"}, [{"a": 1}])


PATCH = "application/merge-patch+json"


@KINDS
def test_null_removes_in_a_merge_patch(kind: Any) -> None:
    schema = {
        "type": "object",
        "required": ["a"],
        "properties": {
            "a": {"type": "string"},
            "b": {"type": "string"},
            "c": {"type": "object", "properties": {"d": {"type": "integer"}}},
        },
    }
    assert sent(kind, PATCH, schema, {"a": "x", "b": None, "c": {"d": None}}) == b'{"a":"x","b":null,"c":{"d":null}}'
    with pytest.raises(InvalidCall, match="'a'"):
        sent(kind, PATCH, schema, {"a": None})
    with pytest.raises(InvalidCall, match="b"):
        sent(kind, "application/json", schema, {"a": "x", "b": None})
    assert (
        sent(
            kind,
            PATCH,
            {"type": "object", "required": ["a"], "properties": {"a": {"type": ["string", "null"]}}},
            {"a": None},
        )
        == b'{"a":null}'
    )
    with pytest.raises(InvalidCall):
        sent(kind, PATCH, {"type": "object"}, [None])


BODIES: list[tuple[str, Any, Any]] = [
    ("application/jsonl", {"type": "array", "items": ITEM}, [{"a": 1}, {"a": 2}]),
    ("application/jsonl", {"type": "string"}, "{}"),
    ("application/json", {"file": True}, b"{}"),
]


@pytest.mark.parametrize(("media", "schema", "value"), BODIES)
def test_the_mock_server_reads_them(media: str, schema: Any, value: Any) -> None:
    body = {"in": "body", "required": True, "content": {media: schema}}
    action = {"method": "POST", "parameters": {"body": body}, "responses": {"204": {}}}
    with Client.mock(load(describe({"post": action}))) as client:
        assert client.things.post(body=value) is None
        if media == "application/jsonl" and isinstance(value, list):
            with pytest.raises(BadRequest, match="one JSON value per line|not JSON"):
                client.things.post(body=b"{")


@KINDS
def test_a_file_with_json_in_it_is_sent_as_it_is(kind: Any) -> None:
    assert sent(kind, "application/json", {"file": True}, b'{"m": 1}') == b'{"m": 1}'
    assert sent(kind, "application/vnd.x+json", {"allOf": [{"file": True}]}, iter([b"{", b"}"])) == b"{}"
    with pytest.raises(InvalidCall, match="Path"):
        sent(kind, "application/json", {"file": True}, {"m": 1})
