"""What two versions of a description differ in, what that means, and that nothing is called safe which is not."""

from __future__ import annotations

import copy
import json
import math
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dynaclient import Api, DescriptionError, load
from dynaclient.description.diff import keywords, schema_changes, subschema, views
from dynaclient.description.diff.changes import BREAKING, SAFE, UNCLEAR, Difference, differences, report
from dynaclient.description.diff.views import SchemaSet
from dynaclient.description.loading import bundled
from dynaclient.schema.inspection import MAX_SCHEMA_SIZE, schema_size
from dynaclient.schema.references import walk
from tests.support.descriptions import action, describe, query
from tests.support.timing import takes_at_most

ABC = {"a": {"type": "string"}, "b": {"type": "integer"}, "c": True}


def schemas(root: Any, dialect: str = "draft-07", /, **named: Any) -> Api:
    """Give a description in which one schema is a body, and an answer."""
    post = {
        "method": "POST",
        "parameters": {"thing": {"in": "body", "schema": {"$ref": "#/schemas/top"}}},
        "responses": {"200": {"schema": {"$ref": "#/schemas/top"}}},
    }
    return load(describe({"post": post}, dialect=dialect, schemas={"top": root, **named}))


def told(found: list[Difference], under: str) -> set[str]:
    """Give what is told of one place, each as ``severity: rule``, and where that is below it."""
    kept = [each for each in found if f"{each.what}/".startswith(f"{under}/")]
    lines = (f"{each.severity}: {each.rule} {each.what.removeprefix(under).removeprefix('/')}" for each in kept)
    return {each.strip() for each in lines}


def of_schemas(old: Any, new: Any, dialect: str = "draft-07") -> tuple[set[str], set[str]]:
    """Give what is told of a schema as a body, and as an answer."""
    found = differences(schemas(old, dialect), schemas(new, dialect))
    return told(found, "body"), told(found, "responses/200")


def of_actions(old: Mapping[str, Any], new: Mapping[str, Any], **top: Any) -> set[str]:
    """Give what is told of two versions of one action."""
    found = differences(load(describe({"get": old}, **top)), load(describe({"get": new}, **top)))
    return {f"{each.severity}: {each.rule} {each.what}".strip() for each in found}


# --- schemas ---------------------------------------------------------------------------------------------------------

