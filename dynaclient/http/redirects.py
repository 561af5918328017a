"""Where a redirect leads, and what may go there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from ..call.request import base_of
from ..messages import MASK, Headers, Request, Response, redact

FOLLOWED = frozenset({301, 302, 303, 307, 308})
"""The statuses that name another place for the same thing (RFC 9110, section 15.4)."""
MOST = 3
"""Redirects that are followed at most."""
READING = frozenset({"GET", "HEAD"})
"""The methods that may be sent elsewhere: they change nothing there."""

_CARRIED = ("Accept",)
"""The headers that go to another origin: all others may hold what belongs to the first."""
_UNUSUAL = re.compile(r"[^!-~]|\\")
"""What no URL holds: not all agree on where it leads."""


class Astray(ValueError):
    """The redirect cannot be followed; its text says why, and holds nothing of the redirect."""


def target_of(request: Request, response: Response, in_query: Iterable[str] = ()) -> str:
    """
    Give the URL that a redirect names, without a fragment.

    `in_query` names the query parameters that hold credentials: a server that copies its query into the redirect does
    not have them carried elsewhere. `Astray` where the redirect names no URL to which a request may go.
    """
    location = response.headers.get("Location", "")
    if not location:
        raise Astray("it has no Location")
    if _UNUSUAL.search(location):
        raise Astray("its Location holds what no URL has")
    try:
        parts = urlsplit(urljoin(request.url, location))
    except ValueError:
        raise Astray("its Location is no URL") from None
    try:
        base_of(f"{parts.scheme}://{parts.netloc}")
    except ValueError as error:
        raise Astray(f"its Location {error}") from None
    if request.url.lower().startswith("https:") and parts.scheme.lower() != "https":
        raise Astray("it leads from https to http")
    names = frozenset(in_query)
    query = "&".join(each for each in parts.query.split("&") if unquote(each.partition("=")[0]) not in names)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def carried(request: Request, url: str) -> Request:
    """Give the request for a redirect that stays where it is."""
    shown = replace(request.shown, url=_shown(url)) if request.shown else None
    return replace(request, url=url, shown=shown)


def stripped(request: Request, url: str, secrets: Iterable[str]) -> Request:
    """Give the request for a redirect to another origin, less all that is ours; `Astray` where its URL has a secret."""
    hidden = [*secrets, *_hidden(request)]
    if any(redact(each, hidden) != each for each in (url, unquote(url), unquote(unquote(url)))):
        raise Astray("its Location holds a credential, and leads to another origin")
    kept = Headers((name, request.headers[name]) for name in _CARRIED if name in request.headers)
    shown = replace(request.shown, url=_shown(url), headers=kept) if request.shown else None
    return replace(request, url=url, headers=kept, shown=shown)


def _hidden(request: Request) -> Iterator[str]:
    """Give what the description calls secret in the headers and the query of a request."""
    shown = request.without_credentials()
    yield from (value for name, value in request.headers.items() if shown.headers.get(name) != value)
    for piece in set(urlsplit(request.url).query.split("&")) - set(urlsplit(shown.url).query.split("&")):
        yield unquote(piece.partition("=")[2])


def _shown(url: str) -> str:
    """Give the URL as it may be shown where the first one had secrets: a server may have copied them from the query."""
    front, mark, _ = url.partition("?")
    return f"{front}{mark}{MASK}" if mark else front
