"""`Work`: a function of the caller's, or of another library, which may take long or block."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


class Work(NamedTuple):
    """A function that a kind or a source has called; where there is an event loop, in a thread of its own."""

    function: Callable[[], Any]
    is_own: bool = False
    """Whether it is one of ours, whose errors are raised as they are."""
