"""One client in many threads and forked processes: each call gets its own response."""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dynaclient import Client
from tests.support.both_clients import backend_kind_fixture, with_both_clients
from tests.support.raw_server import RawServer, Received, raw_response

backend_kind = backend_kind_fixture()
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


def echo(received: Received) -> bytes:
    """Return the target and the body of a request."""
    return raw_response(json.dumps({"target": received.target, "body": received.body.decode()}).encode())


@pytest.fixture
def server() -> Iterator[RawServer]:
    with RawServer(echo) as running:
        yield running


def is_own_response(client: Client, name: str, number: int) -> bool:
    """Make a call, and return whether the response is its own."""
    if number % 5:
        return bool(client.echoes.get(name=name, number=number)["target"] == f"/echoes/{name}?number={number}")
    response = client.echoes.post(name=name, body={"number": number})
    return bool((response["target"], response["body"]) == (f"/echoes/{name}", f'{{"number":{number}}}'))


def shared_connections(requests: list[Received], user: Callable[[str], str]) -> list[set[str]]:
    """Return the users of each connection that has several; a function returns the user for a name."""
    users: dict[int, set[str]] = {}
    for request in requests:
        users.setdefault(request.connection, set()).add(user(re.split("[/?]", request.target)[2]))
    return [names for names in users.values() if len(names) > 1]


def _wrong_responses(client: Client, thread: int, calls: int) -> list[int]:
    return [number for number in range(calls) if not is_own_response(client, f"thread-{thread}", number)]


@with_both_clients
@pytest.mark.parametrize("calls", [CALLS // 20, pytest.param(CALLS, marks=pytest.mark.full)])
def test_thirty_two_threads_get_their_own_responses(server: RawServer, calls: int) -> None:
    start = threading.Barrier(THREADS)

    def work(thread: int) -> list[int]:
        start.wait(10)
        return _wrong_responses(client, thread, calls)

    with Client(DESCRIPTION, url=server.url, token="t") as client, ThreadPoolExecutor(THREADS) as threads:
        assert list(threads.map(work, range(THREADS))) == [[]] * THREADS
    assert len(server.requests) == THREADS * calls
    assert server.connections <= THREADS


@with_both_clients
def test_submitted_calls_get_their_own_responses(server: RawServer) -> None:
    with Client(DESCRIPTION, url=server.url) as client:
        futures = [client.echoes.get.submit(name="background", number=number) for number in range(200)]
        targets = [future.result(10)["target"] for future in futures]
    assert targets == [f"/echoes/background?number={number}" for number in range(200)]


@with_both_clients
def test_threads_with_a_new_client_share_its_methods(server: RawServer) -> None:
    start = threading.Barrier(THREADS)

    def work(thread: int) -> Any:
        start.wait(10)
        return client.echoes.get.action

    with Client(DESCRIPTION, url=server.url) as client, ThreadPoolExecutor(THREADS) as threads:
        assert len(set(threads.map(work, range(THREADS)))) == 1


@with_both_clients
def test_a_replaced_token_is_never_mixed_with_another(server: RawServer) -> None:
    tokens = [f"{number}" * 40 for number in range(10)]

    def replace(number: int) -> None:
        client.token = tokens[number % 10]
        client.echoes.get(name="token")

    with Client(DESCRIPTION, url=server.url, token=tokens[0]) as client, ThreadPoolExecutor(8) as threads:
        list(threads.map(replace, range(200)))
    sent = {request.value("Authorization") for request in server.requests}
    assert sent <= {f"Bearer {token}" for token in tokens}


def _in_child(client: Client, child: int, calls: int) -> int:
    """Fork; make the calls in the child, which exits with 0 if all responses are its own."""
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        wrong = _wrong_responses(client, 100 + child, calls)
        submitted = client.echoes.get.submit(name="submitted", number=child).result(10)["target"]
        code = 0 if not wrong and submitted == f"/echoes/submitted?number={child}" else 2
    finally:
        os._exit(code)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_forked_children_share_no_connection(server: RawServer) -> None:
    with Client(DESCRIPTION, url=server.url) as client:
        client.echoes.get(name="parent", number=0)
        client.echoes.get.submit(name="parent", number=1).result(10)
        children = [_in_child(client, child, 50) for child in range(CHILDREN)]
        in_parent = _wrong_responses(client, 0, 50)
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert codes == [0] * CHILDREN
    assert in_parent == []
    requests = [request for request in server.requests if "/thread-" in request.target]
    assert shared_connections(requests, lambda name: name) == []
