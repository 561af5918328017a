"""Whether a test double has taken the place of requests, or of urllib3 below it: then requests are sent through it."""

from __future__ import annotations

import sys
from typing import Any

_own: tuple[Any, ...] = ()
"""What a double would replace, as it was seen last without one."""


def is_requests_replaced() -> bool:
    """Return whether something stands in the place of `Session.send`, `HTTPAdapter.send` or urllib3's connections."""
    global _own  # noqa: PLW0603 - one comparison for each call
    modules = sys.modules
    try:
        present = (
            modules["requests.sessions"].Session.send,
            modules["requests.adapters"].HTTPAdapter.send,
            modules["urllib3.connectionpool"].HTTPConnectionPool.ConnectionCls,
        )
    except (KeyError, AttributeError):  # requests is not imported, or is just being imported
        return False
    if present == _own:
        return False
    if all(map(_is_own, present, ("requests.sessions", "requests.adapters", "urllib3.connection"))):
        _own = present
        return False
    return True


def _is_own(found: Any, module: str) -> bool:
    """Return whether a function or class is of this module; a wrapper may bear its name, but has code of its own."""
    if isinstance(found, type):
        return found.__module__ == module
    code = getattr(found, "__code__", None)
    return code is not None and code.co_filename == sys.modules[module].__file__
