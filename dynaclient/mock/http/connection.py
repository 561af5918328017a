"""One connection: its requests are read one after the other, in a thread of its own, and each is responded to."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any, Protocol

from ...records import replace
from ..exchange import MockRequest, MockResponse
from .access_log import log_exchange
from .content_codings import decompressed
from .limits import Limits
from .refusals import Refusal
from .request_head import RequestHead
from .request_reader import Received, RequestReader
from .response_writer import AT_ONCE, Exchange, SourceFailed, has_open_end, http_date, written

CHUNK_SIZE = 64 * 1024
"""Bytes that are received in one step at most."""
PIECE_SIZE = 256 * 1024
"""Bytes that are sent in one step at most."""
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
PLAIN = (
    b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 35\r\n\r\nthis port has https://, not http://\n"
)
"""The response to HTTP where TLS is expected."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"})
"""The methods that each server knows, whether or not an action has them."""
NEVER = float("inf")
IDLE, READING, BUSY = "idle", "reading", "busy"
"""Between two requests, in the middle of one, and while a response is made or sent."""

log = logging.getLogger("dynaclient.mock")


class Owner(Protocol):
    """What all connections of a server share: `listener.Listener`."""

    limits: Limits
    tls: ssl.SSLContext | None
    methods: frozenset[str]
    """Those of the API's actions."""
    closing: threading.Event
    handle: Callable[[MockRequest], MockResponse]
    refuse: Callable[[int, str], MockResponse]
    now: Callable[[], float]

    def next_id(self) -> str:
        """Return the id of the next request."""

    def forget(self, connection: Any) -> None:
        """Note that a connection is closed."""


