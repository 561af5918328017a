"""Requests pass together, and what changes everything alone: nothing of a request from before it is left after it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ..exchange import Rejection


class Gate:
    """Requests pass it together, each in a thread of its own, and what changes everything alone."""

    def __init__(self) -> None:
        self._passing = 0
        self._is_closed = False
        self._starts = 0
        """How often everything went back to the start."""
        self._own = threading.local()
        """What the request of this thread knows of that."""
        self._changed = threading.Condition()

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Wait for what changes everything, and then pass."""
        self._own.starts = self._enter()
        try:
            yield
        finally:
            self._leave()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """
        Wait for something within `shared`, without what changes everything waiting for it.

        Raises:
            Rejection: Everything went back to the start in between: the request may neither change nor leave anything.
        """
        self._leave()
        try:
            yield
        finally:
            if self._enter() != self._own.starts:
                raise Rejection(503, "the mock server was reset while this request waited: send it again")

    def _enter(self) -> int:
        with self._changed:
            while self._is_closed:
                self._changed.wait()
            self._passing += 1
            return self._starts

    def _leave(self) -> None:
        with self._changed:
            self._passing -= 1
            if self._is_closed:
                self._changed.notify_all()

    @contextmanager
    def exclusive(self, seconds: float, *, is_start: bool = False) -> Iterator[None]:
        """
        Wait for all that pass, but not longer than this, and have others wait.

        Args:
            seconds: How long to wait.
            is_start: Whether everything goes back to the start.
        """
        with self._changed:
            self._changed.wait_for(lambda: not self._is_closed)
            self._is_closed = True
        try:  # also if the wait is interrupted, the gate is opened again
            with self._changed:
                self._changed.wait_for(lambda: self._passing == 0, seconds)
                self._starts += is_start
            yield
        finally:
            with self._changed:
                self._is_closed = False
                self._changed.notify_all()
