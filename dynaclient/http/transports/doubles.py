"""Whether a test double has taken the place of requests, or of urllib3 below it: then requests are sent through it."""

from __future__ import annotations

import sys
from typing import Any

_HOMES = (
    "requests.sessions", "requests.sessions", "requests.adapters", "urllib3.connectionpool", "urllib3.connection",
)  # fmt: skip
"""The modules that define what is looked at."""
_own: tuple[Any, ...] = ()
"""What a double would replace, as it was seen last without one."""


def is_requests_replaced() -> bool:
    """Return whether something stands in the place of `Session.send`, `HTTPAdapter.send` or urllib3's connections."""
    global _own  # noqa: PLW0603 - one comparison for each call
    modules = sys.modules
    try:
        present = (
            modules["requests.sessions"].Session.send,
            modules["requests.sessions"].Session.get_adapter,
            modules["requests.adapters"].HTTPAdapter.send,
            modules["urllib3.connectionpool"].HTTPConnectionPool.urlopen,
            modules["urllib3.connectionpool"].HTTPConnectionPool.ConnectionCls,
        )
    except (KeyError, AttributeError):  # requests is not imported, or is just being imported
        return False
    if present == _own:
        return False
    if all(map(_is_own, present, _HOMES)):
        _own = present
        return False
    return True


def _is_own(found: Any, module: str) -> bool:
    """Return whether a function or class is of this module; a wrapper may bear its name, but is made in another one."""
    if isinstance(found, type):
        return found.__module__ == module
    return getattr(found, "__globals__", None) is vars(sys.modules[module])
