"""The transport on requests, over real sockets."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import pickle
import socket
import ssl
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import trustme

from dynaclient import (
    BadResponse,
    Client,
    ConnectError,
    DeadlineExceeded,
    Headers,
    HttpTransport,
    Limits,
    NotDelivered,
    OutcomeUnknown,
    Redirected,
    Request,
    ServerError,
    Transport,
    TransportError,
)  # fmt: skip
from dynaclient.call.files import file_stream
from dynaclient.testing import RecordingTransport
from tests.support.both_clients import EVENT_LOOP, backend_kind_fixture, patch_sleep, threads_only
from tests.support.descriptions import describe
from tests.support.fault_server import (
    CUTS,
    GOOD,
    STALLS,
    FaultServer,
    TunnelProxy,
    head,
    respond_normally,
    send_and_close,
)
from tests.support.raw_server import RawServer, Received, raw_response

backend_kind = backend_kind_fixture(everywhere=True)
ACTIONS = {
    "get": {"method": "GET"},
    "head": {"method": "HEAD"},
    "delete": {"method": "DELETE"},
    "post": {"method": "POST", "parameters": {"data": {"in": "body"}}},
    "upload": {"method": "POST", "path": "/up", "parameters": {"f": {"in": "part", "schema": {"file": True}}}},
}


@pytest.fixture
def server() -> Iterator[RawServer]:
    with RawServer() as running:
        yield running


def client_at(server: RawServer, **options: Any) -> Client:
    options = {"retries": 0, **options}
    return Client(describe(ACTIONS, auth={"key": {"type": "bearer"}}), url=server.url, **options)


def answering(respond: Callable[[Received], bytes]) -> RawServer:
    return RawServer(respond)


# --- requests


def test_exactly_the_built_request_is_sent(server: RawServer) -> None:
    client_at(server, token="abc").things.post(data={"a": 1})
    sent = server.requests[0]
    assert sent.line == b"POST /things HTTP/1.1"
    assert sent.body == b'{"a":1}'
    assert {name.lower() for name, _ in sent.fields} == {
        "host", "content-type", "content-length", "authorization", "accept-encoding", "user-agent", "connection",
    }  # fmt: skip


def test_a_post_without_a_body_has_a_content_length_of_0(server: RawServer) -> None:
    client_at(server).things.post()
    assert server.requests[0].values("Content-Length") == ["0"]
    client_at(server).things.get()
    assert server.requests[1].values("Content-Length") == []


def test_a_form_of_known_length_has_a_content_length(server: RawServer, tmp_path: Path) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(b"x" * 200_000)
    client_at(server).things.upload(f=file)
    sent = server.requests[0]
    assert sent.values("Content-Length") == [str(len(sent.body))]
    assert b"x" * 200_000 in sent.body


def test_a_form_of_unknown_length_is_sent_in_chunks(server: RawServer) -> None:
    client_at(server).things.upload(f=iter([b"a" * 10, b"b" * 10]))
    sent = server.requests[0]
    assert sent.values("Transfer-Encoding") == ["chunked"]
    assert b"a" * 10 + b"b" * 10 in sent.body


def test_connections_are_kept_alive(server: RawServer) -> None:
    client = client_at(server)
    for _ in range(3):
        client.things.get()
    assert {request.connection for request in server.requests} == {1}


def test_no_cookie_is_stored() -> None:
    def respond(_: Received) -> bytes:
        return raw_response().replace(b"\r\n\r\n", b"\r\nSet-Cookie: a=b; Path=/\r\n\r\n", 1)

    with answering(respond) as server:
        client = client_at(server)
        client.things.get()
        client.things.get()
        assert server.requests[1].values("Cookie") == []


@pytest.mark.parametrize("location", [b"/elsewhere", b"http://[::1", b"", b"http://evil.example/"])
def test_no_redirect_is_followed(location: bytes) -> None:
    with answering(
        lambda _: raw_response(status=302).replace(b"\r\n", b"\r\nLocation: %b\r\n" % location, 1)
    ) as server:
        with pytest.raises(Redirected):
            client_at(server).things.get()
        assert len(server.requests) == 1


def test_netrc_and_a_later_environment_are_ignored(
    server: RawServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login evil password evil\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    client = client_at(server, token="abc")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    client.things.get()
    client.things.get()
    assert [request.values("Authorization") for request in server.requests] == [["Bearer abc"]] * 2


def test_a_proxy_of_the_environment_is_used(server: RawServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url)
    monkeypatch.delenv("NO_PROXY", raising=False)
    Client(describe(), url="http://api.invalid", retries=0).things.get()
    assert server.requests[0].target == "http://api.invalid/things"
    with pytest.raises(ConnectError):
        Client(describe(), url="http://api.invalid", retries=0, trust_env=False).things.get()


@pytest.mark.parametrize(
    ("no_proxy", "direct"),
    [("127.0.0.1", True), ("127.0.0.0/8", True), ("*", True), ("10.0.0.0/8, .example.com", False), ("", False)],
)
def test_no_proxy_excludes_hosts_and_networks(
    server: RawServer, monkeypatch: pytest.MonkeyPatch, no_proxy: str, direct: bool
) -> None:
    monkeypatch.setenv("http_proxy", server.url)
    monkeypatch.setenv("no_proxy", no_proxy)
    client_at(server).things.get()
    assert (server.requests[0].target == "/things") is direct


def test_the_callers_proxy_is_used(server: RawServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    Client(describe(), url="http://api.invalid", proxy=server.url, retries=0).things.get()
    assert server.requests[0].target == "http://api.invalid/things"


# --- responses


@pytest.mark.parametrize(
    "body",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a"',
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_a_body_that_is_cut_off_or_malformed_is_an_error(body: bytes) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        Client(describe(ACTIONS), url=f"http://127.0.0.1:{listening.getsockname()[1]}", retries=0) as client,
    ):
        future = client.things.get.submit()
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(body)
        with pytest.raises(BadResponse, match="cut off|is malformed"):
            future.result(10)


def test_a_compressed_response_is_read() -> None:
    data = gzip.compress(b'{"a": 1}')
    with answering(lambda _: raw_response(data).replace(b"\r\n", b"\r\nContent-Encoding: gzip\r\n", 1)) as server:
        assert client_at(server).things.get() == {"a": 1}


@pytest.mark.parametrize("compressed", [True, False])
def test_a_decoded_response_has_a_size_limit(compressed: bool) -> None:
    plain = b"[" + b"0," * 50_000 + b"0]"
    data = gzip.compress(plain) if compressed else plain
    extra = b"\r\nContent-Encoding: gzip\r\n" if compressed else b"\r\n"
    with answering(lambda _: raw_response(data).replace(b"\r\n", extra, 1)) as server:
        assert len(client_at(server).things.get()) == 50_001
        with pytest.raises(BadResponse, match="larger than 1000 bytes; .*; raise the limit with client"):
            client_at(server).with_options(max_response_bytes=1000).things.get()
        assert len(client_at(server).with_options(max_response_bytes=None).things.get()) == 50_001


def test_all_header_fields_of_a_response_are_read() -> None:
    def respond(_: Received) -> bytes:
        return raw_response().replace(b"\r\n", b"\r\nX-A: 1\r\nX-A: 2\r\n", 1)

    with answering(respond) as server:
        assert client_at(server).with_response.things.get().headers["x-a"] == "1, 2"


def test_the_response_to_a_head_has_no_body() -> None:
    with answering(lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n") as server:
        assert client_at(server).things.head() is None


# --- errors


def test_a_port_without_a_server_is_a_connect_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(ConnectError, match="nothing was sent") as caught:
        Client(describe(), url=f"http://127.0.0.1:{port}", retries=0).things.get()
    assert isinstance(caught.value, ConnectionError)
    assert caught.value.__context__ is None


def test_a_post_has_an_unknown_outcome_if_the_server_closes_the_connection() -> None:
    with answering(lambda _: b"") as server:
        with pytest.raises(OutcomeUnknown):
            client_at(server).things.post(data={})
        with pytest.raises(TransportError):
            client_at(server).things.get()


def test_a_get_is_retried_if_the_server_closes_the_connection() -> None:
    seen: list[int] = []

    def respond(_: Received) -> bytes:
        seen.append(1)
        return b"" if len(seen) == 1 else raw_response(b'{"a": 1}')

    with answering(respond) as server:
        assert client_at(server, retries=1).things.get() == {"a": 1}


def test_a_silent_server_times_out() -> None:
    with answering(lambda _: time.sleep(1.5) or b"") as server:  # type: ignore[func-returns-value]
        started = time.monotonic()
        with pytest.raises(DeadlineExceeded):
            client_at(server).with_options(timeout=0.2).things.get()
        assert time.monotonic() - started < 1


def test_a_dripping_body_times_out() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        Client(
            describe(ACTIONS), url=f"http://127.0.0.1:{listening.getsockname()[1]}", retries=0, timeout=0.3
        ) as client,
    ):
        future = client.things.get.submit()
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in range(60):
                if future.done():
                    break
                try:
                    connection.sendall(b"1\r\n1\r\n")
                except OSError:
                    break
                time.sleep(0.05)
        with pytest.raises(DeadlineExceeded, match="timed out waiting"):
            future.result(10)


def test_garbage_is_an_error() -> None:
    with answering(lambda _: b"garbage\r\n\r\n") as server, pytest.raises(TransportError):
        client_at(server).things.get()


def test_a_file_that_fails_while_it_is_read_is_an_error(server: RawServer) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x"
        raise OSError("disk")

    with pytest.raises(TransportError):
        client_at(server).things.upload(f=broken())


def test_an_iterator_of_strings_is_an_error(server: RawServer) -> None:
    with pytest.raises(TransportError):
        client_at(server).things.upload(f=iter(["text"]))


def test_errors_hold_no_token_in_their_frames() -> None:
    with answering(lambda _: b"") as server, pytest.raises(OutcomeUnknown) as caught:
        client_at(server, token=f"hunter{2}").things.post(data={})
    report = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert "hunter2" not in "".join(report.format())
    assert b"hunter2" not in pickle.dumps(caught.value)


# --- other ways to send


def test_a_transport_is_one_method() -> None:
    assert isinstance(RecordingTransport(), Transport)
    assert isinstance(HttpTransport(), Transport)


@threads_only
def test_a_callers_session_keeps_its_behavior(server: RawServer) -> None:
    with requests.Session() as session:
        session.headers["X-Mine"] = "1"
        session.cookies.set("c", "d")
        session.auth = ("user", "password")
        client_at(server, session=session).things.get()
    sent = server.requests[0]
    assert (sent.values("X-Mine"), sent.values("Cookie")) == (["1"], ["c=d"])
    assert sent.values("Authorization")[0].startswith("Basic ")


@threads_only
def test_a_client_with_a_callers_session_cannot_be_pickled(server: RawServer) -> None:
    with requests.Session() as session, pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(client_at(server, session=session))


@threads_only
def test_closing_leaves_a_session_of_the_callers_open(server: RawServer) -> None:
    with requests.Session() as session:
        client_at(server, session=session).close()
        assert session.get(server.url, timeout=5).status_code == 200


def test_a_pickled_transport_sends(server: RawServer) -> None:
    twin = pickle.loads(pickle.dumps(HttpTransport(ca="/x/y", trust_env=False)))
    assert twin.send(Request("GET", server.url + "/x"), Limits()).status == 200


def test_a_raw_stream_is_sent_as_it_is(server: RawServer) -> None:
    request = Request("PUT", server.url + "/x", Headers([("Content-Type", "a/b")]), file_stream(iter([b"1", b"2"])))
    HttpTransport().send(request, Limits())
    assert server.requests[0].body == b"12"


def test_a_url_that_requests_rejects_is_an_error() -> None:
    with pytest.raises(NotDelivered) as caught:
        HttpTransport().send(Request("GET", "nothing://x/"), Limits())
    assert caught.value.sent is True or caught.value.sent is False


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only where processes fork")
@threads_only
def test_a_forked_child_has_its_own_connections(server: RawServer) -> None:
    client = client_at(server)
    client.things.get()
    child = os.fork()
    if child == 0:  # pragma: no cover - the child's lines are not counted
        os._exit(0 if client.things.get() == {} else 1)
    assert os.waitpid(child, 0)[1] == 0
    client.things.get()
    assert [request.connection for request in server.requests] == [1, 2, 1]


def test_a_status_of_500_is_retried_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    patch_sleep(monkeypatch, lambda _: None)
    with answering(lambda _: raw_response(status=500)) as server:
        with pytest.raises(ServerError):
            client_at(server, retries=2).things.get()
        assert len(server.requests) == 3


class HandMade(requests.adapters.BaseAdapter):
    """An adapter as users write one for their tests."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__()
        self.attributes = attributes

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        response = requests.Response()
        response.status_code = 200
        response.request = request
        for name, value in self.attributes.items():
            setattr(response, name, value)
        return response

    def close(self) -> None:
        """Do nothing: there is nothing to close."""


