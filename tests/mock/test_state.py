from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dynaclient import Client, NotFound
from dynaclient.errors import DynaclientError
from dynaclient.mock import MockServer
from dynaclient.mock.service import Service
from dynaclient.mock.state.sorting import Key
from dynaclient.mock.state.store import Store
from dynaclient.schema.references import value_at
from tests.support.descriptions import ID
from tests.support.mock_descriptions import ERROR, PET, api_with, body, json_body, ok, path, pets, send, service_of

# --- the bundled description, over sockets ---------------------------------------------------------------------------


def test_what_is_created_is_found_changed_and_deleted() -> None:
    with Client.mock() as client:
        made = client.application_api_tokens.post(applicationId=ID, apiToken={"name": "first"})
        where: Any = {"applicationId": ID, "apiTokenId": made["id"]}
        listed = client.application_api_tokens.get(applicationId=ID)
        assert [each["id"] for each in listed["items"]] == [made["apiTokenId"]]
        changed = client.application_api_token.patch(**where, apiToken={"name": "second"})
        assert client.application_api_token.get(**where) == changed
        assert client.application_api_token.delete(**where) == {"success": True}
        with pytest.raises(NotFound):
            client.application_api_token.get(**where)


def test_a_created_item_has_an_id_dates_and_what_was_sent() -> None:
    with Client.mock() as client:
        made = client.application_api_tokens.post(applicationId=ID, apiToken={"name": "a"})
    assert len(made["id"]) == 24
    assert made["creationDate"] == made["lastUpdated"]
    assert made["name"] == "a"


def test_a_secret_is_told_once() -> None:
    with Client.mock() as client:
        made = client.application_api_tokens.post(applicationId=ID, apiToken={"name": "a"})
        again = client.application_api_token.get(applicationId=ID, apiTokenId=made["id"])
    assert made["token"].startswith("mock-")
    assert "token" not in again


def test_the_items_of_one_parent_are_not_those_of_another() -> None:
    with Client.mock() as client:
        client.application_api_tokens.post(applicationId=ID, apiToken={"name": "a"})
        other = client.application_api_tokens.get(applicationId=ID[::-1])
    assert (other["items"], other["totalCount"]) == ([], 0)


def test_an_item_is_reported_missing_below_its_own_parent() -> None:
    with Client.mock() as client:
        client.application_api_tokens.post(applicationId=ID, apiToken={"name": "a"})
        with pytest.raises(NotFound) as caught:
            client.application_api_token.get(applicationId=ID, apiTokenId="f" * 24)
    assert caught.value.message == f"'{'f' * 24}' was not found in /applications/{ID}/tokens"


def test_lists_are_filtered_sorted_and_cut_into_pages() -> None:
    with Client.mock() as client:
        for name in ("pear", "Apple", "plum", "cherry"):
            client.application_api_tokens.post(applicationId=ID, apiToken={"name": name})
        listed = client.application_api_tokens.get(
            applicationId=ID, filterField="name", filter="P*", sortField="name", sortDirection="desc", perPage=1, page=1
        )
    assert [each["name"] for each in listed["items"]] == ["pear"]
    beside = {name: value for name, value in listed.items() if name not in ("items", "applicationId")}
    assert beside == {
        "count": 1, "totalCount": 2, "page": 1, "perPage": 1, "sortField": "name", "sortDirection": "desc",
        "filterField": "name", "filter": "P*",
    }  # fmt: skip


def test_a_blank_filter_field_filters_nothing() -> None:
    with Client.mock() as client:
        client.applications.post(application={"name": "a"})
        assert client.applications.get(filter="zzz")["totalCount"] == 1


# --- the store -------------------------------------------------------------------------------------------------------


def test_a_file_keeps_the_state_when_the_server_is_gone(tmp_path: Path) -> None:
    with Client.mock(store=tmp_path / "state.db") as client:
        made = client.applications.post(application={"name": "kept"})
    with Client.mock(store=tmp_path / "state.db") as client:
        assert client.application.get(applicationId=made["id"])["name"] == "kept"


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("just some notes" * 100)
    with pytest.raises(DynaclientError, match="pass the path of a new file"):
        MockServer(pets(), store=tmp_path / "notes.txt").start()


def test_a_closed_store_says_so() -> None:
    store = Store()
    store.close()
    store.close()
    with pytest.raises(DynaclientError, match="closed"):
        store.collection("/pets", []).all()


# --- ids -------------------------------------------------------------------------------------------------------------


def _pet(service: Service, **properties: Any) -> dict[str, Any]:
    made: dict[str, Any] = json_body(send(service, "POST", "/pets", json.dumps(properties).encode()))
    return made


