"""Reset in a forked child: a lock may be held there by a thread that exists only in the parent."""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet


class ForkSafe(Protocol):
    """An object with locks of its own."""

    def reset_after_fork(self) -> None:
        """Replace the locks."""


def reset_in_children(owner: ForkSafe) -> None:
    """Call `reset_after_fork` of an object in each child that is forked while it exists."""
    _owners.add(owner)


def _reset_all() -> None:  # pragma: no cover - only in a forked child
    for owner in list(_owners):
        owner.reset_after_fork()


_owners: WeakSet[ForkSafe] = WeakSet()
if hasattr(os, "register_at_fork"):  # pragma: no branch - not on Windows
    os.register_at_fork(after_in_child=_reset_all)
