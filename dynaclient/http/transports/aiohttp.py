"""
The transport on aiohttp: the only door to it.

aiohttp knows names, addresses, proxies and TLS. Requests, responses and idle connections are handled as for threads, by
`AsyncioConnection`.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ...errors import DynaclientError, NotDelivered
from ...messages import Limits, Request, Response
from ...redaction import strips_traceback
from ...runtime.asyncio_backend import await_report
from ...runtime.backends import WaitTimeout
from ..byte_source import Deadline
from ..certificates import load_client_certificate
from ..connections import start_lookup
from ..failures import cause_of, connect_failure, not_local, require_encryption
from ..idle_connections import IdleConnections
from ..proxies import NetworkSettings, Proxy
from ..request_writer import encode_connect, encode_head, header_fields, host_field, origin_end, request_target
from ..response_reader import ResponseReader
from .asyncio_connection import AsyncioConnection

try:
    from aiohttp import ClientRequest, ClientTimeout, TCPConnector
    from aiohttp.abc import AbstractResolver
    from yarl import URL
except ImportError:
    raise DynaclientError("AsyncClient needs the async extra: pip install 'dynaclient[async]'") from None

__all__ = ["AiohttpTransport"]


class _Resolver(AbstractResolver):
    """Looks host names up in threads that no call has to wait for."""

    async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_UNSPEC) -> list[Any]:
        """Return the addresses of a host."""
        results = await await_report(lambda report: start_lookup(host, port, report, family))
        return [
            {
                "hostname": host,
                "host": _host_string(address),
                "port": address[1],
                "family": family_of_address,
                "proto": protocol,
                "flags": 0,
            }
            for family_of_address, _, protocol, _, address in results
        ]

    async def close(self) -> None:
        """Do nothing: there is nothing to close."""


def _host_string(address: tuple[Any, ...]) -> str:
    """Return the host of an address, with its zone if it has one (RFC 4007, section 11)."""
    return f"{address[0]}%{address[3]}" if len(address) > 3 and address[3] else str(address[0])


class _Route:
    """The route to one origin: its proxy, if any, and its idle connections."""

    def __init__(self, origin: str, network: NetworkSettings) -> None:
        self.origin = URL(origin, encoded=True)
        self.route = network.route_to(origin)
        self._host = host_field(origin)
        self.idle = IdleConnections()
        proxy = self.route.proxy
        self._proxy = None if proxy is None else _proxy_url(proxy)
        self._proxy_fields: Mapping[str, str] = {} if proxy is None else proxy.login_fields

    @property
    def tunnels(self) -> bool:
        """Whether the connection is a tunnel through a proxy."""
        return self._proxy is not None and self.origin.scheme == "https"

    def encode_head(self, request: Request) -> bytes:
        """Return the head of a request; a proxy needs the whole URL, unless it is a tunnel."""
        fields = header_fields(request)
        if self._proxy is None or self.tunnels:
            return encode_head(request.method, request_target(request.url), self._host, fields)
        return encode_head(request.method, request.url, self._host, [*fields, *self._proxy_fields.items()])

    def encode_connect(self) -> bytes:
        """Return the request for a tunnel."""
        return encode_connect(self.origin.raw_host or "", self.origin.port or 443, self._proxy_fields)

    def peer(self, tls_context: Callable[[], ssl.SSLContext]) -> ClientRequest:
        """Return where to connect to, in the form of aiohttp: as a request, which is never sent."""
        peer = self._proxy or self.origin
        if self.tunnels and peer.scheme == "https" and sys.version_info < (3, 11):  # pragma: no cover - 3.10 alone
            raise NotDelivered("a tunnel through an https:// proxy needs Python 3.11", sent=False)
        tls = tls_context() if peer.scheme == "https" else True
        return ClientRequest("GET", peer, loop=asyncio.get_running_loop(), ssl=tls)


def _proxy_url(proxy: Proxy) -> URL:
    """Return the URL of a proxy without its user name and password."""
    if proxy.scheme not in ("http", "https"):
        reason = f"{proxy.label} is not an HTTP proxy"
        raise NotDelivered(reason, sent=False, final=True, hint="use an HTTP proxy, or Client in place of AsyncClient")
    return URL(proxy.url).with_user(None)


class _LoopConnections:
    """The connections of one event loop: aiohttp's connector, and the routes to the origins used so far."""

    def __init__(self, network: NetworkSettings) -> None:
        self._network = network
        self.connector = TCPConnector(limit=0, resolver=_Resolver(), use_dns_cache=False)
        self._routes: dict[str, _Route] = {}

    def route_to(self, url: str) -> _Route:
        """Return the route to the origin of a URL."""
        origin = url[: origin_end(url)]
        route = self._routes.get(origin)
        if route is None:
            route = self._routes[origin] = _Route(origin, self._network)
        return route

    def close(self) -> None:
        """Close the connections that are idle, and those that become idle later; aiohttp would abort those in use."""
        for route in self._routes.values():
            route.idle.close()


