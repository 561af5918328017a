"""The metadata that an authorization server publishes of itself (RFC 8414, OpenID Connect Discovery 1.0)."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from time import monotonic
from typing import Any, NamedTuple, Union
from urllib.parse import urlsplit

from ..call.urls import origin_of
from ..messages import Response
from .authorization_server import Reply, exchange, metadata_request
from .endpoint_urls import is_private, url_problem
from .remembered import Remembered
from .sources.source import TokenRequest

TOKEN = "token_endpoint"  # noqa: S105 - its name in the metadata
AUTHORIZATION = "authorization_endpoint"
DEVICE_AUTHORIZATION = "device_authorization_endpoint"
REVOCATION = "revocation_endpoint"
INTROSPECTION = "introspection_endpoint"
_ENDPOINTS = (TOKEN, AUTHORIZATION, DEVICE_AUTHORIZATION, REVOCATION, INTROSPECTION)
_OPENID = "/.well-known/openid-configuration"
_RFC_8414 = "/.well-known/oauth-authorization-server"
MAX_AGE = 3600.0
"""Seconds for which metadata is used before it is requested again."""
_WRONG = "is issuer=… right? Or pass token_url=…"


class Metadata(NamedTuple):
    """What an issuer publishes of itself."""

    issuer: str
    urls: Mapping[str, str]
    """Its endpoints, by their names in the metadata."""
    methods: tuple[str, ...] | None
    """How clients may authenticate; None if it is not known."""
    returns_issuer: bool
    """Whether each redirect from the server names its issuer (RFC 9207)."""
    until: float
    """The moment, on `time.monotonic`, until which it is used."""


_KNOWN: Remembered[tuple[str, tuple[str, ...]], Metadata] = Remembered()


def metadata_urls(issuer: str) -> tuple[str, str]:
    """Return where an issuer has its metadata: as OpenID has it, and as RFC 8414 (section 3.1) has it."""
    parts = urlsplit(issuer)
    front, path = f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")
    return f"{front}{path}{_OPENID}", f"{front}{_RFC_8414}{path}"


def issuers_at(url: str) -> tuple[str, ...]:
    """Return the issuers whose metadata is at a URL, with and without a slash at the end; none for another path."""
    parts = urlsplit(url)
    front, path = f"{parts.scheme}://{parts.netloc}", parts.path
    if parts.query or not (path.endswith(_OPENID) or path.startswith(_RFC_8414)):
        return ()
    own = path.removesuffix(_OPENID) if path.endswith(_OPENID) else path.removeprefix(_RFC_8414)
    return f"{front}{own}", f"{front}{own}/"


def find_metadata(
    urls: Iterable[str], issuers: tuple[str, ...]
) -> Generator[TokenRequest, Response, Union[Metadata, Reply]]:
    """
    Yield the requests for the metadata of one of some issuers; return it, or the first response if there is none.

    Raises:
        BadResponse: It is the metadata of another issuer, or has an endpoint that may not be used.
        ServerError: The server failed.
    """
    replies: list[Reply] = []
    for url in urls:
        known = _KNOWN.get((url, issuers))
        if known is not None and known.until > monotonic():
            return known
        reply = yield from exchange(metadata_request(url))
        if reply.response.status == 200 and reply.values is not None:
            metadata = _read(reply, reply.values, issuers)
            _KNOWN.put((url, issuers), metadata)
            return metadata
        if reply.response.status // 100 == 5:
            raise reply.refused(_WRONG)
        replies.append(reply)
    return replies[0]


def no_metadata(reply: Reply) -> Exception:
    """Return the error of a response that is not metadata."""
    is_read = reply.response.status == 200
    return reply.unusable("is not the metadata of an issuer", _WRONG) if is_read else reply.refused(_WRONG)


def _read(reply: Reply, values: Mapping[str, Any], issuers: tuple[str, ...]) -> Metadata:
    """Return the metadata in a response; raise BadResponse unless its issuer is one of these, byte for byte."""
    issuer = values.get("issuer")
    if not isinstance(issuer, str) or issuer not in issuers:
        # RFC 8414, section 3.3: a server must not be able to publish metadata in the name of another one.
        shown = repr(issuer[:200]) if isinstance(issuer, str) and issuer.isprintable() else "unknown"
        raise reply.unusable(f"is metadata of another issuer, {shown}", "pass issuer=… exactly as the server has it")
    urls = {name: _endpoint(reply, name, values[name], issuer) for name in _ENDPOINTS if name in values}
    methods = values.get("token_endpoint_auth_methods_supported")
    known = tuple(filter(_is_string, methods)) if isinstance(methods, list) else None
    returns_issuer = values.get("authorization_response_iss_parameter_supported") is True
    return Metadata(issuer, urls, known, returns_issuer, monotonic() + MAX_AGE)


def _is_string(value: Any) -> bool:
    return isinstance(value, str)


def _endpoint(reply: Reply, name: str, url: Any, issuer: str) -> str:
    """Return an endpoint of the metadata, which may be at another host than its issuer, but not less private."""
    reason = url_problem(url)
    # An issuer elsewhere must not have secrets sent to a program of this machine, or unencrypted.
    if not reason and origin_of(url)[0] != "https" and origin_of(url) != origin_of(issuer):
        is_local = is_private(url) and origin_of(issuer)[0] != "https" and is_private(issuer)
        reason = "" if is_local else "is not https"
    if reason:
        raise reply.unusable(f"has a {name} that {reason}", "pass token_url=…")
    return str(url)
