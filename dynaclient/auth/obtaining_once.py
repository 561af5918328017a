"""One call obtains a credential, and all others wait for it: in any thread or event loop."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Union

from ..errors import DynaclientError
from ..runtime.backends import WaitTimeout
from .held import Credential
from .obtaining import Way, timed_out

if TYPE_CHECKING:
    from concurrent.futures import Future

Outcome = Union[Credential, DynaclientError, None]
"""A credential, or why there is none; None if the call that was to obtain it left that to another one."""


class Obtaining:
    """
    A credential that one call obtains.

    It ends in any case: with an outcome, or without one if the call is interrupted, which `give_up` is called after.
    """

    def __init__(self, name: str, pending: dict[str, Obtaining]) -> None:
        from concurrent.futures import Future

        self.name = name
        """The auth scheme that the credential is for."""
        self.pending = pending
        """Where others find it."""
        self._future: Future[Outcome] = Future()
        self._lock = threading.Lock()

    @property
    def is_over(self) -> bool:
        """Whether nothing obtains it any more."""
        return self._future.done()

    def go_on_alone(self) -> bool:
        """Go on whether or not the call that began is interrupted; return False if it has been interrupted before."""
        with self._lock:
            return not self._future.done() and self._future.set_running_or_notify_cancel()

    def give_up(self) -> None:
        """End without an outcome, unless it goes on alone: one of the calls that wait takes over."""
        with self._lock:
            if not self._future.running() and not self._future.done():
                self._future.set_result(None)

    def end(self, outcome: Outcome) -> None:
        """End with an outcome."""
        with self._lock:
            if not self._future.done():
                self._future.set_result(outcome)

    async def wait(self, way: Way) -> Outcome:
        """Return the outcome; raise `NotDelivered` when the time of the call is over."""
        try:
            return await way.backend.wait_for(self._future, way.left)  # type: ignore[no-any-return]
        except WaitTimeout:
            pass
        raise timed_out()
