"""
Parsers for the bytes of streams: server-sent events and lines. No I/O happens here.

Events are parsed by the rules of the WHATWG ("Interpreting an event stream" in the HTML standard). Bytes may be split
anywhere. Between two pieces only the unfinished line and the unfinished event are stored, and both are limited.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from typing import Any

from ..records import dataclass

MAX_LINE_BYTES = 16 * 1024 * 1024
"""Servers put images into a line, but nothing larger than any other response may be."""
MAX_EVENT_BYTES = 32 * 1024 * 1024
"""The limit for the data of an event: the same as for a response that is not a stream."""
_MAX_RETRY_DIGITS = 15
"""Digits of a `retry` that are read: a longer wait would never end."""


class TooLarge(ValueError):
    """A line or an event exceeds its limit."""


class Malformed(ValueError):
    """What arrived is not what the stream is described as."""


@dataclass(frozen=True)
class Event:
    """One event of a stream."""

    event: str
    """Its name; ``message`` if the server does not name it."""
    data: Any
    """Its data: a string, or a JSON value if the description has a schema for events of this name."""
    id: str = ""
    """The last id that the server had sent when the event arrived, with it or before it; empty if there is none."""


class Lines:
    """
    Splits bytes into lines that end with LF.

    Args:
        max_bytes: The limit for a line.
    """

    __slots__ = ("_max_bytes", "_rest")

    def __init__(self, max_bytes: int = MAX_LINE_BYTES) -> None:
        self._max_bytes = max_bytes
        self._rest = bytearray()

    @property
    def rest(self) -> bytes:
        """The bytes after the last LF."""
        return bytes(self._rest)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """
        Yield the complete lines without their LF. Exhaust the iterator before the next call.

        Raises:
            TooLarge: A line exceeds the limit; the lines before it have been yielded.
        """
        lines = data.split(b"\n")
        if self._rest and len(lines) > 1:
            self._rest += lines[0]
            lines[0] = bytes(self._rest)
            self._rest.clear()
        rest = lines.pop()
        for line in lines:
            if len(line) > self._max_bytes:
                raise self._too_large()
            yield line
        self._rest += rest
        if len(self._rest) > self._max_bytes:
            raise self._too_large()

    def _too_large(self) -> TooLarge:
        return TooLarge(f"a line of the stream is longer than {self._max_bytes} bytes")


class EventParser:
    """
    Parses the bytes of a stream into events.

    Args:
        max_line_bytes: The limit for a line.
        max_event_bytes: The limit for the data of an event.
    """

    def __init__(self, max_line_bytes: int = MAX_LINE_BYTES, max_event_bytes: int = MAX_EVENT_BYTES) -> None:
        self._max_line_bytes = max_line_bytes
        self._max_event_bytes = max_event_bytes
        self.last_event_id = ""
        """The id from which to resume: that of the last event, or one that arrived by itself after it."""
        self.retry: int | None = None
        """Milliseconds to wait before reconnecting; None if the server has not set it."""
        self.begin()

    def begin(self) -> None:
        """Begin a new connection: drop what is unfinished, keep `last_event_id` and `retry`."""
        self.is_active = False
        """Whether an event or a comment arrived on this connection."""
        self._lines = Lines(self._max_line_bytes)
        self._has_first_line = False
        self._after_cr = False
        self._name = b""
        self._data = bytearray()
        # By the standard this would be empty, so that the id is lost unless the next event has one; browsers keep it.
        self._id = self.last_event_id

    @property
    def unfinished(self) -> bool:
        """Whether an event has begun and not ended."""
        return bool(self._data or self._name or self._lines.rest)

    @property
    def unfinished_data(self) -> str:
        """The data of an event that has begun and not ended, which the standard discards; empty if there is none."""
        data, (name, _, value) = bytes(self._data), self._lines.rest.partition(b":")
        if name == b"data":
            data += value.removeprefix(b" ") + b"\n"
        return _decode(data[:-1])

    def feed(self, data: bytes) -> Iterator[Event]:
        """
        Yield the events that these bytes complete. Exhaust the iterator before the next call.

        `last_event_id` is updated with every event that is yielded, and not ahead of it.

        Raises:
            TooLarge: A line or an event exceeds its limit; the events before it have been yielded.
        """
        lines = self._lines.feed(self._normalize_line_ends(data))
        for line in lines if self._has_first_line else self._without_bom(lines):
            if line:
                name, _, value = line.partition(b":")
                process = _FIELDS.get(name)
                if process is not None:
                    process(self, value[1:] if value[:1] == b" " else value)
            elif (event := self._dispatch()) is not None:
                yield event

    def _without_bom(self, lines: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the lines, the first of the connection without a byte order mark."""
        for line in lines:
            yield line if self._has_first_line else line.removeprefix(codecs.BOM_UTF8)
            self._has_first_line = True

    def _normalize_line_ends(self, data: bytes) -> bytes:
        """Return the bytes with LF at the end of every line, instead of CR or CRLF."""
        if not data:
            return data
        if self._after_cr and data.startswith(b"\n"):
            data = data[1:]  # it belongs to the CR of the piece before, which has ended the line
        self._after_cr = data.endswith(b"\r")
        return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data

    def _process_comment(self, _: bytes) -> None:
        self.is_active = True

    def _process_event(self, value: bytes) -> None:
        self._name = value

    def _process_data(self, value: bytes) -> None:
        self._data += value
        self._data += b"\n"
        if len(self._data) > self._max_event_bytes:
            raise TooLarge(f"the data of an event is longer than {self._max_event_bytes} bytes")

    def _process_id(self, value: bytes) -> None:
        if b"\0" not in value:
            self._id = _decode(value)

    def _process_retry(self, value: bytes) -> None:
        if value.isdigit():  # for bytes, only ASCII digits are digits
            self.retry = int(value.lstrip(b"0")[:_MAX_RETRY_DIGITS] or b"0")

    def _dispatch(self) -> Event | None:
        """Return the event that a blank line ends; None if it has no data."""
        self.last_event_id = self._id
        name, self._name = self._name, b""
        if not self._data:
            return None
        del self._data[-1]
        event = Event(_decode(name) if name else "message", _decode(self._data), self._id)
        self._data.clear()
        self.is_active = True
        return event


def _decode(value: bytes | bytearray) -> str:
    # Neither CR nor LF is part of a longer character: lines decoded one by one are equal to the whole decoded at once.
    return value.decode("utf-8", "replace")


_FIELDS: dict[bytes, Callable[[EventParser, bytes], None]] = {
    b"": EventParser._process_comment,
    b"event": EventParser._process_event,
    b"data": EventParser._process_data,
    b"id": EventParser._process_id,
    b"retry": EventParser._process_retry,
}
"""The methods by field name; other fields are ignored."""
