"""Blocking sockets: a thread waits until its socket is ready. A socket itself never blocks."""

from __future__ import annotations

import os
import socket
from collections.abc import Collection
from contextlib import suppress
from threading import get_ident
from typing import Any
from weakref import ref

from ..codec.events import CHUNK_SIZE
from .base import Stream
from .readiness import end_connection, poll_for


class BlockingStream:
    """A connected socket."""

    is_encrypted = False
    is_flushed = True
    may_refuse = False

    def __init__(self, connected: socket.socket) -> None:
        connected.setblocking(False)
        self._socket = connected
        self._process = os.getpid()
        self.thread = get_ident()
        """The thread that has sent the last request."""
        self.peer = connected.getpeername()
        self._readable = poll_for(connected, writable=False)

    def send(self, data: bytes | memoryview) -> int:
        """Write as many bytes as can be written now, and return how many that are."""
        self.thread = get_ident()
        try:
            return self._socket.send(data)
        except BlockingIOError:
            return 0

    def receive_now(self) -> bytes | None:
        """Return what has arrived."""
        try:
            return self._socket.recv(CHUNK_SIZE)
        except BlockingIOError:
            return None

    async def receive(self, seconds: float) -> bytes:
        """Wait for bytes, and return them."""
        while self._readable.poll(seconds * 1000):
            try:
                return self._socket.recv(CHUNK_SIZE)
            except BlockingIOError:  # the system was mistaken
                continue
        raise TimeoutError("timed out reading")

    async def wait(self, seconds: float) -> None:
        """Wait until something has arrived, or more can be written."""
        if not poll_for(self._socket, writable=True).poll(seconds * 1000):
            raise TimeoutError("timed out writing")

    @property
    def is_open(self) -> bool:
        """Whether an idle connection is still open, and nothing has arrived on it."""
        return not self._readable.poll(0)

    def interrupt(self) -> None:
        """End the connection for the thread that uses it, which closes it: its number must not be another one's."""
        with suppress(OSError):  # it has ended already
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the connection."""
        end_connection(self._socket, self._process)


class BlockingNetwork:
    """Opens streams for threads."""

    def __init__(self) -> None:
        self._streams: set[ref[BlockingStream]] = set()

    async def open(self, family: int, kind: int, protocol: int, address: Any, seconds: float) -> Stream:
        """Return a stream that is connected to an address."""
        unconnected = socket.socket(family, kind, protocol)
        try:
            unconnected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            unconnected.settimeout(seconds)
            unconnected.connect(address)
            stream = BlockingStream(unconnected)
            self._streams.add(ref(stream, self._streams.discard))
            return stream
        except BaseException:
            unconnected.close()
            raise

    def interrupt(self, threads: Collection[int | None]) -> None:
        """End the connections on which these threads have sent their last requests."""
        for reference in list(self._streams):
            stream = reference()
            if stream is not None and stream.thread in threads:
                stream.interrupt()
