"""
Both clients for the same tests: `Client` as it is, and `AsyncClient` seen from a thread.

What is awaited runs in one event loop, in a thread of its own. Tests that run in both colours are written for `Client`;
a fixture of their module has `Client` stand for `Awaited` when it is the event loop's turn.
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

from dynaclient import AsyncClient, Client, Limits, Request, RequestsTransport
from dynaclient.client.resources import Resource
from dynaclient.http.transports.aiohttp import AiohttpTransport
from dynaclient.runtime.backends import ManagedIterator

THREADS, EVENT_LOOP = "threads", "event loop"
_OVER = object()


class Loop:
    """
    An event loop in a thread, from when it is first asked for something until `end`.

    What went wrong in it without anybody hearing of it is raised where it is next asked for something.
    """

    def __init__(self) -> None:
        self.made: list[Any] = []
        """What is closed at the end: clients, and transports."""
        self._troubles: list[dict[str, Any]] = []
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    @property
    def is_here(self) -> bool:
        """Whether this is the thread of the event loop."""
        return threading.current_thread() is self._thread

    def begin(self, steps: Awaitable[Any]) -> Future[Any]:
        """Have something awaited, and give the future for what comes of it."""
        with self._starting:
            if self._thread is None:
                self._start()

        async def awaited() -> Any:
            return await steps

        return asyncio.run_coroutine_threadsafe(awaited(), self._loop)

    def run(self, steps: Awaitable[Any]) -> Any:
        """Await something, and give what comes of it."""
        under_way = self.begin(steps)
        try:
            return under_way.result()
        finally:
            under_way.cancel()  # where this thread was interrupted
            troubles, self._troubles = self._troubles, []
            assert troubles == []

    def end(self) -> None:
        """Close what was made, and end the loop; there is another one for whoever asks."""
        made, self.made = self.made, []
        if self._thread is not None:
            for each in made:
                self.run(each.close())
            self.run(asyncio.sleep(0))  # what was closed is gone after another round
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(5)
            self._thread = None
            self._loop.close()

    def _start(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(lambda _, told: self._troubles.append(told))
        thread = threading.Thread(target=self._run, name="event loop", daemon=True)
        thread.start()
        self._thread = thread

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        while True:
            try:
                self._loop.run_forever()
            except (KeyboardInterrupt, SystemExit):
                continue  # a task raised it; whoever waits for the task is told as well
            return


LOOP = Loop()
atexit.register(LOOP.end)


class Face:
    """Something of an `AsyncClient`, seen from a thread: what it gives is awaited, or has such a face itself."""

    def __init__(self, thing: Any, origin: Any) -> None:
        self.__dict__.update(_thing=thing, _origin=origin)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name == "submit":
            return self._begun
        return self._seen(getattr(self._thing, name))

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._thing, name, value)

    def __getitem__(self, name: str) -> Any:
        return self._seen(self._thing[name])

    def __call__(self, *given: Any, **named: Any) -> Any:
        return self._seen(self._thing(*given, **named))

    def __dir__(self) -> list[str]:
        return dir(self._thing)

    def __repr__(self) -> str:
        return repr(self._thing)

    def _begun(self, *given: Any, **named: Any) -> Future[Any]:
        return LOOP.begin(self._thing(*given, **named))

    def _seen(self, value: Any) -> Any:
        if inspect.isawaitable(value):
            return self._seen(LOOP.run(value))
        if isinstance(value, ManagedIterator):
            return Through(value, self._origin)
        if isinstance(value, AsyncClient):
            return Awaited._of(value, self._origin)
        if isinstance(value, (Resource, MethodType, FunctionType)):
            return Face(value, self._origin)
        return value


class Through(Face):
    """`Steps` to be gone through in a thread."""

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        value = LOOP.run(anext(self._thing, _OVER))
        if value is _OVER:
            raise StopIteration
        return self._seen(value)

    def __enter__(self) -> Through:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End it."""
        LOOP.run(self._thing.aclose())


