from __future__ import annotations

import importlib
import logging
import re
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from inspect import signature
from typing import Any

import pytest
import requests

import dynaclient.mock
from dynaclient import BadRequest, Client, ConnectError, Event, Forbidden, Unauthorized, load
from dynaclient.errors import ApiError, DynaclientError, InvalidCall
from dynaclient.mock import MockServer
from dynaclient.mock.options import granted_scopes
from tests.support.descriptions import ID, describe
from tests.support.mock_descriptions import api_with, body, ok, path, pets

TOKENS = f"/applications/{ID}/tokens"


@pytest.fixture
def server() -> Iterator[MockServer]:
    with MockServer(pets()) as started:
        yield started


def _raw(server: MockServer, sent: bytes) -> bytes:
    """Return all that the server says until it closes the connection."""
    host, _, port = server.url.partition("//")[2].rpartition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


# --- life ------------------------------------------------------------------------------------------------------------


def test_a_closed_server_leaves_no_threads_behind() -> None:
    before = set(threading.enumerate())
    server = MockServer(pets()).start()
    session = requests.Session()
    assert session.get(server.url + "/pets", timeout=10).json() == []
    server.start()
    server.close()
    server.close()
    session.close()
    assert set(threading.enumerate()) <= before


def test_a_server_that_never_started_is_closed_too() -> None:
    server = MockServer(pets())
    assert server.url.startswith("http://127.0.0.1:")
    url = server.url
    server.close()
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=10)


def test_a_server_serves_until_it_is_closed() -> None:
    server = MockServer(pets())
    url = server.url
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    assert requests.get(url + "/pets", timeout=10).status_code == 200
    server.close()
    serving.join(10)
    assert not serving.is_alive()


def test_a_server_that_was_stopped_before_it_began_does_not_serve() -> None:
    server = MockServer(pets())
    listener = server._open()
    listener.stop()
    listener.serve_forever()
    server.close()
    assert server._listener is None


def test_what_was_inferred_is_told_by_the_server() -> None:
    assert str(MockServer(pets()).inferred()[1]) == "pets.post creates in /pets, id: petId"


def test_a_port_that_is_taken_is_told(server: MockServer) -> None:
    port = int(server.url.rpartition(":")[2])
    with pytest.raises(DynaclientError, match=f"cannot listen on 127.0.0.1:{port}.*choose another port, such as 0"):
        MockServer(pets(), port=port).start()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"host": ""},
            "host (option): is not an address — pass 127.0.0.1, or 0.0.0.0 for all addresses of this machine",
        ),
        ({"host": "a\0b"}, "host (option): is not an address"),
        ({"host": None}, "host (option): is not an address"),
        ({"port": "8080"}, "port (option): is not an integer — pass 8080, or 0 for any free port"),
        ({"port": True}, "port (option): is not an integer"),
    ],
)
def test_an_address_that_is_none_is_refused(options: Any, message: str) -> None:
    with pytest.raises(InvalidCall) as refused:
        MockServer(pets(), **options)
    assert message in str(refused.value)


SCOPES = 'pass a list of strings for each token, such as {"token": ["read", "write"]}; [] is none, ["*"] is all'
SWITCH = "is not a boolean — pass True or False"
REFUSED: list[tuple[dict[str, Any], str]] = [
    *(({"grants": one}, "grants (option): is not a dict whose keys are tokens — pass a dict of") for one in ("t", ["t"], [], 5, True, {5: ["*"]})),
    *(({"grants": {"t": one}}, f"grants (option): has a token whose scopes are not strings — {SCOPES}") for one in (5, [5], None, b"a", {"a": 1})),
    *(({"store": one}, "store (option): is not the path of a file — pass a path, or") for one in (5, None, b"a")),
    *(({name: "no"}, f"{name} (option): {SWITCH}") for name in ("https", "strict", "approve_all", "watch", "proxy_writes")),
    *(({name: 5}, f"{name} (option): is not a list of strings") for name in ("cors", "allow_hosts")),
    ({"files": 5}, "files (option): is not a dict of paths"),
    ({"record": 5, "proxy": "http://127.0.0.1:1"}, "record (option): is not the path of a file"),
]  # fmt: skip


@pytest.mark.parametrize(("options", "message"), REFUSED)
def test_an_option_of_another_type_is_refused_before_anything_starts(options: dict[str, Any], message: str) -> None:
    before = threading.active_count()
    makers: list[Any] = [
        MockServer,
        *([Client.mock] if options.keys() <= signature(Client.mock).parameters.keys() else []),
    ]
    for make in makers:
        with pytest.raises(InvalidCall) as refused:
            make(pets(), **options)
        assert message in str(refused.value)
    assert threading.active_count() == before


