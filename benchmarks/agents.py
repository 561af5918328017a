"""
What a server for agents costs: `dynaclient mcp` beside FastMCP made from the same OpenAPI document, by one client.

The client is that of the package `mcp`, over standard input and output. Measured are the seconds from the start of a
process to its list of tools, the memory that it has by then, the bytes of the list, and calls one after the other.
FastMCP is measured with one tool an operation, and with its search (`BM25SearchTransform`), which lists two.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from measure import ROOT, WARM_UP, Goal, conclude, installed, ratios, table, turned, version
from serving import own_server

from dynaclient import load, to_openapi

ROUNDS, QUICK_ROUNDS = 5, 1
CALLS, QUICK_CALLS = 200, 20
SECONDS = 60
FASTMCP = """
import json, sys
import httpx2
from fastmcp import FastMCP
from fastmcp.server.transforms.search import BM25SearchTransform

document = json.load(open(sys.argv[1]))
server = FastMCP.from_openapi(openapi_spec=document, client=httpx2.AsyncClient(base_url=sys.argv[2]))
if sys.argv[3:] == ["search"]:
    server.add_transform(BM25SearchTransform())
server.run(show_banner=False)
"""
OURS, ONE_EACH, SEARCH = "dynaclient mcp", "FastMCP", "FastMCP, search"
TO_LIST, MEMORY, LIST_BYTES, RATE = "to the list", "memory", "bytes of the list", "seconds of a call"
ARGUMENTS = {"applicationId": "575ec8687ae143cd83dc4a97", "perPage": 10}
MOST = {TO_LIST: 0.5, MEMORY: 0.7, RATE: 0.83}
"""The ratio to FastMCP with search (calls: with one tool an operation), at most."""
MOST_BYTES = 4096.0


@dataclass(frozen=True)
class Way:
    """A server: how it is started, and a call of it."""

    command: tuple[str, ...]
    tool: str = ""
    arguments: Mapping[str, Any] | None = None


def ways(document: Path, url: str, action: str, tool: str) -> dict[str, Way]:
    """Return the servers that there are."""
    found = {
        OURS: Way(
            (sys.executable, "-m", "dynaclient", "mcp", "--api", str(document), "--url", url),
            "read", {"action": action, "arguments": ARGUMENTS},
        ),
    }  # fmt: skip
    if installed("fastmcp") is not None:
        command = (sys.executable, "-c", FASTMCP, str(document), url)
        found |= {ONE_EACH: Way(command, tool, ARGUMENTS), SEARCH: Way((*command, "search"))}
    return found


async def measure(way: Way, calls: int) -> dict[str, float]:
    """Return the figures of one process."""
    from mcp import Client
    from mcp.client.stdio import StdioServerParameters

    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPATH": str(ROOT), "DYNACLIENT_TOKEN": "example"}
    before = set(_children())
    started = perf_counter()
    target = StdioServerParameters(command=way.command[0], args=list(way.command[1:]), env=environment)
    async with Client(target, read_timeout_seconds=SECONDS) as client:
        tools = (await client.list_tools()).tools
        found = {TO_LIST: perf_counter() - started}
        found[MEMORY] = sum(map(_peak, set(_children()) - before))
        listed = [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in tools]
        found[LIST_BYTES] = float(len(json.dumps(listed, separators=(",", ":")).encode()))
        if way.tool:
            times = []
            for number in range(-WARM_UP, calls):
                began = perf_counter()
                result = await client.call_tool(way.tool, dict(way.arguments or {}))
                assert not result.is_error, result.content
                if number >= 0:
                    times.append(perf_counter() - began)
            found[RATE] = statistics.median(times)
        return found


def _children() -> list[int]:
    """Return the processes that this one has started; none where the system does not list them."""
    found: list[int] = []
    for task in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, task.read_text().split())
    return found


def _peak(process: int) -> float:
    """Return the most megabytes that a process has had."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


def measured(servers: Mapping[str, Way], rounds: int, calls: int) -> dict[str, dict[str, list[float]]]:
    """Return the figures of each server, in each round; the first round fills caches and is left out."""
    found: dict[str, dict[str, list[float]]] = {name: {} for name in servers}
    for number in range(-1, rounds):
        for name, way in turned(list(servers.items()), number):
            figures = asyncio.run(measure(way, calls))
            for figure, value in figures.items() if number >= 0 else ():
                found[name].setdefault(figure, []).append(value)
    return found


def goals(found: Mapping[str, dict[str, list[float]]]) -> list[Goal]:
    """Return what has to hold."""
    ours = found[OURS]
    of_bytes = Goal("bytes of the list, of 4,096", tuple(size / MOST_BYTES for size in ours[LIST_BYTES]), 1.0)
    if SEARCH not in found:
        return [of_bytes]
    bases = {TO_LIST: SEARCH, MEMORY: SEARCH, RATE: ONE_EACH}
    compared = ((name, base, ratios(ours[name], found[base][name])) for name, base in bases.items())
    return [of_bytes, *(Goal(f"{name}, of {base}", values, MOST[name]) for name, base, values in compared)]


def row(name: str, figures: Mapping[str, list[float]]) -> tuple[str, ...]:
    """Return the row of a server."""
    columns = ((TO_LIST, 1.0, 2), (MEMORY, 1.0, 0), (LIST_BYTES, 1.0, 0), (RATE, 1e3, 2))
    cells = (
        f"{statistics.median(figures[figure]) * scale:,.{digits}f}" if figure in figures else ""
        for figure, scale, digits in columns
    )
    return (name, *cells)


def main() -> None:
    """Measure, and print the table and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="run few rounds, in a few seconds")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a goal is missed")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, own_server() as server:
        os.environ["DYNACLIENT_CACHE"] = str(Path(folder) / "cache")
        document = Path(folder) / "openapi.json"
        document.write_text(json.dumps(to_openapi(load())))
        servers = ways(document, server.scenes[0].url, "devices.get", "devices_get")
        rounds, calls = (QUICK_ROUNDS, QUICK_CALLS) if arguments.quick else (ROUNDS, CALLS)
        found = measured(servers, rounds, calls)
    peer = f"fastmcp {version('fastmcp')}" if SEARCH in found else "fastmcp is not installed, and left out"
    print(f"{rounds} rounds, a new process each; the 380 operations of the bundled description; {peer}")
    print(
        table(
            ("server", "s to the list", "MB", "bytes of the list", "ms a call"),
            [row(name, figures) for name, figures in found.items()],
        )
    )
    conclude(goals(found), check=arguments.check)


if __name__ == "__main__":
    main()
