"""
A session of the caller's: what it carries is added to each request, as `Session.request` of requests adds it.

Three things differ: redirects are the client's; a netrc, which would replace the credential, is not read; and
what a subclass overrides above `Session.send` is not called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import requests
from requests.cookies import RequestsCookieJar, merge_cookies

from ...errors import NotDelivered
from ...messages import Limits, Request, Stream
from ..certificates import check_files
from ..codec.request_writer import read_body
from ..failures import not_local, require_forwarded
from ..log import redact_urllib3_log
from ..proxies import Route, route_of
from ..redirects import REDIRECT_STATUSES
from ..retry import is_replayable
from .prepared import prepare
from .session_outcomes import failure_of

_SOURCE = "session.{} or the environment"
"""Where a setting comes from: requests merges the two."""


def exchange(
    session: requests.Session, request: Request, limits: Limits, direct: Callable[[str], Route]
) -> requests.Response:
    """
    Send a request in a session; return its response, with its head read.

    Args:
        session: The session.
        request: The request.
        limits: The limits of the attempt.
        direct: Returns the route to the origin of a URL without a proxy.
    """
    prepared = _prepare_for(session, request)
    options = _settings(session, request.url)
    proxies = options["proxies"]
    route = route_of(request.url, proxies, _SOURCE.format("proxies")) if proxies else direct(request.url)
    if limits.local_only and not route.is_local:
        raise not_local(route)
    responses: list[requests.Response] = []
    prepared.register_hook("response", lambda response, **_: responses.append(response))  # type: ignore[no-untyped-call]
    timeout = (limits.seconds(limits.connect_timeout), limits.seconds(limits.read_timeout))
    send_options: dict[str, Any] = {**options, "stream": True, "timeout": timeout, "allow_redirects": False}
    try:
        with redact_urllib3_log(request):
            return _of_server(session.send(prepared, **send_options), route)
    except NotDelivered:
        raise
    except Exception as error:  # noqa: BLE001 - requests lets many kinds through, and so do adapters and hooks
        # requests reads the Location of a redirect although it is not to follow it, and raises if it is not valid.
        if responses and responses[-1].status_code in REDIRECT_STATUSES:
            return responses[-1]
        if not responses and isinstance(error, OSError) and route.uses_tls:
            verify = options["verify"] if isinstance(options["verify"], str) else None
            check_files(verify, _SOURCE.format("verify"), options["cert"])
        failure = failure_of(error, route)
    finally:
        responses.clear()  # each refers to its request, and so to the hook and to this list
    raise failure


def _of_server(response: requests.Response, route: Route) -> requests.Response:
    """Return a response; close it and raise `NotDelivered` if it is of a proxy that requires a login."""
    try:
        require_forwarded(response.status_code, route)
    except NotDelivered:
        response.close()
        raise
    return response


def _settings(session: requests.Session, url: str) -> Any:
    """Return the proxies and certificates for a request, of the session and the environment, as requests reads them."""
    own, usual = session.merge_environment_settings, requests.Session.merge_environment_settings
    if session.proxies or getattr(own, "__func__", None) is not usual:
        return own(url, {}, None, None, None)
    return usual(_WithoutProxies(session), url, {}, None, None, None)


class _WithoutProxies:
    """A session that has no proxies: requests merges even two empty dicts, which takes it a tenth of a call."""

    proxies = None

    def __init__(self, session: requests.Session) -> None:
        self._session = session

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)


def _prepare_for(session: requests.Session, request: Request) -> requests.PreparedRequest:
    """Return the request with what the session adds to each request."""
    prepared = prepare(request)
    if request.body is not None and not isinstance(request.body, bytes):
        prepared.body = _Body(request)  # type: ignore[assignment]
    if session.params:
        extra = requests.PreparedRequest._encode_params(session.params)  # type: ignore[attr-defined]
        prepared.url = f"{prepared.url}{'&' if '?' in request.url else '?'}{extra}"
    for name, value in session.headers.items():
        if name not in request.headers and value is not None:
            prepared.headers[name] = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    jar = RequestsCookieJar()
    if any(True for _ in session.cookies):
        prepared.prepare_cookies(merge_cookies(jar, session.cookies))  # type: ignore[no-untyped-call]
    else:
        prepared._cookies = jar  # type: ignore[attr-defined] # as above, in fewer steps
    if session.auth is not None:
        prepared.prepare_auth(session.auth, request.url)
    # After the auth object, which may have registered hooks of its own, such as the response to a challenge.
    prepared.prepare_hooks(session.hooks)
    return prepared


class _Body:
    """A streamed body that an auth object may send again, after a challenge, if it can be read a second time."""

    def __init__(self, request: Request) -> None:
        self._stream: Stream = request.body  # type: ignore[assignment]
        self._replayable = is_replayable(request)
        self._read = False

    def __iter__(self) -> Iterator[bytes]:
        if self._read and not self._replayable:
            reason = "the request has to be sent again, and its body can be read only once"
            raise NotDelivered(reason, sent=True, final=True, hint="pass a path or bytes in place of an iterator")
        self._read = True
        return read_body(self._stream)
