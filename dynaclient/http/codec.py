"""
A request as it is written to a connection, and an answer as it is read from one: strictly, and in time.

What a message is, RFC 9112 says. Where it leaves a choice the strict one is taken here: a body is whole or it is no
answer, and of two ways to read a message none is taken. How one waits for more bytes, a `Source` says; all else is the
same for threads and for an event loop.
"""

from __future__ import annotations

import io
import re
import time
import zlib
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import Any, NoReturn, Protocol

from ..errors import NotDelivered
from ..messages import Headers, Request, Stream

CHUNK = 64 * 1024
HEAD_MOST = 64 * 1024
"""Bytes that the status line and the header lines may have together."""
LINES_MOST = 100
"""Header lines that an answer may have."""
LINE_MOST = 8 * 1024
"""Bytes that the line with the size of a chunk may have."""
INTERIM_MOST = 100
"""Answers of 1xx that may come before the one that counts."""
WAIT_MOST = 1e6
"""Seconds: the longest wait that every system takes."""


class Clock:
    """Says how long the next wait may be: no longer than a pause may, and not beyond the end of the whole."""

    __slots__ = ("_idle", "_until")

    def __init__(self, idle: float, until: float) -> None:
        self._idle = min(idle, WAIT_MOST)
        self._until = until

    def wait(self) -> float:
        """Give the seconds that the next wait may take; TimeoutError where none is left."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("no time is left")
        return min(self._idle, left)

    def within(self, seconds: float) -> Clock:
        """Give a clock that ends in so many seconds, or together with this one."""
        return Clock(self._idle, min(self._until, time.monotonic() + seconds))


class Ended(ConnectionError):
    """The connection is at its end."""


class Malformed(ValueError):
    """What came is not what the standard allows."""


_STATUS_LINE = re.compile(r"HTTP/1\.([0-9]) +([1-9][0-9]{2})(?:[ \t].*)?")
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_FIELD = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([^\x00-\x08\x0a-\x1f\x7f]*)\r?")
_LENGTH = re.compile(r"[0-9]{1,18}")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?")
_KEPT_FOR = re.compile(r"timeout=([0-9]{1,9})")
_INTERIM = re.compile(rb"HTTP/1\.[0-9] +1")
_BEGINNING = b"HTTP/1."
_BEGINNING_OF_INTERIM = b"HTTP/1.1 1"
_WITHOUT_BODY = frozenset({204, 304})

_CODINGS: dict[str, int | None] = {
    "": None,
    "identity": None,
    "gzip": 16 + zlib.MAX_WBITS,
    "x-gzip": 16 + zlib.MAX_WBITS,
    "deflate": zlib.MAX_WBITS,
}
"""Each content coding that is read: the `wbits` of its decoder, or None where there is nothing to undo."""


class Source:
    """The bytes that come on a connection, in their order; how one waits for them, each kind says for itself."""

    __slots__ = ("buffer", "clock")

    ends_surely = False
    """Whether the end of the connection is told apart from a cut, as encryption can."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.buffer = bytearray()

    async def more(self) -> None:
        """Wait for at least one byte more; `Ended` where there are none."""
        raise NotImplementedError

    @property
    def answers(self) -> bool:
        """Whether what has come begins an answer: not one such as 103, after which another comes."""
        buffer, at = self.buffer, 0
        while _INTERIM.match(buffer, at):
            end = _END_OF_HEAD.search(buffer, at)
            if end is None:
                break
            at = end.end()
        begun = buffer[at : at + len(_BEGINNING_OF_INTERIM)]
        return len(buffer) > HEAD_MOST or not _BEGINNING_OF_INTERIM.startswith(begun)

    async def some(self, most: int) -> bytes:
        """Give at least one byte, and at most so many."""
        if not self.buffer:
            await self.more()
        return self._taken(min(most, CHUNK))

    async def exactly(self, count: int) -> bytes:
        """Give so many bytes."""
        while len(self.buffer) < count:
            await self.more()
        return self._taken(count)

    async def line(self, most: int) -> bytes:
        """Give a line without the CRLF that ends it."""
        seen = 0
        while (end := self.buffer.find(b"\r\n", max(0, seen - 1))) < 0:
            seen = len(self.buffer)
            if seen > most:
                break
            await self.more()
        if not 0 <= end <= most:
            raise Malformed(f"a line is longer than {most} bytes")
        line = self._taken(end)
        del self.buffer[:2]
        return line

    async def head(self) -> str:
        """Give the status line and the header lines of an answer."""
        seen = 0
        while (end := _END_OF_HEAD.search(self.buffer, max(0, seen - 3))) is None:
            if not _BEGINNING.startswith(self.buffer[: len(_BEGINNING)]):
                raise Malformed("it begins as no answer of HTTP/1.1 does")
            seen = len(self.buffer)
            if seen > HEAD_MOST:
                _refuse(f"the answer's head is larger than {HEAD_MOST} bytes")
            await self.more()
        if end.end() > HEAD_MOST:
            _refuse(f"the answer's head is larger than {HEAD_MOST} bytes")
        head = self._taken(end.start())
        del self.buffer[: end.end() - end.start()]
        return head.decode("latin-1")

    def _taken(self, count: int) -> bytes:
        taken = bytes(self.buffer[:count])
        del self.buffer[:count]
        return taken


