"""Streams over real connections, as both clients follow them."""

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
from tests.support.colours import both, in_both_colours, in_threads
from tests.support.descriptions import describe, query
from tests.support.stream_server import StreamServer, Visit

colour = both()
pytestmark = in_both_colours

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
"""The same, with no credential."""


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have nobody wait longer than the server says."""
    monkeypatch.setattr("dynaclient.results.streams.random.random", lambda: 0.0)


def client_of(server: StreamServer, **options: Any) -> Any:
    """Give a client for a server of streams, in the colour of the test."""
    return Client(OPEN, url=server.url, trust_env=False, **options)


def event(n: int, name: str = "count") -> str:
    return f'event: {name}\nid: {n}\ndata: {{"n": {n}}}\n\n'


def counted(*numbers: int) -> list[Event]:
    return [Event("count", {"n": each}, str(each)) for each in numbers]


def no_more(visit: Visit) -> None:
    """Say that there is nothing more to come."""
    visit.response(204)


def says(*pieces: str | bytes) -> Callable[[Visit], None]:
    """Give what answers with a whole stream."""
    return lambda visit: visit.whole(*pieces)


# --- as it comes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chunked", [True, False], ids=["chunked", "to the end"])
def test_each_event_is_given_when_it_comes(chunked: bool) -> None:
    taken = threading.Semaphore(0)
    waited: list[bool] = []

    def one_by_one(visit: Visit) -> None:
        visit.begin(chunked=chunked)
        for n in range(5):
            visit.say(event(n))
            waited.append(taken.acquire(timeout=5))
        visit.end()

    with StreamServer(one_by_one, no_more) as server, client_of(server) as client:
        for n, each in enumerate(client.with_options(reconnect=0).things.watch()):
            assert each == counted(n)[0]
            taken.release()
    assert waited == [True] * 5


def test_events_that_are_compressed_are_given_as_they_are_flushed() -> None:
    taken = threading.Semaphore(0)
    waited: list[bool] = []

    def compressed(visit: Visit) -> None:
        packing = zlib.compressobj(wbits=31)
        visit.begin("Content-Encoding: gzip")
        for n in range(3):
            visit.say(packing.compress(event(n).encode()) + packing.flush(zlib.Z_SYNC_FLUSH))
            waited.append(taken.acquire(timeout=5))
        visit.say(packing.flush())
        visit.end()

    with StreamServer(compressed, no_more) as server, client_of(server, timeout=9) as client:
        for _ in client.with_options(reconnect=0).things.watch():
            taken.release()
    assert waited == [True] * 3


def test_lines_and_bytes_are_given_as_they_come() -> None:
    taken = threading.Semaphore(0)
    waited: list[bool] = []

    def one_by_one(visit: Visit) -> None:
        visit.begin(media="application/x-ndjson")
        for n in range(3):
            visit.say(f"{n}\n")
            waited.append(taken.acquire(timeout=5))
        visit.end()

    with StreamServer(one_by_one) as server, client_of(server) as client:
        for given, wanted in ((client.things.lines(), [0, 1, 2]), (client.things.bytes(), [b"0\n", b"1\n", b"2\n"])):
            for each in given:
                assert each == wanted.pop(0)
                taken.release()
    assert waited == [True] * 6


def test_nothing_is_sent_before_the_first_step() -> None:
    with StreamServer(says(event(1)), no_more) as server, client_of(server) as client:
        stream = client.things.watch()
        assert (stream.status, server.requests) == (None, [])
        assert (next(stream), stream.status, len(server.requests)) == (*counted(1), 200, 1)
        stream.close()


def test_a_call_is_checked_before_the_first_step() -> None:
    with StreamServer(no_more) as server, client_of(server) as client, pytest.raises(InvalidCall):
        client.things.watch(since="yesterday")


# --- to the end, and on ----------------------------------------------------------------------------------------------


def test_it_connects_again_and_goes_on_after_the_last_id() -> None:
    visits = (says("retry: 0\n\n", event(1), event(2)), says(event(3)), no_more)
    with StreamServer(*visits) as server, client_of(server) as client:
        stream = client.things.watch(since=5)
        assert list(stream) == counted(1, 2, 3)
        assert (stream.reconnects, stream.last_event_id) == (2, "3")
    assert server.asked("Last-Event-ID") == ["", "2", "3"]
    assert {each.target for each in server.requests} == {"/things?since=5"}
    assert server.connections == 1  # each of these streams came to its proper end


@pytest.mark.parametrize("method", ["say", "reset"])
def test_what_is_cut_is_gone_on_with(method: str) -> None:
    def cut(visit: Visit) -> None:
        visit.begin()
        visit.say("retry: 0\n" + event(1) + "id: 2\ndata: never at its end")
        if method == "reset":
            time.sleep(0.05)  # what is reset may take along what was not read yet
            visit.reset()

    with StreamServer(cut, says(event(2)), no_more) as server, client_of(server) as client:
        assert list(client.things.watch()) == counted(1, 2)
    assert server.asked("Last-Event-ID") == ["", "1", "2"]


def test_the_server_says_when_one_connects_again() -> None:
    moments: list[float] = []

    def met(visit: Visit) -> None:
        moments.append(time.monotonic())
        visit.whole("retry: 300\n\n") if len(moments) < 2 else visit.response(204)

    with StreamServer(met) as server, client_of(server) as client:
        assert list(client.things.watch()) == []
    assert 0.3 <= moments[1] - moments[0] < 2


def test_a_server_in_trouble_is_asked_again() -> None:
    trouble = lambda visit: visit.response(503)  # noqa: E731
    visits = (says("retry: 0\n\n", event(1)), trouble, trouble, says(event(2)), no_more)
    with StreamServer(*visits) as server, client_of(server, retries=0) as client:
        assert list(client.things.watch()) == counted(1, 2)
    assert server.asked("Last-Event-ID") == ["", "1", "1", "1", "2"]


def test_it_is_given_up_where_no_connection_comes_for_too_long() -> None:
    with (
        StreamServer(says("retry: 0\n\n", event(1)), lambda visit: visit.response(503)) as server,
        client_of(server, retries=0) as client,
        pytest.raises(ServerError) as caught,
    ):
        list(client.with_options(reconnect=0.5).things.watch())
    assert (caught.value.status, len(server.requests) > 2) == (503, True)


def test_the_text_that_ends_a_stream_ends_it() -> None:
    left = threading.Event()

    def done(visit: Visit) -> None:
        visit.begin()
        visit.say(event(1) + "data: [DONE]\n\n" + event(2))
        if visit.is_left():
            left.set()

    with StreamServer(done) as server, client_of(server) as client:
        assert list(client.things.ask(question={"text": "why?"})) == counted(1)
        assert left.wait(5)
    assert (server.requests[0].method, json.loads(server.requests[0].body)) == ("POST", {"text": "why?"})


def test_a_stream_that_a_post_began_is_not_begun_again() -> None:
    def cut(visit: Visit) -> None:
        visit.begin()
        visit.say(event(1))

    with StreamServer(cut) as server, client_of(server) as client:
        stream = client.things.ask(question={})
        assert next(stream) == counted(1)[0]
        with pytest.raises(BadResponse, match="cut short"):
            next(stream)
    assert len(server.requests) == 1


WHOLE = b'data: \xef\xbf\xbd\r\n\r\n: a comment\nevent: count\nid: 7\ndata: {"n":\ndata: 7}\n\ndata: b\xc3\xa4\n\n'
PARSED = [Event("message", "\ufffd", ""), Event("count", {"n": 7}, "7"), Event("message", "bä", "7")]


@pytest.mark.parametrize("compressed", [False, True], ids=["plain", "compressed"])
def test_wherever_the_pieces_of_a_stream_are_cut_the_events_are_the_same(compressed: bool) -> None:
    data = gzip.compress(WHOLE) if compressed else WHOLE
    fields = ["Content-Encoding: gzip"] if compressed else []

    def pieces(visit: Visit) -> None:
        at = (len(server.requests) - 1) % len(data)
        visit.begin(*fields)
        for each in (data[:at], data[at:]):
            if each:
                visit.say(each)
        visit.end()

    with StreamServer(pieces) as server, client_of(server).with_options(reconnect=0) as client:
        assert all(list(client.things.watch()) == PARSED for _ in data)


def test_cut_at_every_byte_nothing_that_has_an_id_is_lost_or_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dynaclient.results.streams.RETRY", 0.0)
    whole = [event(n).encode() for n in range(1, 4)]
    cuts = iter(range(sum(map(len, whole)) + 1))
    fresh = True

    def cut(visit: Visit) -> None:
        nonlocal fresh
        last = int((visit.received.values("Last-Event-ID") or ["0"])[0])
        if last == 3 and not fresh:
            visit.response(204)
            return
        rest = b"".join(whole[last:])
        visit.begin()
        visit.say(rest[: next(cuts)] or b"\n" if fresh else rest)
        fresh = False

    with StreamServer(cut) as server, client_of(server) as client:
        for at in range(sum(map(len, whole)) + 1):
            fresh = True
            assert list(client.things.watch()) == counted(1, 2, 3), at


# --- leaving ---------------------------------------------------------------------------------------------------------


class Endless:
    """A visit that says events until the client goes away."""

    def __init__(self, media: str = "text/event-stream", piece: str = event(1)) -> None:
        self.left = threading.Event()
        self._media = media
        self._piece = piece

    def __call__(self, visit: Visit) -> None:
        visit.begin(media=self._media)
        visit.say(self._piece)
        if visit.is_left():
            self.left.set()

    @property
    def was_left(self) -> bool:
        """Whether the client goes away: at once, or within the two seconds that a busy machine may take."""
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
def test_who_ends_a_stream_ends_its_connection_at_once(name: str, leave: Callable[[Any], None]) -> None:
    visit = ENDLESS[name]()
    with StreamServer(visit) as server, client_of(server) as client:
        leave(client.things[name]())
        assert visit.was_left


@pytest.mark.parametrize("name", ENDLESS)
def test_a_stream_that_was_ended_gives_nothing_more(name: str) -> None:
    with StreamServer(ENDLESS[name]()) as server, client_of(server) as client:
        stream = client.things[name]()
        next(stream)
        stream.close()
        assert list(stream) == []
    assert len(server.requests) == 1


def test_a_stream_that_is_ended_before_it_began_sends_nothing() -> None:
    with StreamServer(no_more) as server, client_of(server) as client:
        stream = client.things.watch()
        stream.close()
        assert (list(stream), server.requests) == ([], [])


def test_another_call_is_made_while_a_stream_is_open() -> None:
    with (
        StreamServer(Endless(), says(event(5))) as server,
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


@in_threads
@pytest.mark.parametrize("leave", [_broken_off, _dropped])
@pytest.mark.parametrize("name", ENDLESS)
def test_a_stream_that_nobody_holds_any_more_ends_at_once(name: str, leave: Callable[[Client, str], None]) -> None:
    visit = ENDLESS[name]()
    with StreamServer(visit) as server, client_of(server) as client:
        leave(client, name)
        assert visit.was_left


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
    return [each async for each in stream]


@pytest.mark.parametrize("colour", ["event loop"], indirect=True)
@pytest.mark.parametrize("leave", [_broken_off_async, _dropped_async, _left_async, _cancelled, _timed_out])
@pytest.mark.parametrize("name", ENDLESS)
def test_a_task_that_leaves_a_stream_ends_its_connection_at_once(name: str, leave: Callable[..., Any]) -> None:
    visit = ENDLESS[name]()

    async def followed(server: StreamServer) -> bool:
        async with AsyncClient(OPEN, url=server.url, trust_env=False) as client:
            gc.disable()
            try:
                await leave(client, name)
                return await asyncio.to_thread(lambda: visit.was_left)
            finally:
                gc.enable()

    with StreamServer(visit) as server:
        assert asyncio.run(followed(server))


def test_a_stream_goes_on_when_its_client_is_closed_and_leaves_no_connection_behind() -> None:
    closed, left = threading.Event(), threading.Event()

    def two(visit: Visit) -> None:
        visit.begin()
        visit.say(event(1))
        closed.wait(5)
        visit.say(event(2))
        visit.end()
        if visit.is_left():
            left.set()

    with StreamServer(two) as server:
        with client_of(server).with_options(reconnect=0) as client:
            stream = client.things.watch()
            first = next(stream)
        closed.set()
        assert [first, *stream] == counted(1, 2)
        assert left.wait(5)


# --- what goes wrong -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "kind"), [(401, Unauthorized), (404, NotFound), (503, ServerError)])
@pytest.mark.parametrize("name", ENDLESS)
def test_what_the_server_refuses_is_raised_by_the_first_step(name: str, status: int, kind: type[Exception]) -> None:
    invalid_option = json.dumps({"type": "No", "message": "not here"}).encode()
    with (
        StreamServer(lambda visit: visit.response(status, invalid_option, "Content-Type: application/json")) as server,
        client_of(server, retries=0) as client,
    ):
        stream = client.things[name]()
        with pytest.raises(kind, match=f"things.{name}: {status} No: not here"):
            next(stream)
        assert list(stream) == []
    assert len(server.requests) == 1


def test_the_first_connection_is_tried_again_as_that_of_any_call() -> None:
    with (
        StreamServer(lambda visit: visit.response(503), says(event(1)), no_more) as server,
        client_of(server) as client,
    ):
        assert next(client.things.watch()) == counted(1)[0]


def test_after_a_refusal_it_does_not_connect_again() -> None:
    with (
        StreamServer(says("retry: 0\n", event(1)), lambda visit: visit.response(404)) as server,
        client_of(server) as client,
    ):
        stream = client.things.watch()
        assert next(stream) == counted(1)[0]
        with pytest.raises(NotFound):
            next(stream)
    assert len(server.requests) == 2


@pytest.mark.parametrize("media", ["text/html", "application/json", "text/event-stream-not"])
def test_what_is_no_stream_of_events_is_no_answer(media: str) -> None:
    def another(visit: Visit) -> None:
        visit.begin(media=media)
        visit.is_left()

    with (
        StreamServer(another) as server,
        client_of(server) as client,
        pytest.raises(BadResponse, match=rf"the answer \(200\) is {media} where a text/event-stream is due"),
    ):
        next(client.things.watch())


def test_no_server_is_no_stream() -> None:
    with StreamServer(no_more) as server:
        url = server.url
    with (
        Client(OPEN, url=url, trust_env=False, retries=0) as client,
        pytest.raises(TransportError, match="no connection"),
    ):
        next(client.things.watch())


def test_a_post_of_which_nobody_knows_is_not_sent_again() -> None:
    with (
        StreamServer(lambda visit: visit.reset()) as server,
        client_of(server) as client,
        pytest.raises(OutcomeUnknown),
    ):
        next(client.things.ask(question={}))
    assert len(server.requests) == 1


@pytest.mark.parametrize(("name", "given"), [("lines", [1]), ("bytes", [b"1\n2"])], ids=["lines", "bytes"])
@pytest.mark.parametrize("length", [True, False], ids=["counted", "chunked"])
def test_what_cannot_be_gone_on_with_ends_with_an_error(name: str, given: list[Any], length: bool) -> None:
    def cut(visit: Visit) -> None:
        visit.begin("Content-Length: 9", chunked=False) if length else visit.begin()
        visit.say("1\n2")

    with StreamServer(cut) as server, client_of(server) as client:
        stream = client.things[name]()
        taken = [next(stream)]
        with pytest.raises(BadResponse, match="the stream was cut short"):
            next(stream)
    assert (taken, len(server.requests)) == (given, 1)


def test_compressed_data_that_is_broken_is_told() -> None:
    def broken(visit: Visit) -> None:
        visit.begin("Content-Encoding: gzip")
        visit.say(b"no gzip")
        visit.end()

    with (
        StreamServer(broken) as server,
        client_of(server) as client,
        pytest.raises(BadResponse, match="compressed data cannot be read"),
    ):
        next(client.things.bytes())


# --- time ------------------------------------------------------------------------------------------------------------


def _slowly(visit: Visit) -> None:
    visit.begin()
    for n in range(6):
        visit.say(event(n))
        time.sleep(0.1)
    visit.end()


def test_the_deadline_of_a_call_does_not_cut_a_stream() -> None:
    with StreamServer(_slowly) as server, client_of(server, timeout=0.3) as client:
        assert list(client.with_options(reconnect=0).things.watch()) == counted(*range(6))


def test_a_stream_that_stands_still_too_long_ends() -> None:
    with StreamServer(Endless()) as server, client_of(server).with_options(reconnect=0, read_timeout=0.2) as client:
        stream = client.things.watch()
        next(stream)
        with pytest.raises(DeadlineExceeded, match="nothing came from the stream for 0.2"):
            next(stream)


def test_a_comment_now_and_then_keeps_a_stream_alive() -> None:
    def beating(visit: Visit) -> None:
        visit.begin()
        for _ in range(4):
            time.sleep(0.1)
            visit.say(":\n")
        visit.say(event(1))
        visit.end()

    with StreamServer(beating) as server, client_of(server).with_options(reconnect=0, read_timeout=0.3) as client:
        assert list(client.things.watch()) == counted(1)


def test_a_stream_of_events_that_stands_still_connects_again() -> None:
    still = Endless(piece="retry: 0\n" + event(1))
    with (
        StreamServer(still, says(event(2)), no_more) as server,
        client_of(server).with_options(read_timeout=0.2) as client,
    ):
        assert list(client.things.watch()) == counted(1, 2)
        assert still.was_left
    assert server.asked("Last-Event-ID") == ["", "1", "2"]


@pytest.mark.parametrize("name", ["lines", "bytes"])
def test_lines_and_bytes_that_stand_still_end(name: str) -> None:
    with StreamServer(ENDLESS[name]()) as server, client_of(server).with_options(read_timeout=0.2) as client:
        stream = client.things[name]()
        next(stream)
        with pytest.raises(DeadlineExceeded):
            next(stream)


# --- with the options of a client ------------------------------------------------------------------------------------


def test_each_request_of_a_stream_carries_the_token() -> None:
    with (
        StreamServer(says("retry: 0\n", event(1)), no_more) as server,
        Client(API, token="abc", url=server.url, trust_env=False) as client,
    ):
        assert list(client.things.watch()) == counted(1)
    assert server.asked("Authorization") == ["Bearer abc"] * 2


def test_a_token_that_expires_meanwhile_is_renewed() -> None:
    tokens = iter(["one", "two"])
    visits = (says("retry: 0\n", event(1)), lambda visit: visit.response(401), says(event(2)), no_more)
    with (
        StreamServer(*visits) as server,
        Client(API, token=lambda: next(tokens), url=server.url, trust_env=False) as client,
    ):
        assert list(client.things.watch()) == counted(1, 2)
    assert server.asked("Authorization") == ["Bearer one", "Bearer one", "Bearer two", "Bearer two"]


def test_a_missing_scope_is_told_before_anything_is_sent() -> None:
    scoped = describe({"watch": {**ACTIONS["watch"], "scopes": ["things.watch"]}})
    with (
        StreamServer(no_more) as server,
        Client(scoped, url=server.url, trust_env=False, scopes=["other"]) as client,
        pytest.raises(ScopeError),
    ):
        client.things.watch()
    assert server.requests == []


BROKEN = 'event: count\ndata: {"m": 1}\n\n'


def test_events_are_compared_with_their_schemas_where_that_is_asked_for() -> None:
    with StreamServer(says(event(1), BROKEN), no_more) as server, client_of(server) as client:
        given = client.with_options(reconnect=0).things.watch()
        assert [each.data for each in given] == [{"n": 1}, {"m": 1}]
    with StreamServer(says(event(1), BROKEN)) as server, client_of(server, validate_responses="raise") as client:
        stream = client.things.watch()
        next(stream)
        with pytest.raises(BadResponse, match="an event 'count' differs from its description: its top breaks required"):
            next(stream)


def test_a_warning_of_events_is_given_once() -> None:
    with (
        StreamServer(says(BROKEN, BROKEN, event(1))) as server,
        client_of(server, validate_responses="warn") as client,
        pytest.warns(DynaclientWarning, match="differs from its description") as told,
    ):
        assert len(list(client.with_options(reconnect=0).things.watch())) == 3
    assert len(told) == 1


def test_lines_are_compared_with_their_schema_where_that_is_asked_for() -> None:
    with StreamServer(says('1\n"two"\n')) as server, client_of(server, validate_responses="raise") as client:
        stream = client.things.lines()
        assert next(stream) == 1
        with pytest.raises(BadResponse, match="differs from its description"):
            next(stream)


def test_with_response_a_stream_is_what_it_is_without() -> None:
    with (
        StreamServer(says(event(1)), no_more) as server,
        client_of(server) as client,
        client.with_options(reconnect=0).with_response.things.watch() as stream,
    ):
        assert list(stream) == counted(1)
        assert (stream.status, stream.headers["Content-Type"]) == (200, "text/event-stream")


def test_a_stream_is_called_by_the_name_of_its_action_too() -> None:
    with StreamServer(says(event(1)), no_more) as server, client_of(server) as client:
        assert list(client.with_options(reconnect=0).call("things.watch", {"since": 1})) == counted(1)


# --- what else carries it --------------------------------------------------------------------------------------------


def test_a_transport_that_reads_whole_bodies_does_for_streams_too() -> None:
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


@in_threads
def test_a_session_of_the_callers_carries_streams_as_they_come() -> None:
    taken = threading.Semaphore(0)
    waited: list[bool] = []

    def one_by_one(visit: Visit) -> None:
        visit.begin()
        for n in range(3):
            visit.say(event(n))
            waited.append(taken.acquire(timeout=5))
        visit.end()

    with StreamServer(one_by_one) as server, session_client(server) as client:
        for _ in client.with_options(reconnect=0).things.watch():
            taken.release()
    assert waited == [True] * 3


@in_threads
@pytest.mark.parametrize("leave", [_broken_off, _dropped])
@pytest.mark.parametrize("name", ENDLESS)
def test_a_session_of_the_callers_ends_the_connection_that_nobody_reads(
    name: str, leave: Callable[[Client, str], None]
) -> None:
    visit = ENDLESS[name]()
    with StreamServer(visit) as server, session_client(server) as client:
        leave(client, name)
        assert visit.was_left


@in_threads
def test_with_a_session_of_the_callers_a_stream_is_cut_and_gone_on_with() -> None:
    def cut(visit: Visit) -> None:
        visit.begin()
        visit.say("retry: 0\n" + event(1))

    with StreamServer(cut, says(event(2)), no_more, cut) as server, session_client(server) as client:
        assert list(client.things.watch()) == counted(1, 2)
        with pytest.raises(BadResponse, match="cut short"):
            list(client.things.bytes())


@in_threads
def test_with_a_session_of_the_callers_a_stream_that_stands_still_ends() -> None:
    with StreamServer(Endless()) as server, session_client(server) as client:
        stream = client.with_options(reconnect=0, read_timeout=0.2).things.watch()
        next(stream)
        with pytest.raises(DeadlineExceeded):
            next(stream)


# --- for days --------------------------------------------------------------------------------------------------------

BATCH = 1000


def _many(events: int) -> Callable[[Visit], None]:
    """Say so many events, each with an id."""

    def say(visit: Visit) -> None:
        visit.begin()
        for first in range(0, events, BATCH):
            visit.say("".join(event(n) for n in range(first, first + BATCH)))
        visit.end()

    return say


class Watching:
    """Counts events, and looks at what the last tenth of them leaves in memory."""

    def __init__(self, events: int) -> None:
        self.count = 0
        self._last = events - events // 10

    def see(self, each: Event) -> None:
        assert each.data["n"] == self.count
        self.count += 1
        if self.count == self._last:
            tracemalloc.start()

    def most(self) -> int:
        """Give the bytes that were taken at most."""
        try:
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


def _watch(server: StreamServer, watching: Watching) -> None:
    with Client(OPEN, url=server.url, trust_env=False) as client:
        for each in client.with_options(reconnect=0).things.watch():
            watching.see(each)


async def _watch_async(server: StreamServer, watching: Watching) -> None:
    async with AsyncClient(OPEN, url=server.url, trust_env=False) as client:
        async for each in client.with_options(reconnect=0).things.watch():
            watching.see(each)


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
in_own_colours = pytest.mark.parametrize(
    ("watch", "colour"), [(each, name) for name, each in WATCH.items()], indirect=["colour"], ids=list(WATCH)
)
"""For tests that go through `AsyncClient` in an event loop of their own, for that is faster."""


@in_own_colours
def test_100_000_events_come_in_constant_memory(watch: Callable[[StreamServer, Watching], Any]) -> None:
    assert _memory_of(100_000, watch) < 1_000_000


@pytest.mark.full
@in_own_colours
def test_1_000_000_events_come_in_constant_memory(watch: Callable[[StreamServer, Watching], Any]) -> None:
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
"""What is called with what → where the request goes, and the name of the events that come."""
SAID = {
    "deviceCommand": {"name": "reboot", "payload": {"after": 5}, "time": "2016-06-13T04:00:00.000Z"},
    "deviceState": {"time": "2016-06-13T04:00:00.000Z", "data": {"voltage": 3.9, "on": True}},
    "mqttMessage": {"topic": "losant/a/é #", "message": "21.5"},
}


def as_losant_says(name: str) -> Callable[[Visit], None]:
    """Say events as Losant does: empty messages now and then, no ids, no end."""

    def say(visit: Visit) -> None:
        visit.begin("Cache-Control: no-cache", "X-Accel-Buffering: no")
        for _ in range(2):
            visit.say("\n")
            visit.say(f"event: {name}\ndata: {json.dumps(SAID[name], ensure_ascii=False)}\n\n")
        visit.is_left()

    return say


@pytest.mark.parametrize("action", STREAMS)
def test_the_streams_of_losant_are_followed(action: str) -> None:
    arguments, target, name = STREAMS[action]
    options: dict[str, Any] = {"token": "abc", "trust_env": False, "validate_responses": "raise"}
    with StreamServer(as_losant_says(name)) as server, Client(LOSANT, url=server.url, **options) as client:
        stream = client.call(action, arguments)
        assert [next(stream), next(stream)] == [Event(name, SAID[name])] * 2
        stream.close()
    assert [each.target for each in server.requests] == [target]
    assert server.asked("Authorization") == ["Bearer abc"]


@pytest.mark.parametrize("action", STREAMS)
def test_a_broken_event_of_losant_is_told(action: str) -> None:
    arguments, _, name = STREAMS[action]
    broken = says(f'event: {name}\ndata: {{"unknown": [}}\n\n')
    with (
        StreamServer(broken) as server,
        Client(LOSANT, token="abc", url=server.url, trust_env=False) as client,
        pytest.raises(BadResponse, match=f"the data of an event '{name}' is no JSON"),
    ):
        next(client.call(action, arguments))


@pytest.mark.parametrize("action", STREAMS)
def test_the_streams_of_losant_are_imitated(action: str) -> None:
    arguments, _, name = STREAMS[action]
    with Client.mock(LOSANT, validate_responses="raise") as client:
        given = list(client.call(action, arguments))
    assert [(each.event, each.id) for each in given] == [(name, "1"), (name, "2")]
    assert isinstance(given[0].data, dict)
