"""XML in requests and responses: dicts by the hints of the schema, strings and bytes as they are."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from dynaclient import BadRequest, BadResponse, Client, InvalidCall, NotFound, load
from dynaclient.schema.xml_values import MAX_DEPTH
from dynaclient.testing import RecordingTransport, response
from tests.support.both_clients import BlockingAsyncClient
from tests.support.descriptions import describe
from tests.support.mock_descriptions import send, service_of

PET = {
    "type": "object", "xml": {"name": "pet"}, "required": ["name"],
    "properties": {
        "id": {"type": "integer", "xml": {"attribute": True}}, "name": {"type": "string"}, "born": {"type": "string", "format": "date"},
        "tags": {"type": "array", "xml": {"wrapped": True}, "items": {"type": "string", "xml": {"name": "tag"}}},
    },
}  # fmt: skip
ERROR = {"type": "object", "properties": {"code": {"type": "integer"}, "message": {"type": "string"}}}
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
TEXT = HEAD + '<pet id="1"><name>Rex</name><tags><tag>a</tag><tag>b</tag></tags></pet>'
VALUE = {"id": 1, "name": "Rex", "tags": ["a", "b"]}
KINDS = pytest.mark.parametrize("kind", [Client, BlockingAsyncClient])


def described(media: str = "application/xml", schema: Any = PET) -> dict[str, Any]:
    body = {"in": "body", "required": True, "content": {media: schema}}
    responses = {"200": {"content": {media: schema}}, "404": {"content": {media: ERROR}}}
    action = {"method": "POST", "parameters": {"pet": body}, "responses": responses}
    return describe({"post": action}, errors={"message": "/message"})


def client_of(kind: Any, *responses: Any, **more: Any) -> tuple[Any, RecordingTransport]:
    transport = RecordingTransport(list(responses))
    return kind(described(**more), transport=transport, validate_responses="raise"), transport


def xml(text: str, status: int = 200, media: str = "application/xml") -> Any:
    return response(text.encode(), status=status, headers={"Content-Type": media})


@KINDS
@pytest.mark.parametrize("media", ["application/xml", "text/xml; charset=utf-8", "application/vnd.pet+xml"])
def test_data_is_sent_and_received_as_xml(kind: Any, media: str) -> None:
    client, transport = client_of(kind, xml(TEXT, media=media), media=media)
    assert client.things.post(pet=VALUE) == VALUE
    request = transport.requests[0]
    assert (request.body, request.headers["Content-Type"]) == (TEXT.encode(), media)


@KINDS
@pytest.mark.parametrize("document", ["<pet/>", b"<pet/>"])
def test_a_document_is_sent_as_it_is(kind: Any, document: Any) -> None:
    client, transport = client_of(kind, xml(TEXT))
    assert client.things.post(pet=document) == VALUE
    assert transport.requests[0].body == b"<pet/>"


WRONG = [
    ({"id": "x", "nam": 1}, "name instead of nam"),
    ({"name": "a", "id": 1.5}, "expected type integer"),
    ({"name": "\x01"}, "pet.name .*characters that XML cannot have"),
    ({"name": "a", "b c": 1}, "b c.*cannot be the name of an element"),
    ({"name": "a", "x": [{"y": "\x01"}]}, r"pet\.x\[0\]\.y .*characters that XML cannot have"),
    ([1], "expected type object"),
]


@pytest.mark.parametrize(("value", "message"), WRONG)
def test_what_is_wrong_is_not_sent(value: Any, message: str) -> None:
    client, transport = client_of(Client)
    with pytest.raises(InvalidCall, match=message):
        client.things.post(pet=value)
    assert transport.requests == []


@KINDS
def test_a_response_that_is_not_xml_is_an_error(kind: Any) -> None:
    client, _ = client_of(kind, xml("<pet><name></pet>"))
    with pytest.raises(BadResponse, match="is not valid XML: mismatched tag, line 1"):
        client.things.post(pet=VALUE)


def test_a_response_is_validated() -> None:
    client, _ = client_of(Client, xml("<pet id='x'/>"))
    with pytest.raises(BadResponse, match="id"):
        client.things.post(pet=VALUE)


@KINDS
def test_an_error_in_xml_is_read(kind: Any) -> None:
    client, _ = client_of(kind, xml("<e><code>7</code><message>no pet</message></e>", 404))
    with pytest.raises(NotFound, match="no pet") as caught:
        client.things.post(pet=VALUE)
    assert caught.value.body == {"code": 7, "message": "no pet"}
    client, _ = client_of(kind, xml("<e><code>7", 404))
    with pytest.raises(NotFound) as caught:
        client.things.post(pet=VALUE)
    assert caught.value.body == b"<e><code>7"


NODE = {
    "type": "object",
    "properties": {
        "c": {"type": "array", "items": {"$ref": "#/schemas/Node"}},
        "v": {"type": "string", "secret": True},
    },
}
DEPTHS = [(MAX_DEPTH // 2, True), (MAX_DEPTH, True), (MAX_DEPTH + 1, False), (10_000, False)]


def nested(depth: int) -> str:
    return "<c>" * (depth - 1) + "<c><v>hidden</v></c>" + "</c>" * (depth - 1)


@KINDS
@pytest.mark.parametrize(("depth", "is_read"), [(depth - 1, is_read) for depth, is_read in DEPTHS])
def test_a_response_that_is_nested_deeply_is_read_or_refused(kind: Any, depth: int, is_read: bool) -> None:
    api = {**described(schema={"$ref": "#/schemas/Node"}), "schemas": {"Node": NODE}}
    with kind(api, transport=RecordingTransport([xml(nested(depth))])) as client:
        if is_read:
            assert str(client.things.post(pet="<c/>")).count("'c'") == depth - 1
            return
        with pytest.raises(BadResponse, match="not valid XML: it is nested too deeply") as caught:
            client.things.post(pet="<c/>")
        assert "hidden" not in str(caught.value)


@KINDS
@pytest.mark.parametrize("depth", [MAX_DEPTH // 2 - 1, MAX_DEPTH // 2 + 1, MAX_DEPTH, MAX_DEPTH + 1, 10_000])
def test_an_error_that_is_nested_deeply_is_an_error(kind: Any, depth: int) -> None:
    action = {"method": "GET", "responses": {"404": {"content": {"application/xml": {"$ref": "#/schemas/Node"}}}}}
    api = {**describe({"get": action}), "schemas": {"Node": NODE}}
    with kind(api, transport=RecordingTransport([xml(nested(depth), 404)])) as client:
        with pytest.raises(NotFound) as caught:
            client.things.get()
        assert isinstance(caught.value.body, dict if depth < MAX_DEPTH // 2 else (bytes, str))
        assert pickle.loads(pickle.dumps(caught.value)).body == caught.value.body


@KINDS
@pytest.mark.parametrize("wrong", ["<c>" * MAX_DEPTH * 2 + "</c>" * MAX_DEPTH * 2, "<c><c>" * 50_000])
def test_the_mock_server_refuses_what_is_nested_deeply(kind: Any, wrong: str) -> None:
    api = {**described(schema={"$ref": "#/schemas/Node"}), "schemas": {"Node": NODE}}
    with kind.mock(api) as client, pytest.raises(BadRequest, match="not XML"):
        client.things.post(pet=wrong)


@KINDS
def test_lists_that_have_no_elements_are_empty(kind: Any) -> None:
    keys = {"type": "array", "items": {"type": "string"}}
    page = {"type": "object", "required": ["Key"], "properties": {"Key": keys, "Prefix": keys}}
    client, transport = client_of(kind, xml("<Page/>"), schema=page)
    assert client.things.post(pet={"Key": []}) == {"Key": []}
    assert transport.requests[0].body == (HEAD + "<root></root>").encode()
    with kind.mock(described(schema=page)) as mocked:
        assert isinstance(mocked.things.post(pet={"Key": []})["Key"], list)


@KINDS
def test_the_charset_of_the_media_type_counts(kind: Any) -> None:
    media = "application/xml; charset=iso-8859-1"
    client, _ = client_of(
        kind, response("<pet><name>é</name></pet>".encode("latin-1"), headers={"Content-Type": media})
    )
    assert client.things.post(pet=VALUE) == {"name": "é"}
    with kind.mock(described(media=media)) as mocked:
        assert mocked.things.post(pet={"name": "é"})["name"]
    service = service_of(load(described(media=media)))
    body = "<pet><name>é</name></pet>".encode("latin-1")
    assert send(service, "POST", "/things", body, **{"Content-Type": media}).status == 200


@pytest.mark.parametrize("schema", [{}, {"type": "string"}])
def test_xml_without_a_structure_stays_bytes(schema: Any) -> None:
    client, transport = client_of(Client, xml("<a>"), schema=schema)
    assert client.things.post(pet="<b>") == b"<a>"
    assert transport.requests[0].body == b"<b>"
    with pytest.raises(InvalidCall):
        client.things.post(pet={"a": 1})


@pytest.mark.parametrize("value", [VALUE, {"name": "é & <"}])
def test_the_mock_server_speaks_xml(value: Any) -> None:
    with Client.mock(load(described())) as client:
        found = client.things.post(pet=value)
        assert isinstance(found["name"], str)
        with pytest.raises(Exception, match="400"):
            client.things.post(pet="<pet>")
