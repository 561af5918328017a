"""
Pools: run calls concurrently, here in threads. `executors` has the pool for executors, `tasks` the one for event loops.

A pool starts the calls that it is passed and reports their completions. It never decides what is called, or retried.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from contextvars import Context, copy_context
from queue import Empty, SimpleQueue
from threading import Thread, current_thread
from time import monotonic
from typing import Any, Protocol

from ..description.model import Action
from ..errors import DynaclientError
from ..records import dataclass
from .outcomes import Outcome

CallFunction = Callable[[str, Mapping[str, Any], "str | None"], Any]
"""Calls an action by its full name, with its arguments, and with an idempotency key if there is a journal."""
WAKE_INTERVAL = 0.5
"""Seconds after which a waiting thread wakes up, to handle signals on platforms where they do not interrupt it."""


@dataclass(frozen=True)
class RowCall:
    """The call of one row."""

    number: int
    arguments: Mapping[str, Any]
    key: str | None = None
    """The idempotency key."""


@dataclass(frozen=True)
class Completion:
    """How one or more calls ended."""

    outcomes: tuple[Outcome, ...] = ()
    not_started: tuple[int, ...] = ()
    """Rows whose calls certainly did not start."""
    unresolved: tuple[int, ...] = ()
    """Rows whose calls started, and of which nothing else is known."""
    exception: BaseException | None = None
    """An exception that is not an outcome, and ends the run."""

    @property
    def count(self) -> int:
        """How many rows it is about."""
        return len(self.outcomes) + len(self.not_started) + len(self.unresolved)


class CallPool(Protocol):
    """Runs calls concurrently."""

    in_flight: int
    """Rows that were started and whose completions have not been returned yet."""

    @property
    def capacity(self) -> int:
        """Rows that may be in flight."""

    @property
    def free_slots(self) -> int:
        """Rows that can start now."""

    def start(self, calls: Sequence[RowCall]) -> None:
        """Start calls, no more than there are free slots."""

    async def wait(self, seconds: float | None) -> list[Completion]:
        """Wait until any call has ended, or for so many seconds, and return the completions."""

    async def close(self, *, wait: bool) -> list[Completion]:
        """
        Release the resources, and return the completions.

        Args:
            wait: Wait until the calls in flight have ended. Otherwise they are cancelled, or left to themselves where
                they cannot be cancelled.
        """


def run_call(call: CallFunction, name: str, row: RowCall) -> Completion:
    """Run one call, and return how it ended, whatever it raises."""
    try:
        value = call(name, row.arguments, row.key)
    except DynaclientError as error:
        return Completion((failed_outcome(row.number, error),))
    except BaseException as error:  # noqa: BLE001 - the run raises it
        return Completion(unresolved=(row.number,), exception=error)
    return Completion((Outcome(row.number, value=value),))


def failed_outcome(number: int, error: DynaclientError) -> Outcome:
    """Return the outcome of a row whose call raised an error, without the frames of the traceback."""
    return Outcome(number, error=error.with_traceback(None))


class CompletionQueue:
    """Passes completions from other threads to the one that waits for them."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[Any] = SimpleQueue()
        self.put = self._queue.put

    def get_all(self, seconds: float | None) -> list[Any]:
        """Wait for the first item, or for so many seconds, and return all items."""
        deadline = float("inf") if seconds is None else monotonic() + seconds
        items: list[Any] = []
        while not items:
            with suppress(Empty):
                # A get with a timeout may never end (Python 3.10 to 3.12) if the item before it came without a wait and
                # its own time passes while it begins. One that does not wait has to be between the two.
                items.append(self._queue.get_nowait())
                break
            remaining = deadline - monotonic()
            if remaining <= 0:
                break
            with suppress(Empty):
                items.append(self._queue.get(timeout=min(WAKE_INTERVAL, remaining)))
        while not self._queue.empty():  # this thread is the only one that gets items
            items.append(self._queue.get())
        return items


class ThreadPool:
    """
    Runs calls in threads of its own, which are started as they are needed.

    They are daemon threads, so that an interrupted program does not wait for servers.
    """

    def __init__(self, call: CallFunction, action: Action, concurrency: int) -> None:
        self.capacity = concurrency
        self.in_flight = 0
        self._call = call
        self._name = action.name
        self._threads: list[Thread] = []
        self._started: SimpleQueue[tuple[Context, RowCall] | None] = SimpleQueue()
        self._completions = CompletionQueue()

    @property
    def free_slots(self) -> int:
        """Rows that can start now."""
        return self.capacity - self.in_flight

    def start(self, calls: Sequence[RowCall]) -> None:
        """Start calls, no more than there are free slots."""
        for row in calls:
            # The context variables of the caller, such as the current span of a trace, are set in the thread too.
            self._started.put((copy_context(), row))
        self.in_flight += len(calls)
        while len(self._threads) < self.in_flight:
            self._threads.append(Thread(target=self._run_calls, name="dynaclient-map", daemon=True))
            self._threads[-1].start()

    async def wait(self, seconds: float | None) -> list[Completion]:
        """Wait until any call has ended, or for so many seconds, and return the completions."""
        completions: list[Completion] = self._completions.get_all(seconds)
        self.in_flight -= len(completions)
        return completions

    async def close(self, *, wait: bool) -> list[Completion]:
        """End the threads, and return the completions."""
        for _ in self._threads:
            self._started.put(None)
        completions = await self.wait(0)
        # A run that is not closed may be garbage collected in any thread; one of these threads would wait for itself.
        wait = wait and current_thread() not in self._threads
        while wait and self.in_flight:
            completions += await self.wait(None)
        return completions

    def _run_calls(self) -> None:
        while (item := self._started.get()) is not None:
            context, row = item
            self._completions.put(context.run(run_call, self._call, self._name, row))
            del item, context, row
