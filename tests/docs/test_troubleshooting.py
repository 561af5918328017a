"""The commands on the page about what does not work, run as written against a server of this machine."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from dynaclient.cli.exit_codes import MEANINGS
from dynaclient.cli.output.console import printable
from dynaclient.cli.program import program
from dynaclient.http.diagnosis import HTTP
from dynaclient.http.observing import CONNECTION, NAME, PROXY, TLS
from tests.support.descriptions import describe
from tests.support.pages import Page
from tests.support.raw_server import RawServer

PAGE = Page("docs/troubleshooting.md")
(SAMPLE,) = PAGE.blocks("text")
COMMANDS = [line for block in PAGE.blocks("sh") for line in block.splitlines()]
DOCTOR_ALONE = "dynaclient doctor"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Yield the URL of a server, in a folder with the description that the page names."""
    monkeypatch.chdir(tmp_path)
    for name in ("API", "TOKEN", "URL", "PROFILE"):
        monkeypatch.delenv(f"DYNACLIENT_{name}", raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    resources = {"pets": {"path": "/pets", "actions": {"list": {"method": "GET"}}}}
    with RawServer() as server:
        document = describe(title="Pets", auth={"key": {"type": "bearer"}}, resources=resources, server=server.url)
        Path("my-api.json").write_text(json.dumps(document))
        yield server.url


@pytest.mark.parametrize("line", [line for line in COMMANDS if line != DOCTOR_ALONE])
def test_a_command_of_the_page_runs(folder: str, line: str) -> None:
    words = shlex.split(line.replace("https://staging.example.com", folder))
    if words[0] == "export":
        assert re.fullmatch(r"REQUESTS_CA_BUNDLE=\S+\.pem", words[1])
        return
    done = CliRunner().invoke(program, words[1:], prog_name=words[0])
    assert done.exit_code == 0, done.output


def test_the_command_alone_looks_at_the_default(folder: str) -> None:
    assert DOCTOR_ALONE in COMMANDS
    variables = {"DYNACLIENT_API": "my-api.json"}
    assert CliRunner().invoke(program, ["doctor"], prog_name="dynaclient", env=variables).exit_code == 0


def test_the_lines_on_the_page_are_as_those_of_the_command(folder: str) -> None:
    done = CliRunner().invoke(program, ["doctor", "--api", "my-api.json"], prog_name="dynaclient")
    subjects = {line.partition(":")[0][9:] for line in done.stdout.splitlines()}
    shown = {line.partition(":")[0][9:] for line in SAMPLE.splitlines()}
    assert shown - subjects == {"certificates", "name resolution"}  # the server of the page has a name, and TLS
    assert (
        "warning  credential: none; the description has key (bearer) — run dynaclient login, or set DYNACLIENT_TOKEN"
        in SAMPLE
    )
    assert printable(SAMPLE) == SAMPLE


def test_its_table_has_each_exit_code_and_each_step() -> None:
    codes = re.findall(r"^\| (\d+) \| (.*) \|$", PAGE.text, re.MULTILINE)
    assert [(int(code), text) for code, text in codes] == sorted(MEANINGS.items())
    for step in (NAME, CONNECTION, PROXY, TLS, HTTP):
        assert f"| `{step}` |" in PAGE.text
