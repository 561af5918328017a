"""
The pytest plugin of dynaclient: the fixture `dynaclient_mock`, clients of mock servers that end with the test.

It is a module of its own because pytest imports it in each project where dynaclient is installed: nothing of dynaclient
is imported before a test uses the fixture. ``-p no:dynaclient`` turns it off.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import pytest

if TYPE_CHECKING:
    from dynaclient import Client

SHOWN = 20
"""Requests, at most, that the report of a failed test lists for each client."""
_OPTION = "dynaclient_api"
_PATCH = "dynaclient_patch"
_CLIENTS: MutableMapping[pytest.Item, list[Client]] = WeakKeyDictionary()
"""The clients of each test, until its last report: what is torn down after the fixture may fail too."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options with the description and its patches."""
    parser.addini(_OPTION, "The description of the API: a path from the root directory, or a URL.", default="")
    parser.addini(_PATCH, "Patches of that description: paths from the root directory.", type="args", default=[])


@pytest.fixture
def dynaclient_mock(request: pytest.FixtureRequest) -> Iterator[Callable[..., Client]]:
    """
    Yield a function that returns a client of a new mock server, as `Client.mock`: ``dynaclient_mock(api, seed={…})``.

    Without a description it takes that of the option `dynaclient_api`, with the patches of `dynaclient_patch` unless
    there is a `patch`. The server is ``client.mock_server``. All are closed when the test ends; if it fails, its report
    lists the requests that they received.
    """
    from dynaclient import Client

    clients = _CLIENTS.setdefault(request.node, [])

    def mock(api: Any = None, **options: Any) -> Client:
        if api is None:
            api, options = _description(request.config), {**_patches(request.config), **options}
        client: Client = Client.mock(api, **options)
        clients.append(client)
        return client

    yield mock
    for client in reversed(clients):
        client.close()


def _description(config: pytest.Config) -> str:
    written = str(config.getini(_OPTION)).strip()
    if not written:
        message = f'dynaclient_mock() needs a description: dynaclient_mock("api.json"), or {_OPTION} in the ini file'
        pytest.fail(message, pytrace=False)
    return written if "://" in written else str(config.rootpath / written)


def _patches(config: pytest.Config) -> Mapping[str, Any]:
    """Return the option of a client with the patches of the ini file; none if it has none."""
    written = [str(config.rootpath / path) for path in config.getini(_PATCH)]
    return {"patch": written} if written else {}


@pytest.hookimpl(hookwrapper=True)  # releases of pytest before 8 know no other kind
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """Add the requests that mock servers received to the report of a failed test."""
    outcome = yield
    report = outcome.get_result()
    if report.failed:
        for client in _CLIENTS.get(item, ()):
            received = client.mock_server.requests()
            lines = [f"{one.number}. {one}" for one in received[-SHOWN:]]
            more = [f"({len(received) - SHOWN} before these)"] if len(received) > SHOWN else []
            title = f"requests received by the mock server of {client.api.title}"
            report.sections.append((title, "\n".join([*more, *lines]) or "none"))
    if report.when == "teardown":
        _CLIENTS.pop(item, None)