SCHEMAS: dict[str, tuple[Any, Any, set[str], set[str]]] = {
    "type narrowed": ({"type": ["string", "null"]}, {"type": "string"}, {"breaking: type narrowed"}, {"safe: type narrowed"}),
    "type widened": ({"type": "integer"}, {"type": "number"}, {"safe: type widened"}, {"breaking: type widened"}),
    "type changed": ({"type": "integer"}, {"type": "string"}, {"breaking: type changed"}, {"breaking: type changed"}),
    "nothing any more": (True, False, {"breaking: schema narrowed"}, {"safe: schema narrowed"}),
    "something now": (False, True, {"safe: schema widened"}, {"breaking: schema widened"}),
    "value gone": ({"enum": ["a", "b"]}, {"enum": ["a"]}, {"breaking: enum narrowed"}, {"safe: enum narrowed"}),
    "value added": ({"enum": ["a"]}, {"enum": ["a", "b"]}, {"safe: enum widened"}, {"unclear: enum widened"}),
    "value changed": ({"enum": ["a"]}, {"const": "b"}, {"breaking: enum changed"}, {"unclear: enum changed"}),
    "values listed": ({"type": "string"}, {"enum": ["a"]}, {"breaking: enum narrowed"}, {"safe: enum narrowed"}),
    "values not listed": ({"enum": ["a"]}, {"type": "string"}, {"safe: enum widened"}, {"unclear: enum widened"}),
    "values of other types": ({"enum": ["a", 1]}, {"type": "string"}, {"breaking: type narrowed", "safe: enum widened"}, {"safe: type narrowed", "unclear: enum widened"}),
    "true is not one": ({"const": True}, {"const": 1}, {"breaking: enum changed"}, {"unclear: enum changed"}),
    "one is 1.0": ({"const": 1}, {"const": 1.0}, set(), set()),
    "minimum raised": ({"type": "number", "minimum": 1}, {"type": "number", "minimum": 2}, {"breaking: minimum narrowed"}, {"safe: minimum narrowed"}),
    "minimum exclusive": ({"type": "number", "minimum": 0}, {"type": "number", "exclusiveMinimum": 0}, {"breaking: minimum narrowed"}, {"safe: minimum narrowed"}),
    "maximum raised": ({"type": "number", "maximum": 1}, {"type": "number", "maximum": 2}, {"safe: maximum widened"}, {"breaking: maximum widened"}),
    "limits of other kinds": ({"type": "string", "minimum": 1, "minItems": 1}, {"type": "string", "minimum": 2}, set(), set()),
    "no minimum length is none": ({"type": "string"}, {"type": "string", "minLength": 0}, set(), set()),
    "shorter": ({"maxLength": 9, "type": "string"}, {"maxLength": 5, "type": "string"}, {"breaking: maxLength narrowed"}, {"safe: maxLength narrowed"}),
    "bounds of integers": ({"type": "integer", "exclusiveMinimum": 0, "maximum": 9.5}, {"type": "integer", "minimum": 1, "exclusiveMaximum": 10}, set(), set()),
    "bounds of numbers": ({"type": "number", "exclusiveMinimum": 0}, {"type": "number", "minimum": 1}, {"breaking: minimum narrowed"}, {"safe: minimum narrowed"}),
    "bounds of multiples": ({"type": "number", "multipleOf": 0.1, "exclusiveMinimum": 0.2}, {"type": "number", "multipleOf": 0.1, "minimum": 0.3}, set(), set()),
    "bounds of multiples of multiples": ({"type": "integer", "allOf": [{"multipleOf": 2}, {"multipleOf": 3}], "minimum": 1}, {"type": "integer", "multipleOf": 6, "minimum": 6}, set(), set()),
    "bounds of integers raised": ({"type": "integer", "exclusiveMinimum": 0}, {"type": "integer", "minimum": 2}, {"breaking: minimum narrowed"}, {"safe: minimum narrowed"}),
    "multiples of 1 are integers": ({"type": "number", "multipleOf": 1}, {"type": "integer"}, set(), set()),
    "integers listed": ({"type": "integer", "minimum": 1, "maximum": 3}, {"enum": [3, 2, 1]}, set(), set()),
    "many integers listed": ({"type": "integer", "minimum": 1, "maximum": 999}, {"enum": [3, 2, 1]}, {"breaking: enum narrowed"}, {"safe: enum narrowed"}),
    "no number between the bounds": ({"type": "number", "minimum": 3, "exclusiveMaximum": 3}, False, set(), set()),
    "no length between the bounds": ({"type": "string", "minLength": 3, "maxLength": 2}, {"type": "array", "minItems": 3, "maxItems": 2}, set(), set()),
    "nothing is excluded but all": ({"not": {}}, False, set(), set()),
    "a type excluded": ({"not": {"type": "null", "title": "a"}}, {"type": ["string", "number", "boolean", "object", "array"]}, set(), set()),
    "closed and empty": ({"type": "object", "additionalProperties": False}, {"type": "object", "maxProperties": 0}, set(), set()),
    "closed positions": ({"type": "array", "items": [True, True], "additionalItems": False}, {"type": "array", "maxItems": 2}, set(), set()),
    "required properties count": ({"type": "object", "required": ["a"]}, {"type": "object", "required": ["a"], "minProperties": 1}, set(), set()),
    "a required property that cannot be": ({"type": "object", "properties": {"a": False}, "required": ["a"]}, False, set(), set()),
    "contained items count": ({"type": "array", "contains": {"type": "null"}}, {"type": "array", "minItems": 1, "contains": {"type": "null"}}, set(), set()),
    "others of any kind": ({"type": "object", "additionalProperties": {}}, {"type": "object", "additionalProperties": True}, set(), set()),
    "apart by their bounds": (
        {"oneOf": [{"maxLength": 1, "type": "string"}, {"minLength": 2, "type": "string"}]}, {"oneOf": [{"minLength": 2, "maxLength": 9, "type": "string"}, {"maxLength": 1, "type": "string"}]},
        {"breaking: maxLength narrowed oneOf/0"}, {"safe: maxLength narrowed oneOf/0"},
    ),
    "secret in an alternative": (
        {"anyOf": [{"type": "object", "properties": {"a": {"secret": True, "x-b": 1}}}, {"type": "null"}]}, {"anyOf": [{"type": "object", "properties": {"a": {}}}, {"type": "null"}]},
        {"unclear: secret changed"}, {"unclear: secret changed"},
    ),
    "default in an alternative": ({"anyOf": [{"items": [{"default": 1}]}, {"type": "null"}]}, {"anyOf": [{"items": [{"default": 2}]}, {"type": "null"}]}, {"unclear: default changed"}, {"safe: default changed"}),
    "a keyword in an alternative": ({"anyOf": [{"readOnly": True}, {"type": "null"}]}, {"anyOf": [{}, {"type": "null"}]}, {"unclear: readOnly changed"}, {"unclear: readOnly changed"}),
    "read-only and required": (
        {"type": "object", "properties": {"a": {"readOnly": True}}}, {"type": "object", "required": ["a"], "properties": {"a": {"readOnly": True}}},
        set(), {"safe: property required a"},
    ),
    "write-only and required": (
        {"type": "object", "required": ["a"], "properties": {"a": {"writeOnly": True}}}, {"type": "object", "properties": {"a": {"writeOnly": True}}},
        {"safe: property optional a"}, set(),
    ),
    "no longer read-only, and required": (
        {"type": "object", "required": ["a"], "properties": {"a": {"readOnly": True}}}, {"type": "object", "required": ["a"], "properties": {"a": {}}},
        {"breaking: property required a", "safe: readOnly removed a"}, {"safe: readOnly removed a"},
    ),
    "read-only": ({"properties": {"a": {}}}, {"properties": {"a": {"readOnly": True}}}, {"unclear: readOnly added a"}, {"safe: readOnly added a"}),
    "write-only": ({"properties": {"a": {}}}, {"properties": {"a": {"writeOnly": True}}}, {"safe: writeOnly added a"}, {"unclear: writeOnly added a"}),
    "an attribute": ({"xml": {"attribute": True}}, {}, {"unclear: xml changed"}, {"unclear: xml changed"}),
    "multiple": ({"type": "integer"}, {"type": "integer", "multipleOf": 2}, {"breaking: multipleOf narrowed"}, {"safe: multipleOf narrowed"}),
    "a multiple of a multiple": ({"type": "number", "multipleOf": 6}, {"type": "number", "multipleOf": 1.5}, {"safe: multipleOf widened"}, {"breaking: multipleOf widened"}),
    "integers are multiples of 1": ({"type": "integer"}, {"type": "integer", "multipleOf": 0.5}, set(), set()),
    "pattern added": ({"type": "string"}, {"type": "string", "pattern": "^a"}, {"breaking: pattern narrowed"}, {"safe: pattern narrowed"}),
    "pattern changed": ({"type": "string", "pattern": "^a"}, {"type": "string", "pattern": "^b"}, {"unclear: pattern changed"}, {"unclear: pattern changed"}),
    "format": ({"type": "string"}, {"type": "string", "format": "date"}, {"unclear: format narrowed"}, {"safe: format narrowed"}),
    "media": ({"type": "string", "contentMediaType": "application/json"}, {"type": "string"}, {"safe: contentMediaType widened"}, {"unclear: contentMediaType widened"}),
    "unique": ({"type": "array"}, {"type": "array", "uniqueItems": True}, {"breaking: uniqueItems narrowed"}, {"safe: uniqueItems narrowed"}),
    "one item is unique": ({"type": "array", "maxItems": 1}, {"type": "array", "maxItems": 1, "uniqueItems": True}, set(), set()),
    "items": ({"items": {"type": "string"}}, {"items": {"type": "string", "maxLength": 3}}, {"breaking: maxLength narrowed []"}, {"safe: maxLength narrowed []"}),
    "no items": ({"type": "array"}, {"type": "array", "items": False}, {"breaking: items narrowed []"}, {"safe: items narrowed []"}),
    "a position": ({"items": [True, {"type": "null"}]}, {"items": [True, {"type": "string"}]}, {"breaking: type changed [1]"}, {"breaking: type changed [1]"}),
    "behind the positions": ({"items": [True]}, {"items": [True], "additionalItems": {"type": "null"}}, {"breaking: type narrowed []"}, {"safe: type narrowed []"}),
    "no position is reached": ({"items": [True, True, {"type": "null"}], "maxItems": 1}, {"items": [True], "maxItems": 1}, set(), set()),
    "contains": ({"type": "array"}, {"type": "array", "contains": {"type": "null"}}, {"unclear: contains narrowed"}, {"safe: contains narrowed"}),
    "contains more": ({"type": "array", "contains": {"const": 1}}, {"type": "array", "contains": {"enum": [1, 2]}}, {"safe: contains widened"}, {"unclear: contains widened"}),
    "property required": ({"properties": ABC}, {"properties": ABC, "required": ["a"]}, {"breaking: property required a"}, {"safe: property required a"}),
    "property optional": ({"properties": ABC, "required": ["a"]}, {"properties": ABC}, {"safe: property optional a"}, {"breaking: property optional a"}),
    "property inside": ({"properties": {"a": {"maximum": 1}}}, {"properties": {"a": {"maximum": 0}}}, {"breaking: maximum narrowed a"}, {"safe: maximum narrowed a"}),
    "property removed": ({"properties": ABC}, {"properties": {"a": ABC["a"], "b": ABC["b"]}}, {"unclear: property removed c"}, {"breaking: property removed c"}),
    "property removed and refused": (
        {"properties": ABC, "additionalProperties": False}, {"properties": {"a": ABC["a"], "b": ABC["b"]}, "additionalProperties": False},
        {"breaking: property removed c"}, {"breaking: property removed c"},
    ),
    "property added to a closed one": (
        {"properties": {"a": True}, "additionalProperties": False}, {"properties": {"a": True, "b/": True}, "additionalProperties": False},
        {"safe: property added b~1"}, {"unclear: property added b~1"},
    ),
    "property added to an open one": ({"properties": {"a": True}}, {"properties": {"a": True, "b": {"type": "null"}}}, {"unclear: property added b"}, {"safe: property added b"}),
    "property of any kind added": ({"properties": {"a": True}}, {"properties": {"a": True, "b": True}}, {"safe: property added b"}, {"safe: property added b"}),
    "required property added": ({"properties": {"a": True}}, {"properties": {"a": True, "b": True}, "required": ["b"]}, {"breaking: property added b"}, {"safe: property added b"}),
    "required property removed": ({"properties": {"a": True}, "required": ["a"]}, {"properties": {}}, {"unclear: property removed a"}, {"breaking: property removed a"}),
    "closed": ({"type": "object"}, {"type": "object", "additionalProperties": False}, {"breaking: additionalProperties narrowed *"}, {"safe: additionalProperties narrowed *"}),
    "opened": ({"type": "object", "additionalProperties": False}, {"type": "object"}, {"safe: additionalProperties widened *"}, {"unclear: additionalProperties widened *"}),
    "pattern of names": (
        {"patternProperties": {"^a": {"type": "null"}}}, {"patternProperties": {"^a": {"type": ["null", "string"]}}},
        {"safe: type widened (^a)"}, {"breaking: type widened (^a)"},
    ),
    "pattern of names added": ({"type": "object"}, {"type": "object", "patternProperties": {"^a": {"type": "null"}}}, {"breaking: type narrowed (^a)"}, {"safe: type narrowed (^a)"}),
    "another pattern of names": (
        {"patternProperties": {"^b": {"type": "null"}}}, {"patternProperties": {"^a": {"type": "null"}}},
        {"unclear: patternProperties changed"}, {"unclear: patternProperties changed"},
    ),
    "names": ({"type": "object"}, {"type": "object", "propertyNames": {"maxLength": 3}}, {"breaking: maxLength narrowed (name)"}, {"safe: maxLength narrowed (name)"}),
    "demanded": ({"type": "object"}, {"type": "object", "dependencies": {"a": ["b"]}}, {"breaking: dependentRequired narrowed"}, {"safe: dependentRequired narrowed"}),
    "demanded and given": ({"type": "object", "required": ["b"]}, {"type": "object", "required": ["b"], "dependencies": {"a": ["b"]}}, set(), set()),
    "dependent": ({"type": "object"}, {"type": "object", "dependencies": {"a": {"maxProperties": 1}}}, {"unclear: dependentSchemas narrowed"}, {"safe: dependentSchemas narrowed"}),
    "dependent on less": (
        {"type": "object", "dependencies": {"a": {"maxProperties": 1}}}, {"type": "object", "dependencies": {"a": {"maxProperties": 2}}},
        {"safe: dependentSchemas widened"}, {"unclear: dependentSchemas widened"},
    ),
    "dependent on what cannot be": (
        {"type": "object", "properties": {"a": False}}, {"type": "object", "properties": {"a": False}, "dependencies": {"a": {"maxProperties": 1}}}, set(), set(),
    ),
    "excluded": ({"type": "string"}, {"type": "string", "not": {"maxLength": 3}}, {"unclear: not narrowed"}, {"safe: not narrowed"}),
    "less excluded": ({"not": {"maximum": 3}}, {"not": {"maximum": 2}}, {"safe: not widened"}, {"unclear: not widened"}),
    "excluded kind": ({"type": "string"}, {"type": "string", "not": {"type": "null"}}, set(), set()),
    "condition": ({"if": {"required": ["a"]}, "then": {"required": ["b"]}}, {"if": {"required": ["a"]}, "then": {"required": ["c"]}}, {"unclear: if changed"}, {"unclear: if changed"}),
    "less follows": ({"if": {"required": ["a"]}, "then": {"maxProperties": 2}}, {"if": {"required": ["a"]}, "then": {"maxProperties": 3}}, {"safe: if widened"}, {"unclear: if widened"}),
    "another condition": ({"type": "string"}, {"type": "string", "if": {"maxLength": 3}, "else": {"pattern": "a"}}, {"unclear: if narrowed"}, {"safe: if narrowed"}),
    "a condition without consequence": ({"type": "string"}, {"type": "string", "if": {"maxLength": 3}}, set(), set()),
    "a condition that always holds": ({"type": "string"}, {"type": "string", "if": {"maxLength": 3}, "then": {"type": "string"}}, set(), set()),
    "combined": ({"properties": ABC, "type": "object"}, {"allOf": [{"type": "object"}, {"properties": ABC}]}, set(), set()),
    "nullable": ({"type": "string", "maxLength": 3}, {"anyOf": [{"type": "null"}, {"type": "string", "maxLength": 3}]}, {"safe: type widened"}, {"breaking: type widened"}),
    "not nullable": ({"oneOf": [{"type": "null"}, {"type": "string"}]}, {"type": "string"}, {"breaking: type narrowed"}, {"safe: type narrowed"}),
    "types apart": ({"type": ["string", "null"]}, {"anyOf": [{"type": "string"}, {"type": "null"}]}, set(), set()),
    "inside an alternative": (
        {"oneOf": [{"type": "string"}, {"type": "object", "properties": {"a": {"maximum": 2}}}]},
        {"oneOf": [{"type": "string"}, {"type": "object", "properties": {"a": {"maximum": 1}}}]},
        {"breaking: maximum narrowed oneOf/1/a"}, {"safe: maximum narrowed oneOf/1/a"},
    ),
    "told apart by a constant": (
        {"oneOf": [{"required": ["a"], "properties": {"a": {"const": n}, "b": {"maximum": n}}, "type": "object"} for n in (1, 2)]},
        {"oneOf": [{"required": ["a"], "properties": {"a": {"const": n}, "b": {"maximum": 1}}, "type": "object"} for n in (1, 2)]},
        {"breaking: maximum narrowed oneOf/1/b"}, {"safe: maximum narrowed oneOf/1/b"},
    ),
    "alternatives in alternatives": (
        {"oneOf": [{"oneOf": [{"const": "a"}, {"const": "b"}]}, {"type": "object", "properties": {"x": {"maxLength": 2}}}]},
        {"oneOf": [{"oneOf": [{"const": "a"}, {"const": "b"}]}, {"type": "object", "properties": {"x": {"maxLength": 1}}}]},
        {"breaking: maxLength narrowed oneOf/1/x"}, {"safe: maxLength narrowed oneOf/1/x"},
    ),
    "alternative removed": ({"anyOf": [{"maxLength": 1}, {"minLength": 3}]}, {"anyOf": [{"maxLength": 1}]}, {"breaking: maxLength narrowed"}, {"safe: maxLength narrowed"}),
    "one alternative": ({"oneOf": [{"maxLength": 1}]}, {"maxLength": 1}, set(), set()),
    "alternatives that overlap": (
        {"oneOf": [{"maxLength": 3}, {"minLength": 2}]}, {"oneOf": [{"maxLength": 3}, {"minLength": 1}]}, {"unclear: oneOf changed"}, {"unclear: oneOf changed"},
    ),
    "alternatives in another order": (
        {"oneOf": [{"maxLength": 3}, {"minLength": 2, "title": "x"}]}, {"oneOf": [{"minLength": 2}, {"maxLength": 3}]}, set(), set(),
    ),
    "none of the alternatives": (
        {"type": "object", "required": ["a"], "properties": {"a": {"const": 1}}},
        {"anyOf": [{"required": ["a"], "properties": {"a": {"const": each}}, "type": "object"} for each in (2, 3)]},
        {"breaking: anyOf narrowed", "safe: enum widened a"}, {"safe: anyOf narrowed", "unclear: enum widened a"},
    ),
    "secret": ({"properties": {"a": True}}, {"properties": {"a": {"secret": True}}}, {"safe: secret added a"}, {"safe: secret added a"}),
    "no secret": ({"secret": True}, {}, {"unclear: secret removed"}, {"unclear: secret removed"}),
    "file": ({"type": "string"}, {"type": "string", "file": True}, {"breaking: file changed"}, {"unclear: file changed"}),
    "no file": ({"type": "string", "file": True}, {"type": "string"}, {"breaking: file changed"}, {"unclear: file changed"}),
    "default": ({"default": 1}, {"default": 2}, {"unclear: default changed"}, {"safe: default changed"}),
    "deprecated": ({}, {"deprecated": True}, {"safe: deprecated added"}, {"safe: deprecated added"}),
    "not deprecated": ({"deprecated": True}, {}, {"safe: deprecated removed"}, {"safe: deprecated removed"}),
    "what nobody knows": ({}, {"nullable": True, "x-more": 1}, {"unclear: keyword changed"}, {"unclear: keyword changed"}),
    "beside a reference": ({"$ref": "#/schemas/top/definitions/a", "definitions": {"a": {}}, "maximum": 1}, {"maximum": 1, "allOf": [{}]}, {"breaking: maximum narrowed"}, {"safe: maximum narrowed"}),
}  # fmt: skip
"""The old schema and the new one, and what is told of them: as a body, and as an answer."""


