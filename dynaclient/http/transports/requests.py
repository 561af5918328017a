"""
How a request reaches the network: the only door to requests.

A `Transport` is one method. `RequestsTransport` is the one that is used unless the caller brings another.
"""

from __future__ import annotations

import os
import ssl
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3 import exceptions as low
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.response import BaseHTTPResponse

from ...errors import NotDelivered, strips_traceback
from ...messages import Headers, Limits, Request, Response
from ...runtime.backends import run
from ..codec import CHUNK, Answer, end_of_origin, fields_of, host_of, pieces_of, target_of
from ..connections import POOL, Allowance, Pool, kind, reasons
from ..log import masked_target
from ..proxies import Network

__all__ = ["RequestsTransport"]


class _NoCookies(requests.cookies.RequestsCookieJar):
    """A jar that stays empty."""

    def extract_cookies(self, _response: Any, _request: Any) -> None:
        """Take none."""


class _Fields(CaseInsensitiveDict[str]):
    """Header fields, made and copied without going through each of them again."""

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._store: Any = {name.lower(): (name, value) for name, value in fields}

    def copy(self) -> _Fields:
        """Give the same fields, to be changed apart."""
        return _Fields(self._store.values())


class _Adapter(HTTPAdapter):
    """
    Leaves out, at each request, what is the same for all of them, and what nobody looks at.

    Only what requests offers to subclasses is replaced; `send` is its own, for test doubles stand in for that.
    """

    def __init__(self) -> None:
        super().__init__(pool_connections=POOL, pool_maxsize=1)
        self._pools: dict[str, Any] = {}

    def get_connection_with_tls_context(self, request: Any, verify: Any, proxies: Any = None, cert: Any = None) -> Any:
        """Give the connections to an origin: certificates and proxies never change once the transport is made."""
        origin = request.url[: end_of_origin(request.url)]
        pool = self._pools.get(origin)
        if pool is None:
            pool = self._pools.setdefault(origin, self._pool(request, verify, proxies, cert))
        return pool

    def _pool(self, request: Any, verify: Any, proxies: Any, cert: Any) -> Any:
        maker: Any = super().get_connection_with_tls_context(request, verify, proxies, cert)
        try:
            super().cert_verify(maker, request.url, verify, cert)  # type: ignore[no-untyped-call]
        except OSError:
            told = "no connection could be made (a file of certificates is not there)"
        else:
            # What goes through SOCKS stays with urllib3, which has connections of their own for it.
            ours = type(maker) in (HTTPConnectionPool, HTTPSConnectionPool)
            return Pool(maker, host_of(request.url), tunnels=_tunnels(maker, request.url)) if ours else maker
        raise NotDelivered(told, sent=False, final=True)

    def close(self) -> None:
        """Close all connections; there are new ones for those who go on."""
        pools, self._pools = self._pools, {}
        for pool in pools.values():
            pool.close()
        super().close()

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Nothing more: it was done when the pool was made."""

    def request_url(self, request: Any, proxies: Any) -> str:
        """Give the path and the query; all of the URL where a proxy wants that."""
        if proxies:
            return super().request_url(request, proxies)
        return target_of(request.url)

    def build_response(self, req: Any, resp: Any) -> requests.Response:
        """Give the answer without its cookies, and without a guess at its encoding."""
        answer = requests.Response()
        answer.status_code = resp.status
        answer.headers = resp.headers
        answer.raw = resp
        answer.reason = resp.reason
        answer.url = req.url
        answer.request = req
        answer.connection = self
        return answer


def _tunnels(maker: HTTPConnectionPool, url: str) -> bool:
    return maker.proxy is not None and url.startswith("https:")


class _Session(requests.Session):
    """A session that keeps no cookies and follows no redirect."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.cookies = _NoCookies()
        adapter = _Adapter()
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def resolve_redirects(self, *_: Any, **__: Any) -> Iterator[Any]:
        """Give none: with a broken ``Location`` requests raises even when it does not follow it."""
        return iter(())


