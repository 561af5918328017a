"""The demonstration: what it shows has happened, and what it gives to paste works."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from dynaclient import Api, cli, load
from dynaclient.cli import demo, samples
from dynaclient.cli.commands import program
from tests.cli.test_wire import Recorder

PACKAGE = Path(cli.__file__).parent.parent


@pytest.fixture(scope="module")
def lines() -> list[str]:
    started = time.monotonic()
    result = CliRunner().invoke(program, ["demo"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert time.monotonic() - started < 5
    return result.stdout.splitlines()


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    made = Recorder()
    yield made
    made.close()


def part(lines: list[str], number: int) -> list[str]:
    """Give the lines below one title."""
    start = next(at for at, line in enumerate(lines) if line.startswith(f"{number}. ")) + 1
    return [each.strip() for each in lines[start : lines.index("", start) if "" in lines[start:] else None]]


def test_it_prints_at_most_forty_lines(lines: list[str]) -> None:
    assert len(lines) <= 40


def test_it_creates_a_token_and_finds_it(lines: list[str]) -> None:
    made, found = part(lines, 1)
    assert made.startswith("POST /applications/575ec8687ae143cd83dc4a97/tokens → 201 → id ")
    assert found.endswith(f": robot, {made.split()[-1]}")


def test_it_shows_five_mistakes_and_counts_what_was_sent(lines: list[str]) -> None:
    head, *problems, count = part(lines, 2)
    assert (head, len(problems)) == ("applicationApiTokens.post: 5 problems, nothing was sent", 5)
    assert count.startswith("a listening socket counted 0 bytes of it, and ")


def test_its_five_mistakes_are_of_five_kinds() -> None:
    from dynaclient.call.arguments import validate_arguments
    from dynaclient.errors import InvalidCall

    with pytest.raises(InvalidCall) as invalid_option:
        validate_arguments(load().action("applicationApiTokens.post"), demo.MISTAKEN)
    found = {(each.rule, each.path) for each in invalid_option.value.problems}
    assert found == {
        ("unknown", ()), ("pattern", ()), ("required", ()), ("enum", ("status",)), ("enum", ("orgRoles", 0, "role")),
    }  # fmt: skip


def test_its_count_is_of_what_really_came(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "MISTAKEN", demo.CORRECT)
    *_, count = demo._mistakes(load())
    first, second = (int(each) for each in count.split() if each.isdigit())
    assert first == second > 300


def test_it_adds_an_action_with_six_lines_and_calls_it(lines: list[str]) -> None:
    shown = part(lines, 3)
    assert sum(each.startswith("+ ") for each in shown) == len(demo.NEW_LINES.splitlines()) == 6
    assert "GET /applications/575ec8687ae143cd83dc4a97/uptime → 200 → {'days': 12}" in shown
    assert "| uptime.get: GET /applications/{applicationId}/uptime" in shown


def test_its_new_action_is_not_in_the_bundled_description(api: Api) -> None:
    assert "uptime" not in api.resources


@pytest.fixture
def api() -> Api:
    return load()


def test_it_is_refused_for_a_scope_and_told_what_would_do(lines: list[str]) -> None:
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
    found = {}
    for started, path in ((PACKAGE / "__main__.py", ""), (script, ""), (script, str(tmp_path)), ("pytest", "")):
        monkeypatch.setattr(sys, "argv", [str(started)])
        monkeypatch.setenv("PATH", path)
        found[str(started), path] = samples.program()
    assert list(found.values()) == [f"{sys.executable} -m dynaclient", str(script), "dynaclient", "dynaclient"]
