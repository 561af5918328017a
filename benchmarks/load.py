"""
How soon a large description is ready: from the text on disk to after the first call, against `json.loads` of the text.

The modules are imported before, and the answer is canned. Each figure is the CPU time of a fresh process.
"""

from __future__ import annotations

import gc
import importlib
import json
import statistics
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path
from typing import Any

from measure import Goal, conclude, fresh, options, quartiles, ratios, table
from sample import description

ROUNDS, QUICK_ROUNDS = 21, 5
ACTIONS = 1000
TIME_MOST, MEMORY_MOST = 1.5, 1.3
MODULES = ("dynaclient.client", "dynaclient.testing", "jsonref", "jsonschema_rs", "pathlib")
"""What a first call imports: all of it is there before the clock starts, for both sides."""

ACCOUNT = "575ec8687ae143cd83dc4a97"
WAYS = ("json", "ready", "get", "post")


def load_json(text: str) -> Any:
    """Do what is compared with."""
    return json.loads(text)


def first_call(place: str, key: str) -> Any:
    """Load the description and make one call (none for ``ready``); the client is given, for what it holds."""
    testing = importlib.import_module("dynaclient.testing")
    client = importlib.import_module("dynaclient").Client(
        place, token="made-up", transport=testing.RecordingTransport(testing.answer({"id": "b" * 24}))
    )
    if key == "ready":
        return client
    if key == "get":
        client.devices.get(accountId=ACCOUNT, perPage=10)
    else:
        client.devices.post(accountId=ACCOUNT, body=_body(client.api.document["schemas"]["devicePost"]))
    assert len(client._shared.transport.requests) == 1
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


def run(way: str, place: str, traced: bool) -> dict[str, float]:
    """Do one of the ways in this process, and give the seconds it took, or the bytes that it holds."""
    for module in MODULES:
        importlib.import_module(module)
    text = Path(place).read_text("utf-8") if way == "json" else ""
    gc.collect()
    if traced:
        tracemalloc.start()
    resident, started = _resident(), time.process_time()
    held = load_json(text) if way == "json" else first_call(place, way)
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


def measured(place: str, rounds: int) -> dict[tuple[str, str], list[float]]:
    """Give seconds, bytes traced and bytes resident for each way in each round."""
    found: dict[tuple[str, str], list[float]] = {}
    for number in range(rounds):
        turned = WAYS[number % len(WAYS) :] + WAYS[: number % len(WAYS)]
        for way in turned:
            told = json.loads(fresh(__file__, "--run", way, place, ""))
            if number < 3:
                # What is held differs by no more than a few bytes from one process to the next.
                told["held"] = json.loads(fresh(__file__, "--run", way, place, "traced"))["held"]
            for what, value in told.items():
                found.setdefault((way, what), []).append(value)
    return found


def main() -> None:
    """Measure, print the table and the ratios."""
    chosen = options(__doc__ or "")
    rounds = QUICK_ROUNDS if chosen.quick else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "large.json"
        place.write_text(json.dumps(description(ACTIONS), indent=1), "utf-8")
        size = place.stat().st_size
        found = measured(str(place), rounds)
    print(f"{rounds} rounds; {ACTIONS} actions, {size / 1e6:.1f} MB of text")
    names = {
        "json": "json.loads",
        "ready": "Client, no call yet",
        "get": "Client and a first GET",
        "post": "Client and a first POST",
    }
    rows = []
    for way, name in names.items():
        times = ratios(found[way, "seconds"], found["json", "seconds"])
        low, high = quartiles(times)
        rows.append((
            name, f"{statistics.median(found[way, 'seconds']) * 1e3:.1f}", f"{statistics.median(times):.2f}",
            f"{low:.2f}–{high:.2f}", f"{statistics.median(found[way, 'held']) / 1e6:.1f}",
            f"{statistics.median(found[way, 'resident']) / 1e6:.1f}",
        ))  # fmt: skip
    print(table(("what", "CPU ms", "× json.loads", "quartiles", "MB held", "MB resident"), rows))
    goals = [Goal(f"time to {told}", ratios(found[way, "seconds"], found["json", "seconds"]), TIME_MOST)
             for way, told in (("ready", "a ready client"), ("get", "first GET"), ("post", "first POST"))]  # fmt: skip
    goals += [Goal(f"memory after {way.upper()}", ratios(found[way, "held"], found["json", "held"]), MEMORY_MOST)
              for way in ("get", "post")]  # fmt: skip
    conclude(goals, check=chosen.check)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        print(json.dumps(run(sys.argv[2], sys.argv[3], bool(sys.argv[4]))))
    else:
        main()
