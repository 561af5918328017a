"""Pages whose cursor, number or size is in the body of the request, and items that are the members of an object."""

from __future__ import annotations

import json
from collections import UserDict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from dynaclient import BadResponse, Client, InvalidCall, lint, load
from dynaclient.description.argument_paths import path_of
from dynaclient.render.stubs import stubs
from dynaclient.testing import RecordingTransport, response
from tests.support.both_clients import backend_kind_fixture
from tests.support.descriptions import action, describe

backend_kind = backend_kind_fixture(everywhere=True)

QUERY = {
    "type": "object",
    "properties": {
        "text": {"type": "string"},
        "pageToken": {"type": "string"},
        "page": {
            "type": "object",
            "properties": {"number": {"type": "integer", "default": 1}, "size": {"type": "integer"}},
        },
    },
}
PAGE = {
    "type": "object",
    "properties": {
        "items": {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "integer"}}}},
        "next": {"type": "string"},
    },
}


def searching(paginate: dict[str, Any], **body: Any) -> dict[str, Any]:
    whole = {"in": "body", "schema": QUERY, **body}
    search = {
        "method": "POST",
        "parameters": {"body": whole},
        "paginate": {"items": "/items", **paginate},
        "responses": {"200": {"schema": PAGE}},
    }
    return describe(
        {"search": search, "create": {"method": "POST", "path": "/new", "parameters": {"body": {"in": "body"}}}}
    )


def bodies_of(description: Any, responses: list[Any], **arguments: Any) -> tuple[list[Any], list[Any]]:
    """Return the items of a list, and the bodies of its requests."""
    transport = RecordingTransport([response(data) for data in responses])
    client = Client(description, transport=transport)
    items = list(client.things.search.items(**arguments))
    return items, [None if sent.body is None else json.loads(sent.body) for sent in transport.requests]  # type: ignore[arg-type]


