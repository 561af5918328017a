"""Which header fields of a request are forwarded, and which fields of its response are returned."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...messages import Headers, Response
from ...strings.expressions import expression
from ..exchange import MockRequest

_OF_CONNECTION = frozenset(
    {
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade",
    }
)  # fmt: skip
"""The fields that are for one connection alone (RFC 9110, section 7.6.1), with those that `Connection` lists."""
_WRITTEN_ANEW = frozenset({"accept-encoding", "content-encoding", "content-length", "expect", "host", "via"})
"""The fields of a request that are written anew: its body is decompressed, and a response has to be readable here."""
_OF_SERVER = frozenset(
    {
        "alt-svc", "content-length", "content-type", "expect-ct", "nel", "public-key-pins",
        "public-key-pins-report-only", "report-to", "reporting-endpoints", "server", "strict-transport-security",
    }
)  # fmt: skip
"""The fields of a response that hold for the host of the real API, or are written anew."""
_OF_CODING = frozenset({"content-digest", "content-encoding", "content-md5", "digest"})
"""The fields that describe the compressed body, which is returned decompressed."""
_PREFIXES = ("access-control-", "x-mock")
"""What the names of fields begin with that this server sets itself, for its own clients."""
_NEXT_COOKIE = expression(r",\s*(?=[!#$%&'*+\-.^_`|~0-9A-Za-z]+=)")
_TARGET = expression(r"<([^<>]*)>")

Rename = Callable[[str], str]
"""Returns what a URL of the real API is called here."""


def forwarded_fields(request: MockRequest, via: str, front: str) -> list[tuple[str, str]]:
    """
    Return the header fields with which a request is forwarded.

    Args:
        request: The request.
        via: The name of this server in `Via`.
        front: The origin of this server, unless the request has a `Host`.
    """
    dropped = _OF_CONNECTION | _WRITTEN_ANEW | _listed(request.headers)
    fields = [(name, value) for name, value in request.headers.pairs() if name.lower() not in dropped]
    scheme, _, host = front.partition("://")
    fields += [
        ("Via", ", ".join(filter(None, (request.headers.get("Via"), f"1.1 {via}")))),
        ("X-Forwarded-Host", request.headers.get("Host", host)),
        ("X-Forwarded-Proto", scheme),
    ]
    # A part of a compressed body cannot be decompressed.
    return [*fields, ("Accept-Encoding", "identity")] if "Range" in request.headers else fields


def is_loop(request: MockRequest, via: str) -> bool:
    """Return whether a request has come through this server before."""
    return any(entry.split()[1:2] == [via] for entry in request.headers.get("Via", "").split(","))


def returned_fields(response: Response, rename: Rename, *, is_encrypted: bool, is_head: bool) -> list[tuple[str, str]]:
    """
    Return the header fields of a response as they are returned to the client.

    Args:
        response: The response of the real API.
        rename: Returns what a URL of the real API is called here.
        is_encrypted: Whether this server is reached by ``https://``.
        is_head: Whether the request was HEAD: then the length of the body is known by its field alone.
    """
    fields = response.headers
    dropped = _OF_CONNECTION | _OF_SERVER | _listed(fields)
    if "Content-Encoding" in fields:
        dropped |= _OF_CODING
    found: list[tuple[str, str]] = []
    if is_head and "Content-Length" in fields and "Content-Encoding" not in fields:
        found.append(("Content-Length", fields["Content-Length"]))
    for name, value in fields.pairs():
        lower = name.lower()
        if lower == "set-cookie":
            found += [(name, cookie) for cookie in _cookies(value, rename, is_encrypted=is_encrypted)]
        elif lower in ("location", "content-location"):
            found.append((name, rename(value)))
        elif lower == "link":
            found.append((name, _TARGET.sub(lambda target: f"<{rename(target[1])}>", value)))
        elif lower not in dropped and not lower.startswith(_PREFIXES):
            found.append((name, value))
    return found


def _listed(fields: Headers) -> frozenset[str]:
    """Return the names of the fields that are listed in `Connection`, in lower case."""
    return frozenset(name.strip().lower() for name in fields.get("Connection", "").split(","))


def _cookies(joined: str, rename: Rename, *, is_encrypted: bool) -> Iterator[str]:
    """
    Yield cookies so that a client of this server keeps them: for its own host, and without TLS if it has none.

    The names that begin with ``__Secure-`` or ``__Host-`` need `Secure`, which stays there.
    """
    for cookie in _NEXT_COOKIE.split(joined):
        pair, *attributes = (part.strip() for part in cookie.split(";"))
        keeps_tls = is_encrypted or pair.lower().startswith(("__secure-", "__host-"))
        kept = [_here(attribute, rename) for attribute in attributes if not _is_dropped(attribute, keeps_tls=keeps_tls)]
        yield "; ".join([pair, *kept])


def _is_dropped(attribute: str, *, keeps_tls: bool) -> bool:
    name, _, value = (part.strip() for part in attribute.lower().partition("="))
    without_tls = name == "secure" or (name == "samesite" and value == "none")
    return name == "domain" or (without_tls and not keeps_tls)


def _here(attribute: str, rename: Rename) -> str:
    """Return an attribute of a cookie; a path of the real API is what it is called here."""
    name, _, value = attribute.partition("=")
    return f"{name}={rename(value)}" if name.lower() == "path" else attribute
