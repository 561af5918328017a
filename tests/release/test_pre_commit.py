"""The hooks of pre-commit: those of this repository, and those that it has for others."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.support import ROOT
from tests.support.descriptions import describe
from tests.support.pages import Page
from tests.support.programs import require_programs

OTHERS = (".git", ".venv*", "__pycache__", "build", "dist", "htmlcov", ".*_cache")
FINE, WRONG = describe(), describe({"get": {"method": "GTE"}})


class Repository:
    """A repository of git, in which pre-commit runs."""

    def __init__(self, folder: Path) -> None:
        require_programs("git")
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str) -> None:
        """Run git with no settings but those it needs."""
        settings = ["-c", "user.name=t", "-c", "user.email=t@localhost"]
        subprocess.run(
            ["git", *settings, *words], cwd=self.folder, check=True, capture_output=True, env=self._environment
        )

    def commit(self) -> None:
        """Commit all files."""
        self.git("add", "--all")
        self.git("commit", "-q", "--no-verify", "-m", "All")

    def run(self, *words: str) -> tuple[int, str]:
        """Run pre-commit for all files; return its code and what it prints."""
        self.git("add", "--all")
        done = subprocess.run(
            [sys.executable, "-m", "pre_commit", "run", "--all-files", "--color", "never", *words],
            cwd=self.folder, check=False, capture_output=True, text=True, env=self._environment,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    @property
    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]]),
            "PRE_COMMIT_HOME": str(self.folder.parent / "pre-commit"),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "PYTHONPATH": "",
        }


@pytest.mark.parametrize(
    ("command", "file"),
    [("validate-config", ".pre-commit-config.yaml"), ("validate-manifest", ".pre-commit-hooks.yaml")],
)
def test_pre_commit_understands_the_file(command: str, file: str) -> None:
    done = subprocess.run([sys.executable, "-m", "pre_commit", command, ROOT / file], check=False, capture_output=True)
    assert (done.returncode, done.stdout) == (0, b"")


@pytest.mark.parametrize(("description", "code"), [(FINE, 0), (WRONG, 1)], ids=["valid", "invalid"])
def test_the_bundled_description_is_validated_before_a_commit(description: object, code: int, tmp_path: Path) -> None:
    repository = Repository(tmp_path / "clone")
    shutil.copy(ROOT / ".pre-commit-config.yaml", repository.folder)
    (repository.folder / "api.json").write_text(json.dumps(description), "utf-8")
    ended, printed = repository.run("lint-description")
    assert ended == code, printed
    assert ("did you mean GET?" in printed) is bool(code)


@pytest.mark.full
def test_the_code_passes_all_hooks(tmp_path: Path) -> None:
    folder = shutil.copytree(ROOT, tmp_path / "clone", ignore=shutil.ignore_patterns(*OTHERS))
    ended, printed = Repository(folder).run()
    assert (ended, printed.count("Passed")) == (0, 5), printed


@pytest.mark.full
def test_another_repository_validates_and_formats_its_descriptions(tmp_path: Path) -> None:
    """As the page on packages of your own shows it: pre-commit installs the hooks from a clone."""
    library = Repository(shutil.copytree(ROOT, tmp_path / "dynaclient", ignore=shutil.ignore_patterns(*OTHERS)))
    library.commit()
    repository = Repository(tmp_path / "shop")
    (block,) = Page("docs/ship-your-own.md").blocks("yaml")
    (repository.folder / ".pre-commit-config.yaml").write_text(block, "utf-8")
    described = repository.folder / "src" / "shop" / "api.json"
    described.parent.mkdir(parents=True)
    described.write_text(json.dumps(FINE), "utf-8")
    repository.commit()
    results = [repository.run(), repository.run()]
    assert [code for code, _ in results] == [1, 0], results
    assert re.findall(r"\.(Passed|Failed)", results[0][1]) == ["Passed", "Failed"]  # the latter has formatted it
    described.write_text(json.dumps(WRONG), "utf-8")
    ended, printed = repository.run("dynaclient-lint")
    assert (ended, "did you mean GET?" in printed) == (1, True), printed
