"""The clock of a mock server, which tests move forward."""

from __future__ import annotations

import time


class Clock:
    """The time of the server: that of the machine, and the seconds by which it was moved."""

    def __init__(self) -> None:
        self._offset = 0.0

    def now(self) -> float:
        """Return the time in seconds since 1970."""
        return time.time() + self._offset

    def advance(self, seconds: float) -> None:
        """Move the clock forward, or backward if `seconds` is negative."""
        self._offset += seconds
