"""GitHub's own document, 13 MB with more than 1,200 operations, has stubs that a type checker reads in seconds."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.pattern_oracles import install_with_npm

pytestmark = [pytest.mark.uncounted, pytest.mark.full]

SECONDS, SECONDS_OF_MYPY = 10, 60
PROGRAM = """
from github import Client

client = Client("api.github.com.json")
client.repos.get(owner="a", repo="b")["full_name"].upper()
client.repos.get(owner="a")  # an error
client.repos.get(owner="a", repo="b", page=1)  # an error
client.repos.gett  # an error
client.issues.list_for_repo.items(owner="a", repo="b", state="opened")  # an error
"""


def _children() -> float:
    """Return the CPU time of the processes that have ended: a busy machine does not make it longer."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_stubs_of_a_large_document_are_written_and_read_in_seconds(tmp_path: Path) -> None:
    install_with_npm("@octokit/openapi@23", tmp_path)
    document = tmp_path / "node_modules/@octokit/openapi/generated/api.github.com.json"
    before = _children()
    command = [sys.executable, "-m", "dynaclient", "stubs", "--api", str(document), str(tmp_path / "github")]
    subprocess.run(command, check=True, capture_output=True)
    assert _children() - before < SECONDS
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    before = _children()
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--config-file=", str(program)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert _children() - before < SECONDS_OF_MYPY
    wrong = [number for number, line in enumerate(PROGRAM.splitlines(), 1) if line.endswith("# an error")]
    assert sorted({int(line.split(":")[1]) for line in done.stdout.splitlines() if ": error:" in line}) == wrong
