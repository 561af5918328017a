"""What the value of each keyword may be, in any dialect: compared with the metaschemas themselves."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest

from dynaclient.schema.engines import DIALECTS, metaschema_parts
from dynaclient.schema.keyword_schemas import keyword_schemas
from tests.support import DATA

pytestmark = pytest.mark.uncounted

KEYWORDS = keyword_schemas()
JUDGE = jsonschema_rs.Draft202012Validator(
    {"$defs": {"schema": {"type": ["object", "boolean"], "properties": KEYWORDS}}, "$ref": "#/$defs/schema"}
)
FILES = sorted((DATA / "json-schema").rglob("*.json"))


def test_each_keyword_of_each_dialect_has_a_schema() -> None:
    names = {
        name for dialect in DIALECTS for part, _ in metaschema_parts(dialect) for name in part.get("properties", {})
    }
    assert KEYWORDS.keys() == names
    assert {"prefixItems", "additionalItems", "$recursiveRef", "id", "type"} <= names


def references(value: Any) -> set[str]:
    """Return the targets of all references in the schemas of keywords."""
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    own = {str(member) for key, member in value.items() if key.endswith("ef")} if isinstance(value, dict) else set()
    return own.union(*map(references, members))


def test_they_refer_to_nothing_but_schemas() -> None:
    assert {target for schema in KEYWORDS.values() for target in references(schema)} == {"#/$defs/schema"}


def test_keywords_that_are_not_current_are_not_suggested() -> None:
    old = {"definitions", "dependencies", "$recursiveAnchor", "$recursiveRef", "additionalItems", "id"}
    assert {name for name, schema in KEYWORDS.items() if schema.get("doNotSuggest")} == old


def is_schema(value: Any, dialect: str) -> bool:
    return not isinstance(value, dict) or jsonschema_rs.meta.is_valid({**value, "$schema": DIALECTS[dialect][1]})


def schemas() -> list[tuple[str, str, Any]]:
    """Return the schemas of the test suite of JSON Schema, each with the dialects that it is valid in."""
    cases = [(file.name, case["schema"]) for file in FILES for case in json.loads(file.read_text("utf-8"))]
    return [(name, dialect, schema) for name, schema in cases for dialect in DIALECTS if is_schema(schema, dialect)]


def test_what_a_dialect_allows_is_allowed() -> None:
    found = schemas()
    wrong = [(name, dialect, schema) for name, dialect, schema in found if not JUDGE.is_valid(schema)]
    assert (wrong, len(found) > 1000) == ([], True)


WRONG: list[Any] = [
    {"type": "strng"}, {"type": ["string", "int"]}, {"minLength": -1}, {"minLength": "1"}, {"required": True},
    {"properties": {"a": {"maximum": "1"}}}, {"items": [{"type": 1}]}, {"items": 1}, {"allOf": {}}, {"enum": 1},
    {"dependentRequired": {"a": "b"}}, {"exclusiveMinimum": "1"}, {"$defs": {"a": 1}}, {"multipleOf": 0},
]  # fmt: skip


@pytest.mark.parametrize("schema", WRONG, ids=str)
def test_what_no_dialect_allows_is_a_violation(schema: Any) -> None:
    assert not JUDGE.is_valid(schema)
