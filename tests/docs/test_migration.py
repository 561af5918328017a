"""The migration page: its code, its table, and the differences that it lists."""

from __future__ import annotations

import asyncio
import datetime
import enum
import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import losant_rest
import pytest

import dynaclient
from dynaclient import AsyncClient, BadResponse, Client, Redirected, load
from dynaclient.description.spellings import snake_case
from dynaclient.mock import MockServer
from dynaclient.mock.state.store import Store
from tests.support import ROOT
from tests.support.losant_rest_table import PAGE, OfficialClient, official_methods, official_names, page, table
from tests.support.pages import Page
from tests.support.raw_server import RawServer, raw_response

pytestmark = pytest.mark.uncounted

API = load(ROOT / "api.json")
MIGRATION = Page("docs/migrating-from-losant-rest.md")
CODE = [block.code for block in MIGRATION.story() if block.language == "python" and not block.file]
SCRIPTS = {block.file: block.code for block in MIGRATION.story() if block.file}
ID = "575ec8687ae143cd83dc4a97"


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[MockServer]:
    """Start a server that both clients use by default, in a folder with the files of the page."""
    (tmp_path / "bundle.zip").write_bytes(b"PK")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOSANT_TOKEN", "secret")
    with closing(Store(tmp_path / "state.db")) as store:  # it has the file whose content the page uploads
        files = store.collection("/applications/{}/files", [ID])
        files.put("575ec76c7ae143cd83dc4a96", {"id": "575ec76c7ae143cd83dc4a96", "name": "plan.csv"})
    with MockServer(API, store=tmp_path / "state.db").start() as started:
        monkeypatch.setattr(losant_rest, "Client", partial(losant_rest.Client, url=started.url))
        monkeypatch.setattr(dynaclient, "Client", partial(Client, API, url=started.url, trust_env=False))
        monkeypatch.setattr(dynaclient, "AsyncClient", partial(AsyncClient, API, url=started.url, trust_env=False))
        yield started


def _run(library: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    for code in CODE:
        if code.startswith(f"# {library}\n"):
            MIGRATION.run(code, names)
    return names


def test_its_code_does_the_same_with_both_clients(server: MockServer) -> None:
    before = _run("losant-rest")
    with dynaclient.Client(token="secret") as client:  # what the first run has created is not there for the second
        for application in client.applications.get.items():
            client.application.delete(applicationId=application["id"])
    after = _run("dynaclient")
    names = ("applications", "details", "refused")
    assert [before[name] for name in names] == [after[name] for name in names]
    for login in ("user", "device"):  # each has a token of its own
        assert {**before[login], "token": ""} == {**after[login], "token": ""}
    assert after["details"][:2] == (404, "NotFound")
    assert after["refused"] == [""]


def test_its_code_follows_a_stream_of_events(server: MockServer, capsys: pytest.CaptureFixture[str]) -> None:
    names = _run("dynaclient")
    event, _ = capsys.readouterr()
    asyncio.run(names["watch"]())
    assert event.startswith("deviceState {")
    assert capsys.readouterr().out == event  # the state that the device has sent


def test_each_block_of_code_names_its_library() -> None:
    libraries = [code.split("\n", 1)[0] for code in CODE]
    assert len(MIGRATION.blocks("python")) == len(CODE) + 2  # the two scripts
    assert {*libraries} == {"# losant-rest", "# dynaclient"}


def test_its_table_matches_the_two_clients() -> None:
    assert page(API) == PAGE.read_text("utf-8"), "python -m tests.support.losant_rest_table updates it"
    assert table(API).count("\n| `") == len(official_methods())
    assert f"the {len(official_methods())} methods of `losant-rest`" in MIGRATION.text


def test_clients_with_different_paths_have_no_table() -> None:
    moved = load(ROOT / "api.json", patch={"resources": {"applications": {"path": "/elsewhere"}}})
    with pytest.raises(ValueError, match="is GET /elsewhere here, and GET /applications there"):
        table(moved)


@pytest.mark.parametrize("name", sorted(API.actions.keys() - official_names(API).keys()))
def test_it_names_each_additional_action(name: str) -> None:
    assert f"`client.{'.'.join(map(snake_case, name.split('.')))}`" in MIGRATION.text


# --- the scripts -----------------------------------------------------------------------------------------------------


def run_script(name: str, folder: Path) -> tuple[str, list[tuple[Any, ...]]]:
    """Run one of the two scripts against a new mock server, and return its output and the calls that were valid."""
    (csv,) = MIGRATION.blocks("csv")
    (folder / "devices.csv").write_text(csv, "utf-8")
    with MockServer(API, grants={"ann@example.com:correct horse": ["all.User"]}) as server:
        code = SCRIPTS[name].replace("127.0.0.1:8080", urlsplit(server.url).netloc)
        environment = {**os.environ, "NO_PROXY": "127.0.0.1"}
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=folder, env=environment, check=False, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        application = next(request.path for request in server.requests() if request.path.endswith("/devices"))
        calls = [
            (request.method, request.path.replace(application, "…"), sorted(parse_qsl(request.query)), request.body)
            for request in server.requests()
            if b"toaster" not in request.body
        ]
    return done.stdout, sorted(((*call[:3], call[3] and json.loads(call[3])) for call in calls), key=str)


def test_both_scripts_do_the_same_but_for_the_call_that_is_not_sent(tmp_path: Path) -> None:
    before, after = (run_script(name, tmp_path) for name in ("before.py", "after.py"))
    assert before == after
    assert before[0] in MIGRATION.blocks("text")


# --- differences in requests -----------------------------------------------------------------------------------------


class Color(enum.Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "theirs", "ours"),
    [
        (datetime.date(2024, 1, 31), "2024-01-31", "2024-01-31"),
        (datetime.datetime(2024, 1, 31, 12, tzinfo=datetime.timezone.utc), "2024-01-31+12%3A00%3A00%2B00%3A00", "2024-01-31T12%3A00%3A00Z"),
        (uuid.UUID(int=5), "00000000-0000-0000-0000-000000000005", "00000000-0000-0000-0000-000000000005"),
        (Decimal("1E+2"), "1E%2B2", "1E%2B2"),
        (Color.RED, "Color.RED", "red"),
    ],
)  # fmt: skip
def test_values_are_encoded_in_their_standard_form(value: Any, theirs: str, ours: str) -> None:
    sent = OfficialClient().request(("applications", "get"), {"filter": value}).url
    assert str(sent).endswith(f"&filter={theirs}")
    assert Client(API).applications.get.prepare(filter=value).url.endswith(f"&filter={ours}")


