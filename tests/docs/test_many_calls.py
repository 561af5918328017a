"""What the page on many calls shows is what happens; and what it says of Dask."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import dynaclient
from dynaclient import Client
from dynaclient.bulk.journal import KEY_HOLDS
from dynaclient.bulk.runner import AT_ONCE, LOOK_AHEAD, Plan, planned
from tests.support.many_calls import DESCRIPTION, Calling, CountingServer, imap, over
from tests.support.pages import Page

PAGE = Page("docs/many-calls.md")
MAPPED, ITERATED, JOURNAL, PROCESSES, ONCE, DASK = PAGE.blocks("python")
SHOWN = dict(zip((MAPPED, ITERATED, JOURNAL, PROCESSES, DASK), PAGE.blocks("text"), strict=True))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty place, where the page's clients talk to a mock server."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(dynaclient, "Client", lambda **_: Client.mock())
    return tmp_path


@pytest.mark.parametrize("code", [MAPPED, ITERATED, JOURNAL], ids=["map", "imap", "journal"])
def test_its_code_runs_and_prints_what_it_shows(here: Path, capsys: pytest.CaptureFixture[str], code: str) -> None:
    names: dict[str, Any] = {"Client": dynaclient.Client}
    PAGE.run(code, names)
    assert capsys.readouterr().out == SHOWN[code]


def token() -> str:
    """Give the token of the mock server, in any process."""
    return "TOKEN"


@pytest.fixture
def travelling() -> Iterator[Any]:
    """Give what makes clients that find one mock server from any process."""
    with Client.mock(grants={token(): ["applications.*"]}) as mock:
        yield partial(Client, url=mock._shared.urls.given, token=token, trust_env=False)


def test_its_processes_print_what_it_shows(travelling: Any, capsys: pytest.CaptureFixture[str]) -> None:
    PAGE.run(PROCESSES, {"Client": travelling})
    assert capsys.readouterr().out == SHOWN[PROCESSES]


def test_the_table_has_every_option() -> None:
    table = PAGE.text.split("## Options")[1].split("## The journal")[0]
    assert all(f"`{name}`" in table for name in Plan.__dataclass_fields__)


def test_the_numbers_it_tells_are_those_of_the_code() -> None:
    plan = planned("things.post")
    text = " ".join(PAGE.text.split())
    assert (LOOK_AHEAD, AT_ONCE, KEY_HOLDS) == (4, 256, 20 * 3600)
    assert f"{plan.concurrency} unless given" in text
    assert f"go there together ({plan.chunk})" in text


# --- Dask ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def once() -> Iterator[Any]:
    """Give the page's executor, on a cluster of this machine."""
    distributed = pytest.importorskip("distributed", reason="Dask is not installed")
    names: dict[str, Any] = {"__name__": "__main__"}
    PAGE.run(ONCE, names)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=2, dashboard_address=None) as local,
        distributed.Client(local) as cluster,
    ):
        yield names["Once"](cluster)


def test_its_cluster_prints_what_it_shows(travelling: Any, once: Any, capsys: pytest.CaptureFixture[str]) -> None:
    last = DASK.index("    with Client()")
    code = "\n".join(line[4:] for line in DASK[last:].splitlines())
    PAGE.run(code, {"Client": travelling, "Once": lambda _: once, "cluster": None})
    assert capsys.readouterr().out == SHOWN[DASK]


@pytest.mark.parametrize("rows", [500, pytest.param(10_000, marks=pytest.mark.full)])
def test_a_cluster_does_as_threads_do(once: Any, rows: int) -> None:
    given = [{"n": "x" if number % 50 == 7 else number} for number in range(rows)]
    with CountingServer() as server, Client(DESCRIPTION, url=server.url, trust_env=False) as client:
        there, here = (
            [(each.number, each.status, each.value, str(each.error)) for each in imap(client, "things.post", given, **options)]
            for options in ({"executor": once}, {})
        )  # fmt: skip
    assert there == here
    assert set(server.effects.values()) == {2}


class Dying(Calling):
    """Ends its process once it has made the call of row 13."""

    def __call__(self, name: str, arguments: Mapping[str, Any], key: str | None) -> Any:
        value = super().__call__(name, arguments, key)
        if arguments["n"] == 13:
            os._exit(1)
        return value


def test_a_cluster_whose_workers_die_does_nothing_twice(once: Any) -> None:
    with CountingServer() as server, Client(DESCRIPTION, url=server.url, trust_env=False) as client:
        outcomes = list(over(Dying(client), range(200), executor=once, chunk=10))
    statuses = Counter(each.status for each in outcomes)
    assert max(server.effects.values()) == 1
    assert outcomes[13].status == "unknown"
    assert 10 <= statuses["unknown"] <= 80
    assert statuses["done"] + statuses["unknown"] == 200


@pytest.mark.parametrize("place", PAGE.links or [PAGE.path], ids=str)
def test_its_links_lead_somewhere(place: Path) -> None:
    assert place.exists()
