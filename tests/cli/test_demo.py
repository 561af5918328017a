"""The demonstration: what it prints has happened, and its commands work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from dynaclient import Api, cli, load
from dynaclient.cli.arguments import examples
from dynaclient.cli.program import program
from dynaclient.cli.run import demo
from tests.cli.conftest import Recorder

PACKAGE = Path(cli.__file__).parent.parent


@pytest.fixture(scope="module")
def lines() -> list[str]:
    started = time.monotonic()
    result = CliRunner().invoke(program, ["demo"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert time.monotonic() - started < 5
    return result.stdout.splitlines()


def part(lines: list[str], number: int) -> list[str]:
    """Return the lines below one title."""
    start = next(at for at, line in enumerate(lines) if line.startswith(f"{number}. ")) + 1
    return [line.strip() for line in lines[start : lines.index("", start) if "" in lines[start:] else None]]


def test_it_prints_at_most_forty_lines(lines: list[str]) -> None:
    assert len(lines) <= 40


def test_it_creates_a_token_and_finds_it(lines: list[str]) -> None:
    creation, listing = part(lines, 1)
    assert creation.startswith("POST /applications/575ec8687ae143cd83dc4a97/tokens → 201 → id ")
    assert listing.endswith(f": robot, {creation.split()[-1]}")


def test_it_shows_five_mistakes_and_counts_what_was_sent(lines: list[str]) -> None:
    head, *problems, count = part(lines, 2)
    assert (head, len(problems)) == ("applicationApiTokens.post: 5 problems, nothing was sent", 5)
    assert count.startswith("a server received 0 bytes of it, and ")


def test_its_five_mistakes_are_of_five_kinds() -> None:
    from dynaclient.call.arguments import validate_arguments
    from dynaclient.errors import InvalidCall

    with pytest.raises(InvalidCall) as refused:
        validate_arguments(load().action("applicationApiTokens.post"), demo.MISTAKEN)
    kinds = {(problem.rule, problem.path) for problem in refused.value.problems}
    assert kinds == {
        ("unknown", ()), ("pattern", ()), ("required", ()), ("enum", ("status",)), ("enum", ("orgRoles", 0, "role")),
    }  # fmt: skip


def test_its_count_is_of_the_bytes_received(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "MISTAKEN", demo.CORRECT)
    *_, count = demo._mistakes(load())
    first, second = (int(word) for word in count.split() if word.isdigit())
    assert first == second > 300


def test_it_adds_an_action_with_six_lines_and_calls_it(lines: list[str]) -> None:
    shown = part(lines, 3)
    assert sum(line.startswith("+ ") for line in shown) == len(demo.NEW_LINES.splitlines()) == 6
    assert "GET /applications/575ec8687ae143cd83dc4a97/uptime → 200 → {'days': 12}" in shown
    assert "| uptime.get: GET /applications/{applicationId}/uptime" in shown


def test_its_new_action_is_not_in_the_bundled_description(api: Api) -> None:
    assert "uptime" not in api.resources


@pytest.fixture
def api() -> Api:
    return load()


def test_a_missing_scope_is_refused_with_the_accepted_ones(lines: list[str]) -> None:
    (refusal,) = part(lines, 4)
    assert refusal.startswith("applicationApiTokens.post: 403 ")
    assert "applicationApiTokens.post" in refusal.split(": 403 ")[1]


def test_the_three_commands_that_it_ends_with_can_be_pasted(
    lines: list[str], tmp_path: Path, recorder: Recorder
) -> None:
    own, copied, real = part(lines, 5)
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    script = bin_folder / "dynaclient"
    script.write_text(f'#!/bin/sh\nexec {sys.executable} -m dynaclient "$@"\n')
    script.chmod(0o755)
    environment = {**os.environ, "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}"}

    def pasted(command: str) -> str:
        done = subprocess.run(
            ["/bin/sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    assert "items" in json.loads(pasted(own))
    pasted(copied)
    assert load(tmp_path / "my-api.json").title == load().title
    pasted(f"{real} --url {recorder.url}")
    assert b"\r\nAuthorization: Bearer your-token\r\n" in recorder.requests[0]


def test_the_commands_run_the_program_as_it_was_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "dynaclient"
    script.touch(0o755)
    commands = {}
    for started, path in ((PACKAGE / "__main__.py", ""), (script, ""), (script, str(tmp_path)), ("pytest", "")):
        monkeypatch.setattr(sys, "argv", [str(started)])
        monkeypatch.setenv("PATH", path)
        commands[str(started), path] = examples.program_command()
    assert list(commands.values()) == [f"{sys.executable} -m dynaclient", str(script), "dynaclient", "dynaclient"]
