"""
Listens on an address: accepts connections, does their steps, ends what takes too long, and closes them all.

One thread at a time leads: it waits for all connections together, and does the step of each that something has arrived
on. Most responses take a fraction of a millisecond, and 50 threads would take half as long again for fighting over the
interpreter. If a step takes long all the same, another thread becomes the leader; if many do, each response is made in
a thread of its own.
"""

from __future__ import annotations

import logging
import selectors
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from itertools import count

from ...errors import DynaclientError
from ..exchange import MockRequest, MockResponse
from .connection import ENDED, KEPT, WAITS, Connection
from .limits import Limits
from .workers import Workers

POLL = 0.5
"""Seconds after which deadlines are looked at, and signals, at most."""
PATIENCE = 0.02
"""Seconds after which a thread that is busy with one connection leads no longer."""
SLOW = 0.3
"""The share of responses that take longer than `PATIENCE` from which on all are made in threads of their own."""
WEIGHT = 0.1
"""That of the last response in the share."""
BACKLOG = 256
"""Connections that may wait until they are accepted."""
JOIN = 5.0
"""Seconds for which closing waits for responses that are being made."""

log = logging.getLogger("dynaclient.mock")

Handler = Callable[[MockRequest], MockResponse]


class Listener:
    """
    Listens on an address, and serves all connections.

    Args:
        host: The address.
        port: The port; 0 for a free one.
        handle: Makes the response to a request.
        refuse: Makes the response to a request that is refused, of a status and a reason.
        methods: The methods of the API's actions.
        now: The clock that `Date` shows, in seconds since 1970.
        tls: The certificate and the settings of TLS; None for HTTP without it.
        limits: What a connection may take.

    Raises:
        DynaclientError: The address cannot be used.
    """

    def __init__(
        self,
        host: str,
        port: int,
        handle: Handler,
        refuse: Callable[[int, str], MockResponse],
        *,
        methods: Iterable[str],
        now: Callable[[], float] = time.time,
        tls: ssl.SSLContext | None = None,
        limits: Limits = Limits(),  # noqa: B008 - it is frozen
    ) -> None:
        self.handle = handle
        self.refuse = refuse
        self.methods = frozenset(methods)
        self.now = now
        self.tls = tls
        self.limits = limits
        self.closing = threading.Event()
        """Set when the server closes, so that nothing waits any more."""
        self._numbers = count(1)
        self._connections: dict[Connection, None] = {}
        """Those that are open, the oldest first."""
        self._poll = min(POLL, limits.request / 4, limits.response / 4, limits.idle / 4, limits.linger / 4)
        self._stopped = False
        self._lock = threading.Lock()
        self._leader = 0
        """The number of the thread that leads: each is the next one."""
        self._busy: Connection | None = None
        """The connection whose step the leader does."""
        self._steps = 0
        """How many steps leaders have begun."""
        self._is_watched = False
        """Whether it is looked at the leader every `PATIENCE` seconds, and not every `POLL`."""
        self._has_leader = False
        self._slowness = 0.0
        """The share of the last responses that took longer than `PATIENCE`."""
        self._returned: deque[Connection] = deque()
        """Connections that other threads have done with."""
        self._workers = Workers()
        self._socket = _listening(host, port)
        self._selector = selectors.DefaultSelector()
        self._calls, self._caller = _pair()
        """Wake the thread in `serve_forever`."""
        self._wakes, self._waker = _pair()
        """Wake the leader."""

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._socket.getsockname()[1])

    def next_id(self) -> str:
        """Return the id of the next request."""
        return f"mock-{next(self._numbers)}"

    def note_time(self, seconds: float) -> None:
        """Note how long it took to make a response."""
        self._slowness += WEIGHT * ((seconds > PATIENCE) - self._slowness)

    # The thread that looks after the others.

    def serve_forever(self) -> None:
        """Serve until `stop`, which may have been called before."""
        if self._stopped:
            return
        self._selector.register(self._socket, selectors.EVENT_READ)
        self._selector.register(self._wakes, selectors.EVENT_READ)
        seen, swept = 0, time.monotonic()
        with selectors.DefaultSelector() as calls:
            calls.register(self._calls, selectors.EVENT_READ)
            while not self._stopped:
                if not self._has_leader:
                    self._has_leader = self._workers.submit(partial(self._lead, self._leader))
                if calls.select(PATIENCE if self._is_watched else self._poll):
                    self._calls.recv(1024)
                seen = self._watch(seen)
                now = time.monotonic()
                if now - swept >= self._poll:
                    self._sweep(now)
                    swept = now

    def _watch(self, seen: int) -> int:
        """Replace the leader if it is still busy with the step that was seen the last time; return the present one."""
        with self._lock:
            steps, stuck = self._steps, self._busy
            if stuck is None or steps != seen:
                self._is_watched = stuck is not None or steps != seen
                return steps
            self._selector.unregister(stuck.stream)
            self._busy, self._has_leader = None, False
            self._leader += 1
        return steps

    def _sweep(self, now: float) -> None:
        """End what takes too long."""
        for connection in self._opened():
            if connection.deadline < now:
                connection.expire()

    def stop(self) -> None:
        """Make `serve_forever` return, in whichever thread it runs; a signal handler may call it."""
        self._stopped = True
        _wake(self._caller)
        _wake(self._waker)

    def end(self) -> None:
        """Close the address and all connections, and wait for the threads."""
        self.stop()
        self.closing.set()
        for connection in self._opened():
            connection.abort()
        self._workers.end(JOIN)
        for connection in self._opened():
            connection.close()
        self._selector.close()
        for end in (self._socket, self._calls, self._caller, self._wakes, self._waker):
            end.close()

    def _opened(self) -> list[Connection]:
        with self._lock:
            return list(self._connections)

    # The thread that leads.

    def _lead(self, number: int) -> None:
        while self._leader == number and not self._stopped:
            for key, _ in self._selector.select():
                if key.fileobj is self._socket:
                    self._accept()
                elif key.fileobj is self._wakes:
                    self._wakes.recv(1024)
                    self._take_back()
                elif not self._do_step(key.data, number):
                    return

    def _do_step(self, connection: Connection, number: int) -> bool:
        """Do the next step of a connection; return whether this thread still leads."""
        with self._lock:
            self._busy = connection
            self._steps += 1
        if not self._is_watched:
            self._is_watched = True
            _wake(self._caller)
        step = connection.advance(may_make=self._slowness < SLOW, may_wait=False)
        with self._lock:
            leads = self._leader == number
            if leads:
                self._busy = None
        if not leads or self._stopped:
            self._finish(connection, step)
            return False
        if step != KEPT:
            self._selector.unregister(connection.stream)
            self._hand_over(connection, step)
        return True

    def _hand_over(self, connection: Connection, step: str) -> None:
        if step == ENDED or not self._workers.submit(partial(self._finish, connection, step)):
            self._close(connection)

    def _finish(self, connection: Connection, step: str) -> None:
        """Do what has to be waited for, in a thread that does nothing else."""
        while step == WAITS:
            step = connection.wait()
        if step == KEPT:
            self._returned.append(connection)
            _wake(self._waker)
        else:
            self._close(connection)

    def _take_back(self) -> None:
        while self._returned:
            connection = self._returned.popleft()
            self._selector.register(connection.stream, selectors.EVENT_READ, connection)

    # Connections.

    def _accept(self) -> None:
        try:
            stream, _ = self._socket.accept()
        except BlockingIOError:  # the client has gone again
            return
        except OSError as error:  # too many open files
            log.warning("a connection cannot be accepted: %s", error.strerror)
            self._close_idle()
            self.closing.wait(0.05)
            return
        stream.setblocking(True)
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if len(self._connections) >= self.limits.connections and not self._close_idle():
            stream.close()
            return
        connection = Connection(self, stream)
        with self._lock:
            self._connections[connection] = None
        if self.tls is None:
            self._selector.register(stream, selectors.EVENT_READ, connection)
        elif not self._workers.submit(partial(self._serve, connection)):
            self._close(connection)

    def _serve(self, connection: Connection) -> None:
        connection.serve()
        self._close(connection)

    def _close(self, connection: Connection) -> None:
        with self._lock:
            self._connections.pop(connection, None)
        connection.close()

    def _close_idle(self) -> bool:
        """Close the connection that is idle for the longest time; return whether there was one."""
        idle = [connection for connection in self._opened() if connection.is_idle]
        if idle:
            min(idle, key=lambda connection: connection.deadline).abort()
        return bool(idle)


def _pair() -> tuple[socket.socket, socket.socket]:
    """Return two ends: a byte that is sent to the second one wakes who waits for the first one."""
    ends = socket.socketpair()
    for end in ends:
        end.setblocking(False)
    return ends


def _wake(end: socket.socket) -> None:
    with suppress(OSError):  # it is awake already, or closed
        end.send(b"\0")


def _listening(host: str, port: int) -> socket.socket:
    reason = "" if 0 <= port <= 65535 else "ports are numbers from 0 to 65535"
    try:
        if not reason:
            return _bound(host, port)
    except OSError as error:
        reason = str(error)
    advice = "choose another port, such as 0 for any free one (--port 0)"
    raise DynaclientError(f"the mock server cannot listen on {host}:{port}: {reason}; {advice}")


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    is_dual = host == "::" and socket.has_dualstack_ipv6()
    listening = socket.create_server((host, port), family=family, backlog=BACKLOG, dualstack_ipv6=is_dual)
    listening.setblocking(False)
    return listening
