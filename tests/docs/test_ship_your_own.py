"""What the page on packages of one's own shows is what happens."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from dynaclient.cli.commands import program
from tests.support.pages import ROOT, Page

PAGE = Page("docs/ship-your-own.md")
CALL, TEST = PAGE.blocks("python")
TREE, PRINTED = PAGE.blocks("text")
BEGUN, TRIED, USED, CHANGED, BUILT = PAGE.blocks("sh")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder that the page's first command writes."""
    place = tmp_path_factory.mktemp("page")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(place)
        patched.delenv("DYNACLIENT_API", raising=False)
        assert CliRunner().invoke(program, shlex.split(BEGUN)[1:]).exit_code == 0
    return place / "shop"


def run(*words: str, folder: Path) -> str:
    """Run Python in the folder, with the package as if it were installed, and give what it writes."""
    variables = {**os.environ, "PYTHONPATH": str(folder / "src")}
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_its_list_has_every_file(folder: Path) -> None:
    made = {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}
    assert {line.split()[0] for line in TREE.splitlines()} == made


def test_its_python_prints_what_it_shows(folder: Path) -> None:
    assert run("-c", CALL, folder=folder) == PRINTED


def test_its_commands_run(folder: Path) -> None:
    shop = "import sys; from shop.cli import main; sys.exit(main())"
    for line in USED.splitlines():
        name, *words = shlex.split(line)
        assert name == "shop"
        assert run("-c", shop, *words, folder=folder)


def test_its_test_passes_with_the_fixture(folder: Path) -> None:
    (folder / "test_page.py").write_text(TEST)
    told = run("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "shop.testing", "test_page.py", folder=folder)
    (folder / "test_page.py").unlink()
    assert re.search(r"^1 passed", told, re.MULTILINE), told


def contents(folder: Path) -> dict[str, bytes]:
    """Give what the commands for a change may write."""
    return {
        each.name: each.read_bytes()
        for each in (folder / "src" / "shop").rglob("*")
        if each.suffix in (".json", ".pyi")
    }


def test_what_it_does_after_a_change_changes_nothing_without_one(folder: Path) -> None:
    before = contents(folder)
    for line in CHANGED.splitlines():
        run("-m", *shlex.split(line), folder=folder)
    assert (contents(folder), len(before)) == (before, 4)


def test_what_it_tells_to_try_and_to_build_stands_in_the_readme_of_the_package(folder: Path) -> None:
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert TRIED.partition("\n")[2] in readme  # it is done, word for word, in test_new.py
    assert BUILT.strip() in readme
    assert CHANGED in readme


@pytest.mark.parametrize("place", PAGE.links, ids=str)
def test_its_links_lead_somewhere(place: Path) -> None:
    assert place.exists()
    assert place.resolve().is_relative_to(ROOT)
