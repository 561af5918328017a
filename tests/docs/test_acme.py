"""The package in examples/acme: its files, and its behaviour when it is installed from a wheel."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from dynaclient import __version__, format_description, lint, load
from dynaclient.render.skeleton import skeleton
from dynaclient.render.stubs import stubs
from tests.support import ROOT
from tests.support.pages import Page

ACME = ROOT / "examples" / "acme"
SOURCE = ACME / "src" / "acme"
DESCRIPTION = SOURCE / "api.json"
README = Page("examples/acme/README.md")

# --- its files -------------------------------------------------------------------------------------------------------


def test_its_description_has_no_problems_and_is_formatted() -> None:
    text = DESCRIPTION.read_text(encoding="utf-8")
    assert lint(DESCRIPTION) == []
    assert text == format_description(text)  # else: dynaclient fmt examples/acme/src/acme/api.json


def test_its_types_match_its_description() -> None:
    files = stubs(load(DESCRIPTION))  # else: dynaclient stubs --api examples/acme/src/acme/api.json …/acme/typed
    assert {name: (SOURCE / "typed" / name).read_text(encoding="utf-8") for name in files} == files


EDITED = {"README.md", "src/acme/__init__.py", "src/acme/api.json", "src/acme/testing.py"}
"""The files that were edited; all others are those of `dynaclient new`."""
SCHEMA = "api.schema.json"
"""The file that the example does not need: the schema is in this repository already."""


def test_editors_find_the_schema_of_its_description() -> None:
    given = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    assert (SOURCE / given["$schema"]).resolve() == ROOT / "dynaclient" / SCHEMA
    written = json.loads(skeleton("acme", load(DESCRIPTION))["src/acme/api.json"])
    assert written == {**given, "$schema": f"../../{SCHEMA}"}


@pytest.mark.parametrize("name", sorted(skeleton("acme", load(DESCRIPTION)).keys() - {SCHEMA}))
def test_all_but_the_edited_files_are_those_of_the_skeleton(name: str) -> None:
    written = skeleton("acme", load(DESCRIPTION))[name]
    assert ((ACME / name).read_text(encoding="utf-8") == written) is (name not in EDITED)


# --- installed from a wheel ------------------------------------------------------------------------------------------

VARIABLES = {**os.environ, "DYNACLIENT_API": "/no/such/file", "PYTEST_ADDOPTS": ""}  # which are meant for this test run
VARIABLES.pop("PYTHONPATH", None)


def run(*command: str | Path, folder: Path, path: Path | None = None) -> str:
    """Run a command in a folder, and return the output."""
    search_path = f"{path}{os.pathsep}{os.environ['PATH']}" if path else os.environ["PATH"]
    done = subprocess.run(
        command, cwd=folder, env={**VARIABLES, "PATH": search_path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Build the wheels of the library and of the package."""
    folder = tmp_path_factory.mktemp("wheels")
    # The build requirements are installed with those of the tests, so that nothing is downloaded.
    options = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(folder)]
    run(sys.executable, "-m", "pip", "wheel", *options, str(ROOT), str(ACME), folder=folder)
    return sorted(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def programs(wheels: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the two wheels in a virtual environment, and return the folder of its programs."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", folder, folder=folder)
    python = folder / "bin" / "python"
    # Requirements, pytest and mypy come from the environment of the tests, with lower precedence than these wheels.
    packages = run(python, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])", folder=folder).strip()
    more = f"import site; site.addsitedir({sysconfig.get_paths()['purelib']!r})\n"
    Path(packages, "requirements.pth").write_text(more, encoding="utf-8")
    options = ["--quiet", "--no-compile", "--no-deps", "--no-index", "--ignore-installed", *map(str, wheels)]
    run(sys.executable, "-m", "pip", "--python", python, "install", *options, folder=folder)
    return python.parent


def test_its_wheel_has_the_description_and_the_types(wheels: list[Path]) -> None:
    names = zipfile.ZipFile(wheels[0]).namelist()
    shipped = {path.relative_to(SOURCE.parent).as_posix() for path in SOURCE.rglob("*") if path.suffix != ".pyc"}
    assert {name for name in names if ".dist-info/" not in name} == {name for name in shipped if Path(name).suffix}