@threads_only
@pytest.mark.parametrize("attributes", [{"_content": b'{"a": 1}'}, {"raw": io.BytesIO(b'{"a": 1}')}])
def test_a_callers_adapter_may_build_its_responses(attributes: dict[str, Any]) -> None:
    with requests.Session() as session:
        session.mount("https://", HandMade(**attributes))
        action = {"method": "GET", "responses": {"200": {"schema": {}}}}
        assert Client(describe({"get": action}), session=session).things.get() == {"a": 1}


@threads_only
def test_a_response_built_by_an_adapter_has_a_size_limit() -> None:
    with requests.Session() as session:
        session.mount("https://", HandMade(_content=b"x" * 100))
        with pytest.raises(BadResponse, match="larger than 10 bytes; its status is 200"):
            Client(describe(), session=session).with_options(max_response_bytes=10).things.get()


# --- TLS


class SecureServer:
    """A TLS server with a certificate for 127.0.0.1 that responds to each request."""

    def __init__(self, authority: trustme.CA, serve: Callable[[ssl.SSLSocket], None] | None = None) -> None:
        self._serve_one = serve or self._answer
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(self._context)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self._listening.getsockname()[1]}"
        self.heads: list[bytes] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> SecureServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(5)

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                plain, _ = self._listening.accept()
                with (
                    contextlib.suppress(ssl.SSLError, OSError),
                    self._context.wrap_socket(plain, server_side=True) as secure,
                ):
                    self._serve_one(secure)

    def _answer(self, secure: ssl.SSLSocket) -> None:
        for _ in range(2):
            self.heads.append(secure.recv(65536))
            secure.sendall(raw_response(b'{"a": 1}'))


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def test_a_trusted_certificate_is_accepted_for_all_calls(authority: trustme.CA, tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(ca))
    with SecureServer(authority) as server, client_at(server, ca=str(ca), token="abc") as client:  # type: ignore[arg-type]
        assert [client.things.get(), client.things.get()] == [{"a": 1}, {"a": 1}]
        assert b"Authorization: Bearer abc" in server.heads[1]


