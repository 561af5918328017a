"""
What is packed: the same bytes wherever and whenever it is built, all of the library, and nothing else.

A wheel is built from the source distribution, and another one from a copy of the repository.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from dynaclient import __version__
from dynaclient.description.sharing import digest
from tests.support import ROOT
from tests.support.pages import Page

DESCRIPTION, INDEX = "dynaclient/api.json", "dynaclient/api.index.json"
OF_LOSANT = "dynaclient/losant/"
PLUGIN = "pytest_dynaclient.py"
METADATA = f"dynaclient-{__version__}.dist-info"
IN_EVERY_WHEEL = (
    DESCRIPTION,
    INDEX,
    PLUGIN,
    "dynaclient/api.schema.json",
    "dynaclient/py.typed",
    "dynaclient/client/typed.pyi",
    "dynaclient/losant/resources.pyi",
    "dynaclient/frozen/hook-dynaclient.py",
    f"{METADATA}/licenses/LICENSE",
)
KINDS = {".py", ".pyi", ".typed", ".json", ".js", ".css", ".html", ".ini"}
"""Suffixes of the files of the library."""
IN_THE_SOURCE = {
    ".github", ".gitignore", ".pre-commit-config.yaml", ".pre-commit-hooks.yaml", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "PKG-INFO", "README.md", "SECURITY.md", "THREAT_MODEL.md",
    "api.json", "benchmarks", "docs", "dynaclient", "examples", "hatch_build.py", "pyproject.toml", PLUGIN, "tests",
    "website",
}  # fmt: skip
HERE = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "1"}
ELSEWHERE = {"LC_ALL": "C", "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "2", "PYTHONUTF8": "0"}
"""Two machines, by their environment."""
NOT_COPIED = (".*", "__pycache__", "build", "dist", "htmlcov", "*.egg-info")


def run(code: str, folder: Path, *options: str, umask: int = -1, **variables: Any) -> str:
    """Run a program in a folder, with options of the interpreter, and return its output."""
    done = subprocess.run(
        [sys.executable, *options, "-c", code],
        cwd=folder, env={**os.environ, **variables}, capture_output=True, text=True, check=False, umask=umask,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def built(what: str, source: Path, folder: Path, machine: dict[str, str], umask: int = 0o022) -> Path:
    """Build a distribution of the library on one of the two machines, and return its file."""
    code = f"from hatchling.build import build_{what} as build; build({str(folder)!r})"
    before = set(folder.iterdir())
    run(code, source, umask=umask, **machine)
    [path] = set(folder.iterdir()) - before
    return path


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the source distribution."""
    return built("sdist", ROOT, tmp_path_factory.mktemp("sdist"), HERE)


