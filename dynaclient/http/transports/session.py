"""Sending through a session of requests: one of the caller's, or our own for test doubles of requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import requests

from ...errors import NotDelivered
from ...messages import Limits, Request, Response
from ..codec.request_writer import origin_end
from ..failures import not_local
from ..log import redact_urllib3_log
from ..proxies import NetworkSettings, Route, direct_route
from .prepared import NO_COOKIES, prepare
from .session_outcomes import failure_of, read_response


class _Session(requests.Session):
    """A session that stores no cookies and follows no redirects."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.cookies = NO_COOKIES

    def resolve_redirects(self, *_: Any, **__: Any) -> Iterator[Any]:
        """Yield none: for an invalid ``Location`` requests raises even if it does not follow redirects."""
        return iter(())


class SessionTransport:
    """
    Sends requests through a session of requests.

    The deadline of a call is enforced only between the parts of a body, and responses are read as requests reads them.

    Args:
        session: The session of the caller's; None for one that stores no cookies and reads no netrc.
        network: Proxies and certificates of our own session.
    """

    def __init__(self, session: requests.Session | None, network: NetworkSettings) -> None:
        self._owns_session = session is None
        self._network = network
        self._session = session or _Session()
        self._routes: dict[str, Route] = {}

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
            route = self._routes.get(request.url[: origin_end(request.url)])
            failure = failure_of(error, route or direct_route(request.url))
        else:
            return read_response(request, response, limits)
        # Raised here, outside the `except`, so that it refers to no frame of requests, which holds the headers.
        raise failure

    def _exchange(self, request: Request, limits: Limits) -> requests.Response:
        """Send a request; return its response, with its head read."""
        if not self._owns_session:
            from .callers_session import exchange

            return exchange(self._session, request, limits, self._direct_route)
        route = self._route_to(request.url)
        if limits.local_only and not route.is_local:
            raise not_local(route)
        proxies = {request.url.partition(":")[0].lower(): route.proxy.url} if route.proxy else {}
        if route.uses_tls:
            self._network.check_files()
        timeout = (limits.seconds(limits.connect_timeout), limits.seconds(limits.read_timeout))
        with redact_urllib3_log(request):
            return self._session.send(
                prepare(request), stream=True, timeout=timeout, allow_redirects=False, proxies=proxies,
                verify=self._network.verify, cert=self._network.cert,
            )  # fmt: skip

    def _route_to(self, url: str, find: Callable[[str], Route] | None = None) -> Route:
        origin = url[: origin_end(url)]
        route = self._routes.get(origin)
        if route is None:
            route = self._routes[origin] = (find or self._network.route_to)(url)
        return route

    def _direct_route(self, url: str) -> Route:
        return self._route_to(url, direct_route)
