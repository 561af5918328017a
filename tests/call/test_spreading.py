"""A `spread` body: its members are arguments of their own, and it may still be passed as a whole."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from dynaclient import Client, DescriptionError, InvalidCall, lint, load
from dynaclient.agents.action_tools import action_tool
from dynaclient.cli.arguments.assignments import parse_assignments
from dynaclient.cli.completion.candidates import _paths
from dynaclient.description.diff.changes import differences
from dynaclient.render.docs import pages
from dynaclient.render.stubs import stubs
from dynaclient.testing import RecordingTransport, response
from tests.support.both_clients import backend_kind_fixture, threads_only
from tests.support.descriptions import describe

backend_kind = backend_kind_fixture(everywhere=True)

PET = {
    "type": "object",
    "required": ["name", "id"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string", "description": "What it is called."},
        "per-page": {"type": "integer"},
        "petId": {"type": "string"},
        "class": {"type": "string"},
        "ownerName": {"type": ["string", "null"]},
        "tags": {"type": "array", "items": {"type": "string"}},
        "never": False,
    },
}
NAMES = ["name", "class", "ownerName", "tags", "per_page"]


def described(schema: Any = None, parameters: Any = None, **body: Any) -> dict[str, Any]:
    whole = {"in": "body", "required": True, "spread": True, **body}
    whole |= {} if "content" in body else {"schema": {"$ref": "#/schemas/pet"}}
    post = {
        "method": "POST", "path": "/{petId}",
        "parameters": {"petId": {"in": "path"}, "body": whole, **(parameters or {})},
    }  # fmt: skip
    return describe({"create": post}, schemas={"pet": PET if schema is None else schema})


def client_of(description: Any, **options: Any) -> tuple[Client, RecordingTransport]:
    transport = RecordingTransport([response({})] * 9)
    return Client(description, transport=transport, **options), transport


def sent(arguments: Mapping[str, Any], description: Any = None) -> Any:
    client, transport = client_of(description or described())
    client.things.create({"petId": "p", **arguments})
    return json.loads(transport.requests[-1].body)  # type: ignore[arg-type]


SENT: dict[str, tuple[dict[str, Any], Any]] = {
    "members": ({"name": "a", "tags": ["x"]}, {"name": "a", "tags": ["x"]}),
    "the body": ({"body": {"name": "a"}}, {"name": "a"}),
    "both": ({"body": {"name": "a", "petId": "other"}, "tags": []}, {"name": "a", "petId": "other", "tags": []}),
    "another spelling": ({"name": "a", "owner_name": "b"}, {"name": "a", "ownerName": "b"}),
    "a name that is not an identifier": ({"name": "a", "per_page": 5}, {"name": "a", "per-page": 5}),
    "a keyword of Python": ({"name": "a", "class_": "b"}, {"name": "a", "class": "b"}),
    "null is null": ({"name": "a", "ownerName": None}, {"name": "a", "ownerName": None}),
}


@pytest.mark.parametrize(("arguments", "body"), SENT.values(), ids=SENT)
def test_the_body_has_the_members(arguments: dict[str, Any], body: Any) -> None:
    assert sent(arguments) == body


@pytest.mark.parametrize("content", [["application/xml"], ["application/json", "text/xml"]], ids=["alone", "chosen"])
def test_the_members_of_xml_are_arguments(content: list[str]) -> None:
    description = described(content={media: {"$ref": "#/schemas/pet"} for media in content})
    client, transport = client_of(description)
    client.with_options(content=content[-1]).things.create(petId="p", name="Rex", tags=["a", "b"])
    document = b"<root><name>Rex</name><tags>a</tags><tags>b</tags></root>"
    body = transport.requests[-1].body
    assert isinstance(body, bytes)
    assert body.endswith(document)


def test_a_preset_body_is_the_base_of_its_members() -> None:
    description = described(preset={"name": "preset", "tags": ["a"]})
    assert sent({"name": "b"}, description) == {"name": "b", "tags": ["a"]}


class Unreadable(Mapping[str, Any]):
    def __getitem__(self, key: str) -> Any:
        raise OSError("no")

    def __iter__(self) -> Any:
        raise OSError("no")

    def __len__(self) -> int:
        return 1


REFUSED: dict[str, tuple[dict[Any, Any], str]] = {
    "a member in both": (
        {"body": {"name": "a"}, "name": "b"},
        r"body\.name \(body\): was passed twice: in body, and as name",
    ),
    "a body that is no object": ({"body": [1], "name": "b"}, "is a list, to which name cannot be added"),
    "a body that is null": ({"body": None, "name": "b"}, "is a NoneType, to which name cannot be added"),
    "a body that cannot be read": ({"body": Unreadable(), "name": "b"}, "is a Unreadable, to which name cannot be"),
    "two spellings": (
        {"name": "a", "ownerName": "b", "owner_name": "c"},
        r"ownerName \(call\): was passed twice, in two spellings",
    ),
    "neither": ({}, r"body \(body\): is missing — pass it, or its members by name"),
    "a member that is missing": ({"tags": []}, r"body \(body\): is missing the required property 'name'"),
    "a value that is not valid": ({"name": 5}, r"body\.name \(body\): expected type string"),
    "a member that is misspelt": ({"nam": "a"}, r"nam \(call\): no such argument — did you mean name"),
    "a member that is never sent": (
        {"name": "a", "id": 5},
        r"id \(call\): no such argument — leave it out: it is `readOnly`",
    ),
    "a name that is not a string": ({5: 6}, "no such argument"),
}


@pytest.mark.parametrize(("arguments", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_meant_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidCall, match=message):
        sent(arguments)


def test_the_names_are_those_of_the_schema_without_those_of_parameters() -> None:
    action = load(described()).action("things.create")
    assert list(action.members) == NAMES
    assert [member.required for member in action.members.values()] == [True, False, False, False, False]


SCHEMAS: dict[str, tuple[Any, list[str]]] = {
    "parts": ({"allOf": [{"properties": {"a": {}}}, {"$ref": "#/schemas/other"}], "properties": {"b": {}}}, ["b", "a", "c"]),
    "alternatives stay in the body": ({"oneOf": [{"properties": {"a": {}}}]}, []),
    "names that are one in Python": ({"properties": {"a-b": {}, "aB": {}, "a_b": {}}}, ["aB"]),
    "a boolean": (True, []),
    "the name of a parameter in another spelling": ({"properties": {"pet_id": {}, "x": {}}}, ["x"]),
    "an underscore": ({"properties": {"_id": {}, "": {}}}, ["_id"]),
    "secret, with a default, and deprecated": ({"properties": {"a": {"secret": True, "default": 1, "deprecated": True}}}, ["a"]),
}  # fmt: skip


@pytest.mark.parametrize(("schema", "names"), SCHEMAS.values(), ids=SCHEMAS)
def test_each_declared_member_has_one_name(schema: Any, names: list[str]) -> None:
    description = described(schema)
    description["schemas"]["other"] = {"properties": {"c": True, "a": {}}}
    assert list(load(description).action("things.create").members) == names


@pytest.mark.parametrize(
    "part", [{"properties": {"a": {"$ref": "#/schemas/none"}}}, {"allOf": [{"$ref": "#/schemas/pet"}]}]
)
def test_of_a_schema_with_problems_no_member_is_looked_for(part: Any) -> None:
    with pytest.raises(DescriptionError):
        load(described({"properties": {"b": {}}, **part})).action("things.create")


# --- where users see it ----------------------------------------------------------------------------------------------


@threads_only
def test_a_signature_and_a_help_page_have_the_members() -> None:
    client, _ = client_of(described())
    assert list(inspect.signature(client.things.create).parameters) == ["petId", "body", "name", "class_", *NAMES[2:]]
    assert "The members of `body` are arguments, too: `name`" in pages(client.api)["docs/things.md"]
    page = client.things.create.__doc__
    assert "client.things.create(pet_id=…, name=…" in page or "client.things.create(petId=…, name=…" in page
    assert "Its members are arguments, too: name, class_, ownerName, tags, per_page" in page


@threads_only
def test_a_deprecated_member_is_marked_wherever_it_is_shown() -> None:
    schema = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "old": {"type": "string", "deprecated": True}},
    }
    client, _ = client_of(described(schema))
    page = client.things.create.__doc__
    assert "old   string, deprecated" in page
    assert "Its members are arguments, too: name, old (deprecated)" in page
    assert "too: `name`, `old` (deprecated)." in pages(client.api)["docs/things.md"]
    assert "            old: Deprecated.\n" in stubs(client.api)["resources.pyi"]
    tool = action_tool(client.api.action("things.create")).schema["properties"]["body"]
    assert tool["properties"]["old"] == {"type": "string", "description": "Deprecated."}


def test_a_command_line_assigns_members() -> None:
    action = load(described()).action("things.create")
    words = ["petId=p", "name=a", "per_page=5", "tags[0]=x", "owner_name=b"]
    assert parse_assignments(action, words) == {
        "petId": "p", "body": {"name": "a", "per-page": 5, "tags": ["x"], "ownerName": "b"},
    }  # fmt: skip
    assert {item.value for item in _paths(action, "n", set())} == {"name="}
    assert {item.value for item in _paths(action, "tags", set())} == {"tags="}


def test_columns_of_a_table_are_members() -> None:
    client, transport = client_of(described())
    client.things.create.map([{"petId": "p", "name": "a"}])
    assert json.loads(transport.requests[0].body) == {"name": "a"}  # type: ignore[arg-type]


def test_stubs_have_the_members() -> None:
    text = "".join(str(source) for source in stubs(load(described())).values())
    assert (
        "petId: Any, body: _types.Pet = ..., name: str = ..., class_: str = ..., ownerName: None | str = ..., " in text
    )
    assert "            per_page: member of the body\n" in text


def test_the_mock_server_gets_one_body() -> None:
    with Client.mock(described()) as client:
        client.things.create(petId="p", name="a")


# --- the description -------------------------------------------------------------------------------------------------

LINTED: dict[str, tuple[dict[str, Any], str]] = {
    "nothing wrong": (described(), ""),
    "no members": (described({"type": "object"}), "declares no member that may be passed by name"),
    "members whose names parameters have": (described({"properties": {"petId": {}}}), ""),
    "a form": (
        described(content={"application/x-www-form-urlencoded": PET}),
        "is neither JSON nor XML, and only the members",
    ),
    "a query": (described(parameters={"q": {"in": "query", "spread": True}}), "`spread` is only for `in: body`"),
}


@pytest.mark.parametrize(("description", "message"), LINTED.values(), ids=LINTED)
def test_misuse_is_a_problem(description: dict[str, Any], message: str) -> None:
    problems = "\n".join(map(str, lint(description)))
    assert message.lower() in problems.lower() if message else not problems


def test_a_name_that_is_gone_breaks_programs() -> None:
    renamed = {**PET, "properties": {"per_page": {}}}
    found = differences(load(described({**PET, "properties": {"per-page": {}}})), load(described(renamed)))
    assert "per_page is sent as per_page, not as per-page" in [change.message for change in found]
    other = {**PET, "properties": {**PET["properties"], "perPage": {}}}  # type: ignore[dict-item]
    changes = [
        sorted(f"{change.severity}: {change.rule}" for change in differences(load(old), load(new)) if "member" in change.rule)
        for old, new in (
            (described(), described(spread=False)), (described(spread=False), described()), (described(), described(other)),
        )
    ]  # fmt: skip
    assert changes == [
        ["breaking: member removed"] * 5,
        ["safe: member added"],
        ["breaking: member removed", "safe: member added"],
    ]


@dataclass
class Named:
    name: str


def test_a_member_is_added_to_a_dataclass() -> None:
    assert sent({"body": Named("a"), "tags": ["b"]}) == {"name": "a", "tags": ["b"]}


def test_messages_name_only_some_of_many_arguments() -> None:
    schema = {
        "type": "object",
        "properties": {f"member{number}": {} for number in range(1000)},
        "additionalProperties": False,
    }
    client = Client(
        describe({"post": {"method": "POST", "parameters": {"body": {"in": "body", "spread": True, "schema": schema}}}})
    )
    for arguments in ({"zzz": 1}, {"body": {"zzz": 1}}):
        with pytest.raises(InvalidCall, match=r"member19, … \(100[01] in all\)|member18, … \(1001 in all\)") as caught:
            client.things.post.prepare(**arguments)
        assert len(str(caught.value)) < 600
    with pytest.raises(InvalidCall, match="in all") as caught:
        list(client.things.post.map([{"zzz": 1}]))
    assert len(str(caught.value)) < 600
