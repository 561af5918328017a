"""A new connection: names, addresses, proxy, tunnel and TLS, within the connect timeout."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..errors import NotDelivered
from ..messages import Limits
from ..records import dataclass
from ..runtime.backends import Backend
from .codec.request_writer import encode_connect
from .failures import ASKED_PROXY, PAGE, connect_failure, most_telling, refusal_failure, tunnel_failure
from .io.base import Network, Stream
from .io.deadline import Deadline
from .io.names import Address, look_up
from .io.writing import write_all
from .observing import CONNECTION, IGNORES, NAME, PROXY, TLS, Observer
from .proxies import Proxy, Route
from .response_reader import ResponseReader

if TYPE_CHECKING:
    import ssl


@dataclass(frozen=True, eq=False, repr=False)
class Opener:
    """
    Opens connections.

    Args:
        network: Opens streams.
        backend: How to wait for a look-up.
        context: Returns the settings of TLS.
        observer: Is called at each step.
    """

    network: Network
    backend: Backend
    context: Callable[[], ssl.SSLContext]
    observer: Observer = IGNORES

    async def open(self, route: Route, limits: Limits) -> Stream:
        """Return a connection on a route; raise `NotDelivered`: nothing was sent."""
        deadline = Deadline(limits.connect_timeout, limits.deadline).within(limits.connect_timeout)
        opening = _Opening(self, route, deadline)
        try:
            return await opening.run()
        except (NotDelivered, OSError, ValueError) as error:  # raised below, without the frames that it refers to
            opening.close()
            failure = connect_failure(error, route, at_proxy=opening.at_proxy)
        except BaseException:
            opening.close()
            raise
        try:
            raise failure
        finally:
            del failure  # the error refers to this frame: a cycle would keep the permit


class _Opening:
    """One connection that is being opened."""

    def __init__(self, opener: Opener, route: Route, deadline: Deadline) -> None:
        self._opener = opener
        self._route = route
        self._deadline = deadline
        self._stream: Stream | None = None
        self.at_proxy = route.proxy is not None
        """Whether it is the proxy that is being connected to."""

    def close(self) -> None:
        """Close what is open."""
        if self._stream is not None:
            self._stream.close()

    async def run(self) -> Stream:
        """Return the connection."""
        route, proxy = self._route, self._route.proxy
        if route.uses_tls:
            self._opener.context()  # raises an error if a file of certificates cannot be used
        if proxy is None:
            stream = await self._connect(*route.address)
        else:
            stream = await self._connect(*proxy.address)
            if proxy.scheme == "https":
                stream = await self._start_tls(stream, proxy.address[0])
            await self._pass_through(stream, proxy)
        self.at_proxy = route.forwarding_proxy is not None
        return await self._start_tls(stream, route.address[0]) if route.is_encrypted else stream

    async def _connect(self, host: str, port: int) -> Stream:
        """Connect to the first address that accepts; each has its share of the time."""
        observer = self._opener.observer
        observer.begin(NAME, host)
        candidates = await look_up(host, port, self._opener.backend, self._deadline)
        observer.succeed(candidates)
        failures: list[OSError] = []
        for number, candidate in enumerate(candidates):
            observer.begin(CONNECTION, candidate[4][0])
            try:
                self._stream = await self._open(candidate, len(candidates) - number)
                observer.succeed(port)
                return self._stream
            except OSError as error:
                observer.fail(error)
                failures.append(error)
        raise most_telling(failures)

    async def _open(self, candidate: Address, left: int) -> Stream:
        family, kind, protocol, _, address = candidate
        return await self._opener.network.open(family, kind, protocol, address, self._deadline.timeout() / left)

    async def _start_tls(self, stream: Stream, host: str) -> Stream:
        from .io.tls import start_tls

        self._opener.observer.begin(TLS, host)
        encrypted = await start_tls(stream, self._opener.context(), host.removesuffix("."), self._deadline)
        self._opener.observer.succeed(encrypted)
        return encrypted

    async def _pass_through(self, stream: Stream, proxy: Proxy) -> None:
        """Open a tunnel through a proxy, if the bytes are encrypted or the proxy does nothing else."""
        if not (proxy.is_socks or self._route.is_encrypted):
            return
        self._opener.observer.begin(PROXY, self._route.target)
        if proxy.is_socks:
            from .socks import ask_for_connection

            await ask_for_connection(stream, proxy, self._route, self._opener.backend, self._deadline)
        else:
            await self._open_tunnel(stream, proxy)
        self._opener.observer.succeed()

    async def _open_tunnel(self, stream: Stream, proxy: Proxy) -> None:
        """Ask the proxy for a tunnel (RFC 9110, section 9.3.6)."""
        response = ResponseReader(stream, self._deadline, "CONNECT", lambda *_: None, ASKED_PROXY)
        try:
            await write_all(stream, encode_connect(*self._route.address, proxy.login_fields), self._deadline)
            await response.read_head()
        except NotDelivered as error:
            failure = tunnel_failure(error, proxy)
        else:
            if not 200 <= response.status < 300:
                failure = tunnel_failure(response.status, proxy)
            elif response.has_surplus:  # as of a captive portal: the host itself would wait for the client
                failure = refusal_failure(PAGE, proxy, f": it responded with status {response.status} and a page")
            else:
                return
        try:
            raise failure
        finally:
            del failure  # as above
