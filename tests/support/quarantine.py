"""
A process of its own for what may be hostile: little memory, little time, and a record of what it touches.

`Quarantine` starts one process that imports the library once. For each description it forks a child that may take
`MEMORY` more than there is, does with the description whatever does not need a network, and reports: what came out, how
long it took, how much it grew, and which audit events (PEP 578) it raised that a description must not cause.
"""

from __future__ import annotations

import contextlib
import encodings.unicode_escape  # noqa: F401 - what `printable` needs
import io
import json
import os
import resource
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from dynaclient.schema.validation import DIALECTS
from tests.support import ROOT

MEMORY = 256 * 1024 * 1024
SECONDS = 2.0
MOST_USED = 40
"""How many actions of a description are not only built, but used."""
MOST_LINTED = 2_000_000
"""Bytes of a description up to which its faults are looked for."""
PATIENCE = 10
"""Seconds of processor time after which a child is stopped by the system."""
FORBIDDEN = (
    "socket.", "ssl.", "urllib.", "http.", "ftplib.", "smtplib.", "subprocess.", "os.", "shutil.", "tempfile.", "glob.", "pathlib.",
    "open", "exec", "compile", "import", "ctypes.", "pty.", "code.", "pickle.", "marshal.", "mmap.", "webbrowser.", "sqlite3.", "signal.",
    "syslog.", "fcntl.", "resource.", "setopencodehook", "builtins.input",
)  # fmt: skip
"""How the audit events begin that nothing in a description may cause."""
HIDDEN = frozenset([*map(chr, (*range(9), *range(11, 32), *range(127, 160))), *"\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"])  # fmt: skip
"""What steers a terminal, or turns the direction of writing."""
COMMON = {
    "dynaclient": 1,
    "server": "https://api.example.com",
    "auth": {"token": {"type": "bearer"}},
    "schemas": {"a": {"type": "object", "properties": {"b": {"pattern": "^(?=x)", "$ref": "#/schemas/c"}}}, "c": {"multipleOf": 0.01}},
    "resources": {
        "things": {
            "path": "/things/{x}",
            "parameters": {"x": {"in": "path", "schema": {"pattern": "^[a-z]+$", "type": "string"}}},
            "actions": {
                "get": {"method": "GET", "parameters": {"y": {"in": "query", "schema": {"enum": ["apple", "pear"]}}}},
                "post": {"method": "POST", "parameters": {"z": {"in": "body", "schema": {"$ref": "#/schemas/a"}}}},
                "put": {"method": "PUT", "parameters": {"w": {"in": "part", "schema": {"file": True}}}},
                "bad": {"method": "GETS", "parameters": {"y": {"in": "query", "shema": {"$ref": "#/schemas/nope"}}}},
            },
        }
    },
}  # fmt: skip
"""What is done first, in the process that all children come from, so that every module is there."""


@dataclass(frozen=True)
class Report:
    """What became of one description."""

    invalid_option: bool
    """Whether it could not even be loaded."""
    faults: int
    seconds: float
    """Processor time of the slowest step."""
    slowest: str
    growth: int
    """Bytes."""
    events: list[str]
    errors: list[str]
    """What is no error of this library, with its traceback."""
    hidden: list[str]
    """Characters that steer a terminal, where they came out."""
    told: str
    """The beginning of what was said about it."""


# --- inside ----------------------------------------------------------------------------------------------------------


class _Watch:
    """Writes down audit events while it is on; a hook can never be taken away."""

    def __init__(self) -> None:
        self.allowed: str | None = None
        self.events: list[str] = []
        self.on = False
        sys.addaudithook(self._hear)

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.on or not event.startswith(FORBIDDEN):
            return
        if event == "open" and self.allowed is not None and str(args[0]) == self.allowed:
            return
        self.on = False
        frames = traceback.StackSummary.extract(traceback.walk_stack(None), limit=8, lookup_lines=False)
        places = " ".join(f"{Path(each.filename).name}:{each.lineno}" for each in frames)
        self.events.append(f"{event} {args[:2]!r:.200} at {places}")
        self.on = True


