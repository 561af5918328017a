"""One call obtains a credential, and all others wait for it: in any thread or event loop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Union

from ..errors import DynaclientError
from ..runtime.backends import WaitTimeout
from .held import Credential
from .obtaining import Way, timed_out

Outcome = Union[Credential, DynaclientError, None]
"""A credential, or why there is none; None if the call that was to obtain it left that to another one."""


class Obtaining:
    """
    A credential that one call obtains.

    It ends in any case: with an outcome, or without one if the call is interrupted, after which `give_up` is called.

    Args:
        name: The auth scheme that the credential is for.
        pending: Where other calls find it.
    """

    def __init__(self, name: str, pending: dict[str, Obtaining]) -> None:
        self.name = name
        self.pending = pending
        self.is_over = False
        """Whether nothing obtains it any more."""
        self._goes_on = False
        self._outcome: Outcome = None
        self._waiting: list[Callable[[Any], None]] = []
        self._lock = threading.Lock()

    def go_on_alone(self) -> bool:
        """Go on whether or not the call that began is interrupted; return False if it has been interrupted before."""
        with self._lock:
            self._goes_on = not self.is_over
            return self._goes_on

    def give_up(self) -> None:
        """End without an outcome, unless it goes on alone or is over: one of the calls that wait takes over."""
        with self._lock:
            self.is_over = self.is_over or not self._goes_on
        if self.is_over:  # those that wait may not have it before the interrupt
            self._report()

    def end(self, outcome: Outcome) -> None:
        """End with an outcome."""
        with self._lock:
            if not self.is_over:
                self._outcome = outcome
                self.is_over = True
        self._report()

    def _report(self) -> None:
        for report in list(self._waiting):
            report((self._outcome,))

    def _start(self, report: Callable[[Any], None]) -> None:
        with self._lock:
            self._waiting.append(report)
        if self.is_over:
            report((self._outcome,))

    async def wait(self, way: Way) -> Outcome:
        """Return the outcome; raise `NotDelivered` when the time of the call is over."""
        try:
            (outcome,) = await way.backend.wait_for_report(self._start, way.left)
            return outcome  # type: ignore[no-any-return]
        except WaitTimeout:
            pass
        raise timed_out()
