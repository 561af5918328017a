"""
One connection: its requests are read one after the other, and each is responded to.

The listener's thread does what needs no waiting. When something has to be waited for, such as a delay or a client that
reads slowly, the connection gets a thread of its own, for the rest of its life.
"""

from __future__ import annotations

import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable, Generator
from contextlib import closing, suppress
from functools import partial
from typing import Any, Protocol

from ...description.rules import METHODS
from ...records import dataclass, replace
from ..exchange import MockRequest, MockResponse
from .access_log import log_exchange
from .content_codings import decompressed
from .limits import Limits
from .refusals import Refusal
from .request_head import RequestHead
from .request_reader import Received, RequestReader
from .response_writer import AT_ONCE, Exchange, SourceFailed, has_open_end, http_date, is_whole, written

CHUNK_SIZE = 64 * 1024
"""Bytes that are received in one step at most."""
PIECE_SIZE = 256 * 1024
"""Bytes that are sent in one step at most."""
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
PLAIN = (
    b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 35\r\n\r\nthis port has https://, not http://\n"
)
"""The response to HTTP where TLS is expected."""
THREAD = "dynaclient-mock-connection"
NEVER = float("inf")
IDLE, READING, BUSY, LINGERING = "idle", "reading", "busy", "lingering"
"""Between two requests, in the middle of one, while a response is made or sent, and after the last one."""
LARGE = 64 * 1024
"""Bytes of a body from which its response is made in a thread of its own: reading it may take seconds."""
IN_TURN = 16
"""Requests that the thread of the listener responds to before it turns to another connection."""
SLOW = 0.1
"""Seconds for which a response may be made there; after a longer time, others are made in threads of their own."""

log = logging.getLogger("dynaclient.mock")


class Owner(Protocol):
    """What all connections of a server share: `listener.Listener`."""

    limits: Limits
    tls: ssl.SSLContext | None
    methods: frozenset[str]
    """Those of the API's actions."""
    closing: threading.Event
    handle: Callable[[MockRequest], MockResponse]
    refuse: Callable[[int, str, MockRequest | None], MockResponse]
    now: Callable[[], float]

    def next_id(self) -> str:
        """Return the id of the next request."""

    def waits(self) -> bool:
        """Return whether responses have to be made in threads of their own."""

    def note_slow(self) -> None:
        """Note that it took long to make a response."""

    def forget(self, connection: Any) -> None:
        """Note that a connection is closed."""


@dataclass(frozen=True)
class Outgoing:
    """A response to be sent."""

    head: RequestHead | None
    """That of the request; None if it could not be read."""
    response: MockResponse
    started: float
    """When the request had arrived, on the clock of `time.monotonic`."""

    @property
    def keeps(self) -> bool:
        """Whether the connection is kept after it."""
        delivery, head = self.response.delivery or AT_ONCE, self.head
        if head is None or delivery.drop or delivery.cut is not None:
            return False
        return head.keeps_alive and not has_open_end(self.response, is_old=head.is_old)


