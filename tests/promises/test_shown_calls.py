"""Every example call that a page shows is valid: in the shell, in Python, in `help()` and in generated documentation."""

from __future__ import annotations

import ast
import re
import shlex
import warnings
from collections.abc import Iterator
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any

import pytest

from dynaclient import Api, Client, load
from dynaclient.call.examples import example, with_members
from dynaclient.cli.arguments.assignments import parse_assignments
from dynaclient.cli.arguments.connection import Source
from dynaclient.cli.arguments.examples import PLACEHOLDER, python_example, shell_example
from dynaclient.description.model import Action
from dynaclient.errors import DescriptionError, DynaclientWarning
from dynaclient.help.calls import call_line
from dynaclient.render import call_examples
from tests.support.descriptions import api_of, describe
from tests.support.large_apis import load_large_api

TOP = Path(__file__).parents[2]
SMALL = ("", "examples/library.yaml", "examples/blog.json", "examples/acme/src/acme/api.json")
STRING: dict[str, Any] = {"type": "string"}
FILE = {"type": "string", "file": True}
MANY = {f"a{index}": STRING for index in range(40)}


def members(properties: dict[str, Any], *required: str, **more: Any) -> dict[str, Any]:
    """Return the parameters of an action: a body whose members may be passed by name."""
    schema = {"type": "object", "required": list(required), "properties": properties, **more}
    return {"body": {"in": "body", "required": True, "spread": True, "schema": schema}}


CASES: dict[str, dict[str, Any]] = {
    "a pattern": {"data": {"in": "query", "required": True, "schema": {"type": "string", "pattern": "^[a-f]{8}$"}}},
    "members": members({"a": STRING, "b": STRING}, "a"),
    "a member with the name of a keyword": members({"from": STRING}, "from"),
    "a member whose name is no identifier": members({"a-b": {"type": "object"}}, "a-b"),
    "a member that is an object": members({"a": {"required": ["b"], "properties": {"b": STRING}}}, "a"),
    "a member that is not declared": members({"b": STRING}, "a"),
    "a member that may be null": members({"a": {"enum": [None]}}, "a"),
    "one of several members": members({"a": STRING, "b": STRING}, anyOf=[{"required": ["b"]}, {"required": ["a"]}]),
    "a member of an alternative": members({"a": STRING, "b": STRING}, "a", anyOf=[{"required": ["b"]}]),
    "a member that is required where it is not sent": members(
        {"a": STRING, "b": {**STRING, "readOnly": True}}, "a", "b"
    ),
    "very many members": members(MANY, *MANY),
    "a long example": members({"a": STRING}, "a", examples=[{"a": "x" * 2000}]),
    "a raw body": {"body": {"in": "body", "required": True, "content": {"application/octet-stream": {}}}},
    "a part that is a file": {"file": {"in": "part", "required": True, "schema": FILE}},
    "a part with files": {
        "files": {"in": "part", "required": True, "schema": {"type": "array", "minItems": 1, "items": FILE}}
    },
    "members without a valid value": members(
        {"a": STRING}, "a", allOf=[{"required": ["b"]}, {"properties": {"b": False}}]
    ),
    "any value": {
        "body": {"in": "body", "required": True, "schema": {}},
        "id": {"in": "query", "required": True, "schema": STRING},
    },
    "a list": {"body": {"in": "body", "required": True, "schema": {"minItems": 1, "items": {"type": "integer"}}}},
}


def described(case: str) -> Api:
    return load(describe({"add": {"method": "POST", "parameters": CASES[case]}}))


