"""A response as it is read from a connection: the events of the codec, waited for within a deadline."""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import AsyncIterator, Callable
from typing import Union

from ..errors import NotDelivered
from ..messages import Headers, Response
from .codec.content_coding import Decoder, decoder_for
from .codec.events import NEED_DATA, MalformedResponse, reject
from .codec.response_parser import Event, ResponseParser
from .failures import SERVER, response_failure
from .io.base import Stream
from .io.deadline import Deadline

MAX_PARTIAL_SIZE = 64 * 1024
"""Bytes of a body that is not received completely which its error has, at most."""
_NO_HEADERS = Headers()
_FAILURES = (NotDelivered, MalformedResponse, OSError, zlib.error)
"""What a response can fail with. Anything else is the caller's: raised by a handler of signals, for example."""


Finish = Callable[[bool, Union[float, None]], None]


class ResponseReader:
    """
    One response: its head after `read_head`; its body, once, by `read_body` or part by part.

    Args:
        stream: What it arrives on.
        deadline: The timeout of each wait.
        method: The method of the request.
        finish: Called once with whether the connection can carry a further request, and for how many seconds the server
            keeps it open, if it announced that.
        peer: The other side of the connection, for messages.
    """

    def __init__(self, stream: Stream, deadline: Deadline, method: str, finish: Finish, peer: str = SERVER) -> None:
        self._stream = stream
        self._peer = peer
        self._deadline = deadline
        self._parser = ResponseParser(method)
        self._finish: Finish | None = finish
        self._failure: NotDelivered | None = None
        """What was wrong with what arrived before the whole request was written."""
        self.is_interrupted = False
        """Whether its connection carries no other request: it was ended, or this one was not written completely."""
        self.status = 0
        self.reason = ""
        self.headers = _NO_HEADERS
        self.complete = True
        """False if only the end of the connection marked the end of the body."""

    def close(self) -> None:
        """Discard what is not read, and close the connection."""
        finish, self._finish = self._finish, None
        if finish is not None:
            finish(False, None)

    async def aclose(self) -> None:
        """Discard what is not read, and close the connection."""
        self.close()

    def interrupt(self) -> None:
        """End the connection under what waits for this response, from any thread; not if it is released by now."""
        self.is_interrupted = True  # first: if it is released after the next line has looked, nothing else gets it
        if self._finish is not None:
            self._stream.interrupt()

    def _release(self) -> None:
        """Make the connection available to further requests if it can carry them."""
        # Surplus bytes respond to no request: they must not be taken for the next response.
        parser, finish, self._finish = self._parser, self._finish, None
        if finish is not None:  # `is_interrupted` is looked at after that, see `interrupt`
            finish(not (parser.closes_connection or parser.has_unread or self.is_interrupted), parser.keep_alive)

    # The head.

    @property
    def has_surplus(self) -> bool:
        """Whether bytes have arrived that are not part of what was read."""
        return self._parser.has_unread

    @property
    def has_arrived(self) -> bool:
        """Whether the head has arrived, or what cannot be one, as `read_head` then says. It does not wait."""
        data = self._stream.receive_now()
        if data is None:
            return False
        parser = self._parser
        parser.feed(data)
        try:
            event = parser.next_event()
        except _FAILURES as error:  # `read_head` raises it
            self._failure = self._failure_of(error, answered=parser.has_unread)
            return True
        if event is NEED_DATA:
            return False
        self._begin()
        return True

    async def read_head(self) -> None:
        """Read the head, after those of interim responses."""
        if self.status:
            return
        parser, failure = self._parser, self._failure
        try:
            event: Event = NEED_DATA
            while event is NEED_DATA and failure is None:
                parser.feed(await self._stream.receive(self._deadline.timeout()))
                event = parser.next_event()
        except _FAILURES as error:  # raised below, without the frames that it refers to
            failure = self._failure_of(error, answered=parser.has_unread, may_refuse=self._stream.may_refuse)
        if failure is None:
            self._begin()
            return
        self._failure = None
        try:
            raise failure
        finally:
            del failure  # the error refers to this frame: a cycle would keep the connection

    def _begin(self) -> None:
        """Note what the parser has read: the first event is the head."""
        parser = self._parser
        self.status, self.reason, self.headers = parser.status, parser.reason, parser.headers

    # The body.

    async def read_body(self, limit: int | None) -> bytes:
        """Return the whole body, decoded, of at most `limit` bytes, and release the connection."""
        whole = self._parser.whole_body() if "content-encoding" not in self.headers.by_lower_name else None
        if whole is not None and (limit is None or len(whole) <= limit):
            self._release()
            return whole
        return await self._read_in_parts(_Body(limit))

    async def _next_event(self) -> Event:
        parser = self._parser
        while (event := parser.next_event()) is NEED_DATA:
            parser.feed(await self._stream.receive(self._deadline.timeout()))
        return event

    async def _read_in_parts(self, body: _Body) -> bytes:
        try:
            whole = await self._read_body(body)
        except _FAILURES as error:  # as above
            failure = self._failure_of(error, answered=True)
            failure.response = Response(self.status, self.headers, body.beginning(), complete=False, reason=self.reason)
        except BaseException:
            self.close()
            raise
        else:
            self._release()
            return whole
        self.close()
        try:
            raise failure
        finally:
            del failure  # as above

    async def _read_body(self, body: _Body) -> bytes:
        decoder, length = self._decoder(), self._parser.length
        if decoder is None and length:
            body.require(length)
        while isinstance(event := await self._next_event(), bytes):
            for part in (event,) if decoder is None else decoder.decode(event):
                body.add(part)
                self._deadline.timeout()
        if decoder is not None:
            decoder.finish()
        return body.value()

    def _decoder(self) -> Decoder | None:
        """Return what decodes the body; None if it is not encoded. An empty one is not, whatever the headers say."""
        parser = self._parser
        fields = self.headers.by_lower_name
        is_coded = "content-encoding" in fields and parser.has_body
        decoder = decoder_for(fields["content-encoding"][1]) if is_coded else None
        if parser.ends_with_connection:
            # TLS and compressed data mark their own end: without it they count as cut off.
            self.complete = decoder is not None or self._stream.is_encrypted
        return decoder

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the body, decoded, part by part as it arrives, then release the connection."""
        try:
            async for part in self._parts():
                yield part
        except _FAILURES as error:  # as above
            failure = self._failure_of(error, answered=True)
        except BaseException:  # the caller stopped reading
            self.close()
            raise
        else:
            self._release()
            return
        self.close()
        try:
            raise failure
        finally:
            del failure  # as above

    async def _parts(self) -> AsyncIterator[bytes]:
        decoder, process = self._decoder(), os.getpid()
        while isinstance(event := await self._next_event(), bytes):
            for part in (event,) if decoder is None else decoder.decode(event):
                yield part
                if process != os.getpid():  # pragma: no cover - only in a forked child
                    reject("the stream was opened in another process, which reads it too", "iterator")
        if decoder is not None:
            decoder.finish()

    def _failure_of(self, error: Exception, *, answered: bool, may_refuse: bool = False) -> NotDelivered:
        """Return the failure that an error means."""
        if isinstance(error, NotDelivered):
            if error.code != "tls-expected" or self._peer == SERVER:
                return error.without_traceback()
            reason, hint = f"{self._peer} expects TLS at its port", "is its URL https://?"
            return NotDelivered(reason, sent=True, answered=True, final=True, hint=hint, code=error.code)
        if isinstance(error, (MalformedResponse, zlib.error)):
            problem = str(error) if isinstance(error, MalformedResponse) else "its compressed data is invalid"
            reason = f"the response is malformed: {problem}"
            return NotDelivered(reason, sent=True, answered=True, code="response-malformed")
        return response_failure(error, answered=answered, may_refuse=may_refuse, peer=self._peer)


class _Body:
    """A body that is being read, of a limited size."""

    def __init__(self, limit: int | None) -> None:
        self._limit = limit
        self._buffer = io.BytesIO()  # unlike a joined list of parts, it returns its bytes without a second copy of them

    def require(self, size: int) -> None:
        """Reject the response if this is more than the limit."""
        if self._limit is not None and size > self._limit:
            reject(f"the response is larger than {self._limit} bytes", "response-too-large")

    def add(self, part: bytes) -> None:
        """Add a part."""
        self.require(self._buffer.tell() + len(part))
        self._buffer.write(part)

    def value(self) -> bytes:
        """Return all of it."""
        return self._buffer.getvalue()

    def beginning(self) -> bytes:
        """Return what an error shows of it."""
        return bytes(self._buffer.getbuffer()[:MAX_PARTIAL_SIZE])