class AiohttpTransport:
    """
    Sends requests on connections that aiohttp opens; each event loop has its own connection pool.

    Args:
        proxy: The proxy for all requests, in place of those of the environment.
        ca: A file or directory of CA certificates to trust, in place of the default ones.
        cert: A client certificate: a file, or a pair of certificate and key.
        trust_env: Whether proxies and certificates named by the environment are used. They are read once, here.
        network: All of these options in one object.
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
    ) -> None:
        self._network = network or NetworkSettings(proxy=proxy, ca=ca, cert=cert, trust_env=trust_env)
        self._tls_context: ssl.SSLContext | None = None
        self._loops: dict[asyncio.AbstractEventLoop, _LoopConnections] = {}

    @strips_traceback
    def __reduce__(self) -> tuple[Any, ...]:
        return _transport, (self._network,)

    async def close(self) -> None:
        """Close all connections of this event loop."""
        connections = self._loops.pop(asyncio.get_running_loop(), None)
        if connections is not None:
            connections.close()

    async def send(self, request: Request, limits: Limits) -> Response:
        """Send exactly this request once; return its complete response, or only its head if it is to be streamed."""
        failure: NotDelivered
        try:
            response = await self._exchange(request, limits)
        except NotDelivered as error:
            failure = error.without_traceback()
        except Exception as error:  # noqa: BLE001 - asyncio and aiohttp let many kinds through
            failure = NotDelivered(f"the connection failed ({cause_of(error).words})", sent=True)
        else:
            if limits.stream and 200 <= response.status < 300:
                return Response(response.status, response.headers, pieces=response, reason=response.reason)
            body = await response.read_body(limits.max_response_bytes)
            return Response(response.status, response.headers, body, response.complete, None, response.reason)
        # Raised here, outside the `except`, so that it refers to no frame of aiohttp.
        raise failure

    async def _exchange(self, request: Request, limits: Limits) -> ResponseReader:
        connections = self._connections()
        route = connections.route_to(request.url)
        if limits.local_only and not route.route.is_local:
            raise not_local(route.route)
        head = route.encode_head(request)
        connection = route.idle.pop() or await self._connect(connections, route, limits)
        try:
            if limits.local_only and not connection.is_local:
                require_encryption(route.route)
            return await connection.exchange(request, head, limits)
        except BaseException:
            # After any error, a cancellation too: what may still arrive on it responds to no other request.
            connection.close()
            raise

    def _connections(self) -> _LoopConnections:
        loop = asyncio.get_running_loop()
        connections = self._loops.get(loop)
        if connections is None:
            # The connections of a closed loop can be used no more.
            self._loops = {key: value for key, value in list(self._loops.items()) if not key.is_closed()}
            connections = self._loops[loop] = _LoopConnections(self._network)
        return connections

    async def _connect(self, connections: _LoopConnections, route: _Route, limits: Limits) -> AsyncioConnection:
        """Connect within the connect timeout, through the proxy and with TLS where there is one."""
        failure: NotDelivered
        at_proxy = route.route.proxy is not None
        try:
            peer = route.peer(self._context)
            deadline = Deadline(limits.connect_timeout, limits.deadline).within(limits.connect_timeout)
            timeout = ClientTimeout(total=None, connect=deadline.timeout(), ceil_threshold=1e9)
            connection = AsyncioConnection(await connections.connector.connect(peer, [], timeout), route.idle)
            if route.tunnels:
                at_proxy = False
                connect = route.encode_connect()
                host = route.origin.raw_host or ""
                await connection.open_tunnel(connect, deadline, self._context(), host, route.route)
        except (asyncio.TimeoutError, TimeoutError, WaitTimeout):
            failure = connect_failure(TimeoutError(), route.route, at_proxy=at_proxy)
        except Exception as error:  # noqa: BLE001 - raised below, without the frames that it refers to
            failure = connect_failure(error, route.route, at_proxy=at_proxy)
        else:
            return connection
        raise failure

    def _context(self) -> ssl.SSLContext:
        if self._tls_context is None:
            self._network.check_files()
            path = self._network.certificates
            is_directory = Path(path).is_dir()
            context = ssl.create_default_context(
                cafile=None if is_directory else path, capath=path if is_directory else None
            )
            context.set_alpn_protocols(["http/1.1"])
            cert = self._network.cert
            if cert is not None:
                load_client_certificate(context, cert)
            self._tls_context = context
        return self._tls_context


def _transport(network: NetworkSettings) -> AiohttpTransport:
    return AiohttpTransport(network=network)
