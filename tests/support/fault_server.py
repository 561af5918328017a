"""
A server that breaks in one chosen way: it cuts, drips, stalls, lies and counts. Over TCP, and over TLS with trustme.

What it breaks is a row in `FAULTS`: a function that plays the fault on one connection. What a request did is told by the
ledger: one effect for each request that arrived whole, and only one for all requests with the same idempotency key.
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

from tests.support.raw_server import Received

DRIP = 0.05
"""Seconds between two bytes of what drips."""
KEY = "Idempotency-Key"


class Gone(Exception):
    """The connection is at its end, or the server is being closed."""


@dataclass
class Ledger:
    """What the requests of a test did at the server."""

    arrived: list[Received] = field(default_factory=list)
    """Every request that arrived whole, in the order they came."""
    connections: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, received: Received) -> None:
        """Write down a request that arrived whole."""
        with self._lock:
            self.arrived.append(received)

    @property
    def effects(self) -> Counter[str]:
        """How often each thing was done: by the request's target and body, those with a key once for each key."""
        done: Counter[str] = Counter()
        keys: set[str] = set()
        for each in self.arrived:
            key = (each.values(KEY) or [""])[0]
            if key and key in keys:
                continue
            keys.add(key)
            done[f"{each.method} {each.target} {each.body.decode('latin-1')}"] += 1
        return done


class Wire:
    """One connection, as a fault sees it."""

    def __init__(self, connection: socket.socket, number: int, closing: threading.Event, ledger: Ledger) -> None:
        self.connection = connection
        self.number = number
        self.ledger = ledger
        self._closing = closing
        self._buffer = b""

    def request(self) -> Received:
        """Read one request to its end and write it into the ledger; `Gone` where none comes."""
        while b"\r\n\r\n" not in self._buffer:
            self._more()
        head, self._buffer = self._buffer.split(b"\r\n\r\n", 1)
        plain = Received(head + b"\r\n", b"", self.number)
        length = int((plain.values("Content-Length") or ["0"])[0])
        while len(self._buffer) < length:
            self._more()
        body, self._buffer = self._buffer[:length], self._buffer[length:]
        received = Received(plain.head, body, self.number)
        self.ledger.note(received)
        return received

    def read(self, count: int) -> None:
        """Read this many bytes of a request, and no more of it."""
        while len(self._buffer) < count:
            self._more(count - len(self._buffer))

    def send(self, data: bytes) -> None:
        """Send bytes."""
        try:
            self.connection.sendall(data)
        except OSError:
            raise Gone from None

    def drip(self, data: bytes, pause: float = DRIP) -> None:
        """Send bytes one by one, with a pause before each."""
        for each in data:
            self.wait(pause)
            self.send(bytes((each,)))

    def stall(self) -> None:
        """Do nothing until the server is closed."""
        self.wait(3600)

    def wait(self, seconds: float) -> None:
        """Wait; `Gone` where the server is closed meanwhile."""
        if self._closing.wait(seconds):
            raise Gone

    def end(self) -> None:
        """End the encryption as TLS wants it ended, so that the client can tell the end from a cut."""
        with contextlib.suppress(OSError, ValueError):
            self.connection.settimeout(1)
            self.connection.unwrap()  # type: ignore[attr-defined]

    def reset(self) -> None:
        """Break the connection off with a reset, in place of a proper end."""
        with contextlib.suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        raise Gone

    def _more(self, most: int = 65536) -> None:
        try:
            data = self.connection.recv(most)
        except OSError:
            data = b""
        if not data:
            raise Gone
        self._buffer += data


Play = Callable[[Wire], None]


# --- what breaks -----------------------------------------------------------------------------------------------------

GOOD = json.dumps({"done": True, "items": list(range(40))}).encode()


