"""Which pages may read responses: those of this machine, and those of the origins that were allowed (CORS)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...errors import invalid_option
from ...messages import FIELD_NAME
from ...runtime.hosts import DEFAULT_PORTS, is_loopback
from ...strings.expressions import expression
from ..exchange import MockRequest, MockResponse

MAX_AGE = 600
"""Seconds for which a browser need not ask again."""
EXPOSED = (
    "Allow", "Content-Disposition", "Content-Encoding", "Content-Range", "Date", "ETag", "Link", "Location",
    "Preference-Applied", "Retry-After", "Server", "WWW-Authenticate", "X-Mock", "X-Mock-Ignored", "X-Request-Id",
)  # fmt: skip
"""The headers that a page may read besides those that the API adds."""
_NOT_EXPOSED = frozenset({"set-cookie", "vary"})
_ORIGIN = expression(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<host>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?P<port>[0-9]+))?")

Fields = tuple[tuple[str, str], ...]


class Origins:
    """
    The origins whose pages may read responses, with credentials.

    Pages that this machine serves are always allowed, whatever their port.

    Args:
        allowed: Further origins, such as ``https://app.example``; ``null`` is that of files, ``*`` is any.

    Raises:
        InvalidCall: One of them is not an origin.
    """

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._allowed = frozenset(_origin(given) for given in ([allowed] if isinstance(allowed, str) else allowed))

    def allow(self, origin: str, host: str = "") -> bool:
        """Return whether the pages of an origin may call the server, which is called by the name `host`."""
        if "*" in self._allowed or origin in self._allowed:
            return True
        found = _ORIGIN.fullmatch(origin.lower())
        if found is None or found["scheme"] not in DEFAULT_PORTS:
            return False
        return is_loopback(found["host"]) or origin.lower().partition("://")[2] == host.lower()

    def fields(self, request: MockRequest, headers: Fields) -> Fields:
        """Return the headers with which the browser shows a response with these others to the page that asked."""
        fields: Fields = (("Vary", "Origin"),)
        origin = request.headers.get("Origin", "")
        if origin and self.allow(origin, request.headers.get("Host", "")):
            own = [name for name, _ in headers if name.lower() not in _NOT_EXPOSED]
            exposed = {name.lower(): name for name in (*EXPOSED, *own)}
            fields = (*fields, *_allowed(origin), ("Access-Control-Expose-Headers", ", ".join(exposed.values())))
        return fields


def is_preflight(request: MockRequest) -> bool:
    """Return whether a browser asks if a page may send another request (Fetch, section 3.3.2)."""
    fields = request.headers
    return request.method == "OPTIONS" and "Origin" in fields and "Access-Control-Request-Method" in fields


def preflight_response(request: MockRequest, methods: Sequence[str]) -> MockResponse:
    """
    Return the response to a preflight of an allowed origin.

    Args:
        request: The request, which has no credentials.
        methods: Those of its path. If there are none, any is allowed: the page learns of it by the request itself.
    """
    asked = request.headers.get("Access-Control-Request-Method", "")
    names = [name.strip() for name in request.headers.get("Access-Control-Request-Headers", "").split(",")]
    fields = [
        ("Access-Control-Allow-Methods", ", ".join(methods or filter(FIELD_NAME.fullmatch, [asked]))),
        ("Access-Control-Allow-Headers", ", ".join(filter(FIELD_NAME.fullmatch, names))),
        ("Access-Control-Max-Age", str(MAX_AGE)),
    ]
    if request.headers.get("Access-Control-Request-Private-Network", "").lower() == "true":
        fields.append(("Access-Control-Allow-Private-Network", "true"))
    return MockResponse(204, headers=tuple((name, value) for name, value in fields if value))


def _allowed(origin: str) -> Fields:
    return ("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Credentials", "true")


def _origin(given: object) -> str:
    """Return an origin as browsers send it."""
    origin = given.lower().strip() if isinstance(given, str) else ""
    found = _ORIGIN.fullmatch(origin.removesuffix("/"))
    if origin in ("*", "null"):
        return origin
    if found is None:
        hint = "pass scheme, host and port alone, such as https://app.example:8443, or *, or null"
        raise invalid_option("cors", f"has {given!r:.80}, which is not an origin", hint, "MockServer")
    port = found["port"]
    is_default = port is None or DEFAULT_PORTS.get(found["scheme"]) == int(port)
    return f"{found['scheme']}://{found['host']}{'' if is_default else f':{port}'}"