def test_a_certificate_of_the_environment_is_read_once(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ca = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(ca))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(ca))
    with SecureServer(authority) as server, client_at(server) as client:  # type: ignore[arg-type]
        monkeypatch.delenv("REQUESTS_CA_BUNDLE")
        assert client.things.get() == {"a": 1}


def test_an_untrusted_certificate_is_rejected(authority: trustme.CA) -> None:
    with SecureServer(authority) as server, client_at(server, token="abc") as client:  # type: ignore[arg-type]
        with pytest.raises(ConnectError, match="nothing was sent"):
            client.things.get()
        assert server.heads == []


def test_a_post_has_an_unknown_outcome_if_tls_breaks_after_the_request(authority: trustme.CA, tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(ca))
    received: list[bytes] = []

    def garble(secure: ssl.SSLSocket) -> None:
        received.append(secure.recv(65536))
        # Plain bytes in place of a TLS record: the client sees an error of TLS, not of HTTP.
        os.write(secure.fileno(), b"this is not a TLS record")

    with (
        SecureServer(authority, garble) as server,
        client_at(server, ca=str(ca), retries=2) as client,  # type: ignore[arg-type]
        pytest.raises(OutcomeUnknown),
    ):
        client.things.post(data={})
    assert len(received) == 1


# --- proxies


