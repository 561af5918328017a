"""The commands and the code on the page about shipping a package of one's own, run as written."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from dynaclient.cli.program import program
from tests.support import ROOT
from tests.support.pages import Page

PAGE = Page("docs/ship-your-own.md")
CALL, TEST = PAGE.blocks("python")
TREE, PRINTED = PAGE.blocks("text")
CREATE, INSTALL, COMMANDS, UPDATE, BUILD = PAGE.blocks("sh")
(ALIAS,) = PAGE.blocks("bash")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that the first command of the page creates."""
    parent = tmp_path_factory.mktemp("page")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(parent)
        patched.delenv("DYNACLIENT_API", raising=False)
        assert CliRunner().invoke(program, shlex.split(CREATE)[1:]).exit_code == 0
    return parent / "shop"


def run(*words: str, folder: Path) -> str:
    """Run Python in the folder, with the package on the path, and return the output."""
    variables = {**os.environ, "PYTHONPATH": str(folder / "src")}
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_its_list_has_every_file(folder: Path) -> None:
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {line.split()[0] for line in TREE.splitlines()} == files


def test_its_python_prints_the_output_on_the_page(folder: Path) -> None:
    assert run("-c", CALL, folder=folder) == PRINTED


def test_its_commands_run(folder: Path) -> None:
    shop = "import sys; from shop.cli import main; sys.exit(main())"
    for line in COMMANDS.splitlines():
        name, *words = shlex.split(line)
        assert name == "shop"
        assert run("-c", shop, *words, folder=folder)


def test_its_test_passes_with_the_fixture(folder: Path) -> None:
    (folder / "test_page.py").write_text(TEST)
    output = run("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "shop.testing", "test_page.py", folder=folder)
    (folder / "test_page.py").unlink()
    assert re.search(r"^1 passed", output, re.MULTILINE), output


def contents(folder: Path) -> dict[str, bytes]:
    """Return the content of the files that the commands after a change may write."""
    return {
        path.name: path.read_bytes()
        for path in (folder / "src" / "shop").rglob("*")
        if path.suffix in (".json", ".pyi")
    }


def test_its_commands_after_a_change_write_the_same_files_without_one(folder: Path) -> None:
    before = contents(folder)
    for line in UPDATE.splitlines():
        run("-m", *shlex.split(line), folder=folder)
    assert (contents(folder), len(before)) == (before, 4)


def test_its_other_commands_are_in_the_readme_of_the_package(folder: Path) -> None:
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert INSTALL.partition("\n")[2] in readme  # test_new_package.py runs these
    assert BUILD.strip() in readme
    assert UPDATE in readme


def test_its_commands_write_use_and_remove_an_alias(tmp_path: Path) -> None:
    actions = {"list": {"method": "GET"}}
    document = {
        "dynaclient": 1,
        "server": "https://pets.example.com",
        "resources": {"pets": {"path": "/pets", "actions": actions}},
    }
    (tmp_path / "pets.json").write_text(json.dumps(document))
    (tmp_path / "bin").mkdir()
    dynaclient = tmp_path / "dynaclient"
    dynaclient.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m dynaclient "$@"\n')
    dynaclient.chmod(0o755)
    variables = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["sh", "-ec", ALIAS], cwd=tmp_path, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert f"pets  {tmp_path}/pets.json\npets.list  GET    /pets\nUsage: pets pets.list" in done.stdout
    assert list((tmp_path / "bin").iterdir()) == []
