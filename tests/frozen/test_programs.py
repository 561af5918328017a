"""Programs that PyInstaller has frozen, with nothing but the hooks of the package."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import pytest

from tests.support import ROOT
from tests.support.frozen_programs import Environment, FrozenProgram, build_wheel, environment_of
from tests.support.keys import KEYS, pem_of
from tests.support.raw_server import RawServer, raw_response

NINE_LINES = """
import sys
from dynaclient import Client, InvalidCall

with Client(url=sys.argv[1], token="the-token") as client:
    print(client.applications.get()["items"][0]["name"])
    try:
        client.applications.get(filterField="nme", sortFeild="name")
    except InvalidCall as error:
        print(error)
""".lstrip()
"""A program as people write them."""
PRINTED = """
Greenhouse
applications.get: 2 problems, nothing was sent
  sortFeild (call): no such argument — did you mean sortField?; pass an undeclared value with client.with_options(query={…}) or (headers={…})
  filterField (query): "nme" is not one of the allowed values — did you mean "name"?
""".lstrip()
ANYTHING = """
import asyncio, importlib, importlib.util, pkgutil, pydoc, sys
import dynaclient
exec(sys.stdin.read())
"""
"""A program of which PyInstaller sees that it imports the library, and nothing of what it does with it."""

AS_COROUTINE = """
async def main():
    async with dynaclient.AsyncClient(url=sys.argv[1], token="the-token") as client:
        print([item["name"] async for item in client.applications.get.items()])
asyncio.run(main())
"""
OPENAPI = """
sort = {"name": "sort", "in": "query", "schema": {"enum": ["title"]}}
document = {"openapi": "3.1.0", "info": {"title": "Books", "version": "1"}, "paths": {"/books": {"get": {
    "operationId": "listBooks", "parameters": [sort],
    "responses": {"200": {"description": "", "content": {"application/json": {"schema": {"type": "object"}}}}}}}}}
client = dynaclient.Client(document, url=sys.argv[1])
print(client.call("listBooks"))
try:
    client.call("listBooks", {"sort": "titel"})
except dynaclient.InvalidCall as error:
    print(error)
"""
SIGNED = """
things = {"path": "/things", "actions": {"get": {"method": "GET", "responses": {"200": {"schema": {"type": "object"}}}}}}
auth = {"aws": {"type": "awsSigv4", "service": "sts", "region": "us-east-1"}}
document = {"dynaclient": 1, "title": "Things", "server": sys.argv[1], "auth": auth, "resources": {"things": things}}
print(dynaclient.Client(document, token=("the-id", "the-key")).things.get()["items"])
"""
SCRIPTS = {
    "a call, and one that is refused": (NINE_LINES, "did you mean sortField?"),
    "a call in an event loop": (AS_COROUTINE, "['Greenhouse']"),
    "an OpenAPI document": (OPENAPI, "did you mean"),
    "a page of help": (
        "print(pydoc.plain(pydoc.render_doc(dynaclient.Client(url=sys.argv[1]).applications.get)))",
        "sortField",
    ),
    "a document in YAML": ("print(dynaclient.load(sys.argv[2]).actions['books.list'])", "books.list"),
    "the mock server": (
        "with dynaclient.Client.mock() as client: print(client.applications.post(application={'name': 'Hall'})['name'])",
        "Hall",
    ),
    "the command line": (
        "from dynaclient.cli import main; sys.argv = ['dynaclient', '--api', sys.argv[2], 'list']; main()",
        "books.list",
    ),
    "a new package": (
        "from dynaclient.render.skeleton import sample; print(*sample('shop').actions)",
        "products",
    ),
}
"""Scripts, and something that each has to print."""
MORE_SCRIPTS = {
    "many calls": (
        "print(dynaclient.Client(url=sys.argv[1], token='t').applications.get.map([{}, {}], rate='100/second').done)",
        "2",
    ),
    "an API reference in the browser": (
        "from dynaclient.render.openapi.explorer import explorer; print(*explorer(dynaclient.load(sys.argv[2])))",
        "swagger-ui-bundle.js",
    ),
    "a signature of AWS": (SIGNED, "Greenhouse"),
    "a signed token": (
        "from dynaclient.auth.private_keys import PrivateKey; print(PrivateKey(sys.argv[3]).sign({}))",
        "eyJ",
    ),
    "a keyring": ("import keyring; print(keyring.get_keyring().name)", "Keyring"),
}
"""Scripts that need the other extras."""
FEW, ALL = "cli,mock,yaml", "all"
CASES = [
    *(pytest.param(FEW, name, id=name) for name in SCRIPTS),
    *(
        pytest.param(ALL, name, id=f"{name}, with all extras", marks=pytest.mark.full)
        for name in SCRIPTS | MORE_SCRIPTS
    ),
]

IMPORT_EVERYTHING = """
for module in pkgutil.walk_packages(dynaclient.__path__, "dynaclient."):
    if not module.name.endswith("__main__") and not module.name.startswith("dynaclient.mcp."):  # its extra is not there
        importlib.import_module(module.name)
