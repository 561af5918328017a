"""
Auth objects of other libraries, as they are: of requests, httpx and google-auth.

Each sees the request as its own library has it. What it changes in the headers or the URL is the credential: it is
redacted, and goes to the origins of the client only. Objects that belong to one connection (NTLM, Kerberos with mutual
authentication) need a session of requests: `Client(session=…)`.
"""

from __future__ import annotations

import sys
from base64 import b64decode
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from functools import partial
from threading import current_thread
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from ...errors import InvalidCall, invalid_option
from ...messages import Request, Response
from ...records import replace
from ...redaction import MASK
from ..held import Credential
from ..work import Work, has_method
from .kind import Kind, SentIn, Steps

if TYPE_CHECKING:
    from ...description.model import AuthScheme


MAX_WRITTEN = 64
"""What an auth object wrote last, and is redacted in responses: one that signs writes another for each request."""
_OF_BODY = frozenset({"content-length", "content-encoding", "transfer-encoding"})
_OF_MESSAGE = _OF_BODY | {"host", "content-type", "connection"}
"""The fields that each library writes for itself."""
_HARMLESS = frozenset({"accept", "date", "user-agent", "x-amz-content-sha256", "x-amz-date"})
"""The fields that may have the same value elsewhere, and reveal nothing."""


class Passed:
    """An auth object, and what it has written into requests."""

    def __init__(self, auth: Any) -> None:
        self.auth = auth
        self._written: dict[str, None] = {}

    def remember(self, value: str) -> None:
        """Redact a value from now on."""
        if value not in self._written:
            kept = list(self._written)[1 - MAX_WRITTEN :]
            self._written = dict.fromkeys([*kept, value])

    def remember_pair(self, encoded: str) -> None:
        """Redact a user name and a password of HTTP basic authentication as a server reads them, too."""
        with suppress(ValueError):
            pair = b64decode(encoded).decode()
            self.remember(pair)
            self.remember(pair.partition(":")[2])

    def secret_values(self) -> list[str]:
        """Return what the object has written."""
        return list(self._written)


def bridge_for(value: Any) -> Credential | None:
    """Return the credential that an auth object is; None for anything else."""
    if isinstance(value, type):
        return None
    if has_method(value, "before_request"):
        return _credential(_google_steps, value)
    if has_method(value, "sync_auth_flow"):
        return _credential(_httpx_steps, value)
    requests = sys.modules.get("requests.auth")  # without the module there is no such object
    if requests is None or not isinstance(value, requests.AuthBase):
        return None
    if type(value) is requests.HTTPDigestAuth:
        # Its state is that of a thread; ours is that of a client.
        from .digest import KIND, digest_of

        return Credential(KIND, digest_of(value.username, value.password))
    return _credential(_requests_steps, value)


def _credential(steps: Callable[[Request, AuthScheme, Any], Steps], auth: Any) -> Credential:
    kind = Kind(
        accept=lambda _scheme, value: value,
        sent_in=lambda _: SentIn("what the auth object adds"),
        passed_as="an auth object",
        sample=None,
        received=lambda _scheme, _request, _granted: "",
        steps=steps,
        secret_values=lambda passed: passed.secret_values(),
    )
    return Credential(kind, Passed(auth))


def _authorized(request: Request, passed: Passed, url: str, fields: Iterable[tuple[Any, Any]]) -> Request:
    """Return a request with the URL and the header fields that an auth object has made of it."""
    for name, text in ((_text(name), _text(value)) for name, value in fields):
        if request.headers.get(name) != text and name.lower() not in _OF_MESSAGE:
            scheme, space, rest = text.partition(" ")
            has_scheme = bool(space) and name.lower() == "authorization"
            request = request.with_credential(name, text, f"{scheme} {MASK}" if has_scheme else MASK)
            if name.lower() not in _HARMLESS:
                passed.remember(rest if has_scheme else text)
            if has_scheme and scheme.lower() == "basic":
                passed.remember_pair(rest)
    return request if url == request.url else _with_query(request, passed, url)


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _with_query(request: Request, passed: Passed, url: str) -> Request:
    """Return a request with the query that an auth object has made of its own."""
    (before, _, old), (after, _, new) = request.url.partition("?"), url.partition("?")
    if before != after:
        raise invalid_option(
            "auth", "the auth object changes more of the URL than its query", "use one that does not", request.action
        )
    for pair in set(new.split("&")) - set(old.split("&")):
        passed.remember(unquote_plus(pair.partition("=")[2]))
    safe = request.without_credentials()
    return replace(request, url=url, redacted_copy=replace(safe, url=f"{before}?{MASK}"), masks=())