def _numbered(schema: Any, **more: Any) -> dict[str, Any]:
    """Return a description of posts and their notes, each with an id of this schema."""
    item, parents = {"type": "object", "properties": {"id": schema}}, {"postId": path({"type": "integer"})}
    described: dict[str, Any] = {"dynaclient": 1, "server": "https://api.example.com", "resources": {}}
    for name, outer in (("posts", {}), ("notes", parents)):
        start = f"{'/posts/{postId}' if outer else ''}/{name}"
        key = {**outer, f"{name[:-1]}Id": path(schema)}
        described["resources"][name] = {"actions": {
            "make": {"method": "POST", "path": start, "parameters": {**outer, "item": body(item)}, "responses": ok(item), **more},
            "get": {"method": "GET", "path": f"{start}/{{{name[:-1]}Id}}", "parameters": key, "responses": ok(item)},
            "delete": {"method": "DELETE", "path": f"{start}/{{{name[:-1]}Id}}", "parameters": key, "responses": {"204": {}}},
        }}  # fmt: skip
    return described


COUNTED: list[tuple[str, Any, list[tuple[str, Any]], list[Any]]] = [
    # the schema of an id, requests (a path, and what is posted, or DELETE), and the ids of what was created
    ("one after another", {"type": "integer"}, [("/posts", {}), ("/posts", {})], [1, 2]),
    ("in each collection", {"type": "integer"}, [("/posts", {}), ("/posts/1/notes", {}), ("/posts", {}), ("/posts/2/notes", {})], [1, 1, 2, 2]),
    ("after the highest", {"type": "integer"}, [("/posts", {"id": 77}), ("/posts", {"id": 5}), ("/posts", {})], [77, 5, 78]),
    ("below zero", {"type": "integer"}, [("/posts", {"id": -7}), ("/posts", {})], [-7, 1]),
    ("not one that was removed", {"type": "integer"}, [("/posts", {}), ("/posts/1", "DELETE"), ("/posts", {})], [1, 2]),
    ("a lower one if no higher is allowed", {"type": "integer", "maximum": 9}, [("/posts", {"id": 9}), ("/posts", {}), ("/posts", {})], [9, 1, 2]),
    ("more digits than 64 bits hold", {"type": "integer"}, [("/posts", {"id": 10**20}), ("/posts", {})], [10**20, 2**63]),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "requests", "ids"), [row[1:] for row in COUNTED], ids=[row[0] for row in COUNTED])
def test_integer_ids_are_counted(schema: Any, requests: list[tuple[str, Any]], ids: list[Any]) -> None:
    service = service_of(_numbered(schema))
    made = []
    for target, sent in requests:
        if sent == "DELETE":
            assert send(service, "DELETE", target).status == 204
        else:
            made.append(json_body(send(service, "POST", target, json.dumps(sent).encode()))["id"])
    assert made == ids


def test_ids_of_a_list_inside_an_item_are_counted_there() -> None:
    described = _numbered({"type": "integer"})
    for action in described["resources"]["notes"]["actions"].values():
        action["mock"] = {"inside": "notes"}
    service = service_of(described)
    made = [
        json_body(send(service, "POST", target, json.dumps(sent).encode()))["id"]
        for target, sent in [
            ("/posts", {"notes": [{"id": 4}, {"id": "old"}]}), ("/posts/1/notes", {}), ("/posts", {}), ("/posts/2/notes", {}),
            ("/posts/9/notes", {}), ("/posts/9/notes", {}),
        ]
    ]  # fmt: skip
    assert made == [1, 5, 2, 1, 1, 2]


def test_numbers_go_on_in_a_file_and_after_a_snapshot(tmp_path: Path) -> None:
    seed = {"/posts": [{"id": 3}, {}], "/posts/3/notes": [{}, {}]}
    for _ in range(2):
        with Client.mock(_numbered({"type": "integer"}), store=tmp_path / "posts.db", seed=seed) as client:
            before = client.mock_server.snapshot()
            first = client.posts.make(item={})["id"], client.notes.make(postId=3, item={})["id"]
            client.mock_server.restore(before)
            assert (client.posts.make(item={})["id"], client.notes.make(postId=3, item={})["id"]) == first
    assert first == (5, 4)


def test_an_id_that_the_caller_chose_is_kept() -> None:
    service = service_of(pets())
    assert _pet(service, name="a", id=77)["id"] == 77
    assert json_body(send(service, "GET", "/pets/77"))["name"] == "a"


def test_an_id_that_is_taken_is_a_conflict() -> None:
    service = service_of(pets())
    _pet(service, name="a", id=77)
    again = send(service, "POST", "/pets", b'{"name": "b", "id": 77}')
    assert (again.status, json_body(again)["type"]) == (409, "Conflict")


def test_two_may_have_one_name_where_nothing_asks_for_items_by_it() -> None:
    command = {"type": "object", "properties": {"name": {"type": "string"}}}
    actions = {
        "get": {"method": "GET", "path": "/commands", "responses": ok({"type": "array", "items": command})},
        "post": {
            "method": "POST",
            "path": "/commands",
            "parameters": {"command": body(command)},
            "responses": ok(command),
        },
    }
    service = service_of(api_with(actions))
    sent = [send(service, "POST", "/commands", b'{"name": "open"}').status for _ in range(2)]
    assert sent == [200, 200]
    assert [each["name"] for each in json_body(send(service, "GET", "/commands"))] == ["open", "open"]


