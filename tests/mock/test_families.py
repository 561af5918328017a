"""Parents, children, and single items."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from dynaclient import Client, NotFound, load
from dynaclient.mock.exchange import GENERATED, STORED
from dynaclient.mock.service import Service
from dynaclient.mock.state.store import Store
from tests.mock.test_items import INTEGER, STRING, post, properties
from tests.support.descriptions import ID
from tests.support.mock_descriptions import api_with, body, json_body, ok, path, pets, send, service_of

# --- children --------------------------------------------------------------------------------------------------------


def _collection(where: str, name: str, item: Any = None) -> dict[str, Any]:
    """Return the actions on a collection and its items; the last name in braces is that of the item."""
    one = ok({"type": "object", **(item or properties())})
    sent = {"item": body({})}
    return {
        f"{name}List": {"method": "GET", "path": where, "responses": ok({"type": "array", "items": {"type": "object"}})},
        f"{name}Post": {"method": "POST", "path": where, "parameters": sent, "responses": one},
        **{
            f"{name}{method}": {"method": method, "path": f"{where}/{{{name}}}", "parameters": sent if method == "PUT" else {}, "responses": one}
            for method in ("GET", "PUT", "DELETE")
        },
    }  # fmt: skip


def _family() -> Service:
    actions = {
        **_collection("/shops", "shop"), **_collection("/shops/{shop}/pets", "pet"),
        **_collection("/shops/{shop}/pets/{pet}/toys", "toy"),
        "export": {"method": "POST", "path": "/shops/{shop}/pets/{pet}/export"},
        "close": {"method": "POST", "path": "/shops/{shop}:close"},
        "readme": {"method": "GET", "path": "/shops/{shop}/readme", "responses": ok({"type": "object"})},
        "write": {"method": "PUT", "path": "/shops/{shop}/readme", "parameters": {"readme": body({})}, "responses": ok({})},
    }  # fmt: skip
    resource = {"parameters": {"shop": path(STRING)}}
    for action in actions.values():
        named = {name: path(STRING) for name in ("pet", "toy") if f"{{{name}}}" in action["path"]}
        absent = {} if "{shop}" in action["path"] else {"shop": None}
        action["parameters"] = {**action.get("parameters", {}), **named, **absent}
    service = service_of(api_with(actions, resource=resource))
    for where, key in (("/shops", "s"), ("/shops/s/pets", "p"), ("/shops/s/pets/p/toys", "t")):
        post(service, {"id": key}, where)
    return service


def test_what_is_below_a_deleted_item_is_gone_at_every_level() -> None:
    service = _family()
    assert send(service, "POST", "/shops/s/pets/p/export").status == 204
    send(service, "PUT", "/shops/s/readme", b'{"text": "x"}')
    assert send(service, "DELETE", "/shops/s").status == 200
    requests = [
        ("GET", "/shops/s"), ("GET", "/shops/s/pets"), ("POST", "/shops/s/pets"), ("GET", "/shops/s/pets/p"),
        ("GET", "/shops/s/pets/p/toys"), ("GET", "/shops/s/pets/p/toys/t"), ("POST", "/shops/s/pets/other/toys"),
        ("POST", "/shops/s/pets/p/export"), ("POST", "/shops/s:close"), ("GET", "/shops/s/readme"),
    ]  # fmt: skip
    statuses = {
        (method, where): send(service, method, where, b"{}" if method == "POST" and where.endswith("s") else b"").status
        for method, where in requests
    }
    assert statuses == dict.fromkeys(requests, 404)


@pytest.mark.parametrize(("mock", "statuses"), [({}, [404, 200, 204]), ({"behavior": "respond"}, [404, 204, 404])])
@pytest.mark.parametrize("where", ["/a/{id}/undelete", "/a/{id}:restore"])
def test_what_restores_a_deleted_item_brings_it_back_if_it_stores(where: str, mock: Any, statuses: list[int]) -> None:
    actions: dict[str, Any] = {
        "get": {"method": "GET", "path": "/a/{id}"},
        "delete": {"method": "DELETE", "path": "/a/{id}"},
        "restore": {"method": "POST", "path": where, "mock": mock},
        "other": {"method": "POST", "path": "/a/{id}/other"},
    }
    service = service_of(api_with(actions, resource={"parameters": {"id": path(STRING)}}))
    send(service, "DELETE", "/a/1")
    targets = ("/a/1/other", where.replace("{id}", "1"), "/a/1/other")
    assert [send(service, "POST", target).status for target in targets] == statuses


def test_an_item_that_is_made_again_has_no_children() -> None:
    service = _family()
    send(service, "DELETE", "/shops/s")
    post(service, {"id": "s"}, "/shops")
    assert json_body(send(service, "GET", "/shops/s/pets")) == []
    assert json_body(send(service, "GET", "/shops/s/pets/p/toys")) == []
    assert send(service, "GET", "/shops/s/pets/p").status == 404


def test_the_children_of_others_stay() -> None:
    service = _family()
    for parent in ("s2", "ss", '"s"', "s,"):
        quoted = parent.replace('"', "%22").replace(",", "%2C")
        post(service, {"id": parent}, f"/shops/{quoted}/pets")
    send(service, "DELETE", "/shops/s")
    assert [len(json_body(send(service, "GET", f"/shops/{key}/pets"))) for key in ("s2", "ss", "%22s%22", "s%2C")] == [
        1
    ] * 4


def test_a_parent_that_never_existed_may_be_made_up() -> None:
    service = _family()
    assert json_body(send(service, "GET", "/shops/none/pets")) == []
    assert send(service, "POST", "/shops/none/pets/none/toys", b"{}").status == 200


def test_the_message_says_which_parent_was_deleted() -> None:
    service = _family()
    send(service, "DELETE", "/shops/s/pets/p")
    message = json_body(send(service, "GET", "/shops/s/pets/p/toys"))["message"]
    assert message == "/shops/s/pets/p was deleted, and what was below it"
    assert send(service, "GET", "/shops/s/pets").status == 200


def test_children_are_gone_in_the_bundled_api_too() -> None:
    with Client.mock() as client:
        application = client.applications.post(application={"name": "a"})["applicationId"]
        device = client.devices.post(applicationId=application, device={"name": "d"})["deviceId"]
        client.application.delete(applicationId=application)
        with pytest.raises(NotFound, match="was deleted, and what was below it"):
            client.device.get(applicationId=application, deviceId=device)


def test_what_is_below_a_single_item_is_gone_with_it() -> None:
    actions: dict[str, Any] = {
        "get": {"method": "GET", "path": "/me", "responses": ok(SETTINGS)},
        "put": {"method": "PUT", "path": "/me", "parameters": {"me": body(SETTINGS)}, "responses": ok(SETTINGS)},
        "delete": {"method": "DELETE", "path": "/me"},
        "keys": {"method": "GET", "path": "/me/keys", "responses": ok({"type": "array"})},
        "add": {"method": "POST", "path": "/me/keys", "parameters": {"key": body({})}},
    }
    service = service_of(api_with(actions))
    send(service, "POST", "/me/keys", b"{}")
    assert [send(service, "DELETE", "/me").status, send(service, "GET", "/me/keys").status] == [204, 404]
    assert send(service, "PUT", "/me", b"{}").status == 200
    assert json_body(send(service, "GET", "/me/keys")) == []


def test_children_below_a_suffix_are_gone_too() -> None:
    actions: dict[str, Any] = {
        "all": {"method": "GET", "path": "/a.json", "responses": ok({"type": "array"})},
        "one": {"method": "GET", "path": "/a/{id}.json"},
        "drop": {"method": "DELETE", "path": "/a/{id}.json"},
        "inner": {"method": "GET", "path": "/a/{id}/b.json", "responses": ok({"type": "array"})},
        "add": {"method": "POST", "path": "/a/{id}/b.json", "parameters": {"b": body({})}},
    }
    for name in ("one", "drop", "inner", "add"):
        actions[name]["parameters"] = {**actions[name].get("parameters", {}), "id": path(STRING)}
    service = service_of(api_with(actions))
    send(service, "POST", "/a/1/b.json", b"{}")
    assert [send(service, "DELETE", "/a/1.json").status, send(service, "GET", "/a/1/b.json").status] == [204, 404]


# --- single items ----------------------------------------------------------------------------------------------------

SETTINGS = {"type": "object", "properties": {"theme": {"type": "string", "default": "dark"}, "size": INTEGER, "version": {"type": "integer", "readOnly": True}}}  # fmt: skip


def _single(
    where: str = "/settings", item: Any = None, sent: Any = None, methods: str = "GET PATCH PUT DELETE"
) -> Service:
    item = SETTINGS if item is None else item
    asked = {"settings": body(item if sent is None else sent)}
    actions = {
        method.lower(): {"method": method, "path": where, "parameters": asked if method in ("PATCH", "PUT", "POST") else {}, "responses": ok(item)}
        for method in methods.split()
    }  # fmt: skip
    names = [name for name in ("user", "app") if f"{{{name}}}" in where]
    return service_of(api_with(actions, resource={"parameters": {name: path(STRING) for name in names}}))


def _put(service: Service, method: str, where: str, sent: Any) -> Any:
    return json_body(send(service, method, where, json.dumps(sent).encode()))


def test_a_single_item_has_what_was_patched_and_put() -> None:
    service = _single()
    first = json_body(send(service, "GET", "/settings"))
    patched = _put(service, "PATCH", "/settings", {"size": 4})
    assert patched == {**first, "size": 4} == json_body(send(service, "GET", "/settings"))
    assert _put(service, "PUT", "/settings", {}) == {"theme": "dark", "version": first["version"]}


def test_a_single_item_is_gone_when_it_is_deleted_until_it_is_put() -> None:
    service = _single()
    assert json_body(send(service, "DELETE", "/settings")) == json_body(send(_single(), "GET", "/settings"))
    statuses = [
        send(service, method, "/settings", b"{}" * (method == "PATCH")).status for method in ("GET", "PATCH", "DELETE")
    ]
    assert statuses == [404] * 3
    assert _put(service, "PUT", "/settings", {"size": 1}) == {"theme": "dark", "size": 1}
    assert json_body(send(service, "GET", "/settings"))["size"] == 1


def test_each_parent_has_its_own() -> None:
    service = _single("/users/{user}/apps/{app}/settings")
    for user, app, size in (("a", "x", 1), ("a", "y", 2), ("b", "x", 3)):
        _put(service, "PATCH", f"/users/{user}/apps/{app}/settings", {"size": size})
    where = ("a/apps/x", "a/apps/y", "b/apps/x")
    assert [json_body(send(service, "GET", f"/users/{each}/settings"))["size"] for each in where] == [1, 2, 3]


def test_a_single_item_comes_from_its_schema_until_it_is_changed() -> None:
    service = _single()
    assert [send(service, "GET", "/settings").origin for _ in range(2)] == [GENERATED] * 2
    assert send(service, "PATCH", "/settings", b'{"size": 4}').origin == STORED
    assert send(service, "GET", "/settings").origin == STORED


def test_a_post_puts_a_single_item_that_may_be_deleted() -> None:
    service = _single(methods="GET POST PATCH DELETE")
    send(service, "DELETE", "/settings")
    assert _put(service, "POST", "/settings", {"size": 8}) == {"theme": "dark", "size": 8}
    assert json_body(send(service, "GET", "/settings"))["size"] == 8


def test_the_id_of_a_single_item_is_the_servers() -> None:
    service = _single("/me", {"type": "object", "properties": {"id": STRING, "name": STRING}})
    first = json_body(send(service, "GET", "/me"))
    assert _put(service, "PUT", "/me", {"id": "mine", "name": "b"}) == {"id": first["id"], "name": "b"}


ENVELOPE = {"type": "object", "properties": {"data": SETTINGS}}
TOPICS = {"type": "object", "properties": {"names": {"type": "array", "items": STRING}}}
OTHERS = {"type": "object", "properties": {"other": STRING}}
SINGLES: list[tuple[str, Any, Any, str, list[str]]] = [
    ("the same", SETTINGS, SETTINGS, "GET PATCH", ["read", "update"]),
    ("all methods", SETTINGS, SETTINGS, "GET HEAD POST PATCH PUT DELETE", ["read", "read", "replace", "update", "replace", "delete"]),
    ("a post that nothing undoes", SETTINGS, SETTINGS, "GET PUT POST", ["read", "replace", "respond"]),
    ("one in common", SETTINGS, {"properties": {"size": {}, "z": {}}}, "GET PUT", ["read", "replace"]),
    ("wrapped", ENVELOPE, SETTINGS, "GET PATCH", ["read", "update"]),
    ("a list in an object", TOPICS, TOPICS, "GET PUT", ["read", "replace"]),
    ("both are open", {}, {}, "GET PATCH", ["read", "update"]),
    ("the request is open", SETTINGS, {}, "GET PATCH", ["read", "update"]),
    ("the response is open", {}, SETTINGS, "GET PUT", ["read", "replace"]),
    ("nothing says so", {"type": "object"}, SETTINGS, "GET PATCH", ["respond"] * 2),
    ("nothing in common", SETTINGS, OTHERS, "GET PATCH PUT", ["respond"] * 3),
    ("lists", {"type": "array"}, {"type": "array"}, "GET PUT", ["respond"] * 2),
    ("a list is sent", SETTINGS, {"type": "array"}, "GET PUT", ["respond"] * 2),
    ("a list and an action", SETTINGS, SETTINGS, "GET POST", ["respond"] * 2),
]  # fmt: skip


@pytest.mark.parametrize(
    ("item", "sent", "methods", "acts"), [case[1:] for case in SINGLES], ids=[case[0] for case in SINGLES]
)
def test_a_single_item_is_seen_from_what_is_sent_and_returned(
    item: Any, sent: Any, methods: str, acts: list[str]
) -> None:
    assert [role.behavior for role in _single("/x", item, sent, methods).roles.all()] == acts


def _inferred(**actions: Any) -> list[str]:
    return [str(role) for role in service_of(api_with(actions)).roles.all()]


GET, PUT = (
    {"method": "GET", "path": "/x", "responses": ok(SETTINGS)},
    {"method": "PUT", "path": "/x", "parameters": {"x": body(SETTINGS)}},
)
OTHER_SINGLES: list[tuple[str, Any, list[str]]] = [
    ("said", {"a": {**GET, "mock": {"behavior": "respond"}}, "b": PUT}, ["returns an example or a generated response, and stores nothing", "replaces /x, a single item"]),
    ("elsewhere", {"a": {**GET, "mock": {"behavior": "read", "collection": "/y"}}}, ["reads /y, a single item"]),
    ("elsewhere, too", {"a": {**GET, "mock": {"collection": "/y"}}, "b": PUT}, ["reads /y, a single item", "replaces /x, a single item"]),
    ("with parts", {"a": GET, "b": {**PUT, "parameters": {"size": {"in": "part", "schema": {}}}}}, ["reads /x, a single item", "replaces /x, a single item"]),
    ("a merge patch", {"a": GET, "b": {"method": "PATCH", "path": "/x", "parameters": {"x": {"in": "body", "content": {"application/json-patch+json": {"type": "array"}}}}}}, ["reads /x, a single item", "updates /x, a single item"]),
    ("no body", {"a": GET, "b": {"method": "PUT", "path": "/x"}}, ["returns an example or a generated response, and stores nothing"] * 2),
    ("no content", {"a": {**GET, "responses": {"204": {}}}, "b": PUT}, ["returns an example or a generated response, and stores nothing"] * 2),
    ("text", {"a": {**GET, "responses": {"200": {"content": {"text/plain": {}}}}}, "b": PUT}, ["returns an example or a generated response, and stores nothing"] * 2),
    ("faulty", {"a": {**GET, "method": "get"}, "b": PUT}, ["returns an example or a generated response, and stores nothing"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("actions", "lines"), [case[1:] for case in OTHER_SINGLES], ids=[case[0] for case in OTHER_SINGLES]
)
def test_what_was_inferred_of_single_items_is_shown(actions: Any, lines: list[str]) -> None:
    assert [line.partition(" ")[2] for line in _inferred(**actions)] == lines


def test_single_items_of_the_bundled_api() -> None:
    with Client.mock(validate_responses="raise") as client:
        made = client.applications.post(application={"name": "a"})["applicationId"]
        client.me.patch(user={"firstName": "Ada"})
        client.application.readme_patch(applicationId=ID, readme={"content": "one"})
        client.application.readme_patch(applicationId=made, readme={"content": "two"})
        assert client.me.get()["firstName"] == "Ada"
        assert [client.application.readme(applicationId=key)["content"] for key in (ID, made)] == ["one", "two"]
        client.application.delete(applicationId=made)
        with pytest.raises(NotFound):
            client.application.readme(applicationId=made)


# --- the store -------------------------------------------------------------------------------------------------------


def test_collections_are_listed_replaced_and_cleared() -> None:
    store = Store()
    store.collection("/a", []).put("1", {"id": 1})
    store.collection("/a/{}/b", ["1"]).put("x", {"id": "x"})
    store.collection("/a", []).remove("1")
    assert [(found.name, found.parents, found.all()) for found in store.collections()] == [
        ("/a/{}/b", ("1",), [{"id": "x"}])
    ]
    other = store.collection("/a", [])
    other.replace({"5": {"id": 5}, "6": {"id": 6}})
    assert (other.all(), other.ever_had("1"), store.is_removed("/a", [], "1")) == ([{"id": 5}, {"id": 6}], False, False)
    store.clear()
    assert (store.collections(), store.has_removed, other.next_number()) == ([], False, 1)


def test_an_error_in_a_transaction_leaves_all_as_it_was() -> None:
    collection = Store().collection("/a", [])
    collection.replace({"1": {"id": 1}})
    with pytest.raises(TypeError):
        collection.replace({"2": {"id": 2}, "3": {"id": {1}}})
    assert collection.all() == [{"id": 1}]


def test_a_store_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "old.db") as old:
        old.execute(
            "CREATE TABLE dynaclient_items (number INTEGER PRIMARY KEY AUTOINCREMENT, collection TEXT NOT NULL,"
            " scope TEXT NOT NULL, id TEXT NOT NULL, item TEXT, UNIQUE (collection, scope, id))"
        )
        old.execute(
            "INSERT INTO dynaclient_items (collection, scope, id, item) VALUES ('/pets', '[]', '1', '{\"id\": 1}')"
        )
        old.execute("INSERT INTO dynaclient_items (collection, scope, id, item) VALUES ('/pets', '[]', '2', NULL)")
    old.close()
    store = Store(tmp_path / "old.db")
    found = store.collection("/pets", []).find("1")
    assert (found, store.has_removed) == (({"id": 1}, STORED, 0.0), True)
    store.close()


def test_a_store_that_another_program_has_locked_is_a_503(tmp_path: Path) -> None:
    store = Store(tmp_path / "store.db")
    store.execute("PRAGMA busy_timeout = 1", ())
    service = Service(load(pets()), None, store)
    with closing(sqlite3.connect(tmp_path / "store.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        response = send(service, "POST", "/pets", b'{"name": "Rex"}')
    store.close()
    assert response.status == 503
    assert b"cannot be used: database is locked; close other programs" in response.body


def test_items_below_a_single_item_go_with_it() -> None:
    store = Store()
    for name, parents in (("/me/keys", []), ("/me/keys/{}/uses", ["1"]), ("/men", []), ("/users/{}/keys", ["1"])):
        store.collection(name, parents).put("x", {})
    store.remove_below("/me", [], {})
    assert [found.name for found in store.collections()] == ["/men", "/users/{}/keys"]


def test_what_is_deleted_from_the_pets_is_not_made_again() -> None:
    service = service_of(pets())
    post(service, {"name": "a"}, "/pets")
    send(service, "DELETE", "/pets/1")
    assert post(service, {"name": "b"}, "/pets")["id"] == 2
