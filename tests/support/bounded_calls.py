"""Calls of the tools for agents, with a function as the API; a large answer is read on to its end."""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from dynaclient import AsyncClient, Client, Limits, Request, Response, load
from dynaclient.agents.results import ToolResult
from dynaclient.agents.toolbox import Toolbox
from dynaclient.testing import response
from tests.support.descriptions import describe

CURSOR = re.compile(r"cursor ([\w-]{22})")


class AnsweringTransport:
    """
    A transport for `AsyncClient` whose responses are those of a function.

    Args:
        respond: Returns the response of a request, its data, or an error to raise; as a coroutine or not.
    """

    def __init__(self, respond: Callable[[Request], Any]) -> None:
        self.requests: list[Request] = []
        self._respond = respond

    async def send(self, request: Request, _limits: Limits) -> Response:
        """Return the response of a request."""
        self.requests.append(request)
        outcome = self._respond(request)
        if inspect.isawaitable(outcome):
            outcome = await outcome
        if isinstance(outcome, Exception):
            raise outcome
        return outcome if isinstance(outcome, Response) else response(outcome)


class Tools:
    """The tools of an API, called without an event loop of the caller's."""

    def __init__(self, client: Client | AsyncClient, **options: Any) -> None:
        self.client = client
        self.toolbox = Toolbox(client, **options)
        self._loop = asyncio.new_event_loop()

    def run(self, coroutine: Any) -> Any:
        """Return the result of a coroutine."""
        return self._loop.run_until_complete(coroutine)

    def call(self, name: str, arguments: Any = None) -> ToolResult:
        """Return the result of a tool."""
        result: ToolResult = self.run(self.toolbox.call(name, arguments))
        return result

    def read(self, action: str = "things.get", **passed: Any) -> ToolResult:
        """Return the result of the tool `read`."""
        return self.call("read", {"action": action, **passed})

    def read_on(self, action: str = "things.get", **passed: Any) -> Iterator[ToolResult]:
        """Yield the result of the tool `read`, and those that its cursors lead to."""
        result = self.read(action, **passed)
        yield result
        while cursor := cursor_of(result):
            result = self.read(action, cursor=cursor)
            yield result

    def close(self) -> None:
        """Close the toolbox, the client, and the threads."""
        self.toolbox.close()
        closing = self.client.close()
        if inspect.isawaitable(closing):
            self.run(closing)
        self.run(self._loop.shutdown_default_executor())
        self._loop.close()


def cursor_of(result: ToolResult) -> str:
    """Return the cursor that a result names; empty if it names none."""
    found = CURSOR.search(result.head)
    return found[1] if found else ""


@contextmanager
def tools_for(
    respond: Callable[[Request], Any], actions: Mapping[str, Any] | None = None, **options: Any
) -> Iterator[Tools]:
    """
    Enter the tools of an API with one resource, `things`.

    Args:
        respond: As for `AnsweringTransport`.
        actions: The actions of the resource; one GET if left out.
        options: As for `Toolbox`.
    """
    tools = Tools(AsyncClient(load(describe(actions)), transport=AnsweringTransport(respond)), **options)
    try:
        yield tools
    finally:
        tools.close()
