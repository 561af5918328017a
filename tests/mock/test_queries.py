"""Conditions on items: queries as objects, and patterns with stars."""

from __future__ import annotations

import time
from typing import Any

import pytest

from dynaclient.mock.exchange import Rejection
from dynaclient.mock.state.matching import OPERATORS, is_anywhere, is_like, order_of, values_at
from dynaclient.mock.state.queries import Query

ITEM: dict[str, Any] = {
    "id": "a", "name": "Pump", "level": 5, "on": True, "when": "2020-01-01T00:00:00.000Z", "none": None, "empty": [],
    "tags": [{"key": "floor", "value": "8"}, {"key": "side", "value": "east"}],
    "attributes": [{"name": "voltage", "dataType": "number"}],
    "owner": {"name": "Ann", "address": {"city": "Bonn"}},
    "labels": {"color": "red"},
    "ancestorIds": ["x", "y"],
}  # fmt: skip

QUERIES = [
    ({}, True),
    ({"name": "Pump"}, True),
    ({"name": "pump"}, False),
    ({"level": 5.0}, True),
    ({"level": "5"}, False),
    ({"on": 1}, False),
    ({"name": {"$eq": "pump", "$ci": True}}, True),
    ({"name": {"$ne": "pump"}}, True),
    ({"name": {"$ne": "pump", "$ci": True}}, False),
    ({"name": {"$startsWith": "Pu"}}, True),
    ({"name": {"$startsWith": "pu"}}, False),
    ({"name": {"$startsWith": "pu", "$ci": True}}, True),
    ({"name": {"$endsWith": "mp"}}, True),
    ({"name": {"$contains": "um"}}, True),
    ({"name": {"$like": "p*p"}}, True),
    ({"name": {"$in": ["Fan", "Pump"]}}, True),
    ({"name": {"$nin": ["Fan", "Pump"]}}, False),
    ({"level": {"$gt": 4, "$lt": 6}}, True),
    ({"level": {"$gte": 5, "$lte": 5}}, True),
    ({"level": {"$gt": 5}}, False),
    ({"level": {"$not": {"$gt": 4}}}, False),
    ({"when": {"$gt": 1465790400000}}, True),
    ({"when": {"$lt": "2019-05-05"}}, False),
    ({"when": {"$gte": {"$date": "2020-01-01"}}}, True),
    ({"when": {"$date": "2020-01-01"}}, True),
    ({"owner.address.city": "Bonn"}, True),
    ({"owner": {"name": "Ann"}}, True),
    ({"owner": {"name": {"$startsWith": "B"}}}, False),
    ({"tags": {"floor": "8"}}, True),
    ({"tags": {"floor": "9"}}, False),
    ({"tags": {"floor": {"$ne": "8"}}}, False),
    ({"tags": {"$tagKey": "floor"}}, True),
    ({"tags": {"$tagKey": {"$in": ["roof", "floor"]}}}, True),
    ({"tags": {"$tagKey": "floor", "$tagValue": "east"}}, False),
    ({"tags": {"$eq": {"$tagKey": "side", "$tagValue": "east"}}}, True),
    ({"tags": {"$ne": {"$tagKey": "side", "$tagValue": "east"}}}, False),
    ({"tags": {"$elemMatch": {"key": "side", "value": "east"}}}, True),
    ({"tags": {"key": "side"}}, True),
    ({"tags": {"$size": 2}}, True),
    ({"tags.key": {"$all": ["floor", "side"]}}, True),
    ({"tags.key": {"$all": ["floor", "roof"]}}, False),
    ({"labels": {"$tagKey": "color"}}, True),
    ({"labels": {"color": "blue"}}, False),
    ({"attributeName": "voltage"}, True),
    ({"attributeName": {"$startsWith": "temp"}}, False),
    ({"ancestorId": "y"}, True),
    ({"ancestorId": {"$nin": ["x"]}}, False),
    ({"none": None}, True),
    ({"absent": None}, True),
    ({"empty": None}, True),
    ({"level": None}, False),
    ({"absent": {"$exists": False}}, True),
    ({"name": {"$exists": True}}, True),
    ({"name": {"$regex": "^P.+p$"}}, True),
    ({"name": {"$regex": "^p", "$options": "i"}}, True),
    ({"name": {"$regex": "^p"}}, False),
    ({"$or": [{"level": 1}, {"owner": {"name": "Ann"}}]}, True),
    ({"$and": [{"level": 5}, {"name": "Fan"}]}, False),
    ({"$nor": [{"level": 5}]}, False),
    ({"$not": {"level": 6}}, True),
    ({"$and": {"level": 5}}, True),
    ({"$or": [5]}, True),
]


