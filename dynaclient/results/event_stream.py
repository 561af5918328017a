"""
The reader of server-sent events: it reconnects, and resumes after the last id.

Only the stream of an idempotent action reconnects, because that sends the request again.
"""

from __future__ import annotations

import random
from collections.abc import AsyncGenerator
from copy import copy
from time import monotonic

from ..call.response import InvalidJSON, parse_json
from ..call.response_validation import MAX_PIECE_SECONDS, ResponseValidator, describe_differences
from ..description.model import ANY_EVENT, Action, ResponseDescription
from ..errors import ApiError, TransportError
from ..http.retry import MAX_RETRY_AFTER
from ..messages import Response
from ..runtime.backends import Backend
from ..runtime.log import log_info
from ..runtime.media_types import SSE, without_parameters
from ..schema.validation import Schema
from .sse import Event, EventParser
from .stream_readers import NO_CONTENT, OpenResponse, StreamBody, StreamOptions, StreamReader

DEFAULT_RETRY = 3.0
"""Seconds before a reconnect if the server sets no `retry`: "a few" in the standard, 3 in most browsers."""
MAX_RETRY = 3600.0
"""Seconds: the upper limit for a server's `retry`."""
MIN_BACKOFF_BASE = 1.0
"""Seconds: the backoff grows from this, if the server's `retry` is shorter."""
MAX_BACKOFF = 30.0
"""Seconds: the most that backoff adds to a wait."""
JITTER = 0.25
"""The fraction by which a first wait is longer at most: clients that a server dropped together spread out."""
HEALTHY_AFTER = 10.0
"""Seconds after which a connection counts as a good one, even if nothing arrived."""
MAX_ID_BYTES = 4096
"""The longest id that is sent: many servers read no more than twice that of all headers together."""


