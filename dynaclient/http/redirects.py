"""The target of a redirect, and the request that may be sent there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from ..messages import Headers, Request, Response
from ..records import replace
from ..redaction import MASK, redact
from ..runtime.base_urls import InvalidURL, followed_url

REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})
"""The statuses that name another URL for the same resource (RFC 9110, section 15.4)."""
MAX_REDIRECTS = 3
"""Redirects of a call that are followed, at most."""
SAFE_METHODS = frozenset({"GET", "HEAD"})
"""The methods whose redirects may be followed: they change nothing on the server (RFC 9110, section 9.2.1)."""

_CROSS_ORIGIN_HEADERS = ("Accept",)
"""The headers that are sent to another origin: all others may hold data meant for the first one."""
LEADS_BACK = "it leads back to a URL that the call has visited"
"""Why a redirect is not followed that leads to itself."""


class RedirectRefused(ValueError):
    """The redirect is not followed; the message is the reason."""


def may_be_redirected(request: Request) -> bool:
    """Return whether the redirects of a request may be followed at all."""
    return request.method in SAFE_METHODS and request.body is None


def why_not_followed(request: Request, response: Response) -> str:
    """Return that a redirect is not followed, and what to do; an empty string for a response that is not one."""
    if response.status not in REDIRECT_STATUSES:
        return ""
    if not response.headers.get("Location"):
        return "the redirect is not followed: it has no Location"
    if not may_be_redirected(request):
        return "the redirect is not followed: only those of a GET or HEAD without a body are"
    try:
        if redirect_target(request, response) == request.url:
            return f"the redirect is not followed: {LEADS_BACK}"
    except RedirectRefused as error:
        return f"the redirect is not followed: {error}"
    return "the redirect is not followed; allow it with client.with_options(redirects=1)"


def redirect_target(request: Request, response: Response, in_query: Iterable[str] = ()) -> str:
    """
    Return the URL that a redirect names, without its fragment.

    Args:
        request: The request that was redirected.
        response: The redirect.
        in_query: The query parameters that hold credentials. They are removed.

    Raises:
        RedirectRefused: The redirect names no URL to which a request may be sent.
    """
    location = response.headers.get("Location", "")
    if not location:
        raise RedirectRefused("it has no Location")
    try:
        url = followed_url(request.url, location, in_query)
    except InvalidURL as error:
        raise RedirectRefused(f"its Location {error}") from None
    if request.url.lower().startswith("https:") and not url.lower().startswith("https:"):
        raise RedirectRefused("it leads from https to http")
    return url


def with_url(request: Request, url: str) -> Request:
    """Return the request with another URL of the same origin, or of another trusted one."""
    redacted = replace(request.redacted_copy, url=_redact_query(url)) if request.redacted_copy else None
    return replace(request, url=url, redacted_copy=redacted)


def for_other_origin(request: Request, url: str, secrets: Iterable[str]) -> Request:
    """Return the request for another origin, without our headers; raise `RedirectRefused` if its URL has a secret."""
    values = [*secrets, *_secret_values(request)]
    if any(redact(form, values) != form for form in (url, unquote(url), unquote(unquote(url)))):
        raise RedirectRefused("its Location contains a credential and leads to another origin")
    headers = Headers((name, request.headers[name]) for name in _CROSS_ORIGIN_HEADERS if name in request.headers)
    redacted = (
        replace(request.redacted_copy, url=_redact_query(url), headers=headers) if request.redacted_copy else None
    )
    return replace(request, url=url, headers=headers, redacted_copy=redacted)


def _secret_values(request: Request) -> Iterator[str]:
    """Yield the values in the headers and the query of a request that the description marks as secret."""
    shown = request.without_credentials()
    yield from (value for name, value in request.headers.items() if shown.headers.get(name) != value)
    for pair in set(urlsplit(request.url).query.split("&")) - set(urlsplit(shown.url).query.split("&")):
        yield unquote(pair.partition("=")[2])


def _redact_query(url: str) -> str:
    """Return the URL with its query redacted: a server may have copied secrets of the first URL into it."""
    front, mark, _ = url.partition("?")
    return f"{front}{mark}{MASK}" if mark else front
