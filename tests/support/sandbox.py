"""
A process of its own for hostile descriptions, with limits for memory and time, and with a record of audit events.

`Sandbox` starts one process that imports the library once. For each description it forks a child that may use `MEMORY`
more than before. The child does everything with the description that needs no network, and reports the results, the
time, the memory, and the audit events (PEP 578) that a description must not cause.
"""

from __future__ import annotations

import contextlib
import encodings.unicode_escape  # noqa: F401 - what `printable` needs
import importlib
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
from functools import partial, reduce
from operator import getitem
from pathlib import Path
from typing import IO, Any

from dynaclient.schema.engines import DIALECTS
from tests.support import ROOT

MEMORY = 256 * 1024 * 1024
SECONDS = 2.0
MOST_USED = 40
"""Of how many actions of a description the help is rendered and calls are prepared."""
MOST_LINTED = 1_000_000
"""Bytes of a description up to which it is linted."""
PATIENCE = 10
"""Seconds of CPU time after which the system kills a child."""
FORBIDDEN = (
    "socket.", "ssl.", "urllib.", "http.", "ftplib.", "smtplib.", "subprocess.", "os.", "shutil.", "tempfile.", "glob.", "pathlib.",
    "open", "exec", "compile", "import", "ctypes.", "pty.", "code.", "pickle.", "marshal.", "mmap.", "webbrowser.", "sqlite3.", "signal.",
    "syslog.", "fcntl.", "resource.", "setopencodehook", "builtins.input",
)  # fmt: skip
"""Prefixes of the audit events that a description must not cause."""
HIDDEN = frozenset([*map(chr, (*range(9), *range(11, 32), *range(127, 160))), *"\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"])  # fmt: skip
"""Characters that control a terminal or the direction of writing."""
WARM_UP = {
    "dynaclient": 1,
    "server": "https://api.example.com",
    "auth": {"token": {"type": "bearer"}},
    "schemas": {"a": {"type": "object", "properties": {"b": {"pattern": "^(?=x).(?<=(x))(?i:\\p{L})\\1", "$ref": "#/schemas/c"}}}, "c": {"multipleOf": 0.01}},
    "resources": {
        "things": {
            "path": "/things/{x}",
            "parameters": {"x": {"in": "path", "schema": {"pattern": "^[a-z]+$", "type": "string"}}},
            "actions": {
                "get": {"method": "GET", "parameters": {"y": {"in": "query", "schema": {"enum": ["apple", "pear"]}}}},
                "post": {"method": "POST", "parameters": {"z": {"in": "body", "schema": {"$ref": "#/schemas/a"}}}},
                "patch": {"method": "PATCH", "parameters": {"v": {"in": "query", "required": True, "schema": {"secret": True}}}},
                "put": {"method": "PUT", "parameters": {"w": {"in": "part", "schema": {"file": True}}}},
                "bad": {"method": "GETS", "parameters": {"y": {"in": "query", "shema": {"$ref": "#/schemas/nope"}}}},
            },
        }
    },
}  # fmt: skip
"""The description that the parent process uses first, so that every module is imported."""
FOR_MESSAGES = (
    "dynaclient.auth.kinds.api_key", "dynaclient.cli.arguments.repeated", "dynaclient.description.json_text",
)  # fmt: skip
"""Modules that are imported only for a scheme that is declared so, or when a description is refused."""


@dataclass(frozen=True)
class Report:
    """The results of one description."""

    refused: bool
    """Whether it could not be loaded."""
    problems: int
    """How many problems were found in it."""
    seconds: float
    """CPU time of the slowest step."""
    slowest: str
    growth: int
    """Bytes."""
    events: list[str]
    errors: list[str]
    """Errors that are not of this library, with their tracebacks."""
    hidden: list[str]
    """Outputs with characters that control a terminal."""
    message: str
    """The beginning of the first message about it."""


# --- in the process --------------------------------------------------------------------------------------------------


