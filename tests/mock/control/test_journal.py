from __future__ import annotations

import base64
import copy
import json
import pickle
from typing import Any

import pytest

from dynaclient import load
from dynaclient.errors import Problem
from dynaclient.messages import Headers
from dynaclient.mock.control import journal as journals
from dynaclient.mock.control.journal import Journal, Received
from dynaclient.mock.control.redacting import MAX_SHOWN, Declared
from dynaclient.mock.exchange import STORED, Handled, MockRequest, MockResponse
from tests.mock.test_logins import logging_in
from tests.support.mock_control import Desk
from tests.support.mock_descriptions import api_with, body, ok, path, pets

SECRET = "s3cr3t-value"
DECLARED = Declared(load(pets()))


def recorded(number: int, journal: Journal, content: bytes = b"", response: bytes = b"") -> list[int]:
    """Return the numbers that are kept after so many requests."""
    for _ in range(number):
        handled = Handled(MockResponse(200, response, origin=STORED, ignored=("a",)))
        journal.record(DECLARED, MockRequest("GET", "/", "", Headers(), content), handled, 0.0, 0.25, era=journal.era)
    return [received.number for received in journal.all()]


# --- what is kept ----------------------------------------------------------------------------------------------------


def test_a_request_is_recorded_with_what_became_of_it() -> None:
    desk = Desk(pets())
    desk.send("POST", "/pets?", {"name": "Rex", "age": 3}, X_Trace="1")
    desk.send("GET", "/pets/1")
    desk.send("GET", "/pets/x")
    desk.send("GET", "/nothing?a=1")
    made, read, wrong, unknown = desk.journal.all()
    assert (made.number, made.method, made.path, made.query, made.action) == (1, "POST", "/pets", "", "pets.post")
    assert (made.arguments, made.status, made.problems) == ({"pet": {"name": "Rex", "age": 3}}, 201, ())
    assert (made.headers["x-trace"], made.body, made.response_body[:1]) == ("1", b'{"name": "Rex", "age": 3}', b"{")
    assert dict(made.response_headers) == {}
    assert abs(made.time.timestamp() - desk.controlled.issuer.clock.now()) < 60
    assert 0 < made.ms < 60_000
    assert read.arguments == {"petId": 1}
    assert (wrong.action, wrong.status, wrong.arguments, wrong.problems[0].name) == ("pet.get", 400, {}, "petId")
    assert (unknown.action, unknown.status, unknown.query, unknown.described) == ("", 404, "a=1", None)
    assert [str(one) for one in (made, wrong, unknown)] == [
        "POST /pets 201 pets.post(pet={'name': 'Rex', 'age': 3})",
        'GET /pets/x 400 pet.get petId (path): expected type integer, got "x" — pass an integer',
        "GET /nothing?a=1 404",
    ]
    assert repr(unknown) == "<Received 4: GET /nothing?a=1 404>"


def test_where_a_response_is_from_is_recorded() -> None:
    journal = Journal()
    recorded(1, journal)
    (one,) = journal.all()
    assert (one.origin, one.ignored, one.ms) == ("stored", ("a",), 250)


def test_a_number_of_requests_is_kept_and_numbers_go_on() -> None:
    journal = Journal(most=3)
    assert recorded(5, journal) == [3, 4, 5]
    journal.clear()
    assert (journal.all(), journal.last, recorded(1, journal)) == ([], 5, [6])


@pytest.mark.parametrize(
    "sent", ["body", "response", "path", "header", "headers", "returned", "argument", "arguments", "wrong"]
)
def test_their_size_is_limited_but_the_latest_is_kept(sent: str) -> None:
    journal = Journal(most_bytes=20_000)
    long = "a" * 5_000
    headers = {"header": [("X", long)], "headers": [(f"X-{number}", "1") for number in range(25)]}.get(sent, [])
    arguments: Any = {"argument": {"a": "a" * 2_500}, "arguments": {"a": [[0]] * 20}}.get(sent, {})
    for number in range(6):
        content = b"a" * 100_000 if number == 5 else long.encode() if sent == "body" else b""
        request = MockRequest("GET", long if sent == "path" else "/", "", Headers(headers), content)
        returned = (("X", long),) if sent == "returned" else ()
        response = MockResponse(200, long.encode() if sent == "response" else b"", headers=returned)
        problems = (Problem("type", "is wrong", got=long),) if sent == "wrong" else ()
        journal.record(DECLARED, request, Handled(response, "", arguments, problems), 0.0, 0.25, era=journal.era)
        if number == 4:
            assert [one.number for one in journal.all()] == [3, 4, 5]
    assert [one.number for one in journal.all()] == [6]
    assert recorded(1, journal) == [7]


