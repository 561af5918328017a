"""A client that is dropped is gone, with its description; and however much one does, nothing grows."""

from __future__ import annotations

import asyncio
import copy
import gc
import inspect
import io
import os
import pickle
import pydoc
import subprocess
import sys
import time
import warnings
import weakref
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec

import pytest

from dynaclient import AsyncClient, Client, DynaclientError
from dynaclient.client.shared import _close_in_thread
from dynaclient.completion.candidates import candidates
from dynaclient.mock.control.journal import MAX_REQUESTS
from dynaclient.testing import RecordingTransport, response
from tests.support.dropping import new_description, references_to, survivors

KEPT: list[Any] = []
"""What a caller keeps."""


def keep_errors(client: Any, *failing: Callable[[Any], Any]) -> None:
    """Make calls that fail, and keep their errors, without the frames of the caller."""
    for call in failing:
        with pytest.raises(DynaclientError) as caught:
            call(client)
        KEPT.append(caught.value.with_traceback(None))
        del caught


MISTAKES: list[Callable[[Any], Any]] = [
    lambda client: client.things.get(q="x"),
    lambda client: client.things.get(r=1),
    lambda client: client.things.get(1, 2),
    lambda client: client.things.post(thing={"pin": "1234567", "name": "b"}),
    lambda client: client.things.nothing,
    lambda client: client.nothing,
    lambda client: client.call("things.nothing"),
    lambda client: client.with_options(validate="never"),
]


