"""What is sent comes back: defaults, what is the server's, what is hidden, and what was sent in vain."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dynaclient.messages import Headers
from dynaclient.mock.exchange import EXAMPLE, GENERATED, STORED, MockRequest
from dynaclient.mock.service import Service
from tests.support.mock_descriptions import api_with, body, json_body, ok, path, pets, send, service_of

STRING: dict[str, Any] = {"type": "string"}
INTEGER: dict[str, Any] = {"type": "integer"}


def things(item: Any, sent: Any = None, **more: Any) -> dict[str, Any]:
    """Return a description with `/things` and its items; `item` is what responses have, `sent` what requests have."""
    whole = {"type": "object", **item}
    asked = {"thing": body({"type": "object"} if sent is None else {"type": "object", **sent})}
    actions = {
        "list": {"method": "GET", "path": "/things", "responses": ok({"type": "array", "items": whole})},
        "post": {"method": "POST", "path": "/things", "parameters": asked, "responses": ok(whole, "201")},
        "get": {"method": "GET", "path": "/things/{id}", "responses": ok(whole)},
        "patch": {"method": "PATCH", "path": "/things/{id}", "parameters": asked, "responses": ok(whole)},
        "put": {"method": "PUT", "path": "/things/{id}", "parameters": asked, "responses": ok(whole)},
        "delete": {"method": "DELETE", "path": "/things/{id}", "responses": ok(whole)},
        **more,
    }
    for action in actions.values():
        if "{id}" in action["path"]:
            action["parameters"] = {**action.get("parameters", {}), "id": path(STRING)}
    return api_with(actions)


def properties(**members: Any) -> dict[str, Any]:
    """Return a schema with an id and these properties."""
    return {"properties": {"id": STRING, **members}}


def post(service: Service, sent: Any, where: str = "/things") -> Any:
    """Return the item that was created."""
    return json_body(send(service, "POST", where, json.dumps(sent).encode()))


def change(service: Service, method: str, key: str, sent: Any, media: str = "application/json") -> Any:
    """Return the response to a change."""
    return send(service, method, f"/things/{key}", json.dumps(sent).encode(), Content_Type=media)


# --- values ----------------------------------------------------------------------------------------------------------

VALUES = [
    2**80, -(2**63), 1e308, 0.1, 0, -0.0, True, False, "", "  ", "\u0000", "é\U0001f600", "\ud800", "2024-01-02", "null",
    [], [[]], [[1, [2, {"a": []}]], None], {}, {"": ""}, {"a/b~c": {"x": None}}, [True, 1, 1.5, "1"],
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=ascii)
def test_a_value_comes_back_as_it_was_sent(value: Any) -> None:
    service = service_of(things({}))
    made = post(service, {"value": value})
    read, (listed,) = (json_body(send(service, "GET", where)) for where in (f"/things/{made['id']}", "/things"))
    assert [repr(item["value"]) for item in (made, read, listed)] == [repr(value)] * 3


def test_null_comes_back_where_it_is_allowed_and_counts_as_absent_elsewhere() -> None:
    item = properties(a={"type": ["string", "null"]}, b=STRING, c={"properties": {"d": STRING, "e": {}}})
    service = service_of(things(item))
    made = post(service, {"a": None, "b": None, "c": {"d": None, "e": None}, "undeclared": None})
    assert {**made, "id": ""} == {"id": "", "a": None, "c": {"e": None}, "undeclared": None}


IGNORED: list[tuple[Any, Any, list[str]]] = [
    ({"a": 1}, {"additionalProperties": False}, []),
    ({"a": 1, "b": 2}, {"additionalProperties": False}, ["body.b"]),
    ({"a": "x"}, {}, ["body.a"]),
    ({"o": {"x": 1, "y": 2}}, {}, ["body.o.y"]),
    ({"l": [{"x": 1}, {"x": 1, "y": 2}]}, {}, ["body.l.1.y"]),
    ({"b": None}, {"additionalProperties": False}, []),
    ({"server": 5, "password": "p", "secret": "s"}, {}, ["body.server"]),
    ({f"n{number}": 1 for number in range(60)}, {"additionalProperties": False}, [f"body.n{n}" for n in range(50)]),
]


@pytest.mark.parametrize(("sent", "more", "names"), IGNORED)
def test_what_was_sent_in_vain_is_listed(sent: Any, more: Any, names: list[str]) -> None:
    inner = {"type": "object", "properties": {"x": INTEGER}, "additionalProperties": False}
    item = properties(
        a=INTEGER, o=inner, l={"items": inner}, server={"readOnly": True},
        password={"writeOnly": True}, secret={"type": "string", "secret": True},
    )  # fmt: skip
    service = service_of(things({**item, **more}))
    made = send(service, "POST", "/things", json.dumps(sent).encode())
    key = json_body(made)["id"]
    assert [made.ignored, change(service, "PATCH", key, sent).ignored, change(service, "PUT", key, sent).ignored] == [
        tuple(names)
    ] * 3


def test_what_was_sent_in_vain_is_listed_where_the_response_has_no_body() -> None:
    described = things(
        properties(server={"readOnly": True}),
        post={"method": "POST", "path": "/things", "parameters": {"thing": body({})}, "responses": {"204": {}}},
    )
    assert send(service_of(described), "POST", "/things", b'{"a": 1, "server": 2}').ignored == ("body.server",)


def test_files_and_bodies_that_are_not_data_are_listed_as_sent_in_vain() -> None:
    file = {"type": "string", "file": True}
    photo = {"photo": {"in": "part", "schema": file}, "text": {"in": "part", "schema": STRING}}
    raw = {"raw": {"in": "body", "content": {"text/plain": {"type": "string"}}}}
    described = things({})
    actions = described["resources"]["things"]["actions"]
    actions["post"]["parameters"], actions["put"]["parameters"] = photo, {**raw, "id": path(STRING)}
    boundary = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\n\r\nabc\r\n--x--\r\n'
    service = service_of(described)
    made = send(service, "POST", "/things", boundary, Content_Type="multipart/form-data; boundary=x")
    put = send(service, "PUT", f"/things/{json_body(made)['id']}", b"text", Content_Type="text/plain")
    assert [made.ignored, put.ignored] == [("body.photo",), ("body",)]


SHOWN: list[tuple[Any, Any, tuple[str, ...]]] = [
    # what is sent for {"owner": {"x": 1}, "n": 1, "l": [{"x": 1}]}, what changes, and what was sent in vain
    ({"owner": "octo", "n": 2}, {"n": 2}, ("body.owner",)),
    ({"owner": {"x": "a"}}, {}, ("body.owner.x",)),
    ({"owner": {"x": 2, "more": 3}}, {"owner": {"x": 2}}, ("body.owner.more",)),
    ({"owner": None}, {"owner": None}, ()),
    ({"l": [{"x": 5}, {}]}, {"l": [{"x": 5}, {"x": 1}]}, ()),
]


@pytest.mark.parametrize(("sent", "changes", "ignored"), SHOWN)
def test_an_item_has_what_it_shows(sent: Any, changes: Any, ignored: tuple[str, ...]) -> None:
    inner = {"properties": {"x": INTEGER}, "additionalProperties": False, "required": ["x"]}
    item = properties(owner={"type": ["object", "null"], **inner}, n=INTEGER, l={"items": {"type": "object", **inner}})
    listed = ok({"type": "array", "items": {"type": "object", **item}})
    described = things(item, {}, list={"method": "GET", "path": "/things", "responses": listed})
    service = service_of(described)
    made = post(service, {"owner": {"x": 1}, "n": 1, "l": [{"x": 1}]})
    changed = change(service, "PATCH", made["id"], sent)
    assert (json_body(changed), changed.ignored) == ({**made, **changes}, ignored)
    assert json_body(send(service, "GET", f"/things/{made['id']}")) == {**made, **changes}
    raw = send(service, "POST", "/things", b'{"owner": "octo", "id": "new"}')
    assert (json_body(raw), raw.ignored) == ({"owner": None, "id": "new"}, ("body.owner",))
    assert json_body(send(service, "GET", "/things"))[1] == {"owner": None, "id": "new"}


URI = {"headers": {"Location": {"schema": {"type": "string", "format": "uri"}}}}
DECLARED = {"headers": {"location": {"schema": {"type": "string"}}}}
LOCATIONS: list[tuple[str, dict[str, Any], str]] = [
    # a path, the responses of POST, and the location of "a/b"
    ("/things", {"201": {}}, "/things/a%2Fb"),
    ("/v1/things", {"201": {}}, "/v1/things/a%2Fb"),
    ("/things", {"201": {"content": {"text/plain": {}}, **DECLARED}}, "/things/a%2Fb"),
    ("/things", {"202": {"schema": {"type": "object"}, **DECLARED}}, "/things/a%2Fb"),
    ("/things", {"201": URI}, "http://localhost/things/a%2Fb"),
    ("/things", {"201": {"schema": {"type": "object"}}}, ""),
    ("/things", {"201": {"content": {"text/plain": {}}}}, ""),
    ("/things", {"200": {}}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("where", "responses", "location"), LOCATIONS)
def test_the_location_of_a_new_item_is_sent_if_it_is_declared_or_there_is_nothing_else(
    where: str, responses: Any, location: str
) -> None:
    described = things(properties())
    described["resources"]["things"]["actions"]["post"]["responses"] = responses
    described["server"] = "https://api.example.com/v1"
    made = send(service_of(described), "POST", where, b'{"id": "a/b"}')
    assert dict(made.headers).get("Location", "") == location
    has_text = "content" in next(iter(responses.values()))
    assert (made.status, made.origin) == (int(next(iter(responses))), GENERATED if has_text else STORED)


def test_where_nothing_reads_a_new_item_it_has_no_location() -> None:
    described = things(properties())
    actions = described["resources"]["things"]["actions"]
    described["resources"]["things"]["actions"] = {"post": {**actions["post"], "responses": {"201": {}}}}
    assert "Location" not in dict(send(service_of(described), "POST", "/things", b"{}").headers)


def test_a_location_that_is_a_url_has_the_scheme_of_the_request() -> None:
    described = things(properties())
    described["resources"]["things"]["actions"]["post"]["responses"] = {"201": URI}
    request = MockRequest(
        "POST", "/things", "", Headers([("Content-Type", "application/json")]), b'{"id": "a"}', "https"
    )
    made = service_of(described).handle(request).response
    assert dict(made.headers)["Location"] == "https://localhost/things/a"


def test_an_item_that_a_put_created_has_its_declared_location_and_one_without_a_body_is_stored() -> None:
    described = things(properties())
    actions = described["resources"]["things"]["actions"]
    actions["put"]["responses"], actions["delete"]["responses"] = {"201": DECLARED}, {"200": {}}
    service = service_of(described)
    put, deleted = change(service, "PUT", "x", {}), send(service, "DELETE", "/things/x")
    assert (put.status, put.headers, put.origin) == (201, (("Location", "/things/x"),), STORED)
    assert (deleted.status, deleted.body, deleted.origin) == (200, b"", STORED)


# --- whose the members are -------------------------------------------------------------------------------------------

OWNED = properties(
    name=STRING,
    state={**STRING, "readOnly": True, "default": "new"},
    meta={"type": "object", "properties": {"uid": {**STRING, "readOnly": True, "default": "u"}, "label": STRING}},
)


def test_what_is_the_servers_is_not_taken_from_the_caller_and_stays() -> None:
    service = service_of(things(OWNED))
    made = post(service, {"name": "a", "state": "x", "meta": {"uid": "x", "label": "l"}})
    assert (made["state"], made["meta"]) == ("new", {"uid": "u", "label": "l"})
    key = made["id"]
    put = json_body(change(service, "PUT", key, {"name": "b", "state": "y"}))
    assert put == {"id": key, "name": "b", "state": "new", "meta": {"uid": "u"}}
    patched = json_body(change(service, "PATCH", key, {"state": "y", "meta": {"label": "m", "uid": "z"}}))
    assert patched == {**put, "meta": {"uid": "u", "label": "m"}}


def test_what_the_request_declares_as_the_callers_is_the_callers() -> None:
    sent = {"properties": {"state": STRING}}
    assert post(service_of(things(OWNED, sent)), {"state": "mine"})["state"] == "mine"


def test_what_is_the_servers_stays_in_lists() -> None:
    line = {"type": "object", "properties": {"id": {**INTEGER, "readOnly": True}, "text": STRING}}
    service = service_of(things(properties(lines={"items": line}, name=STRING)))
    made = post(service, {"lines": [{"id": 4, "text": "a"}]})
    patched = json_body(change(service, "PATCH", made["id"], {"name": "b"}))
    assert patched["lines"] == [{"id": 4, "text": "a"}]


HIDDEN = {
    "properties": {
        "id": STRING,
        "password": {**STRING, "writeOnly": True, "default": "x"},
        "login": {"type": "object", "properties": {"pin": {**STRING, "secret": True}, "user": STRING}},
        "keys": {"items": {"properties": {"private": {**STRING, "writeOnly": True}, "public": STRING}}},
        "optional": {"anyOf": [{**STRING, "writeOnly": True}, {"type": "null"}]},
        "either": {"oneOf": [{"type": "integer"}, {**STRING, "writeOnly": True}]},
        "codes": {"items": {"anyOf": [{**STRING, "writeOnly": True}]}},
        "pair": {"prefixItems": [{**STRING, "writeOnly": True}, STRING]},
    }
}


@pytest.mark.parametrize("item", [{}, HIDDEN, properties(password=STRING)], ids=["open", "same", "other"])
def test_what_is_hidden_never_comes_back_whichever_schema_hides_it(item: Any) -> None:
    service = service_of(things(item, HIDDEN))
    secret = {
        "password": "hush", "login": {"pin": "hush"}, "keys": [{"private": "hush"}], "optional": "hush",
        "either": "hush", "codes": ["hush", "hush"], "pair": ["hush", "shown"],
    }  # fmt: skip
    made = send(service, "POST", "/things", json.dumps({"name": "a", **secret}).encode())
    key = json_body(made)["id"]
    responses = [made] + [change(service, method, key, secret) for method in ("PATCH", "PUT")]
    responses += [send(service, "GET", where) for where in (f"/things/{key}", "/things")]
    responses += [send(service, "DELETE", f"/things/{key}")]
    assert [response.status for response in responses] == [201, 200, 200, 200, 200, 200]
    assert b"hush" not in b"".join(response.body for response in responses)
    stored = json_body(responses[3])
    assert [stored["codes"], stored["pair"][1:]] == [[], ["shown"]]
    assert not any(response.ignored for response in responses)


def test_what_is_hidden_does_not_come_back_from_any_depth() -> None:
    node = {"type": "object", "properties": {"child": {"$ref": "#/schemas/node"}, **HIDDEN["properties"]}}
    item: dict[str, Any] = {"properties": {"id": STRING, "top": {"$ref": "#/schemas/node"}}}
    item["properties"]["top"] = {"allOf": [item["properties"]["top"], OWNED]}
    sent: Any = {"password": "hush", "name": "a"}
    for _ in range(80):
        sent = {"child": sent, "password": "hush", "x": None, "state": "mine"}
    service = service_of({**things(item), "schemas": {"node": node}})
    made = send(service, "POST", "/things", json.dumps({"top": sent, "items": [1, "a"]}).encode())
    changed = change(service, "PUT", json_body(made)["id"], {"top": sent})
    assert (made.status, changed.status, b"hush" in made.body + changed.body) == (201, 200, False)


def test_an_item_that_was_there_from_the_start_has_the_declared_defaults() -> None:
    item = {"properties": {"theme": {**STRING, "default": "light"}, "size": {**INTEGER, "default": 5}, "name": STRING}}
    actions = {
        "get": {"method": "GET", "path": "/config", "responses": ok(item)},
        "put": {"method": "PUT", "path": "/config", "parameters": {"config": body(item)}, "responses": ok(item)},
    }
    found = json_body(send(service_of(api_with(actions)), "GET", "/config"))
    assert found == {"theme": "light", "size": 5, "name": "text"}


SECRET = {**STRING, "secret": True}


@pytest.mark.parametrize(("sent", "has"), [({}, True), ({**SECRET, "readOnly": True}, True), (SECRET, False)])
def test_a_secret_that_a_request_may_have_is_not_made_up(sent: Any, has: bool) -> None:
    asked = {"properties": {"pin": sent} if sent else {}}
    assert ("pin" in post(service_of(things(properties(pin=SECRET), asked)), {})) is has


def test_a_secret_of_the_servers_is_returned_once_and_one_of_the_callers_never() -> None:
    service = service_of(things(properties(token={**STRING, "secret": True})))
    made = post(service, {})
    assert made["token"].startswith("mock-")
    assert "token" not in json_body(send(service, "GET", f"/things/{made['id']}"))
    assert "token" not in post(service, {"token": "mine"})


# --- defaults --------------------------------------------------------------------------------------------------------

PORT = {"type": "object", "properties": {"port": {**INTEGER, "default": 80}, "host": STRING}}
DEFAULTS: list[tuple[str, Any, Any, Any]] = [
    ("of a property", {"properties": {"a": {"default": 1}}}, {}, {"a": 1}),
    ("not in place of a value", {"properties": {"a": {"default": 1}}}, {"a": 2}, {"a": 2}),
    ("in an object", {"properties": {"a": PORT}}, {"a": {}}, {"a": {"port": 80}}),
    ("in the default", {"properties": {"a": {**PORT, "default": {"host": "h"}}}}, {}, {"a": {"host": "h", "port": 80}}),
    ("in no object that is not there", {"properties": {"a": PORT}}, {}, {}),
    ("in lists", {"properties": {"a": {"items": PORT}}}, {"a": [{}, {"port": 1}]}, {"a": [{"port": 80}, {"port": 1}]}),
    ("by a reference", {"allOf": [{"properties": {"a": {"$ref": "#/schemas/port"}}}]}, {"a": {}}, {"a": {"port": 80}}),
    ("null", {"properties": {"a": {"type": ["string", "null"], "default": None}}}, {}, {"a": None}),
    ("null that is not allowed", {"properties": {"a": {"type": "string", "default": None}}}, {}, {}),
    ("of another type", {"properties": {"a": {"type": "boolean", "default": "true"}}}, {}, {}),
    (
        "of the alternative",
        {"oneOf": [{"properties": {"k": {"const": k}, k: {"default": 1}}, "required": ["k"]} for k in "xy"]},
        {"k": "y"}, {"k": "y", "y": 1},
    ),
    (
        "of no alternative",
        {"anyOf": [{"properties": {"k": {"enum": [k]}, k: {"default": 1}}} for k in "xy"] + [{"required": ["k"]}]},
        {"k": "z"}, {"k": "z"},
    ),
    ("of no scalar", {"properties": {"a": {"items": {"properties": {"b": {"default": 1}}}}}}, {"a": [1, None]}, {"a": [1, None]}),
    ("of anything", {"anyOf": [True, {"properties": {"a": {"default": 1}}}]}, {}, {}),
    ("of the id", {"properties": {"id": {"type": "string", "default": "same"}}}, {}, {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("schema", "sent", "expected"), [case[1:] for case in DEFAULTS], ids=[case[0] for case in DEFAULTS]
)
@pytest.mark.parametrize("declared_by", ["request", "response", "both"])
def test_declared_defaults_come_back(declared_by: str, schema: Any, sent: Any, expected: Any) -> None:
    item, asked = (
        {"allOf": [properties(), schema]} if declared_by in (side, "both") else properties()
        for side in ("response", "request")
    )
    service = service_of({**things(item, asked), "schemas": {"port": PORT}})
    made = post(service, sent)
    assert made == {"id": made["id"], **expected}
    assert json_body(change(service, "PUT", made["id"], sent)) == made


def test_the_default_of_an_id_is_not_its_value() -> None:
    service = service_of(things({"properties": {"id": {"type": "integer", "default": 0}}}))
    assert [post(service, {})["id"] for _ in range(2)] == [1, 2]


# --- PUT -------------------------------------------------------------------------------------------------------------


def test_a_put_removes_what_is_not_sent_and_keeps_the_id_and_the_time_of_creation() -> None:
    service = service_of(pets())
    service.issuer.clock.advance(-1000)
    made = post(service, {"name": "a", "kind": "cat", "age": 3}, "/pets")
    service.issuer.clock.advance(1000)
    put = json_body(send(service, "PUT", "/pets/1", b'{"name": "b", "id": 9}'))
    assert {**put, "updatedAt": ""} == {"id": 1, "name": "b", "createdAt": made["createdAt"], "updatedAt": ""}
    assert put["updatedAt"] > made["updatedAt"]


def test_a_put_that_declares_201_creates_though_there_is_a_post() -> None:
    described = things({})
    put = described["resources"]["things"]["actions"]["put"]
    put["responses"] = {**ok({}), "201": {"schema": {}}}
    service = service_of(described)
    assert [change(service, "PUT", "k", {"a": n}).status for n in (1, 2)] == [201, 200]
    assert json_body(send(service, "GET", "/things/k")) == {"id": "k", "a": 2}
    assert change(service_of(things({})), "PUT", "k", {}).status == 404


def test_the_id_of_a_put_is_that_of_its_path() -> None:
    actions = {
        "get": {"method": "GET", "path": "/notes/{id}"},
        "put": {"method": "PUT", "path": "/notes/{id}", "parameters": {"note": body({})}},
    }
    service = service_of(api_with(actions, resource={"parameters": {"id": path(STRING)}}))
    assert json_body(send(service, "PUT", "/notes/a", b'{"id": "b"}')) == {"id": "a"}
    assert send(service, "GET", "/notes/b").status == 404


# --- ids -------------------------------------------------------------------------------------------------------------

KEYS: list[tuple[Any, Any, Any, str]] = [
    (INTEGER, INTEGER, 7, "7"),
    (INTEGER, INTEGER, "7", "7"),
    (INTEGER, INTEGER, 7.0, "7"),
    (STRING, STRING, "a/b c", "a%2Fb%20c"),
    (STRING, STRING, "007", "007"),
    (STRING, STRING, "é", "%C3%A9"),
    ({"type": "string", "format": "uuid"}, STRING, "6f9619ff-8b86-d011-b42d-00c04fc964ff", "6f9619ff-8b86-d011-b42d-00c04fc964ff"),
    (STRING, {"type": "number"}, 1.5, "1.5"),
]  # fmt: skip


@pytest.mark.parametrize(("parameter", "schema", "key", "written"), KEYS)
def test_an_id_of_the_callers_keeps_its_type_everywhere(parameter: Any, schema: Any, key: Any, written: str) -> None:
    described = things({"properties": {"id": schema}})
    for name in ("get", "put", "patch", "delete"):
        described["resources"]["things"]["actions"][name]["parameters"]["id"] = path(parameter)
    service = service_of(described)
    made = post(service, {"id": key})
    own = made["id"]
    assert type(own).__name__ in {"integer": ("int",), "string": ("str",), "number": ("int", "float")}[schema["type"]]
    read = json_body(send(service, "GET", f"/things/{written if schema != {'type': 'number'} else own}"))
    assert [read["id"], json_body(send(service, "GET", "/things"))[0]["id"]] == [own, own]
    assert send(service, "POST", "/things", json.dumps({"id": key}).encode()).status in (201, 409)


NO_KEYS: list[tuple[Any, Any]] = [
    (STRING, None), (STRING, ""), (STRING, True), (STRING, {"a": 1}), (STRING, []),
    (INTEGER, "abc"), (INTEGER, 1.5), ({"type": "string", "pattern": "^[0-9a-f]+$"}, "xyz"),
]  # fmt: skip
"""Parameter, and what no path can have as its value."""


@pytest.mark.parametrize(("parameter", "key"), NO_KEYS)
def test_what_cannot_be_an_id_is_replaced_by_one(parameter: Any, key: Any) -> None:
    described = things({"properties": {"id": parameter}})
    for name in ("get", "put", "patch", "delete"):
        described["resources"]["things"]["actions"][name]["parameters"]["id"] = path(parameter)
    service = service_of(described)
    made = [post(service, {"id": key}), post(service, {"id": key})]
    assert made == [json_body(send(service, "GET", f"/things/{item['id']}")) for item in made]
    assert made == json_body(send(service, "GET", "/things"))
    assert made[0]["id"] != made[1]["id"]


def test_items_with_two_parameters_are_told_apart_by_both() -> None:
    item = {"type": "object", "properties": {"repo": STRING, "private": {"type": "boolean", "default": False}}}
    repo = {"owner": path(STRING), "repo": path(STRING)}
    actions = {
        "get": {"method": "GET", "path": "/repos/{owner}/{repo}", "responses": ok(item)},
        "patch": {"method": "PATCH", "path": "/repos/{owner}/{repo}", "parameters": {"repository": body({})}, "responses": ok(item)},
        "delete": {"method": "DELETE", "path": "/repos/{owner}/{repo}"},
    }  # fmt: skip
    service = service_of(api_with(actions, resource={"parameters": repo}))
    send(service, "PATCH", "/repos/ann/site", b'{"private": true}')
    assert send(service, "DELETE", "/repos/bob/site").status == 204
    assert json_body(send(service, "GET", "/repos/ann/site")) == {"repo": "site", "private": True}
    assert json_body(send(service, "GET", "/repos/ann/other"))["repo"] == "other"
    assert send(service, "GET", "/repos/bob/site").status == 404


def test_what_the_caller_sends_of_parents_and_times_comes_back() -> None:
    item = {"type": "object", **properties(shop=STRING, created={"type": "string"})}
    actions = {
        "post": {
            "method": "POST",
            "path": "/shops/{shop}/pets",
            "parameters": {"pet": body({})},
            "responses": ok(item),
        },
        "get": {"method": "GET", "path": "/shops/{shop}/pets/{id}", "parameters": {"id": path(STRING)}},
    }
    service = service_of(api_with(actions, resource={"parameters": {"shop": path(STRING)}}))
    made = post(service, {"shop": "another", "created": "long ago"}, "/shops/one/pets")
    assert {**made, "id": ""} == {"id": "", "shop": "another", "created": "long ago"}


def test_the_metadata_has_the_parent_and_the_times_of_an_item() -> None:
    time = {"type": "string", "format": "date-time"}
    metadata = {"properties": {"name": STRING, "namespace": STRING, "creationTimestamp": time}}
    item = {"type": "object", "properties": {"metadata": {"type": "object", **metadata}}}
    actions = {
        "post": {"method": "POST", "path": "/ns/{namespace}/pods", "parameters": {"pod": body({})}, "responses": ok(item)},
        "get": {"method": "GET", "path": "/ns/{namespace}/pods/{name}", "parameters": {"name": path(STRING)}, "responses": ok(item)},
    }  # fmt: skip
    service = service_of(api_with(actions, resource={"parameters": {"namespace": path(STRING)}}))
    service.issuer.clock.advance(1e9)
    made = post(service, {"metadata": {"name": "web"}}, "/ns/default/pods")["metadata"]
    assert made.pop("creationTimestamp") > "2055"
    assert made == {"name": "web", "namespace": "default"}


# --- times -----------------------------------------------------------------------------------------------------------


def test_times_are_those_of_the_servers_clock() -> None:
    service = service_of(pets())
    times = []
    for seconds in (0, 100_000_000, 100_000_000):
        service.issuer.clock.advance(seconds)
        times.append(post(service, {"name": "a"}, "/pets"))
    assert [item["createdAt"] for item in times] == sorted({item["createdAt"] for item in times})
    changed = json_body(send(service, "PATCH", "/pets/1", b'{"name": "b"}'))
    assert changed["createdAt"] == times[0]["createdAt"]
    assert changed["updatedAt"] >= times[2]["updatedAt"]


def test_only_what_may_have_a_time_has_one() -> None:
    item = properties(created={"type": "boolean"}, modified={"type": "number"}, updated={})
    assert post(service_of(things(item)), {}).keys() == {"id", "modified", "updated"}


# --- several at once -------------------------------------------------------------------------------------------------

LISTS: list[tuple[str, Any, Any, int, Any]] = [
    ("a list", {"type": "array"}, {"type": "array", "items": {"type": "object"}}, 201, ["a", "b"]),
    ("a list in an object", {}, {"type": "object", "properties": {"items": {"type": "array", "items": properties(name=STRING)}}}, 201, ["a", "b"]),
    ("anything", {}, {}, 201, ["a", "b"]),
    ("one item, though lists are declared", {"type": "array"}, {"type": "object", **properties(name=STRING)}, 201, ["a"]),
    ("one item", {}, {"type": "object", **properties(name=STRING)}, 400, []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "returned", "status", "names"), [case[1:] for case in LISTS], ids=[case[0] for case in LISTS]
)
def test_each_item_of_a_list_is_stored_or_the_list_is_refused(
    sent: Any, returned: Any, status: int, names: list[str]
) -> None:
    made = {"method": "POST", "path": "/things", "parameters": {"things": body(sent)}, "responses": ok(returned, "201")}
    service = service_of(things(properties(name=STRING), post=made))
    response = send(service, "POST", "/things", b'[{"name": "a"}, {"name": "b"}]')
    stored = json_body(send(service, "GET", "/things"))
    assert (response.status, [item["name"] for item in stored]) == (status, ["a", "b"] if status == 201 else [])
    value = json_body(response)
    listed = value if isinstance(value, list) else value.get("items", [value] if "id" in value else [])
    assert [item["name"] for item in listed] == names


REFUSED_LISTS: list[tuple[Any, int, str]] = [
    ([{"id": "x"}, {"id": "x"}], 409, "already exists"),
    ([{"id": "x"}, "text"], 400, "item 1 of the body is not one"),
]


@pytest.mark.parametrize(("sent", "status", "reason"), REFUSED_LISTS)
def test_a_list_is_stored_as_a_whole_or_not_at_all(sent: Any, status: int, reason: str) -> None:
    made = {"method": "POST", "path": "/things", "parameters": {"things": body({})}, "responses": ok({}, "201")}
    service = service_of(things({}, post=made))
    response = send(service, "POST", "/things", json.dumps(sent).encode())
    assert (response.status, reason in json_body(response)["message"]) == (status, True)
    assert json_body(send(service, "GET", "/things")) == []
    assert json_body(send(service, "POST", "/things", b"[]")) == []


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_one_item_is_not_changed_to_a_list(method: str) -> None:
    described = things({})
    for name in ("put", "patch"):
        described["resources"]["things"]["actions"][name]["parameters"]["thing"] = body({})
    service = service_of(described)
    response = change(service, method, post(service, {})["id"], [1])
    assert (response.status, "send an object" in json_body(response)["message"]) == (400, True)


# --- what is unique --------------------------------------------------------------------------------------------------

UNIQUE: list[tuple[str, Any, int]] = [
    ("POST", {"name": "a"}, 409),
    ("POST", {"name": "b"}, 201),
    ("POST", {"owner": {"email": "x@example.com"}}, 409),
    ("POST", {"name": None, "owner": {}}, 201),
    ("POST", {}, 201),
    ("PUT", {"name": "a"}, 409),
    ("PUT", {"name": "second"}, 200),
    ("PATCH", {"name": "a"}, 409),
    ("PATCH", {"name": "second", "owner": {"email": "y@example.com"}}, 200),
]


@pytest.mark.parametrize(("method", "sent", "status"), UNIQUE)
def test_what_is_declared_as_unique_is_refused_where_another_item_has_it(method: str, sent: Any, status: int) -> None:
    described = things({})
    described["resources"]["things"]["actions"]["list"]["mock"] = {"unique": ["name", "owner.email"]}
    service = service_of(described)
    post(service, {"id": "1", "name": "a", "owner": {"email": "x@example.com"}})
    post(service, {"id": "2", "name": "second"})
    where = "/things" if method == "POST" else "/things/2"
    response = send(service, method, where, json.dumps(sent).encode())
    assert response.status == status
    if status == 409:
        assert "already exists in /things" in json_body(response)["message"]
        assert [item.get("name") for item in json_body(send(service, "GET", "/things"))] == ["a", "second"]


# --- where content comes from ----------------------------------------------------------------------------------------


def test_the_origin_of_a_response_is_that_of_its_content() -> None:
    service = service_of(things(OWNED))
    key = post(service, {})["id"]
    responses = [
        send(service, "GET", "/things"), send(service, "GET", f"/things/{key}"), change(service, "PUT", key, {}),
        change(service, "PATCH", key, {}), send(service, "DELETE", f"/things/{key}"),
    ]  # fmt: skip
    assert [response.origin for response in responses] == [STORED] * 5
    assert send(service, "GET", f"/things/{key}").origin == ""


@pytest.mark.parametrize(("example", "origin"), [({}, GENERATED), ({"examples": [{"name": "Rex"}]}, EXAMPLE)])
def test_an_item_that_no_caller_created_is_generated_until_it_is_changed(example: Any, origin: str) -> None:
    described = things({**properties(name=STRING), **example})
    del described["resources"]["things"]["actions"]["post"], described["resources"]["things"]["actions"]["put"]
    service = service_of(described)
    assert [send(service, "GET", where).origin for where in ("/things/a", "/things/a", "/things")] == [origin] * 3
    assert change(service, "PATCH", "a", {"name": "b"}).origin == STORED
    assert [send(service, "GET", where).origin for where in ("/things/a", "/things")] == [STORED] * 2


def test_the_change_of_an_item_that_is_made_up_for_it_is_generated() -> None:
    described = things(properties(name=STRING))
    del described["resources"]["things"]["actions"]["post"], described["resources"]["things"]["actions"]["put"]
    described["resources"]["things"]["actions"]["delete"]["responses"] = {"204": {}}
    service = service_of(described)
    responses = [change(service, "PATCH", "a", {"name": "b"}), send(service, "DELETE", "/things/c")]
    assert [(response.status, response.origin) for response in responses] == [(200, GENERATED), (204, GENERATED)]
    assert [send(service, method, "/things/a").origin for method in ("GET", "DELETE")] == [STORED] * 2


def test_an_example_in_an_envelope_is_an_item() -> None:
    wrapped = {
        "type": "object",
        "properties": {"data": properties(name=STRING)},
        "examples": [{"data": {"name": "Rex"}}],
    }
    one = {"method": "GET", "path": "/things/{id}", "parameters": {"id": path(STRING)}, "responses": ok(wrapped)}
    service = service_of(api_with({"get": one, "delete": {**one, "method": "DELETE"}}))
    assert json_body(send(service, "GET", "/things/a")) == {"data": {"name": "Rex", "id": "a"}}
    assert json_body(send(service, "DELETE", "/things/a")) == {"data": {"name": "Rex", "id": "a"}}


def test_a_response_without_the_item_does_not_come_from_the_store() -> None:
    done = {"type": "object", "properties": {"done": {"const": True}}, "required": ["done"]}
    described = things(
        properties(name=STRING), delete={"method": "DELETE", "path": "/things/{id}", "responses": ok(done)}
    )
    service = service_of(described)
    assert send(service, "DELETE", f"/things/{post(service, {})['id']}").origin == GENERATED


# --- many callers at once --------------------------------------------------------------------------------------------


def test_fifty_threads_lose_nothing_and_get_no_wrong_response() -> None:
    service = service_of(things({"properties": {"id": INTEGER, "n": INTEGER}}))
    barrier = threading.Barrier(50)
    shared = post(service, {})["id"]

    def act(number: int) -> tuple[int, bool]:
        barrier.wait()
        made = post(service, {"n": number})
        key = made["id"]
        right = [json_body(send(service, "GET", f"/things/{key}")) == {"id": key, "n": number}]
        right += [json_body(change(service, "PATCH", str(key), {"n": -number})) == {"id": key, "n": -number}]
        right += [change(service, "PATCH", str(shared), {f"k{number}": number}).status == 200]
        if number % 2:
            right += [json_body(send(service, "DELETE", f"/things/{key}")) == {"id": key, "n": -number}]
            right += [send(service, "GET", f"/things/{key}").status == 404]
        return key, all(right)

    with ThreadPoolExecutor(50) as pool:
        done = list(pool.map(act, range(50)))
    assert len({key for key, _ in done}) == 50
    assert all(right for _, right in done)
    kept = json_body(send(service, "GET", "/things"))
    assert {item["n"] for item in kept if "n" in item} == {-number for number in range(0, 50, 2)}
    assert json_body(send(service, "GET", f"/things/{shared}")).keys() == {"id", *(f"k{n}" for n in range(50))}
