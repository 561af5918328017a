"""Requests that are refused before the service sees them."""

from __future__ import annotations


class Refusal(Exception):
    """Raised for a request that is not HTTP/1.1, or is more than the server takes."""

    def __init__(self, status: int, reason: str, headers: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.headers = headers
