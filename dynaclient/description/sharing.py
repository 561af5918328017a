"""Objects of the same content are one as long as anyone uses it: a description is frozen, and takes megabytes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar
from weakref import WeakValueDictionary

from ..runtime.fork import reset_in_children

T = TypeVar("T")

Key = tuple[Any, ...]
"""The file of a description, and its `Content`; the same of each of its patches."""


def digest(data: bytes) -> bytes:
    """
    Return the digest by which the content of a description is recognized.

    The content decides, not the time and the size of its file: an edit may change neither.
    """
    from hashlib import sha256

    return sha256(data).digest()  # the fastest of the secure ones: most processors have instructions for it


class Content:
    """
    The content of a file, by which the description in it is recognized.

    Two are compared by their bytes where both have them, which takes a fifth of the time of a digest, and otherwise by
    their digests. A digest that is not known is computed when it is needed.

    Args:
        size: How many bytes it has.
        data: These bytes, if it is to keep them.
        digest: Their digest (see `digest`), if it is known; one of the two is.
    """

    __slots__ = ("_data", "_digest", "size")

    def __init__(self, size: int, data: bytes | None = None, digest: bytes | None = None) -> None:
        self.size = size
        self._data = data
        self._digest = digest

    @classmethod
    def of(cls, data: bytes) -> Content:
        """Return the content of these bytes, which it keeps."""
        return cls(len(data), data)

    @property
    def digest(self) -> bytes:
        """Its digest."""
        data = self._data  # looked at first: another thread may forget it as soon as there is a digest
        if self._digest is None:
            self._digest = digest(data or b"")
        return self._digest

    def forget_data(self) -> None:
        """Keep its digest only: the bytes take as much memory as the file."""
        self._digest = self.digest
        self._data = None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Content):
            return NotImplemented
        if self.size != other.size:
            return False
        own, others = self._data, other._data
        return own == others if own is not None and others is not None else self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.size)

    def __reduce__(self) -> tuple[Any, ...]:
        return Content, (self.size, None, self.digest)


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
