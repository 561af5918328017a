"""What a toolbox lets through: nothing that is not allowed is sent, by whatever tool and with whatever arguments."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from dynaclient import Client, InvalidCall, load
from dynaclient.agents.sending import CallContext
from dynaclient.agents.toolbox import Toolbox
from dynaclient.call.examples import example
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
