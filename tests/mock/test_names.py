"""Resource names: items that are identified by the path of a resource, as Google's are."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from dynaclient import Client
from dynaclient.mock.service import Service
from dynaclient.mock.state.names import Expanded, _named
from tests.mock.test_items import STRING, post
from tests.support.mock_descriptions import api_with, body, json_body, ok, send, service_of

SECRET = {"type": "object", "properties": {"name": {**STRING, "readOnly": True}, "topic": STRING, "createTime": STRING}}
PROJECT, SECRETS, VERSIONS = "^projects/[^/]+$", "^projects/[^/]+/secrets/[^/]+$", "^projects/[^/]+/secrets/[^/]+/versions/[^/]+$"  # fmt: skip


def _name(name: str, pattern: str) -> dict[str, Any]:
    return {name: {"in": "path", "allowReserved": True, "schema": {"type": "string", "pattern": pattern}}}


def _described() -> dict[str, Any]:
    """Return a description with secrets, and the versions of each."""
    listed = ok({"type": "object", "properties": {"secrets": {"type": "array", "items": SECRET}}})
    wrapped = {"type": "object", "properties": {"secret": SECRET, "updateMask": STRING}}
    actions: dict[str, Any] = {
        "list": {"method": "GET", "path": "/v1/{parent}/secrets", "parameters": _name("parent", PROJECT), "responses": listed},
        "create": {
            "method": "POST", "path": "/v1/{parent}/secrets", "responses": ok(SECRET),
            "parameters": {**_name("parent", PROJECT), "secret": body(SECRET), "secretId": {"in": "query", "schema": STRING}},
        },
        "get": {"method": "GET", "path": "/v1/{name}", "parameters": _name("name", SECRETS), "responses": ok(SECRET)},
        "patch": {"method": "PATCH", "path": "/v1/{secret}", "parameters": {**_name("secret", SECRETS), "change": body(wrapped)}, "responses": ok(SECRET)},
        "delete": {"method": "DELETE", "path": "/v1/{name}", "parameters": _name("name", SECRETS), "responses": ok({})},
        "enable": {"method": "POST", "path": "/v1/{name}:enable", "parameters": _name("name", SECRETS)},
        "purge": {"method": "DELETE", "path": "/v1/{name}:purge", "parameters": _name("name", SECRETS)},
        "versions": {"method": "GET", "path": "/v1/{parent}/versions", "parameters": _name("parent", SECRETS), "responses": ok({"type": "array", "items": SECRET})},
        "version": {"method": "GET", "path": "/v1/{name}", "parameters": _name("name", VERSIONS), "responses": ok(SECRET)},
        "add": {"method": "PUT", "path": "/v1/{name}", "parameters": {**_name("name", VERSIONS), "version": body({})}, "responses": ok(SECRET)},
    }  # fmt: skip
    return api_with(actions)


@pytest.fixture
def service() -> Service:
    return service_of(_described())


def test_each_action_has_its_place(service: Service) -> None:
    assert [f"{role.behavior} {role.collection}" for role in service.roles.all()] == [
        "list /v1/projects/{projectsId}/secrets",
        "create /v1/projects/{projectsId}/secrets",
        "read /v1/projects/{projectsId}/secrets",
        "update /v1/projects/{projectsId}/secrets",
        "delete /v1/projects/{projectsId}/secrets",
        "respond ",
        "respond ",
        "list /v1/projects/{projectsId}/secrets/{secretsId}/versions",
        "read /v1/projects/{projectsId}/secrets/{secretsId}/versions",
        "replace /v1/projects/{projectsId}/secrets/{secretsId}/versions",
    ]


def test_a_new_item_has_the_name_of_its_parent_and_an_id(service: Service) -> None:
    given = post(service, {"topic": "a"}, "/v1/projects/p/secrets?secretId=s")
    made = post(service, {"name": "mine"}, "/v1/projects/p/secrets")
    sent = send(service_of(_described()), "POST", "/v1/projects/p/secrets?secretId=s", b"{}")
    assert (sent.status, sent.ignored) == (200, ())
    assert (given["name"], made["name"].startswith("projects/p/secrets/")) == ("projects/p/secrets/s", True)
    assert json_body(send(service, "GET", "/v1/projects/p/secrets/s")) == given
    assert json_body(send(service, "GET", "/v1/projects/p/secrets")) == {"secrets": [given, made]}
    assert json_body(send(service, "GET", "/v1/projects/other/secrets")) == {"secrets": []}
    assert send(service, "POST", "/v1/projects/p/secrets?secretId=s", b"{}").status == 409


def test_the_location_of_a_new_item_has_its_name() -> None:
    described = _described()
    described["resources"]["things"]["actions"]["create"]["responses"] = {"201": {}}
    made = send(service_of(described), "POST", "/v1/projects/p/secrets?secretId=s", b"{}")
    assert made.headers == (("Location", "/v1/projects/p/secrets/s"),)


def test_a_name_may_be_sent_if_it_is_below_the_parent() -> None:
    described = _described()
    described["resources"]["things"]["actions"]["create"]["parameters"]["secret"] = body(
        {"properties": {"name": STRING}}
    )
    service = service_of(described)
    names = [
        post(service, {"name": name}, "/v1/projects/p/secrets")["name"] for name in ("projects/p/secrets/s", "other")
    ]
    assert (names[0], names[1].startswith("projects/p/secrets/")) == ("projects/p/secrets/s", True)


def test_the_item_of_a_change_may_be_wrapped_with_other_members(service: Service) -> None:
    post(service, {"topic": "a"}, "/v1/projects/p/secrets?secretId=s")
    changed = json_body(
        send(service, "PATCH", "/v1/projects/p/secrets/s", b'{"secret": {"topic": "b"}, "updateMask": "topic"}')
    )
    assert (changed["topic"], "secret" in changed) == ("b", False)
    asked = b'{"secret": {"topic": "c", "o": 1}, "updateMask": "topic"}'
    assert json_body(send(service, "PATCH", "/v1/projects/p/secrets/s", asked)) == {**changed, "topic": "c"}
    assert "topic" not in json_body(send(service, "PATCH", "/v1/projects/p/secrets/s", b'{"updateMask": "topic"}'))


MASKS: list[tuple[str, dict[str, Any], Any, Any]] = [
    # a mask, what is sent, what becomes of {"topic": "a", "o": {"x": 1, "y": 2}, "displayName": "n"}, or the status
    ("topic", {"topic": "b", "displayName": "m"}, {"topic": "b"}, ()),
    ("topic,displayName", {"topic": "b"}, {"topic": "b", "displayName": None}, ()),
    ("display_name", {"displayName": "m"}, {"displayName": "m"}, ()),
    ("o.y, topic", {"o": {"x": 5, "y": 6}, "topic": "b"}, {"o": {"x": 1, "y": 6}, "topic": "b"}, ()),
    ("o.y", {}, {"o": {"x": 1}}, ()),
    ("topic.y", {}, {}, ("body.topic",)),
    ("o", {"o": {"z": 1}}, {"o": {"z": 1}}, ()),
    ("*", {"topic": "b"}, {"topic": "b", "o": None, "displayName": None}, ()),
    ("name", {"name": "projects/p/secrets/t"}, {}, ("body.name",)),
    ("", {"topic": "b"}, {"topic": "b"}, ()),
    ("nothing", {"topic": "b"}, 400, ()),
]  # fmt: skip


@pytest.mark.parametrize(("mask", "sent", "changes", "ignored"), MASKS)
def test_a_mask_lists_what_a_change_is_for(mask: str, sent: dict[str, Any], changes: Any, ignored: Any) -> None:
    described = _described()
    patch = described["resources"]["things"]["actions"]["patch"]["parameters"]
    patch |= {"change": body(SECRET), "updateMask": {"in": "query", "schema": {**STRING, "format": "google-fieldmask"}}}
    service = service_of(described)
    made = post(service, {"topic": "a", "o": {"x": 1, "y": 2}, "displayName": "n"}, "/v1/projects/p/secrets?secretId=s")
    assert made["createTime"]
    changed = send(service, "PATCH", f"/v1/projects/p/secrets/s?updateMask={quote(mask)}", json.dumps(sent).encode())
    if isinstance(changes, int):
        assert changed.status == changes
        return
    expected = {name: value for name, value in {**made, **changes}.items() if value is not None}
    assert (json_body(changed), changed.ignored) == (expected, ignored)


def test_what_is_below_a_deleted_name_is_gone(service: Service) -> None:
    post(service, {}, "/v1/projects/p/secrets?secretId=s")
    for place in ("projects/p/secrets/s/versions/1", "projects/p/secrets/s2/versions/1"):
        assert json_body(send(service, "PUT", f"/v1/{place}", b"{}"))["name"] == place
    assert send(service, "POST", "/v1/projects/p/secrets/s:enable").status == 204
    assert send(service, "DELETE", "/v1/projects/p/secrets/s").status == 200
    gone = ("", "/versions", "/versions/1")
    assert [send(service, "GET", f"/v1/projects/p/secrets/s{end}").status for end in gone] == [404] * 3
    assert send(service, "POST", "/v1/projects/p/secrets/s:enable").status == 404
    assert send(service, "GET", "/v1/projects/p/secrets/s2/versions/1").status == 200
    post(service, {}, "/v1/projects/p/secrets?secretId=s")
    assert json_body(send(service, "GET", "/v1/projects/p/secrets/s/versions")) == []


def test_names_over_a_network() -> None:
    with Client.mock(_described(), validate_responses="raise") as client:
        made = client.things.create(parent="projects/p", secretId="s", secret={"topic": "a"})
        assert client.things.get(name="projects/p/secrets/s") == made


NAMES: list[tuple[str, str]] = [
    ("^projects/[^/]+$", "projects/{projectsId}"),
    ("projects/[^/]+/locations/[^/]+", "projects/{projectsId}/locations/{locationsId}"),
    ("^a-b/[^/]+/a-b/[^/]+$", "a-b/{a_bId}/a-b/{a_bId3}"),
    ("^[^/]+/[^/]+$", "{nameId}/{nameId1}"),
    ("^projects/[^/]+/settings$", "projects/{projectsId}/settings"),
    ("^operations/.*$", ""),
    ("^projects/all$", ""),
    ("^.*$", ""),
    ("", ""),
]


@pytest.mark.parametrize(("pattern", "template"), NAMES)
def test_a_pattern_is_that_of_a_name_if_its_segments_are(pattern: str, template: str) -> None:
    assert _named(pattern) == template


def test_the_parts_of_a_name_are_found_by_name() -> None:
    expanded = Expanded("/v1/projects/{projectsId}/x/{y}", {"parent": "projects/{projectsId}"})
    assert expanded.ids({"parent": "projects/p", "y": "z"}) == {"projectsId": "p"}
    assert (expanded.owner("projectsId"), expanded.owner("y")) == ("parent", "y")
    assert (expanded.template("projectsId"), expanded.template("y")) == ("projects/{}", "")


OTHER_PARAMETERS: list[Any] = [
    {"in": "path", "schema": {"pattern": PROJECT}},
    {"in": "path", "allowReserved": True, "schema": {}},
    {"in": "path", "allowReserved": True},
]


@pytest.mark.parametrize("parameter", OTHER_PARAMETERS)
def test_other_parameters_are_not_expanded(parameter: Any) -> None:
    actions = {"get": {"method": "GET", "path": "/v1/{a}", "parameters": {"a": parameter}}, "delete": {"method": "DELETE", "path": "/v1/{a}", "parameters": {"a": parameter}}}  # fmt: skip
    assert [role.collection for role in service_of(api_with(actions)).roles.all()] == ["/v1", "/v1"]