class InProcessExecutor(Executor):
    """Runs everything at once, in this process, and nothing of it is known to be in this process."""

    def submit(self, function: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(function(*pickle.loads(pickle.dumps(args)), **kwargs))
        return future


def mocked(client: Client, *, close: bool) -> None:
    """Use a mock server."""
    mock = Client.mock(client.api)
    mock.things.post(thing={"name": "aa"})
    if close:
        mock.close()


WAYS: dict[str, Callable[[Any], Any]] = {
    "nothing": lambda _: None,
    "a call": lambda client: client.things.get(q=1),
    "a call by name": lambda client: client.call("things.post", thing={"pin": "1234567", "name": "aa"}),
    "help": lambda client: pydoc.render_doc(client.things.get),
    "help of a client": lambda client: (pydoc.render_doc(client), client.things.__doc__),
    "the signature": lambda client: (inspect.signature(client.things.get), client.things.get.__doc__),
    "what a notebook shows": lambda client: [
        thing._repr_html_()
        for thing in (
            client,
            client.api,
            client.things,
            client.things.get,
            client.find("things"),
            client.things.list.items(),
        )
    ],
    "the Tab key": lambda client: [
        candidates(f"client.{code}", {"client": client})
        for code in ("", "things.", "things.get(", "things.get(q='", "call('")
    ],
    "names": lambda client: (dir(client), dir(client.things), dir(client.things.get), repr(client)),
    "a double": create_autospec,
    "the search": lambda client: client.find("list things"),
    "an example": lambda client: client.things.post.example(),
    "a prepared request, kept": lambda client: KEPT.append(client.things.post.prepare(thing={"pin": "1234567"})),
    "pages": lambda client: list(client.things.list.pages()),
    "items, left": lambda client: next(client.things.list.items(), None),
    "a stream, left": lambda client: client.things.watch(),
    "a download": lambda client: client.things.get.download(io.BytesIO()),
    "map": lambda client: client.things.get.map([{"q": 1}, {"q": "x"}]),
    "map, its outcomes kept": lambda client: KEPT.append(client.things.get.map([{"q": "x"}])),
    "imap, left": lambda client: next(client.things.get.imap([{"q": 1}, {"q": 2}])),
    "map in an executor": lambda client: client.things.get.map([{"q": 1}], executor=InProcessExecutor()),
    "a background call": lambda client: client.things.get.submit(q=1).result(),
    "a pickle, kept": lambda client: KEPT.append(pickle.dumps(client)),
    "an unpickled client": lambda client: pickle.loads(pickle.dumps(client)).things.get(),
    "copies": lambda client: (copy.copy(client).things.get(), copy.deepcopy(client).things.get()),
    "derived clients": lambda client: client.with_options(headers={"a": "b"}).with_defaults(q=1).things.get(),
    "errors, kept": lambda client: keep_errors(client, *MISTAKES),
    "lint": lambda client: Client(client.api, lint=True),
    "a mock server": lambda client: mocked(client, close=True),
    "a mock server, left": lambda client: mocked(client, close=False),
}


@pytest.mark.uncounted
@pytest.mark.filterwarnings("ignore:.*deprecated")
@pytest.mark.parametrize("way", WAYS)
def test_a_client_that_is_dropped_is_gone_with_its_description(way: str) -> None:
    def use() -> list[weakref.ref[Any]]:
        client = Client(new_description(), transport=RecordingTransport(response({"items": []})))
        WAYS[way](client)
        return references_to(client.api)

    assert survivors(use()) == []


async def _stream(client: AsyncClient) -> None:
    async for _ in client.things.list.items():
        break


async def _task(client: AsyncClient) -> None:
    task = asyncio.ensure_future(client.things.get(q=1))
    await asyncio.sleep(0)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _mistakes(client: AsyncClient) -> None:
    for arguments in ({"q": "x"}, {"r": 1}):
        try:
            await client.things.get(**arguments)
        except DynaclientError as error:
            KEPT.append(error.with_traceback(None))


async def _left(client: AsyncClient) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # it was never awaited
        client.things.get(q=1)
        gc.collect()


async def _mock(client: AsyncClient) -> None:
    mock = AsyncClient.mock(client.api)
    await mock.things.get()
    await mock.close()


ASYNC_WAYS: dict[str, Callable[[AsyncClient], Awaitable[Any]]] = {
    "a call": lambda client: client.things.get(q=1),
    "map": lambda client: client.things.get.map([{"q": 1}]),
    "items, left": _stream,
    "a task, cancelled": _task,
    "errors, kept": _mistakes,
    "a coroutine, left": _left,
    "a mock server": _mock,
}


@pytest.mark.uncounted
@pytest.mark.filterwarnings("ignore:.*deprecated")
@pytest.mark.parametrize("way", ASYNC_WAYS)
def test_an_async_client_that_is_dropped_is_gone_with_its_description(way: str) -> None:
    async def use() -> list[weakref.ref[Any]]:
        client = AsyncClient(new_description(), transport=RecordingTransport(response({"items": []})))
        await ASYNC_WAYS[way](client)
        return references_to(client.api)

    assert survivors(asyncio.run(use())) == []


# --- nothing grows ---------------------------------------------------------------------------------------------------

MANY_CLIENTS = """
import gc
from dynaclient import Client
from dynaclient.testing import RecordingTransport, response
from tests.support.dropping import new_description, references_to, survivors

def use():
    with Client(token="x", transport=RecordingTransport(response({}))) as client:
        client.applications.get()
    return client.api

def size():
    gc.collect()
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096

use()
before = size()
for number in range(300):
    use()
print(size() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the size of a process is read from /proc")
def test_300_clients_stay_within_20_megabytes() -> None:
    grown = subprocess.run([sys.executable, "-c", MANY_CLIENTS], capture_output=True, text=True, check=True).stdout
    assert int(grown) < 20_000_000


def _fail(client: Any, **arguments: Any) -> None:
    with suppress(DynaclientError):
        client.things.get(**arguments)


def _respond(request: Any) -> Any:
    return response({"message": "no"}, 404) if "q=-1" in request.url else response({"items": []})


class Forgetful(RecordingTransport):
    """Records nothing."""

    def send(self, request: Any, limits: Any) -> Any:
        try:
            return super().send(request, limits)
        finally:
            self.requests.clear()


REPEATED: dict[str, Callable[[Any, int], Any]] = {
    "a call": lambda client, number: client.things.get(q=number),
    "a body with a secret": lambda client, number: client.things.post(thing={"pin": f"{number}", "name": "aa"}),
    "an error of the server": lambda client, _: _fail(client, q=-1),
    "a wrong value": lambda client, number: _fail(client, q=f"x{number}"),
    "a wrong name": lambda client, number: _fail(client, **{f"x{number}": 1}),
    "pages": lambda client, _: list(client.things.list.pages()),
    "a derived client": lambda client, number: client.with_options(headers={"a": f"{number}"}).things.get(q=number),
    "another resource": lambda client, number: getattr(client, f"x{number}", None),
    "the search": lambda client, number: client.find(f"list things {number % 50}"),
}
ASYNC_REPEATED: dict[str, Callable[[Any, int], Any]] = {
    "a call": lambda client, number: client.things.get(q=number),
    "an error of the server": lambda client, _: client.things.get(q=-1),
    "a wrong value": lambda client, number: client.things.get(q=f"x{number}"),
    "pages": lambda client, _: _stream(client),
}


def _growth(step: Callable[[int], Any], count: int) -> int:
    """Return how many blocks of memory more there are after so many steps, beyond a first quarter of them."""
    for number in range(count // 4):
        step(number)
    gc.collect()
    before = sys.getallocatedblocks()
    for number in range(count // 4, count):
        step(number)
    gc.collect()
    return sys.getallocatedblocks() - before


COUNTS = [pytest.param(1_000, id="some"), pytest.param(10_000, id="many", marks=pytest.mark.full)]


@pytest.mark.uncounted
@pytest.mark.filterwarnings("ignore:.*deprecated")
@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("way", REPEATED)
def test_calls_leave_nothing_behind(way: str, count: int) -> None:
    client = Client(new_description(), transport=Forgetful(_respond), retries=0)
    assert (
        _growth(lambda number: REPEATED[way](client, number), count) < count / 4
    )  # a single object for each call would be three quarters


@pytest.mark.uncounted
@pytest.mark.filterwarnings("ignore:.*deprecated")
@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("way", ASYNC_REPEATED)
def test_calls_of_an_async_client_leave_nothing_behind(way: str, count: int) -> None:
    async def use() -> int:
        client = AsyncClient(new_description(), transport=Forgetful(_respond), retries=0)

        async def steps(numbers: range) -> None:
            for number in numbers:
                with suppress(DynaclientError):
                    await ASYNC_REPEATED[way](client, number)

        await steps(range(count // 4))
        gc.collect()
        before = sys.getallocatedblocks()
        await steps(range(count // 4, count))
        gc.collect()
        return sys.getallocatedblocks() - before

    assert asyncio.run(use()) < count / 4  # a single object for each call would be three quarters


@pytest.mark.alone
@pytest.mark.uncounted
@pytest.mark.filterwarnings("ignore:.*deprecated")
@pytest.mark.parametrize("count", [pytest.param(400, id="some"), *COUNTS[1:]])
def test_a_mock_server_keeps_nothing_of_what_is_read(count: int) -> None:
    with Client.mock(new_description()) as client:
        for number in range(MAX_REQUESTS):  # the last ones are kept, to be looked at
            client.things.get(q=number)
        # The threads of the server may be at anything when the blocks are counted; what is kept is there each time.
        assert any(_growth(lambda number: client.things.get(q=number), count) < count / 4 for _ in range(3))


def test_a_forked_child_leaves_the_mock_server_of_its_parent_alone() -> None:
    closed: list[int] = []
    _close_in_thread(lambda: closed.append(1), os.getpid() + 1)
    _close_in_thread(lambda: closed.append(2), os.getpid())
    deadline = time.monotonic() + 5
    while not closed and time.monotonic() < deadline:
        time.sleep(0.01)
    assert closed == [2]
