"""What makes many calls at once in an event loop; see `engines` for those that do without."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

from ..description.model import Action
from ..errors import DynaclientError
from .executors import Ended, Work, failed
from .outcomes import Outcome

AsyncCall = Callable[[str, Mapping[str, Any], "str | None"], Awaitable[Any]]


class Tasks:
    """Makes calls in tasks of the event loop that it is used in."""

    def __init__(self, call: AsyncCall, action: Action, concurrency: int) -> None:
        self.capacity = concurrency
        self.under_way = 0
        self._call = call
        self._name = action.name
        self._tasks: set[asyncio.Task[Ended]] = set()
        self._over: list[Ended] = []
        self._any = asyncio.Event()

    @property
    def room(self) -> int:
        """Rows that can begin now."""
        return self.capacity - self.under_way

    def begin(self, rows: Sequence[Work]) -> None:
        """Begin the calls of these rows."""
        self.under_way += len(rows)
        for each in rows:
            task = asyncio.create_task(self._attempt(each))
            self._tasks.add(task)
            task.add_done_callback(partial(self._hear, each.number))

    async def ended(self, seconds: float | None) -> list[Ended]:
        """Wait until any call has ended, or for so many seconds, and give what has ended."""
        if seconds is None:
            await self._any.wait()
        elif seconds and not self._over:
            pending = asyncio.ensure_future(self._any.wait())
            try:
                await asyncio.wait((pending,), timeout=seconds)
            finally:
                pending.cancel()
        else:
            await asyncio.sleep(0)  # the calls have to come to their turn
        found, self._over = self._over, []
        self._any.clear()
        self.under_way -= len(found)
        return found

    async def close(self, *, patient: bool) -> list[Ended]:
        """Let the calls come to their end, or cancel them, and give what has ended."""
        if not patient:
            for each in self._tasks:
                each.cancel()
        if self._tasks:
            await asyncio.wait(tuple(self._tasks))
        return await self.ended(0)

    async def _attempt(self, work: Work) -> Ended:
        try:
            value = await self._call(self._name, work.arguments, work.key)
        except DynaclientError as error:
            return Ended((failed(work.number, error),))
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # noqa: BLE001 - raised again by who asked for the call
            return Ended(left=(work.number,), bug=error)
        return Ended((Outcome(work.number, value=value),))

    def _hear(self, number: int, task: asyncio.Task[Ended]) -> None:
        self._tasks.discard(task)
        self._over.append(Ended(left=(number,), bug=asyncio.CancelledError()) if task.cancelled() else task.result())
        self._any.set()