def _keyed(schema: Any, item: Any) -> dict[str, Any]:
    made = {
        "post": {"method": "POST", "path": "/things", "parameters": {"thing": body({})}, "responses": ok(item, "201")},
        "get": {
            "method": "GET", "path": "/things/{thingId}", "parameters": {"thingId": path(schema)}, "responses": ok(item)
        },
    }  # fmt: skip
    return api_with(made)


ID_CASES: list[tuple[str, Any, Any, int]] = [
    ("a uuid", {"type": "string", "format": "uuid"}, {"properties": {"id": {"type": "string"}}}, 36),
    ("a pattern", {"pattern": "^T-[0-9]{5}$"}, {"properties": {"thing_id": {"type": "string"}}}, 7),
    ("short", {"type": "string", "maxLength": 8}, {"properties": {"id": {"type": "string"}}}, 8),
    ("long", {"type": "string", "minLength": 40}, {"properties": {"id": {"type": "string"}}}, 40),
    ("another name", {"type": "string"}, {"properties": {"sid": {"type": "string"}}}, 24),
    ("nothing said", {"type": "string"}, {}, 24),
]


@pytest.mark.parametrize(
    ("schema", "item", "length"), [each[1:] for each in ID_CASES], ids=[each[0] for each in ID_CASES]
)
def test_a_made_id_fits_what_is_said_of_it(schema: Any, item: Any, length: int) -> None:
    service = service_of(_keyed(schema, item))
    made = json_body(send(service, "POST", "/things", b"{}"))
    key = next(iter(made.values()))
    assert len(key) == length
    assert json_body(send(service, "GET", f"/things/{key}")) == made


def test_where_no_id_can_be_made_the_server_says_so() -> None:
    impossible = {"type": "string", "enum": []}
    answer = send(service_of(_keyed(impossible, {})), "POST", "/things", b"{}")
    assert answer.status == 500
    assert "add an example to it" in json_body(answer)["message"]


def test_an_id_is_made_once() -> None:
    service = service_of(_keyed({"type": "string", "enum": ["a", "b"]}, {"properties": {"id": {"type": "string"}}}))
    made = [send(service, "POST", "/things", b"{}") for _ in range(3)]
    assert sorted(json_body(answer)["id"] for answer in made[:2]) == ["a", "b"]
    assert made[2].status == 500


def test_an_id_that_the_caller_chose_leaves_the_other_to_the_server() -> None:
    item = {"properties": {"username": {"type": "string"}, "id": {"type": "integer"}}, "required": ["id"]}
    described = api_with(
        {
            "post": {"method": "POST", "path": "/users", "parameters": {"user": body({})}, "responses": ok(item, "201")},
            "get": {
                "method": "GET", "path": "/users/{username}", "parameters": {"username": path({"type": "string"})},
                "responses": ok(item),
            },
        }
    )  # fmt: skip
    service = service_of(described)
    made = json_body(send(service, "POST", "/users", b'{"username": "ada"}'))
    assert made["username"] == "ada"
    assert isinstance(made["id"], int)
    assert json_body(send(service, "GET", "/users/ada")) == made


def _items(item: Any, key: str, **more: Any) -> Service:
    """Return a service of `/items` and `/items/{key}`."""
    listing = {"type": "array", "items": item}
    actions = {
        "list": {"method": "GET", "path": "/items", "responses": ok(listing)},
        "post": {"method": "POST", "path": "/items", "parameters": {"item": body({})}, "responses": ok(item, "201")},
        "get": {"method": "GET", "path": f"/items/{{{key}}}", "responses": ok(item)},
        "put": {"method": "PUT", "path": f"/items/{{{key}}}", "parameters": {"item": body({})}, "responses": ok(item)},
        "delete": {"method": "DELETE", "path": f"/items/{{{key}}}", "responses": ok(item)},
        **more,
    }
    for action in actions.values():
        if "{" in action.get("path", ""):
            action["parameters"] = {**action.get("parameters", {}), key: path({"type": "string"})}
    return service_of(api_with({name: action for name, action in actions.items() if action}))


NUMBER_AND_ID = {"properties": {"number": {"type": "integer"}, "id": {"type": "integer"}, "title": {}}}
GID_AND_NAME = {"properties": {"name": {"type": "string"}, "gid": {"type": "string"}, "title": {}}}
SLUG_AND_ID = {"properties": {"slug": {"type": "string"}, "id": {"type": "integer"}, "title": {}}}
IN_METADATA = {
    "properties": {
        "metadata": {"properties": {"name": {"type": "string"}, "labels": {"type": "object"}}},
        "title": {},
    }
}
NAMED: list[tuple[str, Any, str, str]] = [
    ("the last word of the parameter", NUMBER_AND_ID, "issue_number", "/number"),
    ("the last word in camel case", NUMBER_AND_ID, "issueNumber", "/number"),
    ("beside an id of another type", SLUG_AND_ID, "team_slug", "/slug"),
    ("a word of this API alone", GID_AND_NAME, "item_gid", "/gid"),
    ("in the metadata", IN_METADATA, "name", "/metadata/name"),
]


