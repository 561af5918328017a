"""What each grant sends, how clients authenticate, and what the responses of a token endpoint mean."""

from __future__ import annotations

import base64
import json
import sys
import time
from email.utils import formatdate
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest

from dynaclient import BadResponse, DynaclientError, InvalidCall, Redirected, Response, Secret, ServerError, auth
from dynaclient.auth.authorization_server import MAX_RESPONSE_BYTES, Reply, description, protocol_fields
from dynaclient.auth.client_authentication import ClientIdentity
from dynaclient.auth.remembered import MAX_REMEMBERED, Remembered
from dynaclient.auth.sources.source import TokenRequest
from dynaclient.description.lint import lint
from dynaclient.errors import ApiError, BadRequest
from dynaclient.messages import Headers
from dynaclient.testing import response
from tests.support.authorization_servers import context_of, replay
from tests.support.keys import KEYS, pem_of

URL = "https://api.example.com/token"
KEY = {"kty": "oct", "k": base64.urlsafe_b64encode(b"k" * 32).decode(), "alg": "HS256", "kid": "k1"}
"""A key that signs without the time that a real one takes."""
OK = response({"access_token": "tok", "token_type": "Bearer", "expires_in": 60})


def form_of(sent: TokenRequest) -> dict[str, list[str]]:
    """Return the fields of a request."""
    assert isinstance(sent.request.body, bytes)
    return parse_qs(sent.request.body.decode(), keep_blank_values=True)


def basic_of(sent: TokenRequest) -> str:
    """Return the user name and password of a request."""
    return base64.b64decode(sent.request.headers.get("Authorization", "").removeprefix("Basic ")).decode()


def refused(code: str, status: int = 400, *, challenge: str = "", description: str = "", date: str = "") -> Response:
    """Return the response by which a server refuses a request."""
    headers = {"WWW-Authenticate": challenge} if challenge else {}
    headers.update({"Date": date} if date else {})
    return response({"error": code, **({"error_description": description} if description else {})}, status, headers)


def robot(name: str, url: str = URL, **options: Any) -> auth.ClientCredentials:
    """Return a source whose token endpoint is of this test alone: what one accepts is remembered."""
    return auth.ClientCredentials("id", "sec:ret", token_url=f"{url}/{name}", **options)


def test_the_description_of_the_authorization_server_has_no_problems() -> None:
    description.cache_clear()
    protocol_fields.cache_clear()
    assert lint(description()) == []
    assert {"client_secret", "code", "scope"} <= protocol_fields()
    assert not {"audience", "resource"} & protocol_fields()


# --- what is sent ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "fields"),
    [
        (auth.ClientCredentials("id", "s", token_url=URL), {"grant_type": ["client_credentials"]}),
        (
            auth.ClientCredentials("id", "s", scopes=["a", "b"], token_url=URL, parameters={"audience": "x", "resource": ["y", "z"]}),
            {"grant_type": ["client_credentials"], "scope": ["a b"], "audience": ["x"], "resource": ["y", "z"]},
        ),
        (
            auth.Password("ann", "p w", token_url=URL),
            {"grant_type": ["password"], "username": ["ann"], "password": ["p w"]},
        ),
        (
            auth.Password("ann", lambda: "later", client_id="id", token_url=URL),
            {"grant_type": ["password"], "username": ["ann"], "password": ["later"], "client_id": ["id"]},
        ),
        (
            auth.RefreshToken("id", "r1", token_url=URL, parameters={"resource": "y", "prompt": "none"}),
            {"grant_type": ["refresh_token"], "refresh_token": ["r1"], "client_id": ["id"], "resource": ["y"]},
        ),
        (
            auth.TokenExchange("sub", actor_token="act", actor_token_type="urn:a", client_id="id", token_url=URL),
            {
                "grant_type": ["urn:ietf:params:oauth:grant-type:token-exchange"], "client_id": ["id"],
                "subject_token": ["sub"], "subject_token_type": ["urn:ietf:params:oauth:token-type:access_token"],
                "actor_token": ["act"], "actor_token_type": ["urn:a"],
            },
        ),
        (
            auth.AuthorizationCode("id", refresh_token="r2", token_url=URL),
            {"grant_type": ["refresh_token"], "refresh_token": ["r2"], "client_id": ["id"]},
        ),
        (
            auth.DeviceAuthorization("id", refresh_token=lambda: "r3", token_url=URL),
            {"grant_type": ["refresh_token"], "refresh_token": ["r3"], "client_id": ["id"]},
        ),
    ],
)  # fmt: skip
def test_the_fields_of_each_grant(source: auth.Source, fields: dict[str, list[str]]) -> None:
    token, [sent] = replay(source.exchange(context_of()), OK)
    assert form_of(sent) == fields
    assert (token.value.reveal(), token.expires_in) == ("tok", 60)


