"""The structure: which modules import which, where each dependency is imported, and what is public."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache

import pytest

import dynaclient
from dynaclient import AsyncClient, Client
from dynaclient.description.model import OWN_NAMES
from tests.support.syntax import PACKAGE, tree_of

LAYERS = [
    "records", "strings", "redaction", "display", "errors", "codes", "messages", "runtime", "schema", "formats", "description", "call", "auth", "http", "results", "bulk", "help", "client", "completion", "agents", "testing",
]  # fmt: skip
"""The packages and modules of the core, from bottom to top: each imports only from those before it."""
FACES = ["mock", "render", "cli", "frozen", "mcp"]
"""The packages on top of the core; none imports another."""
UPWARD = {
    "description.diff.encoding": {"call"},  # what two descriptions write is compared with the functions that write it
    "description.display": {"help"},  # notebooks: `Api` and `Resource` show their page
    # Client.mock, documentation, stubs, skeleton, the server for agents; the Tab key
    "client.faces": {"mock", "render", "mcp", "completion"},
}
"""The only modules that import from a layer above their own, inside functions."""
FOR_TYPES = {"losant"}
"""Generated from api.json, and imported for type checkers only."""
IMPORTERS = {
    # for sessions of the caller's, and for test doubles; by default nothing is sent through it
    "requests": {
        "http.transports.requests",
        "http.transports.blocking",
        "http.transports.session",
        "http.transports.prepared",
        "http.transports.callers_session",
        "http.transports.session_outcomes",
        "auth.kinds.objects",  # its auth objects
    },
    # urllib3 encodes the heads of parts
    "urllib3": {"http.transports.session_outcomes", "call.bodies", "auth.kinds.objects"},
    "httpx": {"auth.kinds.objects"},
    "google": {"auth.kinds.objects"},
    "botocore": {"auth.kinds.aws_sigv4"},
    "certifi": {"http.proxies"},
    "socksio": {"http.socks"},
    "jwt": {"auth.private_keys"},
    "cryptography": {"auth.private_keys"},
    "jsonschema": set(),  # its specifications and references alone, by name, in schema.engines
    "jsonschema_rs": set(),
    "jsonref": set(),
    "referencing": set(),
    "yaml": set(),
    "rich": {"results.progress"},
    "limits": {"bulk.rate_limit"},
    "keyring": set(),  # by name, in auth.system_keyring
    "IPython": set(),  # what it has imported itself is looked up
    "ipywidgets": {"display.bars"},
    "pandas": set(),
    "polars": set(),
    "mcp": {"client.faces"},  # whether it is installed
    "mcp_types": set(),
    "anyio": set(),
    "starlette": set(),
    "uvicorn": set(),
    "pydantic": set(),
    "jmespath": {"agents.selecting"},
}
"""For each dependency the modules of the core that import it."""
OF_A_PROTOCOL = ("mcp", "mcp_types", "anyio", "starlette", "uvicorn", "pydantic")
"""What only the server for agents is made of."""


PATHS = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in PACKAGE.rglob("*.py")
}
"""The modules by their dotted names; a package has the name of its folder."""
PACKAGES = {name for name in PATHS if (PACKAGE / name.replace(".", "/")).is_dir()}


@cache
def imports(name: str) -> frozenset[str]:
    """Return the modules of the package that a module imports anywhere, and other packages as ``!name``."""
    package = name.split(".") if name in PACKAGES else name.split(".")[:-1]
    found: set[str] = set()
    for node in ast.walk(tree_of(PATHS[name])):
        if isinstance(node, ast.Import):
            found |= {"!" + alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add("!" + str(node.module).split(".")[0])
        elif isinstance(node, ast.ImportFrom):
            base = ".".join([*package[: len(package) - node.level + 1], *(node.module or "").split(".")]).strip(".")
            below = {f"{base}.{alias.name}".strip(".") for alias in node.names}
            found |= (below & PATHS.keys()) or {base}
    return frozenset(found - {""})


def _top(name: str) -> str:
    return name.split(".", maxsplit=1)[0]


def test_dataclasses_are_those_of_records_except_for_classes_with_slots() -> None:
    with_slots = {"description.json_text", "schema.evaluation", "schema.traits"}
    at_the_top = {
        name for name, path in PATHS.items() for node in tree_of(path).body if _is_import_of(node, "dataclasses")
    }
    assert at_the_top == with_slots


def test_no_module_compiles_a_regular_expression_when_it_is_imported() -> None:
    assert {name for name, path in PATHS.items() if any(map(_compiles, _run_at_import(tree_of(path))))} == set()


def _run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is in a module outside its functions."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            yield child
            yield from _run_at_import(child)


def _compiles(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and ast.unparse(node) == "re.compile"


def _is_import_of(node: ast.stmt, module: str) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == module


@pytest.mark.parametrize("name", [name for name in PATHS if _top(name) in LAYERS])
def test_a_module_imports_only_from_its_own_layer_and_those_below(name: str) -> None:
    layer = LAYERS.index(_top(name))
    used = {_top(module) for module in imports(name) if not module.startswith("!")}
    assert used - set(LAYERS[: layer + 1]) - FOR_TYPES == UPWARD.get(name, set())


def test_there_are_no_import_cycles_not_even_inside_functions() -> None:
    exceptions = {(name, top) for name, tops in UPWARD.items() for top in tops}
    graph = {
        name: {
            used for used in imports(name) if used in PATHS and used != name and (name, _top(used)) not in exceptions
        }
        for name in PATHS
    }
    while leaves := {name for name, used in graph.items() if not used & graph.keys()}:
        graph = {name: used for name, used in graph.items() if name not in leaves}
    assert sorted(graph) == []


def test_each_module_is_in_a_known_package() -> None:
    tops = {_top(name) for name in PATHS} - {"__main__", "__init__"}
    assert tops == {*LAYERS, *FACES, *FOR_TYPES}
    assert len([path for path in PACKAGE.iterdir() if path.is_file()]) <= 9


@pytest.mark.parametrize("name", sorted(PACKAGES - {"agents", "auth", "cli", "mock", "losant"}))
def test_a_package_has_a_docstring_and_imports_nothing(name: str) -> None:
    tree = tree_of(PATHS[name])
    assert ast.get_docstring(tree)
    assert len(tree.body) == 1


def test_modules_are_short() -> None:
    paths = [path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py"]
    lines = {str(path.relative_to(PACKAGE)): len(path.read_text("utf-8").splitlines()) for path in paths}
    assert {name: count for name, count in lines.items() if count > 450} == {}
    assert sum(count < 300 for count in lines.values()) >= 0.85 * len(lines)


@pytest.mark.parametrize("face", FACES)
def test_a_face_imports_the_core_and_no_other_face(face: str) -> None:
    used = {_top(module) for name in PATHS if _top(name) == face for module in imports(name)}
    assert used & set(FACES) <= {face}


@pytest.mark.parametrize("package", IMPORTERS)
def test_each_dependency_is_imported_by_these_modules_only(package: str) -> None:
    assert {name for name in PATHS if f"!{package}" in imports(name) and _top(name) not in FACES} == IMPORTERS[package]


@pytest.mark.parametrize("package", OF_A_PROTOCOL)
def test_one_face_only_knows_the_protocol_of_agents(package: str) -> None:
    assert {_top(name) for name in PATHS if f"!{package}" in imports(name) and _top(name) in FACES} <= {"mcp"}


def test_the_public_names_exist_and_are_sorted() -> None:
    assert dynaclient.__all__ == sorted(dynaclient.__all__)
    assert all(hasattr(dynaclient, name) for name in dynaclient.__all__)


def test_nothing_public_is_missing_from_the_list() -> None:
    homes = {name for names in dynaclient._HOMES.values() for name in names.split()}
    assert homes == set(dynaclient.__all__)
    assert set(dynaclient.__all__) <= set(dir(dynaclient))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'clinet'"):
        _ = dynaclient.clinet  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", dynaclient.__all__)
def test_everything_public_has_a_docstring(name: str) -> None:
    assert (getattr(dynaclient, name).__doc__ or "").strip()


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_the_reserved_names_of_a_client_are_its_attributes(kind: type[object]) -> None:
    assert {name for name in dir(kind) if not name.startswith("_")} == set(OWN_NAMES)


VALID_CALL = """
from dynaclient import Client
from dynaclient.testing import RecordingTransport
Client(transport=RecordingTransport()).application_api_tokens.get(applicationId="5" * 24, perPage=5)
"""
INVALID_CALL = """
from dynaclient import Client, InvalidCall
try:
    Client().devices.post.prepare(applicationId="5", device={"name": 5})
except InvalidCall:
    pass
"""
DEPENDENCIES = ("requests", "jsonschema", "jsonschema_rs", "jsonref", "click", "rich", "werkzeug", "aiohttp", "asyncio")


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("import dynaclient; dynaclient.__version__", DEPENDENCIES),
        (VALID_CALL, ["jsonschema", "referencing"]),
        (INVALID_CALL, ["jsonschema"]),
    ],
)
def test_importing_the_package_imports_no_dependency_and_a_call_no_jsonschema(code: str, names: list[str]) -> None:
    code = f"import sys\n{code}\nprint([name for name in {names} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
