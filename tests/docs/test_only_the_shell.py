"""A person who has a shell and a description: each step uses only what the step before has printed."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dynaclient import load
from dynaclient.cli.program import program
from dynaclient.mock import MockServer
from dynaclient.testing import reset_retry_state
from tests.support.pages import Page

(DESCRIPTION,) = Page("docs/command-line.md").blocks("json")


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MockServer]:
    """Yield a mock server, in a folder with its description."""
    (tmp_path / "pets.json").write_text(DESCRIPTION)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DYNACLIENT_API", "pets.json")
    monkeypatch.setenv("DYNACLIENT_TOKEN", "secret-71")
    reset_retry_state()
    with MockServer(load("pets.json"), grants={"secret-71": ["*"]}).start() as server:
        monkeypatch.setenv("DYNACLIENT_URL", server.url)
        yield server
    reset_retry_state()


def run(*words: str) -> Result:
    return CliRunner().invoke(program, list(words), prog_name="dynaclient")


def test_from_a_description_to_a_spreadsheet_and_back(server: MockServer) -> None:
    # Find the action, and read its help.
    adds = run("list", "add", "a", "pet").stdout.split()[0]
    lists = json.loads(run("list", "all", "pets", "-o", "json").stdout)[0]["name"]
    help_page = run(adds, "--help").stdout
    body, *properties = re.findall(r"^ +(pet|name|kind|owner|tags)\b", help_page, re.MULTILINE)
    assert (adds, lists, body, properties[:2]) == ("pets.add", "pets.list", "pet", ["name", "kind"])
    assert "name.path.to=value" in help_page

    # Make a dry run, and call it.
    words = [adds, f"{body}.name=Rex", f"{body}.kind=dog", f"{body}.owner.name=Ann"]
    dry_run = run(*words, "--dry-run")
    assert dry_run.stdout.startswith(f"POST {server.url}/pets\n")
    assert ("secret-71" in dry_run.output, run(lists, "--all").stdout) == (False, "")
    added = json.loads(run(*words).stdout)
    assert added["owner"] == {"name": "Ann"}

    # Validate the rows of a file, fix what is wrong, and send them.
    Path("pets.csv").write_text("Name,Kind\nMia,cat\nBo,bird\nTom,dog\n")
    rows = ["map", adds, "pets.csv", "--column", f"Name={body}.name", "--column", f"Kind={body}.kind"]
    dry_run = run(*rows, "--dry-run")
    (wrong,) = [line for line in map(json.loads, dry_run.stdout.splitlines()) if line["status"] == "failed"]
    assert (dry_run.exit_code, wrong["row"], wrong["error"]["problems"][0]["expected"]) == (1, 1, ["cat", "dog"])
    Path("pets.csv").write_text(
        Path("pets.csv").read_text().replace("bird", wrong["error"]["problems"][0]["expected"][0])
    )
    assert (run(*rows, "--dry-run").exit_code, run(*rows, "--concurrency", "1").exit_code) == (0, 0)

    # All pages, as CSV with chosen columns.
    listed = run(lists, "size=2", "--all", "-o", "csv", "--columns", "name,kind,owner.name")
    assert list(csv.reader(io.StringIO(listed.stdout_bytes.decode(), newline=""))) == [
        ["name", "kind", "owner.name"], ["Rex", "dog", "Ann"], ["Mia", "cat", ""], ["Bo", "cat", ""], ["Tom", "dog", ""],
    ]  # fmt: skip

    # See why a call fails.
    server.fail(lists, status=503)
    failed = run(lists, "-v")
    attempts = [line for line in failed.stderr.splitlines() if line.startswith(f"GET {server.url}/pets: 503 in ")]
    assert (failed.exit_code, len(attempts), "secret-71" in failed.output) == (5, 3, False)
    assert "HTTP 503" in failed.stderr.splitlines()
