"""The clock of a mock server, which tests move forward."""

from __future__ import annotations

import time

from ...errors import invalid_option

MAX_OFFSET = 50 * 365 * 24 * 3600
"""The most seconds by which the clock is moved, from the time of the machine."""


class Clock:
    """The time of the server: that of the machine, and the seconds by which it was moved."""

    def __init__(self) -> None:
        self._offset = 0.0

    def now(self) -> float:
        """Return the time in seconds since 1970."""
        return time.time() + self._offset

    @property
    def offset(self) -> float:
        """The seconds by which it was moved."""
        return self._offset

    def advance(self, seconds: float) -> None:
        """Move the clock forward, or backward if `seconds` is negative; InvalidCall if that is too far in all."""
        if abs(self._offset + seconds) > MAX_OFFSET:
            raise invalid_option("seconds", "moves the clock by more than 50 years in all", "reset it first", "clock")
        self._offset += seconds

    def reset(self) -> None:
        """Show the time of the machine again."""
        self._offset = 0.0
