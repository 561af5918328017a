from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from dynaclient import (
    BadResponse,
    Client,
    InvalidCall,
    OutcomeUnknown,
    RateLimited,
    ServerError,
    UnknownName,
)
from dynaclient.mock import MockServer
from dynaclient.mock.control.faults import Faults, Order
from dynaclient.mock.exchange import Delivery
from dynaclient.testing import reset_retry_state
from tests.mock.test_logins import logging_in
from tests.support.mock_control import Desk
from tests.support.mock_descriptions import ERROR, api_with, json_body, ok, pets


@pytest.fixture
def desk() -> Desk:
    return Desk(pets())


def statuses(desk: Desk, number: int = 4, target: str = "/pets") -> list[int]:
    return [desk.send("GET", target).status for _ in range(number)]


# --- which calls -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        ([], [200, 200, 200, 200]),
        ([Order(status=500)], [500, 500, 500, 500]),
        ([Order("pets.get", status=500, times=2)], [500, 500, 200, 200]),
        ([Order("pets.*", status=500, times=1)], [500, 200, 200, 200]),
        ([Order("pet.get", status=500)], [200, 200, 200, 200]),
        ([Order(status=503, times=1), Order("pets.get", status=429, times=2)], [503, 429, 429, 200]),
        ([Order(status=500, probability=0.5, seed=1)], [500, 200, 200, 500]),
        ([Order(status=500, probability=0.5, seed=2), Order(status=503)], [503, 503, 500, 500]),
    ],
)
def test_a_call_fails_by_the_first_order_that_is_for_it(desk: Desk, orders: list[Order], expected: list[int]) -> None:
    for order in orders:
        desk.faults.add(order)
    first = statuses(desk)
    assert [status if status >= 400 else 200 for status in first] == first == expected


def test_an_order_that_is_used_up_is_listed_no_more(desk: Desk) -> None:
    one, two = (desk.faults.add(Order(status=500, times=times)) for times in (1, None))
    statuses(desk, 3)
    assert (desk.faults.active(), one.uses, one.left, two.uses, two.left) == ([two], 1, 0, 2, None)


def test_a_fault_ends_with_its_block_or_when_it_is_ended(desk: Desk) -> None:
    with desk.faults.add(Order(status=500)) as fault:
        assert statuses(desk, 1) == [500]
    fault.end()
    other = desk.faults.add(Order("*", status=503, times=3))
    assert statuses(desk, 1) == [503]
    other.end()
    assert statuses(desk, 1) == [200]
    assert repr(other) == "<Fault 2: * status=503 times=3, used 1 times>"


def test_all_faults_are_cleared() -> None:
    faults = Faults()
    faults.add(Order(status=500))
    faults.clear()
    assert (faults.active(), faults.take("pets.get")) == ([], None)


# --- what is responded -----------------------------------------------------------------------------------------------


def test_an_action_that_fails_by_a_status_does_nothing_and_its_error_has_the_format_of_the_api(desk: Desk) -> None:
    desk.faults.add(Order("pets.post", status=503, retry_after=1.2))
    response = desk.send("POST", "/pets", {"name": "Rex"})
    assert json_body(response) == {
        "type": "ServiceUnavailable",
        "message": "this is the 503 Service Unavailable that a test ordered",
    }
    assert ("Retry-After", "2") in response.headers
    assert json_body(desk.send("GET", "/pets")) == []


def test_an_error_that_is_described_is_valid_and_a_status_may_have_no_name() -> None:
    error = {"type": "object", "properties": {"code": {"type": "integer"}, "detail": {"type": "string"}}}
    responses = {"200": {"schema": {}}, "499": {"schema": {**error, "required": ["code", "detail"]}}}
    desk = Desk(
        api_with({"do": {"method": "GET", "path": "/do", "responses": responses}}, errors={"message": "/detail"})
    )
    desk.faults.add(Order(status=499))
    assert json_body(desk.send("GET", "/do")) == {"code": 499, "detail": "this is the 499 that a test ordered"}


@pytest.mark.parametrize(
    ("order", "delivery"),
    [
        ({"delay": 2}, Delivery(delay=2)),
        ({"cut": 3, "drip": 0.5}, Delivery(cut=3, drip=0.5)),
        ({"drop": True}, Delivery(drop=True)),
        ({"cut": 0}, Delivery(cut=0)),
    ],
)
def test_without_a_status_the_action_is_done_and_its_response_is_sent_otherwise(
    desk: Desk, order: dict[str, Any], delivery: Delivery
) -> None:
    desk.faults.add(Order("pets.post", times=1, **order))
    response = desk.send("POST", "/pets", {"name": "Rex"})
    assert (response.status, response.delivery, json_body(response)["name"]) == (201, delivery, "Rex")
    assert [item["name"] for item in json_body(desk.send("GET", "/pets"))] == ["Rex"]
    assert desk.send("GET", "/pets").delivery is None


def test_a_status_may_be_late_too(desk: Desk) -> None:
    desk.faults.add(Order(status=500, delay=1))
    response = desk.send("GET", "/pets")
    assert (response.status, response.delivery) == (500, Delivery(delay=1))


def test_a_request_that_is_rejected_uses_no_fault_up(desk: Desk) -> None:
    fault = desk.faults.add(Order(status=500, times=1))
    assert [desk.send("GET", target).status for target in ("/pets/x", "/nothing", "/pets?a=1")] == [400, 404, 400]
    assert fault.left == 1


def test_a_stream_that_is_shared_by_all_is_cut_for_one_call_only() -> None:
    responses = {"200": {"stream": "ndjson", "schema": {"type": "object"}}}
    desk = Desk(api_with({"do": {"method": "GET", "path": "/do", "responses": responses}}))
    desk.faults.add(Order(cut=5, times=1))
    assert [desk.send("GET", "/do").delivery for _ in range(2)] == [Delivery(cut=5), None]