def test_what_is_received_before_all_are_forgotten_is_not_recorded_after_it() -> None:
    journal = Journal()
    era = journal.era
    journal.clear()
    journal.record(DECLARED, MockRequest("GET", "/"), Handled(MockResponse(200)), 0.0, 0.25, era=era)
    assert (journal.all(), journal.last) == ([], 0)


def test_the_limits_of_a_server_are_those_that_are_documented() -> None:
    assert (journals.MAX_REQUESTS, journals.MAX_BYTES) == (1_000, 32 * 1024 * 1024)


# --- what is shown ---------------------------------------------------------------------------------------------------

NAMED = {"type": "object", "properties": {"name": {"type": "string"}, "pin": {"type": "string", "secret": True}}}


def secretive(where: str = "/v/{key}/{name}") -> dict[str, Any]:
    """Return a description with secrets everywhere."""
    parameters = {
        "key": {"in": "path", "schema": {"type": "string"}, "secret": True},
        "name": path({"type": "string"}),
        "q": {"in": "query", "schema": {"type": "string"}, "secret": True},
        "sortKey": {"in": "query", "schema": {"type": "string"}},
        "token": {"in": "query", "schema": {"type": "string"}},
        "xPin": {"in": "header", "name": "X-Pin", "schema": {"type": "string"}, "secret": True},
    }
    do = {
        "method": "POST",
        "path": where,
        "parameters": {**parameters, "it": body(NAMED)},
        "responses": ok(NAMED),
    }
    return api_with({"do": do}, auth={"id": {"type": "apiKey", "in": "query", "name": "who"}})


def shown(desk: Desk) -> str:
    """Return everything that is shown of the last request."""
    last = desk.journal.all()[-1]
    whole = desk.control("GET", f"requests/{last.number}")[1]
    return f"{last!r} {last} {whole} {pickle.loads(pickle.dumps(last))}"


def test_secrets_are_redacted_wherever_a_request_is_shown_and_compared_as_they_were_sent() -> None:
    desk = Desk(secretive())
    target = f"/v/{SECRET}/n?q={SECRET}&sortKey=a&token=b&who={SECRET}"
    headers = {"X_Pin": SECRET, "Authorization": f"Bearer {SECRET}", "Cookie": f"a={SECRET}", "X_Api_Key": SECRET}
    response = desk.send("POST", target, {"name": "Rex", "pin": SECRET}, **headers)
    assert response.status == 200
    (one,) = desk.journal.all()
    assert one.arguments == {
        "key": SECRET, "name": "n", "q": SECRET, "sortKey": "a", "token": "b", "xPin": SECRET, "it": {"name": "Rex", "pin": SECRET},
    }  # fmt: skip
    assert SECRET not in shown(desk)
    assert one.target == "/v/***/n?q=***&sortKey=a&token=b&who=***"
    assert one.messages()["request"]["body"] == '{"name": "Rex", "pin": "***"}'


@pytest.mark.parametrize("declared", ["/v/{key}/{name}", "/v/{key}/{name}/"])
@pytest.mark.parametrize(
    ("method", "target", "expected"),
    [
        ("POST", f"/base/v/{SECRET}/n?who=a", "/base/v/***/n?who=***"),
        ("POST", f"/base/v/{SECRET}/n/", "/base/v/***/n/"),
        ("POST", f"/v/{SECRET}/n/?q=1", "/v/***/n/?q=***"),
        ("PUT", f"/base/v/{SECRET}/n?q={SECRET}&token={SECRET}&sortKey=a", "/base/v/***/n?q=***&token=***&sortKey=a"),
        ("OPTIONS", f"/v/{SECRET}/n/", "/v/***/n/"),
        (
            "POST",
            f"/nothing/here?api_key={SECRET}&a=1&code={SECRET}&flag",
            "/nothing/here?api_key=***&a=1&code=***&flag",
        ),
        ("POST", f"/nothing?who={SECRET}", "/nothing?who=***"),
    ],
)
def test_secrets_are_redacted_however_a_path_is_written_and_whatever_the_method(
    declared: str, method: str, target: str, expected: str
) -> None:
    desk = Desk({**secretive(declared), "server": "https://api.example.com/base"})
    desk.send(method, target, {"name": "a", "pin": SECRET}, X_Pin=SECRET)
    last = desk.journal.all()[-1]
    assert last.target == expected
    assert "nothing" in target or SECRET not in shown(desk)
    request = MockRequest(method, last.path, last.query)
    assert SECRET not in desk.controlled.service.shown_target(request, last.action)


