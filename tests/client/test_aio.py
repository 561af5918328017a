"""`AsyncClient` in its event loop: cancellation, loops that end, shared tokens, and calls that do not block others."""

from __future__ import annotations

import ast
import asyncio
import copy
import gc
import json
import logging
import pickle
import random
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import trustme

import dynaclient
from dynaclient import (
    AsyncClient,
    ConnectError,
    DeadlineExceeded,
    DynaclientError,
    InvalidCall,
    Limits,
    Request,
    Unauthorized,
)
from dynaclient.http.io.event_loop import AsyncioStream
from dynaclient.http.transports.event_loop import AsyncHttpTransport
from dynaclient.testing import RecordingTransport
from dynaclient.testing import response as answer
from tests.support import ROOT
from tests.support.descriptions import describe
from tests.support.fault_server import STALLS, FaultServer, ServerConnection, TunnelProxy, head, respond_normally, whole
from tests.support.raw_server import RawServer, Received, raw_response

AUTH = {"key": {"type": "bearer"}}
ACTIONS: dict[str, Any] = {
    "get": {"method": "GET", "parameters": {"n": {"in": "query"}}},
    "post": {"method": "POST", "parameters": {"data": {"in": "body"}}},
    "put": {"method": "PUT", "parameters": {"data": {"in": "body", "content": {"application/octet-stream": {}}}}},
    "follow": {"method": "GET", "path": "/follow", "responses": {"200": {"stream": "sse"}}},
}
DESCRIPTION = describe(ACTIONS)
WITH_TOKEN = describe(ACTIONS, auth=AUTH)
CANCELLED = 20_000
TASKS = 32
AT_ONCE = 2.0
"""Seconds in which an immediate cancellation ends, on a busy machine; any other takes longer."""


def at(url: str, **options: Any) -> AsyncClient:
    return AsyncClient(DESCRIPTION, url=url, **{"trust_env": False, "retries": 0, **options})


def echo(received: Received) -> bytes:
    return raw_response(json.dumps({"target": received.target, "body": received.body.decode()}).encode())


async def cancelled_after(steps: Awaitable[Any], seconds: float) -> Any:
    """Cancel an awaitable after some seconds, or return its result if it was sooner."""
    task = asyncio.ensure_future(steps)
    timer = asyncio.get_running_loop().call_later(seconds, task.cancel)
    try:
        return await task
    finally:
        timer.cancel()


async def is_cancelled(steps: Awaitable[Any], seconds: float = 0.1) -> bool:
    """Return whether an awaitable ends immediately when it is cancelled after some seconds."""
    started = time.monotonic()
    try:
        await cancelled_after(steps, seconds)
    except asyncio.CancelledError:
        return time.monotonic() - started < seconds + AT_ONCE
    return False


# --- cancelled calls -------------------------------------------------------------------------------------------------


async def _cancelling(client: AsyncClient, cancelled: int, seed: int) -> int:
    """Make calls, some of them cancelled at random moments; return how many responses belonged to another call."""
    chance = random.Random(seed)
    wrong = number = 0
    while cancelled:
        number += 1
        mark = f"{seed}-{number}"
        get = chance.random() < 0.7
        call = client.things.get(n=mark) if get else client.things.post(data=mark)
        try:
            result = await (call if number % 4 == 0 else cancelled_after(call, chance.expovariate(300)))
        except asyncio.CancelledError:
            cancelled -= 1
        else:
            wrong += result["target"] != f"/things?n={mark}" if get else result["body"] != f'"{mark}"'
    return wrong


