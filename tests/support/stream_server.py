"""A server of streams: each request is met by a function that says what it likes, when it likes."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from typing import BinaryIO

from tests.support.raw_server import Received

SSE = "text/event-stream"


class Visit:
    """One request, and the connection that it is answered on."""

    def __init__(self, received: Received, connection: socket.socket) -> None:
        self.received = received
        self._connection = connection
        self._chunked = False
        self.ended = False

    def begin(self, *fields: str, media: str = SSE, status: int = 200, chunked: bool = True) -> None:
        """Send the head of an answer, with these further header lines."""
        self._chunked = chunked
        lines = [f"HTTP/1.1 {status} Fine", f"Content-Type: {media}", *fields]
        lines += ["Transfer-Encoding: chunked"] if chunked else ["Connection: close"]
        self._connection.sendall("\r\n".join([*lines, "", ""]).encode())

    def say(self, text: str | bytes) -> None:
        """Send a piece of the body."""
        piece = text.encode() if isinstance(text, str) else text
        self._connection.sendall(b"%x\r\n%b\r\n" % (len(piece), piece) if self._chunked else piece)

    def end(self) -> None:
        """End the body as it should be; the connection is kept where that can be."""
        if self._chunked:
            self.say(b"")
            self.ended = True

    def whole(self, *pieces: str | bytes) -> None:
        """Send a whole stream of events."""
        self.begin()
        for each in pieces:
            self.say(each)
        self.end()

    def answer(self, status: int, body: bytes = b"", *fields: str) -> None:
        """Send an answer that is no stream."""
        length = [] if status == 204 else [f"Content-Length: {len(body)}"]
        self._connection.sendall("\r\n".join([f"HTTP/1.1 {status} Fine", *length, *fields, "", ""]).encode() + body)
        self.ended = True

    def raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._connection.sendall(data)

    def reset(self) -> None:
        """Drop the connection with no word."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def is_left(self, seconds: float = 5.0) -> bool:
        """Say whether the client goes away within so many seconds."""
        self._connection.settimeout(seconds)
        try:
            return self._connection.recv(1) == b""
        except TimeoutError:
            return False
        except OSError:
            return True


class StreamServer:
    """
    Listens on a free port of this machine until it is closed; a context manager.

    Args:
        visits: What meets the requests, one after the other; the last one meets all further ones.
    """

    def __init__(self, *visits: Callable[[Visit], object]) -> None:
        self.requests: list[Received] = []
        self.connections = 0
        self.faults: list[BaseException] = []
        self._visits = visits
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept, daemon=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def asked(self, name: str) -> list[str]:
        """Give the value of a header of each request; empty where a request has none."""
        return [(each.values(name) or [""])[0] for each in self.requests]

    def __enter__(self) -> StreamServer:
        self._accepting.start()
        return self

    def __exit__(self, *_: object) -> None:
        for each in (self._listening, *list(self._open)):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for work in (self._accepting, *self._threads):
            work.join(5)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            self._open.add(connection)
            work = threading.Thread(target=self._serve, args=(connection, self.connections), daemon=True)
            self._threads.append(work)
            work.start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        # A client that goes away while it is spoken to is what many tests are about.
        with contextlib.suppress(OSError), connection, connection.makefile("rb") as stream:
            while (received := _received(stream, number)) is not None:
                self.requests.append(received)
                visit = Visit(received, connection)
                self._visits[min(len(self.requests), len(self._visits)) - 1](visit)
                if not visit.ended:
                    break
        self._open.discard(connection)


def _received(stream: BinaryIO, number: int) -> Received | None:
    lines = []
    while (line := stream.readline()) != b"\r\n":
        if not line:
            return None
        lines.append(line)
    head = b"".join(lines)
    plain = Received(head, b"", number)
    return Received(head, stream.read(int((plain.values("Content-Length") or ["0"])[0])), number)
