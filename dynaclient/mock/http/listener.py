"""
HTTP on sockets. This is the only module that imports werkzeug.

werkzeug parses multipart forms and chunked bodies. Its own request handler is not used: it closes the connection after
each response, ten milliseconds late, so that a connection pool would be of no use.
"""

from __future__ import annotations

import io
import logging
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterable
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from itertools import count
from typing import Any, cast

from ...errors import DynaclientError
from ...messages import Headers
from ..exchange import MockRequest, MockResponse

try:
    from werkzeug.serving import DechunkedInput
except ImportError:
    raise DynaclientError("the mock server needs the mock extra: pip install 'dynaclient[mock]'") from None

MAX_BODY = 32 * 1024 * 1024
"""The most bytes of a request body."""

POLL = 0.05
"""Seconds within which the listening thread notices that it should end."""

log = logging.getLogger("dynaclient.mock")

Handler = Callable[[MockRequest], MockResponse]


class BodyError(Exception):
    """Raised for a body that is not what its headers declare; `status` is that of the response."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


# --- one connection --------------------------------------------------------------------------------------------------


class _Handler(BaseHTTPRequestHandler):
    """Reads the requests of one connection, one after the other, and writes the responses."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Listener

    def _serve(self) -> None:
        try:
            body = self._body()
        except BodyError as error:
            self.close_connection = True
            self._write(self.server.refuse(error.status, error.reason))
            return
        path, _, query = self._target().partition("?")
        request = MockRequest(self.command, path, query, Headers(self.headers.items()), body)
        self._write(self.server.handle(request))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve  # noqa: N815 - http.server's names

    def __getattr__(self, name: str) -> Any:
        """Return what serves another method, if an action of the API has it."""
        prefix, _, method = name.partition("_")
        if prefix == "do" and method in self.server.methods:
            return self._serve
        raise AttributeError(name)

    def _target(self) -> str:
        target = self.path.partition("#")[0]
        if "://" in target.partition("?")[0]:
            # RFC 9112, section 3.2.2: the absolute form, which proxies receive.
            return "/" + target.partition("://")[2].partition("/")[2]
        return target

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._chunked_body()
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit()):
            raise BodyError(400, "Content-Length is not a number")
        if int(length) > MAX_BODY:
            raise _too_large()
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise BodyError(400, "the body is shorter than its Content-Length")
        return body

    def _chunked_body(self) -> bytes:
        try:
            source: Any = DechunkedInput(cast("Any", self.rfile))
            body: bytes = io.BufferedReader(source).read(MAX_BODY + 1)
        except OSError:
            raise BodyError(400, "the chunked body is malformed") from None
        if len(body) > MAX_BODY:
            raise _too_large()
        return body

    def _write(self, response: MockResponse) -> None:
        empty = response.status in (204, 304)
        chunked = bool(response.chunks) and self.request_version != "HTTP/1.0"
        length = ("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(len(response.body)))
        fields = [
            ("Date", _date(self.server.now())), ("Server", "dynaclient-mock"), ("X-Request-Id", self.server.next_id()),
            *([] if empty else [length]),
            *([("Content-Type", response.media)] if response.media and not empty else []),
            *([("Connection", "close")] if self.close_connection else []),
            *response.headers,
        ]  # fmt: skip
        head = f"HTTP/1.1 {response.status} {_phrase(response.status)}\r\n"
        written = head + "".join(f"{name}: {value}\r\n" for name, value in fields) + "\r\n"
        whole = b"" if empty or chunked or self.command == "HEAD" else response.body
        # In one piece: two would wait for each other (Nagle's algorithm and delayed acknowledgements).
        self.wfile.write(written.encode("latin-1", "replace") + whole)
        if chunked and self.command != "HEAD":
            for piece in (*response.chunks, b""):
                self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        # Never the target, which may have a credential in it.
        log.debug("%s: %d", self.command, response.status)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """Respond to what is not HTTP in the format of all other errors."""
        self.close_connection = True
        self._write(self.server.refuse(code, message or _phrase(code)))


def _too_large() -> BodyError:
    return BodyError(413, f"the body is larger than {MAX_BODY // 1024 // 1024} MiB")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Other"


_last_date: tuple[int, str] = (0, "")


def _date(seconds: float) -> str:
    """Return a time as an HTTP date, formatted once a second."""
    global _last_date  # noqa: PLW0603 - two threads that do it concurrently make the same string
    now = int(seconds)
    known = _last_date
    if known[0] != now:
        known = _last_date = (now, formatdate(now, usegmt=True))
    return known[1]


# --- all connections -------------------------------------------------------------------------------------------------


class Listener(socketserver.TCPServer):
    """Listens on an address; each connection has a thread, and closing ends them all."""

    allow_reuse_address = True
    request_queue_size = 256

    def __init__(
        self,
        host: str,
        port: int,
        handle: Handler,
        refuse: Callable[[int, str], MockResponse],
        *,
        methods: Iterable[str],
        now: Callable[[], float] = time.time,
    ) -> None:
        self.handle = handle
        self.now = now
        self.refuse = refuse
        self.methods = frozenset(methods)
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._connections: dict[socket.socket, threading.Thread] = {}
        self._lock = threading.Lock()
        self._numbers = count(1)
        self._serving = self._stopped = False
        reason = ""
        try:
            super().__init__((host, port), _Handler)
        except (OSError, OverflowError) as error:
            reason = str(error)
        if reason:
            raise DynaclientError(f"the mock server cannot listen on {host}:{port}: {reason}; choose another port")

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.server_address[1])

    def next_id(self) -> str:
        """Return the id of the next request."""
        return f"mock-{next(self._numbers)}"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve one connection in its own thread."""
        work = threading.Thread(
            target=self._serve_connection,
            args=(request, client_address),
            daemon=True,
            name="dynaclient-mock-connection",
        )
        with self._lock:
            self._connections[request] = work
        work.start()

    def _serve_connection(self, request: socket.socket, client_address: Any) -> None:
        try:
            self.finish_request(request, client_address)
        except OSError:
            log.debug("a connection was closed by the client")
        finally:
            with self._lock:
                self._connections.pop(request, None)
            self.shutdown_request(request)

    def serve_forever(self, poll_interval: float = POLL) -> None:
        """Serve until `stop`, which may have been called before."""
        with self._lock:
            if self._stopped:
                return
            self._serving = True
        super().serve_forever(poll_interval)

    def stop(self) -> None:
        """Make `serve_forever` return, in whichever thread it runs."""
        with self._lock:
            self._stopped = True
            serving = self._serving
        if serving:
            self.shutdown()

    def end(self) -> None:
        """Close the address and all connections, and wait for their threads."""
        self.server_close()
        with self._lock:
            connections = dict(self._connections)
        for connection in connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:  # pragma: no cover - the client closed it first
                continue
        for work in connections.values():
            work.join()
