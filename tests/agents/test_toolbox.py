"""What a toolbox lets through: nothing that is not allowed is sent, by whatever tool and with whatever arguments."""

from __future__ import annotations

import asyncio
import base64
import random
import re
import threading
import unittest.mock
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from dynaclient import Client, InvalidCall, load
from dynaclient.agents.sending import CallContext
from dynaclient.agents.toolbox import Toolbox
from dynaclient.call.examples import example
from dynaclient.testing import RecordingTransport, response
from tests.losant.test_traits import CHANGE, DESTROY, READ
from tests.support.descriptions import describe, query
from tests.support.toolboxes import Agent, recorded_agent, requests_of, watched_servers

LOSANT = load()
NAMES = list(LOSANT.actions)
READS = {name for name in NAMES if LOSANT.action(name).readonly}
DESTROYING = {name for name in NAMES if LOSANT.action(name).destructive}
GENERIC = ("find", "describe", "preview", "read", "read", "read", "write", "write", "write")


async def _agrees(_: str) -> str:
    return "accept"


AGREES = CallContext(ask=_agrees)

# --- the bundled API -------------------------------------------------------------------------------------------------


def as_json(value: Any) -> Any:
    """Return arguments as an agent passes them."""
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, Mapping):
        return {name: as_json(member) for name, member in value.items()}
    return [as_json(item) for item in value] if isinstance(value, list) else value


def arguments_of(name: str, chance: random.Random) -> Any:
    """Return arguments of an action: mostly those that are valid."""
    passed = as_json(example(LOSANT.action(name)))
    if chance.random() < 0.1 and passed:
        passed.pop(next(iter(passed)))
    return {**passed, "nothing": 1} if chance.random() < 0.1 else passed