class Connection:
    """
    Serves one client.

    Its thread waits without time-outs; the listener looks at `deadline`, and calls `expire`.
    """

    def __init__(self, listener: Owner, stream: socket.socket) -> None:
        self._listener = listener
        self._limits = listener.limits
        self._stream = stream
        self._reader = RequestReader(listener.limits)
        self._lock = threading.Lock()
        """Held while the socket is closed or shut down: its number may be another's after that."""
        self._is_open = True
        self._is_late = False
        """Whether a request did not arrive in time."""
        self._phase = IDLE
        self.deadline = time.monotonic() + listener.limits.idle
        """When it expires, on the clock of `time.monotonic`."""
        self.thread = threading.Thread(target=self._serve, daemon=True, name="dynaclient-mock-connection")

    # Called by other threads.

    @property
    def is_idle(self) -> bool:
        """Whether no part of a request has arrived that is not responded to."""
        return self._phase == IDLE

    def expire(self) -> None:
        """End what takes too long: a request is refused; an idle connection, or one that is not read, is closed."""
        self.deadline = NEVER
        self._is_late = self._phase == READING
        self._shut_down(socket.SHUT_RD if self._is_late else socket.SHUT_RDWR)

    def abort(self) -> None:
        """Close the connection, whatever it does; its thread ends."""
        self._shut_down(socket.SHUT_RDWR)

    def _shut_down(self, how: int) -> None:
        with self._lock, suppress(OSError):  # the client may have closed it
            if self._is_open:
                # Not that of the class for TLS, which would send what follows unencrypted.
                socket.socket.shutdown(self._stream, how)

    # Called by its own thread.

    def _enter(self, phase: str, seconds: float = NEVER) -> None:
        """Begin a phase that may take so many seconds."""
        self._phase = phase
        self.deadline = time.monotonic() + seconds

    def _serve(self) -> None:
        try:
            if self._listener.tls is None or self._start_tls(self._listener.tls):
                while self._exchange():
                    pass
        except OSError:
            log.debug("a connection was closed by the client")
        finally:
            self._close()

    def _start_tls(self, context: ssl.SSLContext) -> bool:
        self._enter(BUSY, self._limits.request)
        stream = context.wrap_socket(self._stream, server_side=True, do_handshake_on_connect=False)
        with self._lock:
            self._stream = stream
        try:
            stream.do_handshake()
        except ssl.SSLError as error:
            log.debug("a TLS handshake failed: %s", error.reason)
            if error.reason == "HTTP_REQUEST":
                socket.socket.sendall(stream, PLAIN)
                self._linger()
            return False
        return True

    def _exchange(self) -> bool:
        """Respond to one request; return whether another one may follow."""
        self._is_late = False
        self._enter(IDLE, self._limits.idle)
        try:
            received = self._receive()
        except Refusal as refusal:
            self._enter(BUSY)
            self._send(None, self._refused(refusal), time.monotonic())
            self._linger()
            return False
        if received is None:
            return False
        self._enter(BUSY)
        started = time.monotonic()
        return self._send(received.head, self._response_to(received), started)

    def _receive(self) -> Received | None:
        """Return the next request; None if the client has closed the connection before one."""
        reader, limits = self._reader, self._limits
        while (received := reader.next_request()) is None:
            if self._phase == IDLE and reader.has_begun:
                self._enter(READING, limits.request)
            if reader.wants_continue():
                self._stream.sendall(CONTINUE)
            data = self._stream.recv(CHUNK_SIZE)
            if self._is_late:
                raise Refusal(408, f"the request was not complete after {limits.request:g} seconds")
            if not data:
                if reader.has_begun:
                    raise Refusal(400, "the request ended before it was complete")
                return None
            reader.feed(data)
        return received

    def _response_to(self, received: Received) -> MockResponse:
        head, listener = received.head, self._listener
        try:
            if head.method not in listener.methods:
                _check_method(head.method)
            coding = head.headers.get("Content-Encoding")
            body = decompressed(received.body, coding, self._limits.body) if coding else received.body
            return listener.handle(MockRequest(head.method, head.path, head.query, head.headers, body))
        except Refusal as refusal:
            return self._refused(refusal)
        except Exception:  # the server keeps running
            log.exception("%s", head.method)
        return self._refused(Refusal(500, "the mock server failed"))

    def _refused(self, refusal: Refusal) -> MockResponse:
        """Return the response to a request that is refused, in the format of all other errors."""
        try:
            response = self._listener.refuse(refusal.status, refusal.reason)
        except Exception:  # the format of errors is the description's, and each request has a response
            log.exception("%d", refusal.status)
            response = MockResponse(refusal.status, f"{refusal.reason}\n".encode(), "text/plain;charset=utf-8")
        return replace(response, headers=(*response.headers, *refusal.headers)) if refusal.headers else response

    # What is sent.

    def _send(self, head: RequestHead | None, response: MockResponse, started: float) -> bool:
        """
        Send a response; return whether the connection is kept.

        Args:
            head: That of the request; None if it could not be read.
            response: The response.
            started: When the request had arrived, on the clock of `time.monotonic`.
        """
        listener, delivery = self._listener, response.delivery or AT_ONCE
        keeps = head is not None and head.keeps_alive and not delivery.drop and delivery.cut is None
        is_head, is_old = (head.method == "HEAD", head.is_old) if head else (False, False)
        sent = 0
        try:
            if delivery.delay and listener.closing.wait(delivery.delay):
                return False
            if not delivery.drop:
                exchange = Exchange(listener.next_id(), http_date(listener.now()), is_head, is_old, not keeps)
                with closing(written(response, exchange)) as pieces:
                    for piece in pieces:
                        if sent and delivery.drip and listener.closing.wait(delivery.drip):
                            return False
                        self._send_piece(piece)
                        sent += len(piece)
        except SourceFailed as error:
            log.debug("a response was cut off: %s", error)
            return False
        finally:
            if response.is_logged and log.isEnabledFor(logging.INFO):
                method, path = (head.method, head.path) if head else ("-", "-")
                log_exchange(method, path, response, sent, time.monotonic() - started)
        return keeps and not has_open_end(response, is_old=is_old)

    def _send_piece(self, piece: bytes) -> None:
        for start in range(0, len(piece), PIECE_SIZE):
            self._enter(BUSY, self._limits.response)
            part = piece if len(piece) <= PIECE_SIZE else memoryview(piece)[start : start + PIECE_SIZE]
            self._stream.sendall(part)
        self._enter(BUSY)

    def _linger(self) -> None:
        """Read what a client still sends for a moment: closing at once could take the response from it."""
        self._enter(BUSY, self._limits.linger)
        socket.socket.shutdown(self._stream, socket.SHUT_WR)
        while socket.socket.recv(self._stream, CHUNK_SIZE):
            pass

    def _close(self) -> None:
        stream = self._stream
        if isinstance(stream, ssl.SSLSocket):
            with suppress(OSError, ValueError):  # the end of TLS is sent, and that of the client not waited for
                stream.setblocking(False)
                stream.unwrap()
        with self._lock:
            self._is_open = False
            stream.close()
        self._listener.forget(self)


def _check_method(method: str) -> None:
    """Refuse a method that this server has nowhere; one that only the path does not allow is left to the service."""
    if method not in METHODS:
        raise Refusal(501, f"no action of this API has the method {method:.50}")
