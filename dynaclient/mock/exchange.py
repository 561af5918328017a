"""Requests and responses as frozen values; no network here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from ..errors import Problem
from ..messages import Headers
from ..records import dataclass, field

_OF_TOKENS = "!#$&'*+-.^_`|~"
"""What tokens have in them besides letters, digits and the sign of percent-encoding (RFC 9110, section 5.6.2)."""


@dataclass(frozen=True)
class MockRequest:
    """One request as it was received: nothing in its path or query is decoded yet."""

    method: str
    path: str
    query: str = ""
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    scheme: str = "http"


STORED, EXAMPLE, GENERATED = "stored", "example", "generated"
"""Where the content of a response comes from: the store, the description's examples, or its schemas."""
PROXIED, RECORDED = "proxied", "recorded"
"""The same: the real API, now or when its responses were recorded."""


@dataclass(frozen=True)
class Delivery:
    """How a response is sent, if not at once and whole."""

    delay: float = 0.0
    """Seconds before anything is sent."""
    drop: bool = False
    """Whether the connection is closed without a response."""
    cut: int | None = None
    """Bytes of the body after which the connection is closed; None if all is sent."""
    drip: float = 0.0
    """Seconds between two pieces of the body; 0 if it is sent in one piece."""


@dataclass(frozen=True)
class MockResponse:
    """One response, ready to be sent."""

    status: int
    body: bytes = b""
    media: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    chunks: Iterable[bytes] = ()
    """The body of a stream, in the chunks in which it is sent; it is closed after that if it has a method `close`."""
    origin: str = ""
    """Where its content comes from; empty for errors, and for what is not part of the API."""
    ignored: tuple[str, ...] = ()
    """The arguments that changed nothing."""
    delivery: Delivery | None = None
    """None: at once and whole."""
    is_logged: bool = True
    """Whether the request is a line of the log."""
    target: str = ""
    """The target of the request as it may be logged; empty if it was not asked for."""

    @property
    def ignored_names(self) -> str:
        """The arguments that changed nothing, in one line of ASCII: the caller may have chosen their names."""
        return ", ".join(dict.fromkeys(quote(name, safe=_OF_TOKENS) for name in self.ignored))

    @property
    def content(self) -> bytes:
        """The whole body, also that of a stream; of one that is forwarded as it comes, nothing."""
        return b"".join(self.chunks) if isinstance(self.chunks, tuple) and self.chunks else self.body


@dataclass(frozen=True)
class Handled:
    """What became of a request."""

    response: MockResponse
    action: str = ""
    """The action that was called; empty if the request is for none."""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    """Its validated arguments; empty if the request was rejected."""
    problems: tuple[Problem, ...] = ()
    """Why the request is not valid."""
    drift: tuple[Problem, ...] = ()
    """How the response of the real API differs from the description."""


class Rejection(Exception):
    """Raised for a request whose response is an error."""

    def __init__(
        self, status: int, message: str, problems: Iterable[Problem] = (), headers: tuple[tuple[str, str], ...] = ()
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.problems = tuple(problems)
        self.headers = headers
