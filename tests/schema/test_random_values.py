"""The random values that other tests use."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dynaclient.schema.validation import Schema
from tests.support.random_values import NoValue, RandomValues

DOCUMENT: dict[str, Any] = {
    "tree": {
        "type": "object",
        "properties": {"children": {"type": "array", "items": {"$ref": "#/tree"}}, "name": {"$ref": "#/name"}},
        "required": ["name"],
        "additionalProperties": False,
    },
    "name": {"type": "string", "pattern": "^[a-z]{2,5}$"},
    "password": {"allOf": [{"pattern": "[a-z]"}, {"pattern": "[0-9]"}, {"type": "string", "minLength": 12}]},
    "choice": {"oneOf": [{"const": 1}, {"enum": ["a", True]}, {"type": "null"}]},
    "both": {"allOf": [{"enum": [0, False, 1]}, {"enum": [False, 2]}]},
    "email": {"format": "email", "maxLength": 40},
    "share": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
    "step": {"type": "integer", "multipleOf": 5, "minimum": -7, "maximum": 12},
    "set": {"type": "array", "items": {"type": "boolean"}, "uniqueItems": True},
    "pair": {"type": "array", "items": [{"type": "integer"}, {"type": "string"}], "additionalItems": {"type": "null"}},
    "map": {"type": "object", "patternProperties": {"^x-[a-z]$": {"type": "integer"}}, "additionalProperties": False},
    "few": {"minProperties": 1, "maxProperties": 2, "additionalProperties": {"type": "boolean"}},
    "odd": {"type": "integer", "minimum": 0, "maximum": 9, "not": {"multipleOf": 2}},
    "anything": {},
    "impossible": {"type": "string", "enum": [1, 2]},
    "endless": {"type": "object", "properties": {"next": {"$ref": "#/endless"}}, "required": ["next"]},
    "nothing": False,
}


@pytest.mark.parametrize("name", list(DOCUMENT)[:-3])
def test_values_are_valid_and_vary_and_are_reproducible(name: str) -> None:
    values = RandomValues(DOCUMENT)
    drawn = [values.seeded(seed).valid_value((name,)) for seed in range(60)]
    assert all(Schema(DOCUMENT, (name,), "draft-07").is_valid(value) for value in drawn)
    assert len({json.dumps(value) for value in drawn}) > (name != "both")
    assert drawn == [RandomValues(DOCUMENT, seed).valid_value((name,)) for seed in range(60)]


def test_every_alternative_is_drawn() -> None:
    values = RandomValues(DOCUMENT)
    assert {json.dumps(values.valid_value(("choice",))) for _ in range(60)} == {"1", '"a"', "true", "null"}


@pytest.mark.parametrize("name", list(DOCUMENT)[-3:])
def test_a_schema_without_a_valid_value_raises_no_value(name: str) -> None:
    with pytest.raises(NoValue, match=name):
        RandomValues(DOCUMENT).valid_value((name,))
