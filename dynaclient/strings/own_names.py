"""The names that a client has itself."""

from __future__ import annotations

OWN_NAMES = (
    "api", "call", "can", "close", "find", "from_env", "from_profile", "limited", "load", "mock", "mock_server",
    "token", "with_defaults", "with_options", "with_response",
)  # fmt: skip
"""The names of the client's own attributes; a resource with such a name is accessed as ``client["name"]``."""