@pytest.mark.parametrize(("item", "key", "pointer"), [case[1:] for case in NAMED], ids=[case[0] for case in NAMED])
def test_items_are_requested_by_the_property_that_the_parameter_means(item: Any, key: str, pointer: str) -> None:
    service = _items(item, key)
    made = json_body(send(service, "POST", "/items", b'{"title": "a"}'))
    place = f"/items/{value_at(made, pointer)}"
    assert json_body(send(service, "GET", place)) == made
    changed = json_body(send(service, "PUT", place, b'{"title": "b"}'))
    assert (value_at(changed, pointer), changed["title"]) == (value_at(made, pointer), "b")
    assert json_body(send(service, "DELETE", place)) == changed
    assert send(service, "GET", place).status == 404


def test_an_id_in_the_metadata_may_be_the_callers_choice() -> None:
    service = _items(IN_METADATA, "name")
    sent = b'{"metadata": {"name": "web", "labels": {"a": "b"}}}'
    assert json_body(send(service, "POST", "/items", sent)) == {"metadata": {"name": "web", "labels": {"a": "b"}}}
    assert json_body(send(service, "GET", "/items/web"))["metadata"]["labels"] == {"a": "b"}
    refused = send(service, "POST", "/items", sent)
    assert (refused.status, json_body(refused)["message"]) == (409, "metadata.name 'web' already exists in /items")


def test_a_deletion_whose_response_has_other_metadata_returns_no_item() -> None:
    status = {"properties": {"metadata": {"properties": {}}, "status": {"const": "Success"}}, "required": ["status"]}
    service = _items(IN_METADATA, "name", delete={"method": "DELETE", "path": "/items/{name}", "responses": ok(status)})
    send(service, "POST", "/items", b'{"metadata": {"name": "web"}}')
    assert json_body(send(service, "DELETE", "/items/web"))["status"] == "Success"


def test_items_that_no_action_reads_have_the_properties_of_their_list() -> None:
    put = {"method": "PUT", "path": "/items/{item_id}", "responses": {"204": {}}}
    service = _items({"properties": {"id": {"type": "integer"}}}, "item_id", get={}, post={}, put=put)
    assert send(service, "PUT", "/items/7").status == 204
    assert json_body(send(service, "GET", "/items")) == [{"id": 7}]
    assert json_body(send(service, "DELETE", "/items/7")) == {"id": 7}


# --- changes ---------------------------------------------------------------------------------------------------------


def test_a_patch_merges_and_null_removes() -> None:
    service = service_of(pets())
    _pet(service, name="a", kind="cat", age=3)
    changed = json_body(send(service, "PATCH", "/pets/1", b'{"kind": null, "age": 4, "id": 9}'))
    assert {**changed, "createdAt": "", "updatedAt": ""} == {
        "id": 1, "name": "a", "age": 4, "createdAt": "", "updatedAt": "",
    }  # fmt: skip


def test_a_put_replaces() -> None:
    service = service_of(pets())
    made = _pet(service, name="a", kind="cat")
    changed = json_body(send(service, "PUT", "/pets/1", b'{"name": "b"}'))
    assert changed["createdAt"] == made["createdAt"]
    assert ("kind" in changed, changed["name"], changed["id"]) == (False, "b", 1)


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_an_unknown_id_is_told_in_the_shape_of_the_descriptions_errors(method: str) -> None:
    sent = b"{}" if method in ("PUT", "PATCH") else b""
    answer = send(service_of(pets()), method, "/pets/5", sent)
    assert answer.status == 404
    assert json_body(answer) == {"type": "NotFound", "message": "'5' was not found in /pets"}


def test_what_was_deleted_is_gone() -> None:
    service = service_of(pets())
    _pet(service, name="a")
    assert send(service, "DELETE", "/pets/1").status == 204
    assert send(service, "DELETE", "/pets/1").status == 404
    assert json_body(send(service, "GET", "/pets")) == []


def test_a_put_creates_where_nothing_else_does() -> None:
    actions = {
        "get": {"method": "GET", "path": "/notes/{key}", "responses": ok({"properties": {"text": {}}})},
        "put": {
            "method": "PUT", "path": "/notes/{key}", "parameters": {"note": body({})},
            "responses": {**ok({}), "201": {"schema": {}}},
        },
    }  # fmt: skip
    service = service_of(api_with(actions, resource={"parameters": {"key": path({"type": "string"})}}))
    assert send(service, "PUT", "/notes/a%2Fb", b'{"text": "hello"}').status == 201
    assert send(service, "PUT", "/notes/a%2Fb", b'{"text": "again"}').status == 200
    assert json_body(send(service, "GET", "/notes/a%2Fb"))["text"] == "again"


