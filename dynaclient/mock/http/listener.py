"""
Listens on an address: accepts connections, serves them, ends those that take too long, and closes them all.

One thread serves all connections for as long as nothing has to be waited for: most responses take a fraction of a
millisecond, and 50 threads would take half as long again, for fighting over the interpreter.
"""

from __future__ import annotations

import logging
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from itertools import count

from ...errors import DynaclientError
from ...runtime.listening import reason_against_listening
from ..exchange import MockRequest, MockResponse
from .connection import Connection
from .limits import Limits

POLL = 0.5
"""Seconds after which it is looked at connections again, and for a signal, at most."""
BACKLOG = 256
"""Connections that may wait until they are accepted."""
DRAIN = 2.0
"""Seconds for which closing waits for responses that are being sent."""
JOIN = 5.0
"""Seconds for which it waits for threads to end after that."""
SPELL = 10.0
"""Seconds for which responses are made in threads of their own after one has taken long."""

log = logging.getLogger("dynaclient.mock")

Handler = Callable[[MockRequest], MockResponse]


class Listener:
    """
    Listens on an address; closing ends all connections.

    Args:
        host: The address.
        port: The port; 0 for a free one.
        handle: Makes the response to a request.
        refuse: Makes the response to what is refused, of a status, a reason, and the request if it could be read.
        methods: The methods of the API's actions.
        now: The clock that `Date` shows, in seconds since 1970.
        tls: The certificate and the settings of TLS; None for HTTP without it.
        may_wait: Whether making a response may have to wait for something else. Each connection has a thread then, as
            with TLS.
        limits: What a connection may take.

    Raises:
        DynaclientError: The address cannot be used.
    """

    def __init__(
        self,
        host: str,
        port: int,
        handle: Handler,
        refuse: Callable[[int, str, MockRequest | None], MockResponse],
        *,
        methods: Iterable[str],
        now: Callable[[], float] = time.time,
        tls: ssl.SSLContext | None = None,
        may_wait: Callable[[], bool] = lambda: False,
        limits: Limits = Limits(),  # noqa: B008 - it is frozen
    ) -> None:
        self.handle = handle
        self.refuse = refuse
        self.methods = frozenset(methods)
        self.now = now
        self.tls = tls
        self._may_wait = may_wait
        self.limits = limits
        self.closing = threading.Event()
        """Set when the server closes, so that nothing waits any more."""
        self._connections: dict[Connection, None] = {}
        """Those that are open, the oldest first."""
        self._lock = threading.Lock()
        self._serving = threading.RLock()
        """Held by `serve_forever`, so that nothing that it waits for is closed; its signal handlers may call `end`."""
        self._numbers = count(1)
        self._poll = min(POLL, limits.request / 4, limits.response / 4, limits.idle / 4, limits.linger / 4)
        self._stopped = False
        self._slow_until = 0.0
        self._is_full = False
        self._socket = _listening(host, port)
        self._wakes, self._waker = socket.socketpair()
        self._waker.setblocking(False)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._socket.getsockname()[1])

    def next_id(self) -> str:
        """Return the id of the next request."""
        return f"mock-{next(self._numbers)}"

    def waits(self) -> bool:
        """Return whether responses have to be made in threads of their own, so that none holds up others."""
        return self._may_wait() or (self._slow_until > 0 and time.monotonic() < self._slow_until)

    def note_slow(self) -> None:
        """Note that it took long to make a response: others may, too."""
        self._slow_until = time.monotonic() + SPELL

    def forget(self, connection: Connection) -> None:
        """Note that a connection is closed."""
        with self._lock:
            self._connections.pop(connection, None)

    # Serving.

    def serve_forever(self) -> None:
        """Serve until `stop`, which may have been called before."""
        with self._serving, selectors.DefaultSelector() as selector:
            if self._stopped:
                return
            selector.register(self._socket, selectors.EVENT_READ, partial(self._accept, selector))
            selector.register(self._wakes, selectors.EVENT_READ, lambda: None)
            swept = time.monotonic()
            while not self._stopped:
                for key, _ in selector.select(self._poll):
                    key.data()
                now = time.monotonic()
                if now - swept >= self._poll:
                    self._sweep(now)
                    swept = now

    def _advance(self, selector: selectors.BaseSelector, connection: Connection) -> None:
        if not connection.advance():
            selector.unregister(connection.stream)
            connection.go_on()

    def stop(self) -> None:
        """Make `serve_forever` return, in whichever thread it runs; a signal handler may call it."""
        self._stopped = True
        with suppress(OSError):  # it is awake already, or closed
            self._waker.send(b"\0")

    def end(self) -> None:
        """Close the address and all connections: those that a response is sent on when it has been sent."""
        self.stop()
        self.closing.set()
        served = self._serving.acquire(timeout=JOIN)
        self._socket.close()
        if served:
            self._serving.release()
        connections = self._opened()
        for connection in connections:
            if not connection.is_busy:
                connection.abort()
        _join(connections, DRAIN)
        for connection in connections:
            connection.abort()
        _join(connections, JOIN)
        self._wakes.close()
        self._waker.close()

    def _opened(self) -> list[Connection]:
        with self._lock:
            return list(self._connections)

    def _accept(self, selector: selectors.BaseSelector) -> None:
        try:
            stream, _ = self._socket.accept()
        except BlockingIOError:  # the client has gone again
            return
        except OSError as error:  # too many open files
            log.warning("a connection cannot be accepted: %s", error.strerror)
            self._close_idle()
            self.closing.wait(0.05)
            return
        stream.setblocking(False)
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if len(self._connections) >= self.limits.connections and not self._close_idle():
            stream.close()
            if not self._is_full:
                log.warning("new connections are closed: there are %d already", self.limits.connections)
            self._is_full = True
            return
        self._is_full = False
        connection = Connection(self, stream)
        with self._lock:
            self._connections[connection] = None
        if self.tls is None:
            selector.register(stream, selectors.EVENT_READ, partial(self._advance, selector, connection))
        else:
            connection.go_on()

    def _close_idle(self) -> bool:
        """Close the connection that is idle for the longest time; return whether there was one."""
        idle = [connection for connection in self._opened() if connection.is_idle]
        if idle:
            min(idle, key=lambda connection: connection.deadline).abort()
        return bool(idle)

    def _sweep(self, now: float) -> None:
        """End what takes too long."""
        for connection in self._opened():
            if connection.deadline < now:
                connection.expire()


def _join(connections: Iterable[Connection], seconds: float) -> None:
    latest = time.monotonic() + seconds
    for connection in connections:
        connection.join(latest)


def _listening(host: str, port: int) -> socket.socket:
    reason, advice = "ports are numbers from 0 to 65535", "choose another port, such as 0 for any free one (--port 0)"
    if 0 <= port <= 65535:
        try:
            return _bound(host, port)
        except (OSError, ValueError) as error:  # the latter for a host that is not a name at all
            reason, is_address = reason_against_listening(error)
            if is_address:
                advice = "choose an address of this machine: 127.0.0.1, or 0.0.0.0 for all (--host 0.0.0.0)"
    raise DynaclientError(f"the mock server cannot listen on {host}:{port}: {reason}; {advice}", code="cannot-listen")


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    is_dual = host == "::" and socket.has_dualstack_ipv6()
    listening = socket.create_server((host, port), family=family, backlog=BACKLOG, dualstack_ipv6=is_dual)
    listening.setblocking(False)
    return listening
