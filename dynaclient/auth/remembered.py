"""What a process remembers of authorization servers: no secrets, and only of the last ones."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

from ..runtime.fork import reset_in_children

Key = TypeVar("Key")
Value = TypeVar("Value")

MAX_REMEMBERED = 64
"""Authorization servers of which something is remembered; of the one that was added first, it is discarded."""


class Remembered(Generic[Key, Value]):
    """A small mapping that all threads share."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: dict[Key, Value] = {}
        reset_in_children(self)

    def reset_after_fork(self) -> None:  # pragma: no cover - only in a forked child
        """Replace the lock, which a thread that does not exist in this process may hold."""
        self._lock = threading.Lock()

    def get(self, key: Key) -> Value | None:
        """Return what is remembered of this key; None if nothing is."""
        return self._values.get(key)

    def put(self, key: Key, value: Value) -> None:
        """Remember a value."""
        with self._lock:
            self._values.pop(key, None)
            self._values[key] = value
            while len(self._values) > MAX_REMEMBERED:
                del self._values[next(iter(self._values))]
