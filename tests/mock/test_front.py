"""What stands in front of the API: hosts, origins, methods that no action has, and the headers of the server itself."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from dynaclient import InvalidCall
from dynaclient.messages import Headers
from dynaclient.mock import MockServer
from dynaclient.mock.control.controlled import ControlledService
from dynaclient.mock.control.endpoints import Control
from dynaclient.mock.control.journal import Journal
from dynaclient.mock.exchange import MockRequest, MockResponse
from dynaclient.mock.front import MAX_REPORTED, Front, marks
from dynaclient.mock.http.cors import Origins
from dynaclient.mock.http.hosts import Hosts
from dynaclient.mock.state.store import Store
from tests.support.mock_descriptions import api_with, json_body, ok, path, pets, service_of

PAGES = {"/_page/": ("text/html", b"<p>", ())}


def front_of(description: Any = None, cors: Any = (), allow_hosts: Any = (), **more: Any) -> Front:
    service, origins = service_of(description or pets()), Origins(cors)
    controlled = ControlledService(lambda *_: service, service.api, Store(), Journal())
    control = Control(controlled, origins.allow)
    return Front(controlled, control, origins, Hosts("box.example.com", allow_hosts), **more)


def ask(front: Front, method: str, target: str, **headers: str) -> MockResponse:
    """Return the response to a request; in the names of headers underscores stand for dashes."""
    route, _, query = target.partition("?")
    fields = Headers((name.replace("_", "-"), value) for name, value in headers.items())
    return front.respond(MockRequest(method, route, query, fields))


def fields_of(response: MockResponse) -> dict[str, str]:
    return dict(Headers(response.headers).items())


# --- hosts -----------------------------------------------------------------------------------------------------------

HOSTS: list[tuple[str, Any, bool]] = [
    ("", (), True),
    ("127.0.0.1", (), True),
    ("127.0.0.1:8080", (), True),
    ("[::1]:8080", (), True),
    ("[fe80::1]", (), True),
    ("10.1.2.3:80", (), True),
    ("127.1", (), True),
    ("LocalHost:8080", (), True),
    ("localhost.", (), True),
    ("app.localhost:3000", (), True),
    ("mock", (), True),
    ("my_mock:8080", (), True),
    ("host.docker.internal:8080", (), True),
    ("host.containers.internal", (), True),
    ("box.example.com:8080", (), True),
    ("BOX.example.com.", (), True),
    ("evil.test", (), False),
    ("evil.test:8080", (), False),
    ("a.box.example.com", (), False),
    ("127.0.0.1.evil.test", (), False),
    ("localhost.evil.test", (), False),
    ("evil.test:x", (), False),
    ("[evil.test]", (), False),
    ("[localhost]", (), False),
    ("a b", (), False),
    ("localhost, evil.test", (), False),
    ("user@localhost", (), False),
    ("evil.test", ["evil.test"], True),
    ("evil.test:81", "EVIL.test", True),
    ("a.evil.test", ["evil.test"], False),
    ("a.b.evil.test", [".evil.test"], True),
    ("evil.test", [".evil.test"], True),
    ("notevil.test", [".evil.test"], False),
    ("anything at all", ["*"], True),
]


@pytest.mark.parametrize(("field", "allowed", "expected"), HOSTS)
def test_a_request_for_a_name_that_others_may_own_is_refused(field: str, allowed: Any, expected: bool) -> None:
    front = front_of(allow_hosts=allowed)
    assert [ask(front, "GET", "/pets", Host=field).status for _ in range(2)] == [200 if expected else 421] * 2


def test_the_refusal_names_the_option() -> None:
    refused = ask(front_of(), "GET", "/pets", Host="evil.test")
    assert json_body(refused)["message"] == (
        "this server is not 'evil.test': call it by the URL that was printed, or start it with --allow-host and that "
        "name (allow_hosts of MockServer)"
    )


WRONG_OPTIONS: list[tuple[dict[str, Any], str]] = [
    ({"cors": ["app.example"]}, "'app.example', which is not an origin"),
    ({"cors": ["https://app.example/path"]}, "which is not an origin"),
    ({"cors": ["https://*.example"]}, "which is not an origin"),
    ({"cors": [None]}, "None, which is not an origin"),
    ({"allow_hosts": ["http://mock.example.com"]}, "which is not a host name"),
    ({"allow_hosts": ["mock.example.com:8080"]}, "which is not a host name"),
    ({"allow_hosts": [""]}, "'', which is not a host name"),
    ({"allow_hosts": [5]}, "5, which is not a host name"),
]


@pytest.mark.parametrize(("options", "message"), WRONG_OPTIONS)
def test_options_that_are_not_origins_or_names_are_refused(options: Any, message: str) -> None:
    with pytest.raises(InvalidCall, match=message):
        MockServer(pets(), **options)


# --- origins ---------------------------------------------------------------------------------------------------------

ORIGINS: list[tuple[str, Any, bool]] = [
    ("http://localhost:3000", (), True),
    ("https://localhost", (), True),
    ("http://127.0.0.1:5173", (), True),
    ("http://[::1]:3000", (), True),
    ("https://app.localhost", (), True),
    ("http://mock:8080", (), True),  # the server itself, by the name in the request
    ("http://mock:8081", (), False),
    ("null", (), False),
    ("https://app.example", (), False),
    ("http://localhost.evil.test", (), False),
    ("http://localhost:3000/", (), False),
    ("ftp://localhost", (), False),
    ("https://app.example", ["https://app.example"], True),
    ("https://app.example", "HTTPS://App.Example:443/", True),
    ("https://app.example:8443", ["https://app.example:8443"], True),
    ("https://app.example:8443", ["https://app.example"], False),
    ("http://app.example", ["https://app.example"], False),
    ("chrome-extension://abcdef", ["chrome-extension://abcdef"], True),
    ("null", ["null"], True),
    ("https://any.example", ["*"], True),
    ("null", ["*"], True),
]


@pytest.mark.parametrize(("origin", "cors", "expected"), ORIGINS)
def test_pages_of_this_machine_and_of_allowed_origins_may_read_responses(
    origin: str, cors: Any, expected: bool
) -> None:
    front = front_of(cors=cors)
    fields = fields_of(ask(front, "GET", "/pets", Origin=origin, Host="mock:8080"))
    shared = {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true"}
    assert {name: value for name, value in fields.items() if "-Allow-" in name} == (shared if expected else {})
    assert fields["Vary"] == "Origin"
    asked = ask(front, "OPTIONS", "/pets", Origin=origin, Host="mock:8080", Access_Control_Request_Method="POST")
    assert (asked.status, fields_of(asked).get("Access-Control-Allow-Origin")) == (
        (204, origin) if expected else (403, None)
    )


def test_a_response_without_an_origin_depends_on_it_all_the_same() -> None:
    assert fields_of(ask(front_of(), "GET", "/pets")) == {"Vary": "Origin", "X-Mock": "stored"}


ERRORS: list[tuple[str, str, str, int]] = [
    ("GET", "/nothing", "mock", 404),
    ("PUT", "/pets", "mock", 405),
    ("POST", "/pets", "mock", 400),
    ("GET", "/pets", "evil.test", 421),
]


@pytest.mark.parametrize(("method", "target", "host", "status"), ERRORS)
def test_a_page_may_read_errors(method: str, target: str, host: str, status: int) -> None:
    response = ask(front_of(), method, target, Origin="http://localhost:1", Host=host)
    assert (response.status, fields_of(response)["Access-Control-Allow-Origin"]) == (status, "http://localhost:1")


def test_a_page_may_read_the_headers_of_the_api_and_of_the_server() -> None:
    paginate = {"style": "link", "next": "header", "size": "size"}
    front = front_of(pets({"paginate": paginate, "parameters": {"size": {"in": "query"}}}))
    service = front._controlled.service
    for _ in range(2):
        service.handle(MockRequest("POST", "/pets", "", Headers({"Content-Type": "application/json"}.items()), b"{}"))
    response = ask(front, "GET", "/pets?size=1", Origin="http://localhost:1")
    exposed = fields_of(response)["Access-Control-Expose-Headers"].split(", ")
    assert "Link" in fields_of(response)
    assert {"Link", "ETag", "Retry-After", "X-Mock", "X-Mock-Ignored", "X-Request-Id", "Preference-Applied"} <= set(
        exposed
    )
    assert len({name.lower() for name in exposed}) == len(exposed)
    assert not {"vary", "set-cookie"} & {name.lower() for name in exposed}


def test_a_header_that_the_api_adds_may_be_read_but_a_cookie_not() -> None:
    request = MockRequest("GET", "/", headers=Headers({"Origin": "http://localhost"}.items()))
    response = MockResponse(200, headers=(("X-Rate-Limit", "5"), ("Set-Cookie", "a=b")))
    exposed = fields_of(MockResponse(200, headers=Origins().fields(request, response.headers)))[
        "Access-Control-Expose-Headers"
    ]
    assert exposed.endswith(", X-Rate-Limit")


LOCAL = {"Origin": "http://localhost:1"}
PREFLIGHTS: list[tuple[str, dict[str, str], dict[str, str]]] = [
    ("/pets", {}, {"Access-Control-Allow-Methods": "GET, HEAD, OPTIONS, POST", "Access-Control-Max-Age": "600"}),
    ("/pets/", {}, {"Access-Control-Allow-Methods": "GET, HEAD, OPTIONS, POST"}),
    ("/pets/5", {}, {"Access-Control-Allow-Methods": "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"}),
    ("*", {}, {"Access-Control-Allow-Methods": "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"}),
    ("/nothing", {"Access_Control_Request_Method": "PUT"}, {"Access-Control-Allow-Methods": "PUT"}),
    ("/__mock/seed", {"Access_Control_Request_Method": "DELETE"}, {"Access-Control-Allow-Methods": "DELETE"}),
    (
        "/pets",
        {"Access_Control_Request_Headers": "authorization,x-a , b c, prefer"},
        {"Access-Control-Allow-Headers": "authorization, x-a, prefer"},
    ),
    (
        "/pets",
        {"Access_Control_Request_Private_Network": "true"},
        {"Access-Control-Allow-Private-Network": "true"},
    ),
]


@pytest.mark.parametrize(("target", "asked", "expected"), PREFLIGHTS)
def test_a_preflight_is_answered_without_credentials(
    target: str, asked: dict[str, str], expected: dict[str, str]
) -> None:
    front = front_of(pets(auth={"it": {"type": "bearer"}}))
    response = ask(front, "OPTIONS", target, **{**LOCAL, "Access_Control_Request_Method": "GET", **asked})
    assert (response.status, response.body) == (204, b"")
    assert expected.items() <= fields_of(response).items()


def test_a_preflight_has_only_the_headers_that_were_asked_for() -> None:
    response = ask(front_of(), "OPTIONS", "/nothing", **LOCAL, Access_Control_Request_Method="\x00")
    assert {name for name in fields_of(response) if "-Allow-" in name} == {
        "Access-Control-Allow-Origin",
        "Access-Control-Allow-Credentials",
    }


def test_the_pages_that_may_not_read_responses_are_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "dynaclient.mock")
    front = front_of()
    for origin in ("https://app.example", "https://app.example", "http://localhost"):
        ask(front, "GET", "/pets", Origin=origin)
    assert caplog.messages == [
        "pages of 'https://app.example' may not read its responses: start the server with --cors and that origin "
        "(cors of MockServer)"
    ]
    for number in range(2 * MAX_REPORTED):
        ask(front, "GET", "/pets", Origin=f"https://{number}.example")
    assert len(caplog.messages) == MAX_REPORTED


# --- methods that no action has --------------------------------------------------------------------------------------

WITH_OPTIONS = api_with(
    {
        "options": {"method": "OPTIONS", "path": "/own", "responses": ok({"const": "own"})},
        "get": {"method": "GET", "path": "/own", "responses": ok({"const": "got"})},
        "head": {"method": "HEAD", "path": "/head", "responses": {"204": {}}},
        "other": {"method": "GET", "path": "/head", "responses": ok({"const": "got"})},
        "slash": {"method": "GET", "path": "/slash/", "responses": ok({"const": "slash"})},
        "note": {"method": "POST", "path": "/notes/{id}", "parameters": {"id": path({})}},
    }
)
METHODS: list[tuple[str, str, int, str | None]] = [
    ("OPTIONS", "/own", 200, None),
    ("OPTIONS", "/head", 204, "GET, HEAD, OPTIONS"),
    ("OPTIONS", "/notes/5", 204, "OPTIONS, POST"),
    ("OPTIONS", "/notes/5/", 204, "OPTIONS, POST"),
    ("OPTIONS", "*", 204, "GET, HEAD, OPTIONS, POST"),
    ("OPTIONS", "/nothing", 404, None),
    ("HEAD", "/own", 200, None),
    ("HEAD", "/head", 204, None),
    ("HEAD", "/notes/5", 405, "OPTIONS, POST"),
    ("HEAD", "/nothing", 404, None),
    ("GET", "/notes/5", 405, "OPTIONS, POST"),
    ("GET", "/slash/", 200, None),
    ("GET", "/slash", 200, None),
    ("GET", "/slash//", 404, None),
    ("GET", "/own/", 200, None),
    ("GET", "/own//", 404, None),
    ("GET", "//own", 404, None),
    ("GET", "*", 404, None),
]


@pytest.mark.parametrize(("method", "target", "status", "allowed"), METHODS)
def test_paths_have_head_and_options_and_may_end_with_a_slash(
    method: str, target: str, status: int, allowed: str | None
) -> None:
    response = ask(front_of(WITH_OPTIONS), method, target)
    assert (response.status, fields_of(response).get("Allow")) == (status, allowed)


def test_head_has_the_headers_of_get() -> None:
    front = front_of(WITH_OPTIONS)
    assert ask(front, "HEAD", "/own") == ask(front, "GET", "/own")


def test_an_action_for_options_is_reached_unless_it_is_a_preflight() -> None:
    front = front_of(WITH_OPTIONS)
    assert json_body(ask(front, "OPTIONS", "/own", **LOCAL)) == "own"
    asked = ask(front, "OPTIONS", "/own", **LOCAL, Access_Control_Request_Method="GET")
    assert fields_of(asked)["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_pages_are_beside_the_api() -> None:
    front = front_of(files=PAGES)
    found = [ask(front, "GET", target).status for target in ("/", "/_page", "/_page/", "/pets", "/nothing")]
    assert found == [307, 307, 200, 200, 404]
    assert fields_of(ask(front, "GET", "/_page/", **LOCAL))["Access-Control-Allow-Origin"] == LOCAL["Origin"]


# --- headers of the server, and the log ------------------------------------------------------------------------------

MARKED: list[tuple[MockResponse, dict[str, str]]] = [
    (MockResponse(200), {}),
    (MockResponse(200, origin="stored"), {"X-Mock": "stored"}),
    (MockResponse(200, ignored=("a", "b", "a")), {"X-Mock-Ignored": "a, b"}),
    (
        MockResponse(200, origin="example", ignored=("filter[a]", "x, y", "é\r\n", "50%")),
        {"X-Mock": "example", "X-Mock-Ignored": "filter%5Ba%5D, x%2C%20y, %C3%A9%0D%0A, 50%25"},
    ),
]


@pytest.mark.parametrize(("response", "expected"), MARKED)
def test_a_response_names_its_origin_and_the_arguments_that_changed_nothing(
    response: MockResponse, expected: dict[str, str]
) -> None:
    assert dict(marks(response)) == expected


ORIGIN_OF: list[tuple[dict[str, Any], str]] = [
    ({"200": {"schema": {"type": "integer"}}}, "generated"),
    ({"200": {"schema": {"type": "integer", "examples": [7]}}}, "example"),
    ({"200": {"schema": {"type": "integer"}, "examples": {"a": {"value": 7}}}}, "example"),
    ({"200": {"schema": {"type": "integer"}, "examples": {"a": {"value": "wrong"}}}}, "generated"),
    ({"200": {"content": {"text/csv": {}}, "examples": {"a": {"value": "a,b"}}}}, "example"),
    ({"200": {"content": {"text/csv": {}}}}, "generated"),
    ({"200": {"stream": "sse"}}, "generated"),
    ({"204": {}}, "generated"),
    ({}, "generated"),
]


@pytest.mark.parametrize(("responses", "origin"), ORIGIN_OF)
def test_what_is_not_stored_is_an_example_or_generated(responses: Any, origin: str) -> None:
    described = api_with({"get": {"method": "GET", "path": "/x", "responses": responses}})
    assert fields_of(ask(front_of(described), "GET", "/x"))["X-Mock"] == origin


KEYED = pets(auth={"key": {"type": "apiKey", "in": "query", "name": "key"}})
KEYED["resources"]["pet"]["actions"]["get"]["parameters"] = {
    "pin": {"in": "query", "secret": True},
    "sortKey": {"in": "query", "name": "sort[key]"},
}
KEYED["resources"]["pet"]["auth"] = False
SECRET_PATH = api_with(
    {"get": {"method": "GET", "path": "/by/{pin}", "parameters": {"pin": {"in": "path", "secret": True}}}}
)
TARGETS: list[tuple[Any, str, str]] = [
    (KEYED, "/pets?key=abc&size=3", "/pets?key=***&size=3"),
    (KEYED, "/pets/5?pin=1234&password=x&page=2&&flag", "/pets/5?pin=***&password=***&page=2&&flag"),
    (KEYED, "/pets?api%5Btoken%5D=x", "/pets?api%5Btoken%5D=***"),
    (KEYED, "/pets/5?sort%5Bkey%5D=name", "/pets/5?sort%5Bkey%5D=name"),
    (KEYED, "/nothing?key=abc", "/nothing?…"),
    (KEYED, f"/{'a' * 500}", f"/{'a' * 199}"),
    (SECRET_PATH, "/by/1234?x=1", "/by/***?x=1"),
]


@pytest.mark.parametrize(("described", "target", "shown"), TARGETS)
def test_the_target_is_logged_without_credentials(
    described: Any, target: str, shown: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "dynaclient.mock")
    assert ask(front_of(described), "GET", target).target == shown


def test_without_a_log_no_target_is_made() -> None:
    assert ask(front_of(), "GET", "/pets").target == ""
