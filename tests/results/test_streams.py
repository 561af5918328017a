"""How streams are followed: by a thread and by asyncio alike, from connections that are made up and cut at every place."""

from __future__ import annotations

import asyncio
import gc
import itertools
import subprocess
import sys
import tracemalloc
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
    DynaclientWarning,
    NotFound,
    RateLimited,
    Response,
    ScopeError,
    ServerError,
    TransportError,
    load,
)
from dynaclient.call.response import Drift
from dynaclient.description.model import Action
from dynaclient.errors import NotDelivered
from dynaclient.messages import Headers
from dynaclient.results.sse import Event
from dynaclient.results.streams import (
    BACKOFF_MOST,
    ID_MOST,
    LASTED,
    RETRY,
    RETRY_MOST,
    SPREAD,
    ByteStream,
    EventStream,
    LineStream,
    Terms,
    stream_of,
)
from dynaclient.runtime.backends import BlockingIterator, ThreadBackend
from tests.support.descriptions import describe

SSE = "text/event-stream"
CUT = NotDelivered("the answer was cut short (Ended)", sent=True, answered=True)
SLOW = NotDelivered("the answer took too long", sent=True, slow=True, answered=True)
FINAL = NotDelivered("the answer is larger than anyone reads", sent=True, answered=True, final=True)


# --- what is made up -------------------------------------------------------------------------------------------------


@dataclass
class Clock(ThreadBackend):
    """How one waits here: time passes only where somebody does."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)
    open_while_asleep: int = 0
    server: Server | None = None

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        self.open_while_asleep += self.server.open if self.server else 0


class AsyncioBackend(Clock):
    """The same for asyncio, where other things go on meanwhile."""

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds)
        await asyncio.sleep(0)


class Body:
    """The body of an answer: pieces, then its end, or how it was cut."""

    def __init__(self, server: Server, pieces: Iterable[bytes], cut: Exception | None, complete: bool) -> None:
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
class Answer:
    """An answer as a server here is told to give it."""

    pieces: Sequence[bytes] | Iterable[bytes] = ()
    cut: Exception | None = None
    status: int = 200
    media: str = SSE
    complete: bool = True
    whole: bool = False
    """Whether it comes as by a transport that knows no streams."""


END = Answer(status=204, media="")


class Server:
    """Gives one answer after the other, or raises it, and remembers what it was asked."""

    def __init__(self, *answers: Answer | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[list[tuple[str, str]]] = []
        self.bodies: list[Body] = []
        self.open = 0
        self.asynchronous = False

    async def __call__(self, fields: Iterable[tuple[str, str]]) -> Response:
        self.asked.append(list(fields))
        if self.asynchronous:
            await asyncio.sleep(0)
        given = self.next(dict(self.asked[-1]).get("Last-Event-ID", ""))
        if isinstance(given, Exception):
            raise given
        headers = Headers([("Content-Type", given.media)] if given.media else [])
        if given.whole:
            return Response(given.status, headers, b"".join(given.pieces), given.complete)
        self.bodies.append(Body(self, given.pieces, given.cut, given.complete))
        return Response(given.status, headers, pieces=self.bodies[-1])

    def next(self, _: str) -> Answer | Exception:
        return self.answers.pop(0)


def action_of(method: str = "GET", **response: Any) -> Action:
    """Give an action that answers with this stream."""
    responses = {"200": {"stream": "sse", **response}}
    return load(describe({"watch": {"method": method, "responses": responses}})).actions["things.watch"]


class Taken(Protocol):
    """What takes each step of a stream."""

    def append(self, each: Any, /) -> None: ...


class Stepping(Protocol):
    """Goes through a stream, to its end or to a number of steps, and closes it."""

    waiting: type[Clock]

    def into(self, taken: Taken, stream: Any, most: int | None = None) -> None: ...

    def __call__(self, stream: Any, most: int | None = None) -> list[Any]: ...


class _Stepping:
    def into(self, taken: Taken, stream: Any, most: int | None = None) -> None:
        raise NotImplementedError

    def __call__(self, stream: Any, most: int | None = None) -> list[Any]:
        taken: list[Any] = []
        self.into(taken, stream, most)
        return taken


class InAThread(_Stepping):
    """Goes through streams without an event loop."""

    waiting = Clock

    def into(self, taken: Taken, stream: Any, most: int | None = None) -> None:
        with BlockingIterator(stream) as steps:
            for each in itertools.islice(steps, most):
                taken.append(each)


class InAsyncio(_Stepping):
    """Goes through streams with asyncio."""

    waiting = AsyncioBackend

    def into(self, taken: Taken, stream: Any, most: int | None = None) -> None:
        asyncio.run(self._into(taken, stream, most))

    async def _into(self, taken: Taken, stream: Any, most: int | None) -> None:
        stream._following._opened.asynchronous = True
        async with stream:
            for _ in itertools.count() if most is None else range(most):
                try:
                    taken.append(await anext(stream))
                except StopAsyncIteration:
                    break


@pytest.fixture(params=[InAThread, InAsyncio], ids=["thread", "asyncio"])
def step(request: pytest.FixtureRequest) -> Stepping:
    stepping: Stepping = request.param()
    return stepping


@pytest.fixture
def clock(step: Stepping, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Time, and chance: what is random is always the most that it can be."""
    made = step.waiting()
    monkeypatch.setattr("dynaclient.results.streams.monotonic", lambda: made.now)
    monkeypatch.setattr("dynaclient.results.streams.random.random", lambda: 1.0)
    return made


