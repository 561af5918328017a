"""The code, commands and links of the README work."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT
from tests.support.pages import Page

README = Page("README.md")
blocks = README.blocks
COMMANDS = [line for text in blocks("sh")[2:] for line in text.splitlines()]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Change to a directory with the two JSON files of the README."""
    pets, mine = blocks("json")
    (tmp_path / "pets.json").write_text(pets)
    (tmp_path / "mine.json").write_text(mine)
    (tmp_path / "api.json").write_text((ROOT / "api.json").read_text())
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "library.yaml").write_text((ROOT / "examples" / "library.yaml").read_text())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_its_python_runs_and_prints_what_it_shows(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    codes = blocks("python")
    names: dict[str, object] = {}
    for code, printed in zip(codes[:2], blocks("text"), strict=False):
        README.run(code, names)
        assert capsys.readouterr().out == printed
    for code in codes[2:]:
        README.run(code, names)


@pytest.mark.parametrize("line", [line for line in COMMANDS if " mock " not in line])
def test_its_commands_run(line: str, files: Path) -> None:
    words = shlex.split(line)
    assert words[0] == "dynaclient"
    done = subprocess.run([sys.executable, "-m", *words], check=False, capture_output=True, text=True, timeout=60)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr


def test_its_mock_server_serves(files: Path) -> None:
    (line,) = [command for command in COMMANDS if " mock " in command]
    words = shlex.split(line.replace("8080", "0").replace("my-api.json", "pets.json"))
    server = subprocess.Popen(
        [sys.executable, "-m", *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert server.stdout is not None
        printed = next(line for line in server.stdout if "http://127.0.0.1:" in line)
        url = re.search(r"http://127\.0\.0\.1:\d+", printed)
        assert url is not None
        call = [sys.executable, "-m", "dynaclient", "call", "--api", "pets.json", "--url", url[0], "pets.list"]
        environment = {**os.environ, "DYNACLIENT_TOKEN": "TOKEN"}
        done = subprocess.run(call, check=False, capture_output=True, text=True, timeout=60, env=environment)
        assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
    finally:
        server.terminate()
        server.communicate(timeout=10)


def test_its_descriptions_have_no_problems(files: Path) -> None:
    from dynaclient import lint

    assert lint(files / "pets.json") == []
    assert lint(files / "pets.json", patch=files / "mine.json") == []


def test_its_error_tree_is_the_tree() -> None:
    from dynaclient import errors

    tree = next(block for block in blocks("text") if block.startswith("DynaclientError"))
    for name, kind in vars(errors).items():
        if isinstance(kind, type) and issubclass(kind, errors.DynaclientError):
            assert name in tree


def test_the_first_two_shell_blocks_are_one_line_each() -> None:
    assert [len(block.splitlines()) for block in blocks("sh")[:2]] == [1, 1]


@pytest.mark.parametrize("path", README.links, ids=str)
def test_its_links_lead_to_files(path: Path) -> None:
    assert path.exists()


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_pages_about_the_code_name_only_what_exists(name: str) -> None:
    page = Page(name)
    named = re.findall(r"`((?:\w+/)+\w+(?:\.\w+)?|\w+\.py)`|^ *((?:\w+/)+\w+) ", page.text, re.MULTILINE)
    paths = [first or second for first, second in named]
    tops = (ROOT, ROOT / "dynaclient", ROOT / "tests", ROOT / "benchmarks")
    missing = [
        path for path in paths if not any((top / path).exists() or (top / f"{path}.py").exists() for top in tops)
    ]
    assert len(paths) > 10
    assert missing == []
    assert [link for link in page.links if not link.exists()] == []
