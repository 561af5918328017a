"""A client that is dropped is freed, whatever was done with it, and calls do not make a process grow."""

from __future__ import annotations

import ast
import copy
import gc
import inspect
import io
import pickle
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import redirect_stdout, suppress
from typing import Any

import pytest

from dynaclient import Client, DynaclientError, load
from dynaclient.description.api import Api
from dynaclient.description.sharing import SharedApis
from dynaclient.mock import MockServer
from dynaclient.testing import RecordingTransport, response
from tests.support.descriptions import action, describe, query
from tests.support.prose import modules

BODY = {"in": "body", "schema": {"type": "object", "properties": {"a": {"type": "string", "pattern": "^a+$"}}}}
DESCRIPTION = describe(
    {
        "list": action({"page": query({"type": "integer"})}, paginate={"style": "page", "page": "page"}),
        "add": action({"thing": BODY}, method="POST", responses={"200": {"schema": {"type": "object"}}}),
        "events": action(responses={"200": {"stream": "sse"}}),
    }
)


def failed(client: Client) -> Any:
    with suppress(DynaclientError):
        client.things.add(thing={"a": "b"})
    with suppress(DynaclientError):
        client.things.lisst()


def mocked(client: Client) -> None:
    with MockServer(client.api) as server, Client(client.api, url=server.url, trust_env=False) as other:
        other.things.list()


def shown(client: Client) -> None:
    with redirect_stdout(io.StringIO()):
        help(client.things.add)


USES: dict[str, Callable[[Client], Any]] = {
    "call": lambda client: client.things.add(thing={"a": "a"}),
    "failure": failed,
    "help": shown,
    "signature": lambda client: inspect.signature(client.things.add),
    "docstring": lambda client: client.things.add.__doc__,
    "find": lambda client: client.find("things"),
    "example": lambda client: client.things.add.example(),
    "items": lambda client: list(client.things.list.items()),
    "items begun": lambda client: next(iter(client.things.list.items()), None),
    "map": lambda client: client.things.add.map([{"thing.a": "a"}] * 3),
    "derived": lambda client: client.with_options(timeout=5, headers={"X": "y"}).things.list(),
    "copy": lambda client: copy.copy(client).things.list(),
    "pickle": lambda client: pickle.loads(pickle.dumps(client.with_options(timeout=3).api)),
    "mock": mocked,
    "submit": lambda client: client.things.list.submit({}).result(),
}


def use(way: Callable[[Client], Any]) -> weakref.ref[Any]:
    transport = RecordingTransport(response([]))
    with Client(DESCRIPTION, transport=transport) as client:
        way(client)
        return weakref.ref(client.api)


@pytest.mark.parametrize("way", USES.values(), ids=USES)
def test_the_description_of_a_dropped_client_is_freed(way: Callable[[Client], Any]) -> None:
    found = use(way)
    until = time.monotonic() + 10
    while found() is not None and time.monotonic() < until:  # a thread of `map` may not have ended yet
        gc.collect()
        time.sleep(0.01)
    assert found() is None


def test_an_error_that_is_kept_does_not_keep_the_description() -> None:
    kept: list[DynaclientError] = []

    def fail(client: Client) -> None:
        try:
            client.things.add(thing={"a": "b"})
        except DynaclientError as error:
            kept.append(error.with_traceback(None))

    found = use(fail)
    gc.collect()
    assert kept
    assert found() is None


GROWTH = """
import gc, weakref
from dynaclient import Client
from dynaclient.testing import RecordingTransport, response

def megabytes():
    gc.collect()
    return int(open("/proc/self/statm").read().split()[1]) * 4 / 1024

def use():
    with Client(token="x", transport=RecordingTransport(response({}))) as client:
        client.applications.get()
        client.applications.get.__doc__
        return weakref.ref(client.api)

for _ in range(3):
    use()
before = megabytes()
references = [use() for _ in range(300)]
clients = megabytes() - before
client = Client(token="x", transport=RecordingTransport(lambda _: response({})))
kept = [Client(token="x") for _ in range(50)]
shared = megabytes()
for _ in range(100):
    client.applications.get()
client._shared.transport.requests.clear()
before = megabytes()
for _ in range(10_000):
    client.applications.get()
    client._shared.transport.requests.clear()
print(clients, shared, megabytes() - before, len({id(each.api) for each in kept}))
"""


@pytest.mark.alone
@pytest.mark.uncounted
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc/self/statm")
def test_neither_clients_nor_calls_make_a_process_grow() -> None:
    printed = subprocess.run([sys.executable, "-c", GROWTH], capture_output=True, text=True, check=True).stdout
    clients, _, calls, descriptions = map(float, printed.split())
    assert clients <= 20  # megabytes for 300 clients of the bundled description
    assert calls <= 2
    assert descriptions == 1


ALLOWED = {"str", "int", "bool"}
"""The types by which a cache of the process may be keyed."""


def test_no_cache_of_the_process_is_keyed_by_what_a_description_owns() -> None:
    wrong = []
    for place, tree in modules().items():
        for node in ast.walk(tree):
            decorators = [ast.unparse(one) for one in getattr(node, "decorator_list", ())]
            if not isinstance(node, ast.FunctionDef) or not any(
                "cache(" in one or one == "cache" for one in decorators
            ):
                continue
            keys = {ast.unparse(argument.annotation) if argument.annotation else "" for argument in node.args.args}
            if not keys <= ALLOWED:
                wrong.append(f"{place}: {node.name}({', '.join(sorted(keys))})")
    assert wrong == []


def test_one_description_serves_all_clients_of_the_same_content(tmp_path: Any) -> None:
    import json

    path = tmp_path / "api.json"
    path.write_text(json.dumps(DESCRIPTION))
    first = load(path)
    assert load(path) is first
    assert load(path, patch={"title": "Other"}) is not first
    assert load(first, patch={"title": "Other"}).title == "Other"
    assert load(Api(DESCRIPTION), patch={"title": "Other"}).title == "Other"
    assert copy.copy(first) is copy.deepcopy(first) is first
    path.write_text(json.dumps({**DESCRIPTION, "title": "Edited"}))
    assert load(path).title == "Edited"


class Value:
    pass


def test_two_threads_load_a_description_once() -> None:
    shared, loaded, found = SharedApis(), Value(), []
    with shared._lock:
        thread = threading.Thread(target=lambda: found.append(shared.get_or_load(("key",), Value)))
        thread.start()
        time.sleep(0.05)  # until it waits for the lock
        shared._apis["key",] = loaded
    thread.join()
    assert found == [loaded]