def _needs_body(request: Request) -> InvalidCall:
    reason = "the auth object reads the body of each request, and this one is not in memory"
    return invalid_option("auth", reason, "pass the body as bytes", request.action)


# --- google-auth -----------------------------------------------------------------------------------------------------


def _google_steps(request: Request, _scheme: AuthScheme, passed: Passed) -> Steps:
    """Yield the request with the token of a ``google.auth.credentials.Credentials``, which renews it by itself."""
    credentials = passed.auth
    response: Response = yield _authorized(request, passed, request.url, (yield Work(_google_work(request, passed))))
    if response.status == 401:
        yield Work(lambda: setattr(credentials, "token", None))
        yield _authorized(request, passed, request.url, (yield Work(_google_work(request, passed))))


def _google_work(request: Request, passed: Passed) -> Callable[[], Any]:
    def work() -> Any:
        from google.auth.transport.requests import Request as GoogleRequest

        headers = dict(request.headers.items())
        passed.auth.before_request(GoogleRequest(), request.method, request.url, headers)
        return headers.items()

    return work


# --- httpx -----------------------------------------------------------------------------------------------------------


def _httpx_steps(request: Request, _scheme: AuthScheme, passed: Passed) -> Steps:
    """Yield the requests of an ``httpx.Auth``, whose flow is a generator of requests as well."""
    import httpx

    body = request.body if isinstance(request.body, bytes) else None
    if getattr(passed.auth, "requires_request_body", False) and request.body is not body:
        raise _needs_body(request)
    own = httpx.Request(request.method, request.url, headers=list(request.headers.items()), content=body)
    flow: Generator[Any, Any, None] = passed.auth.sync_auth_flow(own)
    asked: Any = yield Work(lambda: next(flow))
    while asked is not None:
        # The URL is written as httpx writes it: other than ours it may look, and lead to the same.
        url = request.url if asked.url == own.url else str(asked.url)
        response: Response = yield _authorized(request, passed, url, asked.headers.raw)
        # The body is decoded.
        fields = [(name, value) for name, value in response.headers.items() if name.lower() not in _OF_BODY]
        theirs = httpx.Response(response.status, headers=fields, content=response.body, request=asked)
        asked = yield Work(partial(_next, flow, theirs))


def _next(flow: Generator[Any, Any, None], response: Any) -> Any:
    try:
        return flow.send(response)
    except StopIteration:
        return None


# --- requests --------------------------------------------------------------------------------------------------------


def _requests_steps(request: Request, _scheme: AuthScheme, passed: Passed) -> Steps:
    """Yield the request that a ``requests.auth.AuthBase`` has signed, and the one with which its hook responds."""
    prepared, thread = yield Work(lambda: (_prepared(request, passed.auth), current_thread()))
    response = yield _authorized(request, passed, str(prepared.url), prepared.headers.items())
    if not prepared.hooks["response"]:
        return

    def respond() -> Any:
        # Some objects keep their state for each thread, and in an event loop this may be another one.
        return _response_to(prepared if current_thread() is thread else _prepared(request, passed.auth), response)

    again = yield Work(respond)
    if again is not None:
        yield _authorized(request, passed, str(again.url), again.headers.items())


def _prepared(request: Request, auth: Any) -> Any:
    """Return a request as requests has it, changed by an auth object."""
    from requests import PreparedRequest
    from requests.cookies import RequestsCookieJar

    prepared: Any = PreparedRequest()
    prepared.prepare_method(request.method)
    prepared.url = request.url
    prepared.prepare_headers(dict(request.headers.items()))
    prepared._cookies = RequestsCookieJar()  # as `Session.prepare_request` sets it
    prepared.prepare_hooks({})
    prepared.body = before = request.body if isinstance(request.body, bytes) else _body_of(request)
    prepared = auth(prepared) or prepared
    if before not in (prepared.body, _as_bytes(prepared.body)):
        raise invalid_option(
            "auth", "the auth object changes the body of the request", "use one that does not", request.action
        )
    return prepared


def _as_bytes(body: Any) -> Any:
    return body.encode() if isinstance(body, str) else body


def _body_of(request: Request) -> Any:
    """Return what stands for a body that is not in memory; None if there is none."""
    return None if request.body is None else _Unread(request)


class _Unread:
    """A body that is not in memory: whatever reads it raises an error."""

    def __init__(self, request: Request) -> None:
        self._request = request

    def __getattr__(self, _: str) -> Any:
        raise _needs_body(self._request)

    def __iter__(self) -> Any:
        raise _needs_body(self._request)


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
        for hook in prepared.hooks["response"]:
            hook(theirs)
    except _SentAgain as sent:
        return sent.args[0]
    return None
