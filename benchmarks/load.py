"""
How soon a description is ready: from the text on disk to after the first call, against `json.loads` of the text.

Two descriptions: the bundled one, and a made-up one of 1,000 actions. The modules are imported before, and the answer
is canned. Each figure is the CPU time of a fresh process; all ways of both take turns.
"""

from __future__ import annotations

import functools
import gc
import importlib
import json
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

ROUNDS, QUICK_ROUNDS = 21, 5
ACTIONS = 1000
TIME_MOST, MEMORY_MOST = 1.5, 1.3
MODULES = ("dynaclient.client.sync", "dynaclient.testing", "jsonref", "jsonschema_rs", "pathlib")
"""What a first call imports: all of it is there before the clock starts, for both sides."""

WAYS = {
    "json": "json.loads",
    "ready": "Client, no call yet",
    "get": "Client and a first GET",
    "post": "Client and a first POST",
}
ACCOUNT = "575ec8687ae143cd83dc4a97"

Calls = Mapping[str, tuple[str, Mapping[str, Any]]]
"""For each way that makes a call: the action as Python spells it, and its arguments."""


@dataclass(frozen=True)
class Described:
    """A description that is measured, and the first calls that are made with it."""

    name: str
    place: Path
    calls: Calls

    @property
    def shown(self) -> str:
        """What it is called, and how large it is."""
        actions = sum(len(each["actions"]) for each in json.loads(self.place.read_text("utf-8"))["resources"].values())
        return f"{self.name} ({actions:,} actions, {self.place.stat().st_size / 1e6:.1f} MB)"


def bundled() -> Described:
    """Give the description that the package comes with."""
    calls: Calls = {
        "get": ("application_api_tokens.get", {"applicationId": ACCOUNT, "perPage": 10}),
        "post": ("application_api_tokens.post", {"applicationId": ACCOUNT, "apiToken": {"name": "x"}}),
    }
    return Described("api.json", ROOT / "api.json", calls)


def made_up(folder: str) -> Described:
    """Write a large description, and give it."""
    place = Path(folder) / "large.json"
    document = description(ACTIONS)
    place.write_text(json.dumps(document, indent=1), "utf-8")
    body = _body(document["schemas"]["devicePost"])
    calls: Calls = {
        "get": ("devices.get", {"accountId": ACCOUNT, "perPage": 10}),
        "post": ("devices.post", {"accountId": ACCOUNT, "body": body}),
    }
    return Described("made up", place, calls)


def load_json(text: str) -> Any:
    """Do what is compared with."""
    return json.loads(text)


def first_call(place: str, action: str, arguments: Mapping[str, Any]) -> Any:
    """Load the description and make one call (none if no action is named); the client is given, for what it holds."""
    testing = importlib.import_module("dynaclient.testing")
    transport = testing.RecordingTransport(testing.answer({"id": "b" * 24}))
    client = importlib.import_module("dynaclient").Client(place, token="made-up", transport=transport)
    if action:
        functools.reduce(getattr, action.split("."), client)(**arguments)
    assert len(transport.requests) == bool(action)
    return client


def _body(schema: Any) -> dict[str, Any]:
    """Give the smallest body that fits."""
    return {name: _value(schema["properties"][name]) for name in schema["required"]}


def _value(schema: Any) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return None
    plain: dict[str, Any] = {"string": "x", "integer": 0, "boolean": True, "array": [], "object": {"key": "x"}}
    return plain[schema["type"]]


def run(way: str, place: str, call: str, traced: bool) -> dict[str, float]:
    """Do one of the ways in this process, and give the seconds it took, or the bytes that it holds."""
    for module in MODULES:
        importlib.import_module(module)
    action, arguments = json.loads(call)
    text = Path(place).read_text("utf-8") if way == "json" else ""
    gc.collect()
    if traced:
        tracemalloc.start()
    resident, started = _resident(), time.process_time()
    held = load_json(text) if way == "json" else first_call(place, action, arguments)
    elapsed = time.process_time() - started
    gc.collect()
    found = {"seconds": elapsed, "resident": _resident() - resident}
    if traced:
        found["held"] = tracemalloc.get_traced_memory()[0]
    assert held is not None
    return found


def _resident() -> float:
    statistics_of_memory = Path("/proc/self/statm")
    return int(statistics_of_memory.read_text().split()[1]) * 4096.0 if statistics_of_memory.exists() else 0.0


Found = dict[tuple[str, str, str], list[float]]
"""For each description, way and what was measured: what each round gave, in seconds or bytes."""


def measured(descriptions: list[Described], rounds: int) -> Found:
    """Give seconds, bytes traced and bytes resident for each way in each round."""
    found: Found = {}
    turns = [(each, way) for each in descriptions for way in WAYS]
    for number in range(rounds):
        first = number % len(turns)
        for each, way in turns[first:] + turns[:first]:
            call = json.dumps(each.calls.get(way, ("", {})))
            told = json.loads(fresh(__file__, "--run", way, str(each.place), call, ""))
            if number < 3:
                # What is held differs by no more than a few bytes from one process to the next.
                told["held"] = json.loads(fresh(__file__, "--run", way, str(each.place), call, "traced"))["held"]
            for what, value in told.items():
                found.setdefault((each.name, way, what), []).append(value)
    return found


def _rows(each: Described, found: Found) -> Iterator[tuple[str, ...]]:
    for way, told in WAYS.items():
        seconds, held, resident = (found[each.name, way, what] for what in ("seconds", "held", "resident"))
        times = ratios(seconds, found[each.name, "json", "seconds"])
        low, high = quartiles(times)
        yield (
            told, f"{statistics.median(seconds) * 1e3:.1f}", f"{statistics.median(times):.2f}", f"{low:.2f}–{high:.2f}",
            f"{statistics.median(held) / 1e6:.1f}", f"{statistics.median(resident) / 1e6:.1f}",
        )  # fmt: skip


def _goals(each: Described, found: Found) -> Iterator[Goal]:
    for way in ("ready", "get", "post"):
        times = ratios(found[each.name, way, "seconds"], found[each.name, "json", "seconds"])
        yield Goal(f"{each.name}: {WAYS[way]}", times, TIME_MOST)
    for way in each.calls:
        held = ratios(found[each.name, way, "held"], found[each.name, "json", "held"])
        yield Goal(f"{each.name}: memory after {way.upper()}", held, MEMORY_MOST)


def main() -> None:
    """Measure, print a table for each description, and the ratios."""
    chosen = options(__doc__ or "")
    rounds = QUICK_ROUNDS if chosen.quick else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        descriptions = [bundled(), made_up(folder)]
        found = measured(descriptions, rounds)
        for each in descriptions:
            print(f"{each.shown}, {rounds} rounds")
            head = ("what", "CPU ms", "× json.loads", "quartiles", "MB held", "MB resident")
            print(table(head, _rows(each, found)) + "\n")
    conclude([goal for each in descriptions for goal in _goals(each, found)], check=chosen.check)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        print(json.dumps(run(sys.argv[2], sys.argv[3], sys.argv[4], bool(sys.argv[5]))))
    else:
        main()
