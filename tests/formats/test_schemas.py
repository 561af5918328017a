"""Schemas of OpenAPI and Swagger as schemas of the description: JSON Schema 2020-12."""

from __future__ import annotations

import copy
import json
import threading
from typing import Any

import pytest

from dynaclient.formats.lazy import plain
from dynaclient.formats.places import BrokenReference, Place
from dynaclient.formats.schemas import Schemas
from dynaclient.formats.source import SourceDocument
from dynaclient.formats.translation import Translation
from dynaclient.schema.validation import Validator
from tests.support.openapi_documents import posting, sent, text_of

S = "#/components/schemas/"


class Case:
    """The schemas of a document, translated."""

    def __init__(self, schemas: Any, dialect: str = "3.0", files: Any = None, **more: Any) -> None:
        self.document = {"definitions": schemas} if dialect == "2.0" else {"components": {"schemas": schemas}}
        self.document |= more
        self.translation = Translation(dialect)
        reader = None if files is None else self._reader(files)
        self.schemas = Schemas(SourceDocument(self.document, reader), self.translation, dialect)

    def _reader(self, files: Any) -> Any:
        def read(path: str) -> Any:
            if path not in files:
                raise BrokenReference("there is no such file")
            return files[path]

        return read

    def __getitem__(self, name: str) -> Any:
        return plain(self.schemas.table[name])

    @property
    def all(self) -> dict[str, Any]:
        found: dict[str, Any] = plain(self.schemas.table)
        return found

    @property
    def notes(self) -> list[tuple[str, str]]:
        return [(note.pointer or "", note.rule) for note in self.translation.notes]

    def is_valid(self, name: str, value: Any) -> bool:
        return Validator({"$ref": f"#/schemas/{name}", "schemas": self.all}).is_valid(value)


def translated(schema: Any, dialect: str = "3.0", **others: Any) -> Any:
    """Return a schema, translated without any note."""
    case = Case({"A": schema, "B": {"type": "object"}, "C": {}, **others}, dialect)
    found = case["A"]
    assert case.notes == []
    return found


STRING, SECRET = {"type": "string"}, {"type": "string", "secret": True}
NULL = {"type": "null"}
B, C = {"$ref": S + "B"}, {"$ref": S + "C"}
B_, C_ = {"$ref": "#/schemas/B"}, {"$ref": "#/schemas/C"}
SAME = [
    True, False, {}, {"type": "string", "title": "t", "description": "d", "default": 1, "format": "date"},
    {"type": ["string", "null"], "enum": ["a", None], "pattern": "^a", "minLength": 1, "maxLength": 2.0},
    {"type": "number", "minimum": 1, "exclusiveMaximum": 2.5, "multipleOf": 0.5},
    {"type": "array", "items": {"type": "object", "properties": {"a": {}}}, "minItems": 1, "uniqueItems": True},
    {"properties": {"$ref": {"type": "string"}, "+1": {}, "a.b": {}, "__class__": {}}, "required": ["$ref"]},
    {"additionalProperties": False, "patternProperties": {"^x": {}}, "propertyNames": {"pattern": "a"}},
    {"allOf": [{"type": "object"}], "anyOf": [{}], "oneOf": [{}], "not": {"const": 1}},
    {"if": {}, "then": {}, "else": {}, "dependentSchemas": {"a": {}}, "dependentRequired": {"a": ["b"]}},
    {"prefixItems": [{}], "contains": {}, "minContains": 1, "maxContains": 2, "unevaluatedItems": False},
    {"contentMediaType": "image/png", "contentEncoding": "base64", "contentSchema": {}},
    {"type": "object", "readOnly": True, "writeOnly": False, "deprecated": True, "xml": {"name": "a"}},
    {"x-any": {"$ref": 1}, "$comment": "c", "examples": [1]},
    {"allOf": [{"type": "object"}], "unevaluatedProperties": False},
    {"enum": [{"$ref": "#/nothing"}], "const": {"$ref": "#/nothing"}, "default": {"$ref": "#/nothing"}},
]  # fmt: skip


@pytest.mark.parametrize("schema", SAME, ids=str)
def test_what_needs_no_change_is_shared_with_the_source(schema: Any) -> None:
    case = Case({"A": schema}, "3.1")
    assert case.schemas.table["A"] is schema
    assert case.notes == []