def test_one_scope_may_be_a_string_and_several_any_iterable() -> None:
    scopes = granted_scopes({"one": "read", "two": iter(["read", "write"]), "none": ()})
    assert scopes == {"one": ("read",), "two": ("read", "write"), "none": ()}


CLOSED: list[Callable[[MockServer], Any]] = [
    lambda server: server.url, lambda server: server.ca_file, lambda server: server.issuer, MockServer.reset,
    lambda server: server.seed({}), MockServer.snapshot, MockServer.expire_tokens,
]  # fmt: skip


@pytest.mark.parametrize("use", CLOSED)
def test_a_closed_server_opens_nothing_until_it_is_started_again(use: Callable[[MockServer], Any]) -> None:
    server = MockServer(pets()).start()
    server.close()
    with pytest.raises(DynaclientError, match="the mock server is closed; make another one, or start"):
        use(server)
    assert (server.requests(), server._listener) == ([], None)
    with server:
        use(server)


def test_the_server_may_listen_at_another_kind_of_address() -> None:
    with MockServer(pets(), host="::1") as server:
        assert server.url.startswith("http://[::1]:")
        assert requests.get(server.url + "/pets", timeout=10).json() == []


def test_without_werkzeug_the_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in sys.modules if each.startswith("dynaclient.mock")]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("werkzeug", "werkzeug.http"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(DynaclientError, match=r"needs the mock extra: pip install 'dynaclient\[mock\]'"):
        importlib.import_module("dynaclient.mock")
    monkeypatch.undo()
    assert dynaclient.mock.MockServer is MockServer


def test_the_package_exports_the_server_and_what_it_returns() -> None:
    assert dynaclient.mock.__all__ == ["Fault", "MockServer", "Received"]


# --- HTTP ------------------------------------------------------------------------------------------------------------


def test_an_answer_carries_a_date_and_a_number(server: MockServer) -> None:
    first, second = (requests.get(server.url + "/pets", timeout=10).headers for _ in range(2))
    assert first["Date"].endswith("GMT")
    assert first["X-Request-Id"] != second["X-Request-Id"]


@pytest.mark.parametrize(
    ("target", "status"), [(b"http://elsewhere/pets#x", b"200"), (b"http://evil.test/pets", b"421")]
)
def test_a_whole_url_as_target_is_read_and_its_host_is_that_of_the_request(
    server: MockServer, target: bytes, status: bytes
) -> None:
    sent = b"GET " + target + b" HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
    assert _raw(server, sent).startswith(b"HTTP/1.1 " + status)


def test_each_request_is_a_line_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "dynaclient.mock")
    with MockServer(pets()) as server:
        requests.get(server.url + "/pets?token=abc", timeout=10)
    assert re.fullmatch(r"GET /pets\?token=\*\*\* 400 - [0-9]+ bytes [0-9.]+ ms", caplog.messages[0])
    assert caplog.records[0].status == 400  # type: ignore[attr-defined] # for those who print it in colour


def test_chunks_are_put_together(server: MockServer) -> None:
    made = requests.post(server.url + "/pets", data=iter([b'{"name":', b'"a"}']), timeout=10)
    assert (made.status_code, made.json()["name"]) == (201, "a")


def test_what_is_no_http_is_refused_in_the_shape_of_all_errors(server: MockServer) -> None:
    assert b'{"type":"BadRequest","message":"this is not HTTP/1.1: ' in _raw(server, b"one two three four\r\n\r\n")
    assert b'{"type":"NotImplemented","message":' in _raw(server, b"BREW /pets HTTP/1.1\r\nHost: localhost\r\n\r\n")


@pytest.mark.parametrize("method", ["QUERY", "TRACE", "VERSION-CONTROL"])
def test_other_methods_of_the_actions_are_served(method: str) -> None:
    parameters = {"b": body({"type": "object"})} if method == "QUERY" else {}
    api = load(describe({"go": {"method": method, "parameters": parameters, "responses": ok({"const": 5})}}))
    with Client.mock(api) as client:
        assert client.things.go(**({"b": {"a": 1}} if parameters else {})) == 5


