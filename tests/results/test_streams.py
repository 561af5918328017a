"""Streams over simulated connections, which are cut off at every byte: in a thread and with asyncio."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import itertools
import subprocess
import sys
import warnings
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import pytest

from dynaclient import (
    ApiError,
    BadResponse,
    ConnectError,
    DeadlineExceeded,
    DynaclientError,
    DynaclientWarning,
    NotFound,
    RateLimited,
    Response,
    ScopeError,
    ServerError,
    TransportError,
    load,
)
from dynaclient.call.response_validation import ResponseValidator
from dynaclient.description.model import Action
from dynaclient.errors import NotDelivered
from dynaclient.messages import Headers
from dynaclient.results.event_stream import DEFAULT_RETRY, HEALTHY_AFTER, JITTER, MAX_BACKOFF, MAX_ID_BYTES, MAX_RETRY
from dynaclient.results.sse import Event
from dynaclient.results.stream_readers import StreamOptions
from dynaclient.results.streams import ByteStream, EventStream, LineStream, stream_of
from dynaclient.runtime.backends import BlockingIterator, ThreadBackend
from tests.support.descriptions import describe
from tests.support.memory import traced

SSE = "text/event-stream"
CUT = NotDelivered("the response was cut off (EndOfStream)", sent=True, answered=True)
SLOW = NotDelivered("timed out waiting for the response", sent=True, slow=True, answered=True)
FINAL = NotDelivered("the response is larger than anyone reads", sent=True, answered=True, final=True)


# --- helpers ---------------------------------------------------------------------------------------------------------


@dataclass
class Clock(ThreadBackend):
    """A backend with its own time, which passes only while somebody waits."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)
    open_while_asleep: int = 0
    server: Server | None = None

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        self.open_while_asleep += self.server.open if self.server else 0


class AsyncioBackend(Clock):
    """The same for asyncio, where other tasks run during a wait."""

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds)
        await asyncio.sleep(0)


class Body:
    """The body of a response: pieces, then its end, or the failure that cut it off."""

    def __init__(self, server: Server, pieces: Iterable[bytes], cut: BaseException | None, complete: bool) -> None:
        self.complete = complete
        self._server = server
        self._pieces = iter(pieces)
        self._cut = cut
        self.closed = 0
        server.open += 1

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if self._server.asynchronous:
            await asyncio.sleep(0)
        for piece in self._pieces:
            return piece
        if self._cut is not None:
            raise self._cut
        raise StopAsyncIteration

    async def aclose(self) -> None:
        if self._server.asynchronous:
            await asyncio.sleep(0)
        if not self.closed:
            self._server.open -= 1
        self.closed += 1


@dataclass(frozen=True)
class Reply:
    """A response of the server."""

    pieces: Sequence[bytes] | Iterable[bytes] = ()
    cut: BaseException | None = None
    status: int = 200
    media: str = SSE
    complete: bool = True
    whole: bool = False
    """Whether the transport reads whole bodies."""
    length: int | None = None
    """The declared length."""


END = Reply(status=204, media="")


class Server:
    """Returns one response after the other, or raises it, and records the headers of the requests."""

    def __init__(self, *responses: Reply | BaseException) -> None:
        self.responses = list(responses)
        self.requests: list[list[tuple[str, str]]] = []
        self.bodies: list[Body] = []
        self.open = 0
        self.asynchronous = False

    async def __call__(self, fields: Iterable[tuple[str, str]]) -> Response:
        self.requests.append(list(fields))
        if self.asynchronous:
            await asyncio.sleep(0)
        reply = self.next(dict(self.requests[-1]).get("Last-Event-ID", ""))
        if isinstance(reply, BaseException):
            raise reply
        declared = {"Content-Type": reply.media, "Content-Length": str(reply.length or "")}
        headers = Headers((name, value) for name, value in declared.items() if value)
        if reply.whole:
            return Response(reply.status, headers, b"".join(reply.pieces), reply.complete)
        self.bodies.append(Body(self, reply.pieces, reply.cut, reply.complete))
        return Response(reply.status, headers, pieces=self.bodies[-1])

    def next(self, _: str) -> Reply | BaseException:
        return self.responses.pop(0)


def action_of(method: str = "GET", **response: Any) -> Action:
    """Return an action whose response is this stream."""
    responses = {"200": {"stream": "sse", **response}}
    return load(describe({"watch": {"method": method, "responses": responses}})).actions["things.watch"]


class Receiver(Protocol):
    """Receives the steps of a stream."""

    def append(self, step: Any, /) -> None: ...


class Stepping(Protocol):
    """Reads a stream, to its end or for a number of steps, and closes it."""

    backend: type[Clock]

    def into(self, received: Receiver, stream: Any, most: int | None = None) -> None: ...

    def __call__(self, stream: Any, most: int | None = None) -> list[Any]: ...


class _Stepping:
    def into(self, received: Receiver, stream: Any, most: int | None = None) -> None:
        raise NotImplementedError

    def __call__(self, stream: Any, most: int | None = None) -> list[Any]:
        received: list[Any] = []
        self.into(received, stream, most)
        return received


class InAThread(_Stepping):
    """Reads streams without an event loop."""

    backend = Clock

    def into(self, received: Receiver, stream: Any, most: int | None = None) -> None:
        with BlockingIterator(stream) as steps:
            for step in itertools.islice(steps, most):
                received.append(step)


class InAsyncio(_Stepping):
    """Reads streams with asyncio."""

    backend = AsyncioBackend

    def into(self, received: Receiver, stream: Any, most: int | None = None) -> None:
        asyncio.run(self._into(received, stream, most))

    async def _into(self, received: Receiver, stream: Any, most: int | None) -> None:
        stream._reader._open_response.asynchronous = True
        async with stream:
            for _ in itertools.count() if most is None else range(most):
                try:
                    received.append(await anext(stream))
                except StopAsyncIteration:
                    break


@pytest.fixture(params=[InAThread, InAsyncio], ids=["thread", "asyncio"])
def step(request: pytest.FixtureRequest) -> Stepping:
    stepping: Stepping = request.param()
    return stepping


