"""
The skeleton of a package that ships a description: everything that users need for a client of one API.

The code is below `src`, so that tests run against the installed package and fail if the description is missing in it.
Generated files are in a folder of their own, `typed`, which is replaced when the description changes; all other files
are meant to be edited. The package has functions that return clients, and no class `Client`: without a description,
that would be a client of the bundled API.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from string import Template

from .. import __version__
from ..client.environment import TOKEN, URL, variable
from ..description.api import Api
from ..description.editors.addresses import DESCRIPTIONS, is_address_of_others, published_address
from ..description.editors.schemas import description_schema
from ..description.format import format_description
from ..description.loading import load
from ..errors import printable
from . import markdown, python_source
from .stubs import stubs

_SAMPLE = Path(__file__).with_name("sample.json")


def package_name(name: str) -> str:
    """Return the name of the Python package in a distribution of this name."""
    return name.replace("-", "_")


def sample(name: str) -> Api:
    """Return a small description to start with, titled after the package."""
    document = json.loads(_SAMPLE.read_text(encoding="utf-8"))
    title = " ".join(word.capitalize() for word in package_name(name).split("_"))
    return load({**document, "title": title, "server": f"https://{name.replace('_', '-')}.example.com"})


def skeleton(name: str, api: Api | None = None, url: str | None = None) -> Mapping[str, str]:
    """
    Return the files of a package, by their relative paths.

    Args:
        name: The name of the distribution, of its command and, with ``_`` for ``-``, of its Python package.
        api: The description that the package ships; by default a small sample.
        url: Where dynaclient is installed from; by default the package requires it by name and version.

    Raises:
        DescriptionError: The description has problems.
    """
    shipped = sample(name) if api is None else api
    action = _parameterless_action(shipped)
    fields = _template_fields(name, shipped, url, action)
    fields["os"] = "import os\n" if api is None else ""  # the tests of the sample use it
    test = _TESTS_OF_SAMPLE if api is None else _TEST_OF_CALL if action else ""
    package = package_name(name)
    source = f"src/{package}"
    schema = _schema_reference(shipped, source)
    templates = {
        "README.md": _README,
        "pyproject.toml": _PROJECT,
        f"{source}/__init__.py": _PACKAGE,
        f"{source}/cli.py": _COMMAND,
        f"{source}/testing.py": _FIXTURE,
        f"tests/test_{package}.py": _TESTS + test,
    }
    return {
        ".gitignore": _IGNORED,
        **{path: Template(template).substitute(fields) for path, template in templates.items()},
        f"{source}/api.json": _formatted(shipped, schema),
        **({} if "://" in schema else {DESCRIPTIONS: description_schema()}),
        f"{source}/py.typed": "",
        **{f"{source}/typed/{file}": text for file, text in stubs(shipped).items()},
    }


def _schema_reference(api: Api, folder: str) -> str:
    """Return the `$schema` of a description in a folder of the package: a URL, or the path of a file of the package."""
    given = api.document.get("$schema")
    if is_address_of_others(given):
        return str(given)
    return published_address(DESCRIPTIONS) or "../" * (folder.count("/") + 1) + DESCRIPTIONS


def _formatted(api: Api, schema: str) -> str:
    """Return a description with its `$schema` in its standard layout; lone surrogates are escaped as in JSON."""
    document = {"$schema": schema, **{key: value for key, value in api.document.items() if key != "$schema"}}
    return format_description(json.dumps(document, ensure_ascii=False).encode("utf-8", "backslashreplace"))


def _template_fields(name: str, api: Api, url: str | None, action: str | None) -> dict[str, str]:
    """Return the values for the templates; strings of a description are never templates themselves."""
    article = "" if "api" in api.title.lower().split() else "the API of "
    requirement = f" @ {url}" if url else f">={__version__}"
    return {
        "name": name,
        "package": package_name(name),
        "summary": _toml_string(f"A client for {article}{api.title}."),
        "article": article,
        "title": python_source.summary(api.title).rstrip("."),
        "heading": markdown.literal(api.title),
        "call": str(action),
        "token": variable("TOKEN", name),
        "url": variable("URL", name),
        "others_token": TOKEN,
        "others_url": URL,
        "client": _toml_string(f"dynaclient[cli,mock]{requirement}"),
        **(_DIRECT_REFERENCE if url else dict.fromkeys(_DIRECT_REFERENCE, "")),
    }


def _parameterless_action(api: Api) -> str | None:
    """Return the first action for a test: a GET without required parameters; None where there is no such action."""
    return next(
        (
            name
            for name, action in api.actions.items()
            if action.method == "GET"
            and not (action.stream or action.deprecated)
            and not any(parameter.required for parameter in action.parameters.values())
        ),
        None,
    )


def _toml_string(text: str) -> str:
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

_DIRECT_REFERENCE = {
    "note": f"""\
# This is where dynaclient was installed from when the package was created. Once it can be installed by name, write
# >={__version__} after the brackets, and remove allow-direct-references.
""",
    "allowed": """
[tool.hatch.metadata]
allow-direct-references = true
""",
}
"""Additional lines of a project whose requirement is a URL."""

_PACKAGE = '''\
"""
A client for $article$title.

::

    from $package import client

    with client(token="…") as api:
        help(api)  # all resources and actions
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from . import typed

if TYPE_CHECKING:
    from dynaclient.client.typed import MockOptions
    from typing_extensions import Unpack

    from .typed.types import ClientOptions

__all__ = ["DESCRIPTION", "async_client", "client", "mock"]

