"""Where a request goes at the real API, and what a URL of the real API is called here."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from ...call.urls import origin_of
from ...description.api import Api
from ...description.model import Action
from ...errors import InvalidCall, invalid_option
from ...records import dataclass
from ...runtime.base_urls import has_dot_segment, normalize_base_url
from ...runtime.hosts import host_label
from ..exchange import MockRequest, Rejection
from ..reading.routes import bases_of

_PRINTABLE = "".join(map(chr, range(33, 127)))


@dataclass(frozen=True)
class Address:
    """Where one request goes."""

    url: str
    """The whole URL."""
    here: str
    """The base path by which the client has addressed this server; empty if by none."""


class Addresses:
    """
    The URLs of the real API.

    Args:
        api: The description.
        url: The base URL of the real API, as `url` of a client. An origin alone stands for the base path of the
            description's server there.

    Raises:
        InvalidCall: The URL is not valid.
    """

    def __init__(self, api: Api, url: str) -> None:
        base = _base_url(url)
        parts = urlsplit(base)
        self.origin = f"{parts.scheme.lower()}://{parts.netloc}"
        """The origin of the real API."""
        self.label = host_label(base)
        """Its host and port, for messages."""
        self._bases = bases_of(api)
        self.path = parts.path or next(iter(self._bases), "")
        """The base path of the real API."""

    @property
    def base(self) -> str:
        """The base URL of the real API, without a slash at its end."""
        return f"{self.origin}{self.path}"

    def of(self, request: MockRequest, action: Action | None = None) -> Address:
        """
        Return where a request goes.

        Args:
            request: The request. Only its path and its query count, neither its `Host` nor an origin in its target.
            action: The action that it calls; None if the description has none for it.

        Raises:
            Rejection: The path could be resolved to another one.
        """
        path = _quoted(request.path)
        if not path.startswith("/") or "\\" in path or has_dot_segment(path):
            raise Rejection(400, "the path has dot segments or backslashes, and is not forwarded; resolve it first")
        below = [base for base in self._bases if path == base or path.startswith(f"{base}/")]
        is_own = action is not None and below and action.path.startswith(f"{below[0]}/")
        here = below[0] if below and not is_own else ""
        query = f"?{_quoted(request.query)}" if request.query else ""
        return Address(f"{self.origin}{self.path}{path[len(here) :]}{query}", here)

    def local(self, url: str, address: Address, front: str = "") -> str:
        """
        Return what a URL of the real API is called here; a URL of another origin stays as it is.

        Args:
            url: The URL, or a path.
            address: Where the request went whose response has it.
            front: The origin of this server, for an absolute URL.
        """
        try:
            is_there = url.startswith("/") and not url.startswith("//")
            parts = urlsplit(url)
            is_there = is_there or (parts.netloc != "" and origin_of(url) == origin_of(self.origin))
        except ValueError:
            return url
        if not is_there or not (f"{parts.path}/").startswith(f"{self.path}/"):
            return url
        query = f"?{parts.query}" if parts.query else ""
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        path = f"{address.here}{parts.path[len(self.path) :]}" or "/"
        return f"{front if parts.netloc else ''}{path}{query}{fragment}"


def _quoted(received: str) -> str:
    """Return a part of a URL with the bytes percent-encoded that no URL has."""
    return quote(received.encode("latin-1", "replace"), safe=_PRINTABLE)


def _base_url(url: str) -> str:
    reason = ""
    try:
        return normalize_base_url(url)
    except ValueError as error:
        reason = str(error)
    raise _not_valid(reason)


def _not_valid(reason: str) -> InvalidCall:
    return invalid_option("proxy", reason, "pass the URL of the real API: https://api.example.com", "MockServer")
