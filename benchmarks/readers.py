"""The cores that `cores.py` compares: what reads a response from bytes, and what writes the head of a request."""

from __future__ import annotations

import http.client
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from measure import installed

from dynaclient import Request
from dynaclient.http.codec.events import END, NEED_DATA, EndOfStream
from dynaclient.http.codec.request_writer import encode_head, header_fields, host_field, origin_end
from dynaclient.http.codec.response_parser import ResponseParser

PIECE = 16 * 1024
"""Bytes that arrive together, at most."""
Message = tuple[int, Any, bytes]
"""Status, header fields, body."""


class Rejected(Exception):
    """The core returns no complete response, or reports that bytes are left."""


@dataclass(frozen=True)
class Core:
    """
    An implementation of HTTP/1.1.

    Args:
        prepare: Make what one response is read with; what a connection needs only once is made here.
        read: Read a response from that and all its bytes.
        read_strictly: Read a response that ends with its connection; raise any error if it is not accepted.
        prepare_writer: Make what one request is written with: a connection without a server.
        write: Return the head of a request; None if the core writes none.
    """

    name: str
    package: str
    prepare: Callable[[], Any]
    read: Callable[[Any, bytes], Message]
    read_strictly: Callable[[bytes], Message]
    prepare_writer: Callable[[], Any] = lambda: None
    write: Callable[[Any, Request], bytes] | None = None


def pieces(data: bytes) -> Iterator[bytes]:
    """Yield data as a connection does, with no bytes at the end."""
    for at in range(0, len(data), PIECE):
        yield data[at : at + PIECE]
    yield b""


# dynaclient.


def _own_read(parser: ResponseParser, data: bytes) -> Message:
    parser.feed(data)
    parser.next_event()
    parts = []
    while isinstance(event := parser.next_event(), bytes):
        parts.append(event)
    return parser.status, parser.headers, b"".join(parts)


def _own_read_strictly(data: bytes) -> Message:
    parser, body = ResponseParser("GET"), b""
    for piece in pieces(data):
        parser.feed(piece)
        while (event := parser.next_event()) is not NEED_DATA:
            if event is END:
                return _whole(parser, body, surplus=parser.has_unread)
            if isinstance(event, bytes):
                body += event
    raise Rejected


def _whole(head: Any, body: bytes, *, surplus: bool) -> Message:
    if surplus:
        raise Rejected
    return head.status, head.headers, body


def _own_write(_: None, request: Request) -> bytes:
    url = request.url
    return encode_head(request, url[origin_end(url) :], host_field(url))


OWN = Core("dynaclient", "dynaclient", lambda: ResponseParser("GET"), _own_read, _own_read_strictly, write=_own_write)


# http.client.


class _Socket:
    """What `HTTPResponse` and `HTTPConnection` use of a socket."""

    def __init__(self, data: bytes = b"") -> None:
        self.file = io.BytesIO(data)
        self.sent = b""

    def makefile(self, *_: object) -> io.BytesIO:
        return self.file

    def sendall(self, data: bytes) -> None:
        self.sent += data


def _standard_read(_: None, data: bytes) -> Message:
    response = http.client.HTTPResponse(_Socket(data), method="GET")  # type: ignore[arg-type]
    response.begin()
    return response.status, response.headers, response.read()


def _standard_read_strictly(data: bytes) -> Message:
    return _standard_read(None, data)  # what is left in its buffer is dropped without a sign


def _standard_writer() -> Any:
    connection = http.client.HTTPConnection("localhost")
    connection.sock = _Socket()
    return connection


def _standard_write(connection: Any, request: Request) -> bytes:
    headers = {"Host": host_field(request.url), **dict(header_fields(request))}
    connection.request(request.method, request.url[origin_end(request.url) :], headers=headers)
    sent: bytes = connection.sock.sent
    return sent


STANDARD = Core(
    "http.client", "", lambda: None, _standard_read, _standard_read_strictly, _standard_writer, _standard_write
)


# h11.


def _h11_events(h11: Any, connection: Any, data: bytes) -> Iterator[Any]:
    """Yield the events of a response, and at last the bytes that are left."""
    for piece in pieces(data):
        connection.receive_data(piece)
        while (event := connection.next_event()) is not h11.NEED_DATA:
            yield event
            if type(event) in (h11.EndOfMessage, h11.ConnectionClosed):
                yield connection.trailing_data[0]
                return


