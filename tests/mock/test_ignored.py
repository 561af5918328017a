"""Arguments that change nothing are named, and refused by a server that is strict. The names are true."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pytest

from dynaclient import Client, load
from dynaclient.errors import ServerError
from dynaclient.mock.service import Service
from dynaclient.mock.state.acting import MOST
from dynaclient.mock.state.store import Store
from tests.support.mock_descriptions import api_with, body, json_body, ok, send, service_of

TEXT = {"type": "string"}
PET: dict[str, Any] = {
    "type": "object",
    "properties": {"id": TEXT, "name": TEXT, "kind": TEXT, "size": {"type": "integer"}},
}


def at(where: str, schema: Any = None, **more: Any) -> dict[str, Any]:
    return {"in": where, "schema": schema or TEXT, **more}


SENT = {"properties": {"a": TEXT, "mode": {"type": "string", "default": "usual"}}}
ACTIONS: dict[str, Any] = {
    "list": {
        "method": "GET", "path": "/pets", "responses": ok({"properties": {
            "items": {"type": "array", "items": PET}, "kind": TEXT, "style": TEXT, "page": {"type": "integer"},
        }}),
        "parameters": {
            "page": at("query"), "size": at("query"), "kind": at("query"), "sort": at("query"), "style": at("query"),
            "detail": at("query", default="low"), "links": at("query", {"type": "boolean"}, preset=True),
            "trace": at("header", name="X-Trace"), "match": at("header", name="If-None-Match"), "seen": at("cookie"),
        },
        "paginate": {"style": "page", "page": "page", "size": "size", "items": "/items"},
    },
    "make": {"method": "POST", "path": "/pets", "parameters": {"pet": body(PET), "notify": at("query")}, "responses": ok(PET)},
    "read": {"method": "GET", "path": "/pets/{petId}", "parameters": {"petId": at("path"), "view": at("query")}, "responses": ok(PET)},
    "walk": {"method": "POST", "path": "/walk", "parameters": {"walk": body(SENT), "pace": at("query")}, "responses": ok({})},
    "form": {"method": "POST", "path": "/form", "parameters": {"part": at("part"), "other": at("part", name="o")}, "responses": ok({})},
    "clear": {"method": "POST", "path": "/pets/delete", "responses": ok({"properties": {"deleted": {"type": "integer"}}}),
              "parameters": {"options": body({"properties": {"kind": TEXT, "email": TEXT, "mode": {"default": "usual"}}})},
              "mock": {"behavior": "deleteMany", "collection": "/pets"}},
}  # fmt: skip


def served(*, strict: bool = False) -> Service:
    service = Service(load(api_with(ACTIONS)), None, Store(), strict=strict)
    for number, kind in enumerate(("cat", "dog", "cow")):
        sent = {"id": f"p{number}", "name": kind, "kind": kind, "size": number}
        send(service, "POST", "/pets", json.dumps(sent).encode())
    return service


IGNORED: list[tuple[str, str, Any, Mapping[str, str], tuple[str, ...]]] = [
    ("GET", "/pets", None, {}, ()),
    ("GET", "/pets?kind=cat&sort=-size&page=0&size=1", None, {}, ()),
    ("GET", "/pets?style=a&detail=high", None, {}, ("style", "detail")),
    ("GET", "/pets?detail=low&links=true", None, {}, ()),
    ("GET", "/pets?links=false", None, {"X_Trace": "1", "If_None_Match": "x", "Cookie": "seen=1"}, ("links", "X-Trace", "seen")),
    ("POST", "/pets", {"name": "a", "more": 1}, {}, ()),
    ("POST", "/pets?notify=me", {"name": "a"}, {}, ("notify",)),
    ("GET", "/pets/p0?view=all", None, {}, ("view",)),
    ("POST", "/walk?pace=5", {"a": "b"}, {}, ("pace", "body")),
    ("POST", "/walk", {}, {}, ()),
    ("POST", "/form", {"part": "1", "o": "2"}, {}, ("body.part", "body.o")),
    ("POST", "/pets/delete", {"kind": "cow", "email": "a@b.de", "mode": "usual"}, {}, ("body.email",)),
    ("GET", "/pets/none?view=all", None, {}, ()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "target", "sent", "headers", "expected"),
    IGNORED,
    ids=[f"{row[0]} {row[1]} {row[2] or ''}" for row in IGNORED],
)
def test_what_changes_nothing_is_named(
    method: str, target: str, sent: Any, headers: Any, expected: tuple[str, ...]
) -> None:
    content = b"" if sent is None else json.dumps(sent).encode()
    response = send(served(), method, target, content, **headers)
    assert response.ignored == (expected if response.status < 400 else ())


@pytest.mark.parametrize(
    ("method", "target", "sent", "headers", "expected"),
    IGNORED,
    ids=[f"{row[0]} {row[1]} {row[2] or ''}" for row in IGNORED],
)
def test_a_strict_server_refuses_what_it_ignores(
    method: str, target: str, sent: Any, headers: Any, expected: tuple[str, ...]
) -> None:
    service = served(strict=True)
    before = _state(service)
    response = send(service, method, target, b"" if sent is None else json.dumps(sent).encode(), **headers)
    names = [problem["name"] for problem in json_body(response).get("problems", ())] if response.status == 501 else []
    wanted = ("view",) if target == "/pets/none?view=all" else expected
    assert tuple(names) == wanted
    assert not names or _state(service) == before


def _state(service: Service) -> Any:
    """Return all pets, without the arguments that a list echoes."""
    return json_body(send(service, "GET", "/pets"))["items"]


def test_a_list_repeats_only_the_arguments_that_it_acts_on() -> None:
    shown = json_body(send(served(), "GET", "/pets?kind=cat&style=a&page=0"))
    assert (shown["kind"], shown["page"], "style" in shown) == ("cat", 0, False)


def test_a_strict_server_refuses_what_selects_nothing_because_another_argument_is_missing() -> None:
    service = served(strict=True)
    assert send(service, "GET", "/pets?sort=weight").status == 501


def test_a_strict_server_stores_nothing_of_what_it_refuses() -> None:
    pet = {**PET, "properties": {**PET["properties"], "size": {"type": "integer", "readOnly": True}}}
    service = Service(
        load(api_with({**ACTIONS, "make": {**ACTIONS["make"], "parameters": {"pet": body(pet)}}})),
        None,
        Store(),
        strict=True,
    )
    refused = send(service, "POST", "/pets", b'{"name": "a", "size": 5}')
    assert (refused.status, json_body(refused)["problems"][0]["name"]) == (501, "body.size")
    assert _state(service) == []
    assert send(service, "POST", "/pets", b'{"name": "a"}').status == 200


@pytest.mark.parametrize("strict", [False, True])
def test_a_recorded_response_is_that_of_its_arguments(*, strict: bool) -> None:
    service = Service(load(api_with(ACTIONS)), None, Store(), strict=strict)
    recorded = {"action": "things.walk", "arguments": {"walk": {"a": "b"}, "pace": "5"}}
    response = {"status": 200, "media": "application/json", "body": {"steps": 7}}
    service.recordings.load(service.api, [{**recorded, "response": response}])
    found = send(service, "POST", "/walk?pace=5", b'{"a": "b"}')
    assert (json_body(found), found.ignored) == ({"steps": 7}, ())
    other = send(service, "POST", "/walk?pace=6", b'{"a": "b"}')
    assert (other.status, other.ignored) == ((501, ()) if strict else (200, ("pace", "body")))


# --- the names are true ----------------------------------------------------------------------------------------------

OTHERS: dict[str, list[tuple[str, str]]] = {
    "page": [("page=0&size=1", "page=1&size=1")], "size": [("size=1", "size=2")], "kind": [("kind=cat", "kind=dog")],
    "sort": [("sort=size", "sort=-size")], "style": [("style=a", "style=b")], "detail": [("detail=high", "detail=higher")],
    "links": [("links=false", "links=true")],
}  # fmt: skip
"""Each query parameter of the list, and two targets that differ in it."""


@pytest.mark.parametrize("name", OTHERS)
def test_an_argument_is_named_exactly_if_another_value_makes_no_difference(name: str) -> None:
    service = served()
    for one, other in OTHERS[name]:
        responses = [send(service, "GET", f"/pets?{target}") for target in (one, other)]
        items = [json_body(response)["items"] for response in responses]
        assert (name in responses[0].ignored) is (items[0] == items[1])


API = load()
LISTS = [
    action.name for action in map(API.action, API.actions)
    if action.method == "GET" and action.paginate and all(part.location != "header" or part.name in API.common for part in action.parameters.values())
]  # fmt: skip


@pytest.fixture(scope="module")
def bundled() -> Service:
    return Service(API, None, Store())


@pytest.mark.uncounted
@pytest.mark.parametrize("name", LISTS)
def test_what_a_list_of_the_bundled_description_ignores_changes_nothing(bundled: Service, name: str) -> None:
    action = API.action(name)
    target = "".join(literal + (f"{1:024x}" if part else "") for literal, part in action.pieces)
    own = [part for part in action.parameters.values() if part.location == "query" and part.name not in API.common]
    usual = send(bundled, "GET", target, Authorization="Bearer x")
    for parameter in own:
        if isinstance(parameter.example, (str, int, bool)):
            sent = f"{target}?{parameter.wire}={quote(str(parameter.example).lower())}"
            response = send(bundled, "GET", sent, Authorization="Bearer x")
            if parameter.wire in response.ignored:
                assert response.body == usual.body


# --- the server ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("strict", [False, True])
def test_a_strict_server_pretends_to_remove_nothing(*, strict: bool) -> None:
    clear = {
        "method": "DELETE",
        "path": "/pets/{petId}/everything",
        "parameters": {"petId": {"in": "path"}},
        "responses": ok({}),
    }
    service = Service(load(api_with({"clear": clear})), None, Store(), strict=strict)
    response = send(service, "DELETE", "/pets/1/everything")
    assert response.status == (501 if strict else 200)
    assert not strict or b"does not do what things.clear does: nothing would be removed" in response.body


def test_a_strict_server_says_what_to_do() -> None:
    with Client.mock(api_with(ACTIONS), strict=True) as client:
        client.things.list(kind="cat")
        with pytest.raises(ServerError, match="style .query.: this server does not act on it — leave it out"):
            client.things.list(style="a")


def test_not_more_names_are_listed_than_a_header_can_have() -> None:
    parameters = {f"p{number}": at("query") for number in range(MOST + 10)}
    action = {"method": "GET", "path": "/a", "parameters": parameters, "responses": ok({})}
    target = "&".join(f"{name}=1" for name in parameters)
    assert len(send(service_of(api_with({"a": action})), "GET", f"/a?{target}").ignored) == MOST


def test_a_login_acts_on_what_it_is_sent() -> None:
    scheme = {"type": "bearer", "obtain": {"by": "action", "action": "things.login", "token": "/token"}}
    login = {"method": "POST", "path": "/login", "parameters": {"body": body({"properties": {"user": TEXT}})},
             "responses": ok({"properties": {"token": TEXT}}), "auth": False}  # fmt: skip
    service = service_of(api_with({"login": login}, auth={"token": scheme}))
    assert send(service, "POST", "/login", b'{"user": "ann"}').ignored == ()
