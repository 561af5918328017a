"""
What starting costs: `import dynaclient` compared with `import requests`, the first call of a process, the command line.

Each figure is the CPU time of a new process, with its files in the disk cache. The first call and completion use the
bundled description; the response of the call is prepared.
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
client = Client(token="example", transport=RecordingTransport(response({"items": [], "count": 0})))
client.application_api_tokens.get(applicationId="575ec8687ae143cd83dc4a97", perPage=10)
"""
COMMAND = "import os, sys; sys.argv = {}; os.environ.update({}); from dynaclient.cli import main; main()"
COMPLETION = {"COMP_LINE": "dynaclient devices.get sortField=n", "_DYNACLIENT_COMPLETE": "bash_complete"}
PROCESSES = {
    "import requests": "import requests",
    "first call": FIRST_CALL,
    "dynaclient --version": COMMAND.format(["dynaclient", "--version"], {}),
    "completion of a value": COMMAND.format(["dynaclient"], COMPLETION),
    "nothing": "pass",
}
NOT_IMPORTED = ("jsonschema", "dynaclient.call.error_bodies", "dynaclient.description.keyword_advice", "html.entities")
"""Modules that a valid call does not need."""


def import_seconds(module: str) -> float:
    """Return the CPU seconds of an import in a new process, without the start of Python."""
    return float(fresh("-c", IMPORT.format(module)))


def process_seconds(program: str) -> float:
    """Return the CPU seconds of a whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    fresh("-c", program)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def measured(rounds: int) -> dict[str, list[float]]:
    """Return the seconds of each way, in each round."""
    found: dict[str, list[float]] = {}
    for number in range(-1, rounds):
        modules = ("requests", "dynaclient", "dynaclient.client.sync")
        seconds = {f"{module} imported": import_seconds(module) for module in modules[:: 1 if number % 2 else -1]}
        programs = list(PROCESSES.items())
        seconds.update({name: process_seconds(program) for name, program in programs[:: 1 if number % 2 else -1]})
        if number < 0:
            continue  # the first round compiles the modules and fills the disk cache
        for name, value in seconds.items():
            found.setdefault(name, []).append(value)
    return found


def needless() -> list[str]:
    """Return the modules that the first call imported without need."""
    program = f"{FIRST_CALL}\nimport sys\nprint(*[name for name in {NOT_IMPORTED!r} if name in sys.modules])"
    return fresh("-c", program).split()


def main() -> None:
    """Measure, print the table and the ratios."""
    arguments = options(__doc__ or "")
    rounds = QUICK_ROUNDS if arguments.quick else ROUNDS
    found = measured(rounds)
    bases = {
        "dynaclient imported": "requests imported",
        "dynaclient.client.sync imported": "requests imported",  # which it imports
        "first call": "import requests",
        "dynaclient --version": "import requests",
        "completion of a value": "import requests",
    }
    rows = []
    names = ("requests imported", "dynaclient imported", "dynaclient.client.sync imported")
    for name in (*names, *PROCESSES):
        of_base = ratios(found[name], found[bases.get(name, name)])
        low, high = quartiles(of_base)
        shown = (f"{statistics.median(of_base):.2f}", f"{low:.2f}–{high:.2f}") if name in bases else ("", "")
        kind = "inside the process" if "imported" in name else "the whole process"
        rows.append((name, kind, f"{statistics.median(found[name]) * 1e3:.1f}", *shown))
    print(f"{rounds} rounds, a new process each")
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
    conclude(goals, check=arguments.check)


if __name__ == "__main__":
    main()