def test_the_redacted_copy_of_a_request_has_no_secret() -> None:
    source = auth.Password("ann", "p w", client_id="id", client_secret="secret", token_url=f"{URL}?key=private")
    _, [sent] = replay(source.exchange(context_of()), OK)
    shown = sent.request.without_credentials()
    assert shown.body == b"grant_type=password&username=ann&password=***"
    assert (shown.url, shown.headers["Authorization"]) == (f"{URL}?***", "Basic ***")
    assert {"p w", "secret", base64.b64encode(b"id:secret").decode()} <= set(sent.secrets)


def test_requests_and_replies_do_not_show_their_secrets() -> None:
    _, [sent] = replay(auth.ClientCredentials("id", "secret", token_url=URL).exchange(context_of()), OK)
    shown = f"{sent} {sent!r} {Reply(sent, OK, {'access_token': 'tok'})}"
    assert shown.endswith("<Reply of api.example.com:443: 200>")
    assert not any(secret in shown for secret in ("tok'", *sent.secrets))


def test_an_endpoint_may_have_a_query_and_a_slash_at_its_end() -> None:
    for url in (f"{URL}/?tenant=1", "https://api.example.com/token/", "https://api.example.com"):
        _, [sent] = replay(auth.ClientCredentials("id", "s", token_url=url).exchange(context_of()), OK)
        assert sent.request.url == url


def test_a_service_account_signs_an_assertion() -> None:
    source = auth.JwtBearer("account", KEY, subject="ann", claims={"x": 1}, scopes=["a"], token_url=URL)
    _, [sent] = replay(source.exchange(context_of()), OK)
    claims = jwt.decode(form_of(sent)["assertion"][0], b"k" * 32, ["HS256"], audience=URL)
    assert {name: claims[name] for name in ("iss", "sub", "scope", "x")} == {
        "iss": "account",
        "sub": "ann",
        "scope": "a",
        "x": 1,
    }
    assert claims["exp"] - claims["iat"] == 300
    assert set(form_of(sent)) == {"assertion", "grant_type", "scope"}


def test_a_service_account_may_authenticate_as_a_client_as_well() -> None:
    source = auth.JwtBearer("account", KEY, audience="aud", client_secret="s", token_url=f"{URL}/as-well")
    _, [sent] = replay(source.exchange(context_of()), OK)
    assert basic_of(sent) == "account:s"
    jwt.decode(form_of(sent)["assertion"][0], b"k" * 32, ["HS256"], audience="aud")


def test_a_token_may_be_exchanged_for_one_of_another_type() -> None:
    source = auth.TokenExchange(lambda: "sub", requested_token_type="urn:x", scopes=["a"], token_url=URL)
    _, [sent] = replay(source.exchange(context_of()), OK)
    assert (form_of(sent)["requested_token_type"], form_of(sent)["scope"]) == (["urn:x"], ["a"])
    assert "client_id" not in form_of(sent)


def test_the_key_file_of_a_service_account(tmp_path: Path) -> None:
    values = {"client_email": "a@b", "private_key": pem_of(KEYS["EC"]), "private_key_id": "k", "token_uri": URL}
    (tmp_path / "key.json").write_text(json.dumps(values))
    source = auth.JwtBearer.from_file(tmp_path / "key.json", scopes=["a"])
    _, [sent] = replay(source.exchange(context_of()), OK)
    assert jwt.get_unverified_header(form_of(sent)["assertion"][0]) == {"alg": "ES256", "kid": "k", "typ": "JWT"}
    assert "EC PRIVATE" not in repr(source)


