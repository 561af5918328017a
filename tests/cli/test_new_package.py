"""A new package: its files, its name, and whether it works in a fresh environment."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import subprocess
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dynaclient import __version__, format_description, lint, load
from dynaclient.cli.program import program
from dynaclient.cli.run import new_package
from dynaclient.render.skeleton import sample, skeleton
from dynaclient.render.stubs import stubs
from tests.render.test_stubs import described
from tests.support.descriptions import action, describe, query

SAMPLE = skeleton("my-shop")
PETS = skeleton("pets", load(described()))

# --- its files -------------------------------------------------------------------------------------------------------


def test_a_package_has_all_its_files() -> None:
    assert sorted(SAMPLE) == [
        ".gitignore",
        "README.md",
        "api.schema.json",
        "pyproject.toml",
        "src/my_shop/__init__.py",
        "src/my_shop/api.json",
        "src/my_shop/cli.py",
        "src/my_shop/py.typed",
        "src/my_shop/testing.py",
        "src/my_shop/typed/__init__.py",
        "src/my_shop/typed/__init__.pyi",
        "src/my_shop/typed/resources.pyi",
        "src/my_shop/typed/types.py",
        "src/my_shop/typed/types.pyi",
        "tests/test_my_shop.py",
    ]


def test_its_description_is_a_formatted_sample_without_problems() -> None:
    text = SAMPLE["src/my_shop/api.json"]
    assert lint(json.loads(text)) == []
    assert format_description(text) == text
    assert (load(json.loads(text)).title, json.loads(text)["server"]) == ("My Shop", "https://my-shop.example.com")


def test_the_selected_description_is_shipped_with_its_types() -> None:
    text = PETS["src/pets/api.json"]
    assert json.loads(text) == {"$schema": "../../api.schema.json", **described()}
    assert format_description(text) == text
    assert {name.rpartition("/typed/")[2]: text for name, text in PETS.items() if "/typed/" in name} == stubs(
        load(described())
    )


def projects() -> list[tuple[str, Mapping[str, str]]]:
    """Return the packages of a sample and of a hostile description, and the latter with a URL."""
    return [("my-shop", SAMPLE), ("pets", PETS), ("pets", skeleton("pets", load(described()), "file:///a%20b"))]


@pytest.mark.parametrize(("name", "files"), projects(), ids=["sample", "pets", "direct"])
def test_its_project_has_name_scripts_and_entry_points(name: str, files: Mapping[str, str]) -> None:
    tomllib = pytest.importorskip("tomllib", reason="new in Python 3.11")
    project = tomllib.loads(files["pyproject.toml"])["project"]
    package = name.replace("-", "_")
    assert (project["name"], project["scripts"]) == (name, {name: f"{package}.cli:main"})
    assert project["entry-points"] == {"pytest11": {package: f"{package}.testing"}}
    assert "\n" not in project["description"]


def test_it_requires_the_library_by_name_and_version() -> None:
    assert f'dependencies = ["dynaclient[cli,mock]>={__version__}"]' in SAMPLE["pyproject.toml"]
    assert "allow-direct-references" not in SAMPLE["pyproject.toml"]


def test_it_requires_a_library_that_is_in_no_index_by_its_url() -> None:
    text = skeleton("shop", url="file:///a%20b")["pyproject.toml"]
    assert 'dependencies = ["dynaclient[cli,mock] @ file:///a%20b"]' in text
    assert "allow-direct-references = true" in text


def test_strings_of_a_description_never_become_code_of_the_package() -> None:
    code = [ast.parse(text) for name, text in PETS.items() if name.endswith((".py", ".pyi"))]
    names = {node.id for tree in code for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert names.isdisjoint({"__import__", "os"})
    for text in PETS.values():
        assert "\u202e" not in text.replace(PETS["src/pets/api.json"], "")
        assert "\x00" not in text


def test_its_readme_has_no_heading_of_the_description() -> None:
    headings = [line for line in PETS["README.md"].splitlines() if line.startswith("#")]
    assert headings == [line.replace("my-shop", "pets") for line in SAMPLE["README.md"].splitlines() if line[:1] == "#"]


TITLES = {"Shop": "A client for the API of Shop", "Shop API": "A client for Shop API", "Capital": "the API of Capital"}


@pytest.mark.parametrize(("title", "expected"), TITLES.items(), ids=TITLES)
def test_what_is_called_an_api_is_not_an_api_of_one(title: str, expected: str) -> None:
    files = skeleton("pets", load(describe(title=title)))
    for name in ("README.md", "pyproject.toml", "src/pets/__init__.py"):
        assert expected in files[name]
        assert "API of Shop API" not in files[name]


def test_lone_surrogates_are_escaped_as_in_json() -> None:
    text = PETS["src/pets/api.json"]
    assert "\\ud800" in text
    assert all(text.encode("utf-8") for name, text in PETS.items() if not name.endswith("py.typed"))


CALLS: dict[str, tuple[dict[str, Any], str | None]] = {
    "one that needs nothing": ({"make": action(method="POST"), "get": action()}, "things.get"),
    "none without arguments": ({"get": action({"a": query(required=True)})}, None),
    "none that is current": ({"get": action(deprecated="Use nothing.")}, None),
    "none that ends": ({"get": action(responses={"200": {"stream": "sse"}})}, None),
}


@pytest.mark.parametrize(("actions", "called"), CALLS.values(), ids=CALLS)
def test_its_tests_call_an_action_without_required_arguments(actions: dict[str, Any], called: str | None) -> None:
    text = skeleton("pets", load(describe(actions)))["tests/test_pets.py"]
    assert re.findall(r'call\("(.*)"\)', text) == ([called] if called else [])


# --- its name --------------------------------------------------------------------------------------------------------


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Change to an empty folder, without environment variables."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str, **more: Any) -> Result:
    return CliRunner().invoke(program, ["new", *words], **more)


FORM = "use at most 64 lowercase letters, digits, - and _"
NAMES = {
    "a-": (FORM, "for example: a"),
    "_a": (FORM, "for example: a"),
    "1a": (FORM, "for example: a"),
    "My Shop 2": (FORM, "for example: my-shop-2"),
    "shop.api": (FORM, "for example: shop-api"),
    "some/where": (FORM, "for example: some-where"),
    "..": (FORM, "for example: my-shop"),
    "": (FORM, "for example: my-shop"),
    "café": (FORM, "for example: caf"),
    "a\n": (FORM, "for example: a"),
    "a" * 65: (FORM, "for example: my-shop"),
    "class": ("class is a keyword of Python", "for example: class-client"),
    "json": ("Python has a module json", "for example: json-client"),
    "concurrent": ("Python has a module concurrent", "for example: concurrent-client"),
    "dynaclient": ("dynaclient is the name of this library", "for example: my-dynaclient"),
    "dynaclient-mcp": ("would read the variables of dynaclient", "for example: my-dynaclient-mcp"),
    "dynaclient_x": ("would read the variables of dynaclient", "for example: my-dynaclient_x"),
    "requests": ("dynaclient requires a package requests", "for example: requests-client"),
    "jsonschema-rs": ("dynaclient requires a package jsonschema_rs", "for example: jsonschema-rs-client"),
    "pytest": ("dynaclient requires a package pytest", "for example: pytest-client"),
    "python": ("python is a command of every virtual environment", "for example: python-client"),
    "pip3": ("pip3 is a command of every virtual environment", "for example: pip3-client"),
    "tests": ("tests is the name of a folder in the package", "for example: tests-client"),
}


@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_an_unusable_name_is_refused_with_a_usable_one(here: Path, name: str) -> None:
    done = run("--", name)
    assert (done.exit_code, done.stdout, list(here.iterdir())) == (2, "", [])
    assert all(part in done.stderr for part in ("cannot be the name of a package: ", *NAMES[name]))
    assert new_package.name_problem(done.stderr.rpartition("for example: ")[2].strip()) is None


@pytest.mark.parametrize("name", ["a", "shop", "my-shop", "my_shop2", "a" * 64])
def test_any_other_name_is_accepted(name: str) -> None:
    assert new_package.name_problem(name) is None


def test_without_an_installation_requirements_are_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_package, "_installed", lambda: None)
    assert new_package.name_problem("requests") is None


MAKING: dict[str, Callable[[Path], None]] = {
    "folder": Path.mkdir,
    "file": Path.touch,
    "link to nothing": lambda place: place.symlink_to("nothing"),
}


@pytest.mark.parametrize("make", MAKING.values(), ids=MAKING)
def test_an_existing_path_is_not_changed(here: Path, make: Callable[[Path], None]) -> None:
    make(here / "shop")
    done = run("shop")
    assert (done.exit_code, "shop already exists and was not changed" in done.stderr) == (2, True)
    assert [path.name for path in here.rglob("*")] == ["shop"]


def test_a_folder_is_written_completely_or_not_at_all(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"a/b": "", "a": ""}  # a folder, and a file of the same name
    monkeypatch.setattr(new_package, "skeleton", lambda *_: files)
    done = run("shop")
    assert (done.exit_code, "shop cannot be written: Is a directory" in done.stderr) == (2, True)
    assert list(here.iterdir()) == []


# --- what it ships ---------------------------------------------------------------------------------------------------


def shipped(here: Path) -> Any:
    """Return the description in the package, without its `$schema`, which names a file of the package."""
    file = here / "shop/src/shop/api.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    assert (file.parent / document.pop("$schema")).resolve() == here / "shop/api.schema.json"
    return document


def test_without_a_description_it_ships_the_sample(here: Path) -> None:
    done = run("shop")
    assert (done.exit_code, done.stdout, done.stderr.splitlines()[0]) == (
        0,
        "",
        "shop: 15 files. To test it:",
    )
    assert shipped(here) == sample("shop").document


@pytest.mark.parametrize("way", ["option", "before", "environment"])
def test_the_description_is_selected_as_in_any_command(here: Path, way: str) -> None:
    (here / "api.json").write_text(json.dumps(describe(title="Mine")))
    words = {"option": ["new", "shop", "--api", "api.json"], "before": ["--api", "api.json", "new", "shop"]}
    variables = {"DYNACLIENT_API": "api.json"} if way == "environment" else {}
    done = CliRunner().invoke(program, words.get(way, ["new", "shop"]), env=variables)
    assert (done.exit_code, shipped(here)) == (0, describe(title="Mine"))


def test_patches_are_in_it(here: Path) -> None:
    (here / "api.json").write_text(json.dumps(describe()))
    (here / "patch.json").write_text('{"title": "Patched"}')
    assert run("shop", "--api", "api.json", "--patch", "patch.json").exit_code == 0
    assert shipped(here) == describe(title="Patched")


def test_a_description_with_problems_is_refused_with_all_of_them(here: Path) -> None:
    (here / "api.json").write_text(json.dumps(describe({"a": {"path": "/a"}, "b": action(sumary="B")})))
    done = run("shop", "--api", "api.json")
    assert (done.exit_code, [path.name for path in here.iterdir()]) == (3, ["api.json"])
    assert all(part in done.stderr for part in ("/resources/things/actions/a", "/resources/things/actions/b/sumary"))


ORIGINS = {
    "an index": (None, None),
    "a folder": ({"url": "file:///a", "dir_info": {"editable": True}}, "file:///a"),
    "a file": ({"url": "https://example.com/d.whl", "archive_info": {}}, "https://example.com/d.whl"),
    "a repository": (
        {"url": "https://example.com/d", "vcs_info": {"vcs": "git", "commit_id": "0f1e"}},
        "git+https://example.com/d@0f1e",
    ),
}


@pytest.mark.parametrize(("origin", "url"), ORIGINS.values(), ids=ORIGINS)
def test_the_requirement_has_the_url_of_the_installation(
    origin: Any, url: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Installed:
        def read_text(self, name: str) -> str | None:
            assert name == "direct_url.json"
            return None if origin is None else json.dumps(origin)

    monkeypatch.setattr(new_package, "_installed", Installed)
    assert new_package.requirement_url() == url


def test_without_an_installation_the_requirement_has_no_url(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(new_package, "distribution", missing)
    assert new_package.requirement_url() is None


# --- whether it works ------------------------------------------------------------------------------------------------


def test_the_package_works_as_its_readme_describes(here: Path) -> None:
    """Run its commands literally, in an empty environment."""
    _, change, *message = run("my-shop").stderr.splitlines()
    folder = here / "my-shop"
    readme = (folder / "README.md").read_text(encoding="utf-8")
    first, second, *_ = re.findall(r"^```sh\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    (code,) = re.findall(r"^```python\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    assert (change.strip(), [line.strip() for line in message]) == ("cd my-shop", first.splitlines()[:-1])
    tested = _shell(first, folder)
    assert re.search(r"^=+ 7 passed", tested, re.MULTILINE), tested
    assert tested.endswith("Success: no issues found in 7 source files\n")
    used = _shell(f". .venv/bin/activate\n{second}\npython -c {shlex.quote(code)}", folder)
    assert re.match(r"products\.list +GET +/products +Lists the products, page by page\.\n", used)
    assert used.endswith("\nproducts.list products.add products.get products.remove\n")


def _shell(command: str, folder: Path) -> str:
    """Run shell commands, and return their output; warnings of pip are not problems of the package."""
    # Modules are compiled when they are imported: most of what is installed never is.
    variables = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_QUIET": "1", "PIP_COMPILE": "0"}
    variables.pop("PYTEST_ADDOPTS", None)  # which is for the tests that run here
    done = subprocess.run(
        ["/bin/sh", "-ec", command], cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
