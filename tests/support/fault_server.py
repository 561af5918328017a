"""
A server with one chosen fault: it cuts, drips, stalls and lies. Over TCP, and over TLS with trustme.

A fault is a row in `FAULTS`: a function that handles one connection. The ledger counts what requests did: one effect for
each request that arrived complete, and only one for all requests with the same idempotency key.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import ssl
import struct
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.support.raw_server import Received, SocketServer

DRIP = 0.05
"""Seconds between two bytes of what drips."""
IDEMPOTENCY_KEY = "Idempotency-Key"


class ConnectionEnded(ConnectionError):
    """The client closed the connection, or the server is being closed."""


@dataclass
class Ledger:
    """The requests that the server received."""

    arrived: list[Received] = field(default_factory=list)
    """Every request that arrived complete, in order."""
    connections: int = 0

    @property
    def effects(self) -> Counter[str]:
        """How often each thing was done: by the request's target and body, those with a key once for each key."""
        done: Counter[str] = Counter()
        keys: set[str] = set()
        for received in self.arrived:
            key = received.value(IDEMPOTENCY_KEY)
            if key and key in keys:
                continue
            keys.add(key)
            done[f"{received.method} {received.target} {received.body.decode('latin-1')}"] += 1
        return done


class ServerConnection:
    """One connection, as a fault uses it."""

    def __init__(self, connection: socket.socket, number: int, closing: threading.Event, ledger: Ledger) -> None:
        self.connection = connection
        self.number = number
        self.ledger = ledger
        self._closing = closing
        self._buffer = b""

    def request(self) -> Received:
        """Read one request to its end and record it; raise `ConnectionEnded` if none arrives."""
        while b"\r\n\r\n" not in self._buffer:
            self._receive()
        head, self._buffer = self._buffer.split(b"\r\n\r\n", 1)
        length = int(Received(head, b"", self.number).value("Content-Length", "0"))
        self.read(length)
        body, self._buffer = self._buffer[:length], self._buffer[length:]
        received = Received(head + b"\r\n", body, self.number)
        self.ledger.arrived.append(received)
        return received

    def read(self, count: int) -> None:
        """Read at least this many bytes of a request; exactly as many if nothing more was read before."""
        while len(self._buffer) < count:
            self._receive(min(count - len(self._buffer), 65536))

    def send(self, data: bytes) -> None:
        """Send bytes."""
        try:
            self.connection.sendall(data)
        except OSError:
            raise ConnectionEnded from None

    def drip(self, data: bytes, pause: float = DRIP) -> None:
        """Send bytes one by one, with a pause before each."""
        for byte in data:
            self.wait(pause)
            self.send(bytes((byte,)))

    def stall(self) -> None:
        """Do nothing until the server is closed."""
        self.wait(3600)

    def wait(self, seconds: float) -> None:
        """Wait; raise `ConnectionEnded` if the server is closed before the end."""
        if self._closing.wait(seconds):
            raise ConnectionEnded

    def end(self) -> None:
        """End TLS properly, so that the client can tell the end of the body from a cut."""
        with contextlib.suppress(OSError, ValueError):
            self.connection.settimeout(1)
            self.connection.unwrap()  # type: ignore[attr-defined]

    def reset(self) -> None:
        """Close the connection with a TCP reset."""
        with contextlib.suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        raise ConnectionEnded

    def _receive(self, most: int = 65536) -> None:
        try:
            data = self.connection.recv(most)
        except OSError:
            data = b""
        if not data:
            raise ConnectionEnded
        self._buffer += data


Behavior = Callable[[ServerConnection], object]


# --- faults ----------------------------------------------------------------------------------------------------------

GOOD = json.dumps({"done": True, "items": list(range(40))}).encode()


