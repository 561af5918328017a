"""The parts of a description do not change, and are copied and pickled as what they are."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
import yaml

from dynaclient import Api, Client, InvalidCall, load
from dynaclient.call.arguments import validate_arguments
from dynaclient.description.auth_schemes import AuthScheme, Obtain
from dynaclient.description.frozen_dict import FrozenDict, frozen
from dynaclient.description.model import (
    UNSET,
    Action,
    Parameter,
    ResponseDescription,
    ResponseSchemas,
    Server,
)
from dynaclient.help.pages import action_page
from dynaclient.records import fields
from tests.support.descriptions import describe, query

CHANGES: dict[str, Callable[[Any], Any]] = {
    "set an item": lambda some: some.__setitem__("zzz", 1),
    "remove an item": lambda some: some.__delitem__("a"),
    "merge": lambda some: some.__ior__({"zzz": 1}),
    "clear": lambda some: some.clear(),
    "pop": lambda some: some.pop("a"),
    "popitem": lambda some: some.popitem(),
    "setdefault": lambda some: some.setdefault("zzz", 1),
    "update": lambda some: some.update(zzz=1),
}
PARTS = (Action, Parameter, ResponseDescription, Server, AuthScheme, Obtain)
FULL: dict[str, Any] = {
    **describe(
        {
            "list": {
                "method": "GET",
                "parameters": {"page": query()},
                "responses": {"200": {"schema": {}, "headers": {"X-A": {"schema": {}}}}, "2XX": {"stream": "sse", "events": {"a": {}}}},
                "paginate": {"style": "page", "page": "page"},
                "server": {"url": "https://{a}.example", "variables": {"a": {"default": "b"}}},
                "headers": {"X-A": "a"},
                "mock": {"behavior": "list"},
            },
            "add": {
                "method": "POST",
                "parameters": {"body": {
                    "in": "body", "spread": True, "presets": {"a": 1}, "schema": {"properties": {"a": {"type": "integer"}}},
                }},
                "auth": [{"key": ["read"]}],
            },
            "send": {
                "method": "POST",
                "parameters": {"form": {
                    "in": "body", "content": {"multipart/form-data": {"properties": {"a": {"type": "string"}}}},
                    "encoding": {"a": {"contentType": "text/csv", "headers": {"X-B": "b"}}},
                }},
            },
        },
        auth={"key": {
            "type": "bearer", "obtain": {"login": {"by": "clientCredentials", "tokenUrl": "https://a.example", "scopes": {"read": "Reads."}}},
            "whoami": {"action": "things.list", "name": "/a"},
        }},
        servers={"other": "https://other.example"},
        errors={"type": "/type", "message": "/message"},
        schemas={"Pet": {}},
    ),
}  # fmt: skip


def members_of(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield what is in a part of a description, with the names of fields, but for JSON as it is written."""
    if isinstance(value, PARTS):
        yield from (
            (one.name, getattr(value, one.name)) for one in fields(value) if one.name not in {"derived", "links"}
        )
    elif isinstance(value, ResponseSchemas):
        yield from value._asdict().items()
    elif isinstance(value, Mapping):
        yield from (("", member) for member in value.values() if isinstance(member, PARTS))
    elif isinstance(value, tuple):
        yield from (("", member) for member in value)


def mappings_in(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Yield each mapping in a part of a description, and in the parts in it, with the field that it is in."""
    if isinstance(value, Mapping):
        yield name, value
    for field, member in members_of(value):
        yield from mappings_in(member, field or name)


def mappings_of(api: Api) -> list[tuple[str, Any]]:
    parts = [(name, getattr(api, name)) for name in ("auth", "errors", "servers")]
    parts += [("", api.action(name)) for name in api.actions]
    return [found for name, part in parts for found in mappings_in(part, name)]


@pytest.mark.parametrize("source", [FULL, None], ids=["one with everything", "the bundled one"])
def test_no_mapping_of_a_description_can_be_changed(source: Any) -> None:
    assert {type(one) for _, one in mappings_of(load(source))} == {FrozenDict}


def test_each_mapping_of_the_model_is_in_the_description_with_everything() -> None:
    filled = {name for name, one in mappings_of(load(FULL)) if one}
    declared = {one.name for part in PARTS for one in fields(part) if "Mapping[" in str(one.type)}
    assert declared - filled == set()


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_refused_with_what_to_do(change: str) -> None:
    action = Client(FULL).api.actions["things.list"]
    before = dict(action.parameters)
    with pytest.raises(TypeError, match="^the description is frozen, and shared by all clients of it; change it with"):
        CHANGES[change](action.parameters)
    assert action.parameters == before


def test_it_is_read_written_copied_and_pickled_as_a_dict() -> None:
    one: FrozenDict[str, Any] = frozen({"a": [1]})
    assert (one["a"], one.get("b"), list(one), one | {"b": 2}) == ([1], None, ["a"], {"a": [1], "b": 2})
    assert json.dumps(one) == '{"a": [1]}'
    assert copy.copy(one) is one
    for twin in (pickle.loads(pickle.dumps(one)), copy.deepcopy(one)):
        assert (twin, type(twin), twin["a"] is one["a"]) == (one, FrozenDict, False)
    assert frozen() is frozen({}) is frozen([])


COPIES: dict[str, Callable[[Any], Any]] = {
    "copied": copy.copy,
    "copied with all in it": copy.deepcopy,
    "pickled": lambda one: pickle.loads(pickle.dumps(one)),
}


@pytest.mark.parametrize("made", COPIES)
def test_what_a_description_leaves_out_is_left_out_of_each_copy(made: str) -> None:
    twin = COPIES[made]
    assert twin(UNSET) is UNSET
    assert (repr(UNSET), bool(UNSET)) == ("UNSET", False)
    parameter = twin(Client(FULL).api.actions["things.list"].parameters)["page"]
    assert (parameter.default, parameter.preset, parameter.first_example) == (UNSET, UNSET, UNSET)
    assert parameter.default is UNSET


@pytest.mark.parametrize("made", COPIES)
@pytest.mark.parametrize("is_used", [False, True])
@pytest.mark.parametrize("name", load(FULL).actions)
def test_each_copy_of_an_action_does_what_the_action_does(name: str, is_used: bool, made: str) -> None:
    action = load(copy.deepcopy(FULL)).action(name)
    arguments = {"page": 1} if name == "things.list" else {"body" if name == "things.add" else "form": {"a": "1"}}

    def outcome(one: Action) -> Any:
        try:
            return validate_arguments(one, {}), validate_arguments(one, arguments)
        except InvalidCall as error:
            return error.problems

    if is_used:
        outcome(action)
    twin = COPIES[made](action)
    assert twin.derived == {}
    assert action_page(twin).text() == action_page(action).text()
    assert outcome(twin) == outcome(action)


@pytest.mark.parametrize("source", [FULL, None], ids=["one with everything", "the bundled one"])
def test_the_schemas_are_those_of_the_caller_in_a_dict_that_yaml_can_write(source: Any) -> None:
    api = load(source)
    written = yaml.safe_dump(api.schemas)
    assert yaml.safe_load(written) == json.loads(json.dumps(api.schemas)) == api.schemas
    api.schemas.clear()  # type: ignore[attr-defined]  # what a caller does to it is theirs
    assert yaml.safe_dump(load(source).schemas) == written


def test_parts_of_a_description_are_pickled() -> None:
    scheme = load(FULL).auth["key"]
    assert pickle.loads(pickle.dumps(scheme)) == scheme == copy.deepcopy(scheme)