@pytest.mark.parametrize(("query", "expected"), QUERIES, ids=str)
def test_a_query_finds_what_satisfies_it(query: Any, expected: bool) -> None:
    assert Query(query).matches(ITEM) is expected


WRONG: list[tuple[Any, str]] = [
    ({"a": {"$startWith": 1}}, "did you mean \\$startsWith"),
    ({"a": {"$where": "x"}}, "known: \\$and"),
    ({"a": {"$regex": "("}}, "cannot be used"),
    ({"$or": [{"$foo": 1}]}, "not known"),
]


@pytest.mark.parametrize(("query", "reason"), WRONG, ids=str)
def test_a_query_that_cannot_be_run_is_refused(query: Any, reason: str) -> None:
    with pytest.raises(Rejection, match=reason) as refused:
        Query(query)
    assert refused.value.status == 400


def test_a_query_may_not_be_nested_without_end() -> None:
    query: Any = {"a": 1}
    for _ in range(40):
        query = {"$and": [query]}
    with pytest.raises(Rejection, match="levels deep"):
        Query(query)


def test_a_pattern_that_takes_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(_: str) -> bool:
        raise ValueError("too many steps")

    monkeypatch.setattr("dynaclient.mock.state.queries.compile_pattern", lambda _: endless)
    with pytest.raises(Rejection, match="takes too long"):
        Query({"name": {"$regex": "a"}}).matches(ITEM)


# --- patterns with stars ---------------------------------------------------------------------------------------------

LIKE = [
    ("pump", "Pump", True),
    ("pump", "Pump 1", False),
    ("p*", "Pump", True),
    ("*mp", "Pump", True),
    ("p*m*p", "Pump", True),
    ("p*x*p", "Pump", False),
    ("*", "", True),
    ("ab*ab", "aba", False),
    ("*a*a*a*", "aa", False),
    ("5*", 57, True),
]


@pytest.mark.parametrize(("pattern", "value", "expected"), LIKE)
def test_a_star_stands_for_anything(pattern: str, value: Any, expected: bool) -> None:
    assert is_like(value, pattern) is expected


def test_a_pattern_with_many_stars_takes_linear_time() -> None:
    started = time.perf_counter()
    assert not is_like("a" * 20_000, "*a" * 2_000 + "*X")
    assert time.perf_counter() - started < 1


# --- operators -------------------------------------------------------------------------------------------------------

ORDERS = [
    (1, 2, -1),
    ("10", 9, 1),
    ("a", "b", -1),
    ("2020-01-01", "2020-01-01T00:00:00Z", 0),
    (1577836800, "2020-01-01", 0),
    (1577836800000, "2020-01-01", 0),
    (True, 1, None),
    ([], 1, None),
]


@pytest.mark.parametrize(("value", "other", "expected"), ORDERS)
def test_numbers_strings_and_times_are_ordered(value: Any, other: Any, expected: int | None) -> None:
    assert order_of(value, other) == expected


OPERATIONS = [
    ("in", [5], "5", True),
    ("in", [True], "true", True),
    ("in", ["a"], ["A", "b"], True),
    ("in", [True], "1", False),
    ("in", [1], "x", False),
    ("eq", [None], "", False),
    ("some", [[{"key": "a", "value": "b"}], {"key": "a", "value": "b"}], [{"key": "A"}], True),
    ("some", [{"key": "a"}], [{"value": "b"}], False),
    ("some", [{"key": "a"}], "a", False),
    ("like", ["Pump", None, []], "p*", True),
    ("exists", [1], "false", False),
]


@pytest.mark.parametrize(("operator", "values", "wanted", "expected"), OPERATIONS)
def test_an_argument_is_compared_as_it_is_in_a_url(operator: str, values: Any, wanted: Any, expected: bool) -> None:
    assert OPERATORS[operator](values, wanted, True) is expected


def test_a_path_goes_through_lists() -> None:
    assert values_at(ITEM, "tags.key") == ["floor", "side"]
    assert values_at(ITEM, "name.first") == []
    assert values_at(ITEM, "nothing") == []
    assert values_at([[{"a": 1}]], "a") == [1]


def test_text_is_found_anywhere_in_an_item() -> None:
    found = [text for text in ("*east*", "ann", "*5*", "*purple*", "*none*") if is_anywhere(ITEM, text)]
    assert found == ["*east*", "ann", "*5*"]
