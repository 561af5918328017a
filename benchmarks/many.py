"""
Concurrent calls: validated GETs per second with 32 in flight, compared with requests in 32 threads.

Each round makes the same 1,000 calls in each way, in turns, with open connections; the rate uses the wall clock.
The base is one `requests.Session` for all threads, with a pool of one connection per thread. aiohttp and httpx are
left out where they are not installed: ``pip install -r benchmarks/requirements.txt``.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import requests
from devices import ARGUMENTS, DESCRIPTION, PATH, TOKEN
from measure import Goal, Table, conclude, installed, options, print_and_save, ratios, row_of, turned
from peers import HEADERS, QUERY, new_loop
from requests.adapters import HTTPAdapter
from serving import served

from dynaclient import AsyncClient, Client

ROUNDS, QUICK_ROUNDS = 15, 1
CALLS = 1_000
CONCURRENCY = 32
ASYNC_LEAST, THREADS_LEAST, OF_AIOHTTP_LEAST = 10.0, 4.0, 1.3
REQUESTS, THREADS, ASYNC = "requests, threads", "Client, threads", "AsyncClient"
AIOHTTP, HTTPX = "aiohttp, without validation", "httpx, async, without validation"

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
    return lambda: session.get(url + PATH, params=QUERY, headers=HEADERS, timeout=30).json()


def aiohttp_call(url: str, session: Any) -> Callable[[], Awaitable[object]]:
    """Return the same with aiohttp, without validation."""

    async def call() -> object:
        async with session.get(url + PATH, params=QUERY) as response:
            return await response.json()

    return call


def httpx_call(url: str, client: Any) -> Callable[[], Awaitable[object]]:
    """Return the same with httpx, without validation."""

    async def call() -> object:
        return (await client.get(url + PATH, params=QUERY)).json()

    return call


def peers(url: str, loop: asyncio.AbstractEventLoop, stack: ExitStack) -> dict[str, Way]:
    """Return the ways of the asynchronous libraries that are installed."""
    ways: dict[str, Way] = {}
    aiohttp, httpx = installed("aiohttp"), installed("httpx")
    if aiohttp is not None:

        async def create() -> Any:
            return aiohttp.ClientSession(headers=HEADERS, connector=aiohttp.TCPConnector(limit=CONCURRENCY))

        session = loop.run_until_complete(create())
        stack.callback(lambda: loop.run_until_complete(session.close()))
        ways[AIOHTTP] = in_tasks(aiohttp_call(url, session), loop)
    if httpx is not None:
        client = httpx.AsyncClient(headers=HEADERS, limits=httpx.Limits(max_connections=CONCURRENCY))
        stack.callback(lambda: loop.run_until_complete(client.aclose()))
        ways[HTTPX] = in_tasks(httpx_call(url, client), loop)
    return ways


def measured(url: str, rounds: int) -> dict[str, list[float]]:
    """Return the calls per second of each way, in each round."""
    rates_by_way: dict[str, list[float]] = {}
    with ExitStack() as stack:
        loop = new_loop(stack)
        client = stack.enter_context(Client(DESCRIPTION, url=url, token=TOKEN))
        async_client = AsyncClient(DESCRIPTION, url=url, token=TOKEN)
        stack.callback(lambda: loop.run_until_complete(async_client.close()))
        get, get_async = client.devices.get, async_client.devices.get
        ways = {
            REQUESTS: in_threads(requests_call(url, stack), stack),
            THREADS: in_threads(lambda: get(**ARGUMENTS), stack),
            ASYNC: in_tasks(lambda: get_async(**ARGUMENTS), loop),
            **peers(url, loop, stack),
        }
        for run in ways.values():
            run()  # opens connections and compiles schemas
        for number in range(rounds):
            for name in turned(list(ways), number):
                started = time.perf_counter()
                ways[name]()
                rates_by_way.setdefault(name, []).append(CALLS / (time.perf_counter() - started))
    return rates_by_way


def as_table(rates_by_way: dict[str, list[float]]) -> Table:
    """Return the table, the fastest way first."""
    base = rates_by_way[REQUESTS]
    listed = sorted(rates_by_way, key=lambda name: -statistics.median(ratios(rates_by_way[name], base)))
    aiohttp = rates_by_way.get(AIOHTTP)
    rows = []
    for name in listed:
        rates = rates_by_way[name]
        of_aiohttp = f"{statistics.median(ratios(rates, aiohttp)):.2f}" if aiohttp else "–"
        rows.append((*row_of(name, rates, base, f"{statistics.median(rates):.0f}"), of_aiohttp))
    bars = {name: statistics.median(ratios(rates_by_way[name], base)) for name in listed}
    title = f"{CALLS} GETs, {CONCURRENCY} in flight"
    head = ("way", "calls/s", "× requests in threads", "quartiles", "× aiohttp")
    return Table(title, head, tuple(rows), bars, "× the rate of requests in threads")


def goals(rates_by_way: dict[str, list[float]]) -> list[Goal]:
    """Return the goals, inverted: the share of the time of the other way that it may take."""
    base, own = rates_by_way[REQUESTS], rates_by_way[ASYNC]
    found = [
        Goal("requests/AsyncClient", ratios(base, own), 1 / ASYNC_LEAST),
        Goal("requests/threads", ratios(base, rates_by_way[THREADS]), 1 / THREADS_LEAST),
    ]
    if AIOHTTP in rates_by_way:
        found.append(Goal("aiohttp/AsyncClient", ratios(rates_by_way[AIOHTTP], own), 1 / OF_AIOHTTP_LEAST))
    return found


def main() -> None:
    """Measure, print the table and the ratios."""
    arguments = options(__doc__ or "", saves=True)
    rounds = QUICK_ROUNDS if arguments.quick else ROUNDS
    with served() as server:
        before, started = server.cpu(), time.perf_counter()
        rates_by_way = measured(server.url, rounds)
        busy = (server.cpu() - before) / (time.perf_counter() - started)
        capacity = server.capacity(server.scenes[0], 5_000 if arguments.quick else 50_000)
    facts = [f"{rounds} rounds", f"server: {server.name}; {capacity}; {busy:.0%} busy during the calls"]
    print_and_save(facts, [as_table(rates_by_way)], arguments.save)
    conclude(goals(rates_by_way), check=arguments.check)


if __name__ == "__main__":
    main()
