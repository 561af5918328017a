"""Streams over real connections, with both clients."""

from __future__ import annotations

import asyncio
import gc
import gzip
import json
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import pytest
import requests

from dynaclient import (
    AsyncClient,
    BadResponse,
    Client,
    DeadlineExceeded,
    DynaclientError,
    DynaclientWarning,
    Event,
    InvalidCall,
    NotFound,
    OutcomeUnknown,
    Request,
    Response,
    ScopeError,
    ServerError,
    TransportError,
    Unauthorized,
    load,
)
from dynaclient.testing import RecordingTransport, response
from tests.support.both_clients import backend_kind_fixture, threads_only, with_both_clients
from tests.support.descriptions import describe, query
from tests.support.stream_server import Exchange, StreamServer

backend_kind = backend_kind_fixture()
pytestmark = with_both_clients

COUNT = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
EVENTS: dict[str, Any] = {"200": {"stream": "sse", "events": {"count": COUNT}}}
ENDING: dict[str, Any] = {"200": {**EVENTS["200"], "end": "[DONE]"}}
BODY = {"in": "body", "required": True, "schema": {"type": "object"}}
ACTIONS: dict[str, Any] = {
    "watch": {"method": "GET", "parameters": {"since": query({"type": "integer"})}, "responses": EVENTS},
    "ask": {"method": "POST", "parameters": {"question": BODY}, "responses": ENDING},
    "lines": {"method": "GET", "responses": {"200": {"stream": "ndjson", "schema": {"type": "integer"}}}},
    "bytes": {"method": "GET", "responses": {"200": {"stream": "bytes"}}},
}
API = load(describe(ACTIONS, auth={"token": {"type": "bearer"}}))
OPEN = load(describe(ACTIONS, errors={"type": "/type", "message": "/message"}))
"""The same, without credentials."""