def test_head_is_answered_without_a_body() -> None:
    described = pets()
    described["resources"]["pets"]["actions"]["head"] = {"method": "HEAD", "responses": ok({"type": "array"})}
    with MockServer(described) as server:
        answer = requests.head(server.url + "/pets", timeout=10)
    assert (answer.status_code, answer.headers["Content-Length"], answer.content) == (200, "2", b"")


STREAM = {"stream": "sse", "events": {"a": {"const": 1}, "b": {"const": 2}}}


def _streaming(**response: Any) -> dict[str, Any]:
    return api_with({"watch": {"method": "GET", "path": "/watch", "responses": {"200": response}}})


def test_a_stream_is_written_chunk_by_chunk() -> None:
    with MockServer(_streaming(**STREAM)) as server:
        written = _raw(server, b"GET /watch HTTP/1.1\r\nHost: localhost\r\n\r\n")
    head, _, chunks = written.partition(b"\r\n\r\n")
    assert (b"Content-Type: text/event-stream" in head, b"Transfer-Encoding: chunked" in head) == (True, True)
    assert chunks == (
        b"21\r\nretry: 0\nevent: a\nid: 1\ndata: 1\n\n\r\n18\r\nevent: b\nid: 2\ndata: 2\n\n\r\n0\r\n\r\n"
    )


@pytest.mark.parametrize("request_line", ["HEAD /watch HTTP/1.1", "GET /watch HTTP/1.0"])
def test_a_stream_has_no_chunks_where_none_may_be(request_line: str) -> None:
    with MockServer(_streaming(stream="bytes")) as server:
        written = _raw(server, request_line.encode() + b"\r\nHost: localhost\r\n\r\n")
    assert written.partition(b"\r\n\r\n")[2] == (b"" if request_line.startswith("HEAD") else b"mock")


@pytest.mark.parametrize(
    ("response", "given"),
    [
        (STREAM, [Event("a", 1, "1"), Event("b", 2, "2")]),
        ({**STREAM, "end": "[DONE]"}, [Event("a", 1, "1"), Event("b", 2, "2")]),
        ({"stream": "ndjson", "schema": {"const": 1}}, [1, 1]),
        ({"stream": "bytes"}, [b"mo", b"ck"]),
    ],
    ids=["events", "events with an end", "lines", "bytes"],
)
def test_a_stream_of_an_imitation_ends_by_itself(response: dict[str, Any], given: list[Any]) -> None:
    with Client.mock(_streaming(**response)) as client:
        assert list(client.things.watch()) == given


def test_a_connection_that_is_cut_does_no_harm(server: MockServer) -> None:
    port = int(server.url.rpartition(":")[2])
    for _ in range(5):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.sendall(b"GET /pets HTTP/1.1\r\n")
        connection.close()
    assert requests.get(server.url + "/pets", timeout=10).json() == []


def test_an_encoded_slash_stays_in_its_segment() -> None:
    item = {"properties": {"id": {"type": "string"}}}
    actions = {
        "get": {"method": "GET", "path": "/notes/{id}", "responses": ok(item)},
        "put": {"method": "PUT", "path": "/notes/{id}", "parameters": {"note": body({})}, "responses": ok(item)},
    }
    with Client.mock(api_with(actions, resource={"parameters": {"id": path({"type": "string"})}})) as client:
        client.things.put(id="a/b", note={})
        assert client.things.get(id="a/b") == {"id": "a/b"}


# --- a client whose server has ended ---------------------------------------------------------------------------------

AFTER_THE_END: dict[str, Callable[[Any], Any]] = {
    "a call": lambda client: client.pets.get(),
    "a call by name": lambda client: client.call("pets.get"),
    "of a client derived from it": lambda client: client.with_options(timeout=3).pets.get(),
    "in the background": lambda client: client.pets.get.submit().result(5),
    "many": lambda client: client.pets.get.map([{}]).raise_first(),
}


@pytest.mark.parametrize("use", AFTER_THE_END.values(), ids=AFTER_THE_END)
def test_a_closed_client_says_that_its_mock_server_has_ended(use: Callable[[Any], Any]) -> None:
    with Client.mock(pets()) as client:
        client.pets.get()
    with pytest.raises(ConnectError, match="this client is closed, and its mock server ended with it") as caught:
        use(client)
    assert (caught.value.code, caught.value.attempts) == ("mock-server-closed", 1)
    client.close()


def test_a_closed_client_of_a_server_that_runs_is_used_again() -> None:
    with MockServer(pets()) as server:
        client = Client(pets(), url=server.url)
        client.close()
        assert client.pets.get.prepare().method == "GET"
        client.pets.get()
        client.close()


