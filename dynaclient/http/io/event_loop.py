"""Asyncio: a task waits while others run."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections import deque
from time import monotonic
from typing import Any

from ...runtime.asyncio_backend import wait_within
from ...runtime.backends import WaitTimeout
from ..codec.events import CHUNK_SIZE
from .base import Stream
from .readiness import end_connection, poll_for

READ_AHEAD = 4 * CHUNK_SIZE
"""Bytes that are buffered, at most, before they are read; then reading from the socket pauses."""


class AsyncioStream(asyncio.Protocol):
    """A connection in an event loop."""

    is_encrypted = False
    may_refuse = False

    def __init__(self, connected: socket.socket) -> None:
        self._loop = asyncio.get_running_loop()
        self._socket = connected
        self._process = os.getpid()
        self._readable = poll_for(connected, writable=False)
        self._transport: Any = None
        self.peer: Any = None
        self._arrived: deque[bytes] = deque()
        self._size = 0
        """Bytes that have arrived, and are not received yet."""
        self._ended = False
        self._error: Exception | None = None
        self._reading_paused = False
        self._writing_paused = False
        self._waiter: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._timer_ends_at = 0.0
        self._expires_at = 0.0

    # Called by the event loop.

    def connection_made(self, transport: Any) -> None:
        """Note the transport."""
        self._transport = transport
        self.peer = transport.get_extra_info("peername")

    def data_received(self, data: bytes) -> None:
        """Keep what arrived until it is received."""
        self._arrived.append(data)
        self._size += len(data)
        if self._size > READ_AHEAD and not self._reading_paused:
            self._reading_paused = True
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """Note that nothing more arrives."""
        self._ended = True
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        """Note that the connection is closed."""
        if error is not None and not self._ended:  # pragma: no branch - it may break after it has ended
            self._read_rest(error)
        self._ended = True
        self._writing_paused = False
        self._wake()

    def _read_rest(self, error: Exception) -> None:
        """Read what arrived before the connection broke: the server may have responded early, and closed."""
        try:
            with self._socket.dup() as duplicate:
                while self._size < READ_AHEAD and (data := duplicate.recv(CHUNK_SIZE)):
                    self._arrived.append(data)
                    self._size += len(data)
        except OSError:
            self._error = error

    def pause_writing(self) -> None:
        """Note that the write buffer is full."""
        self._writing_paused = True

    def resume_writing(self) -> None:
        """Note that the write buffer has room."""
        self._writing_paused = False
        self._wake()

    # Writing.

    def send(self, data: bytes | memoryview) -> int:
        """Write some bytes, unless the write buffer is full."""
        if self._ended or self._transport.is_closing():
            raise BrokenPipeError
        if self._writing_paused:
            return 0
        part = data[:CHUNK_SIZE]
        self._transport.write(part)
        return len(part)

    @property
    def is_flushed(self) -> bool:
        """Whether the write buffer has room."""
        return not self._writing_paused

    # Reading.

    def receive_now(self) -> bytes | None:
        """Return what has arrived."""
        if self._arrived:
            data = self._arrived.popleft()
            self._size -= len(data)
            if self._reading_paused and not self._ended and self._size <= READ_AHEAD:
                self._reading_paused = False
                self._transport.resume_reading()
            return data
        if self._error is not None:
            raise _copy_of(self._error)
        return b"" if self._ended else None

    async def receive(self, seconds: float) -> bytes:
        """Wait for bytes, and return them."""
        while not (self._arrived or self._ended):
            await self._wait(seconds)
        return self.receive_now() or b""

    @property
    def is_open(self) -> bool:
        """Whether an idle connection is still open, and nothing has arrived on it."""
        if self._ended or self._arrived or self._transport.is_closing():
            return False
        # The event loop may have been busy, or stopped: what it has not read yet is known to the system alone.
        return not self._readable.poll(0)

    # Waiting.

    async def wait(self, seconds: float) -> None:
        """Wait until something has arrived, or more can be written."""
        if not (self._arrived or self._ended) and self._writing_paused:
            await self._wait(seconds)
        else:
            await asyncio.sleep(0)  # receive what has arrived, and let other tasks run

    async def _wait(self, seconds: float) -> None:
        """Wait until something happens on the connection; raise TimeoutError after some seconds."""
        self._waiter = waiter = self._loop.create_future()
        self._expires_at = expires_at = monotonic() + seconds
        if self._timer is None or self._timer_ends_at > expires_at:
            self._start_timer(seconds)
        try:
            await waiter
        finally:
            self._waiter = None

    def _wake(self) -> None:
        waiter = self._waiter
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    def _start_timer(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer_ends_at = self._expires_at
        self._timer = self._loop.call_later(seconds, self._expire)

    def _expire(self) -> None:
        """Fail a wait that takes too long. One timer serves many waits: most of them end long before."""
        self._timer = None
        if self._waiter is None or self._waiter.done():
            return
        left = self._expires_at - monotonic()
        if left > 0:
            self._start_timer(left)
        else:
            self._waiter.set_exception(TimeoutError("the read timeout has passed"))

    def interrupt(self) -> None:
        """End the connection for the task that uses it."""
        with contextlib.suppress(RuntimeError):  # the loop is closed, and no task waits
            self._loop.call_soon_threadsafe(self.eof_received)

    def close(self) -> None:
        """Close the connection."""
        self._ended = True
        if self._loop.is_closed():
            end_connection(self._socket, self._process)  # its transport cannot any more
        elif _is_running(self._loop):
            self._abort()
        else:  # a client that was never closed is collected, in whichever thread
            self._loop.call_soon_threadsafe(self._abort)

    def _abort(self) -> None:
        if self._process == os.getpid():  # pragma: no branch - it is another one in a forked child only
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)  # also if another process has a copy of it since a fork
        self._transport.abort()
        if self._timer is not None:
            self._timer.cancel()


class AsyncioNetwork:
    """Opens streams for tasks."""

    async def open(self, family: int, kind: int, protocol: int, address: Any, seconds: float) -> Stream:
        """Return a stream that is connected to an address."""
        opening = asyncio.ensure_future(_connect(family, kind, protocol, address))
        try:
            stream: Stream = await wait_within(opening, seconds)
            return stream
        except WaitTimeout:
            opening.add_done_callback(_discard)
        except BaseException:
            opening.add_done_callback(_discard)
            raise
        raise TimeoutError("timed out connecting")


def _discard(opening: asyncio.Task[Stream]) -> None:
    """Close a stream that was opened at the moment at which its wait ended."""
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()


async def _connect(family: int, kind: int, protocol: int, address: Any) -> Stream:
    """Connect, in a task of its own, which closes what it has opened if it is cancelled."""
    loop = asyncio.get_running_loop()
    unconnected = socket.socket(family, kind, protocol)
    try:
        unconnected.setblocking(False)
        await loop.sock_connect(unconnected, address)
    except BaseException:
        unconnected.close()
        raise
    _, stream = await loop.create_connection(lambda: AsyncioStream(unconnected), sock=unconnected)
    return stream


def _is_running(loop: asyncio.AbstractEventLoop) -> bool:
    """Return whether this code runs in the event loop."""
    try:
        return asyncio.get_running_loop() is loop
    except RuntimeError:
        return False


def _copy_of(error: Exception) -> Exception:
    """Return an error like this one, without its traceback."""
    copy = type(error)(*error.args)
    vars(copy).update(vars(error))
    return copy
