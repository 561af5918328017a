"""The default transport of `Client`: connections that threads share."""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from ...errors import NotDelivered
from ...messages import Limits, Request, Response
from ...redaction import strips_traceback
from ...runtime.backends import THREADS, run
from ..connector import MAX_CONNECTIONS, Connector, connection_limit
from ..io.blocking import BlockingNetwork
from ..proxies import NetworkSettings
from .doubles import is_requests_replaced

if TYPE_CHECKING:
    import requests

    from .session import SessionTransport

__all__ = ["HttpTransport"]


class HttpTransport:
    """
    Sends requests on connections of its own, which threads share and a forked child drops.

    While a test double replaces `requests.Session.send` or `requests.adapters.HTTPAdapter.send`, requests go there.

    Args:
        proxy: The proxy for all requests, in place of those of the environment.
        ca: A file or directory of CA certificates to trust, in place of the default ones.
        cert: A client certificate: a file, or a pair of certificate and key.
        trust_env: Whether ``HTTP_PROXY``, ``HTTPS_PROXY``, ``NO_PROXY``, ``SSL_CERT_FILE`` and ``REQUESTS_CA_BUNDLE``
            are used. They are read once, here.
        network: All of these options in one object.
        max_connections: Connections to each origin, at most; further calls wait for one.
    """

    shares_throttles = True
    """Retry budgets and pauses are shared with all clients of the process."""
    raises_callers_errors = True
    """What it raises, beside `NotDelivered`, comes from the caller's code, such as a handler of signals."""

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
        self._process = os.getpid()
        self._connector = self._new_connector()
        self._requests: SessionTransport | None = None

    def _new_connector(self) -> Connector:
        self._network = BlockingNetwork()
        return Connector(self._settings, self._limit, self._network, THREADS)

    @strips_traceback
    def __reduce__(self) -> tuple[Any, ...]:
        return _transport, (self._settings, self._limit)

    @property
    def settings(self) -> NetworkSettings:
        """The proxies and certificates."""
        return self._settings

    @property
    def secret_values(self) -> list[str]:
        """Each string that would reveal what it authenticates with at proxies."""
        return self._settings.secret_values

    def prepare_tls(self) -> None:
        """Import what TLS needs now, and not in a call: an interrupt in the midst of it could leave modules locked."""
        from ..io import tls  # noqa: F401 - that is all

    def send(self, request: Request, limits: Limits) -> Response:
        """Send exactly this request once; return its complete response, or only its head if it is to be streamed."""
        if self._process != os.getpid():  # pragma: no cover - only in a forked child
            # Two processes on one connection get each other's responses. No lock: a thread could have held it at the
            # time of the fork.
            self._connector, self._requests, self._process = self._new_connector(), None, os.getpid()
        if is_requests_replaced():
            return self._through_requests().send(request, limits)
        failure: NotDelivered
        try:
            return run(self._connector.exchange(request, limits))
        except NotDelivered as error:
            failure = error.without_traceback()
        raise failure

    def _through_requests(self, session: requests.Session | None = None) -> SessionTransport:
        if self._requests is None:
            from .session import SessionTransport

            self._requests = SessionTransport(session, self._settings)
        return self._requests

    def close(self) -> None:
        """Close all connections that are idle; later requests open new ones."""
        connector, self._connector = self._connector, self._new_connector()
        connector.close()
        if self._requests is not None:
            self._requests.close()

    def end_exchanges(self, threads: Collection[int | None]) -> None:
        """End the connections on which these threads wait for responses, and those that are idle."""
        network = self._network
        self.close()
        network.interrupt(threads)


def _transport(settings: NetworkSettings, limit: int) -> HttpTransport:
    return HttpTransport(network=settings, max_connections=limit)