# --- many at once ----------------------------------------------------------------------------------------------------


@pytest.mark.uncounted
@pytest.mark.parametrize("calls", [50, pytest.param(500, marks=pytest.mark.full)])
def test_many_threads_get_right_answers(calls: int) -> None:
    with Client.mock() as client:
        made = [client.applications.post(application={"name": f"n{index}"}) for index in range(32)]

        def work(index: int) -> int:
            wanted = made[index]["id"]
            answers = [client.application.get(applicationId=wanted) for _ in range(calls)]
            client.application_api_tokens.post(applicationId=ID, apiToken={"name": f"t{index}"})
            return sum(each["name"] == f"n{index}" for each in answers)

        with ThreadPoolExecutor(32) as threads:
            assert list(threads.map(work, range(32))) == [calls] * 32
        assert client.application_api_tokens.get(applicationId=ID)["totalCount"] == 32


# --- who may ---------------------------------------------------------------------------------------------------------


def test_a_token_is_needed_where_the_description_says_so() -> None:
    raised = pytest.raises(Unauthorized, match="needs accessToken")
    with MockServer(None) as server, Client(url=server.url) as stranger, raised as caught:
        stranger.applications.get()
    assert caught.value.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_that_was_not_granted_is_refused() -> None:
    mocked = Client.mock(grants={"good": ["all.Application"]}, token="bad")
    with mocked as client, pytest.raises(Unauthorized, match="not known"):
        client.applications.get()


def test_a_missing_scope_is_told_with_what_would_do() -> None:
    with Client.mock(grants={"reader": "applications.get"}) as client:
        assert client.applications.get()["items"] == []
        with pytest.raises(
            Forbidden, match=r"The token has: applications.get. The action needs one of: .*applications.post"
        ):
            client.applications.post(application={"name": "a"})


def test_an_error_is_in_the_shape_of_the_descriptions_errors() -> None:
    with Client.mock(grants={"none": []}) as client, pytest.raises(Forbidden) as caught:
        client.applications.get()
    assert (caught.value.type, sorted(caught.value.body)) == ("Forbidden", ["message", "type"])


def test_scopes_are_those_of_the_scheme_that_is_used() -> None:
    described = pets(auth={"oauth": {"type": "bearer"}, "key": {"type": "apiKey", "in": "header", "name": "X-Key"}})
    described["resources"]["pets"]["auth"] = [{"oauth": ["read"]}, "key"]
    for token, scopes, allowed in (("oauth", [], False), ("oauth", ["read"], True), ("key", [], True)):
        outcome = nullcontext() if allowed else pytest.raises(Forbidden, match="needs one of: read")
        with Client.mock(described, grants={"abc": scopes}, token={token: "abc"}) as client, outcome:
            client.pets.get()


SCHEMES: dict[str, Any] = {
    "bearer": {"type": "bearer"},
    "basic": {"type": "basic"},
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "key"},
    "prefix": {"type": "apiKey", "in": "header", "name": "Authorization", "prefix": "Token "},
}


@pytest.mark.parametrize("scheme", list(SCHEMES))
def test_each_kind_of_credential_is_read(scheme: str) -> None:
    described = pets(auth={"it": SCHEMES[scheme]})
    token: Any = ("ada", "pass word:ü") if scheme == "basic" else "k&y=1"
    granted = "ada:pass word:ü" if scheme == "basic" else "k&y=1"
    with Client.mock(described, grants={granted: []}, token=token) as client:
        assert client.pets.get() == []
    with Client.mock(described, grants={"other": []}, token=token) as client, pytest.raises(Unauthorized):
        client.pets.get()


@pytest.mark.parametrize(
    ("name", "prefix", "challenge"),
    [("Authorization", "Token ", "Token"), ("X-Key", "Token ", None), ("Authorization", "Api-Key key=", None)],
)
def test_a_key_without_its_prefix_is_challenged_by_it(name: str, prefix: str, challenge: str | None) -> None:
    described = pets(auth={"it": {"type": "apiKey", "in": "header", "name": name, "prefix": prefix}})
    with MockServer(described) as server:
        answer = requests.get(server.url + "/pets", headers={name: "abc"}, timeout=10)
    assert (answer.status_code, answer.headers.get("WWW-Authenticate")) == (401, challenge)


