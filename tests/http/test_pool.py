"""How many connections there may be, and how many look-ups of a name, with both clients."""

from __future__ import annotations

import asyncio
import gc
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from dynaclient import AsyncClient, Client, ConnectError, DeadlineExceeded, InvalidCall, Limits, NotDelivered
from dynaclient.http.connections import Connection
from dynaclient.http.io.deadline import Deadline
from dynaclient.http.io.names import look_up
from dynaclient.http.permits import Permit
from dynaclient.http.pool import OriginPool
from dynaclient.http.proxies import NetworkSettings
from dynaclient.runtime.backends import THREADS, ThreadBackend, WaitTimeout, run
from tests.support import ROOT
from tests.support.both_clients import backend_kind_fixture
from tests.support.descriptions import describe
from tests.support.raw_server import RawServer, raw_response

DESCRIPTION = describe({"get": {"method": "GET"}})
LIMIT = 3
backend_kind = backend_kind_fixture()


class Busy:
    """A server whose responses take a while; it counts how many it prepares at once."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.most = self.now = 0
        self._lock = threading.Lock()

    def __call__(self, _: Any) -> bytes:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(self.seconds)
        with self._lock:
            self.now -= 1
        return raw_response()


def in_threads(url: str, calls: int, **options: Any) -> list[Any]:
    with (
        Client(DESCRIPTION, url=url, trust_env=False, retries=0, **options) as client,
        ThreadPoolExecutor(calls) as pool,
    ):
        return list(pool.map(lambda _: _outcome(client.things.get), range(calls)))


def in_tasks(url: str, calls: int, **options: Any) -> list[Any]:
    async def run_all() -> list[Any]:
        async with AsyncClient(DESCRIPTION, url=url, trust_env=False, retries=0, **options) as client:
            return await asyncio.gather(*(client.things.get() for _ in range(calls)), return_exceptions=True)

    return asyncio.run(run_all())


def _outcome(call: Any) -> Any:
    try:
        return call()
    except Exception as error:  # noqa: BLE001 - compared by the test
        return error


WAYS = pytest.mark.parametrize("call_all", [in_threads, in_tasks])


@WAYS
def test_no_more_connections_are_used_at_once_than_allowed(call_all: Any) -> None:
    busy = Busy(0.01)
    with RawServer(busy) as server:
        assert call_all(server.url, 24, max_connections=LIMIT) == [{}] * 24
    assert (busy.most, server.connections) == (LIMIT, LIMIT)


@pytest.mark.parametrize(
    ("options", "error", "limit"),
    [
        ({"timeout": 0.2}, DeadlineExceeded, "(timeout 0.2 s)"),
        ({"timeout": None, "read_timeout": 0.2}, ConnectError, "(read_timeout 0.2 s)"),
    ],
)
def test_waiting_for_a_connection_is_limited(
    options: dict[str, Any], error: type[Exception], limit: str, backend_kind: str
) -> None:
    with (
        RawServer(Busy(0.8)) as server,
        ThreadPoolExecutor(LIMIT) as threads,
        Client(DESCRIPTION, url=server.url, trust_env=False, max_connections=LIMIT) as client,
    ):
        holding = [threads.submit(client.things.get) for _ in range(LIMIT)]
        time.sleep(0.1)
        with pytest.raises(error, match=f"all {LIMIT} connections to 127.0.0.1:[0-9]+ are in use") as caught:
            client.with_options(**options).things.get()
        assert [call.result() for call in holding] == [{}] * LIMIT
    assert f"{limit}; nothing was sent; make fewer calls concurrently, or raise max_connections" in str(caught.value)


@pytest.mark.parametrize("value", [0, -1, 1.5, "9", True, 10**9])
@pytest.mark.parametrize("client", [Client, AsyncClient])
def test_a_limit_that_is_none_is_an_error(client: Any, value: Any) -> None:
    with pytest.raises(InvalidCall, match=r"max_connections.* pass a number from 1 to 100,000"):
        client(DESCRIPTION, max_connections=value)


def test_a_cancelled_call_leaves_its_turn_to_the_next() -> None:
    async def run_all() -> list[Any]:
        async with AsyncClient(DESCRIPTION, url=server.url, max_connections=1, trust_env=False) as client:
            calls = [asyncio.ensure_future(client.things.get()) for _ in range(20)]
            await asyncio.sleep(0.02)
            for call in calls[1::2]:
                call.cancel()
            return await asyncio.gather(*calls[::2])

    with RawServer(Busy(0.01)) as server:
        assert asyncio.run(run_all()) == [{}] * 10


def test_a_stream_holds_its_connection_until_it_is_closed() -> None:
    action = {"method": "GET", "responses": {"200": {"content": {"application/octet-stream": {}}, "stream": "bytes"}}}
    with (
        RawServer(lambda _: raw_response(b"x" * 100_000, media="application/octet-stream")) as server,
        Client(describe({"get": action}), url=server.url, max_connections=1, timeout=0.2) as client,
    ):
        stream = client.things.get()
        assert next(stream)
        with pytest.raises(ConnectError, match="are in use"):
            next(client.with_options(read_timeout=0.1).things.get())
        stream.close()
        assert next(client.things.get())


# --- permits ---------------------------------------------------------------------------------------------------------


class _OpenStream:
    """A stream on which nothing happens."""

    peer = ("127.0.0.1", 1)
    is_open = True
    closed = 0

    def close(self) -> None:
        self.closed += 1


def new_pool(limit: int) -> OriginPool:
    return OriginPool("http://host", NetworkSettings(trust_env=False).route_to("http://host"), limit)


def acquired(pool: OriginPool, seconds: float = 0.01) -> Any:
    """Return what `Connector` takes: an idle connection, or a new one."""
    limits = Limits(read_timeout=seconds)
    found = pool.idle() or pool.permit() or run(pool.wait(THREADS, limits))
    return Connection(_OpenStream(), pool.permits, found) if isinstance(found, Permit) else found  # type: ignore[arg-type]


def test_a_connection_that_nothing_refers_to_leaves_its_permit() -> None:
    pool = new_pool(1)
    connection = acquired(pool)
    with pytest.raises(NotDelivered, match="all 1 connections to host:80 are in use"):
        acquired(pool)
    del connection
    gc.collect()
    acquired(pool).close()


def test_a_connection_that_is_closed_twice_leaves_one_permit() -> None:
    pool = new_pool(1)
    first = acquired(pool)
    first.close()
    first.close()
    second = acquired(pool)
    with pytest.raises(NotDelivered):
        acquired(pool)
    second.close()


def test_an_idle_connection_goes_to_the_one_who_waits() -> None:
    pool = new_pool(1)
    first = acquired(pool)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(acquired, pool, 10)
        while not pool.permits.waiting:
            time.sleep(0.001)
        pool.take_back(first, True, None)
        assert waiting.result() is first


@pytest.mark.parametrize("error", [WaitTimeout(), KeyboardInterrupt()])
@pytest.mark.parametrize("is_reusable", [True, False])
def test_what_comes_to_one_who_waits_no_more_is_for_the_next(error: BaseException, is_reusable: bool) -> None:
    pool = new_pool(1)
    connection = acquired(pool)

    class LateBackend(ThreadBackend):
        async def wait_for(self, _future: Any, _seconds: float) -> Any:
            pool.take_back(connection, is_reusable, None)  # at the moment at which the wait ends
            raise error

    with pytest.raises((NotDelivered, KeyboardInterrupt)):
        run(pool.wait(LateBackend(), Limits()))
    assert (acquired(pool) is connection) is is_reusable


@pytest.mark.parametrize("is_reusable", [True, False])
def test_what_comes_to_one_who_has_cancelled_is_for_the_next(is_reusable: bool) -> None:
    pool = new_pool(1)
    connection = acquired(pool)
    turn: Future[Any] = Future()
    turn.cancel()
    pool.permits.waiting.append(turn)
    pool.take_back(connection, is_reusable, None)
    assert (acquired(pool) is connection) is is_reusable


def test_many_threads_share_few_connections() -> None:
    pool = new_pool(2)
    held: list[int] = []
    most: list[int] = []

    def work(number: int) -> None:
        connection = acquired(pool, 10)
        held.append(1)
        most.append(len(held))
        held.pop()
        if number % 3:
            pool.take_back(connection, True, None)
        else:
            connection.close()

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(work, range(4_000)))
    assert max(most) <= 2
    assert len(pool.permits._free) + len(pool._idle) == len(pool.permits._living)
    assert not pool.permits.waiting


def test_a_closed_pool_keeps_no_connection() -> None:
    pool = new_pool(2)
    idle, used = acquired(pool), acquired(pool)
    pool.take_back(idle, True, None)
    pool.close()
    pool.take_back(used, True, None)
    assert [connection._stream.closed for connection in (idle, used)] == [1, 1]


# --- open files ------------------------------------------------------------------------------------------------------

OPEN_FILES = """
import asyncio, resource, sys
from dynaclient import AsyncClient
resource.setrlimit(resource.RLIMIT_NOFILE, (150, 150))
action = {"method": "GET", "responses": {"200": {"schema": {}}}}
description = {"dynaclient": 1, "resources": {"things": {"path": "/things", "actions": {"get": action}}}}
async def main():
    async with AsyncClient(description, url=sys.argv[1], trust_env=False, **eval(sys.argv[2])) as client:
        outcomes = await asyncio.gather(*(client.things.get() for _ in range(400)), return_exceptions=True)
    failed = [outcome for outcome in outcomes if outcome != {}]
    print(len(failed), failed[0] if failed else "")
asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "0 "),
        (
            {"max_connections": 1000, "retries": 0},
            "too many open files in this process; nothing was sent; raise the limit (ulimit -n)",
        ),
    ],
)
def test_many_calls_at_once_need_no_more_files_than_connections(options: dict[str, Any], expected: str) -> None:
    with RawServer(Busy(0.05)) as server:
        command = [sys.executable, "-c", OPEN_FILES, server.url, repr(options)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert expected in done.stdout, done.stderr


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def slow_names(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Let names under ``.example`` hang until the end of the test; yield those that are looked up."""
    asked: list[str] = []
    ended, own = threading.Event(), socket.getaddrinfo

    def look_up(host: str, *given: Any) -> Any:
        if not host.endswith(".example"):
            return own(host, *given)
        if given[-1] == socket.AI_NUMERICHOST:
            raise socket.gaierror(socket.EAI_NONAME, "a name")
        asked.append(host)
        ended.wait(20)
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    yield asked
    ended.set()
    for thread in threading.enumerate():
        if thread.name == "dynaclient-name":  # a look-up that has not ended is shared with the next test
            thread.join(20)


@WAYS
def test_calls_that_need_the_same_name_share_one_look_up(call_all: Any, slow_names: list[str]) -> None:
    before = threading.active_count()
    outcomes = call_all("http://hanging.example", 60, timeout=0.2)
    assert all(isinstance(outcome, DeadlineExceeded) for outcome in outcomes)
    outcomes = call_all("http://hanging.example", 5, timeout=0.2)
    assert slow_names == ["hanging.example"]
    assert threading.active_count() <= before + 1


@pytest.mark.parametrize("name", ["here.example", "host7"])
def test_after_a_look_up_the_next_one_asks_again(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    asked: list[str] = []
    own = socket.getaddrinfo

    def look_up(host: Any, *given: Any) -> Any:
        if host == name:
            asked.append(host)
            return own("127.0.0.1", *given)
        return own(host, *given)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with RawServer() as server:
        url = server.url.replace("127.0.0.1", name)
        assert in_threads(url, 1) + in_tasks(url, 1) == [{}, {}]
    assert asked == [name] * 2


def test_an_interrupt_before_a_look_up_starts_leaves_nothing_to_wait_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("dynaclient.http.io.names._in_thread", interrupt)
        with pytest.raises(KeyboardInterrupt):
            run(look_up("localhost", 80, THREADS, Deadline(1, float("inf"))))
    assert run(look_up("localhost", 80, THREADS, Deadline(10, float("inf"))))
