"""
Streams: what comes bit by bit, followed for as long as the caller goes on.

A stream of events (`sse`) connects again where that repeats nothing but a reading, and goes on after the last id. One
of lines (`ndjson`) or `bytes` has no place to go on from: it is read once. Each holds a connection from its first
step until it ends, fails or is closed.
"""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from time import monotonic
from typing import Any, Generic, TypeVar

from ..call.response import Drift, NotStrict, decode
from ..description.model import Action, ResponseDescription
from ..errors import ApiError, BadResponse, DeadlineExceeded, NotDelivered, TransportError, warn_caller
from ..http.codec import CHUNK
from ..http.sender import RETRY_AFTER_MOST, retry_after
from ..messages import Headers, Response
from ..runtime.backends import Backend, ManagedIterator
from ..schema.validation import Schema
from .sse import EVENT_MOST, LINE_MOST, Event, EventParser, Lines, TooLarge

Step = TypeVar("Step")
Opened = Callable[[Iterable[tuple[str, str]]], Awaitable[Response]]
"""Sends the request of a call with these further headers, and gives the answer of 2xx with its body still to come."""

RETRY = 3.0
"""Seconds before one connects again where the server does not say: "a few" in the standard, 3 in most browsers."""
RETRY_MOST = 3600.0
"""Seconds of a server's own `retry` that are kept to."""
BACKOFF_LEAST = 1.0
"""Seconds that further waits grow from, where the server asks for less."""
BACKOFF_MOST = 30.0
"""Seconds that are added to a wait at most."""
SPREAD = 0.25
"""What a first wait is longer by at most: those whom a server dropped together are not to come back together."""
LASTED = 10.0
"""Seconds after which a connection was a good one, though nothing came."""
ID_MOST = 4096
"""Bytes of an id that are sent: many servers read no more than twice that of all headers together."""
NO_CONTENT = 204


@dataclass(frozen=True)
class Terms:
    """What a stream keeps to."""

    reconnect: float | None = 300.0
    """Seconds without a connection after which it gives up; 0 for no second connection, None for no limit."""
    idle: float = 0.0
    """Seconds without a byte that a connection is given, for what an error says; they are counted elsewhere."""
    line: int = LINE_MOST
    """Bytes that a line may have."""
    event: int = EVENT_MOST
    """Bytes that the data of an event may have."""


def stream_of(
    action: Action, opened: Opened, backend: Backend, drift: Drift | None = None, terms: Terms | None = None
) -> Stream[Any]:
    """
    Give the stream of an action; nothing is sent before its first step.

    Args:
        action: An action whose answer is a stream.
        opened: Sends its request.
        waiting: How one waits.
        drift: What is done where an event or a line differs from its schema; nothing unless given.
        terms: What it keeps to.
    """
    made, following = _KINDS[action.stream]
    return made(following(action, opened, backend, drift or Drift("off", set()), terms or Terms()))


# --- as the caller has them ------------------------------------------------------------------------------------------


class Stream(ManagedIterator[Step]):
    """
    What streams of all kinds have.

    What goes on does not refer to this object: the connection ends as soon as nobody has that any more.
    """

    def __init__(self, following: _Following[Step]) -> None:
        super().__init__()
        self._following = following

    @property
    def status(self) -> int | None:
        """The status of the answer; None before there is one."""
        return self._following.status

    @property
    def headers(self) -> Headers | None:
        """The headers of the answer; None before there is one."""
        return self._following.headers

    def _steps(self) -> AsyncGenerator[Step, None]:
        return self._following.steps()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._following.action.name}: {self.status or 'not open'}>"


class ByteStream(Stream[bytes]):
    """
    The bytes of a stream, as they come: cut at any place, never empty.

    A stream that is cut ends with BadResponse, one that stands still too long with DeadlineExceeded.
    """


class LineStream(Stream[Any]):
    """
    The values of a stream of JSON texts, one a line.

    After the last whole line, a stream that was cut ends with BadResponse, one that stands still too long with
    DeadlineExceeded.
    """


class EventStream(Stream[Event]):
    """
    The events of a stream, each an `Event`.

    Data of events that have a schema is decoded as JSON, all other data is text. The stream of an idempotent action
    connects again when it ends or is cut, until the server says 204 or sends the text that ends it; others end with
    their first connection: with BadResponse where it was cut, with DeadlineExceeded where it stood still too long.
    """

    _following: _Events

    @property
    def reconnects(self) -> int:
        """How often it has connected again."""
        return self._following.reconnects

    @property
    def last_event_id(self) -> str:
        """The id that a server would be asked to go on after; empty where it gave none."""
        return self._following.last_event_id


# --- what goes on ----------------------------------------------------------------------------------------------------


