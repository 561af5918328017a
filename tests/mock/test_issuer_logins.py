"""Logins of people at the mock authorization server: with a browser, and on a device."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests

from dynaclient import InvalidCall
from dynaclient.mock import MockServer
from tests.mock.oauth_requests import (
    CALLBACK,
    FORM,
    GRANTS,
    ISSUER,
    ROBOT,
    VERIFIER,
    MockIssuer,
    challenge_of,
    described,
)

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


@pytest.fixture
def issuer() -> MockIssuer:
    return MockIssuer()


# --- with a browser --------------------------------------------------------------------------------------------------


def test_a_person_logs_in_with_a_browser_and_a_button(issuer: MockIssuer) -> None:
    page = issuer.authorize("GET", scope="read", state='"><script>')["page"]
    assert page.count("<button") == 1
    assert ("<strong>cli</strong>" in page, "<code>read</code>" in page) == (True, True)
    assert ("&quot;&gt;&lt;script&gt;" in page, "<script>" in page) == (True, False)
    sent = issuer.authorize(scope="read")
    assert (sent[""], sent["state"], sent["iss"]) == (CALLBACK, "s t", ISSUER)
    tokens = issuer.redeem(sent["code"]).data
    assert tokens["scope"] == "read"
    assert issuer.call(tokens["access_token"]).status == 200


def test_the_form_of_the_page_leads_to_a_code(issuer: MockIssuer) -> None:
    form = {
        "response_type": "code", "client_id": "cli", "redirect_uri": f"{CALLBACK}?a=1", "user": "ann",
        "code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256", "decision": "allow",
    }  # fmt: skip
    response = issuer.respond("POST", f"{ISSUER}/authorize", urlencode(form).encode(), Content_Type=FORM)
    headers = dict(response.headers)
    assert (response.status, headers["Cache-Control"]) == (303, "no-store")
    assert headers["Location"].startswith(f"{CALLBACK}?a=1&code=")


def test_nothing_but_the_page_itself_presses_its_button(issuer: MockIssuer) -> None:
    query = urlencode({"response_type": "code", "client_id": "x", "redirect_uri": CALLBACK})
    open_issuer = MockIssuer(None)
    headers = dict(open_issuer.respond("GET", f"{ISSUER}/authorize?{query}").headers)
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"


def test_of_several_users_one_is_chosen(issuer: MockIssuer) -> None:
    page = issuer.authorize("GET", user="robot")["page"]
    assert '<select name="user"><option>ann</option><option>robot</option></select>' in page
    tokens = issuer.redeem(issuer.authorize(user="robot")["code"]).data
    assert tokens["scope"] == "read"
    assert "<select" not in issuer.authorize("GET", scope="write")["page"]


def test_a_client_with_a_secret_needs_no_challenge_and_is_not_the_user(issuer: MockIssuer) -> None:
    code = issuer.authorize(client_id="robot", code_challenge="", code_challenge_method="")["code"]
    tokens = issuer.redeem(code, client_id="", code_verifier="", authorization=ROBOT).data
    assert tokens["scope"] == "read write"
    alone = MockIssuer({"robot:secret": ("read",)})
    assert "code" in alone.authorize(client_id="robot")


REFUSALS: dict[str, tuple[dict[str, str], str]] = {
    "another type of response": ({"response_type": "token"}, "unsupported_response_type"),
    "no challenge": ({"code_challenge": ""}, "invalid_request"),
    "a plain challenge": ({"code_challenge_method": "plain"}, "invalid_request"),
    "a challenge without a method": ({"code_challenge_method": ""}, "invalid_request"),
    "a challenge that is no hash": ({"code_challenge": "abc"}, "invalid_request"),
    "a scope that is not granted": ({"scope": "admin"}, "invalid_scope"),
    "an unknown user": ({"user": "eve"}, "access_denied"),
    "a person who refuses": ({"decision": "deny"}, "access_denied"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_what_cannot_be_allowed_is_reported_to_the_client(issuer: MockIssuer, case: str) -> None:
    parameters, error = REFUSALS[case]
    sent = issuer.authorize(**parameters)
    assert (sent[""], sent["error"], sent["state"], sent["iss"]) == (CALLBACK, error, "s t", ISSUER)
    assert "code" not in sent
    if case != "an unknown user":
        assert issuer.authorize("GET", **parameters)["error"] == error


def test_where_only_tokens_are_granted_no_person_can_log_in() -> None:
    assert MockIssuer({"token": ("read",)}).authorize()["error"] == "access_denied"


ELSEWHERE = [
    "", "https://evil.example.com/", "http://127.0.0.1@evil.example.com/", "http://127.0.0.1:80@evil.example.com/",
    "http://localhost.evil.example.com/", "http://127.0.0.1\\@evil.example.com/", "http://127.0.0.1:8000#x",
    "http://128.0.0.1/", "http://[::2]/", "app://callback", "javascript:alert(1)", "//127.0.0.1/", "http://127.0.0.1/\r\nX: y",
    "http://127.0.0.1/ x", "http://evil.example.com/?http://127.0.0.1/", "http://127.0.0.1:123456/", "http://127.0.0.1/é",
]  # fmt: skip


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("uri", ELSEWHERE)
def test_a_browser_is_sent_to_this_machine_only(issuer: MockIssuer, uri: str, method: str) -> None:
    refused = issuer.authorize(method, redirect_uri=uri)
    assert (refused["status"], "redirect_uri is missing, or is not" in refused["page"]) == ("400", True)


@pytest.mark.parametrize(
    "uri", ["http://localhost:1/", "http://[::1]:65535/a?b=c", "https://127.1.2.3", "HTTP://LOCALHOST?x"]
)
def test_each_address_of_this_machine_may_be_a_redirect_uri(issuer: MockIssuer, uri: str) -> None:
    assert issuer.redeem(issuer.authorize(redirect_uri=uri)["code"], redirect_uri=uri).status == 200


def test_without_a_client_nothing_is_sent_back(issuer: MockIssuer) -> None:
    assert "client_id is missing" in issuer.authorize(client_id="")["page"]
    twice = issuer.respond("GET", f"{ISSUER}/authorize?client_id=a&client_id=b")
    assert (twice.status, json.loads(twice.body)["error"]) == (400, "invalid_request")


WRONG_CODES: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    # case → parameters of the authorization request, form of the token request
    "another redirect URI": ({}, {"redirect_uri": f"{CALLBACK}/"}),
    "another client": ({}, {"client_id": "other"}),
    "a wrong verifier": ({}, {"code_verifier": "w" * 43}),
    "no verifier": ({}, {"code_verifier": ""}),
    "a short verifier": ({"code_challenge": challenge_of("v")}, {"code_verifier": "v"}),
    "a verifier without a challenge": (
        {"client_id": "robot", "code_challenge": ""},
        {"client_id": "robot", "authorization": ROBOT},
    ),
}


@pytest.mark.parametrize("case", WRONG_CODES)
def test_a_code_is_redeemed_only_by_who_asked_for_it(issuer: MockIssuer, case: str) -> None:
    parameters, form = WRONG_CODES[case]
    code = issuer.authorize(**parameters)["code"]
    assert issuer.redeem(code, **form).data["error"] == "invalid_grant"


def test_without_grants_a_client_without_a_secret_needs_a_challenge_too() -> None:
    issuer = MockIssuer(None)
    code = issuer.authorize(code_challenge="", code_challenge_method="")["code"]
    assert "needs code_challenge" in issuer.redeem(code, code_verifier="").data["error_description"]
    assert issuer.redeem(issuer.authorize()["code"]).status == 200


def test_a_code_that_is_used_twice_ends_the_session_that_it_began(issuer: MockIssuer) -> None:
    code = issuer.authorize()["code"]
    tokens = issuer.redeem(code).data
    assert "used before" in issuer.redeem(code).data["error_description"]
    assert issuer.call(tokens["access_token"]).status == 401
    assert issuer.refresh(tokens["refresh_token"]).data["error"] == "invalid_grant"


def test_a_code_expires_soon(issuer: MockIssuer) -> None:
    code = issuer.authorize()["code"]
    issuer.context.clock.advance(61)
    assert issuer.redeem(code).data["error_description"] == "the code has expired"


# --- on a device -----------------------------------------------------------------------------------------------------


def _poll(issuer: MockIssuer, device: dict[str, str], client: str = "tv") -> tuple[int, str | None]:
    issuer.context.clock.advance(1)
    answer = issuer.token(DEVICE, device_code=device["device_code"], client_id=client)
    return answer.status, answer.data.get("error", answer.data.get("scope"))


def _verify(issuer: MockIssuer, **form: str) -> tuple[int, str]:
    answer = issuer.post("verify", form)
    return answer.status, answer.data.decode()


def test_a_device_waits_until_its_code_is_approved(issuer: MockIssuer) -> None:
    device = issuer.post("device", {"client_id": "tv", "scope": "read"}).data
    assert device["verification_uri_complete"] == f"{ISSUER}/verify?user_code={device['user_code']}"
    assert (device["expires_in"], device["interval"]) == (600, 1)
    assert _poll(issuer, device) == (400, "authorization_pending")
    typed = device["user_code"].lower().replace("-", "")
    assert _verify(issuer, user_code=typed)[0] == 200
    assert _poll(issuer, device) == (200, "read")


def test_a_device_that_polls_too_often_is_slowed_down(issuer: MockIssuer) -> None:
    device = issuer.post("device", {"client_id": "tv"}).data
    errors = [issuer.token(DEVICE, device_code=device["device_code"], client_id="tv").data["error"] for _ in range(3)]
    assert errors == ["authorization_pending", "slow_down", "slow_down"]
    assert _poll(issuer, device) == (400, "authorization_pending")


def test_the_page_for_a_device_shows_what_it_asks_for(issuer: MockIssuer) -> None:
    device = issuer.post("device", {"client_id": "tv", "scope": "read"}).data
    page = issuer.respond("GET", device["verification_uri_complete"]).body.decode()
    assert page.count("<button") == 1
    assert ("<strong>tv</strong>" in page, "<code>read</code>" in page, device["user_code"] in page) == (True,) * 3
    empty = issuer.respond("GET", f"{ISSUER}/verify").body.decode()
    assert ("<strong>" in empty, 'value=""' in empty) == (False, True)


def test_a_device_that_is_refused_is_informed(issuer: MockIssuer) -> None:
    device = issuer.post("device", {"client_id": "tv"}).data
    assert _verify(issuer, user_code=device["user_code"], decision="deny")[0] == 200
    assert _poll(issuer, device) == (400, "access_denied")


def test_the_code_of_a_device_is_used_once_and_expires(issuer: MockIssuer) -> None:
    device = issuer.post("device", {"client_id": "tv"}).data
    assert _poll(issuer, device, "other") == (400, "invalid_grant")
    _verify(issuer, user_code=device["user_code"], user="robot")
    assert _verify(issuer, user_code=device["user_code"])[0] == 400
    assert _poll(issuer, device) == (200, "read")
    assert _poll(issuer, device) == (400, "invalid_grant")
    late = issuer.post("device", {"client_id": "tv"}).data
    issuer.context.clock.advance(601)
    assert _poll(issuer, late) == (400, "expired_token")
    assert "No device waits with this code" in _verify(issuer, user_code=late["user_code"])[1]


@pytest.mark.parametrize(
    ("scope", "user", "told"), [("admin", "ann", "not granted"), ("", "eve", "This user is not among the grants")]
)
def test_a_device_gets_no_more_than_the_user_has(issuer: MockIssuer, scope: str, user: str, told: str) -> None:
    device = issuer.post("device", {"client_id": "tv", "scope": scope}).data
    status, page = _verify(issuer, user_code=device["user_code"], user=user)
    assert (status, told in page) == (400, True)
    assert _poll(issuer, device) == (400, "authorization_pending")


def test_a_device_says_which_client_it_is(issuer: MockIssuer) -> None:
    assert issuer.post("device", {"scope": "read"}).data["error"] == "invalid_request"
    assert issuer.post("device", {"client_id": "robot"}).data["error"] == "invalid_client"
    assert issuer.post("device", {"client_id": "tv", "scope": '"'}).data["error"] == "invalid_scope"


def test_without_grants_a_device_may_do_everything() -> None:
    issuer = MockIssuer(None)
    device = issuer.post("device", {"client_id": "tv"}).data
    _verify(issuer, user_code=device["user_code"])
    assert _poll(issuer, device) == (200, None)


# --- without a browser -----------------------------------------------------------------------------------------------


def test_a_test_approves_what_a_person_would() -> None:
    with MockServer(described(), GRANTS) as server:
        form = {"client_id": "tv", "grant_type": DEVICE}
        device = requests.post(f"{server.issuer}/device", form, timeout=10).json()
        assert server.approve(device["user_code"], user="robot") == ""
        token = requests.post(f"{server.issuer}/token", {**form, **device}, timeout=10).json()
        assert token["scope"] == "read"
        codes: list[Any] = [device["user_code"], "", "\ud800", None]
        for code in codes:
            with pytest.raises(InvalidCall, match="No device waits with this code|it is not a string"):
                server.approve(code)


def test_a_test_approves_the_url_that_a_client_has_shown() -> None:
    query = {
        "response_type": "code", "client_id": "cli", "redirect_uri": CALLBACK, "state": "abc",
        "code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256",
    }  # fmt: skip
    with MockServer(described(), GRANTS) as server:
        url = f"{server.issuer}/authorize?{urlencode(query)}"
        allowed = dict(parse_qsl(urlsplit(server.approve(url, user="ann")).query))
        assert (allowed["state"], allowed["iss"], "code" in allowed) == ("abc", server.issuer, True)
        assert "error=access_denied" in server.approve(url, deny=True)
        with pytest.raises(InvalidCall, match=r"code \(option\): cannot be approved: redirect_uri is missing"):
            server.approve(f"{server.issuer}/authorize?client_id=cli")
