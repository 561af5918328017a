"""The backend for asyncio: a coroutine waits by suspending, and others go on meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import threading
from collections.abc import Awaitable, Callable
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from typing import Any

from ..errors import strip_traceback
from .backends import ManagedIterator, WaitTimeout


async def in_thread(function: Callable[[Callable[[Any], None]], None]) -> Any:
    """
    Give what a function tells, from whichever thread; an error that it tells is raised.

    The threads of an event loop are waited for at its end, however long they take: so none of them is used.
    """
    loop = asyncio.get_running_loop()
    told: asyncio.Future[Any] = loop.create_future()

    def settle(outcome: Any) -> None:
        if not told.done():
            told.set_result(outcome)

    def tell(outcome: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed, and nobody waits any more
            loop.call_soon_threadsafe(settle, outcome)

    function(tell)
    outcome = await told
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome


def _said(source: Callable[[], Any], tell: Callable[[Any], None]) -> None:
    def say() -> None:
        try:
            tell((source(),))
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            tell(error)

    threading.Thread(target=copy_context().run, args=(say,), name="dynaclient-token", daemon=True).start()


@dataclass
class _Asker:
    """Who asks a function of the caller's, for as long as it does."""

    who: Any
    over: bool = False


_ASKER: ContextVar[_Asker | None] = ContextVar("dynaclient_asker", default=None)
"""On whose behalf all is done that a function does that is asked: it runs in a task, or a thread, of its own."""


class AsyncioBackend:
    """How a task waits: others go on meanwhile."""

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds."""
        await asyncio.sleep(seconds)

    async def send(self, transport: Any, request: Any, limits: Any) -> Any:
        """Give what a transport answers; it may be one for threads, which then holds up the event loop."""
        answer = transport.send(request, limits)
        return await answer if inspect.isawaitable(answer) else answer

    async def call_source(self, source: Callable[[], Any], seconds: float) -> Any:
        """Give what a function of the caller's says: a coroutine is awaited, any other runs in a thread of its own."""
        asker = _Asker(self.who())
        before = _ASKER.set(asker)
        try:
            steps = source() if inspect.iscoroutinefunction(source) else self._asked_in_thread(source)
            work = asyncio.ensure_future(steps)  # in the context of this moment
        finally:
            _ASKER.reset(before)
        try:
            return await wait_within(work, seconds)
        finally:
            asker.over = True

    async def wait_for(self, future: Any, seconds: float) -> Any:
        """Give what a future will have; `WaitTimeout` after so many seconds."""
        # Shielded: whoever stops waiting does not take it from the others.
        return await wait_within(asyncio.shield(asyncio.wrap_future(future)), seconds)

    def current(self) -> Any:
        """Say who waits: this task, or the one on whose behalf it does what it does."""
        asker = _ASKER.get()
        return asyncio.current_task() if asker is None or asker.over else asker.who

    async def run(self, function: Callable[..., Awaitable[Any]], *arguments: Any) -> Any:
        """Give the result of a function, once it is awaited."""
        try:
            return await function(*arguments)
        except BaseException as error:
            strip_traceback(error)
            del function, arguments
            raise

    def iterate(self, steps: ManagedIterator[Any]) -> ManagedIterator[Any]:
        """Give what is gone through with ``async for``."""
        return steps

    @staticmethod
    async def _asked_in_thread(source: Callable[[], Any]) -> Any:
        (answer,) = await in_thread(lambda tell: _said(source, tell))
        return await answer if inspect.isawaitable(answer) else answer


async def wait_within(work: asyncio.Future[Any], seconds: float) -> Any:
    """Give what comes of it; `WaitTimeout` after so many seconds."""
    try:  # not by `asyncio.wait_for`, which may swallow a cancellation
        done, _ = await asyncio.wait([work], timeout=None if seconds == float("inf") else seconds)
    except BaseException:
        _give_up(work)
        raise
    if done:
        return work.result()
    _give_up(work)
    raise WaitTimeout


def _give_up(work: asyncio.Future[Any]) -> None:
    """Let nobody hear of it any more, whatever comes of it."""
    work.add_done_callback(lambda done: done.cancelled() or done.exception())
    work.cancel()


ASYNCIO = AsyncioBackend()
