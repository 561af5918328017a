"""Which of the named examples of a response the mock server sends."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from dynaclient.mock import MockServer
from tests.support.descriptions import action, describe
from tests.support.mock_descriptions import json_body, ok, pets, send, service_of

NUMBER = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}
EXAMPLES = {"wrong": {"value": {"a": "x"}}, "one": {"value": {"a": 1}}, 'two "2"': {"value": {"a": 2}}}
ERRORS = {
    "404": {"schema": {}, "examples": {"gone": {"value": {"why": "gone"}}}},
    "5XX": {"examples": {"down": {"value": "a"}}},
}
DEFAULT = {"default": {"content": {"text/plain": {}}, "examples": {"odd": {"value": "é"}}}}
RESPONSES = {"200": {"schema": NUMBER, "examples": EXAMPLES}, **ERRORS, **DEFAULT}


def answer(responses: Any, prefer: str = "") -> requests.Response:
    with MockServer(describe({"get": action(responses=responses)})) as server:
        return requests.get(f"{server.url}/things", headers={"Prefer": prefer} if prefer else {}, timeout=10)


PREFERRED: list[tuple[str, int, Any]] = [
    ("", 200, {"a": 1}),
    ("respond-async", 200, {"a": 1}),
    ("example=one", 200, {"a": 1}),
    ("example=wrong", 200, {"a": "x"}),
    ('wait=1, Example = "two \\\\"2\\\\""; x=1', 200, {"a": 2}),
    ("example=gone", 404, {"why": "gone"}),
    ("example=down", 500, "a"),
]


@pytest.mark.parametrize(("prefer", "status", "body"), PREFERRED)
def test_the_first_valid_example_is_sent_or_the_preferred_one(prefer: str, status: int, body: Any) -> None:
    found = answer(RESPONSES, prefer.replace("\\\\", "\\"))
    assert (found.status_code, found.json()) == (status, body)


def test_an_example_of_the_default_response_is_an_error() -> None:
    found = answer(RESPONSES, "example=odd")
    assert (found.status_code, found.content, found.headers["Content-Type"]) == (500, "é".encode(), "text/plain")


def test_an_example_that_there_is_not_is_rejected_with_those_that_there_are() -> None:
    assert "has no example 'oen': did you mean one?" in answer(RESPONSES, "example=oen").text
    assert "one of: wrong, one, two" in answer(RESPONSES, "example=xyz").text
    assert answer({"200": {"schema": NUMBER}}, "example=xyz").status_code == 400


OF_CONTENT: list[tuple[dict[str, Any], bytes, str]] = [
    ({"content": {"text/csv": {}}, "examples": {"a": {"value": "a,b"}}}, b"a,b", "text/csv"),
    ({"content": {"text/csv": {}, "text/plain": {}}, "examples": {"a": {"value": "a", "contentType": "text/plain"}}}, b"mock", "text/csv"),
    ({"examples": {"a": {"value": [1]}}}, b"[1]", "application/json"),
    ({"content": {"text/csv": {}, "application/json": NUMBER}, "examples": {"a": {"value": "x"}, "b": {"value": {"a": 5}, "contentType": "application/json"}}}, b'{"a":5}', "application/json"),
]  # fmt: skip


@pytest.mark.parametrize(("response", "body", "media"), OF_CONTENT)
def test_an_example_is_that_of_the_media_type_that_is_sent(response: Any, body: bytes, media: str) -> None:
    found = answer({"200": response})
    assert (found.content, found.headers["Content-Type"]) == (body, media)


@pytest.mark.parametrize(
    ("examples", "expected"),
    [({"a": {"value": {"id": 7, "name": "Rex"}}}, "Rex"), ({"a": {"value": {"name": 5}}}, "text"), ({}, "text")],
)
def test_an_item_that_was_not_created_is_like_the_example(examples: Any, expected: str) -> None:
    described = described_with("pet", examples)
    assert json_body(send(service_of(described), "GET", "/pets/5")) == {"id": 5, "name": expected}


@pytest.mark.parametrize(("value", "expected"), [([{"id": 7, "name": "Rex"}], "Rex"), ([], "text"), ({}, "text")])
def test_a_list_that_cannot_be_added_to_has_an_item_like_the_example(value: Any, expected: str) -> None:
    described = described_with("pets", {"a": {"value": value}})
    assert [item["name"] for item in json_body(send(service_of(described), "GET", "/pets"))] == [expected]


def described_with(resource: str, examples: Any) -> dict[str, Any]:
    schema = {
        "type": "object",
        "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
        "required": ["id", "name"],
    }
    described = pets({"responses": ok({"type": "array", "items": schema})})
    described["resources"]["pet"]["actions"]["get"]["responses"] = ok(schema)
    described["resources"][resource]["actions"]["get"]["responses"]["200"]["examples"] = examples
    del described["resources"]["pets"]["actions"]["post"], described["resources"]["pet"]["actions"]["put"]
    return described
