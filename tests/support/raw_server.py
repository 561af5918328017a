"""
A server that knows no HTTP but the bytes: it keeps each request as it came, and answers what it is told to.

It stands in for a server that another library would have tidied the request for.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Received:
    """One request, byte for byte, and the number of the connection that it came on."""

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
        """What stands between the method and the version, whatever it is."""
        return b" ".join(self.line.split(b" ")[1:-1]).decode("latin-1")

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The header fields, as they were written."""
        lines = self.head.decode("latin-1").split("\r\n")[1:]
        return [(name, value.strip(" \t")) for name, _, value in (each.partition(":") for each in lines if each)]

    def values(self, name: str) -> list[str]:
        """Give the values of the header fields of this name."""
        return [value for each, value in self.fields if each.lower() == name.lower()]


def answer(body: bytes = b"{}", *, status: int = 200, media: str = "application/json") -> bytes:
    """Give the bytes of an answer that leaves the connection open."""
    head = f"HTTP/1.1 {status} Fine\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode("latin-1") + body


class Last(bytes):
    """An answer after which the connection is closed."""

    __slots__ = ()


class RawServer:
    """
    Listens on a free port of this machine until it is closed; a context manager.

    Args:
        respond: Gives the bytes of the answer to a request; empty bytes close the connection.
    """

    def __init__(self, respond: Callable[[Received], bytes] = lambda _: answer()) -> None:
        self.requests: list[Received] = []
        self.connections = 0
        self._respond = respond
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(target=self._accept, daemon=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> RawServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for each in (self._listening, *self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open.add(connection)
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection, self.connections), daemon=True).start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        # A client that breaks off in the middle of a chunk leaves no size to read.
        with contextlib.suppress(OSError, ValueError), connection, connection.makefile("rb") as stream:
            while True:
                head = b"".join(iter(stream.readline, b"\r\n")) if stream.peek(1) else b""
                if not head:
                    break
                received = Received(head, self._body(stream, head), number)
                self.requests.append(received)
                answered = self._respond(received)
                if not answered:
                    break
                connection.sendall(answered)
                if isinstance(answered, Last):
                    break
        self._open.discard(connection)

    @staticmethod
    def _body(stream: object, head: bytes) -> bytes:
        read = stream.read  # type: ignore[attr-defined]
        readline = stream.readline  # type: ignore[attr-defined]
        plain = Received(head, b"", 0)
        if plain.values("Transfer-Encoding"):
            pieces = []
            while size := int(readline(), 16):
                pieces.append(read(size))
                readline()
            readline()
            return b"".join(pieces)
        return bytes(read(int((plain.values("Content-Length") or ["0"])[0])))
