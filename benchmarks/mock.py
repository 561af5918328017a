"""
What the mock server does in a second, beside Prism and json-server: a stored list of 10 items, by 1 client and by 50.

Each server is a process of its own, once as its command starts it, with a log of the requests, and once without that
log. The clients are in this process: they send prepared bytes on
connections that stay open, and wait for each response. Ours and Prism are made from the same OpenAPI document, and
validate each request; Prism responds with the example of the document, json-server with the items of a file, and ours
with the items that were posted. The rates use the wall clock; CPU times are those of the process of the server.

npm installs Prism and json-server into a temporary folder; ``--peers FOLDER`` names one where they are, and ``--quick``
leaves them out.
"""

from __future__ import annotations

import argparse
import json
import re
import selectors
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import requests
from measure import Goal, Table, conclude, fresh, print_and_save, ratios, row_of, turned

ROUNDS, QUICK_ROUNDS = 9, 3
SECONDS, QUICK_SECONDS = 1.5, 0.3
CLIENTS = (1, 50)
LEAST = 1_500.0
"""Responses in a second, at least."""
OF_PRISM_LEAST = 2.0
START_UP = 60.0
OURS, PRISM, JSON_SERVER = "dynaclient", "Prism", "json-server"
SILENT = {OURS: ("--quiet",), PRISM: ("--verboseLevel", "silent"), JSON_SERVER: ("--quiet",)}
"""The options with which they log nothing."""
PACKAGES = ("@stoplight/prism-cli@5", "json-server@0.17")
PATH = "/pets"
PETS = [{"name": f"pet {number}", "kind": "cat", "age": number, "id": number} for number in range(1, 11)]
PET = {
    "type": "object",
    "properties": {
        "id": {"type": "integer"}, "name": {"type": "string"}, "kind": {"type": "string"}, "age": {"type": "integer"},
    },
    "required": ["name"],
}  # fmt: skip
DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Pets", "version": "1"},
    "servers": [{"url": "https://pets.example.com"}],
    "paths": {
        PATH: {
            "get": {
                "operationId": "list",
                "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}],
                "responses": {
                    "200": {
                        "description": "the pets",
                        "content": {
                            "application/json": {"schema": {"type": "array", "items": PET}, "example": PETS},
                        },
                    },
                },
            },
            "post": {
                "operationId": "add",
                "requestBody": {"required": True, "content": {"application/json": {"schema": PET}}},
                "responses": {
                    "201": {"description": "the pet", "content": {"application/json": {"schema": PET}}},
                },
            },
        },
    },
}
STARTED = """
import time
started = time.perf_counter()
from dynaclient.mock import MockServer
imported = time.perf_counter()
actions = {"get": {"method": "GET"}}
server = MockServer({"dynaclient": 1, "resources": {"r": {"path": "/r", "actions": actions}}}).start()
opened = time.perf_counter()
server.close()
print(imported - started, opened - imported, time.perf_counter() - opened)
"""
_LENGTH = re.compile(rb"\r\ncontent-length: ?([0-9]+)", re.IGNORECASE)


# --- servers ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Server:
    """A running server."""

    name: str
    port: int
    process: int

    def cpu(self) -> float:
        """Return the CPU seconds of its process so far."""
        return time.clock_gettime((~self.process << 3) | 2)  # Linux: the clock of a process by its number

    def items(self) -> list[Any]:
        """Return the list that it responds with."""
        found: list[Any] = requests.get(f"http://127.0.0.1:{self.port}{PATH}", timeout=10).json()
        return found


@contextmanager
def served(name: str, command: list[str], port: int) -> Iterator[Server]:
    """Run a server until it is not needed any more."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(name, port, process)
            yield Server(name, port, process.pid)
        finally:
            process.terminate()


def _wait(name: str, port: int, process: subprocess.Popen[bytes]) -> None:
    latest = time.monotonic() + START_UP
    while process.poll() is None and time.monotonic() < latest:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.02)
        else:
            return
    sys.exit(f"{name} does not start")


def free_port() -> int:
    """Return a port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def commands(folder: Path, modules: Path | None) -> dict[str, list[str]]:
    """Return how each server is started, up to its options; only ours if there is no folder with the others."""
    document, items = folder / "openapi.json", folder / "db.json"
    document.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    items.write_text(json.dumps({PATH[1:]: PETS}), encoding="utf-8")
    found = {OURS: [sys.executable, "-m", "dynaclient", "mock", str(document)]}
    if modules is not None:
        found[PRISM] = [str(modules / "prism"), "mock", str(document)]
        found[JSON_SERVER] = [str(modules / "json-server"), str(items)]
    return found


@contextmanager
def all_served(folder: Path, modules: Path | None) -> Iterator[list[Server]]:
    """Run each server twice: with its log, and without it."""
    with ExitStack() as stack:
        servers = []
        for name, command in commands(folder, modules).items():
            for label, options in ((name, ()), (quiet(name), SILENT[name])):
                at = ("--host", "127.0.0.1", "--port", str(port := free_port()))
                servers.append(stack.enter_context(served(label, [*command, *at, *options], port)))
        yield servers


def quiet(name: str) -> str:
    """Return what a server is called that logs nothing."""
    return f"{name}, silent"


def install(folder: Path) -> Path | None:
    """Install the other servers, and return the folder of their programs; None if npm cannot."""
    npm = shutil.which("npm")
    command = [str(npm), "install", "--no-fund", "--no-audit", "--ignore-scripts", f"--prefix={folder}", *PACKAGES]
    if npm is None or subprocess.run(command, capture_output=True, check=False).returncode:
        print(f"npm cannot install {' and '.join(PACKAGES)}, so they are left out")
        return None
    return folder / "node_modules" / ".bin"


