"""
A connection in an event loop: requests are written to it and responses read from it by the same code as for threads.

It is opened by the transport on aiohttp. Nothing of aiohttp is imported here.
"""

from __future__ import annotations

import asyncio
import ssl
import time
import weakref
from collections.abc import Callable
from functools import partial
from typing import Any

from ...errors import NotDelivered
from ...messages import Limits, Request
from ...runtime.asyncio_backend import wait_within
from ..byte_source import CHUNK_SIZE, ByteSource, Deadline, EndOfStream
from ..hosts import is_local_peer
from ..idle_connections import IdleConnections, keep_alive_until
from ..proxies import Route
from ..request_writer import encode_request, read_body
from ..response_reader import ResponseReader, read_connect_response

READ_AHEAD = 4 * CHUNK_SIZE
"""Bytes that are buffered, at most, before they are read; then reading from the socket pauses."""


class AsyncioSource(ByteSource):
    """The bytes that arrive on an `AsyncioConnection`, for one response."""

    __slots__ = ("_connection",)

    def __init__(self, connection: AsyncioConnection, deadline: Deadline) -> None:
        super().__init__(deadline)
        self._connection = connection

    async def receive(self) -> None:
        """Wait for at least one more byte; raise `EndOfStream` if there is none."""
        before = len(self.buffer)
        self._connection.resume_reading()
        while len(self.buffer) == before:
            if self._connection.ended:
                raise self._connection.end_error()
            await self._connection.wait_for_event(self.deadline.timeout())

    @property
    def detects_truncation(self) -> bool:  # type: ignore[override]
        """Whether the connection uses TLS, which has an end of its own."""
        return self._connection.tls is not None


