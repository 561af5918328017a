"""
Readers of streams over one connection: bytes and lines; `event_stream` has the reader that reconnects.

A reader sends the request with its first step, and closes the connection when it ends, fails or is closed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Iterator
from time import monotonic
from typing import Any, Generic, TypeVar

from ..call.response import InvalidJSON, parse_json
from ..call.response_validation import ResponseValidator
from ..description.model import Action, ResponseDescription
from ..errors import BadResponse, DeadlineExceeded, NotDelivered, TransportError
from ..http.codec.events import CHUNK_SIZE
from ..messages import Headers, Response
from ..records import dataclass, replace
from ..runtime.backends import Backend
from .ranges import content_length
from .sse import MAX_EVENT_BYTES, MAX_LINE_BYTES, Lines, Malformed, TooLarge

Step = TypeVar("Step")
OpenResponse = Callable[[Iterable[tuple[str, str]]], Awaitable[Response]]
"""Sends the request of a call with additional headers, and returns a response of 2xx whose body is not read yet."""
NO_CONTENT = 204
"""The status by which a server says that there is no stream, or that it is over."""


@dataclass(frozen=True)
class StreamOptions:
    """The limits of a stream."""

    reconnect: float | None = 300.0
    """Seconds without a connection after which it fails; 0 to never reconnect, None for no limit."""
    read_timeout: float = 0.0
    """Seconds without a byte after which a connection times out. Only for errors: transports enforce it."""
    max_line_bytes: int = MAX_LINE_BYTES
    max_event_bytes: int = MAX_EVENT_BYTES
    """The limit for the data of an event."""


class StreamBody:
    """The body of a response, piece by piece; `failure` is set if it was cut off."""

    def __init__(self, response: Response, method: str) -> None:
        self._response = response
        self._missing = content_length(response, method) or 0
        """Bytes up to the declared length: the default transports count them, but custom ones may not."""
        # A custom transport may have read the whole body.
        self._pieces = _split(response.body) if response.pieces is None else aiter(response.pieces)
        self.failure: NotDelivered | None = None
        self.waiting_since = monotonic()
        """When the wait for the latest piece began."""

    @property
    def complete(self) -> bool:
        """Whether the message was complete, and not just ended by its connection; known at the end."""
        return (self._response.pieces or self._response).complete

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        self.waiting_since = monotonic()
        try:
            piece = await anext(self._pieces)
        except StopAsyncIteration:
            if self._missing > 0:
                reason = f"the response ended {self._missing} bytes before its declared length"
                self.failure = NotDelivered(reason, sent=True, answered=True)
        except NotDelivered as error:
            self.failure = error.without_traceback()
        except Exception as error:  # noqa: BLE001 - a custom transport may raise anything
            self.failure = NotDelivered(f"the transport failed ({type(error).__name__})", sent=True, answered=True)
        else:
            self._missing -= len(piece)
            return piece
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Close the connection unless all of the body was read."""
        if self._response.pieces is not None:
            await self._response.pieces.aclose()


async def _split(body: bytes) -> AsyncGenerator[bytes, None]:
    for start in range(0, len(body), CHUNK_SIZE):
        yield body[start : start + CHUNK_SIZE]


_CODES: dict[type[Exception], str] = {TooLarge: "response-too-large", Malformed: "response-malformed"}
"""What is wrong with a stream → the code of the error."""


