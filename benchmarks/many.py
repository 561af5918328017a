"""
Many calls at once: how many checked GETs a second, 32 under way, against requests with 32 threads.

Each round makes the same 1,000 calls in each way, in turns, on connections that stand; the rate is by the wall clock.
The base is one `requests.Session` for all threads, with a pool that has a connection for each of them.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import aiohttp
import requests
from call import APPLICATION, DESCRIPTION, TOKEN, served, server_cpu
from measure import Goal, conclude, options, quartiles, ratios, table
from requests.adapters import HTTPAdapter

from dynaclient import AsyncClient, Client

ROUNDS, QUICK_ROUNDS = 15, 3
CALLS = 1_000
AT_ONCE = 32
ASYNC_LEAST, THREADS_LEAST = 5.0, 1.5

Way = Callable[[], None]
"""Makes all calls once."""


def in_threads(call: Callable[[], object], stack: ExitStack) -> Way:
    """Give what makes the calls in threads, which stand ready."""
    threads = stack.enter_context(ThreadPoolExecutor(AT_ONCE))

    def run() -> None:
        for each in [threads.submit(call) for _ in range(CALLS)]:
            each.result()

    return run


def in_tasks(call: Callable[[], Awaitable[object]], runner: asyncio.AbstractEventLoop) -> Way:
    """Give what makes the calls in as many tasks of an event loop as are to be under way."""

    async def take(left: list[None]) -> None:
        while left:
            left.pop()
            await call()

    async def run() -> None:
        left = [None] * CALLS
        await asyncio.gather(*(take(left) for _ in range(AT_ONCE)))

    return lambda: runner.run_until_complete(run())


def requests_call(url: str, stack: ExitStack) -> Callable[[], object]:
    """Give a GET as a careful user of requests makes it."""
    session = stack.enter_context(requests.Session())
    session.mount("http://", HTTPAdapter(pool_connections=1, pool_maxsize=AT_ONCE))
    headers = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/json"}
    place = f"{url}/applications/{APPLICATION}/devices"
    return lambda: session.get(place, params={"perPage": 10}, headers=headers, timeout=30).json()


def aiohttp_call(url: str, session: aiohttp.ClientSession) -> Callable[[], Awaitable[object]]:
    """Give the same with aiohttp, unchecked."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/json"}
    place = f"{url}/applications/{APPLICATION}/devices"

    async def call() -> object:
        async with session.get(place, params={"perPage": "10"}, headers=headers) as answer:
            return await answer.json()

    return call


def measured(port: int, rounds: int) -> dict[str, list[float]]:
    """Give for each way its calls a second in each round."""
    url = f"http://127.0.0.1:{port}"
    arguments: dict[str, Any] = {"applicationId": APPLICATION, "perPage": 10}
    found: dict[str, list[float]] = {}
    with ExitStack() as stack:
        loop = asyncio.new_event_loop()
        stack.callback(loop.close)

        async def made() -> tuple[AsyncClient, aiohttp.ClientSession]:
            connector = aiohttp.TCPConnector(limit=AT_ONCE)
            return AsyncClient(DESCRIPTION, url=url, token=TOKEN), aiohttp.ClientSession(connector=connector)

        client = stack.enter_context(Client(DESCRIPTION, url=url, token=TOKEN))
        awaited, session = loop.run_until_complete(made())
        stack.callback(lambda: loop.run_until_complete(session.close()))
        stack.callback(lambda: loop.run_until_complete(awaited.close()))
        get, get_awaited = client.devices.get, awaited.devices.get
        ways = {
            "requests, threads": in_threads(requests_call(url, stack), stack),
            "Client, threads": in_threads(lambda: get(**arguments), stack),
            "AsyncClient": in_tasks(lambda: get_awaited(**arguments), loop),
            "aiohttp, unchecked": in_tasks(aiohttp_call(url, session), loop),
        }
        for run in ways.values():
            run()  # connections stand, schemas are compiled
        names = list(ways)
        for number in range(rounds):
            for name in names[number % len(names) :] + names[: number % len(names)]:
                started = time.perf_counter()
                ways[name]()
                found.setdefault(name, []).append(CALLS / (time.perf_counter() - started))
    return found


def main() -> None:
    """Measure, print the table and the ratios."""
    chosen = options(__doc__ or "")
    rounds = QUICK_ROUNDS if chosen.quick else ROUNDS
    with served() as port:
        before, started = server_cpu(port), time.perf_counter()
        found = measured(port, rounds)
        after, elapsed = server_cpu(port), time.perf_counter() - started
    base = found["requests, threads"]
    rows = []
    for name, rates in found.items():
        low, high = quartiles(ratios(rates, base))
        times = statistics.median(ratios(rates, base))
        rows.append((name, f"{statistics.median(rates):.0f}", f"{times:.2f}", f"{low:.2f}–{high:.2f}"))
    print(f"{rounds} rounds of {CALLS} calls, {AT_ONCE} at once; server {(after[0] - before[0]) / elapsed:.0%} busy")
    print(table(("way", "calls/s", "× requests in threads", "quartiles"), rows))
    goals = [
        # Held the other way round: how much of the time of requests it may take.
        Goal("requests/AsyncClient", ratios(base, found["AsyncClient"]), 1 / ASYNC_LEAST),
        Goal("requests/threads", ratios(base, found["Client, threads"]), 1 / THREADS_LEAST),
    ]
    conclude(goals, check=chosen.check)


if __name__ == "__main__":
    main()
