"""
The bytes that arrive on a connection, and the deadline for the next of them.

A `ByteSource` cuts what arrives into heads, lines and runs of bytes. How it waits for more, a subclass defines: one for
threads (`connections`), one for an event loop (`transports.asyncio_connection`).
"""

from __future__ import annotations

import re
import time
from typing import NoReturn

from ..errors import NotDelivered

CHUNK_SIZE = 64 * 1024
"""Bytes that are read, written or decompressed in one step at most."""
MAX_HEAD_SIZE = 64 * 1024
"""Bytes of the status line and the header lines of a response together, at most."""
MAX_WAIT = 1e6
"""Seconds: the longest timeout that every system accepts."""


class Deadline:
    """
    The timeout of each wait: the read timeout, but never beyond the end of the call.

    Args:
        read_timeout: Seconds without a byte.
        ends_at: The end of the call, as a value of `time.monotonic`.
    """

    __slots__ = ("_ends_at", "_read_timeout")

    def __init__(self, read_timeout: float, ends_at: float) -> None:
        self._read_timeout = min(read_timeout, MAX_WAIT)
        self._ends_at = ends_at

    def timeout(self) -> float:
        """Return the seconds that the next wait may take; raise TimeoutError once the deadline has passed."""
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return min(self._read_timeout, left)

    def within(self, seconds: float) -> Deadline:
        """Return a deadline that ends after `seconds`, or together with this one if that is earlier."""
        return Deadline(self._read_timeout, min(self._ends_at, time.monotonic() + seconds))


class EndOfStream(ConnectionError):
    """The connection has ended."""


class MalformedResponse(ValueError):
    """The response violates HTTP/1.1."""


_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_INTERIM = re.compile(rb"HTTP/1\.[0-9] +1")
_START = b"HTTP/1."
_TLS_ALERT = b"\x15\x03"
"""How a TLS server begins its response to what is not TLS (RFC 8446, section 5.1)."""
_START_OF_INTERIM = b"HTTP/1.1 1"


class ByteSource:
    """The bytes of one response, in the order in which they arrive."""

    __slots__ = ("buffer", "deadline")

    detects_truncation = False
    """Whether the end of the connection can be distinguished from a cut: TLS has an end of its own."""

    def __init__(self, deadline: Deadline) -> None:
        self.deadline = deadline
        self.buffer = bytearray()

    async def receive(self) -> None:
        """Wait for at least one more byte and add it to the buffer; raise `EndOfStream` if there is none."""
        raise NotImplementedError

    @property
    def has_final_response(self) -> bool:
        """Whether the buffer has the start of a final response, and not only interim ones such as 103."""
        buffer, position = self.buffer, 0
        while _INTERIM.match(buffer, position):
            end = _END_OF_HEAD.search(buffer, position)
            if end is None:
                break
            position = end.end()
        start = buffer[position : position + len(_START_OF_INTERIM)]
        return len(buffer) > MAX_HEAD_SIZE or not _START_OF_INTERIM.startswith(start)

    async def read(self, limit: int) -> bytes:
        """Return at least one byte, and at most `limit` bytes."""
        if not self.buffer:
            await self.receive()
        return self._take(min(limit, CHUNK_SIZE))

    async def read_exactly(self, count: int) -> bytes:
        """Return `count` bytes."""
        while len(self.buffer) < count:
            await self.receive()
        return self._take(count)

    async def read_line(self, limit: int) -> bytes:
        """Return a line of at most `limit` bytes, without the CRLF that ends it."""
        searched = 0
        while (end := self.buffer.find(b"\r\n", max(0, searched - 1))) < 0:
            searched = len(self.buffer)
            if searched > limit:
                break
            await self.receive()
        if not 0 <= end <= limit:
            raise MalformedResponse(f"a line is longer than {limit} bytes")
        line = self._take(end)
        del self.buffer[:2]
        return line

    async def read_head(self) -> str:
        """Return the status line and the header lines of a response."""
        searched = 0
        while (end := _END_OF_HEAD.search(self.buffer, max(0, searched - 3))) is None:
            if self.buffer.startswith(_TLS_ALERT):
                reject("the server expects TLS at this port: is it https://?")
            if not _START.startswith(self.buffer[: len(_START)]):
                raise MalformedResponse("it does not start with an HTTP/1.1 status line")
            searched = len(self.buffer)
            if searched > MAX_HEAD_SIZE:
                reject(f"the response head is larger than {MAX_HEAD_SIZE} bytes")
            await self.receive()
        if end.end() > MAX_HEAD_SIZE:
            reject(f"the response head is larger than {MAX_HEAD_SIZE} bytes")
        head = self._take(end.start())
        del self.buffer[: end.end() - end.start()]
        return head.decode("latin-1")

    def _take(self, count: int) -> bytes:
        taken = bytes(self.buffer[:count])
        del self.buffer[:count]
        return taken


def reject(reason: str) -> NoReturn:
    """Raise `NotDelivered` for a response that is not accepted, and would not be the next time either."""
    raise NotDelivered(reason, sent=True, answered=True, final=True)