print(*sorted(name for name in sys.modules if name.startswith("dynaclient.")), sep="\\n")
"""
OUTSIDE = """
import dynaclient.cli.program, dynaclient.mock, yaml
dynaclient.Client(url=sys.argv[1], token="the-token").applications.get()
files = {name: getattr(module, "__file__", None) for name, module in sys.modules.items()}
files |= {path: path for path in sys.path}
# Those of PyInstaller itself have relative paths.
outside = {name: file for name, file in files.items() if file and file.startswith("/") and not file.startswith(sys._MEIPASS)}
print(len(files) > 300, outside)
"""
UNWANTED = (
    "dynaclient.losant",
    "dynaclient.frozen",
    "IPython",
    "jedi",
    "numpy",
    "pandas",
    "pytest",
    "httpx",
    "flask",
    "tkinter",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@dataclass(frozen=True)
class Freezer:
    """Freezes the program that runs what it reads, once with each list of extras."""

    wheel: Path
    folder: Path
    made: dict[str, tuple[Environment, FrozenProgram]] = field(default_factory=dict)

    def with_extras(self, extras: str) -> tuple[Environment, FrozenProgram]:
        if extras not in self.made:
            folder = self.folder / f"with {extras}"
            environment = environment_of(self.wheel, folder, f"dynaclient[{extras}]")
            self.made[extras] = environment, environment.freeze(ANYTHING, folder)
        return self.made[extras]


@pytest.fixture(scope="module")
def freezer(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Freezer:
    return Freezer(wheel, tmp_path_factory.mktemp("programs"))


@pytest.fixture
def program(freezer: Freezer) -> FrozenProgram:
    """A program that runs what it reads, with those extras of which each module can be imported."""
    return freezer.with_extras(FEW)[1]


@pytest.fixture(scope="module")
def plain(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment without extras."""
    return environment_of(wheel, tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module")
def nine_lines(plain: Environment, tmp_path_factory: pytest.TempPathFactory) -> FrozenProgram:
    """The program of nine lines, frozen without extras."""
    return plain.freeze(NINE_LINES, tmp_path_factory.mktemp("nine"))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    items = json.dumps({"items": [{"name": "Greenhouse"}], "totalCount": 1, "count": 1, "page": 0, "perPage": 100})
    with RawServer(lambda _: raw_response(items.encode())) as running:
        yield running.url


# --- without extras --------------------------------------------------------------------------------------------------


@pytest.mark.full
def test_nine_lines_work_without_extras(nine_lines: FrozenProgram, server: str) -> None:
    assert nine_lines.run(server) == PRINTED


@pytest.mark.full
def test_without_extras_nothing_of_them_is_in_the_program(nine_lines: FrozenProgram) -> None:
    names = {path.name for path in nine_lines.folder.iterdir()}
    assert {"dynaclient", "jsonschema", "certifi"} <= names
    assert names.isdisjoint({"botocore", "cryptography", "keyring", "rich", "werkzeug", "yaml", "flask_swagger_ui"})


# --- with extras ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("extras", "name"), CASES)
def test_a_frozen_program_prints_what_the_program_prints(
    freezer: Freezer, server: str, tmp_path: Path, extras: str, name: str
) -> None:
    environment, program = freezer.with_extras(extras)
    script, expected = (SCRIPTS | MORE_SCRIPTS)[name]
    source = tmp_path / "program.py"
    source.write_text(ANYTHING, encoding="utf-8")
    arguments = (server, str(ROOT / "examples" / "library.yaml"), pem_of(KEYS["OKP"]))
    printed = program.run(*arguments, script=script)
    assert printed == environment.run(source, *arguments, script=script)
    assert expected in printed


def test_each_module_is_in_the_program(program: FrozenProgram, wheel: Path) -> None:
    paths = [PurePosixPath(name) for name in zipfile.ZipFile(wheel).namelist() if re.match(r"dynaclient/.*\.py$", name)]
    names = {".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in paths}
    needed = {
        name for name in names if not name.startswith(("dynaclient.frozen", "dynaclient.losant", "dynaclient.mcp."))
    }
    assert {*program.run(script=IMPORT_EVERYTHING).split()} == needed - {"dynaclient", "dynaclient.__main__"}


def test_each_data_file_is_in_the_program(program: FrozenProgram, wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as shipped:
        names = [
            name
            for name in shipped.namelist()
            if name.startswith("dynaclient/") and not name.endswith((".py", ".pyi", "py.typed"))
        ]
        assert {"dynaclient/api.json", "dynaclient/api.schema.json", "dynaclient/auth/oauth.json"} <= {*names}
        different = [name for name in names if (program.folder / name).read_bytes() != shipped.read(name)]
    assert different == []


def test_nothing_is_imported_from_outside_the_program(program: FrozenProgram, server: str) -> None:
    assert program.run(server, script=OUTSIDE) == "True {}\n"


# --- in other ways ---------------------------------------------------------------------------------------------------


@pytest.mark.full
def test_a_program_in_one_file_works(plain: Environment, server: str, tmp_path: Path) -> None:
    assert plain.freeze(NINE_LINES, tmp_path, "--onefile").run(server) == PRINTED


@pytest.mark.full
def test_a_program_of_a_checkout_works(server: str, tmp_path: Path) -> None:
    checkout = environment_of(None, tmp_path / "environment")
    assert checkout.freeze(NINE_LINES, tmp_path).run(server) == PRINTED


@pytest.mark.full
def test_what_else_is_installed_is_not_in_the_program(wheel: Path, server: str, tmp_path: Path) -> None:
    crowded = environment_of(wheel, tmp_path / "environment", "dynaclient[all]", "ipython", "pandas", "pytest", "httpx")
    program = crowded.freeze(ANYTHING, tmp_path)
    found = f"print([name for name in {UNWANTED} if importlib.util.find_spec(name)])"
    assert program.run(script=found) == "[]\n"
    assert program.run(server, script=NINE_LINES) == PRINTED


@pytest.mark.full
def test_what_a_program_is_frozen_without_is_not_in_it(freezer: Freezer, server: str, tmp_path: Path) -> None:
    environment, _ = freezer.with_extras(ALL)
    program = environment.freeze(ANYTHING, tmp_path, "--exclude-module=botocore", "--exclude-module=dynaclient.cli")
    found = "print([name for name in ('botocore', 'dynaclient.cli', 'yaml') if importlib.util.find_spec(name)])"
    assert program.run(script=found) == "['yaml']\n"
    assert [path.name for path in program.folder.glob("botocore*")] == []
    assert program.run(server, script=NINE_LINES) == PRINTED


@pytest.mark.full
def test_a_package_that_ships_a_description_works_with_the_option_of_the_guide(
    plain: Environment, server: str, tmp_path: Path
) -> None:
    packages = Path(plain.run("-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])").strip())
    (packages / "acme").symlink_to(ROOT / "examples" / "acme" / "src" / "acme")
    source = "import sys, acme\nprint(acme.client(url=sys.argv[1], token='t').customers.list()['items'])\n"
    assert "Greenhouse" in plain.freeze(source, tmp_path, "--collect-data=acme").run(server)
