"""`Work`: a function of the caller's, or of another library, which may take long or block."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


class Work(NamedTuple):
    """A function that a kind or a source has called; where there is an event loop, in a thread of its own."""

    function: Callable[[], Any]
    is_own: bool = False
    """Whether it is one of ours, whose errors are raised as they are."""


def has_method(value: Any, name: str) -> bool:
    """Return whether an object of the caller's has a method of this name; its attributes may raise anything."""
    try:
        return callable(getattr(value, name, None))
    except Exception:  # noqa: BLE001 - then it is none of the objects that have one
        return False
