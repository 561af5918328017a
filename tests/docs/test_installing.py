"""The page on installing has each extra with what it brings and its size, and the commands work."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hatchling.metadata.core import ProjectMetadata
from hatchling.plugin.manager import PluginManager
from packaging.requirements import Requirement

from dynaclient import __version__
from tests.release.test_versions import CASES, HERE, uv
from tests.support import ROOT
from tests.support.pages import Page

PAGE = Page("docs/installing.md")
TABLE = PAGE.text.split("## Extras")[1].split("\n## ")[0]
ROWS = {
    name.strip("`"): (brings, purpose, size)
    for name, brings, purpose, size in (
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in TABLE.splitlines()
        if line.startswith(("| `", "| ("))
    )
}
PROJECT = ProjectMetadata(str(ROOT), PluginManager()).core
EXTRAS = PROJECT.optional_dependencies
MEASURED = [name for name, row in ROWS.items() if row[2]]


def test_each_extra_has_a_row() -> None:
    assert set(ROWS) - {"(none)"} == set(EXTRAS)
    assert all(row[0] and (row[1] or name == "all") for name, row in ROWS.items())


@pytest.mark.parametrize("name", [name for name in ROWS if name not in ("all", "test", "lint")])
def test_a_row_names_what_the_extra_brings(name: str) -> None:
    named = {word.lower() for word in re.findall(r"[\w-]+", ROWS[name][0])}
    brought = PROJECT.dependencies if name == "(none)" else EXTRAS[name]
    included = {other for other in EXTRAS if f"`{other}`" in ROWS[name][0]}
    packages = {Requirement(requirement).name for requirement in brought}
    covered = {Requirement(requirement).name for other in included for requirement in EXTRAS[other]}
    assert packages - covered <= named


def test_it_lists_what_the_tests_run_on() -> None:
    listed = set(re.findall(r"3\.\d+", PAGE.text.split("## What it was run on")[1].split("mypy")[0]))
    classified = {name.rpartition(" ")[2] for name in PROJECT.classifiers if re.search(r"Python :: 3\.\d", name)}
    assert listed == classified
    assert listed - {HERE} == {case.python for case in CASES.values()} - {HERE}


@pytest.mark.full
@pytest.mark.parametrize("name", MEASURED)
def test_a_size_is_about_what_is_installed(name: str, tmp_path: Path) -> None:
    def size(*extras: str) -> float:
        pins, target = tmp_path / "pins.txt", tmp_path / f"with-{len(extras)}"
        options = [word for extra in extras for word in ("--extra", extra)]
        assert uv("pip", "compile", "--python-version", HERE, "pyproject.toml", *options, "-o", pins).returncode == 0
        assert uv("pip", "install", "--python", sys.executable, "--target", target, "-r", pins).returncode == 0
        return sum(path.stat().st_size for path in target.rglob("*") if path.is_file()) / 1e6

    measured = size() if name == "(none)" else size(name) - size()
    assert measured == pytest.approx(float(ROWS[name][2]), rel=0.4, abs=1.5)


@pytest.mark.full
def test_its_commands_install_it(tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".*", "__pycache__", "build", "dist"))
    (block,) = PAGE.blocks("sh")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block],
        cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == f"dynaclient {__version__}"


def test_its_links_lead_to_files() -> None:
    assert [link for link in PAGE.links if not link.exists()] == []
