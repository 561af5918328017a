"""The base URL of an API, a URL that a server sent, and the dot segments that no path may have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import SplitResult, unquote, urljoin, urlsplit, urlunsplit

from ..strings.expressions import expression
from .hosts import is_loopback

AMBIGUOUS_IN_URL = expression(r"[^!-~]|\\")
"""Characters that no URL has, and that programs resolve in different ways."""
_CONTROL = expression(r"[\x00-\x1f\x7f-\x9f]")
_SLASH = expression(r"[/\\]")
_PLACE = expression(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::[0-9]{1,5})?(?=/|\Z)")
"""A host, and perhaps a port, without a scheme before it."""
_DECODINGS = 10
"""How many times a value is percent-decoded: a careless server may decode it more than once."""


class InvalidURL(ValueError):
    """The URL is not valid; `reason` is the message without its advice, for a URL that the caller did not write."""

    def __init__(self, reason: str, advice: str = "") -> None:
        super().__init__(f"{reason}; {advice}" if advice else reason)
        self.reason = reason


def normalize_base_url(url: Any) -> str:
    """Return the base URL of an API without a slash at its end; InvalidURL if it is not valid."""
    reason, advice = "" if isinstance(url, str) else "is not a string", ""
    if not reason and (_CONTROL.search(url) or " " in url or "\\" in url or not url.isascii()):
        reason = "contains characters that are not allowed in a URL"
    if not reason:
        try:
            parts = urlsplit(url)
        except ValueError:
            raise InvalidURL("is not a valid URL") from None
        if not _has_valid_port(parts):
            raise InvalidURL("is not a valid URL: its port is not a number from 1 to 65535")
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
            reason = "is not of the form https://host"
        elif "@" in parts.netloc:
            reason, advice = "contains a user name or password", "pass a credential as token=…"
        elif parts.query or parts.fragment or "?" in url or "#" in url:
            reason = "contains a query or a fragment"
        elif has_dot_segment(parts.path):
            reason = "contains dot segments"
    if reason:
        raise InvalidURL(reason, advice)
    return str(url).rstrip("/")


def followed_url(base: str, reference: str, in_query: Iterable[str]) -> str:
    """
    Return the URL that a server refers to, without its fragment; InvalidURL if none may be requested.

    Args:
        base: The URL that was requested.
        reference: What the server sent: a URL, or one relative to `base` (RFC 3986, section 5).
        in_query: The query parameters that hold credentials. They are removed, so that a server that copies the query
            does not have them sent to another origin, or sent twice.
    """
    if AMBIGUOUS_IN_URL.search(reference):
        raise InvalidURL("contains a character that is not allowed in a URL")
    try:
        parts = urlsplit(urljoin(base, reference))
    except ValueError:
        raise InvalidURL("is not a valid URL") from None
    try:
        normalize_base_url(f"{parts.scheme}://{parts.netloc}")
    except InvalidURL as error:
        raise InvalidURL(error.reason) from None
    removed = frozenset(in_query)
    query = "&".join(pair for pair in parts.query.split("&") if unquote(pair.partition("=")[0]) not in removed)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def _has_valid_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False


def base_url_hint(url: Any) -> str:
    """Return the form of a base URL, for a hint: with http for this machine, where servers seldom have certificates."""
    start = "https://host"
    if isinstance(url, str):
        place = _PLACE.match(url)
        start = f"http://{place[0]}" if place and is_loopback(place["host"]) else start
    return f"pass {start}, with a path if the API has one"


def has_dot_segment(encoded: str) -> bool:
    """Return whether a segment is a dot segment, or can be decoded to one."""
    return ("." in encoded or "%" in encoded) and any(_is_dot_segment(segment) for segment in _decoded(encoded))


def _decoded(encoded: str) -> Iterator[str]:
    """Yield the segments of a path as they are, and as they are after each decoding."""
    for _ in range(_DECODINGS):
        yield from _SLASH.split(encoded)
        decoded = unquote(encoded)
        if decoded == encoded:
            return
        encoded = decoded
    yield from _SLASH.split(encoded)


def _is_dot_segment(segment: str) -> bool:
    # Some servers remove what follows a semicolon before they resolve dot segments.
    return segment.split(";", 1)[0] in (".", "..")
