"""Actions on many items: deletions, changes and additions, what is left, and what their responses count."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from dynaclient import load
from dynaclient.mock.service import Service
from dynaclient.mock.state.store import Store
from tests.support.mock_descriptions import api_with, body, json_body, ok, path, send, service_of

TEXT = {"type": "string"}
COUNT = {"type": "integer"}
IDS = {"type": "array", "items": TEXT}
PET = {
    "type": "object",
    "properties": {
        "id": TEXT, "name": TEXT, "kind": TEXT, "age": COUNT, "updatedAt": {"type": "string", "format": "date-time"},
    },
}  # fmt: skip
PETS = {"type": "array", "items": PET}
DONE = {"type": "object", "properties": {"success": {"type": "boolean"}, "removed": COUNT, "failed": COUNT}}


def act(
    method: str, where: str, sent: Any = None, schema: Any = None, status: str = "200", **more: Any
) -> dict[str, Any]:
    """Return an action; `sent` is the schema of its body, `schema` that of its response."""
    parameters = {**({} if sent is None else {"body": body(sent)}), **more.pop("parameters", {})}
    responses = ok(schema, status) if schema else {"204": {}}
    return {"method": method, "path": where, "parameters": parameters, "responses": responses, **more}


def query(schema: Any = None, **more: Any) -> dict[str, Any]:
    return {"in": "query", "schema": schema or TEXT, **more}


def with_pets(actions: Mapping[str, Any], count: int = 4) -> Service:
    """Return a service with pets, whose ids are a, b, c …: cats, and each other one a dog."""
    one = {"petId": path(TEXT)}
    usual = {
        "list": act("GET", "/pets", schema=PETS),
        "make": act("POST", "/pets", {}, PET),
        "read": act("GET", "/pets/{petId}", schema=PET, parameters=one),
        "remove": act("DELETE", "/pets/{petId}", parameters=one),
    }
    service = service_of(api_with({**usual, **actions}))
    for number in range(count):
        pet = {"id": chr(97 + number), "name": f"n{number}", "kind": "cat" if number % 2 else "dog", "age": number}
        send(service, "POST", "/pets", json.dumps(pet).encode())
    return service


def left(service: Service) -> str:
    return "".join(pet["id"] for pet in json_body(send(service, "GET", "/pets")))


# --- deletions -------------------------------------------------------------------------------------------------------

SELECTING = {"type": "object", "properties": {"ids": IDS, "kind": TEXT}}
QUERY = {"type": "object", "properties": {"$and": {}, "kind": {}}}
LIMITED = {"limit": query(), "ageMin": query(COUNT)}
BY_KIND = {"kind": query()}
FILTER = {"properties": {"filter": QUERY}}
DELETIONS: list[tuple[str, Any, str, Any, str, Any]] = [
    ("a list of ids", act("POST", "/pets/delete", SELECTING, DONE), "/pets/delete", {"ids": ["a", "d", "z"]}, "bc",
     {"success": True, "removed": 2, "failed": 1}),
    ("those that are there", act("POST", "/pets/delete", SELECTING, {"properties": {"failed": COUNT, "skipped": COUNT}}), "/pets/delete",
     {"ids": ["a", "z", "z"]}, "bcd", {"failed": 1, "skipped": 0}),
    ("those that are not skipped", act("POST", "/pets/delete", SELECTING, {"properties": {"skippedCount": COUNT}}), "/pets/delete",
     {"ids": ["a", "z"]}, "bcd", {"skippedCount": 1}),
    ("a property", act("POST", "/pets:batchDelete", SELECTING, COUNT), "/pets:batchDelete", {"kind": "cat"}, "ac", 2),
    ("a whole body of ids", act("POST", "/pets/bulk-delete", IDS, DONE), "/pets/bulk-delete", ["a"], "bcd",
     {"success": True, "removed": 1, "failed": 0}),
    ("a query", act("POST", "/pets/delete-many", QUERY, DONE), "/pets/delete-many", {"kind": "dog"}, "bd",
     {"success": True, "removed": 2, "failed": 0}),
    ("a query in a body", act("POST", "/pets/remove", FILTER, PETS), "/pets/remove", {"filter": {"kind": "dog"}}, "bd",
     "bd"),
    ("all of them", act("POST", "/pets/truncate", None, DONE), "/pets/truncate", None, "",
     {"success": True, "removed": 4, "failed": 0}),
    ("the method", act("DELETE", "/pets", parameters=BY_KIND), "/pets?kind=cat", None, "ac", None),
    ("the method alone", act("DELETE", "/pets", parameters=BY_KIND), "/pets", None, "", None),
    ("the default", act("DELETE", "/pets", parameters={"kind": query({"enum": ["cat", "dog", "all"]}, default="cat")}), "/pets", None, "ac", None),
    ("at most as many", act("DELETE", "/pets", schema=DONE, parameters=LIMITED), "/pets?limit=1&ageMin=2", None, "abd",
     {"success": True, "removed": 1, "failed": 0}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("action", "target", "sent", "rest", "expected"), [row[1:] for row in DELETIONS], ids=[row[0] for row in DELETIONS]
)
def test_many_are_deleted_and_counted(action: Any, target: str, sent: Any, rest: str, expected: Any) -> None:
    service = with_pets({"bulk": action})
    response = send(service, action["method"], target, b"" if sent is None else json.dumps(sent).encode())
    shown = json_body(response) if response.body else None
    assert (left(service), "".join(pet["id"] for pet in shown) if isinstance(shown, list) else shown) == (
        rest,
        expected,
    )


DELETES = {"mock": {"behavior": "deleteMany", "collection": "/pets"}}
BY_WEIGHT = {"q": query({"type": "object", "properties": {"$or": {}, "weight": {}}}, style="json")}
OLDER = {"properties": {"olderThan": COUNT}}
SELECTORS = {name: query() for name in ("filter", "filterField", "sortField", "sortDirection", "limit", "kind", "ids")}
NOTED = {"behavior": "create", "collection": "/notes", "forEach": "/pets"}
MEANINGLESS: list[tuple[str, Any, str, Any, tuple[str, ...]]] = [
    ("unknown", act("DELETE", "/pets", parameters={"olderThan": query()}), "?olderThan=3", None, ("olderThan",)),
    ("unknown in a body", act("POST", "/pets/delete", OLDER, DONE), "", {"olderThan": 3}, ("body",)),
    ("what is restored", act("POST", "/pets/restore", {}, DONE, parameters=SELECTORS), "?filter=z", {}, ("filter",)),
    ("a pattern without its property", act("DELETE", "/pets", parameters=SELECTORS), "?filter=z", None, ("filter",)),
    ("a property without its pattern", act("DELETE", "/pets", parameters=SELECTORS), "?filterField=kind", None, ("filterField",)),
    ("no such property to sort by", act("DELETE", "/pets", parameters=SELECTORS), "?sortField=x&limit=1", None, ("sortField",)),
    ("nothing to reverse", act("DELETE", "/pets", parameters=SELECTORS), "?sortDirection=desc&limit=1", None, ("sortDirection",)),
    ("an empty value", act("DELETE", "/pets", parameters=SELECTORS), "?kind=", None, ("kind",)),
    ("a limit that is no number", act("DELETE", "/pets", parameters=SELECTORS), "?limit=x", None, ("limit",)),
    ("a change", act("PATCH", "/pets", PET, DONE, parameters=SELECTORS, mock={"behavior": "updateMany"}), "?filter=z", {"name": "Z"}, ("filter",)),
    ("no number", act("DELETE", "/pets", parameters={"age": query()}) | DELETES, "?age=old", None, ("age",)),
    ("what no item has", act("DELETE", "/pets", parameters=BY_WEIGHT) | DELETES, "?q=%7B%22weight%22:5%7D", None, ("q.weight",)),
    ("for each", act("POST", "/notes", {}, DONE, parameters=SELECTORS, mock=NOTED), "?filter=z", {"text": "t"}, ("filter",)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("action", "search", "sent", "named"), [row[1:] for row in MEANINGLESS], ids=[row[0] for row in MEANINGLESS]
)
def test_nothing_is_changed_by_an_argument_that_selects_nothing(
    action: Any, search: str, sent: Any, named: tuple[str, ...]
) -> None:
    service = with_pets({"bulk": action})
    before = json_body(send(service, "GET", "/pets"))
    content = b"" if sent is None else json.dumps(sent).encode()
    response = send(service, action["method"], action["path"] + search, content)
    assert response.status == 501
    assert tuple(problem["name"] for problem in json_body(response)["problems"]) == named
    assert json_body(send(service, "GET", "/pets")) == before


LATEST = {"behavior": "latest", "collection": "/pets/{petId}/notes"}
READS = [
    ("count", act("GET", "/pets/count", schema=COUNT, parameters=SELECTORS)),
    ("first", act("GET", "/eldest", schema=DONE, parameters=SELECTORS, mock={"behavior": "first", "collection": "/pets"})),
    ("distinct", act("GET", "/kinds", schema=IDS, parameters=SELECTORS, mock={"behavior": "distinct", "collection": "/pets", "property": "kind"})),
    ("latest", act("GET", "/notes", schema=PET, parameters=SELECTORS, mock=LATEST)),
    ("series", act("GET", "/notes", schema=PET, parameters=SELECTORS, mock={**LATEST, "behavior": "series"})),
]  # fmt: skip


@pytest.mark.parametrize("action", [row[1] for row in READS], ids=[row[0] for row in READS])
def test_what_is_read_names_an_argument_that_selects_nothing(action: Any) -> None:
    service = with_pets(
        {"bulk": action, "notes": act("GET", "/pets/{petId}/notes", schema=PETS, parameters={"petId": path(TEXT)})}
    )
    response = send(service, "GET", f"{action['path']}?filter=z")
    assert (response.status, response.ignored) == (200, ("filter",))


def test_a_response_without_anything_that_was_done_is_not_stored() -> None:
    service = with_pets({"bulk": act("POST", "/pets/delete", SELECTING, TEXT)})
    assert send(service, "POST", "/pets/delete", b'{"ids": ["a"]}').origin == "generated"
    assert left(service) == "bcd"


def test_what_is_selected_by_ids_may_be_identified_by_another_name() -> None:
    item = {"type": "object", "properties": {"uuid": TEXT, "name": TEXT}}
    actions = {
        "make": act("POST", "/boxes", item, item),
        "list": act("GET", "/boxes", schema={"type": "array", "items": item}),
        "read": act("GET", "/boxes/{box_uuid}", schema=item, parameters={"box_uuid": path(TEXT)}),
        "bulk": act("POST", "/boxes/delete", {"properties": {"ids": IDS}}, DONE),
    }
    service = service_of(api_with(actions))
    key, _ = (json_body(send(service, "POST", "/boxes", b"{}"))["uuid"] for _ in range(2))
    done = json_body(send(service, "POST", "/boxes/delete", json.dumps({"ids": [key]}).encode()))
    assert (done["removed"], len(json_body(send(service, "GET", "/boxes")))) == (1, 1)


def test_what_is_deleted_can_be_restored() -> None:
    actions = {
        "delete": act("POST", "/pets/delete", SELECTING, DONE),
        "restore": act("POST", "/pets/restore", SELECTING, {"properties": {"restored": COUNT, "failed": COUNT}}),
        "undelete": act("PATCH", "/pets/{petId}/undelete", None, PET, parameters={"petId": path(TEXT)}),
    }
    service = with_pets(actions)
    send(service, "POST", "/pets/delete", b'{"ids": ["a", "b", "c"]}')
    send(service, "DELETE", "/pets/d")
    assert json_body(send(service, "POST", "/pets/restore", b'{"ids": ["a", "x"]}')) == {"restored": 1, "failed": 1}
    assert json_body(send(service, "PATCH", "/pets/d/undelete"))["name"] == "n3"
    assert json_body(send(service, "PATCH", "/pets/d/undelete"))["name"] == "n3"
    assert send(service, "PATCH", "/pets/x/undelete").status == 404
    assert sorted(left(service)) == ["a", "d"]


def test_what_is_below_a_deleted_item_goes_with_it_and_does_not_come_back() -> None:
    one = {"petId": path(TEXT)}
    notes = {
        "notes": act("GET", "/pets/{petId}/notes", schema=PETS, parameters=one),
        "note": act("POST", "/pets/{petId}/notes", {}, PET, parameters=one),
        "clear": act("DELETE", "/pets/{petId}/notes", parameters=one),
        "again": act("POST", "/pets/{petId}/notes/restore", {}, DONE, parameters=one),
        "delete": act("POST", "/pets/delete", SELECTING, DONE),
        "restore": act("POST", "/pets/restore", SELECTING, DONE),
    }
    service = with_pets(notes)
    for key in "ab":
        for _ in range(2):
            send(service, "POST", f"/pets/{key}/notes", b"{}")
            send(service, "DELETE", f"/pets/{key}/notes")
        send(service, "POST", f"/pets/{key}/notes", b"{}")
    send(service, "POST", "/pets/delete", b'{"ids": ["a"]}')
    assert [send(service, "GET", f"/pets/{key}/notes").status for key in "ab"] == [404, 200]
    send(service, "POST", "/pets/restore", b'{"ids": ["a"]}')
    for key, count in (("a", 0), ("b", 3)):
        send(service, "POST", f"/pets/{key}/notes/restore", b"{}")
        assert len(json_body(send(service, "GET", f"/pets/{key}/notes"))) == count


def test_a_single_item_is_deleted_as_one() -> None:
    actions = {
        method.lower(): act(method, "/cart", PET if method == "PUT" else None, PET)
        for method in ("GET", "PUT", "DELETE")
    }
    roles = service_of(api_with(actions)).roles
    assert {(role.behavior, role.is_single) for role in roles.all()} == {
        ("read", True),
        ("replace", True),
        ("delete", True),
    }


def test_the_deleted_ones_are_listed_if_a_mock_declares_it() -> None:
    listing = act("GET", "/pets", schema=PETS, parameters={"gone": query()}, mock={"filter": {"gone": "deleted"}})
    service = with_pets({"list": listing, "restore": act("POST", "/pets/restore", SELECTING, DONE)})
    send(service, "DELETE", "/pets/a")
    listed = [json_body(send(service, "GET", f"/pets{target}")) for target in ("", "?gone=false", "?gone=true")]
    assert ["".join(pet["id"] for pet in pets) for pets in listed] == ["bcd", "bcd", "a"]


# --- additions and changes -------------------------------------------------------------------------------------------

CREATED = {"type": "object", "properties": {"count": COUNT, "petIds": IDS, "createdAt": TEXT}}
WRAPPED = {"type": "object", "properties": {"rows": PETS, "note": TEXT}}
NEW = [{"id": "x", "name": "x"}, {"id": "y", "name": "y"}]
ADDITIONS: list[tuple[str, Any, str, Any, Any]] = [
    ("a list", act("POST", "/pets", {}, CREATED), "/pets", NEW, {"count": 2, "petIds": ["x", "y"]}),
    ("a list that comes back", act("POST", "/pets", {}, PETS), "/pets", NEW, ["x", "y"]),
    ("a list under a name", act("POST", "/pets/batch", WRAPPED, CREATED), "/pets/batch", {"rows": NEW, "note": "n"},
     {"count": 2, "petIds": ["x", "y"]}),
    ("one in place of several", act("POST", "/pets/import", {"type": "array"}, {"properties": {"items": PETS}}), "/pets/import",
     NEW[:1], {"items": [{"id": "x", "name": "x"}]}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("action", "target", "sent", "expected"), [row[1:] for row in ADDITIONS], ids=[row[0] for row in ADDITIONS]
)
def test_each_item_of_a_list_is_added(action: Any, target: str, sent: Any, expected: Any) -> None:
    service = with_pets({"make" if target == "/pets" else "bulk": action}, count=0)
    shown = json_body(send(service, "POST", target, json.dumps(sent).encode()))
    ids = [pet["id"] for pet in shown] if isinstance(shown, list) else shown
    if isinstance(shown, dict) and "items" in shown:
        ids = {"items": [{name: item[name] for name in ("id", "name")} for item in shown["items"]]}
    assert (ids, left(service)) == (expected, "xy" if len(str(sent)) > 40 or sent == NEW else "x")


FULL = {
    "type": "object",
    "properties": {
        "id": COUNT,
        "name": TEXT,
        "note": TEXT,
        "pin": {"type": "string", "secret": True},
        "key": {"type": "string", "secret": True, "readOnly": True},
        "score": {**COUNT, "readOnly": True},
    },
}
ALL = {"type": "array", "items": FULL}
ONE = {"id": 1, "name": "n"}
SHOWN: list[tuple[str, Any, Any]] = [
    ("a list", ALL, [ONE]),
    ("a list under a name", {"properties": {"pets": ALL}}, {"pets": [ONE]}),
    ("a list, and how many", {"properties": {"data": ALL, "count": COUNT}, "required": ["count"]}, {"data": [ONE], "count": 1}),
    ("how many were created", {"properties": {"created": COUNT, "updatedAt": TEXT}}, {"created": 1}),
    ("their ids", {"properties": {"ids": {"type": "array"}}}, {"ids": ["1"]}),
]  # fmt: skip


@pytest.mark.parametrize("target", ["/pets/batch", "/pets"])
@pytest.mark.parametrize(("schema", "expected"), [row[1:] for row in SHOWN], ids=[row[0] for row in SHOWN])
def test_what_is_added_by_a_list_is_stored_without_anything_that_was_not_sent(
    schema: Any, expected: Any, target: str
) -> None:
    usual = {
        "make": act("POST", "/pets", FULL, FULL),
        "list": act("GET", "/pets", schema=ALL),
        "read": act("GET", "/pets/{petId}", schema=FULL, parameters={"petId": path(COUNT)}),
    }
    service = service_of(api_with({**usual, "make" if target == "/pets" else "bulk": act("POST", target, ALL, schema)}))
    response = send(service, "POST", target, b'[{"name": "n"}]').body
    shown = json.loads(re.sub(rb',"key":"mock-\w+"', b"", response))
    assert (b"mock-" in response) is (b"name" in response)
    assert (shown, json_body(send(service, "GET", "/pets"))) == (expected, [ONE])


def test_the_response_to_an_addition_has_what_a_mock_declares() -> None:
    mock = {
        "behavior": "create",
        "collection": "/pets",
        "response": {"/job": "id"},
        "values": {"kind": "/body/of", "x": {}},
    }
    action = act("POST", "/orders", {}, {"properties": {"job": TEXT, "success": {"type": "boolean"}}}, mock=mock)
    service = with_pets({"order": action}, count=0)
    shown = json_body(send(service, "POST", "/orders", b'{"name": "n"}'))
    assert (shown["success"], left(service)) == (True, shown["job"])


NUMBERED = {"type": "object", "properties": {"id": COUNT, "name": TEXT}}
NUMBERS = {"type": "array", "items": COUNT}
NEWER = {"behavior": "create", "collection": "/pets", "response": {"/new/id": "id"}}
TYPED: list[tuple[str, Any, Any, Any]] = [
    ("new ones", act("POST", "/pets/batch", {"type": "array"}, {"properties": {"ids": NUMBERS}}), [{}, {}], {"ids": [3, 4]}),
    ("those that are gone", act("POST", "/pets/delete", {"properties": {"ids": NUMBERS}}, {"properties": {"petIds": NUMBERS}}),
     {"ids": [2]}, {"petIds": [2]}),
    ("where a mock has it", act("POST", "/orders", {}, {"properties": {"new": {"properties": {"id": {"type": ["integer", "null"]}}}}}, mock=NEWER),
     {}, {"new": {"id": 3}}),
    ("one of several types", act("POST", "/orders", {}, {"properties": {"new": {"properties": {"id": {"anyOf": [COUNT, {"type": "null"}]}}}}}, mock=NEWER),
     {}, {"new": {"id": 3}}),
    ("a string", act("POST", "/orders", {}, {"properties": {"new": {"properties": {"id": TEXT}}}}, mock=NEWER), {}, {"new": {"id": "3"}}),
    ("a count as a string", act("POST", "/pets/delete", {"properties": {"ids": NUMBERS}}, {"properties": {"n": TEXT}}, mock={"response": {"/n": "count"}}),
     {"ids": [1, 2]}, {"n": "2"}),
]  # fmt: skip


@pytest.mark.parametrize(("action", "sent", "expected"), [row[1:] for row in TYPED], ids=[row[0] for row in TYPED])
def test_ids_and_counts_have_the_type_that_the_response_declares(action: Any, sent: Any, expected: Any) -> None:
    one = {"petId": path(COUNT)}
    usual = {
        "make": act("POST", "/pets", {}, NUMBERED),
        "list": act("GET", "/pets", schema={"type": "array", "items": NUMBERED}),
        "read": act("GET", "/pets/{petId}", schema=NUMBERED, parameters=one),
    }
    service = service_of(api_with({**usual, "bulk": action}))
    for _ in range(2):
        send(service, "POST", "/pets", b"{}")
    assert json_body(send(service, "POST", action["path"], json.dumps(sent).encode())) == expected


def test_each_item_of_a_list_is_changed_by_its_id() -> None:
    service = with_pets({"bulk": act("PATCH", "/pets/update", {"type": "array"}, COUNTED)})
    sent = json.dumps([{"id": "a", "name": "A"}, {"id": "z"}, {"id": "b", "age": 7}, {"id": "a", "age": 9}]).encode()
    assert json_body(send(service, "PATCH", "/pets/update", sent)) == {"updated": 3, "failed": 1}
    pets = json_body(send(service, "GET", "/pets"))
    assert [(pet["name"], pet["age"]) for pet in pets[:2]] == [("A", 9), ("n1", 7)]


LISTED = {"type": "object", "properties": {"pets": ALL, "notify": {"default": False}}}
COUNTED = {"properties": {"updated": COUNT, "failed": COUNT}}
BATCH: list[tuple[str, Any, Any, tuple[str, ...], list[Any]]] = [
    ("a list is added", act("POST", "/pets/batch", ALL, ALL), [{"name": "n", "pin": "1"}, {"score": 2}], ("body.1.score",),
     [{"name": "n"}, {}]),
    ("a list under a name is added", act("POST", "/pets/batch", LISTED, COUNTED), {"pets": [{"name": "n", "score": 2}], "notify": True, "items": [1]},
     ("body.notify", "body.items", "body.pets.0.score"), [{"name": "n"}]),
    ("what is usual is not named", act("POST", "/pets/batch", LISTED, COUNTED), {"pets": [{"name": "n"}], "notify": False}, (), [{"name": "n"}]),
    ("a list is changed", act("PATCH", "/pets/update", ALL, COUNTED), [{"id": 7, "name": "x"}, {"id": 1, "name": "n", "score": 2}], ("body.1.score",),
     [{"name": "n"}]),
    ("a list under a name is changed", act("PATCH", "/pets/update", LISTED, COUNTED), {"pets": [{"id": 1, "name": "n", "score": 2}], "notify": True},
     ("body.notify", "body.pets.0.score"), [{"name": "n"}]),
    ("all are changed", act("PATCH", "/pets", FULL, COUNTED, mock={"behavior": "updateMany"}), {"name": "n", "score": 2}, ("body.score",),
     [{"name": "n"}]),
    ("a list is put", act("PUT", "/pets", ALL, COUNTED, mock={"behavior": "put"}), [{"id": 1, "name": "n", "score": 2}], ("body.0.score",),
     [{"name": "n"}]),
    ("nothing is put", act("PUT", "/pets", ALL, COUNTED, mock={"behavior": "put"}), [], (), [{"name": "old"}]),
    ("for each", act("POST", "/notes", FULL, COUNTED, mock={"behavior": "create", "collection": "/notes", "forEach": "/pets"}), {"name": "n", "score": 2},
     ("body.score",), [{"name": "old"}]),
]  # fmt: skip


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(
    ("action", "sent", "ignored", "stored"), [row[1:] for row in BATCH], ids=[row[0] for row in BATCH]
)
def test_what_several_items_have_in_vain_is_named(
    action: Any, sent: Any, ignored: tuple[str, ...], stored: list[Any], *, strict: bool
) -> None:
    usual = {
        "make": act("POST", "/pets", FULL, FULL),
        "list": act("GET", "/pets", schema=ALL),
        "read": act("GET", "/pets/{petId}", schema=FULL, parameters={"petId": path(COUNT)}),
    }
    service = Service(load(api_with({**usual, "bulk": action})), None, Store(), strict=strict)
    old = [] if action["path"] == "/pets/batch" else [{"id": 1, "name": "old"}]
    for pet in old:
        send(service, "POST", "/pets", json.dumps(pet).encode())
    response = send(service, action["method"], action["path"], json.dumps(sent).encode())
    pets = json_body(send(service, "GET", "/pets"))
    if strict and ignored:
        assert (response.status, pets) == (501, old)
        assert tuple(problem["name"] for problem in json_body(response)["problems"]) == ignored
    else:
        assert response.ignored == ignored
        assert [{name: pet[name] for name in pet if name != "id"} for pet in pets] == stored


@pytest.mark.parametrize("method", ["PATCH", "POST", "PUT"])
def test_a_list_with_something_else_than_objects_is_refused(method: str) -> None:
    behavior = {"PATCH": "updateMany", "POST": "createMany", "PUT": "put"}[method]
    service = with_pets(
        {"bulk": act(method, "/all", {"type": "array"}, DONE, mock={"behavior": behavior, "collection": "/pets"})}
    )
    response = send(service, method, "/all", b'[{"id": "a", "name": "A"}, 5]')
    assert (response.status, b"item 1 of the body is not one" in response.body) == (400, True)
    assert json_body(send(service, "GET", "/pets/a"))["name"] == "n0"


def test_of_a_list_only_those_are_changed_that_are_selected() -> None:
    action = act("PATCH", "/pets/update", PETS, COUNTED, parameters=BY_KIND)
    service = with_pets({"bulk": action})
    sent = b'[{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]'
    assert json_body(send(service, "PATCH", "/pets/update?kind=cat", sent)) == {"updated": 1, "failed": 1}
    assert [pet["name"] for pet in json_body(send(service, "GET", "/pets"))] == ["n0", "B", "n2", "n3"]


CHANGES: list[tuple[str, dict[str, Any], str, Any]] = [
    ("the body", {}, "/pets?kind=cat", {"name": "new"}),
    ("a query beside it", {}, "/pets", {"name": "new", "query": {"kind": "cat"}}),
    ("what a mock names", {"values": {"": "/body/changes"}}, "/pets", {"ids": ["b", "d"], "changes": {"name": "new"}, "note": "n"}),
    ("a value of a mock", {"values": {"name": "/body/to"}, "filter": {"/body/of": {"kind": "eq"}}}, "/pets", {"of": "cat", "to": "new"}),
    ("a constant", {"values": {"name": {"value": "new"}}}, "/pets?kind=cat", {}),
    ("another word", {"values": {"name": {"argument": ["/body/x", "/body/y"], "words": {"n": "new"}}}}, "/pets?kind=cat", {"y": "n"}),
]  # fmt: skip


@pytest.mark.parametrize(("mock", "target", "sent"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_the_selected_ones_are_changed(mock: Any, target: str, sent: Any) -> None:
    sendable = {"properties": {"ids": IDS, "name": TEXT, "query": QUERY}}
    action = act("PATCH", "/pets", sendable, COUNT, parameters=BY_KIND, mock={"behavior": "updateMany", **mock})
    service = with_pets({"bulk": action})
    assert json_body(send(service, "PATCH", target, json.dumps(sent).encode())) == 2
    pets = json_body(send(service, "GET", "/pets"))
    assert [pet["name"] for pet in pets] == ["n0", "new", "n2", "new"]
    assert [set(pet) - set(PET["properties"]) for pet in pets] == [set()] * 4


# --- what is counted, and the first ----------------------------------------------------------------------------------


@pytest.mark.parametrize("schema", [COUNT, {"properties": {"count": COUNT}}], ids=["number", "object"])
def test_the_selected_ones_are_counted(schema: Any) -> None:
    service = with_pets({"count": act("GET", "/pets/count", schema=schema, parameters=BY_KIND)})
    shown = json_body(send(service, "GET", "/pets/count?kind=cat"))
    assert shown in (2, {"count": 2})


def test_a_search_lists_the_collection() -> None:
    service = with_pets({"search": act("POST", "/pets/search", QUERY, PETS)})
    found = json_body(send(service, "POST", "/pets/search", b'{"kind": "cat"}'))
    assert [pet["id"] for pet in found] == ["b", "d"]


def test_the_first_one_is_returned_with_how_many_there_are() -> None:
    mock = {
        "behavior": "first",
        "collection": "/pets",
        "sort": "-age",
        "response": {"/pet": "item", "/id": "id", "/size": "bytes"},
    }
    schema = {"properties": {"pet": PET, "total": COUNT, "size": COUNT, "id": TEXT}}
    service = with_pets({"first": act("GET", "/eldest", schema=schema, parameters=BY_KIND, mock=mock)})
    shown = json_body(send(service, "GET", "/eldest?kind=dog"))
    assert (shown["pet"]["id"], shown["total"]) == ("c", 2)
    assert shown["size"] > 80
    assert "pet" not in json_body(send(service, "GET", "/eldest?kind=cow"))


DISTINCT = [("", ["cat", "dog"]), ("?starts=c", ["cat"]), ("?ageMin=3", ["cat"]), ("?starts=x", [])]


@pytest.mark.parametrize(("target", "expected"), DISTINCT)
def test_the_values_of_a_property_are_listed_each_once(target: str, expected: list[str]) -> None:
    mock = {
        "behavior": "distinct",
        "collection": "/pets",
        "property": "kind",
        "filter": {"starts": {"kind": "startsWith"}},
    }
    parameters = {"starts": query(), "ageMin": query(COUNT)}
    service = with_pets(
        {"kinds": act("GET", "/kinds", schema={"properties": {"kinds": IDS}}, parameters=parameters, mock=mock)}
    )
    assert json_body(send(service, "GET", f"/kinds{target}")) == {"kinds": expected}


# --- for each, inside, put -------------------------------------------------------------------------------------------

SENT = {"type": "object", "properties": {"ids": IDS, "text": TEXT}}
NOTE = {"type": "object", "properties": {"id": TEXT, "text": TEXT, "petId": TEXT}}
NOTES: dict[str, Any] = {
    "notes": act("GET", "/pets/{petId}/notes", schema={"type": "array", "items": NOTE}, parameters={"petId": path(TEXT)}),
    "note": act("POST", "/pets/{petId}/notes", NOTE, NOTE, parameters={"petId": path(TEXT)}),
    "all": act("POST", "/notes", SENT, COUNT, mock={"behavior": "create", "collection": "/pets/{petId}/notes"}),
    "none": act("DELETE", "/notes", SENT, COUNT, mock={"behavior": "deleteMany", "collection": "/pets/{petId}/notes"}),
    "walk": act("POST", "/walks", SENT, COUNT, mock={"behavior": "create", "collection": "/walks", "forEach": "/pets"}),
    "walks": act("GET", "/walks", schema={"type": "array", "items": NOTE}),
}  # fmt: skip


def test_an_action_is_done_for_each_of_the_parents_that_are_selected() -> None:
    service = with_pets(NOTES)
    assert json_body(send(service, "POST", "/notes", b'{"ids": ["a", "b", "z"], "text": "t"}')) == 2
    assert [len(json_body(send(service, "GET", f"/pets/{key}/notes"))) for key in "abc"] == [1, 1, 0]
    assert json_body(send(service, "GET", "/pets/a/notes"))[0]["text"] == "t"
    assert json_body(send(service, "DELETE", "/notes", b'{"ids": ["a"]}')) == 1
    assert json_body(send(service, "GET", "/pets/a/notes")) == []


def test_what_is_added_for_each_has_its_id() -> None:
    service = with_pets(NOTES)
    send(service, "POST", "/walks", b'{"ids": ["a", "b"], "text": "t"}')
    walks = json_body(send(service, "GET", "/walks"))
    assert [(walk["petId"], walk["text"], "ids" in walk) for walk in walks] == [("a", "t", False), ("b", "t", False)]


def test_parents_that_are_named_count_where_nothing_is_stored() -> None:
    service = with_pets(NOTES, count=0)
    assert json_body(send(service, "POST", "/notes", b'{"ids": ["p", "q"], "text": "t"}')) == 2
    assert len(json_body(send(service, "GET", "/pets/q/notes"))) == 1


TOY = {"type": "object", "properties": {"name": TEXT, "size": COUNT, "serial": {**COUNT, "readOnly": True}}}
INSIDE: dict[str, Any] = {
    "toys": act("GET", "/pets/{petId}/toys", schema={"type": "array", "items": TOY}),
    "give": act("POST", "/pets/{petId}/toys", TOY, {"properties": {**PET["properties"], "toys": {}}}),  # type: ignore[dict-item]
    "toy": act("GET", "/pets/{petId}/toys/{name}", schema=TOY, parameters={"name": path(TEXT)}),
    "change": act("PATCH", "/pets/{petId}/toys/{name}", TOY, TOY, parameters={"name": path(TEXT)}),
    "take": act("DELETE", "/pets/{petId}/toys/{name}", parameters={"name": path(TEXT)}),
}
for _action in INSIDE.values():
    _action["parameters"]["petId"] = path(TEXT)
    _action["mock"] = {"inside": "toys"}


def _with_toys(count: int = 1) -> Service:
    service = with_pets(INSIDE, count)
    for name in ("ball", "bone"):
        send(service, "POST", "/pets/a/toys", json.dumps({"name": name, "size": 1}).encode())
    return service


@pytest.mark.parametrize("count", [1, 0], ids=["an owner", "no owner"])
def test_a_collection_may_be_a_list_inside_an_item(count: int) -> None:
    service = _with_toys(count)
    send(service, "PATCH", "/pets/a/toys/ball", b'{"size": 5}')
    assert json_body(send(service, "GET", "/pets/a/toys/ball")) == {"name": "ball", "size": 5}
    assert send(service, "POST", "/pets/a/toys", b'{"name": "ball"}').status == 409
    send(service, "DELETE", "/pets/a/toys/bone")
    assert [toy["name"] for toy in json_body(send(service, "GET", "/pets/a/toys"))] == ["ball"]
    assert send(service, "GET", "/pets/a/toys/bone").status == 404


def test_an_item_inside_another_gets_an_id() -> None:
    service = _with_toys()
    send(service, "POST", "/pets/a/toys", b'{"size": 3}')
    toys = json_body(send(service, "GET", "/pets/a/toys"))
    assert (len(toys), toys[2]["size"], bool(toys[2]["name"])) == (3, 3, True)


def test_a_list_that_nothing_adds_to_is_that_of_its_owner() -> None:
    listing = {**INSIDE["toys"], "path": "/pets/{petId}/friends", "mock": {"behavior": "list", "inside": "friends"}}
    service = with_pets({"friends": listing}, count=0)
    send(service, "POST", "/pets", b'{"id": "a", "friends": [{"name": "b"}]}')
    assert json_body(send(service, "GET", "/pets/a/friends")) == [{"name": "b"}]


def test_an_action_on_a_list_inside_an_item_returns_the_item_where_it_declares_that() -> None:
    service = _with_toys()
    response = send(service, "POST", "/pets/a/toys", b'{"name": "rope", "serial": 5}')
    assert (response.origin, response.ignored) == ("stored", ("body.serial",))
    shown = json_body(response)
    assert (shown["name"], [toy["name"] for toy in shown["toys"]]) == ("n0", ["ball", "bone", "rope"])


def test_the_list_of_an_item_that_is_gone_is_not_found() -> None:
    service = _with_toys()
    send(service, "DELETE", "/pets/a")
    assert send(service, "GET", "/pets/a/toys").status == 404


MAP = {"type": "object", "additionalProperties": {}}
ENTRY = {"type": "object", "properties": {"key": TEXT, "value": {}}}
VALUES: dict[str, Any] = {
    "values": act("GET", "/values", schema=MAP, mock={"behavior": "list", "id": "key"}),
    "set": act("PATCH", "/values", ENTRY, DONE, mock={"behavior": "put", "collection": "/values", "id": "key"}),
    "put": act("PUT", "/values", ENTRY, ENTRY, mock={"behavior": "put", "collection": "/values", "id": "key"}),
    "clear": act(
        "DELETE", "/values", schema=MAP, mock={"behavior": "deleteMany", "collection": "/values", "id": "key"}
    ),
}


def test_values_are_stored_by_their_keys() -> None:
    service = service_of(api_with(VALUES))
    for value in (1, {"a": 2}):
        assert json_body(send(service, "PATCH", "/values", json.dumps({"key": "k", "value": value}).encode()))[
            "success"
        ]
    assert json_body(send(service, "PUT", "/values", b'{"key": "l", "value": 3}')) == {"key": "l", "value": 3}
    assert json_body(send(service, "GET", "/values")) == {"k": {"a": 2}, "l": 3}
    send(service, "PATCH", "/values", b'{"key": "l", "value": null}')
    assert json_body(send(service, "GET", "/values")) == {"k": {"a": 2}}
    assert json_body(send(service, "DELETE", "/values")) == {}


def test_what_was_inferred_is_said_in_words() -> None:
    service = with_pets({"bulk": DELETIONS[0][1], "count": act("GET", "/pets/count", schema=COUNT)})
    lines = [str(role) for role in service.roles.all()]
    assert "things.bulk deletes those selected from /pets, id: petId" in lines
    assert "things.count counts those selected in /pets, id: petId" in lines
