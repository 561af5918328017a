"""How far a call is: not more often than a host can show, and often enough that it goes on waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import monotonic

LEAST_PAUSE, MOST_PAUSE = 0.5, 10.0
"""Seconds between two reports, at least and at most."""
STEP = 0.001
"""What a report adds that has nothing new: each has to be more than the one before it."""

Report = Callable[[float, "float | None", str], Awaitable[None]]
"""Receives how far a call is: how many, of how many, and of what."""


async def no_report(_done: float, _total: float | None, _message: str) -> None:
    """Report nothing."""


class Progress:
    """
    The reports of one call.

    Args:
        send: Receives them; `no_report` if they are not asked for.
    """

    def __init__(self, send: Report = no_report) -> None:
        self._send = send
        self._begun = self._last = monotonic()
        self._done = 0.0
        self._timer: asyncio.TimerHandle
        self._sending: set[asyncio.Future[None]] = set()

    async def report(self, done: float, total: float | None, message: str) -> None:
        """Report how far the call is, unless a report has just been sent."""
        if monotonic() - self._last >= LEAST_PAUSE:
            await self._report(done, total, message)

    async def _report(self, done: float, total: float | None, message: str) -> None:
        self._last = monotonic()
        self._done = max(done, self._done + STEP)
        try:
            await self._send(self._done, total, message)
        except Exception:  # noqa: BLE001 - of the host, which is gone, or takes none: the call goes on without
            self._send = no_report

    @asynccontextmanager
    async def kept_alive(self) -> AsyncIterator[None]:
        """Report that the call goes on, while nothing else is reported."""
        if self._send is no_report:
            yield
            return
        self._wait()
        try:
            yield
        finally:
            self._timer.cancel()
            if self._sending:  # what is sent after the result of a call is no longer expected
                await asyncio.wait(self._sending)

    def _wait(self) -> None:
        seconds = self._last + MOST_PAUSE - monotonic()
        self._timer = asyncio.get_running_loop().call_later(max(0.0, seconds), self._is_due)

    def _is_due(self) -> None:
        if monotonic() - self._last >= MOST_PAUSE:
            message = f"waiting for {monotonic() - self._begun:.0f} seconds"
            self._sending = {asyncio.ensure_future(self._report(0, None, message))}
            self._last = monotonic()
        self._wait()
