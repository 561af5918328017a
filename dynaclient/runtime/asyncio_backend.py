"""The backend for asyncio: a coroutine waits by suspending, while other tasks run."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import threading
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import copy_context
from types import CoroutineType
from typing import Any

from ..display.interrupts import shorten_interrupt
from ..redaction import strip_traceback
from .backends import ManagedIterator, Start, WaitTimeout


async def await_report(start: Start) -> Any:
    """
    Return what is reported from another thread; raise it if it is an error.

    An event loop waits at its end for the threads of its executor, however long they take, so none of them is used.

    Args:
        start: Starts the work. It receives the function that reports the result, from whichever thread.
    """
    loop = asyncio.get_running_loop()
    result: asyncio.Future[Any] = loop.create_future()

    def settle(outcome: Any) -> None:
        if not result.done():
            result.set_result(outcome)

    def report(outcome: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed, and no coroutine waits
            loop.call_soon_threadsafe(settle, outcome)

    start(report)
    outcome = await result
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome


def _start_source(source: Callable[[], Any], report: Callable[[Any], None]) -> None:
    def call() -> None:
        try:
            report((source(),))
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            report(error)

    threading.Thread(target=copy_context().run, args=(call,), name="dynaclient-token", daemon=True).start()


_DETACHED: set[asyncio.Future[Any]] = set()
"""Tasks that run whether or not anything waits for them: the event loop alone would not keep them."""


class AsyncioBackend:
    """The backend of `AsyncClient`: a task waits while others run."""

    async def sleep(self, seconds: float) -> None:
        """Wait for some seconds."""
        await asyncio.sleep(seconds)

    async def send(self, transport: Any, request: Any, limits: Any) -> Any:
        """Return the response of a transport; one for threads is accepted, but blocks the event loop."""
        response = transport.send(request, limits)
        is_awaitable = type(response) is CoroutineType or inspect.isawaitable(response)
        return await response if is_awaitable else response

    async def call_source(self, source: Callable[[], Any], seconds: float) -> Any:
        """Return the result of a caller's function; one that is not a coroutine function runs in its own thread."""
        steps = source() if inspect.iscoroutinefunction(source) else self._call_in_thread(source)
        return await wait_within(asyncio.ensure_future(steps), seconds)

    async def wait_for(self, future: Any, seconds: float) -> Any:
        """Return the result of a future; raise `WaitTimeout` after some seconds."""
        # Shielded: a task that stops waiting does not cancel it for the others.
        return await wait_within(asyncio.shield(asyncio.wrap_future(future)), seconds)

    async def wait_for_report(self, start: Start, seconds: float) -> Any:
        """Return what is reported; raise `WaitTimeout` after some seconds."""
        return await wait_within(asyncio.ensure_future(await_report(start)), seconds)

    async def detach(self, function: Callable[[], Awaitable[Any]], seconds: float) -> Any:
        """Return the result of a coroutine function, which runs in a task of its own."""
        task = asyncio.ensure_future(function())
        _DETACHED.add(task)
        task.add_done_callback(_end_detached)
        return await wait_within(asyncio.shield(task), seconds)

    def run(self, name: str, function: Callable[..., Awaitable[Any]], *arguments: Any) -> Coroutine[Any, Any, Any]:
        """Return the coroutine of a coroutine function; Python shows its name if it is never awaited."""
        coroutine: Any = self._run(function, *arguments)
        coroutine.__qualname__ = name
        return coroutine  # type: ignore[no-any-return]

    @staticmethod
    async def _run(function: Callable[..., Awaitable[Any]], *arguments: Any) -> Any:
        try:
            return await function(*arguments)
        except BaseException as error:
            strip_traceback(error)
            shorten_interrupt(error)
            del function, arguments
            raise

    def iterate(self, iterator: ManagedIterator[Any]) -> ManagedIterator[Any]:
        """Return an iterator for ``async for``."""
        return iterator

    @property
    def without_end(self) -> AsyncioBackend:
        """Itself: nothing ends its waits."""
        return self

    @staticmethod
    async def _call_in_thread(source: Callable[[], Any]) -> Any:
        (result,) = await await_report(lambda report: _start_source(source, report))
        return await result if inspect.isawaitable(result) else result


def _end_detached(task: asyncio.Future[Any]) -> None:
    _DETACHED.discard(task)
    if not task.cancelled():
        task.exception()  # read, so that asyncio does not report one that nothing waits for


async def wait_within(work: asyncio.Future[Any], seconds: float) -> Any:
    """Return the result of a future or task; cancel it and raise `WaitTimeout` after some seconds."""
    try:  # not by `asyncio.wait_for`, which may swallow a cancellation
        done, _ = await asyncio.wait([work], timeout=None if seconds == float("inf") else seconds)
    except BaseException:
        cancel(work)
        raise
    if done:
        return work.result()
    cancel(work)
    raise WaitTimeout


def cancel(work: asyncio.Future[Any]) -> None:
    """Cancel a future or task, and ignore its result."""
    work.add_done_callback(lambda done: done.cancelled() or done.exception())
    work.cancel()


ASYNCIO = AsyncioBackend()
