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
    Limits,
    NotDelivered,
    OutcomeUnknown,
    Redirected,
    Request,
    RequestsTransport,
    ServerError,
    Transport,
    TransportError,
)  # fmt: skip
from dynaclient.call.bodies import file_stream
from dynaclient.testing import RecordingTransport
from tests.support.colours import EVENT_LOOP, both, in_threads, let_pass
from tests.support.descriptions import describe
from tests.support.fault_server import CUTS, GOOD, STALLS, FaultServer, Relay, fine, head, says
from tests.support.raw_server import RawServer, Received, answer

colour = both(everywhere=True)
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


# --- what goes out


def test_exactly_the_built_request_is_sent(server: RawServer) -> None:
    client_at(server, token="abc").things.post(data={"a": 1})
    sent = server.requests[0]
    assert sent.line == b"POST /things HTTP/1.1"
    assert sent.body == b'{"a":1}'
    assert {name.lower() for name, _ in sent.fields} == {
        "host", "content-type", "content-length", "authorization", "accept-encoding", "user-agent", "connection",
    }  # fmt: skip


def test_a_post_without_a_body_says_so(server: RawServer) -> None:
    client_at(server).things.post()
    assert server.requests[0].values("Content-Length") == ["0"]
    client_at(server).things.get()
    assert server.requests[1].values("Content-Length") == []


def test_a_form_of_known_length_is_sent_with_it(server: RawServer, tmp_path: Path) -> None:
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


def test_connections_are_kept(server: RawServer) -> None:
    client = client_at(server)
    for _ in range(3):
        client.things.get()
    assert {each.connection for each in server.requests} == {1}


def test_no_cookie_is_kept() -> None:
    def respond(_: Received) -> bytes:
        return answer().replace(b"\r\n\r\n", b"\r\nSet-Cookie: a=b; Path=/\r\n\r\n", 1)

    with answering(respond) as server:
        client = client_at(server)
        client.things.get()
        client.things.get()
        assert server.requests[1].values("Cookie") == []


@pytest.mark.parametrize("place", ["/elsewhere", "http://[::1", "", "http://evil.example/"])
def test_no_redirect_is_followed(place: str) -> None:
    with answering(lambda _: answer(status=302).replace(b"\r\n", f"\r\nLocation: {place}\r\n".encode(), 1)) as server:
        with pytest.raises(Redirected):
            client_at(server).things.get()
        assert len(server.requests) == 1