def test_a_secret_that_may_span_slashes_hides_the_whole_path() -> None:
    secret = {"in": "path", "schema": {"type": "string"}, "secret": True, "allowReserved": True}
    desk = Desk(
        api_with({"do": {"method": "GET", "path": "/v/{key}", "parameters": {"key": secret}, "responses": ok({})}})
    )
    desk.send("GET", f"/v/a/{SECRET}")
    (one,) = desk.journal.all()
    assert (one.action, one.target) == ("things.do", "/v/{key}")


def test_a_secret_that_a_response_repeats_is_redacted() -> None:
    desk = Desk(api_with({"do": {"method": "GET", "path": "/do", "auth": ["t"], "responses": ok({"type": "string", "example": SECRET})}}, auth={"t": {"type": "bearer"}}))  # fmt: skip
    desk.send("GET", "/do", Authorization=f"Bearer {SECRET}")
    assert desk.journal.all()[-1].messages()["response"]["body"] == '"***"'


def test_a_secret_of_a_path_that_a_response_repeats_is_redacted() -> None:
    key = {"in": "path", "schema": {"type": "string"}, "secret": True}
    put = {"method": "PUT", "path": "/v/{key}", "parameters": {"key": key, "it": body({})}, "responses": {"201": {}}}
    get = {"method": "GET", "path": "/v/{key}", "parameters": {"key": key}, "responses": ok({})}
    desk = Desk(api_with({"put": {**put, "responses": {"201": {"headers": {"Location": {}}}}}, "get": get}))
    desk.send("PUT", f"/v/{SECRET}", {})
    desk.send("GET", "/v/none%20such")
    for one in desk.journal.all():
        shown = json.dumps(one.messages()["response"])
        assert SECRET not in shown
        assert "none such" not in shown
        assert "***" in shown


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("media", "content", "expected"),
    [
        (FORM, f"password={SECRET}&grant_type=a".encode(), "password=***&grant_type=a"),
        (FORM, f"code={SECRET}&assertion={SECRET}".encode(), "code=***&assertion=***"),
        (
            "application/json",
            f'{{"a": [{{"token": "{SECRET}"}}], "b": 1}}'.encode(),
            '{"a": [{"token": "***"}], "b": 1}',
        ),
        ("application/json", f'{{"password": "{SECRET}'.encode(), "***"),
        ("text/plain", f"password {SECRET}".encode(), "***"),
        ("image/png", b"\x89PNG", "(4 bytes of image/png)"),
        ("", b"", ""),
    ],
)
def test_bodies_for_no_action_are_redacted_by_name_or_as_a_whole(media: str, content: bytes, expected: str) -> None:
    desk = Desk(pets())
    desk.send("POST", "/nothing", content, Content_Type=media)
    assert desk.journal.all()[-1].messages()["request"]["body"] == expected


@pytest.mark.parametrize(
    ("schema", "media", "content", "expected"),
    [
        ({"type": "object"}, "application/json", b'{"token": "a"}', '{"token": "a"}'),
        ({"type": "object"}, "application/json", b"{", "{"),
        (NAMED, "application/json", b'{"pin": "a', "***"),
        ({"type": "object"}, "application/json", b"[1, 2]", "[1, 2]"),
        ({"type": "string"}, "text/plain", "ä".encode(), "ä"),
        ({"type": "string"}, "application/xml", b"<a/>", "<a/>"),
    ],
)
def test_bodies_of_an_action_are_redacted_as_it_is_described(
    schema: Any, media: str, content: bytes, expected: str
) -> None:
    do = {
        "method": "POST",
        "path": "/do",
        "parameters": {"b": {**body(schema), "content": {"*/*": schema}}},
        "responses": ok({}),
    }
    del do["parameters"]["b"]["schema"]  # type: ignore[index]
    desk = Desk(api_with({"do": do}))
    desk.send("POST", "/do", content, Content_Type=media)
    assert desk.journal.all()[-1].messages()["request"]["body"] == expected


