"""One client, many threads, and a process that forks: each answer belongs to its own request."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dynaclient import Client
from tests.support.colours import both, in_both_colours
from tests.support.raw_server import RawServer, Received, answer

colour = both()
THREADS = 32
CALLS = 500
CHILDREN = 4
DESCRIPTION: dict[str, Any] = {
    "dynaclient": 1,
    "auth": {"accessToken": {"type": "bearer"}},
    "resources": {
        "echoes": {
            "path": "/echoes/{name}",
            "parameters": {"name": {"in": "path", "schema": {"type": "string", "pattern": "^[a-z0-9-]+$"}}},
            "actions": {
                "get": {
                    "method": "GET",
                    "parameters": {"number": {"in": "query", "schema": {"type": "integer"}}},
                    "responses": {"200": {"schema": {"type": "object"}}},
                },
                "post": {"method": "POST", "parameters": {"body": {"in": "body", "schema": {"type": "object"}}}},
            },
        }
    },
}


def _echo(received: Received) -> bytes:
    """Say what came, and on which connection."""
    told = {"target": received.target, "body": received.body.decode(), "connection": received.connection}
    return answer(json.dumps(told).encode())


@pytest.fixture
def server() -> Iterator[RawServer]:
    with RawServer(_echo) as running:
        yield running


def _wrong_answers(client: Client, thread: int, calls: int) -> list[Any]:
    wrong = []
    for number in range(calls):
        if number % 5:
            told = client.echoes.get(name=f"thread-{thread}", number=number)
            right = told["target"] == f"/echoes/thread-{thread}?number={number}"
        else:
            told = client.echoes.post(name=f"thread-{thread}", body={"number": number})
            right = json.loads(told["body"]) == {"number": number} and told["target"] == f"/echoes/thread-{thread}"
        if not right:
            wrong.append(told)
    return wrong


def _run_threads(server: RawServer, calls: int) -> None:
    start = threading.Barrier(THREADS)

    def work(thread: int) -> list[Any]:
        start.wait(10)
        return _wrong_answers(client, thread, calls)

    with Client(DESCRIPTION, url=server.url, token="t") as client, ThreadPoolExecutor(THREADS) as threads:
        assert [each for wrong in threads.map(work, range(THREADS)) for each in wrong] == []
    assert len(server.requests) == THREADS * calls
    assert server.connections <= THREADS


@in_both_colours
def test_thirty_two_threads_get_their_own_answers(server: RawServer) -> None:
    _run_threads(server, CALLS // 20)


@pytest.mark.full
@in_both_colours
def test_thirty_two_threads_get_their_own_answers_to_five_hundred_calls_each(server: RawServer) -> None:
    _run_threads(server, CALLS)


@in_both_colours
def test_calls_in_the_background_get_their_own_answers(server: RawServer) -> None:
    with Client(DESCRIPTION, url=server.url) as client:
        futures = [client.echoes.get.submit(name="background", number=number) for number in range(200)]
        told = [each.result(10)["target"] for each in futures]
    assert told == [f"/echoes/background?number={number}" for number in range(200)]


@in_both_colours
def test_threads_that_meet_a_new_client_all_use_the_same_methods(server: RawServer) -> None:
    start = threading.Barrier(THREADS)

    def work(thread: int) -> Any:
        start.wait(10)
        return client.echoes.get.action

    with Client(DESCRIPTION, url=server.url) as client, ThreadPoolExecutor(THREADS) as threads:
        assert len(set(threads.map(work, range(THREADS)))) == 1


@in_both_colours
def test_a_token_that_is_replaced_is_used_whole_by_every_thread(server: RawServer) -> None:
    tokens = [f"{number}" * 40 for number in range(10)]

    def replace(number: int) -> None:
        client.token = tokens[number % 10]
        client.echoes.get(name="token")

    with Client(DESCRIPTION, url=server.url, token=tokens[0]) as client, ThreadPoolExecutor(8) as threads:
        list(threads.map(replace, range(200)))
    sent = {each.values("Authorization")[0] for each in server.requests}
    assert sent <= {f"Bearer {each}" for each in tokens}


def _in_child(client: Client, child: int, calls: int) -> int:
    """Fork; in the child make the calls, and leave with 0 where all went well."""
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        wrong = _wrong_answers(client, 100 + child, calls)
        submitted = client.echoes.get.submit(name="submitted", number=child).result(10)["target"]
        code = 0 if not wrong and submitted == f"/echoes/submitted?number={child}" else 2
    finally:
        os._exit(code)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.filterwarnings(
    "ignore:.*multi-threaded.*fork:DeprecationWarning"
)  # forking beside threads is what is tried
def test_forked_children_share_no_connection(server: RawServer) -> None:
    with Client(DESCRIPTION, url=server.url) as client:
        client.echoes.get(name="parent", number=0)
        client.echoes.get.submit(name="parent", number=1).result(10)
        children = [_in_child(client, child, 50) for child in range(CHILDREN)]
        in_parent = _wrong_answers(client, 0, 50)
        codes = [os.waitstatus_to_exitcode(os.waitpid(each, 0)[1]) for each in children]
    assert codes == [0] * CHILDREN
    assert in_parent == []
    users: dict[int, set[str]] = {}
    for each in server.requests:
        if "/thread-" in each.target:
            users.setdefault(each.connection, set()).add(each.target.split("?")[0])
    assert [names for names in users.values() if len(names) > 1] == []
