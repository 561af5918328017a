"""
What a validated call costs: CPU time of a GET and a POST with `Client`, compared with the same request with requests.

The base is `requests.Session.send` of a request that was prepared once, including the JSON of the response. Its session
ignores the environment (``trust_env = False``): the fastest way with requests.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests
from devices import APPLICATION, DESCRIPTION, DEVICE, TOKEN
from measure import WARM_UP, Goal, Table, conclude, options, pin, print_and_save, ratios, row_of, turned
from serving import served

from dynaclient import Client

ROUNDS, QUICK_ROUNDS = 120, 4
CALLS = 20
EXTRA_VARIABLES = 500
GET_MOST, POST_MOST, PLAIN_MOST, GROWTH_MOST = 1.25, 1.35, 0.85, 1.10


@dataclass(frozen=True)
class Way:
    """One way to make the same call."""

    name: str
    call: Callable[[], object]


def ways(url: str) -> list[Way]:
    """Return all ways, each with a new connection."""
    client = Client(DESCRIPTION, url=url, token=TOKEN)
    bundled = Client(url=url, token=TOKEN)
    get, post = client.devices.get, client.devices.post
    listed = bundled.application_api_tokens.get
    all_ways = [
        Way("Client, GET", lambda: get(applicationId=APPLICATION, perPage=10)),
        Way("Client, POST", lambda: post(applicationId=APPLICATION, device=DEVICE)),
        Way("Client, GET, api.json", lambda: listed(applicationId=APPLICATION, perPage=10)),
    ]
    prepared = {
        "GET": get.prepare(applicationId=APPLICATION, perPage=10),
        "POST": post.prepare(applicationId=APPLICATION, device=DEVICE),
        "GET, api.json": listed.prepare(applicationId=APPLICATION, perPage=10),
    }
    for name, request in prepared.items():
        all_ways.append(Way(f"Session.send, {name}", _sending(request)))
    all_ways.append(Way("Session.send, GET, with the environment", _sending(prepared["GET"], environment=True)))
    headers = {**prepared["GET"].headers, "Authorization": f"Bearer {TOKEN}"}
    session, target = requests.Session(), f"{url}/applications/{APPLICATION}/devices"
    all_ways.append(
        Way("Session.get", lambda: session.get(target, params={"perPage": 10}, headers=headers, timeout=30).json())
    )
    all_ways.append(Way("Session.post", lambda: session.post(target, json=DEVICE, headers=headers, timeout=30).json()))
    return all_ways


def _sending(request: Any, *, environment: bool = False) -> Callable[[], object]:
    """Return what a careful user of requests does: prepare once, then send and read."""
    session = requests.Session()
    session.trust_env = environment
    headers = {**request.headers, "Authorization": f"Bearer {TOKEN}"}
    prepared = session.prepare_request(requests.Request(request.method, request.url, headers, data=request.body))
    return lambda: session.send(prepared, timeout=30).json()


def cpu_of(call: Callable[[], object], calls: int = CALLS) -> float:
    """Return the CPU seconds of this process for one call, after some that are not counted."""
    for _ in range(WARM_UP):
        call()
    started = time.process_time()
    for _ in range(calls):
        call()
    return (time.process_time() - started) / calls


@contextmanager
def environment(variables: int) -> Iterator[None]:
    """Add so many variables to the environment."""
    names = [f"BENCHMARK_VARIABLE_{number}" for number in range(variables)]
    os.environ.update(dict.fromkeys(names, "x"))
    try:
        yield
    finally:
        for name in names:
            del os.environ[name]


Key = tuple[str, int]


def measured(url: str, rounds: int) -> dict[Key, list[float]]:
    """Return the CPU seconds of a call for each way and number of extra variables, in each round."""
    found: dict[Key, list[float]] = {}
    settings = (0, EXTRA_VARIABLES)
    ways_by_variables: dict[int, list[Way]] = {}
    for variables in settings:
        with environment(variables):
            ways_by_variables[variables] = ways(url)
            for way in ways_by_variables[variables]:
                cpu_of(way.call)
    gc.collect()
    gc.freeze()
    for number in range(rounds):
        for variables in settings if number % 2 else reversed(settings):
            with environment(variables):
                for way in turned(ways_by_variables[variables], number):
                    found.setdefault((way.name, variables), []).append(cpu_of(way.call))
    return found


BASES = {
    "Client, GET": "Session.send, GET",
    "Client, POST": "Session.send, POST",
    "Client, GET, api.json": "Session.send, GET, api.json",
    "Session.send, GET, with the environment": "Session.send, GET",
    "Session.get": "Session.send, GET",
    "Session.post": "Session.send, POST",
}


def as_table(found: dict[Key, list[float]]) -> Table:
    """Return the table."""
    rows = []
    for (name, variables), values in sorted(found.items(), key=lambda entry: entry[0][1]):
        shown = row_of(name, values, found[BASES.get(name, name), 0], f"{statistics.median(values) * 1e6:.0f}")
        rows.append((name, str(variables), *shown[1:]))
    head = ("way", "extra variables", "CPU µs", "× Session.send", "quartiles")
    return Table("A validated call", head, tuple(rows))


def goals(found: dict[Key, list[float]]) -> list[Goal]:
    """Return the goals."""

    def of(name: str, base: str, most: float, label: str, variables: int = 0) -> Goal:
        return Goal(label, ratios(found[name, variables], found[base, 0]), most)

    return [
        of("Client, GET", "Session.send, GET", GET_MOST, "GET/send"),
        of("Client, POST", "Session.send, POST", POST_MOST, "POST/send"),
        of("Client, GET", "Session.get", PLAIN_MOST, "GET/get"),
        of("Client, POST", "Session.post", PLAIN_MOST, "POST/post"),
        of("Client, GET", "Client, GET", GROWTH_MOST, f"GET with {EXTRA_VARIABLES} variables/without", EXTRA_VARIABLES),
        of("Client, POST", "Client, POST", GROWTH_MOST, f"POST with {EXTRA_VARIABLES} variables/without",
           EXTRA_VARIABLES),
    ]  # fmt: skip


def main() -> None:
    """Measure, print the table and the ratios."""
    arguments = options(__doc__ or "", saves=True)
    pin(0)
    rounds = QUICK_ROUNDS if arguments.quick else ROUNDS
    with served() as server:
        before, started = server.cpu(), time.perf_counter()
        found = measured(server.url, rounds)
        busy = (server.cpu() - before) / (time.perf_counter() - started)
        capacity = server.capacity(server.scenes[0], 5_000 if arguments.quick else 50_000)
    facts = [
        f"{rounds} rounds of {CALLS} calls each; a body of {len(json.dumps(DEVICE))} bytes, {len(DEVICE)} properties",
        f"server: {server.name}; {capacity}; {busy:.0%} busy during the calls",
    ]
    print_and_save(facts, [as_table(found)], arguments.save)
    conclude(goals(found), check=arguments.check)


if __name__ == "__main__":
    main()
