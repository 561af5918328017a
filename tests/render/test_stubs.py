"""Type stubs: the types of schemas, the files of a package, and what mypy and pyright report for right and wrong calls."""

from __future__ import annotations

import ast
import importlib
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import dynaclient
from dynaclient import DescriptionError, UnknownName, load
from dynaclient.description.spellings import argument_name
from dynaclient.render import call_examples, python_source
from dynaclient.render.shapes import Shapes
from dynaclient.render.skeleton import skeleton
from dynaclient.render.stubs import stubs
from dynaclient.render.types import MAX_DEPTH, MAX_MEMBERS, Types, Use, union
from tests.support import DATA, ROOT
from tests.support.descriptions import describe

SHIPPED = ROOT / "dynaclient" / "losant"
PROGRAMS = DATA / "stubs"
BUNDLED = stubs(load(ROOT / "api.json"), bundled=True)


# --- types of schemas ------------------------------------------------------------------------------------------------


def typed(schema: Any, use: Use = Use.RESPONSE, **more: Any) -> tuple[str, str]:
    """Return the type expression of a schema, and the definitions for it."""
    types = Types(Shapes({"schemas": {"thing": schema, **more}}), python_source.UniqueNames())
    return python_source.unqualified(union(types.of(("schemas", "thing"), use, "Given"))), types.source()


OBJECT = {"type": "object", "properties": {"a": {"type": "string"}}}
SCALARS: dict[str, tuple[Any, str, str, str]] = {
    "string": ({"type": "string"}, "str", "str", "_typed.String"),
    "string with a pattern": ({"type": "string", "pattern": "^a"}, "str", "str", "str"),
    "date": ({"type": "string", "format": "date"}, "str", "_typed.Date", "_typed.Date"),
    "date and time": ({"type": "string", "format": "date-time"}, "str", "_typed.DateTime", "_typed.DateTime"),
    "the date of HTTP": ({"type": "string", "format": "http-date"}, "str", "_typed.DateTime", "_typed.DateTime"),
    "seconds since 1970": ({"type": "integer", "format": "unix-time"}, "int", "int | _typed.Moment", "_typed.Integer | _typed.Moment"),
    "bytes in a string": ({"type": "string", "contentEncoding": "base64"}, "str", "_typed.Base64", "_typed.Base64"),
    "integer": ({"type": "integer"}, "int", "int", "_typed.Integer"),
    "number": ({"type": "number"}, "float", "_typed.JSONNumber", "_typed.Number"),
    "boolean": ({"type": "boolean"}, "bool", "bool", "_typed.Boolean"),
    "null": ({"type": "null"}, "None", "None", "None"),
    "nullable": ({"type": ["string", "null"]}, "None | str", "None | str", "None | _typed.String"),
    "number or integer": ({"type": ["integer", "number"]}, "float", "_typed.JSONNumber", "_typed.Integer | _typed.Number"),
    "unknown type": ({"type": "date"}, "Any", "Any", "Any"),
    "any value": ({}, "Any", "Any", "Any"),
    "true": (True, "Any", "Any", "Any"),
    "enum": ({"enum": ["a", 'b"']}, 'Literal["a", "b\\""]', 'Literal["a", "b\\""] | _typed.EnumMember', 'Literal["a", "b\\""] | _typed.EnumMember'),
    "const": ({"const": 5}, "Literal[5]", "Literal[5] | _typed.EnumMember", 'Literal[5, "5"] | _typed.EnumMember'),
    "enum with null": ({"enum": [True, None]}, "Literal[True] | None", "Literal[True] | _typed.EnumMember | None", 'Literal[True, "true"] | _typed.EnumMember | None'),
    "const null": ({"const": None}, "None", "None", "None"),
    "enum of numbers": ({"enum": [1.5, 2.5], "type": "number"}, "float", "_typed.JSONNumber", "_typed.Number"),
    "enum of long strings": ({"enum": ["x" * 201], "type": "string"}, "str", "str", "_typed.String"),
    "enum of too many values": ({"enum": list(range(1001)), "type": "integer"}, "int", "int", "_typed.Integer"),
    "enum of an intersection": ({"enum": ["a", "b"], "allOf": [{"enum": ["b", "c"]}]}, 'Literal["b"]', 'Literal["b"] | _typed.EnumMember', 'Literal["b"] | _typed.EnumMember'),
    "file": ({"file": True}, "Any", "_typed.File", "_typed.File"),
    "list": ({"type": "array", "items": {"type": "integer"}}, "list[int]", "Sequence[int]", "_typed.Integer | _typed.ListOf[_typed.Integer]"),
    "list of strings": ({"type": "array", "items": {"type": "string"}}, "list[str]", "_typed.ListOf[str]", "_typed.String | _typed.ListOf[_typed.String]"),
    "list of anything": ({"type": "array"}, "list[Any]", "_typed.ListOf[Any]", "Any"),
    "list by its items": ({"items": {"type": "null"}}, "list[None]", "Sequence[None]", "None | Sequence[None]"),
    "tuple": ({"prefixItems": [{"type": "integer"}, {"type": "boolean"}]}, "list[int | bool]", "Sequence[int | bool]", "_typed.Integer | _typed.Boolean | _typed.ListOf[_typed.Integer | _typed.Boolean]"),
    "tuple of older drafts": ({"items": [{"type": "integer"}]}, "list[int]", "Sequence[int]", "_typed.Integer | _typed.ListOf[_typed.Integer]"),
    "object": ({"type": "object"}, "dict[str, Any]", "Mapping[str, Any]", "Mapping[str, Any]"),
    "map": ({"additionalProperties": {"type": "integer"}}, "dict[str, int]", "Mapping[str, int]", "Mapping[str, _typed.Integer]"),
    "map by patterns": ({"patternProperties": {"^a": {"type": "integer"}, "^b": {"type": "null"}}}, "dict[str, int | None]", "Mapping[str, int | None]", "Mapping[str, _typed.Integer | None]"),
    "alternatives": ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "int | None", "int | None", "_typed.Integer | None"),
    "alternatives of one type": ({"type": "string", "oneOf": [{"pattern": "a"}, {"pattern": "b"}]}, "str", "str", "_typed.String"),
    "alternatives of more than its type": ({"type": "string", "anyOf": [{"enum": ["a"]}, {"type": "string"}]}, 'Literal["a"] | str', 'Literal["a"] | _typed.EnumMember | str', 'Literal["a"] | _typed.EnumMember | _typed.String'),
    "too many alternatives": ({"anyOf": [{"const": number} for number in range(MAX_MEMBERS + 1)]}, "Any", "Any", "Any"),
    "intersection of types": ({"allOf": [{"type": ["number", "string"]}, {"type": "integer"}]}, "int", "int", "_typed.Integer"),
    "types that exclude each other": ({"type": "string", "allOf": [{"type": "null"}]}, "str", "str", "_typed.String"),
    "recursive": ({"anyOf": [{"$ref": "#/schemas/thing"}, {"type": "null"}]}, "Thing", "Thing", "Thing"),
    "an object or null": ({"type": ["object", "null"], "properties": {"a": {}}}, "None | Thing", "None | Thing", "None | Thing"),
    "a list of itself or null": ({"type": ["object", "null"], "properties": {"a": {"type": "array", "items": {"$ref": "#/schemas/thing"}}}}, "None | Thing", "None | Thing", "None | Thing"),
    "dangling reference": ({"$ref": "#/schemas/nothing"}, "Any", "Any", "Any"),
    "reference to an index of thousands of digits": ({"anyOf": [{"$ref": f"#/schemas/thing/anyOf/{'1' * 5_000}"}]}, "Any", "Any", "Any"),
    "circular reference": ({"$ref": "#/schemas/thing"}, "Any", "Any", "Any"),
    "reference to another document": ({"$ref": "https://example.com/"}, "Any", "Any", "Any"),
    "reference into a list": ({"anyOf": [{"type": "null"}, {"$ref": "#/schemas/thing/anyOf/0"}]}, "None", "None", "None"),
}  # fmt: skip