def test_additional_fields_of_the_description_are_sent() -> None:
    obtain = {
        "robot": {"by": "clientCredentials", "tokenUrl": "/token", "parameters": {"audience": "x", "more": ["y"]}}
    }
    source = auth.ClientCredentials("id", "s", parameters={"audience": "own"})
    _, [sent] = replay(source.exchange(context_of(obtain)), OK)
    assert form_of(sent) == {"grant_type": ["client_credentials"], "audience": ["own"], "more": ["y"]}


# --- how a client authenticates --------------------------------------------------------------------------------------


def test_id_and_secret_are_form_encoded_first() -> None:
    _, [sent] = replay(robot("first").exchange(context_of()), OK)
    assert basic_of(sent) == "id:sec%3Aret"


@pytest.mark.parametrize(
    ("name", "refusal", "count"),
    [
        ("changed", refused("invalid_client", 401, challenge="Basic realm=x"), 2),
        ("unnamed", refused("invalid_client", 401), 2),
        ("request", refused("invalid_request", 400, challenge="Basic"), 2),
        ("scope", refused("invalid_scope"), 1),
        ("grant", refused("unauthorized_client"), 1),
        ("failed", response({}, 503), 1),
    ],
)
def test_a_refused_client_is_sent_in_the_form_where_that_may_help(name: str, refusal: Response, count: int) -> None:
    sent: list[TokenRequest] = []
    steps = robot(name).exchange(context_of())
    if count == 2:
        _, sent = replay(steps, refusal, OK)
        assert form_of(sent[1]) == {
            "client_id": ["id"],
            "client_secret": ["sec:ret"],
            "grant_type": ["client_credentials"],
        }
        assert "Authorization" not in sent[1].request.headers
        _, sent = replay(robot(name).exchange(context_of()), OK)
        assert "client_secret" in form_of(sent[0])
    else:
        with pytest.raises(ApiError):
            replay(steps, refusal)


def test_a_wrong_secret_that_encoding_does_not_change_is_sent_once() -> None:
    source = auth.ClientCredentials("id", "wrong", token_url=f"{URL}/once")
    with pytest.raises(ApiError, match="check the client id and the secret"):
        replay(source.exchange(context_of()), refused("invalid_client", 401, challenge='basic realm="x"'))


def test_a_server_that_decodes_is_not_asked_twice_later() -> None:
    replay(robot("decodes").exchange(context_of()), OK)
    with pytest.raises(ApiError):
        replay(robot("decodes").exchange(context_of()), refused("invalid_client", 401, challenge="Basic"))


def test_a_failure_of_the_server_shows_nothing_of_how_it_authenticates() -> None:
    with pytest.raises(ServerError):
        replay(robot("failing").exchange(context_of()), response({}, 503))
    assert (
        len(replay(robot("failing").exchange(context_of()), refused("invalid_client", 401, challenge="Basic"), OK)[1])
        == 2
    )


def test_a_server_that_takes_forms_only_may_change_that() -> None:
    replay(robot("changes").exchange(context_of()), refused("invalid_client", 401), OK)
    _, sent = replay(robot("changes").exchange(context_of()), refused("invalid_client", 401), OK)
    assert [basic_of(each) for each in sent] == ["", "id:sec%3Aret"]


@pytest.mark.parametrize(
    ("supported", "accepted", "methods"),
    [
        (None, None, ["client_secret_basic", "client_secret_post"]),
        (None, "client_secret_post", ["client_secret_post", "client_secret_basic"]),
        (("client_secret_post", "none"), None, ["client_secret_post"]),
        (("private_key_jwt",), None, ["client_secret_basic"]),
    ],
)
def test_the_ways_to_authenticate_with_a_secret(supported: Any, accepted: str | None, methods: list[str]) -> None:
    assert ClientIdentity("id", Secret("s"), None).methods(supported, accepted) == methods