class _Body:
    """The body of an answer, piece by piece; `failure` says whether it was cut when no piece comes any more."""

    def __init__(self, response: Response) -> None:
        self._response = response
        # A transport of the caller's own may have read all of it.
        self._under_way = _sliced(response.body) if response.pieces is None else aiter(response.pieces)
        self.failure: NotDelivered | None = None
        self.since = monotonic()
        """When the wait for the last piece began."""

    @property
    def complete(self) -> bool:
        """False where only the end of the connection said that it is whole; known at its end."""
        return (self._response.pieces or self._response).complete

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        self.since = monotonic()
        try:
            return await anext(self._under_way)
        except StopAsyncIteration:
            pass
        except NotDelivered as error:
            self.failure = error.afresh()
        except Exception as error:  # noqa: BLE001 - a caller's own transport may raise anything
            self.failure = NotDelivered(f"the transport failed ({type(error).__name__})", sent=True, answered=True)
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Give up what is not read."""
        if self._response.pieces is not None:
            await self._response.pieces.aclose()


async def _sliced(body: bytes) -> AsyncGenerator[bytes, None]:
    for begin in range(0, len(body), CHUNK):
        yield body[begin : begin + CHUNK]


class _Following(ABC, Generic[Step]):
    """How a stream is followed, from its request to its end."""

    def __init__(self, action: Action, opened: Opened, backend: Backend, drift: Drift, terms: Terms) -> None:
        self.action = action
        self.status: int | None = None
        self.headers: Headers | None = None
        self._opened = opened
        self._backend = backend
        self._drift = drift
        self._terms = terms

    @abstractmethod
    def steps(self) -> AsyncGenerator[Step, None]:
        """Give what comes, from the beginning."""

    async def _open(self, fields: Iterable[tuple[str, str]] = ()) -> Response:
        response = await self._opened(fields)
        self.status, self.headers = response.status, response.headers
        return response

    def _described(self, response: Response) -> ResponseDescription:
        return self.action.response_for(response.status) or ResponseDescription(str(response.status))

    def _parsed(self, parsing: Iterator[Step]) -> Iterator[Step]:
        """Give what is parsed; BadResponse where some of it is too large."""
        try:
            yield from parsing
        except TooLarge as error:
            told = str(error)
        else:
            return
        raise self._bad(told)

    def _bad(self, told: str) -> BadResponse:
        return BadResponse(told, self.action.name)

    def _cut(self, body: _Body, failure: NotDelivered) -> TransportError:
        """Give the error of a stream that was cut."""
        if failure.slow:
            waited = monotonic() - body.since
            told = f"nothing came from the stream for {waited:.3g} seconds"
            return DeadlineExceeded(told, self.action.name, deadline=self._terms.idle, elapsed=waited)
        return self._bad(f"the stream was cut short: {failure.reason}")

    def _broken_off(self) -> BadResponse:
        return self._bad("the stream was cut short: its connection ended, and what came is not all of it")


class _Bytes(_Following[bytes]):
    async def steps(self) -> AsyncGenerator[bytes, None]:
        body = _Body(await self._open())
        try:
            async for piece in body:
                if piece:
                    yield piece
            if body.failure is not None:
                raise self._cut(body, body.failure)
        finally:
            await body.aclose()


class _Values(_Following[Any]):
    _number = 0
    """The number of the line that came last, from 1."""

    async def steps(self) -> AsyncGenerator[Any, None]:
        response = await self._open()
        body = _Body(response)
        try:
            end = self._described(response).end.encode()
            lines = Lines(self._terms.line)
            async for piece in body:
                for text in self._texts(lines, piece):
                    if text == end:
                        return
                    yield self._value(response, text)
            last = self._last(body, lines, end)
            if last != end:
                yield self._value(response, last)
        finally:
            await body.aclose()

    def _texts(self, lines: Lines, piece: bytes) -> Iterator[bytes]:
        """Give what stands in each whole line; nothing for blank ones."""
        for line in self._parsed(lines.feed(piece)):
            self._number += 1
            text = line.strip()
            if text:
                yield text

    def _last(self, body: _Body, lines: Lines, end: bytes) -> bytes:
        """Give what stands in the last line, which nothing ends; where it is blank, the text that ends the stream."""
        self._number += 1
        if body.failure is not None:
            raise self._cut(body, body.failure)
        text = lines.rest.strip()
        # Half of a number is a number, too.
        if not body.complete and text != end:
            raise self._broken_off()
        return text or end

    def _value(self, response: Response, text: bytes) -> Any:
        try:
            value = decode(text)
        except NotStrict as error:
            told = f"line {self._number} of the stream is no JSON: {error}"
        else:
            self._drift.look(self.action, response, value)
            return value
        raise self._bad(told)


class _Events(_Following[Event]):
    def __init__(self, action: Action, opened: Opened, backend: Backend, drift: Drift, terms: Terms) -> None:
        super().__init__(action, opened, backend, drift, terms)
        self._event_drift = _EventDrift.like(drift)
        self._parser = EventParser(terms.line, terms.event)
        self._silent = 0
        """Connections in a row, or attempts at one, by which nothing came."""
        self.reconnects = 0

    @property
    def last_event_id(self) -> str:
        return self._parser.last_event_id

    async def steps(self) -> AsyncGenerator[Event, None]:
        response: Response | None = await self._open()
        while response is not None:
            body = _Body(response)
            try:
                if response.status == NO_CONTENT:
                    return
                described = self._checked(response)
                opened = monotonic()
                async for piece in body:
                    for event in self._parsed(self._parser.feed(piece)):
                        if described.end and event.data == described.end:
                            return
                        yield self._decoded(event, described.events.get(event.event))
            finally:
                await body.aclose()
            self._count(opened)
            response = await self._next(body, described)

    def _checked(self, response: Response) -> ResponseDescription:
        media = response.headers.get("Content-Type", "").split(";", 1)[0].strip().lower()
        if media != "text/event-stream":
            came = media[:80] or "nothing"
            raise self._bad(f"the answer ({response.status}) is {came} where a text/event-stream is due")
        return self._described(response)

    def _decoded(self, event: Event, schema: Schema | None) -> Event:
        if schema is None:
            return event
        try:
            data = decode(event.data.encode())
        except NotStrict as error:
            told = f"the data of an event {event.event!r} is no JSON: {error}"
        else:
            self._event_drift.look_at(self.action, event.event, schema, data)
            return Event(event.event, data, event.id)
        raise self._bad(told)

    def _count(self, opened: float) -> None:
        """Count the connection that ended."""
        fine = self._parser.heard or monotonic() - opened >= LASTED
        self._silent = 0 if fine else self._silent + 1

    async def _next(self, body: _Body, described: ResponseDescription) -> Response | None:
        """Give the next connection's answer, or None where the stream is at its end; an error where it was cut."""
        failure = body.failure
        if self.action.idempotent and self._terms.reconnect != 0 and not (failure and failure.final):
            self._parser.begin()
            return await self._reopened()
        if failure is not None:
            raise self._cut(body, failure)
        if not body.complete and (described.end or self._parser.unfinished):
            raise self._broken_off()
        return None

    async def _reopened(self) -> Response:
        """Connect again, as often as it takes within the time that one may be without a connection."""
        fields = _going_on(self.last_event_id)
        most = self._terms.reconnect
        until = float("inf") if most is None else monotonic() + most
        asked = 0.0
        while True:
            await self._backend.sleep(max(0.0, min(self._wait(asked), until - monotonic())))
            try:
                response = await self._open(fields)
            except (ApiError, TransportError) as error:
                if isinstance(error, ApiError) and not (error.status >= 500 or error.status == 429):
                    raise
                # A copy, for the frames of what failed are not to be kept over the next wait.
                failed: ApiError | TransportError = copy(error)
            else:
                self.reconnects += 1
                return response
            if monotonic() >= until:
                raise failed
            self._silent += 1
            asked = _asked(failed)

    def _wait(self, asked: float) -> float:
        """Give the seconds before the next connection: what the server asks for, and a random part that grows."""
        retry = self._parser.retry
        base = RETRY if retry is None else min(retry / 1000, RETRY_MOST)
        bound = SPREAD * max(base, BACKOFF_LEAST) * 2.0 ** min(self._silent, 30)
        return max(asked, base + random.random() * min(BACKOFF_MOST, bound))  # noqa: S311 - spreads load, hides nothing


