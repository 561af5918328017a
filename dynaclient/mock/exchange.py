"""Requests and responses as frozen values; no network here."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import Problem
from ..messages import Headers
from ..records import dataclass, field


@dataclass(frozen=True)
class MockRequest:
    """One request as it was received: nothing in its path or query is decoded yet."""

    method: str
    path: str
    query: str = ""
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""


@dataclass(frozen=True)
class MockResponse:
    """One response, ready to be sent."""

    status: int
    body: bytes = b""
    media: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    chunks: tuple[bytes, ...] = ()
    """The body of a stream, in the chunks in which it is sent."""


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