# --- clients ---------------------------------------------------------------------------------------------------------


class Clients:
    """So many clients, each of which sends its next request when it has received the response to the last one."""

    def __init__(self, port: int, count: int, stack: ExitStack) -> None:
        self._request = f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: application/json\r\n\r\n".encode()
        self._selector = stack.enter_context(selectors.DefaultSelector())
        for _ in range(count):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._selector.register(connection, selectors.EVENT_READ, bytearray())
            connection.sendall(self._request)

    def rate(self, seconds: float) -> float:
        """Return the responses in a second."""
        count, started = 0, time.perf_counter()
        while (elapsed := time.perf_counter() - started) < seconds:
            for key, _ in self._selector.select():
                connection: Any = key.fileobj
                data: bytearray = key.data
                data += connection.recv(262144)
                if _is_whole(data):
                    count += 1
                    data.clear()
                    connection.sendall(self._request)
        return count / elapsed


def _is_whole(data: bytearray) -> bool:
    """Return whether a response has arrived as a whole; it has to be the list."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return False
    length = _LENGTH.search(data, 0, end)
    assert data.startswith(b"HTTP/1.1 200 "), bytes(data[:1000])
    assert length is not None
    return len(data) >= end + 4 + int(length[1])


@dataclass(frozen=True)
class Measured:
    """What was measured of one server, in each round."""

    rates: list[float]
    cpu: list[float]
    """The CPU seconds of each response."""


def measured(servers: list[Server], clients: int, rounds: int, seconds: float) -> dict[str, Measured]:
    """Return what was measured of each server."""
    found = {server.name: Measured([], []) for server in servers}
    for number in range(rounds):
        for server in turned(servers, number):
            with ExitStack() as stack:
                asking = Clients(server.port, clients, stack)
                asking.rate(seconds / 5)
                before, started = server.cpu(), time.perf_counter()
                rate = asking.rate(seconds)
                responses = rate * (time.perf_counter() - started)
                found[server.name].rates.append(rate)
                found[server.name].cpu.append((server.cpu() - before) / responses)
    return found


# --- results ---------------------------------------------------------------------------------------------------------


def as_table(found: dict[str, Measured], clients: int) -> Table:
    """Return the table, the fastest server first."""
    rates = {name: of.rates for name, of in found.items()}
    listed = sorted(rates, key=lambda name: -statistics.median(rates[name]))
    base = rates.get(PRISM, rates[OURS])
    rows = tuple(
        (
            *row_of(name, rates[name], base, f"{statistics.median(rates[name]):.0f}"),
            f"{statistics.median(found[name].cpu) * 1e6:.0f} µs",
        )
        for name in listed
    )
    of = f"× {PRISM if PRISM in rates else OURS}"
    title = f"a stored list of {len(PETS)} items, {clients} client{'' if clients == 1 else 's'}"
    bars = {name: statistics.median(rates[name]) for name in listed}
    return Table(title, ("server", "responses/s", of, "quartiles", "CPU of each"), rows, bars, "responses in a second")


def goals(found: dict[str, Measured], clients: int) -> list[Goal]:
    """Return the goals, inverted: the share of our rate that is the least one, or that of Prism."""
    own = found[OURS].rates
    reached = [Goal(f"{LEAST:.0f}/s with {clients}", ratios([LEAST] * len(own), own), 1.0)]
    if PRISM in found:
        reached.append(Goal(f"{PRISM} with {clients}", ratios(found[PRISM].rates, own), 1 / OF_PRISM_LEAST))
    return reached


def start_up(rounds: int) -> str:
    """Return what it takes to import, start and close our server, in new processes."""
    found = [map(float, fresh("-c", STARTED).split()) for _ in range(rounds)]
    imported, opened, closed = (statistics.median(values) * 1000 for values in zip(*found, strict=True))
    return f"our server: {imported:.0f} ms to import, {opened:.0f} ms to start, {closed:.1f} ms to close"


def options() -> argparse.Namespace:
    """Parse the options, which are those of the other benchmarks and ``--peers``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="run few rounds, in a few seconds, without the others")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a goal is missed")
    parser.add_argument("--save", metavar="FILE", help="also write the results as JSON")
    parser.add_argument("--peers", metavar="FOLDER", type=Path, help="where npm has installed Prism and json-server")
    return parser.parse_args()


def main() -> None:
    """Measure, print the tables and the ratios."""
    arguments = options()
    rounds, seconds = (QUICK_ROUNDS, QUICK_SECONDS) if arguments.quick else (ROUNDS, SECONDS)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        peers = arguments.peers and arguments.peers / "node_modules" / ".bin"
        modules = peers if peers or arguments.quick else install(folder)
        with all_served(folder, modules) as servers:
            for server, pet in product(servers[:2], PETS):
                requests.post(f"http://127.0.0.1:{server.port}{PATH}", json=pet, timeout=10).raise_for_status()
            assert all(len(server.items()) == len(PETS) for server in servers)
            found = {clients: measured(servers, clients, rounds, seconds) for clients in CLIENTS}
    facts = [f"{rounds} rounds of {seconds:g} s", start_up(1 if arguments.quick else ROUNDS)]
    print_and_save(facts, [as_table(rates, clients) for clients, rates in found.items()], arguments.save)
    conclude([goal for clients, rates in found.items() for goal in goals(rates, clients)], check=arguments.check)


if __name__ == "__main__":
    main()
