from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from dynaclient import BadRequest, Client, NotFound
from dynaclient.messages import Headers
from dynaclient.mock import MockServer
from dynaclient.mock.control import description
from dynaclient.mock.control.controlled import ControlledService
from dynaclient.mock.control.description import control_api
from dynaclient.mock.control.endpoints import _ENDPOINTS, Control
from dynaclient.mock.control.redacting import Declared
from dynaclient.mock.exchange import Handled, MockRequest, MockResponse
from dynaclient.mock.http.cors import Origins
from tests.support.mock_control import HOST, Desk, toys
from tests.support.mock_descriptions import pets

DESCRIPTION = toys({**pets(), "title": "Pets"})
SEED = {"/pets": [{"id": 1, "name": "Rex"}, {"id": 2, "name": "Tom"}]}


@pytest.fixture
def desk() -> Desk:
    desk = Desk(DESCRIPTION)
    desk.controlled.begin_with(SEED)
    return desk


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[MockServer, Client]]:
    """Start a server, and return it with a client of its endpoints that validates each response."""
    server = MockServer(DESCRIPTION, seed=SEED)
    with server, Client(control_api(), url=server.url, validate_responses="raise") as client:
        yield server, client


@pytest.fixture
def control(served: tuple[MockServer, Client]) -> Client:
    served[0].reset()
    return served[1]


# --- what each endpoint does, as it is described ---------------------------------------------------------------------


def test_each_described_action_is_there() -> None:
    assert set(_ENDPOINTS) == set(control_api().actions)


def test_health_and_actions(control: Client) -> None:
    assert control.health.get() == {"status": "ok", "title": "Pets", "actions": 10, "stateful": 10}
    listed = control.actions.get()["actions"]
    assert listed[1] == {
        "name": "pets.post", "method": "POST", "path": "/pets", "behavior": "create", "collection": "/pets", "summary": "",
    }  # fmt: skip


def test_state(control: Client, served: tuple[MockServer, Client]) -> None:
    before = control.state.get()
    assert before == control.state.get(redacted=True) == served[0].snapshot()
    assert control.seed.post(seed={"/pets": [{"id": 3, "name": "Max"}]}) == {"items": 1}
    assert control.seed.post(seed=before) == {"items": 2}
    assert len(control.state.get()["collections"][0]["items"]) == 3
    assert control.state.put(snapshot=before) is None
    assert control.state.get() == before
    control.seed.post(seed={"/pets": [{}]})
    assert control.reset.post() is None
    assert control.state.get() == before


def test_requests(control: Client, served: tuple[MockServer, Client]) -> None:
    assert control.requests.get()["requests"] == []
    with Client(DESCRIPTION, url=served[0].url, validate="off") as client:
        for number in (1, 2):
            client.pet.get(petId=number)
        with pytest.raises(BadRequest):
            client.pet.get(petId="x")
        client.pets.get()
    found = control.requests.get()
    numbers = [one["number"] for one in found["requests"]]
    first = numbers[0]
    assert (numbers, found["first"], found["last"]) == ([first, first + 1, first + 2, first + 3], first, first + 3)
    assert {key: found["requests"][1][key] for key in ("method", "path", "action", "arguments", "problems", "status", "ignored")} == {
        "method": "GET", "path": "/pets/2", "action": "pet.get", "arguments": {"petId": 2}, "problems": [], "status": 200, "ignored": [],
    }  # fmt: skip
    assert found["requests"][2]["problems"][0]["name"] == "petId"
    assert control.requests.get(limit=1)["requests"][0]["number"] == first + 3
    page = control.requests.get(since=first, limit=2)
    assert ([one["number"] for one in page["requests"]], page["last"]) == ([first + 1, first + 2], first + 2)
    assert control.requests.get(since=first + 3) == {"requests": [], "first": first, "last": first + 3}
    assert [one["action"] for one in control.requests.get(action="pets.*")["requests"]] == ["pets.get"]
    whole = control.request.get(number=first)
    assert json.loads(whole["response"]["body"]) == {"id": 1, "name": "Rex"}
    assert whole["request"]["headers"]["Accept"] == "application/json"
    assert control.requests.delete() is None
    assert control.requests.get() == {"requests": [], "first": None, "last": first + 3}
    with pytest.raises(NotFound, match=f"the request {first} is not kept"):
        control.request.get(number=first)