@pytest.mark.parametrize("scheme", list(SCHEMES))
def test_the_token_for_anyone_does_for_each_kind(scheme: str) -> None:
    with Client.mock(pets(auth={"it": SCHEMES[scheme]})) as client:
        assert client.pets.get() == []


def test_the_token_for_anyone_does_for_several_schemes_together() -> None:
    with Client.mock(pets(auth=SCHEMES, resources={**pets()["resources"]})) as client:
        assert client.pets.get() == []
    described = pets(auth=SCHEMES)
    described["resources"]["pets"]["auth"] = {"all": ["basic", "header"]}
    with Client.mock(described) as client:
        assert client.pets.get() == []
    assert MockServer(pets()).default_token() == "mock-token"


def test_a_wrong_password_is_not_called_a_missing_one() -> None:
    described = pets(auth={"it": {"type": "digest"}})
    refused = pytest.raises(Unauthorized, match="needs it, and the request has none that is accepted")
    with Client.mock(described, grants={"ann:pw": []}, token=("ann", "other")) as client, refused:
        client.pets.get()


@pytest.mark.parametrize("grants", [None, {"abc": []}])
def test_a_certificate_of_the_client_needs_no_token(grants: Any) -> None:
    with Client.mock(pets(auth={"it": {"type": "mutualTLS"}}), grants=grants) as client:
        assert client.pets.get() == []


def test_one_of_several_ways_is_enough_and_all_of_a_set_are_needed() -> None:
    described = pets(auth=SCHEMES)
    described["resources"]["pets"]["auth"] = ["bearer", {"all": ["basic", "header"]}]
    with MockServer(described) as server:
        assert requests.get(server.url + "/pets", headers={"Authorization": "bearer x"}, timeout=10).status_code == 200
        half = requests.get(server.url + "/pets", headers={"X-Key": "x"}, timeout=10)
    assert half.json()["message"].startswith("pets.get needs bearer or basic and header")
    assert half.headers["WWW-Authenticate"] == 'Basic realm="mock", Bearer'


def test_an_optional_credential_may_be_missing_but_not_wrong() -> None:
    described = pets(auth={"it": SCHEMES["bearer"]})
    described["resources"]["pets"]["auth"] = "optional"
    with MockServer(described, grants={"good": []}) as server:
        assert requests.get(server.url + "/pets", timeout=10).status_code == 200
        wrong = {"Authorization": "Bearer bad"}
        assert requests.get(server.url + "/pets", headers=wrong, timeout=10).status_code == 401
        assert requests.get(server.url + "/pets", headers={"Authorization": "Basic !"}, timeout=10).status_code == 200


def test_a_basic_credential_that_is_no_base64_is_none() -> None:
    with MockServer(pets(auth={"it": SCHEMES["basic"]})) as server:
        answer = requests.get(server.url + "/pets", headers={"Authorization": "Basic !"}, timeout=10)
    assert answer.status_code == 401


# --- what is wrong ---------------------------------------------------------------------------------------------------


def test_a_wrong_request_is_told_all_that_is_wrong_with_it() -> None:
    with Client.mock() as client:
        answer = requests.post(
            f"{client._shared.endpoints.base}/applications/nope/tokens?perpage=1",
            json={"nane": "x", "scope": "all"}, headers={"Authorization": "Bearer t"}, timeout=10,
        )  # fmt: skip
    assert answer.status_code == 400
    told = {(each["location"], each["name"], tuple(each["path"]), each["rule"]) for each in answer.json()["problems"]}
    assert told == {
        ("query", "perpage", (), "unknown"),
        ("path", "applicationId", (), "pattern"),
        ("body", "apiToken", ("nane",), "unknown"),  # and not `name` as missing too
        ("body", "apiToken", ("scope",), "type"),
    }


def test_the_client_raises_what_the_server_refuses() -> None:
    with Client.mock() as client, pytest.raises(BadRequest, match="400 Bad Request: ") as caught:
        client.with_options(query={"sortFeild": "name"}).applications.get()
    assert caught.value.body["problems"][0]["suggestion"] == "did you mean sortField?"


def test_what_cannot_be_read_is_not_told_to_be_missing_too() -> None:
    described = api_with(
        {
            "get": {
                "method": "GET",
                "path": "/x",
                "parameters": {"q": {"in": "query", "required": True, "style": "json"}},
            }
        }
    )
    with MockServer(described) as server:
        answer = requests.get(server.url + "/x?q={", timeout=10).json()
    assert [each["rule"] for each in answer["problems"]] == ["json"]


