"""Validation takes linear time, and no longer than it may; what one validation spends, no other lacks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from dynaclient import lint
from dynaclient.redaction import MASK
from dynaclient.schema.equality import Choices, canonical, first_repetition
from dynaclient.schema.validation import Schema, Validator
from tests.support.descriptions import describe
from tests.support.timing import takes_at_most


def spend() -> None:
    """Count nothing."""


# --- equality --------------------------------------------------------------------------------------------------------

EQUAL: list[list[Any]] = [
    [1, 1.0, Decimal(1), Decimal("1.0")],
    [0, -0.0, Decimal("-0")],
    [True],
    [False],
    [None],
    ["1"],
    [""],
    ["None", "None"],
    [2**53, 2.0**53],
    [2**53 + 1],
    [10**400, Decimal("1e400")],
    [0.1],
    [Decimal("0.1")],
    [0.5, Decimal("0.5")],
    [1e300, int(1e300)],
    [Decimal("1e9999"), Decimal("1e9999")],
    [{"a": 1, "b": [True]}, {"b": [True], "a": 1.0}],
    [{"a": 1, "b": [1]}],
    [[1, 2], (1, 2.0)],
    [[2, 1]],
    [[]],
    [{}],
    [[[]]],
    [["a,b"]],
    [["a", "b"]],
    [{"a": 1}],
    [{"a": {"b": 1}}],
    [Decimal("NaN")],
    [b"x"],
]
"""Each row has values that are equal to each other, and to none in another row."""


def test_values_have_the_same_canonical_form_exactly_if_they_are_equal() -> None:
    forms = [{canonical(value, spend) for value in row} for row in EQUAL]
    assert [len(row) for row in forms] == [1] * len(EQUAL)
    assert len(set().union(*forms)) == len(EQUAL)


def test_choices_allow_what_equals_one_of_them() -> None:
    choices = Choices([1, "x", [{"a": 1}]], spend)
    assert [choices.allow(value, spend) for value in (1.0, True, "x", [{"a": 1.0}], [])] == [
        True,
        False,
        True,
        True,
        False,
    ]
    assert not Choices([1], spend).allow([1], spend)


def test_the_first_repetition_is_found() -> None:
    assert first_repetition([1, True, "1", 1.0, 1], spend) == (0, 3)
    assert first_repetition([[1], [2], {}], spend) is None


# --- time ------------------------------------------------------------------------------------------------------------


OBJECTS = [{"id": number, "name": f"object {number}"} for number in range(20_000)]
SLOW: dict[str, tuple[Any, Any]] = {
    "items that differ": ({"uniqueItems": True, "items": {"required": ["id"]}}, [*OBJECTS, {}]),
    "items that are equal at the end": ({"uniqueItems": True}, [*OBJECTS, OBJECTS[-1]]),
    "many allowed values": ({"items": {"properties": {"id": {"enum": list(range(19_999))}}}}, OBJECTS),
    "objects as allowed values": ({"items": {"enum": OBJECTS[:-1]}}, OBJECTS),
    "a list in a list": ({"items": {"contains": {"type": "string"}}}, [[1] * 1_000 for _ in range(50)]),
    "a whole value in each message": ({"anyOf": [{"maxItems": number} for number in range(50)]}, OBJECTS),
    "unevaluated": ({"items": {"allOf": [{"properties": {"id": {}}}, {"anyOf": [{"properties": {"x": {}}}] * 5}], "unevaluatedProperties": False}}, OBJECTS[:3_000]),
}  # fmt: skip


@pytest.mark.alone
@pytest.mark.uncounted
@pytest.mark.parametrize("case", SLOW)
def test_what_took_quadratic_time_is_decided_in_time(case: str) -> None:
    schema, value = SLOW[case]
    found: list[Any] = []
    assert takes_at_most(3, lambda: found.extend(Validator(schema).find_violations(value, seconds=10)))
    assert found
    assert "time" not in {violation.rule for violation in found}


NESTED = {"$recursiveAnchor": True, "properties": {"next": {"$recursiveRef": "#"}}, "unevaluatedProperties": False}


@pytest.mark.alone
@pytest.mark.uncounted
@pytest.mark.parametrize("dialect", ["2019-09", "2020-12"])
def test_unevaluated_properties_deep_in_are_decided_in_time(dialect: str) -> None:
    schema = {**NESTED, "allOf": [{"properties": {"next": {"$ref": "#"}}}] * 3}
    value: Any = {"nxt": 1}
    for _ in range(25):
        value = {"next": value}
    (violation,) = Validator(schema, dialect).find_violations(value, seconds=10)
    assert (violation.path, violation.known) == (("next",) * 25 + ("nxt",), ("next",))


def test_a_validation_that_takes_too_long_says_so() -> None:
    schema = {"items": {"type": "object"}}
    (violation,) = Validator(schema).find_violations(OBJECTS, seconds=0)
    assert (violation.path, violation.rule, violation.message) == (
        (),
        "time",
        "could not be validated within 0 seconds",
    )


def test_what_was_found_in_time_is_reported() -> None:
    schema = {"items": {"type": "object", "required": ["x"]}}
    rules = {violation.rule for violation in Validator(schema).find_violations(OBJECTS, seconds=0)}
    assert rules == {"required"}


def test_very_many_failures_behind_a_reference_are_as_many_as_are_reported() -> None:
    schema = {"$ref": "#/$defs/list", "$defs": {"list": {"items": {"type": "string"}}}}
    assert len(Validator(schema).find_violations([1] * 3_000)) == 1_000
    found = Validator({"not": {"not": {"items": {"type": "string"}}}}).find_violations([1] * 3_000)
    assert [violation.rule for violation in found] == ["not"]


def test_a_value_with_a_secret_that_takes_too_long_or_is_too_deep_is_refused() -> None:
    properties = {"a": {"$ref": "#/a"}, "key": {"type": "string", "secret": True}}
    document = {"a": {"additionalProperties": {"type": "string"}, "properties": properties}}
    schema = Schema(document, ("a",), "2020-12")
    (late,) = schema.find_violations({f"x{number}": "" for number in range(500)}, seconds=0)
    assert late.message == "could not be validated within 0 seconds"
    deep: Any = {"key": 5}
    for _ in range(2_000):
        deep = {"a": deep}
    (violation,) = schema.find_violations(deep)
    assert (violation.rule, violation.message) == ("depth", "is nested too deeply to be validated")
    shown = schema.find_violations({"x": 5, "key": 5, "a": deep})
    assert [(violation.path, violation.got) for violation in shown] == [(("x",), MASK)]


def test_no_more_than_asked_for_is_found() -> None:
    assert len(Validator({"items": False}).find_violations(OBJECTS, most=5)) == 5


# --- one validation and others ---------------------------------------------------------------------------------------


def test_a_validation_in_a_thread_leaves_the_next_one_all_its_time() -> None:
    Validator({"items": {"type": "object"}}).find_violations(OBJECTS, seconds=0)
    assert [problem.rule for problem in Schema({"type": "strin"}, (), "2020-12").problems()] == ["schema"]


def test_very_many_schemas_with_problems_have_one_each() -> None:
    schemas = {f"s{number}": {"type": "strin"} for number in range(1_100)}
    assert {problem.rule for problem in lint(describe(schemas=schemas))} == {"schema"}
    assert len(lint(describe(schemas=schemas))) == 1_100


def test_threads_that_validate_with_one_validator_find_the_same() -> None:
    branches = [{"properties": {"t": {"const": number}, "v": {"$ref": "#"}}, "required": ["t"]} for number in range(5)]
    validator = Validator({"anyOf": [*branches, {"type": "string"}]})
    value: Any = 5
    for _ in range(6):
        value = {"t": 3, "v": value}
    found: list[list[Any]] = []

    def validate() -> None:
        for _ in range(20):
            found.append([(violation.path, violation.rule) for violation in validator.find_violations(value)])  # noqa: PERF401

    threads = [threading.Thread(target=validate) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 160
    assert all(violations == found[0] for violations in found)


# --- the schemas of a description ------------------------------------------------------------------------------------


def ref(number: int) -> dict[str, str]:
    return {"$ref": f"#/schemas/s{number}"}


COUNT = 2_000
LINKS: dict[str, tuple[Callable[[int], Any], Any, set[str]]] = {
    # how a schema leads to the next one, the last one, the rules of the problems
    "references": (ref, {}, {"schema-size"}),
    "allOf": (lambda number: {"allOf": [ref(number)]}, {}, {"schema-size"}),
    "properties": (lambda number: {"properties": {"a": ref(number)}}, {}, set()),
    "properties with a problem at the end": (lambda number: {"properties": {"a": ref(number)}}, {"type": "strin"}, {"schema"}),
    "pointers deep in": (lambda number: {"properties": {"a": {"$ref": f"#/schemas/s{number}/properties/a"}}}, {"properties": {"a": {}}}, {"schema-size"}),
    "a problem in each": (lambda number: {"type": "strin", "properties": {"a": ref(number)}}, {}, {"schema"}),
    "a circle of properties": (lambda number: {"properties": {"a": ref(number % COUNT)}}, {}, set()),
    "a circle of references": (lambda number: ref(number % COUNT), {}, {"circular-ref", "schema-size"}),
}  # fmt: skip


@pytest.mark.alone
@pytest.mark.uncounted
@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("in_order", [True, False])
def test_a_long_chain_of_schemas_is_linted_in_time(link: str, in_order: bool) -> None:
    leads_to, last, rules = LINKS[link]
    numbers = range(COUNT) if in_order else reversed(range(COUNT))
    schemas = {**{f"s{number}": leads_to(number + 1) for number in numbers}, f"s{COUNT}": last}
    parameters = {f"p{number}": {"in": "query", "schema": ref(number)} for number in range(200)}
    description = describe({"get": {"method": "GET", "parameters": parameters}}, schemas=schemas)
    found: list[Any] = []
    assert takes_at_most(2, lambda: found.extend(lint(description)))
    assert {problem.rule for problem in found} | rules == rules
    assert bool(found) is bool(rules)


@pytest.mark.alone
@pytest.mark.uncounted
def test_many_actions_with_the_same_body_share_its_validator() -> None:
    schemas = {f"s{number}": {"properties": {"a": ref(number + 1)}} for number in range(500)}
    body = {"in": "body", "schema": ref(0), "example": {"a": {}}}
    actions = {
        f"a{number}": {"method": "POST", "path": f"/{number}", "parameters": {"body": body}} for number in range(500)
    }
    assert takes_at_most(2, lambda: lint(describe(actions, schemas={**schemas, "s500": {}})))
