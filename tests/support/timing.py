"""How long a computation takes, on a machine that does other things too."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import Any

TRIES = 3


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