def port_of(url: str) -> int:
    return int(url.rsplit(":", 1)[1])


@pytest.fixture
def twice(backend_kind: str) -> None:
    """Skip tests of TLS in TLS if asyncio does not support it."""
    if backend_kind == EVENT_LOOP and sys.version_info < (3, 11):
        pytest.skip("asyncio supports TLS in TLS since Python 3.11")


@pytest.mark.usefixtures("twice")
@pytest.mark.parametrize("encrypted", [False, True], ids=["plain proxy", "encrypted proxy"])
def test_an_https_call_goes_through_a_tunnel(tls: tuple[ssl.SSLContext, str], encrypted: bool) -> None:
    context, ca = tls
    with (
        FaultServer(respond_normally, secure=context) as far,
        TunnelProxy(port_of(far.url), secure=context if encrypted else None) as proxy,
        Client(
            describe(ACTIONS, auth={"key": {"type": "bearer"}}),
            url="https://far.example", ca=ca, token="hunter2", timeout=5, retries=0,
            proxy=proxy.url.replace("://", "://user:password@"),
        ) as client,
    ):  # fmt: skip
        assert [client.things.get()["done"], client.things.get()["done"]] == [True, True]
        assert len(proxy.heads) == 1
        assert proxy.heads[0].startswith(b"CONNECT far.example:443 HTTP/1.1\r\nHost: far.example:443\r\n")
        assert b"Proxy-Authorization: Basic dXNlcjpwYXNzd29yZA==" in proxy.heads[0]
        assert b"hunter2" not in proxy.heads[0]
        assert [request.values("Proxy-Authorization") for request in far.ledger.arrived] == [[], []]