def test_little_is_remembered() -> None:
    remembered: Remembered[int, int] = Remembered()
    for number in range(MAX_REMEMBERED + 1):
        remembered.put(number, number)
    assert (remembered.get(0), remembered.get(1), remembered.get(MAX_REMEMBERED)) == (None, 1, MAX_REMEMBERED)


def test_a_client_may_sign_an_assertion_in_place_of_a_secret() -> None:
    url = f"{URL}/private-key"
    source = auth.ClientCredentials("id", private_key=KEY, token_url=url)
    _, sent = replay(source.exchange(context_of()), refused("invalid_client", date=date_in(90)), OK)
    fields = form_of(sent[1])
    assert (fields["client_id"], fields["client_assertion_type"][0][-10:]) == (["id"], "jwt-bearer")
    claims = jwt.decode(fields["client_assertion"][0], options={"verify_signature": False})
    assert (claims["iss"], claims["sub"], claims["aud"], claims["exp"] - claims["iat"]) == ("id", "id", url, 120)
    assert fields["client_assertion"][0] in sent[1].secrets


# --- clocks ----------------------------------------------------------------------------------------------------------


def date_in(seconds: float) -> str:
    """Return the Date of a server whose clock is ahead."""
    return formatdate(time.time() + seconds, usegmt=True)


@pytest.mark.parametrize(("code", "seconds"), [("invalid_grant", 3600), ("invalid_client", -3600)])
def test_an_assertion_is_signed_again_by_the_clock_of_the_server(code: str, seconds: int) -> None:
    source = auth.JwtBearer("account", KEY, token_url=f"{URL}/{code}")
    refusal = refused(code, date=date_in(seconds))
    _, sent = replay(source.exchange(context_of()), refusal, OK)
    issued = [jwt.decode(form_of(each)["assertion"][0], options={"verify_signature": False})["iat"] for each in sent]
    assert abs(issued[1] - issued[0] - seconds) < 5


@pytest.mark.parametrize("date", [2.0, "", "yesterday", "Sat, 01 Jan 99999 00:00:00 GMT"])
def test_an_assertion_is_not_signed_again_if_the_clock_is_right(date: Any) -> None:
    source = auth.JwtBearer("account", KEY, token_url=f"{URL}/right")
    refusal = refused("invalid_grant", date=date if isinstance(date, str) else date_in(date))
    with pytest.raises(BadRequest, match="invalid_grant — check what the token is obtained with"):
        replay(source.exchange(context_of()), refusal)


def test_the_error_has_by_how_much_the_clock_is_wrong() -> None:
    source = auth.JwtBearer("account", KEY, token_url=f"{URL}/both")
    refusal = refused("invalid_grant", date=date_in(-600))
    with pytest.raises(BadRequest, match=r"the clock of this machine is (599|600|601) s ahead of that of the server"):
        replay(source.exchange(context_of()), refusal, refusal)


# --- keys ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("secret-text", "is neither PEM nor a JWK"),
        ({"kty": object()}, "is neither PEM nor a JWK"),
        (5, "is not a private key"),
        (None, "is missing"),
    ],
)
def test_what_is_not_a_key(key: Any, message: str) -> None:
    with pytest.raises(InvalidCall, match=message) as caught:
        auth.JwtBearer("account", key, token_url=URL)
    assert "secret-text" not in str(caught.value)


@pytest.mark.parametrize("options", [{"algorithm": 5}, {"key_id": 5}])
def test_what_is_not_a_name(options: Any) -> None:
    with pytest.raises(InvalidCall, match="is not a string"):
        auth.PrivateKey(KEY, **options)


@pytest.mark.parametrize("key", ["-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", {"kty": "EC"}])
def test_a_key_that_cannot_sign(key: Any) -> None:
    source = auth.JwtBearer("account", key, token_url=URL)
    with pytest.raises(InvalidCall, match=r"private_key \(option\): cannot sign \(\w+\)"):
        replay(source.exchange(context_of()))


