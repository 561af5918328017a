"""All connections of a process, or of an event loop: one request is sent, and its response read."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ..errors import NotDelivered, invalid_option
from ..messages import Limits, Request, Response
from ..runtime.backends import Backend
from ..runtime.option_rules import plain_number
from .codec.request_writer import origin_end
from .connections import Connection
from .failures import LOGIN_REQUIRED, advise_on_proxy, not_local, require_encryption, require_forwarded
from .io.base import Network
from .observing import IGNORES, Observer
from .opening import Opener
from .pool import OriginPool
from .proxies import NetworkSettings

if TYPE_CHECKING:
    import ssl

MAX_CONNECTIONS = 100
"""Connections to each origin, at most, unless the caller sets another limit."""
MAX_IDLE_ORIGINS = 32
"""Other origins to which connections stay open when one is opened, at most."""
MOST_CONNECTIONS = 100_000
"""The largest limit."""


def connection_limit(value: Any) -> int:
    """Return a limit of connections; raise InvalidCall if it is none."""
    value = plain_number(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_CONNECTIONS:
        raise invalid_option("max_connections", f"is {value!r:.40}", f"pass a number from 1 to {MOST_CONNECTIONS:,}")
    return value


class Connector:
    """
    The connections to all origins.

    Args:
        settings: Proxies and certificates.
        limit: How many connections to one origin there may be.
        network: Opens streams.
        backend: How to wait.
        observer: Is called at each step of a new connection.
    """

    def __init__(
        self, settings: NetworkSettings, limit: int, network: Network, backend: Backend, observer: Observer = IGNORES
    ) -> None:
        self._settings = settings
        self._limit = limit
        self._backend = backend
        self._opener = Opener(network, backend, self._tls_context, observer)
        self._context: ssl.SSLContext | None = None
        self._pools: dict[str, OriginPool] = {}

    def _tls_context(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = self._settings.tls_context()
        return self._context

    async def exchange(self, request: Request, limits: Limits) -> Response:
        """Send a request; return its response, without the body if that is to be streamed."""
        url = request.url
        end = url.find("/", 8)
        pool = self._pools.get(url[:end]) if end > 0 else None
        if pool is None:
            end = origin_end(url)
            pool = self._pools.get(url[:end]) or self._create_pool(url, end)
        if limits.local_only and not pool.is_local:
            raise not_local(pool.route)
        head = pool.encode_head(request, url[end:])
        connection = pool.idle() or await self._connect(pool, limits)
        try:
            if limits.local_only and not connection.is_local:
                require_encryption(pool.route)
            response = await connection.exchange(request, head, limits, partial(pool.take_back, connection))
            if response.status == LOGIN_REQUIRED:
                require_forwarded(response.status, pool.route)
        except BaseException as error:
            # After any error, an interrupt too: what may still arrive on it responds to no other request.
            connection.close()
            if isinstance(error, NotDelivered):
                advise_on_proxy(error, pool.route)
            raise
        if limits.stream and 200 <= response.status < 300:
            return Response(response.status, response.headers, pieces=response, reason=response.reason)
        body = await response.read_body(limits.max_response_bytes)
        return Response(response.status, response.headers, body, response.complete, None, response.reason)

    async def _connect(self, pool: OriginPool, limits: Limits) -> Connection:
        """Return a new connection, or one that becomes idle if there are as many as there may be."""
        found = pool.permit() or await pool.wait(self._backend, limits)
        if isinstance(found, Connection):
            return found
        self._close_surplus(pool)
        try:
            return Connection(await self._opener.open(pool.route, limits), pool.permits, found, pool.peer)
        except BaseException:
            pool.permits.put_back(found)
            raise

    def _create_pool(self, url: str, end: int) -> OriginPool:
        pool = OriginPool(url, self._settings.route_to(url), self._limit)
        return self._pools.setdefault(url[:end], pool)

    def _close_surplus(self, used: OriginPool) -> None:
        """Close connections to other origins that are idle, if there are many: each of them is an open file."""
        others = [pool for pool in list(self._pools.values()) if pool is not used and pool.has_idle]
        if len(others) > MAX_IDLE_ORIGINS:
            for pool in others[:-MAX_IDLE_ORIGINS]:
                pool.close_idle()

    def close(self) -> None:
        """Close the connections that are idle, and those that become idle later."""
        for pool in list(self._pools.values()):
            pool.close()