@pytest.fixture
def clock(step: Stepping, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time, and randomness: random numbers are always the maximum."""
    backend = step.backend()
    for module in ("event_stream", "stream_readers"):
        monkeypatch.setattr(f"dynaclient.results.{module}.monotonic", lambda: backend.now)
    monkeypatch.setattr("random.random", lambda: 1.0)
    return backend


Following = Callable[..., Any]


@pytest.fixture
def follow(clock: Clock) -> Following:
    """Return the function that returns the stream of an action from a server."""

    def following(
        server: Server, action: Action | None = None, validator: ResponseValidator | None = None, **options: Any
    ) -> Any:
        clock.server = server
        return stream_of(action or action_of(), server, clock, validator, StreamOptions(**options))

    return following


def data_of(events: Iterable[Event]) -> list[Any]:
    return [event.data for event in events]


def failure_of(step: Stepping, stream: Any) -> tuple[list[Any], Exception]:
    """Return what a stream yielded before it failed, and its error."""
    received: list[Any] = []
    try:
        step.into(received, stream)
    except Exception as error:  # noqa: BLE001 - the test inspects it
        return received, error
    raise AssertionError("no error was raised")


# --- kinds -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "stream"), [("sse", EventStream), ("ndjson", LineStream), ("bytes", ByteStream)])
def test_the_kind_of_a_stream_is_that_of_the_description(kind: str, stream: type) -> None:
    action = action_of(stream=kind)
    assert action.stream == kind
    assert type(stream_of(action, Server(), Clock())) is stream


@pytest.mark.parametrize(
    ("responses", "kind"),
    [
        ({}, ""),
        ({"200": {}}, ""),
        ({"404": {"stream": "sse"}, "200": {"schema": {}}}, ""),
        ({"201": {"schema": {}}, "2XX": {"stream": "ndjson"}}, "ndjson"),
        ({"default": {"stream": "bytes"}, "200": {"stream": "sse"}}, "sse"),
        ({"default": {"stream": "bytes"}, "404": {}}, "bytes"),
    ],
)
def test_the_kind_is_that_of_the_first_success_response_that_is_a_stream(responses: Any, kind: str) -> None:
    api = load(describe({"watch": {"method": "GET", "responses": responses}}))
    assert api.actions["things.watch"].stream == kind


# --- one connection --------------------------------------------------------------------------------------------------


def test_events_are_yielded_as_they_are_sent(step: Stepping, follow: Following) -> None:
    server = Server(Reply([b"event: tick\nid: 1\nda", b"ta: a\n\ndata: b\n", b"\n"]), END)
    assert step(follow(server)) == [Event("tick", "a", "1"), Event("message", "b", "1")]
    assert server.requests == [[], [("Last-Event-ID", "1")]]
    assert server.open == 0


def test_a_stream_has_status_and_headers_once_it_is_open(step: Stepping, follow: Following) -> None:
    stream = follow(Server(Reply([b"id: 7\ndata: a\n\nid: 8\ndata: b\n\n"])))
    assert (stream.status, stream.headers, stream.last_event_id, stream.reconnects) == (None, None, "", 0)
    step(stream, 1)
    assert (stream.status, stream.headers["content-type"], stream.reconnects) == (200, SSE, 0)
    assert stream.last_event_id == "7"


def test_repr_shows_action_and_status(step: Stepping, follow: Following) -> None:
    stream = follow(Server(END))
    assert repr(stream) == "<EventStream things.watch: not open>"
    step(stream)
    assert repr(stream) == "<EventStream things.watch: 204, closed>"


def test_repr_shows_how_a_stream_has_ended(follow: Following) -> None:
    shown = []
    with BlockingIterator(follow(Server(Reply([b"data: a\n\n"] * 2)))) as stream:
        shown.append(next(stream) and repr(stream))
    shown.append(repr(stream))
    with BlockingIterator(follow(Server())) as unopened:
        pass
    shown.append(repr(unopened))
    cut = BlockingIterator(follow(Server(Reply([b"data: a\n\n"], NotDelivered("cut off", sent=True))), reconnect=0))
    with pytest.raises(BadResponse):
        list(cut)
    shown.append(repr(cut))
    states = "200", "200, closed", "closed", "200, failed"
    assert shown == [f"<EventStream things.watch: {state}>" for state in states]


def test_nothing_is_sent_before_the_first_step(step: Stepping, follow: Following) -> None:
    server = Server()
    assert step(follow(server), 0) == []
    assert server.requests == []


def test_a_stream_that_is_closed_closes_its_connection(step: Stepping, follow: Following) -> None:
    server = Server(Reply([b"data: a\n\ndata: b\n\n"] * 2))
    assert data_of(step(follow(server), 3)) == ["a", "b", "a"]
    assert server.open == 0


def test_a_status_of_204_ends_a_stream(step: Stepping, follow: Following) -> None:
    server = Server(END)
    assert step(follow(server)) == []
    assert (len(server.requests), server.open) == (1, 0)


def test_a_transport_that_reads_whole_bodies_works(step: Stepping, follow: Following) -> None:
    many = b"data: a\n\n" * 20_000
    server = Server(Reply([many], whole=True), END)
    assert len(step(follow(server))) == 20_000


@pytest.mark.parametrize("media", ["text/event-stream; charset=utf-8", "Text/Event-Stream", " text/event-stream ;x=y"])
def test_the_media_type_may_be_written_in_any_way(step: Stepping, follow: Following, media: str) -> None:
    assert data_of(step(follow(Server(Reply([b"data: a\n\n"], media=media), END)))) == ["a"]


@pytest.mark.parametrize(
    ("media", "message"), [("text/html; charset=utf-8", "is text/html"), ("", "has no Content-Type"), ("application/json", "is application/json")]
)  # fmt: skip
@pytest.mark.parametrize("connections", [0, 1])
def test_another_media_type_is_a_bad_response(
    step: Stepping, follow: Following, media: str, message: str, connections: int
) -> None:
    server = Server(*[Reply([b"data: a\n\n"])] * connections, Reply([b"<html>"], media=media))
    received, error = failure_of(step, follow(server))
    assert (data_of(received), server.open) == (["a"] * connections, 0)
    assert str(error) == f"things.watch: the response (200) {message}, expected text/event-stream"
    assert isinstance(error, BadResponse)


def test_the_end_marker_of_a_stream_is_not_yielded(step: Stepping, follow: Following) -> None:
    server = Server(Reply([b"data: a\n\ndata: [DONE]\n\ndata: b\n\n"]))
    assert data_of(step(follow(server, action_of(end="[DONE]")))) == ["a"]
    assert (len(server.requests), server.open) == (1, 0)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"max_line_bytes": 10}, "a line of the stream is longer than 10 bytes"), ({"max_event_bytes": 10}, "the data of an event is longer than 10 bytes")],
)  # fmt: skip
def test_an_event_or_line_that_is_too_large_is_a_bad_response(
    step: Stepping, follow: Following, options: Any, message: str
) -> None:
    server = Server(Reply([b"data: a\n\ndata: 1\ndata: 2\ndata: 34567890\n\n"]))
    received, error = failure_of(step, follow(server, **options))
    assert (data_of(received), server.open) == (["a"], 0)
    assert str(error) == f"things.watch: {message}"
    assert isinstance(error, BadResponse)


def test_an_error_of_the_first_request_is_raised(step: Stepping, follow: Following, clock: Clock) -> None:
    for error in (ConnectError("refused"), ServerError("things.watch", 503), ScopeError("things.watch", [], [])):
        with pytest.raises(type(error)):
            step(follow(Server(error)))
    assert clock.slept == []


# --- data ------------------------------------------------------------------------------------------------------------

TICK = {"tick": {"type": "object", "required": ["at"], "properties": {"at": {"type": "integer"}}}}


def test_data_is_decoded_where_the_description_has_a_schema(step: Stepping, follow: Following) -> None:
    server = Server(Reply([b'event: tick\ndata: {"at":\ndata: 5}\nid: 3\n\nevent: other\ndata: {"at": 5}\n\n']), END)
    assert step(follow(server, action_of(events=TICK))) == [
        Event("tick", {"at": 5}, "3"),
        Event("other", '{"at": 5}', "3"),
    ]


@pytest.mark.parametrize("data", ["", "{", "NaN", '{"at": 1, "at": 2}'])
def test_invalid_json_in_data_with_a_schema_is_a_bad_response(step: Stepping, follow: Following, data: str) -> None:
    server = Server(Reply([f"data: a\n\nevent: tick\ndata: {data}\n\n".encode()]))
    received, error = failure_of(step, follow(server, action_of(events=TICK)))
    assert (data_of(received), server.open) == (["a"], 0)
    assert str(error).startswith("things.watch: the data of an event 'tick' is not valid JSON: ")
    assert isinstance(error, BadResponse)


ODD = Reply([b'event: tick\ndata: {"at": "x"}\n\n' * 2 + b'event: tock\ndata: 1\n\nevent: tick\ndata: {"at": 1}\n\n'])
TOLD = "things.watch: an event 'tick' differs from its description: at: expected type integer, got a string"


def test_events_that_differ_from_their_schema_are_reported_once_per_name(step: Stepping, follow: Following) -> None:
    action, message = action_of(events={**TICK, "tock": {"type": "null"}}), set[str]()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(2):
            assert data_of(step(follow(Server(ODD, END), action, ResponseValidator("warn", message)))) == [
                {"at": "x"},
                {"at": "x"},
                1,
                {"at": 1},
            ]
    assert [str(warning.message) for warning in caught] == [
        TOLD,
        "things.watch: an event 'tock' differs from its description: its data: expected type null, got a number",
    ]
    assert {warning.category for warning in caught} == {DynaclientWarning}


def test_events_whose_names_only_the_server_knows_are_reported_once(step: Stepping, follow: Following) -> None:
    action, reported = action_of(events={"*": {"type": "null"}}), set[str]()
    server = Server(Reply([f"event: e{number}\ndata: 1\n\n".encode() for number in range(3)]), END)
    with pytest.warns(DynaclientWarning, match="an event 'e0' differs") as caught:
        step(follow(server, action, ResponseValidator("warn", reported)))
    assert (len(caught), reported) == (1, {"things.watch *"})


def test_events_that_differ_from_their_schema_are_errors_in_mode_raise(step: Stepping, follow: Following) -> None:
    validator = ResponseValidator("raise", set())
    for _ in range(2):
        server = Server(ODD)
        with pytest.raises(BadResponse) as caught:
            step(follow(server, action_of(events=TICK), validator))
        assert (str(caught.value), server.open) == (TOLD, 0)


def test_events_are_not_validated_in_mode_off(step: Stepping, follow: Following) -> None:
    assert len(step(follow(Server(ODD, END), action_of(events=TICK), ResponseValidator("off", set())))) == 4


# --- reconnecting ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cut", [None, CUT, SLOW, OSError("any")])
def test_an_idempotent_stream_reconnects(step: Stepping, follow: Following, clock: Clock, cut: Any) -> None:
    server = Server(Reply([b"id: 1\ndata: a\n\nid: 2\ndata: lost"], cut=cut), Reply([b"data: b\n\n"]), END)
    stream = follow(server)
    assert step(stream) == [Event("message", "a", "1"), Event("message", "b", "1")]
    assert server.requests == [[], [("Last-Event-ID", "1")], [("Last-Event-ID", "1")]]
    assert (stream.reconnects, server.open, clock.open_while_asleep) == (2, 0, 0)


def test_an_action_declared_idempotent_reconnects(step: Stepping, follow: Following) -> None:
    responses = {"200": {"stream": "sse"}}
    api = load(describe({"watch": {"method": "POST", "idempotent": True, "responses": responses}}))
    server = Server(Reply([b"data: a\n\n"], cut=CUT), END)
    assert data_of(step(follow(server, api.actions["things.watch"]))) == ["a"]
    assert len(server.requests) == 2


def test_without_an_id_no_header_is_sent(step: Stepping, follow: Following) -> None:
    server = Server(Reply([b"id: 1\ndata: a\n\nid\ndata: b\n\n"], cut=CUT), END)
    step(follow(server))
    assert server.requests == [[], []]


def test_an_id_without_an_event_is_sent(step: Stepping, follow: Following) -> None:
    server = Server(Reply([b"id: 5\ndata: a\n\nid: 6\n\n"], cut=CUT), END)
    stream = follow(server)
    step(stream)
    assert server.requests == [[], [("Last-Event-ID", "6")]]
    assert stream.last_event_id == "6"


@pytest.mark.parametrize(
    ("id_", "sent"),
    [
        ("a b", b"a b"),
        ("é€😀", "é€😀".encode()),
        ("\ufffd", b"\xef\xbf\xbd"),
        ("\u0085\u2028", "\u0085\u2028".encode()),
        ("  blanks  ", b"blanks"),
        ("x" * MAX_ID_BYTES, b"x" * MAX_ID_BYTES),
        ("x" * (MAX_ID_BYTES + 1), None),
        ("é" * (MAX_ID_BYTES // 2 + 1), None),
        ("a\tb", None),
        ("a\x0bb", None),
        ("a\x1bb", None),
        ("a\x7fb", None),
        ("   ", None),
    ],
)  # fmt: skip
def test_only_ids_that_a_header_can_carry_are_sent(
    step: Stepping, follow: Following, id_: str, sent: bytes | None
) -> None:
    server = Server(Reply([f"id: {id_}\ndata: a\n\n".encode()]), END)
    step(follow(server))
    values = [value.encode("latin-1") for _, value in server.requests[1]]
    assert values == ([] if sent is None else [sent])


def test_no_id_can_add_a_header() -> None:
    """CR and LF end a line anywhere, so that an id cannot contain them."""
    for byte in range(256):
        server = Server(Reply([b"id: a" + bytes([byte]) + b"X-Injected: b\ndata: a\n\n"]), END)
        InAThread()(stream_of(action_of(), server, Clock()))
        sent = "".join(value for _, value in server.requests[1])
        assert all(character.isprintable() or ord(character) > 0x7F for character in sent)


@pytest.mark.parametrize("end", [None, CUT])
def test_reconnect_0_means_no_second_connection(step: Stepping, follow: Following, end: Any) -> None:
    server = Server(Reply([b"data: a\n\n"], cut=end))
    if end is None:
        assert data_of(step(follow(server, reconnect=0))) == ["a"]
    else:
        received, error = failure_of(step, follow(server, reconnect=0))
        assert (data_of(received), type(error)) == (["a"], BadResponse)
    assert (len(server.requests), server.open) == (1, 0)


def test_a_final_failure_is_not_retried(step: Stepping, follow: Following) -> None:
    server = Server(Reply([b"data: a\n\n"], cut=FINAL))
    received, error = failure_of(step, follow(server))
    assert (data_of(received), len(server.requests)) == (["a"], 1)
    assert str(error) == "things.watch: the stream was cut off: the response is larger than anyone reads"


# --- waits -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("retry", "waited"),
    [("", DEFAULT_RETRY * (1 + JITTER)), ("retry: 8000\n", 10.0), ("retry: 0\n", JITTER), ("retry: 500\n", 0.5 + JITTER),
     ("retry: 99999999999\n", MAX_RETRY + MAX_BACKOFF)],
)  # fmt: skip
def test_the_retry_of_the_server_sets_the_wait(
    step: Stepping, follow: Following, clock: Clock, retry: str, waited: float
) -> None:
    step(follow(Server(Reply([f"{retry}data: a\n\n".encode()]), END), reconnect=None))
    assert clock.slept == [waited]


def test_a_wait_is_never_shorter_than_the_retry_of_the_server(
    step: Stepping, follow: Following, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("random.random", lambda: 0.0)
    step(follow(Server(*[Reply([b"retry: 2000\n"])] * 5, END)))
    assert clock.slept == [2.0] * 5


def test_the_retry_of_the_server_stays_in_effect(step: Stepping, follow: Following, clock: Clock) -> None:
    step(follow(Server(Reply([b"retry: 8000\ndata: a\n\n"]), Reply([b"data: b\n\n"]), END)))
    assert clock.slept == [10.0, 10.0]


@pytest.mark.parametrize("reply", [Reply(), Reply([b"id: 1\nretry: 3000\n\n"], cut=CUT), Reply([b"data: a\n"])])
def test_the_backoff_grows_while_connections_end_immediately(
    step: Stepping, follow: Following, clock: Clock, reply: Reply
) -> None:
    step(follow(Server(*[reply] * 9, END)))
    assert clock.slept[:4] == [DEFAULT_RETRY + 1.5, DEFAULT_RETRY + 3, DEFAULT_RETRY + 6, DEFAULT_RETRY + 12]
    assert set(clock.slept[5:]) == {DEFAULT_RETRY + MAX_BACKOFF}


@pytest.mark.parametrize("data", [b"data\n\n", b":\n"])
def test_an_event_or_a_comment_resets_the_backoff(step: Stepping, follow: Following, clock: Clock, data: bytes) -> None:
    step(follow(Server(Reply(), Reply(), Reply([data]), END)))
    assert clock.slept == [DEFAULT_RETRY + 1.5, DEFAULT_RETRY + 3, DEFAULT_RETRY * (1 + JITTER)]


def test_a_long_connection_resets_the_backoff_even_without_events(
    step: Stepping, follow: Following, clock: Clock
) -> None:
    def silence() -> Iterator[bytes]:
        clock.now += HEALTHY_AFTER
        yield b""

    step(follow(Server(*[Reply(silence(), cut=SLOW) for _ in range(3)], END)))
    assert clock.slept == [DEFAULT_RETRY * (1 + JITTER)] * 3


def test_why_a_stream_connects_again_is_logged(
    step: Stepping, follow: Following, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "dynaclient")
    step(follow(Server(Reply([b"data: a\n\n"], cut=CUT), ConnectError("refused"), Reply([b"data: b\n\n"]), END)))
    reasons = [line.split(": ")[1:] for line in caplog.messages]
    assert [reason for reason, _ in reasons] == [
        "the stream was cut off", "the stream could not be opened", "the stream has ended",
    ]  # fmt: skip
    assert [seconds for _, seconds in reasons] == [f"connects again in {seconds:.3f} s" for seconds in clock.slept]


def test_a_failed_reconnect_is_retried(step: Stepping, follow: Following, clock: Clock) -> None:
    failures = [
        ConnectError("refused"),
        TransportError("odd"),
        ServerError("things.watch", 503),
        RateLimited("things.watch", 429),
    ]
    server = Server(Reply([b"id: 1\ndata: a\n\n"]), *failures, Reply([b"data: b\n\n"]), END)
    stream = follow(server)
    assert data_of(step(stream)) == ["a", "b"]
    assert clock.slept[:5] == [
        DEFAULT_RETRY + 0.75,
        DEFAULT_RETRY + 1.5,
        DEFAULT_RETRY + 3,
        DEFAULT_RETRY + 6,
        DEFAULT_RETRY + 12,
    ]
    assert (stream.reconnects, server.requests[1:]) == (2, [[("Last-Event-ID", "1")]] * 6)


@pytest.mark.parametrize(
    ("header", "waited"), [("20", 20.0), ("1", DEFAULT_RETRY + 1.5), ("3600", 60.0), ("nonsense", DEFAULT_RETRY + 1.5)]
)
def test_retry_after_may_prolong_a_wait(
    step: Stepping, follow: Following, clock: Clock, header: str, waited: float
) -> None:
    trouble = ServerError("things.watch", 503, headers={"Retry-After": header})
    step(follow(Server(Reply([b"data: a\n\n"]), trouble, END)))
    assert clock.slept[1] == waited


@pytest.mark.parametrize(
    "error", [NotFound("things.watch", 404), ApiError("things.watch", 410), ScopeError("things.watch", [], [])]
)
def test_a_permanent_error_is_raised(step: Stepping, follow: Following, error: Exception) -> None:
    server = Server(Reply([b"data: a\n\n"]), error)
    received, raised = failure_of(step, follow(server))
    assert (data_of(received), server.open) == (["a"], 0)
    assert raised is error


@pytest.mark.parametrize("error", [ConnectError("refused", "things.watch"), ServerError("things.watch", 502)])
def test_it_fails_after_long_enough_without_a_connection(
    step: Stepping, follow: Following, clock: Clock, error: Exception
) -> None:
    server = Server(Reply([b"data: a\n\n"]), *[error] * 50)
    _, raised = failure_of(step, follow(server, reconnect=100.0))
    assert (type(raised), str(raised)) == (type(error), str(error))
    assert sum(clock.slept) == pytest.approx(100.0)
    assert len(server.requests) < 10


def test_every_connection_resets_the_time_without_one(step: Stepping, follow: Following, clock: Clock) -> None:
    failing: list[Reply | Exception] = [ConnectError("refused")] * 2
    server = Server(*[reply for _ in range(10) for reply in (Reply([b"data: a\n\n"]), *failing)], END)
    assert len(step(follow(server, reconnect=20.0))) == 10
    assert sum(clock.slept) > 100


def test_without_a_limit_it_never_fails(step: Stepping, follow: Following, clock: Clock) -> None:
    server = Server(Reply([b"data: a\n\n"]), *[ConnectError("refused")] * 500, END)
    assert data_of(step(follow(server, reconnect=None))) == ["a"]
    assert max(clock.slept) == DEFAULT_RETRY + MAX_BACKOFF


def test_a_last_attempt_is_made_even_if_the_retry_is_longer(step: Stepping, follow: Following, clock: Clock) -> None:
    server = Server(Reply([b"retry: 900000\ndata: a\n\n"]), Reply([b"data: b\n\n"]), END)
    assert data_of(step(follow(server, reconnect=60.0))) == ["a", "b"]
    assert clock.slept == [60.0, 60.0]


# --- actions that are not idempotent ---------------------------------------------------------------------------------


def test_a_post_is_never_sent_twice(step: Stepping, follow: Following, clock: Clock) -> None:
    server = Server(Reply([b"id: 1\ndata: a\n\n"], cut=CUT))
    received, error = failure_of(step, follow(server, action_of("POST")))
    assert (data_of(received), len(server.requests), clock.slept, server.open) == (["a"], 1, [], 0)
    assert str(error) == "things.watch: the stream was cut off: the response was cut off (EndOfStream)"
    assert isinstance(error, BadResponse)


def test_a_post_that_ends_properly_ends_without_an_error(step: Stepping, follow: Following) -> None:
    server = Server(Reply([b"data: a\n\ndata: incomplete\n"]))
    assert data_of(step(follow(server, action_of("POST")))) == ["a"]
    assert (len(server.requests), server.open) == (1, 0)


ENDS: list[tuple[bytes, bool]] = [
    # what follows the first event → whether it is the declared end
    (b"", False),
    (b"data: [DONE]\n\n", True), (b"data: [DONE]\n", True), (b"data: [DONE]", True), (b"data:[DONE]\r", True),
    (b"id: 2\ndata: [DONE]", True), (b"data: [DON", False), (b"data: [DONE]\ndata: x\n\n", False),
    (b"data: x\ndata: [DONE]", False), (b"event: [DONE]", False), (b": [DONE]\n", False), (b"data: x\n", False),
]  # fmt: skip


@pytest.mark.parametrize(("rest", "is_end"), ENDS)
@pytest.mark.parametrize("complete", [True, False])
@pytest.mark.parametrize(("method", "options"), [("POST", {}), ("GET", {"reconnect": 0})])
def test_a_declared_end_that_does_not_arrive_is_an_error(
    step: Stepping, follow: Following, rest: bytes, is_end: bool, complete: bool, method: str, options: Any
) -> None:
    server = Server(Reply([b"data: a\n\n" + rest], complete=complete))
    stream = follow(server, action_of(method, end="[DONE]"), **options)
    if is_end:
        assert data_of(step(stream)) == ["a"]
    else:
        received, error = failure_of(step, stream)
        assert (received[0].data, type(error)) == ("a", BadResponse)
        assert ("ended without '[DONE]', the declared end of the stream" in str(error)) is complete
    assert (len(server.requests), server.open) == (1, 0)


@pytest.mark.parametrize(("rest", "is_end"), ENDS)
def test_a_stream_that_reconnects_does_so_until_its_declared_end_arrives(
    step: Stepping, follow: Following, rest: bytes, is_end: bool
) -> None:
    server = Server(Reply([b"id: 1\ndata: a\n\n" + rest]), Reply([b"data: [DONE]\n\n"]))
    assert step(follow(server, action_of(end="[DONE]")))[0].data == "a"
    assert (len(server.requests), server.open) == (1 if is_end else 2, 0)


def test_a_silent_stream_times_out(step: Stepping, follow: Following, clock: Clock) -> None:
    def late() -> Iterator[bytes]:
        clock.now += 20
        yield b"data: a\n\n"
        clock.now += 31

    _, error = failure_of(step, follow(Server(Reply(late(), cut=SLOW)), action_of("POST"), read_timeout=30.0))
    assert isinstance(error, DeadlineExceeded)
    assert (error.deadline, error.elapsed) == (30.0, 31.0)
    assert str(error) == "things.watch: timed out: no data from the stream for 31 seconds"


@pytest.mark.parametrize(
    ("data", "end", "whole"),
    [
        (b"data: a\n\n", "", True),
        (b"data: a\n\ndata: b", "", False),
        (b"data: a\n\ndata: b\n", "", False),
        (b"data: a\n\n", "[DONE]", False),
        (b"data: a\n\ndata: [DONE]\n\n", "[DONE]", True),
    ],
)
def test_a_stream_ended_by_its_connection_has_to_look_complete(
    step: Stepping, follow: Following, data: bytes, end: str, whole: bool
) -> None:
    stream = follow(Server(Reply([data], complete=False)), action_of("POST", **({"end": end} if end else {})))
    if whole:
        assert data_of(step(stream)) == ["a"]
    else:
        received, error = failure_of(step, stream)
        assert (data_of(received), type(error)) == (["a"], BadResponse)


def test_a_custom_transport_may_raise_anything(step: Stepping, follow: Following) -> None:
    server = Server(Reply([b"data: a\n\n"], cut=ZeroDivisionError("secret")))
    _, error = failure_of(step, follow(server, action_of("POST")))
    assert str(error) == "things.watch: the stream was cut off: the transport failed (ZeroDivisionError)"
    assert error.__context__ is None


# --- lines -----------------------------------------------------------------------------------------------------------


def lines(**response: Any) -> Action:
    return action_of(stream="ndjson", **response)


@pytest.mark.parametrize(
    ("data", "values"),
    [
        (b"", []),
        (b"\n \r\n\t\n", []),
        (b'{"a": 1}\n[2]\r\n\n"c"\nnull\n', [{"a": 1}, [2], "c", None]),
        (b"1\n2", [1, 2]),
        (b"1\n2\r", [1, 2]),
        ('"é\u2028\u0085"\n'.encode(), ["é\u2028\u0085"]),
        (b'{"a":\r1}\n', [{"a": 1}]),
    ],
)
def test_lines_are_parsed_as_values(step: Stepping, follow: Following, data: bytes, values: list[Any]) -> None:
    server = Server(Reply([data], media="application/x-ndjson"))
    assert step(follow(server, lines())) == values
    assert (len(server.requests), server.open) == (1, 0)


def test_lines_work_split_at_any_byte(step: Stepping, follow: Following) -> None:
    whole = '{"é": 1}\n\n[2]\r\n"😀"\n3'.encode()
    streams = [follow(Server(Reply([whole[:at], whole[at:]])), lines()) for at in range(len(whole) + 1)]
    assert all(step(stream) == [{"é": 1}, [2], "😀", 3] for stream in streams)


@pytest.mark.parametrize(
    ("line", "message"),
    [(b"{", "line 3 of the stream is not valid JSON: "), (b"\xff", "line 3 of the stream is not valid JSON: it is not UTF-8 at byte 0"), (b"NaN", "line 3 of the stream is not valid JSON: NaN")],
)  # fmt: skip
@pytest.mark.parametrize("ending", [b"\n4\n", b""])
def test_a_line_of_invalid_json_is_a_bad_response(
    step: Stepping, follow: Following, line: bytes, message: str, ending: bytes
) -> None:
    server = Server(Reply([b"1\n\n" + line + ending]))
    received, error = failure_of(step, follow(server, lines()))
    assert (received, server.open) == ([1], 0)
    assert str(error).startswith(f"things.watch: {message}")


@pytest.mark.parametrize("data", [b"1\n2\n", b"1\n2\n3", b"1\n2\n\n"])
@pytest.mark.parametrize(("cut", "kind"), [(CUT, BadResponse), (SLOW, DeadlineExceeded)])
def test_a_cut_off_is_raised_after_all_complete_lines(
    step: Stepping, follow: Following, data: bytes, cut: Exception, kind: type
) -> None:
    server = Server(Reply([data], cut=cut))
    received, error = failure_of(step, follow(server, lines()))
    assert (received, type(error)) == ([1, 2], kind)
    assert (len(server.requests), server.open) == (1, 0)


@pytest.mark.parametrize(
    ("data", "end", "whole"),
    [(b"1\n2\n", "", True), (b"1\n2\n3", "", False), (b"1\n2\n", "END", False), (b"1\n2\nEND", "END", True), (b"1\n2\nEND\n3\n", "END", True)],
)  # fmt: skip
@pytest.mark.parametrize("as_whole", [False, True])
def test_lines_ended_by_their_connection_have_to_look_complete(
    step: Stepping, follow: Following, data: bytes, end: str, whole: bool, as_whole: bool
) -> None:
    stream = follow(Server(Reply([data], complete=False, whole=as_whole)), lines(**({"end": end} if end else {})))
    if whole:
        assert step(stream) == [1, 2]
    else:
        received, error = failure_of(step, stream)
        assert (received, str(error)) == (
            [1, 2],
            "things.watch: the stream was cut off: its connection was closed before it was complete",
        )


@pytest.mark.parametrize("data", [b"1\nEND\n2\n", b"1\nEND\r\n2\n", b"1\nEND"])
def test_the_line_that_ends_a_stream_is_not_yielded(step: Stepping, follow: Following, data: bytes) -> None:
    server = Server(Reply([data]))
    assert step(follow(server, lines(end="END"))) == [1]
    assert server.open == 0


@pytest.mark.parametrize(
    ("data", "values"), [(b"1\n2\n", [1, 2]), (b"1\n2", [1, 2]), (b"", []), (b"1\nEN\n", [1]), (b'1\n{"EN', [1])]
)
def test_lines_that_end_without_their_declared_end_were_cut_off(
    step: Stepping, follow: Following, data: bytes, values: list[int]
) -> None:
    server = Server(Reply([data]))
    received, error = failure_of(step, follow(server, lines(end="END")))
    assert (received, type(error), server.open) == (values, BadResponse, 0)


def test_a_response_without_content_needs_no_declared_end(step: Stepping, follow: Following) -> None:
    responses = {"2XX": {"stream": "ndjson", "end": "END"}}
    api = load(describe({"watch": {"method": "GET", "responses": responses}}))
    assert step(follow(Server(END), api.actions["things.watch"])) == []


def test_a_line_that_is_too_long_is_a_bad_response(step: Stepping, follow: Following) -> None:
    received, error = failure_of(step, follow(Server(Reply([b"1\n", b"123456", b"7890"])), lines(), max_line_bytes=8))
    assert (received, str(error)) == ([1], "things.watch: a line of the stream is longer than 8 bytes")


def test_lines_that_differ_from_their_schema_are_reported_once(step: Stepping, follow: Following) -> None:
    with pytest.warns(DynaclientWarning, match="differs from its description") as caught:
        assert step(
            follow(
                Server(Reply([b'1\n"a"\n"b"\n'])), lines(schema={"type": "integer"}), ResponseValidator("warn", set())
            )
        ) == [1, "a", "b"]
    assert len(caught) == 1


def test_lines_that_differ_from_their_schema_are_errors_in_mode_raise(step: Stepping, follow: Following) -> None:
    server = Server(Reply([b'1\n"a"\n2\n']))
    received, error = failure_of(
        step, follow(server, lines(schema={"type": "integer"}), ResponseValidator("raise", set()))
    )
    assert (received, type(error), server.open) == ([1], BadResponse, 0)


# --- bytes -----------------------------------------------------------------------------------------------------------


def test_bytes_are_yielded_as_they_are(step: Stepping, follow: Following) -> None:
    server = Server(Reply([b"\xff\x00", b"", b"\r\n"], media="audio/mpeg"))
    assert step(follow(server, action_of(stream="bytes"))) == [b"\xff\x00", b"\r\n"]
    assert server.open == 0


def test_bytes_of_a_whole_body_are_yielded_in_pieces(step: Stepping, follow: Following) -> None:
    server = Server(Reply([bytes(150_000)], whole=True))
    pieces = step(follow(server, action_of(stream="bytes")))
    assert (len(pieces), b"".join(pieces)) == (3, bytes(150_000))


def test_bytes_that_are_cut_off_end_with_an_error(step: Stepping, follow: Following) -> None:
    server = Server(Reply([b"a", b"b"], cut=CUT))
    received, error = failure_of(step, follow(server, action_of(stream="bytes")))
    assert (received, type(error), len(server.requests), server.open) == ([b"a", b"b"], BadResponse, 1, 0)


@pytest.mark.parametrize("kind", ["sse", "ndjson", "bytes"])
@pytest.mark.parametrize("whole", [False, True])
def test_a_stream_shorter_than_its_declared_length_was_cut_off(
    step: Stepping, follow: Following, kind: str, whole: bool
) -> None:
    server = Server(Reply([b"data: 1\n\n" if kind == "sse" else b"1\n"], length=12, whole=whole))
    received, error = failure_of(step, follow(server, action_of("POST", stream=kind)))
    assert (len(received), type(error)) == (1, BadResponse)
    assert str(error).endswith(f"the response ended {3 if kind == 'sse' else 10} bytes before its declared length")


# --- after an error --------------------------------------------------------------------------------------------------


def insist(step: Stepping, stream: Any, most: int = 20) -> list[Any]:
    """Return what each step yields or raises (its class), to the end of the stream."""
    outcomes: list[Any] = []
    one_by_one = _steps_in_thread(stream) if isinstance(step, InAThread) else _steps_in_loop(stream)
    with one_by_one as next_step:
        while len(outcomes) < most:
            try:
                outcomes.append(next_step())
            except (StopIteration, StopAsyncIteration):
                return outcomes
            except BaseException as error:  # noqa: BLE001 - whatever it is, the test goes on
                outcomes.append(error)
    return outcomes


@contextlib.contextmanager
def _steps_in_thread(stream: Any) -> Iterator[Callable[[], Any]]:
    with BlockingIterator(stream) as steps:
        yield steps.__next__


@contextlib.contextmanager
def _steps_in_loop(stream: Any) -> Iterator[Callable[[], Any]]:
    stream._reader._open_response.asynchronous = True
    with contextlib.closing(asyncio.new_event_loop()) as loop:
        yield lambda: loop.run_until_complete(anext(stream))
        loop.run_until_complete(stream.aclose())


def kinds(outcomes: Iterable[Any]) -> list[Any]:
    return [type(item) if isinstance(item, BaseException) else getattr(item, "data", item) for item in outcomes]


def numbered(*numbers: int) -> bytes:
    return b"".join(b"id: %d\ndata: %d\n\n" % (number, number) for number in numbers)


RESUMED: list[tuple[str, Reply | BaseException, type[BaseException]]] = [
    ("permanent status", NotFound("things.watch", 404), NotFound),
    ("missing scope", ScopeError("things.watch", [], []), ScopeError),
    ("media type", Reply([b"<html>"], media="text/html"), BadResponse),
    ("interrupt", KeyboardInterrupt(), KeyboardInterrupt),
    ("cancellation", asyncio.CancelledError(), asyncio.CancelledError),
    ("interrupted body", Reply([numbered(2)], cut=KeyboardInterrupt()), KeyboardInterrupt),
    ("cancelled body", Reply([numbered(2)], cut=asyncio.CancelledError()), asyncio.CancelledError),
]  # fmt: skip


@pytest.mark.parametrize(("trouble", "kind"), [row[1:] for row in RESUMED], ids=[row[0] for row in RESUMED])
def test_after_an_error_a_stream_of_events_resumes_after_its_last_id(
    step: Stepping, follow: Following, trouble: Any, kind: type[BaseException]
) -> None:
    last = 2 if getattr(trouble, "cut", None) else 1
    server = Server(Reply([numbered(1)]), trouble, Reply([numbered(*range(last + 1, 4))]), END)
    received = kinds(insist(step, follow(server)))
    assert received == ["1", *["2"] * (last - 1), kind, *["2", "3"][last - 1 :]]
    assert server.requests[2] == [("Last-Event-ID", str(last))]
    assert server.open == 0


def test_a_step_after_an_error_does_not_wait_before_it_reconnects(
    step: Stepping, follow: Following, clock: Clock
) -> None:
    server = Server(Reply([numbered(1)]), NotFound("things.watch", 404), ConnectError("no"), Reply([numbered(2)]), END)
    assert kinds(insist(step, follow(server))) == ["1", NotFound, "2"]
    assert [bool(seconds) for seconds in clock.slept] == [True, False, True, True]


def test_after_too_long_without_a_connection_the_next_step_tries_again(step: Stepping, follow: Following) -> None:
    server = Server(Reply([numbered(1)]), *[ConnectError("no")] * 4, Reply([numbered(2)]), END)
    received = kinds(insist(step, follow(server, reconnect=10.0)))
    assert [item for item in received if item is not ConnectError] == ["1", "2"]
    assert ConnectError in received


def test_a_stream_that_was_refused_is_requested_again_by_the_next_step(step: Stepping, follow: Following) -> None:
    for kind in ("sse", "ndjson", "bytes"):
        content = numbered(1) if kind == "sse" else b"1"
        server = Server(ServerError("things.watch", 503), ConnectError("no"), Reply([content]), END)
        received = kinds(insist(step, follow(server, action_of(stream=kind))))
        assert received[:2] == [ServerError, ConnectError]
        assert [str(item).strip("b'") for item in received[2:]] == ["1"]


ONCE: list[tuple[str, str, dict[str, Any], dict[str, Any], Reply | BaseException, int]] = [
    # kind, method, response, options, what the server sends → what is yielded before the error
    ("cut off", "POST", {}, {}, Reply([numbered(1)], cut=CUT), 1),
    ("timed out", "POST", {}, {}, Reply([numbered(1)], cut=SLOW), 1),
    ("refused", "POST", {}, {}, ServerError("things.watch", 503), 0),
    ("without its end", "POST", {"end": "END"}, {}, Reply([numbered(1)]), 1),
    ("connection closed", "POST", {}, {}, Reply([numbered(1) + b"data: 2"], complete=False), 1),
    ("interrupted", "POST", {}, {}, Reply([numbered(1)], cut=KeyboardInterrupt()), 1),
    ("not reconnecting", "GET", {}, {"reconnect": 0}, Reply([numbered(1)], cut=CUT), 1),
    ("final", "GET", {}, {}, Reply([numbered(1)], cut=FINAL), 1),
    ("too large", "GET", {}, {"max_event_bytes": 3}, Reply([numbered(1) + b"data: 12345\n\n"]), 1),
    ("invalid data", "GET", {"events": {"message": {}}}, {}, Reply([b"data: 1\n\ndata: {\n\ndata: 3\n\n"]), 1),
    ("a line cut off", "GET", {"stream": "ndjson"}, {}, Reply([b"1\n2"], cut=CUT), 1),
    ("an invalid line", "GET", {"stream": "ndjson"}, {}, Reply([b"1\n{\n3\n"]), 1),
    ("half a line", "GET", {"stream": "ndjson"}, {}, Reply([b'1\n{"a"']), 1),
    ("lines without their end", "GET", {"stream": "ndjson", "end": "END"}, {}, Reply([b"1\n"]), 1),
    ("bytes cut off", "GET", {"stream": "bytes"}, {}, Reply([b"1"], cut=CUT), 1),
    ("bytes interrupted", "GET", {"stream": "bytes"}, {}, Reply([b"1"], cut=KeyboardInterrupt()), 1),
]  # fmt: skip


@pytest.mark.parametrize(("method", "described", "options", "reply", "count"), [row[1:] for row in ONCE], ids=[row[0] for row in ONCE])  # fmt: skip
def test_a_stream_that_cannot_be_resumed_raises_its_error_with_each_step(
    step: Stepping, follow: Following, method: str, described: Any, options: Any, reply: Any, count: int
) -> None:
    server = Server(reply)
    stream = follow(server, action_of(method, **described), **options)
    *yielded, error, again, once_more = insist(step, stream, count + 3)
    kind = type(error) if isinstance(error, Exception) else DynaclientError
    assert not any(isinstance(item, BaseException) for item in yielded)
    assert [type(again), type(once_more)] == [kind, kind]
    assert str(again).startswith("this iterator has failed: ")
    assert (len(server.requests), server.open) == (1, 0)


def test_after_an_invalid_event_with_an_id_the_stream_resumes_after_it(step: Stepping, follow: Following) -> None:
    sent = b"id: 1\ndata: 1\n\nid: 2\ndata: {\n\nid: 3\ndata: 3\n\n"
    server = Server(Reply([sent]), Reply([numbered(3)]), END)
    received = kinds(insist(step, follow(server, action_of(events={"message": {}}))))
    assert (received, server.requests[1]) == ([1, BadResponse, 3], [("Last-Event-ID", "2")])


def test_a_warning_that_is_an_error_ends_no_stream_of_events(step: Stepping, follow: Following) -> None:
    server = Server(Reply([b"id: 1\nevent: tick\ndata: {}\n\n"]), Reply([numbered(2)]), END)
    stream = follow(server, action_of(events=TICK), ResponseValidator("warn", set()))
    with warnings.catch_warnings():
        warnings.simplefilter("error", DynaclientWarning)
        assert kinds(insist(step, stream)) == [DynaclientWarning, "2"]


# --- cut off at every byte -------------------------------------------------------------------------------------------

FORMS = {
    "lf": "id: {}\ndata: {}\n\n",
    "crlf": ":\r\nevent: tick\r\ndata: {1}\r\nid: {0}\r\n\r\n",
    "cr": "data: {1}\rid: {0}\r\r",
    "lines": "id: {}\ndata: {}\ndata: é€😀\n\n",
    "some": "id: {}\ndata: {}\n\n: comment\n\nretry: 10\n\n",
}
COUNT = 6


class Log(Server):
    """Sends all events after the requested id; `cuts` has the position at which every connection is cut off."""

    def __init__(self, form: str, cuts: Iterator[int]) -> None:
        super().__init__()
        self.events = [FORMS[form].format(number, f"event {number}").encode() for number in range(1, COUNT + 1)]
        self._cuts = cuts

    def next(self, last_id: str) -> Reply:
        left = b"".join(self.events[int(last_id or "0") :])
        if not left:
            return END
        at = next(self._cuts)
        return Reply([left[:at]], cut=CUT if at < len(left) else None)


def _size(form: str) -> int:
    return sum(map(len, Log(form, iter(())).events))


def _longest(form: str) -> int:
    return max(map(len, Log(form, iter(())).events))


@pytest.mark.parametrize("form", FORMS)
def test_a_stream_cut_off_once_at_any_byte_loses_and_duplicates_nothing(
    step: Stepping, follow: Following, form: str
) -> None:
    logs = [Log(form, itertools.chain([at], itertools.repeat(1 << 20))) for at in range(_size(form) + 1)]
    assert {tuple(event.id for event in step(follow(log))) for log in logs} == {tuple("123456")}
    assert sum(log.open for log in logs) == 0


@pytest.mark.parametrize("form", FORMS)
def test_a_stream_that_is_always_cut_off_loses_and_duplicates_nothing(
    step: Stepping, follow: Following, form: str
) -> None:
    logs = [Log(form, itertools.repeat(at)) for at in range(_longest(form), _size(form) + 1)]
    assert {tuple(event.id for event in step(follow(log))) for log in logs} == {tuple("123456")}


@pytest.mark.parametrize("form", FORMS)
def test_a_stream_that_is_cut_off_a_byte_later_every_time_loses_and_duplicates_nothing(
    step: Stepping, follow: Following, form: str
) -> None:
    logs = [Log(form, itertools.count(at)) for at in range(_longest(form))]
    assert {tuple(event.id for event in step(follow(log, reconnect=None))) for log in logs} == {tuple("123456")}


def test_events_without_an_id_are_sent_again_after_the_last_id(step: Stepping, follow: Following) -> None:
    """A server can resume only after an event with an id; it sends the later ones again, or does not."""
    server = Server(
        Reply([b"id: 1\ndata: a\n\ndata: b\n\n"], cut=CUT), Reply([b"data: b\n\ndata: c\n\n"], cut=CUT), END
    )
    assert [(event.data, event.id) for event in step(follow(server))] == [
        ("a", "1"),
        ("b", "1"),
        ("b", "1"),
        ("c", "1"),
    ]
    assert server.requests[1:] == [[("Last-Event-ID", "1")]] * 2


# --- closing and cancelling ------------------------------------------------------------------------------------------


class Stuck(Server):
    """Opens a connection on which nothing arrives, or does not even respond."""

    def __init__(self, *responses: Reply, responds: bool) -> None:
        super().__init__(*responses)
        self._responds = responds
        self.asynchronous = True

    async def __call__(self, fields: Iterable[tuple[str, str]]) -> Response:
        if self.responses:
            return await super().__call__(fields)
        if not self._responds:
            await asyncio.Event().wait()
        body = StuckBody(self, [], None, complete=True)
        return Response(200, Headers([("Content-Type", SSE)]), pieces=body)


class StuckBody(Body):
    async def __anext__(self) -> bytes:
        await asyncio.Event().wait()
        raise AssertionError


class Asleep(Clock):
    """Waits forever."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.Event().wait()


async def _cancelled(stream: Any) -> list[Any]:
    received: list[Any] = []

    async def follow() -> None:
        async for step in stream:
            received.append(step)  # noqa: PERF401 - the steps before the end are inspected too

    task = asyncio.ensure_future(follow())
    for _ in range(20):
        await asyncio.sleep(0)
    assert not task.done()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    return received


@pytest.mark.parametrize("kind", ["sse", "ndjson", "bytes"])
@pytest.mark.parametrize("responds", [True, False])
def test_cancelling_leaves_nothing_open(kind: str, responds: bool) -> None:
    server = Stuck(responds=responds)
    asyncio.run(_cancelled(stream_of(action_of(stream=kind), server, AsyncioBackend())))
    assert server.open == 0


def test_cancelling_a_wait_leaves_nothing_open() -> None:
    server = Stuck(Reply([b"data: a\n\n"]), responds=True)
    received = asyncio.run(_cancelled(stream_of(action_of(), server, Asleep())))
    assert (data_of(received), server.open) == (["a"], 0)


class Refusing:
    """A caller that fails at the first step."""

    def append(self, step: Any, /) -> None:
        raise LookupError(step)


@pytest.mark.parametrize("kind", ["sse", "ndjson", "bytes"])
def test_an_error_of_the_caller_leaves_nothing_open(step: Stepping, follow: Following, kind: str) -> None:
    server = Server(Reply([b"1\n2\n" if kind == "ndjson" else b"data: a\n\ndata: b\n\n"]))
    with pytest.raises(LookupError):
        step.into(Refusing(), follow(server, action_of(stream=kind)))
    assert server.open == 0


def test_a_dropped_stream_closes_its_connection() -> None:
    server = Server(Reply([b"data: a\n\ndata: b\n\n"]))
    steps = BlockingIterator(stream_of(action_of(), server, Clock()))
    assert next(steps).data == "a"
    del steps
    gc.collect()
    assert server.open == 0


def test_a_closed_stream_stays_closed(step: Stepping, follow: Following) -> None:
    server = Server(Reply([b"data: a\n\ndata: b\n\n"]))
    stream = follow(server)
    assert data_of(step(stream, 1)) == ["a"]
    assert step(stream) == []
    assert len(server.requests) == 1


# --- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reply",
    [
        Reply([b"data: a\n\n"], cut=CUT),
        Reply([b"data: a\n\n"], cut=ValueError("canary")),
        Reply([b"event: tick\ndata: canary\n\n"]),
        Reply([b"canary"], media="text/html"),
        Reply([b"data: canary canary canary\n\n"]),
    ],
)
def test_an_error_has_no_cause_and_no_data(step: Stepping, follow: Following, reply: Reply) -> None:
    _, error = failure_of(step, follow(Server(reply), action_of("POST", events=TICK), max_line_bytes=20))
    assert (error.__cause__, error.__context__) == (None, None)
    assert "canary" not in str(error)


