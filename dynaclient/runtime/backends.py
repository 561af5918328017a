"""
How code waits: the only difference between threads and asyncio.

Sending, paging and streaming are written once, as coroutines that wait only by the methods of a `Backend`. A thread
blocks in them, so that its coroutines never suspend, and `run` runs them without an event loop.
"""

from __future__ import annotations

import threading
from _thread import allocate_lock
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from copy import copy
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from ..display.interrupts import note_interrupt, shorten_interrupt
from ..errors import DynaclientError, NotDelivered
from ..redaction import strip_traceback

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")


def run(coroutine: Awaitable[T]) -> T:
    """Run a coroutine that never suspends, and return its result."""
    iterator = coroutine.__await__()
    try:
        iterator.send(None)
    except StopIteration as stop:
        return stop.value  # type: ignore[no-any-return]
    raise RuntimeError("the coroutine has to wait for an event loop: use AsyncClient")


Start = Callable[[Callable[[Any], None]], None]
"""Starts something, and passes on the function that reports its result."""
SLICE = 1.0
"""Seconds for which a thread waits at most before it looks for an interrupt, which not every system delivers to it."""


class DeadlinePassed(NotDelivered):
    """The deadline of the call passed before an attempt could be sent."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, sent=False, slow=True)


class TokenNotInTime(DeadlinePassed):
    """The deadline of the call passed while it waited for its token: the server of the call has no part in it."""


class ClientClosed(NotDelivered):
    """The client was closed before a call in the background had its response, or a stream was ended from outside."""

    def __init__(self, *, sent: bool) -> None:
        hint = "wait for the result of its future before the client is closed"
        reason = "the client was closed during the call" if sent else "the client was closed before it was sent"
        super().__init__(reason, sent=sent, final=True, hint=hint)


class WaitTimeout(Exception):
    """The result that was waited for did not come within the timeout."""


class Backend(Protocol):
    """How code waits, and how results reach the caller."""

    async def sleep(self, seconds: float) -> None:
        """Wait for some seconds."""

    async def send(self, transport: Any, request: Any, limits: Any) -> Any:
        """Return the response of a transport."""

    async def call_source(self, source: Callable[[], Any], seconds: float) -> Any:
        """Return the result of a caller's function; raise `WaitTimeout` after some seconds if it can be cancelled."""

    async def wait_for(self, future: Future[Any], seconds: float) -> Any:
        """Return the result of a future; raise `WaitTimeout` after some seconds."""

    async def wait_for_report(self, start: Start, seconds: float) -> Any:
        """
        Return what is reported from another thread, or raise it if it is an error; `WaitTimeout` after some seconds.

        Args:
            start: Receives the function that reports it, at once or later. Only its first report counts.
            seconds: How long to wait.
        """

    async def detach(self, function: Callable[[], Awaitable[T]], seconds: float) -> T:
        """
        Return the result of a coroutine function; raise `WaitTimeout` after some seconds.

        It goes on to its end, also if its caller is interrupted, cancelled, or stops waiting.
        """

    def run(self, name: str, function: Callable[..., Awaitable[Any]], *arguments: Any) -> Any:
        """
        Return what the caller of a method receives: the result of a coroutine function, or its coroutine.

        Args:
            name: What the coroutine is called.
            function: The function.
            arguments: Its arguments.
        """

    def iterate(self, iterator: ManagedIterator[Any]) -> Any:
        """Return what the caller iterates over, with ``for`` or with ``async for``."""

    @property
    def without_end(self) -> Backend:
        """The backend for what other calls wait for too, such as a new token."""


class Ending(Protocol):
    """What ends a step of an iterator from another thread or task, see `endable`."""

    has_ended: bool

    def begin(self) -> None:
        """Note that the iteration begins."""

    def end(self) -> None:
        """End the present step, and let no other begin."""


async def close_generator(generator: AsyncGenerator[Any, None], error: BaseException | None) -> None:
    """
    End a generator.

    Args:
        generator: The generator.
        error: The error with which its user stops, if any. An interrupt is raised inside the generator, so that it
            waits for nothing afterwards.
    """
    if error is None or isinstance(error, Exception):
        await generator.aclose()
        return
    with suppress(type(error), StopAsyncIteration):  # it is raised again where it came from
        await generator.athrow(error)


