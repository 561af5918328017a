"""The package in examples/acme: in order as it lies there, and at work as a wheel that was installed."""

from __future__ import annotations

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
from tests.support.pages import ROOT, Page

ACME = ROOT / "examples" / "acme"
SOURCE = ACME / "src" / "acme"
DESCRIPTION = SOURCE / "api.json"
README = Page("examples/acme/README.md")

# --- as it lies there ------------------------------------------------------------------------------------------------


def test_its_description_has_no_fault_and_its_layout() -> None:
    text = DESCRIPTION.read_text(encoding="utf-8")
    assert lint(DESCRIPTION) == []
    assert text == format_description(text)  # else: dynaclient fmt examples/acme/src/acme/api.json


def test_its_types_are_those_of_its_description() -> None:
    made = stubs(load(DESCRIPTION))  # else: dynaclient stubs --api examples/acme/src/acme/api.json …/acme/typed
    assert {name: (SOURCE / "typed" / name).read_text(encoding="utf-8") for name in made} == made


EDITED = {"README.md", "src/acme/__init__.py", "src/acme/testing.py"}
"""What was made its own; the rest is as `dynaclient new` writes it."""


@pytest.mark.parametrize("name", sorted(skeleton("acme", load(DESCRIPTION))))
def test_it_is_what_the_command_writes_and_a_little_more(name: str) -> None:
    written = skeleton("acme", load(DESCRIPTION))[name]
    assert ((ACME / name).read_text(encoding="utf-8") == written) is (name not in EDITED)


# --- as it is installed ----------------------------------------------------------------------------------------------

VARIABLES = {**os.environ, "DYNACLIENT_API": "/no/such/file", "PYTEST_ADDOPTS": ""}  # those are for this run
VARIABLES.pop("PYTHONPATH", None)


def run(*command: str | Path, folder: Path, path: Path | None = None) -> str:
    """Run a command somewhere, and give what it writes."""
    searched = f"{path}{os.pathsep}{os.environ['PATH']}" if path else os.environ["PATH"]
    done = subprocess.run(
        command, cwd=folder, env={**VARIABLES, "PATH": searched}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Give the wheels of the library and of the package."""
    folder = tmp_path_factory.mktemp("wheels")
    # What builds them is installed with the tests, so that nothing has to be fetched.
    options = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(folder)]
    run(sys.executable, "-m", "pip", "wheel", *options, str(ROOT), str(ACME), folder=folder)
    return sorted(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def programs(wheels: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the programs of an environment in which the two wheels are installed."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", folder, folder=folder)
    python = folder / "bin" / "python"
    # What the two need, and pytest and mypy, are those of the tests: they come after what is installed here.
    packages = run(python, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])", folder=folder).strip()
    more = f"import site; site.addsitedir({sysconfig.get_paths()['purelib']!r})\n"
    Path(packages, "needs.pth").write_text(more, encoding="utf-8")
    options = ["--quiet", "--no-deps", "--no-index", "--ignore-installed", *map(str, wheels)]
    run(sys.executable, "-m", "pip", "--python", python, "install", *options, folder=folder)
    return python.parent


def test_its_wheel_has_the_description_and_the_types(wheels: list[Path]) -> None:
    names = zipfile.ZipFile(wheels[0]).namelist()
    shipped = {each.relative_to(SOURCE.parent).as_posix() for each in SOURCE.rglob("*") if each.suffix != ".pyc"}
    assert {each for each in names if ".dist-info/" not in each} == {each for each in shipped if Path(each).suffix}


def test_both_come_from_their_wheels(programs: Path, tmp_path: Path) -> None:
    code = "import acme, dynaclient; print(acme.__file__, dynaclient.__file__, acme.DESCRIPTION, sep='\\n')"
    places = run(programs / "python", "-c", code, folder=tmp_path).splitlines()
    assert all(Path(each).is_relative_to(programs.parent) for each in places)


def test_its_command_is_bound_to_its_description(programs: Path, tmp_path: Path) -> None:
    assert run(programs / "acme", "--version", folder=tmp_path) == f"acme 0.1.0 (dynaclient {__version__})\n"
    listed = run(programs / "acme", "list", folder=tmp_path)
    assert [line.split()[0] for line in listed.splitlines()] == list(load(DESCRIPTION).actions)


def test_its_functions_make_clients(programs: Path, tmp_path: Path) -> None:
    code = "import acme\nprint(acme.client(token='abc'), acme.async_client(), sep='\\n')\nwith acme.mock() as one: print(one.orders.list()['items'])"
    told = run(programs / "python", "-c", code, folder=tmp_path).splitlines()
    assert told == [*(f"<{kind} Acme 2.1.0 at https://api.acme.example>" for kind in ("Client", "AsyncClient")), "[]"]


def test_its_own_tests_pass_with_the_fixtures_that_it_ships(programs: Path, tmp_path: Path) -> None:
    shutil.copytree(ACME / "tests", tmp_path / "tests")
    told = run(programs / "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", folder=tmp_path)
    assert re.search(r"^13 passed", told, re.MULTILINE), told


def test_its_readme_shows_what_happens(programs: Path, tmp_path: Path) -> None:
    (code,) = README.blocks("python")
    assert run(programs / "python", "-c", code, folder=tmp_path) == "[{'article': 'anvil', 'count': 2}]\n"
    commands = [line for block in README.blocks("sh") for line in block.splitlines() if line.startswith("acme ")]
    assert len(commands) == 4
    for each in commands:
        assert run(*shlex.split(each), folder=tmp_path, path=programs)


RIGHT = """
import acme
from acme import typed
from acme.typed.types import Order

client: typed.Client = acme.client(token="…", timeout=5)
order: Order = client.orders.place(order={"customerId": 1, "lines": [{"article": "anvil", "count": 2}]})
names: list[str] = [each["name"] for each in client.customers.list.items(perPage=50)]
pdf: bytes = client.invoices.document(invoiceId=order["id"])
with acme.mock(grants={"reader": ["acme.read"]}) as mock:
    mock.call("orders.list")


async def orders(client: typed.AsyncClient) -> list[Order]:
    return [each async for each in client.orders.list.items()]
"""

WRONG = """
import acme

client = acme.client(token="…")
acme.client("api.json")  # it has its description
acme.client(tokn="…")  # no such option
client.order  # no such resource
client.orders.find()  # no such action
client.orders.place(order={"customerId": 1})  # lines is missing
client.customers.list(filterField="nme")  # no such field
client.orders.get(orderId=1)["stat"]  # no such property
acme.async_client().orders.list()["items"]  # not awaited
client.call("orders.find")  # no such action
"""


def test_a_type_checker_knows_right_from_wrong(programs: Path, tmp_path: Path) -> None:
    (tmp_path / "right.py").write_text(RIGHT)
    (tmp_path / "wrong.py").write_text(WRONG)
    command = [str(programs / "python"), "-m", "mypy", "--strict", "--config-file=", "right.py", "wrong.py"]
    told = subprocess.run(command, cwd=tmp_path, env=VARIABLES, capture_output=True, text=True, check=False).stdout
    found = {(name, int(line)) for name, line in re.findall(r"^(\w+\.py):(\d+): error", told, re.MULTILINE)}
    assert found == {("wrong.py", number) for number, line in enumerate(WRONG.splitlines(), 1) if "  # " in line}, told