def head(*fields: str, status: str = "200 OK", media: str = "application/json") -> bytes:
    """Give the head of an answer with these fields."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {media}", *fields]
    return "".join(f"{each}\r\n" for each in lines).encode("latin-1") + b"\r\n"


def whole(body: bytes = GOOD, *fields: str, status: str = "200 OK", media: str = "application/json") -> bytes:
    """Give an answer with a body of a known length."""
    return head(f"Content-Length: {len(body)}", *fields, status=status, media=media) + body


def chunked(*pieces: bytes) -> bytes:
    """Give pieces as chunks, without the last, empty one."""
    return b"".join(f"{len(each):x}\r\n".encode() + each + b"\r\n" for each in pieces)


def fine(wire: Wire) -> None:
    """Answer as a server does, as long as requests come."""
    while True:
        wire.request()
        wire.send(whole())


def says(data: bytes) -> Play:
    """Read the request, send these bytes, and close."""

    def play(wire: Wire) -> None:
        wire.request()
        wire.send(data)

    return play


def keeps(data: bytes) -> Play:
    """Read the request, send these bytes, and stay silent from then on."""

    def play(wire: Wire) -> None:
        wire.request()
        wire.send(data)
        wire.stall()

    return play


def drips(before: bytes, data: bytes) -> Play:
    """Read the request, send some bytes at once and the rest one by one."""

    def play(wire: Wire) -> None:
        wire.request()
        wire.send(before)
        wire.drip(data)

    return play


def resets(before: bytes) -> Play:
    """Read the request, send some bytes, and break off with a reset."""

    def play(wire: Wire) -> None:
        wire.request()
        wire.send(before)
        wire.wait(0.02)
        wire.reset()

    return play


def _closes(_wire: Wire) -> None:
    pass


def _resets(wire: Wire) -> None:
    wire.reset()


def _stalls(wire: Wire) -> None:
    wire.stall()


def _reads_some_and_closes(wire: Wire) -> None:
    wire.read(20)


def _reads_some_and_resets(wire: Wire) -> None:
    wire.read(20)
    wire.reset()


def _reads_some_and_stalls(wire: Wire) -> None:
    wire.read(20)
    wire.stall()


def _answers_before_it_has_read(wire: Wire) -> None:
    wire.read(20)
    wire.send(whole(b'{"message": "enough"}', "Connection: close", status="400 Bad Request"))


def _leaves_after_one(wire: Wire) -> None:
    """Answer once as a server that keeps the connection, and close it all the same."""
    wire.request()
    wire.send(whole())


def _adds_an_answer(wire: Wire) -> None:
    """Answer twice to one request: the second must never be taken for the answer to another."""
    while True:
        wire.request()
        wire.send(whole() + whole(b'{"evil": true}'))


def _continues_for_ever(wire: Wire) -> None:
    wire.request()
    while True:
        wire.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        wire.wait(0.01)


def _header_lines_for_ever(wire: Wire) -> None:
    wire.request()
    wire.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        wire.send(b"X-More: " + b"a" * 60 + b"\r\n")
        wire.wait(DRIP)


_PACKED = gzip.compress(GOOD * 50, mtime=0)

STALLS: dict[str, Play] = {
    "never answers": keeps(b""),
    "never reads": _stalls,
    "stops reading": _reads_some_and_stalls,
    "stops in the status line": keeps(b"HTTP/1.1 20"),
    "stops in the headers": keeps(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"),
    "stops in the body": keeps(whole()[:-20]),
    "stops in a chunk": keeps(head("Transfer-Encoding: chunked") + chunked(GOOD)[:-20]),
    "stops before the last chunk": keeps(head("Transfer-Encoding: chunked") + chunked(GOOD)),
    "stops in compressed data": keeps(whole(_PACKED, "Content-Encoding: gzip")[:-20]),
    "drips its headers": drips(b"HTTP/1.1 200 OK\r\n", b"X-Slow: " + b"a" * 2000),
    "drips its body": drips(whole()[: -len(GOOD)], GOOD),
    "drips chunks": drips(head("Transfer-Encoding: chunked"), chunked(*(bytes((each,)) for each in GOOD))),
    "drips compressed data": drips(whole(_PACKED, "Content-Encoding: gzip")[: -len(_PACKED)], _PACKED * 20),
    "sends header lines for ever": _header_lines_for_ever,
    "continues for ever": _continues_for_ever,
}
"""Ways to never come to an end: a call has to come back at its deadline all the same."""


def _drips_a_handshake(wire: Wire) -> None:
    """Begin a record of a handshake that would be long, and never come to its end."""
    wire.drip(b"\x16\x03\x03\x20\x00\x02\x00\x1f\xfc\x03\x03" + bytes(8000))


HANDSHAKES: dict[str, Play] = {
    "never shakes hands": lambda wire: wire.stall(),
    "drips its handshake": _drips_a_handshake,
}
"""Ways to never come to an encrypted connection; they are played on a plain one."""

CUTS: dict[str, Play] = {
    "closes at once": _closes,
    "resets at once": _resets,
    "closes while it reads": _reads_some_and_closes,
    "resets while it reads": _reads_some_and_resets,
    "answers before it has read": _answers_before_it_has_read,
    "closes instead of answering": says(b""),
    "resets instead of answering": resets(b""),
    "closes in the status line": says(b"HTTP/1.1 20"),
    "closes in the headers": says(b"HTTP/1.1 200 OK\r\nContent-Ty"),
    "closes in the body": says(whole()[:-20]),
    "resets in the body": resets(whole()[:-20]),
    "closes in a chunk's size": says(head("Transfer-Encoding: chunked") + b"1"),
    "closes in a chunk": says(head("Transfer-Encoding: chunked") + chunked(GOOD)[:-20]),
    "closes before the last chunk": says(head("Transfer-Encoding: chunked") + chunked(GOOD)),
    "cuts compressed data": says(whole(_PACKED[:-30], "Content-Encoding: gzip")),
    "cuts compressed data in its checksum": says(whole(_PACKED[:-4], "Content-Encoding: gzip")),
    "cuts deflated data": says(whole(zlib.compress(GOOD * 50)[:-10], "Content-Encoding: deflate")),
    "leaves after one answer": _leaves_after_one,
}
"""Ways to break off."""

LIES: dict[str, Play] = {
    "speaks another protocol": says(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "has a status that is no number": says(b"HTTP/1.1 abc OK\r\n\r\n"),
    "has a status out of range": says(whole(status="9999 OK")),
    "has a header without a colon": says(b"HTTP/1.1 200 OK\r\nno colon here\r\nContent-Length: 2\r\n\r\n{}"),
    "has a header line of 70 kB": says(whole(GOOD, "X-Long: " + "a" * 70_000)),
    "has 300 header lines": says(whole(GOOD, *(f"X-{each}: 1" for each in range(300)))),
    "has a length that is no number": says(head("Content-Length: ten") + GOOD),
    "has a negative length": says(head("Content-Length: -5") + GOOD),
    "has two lengths": says(head("Content-Length: 5", f"Content-Length: {len(GOOD)}") + GOOD),
    "has a length that is too short": keeps(head(f"Content-Length: {len(GOOD) - 30}") + GOOD),
    "has a length that is too long": says(head(f"Content-Length: {len(GOOD) + 30}") + GOOD),
    "has a chunk size that is no number": says(head("Transfer-Encoding: chunked") + b"zz\r\n" + GOOD),
    "has a chunk size that is too short": says(head("Transfer-Encoding: chunked") + b"5\r\n" + GOOD + b"\r\n0\r\n\r\n"),
    "says gzip and sends none": says(whole(GOOD, "Content-Encoding: gzip")),
    "corrupts compressed data": says(whole(_PACKED[:20] + b"\0\0\0\0" + _PACKED[24:], "Content-Encoding: gzip")),
    "compresses twice": says(whole(gzip.compress(_PACKED, mtime=0), "Content-Encoding: gzip, gzip")),
    "compresses as nobody knows": says(whole(GOOD, "Content-Encoding: rot13")),
    "adds an answer that nobody asked for": _adds_an_answer,
    "switches protocols": says(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: Upgrade\r\n\r\n"),
    "has no body": says(whole(b"")),
    "has a page for people": says(whole(b"<html><body>down for maintenance</body></html>", media="text/html")),
    "has what is no JSON": says(whole(b'{"done": tru')),
    "has NaN": says(whole(b'{"done": NaN}')),
    "has a number that is too large": says(whole(b'{"done": 1e999}')),
    "has a name twice": says(whole(b'{"done": true, "done": false}')),
    "has what is no UTF-8": says(whole(b'{"done": "\xff\xfe"}')),
    "has half a surrogate pair": says(whole(b'{"done": "\\ud800"}')),
    "is nested without end": says(whole(b"[" * 100_000)),
    "has a number of 5,000 digits": says(whole(b"9" * 5000)),
}
"""Ways to send what is not what it says it is."""


def _status(status: str, *fields: str) -> Play:
    def play(wire: Wire) -> None:
        while True:
            wire.request()
            wire.send(whole(b'{"message": "no"}', *fields, status=status))

    return play


REFUSALS: dict[str, Play] = {
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
"""Answers that are whole, and say no."""

FAULTS: dict[str, Play] = {**CUTS, **LIES, **REFUSALS, **STALLS}


# --- the server ------------------------------------------------------------------------------------------------------


class FaultServer:
    """
    Listens on a free port of this machine until it is closed; a context manager.

    Args:
        plays: What to play on the connections, in their order; the last one from then on. One alone is played on all.
        secure: The TLS context of a server; without one the server speaks plainly.
    """

    def __init__(self, plays: Play | Iterable[Play], *, secure: ssl.SSLContext | None = None) -> None:
        self.ledger = Ledger()
        self._plays = [plays] if callable(plays) else list(plays)
        self._secure = secure
        self._closing = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=512)
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http{'s' if self._secure else ''}://127.0.0.1:{self._listening.getsockname()[1]}"

    def settle(self, seconds: float) -> None:
        """Let what is under way arrive."""
        self._closing.wait(seconds)

    def __enter__(self) -> FaultServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        for each in (self._listening, *self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        for thread in (self._thread, *self._threads):
            thread.join(5)

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.ledger.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection, self.ledger.connections), daemon=True)
            self._open.add(connection)
            self._threads = [each for each in self._threads if each.is_alive()] + [thread]
            thread.start()

    def _serve(self, plain: socket.socket, number: int) -> None:
        play = self._plays[min(number, len(self._plays)) - 1]
        with contextlib.suppress(Gone, OSError, ValueError), plain:
            connection = self._secure.wrap_socket(plain, server_side=True) if self._secure else plain
            self._open.add(connection)
            with connection:
                play(Wire(connection, number, self._closing, self.ledger))
                # What was sent has to arrive before the end does; a close with unread data would be a reset.
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_WR)
                    connection.settimeout(1)
                    connection.recv(65536)
            self._open.discard(connection)
        self._open.discard(plain)


class Relay:
    """
    A proxy that makes tunnels to one place, whatever it is asked for; a context manager.

    Args:
        port: The port of this machine that all tunnels lead to.
        secure: The TLS context with which the proxy itself is spoken to; without one, plainly.
        says: What it answers to who wants a tunnel.
    """

    def __init__(
        self, port: int, *, secure: ssl.SSLContext | None = None, says: bytes = b"HTTP/1.1 200 Fine\r\n\r\n"
    ) -> None:
        self.heads: list[bytes] = []
        self._port = port
        self._says = says
        self._server = FaultServer(self._play, secure=secure)

    @property
    def url(self) -> str:
        """Where it listens."""
        return self._server.url

    def __enter__(self) -> Relay:
        self._server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.__exit__()

    def _play(self, wire: Wire) -> None:
        self.heads.append(wire.request().head)
        wire.send(self._says)
        with socket.create_connection(("127.0.0.1", self._port)) as far:
            back = threading.Thread(target=self._pump, args=(far, wire.connection), daemon=True)
            back.start()
            self._pump(wire.connection, far)
            back.join(5)

    @staticmethod
    def _pump(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)