def _asked(error: ApiError | TransportError) -> float:
    seconds = retry_after(Headers(error.headers.items())) if isinstance(error, ApiError) else None
    return min(seconds or 0.0, RETRY_AFTER_MOST)


def _going_on(last_id: str) -> list[tuple[str, str]]:
    """
    Give the header that asks a server to go on after an id.

    It is UTF-8, each byte of it written as the character of that number. None is given for an id that no header can
    carry: the standard allows control characters in ids, RFC 9110 allows none in headers.
    """
    value = last_id.strip(" ").encode("utf-8")
    if not value or len(value) > ID_MOST or any(each < 0x20 or each == 0x7F for each in value):
        return []
    return [("Last-Event-ID", value.decode("latin-1"))]


class _EventDrift(Drift):
    """Tells where events differ from their description: once for each action and name of an event."""

    @classmethod
    def like(cls, drift: Drift) -> _EventDrift:
        """Give one with the dial of another, that knows what it has told."""
        return cls(drift.mode, drift._told)

    def look_at(self, action: Action, name: str, schema: Schema, data: Any) -> None:
        """Compare an event's data with the schema of its name; BadResponse if the dial says ``raise``."""
        key = f"{action.name} {name}"
        if self.mode == "off" or (self.mode == "warn" and key in self._told) or schema.accepts(data):
            return
        told = f"an event {name!r} differs from its description: " + "; ".join(
            f"{'/'.join(map(str, each.path)) or 'its top'} breaks {each.rule}" for each in schema.violations(data)[:5]
        )
        self._told.add(key)
        if self.mode == "raise":
            raise BadResponse(told, action.name)
        warn_caller(f"{action.name}: {told}")


_KINDS: dict[str, tuple[type[Stream[Any]], type[_Following[Any]]]] = {
    "sse": (EventStream, _Events),
    "ndjson": (LineStream, _Values),
    "bytes": (ByteStream, _Bytes),
}
"""Each kind of stream: what the caller has, and what follows it."""
