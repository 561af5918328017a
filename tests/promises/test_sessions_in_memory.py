"""A session that only this process has is never lost, and no call waits for one that has ended."""

from __future__ import annotations

import asyncio
import faulthandler
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from typing import Any

import pytest

from dynaclient import AsyncClient, Client, DynaclientError, HttpTransport, Limits, Request, Response, auth
from tests.promises.test_interrupts import (
    Interrupted,
    interrupted_after,
    only_where_processes_fork,
    only_where_signals_are,
)
from tests.support.clock import Clock, clock_fixture
from tests.support.descriptions import describe
from tests.support.fault_server import STALLS, FaultServer
from tests.support.raw_server import RawServer, Received, raw_response
from tests.support.token_server import REFRESH, TokenServer

DESCRIPTION = describe(auth={"key": {"type": "bearer"}})
WORKERS = 32


def session_at(server: TokenServer, **options: Any) -> Client:
    """Return a client with a session whose refresh tokens may be used once."""
    source = auth.RefreshToken("id", REFRESH, token_url=f"{server.url}/token")
    return Client(DESCRIPTION, auth=source, url=server.url, trust_env=False, **options)


class Issuer(RawServer):
    """Issues tokens that are valid for some seconds, and an API that accepts the last two."""

    def __init__(self, life: float = 3600, delay: float = 0.02) -> None:
        super().__init__(self._answer)
        self.issued = self.refused = 0
        self._life, self._delay = life, delay

    def _answer(self, received: Received) -> bytes:
        if received.target == "/token":
            self.issued += 1
            token = f"t{self.issued}"
            time.sleep(self._delay)
            return raw_response(json.dumps({"access_token": token, "expires_in": self._life}).encode())
        is_valid = received.value("Authorization") in (f"Bearer t{self.issued}", f"Bearer t{self.issued - 1}")
        self.refused += not is_valid
        return raw_response(status=200 if is_valid else 401)


clock = clock_fixture()


# --- one token request for each expiry ---------------------------------------------------------------------------------


def test_32_threads_and_10_expiries_are_10_token_requests(clock: Clock) -> None:
    with Issuer() as issuer, ThreadPoolExecutor(WORKERS) as pool:
        source = auth.ClientCredentials("id", "secret", token_url=f"{issuer.url}/token")
        with Client(DESCRIPTION, auth=source, url=issuer.url) as client:
            for _ in range(10):
                assert list(pool.map(lambda _: client.things.get(), range(WORKERS))) == [{}] * WORKERS
                clock.ahead += 3600
    assert (issuer.issued, issuer.refused) == (10, 0)


def test_32_tasks_and_10_expiries_are_10_token_requests(clock: Clock) -> None:
    async def main(issuer: Issuer) -> None:
        source = auth.ClientCredentials("id", "secret", token_url=f"{issuer.url}/token")
        async with AsyncClient(DESCRIPTION, auth=source, url=issuer.url) as client:
            for _ in range(10):
                assert await asyncio.gather(*(client.things.get() for _ in range(WORKERS))) == [{}] * WORKERS
                clock.ahead += 3600

    with Issuer() as issuer:
        asyncio.run(main(issuer))
    assert (issuer.issued, issuer.refused) == (10, 0)


def test_tokens_of_a_second_are_renewed_each_second(clock: Clock) -> None:
    with Issuer(life=1, delay=0) as issuer:
        source = auth.ClientCredentials("id", "secret", token_url=f"{issuer.url}/token")
        with Client(DESCRIPTION, auth=source, url=issuer.url) as client:
            for _ in range(10):
                client.things.get()
                clock.ahead += 1
    assert (issuer.issued, issuer.refused) == (10, 0)


# --- whoever leaves -----------------------------------------------------------------------------------------------------


def test_a_call_whose_time_is_over_does_not_lose_the_session() -> None:
    with TokenServer(delay=0.3) as server, session_at(server) as client:
        with pytest.raises(DynaclientError, match="waiting for the token"):
            client.with_options(timeout=0.1, retries=0).things.get()
        assert client.things.get() == b"{}"
        server.expire()
        assert client.things.get() == b"{}"
    assert (server.refreshes, server.is_revoked) == (2, False)


def test_a_task_that_is_cancelled_does_not_lose_the_session() -> None:
    async def main(server: TokenServer) -> None:
        source = auth.RefreshToken("id", REFRESH, token_url=f"{server.url}/token")
        async with AsyncClient(DESCRIPTION, auth=source, url=server.url) as client:
            for number in range(12):
                server.expire()
                task = asyncio.ensure_future(client.things.get())
                await asyncio.sleep(0.005 * number)
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
                assert await asyncio.wait_for(client.things.get(), 5) == b"{}"

    with TokenServer(delay=0.02) as server:
        asyncio.run(main(server))
    assert not server.is_revoked


def interrupt_refreshes(times: int, seed: int) -> None:
    """Interrupt calls that refresh a session at random points; the next call must have it. Run in a separate process."""
    faulthandler.dump_traceback_later(80, exit=True)
    chance, stopped = random.Random(seed), 0
    with TokenServer() as server, session_at(server, timeout=5) as client, ThreadPoolExecutor(2) as others:
        for _ in range(2):  # an import that is interrupted may fail in another thread: all of them are here
            client.things.get()
            server.expire()
        for _ in range(times):
            server.expire()
            beside = others.submit(client.things.get)
            try:
                with interrupted_after(chance.uniform(0.00002, 0.006)):
                    client.things.get()
            except Interrupted:
                stopped += 1
            assert client.things.get() == b"{}"
            assert beside.result(5) == b"{}"
        assert not server.is_revoked
        assert client._shared.credentials._pending == {}
    assert stopped >= times // 5