__version__ = "0.1.0"

DESCRIPTION = files(__name__) / "api.json"
"""The description of the API, for `dynaclient.load`."""


def client(**options: Unpack[ClientOptions]) -> typed.Client:
    """Return a client; the options are those of `dynaclient.Client`, such as ``token`` and ``url``."""
    return typed.Client(DESCRIPTION, **options)


def async_client(**options: Unpack[ClientOptions]) -> typed.AsyncClient:
    """Return an asynchronous client; the options are those of `dynaclient.AsyncClient`."""
    return typed.AsyncClient(DESCRIPTION, **options)


def mock(**options: Unpack[MockOptions]) -> typed.Client:
    """Return a client of a mock server, which runs in this process until the client is closed."""
    return typed.Client.mock(DESCRIPTION, **options)
'''

_COMMAND = '''\
"""The command `$name`: the command line of dynaclient for the description of this package."""

from __future__ import annotations

from dynaclient.cli import main as run

from . import DESCRIPTION, __version__


def main() -> int:
    """Run the command line, and return the exit code."""
    return run(DESCRIPTION, name="$name", version=__version__)
'''

_FIXTURE = '''\
"""A fixture for the tests of users of this package; pytest discovers it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from . import mock, typed


@pytest.fixture
def ${package}_client() -> Iterator[typed.Client]:
    """Yield a client of a mock server that this test does not share; it starts empty."""
    with mock() as client:
        yield client
'''

_TESTS = '''\
"""Tests of what this package ships: the description, its types, the command, and the fixture."""

from __future__ import annotations

${os}import shutil
import subprocess
import sys
from pathlib import Path

from dynaclient import format_description, lint, load

from $package import DESCRIPTION, typed


def test_the_description_has_no_problems() -> None:
    assert lint(DESCRIPTION) == []


def test_the_description_is_formatted() -> None:
    text = DESCRIPTION.read_text(encoding="utf-8")
    assert text == format_description(text)  # else: dynaclient fmt src/$package/api.json


def test_the_types_match_the_description(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dynaclient", "stubs", "--api", str(DESCRIPTION), str(tmp_path)]
    subprocess.run(command, check=True)
    shipped = Path(typed.__file__).parent
    for file in tmp_path.iterdir():  # else: dynaclient stubs --api src/$package/api.json src/$package/typed
        assert (shipped / file.name).read_text(encoding="utf-8") == file.read_text(encoding="utf-8")


def test_the_command_lists_every_action() -> None:
    command = shutil.which("$name", path=str(Path(sys.executable).parent))
    assert command is not None
    listed = subprocess.run([command, "list"], capture_output=True, text=True, encoding="utf-8", check=True).stdout
    assert {line.split()[0] for line in listed.splitlines()} == set(load(DESCRIPTION).actions)


def test_the_fixture_calls_a_server_on_this_machine(${package}_client: typed.Client) -> None:
    assert repr(${package}_client).partition(" at ")[2].startswith("http://127.0.0.1:")
'''

_TEST_OF_CALL = """

def test_a_call_succeeds(${package}_client: typed.Client) -> None:
    assert ${package}_client.with_response.call("$call").status < 300
"""

_TESTS_OF_SAMPLE = """

def test_a_product_is_listed_until_it_is_removed(${package}_client: typed.Client) -> None:
    products = ${package}_client.products
    added = products.add(product={"name": "Tea", "price": 4.5})
    assert list(products.list.items()) == [added]
    products.remove(productId=added["id"])
    assert products.list()["total"] == 0


def test_the_command_has_variables_of_its_own() -> None:
    command = shutil.which("$name", path=str(Path(sys.executable).parent))
    assert command is not None
    variables = {"$token": "abc", "$url": "https://own.example", "$others_url": "https://others.example"}
    printed = subprocess.run(
        [command, "products.list", "--dry-run"], env={**os.environ, **variables}, stdout=subprocess.PIPE, check=True
    ).stdout
    assert printed.startswith(b"GET https://own.example/products")
    assert b"Authorization: Bearer" in printed
"""

_README = """\
# $name

A client for $article$heading: typed, validated, with a command line and a mock server. dynaclient generates all of
it from one file, `src/$package/api.json`.

```sh
python3 -m venv .venv && . .venv/bin/activate
pip install -e '.[test]'
python -m pytest
mypy
```

## In Python

```python
import $package

with $package.mock() as client:  # a mock server in this process; the real API: $package.client(token="…")
    print(client)
    print(*client.api.actions)
```

`$package.async_client(token="…")` returns an asynchronous client. In annotations, use `$package.typed.Client`.

## On the command line

```sh
$name list
$name --help
```

The command always uses the description of this package. The token is read from the variable `$token`, or with
`--token-stdin` from standard input. The URL is that of `--url` or of the variable `$url`, and by default the one in the
description. Variables of dynaclient, such as `$others_token`, are ignored.

## In tests

Where this package and pytest are installed, there is a fixture `${package}_client`: a client of a mock server that the
test does not share. `tests/test_$package.py` uses it.

## Changes

After editing `src/$package/api.json`, run:

```sh
dynaclient lint src/$package/api.json
dynaclient fmt src/$package/api.json
dynaclient stubs --api src/$package/api.json src/$package/typed
```

The last command generates the types for editors and type checkers; a test fails if they are outdated. The version is in
`src/$package/__init__.py`. To build a wheel, run `pip wheel --no-deps --wheel-dir dist .`
"""
