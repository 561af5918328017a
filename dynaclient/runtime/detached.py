"""Work that goes on when its caller has left, and that a program waits for at its end."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from contextvars import copy_context
from time import monotonic

SECONDS_AT_EXIT = 10.0
"""Seconds for which the end of a program waits. Another interrupt ends that as well."""

_running: set[threading.Thread] = set()


def start_detached(work: Callable[[], None]) -> None:
    """Call a function in a thread of its own. It is a daemon: when `SECONDS_AT_EXIT` are over, it ends nothing late."""

    def run() -> None:
        try:
            work()
        finally:
            _running.discard(threading.current_thread())

    thread = threading.Thread(target=copy_context().run, args=(run,), name="dynaclient-detached", daemon=True)
    _running.add(thread)
    try:
        thread.start()
    except BaseException:
        _running.discard(thread)
        raise


def wait_for_detached() -> None:
    """Wait for what is still running."""
    until = monotonic() + SECONDS_AT_EXIT
    for thread in list(_running):
        thread.join(max(0.0, until - monotonic()))


atexit.register(wait_for_detached)