@only_where_signals_are
@pytest.mark.parametrize("times", [100, pytest.param(1000, marks=pytest.mark.full)])
def test_an_interrupt_at_any_point_does_not_lose_the_session(times: int) -> None:
    program = f"from tests.promises.test_sessions_in_memory import interrupt_refreshes as run; run({times}, {times})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr[-4000:]


@pytest.mark.alone
def test_a_call_with_more_time_is_not_ended_by_one_with_less() -> None:
    stalled = threading.Event()

    def answer(received: Received) -> bytes:
        if received.target != "/token":
            return raw_response()
        if not stalled.is_set():
            stalled.set()
            time.sleep(1)
        return raw_response(b'{"access_token": "t"}')

    with RawServer(answer) as server, ThreadPoolExecutor(2) as pool:
        source = auth.ClientCredentials("id", "secret", token_url=f"{server.url}/token")
        with Client(DESCRIPTION, auth=source, url=server.url) as client:
            short = pool.submit(client.with_options(timeout=0.3, retries=0).things.get)
            stalled.wait(5)
            assert client.things.get() == {}
            with pytest.raises(DynaclientError):
                short.result(5)


@pytest.mark.alone
@pytest.mark.parametrize("name", STALLS)
def test_a_token_endpoint_that_stalls_ends_no_call_late(name: str) -> None:
    def timed(client: Client) -> float:
        started = time.monotonic()
        with pytest.raises(DynaclientError):
            client.things.get()
        return time.monotonic() - started

    with FaultServer(STALLS[name]) as issuer, RawServer() as api, ThreadPoolExecutor(8) as pool:
        for source in (
            auth.ClientCredentials("id", "secret", token_url=f"{issuer.url}/token"),
            auth.RefreshToken("id", "refresh", token_url=f"{issuer.url}/token"),
            auth.ClientCredentials("id", "secret", issuer=issuer.url),
        ):
            with Client(DESCRIPTION, auth=source, url=api.url, timeout=0.2) as client:
                assert max(pool.map(timed, [client] * 8)) < 0.3
    assert api.requests == []


# --- clients that are shared, replaced, closed and forked ---------------------------------------------------------------


class InThreads:
    """A transport that any event loop can use."""

    def __init__(self) -> None:
        self.wrapped = HttpTransport()

    async def send(self, request: Request, limits: Limits) -> Response:
        return await asyncio.to_thread(self.wrapped.send, request, limits)


def test_event_loops_share_one_renewal() -> None:
    transport = InThreads()
    with Issuer(delay=0.1) as issuer, closing(transport.wrapped), ThreadPoolExecutor(8) as pool:
        source = auth.ClientCredentials("id", "secret", token_url=f"{issuer.url}/token")
        client = AsyncClient(DESCRIPTION, auth=source, url=issuer.url, transport=transport)
        assert list(pool.map(lambda _: asyncio.run(client.things.get()), range(8))) == [{}] * 8
    assert issuer.issued == 1


def test_a_token_that_is_set_while_another_is_obtained_is_kept() -> None:
    with Issuer(delay=0.2) as issuer, ThreadPoolExecutor(2) as pool:
        source = auth.ClientCredentials("id", "secret", token_url=f"{issuer.url}/token")
        with Client(DESCRIPTION, auth={"key": source}, url=issuer.url) as client:
            call = pool.submit(client.things.get)
            while not issuer.issued:
                time.sleep(0.001)
            client.token = "literal"
            assert call.result(5) == {}
            assert client._shared.credentials.secret_values[0] == "literal"


@pytest.mark.parametrize("make", [auth.ClientCredentials, auth.RefreshToken])
def test_a_client_that_is_closed_while_it_obtains_a_token_ends_its_calls(make: Callable[..., Any]) -> None:
    with Issuer(delay=0.3) as issuer, ThreadPoolExecutor(4) as pool:
        client = Client(
            DESCRIPTION, auth=make("id", "secret", token_url=f"{issuer.url}/token"), url=issuer.url, timeout=5
        )
        calls = [pool.submit(client.things.get) for _ in range(4)]
        while not issuer.issued:
            time.sleep(0.001)
        client.close()
        errors = [call.exception(5) for call in calls]
    assert all(error is None or isinstance(error, DynaclientError) for error in errors)


@only_where_processes_fork
def test_a_child_that_is_forked_during_a_renewal_obtains_its_own_token() -> None:
    with Issuer(delay=0.3) as issuer, ThreadPoolExecutor(2) as pool:
        source = auth.ClientCredentials("id", "secret", token_url=f"{issuer.url}/token")
        with Client(DESCRIPTION, auth=source, url=issuer.url, timeout=5) as client:
            call = pool.submit(client.things.get)
            while not issuer.issued:
                time.sleep(0.001)
            child = os.fork()
            if child == 0:  # pragma: no cover - the child's lines are not counted
                os._exit(0 if client.things.get() == {} else 1)
            assert call.result(5) == {}
            assert os.waitpid(child, 0)[1] == 0
