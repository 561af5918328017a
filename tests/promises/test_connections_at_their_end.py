"""A connection that has ended, or on which something has arrived unrequested, carries no further request."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import socket
import ssl
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from dynaclient import AsyncClient, BadResponse, Client, DynaclientError, HttpTransport, Limits, Request
from dynaclient.http.codec.response_parser import ResponseParser
from dynaclient.http.connections import Connection
from dynaclient.http.io.blocking import BlockingStream
from dynaclient.http.io.tls import TlsStream
from dynaclient.http.permits import Permits
from dynaclient.http.transports import doubles
from dynaclient.runtime.backends import run
from tests.support.both_clients import backend_kind_fixture
from tests.support.descriptions import describe
from tests.support.fault_server import FaultServer, ServerConnection, head
from tests.support.raw_server import RawServer, raw_response
from tests.support.timing import takes_at_most

backend_kind = backend_kind_fixture()
DESCRIPTION = describe(
    {
        "get": {"method": "GET", "responses": {"200": {"schema": {}}}},
        "post": {"method": "POST", "responses": {"200": {"schema": {}}}},
        "put": {"method": "PUT", "parameters": {"body": {"in": "body", "content": {"application/octet-stream": {}}}}},
        "stream": {
            "method": "GET",
            "responses": {"200": {"content": {"application/octet-stream": {}}, "stream": "bytes"}},
        },
    }
)
NUMBERED = head("Content-Length: 8") + b'{"n": %d}'
EVIL = head("Content-Length: 8") + b'{"n": 0}'


def respond(number: int) -> bytes:
    return NUMBERED % number


# --- TLS -------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def in_one_segment(wire: ServerConnection) -> Iterator[None]:
    """What is sent here arrives together: a client that has read the first has the rest too."""
    wire.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
    yield
    wire.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 0)


def surplus(wire: ServerConnection) -> None:
    wire.request()
    with in_one_segment(wire):
        wire.send(respond(wire.number))
        wire.send(EVIL)
    wire.stall()


def ended(wire: ServerConnection) -> None:
    wire.request()
    with in_one_segment(wire):
        wire.send(respond(wire.number))
        wire.connection.setblocking(False)
        with pytest.raises(ssl.SSLWantReadError):  # it is sent; the alert of the client has not arrived
            wire.connection.unwrap()  # type: ignore[attr-defined]
    wire.stall()


@pytest.mark.skipif(not hasattr(socket, "TCP_CORK"), reason="only on Linux two records can be put into one segment")
@pytest.mark.parametrize("play", [surplus, ended])
def test_what_follows_an_encrypted_response_ends_its_connection(
    play: Any, tls: tuple[ssl.SSLContext, str], backend_kind: str
) -> None:
    with (
        FaultServer(play, secure=tls[0]) as server,
        Client(DESCRIPTION, url=server.url, ca=tls[1], trust_env=False, retries=0, timeout=5) as client,
    ):
        found = [client.things.post()["n"] for _ in range(2)]
    assert len(set(found)) == 2
    assert 0 not in found


# --- event loops -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("then", [b"", EVIL])
def test_what_a_busy_event_loop_has_not_read_is_seen(then: bytes) -> None:
    def play(wire: ServerConnection) -> None:
        wire.request()
        wire.send(respond(wire.number))
        time.sleep(0.05)
        if then:
            wire.send(then)
            wire.stall()

    async def call_twice() -> list[int]:
        async with AsyncClient(DESCRIPTION, url=server.url, trust_env=False, retries=0) as client:
            first = (await client.things.post())["n"]
            time.sleep(0.2)
            return [first, (await client.things.post())["n"]]

    with FaultServer(play) as server:
        first, second = asyncio.run(call_twice())
    assert 0 != second != first


@pytest.fixture
def ended_loops() -> Iterator[None]:
    """Collect what event loops leave behind that end before their connections, and ignore that asyncio warns of it."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
        gc.collect()


