"""
Relief for an origin that is overloaded: a budget for retries, and a pause with a slow restart after a 429.

Both are shared by all clients and threads of a process that reach the origin through our own transports; a transport of
the caller's has its own, for that client and those derived from it. A forked child starts with none. This module does
not wait and reads no clock: it returns how long to wait.
"""

from __future__ import annotations

import random
import threading

from ..runtime.fork import reset_in_children

Origin = tuple[str, str, int]
"""Scheme, host and port."""

RETRY_BUDGET = 500
"""Tokens of an origin, at most. With these numbers, which are botocore's, an origin that is down gets 35 retries."""
RETRY_COST = 14
"""Tokens of a retry."""
THROTTLED_RETRY_COST = 5
"""Tokens of a retry after a 429."""
MAX_ORIGINS = 1024
"""Origins that are stored; beyond that, the one that was stored first is dropped."""
INITIAL_THRESHOLD = 8.0
"""Calls in flight up to which, after the first pause, each response lets one more start."""
WINDOW_GROWTH = 1 / 8
"""Calls by which the window grows above the threshold, each time that a whole window of them has ended."""
UNLIMITED_WINDOW = 64.0
"""Calls in flight from which on they are no longer limited."""
QUIET_PERIOD = 60.0
"""Seconds after a pause without another one, after which calls are no longer limited."""
MAX_POLL_INTERVAL = 0.05
"""Seconds, at most, until a waiting call asks again whether it may start."""


class OriginThrottle:
    """
    The retry budget of one origin, and how many calls may be in flight after a pause.

    After a pause one call starts at first; each response lets one more be in flight, up to half of what was in flight
    when the origin responded with 429, and from there on the window grows slowly (as in TCP, RFC 5681). So the origin
    gets only a few calls too many for each pause, however many threads there are.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tokens = RETRY_BUDGET
        self._paused_until = float("-inf")
        self._throttled_at = float("-inf")
        self._window = float("inf")
        self._threshold = INITIAL_THRESHOLD
        self._in_flight = 0
        self._waiting = 0

    @property
    def tokens(self) -> int:
        """The tokens that are left for retries."""
        return self._tokens

    def spend(self, cost: int) -> bool:
        """Take the tokens for a retry; return False if too few are left."""
        with self._lock:
            if self._tokens < cost:
                return False
            self._tokens -= cost
            return True

    def start(self, now: float, *, waited: bool = False) -> float:
        """
        Return 0 if a call may start, which is then in flight until `finish`; else the seconds until it may ask again.

        Args:
            now: The present time (`time.monotonic`).
            waited: Whether the call has waited already, between `enter_queue` and `leave_queue`: it goes first.
        """
        with self._lock:
            if now < self._paused_until:
                return self._paused_until - now
            if now > self._paused_until + QUIET_PERIOD:
                self._window = float("inf")
            others_first = self._waiting > 0 and not waited and self._window < float("inf")
            if others_first or self._in_flight + 1 > self._window:
                return MAX_POLL_INTERVAL * (0.2 + 0.8 * random.random())  # noqa: S311 - spreads load, hides nothing
            self._in_flight += 1
            return 0.0

    def enter_queue(self) -> None:
        """Count a call that starts to wait."""
        with self._lock:
            self._waiting += 1

    def leave_queue(self) -> None:
        """Count a call that no longer waits, whether it may start or not."""
        with self._lock:
            self._waiting -= 1

    def finish(self, *, succeeded: bool, refund: int = 0) -> None:
        """Count a call that ended; one that succeeded returns the tokens of its last retry, or one token."""
        with self._lock:
            self._in_flight -= 1
            if not succeeded:
                return
            self._tokens = min(RETRY_BUDGET, self._tokens + (refund or 1))
            self._window += 1 if self._window < self._threshold else WINDOW_GROWTH / self._window
            if self._window > UNLIMITED_WINDOW:
                self._window = float("inf")

    def pause(self, now: float, seconds: float, sent_at: float) -> None:
        """Pause calls for some seconds, after a 429 to a request that was sent at `sent_at`."""
        with self._lock:
            self._paused_until = max(self._paused_until, now + seconds)
            if sent_at < self._throttled_at:
                return  # it was in flight when another one got a 429: that is one event, not two
            self._throttled_at = now
            if self._window < float("inf"):
                self._threshold = max(1.0, self._window / 2)
            self._window = 1.0


class OriginThrottles:
    """The throttles of the origins that have failed; other origins have none, and cost nothing."""

    def __init__(self) -> None:
        self.reset_after_fork()
        reset_in_children(self)

    def get(self, origin: Origin) -> OriginThrottle | None:
        """Return the throttle of an origin; None if the origin has not failed."""
        return self._by_origin.get(origin)

    def get_or_create(self, origin: Origin) -> OriginThrottle:
        """Return the throttle of an origin, and create it if there is none."""
        with self._lock:
            throttle = self._by_origin.get(origin)
            if throttle is None:
                if len(self._by_origin) >= MAX_ORIGINS:
                    del self._by_origin[next(iter(self._by_origin))]
                throttle = self._by_origin[origin] = OriginThrottle()
            return throttle

    def reset_after_fork(self) -> None:
        """Drop all throttles: every origin has its full budget again."""
        self._lock = threading.Lock()
        self._by_origin: dict[Origin, OriginThrottle] = {}


PROCESS_THROTTLES = OriginThrottles()
"""The throttles that all clients share which send through our own transports."""
