"""What the codec yields, its limits, and its errors."""

from __future__ import annotations

from typing import NoReturn

from ...errors import NotDelivered

CHUNK_SIZE = 64 * 1024
"""Bytes that are read, written or decompressed in one step at most."""
MAX_HEAD_SIZE = 64 * 1024
"""Bytes of the status line and the header lines of a response together, at most."""


class Signal:
    """An event without data."""

    __slots__ = ()


HEAD = Signal()
"""The head of the final response is complete."""
NEED_DATA = Signal()
"""What has arrived is not enough for the next event."""
END = Signal()
"""The response is complete."""


class EndOfStream(ConnectionError):
    """The connection has ended before the response was complete."""


class MalformedResponse(ValueError):
    """The response violates HTTP/1.1."""


def reject(reason: str, code: str = "response-malformed") -> NoReturn:
    """Raise `NotDelivered` for a response that is not accepted, and would not be the next time either."""
    raise NotDelivered(reason, sent=True, answered=True, final=True, code=code)
