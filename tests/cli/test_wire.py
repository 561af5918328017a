"""The command line sends the same bytes as Python."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dynaclient import Api, Client, DynaclientError, load
from dynaclient.call.targets import Target, find_target
from dynaclient.cli.arguments.assignments import format_assignment
from dynaclient.cli.arguments.connection import Source
from dynaclient.cli.program import program
from dynaclient.description.model import UNSET, Action
from dynaclient.description.spellings import snake_case
from tests.cli.conftest import Recorder

pytestmark = pytest.mark.uncounted

NASTY = [
    "",
    "@x",
    "a=b",
    "x:=1",
    ":=",
    "[0]",
    "a.b",
    "\\",
    "'\"",
    "true",
    "null",
    "5",
    "1.50",
    "-1",
    "é ü",
    "日本",
    "&?#%/",
    "…",
]

EVERYTHING = {
    "query": {"in": "query", "schema": {"type": "string"}},
    "number": {"in": "query", "schema": {"type": "number"}},
    "flags": {"in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
    "where": {"in": "query", "style": "deepObject",
              "schema": {"type": "object", "properties": {"a.b": {"type": "string"}, "n": {"type": "integer"}}}},
    "asJson": {"in": "query", "style": "json",
               "schema": {"type": "object", "properties": {"n": {"type": "integer"}, "any": {}}}},
    "X": {"in": "header", "name": "X-Number", "schema": {"type": "integer"}},
    "cookie": {"in": "cookie", "schema": {"type": "boolean"}},
}  # fmt: skip
INNER = {
    "type": "object",
    "properties": {
        "text": {"type": "string"}, "maybe": {"type": ["string", "null"]}, "number": {"type": "number"},
        "one": {"oneOf": [{"type": "integer"}, {"type": "null"}]}, "anything": {}, "choice": {"enum": ["1", "a"]},
        "x=y:z": {"type": "boolean"}, "list": {"type": "array", "items": {"type": ["integer", "boolean"]}},
        "inner": {"type": "object", "properties": {"deep": {"type": "array", "items": {"type": "object"}}}},
    },
}  # fmt: skip
FORM = {"application/x-www-form-urlencoded": {"type": "object", "properties": {
    "text": {"type": "string"}, "number": {"type": "number"}, "list": {"type": "array", "items": {"type": "string"}},
    "object": {"type": "object", "properties": {"n": {"type": "integer"}}}}}}  # fmt: skip
MIXED = {
    "dynaclient": 1,
    "server": "https://api.example.com",
    "resources": {
        "things": {
            "path": "/things",
            "actions": {
                "get": {"method": "GET", "parameters": EVERYTHING},
                "post": {"method": "POST", "parameters": {"body": {"in": "body", "schema": INNER}}},
                "form": {"method": "POST", "parameters": {"body": {"in": "body", "content": FORM}}},
                "text": {"method": "POST", "parameters": {"body": {"in": "body", "content": {"text/plain": {}}}}},
            },
        }
    },
}


class Arguments:
    """Random arguments, most of them valid."""

    def __init__(self, seed: int, file: Path) -> None:
        self.random = random.Random(seed)
        self.file = file

    def of(self, action: Action) -> dict[str, Any]:
        chosen = [item for item in action.parameters.values() if item.required or self.random.random() < 0.5]
        return {item.name: self.file if item.schema.has_files else self._top(item) for item in chosen}

    def _top(self, parameter: Any) -> Any:
        if parameter.location == "path":
            known = self.random.random() < 0.5 and parameter.example is not UNSET
            return parameter.example if known else f"{self.random.getrandbits(96):024x}"
        if parameter.location in ("header", "cookie"):
            return self.random.choice([1, "2", True]) if parameter.example != "example.com" else "example.com"
        return self.value(parameter.schema.view, 0)

    def value(self, view: Any, depth: int) -> Any:
        if "enum" in view:
            return self.random.choice(view["enum"])
        for key in ("oneOf", "anyOf"):
            if key in view:
                return self.value(self.random.choice(view[key]), depth)
        kinds = view.get("type", "string")
        kind = kinds if isinstance(kinds, str) else self.random.choice(kinds)
        return getattr(self, f"_{kind}")(view, depth)

    def _string(self, view: Any, _depth: int) -> Any:
        if "pattern" in view or view.get("minLength", 0) > 1:
            return (view.get("examples") or ["575ec8687ae143cd83dc4a97"])[0]
        return "".join(self.random.choices(NASTY, k=self.random.randint(1, 3)))[: view.get("maxLength", 99)] or "x"

    def _integer(self, view: Any, _depth: int) -> Any:
        return self.random.randint(view.get("minimum", -9), view.get("maximum", 10**20))

    def _number(self, view: Any, depth: int) -> Any:
        return self.random.choice([1.5, -2.25, 1e300, 0.1, self._integer(view, depth)])

    def _boolean(self, _view: Any, _depth: int) -> Any:
        return self.random.random() < 0.5

    def _null(self, _view: Any, _depth: int) -> Any:
        return None

    def _array(self, view: Any, depth: int) -> Any:
        count = 1 if view.get("uniqueItems") else self.random.randint(1, 3)
        return [self.value(view.get("items", {}), depth + 1) for _ in range(count if depth < 6 else 1)]

    def _object(self, view: Any, depth: int) -> Any:
        required = view.get("required", ())
        names = [
            name for name in view.get("properties", {}) if name in required or self.random.random() < 0.6 - depth / 9
        ]
        return {name: self.value(view["properties"][name], depth + 1) for name in names}

    def words(self, target: Target, value: Any) -> list[str]:
        """Return one assignment of a value, or one per member."""
        is_split = value and self.random.random() < 0.7 and (target.is_json or not target.path)
        if is_split and isinstance(value, dict) and all(value):
            return [word for key in value for word in self.words(target.child(key), value[key])]
        if is_split and isinstance(value, list) and target.is_json:
            return [word for at, one in enumerate(value) for word in self.words(target.child(at), one)]
        steps = (target.parameter.name if target.parameter else "", *target.path)
        return [format_assignment(steps, target, value)]


def sent(recorder: Recorder, call: Any) -> Any:
    """Return the request of a call, or the message of its error; the response ends a stream."""
    before = len(recorder.requests)
    try:
        result = call()
        assert not isinstance(result, Iterator) or list(result) == []
    except DynaclientError as error:
        return str(error)
    (only,) = recorder.requests[before:]
    return only


def five_ways(recorder: Recorder, client: Client, action: Action, arguments: Any, words: list[str]) -> list[Any]:
    """Make a call by name, in both attribute spellings and twice on the command line; return what was sent."""
    resource, key = action.name.split(".")
    results = [
        sent(recorder, lambda: client.call(action.name, arguments)),
        sent(recorder, lambda: getattr(getattr(client, resource), key)(**arguments)),
        sent(recorder, lambda: getattr(getattr(client, snake_case(resource)), snake_case(key))(**{
            name if name.startswith("_") else snake_case(name): value for name, value in arguments.items()})),
    ]  # fmt: skip
    as_command = [action.name] if len(words) % 2 else [snake_case(resource), snake_case(key)]
    return [*results, *(sent_by_command(recorder, [*name, *words]) for name in (["call", action.name], as_command))]


def sent_by_command(recorder: Recorder, words: list[str]) -> Any:
    """Return the request of a command, or the message of its error, without its code."""
    before = len(recorder.requests)
    result = CliRunner().invoke(program, [*words, "--url", recorder.url])
    message = result.stderr.removeprefix("dynaclient: ").rstrip("\n")
    return (
        re.sub(r" \[[a-z-]+\]$", "", message, count=1, flags=re.MULTILINE)
        if result.exit_code
        else recorder.requests[before]
    )


def compare_calls(api: Api, recorder: Recorder, folder: Path, sets: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """Compare random calls; return how many of them were sent and not refused."""
    monkeypatch.setattr(Source, "load", lambda _: api)
    file = folder / "bundle.zip"
    file.write_bytes(b"PK\0\r\n")
    generator = Arguments(sets, file)
    actions = list(api.actions.values())
    count = 0
    with Client(api, url=recorder.url, trust_env=False) as client:
        for _ in range(sets):
            action = generator.random.choice(actions)
            arguments = generator.of(action)
            words = [
                word for name, value in arguments.items() for word in generator.words(find_target(action, name), value)
            ]
            by_name, *others = five_ways(recorder, client, action, arguments, words)
            assert others == [by_name] * 4, (action.name, arguments, words)
            count += isinstance(by_name, bytes)
    return count


deprecated_too = pytest.mark.filterwarnings("ignore::dynaclient.errors.DynaclientWarning")


@deprecated_too
@pytest.mark.parametrize("description", [None, MIXED], ids=["bundled", "mixed"])
def test_two_hundred_random_calls_send_the_same_bytes_from_python_and_from_the_shell(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, description: Any
) -> None:
    assert compare_calls(load(description), recorder, tmp_path, 100, monkeypatch) > 60


@deprecated_too
@pytest.mark.full
@pytest.mark.parametrize("description", [None, MIXED], ids=["bundled", "mixed"])
def test_two_thousand_random_calls_send_the_same_bytes_from_python_and_from_the_shell(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, description: Any
) -> None:
    assert compare_calls(load(description), recorder, tmp_path, 2_000, monkeypatch) > 1_200
