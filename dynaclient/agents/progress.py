"""How far a call is: not more often than a host can show, and often enough that it goes on waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
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

    async def report(self, done: float, total: float | None, message: str) -> None:
        """Report how far the call is, unless a report has just been sent."""
        if monotonic() - self._last >= LEAST_PAUSE:
            await self._report(done, total, message)

    async def _report(self, done: float, total: float | None, message: str) -> None:
        self._last = monotonic()
        self._done = max(done, self._done + STEP)
        await self._send(self._done, total, message)

    @asynccontextmanager
    async def kept_alive(self) -> AsyncIterator[None]:
        """Report that the call goes on, while nothing else is reported."""
        if self._send is no_report:
            yield
            return
        waiting = asyncio.ensure_future(self._keep_alive())
        try:
            yield
        finally:
            waiting.cancel()
            with suppress(asyncio.CancelledError):
                await waiting

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(max(0.0, self._last + MOST_PAUSE - monotonic()))
            if monotonic() - self._last >= MOST_PAUSE:
                await self._report(0, None, f"waiting for {monotonic() - self._begun:.0f} seconds")
