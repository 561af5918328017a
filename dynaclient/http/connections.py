"""A connection: a request is written to it, and its response read from it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from time import monotonic

from ..errors import NotDelivered
from ..messages import Limits, Request
from ..runtime.hosts import is_local_peer
from .codec.events import CHUNK_SIZE
from .codec.request_writer import encode_request
from .failures import SERVER
from .io.base import Stream
from .io.deadline import Deadline
from .permits import Permit, Permits
from .response_reader import Finish, ResponseReader

KEEP_ALIVE = 50.0
"""Seconds that a connection may be idle unless the server announces less: load balancers commonly drop it after 60."""
KEEP_ALIVE_MARGIN = 1.0
"""Seconds before the server would drop an idle connection in which it is no longer used."""


class Connection:
    """
    A connection to an origin, or to its proxy.

    Args:
        stream: The bytes in both directions.
        permits: How many connections there may be.
        permit: The permit for this one.
        peer: The other side, for messages.
    """

    def __init__(self, stream: Stream, permits: Permits, permit: Permit, peer: str = SERVER) -> None:
        self._stream = stream
        self._peer = peer
        self._permits = permits
        self._permit: Permit | None = permit
        self._usable_until = 0.0
        self.is_local = is_local_peer(stream.peer)
        """Whether the other side, server or proxy, is on this machine."""

    @property
    def is_usable(self) -> bool:
        """Whether the connection is open, not too old, and nothing has arrived on it unrequested."""
        return monotonic() < self._usable_until and self._stream.is_open

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()
        permit, self._permit = self._permit, None
        if permit is not None:
            self._permits.put_back(permit)

    def keep(self, seconds: float | None) -> None:
        """Note for how long the connection may be idle; `seconds` is what the server announced, if it did."""
        limit = KEEP_ALIVE if seconds is None else min(seconds - KEEP_ALIVE_MARGIN, KEEP_ALIVE)
        self._usable_until = monotonic() + limit

    async def exchange(self, request: Request, head: bytes, limits: Limits, finish: Finish) -> ResponseReader:
        """
        Send a request, and return its response with its head read.

        Args:
            request: The request.
            head: Its encoded head.
            limits: The limits of the attempt.
            finish: See `ResponseReader`.
        """
        deadline = Deadline(limits.read_timeout, limits.deadline)
        response = ResponseReader(self._stream, deadline, request.method, finish, self._peer)
        if limits.connected is not None:
            limits.connected(response.interrupt)
        timed_out = False
        data, rest = encode_request(head, request.body)
        try:
            sent = self._stream.send(data)
            if sent < len(data) or rest or not self._stream.is_flushed:
                parts = chain([data[sent:]], rest)
                if not await self._write(parts, response, deadline):
                    response.is_interrupted = True  # never False here: `interrupt` may have set it
        except TimeoutError:
            timed_out = True
        except OSError:
            response.is_interrupted = True  # the server may have responded and closed before it had read everything
        if timed_out:
            raise NotDelivered("timed out sending the request", sent=True, slow=True)
        await response.read_head()
        return response

    async def _write(self, parts: Iterable[bytes], response: ResponseReader, deadline: Deadline) -> bool:
        """Write parts of a request; return False if the server responded or closed before it had read everything."""
        stream = self._stream
        unchecked = 0
        for part in parts:
            unchecked += len(part)
            if unchecked > CHUNK_SIZE:  # the server may respond early, and read on; and other tasks have to run
                unchecked = 0
                await stream.wait(deadline.timeout())
                if response.has_arrived:
                    return False
            left: bytes | memoryview = part
            while left and (sent := stream.send(left)) < len(left):
                left = memoryview(left)[sent:]
                await stream.wait(deadline.timeout())
                if response.has_arrived:
                    return False
        while not stream.is_flushed:
            await stream.wait(deadline.timeout())
            if response.has_arrived:
                return False
            stream.send(b"")
        return True
