"""Streams that end from outside: with their client, or by their own close in another thread."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import AsyncIterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
import requests
import trustme

from dynaclient import (
    AsyncClient,
    Client,
    DynaclientError,
    Headers,
    HttpTransport,
    Limits,
    OutcomeUnknown,
    Request,
    Response,
    TransportError,
    load,
)
from dynaclient.client import inner
from tests.support.both_clients import backend_kind_fixture, threads_only, with_both_clients
from tests.support.broken_servers import tls
from tests.support.descriptions import describe
from tests.support.fault_server import FaultServer, send_and_stall
from tests.support.raw_server import SocketServer
from tests.support.stream_server import Exchange, StreamServer

backend_kind = backend_kind_fixture()
pytestmark = with_both_clients

SOON = 1.5
"""Seconds within which a step has to have ended."""
CLOSED = "the client was closed before the stream had ended"
ACTIONS: dict[str, Any] = {
    "watch": {"method": "GET", "responses": {"200": {"stream": "sse"}}},
    "ask": {"method": "POST", "responses": {"200": {"stream": "sse"}}},
    "lines": {"method": "GET", "responses": {"200": {"stream": "ndjson"}}},
    "bytes": {"method": "GET", "responses": {"200": {"stream": "bytes"}}},
    "get": {"method": "GET"},
}
API = load(describe(ACTIONS))
SECURED = load(describe(ACTIONS, auth={"token": {"type": "bearer"}}))


def silent(exchange: Exchange) -> None:
    """Respond with nothing."""
    exchange.is_disconnected(10)


def begun(exchange: Exchange) -> None:
    """Begin a body, and send no more; it ends with its connection, as complete ones may."""
    exchange.send_head(chunked=False)
    exchange.is_disconnected(10)


def cut(exchange: Exchange) -> None:
    """Respond with a stream that is to be opened again in a minute."""
    exchange.send_stream("retry: 60000\n\n")


def two_at_once(exchange: Exchange) -> None:
    exchange.send_head()
    exchange.send("data: 1\n\ndata: 2\n\n")
    exchange.is_disconnected(10)


def client_of(server: SocketServer, **options: Any) -> Any:
    return Client(API, url=server.url, trust_env=False, **options)


def next_in_thread(stream: Any) -> Future[Any]:
    """Begin a step in another thread, and return the future of its item; None at the end."""
    future: Future[Any] = Future()

    def step() -> None:
        try:
            future.set_result(next(stream, None))
        except BaseException as error:  # noqa: BLE001 - raised where the future is waited for
            future.set_exception(error)

    threading.Thread(target=step, daemon=True).start()
    return future


def wait_for_request(server: Any) -> None:
    while not server.requests:
        time.sleep(0.01)
    time.sleep(0.1)


STATES = [
    ("watch", silent, TransportError),
    ("watch", begun, TransportError),
    ("watch", cut, TransportError),
    ("lines", begun, TransportError),
    ("bytes", silent, TransportError),
    ("bytes", begun, TransportError),
    ("ask", silent, OutcomeUnknown),
    ("ask", begun, TransportError),
]


@pytest.mark.parametrize(("name", "handler", "kind"), STATES, ids=lambda value: getattr(value, "__name__", value))
def test_a_stream_ends_with_its_client_whatever_it_waits_for(name: str, handler: Any, kind: type[Exception]) -> None:
    with StreamServer(handler) as server:
        client = client_of(server)
        stream = client.with_options(retries=1).things[name]()
        step = next_in_thread(stream)
        wait_for_request(server)
        started = time.monotonic()
        client.close()
        error = step.exception(SOON)
        assert time.monotonic() - started < SOON
        assert type(error) is kind
        assert isinstance(error, TransportError)
        assert error.may_be_processed == (name == "ask")
        for _ in range(2):
            with pytest.raises(kind, match=CLOSED):
                next(stream)
        assert len(server.requests) == 1


@pytest.mark.parametrize(("name", "handler"), [state[:2] for state in STATES])
def test_a_stream_is_closed_while_another_thread_waits_for_it(name: str, handler: Any) -> None:
    with StreamServer(handler) as server, client_of(server) as client:
        stream = client.things[name]()
        step = next_in_thread(stream)
        wait_for_request(server)
        with pytest.raises(
            DynaclientError, match="another thread or task waits for its next item; .*stop it, close it"
        ):
            next(stream)
        stream.close()
        assert step.result(SOON) is None
        assert [*stream] == []
        assert len(server.requests) == 1


@pytest.mark.parametrize("waits", [True, False])
def test_items_that_have_arrived_are_not_yielded_after_the_close(waits: bool) -> None:
    with StreamServer(two_at_once) as server, client_of(server) as client:
        stream = client.things.watch()
        assert next(stream).data == "1"
        client.close()
        if waits:  # closed as if in the step
            stream.close()
            assert [*stream] == []
        else:
            with pytest.raises(TransportError, match=CLOSED):
                next(stream)


def test_what_is_ended_is_not_retried_nor_counted_as_a_failure_of_the_server(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "dynaclient")
    with StreamServer(silent) as server, client_of(server) as client:
        stream = client.things.watch()
        step = next_in_thread(stream)
        wait_for_request(server)
        stream.close()
        assert step.result(SOON) is None
    assert "attempt 1 failed" in caplog.text
    assert not re.search("retry in|too many calls", caplog.text)


def test_a_stream_that_has_not_begun_begins_after_the_close() -> None:
    with StreamServer(two_at_once) as server, client_of(server) as client:
        stream = client.things.watch()
        client.close()
        assert next(stream).data == "1"


def test_what_has_ended_before_stays_as_it_was() -> None:
    with StreamServer(lambda exchange: exchange.send_stream("1\n"), lambda exchange: exchange.respond(404)) as server:
        client = client_of(server)
        complete, failed = client.things.lines(), client.things.ask()
        assert [*complete] == [1]
        for _ in range(2):
            with pytest.raises(DynaclientError, match="404"):
                next(failed)
            client.close()
        assert [*complete] == []


@threads_only
def test_a_call_on_the_connection_of_a_stream_that_was_complete_goes_on() -> None:
    released = threading.Event()

    def slow(exchange: Exchange) -> None:
        released.wait(5)
        exchange.respond(200, b"{}", "Content-Type: application/json")

    with StreamServer(lambda exchange: exchange.send_stream("1\n"), slow) as server, client_of(server) as client:
        stream = client.things.lines()
        assert [*stream] == [1]
        call: Future[Any] = Future()
        threading.Thread(target=lambda: call.set_result(client.things.get()), daemon=True).start()
        while len(server.requests) < 2:
            time.sleep(0.01)
        client.close()
        released.set()
        assert call.result(5) == {}
        assert [received.connection for received in server.requests] == [1, 1]


@pytest.mark.parametrize("name", ["watch", "bytes"])
def test_a_token_that_is_being_obtained_is_not_lost(name: str) -> None:
    asked, released = threading.Event(), threading.Event()

    def token() -> str:
        asked.set()
        released.wait(5)
        return "t"

    with StreamServer(lambda exchange: exchange.respond(204)) as server:
        client = Client(SECURED, url=server.url, trust_env=False, token=token)
        step = next_in_thread(client.things[name]())
        assert asked.wait(5)
        call: Future[Any] = Future()
        threading.Thread(target=lambda: call.set_result(client.things.get()), daemon=True).start()
        time.sleep(0.1)
        client.close()
        released.set()
        assert call.result(5) is None
        with pytest.raises(TransportError, match=CLOSED):
            step.result(SOON)
        assert len(server.requests) == 1


def test_a_stream_with_tls_ends_too(tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    behavior = send_and_stall(b"HTTP/1.1 200 OK\r\n\r\n")
    with FaultServer(behavior, secure=tls(authority)) as server:
        client = client_of(server, ca=str(tmp_path / "ca.pem"))
        step = next_in_thread(client.things.bytes())
        server.settle(0.5)
        client.close()
        with pytest.raises(TransportError, match=CLOSED):
            step.result(SOON)


@threads_only
def test_a_session_of_requests_ends_too() -> None:
    with StreamServer(begun) as server:
        client = client_of(server, session=requests.Session())
        step = next_in_thread(client.things.bytes())
        wait_for_request(server)
        client.close()
        with pytest.raises(TransportError, match=CLOSED):
            step.result(SOON)


class Pings:
    """A transport that knows nothing of interrupts: it sends the beginning of a line again and again."""

    complete = False

    def send(self, _request: Request, _limits: Limits) -> Response:
        return Response(200, Headers(), pieces=self)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            time.sleep(0.1)
            yield b"1"

    async def aclose(self) -> None: ...


@threads_only
def test_with_another_transport_a_stream_ends_with_the_next_piece() -> None:
    client = Client(API, url="http://127.0.0.1:9", transport=Pings())
    step = next_in_thread(client.things.lines())
    time.sleep(0.2)
    client.close()
    with pytest.raises(TransportError, match=CLOSED):
        step.result(SOON)


class Closing:
    """A transport that closes its client in the midst of a request."""

    client: Any

    def __init__(self) -> None:
        self._inner = HttpTransport(trust_env=False)

    def send(self, request: Request, limits: Limits) -> Response:
        self.client.close()
        return self._inner.send(request, limits)


@threads_only
def test_a_request_that_is_just_beginning_ends_too() -> None:
    with StreamServer(silent) as server:
        transport = Closing()
        client = transport.client = Client(API, url=server.url, transport=transport)
        with pytest.raises(TransportError, match=CLOSED):
            next_in_thread(client.things.watch()).result(SOON)


class Sleeping:
    """A transport of an event loop that knows nothing of interrupts, and never responds."""

    async def send(self, _request: Request, _limits: Limits) -> Response:
        await asyncio.sleep(60)
        raise AssertionError


async def _close_in_loop(client: AsyncClient) -> None:
    step = asyncio.ensure_future(anext(client.call("things.watch", {})))
    await asyncio.sleep(0.1)
    await client.close()
    with pytest.raises(TransportError, match=CLOSED):
        await asyncio.wait_for(step, SOON)


@threads_only
def test_a_task_ends_with_its_client_whatever_its_transport_does() -> None:
    asyncio.run(_close_in_loop(AsyncClient(API, url="http://127.0.0.1:9", transport=Sleeping())))


@threads_only
def test_a_step_that_is_cancelled_in_its_request_ends_that() -> None:
    left = threading.Event()

    def wait(exchange: Exchange) -> None:
        if exchange.is_disconnected():
            left.set()

    async def cancel(client: AsyncClient) -> None:
        step = asyncio.ensure_future(anext(client.call("things.watch", {})))
        await asyncio.sleep(0.2)
        step.cancel()
        await asyncio.wait([step], timeout=SOON)
        assert step.cancelled()
        assert await asyncio.to_thread(left.wait, SOON)

    with StreamServer(wait) as server:
        asyncio.run(cancel(AsyncClient(API, url=server.url, trust_env=False)))


class Arriving:
    """A transport whose response arrives at the moment at which its caller is cancelled."""

    def __init__(self, *, has_pieces: bool = True) -> None:
        self.has_pieces = has_pieces
        self.step: asyncio.Future[Any] | None = None
        self.complete, self.is_closed = True, False

    async def send(self, _request: Request, _limits: Limits) -> Response:
        await asyncio.sleep(0.05)
        assert self.step is not None
        asyncio.get_running_loop().call_soon(self.step.cancel)
        pieces = self if self.has_pieces else None
        return Response(200, Headers([("Content-Type", "text/event-stream")]), b"data: a\n\n", pieces=pieces)

    def __aiter__(self) -> AsyncIterator[bytes]:
        raise AssertionError

    async def aclose(self) -> None:
        self.is_closed = True


@threads_only
@pytest.mark.parametrize("has_pieces", [True, False])
def test_a_response_that_arrives_as_its_step_is_cancelled_is_closed(has_pieces: bool) -> None:
    async def cancel(transport: Arriving) -> None:
        client = AsyncClient(API, url="http://127.0.0.1:9", transport=transport)
        transport.step = asyncio.ensure_future(anext(client.call("things.watch", {})))
        await asyncio.wait([transport.step], timeout=SOON)
        assert (transport.step.cancelled(), transport.is_closed) == (True, has_pieces)

    asyncio.run(cancel(Arriving(has_pieces=has_pieces)))


@threads_only
def test_the_streams_of_tools_for_agents_end_with_the_client() -> None:
    async def read(client: Client) -> None:
        action = API.action("things.watch")
        step = asyncio.ensure_future(anext(inner.stream(inner.asynchronous(client), action, {})))
        await asyncio.sleep(0.3)
        await asyncio.to_thread(client.close)
        with pytest.raises(TransportError, match=CLOSED):
            await asyncio.wait_for(step, SOON)

    with StreamServer(begun) as server:
        asyncio.run(read(client_of(server)))
