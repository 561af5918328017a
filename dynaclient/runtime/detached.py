"""Work that goes on when its caller has left, and that a program waits for at its end."""

from __future__ import annotations

import atexit
import os
from _thread import LockType, allocate_lock, start_new_thread
from collections.abc import Callable
from contextvars import copy_context
from time import monotonic

SECONDS_AT_EXIT = 10.0
"""Seconds for which the end of a program waits. Another interrupt ends that as well."""

_running: set[tuple[int, LockType]] = set()
"""For each function that is running: the process, and a lock that is held until it returns."""


def start_detached(work: Callable[[], None]) -> None:
    """Call a function, which raises nothing, in a thread of its own that ends with the program."""
    entry = os.getpid(), allocate_lock()
    entry[1].acquire()

    def run() -> None:  # pragma: no cover - in a thread that coverage does not see
        try:
            work()
        finally:
            _running.discard(entry)
            entry[1].release()

    _running.add(entry)
    try:
        # Not `threading.Thread`, whose `start` waits: an interrupt of that may leave a lock of its own locked.
        start_new_thread(copy_context().run, (run,))
    except RuntimeError:  # there are too many threads
        _running.discard(entry)
        raise


def wait_for_detached() -> None:
    """Wait for what is still running in this process."""
    until = monotonic() + SECONDS_AT_EXIT
    for process, running in list(_running):
        if process == os.getpid():
            running.acquire(timeout=max(0.0, until - monotonic()))


atexit.register(wait_for_detached)
