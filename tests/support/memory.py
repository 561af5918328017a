"""How much memory some code takes."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager


class Traced:
    """What has been allocated since the tracing began."""

    def peak(self) -> int:
        """Return the largest sum of what was allocated at once, in bytes."""
        return tracemalloc.get_traced_memory()[1]


@contextmanager
def traced() -> Iterator[Traced]:
    """Trace what the block allocates.

    Garbage of earlier tests is collected before, and none meanwhile: its finalizers and warnings allocate too. So what
    the block itself leaves in reference cycles counts in full.
    """
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        yield Traced()
    finally:
        tracemalloc.stop()
        gc.enable()
