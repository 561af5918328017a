"""PATCH, by its media type; and conditional requests, where a description declares them."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from dynaclient.errors import DynaclientError
from dynaclient.mock.exchange import MockResponse, Rejection
from dynaclient.mock.service import Service
from dynaclient.mock.state.patches import MAX_OPERATIONS, operated
from tests.mock.test_items import INTEGER, STRING, change, post, properties, things
from tests.support.mock_descriptions import json_body, ok, path, send, service_of

PLAIN, MERGE, OPERATIONS, JSON_API = (
    "application/json",
    "application/merge-patch+json",
    "application/json-patch+json",
    "application/vnd.api+json",
)


def _patched(item: Any, status: str = "409") -> Service:
    """Return a service with a thing, `x`, whose PATCH is plain JSON, a merge patch or a JSON Patch."""
    described = things(item)
    patch = described["resources"]["things"]["actions"]["patch"]
    content: dict[str, Any] = {PLAIN: {}, MERGE: {"type": "object"}, OPERATIONS: {"type": "array"}, JSON_API: {}}
    patch["parameters"]["thing"] = {"in": "body", "content": content}
    patch["responses"] = {**patch["responses"], status: {}}
    service = service_of(described)
    post(service, {"id": "x", "n": 1, "o": {"a": 1, "b": [1, 2]}, "name": "first"})
    return service


ITEM = {"id": "x", "n": 1, "o": {"a": 1, "b": [1, 2]}, "name": "first"}
SCHEMA: dict[str, Any] = {**properties(n=INTEGER, o={"type": "object"}, name=STRING), "required": ["name"]}
PATCHES: list[tuple[str, Any, dict[str, Any]]] = [
    (PLAIN, {"o": {"c": 1}}, {"o": {"c": 1}}),
    (PLAIN, {"o": {"a": None}}, {"o": {"a": None}}),
    (PLAIN, {"new": [1], "id": "y"}, {"new": [1]}),
    (PLAIN, [{"op": "replace", "path": "/n", "value": 2}], {"n": 2}),
    (MERGE, {"o": {"c": 1}}, {"o": {"a": 1, "b": [1, 2], "c": 1}}),
    (MERGE, {"o": {"a": None, "b": [3]}}, {"o": {"b": [3]}}),
    (f"{MERGE}; charset=utf-8", {"o": {"a": {"b": {"c": None, "d": 1}}}}, {"o": {"a": {"b": {"d": 1}}, "b": [1, 2]}}),
    (OPERATIONS, [], {}),
    (OPERATIONS, [{"op": "add", "path": "/o/b/-", "value": 3}], {"o": {"a": 1, "b": [1, 2, 3]}}),
    (OPERATIONS, [{"op": "remove", "path": "/o/a"}, {"op": "copy", "from": "/n", "path": "/m"}], {"o": {"b": [1, 2]}, "m": 1}),
    (OPERATIONS, [{"op": "test", "path": "/n", "value": 1}, {"op": "move", "from": "/o/b", "path": "/b"}], {"o": {"a": 1}, "b": [1, 2]}),
    (OPERATIONS, [{"op": "replace", "path": "/id", "value": "y"}], {}),
]  # fmt: skip


NESTED: list[tuple[str, Any, Any]] = [
    # what is sent for an item with all that "o" and "attributes" require, and what these become, or the status
    (PLAIN, {"o": {"b": 3}}, {"o": {"b": 3, "a": 1, "deep": {"x": 1}}}),
    (PLAIN, {"o": {"a": 2, "deep": {"y": 1}}}, {"o": {"a": 2, "deep": {"y": 1, "x": 1}}}),
    (PLAIN, {"o": {"a": None}}, 400),
    (PLAIN, {"o": {"a": 3, "deep": None}}, {"o": {"a": 3, "deep": {"x": 1}}}),
    (PLAIN, {"attributes": {"body": "c"}}, {"attributes": {"body": "c", "title": "t"}}),
    (MERGE, {"o": {"a": None}}, 422),
    (MERGE, {"o": {"deep": {"x": None}}}, 422),
    (MERGE, {"o": {"deep": None, "b": 3}}, {"o": {"a": 1, "b": 3, "deep": {"x": 1}}}),
    (OPERATIONS, [{"op": "remove", "path": "/o/a"}], 422),
    (JSON_API, {"attributes": {"title": "u"}}, {"attributes": {"title": "u", "body": "b"}}),
    (JSON_API, {"attributes": {"body": {"x": 1}}, "o": {"a": 2}}, {"attributes": {"title": "t", "body": {"x": 1}}, "o": {"a": 2, "deep": {"x": 1}}}),
]  # fmt: skip


@pytest.mark.parametrize("is_nullable", [False, True])
@pytest.mark.parametrize(("media", "sent", "expected"), NESTED)
def test_a_change_loses_nothing_that_an_object_in_an_item_requires(
    media: str, sent: Any, expected: Any, is_nullable: bool
) -> None:
    deep: dict[str, Any] = {"type": ["object", "null"], "properties": {"x": INTEGER, "y": INTEGER}}
    inner: dict[str, Any] = {"type": "object", "properties": {"a": INTEGER, "b": INTEGER, "deep": deep}}
    asked = properties(o=inner, attributes={"type": "object"})
    whole = {**inner, "required": ["a", "deep"], "properties": {**inner["properties"], "deep": {**deep, "type": "object", "required": ["x"]}}}  # fmt: skip
    whole = {"anyOf": [whole, {"type": "null"}]} if is_nullable else whole
    item = properties(o=whole, attributes={"type": "object", "required": ["title"]})
    described = things(item)
    content = {
        media: {"type": "array"} if media == OPERATIONS else asked for media in (PLAIN, MERGE, OPERATIONS, JSON_API)
    }
    described["resources"]["things"]["actions"]["patch"]["parameters"]["thing"] = {"in": "body", "content": content}
    del described["resources"]["things"]["actions"]["get"]
    service = service_of(described)
    made = {"id": "x", "o": {"a": 1, "b": 2, "deep": {"x": 1}}, "attributes": {"title": "t", "body": "b"}}
    assert post(service, made) == made
    changed = change(service, "PATCH", "x", sent, media)
    if isinstance(expected, int):
        assert changed.status == expected
    else:
        assert json_body(changed) == json_body(send(service, "GET", "/things"))[0] == {**made, **expected}
        assert list(json_body(changed)) == list(made)


@pytest.mark.parametrize(("media", "sent", "expected"), PATCHES)
def test_a_patch_means_what_its_media_type_says(media: str, sent: Any, expected: dict[str, Any]) -> None:
    service = _patched(SCHEMA)
    changed = change(service, "PATCH", "x", sent, media)
    assert (changed.status, json_body(changed)) == (200, {**ITEM, **expected})
    assert json_body(send(service, "GET", "/things/x")) == json_body(changed)


REFUSED: list[tuple[str, Any, int, str]] = [
    (PLAIN, {"name": None}, 422, "name is required: it cannot be removed"),
    (MERGE, {"name": None, "n": 5}, 422, "name is required: it cannot be removed"),
    (OPERATIONS, [{"op": "add", "path": "/n", "value": "text"}], 422, "after the patch n does not satisfy 'type'"),
    (OPERATIONS, [{"op": "replace", "path": "/n", "value": 5}, {"op": "test", "path": "/n", "value": 1}], 409, "operation 2 of the patch cannot be applied"),
    (OPERATIONS, [{"op": "remove", "path": "/none"}], 409, "operation 1 of the patch cannot be applied"),
    (OPERATIONS, [{"op": "add", "path": "/none/x", "value": 1}], 409, "operation 1"),
    (OPERATIONS, [{"op": "replace", "path": "", "value": []}], 409, "not an object"),
    (OPERATIONS, [{"op": "dance", "path": "/n"}], 400, "operation 1"),
    (OPERATIONS, ["text"], 400, "operation 1"),
    (OPERATIONS, [{"op": "test", "path": "/n", "value": 1}] * (MAX_OPERATIONS + 1), 413, "at most 1,000 operations"),
    (OPERATIONS, [{"op": "copy", "from": "", "path": f"/k{n}"} for n in range(60)], 413, "makes the item larger than 8,000,000"),
]  # fmt: skip


@pytest.mark.parametrize(("media", "sent", "status", "reason"), REFUSED)
def test_a_patch_that_cannot_be_applied_changes_nothing(media: str, sent: Any, status: int, reason: str) -> None:
    service = _patched(SCHEMA, status="422")
    refused = change(service, "PATCH", "x", sent, media)
    expected = {409: 422}.get(status, status)  # where 422 is described, and 409 is not
    assert (refused.status, reason in json_body(refused)["message"]) == (expected, True)
    assert json_body(send(service, "GET", "/things/x")) == ITEM


@pytest.mark.parametrize(("asked", "status"), [({"type": ["string", "null"]}, 200), (STRING, 400), ({}, 200)])
def test_null_for_what_is_required_changes_nothing_if_the_request_may_have_it(asked: Any, status: int) -> None:
    service = service_of(things(SCHEMA, {"properties": {"name": asked}}))
    key = post(service, {"name": "first"})["id"]
    changed = change(service, "PATCH", key, {"name": None, "n": 2})
    assert (changed.status, changed.ignored) == (status, ("body.name",) if status == 200 else ())
    assert json_body(send(service, "GET", f"/things/{key}"))["name"] == "first"


def test_operations_remove_nothing_that_is_required_when_an_item_is_read() -> None:
    described = things(SCHEMA)
    patch = described["resources"]["things"]["actions"]["patch"]
    patch["parameters"]["thing"] = {"in": "body", "content": {OPERATIONS: {"type": "array"}}}
    patch["responses"] = {"204": {}}
    service = service_of(described)
    key = post(service, {"name": "first"})["id"]
    refused = change(service, "PATCH", key, [{"op": "remove", "path": "/name"}], OPERATIONS)
    assert (refused.status, b"name is required" in refused.body) == (422, True)


def test_operations_that_do_not_fit_are_a_conflict_unless_the_description_says_otherwise() -> None:
    assert change(_patched(SCHEMA), "PATCH", "x", [{"op": "remove", "path": "/none"}], OPERATIONS).status == 409


def test_a_patch_may_leave_an_item_as_invalid_as_it_was() -> None:
    service = _patched({**properties(n=STRING), "additionalProperties": False})
    changed = change(service, "PATCH", "x", [{"op": "add", "path": "/more", "value": 1}], OPERATIONS)
    assert (changed.status, changed.ignored) == (200, ("body.o", "body.name", "body.more"))


def test_a_patch_without_a_described_response_is_applied_as_it_is() -> None:
    described = things(SCHEMA)
    asked = {"in": "body", "content": {OPERATIONS: {}}}
    described["resources"]["things"]["actions"]["patch"] = {
        "method": "PATCH", "path": "/things/{id}", "parameters": {"id": path(STRING), "operations": asked},
        "responses": {"204": {}},
    }  # fmt: skip
    service = service_of(described)
    key = post(service, {"name": "a"})["id"]
    assert change(service, "PATCH", key, [{"op": "add", "path": "/n", "value": 2}], OPERATIONS).status == 204
    assert json_body(send(service, "GET", f"/things/{key}"))["n"] == 2


def test_errors_of_other_versions_of_the_package_are_refusals_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jsonpatch.JsonPatch.apply", lambda *_, **__: int("none"))
    with pytest.raises(Rejection, match="it does not fit the item"):
        operated({}, [{"op": "remove", "path": "/a"}], 409)


def test_without_jsonpatch_the_server_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jsonpatch", None)
    with pytest.raises(DynaclientError, match=r"pip install 'dynaclient\[mock\]'"):
        operated({}, [{"op": "remove", "path": "/a"}], 409)


# --- conditional requests --------------------------------------------------------------------------------------------

ETAG: dict[str, Any] = {"ETag": {}}
DATE: dict[str, Any] = {"Last-Modified": {}}


def _conditional(headers: Any, parameters: Any = None, **responses: Any) -> Service:
    described = things(properties(n=INTEGER))
    for name, action in described["resources"]["things"]["actions"].items():
        if name in ("get", "put"):
            action["responses"]["200"]["headers"] = headers
        if name in ("patch", "put", "delete"):
            action["parameters"] = {**action["parameters"], **(parameters or {})}
            action["responses"] = {**action["responses"], **responses}
    service = service_of(described)
    post(service, {"id": "x", "n": 1})
    return service


def _headers(response: MockResponse) -> dict[str, str]:
    return dict(response.headers)


def test_an_item_has_the_same_etag_until_it_is_changed() -> None:
    service = _conditional(ETAG)
    first, again = (_headers(send(service, "GET", "/things/x"))["ETag"] for _ in range(2))
    changed = _headers(change(service, "PUT", "x", {"n": 2}))["ETag"]
    assert (first == again, first == changed) == (True, False)
    assert _headers(send(service, "GET", "/things/x"))["ETag"] == changed
    assert _headers(send(service, "GET", "/things")) == {}


def test_where_no_conditions_are_declared_there_are_none() -> None:
    service = _conditional({})
    assert _headers(send(service, "GET", "/things/x")) == {}
    assert send(service, "DELETE", "/things/x", If_Match='"other"').status == 200


CONDITIONS: list[tuple[str, str, str, int]] = [
    ("GET", "If-None-Match", "{etag}", 304),
    ("GET", "If-None-Match", "W/{etag}", 304),
    ("GET", "If-None-Match", '"other", {etag}', 304),
    ("GET", "If-None-Match", "*", 304),
    ("GET", "If-None-Match", '"other"', 200),
    ("GET", "If-Match", '"other"', 412),
    ("HEAD", "If-None-Match", "{etag}", 304),
    ("PATCH", "If-Match", "{etag}", 200),
    ("PATCH", "If-Match", "*", 200),
    ("PATCH", "If-Match", "W/{etag}", 412),
    ("PATCH", "If-Match", '"other"', 412),
    ("PATCH", "If-None-Match", "{etag}", 412),
    ("PUT", "If-Match", '"other"', 412),
    ("PUT", "If-None-Match", "*", 412),
    ("DELETE", "If-Match", '"other"', 412),
    ("DELETE", "If-Match", "{etag}", 200),
    ("GET", "If-Modified-Since", "{date}", 304),
    ("GET", "If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT", 200),
    ("GET", "If-Modified-Since", "never", 200),
    ("PATCH", "If-Modified-Since", "{date}", 200),
    ("PATCH", "If-Unmodified-Since", "{date}", 200),
    ("PATCH", "If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:37 GMT", 412),
    ("DELETE", "If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:37 GMT", 412),
]


@pytest.mark.parametrize(("method", "name", "value", "status"), CONDITIONS)
def test_a_conditional_request_is_done_if_its_condition_holds(method: str, name: str, value: str, status: int) -> None:
    described = things(properties(n=INTEGER))
    actions = described["resources"]["things"]["actions"]
    actions["get"]["responses"]["200"]["headers"] = {**ETAG, **DATE}
    actions["head"] = {**actions["get"], "method": "HEAD"}
    service = service_of(described)
    post(service, {"id": "x", "n": 1})
    known = _headers(send(service, "GET", "/things/x"))
    value = value.replace("{etag}", known["ETag"]).replace("{date}", known["Last-Modified"])
    sent = b'{"n": 2}' if method in ("PATCH", "PUT") else b""
    response = send(service, method, "/things/x", sent, **{name.replace("-", "_"): value})
    assert response.status == status
    if status == 304:
        assert (response.body, _headers(response)) == (b"", known)
    if status == 412:
        assert json_body(send(service, "GET", "/things/x"))["n"] == 1


@pytest.mark.parametrize("behavior", ["list", "respond"])
def test_what_is_not_an_item_has_the_etag_of_its_body_where_that_is_declared(behavior: str) -> None:
    described = things(properties(n=INTEGER))
    listing = described["resources"]["things"]["actions"]["list"]
    listing["responses"]["200"]["headers"] = ETAG
    listing["mock"] = {"behavior": behavior}
    service = service_of(described)
    etag = _headers(send(service, "GET", "/things"))["ETag"]
    unchanged = [
        send(service, "GET", "/things", If_None_Match=tag).status for tag in (etag, f"W/{etag}", "*", '"other"')
    ]
    assert unchanged == [304, 304, 304, 200]
    key = post(service, {})["id"]
    assert (_headers(send(service, "GET", "/things"))["ETag"] == etag) is (behavior == "respond")
    assert _headers(send(service, "GET", f"/things/{key}")) == {}


def test_the_time_of_the_last_change_is_that_of_the_servers_clock() -> None:
    service = _conditional(DATE)
    service.issuer.clock.advance(1e9)
    before = _headers(send(service, "GET", "/things/x"))
    change(service, "PUT", "x", {"n": 2})
    after = _headers(send(service, "GET", "/things/x"))["Last-Modified"]
    assert (list(before), after == before["Last-Modified"]) == (["Last-Modified"], False)
    assert send(service, "GET", "/things/x", If_Modified_Since=before["Last-Modified"]).status == 200


IF_MATCH = {"ifMatch": {"in": "header", "name": "If-Match", "schema": STRING}}
REQUIRED: list[tuple[Any, Any, int]] = [
    (IF_MATCH, {}, 200),
    (IF_MATCH, {"428": {}}, 428),
    ({"ifMatch": {**IF_MATCH["ifMatch"], "required": True}}, {}, 428),
    ({"since": {"in": "header", "name": "If-Unmodified-Since", "required": True, "schema": STRING}}, {}, 428),
    ({"other": {"in": "header", "required": True, "schema": STRING}}, {"428": {}}, 400),
    ({}, {"428": {}}, 200),
]


@pytest.mark.parametrize(("parameters", "responses", "status"), REQUIRED)
def test_a_condition_that_is_required_is_asked_for(parameters: Any, responses: Any, status: int) -> None:
    service = _conditional({}, parameters, **responses)
    assert send(service, "DELETE", "/things/x").status == status


def test_a_condition_that_is_required_is_not_asked_for_before_all_else_is_right() -> None:
    required = {**IF_MATCH["ifMatch"], "required": True}
    described = things(properties(n=INTEGER), properties(n=INTEGER))
    patch = described["resources"]["things"]["actions"]["patch"]
    patch["parameters"] = {**patch["parameters"], "ifMatch": required}
    service = service_of(described)
    key = post(service, {"n": 1})["id"]
    etag = {"If_Match": _headers(send(service, "GET", f"/things/{key}"))["ETag"]}
    target = f"/things/{key}"
    sent = [(b'{"n": "x"}', {}), (b'{"n": 2}', {}), (b'{"n": 2}', etag), (b'{"n": 3}', etag)]
    assert [send(service, "PATCH", target, data, **more).status for data, more in sent] == [400, 428, 200, 412]


def test_a_put_that_creates_may_be_conditional_too() -> None:
    described = things({})
    put = described["resources"]["things"]["actions"]["put"]
    put["responses"] = {"201": {"schema": {}, "headers": ETAG}, **ok({})}
    service = service_of(described)
    assert send(service, "PUT", "/things/a", b"{}", If_Match="*").status == 412
    created = send(service, "PUT", "/things/a", b"{}", If_None_Match="*")
    assert (created.status, "ETag" in _headers(created)) == (201, True)
    assert send(service, "PUT", "/things/a", b"{}", If_None_Match="*").status == 412
    assert send(service, "PUT", "/things/a", b"{}", If_Match=_headers(created)["ETag"]).status == 200
