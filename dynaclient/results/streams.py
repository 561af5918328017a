"""
Streams: responses that arrive bit by bit, read for as long as the caller iterates.

A stream of events (`sse`) reconnects if its action is idempotent, and resumes after the last id. One of lines
(`ndjson`) or `bytes` cannot be resumed: it is read once. Each holds a connection from its first step until it ends,
fails or is closed.

The end of a stream is what its description announces as `end`; where that is missing, a response that ended properly
was cut off nevertheless. Without `end` the stream ends with its response.

A stream that has begun ends with its client: its step raises an error, as soon as it is connected, and so does each
later one. Its own `close` in another thread or task ends the iteration without an error.

An error, an interrupt and a cancellation close the connection. The step after it never looks like the end of a complete
stream. If the action is idempotent, the step sends the request again as long as nothing was yielded, and a stream of
events reconnects after its last id. Otherwise it raises the error again.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

from ..call.response_validation import ResponseValidator
from ..description.model import Action
from ..errors import DynaclientError, OutcomeUnknown, TransportError
from ..messages import Headers
from ..runtime.backends import Backend, ManagedIterator
from ..runtime.endable import Endable
from .event_stream import EventReader
from .json_sequence import SequenceReader
from .sse import Event
from .stream_readers import ByteReader, LineReader, OpenResponse, Step, StreamOptions, StreamReader


def stream_of(
    action: Action,
    open_response: OpenResponse,
    backend: Backend,
    validator: ResponseValidator | None = None,
    options: StreamOptions | None = None,
) -> Stream[Any]:
    """
    Return the stream of an action. Nothing is sent before its first step.

    Args:
        action: An action whose response is a stream.
        open_response: Sends its request.
        backend: How to wait; if it is an `Endable`, the stream ends with its client, and by its close in any thread.
        validator: What happens if an event or a line differs from its schema; nothing by default.
        options: Its limits.
    """
    stream, reader = _KINDS[action.stream]
    made = stream(
        reader(action, open_response, backend, validator or ResponseValidator("off", set()), options or StreamOptions())
    )
    if isinstance(backend, Endable):
        made._ending = backend
    return made


class Stream(ManagedIterator[Step]):
    """
    The common part of all streams.

    Its reader has no reference to it: when the caller drops the stream, the connection is closed at once.
    """

    def __init__(self, reader: StreamReader[Step]) -> None:
        super().__init__()
        self._reader = reader

    @property
    def status(self) -> int | None:
        """The status of the response; None before it arrived."""
        return self._reader.status

    @property
    def headers(self) -> Headers | None:
        """The headers of the response; None before they arrived."""
        return self._reader.headers

    def _generate(self) -> AsyncGenerator[Step, None]:
        return self._reader.steps()

    def _can_continue(self) -> bool:
        return self._reader.can_continue

    def _error_ended(self) -> DynaclientError:
        message, action = "the client was closed before the stream had ended", self._reader.action
        if self.status is None and not action.idempotent:
            hint = "the request may have been sent and processed: check before you send it again"
            return OutcomeUnknown(f"{message}; {hint}", action.name)
        error = TransportError(f"{message}; to stop without an error, close the stream first", action.name)
        error.may_be_processed = not action.idempotent
        return error

    def __repr__(self) -> str:
        end = "failed" if self._failure is not None else "closed" if self._is_closed else ""
        state = ", ".join(filter(None, (str(self.status or ""), end)))
        return f"<{type(self).__name__} {self._reader.action.name}: {state or 'not open'}>"


class ByteStream(Stream[bytes]):
    """
    The bytes of a stream as they arrive: split anywhere, never empty.

    Raises, during iteration:
        BadResponse: The stream was cut off, or is shorter than its declared length. Every further step raises it again.
        DeadlineExceeded: Nothing arrived for too long.
    """


class LineStream(Stream[Any]):
    """
    The values of a stream of JSON values: one a line, or each after a record separator (RFC 7464).

    If the description declares an `end`, that line ends the stream; without it the stream was cut off.

    Raises, during iteration and after the last complete line:
        BadResponse: The stream was cut off, or a line is not valid. Every further step raises it again.
        DeadlineExceeded: Nothing arrived for too long.
    """


class EventStream(Stream[Event]):
    """
    The events of a stream, as `Event` objects.

    The data of events with a schema is decoded as JSON; all other data is a string. The stream of an idempotent action
    reconnects when it ends or is cut off, until the server returns 204 or sends the declared end. Other streams end
    with their first connection.

    If the description declares an `end`, such as ``[DONE]``, only an event with that data ends the stream: a connection
    that ends without it was cut off. The last event of a connection counts only with the blank line after it, as the
    standard has it; the declared end counts without.

    Raises, during iteration:
        BadResponse: The stream was cut off and does not reconnect, or an event is not valid. Every further step raises
            it again; after an invalid event with an id, a stream that reconnects goes on with the next event.
        DeadlineExceeded: Nothing arrived for too long, and it does not reconnect.
    """

    _reader: EventReader

    @property
    def reconnects(self) -> int:
        """The number of times that it has reconnected."""
        return self._reader.reconnects

    @property
    def last_event_id(self) -> str:
        """The id after which a reconnect resumes; empty if the server sent none."""
        return self._reader.last_event_id


_KINDS: dict[str, tuple[type[Stream[Any]], type[StreamReader[Any]]]] = {
    "sse": (EventStream, EventReader),
    "ndjson": (LineStream, LineReader),
    "json-seq": (LineStream, SequenceReader),
    "bytes": (ByteStream, ByteReader),
}
"""Each kind of stream: what the caller iterates over, and what reads it."""
