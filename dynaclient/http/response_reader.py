"""
An HTTP/1.1 response as it is read from a `ByteSource` (RFC 9112). No I/O of its own.

Where RFC 9112 leaves a choice, the strict one is taken: an incomplete body is an error, and so is a message that could
be read in two ways.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

from ..errors import NotDelivered
from ..messages import Headers, Response
from .byte_source import CHUNK_SIZE, ByteSource, EndOfStream, MalformedResponse, reject
from .failures import response_failure, tunnel_failure
from .proxies import Route

MAX_HEADER_LINES = 100
"""Header lines of a response, at most."""
MAX_LINE_SIZE = 8 * 1024
"""Bytes of the line with the size of a chunk, at most."""
MAX_INTERIM_RESPONSES = 100
"""Responses of 1xx before the final one, at most."""

_STATUS_LINE = re.compile(r"HTTP/1\.([0-9]) +([1-9][0-9]{2})(?:[ \t](.*))?")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_FIELD = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([^\x00-\x08\x0a-\x1f\x7f]*)\r?")
_LENGTH = re.compile(r"[0-9]{1,18}")
_CHUNK_HEADER = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?")
_KEEP_ALIVE_TIMEOUT = re.compile(r"timeout=([0-9]{1,9})")
_BODYLESS_STATUSES = frozenset({204, 304})

_CODINGS: dict[str, int | None] = {
    "": None,
    "identity": None,
    "gzip": 16 + zlib.MAX_WBITS,
    "x-gzip": 16 + zlib.MAX_WBITS,
    "deflate": zlib.MAX_WBITS,
}
"""Each content coding that is supported: the `wbits` of its decoder, or None if there is nothing to decode."""
_OTHER_CODINGS = frozenset({"br", "compress", "x-compress", "zstd", "dcb", "dcz", "aes128gcm", "exi"})
"""The other content codings that are registered."""
_NO_HEADERS = Headers()
MAX_PARTIAL_SIZE = 64 * 1024
"""Bytes of a body that is not received completely which its error has, at most."""


class ResponseReader:
    """
    One response to one request: its head after `read_head`; its body, once, by `read_body` or part by part.

    Args:
        connection: The connection it arrives on, with `close()` and ``release(keep_alive)``: the latter makes it
            available to further requests, for the seconds that the server announced, or None.
        source: The bytes that arrive on the connection.
        method: The method of the request.
    """

    def __init__(self, connection: Any, source: ByteSource, method: str) -> None:
        self._connection = connection
        self._source = source
        self._method = method
        self._open = True
        self.closes_connection = True
        """Whether the connection can carry no further request after this one."""
        self.status = 0
        self.reason = ""
        self.headers = _NO_HEADERS
        self.complete = True
        """False if only the end of the connection marked the end of the body."""
        self._keep_alive: float | None = None

    @property
    def has_surplus(self) -> bool:
        """Whether bytes have arrived that are not part of what was read."""
        return bool(self._source.buffer)

    def close(self) -> None:
        """Discard what is not read, and close the connection."""
        if self._open:
            self._open = False
            self._connection.close()

    async def read_head(self) -> None:
        """Read the head, after those of interim responses."""
        try:
            await self._read_head()
        except Exception as error:  # noqa: BLE001 - raised below, without the frames that it refers to
            failure = self._failure(error, answered=self.has_surplus)
        else:
            return
        raise failure

    async def read_body(self, limit: int | None) -> bytes:
        """Return the whole body, decoded, of at most `limit` bytes, and release the connection."""
        body = io.BytesIO()  # unlike a joined list of parts, it returns its bytes without a second copy of them
        try:
            await self._read_body(body, limit)
        except Exception as error:  # noqa: BLE001 - as above
            failure = self._failure(error, answered=True)
            received = bytes(body.getbuffer()[:MAX_PARTIAL_SIZE])
            failure.response = Response(self.status, self.headers, received, complete=False, reason=self.reason)
        except BaseException:
            self.close()
            raise
        else:
            self._release()
            return body.getvalue()
        self.close()
        raise failure

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the body, decoded, part by part as it arrives, then release the connection."""
        try:
            parts = self._parts(None)
            if parts is not None:
                async for part in parts:
                    yield part
        except Exception as error:  # noqa: BLE001 - as above
            failure = self._failure(error, answered=True)
        except BaseException:  # the caller stopped reading
            self.close()
            raise
        else:
            self._release()
            return
        self.close()
        raise failure

    async def aclose(self) -> None:
        """Discard what is not read, and close the connection."""
        self.close()

    def _release(self) -> None:
        """Make the connection available to further requests if it can carry them."""
        # Surplus bytes respond to no request: they must not be taken for the next response.
        if self.closes_connection or self.has_surplus:
            self.close()
        else:
            self._open = False
            self._connection.release(self._keep_alive)
        self._connection = None  # refers to its last response: this breaks the reference cycle

    # The head.

    async def _read_head(self) -> None:
        for _ in range(MAX_INTERIM_RESPONSES):
            version, lines = self._parse_status(await self._source.read_head())
            if self.status == 101:
                reject("the response switches protocols, which was not requested")
            if self.status >= 200:
                break
        else:
            reject(f"the server sent more than {MAX_INTERIM_RESPONSES} interim responses and no final one")
        self.headers = Headers(_parse_fields(lines))
        options = _parse_list(self.headers.get("Connection", ""))
        self.closes_connection = "close" in options or (version < 1 and "keep-alive" not in options)
        timeout = _KEEP_ALIVE_TIMEOUT.search(self.headers.get("Keep-Alive", ""))
        self._keep_alive = float(timeout[1]) if timeout else None

    def _parse_status(self, head: str) -> tuple[int, list[str]]:
        first, *lines = head.split("\n")
        if len(lines) > MAX_HEADER_LINES:
            reject(f"the response has more than {MAX_HEADER_LINES} header lines")
        match = _STATUS_LINE.fullmatch(first.removesuffix("\r"))
        if match is None:
            raise MalformedResponse("it does not start with an HTTP/1.1 status line")
        self.status, self.reason = int(match[2]), match[3] or ""
        return int(match[1]), lines

    # The body.

    async def _read_body(self, body: io.BytesIO, limit: int | None) -> None:
        parts = self._parts(limit)
        if parts is None:
            return
        async for part in parts:
            if limit is not None and body.tell() + len(part) > limit:
                reject(f"the response is larger than {limit} bytes")
            body.write(part)
            self._source.deadline.timeout()

    def _parts(self, limit: int | None) -> AsyncIterator[bytes] | None:
        """Return the body as decoded parts; None if the response has no body."""
        if self._method == "HEAD" or self.status in _BODYLESS_STATUSES:
            return None
        wbits = self._parse_coding()
        if "Transfer-Encoding" in self.headers:
            return _decode(self._read_chunks(), wbits)
        if "Content-Length" in self.headers:
            length = self._parse_length()
            if limit is not None and wbits is None and length > limit:
                reject(f"the response is larger than {limit} bytes")
            # An empty body is not encoded, whatever Content-Encoding says.
            return _decode(self._read_counted(length), wbits) if length else None
        self.closes_connection = True
        # TLS and compressed data mark their own end: without it they count as cut off.
        self.complete = wbits is not None or self._source.detects_truncation
        return _decode(self._read_to_end(), wbits)

    def _parse_coding(self) -> int | None:
        coding = self.headers.get("Content-Encoding", "").strip().lower()
        if coding not in _CODINGS:
            # Another name may be anything, also a credential that the server received.
            is_known = _parse_list(coding) <= {*_CODINGS, *_OTHER_CODINGS}
            shown = f"the content coding {coding!r}" if is_known else "an unknown content coding"
            reject(f"the response has {shown}, which was not requested")
        return _CODINGS[coding]

    def _parse_length(self) -> int:
        lengths = {value.strip() for value in self.headers["Content-Length"].split(",")}
        length = lengths.pop()
        # RFC 9112, section 6.3: the same number several times is one number.
        if lengths or not _LENGTH.fullmatch(length):
            raise MalformedResponse("its Content-Length is not a single number")
        return int(length)

    async def _read_counted(self, length: int) -> AsyncIterator[bytes]:
        while length:
            part = await self._source.read(length)
            length -= len(part)
            yield part

    async def _read_chunks(self) -> AsyncIterator[bytes]:
        if self.headers["Transfer-Encoding"].strip().lower() != "chunked":
            raise MalformedResponse("its Transfer-Encoding is not chunked")
        if "Content-Length" in self.headers:
            self.closes_connection = True  # RFC 9112, section 6.3: may be an attempt at response splitting
        while size := await self._read_chunk_size():
            async for part in self._read_counted(size):
                yield part
            if await self._source.read_exactly(2) != b"\r\n":
                raise MalformedResponse("a chunk is longer than its size line says")
        for _ in range(MAX_HEADER_LINES + 1):
            if not await self._source.read_line(MAX_LINE_SIZE):
                return
        reject(f"the response has more than {MAX_HEADER_LINES} lines after its last chunk")

    async def _read_chunk_size(self) -> int:
        match = _CHUNK_HEADER.fullmatch(await self._source.read_line(MAX_LINE_SIZE))
        if match is None:
            raise MalformedResponse("the size of a chunk is not a number")
        return int(match[1], 16)

    async def _read_to_end(self) -> AsyncIterator[bytes]:
        try:
            while True:
                yield await self._source.read(CHUNK_SIZE)
        except EndOfStream:
            return

    @staticmethod
    def _failure(error: Exception, *, answered: bool) -> NotDelivered:
        if isinstance(error, NotDelivered):
            return error.without_traceback()
        if isinstance(error, TimeoutError):
            return NotDelivered("timed out waiting for the response", sent=True, slow=True, answered=answered)
        if isinstance(error, (MalformedResponse, zlib.error)):
            problem = str(error) if isinstance(error, MalformedResponse) else "its compressed data is invalid"
            return NotDelivered(f"the response is malformed: {problem}", sent=True, answered=True)
        return response_failure(error, answered=answered)


