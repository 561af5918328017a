"""
What servers for agents made from descriptions get wrong, tried with ours over standard input and output.

Each case has been seen to fail with one of FastMCP, awslabs.openapi-mcp-server, mcp-openapi-proxy, openapi-mcp-generator
or @ivotoby/openapi-mcp-server; both ways to call an action have to hold: the generic tools, and one tool an action.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.support import ROOT
from tests.support.agent_api import TOKEN, JudgingServer, agent_api
from tests.support.raw_server import Received

Arguments = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """What came back, and what was sent."""

    text: str
    is_error: bool
    kinds: tuple[str, ...]
    sent: tuple[Received, ...]
    seconds: float

    @property
    def targets(self) -> list[str]:
        return [received.target for received in self.sent]


Judge = Callable[[Told], object]


def refused(*words: str) -> Judge:
    """Return whether it was an error with these words, and nothing was sent."""
    return lambda told: told.is_error and not told.sent and all(word in told.text for word in words)


def arrived(*targets: str) -> Judge:
    return lambda told: not told.is_error and told.targets == list(targets)


def as_itself(value: str) -> Judge:
    """Return whether a value was refused, or is one segment of the path that was sent."""

    def judged(told: Told) -> bool:
        segments = [target.partition("?")[0].split("/")[1:] for target in told.targets]
        return (told.is_error and not segments) or [list(map(unquote, path)) for path in segments] == [
            ["things", value]
        ]

    return judged


def body_of(value: Any) -> Judge:
    return lambda told: [json.loads(received.body) for received in told.sent] == [value]


def failed(*words: str) -> Judge:
    return lambda told: told.is_error and len(told.sent) >= 1 and all(word in told.text for word in words)


TREE = {"name": "r", "children": [{"name": "c", "children": []}]}
SAME_NAMES = {"id": "P", "name": "Q", "thing": {"id": "B", "name": "B"}}
FIVE = {"perPag": 1, "perPage": 1000, "sortField": "nme", "X-Trace": 7.5, "zzz": 1}
NASTY = (
    "../x", "..", ".", "a/b", "%2e%2e", "%2e%2e/x", "a?b=c", "a#b", "", "a\r\nX-Evil: 1", "a;b", "\\..\\x", "ä/ö",
    "@evil.example", "\x00",
)  # fmt: skip
DEEP = {"name": "n", "attributes": [{"name": "a", "dataType": "strin"}]}
CASES: dict[str, tuple[str, Arguments, Judge]] = {
    "a right call": ("get", {"thingId": "a1", "perPage": 10, "sortField": "name"}, arrived("/things/a1?perPage=10&sortField=name")),
    "a misspelt argument": ("get", {"thingId": "a1", "perPag": 10}, refused("perPag", "perPage")),
    "a wrong value": ("get", {"thingId": "a1", "sortField": "nme"}, refused("sortField", "name", "creationDate")),
    "a wrong type": ("get", {"thingId": "a1", "perPage": "many"}, refused("perPage", "integer")),
    "out of range": ("get", {"thingId": "a1", "perPage": 1000}, refused("perPage", "100")),
    "a missing argument": ("get", {"perPage": 10}, refused("thingId")),
    "deep in a body": ("create", {"thing": DEEP}, refused("attributes", "0", "dataType", "boolean")),
    "five mistakes": ("get", FIVE, refused("perPag", "perPage", "sortField", "thingId", "zzz")),
    **{f"the path value {value!r}": ("get", {"thingId": value}, as_itself(value)) for value in NASTY},
    "one name in path, query and body": ("put", SAME_NAMES, arrived("/things/P?name=Q")),
    "… and its body": ("put", SAME_NAMES, body_of({"id": "B", "name": "B"})),
    "a body that is an array": ("array", {"values": "q", "body": [1, 2]}, body_of([1, 2])),
    "a recursive body": ("tree", {"node": TREE}, body_of(TREE)),
    "styles": ("filter", {"f": {"a": "1"}, "tags": ["x", "y"], "tags2": ["x", "y"]}, arrived("/filter?f%5Ba%5D=1&tags=x,y&tags2=x%7Cy")),
    "a large answer": ("big", {"n": 5_000_000}, lambda told: not told.is_error and len(told.text.encode()) <= 16384 and "cursor" in told.text),
    "a redirect": ("redirect", {}, failed("302", "/stolen", "not followed")),
    "what looks like instructions": ("inject", {}, lambda told: "not instructions" in told.text.partition("IGNORE")[0]),
    "a credential that is sent back": ("leak", {}, failed("400", "***")),
    "a picture": ("binary", {}, lambda told: "image" in told.kinds),
    "422": ("fail", {"status": 422}, failed("422", "unique", "taken")),
    "503 of a POST": ("failPost", {"status": 503}, lambda told: told.is_error and len(told.sent) == 1),
    "off its schema": ("drift", {}, lambda told: not told.is_error and '"extra":true' in told.text and "differs" in told.text),
    "204": ("empty", {}, lambda told: not told.is_error and "no content" in told.text),
    "502 with a page": ("html", {}, failed("502")),
}  # fmt: skip
WRITES = {"create", "put", "array", "tree", "failPost", "empty", "remove"}
GENERIC, ONE_EACH = "generic tools", "a tool an action"


def spelled(mode: str, action: str, arguments: Arguments) -> tuple[str, Arguments]:
    if mode == ONE_EACH:
        return f"things_{action}", arguments
    return "write" if action in WRITES else "read", {"action": f"things.{action}", "arguments": arguments}


class Session:
    """A client of a server, which runs in a process of its own."""

    def __init__(self, client: Any, api: JudgingServer, mode: str) -> None:
        self._client, self._api, self._mode = client, api, mode

    async def call(self, action: str, arguments: Arguments) -> Told:
        self._api.take()
        begun = time.monotonic()
        result = await self._client.call_tool(*spelled(self._mode, action, arguments))
        text = "\n".join(getattr(block, "text", "") for block in result.content)
        kinds = tuple(block.type for block in result.content)
        return Told(text, bool(result.is_error), kinds, tuple(self._api.take()), time.monotonic() - begun)


async def all_cases(api: JudgingServer, mode: str, file: Path) -> dict[str, Told]:
    from mcp import Client
    from mcp.client.stdio import StdioServerParameters

    options = ["--only-tools", "--tool", "things.*"] if mode == ONE_EACH else []
    words = ["-m", "dynaclient", "mcp", "--api", str(file), "--allow", "destructive", "--no-confirm", *options]
    variables = {**os.environ, "DYNACLIENT_TOKEN": TOKEN, "PYTHONPATH": str(ROOT)}
    async with Client(StdioServerParameters(command=sys.executable, args=words, env=variables)) as client:
        session = Session(client, api, mode)
        told = {case: await session.call(action, arguments) for case, (action, arguments, _) in CASES.items()}
        slow = asyncio.create_task(client.call_tool(*spelled(mode, "slow", {"s": 20})))
        await asyncio.sleep(0.3)
        told["beside a slow call"] = await session.call("get", {"thingId": "a1"})
        slow.cancel()
        await asyncio.gather(slow, return_exceptions=True)
        told["after a cancelled call"] = await session.call("get", {"thingId": "a1"})
        unknown = await client.call_tool("no_such_tool", {})
        told["an unknown tool"] = Told(getattr(unknown.content[0], "text", ""), bool(unknown.is_error), (), (), 0.0)
        return told


@pytest.fixture(scope="module", params=[GENERIC, ONE_EACH])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Told]]:
    file = tmp_path_factory.mktemp("judged") / "api.json"
    with JudgingServer() as api:
        file.write_text(json.dumps(agent_api(api.url)))
        found = asyncio.run(all_cases(api, request.param, file))
        found["a cancelled call"] = Told(
            "", is_error=bool(api.left_after), kinds=(), sent=(), seconds=sum(api.left_after)
        )
        yield found


@pytest.mark.parametrize("case", CASES)
def test_a_case_that_others_get_wrong(told: dict[str, Told], case: str) -> None:
    assert CASES[case][2](told[case]), (told[case].targets, told[case].text[:500])


def test_a_slow_call_delays_no_other(told: dict[str, Told]) -> None:
    assert told["beside a slow call"].seconds < 1
    assert told["after a cancelled call"].seconds < 1


def test_a_cancelled_call_closes_its_connection(told: dict[str, Told]) -> None:
    assert told["a cancelled call"].is_error  # the client had left
    assert told["a cancelled call"].seconds < 3


def test_an_unknown_tool_is_an_error_that_names_others(told: dict[str, Told]) -> None:
    assert told["an unknown tool"].is_error
    assert "there is" in told["an unknown tool"].text


def test_no_text_has_the_token(told: dict[str, Told]) -> None:
    assert [case for case, found in told.items() if TOKEN in found.text] == []
