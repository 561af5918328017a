"""The tools for any API: small whatever the API, and patient with how their arguments are passed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dynaclient import Client, InvalidCall, load
from dynaclient.agents.generic_tools import (
    MAX_INSTRUCTIONS,
    as_object,
    check_arguments,
    generic_tools,
    instructions,
    is_argument_of,
)
from dynaclient.agents.toolbox import Toolbox
from dynaclient.testing import RecordingTransport, response
from tests.support.bounded_calls import tools_for
from tests.support.descriptions import describe, query

TITLES = {
    "short": "Shop", "none": "", "long": "A shop for everything " * 50, "wide": "漢字" * 500, "faces": "😀" * 500,
    "right to left": "חנות\u202e" * 100, "half a character": "\ud800" * 100, "lines": "a\nb\u2028c" * 100,
}  # fmt: skip
MAX_LIST = 4096
"""Bytes of the list of all tools."""


def _bytes_of(tools: Any) -> bytes:
    return json.dumps([tool.data for tool in tools], ensure_ascii=False, separators=(",", ":")).encode()


def _toolbox(title: str = "Shop", count: int = 1, **options: Any) -> Toolbox:
    actions = {
        f"get{number}": {"method": "GET", "path": f"/{number}", "description": "d" * 500} for number in range(count)
    }
    actions["post"] = {"method": "POST"}
    description = describe(actions, title=title, description="d" * 1000)
    return Toolbox(Client(load(description), transport=RecordingTransport(response({}))), **options)


# --- sizes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [{}, {"allow": "write"}, {"allow": "destructive"}, {"allow": "things.post"}])
def test_all_tools_are_small_and_the_same_for_any_api(options: dict[str, Any]) -> None:
    lists = []
    for title, count in (("Shop", 1), ("漢字" * 100, 300)):
        toolbox = _toolbox(title, count, **options)
        lists.append(_bytes_of(toolbox.tools))
        toolbox.close()
    assert max(map(len, lists)) <= MAX_LIST
    assert abs(len(lists[0]) - len(lists[1])) <= 100


@pytest.mark.parametrize("writes", [False, True])
@pytest.mark.parametrize("title", TITLES)
def test_the_instructions_are_short_for_any_title(title: str, writes: bool) -> None:
    text = instructions(TITLES[title], writes=writes)
    assert len(text.encode("utf-8", "surrogatepass")) <= MAX_INSTRUCTIONS
    assert text.encode()
    assert text.endswith("never ask for a secret.")
    assert ("read or write" in text) == writes


@pytest.mark.parametrize("title", TITLES)
def test_the_instructions_of_a_toolbox_are_one_short_line(title: str) -> None:
    toolbox = _toolbox(TITLES[title].replace("\ud800", "x"))
    assert len(toolbox.instructions.encode()) <= MAX_INSTRUCTIONS
    assert len(toolbox.instructions.splitlines()) == 1
    toolbox.close()


@pytest.mark.parametrize(
    ("writes", "names"),
    [(False, ["find", "describe", "read", "preview"]), (True, ["find", "describe", "read", "preview", "write"])],
)
def test_there_is_a_tool_for_writes_only_where_they_are_allowed(writes: bool, names: list[str]) -> None:
    assert [tool.name for tool in generic_tools(writes=writes)] == names


def test_the_hints_are_those_of_each_tool() -> None:
    hints = {
        tool.name: (tool.reads_only, tool.destroys, tool.idempotent, tool.open_world)
        for tool in generic_tools(writes=True)
    }
    assert hints == {
        "find": (True, False, True, False), "describe": (True, False, True, False), "read": (True, False, True, True),
        "preview": (True, False, True, False), "write": (False, True, False, True),
    }  # fmt: skip
    (*_, write) = generic_tools(writes=True, only_adds=True)
    assert not write.destroys


def test_each_schema_is_a_closed_object_and_arguments_are_open() -> None:
    for tool in generic_tools(writes=True):
        assert tool.schema["type"] == "object"
        assert tool.schema["additionalProperties"] is False
        assert set(tool.schema["required"]) <= set(tool.schema["properties"])
        assert all(isinstance(schema, dict) for schema in tool.schema["properties"].values())
        opened = tool.schema["properties"].get("arguments")
        assert opened is None or opened["additionalProperties"] is True


# --- how arguments are passed ----------------------------------------------------------------------------------------

READ = {"action": "things.get"}
PASSED: list[tuple[Any, Any]] = [
    ({"a": 1}, {"a": 1}),
    ('{"a": 1}', {"a": 1}),
    (' {"a": 1}\n', {"a": 1}),
    ('"{\\"a\\": 1}"', {"a": 1}),
    (json.dumps(json.dumps(json.dumps({"a": 1}))), {"a": 1}),
    ("{}", {}),
    ("", {}),
    ("  \n", {}),
    ('""', {}),
    ("null", {}),
    (None, {}),
]
NO_OBJECTS: list[tuple[Any, str]] = [
    ([], "is not an object"),
    ([{"a": 1}], "is not an object"),
    (5, "is not an object"),
    (0, "is not an object"),
    (False, "is not an object"),
    ("5", "is not an object"),
    ("[1]", "is not an object"),
    ('"x"', "is a string that is not JSON: Expecting value at character 0"),
    ("x", "is a string that is not JSON: Expecting value at character 0"),
    ('{"a": 1', "is a string that is not JSON: Expecting ',' delimiter at character 7"),
    ("{'a': 1}", "is a string that is not JSON: Expecting property name enclosed in double quotes at character 1"),
    ("[" * 100_000, "is a string that is not JSON: it is nested too deeply"),
    ("9" * 5000, "is a string that is not JSON: a number has too many digits"),
    (json.dumps(json.dumps(json.dumps(json.dumps({"a": 1})))), "is not an object"),
]


@pytest.mark.parametrize(("value", "expected"), PASSED)
def test_an_object_may_be_passed_as_json(value: Any, expected: Any) -> None:
    assert as_object(value, "arguments", "read") == expected
    assert check_arguments("read", {**READ, "arguments": value})["arguments"] == expected


@pytest.mark.parametrize(("value", "message"), NO_OBJECTS)
def test_what_is_no_object_is_refused_with_what_to_pass(value: Any, message: str) -> None:
    with tools_for(lambda _: response({})) as tools:
        result = tools.read(arguments=value)
        assert tools.client._shared.transport.requests == []
    assert result.is_error
    assert (
        result.text
        == f'read: 1 problem, nothing was sent\n- arguments: {message} — pass an object such as {{"deviceId": "…"}}'
    )


@pytest.mark.parametrize("passed", [READ, json.dumps(READ), json.dumps(json.dumps(READ))])
def test_all_arguments_of_a_tool_may_be_passed_as_json(passed: Any) -> None:
    with tools_for(lambda _: response({"a": 1})) as tools:
        assert tools.call("read", passed).data == '{"a":1}'


@pytest.mark.parametrize("passed", [5, [], [READ], "x", '"read"'])
def test_arguments_of_a_tool_that_are_no_object_are_refused(passed: Any) -> None:
    with tools_for(lambda _: response({})) as tools:
        result = tools.call("read", passed)
    assert result.is_error
    assert "- the arguments of the tool: is" in result.text


ACTIONS: dict[str, Any] = {
    "get": {"method": "GET", "parameters": {"deviceId": query({"type": "string"}), "limit": query()}}
}


@pytest.mark.parametrize(
    ("tool", "passed", "problem"),
    [
        ("read", {}, "- action: is missing — pass it"),
        ("read", None, "- action: is missing — pass it"),
        ("read", {"arguments": {}}, "- action: is missing — pass it"),
        ("read", {"action": 5}, "- action: expected type string, got 5 — pass a string"),
        ("read", {**READ, "argments": {}}, "- argments: no such argument — did you mean arguments?"),
        ("read", {**READ, "deviceId": "x"}, '- deviceId: no such argument — pass it in "arguments"'),
        ("read", {**READ, "device_id": "x"}, '- device_id: no such argument — pass it in "arguments"'),
        ("read", {**READ, "limit": 5}, '- limit: no such argument — pass it in "arguments"'),
        ("read", json.dumps({**READ, "deviceId": "x"}), '- deviceId: no such argument — pass it in "arguments"'),
        ("preview", {**READ, "deviceId": "x"}, '- deviceId: no such argument — pass it in "arguments"'),
        ("read", {"action": "things.none", "deviceId": "x"}, "- deviceId: no such argument"),
        ("read", {"deviceId": "x"}, "- deviceId: no such argument"),
        ("read", {**READ, "select": 5}, "- select: expected type string, got 5 — pass a string"),
        ("read", {**READ, "max_items": 0}, "- max_items: 0 is less than the minimum of 1 — pass 1 or more"),
        ("read", {**READ, "max_items": 1001}, "- max_items: 1001 is more than the maximum of 1000 — pass 1000 or less"),
        ("read", {**READ, "cursor": 5}, "- cursor: expected type string, got 5 — pass a string"),
        ("find", {}, "- query: is missing — pass it"),
        ("find", {"query": "x", "limit": 99}, "- limit: 99 is more than the maximum of 25 — pass 25 or less"),
        ("find", {"query": "x", "limit": "99"}, "- limit: 99 is more than the maximum of 25 — pass 25 or less"),
        ("find", {"query": "x", "limit": "many"}, '- limit: expected type integer, got "many" — pass an integer'),
        ("find", {"query": "x", "limit": "²"}, '- limit: expected type integer, got "²" — pass an integer'),
        ("find", {"query": "x", "limit": "9" * 5000}, "- limit: expected type integer"),
        ("find", {"query": "x", "limit": 2.5}, "- limit: expected type integer, got 2.5 — pass an integer"),
        ("find", {"query": "x", "limit": True}, "- limit: expected type integer"),
    ],
)
def test_what_is_wrong_with_the_arguments_of_a_tool_is_listed(tool: str, passed: Any, problem: str) -> None:
    with tools_for(lambda _: response({}), ACTIONS) as tools:
        result = tools.call(tool, passed)
        assert tools.client._shared.transport.requests == []
    assert result.is_error
    assert result.text.splitlines()[0].startswith(f"{tool}: ")
    assert problem in result.text


@pytest.mark.parametrize(("limit", "count"), [("3", 3), (3, 3), (3.0, 3), ("25", 25), (25, 25), (1, 1)])
def test_a_number_may_be_quoted(limit: Any, count: int) -> None:
    assert check_arguments("find", {"query": "x", "limit": limit})["limit"] == count
    assert isinstance(check_arguments("find", {"query": "x", "limit": limit})["limit"], int)


def test_the_most_items_may_be_quoted_too() -> None:
    assert check_arguments("read", {**READ, "max_items": "50"})["max_items"] == 50


@pytest.mark.parametrize(
    ("name", "expected"),
    [("deviceId", True), ("device_id", True), ("color", True), ("colour", False), ("action", False)],
)
def test_an_argument_is_known_in_either_spelling(name: str, expected: bool) -> None:
    body = {"in": "body", "spread": True, "schema": {"type": "object", "properties": {"color": {"type": "string"}}}}
    action = load(
        describe(
            {"get": {**ACTIONS["get"], "method": "POST", "parameters": {**ACTIONS["get"]["parameters"], "body": body}}}
        )
    ).action("things.get")
    assert is_argument_of(action, name) == expected


def test_as_object_does_not_change_what_is_passed() -> None:
    passed = {"action": "a", "arguments": '{"a": 1}', "limit": "3"}
    with pytest.raises(InvalidCall):
        check_arguments("read", passed)
    assert passed == {"action": "a", "arguments": '{"a": 1}', "limit": "3"}
