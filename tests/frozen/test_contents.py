"""What the hooks add to a frozen program, as they are run on this checkout; `test_programs` runs such programs."""

from __future__ import annotations

import re
import runpy
from dataclasses import dataclass, field
from importlib.metadata import Distribution, PathDistribution, entry_points, packages_distributions
from pathlib import Path
from types import SimpleNamespace

import pytest
import rich

from dynaclient.description.loading import bundled
from dynaclient.frozen import contents
from dynaclient.frozen.hooks import hook_folders

FOLDER = Path(hook_folders()[0])
PACKAGE = FOLDER.parent


@dataclass
class Recorder:
    """What PyInstaller passes to a hook."""

    analysis: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(excludes=[]))
    imports: list[str] = field(default_factory=list)
    datas: list[tuple[str, str]] = field(default_factory=list)

    def add_imports(self, *names: str) -> None:
        self.imports += names

    def add_datas(self, datas: list[tuple[str, str]]) -> None:
        self.datas += datas


def added(*excludes: str) -> Recorder:
    recorder = Recorder(SimpleNamespace(excludes=[*excludes]))
    runpy.run_path(str(FOLDER / "hook-dynaclient.py"))["hook"](recorder)
    return recorder


@pytest.fixture(scope="module")
def found() -> Recorder:
    """Return what is added to a program that is frozen without anything."""
    return added()


def is_of(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def test_pyinstaller_finds_the_hooks() -> None:
    (found,) = [entry for entry in entry_points(group="pyinstaller40") if entry.value.startswith("dynaclient.")]
    assert (found.name, found.load()()) == ("hook-dirs", [str(FOLDER)])


def test_all_modules_are_added_but_those_that_no_program_needs(found: Recorder) -> None:
    imports = {name for name in found.imports if is_of(name, "dynaclient")}
    assert len(imports) > 400
    assert not any(is_of(name, never) for name in imports for never in contents.NEVER_NEEDED)
    kinds = {"dynaclient.auth.kinds.aws_sigv4", "dynaclient.formats.openapi", "dynaclient.cli.commands.mocking"}
    assert {"dynaclient", "dynaclient.http.transports.blocking", *kinds} <= imports


def test_the_bundled_description_is_added_to_the_package(found: Recorder) -> None:
    assert (str(bundled()), "dynaclient") in found.datas


def test_all_data_files_are_added_but_stubs(found: Recorder) -> None:
    paths = [path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc", ".pyi")]
    expected = {(str(path), str(path.parent.relative_to(PACKAGE.parent))) for path in paths if path.name != "py.typed"}
    assert {datum for datum in found.datas if Path(datum[0]).is_relative_to(PACKAGE)} == expected
    assert len(expected) >= 4


def test_requirements_are_added_by_the_names_under_which_they_are_imported(found: Recorder) -> None:
    assert {"jsonschema", "jsonschema_rs", "jsonref", "yaml", "keyring", "botocore", "jwt"} <= {*found.imports}


def test_requirements_of_tests_are_not_added(found: Recorder) -> None:
    assert {*found.imports}.isdisjoint(
        {"pytest", "IPython", "pandas", "polars", "pydantic", "httpx", "flask_swagger_ui"}
    )


def test_the_files_of_a_requirement_are_added_with_its_metadata(found: Recorder) -> None:
    folders = {folder.split("/")[0] for _, folder in found.datas}
    assert "flask_swagger_ui" in folders
    assert any(re.fullmatch(r"flask_swagger_ui-[\d.]+\.dist-info", folder) for folder in folders)


def test_a_requirement_that_is_not_installed_is_not_added(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ['not-installed-at-all>=1; extra == "all"', 'pyyaml; extra == "all"', 'rich; extra == "test"']
    monkeypatch.setattr(contents, "requires", lambda _: texts)
    assert [name for name in added().imports if not is_of(name, "dynaclient")] == ["_yaml", "yaml"]


def test_what_a_program_is_frozen_without_is_not_added() -> None:
    recorder = added("botocore", "dynaclient.cli")
    assert not any(is_of(name, left) for name in recorder.imports for left in ("botocore", "dynaclient.cli"))
    assert not any(folder.startswith("botocore") for _, folder in recorder.datas)


@pytest.mark.parametrize(
    ("declared", "names"),
    [
        ("one\n_two\n", {"one", "_two"}),
        (None, {"package", "module", "extension"}),
    ],
)
def test_the_names_of_a_distribution_are_declared_or_those_of_its_files(
    tmp_path: Path, declared: str | None, names: set[str]
) -> None:
    folder = tmp_path / "some-1.dist-info"
    folder.mkdir()
    files = (
        "../../bin/program.py", "__pycache__/module.cpython-311.pyc", "module.py", "package/a.py", "package/b/c.py",
        "extension.abi3.so", "data/x.json", "some-1.dist-info/METADATA", "some-1.dist-info/hook.py",
    )  # fmt: skip
    (folder / "RECORD").write_text("".join(f"{name},,\n" for name in files))
    if declared:
        (folder / "top_level.txt").write_text(declared)
    assert contents._packages(PathDistribution(folder)) == names


def test_the_names_of_what_is_installed_are_those_that_python_finds() -> None:
    found: dict[str, set[str]] = {}
    for name, distributions in packages_distributions().items():
        for owner in distributions:
            found.setdefault(owner, set()).add(name)
    requirements: list[Distribution] = [*contents._requirements()]
    assert len(requirements) > 12
    for requirement in requirements:
        assert contents._packages(requirement) <= found[requirement.metadata["Name"]]


def test_each_module_of_rich_that_imports_ipython_has_a_hook_that_prevents_it() -> None:
    sources = {path.stem: path.read_text("utf-8") for path in Path(rich.__file__).parent.glob("*.py")}
    importing = {name for name, source in sources.items() if re.search(r"^\s*(from|import) IPython", source, re.M)}
    hooks = {path.stem.removeprefix("hook-rich."): path for path in FOLDER.glob("hook-rich.*.py")}
    assert hooks.keys() == importing
    assert all(runpy.run_path(str(path))["excludedimports"] == ["IPython"] for path in hooks.values())