def test_the_final_error_is_a_copy_without_a_traceback(step: Stepping, follow: Following) -> None:
    raised = ConnectError("refused", "things.watch", 3)
    _, error = failure_of(step, follow(Server(Reply(), *[raised] * 9), reconnect=5))
    assert isinstance(error, ConnectError)
    assert error is not raised
    assert (str(error), error.attempts, error.__context__) == (str(raised), 3, None)


# --- time and memory -------------------------------------------------------------------------------------------------

UNIT = b'id: 12345\nevent: tick\ndata: {"a": 1, "b": "text"}\n\n'


class Count:
    """Counts the steps, and stores none."""

    seen = 0

    def append(self, _: Any, /) -> None:
        self.seen += 1


def test_many_events_take_constant_memory(step: Stepping, follow: Following) -> None:
    stream, count = follow(Server(Reply(UNIT * 100 for _ in range(50)), END)), Count()
    with traced() as memory:
        step.into(count, stream)
        assert memory.peak() < 1024 * 1024
    assert count.seen == 5_000


MILLION = """
import resource, sys
from dynaclient.runtime.backends import BlockingIterator
from tests.results.test_streams import UNIT, Reply, Clock, Server, END, action_of, stream_of

count = int(sys.argv[1])
def followed(pieces):
    server = Server(Reply(UNIT * 500 for _ in range(pieces)), END)
    return sum(1 for _ in BlockingIterator(stream_of(action_of(), server, Clock())))
assert followed(10) == 5_000
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert followed(count // 500) == count
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no resource there")
@pytest.mark.parametrize("count", [50_000, pytest.param(1_000_000, marks=pytest.mark.full)])
def test_a_million_events_take_no_more_memory_than_a_few(count: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MILLION, str(count)], capture_output=True, text=True, check=True, timeout=120
    )
    assert int(done.stdout) < 4 * 1024 * 1024