@pytest.mark.parametrize(("schema", "response", "body", "parameter"), SCALARS.values(), ids=SCALARS)
def test_the_type_of_a_schema_depends_on_where_the_value_is(
    schema: Any, response: str, body: str, parameter: str
) -> None:
    assert [typed(schema, use)[0] for use in (Use.RESPONSE, Use.BODY, Use.PARAMETER)] == [response, body, parameter]


OBJECTS: dict[str, tuple[Any, str]] = {
    "a response without required properties is complete": (OBJECT, "class Thing(TypedDict):\n    a: str"),
    "required properties": (
        {**OBJECT, "properties": {"a": {}, "b": {}}, "required": ["a"]},
        "class Thing(TypedDict, total=False):\n    a: Required[Any]\n    b: Any",
    ),
    "a description": (
        {**OBJECT, "description": 'What "it" is. More.'},
        'class Thing(TypedDict):\n    """What "it" is."""\n    a: str',
    ),
    "a property that is never valid": ({**OBJECT, "properties": {"a": {"type": "string"}, "b": False}}, "class Thing(TypedDict):\n    a: str"),
    "allOf": (
        {**OBJECT, "allOf": [{"properties": {"b": {"type": "integer"}}}, {"required": ["b"]}]},
        "class Thing(TypedDict, total=False):\n    a: str\n    b: Required[int]",
    ),
    "names that are not identifiers": ({"properties": {"a-b": {"type": "null"}, "class": {}}}, 'Thing = TypedDict(\n    "Thing",\n    {\n        "a-b": None,\n        "class": Any,\n    },\n)'),
    "names with a meaning in the file": ({"properties": {"str": {"type": "string"}}, "required": [5]}, 'Thing = TypedDict(\n    "Thing",\n    {\n        "str": str,\n    },\n)'),
    "names that are optional and private": (
        {"properties": {"__a": {}, "b": {}}, "required": ["b"]},
        'Thing = TypedDict(\n    "Thing",\n    {\n        "__a": Any,\n        "b": Required[Any],\n    },\n    total=False,\n)',
    ),
    "a property that no response has": (
        {"properties": {"a": {}, "b": {"allOf": [{"writeOnly": True}]}, "c": {"readOnly": True}}, "required": ["a", "b", "c"]},
        "class Thing(TypedDict, total=False):\n    a: Required[Any]\n    b: Any\n    c: Required[Any]",
    ),
    "nested objects": (
        {"properties": {"a": OBJECT}},
        "class Thing(TypedDict):\n    a: ThingA\n\nclass ThingA(TypedDict):\n    a: str",
    ),
    "a recursive object": ({"properties": {"a": {"$ref": "#/schemas/thing"}}}, "class Thing(TypedDict):\n    a: Thing"),
    "a recursive object or null": (
        {"type": ["object", "null"], "properties": {"a": {"$ref": "#/schemas/thing"}}},
        "class Thing(TypedDict):\n    a: None | Thing",
    ),
    "a recursive object or list": (
        {"type": ["object", "array"], "items": {"$ref": "#/schemas/thing"}, "properties": {"a": {"$ref": "#/schemas/thing"}}},
        "class ThingResponse(TypedDict):\n    a: list[Thing] | ThingResponse\n\nThing: TypeAlias = list[Thing] | ThingResponse",
    ),
    "alternatives": (
        {**OBJECT, "oneOf": [{"required": ["a"]}, {"properties": {"b": {}}}]},
        "class Thing1(TypedDict):\n    a: str\n\nclass Thing2(TypedDict):\n    a: str\n    b: Any",
    ),
    "recursive alternatives": (
        {"anyOf": [{"items": {"$ref": "#/schemas/thing"}}, {"additionalProperties": {"$ref": "#/schemas/thing"}}]},
        "Thing: TypeAlias = list[Thing] | dict[str, Thing]",
    ),
    "one schema twice": (
        {"allOf": [{"$ref": "#/schemas/thing/allOf/1"}, {"properties": {"a": {"type": "string"}}}]},
        "class Thing(TypedDict):\n    a: str",
    ),
    "a recursive list": ({"type": "array", "items": {"$ref": "#/schemas/thing"}}, "Thing: TypeAlias = list[Thing]"),
    "a long expression": ({"enum": ["x" * 80]}, f'Thing: TypeAlias = Literal["{"x" * 80}"]'),
}  # fmt: skip


