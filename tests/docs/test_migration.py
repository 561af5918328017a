"""What the migration page says of the two clients is so."""

from __future__ import annotations

import asyncio
import datetime
import enum
import uuid
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import losant_rest
import pytest

import dynaclient
from dynaclient import AsyncClient, BadResponse, Client, Redirected, load
from dynaclient.description.model import snake_case
from dynaclient.mock import MockServer
from tests.support.losant_rest_table import PAGE, OfficialClient, official_names, table, with_table
from tests.support.pages import ROOT, Page
from tests.support.raw_server import RawServer
from tests.support.raw_server import answer as raw_answer

pytestmark = pytest.mark.uncounted

API = load(ROOT / "api.json")
MIGRATION = Page(str(PAGE.relative_to(ROOT)))
ID = "575ec8687ae143cd83dc4a97"


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[MockServer]:
    """Give a server that both clients go to by themselves; stand where the files of the page are."""
    (tmp_path / "bundle.zip").write_bytes(b"PK")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOSANT_TOKEN", "made-up")
    with MockServer(API).start() as started:
        monkeypatch.setattr(losant_rest, "Client", partial(losant_rest.Client, url=started.url))
        monkeypatch.setattr(dynaclient, "Client", partial(Client, API, url=started.url, trust_env=False))
        monkeypatch.setattr(dynaclient, "AsyncClient", partial(AsyncClient, API, url=started.url, trust_env=False))
        yield started


def _run(library: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    for code in MIGRATION.blocks("python"):
        if code.startswith(f"# {library}\n"):
            MIGRATION.run(code, names)
    return names


def test_its_code_does_the_same_with_both_clients(server: MockServer) -> None:
    before, after = _run("losant-rest"), _run("dynaclient")
    assert [before[each] for each in ("user", "device", "applications", "told")] == [
        after[each] for each in ("user", "device", "applications", "told")
    ]
    assert after["told"][:2] == (404, "NotFound")


def test_its_code_follows_a_stream_of_events(server: MockServer, capsys: pytest.CaptureFixture[str]) -> None:
    told = _run("dynaclient")
    event, _ = capsys.readouterr()
    asyncio.run(told["watch"]())
    assert event.startswith("deviceState {")
    assert capsys.readouterr().out == event * 2  # the imitation has two of them


def test_each_of_its_blocks_says_whose_it_is() -> None:
    owners = [code.split("\n", 1)[0] for code in MIGRATION.blocks("python")]
    assert {*owners} == {"# losant-rest", "# dynaclient"}


def test_its_table_is_what_the_two_clients_make() -> None:
    made = with_table(MIGRATION.text, table(API))
    assert made == MIGRATION.text, "python -m tests.support.losant_rest_table writes it anew"
    assert made.count("\n| `") - made.partition("<!-- table: begin -->")[0].count("\n| `") == 372


def test_no_table_is_made_of_clients_that_differ() -> None:
    moved = load(ROOT / "api.json", patch={"resources": {"applications": {"path": "/elsewhere"}}})
    with pytest.raises(ValueError, match="is GET /elsewhere here, and GET /applications there"):
        table(moved)


@pytest.mark.parametrize("name", sorted(API.actions.keys() - official_names(API).keys()))
def test_it_names_what_the_official_client_lacks(name: str) -> None:
    assert f"`client.{'.'.join(map(snake_case, name.split('.')))}`" in MIGRATION.text


@pytest.mark.parametrize("place", MIGRATION.links, ids=str)
def test_its_links_lead_somewhere(place: Path) -> None:
    assert place.exists()


# --- what goes out differently ---------------------------------------------------------------------------------------


class Color(enum.Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "theirs", "ours"),
    [
        (datetime.date(2024, 1, 31), "2024-01-31", "2024-01-31"),
        (datetime.datetime(2024, 1, 31, 12, tzinfo=datetime.timezone.utc), "2024-01-31+12%3A00%3A00%2B00%3A00", "2024-01-31T12%3A00%3A00%2B00%3A00"),
        (uuid.UUID(int=5), "00000000-0000-0000-0000-000000000005", "00000000-0000-0000-0000-000000000005"),
        (Decimal("1E+2"), "1E%2B2", "1E%2B2"),
        (Color.RED, "Color.RED", "red"),
    ],
)  # fmt: skip
def test_values_are_written_in_their_standard_form(value: Any, theirs: str, ours: str) -> None:
    sent = OfficialClient().request(("applications", "get"), {"filter": value}).url
    assert str(sent).endswith(f"&filter={theirs}")
    assert Client(API).applications.get.prepare(filter=value).url.endswith(f"&filter={ours}")


def test_connections_are_kept() -> None:
    with RawServer() as server, Client(API, url=server.url, trust_env=False) as client:
        for _ in range(2):
            client.applications.get()
        assert server.connections == 1
        for _ in range(2):
            losant_rest.Client(url=server.url).applications.get()
        assert server.connections == 3


# --- what comes back differently -------------------------------------------------------------------------------------

ANYTHING = {"description": "Anything.", "schema": None, "content": None}
UNSAID = {"resources": {"userOauthClients": {"actions": {"get": {"responses": {"200": ANYTHING}}}}}}
"""Leaves open what one action answers: where the description says JSON, all else is an error."""

ANSWERS: dict[str, tuple[bytes, Any, Any]] = {
    "data": (raw_answer(b'{"a": 1}'), {"a": 1}, {"a": 1}),
    "nothing": (b"HTTP/1.1 204 No Content\r\n\r\n", "", None),
    "a text": (raw_answer("é".encode(), media="text/plain; charset=utf-8"), "é", "é"),
    "bytes": (raw_answer(b"PK\xff", media="application/zip"), None, b"PK\xff"),
}
"""An answer → what each of the clients gives for it; None where the official one guesses."""


@pytest.mark.parametrize("what", ANSWERS)
def test_answers_are_given_for_what_they_are(what: str) -> None:
    answered, theirs, ours = ANSWERS[what]
    api = load(ROOT / "api.json", patch=UNSAID)
    with RawServer(lambda _: answered) as server, Client(api, url=server.url, trust_env=False) as client:
        given = losant_rest.Client(url=server.url).user_oauth_clients.get()
        assert given == theirs or (theirs is None and isinstance(given, str))
        assert client.user_oauth_clients.get() == ours


@pytest.mark.parametrize("body", [b"{", b"<html>"])
def test_an_answer_that_is_no_json_is_an_error(body: bytes) -> None:
    answered = raw_answer(body)
    with RawServer(lambda _: answered) as server, Client(API, url=server.url, trust_env=False) as client:
        assert losant_rest.Client(url=server.url).applications.get() == body.decode()
        with pytest.raises(BadResponse, match="is no JSON"):
            client.applications.get()


def test_a_redirect_is_an_error() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n"
    answers = iter([moved, moved, raw_answer(b'"other"')])
    with RawServer(lambda _: next(answers)) as server, Client(API, url=server.url, trust_env=False) as client:
        with pytest.raises(Redirected):
            client.applications.get()
        assert losant_rest.Client(url=server.url).applications.get() == "other"
