"""What a transport is: one method, which carries a request and brings its response."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from ...messages import Limits, Request, Response


@runtime_checkable
class Transport(Protocol):
    """What carries requests. Bring your own as `Client(transport=…)`: one method is all it needs."""

    def send(self, request: Request, limits: Limits) -> Response:
        """Send exactly this request once, and give the response read to its end; `NotDelivered` where there is none."""
