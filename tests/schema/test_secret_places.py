"""Where schemas mark secrets, against a plain walk that looks everywhere; and that redacting looks nowhere else."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pytest

from dynaclient import Client
from dynaclient.redaction import MASK
from dynaclient.schema.subschemas import child_schemas, combined_schemas, declared_types
from dynaclient.schema.validation import Schema
from dynaclient.testing import RecordingTransport, response
from tests.support.descriptions import describe, query
from tests.support.timing import cpu_seconds, takes_at_most

NAMES = ["a", "b", "x-c", "$ref"]
SHARED = ["one", "two", "three"]


def reference_walk(value: Any, *views: Any) -> Any:
    """Return what `Schema.redact_secrets` has to return, by looking at every member and item."""
    if any(schema.get("secret") is True for view in views for schema in combined_schemas(view)):
        return MASK
    if isinstance(value, Mapping) and _leads(views, _members):
        return {
            key: reference_walk(member, *_children(views, key)) if isinstance(key, str) else member
            for key, member in value.items()
        }
    if isinstance(value, (list, tuple)) and _leads(views, _items):
        return [reference_walk(item, *_children(views, index)) for index, item in enumerate(value)]
    leading = [view for view in views if _leads([view], _members) or _leads([view], _items)]
    declared = {name for view in leading for schema in combined_schemas(view) for name in declared_types(schema)}
    return MASK if leading and value is not None and not declared & TYPE_NAMES[type(value)] else value


TYPE_NAMES: dict[type, set[str]] = {
    str: {"string"}, bytes: {"string"}, int: {"integer", "number"}, dict: {"object"}, list: {"array"}, tuple: {"array"},
}  # fmt: skip


def _members(schema: Mapping[str, Any]) -> Iterable[Any]:
    named = (schema.get(keyword) or {} for keyword in ("properties", "patternProperties"))
    others = [schema.get(keyword) for keyword in ("additionalProperties", "unevaluatedProperties")]
    return [*(child for children in named for child in children.values()), *others]


def _items(schema: Mapping[str, Any]) -> Iterable[Any]:
    items = schema.get("items")
    first = schema.get("prefixItems") or (items if isinstance(items, list) else [])
    return [*first, items, schema.get("additionalItems")]


def _leads(views: Iterable[Any], steps: Any) -> bool:
    """Return whether any of these steps from a value leads to a secret."""
    pending = [child for view in views for schema in combined_schemas(view) for child in steps(schema)]
    seen = set()
    while pending:
        view = pending.pop()
        identity = id(getattr(view, "__subject__", view))
        if identity not in seen:
            seen.add(identity)
            for schema in combined_schemas(view):
                if schema.get("secret") is True:
                    return True
                pending += [*_members(schema), *_items(schema)]
    return False


def _children(views: tuple[Any, ...], step: str | int) -> Iterable[Any]:
    # Each schema once: alternatives that lead back to each other would double them at each level.
    return {id(child): child for view in views for child in child_schemas(view, step)}.values()


class RandomSchemas:
    """Schemas with secrets at any place, and values that have these places."""

    def __init__(self, seed: int) -> None:
        self.choose = random.Random(seed)

    def document(self) -> dict[str, Any]:
        """Return named schemas that refer to each other."""
        return {"schemas": {name: self.schema(3) for name in SHARED}}

    def schema(self, depth: int) -> Any:
        """Return a schema."""
        if depth == 0 or self.choose.random() < 0.1:
            leaf: list[Any] = [
                True,
                {"type": ["string", "object"]},
                {"type": "array"},
                {"secret": True},
                {"secret": False},
            ]
            return self.choose.choice(leaf)
        if depth < 3 and self.choose.random() < 0.25:  # a named schema that is only a reference may lead to itself
            target = f"#/schemas/{self.choose.choice(SHARED)}"
            kind = self.choose.randrange(3)
            return {"$ref": target, **({}, {"description": "more"}, self._with_keywords(1, depth))[kind]}
        return self._with_keywords(2, depth)

    def _with_keywords(self, count: int, depth: int) -> dict[str, Any]:
        keywords = self.choose.sample(list(self._KEYWORDS), count)
        return {key: value for keyword in keywords for key, value in self._KEYWORDS[keyword](self, depth - 1).items()}

    def _list(self, depth: int) -> list[Any]:
        return [self.schema(depth) for _ in range(self.choose.randint(1, 2))]

    _KEYWORDS: Mapping[str, Any] = {
        "properties": lambda self, depth: {
            "properties": {name: self.schema(depth) for name in self.choose.sample(NAMES, 2)}
        },
        "additionalProperties": lambda self, depth: {"additionalProperties": self.schema(depth)},
        "unevaluatedProperties": lambda self, depth: {"unevaluatedProperties": self.schema(depth)},
        "dependentSchemas": lambda self, depth: {"dependentSchemas": {"a": self.schema(depth)}},
        "patternProperties": lambda self, depth: {"patternProperties": {"^x-": self.schema(depth)}},
        "items": lambda self, depth: {"items": self.schema(depth)},
        "first items": lambda self, depth: {"items": self._list(depth), "additionalItems": self.schema(depth)},
        "prefixItems": lambda self, depth: {"prefixItems": self._list(depth), "items": self.schema(depth)},
        "allOf": lambda self, depth: {"allOf": self._list(depth)},
        "anyOf": lambda self, depth: {"anyOf": self._list(depth)},
        "oneOf": lambda self, depth: {"oneOf": self._list(depth)},
        "then": lambda self, depth: {"if": True, "then": self.schema(depth), "else": self.schema(depth)},
    }

    def value(self, depth: int = 4) -> Any:
        """Return a value."""
        kind = self.choose.random() if depth else 0
        if kind < 0.1:
            return self.choose.choice(["text", 1, None, b"bytes"])
        if kind < 0.6:
            return {name: self.value(depth - 1) for name in [*self.choose.sample(NAMES, 3), 5]}
        items = [self.value(depth - 1) for _ in range(3)]
        return tuple(items) if kind < 0.7 else items


def with_lists(value: Any) -> Any:
    """Return a value with lists in place of tuples."""
    if isinstance(value, dict):
        return {name: with_lists(member) for name, member in value.items()}
    return [with_lists(item) for item in value] if isinstance(value, (list, tuple)) else value


def test_the_first_items_have_schemas_of_their_own() -> None:
    pin = {"secret": True}
    schema = Schema({"schemas": {"it": {"prefixItems": [pin, {}], "items": pin}}}, ("schemas", "it"), "2020-12")
    assert schema.redact_secrets(["a", "b", "c"]) == [MASK, "b", MASK]


@pytest.mark.uncounted
@pytest.mark.parametrize("first", range(0, 160, 40))
def test_all_that_a_schema_marks_is_redacted_and_nothing_else(first: int) -> None:
    redacted = 0
    for seed in range(first, first + 40):
        randomly = RandomSchemas(seed)
        document = randomly.document()
        for name in SHARED:
            schema = Schema(document, ("schemas", name), "2020-12")
            for value in (randomly.value() for _ in range(5)):
                expected = reference_walk(value, schema.view)
                shown = schema.redact_secrets(value)
                assert with_lists(shown) == with_lists(expected), (document, name, value)
                assert (shown is value) is (with_lists(expected) == with_lists(value))
                redacted += shown is not value
    assert redacted > 50


SECRET = {"secret": True}


@pytest.mark.parametrize(
    ("schema", "secret"),
    [
        ({"properties": {"x-c": {}}, "patternProperties": {"^x-": SECRET}}, {"x-c"}),
        ({"properties": {"x-c": SECRET}, "patternProperties": {"^x-": {}}}, {"x-c"}),
        ({"properties": {"a": {}}, "patternProperties": {"^x-": {}}, "additionalProperties": SECRET}, {"b"}),
        ({"patternProperties": {"^x-": True, "-c$": SECRET}}, {"x-c"}),
        ({"patternProperties": {"^x-": {"items": {}}}, "additionalProperties": SECRET}, {"a", "b"}),
    ],
)
def test_the_schemas_of_a_property_are_those_for_its_name_or_else_the_additional_one(
    schema: Any, secret: set[str]
) -> None:
    shown = Schema({"schemas": {"it": schema}}, ("schemas", "it"), "2020-12").redact_secrets({"a": 1, "b": 1, "x-c": 1})
    assert {name for name, value in shown.items() if value == MASK} == secret


PIN = {"type": "object", "properties": {"pin": SECRET}}
PINS = {"type": "array", "items": SECRET}


@pytest.mark.parametrize(
    ("schema", "value", "shown"),
    [
        (PIN, '{"pin": "1234"}', MASK),
        (PIN, b'{"pin": "1234"}', MASK),
        (PIN, [{"pin": "1234"}], MASK),
        (PIN, 1234, MASK),
        (PIN, Decimal(1234), MASK),
        (PIN, None, None),
        (PIN, False, False),
        (PINS, "1234", MASK),
        (PINS, {"a": "1234"}, MASK),
        (PINS, 1234, MASK),
        (PINS, [["1234"]], [MASK]),
        ({"properties": {"a": PINS}}, {"a": "1234", "b": "c"}, {"a": MASK, "b": "c"}),
        ({"prefixItems": [{}, SECRET]}, ["a"], ["a"]),
        ({"items": PIN}, ["1234", {"pin": 1, "b": 2}], [MASK, {"pin": MASK, "b": 2}]),
        # What the schema describes beside the secret is shown.
        ({"anyOf": [PIN, {"type": "string"}]}, "name", "name"),
        ({"anyOf": [PIN, {"enum": [1, 2]}]}, 3, 3),
        ({"anyOf": [PIN, {"type": "number"}]}, Decimal("0.5"), Decimal("0.5")),
        ({"anyOf": [PIN, {"type": "array"}]}, ["name"], ["name"]),
        ({"anyOf": [PINS, {"type": "object"}]}, {"a": "name"}, {"a": "name"}),
        ({"anyOf": [PINS, PIN]}, {"pin": "1234", "a": "b"}, {"pin": MASK, "a": "b"}),
        # Wherever else a schema applies.
        ({"$ref": "#/schemas/pin", "properties": {"a": {}}}, {"pin": "1234", "a": "b"}, {"pin": MASK, "a": "b"}),
        ({"$ref": "#/schemas/pin", "allOf": [{"required": ["a"]}]}, {"pin": "1234", "a": "b"}, {"pin": MASK, "a": "b"}),
        ({"$ref": "#/schemas/pin", "anyOf": [{}]}, {"pin": "1234", "a": "b"}, {"pin": MASK, "a": "b"}),
        ({"items": {"$ref": "#/schemas/secret", "secret": False}}, ["1234"], [MASK]),
        ({"$ref": "#/schemas/pin", "allOf": {}}, {"pin": "1234"}, {"pin": MASK}),
        ({"dependentSchemas": {"a": PIN}}, {"pin": "1234", "a": "b"}, {"pin": MASK, "a": "b"}),
        ({"dependencies": {"a": PIN, "b": ["a"]}}, {"pin": "1234", "a": "b"}, {"pin": MASK, "a": "b"}),
        ({"unevaluatedProperties": SECRET, "properties": {"a": {}}}, {"b": "1234", "a": "b"}, {"b": MASK, "a": "b"}),
        ({"unevaluatedItems": SECRET, "prefixItems": [{}]}, ["a", "1234"], ["a", MASK]),
        ({"contains": SECRET, "prefixItems": [{}]}, ["a", "1234"], ["a", MASK]),
        # A mark that is neither true nor false is one.
        ({"properties": {"pin": {"secret": "yes"}}}, {"pin": "1234"}, {"pin": MASK}),
        ({"properties": {"pin": {"secret": ""}}}, {"pin": "1234"}, {"pin": "1234"}),
    ],
)
def test_a_value_of_another_shape_than_the_one_around_a_secret_is_redacted_as_a_whole(
    schema: Any, value: Any, shown: Any
) -> None:
    schemas = {"it": schema, "pin": PIN, "secret": SECRET}
    assert Schema({"schemas": schemas}, ("schemas", "it"), "2020-12").redact_secrets(value) == shown


ENDLESS = {"anyOf": [{"$ref": "#/schemas/it"}, {"$ref": "#/schemas/it"}, {"properties": {"pin": {"secret": True}}}]}


@pytest.mark.parametrize("step", ["items", "additionalProperties"])
def test_alternatives_that_lead_back_to_each_other_cost_no_more_at_each_level(step: str) -> None:
    value: Any = {"pin": "1234"}
    for _ in range(100):
        value = [value] if step == "items" else {"in": value}

    def redact() -> None:
        schema = Schema({"schemas": {"it": {**ENDLESS, step: ENDLESS}}}, ("schemas", "it"), "2020-12")
        assert "1234" not in str(schema.redact_secrets(value))

    assert takes_at_most(1, redact)


ITEM = {"type": "object", "properties": {"name": {"type": "string"}, "count": {"type": "integer"}}}
BODY = [{"name": f"thing {number}", "count": number} for number in range(1000)]


def _seconds(parameters: dict[str, Any], **arguments: Any) -> float:
    body = {"in": "body", "schema": {"type": "array", "items": ITEM}}
    description = describe({"post": {"method": "POST", "parameters": {"body": body, **parameters}}})
    call = Client(description, transport=RecordingTransport(response({}))).things.post
    return min(cpu_seconds(lambda: call(body=BODY, **arguments)) for _ in range(30))


@pytest.mark.alone
@pytest.mark.parametrize("arguments", [{}, {"pin": "1234567890"}], ids=["not passed", "passed"])
def test_a_secret_parameter_beside_a_large_body_costs_nothing(arguments: dict[str, Any]) -> None:
    without, with_secret = _seconds({"q": query()}), _seconds({"pin": query(secret=True)}, **arguments)
    assert with_secret < 1.2 * without + 0.0001
