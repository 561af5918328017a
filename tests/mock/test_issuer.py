"""The token endpoint and the metadata of the mock authorization server."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from dynaclient.mock import MockServer
from tests.mock.oauth_requests import (
    BASE,
    CALLBACK,
    GRANTS,
    ISSUER,
    ROBOT,
    Answer,
    MockIssuer,
    basic,
    described,
    jwt,
)
from tests.support.mock_descriptions import pets

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
TOKEN_TYPE = "urn:ietf:params:oauth:token-type:"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture
def issuer() -> MockIssuer:
    return MockIssuer()


# --- metadata --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/-/oauth/.well-known/openid-configuration",
        "/-/oauth/.well-known/oauth-authorization-server",
        "/.well-known/oauth-authorization-server/-/oauth",
    ],
)
def test_the_metadata_is_where_both_standards_have_it(path: str) -> None:
    with MockServer(described()) as server:
        found = requests.get(server.url + path, timeout=10).json()
        assert found["issuer"] == f"{server.url}/-/oauth" == server.issuer
    assert (found["token_endpoint"], found["scopes_supported"]) == (f"{found['issuer']}/token", ["read", "write"])


def test_each_endpoint_of_the_metadata_is_served(issuer: MockIssuer) -> None:
    found = json.loads(issuer.respond("GET", f"{ISSUER}/.well-known/openid-configuration").body)
    endpoints = [value for name, value in found.items() if name.endswith("_endpoint")]
    assert len(endpoints) == 5
    assert {issuer.respond("PUT", endpoint).status for endpoint in endpoints} == {405}


def test_a_description_without_obtain_has_an_authorization_server_too() -> None:
    issuer = MockIssuer(None, pets(auth={"it": {"type": "bearer"}}))
    metadata = json.loads(issuer.respond("HEAD", f"{ISSUER}/.well-known/openid-configuration").body)
    assert "scopes_supported" not in metadata
    assert issuer.call(issuer.token("client_credentials", basic("a", "b")).data["access_token"]).status == 200


@pytest.mark.parametrize(("path", "allowed"), [("/token", "POST, OPTIONS"), ("/authorize", "GET, POST, HEAD, OPTIONS")])
def test_the_methods_of_an_endpoint_can_be_asked_for(issuer: MockIssuer, path: str, allowed: str) -> None:
    response = issuer.respond("OPTIONS", f"{ISSUER}{path}")
    assert (response.status, dict(response.headers)["Allow"]) == (204, allowed)


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_another_method_is_not_allowed(issuer: MockIssuer, method: str) -> None:
    response = issuer.respond(method, f"{ISSUER}/token")
    assert (response.status, dict(response.headers)["Allow"]) == (405, "POST, OPTIONS")
    assert json.loads(response.body) == {
        "error": "invalid_request",
        "error_description": "this endpoint allows POST",
    }


def test_other_paths_belong_to_the_description(issuer: MockIssuer) -> None:
    assert b"has no action for GET '/-/oauth/nothing'" in issuer.respond("GET", f"{ISSUER}/nothing").body


# --- tokens ----------------------------------------------------------------------------------------------------------


def test_a_client_obtains_a_token_that_the_api_accepts(issuer: MockIssuer) -> None:
    answer = issuer.token("client_credentials", ROBOT)
    token = answer.data.pop("access_token")
    assert (answer.status, answer.data) == (200, {"token_type": "Bearer", "expires_in": 3600, "scope": "read"})
    assert (answer.headers["Cache-Control"], answer.headers["Pragma"]) == ("no-store", "no-cache")
    assert issuer.call(token).status == 200


def test_a_secret_may_be_in_the_body(issuer: MockIssuer) -> None:
    answer = issuer.token("client_credentials", client_id="robot", client_secret="se:cr%et +/=", scope="read")
    assert answer.data["scope"] == "read"


def test_a_missing_scope_is_named_in_the_challenge(issuer: MockIssuer) -> None:
    token = issuer.token("client_credentials", ROBOT).data["access_token"]
    refused = issuer.call(token, "POST", b'{"name": "a"}', Content_Type="application/json")
    assert refused.status == 403
    assert refused.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="write pets"'


@pytest.mark.parametrize(
    ("scheme", "scope", "challenge"),
    [
        ({"type": "bearer"}, "a", 'Bearer error="insufficient_scope", scope="a"'),
        ({"type": "bearer"}, "é", 'Bearer error="insufficient_scope"'),
        ({"type": "apiKey", "in": "header", "name": "X-Key"}, "a", None),
    ],
)
def test_only_what_fits_is_in_a_challenge(scheme: Any, scope: str, challenge: str | None) -> None:
    api = pets(auth={"it": scheme})
    api["resources"]["pets"]["actions"]["get"]["scopes"] = [scope]
    refused = MockIssuer({"token": ()}, api).call("token", X_Key="token")
    assert (refused.status, refused.headers.get("WWW-Authenticate")) == (403, challenge)


def test_a_granted_scope_with_an_asterisk_covers_what_it_matches() -> None:
    issuer = MockIssuer({"robot:secret": ("pets.*",)})
    assert issuer.token("client_credentials", basic("robot", "secret"), scope="pets.get").data["scope"] == "pets.get"
    assert issuer.token("client_credentials", basic("robot", "secret"), scope="cats").data["error"] == "invalid_scope"


def test_without_grants_any_secret_is_accepted_and_the_requested_scopes_are_granted() -> None:
    issuer = MockIssuer(None)
    everything = issuer.token("client_credentials", basic("any", "thing")).data
    assert "scope" not in everything
    assert (
        issuer.call(everything["access_token"], "POST", b'{"name":"a"}', Content_Type="application/json").status == 201
    )
    limited = issuer.token("client_credentials", basic("any", "thing"), scope="read").data["access_token"]
    assert issuer.call(limited, "POST", b'{"name":"a"}', Content_Type="application/json").status == 403
    assert issuer.call("never issued").status == 200


@pytest.mark.parametrize(("lifetime", "sent"), [(60.0, 60), (0.5, 0.5), (None, None)])
def test_the_lifetime_of_a_token_is_stated_if_it_has_one(lifetime: float | None, sent: float | None) -> None:
    issuer = MockIssuer(lifetime=lifetime)
    assert issuer.token("client_credentials", ROBOT).data.get("expires_in") == sent


def test_a_user_and_a_password_are_enough_for_a_token(issuer: MockIssuer) -> None:
    data = issuer.token("password", username="ann", password="pw", scope="write", client_id="cli").data
    assert (data["scope"], issuer.refresh(data["refresh_token"]).status) == ("write", 200)


def test_the_credential_of_two_schemes_is_needed_where_both_are() -> None:
    schemes = {"it": {"type": "bearer"}, "key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    api = described(**schemes)
    api["resources"]["pets"]["auth"] = {"all": ["it", "key"]}
    issuer = MockIssuer(None, api)
    token = issuer.token("client_credentials", basic("a", "b"), scope="nothing").data["access_token"]
    assert issuer.call(token, X_Key="any").status == 403
    assert issuer.call("any", X_Key="any").status == 200


# --- what is refused -------------------------------------------------------------------------------------------------

REFUSED: dict[str, tuple[str, dict[str, str], str, int]] = {
    # case → Authorization, form, error, status
    "no grant type": ("", {"client_id": "cli"}, "invalid_request", 400),
    "an empty grant type": (ROBOT, {"grant_type": ""}, "invalid_request", 400),
    "an unknown grant type": (ROBOT, {"grant_type": "implicit"}, "unsupported_grant_type", 400),
    "no client": ("", {"grant_type": "client_credentials"}, "invalid_client", 401),
    "a client without its secret": ("", {"grant_type": "client_credentials", "client_id": "robot"}, "invalid_client", 401),
    "a client that has no secret": ("", {"grant_type": "client_credentials", "client_id": "cli"}, "invalid_client", 401),
    "a wrong secret": (basic("robot", "wrong"), {"grant_type": "client_credentials"}, "invalid_client", 401),
    "an unknown client": (basic("other", "se:cr%et +/="), {"grant_type": "client_credentials"}, "invalid_client", 401),
    "a secret that is not encoded": ("Basic cm9ib3Q6c2U6Y3IlZXQgKy89", {"grant_type": "client_credentials"}, "invalid_client", 401),
    "Basic without base64": ("Basic !", {"grant_type": "client_credentials"}, "invalid_client", 401),
    "Basic without a colon": ("Basic cm9ib3Q=", {"grant_type": "client_credentials"}, "invalid_client", 401),
    "Basic that is not UTF-8": ("Basic /zp4", {"grant_type": "client_credentials"}, "invalid_client", 401),
    "an empty id with a secret": (basic("", "x"), {"grant_type": "client_credentials"}, "invalid_client", 401),
    "two authentications": (ROBOT, {"grant_type": "client_credentials", "client_secret": "x"}, "invalid_request", 400),
    "two ids": (ROBOT, {"grant_type": "client_credentials", "client_id": "cli"}, "invalid_request", 400),
    "a scope that is not granted": (ROBOT, {"grant_type": "client_credentials", "scope": "read write"}, "invalid_scope", 400),
    "two spaces between scopes": (ROBOT, {"grant_type": "client_credentials", "scope": "read  read"}, "invalid_scope", 400),
    "a quote in a scope": (ROBOT, {"grant_type": "client_credentials", "scope": 're"ad'}, "invalid_scope", 400),
    "a wrong password": ("", {"grant_type": "password", "username": "ann", "password": "x"}, "invalid_grant", 400),
    "no password": ("", {"grant_type": "password", "username": "ann"}, "invalid_request", 400),
    "no code": ("", {"grant_type": "authorization_code", "client_id": "cli"}, "invalid_request", 400),
    "no redirect URI": ("", {"grant_type": "authorization_code", "client_id": "cli", "code": "x"}, "invalid_request", 400),
    "a code without a client": ("", {"grant_type": "authorization_code", "code": "x", "redirect_uri": CALLBACK}, "invalid_request", 400),
    "an unknown code": ("", {"grant_type": "authorization_code", "client_id": "cli", "code": "x", "redirect_uri": CALLBACK}, "invalid_grant", 400),
    "no refresh token": ("", {"grant_type": "refresh_token", "client_id": "cli"}, "invalid_request", 400),
    "an unknown refresh token": ("", {"grant_type": "refresh_token", "refresh_token": "x"}, "invalid_grant", 400),
    "no device code": ("", {"grant_type": DEVICE, "client_id": "cli"}, "invalid_request", 400),
    "an unknown device code": ("", {"grant_type": DEVICE, "client_id": "cli", "device_code": "x"}, "invalid_grant", 400),
    "a device code without a client": ("", {"grant_type": DEVICE, "device_code": "x"}, "invalid_request", 400),
    "no assertion": ("", {"grant_type": JWT_BEARER}, "invalid_request", 400),
    "no subject": (ROBOT, {"grant_type": EXCHANGE, "subject_token_type": f"{TOKEN_TYPE}jwt"}, "invalid_request", 400),
    "an unknown type of subject": (ROBOT, {"grant_type": EXCHANGE, "subject_token": "token", "subject_token_type": "saml"}, "invalid_request", 400),
    "an unknown subject": (ROBOT, {"grant_type": EXCHANGE, "subject_token": "x", "subject_token_type": f"{TOKEN_TYPE}access_token"}, "invalid_request", 400),
    "a password as subject": (ROBOT, {"grant_type": EXCHANGE, "subject_token": "ann:pw", "subject_token_type": f"{TOKEN_TYPE}access_token"}, "invalid_request", 400),
    "half an actor": (ROBOT, {"grant_type": EXCHANGE, "actor_token": "x"}, "invalid_request", 400),
    "another type of token": (ROBOT, {"grant_type": EXCHANGE, "requested_token_type": f"{TOKEN_TYPE}saml2"}, "invalid_request", 400),
    "an assertion of another type": ("", {"grant_type": "client_credentials", "client_assertion": "x"}, "invalid_request", 400),
    "a client assertion that is not a JWT": ("", {"grant_type": "client_credentials", "client_assertion": "x", "client_assertion_type": ASSERTION}, "invalid_client", 401),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_has_the_error_of_the_standard(issuer: MockIssuer, case: str) -> None:
    authorization, form, error, status = REFUSED[case]
    answer = issuer.post("token", form, authorization)
    _assert_refused(answer, error, status)


def _assert_refused(answer: Answer, error: str, status: int = 400) -> None:
    assert (answer.status, answer.data["error"]) == (status, error)
    assert set(answer.data) == {"error", "error_description"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert ("WWW-Authenticate" in answer.headers) is (status == 401)


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (b'{"grant_type": "client_credentials"}', "application/json"),
        (b"grant_type=client_credentials", ""),
        (b"grant_type=a&grant_type=b", "application/x-www-form-urlencoded"),
        (b"grant_type=%FF", "application/x-www-form-urlencoded"),
        (b"grant_type=\xff", "application/x-www-form-urlencoded"),
    ],
)
def test_a_body_that_is_not_a_form_is_refused(issuer: MockIssuer, content: bytes, media: str) -> None:
    response = issuer.respond("POST", f"{ISSUER}/token", content, Content_Type=media)
    assert (response.status, json.loads(response.body)["error"]) == (400, "invalid_request")


def test_a_parameter_for_which_several_are_meant_may_be_repeated(issuer: MockIssuer) -> None:
    form = [("grant_type", "client_credentials"), ("resource", "a"), ("resource", "b"), ("empty", "")]
    assert (
        issuer.post("token", form, ROBOT, Content_Type="application/x-www-form-urlencoded; charset=UTF-8").status == 200
    )


def test_a_description_of_an_error_has_only_characters_that_it_may_have(issuer: MockIssuer) -> None:
    told = issuer.token("client_credentials", ROBOT, scope="unknown").data["error_description"]
    assert told == "the scope unknown is not granted"
    twice = issuer.post("token", [('é"\\', "1"), ('é"\\', "2")]).data["error_description"]
    assert twice == " is sent twice"


def test_each_printable_character_may_be_in_an_id_and_a_secret() -> None:
    for code in range(32, 127):
        identifier, secret = f"a{chr(code)}b", f"{chr(code)}s{chr(code)}"
        issuer = MockIssuer({f"{identifier}:{secret}": ("read",)})
        assert issuer.token("client_credentials", basic(identifier, secret)).status == 200
        in_body = {"client_id": identifier, "client_secret": secret}
        assert issuer.token("client_credentials", **in_body).status == 200


# --- assertions ------------------------------------------------------------------------------------------------------


def _by_assertion(issuer: MockIssuer, assertion: str, **form: str) -> Answer:
    return issuer.token("client_credentials", client_assertion=assertion, client_assertion_type=ASSERTION, **form)


def test_a_client_may_authenticate_with_an_assertion(issuer: MockIssuer) -> None:
    for audience in (ISSUER, f"{ISSUER}/token", ["x", ISSUER]):
        assert _by_assertion(issuer, jwt({"aud": audience}), client_id="robot").data["scope"] == "read"


@pytest.mark.parametrize(
    ("assertion", "form"),
    [
        (jwt({"sub": "ann"}), {}),
        (jwt({"sub": None}), {}),
        (jwt({}), {"client_id": "cli"}),
        (jwt({"iss": "other", "sub": "other"}), {}),
    ],
)
def test_an_assertion_that_is_not_that_of_the_client_is_refused(
    issuer: MockIssuer, assertion: str, form: dict[str, str]
) -> None:
    _assert_refused(_by_assertion(issuer, assertion, **form), "invalid_client", 401)


def test_an_assertion_is_exchanged_for_a_token(issuer: MockIssuer) -> None:
    assert issuer.token(JWT_BEARER, assertion=jwt({"sub": "ann"})).data["scope"] == "read write"
    assert issuer.token(JWT_BEARER, assertion=jwt({"sub": "unknown"})).data["scope"] == "read"
    assert issuer.token(JWT_BEARER, assertion=jwt({"sub": "ann", "scope": "write"})).data["scope"] == "write"
    assert "refresh_token" not in issuer.token(JWT_BEARER, assertion=jwt({})).data


BAD_ASSERTIONS: dict[str, str] = {
    "another audience": jwt({"aud": "https://elsewhere.example.com"}),
    "no audience": jwt({"aud": None}),
    "the time is over": jwt({"exp": 5}),
    "a time that is not a number": jwt({"exp": float("nan")}),
    "no time": jwt({"exp": None}),
    "a time that is a string": jwt({"exp": "5"}),
    "not yet": jwt({"nbf": 99999999999}),
    "issued in the future": jwt({"iat": 99999999999}),
    "no issuer": jwt({"iss": None}),
    "a subject that is a number": jwt({"sub": 5}),
    "another secret": jwt({}, "wrong"),
    "an unknown issuer": jwt({"iss": "other", "sub": "other"}),
    "an issuer without a secret, signed otherwise": jwt({"iss": "other", "sub": "other"}, alg="RS256"),
    "no signature": jwt({}, alg="none"),
    "an empty signature": jwt({}).rpartition(".")[0] + ".",
    "two parts": "e30.e30",
    "a list": "W10.W10.W10",
    "no JSON": "x.y.z",
    "endless JSON": f"e30.{'W1tb' * 100000}.e30",
    "no base64": "é.é.é",
}


@pytest.mark.parametrize("case", BAD_ASSERTIONS)
def test_an_assertion_that_is_not_valid_is_refused(issuer: MockIssuer, case: str) -> None:
    _assert_refused(issuer.token(JWT_BEARER, assertion=BAD_ASSERTIONS[case]), "invalid_grant")


def test_of_another_signature_and_without_grants_only_the_claims_are_checked(issuer: MockIssuer) -> None:
    assert issuer.token(JWT_BEARER, assertion=jwt({}, alg="RS256")).status == 200
    open_issuer = MockIssuer(None)
    assert open_issuer.token(JWT_BEARER, assertion=jwt({"iss": "any"}, "any")).status == 200
    _assert_refused(open_issuer.token(JWT_BEARER, assertion=jwt({"exp": 5})), "invalid_grant")


def test_an_assertion_is_judged_by_the_clock_of_the_server(issuer: MockIssuer) -> None:
    issuer.context.clock.advance(-3600)
    assert issuer.token(JWT_BEARER, assertion=jwt({})).status == 200
    issuer.context.clock.advance(7200)
    _assert_refused(issuer.token(JWT_BEARER, assertion=jwt({})), "invalid_grant")


# --- token exchange --------------------------------------------------------------------------------------------------


def _exchange(issuer: MockIssuer, subject: str, kind: str, **form: str) -> Answer:
    sent = {"subject_token": subject, "subject_token_type": TOKEN_TYPE + kind, **form}
    return issuer.token(EXCHANGE, ROBOT, **sent)


def test_a_token_is_exchanged_for_one_with_fewer_scopes(issuer: MockIssuer) -> None:
    ann = issuer.login()
    answer = _exchange(issuer, ann["access_token"], "access_token", scope="read")
    assert (answer.data["scope"], answer.data["issued_token_type"]) == ("read", f"{TOKEN_TYPE}access_token")
    assert _exchange(issuer, ann["refresh_token"], "refresh_token").data["scope"] == "read write"
    assert _exchange(issuer, "token", "access_token").data["scope"] == "read"
    actor = {"actor_token": "x", "actor_token_type": "y", "requested_token_type": f"{TOKEN_TYPE}access_token"}
    assert _exchange(issuer, jwt({"sub": "ann"}), "jwt", **actor).data["scope"] == "read write"


def test_a_token_of_another_type_or_that_was_revoked_is_not_exchanged(issuer: MockIssuer) -> None:
    ann = issuer.login()
    _assert_refused(_exchange(issuer, ann["access_token"], "refresh_token"), "invalid_request")
    issuer.post("revoke", {"token": ann["access_token"], "client_id": "cli"})
    _assert_refused(_exchange(issuer, ann["access_token"], "access_token"), "invalid_request")
    _assert_refused(_exchange(issuer, "x", "jwt"), "invalid_request")


def test_without_grants_any_token_is_exchanged() -> None:
    assert _exchange(MockIssuer(None), "a:b", "access_token").status == 200


def test_the_issuer_is_that_of_the_server_in_every_form_of_its_address() -> None:
    with MockServer(described(), GRANTS, host="::1") as server:
        assert server.issuer.startswith("http://[::1]:")
        assert (
            requests.get(f"{server.issuer}/.well-known/openid-configuration", timeout=10).json()["issuer"]
            == server.issuer
        )
    assert MockIssuer().context.url == f"{BASE}/-/oauth"
