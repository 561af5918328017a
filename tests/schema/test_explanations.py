"""What a value that is not valid was meant to be: which alternative, which property, which item."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dynaclient import InvalidCall, load
from dynaclient.call.arguments import validate_arguments
from dynaclient.schema import keywords
from dynaclient.schema.engines import DIALECTS, metaschema
from dynaclient.schema.validation import Schema, Validator
from tests.support.descriptions import api_of, client_of, describe, query

OPERATIONS = ["add", "sub", "mul", "div", "pow", "mod", "max"]


def problems_of(schema: Any, value: Any, schemas: Any = None, dialect: str = "2020-12") -> list[str]:
    """Return the problems of a body, each as one line."""
    post = {"method": "POST", "parameters": {"it": {"in": "body", "schema": schema}}}
    found = load(describe({"post": post}, dialect=dialect, schemas=schemas or {})).action("things.post")
    try:
        validate_arguments(found, {"it": value})
    except InvalidCall as error:
        return [str(problem) for problem in error.problems]
    return []


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/schemas/{name}"}


def expression(keyword: str, tag: Any = lambda name: {"const": name}) -> dict[str, Any]:
    """Return the schema of an expression: seven operations on two expressions, or a number."""
    operands = {"left": ref("expression"), "right": ref("expression")}
    operations = [
        {"type": "object", "properties": {**operands, "type": tag(name)}, "required": ["type", "left", "right"]}
        for name in OPERATIONS
    ]
    return {keyword: [*operations, {"type": "number"}]}


def tree(depth: int, leaf: Any, name: str = "max") -> Any:
    """Return an expression whose leftmost leaf is given."""
    if depth == 0:
        return leaf
    return {"type": name, "left": tree(depth - 1, leaf, name), "right": tree(depth - 1, 1, name) if depth < 4 else 1}


# --- tags before alternatives ----------------------------------------------------------------------------------------

TAGS = {
    "const": lambda name: {"const": name},
    "enum": lambda name: {"enum": [name]},
    "through a reference": ref,
    "through allOf": lambda name: {"allOf": [{"description": "the operation"}, ref(name)]},
}
TREES: list[tuple[str, Any, list[str]]] = [
    ("a wrong leaf", tree(3, "x"), ['it.left.left.left (body): expected type object or number, got "x" — pass an object or a number']),
    ("an unknown tag", tree(2, {"type": "ad", "left": 1, "right": 2}), ['it.left.left.type (body): "ad" is not one of the allowed values — did you mean "add"? one of: "add", "sub", "mul", "div", "pow", "mod", "max"']),
    ("a missing tag", tree(1, {"left": 1, "right": 2}), ['it.left (body): is missing the required property \'type\' — one of: "add", "sub", "mul", "div", "pow", "mod", "max"']),
    ("a misspelt tag", tree(1, {"typ": "add", "left": 1, "right": 2}), ["it.left (body): is missing the required property 'type' — did you mean type instead of typ?"]),
    ("a missing operand", tree(2, {"type": "add", "left": 1}), ["it.left.left (body): is missing the required property 'right' — add it"]),
    ("two leaves", {"type": "add", "left": "x", "right": tree(1, None)}, [
        'it.left (body): expected type object or number, got "x" — pass an object or a number',
        "it.right.left (body): expected type object or number, got null — pass an object or a number",
    ]),
    ("nothing", tree(8, 1), []),
]  # fmt: skip


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize(("value", "expected"), [row[1:] for row in TREES], ids=[row[0] for row in TREES])
def test_the_tag_selects_the_alternative(keyword: str, tag: str, value: Any, expected: list[str]) -> None:
    names = {name: {"const": name} for name in OPERATIONS}
    schema = {"type": ["object", "number"], **expression(keyword, TAGS[tag])}
    assert problems_of(schema, value, {"expression": schema, **names}) == expected


@pytest.mark.alone
@pytest.mark.uncounted
@pytest.mark.parametrize("secret", [False, True])
@pytest.mark.parametrize("depth", [8, 14])
def test_a_deep_tree_is_explained_in_time(depth: int, secret: bool) -> None:
    schema = expression("oneOf")
    schema["oneOf"][0]["properties"]["key"] = {"type": "string", "secret": secret}
    schema["oneOf"] += [
        {"properties": {"left": ref("expression"), "right": ref("expression")}, "required": ["other"]}
    ] * 2
    found = Schema({"schemas": {"expression": schema}}, ("schemas", "expression"), "2020-12").find_violations(
        tree(depth, "x"), seconds=2
    )
    assert ("left",) * depth in {violation.path for violation in found}


SHAPES = {
    "Circle": {"properties": {"radius": {"type": "number"}}, "required": ["radius"], "additionalProperties": False},
    "Square": {"properties": {"side": {"type": "number"}, "unit": {}}, "required": ["side", "unit"], "additionalProperties": False},
    "Named": {"title": "a named one", "properties": {"name": {"type": "string"}}, "required": ["name"]},
}  # fmt: skip
SHAPE = {"oneOf": [ref("Circle"), ref("Square")]}
HINTED = {**SHAPE, "discriminator": {"propertyName": "kind"}}
MAPPED = {
    **SHAPE,
    "discriminator": {"propertyName": "kind", "mapping": {"o": "#/schemas/Circle", "x": "nowhere", "n": 5}},
}
OPEN = {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}
VERSIONS = {
    "anyOf": [
        {"properties": {"kind": {"const": kind}, "version": {"const": version}}, "required": ["kind", "version"]}
        for kind, version in [("a", 1), ("a", 2), ("b", 3)]
    ]
}
NESTED = {"oneOf": [{"oneOf": [{"properties": {"t": {"const": 1}, "v": {"type": "string"}}}, {"properties": {"t": {"const": 2}}}]}, {"properties": {"t": {"const": 3}}}]}  # fmt: skip

CASES: list[tuple[str, Any, Any, list[str]]] = [
    ("the closest one, by name", SHAPE, {"radius": "x"}, ['it.radius (body): expected type number, got "x" (as Circle) — pass a number']),
    ("fewer problems", SHAPE, {"side": 1, "unt": 1}, ["it.unt (body): unknown property (as Square) — did you mean unit? known properties: unit, side"]),
    ("a title", {"anyOf": [ref("Named"), {"required": ["x", "y"]}]}, {"name": 1}, ["it.name (body): expected type string, got 1 (as a named one) — pass a string"]),
    ("a number for one without a name", {"anyOf": [{"required": ["x", "y"]}, {"required": ["z"]}]}, {}, ["it (body): is missing the required property 'z' (as alternative 2) — add it"]),
    ("none of two", OPEN, {}, ["it (body): {} fits none of the alternatives: alternative 1 or alternative 2 — pass a value that fits exactly one of them"]),
    ("none of many", {"anyOf": [{"required": [name]} for name in "abcdefghij"]}, {}, ["it (body): {} fits none of the alternatives: alternative 1, alternative 2, alternative 3, alternative 4, alternative 5, alternative 6, alternative 7, alternative 8, … (10 in all) — pass a value that fits one of them"]),
    ("what they have in common", {"anyOf": [{"required": ["a", "b"]}, {"required": ["a", "c"]}]}, {}, ["it (body): is missing the required property 'a' — add it"]),
    ("two that fit", {"oneOf": [ref("Named"), {"title": "B", "required": ["x"]}]}, {"name": "n", "x": 1}, ['it (body): {"name": "n", "x": 1} has to fit exactly one alternative, and fits two of them: a named one and B — pass a value that fits exactly one of them']),
    ("four that fit", {"oneOf": [True, {}, {}, {"title": ""}]}, 1, ["it (body): 1 has to fit exactly one alternative, and fits 4 of them: alternative 1, alternative 2, alternative 3 and alternative 4 — pass a value that fits exactly one of them"]),
    ("the type", {"anyOf": [{"type": "integer"}, {"allOf": [{"type": ["number", "string"]}, {"type": ["string", "null"]}]}]}, [], ["it (body): expected type integer or string, got [] — pass an integer or a string"]),
    ("a type that both have", {"anyOf": [{"allOf": [{"type": "number"}, {"type": "integer"}]}, {"type": "null"}]}, [], ["it (body): expected type integer or null, got [] — pass an integer or null"]),
    ("the values", {"anyOf": [{"enum": ["red", "green"]}, {"const": "blue"}]}, "gren", ['it (body): "gren" is not one of the allowed values — did you mean "green"? one of: "red", "green", "blue"']),
    ("the values of the type", {"anyOf": [{"enum": ["red"]}, {"enum": ["blue"]}, {"type": "null"}, {"type": "string", "const": "x"}]}, "blu", ['it (body): "blu" is not one of the allowed values — did you mean "blue"? one of: "red", "blue", "x"']),
    ("an object for the values of the type", {"anyOf": [{"enum": ["red"], "type": "string"}, {"type": "integer"}]}, "blu", ['it (body): "blu" is not one of the allowed values — one of: "red"']),
    ("the version of the kind", VERSIONS, {"kind": "a", "version": 3}, ["it.version (body): 3 is not one of the allowed values — one of: 1, 2"]),
    ("kinds that differ in two", VERSIONS, {"kind": "c", "version": 9}, ['it.kind (body): "c" is not one of the allowed values — one of: "a", "b"', "it.version (body): 9 is not one of the allowed values — one of: 1, 2, 3"]),
    ("a missing property that selects nothing", {"anyOf": [{"properties": {"t": {"const": 1}, "a": {"const": 1}}, "required": ["t", "a"]}, {"properties": {"t": {"const": 1}, "a": {"const": 2}}, "required": ["t", "a"]}]}, {}, ["it (body): is missing the required property 'a' — one of: 1, 2"]),
    ("alternatives in alternatives", NESTED, {"t": 1, "v": 1}, ["it.v (body): expected type string, got 1 — pass a string"]),
    ("the tags of all", NESTED, {"t": 4}, ["it.t (body): 4 is not one of the allowed values — one of: 1, 2, 3"]),
    ("different tags", {"anyOf": [{"properties": {"a": {"const": 1}}}, {"properties": {"b": {"const": 1}}}]}, {"a": 2, "b": 2}, ['it (body): {"a": 2, "b": 2} fits none of the alternatives: alternative 1 or alternative 2 — pass a value that fits one of them']),
    ("a discriminator's schema", HINTED, {"kind": "Square", "radius": 1}, [
        "it (body): is missing the required property 'side' — add it", "it (body): is missing the required property 'unit' — add it",
        "it.kind (body): unknown property — known properties: side, unit", "it.radius (body): unknown property — known properties: side, unit"]),
    ("a discriminator's unknown value", HINTED, {"kind": "Circl"}, ['it.kind (body): "Circl" is not one of the allowed values — did you mean "Circle"? one of: "Circle", "Square"']),
    ("a discriminator's value of another type", HINTED, {"kind": 5}, ['it.kind (body): 5 is not one of the allowed values — one of: "Circle", "Square"']),
    ("no discriminator", HINTED, {}, ['it (body): is missing the required property \'kind\' — one of: "Circle", "Square"']),
    ("a mapped discriminator", MAPPED, {"kind": "y"}, ['it.kind (body): "y" is not one of the allowed values — one of: "o"']),
    ("a discriminator of nothing", {**OPEN, "discriminator": {"propertyName": "kind"}}, {}, ["it (body): {} fits none of the alternatives: alternative 1 or alternative 2 — pass a value that fits exactly one of them"]),
    ("a discriminator and no object", {**HINTED, "oneOf": [{"type": "object", "if": True, "then": {"type": "null"}}] * 2}, 5, ["it (body): expected type object, got 5 — pass an object"]),
    ("a type behind other keywords", {"anyOf": [{"not": {"type": "string"}}, {"minLength": 5}, {"if": True, "then": {"type": "number"}}]}, "x", [
        'it (body): "x" fits none of the alternatives: alternative 1, alternative 2 or alternative 3 — pass a value that fits one of them']),
    ("a name behind other keywords", {"anyOf": [{"if": True, "then": {"enum": [1]}}, {"minimum": 9, "if": True, "then": {"type": "number"}}]}, 5, ["it (body): 5 is less than the minimum of 9 — pass 9 or more"]),
    ("a tag behind other keywords", {"anyOf": [{"if": True, "then": {"properties": {"t": {"const": 1}}}}, {"required": ["a", "b"]}]}, {"t": 2}, ["it (body): is missing the required property 'a' — add it", "it (body): is missing the required property 'b' — add it"]),
    ("a circle of alternatives", {"anyOf": [{"type": "string"}, {"properties": {"a": ref("Loop")}}]}, {"a": {"a": 1}}, ["it.a.a (body): expected type string or object, got 1 — pass a string or an object"]),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "value", "expected"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_of_alternatives_the_one_that_was_meant_is_reported(schema: Any, value: Any, expected: list[str]) -> None:
    loop = {"anyOf": [{"type": "string"}, {"type": "object", "properties": {"a": ref("Loop")}}]}
    found = problems_of(schema, value, {**SHAPES, "Loop": loop})
    assert found == expected


# --- the property, the item ------------------------------------------------------------------------------------------

BASE = {"properties": {"name": {"type": "string"}}}
CLOSED = {"$ref": "#/schemas/Base", "unevaluatedProperties": False}
PLACES: list[tuple[str, Any, Any, list[str]]] = [
    ("each missing property", {"required": ["a", "b", "c"]}, {}, [f"it (body): is missing the required property '{name}' — add it" for name in "abc"]),
    ("each that another requires", {"dependentRequired": {"a": ["b", "c"], "x": ["y"]}}, {"a": 1}, [
        f"it (body): is missing the property '{name}', which is required beside 'a' — add it, or leave out a" for name in "bc"]),
    ("the same in two schemas", {"required": ["a"], "allOf": [{"required": ["a"]}, {"required": ["a"]}]}, {}, ["it (body): is missing the required property 'a' — add it"]),
    ("a missing one that is misspelt", {"required": ["name", "kind"], "properties": {"size": {}}}, {"naem": 1, "size": 2}, [
        "it (body): is missing the required property 'name' — did you mean name instead of naem?", "it (body): is missing the required property 'kind' — add it"]),
    ("a misspelt one that is unknown and missing", {"required": ["name"], "properties": {"name": {}}, "additionalProperties": False}, {"naem": 1}, ["it.naem (body): unknown property — did you mean name?"]),
    ("an unknown one", {**BASE, "additionalProperties": False}, {"nme": 1}, ["it.nme (body): unknown property — did you mean name?"]),
    ("an unknown one in allOf", {"allOf": [{**BASE, "additionalProperties": False}]}, {"nme": 1}, ["it.nme (body): unknown property — did you mean name?"]),
    ("an unevaluated one", CLOSED, {"nme": 1}, ["it.nme (body): unknown property — did you mean name?"]),
    ("an unevaluated one, deep in", {"items": CLOSED}, [{}, {"nme": 1, "name": "x"}], ["it[1].nme (body): unknown property — did you mean name?"]),
    ("an unevaluated one in a condition", {"if": {"required": ["a"]}, "then": {"properties": {"a": {}, "size": {}}}, "else": BASE, "unevaluatedProperties": False}, {"a": 1, "siz": 2, "name": 5}, [
        "it.siz (body): unknown property — did you mean size? known properties: a, size, name", "it.name (body): unknown property — did you mean name? known properties: a, size, name"]),
    ("an unevaluated one of a type", {**BASE, "unevaluatedProperties": {"type": "integer"}}, {"x": "y"}, ['it.x (body): expected type integer, got "y" — pass an integer']),
    ("evaluated ones", {"allOf": [{"patternProperties": {"^a": True}}, {"anyOf": [BASE, {"required": ["no"]}]}, {"$ref": "#/schemas/Base"}], "dependentSchemas": {"name": {"properties": {"b": {}}}, "no": False},
        "if": {"properties": {"c": {}}}, "unevaluatedProperties": False}, {"name": "x", "ab": 1, "b": 2, "c": 3}, []),
    ("a schema that evaluates all", {"allOf": [{"additionalProperties": {"type": "integer"}}, True], "unevaluatedProperties": False}, {"x": 1}, []),
    ("a pattern of names", {"patternProperties": {"^x-": {"type": "integer"}}, "additionalProperties": False}, {"x-a": "y", "y": 1}, [
        'it.x-a (body): expected type integer, got "y" — pass an integer', "it.y (body): unknown property — leave it out"]),
    ("a name that is too long", {"propertyNames": {"maxLength": 3}}, {"long": 1}, ['it.long (body): the name "long" is longer than the maximum length of 3 — pass at most 3 characters']),
    ("a name that is not allowed", {"propertyNames": {"enum": ["width", "height"]}}, {"wdth": 1, "height": 2}, ['it.wdth (body): the name "wdth" is not one of the allowed values — did you mean "width"? one of: "width", "height"']),
    ("a schema for another property", {"dependentSchemas": {"a": {"properties": {"b": {"type": "string"}}}}}, {"a": 1, "b": 2}, ["it.b (body): expected type string, got 2 — pass a string"]),
    ("a constant", {"const": "Version"}, "version", ['it (body): "version" is not one of the allowed values — did you mean "Version"?']),
    ("an unevaluated item", {"prefixItems": [True], "unevaluatedItems": False}, [1, 2], ["it[1] (body): 2 is an item that the schema does not allow — leave it out"]),
    ("an unevaluated item of a type", {"allOf": [{"prefixItems": [True]}, {"contains": {"type": "integer"}}], "unevaluatedItems": {"type": "string"}}, [None, 2, None, "x"], ["it[2] (body): expected type string, got null — pass a string"]),
    ("evaluated items", {"anyOf": [{"items": {"type": "integer"}}, {"unevaluatedItems": True, "maxItems": 0}], "unevaluatedItems": False}, [1, 2], []),
    ("items that a schema inside evaluates", {"allOf": [{"unevaluatedItems": {"type": "integer"}}, True], "unevaluatedItems": False}, [1, 2], []),
    ("an item too many", {"prefixItems": [True], "items": False}, [1, 2, 3], [f"it[{index}] (body): {index + 1} is an item that the schema does not allow — leave it out" for index in (1, 2)]),
    ("an item twice", {"uniqueItems": True}, [{"a": 1, "b": [True]}, 1, {"b": [True], "a": 1.0}], ["it (body): has an item twice: [0] and [2] — remove one of them"]),
    ("too few of a kind", {"contains": {"type": "string"}, "minContains": 2}, ["x", 1], ['it (body): ["x", 1] does not satisfy minContains — the schema has minContains: 2']),
    ("too many of a kind", {"contains": {"type": "string"}, "maxContains": 1}, ["x", "y", "z"], ['it (body): ["x", "y", "z"] does not satisfy maxContains — the schema has maxContains: 1']),
    ("too few properties", {"minProperties": 1}, {}, ["it (body): {} has fewer properties than the minimum of 1 — pass 1 or more properties"]),
]  # fmt: skip
OLDER: list[tuple[str, str, Any, Any, list[str]]] = [
    ("dependencies", "draft-07", {"dependencies": {"a": ["b", "c"], "x": {"required": ["y"]}}}, {"a": 1, "x": 1}, [
        *(f"it (body): is missing the property '{name}', which is required beside 'a' — add it, or leave out a" for name in "bc"), "it (body): is missing the required property 'y' — add it"]),
    ("dependencies in a later draft", "2019-09", {"dependencies": {"a": ["b"], "x": {"required": ["y"]}}}, {"a": 1, "x": 1}, [
        "it (body): is missing the property 'b', which is required beside 'a' — add it, or leave out a", "it (body): is missing the required property 'y' — add it"]),
    ("an additional item", "draft-07", {"items": [True], "additionalItems": False}, [1, 2], ["it[1] (body): 2 is an item that the schema does not allow — leave it out"]),
    ("an additional item of a type", "draft-06", {"items": [True], "additionalItems": {"type": "string"}}, [1, 2], ["it[1] (body): expected type string, got 2 — pass a string"]),
    ("no additional items", "draft-07", {"items": {"type": "integer"}, "additionalItems": False}, [1, 2], []),
    ("unevaluated items", "2019-09", {"items": [True], "unevaluatedItems": False}, [1, 2], ["it[1] (body): 2 is an item that the schema does not allow — leave it out"]),
    ("additional items, evaluated", "2019-09", {"allOf": [{"items": [True], "additionalItems": True}], "unevaluatedItems": False}, [1, 2], []),
    ("a recursive reference", "2019-09", {"type": "object", "properties": {"a": {"$recursiveRef": "#"}}}, {"a": {"a": 1}}, ["it.a.a (body): expected type object, got 1 — pass an object"]),
    ("nothing of a kind", "draft-07", {"contains": {"const": 1}}, [True, 2], ["it (body): [true, 2] does not satisfy contains — the schema has contains: {\"const\": 1}"]),
    ("a minimum that is excluded", "draft-04", {"minimum": 1, "exclusiveMinimum": True}, 1, ["it (body): 1 is less than the minimum of 1 — pass 1 or more"]),
    ("a maximum that is excluded", "draft-04", {"maximum": 1, "exclusiveMaximum": True}, 1, ["it (body): 1 is more than the maximum of 1 — pass 1 or less"]),
    ("no constants before draft 6", "draft-04", {"anyOf": [{"properties": {"t": {"const": 1}}}, {"required": ["x"]}]}, {"t": 2}, []),
    ("a whole number is written without a point", "draft-04", {"type": "integer"}, 1.0, []),
    ("what is beside a reference does not count", "draft-07", {"anyOf": [{"$ref": "#/schemas/Base", "const": 1}, {"type": "null"}]}, {"name": "x"}, []),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "value", "expected"), [row[1:] for row in PLACES], ids=[row[0] for row in PLACES])
def test_each_problem_is_where_it_is(schema: Any, value: Any, expected: list[str]) -> None:
    assert problems_of(schema, value, {"Base": BASE}) == expected


@pytest.mark.parametrize(
    ("dialect", "schema", "value", "expected"), [row[1:] for row in OLDER], ids=[row[0] for row in OLDER]
)
def test_each_problem_is_where_it_is_in_other_dialects(
    dialect: str, schema: Any, value: Any, expected: list[str]
) -> None:
    assert problems_of(schema, value, {"Base": BASE}, dialect) == expected


def test_a_missing_property_is_in_what_the_problem_expected() -> None:
    post = {"method": "POST", "parameters": {"it": {"in": "body", "schema": {"items": {"required": ["a", "b"]}}}}}
    with pytest.raises(InvalidCall) as caught:
        validate_arguments(load(describe({"post": post})).action("things.post"), {"it": [{}]})
    found = [(problem.name, problem.path, problem.rule, problem.expected) for problem in caught.value.problems]
    assert found == [("it", (0,), "required", ["a"]), ("it", (0,), "required", ["b"])]


def test_very_many_names_are_not_all_compared() -> None:
    names = [f"property{number}" for number in range(4_000)]
    value = {f"propetry{number}": 1 for number in range(2_000)}
    found = problems_of({"required": names, "additionalProperties": False}, value)
    assert len(found) == 1_000


# --- arguments that are options --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"timeout": 3},
            "timeout (call): is an option, not an argument — pass it with client.with_options(timeout=3)",
        ),
        (
            {"retries": 10**400},
            "retries (call): is an option, not an argument — pass it with client.with_options(retries=…)",
        ),
        (
            {"headers": {"X": "y"}},
            "headers (call): is an option, not an argument — pass it with client.with_options(headers=…)",
        ),
        ({"timeot": "3"}, "timeot (call): no such argument — pass it with client.with_options(timeout=…)"),
        ({"limt": 3}, "limt (call): no such argument — did you mean limit?"),
    ],
)
def test_an_option_that_is_passed_as_an_argument(arguments: dict[str, Any], message: str) -> None:
    found = api_of({"limit": query({"type": "integer"})}).action("things.get")
    with pytest.raises(InvalidCall) as caught:
        validate_arguments(found, arguments, options=("timeout", "retries", "headers"))
    assert str(caught.value.problems[0]).startswith(message)


def test_the_client_knows_its_options() -> None:
    client, _ = client_of(describe())
    with pytest.raises(InvalidCall, match=r"with_options\(timeout=3\)"):
        client.things.get(timeout=3)
    assert client.with_options(timeout=3).things.get() == {}


# --- the verdict is that of JSON Schema ------------------------------------------------------------------------------

NAMES = st.sampled_from(["t", "u", "a"])
TAG_VALUES = st.sampled_from([1, 1.0, True, "x", "y", None, [1], {"a": 1}])
VALUES = st.recursive(TAG_VALUES | st.sampled_from([0, False, 2, "z", 10**30]), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=6)  # fmt: skip
BRANCHES = st.recursive(
    st.fixed_dictionaries({}, optional={
        "type": st.sampled_from(["object", "array", "integer", "number", ["string", "null"]]),
        "const": TAG_VALUES, "enum": st.lists(TAG_VALUES, min_size=1, max_size=3), "required": st.lists(NAMES, max_size=2, unique=True),
        "properties": st.dictionaries(NAMES, st.fixed_dictionaries({}, optional={"const": TAG_VALUES, "enum": st.lists(TAG_VALUES, min_size=1), "type": st.just("string")}), max_size=3),
        "$ref": st.sampled_from(["#/$defs/a", "#/$defs/b"]), "uniqueItems": st.booleans(),
    }) | st.booleans(),
    lambda inner: st.fixed_dictionaries({}, optional={
        "anyOf": st.lists(inner, min_size=1, max_size=4), "oneOf": st.lists(inner, min_size=1, max_size=4), "allOf": st.lists(inner, min_size=1, max_size=2),
        "not": inner, "if": inner, "then": inner, "else": inner, "properties": st.dictionaries(NAMES, inner, max_size=2), "items": inner,
        "discriminator": st.fixed_dictionaries({"propertyName": NAMES}, optional={"mapping": st.dictionaries(NAMES, st.just("#/$defs/a"))}),
        "unevaluatedProperties": st.booleans(), "contains": inner,
    }),
    max_leaves=6,
)  # fmt: skip
DEFINITIONS = {
    "a": {"type": "object", "properties": {"t": {"const": 1}, "a": {"$ref": "#"}}, "required": ["t"]},
    "b": {"anyOf": [{"properties": {"t": {"enum": ["x", True]}}}, {"type": "string"}], "properties": {"u": {"$ref": "#/$defs/a"}}},
}  # fmt: skip


@pytest.mark.uncounted
@pytest.mark.parametrize("dialect", DIALECTS)
@settings(max_examples=150, deadline=None)
@given(schema=BRANCHES, value=VALUES)
def test_the_verdict_is_that_of_jsonschema(dialect: str, schema: Any, value: Any) -> None:
    whole = {"$defs": DEFINITIONS, "allOf": [schema]}
    plain = getattr(jsonschema, DIALECTS[dialect][0])(whole)
    try:
        expected = plain.is_valid(value)
    except (RecursionError, TypeError):  # it combines itself; in draft-04, `items` is no boolean
        return
    violations = Validator(whole, dialect).find_violations(value)
    assert (not violations) is expected, violations


@pytest.mark.parametrize(
    ("dialect", "added"),
    [
        ("draft-04", set()),
        ("draft-06", set()),
        ("draft-07", {"contentEncoding", "contentMediaType"}),
        ("2019-09", {"dependencies"}),
        ("2020-12", {"dependencies"}),
    ],
)
def test_the_keywords_of_a_dialect_are_those_of_jsonschema_and_of_the_fast_engine(
    dialect: str, added: set[str]
) -> None:
    found = keywords._keywords.__wrapped__(dialect)  # another test may have cached it
    standard = getattr(jsonschema, DIALECTS[dialect][0]).VALIDATORS
    assert found.keys() == standard.keys() - {"format"} | added


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_metaschema_of_a_dialect_is_that_of_jsonschema(dialect: str) -> None:
    assert metaschema(dialect) == getattr(jsonschema, DIALECTS[dialect][0]).META_SCHEMA


@pytest.mark.parametrize("name", ["\ud800", "a\udfff b%25", "\udc00/~%"])
def test_a_schema_may_have_a_name_that_no_uri_has(name: str) -> None:
    token = name.replace("~", "~0").replace("/", "~1").replace("%", "%25")
    reference = {"$ref": "#/schemas/" + token}
    schemas = {name: {"type": "object", "properties": {"a": {"type": "integer"}, "b": reference}}}
    adding = {"method": "POST", "parameters": {"body": {"in": "body", "schema": reference}}}
    action = load(describe({"add": adding}, schemas=schemas)).action("things.add")
    validate_arguments(action, {"body": {"b": {"b": {"a": 1}}}})
    with pytest.raises(InvalidCall) as caught:
        validate_arguments(action, {"body": {"b": {"b": {"a": "x"}}}})
    assert [problem.path for problem in caught.value.problems] == [("b", "b", "a")]
