"""
Each extra is needed, and named where it is missing: commands and functions that run without its packages.

The packages are hidden from a process of its own, as if they were not installed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hatchling.metadata.core import ProjectMetadata
from hatchling.plugin.manager import PluginManager
from packaging.requirements import Requirement

from tests.support import ROOT
from tests.support.descriptions import describe
from tests.support.socks_server import SocksServer

LIBRARY = str(ROOT / "examples" / "library.yaml")
HIDING = """
import importlib.machinery, runpy, sys
HIDDEN = {hidden!r}
class Finder(importlib.machinery.PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] in HIDDEN else super().find_spec(name, path, target)
    @classmethod
    def find_distributions(cls, *context):
        return (found for found in super().find_distributions(*context) if found.name not in HIDDEN)
sys.meta_path[:] = [Finder if finder is importlib.machinery.PathFinder else finder for finder in sys.meta_path]
"""
COMMAND = "sys.argv = ['dynaclient', *{words!r}]\nrunpy.run_module('dynaclient', run_name='__main__')"
PROGRAM = f"""
from dynaclient import Client, DynaclientError
THINGS = {describe()!r}
AWS = {describe(auth={"aws": {"type": "awsSigv4", "service": "s3", "region": "eu"}})!r}
try:
    CODE
except DynaclientError as error:
    sys.exit(str(error))
"""

MISSING: dict[str, tuple[str, set[str], list[str] | str, str]] = {
    # case: extra, hidden packages, a command or a program, the error
    "the command line": ("cli", {"click"}, ["list"], "the command line needs its extra"),
    "a table": ("cli", {"rich"}, ["--api", LIBRARY, "books.list", "--mock", "-o", "table"], "--output table needs its extra"),
    "a query": ("cli", {"jmespath"}, ["--api", LIBRARY, "books.list", "--mock", "--query", "items"], "--query needs its extra"),
    "a mock server": ("mock", {"werkzeug"}, "Client.mock(THINGS)", "the mock server needs the mock extra"),
    "a mock server as a command": ("mock", {"werkzeug"}, ["mock", LIBRARY, "--port", "0"], "the mock server needs the mock extra"),
    "a call of a mock server": ("mock", {"werkzeug"}, ["--api", LIBRARY, "books.list", "--mock"], "the mock server needs the mock extra"),
    "a JSON Patch": ("mock", {"jsonpatch"}, "from dynaclient.mock.state.patches import operated; operated({}, [{}], 409)", "JSON Patch needs the mock extra"),
    "https": ("https", {"trustme"}, ["mock", LIBRARY, "--port", "0", "--https"], "https of the mock server needs the https extra"),
    "explore": ("explore", {"flask-swagger-ui", "flask_swagger_ui"}, ["explore", "--api", LIBRARY], "exploring needs the explore extra"),
    "tools for agents": ("mcp", {"mcp"}, ["mcp", "--api", LIBRARY], "mcp needs the mcp extra"),
    "a selection of agents": ("mcp", {"jmespath"}, "from dynaclient.agents.selecting import compile_selection as s; s('a', 'b')", "select needs the mcp extra"),
    "YAML": ("yaml", {"yaml"}, ["--api", LIBRARY, "list"], "the package that reads YAML is not installed"),
    "a rate": ("rate", {"limits"}, "Client(THINGS).things.get.map([{}], rate=1)", "rate= needs the rate extra"),
    "a private key": ("jwt", {"jwt"}, "from dynaclient.auth import PrivateKey; PrivateKey({'kty': 'oct', 'k': 'YQ'}).sign({})", "signing with a private key needs the jwt extra"),
    "signatures of AWS": ("aws", {"botocore"}, "Client(AWS, token=('a', 'b')).things.get()", "signatures of AWS need botocore"),
    "the keyring": ("keyring", {"keyring"}, "from dynaclient.auth import system_keyring as s; from dynaclient.runtime.backends import THREADS, run; run(s.require(THREADS))", "the keyring needs its extra"),
    "a SOCKS proxy": ("socks", {"socksio"}, "Client(THINGS, url='http://localhost:1', proxy=SOCKS, retries=0, trust_env=False).things.get()", "a SOCKS proxy needs the socks extra"),
}  # fmt: skip
"""What is called without an extra."""
NOT_NEEDED = {"docs", "notebook"}
"""Extras whose packages are programs, or without which the same is shown in another way."""


def without(hidden: set[str], program: list[str] | str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command, or code, in a process that cannot find these packages."""
    code = COMMAND.format(words=program) if isinstance(program, list) else PROGRAM.replace("CODE", program)
    return subprocess.run(
        [sys.executable, "-c", HIDING.format(hidden=hidden) + code],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(folder)},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize(("extra", "hidden", "program", "message"), MISSING.values(), ids=MISSING)
def test_what_is_missing_is_named_in_one_line(
    extra: str, hidden: set[str], program: list[str] | str, message: str, tmp_path: Path
) -> None:
    with SocksServer(1) as proxy:  # who does not ask it is not disturbed by it
        if isinstance(program, str):
            program = program.replace("SOCKS,", f"'socks5://127.0.0.1:{proxy.port}',")
        done = without(hidden, program, tmp_path)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    [line] = [line for line in done.stderr.splitlines() if message in line]
    assert f"pip install 'dynaclient[{extra}]'" in line
    assert done.stdout == ""


def test_progress_without_its_extra_is_shown_in_lines(tmp_path: Path) -> None:
    done = without({"rich"}, "Client.mock(THINGS).things.get.map([{}, {}], progress=True)", tmp_path)
    assert (done.returncode, "2 of 2" in done.stderr) == (0, True), done.stderr


def test_what_needs_no_extra_works_without_any(tmp_path: Path) -> None:
    hidden = {package for _, packages, _, _ in MISSING.values() for package in packages}
    code = "from dynaclient.testing import RecordingTransport as R; print(Client(THINGS, transport=R()).things.get())"
    assert without(hidden, code, tmp_path).stdout == "{}\n"


def test_each_package_of_an_extra_is_hidden_in_a_case() -> None:
    extras = ProjectMetadata(str(ROOT), PluginManager()).core.optional_dependencies
    names = {"pyjwt": "jwt", "pyyaml": "yaml"}
    hidden = {package for _, packages, _, _ in MISSING.values() for package in packages}
    for extra in extras.keys() - {"all", "lint", "test"} - NOT_NEEDED:
        packages = {Requirement(requirement).name for requirement in extras[extra]}
        assert {names.get(package, package) for package in packages} - hidden == set(), extra
    assert {extra for extra, _, _, _ in MISSING.values()} == extras.keys() - {
        "all",
        "lint",
        "test",
        "progress",
    } - NOT_NEEDED
