"""What is packed: a wheel has the index of the bundled description, also one that is built from the source distribution."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from dynaclient.description.sharing import digest
from tests.support import ROOT

DESCRIPTION, INDEX = "dynaclient/api.json", "dynaclient/api.index.json"


def run(code: str, folder: Path, *options: str, **variables: str) -> str:
    """Run a program in a folder, with options of the interpreter, and return its output."""
    environment = {**os.environ, **variables}
    done = subprocess.run(
        [sys.executable, *options, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def built(what: str, source: Path, folder: Path) -> Path:
    """Build a distribution of the library, and return its file."""
    code = f"from hatchling.build import build_{what} as build; build({str(folder)!r})"
    before = set(folder.iterdir())
    run(code, source)
    [path] = set(folder.iterdir()) - before
    return path


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the source distribution, and return the folder of its files."""
    folder = tmp_path_factory.mktemp("source")
    with tarfile.open(built("sdist", ROOT, folder)) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)  # by name: it is new
        archive.extractall(folder)  # noqa: S202 - our own
    return next(path for path in folder.iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("wheel", source, tmp_path_factory.mktemp("wheel"))


def test_a_wheel_has_the_index_of_its_description(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        index = json.loads(archive.read(INDEX))["index"]
        assert index["sha256"] == digest(archive.read(DESCRIPTION)).hex()
        assert archive.read(DESCRIPTION) == (ROOT / "api.json").read_bytes()


def test_a_wheel_has_every_file_of_the_library(wheel: Path) -> None:
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "dynaclient").rglob("*") if path.is_file()}
    packed = set(zipfile.ZipFile(wheel).namelist())
    assert {name for name in files - packed if "__pycache__" not in name} == set()
    assert {name for name in packed if name.startswith("dynaclient/mock/control/page/")}


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