class ManagedIterator(Generic[T]):
    """
    An asynchronous iterator that holds a resource, such as a connection, until `aclose`.

    It is also closed when it is exhausted, at the end of ``async with``, and when nothing refers to it any more.

    An error is never followed by an end that looks like that of a complete iteration. The step after it goes on where
    the one before has failed, if that is possible, and otherwise raises an error of the same kind. Only the caller's
    own `aclose` ends an iteration early.
    """

    _noun = ""
    """What it is called where it is iterated over in the wrong way; the name of its class if that is empty."""

    def __init__(self) -> None:
        self._generator: AsyncGenerator[T, None] | None = None
        self._clean: Callable[[Any], Any] | None = None
        """Removes the secrets of the call from the errors that leave the iterator."""
        self._failure: Exception | None = None
        """What every further step raises; None while the iterator can go on."""
        self._is_closed = False
        self._in_use = threading.Lock()
        self._ending: Ending | None = None
        """What ends a step from another thread or task; None if nothing does."""

    def _generate(self) -> AsyncGenerator[T, None]:
        """Return a generator of all items that have not been yielded yet."""
        raise NotImplementedError

    def _can_continue(self) -> bool:
        """Return whether another generator yields what the present one, which has failed, has not."""
        return False

    def _error_ended(self) -> DynaclientError:
        """Return the error of each step after the client was closed."""
        raise NotImplementedError

    def _state(self) -> str:
        """Return how far the iteration is, as the note of an interrupt."""
        return repr(self).strip("<>")

    def _blocking(self) -> BlockingIterator[T]:
        """Return the iterator for a thread."""
        return BlockingIterator(self)

    def __iter__(self) -> Iterator[T]:
        raise TypeError(f"{self._noun or type(self).__name__} of an AsyncClient is iterated over with `async for`")

    def __aiter__(self) -> AsyncIterator[T]:
        return self

    async def __anext__(self) -> T:
        in_use = self._in_use
        if not in_use.acquire(blocking=False):
            raise self._error_in_use()
        ending = self._ending
        try:
            try:
                if ending is None or not ending.has_ended:
                    return await (self._usable_generator() or self._new_generator()).__anext__()
            except StopAsyncIteration:
                if ending is None or not ending.has_ended:
                    self._is_closed, self._generator = True, None
                    raise
            except BaseException as error:
                if ending is None or not ending.has_ended or not isinstance(error, Exception):
                    strip_traceback(error)
                    shorten_interrupt(error)
                    note_interrupt(error, self._state())
                    if self._clean is not None and isinstance(error, DynaclientError):
                        self._clean(error)
                    self._fail(error)
                    del self  # refers to the response, and stays in the traceback
                    raise
            raise await self._end()
        finally:
            in_use.release()

    async def _end(self) -> Exception:
        """Release what an iterator holds that was ended from outside; return what its step raises."""
        generator, self._generator = self._generator, None
        if generator is not None:
            await generator.aclose()
        if self._failure is None:
            if self._is_closed:  # by the caller
                return StopAsyncIteration()
            self._failure = self._error_ended()
        return copy(self._failure)

    async def aclose(self) -> None:
        """Stop, and release what the iterator holds."""
        await self.__aexit__(None, None, None)

    async def __aenter__(self) -> ManagedIterator[T]:
        return self

    async def __aexit__(self, _: object, error: BaseException | None, __: object) -> None:
        if not self._in_use.acquire(blocking=False):
            if self._ending is None:
                raise self._error_in_use()
            self._is_closed = True
            self._ending.end()
            return
        try:
            self._is_closed = True
            generator, self._generator = self._generator, None
            if generator is not None:
                await close_generator(generator, error)
        finally:
            self._in_use.release()

    def _error_in_use(self) -> DynaclientError:
        stop = "cancel the one that waits" if self._ending is None else "close it"
        hint = f"use it in one of them, and pass its items on; to stop it, {stop}"
        return DynaclientError(f"{self!r}: another thread or task waits for its next item; {hint}", code="iterator")

    def _usable_generator(self) -> AsyncGenerator[T, None] | None:
        generator = self._generator
        if generator is not None and getattr(generator, "ag_frame", generator) is None:
            # An event loop closes at its end what it has not finished: the rest has not been read.
            error = DynaclientError("the event loop that began this iteration has ended", code="iterator")
            self._fail(error)
            raise error
        return generator

    def _new_generator(self) -> AsyncGenerator[T, None]:
        if self._failure is not None:
            raise copy(self._failure)
        if self._is_closed:
            raise StopAsyncIteration
        if self._ending is not None:
            self._ending.begin()
        self._generator = self._generate()
        return self._generator

    def _fail(self, error: BaseException) -> None:
        """Prepare the next step after an error."""
        self._generator = None
        if self._failure is None and not self._can_continue():
            self._failure = _repetition(error)


