"""The server where nginx is not installed: one process, one epoll loop, prepared responses."""

from __future__ import annotations

import select
import socket
import sys
from dataclasses import dataclass, field

from devices import RESPONSES


def json_response(text: str) -> bytes:
    """Return a complete response with this JSON."""
    body = text.encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


PREPARED = {method[:3].encode(): json_response(text) for method, text in RESPONSES.items()}


@dataclass
class Loop:
    """All connections of the server."""

    listener: socket.socket
    poll: select.epoll = field(default_factory=select.epoll)
    connections: dict[int, socket.socket] = field(default_factory=dict)
    unread: dict[int, bytes] = field(default_factory=dict)

    def run(self) -> None:
        """Serve until the client closes the standard input."""
        self.poll.register(self.listener.fileno(), select.EPOLLIN)
        self.poll.register(sys.stdin.fileno(), select.EPOLLIN)
        while True:
            for number, _ in self.poll.poll():
                if number == sys.stdin.fileno():
                    return
                if number == self.listener.fileno():
                    self.accept()
                else:
                    self.receive(number)

    def accept(self) -> None:
        """Accept a new connection."""
        connection, _ = self.listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connections[connection.fileno()] = connection
        self.poll.register(connection.fileno(), select.EPOLLIN)

    def receive(self, number: int) -> None:
        """Respond to each complete request."""
        connection = self.connections[number]
        data = connection.recv(65536)
        if not data:
            self.poll.unregister(number)
            self.connections.pop(number).close()
            return
        data = self.unread.pop(number, b"") + data
        while data:
            size = _size(data)
            if not size:
                self.unread[number] = data
                return
            connection.sendall(PREPARED[data[:3]])
            data = data[size:]


def _size(data: bytes) -> int:
    """Return the size of the first request in bytes; 0 if it is not complete."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return 0
    at = data.find(b"ontent-Length: ", 0, end)
    length = int(data[at + 15 : data.index(b"\r", at)]) if at >= 0 else 0
    return end + 4 + length if len(data) >= end + 4 + length else 0


def main() -> None:
    """Listen on a free port of the loopback interface, print it, and serve."""
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    Loop(listener).run()


if __name__ == "__main__":
    main()
