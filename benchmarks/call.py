"""
What a validated call costs: CPU time of a GET and a POST with `Client`, compared with the same request with requests.

The base is `requests.Session.send` of a request that was prepared once, including the JSON of the response. Its session
ignores the environment (``trust_env = False``): the fastest way with requests.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from measure import Goal, conclude, options, pin, quartiles, ratios, table

from dynaclient import Client

ROUNDS, QUICK_ROUNDS = 120, 15
CALLS = 20
EXTRA_VARIABLES = 500
GET_MOST, POST_MOST, PLAIN_MOST, GROWTH_MOST = 1.25, 1.35, 0.85, 1.10
APPLICATION = "575ec8687ae143cd83dc4a97"
TOKEN = "example-token"

DESCRIPTION: dict[str, Any] = {
    "dynaclient": 1,
    "title": "Benchmark",
    "server": "https://example.com",
    "dialect": "draft-07",
    "auth": {"accessToken": {"type": "bearer"}},
    "headers": {"Accept": "application/json", "Accept-Version": "^1.0.0"},
    "schemas": {
        "identifier": {"type": "string", "pattern": "^[A-Fa-f0-9]{24}$"},
        "tag": {
            "type": "object",
            "properties": {"key": {"type": "string"}, "value": {"type": "string", "maxLength": 255}},
            "required": ["key"],
            "additionalProperties": False,
        },
        "device": {
            "type": "object",
            "properties": {
                "name": {"type": "string", "minLength": 1, "maxLength": 255},
                "description": {"type": "string", "maxLength": 32767},
                "parentId": {"$ref": "#/schemas/identifier"},
                "deviceClass": {"enum": ["standalone", "gateway", "peripheral", "floating", "edgeCompute"]},
                "enabled": {"type": "boolean"},
                "interval": {"type": "integer", "minimum": 1, "maximum": 86400},
                "threshold": {"type": "number", "minimum": 0},
                "scale": {"type": "number"},
                "retries": {"type": "integer", "minimum": 0},
                "created": {"type": "string", "format": "date-time"},
                "channel": {"type": "string", "pattern": "^[a-z0-9/_-]+$"},
                "tags": {"type": "array", "maxItems": 100, "items": {"$ref": "#/schemas/tag"}},
                "members": {"type": "array", "items": {"$ref": "#/schemas/identifier"}},
                "position": {
                    "type": "object",
                    "properties": {"latitude": {"type": "number"}, "longitude": {"type": "number"}},
                    "required": ["latitude", "longitude"],
                },
                "notes": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            },
            "required": ["name", "deviceClass"],
            "additionalProperties": False,
        },
    },
    "resources": {
        "devices": {
            "path": "/applications/{applicationId}/devices",
            "parameters": {"applicationId": {"in": "path", "schema": {"$ref": "#/schemas/identifier"}}},
            "actions": {
                "get": {
                    "method": "GET",
                    "parameters": {"perPage": {"in": "query", "schema": {"type": "integer", "minimum": 1}}},
                    "responses": {"200": {"schema": {"type": "object"}}},
                },
                "post": {
                    "method": "POST",
                    "parameters": {
                        "device": {"in": "body", "required": True, "schema": {"$ref": "#/schemas/device"}},
                    },
                    "responses": {"200": {"schema": {"type": "object"}}},
                },
            },
        }
    },
}

DEVICE: dict[str, Any] = {
    "name": "Pump 7 – north",
    "description": "The second pump behind the hall.",
    "parentId": APPLICATION,
    "deviceClass": "standalone",
    "enabled": True,
    "interval": 60,
    "threshold": 12.5,
    "scale": 0.001,
    "retries": 3,
    "created": "2016-06-13T04:00:00.000Z",
    "channel": "hall/north/pump-7",
    "tags": [{"key": "floor", "value": "3"}, {"key": "owner", "value": "facilities"}],
    "members": [APPLICATION, "575ed6e87ae143cd83dc4aa8"],
    "position": {"latitude": 39.1031, "longitude": -84.512},
    "notes": None,
}


@dataclass(frozen=True)
class Way:
    """One way to make the same call."""

    name: str
    call: Callable[[], object]


@contextmanager
def served() -> Iterator[int]:
    """Run the server in a process of its own, and yield its port."""
    program = [sys.executable, str(Path(__file__).parent / "server.py")]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()
            process.wait()


def server_cpu(port: int) -> tuple[float, int]:
    """Return the CPU seconds of the server so far, and the number of its requests."""
    usage = requests.get(f"http://127.0.0.1:{port}/cpu", timeout=5).json()
    return usage["seconds"], usage["requests"]


def flood(port: int, count: int) -> tuple[float, float]:
    """Return requests per second, and CPU seconds of the server per request, for a client that does nothing else."""
    sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(16)]
    before, started = server_cpu(port), time.perf_counter()
    for _ in range(count // len(sockets)):
        for connection in sockets:
            connection.sendall(b"GET /devices HTTP/1.1\r\nHost: localhost\r\n\r\n")
        for connection in sockets:
            connection.recv(65536)
    elapsed = time.perf_counter() - started
    after = server_cpu(port)
    for connection in sockets:
        connection.close()
    return (after[1] - before[1]) / elapsed, (after[0] - before[0]) / (after[1] - before[1])


def ways(port: int) -> list[Way]:
    """Return all ways, each with a new connection."""
    url = f"http://127.0.0.1:{port}"
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
    """Return the CPU seconds of this process for one call."""
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


def measured(port: int, rounds: int) -> dict[Key, list[float]]:
    """Return the CPU seconds of a call for each way and number of extra variables, in each round."""
    found: dict[Key, list[float]] = {}
    settings = (0, EXTRA_VARIABLES)
    ways_by_variables: dict[int, list[Way]] = {}
    for variables in settings:
        with environment(variables):
            ways_by_variables[variables] = ways(port)
            for way in ways_by_variables[variables]:
                cpu_of(way.call)
    gc.collect()
    gc.freeze()
    for number in range(rounds):
        for variables in settings if number % 2 else reversed(settings):
            listed = ways_by_variables[variables]
            turned = listed[number % len(listed) :] + listed[: number % len(listed)]
            with environment(variables):
                for way in turned:
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


def rows(found: dict[Key, list[float]]) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table."""
    for (name, variables), values in found.items():
        of_base = ratios(values, found[BASES.get(name, name), 0])
        low, high = quartiles(of_base)
        yield (
            name, str(variables), f"{statistics.median(values) * 1e6:.0f}", f"{statistics.median(of_base):.2f}",
            f"{low:.2f}–{high:.2f}",
        )  # fmt: skip


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
    arguments = options(__doc__ or "")
    pin(0)
    rounds = QUICK_ROUNDS if arguments.quick else ROUNDS
    with served() as port:
        rate, alone = flood(port, 2_000 if arguments.quick else 20_000)
        before, started = server_cpu(port), time.perf_counter()
        found = measured(port, rounds)
        after, elapsed = server_cpu(port), time.perf_counter() - started
    per_request = (after[0] - before[0]) / (after[1] - before[1])
    print(f"{rounds} rounds of {CALLS} calls each; a body of {len(json.dumps(DEVICE))} bytes, {len(DEVICE)} properties")
    print(
        f"server: {per_request * 1e6:.0f} µs of CPU time per request, {(after[0] - before[0]) / elapsed:.0%} busy"
        f"; at full load {alone * 1e6:.0f} µs, {rate:.0f} requests/s"
    )
    print(table(("way", "extra variables", "client CPU µs", "× Session.send", "quartiles"), rows(found)))
    conclude(goals(found), check=arguments.check)


if __name__ == "__main__":
    main()