def test_a_put_without_a_status_for_creation_answers_with_the_usual_one() -> None:
    actions = {
        "get": {"method": "GET", "path": "/notes/{key}"},
        "put": {"method": "PUT", "path": "/notes/{key}", "parameters": {"note": body({})}},
    }
    service = service_of(api_with(actions, resource={"parameters": {"key": path({"type": "string"})}}))
    answer = send(service, "PUT", "/notes/a", b'{"text": "hello"}')
    assert (answer.status, json_body(answer)["text"]) == (200, "hello")


def test_a_post_at_an_item_changes_it_where_nothing_else_does() -> None:
    described = pets()
    patch = described["resources"]["pet"]["actions"].pop("patch")
    del described["resources"]["pet"]["actions"]["put"]
    described["resources"]["pet"]["actions"]["update"] = {**patch, "method": "POST"}
    service = service_of(described)
    _pet(service, name="a", kind="cat")
    changed = json_body(send(service, "POST", "/pets/1", b'{"name": "b"}'))
    assert (changed["name"], changed["kind"]) == ("b", "cat")


# --- answers of other shapes -----------------------------------------------------------------------------------------


def test_defaults_are_what_the_server_assumes() -> None:
    item = {"properties": {"id": {}, "status": {"type": "string", "default": "active"}, "odd": True}}
    assert json_body(send(service_of(_keyed({"type": "string"}, item)), "POST", "/things", b"{}"))["status"] == "active"


def test_required_properties_are_made_up_and_undeclared_ones_left_out() -> None:
    service = service_of(pets())
    made = _pet(service, kind="cat", nickname="x")
    assert isinstance(made["name"], str)
    assert "nickname" not in made


def test_an_item_in_an_envelope_is_put_into_it() -> None:
    wrapped = {"type": "object", "properties": {"data": PET}, "required": ["data"]}
    described = pets()
    described["resources"]["pets"]["actions"]["post"]["responses"] = ok(wrapped, "201")
    described["resources"]["pet"]["actions"]["get"]["responses"] = ok(wrapped)
    service = service_of(described)
    made = json_body(send(service, "POST", "/pets", b'{"data": {"name": "a"}}'))
    assert made["data"]["name"] == "a"
    assert json_body(send(service, "GET", f"/pets/{made['data']['id']}")) == made


def test_an_answer_that_holds_no_item_is_made_up() -> None:
    done = {"type": "object", "properties": {"done": {"const": True}}, "required": ["done"]}
    described = pets()
    described["resources"]["pets"]["actions"]["post"]["responses"] = ok(done, "202")
    described["resources"]["pet"]["actions"]["delete"]["responses"] = ok(PET)
    service = service_of(described)
    answer = send(service, "POST", "/pets", b'{"name": "a", "id": 4}')
    assert (answer.status, json_body(answer)) == (202, {"done": True})
    assert json_body(send(service, "DELETE", "/pets/4"))["name"] == "a"


def test_what_is_created_without_an_answers_body_is_kept_all_the_same() -> None:
    described = pets()
    described["resources"]["pets"]["actions"]["post"]["responses"] = {"204": {}}
    described["resources"]["pet"]["actions"]["patch"]["responses"] = {"204": {}}
    service = service_of(described)
    assert send(service, "POST", "/pets", b'{"name": "a"}').body == b""
    assert send(service, "PATCH", "/pets/1", b'{"name": "b"}').status == 204
    assert [each["name"] for each in json_body(send(service, "GET", "/pets"))] == ["b"]


def test_a_description_without_responses_is_served_too() -> None:
    sent = {"pet": body({"type": "object"})}
    item = {"petId": path({"type": "string"})}
    actions = {
        "list": {"method": "GET", "path": "/pets"},
        "post": {"method": "POST", "path": "/pets", "parameters": sent},
        "get": {"method": "GET", "path": "/pets/{petId}", "parameters": item},
        "delete": {"method": "DELETE", "path": "/pets/{petId}", "parameters": item},
    }
    service = service_of(api_with(actions))
    made = send(service, "POST", "/pets", b'{"name": "a"}')
    assert made.status == 201
    assert json_body(send(service, "GET", "/pets")) == [json_body(made)]
    assert send(service, "DELETE", f"/pets/{json_body(made)['id']}").status == 204


def test_the_ids_of_parents_are_told_where_items_have_a_place_for_them() -> None:
    item = {"properties": {"id": {"type": "integer"}, "shop_id": {"type": "integer"}}}
    actions = {
        "post": {"method": "POST", "path": "/shops/{shopId}/pets", "responses": ok(item, "201")},
        "get": {
            "method": "GET", "path": "/shops/{shopId}/pets/{petId}", "parameters": {"petId": path({"type": "integer"})},
            "responses": ok(item),
        },
    }  # fmt: skip
    service = service_of(api_with(actions, resource={"parameters": {"shopId": path({"type": "integer"})}}))
    assert json_body(send(service, "POST", "/shops/7/pets")) == {"id": 1, "shop_id": 7}