def test_connections_are_reused() -> None:
    with RawServer() as server, Client(API, url=server.url, trust_env=False) as client:
        for _ in range(2):
            client.applications.get()
        assert server.connections == 1
        for _ in range(2):
            losant_rest.Client(url=server.url).applications.get()
        assert server.connections == 3


# --- differences in results ------------------------------------------------------------------------------------------

ANYTHING = {"description": "Anything.", "schema": None, "content": None}
UNDECLARED = {"resources": {"userOauthClients": {"actions": {"get": {"responses": {"200": ANYTHING}}}}}}
"""Removes the declared response of one action: where it is JSON, anything else is an error."""

RESPONSES: dict[str, tuple[bytes, Any, Any]] = {
    "JSON": (raw_response(b'{"a": 1}'), {"a": 1}, {"a": 1}),
    "empty": (b"HTTP/1.1 204 No Content\r\n\r\n", "", None),
    "text": (raw_response("é".encode(), media="text/plain; charset=utf-8"), "é", "é"),
    "bytes": (raw_response(b"PK\xff", media="application/zip"), None, b"PK\xff"),
}
"""A response → what each of the clients returns; None where the official one guesses."""


@pytest.mark.parametrize("kind", RESPONSES)
def test_results_depend_on_the_media_type(kind: str) -> None:
    response, theirs, ours = RESPONSES[kind]
    api = load(ROOT / "api.json", patch=UNDECLARED)
    with RawServer(lambda _: response) as server, Client(api, url=server.url, trust_env=False) as client:
        result = losant_rest.Client(url=server.url).user_oauth_clients.get()
        assert result == theirs or (theirs is None and isinstance(result, str))
        assert client.user_oauth_clients.get() == ours


@pytest.mark.parametrize("body", [b"{", b"<html>"])
def test_a_response_that_is_not_valid_json_is_an_error(body: bytes) -> None:
    response = raw_response(body)
    with RawServer(lambda _: response) as server, Client(API, url=server.url, trust_env=False) as client:
        assert losant_rest.Client(url=server.url).applications.get() == body.decode()
        with pytest.raises(BadResponse, match="is not valid JSON"):
            client.applications.get()


def test_a_redirect_is_an_error() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n"
    responses = iter([moved, moved, raw_response(b'"other"')])
    with RawServer(lambda _: next(responses)) as server, Client(API, url=server.url, trust_env=False) as client:
        with pytest.raises(Redirected):
            client.applications.get()
        assert losant_rest.Client(url=server.url).applications.get() == "other"
