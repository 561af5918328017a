"""The HTTP layer of the mock server with a service that repeats what it received, and clients made of bytes."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from dynaclient.mock.exchange import MockRequest, MockResponse
from dynaclient.mock.http.listener import Listener


def repeat(request: MockRequest) -> MockResponse:
    """Return a response with what a request consists of, as JSON."""
    content = {
        "method": request.method, "path": request.path, "query": request.query,
        "headers": dict(request.headers), "body": request.body.decode("latin-1"),
    }  # fmt: skip
    return MockResponse(200, json.dumps(content).encode(), "application/json")


def refuse(status: int, message: str, _: MockRequest | None = None) -> MockResponse:
    """Return an error as JSON."""
    return MockResponse(status, json.dumps({"message": message}).encode(), "application/json")


@contextmanager
def listening(
    handle: Callable[[MockRequest], MockResponse] = repeat,
    refuse: Callable[[int, str, MockRequest | None], MockResponse] = refuse,
    methods: tuple[str, ...] = ("GET", "POST"),
    **options: Any,
) -> Iterator[Listener]:
    """Yield a listener that serves in a thread, and is closed afterwards."""
    listener = Listener("127.0.0.1", 0, handle, refuse, methods=methods, **options)
    serving = threading.Thread(target=listener.serve_forever)
    serving.start()
    try:
        yield listener
    finally:
        listener.stop()
        serving.join(10)
        listener.end()
    assert not serving.is_alive()


def connected(listener: Listener, tls: ssl.SSLContext | None = None) -> socket.socket:
    """Return a connection whose reads end after ten seconds."""
    connection = socket.create_connection(("127.0.0.1", listener.port), timeout=10)
    return tls.wrap_socket(connection, server_hostname="127.0.0.1") if tls else connection


def received(connection: socket.socket) -> bytes:
    """Return all that arrives until the server closes the connection."""
    pieces = []
    try:
        while piece := connection.recv(65536):
            pieces.append(piece)
    except ConnectionResetError:
        pass
    return b"".join(pieces)


def response_to(listener: Listener, *pieces: bytes, ends: bool = True) -> bytes:
    """Send bytes in pieces, by default up to the end of the connection, and return all that the server sends."""
    with connected(listener) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
            if ends:
                connection.shutdown(socket.SHUT_WR)
        except OSError:  # the server has closed it: what it sent before is there all the same
            pass
        return received(connection)


def one_response(connection: socket.socket) -> tuple[bytes, bytes]:
    """Return the head and the body of one response, whose length is announced."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        assert piece, data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0] or 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head, body


def until(holds: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Return whether something becomes true in so many seconds."""
    latest = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > latest:
            return False
        time.sleep(0.005)
    return True
