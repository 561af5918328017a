"""The examples of the page on the mock server in tests."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import unittest
from pathlib import Path
from typing import Any

import pytest

from dynaclient import Client, RateLimited
from dynaclient.mock import MockServer, Received
from dynaclient.mock.control.description import control_api
from dynaclient.testing import reset_retry_state
from tests.support import ROOT
from tests.support.pages import Page
from tests.support.programs import require_programs

PAGE = Page("docs/mock-in-tests.md")
FIXTURE, UNITTEST, *BLOCKS = PAGE.blocks("python")
LIBRARY = (ROOT / "examples" / "library.yaml").read_text()


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "library.yaml").write_text(LIBRARY)
    monkeypatch.chdir(tmp_path)


def test_its_test_passes() -> None:
    names: dict[str, Any] = {}
    PAGE.run(FIXTURE, names)
    clients: list[Client] = []

    def dynaclient_mock(api: str, **options: Any) -> Client:
        clients.append(Client.mock(api, **options))
        return clients[-1]

    names["test_books_are_read_once"](dynaclient_mock)
    clients[0].close()


def test_its_test_with_unittest_passes() -> None:
    names: dict[str, Any] = {"__name__": "recipe"}
    PAGE.run(UNITTEST, names)
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(names["BooksTest"]).run(result)
    assert (result.testsRun, result.errors, result.failures) == (2, [], [])


def test_its_python_runs_and_prints_what_it_shows(capsys: pytest.CaptureFixture[str]) -> None:
    reset_retry_state()
    names: dict[str, Any] = {}
    for code, printed in zip(BLOCKS, PAGE.blocks("text"), strict=True):
        PAGE.run(code, names)
        assert capsys.readouterr().out == printed
    names["client"].close()


def test_its_curl_orders_a_failure() -> None:
    require_programs("curl")
    (line,) = PAGE.blocks("sh")
    with MockServer("library.yaml").start() as server:
        words = shlex.split(line.replace("http://127.0.0.1:8080", server.url))
        done = subprocess.run([*words, "--noproxy", "*"], check=True, capture_output=True, timeout=30)
        assert json.loads(done.stdout)["action"] == "books.*"
        client = Client("library.yaml", url=server.url, token="k3y", trust_env=False, retries=0)
        with client, pytest.raises(RateLimited):
            client.books.list()


def test_it_names_all_endpoints_and_what_a_request_has() -> None:
    api = control_api()
    shown = set(re.findall(r"/__mock/\w+", PAGE.text))
    assert shown == {"/".join(action.path.split("/")[:3]) for action in api.actions.values()}
    listed = PAGE.text.split("Each\nhas ", 1)[1].split(", as they were sent", 1)[0]
    assert [
        name
        for name in re.findall(r"`(\w+)`", listed)
        if not hasattr(Received, name) and name not in Received.__annotations__
    ] == []