def test_both_are_imported_from_their_wheels(programs: Path, tmp_path: Path) -> None:
    code = "import acme, dynaclient; print(acme.__file__, dynaclient.__file__, acme.DESCRIPTION, sep='\\n')"
    paths = run(programs / "python", "-c", code, folder=tmp_path).splitlines()
    assert all(Path(path).is_relative_to(programs.parent) for path in paths)


def test_its_command_is_bound_to_its_description(programs: Path, tmp_path: Path) -> None:
    assert run(programs / "acme", "--version", folder=tmp_path) == f"acme 0.1.0 (dynaclient {__version__})\n"
    listed = run(programs / "acme", "list", folder=tmp_path)
    assert [line.split()[0] for line in listed.splitlines()] == list(load(DESCRIPTION).actions)


def test_its_functions_return_clients(programs: Path, tmp_path: Path) -> None:
    code = "import acme\nprint(acme.client(token='abc'), acme.async_client(), sep='\\n')\nwith acme.mock() as mock: print(mock.orders.list()['items'])"
    output = run(programs / "python", "-c", code, folder=tmp_path).splitlines()
    assert output == [*(f"<{kind} Acme 2.1.0 at https://api.acme.example>" for kind in ("Client", "AsyncClient")), "[]"]


def test_its_own_tests_pass_with_the_fixtures_that_it_ships(programs: Path, tmp_path: Path) -> None:
    shutil.copytree(ACME / "tests", tmp_path / "tests")
    output = run(programs / "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", folder=tmp_path)
    assert re.search(r"^13 passed", output, re.MULTILINE), output


def test_the_code_and_commands_of_its_readme_run(programs: Path, tmp_path: Path) -> None:
    (code,) = README.blocks("python")
    assert run(programs / "python", "-c", code, folder=tmp_path) == "[{'article': 'anvil', 'count': 2}]\n"
    commands = [line for block in README.blocks("sh") for line in block.splitlines() if line.startswith("acme ")]
    assert len(commands) == 4
    for command in commands:
        assert run(*shlex.split(command), folder=tmp_path, path=programs)


RIGHT = """
import acme
from acme import typed
from acme.typed.types import Order

client: typed.Client = acme.client(token="…", timeout=5)
order: Order = client.orders.place(order={"customerId": 1, "lines": [{"article": "anvil", "count": 2}]})
names: list[str] = [customer["name"] for customer in client.customers.list.items(perPage=50)]
pdf: bytes = client.invoices.document(invoiceId=order["id"])
with acme.mock(grants={"reader": ["acme.read"]}) as mock:
    mock.call("orders.list")


async def orders(client: typed.AsyncClient) -> list[Order]:
    return [order async for order in client.orders.list.items()]
"""

WRONG = """
import acme

client = acme.client(token="…")
acme.client("api.json")  # the description is fixed
acme.client(tokn="…")  # unknown option
client.order  # unknown resource
client.orders.find()  # unknown action
client.orders.place(order={"customerId": 1})  # lines is missing
client.customers.list(filterField="nme")  # not an allowed value
client.orders.get(orderId=1)["stat"]  # unknown property
acme.async_client().orders.list()["items"]  # not awaited
client.call("orders.find")  # unknown action
"""


def test_a_type_checker_reports_exactly_the_wrong_calls(programs: Path, tmp_path: Path) -> None:
    (tmp_path / "right.py").write_text(RIGHT)
    (tmp_path / "wrong.py").write_text(WRONG)
    command = [str(programs / "python"), "-m", "mypy", "--strict", "--config-file=", "right.py", "wrong.py"]
    output = subprocess.run(command, cwd=tmp_path, env=VARIABLES, capture_output=True, text=True, check=False).stdout
    errors = {(name, int(line)) for name, line in re.findall(r"^(\w+\.py):(\d+): error", output, re.MULTILINE)}
    assert errors == {("wrong.py", number) for number, line in enumerate(WRONG.splitlines(), 1) if "  # " in line}, (
        output
    )