class _AuditHook:
    """Records audit events while it is on; a hook cannot be removed."""

    def __init__(self) -> None:
        self.allowed: str | None = None
        self.events: list[str] = []
        self.on = False
        sys.addaudithook(self._record)

    def _record(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.on or not event.startswith(FORBIDDEN):
            return
        if event == "open" and self.allowed is not None and str(args[0]) == self.allowed:
            return
        self.on = False
        self.events.append(f"{event} {args[:2]!r:.200} at {_lines_of(traceback.walk_stack(None), 8)}")
        self.on = True


def _lines_of(frames: Any, limit: int) -> str:
    """Return the files and lines of frames; not their code, because reading it would open files."""
    summary = traceback.StackSummary.extract(frames, limit=limit, lookup_lines=False)
    return " ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in summary)


class _Run:
    """Everything that is done with one description, each step with its time."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.hidden: list[str] = []
        self.message = ""
        self.slowest = (0.0, "")

    def step(self, name: str, action: Callable[[], Any]) -> Any:
        """Run one step; return None if it raises an error of this library."""
        from dynaclient import DynaclientError

        started = time.process_time()
        try:
            return action()
        except DynaclientError as error:
            self.scan(name, str(error))
            self.message = self.message or str(error)[:2000]
        except BaseException as error:  # noqa: BLE001 - every error is reported
            self.report_foreign(name, error)
        finally:
            self.slowest = max(self.slowest, (time.process_time() - started, name))
        return None

    def report_foreign(self, name: str, error: BaseException) -> None:
        """Record an error that is not of this library."""
        lines = _lines_of(traceback.walk_tb(error.__traceback__), -8)
        self.errors.append(f"{name}: {type(error).__name__}: {str(error)[:200]} at {lines}")

    def scan(self, name: str, output: str) -> None:
        """Record the hidden characters in an output."""
        hidden = sorted(set(output) & HIDDEN)
        if hidden:
            self.hidden.append(f"{name}: {hidden!r}")

    def report(self) -> dict[str, Any]:
        return {
            "errors": self.errors[:5], "hidden": self.hidden[:5], "seconds": self.slowest[0], "slowest": self.slowest[1], "message": self.message
        }  # fmt: skip


def _run(path: Path) -> dict[str, Any]:
    import dynaclient

    run = _Run()
    api = run.step("load", lambda: dynaclient.load(path))
    # The limit for the time holds for loading; linting takes as long as a file is large.
    problems = run.step("lint", lambda: dynaclient.lint(path)) or [] if path.stat().st_size < MOST_LINTED else []
    for problem in problems[:50]:
        run.scan("lint", str(problem))
    run.message = run.message or "\n".join(map(str, problems[:20]))[:2000]
    if api is not None:
        _use_client(run, api)
        _use_command_line(run, path, list(api.actions)[:3])
    return {"refused": api is None, "problems": len(problems), **run.report()}


def _use_client(run: _Run, api: Any) -> None:
    from dynaclient import Client
    from dynaclient.testing import RecordingTransport

    client = run.step(
        "client", lambda: Client(api, transport=RecordingTransport(), token=None, url="https://example.org")
    )
    if client is None:
        return
    run.step(
        "repr", lambda: repr(client) + repr(api) + str(dir(client)) + str(api.search("a")) + str(list(api.outlines()))
    )
    run.step("spellings", lambda: api.parameter_spellings)
    for count, name in enumerate(api.actions):
        action = run.step(f"action {name[:60]}", partial(api.action, name))
        if action is not None and count < MOST_USED:
            _use_action(run, client, action)


def _use_action(run: _Run, client: Any, action: Any) -> None:
    import pydoc

    from dynaclient.cli.arguments.examples import example_arguments, python_example

    name = action.name[:60]
    method = run.step(f"method {name}", lambda: reduce(getitem, action.name.split("."), client))
    if method is None:
        return
    page = run.step(f"help {name}", lambda: pydoc.plain(pydoc.render_doc(method)))
    run.scan(f"help {name}", page or "")
    run.step(f"repr {name}", lambda: repr(action) + repr(action.parameters) + repr(action.responses))
    arguments = run.step(f"sample {name}", lambda: example_arguments(action)) or {}
    run.step(f"sample line {name}", lambda: python_example(action))
    for value in (None, "a" * 5000, [{"a": [1, {}]}]):
        given = arguments if value is None else dict.fromkeys(action.parameters, value)
        run.step(f"prepare {name}", partial(_prepare, method, given))


def _prepare(method: Any, arguments: dict[str, Any]) -> str:
    return repr(method.prepare(arguments))


def _use_command_line(run: _Run, path: Path, names: list[str]) -> None:
    from click.testing import CliRunner

    from dynaclient.cli.program import program

    for words in (["list"], ["list", "a"], *(["describe", name] for name in names)):
        command = [words[0], "--api", str(path), "--", *words[1:]]
        result = run.step(" ".join(words)[:60], partial(CliRunner().invoke, program, command))
        run.scan(" ".join(words)[:60], result.output)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            run.report_foreign(" ".join(words)[:60], result.exception)


def _child(path: Path, hook: _AuditHook) -> dict[str, Any]:
    sizes = Path("/proc/self/statm").read_text("ascii").split()
    virtual, resident = (int(pages) * resource.getpagesize() for pages in sizes[:2])
    resource.setrlimit(resource.RLIMIT_AS, (virtual + 2 * MEMORY, -1))
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE + 1))
    hook.allowed = str(path)
    hook.on = True
    with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
        results = _run(path)
    hook.on = False
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {**results, "growth": most - resident, "events": hook.events[:5]}


def _serve(requests: IO[str], reports: IO[str]) -> None:
    """Read paths of descriptions line by line, use each in a child, and write a report for each."""
    import warnings

    from dynaclient import records

    warnings.simplefilter("ignore")
    records.FIRST_OBJECTS = sys.maxsize  # so that nothing of our own is compiled in a child
    for _ in DIALECTS:
        _run(Path(requests.readline().rstrip("\n")))  # imports every module
    for name in FOR_MESSAGES:
        importlib.import_module(name)
    hook = _AuditHook()
    for line in requests:
        process = os.fork()
        if not process:
            code = 1
            try:
                report = json.dumps(_child(Path(line.rstrip("\n")), hook))
                reports.write(report + "\n")
                reports.flush()
                code = 0
            finally:
                os._exit(code)
        _, status = os.waitpid(process, 0)
        if status:
            reports.write(json.dumps({"died": os.waitstatus_to_exitcode(status)}) + "\n")
            reports.flush()


# --- in the tests ----------------------------------------------------------------------------------------------------


class Sandbox:
    """The parent process of all children; a context manager. `folder` is for the files of the descriptions."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._process: subprocess.Popen[str]

    def __enter__(self) -> Sandbox:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.sandbox"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        for dialect in DIALECTS:
            self._send(json.dumps({**WARM_UP, "dialect": dialect}).encode())
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _send(self, data: bytes) -> None:
        self._count += 1
        path = self._folder / f"description-{self._count}.json"
        path.write_bytes(data)
        assert self._process.stdin is not None
        self._process.stdin.write(f"{path}\n")
        self._process.stdin.flush()

    def report(self, description: Any) -> Report:
        """Use a description, which is bytes or JSON data."""
        data = description if isinstance(description, bytes) else json.dumps(description).encode()
        self._send(data)
        assert self._process.stdout is not None
        results = json.loads(self._process.stdout.readline())
        if "died" in results:
            return Report(False, 0, 0.0, "", 0, [], [f"the child died: {results['died']}"], [], "")
        return Report(**results)


def nested(levels: int, around: Callable[[Any], Any], inside: Any) -> Any:
    """Return a value with so many levels around it."""
    for _ in range(levels):
        inside = around(inside)
    return inside


def find_failures(report: Report) -> Iterator[str]:
    """Yield how the results of a description differ from what is promised."""
    yield from (f"foreign error: {error}" for error in report.errors)
    yield from (f"audit event: {event}" for event in report.events)
    yield from (f"hidden characters in {output}" for output in report.hidden)
    if report.seconds > SECONDS:
        yield f"{report.slowest} took {report.seconds:.2f} s"
    if report.growth > MEMORY:
        yield f"grew by {report.growth >> 20} MiB"


if __name__ == "__main__":
    _serve(sys.stdin, sys.stdout)