def test_parts_that_are_secret_are_redacted_and_files_are_their_sizes() -> None:
    parts = {
        "pin": {"in": "part", "schema": {"type": "string"}, "secret": True},
        "age": {"in": "part", "schema": {"type": "integer"}},
    }
    content = {"content": ["application/x-www-form-urlencoded", "application/json"]}
    desk = Desk(
        api_with({"do": {"method": "POST", "path": "/do", "parameters": parts, **content, "responses": ok({})}})
    )
    desk.send("POST", "/do", f"pin={SECRET}&age=5".encode(), Content_Type=FORM)
    desk.send("POST", "/do", {"pin": SECRET, "age": 5})
    form, data = desk.journal.all()
    assert [form.messages()["request"]["body"], data.messages()["request"]["body"]] == [
        "pin=***&age=5",
        '{"pin": "***", "age": 5}',
    ]
    assert form.arguments == data.arguments == {"pin": SECRET, "age": 5}
    assert SECRET not in f"{form} {data}"


def test_a_file_is_shown_as_its_size() -> None:
    part = {
        "file": {"in": "part", "schema": {"type": "string", "file": True}},
        "tags": {"in": "part", "schema": {"type": "array"}},
    }
    desk = Desk(api_with({"do": {"method": "POST", "path": "/do", "parameters": part, "content": ["multipart/form-data"], "responses": ok({})}}))  # fmt: skip
    content = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\nabc\r\n--b--\r\n'
    desk.send("POST", "/do", content, Content_Type="multipart/form-data; boundary=b")
    (one,) = desk.journal.all()
    assert "3 bytes" in str(one)
    assert one.messages()["request"]["body"] == f"({len(content)} bytes of multipart/form-data)"


def test_the_responses_of_logins_are_redacted_by_name() -> None:
    desk = Desk(logging_in())
    desk.send("POST", "/session", {"email": "a", "password": SECRET})
    (one,) = desk.journal.all()
    assert one.messages() == {
        "request": {"headers": one.messages()["request"]["headers"], "body": '{"email": "a", "password": "***"}'},
        "response": {"headers": {"Content-Type": "application/json"}, "body": '{"token": "***"}'},
    }


def test_what_a_redirect_of_the_authorization_server_carries_is_redacted() -> None:
    response = MockResponse(
        302, headers=(("Location", f"http://a/?code={SECRET}&state=x"), ("Set-Cookie", SECRET), ("X-Token", SECRET))
    )
    journal = Journal()
    basic = base64.b64encode(f"robot:{SECRET}".encode()).decode()
    journal.record(
        DECLARED,
        MockRequest("POST", "/token", "", Headers([("Authorization", f"Basic {basic}")])),
        Handled(response),
        0,
        0,
        era=0,
    )
    (one,) = journal.all()
    assert one.messages()["response"]["headers"] == {
        "Location": "http://a/?code=***&state=x", "Set-Cookie": "***", "X-Token": "***",
    }  # fmt: skip
    assert one.messages()["request"]["headers"] == {"Authorization": "Basic ***"}


def test_a_long_body_and_long_arguments_are_cut_where_they_are_shown() -> None:
    desk = Desk(pets())
    desk.send("POST", "/pets", {"name": "a" * 50_000})
    (one,) = desk.journal.all()
    assert len(one.messages()["request"]["body"]) == MAX_SHOWN
    assert len(str(one)) < 300
    assert one.arguments["pet"]["name"] == "a" * 50_000


def test_what_the_pickle_of_a_request_is_shows_it() -> None:
    journal = Journal()
    recorded(1, journal)
    (one,) = journal.all()
    assert isinstance(one, Received)
    assert pickle.loads(pickle.dumps(one)) == repr(one)
    assert copy.copy(one) is copy.deepcopy(one) is one
