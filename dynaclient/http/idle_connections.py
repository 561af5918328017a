"""Idle connections that are kept alive for the next request, and for how long."""

from __future__ import annotations

import time
import weakref
from collections import deque
from typing import Any

MAX_IDLE_CONNECTIONS = 32
"""Idle connections for each origin, at most."""
KEEP_ALIVE = 50.0
"""Seconds that a connection may be idle unless the server announces less: load balancers commonly drop it after 60."""
KEEP_ALIVE_MARGIN = 1.0
"""Seconds before the server would drop an idle connection in which it is no longer used."""


def keep_alive_until(seconds: float | None) -> float:
    """
    Return the moment (`time.monotonic`) up to which an idle connection may be used.

    Args:
        seconds: How long the server keeps it, if it announced that.
    """
    limit = KEEP_ALIVE if seconds is None else min(seconds, KEEP_ALIVE + KEEP_ALIVE_MARGIN) - KEEP_ALIVE_MARGIN
    return time.monotonic() + limit


class IdleConnections:
    """
    The idle connections to one origin; the one used last is used first.

    There is no lock: an interrupt or a fork cannot leave one locked.
    """

    def __init__(self) -> None:
        self._connections: deque[Any] = deque()
        self._closed = False
        weakref.finalize(self, _close_oldest, self._connections)

    def pop(self) -> Any:
        """Return a connection that is still open; None if there is none."""
        while True:
            try:
                connection = self._connections.pop()
            except IndexError:
                return None
            if connection.is_connected:
                return connection
            connection.close()

    def add(self, connection: Any) -> None:
        """Add a connection; close the oldest one if there are too many."""
        self._connections.append(connection)
        if self._closed or len(self._connections) > MAX_IDLE_CONNECTIONS:
            _close_oldest(self._connections, 0 if self._closed else MAX_IDLE_CONNECTIONS)

    def close(self) -> None:
        """Close the idle connections, and those that are added later."""
        self._closed = True
        _close_oldest(self._connections)


def _close_oldest(connections: deque[Any], limit: int = 0) -> None:
    """Close the connections that have been idle for longest, until `limit` are left."""
    while len(connections) > limit:
        try:
            connections.popleft().close()
        except IndexError:  # pragma: no cover - another thread took it at this moment
            return
