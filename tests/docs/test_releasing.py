"""The commands of the release checklist work, and its open points are those of the project."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from importlib.metadata import distribution, requires
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from dynaclient import __version__
from tests.support import ROOT
from tests.support.pages import Page
from tests.support.programs import require_programs

PAGE = Page("docs/releasing.md")
BUILD, MATERIALS = PAGE.blocks("sh")
CORE = {
    requirement.name
    for requirement in map(Requirement, requires("dynaclient") or [])
    if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
}
NOT_COPIED = (".*", "__pycache__", "build", "dist", "htmlcov", "*.egg-info")


def run(*words: str, folder: Path) -> str:
    """Run a command in a folder, and return its output."""
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "PYTHONPATH": ""}
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with these files, and with the environment of this test."""
    require_programs("git", "bash")
    folder = tmp_path_factory.mktemp("release") / "repository"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_COPIED))
    shutil.copy(ROOT / ".gitignore", folder)
    run("git", "init", "-q", folder=folder)
    run("git", "add", "--all", folder=folder)
    run("git", "-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "-q", "-m", "All", folder=folder)
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


def names_in(materials: Any) -> set[str]:
    """Return the names of the packages that a bill of materials lists."""
    return {component["name"].replace("_", "-") for component in materials["components"]}


def test_a_bill_of_materials_has_the_dependencies(tmp_path: Path) -> None:
    builder = venv.EnvBuilder()
    builder.create(tmp_path)
    (packages,) = tmp_path.glob("lib/python*/site-packages")
    for name in CORE:
        metadata = next(file for file in distribution(name).files or [] if file.name == "METADATA").locate()
        folder = Path(str(metadata)).parent
        (packages / folder.name).symlink_to(folder)
    command = next(line for line in MATERIALS.splitlines() if "cyclonedx" in line).replace("build/", "").split()
    run(
        sys.executable,
        "-m",
        "cyclonedx_py",
        *command[1:-3],
        "-o",
        str(tmp_path / "materials"),
        str(tmp_path),
        folder=ROOT,
    )
    materials = json.loads((tmp_path / "materials").read_text("utf-8"))
    assert names_in(materials) >= CORE
    assert "dynaclient" not in names_in(materials)
    root = materials["metadata"]["component"]
    assert (root["name"], root["type"]) == ("dynaclient", "library")


@pytest.mark.full
def test_a_release_is_built_checked_and_listed(repository: Path) -> None:
    run("bash", "-euo", "pipefail", "-c", BUILD, folder=repository)
    run("bash", "-euo", "pipefail", "-c", MATERIALS, folder=repository)
    files = {path.name: path for path in (repository / "build" / "release" / "dist").iterdir()}
    assert files.keys() == {
        f"dynaclient-{__version__}.tar.gz",
        f"dynaclient-{__version__}-py3-none-any.whl",
        "dynaclient.cdx.json",
    }
    text = files["dynaclient.cdx.json"].read_text("utf-8")
    materials = json.loads(text)
    assert (materials["bomFormat"], materials["metadata"]["component"]["version"]) == ("CycloneDX", __version__)
    assert names_in(materials) >= CORE
    assert {"pytest", "click", "pip"} & names_in(materials) == set()
    assert all(component["purl"].startswith("pkg:pypi/") for component in materials["components"])
    assert [path for path in ("file:", str(repository.parent), str(Path.home()), str(ROOT)) if path in text] == []


def test_what_is_open_is_open() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    for table in ("[project.urls]", "authors", "maintainers"):
        assert table in PAGE.text
        assert f"\n{table}" not in project


def test_its_links_lead_to_files() -> None:
    assert [link for link in PAGE.links if not link.exists()] == []
