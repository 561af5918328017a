"""
How long loading takes: from the file to after the first call, compared with `json.loads` of the file.

Two descriptions: the bundled one, and a generated one with 1,000 actions. A call with another description comes first:
what a process does once is in `start.py`. The response is prepared. Each figure is the CPU time of a new process; all
ways of both descriptions take turns. Each is loaded without an index, as the first time that it is, and with the one
that the cache has of it since then. Last comes the memory that many clients of one description take.
"""

from __future__ import annotations

import functools
import gc
import importlib
import json
import os
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measure import ROOT, Goal, conclude, fresh, options, quartiles, ratios, table
from sample import description

ROUNDS, QUICK_ROUNDS = 21, 1
TRACED = 1
"""Rounds that are repeated with the memory traced: it differs only by a few bytes between processes."""
ACTIONS = 1000
CLIENTS = 100
MEMORY_MOST = 1.3
CLIENTS_MOST = 5.0
"""Megabytes that many clients of one description take beyond what one does."""
OTHER = {
    "dynaclient": 1,
    "server": "https://api.example.com",
    "auth": {"token": {"type": "bearer"}},
    "schemas": {
        "thing": {"type": "object", "properties": {"kind": {"$ref": "#/schemas/kind"}}},
        "kind": {"enum": ["a"]},
    },
    "resources": {
        "things": {
            "auth": "token",
            "actions": {
                "post": {
                    "method": "POST",
                    "path": "/things/{thingId}",
                    "parameters": {
                        "thingId": {"in": "path", "schema": {"type": "string", "pattern": "^([a-f0-9]{24}|)$"}},
                        "thing": {"in": "body", "schema": {"$ref": "#/schemas/thing"}},
                    },
                }
            },
        }
    },
}
"""A small description, with which a call is made before the measurement."""


@dataclass(frozen=True)
class Way:
    """A way to load a description."""

    label: str
    call: str = ""
    """The key of the call that follows, if one does."""
    index: bool = False
    """Whether the cache has an index of the description."""


WAYS = {
    "json": Way("json.loads"),
    "ready": Way("no index: Client, no call yet"),
    "get": Way("no index: Client and a first GET", "get"),
    "post": Way("no index: Client and a first POST", "post"),
    "index": Way("with the index: Client, no call yet", index=True),
    "index-get": Way("with the index: Client and a first GET", "get", index=True),
}
TIME_MOST = {
    "api.json": {"ready": 1.5, "get": 1.9, "post": 2.1, "index": 0.2, "index-get": 0.5},
    "generated": {"ready": 1.1, "get": 1.3, "post": 1.3, "index": 0.3, "index-get": 0.5},
}
"""For each description the most of the time of `json.loads` that each way may take."""
ACCOUNT = "575ec8687ae143cd83dc4a97"

Calls = Mapping[str, tuple[str, Mapping[str, Any]]]
"""By key: the action in Python's spelling, and its arguments."""


@dataclass(frozen=True)
class Described:
    """A description, and the first calls with it."""

    name: str
    path: Path
    calls: Calls

    @property
    def shown(self) -> str:
        """Its name and size."""
        actions = sum(
            len(resource["actions"]) for resource in json.loads(self.path.read_text("utf-8"))["resources"].values()
        )
        return f"{self.name} ({actions:,} actions, {self.path.stat().st_size / 1e6:.1f} MB)"


def bundled() -> Described:
    """Return the bundled description."""
    calls: Calls = {
        "get": ("application_api_tokens.get", {"applicationId": ACCOUNT, "perPage": 10}),
        "post": ("application_api_tokens.post", {"applicationId": ACCOUNT, "apiToken": {"name": "x"}}),
    }
    return Described("api.json", ROOT / "api.json", calls)


def generated(folder: str) -> Described:
    """Write a large description, and return it."""
    path = Path(folder) / "large.json"
    document = description(ACTIONS)
    path.write_text(json.dumps(document, indent=1), "utf-8")
    body = _body(document["schemas"]["devicePost"])
    calls: Calls = {
        "get": ("devices.get", {"accountId": ACCOUNT, "perPage": 10}),
        "post": ("devices.post", {"accountId": ACCOUNT, "body": body}),
    }
    return Described("generated", path, calls)


def load_json(text: str) -> Any:
    """Parse JSON, for the comparison."""
    return json.loads(text)


def first_call(source: Any, action: str, arguments: Mapping[str, Any]) -> Any:
    """Load the description and make one call, or none if the action is empty; return the client, which stays alive."""
    testing = importlib.import_module("dynaclient.testing")
    transport = testing.RecordingTransport(testing.response({"id": "b" * 24}))
    client = importlib.import_module("dynaclient").Client(source, token="example", transport=transport)
    if action:
        functools.reduce(getattr, action.split("."), client)(**arguments)
    assert len(transport.requests) == bool(action)
    return client


def _body(schema: Any) -> dict[str, Any]:
    """Return the smallest valid body."""
    return {name: _value(schema["properties"][name]) for name in schema["required"]}


def _value(schema: Any) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return None
    plain: dict[str, Any] = {"string": "x", "integer": 0, "boolean": True, "array": [], "object": {"key": "x"}}
    return plain[schema["type"]]