class _Visit:
    """Everything that can be done with one description, each step timed."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.hidden: list[str] = []
        self.told = ""
        self.slowest = (0.0, "")

    def step(self, name: str, action: Callable[[], Any]) -> Any:
        """Do one thing; give None where our own error says no."""
        from dynaclient import DynaclientError

        started = time.process_time()
        try:
            return action()
        except DynaclientError as error:
            self.shown(name, str(error))
            self.told = self.told or str(error)[:2000]
        except BaseException as error:  # noqa: BLE001 - this is what is looked for
            self.foreign(name, error)
        finally:
            self.slowest = max(self.slowest, (time.process_time() - started, name))
        return None

    def foreign(self, name: str, error: BaseException) -> None:
        """Note an error that is none of ours; only the places, for to read the lines is to open files."""
        frames = traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__), limit=-8, lookup_lines=False)
        places = " ".join(f"{Path(each.filename).name}:{each.lineno}" for each in frames)
        self.errors.append(f"{name}: {type(error).__name__}: {str(error)[:200]} at {places}")

    def shown(self, name: str, text: str) -> None:
        """Look at a text that a person would see."""
        found = sorted(set(text) & HIDDEN)
        if found:
            self.hidden.append(f"{name}: {found!r}")

    def report(self) -> dict[str, Any]:
        return {
            "errors": self.errors[:5], "hidden": self.hidden[:5], "seconds": self.slowest[0], "slowest": self.slowest[1], "told": self.told
        }  # fmt: skip


def _visited(path: Path) -> dict[str, Any]:
    import dynaclient

    visit = _Visit()
    api = visit.step("load", lambda: dynaclient.load(path))
    # A file larger than what people write is loaded in time; to find all its faults takes as long as it is large.
    faults = visit.step("lint", lambda: dynaclient.lint(path)) or [] if path.stat().st_size < MOST_LINTED else []
    for each in faults[:50]:
        visit.shown("lint", str(each))
    visit.told = visit.told or "\n".join(str(each) for each in faults[:20])[:2000]
    if api is not None:
        _touched(visit, api)
        _told_by_the_program(visit, path, list(api.actions)[:3])
    return {"refused": api is None, "faults": len(faults), **visit.report()}


def _touched(visit: _Visit, api: Any) -> None:
    from dynaclient import Client
    from dynaclient.testing import RecordingTransport

    client = visit.step(
        "client", lambda: Client(api, transport=RecordingTransport(), token=None, url="https://example.org")
    )
    if client is None:
        return
    visit.step(
        "looks", lambda: repr(client) + repr(api) + str(dir(client)) + str(api.search("a")) + str(list(api.outlines()))
    )
    visit.step("spellings", lambda: api.parameter_spellings)
    for count, name in enumerate(api.actions):
        action = visit.step(f"action {name[:60]}", partial(api.action, name))
        if action is not None and count < MOST_USED:
            _used(visit, client, action)


def _used(visit: _Visit, client: Any, action: Any) -> None:
    import pydoc

    from dynaclient.cli.samples import python_line, sample

    name = action.name[:60]
    method = visit.step(f"method {name}", lambda: _method_of(client, action.name))
    if method is None:
        return
    page = visit.step(f"help {name}", lambda: pydoc.plain(pydoc.render_doc(method)))
    visit.shown(f"help {name}", page or "")
    visit.step(f"looks {name}", lambda: repr(action) + repr(action.parameters) + repr(action.responses))
    arguments = visit.step(f"sample {name}", lambda: sample(action)) or {}
    visit.step(f"sample line {name}", lambda: python_line(action))
    for each in (
        arguments,
        dict.fromkeys(action.parameters, "a" * 5000),
        {each: [{"a": [1, {}]}] for each in action.parameters},
    ):
        visit.step(f"prepare {name}", partial(_prepared, method, each))


def _prepared(method: Any, arguments: dict[str, Any]) -> str:
    return repr(method.prepare(arguments))


def _method_of(client: Any, name: str) -> Any:
    found = client
    for each in name.split("."):
        found = found[each]
    return found


def _told_by_the_program(visit: _Visit, path: Path, names: list[str]) -> None:
    from click.testing import CliRunner

    from dynaclient.cli.commands import program

    for words in (["list"], ["list", "a"], *(["describe", name] for name in names)):
        command = [words[0], "--api", str(path), "--", *words[1:]]
        result = visit.step(" ".join(words)[:60], partial(CliRunner().invoke, program, command))
        visit.shown(" ".join(words)[:60], result.output)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            visit.foreign(" ".join(words)[:60], result.exception)


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize()


def _child(path: Path, watch: _Watch) -> dict[str, Any]:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    before = _resident()
    resource.setrlimit(resource.RLIMIT_AS, (pages + 2 * MEMORY, -1))
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE + 1))
    watch.allowed = str(path)
    watch.on = True
    with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
        found = _visited(path)
    watch.on = False
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {**found, "growth": most - before, "events": watch.events[:5]}


def _serve(requests: IO[str], answers: IO[str]) -> None:
    """Visit the descriptions whose paths come line by line, each in a child, and write a report for each."""
    import warnings

    warnings.simplefilter("ignore")
    for _ in DIALECTS:
        _visited(Path(requests.readline().rstrip("\n")))  # imports what there is
    watch = _Watch()
    for line in requests:
        process = os.fork()
        if not process:
            code = 1
            try:
                report = json.dumps(_child(Path(line.rstrip("\n")), watch))
                answers.write(report + "\n")
                answers.flush()
                code = 0
            finally:
                os._exit(code)
        _, status = os.waitpid(process, 0)
        if status:
            answers.write(json.dumps({"died": os.waitstatus_to_exitcode(status)}) + "\n")
            answers.flush()


# --- outside ---------------------------------------------------------------------------------------------------------


class Quarantine:
    """The process that all children come from; a context manager. `folder` is where descriptions are written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._process: subprocess.Popen[str]

    def __enter__(self) -> Quarantine:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.quarantine"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        for dialect in DIALECTS:
            self._ask(json.dumps({**COMMON, "dialect": dialect}).encode())
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _ask(self, data: bytes) -> None:
        self._count += 1
        path = self._folder / f"description-{self._count}.json"
        path.write_bytes(data)
        assert self._process.stdin is not None
        self._process.stdin.write(f"{path}\n")
        self._process.stdin.flush()

    def report(self, description: Any) -> Report:
        """Visit a description: bytes, or what JSON can hold."""
        data = description if isinstance(description, bytes) else json.dumps(description).encode()
        self._ask(data)
        assert self._process.stdout is not None
        answer = json.loads(self._process.stdout.readline())
        if "died" in answer:
            return Report(False, 0, 0.0, "", 0, [], [f"the child died: {answer['died']}"], [], "")
        return Report(**answer)


def nested(levels: int, around: Callable[[Any], Any], inside: Any) -> Any:
    """Give `inside` with so many levels around it."""
    for _ in range(levels):
        inside = around(inside)
    return inside


def lines(report: Report) -> Iterator[str]:
    """Give what is wrong with how a description was dealt with, if anything."""
    yield from (f"foreign error: {each}" for each in report.errors)
    yield from (f"audit event: {each}" for each in report.events)
    yield from (f"hidden characters in {each}" for each in report.hidden)
    if report.seconds > SECONDS:
        yield f"{report.slowest} took {report.seconds:.2f} s"
    if report.growth > MEMORY:
        yield f"grew by {report.growth >> 20} MiB"


if __name__ == "__main__":
    _serve(sys.stdin, sys.stdout)