def test_verification(control: Client, served: tuple[MockServer, Client]) -> None:
    with Client(DESCRIPTION, url=served[0].url) as client:
        client.pet.get(petId=1)
    assert control.verification.post(action="pet.get", times=1, arguments={"petId": 1}) == {
        "passed": True,
        "message": "",
    }
    failed = control.verification.post(action="pet.get", times=None, arguments={"petId": 2})
    assert failed["passed"] is False
    assert "petId: expected 2, got 1" in failed["message"]
    with pytest.raises(BadRequest, match="No action 'pet.got'; did you mean pet.get"):
        control.verification.post(action="pet.got")


def test_faults(control: Client, served: tuple[MockServer, Client]) -> None:
    ordered = control.faults.post(action="pets.*", status=503, retryAfter=1, times=2.0)
    assert ordered == {
        "id": ordered["id"], "action": "pets.*", "status": 503, "retryAfter": 1, "delay": 0.0, "cut": None, "drip": 0.0,
        "drop": False, "times": 2, "left": 2, "probability": 1.0, "seed": None,
    }  # fmt: skip
    other = control.faults.post(delay=0.0, drop=True, action="pet.get")
    assert [one["id"] for one in control.faults.get()["faults"]] == [ordered["id"], other["id"]]
    with Client(DESCRIPTION, url=served[0].url, retries=0) as client, pytest.raises(Exception, match="503"):
        client.pets.get()
    assert control.faults.get()["faults"][0]["left"] == 1
    assert control.fault.delete(id=other["id"]) is None
    assert control.faults.delete() is None
    assert control.faults.get() == {"faults": []}
    for given, message in (
        ({"acton": "a"}, "did you mean action"),
        ({}, "has nothing that fails"),
        ({"action": "pets.gett", "drop": True}, "did you mean pets.get"),
    ):
        with pytest.raises(BadRequest, match=message):
            control.with_options(validate="off").faults.post(fault=given)


def test_clock(control: Client) -> None:
    before = control.clock.get()
    after = control.clock.post(advance=-3600)
    assert (before["offset"], after["offset"]) == (0, -3600)
    assert after["now"] < before["now"]
    with pytest.raises(BadRequest, match="more than the maximum"):
        control.with_options(validate="off").clock.post(advance=1e12)


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "target", "data", "status", "error"),
    [
        ("GET", "staet", None, 404, "the control has no '/__mock/staet'; did you mean /__mock/state"),
        ("GET", "", None, 404, "the control has no '/__mock/'"),
        ("PATCH", "state", None, 405, "this path allows GET, HEAD, OPTIONS, PUT, not PATCH"),
        ("GET", "reset", None, 405, "this path allows OPTIONS, POST, not GET"),
        ("POST", "seed", None, 400, "the request is not valid; seed (body): is missing"),
        ("POST", "seed", b"{", 400, "the request is not valid; seed (body): the body is not JSON"),
        ("POST", "seed", {"/pots": []}, 400, "The seed has 1 problem; /pots (seed): the description has no collection with this path — did you mean /pets?"),
        ("PUT", "state", {"collections": 5}, 400, "the request is not valid; snapshot.collections (body): expected type array"),
        ("GET", "requests?limit=0", None, 400, "the request is not valid; limit (query): "),
        ("GET", "requests?lmit=1", None, 400, "the request is not valid; lmit (query): requests.get has no such query parameter — did you mean limit?"),
        ("GET", "requests?action=pots.*", None, 400, "No action matches 'pots.*'; did you mean pets"),
        ("GET", "requests/x", None, 400, "the request is not valid; number (path): "),
        ("POST", "reset", {"a": 1}, 400, "the request is not valid; body (body): reset.post has no body"),
        ("POST", "verify", {"action": "pets.get", "times": -1}, 400, "the request is not valid; expectation.times (body): -1 is less"),
        ("POST", "verify", {"action": "pets.get", "arguments": {"pet": 1}}, 400, "pets.get has no argument 'pet'"),
        ("POST", "faults", {"status": 5}, 400, "the request is not valid; fault.status (body): 5 is less"),
    ],
)  # fmt: skip
def test_a_request_that_is_not_valid_gets_an_error_of_ours(
    desk: Desk, method: str, target: str, data: Any, status: int, error: str
) -> None:
    found, response = desk.control(method, target, data)
    assert (found, response["error"][: len(error)]) == (status, error)
    assert set(response) <= {"error", "problems"}


