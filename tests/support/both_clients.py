"""
Both clients for the same tests: `Client`, and `AsyncClient` behind the same blocking methods.

Coroutines run in one event loop, in a thread of its own. Tests that run with both clients are written for `Client`;
a fixture of their module replaces `Client` by `BlockingAsyncClient` for the runs with the event loop.
"""

from __future__ import annotations

import asyncio
import atexit
import copy
import inspect
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from types import FunctionType, MethodType
from typing import Any

import pytest

from dynaclient import AsyncClient, Client, HttpTransport, Limits, Request
from dynaclient.client.resources import Resource
from dynaclient.http.transports.event_loop import AsyncHttpTransport
from dynaclient.runtime.backends import ManagedIterator

THREADS, EVENT_LOOP = "threads", "event loop"
_END = object()


class EventLoopThread:
    """
    An event loop in a thread, from its first use until `end`.

    An error that no task reported is raised by the next call of `run`.
    """

    def __init__(self) -> None:
        self.opened: list[Any] = []
        """Clients and transports that `end` closes."""
        self._errors: list[dict[str, Any]] = []
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    @property
    def is_current(self) -> bool:
        """Whether this is the thread of the event loop."""
        return threading.current_thread() is self._thread

    def start(self, awaitable: Awaitable[Any]) -> Future[Any]:
        """Await something in the event loop, and return the future of its result."""
        with self._starting:
            if self._thread is None:
                self._start_thread()

        async def wait() -> Any:
            return await awaitable

        return asyncio.run_coroutine_threadsafe(wait(), self._loop)

    def run(self, awaitable: Awaitable[Any]) -> Any:
        """Await something in the event loop, and return its result."""
        future = self.start(awaitable)
        try:
            return future.result()
        finally:
            future.cancel()  # if this thread was interrupted
            errors, self._errors = self._errors, []
            assert errors == []

    def end(self) -> None:
        """Close what was opened, and end the loop; the next use starts another one."""
        opened, self.opened = self.opened, []
        if self._thread is not None:
            for closable in opened:
                self.run(closable.close())
            self.run(asyncio.sleep(0))  # transports are closed one iteration later
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(5)
            self._thread = None
            self._loop.close()

    def _start_thread(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(lambda _, context: self._errors.append(context))
        thread = threading.Thread(target=self._run, name="event loop", daemon=True)
        thread.start()
        self._thread = thread

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        while True:
            try:
                self._loop.run_forever()
            except (KeyboardInterrupt, SystemExit):
                continue  # a task raised it, and its future raises it too
            return


LOOP = EventLoopThread()
atexit.register(LOOP.end)


class BlockingProxy:
    """An object of an `AsyncClient` for a thread: awaitable results are awaited, other objects get such a proxy."""

    def __init__(self, target: Any, origin: Any) -> None:
        self.__dict__.update(_target=target, _origin=origin)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name == "submit":
            return self._submit
        return self._wrap(getattr(self._target, name))

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._target, name, value)

    def __getitem__(self, name: str) -> Any:
        return self._wrap(self._target[name])

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._wrap(self._target(*args, **kwargs))

    def __dir__(self) -> list[str]:
        return dir(self._target)

    def __repr__(self) -> str:
        return repr(self._target)

    def _submit(self, *args: Any, **kwargs: Any) -> Future[Any]:
        return LOOP.start(self._target(*args, **kwargs))

    def _wrap(self, value: Any) -> Any:
        if inspect.isawaitable(value):
            return self._wrap(LOOP.run(value))
        if isinstance(value, ManagedIterator):
            return BlockingIteratorProxy(value, self._origin)
        if isinstance(value, AsyncClient):
            return BlockingAsyncClient._of(value, self._origin)
        if isinstance(value, (Resource, MethodType, FunctionType)):
            return BlockingProxy(value, self._origin)
        return value


