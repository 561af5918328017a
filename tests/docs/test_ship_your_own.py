"""The commands and the code on the page about shipping a package of one's own, run as written."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from dynaclient import __version__, load
from dynaclient.cli.program import program
from tests.support import ROOT
from tests.support.pages import Page

PAGE = Page("docs/ship-your-own.md")
CALL, TEST = PAGE.blocks("python")
TREE, PRINTED, DIFFERENCES = PAGE.blocks("text")
CREATE, INSTALL, COMMANDS, UPDATE, BUILD = PAGE.blocks("sh")
ALIAS, FIRST, NEXT = PAGE.blocks("bash")
NAMES, PATCH = PAGE.blocks("json")
(WHEELS,) = PAGE.blocks("console")


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


def shell(commands: str, folder: Path) -> str:
    """Run commands in a folder where `dynaclient` is a command, and return what they print."""
    dynaclient = folder / "dynaclient"
    dynaclient.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m dynaclient "$@"\n')
    dynaclient.chmod(0o755)
    variables = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["sh", "-ec", commands], cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_next_version_of_an_openapi_file_gets_into_the_package(tmp_path: Path) -> None:
    library = (ROOT / "examples" / "library.yaml").read_text("utf-8")
    (tmp_path / "library.yaml").write_text(library)
    changed = library.replace("enum: [title, year]", "enum: [title]").replace('version: "2"', 'version: "3"')
    (tmp_path / "next.yaml").write_text(changed)
    (tmp_path / "names.json").write_text(NAMES)
    (tmp_path / "patch.json").write_text(PATCH)
    shell(FIRST, tmp_path)
    package = tmp_path / "library"
    assert shell(NEXT, tmp_path) == DIFFERENCES
    description = json.loads((package / "src/library/api.json").read_text("utf-8"))
    action = load(description).action("books.read")
    assert (action.summary, description["version"]) == ("Reads a book.", "3")
    assert description["$schema"] == "../../api.schema.json"
    assert [file.relative_to(package).as_posix() for file in package.rglob("*.schema.json")] == ["api.schema.json"]
    tests = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "library.testing", "-k", "not command"]
    assert re.search(r"^5 passed", run(*tests, folder=package), re.MULTILINE)


@pytest.mark.full
def test_the_wheels_of_the_package_and_of_the_library_are_all_that_others_need(folder: Path, tmp_path: Path) -> None:
    build, install = [line.removeprefix("$ ") for line in WHEELS.splitlines()]
    project = (folder / "pyproject.toml").read_text("utf-8")
    copied = tmp_path / "shop"
    shutil.copytree(folder, copied)
    by_version = re.sub(r'(dynaclient\[cli,mock\])[^"]*', rf"\1>={__version__}", project)
    (copied / "pyproject.toml").write_text(by_version.replace("allow-direct-references = true", ""))
    (tmp_path / "dynaclient").symlink_to(ROOT)
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    for line in (
        build,
        f"{install} --no-deps --no-index --target site",
        "pip install --no-deps --no-index --find-links dist --target site dynaclient",
    ):
        subprocess.run([*pip, *shlex.split(line)[1:]], cwd=copied, check=True)
    assert not list((copied / "site").rglob("shop/**/api.schema.json"))
    (metadata,) = (copied / "site").glob("shop-*.dist-info/METADATA")
    assert f"Requires-Dist: dynaclient[cli,mock]>={__version__}\n" in metadata.read_text("utf-8")


def test_its_commands_write_use_and_remove_an_alias(tmp_path: Path) -> None:
    actions = {"list": {"method": "GET"}}
    document = {
        "dynaclient": 1,
        "server": "https://pets.example.com",
        "resources": {"pets": {"path": "/pets", "actions": actions}},
    }
    (tmp_path / "pets.json").write_text(json.dumps(document))
    (tmp_path / "bin").mkdir()
    printed = shell(ALIAS, tmp_path)
    assert f"pets  {tmp_path}/pets.json\npets.list  GET    /pets\nUsage: pets pets.list" in printed
    assert list((tmp_path / "bin").iterdir()) == []
