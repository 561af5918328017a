"""The timeout of each wait of a call."""

from __future__ import annotations

import time

MAX_WAIT = 1e6
"""Seconds: the longest timeout that every system accepts."""


class Deadline:
    """
    The timeout of each wait: the read timeout, but never beyond the end of the call.

    Args:
        read_timeout: Seconds without a byte.
        ends_at: The end of the call, as a value of `time.monotonic`.
    """

    __slots__ = ("_ends_at", "_read_timeout")

    def __init__(self, read_timeout: float, ends_at: float) -> None:
        self._read_timeout = read_timeout if read_timeout < MAX_WAIT else MAX_WAIT
        self._ends_at = ends_at

    def timeout(self) -> float:
        """Return the seconds that the next wait may take; raise TimeoutError once the deadline has passed."""
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return left if left < self._read_timeout else self._read_timeout

    def within(self, seconds: float) -> Deadline:
        """Return a deadline that ends after `seconds`, or together with this one if that is earlier."""
        return Deadline(self._read_timeout, min(self._ends_at, time.monotonic() + seconds))