def test_moments_are_written_as_their_properties_want_them() -> None:
    item = {
        "properties": {
            "id": {"type": "string"}, "created": {"type": "integer"}, "updated_at": {"type": "string", "format": "date"},
        }
    }  # fmt: skip
    made = json_body(send(service_of(_keyed({"type": "string"}, item)), "POST", "/things", b"{}"))
    assert made["created"] > 1_700_000_000
    assert len(made["updated_at"]) == 10


def test_parts_of_a_form_become_properties_of_their_types_and_files_stay_outside() -> None:
    item = {"properties": {"id": {"type": "integer"}, "age": {"type": "integer"}, "photo": {}}}
    described = _keyed({"type": "integer"}, item)
    post = described["resources"]["things"]["actions"]["post"]
    post["parameters"] = {
        "age": {"in": "part", "schema": {"type": "integer"}},
        "photo": {"in": "part", "schema": {"type": "string", "file": True}},
    }
    with Client.mock(described) as client:
        assert client.things.post(age=3, photo=b"...") == {"age": 3, "id": 1}


def test_json_parts_are_kept_as_they_are() -> None:
    described = _keyed({"type": "integer"}, {"properties": {"id": {"type": "integer"}}})
    described["resources"]["things"]["actions"]["post"]["parameters"] = {"age": {"in": "part", "schema": {}}}
    with Client.mock(described) as client:
        assert client.things.post(age=[3]) == {"age": [3], "id": 1}


# --- collections that nobody can put anything into -------------------------------------------------------------------


def _read_only() -> dict[str, Any]:
    described = pets({"responses": ok({"type": "array", "items": {**PET, "examples": [{"id": 5, "name": "Rex"}]}})})
    for resource, names in (("pets", ["post"]), ("pet", ["put"])):
        for name in names:
            del described["resources"][resource]["actions"][name]
    return described


def test_a_collection_that_nobody_can_put_anything_into_has_an_example() -> None:
    service = service_of(_read_only())
    listed = json_body(send(service, "GET", "/pets"))
    assert [each["name"] for each in listed] == ["Rex"]
    assert json_body(send(service, "GET", f"/pets/{listed[0]['id']}"))["name"] == "Rex"


def test_any_item_of_such_a_collection_is_there_until_it_is_deleted() -> None:
    service = service_of(_read_only())
    assert json_body(send(service, "GET", "/pets/31"))["id"] == 31
    assert json_body(send(service, "PATCH", "/pets/31", b'{"name": "Max"}'))["name"] == "Max"
    assert send(service, "DELETE", "/pets/31").status == 204
    assert send(service, "GET", "/pets/31").status == 404
    assert json_body(send(service, "GET", "/pets")) == []


def test_a_property_that_cannot_be_made_up_is_left_out_of_a_made_item() -> None:
    described = _read_only()
    item = {"properties": {"id": {"type": "integer"}, "never": {"enum": []}}}
    described["resources"]["pet"]["actions"]["get"]["responses"] = ok(item)
    assert json_body(send(service_of(described), "GET", "/pets/2")) == {"id": 2}


# --- pages -----------------------------------------------------------------------------------------------------------

NUMBER = {"in": "query", "schema": {"type": "integer"}}
TEXT = {"in": "query", "schema": {"type": "string"}}


def _paged(paginate: dict[str, Any], parameters: dict[str, Any], answer: Any = None) -> Service:
    answer = answer or {"type": "object", "properties": {"items": {"type": "array", "items": PET}}}
    listing = {"paginate": {"items": "/items", **paginate}, "parameters": parameters, "responses": ok(answer)}
    service = service_of(pets(listing))
    for name in "abcde":
        _pet(service, name=name, kind="dog" if name in "bd" else "cat", age=ord(name))
    return service


def _names(answer: Any) -> str:
    return "".join(each["name"] for each in answer["items"])


def test_pages_may_be_counted_from_one() -> None:
    service = _paged({"style": "page", "page": "p", "size": "n", "first": 1}, {"p": NUMBER, "n": NUMBER})
    assert [_names(json_body(send(service, "GET", f"/pets?p={page}&n=2"))) for page in (1, 3, 4)] == ["ab", "e", ""]


def test_a_page_that_makes_no_sense_is_the_first() -> None:
    service = _paged({"style": "page", "page": "p"}, {"p": TEXT})
    assert _names(json_body(send(service, "GET", "/pets?p=one"))) == _names(
        json_body(send(service, "GET", "/pets?p=-1"))
    )


def test_offsets_skip_items() -> None:
    service = _paged({"style": "offset", "offset": "skip", "limit": "take"}, {"skip": NUMBER, "take": NUMBER})
    assert _names(json_body(send(service, "GET", "/pets?skip=1&take=3"))) == "bcd"


