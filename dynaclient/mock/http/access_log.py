"""The line that the log has for each request, at level INFO of the logger ``dynaclient.mock``."""

from __future__ import annotations

import logging

from ..exchange import MockResponse

MAX_METHOD = 32
"""Characters of a method, at most."""

MAX_IGNORED = 500
"""Characters of the names of ignored arguments, at most."""

log = logging.getLogger("dynaclient.mock")


def log_exchange(method: str, response: MockResponse, size: int, seconds: float, *, is_whole: bool) -> None:
    """
    Write the line of a request.

    It has its method, its target without what is secret, what was sent after which time, and the arguments that
    changed nothing.

    Args:
        method: The method.
        response: The response.
        size: The bytes that were sent.
        seconds: From the end of the request to the end of the response.
        is_whole: Whether all of the response was sent.
    """
    status = f"{response.status}{'' if is_whole else ' (cut off)'}" if size else "dropped"
    shown = (method[:MAX_METHOD], response.target or "-", status, response.origin or "-", size, seconds * 1000)
    ignored = f", ignored: {response.ignored_names[:MAX_IGNORED]}" if response.ignored else ""
    log.info("%s %s %s %s %d bytes %.1f ms%s", *shown, ignored, extra={"status": response.status})