@pytest.mark.usefixtures("ended_loops")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_connections_of_ended_event_loops_are_closed() -> None:
    async def call_all() -> None:
        await asyncio.gather(*(client.things.get() for _ in range(4)))

    with RawServer() as server:
        client = AsyncClient(DESCRIPTION, url=server.url, trust_env=False)
        asyncio.run(call_all())
        transport: Any = client._sender.transport
        (connector,) = transport._loops.values()
        (pool,) = connector._pools.values()
        sockets = [connection._stream._socket for connection in pool._idle]
        del connector, pool
        asyncio.run(call_all())
        assert sockets
        assert all(connected.fileno() == -1 for connected in sockets)
        asyncio.run(client.close())


@pytest.mark.usefixtures("ended_loops")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_stream_whose_event_loop_has_ended_does_not_look_complete() -> None:
    async def begin() -> Any:
        stream = client.things.stream()
        await stream.__anext__()
        return stream

    async def go_on(stream: Any) -> None:
        for _ in range(2):
            with pytest.raises(DynaclientError, match="event loop that began this iteration has ended"):
                await stream.__anext__()

    with RawServer(lambda _: raw_response(b"x" * 1_000_000, media="application/octet-stream")) as server:
        client = AsyncClient(DESCRIPTION, url=server.url, trust_env=False)
        asyncio.run(go_on(asyncio.run(begin())))


# --- threads, signals, processes -------------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only where processes fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_stream_is_read_in_the_process_that_opened_it() -> None:
    with (
        RawServer(lambda _: raw_response(b"x" * 5_000_000, media="application/octet-stream")) as server,
        Client(DESCRIPTION, url=server.url, trust_env=False) as client,
    ):
        stream = client.things.stream()
        next(stream)
        child = os.fork()
        if not child:
            try:
                list(stream)
            except BadResponse as error:
                os._exit(7 if "another process" in str(error) else 1)
            finally:
                os._exit(2)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only where processes fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_connection_ends_although_a_forked_child_has_a_copy_of_it(backend_kind: str) -> None:
    ended = threading.Event()

    def play(wire: ServerConnection) -> None:
        wire.request()
        wire.send(NUMBERED % 1)
        wire.connection.settimeout(10)
        if not wire.connection.recv(1):
            ended.set()

    with FaultServer(play) as server:
        client = Client(DESCRIPTION, url=server.url, trust_env=False)
        client.things.get()
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(writing)
            os.read(reading, 1)  # until the parent closes its end
            os._exit(0)
        os.close(reading)
        try:
            client.close()
            assert ended.wait(5)
        finally:
            os.close(writing)
            os.waitpid(child, 0)


class Stop(Exception):
    """What a handler of signals raises."""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
@pytest.mark.parametrize("name", ["get", "post"])
def test_an_error_of_a_signal_handler_leaves_the_call(name: str) -> None:
    def stop(*_: Any) -> None:
        raise Stop

    before = signal.signal(signal.SIGALRM, stop)
    try:
        with FaultServer(lambda wire: wire.stall()) as server, Client(DESCRIPTION, url=server.url, timeout=5) as client:
            signal.setitimer(signal.ITIMER_REAL, 0.1)
            with pytest.raises(Stop):
                getattr(client.things, name)()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_an_upload_ends_with_an_early_response_although_the_server_reads_on(backend_kind: str) -> None:
    def play(wire: ServerConnection) -> None:
        wire.read(1)
        wire.send(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
        while wire.connection.recv(1 << 20):
            pass

    def endless() -> Any:
        ends = time.monotonic() + 5
        while time.monotonic() < ends:
            yield b"x" * 65536

    started = time.monotonic()
    with (
        FaultServer(play) as server,
        Client(DESCRIPTION, url=server.url, trust_env=False, retries=0) as client,
        pytest.raises(DynaclientError, match="413"),
    ):
        client.things.put(body=endless())
    assert time.monotonic() - started < 4


def test_connections_to_many_origins_leave_files_for_others() -> None:
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(RawServer()) for _ in range(80)]
        transport = HttpTransport(trust_env=False)
        for server in servers:
            assert transport.send(Request("GET", f"{server.url}/x"), Limits()).status == 200
        idle = sum(pool.has_idle for pool in transport._connector._pools.values())
        transport.close()
    assert idle <= 40