def test_cursors_lead_through_all_pages_and_end() -> None:
    answer = {"properties": {"items": {"type": "array", "items": PET}, "next": {"type": "string"}}}
    service = _paged(
        {"style": "cursor", "cursor": "at", "next": "/next", "size": "n"}, {"at": TEXT, "n": NUMBER}, answer
    )
    first = json_body(send(service, "GET", "/pets?n=3"))
    last = json_body(send(service, "GET", f"/pets?n=3&at={first['next']}"))
    assert (_names(first), _names(last), "next" in last) == ("abc", "de", False)


NEXTS: list[tuple[Any, Any]] = [
    ({"type": ["string", "null"]}, None),
    ({"type": "string"}, ""),
]


@pytest.mark.parametrize(("schema", "end"), NEXTS)
def test_a_cursor_that_must_be_told_is_empty_on_the_last_page(schema: Any, end: Any) -> None:
    answer = {"properties": {"items": {"type": "array", "items": PET}, "next": schema}, "required": ["next"]}
    service = _paged({"style": "cursor", "cursor": "at", "next": "/next"}, {"at": TEXT}, answer)
    assert json_body(send(service, "GET", "/pets"))["next"] == end


def test_the_end_of_pages_is_told_though_the_answer_has_to_be_mended() -> None:
    page = {"type": "object", "properties": {"next": {"type": "string"}}, "required": ["next"]}
    answer = {"properties": {"items": {"type": "array", "items": PET}, "page": page}, "required": ["page", "extra"]}
    service = _paged({"style": "cursor", "cursor": "at", "next": "/page/next"}, {"at": TEXT}, answer)
    assert json_body(send(service, "GET", "/pets"))["page"]["next"] == ""


def test_a_cursor_without_a_described_answer_ends_too() -> None:
    described = pets({"paginate": {"style": "cursor", "cursor": "at", "next": "/next"}, "parameters": {"at": TEXT}})
    described["resources"]["pets"]["actions"]["get"].pop("responses")
    described["resources"]["pets"]["actions"]["get"]["paginate"]["items"] = "/items"
    assert json_body(send(service_of(described), "GET", "/pets")) == {"items": []}


@pytest.mark.parametrize("cursor", ["bogus", "é", "ZnJvbSBub3doZXJl"])
def test_a_cursor_that_was_never_given_is_refused(cursor: str) -> None:
    service = _paged({"style": "cursor", "cursor": "at", "next": "/next"}, {"at": TEXT})
    answer = send(service, "GET", f"/pets?at={cursor}")
    assert answer.status == 400
    assert "not one of this server's" in json_body(answer)["message"]


def test_where_the_first_page_needs_a_cursor_any_leads_to_it() -> None:
    answer = {"properties": {"items": {"type": "array", "items": PET}, "next": {"type": "string"}}}
    required = {"at": {**TEXT, "required": True}, "n": NUMBER}
    service = _paged({"style": "cursor", "cursor": "at", "next": "/next", "size": "n"}, required, answer)
    first = json_body(send(service, "GET", "/pets?n=3&at=now"))
    assert (_names(first), _names(json_body(send(service, "GET", f"/pets?at={first['next']}")))) == ("abc", "de")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_pages_of_what_is_no_collection_have_an_end(method: str) -> None:
    item = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}
    answer = {"properties": {"found": {"type": "array", "items": item}, "next": {"type": "string"}}}
    paginate = {"style": "cursor", "cursor": "at", "next": "/next", "items": "/found"}
    search = {
        "method": method,
        "path": "/search",
        "parameters": {"at": TEXT},
        "paginate": paginate,
        "responses": ok(answer),
    }
    with Client.mock(api_with({"search": search}), validate_responses="raise") as client:
        assert [list(item) for item in client.things.search.items()] == [["id"]]


def test_the_key_of_the_last_item_leads_on_until_there_are_no_more() -> None:
    answer = {"properties": {"items": {"type": "array", "items": PET}, "more": {"type": "boolean"}}}
    paginate = {"style": "keyset", "cursor": "after", "key": "/name", "size": "n", "hasMore": "/more"}
    service = _paged(paginate, {"after": TEXT, "n": NUMBER}, answer)
    first, last = (json_body(send(service, "GET", f"/pets?n=3{each}")) for each in ("", "&after=c"))
    assert (_names(first), first["more"], _names(last), last["more"]) == ("abc", True, "de", False)


def test_a_key_that_no_item_has_is_refused() -> None:
    service = _paged({"style": "keyset", "cursor": "after", "key": "/no/such"}, {"after": TEXT})
    answer = send(service, "GET", "/pets?after=a")
    assert (answer.status, "no item has the key 'a'" in json_body(answer)["message"]) == (400, True)


def test_links_lead_through_all_pages() -> None:
    answer = {"properties": {"items": {"type": "array", "items": PET}, "next": {"type": "string"}}}
    service = _paged({"style": "link", "next": "/next", "size": "n"}, {"n": NUMBER}, answer)
    first = json_body(send(service, "GET", "/pets?n=4", Host="127.0.0.1:1"))
    assert first["next"] == "http://127.0.0.1:1/pets?n=4&position=4"
    last = json_body(send(service, "GET", first["next"].partition(":1")[2]))
    assert (_names(last), "next" in last) == ("e", False)


