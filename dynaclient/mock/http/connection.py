"""
One connection: what has arrived is read, and each request is responded to.

No step waits for the client to send something. What has to be waited for by order, such as a delay, is left to `wait`,
which is called where waiting holds up no other connection.
"""

from __future__ import annotations

import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from typing import Protocol

from ...records import replace
from ..exchange import MockRequest, MockResponse
from .access_log import log_exchange
from .content_codings import decompressed
from .limits import Limits
from .refusals import Refusal
from .request_head import RequestHead
from .request_reader import Received, RequestReader
from .response_writer import AT_ONCE, Exchange, SourceFailed, has_open_end, http_date, is_whole, pieces_of, whole

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
KEPT, ENDED, WAITS = "kept", "ended", "waits"
"""What follows a step: the next one when more has arrived; nothing; or `wait`."""

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

    def note_time(self, seconds: float) -> None:
        """Note how long it took to make a response."""


class Connection:
    """The connection of one client."""

    def __init__(self, owner: Owner, stream: socket.socket) -> None:
        self._owner = owner
        self._limits = owner.limits
        self.stream = stream
        self._reader = RequestReader(owner.limits)
        self._lock = threading.Lock()
        """Held while the socket is closed or shut down: its number may be another's after that."""
        self._is_open = True
        self._is_late = False
        """Whether a request did not arrive in time."""
        self._work: Callable[[], bool] | None = None
        """What `wait` does; it returns whether the connection is kept."""
        self._sent = 0
        """Bytes of the last response."""
        self._phase = IDLE
        self.deadline = time.monotonic() + owner.limits.idle
        """When it expires, on the clock of `time.monotonic`."""

    # Called by any thread.

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
        """Make each step end, whatever it does."""
        self._phase = BUSY
        self._shut_down(socket.SHUT_RDWR)

    def _shut_down(self, how: int) -> None:
        with self._lock, suppress(OSError):  # the client may have closed it
            if self._is_open:
                # Not that of the class for TLS, which would send what follows unencrypted.
                socket.socket.shutdown(self.stream, how)

    def close(self) -> None:
        """Close the socket; do nothing the second time."""
        if isinstance(self.stream, ssl.SSLSocket):
            with suppress(OSError, ValueError):  # the end of TLS is sent, and that of the client not waited for
                self.stream.setblocking(False)
                self.stream.unwrap()
        with self._lock:
            self._is_open = False
            self.stream.close()

    # The steps, of which one is done at a time.

    def advance(self, *, may_make: bool, may_wait: bool) -> str:
        """
        Read what has arrived, and respond to the requests in it.

        Args:
            may_make: Whether responses may be made here, which may take long; `wait` makes them if not.
            may_wait: Whether it may be waited here for what is delayed, or comes in pieces.
        """
        try:
            data = self.stream.recv(CHUNK_SIZE)
            if self._is_late:
                seconds = self._limits.request
                return self._refuse(Refusal(408, f"the request was not complete after {seconds:g} seconds"))
            if data:
                self._reader.feed(data)
                return self._respond(may_make=may_make, may_wait=may_wait)
            if self._reader.has_begun:
                self._refuse(Refusal(400, "the request ended before it was complete"))
        except OSError:
            log.debug("a connection was closed by the client")
        return ENDED

    def wait(self) -> str:
        """Do what the last step has left, and go on with what has arrived before."""
        work, self._work = self._work, None
        try:
            if work is not None and work():
                return self._respond(may_make=True, may_wait=True)
        except OSError:
            log.debug("a connection was closed by the client")
        return ENDED

    def serve(self) -> str:
        """Serve a client with TLS to the end."""
        step = KEPT if self._owner.tls is not None and self._start_tls(self._owner.tls) else ENDED
        while step != ENDED:
            step = self.wait() if step == WAITS else self.advance(may_make=True, may_wait=True)
        return step

    def _start_tls(self, context: ssl.SSLContext) -> bool:
        self._enter(BUSY, self._limits.request)
        try:
            stream = context.wrap_socket(self.stream, server_side=True, do_handshake_on_connect=False)
            with self._lock:
                self.stream = stream
            stream.do_handshake()
        except OSError as error:
            log.debug("a TLS handshake failed: %s", error)
            if getattr(error, "reason", "") == "HTTP_REQUEST":
                with suppress(OSError):
                    socket.socket.sendall(self.stream, PLAIN)
                    self._linger()
            return False
        self._enter(IDLE, self._limits.idle)
        return True

    def _enter(self, phase: str, seconds: float = NEVER) -> None:
        """Begin a phase that may take so many seconds."""
        self._phase = phase
        self.deadline = time.monotonic() + seconds

    def _leave(self, work: Callable[[], bool]) -> str:
        """Leave something to `wait`: it returns whether the connection is kept."""
        self._work = work
        return WAITS

    # Requests.

    def _respond(self, *, may_make: bool, may_wait: bool) -> str:
        """Respond to the requests that have arrived as a whole."""
        while True:
            try:
                received = self._reader.next_request()
            except Refusal as refusal:
                return self._refuse(refusal)
            if received is None:
                return self._expect_more()
            self._is_late = False
            self._enter(BUSY)
            if not may_make:
                return self._leave(partial(self._make_and_send, received))
            started = time.monotonic()
            response = self._response_to(received)
            if not may_wait and takes_time(response):
                return self._leave(partial(self._send, received.head, response, started))
            if not self._send(received.head, response, started):
                return ENDED

    def _expect_more(self) -> str:
        if self._reader.wants_continue():
            self.stream.sendall(CONTINUE)
        if not self._reader.has_begun:
            self._enter(IDLE, self._limits.idle)
        elif self._phase != READING:
            self._enter(READING, self._limits.request)
        return KEPT

    def _refuse(self, refusal: Refusal) -> str:
        """Respond to what cannot be read as a request; what follows it cannot either."""
        self._enter(BUSY)
        self._send(None, self._refused(refusal), time.monotonic())
        return self._leave(self._linger)

    def _make_and_send(self, received: Received) -> bool:
        started = time.monotonic()
        return self._send(received.head, self._response_to(received), started)

    def _response_to(self, received: Received) -> MockResponse:
        head, owner = received.head, self._owner
        started = time.monotonic()
        try:
            if head.method not in owner.methods:
                _check_method(head.method)
            coding = head.headers.get("Content-Encoding")
            body = decompressed(received.body, coding, self._limits.body) if coding else received.body
            return owner.handle(MockRequest(head.method, head.path, head.query, head.headers, body))
        except Refusal as refusal:
            return self._refused(refusal)
        except Exception:  # the server keeps running
            log.exception("%s", head.method)
        finally:
            owner.note_time(time.monotonic() - started)
        return self._refused(Refusal(500, "the mock server failed"))

    def _refused(self, refusal: Refusal) -> MockResponse:
        """Return the response to a request that is refused, in the format of all other errors."""
        try:
            response = self._owner.refuse(refusal.status, refusal.reason)
        except Exception:  # the format of errors is the description's, and each request has a response
            log.exception("%d", refusal.status)
            response = MockResponse(refusal.status, f"{refusal.reason}\n".encode(), "text/plain;charset=utf-8")
        return replace(response, headers=(*response.headers, *refusal.headers)) if refusal.headers else response

    # Responses.

    def _send(self, head: RequestHead | None, response: MockResponse, started: float) -> bool:
        """
        Send a response; return whether the connection is kept.

        Args:
            head: That of the request; None if it could not be read.
            response: The response.
            started: When the request had arrived, on the clock of `time.monotonic`.
        """
        owner, delivery = self._owner, response.delivery or AT_ONCE
        keeps = head is not None and head.keeps_alive and not delivery.drop and delivery.cut is None
        is_head, is_old = (head.method == "HEAD", head.is_old) if head else (False, False)
        self._sent = 0
        try:
            if delivery.delay and owner.closing.wait(delivery.delay):
                return False
            exchange = Exchange(owner.next_id(), http_date(owner.now()), is_head, is_old, not keeps)
            if is_whole(response):
                self._send_piece(whole(response, exchange))
            elif not delivery.drop:
                keeps = self._send_pieces(response, exchange, delivery.drip) and keeps
        finally:
            if response.is_logged and log.isEnabledFor(logging.INFO):
                method, path = (head.method, head.path) if head else ("-", "-")
                log_exchange(method, path, response, self._sent, time.monotonic() - started)
        return keeps and not has_open_end(response, is_old=is_old)

    def _send_pieces(self, response: MockResponse, exchange: Exchange, pause: float) -> bool:
        """Send a response piece by piece; return whether all of it was sent."""
        try:
            with closing(pieces_of(response, exchange)) as pieces:
                for piece in pieces:
                    if pause and self._sent and self._owner.closing.wait(pause):
                        return False
                    self._send_piece(piece)
        except SourceFailed as error:
            log.debug("a response was cut off: %s", error)
            return False
        return True

    def _send_piece(self, piece: bytes) -> None:
        for start in range(0, len(piece), PIECE_SIZE):
            self._enter(BUSY, self._limits.response)
            part = piece if len(piece) <= PIECE_SIZE else memoryview(piece)[start : start + PIECE_SIZE]
            self.stream.sendall(part)
        self._sent += len(piece)
        self._enter(BUSY)

    def _linger(self) -> bool:
        """Read what a client still sends for a moment: closing at once could take the response from it."""
        self._enter(BUSY, self._limits.linger)
        socket.socket.shutdown(self.stream, socket.SHUT_WR)
        while socket.socket.recv(self.stream, CHUNK_SIZE):
            pass
        return False


def takes_time(response: MockResponse) -> bool:
    """Return whether a response is delayed, or comes in pieces."""
    delivery = response.delivery
    return bool(response.chunks) or (delivery is not None and (delivery.delay > 0 or delivery.drip > 0))


def _check_method(method: str) -> None:
    """Refuse a method that this server has nowhere; one that only the path does not allow is left to the service."""
    if method not in METHODS:
        raise Refusal(501, f"no action of this API has the method {method:.50}")
