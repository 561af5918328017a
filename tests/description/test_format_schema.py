"""The schema of the description format: it explains each key, accepts what it should, and locates problems."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from dynaclient.description.document import format_schema
from dynaclient.schema.validation import Schema, Validator
from tests.support import DATA

pytestmark = pytest.mark.uncounted

CHANGES = json.loads((DATA / "format-changes.json").read_text())
CHECKER = Validator(format_schema())


def changed(change: dict[str, Any]) -> Any:
    """Return the description that uses every key, with one change."""
    document = json.loads((DATA / "every-key.json").read_text())
    *steps, last = (step.replace("~1", "/") for step in change["at"].split("/"))
    parent: Any = document
    for step in steps:
        parent = parent[int(step)] if isinstance(parent, list) else parent[step]
    key: Any = int(last) if isinstance(parent, list) else last
    if "value" in change:
        parent[key] = copy.deepcopy(change["value"])
    else:
        del parent[key]
    return document


def is_explained(definition: Any) -> bool:
    if "description" in definition:
        return True
    target = definition.get("$ref", "")
    return bool(target) and is_explained(format_schema()["$defs"][target.removeprefix("#/$defs/")])


def test_the_schema_is_valid() -> None:
    assert Schema(format_schema(), (), "2020-12").problems() == []


@pytest.mark.parametrize("name", ["", *format_schema()["$defs"]])
def test_each_key_is_explained(name: str) -> None:
    definition = format_schema()["$defs"][name] if name else format_schema()
    unexplained = [key for key, member in definition.get("properties", {}).items() if not is_explained(member)]
    assert unexplained == []


def test_every_key_is_accepted_where_it_belongs() -> None:
    document = json.loads((DATA / "every-key.json").read_text())
    assert [violation.path for violation in CHECKER.find_violations(document)] == []


@pytest.mark.parametrize("change", CHANGES["fine"], ids=lambda change: change["at"])
def test_an_allowed_change_is_accepted(change: dict[str, Any]) -> None:
    assert [violation.path for violation in CHECKER.find_violations(changed(change))] == []


@pytest.mark.parametrize("change", CHANGES["problems"], ids=lambda change: f"{change['at']} {change['rule']}")
def test_a_single_problem_is_located(change: dict[str, Any]) -> None:
    document = changed(change)
    assert not CHECKER.is_clearly_valid(document)
    found = {"/".join(str(step).replace("/", "~1") for step in one.path) for one in CHECKER.find_violations(document)}
    assert any(path.startswith(change["reported at"]) for path in found), found