def run(way: str, path: str, call: str, traced: bool) -> dict[str, float]:
    """Run one of the ways in this process, and return its seconds and bytes."""
    _warm_up()
    action, arguments = json.loads(call)
    text = Path(path).read_text("utf-8") if way == "json" else ""
    gc.collect()
    if traced:
        tracemalloc.start()
    resident, started = _resident(), time.process_time()
    result = load_json(text) if way == "json" else first_call(path, action, arguments)
    elapsed = time.process_time() - started
    gc.collect()
    usage = {"seconds": elapsed, "resident": _resident() - resident}
    if traced:
        usage["live"] = tracemalloc.get_traced_memory()[0]
    assert result is not None
    return usage


def many(path: str) -> float:
    """Make many clients of one description in this process, and return the bytes of all but the first."""
    _warm_up()
    tracemalloc.start()
    clients: list[Any] = []
    alone = 0
    while len(clients) < CLIENTS:
        clients.append(first_call(path, "", {}))
        if len(clients) == 1:
            gc.collect()
            alone = tracemalloc.get_traced_memory()[0]
    gc.collect()
    return tracemalloc.get_traced_memory()[0] - alone


def _warm_up() -> None:
    """Import and compile what any description needs."""
    importlib.import_module("dynaclient.description.translation_cache")  # of large files
    first_call(OTHER, "things.post", {"thingId": "b" * 24, "thing": {"kind": "a"}})


def _resident() -> float:
    statistics_of_memory = Path("/proc/self/statm")
    return int(statistics_of_memory.read_text().split()[1]) * 4096.0 if statistics_of_memory.exists() else 0.0


Found = dict[tuple[str, str, str], list[float]]
"""For each description, way and quantity: the seconds or bytes of each round."""


def measured(descriptions: list[Described], rounds: int, folder: str) -> Found:
    """Return CPU seconds, live bytes and resident bytes of each way, in each round; the folder is that of a cache."""
    found: Found = {}
    for described in descriptions:
        fresh(__file__, "--run", "index", str(described.path), json.dumps(("", {})), "", folder)  # it keeps the index
    turns = [(described, way) for described in descriptions for way in WAYS]
    for number in range(rounds):
        first = number % len(turns)
        for described, way in turns[first:] + turns[:first]:
            call = json.dumps(described.calls.get(WAYS[way].call, ("", {})))
            arguments, cache = ("--run", way, str(described.path), call), folder if WAYS[way].index else ""
            usage = json.loads(fresh(__file__, *arguments, "", cache))
            if number < TRACED:
                usage["live"] = json.loads(fresh(__file__, *arguments, "traced", cache))["live"]
            for quantity, value in usage.items():
                found.setdefault((described.name, way, quantity), []).append(value)
    return found


def _rows(described: Described, found: Found) -> Iterator[tuple[str, ...]]:
    for way, loaded in WAYS.items():
        seconds, live, resident = (found[described.name, way, name] for name in ("seconds", "live", "resident"))
        times = ratios(seconds, found[described.name, "json", "seconds"])
        low, high = quartiles(times)
        yield (
            loaded.label, f"{statistics.median(seconds) * 1e3:.1f}", f"{statistics.median(times):.2f}",
            f"{low:.2f}–{high:.2f}", f"{statistics.median(live) / 1e6:.1f}", f"{statistics.median(resident) / 1e6:.1f}",
        )  # fmt: skip


def _goals(described: Described, found: Found) -> Iterator[Goal]:
    for way, most in TIME_MOST[described.name].items():
        times = ratios(found[described.name, way, "seconds"], found[described.name, "json", "seconds"])
        yield Goal(f"{described.name}, {WAYS[way].label}", times, most)
    for way in described.calls:
        live = ratios(found[described.name, way, "live"], found[described.name, "json", "live"])
        yield Goal(f"{described.name}: memory after {way.upper()}", live, MEMORY_MOST)


def main() -> None:
    """Measure, print a table for each description, and the ratios."""
    arguments = options(__doc__ or "")
    rounds = QUICK_ROUNDS if arguments.quick else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        descriptions = [bundled(), generated(folder)]
        found = measured(descriptions, rounds, str(Path(folder) / "cache"))
        goals = [goal for described in descriptions for goal in _goals(described, found)]
        for described in descriptions:
            print(f"{described.shown}, {rounds} rounds")
            head = ("what", "CPU ms", "× json.loads", "quartiles", "MB live", "MB resident")
            print(table(head, _rows(described, found)) + "\n")
            megabytes = float(fresh(__file__, "--many", str(described.path))) / 1e6
            goals.append(Goal(f"{described.name}: MB of {CLIENTS - 1} more clients", (megabytes,), CLIENTS_MOST))
    conclude(goals, check=arguments.check)


if __name__ == "__main__":
    os.environ["DYNACLIENT_CACHE"] = sys.argv[6] if len(sys.argv) == 7 else ""
    if sys.argv[1:2] == ["--many"]:
        print(many(sys.argv[2]))
    elif sys.argv[1:2] == ["--run"]:
        print(json.dumps(run(sys.argv[2], sys.argv[3], sys.argv[4], bool(sys.argv[5]))))
    else:
        main()
