"""The requests of one connection: bytes in, requests out (RFC 9112). No network here."""

from __future__ import annotations

from typing import NamedTuple

from ...http.codec.header_fields import match_fields
from ...strings.expressions import expression
from .limits import Limits
from .refusals import Refusal
from .request_head import RequestHead, parse_head, too_large

MAX_CHUNK_LINE = 4096
"""Bytes of the line with the size of a chunk, at most."""
_TOKEN = frozenset(b"!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_CHUNK_LINE = expression(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\x00-\x08\x0a-\x1f\x7f]*)?\r\n")


class Received(NamedTuple):
    """One request, read to its end; its body may still be compressed."""

    head: RequestHead
    body: bytes


class RequestReader:
    """Reads requests, one after the other, from what arrives."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._data = bytearray()
        self._searched = 0
        """Up to which byte the end of the head, or of the line, was looked for."""
        self._head: RequestHead | None = None
        self._chunks: list[bytes] | None = None
        """The body so far, if it comes in chunks."""
        self._size = 0
        """Bytes of the chunks so far."""
        self._trailer: int | None = None
        """Bytes of the lines after the last chunk; None before it."""
        self._asked = False

    def feed(self, data: bytes) -> None:
        """Add what arrived."""
        self._data += data

    @property
    def has_begun(self) -> bool:
        """Whether a part of a request has arrived that was not returned."""
        return self._head is not None or bool(self._data)

    def wants_continue(self) -> bool:
        """Return, once for each request, whether the client waits to be asked for the body."""
        if self._head is None or self._asked or not self._head.expects_continue:
            return False
        self._asked = True
        return not self._data and not self._chunks

    def next_request(self) -> Received | None:
        """
        Return the next request; None if it has not arrived as a whole.

        Raises:
            Refusal: It is not HTTP/1.1, or larger than the limits; what follows it cannot be read.
        """
        if self._head is None:
            text = self._take_head()
            if text is None:
                return None
            self._head = parse_head(text, self._limits.body)
        length = self._head.length
        body = self._take_chunked() if length is None else self._take_counted(length)
        if body is None:
            return None
        received = Received(self._head, body)
        self._head, self._asked = None, False
        return received

    # The head.

    def _take_head(self) -> str | None:
        data = self._data
        while data.startswith(b"\r\n"):  # RFC 9112, section 2.2: some clients end their bodies with it
            del data[:2]
            self._searched = 0
        start = max(self._searched - 3, 0)
        end = data.find(b"\r\n\r\n", start)
        last = len(data) if end < 0 else end + 2
        if data and data[0] not in _TOKEN and data != b"\r":
            raise Refusal(400, "this is not HTTP/1.1: a request begins with its method")
        start += data.startswith(b"\n", start)  # the CR before it was seen the last time
        if data.count(b"\n", start, last) != data.count(b"\r\n", start, last):
            raise Refusal(400, "a line of the head ends in LF alone, not in CRLF")
        if last > self._limits.head:
            raise Refusal(431, f"the request line and the header fields are larger than {self._limits.head} bytes")
        if end < 0:
            self._searched = last
            return None
        text = data[:last].decode("latin-1")
        del data[: end + 4]
        self._searched = 0
        return text

    # The body.

    def _take_counted(self, length: int) -> bytes | None:
        data = self._data
        if len(data) < length:
            return None
        body = bytes(data[:length])
        del data[:length]
        return body

    def _take_chunked(self) -> bytes | None:
        if self._chunks is None:
            self._chunks = []
        at = self._take_chunks(self._chunks) if self._trailer is None else 0
        while self._trailer is not None and (end := self._line_end(at, self._limits.head)):
            line = bytes(self._data[at:end])
            at = end
            if line == b"\r\n":
                del self._data[:at]
                return self._whole_body()
            self._check_trailer(line)
        self._discard(at)
        return None

    def _take_chunks(self, chunks: list[bytes]) -> int:
        """Move the chunks that have arrived as a whole into the list; return where the rest of the data begins."""
        data, at = self._data, 0
        while end := self._line_end(at, MAX_CHUNK_LINE):
            line = _CHUNK_LINE.fullmatch(data, at, end)
            if line is None:
                raise Refusal(400, "the size of a chunk is not a hexadecimal number on a line of its own")
            size = int(line[1], 16)
            if self._size + size > self._limits.body:
                raise too_large(self._limits.body)
            if not size:
                self._trailer = 0
                return end
            if not b"\r\n".startswith(data[end + size : end + size + 2]):
                raise Refusal(400, "a chunk is longer than its size")
            if len(data) < end + size + 2:
                break
            chunks.append(bytes(data[end : end + size]))
            self._size += size
            at = end + size + 2
        return at

    def _line_end(self, at: int, limit: int) -> int:
        """Return where the line that begins at a byte ends; 0 if it has not arrived as a whole."""
        end = self._data.find(b"\n", max(at, self._searched))
        if (len(self._data) if end < 0 else end) - at > limit:
            raise Refusal(400, "a line of the chunked body is too long")
        self._searched = at if end >= 0 else len(self._data)
        return end + 1

    def _discard(self, count: int) -> None:
        del self._data[:count]
        self._searched = max(self._searched - count, 0)

    def _check_trailer(self, line: bytes) -> None:
        """Look at a field after the last chunk, which is discarded, as RFC 9112, section 7.1.2, allows."""
        self._trailer = (self._trailer or 0) + len(line)
        if self._trailer > self._limits.head:
            raise Refusal(431, f"the fields after the last chunk are larger than {self._limits.head} bytes")
        if match_fields(line.decode("latin-1"), 1) is None:
            raise Refusal(400, "a line after the last chunk is not a header field")

    def _whole_body(self) -> bytes:
        body = b"".join(self._chunks or ())
        self._chunks, self._size, self._trailer, self._searched = None, 0, None, 0
        return body
