"""Exact numbers of bytes, to and from a stream."""

from __future__ import annotations

from ..codec.events import EndOfStream
from .base import Stream
from .deadline import Deadline


async def write_all(stream: Stream, data: bytes, deadline: Deadline) -> None:
    """Write all of some bytes."""
    left = memoryview(data)
    while left or not stream.is_flushed:
        left = left[stream.send(left) :]
        if left or not stream.is_flushed:
            await stream.wait(deadline.timeout())


class ExactReader:
    """Reads exact numbers of bytes; what is beyond them has to be read by it, too."""

    def __init__(self, stream: Stream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline
        self._buffer = b""

    async def read(self, count: int) -> bytes:
        """Return so many bytes; raise `EndOfStream` if there are fewer."""
        while len(self._buffer) < count:
            data = await self._stream.receive(self._deadline.timeout())
            if not data:
                raise EndOfStream
            self._buffer += data
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        return taken