class RequestsTransport:
    """
    Sends through requests: connections are kept and shared by threads, and dropped in a forked child.

    Args:
        session: A session of the caller's; its adapters, headers, auth, cookies, proxies and certificates hold. Without
            one the transport has its own, which keeps no cookies and reads no netrc nor, once made, the environment.
        proxy: The proxy for all requests, in place of what the environment says.
        ca: A file or folder of certificates to trust, in place of the usual ones.
        cert: A client certificate: a file, or a pair of certificate and key.
        trust_env: Whether ``HTTP_PROXY``, ``HTTPS_PROXY``, ``NO_PROXY``, ``SSL_CERT_FILE`` and ``REQUESTS_CA_BUNDLE``
            count. They are read once, here.
        network: All of that at once.
    """

    of_the_process = True
    """What its servers are in trouble with holds for all that the process sends."""

    def __init__(
        self,
        session: requests.Session | None = None,
        *,
        proxy: str | None = None,
        ca: str | None = None,
        cert: str | tuple[str, str] | None = None,
        trust_env: bool = True,
        network: Network | None = None,
    ) -> None:
        self._own = session is None
        self._given = session
        self._session = session or _Session()
        self._process = os.getpid()
        self._network = network or Network(proxy=proxy, ca=ca, cert=cert, trust_env=trust_env)
        self._proxies: dict[str, Mapping[str, str]] = {}

    @strips_traceback
    def __reduce__(self) -> tuple[Any, ...]:
        if self._given is not None:
            raise TypeError("a client with a session of the caller's cannot be pickled: make it where it is used")
        return _transport, (self._network,)

    def close(self) -> None:
        """Close all connections that the transport made itself."""
        if self._own:
            self._session.close()

    def send(self, request: Request, limits: Limits) -> Response:
        """Send exactly this request once, and give the response read to its end."""
        session = self._session_of_this_process()
        prepared = _prepared(request) if self._own else self._prepared_for(session, request)
        settings = self._settings(session, request.url)
        timeout: Any = Allowance(limits)
        if not self._own:
            timeout = (timeout.connect_timeout, timeout.read_timeout)
        failure: NotDelivered
        try:
            with masked_target(request):
                answer = session.send(prepared, stream=True, timeout=timeout, allow_redirects=False, **settings)
        except NotDelivered as error:
            failure = error.afresh()
        except requests.RequestException as error:
            failure = _failure(error)
        except Exception as error:  # noqa: BLE001 - requests lets some through, and so do a caller's adapters and hooks
            failure = NotDelivered(f"the connection failed ({type(error).__name__})", sent=True)
        else:
            return self._read(request, answer, limits)
        # Raised here, outside the `except`, so that no frame of requests, with the headers in it, hangs on it.
        raise failure

    def _read(self, request: Request, answer: requests.Response, limits: Limits) -> Response:
        raw = answer.raw
        streamed = limits.stream and 200 <= answer.status_code < 300
        if isinstance(raw, Answer):
            if streamed:
                return Response(raw.status, raw.headers, pieces=raw)
            body = run(raw.body(limits.max_response_bytes))
            return Response(raw.status, raw.headers, body, raw.complete)
        if streamed and raw is not None:
            return Response(answer.status_code, _fields(answer), pieces=_Pieces(answer))
        try:
            body = b"" if request.method == "HEAD" else _body(answer, limits)
        except NotDelivered as error:
            failure = error
        except Exception as error:  # noqa: BLE001 - as above
            reason = f"the answer was cut short ({kind(error)})"
            failure = NotDelivered(reason, sent=True, slow=_is_slow(error), answered=True)
        else:
            return Response(answer.status_code, _fields(answer), body)
        answer.close()
        raise NotDelivered(failure.reason, sent=True, slow=failure.slow, answered=True, final=failure.final)

    def _session_of_this_process(self) -> requests.Session:
        if self._own and self._process != os.getpid():  # pragma: no cover - only in a forked child
            # Two processes on one connection get each other's answers. No lock: one could be held since the fork.
            self._session = _Session()
            self._process = os.getpid()
        return self._session

    def _prepared_for(self, session: requests.Session, request: Request) -> requests.PreparedRequest:
        """Give the request with what the caller's own session adds to each."""
        prepared = _prepared(request)
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

    def _settings(self, session: requests.Session, url: str) -> dict[str, Any]:
        if not self._own:
            settings = session.merge_environment_settings(url, {}, None, None, None)
            return {name: each for name, each in settings.items() if name != "stream"}
        host = url.split("/", 3)[2]
        proxies = self._proxies.get(host)
        if proxies is None:
            proxies = self._proxies[host] = self._network.proxies_for(url)
        return {"verify": self._network.verify, "cert": self._network.cert, "proxies": proxies}


def _transport(network: Network) -> RequestsTransport:
    return RequestsTransport(network=network)