@pytest.fixture(autouse=True)
def _no_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait no longer than the server requires."""
    monkeypatch.setattr("random.random", lambda: 0.0)


def client_of(server: StreamServer, **options: Any) -> Any:
    """Return a client for a server of streams, with the backend of the test."""
    return Client(OPEN, url=server.url, trust_env=False, **options)


def event(n: int, name: str = "count") -> str:
    return f'event: {name}\nid: {n}\ndata: {{"n": {n}}}\n\n'


def counted(*numbers: int) -> list[Event]:
    return [Event("count", {"n": number}, str(number)) for number in numbers]


def no_more(exchange: Exchange) -> None:
    """Respond that the stream is at its end."""
    exchange.respond(204)


def sends(*pieces: str | bytes) -> Callable[[Exchange], None]:
    """Return a handler that responds with a whole stream."""
    return lambda exchange: exchange.send_stream(*pieces)


# --- arrival ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chunked", [True, False], ids=["chunked", "to the end"])
def test_every_event_is_yielded_when_it_arrives(chunked: bool) -> None:
    consumed = threading.Semaphore(0)
    waited: list[bool] = []

    def one_by_one(exchange: Exchange) -> None:
        exchange.send_head(chunked=chunked)
        for n in range(5):
            exchange.send(event(n))
            waited.append(consumed.acquire(timeout=5))
        exchange.end()

    with StreamServer(one_by_one, no_more) as server, client_of(server) as client:
        for n, received in enumerate(client.with_options(reconnect=0).things.watch()):
            assert received == counted(n)[0]
            consumed.release()
    assert waited == [True] * 5


def test_compressed_events_are_yielded_as_they_are_flushed() -> None:
    consumed = threading.Semaphore(0)
    waited: list[bool] = []

    def compressed(exchange: Exchange) -> None:
        packing = zlib.compressobj(wbits=31)
        exchange.send_head("Content-Encoding: gzip")
        for n in range(3):
            exchange.send(packing.compress(event(n).encode()) + packing.flush(zlib.Z_SYNC_FLUSH))
            waited.append(consumed.acquire(timeout=5))
        exchange.send(packing.flush())
        exchange.end()

    with StreamServer(compressed, no_more) as server, client_of(server, timeout=9) as client:
        for _ in client.with_options(reconnect=0).things.watch():
            consumed.release()
    assert waited == [True] * 3


def test_lines_and_bytes_are_yielded_as_they_arrive() -> None:
    consumed = threading.Semaphore(0)
    waited: list[bool] = []

    def one_by_one(exchange: Exchange) -> None:
        exchange.send_head(media="application/x-ndjson")
        for n in range(3):
            exchange.send(f"{n}\n")
            waited.append(consumed.acquire(timeout=5))
        exchange.end()

    with StreamServer(one_by_one) as server, client_of(server) as client:
        for yielded, wanted in ((client.things.lines(), [0, 1, 2]), (client.things.bytes(), [b"0\n", b"1\n", b"2\n"])):
            for step in yielded:
                assert step == wanted.pop(0)
                consumed.release()
    assert waited == [True] * 6


def test_nothing_is_sent_before_the_first_step() -> None:
    with StreamServer(sends(event(1)), no_more) as server, client_of(server) as client:
        stream = client.things.watch()
        assert (stream.status, server.requests) == (None, [])
        assert (next(stream), stream.status, len(server.requests)) == (*counted(1), 200, 1)
        stream.close()


def test_arguments_are_validated_before_the_first_step() -> None:
    with StreamServer(no_more) as server, client_of(server) as client, pytest.raises(InvalidCall):
        client.things.watch(since="yesterday")


# --- reconnecting ----------------------------------------------------------------------------------------------------


def test_it_reconnects_and_resumes_after_the_last_id() -> None:
    handlers = (sends("retry: 0\n\n", event(1), event(2)), sends(event(3)), no_more)
    with StreamServer(*handlers) as server, client_of(server) as client:
        stream = client.things.watch(since=5)
        assert list(stream) == counted(1, 2, 3)
        assert (stream.reconnects, stream.last_event_id) == (2, "3")
    assert server.header_values("Last-Event-ID") == ["", "2", "3"]
    assert {request.target for request in server.requests} == {"/things?since=5"}
    assert server.connections == 1  # all of these streams ended properly


@pytest.mark.parametrize("method", ["say", "reset"])
def test_a_stream_that_is_cut_off_is_resumed(method: str) -> None:
    def cut(exchange: Exchange) -> None:
        exchange.send_head()
        exchange.send("retry: 0\n" + event(1) + "id: 2\ndata: never at its end")
        if method == "reset":
            time.sleep(0.05)  # a reset may discard bytes that were not read yet
            exchange.reset()

    with StreamServer(cut, sends(event(2)), no_more) as server, client_of(server) as client:
        assert list(client.things.watch()) == counted(1, 2)
    assert server.header_values("Last-Event-ID") == ["", "1", "2"]


def test_the_retry_of_the_server_sets_the_wait_before_a_reconnect() -> None:
    moments: list[float] = []

    def met(exchange: Exchange) -> None:
        moments.append(time.monotonic())
        exchange.send_stream("retry: 300\n\n") if len(moments) < 2 else exchange.respond(204)

    with StreamServer(met) as server, client_of(server) as client:
        assert list(client.things.watch()) == []
    assert 0.3 <= moments[1] - moments[0] < 2


def test_a_failed_reconnect_is_retried() -> None:
    trouble = lambda exchange: exchange.respond(503)  # noqa: E731
    handlers = (sends("retry: 0\n\n", event(1)), trouble, trouble, sends(event(2)), no_more)
    with StreamServer(*handlers) as server, client_of(server, retries=0) as client:
        assert list(client.things.watch()) == counted(1, 2)
    assert server.header_values("Last-Event-ID") == ["", "1", "1", "1", "2"]


def test_it_fails_after_too_long_without_a_connection() -> None:
    with (
        StreamServer(sends("retry: 0\n\n", event(1)), lambda exchange: exchange.respond(503)) as server,
        client_of(server, retries=0) as client,
        pytest.raises(ServerError) as caught,
    ):
        list(client.with_options(reconnect=0.5).things.watch())
    assert (caught.value.status, len(server.requests) > 2) == (503, True)


def test_the_end_marker_ends_a_stream() -> None:
    left = threading.Event()

    def done(exchange: Exchange) -> None:
        exchange.send_head()
        exchange.send(event(1) + "data: [DONE]\n\n" + event(2))
        if exchange.is_disconnected():
            left.set()

    with StreamServer(done) as server, client_of(server) as client:
        assert list(client.things.ask(question={"text": "why?"})) == counted(1)
        assert left.wait(5)
    assert (server.requests[0].method, json.loads(server.requests[0].body)) == ("POST", {"text": "why?"})


def test_a_stream_that_ends_without_its_declared_end_was_cut_off() -> None:
    with StreamServer(sends(event(1))) as server, client_of(server) as client:
        stream = client.things.ask(question={})
        assert next(stream) == counted(1)[0]
        for expected in ("things.ask: the stream was cut off", "this iterator has failed: things.ask: the stream"):
            with pytest.raises(BadResponse, match=f"^{expected}.*its response ended without '\\[DONE\\]'"):
                next(stream)
    assert len(server.requests) == 1


@pytest.mark.parametrize(("name", "first"), [("lines", 1), ("bytes", b"1\n")])
def test_lines_and_bytes_shorter_than_their_length_were_cut_off_for_good(name: str, first: Any) -> None:
    def short(exchange: Exchange) -> None:
        exchange.send_head("Content-Length: 4", chunked=False)
        exchange.send("1\n")

    with StreamServer(short) as server, client_of(server) as client:
        stream = client.things[name]()
        assert next(stream) == first
        for _ in range(2):
            with pytest.raises(BadResponse, match="the stream was cut off"):
                next(stream)
    assert len(server.requests) == 1


@pytest.mark.parametrize("name", ["lines", "bytes"])
def test_a_stream_of_which_nothing_arrived_begins_anew_with_the_next_step(name: str) -> None:
    handlers: list[Callable[[Exchange], object]] = [
        lambda exchange: exchange.respond(503),
        lambda exchange: exchange.send_head(),
    ]
    with StreamServer(*handlers, sends("1\n")) as server, client_of(server, retries=0) as client:
        stream = client.things[name]()
        for kind in (ServerError, BadResponse):
            with pytest.raises(kind):
                next(stream)
        assert list(stream) in ([1], [b"1\n"])
    assert len(server.requests) == 3


@pytest.mark.parametrize("backend_kind", ["event loop"], indirect=True)
def test_after_a_cancelled_step_a_stream_resumes_after_its_last_id() -> None:
    handlers: list[Callable[[Exchange], object]] = [Endless(), sends(event(2)), no_more]

    async def received(server: StreamServer) -> list[Event]:
        async with AsyncClient(OPEN, url=server.url, trust_env=False) as client, client.things.watch() as stream:
            first = await anext(stream)
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(_all(stream), 0.2)
            return [first, await anext(stream)]

    with StreamServer(*handlers) as server:
        assert asyncio.run(received(server)) == counted(1, 2)
        assert server.header_values("Last-Event-ID")[:2] == ["", "1"]


@pytest.mark.parametrize("backend_kind", ["event loop"], indirect=True)
@pytest.mark.parametrize("name", ["lines", "bytes"])
def test_after_a_cancelled_step_lines_and_bytes_have_failed(name: str) -> None:
    async def failure(server: StreamServer) -> str:
        async with AsyncClient(OPEN, url=server.url, trust_env=False) as client, client.things[name]() as stream:
            await anext(stream)
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(_all(stream), 0.2)
            with pytest.raises(DynaclientError) as caught:
                await anext(stream)
            return str(caught.value)

    with StreamServer(ENDLESS[name]()) as server:
        expected = "this iterator has failed: it was interrupted (CancelledError); start another one"
        assert asyncio.run(failure(server)) == expected


def test_the_stream_of_a_post_does_not_reconnect() -> None:
    def cut(exchange: Exchange) -> None:
        exchange.send_head()
        exchange.send(event(1))

    with StreamServer(cut) as server, client_of(server) as client:
        stream = client.things.ask(question={})
        assert next(stream) == counted(1)[0]
        with pytest.raises(BadResponse, match="cut off"):
            next(stream)
    assert len(server.requests) == 1


WHOLE = b'data: \xef\xbf\xbd\r\n\r\n: a comment\nevent: count\nid: 7\ndata: {"n":\ndata: 7}\n\ndata: b\xc3\xa4\n\n'
PARSED = [Event("message", "\ufffd", ""), Event("count", {"n": 7}, "7"), Event("message", "bä", "7")]


@pytest.mark.parametrize("compressed", [False, True], ids=["plain", "compressed"])
def test_wherever_the_pieces_of_a_stream_are_split_the_events_are_the_same(compressed: bool) -> None:
    data = gzip.compress(WHOLE) if compressed else WHOLE
    fields = ["Content-Encoding: gzip"] if compressed else []

    def pieces(exchange: Exchange) -> None:
        at = (len(server.requests) - 1) % len(data)
        exchange.send_head(*fields)
        for piece in (data[:at], data[at:]):
            if piece:
                exchange.send(piece)
        exchange.end()

    with StreamServer(pieces) as server, client_of(server).with_options(reconnect=0) as client:
        assert all(list(client.things.watch()) == PARSED for _ in data)


def test_cut_off_at_every_byte_no_event_with_an_id_is_lost_or_duplicated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dynaclient.results.event_stream.DEFAULT_RETRY", 0.0)
    whole = [event(n).encode() for n in range(1, 4)]
    cuts = iter(range(sum(map(len, whole)) + 1))
    fresh = True

    def cut(exchange: Exchange) -> None:
        nonlocal fresh
        last = int((exchange.received.values("Last-Event-ID") or ["0"])[0])
        if last == 3 and not fresh:
            exchange.respond(204)
            return
        rest = b"".join(whole[last:])
        exchange.send_head()
        exchange.send(rest[: next(cuts)] or b"\n" if fresh else rest)
        fresh = False

    with StreamServer(cut) as server, client_of(server) as client:
        for at in range(sum(map(len, whole)) + 1):
            fresh = True
            assert list(client.things.watch()) == counted(1, 2, 3), at


# --- closing ---------------------------------------------------------------------------------------------------------


class Endless:
    """A handler that sends an event, and waits until the client disconnects."""

    def __init__(self, media: str = "text/event-stream", piece: str = event(1)) -> None:
        self.left = threading.Event()
        self._media = media
        self._piece = piece

    def __call__(self, exchange: Exchange) -> None:
        exchange.send_head(media=self._media)
        exchange.send(self._piece)
        if exchange.is_disconnected():
            self.left.set()

    @property
    def is_disconnected(self) -> bool:
        """Whether the client disconnects: immediately, or within the two seconds that a busy machine may take."""
        return self.left.wait(2)


ENDLESS: dict[str, Callable[[], Endless]] = {
    "watch": Endless,
    "lines": lambda: Endless("application/x-ndjson", "1\n"),
    "bytes": lambda: Endless("image/png"),
}


def _closed(stream: Any) -> None:
    next(stream)
    stream.close()
    stream.close()


def _left_with(stream: Any) -> None:
    with stream as steps:
        next(steps)


def _left_by_an_error(stream: Any) -> None:
    def fail() -> None:
        with stream as steps:
            for _ in steps:
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()


@pytest.mark.parametrize("leave", [_closed, _left_with, _left_by_an_error])
@pytest.mark.parametrize("name", ENDLESS)
def test_leaving_a_stream_closes_its_connection_immediately(name: str, leave: Callable[[Any], None]) -> None:
    handler = ENDLESS[name]()
    with StreamServer(handler) as server, client_of(server) as client:
        leave(client.things[name]())
        assert handler.is_disconnected


@pytest.mark.parametrize("name", ENDLESS)
def test_a_closed_stream_yields_nothing_more(name: str) -> None:
    with StreamServer(ENDLESS[name]()) as server, client_of(server) as client:
        stream = client.things[name]()
        next(stream)
        stream.close()
        assert list(stream) == []
    assert len(server.requests) == 1


def test_a_stream_that_is_closed_before_its_first_step_sends_nothing() -> None:
    with StreamServer(no_more) as server, client_of(server) as client:
        stream = client.things.watch()
        stream.close()
        assert (list(stream), server.requests) == ([], [])


def test_another_call_is_made_while_a_stream_is_open() -> None:
    with (
        StreamServer(Endless(), sends(event(5))) as server,
        client_of(server) as client,
        client.things.watch() as first,
        client.with_options(reconnect=0).things.watch() as second,
    ):
        assert [next(first), *second] == counted(1, 5)


def _broken_off(client: Client, name: str) -> None:
    for _ in client.things[name]():
        break


def _dropped(client: Client, name: str) -> None:
    stream = client.things[name]()
    next(stream)


@threads_only
@pytest.mark.parametrize("leave", [_broken_off, _dropped])
@pytest.mark.parametrize("name", ENDLESS)
def test_a_dropped_stream_ends_immediately(name: str, leave: Callable[[Client, str], None]) -> None:
    handler = ENDLESS[name]()
    with StreamServer(handler) as server, client_of(server) as client:
        leave(client, name)
        assert handler.is_disconnected


async def _broken_off_async(client: AsyncClient, name: str) -> None:
    async for _ in client.things[name]():
        break


async def _dropped_async(client: AsyncClient, name: str) -> None:
    stream = client.things[name]()
    await anext(stream)


async def _left_async(client: AsyncClient, name: str) -> None:
    async with client.things[name]() as stream:
        async for _ in stream:
            break


async def _cancelled(client: AsyncClient, name: str) -> None:
    begun = asyncio.Event()

    async def following() -> None:
        async for _ in client.things[name]():
            begun.set()

    task = asyncio.create_task(following())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def _timed_out(client: AsyncClient, name: str) -> None:
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(_all(client.things[name]()), 0.2)


async def _all(stream: Any) -> list[Any]:
    return [step async for step in stream]


@pytest.mark.parametrize("backend_kind", ["event loop"], indirect=True)
@pytest.mark.parametrize("leave", [_broken_off_async, _dropped_async, _left_async, _cancelled, _timed_out])
@pytest.mark.parametrize("name", ENDLESS)
def test_a_task_that_leaves_a_stream_closes_its_connection_immediately(name: str, leave: Callable[..., Any]) -> None:
    handler = ENDLESS[name]()

    async def followed(server: StreamServer) -> bool:
        async with AsyncClient(OPEN, url=server.url, trust_env=False) as client:
            gc.disable()
            try:
                await leave(client, name)
                return await asyncio.to_thread(lambda: handler.is_disconnected)
            finally:
                gc.enable()

    with StreamServer(handler) as server:
        assert asyncio.run(followed(server))


# --- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "kind"), [(401, Unauthorized), (404, NotFound), (503, ServerError)])
@pytest.mark.parametrize("name", ENDLESS)
def test_an_api_error_is_raised_by_the_first_step(name: str, status: int, kind: type[Exception]) -> None:
    refused = json.dumps({"type": "No", "message": "not here"}).encode()
    with (
        StreamServer(lambda exchange: exchange.respond(status, refused, "Content-Type: application/json")) as server,
        client_of(server, retries=0) as client,
    ):
        stream = client.things[name]()
        for _ in range(2):
            with pytest.raises(kind, match=f"things.{name}: {status} Fine: No: not here"):
                next(stream)
    assert len(server.requests) == 2


def test_the_first_request_is_retried_like_that_of_any_call() -> None:
    with (
        StreamServer(lambda exchange: exchange.respond(503), sends(event(1)), no_more) as server,
        client_of(server) as client,
    ):
        assert next(client.things.watch()) == counted(1)[0]


def test_after_a_404_it_does_not_reconnect() -> None:
    with (
        StreamServer(sends("retry: 0\n", event(1)), lambda exchange: exchange.respond(404)) as server,
        client_of(server) as client,
    ):
        stream = client.things.watch()
        assert next(stream) == counted(1)[0]
        with pytest.raises(NotFound):
            next(stream)
    assert len(server.requests) == 2


@pytest.mark.parametrize("media", ["text/html", "application/json", "text/event-stream-not"])
def test_another_media_type_is_a_bad_response(media: str) -> None:
    def another(exchange: Exchange) -> None:
        exchange.send_head(media=media)
        exchange.is_disconnected()

    with (
        StreamServer(another) as server,
        client_of(server) as client,
        pytest.raises(BadResponse, match=rf"the response \(200\) is {media}, expected text/event-stream"),
    ):
        next(client.things.watch())


def test_without_a_server_the_first_step_is_a_transport_error() -> None:
    with StreamServer(no_more) as server:
        url = server.url
    with (
        Client(OPEN, url=url, trust_env=False, retries=0) as client,
        pytest.raises(TransportError, match="could not connect"),
    ):
        next(client.things.watch())


def test_a_post_with_an_unknown_outcome_is_not_sent_again() -> None:
    with (
        StreamServer(lambda exchange: exchange.reset()) as server,
        client_of(server) as client,
        pytest.raises(OutcomeUnknown),
    ):
        next(client.things.ask(question={}))
    assert len(server.requests) == 1


@pytest.mark.parametrize(("name", "yielded"), [("lines", [1]), ("bytes", [b"1\n2"])], ids=["lines", "bytes"])
@pytest.mark.parametrize("length", [True, False], ids=["counted", "chunked"])
def test_lines_and_bytes_that_are_cut_off_end_with_an_error(name: str, yielded: list[Any], length: bool) -> None:
    def cut(exchange: Exchange) -> None:
        exchange.send_head("Content-Length: 9", chunked=False) if length else exchange.send_head()
        exchange.send("1\n2")

    with StreamServer(cut) as server, client_of(server) as client:
        stream = client.things[name]()
        received = [next(stream)]
        with pytest.raises(BadResponse, match="the stream was cut off"):
            next(stream)
    assert (received, len(server.requests)) == (yielded, 1)


def test_invalid_compressed_data_is_an_error() -> None:
    def broken(exchange: Exchange) -> None:
        exchange.send_head("Content-Encoding: gzip")
        exchange.send(b"no gzip")
        exchange.end()

    with (
        StreamServer(broken) as server,
        client_of(server) as client,
        pytest.raises(BadResponse, match="compressed data is invalid"),
    ):
        next(client.things.bytes())


# --- timeouts --------------------------------------------------------------------------------------------------------


def _slowly(exchange: Exchange) -> None:
    exchange.send_head()
    for n in range(6):
        exchange.send(event(n))
        time.sleep(0.1)
    exchange.end()


def test_the_deadline_of_a_call_does_not_cut_a_stream() -> None:
    with StreamServer(_slowly) as server, client_of(server, timeout=0.3) as client:
        assert list(client.with_options(reconnect=0).things.watch()) == counted(*range(6))


def test_a_silent_stream_times_out() -> None:
    with StreamServer(Endless()) as server, client_of(server).with_options(reconnect=0, read_timeout=0.2) as client:
        stream = client.things.watch()
        next(stream)
        with pytest.raises(DeadlineExceeded, match="timed out: no data from the stream for 0.2"):
            next(stream)


def test_a_comment_now_and_then_keeps_a_stream_alive() -> None:
    def beating(exchange: Exchange) -> None:
        exchange.send_head()
        for _ in range(4):
            time.sleep(0.1)
            exchange.send(":\n")
        exchange.send(event(1))
        exchange.end()

    with StreamServer(beating) as server, client_of(server).with_options(reconnect=0, read_timeout=0.3) as client:
        assert list(client.things.watch()) == counted(1)


def test_a_silent_stream_of_events_reconnects() -> None:
    still = Endless(piece="retry: 0\n" + event(1))
    with (
        StreamServer(still, sends(event(2)), no_more) as server,
        client_of(server).with_options(read_timeout=0.2) as client,
    ):
        assert list(client.things.watch()) == counted(1, 2)
        assert still.is_disconnected
    assert server.header_values("Last-Event-ID") == ["", "1", "2"]


@pytest.mark.parametrize("name", ["lines", "bytes"])
def test_silent_lines_and_bytes_time_out(name: str) -> None:
    with StreamServer(ENDLESS[name]()) as server, client_of(server).with_options(read_timeout=0.2) as client:
        stream = client.things[name]()
        next(stream)
        with pytest.raises(DeadlineExceeded):
            next(stream)


# --- client options --------------------------------------------------------------------------------------------------


def test_every_request_of_a_stream_carries_the_token() -> None:
    with (
        StreamServer(sends("retry: 0\n", event(1)), no_more) as server,
        Client(API, token="abc", url=server.url, trust_env=False) as client,
    ):
        assert list(client.things.watch()) == counted(1)
    assert server.header_values("Authorization") == ["Bearer abc"] * 2


def test_a_token_that_expires_during_a_stream_is_renewed() -> None:
    tokens = iter(["one", "two"])
    handlers = (sends("retry: 0\n", event(1)), lambda exchange: exchange.respond(401), sends(event(2)), no_more)
    with (
        StreamServer(*handlers) as server,
        Client(API, token=lambda: next(tokens), url=server.url, trust_env=False) as client,
    ):
        assert list(client.things.watch()) == counted(1, 2)
    assert server.header_values("Authorization") == ["Bearer one", "Bearer one", "Bearer two", "Bearer two"]


def test_a_missing_scope_is_an_error_before_anything_is_sent() -> None:
    scoped = describe({"watch": {**ACTIONS["watch"], "scopes": ["things.watch"]}})
    with (
        StreamServer(no_more) as server,
        Client(scoped, url=server.url, trust_env=False, scopes=["other"]) as client,
        pytest.raises(ScopeError),
    ):
        client.things.watch()
    assert server.requests == []


BROKEN = 'event: count\ndata: {"m": 1}\n\n'


def test_events_are_validated_if_requested() -> None:
    with StreamServer(sends(event(1), BROKEN), no_more) as server, client_of(server) as client:
        yielded = client.with_options(reconnect=0).things.watch()
        assert [event.data for event in yielded] == [{"n": 1}, {"m": 1}]
    with StreamServer(sends(event(1), BROKEN)) as server, client_of(server, validate_responses="raise") as client:
        stream = client.things.watch()
        next(stream)
        with pytest.raises(
            BadResponse,
            match="an event 'count' differs from its description: its data: is missing the required property",
        ):
            next(stream)


def test_a_warning_about_events_is_issued_once() -> None:
    with (
        StreamServer(sends(BROKEN, BROKEN, event(1))) as server,
        client_of(server, validate_responses="warn") as client,
        pytest.warns(DynaclientWarning, match="differs from its description") as caught,
    ):
        assert len(list(client.with_options(reconnect=0).things.watch())) == 3
    assert len(caught) == 1


def test_lines_are_validated_if_requested() -> None:
    with StreamServer(sends('1\n"two"\n')) as server, client_of(server, validate_responses="raise") as client:
        stream = client.things.lines()
        assert next(stream) == 1
        with pytest.raises(BadResponse, match="differs from its description"):
            next(stream)


def test_with_response_does_not_change_a_stream() -> None:
    with (
        StreamServer(sends(event(1)), no_more) as server,
        client_of(server) as client,
        client.with_options(reconnect=0).with_response.things.watch() as stream,
    ):
        assert list(stream) == counted(1)
        assert (stream.status, stream.headers["Content-Type"]) == (200, "text/event-stream")


def test_call_returns_a_stream_too() -> None:
    with StreamServer(sends(event(1)), no_more) as server, client_of(server) as client:
        assert list(client.with_options(reconnect=0).call("things.watch", {"since": 1})) == counted(1)


# --- other transports ------------------------------------------------------------------------------------------------


def test_a_transport_that_reads_whole_bodies_works_for_streams_too() -> None:
    def answering(request: Request) -> Response:
        if request.headers.get("Last-Event-ID") == "2":
            return response(None, 204)
        media = "text/event-stream" if request.url.endswith("/things") else "application/octet-stream"
        return response(("retry: 0\n" + event(1) + event(2)).encode(), headers={"Content-Type": media})

    with Client(OPEN, transport=RecordingTransport(answering)) as client:
        assert list(client.things.watch()) == counted(1, 2)
        assert b"".join(client.things.bytes()).decode().endswith(event(2))


def session_client(server: StreamServer, **options: Any) -> Client:
    return Client(OPEN, url=server.url, session=requests.Session(), **options)


@threads_only
def test_a_custom_session_yields_streams_as_they_arrive() -> None:
    consumed = threading.Semaphore(0)
    waited: list[bool] = []

    def one_by_one(exchange: Exchange) -> None:
        exchange.send_head()
        for n in range(3):
            exchange.send(event(n))
            waited.append(consumed.acquire(timeout=5))
        exchange.end()

    with StreamServer(one_by_one) as server, session_client(server) as client:
        for _ in client.with_options(reconnect=0).things.watch():
            consumed.release()
    assert waited == [True] * 3


@threads_only
@pytest.mark.parametrize("leave", [_broken_off, _dropped])
@pytest.mark.parametrize("name", ENDLESS)
def test_a_custom_session_closes_the_connection_of_a_dropped_stream(
    name: str, leave: Callable[[Client, str], None]
) -> None:
    handler = ENDLESS[name]()
    with StreamServer(handler) as server, session_client(server) as client:
        leave(client, name)
        assert handler.is_disconnected


@threads_only
def test_with_a_custom_session_a_stream_is_resumed() -> None:
    def cut(exchange: Exchange) -> None:
        exchange.send_head()
        exchange.send("retry: 0\n" + event(1))

    with StreamServer(cut, sends(event(2)), no_more, cut) as server, session_client(server) as client:
        assert list(client.things.watch()) == counted(1, 2)
        with pytest.raises(BadResponse, match="cut off"):
            list(client.things.bytes())


@threads_only
def test_with_a_custom_session_a_silent_stream_times_out() -> None:
    with StreamServer(Endless()) as server, session_client(server) as client:
        stream = client.with_options(reconnect=0, read_timeout=0.2).things.watch()
        next(stream)
        with pytest.raises(DeadlineExceeded):
            next(stream)


# --- memory ----------------------------------------------------------------------------------------------------------

BATCH = 1000


def _many(events: int) -> Callable[[Exchange], None]:
    """Return a handler that sends so many events, all with an id."""

    def say(exchange: Exchange) -> None:
        exchange.send_head()
        for first in range(0, events, BATCH):
            exchange.send("".join(event(n) for n in range(first, first + BATCH)))
        exchange.end()

    return say


class Watching:
    """Counts events, and measures the memory that the last tenth of them takes."""

    def __init__(self, events: int) -> None:
        self.count = 0
        self._last = events - events // 10

    def see(self, event: Event) -> None:
        assert event.data["n"] == self.count
        self.count += 1
        if self.count == self._last:
            tracemalloc.start()

    def most(self) -> int:
        """Return the peak of the memory in bytes."""
        try:
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


def _watch(server: StreamServer, watching: Watching) -> None:
    with Client(OPEN, url=server.url, trust_env=False) as client:
        for event in client.with_options(reconnect=0).things.watch():
            watching.see(event)


async def _watch_async(server: StreamServer, watching: Watching) -> None:
    async with AsyncClient(OPEN, url=server.url, trust_env=False) as client:
        async for event in client.with_options(reconnect=0).things.watch():
            watching.see(event)


def _memory_of(events: int, watch: Callable[[StreamServer, Watching], Any]) -> int:
    watching = Watching(events)
    with StreamServer(_many(events)) as server:
        watch(server, watching)
    most = watching.most()
    assert watching.count == events
    return most


WATCH = {
    "threads": _watch,
    "event loop": lambda server, watching: asyncio.run(_watch_async(server, watching)),
}
with_own_backend = pytest.mark.parametrize(
    ("watch", "backend_kind"), [(run, name) for name, run in WATCH.items()], indirect=["backend_kind"], ids=list(WATCH)
)
"""For tests that use `AsyncClient` in an event loop of their own, which is faster."""


@pytest.mark.uncounted
@with_own_backend
def test_100_000_events_take_constant_memory(watch: Callable[[StreamServer, Watching], Any]) -> None:
    assert _memory_of(100_000, watch) < 1_000_000


@pytest.mark.full
@with_own_backend
def test_1_000_000_events_take_constant_memory(watch: Callable[[StreamServer, Watching], Any]) -> None:
    assert _memory_of(1_000_000, watch) < 1_000_000


# --- Losant ----------------------------------------------------------------------------------------------------------

LOSANT = load()
ID = "575ec8687ae143cd83dc4a97"
AT = {"applicationId": ID, "deviceId": ID}
STREAMS: dict[str, tuple[dict[str, Any], str, str]] = {
    "device.commandStream": (
        {**AT, "keepAliveInterval": 5}, f"/applications/{ID}/devices/{ID}/commandStream?keepAliveInterval=5",
        "deviceCommand",
    ),
    "device.stateStream": (AT, f"/applications/{ID}/devices/{ID}/stateStream", "deviceState"),
    "application.mqttSubscriptionStream": (
        {"applicationId": ID, "topic": "losant/+/é #"},
        f"/applications/{ID}/mqttSubscriptionStream?topic=losant%2F%2B%2F%C3%A9%20%23", "mqttMessage",
    ),
}  # fmt: skip
"""Arguments → the target of the request, and the name of the events."""
PAYLOADS = {
    "deviceCommand": {"name": "reboot", "payload": {"after": 5}, "time": "2016-06-13T04:00:00.000Z"},
    "deviceState": {"time": "2016-06-13T04:00:00.000Z", "data": {"voltage": 3.9, "on": True}},
    "mqttMessage": {"topic": "losant/a/é #", "message": "21.5"},
}


def as_losant_says(name: str) -> Callable[[Exchange], None]:
    """Return a handler that sends events like Losant: some empty messages, no ids, no end."""

    def say(exchange: Exchange) -> None:
        exchange.send_head("Cache-Control: no-cache", "X-Accel-Buffering: no")
        for _ in range(2):
            exchange.send("\n")
            exchange.send(f"event: {name}\ndata: {json.dumps(PAYLOADS[name], ensure_ascii=False)}\n\n")
        exchange.is_disconnected()

    return say


@pytest.mark.parametrize("action", STREAMS)
def test_the_streams_of_losant_are_read(action: str) -> None:
    arguments, target, name = STREAMS[action]
    options: dict[str, Any] = {"token": "abc", "trust_env": False, "validate_responses": "raise"}
    with StreamServer(as_losant_says(name)) as server, Client(LOSANT, url=server.url, **options) as client:
        stream = client.call(action, arguments)
        assert [next(stream), next(stream)] == [Event(name, PAYLOADS[name])] * 2
        stream.close()
    assert [request.target for request in server.requests] == [target]
    assert server.header_values("Authorization") == ["Bearer abc"]


@pytest.mark.parametrize("action", STREAMS)
def test_an_invalid_event_of_losant_is_an_error(action: str) -> None:
    arguments, _, name = STREAMS[action]
    broken = sends(f'event: {name}\ndata: {{"unknown": [}}\n\n')
    with (
        StreamServer(broken) as server,
        Client(LOSANT, token="abc", url=server.url, trust_env=False) as client,
        pytest.raises(BadResponse, match=f"the data of an event '{name}' is not valid JSON"),
    ):
        next(client.call(action, arguments))


@pytest.mark.parametrize("action", STREAMS)
def test_the_streams_of_losant_are_mocked(action: str) -> None:
    arguments, _, name = STREAMS[action]
    with Client.mock(LOSANT, validate_responses="raise") as client:
        yielded = list(client.call(action, arguments))
    assert [(event.event, event.id) for event in yielded] == [(name, "1"), (name, "2")]
    assert isinstance(yielded[0].data, dict)


# --- what is a stream, and not described as one --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "error", "advice"),
    [
        ("GET", DeadlineExceeded, '; its status is 200 .*; it is a stream: add `"stream": "sse"` to the response'),
        ("POST", OutcomeUnknown, "check before you send it again"),
    ],
)
def test_a_stream_that_is_read_as_a_whole_is_named(method: str, error: type[DynaclientError], advice: str) -> None:
    def go_on(exchange: Exchange) -> None:
        exchange.send_head()
        exchange.send(event(1))
        exchange.is_disconnected(10)

    api = describe({"get": {"method": method}})
    with StreamServer(go_on) as server, pytest.raises(error, match=advice):
        Client(api, url=server.url, trust_env=False, retries=0).with_options(timeout=0.3).things.get()