class EventReader(StreamReader[Event]):
    """Reads a stream of events, over one connection after the other."""

    def __init__(
        self,
        action: Action,
        open_response: OpenResponse,
        backend: Backend,
        validator: ResponseValidator,
        options: StreamOptions,
    ) -> None:
        super().__init__(action, open_response, backend, validator, options)
        self._event_validator = EventValidator.like(validator)
        self._parser = EventParser(options.max_line_bytes, options.max_event_bytes)
        self._failed_connections = 0
        """Consecutive connections, or attempts to connect, that brought nothing."""
        self.reconnects = 0

    @property
    def last_event_id(self) -> str:
        """The id after which the stream resumes; empty if the server sent none."""
        return self._parser.last_event_id

    @property
    def can_continue(self) -> bool:
        """Whether `steps`, after an error, can be called again: it then resumes after the last id."""
        return (self._can_reconnect and not self._has_final_failure) or super().can_continue

    @property
    def _can_reconnect(self) -> bool:
        return self.action.idempotent and self._options.reconnect != 0

    async def steps(self) -> AsyncGenerator[Event, None]:
        """Yield the events."""
        response: Response | None = await self._begin()
        while response is not None:
            body = StreamBody(response, self.action.method)
            try:
                if response.status == NO_CONTENT:
                    return
                described = self._validate(response)
                opened = monotonic()
                async for piece in body:
                    for event in self._guard(self._parser.feed(piece)):
                        if described.end and event.data == described.end:
                            return
                        self._has_yielded = True
                        yield self._decode(event, described.event_schema(event.event), event.event in described.events)
            finally:
                await body.aclose()
            self._count_connection(opened)
            response = await self._next_response(body, described)

    async def _begin(self) -> Response:
        """Return the first response; after an error, one that resumes the stream."""
        if self.status is None or not self._can_reconnect:
            return await self._open()
        self._parser.begin()
        return await self._reconnect("the stream goes on", immediately=True)

    def _validate(self, response: Response) -> ResponseDescription:
        """Return the description of a response; BadResponse if it is not a stream of events."""
        media = response.headers.get("Content-Type", "")
        if without_parameters(media) != SSE:
            got = f"is {without_parameters(self._validator.clean(media))[:80]}" if media else "has no Content-Type"
            message = f"the response ({response.status}) {got}, expected {SSE}"
            raise self._bad_response(message, code="response-unreadable")
        return self._described(response)

    def _decode(self, event: Event, schema: Schema | None, is_listed: bool) -> Event:
        if schema is None:
            return event
        self._has_final_failure = not event.id  # without an id, a reconnect would skip what follows this event
        try:
            data = parse_json(event.data.encode())
        except InvalidJSON as error:
            if not is_listed:  # it may be one without a schema, such as the end of the stream
                self._has_final_failure = False
                return event
            message = f"the data of an event {event.event!r} is not valid JSON: {error}"
        else:
            # The server chooses the names that are not listed: those count as one, or what is reported had no end.
            listed = event.event if is_listed else ANY_EVENT
            decoded = Event(event.event, data, event.id)
            self._event_validator.validate_event(self.action, self._response, decoded, schema, listed)
            self._has_final_failure = False
            return decoded
        raise self._bad_response(message, event.data)

    def _count_connection(self, opened: float) -> None:
        """Count a connection that ended as a good or a failed one."""
        is_healthy = self._parser.is_active or monotonic() - opened >= HEALTHY_AFTER
        self._failed_connections = 0 if is_healthy else self._failed_connections + 1

    async def _next_response(self, body: StreamBody, described: ResponseDescription) -> Response | None:
        """Return the response of the next connection, None at the end of the stream; raise if it was cut off."""
        failure, end = body.failure, described.end
        if failure is None and end and self._parser.unfinished_data == end:
            return None
        self._has_final_failure = failure is not None and failure.final
        if self._can_reconnect and not self._has_final_failure:
            self._parser.begin()
            was_cut = failure is not None or not body.complete
            return await self._reconnect("the stream was cut off" if was_cut else "the stream has ended")
        if failure is not None:
            raise self._cut_off(body, failure)
        if not body.complete and (end or self._parser.unfinished):
            raise self._incomplete()
        if end:
            raise self._without_end(end)
        return None

    async def _reconnect(self, reason: str, *, immediately: bool = False) -> Response:
        """
        Connect with as many attempts as fit into the time without a connection, and return the response.

        Args:
            reason: Why it connects again, for the log.
            immediately: Whether the first attempt is made without waiting, because the caller asks for it.
        """
        fields = _resume_headers(self.last_event_id)
        limit = self._options.reconnect
        until = float("inf") if limit is None else monotonic() + limit
        wait = 0.0 if immediately else self._wait(0.0)
        while True:
            seconds = max(0.0, min(wait, until - monotonic()))
            log_info("%s: %s: connects again in %.3f s", self.action.name, reason, seconds)
            await self._backend.sleep(seconds)
            try:
                response = await self._open(fields)
            except (ApiError, TransportError) as error:
                if isinstance(error, ApiError) and not (error.status >= 500 or error.status == 429):
                    raise
                # A copy: the frames of the error are not to stay in memory during the next wait.
                failure: ApiError | TransportError = copy(error)
            else:
                self.reconnects += 1
                return response
            if monotonic() >= until:
                raise failure
            self._failed_connections += 1
            reason = "the stream could not be opened"
            wait = self._wait(_retry_after(failure))

    def _wait(self, retry_after_seconds: float) -> float:
        """Return the seconds before the next connection: what the server requires, and a random part that grows."""
        retry = self._parser.retry
        base = DEFAULT_RETRY if retry is None else min(retry / 1000, MAX_RETRY)
        bound = JITTER * max(base, MIN_BACKOFF_BASE) * 2.0 ** min(self._failed_connections, 30)
        backoff = random.random() * min(MAX_BACKOFF, bound)  # noqa: S311 - spreads load, hides nothing
        return max(retry_after_seconds, base + backoff)


def _retry_after(error: ApiError | TransportError) -> float:
    seconds = error.retry_after if isinstance(error, ApiError) else None
    return min(seconds or 0.0, MAX_RETRY_AFTER)


def _resume_headers(last_id: str) -> list[tuple[str, str]]:
    """
    Return the header that requests the events after an id.

    Its value is UTF-8, with every byte written as the character of that number. An id that a header
    cannot carry is not sent: the standard allows control characters in ids, RFC 9110 allows none in headers.
    """
    value = last_id.strip(" ").encode("utf-8")
    if not value or len(value) > MAX_ID_BYTES or any(byte < 0x20 or byte == 0x7F for byte in value):
        return []
    return [("Last-Event-ID", value.decode("latin-1"))]


class EventValidator(ResponseValidator):
    """Reports events that differ from their description: once per action and name that the description lists."""

    @classmethod
    def like(cls, validator: ResponseValidator) -> EventValidator:
        """Return one with the mode of another, that shares what was reported."""
        return cls(validator.mode, validator.reported, validator.clean)

    def validate_event(self, action: Action, response: Response, event: Event, schema: Schema, listed: str) -> None:
        """Validate the data of an event against the schema of a listed name; BadResponse if the mode is ``raise``."""
        key = f"{action.name} {listed}"
        if not (self.is_silent(key) or schema.is_quickly_valid(event.data)):
            text = describe_differences(schema, event.data, MAX_PIECE_SECONDS)
            self.report(action, key, f"an event {event.event!r}", text, response, event.data)
