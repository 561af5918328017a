"""The default transport, on requests."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from ...errors import NotDelivered
from ...messages import Limits, Request, Response
from ...runtime.backends import run
from ...tracebacks import strips_traceback
from ..connections import AttemptTimeout, ConnectionPool
from ..idle_connections import MAX_IDLE_CONNECTIONS
from ..log import redact_urllib3_log
from ..proxies import NetworkSettings
from ..request_writer import header_fields, host_field, origin_end, read_body, request_target
from ..response_reader import ResponseReader

__all__ = ["RequestsTransport"]


class _NoCookies(requests.cookies.RequestsCookieJar):
    """A cookie jar that stays empty."""

    def extract_cookies(self, _response: Any, _request: Any) -> None:
        """Store none."""


class _Fields(CaseInsensitiveDict[str]):
    """Header fields that are created and copied without a step for each field."""

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._store: Any = {name.lower(): (name, value) for name, value in fields}

    def copy(self) -> _Fields:
        """Return a copy."""
        return _Fields(self._store.values())


class _Adapter(HTTPAdapter):
    """
    An adapter that skips, for each request, what is the same for all of them and what is not used.

    Only methods that requests documents for subclasses are overridden; `send` is not, because test doubles replace it.
    """

    def __init__(self) -> None:
        super().__init__(pool_connections=MAX_IDLE_CONNECTIONS, pool_maxsize=1)
        self._pools: dict[str, Any] = {}

    def get_connection_with_tls_context(self, request: Any, verify: Any, proxies: Any = None, cert: Any = None) -> Any:
        """Return the connection pool of an origin: certificates and proxies never change after the pool is created."""
        origin = request.url[: origin_end(request.url)]
        pool = self._pools.get(origin)
        if pool is None:
            pool = self._pools.setdefault(origin, self._create_pool(request, verify, proxies, cert))
        return pool

    def _create_pool(self, request: Any, verify: Any, proxies: Any, cert: Any) -> Any:
        factory: Any = super().get_connection_with_tls_context(request, verify, proxies, cert)
        try:
            super().cert_verify(factory, request.url, verify, cert)  # type: ignore[no-untyped-call]
        except OSError:
            reason = "could not connect (a certificate file does not exist)"
        else:
            # SOCKS stays with urllib3, which has its own connection classes for it.
            if type(factory) not in (HTTPConnectionPool, HTTPSConnectionPool):
                return factory
            return ConnectionPool(factory, host_field(request.url), tunnels=_tunnels(factory, request.url))
        raise NotDelivered(reason, sent=False, final=True)

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


def _tunnels(factory: HTTPConnectionPool, url: str) -> bool:
    return factory.proxy is not None and url.startswith("https:")


class _Session(requests.Session):
    """A session that stores no cookies and follows no redirects."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.cookies = _NoCookies()
        adapter = _Adapter()
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
        self._session = session or _Session()
        self._process = os.getpid()
        self._network = network or NetworkSettings(proxy=proxy, ca=ca, cert=cert, trust_env=trust_env)
        self._proxies: dict[str, Mapping[str, str]] = {}

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
        session = self._session_of_process()
        prepared = _prepare(request) if self._owns_session else self._prepare_for(session, request)
        options = self._send_options(session, request.url)
        timeout: Any = AttemptTimeout(limits)
        if not self._owns_session:
            timeout = (timeout.connect_timeout, timeout.read_timeout)
        failure: NotDelivered
        try:
            with redact_urllib3_log(request):
                response = session.send(prepared, stream=True, timeout=timeout, allow_redirects=False, **options)
        except NotDelivered as error:
            failure = error.without_traceback()
        except requests.RequestException as error:
            from .session_outcomes import failure_of

            failure = failure_of(error)
        except Exception as error:  # noqa: BLE001 - requests lets some through, and so do a caller's adapters and hooks
            failure = NotDelivered(f"the connection failed ({type(error).__name__})", sent=True)
        else:
            return self._read(request, response, limits)
        # Raised here, outside the `except`, so that it refers to no frame of requests, which holds the headers.
        raise failure

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
            self._session = _Session()
            self._process = os.getpid()
        return self._session

    def _prepare_for(self, session: requests.Session, request: Request) -> requests.PreparedRequest:
        """Return the request with what the caller's session adds to each request."""
        prepared = _prepare(request)
        if session.params:
            extra = requests.PreparedRequest._encode_params(session.params)  # type: ignore[attr-defined]
            prepared.url = f"{prepared.url}{'&' if '?' in request.url else '?'}{extra}"
        for name, value in session.headers.items():
            if name not in request.headers and value is not None:
                prepared.headers[name] = str(value)
        cookie = requests.cookies.get_cookie_header(session.cookies, prepared)  # type: ignore[no-untyped-call]
        if cookie and "Cookie" not in prepared.headers:
            prepared.headers["Cookie"] = cookie
        if session.auth is not None:
            prepared.prepare_auth(session.auth, request.url)
        prepared.hooks = session.hooks
        return prepared

    def _send_options(self, session: requests.Session, url: str) -> dict[str, Any]:
        if not self._owns_session:
            options = session.merge_environment_settings(url, {}, None, None, None)
            return {name: value for name, value in options.items() if name != "stream"}
        host = url.split("/", 3)[2]
        proxies = self._proxies.get(host)
        if proxies is None:
            proxies = self._proxies[host] = self._network.proxies_for(url)
        return {"verify": self._network.verify, "cert": self._network.cert, "proxies": proxies}


def _transport(network: NetworkSettings) -> RequestsTransport:
    return RequestsTransport(network=network)


def _prepare(request: Request) -> requests.PreparedRequest:
    """
    Return the request in the form of requests, without its `PreparedRequest.prepare`.

    That would decode quoted dots in the path, read netrc, and cost as much as sending.
    """
    prepared = requests.PreparedRequest()
    prepared.method = request.method
    prepared.url = request.url
    prepared.headers = _Fields(header_fields(request))
    body = request.body
    prepared.body = body if body is None or isinstance(body, bytes) else read_body(body)  # type: ignore[assignment]
    prepared._cookies = _NO_COOKIES  # type: ignore[attr-defined]
    return prepared


_NO_COOKIES = _NoCookies()
