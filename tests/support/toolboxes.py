"""Agents for tests: they call the tools of a toolbox, and all that they read is checked and kept."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from dynaclient import Client, Request
from dynaclient.agents.results import ToolResult
from dynaclient.agents.sending import CallContext
from dynaclient.agents.toolbox import ALONE, Toolbox
from dynaclient.mock.exchange import Handled, MockRequest, MockResponse
from dynaclient.mock.service import Service
from dynaclient.testing import RecordingTransport, response

FOREIGN = re.compile(
    r"\bclient\.\w|\bClient\(|with_options|with_defaults|\bdict\b|\btuple\b|\bNone\b|\bTrue\b|\bFalse\b|\bself\b|Traceback"
    r"|[a-z_]+=(?:…|\{|\[|\"|')|\.py\b|<dynaclient|<class|object at 0x|pip install|\bcodec\b|Exception\b|(?<!cursor )(?<![\w/-])--[a-z]"
)
"""What only Python, or a shell, has: none of it is for an agent."""
FOR_A_PERSON = re.compile(r"They can run: dynaclient call .*|`dynaclient [^`]*`")
"""What an agent passes on to the person."""


def foreign_words(text: str) -> list[str]:
    """Return the words of Python and of a shell in a text of ours."""
    return FOREIGN.findall(FOR_A_PERSON.sub("", text))


_OF_PARTS = re.compile(r"^Content-Disposition: .*$", re.MULTILINE)


class Agent:
    """
    An agent with a toolbox.

    Args:
        client: The client of the toolbox, a `Client`.
        options: The other arguments of `Toolbox`.
    """

    def __init__(self, client: Any, **options: Any) -> None:
        self.client = client
        self.toolbox = Toolbox(client, **options)
        self.read: list[str] = [self.toolbox.instructions, json.dumps([tool.data for tool in self.toolbox.tools])]
        """All that it, or a person who was asked, has read."""

    def __call__(self, tool: Any, arguments: Any = None, context: CallContext = ALONE) -> ToolResult:
        """Call a tool, and check what every result has to be."""
        result = asyncio.run(self.toolbox.call(tool, arguments, context))
        self.check(result)
        return result

    def call(self, action: str, context: CallContext = ALONE, /, tool: str = "", **arguments: Any) -> ToolResult:
        """Call an action, by the tool that is for it."""
        known = self.toolbox.api.action(action)
        name = tool or ("read" if known.readonly else "write")
        return self(name, {"action": action, "arguments": arguments}, context)

    def check(self, result: ToolResult) -> None:
        """Check what every result has to be, and keep its strings."""
        words = _OF_PARTS.sub("", result.head)  # name="…" in it is of HTTP
        assert foreign_words(words) == [], result.head
        assert result.data is None or "\n" not in result.data
        assert result.data is None or result.value == json.loads(result.data)
        asked = [result.question.text] if result.question is not None else []
        self.read += [*result.texts, *asked]

    def close(self) -> None:
        """Close the toolbox and the client."""
        self.toolbox.close()
        self.client.close()

    def __enter__(self) -> Agent:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def recorded_agent(description: Any, *responses: Any, limits: Any = None, token: Any = None, **options: Any) -> Agent:
    """
    Return an agent whose requests are recorded.

    Args:
        description: The description of its API.
        responses: What `RecordingTransport` takes: a function, or responses, each for one request.
        limits: The arguments of `limited` of its client; None for a client without limits.
        token: The token of the client.
        options: The other arguments of `Toolbox`.
    """
    outcomes = responses[0] if len(responses) == 1 and callable(responses[0]) else list(responses) or [response({})]
    client = Client(description, transport=RecordingTransport(outcomes), token=token, retries=0)
    return Agent(client if limits is None else client.limited(**limits), **options)


def kept_by(agent: Agent) -> dict[str, str]:
    """Return what is kept of the responses that an agent has received: the URI, and the content of the file."""
    folder = agent.toolbox._answers._kept._folder
    paths = list(Path(folder.name).iterdir()) if folder is not None else []
    return {f"dynaclient://result/{path.name}": path.read_bytes().decode("latin-1") for path in paths}


def requests_of(agent: Agent) -> list[Request]:
    """Return the requests that an agent has caused."""
    found: list[Request] = agent.client._shared.transport.requests
    return found


class Seen(NamedTuple):
    """What a mock server has received and returned."""

    action: str
    """The full name of the action; empty if the request is for none."""
    request: MockRequest
    response: MockResponse


@contextmanager
def watched_servers() -> Iterator[list[Seen]]:
    """Yield the list of what the mock servers of this process receive and return from now on."""
    seen: list[Seen] = []
    handle = Service.handle

    def watched(service: Service, request: MockRequest) -> Handled:
        handled = handle(service, request)
        seen.append(Seen(handled.action, request, handled.response))
        return handled

    with patch.object(Service, "handle", watched):
        yield seen


def members(value: Any) -> Iterator[Any]:
    """Yield a JSON value, and all that is in it."""
    yield value
    children = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for child in children:
        yield from members(child)
