"""Shallow nesting: items that are created below a parent, and read at a path without it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dynaclient.mock.exchange import GENERATED, STORED
from dynaclient.mock.paths import names_in
from dynaclient.mock.service import Service
from tests.mock.test_items import INTEGER, STRING, properties
from tests.support.mock_descriptions import api_with, body, json_body, ok, path, send, service_of

TASK = properties(id=INTEGER, name=STRING, projectId=INTEGER)
KEY = path({"type": "integer"})


def action(method: str, where: str, **more: Any) -> dict[str, Any]:
    """Return an action whose path parameters are integers, and which returns a task; the keys of `more` are its own."""
    names = names_in(where)
    sent = {"task": body(TASK)} if method in ("POST", "PUT", "PATCH") else {}
    found = {
        "method": method,
        "path": where,
        "parameters": {**dict.fromkeys(names, KEY), **sent},
        "responses": ok(TASK),
    }
    return {**found, **more}


def listing(where: str, **more: Any) -> dict[str, Any]:
    """Return an action that lists tasks."""
    return action("GET", where, responses=ok({"type": "array", "items": TASK}), **more)


NESTED, FLAT = "/projects/{projectId}/tasks", "/tasks/{taskId}"
DELETED: dict[str, Any] = {"204": {}}


def actions(flat: str = FLAT, **more: Any) -> dict[str, Any]:
    """Return the actions on tasks below projects, and on each of them at another path."""
    project = "/projects/{projectId}"
    return {
        "add": action("POST", NESTED), "list": listing(NESTED), "all": listing("/tasks"), "get": action("GET", flat),
        "put": action("PUT", flat), "patch": action("PATCH", flat), "delete": action("DELETE", flat, responses=DELETED),
        "comment": action("POST", f"{flat}/comments"), "comments": listing(f"{flat}/comments"),
        "note": action("POST", f"{project}/notes"), "notes": listing(f"{project}/notes"),
        "reply": action("GET", "/comments/{commentId}"), "start": action("POST", "/projects"), "projects": listing("/projects"),
        "read": action("GET", project), "end": action("DELETE", project, responses=DELETED), **more,
    }  # fmt: skip


def service(**more: Any) -> Service:
    return service_of(api_with(actions(**more)))


def add(tried: Service, where: str, **task: Any) -> int:
    """Create an item, and return its id."""
    made = json_body(send(tried, "POST", where, json.dumps(task).encode()))
    return int(made["id"])


def names(tried: Service, where: str) -> list[str]:
    return [task["name"] for task in json_body(send(tried, "GET", where))]


def test_an_item_is_read_changed_and_deleted_without_its_parent() -> None:
    tried = service()
    first, second = add(tried, "/projects/1/tasks", name="a"), add(tried, "/projects/2/tasks", name="b")
    assert json_body(send(tried, "GET", f"/tasks/{first}")) == {"id": first, "name": "a", "projectId": 1}
    send(tried, "PATCH", f"/tasks/{first}", b'{"name": "c"}')
    send(tried, "PUT", f"/tasks/{second}", b'{"name": "d"}')
    assert json_body(send(tried, "GET", "/projects/2/tasks")) == [{"id": second, "name": "d", "projectId": 2}]
    assert [names(tried, where) for where in ("/projects/1/tasks", "/tasks")] == [["c"], ["c", "d"]]
    assert send(tried, "DELETE", f"/tasks/{first}").origin == STORED
    assert [send(tried, method, f"/tasks/{first}").status for method in ("GET", "DELETE")] == [404, 404]
    assert [names(tried, where) for where in ("/projects/1/tasks", "/tasks")] == [[], ["d"]]


def test_items_go_with_their_parent_and_what_is_below_them_too() -> None:
    tried = service()
    project = add(tried, "/projects", name="p")
    kept, task = add(tried, "/projects/9/tasks", name="b"), add(tried, f"/projects/{project}/tasks", name="a")
    comment = add(tried, f"/tasks/{task}/comments", name="x")
    add(tried, f"/projects/{project}/notes", name="n")
    assert send(tried, "GET", f"/comments/{comment}").status == 200
    send(tried, "DELETE", f"/projects/{project}")
    gone = (f"/tasks/{task}", f"/tasks/{task}/comments", f"/comments/{comment}", f"/projects/{project}/notes")
    assert [send(tried, "GET", where).status for where in gone] == [404] * 4
    assert (names(tried, "/tasks"), names(tried, f"/tasks/{kept}/comments")) == (["b"], [])


def test_what_is_below_an_item_goes_when_that_is_deleted_without_its_parent() -> None:
    tried = service()
    task = add(tried, "/projects/1/tasks", name="a")
    comment = add(tried, f"/tasks/{task}/comments", name="x")
    send(tried, "DELETE", f"/tasks/{task}")
    assert [send(tried, "GET", where).status for where in (f"/tasks/{task}/comments", f"/comments/{comment}")] == [
        404
    ] * 2


def test_an_id_is_taken_whatever_the_parent() -> None:
    tried = service()
    add(tried, "/projects/1/tasks", id=7, name="a")
    assert send(tried, "POST", "/projects/2/tasks", b'{"id": 7}').status == 409


def test_the_property_with_the_name_of_the_flat_parameter_is_the_id() -> None:
    task = {"properties": {"InvoiceID": STRING, "name": STRING}}
    where, one = "/customers/{customerId}/invoices", "/invoices/{InvoiceID}"
    tried = service_of(api_with({
        "add": action("POST", where, responses=ok(task)),
        "get": action("GET", one, parameters={"InvoiceID": path(STRING)}, responses=ok(task)),
    }))  # fmt: skip
    made = json_body(send(tried, "POST", "/customers/1/invoices", b'{"name": "a"}'))
    assert made.keys() == {"InvoiceID", "name"}
    assert json_body(send(tried, "GET", f"/invoices/{made['InvoiceID']}")) == made


COMMENTS = "/repos/{repo}/issues/{issue}/comments"
OTHER = properties(size=INTEGER, color=STRING)


@pytest.mark.parametrize(
    ("described", "expected"),
    [
        (actions(), NESTED),
        # Beside other parents; the last segment may have an ending.
        ({"add": action("POST", COMMENTS), "get": action("GET", "/repos/{repo}/issues/comments/{comment}")}, COMMENTS),
        ({"add": action("POST", "/a/{a}/b.json"), "get": action("PATCH", "/b/{id}.json")}, "/a/{a}/b.json"),
        ({"add": action("POST", NESTED), "get": action("DELETE", FLAT, responses=DELETED)}, NESTED),
        (actions(own=action("GET", f"{NESTED}/{{task}}")), NESTED),
        # Something else can be created at the flat path, or is there.
        (actions(own=action("POST", "/tasks")), "/tasks"),
        (actions(get=action("GET", FLAT, responses=ok(OTHER))), "/tasks"),
        (actions(own=action("GET", f"{NESTED}/{{color}}", responses=ok(OTHER))), "/tasks"),
        # What is sent is only the id of an item that is there; what is listed may be a selection.
        (actions(add=action("POST", NESTED, parameters={"projectId": KEY, "task": body({"properties": {"taskId": INTEGER}})})), "/tasks"),
        ({**actions(), "add": listing("/projects/{projectId}/others")}, "/tasks"),
        # Several parents; what the description says.
        (actions(other=action("POST", "/sections/{section}/tasks")), "/tasks"),
        (actions(get=action("GET", FLAT, mock={"collection": "/tasks"})), "/tasks"),
        (actions(add=action("POST", NESTED, mock={"behavior": "respond"})), "/tasks"),
        (
            actions(
                other=action("POST", "/sections/{section}/tasks"),
                get=action("GET", FLAT, mock={"collection": NESTED}),
            ),
            NESTED,
        ),
    ],
)  # fmt: skip
def test_a_nested_collection_is_found_or_is_left_apart(described: Any, expected: str) -> None:
    roles = {role.action: role for role in service_of(api_with(described)).roles.all()}
    assert roles["things.get"].collection == expected
    assert f" {expected}, id: " in str(roles["things.get"])


def test_a_description_names_the_collection_of_items_without_a_parent() -> None:
    mock = {"mock": {"collection": NESTED}}
    where = {"get": action("GET", FLAT, **mock), "delete": action("DELETE", FLAT, responses=DELETED, **mock)}
    tried = service(other=action("POST", "/sections/{section}/tasks"), all=listing("/tasks", **mock), **where)
    task = add(tried, "/projects/1/tasks", name="a")
    add(tried, "/sections/1/tasks", name="b")
    assert (json_body(send(tried, "GET", f"/tasks/{task}"))["name"], names(tried, "/tasks")) == ("a", ["a"])
    comment = add(tried, f"/tasks/{task}/comments", name="x")
    send(tried, "DELETE", f"/tasks/{task}")
    gone = (f"/tasks/{task}", f"/comments/{comment}")
    assert [send(tried, "GET", where).status for where in gone] == [404, 404]
    assert send(tried, "POST", "/projects/2/tasks", json.dumps({"id": task}).encode()).status == 200


def test_items_that_no_action_creates_are_those_of_any_parent() -> None:
    mock = {"mock": {"collection": NESTED}}
    described = {"list": listing(NESTED), "all": listing("/tasks", **mock), "get": action("GET", FLAT, **mock)}
    tried = service_of(api_with({**described, "patch": action("PATCH", FLAT, **mock)}))
    [task] = json_body(send(tried, "GET", "/projects/1/tasks"))
    listed = send(tried, "GET", "/tasks")
    assert (json_body(listed), listed.origin) == ([task], GENERATED)
    send(tried, "PATCH", f"/tasks/{task['id']}", b'{"name": "a"}')
    assert [send(tried, "GET", where).origin for where in ("/tasks", "/projects/1/tasks")] == [STORED] * 2
    assert names(tried, "/projects/1/tasks") == ["a"]


def test_several_items_of_parents_that_are_in_no_collection_are_deleted() -> None:
    clear = action("DELETE", "/tasks", responses=DELETED, mock={"behavior": "deleteMany", "collection": NESTED})
    tried = service_of(api_with({"add": action("POST", NESTED), "list": listing(NESTED), "clear": clear}))
    for project in (1, 2):
        add(tried, f"/projects/{project}/tasks", name="a")
    assert send(tried, "DELETE", "/tasks").status == 204
    assert [names(tried, f"/projects/{project}/tasks") for project in (1, 2)] == [[], []]


BY_NAME = {"name": {"in": "query", "schema": STRING}}
COUNTED = ok({"type": "object", "properties": {"deleted": INTEGER, "updated": INTEGER, "count": INTEGER}})


def test_several_items_of_all_parents_are_counted_changed_and_deleted() -> None:
    named = {"parameters": BY_NAME, "responses": COUNTED}
    tried = service(
        clear={"method": "DELETE", "path": "/tasks", **named},
        count={"method": "GET", "path": "/tasks/count", **named},
        change={"method": "PATCH", "path": "/tasks", **named, "mock": {"behavior": "updateMany"},
                "parameters": {**BY_NAME, "task": body(TASK)}},
    )  # fmt: skip
    send(tried, "POST", "/projects", b'{"id": 1, "name": "a"}')
    for name in ("a", "b"):
        add(tried, "/projects/1/tasks", name=name)
    assert json_body(send(tried, "GET", "/tasks/count?name=b"))["count"] == 1
    assert send(tried, "PATCH", "/tasks?name=b", b'{"name": "c"}').status == 200
    assert names(tried, "/projects/1/tasks") == ["a", "c"]
    assert json_body(send(tried, "DELETE", "/tasks?name=a"))["deleted"] == 1
    assert names(tried, "/projects/1/tasks") == ["c"]


def test_the_location_of_an_item_is_where_it_is_read() -> None:
    tried = service(add=action("POST", NESTED, responses={"201": {}}))
    made = send(tried, "POST", "/projects/1/tasks", b'{"id": 7}')
    assert dict(made.headers)["Location"] == "/tasks/7"
