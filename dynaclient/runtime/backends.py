"""
How one waits: the only thing in which a thread and an event loop differ.

What sends, turns pages and follows streams is written once, as coroutines that wait by a `Waiting` alone. A thread
waits where it stands, so that its coroutines never suspend, and `run` carries them out without an event loop.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from time import sleep
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from ..errors import strip_traceback

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")


def run(steps: Awaitable[T]) -> T:
    """Carry out steps that never suspend, and give their result."""
    under_way = steps.__await__()
    try:
        under_way.send(None)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
    raise RuntimeError("something is awaited that a thread cannot wait for; AsyncClient can")


class WaitTimeout(Exception):
    """Somebody was waited for, and time ran out."""


class Backend(Protocol):
    """How one waits."""

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds."""

    async def send(self, transport: Any, request: Any, limits: Any) -> Any:
        """Give what a transport answers."""

    async def call_source(self, source: Callable[[], Any], seconds: float) -> Any:
        """Give what a function of the caller's says, and `WaitTimeout` after so many seconds, where one can go."""

    async def wait_for(self, future: Future[Any], seconds: float) -> Any:
        """Give what a future will have; `WaitTimeout` after so many seconds."""

    def current(self) -> Any:
        """Say who waits: a thread, or a task."""

    def run(self, function: Callable[..., Awaitable[Any]], *arguments: Any) -> Any:
        """Give what the caller of a method gets: the result of a function, or what is awaited for it."""

    def iterate(self, steps: ManagedIterator[Any]) -> Any:
        """Give what the caller goes through, with `for` or with `async for`."""


async def end(steps: AsyncGenerator[Any, None], error: BaseException | None) -> None:
    """
    End what comes one by one.

    Args:
        steps: What gives it.
        error: What its user ends with. An interruption is told on, so that nobody is waited for after it.
    """
    if error is None or isinstance(error, Exception):
        await steps.aclose()
        return
    with suppress(type(error), StopAsyncIteration):  # it is raised where it came from
        await steps.athrow(error)


class ManagedIterator(Generic[T]):
    """
    What comes one by one: an asynchronous iterator that holds something, such as a connection, until `aclose`.

    It ends by itself when it is used up, with ``async with``, and when nothing refers to it any more.
    """

    def __init__(self) -> None:
        self._under_way: AsyncGenerator[T, None] | None = None

    def _steps(self) -> AsyncGenerator[T, None]:
        """Give what comes, from the beginning."""
        raise NotImplementedError

    def __aiter__(self) -> AsyncIterator[T]:
        return self

    async def __anext__(self) -> T:
        if self._under_way is None:
            self._under_way = self._steps()
        try:
            return await self._under_way.__anext__()
        except StopAsyncIteration:
            raise
        except BaseException as error:
            strip_traceback(error)
            raise

    async def aclose(self) -> None:
        """End it, and let go of what it holds."""
        await self.__aexit__(None, None, None)

    async def __aenter__(self) -> ManagedIterator[T]:
        return self

    async def __aexit__(self, _: object, error: BaseException | None, __: object) -> None:
        if self._under_way is None:
            self._under_way = self._steps()
        await end(self._under_way, error)


class BlockingIterator(Generic[T]):
    """`ManagedIterator` for a thread: an iterator with the same attributes, which ends with `close` and ``with``."""

    def __init__(self, steps: ManagedIterator[T]) -> None:
        self._steps = steps

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        try:
            return run(self._steps.__anext__())
        except StopAsyncIteration:
            pass
        raise StopIteration

    def close(self) -> None:
        """End it, and let go of what it holds."""
        run(self._steps.aclose())

    def __del__(self) -> None:
        # Its steps and their generator refer to each other: without this a connection would be held for a while longer.
        with suppress(Exception):
            self.close()

    def __enter__(self) -> BlockingIterator[T]:
        return self

    def __exit__(self, *error: Any) -> None:
        run(self._steps.__aexit__(*error))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._steps, name)

    def __dir__(self) -> list[str]:
        public = {name for name in dir(self._steps) if not name.startswith("_")} - {"aclose"}
        return sorted({*super().__dir__(), *public})

    def __repr__(self) -> str:
        return repr(self._steps)


class ThreadBackend:
    """How a thread waits: where it stands."""

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds."""
        sleep(seconds)

    async def send(self, transport: Any, request: Any, limits: Any) -> Any:
        """Give what a transport answers."""
        return transport.send(request, limits)

    async def call_source(self, source: Callable[[], Any], _seconds: float) -> Any:
        """Give what a function of the caller's says, however long that takes: a thread cannot be broken off."""
        return source()

    async def wait_for(self, future: Future[Any], seconds: float) -> Any:
        """Give what a future will have; `WaitTimeout` after so many seconds."""
        from concurrent.futures import TimeoutError as TooLong  # a name of its own before Python 3.11

        try:
            return future.result(min(seconds, threading.TIMEOUT_MAX))
        except TooLong:
            pass
        raise WaitTimeout

    def current(self) -> int:
        """Say who waits: this thread."""
        return threading.get_ident()

    def run(self, function: Callable[..., Awaitable[T]], *arguments: Any) -> T:
        """Give the result of a function."""
        return run(function(*arguments))

    def iterate(self, steps: ManagedIterator[T]) -> BlockingIterator[T]:
        """Give what is gone through with `for`."""
        return BlockingIterator(steps)


THREADS = ThreadBackend()
