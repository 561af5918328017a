"""What becomes of issued tokens: refresh, reuse, revocation, introspection, expiry, and what tests order."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from dynaclient import InvalidCall
from dynaclient.mock import MockServer
from tests.mock.oauth_requests import GRANTS, ISSUER, ROBOT, MockIssuer, basic, described


@pytest.fixture
def issuer() -> MockIssuer:
    return MockIssuer()


# --- refresh ---------------------------------------------------------------------------------------------------------


def test_a_refresh_token_is_replaced_at_each_use(issuer: MockIssuer) -> None:
    first = issuer.login()
    second = issuer.refresh(first["refresh_token"]).data
    assert second["refresh_token"] != first["refresh_token"]
    assert issuer.call(second["access_token"]).status == 200
    assert issuer.refresh(second["refresh_token"]).status == 200


def test_a_refresh_token_that_is_used_twice_ends_its_session_and_no_other(issuer: MockIssuer) -> None:
    first, other = issuer.login(), issuer.login()
    second = issuer.refresh(first["refresh_token"]).data
    assert "used before" in issuer.refresh(first["refresh_token"]).data["error_description"]
    assert issuer.refresh(second["refresh_token"]).data["error"] == "invalid_grant"
    assert [issuer.call(tokens["access_token"]).status for tokens in (first, second, other)] == [401, 401, 200]


def test_of_many_concurrent_refreshes_one_succeeds() -> None:
    with MockServer(described(), None) as server:
        form = {"grant_type": "password", "username": "ann", "password": "pw", "client_id": "cli"}
        token = requests.post(f"{server.issuer}/token", form, timeout=10).json()["refresh_token"]
        again = {"grant_type": "refresh_token", "refresh_token": token, "client_id": "cli"}
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda _: requests.post(f"{server.issuer}/token", again, timeout=10), range(8)))
    assert sorted(response.status_code for response in found) == [200] + [400] * 7


def test_fewer_scopes_are_requested_for_one_token_alone(issuer: MockIssuer) -> None:
    limited = issuer.refresh(issuer.login()["refresh_token"], scope="read").data
    assert limited["scope"] == "read"
    assert issuer.refresh(limited["refresh_token"]).data["scope"] == "read write"


def test_more_scopes_than_were_granted_are_refused_and_the_token_stays_valid(issuer: MockIssuer) -> None:
    token = issuer.login(scope="read")["refresh_token"]
    assert issuer.refresh(token, scope="write").data["error"] == "invalid_scope"
    assert issuer.refresh(token).status == 200


def test_a_refresh_token_is_that_of_its_client(issuer: MockIssuer) -> None:
    token = issuer.login()["refresh_token"]
    assert issuer.token("refresh_token", refresh_token=token, client_id="other").data["error"] == "invalid_grant"
    assert issuer.token("refresh_token", refresh_token=token).status == 200
    with_secret = issuer.token("password", ROBOT, username="ann", password="pw").data["refresh_token"]
    assert issuer.token("refresh_token", refresh_token=with_secret).data["error"] == "invalid_grant"
    assert issuer.token("refresh_token", ROBOT, refresh_token=with_secret).status == 200


def test_a_refresh_token_expires_after_a_month(issuer: MockIssuer) -> None:
    token = issuer.login()["refresh_token"]
    issuer.context.clock.advance(31 * 24 * 3600)
    assert issuer.refresh(token).data["error_description"] == "the refresh token has expired"


def test_a_refresh_token_is_not_an_access_token(issuer: MockIssuer) -> None:
    assert issuer.call(issuer.login()["refresh_token"]).data["message"] == "the credential is not an access token"


# --- revocation and introspection ------------------------------------------------------------------------------------


def _revoke(issuer: MockIssuer, token: str, **form: str) -> int:
    return issuer.post("revoke", {"token": token, "client_id": "cli", **form}).status


def test_a_revoked_token_is_refused_with_a_challenge_that_says_so(issuer: MockIssuer) -> None:
    tokens = issuer.login()
    assert _revoke(issuer, tokens["access_token"], token_type_hint="refresh_token") == 200
    refused = issuer.call(tokens["access_token"])
    challenge = 'Bearer error="invalid_token", error_description="the token was revoked"'
    assert (refused.status, refused.headers["WWW-Authenticate"]) == (401, challenge)
    assert issuer.refresh(tokens["refresh_token"]).status == 200


def test_with_a_refresh_token_the_session_is_revoked(issuer: MockIssuer) -> None:
    tokens = issuer.login()
    assert _revoke(issuer, tokens["refresh_token"]) == 200
    assert issuer.call(tokens["access_token"]).status == 401
    assert "was revoked" in issuer.refresh(tokens["refresh_token"]).data["error_description"]


def test_what_cannot_be_revoked(issuer: MockIssuer) -> None:
    token = issuer.login()["access_token"]
    assert _revoke(issuer, "unknown") == 200
    assert issuer.post("revoke", {"client_id": "cli"}).data["error"] == "invalid_request"
    assert issuer.post("revoke", {"token": token}, basic("robot", "x")).status == 401
    assert issuer.post("revoke", {"token": token}, ROBOT).data["error"] == "invalid_grant"
    assert issuer.call(token).status == 200
    assert issuer.post("revoke", {"token": token}).status == 200
    robots = issuer.token("client_credentials", ROBOT).data["access_token"]
    assert issuer.post("revoke", {"token": robots}).data["error"] == "invalid_grant"


def test_a_client_that_authenticates_learns_what_a_token_is(issuer: MockIssuer) -> None:
    token = issuer.login(scope="read")["access_token"]
    found = issuer.post("introspect", {"token": token}, ROBOT).data
    assert found.pop("exp") - found.pop("iat") == 3600
    assert found == {
        "active": True, "iss": ISSUER, "sub": "ann", "username": "ann", "client_id": "cli", "scope": "read",
        "token_type": "Bearer",
    }  # fmt: skip


def test_of_a_token_that_is_not_valid_nothing_is_returned(issuer: MockIssuer) -> None:
    token = issuer.login()["access_token"]
    assert issuer.post("introspect", {"token": token, "client_id": "cli"}).status == 401
    issuer.context.clock.advance(3600)
    for other in (token, "unknown"):
        assert issuer.post("introspect", {"token": other}, ROBOT).data == {"active": False}


def test_without_grants_anyone_learns_what_a_token_is() -> None:
    issuer = MockIssuer(None, lifetime=None)
    token = issuer.token("password", username="ann", password="x").data["access_token"]
    found = issuer.post("introspect", {"token": token}).data
    assert (found["active"], found["sub"], found.keys() & {"exp", "scope", "client_id"}) == (True, "ann", set())


# --- expiry, and what tests order ------------------------------------------------------------------------------------


@pytest.mark.parametrize("grants", [GRANTS, None])
def test_a_token_is_refused_after_its_time(grants: Any) -> None:
    issuer = MockIssuer(grants)
    token = issuer.login()["access_token"]
    issuer.context.clock.advance(3599)
    assert issuer.call(token).status == 200
    issuer.context.clock.advance(1)
    refused = issuer.call(token)
    challenge = 'Bearer error="invalid_token", error_description="the token has expired"'
    assert (refused.status, refused.headers["WWW-Authenticate"]) == (401, challenge)


@pytest.fixture
def server() -> Any:
    with MockServer(described(), GRANTS) as started:
        yield started


def _tokens(server: MockServer) -> dict[str, Any]:
    form = {"grant_type": "password", "username": "ann", "password": "pw", "client_id": "cli"}
    found: dict[str, Any] = requests.post(f"{server.issuer}/token", form, timeout=10).json()
    return found


def _status(server: MockServer, token: str) -> int:
    return requests.get(f"{server.url}/pets", headers={"Authorization": f"Bearer {token}"}, timeout=10).status_code


def _refreshed(server: MockServer, token: str) -> int:
    form = {"grant_type": "refresh_token", "refresh_token": token, "client_id": "cli"}
    return requests.post(f"{server.issuer}/token", form, timeout=10).status_code


def test_a_test_expires_the_tokens_of_now(server: MockServer) -> None:
    tokens = _tokens(server)
    server.expire_tokens()
    assert (_status(server, tokens["access_token"]), _status(server, _tokens(server)["access_token"])) == (401, 200)
    assert (_refreshed(server, tokens["refresh_token"]), server.token_requests) == (200, 3)


def test_a_test_ends_all_sessions(server: MockServer) -> None:
    tokens = _tokens(server)
    server.revoke_tokens()
    assert (_status(server, tokens["access_token"]), _refreshed(server, tokens["refresh_token"])) == (401, 400)
    assert _status(server, "token") == 200


def test_a_test_moves_the_clock_and_responses_show_it(server: MockServer) -> None:
    token = _tokens(server)["access_token"]
    server.advance_clock(7200)
    response = requests.get(f"{server.url}/pets", headers={"Authorization": f"Bearer {token}"}, timeout=10)
    ahead = parsedate_to_datetime(response.headers["Date"]).timestamp() - time.time()
    assert (response.status_code, 7190 < ahead < 7210) == (401, True)
    server.advance_clock(-7200)
    assert _status(server, token) == 200


def _fails(server: MockServer) -> None:
    with suppress(requests.RequestException):
        _tokens(server)


def test_a_test_delays_tokens_and_a_server_that_closes_does_not_wait() -> None:
    with MockServer(described(), GRANTS) as server:
        server.delay_tokens(0.2)
        began = time.monotonic()
        _tokens(server)
        assert time.monotonic() - began >= 0.2
        server.delay_tokens(60)
        waiting = threading.Thread(target=_fails, args=(server,))
        waiting.start()
        while server.token_requests < 2:
            time.sleep(0.01)
        began = time.monotonic()
    waiting.join(10)
    assert time.monotonic() - began < 10


def test_tokens_outlive_a_server_with_a_file_and_the_file_has_no_secret(tmp_path: Path) -> None:
    with MockServer(described(), GRANTS, tmp_path / "mock.db") as server:
        tokens = _tokens(server)
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not [token for token in tokens.values() if str(token).startswith("mock-") and str(token).encode() in written]
    with MockServer(described(), GRANTS, tmp_path / "mock.db") as server:
        assert (_status(server, tokens["access_token"]), _refreshed(server, tokens["refresh_token"])) == (200, 200)


def test_no_end_of_tokens_is_stated_where_they_have_none() -> None:
    with MockServer(described(), GRANTS, ttl=None) as server:
        tokens = _tokens(server)
        server.advance_clock(999999)
        assert ("expires_in" in tokens, _status(server, tokens["access_token"])) == (False, 200)
        server.expire_tokens()
        assert _status(server, tokens["access_token"]) == 401


@pytest.mark.parametrize("seconds", [None, True, "3600", float("nan"), float("inf")])
def test_a_number_of_seconds_is_one(seconds: Any) -> None:
    with MockServer(described()) as server:
        for order in (server.advance_clock, server.delay_tokens):
            with pytest.raises(InvalidCall, match=r"seconds \(option\): is not a number of seconds"):
                order(seconds)


@pytest.mark.parametrize("ttl", [0, -1, True, "3600", float("nan"), float("inf")])
def test_a_lifetime_is_a_positive_number(ttl: Any) -> None:
    with pytest.raises(InvalidCall, match=r"ttl \(option\): is not a positive number of seconds"):
        MockServer(described(), ttl=ttl)
