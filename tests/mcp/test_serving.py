"""Serving in this process: a real socket, and real pipes."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from dynaclient import Api, AsyncClient, DynaclientError
from dynaclient.agents.toolbox import Toolbox
from dynaclient.cli.run.agents import listen
from dynaclient.client import faces
from dynaclient.mcp.serving import AgentServer
from tests.support.agent_backend import AgentBackend, described
from tests.support.agent_servers import HELLO, TOKEN, answered


@pytest.fixture
def server(backend: AgentBackend) -> Iterator[AgentServer]:
    toolbox = Toolbox(AsyncClient(Api(described(backend.url))))
    yield faces.agent_server(toolbox)
    toolbox.close()


class Visited(uvicorn.Server):
    """A server that ends after someone has called it."""

    visit: Callable[[], None]

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until the visit is over."""
        serving = asyncio.ensure_future(super().serve(sockets))
        try:
            await asyncio.to_thread(self.visit)
        finally:
            self.should_exit = True
            await serving


def visit(
    server: AgentServer, monkeypatch: pytest.MonkeyPatch, act: Callable[[str], Any], *where: Any, **more: Any
) -> Any:
    """Return what comes of calling the URL of a server that serves at an address."""
    urls: list[str] = []
    came: list[Any] = []
    monkeypatch.setattr(Visited, "visit", lambda _: came.append(act(urls[0])), raising=False)
    monkeypatch.setattr(uvicorn, "Server", Visited)
    asyncio.run(server.serve_http(listen(*where), TOKEN, urls.append, **more))
    return came[0]


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 200), ({"Host": "evil.example"}, 421), ({"Origin": "null"}, 403), ({"Host": "box:1"}, 200), ({"Authorization": "x"}, 401)],
    ids=str,
)  # fmt: skip
def test_it_serves_who_has_the_token_under_its_own_names(
    server: AgentServer, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], status: int
) -> None:
    assert (
        visit(server, monkeypatch, lambda url: answered(url, **headers).status, "127.0.0.1", 0, names=["box"]) == status
    )


def test_it_listens_on_the_other_loopback_address(server: AgentServer, monkeypatch: pytest.MonkeyPatch) -> None:
    if not socket.has_ipv6:
        pytest.skip("there is no ::1")
    url, status = visit(server, monkeypatch, lambda url: (url, answered(url).status), "::1", 0)
    assert (url.startswith("http://[::1]:"), url.endswith("/mcp"), status) == (True, True, 200)


def test_it_answers_what_is_written_to_its_standard_input(server: AgentServer) -> None:
    (input_, writer), (reader, output) = os.pipe(), os.pipe()
    before = os.dup(0)
    ended = threading.Event()
    try:
        os.dup2(input_, 0)
        os.write(writer, f"not a message\n{json.dumps(HELLO)}\n".encode())
        os.close(writer)
        asyncio.run(server.serve_stdio(output, ended.set))
    finally:
        os.dup2(before, 0)
        for descriptor in (before, input_, output):
            os.close(descriptor)
    with open(reader, encoding="utf-8") as lines:  # noqa: PTH123 - of a descriptor
        messages = [json.loads(line) for line in lines]
    assert [message["id"] for message in messages if "result" in message] == [1]
    assert ended.is_set()


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "mcp", None)
    with pytest.raises(DynaclientError, match=r"pip install 'dynaclient\[mcp\]'"):
        faces.agent_server(None)


def test_what_serves_is_short() -> None:
    package = Path(faces.__file__).parent.parent / "mcp"
    assert sum(len(path.read_text("utf-8").splitlines()) for path in package.glob("*.py")) <= 300
