"""
How many connections to one origin there may be.

The truth is how many permits live: one that an interrupt has lost, or whose connection nothing refers to any more, is
collected, and so makes room for another. There is no lock that an interrupt or a fork could leave locked.
"""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from weakref import ref

if TYPE_CHECKING:
    from concurrent.futures import Future


class Permit:
    """The permit for one connection."""

    __slots__ = ("__weakref__",)


class Permits:
    """
    The permits for the connections to one origin, and who waits for one.

    Args:
        limit: How many there may be.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.waiting: deque[Future[Any]] = deque()
        self._free: deque[Permit] = deque()
        self._living: list[ref[Permit]] = []

    def take(self) -> Permit | None:
        """Return a permit, if there may be one more connection."""
        try:
            return self._free.pop()
        except IndexError:
            return self._create()

    def _create(self) -> Permit | None:
        living = self._living
        if len(living) >= self.limit and not self._forget_dead():
            return None
        permit = Permit()
        own = ref(permit)
        living.append(own)
        # Another thread may have done the same at this moment: then the permits that are first in the list stay.
        if len(living) > self.limit and own not in living[: self.limit]:
            living.remove(own)
            return None
        return permit

    def _forget_dead(self) -> bool:
        """Remove the permits that live no more; return whether there were any."""
        dead = [known for known in list(self._living) if known() is None]
        for known in dead:
            with suppress(ValueError):  # another thread has done it
                self._living.remove(known)
        return bool(dead)

    def put_back(self, permit: Permit) -> None:
        """Make a permit available to another connection."""
        self._free.append(permit)
        while self.waiting and (found := self.take()):
            if not self.offer(found):
                self._free.append(found)

    def offer(self, found: Any) -> bool:
        """Pass a permit or a connection on to the caller who has waited for longest; return False if none waits."""
        while True:
            try:
                turn = self.waiting.popleft()
            except IndexError:
                return False
            if turn.set_running_or_notify_cancel():
                turn.set_result(found)
                return True