def _repetition(error: BaseException) -> Exception:
    """Return the error of all steps after one that ended an iterator: of the same kind, but never an interrupt."""
    if not isinstance(error, Exception):
        message = f"{_FAILED}: it was interrupted ({type(error).__name__}); {_START_ANOTHER}"
        return DynaclientError(message, code="iterator")
    with suppress(Exception):  # a class of the caller's may have any constructor
        again = copy(error)
        again.args = (f"{_FAILED}: {error}; {_START_ANOTHER}", *error.args[1:])
        return again
    return DynaclientError(f"{_FAILED}: {type(error).__name__}; {_START_ANOTHER}", code="iterator")


_FAILED = "this iterator has failed"
_START_ANOTHER = "start another one"


class BlockingIterator(Generic[T]):
    """A `ManagedIterator` for a thread: an iterator with the same attributes, closed by `close` or ``with``."""

    def __init__(self, iterator: ManagedIterator[T]) -> None:
        self._iterator = iterator

    def __iter__(self) -> Iterator[T]:
        return self

    def __aiter__(self) -> AsyncIterator[T]:
        name = self._iterator._noun or type(self._iterator).__name__
        raise TypeError(f"{name} of a Client is iterated over with `for`; `async for` is for an AsyncClient")

    def __next__(self) -> T:
        try:
            return run(self._iterator.__anext__())
        except StopAsyncIteration:
            pass
        except BaseException as error:
            shorten_interrupt(error)
            del self  # as above
            raise
        raise StopIteration

    def close(self) -> None:
        """Stop, and release what the iterator holds."""
        run(self._iterator.aclose())

    def __del__(self) -> None:
        # The iterator and its generator refer to each other: without this a connection would stay open for longer.
        with suppress(Exception):
            self.close()

    def __enter__(self) -> BlockingIterator[T]:
        return self

    def __exit__(self, *error: Any) -> None:
        run(self._iterator.__aexit__(*error))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._iterator, name)

    def __dir__(self) -> list[str]:
        public = {name for name in dir(self._iterator) if not name.startswith("_")} - {"aclose"}
        return sorted({*super().__dir__(), *public})

    def __repr__(self) -> str:
        return repr(self._iterator)


class ThreadBackend:
    """The backend of `Client`: a thread blocks."""

    async def sleep(self, seconds: float) -> None:
        """Wait for some seconds."""
        sleep(seconds)

    async def send(self, transport: Any, request: Any, limits: Any) -> Any:
        """Return the response of a transport."""
        return transport.send(request, limits)

    async def call_source(self, source: Callable[[], Any], _seconds: float) -> Any:
        """Return the result of a caller's function, however long it takes: a thread cannot be cancelled."""
        return source()

    async def wait_for(self, future: Future[Any], seconds: float) -> Any:
        """Return the result of a future; raise `WaitTimeout` after some seconds."""
        from concurrent.futures import TimeoutError as FutureTimeout  # a class of its own before Python 3.11

        try:
            return future.result(min(seconds, threading.TIMEOUT_MAX))
        except FutureTimeout:
            pass
        raise WaitTimeout

    async def wait_for_report(self, start: Start, seconds: float) -> Any:
        """Return what is reported; raise `WaitTimeout` after some seconds."""
        # A lock alone: an interrupt in a `Condition`, and so in a `Future` or `Event`, may leave that locked for ever.
        arrived, reports = allocate_lock(), list[Any]()
        arrived.acquire()

        def report(value: Any) -> None:
            reports.append(value)
            # Another thread may have reported, perhaps at the same moment: the first one counts.
            with suppress(RuntimeError):
                arrived.release()

        start(report)
        until = monotonic() + seconds
        while not arrived.acquire(timeout=max(0.0, min(SLICE, until - monotonic()))):
            if monotonic() >= until:
                raise WaitTimeout
        if isinstance(reports[0], BaseException):
            raise reports[0]
        return reports[0]

    async def detach(self, function: Callable[[], Awaitable[T]], seconds: float) -> T:
        """Return the result of a coroutine function, which runs in a thread of its own."""
        from .detached import start_detached

        def start(report: Callable[[Any], None]) -> None:
            def work() -> None:  # pragma: no cover - as in `detached`
                try:
                    report((run(function()),))
                except BaseException as error:  # noqa: BLE001 - raised where it is waited for
                    report(error)

            start_detached(work)

        (result,) = await self.wait_for_report(start, seconds)
        return result  # type: ignore[no-any-return]

    def run(self, _name: str, function: Callable[..., Awaitable[T]], *arguments: Any) -> T:
        """Return the result of a coroutine function."""
        return run(function(*arguments))

    def iterate(self, iterator: ManagedIterator[T]) -> BlockingIterator[T]:
        """Return an iterator for ``for``."""
        return iterator._blocking()

    @property
    def without_end(self) -> ThreadBackend:
        """Itself: nothing ends its waits."""
        return self


THREADS = ThreadBackend()
