"""The page about many calls names all options, and its executor for Dask runs nothing twice."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from dynaclient import Client
from dynaclient.bulk.journal import KEY_LIFETIME
from dynaclient.bulk.options import BulkOptions, parse_options
from dynaclient.bulk.runner import MIN_WINDOW, WINDOW_FACTOR
from tests.support.many_calls import DESCRIPTION, ClientCall, CountingServer, imap, run_rows
from tests.support.pages import Page
from tests.support.timing import in_time

PAGE = Page("docs/many-calls.md")
FILES = {block.file: block for block in PAGE.story() if block.file}
ON_CLUSTER = FILES["cluster.py"]


def test_the_table_has_every_option() -> None:
    table = PAGE.text.split("## Options")[1].split("## The journal")[0]
    assert all(f"`{name}`" in table for name in BulkOptions.__dataclass_fields__)


def test_the_numbers_on_the_page_are_those_of_the_code() -> None:
    options = parse_options("things.post")
    text = " ".join(PAGE.text.split())
    assert (WINDOW_FACTOR, MIN_WINDOW, KEY_LIFETIME) == (4, 256, 20 * 3600)
    assert f"{options.concurrency} by default" in text
    assert f"go to it together ({options.chunk} by default)" in text


# --- Dask ------------------------------------------------------------------------------------------------------------

SECONDS = 120
"""How long a step with a cluster may take: some of them wait for what a cluster may never do."""


@pytest.fixture(scope="module")
def executor() -> Iterator[Any]:
    """Return the executor of the page, on a cluster on this machine."""
    distributed = pytest.importorskip("distributed", reason="Dask is not installed")
    names: dict[str, Any] = {"__name__": "__main__"}
    PAGE.run(FILES["run_once.py"].code, names)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    stack = ExitStack()
    try:
        with in_time(SECONDS, "the start of a cluster"):
            local = distributed.LocalCluster(n_workers=2, threads_per_worker=2, dashboard_address=None)
            cluster = distributed.Client(stack.enter_context(local))
            stack.enter_context(cluster)
        yield names["RunOnce"](cluster)
    finally:
        with in_time(SECONDS, "the end of a cluster"):
            stack.close()


def test_the_code_with_a_cluster_prints_the_output_on_the_page(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed")
    for name, block in FILES.items():
        (tmp_path / name).write_text(block.code, "utf-8")
    done = subprocess.run(
        [sys.executable, ON_CLUSTER.file], cwd=tmp_path, check=False, capture_output=True, text=True, timeout=SECONDS
    )
    assert done.stdout == ON_CLUSTER.output, done.stderr


@pytest.mark.parametrize("rows", [500, pytest.param(10_000, marks=pytest.mark.full)])
@in_time(SECONDS, "a run on a cluster")
def test_a_cluster_works_like_threads(executor: Any, rows: int) -> None:
    dicts = [{"n": "x" if number % 50 == 7 else number} for number in range(rows)]
    with CountingServer() as server, Client(DESCRIPTION, url=server.url, trust_env=False) as client:
        on_cluster, in_threads = (
            [(outcome.number, outcome.status, outcome.value, str(outcome.error)) for outcome in outcomes]
            for outcomes in (imap(client, "things.post", dicts, **options) for options in ({"executor": executor}, {}))
        )
    assert on_cluster == in_threads
    assert set(server.effects.values()) == {2}


class FatalCall(ClientCall):
    """Ends its process after the call of row 13."""

    def __call__(self, name: str, arguments: Mapping[str, Any], key: str | None) -> Any:
        value = super().__call__(name, arguments, key)
        if arguments["n"] == 13:
            os._exit(1)
        return value


@in_time(SECONDS, "a run on a cluster whose workers die")
def test_a_cluster_whose_workers_die_does_nothing_twice(executor: Any) -> None:
    with CountingServer() as server, Client(DESCRIPTION, url=server.url, trust_env=False) as client:
        outcomes = list(run_rows(FatalCall(client), range(200), executor=executor, chunk=10))
    statuses = Counter(outcome.status for outcome in outcomes)
    assert max(server.effects.values()) == 1
    assert outcomes[13].status == "unknown"
    assert 10 <= statuses["unknown"] <= 80
    assert statuses["done"] + statuses["unknown"] == 200
