"""
The skeleton of a package that ships a description: what somebody needs to give others a client for an API of his own.

The code lies below `src`, so that what is tested is what was installed: a description that did not travel with the
package is missed at once. What is generated lies in a folder of its own, `typed`, and is replaced as a whole when the
description changes; all else is there to be edited. The package offers functions that make clients and no class to
call, for a `Client()` that is given no description is one for the bundled API.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from string import Template

from .. import __version__
from ..description.api import Api, load
from ..description.format import format_description
from ..errors import printable
from . import markdown, spelling
from .stubs import stubs

_SAMPLE = Path(__file__).with_name("sample.json")


def package_name(name: str) -> str:
    """Give the name of the package that a distribution of this name holds."""
    return name.replace("-", "_")


def sample(name: str) -> Api:
    """Give a small description to begin with, as if it were that of this API."""
    document = json.loads(_SAMPLE.read_text(encoding="utf-8"))
    title = " ".join(word.capitalize() for word in package_name(name).split("_"))
    return load({**document, "title": title, "server": f"https://{name.replace('_', '-')}.example.com"})


def skeleton(name: str, api: Api | None = None, url: str | None = None) -> Mapping[str, str]:
    """
    Give the files of a package, by their paths below its folder.

    Args:
        name: What it is called: the distribution, its command and, with ``_`` for ``-``, its package.
        api: The description that it ships; left out, a small one to begin with.
        url: Where the package gets dynaclient from; left out, it asks for it by name and version.

    Raises:
        DescriptionError: Something in the description is wrong.
    """
    shipped = sample(name) if api is None else api
    words = _Words(name, shipped, url)
    package = f"src/{words.package}"
    return {
        ".gitignore": _IGNORED,
        "README.md": words.fill(_README),
        "pyproject.toml": words.fill(_PROJECT),
        f"{package}/__init__.py": words.fill(_PACKAGE),
        f"{package}/api.json": _text_of(shipped),
        f"{package}/cli.py": words.fill(_COMMAND),
        f"{package}/py.typed": "",
        f"{package}/testing.py": words.fill(_FIXTURE),
        **{f"{package}/typed/{file}": text for file, text in stubs(shipped).items()},
        f"tests/test_{words.package}.py": words.fill(_TESTS + (_TEST_OF_SAMPLE if api is None else words.test)),
    }


def _text_of(api: Api) -> str:
    """Give a description in its one layout; halves of surrogate pairs are written as JSON writes them."""
    text = json.dumps(api.document, ensure_ascii=False).encode("utf-8", "backslashreplace")
    return format_description(text)


class _Words:
    """What the texts of one package are filled with. Nothing of a description is a template."""

    def __init__(self, name: str, api: Api, url: str | None) -> None:
        self.package = package_name(name)
        self._called = _callable(api)
        asked = f" @ {url}" if url else f">={__version__}"
        self._filled = {
            "name": name,
            "package": self.package,
            "summary": _toml(f"A client for the API of {api.title}."),
            "title": spelling.told(api.title).rstrip("."),
            "heading": markdown.literal(api.title),
            "call": str(self._called),
            "client": _toml(f"dynaclient[cli,mock]{asked}"),
            "awaited": _toml(f"dynaclient[async]{asked}"),
            **dict.fromkeys(("note", "allowed"), ""),
            **(_DIRECT if url else {}),
        }

    def fill(self, text: str) -> str:
        """Give a text with the words filled in."""
        return Template(text).substitute(self._filled)

    @property
    def test(self) -> str:
        """The test of a call, where there is an action that can be called with nothing."""
        return _TEST_OF_CALL if self._called else ""


def _callable(api: Api) -> str | None:
    """Give the first action that reads something and needs no arguments; None where there is none."""
    return next(
        (
            name
            for name, each in api.actions.items()
            if each.method == "GET"
            and not (each.stream or each.deprecated or any(one.required for one in each.parameters.values()))
        ),
        None,
    )


def _toml(text: str) -> str:
    return json.dumps(printable(" ".join(text.split())), ensure_ascii=False)


_IGNORED = """\
__pycache__/
.venv/
dist/
.mypy_cache/
.pytest_cache/
"""

_PROJECT = """\
[build-system]
requires = ["hatchling>=1.21"]
build-backend = "hatchling.build"

[project]
name = "$name"
dynamic = ["version"]
description = $summary
readme = "README.md"
requires-python = ">=3.10"
${note}dependencies = [$client]

[project.optional-dependencies]
async = [$awaited]
test = ["pytest>=8", "mypy>=1.15"]

[project.scripts]
$name = "$package.cli:main"

[project.entry-points.pytest11]
$package = "$package.testing"

[tool.hatch.version]
path = "src/$package/__init__.py"
$allowed
[tool.hatch.build.targets.wheel]
packages = ["src/$package"]

[tool.pytest.ini_options]
testpaths = ["tests"]

[tool.mypy]
strict = true
files = ["src", "tests"]
"""

_DIRECT = {
    "note": f"""\
# dynaclient was installed from there when this was begun. Where it can be had by its name, write >={__version__} for
# all that follows the brackets, here and below, and take out allow-direct-references: a folder is on one machine only.
""",
    "allowed": """
[tool.hatch.metadata]
allow-direct-references = true
""",
}
"""What a project says beside, where a requirement of it is a URL."""

_PACKAGE = '''\
"""
A client for the API of $title.