@pytest.mark.usefixtures("twice")
@pytest.mark.parametrize("name", ["never responds", "drips its body", "drips its headers"])
def test_tls_in_tls_times_out(tls: tuple[ssl.SSLContext, str], name: str) -> None:
    context, ca = tls
    with (
        FaultServer(STALLS[name], secure=context) as far,
        TunnelProxy(port_of(far.url), secure=context) as proxy,
        Client(describe(), url="https://far.example", ca=ca, proxy=proxy.url, timeout=0.4) as client,
        pytest.raises(DeadlineExceeded) as caught,
    ):
        client.things.get()
    assert caught.value.elapsed < 0.65


@pytest.mark.usefixtures("twice")
def test_a_large_body_is_sent_through_tls_in_tls(tls: tuple[ssl.SSLContext, str]) -> None:
    context, ca = tls
    with (
        FaultServer(respond_normally, secure=context) as far,
        TunnelProxy(port_of(far.url), secure=context) as proxy,
        Client(describe(ACTIONS), url="https://far.example", ca=ca, proxy=proxy.url, timeout=10) as client,
    ):
        client.things.post(data="x" * 1_000_000)
        assert len(far.ledger.arrived[0].body) == 1_000_002


@pytest.mark.parametrize(
    ("response", "message"),
    [
        (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "status 407"),
        (
            b"HTTP/1.1 200 Fine\r\n\r\n<html>",
            r"opened no tunnel: it responded with status 200 and a page; nothing .*; is it a web server, or",
        ),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "does not start with"),
    ],
)
def test_a_proxy_without_a_tunnel_is_an_error(tls: tuple[ssl.SSLContext, str], response: bytes, message: str) -> None:
    with (
        FaultServer(respond_normally, secure=tls[0]) as far,
        TunnelProxy(port_of(far.url), response=response) as proxy,
        Client(describe(ACTIONS), url="https://[::1]", proxy=proxy.url, retries=0) as client,
        pytest.raises(ConnectError, match=message),
    ):
        client.things.post(data={})
    assert proxy.heads[0].startswith(b"CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n")