def test_links_may_stand_in_a_header() -> None:
    service = _paged({"style": "link", "next": "header", "size": "n"}, {"n": NUMBER})
    assert send(service, "GET", "/pets?n=4").headers == (
        ("Link", '<http://localhost/pets?n=4&position=4>; rel="next"'),
    )
    assert send(service, "GET", "/pets?n=4&position=4").headers == ()


def test_the_total_is_told_where_it_belongs() -> None:
    answer = {"properties": {"items": {"type": "array", "items": PET}, "meta": {"type": "object"}}}
    service = _paged({"style": "page", "page": "p", "total": "/meta/total"}, {"p": NUMBER}, answer)
    assert json_body(send(service, "GET", "/pets"))["meta"] == {"total": 5}


def test_what_is_usually_told_beside_the_items_is_told() -> None:
    words = ("count", "total", "page_number", "page-size", "offset", "totalPages", "limit", "has_more")
    numbers = {name: {"type": "boolean" if name == "has_more" else "integer"} for name in words}
    answer = {"properties": {"items": {"type": "array", "items": PET}, **numbers}}
    service = _paged({"style": "page", "page": "p", "size": "n", "first": 1}, {"p": NUMBER, "n": NUMBER}, answer)
    found = json_body(send(service, "GET", "/pets?p=2&n=2"))
    assert [found[name] for name in words] == [2, 5, 2, 2, 2, 3, 2, True]


SORTED: list[tuple[str, str]] = [
    ("by=name&how=desc", "edcba"),
    ("by=-name", "edcba"),
    ("by=age&how=ASC", "abcde"),
    ("by=kind", "acebd"),
    ("by=nothing.here", "abcde"),
    ("", "abcde"),
]


def test_numbers_of_any_size_are_sorted() -> None:
    key = Key("n")
    values = [10**400, 1.5, -(10**400), "x", 2]
    assert sorted(values, key=key.rank) == [-(10**400), 1.5, 2, 10**400, "x"]


@pytest.mark.parametrize(("asked", "names"), SORTED)
def test_lists_are_sorted_by_what_is_asked_for(asked: str, names: str) -> None:
    paginate = {"style": "page", "page": "p", "sort": {"field": "by", "direction": "how"}}
    service = _paged(paginate, {"p": NUMBER, "by": TEXT, "how": TEXT})
    assert _names(json_body(send(service, "GET", f"/pets?{asked}"))) == names


FILTERED: list[tuple[str, str]] = [
    ("where=name&what=B", "b"),
    ("where=kind&what=d*", "bd"),
    ("where=kind&what=D.*", ""),
    ("where=missing&what=*", ""),
    ("where=tags&what=re*", ""),
    ("what=b", "abcde"),
    ("kind=dog", "bd"),
    ("kind=dog&age=100", "d"),
]


@pytest.mark.parametrize(("asked", "names"), FILTERED)
def test_lists_are_filtered_by_what_is_asked_for(asked: str, names: str) -> None:
    paginate = {"style": "page", "page": "p", "filter": {"field": "where", "value": "what"}}
    parameters = {"p": NUMBER, "where": TEXT, "what": TEXT, "kind": TEXT, "age": NUMBER}
    assert _names(json_body(send(_paged(paginate, parameters), "GET", f"/pets?{asked}"))) == names


def test_a_filter_without_a_field_looks_everywhere() -> None:
    service = _paged({"style": "page", "page": "p", "filter": {"value": "q"}}, {"p": NUMBER, "q": TEXT})
    send(service, "POST", "/pets", b'{"name": "f", "kind": "bird", "tags": [{"x": "red"}, null]}')
    assert _names(json_body(send(service, "GET", "/pets?q=dog"))) == "bd"
    assert _names(json_body(send(service, "GET", "/pets?q=RED"))) == "f"


def test_a_list_whose_answer_has_no_body_is_empty_handed() -> None:
    described = pets(
        {"paginate": {"style": "page", "page": "p"}, "parameters": {"p": NUMBER}, "responses": {"204": {}}}
    )
    assert send(service_of(described), "GET", "/pets").status == 204


def test_a_list_stands_where_its_pointer_says_however_deep() -> None:
    answer = {"properties": {"a": {"properties": {"b": {"type": "array", "items": PET}}}}}
    listing = {"paginate": {"style": "page", "page": "p", "items": "/a/b"}, "parameters": {"p": NUMBER}}
    service = service_of(pets({**listing, "responses": ok(answer)}))
    _pet(service, name="x")
    assert [each["name"] for each in json_body(send(service, "GET", "/pets"))["a"]["b"]] == ["x"]


def test_the_errors_of_a_description_are_valid() -> None:
    assert json_body(send(service_of(pets()), "GET", "/pets/none")).keys() >= set(ERROR["required"])
