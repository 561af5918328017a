"""
The caches of a process, which hold strings and small values only.

What belongs to a description is cached on the object that it belongs to, and so ends with it: no object of a
description is ever a key or a value here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")

MAX_KEY_LENGTH = 256
"""Characters of the longest string that is a key: a description may have names and paths of a megabyte."""


def cache_short_strings(size: int) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """
    Return a decorator that caches a pure function of a string; longer strings than `MAX_KEY_LENGTH` are not cached.

    Args:
        size: The most results that are cached.
    """

    def decorate(function: Callable[[str], T]) -> Callable[[str], T]:
        cached = lru_cache(size)(function)

        @wraps(function)
        def call(string: str) -> T:
            return cached(string) if len(string) <= MAX_KEY_LENGTH else function(string)

        return call

    return decorate
