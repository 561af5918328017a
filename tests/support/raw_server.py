"""Servers on sockets of this machine: the base of all of them, and one that records and sends plain bytes."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

Server = TypeVar("Server", bound="SocketServer")


@dataclass(frozen=True)
class Received:
    """One request, byte for byte, and the number of its connection."""

    head: bytes
    body: bytes
    connection: int

    @property
    def line(self) -> bytes:
        """The request line."""
        return self.head.split(b"\r\n", 1)[0]

    @property
    def method(self) -> str:
        """The method."""
        return self.line.split(b" ")[0].decode("latin-1")

    @property
    def target(self) -> str:
        """Everything between the method and the version."""
        return b" ".join(self.line.split(b" ")[1:-1]).decode("latin-1")

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The header fields, with their names as they were sent."""
        lines = self.head.decode("latin-1").split("\r\n")[1:]
        return [(name, value.strip(" \t")) for name, _, value in (line.partition(":") for line in lines if line)]

    def values(self, name: str) -> list[str]:
        """Return the values of the header fields of this name."""
        return [value for field, value in self.fields if field.lower() == name.lower()]

    def value(self, name: str, default: str = "") -> str:
        """Return the value of the first header field of this name."""
        return (self.values(name) or [default])[0]


def read_head(stream: BinaryIO) -> bytes:
    """Return the request line and the header lines of a request; nothing if the connection ends before their end."""
    lines = []
    while (line := stream.readline()) not in (b"", b"\r\n"):
        lines.append(line)
    return b"".join(lines) if line else b""


def read_request(stream: BinaryIO, connection: int) -> Received | None:
    """Return the next request, None at the end of its connection."""
    head = Received(read_head(stream), b"", connection)
    if not head.head:
        return None
    chunks = []
    if head.values("Transfer-Encoding"):
        while size := int(stream.readline(), 16):
            chunks.append(stream.read(size))
            stream.readline()
        stream.readline()
    return Received(head.head, b"".join(chunks) or stream.read(int(head.value("Content-Length", "0"))), connection)


def raw_response(body: bytes = b"{}", *, status: int = 200, media: str = "application/json") -> bytes:
    """Return the bytes of a response that keeps the connection open."""
    head = f"HTTP/1.1 {status} Fine\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode("latin-1") + body


class FinalResponse(bytes):
    """A response after which the connection is closed."""

    __slots__ = ()


class SocketServer:
    """Listens on a free port of this machine until it is closed, with a thread for each connection; a context manager."""

    JOINS = True
    """Whether closing it waits for the threads of the connections."""
    IGNORED: tuple[type[Exception], ...] = (OSError, ValueError)
    """Errors that a client causes by closing the connection; ValueError if no chunk size was sent."""

    def __init__(self) -> None:
        self.connections = 0
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=512)
        self._open: set[socket.socket] = set()
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._threads: list[threading.Thread] = []

    @property
    def url(self) -> str:
        """The URL of the server."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self: Server) -> Server:
        self._accepting.start()
        return self

    def __exit__(self, *_: object) -> None:
        for opened in (self._listening, *list(self._open)):
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)
            opened.close()
        for thread in (self._accepting, *(self._threads if self.JOINS else ())):
            thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            self._open.add(connection)
            thread = threading.Thread(target=self._handle, args=(connection, self.connections), daemon=True)
            self._threads = [*(other for other in self._threads if other.is_alive()), thread]
            thread.start()

    def _handle(self, connection: socket.socket, number: int) -> None:
        with contextlib.suppress(*self.IGNORED), connection:
            self.serve(connection, number)
        self._open.discard(connection)

    def serve(self, connection: socket.socket, number: int) -> None:
        """Serve one connection to its end."""
        raise NotImplementedError


class RawServer(SocketServer):
    """
    Records each request byte for byte, and sends the bytes of a function.

    Args:
        respond: Returns the bytes of the response to a request; empty bytes close the connection.
    """

    JOINS = False

    def __init__(self, respond: Callable[[Received], bytes] = lambda _: raw_response()) -> None:
        super().__init__()
        self.requests: list[Received] = []
        self._respond = respond

    def serve(self, connection: socket.socket, number: int) -> None:
        with connection.makefile("rb") as stream:
            while received := read_request(stream, number):
                self.requests.append(received)
                response = self._respond(received)
                connection.sendall(response)
                if not response or isinstance(response, FinalResponse):
                    return