@pytest.mark.parametrize("case", CASES)
def test_the_call_of_a_kind_of_argument_is_valid(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(_invalid(described(case), tmp_path, monkeypatch)) == []


@pytest.mark.parametrize("file", SMALL)
def test_every_call_of_a_description_is_valid(file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(_invalid(load(str(TOP / file)) if file else load(), tmp_path, monkeypatch)) == []


@pytest.mark.full
@pytest.mark.parametrize("name", ["github", "graph"])
def test_every_call_of_a_large_api_is_valid(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(_invalid(load_large_api(name, tmp_path), tmp_path, monkeypatch)) == []


def test_a_value_that_the_description_does_not_have_is_for_the_reader_to_replace() -> None:
    action = api_of({"id": {"in": "query", "required": True, "schema": STRING}}).action("things.get")
    assert python_example(action) == f"client.things.get(id='{PLACEHOLDER}')"


def test_what_has_no_valid_value_is_for_the_reader_to_replace() -> None:
    action = described("members without a valid value").action("things.add")
    assert python_example(action) == f"client.things.add(body='{PLACEHOLDER}')"
    assert call_line(action, action.parameters.values(), has_more=False, awaits=False) == "client.things.add(a=…)"


def test_members_of_a_body_are_shown_by_name() -> None:
    action = described("members").action("things.add")
    assert python_example(action) == "client.things.add(a='text')"
    assert shell_example(action, Source(program="x")) == "x things.add a=text"


def test_a_body_of_any_value_is_shown_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    api = described("any value")
    assert shell_example(api.action("things.add"), Source(program="x")) == """x things.add 'id=…' 'body:={"…": "…"}'"""
    assert list(_invalid(api, tmp_path, monkeypatch)) == []


def _invalid(api: Api, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str, str]]:
    """Yield the name of each action with a call that is not valid, with that call and what is wrong with it."""
    monkeypatch.chdir(folder)
    Path("FILE").write_bytes(b"content")
    server: dict[str, Any] = {} if api.server else {"url": "https://api.example.com"}
    client = Client(api, **server, **_variables(api))
    for name in api.actions:
        action = api.action(name)
        try:
            arguments = example(action)
        except DescriptionError:
            continue  # no call of it can be valid
        for call in _shown(api, action, arguments):
            problem = _problem(client, action, call, arguments)
            if problem:
                yield name, call, problem


def _variables(api: Api) -> dict[str, Any]:
    names = [] if api.server is None else api.server.required_variables
    return {"variables": dict.fromkeys(names, "x")} if names else {}


def _shown(api: Api, action: Action, arguments: dict[str, Any]) -> Iterator[str]:
    yield f"$ {shell_example(action, Source(program='x'))}"
    yield python_example(action)
    documented = call_examples.example_arguments(action)
    yield call_examples.format_call(call_examples.method_expression(api, action), documented)
    required = [action.parameters[name] for name in arguments]
    yield " ".join(call_line(action, required, has_more=False, awaits=False).split())


def _problem(client: Any, action: Action, call: str, values: dict[str, Any]) -> str:
    method: Any = reduce(getitem, action.name.split("."), client)
    try:
        if call.startswith("$ "):
            words = shlex.split(call)
            assert words[:3] == ["$", "x", action.name]
            arguments = parse_assignments(action, words[3:])
        else:
            arguments = _arguments(call, values, with_members(action, values))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DynaclientWarning)  # an action may be deprecated
            method.prepare(**arguments)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a call
        return f"{type(error).__name__}: {error}"[:300]
    return ""


def _arguments(call: str, values: dict[str, Any], by_name: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of a call in Python; where it has an ellipsis, the value of the example."""
    shortened = call.replace(", …, )", ")")
    source = re.sub(r"=…(?=[,)])", "=...", shortened).removesuffix(": …")
    tree = ast.parse(f"{source}: pass" if source.startswith("for ") else source)
    found = next(node for node in ast.walk(tree) if isinstance(node, ast.Call))
    arguments = {} if shortened == call else dict(by_name)
    bodies = (value for value in values.values() if isinstance(value, dict))
    known = {name: value for body in bodies for name, value in body.items()} | values | by_name
    for keyword in found.keywords:
        name = str(keyword.arg)
        value = eval(ast.unparse(keyword.value), {"Path": lambda _: Path("FILE")})  # noqa: S307 - our own source
        arguments[name] = known[name if name in known else name.rstrip("_")] if value is ... else value
    return arguments
