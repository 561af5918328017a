"""What has to begin anew in a forked child: a lock there may be held by a thread that the child does not have."""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet


class BeginsAnew(Protocol):
    """Something with locks of its own."""

    def begin_anew(self) -> None:
        """Make the locks anew."""


def in_each_child(owner: BeginsAnew) -> None:
    """Let an object begin anew in each child that is forked as long as it lives."""
    _owners.add(owner)


def _begin_anew() -> None:  # pragma: no cover - only in a forked child
    for each in list(_owners):
        each.begin_anew()


_owners: WeakSet[BeginsAnew] = WeakSet()
if hasattr(os, "register_at_fork"):  # pragma: no branch - not on Windows
    os.register_at_fork(after_in_child=_begin_anew)