@pytest.mark.parametrize("case", SCHEMAS)
def test_each_change_of_a_schema_means_what_it_means_to_programs(case: str) -> None:
    old, new, body, answer = SCHEMAS[case]
    assert of_schemas(old, new) == (body, answer)


NEWER: dict[str, tuple[Any, Any, set[str], set[str]]] = {
    "position": ({"prefixItems": [{"type": "null"}]}, {"prefixItems": [True]}, {"safe: type widened [0]"}, {"breaking: type widened [0]"}),
    "less contained": ({"type": "array", "contains": {}, "minContains": 2}, {"type": "array", "contains": {}, "minContains": 1}, {"safe: contains widened"}, {"unclear: contains widened"}),
    "more contained": ({"type": "array", "contains": {}, "maxContains": 2}, {"type": "array", "contains": {}, "maxContains": 3}, {"safe: contains widened"}, {"unclear: contains widened"}),
    "nothing need be contained": ({"type": "array"}, {"type": "array", "contains": {"type": "null"}, "minContains": 0}, set(), set()),
    "demanded": ({"type": "object", "dependentRequired": {"a": ["b"]}}, {"type": "object"}, {"safe: dependentRequired widened"}, {"breaking: dependentRequired widened"}),
    "dependent": ({"type": "object", "dependentSchemas": {"a": {"maxProperties": 1}}}, {"type": "object"}, {"safe: dependentSchemas widened"}, {"unclear: dependentSchemas widened"}),
    "unevaluated": ({"properties": {"a": True}}, {"properties": {"a": True}, "unevaluatedProperties": False}, {"unclear: unevaluatedProperties narrowed"}, {"safe: unevaluatedProperties narrowed"}),
    "still unevaluated": ({"unevaluatedProperties": False, "title": "a"}, {"unevaluatedProperties": False, "allOf": [True]}, {"unclear: unevaluatedProperties changed"}, {"unclear: unevaluatedProperties changed"}),
    "unevaluated in other words": ({"unevaluatedItems": False, "title": "a"}, {"allOf": [{"unevaluatedItems": False}]}, set(), set()),
    "dynamic": ({"$dynamicRef": "#", "title": "a"}, {"$dynamicRef": "#", "title": "b"}, {"unclear: schema changed"}, {"unclear: schema changed"}),
    "beside a reference": ({"$ref": "#/schemas/top/$defs/a", "$defs": {"a": {"type": "string"}}, "maxLength": 1}, {"type": "string", "maxLength": 2}, {"safe: maxLength widened"}, {"breaking: maxLength widened"}),
}  # fmt: skip


@pytest.mark.parametrize("case", NEWER)
def test_each_change_of_a_newer_keyword_means_what_it_means_to_programs(case: str) -> None:
    old, new, body, answer = NEWER[case]
    assert of_schemas(old, new, "2020-12") == (body, answer)


def test_draft_4_is_read_as_it_is() -> None:
    old, new = ({"type": "number", "minimum": 1, "exclusiveMinimum": each} for each in (True, False))
    assert of_schemas(old, new, "draft-04") == ({"safe: minimum widened"}, {"breaking: minimum widened"})


def test_bounds_of_integers_are_integers_in_draft_4() -> None:
    old = {"type": "integer", "minimum": 0, "exclusiveMinimum": True}
    assert of_schemas(old, {"type": "integer", "minimum": 1}, "draft-04") == (set(), set())
    assert of_schemas({"type": "number", "multipleOf": 1}, {"type": "integer"}, "draft-04")[0] == {
        "breaking: type narrowed"
    }


def test_a_keyword_that_the_dialect_does_not_know_is_unclear() -> None:
    expected = {"unclear: keyword changed"}
    assert of_schemas({"const": 1.5}, {"const": 2}, "draft-04") == (expected, expected)


def test_in_draft_4_no_fraction_is_an_integer() -> None:
    assert of_schemas({"enum": [1.0, 2]}, {"type": "integer"}, "draft-04")[0] >= {"breaking: type narrowed"}


def test_a_number_that_is_too_large_is_a_multiple_of_nothing() -> None:
    old, new = (
        Api(describe({"get": action({"a": query({"type": "number", "multipleOf": divisor})})}))
        for divisor in (math.inf, 2)
    )
    assert [each.rule for each in differences(old, new)] == ["multipleOf changed"]


def test_schemas_that_lead_back_to_themselves_are_compared() -> None:
    old, new = (
        {"properties": {"next": {"$ref": "#/schemas/top"}, "value": {"maximum": each}}, "type": ["object", "null"]}
        for each in (1, 2)
    )
    assert of_schemas(old, new) == ({"safe: maximum widened value"}, {"breaking: maximum widened value"})


def test_what_is_found_by_way_of_another_schema_is_found_by_its_own_way_too() -> None:
    def described(value: Any) -> Api:
        first = {"properties": {"second": {"$ref": "#/schemas/second"}, "value": value}}
        named = {"first": first, "second": {"properties": {"first": {"$ref": "#/schemas/first"}}}}
        responses = {"200": {"schema": {"$ref": "#/schemas/second"}}, "400": {"schema": {"$ref": "#/schemas/first"}}}
        return load(describe({"get": action(responses=responses)}, schemas=named))

    found = differences(described({"type": "string"}), described({"type": ["string", "null"]}))
    assert {each.what for each in found} == {"responses/200/first/value", "responses/400/value"}


def test_a_schema_by_another_name_is_the_same() -> None:
    thing = {"properties": {"inner": {"$ref": "#/schemas/A"}}}
    renamed = {"properties": {"inner": {"$ref": "#/schemas/B"}}}
    assert differences(schemas(thing, A=thing), schemas(renamed, B=renamed)) == []


def test_what_combines_itself_is_a_fault_and_cannot_be_compared() -> None:
    old, new = (schemas({"properties": {"a": {"$ref": "#/schemas/A"}}}, A={"not": {"$ref": "#/schemas/A"}, "enum": each}) for each in ([1], [2]))  # fmt: skip
    assert {each.rule for each in differences(old, new)} == {"not readable"}


def test_what_combines_very_much_is_not_taken_apart() -> None:
    old, new = (schemas({"properties": {"a": {"anyOf": [{"enum": [each]}] * 10_001}}}) for each in (1, 2))
    assert told(differences(old, new), "body") == {"unclear: schema changed a"}


def test_very_long_enumerations_are_compared_as_they_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MAX_CHOICES", 10)
    long = [str(each) for each in range(20)]
    assert of_schemas({"enum": long}, {"enum": [*long, "x"]})[0] == {"safe: enum widened"}
    assert of_schemas({"enum": long}, {"enum": long[1:]})[0] == {"breaking: enum narrowed"}


LIMITS: dict[str, tuple[str, int, Any, Any]] = {
    "parts": ("MAX_PARTS", 3, {"allOf": [{}] * 9, "maximum": 1}, {"allOf": [{}] * 9, "maximum": 2}),
    "steps": ("MAX_STEPS", 0, {"not": {"maximum": 2}}, {"not": {"maximum": 1}}),
    "depth": ("MAX_DEPTH", 1, {"not": {"not": {"maximum": 1}}}, {"not": {"not": {"maximum": 2}}}),
    "positions": ("MAX_POSITIONS", 2, {"type": "array", "items": [True] * 4}, {"type": "array", "items": [{}] * 3}),
    "pairs": ("MAX_PAIRS", 2, {"properties": {each: {"maximum": 1} for each in "abcd"}}, {"properties": {each: {"maximum": 2} for each in "abcd"}}),
}  # fmt: skip