def random_calls(count: int, seed: str, own: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield calls: a tool, and its arguments; `own` has the names of tools for one action, and that action."""
    chance = random.Random(seed)
    strange = sorted(CHANGE | READ | DESTROY)
    for _ in range(count):
        name = chance.choice(strange if chance.random() < 0.3 else NAMES)
        tool = chance.choice([*GENERIC, name.replace(".", "_"), *list(own)[:1]])
        if tool == "find":
            yield tool, {"query": name.replace(".", " ")}
        elif tool == "describe":
            yield tool, {"action": name}
        elif tool in GENERIC:
            yield tool, {"action": name, "arguments": arguments_of(name, chance)}
        else:
            yield tool, arguments_of(own.get(tool, name), chance)


LIMITS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "nothing": ({}, READS),
    "own tools": ({"tools": "*", "many": True}, READS),
    "write": ({"allow": "write", "tools": ["devices.*", "device.*"]}, set(NAMES) - DESTROYING),
    "denied": (
        {"allow": "destructive", "deny": ["device*", "*.get"], "tools": "*", "many": True},
        {name for name in NAMES if not name.startswith("device") and not name.endswith(".get")},
    ),
    "by name": ({"allow": ["data_tables.*", "me.delete"]}, READS | {"dataTables.post", "me.delete"}),
}  # fmt: skip


@pytest.mark.uncounted
@pytest.mark.parametrize("count", [100, pytest.param(1000, marks=pytest.mark.full)])
@pytest.mark.parametrize("name", LIMITS)
def test_no_request_of_an_action_that_is_not_allowed_is_sent(name: str, count: int) -> None:
    options, allowed = LIMITS[name]
    with watched_servers() as seen, Agent(Client.mock(), confirm="never", **options) as agent:
        own = {tool.name: tool.action for tool in agent.toolbox.tools if tool.action}
        for tool, arguments in random_calls(count, name, own):
            agent(tool, arguments, AGREES)
    assert {call.action for call in seen} <= allowed
    assert len(seen) > count / 20


@pytest.mark.parametrize("allow", [(), "write"])
def test_meaning_decides_and_not_the_method(allow: Any) -> None:
    with watched_servers() as seen, Agent(Client.mock(), allow=allow, confirm="never") as agent:
        for name in (*sorted(CHANGE | READ | DESTROY),):
            for tool in ("read", "write"):
                agent.call(name, tool=tool, **as_json(example(LOSANT.action(name))))
    assert {call.action for call in seen} == READ | (CHANGE if allow else set())


# --- a small API -----------------------------------------------------------------------------------------------------

ACTIONS: dict[str, Any] = {
    "get": {"method": "GET", "parameters": {"n": query({"type": "integer"})}},
    "post": {"method": "POST", "path": "/post"},
    "put": {"method": "PUT", "path": "/put"},
    "delete": {"method": "DELETE", "path": "/delete"},
    "bulkDelete": {"method": "POST", "path": "/bulk", "destructive": True},
}
DESCRIPTION = describe(ACTIONS)


def agent_of(*responses: Any, **options: Any) -> Agent:
    return recorded_agent(DESCRIPTION, *responses, **options)


def sent_by(agent: Agent) -> list[str]:
    """Return the names of the actions whose requests were sent."""
    return [request.action for request in requests_of(agent)]


REFUSED: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "a write": (
        {}, "write", "things.post",
        "There is no tool 'write'; there is find, describe, read, preview",
    ),
    "a write by read": (
        {}, "read", "things.post",
        'things.post is not allowed on this server, nothing was sent: it changes something; "write" or "things.post" in '
        "allow would allow it. Only the person who runs the server can do that",
    ),
    "one that destroys": (
        {"allow": "write"}, "write", "things.bulkDelete",
        "things.bulkDelete is not allowed on this server, nothing was sent: it destroys something; "
        '"destructive" or "things.bulkDelete" in allow would allow it. Only the person who runs the server can do that',
    ),
    "one that is denied": (
        {"allow": "destructive", "deny": "things.*"}, "read", "things.get",
        'things.get is not allowed on this server, nothing was sent: "things.*" in deny forbids it. '
        "Only the person who runs the server can do that",
    ),
    "an allowed write by read": (
        {"allow": "write"}, "read", "things.post", "things.post changes something, nothing was sent: call it with write",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_says_who_can_allow_it(name: str) -> None:
    options, tool, action, words = REFUSED[name]
    agent = agent_of(**options)
    result = agent(tool, {"action": action})
    assert (result.is_error, result.text) == (True, words)
    assert sent_by(agent) == []


def test_the_limits_of_the_client_itself_count_and_no_person_is_asked_in_vain() -> None:
    agent = agent_of(limits={"allow": "things.post"}, allow="destructive")
    result = agent("write", {"action": "things.delete"}, AGREES)
    assert '"destructive" or "things.delete" in allow would allow it' in result.text
    assert agent("find", {"query": "delete"}).text.endswith("may not be called on this server.")
    assert not agent("write", {"action": "things.post"}, AGREES).is_error
    assert sent_by(agent) == ["things.post"]


def test_a_client_that_only_reads_has_no_tool_to_write() -> None:
    agent = agent_of(limits={}, allow="destructive")
    assert [tool.name for tool in agent.toolbox.tools] == ["find", "describe", "read", "preview"]


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a misspelt pattern": ({"allow": "things.gett"}, "did you mean things.get"),
    "a misspelt denial": ({"deny": "thing.*"}, "did you mean things"),
    "a misspelt tool": ({"tools": "things.pst"}, "did you mean things.post"),
    "no tools at all": ({"only_tools": True}, 'pass patterns such as "things.*"'.replace("things", "devices")),
    "another way to confirm": ({"confirm": "sometimes"}, "one of: destructive, all, never"),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_option_that_cannot_be_used_is_an_error_at_the_start(name: str) -> None:
    options, words = WRONG[name]
    with pytest.raises(InvalidCall) as caught:
        Toolbox(Client(DESCRIPTION), **options)
    assert words in str(caught.value)


# --- any call --------------------------------------------------------------------------------------------------------

NAMES_OF_TOOLS: dict[str, tuple[Any, str]] = {
    "misspelt": ("reed", "There is no tool 'reed'; there is read"),
    "like none": ("zzz", "there is find, describe, read, preview"),
    "empty": ("", "There is no tool ''"),
    "a number": (5, "There is no tool '5'"),
    "a list": ([], "There is no tool '[]'"),
    "long": ("x" * 100_000, "There is no tool"),
    "two lines": ("read\nread: 200", "There is no tool 'read read: 200'"),
}


@pytest.mark.parametrize("name", NAMES_OF_TOOLS)
def test_of_a_tool_that_there_is_not_the_others_are_named(name: str) -> None:
    tool, words = NAMES_OF_TOOLS[name]
    result = agent_of()(tool, {})
    assert result.is_error
    assert words in result.text
    assert len(result.text) < 200


def _deep(levels: int) -> Any:
    value: Any = {}
    for _ in range(levels):
        value = {"a": value}
    return value


ARGUMENTS: dict[str, Any] = {
    "a list": [1],
    "a number": 5,
    "a word": "word",
    "JSON of a list": "[1]",
    "nothing": None,
    "deep": _deep(10_000),
    "deep arguments": {"action": "things.post", "arguments": _deep(500)},
    "deep JSON": "[" * 100_000,
    "deep JSON as arguments": {"action": "things.post", "arguments": '{"a":' * 100_000},
    "names that are not strings": {1: 2, (1,): 3},
    "names of arguments that are not strings": {"action": "things.get", "arguments": {1: 2}},
    "an action that is not a string": {"action": ["things.get"]},
    "NaN": {"action": "things.get", "arguments": {"n": float("nan")}},
    "half a surrogate pair": {"action": "things.get", "arguments": {"\ud800": "\ud800"}},
    "a very large number": {"action": "things.get", "arguments": {"n": 10**5000}},
    "a very large number inside": {"action": "things.get", "arguments": {"n": [{"a": [10**5000]}]}},
    "many": {"action": "things.get", "arguments": {f"n{number}": 1 for number in range(10_000)}},
    "a cursor that is not one": {"action": "things.get", "cursor": "x"},
}


@pytest.mark.parametrize("tool", ["find", "describe", "read", "preview", "write", "things_post"])
@pytest.mark.parametrize("name", ARGUMENTS)
def test_no_arguments_raise_anything(name: str, tool: str, tmp_path: Path) -> None:
    with agent_of(allow="write", tools="things.post", log=tmp_path / "log", log_values=True) as agent:
        result = agent(tool, ARGUMENTS[name])
        assert len(result.text.encode("utf-8", "replace")) < 10_000
        if name not in ("nothing", "names that are not strings"):
            assert result.is_error
            assert sent_by(agent) == []


def test_an_action_has_a_tool_of_its_own_only_if_it_may_be_called() -> None:
    agent = agent_of(allow="write", tools="things.*", only_tools=True)
    assert [tool.action for tool in agent.toolbox.tools] == ["things.get", "things.post", "things.put"]
    assert not agent("things_get", {"n": 1}).is_error
    assert agent("things_delete", {}).is_error
    assert sent_by(agent) == ["things.get"]


def test_more_than_40_tools_have_to_be_wanted() -> None:
    many = describe({f"get{number}": {"method": "GET", "path": f"/{number}"} for number in range(41)})
    with pytest.raises(InvalidCall, match="matches 41 actions, and there may be 40"):
        recorded_agent(many, tools="*")
    assert len(recorded_agent(many, tools="*", many=True, only_tools=True).toolbox.tools) == 41


def test_tools_can_be_written_for_a_vendor() -> None:
    toolbox = agent_of().toolbox
    assert len(toolbox.schemas("openai")) == len(toolbox.tools)
    with pytest.raises(InvalidCall):
        toolbox.schemas("nobody")


def test_the_index_is_made_once_in_a_thread() -> None:
    toolbox = agent_of().toolbox
    toolbox.prepare()
    index = toolbox._index
    toolbox.prepare()
    assert index is not None
    assert toolbox._index is index
    index.join(10)


def test_there_is_no_kept_response_of_an_unknown_address() -> None:
    assert agent_of().toolbox.kept("dynaclient://result/none", 100) is None


def test_a_tool_of_an_action_reads_on_and_leaves_the_arguments_of_the_action_alone() -> None:
    actions = {
        "get": {"method": "GET"},
        "choose": {"method": "GET", "path": "/choose", "parameters": {"_select": query({"type": "integer"})}},
    }
    transport = RecordingTransport(response([{"text": "x" * 400}] * 200))
    toolbox = Toolbox(Client(describe(actions), transport=transport), tools="things.*")

    def called(name: str, **arguments: Any) -> str:
        return asyncio.run(toolbox.call(name, arguments)).text

    (cursor,) = re.findall(r"cursor (\S+?)\.", called("things_get"))
    assert "items 1 to" not in called("things_get", _cursor=cursor)
    called("things_choose", _select=5)
    toolbox.close()
    assert [request.url.partition(".com")[2] for request in transport.requests] == [
        "/things",
        "/things/choose?_select=5",
    ]


@pytest.mark.parametrize("vendor", ["openai", "anthropic", "gemini"])
def test_what_a_strict_model_passes_becomes_arguments_of_the_tool(vendor: str) -> None:
    toolbox = Toolbox(Client(describe(), transport=RecordingTransport(response({}))))
    passed = {"action": "things.get", "arguments": "{}", "select": None, "cursor": None, "max_items": None}
    assert any(tool.name == "read" for tool in toolbox.tools)
    assert len(toolbox.schemas(vendor, strict=True)) in (1, 4)  # Gemini's are in one object
    arguments = toolbox.arguments("read", passed, vendor, strict=True)
    assert asyncio.run(toolbox.call("read", arguments)).text.startswith("things.get: 200")
    assert toolbox.arguments("no_tool", passed, vendor) is passed


@pytest.mark.parametrize(("options", "is_made"), [({}, True), ({"tools": "things.*", "only_tools": True}, False)])
def test_the_index_is_made_ahead_once_and_only_for_find(options: dict[str, Any], is_made: bool) -> None:
    client = Client(describe(), transport=RecordingTransport(response({})))
    toolbox = Toolbox(client, **options)
    before, ended = threading.active_count(), threading.Event()
    with unittest.mock.patch.object(type(client.api), "search", side_effect=lambda _: ended.wait(5)) as search:
        toolbox.prepare()
        toolbox.prepare()
        assert threading.active_count() - before == is_made
        ended.set()
    assert search.call_count == is_made
