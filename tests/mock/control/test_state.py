"""Snapshots, and the way back: `restore` and `reset`."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from dynaclient import Client, DescriptionError, InvalidCall
from dynaclient.mock import MockServer
from dynaclient.mock.control import controlled
from dynaclient.mock.control.faults import Order
from dynaclient.mock.control.gate import Gate
from dynaclient.mock.exchange import MockRequest
from tests.support.mock_control import Desk, toys
from tests.support.mock_descriptions import api_with, body, json_body, ok, path, pets

DESCRIPTION = toys(pets())
SEED = {"/pets": [{"id": 2, "name": "Tom"}, {"name": "Rex"}], "/pets/2/toys": [{"id": "ball"}]}
SECRET = {"type": "object", "properties": {"id": {"type": "integer"}, "pin": {"type": "string", "secret": True}}}


def secretive() -> dict[str, Any]:
    """Return a description whose requests and responses have secrets."""
    described = pets()
    described["resources"]["pets"]["actions"]["post"]["parameters"]["pet"] = body(SECRET)
    return described


# --- snapshots -------------------------------------------------------------------------------------------------------


def test_a_snapshot_has_everything_in_order_and_restores_it() -> None:
    desk = Desk(DESCRIPTION)
    desk.controlled.seed(SEED)
    desk.send("DELETE", "/pets/1")
    desk.send("POST", "/pets", {"name": "Max"})
    snapshot = json.loads(json.dumps(desk.controlled.snapshot()))
    first, second = snapshot["collections"]
    assert (first["collection"], first["parents"], first["removed"]) == ("/pets", [], ["1"])
    assert [item["name"] for item in first["items"]] == ["Tom", "Max"]
    assert second == {"collection": "/pets/{petId}/toys", "parents": ["2"], "items": [{"petId": 2, "id": "ball"}]}
    for other in (desk, Desk(DESCRIPTION)):
        other.send("POST", "/pets", {"name": "Zoe"})
        other.controlled.restore(snapshot)
        assert sorted(other.controlled.snapshot()["collections"], key=str) == sorted(snapshot["collections"], key=str)
        assert other.send("GET", "/pets/1").status == 404
        assert json_body(other.send("POST", "/pets", {"name": "New"}))["id"] not in (1, 2, first["items"][1]["id"])


def test_a_snapshot_has_what_was_deleted_and_can_be_restored() -> None:
    described = pets()
    again = {"method": "POST", "path": "/pets/{petId}/restore", "parameters": {"petId": path({"type": "integer"})}}
    described["resources"]["more"] = {"actions": {"again": {**again, "responses": ok({})}}}
    desk = Desk(described)
    desk.controlled.seed({"/pets": [{"id": 1, "name": "Tom"}]})
    desk.send("DELETE", "/pets/1")
    snapshot = json.loads(json.dumps(desk.controlled.snapshot()))
    other = Desk(described)
    other.controlled.restore(snapshot)
    assert other.send("GET", "/pets/1").status == 404
    assert other.send("POST", "/pets/1/restore").status == 200
    assert json_body(other.send("GET", "/pets/1"))["name"] == "Tom"
    other.controlled.reset()
    assert other.controlled.snapshot() == {"collections": []}


def test_an_item_that_does_not_have_its_id_keeps_it() -> None:
    item = {"type": "object", "properties": {"id": {"type": "integer"}}}
    actions = {
        "get": {
            "method": "GET",
            "path": "/t/{key}",
            "parameters": {"key": path({"type": "string"})},
            "responses": ok({"type": "object"}),
        },
        "put": {
            "method": "PUT",
            "path": "/t/{key}",
            "parameters": {"key": path({"type": "string"}), "it": body(item)},
            "responses": ok(item),
        },
    }
    desk = Desk(api_with(actions))
    desk.send("PUT", "/t/a", {"id": 5})
    snapshot = desk.controlled.snapshot()
    assert snapshot == {"collections": [{"collection": "/t", "parents": [], "items": [{"id": 5}], "ids": ["a"]}]}
    desk.controlled.restore(snapshot)
    assert desk.controlled.snapshot() == snapshot
    assert json_body(desk.send("GET", "/t/a")) == {"id": 5}


def test_secrets_stay_unless_they_are_to_be_redacted() -> None:
    desk = Desk(secretive())
    desk.controlled.seed({"/pets": [{"id": 1, "pin": "s3cret", "name": "a"}]})
    assert desk.controlled.snapshot()["collections"][0]["items"] == [{"id": 1, "pin": "s3cret", "name": "a"}]
    assert desk.controlled.snapshot(redacted=True)["collections"][0]["items"] == [{"id": 1, "pin": "***", "name": "a"}]


def test_what_is_left_of_another_description_is_shown_with_what_may_be_secret_redacted() -> None:
    desk = Desk(DESCRIPTION)
    desk.store.collection("/old/{}", ["a"]).put("1", {"token": "s3cret", "in": [{"password": "s3cret"}]})
    plain = {"collection": "/old/{}", "parents": ["a"], "ids": ["1"]}
    shown = desk.controlled.snapshot(redacted=True)["collections"]
    assert shown == [{**plain, "items": [{"token": "***", "in": [{"password": "***"}]}]}]


@pytest.mark.parametrize(
    ("collection", "message"),
    [
        ({"collection": "/pots"}, "/pots (seed): the description has no collection with this path — did you mean /pets?"),
        ({"parents": ["1"]}, "/pets (snapshot): has 1 parents, and the path has 0 — leave out `parents`"),
        ({"collection": "/pets/{petId}/toys"}, "/pets/{petId}/toys (snapshot): has 0 parents, and the path has 1 — write the values of petId in `parents`"),
        ({"items": [{"id": 1}, {"id": 2}, {"id": 1}]}, "/pets.items[2] (snapshot): has the same id as the item 0 — leave out one of them"),
        ({"items": [{"name": "a"}]}, "/pets.items[0] (snapshot): has no id — add id"),
        ({"ids": ["1", "2"]}, "/pets.ids (snapshot): has 2 ids for 1 items — leave out `ids`, or write one for each item"),
    ],
)  # fmt: skip
def test_a_snapshot_that_does_not_fit_is_refused_and_changes_nothing(collection: dict[str, Any], message: str) -> None:
    desk = Desk(DESCRIPTION)
    desk.controlled.seed(SEED)
    before = desk.controlled.snapshot()
    snapshot = {"collections": [{"collection": "/pets", "items": [{"id": 1}], **collection}]}
    for change in (desk.controlled.restore, desk.controlled.seed):
        with pytest.raises(DescriptionError) as refused:
            change(snapshot)
        assert str(refused.value) == f"The snapshot has 1 problem:\n  {message}"
    assert desk.controlled.snapshot() == before


@pytest.mark.parametrize("value", [float("nan"), object(), b"a", "\ud800"])
def test_a_snapshot_that_is_not_json_data_is_refused(value: Any) -> None:
    server = MockServer(DESCRIPTION)
    snapshot = {"collections": [{"collection": "/pets", "items": [{"id": 1, "name": value}]}]}
    with pytest.raises(DescriptionError, match=r"snapshot \(snapshot\): has a value that JSON cannot represent: it"):
        server.restore(snapshot)
    server.close()


def test_a_snapshot_has_a_structure() -> None:
    with Client.mock(DESCRIPTION) as client:
        with pytest.raises(
            InvalidCall, match=r"restore: .*\n.*collectons \(body\): unknown property — did you mean collections"
        ):
            client.mock_server.restore({"collectons": []})
        with pytest.raises(
            DescriptionError, match=r"The snapshot has 1 problem:\n .*is missing the required property 'items'"
        ):
            client.mock_server.seed({"collections": [{"collection": "/pets"}]})


def test_a_snapshot_is_a_seed() -> None:
    desk, other = Desk(DESCRIPTION), Desk(DESCRIPTION)
    desk.controlled.seed(SEED)
    assert other.controlled.seed(desk.controlled.snapshot()) == 3
    assert other.controlled.snapshot() == desk.controlled.snapshot()


# --- back to the start -----------------------------------------------------------------------------------------------


def test_after_a_reset_everything_is_as_it_was_at_the_start() -> None:
    with Client.mock(DESCRIPTION, seed=SEED) as client:
        server = client.mock_server
        start = server.snapshot()
        for _ in range(2):
            client.pets.post(pet={"name": "Max"})
            client.pet.delete(petId=2)
            server.advance_clock(1000)
            server.delay_tokens(5)
            server.fail(status=500)
            server.reset()
            assert server.snapshot() == start
            assert (server.requests(), server._faults.active(), server._issuer.delay) == ([], [], 0)
            assert abs(server._issuer.clock.now() - time.time()) < 5
        server.seed({"/pets": [{"name": "Max"}]})
        server.restore(start)
        assert server.snapshot() == start


def test_a_reset_ends_all_sessions() -> None:
    described = pets(auth={"it": {"type": "bearer"}})
    server = MockServer(described)
    tokens = server._issuer.tokens
    from dynaclient.mock.issuer.tokens import ACCESS, Session

    value = tokens.issue(ACCESS, Session("a", "b", None), None)
    server.reset()
    assert tokens.find(value) is None
    server.close()


def test_a_reset_empties_a_file_without_a_seed_too(tmp_path: Path) -> None:
    with Client.mock(DESCRIPTION, store=tmp_path / "state.db") as client:
        client.pets.post(pet={"name": "Max"})
        client.mock_server.reset()
        assert client.mock_server.snapshot() == {"collections": []}
        assert client.pets.post(pet={"name": "Max"})["id"] == 1


def test_a_reset_waits_for_requests_in_flight_and_leaves_nothing_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(DESCRIPTION)
    entered, go_on = threading.Event(), threading.Event()
    handle = desk.controlled.service.handle

    def slow(request: MockRequest) -> Any:
        entered.set()
        go_on.wait(10)
        return handle(request)

    monkeypatch.setattr(desk.controlled.service, "handle", slow)
    request = threading.Thread(target=desk.send, args=("POST", "/pets", {"name": "Max"}))
    request.start()
    entered.wait(10)
    reset = threading.Thread(target=desk.controlled.reset)
    reset.start()
    reset.join(0.05)
    assert reset.is_alive()
    go_on.set()
    reset.join(10)
    request.join(10)
    assert (desk.controlled.snapshot(), desk.journal.all()) == ({"collections": []}, [])


TOKEN = b"grant_type=client_credentials&client_id=a&client_secret=b"


@pytest.mark.parametrize(
    ("change", "status", "left"),
    [
        (lambda controlled: controlled.reset(), 503, []),
        (lambda controlled: controlled.journal.clear(), 200, []),
        (lambda controlled: controlled.seed(SEED), 200, [1]),
    ],
)
def test_what_waits_for_a_token_is_not_waited_for_and_leaves_nothing_after_a_reset(
    change: Any, status: int, left: list[int]
) -> None:
    desk = Desk(DESCRIPTION)
    issuer = desk.controlled.issuer
    issuer.delay = 60
    statuses: list[int] = []
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    path = f"{issuer.url}/token"
    waiting = threading.Thread(target=lambda: statuses.append(desk.send("POST", path, TOKEN, **form).status))
    waiting.start()
    while not issuer.requests:
        time.sleep(0.001)
    begin = time.perf_counter()
    change(desk.controlled)
    assert time.perf_counter() - begin < 2
    issuer.reset()
    waiting.join(10)
    assert (statuses, [one.number for one in desk.journal.all()]) == ([status], left)
    assert bool(desk.store.rows("SELECT 1 FROM dynaclient_tokens", ())) == (status == 200)


def test_a_request_that_does_not_end_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(controlled, "PATIENCE", 0.01)
    desk = Desk(DESCRIPTION)
    with desk.controlled._gate.shared():
        desk.controlled.reset()
    assert desk.send("GET", "/pets").status == 200


@pytest.mark.parametrize("enter", [lambda gate: gate.exclusive(10), Gate.shared])
def test_changes_and_requests_wait_for_a_change(enter: Any) -> None:
    gate = Gate()
    order: list[str] = []

    def come_later() -> None:
        with enter(gate):
            order.append("second")

    with gate.exclusive(10):
        other = threading.Thread(target=come_later)
        other.start()
        other.join(0.05)
        order.append("first")
    other.join(10)
    assert order == ["first", "second"]


def test_a_change_that_is_interrupted_while_it_waits_holds_up_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate()

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    with gate.shared(), monkeypatch.context() as patched:
        patched.setattr(gate._changed, "wait", interrupt)
        with pytest.raises(KeyboardInterrupt), gate.exclusive(10):
            pass
    with gate.shared():
        assert gate._passing == 1


def test_a_change_that_fails_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(DESCRIPTION)
    desk.controlled.seed(SEED)
    before = desk.controlled.snapshot()
    monkeypatch.setattr(desk.journal, "clear", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        desk.controlled.reset()
    assert desk.controlled.snapshot() == before


def test_the_clock_is_moved_within_limits() -> None:
    server = MockServer(DESCRIPTION)
    for _ in range(5):
        server.advance_clock(10 * 365 * 24 * 3600)
    with pytest.raises(InvalidCall, match="moves the clock by more than 50 years in all — reset it first"):
        server.advance_clock(1)
    server.close()


def test_what_is_restored_has_changed_now_for_those_who_have_seen_it() -> None:
    described = pets()
    described["resources"]["pet"]["actions"]["get"]["responses"]["200"]["headers"] = {"Last-Modified": {}}
    desk = Desk(described)
    desk.controlled.begin_with({"/pets": [{"id": 1, "name": "Rex"}]})
    seen = dict(desk.send("GET", "/pets/1").headers)["Last-Modified"]
    assert desk.send("GET", "/pets/1", If_Modified_Since=seen).status == 304
    desk.controlled.issuer.clock.advance(10)
    desk.controlled.seed({"/pets": [{"id": 1, "name": "Tom"}]})
    response = desk.send("GET", "/pets/1", If_Modified_Since=seen)
    assert (response.status, json_body(response)["name"]) == (200, "Tom")


def test_orders_and_requests_are_there_before_and_after_the_server() -> None:
    server = MockServer(DESCRIPTION)
    server.fail("pets.get", status=503, times=1)
    with server:
        client = Client(DESCRIPTION, url=server.url, retries=0)
        with pytest.raises(Exception, match="503"):
            client.pets.get()
        client.close()
    server.assert_called("pets.get", times=1)
    assert server._listener is None
    assert server._faults.add(Order(status=500)).id == 2