TWO = [{"items": [{"id": 1}], "next": "a"}, {"items": [{"id": 2}]}]
CURSOR = {"style": "cursor", "cursor": "/body/pageToken", "next": "/next"}
PAGES: dict[str, tuple[dict[str, Any], dict[str, Any], list[Any], list[Any]]] = {
    # name: paginate, arguments, responses, bodies
    "a cursor": (CURSOR, {"body": {"text": "x"}}, TWO, [{"text": "x"}, {"text": "x", "pageToken": "a"}]),
    "without a body": (CURSOR, {}, TWO, [None, {"pageToken": "a"}]),
    "from a cursor": (CURSOR, {"body": {"pageToken": "0"}}, TWO, [{"pageToken": "0"}, {"pageToken": "a"}]),
    "a page number from its default": (
        {"style": "page", "page": "/body/page/number", "size": "/body/page/size"}, {"body": {"page": {"size": 1}}}, [TWO[0], {"items": []}],
        [{"page": {"size": 1, "number": 1}}, {"page": {"size": 1, "number": 2}}],
    ),
    "an offset": (
        {"style": "offset", "offset": "/body/offset"}, {}, [{"items": [{"id": 1}, {"id": 2}]}, {"items": []}], [{"offset": 0}, {"offset": 2}],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("paginate", "arguments", "responses", "bodies"), PAGES.values(), ids=PAGES)
def test_the_marker_of_a_page_is_in_the_body(
    paginate: Any, arguments: dict[str, Any], responses: list[Any], bodies: list[Any]
) -> None:
    items, sent = bodies_of(searching(paginate), responses, **arguments)
    assert [item["id"] for item in items] == [item["id"] for page in responses for item in page["items"]]
    assert sent == bodies


@dataclass
class Selection:
    size: int
    since: Any = None


class Model:
    """Resembles a model of pydantic."""

    def model_dump(self, **_: Any) -> dict[str, Any]:
        return {"size": 3, "since": None}


class WholeModel:
    def __init__(self, **members: Any) -> None:
        self.members = members

    def model_dump(self, **_: Any) -> dict[str, Any]:
        return self.members


NESTED = {**CURSOR, "cursor": "/body/page/token"}
DATED = {
    "type": "object",
    "properties": {"page": {"properties": {"since": {"type": ["string", "null"], "format": "date"}}}},
}


@pytest.mark.parametrize(
    ("page", "rest"),
    [
        ({"size": 3}, {"size": 3}),
        (UserDict(size=3), {"size": 3}),
        (Selection(3), {"size": 3, "since": None}),
        (Selection(3, datetime(2024, 1, 2)), {"size": 3, "since": "2024-01-02"}),
        (Model(), {"size": 3, "since": None}),
        (None, {}),
    ],
)
@pytest.mark.parametrize("make", [dict, UserDict, WholeModel])
def test_a_cursor_keeps_the_rest_of_the_body(page: Any, rest: Any, make: Any) -> None:
    description = searching(NESTED, schema=DATED)
    first, second = bodies_of(description, TWO, body=make(page=page, q=1))[1]
    assert first == {"page": None if page is None else rest, "q": 1}
    assert second == {"page": {**rest, "token": "a"}, "q": 1}


@pytest.mark.parametrize("body", [[1], "text", {"page": [1]}, {"page": 5}, {"page": "a"}])
def test_a_body_that_cannot_have_a_cursor_is_refused_before_anything_is_sent(body: Any) -> None:
    transport = RecordingTransport([])
    client = Client(searching(NESTED, schema={}), transport=transport)
    with pytest.raises(InvalidCall, match="body .body.: is not an object, to which page/token could be added"):
        client.things.search.items(body=body)
    assert transport.requests == []


def test_a_body_that_is_not_data_cannot_have_a_cursor() -> None:
    form = {"content": {"multipart/form-data": {"type": "object", "properties": {"f": {"file": True}}}}}
    description = searching(NESTED, schema=None, **form)
    del description["resources"]["things"]["actions"]["search"]["parameters"]["body"]["schema"]
    with pytest.raises(InvalidCall, match="is not an object, to which page/token could be added"):
        Client(description).things.search.items(body={"f": b"x", "page": "text"})


@pytest.mark.parametrize("cursor", ["pageToken", "/body/pageToken"])
def test_the_member_of_a_spread_body_is_named_as_an_argument(cursor: str) -> None:
    description = searching({**CURSOR, "cursor": cursor}, spread=True)
    assert path_of(load(description).action("things.search"), cursor) == ("body", "pageToken")
    assert bodies_of(description, TWO, text="x")[1] == [{"text": "x"}, {"text": "x", "pageToken": "a"}]


def test_a_pointer_may_begin_with_the_member_of_a_spread_body() -> None:
    description = searching({"style": "page", "page": "/page/number"}, spread=True)
    assert bodies_of(description, [TWO[0], {"items": []}])[1] == [{"page": {"number": 1}}, {"page": {"number": 2}}]


def test_a_list_is_resumed_from_a_cursor_in_the_body() -> None:
    transport = RecordingTransport([response(TWO[1])])
    pages = Client(searching(CURSOR), transport=transport).things.search.pages(body={"text": "x"})
    assert list(pages.resume({"/body/pageToken": "a"})) == [TWO[1]]
    assert json.loads(transport.requests[0].body) == {"text": "x", "pageToken": "a"}  # type: ignore[arg-type]


def test_the_mock_server_pages_by_the_body() -> None:
    description = searching({**CURSOR, "size": "/body/page/size"})
    search = description["resources"]["things"]["actions"]["search"]
    search["mock"] = {"behavior": "list", "collection": "/things"}
    description["resources"]["things"]["actions"]["create"] = {
        "method": "POST", "path": "/new", "parameters": {"body": {"in": "body"}}, "responses": {"200": {"schema": {"type": "object", "properties": {"id": {"type": "integer"}}}}},
        "mock": {"behavior": "create", "collection": "/things"},
    }  # fmt: skip
    with Client.mock(description) as client:
        for _ in range(3):
            client.things.create(body={})
        pages = list(client.things.search.pages(body={"page": {"size": 2}}))
    assert [len(page["items"]) for page in pages] == [2, 1]


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "nothing wrong": (searching(CURSOR), ""),
    "no such parameter": (searching({**CURSOR, "cursor": "/bdy/pageToken"}), "the action has no parameter '/bdy/pageToken'"),
    "no pointer": (searching({**CURSOR, "cursor": "/"}), "or the JSON pointer to a value inside one"),
    "a pointer into a query": (
        describe({"get": action({"q": {"in": "query"}}, paginate={**CURSOR, "cursor": "/q/a"})}), "the action has no parameter '/q/a'",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("description", "message"), WRONG.values(), ids=WRONG)
def test_misuse_is_a_problem(description: dict[str, Any], message: str) -> None:
    problems = "\n".join(map(str, lint(description)))
    assert message.lower() in problems.lower() if message else not problems


# --- the members of an object as items -------------------------------------------------------------------------------


def zones(schema: Any, pointer: str = "/items") -> dict[str, Any]:
    paginate = {"style": "cursor", "cursor": "token", "next": "/next", "items": pointer}
    get = action({"token": {"in": "query"}}, paginate=paginate, responses={"200": {"schema": schema}})
    return describe({"get": get})


OBJECT = {"type": "object", "properties": {"items": {"type": "object", "additionalProperties": {"type": "integer"}}}}


@pytest.mark.parametrize(
    "schema", [OBJECT, {"properties": {"items": {"anyOf": [{"type": "array"}, {"type": "object"}]}}}]
)
def test_items_are_the_names_and_values_of_an_object(schema: Any) -> None:
    pages = [{"items": {"a": 1, "b": 2}, "next": "n"}, {"items": {}, "next": "m"}, {"items": {"c": 3}}]
    client = Client(zones(schema), transport=RecordingTransport([response(page) for page in pages]))
    assert list(client.things.get.items()) == [("a", 1), ("b", 2), ("c", 3)]


@pytest.mark.parametrize(
    "description", [zones({"properties": {"items": {"type": "array"}}}), zones({}), zones(OBJECT, "")]
)
def test_an_object_where_a_list_is_declared_or_the_whole_body_is_an_error(description: Any) -> None:
    client = Client(description, transport=RecordingTransport([response({"items": {"a": 1}})]))
    with pytest.raises(BadResponse, match="expected a list"):
        list(client.things.get.items())


def test_the_type_of_such_an_item_is_a_pair() -> None:
    text = "".join(map(str, stubs(load(zones(OBJECT))).values()))
    assert "tuple[str, int]" in text
