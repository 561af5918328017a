"""Users' test doubles work unchanged: `responses`, `requests-mock`, and sessions of their own."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
import requests_mock
import responses
from requests.adapters import BaseAdapter
from requests.auth import AuthBase, HTTPBasicAuth

from dynaclient import Client, ConnectError, NotFound, OutcomeUnknown, TransportError
from tests.support.raw_server import RawServer

URL = "https://api.example.com"
DESCRIPTION: dict[str, Any] = {
    "dynaclient": 1,
    "server": URL,
    "auth": {"accessToken": {"type": "bearer"}},
    "headers": {"Accept": "application/json"},
    "resources": {
        "things": {
            "path": "/things",
            "parameters": {"page": {"in": "query", "schema": {"type": "integer"}}},
            "actions": {
                "get": {"method": "GET", "responses": {"200": {"schema": {"type": "object"}}}},
                "post": {"method": "POST", "parameters": {"thing": {"in": "body", "schema": {"type": "object"}}}},
            },
        }
    },
}


class Canned(BaseAdapter):
    """An adapter as users write them."""

    def __init__(self, body: bytes = b'{"from": "adapter"}') -> None:
        super().__init__()
        self.body = body
        self.sent: list[requests.PreparedRequest] = []

    def send(self, request: requests.PreparedRequest, *_: Any, **_more: Any) -> requests.Response:
        self.sent.append(request)
        made = requests.Response()
        made.status_code = 200
        made.headers["Content-Type"] = "application/json"
        made._content = self.body
        made.url = request.url or ""
        made.request = request
        return made

    def close(self) -> None:
        return


class Signature(AuthBase):
    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["X-Signature"] = f"signed {request.method} {request.path_url}"
        return request


@pytest.fixture(params=["own session", "given session"])
def client(request: pytest.FixtureRequest) -> Client:
    session = requests.Session() if request.param == "given session" else None
    return Client(DESCRIPTION, token="t", session=session, retries=0)


# --- responses -------------------------------------------------------------------------------------------------------


@responses.activate
def test_responses_mocks_a_call(client: Client) -> None:
    responses.get(f"{URL}/things", json={"items": [1]})
    assert client.things.get() == {"items": [1]}


@responses.activate
def test_responses_sees_query_and_headers(client: Client) -> None:
    matchers = [
        responses.matchers.query_param_matcher({"page": "2"}),
        responses.matchers.header_matcher({"Authorization": "Bearer t", "Accept": "application/json"}),
    ]
    responses.get(f"{URL}/things", json={}, match=matchers)
    assert client.things.get(page=2) == {}


@responses.activate
def test_responses_sees_the_json_body(client: Client) -> None:
    responses.post(f"{URL}/things", json={"id": 1}, match=[responses.matchers.json_params_matcher({"name": "é"})])
    client.things.post(thing={"name": "é"})
    assert responses.calls[0].request.headers["Content-Type"] == "application/json"


@responses.activate
def test_an_error_made_by_responses_is_ours(client: Client) -> None:
    responses.get(f"{URL}/things", json={"message": "no"}, status=404)
    with pytest.raises(NotFound):
        client.things.get()


@responses.activate
def test_a_broken_connection_made_by_responses_is_ours(client: Client) -> None:
    responses.get(f"{URL}/things", body=requests.ConnectionError("broken"))
    with pytest.raises(TransportError):
        client.things.get()


@responses.activate
def test_a_url_unknown_to_responses_is_not_sent(client: Client) -> None:
    with pytest.raises(TransportError):
        client.things.get()


@responses.activate
def test_responses_mocks_each_attempt() -> None:
    responses.get(f"{URL}/things", status=503)
    responses.get(f"{URL}/things", json={"second": True})
    assert Client(DESCRIPTION, token="t", retries=1).things.get() == {"second": True}


@responses.activate
def test_a_callback_of_responses_sees_the_request(client: Client) -> None:
    def callback(request: Any) -> tuple[int, dict[str, str], str]:
        return 200, {"X-Seen": "yes"}, json.dumps({"body": json.loads(request.body), "url": request.url})

    responses.add_callback(responses.POST, f"{URL}/things", callback, content_type="application/json")
    result = client.with_response.things.post(thing={"a": 1})
    assert result.data == {"body": {"a": 1}, "url": f"{URL}/things"}
    assert result.headers["x-seen"] == "yes"


# --- requests-mock ---------------------------------------------------------------------------------------------------


def test_requests_mock_mocks_a_call_when_it_patches_everything(client: Client) -> None:
    with requests_mock.Mocker() as mocker:
        mocker.get(f"{URL}/things", json={"items": []})
        assert client.things.get(page=3) == {"items": []}
    assert mocker.last_request.qs == {"page": ["3"]}


def test_requests_mock_sees_the_body_and_the_token(client: Client) -> None:
    with requests_mock.Mocker() as mocker:
        mocker.post(f"{URL}/things", json={"id": 1})
        client.things.post(thing={"name": "x"})
    assert mocker.last_request.json() == {"name": "x"}
    assert mocker.last_request.headers["Authorization"] == "Bearer t"


def test_requests_mock_works_as_a_fixture_of_pytest(requests_mock: requests_mock.Mocker, client: Client) -> None:
    requests_mock.get(f"{URL}/things", text="[]", headers={"Content-Type": "application/json"})
    assert client.things.get() == []


def test_requests_mock_works_as_an_adapter() -> None:
    session = requests.Session()
    adapter = requests_mock.Adapter()
    session.mount(URL, adapter)
    adapter.register_uri("GET", f"{URL}/things", json={"from": "adapter"})
    assert Client(DESCRIPTION, session=session).things.get() == {"from": "adapter"}


def test_an_error_of_requests_mock_is_ours(client: Client) -> None:
    with requests_mock.Mocker() as mocker:
        mocker.get(f"{URL}/things", exc=requests.exceptions.ConnectTimeout)
        with pytest.raises(ConnectError):
            client.things.get()


def test_a_post_that_requests_mock_breaks_has_an_unknown_outcome(client: Client) -> None:
    with requests_mock.Mocker() as mocker:
        mocker.post(f"{URL}/things", exc=requests.exceptions.ReadTimeout)
        with pytest.raises(OutcomeUnknown):
            client.things.post(thing={})


def test_a_url_unknown_to_requests_mock_is_our_error(client: Client) -> None:
    with requests_mock.Mocker(), pytest.raises(TransportError):
        client.things.get()


# --- a session of the caller -----------------------------------------------------------------------------------------


def test_a_mounted_adapter_sends_the_calls() -> None:
    session = requests.Session()
    adapter = Canned()
    session.mount(f"{URL}/", adapter)
    assert Client(DESCRIPTION, token="t", session=session).things.get(page=1) == {"from": "adapter"}
    assert [request.url for request in adapter.sent] == [f"{URL}/things?page=1"]


def test_the_longest_mounted_prefix_wins() -> None:
    session = requests.Session()
    session.mount(URL, Canned(b'{"from": "short"}'))
    session.mount(f"{URL}/things", Canned(b'{"from": "long"}'))
    assert Client(DESCRIPTION, session=session).things.get() == {"from": "long"}


def test_headers_and_cookies_of_the_session_are_sent() -> None:
    session = requests.Session()
    session.headers["X-Team"] = "blue"
    session.cookies.set("visit", "7")
    with RawServer() as server:
        Client(DESCRIPTION, url=server.url, session=session).things.get()
    assert server.requests[0].values("X-Team") == ["blue"]
    assert server.requests[0].values("Cookie") == ["visit=7"]


def test_the_description_wins_over_headers_of_the_session() -> None:
    session = requests.Session()
    session.headers["Accept"] = "text/html"
    with RawServer() as server:
        Client(DESCRIPTION, url=server.url, session=session).things.get()
    assert server.requests[0].values("Accept") == ["application/json"]


def test_the_user_agent_of_the_session_is_kept() -> None:
    session = requests.Session()
    session.headers["User-Agent"] = "their-tool/1.0"
    with RawServer() as server:
        Client(DESCRIPTION, url=server.url, session=session).things.get()
    assert server.requests[0].values("User-Agent") == ["their-tool/1.0"]


def test_a_header_that_the_session_removes_is_not_sent() -> None:
    session = requests.Session()
    session.headers["X-Dropped"] = None  # type: ignore[assignment]
    with RawServer() as server:
        Client(DESCRIPTION, url=server.url, session=session).things.get()
    assert server.requests[0].values("X-Dropped") == []


def test_auth_of_the_session_signs_the_request() -> None:
    session = requests.Session()
    session.auth = Signature()
    with RawServer() as server:
        Client(DESCRIPTION, url=server.url, session=session).things.get(page=1)
    assert server.requests[0].values("X-Signature") == ["signed GET /things?page=1"]


@pytest.mark.parametrize("auth", [("user", "password"), HTTPBasicAuth("user", "password")])
def test_basic_auth_of_the_session_is_sent(auth: Any) -> None:
    session = requests.Session()
    session.auth = auth
    with RawServer() as server:
        Client(DESCRIPTION, url=server.url, session=session).things.get()
    assert server.requests[0].values("Authorization") == ["Basic dXNlcjpwYXNzd29yZA=="]


def test_cookies_that_the_server_sets_stay_in_the_session() -> None:
    head = b"HTTP/1.1 200 Fine\r\nSet-Cookie: visit=8; Path=/\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    session = requests.Session()
    with RawServer(lambda _: head) as server:
        client = Client(DESCRIPTION, url=server.url, session=session)
        client.things.get()
        client.things.get()
    assert server.requests[1].values("Cookie") == ["visit=8"]


def test_without_a_session_no_cookie_is_stored() -> None:
    head = b"HTTP/1.1 200 Fine\r\nSet-Cookie: visit=8; Path=/\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    with RawServer(lambda _: head) as server, Client(DESCRIPTION, url=server.url) as client:
        client.things.get()
        client.things.get()
    assert server.requests[1].values("Cookie") == []


def test_hooks_of_the_session_receive_the_response() -> None:
    seen: list[int] = []
    session = requests.Session()
    session.hooks["response"].append(lambda received, *_, **__: seen.append(received.status_code))
    with RawServer() as server:
        Client(DESCRIPTION, url=server.url, session=session).things.get()
    assert seen == [200]


def test_params_of_the_session_are_sent() -> None:
    session = requests.Session()
    session.params = {"api-version": "3"}
    with RawServer() as server:
        Client(DESCRIPTION, url=server.url, session=session).things.get(page=1)
    assert server.requests[0].target in ("/things?page=1&api-version=3", "/things?api-version=3&page=1")


def test_closing_the_client_leaves_the_session_of_the_caller_open() -> None:
    session = requests.Session()
    adapter = Canned()
    session.mount(URL, adapter)
    with Client(DESCRIPTION, session=session) as client:
        client.things.get()
    assert session.get(f"{URL}/things").json() == {"from": "adapter"}
