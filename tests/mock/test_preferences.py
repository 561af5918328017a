"""What a request prefers (RFC 7240): how the header is read, and which response is sent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dynaclient import Client
from dynaclient.messages import Headers
from dynaclient.mock.exchange import Delivery, MockResponse
from dynaclient.mock.http.preferences import MAX_WAIT, Preferences, read_field, read_preferences, waited, with_applied
from tests.support.mock_descriptions import api_with, json_body, pets, send, service_of
from tests.support.timing import takes_at_most

# --- the header ------------------------------------------------------------------------------------------------------

FIELDS: list[tuple[str, dict[str, str | None]]] = [
    ("", {}),
    ("respond-async", {"respond-async": ""}),
    ("wait=10", {"wait": "10"}),
    ("Wait = 10 ,  CODE=404", {"wait": "10", "code": "404"}),
    ("respond-async, wait=100, handling=lenient", {"respond-async": "", "wait": "100", "handling": "lenient"}),
    ("return=minimal; foo=\"some, parameter\"; code=5, dynamic", {"return": "minimal", "dynamic": ""}),
    ("foo; wait=3, wait=4", {"foo": "", "wait": "4"}),
    ("wait=1, wait=2", {"wait": "1"}),
    ('example="a, b;c=\\"d\\\\\\""', {"example": 'a, b;c="d\\"'}),
    ('example="", code=', {"example": "", "code": ""}),
    ('example="caf\u00e9"', {"example": "caf\u00e9"}),
    (",, ,code=404,", {"code": "404"}),
    ('"quoted", =5, code=404', {"code": "404"}),
    ("example=two words, code=404", {"example": None, "code": "404"}),
    ("example words", {"example": None}),
    ('example="open, code=404', {"example": None}),
    ('example="open\\', {"example": None}),
    ("code=a=b", {"code": None}),
]  # fmt: skip


@pytest.mark.parametrize(("field", "expected"), FIELDS)
def test_a_field_is_read_as_rfc_7240_has_it(field: str, expected: dict[str, str | None]) -> None:
    assert read_field(field) == expected


def test_lines_are_one_field() -> None:
    headers = Headers([("Prefer", "code=404"), ("prefer", "example=a, code=500")])
    assert read_preferences(headers) == Preferences(code="404", example="a")


SPACES = " " * 60_000
HOSTILE = (
    '"' + '\\"' * 20_000, 'a="\\' * 20_000, "a" * 60_000, ";" * 60_000, SPACES,
    f"a{SPACES}b", f"a={SPACES}b;", f"a ={SPACES}/", f'a="b"{SPACES}c', f"a=b{SPACES}c", "a =" * 20_000,
)  # fmt: skip


@pytest.mark.parametrize("field", HOSTILE)
def test_a_hostile_field_takes_no_time(field: str) -> None:
    assert takes_at_most(0.5, lambda: read_field(field))


VALUES: list[tuple[str, Preferences | str]] = [
    ("code=404", Preferences(code="404")),
    ("code=5xx", Preferences(code="5XX")),
    ("dynamic", Preferences(dynamic=True)),
    ("dynamic=TRUE", Preferences(dynamic=True)),
    ("dynamic=false", Preferences()),
    ("wait=1.5", Preferences(wait=1.5)),
    ("wait=100", Preferences(wait=MAX_WAIT)),
    ("wait=1e999", Preferences(wait=MAX_WAIT)),
    ("wait=0", Preferences()),
    ("example=x", Preferences(example="x")),
    ("unknown=@, odd", Preferences()),
    ("code=", "the preference code='' is not a status such as 404, or a range such as 4XX"),
    ("code=default", "the preference code='default' is not a status"),
    ("code=40", "is not a status"),
    ("code=101", "is not a status"),  # a response to a request ends with another one
    ("code=600", "is not a status"),
    ("dynamic=yes", "the preference dynamic='yes' is not true or false"),
    ("wait=soon", "the preference wait='soon' is not a number of seconds, of which 30 are waited for at most"),
    ("wait=-1", "is not a number of seconds"),
    ("wait=nan", "is not a number of seconds"),
    ("wait", "the preference wait='' is not a number of seconds"),
    ("example=two words", 'the preference example is malformed: write example=VALUE, or example="A VALUE"'),
    ("code=404 gone", "the preference code is malformed"),
    ("unknown=two words", Preferences()),
]

THING = {
    "type": "object",
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}, "at": {"type": "string", "format": "date"}},
    "required": ["id", "name"],
}
ERROR = {"type": "object", "properties": {"type": {"type": "string"}, "message": {"type": "string"}}}
RESPONSES: dict[str, Any] = {
    "200": {"schema": THING, "examples": {"rex": {"value": {"id": 7, "name": "Rex"}}, "tom": {"value": {"id": 8, "name": "Tom"}}}},
    "202": {"schema": THING},
    "204": {},
    "304": {},
    "403": {"schema": ERROR},
    "404": {"schema": ERROR, "examples": {"gone": {"value": {"message": "gone"}}}},
    "409": {"schema": {**ERROR, "example": {"message": "twice"}}},
    "5XX": {"schema": ERROR},
}  # fmt: skip
DESCRIBED = api_with(
    {
        "get": {"method": "GET", "path": "/thing", "responses": RESPONSES},
        "any": {"method": "GET", "path": "/any", "responses": {"200": {"schema": THING}, "default": {"schema": ERROR}}},
        "bare": {"method": "GET", "path": "/bare"},
        "stream": {"method": "GET", "path": "/stream", "responses": {"200": {"stream": "ndjson", "schema": THING}}},
        "text": {"method": "GET", "path": "/text", "responses": {"200": {"content": {"text/plain": {"type": "string"}}}}},
        "lines": {"method": "GET", "path": "/xml", "responses": {"200": {"content": {"application/xml": THING}}}},
        "xml": {
            "method": "GET", "path": "/bad-xml",
            "responses": {"200": {"content": {"application/xml": {"type": "object", "properties": {"a b": {"type": "integer"}}, "required": ["a b"], "example": {"a b": 1}}}}},
        },
        "none": {"method": "GET", "path": "/none", "responses": {"200": {"schema": {"allOf": [{"type": "string"}, {"type": "integer"}]}}}},
    }
)  # fmt: skip
SERVICE = service_of(DESCRIBED)


@pytest.mark.parametrize(("field", "expected"), VALUES)
def test_only_our_own_preferences_can_be_malformed(field: str, expected: Preferences | str) -> None:
    if isinstance(expected, Preferences):
        assert read_preferences(Headers([("Prefer", field)])) == expected
    else:
        refused = send(SERVICE, "GET", "/thing", Prefer=field)
        assert (refused.status, expected in json_body(refused)["message"]) == (400, True)


APPLIED: list[tuple[str, str]] = [
    ("a", "example=a"),
    ("a b", 'example="a b"'),
    ('"\\', 'example="\\"\\\\"'),
    ("", 'example=""'),
    ("caf\u00e9\r\n", 'example="caf"'),
]


@pytest.mark.parametrize(("value", "written"), APPLIED)
def test_what_was_applied_is_a_valid_field(value: str, written: str) -> None:
    response = with_applied(MockResponse(200), ("example", value))
    assert response.headers == (("Preference-Applied", written),)


# --- the response ----------------------------------------------------------------------------------------------------

REX, TOM = {"id": 7, "name": "Rex"}, {"id": 8, "name": "Tom"}
PREFERRED: list[tuple[str, str, int, Any, str, str | None]] = [
    ("/thing", "", 200, REX, "example", None),
    ("/thing", "respond-async", 200, REX, "example", None),
    ("/thing", "dynamic=false", 200, REX, "example", None),
    ("/thing", "code=200", 200, REX, "example", "code=200"),
    ("/thing", "example=tom", 200, TOM, "example", "example=tom"),
    ("/thing", "example=tom, code=200", 200, TOM, "example", "code=200, example=tom"),
    ("/thing", "example=tom, dynamic=true", 200, TOM, "example", "example=tom"),
    ("/thing", "example=gone", 404, {"message": "gone"}, "example", "example=gone"),
    ("/thing", "code=404", 404, {"message": "gone"}, "example", "code=404"),
    ("/thing", "code=409", 409, {"message": "twice"}, "example", "code=409"),
    ("/thing", "code=202", 202, {"id": 1, "name": "text", "at": "2024-01-31"}, "generated", "code=202"),
    ("/thing", "code=403", 403, {"type": "Forbidden", "message": "things.get: 403, as the request prefers"}, "generated", "code=403"),
    ("/thing", "code=5XX", 500, {"type": "ServerError", "message": "things.get: 500, as the request prefers"}, "generated", "code=5XX"),
    ("/thing", "code=599", 599, {"type": "Error", "message": "things.get: 599, as the request prefers"}, "generated", "code=599"),
    ("/thing", "code=204", 204, None, "generated", "code=204"),
    ("/thing", "code=304", 304, None, "generated", "code=304"),
    ("/any", "code=418", 418, {"type": "Error", "message": "things.any: 418, as the request prefers"}, "generated", "code=418"),
    ("/bare", "dynamic", 204, None, "generated", None),
]  # fmt: skip


@pytest.mark.parametrize(("path", "prefer", "status", "body", "origin", "applied"), PREFERRED)
def test_a_request_chooses_its_response(
    path: str, prefer: str, status: int, body: Any, origin: str, applied: str | None
) -> None:
    response = send(SERVICE, "GET", path, Prefer=prefer)
    assert (response.status, json_body(response) if response.body else None) == (status, body)
    assert (response.origin, dict(response.headers).get("Preference-Applied")) == (origin, applied)


REFUSED: list[tuple[str, str, str]] = [
    (
        "/thing",
        "code=418",
        "things.get has no response 418: the description has 200, 202, 204, 304, 403, 404, 409, 5XX",
    ),
    ("/thing", "code=4XX", "things.get has no response 4XX"),
    ("/bare", "code=200", "things.bare has no response 200: the description has none"),
    ("/thing", "example=rxe", "things.get has no example 'rxe': did you mean rex?"),
    ("/thing", "code=202, example=rex", "things.get has no example 'rex': its responses have none"),
    ("/bare", "example=x", "things.bare has no example 'x': its responses have none"),
    ("/thing", "code=404, example=rex", "things.get has no example 'rex': one of: gone"),
]


@pytest.mark.parametrize(("path", "prefer", "message"), REFUSED)
def test_what_is_not_described_is_refused_with_what_is(path: str, prefer: str, message: str) -> None:
    refused = send(SERVICE, "GET", path, Prefer=prefer)
    assert (refused.status, message in json_body(refused)["message"]) == (400, True)


@pytest.mark.parametrize(
    ("path", "prefer"), [("/thing", ""), ("/thing", ", code=403"), ("/stream", ""), ("/text", ""), ("/xml", "")]
)
def test_a_dynamic_response_is_another_each_time(path: str, prefer: str) -> None:
    found = [send(SERVICE, "GET", path, Prefer=f"dynamic=true{prefer}") for _ in range(5)]
    assert len({response.body for response in found}) == 5
    assert {(response.status, response.origin) for response in found} == {(403 if prefer else 200, "generated")}
    assert dict(found[0].headers)["Preference-Applied"].endswith("dynamic=true")


def test_two_servers_generate_the_same_dynamic_responses() -> None:
    first, second = (
        [send(service, "GET", "/thing", Prefer="dynamic") for _ in range(3)]
        for service in (service_of(DESCRIBED), service_of(DESCRIBED))
    )
    assert [response.body for response in first] == [response.body for response in second]


@pytest.mark.parametrize(("path", "prefer", "message"), [
    ("/none", "dynamic", "no response can be generated"),
    ("/none", "code=200", "no response can be generated"),
    ("/bad-xml", "dynamic", "change its schema or its example"),
    ("/bad-xml", "", "change its schema or its example"),
])  # fmt: skip
def test_what_cannot_be_generated_is_an_error(path: str, prefer: str, message: str) -> None:
    response = send(SERVICE, "GET", path, Prefer=prefer)
    assert (response.status, message in json_body(response)["message"]) == (500, True)


def test_a_chosen_response_changes_no_state() -> None:
    service = service_of(pets())
    for prefer in ("code=201", "dynamic", "code=4XX"):
        send(service, "POST", "/pets", b'{"name": "a"}', Content_Type="application/json", Prefer=prefer)
    assert json_body(send(service, "GET", "/pets")) == []


def test_a_request_that_is_not_valid_is_refused_whatever_it_prefers() -> None:
    refused = send(SERVICE, "GET", "/thing?x=1", Prefer="code=404, wait=2")
    assert (refused.status, refused.delivery) == (400, Delivery(delay=2))
    assert dict(refused.headers)["Preference-Applied"] == "wait=2"


WAITED: list[tuple[str, float, str]] = [("wait=2.5", 2.5, "wait=2.5"), ("wait=99", 30, "wait=30")]


@pytest.mark.parametrize(("prefer", "seconds", "applied"), WAITED)
def test_a_response_waits(prefer: str, seconds: float, applied: str) -> None:
    response = send(SERVICE, "GET", "/thing", Prefer=prefer)
    assert (response.status, response.delivery) == (200, Delivery(delay=seconds))
    assert dict(response.headers)["Preference-Applied"] == applied


def test_waiting_changes_nothing_else_about_how_a_response_is_sent() -> None:
    response = waited(MockResponse(200, delivery=Delivery(cut=3)), Preferences(wait=1))
    assert response.delivery == Delivery(delay=1, cut=3)


def test_our_client_sends_preferences() -> None:
    with Client.mock(DESCRIBED) as client:
        assert client.with_options(headers={"Prefer": "example=tom"}).things.get() == TOM
        result = client.with_options(headers={"Prefer": "code=202, dynamic"}).with_response.things.get()
        assert (result.status, result.headers["X-Mock"]) == (202, "generated")
        assert result.headers["Preference-Applied"] == "code=202, dynamic=true"
        assert json.dumps(result.data) != json.dumps(REX)