@pytest.mark.parametrize("case", LIMITS)
def test_what_would_take_too_long_is_unclear(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, value, old, new = LIMITS[case]
    (home,) = [module for module in (keywords, schema_changes, subschema, views) if hasattr(module, name)]
    monkeypatch.setattr(home, name, value)
    found = differences(schemas(old), schemas(new))
    assert {each.severity for each in found if each.what.startswith("body")} & {UNCLEAR, BREAKING}


def nested(depth: int, innermost: Any, keyword: str = "items") -> Any:
    for _ in range(depth):
        innermost = {keyword: [innermost, {"type": "null"}] if keyword == "anyOf" else innermost}
    return innermost


@pytest.mark.parametrize(
    ("keyword", "depth"), [("items", 150), ("anyOf", 5), pytest.param("anyOf", 60, marks=pytest.mark.full)]
)
def test_schemas_nested_deeply_are_no_trouble(keyword: str, depth: int) -> None:
    old, new = (nested(depth, {"maximum": each}, keyword) for each in (1, 2))
    body, answer = of_schemas(old, new)
    assert len(body) == len(answer) == 1


def test_what_is_nested_too_deeply_to_be_rewritten_is_like_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_deep(*_: Any, **__: Any) -> Any:
        raise RecursionError

    monkeypatch.setattr(views, "_bare", too_deep)
    assert of_schemas({"not": {"maximum": 1}}, {"not": {"maximum": 1}, "title": "a"}) == (set(), set())


def test_the_same_place_counts_once() -> None:
    twice = {"allOf": [{"$ref": "#/schemas/A"}, {"$ref": "#/schemas/A"}], "maximum": 1}
    found = differences(schemas(twice, A={"minimum": 0}), schemas({**twice, "maximum": 2}, A={"minimum": 0}))
    assert told(found, "body") == {"safe: maximum widened"}


def test_a_value_nested_too_deeply_to_be_written_is_like_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_deep(*_: Any, **__: Any) -> str:
        raise RecursionError

    old, new = schemas({"maximum": 1}), schemas({"maximum": 1})
    monkeypatch.setattr(json, "dumps", too_deep)
    assert SchemaSet(old).dynamic
    assert told(differences(old, new), "body") == set()


# --- nothing is called safe that is not ------------------------------------------------------------------------------

LEAVES: dict[str, list[Any]] = {
    "type": ["string", "integer", "number", "object", "array", "null", "boolean", ["string", "null"], ["object", "array"]],
    "enum": [[1], ["a", "b"], [None, True], [0, 1, 2], ["ab", {}, [1]], [{"a": 1}, 1.5]],
    "const": [1, "a", None, True, 1.0, {"a": 1}],
    "minimum": [-1, 0, 1, 1.5], "maximum": [0, 1, 2, 5], "exclusiveMinimum": [-1, 0, 1], "exclusiveMaximum": [1, 2, 3],
    "multipleOf": [1, 2, 0.5, 3], "minLength": [0, 1, 2], "maxLength": [1, 2, 3], "pattern": ["^a", "b", "^a*$"],
    "format": ["date", "email"], "minItems": [0, 1, 2], "maxItems": [0, 1, 2, 3], "uniqueItems": [True, False],
    "minProperties": [0, 1, 2], "maxProperties": [1, 2, 3], "required": [["a"], ["b"], ["a", "ab"]],
    "contentMediaType": ["application/json"], "contentEncoding": ["base64"], "title": ["x", "y"],
}  # fmt: skip
NEW_LEAVES: dict[str, list[Any]] = {
    "dependentRequired": [{"a": ["b"]}, {"b": ["a"]}], "minContains": [0, 1, 2], "maxContains": [1, 2],
}  # fmt: skip
ONE = ("additionalProperties", "propertyNames", "items", "contains", "not", "if", "then", "else")
NEW_ONE = ("unevaluatedProperties", "unevaluatedItems")
LISTS = ("allOf", "anyOf", "oneOf")
NAMED = {"properties": ["a", "b", "ab"], "patternProperties": ["^a", "b"], "dependencies": ["a", "b"]}
NEW_NAMED = {"dependentSchemas": ["a", "b"]}


class Maker:
    """Makes random schemas of small means, and changes them."""

    def __init__(self, rng: random.Random, dialect: str) -> None:
        self.rng = rng
        new = dialect == "2020-12"
        self.lists = (*LISTS, "prefixItems") if new else (*LISTS, "items")
        self.leaves = {**LEAVES, **(NEW_LEAVES if new else {})}
        self.named = {**NAMED, **(NEW_NAMED if new else {})}
        self.one = (*ONE, *NEW_ONE) if new else ONE
        # What makes objects and alternatives comes more often than its share.
        self.keywords = [
            *self.leaves,
            *self.one,
            *self.lists,
            *self.named,
            *("type", "properties", "anyOf", "oneOf") * 2,
        ]

    def schema(self, depth: int) -> Any:
        kind = self.rng.random()
        if kind < 0.15:
            return self.rng.choice([True, False, {"$ref": "#/schemas/A"}, {"$ref": "#/schemas/B"}])
        chosen = [self.rng.choice(self.keywords) for _ in range(self.rng.choice([1, 1, 2, 2, 3, 4]))]
        return {each: self.value(each, depth) for each in chosen if depth or each in self.leaves}

    def value(self, keyword: str, depth: int) -> Any:
        if keyword in self.leaves:
            return copy.deepcopy(self.rng.choice(self.leaves[keyword]))  # what is made of it is changed later
        if keyword in self.named:
            names = self.rng.sample(self.named[keyword], self.rng.choice([1, 1, 2]))
            return {name: self.schema(depth - 1) for name in names}
        if keyword in self.lists and (keyword != "items" or self.rng.random() < 0.3):
            return [self.schema(depth - 1) for _ in range(self.rng.choice([1, 2, 2, 3]))]
        return False if keyword.startswith(("add", "un")) and self.rng.random() < 0.6 else self.schema(depth - 1)

    def changed(self, schema: Any) -> Any:
        changed = copy.deepcopy(schema)
        for _ in range(self.rng.choice([1, 1, 2, 3])):
            places = [each for _, shape, each in walk((), "schema", changed) if shape == "schema"]
            objects = [each for each in places if isinstance(each, dict)]
            if objects:
                self.change(self.rng.choice(objects))
        return changed

    def change(self, schema: dict[str, Any]) -> None:
        how = self.rng.random()
        if schema and how < 0.4:
            schema.pop(self.rng.choice(list(schema)))
        elif how < 0.55:
            inner = dict(schema)
            schema.clear()
            schema[self.rng.choice(LISTS)] = [inner, self.schema(1)][: self.rng.choice([1, 2])]
        else:
            keyword = self.rng.choice(self.keywords)
            schema[keyword] = self.value(keyword, 1)


def values() -> Iterator[Any]:
    rng = random.Random(1)
    small: list[Any] = [None, True, False, 0, 1, 2, 3, -1, 1.5, 2.0, 10, "", "a", "b", "ab", "aab", "bbbb", [], {}]

    def made(depth: int) -> Any:
        if depth == 0 or rng.random() < 0.4:
            return rng.choice(small)
        if rng.random() < 0.5:
            return [made(depth - 1) for _ in range(rng.choice([1, 1, 2, 2, 3, 4]))]
        return {each: made(depth - 1) for each in rng.sample(["a", "b", "ab", "c"], rng.choice([1, 1, 2, 3]))}

    yield from small
    yield from (made(3) for _ in range(230))


VALUES = list(values())


def versions(rng: random.Random, dialect: str) -> tuple[Api, Api] | None:
    """Give two versions of a description; None where one is faulty, or has no end."""
    maker = Maker(rng, dialect)
    old = {name: maker.schema(depth) for name, depth in (("top", 3), ("A", 2), ("B", 2))}
    new = {name: maker.changed(each) if name == "top" or rng.random() < 0.3 else each for name, each in old.items()}
    made = []
    for each in (old, new):
        made.append(schemas(each["top"], dialect, A=each["A"], B=each["B"]))
        known: dict[Any, Any] = {}
        places = [
            where for where, shape, _ in walk(("schemas",), "schemas", each_document(made[-1])) if shape == "schema"
        ]
        if any(schema_size(made[-1].document, where, known) > MAX_SCHEMA_SIZE for where in places):
            return None
    try:
        for api in made:
            if api.action("things.post").problems:
                return None
    except DescriptionError:
        return None
    return made[0], made[1]


def each_document(api: Api) -> Any:
    return api.document["schemas"]


def check_that_safe_is_safe(seed: int, dialect: str) -> None:
    both = versions(random.Random(seed), dialect)
    if both is None:
        return
    found = differences(*both)
    old, new = (each.schema_at(("schemas", "top")) for each in both)
    for under, before, after in (("body", old, new), ("responses/200", new, old)):
        if all(each.severity == SAFE for each in found if f"{each.what}/".startswith(f"{under}/")):
            refused = [each for each in VALUES if before.is_clearly_valid(each) and not after.is_valid(each)]
            assert refused == []


@pytest.mark.parametrize("dialect", ["draft-07", "2020-12"])
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**48))
def test_what_is_safe_refuses_nothing_that_was_accepted_and_gives_nothing_new(dialect: str, seed: int) -> None:
    check_that_safe_is_safe(seed, dialect)


@pytest.mark.full
@pytest.mark.parametrize("dialect", ["draft-04", "draft-06", "draft-07", "2019-09", "2020-12"])
def test_what_is_safe_is_safe_in_many_schemas(dialect: str) -> None:
    for seed in range(800):
        check_that_safe_is_safe(seed, dialect)


# --- actions ---------------------------------------------------------------------------------------------------------

FILES = {"type": "string", "file": True}
KEY = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}, "token": {"type": "bearer"}}
PAGES = {"style": "page", "page": "page"}
FORM = "application/x-www-form-urlencoded"


