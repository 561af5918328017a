"""Objects of the same content are one as long as anyone uses it: a description is frozen, and takes megabytes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar
from weakref import WeakValueDictionary

from ..runtime.fork import reset_in_children

T = TypeVar("T")

Key = tuple[Any, ...]
"""The file of a description, and a digest of its content; the same of each of its patches."""


def digest(data: bytes) -> bytes:
    """
    Return the digest by which the content of a description is recognized.

    The content decides, not the time and the size of its file: an edit may change neither.
    """
    from hashlib import sha256

    return sha256(data).digest()  # the fastest of the secure ones: most processors have instructions for it


def _is_any(_: Any) -> bool:
    return True


class SharedObjects(Generic[T]):
    """The objects that are in use, by key. An object that is out of use is freed, and made anew for the next user."""

    def __init__(self) -> None:
        self._objects: WeakValueDictionary[Key, T] = WeakValueDictionary()
        self.reset_after_fork()
        reset_in_children(self)

    def get_or_make(self, key: Key | None, make: Callable[[], T], is_current: Callable[[T], bool] = _is_any) -> T:
        """
        Return the object with this key; make it if it is not in use, or has no key: once for all threads.

        Args:
            key: The key; None for an object that is not shared.
            make: Makes the object.
            is_current: Whether an object in use is still what `make` would make; otherwise another takes its place.
        """
        if key is None:
            return make()
        found = self._objects.get(key)
        if found is None or not is_current(found):
            with self._lock:
                found = self._objects.get(key)
                if found is None or not is_current(found):
                    found = self._objects[key] = make()
        return found

    def reset_after_fork(self) -> None:
        """Replace the lock, which a thread that does not exist in this process may hold."""
        self._lock = threading.RLock()