class Connection:
    """
    Serves one client.

    Its thread waits without time-outs; the listener looks at `deadline`, and calls `expire`.
    """

    def __init__(self, listener: Owner, stream: socket.socket) -> None:
        self._listener = listener
        self._limits = listener.limits
        self.stream = stream
        self._reader = RequestReader(listener.limits)
        self._lock = threading.Lock()
        """Held while the socket is closed or shut down: its number may be another's after that."""
        self._is_open = True
        self._is_late = False
        """Whether a request did not arrive in time."""
        self._next: Callable[[], bool] | None = self._exchange
        """What its thread begins with; None if nothing is left to do. It returns whether another request may follow."""
        self._thread: threading.Thread | None = None
        self._phase = IDLE
        self.deadline = time.monotonic() + listener.limits.idle
        """When it expires, on the clock of `time.monotonic`."""

    # Called by any thread.

    @property
    def is_idle(self) -> bool:
        """Whether no part of a request has arrived that is not responded to."""
        return self._phase == IDLE

    @property
    def is_busy(self) -> bool:
        """Whether a response is made or sent."""
        return self._phase == BUSY

    def expire(self) -> None:
        """End what takes too long: a request is refused; an idle connection, or one that is not read, is closed."""
        self.deadline = NEVER
        self._is_late = self._phase == READING
        self._shut_down(socket.SHUT_RD if self._is_late else socket.SHUT_RDWR)

    def abort(self) -> None:
        """Close the connection, whatever it does; its thread ends."""
        self._phase = BUSY
        self._shut_down(socket.SHUT_RDWR)

    def _shut_down(self, how: int) -> None:
        with self._lock, suppress(OSError):  # the client may have closed it
            if self._is_open:
                # Not that of the class for TLS, which would send what follows unencrypted.
                socket.socket.shutdown(self.stream, how)

    def join(self, latest: float) -> None:
        """Wait until its thread has ended, or until then on the clock of `time.monotonic`."""
        if self._thread is None:
            self.close()
        elif self._thread is not threading.current_thread():
            self._thread.join(max(latest - time.monotonic(), 0))

    def close(self) -> None:
        """Close the socket; do nothing the second time."""
        self._end_tls()
        with self._lock:
            self._is_open = False
            self.stream.close()
        self._listener.forget(self)

    # In the thread of the listener.

    def advance(self) -> bool:
        """Respond to what has arrived, without waiting; return False if what follows is left to `go_on`."""
        self._next = self._exchange
        if self._phase != LINGERING and self._listener.waits():
            return False
        try:
            return self._advance()
        except BlockingIOError:  # nothing has arrived
            return True
        except OSError:
            log.debug("a connection was closed by the client")
        except Exception as error:  # noqa: BLE001 - the server goes on
            _report(error)
        return self._leave(None)

    def _advance(self) -> bool:
        reader = self._reader
        data = self.stream.recv(CHUNK_SIZE)
        if self._phase == LINGERING:
            return bool(data) or self._leave(None)
        if not data:
            return self._leave(self._exchange if reader.has_begun else None)
        reader.feed(data)
        try:
            for _ in range(IN_TURN):
                received = reader.next_request()
                if received is None:
                    self._expect_rest()
                    return not reader.wants_continue() or self._leave(self._continue)
                if not self._respond(received):
                    return self._phase == LINGERING
        except Refusal as refusal:
            return self._send_now(self._refused_outgoing(refusal)) or self._phase == LINGERING
        return False

    def _leave(self, step: Callable[[], bool] | None) -> bool:
        self._next = step
        return False

    def _respond(self, received: Received) -> bool:
        """Respond to a request; return whether there may be another one."""
        if len(received.body) > LARGE or "Content-Encoding" in received.head.headers:  # it may be large without that
            return self._leave(partial(self._make_and_send, received))
        return self._send_now(self._outgoing(received))

    def _send_now(self, outgoing: Outgoing) -> bool:
        if not is_whole(outgoing.response):
            return self._leave(partial(self._send, outgoing))
        data, sent = b"".join(self._pieces(outgoing)), 0
        with suppress(BlockingIOError):
            sent = self.stream.send(data)
        if sent < len(data):
            return self._leave(partial(self._send_rest, outgoing, data, sent))
        if not self._finish(outgoing, sent):
            self._begin_to_linger()
            return False
        return True

    def go_on(self) -> None:
        """Do what may have to be waited for in a thread of its own; close the connection if nothing is left to do."""
        if self._next is None:
            self.close()
            return
        self.stream.setblocking(True)
        self._thread = threading.Thread(target=self._serve, args=(self._next,), daemon=True, name=THREAD)
        try:
            self._thread.start()
        except RuntimeError:
            log.warning("a connection is closed: no more threads can be started")
            self.close()

    # In a thread of its own: each step returns whether another request may follow.

    def _serve(self, step: Callable[[], bool]) -> None:
        try:
            if self._listener.tls is None or self._start_tls(self._listener.tls):
                while step() and not self._listener.closing.is_set():
                    step = self._exchange
        except OSError:
            log.debug("a connection was closed by the client")
        except Exception as error:  # noqa: BLE001 - the server goes on
            _report(error)
        finally:
            self.close()

    def _start_tls(self, context: ssl.SSLContext) -> bool:
        self._enter(BUSY, self._limits.request)
        stream = context.wrap_socket(self.stream, server_side=True, do_handshake_on_connect=False)
        with self._lock:
            self.stream = stream
        try:
            stream.do_handshake()
        except ssl.SSLError as error:
            log.debug("a TLS handshake failed: %s", error.reason)
            if error.reason == "HTTP_REQUEST":
                socket.socket.sendall(stream, PLAIN)
                self._linger()
            return False
        self._enter(IDLE, self._limits.idle)
        return True

    def _exchange(self) -> bool:
        try:
            received = self._receive()
        except Refusal as refusal:
            return self._refuse(refusal)
        return received is not None and self._make_and_send(received)

    def _make_and_send(self, received: Received) -> bool:
        return self._send(self._outgoing(received))

    def _receive(self) -> Received | None:
        """Return the next request; None if the client has closed the connection before one."""
        reader, limits = self._reader, self._limits
        while (received := reader.next_request()) is None:
            self._expect_rest()
            if reader.wants_continue():
                self._continue()
            data = self.stream.recv(CHUNK_SIZE)
            if self._is_late:
                raise Refusal(408, f"the request was not complete after {limits.request:g} seconds")
            if not data:
                if reader.has_begun:
                    raise Refusal(400, "the request ended before it was complete")
                return None
            reader.feed(data)
        return received

    def _continue(self) -> bool:
        self.stream.sendall(CONTINUE)
        return True

    def _refuse(self, refusal: Refusal) -> bool:
        return self._send(self._refused_outgoing(refusal))

    def _send(self, outgoing: Outgoing) -> bool:
        delivery, closes = outgoing.response.delivery or AT_ONCE, self._listener.closing
        sent, is_whole = 0, False
        try:
            if delivery.delay and closes.wait(delivery.delay):
                return False
            with closing(self._pieces(outgoing)) as pieces:
                for piece in pieces if not delivery.drop else ():
                    if sent and delivery.drip and closes.wait(delivery.drip):
                        return False
                    self._send_piece(piece)
                    sent += len(piece)
            is_whole = True
        except SourceFailed as error:
            log.debug("a response was cut off: %s", error)
            return False
        finally:
            keeps = self._finish(outgoing, sent, is_whole=is_whole)
        return keeps or self._linger()

    def _send_rest(self, outgoing: Outgoing, data: bytes, sent: int) -> bool:
        is_whole = False
        try:
            self._send_piece(memoryview(data)[sent:])
            is_whole = True
        finally:
            keeps = self._finish(outgoing, len(data) if is_whole else sent, is_whole=is_whole)
        return keeps or self._linger()

    def _send_piece(self, piece: bytes | memoryview) -> None:
        view = memoryview(piece)
        for start in range(0, len(piece), PIECE_SIZE):
            self._enter(BUSY, self._limits.response)
            self.stream.sendall(view[start : start + PIECE_SIZE])
        self._enter(BUSY)

    def _linger(self) -> bool:
        self._begin_to_linger()
        self.stream.setblocking(True)
        while socket.socket.recv(self.stream, CHUNK_SIZE):
            pass
        return False

    # In either.

    def _enter(self, phase: str, seconds: float = NEVER) -> None:
        """Begin a phase that may take so many seconds."""
        self._phase = phase
        self.deadline = time.monotonic() + seconds

    def _expect_rest(self) -> None:
        """Begin to wait for the rest of a request, if there is a part of one."""
        if self._phase == IDLE and self._reader.has_begun:
            self._enter(READING, self._limits.request)

    def _end_tls(self) -> None:
        """Send the end of TLS, if there is TLS; that of the client is not waited for."""
        if isinstance(self.stream, ssl.SSLSocket):
            with suppress(OSError, ValueError):
                self.stream.setblocking(False)
                self.stream.unwrap()

    def _begin_to_linger(self) -> None:
        """Read what a client still sends for a moment: closing at once could take the response from it."""
        self._end_tls()
        self._enter(LINGERING, self._limits.linger)
        socket.socket.shutdown(self.stream, socket.SHUT_WR)

    def _outgoing(self, received: Received) -> Outgoing:
        self._enter(BUSY)
        started = time.monotonic()
        response = self._response_to(received)
        if time.monotonic() - started > SLOW:
            self._listener.note_slow()
        return Outgoing(received.head, response, started)

    def _refused_outgoing(self, refusal: Refusal) -> Outgoing:
        """Return the response to what cannot be read as a request; what follows it cannot either."""
        self._enter(BUSY)
        return Outgoing(None, self._refused(refusal, None), time.monotonic())

    def _response_to(self, received: Received) -> MockResponse:
        head, listener = received.head, self._listener
        scheme = "http" if listener.tls is None else "https"
        request = MockRequest(head.method, head.path, head.query, head.headers, received.body, scheme)
        try:
            if head.method not in listener.methods:
                _check_method(head.method)
            coding = head.headers.get("Content-Encoding")
            if coding:
                request = replace(request, body=decompressed(received.body, coding, self._limits.body))
            return listener.handle(request)
        except Refusal as refusal:
            return self._refused(refusal, request)
        except Exception:  # the server keeps running
            log.exception("%s", head.method)
        return self._refused(Refusal(500, "the mock server failed"), request)

    def _refused(self, refusal: Refusal, request: MockRequest | None) -> MockResponse:
        """Return the response to a request that is refused, in the format of all other errors."""
        try:
            response = self._listener.refuse(refusal.status, refusal.reason, request)
        except Exception:  # the format of errors is the description's, and each request has a response
            log.exception("%d", refusal.status)
            response = MockResponse(refusal.status, f"{refusal.reason}\n".encode(), "text/plain;charset=utf-8")
        return replace(response, headers=(*response.headers, *refusal.headers)) if refusal.headers else response

    def _pieces(self, outgoing: Outgoing) -> Generator[bytes, None, None]:
        head, listener = outgoing.head, self._listener
        is_head, is_old = (head.method == "HEAD", head.is_old) if head else (False, False)
        exchange = Exchange(listener.next_id(), http_date(listener.now()), is_head, is_old, not outgoing.keeps)
        return written(outgoing.response, exchange)

    def _finish(self, outgoing: Outgoing, sent: int, *, is_whole: bool = True) -> bool:
        """Log a response, and wait for the next request; return whether there may be one."""
        response, head = outgoing.response, outgoing.head
        if response.is_logged and log.isEnabledFor(logging.INFO):
            method = head.method if head else "-"
            log_exchange(method, response, sent, time.monotonic() - outgoing.started, is_whole=is_whole)
        self._is_late = False
        self._enter(IDLE, self._limits.idle)
        return outgoing.keeps


def _check_method(method: str) -> None:
    """Refuse a method that no server has to know; one that only the path does not allow is left to the service."""
    if method not in METHODS:
        raise Refusal(501, f"no action of this API has the method {method:.50}")


def _report(error: Exception) -> None:
    with suppress(Exception):  # it may be the logging that fails
        log.error("a connection is closed, because the mock server failed", exc_info=error)