class StreamReader(ABC, Generic[Step]):
    """Reads a stream, from its request to its end."""

    def __init__(
        self,
        action: Action,
        open_response: OpenResponse,
        backend: Backend,
        validator: ResponseValidator,
        options: StreamOptions,
    ) -> None:
        self.action = action
        self.status: int | None = None
        self.headers: Headers | None = None
        self._response = Response(0)
        """The present response, without its body."""
        self._open_response = open_response
        self._backend = backend
        self._validator = validator
        self._options = options
        self._has_yielded = False
        self._has_final_failure = False
        """Whether it failed in a way in which it would fail again."""

    @property
    def can_continue(self) -> bool:
        """Whether `steps`, after an error, can be called again, so that nothing is lost and nothing comes twice."""
        return self.action.idempotent and not self._has_yielded and not self._has_final_failure

    @abstractmethod
    def steps(self) -> AsyncGenerator[Step, None]:
        """Yield the content of the stream; after an error, and if it `can_continue`, from where it was cut off."""

    async def _open(self, fields: Iterable[tuple[str, str]] = ()) -> Response:
        response = await self._open_response(fields)
        self.status, self.headers = response.status, response.headers
        self._response = replace(response, pieces=None)
        return response

    def _described(self, response: Response) -> ResponseDescription:
        return self.action.response_for(response.status) or ResponseDescription(str(response.status))

    def _guard(self, parsed: Iterator[Step]) -> Iterator[Step]:
        """Yield what a parser yields; BadResponse if it raises an error."""
        try:
            yield from parsed
        except (TooLarge, Malformed) as error:
            message, code = str(error), _CODES[type(error)]
            self._has_final_failure = True
        else:
            return
        raise self._bad_response(message, code=code)

    def _bad_response(self, message: str, body: Any = None, code: str = "") -> BadResponse:
        """Return the error of a part of the stream that is `body`."""
        error = BadResponse(message, self.action.name, code=code)
        error.with_response(self._response, may_be_processed=not self.action.idempotent)
        error.body = body
        return error

    def _cut_off(self, body: StreamBody, failure: NotDelivered) -> TransportError:
        """Return the error of a stream that was cut off or timed out."""
        if failure.slow:
            waited = monotonic() - body.waiting_since
            message = f"timed out: no data from the stream for {waited:.3g} seconds"
            error = DeadlineExceeded(message, self.action.name, deadline=self._options.read_timeout, elapsed=waited)
            return error.with_response(self._response, may_be_processed=not self.action.idempotent)
        return self._bad_response(f"the stream was cut off: {failure.reason}")

    def _incomplete(self) -> BadResponse:
        return self._bad_response("the stream was cut off: its connection was closed before it was complete")

    def _without_end(self, end: str) -> BadResponse:
        reason = f"its response ended without {end!r}, the declared end of the stream"
        return self._bad_response(f"the stream was cut off: {reason}")


class ByteReader(StreamReader[bytes]):
    """Reads the bytes of a stream."""

    async def steps(self) -> AsyncGenerator[bytes, None]:
        """Yield the bytes as they arrive."""
        body = StreamBody(await self._open(), self.action.method)
        try:
            async for piece in body:
                if piece:
                    self._has_yielded = True
                    yield piece
            if body.failure is not None:
                raise self._cut_off(body, body.failure)
        finally:
            await body.aclose()


class LineReader(StreamReader[Any]):
    """Reads a stream of JSON values, one a line."""

    _line_number = 0
    """The number of the latest line, from 1."""
    _unit = "line"
    """What errors call one of them."""

    async def steps(self) -> AsyncGenerator[Any, None]:
        """Yield the values of the lines."""
        response = await self._open()
        body = StreamBody(response, self.action.method)
        end = "" if response.status == NO_CONTENT else self._described(response).end
        lines = self._splitter()
        self._line_number = 0
        try:
            async for piece in body:
                for line in self._non_blank(lines, piece):
                    if line == end.encode():
                        return
                    self._has_yielded = True
                    yield self._value(response, line)
            last = self._last_line(body, lines, end.encode())
            if end and last == end.encode():
                return
            if last:
                self._has_yielded = True
                yield self._value(response, last)
            if end:
                raise self._without_end(end)
        finally:
            await body.aclose()

    def _splitter(self) -> Lines:
        """Return what splits the body into lines."""
        return Lines(self._options.max_line_bytes)

    def _non_blank(self, lines: Lines, piece: bytes) -> Iterator[bytes]:
        """Yield the complete lines that are not blank, without whitespace around them."""
        for line in self._guard(lines.feed(piece)):
            self._line_number += 1
            stripped = line.strip()
            if stripped:
                yield stripped

    def _last_line(self, body: StreamBody, lines: Lines, end: bytes) -> bytes:
        """Return the last line, which has no LF; it is often blank."""
        self._line_number += 1
        if body.failure is not None:
            raise self._cut_off(body, body.failure)
        line = lines.rest.strip()
        # The first half of a number is a number too.
        if not body.complete and line != end:
            raise self._incomplete()
        return line

    def _value(self, response: Response, line: bytes) -> Any:
        try:
            value = parse_json(line)
        except InvalidJSON as error:
            message = f"{self._unit} {self._line_number} of the stream is not valid JSON: {error}"
        else:
            self._validator.validate_item(self.action, response, value)
            return value
        raise self._bad_response(message, line)
