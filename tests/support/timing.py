"""How long a computation takes, on a machine that does other things too."""

from __future__ import annotations

import faulthandler
import gc
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

TRIES = 3


@contextmanager
def in_time(seconds: float, what: str = "it") -> Iterator[None]:
    """Fail if something takes too long, and print where all threads are; only the main thread can be stopped so."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        faulthandler.dump_traceback(file=sys.__stderr__ or 2)
        # Not an Exception: what ends by one may wait for the very thing that hangs.
        pytest.fail(f"{what} took more than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def cpu_seconds(work: Callable[[], Any]) -> float:
    """Return the CPU time that something takes, without other processes and without the garbage collector."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        started = time.process_time()
        work()
        return time.process_time() - started
    finally:
        if was_enabled:
            gc.enable()


def takes_at_most(limit: float, work: Callable[[], Any]) -> bool:
    """
    Return whether something can be done in so many seconds of CPU time; a busy machine gets more than one try.

    What grows too fast for its limit exceeds it each time; what is merely disturbed does not. Nothing that the first
    try has cached may make the next one faster.
    """
    return any(cpu_seconds(work) <= limit for _ in range(TRIES))
