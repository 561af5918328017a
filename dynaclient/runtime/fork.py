"""What has to begin anew in a forked child: a lock there may be held by a thread that the child does not have."""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet


class ForkSafe(Protocol):
    """Something with locks of its own."""

    def reset_after_fork(self) -> None:
        """Make the locks anew."""


def reset_in_children(owner: ForkSafe) -> None:
    """Let an object begin anew in each child that is forked as long as it lives."""
    _owners.add(owner)


def _reset_all() -> None:  # pragma: no cover - only in a forked child
    for each in list(_owners):
        each.reset_after_fork()


_owners: WeakSet[ForkSafe] = WeakSet()
if hasattr(os, "register_at_fork"):  # pragma: no branch - not on Windows
    os.register_at_fork(after_in_child=_reset_all)
