"""What is forwarded to the real API, with which header fields, and what is returned of its response."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import requests

from dynaclient import Client, load
from dynaclient.errors import DynaclientError
from dynaclient.messages import Request
from dynaclient.mock import MockServer
from dynaclient.mock.exchange import MockRequest, Rejection
from dynaclient.mock.proxy import upstream
from dynaclient.mock.proxy.addresses import Addresses
from tests.support.fault_server import CUTS, LIES, FaultServer, respond_normally
from tests.support.mock_descriptions import api_with, body, ok
from tests.support.raw_server import FinalResponse, RawServer, Received, raw_response
from tests.support.stream_server import Exchange, StreamServer

THING = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
API = api_with(
    {
        "get": {"method": "GET", "path": "/thing", "responses": ok(THING)},
        "query": {
            "method": "POST", "path": "/query", "readonly": True, "responses": ok(THING),
            "parameters": {"wanted": body({"type": "object"})},
        },
        "start": {"method": "POST", "path": "/start", "responses": ok(THING)},
        "stop": {"method": "DELETE", "path": "/jobs/{job}", "parameters": {"job": {"in": "path"}}, "responses": ok({})},
        "events": {"method": "GET", "path": "/events", "responses": {"200": {"stream": "sse"}}},
        "login": {"method": "POST", "path": "/login", "auth": False, "responses": ok({
            "type": "object", "properties": {"token": {"type": "string"}}, "required": ["token"]
        }), "parameters": {"user": body({"type": "object"})}},
    },
    auth={"it": {"type": "bearer", "obtain": {"user": {"by": "action", "action": "things.login", "token": "/token"}}}},
    server="https://api.example.com/v1",
)  # fmt: skip
MORE = {
    "/v1/cookies": b"Set-Cookie: a=1; Domain=example.com; Secure; Path=/v1/x; HttpOnly\r\n"
    b"Set-Cookie: b=2; Expires=Wed, 09 Jun 2100 10:18:14 GMT; SameSite=None; Secure; Path=/\r\n"
    b"Set-Cookie: __Host-c=3; Secure; Path=/\r\n",
    "/v1/fields": b"X-Own: 1\r\nX-Hop: 2\r\nConnection: X-Hop\r\nStrict-Transport-Security: max-age=1\r\n"
    b"Access-Control-Allow-Origin: https://a.example\r\nX-Mock: stored\r\nX-Request-Id: real-1\r\n",
    "/v1/links": b'Link: </v1/a?page=2>; rel="next", <https://b.example/x>; rel="last"\r\nContent-Location: /v1\r\n',
    "/v1/zipped": b"Content-Encoding: gzip\r\nContent-Digest: sha-256=:x:\r\n",
}
"""Header lines of the responses to some paths."""


def _respond(received: Received) -> bytes:
    target = received.target.partition("?")[0]
    if target == "/v1/moved":
        return raw_response(b"", status=302).replace(
            b"\r\n\r\n", b"\r\nLocation: " + received.value("Wanted").encode() + b"\r\n\r\n"
        )
    plain = b'{"n": 1}'
    sent = gzip.compress(plain) if target == "/v1/zipped" else plain
    return raw_response(sent).replace(b"\r\n\r\n", b"\r\n" + MORE.get(target, b"") + b"\r\n", 1)


@pytest.fixture(scope="module")
def real() -> Iterator[RawServer]:
    with RawServer(_respond) as server:
        yield server


@pytest.fixture(scope="module")
def proxy(real: RawServer) -> Iterator[MockServer]:
    with MockServer(API, proxy=real.url) as server:
        yield server


def _forwarded(real: RawServer, proxy: MockServer, method: str, path: str, **more: Any) -> Received | None:
    """Return the request that the real API received, if it received one."""
    before = len(real.requests)
    requests.request(method, proxy.url + path, timeout=10, allow_redirects=False, **more)
    return real.requests[before] if len(real.requests) > before else None


# --- requests --------------------------------------------------------------------------------------------------------

REQUESTS = [
    ("GET", "/thing", "/v1/thing"),
    ("GET", "/v1/thing", "/v1/thing"),
    ("GET", "/thing?a=%2F&a=+", "/v1/thing?a=%2F&a=+"),
    ("POST", "/query", "/v1/query"),
    ("POST", "/login", "/v1/login"),
    ("GET", "/not/described", "/v1/not/described"),
    ("HEAD", "/thing", "/v1/thing"),
    ("POST", "/start", None),
    ("DELETE", "/jobs/1", None),
    ("POST", "/not/described", None),
]


@pytest.mark.parametrize(("method", "path", "target"), REQUESTS)
def test_what_changes_nothing_and_what_logs_in_is_forwarded(
    real: RawServer, proxy: MockServer, method: str, path: str, target: str | None
) -> None:
    sent: dict[str, Any] = {"json": {}} if method == "POST" else {}
    received = _forwarded(real, proxy, method, path, headers={"Authorization": "Bearer abc"}, **sent)
    assert (received and received.target) == target
    assert received is None or received.method == method


@pytest.mark.parametrize(("method", "path"), [("POST", "/start"), ("DELETE", "/jobs/1"), ("POST", "/not/described")])
def test_what_may_change_something_is_forwarded_on_demand(real: RawServer, method: str, path: str) -> None:
    with MockServer(API, proxy=real.url, proxy_writes=True) as writing:
        assert _forwarded(real, writing, method, path) is not None


def test_it_is_the_same_real_api_when_the_description_has_changed(real: RawServer) -> None:
    with MockServer(API, proxy=real.url) as server:
        assert _forwarded(real, server, "GET", "/thing", headers={"Authorization": "Bearer abc"}) is not None
        server._describe(load({**API, "title": "New"}))
        assert _forwarded(real, server, "GET", "/thing", headers={"Authorization": "Bearer abc"}) is not None
    assert server._proxy is None


def test_only_the_fields_of_the_connection_are_replaced(real: RawServer, proxy: MockServer) -> None:
    sent = {
        "Authorization": "Bearer abc", "Cookie": "s=1", "Accept": "application/json", "User-Agent": "me", "Via": "1.1 a",
        "Connection": "close, X-Hop", "X-Hop": "1", "TE": "trailers", "Proxy-Authorization": "Basic x",
        "Accept-Encoding": "br", "Expect": "100-continue", "Host": "localhost:1", "X-Forwarded-For": "10.0.0.1",
    }  # fmt: skip
    received = _forwarded(real, proxy, "GET", "/thing", headers=sent)
    assert received is not None
    fields = {name.lower(): value for name, value in received.fields}
    assert fields.pop("via").startswith("1.1 a, 1.1 dynaclient-mock-")
    assert fields == {
        "host": real.url.removeprefix("http://"), "authorization": "Bearer abc", "cookie": "s=1", "user-agent": "me",
        "accept": "application/json", "accept-encoding": "gzip, deflate", "connection": "keep-alive",
        "x-forwarded-host": "localhost:1", "x-forwarded-proto": "http", "x-forwarded-for": "10.0.0.1",
    }  # fmt: skip


def test_a_body_is_forwarded_as_it_is_and_a_range_asks_for_no_coding(real: RawServer, proxy: MockServer) -> None:
    received = _forwarded(real, proxy, "POST", "/query", data=b'{ "wanted":1}', headers={
        "Content-Type": "application/json", "Range": "bytes=0-1", "Authorization": "Bearer abc",
    })  # fmt: skip
    assert received is not None
    assert (received.body, received.value("Accept-Encoding")) == (b'{ "wanted":1}', "identity")


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("GET http://localhost:9/thing HTTP/1.1", 200),
        ("GET http://elsewhere.example/thing HTTP/1.1", 421),
        ("GET /a/../thing HTTP/1.1", 400),
        ("GET /a/%2e%2e/thing HTTP/1.1", 400),
        ("GET /a\\..\\thing HTTP/1.1", 400),
    ],
)
def test_no_target_leads_elsewhere(real: RawServer, proxy: MockServer, line: str, status: int) -> None:
    before = len(real.requests)
    response = _raw(proxy, f"{line}\r\nHost: localhost:1\r\nConnection: close\r\n\r\n")
    assert response.split(b" ")[1] == str(status).encode()
    assert [received.target for received in real.requests[before:]] == ([] if status >= 400 else ["/v1/thing"])


def _raw(server: MockServer, sent: str) -> bytes:
    host, _, port = server.url.partition("//")[2].rpartition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(sent.encode("latin-1"))
        return b"".join(iter(lambda: connection.recv(65536), b""))


# --- responses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "length"),
    [("Content-Length: 123", "123"), ("Content-Length: 123\r\nContent-Encoding: gzip", "0"), ("X-Own: 1", "0")],
)
def test_the_length_of_what_head_does_not_return_is_that_of_the_real_api(fields: str, length: str) -> None:
    sent = FinalResponse(f"HTTP/1.1 200 Fine\r\n{fields}\r\n\r\n".encode())
    with RawServer(lambda _: sent) as real, MockServer(API, proxy=real.url) as server:
        assert requests.head(server.url + "/thing", timeout=10).headers["Content-Length"] == length


def test_the_fields_that_hold_for_the_real_host_are_left_out(proxy: MockServer) -> None:
    response = requests.get(proxy.url + "/fields", timeout=10)
    dropped = {"x-hop", "strict-transport-security", "access-control-allow-origin", "x-mock"}
    assert {"X-Own": "1", "X-Request-Id": "real-1"}.items() <= response.headers.items()
    assert dropped & {name.lower() for name in response.headers} - {"x-mock"} == set()


def test_cookies_are_for_this_server(proxy: MockServer) -> None:
    response = requests.get(proxy.url + "/cookies", timeout=10)
    assert response.raw.headers.getlist("Set-Cookie") == [
        "a=1; Path=/x; HttpOnly",
        "b=2; Expires=Wed, 09 Jun 2100 10:18:14 GMT; Path=/",
        "__Host-c=3; Secure; Path=/",
    ]


def test_links_lead_here_if_they_stay_there(proxy: MockServer) -> None:
    headers = requests.get(proxy.url + "/links", timeout=10).headers
    assert headers["Link"] == '</a?page=2>; rel="next", <https://b.example/x>; rel="last"'
    assert headers["Content-Location"] == "/"


def test_a_compressed_body_is_returned_decompressed(proxy: MockServer) -> None:
    response = requests.get(proxy.url + "/zipped", timeout=10)
    assert (response.json(), response.headers["Content-Length"]) == ({"n": 1}, "8")
    assert not {"Content-Encoding", "Content-Digest"} & set(response.headers)


@pytest.mark.parametrize(
    ("wanted", "returned"),
    [
        ("{real}/v1/a?b=1#c", "{here}/a?b=1#c"),
        ("/v1/a", "/a"),
        ("/other", "/other"),
        ("https://b.example/", "https://b.example/"),
    ],
)
def test_a_redirect_is_returned_and_leads_here_if_it_stays_there(
    real: RawServer, proxy: MockServer, wanted: str, returned: str
) -> None:
    headers = {"Wanted": wanted.format(real=real.url)}
    response = requests.get(proxy.url + "/moved", timeout=10, allow_redirects=False, headers=headers)
    assert (response.status_code, response.headers["Location"]) == (302, returned.format(here=proxy.url))


def test_what_is_no_url_stays_as_it_is() -> None:
    addresses = Addresses(load(API), "https://real.example")
    assert addresses.local("http://[b", addresses.of(MockRequest("GET", "/thing"))) == "http://[b"


BASES = [
    ("https://api.example.com/v1", "https://real.example", "/thing", "https://real.example/v1/thing"),
    ("https://api.example.com/v1", "https://real.example/", "/v1/thing", "https://real.example/v1/thing"),
    ("https://api.example.com/v1", "https://real.example/v2/", "/v1/thing", "https://real.example/v2/thing"),
    ("https://api.example.com/v1", "https://real.example/v2", "/thing", "https://real.example/v2/thing"),
    ("https://api.example.com", "https://real.example/v2", "/thing", "https://real.example/v2/thing"),
    ("https://api.example.com/thing", "https://real.example", "/thing/1", "https://real.example/thing/1"),
    ("https://api.example.com/v1", "https://real.example", "/caf\xe9?q=\xe9", "https://real.example/v1/caf%E9?q=%E9"),
]


@pytest.mark.parametrize(("server", "proxy_url", "target", "url"), BASES)
def test_the_base_path_of_the_description_is_that_of_an_origin_alone(
    server: str, proxy_url: str, target: str, url: str
) -> None:
    request = MockRequest("GET", *target.partition("?")[::2])
    assert Addresses(load({**API, "server": server}), proxy_url).of(request).url == url


def test_a_path_of_an_action_that_begins_like_the_base_path_is_its_own() -> None:
    api = load(api_with({"get": {"method": "GET", "path": "/v1/x", "responses": {}}}, server="https://a.example/v1"))
    request = MockRequest("GET", "/v1/x")
    assert Addresses(api, "https://b.example").of(request, api.action("things.get")).url == "https://b.example/v1/v1/x"


@pytest.mark.parametrize(
    ("url", "count"), [("http://real.example", 1), ("https://real.example", 0), ("http://[::1]", 0)]
)
def test_credentials_that_would_be_sent_unencrypted_are_warned_of(
    caplog: pytest.LogCaptureFixture, url: str, count: int
) -> None:
    with MockServer(API, proxy=url) as server:
        assert server.forwards_to == f"{url}/v1"
    assert sum("are not encrypted" in message for message in caplog.messages) == count


# --- failures --------------------------------------------------------------------------------------------------------


def _closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _get(url: str) -> tuple[int, str]:
    response = requests.get(url + "/thing", timeout=10)
    return response.status_code, response.text


def test_an_api_that_is_down_is_named() -> None:
    port = _closed_port()
    with MockServer(API, proxy=f"http://127.0.0.1:{port}") as server:
        status, text = _get(server.url)
    assert status == 502
    assert f"no response from the real API at 127.0.0.1:{port}: could not connect" in text


def test_an_api_that_does_not_respond_in_time_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upstream, "TIMEOUT", 0.2)
    waiting = threading.Event()
    with StreamServer(lambda _: waiting.wait(10)) as slow, MockServer(API, proxy=slow.url) as server:
        assert _get(server.url)[0] == 504
        waiting.set()


@pytest.mark.parametrize("sent", [b"nonsense\r\n\r\n", raw_response()[:-1]])
def test_a_response_that_is_not_complete_is_an_error(sent: bytes) -> None:
    def respond(exchange: Exchange) -> None:
        exchange._connection.sendall(sent)

    with StreamServer(respond) as broken, MockServer(API, proxy=broken.url) as server:
        assert _get(server.url)[0] == 502


def test_whatever_the_real_api_does_the_client_gets_a_response() -> None:
    found: dict[str, tuple[int, str]] = {}
    # On a connection that is closed after each response, each request meets the next behavior.
    with FaultServer([*CUTS.values(), *LIES.values()]) as real, MockServer(API, proxy=real.url) as server:
        for name in (*CUTS, *LIES):
            found[name] = _get(server.url)
    assert {status for status, _ in found.values()} <= {200, 400, 502}
    assert [name for name, (_, text) in found.items() if "evil" in text or "Traceback" in text] == []
    assert sum(status == 502 for status, _ in found.values()) > 20


@pytest.mark.parametrize("is_trusted", [True, False])
def test_certificates_are_checked_as_those_of_a_client(
    tls: tuple[ssl.SSLContext, str], monkeypatch: pytest.MonkeyPatch, is_trusted: bool
) -> None:
    if is_trusted:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", tls[1])
    with FaultServer(respond_normally, secure=tls[0]) as real, MockServer(API, proxy=real.url) as server:
        status, text = _get(server.url)
    assert status == (200 if is_trusted else 502)
    assert is_trusted or "certificate" in text


def test_a_proxy_to_itself_is_noticed() -> None:
    port = _closed_port()
    with MockServer(API, port=port, proxy=f"http://127.0.0.1:{port}") as server:
        status, text = _get(server.url)
    assert status == 508
    assert "its proxy option leads to itself" in text


def test_closing_ends_what_waits_for_the_real_api() -> None:
    arrived, done = threading.Event(), threading.Event()

    def respond(_: Exchange) -> None:
        arrived.set()
        done.wait(10)

    with StreamServer(respond) as slow:
        server = MockServer(API, proxy=slow.url).start()

        def ask() -> None:
            with suppress(requests.RequestException):  # the connection may end before its response is sent
                _get(server.url)

        asking = threading.Thread(target=ask)
        asking.start()
        arrived.wait(10)
        started = time.monotonic()
        server.close()
        assert time.monotonic() - started < 5
        done.set()
        asking.join(10)


def test_nothing_is_sent_after_the_end(real: RawServer) -> None:
    closed = upstream.Upstream("host")
    closed.close()
    with pytest.raises(Rejection, match="no response from the real API at host"):
        closed.send(Request("GET", real.url + "/thing"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"proxy": "ftp://a.example"}, "is not of the form https://host"),
        ({"proxy": "https://user:word@a.example"}, "contains a user name or password"),
        ({"proxy": "https://a.example?b=1"}, "contains a query"),
        ({"proxy": 5}, "is not a string"),
        ({"record": "seeds.json"}, "needs a real API"),
        ({"proxy_writes": True}, "needs a real API"),
    ],
)
def test_options_that_cannot_be_used_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(DynaclientError, match=message):
        MockServer(API, **options)


# --- streams ---------------------------------------------------------------------------------------------------------


def test_a_stream_is_forwarded_event_by_event() -> None:
    more = threading.Event()

    def respond(exchange: Exchange) -> None:
        exchange.send_head()
        exchange.send("data: 1\n\n")
        more.wait(10)
        exchange.send("data: 2\n\n")
        exchange.end()

    with StreamServer(respond) as real, MockServer(API, proxy=real.url) as server:
        client = Client(API, url=server.url, token="abc", trust_env=False)
        with client.with_options(reconnect=0).things.events() as events:
            assert next(events).data == "1"
            more.set()
            assert [event.data for event in events] == ["2"]


def test_a_stream_is_no_body_that_is_recorded() -> None:
    def respond(exchange: Exchange) -> None:
        exchange.send_stream("data: 1\n\n")

    with StreamServer(respond) as real, MockServer(API, proxy=real.url) as server:
        assert requests.get(server.url + "/events", timeout=10).text == "data: 1\n\n"
        (received,) = server.requests()
        assert (received.response_body, received.origin) == (b"", "proxied")


def test_a_client_that_leaves_ends_the_stream_at_the_real_api() -> None:
    left = threading.Event()

    def respond(exchange: Exchange) -> None:
        exchange.send_head()
        for _ in range(200):
            try:
                exchange.send("data: 1\n\n")
            except OSError:
                left.set()
                return
            time.sleep(0.02)

    with StreamServer(respond) as real, MockServer(API, proxy=real.url) as server:
        with requests.get(server.url + "/events", stream=True, timeout=10) as response:
            next(response.iter_content(1))
        assert left.wait(10)


def test_a_stream_that_is_cut_off_is_cut_off() -> None:
    def respond(exchange: Exchange) -> None:
        exchange.send_head()
        exchange.send("data: 1\n\n")

    with StreamServer(respond) as real, MockServer(API, proxy=real.url) as server:
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            requests.get(server.url + "/events", timeout=10)
        assert _raw(server, "GET /events HTTP/1.0\r\n\r\n").endswith(b"\r\n\r\ndata: 1\n\n")
        assert _raw(server, "HEAD /events HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("limit", ["MAX_READ", "MAX_READ_SECONDS"])
def test_what_is_too_large_or_too_slow_to_be_compared_is_forwarded_too(
    real: RawServer, proxy: MockServer, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(upstream, limit, -1)
    response = requests.get(proxy.url + "/thing", timeout=10)
    assert (response.json(), response.headers["Transfer-Encoding"]) == ({"n": 1}, "chunked")