def _prepared(request: Request) -> requests.PreparedRequest:
    """
    Give the request as requests wants it, built by hand.

    `PreparedRequest.prepare` would undo the quoting of dots in the path, read netrc, and cost as much as sending.
    """
    prepared = requests.PreparedRequest()
    prepared.method = request.method
    prepared.url = request.url
    prepared.headers = _Fields(fields_of(request))
    body = request.body
    prepared.body = body if body is None or isinstance(body, bytes) else pieces_of(body)  # type: ignore[assignment]
    prepared._cookies = _NO_COOKIES  # type: ignore[attr-defined]
    return prepared


_NO_COOKIES = _NoCookies()


def _body(answer: requests.Response, limits: Limits) -> bytes:
    announced = answer.headers.get("Content-Length", "")
    if (
        limits.max_response_bytes is not None
        and announced.isdigit()
        and len(announced) < 20
        and int(announced) > limits.max_response_bytes
    ):
        raise NotDelivered(
            f"the answer is larger than {limits.max_response_bytes} bytes", sent=True, answered=True, final=True
        )
    if answer.raw is None:
        return _whole(answer, limits)
    pieces: list[bytes] = []
    total = 0
    for chunk in _chunks(answer):
        total += len(chunk)
        if limits.max_response_bytes is not None and total > limits.max_response_bytes:
            raise NotDelivered(
                f"the answer is larger than {limits.max_response_bytes} bytes", sent=True, answered=True, final=True
            )
        if time.monotonic() > limits.deadline:
            raise NotDelivered("the answer took too long", sent=True, slow=True, answered=True)
        pieces.append(chunk)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


class _Pieces:
    """The body of an answer that came by a session of the caller's, piece by piece."""

    def __init__(self, answer: requests.Response) -> None:
        self._answer = answer
        self.complete = "Content-Length" in answer.headers or "Transfer-Encoding" in answer.headers

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            for piece in _chunks(self._answer):
                yield piece
        except Exception as error:  # noqa: BLE001 - requests lets some through, and so do a caller's adapters
            reason = f"the answer was cut short ({kind(error)})"
            failure = NotDelivered(reason, sent=True, slow=_is_slow(error), answered=True)
        else:
            return
        finally:
            self._answer.close()
        raise failure

    async def aclose(self) -> None:
        """Give up what has not been read."""
        self._answer.close()


def _whole(answer: requests.Response, limits: Limits) -> bytes:
    """Give the body of a response that somebody made by hand, with nothing to read from."""
    body = answer.content or b""
    if limits.max_response_bytes is not None and len(body) > limits.max_response_bytes:
        raise NotDelivered(
            f"the answer is larger than {limits.max_response_bytes} bytes", sent=True, answered=True, final=True
        )
    return body


def _chunks(answer: requests.Response) -> Iterator[bytes]:
    """Give the body as it comes: to wait for a whole chunk would be to wait for as long as a body drips."""
    raw = answer.raw
    if not isinstance(raw, BaseHTTPResponse):  # an adapter of the caller's, with an answer of its own kind
        yield from answer.iter_content(CHUNK)
        return
    while chunk := raw.read1(CHUNK, decode_content=True):
        yield chunk


def _fields(answer: requests.Response) -> Headers:
    raw = getattr(answer.raw, "headers", None)
    items = raw.items() if raw is not None and len(raw) >= len(answer.headers) else answer.headers.items()
    return Headers((str(name), str(value)) for name, value in items)


_NOT_SENT = (
    low.NewConnectionError,
    low.ConnectTimeoutError,
    low.NameResolutionError,
    low.ProxyError,
    low.LocationParseError,
    ssl.SSLCertVerificationError,
)


_REFUSED = (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema)


def _is_slow(error: BaseException) -> bool:
    return any(isinstance(each, (low.TimeoutError, TimeoutError, requests.Timeout)) for each in reasons(error))


def _failure(error: requests.RequestException) -> NotDelivered:
    # Of errors of TLS only a refused certificate is sure to come before the request; others come at any time.
    not_sent = isinstance(error, (requests.ConnectTimeout, *_REFUSED))
    if not_sent or any(isinstance(each, _NOT_SENT) for each in reasons(error)):
        slow = isinstance(error, requests.ConnectTimeout)
        return NotDelivered(f"no connection could be made ({kind(error)})", sent=False, slow=slow)
    return NotDelivered(f"the connection failed ({kind(error)})", sent=True, slow=_is_slow(error))
