"""
What a session of requests returns or raises, as a `Response` or as `NotDelivered`.

For sessions of the caller's and for test doubles: our own connections raise and return what is needed.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress

import requests
from urllib3 import exceptions as low
from urllib3.response import BaseHTTPResponse

from ...errors import NotDelivered
from ...messages import Headers, Limits, Request, Response
from ...strings.expressions import expression
from ..codec.events import CHUNK_SIZE
from ..failures import Refusal, cause_of, connect_failure, error_causes, is_timeout, refusal_failure, tunnel_failure
from ..proxies import Route

_NOT_SENT = (
    low.NewConnectionError,
    low.ConnectTimeoutError,
    low.NameResolutionError,
    low.ProxyError,
    low.LocationParseError,
    ssl.SSLCertVerificationError,
    requests.ConnectTimeout,
)
_REJECTED = (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema)
_TUNNEL_STATUS = expression(r"Tunnel connection failed: ([0-9]{3})")


def failure_of(error: Exception, route: Route) -> NotDelivered:
    """Return an error of requests, or of a caller's adapter or hook, as ours."""
    causes = error_causes(error)
    if isinstance(error, _REJECTED):
        socks = "SOCKS" in str(error)
        reason = "a SOCKS proxy needs the package PySocks" if socks else "requests rejects the URL, or its proxy"
        hint = "pip install 'requests[socks]'" if socks else "is the URL right?"
        code = "extra-missing" if socks else ""
        return NotDelivered(reason, sent=False, final=True, hint=hint, code=code)
    for refused in filter(None, (_TUNNEL_STATUS.match(str(cause)) for cause in causes)):
        return tunnel_failure(int(refused[1]), route.proxy)
    by_socks = next((cause.__context__ for cause in causes if hasattr(cause.__context__, "socket_err")), None)
    if by_socks is not None:  # of PySocks: with the error of the connection to the proxy, unless that has responded
        failed = getattr(by_socks, "socket_err", None)
        if failed is None or hasattr(failed, "socket_err"):
            return refusal_failure(Refusal(final=False, is_of_host=True), route.proxy, ": it could not reach the host")
        return connect_failure(failed, route, at_proxy=True)
    # Of the TLS errors only a rejected certificate is certain to come before the request; others come at any time.
    if any(isinstance(cause, _NOT_SENT) for cause in causes):
        at_proxy = any(isinstance(cause, low.ProxyError) for cause in causes)
        return connect_failure(TimeoutError() if _is_timeout(error) else error, route, at_proxy=at_proxy)
    return NotDelivered(f"the connection failed ({cause_of(error).words})", sent=True, slow=_is_timeout(error))


def read_response(request: Request, response: requests.Response, limits: Limits) -> Response:
    """Return a response of requests as ours: with its body, or with the body as parts if it is to be streamed."""
    if limits.stream and 200 <= response.status_code < 300 and response.raw is not None:
        pieces = _StreamedBody(response)
        if limits.connected is not None:
            limits.connected(pieces.interrupt)
        return Response(response.status_code, _headers(response), pieces=pieces, reason=_reason(response))
    try:
        body = b"" if request.method == "HEAD" else _read_body(response, limits)
    except NotDelivered as error:
        failure = error
    except Exception as error:  # noqa: BLE001 - requests lets some through, and so do a caller's adapters
        failure = _cut_off(error)
    else:
        return Response(response.status_code, _headers(response), body, reason=_reason(response))
    response.close()
    failure = NotDelivered(failure.reason, sent=True, slow=failure.slow, answered=True, final=failure.final)
    failure.response = Response(response.status_code, _headers(response), complete=False, reason=_reason(response))
    raise failure


class _StreamedBody:
    """The body of a response that is read part by part."""

    def __init__(self, response: requests.Response) -> None:
        self._response = response
        self.complete = "Content-Length" in response.headers or "Transfer-Encoding" in response.headers

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            for part in _parts(self._response):
                yield part
        except Exception as error:  # noqa: BLE001 - as above
            failure = _cut_off(error)
        else:
            return
        finally:
            self._response.close()
        raise failure

    def interrupt(self) -> None:
        """End the connection for the thread that reads from it, if urllib3 can (from 2.3 on), and it is still open."""
        with suppress(AttributeError, ValueError, RuntimeError, OSError):
            self._response.raw.shutdown()

    async def aclose(self) -> None:
        """Discard what has not been read."""
        self._response.close()


def _read_body(response: requests.Response, limits: Limits) -> bytes:
    limit = limits.max_response_bytes
    announced = response.headers.get("Content-Length", "")
    if limit is not None and announced.isdigit() and len(announced) < 20 and int(announced) > limit:
        raise _too_large(limit)
    if response.raw is None:  # made by hand, with nothing to read from
        body = response.content or b""
        if limit is not None and len(body) > limit:
            raise _too_large(limit)
        return body
    parts: list[bytes] = []
    total = 0
    for part in _parts(response):
        total += len(part)
        if limit is not None and total > limit:
            raise _too_large(limit)
        if time.monotonic() > limits.deadline:
            raise NotDelivered("timed out waiting for the response", sent=True, slow=True, answered=True)
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _parts(response: requests.Response) -> Iterator[bytes]:
    """Yield the body as it arrives: waiting for a whole chunk could take as long as a slow server likes."""
    raw = response.raw
    if not isinstance(raw, BaseHTTPResponse):  # of a caller's adapter, with a response class of its own
        yield from response.iter_content(CHUNK_SIZE)
        return
    while part := raw.read1(CHUNK_SIZE, decode_content=True):
        yield part


def _headers(response: requests.Response) -> Headers:
    raw = getattr(response.raw, "headers", None)
    fields = raw.items() if raw is not None and len(raw) >= len(response.headers) else response.headers.items()
    return Headers((str(name), str(value)) for name, value in fields)


def _reason(response: requests.Response) -> str:
    return response.reason if isinstance(response.reason, str) else ""


def _is_timeout(error: BaseException) -> bool:
    kinds = (low.TimeoutError, requests.Timeout)
    # `NewConnectionError`, for any failure to connect, is derived from the timeout of a connection.
    return is_timeout(error) or any(
        isinstance(cause, kinds) and not isinstance(cause, low.NewConnectionError) for cause in error_causes(error)
    )


def _too_large(limit: int) -> NotDelivered:
    reason = f"the response is larger than {limit} bytes"
    return NotDelivered(reason, sent=True, answered=True, final=True, code="response-too-large")


def _cut_off(error: Exception) -> NotDelivered:
    words = cause_of(error).words
    reason = f"the response was cut off ({words})" if words else "the response was cut off"
    return NotDelivered(reason, sent=True, slow=_is_timeout(error), answered=True)
