"""The command line puts the same bytes on the wire as Python does."""

from __future__ import annotations

import random
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dynaclient import Api, Client, DynaclientError, load
from dynaclient.call.places import Place, place_of
from dynaclient.cli.commands import program
from dynaclient.cli.connection import Source
from dynaclient.cli.words import word
from dynaclient.description.model import UNSET, Action, snake_case

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


class Recorder:
    """A server that keeps the bytes of each request and answers each with no content."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            while head := self._head(lines):
                length = re.search(rb"(?i)content-length: *([0-9]+)", head)
                boundary = re.search(rb"boundary=([0-9a-f]+)", head)
                whole = head + lines.read(int(length[1]) if length else 0)
                self.requests.append(whole.replace(boundary[1], b"boundary") if boundary else whole)
                connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    @staticmethod
    def _head(lines: Any) -> bytes:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = lines.readline()
            if not line:
                return b""
            head += line
        return head

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    made = Recorder()
    yield made
    made.close()


class Arguments:
    """Random arguments that mostly fit."""

    def __init__(self, seed: int, file: Path) -> None:
        self.random = random.Random(seed)
        self.file = file

    def of(self, action: Action) -> dict[str, Any]:
        chosen = [each for each in action.parameters.values() if each.required or self.random.random() < 0.5]
        return {each.name: self.file if each.schema.has_files else self._top(each) for each in chosen}

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
            each for each in view.get("properties", {}) if each in required or self.random.random() < 0.6 - depth / 9
        ]
        return {each: self.value(view["properties"][each], depth + 1) for each in names}

    def words(self, place: Place, value: Any) -> list[str]:
        """Spell a value as one word, or as a word for each of what it holds."""
        apart = value and self.random.random() < 0.7 and (place.is_json or not place.path)
        if apart and isinstance(value, dict) and all(value):
            return [each for key in value for each in self.words(place.below(key), value[key])]
        if apart and isinstance(value, list) and place.is_json:
            return [each for at, one in enumerate(value) for each in self.words(place.below(at), one)]
        return [word(place, value)]


def sent(recorder: Recorder, call: Any) -> Any:
    """Give what a call sent, or the error's text where it was refused; a stream is ended by the answer."""
    before = len(recorder.requests)
    try:
        given = call()
        assert not isinstance(given, Iterator) or list(given) == []
    except DynaclientError as error:
        return str(error)
    (only,) = recorder.requests[before:]
    return only


def five_ways(recorder: Recorder, client: Client, action: Action, given: dict[str, Any], words: list[str]) -> list[Any]:
    """Make one call by name, in both attribute spellings and twice on the command line; give what each sent."""
    resource, key = action.name.split(".")
    found = [
        sent(recorder, lambda: client.call(action.name, given)),
        sent(recorder, lambda: getattr(getattr(client, resource), key)(**given)),
        sent(recorder, lambda: getattr(getattr(client, snake_case(resource)), snake_case(key))(**{
            each if each.startswith("_") else snake_case(each): value for each, value in given.items()})),
    ]  # fmt: skip
    as_command = [action.name] if len(words) % 2 else [snake_case(resource), snake_case(key)]
    return [*found, *(said(recorder, [*each, *words]) for each in (["call", action.name], as_command))]


def said(recorder: Recorder, words: list[str]) -> Any:
    """Give what a command sent, or the error's text where it was refused."""
    before = len(recorder.requests)
    result = CliRunner().invoke(program, [*words, "--url", recorder.url])
    told = result.stderr.removeprefix("dynaclient: ").rstrip("\n")
    return told if result.exit_code else recorder.requests[before]


def compared(api: Api, recorder: Recorder, folder: Path, sets: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """Compare random calls; give how many of them were sent and not refused."""
    monkeypatch.setattr(Source, "load", lambda _: api)
    file = folder / "bundle.zip"
    file.write_bytes(b"PK\0\r\n")
    arguments = Arguments(sets, file)
    actions = list(api.actions.values())
    went = 0
    with Client(api, url=recorder.url, trust_env=False) as client:
        for _ in range(sets):
            action = arguments.random.choice(actions)
            given = arguments.of(action)
            words = [each for name, value in given.items() for each in arguments.words(place_of(action, name), value)]
            by_name, *others = five_ways(recorder, client, action, given, words)
            assert others == [by_name] * 4, (action.name, given, words)
            went += isinstance(by_name, bytes)
    return went


deprecated_too = pytest.mark.filterwarnings("ignore::dynaclient.errors.DynaclientWarning")


@deprecated_too
@pytest.mark.parametrize("description", [None, MIXED], ids=["bundled", "mixed"])
def test_two_hundred_random_calls_send_the_same_bytes_from_python_and_from_the_shell(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, description: Any
) -> None:
    assert compared(load(description), recorder, tmp_path, 100, monkeypatch) > 60


@deprecated_too
@pytest.mark.full
@pytest.mark.parametrize("description", [None, MIXED], ids=["bundled", "mixed"])
def test_two_thousand_random_calls_send_the_same_bytes_from_python_and_from_the_shell(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, description: Any
) -> None:
    assert compared(load(description), recorder, tmp_path, 2_000, monkeypatch) > 1_200
