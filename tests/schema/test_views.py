"""The view of a schema: its references are resolved, and any number of threads read it at once."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from dynaclient import Client, load
from dynaclient.description.api import Api
from dynaclient.schema import engines
from dynaclient.schema.excerpts import wrap_literals
from dynaclient.testing import RecordingTransport, response
from tests.support.descriptions import describe

TREE = {
    "type": "object",
    "properties": {"name": {"$ref": "#/schemas/name"}, "left": {"$ref": "#/schemas/tree"}, "right": {"$ref": "#/schemas/tree", "title": "R"}},
}  # fmt: skip
SCHEMAS: dict[str, Any] = {
    "tree": TREE, "name": {"type": "string", "enum": ["a", "b"]}, "alias": {"$ref": "#/schemas/other"}, "other": {"$ref": "#/schemas/tree"},
    "list": {"type": "array", "items": {"$ref": "#/schemas/alias"}, "allOf": [{"$ref": "#/schemas/tree/properties/name"}]},
}  # fmt: skip
THREADS = 8


def api_of() -> Api:
    post = {"method": "POST", "parameters": {"body": {"in": "body", "schema": {"$ref": "#/schemas/tree"}}}}
    return load(describe({"post": post}, schemas=SCHEMAS))


def view_of(name: str) -> Any:
    return api_of().schema_at(("schemas", name)).view


@pytest.fixture
def short_turns() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_references_are_resolved_and_may_go_on_for_ever() -> None:
    view = view_of("tree")
    for _ in range(5):
        assert view["properties"]["name"] == SCHEMAS["name"]
        assert view["properties"]["right"]["title"] == "R"
        view = view["properties"]["right"]["properties"]["left"]
    assert view_of("alias")["properties"]["name"]["type"] == "string"
    assert view_of("list")["items"]["properties"].keys() == {"name", "left", "right"}
    assert view_of("list")["allOf"][0]["enum"] == ["a", "b"]


def test_schemas_that_are_only_a_reference_to_the_same_one_share_its_view() -> None:
    api = api_of()
    assert api.schema_at(("schemas", "alias")).view is api.schema_at(("schemas", "other")).view
    body = api.action("things.post").parameters["body"].schema
    assert body.view is api.schema_at(("schemas", "other")).view


def test_what_is_only_sent_in_one_direction_has_a_view_for_each() -> None:
    thing = {"type": "object", "properties": {"id": {"readOnly": True}}, "required": ["id"]}
    post = {
        "method": "POST",
        "parameters": {"body": {"in": "body", "schema": {"$ref": "#/schemas/thing"}}},
        "responses": {"200": {"schema": {"$ref": "#/schemas/thing"}}},
    }
    described = load(describe({"post": post}, schemas={"thing": thing})).action("things.post")
    response_schema = described.responses["200"].schema
    assert response_schema is not None
    assert response_schema.view["required"] == ["id"]
    assert not described.parameters["body"].schema.view.get("required")


def test_what_leads_nowhere_stays_a_reference() -> None:
    schemas = {
        "a": {"properties": {"b": {"$ref": "#/schemas/none"}, "c": {"$ref": "#/schemas/d"}}},
        "d": {"$ref": "#/schemas/d"},
    }
    api = load(describe(schemas=schemas))
    properties = api.schema_at(("schemas", "a")).view["properties"]
    assert properties["b"] == {"$ref": "#/schemas/none"}
    assert properties["c"].keys() == {"$ref"}


def test_a_long_chain_of_references_is_resolved() -> None:
    schemas = {f"s{number}": {"properties": {"next": {"$ref": f"#/schemas/s{number + 1}"}}} for number in range(3000)}
    view = load(describe(schemas={**schemas, "s3000": {"const": 1}})).schema_at(("schemas", "s0")).view
    for _ in range(3000):
        view = view["properties"]["next"]
    assert view == {"const": 1}


SIMPLE_OR_NOT: dict[str, Any] = {
    "plain": {"type": "string", "enum": ["a"]}, "alias": {"$ref": "#/schemas/plain"}, "twice": {"$ref": "#/schemas/alias"},
    "circle": {"$ref": "#/schemas/circle"}, "dangling": {"$ref": "#/schemas/none"}, "elsewhere": {"$ref": "x.json#/schemas/plain"},
    "beside": {"$ref": "#/schemas/plain", "title": "x"}, "to_beside": {"$ref": "#/schemas/beside"}, "inside": {"$ref": "#/schemas/list/items"},
    "list": {"type": "array", "items": {"$ref": "#/schemas/plain"}}, "of_any": {"anyOf": [{"type": "null"}, {"$ref": "#/schemas/plain"}]},
    "named": {"properties": {"$ref": {"type": "string"}}}, "literal": {"const": {"$ref": "#/schemas/plain"}}, "escaped": {"$ref": "#/schemas/of~1all"},
    "of/all": {"allOf": [{"type": "string"}]}, "indexed": {"$ref": "#/schemas/of_any/anyOf/0"}, "true": True, "to_true": {"$ref": "#/schemas/true"},
}  # fmt: skip


@pytest.mark.parametrize("name", SIMPLE_OR_NOT)
def test_simple_schemas_have_the_view_that_jsonref_makes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def view() -> str:
        return repr(load(describe(schemas=SIMPLE_OR_NOT)).schema_at(("schemas", name)).view)

    found = view()
    monkeypatch.setattr(engines, "_simple_target", lambda *_: None)
    assert re.sub("0x[0-9a-f]+", "", view()) == re.sub("0x[0-9a-f]+", "", found)


@pytest.mark.usefixtures("short_turns")
def test_threads_read_one_view_at_once() -> None:
    view = view_of("tree")["properties"]
    barrier = Barrier(THREADS)

    def read(_: int) -> set[str]:
        barrier.wait()
        found = set()
        for _ in range(2000):
            inner = view["left"]
            found.add(inner.get("type"))
            found.add(inner.get("properties").get("name").get("type"))
        return found

    with ThreadPoolExecutor(THREADS) as pool:
        assert [found for found in pool.map(read, range(THREADS)) if found != {"object", "string"}] == []


@pytest.mark.usefixtures("short_turns")
def test_threads_call_an_action_with_references_at_once() -> None:
    client = Client(
        describe(
            {"post": {"method": "POST", "parameters": {"body": {"in": "body", "schema": {"$ref": "#/schemas/tree"}}}}},
            schemas=SCHEMAS,
        ),
        transport=RecordingTransport([response({})] * 400),
    )
    body = {"left": {"right": {"name": "a", "left": {"name": b"b".decode()}}}, "name": "b"}
    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(lambda _: client.things.post(body=body), range(400))) == [{}] * 400


def test_a_reference_beside_a_malformed_list_stays_as_it_is() -> None:
    assert wrap_literals("schema", {"$ref": "#/a", "allOf": 5}) == {"$ref": "#/a", "allOf": 5}