def test_without_pyjwt_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jwt", None)
    with pytest.raises(DynaclientError, match=r"pip install 'dynaclient\[jwt\]'"):
        replay(auth.JwtBearer("account", KEY, token_url=URL).exchange(context_of()))


def test_a_key_is_not_shown() -> None:
    key = auth.PrivateKey(pem_of(KEYS["RSA"]), algorithm="PS256")
    assert repr(key) == "PrivateKey(***, algorithm='PS256')"
    assert len(key.secret_values()) > 10
    assert auth.PrivateKey(KEY).secret_values()[1:] == [KEY["k"]]
    assert jwt.get_unverified_header(key.sign({}))["alg"] == "PS256"


# --- responses -------------------------------------------------------------------------------------------------------


def token_of(answer: Response) -> auth.Token:
    """Return the token of a response."""
    token: auth.Token = replay(
        auth.ClientCredentials("id", "s", scopes=["asked"], token_url=URL).exchange(context_of()), answer
    )[0]
    return token


def form(text: str, media: str = "application/x-www-form-urlencoded") -> Response:
    """Return a response with a form."""
    return Response(200, Headers([("Content-Type", media)]), text.encode())


@pytest.mark.parametrize(
    ("members", "expires_in", "scopes"),
    [
        ({}, None, ("asked",)),
        ({"expires_in": 3600, "scope": "a b"}, 3600, ("a", "b")),
        ({"expires_in": "3600", "scope": "repo,gist"}, 3600, ("repo", "gist")),
        ({"expires_in": 0.5, "scope": ["a"]}, 0.5, ("a",)),
        ({"expires_in": 0, "scope": ""}, None, ("asked",)),
        ({"expires_in": -1, "scope": None}, None, ("asked",)),
        ({"expires_in": "soon", "scope": [5]}, None, ("asked",)),
        ({"expires_in": True, "scope": 5}, None, ("asked",)),
        ({"expires_in": "1e999"}, None, ("asked",)),
        ({"expires_in": 10**400}, None, ("asked",)),
        ({"expires_in": None}, None, ("asked",)),
    ],
)  # fmt: skip
def test_how_long_a_token_is_valid_and_what_it_allows(members: Any, expires_in: Any, scopes: Any) -> None:
    token = token_of(response({"access_token": "tok", **members}))
    assert (token.expires_in, token.scopes) == (expires_in, scopes)


@pytest.mark.parametrize("kind", ["bearer", "BEARER", "BearerToken", "bot", "N_A", "", None])
def test_types_of_tokens_are_compared_without_case(kind: str | None) -> None:
    assert token_of(response({"access_token": "tok", "token_type": kind})).value is not None


@pytest.mark.parametrize(
    "answer",
    [
        form("access_token=tok&token_type=bearer&expires_in=60"),
        form("access_token=tok&expires_in=60&scope=", "text/plain; charset=utf-8"),
        form('{"access_token": "tok", "expires_in": "60"}', "text/html"),
        form("access_token=tok&expires_in=60", ""),
    ],
)
def test_tokens_in_forms_and_with_wrong_labels(answer: Response) -> None:
    token = token_of(answer)
    assert (token.value, token.expires_in) == (auth.Token("tok").value, 60)