CHANGED: dict[str, tuple[str, Any, Any]] = {
    "nullable": ("3.0", {"type": "string", "nullable": True}, {"type": ["string", "null"]}),
    "not nullable": ("3.0", {"type": "string", "nullable": False}, {"type": "string"}),
    "nullable in 2.0": ("2.0", {"type": "string", "x-nullable": True}, {"type": ["string", "null"]}),
    "nullable in 3.1, where it is not defined": ("3.1", {"type": "string", "nullable": True}, {"type": ["string", "null"]}),
    "nullable types": ("3.1", {"type": ["string", "null"], "nullable": True}, {"type": ["string", "null"]}),
    "nullable values": ("3.0", {"type": "string", "enum": ["a"], "nullable": True}, {"type": ["string", "null"], "enum": ["a", None]}),
    "nullable values with null": ("3.0", {"enum": ["a", None], "nullable": True}, {"enum": ["a", None]}),
    "nullable without a type": ("3.0", {"properties": {}, "nullable": True}, {"properties": {}}),
    "a nullable reference": ("3.0", {**B, "nullable": True, "description": "d"}, {"description": "d", "anyOf": [B_, NULL]}),
    "nullable beside allOf": ("3.0", {"allOf": [B], "nullable": True, "readOnly": True}, {"readOnly": True, "anyOf": [{"allOf": [B_]}, NULL]}),
    "nullable beside type and allOf": ("3.0", {"type": "object", "allOf": [B], "nullable": True}, {"anyOf": [{"type": "object", "allOf": [B_]}, NULL]}),
    "nullable beside anyOf": ("3.0", {"anyOf": [B, C], "nullable": True, "title": "t"}, {"anyOf": [B_, C_, NULL], "title": "t"}),
    "nullable beside oneOf": ("3.0", {"oneOf": [B], "nullable": True}, {"anyOf": [{"oneOf": [B_]}, NULL]}),
    "nullable beside not": ("3.0", {"not": B, "nullable": True}, {"anyOf": [{"not": B_}, NULL]}),
    "a nullable constant": ("3.0", {"const": 1, "nullable": True}, {"anyOf": [{"const": 1}, NULL]}),
    "an exclusive minimum": ("3.0", {"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
    "an exclusive maximum": ("2.0", {"exclusiveMaximum": True, "maximum": 1.5}, {"exclusiveMaximum": 1.5}),
    "an exclusive minimum of nothing": ("3.0", {"exclusiveMinimum": True}, {}),
    "an inclusive minimum": ("3.0", {"minimum": 1, "exclusiveMinimum": False}, {"minimum": 1}),
    "an example": ("3.0", {"example": {"a": 1}}, {"examples": [{"a": 1}]}),
    "an example and examples": ("3.1", {"examples": [2], "example": 1}, {"examples": [1, 2]}),
    "named examples": ("3.1", {"examples": {"a": {"value": 1}, "b": 2}}, {"examples": [1]}),
    "examples that are none": ("3.1", {"examples": 5}, {}),
    "a file where there can be none": ("2.0", {"type": "file"}, {"format": "binary"}),
    "bytes": ("3.0", {"type": "string", "format": "byte"}, {"type": "string", "format": "byte", "contentEncoding": "base64"}),
    "bytes of 3.1": ("3.1", {"type": "string", "format": "byte"}, {"type": "string", "format": "byte"}),
    "a password": ("3.0", {"type": "string", "format": "password"}, {"type": "string", "format": "password", "secret": True}),
    "what is written, and called like a secret": (
        "3.1",
        {"properties": {"pin": {"writeOnly": True}, "apiKey": {"writeOnly": True, "type": "string"}, "token": B | {"writeOnly": True}, "token_count": {"writeOnly": True, "type": "integer"}}},
        {"properties": {"pin": {"writeOnly": True}, "apiKey": {"writeOnly": True, "type": "string", "secret": True}, "token": B_ | {"writeOnly": True}, "token_count": {"writeOnly": True, "type": "integer"}}},
    ),
    "a string called like a secret": ("3.0", {"properties": {"password": STRING, "client_secret": STRING, "api_key": STRING}}, {"properties": {"password": SECRET, "client_secret": SECRET, "api_key": SECRET}}),
    "what is called like a secret, or null": ("3.1", {"properties": {"password": {"type": ["string", "null"]}}}, {"properties": {"password": {"type": ["string", "null"], "secret": True}}}),
    "what is called like a secret, composed": ("3.0", {"properties": {"token": {"allOf": [STRING]}}}, {"properties": {"token": {"allOf": [STRING], "secret": True}}}),
    "identifiers are not secret": ("3.0", {"properties": {"project_key": STRING, "sid": STRING, "sessionId": STRING}}, {"properties": {"project_key": STRING, "sid": STRING, "sessionId": STRING}}),
    "what is no string is not secret": ("3.0", {"properties": {"password": {"type": "object"}, "token": {}, "auth": {"type": "string", "enum": ["basic"]}, "x_token": True}}, {"properties": {"password": {"type": "object"}, "token": {}, "auth": {"type": "string", "enum": ["basic"]}, "x_token": True}}),
    "a type twice": ("3.1", {"type": ["string", "string"]}, {"type": ["string"]}),
    "required twice": ("2.0", {"required": ["a", "a"]}, {"required": ["a"]}),
    "a list of items": ("2.0", {"items": [B], "additionalItems": False}, {"prefixItems": [B_], "items": False}),
    "an empty list of items": ("2.0", {"items": []}, {}),
    "dependencies": ("3.0", {"dependencies": {"a": ["b"], "c": B}}, {"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"c": B_}}),
    "no dependencies": ("3.0", {"dependencies": {}}, {}),
    "unevaluated properties": ("3.1", {"unevaluatedProperties": B, "properties": {}}, {"additionalProperties": B_, "properties": {}}),
    "unevaluated properties beside others": ("3.1", {"unevaluatedProperties": B, "allOf": [C]}, {"unevaluatedProperties": B_, "allOf": [C_]}),
    "unevaluated properties beside a reference": ("3.1", {**B, "properties": {}, "unevaluatedProperties": False}, {**B_, "properties": {}, "unevaluatedProperties": False}),
    "unevaluated properties beside a dynamic reference": ("3.1", {"$dynamicRef": S + "B", "unevaluatedProperties": C}, {**B_, "unevaluatedProperties": C_}),
    "unevaluated properties beside a recursive reference": ("3.1", {"$recursiveRef": "#", "unevaluatedProperties": C}, {"$ref": "#/schemas/A", "unevaluatedProperties": C_}),
    "unevaluated and additional properties": ("3.1", {"unevaluatedProperties": B, "additionalProperties": C}, {"unevaluatedProperties": B_, "additionalProperties": C_}),
    "keywords that mean nothing here": ("3.0", {"optional": {"$ref": "#/nothing"}, "type": "string"}, {"x-optional": {"$ref": "#/nothing"}, "type": "string"}),
    "documents elsewhere": ("3.0", {"externalDocs": {"url": "a"}}, {"x-externalDocs": {"url": "a"}}),
    "hints for XML": ("3.0", {"xml": {"name": "a", "wrapped": "yes", "$ref": "#/nothing"}}, {"xml": {"name": "a"}}),
    "one of these twice": ("3.0", {"optional": 1, "x-optional": 2}, {"x-optional": 2}),
    "keys that are no strings": ("3.0", {200: 1, "properties": {404: B}}, {"x-200": 1, "properties": {"404": B_}}),
    "none": ("3.0", {"description": None, "properties": None, "enum": None, "type": "string"}, {"type": "string"}),
    "identifiers": ("3.1", {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "a", "$anchor": "b", "$defs": {"c": {}}}, {}),
    "references in schemas in schemas": ("3.0", {"properties": {"a": {"items": B}}, "additionalProperties": C}, {"properties": {"a": {"items": B_}}, "additionalProperties": C_}),
    "what describes a reference": ("3.0", {**B, "description": "d", "readOnly": True, "x-a": 1}, {**B_, "description": "d", "readOnly": True, "x-a": 1}),
    "what counts beside a reference": ("3.1", {**B, "minProperties": 1}, {**B_, "minProperties": 1}),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGED)
def test_schemas_become_those_of_2020_12(name: str) -> None:
    dialect, schema, expected = CHANGED[name]
    text = json.dumps(schema, sort_keys=False, default=str)
    if dialect == "2.0":
        schema = json.loads(text.replace(S, "#/definitions/"))
    before = copy.deepcopy(schema)
    assert translated(schema, dialect) == expected
    assert schema == before


MALFORMED: list[tuple[Any, Any, str]] = [
    ({"type": "any"}, {}, "/type"),
    ({"type": ["string", "any"]}, {}, "/type"),
    ({"type": {}}, {}, "/type"),
    ({"type": []}, {}, "/type"),
    ({"title": 1, "minLength": 1}, {"minLength": 1}, "/title"),
    ({"readOnly": "true"}, {}, "/readOnly"),
    ({"pattern": 0}, {}, "/pattern"),
    ({"format": 1}, {}, "/format"),
    ({"enum": "a"}, {}, "/enum"),
    ({"enum": []}, {}, "/enum"),
    ({"required": True}, {}, "/required"),
    ({"required": [1]}, {}, "/required"),
    ({"required": ["a", 1]}, {"required": ["a"]}, "/required"),
    ({"type": "string", "nullable": "yes"}, {"type": "string"}, "/nullable"),
    ({"dependentRequired": 1}, {}, "/dependentRequired"),
    ({"dependentRequired": {"a": 1, "b": []}}, {"dependentRequired": {"b": []}}, "/dependentRequired/a"),
    ({"minLength": "1"}, {}, "/minLength"),
    ({"minLength": -1}, {}, "/minLength"),
    ({"minLength": 1.5}, {}, "/minLength"),
    ({"minLength": True}, {}, "/minLength"),
    ({"minimum": "1"}, {}, "/minimum"),
    ({"minimum": float("nan")}, {}, "/minimum"),
    ({"exclusiveMinimum": "1"}, {}, "/exclusiveMinimum"),
    ({"exclusiveMinimum": True, "minimum": "1"}, {}, "/minimum"),
    ({"multipleOf": 0}, {}, "/multipleOf"),
    ({"properties": ["a"]}, {}, "/properties"),
    ({"properties": {"a": 1}}, {"properties": {"a": {}}}, "/properties/a"),
    ({"items": 5}, {"items": {}}, "/items"),
    ({"items": [5]}, {"prefixItems": [{}]}, "/items/0"),
    ({"additionalProperties": "yes"}, {"additionalProperties": {}}, "/additionalProperties"),
    ({"allOf": {}}, {}, "/allOf"),
    ({"allOf": []}, {}, "/allOf"),
    ({"oneOf": 5}, {}, "/oneOf"),
    ({"dependencies": []}, {}, "/dependencies"),
    ({"xml": "a"}, {}, "/xml"),
    ({"discriminator": 1}, {}, "/discriminator"),
    ({"discriminator": 1, "oneOf": [{}]}, {"oneOf": [{}]}, "/discriminator"),
    ({"$ref": 5, "title": "t"}, {"title": "t"}, "/$ref"),
    ("text", {}, ""),
]


@pytest.mark.parametrize(("schema", "expected", "pointer"), MALFORMED, ids=str)
def test_what_is_malformed_is_noted_and_left_out(schema: Any, expected: Any, pointer: str) -> None:
    case = Case({"A": schema}, "3.1")
    assert case["A"] == expected
    rule = "reference" if pointer == "/$ref" else "schema"
    assert case.notes == [(f"/components/schemas/A{pointer}", rule)]


def test_a_long_value_is_shortened_in_a_note_however_deep_it_is() -> None:
    deep: Any = []
    for _ in range(5000):
        deep = [deep]
    case = Case({"A": {"type": deep, "title": ["x" * 1000]}})
    assert case["A"] == {}
    assert all(len(note.message) < 200 for note in case.translation.notes)


@pytest.mark.parametrize(
    ("dialect", "own", "counts"),
    [("http://json-schema.org/draft-07/schema#", None, False), ("http://json-schema.org/draft-04/schema", None, False),
     ("https://json-schema.org/draft/2019-09/schema", None, True), ("https://spec.openapis.org/oas/3.1/dialect/base", None, True),
     (5, None, True), (None, "http://json-schema.org/draft-06/schema#", False),
     ("http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft/2020-12/schema", True)],
)  # fmt: skip
def test_constraints_beside_a_reference_count_in_the_dialects_in_which_they_do(
    dialect: Any, own: Any, counts: bool
) -> None:
    schema = {**({"$schema": own} if own else {}), "properties": {"p": {**B, "title": "t", "minProperties": 1}}}
    case = Case({"A": schema, "B": {}}, "3.1", **({"jsonSchemaDialect": dialect} if dialect else {}))
    assert case["A"]["properties"]["p"] == {**B_, "title": "t", **({"minProperties": 1} if counts else {})}
    assert len(case.notes) == (not counts)


def test_constraints_beside_a_reference_count_for_nothing_before_3_1() -> None:
    case = Case({"A": {**B, "type": "object", "title": "t", "minProperties": 1}, "B": {}})
    assert case["A"] == {**B_, "title": "t"}
    assert case.notes == [("/components/schemas/A", "ref-siblings")]


# --- references ------------------------------------------------------------------------------------------------------

OTHER = {"pets.json": {"Pet": {"properties": {"friend": {"$ref": "#/Pet"}, "tag": {"$ref": "sub/tag.json"}}}},
         "sub/tag.json": {"type": "string", "$anchor": "tag"}}  # fmt: skip
PATHS = {
    "/a~b": {
        "get": {"responses": {"200": {"content": {"application/json": {"schema": {"items": {"type": "integer"}}}}}}}
    }
}
IN_PATH = "#/paths/~1a~0b/get/responses/200/content/application~1json/schema/items"

LED: dict[str, tuple[str, dict[str, Any], Any, Any]] = {
    # name: (reference of A, other schemas, expected reference, what it leads to)
    "a name": (S + "B", {"B": {"type": "null"}}, "#/schemas/B", NULL),
    "a name that has to be encoded": (S + "B%3CC%3E%20ä~1%25", {"B<C> ä/%": NULL}, "#/schemas/B%3CC%3E%20%C3%A4~1%25", NULL),
    "a name that is not encoded": (S + "B<C> ä", {"B<C> ä": NULL}, "#/schemas/B%3CC%3E%20%C3%A4", NULL),
    "a name that looks encoded": (S + "B%3CC", {"B%3CC": NULL}, "#/schemas/B%253CC", NULL),
    "into a component": (S + "B/properties/b", {"B": {"properties": {"b": NULL}}}, "#/schemas/B_b", NULL),
    "into a list": (S + "B/allOf/0", {"B": {"allOf": [NULL]}}, "#/schemas/B_allOf_0", NULL),
    "into a component that is a reference": (S + "B/properties/b", {"B": {"$ref": S + "D"}, "D": {"properties": {"b": NULL}}}, "#/schemas/D_b", NULL),
    "into a path": (IN_PATH, {}, "#/schemas/a_b_get_200_items", {"type": "integer"}),
    "a file": ("sub/tag.json", {}, "#/schemas/tag", {"type": "string"}),
    "into a file": ("./pets.json#/Pet", {}, "#/schemas/pets_Pet", {"properties": {"friend": {"$ref": "#/schemas/pets_Pet"}, "tag": {"$ref": "#/schemas/tag"}}}),
    "an anchor of a file": ("sub/tag.json#tag", {}, "#/schemas/tag", {"type": "string"}),
    "an anchor": ("#b", {"B": {"$anchor": "b", "type": "null"}}, "#/schemas/B", NULL),
    "an anchor deep inside": ("#b", {"B": {"properties": {"x": {"items": [{"$anchor": "b", "type": "null"}]}}}}, "#/schemas/B_x_items_0", NULL),
    "a URI": ("https://example.com/b.json", {"B": {"$id": "https://example.com/b.json", "type": "null"}}, "#/schemas/B", NULL),
    "into a URI": ("https://example.com/b#/$defs/c", {"B": {"$id": "https://example.com/b", "$defs": {"c": NULL}}}, "#/schemas/B_c", NULL),
    "an anchor of a URI": ("urn:b#c", {"B": {"$id": "urn:b", "$defs": {"c": {"$anchor": "c", "type": "null"}}}}, "#/schemas/B_c", NULL),
    "a relative URI": ("./b", {"B": {"$id": "b", "type": "null"}}, "#/schemas/B", NULL),
    "half of a character": (S + "B\ud800", {"B\ud800": NULL}, "#/schemas/B\ud800", NULL),
    "to a boolean": (S + "B", {"B": False}, "#/schemas/B", False),
}  # fmt: skip


@pytest.mark.parametrize("name", LED)
def test_references_lead_to_schemas_of_the_description(name: str) -> None:
    reference, others, expected, target = LED[name]
    case = Case({"A": {"$ref": reference}, **others}, "3.1", OTHER, paths=PATHS)
    assert case["A"] == {"$ref": expected}
    assert (
        case.all[
            next(
                key
                for key in case.all
                if case.schemas.reference(reference, Place()) == expected and key == named(expected)
            )
        ]
        == target
    )
    assert case.notes == []


def named(reference: str) -> str:
    from dynaclient.schema.references import parse_pointer

    return str(parse_pointer(reference)[-1])


BROKEN: dict[str, Any] = {
    "nothing": {"$ref": S + "Z"},
    "nothing in a URI": {"$ref": "#/$defs/none"},
    "no anchor": {"$ref": "#none"},
    "the whole document": {"$ref": "#/"},
    "a string": {"$ref": S + "T/title"},
    "another host": {"$ref": "https://example.com/x.json"},
    "a URL that is none": {"$ref": "http://[/x.json"},
    "a file of nobody": {"$ref": "none.json"},
    "a folder above": {"$ref": "../x.json"},
    "an absolute path": {"$ref": "/etc/x.json"},
    "through something that is no object": {"$ref": S + "T/title/x"},
    "itself": {"$ref": S + "A"},
    "in a circle": {"$ref": S + "R"},
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_reference_that_leads_to_no_schema_is_noted_and_anything_is_valid(name: str) -> None:
    case = Case({"A": BROKEN[name], "T": {"title": "t"}, "R": {"$ref": S + "A"}}, "3.1", OTHER)
    assert case["A"] == {}
    assert case.notes == [("/components/schemas/A", "reference")]


def test_a_reference_that_is_broken_is_noted_once() -> None:
    case = Case({"A": {"$ref": S + "Z"}, "B": {"$ref": S + "Z"}, "C": {"items": {"$ref": S + "A"}}})
    assert case.all == {"A": {}, "B": {}, "C": {"items": {"$ref": "#/schemas/A"}}}
    assert case.notes == [("/components/schemas/A", "reference")]


def test_no_other_file_is_read_unless_the_document_is_a_file() -> None:
    case = Case({"A": {"$ref": "pets.json"}})
    assert (case["A"], case.notes) == ({}, [("/components/schemas/A", "reference")])


def test_a_reference_where_nothing_is_in_the_source_is_followed_from_the_top() -> None:
    case = Case({}, x={"type": "null"})
    assert case.schemas.inline({"$ref": "#/x"}, Place(("made", "up"))) == {"$ref": "#/schemas/x"}


@pytest.mark.parametrize(
    ("schema", "is_secret"),
    [({"$ref": S + "W"}, True), ({"$ref": S + "T"}, True), ({"allOf": [True, {"$ref": S + "T"}]}, True),
     ({"$ref": S + "O"}, False), ({"$ref": S + "Z"}, False), ({"$ref": 5}, False), ({"$ref": S + "R"}, False)],
)  # fmt: skip
def test_a_property_is_secret_by_what_its_reference_leads_to(schema: Any, is_secret: bool) -> None:
    others = {"W": {"writeOnly": True}, "T": STRING, "O": {"type": "object"}, "R": {"anyOf": [{"$ref": S + "R"}] * 2}}
    case = Case({"A": {"properties": {"client_secret": schema}}, **others}, "3.1")
    assert case["A"]["properties"]["client_secret"].get("secret", False) is is_secret


def test_references_that_never_end_are_not_followed() -> None:
    case = Case({"A": {"$ref": S + "R"}, "R": {"$ref": S + "A"}})
    with pytest.raises(BrokenReference, match="never end"):
        case.schemas.follow({"$ref": S + "A"}, Place())


def test_recursive_schemas_refer_to_themselves() -> None:
    case = Case({"A": {"properties": {"a": {"$ref": S + "A"}}}})
    assert case.all == {"A": {"properties": {"a": {"$ref": "#/schemas/A"}}}}


def test_a_copied_json_schema_means_itself() -> None:
    tree = {
        "type": "object",
        "properties": {"x": {"$ref": "#"}, "y": {"$ref": "#/definitions/y"}},
        "definitions": {"y": NULL},
    }
    case = Case({"A": tree}, "3.0")
    assert case["A"]["properties"] == {"x": {"$ref": "#/schemas/A"}, "y": {"$ref": "#/schemas/A_y"}}
    assert case["A_y"] == NULL
    assert case.notes == []


def test_a_pointer_in_a_schema_with_an_id_is_meant_from_there() -> None:
    inner = {"$id": "https://example.com/a", "items": {"$ref": "#/$defs/x"}, "prefixItems": [B], "$defs": {"x": NULL}}
    case = Case({"A": inner, "B": {}}, "3.1", **{"$defs": {"x": True}})
    assert case["A"] == {"items": {"$ref": "#/schemas/A_x"}, "prefixItems": [B_]}


def test_the_uri_of_a_document_is_the_base_of_others() -> None:
    schemas = {"A": {"$ref": "https://example.com/api.json#/components/schemas/B"}, "B": NULL}
    case = Case(schemas, "3.1", **{"$self": "https://example.com/api.json"})
    assert case["A"] == B_


def test_names_that_are_made_are_of_one_schema_each() -> None:
    schemas = {"A": {"$ref": S + "B/properties/b"}, "B_b": True, "B": {"properties": {"b": NULL}, "b": NULL},
               "D": {"$ref": S + "B/b"}, "E": {"$ref": "#/x/é"}}  # fmt: skip
    case = Case(schemas, x={"é": NULL})
    references = [case[name]["$ref"] for name in "ADE"]
    assert references[0].startswith("#/schemas/B_b_")
    assert len(set(references)) == 3
    assert references[2] == "#/schemas/x"
    assert all(case[named(reference)] == NULL for reference in references)
    assert [Case(schemas, x={"é": NULL})[name]["$ref"] for name in "ADE"] == references


def test_threads_make_one_name_for_one_schema() -> None:
    case = Case({"B": {"properties": {f"p{index}": {} for index in range(50)}}})
    found: list[list[str | None]] = []
    references = [f"{S}B/properties/p{index}" for index in range(50)]
    threads = [
        threading.Thread(target=lambda: found.append([case.schemas.reference(ref, Place()) for ref in references]))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [found[0]] * 4
    assert len(case.all) == 51


GENERIC = {
    "Page": {"$id": "page", "properties": {"items": {"items": {"$dynamicRef": "#item"}}, "next": {"$ref": "page"}},
             "$defs": {"any": {"$dynamicAnchor": "item"}}},
    "Cats": {"$id": "cats", "$ref": "page", "$defs": {"cat": {"$dynamicAnchor": "item", "type": "string"}}},
    "Dogs": {"$id": "dogs", "allOf": [{"$ref": S + "Page"}], "$defs": {"dog": {"$dynamicAnchor": "item", "type": "integer"}}},
    "Plain": {"$ref": S + "Cats"},
}  # fmt: skip


def test_a_dynamic_reference_leads_where_the_schemas_around_it_say() -> None:
    case = Case(GENERIC, "3.1")
    for name, valid, invalid in (("Cats", "a", 1), ("Plain", "a", 1), ("Dogs", 1, "a")):
        assert case.is_valid(name, {"items": [valid], "next": {"items": [valid]}})
        assert not case.is_valid(name, {"items": [invalid]})
        assert not case.is_valid(name, {"items": [valid], "next": {"items": [invalid]}})
    assert case.is_valid("Page", {"items": ["a", 1]})
    assert case.notes == []


def test_a_dynamic_reference_without_a_dynamic_anchor_is_any_other() -> None:
    schemas = {
        "A": {
            "$id": "a",
            "items": {"$dynamicRef": "#x"},
            "$defs": {"x": {"$anchor": "x", "type": "null"}, "y": {"$dynamicAnchor": "y"}},
        }
    }
    assert Case(schemas, "3.1").is_valid("A", [None])
    assert not Case(schemas, "3.1").is_valid("A", [1])


def test_a_tree_is_closed_with_unevaluated_properties() -> None:
    schemas = {
        "Tree": {"$id": "tree", "$dynamicAnchor": "node", "properties": {"in": {"items": {"$dynamicRef": "#node"}}}},
        "Strict": {"$id": "strict", "$dynamicAnchor": "node", "$ref": "tree", "unevaluatedProperties": False},
    }  # fmt: skip
    case = Case(schemas, "3.1")
    assert case.is_valid("Strict", {"in": [{"in": []}]})
    assert case.is_valid("Tree", {"in": [{"other": []}]})
    assert not case.is_valid("Strict", {"in": [{"other": []}]})


def test_a_recursive_reference_leads_to_the_outermost_schema() -> None:
    schemas = {
        "Tree": {"$recursiveAnchor": True, "properties": {"child": {"$recursiveRef": "#"}}},
        "Strict": {"$recursiveAnchor": True, "$ref": S + "Tree", "required": ["name"]},
        "Flat": {"properties": {"child": {"$recursiveRef": "#"}}, "required": ["name"]},
    }
    case = Case(schemas, "3.1")
    assert case.is_valid("Tree", {"child": {}})
    assert case.is_valid("Strict", {"name": 1, "child": {"name": 2}})
    assert not case.is_valid("Strict", {"name": 1, "child": {}})
    assert not case.is_valid("Flat", {"name": 1, "child": {}})


def test_one_generic_schema_is_another_for_each_that_refers_to_it() -> None:
    lists = {
        f"L{index}": {"$id": f"l{index}", "$ref": "page", "$defs": {"item": {"$dynamicAnchor": "item", "const": index}}}
        for index in range(300)
    }
    case = Case({"Page": GENERIC["Page"], **lists}, "3.1")
    assert case.is_valid("L7", {"next": {"items": [7]}})
    assert case.is_valid("L299", {"next": {"items": [299]}})
    assert not case.is_valid("L7", {"next": {"items": [8]}})
    assert case.notes == []


def with_anchors(count: int) -> dict[str, Any]:
    """Return schemas that all refer to each other, each with a dynamic anchor that counts in all others."""
    return {
        f"Q{index}": {
            "$id": f"q{index}",
            "$dynamicAnchor": f"m{index}",
            "properties": {f"q{other}": {"$ref": f"{S}Q{other}"} for other in range(count)},
            "$defs": {f"d{other}": {"$dynamicRef": f"#m{other}"} for other in range(count)},
        }
        for index in range(count)
    }


@pytest.mark.parametrize(
    ("reference", "hint"),
    [
        (f"{S}Webhok", f"did you mean {S}Webhook?"), ("#/component/schemas/Webhook", "did you mean #/components?"),
        (f"{S}Zzz", ""), ("#Webhok", ""),
    ],
)  # fmt: skip
def test_a_reference_that_leads_to_nothing_has_similar_locations(reference: str, hint: str) -> None:
    case = Case({"A": {"properties": {"a": {"$ref": reference}}}, "Webhook": {"type": "string"}}, "3.1")
    assert case.all
    assert [note.suggestion for note in case.translation.notes] == [hint]


@pytest.mark.parametrize(
    ("count", "reason"), [(12, "too many schemas (more than 10,000 objects)"), (40, "more than 32")]
)
def test_dynamic_references_multiply_within_limits(count: int, reason: str) -> None:
    case = Case(with_anchors(count), "3.1")
    assert len(case.all) < 1_000
    messages = [note.message for note in case.translation.notes]
    assert messages
    assert all(reason in message and "anything is valid" in message for message in messages)
    assert case.is_valid("Q0", {"q1": {"q2": {}}})


def test_a_long_way_to_a_dynamic_reference_is_gone_once(monkeypatch: pytest.MonkeyPatch) -> None:
    chain: dict[str, Any] = {f"C{index}": {"items": {"$ref": f"{S}C{index + 1}"}} for index in range(1_000)}
    last = {"C1000": {"$ref": S + "D"}, "E": {"$dynamicAnchor": "item"}}
    outer = {"$id": "a", "items": {"$ref": S + "C0"}, "$defs": {"b": {"$dynamicAnchor": "item", "type": "null"}}}
    located, locate = [0], SourceDocument.locate

    def counting(*arguments: Any) -> Place:
        located[0] += 1
        return locate(*arguments)

    monkeypatch.setattr(SourceDocument, "locate", counting)
    case = Case({**chain, **last, "D": {"$dynamicRef": "#item"}, "A": outer}, "3.1")
    assert len(case.all) > 2_000  # all of the chain again, for A
    assert located[0] < 20_000
    assert case.notes == []


# --- discriminators --------------------------------------------------------------------------------------------------


def animal(**kind: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"kind": {"type": "string", **kind}}, "required": ["kind"]}


def tagged(name: str, *tags: str) -> Any:
    branch = {"$ref": f"#/schemas/{name}"}
    return {"allOf": [branch, {"properties": {"kind": {"enum": list(tags)}}, "required": ["kind"]}]} if tags else branch


CAT, DOG = {"$ref": S + "Cat"}, {"$ref": S + "Dog"}
KIND = {"propertyName": "kind"}
TAGGED: dict[str, tuple[Any, dict[str, Any], dict[str, Any], list[Any]]] = {
    # name: (discriminator, Cat, Dog, expected branches)
    "names": (KIND, animal(), animal(), [tagged("Cat", "Cat"), tagged("Dog", "Dog")]),
    "a mapping": ({**KIND, "mapping": {"c": S + "Cat", "k": "Cat", "d": S + "Dog"}}, animal(), animal(), [tagged("Cat", "c", "k", "Cat"), tagged("Dog", "d", "Dog")]),
    "a mapping of one": ({**KIND, "mapping": {"c": S + "Cat"}}, animal(), animal(), [tagged("Cat", "c", "Cat"), tagged("Dog", "Dog")]),
    "a mapping with a name of another": ({**KIND, "mapping": {"Dog": "Cat", "d": "Dog"}}, animal(), animal(), [tagged("Cat", "Dog", "Cat"), tagged("Dog", "d")]),
    "own values": (KIND, animal(enum=["cat"]), animal(const="dog"), [tagged("Cat"), tagged("Dog")]),
    "values of both": ({**KIND, "mapping": {"c": "Cat", "d": "Dog"}}, animal(enum=["c", "d"]), animal(enum=["c", "d"]), [tagged("Cat", "c"), tagged("Dog", "d")]),
    "values by reference": ({**KIND, "mapping": {"c": "Cat", "d": "Dog"}}, {"allOf": [{"$ref": S + "Base"}]}, {"$ref": S + "Base"}, [tagged("Cat", "c"), tagged("Dog", "d")]),
    "itself": (KIND, {"allOf": [CAT, CAT]}, animal(), [tagged("Cat", "Cat"), tagged("Dog", "Dog")]),
    "a broken part": (KIND, {"allOf": [{"$ref": "#/none"}]}, animal(), [tagged("Cat", "Cat"), tagged("Dog", "Dog")]),
}  # fmt: skip


@pytest.mark.parametrize("name", TAGGED)
def test_the_tag_of_a_branch_is_written_into_it(name: str) -> None:
    discriminator, cat, dog, expected = TAGGED[name]
    base = animal()
    base["properties"]["kind"] = {"$ref": S + "Kind"}
    others = {"Cat": cat, "Dog": dog, "Base": base, "Kind": {"enum": ["c", "d"]}}
    case = Case({"A": {"oneOf": [CAT, DOG], "discriminator": discriminator}, **others})
    assert case["A"]["oneOf"] == expected
    kept = case["A"]["x-discriminator"]
    assert kept["propertyName"] == "kind"
    assert set(kept.get("mapping", {}).values()) <= {"#/schemas/Cat", "#/schemas/Dog"}


def test_a_branch_of_any_of_is_tagged_by_a_mapping_alone() -> None:
    discriminator = {**KIND, "mapping": {"c": "Cat"}}
    case = Case(
        {"A": {"anyOf": [CAT, DOG, {"type": "null"}], "discriminator": discriminator}, "Cat": animal(), "Dog": animal()}
    )
    assert case["A"]["anyOf"] == [tagged("Cat", "c"), tagged("Dog"), NULL]


def test_a_tag_may_be_missing_where_the_document_has_a_default_for_it() -> None:
    discriminator = {**KIND, "defaultMapping": "Cat", "mapping": {"c": "Cat"}}
    case = Case({"A": {"oneOf": [CAT], "discriminator": discriminator}, "Cat": {}}, "3.1")
    assert case["A"]["oneOf"][0]["allOf"][1] == {"properties": {"kind": {"enum": ["c", "Cat"]}}}


def test_a_mapping_that_leads_nowhere_is_noted() -> None:
    discriminator = {**KIND, "mapping": {"c": "Nobody", "d": 5}}
    case = Case({"A": {"oneOf": [CAT, {"$ref": "#/none"}], "discriminator": discriminator}, "Cat": {}})
    assert case["A"]["x-discriminator"] == KIND
    assert case["A"]["oneOf"] == [tagged("Cat", "Cat"), {}]
    assert sorted(case.notes) == [
        ("/components/schemas/A/discriminator", "reference"),
        ("/components/schemas/A/oneOf/1", "reference"),
    ]


def test_the_discriminator_of_swagger_is_the_name_of_a_property() -> None:
    case = Case({"A": {"discriminator": "kind", "properties": {"kind": {}}}}, "2.0")
    assert case["A"] == {"x-discriminator": KIND, "properties": {"kind": {}}}


def test_a_value_is_valid_for_the_branch_of_its_tag() -> None:
    case = Case({"A": {"oneOf": [CAT, DOG], "discriminator": KIND}, "Cat": animal(), "Dog": animal()})
    assert case.is_valid("A", {"kind": "Cat"})
    assert not case.is_valid("A", {"kind": "Cow"})


# --- files -----------------------------------------------------------------------------------------------------------

BINARY = {"type": "string", "format": "binary"}
PNG = {"type": "string", "contentMediaType": "image/png"}
FILE = {"file": True}
PARTS: dict[str, tuple[str, Any, Any]] = {
    "binary": ("3.0", BINARY, FILE),
    "binary without a type": ("3.0", {"format": "binary", "description": "d"}, {"description": "d", "file": True}),
    "a nullable file": ("3.0", {**BINARY, "nullable": True}, FILE),
    "a file of Swagger": ("2.0", {"type": "file"}, FILE),
    "a media type": ("3.1", PNG, FILE),
    "a media type before 3.1": ("3.0", PNG, PNG),
    "encoded": ("3.1", {**PNG, "contentEncoding": "base64"}, {**PNG, "contentEncoding": "base64"}),
    "no type": ("3.1", {}, FILE),
    "anything": ("3.1", True, True),
    "no type before 3.1": ("3.0", {}, {}),
    "no string": ("3.1", {"type": "integer", "format": "binary"}, {"type": "integer", "format": "binary"}),
    "files": ("3.1", {"type": "array", "items": {}}, {"type": "array", "items": FILE}),
    "lists of files": ("3.0", {"type": "array", "items": {"type": "array", "items": BINARY}}, {"type": "array", "items": {"type": "array", "items": BINARY}}),
    "a file in JSON": ("3.0", {"properties": {"a": BINARY}}, {"properties": {"a": BINARY}}),
    "a file or null": ("3.1", {"anyOf": [PNG, NULL], "title": "t"}, {"file": True, "title": "t"}),
    "files or null": ("3.1", {"anyOf": [{"type": "array", "items": PNG}, NULL]}, {"type": "array", "items": FILE}),
    "a file, a text or null": ("3.1", {"oneOf": [PNG, {"type": "string"}, NULL]}, {"oneOf": [FILE, {"type": "string"}]}),
    "a text or null": ("3.1", {"anyOf": [{"type": "string"}, NULL]}, {"anyOf": [{"type": "string"}, NULL]}),
    "a reference to a file": ("3.0", {"$ref": S + "File"}, {"description": "a file", "file": True}),
    "a reference to files": ("3.0", {"$ref": S + "Files"}, {"$ref": "#/schemas/Files_part"}),
    "a reference to anything": ("3.0", {"$ref": S + "Any"}, {"$ref": "#/schemas/Any"}),
    "a reference to no file": ("3.0", {"$ref": S + "Thing"}, {"$ref": "#/schemas/Thing"}),
    "a reference to nothing": ("3.0", {"anyOf": [{"$ref": S + "Broken"}]}, {"anyOf": [{"$ref": "#/schemas/Broken"}]}),
}  # fmt: skip
SHARED: dict[str, Any] = {
    "Any": True,
    "File": {**BINARY, "description": "a file"}, "Files": {"type": "array", "items": {"$ref": S + "File"}},
    "Thing": {"properties": {"a": BINARY, "b": {"$ref": S + "Thing"}}}, "Broken": {"anyOf": [{"$ref": "#/none"}, True]},
}  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_a_part_of_a_form_can_be_a_file(name: str) -> None:
    dialect, schema, expected = PARTS[name]
    case = Case(SHARED, dialect)
    assert case.schemas.inline(schema, Place(("x",)), "part") == expected


def test_a_part_with_a_media_type_of_its_own_needs_a_type_to_be_a_file() -> None:
    case = Case({}, "3.1")
    schema = {"anyOf": [{}, {"items": {}}, PNG]}
    assert case.schemas.inline(schema, Place(("x",)), "typed") == {"anyOf": [{}, {"items": {}}, FILE]}


def test_the_members_of_a_form_can_be_files_and_those_of_others_cannot() -> None:
    form = {"allOf": [{"$ref": S + "Form"}], "additionalProperties": BINARY, "not": BINARY}
    case = Case({"Form": {"properties": {"f": BINARY, "g": {"$ref": S + "Form"}}}, "Other": {"properties": {}}})
    assert case.schemas.inline(form, Place(("x",)), "form") == {
        "allOf": [{"$ref": "#/schemas/Form_form"}], "additionalProperties": FILE, "not": BINARY,
    }  # fmt: skip
    assert case["Form_form"] == {"properties": {"f": FILE, "g": {"$ref": "#/schemas/Form"}}}
    assert case["Form"] == {"properties": {"f": BINARY, "g": {"$ref": "#/schemas/Form"}}}
    assert case.schemas.inline({"$ref": S + "Other"}, Place(("x",)), "form") == {"$ref": "#/schemas/Other"}


def test_files_that_may_be_none_are_sent_as_files() -> None:
    schema = {"type": "object", "properties": {"f": {"anyOf": [PNG, NULL]}, "n": {"type": "integer"}}}
    request = sent(posting({"multipart/form-data": {"schema": schema}}, version="3.1.0"), {"f": b"abc", "n": 1})
    assert "abc" in text_of(request)
    assert "filename" in text_of(request)


# --- origins, hostile ones -------------------------------------------------------------------------------------------

ORIGINS = {
    "": ("", {}),
    "/properties/a/items": ("/properties/a/items", {"properties": {"a": {"items": {}}}}),
    "/anyOf/0/allOf/0/type": ("/allOf/0/type", {"allOf": [{"type": "object"}], "nullable": True}),
    "/anyOf/1": ("/anyOf/1", {"anyOf": [{}, {}], "nullable": True}),
    "/examples/0/a": ("/example/a", {"example": {"a": 1}}),
    "/prefixItems/0": ("/items/0", {"items": [{}]}),
    "/items/type": ("/additionalItems/type", {"items": [{}], "additionalItems": {"type": "string"}}),
    "/additionalProperties": ("/unevaluatedProperties", {"unevaluatedProperties": {}}),
    "/dependentSchemas/a": ("/dependencies/a", {"dependencies": {"a": {}}}),
    "/x-optional": ("/optional", {"optional": 1}),
    "/oneOf/0/allOf/0": ("/oneOf/0", {"oneOf": [{"$ref": S + "A"}], "discriminator": KIND}),
    "/oneOf/0/allOf/1/properties/kind": ("/oneOf/0", {"oneOf": [{"$ref": S + "A"}], "discriminator": KIND}),
    "/nothing/at/all": ("/nothing/at/all", {}),
    "/allOf/5/x": ("/allOf/5/x", {"allOf": []}),
}


@pytest.mark.parametrize("pointer", ORIGINS)
def test_pointers_into_a_schema_are_those_of_its_source(pointer: str) -> None:
    expected, schema = ORIGINS[pointer]
    case = Case({"A": schema})
    assert case["A"] is not None
    assert case.translation.origins.pointer(f"/schemas/A{pointer}") == f"/components/schemas/A{expected}"


def test_pointers_into_schemas_of_other_files_are_those_of_the_files() -> None:
    case = Case({"A": {"$ref": "pets.json#/Pet"}}, "3.0", OTHER)
    assert case.all["pets_Pet"]
    assert case.translation.origins.pointer("/schemas/pets_Pet/properties/tag") == "pets.json#/Pet/properties/tag"


def test_an_origin_that_is_no_more_is_as_it_was() -> None:
    case = Case({"A": {}})
    case.translation.origins.add(("schemas", "gone"), Place(("nothing",)))
    assert case.translation.origins.pointer("/schemas/gone/a") == "/nothing/a"


def test_schemas_that_are_nested_too_deeply_end() -> None:
    schema: dict[str, Any] = {}
    for _ in range(10_000):
        schema = {"items": schema}
    case = Case({"A": schema})
    assert case.schemas.table["A"]["items"]
    assert [rule for _, rule in case.notes] == ["depth"]


def test_schemas_without_end_end() -> None:
    endless: dict[str, Any] = {"$anchor": "x", "properties": {}, "list": []}
    endless["properties"] = {"a": endless, "b": endless}
    endless["list"] = [endless, endless["list"]]
    case = Case({"A": {"$ref": "#x"}, "B": endless}, "3.1")
    assert case["A"] == {"$ref": "#/schemas/B"}
    assert case.schemas.table["B"]["properties"]
    assert {rule for _, rule in case.notes} == {"depth", "notes"}


@pytest.mark.parametrize(
    "document",
    [{}, {"components": None}, {"components": {"schemas": [1]}}, {"components": {"schemas": {"": {}, "A": {}}}}, []],
)
def test_documents_without_schemas_have_none(document: Any) -> None:
    schemas = Schemas(SourceDocument(document), Translation("x"), "3.0")
    assert set(plain(schemas.table)) <= {"A"}
    assert schemas.reference(S + "B", Place()) is None