def test_what_a_path_allows_is_in_a_header_and_head_is_get_without_its_body(desk: Desk) -> None:
    for method, status in (("PATCH", 405), ("OPTIONS", 204)):
        response = desk.send(method, "/__mock/clock")
        assert (response.status, response.headers[0]) == (status, ("Allow", "GET, HEAD, OPTIONS, POST"))
    assert desk.send("HEAD", "/__mock/health").status == 200


def test_requests_below_it_are_not_lines_of_the_log(desk: Desk) -> None:
    assert [desk.send("GET", target).is_logged for target in ("/__mock/requests", "/pets")] == [False, True]


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_is_json(desk: Desk, media: str) -> None:
    status, response = desk.control("POST", "faults", b'{"status": 500}', Content_Type=media)
    assert (status, response) == (415, {"error": "the body is not JSON: send it with Content-Type: application/json"})


@pytest.mark.parametrize(
    ("origin", "is_trusted"),
    [
        ("", True),
        (f"http://{HOST}", True),
        ("http://localhost:3000", True),
        ("http://app.localhost:1", True),
        ("http://[::1]:9", True),
        ("https://evil.example", False),
        ("http://localhost.evil.example", False),
        ("null", False),
        ("http://[", False),
    ],
)
@pytest.mark.parametrize(("method", "target"), [("POST", "reset"), ("GET", "state"), ("GET", "nothing")])
def test_pages_of_other_websites_may_not_control_it(
    desk: Desk, origin: str, *, is_trusted: bool, method: str, target: str
) -> None:
    status, response = desk.control(method, target, **({"Origin": origin} if origin else {}))
    assert (status != 403) is is_trusted
    assert is_trusted or "may not control this server; allow it with --cors" in response["error"]


def test_whom_it_trusts_is_decided_where_origins_are_known(desk: Desk) -> None:
    trusting = Control(desk.controlled, trusts=lambda origin, host: (origin, host) == ("https://app.example", HOST))
    headers = {"Host": HOST, "Origin": "https://app.example"}
    assert trusting.respond(MockRequest("GET", "/__mock/clock", "", Headers(headers.items()))).status == 200


def test_its_pages_are_served_and_its_other_paths_are_not_those_of_the_api(desk: Desk) -> None:
    files = {"/__mock/": ("text/html", b"<p>", ()), "/__mock/page.js": ("text/javascript", b"1", ())}
    control = Control(desk.controlled, Origins().allow, files)
    assert [control.respond(MockRequest("GET", path)).body for path in files] == [b"<p>", b"1"]
    assert control.respond(MockRequest("GET", "/__mock")).headers == (("Location", "/__mock/"),)
    assert [control.is_for(MockRequest("GET", path)) for path in ("/__mock", "/__mock/x", "/__mocks", "/pets")] == [
        True,
        True,
        False,
        False,
    ]


def test_no_traceback_reaches_a_client(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ControlledService, "snapshot", lambda *_, **__: 1 / 0)
    status, response = desk.control("GET", "state")
    assert (status, response) == (500, {"error": "the mock server failed: ZeroDivisionError"})
    assert "GET /__mock/state" in caplog.text


def test_an_api_with_a_credential_is_controlled_without_it() -> None:
    desk = Desk(pets(auth={"it": {"type": "bearer"}}), {"token": ()})
    assert (desk.send("GET", "/pets").status, desk.control("GET", "health")[0]) == (401, 200)


def test_what_is_controlled_is_not_recorded(desk: Desk) -> None:
    desk.control("GET", "health")
    assert desk.journal.all() == []


def test_a_refusal_has_the_format_of_the_api(desk: Desk) -> None:
    response = desk.controlled.refuse(421, "not here")
    assert (response.status, json.loads(response.body)["message"]) == (421, "not here")
    assert "GET" in desk.controlled.methods


def test_a_response_of_a_stream_is_shown_whole(desk: Desk) -> None:
    desk.journal.record(
        Declared(desk.api),
        MockRequest("GET", "/x"),
        Handled(MockResponse(200, media="text/plain", chunks=(b"a", b"b"))),
        0,
        0,
        era=desk.journal.era,
    )
    assert desk.journal.all()[0].response_body == b"ab"


def test_no_file_is_opened_for_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    control_api.cache_clear()
    desk = Desk(pets())
    monkeypatch.setattr(description, "files", lambda _: 1 / 0)
    assert desk.control("GET", "health")[0] == 200
