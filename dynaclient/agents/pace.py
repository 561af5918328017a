"""How many calls are sent: at a time, per second, and in all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from ..bulk.rate_limit import create_rate_limiter
from ..errors import DynaclientError, invalid_option

CONCURRENCY = 8
"""Calls at a time; further ones wait."""


class Pace:
    """
    The limits of the calls of a toolbox.

    Args:
        rate: Calls per second, or a string such as ``"100/minute"``; None for no limit.
        most: Calls in all; None for no limit.
    """

    def __init__(self, rate: Any = None, most: int | None = None) -> None:
        if most is not None and (isinstance(most, bool) or not isinstance(most, int) or most < 1):
            raise invalid_option("max_calls", "is not a count", "pass a whole number, 1 or more", "Toolbox")
        self._acquire = create_rate_limiter(rate, "Toolbox")
        self._left = most
        self._slots = asyncio.Semaphore(CONCURRENCY)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """
        Wait until a call may be sent.

        Raises:
            DynaclientError: All calls have been made.
        """
        if self._left is not None:
            if self._left < 1:
                raise DynaclientError("no more calls may be sent: the limit of this server is reached")
            self._left -= 1
        async with self._slots:
            while (seconds := self._acquire()) > 0:
                await asyncio.sleep(seconds)
            yield