Following = Callable[..., Any]


@pytest.fixture
def follow(clock: Clock) -> Following:
    """Give the stream of an action, as a server gives it."""

    def following(server: Server, action: Action | None = None, drift: Drift | None = None, **terms: Any) -> Any:
        clock.server = server
        return stream_of(action or action_of(), server, clock, drift, Terms(**terms))

    return following


def data_of(events: Iterable[Event]) -> list[Any]:
    return [each.data for each in events]


def failure_of(step: Stepping, stream: Any) -> tuple[list[Any], Exception]:
    """Give what a stream gave before it failed, and how it did."""
    taken: list[Any] = []
    try:
        step.into(taken, stream)
    except Exception as error:  # noqa: BLE001 - whichever it is, the test looks at it
        return taken, error
    raise AssertionError("it did not fail")


# --- kinds -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "made"), [("sse", EventStream), ("ndjson", LineStream), ("bytes", ByteStream)])
def test_the_kind_of_a_stream_is_what_the_description_says(kind: str, made: type) -> None:
    action = action_of(stream=kind)
    assert action.stream == kind
    assert type(stream_of(action, Server(), Clock())) is made


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
def test_the_kind_is_that_of_the_first_good_answer_that_is_a_stream(responses: Any, kind: str) -> None:
    api = load(describe({"watch": {"method": "GET", "responses": responses}}))
    assert api.actions["things.watch"].stream == kind


# --- one connection --------------------------------------------------------------------------------------------------


def test_events_come_as_they_are_sent(step: Stepping, follow: Following) -> None:
    server = Server(Answer([b"event: tick\nid: 1\nda", b"ta: a\n\ndata: b\n", b"\n"]), END)
    assert step(follow(server)) == [Event("tick", "a", "1"), Event("message", "b", "1")]
    assert server.asked == [[], [("Last-Event-ID", "1")]]
    assert server.open == 0


def test_a_stream_knows_its_answer_once_it_is_open(step: Stepping, follow: Following) -> None:
    stream = follow(Server(Answer([b"id: 7\ndata: a\n\nid: 8\ndata: b\n\n"])))
    assert (stream.status, stream.headers, stream.last_event_id, stream.reconnects) == (None, None, "", 0)
    step(stream, 1)
    assert (stream.status, stream.headers["content-type"], stream.reconnects) == (200, SSE, 0)
    assert stream.last_event_id == "7"


def test_a_stream_shows_what_it_is(step: Stepping, follow: Following) -> None:
    stream = follow(Server(END))
    assert repr(stream) == "<EventStream things.watch: not open>"
    step(stream)
    assert repr(stream) == "<EventStream things.watch: 204>"


def test_nothing_is_sent_before_the_first_step(step: Stepping, follow: Following) -> None:
    server = Server()
    assert step(follow(server), 0) == []
    assert server.asked == []


def test_a_stream_that_is_closed_closes_its_connection(step: Stepping, follow: Following) -> None:
    server = Server(Answer([b"data: a\n\ndata: b\n\n"] * 2))
    assert data_of(step(follow(server), 3)) == ["a", "b", "a"]
    assert server.open == 0


def test_a_status_of_204_ends_a_stream(step: Stepping, follow: Following) -> None:
    server = Server(END)
    assert step(follow(server)) == []
    assert (len(server.asked), server.open) == (1, 0)


def test_a_transport_that_knows_no_streams_will_do(step: Stepping, follow: Following) -> None:
    many = b"data: a\n\n" * 20_000
    server = Server(Answer([many], whole=True), END)
    assert len(step(follow(server))) == 20_000


@pytest.mark.parametrize("media", ["text/event-stream; charset=utf-8", "Text/Event-Stream", " text/event-stream ;x=y"])
def test_the_media_type_may_be_written_in_any_way(step: Stepping, follow: Following, media: str) -> None:
    assert data_of(step(follow(Server(Answer([b"data: a\n\n"], media=media), END)))) == ["a"]


@pytest.mark.parametrize(
    ("media", "told"), [("text/html; charset=utf-8", "text/html"), ("", "nothing"), ("application/json", "application/json")]
)  # fmt: skip
@pytest.mark.parametrize("connections", [0, 1])
def test_what_is_no_stream_of_events_is_a_bad_response(
    step: Stepping, follow: Following, media: str, told: str, connections: int
) -> None:
    server = Server(*[Answer([b"data: a\n\n"])] * connections, Answer([b"<html>"], media=media))
    taken, error = failure_of(step, follow(server))
    assert (data_of(taken), server.open) == (["a"] * connections, 0)
    assert str(error) == f"things.watch: the answer (200) is {told} where a text/event-stream is due"
    assert isinstance(error, BadResponse)


def test_the_text_that_ends_a_stream_is_not_given(step: Stepping, follow: Following) -> None:
    server = Server(Answer([b"data: a\n\ndata: [DONE]\n\ndata: b\n\n"]))
    assert data_of(step(follow(server, action_of(end="[DONE]")))) == ["a"]
    assert (len(server.asked), server.open) == (1, 0)