# --- parts -----------------------------------------------------------------------------------------------------------


def test_permits_that_are_lost_leave_room_for_others() -> None:
    permits = Permits(2)
    for _ in range(10):
        lost = permits.take()
        assert lost is not None
        del lost
    held = [permits.take(), permits.take()]
    assert None not in held
    assert permits.take() is None


@pytest.mark.parametrize("response", [b"nonsense\r\n\r\n", head("Content-Length: 9") + b"cut"])
def test_an_interrupt_while_a_failed_connection_is_closed_loses_no_permit(
    response: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(connection: Connection) -> None:
        connection._stream.close()
        raise KeyboardInterrupt

    def play(wire: ServerConnection) -> None:
        wire.request()
        wire.send(response)

    gc.disable()  # what reference counts alone do
    try:
        with FaultServer(play) as server:
            transport = HttpTransport(trust_env=False, max_connections=1)
            with monkeypatch.context() as patch:
                patch.setattr(Connection, "close", interrupt)
                with pytest.raises(KeyboardInterrupt) as interrupted:
                    transport.send(Request("GET", f"{server.url}/"), Limits())
            del interrupted
            pool = next(iter(transport._connector._pools.values()))
            assert pool.permit() is not None
            transport.close()
    finally:
        gc.enable()


def test_of_permits_that_are_taken_at_the_same_moment_the_first_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    permits = Permits(1)
    first: list[Any] = []

    class Late(list[Any]):
        def append(self, known: Any) -> None:
            if not first:  # another thread comes in between
                first.append(None)
                first[0] = permits.take()
            super().append(known)

    permits._living = Late()
    assert permits.take() is None
    assert first[0] is not None


def test_a_head_that_arrives_byte_by_byte_takes_linear_time() -> None:
    lines = b"".join(b"X-%d: %s\r\n" % (number, b"x" * 600) for number in range(90))
    data = b"HTTP/1.1 200 OK\r\n" + lines + b"Content-Length: 0\r\n\r\n"

    def parse() -> None:
        parser = ResponseParser("GET")
        for at in range(len(data)):
            parser.feed(data[at : at + 1])
            parser.next_event()
        assert parser.status == 200

    assert takes_at_most(2, parse)


@pytest.mark.parametrize("place", ["requests.Session.get_adapter", "urllib3.HTTPConnectionPool.urlopen"])
def test_a_double_at_another_place_is_seen(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert requests
    assert not doubles.is_requests_replaced()
    monkeypatch.setattr(place, lambda *_, **__: None)
    assert doubles.is_requests_replaced()


class _Renegotiating:
    """TLS that wants to read before it writes, as when the server has begun another handshake."""

    def __init__(self) -> None:
        self.wants = True

    def write(self, data: Any) -> int:
        if self.wants:
            raise ssl.SSLWantReadError
        return len(data)

    def pending(self) -> int:
        return 0


def test_another_handshake_comes_before_what_is_written() -> None:
    here, there = socket.socketpair()
    with here, there:
        stream = TlsStream(BlockingStream(here), ssl.create_default_context(), "localhost")
        inner: Any = _Renegotiating()
        stream._tls = inner
        assert stream.send(b"abc") == 0
        there.sendall(b"handshake")
        run(stream.wait(1))
        inner.wants = False
        assert (stream.send(b"abc"), stream._incoming.pending) == (3, 9)


def test_of_two_event_loops_each_keeps_its_connections() -> None:
    with RawServer() as server:
        client = AsyncClient(DESCRIPTION, url=server.url, trust_env=False)
        loops = [asyncio.new_event_loop() for _ in range(2)]
        for loop in loops * 2:
            assert loop.run_until_complete(client.things.get()) == {}
        for loop in loops:
            loop.run_until_complete(client.close())
            loop.close()
    assert server.connections == 2