class Awaited(Face):
    """An `AsyncClient` with the ways of `Client`; it is closed at the latest together with the loop."""

    def __init__(self, *given: Any, **named: Any) -> None:
        self._become(AsyncClient(*given, **named), None)

    def _become(self, client: AsyncClient, origin: Any) -> Awaited:
        self.__dict__.update(_thing=client, _origin=origin or self)
        if origin is None:
            LOOP.made.append(client)
        return self

    @classmethod
    def _of(cls, client: AsyncClient, origin: Any = None) -> Awaited:
        return cls.__new__(cls)._become(client, origin)

    @classmethod
    def from_env(cls, *given: Any, **named: Any) -> Awaited:
        """Give one as the environment has it."""
        return cls._of(AsyncClient.from_env(*given, **named))

    @classmethod
    def mock(cls, *given: Any, **named: Any) -> Awaited:
        """Give one for a server that is made from the description."""
        return cls._of(AsyncClient.mock(*given, **named))

    def __copy__(self) -> Awaited:
        return self._of(copy.copy(self._thing))

    def __deepcopy__(self, memo: Any) -> Awaited:
        return self._of(copy.deepcopy(self._thing, memo))

    def __reduce__(self) -> Any:
        return Awaited._of, (self._thing,)

    def __enter__(self) -> Awaited:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> Any:
        """Close its connections; in the event loop itself, give what does so when it is awaited."""
        return self._thing.close() if LOOP.is_here else LOOP.run(self._thing.close())


class AwaitedTransport:
    """The transport of `AsyncClient` with the ways of `RequestsTransport`; in the event loop it is as it is."""

    def __init__(self, **options: Any) -> None:
        self._made = AiohttpTransport(**options)
        LOOP.made.append(self._made)

    def __reduce__(self) -> Any:
        return _transport_around, (self._made,)

    def send(self, request: Request, limits: Limits) -> Any:
        """Send, and give the answer."""
        steps = self._made.send(request, limits)
        return steps if LOOP.is_here else LOOP.run(steps)

    def close(self) -> Any:
        """Close its connections."""
        steps = self._made.close()
        return steps if LOOP.is_here else LOOP.run(steps)


def _transport_around(made: AiohttpTransport) -> AwaitedTransport:
    around = AwaitedTransport()
    around._made = made
    return around


# --- tests in both colours -------------------------------------------------------------------------------------------

STAND_INS: dict[str, dict[str, Any]] = {
    THREADS: {"Client": Client, "RequestsTransport": RequestsTransport},
    EVENT_LOOP: {"Client": Awaited, "RequestsTransport": AwaitedTransport},
}
"""Each colour: what the names in a module of tests stand for."""


def both(*, everywhere: bool = False) -> Any:
    """
    Give the fixture `colour`, to be put into a module of tests under that name.

    Tests that use it run once with each client. With `everywhere` all tests of the module do.
    """

    def colour(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
        for module in (request.module, "tests.support.descriptions"):
            for name, each in STAND_INS[request.param].items():
                _set(monkeypatch, module, name, each)
        yield str(request.param)
        LOOP.end()

    return pytest.fixture(params=list(STAND_INS), autouse=everywhere)(colour)


def _set(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, value: Any) -> None:
    if isinstance(module, str):
        monkeypatch.setattr(f"{module}.{name}", value, raising=False)
    elif hasattr(module, name):
        monkeypatch.setattr(module, name, value)


in_both_colours: Callable[[Any], Any] = pytest.mark.usefixtures("colour")
"""For a test of a module that has the fixture, but not everywhere."""
in_threads: Callable[[Any], Any] = pytest.mark.parametrize("colour", [THREADS], indirect=True)
"""For a test that only `Client` has to pass, in a module whose tests run in both colours."""


def let_pass(monkeypatch: pytest.MonkeyPatch, sleep: Callable[[float], Any]) -> None:
    """Have a function called in place of each wait of so many seconds, in either colour."""

    async def slept(_: Any, seconds: float) -> None:
        sleep(seconds)

    monkeypatch.setattr("dynaclient.runtime.backends.sleep", sleep)
    monkeypatch.setattr("dynaclient.client.aio.Suspending.sleep", slept)