::

    from $package import client

    with client(token="…") as api:
        help(api)  # what there is
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from . import typed

if TYPE_CHECKING:
    from dynaclient.client.typed import ClientOptions, MockOptions
    from typing_extensions import Unpack

__all__ = ["DESCRIPTION", "async_client", "client", "mock"]

__version__ = "0.1.0"

DESCRIPTION = files(__name__) / "api.json"
"""The description that all of this is made from, as `dynaclient.load` takes it."""


def client(**options: Unpack[ClientOptions]) -> typed.Client:
    """Give a client; the options are those of `dynaclient.Client`, such as ``token`` and ``url``."""
    return typed.Client(DESCRIPTION, **options)


def async_client(**options: Unpack[ClientOptions]) -> typed.AsyncClient:
    """Give a client whose calls are awaited; it needs ``pip install '$name[async]'``."""
    return typed.AsyncClient(DESCRIPTION, **options)


def mock(**options: Unpack[MockOptions]) -> typed.Client:
    """Give a client for a server that imitates the API in this process, until the client is closed."""
    return typed.Client.mock(DESCRIPTION, **options)
'''

_COMMAND = '''\
"""The command `$name`: the command line of dynaclient, bound to the description of this package."""

from __future__ import annotations

from dynaclient.cli import main as run

from . import DESCRIPTION, __version__


def main() -> int:
    """Run the command that the command line tells, and leave with its exit code."""
    return run(DESCRIPTION, name="$name", version=__version__)
'''

_FIXTURE = '''\
"""A fixture for the tests of whoever uses this package; pytest finds it by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from . import mock, typed


@pytest.fixture
def ${package}_client() -> Iterator[typed.Client]:
    """Give a client for a mock server of this test's own, empty at first."""
    with mock() as client:
        yield client
'''

_TESTS = '''\
"""What this package ships: a description in order, its types, a command, and a fixture for tests."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from dynaclient import format_description, lint, load

from $package import DESCRIPTION, typed


def test_the_description_has_no_fault() -> None:
    assert lint(DESCRIPTION) == []


def test_the_description_has_its_layout() -> None:
    text = DESCRIPTION.read_text(encoding="utf-8")
    assert text == format_description(text)  # else: dynaclient fmt src/$package/api.json


def test_the_types_are_those_of_the_description(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dynaclient", "stubs", "--api", str(DESCRIPTION), str(tmp_path)]
    subprocess.run(command, check=True)
    shipped = Path(typed.__file__).parent
    for each in tmp_path.iterdir():  # else: dynaclient stubs --api src/$package/api.json src/$package/typed
        assert (shipped / each.name).read_text(encoding="utf-8") == each.read_text(encoding="utf-8")


def test_the_command_lists_every_action() -> None:
    command = shutil.which("$name", path=str(Path(sys.executable).parent))
    assert command is not None
    listed = subprocess.run([command, "list"], capture_output=True, text=True, encoding="utf-8", check=True).stdout
    assert {line.split()[0] for line in listed.splitlines()} == set(load(DESCRIPTION).actions)


def test_the_fixture_talks_to_this_machine_alone(${package}_client: typed.Client) -> None:
    assert repr(${package}_client).partition(" at ")[2].startswith("http://127.0.0.1:")
'''

_TEST_OF_CALL = """

def test_a_call_is_answered(${package}_client: typed.Client) -> None:
    assert ${package}_client.with_response.call("$call").status < 300
"""

_TEST_OF_SAMPLE = """

def test_what_is_added_is_listed_until_it_is_removed(${package}_client: typed.Client) -> None:
    products = ${package}_client.products
    added = products.add(product={"name": "Tea", "price": 4.5})
    assert list(products.list.items()) == [added]
    products.remove(productId=added["id"])
    assert products.list()["total"] == 0
"""

_README = """\
# $name

A client for the API of $heading: typed, checked, with a command line and a mock server. All of it is made from one
file, `src/$package/api.json`, by dynaclient.

```sh
python3 -m venv .venv && . .venv/bin/activate
pip install -e '.[test]'
python -m pytest
mypy
```

## In Python

```python
import $package

with $package.mock() as client:  # an imitation of the API, in this process; $package.client(token="…") is the real one
    print(client)
    print(*client.api.actions)
```

`$package.async_client(token="…")` gives the same to be awaited (`pip install '$name[async]'`). For annotations there is
`$package.typed.Client`.

## On the command line

```sh
$name list
$name --help
```

The command knows this API and no other: `DYNACLIENT_API` means nothing to it. It takes the token from
`DYNACLIENT_TOKEN`, or from standard input with `--token-stdin`, and the URL from `--url` or `DYNACLIENT_URL`, else
from the description.

## In tests

Wherever this package and pytest are installed there is a fixture, `${package}_client`: a client for a mock server of
the test's own. `tests/test_$package.py` shows its use.

## To change something

Edit `src/$package/api.json`, and then:

```sh
dynaclient lint src/$package/api.json
dynaclient fmt src/$package/api.json
dynaclient stubs --api src/$package/api.json src/$package/typed
```

The last command writes the types anew, for editors and type checkers; a test tells when that was forgotten. The version
stands in `src/$package/__init__.py`, and `pip wheel --no-deps --wheel-dir dist .` makes a wheel to ship.
"""
