"""Descriptions of the same content are one `Api` as long as anyone uses it: it is frozen, and takes megabytes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from ..runtime.fork import reset_in_children

T = TypeVar("T")
Key = tuple[Any, ...]
"""The file of a description, and a digest of its text; the same of each of its patches."""


def digest_text(text: str) -> str:
    """
    Return the digest by which the text of a description is recognized.

    The text decides, not the time and the size of its file: an edit may change neither.
    """
    from hashlib import sha256

    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class SharedApis:
    """The descriptions that are in use, by key. One that is not in use any more ends, and is loaded anew."""

    def __init__(self) -> None:
        self._apis: WeakValueDictionary[Key, Any] = WeakValueDictionary()
        self.reset_after_fork()
        reset_in_children(self)

    def get_or_load(self, key: Key | None, load: Callable[[], T]) -> T:
        """Return the description with this key; load it if it is not in use, or has no key: once for all threads."""
        if key is None:
            return load()
        api: T | None = self._apis.get(key)
        if api is None:
            with self._lock:
                api = self._apis.get(key)  # another thread may have loaded it since
                if api is None:
                    api = self._apis[key] = load()
        return api

    def reset_after_fork(self) -> None:
        """Replace the lock, which a thread that does not exist in this process may hold."""
        self._lock = threading.RLock()


SHARED_APIS = SharedApis()
"""Those of this process."""
