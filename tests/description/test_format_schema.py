"""The description format's own schema: it explains each key, takes what it should, and tells faults where they are."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from dynaclient.description.document import FORMAT
from dynaclient.schema.validation import Checker, Schema
from tests.support import DATA

pytestmark = pytest.mark.uncounted

CHANGES = json.loads((DATA / "format-changes.json").read_text())
CHECKER = Checker(FORMAT)


def changed(change: dict[str, Any]) -> Any:
    """Give the description that uses every key, with one change."""
    document = json.loads((DATA / "every-key.json").read_text())
    *way, last = (step.replace("~1", "/") for step in change["at"].split("/"))
    place: Any = document
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    key: Any = int(last) if isinstance(place, list) else last
    if "value" in change:
        place[key] = copy.deepcopy(change["value"])
    else:
        del place[key]
    return document


def told(definition: Any) -> bool:
    if "description" in definition:
        return True
    target = definition.get("$ref", "")
    return bool(target) and told(FORMAT["$defs"][target.removeprefix("#/$defs/")])


def test_the_schema_is_one() -> None:
    assert Schema(FORMAT, (), "2020-12").faults() == []


@pytest.mark.parametrize("noun", ["", *FORMAT["$defs"]])
def test_each_key_is_explained_to_who_types_it(noun: str) -> None:
    definition = FORMAT["$defs"][noun] if noun else FORMAT
    unexplained = [key for key, each in definition.get("properties", {}).items() if not told(each)]
    assert unexplained == []


def test_every_key_is_taken_where_it_belongs() -> None:
    document = json.loads((DATA / "every-key.json").read_text())
    assert [each.path for each in CHECKER.violations(document)] == []


@pytest.mark.parametrize("change", CHANGES["fine"], ids=lambda change: change["at"])
def test_what_may_stand_there_is_taken(change: dict[str, Any]) -> None:
    assert [each.path for each in CHECKER.violations(changed(change))] == []


@pytest.mark.parametrize("change", CHANGES["faults"], ids=lambda change: f"{change['at']} {change['breaks']}")
def test_a_single_fault_is_told_where_it_is(change: dict[str, Any]) -> None:
    document = changed(change)
    assert not CHECKER.waves_through(document)
    places = {"/".join(str(step).replace("/", "~1") for step in each.path) for each in CHECKER.violations(document)}
    assert any(place.startswith(change["told at"]) for place in places), places
