"""The line that the log has for each request, at level INFO of the logger ``dynaclient.mock``."""

from __future__ import annotations

import logging

from ..exchange import MockResponse

MAX_METHOD = 32
"""Characters of a method, at most."""
MAX_SEGMENT = 200
"""Characters of a segment of a path, at most."""
MAX_SEGMENTS = 20

log = logging.getLogger("dynaclient.mock")


def log_exchange(method: str, path: str, response: MockResponse, size: int, seconds: float) -> None:
    """
    Write the line of a request: its method, its target without what is secret, and what was sent after which time.

    Args:
        method: The method.
        path: The path, without the query: it is written where it is not known what of the target is secret.
        response: The response.
        size: The bytes that were sent.
        seconds: From the end of the request to the end of the response.
    """
    target = response.target or "/".join(segment[:MAX_SEGMENT] for segment in path.split("/")[:MAX_SEGMENTS])
    status = "dropped" if response.delivery and response.delivery.drop else str(response.status)
    shown = (method[:MAX_METHOD], target, status, response.origin or "-", size, seconds * 1000)
    log.info("%s %s %s %s %d bytes %.1f ms", *shown, extra={"status": response.status})
