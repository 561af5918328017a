"""
What starting costs: `import dynaclient` against `import requests`, the first call of a cold process, the command line.

Every figure is the CPU time of a fresh process, its files in the cache of the disk. The first call, and completion, use
the bundled description; the call has a canned answer.
"""

from __future__ import annotations

import resource
import statistics

from measure import Goal, conclude, fresh, options, quartiles, ratios, table

ROUNDS, QUICK_ROUNDS = 31, 7
IMPORT_MOST, CALL_MOST, COMMAND_MOST = 1.15, 1.5, 2.0

IMPORT = "import time; started = time.process_time(); import {}; print(time.process_time() - started)"
FIRST_CALL = """
from dynaclient import Client
from dynaclient.testing import RecordingTransport, response
client = Client(token="made-up", transport=RecordingTransport(answer({"items": [], "count": 0})))
client.application_api_tokens.get(applicationId="575ec8687ae143cd83dc4a97", perPage=10)
"""
COMMAND = "import os, sys; sys.argv = {}; os.environ.update({}); from dynaclient.cli import main; main()"
ASKED = {"COMP_LINE": "dynaclient devices.get sortField=n", "_DYNACLIENT_COMPLETE": "bash_complete"}
PROCESSES = {
    "import requests": "import requests",
    "first call": FIRST_CALL,
    "dynaclient --version": COMMAND.format(["dynaclient", "--version"], {}),
    "completion of a value": COMMAND.format(["dynaclient"], ASKED),
    "nothing": "pass",
}
NOT_IMPORTED = ("jsonschema",)
"""What a call that is right does without."""


def import_seconds(module: str) -> float:
    """Give the CPU seconds that an import takes in a fresh process, its start not counted."""
    return float(fresh("-c", IMPORT.format(module)))


def process_seconds(program: str) -> float:
    """Give the CPU seconds that a whole process takes, from its start to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    fresh("-c", program)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def measured(rounds: int) -> dict[str, list[float]]:
    """Give the seconds of each way in each round."""
    found: dict[str, list[float]] = {}
    for number in range(-1, rounds):
        modules = ("requests", "dynaclient", "dynaclient.client.sync")
        told = {f"{each} imported": import_seconds(each) for each in modules[:: 1 if number % 2 else -1]}
        programs = list(PROCESSES.items())
        told.update({name: process_seconds(each) for name, each in programs[:: 1 if number % 2 else -1]})
        if number < 0:
            continue  # the first round compiles the modules and fills the caches of the disk
        for name, value in told.items():
            found.setdefault(name, []).append(value)
    return found


def needless() -> list[str]:
    """Give what the first call has imported that it does without."""
    program = f"{FIRST_CALL}\nimport sys\nprint(*[each for each in {NOT_IMPORTED!r} if each in sys.modules])"
    return fresh("-c", program).split()


def main() -> None:
    """Measure, print the table and the ratios."""
    chosen = options(__doc__ or "")
    rounds = QUICK_ROUNDS if chosen.quick else ROUNDS
    found = measured(rounds)
    bases = {
        "dynaclient imported": "requests imported",
        "dynaclient.client imported": "requests imported",  # which it needs
        "first call": "import requests",
        "dynaclient --version": "import requests",
        "completion of a value": "import requests",
    }
    rows = []
    names = ("requests imported", "dynaclient imported", "dynaclient.client imported")
    for name in (*names, *PROCESSES):
        of_base = ratios(found[name], found[bases.get(name, name)])
        low, high = quartiles(of_base)
        shown = (f"{statistics.median(of_base):.2f}", f"{low:.2f}–{high:.2f}") if name in bases else ("", "")
        kind = "inside the process" if "imported" in name else "the whole process"
        rows.append((name, kind, f"{statistics.median(found[name]) * 1e3:.1f}", *shown))
    print(f"{rounds} rounds, a fresh process each")
    print(table(("what", "measured", "CPU ms", "× requests", "quartiles"), rows))
    extra = needless()
    print(f"imported by the first call without need: {', '.join(extra) or 'nothing'}")
    goals = [
        Goal("import", ratios(found["dynaclient imported"], found["requests imported"]), IMPORT_MOST),
        Goal("first call", ratios(found["first call"], found["import requests"]), CALL_MOST),
        Goal("--version", ratios(found["dynaclient --version"], found["import requests"]), COMMAND_MOST),
        Goal("completion", ratios(found["completion of a value"], found["import requests"]), COMMAND_MOST),
        Goal("needless imports", (float(len(extra)),), 0.0),
    ]
    conclude(goals, check=chosen.check)


if __name__ == "__main__":
    main()
