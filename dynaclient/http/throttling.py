"""
What an origin in trouble is spared: repeats, by a budget, and calls, by a pause after it said that there are too many.

Both are shared by all clients and threads of a process that talk to the origin through requests; what goes through a
transport of the caller's own is counted for that client and those made from it. A forked child begins anew. Nothing
waits here and no clock is read: the one who sends is told for how long to wait.
"""

from __future__ import annotations

import random
import threading

from ..runtime.fork import reset_in_children

Origin = tuple[str, str, int]
"""Scheme, host and port."""

BUDGET = 500
"""Tokens that an origin has at most. With these figures, which are botocore's, a dead server gets 35 repeats."""
COST = 14
"""Tokens of a repeat."""
COST_THROTTLED = 5
"""Tokens of a repeat after a 429."""
ORIGINS = 1024
"""Origins that are remembered; of more than these, the one that was in trouble first is forgotten."""
THRESHOLD = 8.0
"""Calls under way up to which, after the first pause, each answer lets one more go."""
GROWTH = 1 / 8
"""Calls by which the window grows beyond the threshold, each time that a window of them is through."""
OPEN = 64.0
"""Calls under way from which on there is no window any more."""
CALM = 60.0
"""Seconds after a pause in which there was no other until all may go again."""
LOOK = 0.05
"""Seconds, at most, until one that waits for its turn looks again."""


class Restraint:
    """
    What holds for one origin: the tokens that are left for repeats, and whose turn it is after a pause.

    After a pause calls go one by one at first: each answer lets one more be under way, up to half of what was under way
    when the origin refused, and slowly more from there (as TCP does, RFC 5681). So the origin gets a few calls too many
    a pause, however many threads there are.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tokens = BUDGET
        self._resume = float("-inf")
        self._refused = float("-inf")
        self._window = float("inf")
        self._threshold = THRESHOLD
        self._under_way = 0
        self._backend = 0

    @property
    def tokens(self) -> int:
        """What is left of the budget."""
        return self._tokens

    def spend(self, cost: int) -> bool:
        """Take the tokens for a repeat; False where too few are left."""
        with self._lock:
            if self._tokens < cost:
                return False
            self._tokens -= cost
            return True

    def turn(self, now: float, *, waited: bool = False) -> float:
        """
        Give the seconds after which to ask again; with 0 the call may go, and is under way until `done`.

        One that has to wait says so between `wait` and `waited`: one that has just come does not go before it.
        """
        with self._lock:
            if now < self._resume:
                return self._resume - now
            if now > self._resume + CALM:
                self._window = float("inf")
            others = self._backend > 0 and not waited and self._window < float("inf")
            if others or self._under_way + 1 > self._window:
                return LOOK * (0.2 + 0.8 * random.random())  # noqa: S311 - spreads load, hides nothing
            self._under_way += 1
            return 0.0

    def wait(self) -> None:
        """Say that a call begins to wait for its turn."""
        with self._lock:
            self._backend += 1

    def waited(self) -> None:
        """Say that a call waits no longer, with its turn or without."""
        with self._lock:
            self._backend -= 1

    def done(self, *, fine: bool, refund: int = 0) -> None:
        """Say that a call came to its end; one that went well gives back what its last repeat cost, or one token."""
        with self._lock:
            self._under_way -= 1
            if not fine:
                return
            self._tokens = min(BUDGET, self._tokens + (refund or 1))
            self._window += 1 if self._window < self._threshold else GROWTH / self._window
            if self._window > OPEN:
                self._window = float("inf")

    def pause(self, now: float, seconds: float, began: float) -> None:
        """Let nothing go for some seconds; the call that was refused had gone out at `began`."""
        with self._lock:
            self._resume = max(self._resume, now + seconds)
            if began < self._refused:
                return  # it was under way when another was refused: that is one event, not two
            self._refused = now
            if self._window < float("inf"):
                self._threshold = max(1.0, self._window / 2)
            self._window = 1.0


class Restraints:
    """The restraints of the origins that have been in trouble; the others cost nothing."""

    def __init__(self) -> None:
        self.reset_after_fork()
        reset_in_children(self)

    def get(self, origin: Origin) -> Restraint | None:
        """Give the restraint of an origin; None where it was never in trouble."""
        return self._by_origin.get(origin)

    def made(self, origin: Origin) -> Restraint:
        """Give the restraint of an origin, made now if there is none."""
        with self._lock:
            found = self._by_origin.get(origin)
            if found is None:
                if len(self._by_origin) >= ORIGINS:
                    del self._by_origin[next(iter(self._by_origin))]
                found = self._by_origin[origin] = Restraint()
            return found

    def reset_after_fork(self) -> None:
        """Forget all: every origin has a full budget again."""
        self._lock = threading.Lock()
        self._by_origin: dict[Origin, Restraint] = {}


OF_THE_PROCESS = Restraints()
"""What all clients share that send through requests."""