class Connection(Protocol):
    """What an answer came on, or a request goes out on."""

    def close(self) -> None:
        """Give it up."""

    def free(self, seconds: float | None) -> None:
        """Let it carry further requests; the server said for how many seconds it keeps it, if it did."""


def _refuse(reason: str) -> NoReturn:
    raise NotDelivered(reason, sent=True, answered=True, final=True)


# --- a request -------------------------------------------------------------------------------------------------------

_USUAL_FIELDS = (("Accept-Encoding", "gzip, deflate"), ("User-Agent", "dynaclient"), ("Connection", "keep-alive"))


def fields_of(request: Request) -> list[tuple[str, str]]:
    """Give the header fields that a request is sent with, but for its ``Host``."""
    given = request.headers
    fields = [each for each in _USUAL_FIELDS if each[0] not in given]
    fields += given.pairs()
    body = request.body
    if isinstance(body, bytes):
        fields.append(("Content-Length", str(len(body))))
    elif body is None:
        if request.method in ("POST", "PUT", "PATCH"):
            fields.append(("Content-Length", "0"))
    elif body.length is not None:
        fields.append(("Content-Length", str(body.length)))
    else:
        fields.append(("Transfer-Encoding", "chunked"))
    return fields


_PATH = re.compile(r"[/?]")


def end_of_origin(url: str) -> int:
    """Give where the path of a URL begins, or its query where it has no path."""
    found = _PATH.search(url, 8)
    return found.start() if found else len(url)


def target_of(url: str) -> str:
    """Give what a request for a URL names in its first line: path and query (RFC 9112, section 3.2.1)."""
    target = url[end_of_origin(url) :]
    return target if target.startswith("/") else f"/{target}"


def host_of(url: str) -> str:
    """Give what a request for a URL has as ``Host``: with the port, unless it is the usual one."""
    scheme, _, rest = url[: end_of_origin(url)].partition("://")
    host, _, port = rest.rpartition(":")
    return host if host and port == ("443" if scheme.lower() == "https" else "80") else rest


def tunnel_head(host: str, port: int, fields: Mapping[str, str]) -> bytes:
    """Give the head of what asks a proxy for a tunnel to a host (RFC 9110, section 9.3.6)."""
    target = f"{f'[{host}]' if ':' in host else host}:{port}"
    return head_of("CONNECT", target, target, fields.items())


