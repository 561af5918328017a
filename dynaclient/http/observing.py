"""The steps of a new connection, for a caller who wants to know which of them succeed and which one fails."""

from __future__ import annotations

from typing import Any

NAME = "name resolution"
CONNECTION = "connection"
PROXY = "proxy"
TLS = "TLS"


class Observer:
    """Is called at each step of a new connection; this one ignores them."""

    def begin(self, step: str, subject: str) -> None:
        """Note that a step begins: its name, and the host or address that it is about."""

    def succeed(self, result: Any = None) -> None:
        """Note that the step has succeeded, with what it has found out."""

    def fail(self, error: OSError) -> None:
        """Note that the step has failed, and that another one takes its place: the next address is tried."""


IGNORES = Observer()
