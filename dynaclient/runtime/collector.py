"""
The garbage collector, paused while a large document is built: nothing in it is garbage, and all of it would be visited.

Each collection visits the objects that were made since the last one, and now and then all that there are. In a document
of 20 MB that takes longer than parsing it.
"""

from __future__ import annotations

import gc
import threading
from types import TracebackType

from .fork import reset_in_children


class _Pause:
    """A context in which the collector does not run; contexts of several threads may overlap."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._was_enabled = False
        reset_in_children(self)

    def __enter__(self) -> None:
        with self._lock:
            if self._inside == 0:
                self._was_enabled = gc.isenabled()
                gc.disable()
            self._inside += 1

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside or not self._was_enabled:
                return
            if not gc.get_freeze_count():  # what the program has frozen stays so
                # What was built counts as old at once; otherwise the next collection, which is soon, visits all of it.
                gc.freeze()
                gc.unfreeze()
            gc.enable()

    def reset_after_fork(self) -> None:  # pragma: no cover - only in a forked child
        """Resume, if another thread had paused the collector at the time of the fork."""
        self._lock = threading.Lock()
        if self._inside and self._was_enabled:
            gc.enable()
        self._inside = 0


paused_collector = _Pause()
"""``with paused_collector: …``"""