@pytest.mark.parametrize(
    ("answer", "kind", "message"),
    [
        (form("<html>log in</html>", "text/html"), BadResponse, r"the response \(200\) of api.example.com:443 is text/html, expected JSON"),
        (form("access_token=a&access_token=b"), BadResponse, "expected JSON with a token"),
        (form("a=b"), BadResponse, "expected JSON with a token"),
        (form("é"), BadResponse, "expected JSON with a token"),
        (Response(200), BadResponse, "is of an unknown type, expected JSON"),
        (response([]), BadResponse, "is application/json, expected JSON with a token"),
        (response({}), BadResponse, "has no usable access_token"),
        (response({"access_token": "to ken"}), BadResponse, "has no usable access_token"),
        (response({"access_token": ""}), BadResponse, "has no usable access_token"),
        (response(b'{"access_token": "a", "access_token": "b"}'), BadResponse, "expected JSON with a token"),
        (response({"access_token": "tok", "token_type": "DPoP"}), BadResponse, "has a token of the type 'DPoP'"),
        (response({"access_token": "tok", "token_type": 5}), BadResponse, "has a token of the type 'unknown'"),
        (Response(200, body=b"x" * (MAX_RESPONSE_BYTES + 1)), BadResponse, "is larger than 1 MiB"),
        (Response(200, body=b'{"access_token": "to', complete=False), BadResponse, "may be cut off"),
        (Response(200, Headers([("Content-Type", "text/html")]), b"<html>", complete=False), BadResponse, "is text/html, expected"),
        (Response(302, Headers([("Location", "https://evil.example")])), Redirected, "it is not redirected"),
        (response("<html>", 404), ApiError, "404 Not Found.* — is the URL of the endpoint right"),
        (response({}, 503), ServerError, "try again later"),
        (refused("temporarily_unavailable", 503), ServerError, "try again later"),
        (refused("unauthorized_client", description="not you"), BadRequest, "unauthorized_client: not you — register the client"),
        (refused("unsupported_grant_type"), BadRequest, "unsupported_grant_type — register the client"),
        (refused("invalid_dpop_proof"), BadRequest, "DPoP"),
        (refused("invalid_target"), BadRequest, "check the audience or resource"),
        (refused("access_denied", 403), ApiError, "ask the owner of the API"),
        (refused("odd"), BadRequest, "odd — is the URL of the endpoint right"),
        (response({"error": "bad_code"}), ApiError, "200.*bad_code"),
        (response({"error": {"code": 5}}, 400), BadRequest, "is the URL of the endpoint right"),
    ],
)  # fmt: skip
def test_each_other_response_is_one_error(answer: Response, kind: Any, message: str) -> None:
    with pytest.raises(kind, match=message):
        token_of(answer)


def test_an_error_does_not_repeat_what_was_sent() -> None:
    source = auth.Password(
        "ann", "correct horse", client_id="id", client_secret="battery-staple", token_url=f"{URL}/echo"
    )
    echo = refused("invalid_grant", description="wrong: correct%20horse of battery-staple, aWQ6YmF0dGVyeS1zdGFwbGU=")
    with pytest.raises(BadRequest) as caught:
        replay(source.exchange(context_of()), echo)
    shown = f"{caught.value} {caught.value.body} {vars(caught.value)}"
    assert not any(secret in shown for secret in ("horse", "staple", "aWQ6YmF0"))


# --- refreshing ------------------------------------------------------------------------------------------------------


def test_a_refreshed_token_keeps_what_the_response_does_not_replace() -> None:
    previous = auth.Token("old", scopes=["a"], refresh_token="r1")
    source = auth.ClientCredentials("id", "s", scopes=["b"], token_url=URL)
    token, [sent] = replay(source.exchange(context_of(previous=previous)), OK)
    assert form_of(sent)["refresh_token"] == ["r1"]
    assert (token.scopes, token.refresh_token) == (("a",), previous.refresh_token)


def test_a_rotated_refresh_token_replaces_the_one_before() -> None:
    answer = response({"access_token": "tok", "refresh_token": "r2"})
    source = auth.RefreshToken("id", "r0", token_url=URL)
    token, [sent] = replay(source.exchange(context_of(previous=auth.Token("old", refresh_token="r1"))), answer)
    assert (form_of(sent)["refresh_token"], token.refresh_token.reveal()) == (["r1"], "r2")


def test_a_program_goes_on_by_its_grant_if_its_session_has_ended() -> None:
    previous = auth.Token("old", refresh_token="r1")
    source = auth.Password("ann", "pw", token_url=URL)
    _, sent = replay(source.exchange(context_of(previous=previous)), refused("invalid_grant"), OK)
    assert [form_of(each)["grant_type"] for each in sent] == [["refresh_token"], ["password"]]
    with pytest.raises(ServerError):
        replay(source.exchange(context_of(previous=previous)), response({}, 500))