@pytest.mark.parametrize(("schema", "text"), OBJECTS.values(), ids=OBJECTS)
def test_an_object_has_a_type_of_its_own(schema: Any, text: str) -> None:
    assert typed(schema)[1] == text


def test_a_body_may_lack_optional_properties_and_have_additional_ones_where_allowed() -> None:
    expression, text = typed({**OBJECT, "additionalProperties": True}, Use.BODY)
    assert expression == "Thing | Mapping[str, Any]"
    assert text == "class Thing(TypedDict, total=False):\n    a: str"


def test_a_body_need_not_have_what_is_read_only() -> None:
    schema = {"properties": {"a": {}, "b": {"readOnly": True}}, "required": ["a", "b"]}
    assert typed(schema, Use.BODY)[1] == "class Thing(TypedDict, total=False):\n    a: Required[Any]\n    b: Any"


def test_a_string_is_not_a_list_of_an_alias_either() -> None:
    others = [{"additionalProperties": {"enum": ["x" * 20]}}, {"items": {"enum": ["y" * 20]}}]
    named = {"anyOf": [{"type": "string"}, *others]}
    assert typed({"items": {"$ref": "#/schemas/named"}}, Use.BODY, named=named)[0] == "_typed.ListOf[Named]"


def test_deeply_nested_schemas_are_any_below_a_maximum_depth() -> None:
    schema: Any = {"type": "null"}
    for _ in range(MAX_DEPTH + 5):
        schema = {"type": "array", "items": schema}
    expression, text = typed(schema)
    assert f"{expression}{text}".count("list[") == MAX_DEPTH + 1
    assert "list[Any]" in text


def test_only_some_groups_of_alternatives_are_combined() -> None:
    both: list[Any] = [{"properties": {"x": {}}}, {"properties": {"y": {}}}]
    schema = {**OBJECT, "allOf": [{"anyOf": both} for _ in range(12)]}
    assert typed(schema)[1].count("class ") == 8


# --- a package -------------------------------------------------------------------------------------------------------

HOSTILE = 'x"""\n\n__import__("os").system("echo")\n"""\\" \ud800 \x00 \u202e {0} %s'


