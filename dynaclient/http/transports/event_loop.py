"""The default transport of `AsyncClient`: connections of each event loop."""

from __future__ import annotations

import asyncio
from typing import Any

from ...errors import NotDelivered
from ...messages import Limits, Request, Response
from ...redaction import strips_traceback
from ...runtime.asyncio_backend import ASYNCIO
from ..connector import MAX_CONNECTIONS, Connector, connection_limit
from ..io.event_loop import AsyncioNetwork
from ..proxies import NetworkSettings

__all__ = ["AsyncHttpTransport"]


class AsyncHttpTransport:
    """
    Sends requests on connections of its own; each event loop has its own.

    Args:
        proxy: The proxy for all requests, in place of those of the environment.
        ca: A file or directory of CA certificates to trust, in place of the default ones.
        cert: A client certificate: a file, or a pair of certificate and key.
        trust_env: Whether proxies and certificates named by the environment are used. They are read once, here.
        network: All of these options in one object.
        max_connections: Connections to each origin, at most; further calls wait for one.
    """

    shares_throttles = True
    """Retry budgets and pauses are shared with all clients of the process."""

    def __init__(
        self,
        *,
        proxy: str | None = None,
        ca: str | None = None,
        cert: str | tuple[str, str] | None = None,
        trust_env: bool = True,
        network: NetworkSettings | None = None,
        max_connections: int = MAX_CONNECTIONS,
    ) -> None:
        self._settings = network or NetworkSettings(proxy=proxy, ca=ca, cert=cert, trust_env=trust_env)
        self._limit = connection_limit(max_connections)
        self._loops: dict[asyncio.AbstractEventLoop, Connector] = {}

    @strips_traceback
    def __reduce__(self) -> tuple[Any, ...]:
        return _transport, (self._settings, self._limit)

    @property
    def secret_values(self) -> list[str]:
        """Each string that would reveal what it authenticates with at proxies."""
        return self._settings.secret_values

    def prepare_tls(self) -> None:
        """Import what TLS needs now, and not in a call: an interrupt in the midst of it could leave modules locked."""
        from ..io import tls  # noqa: F401 - that is all

    async def send(self, request: Request, limits: Limits) -> Response:
        """Send exactly this request once; return its complete response, or only its head if it is to be streamed."""
        failure: NotDelivered
        try:
            return await self._of_loop().exchange(request, limits)
        except NotDelivered as error:
            failure = error.without_traceback()
        raise failure

    def _of_loop(self) -> Connector:
        loop = asyncio.get_running_loop()
        connector = self._loops.get(loop)
        if connector is None:
            self._close_those_of_closed_loops()
            connector = Connector(self._settings, self._limit, AsyncioNetwork(), ASYNCIO)
            self._loops[loop] = connector
        return connector

    def _close_those_of_closed_loops(self) -> None:
        for loop, connector in list(self._loops.items()):
            if loop.is_closed():
                self._loops.pop(loop, None)
                connector.close()

    async def close(self) -> None:
        """Close the connections of this event loop that are idle."""
        connector = self._loops.pop(asyncio.get_running_loop(), None)
        if connector is not None:
            connector.close()
            await asyncio.sleep(0)


def _transport(settings: NetworkSettings, limit: int) -> AsyncHttpTransport:
    return AsyncHttpTransport(network=settings, max_connections=limit)
