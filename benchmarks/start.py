"""
What starting costs: `import dynaclient` compared with `import requests`, the first call of a process, the command line.

Each figure is the CPU time of a new process, with its files in the disk cache. The first calls, the command and
completion use the bundled description, with its index. The response of the first call is prepared; the other call and
the command send a request to a server on this machine.
"""

from __future__ import annotations

import os
import resource
import statistics
import tempfile
from pathlib import Path

from measure import Goal, conclude, fresh, options, quartiles, ratios, table
from serving import own_server

ROUNDS, QUICK_ROUNDS = 31, 2
MOST = {
    "dynaclient imported": 0.15,
    "first call": 0.9,
    "first call to a server": 0.9,
    "dynaclient ACTION": 1.3,
    "dynaclient --version": 0.65,
    "completion of a value": 1.14,
}
"""The ratio to an import of requests, at most."""

IMPORT = "import time; started = time.process_time(); import {}; print(time.process_time() - started)"
FIRST_CALL = """
from dynaclient import Client
from dynaclient.testing import RecordingTransport, response
client = Client(token="example", transport=RecordingTransport(response({"items": [], "count": 0})))
client.application_api_tokens.get(applicationId="575ec8687ae143cd83dc4a97", perPage=10)
"""
CALL = """
from dynaclient import Client
with Client(token="example", url={!r}) as client:
    client.application_api_tokens.get(applicationId="575ec8687ae143cd83dc4a97", perPage=10)
"""
COMMAND = "import os, sys; sys.argv = {}; os.environ.update({}); from dynaclient.cli import main; main()"
ACTION = ["applicationApiTokens.get", "applicationId=575ec8687ae143cd83dc4a97", "perPage=10"]
COMPLETION = {"COMP_LINE": "dynaclient devices.get sortField=n", "_DYNACLIENT_COMPLETE": "bash_complete"}
NOT_IMPORTED = (
    "dataclasses", "inspect", "logging", "hashlib", "ssl", "jsonschema", "jsonschema_rs", "jsonref", "requests",
    "urllib3", "click", "rich", "dynaclient.call.error_bodies",
    "dynaclient.description.keyword_advice", "html.entities",
)  # fmt: skip
"""Modules that a valid call without a body, and without TLS, does not need."""


def programs(url: str) -> dict[str, str]:
    """Return what is run, with the URL of a server."""
    command = ["dynaclient", *ACTION, "--url", url]
    return {
        "import requests": "import requests",
        "first call": FIRST_CALL,
        "first call to a server": CALL.format(url),
        "a GET of requests": f"import requests; requests.get({url!r}).json()",
        "dynaclient ACTION": COMMAND.format(command, {"DYNACLIENT_TOKEN": "example"}),
        "dynaclient --version": COMMAND.format(["dynaclient", "--version"], {}),
        "completion of a value": COMMAND.format(["dynaclient"], COMPLETION),
        "nothing": "pass",
    }


def import_seconds(module: str) -> float:
    """Return the CPU seconds of an import in a new process, without the start of Python."""
    return float(fresh("-c", IMPORT.format(module)))


def process_seconds(program: str) -> float:
    """Return the CPU seconds of a whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    fresh("-c", program)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def measured(rounds: int, url: str) -> dict[str, list[float]]:
    """Return the seconds of each way, in each round."""
    found: dict[str, list[float]] = {}
    for number in range(-1, rounds):
        modules = ("requests", "dynaclient", "dynaclient.client.sync")
        seconds = {f"{module} imported": import_seconds(module) for module in modules[:: 1 if number % 2 else -1]}
        ways = list(programs(url).items())
        seconds.update({name: process_seconds(program) for name, program in ways[:: 1 if number % 2 else -1]})
        if number < 0:
            continue  # the first round compiles the modules, makes the index and fills the disk cache
        for name, value in seconds.items():
            found.setdefault(name, []).append(value)
    return found


def needless(program: str) -> list[str]:
    """Return the modules that a program imported without need."""
    shown = f"{program}\nimport sys\nprint(*[name for name in {NOT_IMPORTED!r} if name in sys.modules])"
    return fresh("-c", shown).split()


def main() -> None:
    """Measure, print the table and the ratios."""
    arguments = options(__doc__ or "")
    rounds = QUICK_ROUNDS if arguments.quick else ROUNDS
    with tempfile.TemporaryDirectory() as folder, own_server() as server:
        os.environ["DYNACLIENT_CACHE"] = str(Path(folder) / "cache")  # where a checkout has the index
        url = server.scenes[0].url
        found = measured(rounds, url)
        extra = sorted({*needless(FIRST_CALL), *needless(CALL.format(url))})
    base = found["import requests"]
    rows = []
    for name, values in found.items():
        of_base = ratios(values, found["requests imported"] if "imported" in name else base)
        low, high = quartiles(of_base)
        kind = "inside the process" if "imported" in name else "the whole process"
        shown = (f"{statistics.median(of_base):.2f}", f"{low:.2f}–{high:.2f}")
        rows.append((name, kind, f"{statistics.median(values) * 1e3:.1f}", *shown))
    print(f"{rounds} rounds, a new process each")
    print(table(("what", "measured", "CPU ms", "× requests", "quartiles"), rows))
    print(f"imported by the first calls without need: {', '.join(extra) or 'nothing'}")
    goals = [
        Goal(name, ratios(found[name], found["requests imported"] if "imported" in name else base), most)
        for name, most in MOST.items()
    ]
    conclude([*goals, Goal("needless imports", (float(len(extra)),), 0.0)], check=arguments.check)


if __name__ == "__main__":
    main()
