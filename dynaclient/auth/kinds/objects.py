"""
Auth objects of other libraries, as they are: of requests, httpx and google-auth.

Each sees the request as its own library has it. What it changes in the headers or the URL is the credential: it is
redacted, and goes to the origins of the client only. Objects that belong to one connection (NTLM, Kerberos with mutual
authentication) need a session of requests: `Client(session=…)`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from ...errors import invalid_option
from ...messages import Request, Response
from ...redaction import MASK
from ..held import Credential
from ..work import Work
from .kind import Kind, SentIn, Steps

if TYPE_CHECKING:
    from ...description.model import AuthScheme


def bridge_for(value: Any) -> Credential | None:
    """Return the credential that an auth object is; None for anything else."""
    if isinstance(value, type):
        return None
    if hasattr(value, "before_request"):
        return Credential(_kind(_google_steps), value)
    if hasattr(value, "sync_auth_flow"):
        return Credential(_kind(_httpx_steps), value)
    requests = sys.modules.get("requests.auth")  # without the module there is no such object
    if requests is None or not isinstance(value, requests.AuthBase):
        return None
    if type(value) is requests.HTTPDigestAuth:
        # Its state is that of a thread; ours is that of a client.
        from .digest import KIND, digest_of

        return Credential(KIND, digest_of(value.username, value.password))
    return Credential(_kind(_requests_steps), value)


def _kind(steps: Callable[[Request, AuthScheme, Any], Steps]) -> Kind:
    return Kind(
        accept=lambda _scheme, value: value,
        sent_in=lambda _: SentIn("what the auth object adds"),
        passed_as="an auth object",
        sample=None,
        received=lambda _scheme, _request, _granted: "",
        steps=steps,
        secret_values=lambda _: (),
    )


def _authorized(request: Request, url: str, headers: Any) -> Request:
    """Return a request with the URL and the headers that an auth object has made of it."""
    for name, value in headers.items():
        text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
        if request.headers.get(name) != text:
            scheme, space, _ = text.partition(" ")
            shown = f"{scheme} {MASK}" if space and name.lower() == "authorization" else MASK
            request = request.with_credential(name, text, shown)
    if url == request.url:
        return request
    before, after = request.url.partition("?")[0], url.partition("?")[0]
    if before != after:
        raise invalid_option("auth", "the auth object changes the URL of the request", "use one that changes the query")
    safe = request.without_credentials()
    return replace(request, url=url, redacted_copy=replace(safe, url=f"{before}?{MASK}"), masks=())


# --- google-auth -----------------------------------------------------------------------------------------------------


def _google_steps(request: Request, _scheme: AuthScheme, credentials: Any) -> Steps:
    """Yield the request with the token of a ``google.auth.credentials.Credentials``, which renews it by itself."""
    headers = dict(request.headers.items())

    def work() -> None:
        from google.auth.transport.requests import Request as GoogleRequest

        credentials.before_request(GoogleRequest(), request.method, request.url, headers)

    yield Work(work)
    response = yield _authorized(request, request.url, headers)
    if response.status == 401:
        yield Work(lambda: setattr(credentials, "token", None))
        headers = dict(request.headers.items())
        yield Work(work)
        yield _authorized(request, request.url, headers)


# --- httpx -----------------------------------------------------------------------------------------------------------


def _httpx_steps(request: Request, _scheme: AuthScheme, auth: Any) -> Steps:
    """Yield the requests of an ``httpx.Auth``, whose flow is a generator of requests as well."""
    import httpx

    body = request.body if isinstance(request.body, bytes) else None
    own = httpx.Request(request.method, request.url, headers=list(request.headers.items()), content=body)
    flow: Generator[Any, Any, None] = auth.sync_auth_flow(own)
    asked: Any = yield Work(lambda: next(flow))
    while asked is not None:
        headers = {name: value for name, value in asked.headers.items() if name.lower() not in _OF_MESSAGE}
        response: Response = yield _authorized(request, str(asked.url), headers)
        # The body is decoded.
        fields = [(name, value) for name, value in response.headers.items() if name.lower() not in _OF_BODY]
        theirs = httpx.Response(response.status, headers=fields, content=response.body, request=asked)
        asked = yield Work(partial(_next, flow, theirs))


def _next(flow: Generator[Any, Any, None], response: Any) -> Any:
    try:
        return flow.send(response)
    except StopIteration:
        return None


_OF_BODY = frozenset({"content-length", "content-encoding", "transfer-encoding"})
_OF_MESSAGE = _OF_BODY | {"host", "content-type"}
"""What each library writes for itself."""


# --- requests --------------------------------------------------------------------------------------------------------


def _requests_steps(request: Request, _scheme: AuthScheme, auth: Any) -> Steps:
    """Yield the request that a ``requests.auth.AuthBase`` has signed, and the one with which its hook responds."""
    from requests import PreparedRequest
    from requests.cookies import RequestsCookieJar

    prepared = PreparedRequest()
    prepared.prepare_method(request.method)
    prepared.url = request.url
    prepared.prepare_headers(dict(request.headers.items()))
    prepared._cookies = RequestsCookieJar()  # type: ignore[attr-defined] # as `Session.prepare_request` sets it
    prepared.body = request.body if isinstance(request.body, bytes) else None
    prepared = yield Work(lambda: auth(prepared) or prepared)
    response = yield _authorized(request, str(prepared.url), prepared.headers)
    again = yield Work(lambda: _response_to(prepared, response))
    if again is not None:
        yield _authorized(request, str(again.url), again.headers)


class _SentAgain(Exception):
    """Carries the request that a hook sends."""


class _Connection:
    """What a hook sends another request with."""

    def send(self, prepared: Any, **_: Any) -> Any:
        """Raise the request, so that it is sent as every other is."""
        raise _SentAgain(prepared)


def _response_to(prepared: Any, response: Response) -> Any:
    """Return the request with which the hooks of a request respond to its response; None if they do not."""
    import io

    from requests import Response as TheirResponse
    from urllib3 import HTTPResponse

    theirs = TheirResponse()
    theirs.status_code = response.status
    theirs.headers.update(response.headers.items())
    theirs.raw = HTTPResponse(io.BytesIO(response.body), status=response.status, preload_content=False)
    theirs.request, theirs.url = prepared, prepared.url
    theirs.connection = _Connection()  # type: ignore[assignment]
    try:
        for hook in prepared.hooks.get("response", ()):
            hook(theirs)
    except _SentAgain as sent:
        return sent.args[0]
    return None
