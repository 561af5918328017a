"""A tool for each action: its name, its schema, which allows what the action does, and what it is bounded by."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dynaclient import Action, Api, InvalidCall, load
from dynaclient.agents.action_tools import LEVELS, action_tool, action_tools, tool_name
from dynaclient.agents.examples import FILES, example_json
from tests.support.descriptions import action, describe, query
from tests.support.hostile_texts import PAYLOADS, planted
from tests.support.large_actions import LARGE, large
from tests.support.large_apis import LARGE_APIS, load_large_api
from tests.support.vendor_subsets import problems_of_tool, subschemas

BUNDLED = load()
OPEN = {"type": "object", "additionalProperties": True, "description": "`describe` has it."}


def tool_of(parameters: Any = None, method: str = "POST", schemas: Any = None, **more: Any) -> Any:
    described = describe({"act": {**action(parameters, **more), "method": method}}, schemas=schemas or {})
    return action_tool(load(described).action("things.act"))


def schema_of(schema: Any, schemas: Any = None, **parameter: Any) -> Any:
    """Return the schema that the argument of a body of this schema gets."""
    tool = tool_of({"body": {"in": "body", "schema": schema, **parameter}}, schemas=schemas)
    assert problems_of_tool(tool.data) == []
    return tool.schema["properties"]["body"]


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "tool"),
    [
        ("devices.get", "devices_get"),
        ("a.b.c_d", "a_b_c_d"),
        ("a" * 57 + ".bc", "a" * 57 + "_bc"),
        ("a" * 57 + ".bcd", "a" * 51 + "_" + sha256(("a" * 57 + ".bcd").encode()).hexdigest()[:8]),
        ("é.x y", "__x_y"),
    ],
)
def test_a_tool_is_named_after_its_action(name: str, tool: str) -> None:
    assert tool_name(name) == tool
    assert len(tool_name(name)) <= 60


def test_two_actions_with_the_same_name_are_an_error_with_both() -> None:
    api = load(describe({"b_c": action()}, {"resources": {"b": {"actions": {"c": action()}}}}))
    both = [api.action("things.b_c"), api.action("things.b.c")]
    with pytest.raises(
        InvalidCall, match=r"things\.b_c and things\.b\.c are both the tool things_b_c — choose only one"
    ):
        action_tools(both)
    assert [tool.action for tool in action_tools(both[1:] * 2)] == ["things.b.c"] * 2


# --- schemas ---------------------------------------------------------------------------------------------------------

PERSON = {"type": "object", "properties": {"name": {"type": "string"}, "friend": {"$ref": "#/schemas/person"}}}
DEEP = {"type": "object", "properties": {"a": {"properties": {"b": {"properties": {"c": {"properties": {"d": {}}}}}}}}}

SCHEMAS: dict[str, tuple[Any, Any]] = {
    # schema of a body → of its argument
    "any": ({}, {}),
    "a boolean": (True, {}),
    "limits": (
        {"type": "string", "minLength": 1, "maxLength": 5, "pattern": "^[a-z]+$", "format": "date"},
        {"type": "string", "minLength": 1, "maxLength": 5, "pattern": "^[a-z]+$", "format": "date"},
    ),
    "limits of numbers": (
        {"type": "number", "minimum": 1, "exclusiveMaximum": 9.5, "multipleOf": 0.5},
        {"type": "number", "minimum": 1, "exclusiveMaximum": 9.5, "multipleOf": 0.5},
    ),
    "a format of other people": ({"type": "integer", "format": "int64"}, {"type": "integer"}),
    "a pattern that engines read differently": ({"type": "string", "pattern": r"^\p{L}+(?<!x)$"}, {"type": "string"}),
    "a pattern that is no pattern in Python": ({"type": "string", "pattern": r"^[^]*[\w-z]$"}, {"type": "string"}),
    "a pattern that Python warns of": ({"type": "string", "pattern": "^[a&&b]$"}, {"type": "string"}),
    "a constant": ({"const": "a"}, {"type": "string", "enum": ["a"]}),
    "values": ({"enum": ["a", 1, None]}, {"type": ["string", "integer", "null"], "enum": ["a", 1, None]}),
    "values that are objects": ({"enum": [{"a": 1}]}, {"description": "One of 1 values: `describe` has them."}),
    "many values": (
        {"type": "integer", "enum": list(range(41))}, {"type": "integer", "description": "One of 41 values: `describe` has them."},
    ),
    "values with hidden characters": (
        {"type": "string", "enum": ["a\u200b"]}, {"type": "string", "description": "One of 1 values: `describe` has them."},
    ),
    "a list": ({"type": "array", "items": {"type": "string"}, "maxItems": 3}, {"type": "array", "maxItems": 3, "items": {"type": "string"}}),
    "a list of anything": ({"type": "array"}, {"type": "array", "items": {}}),
    "a list of nothing": ({"type": "array", "items": False}, {"type": "array", "items": {}}),
    "a tuple": ({"type": "array", "prefixItems": [{"type": "string"}], "items": {"type": "null"}}, {"type": "array", "items": {}}),
    "several types": ({"type": ["null", "string"]}, {"type": ["string", "null"]}),
    "an object": (
        {"type": "object", "required": ["b"], "properties": {"a": {"type": "string"}, "b": True}, "additionalProperties": False},
        {"type": "object", "properties": {"b": {}, "a": {"type": "string"}}, "required": ["b"], "additionalProperties": False},
    ),
    "an object without a type": ({"properties": {"a": {}}}, {"type": "object", "properties": {"a": {}}}),
    "an object with any members": ({"type": "object"}, {"type": "object", "additionalProperties": True}),
    "a map": (
        {"type": "object", "additionalProperties": {"type": "integer"}}, {"type": "object", "additionalProperties": {"type": "integer"}},
    ),
    "a map of anything": ({"type": "object", "additionalProperties": {}}, {"type": "object", "additionalProperties": True}),
    "an empty object": ({"type": "object", "additionalProperties": False}, {"type": "object", "additionalProperties": False}),
    "names by a pattern": (
        {"type": "object", "patternProperties": {"^x": {}}, "additionalProperties": False}, {"type": "object", "additionalProperties": True},
    ),
    "a property that nothing is allowed for": (
        {"type": "object", "properties": {"a": {}, "b": False}, "required": ["b"]}, {"type": "object", "properties": {"a": {}}},
    ),
    "names that vendors refuse": (
        {"type": "object", "properties": {"a": {}, "@type": {}, "x" * 65: {}}, "required": ["@type", "a"], "additionalProperties": False},
        {
            "type": "object", "properties": {"a": {}}, "required": ["a"], "additionalProperties": True,
            "description": "2 more properties: `describe` has them.",
        },
    ),
    "all of several": (
        {"allOf": [{"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}, {"properties": {"b": {}, "a": {"minLength": 2}}}]},
        {"type": "object", "properties": {"a": {"type": "string", "minLength": 2}, "b": {}}, "required": ["a"]},
    ),
    "alternatives": (
        {"oneOf": [{"type": "string"}, {"type": "null"}, False]}, {"anyOf": [{"type": "string"}, {"type": "null"}]},
    ),
    "alternatives of which one is anything": ({"anyOf": [{"type": "string"}, {}]}, {}),
    "alternatives beside properties": (
        {"properties": {"a": {}}, "type": "object", "anyOf": [{"required": ["a"]}]}, {"type": "object", "properties": {"a": {}}},
    ),
    "properties beside a value that is no object": (
        {"properties": {"a": {}}, "anyOf": [{"type": "null"}, {"type": "object"}]},
        {"anyOf": [{"type": "null"}, {"type": "object", "additionalProperties": True}]},
    ),
    "many alternatives": ({"anyOf": [{"const": value} for value in range(9)]}, {"description": "`describe` has it."}),
    "what is deeper": (
        DEEP,
        {"type": "object", "properties": {"a": {"type": "object", "properties": {"b": {"type": "object", "properties": {"c": OPEN}}}}}},
    ),
    "a list of what is deeper": (
        {"properties": {"a": DEEP}},
        {"type": "object", "properties": {"a": {"type": "object", "properties": {"a": {"type": "object", "properties": {"b": OPEN}}}}}},
    ),
    "a cycle": (
        {"$ref": "#/schemas/person"}, {"type": "object", "properties": {"name": {"type": "string"}, "friend": OPEN}},
    ),
    "a cycle of lists": (
        {"$ref": "#/schemas/nest"}, {"type": "array", "items": {"type": "array", "items": {}, "description": "`describe` has it."}},
    ),
    "a file": ({"file": True}, {"anyOf": [{"type": "object", "properties": {name: {"type": "string"}}, "required": [name], "additionalProperties": False} for name in ("file", "base64")], "description": FILES}),
    "descriptions": (
        {"description": "Line\none\u202e.", "type": "object", "properties": {"a": {"description": "x" * 400}}},
        {"type": "object", "properties": {"a": {"description": "x" * 299 + "…"}}, "description": "Line one."},
    ),
}  # fmt: skip
NAMED = {
    "person": PERSON,
    "nest": {"type": "array", "items": {"$ref": "#/schemas/nest"}},
}


@pytest.mark.parametrize("case", SCHEMAS)
def test_an_argument_has_a_plain_schema(case: str) -> None:
    schema, written = SCHEMAS[case]
    assert schema_of(schema, NAMED) == written


def test_what_is_only_read_is_left_out() -> None:
    schema = {"type": "object", "properties": {"id": {"type": "string", "readOnly": True}, "a": {}}, "required": ["id"]}
    assert schema_of(schema) == {"type": "object", "properties": {"a": {}}}


def test_limits_of_draft_4_are_those_of_today() -> None:
    described = describe(
        {"act": {"method": "POST", "parameters": {"n": query({"minimum": 1, "exclusiveMinimum": True, "maximum": 3})}}},
        dialect="draft-04",
    )
    assert action_tool(load(described).action("things.act")).schema["properties"]["n"] == {
        "maximum": 3, "exclusiveMinimum": 1,
    }  # fmt: skip


PARAMETERS: dict[str, tuple[Any, Any]] = {
    "a description": (query({"type": "string", "description": "no"}, description="Yes."), {"type": "string", "description": "Yes."}),
    "that of the schema": (query({"type": "string", "description": "Yes."}), {"type": "string", "description": "Yes."}),
    "a default": (query({"type": "integer"}, default=5), {"type": "integer", "default": 5}),
    "what is sent if it is left out": (query({"type": "integer"}, preset=5), {"type": "integer", "default": 5}),
    "a long default": (query({"type": "string"}, default="x" * 61), {"type": "string"}),
    "a list as a default": (query({"type": "array"}, default=[1]), {"type": "array", "items": {}}),
    "a secret default": (query({"type": "string"}, default="p", secret=True), {"type": "string"}),
    "an example": (query({"type": "string"}, example="e", required=True), {"type": "string", "examples": ["e"]}),
    "an example that is not needed": (query({"type": "string"}, example="e"), {"type": "string"}),
    "an example beside values": (query({"enum": ["e"]}, example="e", required=True), {"type": "string", "enum": ["e"]}),
    "an example of another type": (query({"type": "string"}, example=5, required=True), {"type": "string"}),
    "deprecated": (query({"type": "string"}, description="Old.", deprecated="x"), {"type": "string", "description": "Deprecated. Old."}),
    "values that are left out": (
        query({"enum": list(range(50))}, description="Which."), {"description": "Which. One of 50 values: `describe` has them."},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PARAMETERS)
def test_an_argument_has_what_is_described_of_a_parameter(case: str) -> None:
    described, written = PARAMETERS[case]
    tool = tool_of({"n": described}, "GET")
    assert problems_of_tool(tool.data) == []
    assert tool.schema["properties"]["n"] == written


def test_the_body_is_an_argument_of_its_own() -> None:
    body = {"type": "object", "properties": {"id": {"type": "integer"}}}
    parameters = {
        "id": {"in": "path", "required": True, "schema": {"type": "string"}},
        "id_query": {**query({"type": "boolean"}), "name": "id"},
        "thing": {"in": "body", "required": True, "schema": body},
    }
    tool = tool_of(parameters, path="/{id}")
    assert tool.schema == {
        "type": "object",
        "properties": {"id": {"type": "string"}, "thing": body, "id_query": {"type": "boolean"}},
        "required": ["id", "thing"],
        "additionalProperties": False,
    }


PAGES = {"style": "link", "next": "/n", "items": "/i"}
ADDED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a read": ({}, ["_select", "_cursor"]),
    "a list": ({"paginate": PAGES}, ["_select", "_cursor", "_max_items"]),
    "a write": ({"method": "POST"}, []),
    "a list that writes": ({"method": "POST", "paginate": PAGES}, []),
    "an argument of this name": ({"parameters": {"_select": query({"type": "integer"})}}, ["_select", "_cursor"]),
}  # fmt: skip


@pytest.mark.parametrize("case", ADDED)
def test_a_read_has_arguments_for_its_response(case: str) -> None:
    described, names = ADDED[case]
    tool = tool_of(**{"method": "GET", **described})
    assert list(tool.schema["properties"]) == names
    assert ("integer" in str(tool.schema)) == ("this name" in case or "_max_items" in names)


HINTS: dict[str, tuple[dict[str, Any], tuple[bool, bool, bool], str]] = {
    # readOnlyHint, destructiveHint, idempotentHint
    "a read": ({"method": "GET"}, (True, False, True), "Only reads."),
    "an addition": ({"method": "POST"}, (False, False, False), "Changes data."),
    "a change": ({"method": "PATCH"}, (False, True, False), "Changes data, and may overwrite it."),
    "a replacement": ({"method": "PUT"}, (False, True, True), "Changes data, and may overwrite it."),
    "a removal": ({"method": "DELETE"}, (False, True, True), "Changes data, and may remove it."),
}


@pytest.mark.parametrize("case", HINTS)
def test_a_tool_has_all_hints(case: str) -> None:
    described, hints, effect = HINTS[case]
    data = tool_of(summary="Do it.", **described).data
    assert tuple(data["annotations"].values()) == (*hints, True)
    assert data["description"] == f"Do it. {effect}"


def test_lists_of_lists_have_an_end() -> None:
    nested: Any = {"type": "string"}
    for _ in range(40):
        nested = {"type": "array", "items": nested}
    found = schema_of(nested)
    for _ in range(13):
        found = found["items"]
    assert found == {"type": "array", "items": {}, "description": "`describe` has it."}


# --- bounds ----------------------------------------------------------------------------------------------------------


def _check(described: Action) -> None:
    """Check what holds for the tool of any action: its schema allows the example."""
    tool = action_tool(described)
    assert problems_of_tool(tool.data) == []
    assert len(json.dumps(tool.data, ensure_ascii=False, separators=(",", ":")).encode()) <= 4096
    example, missing = example_json(described)
    arguments = json.loads(example)
    schema = {**tool.schema, "required": [name for name in tool.schema.get("required", ()) if name not in missing]}
    assert [error.message for error in Draft202012Validator(schema).iter_errors(arguments)] == []


@pytest.mark.parametrize("case", LARGE)
def test_a_tool_has_at_most_4_kib(case: str) -> None:
    _check(load(large(case)).action("things.post"))


def test_a_tool_whose_required_arguments_do_not_fit_takes_any() -> None:
    tool = action_tool(load(large("required parameters")).action("things.post"))
    assert tool.schema == {"type": "object", "properties": {}, "additionalProperties": True}
    assert tool.description == "things.post Changes data. `describe` has the arguments."
    assert action_tool(load(large("long names")).action("things.post")).schema["additionalProperties"] is True


def test_arguments_that_do_not_fit_are_counted() -> None:
    tool = action_tool(load(large("parameters")).action("things.post"))
    shown = len(tool.schema["properties"])
    assert 0 < shown < 500
    assert tool.description.endswith(f"Changes data. {500 - shown} more arguments: `describe` has them.")


def test_descriptions_are_shortened_before_a_body_becomes_less_deep() -> None:
    levels = [(detail.characters, detail.depth, detail.optional) for detail in LEVELS]
    assert levels == sorted(levels, key=lambda level: (-level[2], -level[1], -level[0]))


@pytest.mark.parametrize("kind", PAYLOADS)
def test_no_text_of_a_description_acts_on_its_reader(kind: str) -> None:
    api = load(planted(kind))
    for name in api.actions:
        assert problems_of_tool(action_tool(api.action(name)).data) == []


NAMES = list(BUNDLED.actions)


@pytest.mark.parametrize("name", NAMES[::20])
def test_the_tool_of_an_action_is_small_and_allows_its_example(name: str) -> None:
    _check(BUNDLED.action(name))


@pytest.mark.full
@pytest.mark.uncounted
@pytest.mark.parametrize("name", LARGE_APIS)
def test_the_tools_of_all_actions_are_small_and_allow_their_examples(name: str, tmp_path: Path) -> None:
    api = load_large_api(name, tmp_path)
    _check_all(api, api.actions)


def _check_all(api: Api, names: Iterable[str]) -> None:
    tools = set()
    for name in names:
        described = api.action(name)
        _check(described)
        tools.add(tool_name(name))
    assert len(tools) == len(api.actions)


def test_each_schema_of_a_tool_is_found() -> None:
    places = [place for place, _ in subschemas(action_tool(BUNDLED.action("devices.post")).schema)]
    assert "/device/attributes/items/system/aggregation" in places
