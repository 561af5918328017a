"""The commands on the page about the command line print what it shows, and its tables are those of the program."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from dynaclient import lint, load
from dynaclient.cli.arguments.options import create_parameters
from dynaclient.cli.commands.calling import CALL_OPTIONS
from dynaclient.cli.exit_codes import BROKEN_PIPE, INTERRUPTED, PROBLEMS, USAGE
from dynaclient.cli.output.writer import FORMATS
from dynaclient.cli.program import program
from dynaclient.codes.exit_codes import EXIT_CODES, NOT_WRITTEN
from dynaclient.mock import MockServer
from tests.support.pages import Page
from tests.support.programs import require_programs

PAGE = Page("docs/command-line.md")
(DESCRIPTION,) = PAGE.blocks("json")
BLOCKS: list[tuple[str, str]] = re.findall(
    r"^```sh\n(.*?)^```$(?:\n\n```text\n(.*?)^```$)?", PAGE.text, re.MULTILINE | re.DOTALL
)
"""The blocks of commands, each with what it prints."""
URL = "http://127.0.0.1:8080"
MAX_WORDS = 2_500


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Change to a folder with the description and the program."""
    (tmp_path / "pets.json").write_text(DESCRIPTION)
    program = tmp_path / "bin" / "dynaclient"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dynaclient "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(line: str) -> str:
    """Run a line and return what it prints: in a shell if it has more than one command, else in this process."""
    if re.search(r"[|<>;{]", line) or not line.startswith("dynaclient "):
        command = ["bash", "-uo", "pipefail", "-c", line]
        done = subprocess.run(
            command, text=True, timeout=60, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        assert done.returncode == 0, done.stdout
        return done.stdout
    result = CliRunner().invoke(program, shlex.split(line)[1:], prog_name="dynaclient")
    assert result.exit_code == 0, result.output
    return result.output


def _same_times(text: str) -> str:
    return re.sub(r"request id mock-\d+", "request id", re.sub(r"in \d\.\d{3} s, attempt", "in 0 s, attempt", text))


def test_its_commands_print_what_it_shows(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require_programs("bash", "curl", "jq")
    (settings, _), *blocks = BLOCKS
    with MockServer(load(folder / "pets.json")).start() as server:
        for name, value in re.findall(r"^export (\w+)=(.*)$", settings, re.MULTILINE):
            monkeypatch.setenv(name, value.replace(URL, server.url))
        for code, printed in blocks:
            shown = _same_times("".join(map(run, code.splitlines())).replace(server.url, URL))
            assert shown == (_same_times(printed) or shown)
            assert "Traceback" not in shown
    assert (folder / "rex.json").read_bytes() == (
        b'{"name":"Rex","kind":"dog","owner":{"name":"Ann"},"tags":["big","old"],"id":1}'
    )


def test_its_description_has_no_problems(folder: Path) -> None:
    assert lint(folder / "pets.json") == []


def test_its_table_has_every_form() -> None:
    table = PAGE.text.split("## Choose the form")[1].split("`--query`")[0]
    assert re.findall(r"`(json|ndjson|table|csv|tsv|yaml)`", table)[: len(FORMATS)] == list(FORMATS)


def test_its_table_has_every_exit_code() -> None:
    codes = {0, PROBLEMS, NOT_WRITTEN, USAGE, INTERRUPTED, BROKEN_PIPE, *(code for _, code in EXIT_CODES)}
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", PAGE.text, re.MULTILINE)} == codes


def test_it_names_the_options_of_a_call() -> None:
    names = {parameter.opts[-1] for parameter in create_parameters(*CALL_OPTIONS)}
    assert {name for name in names if name not in PAGE.text} == {"--output", "--progress", "--verbose"}


def test_it_is_short_and_its_links_lead_to_files() -> None:
    assert len(PAGE.text.split()) < MAX_WORDS
    assert [path for path in PAGE.links if not path.exists()] == []