@pytest.mark.parametrize("count", [CANCELLED // 20, pytest.param(CANCELLED, marks=pytest.mark.full)])
def test_a_cancelled_call_leaves_its_response_to_no_other_call(count: int) -> None:
    async def run() -> int:
        async with at(server.url) as client:
            return sum(await asyncio.gather(*(_cancelling(client, count // TASKS, seed) for seed in range(TASKS))))

    with RawServer(echo) as server:
        assert asyncio.run(run()) == 0
        wait_for(lambda: not server._open)
    assert len(server.requests) > count // 10


def wait_for(holds: Callable[[], bool], seconds: float = 3.0) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.005)


@pytest.mark.parametrize("name", ["never responds", "stops in the body", "stops in a chunk", "drips its body"])
def test_a_cancelled_call_closes_its_connection(name: str) -> None:
    async def run() -> bool:
        async with at(server.url) as client:
            return await is_cancelled(client.things.get())

    with FaultServer(STALLS[name]) as server:
        assert asyncio.run(run())
        wait_for(lambda: all(connection.fileno() < 0 or _is_closed(connection) for connection in server._open))


def _is_closed(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return connection.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


@pytest.mark.parametrize("kind", ["function", "coroutine"])
def test_a_call_that_is_cancelled_while_it_waits_for_the_token_sends_nothing(kind: str) -> None:
    asked: list[int] = []
    go = threading.Event()

    def source() -> str:
        asked.append(1)
        if len(asked) == 1:
            go.wait(5)
        return f"token{len(asked)}"

    async def coroutine() -> str:
        asked.append(1)
        if len(asked) == 1:
            await asyncio.sleep(5)
        return f"token{len(asked)}"

    async def run() -> list[Any]:
        async with AsyncClient(
            WITH_TOKEN, token=source if kind == "function" else coroutine, transport=recording
        ) as client:
            first = asyncio.ensure_future(client.things.get())
            await asyncio.sleep(0.02)
            others = [asyncio.ensure_future(client.things.get()) for _ in range(TASKS)]
            assert await is_cancelled(others[0], 0.02)
            assert not first.done()
            assert await is_cancelled(first, 0.02)
            return await asyncio.gather(*others[1:])

    recording = RecordingTransport(answer({}))
    assert asyncio.run(run()) == [{}] * (TASKS - 1)
    go.set()
    assert len(asked) == 2
    assert len(recording.requests) == TASKS - 1


def test_a_call_that_is_cancelled_while_it_is_throttled_is_no_longer_counted() -> None:
    async def run() -> None:
        client = AsyncClient(DESCRIPTION, transport=RecordingTransport(answer({})))
        throttle = client._shared.throttles.get_or_create(("https", "api.example.com", 443))
        throttle.pause(time.monotonic(), 30.0, time.monotonic())
        assert await is_cancelled(client.things.get(), 0.05)
        assert (throttle._waiting, throttle._in_flight) == (0, 0)

    asyncio.run(run())


def test_a_call_that_is_cancelled_before_a_retry_sends_no_more() -> None:
    refusal = b"HTTP/1.1 503 No\r\nRetry-After: 30\r\nContent-Length: 2\r\n\r\n{}"

    async def run() -> bool:
        async with at(server.url, retries=2) as client:
            return await is_cancelled(client.things.get())

    with RawServer(lambda _: refusal) as server:
        assert asyncio.run(run())
        assert len(server.requests) == 1


class Following:
    """A server that sends an event and then waits until the client closes the connection."""

    def __init__(self) -> None:
        self.left = threading.Event()

    def __call__(self, wire: ServerConnection) -> None:
        wire.request()
        wire.send(head("Transfer-Encoding: chunked", media="text/event-stream") + b"a\r\ndata: 1\n\n\n\r\n")
        if wire.connection.recv(1) == b"":
            self.left.set()


@pytest.mark.parametrize("how", ["cancelled", "closed", "left"])
def test_a_stream_that_is_not_read_to_its_end_closes_its_connection(how: str) -> None:
    async def follow(client: AsyncClient) -> None:
        async with client.things.follow() as stream:
            async for _ in stream:
                if how == "closed":
                    await stream.aclose()
                if how == "left":
                    break

    async def run() -> None:
        async with at(server.url) as client:
            if how == "cancelled":
                assert await is_cancelled(follow(client))
            else:
                await follow(client)
            assert await asyncio.get_running_loop().run_in_executor(None, following.left.wait, 3)

    following = Following()
    with FaultServer(following) as server:
        asyncio.run(run())


def test_cancelling_a_bulk_call_cancels_its_rows() -> None:
    async def rows(client: AsyncClient) -> None:
        async for _ in client.things.get.imap(({"n": number} for number in range(10_000)), concurrency=8):
            pass

    async def run() -> tuple[bool, int]:
        async with at(server.url) as client:
            done = await is_cancelled(rows(client), 0.2)
            others = asyncio.all_tasks() - {asyncio.current_task()}
            return done, len(others)

    with FaultServer(STALLS["never responds"]) as server:
        assert asyncio.run(run()) == (True, 0)


# --- event loops -----------------------------------------------------------------------------------------------------


def test_one_client_in_two_event_loops_one_after_the_other() -> None:
    async def run() -> Any:
        async with client:
            return [await client.things.get(n=1), await client.things.get(n=2)]

    with RawServer(echo) as server:
        client = at(server.url)
        assert [[result["target"][-1] for result in asyncio.run(run())] for _ in range(3)] == [["1", "2"]] * 3
        assert [request.connection for request in server.requests] == [1, 1, 2, 2, 3, 3]


def _unclosed(url: str) -> int:
    """Use a client in three loops without closing it; return how many of them it still refers to."""
    client = at(url)

    async def run() -> Any:
        return await client.things.get(n=1)

    for _ in range(3):
        asyncio.run(run())
    return len(client._shared.transport._loops)


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning", "ignore:Unclosed:ResourceWarning")
def test_unclosed_connections_of_an_ended_loop_do_no_harm_in_the_next() -> None:
    with RawServer(echo) as server:
        assert _unclosed(server.url) == 1
        assert server.connections == 3
    for _ in range(3):
        gc.collect()  # warnings about unclosed connections come here, and not in another test


def test_a_collected_client_holds_no_connection() -> None:
    async def run() -> None:
        await asyncio.gather(*(at(server.url).things.get(n=number) for number in range(4)))
        assert server.connections == 4
        for _ in range(100):
            gc.collect()
            await asyncio.sleep(0.01)
            if not server._open:
                return
        raise AssertionError

    with RawServer(echo) as server:
        asyncio.run(run())


def test_a_connection_closed_in_another_thread_is_closed() -> None:
    async def run() -> None:
        client = at(server.url)
        await client.things.get(n=1)
        (pool,) = client._shared.transport._loops[asyncio.get_running_loop()]._pools.values()
        await asyncio.get_running_loop().run_in_executor(None, pool.close)
        await asyncio.sleep(0.05)
        assert await client.things.get(n=2)
        await client.close()

    with RawServer(echo) as server:
        asyncio.run(run())
        assert server.connections == 2


def test_a_call_that_is_never_awaited_sends_nothing() -> None:
    with RawServer(echo) as server:
        client = at(server.url)
        client.things.get(n=1).close()
        client.call("things.get", {"n": 1}).close()
        client.things.get.map([{"n": 1}]).close()
        client.things.follow()
        client.things.get.imap([{"n": 1}])
        assert (server.requests, server.connections) == ([], 0)


def test_a_pickled_or_copied_client_works() -> None:
    async def run(client: AsyncClient) -> Any:
        async with client:
            return await client.things.get(n=1)

    with RawServer(echo) as server:
        client = at(server.url, timeout=5)
        twins = [pickle.loads(pickle.dumps(client)), copy.copy(client), copy.deepcopy(client)]
        assert [asyncio.run(run(twin))["target"] for twin in twins] == ["/things?n=1"] * 3
        assert {type(twin) for twin in twins} == {AsyncClient}


@pytest.mark.filterwarnings("error")
def test_asyncio_in_debug_mode_logs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> None:
        asyncio.get_running_loop().slow_callback_duration = 5.0
        async with at(server.url) as client:
            await asyncio.gather(*(client.things.get(n=number) for number in range(8)))
            await client.things.put(data=iter([b"x" * 100_000] * 3))
            assert await is_cancelled(client.things.get(n="late"), 0.02)
            outcomes = [outcome async for outcome in client.things.get.imap([{"n": outcome} for outcome in range(20)])]
            assert len(outcomes) == 20

    def respond(received: Received) -> bytes:
        if "late" in received.target:
            time.sleep(0.1)
        return raw_response(b"{}")

    with caplog.at_level(logging.WARNING), RawServer(respond) as server:
        asyncio.run(run(), debug=True)
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []


def test_the_package_uses_only_what_python_3_10_has() -> None:
    newer = {"timeout", "timeout_at", "TaskGroup", "Runner", "Barrier", "to_thread"}
    for path in Path(dynaclient.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "asyncio":
                assert node.attr not in newer, path.name


# --- tokens ----------------------------------------------------------------------------------------------------------


class Tokens:
    """A slow source of tokens, a new one for each call: as a function, a coroutine function, or something in between."""

    def __init__(self) -> None:
        self.asked = 0

    def function(self) -> str:
        self.asked += 1
        time.sleep(0.05)
        return f"token{self.asked}"

    async def coroutine(self) -> str:
        self.asked += 1
        await asyncio.sleep(0.05)
        return f"token{self.asked}"

    def __call__(self) -> Any:
        return self.coroutine()


SOURCES: dict[str, Callable[[Tokens], Any]] = {
    "a function": lambda tokens: tokens.function,
    "a coroutine function": lambda tokens: tokens.coroutine,
    "a function that gives a coroutine": lambda tokens: tokens,
}


@pytest.mark.parametrize("source", SOURCES)
def test_many_tasks_share_one_token_call_and_one_more_after_a_401(source: str) -> None:
    valid = ["token1"]

    def respond(received: Received) -> bytes:
        given = received.values("Authorization")[0].removeprefix("Bearer ")
        return raw_response(json.dumps(given).encode(), status=200 if given == valid[0] else 401)

    async def run() -> None:
        async with AsyncClient(WITH_TOKEN, url=server.url, token=SOURCES[source](tokens), trust_env=False) as client:
            for expiry in (1, 2, 3):
                valid[0] = f"token{expiry}"
                results = await asyncio.gather(*(client.things.get() for _ in range(TASKS)))
                assert results == [valid[0]] * TASKS
                assert tokens.asked == expiry

    tokens = Tokens()
    with RawServer(respond) as server:
        asyncio.run(run())


def _stops(until: threading.Event) -> dict[str, Any]:
    async def coroutine() -> str:
        await asyncio.sleep(30)
        return "token"

    def function() -> str:
        until.wait(30)
        return "token"

    return {"coroutine": coroutine, "function": function}


@pytest.mark.parametrize("kind", ["coroutine", "function"])
def test_a_token_that_never_comes_times_out(kind: str) -> None:
    async def run() -> None:
        client = AsyncClient(WITH_TOKEN, token=_stops(until)[kind], transport=RecordingTransport(), timeout=0.2)
        with pytest.raises(
            DeadlineExceeded,
            match=r"^things.get: timed out waiting for the function that returns the token \(timeout 0.2 s\); nothing was",
        ):
            await client.things.get()

    until = threading.Event()
    started = time.monotonic()
    asyncio.run(run())
    until.set()
    assert time.monotonic() - started < 1.0


@pytest.mark.parametrize("kind", ["coroutine", "function"])
def test_a_token_that_comes_too_late_is_ignored(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    async def coroutine() -> str:
        try:
            await asyncio.sleep(30)
        finally:
            raise RuntimeError("in the cleaning up")

    def function() -> str:
        time.sleep(0.3)
        raise RuntimeError("too late")

    async def run() -> None:
        source = coroutine if kind == "coroutine" else function
        client = AsyncClient(WITH_TOKEN, token=source, transport=RecordingTransport(), timeout=0.1)
        with pytest.raises(DeadlineExceeded):
            await client.things.get()
        await asyncio.sleep(0.3)

    asyncio.run(run())
    assert [record for record in caplog.records if record.name == "asyncio"] == []


@pytest.mark.parametrize("kind", ["coroutine", "function"])
def test_a_token_function_that_needs_its_own_token_is_an_error(kind: str) -> None:
    async def source() -> Any:
        return await client.things.get()

    async def run() -> None:
        with pytest.raises(InvalidCall, match="raised InvalidCall"):
            await client.things.get()
        given[0] = "token"
        assert await client.things.get() == {}

    async def giving() -> Any:
        return given[0] or await source()

    given: list[Any] = [None]
    token = giving if kind == "coroutine" else lambda: giving()  # noqa: PLW0108 - no coroutine function itself
    client = AsyncClient(WITH_TOKEN, token=token, transport=RecordingTransport(answer({})), timeout=5)
    asyncio.run(run())


def test_a_task_that_outlives_the_token_function_may_wait_for_the_token() -> None:
    later: list[Any] = []

    async def source() -> str:
        if not later:
            later.append(asyncio.ensure_future(asyncio.wait_for(refresh(), 3)))
        return "token"

    async def refresh() -> Any:
        await asyncio.sleep(0.05)
        client.token = source
        return await asyncio.gather(*(client.things.get() for _ in range(4)))

    async def run() -> None:
        await client.things.get()
        assert await later[0] == [{}] * 4

    client = AsyncClient(WITH_TOKEN, token=source, transport=RecordingTransport(answer({})), timeout=5)
    asyncio.run(run())


@pytest.mark.parametrize("error", [StopIteration(), RuntimeError("no"), asyncio.TimeoutError()])
def test_any_error_of_a_token_function_is_reported(error: Exception) -> None:
    def source() -> str:
        raise error

    async def run() -> None:
        client = AsyncClient(WITH_TOKEN, token=source, transport=RecordingTransport(), timeout=5)
        with pytest.raises(InvalidCall, match="raised (RuntimeError|TimeoutError)"):
            await client.things.get()

    asyncio.run(run())


def test_a_401_with_the_same_token_again_is_raised() -> None:
    async def run() -> None:
        async with AsyncClient(WITH_TOKEN, url=server.url, token=lambda: "t", trust_env=False) as client:
            with pytest.raises(Unauthorized):
                await client.things.get()

    with RawServer(lambda _: raw_response(b"{}", status=401)) as server:
        asyncio.run(run())
    assert len(server.requests) == 2


# --- names -----------------------------------------------------------------------------------------------------------


def test_a_hanging_name_server_does_not_keep_a_loop_from_ending(monkeypatch: pytest.MonkeyPatch) -> None:
    until, ask = threading.Event(), socket.getaddrinfo

    def hangs(host: str, *given: Any, **named: Any) -> Any:
        if host != "slow.example":
            return ask(host, *given, **named)
        if given[-1] & socket.AI_NUMERICHOST and len(given) == 5:
            raise socket.gaierror(socket.EAI_NONAME, "a name")
        until.wait(20)
        return []

    async def run() -> None:
        async with at("http://slow.example", timeout=0.2) as client:
            with pytest.raises(DeadlineExceeded):
                await client.things.get()
            assert await is_cancelled(client.with_options(timeout=10).things.get())

    monkeypatch.setattr(socket, "getaddrinfo", hangs)
    started = time.monotonic()
    asyncio.run(run())
    assert time.monotonic() - started < 2.0
    until.set()


# --- proxies, certificates and sessions ------------------------------------------------------------------------------


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "http://[::1", "nonsense", "http://"])
def test_an_unsupported_proxy_is_an_error_and_nothing_is_sent(proxy: str) -> None:
    async def run() -> None:
        async with at("http://127.0.0.1:9", proxy=proxy) as client:
            with pytest.raises(ConnectError, match="nothing was sent"):
                await client.things.post(data={})

    asyncio.run(run())


def test_a_tunnel_that_leads_to_no_server_times_out() -> None:
    async def run(seconds: float) -> str:
        async with at("https://far.example", proxy=proxy.url, timeout=seconds) as client:
            with pytest.raises(DeadlineExceeded, match=rf"\(timeout {seconds} s\); nothing was sent") as caught:
                await client.things.post(data={})
        assert caught.value.elapsed < seconds + 3  # the server would stay silent for longer
        return str(caught.value)

    with FaultServer(lambda wire: wire.stall()) as far, TunnelProxy(int(far.url.rsplit(":", 1)[1])) as proxy:
        # On a busy machine the time may end before the tunnel is open, with another message.
        messages = (asyncio.run(run(seconds)) for seconds in (0.3, 1, 4))
        assert any("could not connect to far.example:443: timed out" in message for message in messages)


def test_a_session_of_requests_is_not_accepted() -> None:
    with pytest.raises(InvalidCall, match="cannot be awaited"):
        AsyncClient(DESCRIPTION, session=object())


def test_an_executor_is_rejected_before_a_results_file_is_created(tmp_path: Path) -> None:
    async def run() -> None:
        client = AsyncClient(DESCRIPTION, transport=RecordingTransport())
        with pytest.raises(InvalidCall, match="AsyncClient runs calls in its event loop"):
            await client.things.get.map([{"n": 1}], executor=ThreadPoolExecutor(1), results=tmp_path / "out.csv")

    asyncio.run(run())
    assert list(tmp_path.iterdir()) == []


def test_a_directory_of_certificates_and_a_client_certificate_are_used(tmp_path: Path) -> None:
    authority = trustme.CA()
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(secure)
    authority.configure_trust(secure)
    secure.verify_mode = ssl.CERT_REQUIRED
    mine = authority.issue_cert("me@example.com")
    mine.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "mine.pem"))
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))

    async def run(cert: Any) -> Any:
        async with at(server.url, ca=str(tmp_path / "ca.pem"), cert=cert) as client:
            return (await client.things.get())["done"]

    with FaultServer(respond_normally, secure=secure) as server:
        for cert in (str(tmp_path / "mine.pem"), (str(tmp_path / "mine.pem"), str(tmp_path / "mine.pem"))):
            assert asyncio.run(run(cert)) is True

    async def nowhere() -> None:
        async with at("https://127.0.0.1:9", ca=str(tmp_path)) as client:
            with pytest.raises(ConnectError, match="could not connect to 127.0.0.1:9: connection refused"):
                await client.things.get()

    asyncio.run(nowhere())


def test_a_callers_transport_may_be_a_coroutine_and_need_not_close() -> None:
    class Mine:
        async def send(self, request: Request, limits: Limits) -> Any:
            await asyncio.sleep(0)
            return answer({"url": request.url})

    async def run() -> Any:
        async with AsyncClient(DESCRIPTION, transport=Mine()) as client:
            return await client.things.get()

    assert asyncio.run(run()) == {"url": "https://api.example.com/things"}


def test_a_transport_for_threads_is_used_and_closed_too() -> None:
    class Mine(RecordingTransport):
        closed = 0

        def close(self) -> None:
            self.closed += 1

    async def run() -> Any:
        async with AsyncClient(DESCRIPTION, transport=mine) as client:
            return await client.things.get()

    mine = Mine(answer({"a": 1}))
    assert asyncio.run(run()) == {"a": 1}
    assert mine.closed == 1


def test_any_other_error_is_reported_without_its_message(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: Any) -> Any:
        raise RuntimeError("hunter2")

    async def run() -> None:
        async with at("http://127.0.0.1:9") as client:
            with pytest.raises(DynaclientError, match=r"the transport failed \(RuntimeError\)$") as caught:
                await client.things.get()
        assert caught.value.__context__ is None

    monkeypatch.setattr("dynaclient.http.connector.Connector.exchange", fails)
    asyncio.run(run())


def test_a_transport_that_was_never_used_is_closed() -> None:
    asyncio.run(AsyncHttpTransport(trust_env=False).close())


# --- bodies ----------------------------------------------------------------------------------------------------------


def test_bytes_that_arrived_before_a_connection_broke_are_read() -> None:
    """The event loop may learn of the break before it has read what arrived: here it never reads at all."""

    async def run() -> list[bytes]:
        here, there = socket.socketpair()
        _, stream = await asyncio.get_running_loop().create_connection(lambda: AsyncioStream(here), sock=here)
        stream._transport.pause_reading()
        there.sendall(b"early")
        there.close()
        stream.connection_lost(ConnectionResetError())
        stream.close()
        return [await stream.receive(1), await stream.receive(1)]

    assert asyncio.run(run()) == [b"early", b""]


def test_other_calls_run_during_a_large_upload() -> None:
    async def run() -> int:
        async with at(server.url, timeout=20) as client:
            upload = asyncio.ensure_future(client.things.put(data=b"x" * (32 << 20)))
            meanwhile = 0
            while not upload.done():
                await client.things.get(n=1)
                meanwhile += 1
            await upload
        return meanwhile

    with RawServer() as server:
        assert asyncio.run(run()) > 3
    assert max(len(request.body) for request in server.requests) == 32 << 20


def test_an_iterator_that_fails_is_an_error_and_closes_its_connection() -> None:
    def broken() -> Iterator[bytes]:
        yield b"x" * 200_000
        raise OSError("disk")

    async def run() -> None:
        async with at(server.url) as client:
            with pytest.raises(DynaclientError, match=r"could not be read \(OSError: disk\)"):
                await client.things.put(data=broken())
            assert await client.things.get(n=1)

    with RawServer(echo) as server:
        asyncio.run(run())
        assert server.connections == 2


def test_a_connection_that_was_idle_for_too_long_or_received_bytes_is_not_used() -> None:
    def play(wire: ServerConnection) -> None:
        wire.request()
        wire.send(whole(b"{}", "Keep-Alive: timeout=1"))
        wire.stall()

    async def run() -> None:
        async with at(server.url) as client:
            await client.things.get()
            await client.things.get()

    with FaultServer(play) as server:
        asyncio.run(run())
        assert server.ledger.connections == 2


def test_a_stream_may_be_read_slowly_and_be_paused(tmp_path: Path) -> None:
    """The server sends more than the buffers hold: the rest waits at the server."""
    size = 8 << 20

    async def run() -> int:
        transport = AsyncHttpTransport(trust_env=False)
        response = await transport.send(Request("GET", server.url + "/x"), Limits(max_response_bytes=None, stream=True))
        await asyncio.sleep(0.1)
        read = 0
        assert response.pieces is not None
        async for piece in response.pieces:
            read += len(piece)
        await transport.close()
        return read

    with RawServer(lambda _: raw_response(bytes(size), media="application/octet-stream")) as server:
        assert asyncio.run(run()) == size


MEMORY = """
import asyncio, resource, socket, sys, threading
from dynaclient import Limits, Request
from dynaclient import AsyncHttpTransport
size = int(sys.argv[1])
listening = socket.create_server(("127.0.0.1", 0))
sent = [0]

def serve():
    connection, _ = listening.accept()
    connection.recv(65536)
    connection.sendall(f"HTTP/1.1 200 OK\\r\\nContent-Length: {size}\\r\\n\\r\\n".encode())
    piece = bytes(1 << 20)
    for _ in range(size >> 20):
        connection.sendall(piece)
        sent[0] += len(piece)

async def run():
    transport = AsyncHttpTransport(trust_env=False)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/x"
    response = await transport.send(Request("GET", url), Limits(max_response_bytes=None, stream=True))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await asyncio.sleep(0.3)
    ahead = sent[0]
    read = 0
    async for piece in response.pieces:
        read += len(piece)
        if read % (8 << 20) < len(piece):
            await asyncio.sleep(0.01)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await transport.close()
    print((after - before) * 1024, ahead, read)

threading.Thread(target=serve, daemon=True).start()
asyncio.run(run())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no module resource")
@pytest.mark.parametrize("size", [64 << 20, pytest.param(200 << 20, marks=pytest.mark.full)])
def test_a_slow_reader_of_a_fast_stream_takes_no_memory(size: int) -> None:
    program = [sys.executable, "-c", MEMORY, str(size)]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    growth, ahead, read = map(int, done.stdout.split())
    assert growth < 32 << 20
    assert ahead < 32 << 20
    assert read == size


def test_an_upload_continues_when_a_slow_reader_reads_again() -> None:
    async def reads(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(0.05)
        await reader.readexactly(8 << 20)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}")
        await writer.drain()
        writer.close()

    async def uploaded() -> bytes:
        server = await asyncio.start_server(reads, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        transport = AsyncHttpTransport(trust_env=False)
        async with server:
            answer = await transport.send(Request("PUT", f"http://127.0.0.1:{port}/x", body=bytes(8 << 20)), Limits())
            await transport.close()
        return answer.body

    assert asyncio.run(uploaded()) == b"{}"