def described(**more: Any) -> dict[str, Any]:
    """Return a description with each kind of action, and each kind of name."""
    pet = {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "name": {"type": "string"},
            "for": {},
            "kind": {"enum": [HOSTILE]},
            HOSTILE: {},
        },
        "required": ["id"],
    }
    page = {"type": "object", "properties": {"items": {"type": "array", "items": {"$ref": "#/schemas/pet"}}}}
    responses = {"200": {"schema": {"$ref": "#/schemas/page"}}}
    paginate = {"style": "page", "page": "page", "items": "/items"}
    paged = {
        "parameters": {"page": {"in": "query", "schema": {"type": "integer"}}},
        "responses": responses,
        "paginate": paginate,
    }
    actions: dict[str, Any] = {
        "list": {"method": "GET", **paged},
        "search": {"method": "POST", **paged},
        "get": {"method": "GET", "operationId": "pet by id", "path": "/{id}", "parameters": {"id": {"in": "path", "schema": {"type": "integer"}}}, "responses": {"200": {"schema": {"$ref": "#/schemas/pet"}}, "404": {}}},
        "add": {"method": "POST", "deprecated": HOSTILE, "parameters": {"pet": {"in": "body", "required": True, "schema": {"$ref": "#/schemas/pet"}, "description": "It."}}, "responses": {"201": {}}},
        "remove": {"method": "DELETE", "parameters": {"from": {"in": "query", "required": True}, "self": {"in": "query", "default": 5}}, "responses": {"204": {}}},
        "head": {"method": "HEAD", "responses": {"200": {}}},
        "read": {"method": "GET", "responses": {"200": {"content": {"text/plain": {}, "image/png": {}}}, "default": {"content": {"application/json": {}}}}},
        "image": {"method": "GET", "responses": {"200": {"content": {"text/plain": {}, "image/png": {}}}}},
        "raw": {"method": "PUT", "parameters": {"data": {"in": "body", "content": {"image/png": {}, "multipart/form-data": {"properties": {"f": {"file": True}, "n": {"type": "integer"}}}}}}},
        "upload": {"method": "POST", "parameters": {"file": {"in": "part", "required": True, "schema": {"file": True}}, "count": {"in": "part", "schema": {"type": "integer"}}}},
        "parts": {"method": "POST", "content": ["application/json"], "parameters": {"count": {"in": "part", "schema": {"type": "integer"}}, "preset": {"in": "query", "required": True, "preset": 5, "schema": {"type": "integer"}}, "where": {"in": "query", "style": "json", "schema": {"properties": {"n": {"type": "integer"}}}}}},
        "watch": {"method": "GET", "responses": {"200": {"stream": "sse"}}},
        "lines": {"method": "GET", "responses": {"200": {"stream": "ndjson", "schema": {"$ref": "#/schemas/pet"}}}},
        "pieces": {"method": "GET", "responses": {"200": {"stream": "bytes"}}},
        "str": {"method": "GET", "parameters": {"a": {"in": "header", "schema": {"type": "string", "pattern": "a"}}}},
        "import": {"method": "GET", "description": HOSTILE},
        "dict": {"method": "GET", "responses": {"200": {"schema": {"type": "object"}}}},
        "someThing": {"method": "GET"}, "some_thing": {"method": "GET"}, "_own": {"method": "GET"},
        "lastSeen": {"method": "GET", "operationId": "pets.str"},
    }  # fmt: skip
    resources = {
        "pets": {"path": "/pets", "description": HOSTILE, "actions": actions, "resources": {"toys": {"path": "/toys", "actions": {"list": {"method": "GET"}}}}},
        "api": {"path": "/api", "actions": {"get": {"method": "GET", "paginate": {**paginate, "items": "/none"}, "parameters": paged["parameters"]}}},
        "empty": {"path": "/empty", "actions": {}},
    }  # fmt: skip
    schemas = {"pet": pet, "page": page}
    return {"dynaclient": 1, "title": HOSTILE, "server": "https://pets.example.com", "schemas": schemas, "resources": resources, **more}  # fmt: skip


SERVERS = {"sandbox": "https://sandbox.example.com", "eu-1": "https://eu.example.com"}
PETS = stubs(load(described() | {"servers": SERVERS}))
PACKAGE = skeleton("shop", load(described() | {"servers": SERVERS}))
SHOP = {name.removeprefix("src/"): text for name, text in PACKAGE.items() if name.startswith("src/shop/")}
"""The package that ships it, without its tests."""


@pytest.mark.parametrize("files", [BUNDLED, PETS], ids=["bundled", "pets"])
def test_a_package_has_only_definitions(files: Mapping[str, str]) -> None:
    kinds = (ast.AnnAssign, ast.Assign, ast.ClassDef, ast.Import, ast.ImportFrom)
    for name in ("__init__.pyi", "resources.pyi", "types.pyi"):
        assert all(isinstance(node, kinds) for node in ast.parse(files[name]).body)


