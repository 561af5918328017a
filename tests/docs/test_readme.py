"""What the README shows is what happens."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.pages import ROOT, Page

README = Page("README.md")
blocks = README.blocks
COMMANDS = [line for text in blocks("sh")[2:] for line in text.splitlines()]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand where the README's two JSON files are."""
    pets, mine = blocks("json")
    (tmp_path / "pets.json").write_text(pets)
    (tmp_path / "mine.json").write_text(mine)
    (tmp_path / "api.json").write_text((ROOT / "api.json").read_text())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_its_python_runs_and_prints_what_it_shows(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, *others = blocks("python")
    names: dict[str, object] = {}
    README.run(first, names)
    assert capsys.readouterr().out == blocks("text")[0]
    for each in others:
        README.run(each, names)


@pytest.mark.parametrize("line", [each for each in COMMANDS if " mock " not in each])
def test_its_commands_run(line: str, files: Path) -> None:
    words = shlex.split(line)
    assert words[0] == "dynaclient"
    done = subprocess.run([sys.executable, "-m", *words], check=False, capture_output=True, text=True, timeout=60)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr


def test_its_mock_server_serves(files: Path) -> None:
    (line,) = [each for each in COMMANDS if " mock " in each]
    words = shlex.split(line.replace("8080", "0").replace("my-api.json", "pets.json"))
    server = subprocess.Popen(
        [sys.executable, "-m", *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert server.stdout is not None
        told = next(each for each in server.stdout if "http://127.0.0.1:" in each)
        found = re.search(r"http://127\.0\.0\.1:\d+", told)
        assert found is not None
        call = [sys.executable, "-m", "dynaclient", "call", "--api", "pets.json", "--url", found[0], "pets.list"]
        environment = {**os.environ, "DYNACLIENT_TOKEN": "TOKEN"}
        done = subprocess.run(call, check=False, capture_output=True, text=True, timeout=60, env=environment)
        assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
    finally:
        server.terminate()
        server.communicate(timeout=10)


def test_its_descriptions_have_no_fault(files: Path) -> None:
    from dynaclient import lint

    assert lint(files / "pets.json") == []
    assert lint(files / "pets.json", patch=files / "mine.json") == []


def test_its_error_tree_is_the_tree() -> None:
    from dynaclient import errors

    tree = next(each for each in blocks("text") if each.startswith("DynaclientError"))
    for name, each in vars(errors).items():
        if isinstance(each, type) and issubclass(each, errors.DynaclientError):
            assert name in tree


def test_the_first_two_shell_blocks_are_one_line_each() -> None:
    assert [len(each.splitlines()) for each in blocks("sh")[:2]] == [1, 1]


@pytest.mark.parametrize("place", README.links, ids=str)
def test_its_links_lead_somewhere(place: Path) -> None:
    assert place.exists()
