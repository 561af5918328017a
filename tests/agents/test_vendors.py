"""Tools in the forms of the vendors: within what each documents, and read back as the arguments that were meant."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dynaclient import Api, InvalidCall, load
from dynaclient.agents.action_tools import action_tool
from dynaclient.agents.examples import example_json
from dynaclient.agents.tools import Tool
from dynaclient.agents.vendors import call_arguments, vendor_schemas
from tests.support.large_actions import LARGE, large
from tests.support.large_apis import LARGE_APIS, load_large_api
from tests.support.vendor_subsets import (
    limits_of_anthropic,
    problems_for_anthropic,
    problems_for_gemini,
    problems_for_openai,
)

BUNDLED = load()
VENDORS = ("anthropic", "gemini", "openai", "openai-chat")


def tool_of(properties: Mapping[str, Any], required: Iterable[str] = (), name: str = "act") -> Tool:
    schema = {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}
    return Tool(name, "Does it.", schema)


def written(schema: Any, vendor: str, *, required: bool = True) -> Any:
    """Return what a vendor gets of a tool with one argument of this schema."""
    tool = tool_of({"a": schema}, ["a"] if required else [])
    (found,) = vendor_schemas([tool], vendor, strict=True)
    assert _problems(found, vendor) == []
    return found[{"openai": "parameters", "anthropic": "input_schema", "gemini": "parameters"}[vendor]]["properties"][
        "a"
    ]


def _problems(found: Any, vendor: str) -> list[str]:
    if vendor == "gemini":
        return problems_for_gemini(found)
    return problems_for_openai(found) if vendor == "openai" else problems_for_anthropic(found)


# --- schemas ---------------------------------------------------------------------------------------------------------

NAMED = {"type": "object", "properties": {"n": {"type": "string"}}, "required": ["n"], "additionalProperties": False}
TEXT = {"type": "string", "description": "As JSON text."}
NULL = {"type": "null"}

SCHEMAS: dict[str, tuple[Any, Any, Any, Any]] = {
    # schema → for OpenAI, for Anthropic, for Gemini
    "a string": (
        {"type": "string", "description": "A."}, {"type": "string", "description": "A."}, {"type": "string", "description": "A."},
        {"type": "STRING", "description": "A."},
    ),
    "any value": ({}, TEXT, TEXT, {"type": "STRING", "description": "As JSON text."}),
    "any object": (
        {"type": "object", "additionalProperties": True, "description": "A."}, {"type": "string", "description": "A. As JSON text."},
        {"type": "string", "description": "A. As JSON text."}, {"type": "STRING", "description": "A. As JSON text."},
    ),
    "a map": (
        {"type": "object", "additionalProperties": {"type": "string"}}, TEXT, TEXT, {"type": "STRING", "description": "As JSON text."},
    ),
    "an empty object": (
        {"type": "object", "additionalProperties": False},
        {"type": "object", "properties": {}, "required": [], "additionalProperties": False},
        {"type": "object", "properties": {}, "additionalProperties": False}, {"type": "STRING", "description": "As JSON text."},
    ),
    "an object": (
        {"type": "object", "properties": {"n": {"type": "string"}, "o": {"type": "integer"}}, "required": ["n"]},
        {
            "type": "object", "properties": {"n": {"type": "string"}, "o": {"type": ["integer", "null"]}}, "required": ["n", "o"],
            "additionalProperties": False,
        },
        {
            "type": "object", "properties": {"n": {"type": "string"}, "o": {"type": "integer"}}, "required": ["n"],
            "additionalProperties": False,
        },
        {"type": "OBJECT", "properties": {"n": {"type": "STRING"}, "o": {"type": "INTEGER"}}, "required": ["n"]},
    ),
    "a list": (
        {"type": "array", "items": {}, "minItems": 2, "maxItems": 3},
        {"type": "array", "items": TEXT, "description": "(at least 2 items; at most 3 items)"},
        {"type": "array", "items": TEXT, "description": "(at least 2 items; at most 3 items)"},
        {"type": "ARRAY", "items": {"type": "STRING", "description": "As JSON text."}, "minItems": 2, "maxItems": 3},
    ),
    "a list with an item": (
        {"type": "array", "items": {"type": "string"}, "minItems": 1},
        {"type": "array", "items": {"type": "string"}, "description": "(at least 1 items)"},
        {"type": "array", "items": {"type": "string"}, "minItems": 1}, {"type": "ARRAY", "items": {"type": "STRING"}, "minItems": 1},
    ),
    "limits of a string": (
        {"type": "string", "description": "A.", "pattern": "^a$", "maxLength": 3, "format": "date", "default": "a"},
        {"type": "string", "description": "A. (like /^a$/; at most 3 characters; date; default a)"},
        {"type": "string", "description": "A. (like /^a$/; at most 3 characters)", "format": "date", "default": "a"},
        {"type": "STRING", "description": "A. (date; default a)", "pattern": "^a$", "maxLength": 3},
    ),
    "limits of a number": (
        {"type": "number", "minimum": 1, "exclusiveMaximum": 5, "multipleOf": 0.5, "examples": [2]},
        {"type": "number", "description": "(at least 1; less than 5; a multiple of 0.5; for example 2)"},
        {"type": "number", "description": "(at least 1; less than 5; a multiple of 0.5; for example 2)"},
        {"type": "NUMBER", "description": "(less than 5; a multiple of 0.5; for example 2)", "minimum": 1},
    ),
    "a time": (
        {"type": "string", "format": "date-time"}, {"type": "string", "description": "(date-time)"},
        {"type": "string", "format": "date-time"}, {"type": "STRING", "format": "date-time"},
    ),
    "values": (
        {"type": "string", "enum": ["a", "b"]}, {"type": "string", "enum": ["a", "b"]}, {"type": "string", "enum": ["a", "b"]},
        {"type": "STRING", "enum": ["a", "b"], "format": "enum"},
    ),
    "values that are numbers": (
        {"type": "integer", "enum": [1, 2]}, {"type": "integer", "enum": [1, 2]}, {"type": "integer", "enum": [1, 2]},
        {"type": "INTEGER", "description": "(one of 1, 2)"},
    ),
    "values with null": (
        {"type": ["string", "null"], "enum": ["a", None]}, {"type": ["string", "null"], "enum": ["a", None]},
        {"anyOf": [{"type": "string", "enum": ["a"]}, NULL]}, {"type": "STRING", "enum": ["a"], "format": "enum", "nullable": True},
    ),
    "only null": ({"type": "null", "enum": [None]}, NULL, NULL, {"type": "NULL", "description": "(one of null)", "nullable": True}),
    "a string or null": (
        {"type": ["string", "null"]}, {"type": ["string", "null"]}, {"anyOf": [{"type": "string"}, NULL]}, {"type": "STRING", "nullable": True},
    ),
    "several types": (
        {"type": ["string", "integer", "boolean"], "enum": ["a", 1, True], "description": "A.", "maxLength": 5, "minimum": 0, "default": 1},
        {
            "anyOf": [
                {"type": "string", "enum": ["a"], "description": "(at most 5 characters)"}, {"type": "integer", "enum": [1], "description": "(at least 0)"},
                {"type": "boolean", "enum": [True]},
            ],
            "description": "A.",
        },
        {
            "anyOf": [
                {"type": "string", "enum": ["a"], "description": "(at most 5 characters)"}, {"type": "integer", "enum": [1], "description": "(at least 0)"},
                {"type": "boolean", "enum": [True]},
            ],
            "description": "A.",
        },
        {
            "anyOf": [
                {"type": "STRING", "enum": ["a"], "format": "enum", "maxLength": 5}, {"type": "INTEGER", "description": "(one of 1)", "minimum": 0},
                {"type": "BOOLEAN", "description": "(one of true)"},
            ],
            "description": "A.",
        },
    ),
    "a string or a number": (
        {"type": ["string", "number"]}, {"anyOf": [{"type": "string"}, {"type": "number"}]},
        {"anyOf": [{"type": "string"}, {"type": "number"}]}, {"anyOf": [{"type": "STRING"}, {"type": "NUMBER"}]},
    ),
    "alternatives": (
        {"anyOf": [{"type": "string"}, NAMED], "description": "A."},
        {"anyOf": [{"type": "string"}, NAMED], "description": "A."}, {"anyOf": [{"type": "string"}, NAMED], "description": "A."},
        {"anyOf": [{"type": "STRING"}, {"type": "OBJECT", "properties": {"n": {"type": "STRING"}}, "required": ["n"]}], "description": "A."},
    ),
    "alternatives of which one is null": (
        {"anyOf": [{"type": "string"}, {"type": "integer"}, NULL]}, {"anyOf": [{"type": "string"}, {"type": "integer"}, NULL]},
        {"anyOf": [{"type": "string"}, {"type": "integer"}, NULL]},
        {"anyOf": [{"type": "STRING"}, {"type": "INTEGER"}], "nullable": True},
    ),
    "one alternative and null": (
        {"anyOf": [{"type": "string", "description": "B."}, NULL], "description": "A."}, {"type": ["string", "null"], "description": "A."},
        {"anyOf": [{"type": "string"}, NULL], "description": "A."}, {"type": "STRING", "description": "A.", "nullable": True},
    ),
    "alternatives that begin with the same name": ({"anyOf": [NAMED, NAMED]}, TEXT, TEXT, {"type": "STRING", "description": "As JSON text."}),
    "alternatives of which one is any object": (
        {"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": True}]}, TEXT, TEXT,
        {"type": "STRING", "description": "As JSON text."},
    ),
    "alternatives beside properties": (
        {"type": "object", "properties": {"n": {}}, "anyOf": [NAMED]}, TEXT, TEXT, {"type": "STRING", "description": "As JSON text."},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SCHEMAS)
def test_a_schema_becomes_one_that_the_vendor_takes(case: str) -> None:
    schema, *wanted = SCHEMAS[case]
    assert [written(schema, vendor) for vendor in ("openai", "anthropic", "gemini")] == wanted


OPTIONAL: dict[str, tuple[Any, Any]] = {
    # schema of an optional argument → for OpenAI
    "a string": ({"type": "string"}, {"type": ["string", "null"]}),
    "values": ({"type": "string", "enum": ["a"]}, {"type": ["string", "null"], "enum": ["a", None]}),
    "any value": ({}, {"type": ["string", "null"], "description": "As JSON text."}),
    "null": (NULL, NULL),
    "alternatives": ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, {"anyOf": [{"type": "string"}, {"type": "integer"}, NULL]}),
    "an object": (NAMED, {**NAMED, "type": ["object", "null"]}),
}  # fmt: skip


@pytest.mark.parametrize("case", OPTIONAL)
def test_an_optional_argument_may_be_null_for_openai(case: str) -> None:
    schema, wanted = OPTIONAL[case]
    assert written(schema, "openai", required=False) == wanted
    assert "null" not in str(written({"type": "string"}, "anthropic", required=False))


# --- tools -----------------------------------------------------------------------------------------------------------


def test_a_tool_has_the_form_of_its_vendor() -> None:
    tool = tool_of({"a": {"type": "string", "format": "date"}})
    closed = {
        "type": "object",
        "properties": {"a": {"type": ["string", "null"], "description": "(date)"}},
        "required": ["a"],
        "additionalProperties": False,
    }
    assert vendor_schemas([tool], "openai") == [
        {"type": "function", "name": "act", "description": "Does it.", "parameters": tool.schema, "strict": False}
    ]
    assert vendor_schemas([tool], "openai-chat", strict=True) == [
        {
            "type": "function",
            "function": {"name": "act", "description": "Does it.", "parameters": closed, "strict": True},
        }
    ]
    assert vendor_schemas([tool], "anthropic") == [
        {"name": "act", "description": "Does it.", "input_schema": tool.schema}
    ]
    parameters = {"type": "OBJECT", "properties": {"a": {"type": "STRING", "description": "(date)"}}}
    assert vendor_schemas([tool], "gemini") == [{"name": "act", "description": "Does it.", "parameters": parameters}]
    assert vendor_schemas([tool_of({})], "gemini") == [{"name": "act", "description": "Does it."}]


@pytest.mark.parametrize(
    ("vendor", "hint"), [("antropic", "did you mean anthropic"), ("x", "pass one of: anthropic, gemini, openai, openai-chat")]
)  # fmt: skip
def test_an_unknown_vendor_is_an_error_with_the_known_ones(vendor: str, hint: str) -> None:
    with pytest.raises(InvalidCall, match=hint):
        vendor_schemas([], vendor)
    with pytest.raises(InvalidCall, match=hint):
        call_arguments(tool_of({}), {}, vendor)


def test_a_tool_that_takes_any_arguments_is_not_strict() -> None:
    tool = Tool("act", "Does it.", {"type": "object", "properties": {}, "additionalProperties": True})
    for vendor in ("openai", "anthropic"):
        (found,) = vendor_schemas([tool], vendor, strict=True)
        assert found.get("strict", False) is False
        assert tool.schema in (found.get("parameters"), found.get("input_schema"))
        assert call_arguments(tool, {"a": "1"}, vendor, strict=True) == {"a": "1"}


STRING: dict[str, Any] = {"type": "string"}
FULL: dict[str, tuple[list[Tool], list[bool]]] = {
    # tools → which of them are strict
    "tools": ([tool_of({})] * 21, [True] * 20 + [False]),
    "optional arguments": (
        [tool_of({f"a{number}": STRING for number in range(count)}) for count in (20, 5, 4)], [True, False, True],
    ),
    "nested optional properties": (
        [tool_of({"a": {"type": "array", "items": {"type": "object", "properties": {f"p{n}": STRING for n in range(24)}}}}),
         tool_of({"a": {"type": "array", "items": {"type": "object", "properties": {f"p{n}": STRING for n in range(24)}}}}, ["a"])],
        [False, True],
    ),
    "alternatives": (
        [tool_of({"a": {"anyOf": [{"type": ["string", "null"]}, {"type": "integer"}]}}, ["a"])] * 9, [True] * 8 + [False],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FULL)
def test_as_many_tools_are_strict_as_anthropic_takes(case: str) -> None:
    tools, strict = FULL[case]
    found = vendor_schemas(tools, "anthropic", strict=True)
    assert [tool.get("strict", False) for tool in found] == strict
    assert all(count <= most for count, most in zip(limits_of_anthropic(found), (20, 24, 16), strict=True))


# --- what a model passes ---------------------------------------------------------------------------------------------

PERSON = {
    "type": "object",
    "properties": {"name": STRING, "tags": {"type": "array", "items": {}}, "note": {"type": ["string", "null"]}},
    "required": ["name"],
}
READ: dict[str, tuple[Any, Any, Any]] = {
    # schema of an argument → what a model passes for it → what is meant
    "a string": (STRING, "5", "5"),
    "JSON text": ({}, '{"a": 1}', {"a": 1}),
    "text that is no JSON": ({}, "plain", "plain"),
    "a value in place of JSON text": ({}, 5, 5),
    "an object": (PERSON, {"name": "A", "tags": ["1", "x"], "note": None}, {"name": "A", "tags": [1, "x"]}),
    "an unknown property": (PERSON, {"name": "A", "x": "1"}, {"name": "A", "x": "1"}),
    "an object that is not described": (STRING, {"x": "1"}, {"x": "1"}),
    "a list that is not described": (STRING, ["1"], ["1"]),
    "the second alternative": (
        {"anyOf": [PERSON, {"type": "object", "properties": {"age": {}, "name": {}}}]}, {"age": "5", "name": None}, {"age": 5},
    ),
    "a list": ({"type": "array", "items": {"type": "object", "additionalProperties": True}}, ["{}"], [{}]),
    "an alternative": ({"anyOf": [STRING, PERSON]}, {"name": "A", "note": None}, {"name": "A"}),
    "an alternative that is a list": ({"anyOf": [STRING, {"type": "array", "items": STRING}]}, ["1"], ["1"]),
}  # fmt: skip


@pytest.mark.parametrize("case", READ)
def test_what_a_model_passes_is_read(case: str) -> None:
    schema, passed, meant = READ[case]
    assert call_arguments(tool_of({"a": schema}), {"a": passed}, "openai", strict=True) == {"a": meant}


def test_null_stands_for_an_argument_that_is_not_passed() -> None:
    tool = tool_of({"a": STRING, "b": {"type": ["string", "null"]}, "c": {"anyOf": [STRING, NULL]}, "d": NULL}, ["d"])
    nulls = dict.fromkeys("abcd")
    assert call_arguments(tool, nulls, "openai", strict=True) == {"d": None}
    assert call_arguments(tool, nulls, "openai") is nulls
    for vendor in ("anthropic", "gemini"):
        assert call_arguments(tool, nulls, vendor, strict=True) == {"b": None, "c": None, "d": None}
    assert call_arguments(tool, nulls, "anthropic") is nulls
    assert call_arguments(tool, nulls, "gemini") == {"b": None, "c": None, "d": None}


# --- the tools of whole descriptions ---------------------------------------------------------------------------------


def _check(tool: Tool, example: Mapping[str, Any] | None) -> None:
    """Check the forms of a tool: they are within the subsets, and allow the example, which is read back."""
    (openai,) = vendor_schemas([tool], "openai", strict=True)
    (anthropic,) = vendor_schemas([tool], "anthropic", strict=True)
    (gemini,) = vendor_schemas([tool], "gemini")
    assert problems_for_gemini(gemini) == []
    if anthropic.get("strict"):
        assert problems_for_anthropic(anthropic) == []
    if openai["strict"]:
        assert problems_for_openai(openai) == []
        try:
            passed = _passed(openai["parameters"], example or {})
        except StopIteration:  # the example has properties that are not described
            return
        if example is not None:
            assert list(Draft202012Validator(openai["parameters"]).iter_errors(passed)) == []
            read = call_arguments(tool, passed, "openai", strict=True)
            assert _without_null(read) == _without_null(example)


def _passed(schema: Any, value: Any) -> Any:
    """Return a value as a model passes it for a strict schema of OpenAI; StopIteration if it is not described."""
    if "As JSON text." in schema.get("description", ""):
        return json.dumps(value)
    if isinstance(value, Mapping):
        objects = [one for one in (schema, *schema.get("anyOf", ())) if "properties" in one]
        owner = next(one for one in objects if value.keys() <= one["properties"].keys())
        return {
            name: None if name not in value else _passed(member, value[name])
            for name, member in owner["properties"].items()
        }
    if isinstance(value, list):
        items: Any = next((one["items"] for one in (schema, *schema.get("anyOf", ())) if "items" in one), {})
        return [_passed(items, item) for item in value]
    return value


def _without_null(value: Any) -> Any:
    """Return a value without the members that are null: in strict mode that means that they are not passed."""
    if isinstance(value, list):
        return [_without_null(item) for item in value]
    members = value.items() if isinstance(value, Mapping) else ()
    shown = {name: _without_null(member) for name, member in members if member is not None}
    return shown if isinstance(value, Mapping) else value


@pytest.mark.uncounted
@pytest.mark.parametrize("case", LARGE)
def test_the_forms_of_a_large_tool_are_within_the_subsets(case: str) -> None:
    _check(action_tool(load(large(case)).action("things.post")), None)


def _check_all(api: Api, names: Iterable[str]) -> None:
    for name in names:
        described = api.action(name)
        example, missing = example_json(described)
        _check(action_tool(described), None if missing else json.loads(example))


def test_the_forms_of_tools_are_within_the_subsets() -> None:
    _check_all(BUNDLED, list(BUNDLED.actions)[::10])


@pytest.mark.full
@pytest.mark.uncounted
@pytest.mark.parametrize("name", LARGE_APIS)
def test_the_forms_of_all_tools_are_within_the_subsets(name: str, tmp_path: Path) -> None:
    api = load_large_api(name, tmp_path)
    _check_all(api, api.actions)
