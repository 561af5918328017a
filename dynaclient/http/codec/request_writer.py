"""
An HTTP/1.1 request as the bytes that are written to a connection (RFC 9112, sections 3, 6 and 7). No I/O.

In: a `Request`. Out: its head, and its body part by part, framed by Content-Length or in chunks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType

from ...errors import NotDelivered
from ...messages import Body, Headers, NotBytes, Request, Stream
from ...runtime.hosts import DEFAULT_PORTS
from ...strings.expressions import expression
from .events import CHUNK_SIZE

_DEFAULT_FIELDS = {
    "accept-encoding": ("Accept-Encoding", "gzip, deflate"),
    "user-agent": ("User-Agent", "dynaclient"),
    "connection": ("Connection", "keep-alive"),
}
_PLAIN = expression(r"[^ \r\n\0]*").fullmatch
MAX_REASON = 200
"""Characters of the message of an error of the caller's iterator, at most."""
_LAST_CHUNK = b"0\r\n\r\n"


def header_fields(request: Request) -> list[tuple[str, str]]:
    """Return the header fields that a request is sent with, except its ``Host``."""
    return [*_common_fields(request.headers), *_framing_fields(request)]


def _common_fields(headers: Headers) -> list[tuple[str, str]]:
    return list({**_DEFAULT_FIELDS, **headers.by_lower_name}.values())


def _framing_fields(request: Request) -> tuple[tuple[str, str], ...]:
    """Return the field that announces the body."""
    body = request.body
    if isinstance(body, bytes):
        return (("Content-Length", str(len(body))),)
    if body is None:
        return (("Content-Length", "0"),) if request.method in ("POST", "PUT", "PATCH", "QUERY") else ()
    return (("Transfer-Encoding", "chunked") if body.length is None else ("Content-Length", str(body.length)),)


def origin_end(url: str) -> int:
    """Return the position in a URL where its origin ends: that of its path, or of its query if it has no path."""
    end = url.find("/", 8)
    if end < 0:
        end = len(url)
    query = url.find("?", 8, end)
    return end if query < 0 else query


def host_field(url: str) -> str:
    """Return the value of ``Host`` for a URL: with the port, unless it is the default of the scheme."""
    scheme, _, rest = url[: origin_end(url)].partition("://")
    host, _, port = rest.rpartition(":")
    return host if host and port == str(DEFAULT_PORTS.get(scheme.lower(), 80)) else rest


def encode_connect(host: str, port: int, fields: Mapping[str, str]) -> bytes:
    """Return the request that asks a proxy for a tunnel to a host (RFC 9110, section 9.3.6)."""
    target = f"{f'[{host}]' if ':' in host else host}:{port}"
    return _encode_head("CONNECT", target, target, _encode_fields(fields.items()))


def encode_head(request: Request, target: str, host: str, further: Iterable[tuple[str, str]] = ()) -> bytes:
    """
    Return the head of a request.

    Args:
        request: The request.
        target: Its target: the path and the query, or the whole URL for a proxy.
        host: The value of ``Host``.
        further: Header fields for the next proxy.

    Raises:
        NotDelivered: A value in it would add lines or spaces to the head.
    """
    headers = request.headers
    lines = headers.encoded
    if lines is None:
        lines = _encode_fields(_common_fields(headers))
        if headers.is_shared:
            headers.encoded = lines
    framing = _framing_fields(request)
    if framing or further:
        lines += _encode_fields((*framing, *further))
    return _encode_head(request.method, target, host, lines)


def _encode_head(method: str, target: str, host: str, lines: str) -> bytes:
    if not _PLAIN(f"{method}{target}{host}"):
        raise _not_encodable()
    try:
        return f"{method} {target} HTTP/1.1\r\nHost: {host}\r\n{lines}\r\n".encode("latin-1")
    except UnicodeEncodeError:
        pass  # raised below, so that the traceback holds nothing of the request
    raise _not_encodable()


def _encode_fields(fields: Iterable[tuple[str, str]]) -> str:
    lines = [f"{name}: {value}\r\n" for name, value in fields]
    text = "".join(lines)
    if text.count("\n") != len(lines) or text.count("\r") != len(lines) or "\0" in text:
        raise _not_encodable()
    return text


def _not_encodable() -> NotDelivered:
    reason = "the request has a character that is not allowed in its head"
    return NotDelivered(reason, sent=False, final=True, code="encodable")


def read_body(body: Stream) -> Iterator[bytes]:
    """Yield the parts of a streamed body; raise `NotDelivered` if it cannot be read, or is not as long as announced."""
    left = body.length
    last, cause = b"", None
    try:
        for part in body:
            if left is not None:
                left -= len(part)
                if left < 0:
                    break
            if left == 0 and part:
                last = part  # completes the request: it is held back until it is certain that nothing follows
            else:
                yield part
    except NotBytes as error:
        reason = f"could not be read: {error}"
    except Exception as error:  # noqa: BLE001 - the caller's iterator may raise anything
        reason, cause = f"could not be read ({_words_of(error)})", error.with_traceback(_of_caller(error.__traceback__))
    else:
        if not left:
            if last:
                yield last
            return
        reason = "changed its size while it was sent"
    failure = NotDelivered(f"the request body {reason}", sent=True, final=True)
    failure.callers_error = cause
    raise failure


def _words_of(error: Exception) -> str:
    """Return the class of an error, and the beginning of its message."""
    name, message = type(error).__name__, " ".join(str(error).split())
    return f"{name}: {message:.{MAX_REASON}}" if message else name


def _of_caller(entry: TracebackType | None) -> TracebackType | None:
    """Return a traceback without the frames of this library at its beginning, which refer to the body."""
    package = __name__.partition(".")[0]
    while entry is not None and entry.tb_frame.f_globals.get("__name__", "").partition(".")[0] == package:
        entry = entry.tb_next
    return entry


def encode_request(head: bytes, body: Body) -> tuple[bytes, Iterable[bytes]]:
    """Return the bytes of a request: the first part, with a small body in it, and the parts after it."""
    if body is None:
        return head, ()
    if isinstance(body, bytes):
        return (head + body, ()) if len(body) <= CHUNK_SIZE else (head, (body,))
    return head, _encode_stream(body)


def _encode_stream(body: Stream) -> Iterator[bytes]:
    if body.length is None:
        yield from map(_encode_chunk, read_body(body))
        yield _LAST_CHUNK
    else:
        yield from read_body(body)


def _encode_chunk(part: bytes) -> bytes:
    """Return a part of a body as a chunk; nothing for an empty one, which would be the end (RFC 9112, section 7.1)."""
    return b"%x\r\n%b\r\n" % (len(part), part) if part else b""
