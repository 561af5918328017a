"""
Concurrent calls: validated GETs per second with 32 in flight, compared with requests in 32 threads.

Each round makes the same 1,000 calls in each way, in turns, with open connections; the rate uses the wall clock.
The base is one `requests.Session` for all threads, with a pool of one connection per thread.
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
CONCURRENCY = 32
ASYNC_LEAST, THREADS_LEAST = 5.0, 1.5

Way = Callable[[], None]
"""Makes all calls once."""


def in_threads(call: Callable[[], object], stack: ExitStack) -> Way:
    """Return a way to make the calls in threads that are already running."""
    threads = stack.enter_context(ThreadPoolExecutor(CONCURRENCY))

    def run() -> None:
        for future in [threads.submit(call) for _ in range(CALLS)]:
            future.result()

    return run


def in_tasks(call: Callable[[], Awaitable[object]], runner: asyncio.AbstractEventLoop) -> Way:
    """Return a way to make the calls in concurrent tasks of an event loop."""

    async def take(left: list[None]) -> None:
        while left:
            left.pop()
            await call()

    async def run() -> None:
        left = [None] * CALLS
        await asyncio.gather(*(take(left) for _ in range(CONCURRENCY)))

    return lambda: runner.run_until_complete(run())


def requests_call(url: str, stack: ExitStack) -> Callable[[], object]:
    """Return a GET as a careful user of requests makes it."""
    session = stack.enter_context(requests.Session())
    session.mount("http://", HTTPAdapter(pool_connections=1, pool_maxsize=CONCURRENCY))
    headers = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/json"}
    target = f"{url}/applications/{APPLICATION}/devices"
    return lambda: session.get(target, params={"perPage": 10}, headers=headers, timeout=30).json()


def aiohttp_call(url: str, session: aiohttp.ClientSession) -> Callable[[], Awaitable[object]]:
    """Return the same with aiohttp, without validation."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/json"}
    target = f"{url}/applications/{APPLICATION}/devices"

    async def call() -> object:
        async with session.get(target, params={"perPage": "10"}, headers=headers) as response:
            return await response.json()

    return call


def measured(port: int, rounds: int) -> dict[str, list[float]]:
    """Return the calls per second of each way, in each round."""
    url = f"http://127.0.0.1:{port}"
    arguments: dict[str, Any] = {"applicationId": APPLICATION, "perPage": 10}
    rates_by_way: dict[str, list[float]] = {}
    with ExitStack() as stack:
        loop = asyncio.new_event_loop()
        stack.callback(loop.close)

        async def create() -> tuple[AsyncClient, aiohttp.ClientSession]:
            connector = aiohttp.TCPConnector(limit=CONCURRENCY)
            return AsyncClient(DESCRIPTION, url=url, token=TOKEN), aiohttp.ClientSession(connector=connector)

        client = stack.enter_context(Client(DESCRIPTION, url=url, token=TOKEN))
        async_client, session = loop.run_until_complete(create())
        stack.callback(lambda: loop.run_until_complete(session.close()))
        stack.callback(lambda: loop.run_until_complete(async_client.close()))
        get, get_async = client.devices.get, async_client.devices.get
        ways = {
            "requests, threads": in_threads(requests_call(url, stack), stack),
            "Client, threads": in_threads(lambda: get(**arguments), stack),
            "AsyncClient": in_tasks(lambda: get_async(**arguments), loop),
            "aiohttp, without validation": in_tasks(aiohttp_call(url, session), loop),
        }
        for run in ways.values():
            run()  # opens connections and compiles schemas
        names = list(ways)
        for number in range(rounds):
            for name in names[number % len(names) :] + names[: number % len(names)]:
                started = time.perf_counter()
                ways[name]()
                rates_by_way.setdefault(name, []).append(CALLS / (time.perf_counter() - started))
    return rates_by_way


def main() -> None:
    """Measure, print the table and the ratios."""
    arguments = options(__doc__ or "")
    rounds = QUICK_ROUNDS if arguments.quick else ROUNDS
    with served() as port:
        before, started = server_cpu(port), time.perf_counter()
        rates_by_way = measured(port, rounds)
        after, elapsed = server_cpu(port), time.perf_counter() - started
    base = rates_by_way["requests, threads"]
    rows = []
    for name, rates in rates_by_way.items():
        low, high = quartiles(ratios(rates, base))
        times = statistics.median(ratios(rates, base))
        rows.append((name, f"{statistics.median(rates):.0f}", f"{times:.2f}", f"{low:.2f}–{high:.2f}"))
    print(
        f"{rounds} rounds of {CALLS} calls, {CONCURRENCY} in flight; server {(after[0] - before[0]) / elapsed:.0%} busy"
    )
    print(table(("way", "calls/s", "× requests in threads", "quartiles"), rows))
    goals = [
        # Inverted: the share of the time of requests that it may take.
        Goal("requests/AsyncClient", ratios(base, rates_by_way["AsyncClient"]), 1 / ASYNC_LEAST),
        Goal("requests/threads", ratios(base, rates_by_way["Client, threads"]), 1 / THREADS_LEAST),
    ]
    conclude(goals, check=arguments.check)


if __name__ == "__main__":
    main()
