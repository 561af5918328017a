"""What confirms values of simple schemas agrees with the fast engine."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dynaclient.schema.engines import DIALECTS
from dynaclient.schema.simple_checks import simple_check
from dynaclient.schema.validation import Schema, Validator
from tests.support import ROOT
from tests.support.timing import takes_at_most

ANNOTATED = {"title": "x", "description": "y", "default": 1, "format": "date", "x-own": {}, "secret": True}
VALUES: list[Any] = [
    "",
    "a",
    "ab",
    "abc\n",
    "a-b",
    "7",
    "575ec8687ae143cd83dc4a97",
    " ",
    "\x1f",
    "\\",
    "$",
    0,
    1,
    -1,
    7,
    10**15,
]
SIMPLE: list[dict[str, Any]] = [
    {}, ANNOTATED, {"type": "string"}, {"type": "integer"}, {"type": "number"}, {"type": "boolean"}, {"type": "null"},
    {"type": ["string", "null"]}, {"type": ["integer", "string"]}, {"enum": ["a", 1, None]}, {"enum": [True, False]}, {"enum": []},
    {"const": "a"}, {"const": 1}, {"const": True}, {"minLength": 2}, {"maxLength": 1}, {"minimum": 1}, {"maximum": 1},
    {"exclusiveMinimum": 0}, {"exclusiveMaximum": 1}, {"type": "string", "minLength": 1, "maxLength": 2},
    {"pattern": "^[A-Fa-f\\d]{24}$"}, {"pattern": "^a"}, {"pattern": "^$"}, {"pattern": "^[^a]*$"}, {"pattern": "^a-b$"},
    {"pattern": "^\\w+$"}, {"pattern": "^\\d?$"}, {"pattern": "^[a-z.$-]{1,3}$"}, {"pattern": "^\\\\$"}, {"pattern": "^a[b]*b$"},
    {"pattern": "^[\\w-]{0,}$"},
]  # fmt: skip
NOT_SIMPLE: list[Any] = [
    True, [], {"$ref": "#/x"}, {"anyOf": [{}]}, {"not": {}}, {"multipleOf": 2}, {"items": {}}, {"type": 1}, {"type": [1]}, {"type": "text"},
    {"enum": [1.0]}, {"enum": [[]]}, {"enum": "a"}, {"const": 1.0}, {"minLength": -1}, {"minLength": 1.0}, {"minLength": True},
    {"minimum": 0.5}, {"minimum": "1"}, {"exclusiveMinimum": True}, {"pattern": 1}, {"pattern": "a"}, {"pattern": "^a*b*$"},
    {"pattern": "^(a)$"}, {"pattern": "^a|b$"}, {"pattern": "^.$"}, {"pattern": "^\\s$"}, {"pattern": "^[[a]$"}, {"pattern": "^[z-a]$"},
    {"pattern": "^a$b"}, {"pattern": "^\u00e9$"}, {"pattern": "^[a&&b]$"}, {"pattern": f"^{'a' * 200}"}, {"pattern": "^a{2}{3}$"}, {"unknown": 1},
    {"pattern": "^\\b$"}, {"pattern": "^[\\b]$"}, {"pattern": "^a*?$"}, {"pattern": "^\\1$"},
]  # fmt: skip


@pytest.mark.parametrize("schema", SIMPLE, ids=json.dumps)
def test_a_simple_schema_confirms_what_the_engine_confirms(schema: dict[str, Any]) -> None:
    check, validator = simple_check(schema), Validator(schema)
    assert check is not None
    assert [value for value in VALUES if check(value)] == [value for value in VALUES if validator.is_valid(value)]


@pytest.mark.parametrize("schema", NOT_SIMPLE, ids=json.dumps)
def test_other_schemas_are_left_to_the_engines(schema: Any) -> None:
    assert simple_check(schema) is None


_ALPHABET = st.sampled_from([*"ab19_-.^$[]{}()*+?|\\/,: &~dwsW", "{2}", "{1,}", "[a-c]", "\\d"])
_PATTERNS = st.lists(_ALPHABET, max_size=8).map("".join).map("^{}".format)
_SCHEMAS = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["string", "integer", "number", "boolean", ["string", "integer"], ["null"]]),
        "enum": st.lists(
            st.one_of(st.none(), st.booleans(), st.integers(0, 3), st.text("ab1", max_size=2)), max_size=4
        ),
        "minLength": st.integers(0, 3),
        "maxLength": st.integers(0, 3),
        "minimum": st.integers(-2, 2),
        "exclusiveMaximum": st.integers(-2, 2),
        "pattern": _PATTERNS,
    },
)


@given(
    _SCHEMAS,
    st.one_of(
        st.text(st.characters(max_codepoint=127), max_size=6), st.text("ab19-\n", max_size=4), st.integers(-9, 9)
    ),
)
def test_made_up_schemas_confirm_what_the_engine_confirms(schema: dict[str, Any], value: Any) -> None:
    check = simple_check(schema)
    if check is not None:
        assert check(value) == Validator(schema).is_valid(value)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_schema_finds_its_check_through_a_reference(dialect: str) -> None:
    document = {
        "schemas": {
            "id": {"type": "string", "pattern": "^[0-9]{2}$"},
            "other": {"$ref": "#/schemas/id"},
            "lost": {"$ref": "#/none"},
        }
    }
    other = Schema(document, ("schemas", "other"), dialect)
    assert [other.clear_check(value) for value in ("12", "1", 12)] == [True, False, False]
    assert Schema(document, ("schemas", "lost"), dialect)._simple_check is None


def test_each_check_takes_linear_time() -> None:
    check = simple_check({"pattern": "^[a-z]*[a-y]{9}$"})
    assert check is not None
    assert takes_at_most(2, lambda: check("z" * 1_000_000))


PROGRAM = """
import sys
from dynaclient.schema.validation import Schema
document = {"schemas": {"id": {"type": "string", "pattern": "^[0-9]{2}$"}, "other": {"$ref": "#/schemas/id"}}}
other = Schema(document, ("schemas", "other"), "2020-12")
assert other.clear_check("12")
assert not {"jsonschema_rs", "jsonschema", "jsonref"} & set(sys.modules)
assert other.view == document["schemas"]["id"]
assert not {"jsonschema", "jsonref"} & set(sys.modules)
"""


def test_no_engine_is_imported_for_it() -> None:
    subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, check=True)