def body(content: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Give a POST with a body of these media types."""
    return {"method": "POST", "parameters": {"thing": {"in": "body", "content": content, **more}}}


def answering(**responses: Any) -> dict[str, Any]:
    """Give a GET with these responses, named ``of_200`` and so on."""
    return action(responses={status.removeprefix("of_"): each for status, each in responses.items()})


REGIONS = {"url": "https://{region}.example.com", "variables": {"region": {"default": "eu", "enum": ["eu", "us"]}}}


def regions(default: str, *enum: str) -> dict[str, Any]:
    """Give a server with one variable."""
    variable = {"default": default, **({"enum": list(enum)} if enum else {})}
    return {**REGIONS, "variables": {"region": variable}}


ACTIONS: dict[str, tuple[Mapping[str, Any], Mapping[str, Any], set[str]]] = {
    "method": (action(), action(method="OPTIONS"), {"safe: wire changed method"}),
    "no body is read": (action(), action(method="HEAD"), {"safe: wire changed method", "unclear: body removed method"}),
    "no body is read any longer": (
        answering(of_200={"schema": True}), {**answering(of_200={"schema": True}), "method": "HEAD"}, {"safe: wire changed method", "breaking: body removed method"},
    ),
    "a body is read": (action(method="HEAD"), action(), {"safe: wire changed method", "unclear: body added method"}),
    "method with more to it": (
        action(), action(method="POST"),
        {"safe: wire changed method", "unclear: readonly removed readonly", "unclear: idempotent removed idempotent"},
    ),
    "harmless": (action(readonly=False, idempotent=False), action(), {"safe: readonly added readonly", "safe: idempotent added idempotent"}),
    "destroys no longer": (action(method="POST", destructive=True), action(method="POST"), {"safe: destructive removed destructive"}),
    "destroys by its method": (action(method="PUT"), action(method="DELETE"), {"safe: wire changed method", "unclear: destructive added destructive"}),
    "key for repeats": (action(method="POST"), action(method="POST", idempotencyKey="K"), {"safe: idempotent added idempotent", "safe: wire changed idempotencyKey"}),
    "path": (action(path="/a"), action(path="/b"), {"safe: wire changed path"}),
    "headers": (action(headers={"X-A": "1"}), action(headers={"X-A": "2"}), {"safe: wire changed headers"}),
    "server": (action(), action(server="https://b.example"), {"safe: wire changed server", "breaking: server not trusted server"}),
    "server without a credential": (action(auth=False), action(auth=False, server="https://b.example"), {"safe: wire changed server"}),
    "server with a credential that may be missing": (
        action(auth=["token", "optional"]), action(auth=["token", "optional"], server="https://b.example"), {"safe: wire changed server", "unclear: server not trusted server"},
    ),
    "server of the same origin": (action(), action(server="https://api.example.com/v2"), {"safe: wire changed server"}),
    "server is that of the whole again": (action(server="https://b.example"), action(), {"safe: wire changed server"}),
    "text of a server": (action(server=REGIONS), action(server={**REGIONS, "description": "a"}), {"safe: texts changed"}),
    "value of a server": (
        action(auth=False, server=regions("eu", "eu", "us")), action(auth=False, server=regions("eu", "eu")), {"safe: wire changed server", "breaking: variable narrowed server/variables/region"},
    ),
    "timeout": (action(timeout=5), action(timeout=7), {"unclear: timeout changed timeout"}),
    "usual timeout": (action(timeout=5), action(), {"unclear: timeout removed timeout"}),
    "pages gone": (action({"page": query()}, paginate=PAGES), action({"page": query()}), {"breaking: paginate removed paginate"}),
    "pages": (action({"page": query()}), action({"page": query()}, paginate=PAGES), {"safe: paginate added paginate"}),
    "other pages": (action({"page": query()}, paginate=PAGES), action({"page": query()}, paginate={**PAGES, "items": "/items"}), {"unclear: paginate changed paginate"}),
    "deprecated": (action(), action(deprecated="Use `things.list`."), {"safe: deprecated added deprecated"}),
    "deprecated in other words": (action(deprecated="a"), action(deprecated="b"), {"safe: deprecated changed deprecated"}),
    "not deprecated": (action(deprecated="a"), action(), {"safe: deprecated removed deprecated"}),
    "texts": (action(description="a", since="1", links=[]), action(description="b", since="2", links=[{"url": "/a"}]), {"safe: texts changed"}),
    "scope needed": (action(), action(scopes=["a"]), {"breaking: scopes narrowed scopes"}),
    "another scope needed": (action(scopes=["a", "b"]), action(scopes=["a"]), {"breaking: scopes narrowed scopes"}),
    "scopes needed together": (action(scopes=["a"]), action(scopes=[{"all": ["a", "b"]}]), {"breaking: scopes narrowed scopes"}),
    "fewer scopes needed": (action(scopes=[{"all": ["a", "b"]}]), action(scopes=["b"]), {"safe: scopes widened scopes"}),
    "an operation id that is the name": (action(operationId="things.get"), action(), set()),
    "another operation id than the name": (action(operationId="things.get"), action(operationId="b"), {"safe: operationId added operationId"}),
    "no scope needed": (action(scopes=["a"]), action(), {"safe: scopes widened scopes"}),
    "a star covers": (action(scopes=["a.*"]), action(scopes=["a.get"]), {"safe: scopes widened scopes"}),
    "scopes of a scheme": (action(auth="token"), action(auth={"token": ["a"]}), {"breaking: scopes narrowed scopes"}),
    "scopes of one of two schemes": (
        action(auth=[{"token": ["a"]}, {"key": ["a"]}]), action(auth=[{"token": ["a"]}, "key"]), {"safe: scopes widened scopes"},
    ),
    "scopes of a scheme that is gone": (
        action(auth=[{"token": ["a"]}, "key"]), action(auth="key"), {"breaking: auth narrowed auth"},
    ),
    "scopes become those of the scheme": (action(scopes=["a", "b"], auth="token"), action(auth=[{"token": ["a"]}, {"token": ["b"]}]), set()),
    "scopes in another order": (action(scopes=["a", "b"]), action(scopes=["b", "a"]), set()),
    "credential needed": (action(auth=["token", "optional"]), action(auth="token"), {"breaking: auth required auth"}),
    "no credential needed": (action(auth="token"), action(auth=["token", "optional"]), {"safe: auth optional auth"}),
    "another credential needed": (action(auth="token"), action(auth="key"), {"breaking: auth narrowed auth"}),
    "another credential may be given": (action(auth=["token", "optional"]), action(auth=["key", "optional"]), {"unclear: auth narrowed auth"}),
    "both credentials needed": (action(auth="token"), action(auth={"all": ["key", "token"]}), {"breaking: auth narrowed auth"}),
    "either credential": (action(auth="token"), action(auth=["key", "token"]), {"safe: auth widened auth"}),
    "credential not sent": (action(auth=["token", "optional"]), action(auth=False), {"safe: wire changed auth"}),
    "parameter removed": (action({"a": query()}), action(), {"breaking: parameter removed parameters/a"}),
    "parameter added": (action(), action({"a": query()}), {"safe: parameter added parameters/a"}),
    "parameter added and needed": (action(), action({"a": query(required=True)}), {"breaking: parameter added parameters/a"}),
    "parameter added and sent": (action(), action({"a": query(required=True, preset=1)}), {"unclear: parameter added parameters/a"}),
    "parameter required": (action({"a": query()}), action({"a": query(required=True)}), {"breaking: parameter required parameters/a"}),
    "parameter optional": (action({"a": query(required=True)}), action({"a": query()}), {"safe: parameter optional parameters/a"}),
    "preset": (action({"a": query(preset=1)}), action({"a": query(preset=2)}), {"unclear: preset changed parameters/a"}),
    "preset of null": (action({"a": query()}), action({"a": query(preset=None)}), {"unclear: preset changed parameters/a"}),
    "default": (action({"a": query(default=1)}), action({"a": query()}), {"unclear: default changed parameters/a"}),
    "wire name": (action({"a": query(name="x")}), action({"a": query(name="y")}), {"safe: wire changed parameters/a"}),
    "style": (action({"a": query(style="form", explode=True)}), action({"a": query(style="form", explode=False)}), {"unclear: style changed parameters/a"}),
    "scalar in either style": (action({"a": query({"type": "string"})}), action({"a": query({"type": "string"}, explode=False)}), set()),
    "list in pipes": (action({"a": query({"type": "array"})}), action({"a": query({"type": "array"}, style="pipeDelimited")}), {"breaking: style changed parameters/a"}),
    "list of words in pipes": (
        action({"a": query({"items": {"enum": ["a", "b"]}, "type": "array"})}), action({"a": query({"items": {"enum": ["a", "b"]}, "type": "array"}, style="pipeDelimited")}),
        {"unclear: style changed parameters/a"},
    ),
    "one number in pipes": (
        action({"a": query({"items": {"type": "integer"}, "type": "array", "maxItems": 1}, style="spaceDelimited")}),
        action({"a": query({"items": {"type": "integer"}, "type": "array", "maxItems": 1}, style="pipeDelimited")}), set(),
    ),
    "object in brackets": (
        action({"a": query({"type": "object", "additionalProperties": {"type": "integer"}}, style="deepObject")}),
        action({"a": query({"type": "object", "additionalProperties": {"type": "integer"}}, style="brackets")}), set(),
    ),
    "nested object in brackets": (
        action({"a": query({"type": "object"}, style="deepObject")}), action({"a": query({"type": "object"}, style="brackets")}), {"safe: style changed parameters/a"},
    ),
    "nested object as one level": (
        action({"a": query({"type": "object"}, style="brackets")}), action({"a": query({"type": "object"}, style="deepObject")}), {"breaking: style changed parameters/a"},
    ),
    "closed object": (
        action({"a": query({"type": "object", "properties": {"a": {"type": ["integer", "null"]}}, "additionalProperties": False}, explode=False)}),
        action({"a": query({"type": "object", "properties": {"a": {"type": ["integer", "null"]}}, "additionalProperties": False})}), {"unclear: style changed parameters/a"},
    ),
    "another name and style": (
        action({"a": query({"type": "array"}, name="x")}), action({"a": query({"type": "array"}, name="y", explode=False)}), {"safe: wire changed parameters/a", "unclear: style changed parameters/a"},
    ),
    "name of a header": (action({"a": {"in": "header", "name": "X"}}), action({"a": {"in": "header", "name": "Y"}}), {"safe: wire changed parameters/a"}),
    "name in a path": (action({"a": {"in": "path", "name": "x"}}, path="/{a}"), action({"a": {"in": "path", "name": "y"}}, path="/{a}"), set()),
    "no slash in a number": (
        action({"a": {"in": "path", "schema": {"type": "boolean"}}}, path="/{a}"), action({"a": {"in": "path", "schema": {"type": "boolean"}, "allowReserved": True}}, path="/{a}"), set(),
    ),
    "style in JSON": (action({"a": {"in": "part"}}, method="POST"), action({"a": {"in": "part", "style": "deepObject"}}, method="POST"), set()),
    "name in JSON": (action({"a": {"in": "part", "name": "x"}}, method="POST"), action({"a": {"in": "part", "name": "y"}}, method="POST"), {"safe: wire changed parameters/a"}),
    "style in a form": (
        action({"a": {"in": "part", "schema": {"type": "array"}}}, method="POST", content=FORM),
        action({"a": {"in": "part", "schema": {"type": "array"}, "explode": False}}, method="POST", content=FORM), {"unclear: style changed parameters/a"},
    ),
    "order of parameters": (action({"a": query(), "b": query()}), action({"b": query(), "a": query()}), {"safe: wire changed parameters"}),
    "order in the path": (
        action({"a": {"in": "path"}, "b": {"in": "path"}}, path="/{a}/{b}"), action({"a": {"in": "path"}, "b": {"in": "path"}}, path="/{b}/{a}"), {"safe: wire changed path"},
    ),
    "a dot before a value": (
        action({"a": {"in": "path"}}, path="/x{a}"), action({"a": {"in": "path"}}, path="/.{a}"), {"safe: wire changed path", "breaking: path narrowed path"},
    ),
    "a dot before a list": (
        action({"a": {"in": "path", "schema": {"type": "array"}}}, path="/x{a}"), action({"a": {"in": "path", "schema": {"type": "array"}}}, path="/.{a}"), {"safe: wire changed path", "breaking: path narrowed path"},
    ),
    "a dot before an object": (
        action({"a": {"in": "path", "schema": {"type": "object"}}}, path="/x{a}"), action({"a": {"in": "path", "schema": {"type": "object"}}}, path="/.{a}"), {"safe: wire changed path", "breaking: path narrowed path"},
    ),
    "a dot before a number": (
        action({"a": {"in": "path", "schema": {"type": "integer"}}}, path="/x{a}"), action({"a": {"in": "path", "schema": {"type": "integer"}}}, path="/.{a}"), {"safe: wire changed path"},
    ),
    "required with a preset": (action({"a": query(preset=1)}), action({"a": query(preset=1, required=True)}), {"unclear: parameter required parameters/a"}),
    "optional with a preset": (action({"a": query(preset=1, required=True)}), action({"a": query(preset=1)}), {"safe: parameter optional parameters/a"}),
    "long preset": (action({"a": query(preset="a" * 70)}), action({"a": query(preset="a" * 71)}), {"unclear: preset changed parameters/a"}),
    "numbers or texts": (action({"a": query({"type": "string"})}), action({"a": query({"type": ["string", "integer"]})}), {"safe: type widened parameters/a"}),
    "credential sent if there is one": (action(auth=False), action(auth=["token", "optional"]), {"safe: wire changed auth"}),
    "credential sent first": (action(auth=["key", "token"]), action(auth=["token", "key"]), {"safe: wire changed auth"}),
    "range for a status": (
        answering(of_200={"schema": {"maximum": 1}}, of_201={}, of_2XX={"schema": {"maximum": 2}}), answering(of_201={}, of_2XX={"schema": {"maximum": 2}}),
        {"safe: response removed responses/200", "breaking: maximum widened responses/2XX"},
    ),
    "status beside a range": (
        answering(of_2XX={"schema": {"maximum": 1}}), answering(of_200={"schema": {"maximum": 2}}, of_2XX={"schema": {"maximum": 1}}),
        {"unclear: response added responses/200", "breaking: maximum widened responses/200"},
    ),
    "only the default response": (answering(of_200={}, default={}), answering(default={}), {"unclear: response removed responses/200"}),
    "JSON beside other content": (
        answering(of_200={"content": {"text/csv": {}, "application/json": {"maximum": 1}}}), answering(of_200={"content": {"text/csv": {}, "application/a+json": {"maximum": 2}}}),
        {"safe: wire changed responses/200", "breaking: maximum widened responses/200/application~1a+json"},
    ),
    "parameter of a media type": (
        answering(of_200={"content": {"text/csv": {}}}), answering(of_200={"content": {"text/csv; charset=utf-8": {}}}), {"safe: wire changed responses/200"},
    ),
    "another format of bytes": (
        answering(of_200={"content": {"image/png": {}}}), answering(of_200={"content": {"image/gif": {}}}), {"unclear: content type changed responses/200"},
    ),
    "written as JSON": (action({"a": query()}), action({"a": query(style="json")}), {"unclear: style changed parameters/a"}),
    "location": (action({"a": query()}), action({"a": {"in": "header"}}), {"unclear: location changed parameters/a"}),
    "into the body": (action({"a": query()}, method="POST"), action({"a": {"in": "part"}}, method="POST"), {"unclear: location changed parameters/a"}),
    "media of parts": (
        action({"a": {"in": "part"}}, method="POST", content=["application/json", "multipart/b"]), action({"a": {"in": "part"}}, method="POST", content=["multipart/b"]),
        {"breaking: content type removed content", "unclear: content type changed content"},
    ),
    "whole body": (action({"a": {"in": "part"}}, method="POST"), action({"a": {"in": "body"}}, method="POST"), {"unclear: location changed parameters/a"}),
    "slashes": (action({"a": {"in": "path"}}, path="/{a}"), action({"a": {"in": "path", "allowReserved": True}}, path="/{a}"), {"unclear: allowReserved added parameters/a"}),
    "the whole query": (
        action({"a": query({"type": "object"})}), action({"a": {"in": "query", "content": {"application/json": {"type": "object"}}}}), {"unclear: style changed parameters/a"},
    ),
    "the whole query, as it was": (
        action({"a": query({"type": "object", "additionalProperties": {"type": "string"}})}),
        action({"a": {"in": "query", "content": {"application/x-www-form-urlencoded": {"type": "object", "additionalProperties": {"type": "string"}}}}}), set(),
    ),
    "reserved characters": (action({"a": query()}), action({"a": query(allowReserved=True)}), {"safe: wire changed parameters/a"}),
    "no reserved characters": (action({"a": query(allowReserved=True)}), action({"a": query()}), {"safe: wire changed parameters/a"}),
    "encoded characters": (action({"a": query(allowReserved=True)}), action({"a": query(allowReserved="encoded")}), {"unclear: allowReserved changed parameters/a"}),
    "no encoded characters": (action({"a": query(allowReserved="encoded")}), action({"a": query()}), {"unclear: allowReserved changed parameters/a"}),
    "encoded characters in a path": (
        action({"a": {"in": "path", "allowReserved": True}}, path="/{a}"), action({"a": {"in": "path", "allowReserved": "encoded"}}, path="/{a}"), {"unclear: allowReserved changed parameters/a"},
    ),
    "no slashes": (action({"a": {"in": "path", "allowReserved": True}}, path="/{a}"), action({"a": {"in": "path"}}, path="/{a}"), {"breaking: allowReserved removed parameters/a"}),
    "secret": (action({"a": query()}), action({"a": query(secret=True)}), {"safe: secret added parameters/a"}),
    "no secret": (action({"a": query(secret=True)}), action({"a": query()}), {"unclear: secret removed parameters/a"}),
    "parameter in other words": (action({"a": query(description="a")}), action({"a": query(description="b")}), {"safe: texts changed"}),
    "parameter deprecated": (action({"a": query()}), action({"a": query(deprecated="b")}), {"safe: deprecated added parameters/a"}),
    "schema": (action({"a": query({"maximum": 2})}), action({"a": query({"maximum": 1})}), {"breaking: maximum narrowed parameters/a"}),
    "schema added": (action({"a": query()}), action({"a": query({"type": "string"})}), {"breaking: type narrowed parameters/a"}),
    "numbers as texts": (action({"a": query({"type": "integer"})}), action({"a": query({"type": "string"})}), {"unclear: type changed parameters/a"}),
    "texts as numbers": (action({"a": query({"type": "string"})}), action({"a": query({"type": "integer"})}), {"breaking: type changed parameters/a"}),
    "media removed": (body({"a/a": {}, "b/b": {}}), body({"a/a": {}}), {"breaking: content type removed parameters/thing"}),
    "media added": (body({"a/a": {}}), body({"a/a": {}, "b/b": {}}), {"safe: content type added parameters/thing"}),
    "usual media": (body({"a/a": {}, "b/b": {}}), body({"b/b": {}, "a/a": {}}), {"unclear: content type changed parameters/thing"}),
    "another media": (
        body({"a/a": {"maximum": 2}}), body({"b/b": {"maximum": 1}}),
        {"breaking: content type removed parameters/thing", "safe: content type added parameters/thing", "unclear: content type changed parameters/thing", "breaking: maximum narrowed body"},
    ),
    "one media of two": (body({"a/a": {}, "b/b": {"maximum": 2}}), body({"a/a": {}, "b/b": {"maximum": 1}}), {"breaking: maximum narrowed body/b~1b"}),
    "status added": (answering(), answering(of_200={}), {"unclear: response added responses/200"}),
    "success removed": (answering(of_200={}), answering(), {"breaking: response removed responses/200"}),
    "one success removed": (answering(of_200={}, of_201={}), answering(of_200={}), {"safe: response removed responses/201"}),
    "another success": (
        answering(of_200={"schema": {"maximum": 1}}), answering(of_201={"schema": {"maximum": 2}}),
        {"unclear: status changed responses/201", "breaking: maximum widened responses/201"},
    ),
    "error added": (answering(), answering(of_409={}), {"safe: response added responses/409"}),
    "error removed": (answering(of_409={}), answering(), {"safe: response removed responses/409"}),
    "any answer": (answering(default={}), answering(), {"unclear: response removed responses/default"}),
    "response in other words": (answering(of_200={"description": "a"}), answering(of_200={"description": "b"}), {"safe: texts changed"}),
    "content removed": (answering(of_200={"schema": True}), answering(of_200={}), {"breaking: content removed responses/200"}),
    "content added": (answering(of_200={}), answering(of_200={"schema": True}), {"unclear: content added responses/200"}),
    "read otherwise": (answering(of_200={"content": {"text/plain": {}}}), answering(of_200={"content": {"image/png": {}}}), {"breaking: content type changed responses/200"}),
    "another JSON": (answering(of_200={"schema": {}}), answering(of_200={"content": {"application/x+json": {}}}), {"safe: wire changed responses/200"}),
    "more content": (answering(of_200={"content": {"a/a": {}}}), answering(of_200={"content": {"a/a": {}, "b/b": {}, "c/c": {}}}), {"unclear: content type added responses/200"}),
    "less content": (answering(of_200={"content": {"a/a": {}, "b/b": {}}}), answering(of_200={"content": {"a/a": {}}}), {"unclear: content type removed responses/200"}),
    "other order of content": (answering(of_200={"content": {"a/a": {}, "b/b": {}}}), answering(of_200={"content": {"b/b": {}, "a/a": {}}}), {"safe: wire changed responses/200", "unclear: accept changed responses"}),
    "other order of content, and a header of its own": (
        {**answering(of_200={"content": {"a/a": {}, "b/b": {}}}), "headers": {"accept": "a/a"}},
        {**answering(of_200={"content": {"b/b": {}, "a/a": {}}}), "headers": {"accept": "a/a"}}, {"safe: wire changed responses/200"},
    ),
    "other order of statuses": (
        answering(of_200={"content": {"a/a": {}}}, of_201={"content": {"b/b": {}}}), answering(of_201={"content": {"b/b": {}}}, of_200={"content": {"a/a": {}}}), set(),
    ),
    "other order of content of an error": (
        answering(of_200={"content": {"a/a": {}, "b/b": {}}}, of_400={"content": {"a/a": {}, "b/b": {}}}), answering(of_200={"content": {"a/a": {}, "b/b": {}}}, of_400={"content": {"b/b": {}, "a/a": {}}}),
        {"safe: wire changed responses/400"},
    ),
    "another content": (
        answering(of_200={"schema": {"maximum": 1}}), answering(of_200={"content": {"application/json": {"maximum": 2}, "text/csv": {}}}),
        {"unclear: content type added responses/200", "breaking: maximum widened responses/200/application~1json"},
    ),
    "stream": (answering(of_200={"stream": "sse"}), answering(of_200={"stream": "ndjson"}), {"breaking: stream changed responses/200"}),
    "end of the stream": (answering(of_200={"stream": "sse"}), answering(of_200={"stream": "sse", "end": "x"}), {"unclear: end changed responses/200"}),
    "events": (
        answering(of_200={"stream": "sse", "events": {"a": {"maximum": 1}, "b": {}}}), answering(of_200={"stream": "sse", "events": {"a": {"maximum": 2}, "c/": {}}}),
        {"breaking: maximum widened responses/200/events/a", "unclear: event removed responses/200/events/b", "unclear: event added responses/200/events/c~1"},
    ),
    "response headers": (
        answering(of_200={"headers": {"A": {"schema": {"maximum": 1}}, "B": {}}}), answering(of_200={"headers": {"A": {}, "C": {}}}),
        {"breaking: maximum widened responses/200/headers/A", "unclear: header removed responses/200/headers/B", "safe: header added responses/200/headers/C"},
    ),
    "spelling": (action({"perPage": query()}), action({"perPage": query(), "per_page": query()}), {"breaking: spelling taken parameters/perPage", "safe: parameter added parameters/per_page"}),
}  # fmt: skip
"""Two versions of an action, and what is told of them."""


@pytest.mark.parametrize("case", ACTIONS)
def test_each_change_of_an_action_means_what_it_means_to_programs(case: str) -> None:
    old, new, expected = ACTIONS[case]
    assert of_actions(old, new, auth=KEY) == expected


def test_a_renamed_parameter_is_guessed() -> None:
    old, new = (load(describe({"get": action({name: query(name="q")})})) for name in ("query", "text"))
    assert "renamed? text is sent in its place" in differences(old, new)[0].message


def test_an_action_that_is_faulty_in_one_version_is_unclear() -> None:
    faulty = action({"a": query({"type": "nothing"})})
    found = differences(load(describe({"get": action()})), load(describe({"get": faulty})))
    assert [(each.severity, each.rule) for each in found] == [(UNCLEAR, "not readable")]
    assert "the new description of the action has problems" in found[0].message


# --- names -----------------------------------------------------------------------------------------------------------


def resources(**actions: Any) -> Api:
    """Give a description whose resources have these actions."""
    return load(
        {"dynaclient": 1, "resources": {name: {"path": f"/{name}", "actions": each} for name, each in actions.items()}}
    )


def test_actions_and_resources_that_go_break_programs() -> None:
    old = resources(a={"get": action(), "list": action(path="/all")}, b={"get": action(), "put": action(method="PUT")})
    found = differences(old, resources(a={"get": action()}))
    assert [(each.severity, each.place, each.rule) for each in found] == [
        (BREAKING, "a.list", "action removed"),
        (BREAKING, "b", "resource removed"),
    ]
    assert found[1].message == "it was removed, with 2 actions"


def test_what_comes_is_safe() -> None:
    new = resources(a={"get": action(), "list": action(path="/all")}, b={"get": action(), "put": action(method="PUT")})
    found = differences(resources(a={"get": action()}), new)
    assert {str(each) for each in found} == {
        "safe: a.list: action added: it is new",
        "safe: b: resource added: it is new, with 2 actions",
    }


def test_an_action_by_another_name_is_found_by_its_method_and_path() -> None:
    old = resources(a={"get": action({"id": {"in": "path"}}, path="/{id}")})
    found = differences(old, resources(a={"read": action({"key": {"in": "path"}}, path="/{key}")}))
    assert "a.read has the same method and path" in found[0].message


def test_an_action_with_a_name_like_it_is_suggested() -> None:
    found = differences(resources(a={"fetchAll": action(path="/x")}), resources(a={"fetchall": action(path="/y")}))
    assert found[0].message == "it was removed; did you mean a.fetchall?"


def test_names_inside_resources_are_compared_by_their_full_names() -> None:
    def described(inner: str) -> Api:
        within = {inner: {"actions": {"get": action(path="/x"), "put": action(method="PUT")}}}
        return load({"dynaclient": 1, "resources": {"a": {"description": inner, "resources": within}}})

    found = differences(described("b"), described("c"))
    assert [(each.place, each.rule) for each in found[:2]] == [("a.b", "resource removed"), ("a.c", "resource added")]


def test_a_name_that_is_spelled_like_another_one_takes_its_calls() -> None:
    found = differences(resources(myThing={"get": action()}), resources(myThing={"get": action()}, my_thing={"get": action(path="/x")}))  # fmt: skip
    assert "breaking: resources/myThing: spelling taken: 'my_thing' meant 'myThing', and now means 'my_thing'" in map(
        str, found
    )


# --- the whole -------------------------------------------------------------------------------------------------------

WHOLE: dict[str, tuple[Mapping[str, Any], Mapping[str, Any], set[str]]] = {
    "texts": ({"title": "a", "description": "a"}, {"title": "b", "description": "b"}, {"safe: texts changed"}),
    "version": ({"version": "1"}, {"version": "2"}, {"safe: version changed version"}),
    "dialect": ({"dialect": "draft-07"}, {}, {"unclear: dialect changed dialect"}),
    "server": ({}, {"server": "https://b.example"}, {"safe: wire changed server"}),
    "server not encrypted": (
        {"auth": KEY}, {"auth": KEY, "server": "http://api.example.com"}, {"safe: wire changed server", "breaking: server not encrypted server"},
    ),
    "server without credentials": ({}, {"server": "http://api.example.com"}, {"safe: wire changed server"}),
    "server removed": ({"server": "https://a.example"}, {"server": None}, {"breaking: server removed server"}),
    "server added": ({"server": None}, {}, {"safe: wire changed server"}),
    "variable removed": ({"server": REGIONS}, {}, {"safe: wire changed server", "breaking: variable removed server/variables/region"}),
    "variable added": ({}, {"server": REGIONS}, {"safe: wire changed server"}),
    "value removed": ({"server": regions("eu", "eu", "us")}, {"server": regions("eu", "eu")}, {"breaking: variable narrowed server/variables/region"}),
    "values listed": ({"server": regions("eu")}, {"server": regions("eu", "eu")}, {"breaking: variable narrowed server/variables/region"}),
    "values not listed": ({"server": regions("eu", "eu")}, {"server": regions("eu")}, {"safe: variable widened server/variables/region"}),
    "another default": ({"server": regions("eu")}, {"server": regions("us")}, {"safe: wire changed server/variables/region"}),
    "default of a variable removed": ({"server": {**REGIONS, "variables": {"region": {"default": "eu"}}}}, {"server": {**REGIONS, "variables": {"region": {}}}}, {"breaking: variable required server/variables/region"}),
    "default of a variable added": ({"server": {**REGIONS, "variables": {"region": {}}}}, {"server": {**REGIONS, "variables": {"region": {"default": "eu"}}}}, {"safe: variable optional server/variables/region"}),
    "no default of a variable": ({"server": {**REGIONS, "variables": {"region": {}}}}, {"server": {**REGIONS, "variables": {"region": {"description": "a"}}}}, set()),
    "text of the server": ({"server": {**REGIONS, "description": "a"}}, {"server": REGIONS}, {"safe: texts changed"}),
    "choice of a server with credentials": (
        {"servers": {"a": "https://a.example/v1", "b": "https://b.example/v1"}, "auth": KEY},
        {"servers": {"a": "https://evil.example/v1", "b": "https://b.example/v2"}, "auth": KEY},
        {"unclear: server changed servers/a", "safe: wire changed servers/b"},
    ),
    "server with credentials": ({"auth": KEY}, {"auth": KEY, "server": "https://evil.example"}, {"unclear: server changed server"}),
    "choice of a server": ({"servers": {"a": REGIONS}}, {"servers": {"a": "https://b.example"}}, {"safe: wire changed servers/a", "breaking: variable removed servers/a/variables/region"}),
    "scheme added": ({"auth": {}}, {"auth": {"token": {"type": "bearer"}}}, {"safe: auth added auth/token", "breaking: auth required auth"}),
    "scheme removed": ({"auth": KEY}, {"auth": {"token": KEY["token"]}}, {"breaking: auth removed auth/key", "breaking: auth narrowed auth"}),
    "another kind": ({"auth": {"token": {"type": "bearer"}}}, {"auth": {"token": {"type": "basic"}}}, {"breaking: auth changed auth/token"}),
    "a prefix without a space": ({"auth": {"key": KEY["key"]}}, {"auth": {"key": {**KEY["key"], "prefix": "k="}}}, {"unclear: wire changed auth/key"}),
    "no prefix": ({"auth": {"key": {**KEY["key"], "prefix": "k="}}}, {"auth": {"key": KEY["key"]}}, {"safe: wire changed auth/key"}),
    "another header": ({"auth": {"key": KEY["key"]}}, {"auth": {"key": {**KEY["key"], "name": "X-Other"}}}, {"safe: wire changed auth/key"}),
    "error": ({"errors": {"type": "/type"}}, {"errors": {"type": "/code", "message": "/text"}}, {"unclear: errors changed errors/type", "safe: errors added errors/message"}),
    "no error": ({"errors": {"type": "/type"}}, {}, {"unclear: errors removed errors/type"}),
}  # fmt: skip


@pytest.mark.parametrize("case", WHOLE)
def test_each_change_of_the_whole_means_what_it_means_to_programs(case: str) -> None:
    old, new, expected = WHOLE[case]
    made = ({key: value for key, value in describe(**version).items() if value is not None} for version in (old, new))
    found = differences(*map(load, made))
    assert {f"{each.severity}: {each.rule} {each.what}".strip() for each in found} == expected


def test_a_description_differs_in_nothing_from_itself() -> None:
    assert differences(load(), load()) == []


# --- how it is told --------------------------------------------------------------------------------------------------


def test_the_worst_comes_first() -> None:
    old = describe({"get": action({"a": query(), "b": query({"default": 1})})})
    new = describe({"get": action({"b": query({"default": 2}), "c": query()})})
    assert [each.severity for each in differences(load(old), load(new))] == [BREAKING, UNCLEAR, SAFE]


def test_texts_are_counted_or_told_one_by_one() -> None:
    old, new = (load(describe({"get": action({"a": query({"title": each})}, description=each)})) for each in "ab")
    assert [str(each) for each in differences(old, new)] == ["safe: /: texts changed: titles, descriptions or examples differ at 2 locations"]  # fmt: skip
    assert {each.what for each in differences(old, new, texts=True)} == {"description", "parameters/a"}


def test_one_text_is_one_place() -> None:
    old, new = (load(describe({"get": action(description=each)})) for each in "ab")
    assert differences(old, new)[0].message == "titles, descriptions or examples differ at 1 location"


def test_what_one_schema_makes_in_many_actions_is_told_in_one_line() -> None:
    def described(most: int, count: int) -> Api:
        answers = answering(of_200={"schema": {"$ref": "#/schemas/thing"}})
        return load(describe({f"get{each}": {**answers, "path": f"/{each}"} for each in range(count)}, schemas={"thing": {"properties": {"n": {"maximum": most}}}}))  # fmt: skip

    lines = [report(differences(described(1, count), described(2, count))) for count in (1, 2, 3)]
    told = "breaking: things.get0 responses/200/n: maximum widened: `maximum` changed from 1 to 2: responses may have values that they never had"
    assert lines == [
        [told],
        [f"{told} (and in 1 other)"],
        [f"{told} (and in 2 others)"],
    ]


def test_a_line_holds_nothing_that_a_terminal_would_obey() -> None:
    old, new = (load(describe({"get": action({"a": query({"enum": [each]})})})) for each in ("\x1b[2J", "\u202e"))
    assert all(each.isprintable() for each in report(differences(old, new)))


MESSAGES: dict[str, tuple[Any, Any, str]] = {
    "type": ({"type": "integer"}, {"type": "string"}, "the type changed from integer to string: values that were accepted may be rejected"),
    "type gone": ({"type": ["string", "null"]}, {"type": "string"}, "the type null was removed: values that were accepted may be rejected"),
    "type come": ({"type": "integer"}, {"type": "number"}, "the type non-integer number was added: more values are accepted"),
    "alternative gone": ({"oneOf": [{"type": "null"}, {"type": "string"}]}, {"type": "string"}, "the type null was removed: values that were accepted may be rejected"),
    "numbers come": ({"type": "null"}, {"type": ["null", "number"]}, "the type number was added: more values are accepted"),
    "limit": ({"maximum": 9}, {"maximum": 8}, "`maximum` changed from 9 to 8: values that were accepted may be rejected"),
    "limit come": ({}, {"exclusiveMinimum": 8}, "`minimum` changed from nothing to 8: values that were accepted may be rejected"),
    "values": ({"enum": ["a", "b"]}, {"enum": ["b", "c"]}, 'the allowed values changed (removed "a", added "c"): values that were accepted may be rejected'),
    "values come": ({"type": "string"}, {"enum": ["b"]}, "the allowed values are now listed: values that were accepted may be rejected"),
    "values gone": ({"enum": ["b"]}, {"type": "string"}, "the allowed values are no longer listed: more values are accepted"),
    "values by type": ({"enum": [1, 2], "type": "integer"}, {"enum": [1, 2], "maximum": 1}, "the allowed values changed: values that were accepted may be rejected"),
    "long": ({"pattern": "a" * 99}, {"pattern": "b"}, f'`pattern` changed from "{"a" * 58}… to "b": it is not known whether all accepted values are still accepted'),
    "written alike": ({"type": "array", "items": [{}] * 2}, {"type": "array", "items": [{}] * 2, "title": "a"}, ""),
    "again": ({"not": {"$ref": "#/schemas/A"}}, {"not": {"$ref": "#/schemas/A"}, "maximum": 1}, "`maximum` changed from nothing to 1: values that were accepted may be rejected"),
    "the same words": ({"if": {"$ref": "#/schemas/A"}, "then": False}, {"if": {"$ref": "#/schemas/A"}, "then": False, "else": True}, ""),
    "nothing": ({}, False, "no value is allowed now: values that were accepted may be rejected"),
    "something": (False, {}, "values are allowed now: more values are accepted"),
}  # fmt: skip


@pytest.mark.parametrize("case", MESSAGES)
def test_a_message_says_what_it_was_and_is_and_means(case: str) -> None:
    old, new, message = MESSAGES[case]
    found = differences(schemas(old, A={"minimum": 3}), schemas(new, A={"minimum": 3}))
    assert [each.message for each in found if each.what == "body"] == ([message] if message else [])


# --- at full size ----------------------------------------------------------------------------------------------------


@pytest.mark.full
def test_two_versions_of_the_bundled_description_take_a_few_seconds() -> None:
    old = json.loads(bundled().read_text(encoding="utf-8"))
    new = json.loads(json.dumps(old).replace('"maxLength": 255', '"maxLength": 254'))
    found: list[Difference] = []
    assert takes_at_most(30, lambda: found.extend(differences(load(old), load(new))))
    assert {each.rule for each in found if each.severity == BREAKING} == {"maxLength narrowed"}


def test_a_changed_schema_of_the_bundled_description_is_told_for_the_actions_that_have_it() -> None:
    old = json.loads(bundled().read_text(encoding="utf-8"))
    keep = {"applicationApiTokens": old["resources"]["applicationApiTokens"]}
    small: dict[str, Any] = {**old, "resources": keep}
    new = copy.deepcopy(small)
    del new["schemas"]["apiToken"]["properties"]["creationDate"]
    found = differences(load(small), load(new))
    assert {each.what for each in found} == {"responses/200/items/[]/creationDate", "responses/201/creationDate"}  # fmt: skip
    assert {each.severity for each in found} == {BREAKING}


# --- dates, which are written by their formats -----------------------------------------------------------------------

STRING: dict[str, Any] = {"type": "string"}
DATE, MOMENT = ({**STRING, "format": name} for name in ("date", "date-time"))
DATES: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "removed": (DATE, STRING, "unclear: format widened"),
    "added": (STRING, DATE, "unclear: format narrowed"),
    "another": (DATE, MOMENT, "unclear: format changed"),
    "of no date": ({**STRING, "format": "email"}, STRING, "safe: format widened"),
    "one of two": ({"anyOf": [DATE, {"type": "integer"}]}, {"type": ["string", "integer"]}, "unclear: format"),
    "an alternative of any string": (STRING, {"anyOf": [STRING, DATE]}, "unclear: format changed"),
    "without an effect": ({"anyOf": [DATE, {"type": "null"}]}, {"anyOf": [{"type": "null"}, DATE]}, ""),
}


@pytest.mark.parametrize(("old", "new", "found"), DATES.values(), ids=DATES)
@pytest.mark.parametrize(
    "wrap", [lambda one: one, lambda one: {"properties": {"a": {"items": one}}}], ids=["value", "deep"]
)
def test_a_value_that_is_written_by_another_format_is_never_safe(
    wrap: Callable[[Any], Any], old: dict[str, Any], new: dict[str, Any], found: str
) -> None:
    before, after = (describe({"get": action({"a": query(wrap(schema))})}) for schema in (old, new))
    listed = differences(load(before), load(after))
    assert any(f"{one.severity}: {one.rule}".startswith(found) for one in listed) if found else listed == []


def test_a_new_property_with_a_date_changes_no_other() -> None:
    schemas = {"day": DATE, "old": {"properties": {"a": {"$ref": "#/schemas/day"}}, "additionalProperties": False}}
    schemas["new"] = {**schemas["old"], "properties": {**schemas["old"]["properties"], "b": {"$ref": "#/schemas/day"}}}
    before, after = (
        describe({"get": action({"a": query({"$ref": f"#/schemas/{name}"})})}, schemas=schemas)
        for name in ("old", "new")
    )
    assert {one.severity for one in differences(load(before), load(after))} == {"safe"}
