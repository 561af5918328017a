"""Streams of bytes: what happens between a call and its socket, byte by byte."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import math
import pickle
import select
import socket
import ssl
import sys
import threading
import time
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest
import requests

from dynaclient import (
    BadResponse,
    Client,
    ConnectError,
    HttpTransport,
    Limits,
    NotDelivered,
    Request,
    RequestsTransport,
)
from dynaclient.http.connections import Connection
from dynaclient.http.io import blocking
from dynaclient.http.io.blocking import BlockingStream
from dynaclient.http.io.deadline import Deadline
from dynaclient.http.io.event_loop import AsyncioStream
from dynaclient.http.io.tls import TlsStream
from dynaclient.http.io.writing import write_all
from dynaclient.http.response_reader import ResponseReader
from dynaclient.http.transports import doubles
from dynaclient.runtime.backends import run
from tests.support.both_clients import backend_kind_fixture
from tests.support.descriptions import describe
from tests.support.fault_server import FaultServer, ServerConnection, respond_normally
from tests.support.raw_server import RawServer

backend_kind = backend_kind_fixture()
UPLOAD = describe({"put": {"method": "PUT", "idempotent": True, "parameters": {"body": {"in": "body"}}}})


class Trickle(BlockingStream):
    """A socket that accepts nothing each second time, and else a few bytes."""

    turn = 0

    def send(self, data: bytes | memoryview) -> int:
        self.turn += 1
        return super().send(data[:99]) if self.turn % 2 else 0


def test_encrypted_bytes_that_are_not_accepted_at_once_are_sent_later(
    tls: tuple[ssl.SSLContext, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocking, "BlockingStream", Trickle)
    body = {"text": "x" * 50_000}
    with (
        FaultServer(respond_normally, secure=tls[0]) as server,
        Client(UPLOAD, url=server.url, ca=tls[1], trust_env=False) as client,
    ):
        client.things.put(body=body)
        client.things.put(body={})
    assert len(server.ledger.arrived[0].body) > 50_000


def test_what_is_malformed_before_the_upload_is_complete_is_an_error(backend_kind: str) -> None:
    def respond_early(wire: ServerConnection) -> None:
        wire.read(1_000)
        wire.send(b"not HTTP at all\r\n\r\n")
        wire.stall()

    with (
        FaultServer(respond_early) as server,
        Client(UPLOAD, url=server.url, retries=0, timeout=5, trust_env=False) as client,
        pytest.raises(BadResponse, match="does not start with an HTTP/1.1 status line"),
    ):
        client.things.put(body={"text": "x" * 20_000_000})


def test_without_poll_a_socket_is_waited_for_with_select(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(select, "poll")
    with RawServer() as server:
        transport = HttpTransport(trust_env=False)
        assert [transport.send(Request("GET", f"{server.url}/x"), Limits()).status for _ in range(2)] == [200, 200]
        transport.close()


def test_a_socket_that_is_ready_without_bytes_is_waited_for_again() -> None:
    class Mistaken:
        def __init__(self) -> None:
            self.replies = [True, True, False]

        def poll(self, _: float) -> bool:
            return self.replies.pop(0)

    here, there = socket.socketpair()
    with here, there:
        stream = BlockingStream(here)
        stream._readable = Mistaken()
        with pytest.raises(TimeoutError, match="timed out reading"):
            run(stream.receive(1))


def test_a_socket_that_is_never_ready_to_be_written_times_out() -> None:
    here, there = socket.socketpair()
    with here, there:
        stream = BlockingStream(here)
        while stream.send(b"x" * 65536):
            pass
        with pytest.raises(TimeoutError, match="timed out writing"):
            run(stream.wait(0.01))


@pytest.mark.parametrize("wrong", ["/a b", "/a\r\nX: 1", "/\0", "/Łódź"])
def test_a_target_with_a_space_or_a_line_break_is_not_sent(wrong: str) -> None:
    with RawServer() as server, pytest.raises(NotDelivered, match="not allowed in its head") as caught:
        HttpTransport(trust_env=False).send(Request("GET", f"{server.url}{wrong}"), Limits())
    assert (caught.value.sent, caught.value.final, server.requests) == (False, True, [])


class Transport:
    """A transport of asyncio that reads nothing."""

    def get_extra_info(self, _: str) -> Any:
        return ("127.0.0.1", 1)


def test_the_error_of_a_connection_is_raised_by_each_read() -> None:
    async def read() -> None:
        here, there = socket.socketpair()
        stream = AsyncioStream(here)
        stream.connection_made(Transport())
        here.close()  # so that it cannot be read any more
        there.close()
        stream.connection_lost(ConnectionResetError(errno.ECONNRESET, "reset"))
        for _ in range(2):
            with pytest.raises(ConnectionResetError, match="reset"):
                await stream.receive(1)

    asyncio.run(read())


def test_nothing_is_written_while_the_write_buffer_is_full() -> None:
    async def send() -> list[int]:
        here, there = socket.socketpair()
        with here, there:
            stream = AsyncioStream(here)
            transport, _ = await asyncio.get_running_loop().create_connection(lambda: stream, sock=here)
            stream.pause_writing()
            sent = [stream.send(b"ab")]
            stream.resume_writing()
            sent.append(stream.send(b"ab"))
            transport.close()
            await asyncio.sleep(0)
            return sent

    assert asyncio.run(send()) == [0, 2]


def test_a_wait_that_ends_without_bytes_goes_on() -> None:
    async def read() -> bytes:
        here, there = socket.socketpair()
        with here, there:
            stream = AsyncioStream(here)
            loop = asyncio.get_running_loop()
            loop.call_later(0.01, stream.resume_writing)
            loop.call_later(0.02, stream.data_received, b"x")
            return await stream.receive(1)

    assert asyncio.run(read()) == b"x"


def test_a_timer_that_fires_after_its_wait_ends_no_other() -> None:
    here, there = socket.socketpair()

    async def wait() -> None:
        stream = AsyncioStream(here)
        await asyncio.get_running_loop().create_connection(lambda: stream, sock=here)
        there.sendall(b"a")
        assert await stream.receive(0.05) == b"a"
        await asyncio.sleep(0.1)
        with pytest.raises(TimeoutError):
            await stream.receive(0.05)
        stream.close()

    with there:
        asyncio.run(wait())


def test_while_requests_is_not_imported_nothing_replaces_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "requests.adapters")
    assert not doubles.is_requests_replaced()


@pytest.mark.parametrize("ended", [True, False])
def test_an_encrypted_connection_that_has_ended_is_not_open(ended: bool, tls: tuple[ssl.SSLContext, str]) -> None:
    def end(there: socket.socket) -> None:
        with tls[0].wrap_socket(there, server_side=True) as encrypted:
            encrypted.settimeout(0.1)
            if ended:
                with contextlib.suppress(OSError):
                    encrypted.unwrap()  # which waits for the other side to end it, too

    here, there = socket.socketpair()
    context = ssl.create_default_context(cafile=tls[1])
    with here, there:
        stream = TlsStream(BlockingStream(here), context, "localhost")
        server = threading.Thread(target=end, args=(there,))
        server.start()
        run(stream.shake_hands(Deadline(5, float("inf"))))
        server.join()
        assert not stream.is_open
        with contextlib.nullcontext() if ended else pytest.raises(ssl.SSLEOFError):
            assert run(stream.receive(1)) == b""


def test_a_message_is_written_whole_to_a_stream_that_accepts_little() -> None:
    here, there = socket.socketpair()
    with here, there:
        run(write_all(Trickle(here), b"x" * 1_000, Deadline(5, float("inf"))))
        assert len(there.recv(2_000)) == 1_000


class Unflushed:
    """A stream that accepts everything and has never written it; while that is waited for, something may arrive."""

    is_flushed = False
    peer = ("127.0.0.1", 1)

    def __init__(self, response: Any) -> None:
        self._response = response

    def send(self, data: bytes) -> int:
        """Accept bytes."""
        return len(data)

    async def wait(self, _: float) -> None:
        """Receive the response."""
        self._response.has_arrived = True


def test_a_response_that_arrives_before_its_request_is_written_ends_the_writing() -> None:
    response: Any = SimpleNamespace(has_arrived=False)
    stream: Any = Unflushed(response)
    permits: Any = None
    connection = Connection(stream, permits, permits)
    assert asyncio.run(connection._write([b"a"], response, Deadline(1, time.monotonic() + 1))) is False


def test_a_response_is_closed_once() -> None:
    finished: list[Any] = []
    here, there = socket.socketpair()
    with here, there:
        reader = ResponseReader(BlockingStream(here), Deadline(1, 1), "GET", lambda *given: finished.append(given))
        reader.close()
        run(reader.aclose())
        reader._release()
    assert finished == [(False, None)]


def test_a_connection_that_is_interrupted_as_its_response_ends_carries_no_other_request() -> None:
    finished: list[Any] = []
    here, there = socket.socketpair()
    with here, there:
        there.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        reader = ResponseReader(
            BlockingStream(here), Deadline(1, math.inf), "GET", lambda *given: finished.append(given)
        )
        run(reader.read_head())
        with mock.patch.object(reader._stream, "interrupt", side_effect=lambda: run(reader.read_body(None))):
            reader.interrupt()
    assert finished == [(False, None)]


def test_without_a_session_requests_go_over_our_own_connections() -> None:
    with RawServer() as server:
        transport = RequestsTransport(trust_env=False)
        assert transport.send(Request("GET", f"{server.url}/x"), Limits()).status == 200
        assert pickle.loads(pickle.dumps(transport)).send(Request("GET", f"{server.url}/x"), Limits()).status == 200
    assert "python-requests" not in str(server.requests[0].head)


def test_a_transport_with_a_session_is_not_pickled() -> None:
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(RequestsTransport(requests.Session()))


def test_while_requests_is_patched_the_rules_for_local_requests_and_files_hold(tls: tuple[ssl.SSLContext, str]) -> None:
    with (
        mock.patch.object(requests.Session, "send", side_effect=requests.Session.send, autospec=True),
        FaultServer(respond_normally, secure=tls[0]) as server,
        RawServer() as plain,
    ):
        assert HttpTransport(trust_env=False).send(Request("GET", f"{plain.url}/x"), Limits()).status == 200
        transport = HttpTransport(ca=tls[1], trust_env=False)
        for _ in range(2):
            assert transport.send(Request("GET", f"{server.url}/x"), Limits()).status == 200
        transport.close()
        through = HttpTransport(proxy="http://proxy.example:1", trust_env=False)
        with pytest.raises(NotDelivered, match="proxy"):
            through.send(Request("GET", "http://localhost:1/x"), Limits(local_only=True))


@pytest.mark.parametrize(
    ("is_there", "problem"), [(False, "could not connect to the proxy"), (True, "opened no tunnel")]
)
def test_a_socks_proxy_of_a_session_is_named(is_there: bool, problem: str) -> None:
    def refuse(wire: ServerConnection) -> None:
        wire.connection.recv(1024)
        wire.send(b"\x05\x00")  # RFC 1928: no authentication
        wire.connection.recv(1024)
        wire.send(b"\x05\x04\x00\x01\0\0\0\0\0\0")  # host unreachable

    with requests.Session() as session:
        session.trust_env = False
        with FaultServer(refuse) as proxy:
            session.proxies = {"http": proxy.url.replace("http", "socks5h")}
            client = Client(UPLOAD, url="http://far.example", session=session, retries=0, timeout=5)
            if is_there:
                with pytest.raises(ConnectError, match=problem):
                    client.things.put(body={})
        if not is_there:
            with pytest.raises(ConnectError, match=problem):
                client.things.put(body={})


def test_that_no_file_can_be_opened_is_not_blamed_on_a_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise OSError(errno.EMFILE, "too many")

    monkeypatch.setattr("dynaclient.http.certificates.load_authorities", fail)
    with pytest.raises(NotDelivered, match="too many open files in this process"):
        HttpTransport(ca="ca.pem", trust_env=False).send(Request("GET", "https://127.0.0.1:1/x"), Limits())
