"""Threads that are started when they are needed, and end when they are not any more."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

LINGER = 1.0
"""Seconds for which a thread waits for more to do."""


class Workers:
    """Does several things at the same time, each in a thread; a new one is started only if none is free."""

    def __init__(self) -> None:
        self._work: deque[Callable[[], object]] = deque()
        self._changed = threading.Condition()
        self._threads: set[threading.Thread] = set()
        self._free = 0
        """Threads that wait for work, without those for which there is some already."""
        self._ended = False

    def submit(self, work: Callable[[], object]) -> bool:
        """Start something; return False if no thread can be started for it."""
        with self._changed:
            if not self._free:
                return self._start(work)
            self._free -= 1
            self._work.append(work)
            self._changed.notify()
        return True

    def _start(self, work: Callable[[], object]) -> bool:
        thread = threading.Thread(target=self._run, args=(work,), daemon=True, name="dynaclient-mock-worker")
        try:
            thread.start()
        except RuntimeError:  # the limit of the system
            return False
        self._threads.add(thread)
        return True

    def _run(self, first: Callable[[], object]) -> None:
        work: Callable[[], object] | None = first
        while work is not None:
            work()
            work = self._next()

    def _next(self) -> Callable[[], object] | None:
        """Return what to do next; None after some time without anything."""
        with self._changed:
            self._free += 1
            latest = time.monotonic() + LINGER
            while not self._work and not self._ended and (left := latest - time.monotonic()) > 0:
                self._changed.wait(left)
            if self._work:
                return self._work.popleft()
            self._free -= 1
            self._threads.discard(threading.current_thread())
            return None

    def end(self, seconds: float) -> None:
        """Wait for all threads, for so many seconds at most, except for the one that calls this."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
            threads = self._threads - {threading.current_thread()}
        latest = time.monotonic() + seconds
        for thread in threads:
            thread.join(max(latest - time.monotonic(), 0))
