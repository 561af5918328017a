"""Bodies that are nearly JSON: lines of it, merge patches, and files that have it in them."""

from __future__ import annotations

from pathlib import Path
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
    assert sent(kind, media, lines, ({"a": number} for number in range(2))) == b'{"a":0}\n{"a":1}\n'
    assert sent(kind, media, lines, iter([b'{"a":1}', b"\n"])) == b'{"a":1}\n'
    assert sent(kind, media, {}, [{"a": 1}, 2]) == b'{"a":1}\n2\n'
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


WITHOUT_FORM: dict[str, tuple[Any, Any]] = {
    "a list as CSV": ({"type": "array"}, [1, 2]),
    "one value for a list": ({"type": "array"}, 5),
    "an object as text": ({}, {"a": 1}),
    "a list of files": ({"file": True}, [Path(__file__)]),
}


@KINDS
@pytest.mark.parametrize("mode", ["raise", "off"])
@pytest.mark.parametrize("media", ["text/csv", "text/*"])
@pytest.mark.parametrize("case", WITHOUT_FORM)
def test_what_has_no_form_as_a_media_type_is_not_sent(kind: Any, mode: str, media: str, case: str) -> None:
    schema, value = WITHOUT_FORM[case]
    action = {"method": "POST", "parameters": {"body": {"in": "body", "content": {media: schema}}}}
    transport = RecordingTransport([])
    client = kind(describe({"post": action}), transport=transport, validate=mode)
    if (case, mode) == ("one value for a list", "off"):
        assert client.things.post.prepare(body=value).body == b"5"
        return
    with pytest.raises(InvalidCall, match="has no form as text/|expected a file"):
        client.things.post(body=value)
    assert transport.requests == []


@KINDS
def test_a_file_with_json_in_it_is_sent_as_it_is(kind: Any) -> None:
    assert sent(kind, "application/json", {"file": True}, b'{"m": 1}') == b'{"m": 1}'
    assert sent(kind, "application/vnd.x+json", {"allOf": [{"file": True}]}, iter([b"{", b"}"])) == b"{}"
    with pytest.raises(InvalidCall, match="Path"):
        sent(kind, "application/json", {"file": True}, {"m": 1})
