"""The bytes of a response: its head, and the pieces of its body (RFC 9112). No network here."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from email.utils import formatdate
from http import HTTPStatus

from ...records import dataclass
from ...strings.expressions import expression
from ..exchange import Delivery, MockResponse

DRIP_PIECES = 20
"""Into how many pieces a body is cut that drips."""
AT_ONCE = Delivery()
MAX_DIGITS = 19
"""Digits that no length has."""
_NAME = expression(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_CONTROL = expression(r"[\x00-\x08\x0a-\x1f\x7f]+")
_FRAMING = frozenset(
    {"connection", "content-length", "content-type", "keep-alive", "trailer", "transfer-encoding", "upgrade"}
)
"""Fields that the server writes itself, whatever the response has."""


@dataclass(frozen=True)
class Exchange:
    """What the response depends on besides itself."""

    id: str
    """The number of the request."""
    date: str
    """The time of the server, as `Date` has it."""
    is_head: bool = False
    """Whether the request was HEAD: then the response has no body, and the header fields of one with a body."""
    is_old: bool = False
    """Whether the client has HTTP/1.0, which has no chunks."""
    closes: bool = False
    """Whether the connection is closed after the response."""


class SourceFailed(Exception):
    """Raised where what a stream is made from fails: it has no end then, and the client notices that."""


def has_open_end(response: MockResponse, *, is_old: bool) -> bool:
    """Return whether only the end of the connection is the end of the body: HTTP/1.0 has no chunks."""
    return is_old and bool(response.chunks)


def is_whole(response: MockResponse) -> bool:
    """Return whether a response is sent at once, in one piece: two would wait for each other with Nagle's algorithm."""
    return response.delivery is None and not response.chunks


def written(response: MockResponse, exchange: Exchange) -> Generator[bytes, None, None]:
    """
    Yield what is sent, in the pieces between which a response that drips pauses. The first one has the head.

    A stream is closed at its end, or when this is.

    Raises:
        SourceFailed: From a stream.
    """
    head = _head(response, exchange)
    if response.chunks:
        yield head
        yield from _stream(response, exchange)
    elif exchange.is_head or _has_no_body(response.status):
        yield head
    elif response.delivery is None:
        yield head + response.body
    else:
        yield from _deliver(head, response.body, response.delivery)


# --- the head --------------------------------------------------------------------------------------------------------


def _head(response: MockResponse, exchange: Exchange) -> bytes:
    status = response.status
    replaced = {name.lower() for name, _ in response.headers}
    own = (("Date", exchange.date), ("Server", "dynaclient-mock"), ("X-Request-Id", exchange.id))
    lines = [f"HTTP/1.1 {status} {_PHRASES.get(status, 'Other')}\r\n"]
    lines += [f"{name}: {value}\r\n" for name, value in own if name.lower() not in replaced]
    has_open_end = response.chunks and exchange.is_old
    if not _has_no_body(status):
        if response.chunks:
            lines.append("" if has_open_end else "Transfer-Encoding: chunked\r\n")
        else:
            lines.append(f"Content-Length: {_length(response, exchange)}\r\n")
        if response.media:
            lines.append(_line("Content-Type", response.media))
    if exchange.closes or has_open_end:
        lines.append("Connection: close\r\n")
    elif exchange.is_old:
        lines.append("Connection: keep-alive\r\n")
    lines += [_line(name, value) for name, value in response.headers if name.lower() not in _FRAMING]
    lines.append("\r\n")
    return "".join(lines).encode("latin-1", "replace")


def _length(response: MockResponse, exchange: Exchange) -> int:
    """Return the length of the body; for HEAD it may be in the header fields of a response without one."""
    known = dict(response.headers).get("Content-Length", "") if exchange.is_head and not response.body else ""
    return int(known) if known.isascii() and known.isdigit() and len(known) < MAX_DIGITS else len(response.body)


def _line(name: str, value: str) -> str:
    """Return a header line, without control characters, which could end it; nothing if it cannot have that name."""
    return f"{name}: {_CONTROL.sub(' ', value)}\r\n" if _NAME.fullmatch(name) else ""


def _has_no_body(status: int) -> bool:
    return status in (204, 304) or status < 200


_PHRASES = {int(status): status.phrase for status in HTTPStatus}
_last_date: tuple[int, str] = (-1, "")


def http_date(seconds: float) -> str:
    """Return a time as an HTTP date, formatted once a second."""
    global _last_date  # noqa: PLW0603 - two threads that do it concurrently make the same string
    now = int(seconds)
    known = _last_date
    if known[0] != now:
        known = _last_date = (now, formatdate(now, usegmt=True))
    return known[1]


# --- the body --------------------------------------------------------------------------------------------------------


def _deliver(head: bytes, body: bytes, delivery: Delivery) -> Iterator[bytes]:
    """Yield a head and a body that is cut, or drips."""
    body = body[: delivery.cut]
    if not delivery.drip:
        yield head + body
        return
    yield head
    size = -(-len(body) // DRIP_PIECES) or 1
    for start in range(0, len(body), size):
        yield body[start : start + size]


def _stream(response: MockResponse, exchange: Exchange) -> Iterator[bytes]:
    """Yield the body of a stream as it comes, and close the stream."""
    pieces = _failing_alike(response.chunks)
    try:
        if exchange.is_head or _has_no_body(response.status):
            return
        cut = response.delivery.cut if response.delivery else None
        for piece in pieces if cut is None else _cut(pieces, cut):
            if piece:
                yield piece if exchange.is_old else b"%x\r\n%b\r\n" % (len(piece), piece)
        if cut is None and not exchange.is_old:
            yield b"0\r\n\r\n"
    finally:
        close = getattr(response.chunks, "close", None)
        if close is not None:
            close()


def _failing_alike(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the pieces of a stream; raise `SourceFailed` for whatever is raised where they come from."""
    try:
        yield from pieces
    except Exception as error:  # whatever it is, the connection has to be closed
        raise SourceFailed(f"{type(error).__name__}: {error}") from error


def _cut(pieces: Iterable[bytes], left: int) -> Iterator[bytes]:
    """Yield so many bytes of the pieces, and read no more of them than that."""
    for piece in pieces:
        yield piece[:left]
        left -= len(piece)
        if left <= 0:
            return