@pytest.mark.parametrize(
    ("terms", "told"),
    [({"line": 10}, "a line of the stream is longer than 10 bytes"), ({"event": 10}, "the data of an event is longer than 10 bytes")],
)  # fmt: skip
def test_what_is_too_large_is_a_bad_response(step: Stepping, follow: Following, terms: Any, told: str) -> None:
    server = Server(Answer([b"data: a\n\ndata: 1\ndata: 2\ndata: 34567890\n\n"]))
    taken, error = failure_of(step, follow(server, **terms))
    assert (data_of(taken), server.open) == (["a"], 0)
    assert str(error) == f"things.watch: {told}"
    assert isinstance(error, BadResponse)


def test_an_error_at_first_is_the_error_of_the_stream(step: Stepping, follow: Following, clock: Clock) -> None:
    for error in (ConnectError("refused"), ServerError("things.watch", 503), ScopeError("things.watch", [], [])):
        with pytest.raises(type(error)):
            step(follow(Server(error)))
    assert clock.slept == []


# --- data ------------------------------------------------------------------------------------------------------------

TICK = {"tick": {"type": "object", "required": ["at"], "properties": {"at": {"type": "integer"}}}}


def test_data_is_decoded_where_the_description_has_a_schema(step: Stepping, follow: Following) -> None:
    server = Server(Answer([b'event: tick\ndata: {"at":\ndata: 5}\nid: 3\n\nevent: other\ndata: {"at": 5}\n\n']), END)
    assert step(follow(server, action_of(events=TICK))) == [
        Event("tick", {"at": 5}, "3"),
        Event("other", '{"at": 5}', "3"),
    ]


@pytest.mark.parametrize("data", ["", "{", "NaN", '{"at": 1, "at": 2}'])
def test_data_that_is_no_json_where_it_has_to_be_is_a_bad_response(
    step: Stepping, follow: Following, data: str
) -> None:
    server = Server(Answer([f"data: a\n\nevent: tick\ndata: {data}\n\n".encode()]))
    taken, error = failure_of(step, follow(server, action_of(events=TICK)))
    assert (data_of(taken), server.open) == (["a"], 0)
    assert str(error).startswith("things.watch: the data of an event 'tick' is no JSON: ")
    assert isinstance(error, BadResponse)


ODD = Answer([b'event: tick\ndata: {"at": "x"}\n\n' * 2 + b'event: tock\ndata: 1\n\nevent: tick\ndata: {"at": 1}\n\n'])
TOLD = "things.watch: an event 'tick' differs from its description: at breaks type"


def test_events_that_differ_from_their_schema_are_told_once_for_each_name(step: Stepping, follow: Following) -> None:
    action, told = action_of(events={**TICK, "tock": {"type": "null"}}), set[str]()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(2):
            assert data_of(step(follow(Server(ODD, END), action, Drift("warn", told)))) == [
                {"at": "x"},
                {"at": "x"},
                1,
                {"at": 1},
            ]
    assert [str(each.message) for each in caught] == [
        TOLD,
        "things.watch: an event 'tock' differs from its description: its top breaks type",
    ]
    assert {each.category for each in caught} == {DynaclientWarning}


def test_events_that_differ_from_their_schema_are_errors_where_that_is_wanted(
    step: Stepping, follow: Following
) -> None:
    drift = Drift("raise", set())
    for _ in range(2):
        server = Server(ODD)
        with pytest.raises(BadResponse) as caught:
            step(follow(server, action_of(events=TICK), drift))
        assert (str(caught.value), server.open) == (TOLD, 0)


def test_events_are_not_compared_where_nobody_asks(step: Stepping, follow: Following) -> None:
    assert len(step(follow(Server(ODD, END), action_of(events=TICK), Drift("off", set())))) == 4


# --- connecting again ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cut", [None, CUT, SLOW, OSError("any")])
def test_an_idempotent_stream_connects_again(step: Stepping, follow: Following, clock: Clock, cut: Any) -> None:
    server = Server(Answer([b"id: 1\ndata: a\n\nid: 2\ndata: lost"], cut=cut), Answer([b"data: b\n\n"]), END)
    stream = follow(server)
    assert step(stream) == [Event("message", "a", "1"), Event("message", "b", "1")]
    assert server.asked == [[], [("Last-Event-ID", "1")], [("Last-Event-ID", "1")]]
    assert (stream.reconnects, server.open, clock.open_while_asleep) == (2, 0, 0)


def test_a_method_that_is_declared_idempotent_connects_again(step: Stepping, follow: Following) -> None:
    responses = {"200": {"stream": "sse"}}
    api = load(describe({"watch": {"method": "POST", "idempotent": True, "responses": responses}}))
    server = Server(Answer([b"data: a\n\n"], cut=CUT), END)
    assert data_of(step(follow(server, api.actions["things.watch"]))) == ["a"]
    assert len(server.asked) == 2


def test_no_id_is_sent_where_there_is_none(step: Stepping, follow: Following) -> None:
    server = Server(Answer([b"id: 1\ndata: a\n\nid\ndata: b\n\n"], cut=CUT), END)
    step(follow(server))
    assert server.asked == [[], []]


