"""The house: who imports whom, which door each dependency has, and what is public."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import dynaclient
from dynaclient import AsyncClient, Client
from dynaclient.description.model import OWN_NAMES

PACKAGE = Path(dynaclient.__file__).parent
ORDER = [
    "errors", "forks", "waiting", "layout", "messages", "environment", "logs", "patterns", "references", "schemas", "values", "model",
    "texts", "samples", "examples", "sketches", "manual", "finding", "document", "building", "description", "linting", "containment", "differences", "formatting",
    "arguments", "bodies", "request", "response", "conversion", "rows", "results", "progress", "wire", "connections", "network", "transport",
    "restraint", "testing", "credentials", "redirects", "sending", "events", "streams", "paging", "downloads", "rates", "engines", "tasks",
    "journal", "bulk", "methods", "options", "servers", "resources", "calling", "client", "aio",
]  # fmt: skip
"""From the ground up: a module imports only from those before it."""
FACES = ["mock", "cli", "render"]
DOORS = {
    "requests": {"transport", "network"},  # which certificates and proxies count is said by requests
    "urllib3": {"transport", "connections", "bodies"},  # the form of a part's head is urllib3's
    "jsonschema": set(),  # by name, in schemas: it is slow to import
    "jsonschema_rs": set(),
    "jsonref": set(),
    "referencing": set(),
    "aiohttp": {"aio"},
    "rich": {"progress"},
    "limits": {"rates"},
    "pandas": set(),
    "polars": set(),
}


def modules() -> dict[str, ast.Module]:
    files = list(PACKAGE.rglob("*.py"))
    return {".".join(each.relative_to(PACKAGE).with_suffix("").parts): ast.parse(each.read_text()) for each in files}


def imports(name: str, tree: ast.Module) -> set[str]:
    """Give the modules of the package that a module imports, and other packages by their first name."""
    package = name.split(".")[:-1]
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {"!" + each.name.split(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add("!" + str(node.module).split(".")[0])
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1]
            if node.module:
                found.add(".".join([*base, node.module]))
            else:
                found |= {".".join([*base, each.name]) for each in node.names}
    return found


MODULES = modules()


@pytest.mark.parametrize("name", ORDER)
def test_a_module_imports_only_from_those_above_it(name: str) -> None:
    below = {each for each in imports(name, MODULES[name]) if not each.startswith("!")}
    allowed = set(ORDER[: ORDER.index(name)])
    # Client.mock, `rendered` and `skeleton` are where the core reaches for a face; what is generated from api.json is for checkers.
    assert below - allowed <= {
        "calling": {"mock", "render.docs", "render.skeleton", "render.stubs"},
        "client": {"losant", "typed"},
        "aio": {"losant", "typed"},
    }.get(name, set())


def test_every_module_of_the_core_has_its_place_in_the_order() -> None:
    core = {name for name in MODULES if "." not in name and name not in ("__init__", "__main__")}
    assert core == set(ORDER)


@pytest.mark.parametrize("face", FACES)
def test_a_face_imports_the_core_and_no_other_face(face: str) -> None:
    used = {each for name, tree in MODULES.items() if name.split(".")[0] == face for each in imports(name, tree)}
    others = {each.split(".")[0] for each in used if not each.startswith("!")} & set(FACES) - {face}
    assert others == set()


@pytest.mark.parametrize("package", DOORS)
def test_each_dependency_has_one_door(package: str) -> None:
    users = {name for name, tree in MODULES.items() if f"!{package}" in imports(name, tree)}
    assert users - {each for each in users if each.split(".")[0] in FACES} == DOORS[package]


def test_the_public_names_are_all_there_and_sorted() -> None:
    assert dynaclient.__all__ == sorted(dynaclient.__all__)
    assert all(hasattr(dynaclient, each) for each in dynaclient.__all__)


def test_nothing_public_is_missing_from_the_list() -> None:
    homes = {name for names in dynaclient._HOMES.values() for name in names.split()}
    assert homes == set(dynaclient.__all__)
    assert set(dynaclient.__all__) <= set(dir(dynaclient))


def test_a_name_that_is_not_public_is_none() -> None:
    with pytest.raises(AttributeError, match="no attribute 'clinet'"):
        _ = dynaclient.clinet


@pytest.mark.parametrize("name", dynaclient.__all__)
def test_everything_public_says_what_it_is(name: str) -> None:
    assert (getattr(dynaclient, name).__doc__ or "").strip()


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_the_names_that_a_client_keeps_for_itself_are_those_it_has(kind: type[object]) -> None:
    assert {each for each in dir(kind) if not each.startswith("_")} == set(OWN_NAMES)


def test_importing_the_package_imports_nothing_of_others() -> None:
    code = (
        "import sys, dynaclient; dynaclient.__version__; "
        "print([each for each in ('requests', 'jsonschema', 'jsonschema_rs', 'jsonref', 'click', 'rich', 'werkzeug', 'aiohttp', 'asyncio') if each in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_good_call_imports_no_jsonschema() -> None:
    code = (
        "import sys; from dynaclient import Client; from dynaclient.testing import RecordingTransport; "
        "Client(transport=RecordingTransport()).application_api_tokens.get(applicationId='5'*24, perPage=5); "
        "print('jsonschema' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_versions_agree() -> None:
    root = PACKAGE.parent
    assert f'version = "{dynaclient.__version__}"' in (root / "pyproject.toml").read_text()
    assert f"## {dynaclient.__version__}" in (root / "CHANGELOG.md").read_text()
