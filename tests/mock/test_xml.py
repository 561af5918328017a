"""The mock server of an API in XML: what is created is found, as XML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dynaclient import BadRequest, Client, NotFound, load
from tests.support.mock_descriptions import ERROR, PET, api_with, send, service_of

NAMED = {**PET, "xml": {"name": "Pet"}}
MEDIA = "application/xml"


def in_xml(schema: Any) -> dict[str, Any]:
    return {"content": {MEDIA: schema}}


def described(listed: Any, **listing: Any) -> dict[str, Any]:
    """Return a description with pets whose bodies and responses are XML."""
    error = {"4XX": in_xml({**ERROR, "xml": {"name": "Error"}})}
    pet = {"pet": {"in": "body", "required": True, "spread": True, **in_xml(NAMED)}}
    key = {"petId": {"in": "path", "schema": {"type": "integer"}}}
    actions = {
        "list": {"method": "GET", "path": "/pets", "responses": {"200": in_xml(listed), **error}, **listing},
        "create": {"method": "POST", "path": "/pets", "parameters": pet, "responses": {"201": in_xml(NAMED), **error}},
        "get": {"method": "GET", "path": "/pets/{petId}", "parameters": key, "responses": {"200": in_xml(NAMED), **error}},
        "replace": {
            "method": "PUT", "path": "/pets/{petId}", "parameters": {**key, **pet},
            "responses": {"200": in_xml(NAMED), **error},
        },
        "delete": {"method": "DELETE", "path": "/pets/{petId}", "parameters": key, "responses": {"204": {}, **error}},
    }  # fmt: skip
    return api_with(actions)


LIST = {"type": "array", "items": NAMED, "xml": {"name": "Pets"}}
PAGE = {
    "type": "object",
    "xml": {"name": "Page"},
    "properties": {
        "pets": {**LIST, "xml": {"name": "Pets", "wrapped": True}},
        "next": {"type": "string"},
    },
}
CURSORS = {
    "parameters": {"cursor": {"in": "query"}, "size": {"in": "query", "schema": {"type": "integer"}}},
    "paginate": {"style": "cursor", "cursor": "cursor", "next": "/next", "items": "/pets", "size": "size"},
}


@pytest.fixture(params=[(LIST, {}), (PAGE, CURSORS)], ids=["a list", "pages"])
def client(request: pytest.FixtureRequest) -> Iterator[Client]:
    listed, listing = request.param
    with Client.mock(described(listed, **listing)) as mocked:
        yield mocked


def listed(client: Client) -> list[Any]:
    if client.api.action("things.list").paginate:
        return list(client.things.list.items(size=2))
    return list(client.things.list())


def test_what_is_created_is_found_changed_and_deleted(client: Client) -> None:
    before = len(listed(client))
    names = enumerate(("Rex", "Ann", "Tom", "Eve", "Max"), start=101)
    made = [client.things.create(id=number, name=name, age=3) for number, name in names]
    assert {pet["name"] for pet in listed(client)} >= {"Rex", "Ann", "Tom", "Eve", "Max"}
    assert len(listed(client)) == before + 5
    first = made[0]
    assert client.things.get(petId=first["id"]) == first
    assert isinstance(first["age"], int)
    changed = client.things.replace(petId=first["id"], pet={"id": first["id"], "name": "Rexie"})
    assert client.things.get(petId=first["id"])["name"] == changed["name"] == "Rexie"
    client.things.delete(petId=first["id"])
    with pytest.raises(NotFound) as error:
        client.things.get(petId=first["id"])
    assert "404" in str(error.value)


def test_what_is_not_valid_is_an_error_in_xml() -> None:
    service = service_of(described(LIST))
    response = send(
        service, "POST", "/pets", b"<Pet><id>1</id><name>a</name><age>b</age></Pet>", **{"Content-Type": MEDIA}
    )
    assert (response.status, response.media) == (400, MEDIA)
    assert b"<Error><type>BadRequest</type><message>" in response.body
    with Client.mock(described(LIST), validate="off") as client, pytest.raises(BadRequest, match="age"):
        client.things.create(id=1, name="a", age="b")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("<Pet><id>7</id><name>Kim</name></Pet>", b"Kim"), ({"id": 7, "name": "Kim"}, b"Kim"), ("<Pet", b"<Pet>")],
    ids=["XML", "data", "what is not XML"],
)
def test_an_example_is_sent_as_xml(value: Any, expected: bytes) -> None:
    action = {
        "method": "POST",
        "path": "/ask",
        "responses": {"200": {**in_xml(NAMED), "examples": {"kim": {"value": value}}}},
    }
    service = service_of(api_with({"ask": action}))
    response = send(service, "POST", "/ask")
    assert response.media == MEDIA
    assert expected in response.body
    if isinstance(value, dict):
        preferred = send(service, "POST", "/ask", Prefer="example=kim")
        assert b"<Pet><id>7</id><name>Kim</name></Pet>" in preferred.body


WRONG = {"type": "object", "xml": {"name": "r"}, "required": ["a"]}
CONTROL = {**WRONG, "properties": {"a": {"type": "string", "pattern": "^\\x01$"}}}
OBJECT = {"type": "object", "minProperties": 1, "properties": {"z": {"type": "string"}}, "xml": {"attribute": True}}
EITHER = {**WRONG, "properties": {"a": {"type": "string"}}, "examples": [{"a": "\x01"}, {"a": "b"}]}


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        (CONTROL, "`/a` of the response of things.ask has characters that XML cannot have"),
        ({**WRONG, "properties": {"a": OBJECT}}, "`/a` of the response of things.ask is an attribute"),
        ({"type": "object", "const": {"a b": 1}}, "`/a b` of the response of things.ask cannot be the name"),
        (
            {"type": "array", "xml": {"prefix": "xml", "namespace": "urn:x"}},
            "the response of things.ask has the prefix",
        ),
        (EITHER, ""),
    ],
)
def test_a_sample_that_xml_cannot_have_is_explained_or_replaced(
    schema: Any, message: str, caplog: pytest.LogCaptureFixture
) -> None:
    response = send(
        service_of(api_with({"ask": {"method": "GET", "path": "/ask", "responses": {"200": in_xml(schema)}}})),
        "GET",
        "/ask",
    )
    assert message in response.body.decode()
    assert (response.status, b"<a>b</a>" in response.body) == ((500, False) if message else (200, True))
    assert not caplog.records


def test_an_error_that_xml_cannot_have_is_text() -> None:
    error = {"type": "object", "properties": {"message": {"type": "string", "xml": {"prefix": "xmlns"}}}}
    action = {"method": "GET", "path": "/ask", "responses": {"200": in_xml(CONTROL), "5XX": in_xml(error)}}
    response = send(service_of(api_with({"ask": action})), "GET", "/ask")
    assert (response.status, response.media) == (500, "text/plain;charset=utf-8")
    assert b"characters that XML cannot have" in response.body


def test_a_preferred_example_that_xml_cannot_have_is_explained() -> None:
    answer = {**in_xml(NAMED), "examples": {"bad": {"value": {"id": 1, "name": "\x01"}}}}
    service = service_of(api_with({"ask": {"method": "GET", "path": "/ask", "responses": {"200": answer}}}))
    response = send(service, "GET", "/ask", Prefer="example=bad")
    assert response.status == 500
    assert b"`/name` of the response of things.ask has characters" in response.body


def test_xml_that_is_described_as_a_string_is_read_as_one() -> None:
    body = {"in": "body", "required": True, "content": {"application/xml": {"type": "string", "minLength": 1}}}
    described = api_with(
        {"post": {"method": "POST", "path": "/do", "parameters": {"body": body}, "responses": {"204": {}}}}
    )
    with Client.mock(load(described)) as client:
        assert client.things.post(body="<a/>\n") is None
