"""The protocol of a transport: one method, which sends a request and returns its response."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from ...messages import Limits, Request, Response


@runtime_checkable
class Transport(Protocol):
    """What sends requests. Pass your own as `Client(transport=…)`; it needs only this method."""

    def send(self, request: Request, limits: Limits) -> Response:
        """Send exactly this request once, and return its complete response; raise `NotDelivered` if there is none."""