def head_of(method: str, target: str, host: str, fields: Iterable[tuple[str, str]]) -> bytes:
    """Give the head of a request; `NotDelivered` where anything in it would make more lines of it than it has."""
    lines = [f"{name}: {value}\r\n" for name, value in fields]
    head = f"{method} {target} HTTP/1.1\r\nHost: {host}\r\n{''.join(lines)}\r\n"
    ends = len(lines) + 3
    spoilt = head.count("\n") != ends or head.count("\r") != ends or "\0" in head or " " in f"{method}{target}{host}"
    if not spoilt:
        try:
            return head.encode("latin-1")
        except UnicodeEncodeError:
            pass  # told below, where nothing of the request hangs on it
    raise NotDelivered("the request holds what no head of a message can", sent=False, final=True)


def pieces_of(body: Stream) -> Iterator[bytes]:
    """Give the pieces of a body that is read as it is sent; `NotDelivered` where it is not what was announced."""
    left = body.length
    last = b""
    try:
        for piece in body:
            if left is not None:
                left -= len(piece)
                if left < 0:
                    break
            if left == 0 and piece:
                last = piece  # with which the request would be whole: it goes out when it is sure that nothing follows
            else:
                yield piece
    except Exception as error:  # noqa: BLE001 - the caller's iterator may raise anything
        reason = f"could not be read ({type(error).__name__})"
    else:
        if not left:
            if last:
                yield last
            return
        reason = "has changed its size meanwhile"
    raise NotDelivered(f"what was to be sent {reason}", sent=True, final=True)


def _chunk_of(piece: bytes) -> bytes:
    """Give a piece of a body as a chunk; nothing for an empty one, which would be the end (RFC 9112, section 7.1)."""
    return b"%x\r\n%b\r\n" % (len(piece), piece) if piece else b""


_LAST_CHUNK = b"0\r\n\r\n"


def written(head: bytes, body: bytes | Iterable[bytes] | None, chunked: bool) -> Iterator[bytes]:
    """Give what is written for a request, piece by piece; a small body together with the head."""
    if body is None or isinstance(body, bytes):
        whole = head + body if body and len(body) <= CHUNK else head
        yield whole
        if body and whole is head:
            yield body
        return
    yield head
    for piece in body:
        yield _chunk_of(piece) if chunked else piece
    if chunked:
        yield _LAST_CHUNK


# --- an answer -------------------------------------------------------------------------------------------------------

_NO_HEADERS = Headers()