async def read_connect_response(response: ResponseReader, route: Route) -> None:
    """Read a proxy's response to CONNECT; raise `NotDelivered` unless the tunnel is open."""
    try:
        await response.read_head()
    except NotDelivered as error:
        failure = tunnel_failure(error, route)
    else:
        if 200 <= response.status < 300 and not response.has_surplus:
            return
        failure = tunnel_failure(response.status, route)
    raise failure


def _parse_fields(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the header fields; a line that starts with a space continues the one before (RFC 9112, section 5.2)."""
    name, value = "", ""
    for line in lines:
        match = _FIELD.fullmatch(line)
        if match is None:
            value = f"{value} {_parse_continuation(line, name)}"
            continue
        if name:
            yield name, value
        name, value = match[1], match[2].strip(" \t")
    if name:
        yield name, value


def _parse_continuation(line: str, name: str) -> str:
    """Return what a line adds to the field before it."""
    content = line.removesuffix("\r")
    if _CONTROL.search(content):
        raise MalformedResponse("a header line has a control character")
    if not name or content[:1] not in (" ", "\t"):
        raise MalformedResponse("a header line has no name")
    return content.strip()


def _parse_list(value: str) -> set[str]:
    return {item.strip().lower() for item in value.split(",")}


def _decode(parts: AsyncIterator[bytes], wbits: int | None) -> AsyncIterator[bytes]:
    return parts if wbits is None else _inflate(parts, wbits)


async def _inflate(parts: AsyncIterator[bytes], wbits: int) -> AsyncIterator[bytes]:
    """Decompress gzip or deflate, at most `CHUNK_SIZE` bytes at a time; raise if the stream is incomplete."""
    decoder = None
    ended = False
    async for compressed in parts:
        left = compressed
        while left:
            if decoder is None:
                # A gzip stream may have several members; a deflate stream has one.
                if ended and wbits == zlib.MAX_WBITS:
                    raise MalformedResponse("data follows the end of its compressed data")
                decoder = zlib.decompressobj(_actual_wbits(wbits, left))
            plain = decoder.decompress(left, CHUNK_SIZE)
            yield plain
            left = decoder.unconsumed_tail
            while not left and not decoder.eof and len(plain) == CHUNK_SIZE:
                plain = decoder.decompress(b"", CHUNK_SIZE)
                yield plain
            ended = decoder.eof
            if ended:
                left, decoder = decoder.unused_data, None
    if not ended:
        raise EndOfStream


def _actual_wbits(wbits: int, compressed: bytes) -> int:
    """Return the `wbits` for a deflate body: it should have a zlib header, but is often sent without one."""
    bare = wbits == zlib.MAX_WBITS and compressed[0] & 0x0F != zlib.DEFLATED
    return -zlib.MAX_WBITS if bare else wbits
