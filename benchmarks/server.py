"""A server that is no bottleneck: one process, one epoll loop, canned answers; it tells what each request cost it."""

from __future__ import annotations

import json
import select
import socket
import sys
import time
from dataclasses import dataclass, field

from measure import pin

TOLD = "/cpu"
"""The path that is answered with the server's own CPU time and the number of requests so far."""


def item(number: int) -> dict[str, object]:
    """Give one made-up device, as an API would show it."""
    return {
        "id": f"575ec8687ae143cd83dc{number:04x}",
        "name": f"Device {number}",
        "applicationId": "575ec8687ae143cd83dc4a97",
        "creationDate": "2016-06-13T04:00:00.000Z",
        "lastUpdated": "2016-06-13T04:00:00.000Z",
        "deviceClass": "standalone",
        "attributes": [{"name": "voltage", "dataType": "number"}, {"name": "on", "dataType": "boolean"}],
        "tags": [{"key": "floor", "value": "3"}],
        "_links": {
            "self": {"href": f"/applications/575ec8687ae143cd83dc4a97/devices/575ec8687ae143cd83dc{number:04x}"}
        },
    }


def canned(data: object) -> bytes:
    """Give a whole response of this JSON."""
    body = json.dumps(data).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


ANSWERS = {
    b"GET": canned({"items": [item(1), item(2)], "count": 2, "totalCount": 2, "perPage": 2, "page": 0}),
    b"POS": canned(item(3)),
}


@dataclass
class Loop:
    """All connections of the server."""

    listener: socket.socket
    poll: select.epoll = field(default_factory=select.epoll)
    connections: dict[int, socket.socket] = field(default_factory=dict)
    unread: dict[int, bytes] = field(default_factory=dict)
    answered: int = 0

    def run(self) -> None:
        """Answer until the standard input, which the client holds, is closed."""
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
        """Take a new connection."""
        connection, _ = self.listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connections[connection.fileno()] = connection
        self.poll.register(connection.fileno(), select.EPOLLIN)

    def receive(self, number: int) -> None:
        """Answer each whole request that has come in."""
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
            self.answered += 1
            connection.sendall(self.answer(data))
            data = data[size:]

    def answer(self, request: bytes) -> bytes:
        """Give the answer to a request."""
        if request.startswith(b"GET /cpu"):
            return canned({"seconds": time.process_time(), "requests": self.answered})
        return ANSWERS[request[:3]]


def _size(data: bytes) -> int:
    """Give the bytes that the first request has; 0 when it is not whole yet."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return 0
    at = data.find(b"ontent-Length: ", 0, end)
    length = int(data[at + 15 : data.index(b"\r", at)]) if at >= 0 else 0
    return end + 4 + length if len(data) >= end + 4 + length else 0


def main() -> None:
    """Listen on a free port of the loopback, print it, and answer."""
    pin(1)
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    Loop(listener).run()


if __name__ == "__main__":
    main()
