"""
The connections to one origin: which of them are idle, and how many there may be.

There is no lock: an interrupt or a fork cannot leave one locked. Each step on a `deque` is atomic.
"""

from __future__ import annotations

import weakref
from collections import deque
from typing import TYPE_CHECKING, Any, Union

from ..errors import NotDelivered
from ..messages import Limits, Request
from ..runtime.backends import Backend, WaitTimeout
from .codec.request_writer import encode_head, host_field
from .connections import Connection
from .failures import SERVER
from .io.deadline import Deadline
from .permits import Permit, Permits
from .proxies import Route

if TYPE_CHECKING:
    from concurrent.futures import Future

MAX_IDLE_CONNECTIONS = 32
"""Idle connections for each origin, at most."""


Available = Union[Connection, Permit]
"""An idle connection, or a permit for another one."""


class OriginPool:
    """
    The connections to one origin.

    Args:
        url: A URL of the origin.
        route: The way to it.
        limit: How many connections there may be at once.
    """

    def __init__(self, url: str, route: Route, limit: int) -> None:
        self.route = route
        self.is_local = route.is_local
        self.permits = Permits(limit)
        self.permit = self.permits.take
        self._host = host_field(url)
        self._forwarding_proxy = proxy = route.forwarding_proxy
        self.peer = proxy.label if proxy else SERVER
        """The other side of its connections, for messages."""
        self._idle: deque[Connection] = deque()
        self._closed = False
        weakref.finalize(self, _close_oldest, self._idle)

    def encode_head(self, request: Request, target: str) -> bytes:
        """Return the head of a request; a proxy needs the whole URL, unless it only passes bytes on."""
        proxy = self._forwarding_proxy
        if proxy is None:
            return encode_head(request, target if target[:1] == "/" else f"/{target}", self._host)
        return encode_head(request, request.url, self._host, proxy.login_fields.items())

    def idle(self) -> Connection | None:
        """Return an idle connection that is still open, the one used last; None if there is none."""
        idle = self._idle
        while idle:
            try:
                connection = idle.pop()
            except IndexError:  # pragma: no cover - another thread took it at this moment
                return None
            if connection.is_usable:
                return connection
            connection.close()
        return None

    def take_back(self, connection: Connection, is_reusable: bool, keep_alive: float | None) -> None:
        """Keep a connection for the next request, if it can carry one."""
        if not is_reusable or self._closed:
            connection.close()
            return
        connection.keep(keep_alive)
        self._idle.append(connection)
        if self.permits.waiting:
            self._pass_on()
        elif len(self._idle) > MAX_IDLE_CONNECTIONS:
            _close_oldest(self._idle, MAX_IDLE_CONNECTIONS)

    async def wait(self, backend: Backend, limits: Limits) -> Available:
        """Wait for an idle connection or a permit; raise `NotDelivered` if none becomes free in time."""
        from concurrent.futures import Future

        turn: Future[Available] = Future()
        self.permits.waiting.append(turn)
        self._pass_on()  # one may have become free before this caller was in the queue
        try:
            found: Available = await backend.wait_for(turn, Deadline(limits.read_timeout, limits.deadline).timeout())
            return found
        except (WaitTimeout, TimeoutError):
            self._withdraw(turn)
        except BaseException:
            self._withdraw(turn)
            raise
        reason = f"all {self.permits.limit} connections to {self.route.target} are in use"
        raise NotDelivered(
            reason, sent=False, slow=True, final=True,
            hint="make fewer calls concurrently, or raise max_connections", code="pool-exhausted",
        )  # fmt: skip

    def _pass_on(self) -> None:
        """Pass what is free on to those who wait."""
        while self.permits.waiting and (found := self.idle() or self.permit()):
            if not self.permits.offer(found):
                self._put_back(found)

    def _put_back(self, found: Available) -> None:
        if isinstance(found, Permit):
            self.permits.put_back(found)
        else:
            self._idle.append(found)

    def _withdraw(self, turn: Future[Available]) -> None:
        """Leave the queue; pass on what became free at just this moment."""
        if not (turn.cancel() or turn.cancelled()):
            self._put_back(turn.result())
            self._pass_on()

    @property
    def has_idle(self) -> bool:
        """Whether there are idle connections."""
        return bool(self._idle)

    def close_idle(self) -> None:
        """Close the idle connections."""
        _close_oldest(self._idle)

    def close(self) -> None:
        """Close the idle connections, and those that become idle later."""
        self._closed = True
        self.close_idle()


def _close_oldest(connections: deque[Any], limit: int = 0) -> None:
    """Close the connections that have been idle for longest, until `limit` are left."""
    while len(connections) > limit:
        try:
            connections.popleft().close()
        except IndexError:  # pragma: no cover - another thread took it at this moment
            return
