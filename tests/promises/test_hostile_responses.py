"""Whatever a server sends, a call returns the right value or raises one of our errors, and the next call its own value."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from dynaclient import Client, HttpTransport, Limits, NotDelivered, Request, load
from dynaclient.runtime.backends import run
from tests.support.both_clients import EVENT_LOOP, LOOP, BlockingAsyncTransport, backend_kind_fixture
from tests.support.descriptions import describe
from tests.support.hostile_responses import TABLE, TIMED_OUT, Failure, HostileServer, Row, marker, rows

backend_kind = backend_kind_fixture(everywhere=True)

ROW = {"row": {"in": "query"}}
API = load(
    describe(
        {
            "get": {"method": "GET", "parameters": ROW, "responses": {"200": {"schema": {}}}},
            "head": {"method": "HEAD", "parameters": ROW},
            "marker": {"method": "GET", "absolutePath": "/marker", "parameters": ROW},
        }
    )
)
TIMEOUT = 0.4
LONG_TIMEOUT = 10.0
"""The timeout of calls that end for another reason: on a busy machine, too."""
PATIENCE = 5.0
"""Seconds after which a call counts as hanging."""
FILES = Path("/proc/self/fd")
WAITS = ("too slow for the deadline", "nothing more")
"""Kinds whose calls end at their deadline: they are made at the same time."""


def timeout_of(row: Row) -> float:
    return TIMEOUT if row.expected == TIMED_OUT else LONG_TIMEOUT


def problem_of(url: str, number: int, row: Row) -> Any:
    """Make the call of a row, and the next one; return what is wrong."""
    with Client(API, url=url, retries=0, timeout=timeout_of(row), trust_env=False) as client:
        started = time.monotonic()
        outcome = row.outcome_of(client.with_options(max_response_bytes=1 << 20), number)
        seconds = time.monotonic() - started
        # Retried, for the server may close the connection at just this moment.
        after = client.with_options(retries=2, timeout=10).things.marker(row=number)
    if row.accepts(outcome) and after == marker(number) and seconds < PATIENCE:
        return None
    return number, row.data[:200], row.then, row.expected, outcome, after, seconds


# --- read as a stream


def streamed(transport: Any, url: str, row: Row, timeout: float) -> Any:
    """Return the value of a body that is read part by part, or the reason of the failure."""
    limits = Limits(deadline=time.monotonic() + timeout, max_response_bytes=1 << 20, stream=True)
    try:
        response = transport.send(Request("HEAD" if row.action == "head" else "GET", url), limits)
        if response.pieces is None:
            body = response.body
        else:
            reading = _collect(response.pieces)
            body = LOOP.run(reading) if isinstance(transport, BlockingAsyncTransport) else run(reading)
    except NotDelivered as error:
        return error.reason
    return json.loads(body) if body and body[0] else None  # a very large one is of zeros


async def _collect(pieces: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])


def problem_of_stream(url: str, number: int, row: Row) -> Any:
    """Read the response of a row part by part, then send the next request; return what is wrong."""
    transport, expected = HttpTransport(trust_env=False), row.expected
    # There is no limit for a stream, which waits for what the server announced; a status of 304 is no failure to the
    # transport.
    unlimited = isinstance(expected, Failure) and expected.words in ("304 Not Modified", "the response is larger than")
    started = time.monotonic()
    outcome = streamed(transport, f"{url}/things?row={number}", row, TIMEOUT if unlimited else timeout_of(row))
    seconds = time.monotonic() - started
    after = streamed(transport, f"{url}/marker?row={number}", Row(b""), LONG_TIMEOUT)
    if row.then != "stay" and after != marker(number):  # the connection was closed at just this moment
        after = streamed(transport, f"{url}/marker?row={number}", Row(b""), LONG_TIMEOUT)
    transport.close()
    fits = re.search(expected.words, str(outcome)) if isinstance(expected, Failure) else outcome == expected
    return (
        None
        if (fits or unlimited) and after == marker(number) and seconds < PATIENCE
        else (number, row.data[:200], row.then, expected, outcome, after, seconds)
    )


# --- the tests


def open_files() -> int:
    return len(list(FILES.iterdir())) if FILES.exists() else 0


@pytest.mark.uncounted
@pytest.mark.parametrize("problem", [problem_of, problem_of_stream], ids=["whole", "stream"])
@pytest.mark.parametrize("kind", TABLE)
def test_after_a_hostile_response_the_next_call_gets_its_own(kind: str, problem: Any, backend_kind: str) -> None:
    if backend_kind == EVENT_LOOP:
        LOOP.run(asyncio.sleep(0))  # it has files of its own
    before = open_files()
    table = TABLE[kind]
    with HostileServer(table) as server, ThreadPoolExecutor(len(table) if kind in WAITS else 1) as threads:
        found = list(threads.map(lambda number: problem(server.url, number, table[number]), range(len(table))))
    assert [wrong for wrong in found if wrong is not None] == []
    until = time.monotonic() + PATIENCE
    while open_files() > before and time.monotonic() < until:
        time.sleep(0.01)
    assert open_files() <= before


def test_the_table_has_many_rows() -> None:
    assert len(list(rows())) > 500
    assert len({row.data for row in rows()}) > 500