def test_an_id_that_came_by_itself_is_sent(step: Stepping, follow: Following) -> None:
    server = Server(Answer([b"id: 5\ndata: a\n\nid: 6\n\n"], cut=CUT), END)
    stream = follow(server)
    step(stream)
    assert server.asked == [[], [("Last-Event-ID", "6")]]
    assert stream.last_event_id == "6"


@pytest.mark.parametrize(
    ("id_", "sent"),
    [
        ("a b", b"a b"),
        ("é€😀", "é€😀".encode()),
        ("\ufffd", b"\xef\xbf\xbd"),
        ("\u0085\u2028", "\u0085\u2028".encode()),
        ("  blanks  ", b"blanks"),
        ("x" * ID_MOST, b"x" * ID_MOST),
        ("x" * (ID_MOST + 1), None),
        ("é" * (ID_MOST // 2 + 1), None),
        ("a\tb", None),
        ("a\x0bb", None),
        ("a\x1bb", None),
        ("a\x7fb", None),
        ("   ", None),
    ],
)  # fmt: skip
def test_only_what_a_header_can_carry_is_sent_in_one(
    step: Stepping, follow: Following, id_: str, sent: bytes | None
) -> None:
    server = Server(Answer([f"id: {id_}\ndata: a\n\n".encode()]), END)
    step(follow(server))
    values = [value.encode("latin-1") for _, value in server.asked[1]]
    assert values == ([] if sent is None else [sent])


def test_no_id_can_add_a_header() -> None:
    """CR and LF end a line, whatever they are in; so none of them gets into an id."""
    for byte in range(256):
        server = Server(Answer([b"id: a" + bytes([byte]) + b"X-Injected: b\ndata: a\n\n"]), END)
        InAThread()(stream_of(action_of(), server, Clock()))
        sent = "".join(value for _, value in server.asked[1])
        assert all(each.isprintable() or ord(each) > 0x7F for each in sent)


@pytest.mark.parametrize("end", [None, CUT])
def test_zero_seconds_mean_no_second_connection(step: Stepping, follow: Following, end: Any) -> None:
    server = Server(Answer([b"data: a\n\n"], cut=end))
    if end is None:
        assert data_of(step(follow(server, reconnect=0))) == ["a"]
    else:
        taken, error = failure_of(step, follow(server, reconnect=0))
        assert (data_of(taken), type(error)) == (["a"], BadResponse)
    assert (len(server.asked), server.open) == (1, 0)


def test_what_would_fail_again_is_not_tried_again(step: Stepping, follow: Following) -> None:
    server = Server(Answer([b"data: a\n\n"], cut=FINAL))
    taken, error = failure_of(step, follow(server))
    assert (data_of(taken), len(server.asked)) == (["a"], 1)
    assert str(error) == "things.watch: the stream was cut short: the answer is larger than anyone reads"


# --- how long it waits -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("retry", "waited"),
    [("", RETRY * (1 + SPREAD)), ("retry: 8000\n", 10.0), ("retry: 0\n", SPREAD), ("retry: 500\n", 0.5 + SPREAD),
     ("retry: 99999999999\n", RETRY_MOST + BACKOFF_MOST)],
)  # fmt: skip
def test_the_server_says_how_long_to_wait(
    step: Stepping, follow: Following, clock: Clock, retry: str, waited: float
) -> None:
    step(follow(Server(Answer([f"{retry}data: a\n\n".encode()]), END), reconnect=None))
    assert clock.slept == [waited]


def test_a_wait_is_never_shorter_than_the_server_says(
    step: Stepping, follow: Following, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dynaclient.results.streams.random.random", lambda: 0.0)
    step(follow(Server(*[Answer([b"retry: 2000\n"])] * 5, END)))
    assert clock.slept == [2.0] * 5


def test_the_wait_that_a_server_asked_for_stays(step: Stepping, follow: Following, clock: Clock) -> None:
    step(follow(Server(Answer([b"retry: 8000\ndata: a\n\n"]), Answer([b"data: b\n\n"]), END)))
    assert clock.slept == [10.0, 10.0]


@pytest.mark.parametrize("answer", [Answer(), Answer([b"id: 1\nretry: 3000\n\n"], cut=CUT), Answer([b"data: a\n"])])
def test_a_server_that_ends_each_connection_at_once_is_asked_less_and_less(
    step: Stepping, follow: Following, clock: Clock, answer: Answer
) -> None:
    step(follow(Server(*[answer] * 9, END)))
    assert clock.slept[:4] == [RETRY + 1.5, RETRY + 3, RETRY + 6, RETRY + 12]
    assert set(clock.slept[5:]) == {RETRY + BACKOFF_MOST}


@pytest.mark.parametrize("came", [b"data\n\n", b":\n"])
def test_an_event_or_a_comment_shows_that_all_is_well(
    step: Stepping, follow: Following, clock: Clock, came: bytes
) -> None:
    step(follow(Server(Answer(), Answer(), Answer([came]), END)))
    assert clock.slept == [RETRY + 1.5, RETRY + 3, RETRY * (1 + SPREAD)]


def test_a_connection_that_lasts_shows_that_all_is_well_though_nothing_comes(
    step: Stepping, follow: Following, clock: Clock
) -> None:
    def silence() -> Iterator[bytes]:
        clock.now += LASTED
        yield b""

    step(follow(Server(*[Answer(silence(), cut=SLOW) for _ in range(3)], END)))
    assert clock.slept == [RETRY * (1 + SPREAD)] * 3


def test_what_fails_to_open_is_tried_again(step: Stepping, follow: Following, clock: Clock) -> None:
    failures = [
        ConnectError("refused"),
        TransportError("odd"),
        ServerError("things.watch", 503),
        RateLimited("things.watch", 429),
    ]
    server = Server(Answer([b"id: 1\ndata: a\n\n"]), *failures, Answer([b"data: b\n\n"]), END)
    stream = follow(server)
    assert data_of(step(stream)) == ["a", "b"]
    assert clock.slept[:5] == [RETRY + 0.75, RETRY + 1.5, RETRY + 3, RETRY + 6, RETRY + 12]
    assert (stream.reconnects, server.asked[1:]) == (2, [[("Last-Event-ID", "1")]] * 6)


@pytest.mark.parametrize(
    ("said", "waited"), [("20", 20.0), ("1", RETRY + 1.5), ("3600", 60.0), ("nonsense", RETRY + 1.5)]
)
def test_a_server_in_trouble_may_ask_for_a_longer_wait(
    step: Stepping, follow: Following, clock: Clock, said: str, waited: float
) -> None:
    trouble = ServerError("things.watch", 503, headers={"Retry-After": said})
    step(follow(Server(Answer([b"data: a\n\n"]), trouble, END)))
    assert clock.slept[1] == waited


@pytest.mark.parametrize(
    "error", [NotFound("things.watch", 404), ApiError("things.watch", 410), ScopeError("things.watch", [], [])]
)
def test_an_answer_that_will_not_change_is_the_end(step: Stepping, follow: Following, error: Exception) -> None:
    server = Server(Answer([b"data: a\n\n"]), error)
    taken, raised = failure_of(step, follow(server))
    assert (data_of(taken), server.open) == (["a"], 0)
    assert raised is error


@pytest.mark.parametrize("error", [ConnectError("refused", "things.watch"), ServerError("things.watch", 502)])
def test_after_long_enough_without_a_connection_it_gives_up(
    step: Stepping, follow: Following, clock: Clock, error: Exception
) -> None:
    server = Server(Answer([b"data: a\n\n"]), *[error] * 50)
    _, raised = failure_of(step, follow(server, reconnect=100.0))
    assert (type(raised), str(raised)) == (type(error), str(error))
    assert sum(clock.slept) == pytest.approx(100.0)
    assert len(server.asked) < 10


def test_the_time_without_a_connection_begins_anew_with_each(step: Stepping, follow: Following, clock: Clock) -> None:
    failing: list[Answer | Exception] = [ConnectError("refused")] * 2
    server = Server(*[each for _ in range(10) for each in (Answer([b"data: a\n\n"]), *failing)], END)
    assert len(step(follow(server, reconnect=20.0))) == 10
    assert sum(clock.slept) > 100


def test_without_a_limit_it_never_gives_up(step: Stepping, follow: Following, clock: Clock) -> None:
    server = Server(Answer([b"data: a\n\n"]), *[ConnectError("refused")] * 500, END)
    assert data_of(step(follow(server, reconnect=None))) == ["a"]
    assert max(clock.slept) == RETRY + BACKOFF_MOST


def test_a_last_try_is_made_though_the_server_asks_for_a_longer_wait(
    step: Stepping, follow: Following, clock: Clock
) -> None:
    server = Server(Answer([b"retry: 900000\ndata: a\n\n"]), Answer([b"data: b\n\n"]), END)
    assert data_of(step(follow(server, reconnect=60.0))) == ["a", "b"]
    assert clock.slept == [60.0, 60.0]


# --- what is not idempotent ------------------------------------------------------------------------------------------


def test_a_post_is_never_sent_twice(step: Stepping, follow: Following, clock: Clock) -> None:
    server = Server(Answer([b"id: 1\ndata: a\n\n"], cut=CUT))
    taken, error = failure_of(step, follow(server, action_of("POST")))
    assert (data_of(taken), len(server.asked), clock.slept, server.open) == (["a"], 1, [], 0)
    assert str(error) == "things.watch: the stream was cut short: the answer was cut short (Ended)"
    assert isinstance(error, BadResponse)


def test_a_post_that_ends_properly_just_ends(step: Stepping, follow: Following) -> None:
    server = Server(Answer([b"data: a\n\ndata: incomplete\n"]))
    assert data_of(step(follow(server, action_of("POST", end="[DONE]")))) == ["a"]
    assert (len(server.asked), server.open) == (1, 0)


def test_a_stream_that_stands_still_took_too_long(step: Stepping, follow: Following, clock: Clock) -> None:
    def late() -> Iterator[bytes]:
        clock.now += 20
        yield b"data: a\n\n"
        clock.now += 31

    _, error = failure_of(step, follow(Server(Answer(late(), cut=SLOW)), action_of("POST"), idle=30.0))
    assert isinstance(error, DeadlineExceeded)
    assert (error.deadline, error.elapsed) == (30.0, 31.0)
    assert str(error) == "things.watch: nothing came from the stream for 31 seconds"


@pytest.mark.parametrize(
    ("came", "end", "whole"),
    [
        (b"data: a\n\n", "", True),
        (b"data: a\n\ndata: b", "", False),
        (b"data: a\n\ndata: b\n", "", False),
        (b"data: a\n\n", "[DONE]", False),
        (b"data: a\n\ndata: [DONE]\n\n", "[DONE]", True),
    ],
)
def test_where_the_connection_is_all_that_ends_it_a_stream_has_to_look_whole(
    step: Stepping, follow: Following, came: bytes, end: str, whole: bool
) -> None:
    stream = follow(Server(Answer([came], complete=False)), action_of("POST", **({"end": end} if end else {})))
    if whole:
        assert data_of(step(stream)) == ["a"]
    else:
        taken, error = failure_of(step, stream)
        assert (data_of(taken), type(error)) == (["a"], BadResponse)


def test_a_transport_of_the_callers_own_may_fail_in_any_way(step: Stepping, follow: Following) -> None:
    server = Server(Answer([b"data: a\n\n"], cut=ZeroDivisionError("secret")))
    _, error = failure_of(step, follow(server, action_of("POST")))
    assert str(error) == "things.watch: the stream was cut short: the transport failed (ZeroDivisionError)"
    assert error.__context__ is None


# --- lines -----------------------------------------------------------------------------------------------------------


def lines(**response: Any) -> Action:
    return action_of(stream="ndjson", **response)


@pytest.mark.parametrize(
    ("came", "values"),
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
def test_lines_are_values(step: Stepping, follow: Following, came: bytes, values: list[Any]) -> None:
    server = Server(Answer([came], media="application/x-ndjson"))
    assert step(follow(server, lines())) == values
    assert (len(server.asked), server.open) == (1, 0)


def test_lines_hold_cut_at_any_place(step: Stepping, follow: Following) -> None:
    whole = '{"é": 1}\n\n[2]\r\n"😀"\n3'.encode()
    streams = [follow(Server(Answer([whole[:at], whole[at:]])), lines()) for at in range(len(whole) + 1)]
    assert all(step(each) == [{"é": 1}, [2], "😀", 3] for each in streams)


@pytest.mark.parametrize(
    ("line", "told"),
    [(b"{", "line 3 of the stream is no JSON: "), (b"\xff", "line 3 of the stream is no JSON: it is not UTF-8 at byte 0"), (b"NaN", "line 3 of the stream is no JSON: NaN")],
)  # fmt: skip
@pytest.mark.parametrize("ending", [b"\n4\n", b""])
def test_a_line_that_is_no_json_is_a_bad_response(
    step: Stepping, follow: Following, line: bytes, told: str, ending: bytes
) -> None:
    server = Server(Answer([b"1\n\n" + line + ending]))
    taken, error = failure_of(step, follow(server, lines()))
    assert (taken, server.open) == ([1], 0)
    assert str(error).startswith(f"things.watch: {told}")


@pytest.mark.parametrize("came", [b"1\n2\n", b"1\n2\n3", b"1\n2\n\n"])
@pytest.mark.parametrize(("cut", "kind"), [(CUT, BadResponse), (SLOW, DeadlineExceeded)])
def test_a_cut_comes_after_all_whole_lines(
    step: Stepping, follow: Following, came: bytes, cut: Exception, kind: type
) -> None:
    server = Server(Answer([came], cut=cut))
    taken, error = failure_of(step, follow(server, lines()))
    assert (taken, type(error)) == ([1, 2], kind)
    assert (len(server.asked), server.open) == (1, 0)


@pytest.mark.parametrize(
    ("came", "end", "whole"),
    [(b"1\n2\n", "", True), (b"1\n2\n3", "", False), (b"1\n2\n", "END", False), (b"1\n2\nEND", "END", True), (b"1\n2\nEND\n3\n", "END", True)],
)  # fmt: skip
@pytest.mark.parametrize("as_whole", [False, True])
def test_where_the_connection_is_all_that_ends_them_lines_have_to_look_whole(
    step: Stepping, follow: Following, came: bytes, end: str, whole: bool, as_whole: bool
) -> None:
    stream = follow(Server(Answer([came], complete=False, whole=as_whole)), lines(**({"end": end} if end else {})))
    if whole:
        assert step(stream) == [1, 2]
    else:
        taken, error = failure_of(step, stream)
        assert (taken, str(error)) == (
            [1, 2],
            "things.watch: the stream was cut short: its connection ended, and what came is not all of it",
        )


@pytest.mark.parametrize("came", [b"1\nEND\n2\n", b"1\nEND\r\n2\n", b"1\nEND"])
def test_the_line_that_ends_a_stream_is_not_given(step: Stepping, follow: Following, came: bytes) -> None:
    server = Server(Answer([came]))
    assert step(follow(server, lines(end="END"))) == [1]
    assert server.open == 0


def test_a_line_that_is_too_long_is_a_bad_response(step: Stepping, follow: Following) -> None:
    taken, error = failure_of(step, follow(Server(Answer([b"1\n", b"123456", b"7890"])), lines(), line=8))
    assert (taken, str(error)) == ([1], "things.watch: a line of the stream is longer than 8 bytes")


def test_lines_that_differ_from_their_schema_are_told_once(step: Stepping, follow: Following) -> None:
    with pytest.warns(DynaclientWarning, match="differs from its description") as caught:
        assert step(
            follow(Server(Answer([b'1\n"a"\n"b"\n'])), lines(schema={"type": "integer"}), Drift("warn", set()))
        ) == [1, "a", "b"]
    assert len(caught) == 1


def test_lines_that_differ_from_their_schema_are_errors_where_that_is_wanted(step: Stepping, follow: Following) -> None:
    server = Server(Answer([b'1\n"a"\n2\n']))
    taken, error = failure_of(step, follow(server, lines(schema={"type": "integer"}), Drift("raise", set())))
    assert (taken, type(error), server.open) == ([1], BadResponse, 0)


# --- bytes -----------------------------------------------------------------------------------------------------------


def test_bytes_come_as_they_are(step: Stepping, follow: Following) -> None:
    server = Server(Answer([b"\xff\x00", b"", b"\r\n"], media="audio/mpeg"))
    assert step(follow(server, action_of(stream="bytes"))) == [b"\xff\x00", b"\r\n"]
    assert server.open == 0


def test_bytes_that_a_transport_read_as_a_whole_come_in_pieces(step: Stepping, follow: Following) -> None:
    server = Server(Answer([bytes(150_000)], whole=True))
    pieces = step(follow(server, action_of(stream="bytes")))
    assert (len(pieces), b"".join(pieces)) == (3, bytes(150_000))


def test_bytes_that_are_cut_end_with_an_error(step: Stepping, follow: Following) -> None:
    server = Server(Answer([b"a", b"b"], cut=CUT))
    taken, error = failure_of(step, follow(server, action_of(stream="bytes")))
    assert (taken, type(error), len(server.asked), server.open) == ([b"a", b"b"], BadResponse, 1, 0)


# --- cut at every byte -----------------------------------------------------------------------------------------------

FORMS = {
    "lf": "id: {}\ndata: {}\n\n",
    "crlf": ":\r\nevent: tick\r\ndata: {1}\r\nid: {0}\r\n\r\n",
    "cr": "data: {1}\rid: {0}\r\r",
    "lines": "id: {}\ndata: {}\ndata: é€😀\n\n",
    "some": "id: {}\ndata: {}\n\n: comment\n\nretry: 10\n\n",
}
COUNT = 6


class Log(Server):
    """Gives all events after the one that it is asked to go on after; `cuts` says where each connection is cut."""

    def __init__(self, form: str, cuts: Iterator[int]) -> None:
        super().__init__()
        self.events = [FORMS[form].format(each, f"event {each}").encode() for each in range(1, COUNT + 1)]
        self._cuts = cuts

    def next(self, last_id: str) -> Answer:
        left = b"".join(self.events[int(last_id or "0") :])
        if not left:
            return END
        at = next(self._cuts)
        return Answer([left[:at]], cut=CUT if at < len(left) else None)


def _size(form: str) -> int:
    return sum(map(len, Log(form, iter(())).events))


def _longest(form: str) -> int:
    return max(map(len, Log(form, iter(())).events))


@pytest.mark.parametrize("form", FORMS)
def test_a_stream_cut_once_at_any_byte_loses_and_repeats_nothing(step: Stepping, follow: Following, form: str) -> None:
    logs = [Log(form, itertools.chain([at], itertools.repeat(1 << 20))) for at in range(_size(form) + 1)]
    assert {tuple(each.id for each in step(follow(log))) for log in logs} == {tuple("123456")}
    assert sum(log.open for log in logs) == 0


@pytest.mark.parametrize("form", FORMS)
def test_a_stream_that_is_always_cut_loses_and_repeats_nothing(step: Stepping, follow: Following, form: str) -> None:
    logs = [Log(form, itertools.repeat(at)) for at in range(_longest(form), _size(form) + 1)]
    assert {tuple(each.id for each in step(follow(log))) for log in logs} == {tuple("123456")}


@pytest.mark.parametrize("form", FORMS)
def test_a_stream_that_is_cut_a_byte_later_each_time_loses_and_repeats_nothing(
    step: Stepping, follow: Following, form: str
) -> None:
    logs = [Log(form, itertools.count(at)) for at in range(_longest(form))]
    assert {tuple(each.id for each in step(follow(log, reconnect=None))) for log in logs} == {tuple("123456")}


def test_events_with_no_id_of_their_own_come_again_after_the_last_id(step: Stepping, follow: Following) -> None:
    """What a server can go on after is what it gave an id; what came since, it has to send again, or not."""
    server = Server(
        Answer([b"id: 1\ndata: a\n\ndata: b\n\n"], cut=CUT), Answer([b"data: b\n\ndata: c\n\n"], cut=CUT), END
    )
    assert [(each.data, each.id) for each in step(follow(server))] == [("a", "1"), ("b", "1"), ("b", "1"), ("c", "1")]
    assert server.asked[1:] == [[("Last-Event-ID", "1")]] * 2


# --- closing and cancelling ------------------------------------------------------------------------------------------


class Stuck(Server):
    """Gives a connection on which nothing more comes, or does not even answer."""

    def __init__(self, *answers: Answer, answers_then: bool) -> None:
        super().__init__(*answers)
        self._answers_then = answers_then
        self.asynchronous = True

    async def __call__(self, fields: Iterable[tuple[str, str]]) -> Response:
        if self.answers:
            return await super().__call__(fields)
        if not self._answers_then:
            await asyncio.Event().wait()
        body = StuckBody(self, [], None, complete=True)
        return Response(200, Headers([("Content-Type", SSE)]), pieces=body)


class StuckBody(Body):
    async def __anext__(self) -> bytes:
        await asyncio.Event().wait()
        raise AssertionError


class Asleep(Clock):
    """Waits for ever."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.Event().wait()


async def _cancelled(stream: Any) -> list[Any]:
    taken: list[Any] = []

    async def follow() -> None:
        async for each in stream:
            taken.append(each)  # noqa: PERF401 - what came before the end is looked at, too

    task = asyncio.ensure_future(follow())
    for _ in range(20):
        await asyncio.sleep(0)
    assert not task.done()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    return taken


@pytest.mark.parametrize("kind", ["sse", "ndjson", "bytes"])
@pytest.mark.parametrize("answers_then", [True, False])
def test_cancelling_leaves_nothing_open(kind: str, answers_then: bool) -> None:
    server = Stuck(answers_then=answers_then)
    asyncio.run(_cancelled(stream_of(action_of(stream=kind), server, AsyncioBackend())))
    assert server.open == 0


def test_cancelling_a_wait_leaves_nothing_open() -> None:
    server = Stuck(Answer([b"data: a\n\n"]), answers_then=True)
    taken = asyncio.run(_cancelled(stream_of(action_of(), server, Asleep())))
    assert (data_of(taken), server.open) == (["a"], 0)


class Refusing:
    """A caller who fails at the first thing that comes."""

    def append(self, each: Any, /) -> None:
        raise LookupError(each)


@pytest.mark.parametrize("kind", ["sse", "ndjson", "bytes"])
def test_an_error_of_the_callers_own_leaves_nothing_open(step: Stepping, follow: Following, kind: str) -> None:
    server = Server(Answer([b"1\n2\n" if kind == "ndjson" else b"data: a\n\ndata: b\n\n"]))
    with pytest.raises(LookupError):
        step.into(Refusing(), follow(server, action_of(stream=kind)))
    assert server.open == 0


def test_what_nothing_refers_to_closes_its_connection() -> None:
    server = Server(Answer([b"data: a\n\ndata: b\n\n"]))
    steps = BlockingIterator(stream_of(action_of(), server, Clock()))
    assert next(steps).data == "a"
    del steps
    gc.collect()
    assert server.open == 0


def test_a_closed_stream_stays_closed(step: Stepping, follow: Following) -> None:
    server = Server(Answer([b"data: a\n\ndata: b\n\n"]))
    stream = follow(server)
    assert data_of(step(stream, 1)) == ["a"]
    assert step(stream) == []
    assert len(server.asked) == 1


# --- what errors hold ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        Answer([b"data: a\n\n"], cut=CUT),
        Answer([b"data: a\n\n"], cut=ValueError("canary")),
        Answer([b"event: tick\ndata: canary\n\n"]),
        Answer([b"canary"], media="text/html"),
        Answer([b"data: canary canary canary\n\n"]),
    ],
)
def test_an_error_holds_nothing_of_what_lies_below(step: Stepping, follow: Following, answer: Answer) -> None:
    _, error = failure_of(step, follow(Server(answer), action_of("POST", events=TICK), line=20))
    assert (error.__cause__, error.__context__) == (None, None)
    assert "canary" not in str(error)


def test_the_error_that_it_gives_up_with_is_a_fresh_one(step: Stepping, follow: Following) -> None:
    raised = ConnectError("refused", "things.watch", 3)
    _, error = failure_of(step, follow(Server(Answer(), *[raised] * 9), reconnect=5))
    assert isinstance(error, ConnectError)
    assert error is not raised
    assert (str(error), error.attempts, error.__context__) == (str(raised), 3, None)


# --- time and memory -------------------------------------------------------------------------------------------------

UNIT = b'id: 12345\nevent: tick\ndata: {"a": 1, "b": "text"}\n\n'


class Count:
    """Takes what comes, and keeps nothing of it."""

    seen = 0

    def append(self, _: Any, /) -> None:
        self.seen += 1


def test_many_events_take_constant_memory(step: Stepping, follow: Following) -> None:
    stream, count = follow(Server(Answer(UNIT * 100 for _ in range(50)), END)), Count()
    tracemalloc.start()
    try:
        step.into(count, stream)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count.seen == 5_000
    assert peak < 1024 * 1024


MILLION = """
import resource, sys
from dynaclient.waiting import InThread
from tests.results.test_streams import UNIT, Answer, Clock, Server, END, action_of, stream_of

count = int(sys.argv[1])
def followed(pieces):
    server = Server(Answer(UNIT * 500 for _ in range(pieces)), END)
    return sum(1 for _ in InThread(stream_of(action_of(), server, Clock())))
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
