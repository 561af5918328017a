"""The default transport, on requests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from ...errors import NotDelivered
from ...messages import Limits, Request, Response
from ...redaction import strips_traceback
from ...runtime.backends import run
from ..connections import AttemptTimeout, ConnectionPool
from ..failures import not_local
from ..idle_connections import MAX_IDLE_CONNECTIONS
from ..log import redact_urllib3_log
from ..proxies import NetworkSettings, Route, direct_route
from ..request_writer import host_field, origin_end, request_target
from ..response_reader import ResponseReader
from .prepared import NO_COOKIES, prepare

__all__ = ["RequestsTransport"]


class _Adapter(HTTPAdapter):
    """
    An adapter that skips, for each request, what is the same for all of them and what is not used.

    Only methods that requests documents for subclasses are overridden; `send` is not, because test doubles replace it.
    """

    def __init__(self, network: NetworkSettings) -> None:
        super().__init__(pool_connections=MAX_IDLE_CONNECTIONS, pool_maxsize=1)
        self._network = network
        self._pools: dict[str, Any] = {}

    def get_connection_with_tls_context(self, request: Any, verify: Any, proxies: Any = None, cert: Any = None) -> Any:
        """Return the connection pool of an origin: certificates and proxies never change after the pool is created."""
        origin = request.url[: origin_end(request.url)]
        pool = self._pools.get(origin)
        if pool is None:
            pool = self._pools.setdefault(origin, self._create_pool(request, verify, proxies, cert))
        return pool

    def _create_pool(self, request: Any, verify: Any, proxies: Any, cert: Any) -> Any:
        route = self._network.route_to(request.url)
        if route.uses_tls:
            self._network.check_files()
        factory: Any = super().get_connection_with_tls_context(request, verify, proxies, cert)
        super().cert_verify(factory, request.url, verify, cert)  # type: ignore[no-untyped-call]
        # SOCKS stays with urllib3, which has its own connection classes for it.
        if type(factory) not in (HTTPConnectionPool, HTTPSConnectionPool):
            return factory
        return ConnectionPool(factory, host_field(request.url), route)

    def close(self) -> None:
        """Close all connections; later requests open new ones."""
        pools, self._pools = self._pools, {}
        for pool in pools.values():
            pool.close()
        super().close()

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Do nothing: it was done when the pool was created."""

    def request_url(self, request: Any, proxies: Any) -> str:
        """Return the path and the query, or the whole URL if a proxy needs it."""
        if proxies:
            return super().request_url(request, proxies)
        return request_target(request.url)

    def build_response(self, req: Any, resp: Any) -> requests.Response:
        """Return the response without cookies, and without guessing its encoding."""
        response = requests.Response()
        response.status_code = resp.status
        response.headers = resp.headers
        response.raw = resp
        response.reason = resp.reason
        response.url = req.url
        response.request = req
        response.connection = self
        return response


class _Session(requests.Session):
    """A session that stores no cookies and follows no redirects."""

    def __init__(self, network: NetworkSettings) -> None:
        super().__init__()
        self.trust_env = False
        self.cookies = NO_COOKIES
        adapter = _Adapter(network)
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def resolve_redirects(self, *_: Any, **__: Any) -> Iterator[Any]:
        """Yield none: for an invalid ``Location`` requests raises even if it does not follow redirects."""
        return iter(())


class RequestsTransport:
    """
    Sends requests through requests, with a connection pool that threads share and a forked child drops.

    Args:
        session: A session of your own, whose adapters, headers, auth, cookies, proxies and certificates are used.
            Without one the transport has its own, which stores no cookies and reads no netrc, nor, after this, the
            environment.
        proxy: The proxy for all requests, in place of those of the environment.
        ca: A file or directory of CA certificates to trust, in place of the default ones.
        cert: A client certificate: a file, or a pair of certificate and key.
        trust_env: Whether ``HTTP_PROXY``, ``HTTPS_PROXY``, ``NO_PROXY``, ``SSL_CERT_FILE`` and ``REQUESTS_CA_BUNDLE``
            are used. They are read once, here.
        network: All of these options in one object.
    """

    shares_throttles = True
    """Retry budgets and pauses are shared with all clients of the process."""

    def __init__(
        self,
        session: requests.Session | None = None,
        *,
        proxy: str | None = None,
        ca: str | None = None,
        cert: str | tuple[str, str] | None = None,
        trust_env: bool = True,
        network: NetworkSettings | None = None,
    ) -> None:
        self._owns_session = session is None
        self._callers_session = session
        self._network = network or NetworkSettings(proxy=proxy, ca=ca, cert=cert, trust_env=trust_env)
        self._session = session or _Session(self._network)
        self._process = os.getpid()
        self._routes: dict[str, Route] = {}

    @strips_traceback
    def __reduce__(self) -> tuple[Any, ...]:
        if self._callers_session is not None:
            raise TypeError("a client with session=… cannot be pickled: create it where it is used")
        return _transport, (self._network,)

    def close(self) -> None:
        """Close all connections; those of a caller's session stay open."""
        if self._owns_session:
            self._session.close()

    def send(self, request: Request, limits: Limits) -> Response:
        """Send exactly this request once; return its complete response, or only its head if it is to be streamed."""
        failure: NotDelivered
        try:
            response = self._exchange(request, limits)
        except NotDelivered as error:
            failure = error.without_traceback()
        except Exception as error:  # noqa: BLE001 - requests lets many kinds through, and so do a caller's adapters and hooks
            from .session_outcomes import failure_of

            route = self._routes.get(request.url[: origin_end(request.url)])
            failure = failure_of(error, route or direct_route(request.url))
        else:
            return self._read(request, response, limits)
        # Raised here, outside the `except`, so that it refers to no frame of requests, which holds the headers.
        raise failure

    def _exchange(self, request: Request, limits: Limits) -> requests.Response:
        """Send a request; return its response, with its head read."""
        if not self._owns_session:
            from .callers_session import exchange

            return exchange(self._session, request, limits)
        session = self._session_of_process()
        route = self._route_to(request.url)
        if limits.local_only and not route.is_local:
            raise not_local(route)
        proxies = {request.url.partition(":")[0].lower(): route.proxy.url} if route.proxy else {}
        timeout: Any = AttemptTimeout(limits)
        with redact_urllib3_log(request):
            return session.send(
                prepare(request), stream=True, timeout=timeout, allow_redirects=False, proxies=proxies,
                verify=self._network.verify, cert=self._network.cert,
            )  # fmt: skip

    def _route_to(self, url: str) -> Route:
        origin = url[: origin_end(url)]
        route = self._routes.get(origin)
        if route is None:
            route = self._routes[origin] = self._network.route_to(url)
        return route

    def _read(self, request: Request, response: requests.Response, limits: Limits) -> Response:
        raw = response.raw
        if isinstance(raw, ResponseReader):
            if limits.stream and 200 <= response.status_code < 300:
                return Response(raw.status, raw.headers, pieces=raw, reason=raw.reason)
            body = run(raw.read_body(limits.max_response_bytes))
            return Response(raw.status, raw.headers, body, raw.complete, None, raw.reason)
        from .session_outcomes import read_response

        return read_response(request, response, limits)

    def _session_of_process(self) -> requests.Session:
        if self._owns_session and self._process != os.getpid():  # pragma: no cover - only in a forked child
            # Two processes on one connection get each other's responses. No lock: a thread could have held it at the
            # time of the fork.
            self._session = _Session(self._network)
            self._process = os.getpid()
        return self._session


def _transport(network: NetworkSettings) -> RequestsTransport:
    return RequestsTransport(network=network)
