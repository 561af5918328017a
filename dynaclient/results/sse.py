"""
What the bytes of a stream mean: server-sent events and lines; no network here.

Events are read by the rules of the WHATWG ("Interpreting an event stream" in the HTML standard). Bytes may come cut at
any place. What is kept between two pieces is the line and the event that are not at their end, and both are limited.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

LINE_MOST = 16 * 1024 * 1024
"""Bytes that a line may have; servers put images into one, but nothing larger than any other answer may be."""
EVENT_MOST = 32 * 1024 * 1024
"""Bytes that the data of an event may have: as many as an answer that is no stream."""
_DIGITS_MOST = 15
"""Digits of a `retry` that are read: with more of them nobody lives to see the end of the wait."""


class TooLarge(ValueError):
    """A line or an event is larger than it may be."""


@dataclass(frozen=True)
class Event:
    """One event of a stream."""

    event: str
    """Its name; ``message`` where the server gives it none."""
    data: Any
    """Its data: text, or plain data where the description has a schema for events of this name."""
    id: str = ""
    """The last id that the server had given when the event came, with it or before it; empty where there is none."""


class Lines:
    """
    Cuts bytes into lines, each of which ends with LF.

    Args:
        most: Bytes that a line may have.
    """

    __slots__ = ("_most", "_rest")

    def __init__(self, most: int = LINE_MOST) -> None:
        self._most = most
        self._rest = bytearray()

    @property
    def rest(self) -> bytes:
        """What came after the last LF."""
        return bytes(self._rest)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Give each line that is at its end, without that; `TooLarge` when it is its turn. Go through all of them."""
        lines = data.split(b"\n")
        if self._rest and len(lines) > 1:
            self._rest += lines[0]
            lines[0] = bytes(self._rest)
            self._rest.clear()
        rest = lines.pop()
        for line in lines:
            if len(line) > self._most:
                raise self._too_large()
            yield line
        self._rest += rest
        if len(self._rest) > self._most:
            raise self._too_large()

    def _too_large(self) -> TooLarge:
        return TooLarge(f"a line of the stream is longer than {self._most} bytes")


class EventParser:
    """
    Reads events from the bytes of a stream.

    Args:
        line: Bytes that a line may have.
        event: Bytes that the data of an event may have.
    """

    def __init__(self, line: int = LINE_MOST, event: int = EVENT_MOST) -> None:
        self._line_most = line
        self._event_most = event
        self.last_event_id = ""
        """The id with which one goes on after a cut: that of the last event, or one that came by itself since."""
        self.retry: int | None = None
        """Milliseconds to wait before one connects again; None where the server has not said."""
        self.begin()

    def begin(self) -> None:
        """Begin a new connection: what was not at its end is dropped, `last_event_id` and `retry` stay."""
        self.heard = False
        """Whether an event or a comment came on this connection."""
        self._lines = Lines(self._line_most)
        self._begun = False
        self._after_cr = False
        self._name = b""
        self._data = bytearray()
        # The standard would begin with none, so that a cut loses the id unless the next event brings one; browsers
        # keep it.
        self._id = self.last_event_id

    @property
    def unfinished(self) -> bool:
        """Whether something came of an event that is not at its end."""
        return bool(self._data or self._name or self._lines.rest)

    def feed(self, data: bytes) -> Iterator[Event]:
        """
        Give the events that are at their end with these bytes; go through all of them before the next bytes.

        `last_event_id` goes with the events: after each it is what it was when that event came. `TooLarge` comes where
        the line or the event that is too large would.
        """
        lines = self._lines.feed(self._with_lf(data))
        for line in lines if self._begun else self._without_mark(lines):
            if line:
                name, _, value = line.partition(b":")
                taking = _FIELDS.get(name)
                if taking is not None:
                    taking(self, value[1:] if value[:1] == b" " else value)
            elif (event := self._dispatched()) is not None:
                yield event

    def _without_mark(self, lines: Iterator[bytes]) -> Iterator[bytes]:
        """Give the lines, the first of all without the mark of the byte order that it may begin with."""
        for line in lines:
            yield line if self._begun else line.removeprefix(codecs.BOM_UTF8)
            self._begun = True

    def _with_lf(self, data: bytes) -> bytes:
        """Give the bytes with LF at the end of each line, whichever the server ends them with."""
        if not data:
            return data
        if self._after_cr and data.startswith(b"\n"):
            data = data[1:]  # it belongs to the CR before it, which has ended the line
        self._after_cr = data.endswith(b"\r")
        return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data

    def _take_comment(self, _: bytes) -> None:
        self.heard = True

    def _take_event(self, value: bytes) -> None:
        self._name = value

    def _take_data(self, value: bytes) -> None:
        self._data += value
        self._data += b"\n"
        if len(self._data) > self._event_most:
            raise TooLarge(f"the data of an event is longer than {self._event_most} bytes")

    def _take_id(self, value: bytes) -> None:
        if b"\0" not in value:
            self._id = _text(value)

    def _take_retry(self, value: bytes) -> None:
        if value.isdigit():  # of bytes, this is true for ASCII digits alone
            self.retry = int(value.lstrip(b"0")[:_DIGITS_MOST] or b"0")

    def _dispatched(self) -> Event | None:
        """Give what a blank line ends, if that is an event."""
        self.last_event_id = self._id
        name, self._name = self._name, b""
        if not self._data:
            return None
        del self._data[-1]
        event = Event(_text(name) if name else "message", _text(self._data), self._id)
        self._data.clear()
        self.heard = True
        return event


def _text(value: bytes | bytearray) -> str:
    # Neither CR nor LF is part of a longer character, so that lines decoded one by one are what the whole would be.
    return value.decode("utf-8", "replace")


_FIELDS: dict[bytes, Callable[[EventParser, bytes], None]] = {
    b"": EventParser._take_comment,
    b"event": EventParser._take_event,
    b"data": EventParser._take_data,
    b"id": EventParser._take_id,
    b"retry": EventParser._take_retry,
}
"""What each field does; fields of other names do nothing."""