class BlockingIteratorProxy(BlockingProxy):
    """A `ManagedIterator`, iterated over in a thread."""

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        value = LOOP.run(anext(self._target, _END))
        if value is _END:
            raise StopIteration
        return self._wrap(value)

    def __enter__(self) -> BlockingIteratorProxy:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close it."""
        LOOP.run(self._target.aclose())


class BlockingAsyncClient(BlockingProxy):
    """An `AsyncClient` with the methods of `Client`; it is closed with the loop at the latest."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._set(AsyncClient(*args, **kwargs), None)

    def _set(self, client: AsyncClient, origin: Any) -> BlockingAsyncClient:
        self.__dict__.update(_target=client, _origin=origin or self)
        if origin is None:
            LOOP.opened.append(client)
        return self

    @classmethod
    def _of(cls, client: AsyncClient, origin: Any = None) -> BlockingAsyncClient:
        return cls.__new__(cls)._set(client, origin)

    @classmethod
    def from_env(cls, *args: Any, **kwargs: Any) -> BlockingAsyncClient:
        """Return a client with the options of the environment."""
        return cls._of(AsyncClient.from_env(*args, **kwargs))

    @classmethod
    def from_profile(cls, *args: Any, **kwargs: Any) -> BlockingAsyncClient:
        """Return a client for a profile."""
        return cls._of(AsyncClient.from_profile(*args, **kwargs))

    @classmethod
    def mock(cls, *args: Any, **kwargs: Any) -> BlockingAsyncClient:
        """Return a client of a mock server."""
        return cls._of(AsyncClient.mock(*args, **kwargs))

    def __copy__(self) -> BlockingAsyncClient:
        return self._of(copy.copy(self._target))

    def __deepcopy__(self, memo: Any) -> BlockingAsyncClient:
        return self._of(copy.deepcopy(self._target, memo))

    def __reduce__(self) -> Any:
        return BlockingAsyncClient._of, (self._target,)

    def __enter__(self) -> BlockingAsyncClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> Any:
        """Close its connections; in the event loop itself, return the coroutine that does."""
        return self._target.close() if LOOP.is_current else LOOP.run(self._target.close())


class BlockingAsyncTransport:
    """The transport of `AsyncClient` with blocking methods; in the event loop itself they return coroutines."""

    def __init__(self, **options: Any) -> None:
        self._transport = AsyncHttpTransport(**options)
        LOOP.opened.append(self._transport)

    def __reduce__(self) -> Any:
        return _wrap_transport, (self._transport,)

    def send(self, request: Request, limits: Limits) -> Any:
        """Send a request, and return the response."""
        sending = self._transport.send(request, limits)
        return sending if LOOP.is_current else LOOP.run(sending)

    def close(self) -> Any:
        """Close its connections."""
        closing = self._transport.close()
        return closing if LOOP.is_current else LOOP.run(closing)


def _wrap_transport(transport: AsyncHttpTransport) -> BlockingAsyncTransport:
    wrapper = BlockingAsyncTransport()
    wrapper._transport = transport
    return wrapper


# --- tests with both clients -----------------------------------------------------------------------------------------

CLIENTS_BY_KIND: dict[str, dict[str, Any]] = {
    THREADS: {"Client": Client, "HttpTransport": HttpTransport},
    EVENT_LOOP: {"Client": BlockingAsyncClient, "HttpTransport": BlockingAsyncTransport},
}
"""For each kind of backend what the names in a test module stand for."""


def backend_kind_fixture(*, everywhere: bool = False) -> Any:
    """
    Return the fixture `backend_kind`, which a test module has to define under that name.

    Tests that use it run once with each client. With `everywhere` all tests of the module do.
    """

    def backend_kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
        for name, value in CLIENTS_BY_KIND[request.param].items():
            if hasattr(request.module, name):
                monkeypatch.setattr(request.module, name, value)
            monkeypatch.setattr(f"tests.support.descriptions.{name}", value, raising=False)
        yield str(request.param)
        LOOP.end()

    return pytest.fixture(params=list(CLIENTS_BY_KIND), autouse=everywhere)(backend_kind)


with_both_clients: Callable[[Any], Any] = pytest.mark.usefixtures("backend_kind")
"""For a test of a module that has the fixture, but not everywhere."""
threads_only: Callable[[Any], Any] = pytest.mark.parametrize("backend_kind", [THREADS], indirect=True)
"""For a test for `Client` alone, in a module whose tests run with both clients."""


def patch_sleep(monkeypatch: pytest.MonkeyPatch, sleep: Callable[[float], Any]) -> None:
    """Call a function in place of each sleep of so many seconds, in either backend."""

    async def sleep_in_loop(_: Any, seconds: float) -> None:
        sleep(seconds)

    monkeypatch.setattr("dynaclient.runtime.backends.sleep", sleep)
    monkeypatch.setattr("dynaclient.runtime.endable.Endable.sleep", sleep_in_loop)
    monkeypatch.setattr("dynaclient.runtime.asyncio_backend.AsyncioBackend.sleep", sleep_in_loop)