# --- over sockets ----------------------------------------------------------------------------------------------------


def test_a_client_retries_what_a_server_was_ordered_to_refuse() -> None:
    reset_retry_state()
    with Client.mock(pets(), seed={"/pets": [{"id": 1, "name": "Rex"}]}) as client:
        server = client.mock_server
        with server.fail("pet.get", status=503, times=2) as fault:
            assert client.pet.get(petId=1)["name"] == "Rex"
        assert fault.uses == 2
        server.assert_called("pet.get", times=3, petId=1)
        with server.fail("pets.*", status=429, retry_after=7), pytest.raises(RateLimited) as limited:
            client.with_options(retries=0).pets.get()
        assert (limited.value.retry_after, limited.value.type) == (7, "TooManyRequests")
        server.fail(status=500, probability=1.0)
        with pytest.raises(ServerError):
            client.with_options(retries=0).pet.delete(petId=1)
        server.clear_faults()
        reset_retry_state()
        assert client.pet.delete(petId=1) is None


STREAM = {"method": "GET", "path": "/lines", "responses": {"200": {"stream": "ndjson", "schema": {"type": "object"}}}}


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    described = pets()
    described["resources"]["lines"] = {"actions": {"get": STREAM}}
    with Client.mock(described, seed={"/pets": [{"id": 1, "name": "Rex"}]}, retries=0, timeout=0.5) as client:
        yield client


@pytest.mark.parametrize(
    ("order", "error"),
    [
        ({"drop": True}, "the server closed the connection without a response"),
        ({"cut": 3}, "the response was cut off; its status is 200"),
        ({"cut": 0}, "the response was cut off; its status is 200"),
        ({"delay": 5}, "timed out waiting for the response "),
        ({"drip": 0.4}, "timed out waiting for the response; its status is 200"),
        ({"delay": 0.05}, None),
        ({"cut": 10_000}, None),
    ],
)
def test_what_is_ordered_of_a_response_happens_to_the_client(
    client: Client, order: dict[str, Any], error: str | None
) -> None:
    call = partial(client.pet.patch, petId=1, pet={"age": 5})
    with client.mock_server.fail("pet.patch", times=1, **order) as failure:
        if error is None:
            assert call()["age"] == 5
        else:
            with pytest.raises(OutcomeUnknown, match=error):
                call()
    assert failure.uses == 1
    assert client.pet.get(petId=1)["age"] == 5  # the action was done


def test_a_stream_is_cut_off(client: Client) -> None:
    assert len(list(client.lines.get())) > 0
    with client.mock_server.fail("lines.get", cut=1), pytest.raises(BadResponse):
        list(client.lines.get())


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, r"fault \(option\): has nothing that fails — pass a status, delay, cut, drip or drop"),
        ({"delay": 0, "drop": False}, "has nothing that fails"),
        ({"status": 200}, r"status \(option\): 200 is less than the minimum of 400"),
        ({"status": True}, r"status \(option\): expected type integer or null, got true"),
        ({"status": "503"}, r"status \(option\): expected type"),
        ({"delay": -1}, r"delay \(option\): -1 is less"),
        ({"delay": float("inf")}, "delay"),
        ({"cut": 1.5}, r"cut \(option\)"),
        ({"status": 500, "times": 0}, r"times \(option\): 0 is less"),
        ({"status": 500, "probability": 0}, r"probability \(option\): 0 is not more than 0"),
        ({"status": 500, "retry_after": -1}, r"retry_after \(option\): -1 is less"),
        ({"retry_after": 1}, r"retry_after \(option\): needs a status beside it"),
        ({"action": 5, "delay": 1}, r"action \(option\): expected type string"),
        ({"staus": 500}, r"fail: .*\s+staus \(option\): is not an option — did you mean status\?"),
        ({"action": "pets.get", "x": 1}, r"x \(option\): is not an option — one of: status, retry_after, delay, "),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidCall, match=message):
        MockServer(pets()).fail(**given)


def test_the_options_of_a_failure_are_passed_by_name() -> None:
    fail: Any = MockServer(pets()).fail
    with pytest.raises(InvalidCall, match="has a value after it — pass options by name: status="):
        fail("pets.get", 500)


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("pets.gett", "No action 'pets.gett'; did you mean pets.get"),
        ("pots.*", r"No action matches 'pots.\*'; did you mean pets\.\*"),
        ("pet.gett?", r"No action matches 'pet.gett\?'; did you mean pet.get or "),
        ("pets", r"'pets' is a resource, and not an action; did you mean pets\.\*\?"),
    ],
)
def test_an_action_that_does_not_exist_is_refused(action: str, message: str) -> None:
    with pytest.raises(UnknownName, match=message):
        MockServer(pets()).fail(action, status=500)


def test_actions_are_named_in_either_spelling() -> None:
    server = MockServer(api_with({"doIt": {"method": "GET", "path": "/do", "responses": ok(ERROR)}}))
    named = [server.fail(name, status=500).order.action for name in ("things.do_it", "things.doIt", "things.do_*")]
    assert named == ["things.doIt", "things.doIt", "things.do_*"]


def test_a_login_that_fails_uses_up_nothing_that_was_sent() -> None:
    desk = Desk(logging_in())
    with desk.faults.add(Order("session.post", status=503)):
        assert desk.send("POST", "/session", {"email": "a", "password": "b"}).status == 503
    assert desk.controlled.issuer.requests == 0
    assert json_body(desk.send("POST", "/session", {"email": "a", "password": "b"}))["token"]
    assert desk.controlled.issuer.requests == 1