@pytest.fixture(scope="module")
def source(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the files of the source distribution."""
    folder = tmp_path_factory.mktemp("source")
    with tarfile.open(archive) as files:
        files.extraction_filter = getattr(tarfile, "data_filter", None)  # by name: it is new
        files.extractall(folder)  # noqa: S202 - our own
    return next(path for path in folder.iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("wheel", source, tmp_path_factory.mktemp("wheel"), HERE)


def names_in(wheel: Path) -> set[str]:
    """Return the names of the files of a wheel."""
    with zipfile.ZipFile(wheel) as files:
        return set(files.namelist())


def test_a_wheel_is_the_same_wherever_and_whenever_it_is_built(wheel: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(ROOT, tmp_path / "a copy", ignore=shutil.ignore_patterns(*NOT_COPIED))
    for path in copied.rglob("*"):
        os.utime(path, (1e9, 1e9))
    (tmp_path / "wheel").mkdir()
    other = built("wheel", copied, tmp_path / "wheel", ELSEWHERE, umask=0o077)
    assert (other.name, digest(other.read_bytes())) == (wheel.name, digest(wheel.read_bytes()))


@pytest.mark.full
def test_a_source_distribution_builds_itself(archive: Path, source: Path, tmp_path: Path) -> None:
    other = built("sdist", source, tmp_path, ELSEWHERE, umask=0o077)
    assert (other.name, digest(other.read_bytes())) == (archive.name, digest(archive.read_bytes()))


def test_a_wheel_has_all_of_the_library_and_nothing_else(wheel: Path) -> None:
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "dynaclient").rglob("*") if path.is_file()}
    files = {name for name in files if "__pycache__" not in name}
    packed = names_in(wheel)
    assert files - packed == set()
    assert {name for name in packed - files if not name.startswith(f"{METADATA}/")} == {DESCRIPTION, INDEX, PLUGIN}
    assert set(IN_EVERY_WHEEL) - packed == set()
    assert {Path(name).suffix for name in packed if not name.startswith(METADATA)} == KINDS


def test_its_size_is_the_one_in_the_page_on_installing(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as files:
        sizes = {file.filename: file.file_size / 1e6 for file in files.infolist()}
    bundled = sum(size for name, size in sizes.items() if name in {DESCRIPTION, INDEX} or name.startswith(OF_LOSANT))
    found = re.search(r"dynaclient itself has (\d+) MB, of which ([\d.]+) MB are", Page("docs/installing.md").text)
    assert found
    assert (f"{sum(sizes.values()):.0f}", f"{bundled:.1f}") == found.groups()


def test_a_source_distribution_has_what_a_developer_needs(source: Path) -> None:
    assert {path.name for path in source.iterdir()} - {"__pycache__"} == IN_THE_SOURCE


def test_metadata_has_the_license_and_names_no_address(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as files:
        metadata = files.read(f"{METADATA}/METADATA").decode().split("\n\n")[0].splitlines()
    assert {f"Version: {__version__}", "License-Expression: MIT", "License-File: LICENSE"} <= set(metadata)
    assert [line for line in metadata if line.startswith(("Project-URL", "Home-page", "Author"))] == []


def test_twine_has_nothing_against_them(archive: Path, wheel: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "twine", "--no-color", "check", "--strict", archive, wheel],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.count("PASSED")) == (0, 2), done.stdout + done.stderr


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--config", str(ROOT / "pyproject.toml")], set()),
        (["--no-config"], {"W002", "W004", "W009"}),
    ],
    ids=["with the exceptions", "without"],
)
def test_each_exception_for_the_contents_is_needed(wheel: Path, options: list[str], found: set[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "check_wheel_contents", *options, wheel], capture_output=True, text=True, check=False
    )
    lines = done.stdout.splitlines()
    assert {word.strip(":") for line in lines for word in line.split() if word.startswith("W")} - {"Wheel"} == found
    listed = {line.strip() for line in lines if line.startswith("  ")}
    assert all(name.startswith("dynaclient/frozen/hook-") for name in listed - {"dynaclient/", PLUGIN})
    assert done.returncode == bool(found)


@pytest.mark.full
def test_the_tests_of_a_source_distribution_are_found(source: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-n0", "-p", "no:cacheprovider"],
        cwd=source, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:]
    assert "error" not in done.stdout.splitlines()[-1]


def test_a_wheel_has_the_index_of_its_description(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        index = json.loads(archive.read(INDEX))["index"]
        assert index["sha256"] == digest(archive.read(DESCRIPTION)).hex()
        assert archive.read(DESCRIPTION) == (ROOT / "api.json").read_bytes()


def test_a_wheel_has_the_plugin_of_pytest(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert archive.read("pytest_dynaclient.py") == (ROOT / "pytest_dynaclient.py").read_bytes()
        (entries,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert "[pytest11]\ndynaclient = pytest_dynaclient\n" in archive.read(entries).decode()


PROGRAM = """
import sys
from dynaclient import load
api = load()
print(api.action("application.get").path, type(api.document["resources"]).__name__, api.path)
print(api._parts.is_sound, "jsonschema_rs" in sys.modules)
"""


def test_the_index_is_used_where_the_wheel_is_installed(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)  # noqa: S202 - our own
    shown, engines = run(PROGRAM, tmp_path, PYTHONPATH=str(tmp_path)).splitlines()
    assert shown.split() == ["/applications/{applicationId}", "ResourceTable", str(tmp_path / DESCRIPTION)]
    assert engines == "True False"


def _hook() -> Any:
    found = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("target", "version", "is_made"),
    [("wheel", "standard", True), ("wheel", "editable", False), ("sdist", "standard", False)],
)
def test_only_a_wheel_to_be_installed_has_one(target: str, version: str, is_made: bool) -> None:
    hook = _hook().IndexHook(str(ROOT), {}, None, None, "", target)
    added: dict[str, Any] = {"force_include": {}}
    hook.initialize(version, added)
    paths = [Path(path) for path in added["force_include"]]
    assert (list(added["force_include"].values()), [path.is_file() for path in paths]) == (
        [INDEX] * is_made,
        [True] * is_made,
    )
    hook.finalize(version, added, "")
    assert [path for path in paths if path.exists()] == []


def test_no_wheel_is_built_without_an_index_that_fits(tmp_path: Path) -> None:
    (tmp_path / "api.json").write_text("[]")
    with pytest.raises(ValueError, match=r"api\.index\.json does not fit api\.json"):
        _hook().index_of(tmp_path)


def test_the_index_is_made_where_nothing_is_installed() -> None:
    code = (
        "import sys; from dynaclient.description.json_index import make_index;"
        "print(len(make_index(open('api.json', 'rb').read())), *(set(sys.modules) - sys.stdlib_module_names))"
    )
    length, *others = run(code, ROOT, "-S").split()
    assert int(length) > 50_000
    assert {name.split(".")[0] for name in others} - sys.stdlib_module_names == {"dynaclient", "__main__"}
