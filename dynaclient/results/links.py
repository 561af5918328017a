"""
Links to the next page: ``Link`` headers (RFC 8288), and URLs that are relative to their page (RFC 3986, section 5).

A link is followed within the origin of its page only, and without the query parameters that carry credentials.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urljoin

from ..call.urls import origin_of
from ..errors import BadResponse
from ..records import dataclass
from ..runtime.base_urls import followed_url
from ..strings.expressions import expression

_TARGET = expression(r"[ \t,]*<([^>]*)>[ \t]*")
_PARAMETER = expression(r';[ \t]*([^ \t=;,"<>]*)[ \t]*(?:=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^;,"<]*)))?[ \t]*')
_ESCAPED = expression(r"\\(.)")


def next_url(current: str, link: Any, in_query: Iterable[str] = (), action: str = "") -> str:
    """
    Return the absolute URL of the next page, without a fragment.

    Args:
        current: The URL of the page that has the link.
        link: The link: a URL, or a reference relative to `current`.
        in_query: The query parameters that carry credentials. They are removed: every request adds its own.
        action: The name of the action, for the error.

    Raises:
        BadResponse: The link is not a valid URL, or leads to another origin.
    """
    try:
        return resolve_link(current, link, in_query)
    except ValueError as error:
        message = f"the link to the next page {error}"
    scheme, host, port = origin_of(current)
    raise BadResponse(f"{message}; links are followed within {scheme}://{host}:{port} only", action, code="page-link")


def resolve_link(current: str, link: Any, in_query: Iterable[str]) -> str:
    """Return the absolute URL of a link on the page `current`; ValueError with the reason if it cannot be followed."""
    if not isinstance(link, str):
        raise ValueError("is not a string")  # noqa: TRY004 - one kind of error for whatever the server sent
    url = followed_url(current, link, in_query)
    if origin_of(url) != origin_of(current):
        raise ValueError("leads to another origin")
    return url


@dataclass(frozen=True)
class Link:
    """One link of a ``Link`` header."""

    target: str
    relations: tuple[str, ...]
    """Its relation types, in lower case."""
    anchor: str
    """The URL of its context; empty for the page itself."""


def parse_links(header: str) -> Iterator[Link]:
    """Yield the links of a ``Link`` header (RFC 8288, section 3); ValueError at the first syntax error."""
    position, end = 0, len(header.rstrip(" \t,"))
    while position < end:
        target = _TARGET.match(header, position)
        if target is None:
            raise ValueError
        position = target.end()
        parameters: dict[str, str] = {}
        while (parameter := _PARAMETER.match(header, position)) is not None:
            name, quoted, plain = parameter.groups()
            # Of several parameters with one name, the first counts.
            parameters.setdefault(
                name.lower(), (plain or "").strip() if quoted is None else _ESCAPED.sub(r"\1", quoted)
            )
            position = parameter.end()
        if position < end and header[position] != ",":
            raise ValueError
        yield Link(target[1], tuple(parameters.get("rel", "").lower().split()), parameters.get("anchor", ""))


def find_next_link(header: str, page_url: str) -> str | None:
    """Return the target of the first link to the next page; None without one. ValueError as for `parse_links`."""
    for link in parse_links(header):
        if "next" in link.relations and urljoin(page_url, link.anchor) == page_url:
            return link.target
    return None