def test_the_password_of_a_proxy_is_sent_with_each_plain_request(server: RawServer) -> None:
    proxy = server.url.replace("://", "://user:password@")
    Client(describe(), url="http://api.invalid", proxy=proxy).things.get()
    assert server.requests[0].values("Proxy-Authorization") == ["Basic dXNlcjpwYXNzd29yZA=="]


def test_a_plain_request_is_sent_through_an_https_proxy(tls: tuple[ssl.SSLContext, str]) -> None:
    context, ca = tls
    with (
        FaultServer([respond_normally, send_and_close(head() + GOOD)], secure=context) as proxy,
        Client(describe(), url="http://api.invalid", ca=ca, proxy=proxy.url, timeout=5, retries=0) as client,
    ):
        assert [client.things.get()["done"], client.things.get()["done"]] == [True, True]
        assert {request.target for request in proxy.ledger.arrived} == {"http://api.invalid/things"}
        client.close()
        with pytest.raises(BadResponse, match="cut off"):
            client.things.get()


@threads_only
def test_an_unsupported_proxy_scheme_is_an_error_and_nothing_is_sent() -> None:
    with pytest.raises(ConnectError, match="nothing was sent"):
        Client(describe(ACTIONS), url="http://127.0.0.1:9", proxy="socks5://127.0.0.1:9", retries=0).things.post(
            data={}
        )


# --- connections


def test_a_missing_certificate_file_is_an_error() -> None:
    with pytest.raises(ConnectError, match="ca=… names '/not/there.pem', which does not exist"):
        Client(describe(ACTIONS), url="https://127.0.0.1:9", ca="/not/there.pem", retries=0).things.post(data={})


def test_a_closed_client_opens_new_connections(server: RawServer) -> None:
    client = client_at(server)
    client.things.get()
    client.close()
    client.things.get()
    assert [request.connection for request in server.requests] == [1, 2]


def test_a_connection_is_closed_if_its_client_was_closed_during_the_call() -> None:
    def respond(_: Received) -> bytes:
        client.close()
        return raw_response()

    with answering(respond) as server:
        client = client_at(server)
        client.things.get()
        client.things.get()
        assert [request.connection for request in server.requests] == [1, 2]


def test_the_connections_used_last_stay_in_the_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dynaclient.http.pool.MAX_IDLE_CONNECTIONS", 2)
    together = threading.Barrier(4)

    def respond(received: Received) -> bytes:
        if received.target.endswith("together"):
            together.wait(5)
        return raw_response()

    with answering(respond) as server, client_at(server) as client:
        futures = [client.with_options(query={"x": "together"}).things.get.submit() for _ in range(4)]
        assert [future.result(5) for future in futures] == [{}] * 4
        assert server.connections == 4
        futures = [client.with_options(query={"x": "together"}).things.get.submit() for _ in range(4)]
        assert [future.result(5) for future in futures] == [{}] * 4
        assert server.connections == 6


# --- a session of the caller


@threads_only
@pytest.mark.parametrize(
    ("name", "error", "message"),
    [("closes in the body", BadResponse, "cut off"), ("drips its body", DeadlineExceeded, "timed out waiting")],
)
def test_a_callers_session_has_timeouts_and_complete_bodies(name: str, error: type[Exception], message: str) -> None:
    with (
        FaultServer({**STALLS, **CUTS}[name]) as server,
        requests.Session() as session,
        Client(describe(), url=server.url, session=session, timeout=0.3, retries=0) as client,
        pytest.raises(error, match=message),
    ):
        client.things.get()


@threads_only
@pytest.mark.parametrize("compressed", [True, False])
def test_a_callers_session_has_a_size_limit(compressed: bool) -> None:
    plain = b"[" + b"0," * 50_000 + b"0]"
    data = gzip.compress(plain) if compressed else plain
    extra = b"\r\nContent-Encoding: gzip\r\n" if compressed else b"\r\n"
    with answering(lambda _: raw_response(data).replace(b"\r\n", extra, 1)) as server, requests.Session() as session:
        client = client_at(server, session=session)
        with pytest.raises(BadResponse, match="larger than 1000 bytes"):
            client.with_options(max_response_bytes=1000).things.get()
        assert len(client.things.get()) == 50_001
