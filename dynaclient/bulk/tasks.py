"""The pool that runs calls in tasks of an event loop; see `pools`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

from ..description.model import Action
from ..errors import DynaclientError
from .outcomes import Outcome
from .pools import Completion, RowCall, failed_outcome

AsyncCallFunction = Callable[[str, Mapping[str, Any], "str | None"], Awaitable[Any]]


class TaskPool:
    """Runs calls in tasks of the running event loop."""

    def __init__(self, call: AsyncCallFunction, action: Action, concurrency: int) -> None:
        self.capacity = concurrency
        self.in_flight = 0
        self._call = call
        self._name = action.name
        self._tasks: set[asyncio.Task[Completion]] = set()
        self._completions: list[Completion] = []
        self._any_ended = asyncio.Event()

    @property
    def free_slots(self) -> int:
        """Rows that can start now."""
        return self.capacity - self.in_flight

    def start(self, calls: Sequence[RowCall]) -> None:
        """Start calls, no more than there are free slots."""
        self.in_flight += len(calls)
        for row in calls:
            task = asyncio.create_task(self._run_call(row))
            self._tasks.add(task)
            task.add_done_callback(partial(self._on_done, row.number))

    async def wait(self, seconds: float | None) -> list[Completion]:
        """Wait until any call has ended, or for so many seconds, and return the completions."""
        if seconds is None:
            await self._any_ended.wait()
        elif seconds and not self._completions:
            pending = asyncio.ensure_future(self._any_ended.wait())
            try:
                await asyncio.wait((pending,), timeout=seconds)
            finally:
                pending.cancel()
        else:
            await asyncio.sleep(0)  # let the calls run
        completions, self._completions = self._completions, []
        self._any_ended.clear()
        self.in_flight -= len(completions)
        return completions

    async def close(self, *, wait: bool) -> list[Completion]:
        """Wait until the calls have ended, or cancel them, and return the completions."""
        if not wait:
            for task in self._tasks:
                task.cancel()
        if self._tasks:
            await asyncio.wait(tuple(self._tasks))
        return await self.wait(0)

    async def _run_call(self, row: RowCall) -> Completion:
        try:
            value = await self._call(self._name, row.arguments, row.key)
        except DynaclientError as error:
            return Completion((failed_outcome(row.number, error),))
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # noqa: BLE001 - the run raises it
            return Completion(unresolved=(row.number,), exception=error)
        return Completion((Outcome(row.number, value=value),))

    def _on_done(self, number: int, task: asyncio.Task[Completion]) -> None:
        self._tasks.discard(task)
        cancelled = task.cancelled()
        self._completions.append(
            Completion(unresolved=(number,), exception=asyncio.CancelledError()) if cancelled else task.result()
        )
        self._any_ended.set()
