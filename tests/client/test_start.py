"""A program that starts imports what its first call needs, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT
from tests.support.raw_server import RawServer

CALL = """
from dynaclient import Client
with Client(token="x", url=URL) as client:
    client.application_api_tokens.get(applicationId="575ec8687ae143cd83dc4a97", perPage=10)
"""
COMMAND = """
import os, sys
os.environ["DYNACLIENT_TOKEN"] = "x"
sys.argv = ["dynaclient", "applicationApiTokens.get", "applicationId=575ec8687ae143cd83dc4a97", "perPage=10", "--url", URL]
from dynaclient.cli import main
try:
    main()
except SystemExit:
    pass
"""
VERSION = COMMAND.replace('"applicationApiTokens.get", ', '"--version", ')
ENGINES = {"jsonref", "jsonschema", "jsonschema_rs", "referencing"}
HTTP_LIBRARIES = {"aiohttp", "asyncio", "http.client", "httpx", "requests", "ssl", "urllib.request", "urllib3"}
SLOW = {
    "dataclasses",
    "email.utils",
    "hashlib",
    "importlib.metadata",
    "importlib.resources",
    "inspect",
    "logging",
    "rich",
    "tempfile",
    "zipfile",
}
AGENTS = {"anyio", "jmespath", "mcp", "mcp_types", "pydantic", "starlette", "uvicorn"}
"""What the server for agents needs, and nothing else does."""
OURS = {
    f"dynaclient.{name}"
    for name in (
        "call.error_bodies", "client.sources", "description.lint", "description.positions", "description.search",
        "description.soundness", "display.blocks", "display.short_traceback", "formats.openapi", "http.io.tls", "mock", "results", "schema.inspection", "schema.keywords", "schema.patterns", "strings.similarity",
    )
}  # fmt: skip
NOT_OF_CLICK = {"inspect"}
"""What click imports itself."""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a cache that has the index of the bundled description."""
    for _ in range(5):  # on a busy machine a program ends before it is proven that the description is sound
        folder = tmp_path_factory.mktemp("cache") / "cache"
        with RawServer() as server:
            imported(CALL, server.url, folder)
            assert [path.suffix for path in folder.iterdir()] == [".cached"]
            if "dynaclient.schema.inspection" not in imported(CALL, server.url, folder):
                break
    return folder


def imported(program: str, url: str, cache: Path) -> set[str]:
    """Return the modules that a program imports."""
    shown = program.replace("URL", repr(url)) + '\nimport sys\nprint("\\n" + " ".join(sys.modules), file=sys.stderr)'
    environment = {**os.environ, "DYNACLIENT_CACHE": str(cache), "PYTHONPATH": str(ROOT)}
    environment.pop("COVERAGE_PROCESS_START", None)
    words = [sys.executable, "-c", shown]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=60, check=True, cwd=ROOT)
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    ("program", "kept"),
    [(CALL, set()), (COMMAND, NOT_OF_CLICK), (VERSION, NOT_OF_CLICK)],
    ids=["call", "command", "version"],
)
def test_a_first_call_imports_what_it_needs(program: str, kept: set[str], cache: Path) -> None:
    with RawServer() as server:
        modules = imported(program, server.url, cache)
    assert "dynaclient" in modules
    assert modules & (ENGINES | HTTP_LIBRARIES | SLOW | OURS | AGENTS) <= kept


def test_a_program_that_is_named_only_imports_nothing(cache: Path) -> None:
    modules = imported("import dynaclient", "", cache)
    assert {name for name in modules if name.startswith("dynaclient")} == {"dynaclient"}


COMMANDS = """
import os
from click.testing import CliRunner
from dynaclient.cli.program import COMMANDS, load_command, program
for name in COMMANDS:
    load_command(name)
    assert CliRunner().invoke(program, [name, "--help"]).exit_code == 0
os.chdir(URL)
for line in LINES:
    done = CliRunner().invoke(program, line.split())
    assert done.exit_code == 0, (line, done.output)
"""
LINES = [
    "list", "describe applicationApiTokens.get", "lint", "cache", "profiles", "completion bash", "stubs stubs", "docs docs",
    "export openapi", "applicationApiTokens.get applicationId=575ec8687ae143cd83dc4a97 --dry-run",
]  # fmt: skip
"""Commands that need no server."""


def test_no_other_command_imports_what_the_server_for_agents_needs(cache: Path, tmp_path: Path) -> None:
    modules = imported(COMMANDS.replace("LINES", repr(LINES)), str(tmp_path), cache)
    assert modules & AGENTS == set()
    assert not {name for name in modules if name.startswith(("dynaclient.agents", "dynaclient.mcp"))}