def test_neither_netrc_nor_a_later_environment_counts(
    server: RawServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login evil password evil\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    client = client_at(server, token="abc")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    client.things.get()
    client.things.get()
    assert [each.values("Authorization") for each in server.requests] == [["Bearer abc"]] * 2


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
def test_no_proxy_leaves_hosts_and_networks_out(
    server: RawServer, monkeypatch: pytest.MonkeyPatch, no_proxy: str, direct: bool
) -> None:
    monkeypatch.setenv("http_proxy", server.url)
    monkeypatch.setenv("no_proxy", no_proxy)
    client_at(server).things.get()
    assert (server.requests[0].target == "/things") is direct


def test_a_proxy_of_the_callers_is_used(server: RawServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    Client(describe(), url="http://api.invalid", proxy=server.url, retries=0).things.get()
    assert server.requests[0].target == "http://api.invalid/things"


# --- what comes back


@pytest.mark.parametrize(
    "body",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a"',
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_a_body_that_is_cut_or_broken_is_no_answer(body: bytes) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        Client(describe(ACTIONS), url=f"http://127.0.0.1:{listening.getsockname()[1]}", retries=0) as client,
    ):
        future = client.things.get.submit()
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(body)
        with pytest.raises(BadResponse, match="cut short|is broken"):
            future.result(10)


def test_a_compressed_answer_is_read() -> None:
    data = gzip.compress(b'{"a": 1}')
    with answering(lambda _: answer(data).replace(b"\r\n", b"\r\nContent-Encoding: gzip\r\n", 1)) as server:
        assert client_at(server).things.get() == {"a": 1}


@pytest.mark.parametrize("compressed", [True, False])
def test_an_answer_has_a_largest_size_once_it_is_decoded(compressed: bool) -> None:
    plain = b"[" + b"0," * 50_000 + b"0]"
    data = gzip.compress(plain) if compressed else plain
    extra = b"\r\nContent-Encoding: gzip\r\n" if compressed else b"\r\n"
    with answering(lambda _: answer(data).replace(b"\r\n", extra, 1)) as server:
        assert len(client_at(server).things.get()) == 50_001
        with pytest.raises(BadResponse, match="larger than 1000 bytes"):
            client_at(server).with_options(max_response_bytes=1000).things.get()
        assert len(client_at(server).with_options(max_response_bytes=None).things.get()) == 50_001


def test_the_headers_of_an_answer_are_read_all() -> None:
    def respond(_: Received) -> bytes:
        return answer().replace(b"\r\n", b"\r\nX-A: 1\r\nX-A: 2\r\n", 1)

    with answering(respond) as server:
        assert client_at(server).with_response.things.get().headers["x-a"] == "1, 2"


def test_a_head_is_answered_without_a_body() -> None:
    with answering(lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n") as server:
        assert client_at(server).things.head() is None


# --- what fails


def test_nothing_listens_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(ConnectError, match="nothing was sent") as caught:
        Client(describe(), url=f"http://127.0.0.1:{port}", retries=0).things.get()
    assert isinstance(caught.value, ConnectionError)
    assert caught.value.__context__ is None


def test_a_server_that_hangs_up_leaves_the_outcome_of_a_post_unknown() -> None:
    with answering(lambda _: b"") as server:
        with pytest.raises(OutcomeUnknown):
            client_at(server).things.post(data={})
        with pytest.raises(TransportError):
            client_at(server).things.get()


def test_a_get_is_tried_again_when_the_server_hangs_up() -> None:
    seen: list[int] = []

    def respond(_: Received) -> bytes:
        seen.append(1)
        return b"" if len(seen) == 1 else answer(b'{"a": 1}')

    with answering(respond) as server:
        assert client_at(server, retries=1).things.get() == {"a": 1}


def test_a_server_that_says_nothing_is_left_in_time() -> None:
    with answering(lambda _: time.sleep(1.5) or b"") as server:  # type: ignore[func-returns-value]
        started = time.monotonic()
        with pytest.raises(DeadlineExceeded):
            client_at(server).with_options(timeout=0.2).things.get()
        assert time.monotonic() - started < 1


def test_a_body_that_drips_is_left_in_time() -> None:
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
        with pytest.raises(DeadlineExceeded, match="took too long"):
            future.result(10)


def test_garbage_is_no_answer() -> None:
    with answering(lambda _: b"garbage\r\n\r\n") as server, pytest.raises(TransportError):
        client_at(server).things.get()


def test_a_file_that_breaks_while_it_is_read_is_told(server: RawServer) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x"
        raise OSError("disk")

    with pytest.raises(TransportError):
        client_at(server).things.upload(f=broken())


def test_an_iterator_of_texts_is_told(server: RawServer) -> None:
    with pytest.raises(TransportError):
        client_at(server).things.upload(f=iter(["text"]))


def test_errors_hold_no_token_in_their_frames() -> None:
    with answering(lambda _: b"") as server, pytest.raises(OutcomeUnknown) as caught:
        client_at(server, token=f"hunter{2}").things.post(data={})
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert "hunter2" not in "".join(told.format())
    assert b"hunter2" not in pickle.dumps(caught.value)


# --- other ways to send


def test_a_transport_is_one_method() -> None:
    assert isinstance(RecordingTransport(), Transport)
    assert isinstance(RequestsTransport(), Transport)


@in_threads
def test_a_session_of_the_callers_keeps_its_ways(server: RawServer) -> None:
    with requests.Session() as session:
        session.headers["X-Mine"] = "1"
        session.cookies.set("c", "d")
        session.auth = ("user", "password")
        client_at(server, session=session).things.get()
    sent = server.requests[0]
    assert (sent.values("X-Mine"), sent.values("Cookie")) == (["1"], ["c=d"])
    assert sent.values("Authorization")[0].startswith("Basic ")


@in_threads
def test_a_client_with_a_session_of_the_callers_does_not_pickle(server: RawServer) -> None:
    with requests.Session() as session, pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(client_at(server, session=session))


@in_threads
def test_closing_leaves_a_session_of_the_callers_open(server: RawServer) -> None:
    with requests.Session() as session:
        client_at(server, session=session).close()
        assert session.get(server.url, timeout=5).status_code == 200


def test_a_transport_that_was_pickled_sends(server: RawServer) -> None:
    twin = pickle.loads(pickle.dumps(RequestsTransport(ca="/x/y", trust_env=False)))
    assert twin.send(Request("GET", server.url + "/x"), Limits()).status == 200


def test_a_raw_stream_is_sent_as_it_is(server: RawServer) -> None:
    request = Request("PUT", server.url + "/x", Headers([("Content-Type", "a/b")]), file_stream(iter([b"1", b"2"])))
    RequestsTransport().send(request, Limits())
    assert server.requests[0].body == b"12"


def test_a_url_that_requests_refuses_is_told() -> None:
    with pytest.raises(NotDelivered) as caught:
        RequestsTransport().send(Request("GET", "nothing://x/"), Limits())
    assert caught.value.sent is True or caught.value.sent is False


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only where processes fork")
@in_threads
def test_a_forked_child_has_connections_of_its_own(server: RawServer) -> None:
    client = client_at(server)
    client.things.get()
    child = os.fork()
    if child == 0:  # pragma: no cover - the child's lines are not counted
        os._exit(0 if client.things.get() == {} else 1)
    assert os.waitpid(child, 0)[1] == 0
    client.things.get()
    assert [each.connection for each in server.requests] == [1, 2, 1]


def test_an_answer_of_five_hundred_is_tried_three_times(monkeypatch: pytest.MonkeyPatch) -> None:
    let_pass(monkeypatch, lambda _: None)
    with answering(lambda _: answer(status=500)) as server:
        with pytest.raises(ServerError):
            client_at(server, retries=2).things.get()
        assert len(server.requests) == 3


class HandMade(requests.adapters.BaseAdapter):
    """An adapter as people write one for their tests."""

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
        """Nothing is open."""


@in_threads
@pytest.mark.parametrize("attributes", [{"_content": b'{"a": 1}'}, {"raw": io.BytesIO(b'{"a": 1}')}])
def test_an_adapter_of_the_callers_may_answer_by_hand(attributes: dict[str, Any]) -> None:
    with requests.Session() as session:
        session.mount("https://", HandMade(**attributes))
        action = {"method": "GET", "responses": {"200": {"schema": {}}}}
        assert Client(describe({"get": action}), session=session).things.get() == {"a": 1}


@in_threads
def test_an_answer_by_hand_has_a_largest_size_too() -> None:
    with requests.Session() as session:
        session.mount("https://", HandMade(_content=b"x" * 100))
        with pytest.raises(BadResponse, match="larger than 10 bytes"):
            Client(describe(), session=session).with_options(max_response_bytes=10).things.get()


# --- TLS


class SecureServer:
    """Answers each connection once, encrypted, with a certificate for 127.0.0.1."""

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
            secure.sendall(answer(b'{"a": 1}'))


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def test_a_certificate_that_is_trusted_is_taken_for_all_calls(authority: trustme.CA, tmp_path: Path) -> None:
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


def test_a_certificate_that_is_not_trusted_is_refused(authority: trustme.CA) -> None:
    with SecureServer(authority) as server, client_at(server, token="abc") as client:  # type: ignore[arg-type]
        with pytest.raises(ConnectError, match="nothing was sent"):
            client.things.get()
        assert server.heads == []


def test_encryption_that_breaks_after_the_request_leaves_the_outcome_of_a_post_unknown(
    authority: trustme.CA, tmp_path: Path
) -> None:
    ca = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(ca))
    received: list[bytes] = []

    def garble(secure: ssl.SSLSocket) -> None:
        received.append(secure.recv(65536))
        # Plain bytes where an encrypted record is due: the client sees an error of TLS, not of HTTP.
        os.write(secure.fileno(), b"this is no record of TLS")

    with (
        SecureServer(authority, garble) as server,
        client_at(server, ca=str(ca), retries=2) as client,  # type: ignore[arg-type]
        pytest.raises(OutcomeUnknown),
    ):
        client.things.post(data={})
    assert len(received) == 1


# --- proxies


@pytest.fixture(scope="module")
def secure(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, str]:
    """Give the TLS of a server on this machine, and the file of what to trust."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "far.example").configure_cert(context)
    ca = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(ca))
    return context, str(ca)


def port_of(url: str) -> int:
    return int(url.rsplit(":", 1)[1])


@pytest.fixture
def twice(colour: str) -> None:
    """Leave out what encrypts twice where asyncio cannot."""
    if colour == EVENT_LOOP and sys.version_info < (3, 11):
        pytest.skip("asyncio encrypts inside encryption since Python 3.11")


@pytest.mark.usefixtures("twice")
@pytest.mark.parametrize("encrypted", [False, True], ids=["plain proxy", "encrypted proxy"])
def test_an_encrypted_call_goes_through_a_tunnel(secure: tuple[ssl.SSLContext, str], encrypted: bool) -> None:
    context, ca = secure
    with (
        FaultServer(fine, secure=context) as far,
        Relay(port_of(far.url), secure=context if encrypted else None) as proxy,
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
        assert [each.values("Proxy-Authorization") for each in far.ledger.arrived] == [[], []]


@pytest.mark.usefixtures("twice")
@pytest.mark.parametrize("name", ["never answers", "drips its body", "drips its headers"])
def test_encryption_inside_encryption_is_left_in_time_too(secure: tuple[ssl.SSLContext, str], name: str) -> None:
    context, ca = secure
    with (
        FaultServer(STALLS[name], secure=context) as far,
        Relay(port_of(far.url), secure=context) as proxy,
        Client(describe(), url="https://far.example", ca=ca, proxy=proxy.url, timeout=0.4) as client,
        pytest.raises(DeadlineExceeded) as caught,
    ):
        client.things.get()
    assert caught.value.elapsed < 0.65


@pytest.mark.usefixtures("twice")
def test_a_large_body_goes_through_encryption_inside_encryption(secure: tuple[ssl.SSLContext, str]) -> None:
    context, ca = secure
    with (
        FaultServer(fine, secure=context) as far,
        Relay(port_of(far.url), secure=context) as proxy,
        Client(describe(ACTIONS), url="https://far.example", ca=ca, proxy=proxy.url, timeout=10) as client,
    ):
        client.things.post(data="x" * 1_000_000)
        assert len(far.ledger.arrived[0].body) == 1_000_002


@pytest.mark.parametrize(
    ("says", "told"),
    [
        (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "it answers 407"),
        (b"HTTP/1.1 200 Fine\r\n\r\nand more", "it answers 200"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "begins as no answer"),
    ],
)
def test_a_proxy_that_makes_no_tunnel_is_told(secure: tuple[ssl.SSLContext, str], says: bytes, told: str) -> None:
    with (
        FaultServer(fine, secure=secure[0]) as far,
        Relay(port_of(far.url), says=says) as proxy,
        Client(describe(ACTIONS), url="https://[::1]", proxy=proxy.url, retries=0) as client,
        pytest.raises(ConnectError, match=told),
    ):
        client.things.post(data={})
    assert proxy.heads[0].startswith(b"CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n")


def test_a_password_for_the_proxy_goes_with_each_plain_request(server: RawServer) -> None:
    proxy = server.url.replace("://", "://user:password@")
    Client(describe(), url="http://api.invalid", proxy=proxy).things.get()
    assert server.requests[0].values("Proxy-Authorization") == ["Basic dXNlcjpwYXNzd29yZA=="]


def test_a_plain_request_goes_through_an_encrypted_proxy(secure: tuple[ssl.SSLContext, str]) -> None:
    context, ca = secure
    with (
        FaultServer([fine, says(head() + GOOD)], secure=context) as proxy,
        Client(describe(), url="http://api.invalid", ca=ca, proxy=proxy.url, timeout=5, retries=0) as client,
    ):
        assert [client.things.get()["done"], client.things.get()["done"]] == [True, True]
        assert {each.target for each in proxy.ledger.arrived} == {"http://api.invalid/things"}
        client.close()
        with pytest.raises(BadResponse, match="cut short"):
            client.things.get()


@in_threads
def test_what_requests_has_no_support_for_was_not_sent() -> None:
    with pytest.raises(ConnectError, match="nothing was sent"):
        Client(describe(ACTIONS), url="http://127.0.0.1:9", proxy="socks5://127.0.0.1:9", retries=0).things.post(
            data={}
        )


@in_threads
def test_connections_of_another_kind_stay_as_urllib3_makes_them(
    server: RawServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dynaclient.http.transports.requests.HTTPConnectionPool", requests.Session)
    with client_at(server) as client:
        assert client.things.get() == {}


# --- connections


def test_a_file_of_certificates_that_is_not_there_is_told() -> None:
    with pytest.raises(ConnectError, match="a file of certificates is not there"):
        Client(describe(ACTIONS), url="https://127.0.0.1:9", ca="/not/there.pem", retries=0).things.post(data={})


def test_a_client_that_was_closed_makes_new_connections(server: RawServer) -> None:
    client = client_at(server)
    client.things.get()
    client.close()
    client.things.get()
    assert [each.connection for each in server.requests] == [1, 2]


def test_a_connection_whose_client_was_closed_meanwhile_is_not_kept() -> None:
    def respond(_: Received) -> bytes:
        client.close()
        return answer()

    with answering(respond) as server:
        client = client_at(server)
        client.things.get()
        client.things.get()
        assert [each.connection for each in server.requests] == [1, 2]


def test_of_many_connections_those_used_last_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dynaclient.http.connections.POOL", 2)
    together = threading.Barrier(4)

    def respond(received: Received) -> bytes:
        if received.target.endswith("together"):
            together.wait(5)
        return answer()

    with answering(respond) as server, client_at(server) as client:
        futures = [client.with_options(query={"x": "together"}).things.get.submit() for _ in range(4)]
        assert [each.result(5) for each in futures] == [{}] * 4
        assert server.connections == 4
        futures = [client.with_options(query={"x": "together"}).things.get.submit() for _ in range(4)]
        assert [each.result(5) for each in futures] == [{}] * 4
        assert server.connections == 6


# --- a session of the caller's, with its own ways


@in_threads
@pytest.mark.parametrize(
    ("name", "error", "told"),
    [("closes in the body", BadResponse, "cut short"), ("drips its body", DeadlineExceeded, "took too long")],
)
def test_a_session_of_the_callers_has_what_it_can_have(name: str, error: type[Exception], told: str) -> None:
    with (
        FaultServer({**STALLS, **CUTS}[name]) as server,
        requests.Session() as session,
        Client(describe(), url=server.url, session=session, timeout=0.3, retries=0) as client,
        pytest.raises(error, match=told),
    ):
        client.things.get()


@in_threads
@pytest.mark.parametrize("compressed", [True, False])
def test_a_session_of_the_callers_has_a_largest_size(compressed: bool) -> None:
    plain = b"[" + b"0," * 50_000 + b"0]"
    data = gzip.compress(plain) if compressed else plain
    extra = b"\r\nContent-Encoding: gzip\r\n" if compressed else b"\r\n"
    with answering(lambda _: answer(data).replace(b"\r\n", extra, 1)) as server, requests.Session() as session:
        client = client_at(server, session=session)
        with pytest.raises(BadResponse, match="larger than 1000 bytes"):
            client.with_options(max_response_bytes=1000).things.get()
        assert len(client.things.get()) == 50_001