class AsyncioConnection(asyncio.Protocol):
    """A connection that aiohttp opened: what arrives on it goes to the response that is being read."""

    def __init__(self, opened: Any, idle: IdleConnections) -> None:
        self._opened = opened
        """aiohttp's own connection object, which has to be closed too."""
        # Weak: the event loop refers to the connection, so a client that is never closed could not be collected.
        self._idle = weakref.ref(idle)
        self._loop = asyncio.get_running_loop()
        self.transport: Any = opened.transport
        self.usable_until = 0.0
        self.ended = self.transport is None or self.transport.is_closing()
        self.end_error: Callable[[], Exception] = EndOfStream
        """Returns the error that is raised when the response is read beyond the end."""
        self.is_local = not self.ended and is_local_peer(self.transport.get_extra_info("peername"))
        """Whether the other side, server or proxy, is on this machine."""
        self.tls: ssl.SSLObject | None = opened.transport and opened.transport.get_extra_info("ssl_object")
        self._source: AsyncioSource | None = None
        self._reading_paused = False
        self._writing_paused = False
        self._waiter: asyncio.Future[None] | None = None
        if not self.ended:  # pragma: no branch - it ends at just this moment
            self.transport.set_protocol(self)

    # Called by the event loop.

    def data_received(self, data: bytes) -> None:
        """Buffer what arrived; on an idle connection it was not requested, and closes it."""
        if self._source is None:
            self.close()
            return
        self._source.buffer += data
        if len(self._source.buffer) > READ_AHEAD and not self._reading_paused:
            self._reading_paused = True
            self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """Note that nothing more arrives."""
        if not self.ended and self.tls is not None and not _has_ended(self.tls):
            self.end_error = ssl.SSLEOFError
        self.ended = True
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        """Note that the connection is closed."""
        if error is None:
            self.eof_received()
        elif not self.ended:  # pragma: no branch - it breaks after it has ended
            self.end_error = partial(_copy_of, error)
            self._read_rest()
        self.ended = True
        self._writing_paused = False
        self._wake()

    def _read_rest(self) -> None:
        """Read what arrived before the connection broke: the server may have responded early, and closed."""
        if self._source is None or self.tls is not None:
            return
        try:
            with self.transport.get_extra_info("socket").dup() as duplicate:
                while len(self._source.buffer) < READ_AHEAD and (data := duplicate.recv(CHUNK_SIZE)):
                    self._source.buffer += data
            self.end_error = EndOfStream
        except OSError as error:  # pragma: no cover - only if it breaks before the other side has closed it
            self.end_error = partial(_copy_of, error)

    def pause_writing(self) -> None:
        """Note that the write buffer is full."""
        self._writing_paused = True

    def resume_writing(self) -> None:
        """Note that the write buffer has room."""
        self._writing_paused = False
        self._wake()

    # Waiting.

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def wait_for_event(self, seconds: float) -> None:
        """Wait until something happens on the connection; raise TimeoutError after `seconds`."""
        self._waiter = waiter = self._loop.create_future()
        timer = self._loop.call_later(seconds, _expire, waiter)
        try:
            await waiter
        finally:
            timer.cancel()
            self._waiter = None

    def resume_reading(self) -> None:
        """Read from the socket again if reading was paused."""
        if self._reading_paused and not self.ended:
            self._reading_paused = False
            self.transport.resume_reading()

    # For the pool and the response.

    @property
    def is_connected(self) -> bool:
        """Whether the connection is open, not too old, and nothing has arrived on it unrequested."""
        return not self.ended and time.monotonic() < self.usable_until and not self.transport.is_closing()

    def close(self) -> None:
        """Close the connection and discard what is still to be written."""
        self.ended = True
        if self._loop.is_closed():
            return  # the rest is closed by the garbage collector
        if _is_running(self._loop):
            self._abort()
        else:  # a client that was never closed is collected, in whichever thread
            self._loop.call_soon_threadsafe(self._abort)

    def _abort(self) -> None:
        if self.transport is not None:  # pragma: no branch - it ended at the moment it was opened
            self.transport.abort()
        self._opened.close()

    def release(self, keep_alive: float | None) -> None:
        """Make this an idle connection; `keep_alive` is how many seconds the server keeps it, if announced."""
        self._source = None
        self.usable_until = keep_alive_until(keep_alive)
        idle = self._idle()
        if idle is None:
            self.close()
            return
        self.resume_reading()
        idle.add(self)

    # A tunnel.

    async def open_tunnel(
        self, connect: bytes, deadline: Deadline, context: ssl.SSLContext, host: str, route: Route
    ) -> None:
        """Ask the proxy for a tunnel with the request `connect`, and start TLS in it."""
        try:
            source = self._source = AsyncioSource(self, deadline)
            await self._write(connect, source)
            await read_connect_response(ResponseReader(self, source, "CONNECT"), route)
            self._source = None
            handshake = self._loop.start_tls(self.transport, self, context, server_hostname=host)
            self.transport = await wait_within(asyncio.ensure_future(handshake), deadline.timeout())
            self.tls = self.transport.get_extra_info("ssl_object")
        except BaseException:
            self.close()
            raise

    # A request.

    async def exchange(self, request: Request, head: bytes, limits: Limits) -> ResponseReader:
        """Send a request, and return its response with its head read."""
        source = self._source = AsyncioSource(self, Deadline(limits.read_timeout, limits.deadline))
        response = ResponseReader(self, source, request.method)
        body = request.body
        parts = body if body is None or isinstance(body, bytes) else read_body(body)
        chunked = body is not None and not isinstance(body, bytes) and body.length is None
        timed_out = False
        broken = False
        try:
            for part in encode_request(head, parts, chunked):
                broken = not await self._write(part, source)
                if broken:
                    break
        except TimeoutError:
            timed_out = True
        if timed_out:
            raise NotDelivered("timed out sending the request", sent=True, slow=True)
        await response.read_head()
        response.closes_connection = response.closes_connection or broken
        return response

    async def _write(self, data: bytes, source: AsyncioSource) -> bool:
        """Write all of `data`; return False if the server responded or closed before it had read everything."""
        view = memoryview(data)
        for start in range(0, len(view), CHUNK_SIZE):
            if source.has_final_response or self.ended or self.transport.is_closing():
                return False
            source.deadline.timeout()  # raises if the deadline has passed
            self.transport.write(view[start : start + CHUNK_SIZE])
            while self._writing_paused and not source.has_final_response:
                await self.wait_for_event(source.deadline.timeout())
            if len(view) >= CHUNK_SIZE:
                await asyncio.sleep(0)  # receive what has arrived, and let other tasks run
        return True


def _is_running(loop: asyncio.AbstractEventLoop) -> bool:
    """Return whether this code runs in the event loop."""
    try:
        return asyncio.get_running_loop() is loop
    except RuntimeError:
        return False


def _has_ended(tls: ssl.SSLObject) -> bool:
    """Return whether the other side has ended TLS, and not only the connection."""
    try:
        return not tls.read(1)
    except ssl.SSLZeroReturnError:  # pragma: no cover - raised by Python 3.10
        return True
    except ssl.SSLError:
        return False


def _copy_of(error: Exception) -> Exception:
    """Return an error like this one, without its traceback."""
    copy = type(error)(*error.args)
    vars(copy).update(vars(error))
    return copy


def _expire(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():  # pragma: no branch - it was woken at just this moment
        waiter.set_exception(TimeoutError("the read timeout has passed"))