def test_an_action_that_does_not_exist_is_not_found(server: MockServer) -> None:
    answer = requests.get(server.url + "/cats", timeout=10)
    assert answer.status_code == 404
    assert answer.json() == {"type": "NotFound", "message": "the description has no action for GET '/cats'"}


def test_another_method_is_told_which_would_do(server: MockServer) -> None:
    answer = requests.patch(server.url + "/pets", timeout=10)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS, POST")


def test_a_faulty_action_is_told_and_the_others_are_served() -> None:
    described = pets()
    described["resources"]["pets"]["actions"]["post"]["headers"] = 3
    with MockServer(described) as server:
        faulty = requests.post(server.url + "/pets", timeout=10)
        assert requests.get(server.url + "/pets", timeout=10).status_code == 200
    assert faulty.status_code == 500
    assert "/resources/pets/actions/post/headers" in faulty.json()["message"]


def test_a_faulty_action_leaves_its_place_to_another() -> None:
    do = {"method": "POST", "path": "/do", "responses": ok({"const": "done"})}
    described = api_with({"one": {**do, "headers": 3}, "two": do}, servers={"a": {"url": 5}})
    with MockServer(described) as server:
        assert requests.post(server.url + "/do", timeout=10).json() == "done"


def test_a_fault_of_the_server_itself_is_an_answer_too(
    server: MockServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("dynaclient.mock.service.decode_request", lambda *_: 1 / 0)
    answer = requests.get(server.url + "/pets", timeout=10)
    assert (answer.status_code, answer.json()["message"]) == (500, "the mock server failed: ZeroDivisionError")
    assert "GET pets.get" in caplog.text


def test_of_two_actions_at_one_place_the_first_that_accepts_the_request_answers() -> None:
    def action(name: str, value: str) -> dict[str, Any]:
        kind = {"in": "query", "required": True, "schema": {"const": value}}
        return {"method": "POST", "path": "/do", "parameters": {"kind": kind}, "responses": ok({"const": name})}

    with MockServer(api_with({"one": action("one", "a"), "two": action("two", "b")})) as server:
        assert requests.post(server.url + "/do?kind=b", timeout=10).json() == "two"
        refused = requests.post(server.url + "/do?kind=c", timeout=10).json()
    assert refused["message"].startswith("things.one: 1 problem")


def test_of_actions_whose_paths_differ_by_patterns_the_one_that_fits_answers() -> None:
    def action(pattern: str) -> dict[str, Any]:
        name = {"in": "path", "allowReserved": True, "schema": {"type": "string", "pattern": pattern}}
        size = {"in": "query", "schema": {"type": "integer"}}
        responses = ok({"const": pattern})
        return {
            "method": "GET",
            "path": "/v1/{name}",
            "parameters": {"name": name, "size": size},
            "responses": responses,
        }

    patterns = {"one": "^a/[^/]+$", "two": "^a/[^/]+/b/[^/]+$", "three": "^c/[^/]+$"}
    with Client.mock(api_with({name: action(pattern) for name, pattern in patterns.items()})) as client:
        assert [client.things.one(name="a/1"), client.things.three(name="c/1")] == [patterns["one"], patterns["three"]]
        assert client.things.two(name="a/1/b/2") == patterns["two"]
        with pytest.raises(ApiError, match="things.two: 1 problem.*size"):
            client.with_options(validate="off").things.two(name="a/1/b/2", size="x")


def test_a_large_description_is_served_at_once() -> None:
    actions = {f"a{index}": {"method": "GET", "path": f"/r{index}/{{id}}"} for index in range(1000)}
    api = load(api_with(actions, resource={"parameters": {"id": path({})}}))
    with MockServer(api) as server:
        assert requests.get(server.url + "/r999/x", timeout=10).status_code == 204
    assert len(api._actions) <= 2


KEYS = [
    ("header", "X-Key", None, "send any, in the header X-Key"),
    ("query", "key", {"k": ["r"]}, "send it in the query key"),
]


@pytest.mark.parametrize(("location", "name", "grants", "advice"), KEYS)
def test_a_request_without_a_credential_is_answered_how_to_send_one(
    location: str, name: str, grants: Any, advice: str
) -> None:
    description = {**pets(), "auth": {"it": {"type": "apiKey", "in": location, "name": name}}}
    with MockServer(description, grants) as server:
        response = requests.get(server.url + "/pets", timeout=10)
    assert (response.status_code, response.json()["message"]) == (
        401,
        f"pets.get needs it, and the request has none: {advice}",
    )
