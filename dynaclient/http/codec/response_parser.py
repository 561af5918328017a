"""
An HTTP/1.1 response: bytes in, events out (RFC 9112).

Where RFC 9112 leaves a choice, the strict one is taken: an incomplete body is an error, and so is a message that could
be read in two ways.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Union

from ...messages import Headers
from ...strings.expressions import expression
from .events import (
    CHUNK_SIZE,
    END,
    HEAD,
    MAX_HEAD_SIZE,
    NEED_DATA,
    EndOfStream,
    MalformedResponse,
    Signal,
    reject,
)
from .header_fields import MAX_HEADER_LINES, OPTIONAL_SPACE, parse_fields, parse_list

MAX_LINE_SIZE = 8 * 1024
"""Bytes of the line with the size of a chunk, at most."""
MAX_INTERIM_RESPONSES = 100
"""Responses of 1xx before the final one, at most."""

_START = b"HTTP/1."
_END_OF_HEAD = expression(rb"\r?\n\r?\n")
_TLS_ALERT = b"\x15\x03"
"""How a TLS server begins its response to what is not TLS (RFC 8446, section 5.1)."""
_STATUS_LINE = expression(r"HTTP/1\.([0-9]) +([1-9][0-9]{2})(?:[ \t]([^\x00-\x08\x0a-\x1f\x7f]*))?\r?\n")
_LENGTH = expression(r"[0-9]{1,18}")
_CHUNK_HEADER = expression(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?")
_KEEP_ALIVE_TIMEOUT = expression(r"timeout=([0-9]{1,9})")
_BODYLESS_STATUSES = frozenset({204, 304})
_NO_HEADERS = Headers()

Event = Union[bytes, Signal]
"""`HEAD`, a part of the body, `END`, or `NEED_DATA`."""


class ResponseParser:
    """
    The response to one request.

    Args:
        method: The method of the request.
    """

    def __init__(self, method: str) -> None:
        self._method = method
        self.status = 0
        self.reason = ""
        self.headers = _NO_HEADERS
        self._data = b""
        self._position = 0
        self._searched = 0
        """The position in the data up to which the end of a head was looked for."""
        self._ended = False
        self.length: int | None = None
        """Bytes of the body, if that is announced."""
        self._left = 0
        """Bytes of the body, or of its chunk, that are still to come."""
        self._lines = 0
        """Interim responses, or lines after the last chunk, so far."""
        self._step: Callable[[ResponseParser], Event] = ResponseParser._read_head
        """A function, not a method of this object: that would be a cycle of references for each response."""
        self.closes_connection = True
        """Whether the connection can carry no further request after this one."""
        self.keep_alive: float | None = None
        """For how many seconds the server keeps the connection, if it announces that."""
        self.ends_with_connection = False
        """Whether only the end of the connection marks the end of the body."""

    def feed(self, data: bytes) -> None:
        """Add what arrived; no bytes are the end of the connection."""
        if not data:
            self._ended = True
        elif self._position == len(self._data):
            self._data, self._position, self._searched = data, 0, 0
        else:
            self._searched = max(self._searched - self._position, 0)
            self._data, self._position = self._data[self._position :] + data, 0

    def next_event(self) -> Event:
        """Return the next event; raise `EndOfStream` if the connection ended before it."""
        event = self._step(self)
        if event is NEED_DATA and self._ended:
            raise EndOfStream
        return event

    @property
    def has_unread(self) -> bool:
        """Whether bytes have arrived that are not part of any event so far."""
        return self._position < len(self._data)

    @property
    def has_body(self) -> bool:
        """Whether a body follows the head."""
        return self._step is not ResponseParser._end

    def whole_body(self) -> bytes | None:
        """Return the body, in place of its events, if its length is known and all of it has arrived."""
        if self._step is ResponseParser._end:
            return b""
        end = self._position + self._left
        if self._step is not ResponseParser._read_counted or end > len(self._data):
            return None
        body, self._position, self._step = self._data[self._position : end], end, ResponseParser._end
        return body

    # The head.

    def _read_head(self) -> Event:
        while (text := self._take_head()) is not None:
            match = _STATUS_LINE.match(text)
            if match is None:
                raise MalformedResponse("it does not start with an HTTP/1.1 status line")
            status = int(match[2])
            if status == 101:
                reject("the response switches protocols, which was not requested")
            headers = parse_fields(text[match.end() :])
            if status >= 200:
                self.status, self.reason, self.headers = status, match[3] or "", headers
                self._begin(is_old=match[1] == "0")
                return HEAD
            self._lines += 1
            if self._lines >= MAX_INTERIM_RESPONSES:
                reject(f"the server sent more than {MAX_INTERIM_RESPONSES} interim responses and no final one")
        return NEED_DATA

    def _take_head(self) -> str | None:
        """Return the next head, if it has arrived: the status line and the header lines, without the empty one."""
        data, start = self._data, self._position
        seen = self._searched  # a head that arrives byte by byte is not searched from its start each time
        end = data.find(b"\r\n\r\n", max(start, seen - 3))
        if 0 <= end - start <= MAX_HEAD_SIZE - 4:
            text = data[start : end + 2].decode("latin-1")
            if text.count("\n") == text.count("\r\n"):
                self._position = end + 4
                return text
        return self._take_other_head(data, start, max(start, seen - 3))

    def _take_other_head(self, data: bytes, start: int, search_from: int) -> str | None:
        """Return the next head, if it has arrived, with lines that may end in LF alone."""
        end = _END_OF_HEAD.search(data, search_from)
        if end is None:
            self._searched = len(data)
            if data.startswith(_TLS_ALERT, start):
                reject("the server expects TLS at this port: is it https://?", "tls-expected")
            if not _START.startswith(data[start : start + len(_START)]):
                raise MalformedResponse("it does not start with an HTTP/1.1 status line")
            if len(data) - start > MAX_HEAD_SIZE:
                reject(f"the response head is larger than {MAX_HEAD_SIZE} bytes")
            return None
        first, last = end.span()
        if last - start > MAX_HEAD_SIZE:
            reject(f"the response head is larger than {MAX_HEAD_SIZE} bytes")
        self._position = last
        return data[start : first + (2 if data[first] == 13 else 1)].decode("latin-1")

    def _begin(self, *, is_old: bool) -> None:
        """Note how the head frames the body, and whether it keeps the connection."""
        fields = self.headers.by_lower_name
        options = parse_list(fields["connection"][1]) if "connection" in fields else frozenset()
        self.closes_connection = "close" in options or (is_old and "keep-alive" not in options)
        if "keep-alive" in fields:
            timeout = _KEEP_ALIVE_TIMEOUT.search(fields["keep-alive"][1])
            self.keep_alive = float(timeout[1]) if timeout else None
        if self._method == "HEAD" or self.status in _BODYLESS_STATUSES:
            if self.status == 204 and _announces_body(fields):
                self.closes_connection = True  # it may arrive after the next request, as if it were its response
            self._step = ResponseParser._end
        elif "transfer-encoding" in fields:
            self._begin_chunked(fields["transfer-encoding"][1], is_suspect=is_old or "content-length" in fields)
        elif "content-length" in fields:
            self._begin_counted(fields["content-length"][1])
        else:
            self.closes_connection = self.ends_with_connection = True
            self._step = ResponseParser._read_to_end

    # The body. What is wrong with its framing is raised when it is read: then the head is known.

    def _begin_chunked(self, coding: str, *, is_suspect: bool) -> None:
        if coding.strip(OPTIONAL_SPACE).lower() != "chunked":
            self._step = _failing("its Transfer-Encoding is not chunked")
            return
        if is_suspect:
            # RFC 9112, sections 6.1 and 6.3: with a Content-Length, or in HTTP/1.0, others may see another end.
            self.closes_connection = True
        self._lines = 0
        self._trailer = ""
        self._step = ResponseParser._read_chunk_size

    def _begin_counted(self, value: str) -> None:
        length = value
        if not _LENGTH.fullmatch(value):
            # RFC 9112, section 6.3: the same number several times is one number.
            numbers = {number.strip(OPTIONAL_SPACE) for number in value.split(",")}
            length = numbers.pop()
            if numbers or not _LENGTH.fullmatch(length):
                self._step = _failing("its Content-Length is not a single number")
                return
        self.length = self._left = int(length)
        self._step = ResponseParser._read_counted if self._left else ResponseParser._end

    def _read_counted(self) -> Event:
        part = self._take(self._left)
        if not part:
            return NEED_DATA
        self._left -= len(part)
        if not self._left:
            self._step = ResponseParser._end
        return part

    def _read_chunk_size(self) -> Event:
        line = self._take_line()
        if line is None:
            return NEED_DATA
        match = _CHUNK_HEADER.fullmatch(line)
        if match is None:
            raise MalformedResponse("the size of a chunk is not a number")
        self._left = int(match[1], 16)
        self._step = ResponseParser._read_chunk if self._left else ResponseParser._read_trailer
        return self._step(self)

    def _read_chunk(self) -> Event:
        part = self._take(self._left)
        if not part:
            return NEED_DATA
        self._left -= len(part)
        if not self._left:
            self._step = ResponseParser._read_chunk_end
        return part

    def _read_chunk_end(self) -> Event:
        end = self._data[self._position : self._position + 2]
        if len(end) < 2:
            return NEED_DATA
        if end != b"\r\n":
            raise MalformedResponse("a chunk is longer than its size line says")
        self._position += 2
        self._step = ResponseParser._read_chunk_size
        return self._step(self)

    def _read_trailer(self) -> Event:
        while (line := self._take_line()) is not None:
            if not line:
                parse_fields(self._trailer)  # discarded (RFC 9112, section 7.1.2), but only if others see the same end
                self._step = ResponseParser._end
                return END
            self._lines += 1
            if self._lines > MAX_HEADER_LINES:
                reject(f"the response has more than {MAX_HEADER_LINES} lines after its last chunk")
            self._trailer += line.decode("latin-1") + "\r\n"
        return NEED_DATA

    def _read_to_end(self) -> Event:
        part = self._take(CHUNK_SIZE)
        if not part and self._ended:
            self._step = ResponseParser._end
            return END
        return part or NEED_DATA

    def _end(self) -> Event:
        return END

    def _take(self, limit: int) -> bytes:
        """Return what has arrived, up to a limit."""
        data, start = self._data, self._position
        if not start and len(data) <= limit:
            self._data = b""
            return data
        end = min(start + limit, len(data))
        self._position = end
        return data[start:end]

    def _take_line(self) -> bytes | None:
        """Return the next line, if it has arrived, without the CRLF that ends it."""
        start = self._position
        end = self._data.find(b"\r\n", start, start + MAX_LINE_SIZE + 2)
        if end < 0:
            if len(self._data) - start > MAX_LINE_SIZE:
                raise MalformedResponse(f"a line is longer than {MAX_LINE_SIZE} bytes")
            return None
        self._position = end + 2
        return self._data[start:end]


def _announces_body(fields: Mapping[str, tuple[str, str]]) -> bool:
    """Return whether the header fields say that a body follows."""
    return "transfer-encoding" in fields or ("content-length" in fields and fields["content-length"][1] != "0")


def _failing(problem: str) -> Callable[[ResponseParser], Event]:
    def fail(_: ResponseParser) -> Event:
        raise MalformedResponse(problem)

    return fail