def _h11(h11: Any) -> Core:
    opening = h11.Request(method="GET", target="/", headers=[("Host", "localhost")])

    def prepare() -> Any:
        connection = h11.Connection(h11.CLIENT)
        connection.send(opening)
        connection.send(h11.EndOfMessage())
        return connection

    def read(connection: Any, data: bytes) -> Message:
        connection.receive_data(data)
        head = connection.next_event()
        parts = []
        while type(event := connection.next_event()) is h11.Data:
            parts.append(event.data)
        return head.status_code, head.headers, b"".join(parts)

    def read_strictly(data: bytes) -> Message:
        *found, surplus = _h11_events(h11, prepare(), data)
        if surplus or type(found[-1]) is not h11.EndOfMessage:
            raise Rejected
        head = next(event for event in found if type(event) is h11.Response)
        return head.status_code, head.headers, b"".join(event.data for event in found if type(event) is h11.Data)

    def write(connection: Any, request: Request) -> bytes:
        headers = [("Host", host_field(request.url)), *header_fields(request)]
        target = request.url[origin_end(request.url) :]
        sent: bytes = connection.send(h11.Request(method=request.method, target=target, headers=headers))
        return sent

    return Core("h11", "h11", prepare, read, read_strictly, lambda: h11.Connection(h11.CLIENT), write)


# httptools.


class Collector:
    """The protocol of a parser of httptools: what a client needs of a response."""

    def __init__(self, httptools: Any) -> None:
        self.headers: list[tuple[bytes, bytes]] = []
        self.body: list[bytes] = []
        self.messages = 0
        self.has_head = False
        self.parser = httptools.HttpResponseParser(self)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Note a header line."""
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Note the end of the head."""
        self.has_head = True

    def on_body(self, part: bytes) -> None:
        """Note a part of the body."""
        self.body.append(part)

    def on_message_complete(self) -> None:
        """Count a response."""
        self.messages += 1

    @property
    def message(self) -> Message:
        """The response."""
        return self.parser.get_status_code(), self.headers, b"".join(self.body)


def _httptools(httptools: Any) -> Core:
    def read(collector: Collector, data: bytes) -> Message:
        collector.parser.feed_data(data)
        return collector.message

    def read_strictly(data: bytes) -> Message:
        collector = Collector(httptools)
        for piece in pieces(data):
            if piece:
                collector.parser.feed_data(piece)
        framed = {name.lower() for name, _ in collector.headers} & {b"content-length", b"transfer-encoding"}
        # It has no method for the end of the connection: without a frame, the caller takes that for the end.
        if not collector.messages and (framed or not collector.has_head):
            raise Rejected
        return collector.message

    return Core("httptools", "httptools", lambda: Collector(httptools), read, read_strictly)


def cores() -> list[Core]:
    """Return our own core, that of the standard library, and those that are installed."""
    made = [OWN, STANDARD]
    for name, make in (("h11", _h11), ("httptools", _httptools)):
        package = installed(name)
        if package is not None:
            made.append(make(package))
    return made


def accepts(core: Core, data: bytes) -> bool:
    """Return whether a core accepts a response."""
    try:
        core.read_strictly(data)
    except EXPECTED:
        return False
    return True


def reads(core: Core, data: bytes, status: int, body: bytes) -> bool:
    """Return whether a core reads a valid response as it is."""
    try:
        found = core.read_strictly(data)
    except EXPECTED:
        return False
    return (found[0], found[2]) == (status, body)


def _errors() -> tuple[type[BaseException], ...]:
    """Return what the cores raise for a response that they do not accept."""
    from dynaclient.errors import NotDelivered

    found: list[type[BaseException]] = [Rejected, EndOfStream, NotDelivered, ValueError, OverflowError]
    found.append(http.client.HTTPException)
    for name, error in (("h11", "RemoteProtocolError"), ("httptools", "HttpParserError")):
        package = installed(name)
        if package is not None:
            found.append(getattr(package, error))
    return tuple(found)


EXPECTED = _errors()