class Answer:
    """
    One answer to one request: its head once `begin` is through, its body by `body` or piece by piece, once.

    Args:
        connection: What it came on: `close` gives it up, `free` lets it carry further requests.
        source: The bytes that come on it.
        method: The method of the request.
    """

    def __init__(self, connection: Any, source: Source, method: str) -> None:
        self._connection = connection
        self._source = source
        self._method = method
        self._open = True
        self.last = True
        """Whether the connection can carry no further request after this one."""
        self.status = 0
        self.reason = ""
        self.headers = _NO_HEADERS
        self.complete = True
        """False where only the end of the connection said that the body is whole."""
        self._kept_for: float | None = None

    @property
    def surplus(self) -> bool:
        """Whether bytes came that do not belong to what was read."""
        return bool(self._source.buffer)

    def close(self) -> None:
        """Give up what is not read, and the connection with it."""
        if self._open:
            self._open = False
            self._connection.close()

    async def begin(self) -> None:
        """Read the head, past those of interim answers."""
        try:
            await self._begin()
        except Exception as error:  # noqa: BLE001 - told below, without the frames that hang on it
            failure = self._failure(error, answered=self.surplus)
        else:
            return
        raise failure

    async def body(self, most: int | None) -> bytes:
        """Give the whole body, decoded, of no more than `most` bytes; then the connection is free."""
        try:
            whole = await self._body(most)
        except Exception as error:  # noqa: BLE001 - as above
            failure = self._failure(error, answered=True)
        except BaseException:
            self.close()
            raise
        else:
            self._free()
            return whole
        self.close()
        raise failure

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Give the body, decoded, piece by piece as it comes; then the connection is free."""
        try:
            pieces = self._pieces(None)
            if pieces is not None:
                async for piece in pieces:
                    yield piece
        except Exception as error:  # noqa: BLE001 - as above
            failure = self._failure(error, answered=True)
        except BaseException:  # who reads goes away
            self.close()
            raise
        else:
            self._free()
            return
        self.close()
        raise failure

    async def aclose(self) -> None:
        """Give up what is not read, as one that waits does."""
        self.close()

    def _free(self) -> None:
        """Let the connection carry further requests, where it can."""
        # Bytes beyond the end are the answer to nothing: they must not be taken for the next one.
        if self.last or self.surplus:
            self.close()
        else:
            self._open = False
            self._connection.free(self._kept_for)
        self._connection = None  # which knows its last answer: without this the two would hold each other

    # The head.

    async def _begin(self) -> None:
        for _ in range(INTERIM_MOST):
            version, lines = self._status(await self._source.head())
            if self.status == 101:
                _refuse("the answer changes the protocol, which nobody asked for")
            if self.status >= 200:
                break
        else:
            _refuse(f"more than {INTERIM_MOST} interim answers came, and no other")
        self.headers = Headers(_fields(lines))
        options = _listed(self.headers.get("Connection", ""))
        self.last = "close" in options or (version < 1 and "keep-alive" not in options)
        kept = _KEPT_FOR.search(self.headers.get("Keep-Alive", ""))
        self._kept_for = float(kept[1]) if kept else None

    def _status(self, head: str) -> tuple[int, list[str]]:
        first, *lines = head.split("\n")
        if len(lines) > LINES_MOST:
            _refuse(f"the answer has more than {LINES_MOST} header lines")
        found = _STATUS_LINE.fullmatch(first.removesuffix("\r"))
        if found is None:
            raise Malformed("it begins as no answer of HTTP/1.1 does")
        self.status = int(found[2])
        return int(found[1]), lines

    # The body.

    async def _body(self, most: int | None) -> bytes:
        pieces = self._pieces(most)
        if pieces is None:
            return b""
        whole = io.BytesIO()  # which, unlike a list of pieces, gives its bytes without a second copy of them
        async for piece in pieces:
            if most is not None and whole.tell() + len(piece) > most:
                _refuse(f"the answer is larger than {most} bytes")
            whole.write(piece)
            self._source.clock.wait()
        return whole.getvalue()

    def _pieces(self, most: int | None) -> AsyncIterator[bytes] | None:
        """Give the body piece by piece as it is decoded; None where the answer has none."""
        if self._method == "HEAD" or self.status in _WITHOUT_BODY:
            return None
        wbits = self._coding()
        if "Transfer-Encoding" in self.headers:
            return _decoded(self._chunked(), wbits)
        if "Content-Length" in self.headers:
            length = self._length()
            if most is not None and wbits is None and length > most:
                _refuse(f"the answer is larger than {most} bytes")
            # What the server says is empty is not coded, whatever else it says.
            return _decoded(self._counted(length), wbits) if length else None
        self.last = True
        # Encryption has an end of its own, without which it counts as cut; so has compressed data.
        self.complete = wbits is not None or self._source.ends_surely
        return _decoded(self._to_the_end(), wbits)

    def _coding(self) -> int | None:
        coding = self.headers.get("Content-Encoding", "").strip().lower()
        if coding not in _CODINGS:
            _refuse(f"the answer is coded as {coding[:40]!r}, which was not asked for")
        return _CODINGS[coding]

    def _length(self) -> int:
        lengths = {each.strip() for each in self.headers["Content-Length"].split(",")}
        length = lengths.pop()
        # RFC 9112, section 6.3: the same number several times is one number.
        if lengths or not _LENGTH.fullmatch(length):
            raise Malformed("its length is not one number")
        return int(length)

    async def _counted(self, length: int) -> AsyncIterator[bytes]:
        while length:
            piece = await self._source.some(length)
            length -= len(piece)
            yield piece

    async def _chunked(self) -> AsyncIterator[bytes]:
        if self.headers["Transfer-Encoding"].strip().lower() != "chunked":
            raise Malformed("its transfer coding is not chunked")
        if "Content-Length" in self.headers:
            self.last = True  # RFC 9112, section 6.3: may be an attempt to slip a second answer in
        while size := await self._chunk_size():
            async for piece in self._counted(size):
                yield piece
            if await self._source.exactly(2) != b"\r\n":
                raise Malformed("a chunk is longer than it says")
        for _ in range(LINES_MOST + 1):
            if not await self._source.line(LINE_MOST):
                return
        _refuse(f"the answer has more than {LINES_MOST} lines after its last chunk")

    async def _chunk_size(self) -> int:
        found = _CHUNK_SIZE.fullmatch(await self._source.line(LINE_MOST))
        if found is None:
            raise Malformed("the size of a chunk is no number")
        return int(found[1], 16)

    async def _to_the_end(self) -> AsyncIterator[bytes]:
        try:
            while True:
                yield await self._source.some(CHUNK)
        except Ended:
            return

    @staticmethod
    def _failure(error: Exception, *, answered: bool) -> NotDelivered:
        if isinstance(error, NotDelivered):
            return error.afresh()
        if isinstance(error, TimeoutError):
            return NotDelivered("the answer took too long", sent=True, slow=True, answered=answered)
        if isinstance(error, (Malformed, zlib.error)):
            told = str(error) if isinstance(error, Malformed) else "its compressed data cannot be read"
            return NotDelivered(f"the answer is broken: {told}", sent=True, answered=True)
        told = "the answer was cut short" if answered else "the connection was closed without an answer"
        return NotDelivered(f"{told} ({type(error).__name__})", sent=True, answered=answered)


async def tunnelled(answer: Answer) -> None:
    """Read what a proxy says that was asked for a tunnel; `NotDelivered` where it makes none."""
    await answer.begin()
    if not 200 <= answer.status < 300 or answer.surplus:
        raise NotDelivered(f"the proxy makes no tunnel: it answers {answer.status}", sent=False)


def _fields(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Give the header fields; a line that begins with a space goes on with the one before (RFC 9112, section 5.2)."""
    name, value = "", ""
    for line in lines:
        found = _FIELD.fullmatch(line)
        if found is None:
            value = f"{value} {_continued(line, name)}"
            continue
        if name:
            yield name, value
        name, value = found[1], found[2].strip(" \t")
    if name:
        yield name, value