def head(*fields: str, status: str = "200 OK", media: str = "application/json") -> bytes:
    """Return the head of a response with these fields."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {media}", *fields]
    return "".join(f"{line}\r\n" for line in lines).encode("latin-1") + b"\r\n"


def whole(body: bytes = GOOD, *fields: str, status: str = "200 OK", media: str = "application/json") -> bytes:
    """Return a complete response with a Content-Length."""
    return head(f"Content-Length: {len(body)}", *fields, status=status, media=media) + body


def chunked(*pieces: bytes) -> bytes:
    """Return pieces as chunks, without the last, empty one."""
    return b"".join(f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in pieces)


def _in_turn(*steps: Behavior) -> Behavior:
    def behave(wire: ServerConnection) -> None:
        for step in steps:
            step(wire)

    return behave


def _after_request(*steps: Behavior) -> Behavior:
    """Return a behavior that reads one request first."""
    return _in_turn(lambda wire: wire.request(), *steps)


def _forever(*steps: Behavior) -> Behavior:
    def behave(wire: ServerConnection) -> None:
        while True:
            for step in steps:
                step(wire)

    return behave


def _sending(data: bytes) -> Behavior:
    return lambda wire: wire.send(data)


def _reading_some(*steps: Behavior) -> Behavior:
    """Return a behavior that reads the beginning of a request first."""
    return _in_turn(lambda wire: wire.read(20), *steps)


def send_and_close(data: bytes) -> Behavior:
    """Read the request, send these bytes, and close the connection."""
    return _after_request(_sending(data))


def send_and_stall(data: bytes) -> Behavior:
    """Read the request, send these bytes, and then nothing more."""
    return _after_request(_sending(data), lambda wire: wire.stall())


def send_and_drip(before: bytes, data: bytes) -> Behavior:
    """Read the request, send some bytes immediately and the rest one by one."""
    return _after_request(_sending(before), lambda wire: wire.drip(data))


def send_and_reset(before: bytes) -> Behavior:
    """Read the request, send some bytes, and reset the connection."""
    return _after_request(_sending(before), lambda wire: wire.wait(0.02), lambda wire: wire.reset())


def _responses(data: bytes) -> Behavior:
    """Return a behavior that sends these bytes for each request."""
    return _forever(lambda wire: wire.request(), _sending(data))


respond_normally = _responses(whole())
_PACKED = gzip.compress(GOOD * 50, mtime=0)

STALLS: dict[str, Behavior] = {
    "never responds": send_and_stall(b""),
    "never reads": lambda wire: wire.stall(),
    "stops reading": _reading_some(lambda wire: wire.stall()),
    "stops in the status line": send_and_stall(b"HTTP/1.1 20"),
    "stops in the headers": send_and_stall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"),
    "stops in the body": send_and_stall(whole()[:-20]),
    "stops in a chunk": send_and_stall(head("Transfer-Encoding: chunked") + chunked(GOOD)[:-20]),
    "stops before the last chunk": send_and_stall(head("Transfer-Encoding: chunked") + chunked(GOOD)),
    "stops in compressed data": send_and_stall(whole(_PACKED, "Content-Encoding: gzip")[:-20]),
    "drips its headers": send_and_drip(b"HTTP/1.1 200 OK\r\n", b"X-Slow: " + b"a" * 2000),
    "drips its body": send_and_drip(whole()[: -len(GOOD)], GOOD),
    "drips chunks": send_and_drip(head("Transfer-Encoding: chunked"), chunked(*(bytes((byte,)) for byte in GOOD))),
    "drips compressed data": send_and_drip(whole(_PACKED, "Content-Encoding: gzip")[: -len(_PACKED)], _PACKED * 20),
    "sends header lines forever": _after_request(
        _sending(b"HTTP/1.1 200 OK\r\n"),
        _forever(_sending(b"X-More: " + b"a" * 60 + b"\r\n"), lambda wire: wire.wait(DRIP)),
    ),
    "sends 100 Continue forever": _after_request(
        _forever(_sending(b"HTTP/1.1 100 Continue\r\n\r\n"), lambda wire: wire.wait(0.01)),
    ),
}
"""Faults that never end: a call has to end at its deadline nevertheless."""


HANDSHAKES: dict[str, Behavior] = {
    "never starts its handshake": lambda wire: wire.stall(),
    # The beginning of the record of a long handshake, without its end.
    "drips its handshake": lambda wire: wire.drip(b"\x16\x03\x03\x20\x00\x02\x00\x1f\xfc\x03\x03" + bytes(8000)),
}
"""Faults that prevent an encrypted connection; they run on a plain one."""

CUTS: dict[str, Behavior] = {
    "closes at once": lambda _: None,
    "resets at once": lambda wire: wire.reset(),
    "closes while it reads": _reading_some(),
    "resets while it reads": _reading_some(lambda wire: wire.reset()),
    "responds before it has read": _reading_some(
        _sending(whole(b'{"message": "enough"}', "Connection: close", status="400 Bad Request")),
    ),
    "closes instead of responding": send_and_close(b""),
    "resets instead of responding": send_and_reset(b""),
    "closes in the status line": send_and_close(b"HTTP/1.1 20"),
    "closes in the headers": send_and_close(b"HTTP/1.1 200 OK\r\nContent-Ty"),
    "closes in the body": send_and_close(whole()[:-20]),
    "resets in the body": send_and_reset(whole()[:-20]),
    "closes in a chunk's size": send_and_close(head("Transfer-Encoding: chunked") + b"1"),
    "closes in a chunk": send_and_close(head("Transfer-Encoding: chunked") + chunked(GOOD)[:-20]),
    "closes before the last chunk": send_and_close(head("Transfer-Encoding: chunked") + chunked(GOOD)),
    "cuts compressed data": send_and_close(whole(_PACKED[:-30], "Content-Encoding: gzip")),
    "cuts compressed data in its checksum": send_and_close(whole(_PACKED[:-4], "Content-Encoding: gzip")),
    "cuts deflated data": send_and_close(whole(zlib.compress(GOOD * 50)[:-10], "Content-Encoding: deflate")),
    "closes after one response": send_and_close(whole()),
}
"""Faults that end the connection too early."""

LIES: dict[str, Behavior] = {
    "uses another protocol": send_and_close(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "has a status that is not a number": send_and_close(b"HTTP/1.1 abc OK\r\n\r\n"),
    "has a status out of range": send_and_close(whole(status="9999 OK")),
    "has a header without a colon": send_and_close(b"HTTP/1.1 200 OK\r\nno colon here\r\nContent-Length: 2\r\n\r\n{}"),
    "has a header line of 70 kB": send_and_close(whole(GOOD, "X-Long: " + "a" * 70_000)),
    "has 300 header lines": send_and_close(whole(GOOD, *(f"X-{number}: 1" for number in range(300)))),
    "has a length that is not a number": send_and_close(head("Content-Length: ten") + GOOD),
    "has a negative length": send_and_close(head("Content-Length: -5") + GOOD),
    "has two lengths": send_and_close(head("Content-Length: 5", f"Content-Length: {len(GOOD)}") + GOOD),
    "has a length that is too short": send_and_stall(head(f"Content-Length: {len(GOOD) - 30}") + GOOD),
    "has a length that is too long": send_and_close(head(f"Content-Length: {len(GOOD) + 30}") + GOOD),
    "has a chunk size that is not a number": send_and_close(head("Transfer-Encoding: chunked") + b"zz\r\n" + GOOD),
    "has a chunk size that is too short": send_and_close(
        head("Transfer-Encoding: chunked") + b"5\r\n" + GOOD + b"\r\n0\r\n\r\n"
    ),
    "declares gzip and sends none": send_and_close(whole(GOOD, "Content-Encoding: gzip")),
    "corrupts compressed data": send_and_close(
        whole(_PACKED[:20] + b"\0\0\0\0" + _PACKED[24:], "Content-Encoding: gzip")
    ),
    "compresses twice": send_and_close(whole(gzip.compress(_PACKED, mtime=0), "Content-Encoding: gzip, gzip")),
    "has an unknown content coding": send_and_close(whole(GOOD, "Content-Encoding: rot13")),
    # The second response must never be used for another request.
    "adds a response that was not requested": _responses(whole() + whole(b'{"evil": true}')),
    "switches protocols": send_and_close(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: Upgrade\r\n\r\n"
    ),
    "has no body": send_and_close(whole(b"")),
    "has an HTML page": send_and_close(whole(b"<html><body>down for maintenance</body></html>", media="text/html")),
    "has invalid JSON": send_and_close(whole(b'{"done": tru')),
    "has NaN": send_and_close(whole(b'{"done": NaN}')),
    "has a number that is too large": send_and_close(whole(b'{"done": 1e999}')),
    "has a name twice": send_and_close(whole(b'{"done": true, "done": false}')),
    "has invalid UTF-8": send_and_close(whole(b'{"done": "\xff\xfe"}')),
    "has half a surrogate pair": send_and_close(whole(b'{"done": "\\ud800"}')),
    "is nested too deeply": send_and_close(whole(b"[" * 100_000)),
    "has a number of 5,000 digits": send_and_close(whole(b"9" * 5000)),
}
"""Responses that are malformed or misleading."""


def _status(status: str, *fields: str) -> Behavior:
    return _responses(whole(b'{"message": "no"}', *fields, status=status))


REFUSALS: dict[str, Behavior] = {
    "400": _status("400 Bad Request"),
    "401": _status("401 Unauthorized"),
    "404": _status("404 Not Found"),
    "409": _status("409 Conflict"),
    "429": _status("429 Too Many Requests"),
    "429 with a wait": _status("429 Too Many Requests", "Retry-After: 0"),
    "500": _status("500 Internal Server Error"),
    "502": _status("502 Bad Gateway"),
    "503": _status("503 Service Unavailable"),
    "503 with a wait": _status("503 Service Unavailable", "Retry-After: 0"),
    "504": _status("504 Gateway Timeout"),
    "302": _status("302 Found", "Location: /elsewhere"),
    "307 to nonsense": _status("307 Temporary Redirect", "Location: http://[::1"),
}
"""Complete responses that report a failure."""

FAULTS: dict[str, Behavior] = {**CUTS, **LIES, **REFUSALS, **STALLS}


# --- servers ---------------------------------------------------------------------------------------------------------


class FaultServer(SocketServer):
    """
    A server with a fault.

    Args:
        behaviors: What handles the connections, in their order; the last one handles all further ones.
        secure: The TLS context of the server; None for plain TCP.
    """

    def __init__(self, behaviors: Behavior | Iterable[Behavior], *, secure: ssl.SSLContext | None = None) -> None:
        super().__init__()
        self.ledger = Ledger()
        self._behaviors = [behaviors] if callable(behaviors) else list(behaviors)
        self._secure = secure
        self._closing = threading.Event()

    @property
    def url(self) -> str:
        """The URL of the server."""
        return super().url.replace("http:", "https:") if self._secure else super().url

    def settle(self, seconds: float) -> None:
        """Wait until data in flight has arrived."""
        self._closing.wait(seconds)

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        super().__exit__()

    def serve(self, plain: socket.socket, number: int) -> None:
        self.ledger.connections = max(self.ledger.connections, number)
        connection = self._secure.wrap_socket(plain, server_side=True) if self._secure else plain
        self._open.add(connection)
        with connection:
            behavior = self._behaviors[min(number, len(self._behaviors)) - 1]
            behavior(ServerConnection(connection, number, self._closing, self.ledger))
            # The sent data must arrive before the end does; a close with unread data would be a reset.
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
                connection.settimeout(1)
                connection.recv(65536)
        self._open.discard(connection)


class TunnelProxy(FaultServer):
    """
    A proxy whose tunnels all lead to one port, whatever is requested.

    Args:
        port: The port of this machine that all tunnels lead to.
        secure: The TLS context of the proxy itself; None for plain TCP.
        response: What it sends to a client that requests a tunnel.
    """

    def __init__(
        self, port: int, *, secure: ssl.SSLContext | None = None, response: bytes = b"HTTP/1.1 200 Fine\r\n\r\n"
    ) -> None:
        super().__init__(self._tunnel, secure=secure)
        self.heads: list[bytes] = []
        self._port = port
        self._response = response

    def _tunnel(self, wire: ServerConnection) -> None:
        self.heads.append(wire.request().head)
        wire.send(self._response)
        with socket.create_connection(("127.0.0.1", self._port)) as far:
            back = threading.Thread(target=self._forward, args=(far, wire.connection), daemon=True)
            back.start()
            self._forward(wire.connection, far)
            back.join(5)

    @staticmethod
    def _forward(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)
