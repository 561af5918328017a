"""
An HTTP/1.1 request as the bytes that are written to a connection (RFC 9112, sections 3, 6 and 7). No I/O.

In: a `Request`. Out: its head, and its body part by part, framed by Content-Length or in chunks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ..errors import NotDelivered
from ..messages import Request, Stream
from .byte_source import CHUNK_SIZE

_DEFAULT_FIELDS = (("Accept-Encoding", "gzip, deflate"), ("User-Agent", "dynaclient"), ("Connection", "keep-alive"))
_LAST_CHUNK = b"0\r\n\r\n"
_PATH = re.compile(r"[/?]")


def header_fields(request: Request) -> list[tuple[str, str]]:
    """Return the header fields that a request is sent with, except its ``Host``."""
    headers = request.headers
    fields = [field for field in _DEFAULT_FIELDS if field[0] not in headers]
    fields += headers.pairs()
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


def origin_end(url: str) -> int:
    """Return the position in a URL where its origin ends: that of its path, or of its query if it has no path."""
    match = _PATH.search(url, 8)
    return match.start() if match else len(url)


def request_target(url: str) -> str:
    """Return the target in the first line of a request: path and query (RFC 9112, section 3.2.1)."""
    target = url[origin_end(url) :]
    return target if target.startswith("/") else f"/{target}"


def host_field(url: str) -> str:
    """Return the value of ``Host`` for a URL: with the port, unless it is the default of the scheme."""
    scheme, _, rest = url[: origin_end(url)].partition("://")
    host, _, port = rest.rpartition(":")
    return host if host and port == ("443" if scheme.lower() == "https" else "80") else rest


def encode_connect(host: str, port: int, fields: Mapping[str, str]) -> bytes:
    """Return the request that asks a proxy for a tunnel to a host (RFC 9110, section 9.3.6)."""
    target = f"{f'[{host}]' if ':' in host else host}:{port}"
    return encode_head("CONNECT", target, target, fields.items())


def encode_head(method: str, target: str, host: str, fields: Iterable[tuple[str, str]]) -> bytes:
    """Return the head of a request; raise `NotDelivered` if a value in it would add lines or spaces to the head."""
    lines = [f"{name}: {value}\r\n" for name, value in fields]
    head = f"{method} {target} HTTP/1.1\r\nHost: {host}\r\n{''.join(lines)}\r\n"
    ends = len(lines) + 3
    invalid = head.count("\n") != ends or head.count("\r") != ends or "\0" in head or " " in f"{method}{target}{host}"
    if not invalid:
        try:
            return head.encode("latin-1")
        except UnicodeEncodeError:
            pass  # raised below, so that the traceback holds nothing of the request
    raise NotDelivered("the request has a character that is not allowed in its head", sent=False, final=True)


def read_body(body: Stream) -> Iterator[bytes]:
    """Yield the parts of a streamed request body; raise `NotDelivered` if it is not as long as announced."""
    left = body.length
    last = b""
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
    except Exception as error:  # noqa: BLE001 - the caller's iterator may raise anything
        reason = f"could not be read ({type(error).__name__})"
    else:
        if not left:
            if last:
                yield last
            return
        reason = "changed its size while it was sent"
    raise NotDelivered(f"the request body {reason}", sent=True, final=True)


def encode_request(head: bytes, body: bytes | Iterable[bytes] | None, chunked: bool) -> Iterator[bytes]:
    """Yield the bytes of a request, part by part; a small body comes together with the head."""
    if body is None or isinstance(body, bytes):
        start = head + body if body and len(body) <= CHUNK_SIZE else head
        yield start
        if body and start is head:
            yield body
        return
    yield head
    for part in body:
        yield _encode_chunk(part) if chunked else part
    if chunked:
        yield _LAST_CHUNK


def _encode_chunk(part: bytes) -> bytes:
    """Return a part of a body as a chunk; nothing for an empty one, which would be the end (RFC 9112, section 7.1)."""
    return b"%x\r\n%b\r\n" % (len(part), part) if part else b""
