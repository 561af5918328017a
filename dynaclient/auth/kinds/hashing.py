"""The hash of a body, for credentials that depend on it."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from ..work import Work


def is_replayable(body: Any) -> bool:
    """Return whether a body can be read before it is sent."""
    return body is None or isinstance(body, bytes) or bool(getattr(body, "replayable", False))


def hash_of(body: Any, hasher: Any) -> Generator[Work, Any, str]:
    """
    Return the hash of a replayable body in hexadecimal.

    Args:
        body: The body. A file is read, which is work that may take long.
        hasher: A new object of `hashlib`.
    """
    if body is None or isinstance(body, bytes):
        hasher.update(body or b"")
    else:
        yield Work(lambda: _update(hasher, body))
    return str(hasher.hexdigest())


def _update(hasher: Any, body: Any) -> None:
    for chunk in body:
        hasher.update(chunk)
