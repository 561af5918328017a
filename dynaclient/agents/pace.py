"""How many calls are sent: at a time, per second, and in all."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

from ..bulk.rate_limit import create_rate_limiter
from ..errors import DynaclientError, InvalidCall, invalid_option
from ..runtime.asyncio_backend import wait_within
from ..runtime.backends import WaitTimeout

CONCURRENCY = 8
"""Calls at a time; further ones wait."""
MAX_WAIT = 10.0
"""Seconds for which a call waits for its turn: with those that it may take, hosts wait no longer."""


class NotSent(DynaclientError, code="too-many-calls"):
    """The call was not sent, for there have been, or are, too many."""


class Pace:
    """
    The limits of the calls of a toolbox.

    A call counts if it is sent, whatever comes of it, and as one, however many pages of a list it reads. One that is
    not valid, or is cancelled while it waits for its turn, does not count.

    Args:
        rate: Calls per second, or a string such as ``"100/minute"``; None for no limit.
        most: Calls in all; None for no limit.
    """

    def __init__(self, rate: Any = None, most: int | None = None) -> None:
        if most is not None and (isinstance(most, bool) or not isinstance(most, int) or most < 1):
            raise invalid_option("max_calls", "is not a count", "pass a whole number, 1 or more", "Toolbox")
        self._acquire = create_rate_limiter(rate, "Toolbox")
        self._left = math.inf if most is None else most
        self._most = most
        self._slots = asyncio.Semaphore(CONCURRENCY)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """
        Wait until a call may be sent.

        Raises:
            NotSent: All calls have been made, or its turn does not come in time.
        """
        if self._left < 1:
            raise NotSent(f"this server may send {self._most:,} calls in all, and has; a person can allow more")
        self._left -= 1
        is_sent = False
        try:
            end = monotonic() + MAX_WAIT
            async with _Slot(self._slots):
                await self._wait(end)
                is_sent = True
                yield
        except InvalidCall:
            is_sent = False
            raise
        finally:
            self._left += not is_sent

    async def _wait(self, end: float) -> None:
        """Wait as the rate requires."""
        while (seconds := self._acquire()) > 0:
            if monotonic() + seconds > end:
                raise NotSent(f"too many calls were sent just now; wait for {math.ceil(seconds)} seconds")
            await asyncio.sleep(seconds)


class _Slot:
    """One of the calls at a time."""

    def __init__(self, slots: asyncio.Semaphore) -> None:
        self._slots = slots

    async def __aenter__(self) -> None:
        if not self._slots.locked():
            await self._slots.acquire()  # at once
            return
        waiting = asyncio.ensure_future(self._slots.acquire())
        try:
            await wait_within(waiting, MAX_WAIT)
        except BaseException as error:
            waiting.add_done_callback(self._give_back)
            if not isinstance(error, WaitTimeout):
                raise
        else:
            return
        raise NotSent(f"{CONCURRENCY} calls have not ended yet; wait for one of them")

    def _give_back(self, waiting: asyncio.Future[Any]) -> None:
        """Release a slot that came in the same moment in which it was no longer waited for."""
        if not waiting.cancelled():
            self._slots.release()

    async def __aexit__(self, *_: object) -> None:
        self._slots.release()