def test_strings_of_a_description_never_become_code() -> None:
    names = {node.id for text in PETS.values() for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    assert "__import__" not in names
    assert "\n    @_typed.deprecated(" in PETS["resources.pyi"]


def test_what_is_only_known_to_be_deprecated_is_marked_so() -> None:
    actions = {"get": {"method": "GET", "deprecated": True, "summary": "Gets it", "description": "It is there."}}
    resource = {"things": {"path": "/things", "actions": actions}}
    source = stubs(load({"dynaclient": 1, "resources": resource}))["resources.pyi"]
    assert '@_typed.deprecated("Deprecated.")' in source
    assert '"""\n        Gets it\n\n        Deprecated.\n' in source


def test_xml_has_the_types_of_its_schema() -> None:
    pet = {"type": "object", "title": "Pet", "required": ["name"], "properties": {"name": {"type": "string"}}}
    content = {"application/xml": {"$ref": "#/schemas/pet"}}
    post = {
        "method": "POST", "path": "/pets", "parameters": {"body": {"in": "body", "required": True, "content": content}},
        "responses": {"200": {"content": content}, "404": {"content": {"application/xml": {"type": "string"}}}},
    }  # fmt: skip
    described = {
        "dynaclient": 1,
        "schemas": {"pet": pet},
        "servers": {"eu": "https://eu.example.com"},
        "resources": {"pets": {"actions": {"post": post}}},
    }
    files = stubs(load(described))
    assert "body: str | _typed.File | _types.Pet)" in files["resources.pyi"]
    assert "-> _types.PetResponse" in files["resources.pyi"]
    assert '    server: Literal["eu"] | None\n' in files["types.pyi"]


def test_a_description_with_problems_has_no_stubs() -> None:
    with pytest.raises(DescriptionError):
        stubs(load(described(schemas={})))


METHODS = [
    ("list", "Lists[_types.Page, _types.Pet, _types.PetsListArguments]", "page: _typed.Integer | None = ..."),
    ("search", "Searches[_types.Page, _types.Pet, _types.PetsSearchArguments]", "page: _typed.Integer | None = ..."),
    ("get", "Reads[_types.Pet, _types.PetsGetArguments]", "id: _typed.Integer"),
    ("add", "Calls[Any, _types.PetsAddArguments]", "pet: _types.PetBody"),
    ("remove", "Calls[None, _types.PetsRemoveArguments]", "from_: Any"),
    ("head", "Reads[None, Mapping[_builtins.str, Any]]", ""),
    ("read", "Reads[_builtins.str | bytes, Mapping[_builtins.str, Any]]", ""),
    ("image", "Reads[_builtins.str | bytes, Mapping[_builtins.str, Any]]", ""),
    ("raw", "Calls[Any, _types.PetsRawArguments]", "data: _builtins.str | _typed.File | _types.PetsRawData = ..."),
    ("upload", "Calls[Any, _types.PetsUploadArguments]", "file: _typed.File"),
    ("parts", "Calls[Any, _types.PetsPartsArguments]", "where: _types.PetsPartsWhere | None = ..."),
    ("watch", "Streams[_typed.Event]", ""),
    ("lines", "Streams[_types.Pet]", ""),
    ("pieces", "Streams[bytes]", ""),
    ("str", "Reads[Any, _types.PetsStrArguments]", "a: _builtins.str | None = ..."),
    ("import_", "Reads[Any, Mapping[_builtins.str, Any]]", ""),
    ("dict", "Reads[_builtins.dict[_builtins.str, Any], Mapping[_builtins.str, Any]]", ""),
    ("some_thing", "Reads[Any, Mapping[_builtins.str, Any]]", ""),
    ("last_seen", "Reads[Any, Mapping[_builtins.str, Any]]", ""),
]


def _class(name: str) -> list[str]:
    blocks = PETS["resources.pyi"].split("\nclass ")
    return next(block for block in blocks if block.startswith(f"{name}(")).splitlines()


@pytest.mark.parametrize(("name", "kind", "parameter"), METHODS, ids=[row[0] for row in METHODS])
def test_an_action_is_a_method_with_the_decorator_of_its_kind(name: str, kind: str, parameter: str) -> None:
    lines = _class("Pets")
    index = next(number for number, line in enumerate(lines) if line.startswith(f"    def {name}("))
    assert f"    @_typed.{kind}()" in lines[index - 2 : index]
    assert parameter in lines[index]


def test_there_are_no_other_methods() -> None:
    names = [line.split("(")[0][8:] for line in _class("Pets") if line.startswith("    def ")]
    assert names == [row[0] for row in METHODS]


def test_resources_below_a_resource_are_attributes() -> None:
    assert "    toys: PetsToys[_typed.Mode]" in _class("Pets")
    assert _class("Empty")[1:] == ["    ..."]


def test_a_resource_named_as_a_member_of_the_client_is_not_an_attribute() -> None:
    attributes = re.findall(r"^    (\w+): _resources", PETS["__init__.pyi"], re.MULTILINE)
    assert attributes == ["pets", "empty"]


def test_a_client_without_resources_is_a_client() -> None:
    files = stubs(load(described(resources={})))
    assert "class _Resources(Generic[_typed.Mode]):\n    ...\n" in files["__init__.pyi"]
    assert "ActionName: TypeAlias = str\n" in files["types.pyi"]


@pytest.mark.parametrize(
    ("only", "actions", "classes"),
    [
        (["pets.ge*"], ["pets.get", "pet by id"], ["Pets"]),
        (["pets.toys.list"], ["pets.toys.list"], ["Pets", "PetsToys"]),
        (["api.*", "*.head"], ["pets.head", "api.get"], ["Pets", "Api"]),
    ],
)
def test_a_part_of_a_description_has_stubs(only: list[str], actions: list[str], classes: list[str]) -> None:
    files = stubs(load(described()), only=only)
    listed = ", ".join(f'"{name}"' for name in actions)
    assert f"ActionName: TypeAlias = Literal[{listed}]\n" in files["types.pyi"]
    assert re.findall(r"^class (\w+)", files["resources.pyi"], re.MULTILINE) == classes
    assert re.findall(r'action: Literal\["([^"]+)"', files["__init__.pyi"]).count(actions[0]) > 0
    assert len(files["types.pyi"]) < len(PETS["types.pyi"])


def test_a_part_of_a_description_has_no_stubs_if_there_is_none() -> None:
    with pytest.raises(UnknownName, match=r"No action has a name like 'pet\.\*'; did you mean pets"):
        stubs(load(described()), only=["pets.get", "pet.*"])


NAMES: dict[str, tuple[dict[str, dict[str, Any]], dict[str, list[str]]]] = {
    "an operation id": ({"a": {"operationId": "first"}}, {"a": ["things.a", "first"]}),
    "an operation id that is the name": ({"a": {"operationId": "things.a"}}, {"a": ["things.a"]}),
    "an operation id that is the name of another": ({"a": {"operationId": "things.b"}, "b": {}}, {"a": ["things.a"], "b": ["things.b"]}),
    "an operation id of two": ({"a": {"operationId": "x"}, "b": {"operationId": "x"}}, {"a": ["things.a", "x"], "b": ["things.b"]}),
    "camel case": ({"aB": {}}, {"aB": ["things.aB", "things.a_b"]}),
    "camel case of another": ({"aB": {}, "a_b": {}}, {"aB": ["things.aB"], "a_b": ["things.a_b"]}),
    "camel case of two": ({"aBC": {}, "aBc": {}}, {"aBC": ["things.aBC", "things.a_bc"], "aBc": ["things.aBc"]}),
}  # fmt: skip


@pytest.mark.parametrize("case", NAMES)
def test_a_call_is_typed_for_each_name_that_finds_the_action(case: str) -> None:
    actions, names = NAMES[case]
    api = load(describe({key: {"method": "GET", **more} for key, more in actions.items()}))
    found = re.findall(r"def call\(self, action: Literal\[(.*?)\], arguments", stubs(api)["__init__.pyi"])
    assert [ast.literal_eval(f"[{literal}]") for literal in found] == [*names.values(), *names.values()]
    assert [api.action(name).key for key in names for name in names[key]] == [key for key in names for _ in names[key]]


def test_a_call_is_not_typed_for_a_name_that_finds_nothing() -> None:
    resources = {"aB": {"path": "/1", "actions": {"x": {"method": "GET"}}}, "a_b": {"path": "/2", "actions": {}}}
    text = stubs(load({"dynaclient": 1, "resources": resources}))["__init__.pyi"]
    assert 'action: Literal["aB.x"], arguments' in text


def test_an_action_without_parameters_has_no_keyword_overload() -> None:
    text = stubs(load(described(common=[])))["__init__.pyi"]
    assert '"pets.watch"], arguments: Mapping[str, Any] = ..., /) -> _typed.Stream[_typed.Event]: ...' in text
    assert '"pets.watch"], /, **' not in text


# --- at run time -----------------------------------------------------------------------------------------------------


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write the package `pets` to a folder from which it can be imported."""
    folder = tmp_path / "pets"
    folder.mkdir()
    for name, text in PETS.items():
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("name", ["pets", "dynaclient.losant"])
def test_its_clients_are_those_of_dynaclient(name: str) -> None:
    package = importlib.import_module(name)
    assert (package.Client, package.AsyncClient) == (dynaclient.Client, dynaclient.AsyncClient)
    with pytest.raises(AttributeError, match="Resource"):
        _ = package.Resource


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("name", ["pets.types", "dynaclient.losant.types"])
def test_its_types_are_dicts(name: str) -> None:
    types = importlib.import_module(name)
    assert types.Pet(name="Tiger") == {"name": "Tiger"}
    with pytest.raises(AttributeError, match="_own"):
        _ = types._own


# --- the bundled description -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BUNDLED)
def test_the_shipped_stubs_match_the_bundled_description(name: str) -> None:
    assert (SHIPPED / name).read_text(encoding="utf-8") == BUNDLED[name]  # else: dynaclient stubs dynaclient/losant


def test_there_are_no_other_files() -> None:
    assert {path.name for path in SHIPPED.iterdir() if path.is_file()} == set(BUNDLED)


def test_every_action_has_a_stub_and_overloads() -> None:
    api = load(ROOT / "api.json")
    count = len(re.findall(r"^    @_typed\.\w+\[.*\]\(\)\n    def ", BUNDLED["resources.pyi"], re.MULTILINE))
    named = re.findall(
        r"def call\(self, action: Literal\[\"([\w.]+)\"(?:, \"[\w.]+\")?\], arguments", BUNDLED["__init__.pyi"]
    )
    assert count == len(api.actions) == 380
    assert named == [*api.actions, *api.actions]


def test_each_stub_has_the_name_and_the_parameters_of_its_action() -> None:
    api = load(ROOT / "api.json")
    classes = [node for node in ast.parse(BUNDLED["resources.pyi"]).body if isinstance(node, ast.ClassDef)]
    methods = [node for body in classes for node in body.body if isinstance(node, ast.FunctionDef)]
    assert [(method.name, {argument.arg for argument in method.args.kwonlyargs}) for method in methods] == [
        (
            call_examples.method_expression(api, action).rpartition(".")[2],
            set(map(argument_name, action.parameters)),
        )
        for action in map(api.action, api.actions)
    ]


def test_they_are_not_too_large() -> None:
    assert sum(len(text.encode()) for text in BUNDLED.values()) < 1_200_000


# --- type checkers ---------------------------------------------------------------------------------------------------

RIGHT = """
import shop
from dynaclient import Event
from pets import AsyncClient, Client
from pets.types import Pet, PetBody
from shop.typed.types import ClientOptions

client = Client("pets.json", token=None)
client.pets.list(page=1)["items"][0]["id"].bit_length()
[pet.get("name") for pet in client.pets.search.items(page="2")]
tiger: Pet = client.pets.get(id="5")
body: PetBody = {"id": 5, "for": object()}
client.pets.add(pet=body).anything
client.pets.add(pet={"id": 5})
nothing: None = client.pets.remove(from_="a", self=5)
client.call("pets.remove", {"from": "a"})
number: int = client.call("pet by id", id="5")["id"]
client.call("pets.lastSeen")
client.call("pets.last_seen")
text: str | bytes = client.pets.image()
client.pets.raw(data=b"raw")
client.pets.raw(data={"f": b"file", "n": "5"})
client.pets.upload(file=("a.txt", [b"a"]), count=5)
client.pets.parts(where={"n": 1}, preset=None)
events: list[Event] = list(client.pets.watch())
ids: list[int] = [line["id"] for line in client.pets.lines()]
pieces: bytes = b"".join(client.pets.pieces())
client.pets.str(a="a")
client.pets.import_()
client.pets.dict()["anything"]
client.pets.toys.list()
client["api"].get(anything=5)
client.with_defaults(from_="a").pets.remove()
Client.mock("pets.json").pets.dict()
AsyncClient("pets.json").with_response
Client("pets.json", server="sandbox", timeout=5)
AsyncClient("pets.json", server=None)
read: str | bytes = client.pets.read()
with shop.client(server="sandbox", timeout=5) as shipped:
    shipped.pets.get(id=5)
options: ClientOptions = {"server": "sandbox", "token": "abc"}
shop.async_client(**options)
"""

WRONG = """
import shop
from pets import AsyncClient, Client
from pets.types import Pet

client = Client("pets.json")
Client()  # no description
client.pets.get(id=[5])  # a list
client.pets.get()  # id is missing
client.pets.get({"id": 5})  # one dict, which only `call` knows
client.pets.add(pet={"id": "5"})  # in a body a string is not a number
client.pets.add(pet={"name": "Tiger"})  # id is missing
client.pets.add(pet={"id": 5, "nme": "Tiger"})  # unknown property
client.pets.remove()  # from_ is missing
client.call("pet by id")  # id is missing
client.call("pet by ID", id=5)  # no such action
client.pets.search.download("pets.json")  # a POST
client.pets.upload(file="a.txt")  # a string is not a file
client.pets.parts(where={"n": "1"})  # in JSON a string is not a number
client.pets.lines().send(5)  # an iterator has no send
client.pets.watch.submit()  # a stream has no submit
client.pets._own()  # unknown action
client.api.get().text  # a member of the client
client.with_defaults(unknown=5)  # unknown argument
AsyncClient("pets.json").pets.get(id=5)["id"]  # not awaited
Client("pets.json", server="sandbx")  # no such server
AsyncClient("pets.json", server=5)  # not a name
pet: Pet = {"id": None}  # not a number
shop.client(server="sandbx")  # no such server
shop.async_client(servr="sandbox")  # no such option
"""


def _marked(text: str) -> set[int]:
    """Return the numbers of the lines with a comment about what is wrong."""
    return {number for number, line in enumerate(text.splitlines(), 1) if re.match(r"\s*[^#\s].*  # ", line)}


def _run(*command: str) -> str:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    return f"{done.stdout}\n{done.stderr}"


def _mypy(folder: Path) -> str:
    # With the settings and the cache of the repository, so that CI reuses the cache.
    return _run("mypy", "--strict", str(folder))


def _pyright(folder: Path) -> str:
    settings = {"extraPaths": [str(ROOT)], "typeCheckingMode": "standard"}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    return _run("pyright", "-p", str(folder))


CHECKERS = {"mypy": _mypy, "pyright": _pyright}


@pytest.fixture(scope="module", params=CHECKERS)
def reported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[int]]:
    """Return the lines with errors of each program, as a type checker reports them."""
    folder = tmp_path_factory.mktemp(request.param)
    (folder / "pets").mkdir()
    for name, text in PETS.items():
        (folder / "pets" / name).write_text(text, encoding="utf-8")
    for name, text in SHOP.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    programs = {name: (PROGRAMS / f"{name}.py").read_text() for name in ("right", "wrong")}
    programs |= {"pets_right": RIGHT, "pets_wrong": WRONG}
    for name, text in programs.items():
        (folder / f"{name}.py").write_text(text)
    output = CHECKERS[request.param](folder)
    errors: dict[str, set[int]] = {name: set() for name in programs}
    for name, line in re.findall(r"([\w.]+)\.pyi?:(\d+)(?::\d+)?:? (?:- )?error", output):
        errors.setdefault(name, set()).add(int(line))
    assert errors["wrong"], output[-3000:]
    return errors


def test_sixty_right_calls_pass_and_sixty_wrong_ones_do_not(reported: dict[str, set[int]]) -> None:
    wrong = _marked((PROGRAMS / "wrong.py").read_text())
    numbered = re.findall(r"# (\d+)", (PROGRAMS / "right.py").read_text())
    assert reported["right"] == set()
    assert reported["wrong"] == wrong
    assert len(wrong) == len(numbered) == 60


def test_calls_of_another_description_are_checked_as_well(reported: dict[str, set[int]]) -> None:
    assert reported["pets_right"] == set()
    assert reported["pets_wrong"] == _marked(WRONG)


def test_the_stubs_themselves_have_no_errors(reported: dict[str, set[int]]) -> None:
    assert set(reported) == {"right", "wrong", "pets_right", "pets_wrong"}


# --- none, one, many -------------------------------------------------------------------------------------------------


def _get(*names: str, **more: Any) -> dict[str, Any]:
    return {"method": "GET", "parameters": {name: {"in": "query"} for name in names}, **more}


def _things(*actions: Any, **more: Any) -> dict[str, Any]:
    return {"dynaclient": 1, "resources": {"things": {"path": "/things", "actions": {f"a{number}": action for number, action in enumerate(actions)}, **more}}}  # fmt: skip


NUMBERS: dict[str, dict[str, Any]] = {
    "no_resource": {"dynaclient": 1, "resources": {}}, "no_action": _things(), "private": {"dynaclient": 1, "resources": {"things": {"actions": {"_own": {"method": "GET", "path": "/"}}}}},
    "one": _things(_get()), "one_optional": _things(_get("a")), "one_stream": _things(_get(responses={"200": {"stream": "sse"}})),
    "one_required": _things({"method": "GET", "parameters": {"a": {"in": "query", "required": True}}}), "two": _things(_get(), _get()),
    "many": _things(_get("a"), _get("a", "b"), _get()), "list": _things(_get("page", paginate={"style": "page", "page": "page"})),
    "no_response": _things(_get(responses={})), "no_content": _things(_get(responses={"204": {}})), "errors": _things(_get(responses={"4XX": {}})),
    "head": _things({"method": "HEAD"}), "names": _things(_get("self", "action", "arguments", "class")), "self": _things(_get("self")),
    "below": {"dynaclient": 1, "resources": {"things": {"resources": {"inner": {"path": "/inner", "actions": {"a0": _get()}}, "empty": {}}}}},
}  # fmt: skip
NUMBERED_SCHEMAS: dict[str, Any] = {
    "any": {}, "true": True, "false": False, "no_choice": {"enum": []}, "one_choice": {"enum": ["a"]}, "null_choice": {"enum": [None]}, "number": {"enum": [1]},
    "no_literal": {"enum": [[], {}]}, "constant": {"const": {}}, "one_type": {"type": ["string"]}, "one_alternative": {"anyOf": [{"type": "string"}]},
    "no_alternative": {"anyOf": [False]}, "one_part": {"allOf": [{"type": "string"}]}, "one_item": {"prefixItems": [{"type": "string"}]}, "no_items": {"type": "array", "items": False},
    "no_property": {"type": "object", "properties": {}}, "no_valid_property": {"type": "object", "properties": {"a": False}}, "one_property": {"properties": {"a": {}}},
    "one_required": {"properties": {"a": {}}, "required": ["a"]}, "only_required": {"required": ["a"]}, "closed": {"type": "object", "additionalProperties": False},
    "no_name": {"type": "object", "properties": {"": {}}}, "a_name_and_none": {"properties": {"": {}, "a": {}}}, "keyword": {"properties": {"class": {}}},
    "itself": {"properties": {"a": {"$ref": "#/schemas/it"}}}, "list_of_itself": {"type": "array", "items": {"$ref": "#/schemas/it"}}, "file": {"file": True},
    "names": {"properties": {"Any": {}, "str": {"type": "string"}, "TypedDict": {"type": "string"}}},
}  # fmt: skip
_IT = {"$ref": "#/schemas/it"}
NUMBERS |= {
    f"of_{name}": {
        **_things({"method": "GET", "parameters": {"a": {"in": "query", "schema": _IT}}, "responses": {"200": {"schema": _IT}}},
                  {"method": "POST", "parameters": {"a": {"in": "body", "schema": _IT}}}),
        "schemas": {"it": schema},
    }
    for name, schema in NUMBERED_SCHEMAS.items()
}  # fmt: skip
ONE = """
from one import AsyncClient, Client
from one_required import Client as Other

Client("x").call("things.a0")
Client("x").call("things.a0", {})
waiting = AsyncClient("x").call("things.a0")
Other("x").call("things.a0", a=1)
Other("x").call("things.a0", {"a": 1})
Client("x").call("things.a1")  # no such action
Other("x").call("things.a0")  # a is missing
Other("x").call("things.a0", b=1)  # no such argument
"""


@pytest.mark.parametrize("checker", CHECKERS)
def test_stubs_are_right_for_none_one_and_many(checker: str, tmp_path: Path) -> None:
    for package, description in NUMBERS.items():
        (tmp_path / package).mkdir()
        for name, text in stubs(load(description)).items():
            (tmp_path / package / name).write_text(text, "utf-8")
    (tmp_path / "calls.py").write_text(ONE)
    output = CHECKERS[checker](tmp_path)
    found = re.findall(r"([\w./-]+)\.pyi?:(\d+)(?::\d+)?:? (?:- )?(?:error|warning)", output)
    assert {(Path(file).name, int(line)) for file, line in found} == {("calls", line) for line in _marked(ONE)}, output


def test_a_property_without_a_name_is_left_out() -> None:
    assert typed({"properties": {"": {}, "a": {}}, "required": ["", "a"]})[1].count("Any") == 1