def _continued(line: str, name: str) -> str:
    """Give what a line adds to the field before it."""
    text = line.removesuffix("\r")
    if _CONTROL.search(text):
        raise Malformed("a header line has a control character")
    if not name or text[:1] not in (" ", "\t"):
        raise Malformed("a header line has no name")
    return text.strip()


def _listed(value: str) -> set[str]:
    return {each.strip().lower() for each in value.split(",")}


def _decoded(pieces: AsyncIterator[bytes], wbits: int | None) -> AsyncIterator[bytes]:
    return pieces if wbits is None else _inflated(pieces, wbits)


async def _inflated(pieces: AsyncIterator[bytes], wbits: int) -> AsyncIterator[bytes]:
    """Undo gzip or deflate, never more than a chunk at a time; an error unless the stream comes to its own end."""
    decoder = None
    ended = False
    async for coded in pieces:
        left = coded
        while left:
            if decoder is None:
                # A gzip stream may have several members; of deflate there is one.
                if ended and wbits == zlib.MAX_WBITS:
                    raise Malformed("something follows the end of its compressed data")
                decoder = zlib.decompressobj(_as_sent(wbits, left))
            plain = decoder.decompress(left, CHUNK)
            yield plain
            left = decoder.unconsumed_tail
            while not left and not decoder.eof and len(plain) == CHUNK:
                plain = decoder.decompress(b"", CHUNK)
                yield plain
            ended = decoder.eof
            if ended:
                left, decoder = decoder.unused_data, None
    if not ended:
        raise Ended


def _as_sent(wbits: int, coded: bytes) -> int:
    """Give the `wbits` of what is called deflate: with the header of zlib it should be, without it is often sent."""
    bare = wbits == zlib.MAX_WBITS and coded[0] & 0x0F != zlib.DEFLATED
    return -zlib.MAX_WBITS if bare else wbits
