"""A server of streams: a function handles each request, and sends what it wants when it wants."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable

from tests.support.raw_server import Received, SocketServer, read_request

SSE = "text/event-stream"


class Exchange:
    """One request, and the connection for its response."""

    def __init__(self, received: Received, connection: socket.socket) -> None:
        self.received = received
        self._connection = connection
        self._chunked = False
        self.ended = False

    def send_head(self, *fields: str, media: str = SSE, status: int = 200, chunked: bool = True) -> None:
        """Send the head of a response, with these further header lines."""
        self._chunked = chunked
        lines = [f"HTTP/1.1 {status} Fine", f"Content-Type: {media}", *fields]
        lines += ["Transfer-Encoding: chunked"] if chunked else ["Connection: close"]
        self._connection.sendall("\r\n".join([*lines, "", ""]).encode())

    def send(self, data: str | bytes) -> None:
        """Send a piece of the body."""
        piece = data.encode() if isinstance(data, str) else data
        self._connection.sendall(b"%x\r\n%b\r\n" % (len(piece), piece) if self._chunked else piece)

    def end(self) -> None:
        """End the body; a chunked one leaves the connection open."""
        if self._chunked:
            self.send(b"")
            self.ended = True

    def send_stream(self, *pieces: str | bytes) -> None:
        """Send a complete event stream."""
        self.send_head()
        for piece in pieces:
            self.send(piece)
        self.end()

    def respond(self, status: int, body: bytes = b"", *fields: str) -> None:
        """Send a response that is not a stream."""
        length = [] if status == 204 else [f"Content-Length: {len(body)}"]
        self._connection.sendall("\r\n".join([f"HTTP/1.1 {status} Fine", *length, *fields, "", ""]).encode() + body)
        self.ended = True

    def reset(self) -> None:
        """Reset the connection."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def is_disconnected(self, seconds: float = 5.0) -> bool:
        """Return whether the client closes the connection within so many seconds."""
        self._connection.settimeout(seconds)
        try:
            return self._connection.recv(1) == b""
        except TimeoutError:
            return False
        except OSError:
            return True


class StreamServer(SocketServer):
    """
    A server whose responses are streams.

    Args:
        handlers: The functions that handle the requests, in their order; the last one handles all further ones.
    """

    IGNORED = (OSError,)

    def __init__(self, *handlers: Callable[[Exchange], object]) -> None:
        super().__init__()
        self.requests: list[Received] = []
        self._handlers = handlers

    def header_values(self, name: str) -> list[str]:
        """Return the value of a header of each request; empty if a request has none."""
        return [received.value(name) for received in self.requests]

    def serve(self, connection: socket.socket, number: int) -> None:
        with connection.makefile("rb") as stream:
            while received := read_request(stream, number):
                self.requests.append(received)
                exchange = Exchange(received, connection)
                self._handlers[min(len(self.requests), len(self._handlers)) - 1](exchange)
                if not exchange.ended:
                    return
