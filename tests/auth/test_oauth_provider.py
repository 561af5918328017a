"""The grants at a certified authorization server: the npm package `oidc-provider`. Both clients send the same."""

from __future__ import annotations

import json
import re
import string
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from dynaclient import auth
from dynaclient.auth.sources.source import TokenRequest
from dynaclient.errors import ApiError, InvalidCall, LoginNeeded
from tests.support.authorization_servers import (
    Browser,
    Drive,
    careless_server,
    context_of,
    install_provider,
    provider_of,
    run,
    run_async,
)
from tests.support.keys import ALGORITHMS, KEYS, jwk_of, pem_of

PRINTABLE = "".join(character for character in string.printable if character.isprintable())
CODE_GRANTS = ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"]
REDIRECT = "http://127.0.0.1:4711/callback"


def _robot(name: str, **more: Any) -> dict[str, Any]:
    base = {"client_id": name, "redirect_uris": [], "response_types": [], "grant_types": ["client_credentials"]}
    return {**base, "client_secret": "robot-secret-0123456789", **more}


def _strange(index: int) -> tuple[str, str]:
    """Return an id and a secret that each have a printable character in their middle."""
    return f"id{index}{PRINTABLE[index]}z", f"secret-{PRINTABLE[index]}-0123456789"


CLIENTS = [
    {
        "client_id": "person", "token_endpoint_auth_method": "none", "application_type": "native",
        "redirect_uris": ["http://127.0.0.1/callback"], "response_types": ["code"], "grant_types": CODE_GRANTS,
    },
    _robot("robot", scope="pets:read"),
    _robot("robot+/: %é".replace("é", "~"), client_secret="se:cr%et +/=0123456789"),
    _robot("posting", token_endpoint_auth_method="client_secret_post"),
    *(
        {
            "client_id": kind, "token_endpoint_auth_method": "private_key_jwt", "redirect_uris": [], "response_types": [],
            "grant_types": ["client_credentials"], "token_endpoint_auth_signing_alg": ALGORITHMS[kind][0],
            "jwks": {"keys": [jwk_of(kind, key.public_key())]},
        }
        for kind, key in KEYS.items()
    ),
    *(_robot(_strange(index)[0], client_secret=_strange(index)[1]) for index in range(len(PRINTABLE))),
]  # fmt: skip


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    script = install_provider(tmp_path_factory.mktemp("npm"))
    with provider_of(script, CLIENTS) as started:
        yield started


@pytest.fixture(params=[run, run_async], ids=["threads", "event loop"])
def drive(request: pytest.FixtureRequest) -> Drive:
    return request.param  # type: ignore[no-any-return]


def who_has(issuer: str, token: auth.Token) -> dict[str, Any] | None:
    """Return what the protected API of the provider knows of a token; None if it refuses it."""
    value = token.value.reveal()  # type: ignore[union-attr]
    request = urllib.request.Request(f"{issuer}/pets", headers={"Authorization": f"Bearer {value}"})
    try:
        with urllib.request.urlopen(request, timeout=10) as page:
            found: dict[str, Any] = json.load(page)
            return found
    except urllib.error.HTTPError as error:
        error.close()
        return None


# --- programs --------------------------------------------------------------------------------------------------------


def test_client_credentials_by_discovery(issuer: str, drive: Drive) -> None:
    source = auth.ClientCredentials("robot", "robot-secret-0123456789", scopes=["pets:read"], issuer=issuer)
    token = drive(source.exchange(context_of()))
    assert (token.scopes, token.expires_in, token.refresh_token) == (("pets:read",), 60.0, None)
    assert who_has(issuer, token) == {"client": "robot", "scope": "pets:read"}


def test_client_credentials_by_the_description(issuer: str, drive: Drive) -> None:
    obtain = {"robot": {"by": "clientCredentials", "tokenUrl": "token"}}
    source = auth.ClientCredentials("robot", "robot-secret-0123456789")
    log: list[TokenRequest] = []
    token = drive(source.exchange(context_of(obtain, base=issuer)), log)
    assert [each.request.url for each in log] == [f"{issuer}/token"]
    assert who_has(issuer, token) is not None


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize("as_jwk", [True, False])
def test_private_key_jwt(issuer: str, kind: str, as_jwk: bool) -> None:
    key = auth.PrivateKey(jwk_of(kind, KEYS[kind]) if as_jwk else pem_of(KEYS[kind]), key_id=kind)
    token = run(auth.ClientCredentials(kind, private_key=key, issuer=issuer).exchange(context_of()))
    assert who_has(issuer, token) == {"client": kind}


def test_an_assertion_is_signed_again_by_the_clock_of_the_server(
    issuer: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() - 3600)
    log: list[TokenRequest] = []
    source = auth.ClientCredentials("EC", private_key=jwk_of("EC", KEYS["EC"]), token_url=f"{issuer}/token")
    assert who_has(issuer, run(source.exchange(context_of()), log)) is not None
    assert len(log) == 2
    assert re.search(r"the clock of this machine is 3[56]\d\d s behind that of the server", caplog.text)
    run(source.exchange(context_of()), log)
    assert len(log) == 3


@pytest.mark.parametrize(
    ("source", "status", "code", "hint"),
    [
        (("robot", "another-secret-000000000", [], {}), 401, "invalid_client", "check the client id and the secret"),
        (("nobody", "another-secret-000000000", [], {}), 401, "invalid_client", "check the client id and the secret"),
        (("robot", "robot-secret-0123456789", ["pets:write"], {}), 400, "invalid_scope", "pass scopes="),
        (("posting", "robot-secret-0123456789", [], {"resource": "nothing"}), 400, "invalid_target", "parameters="),
    ],
)
def test_each_refusal_is_one_typed_error(
    issuer: str, drive: Drive, source: Any, status: int, code: str, hint: str
) -> None:
    client_id, secret, scopes, parameters = source
    made = auth.ClientCredentials(client_id, secret, scopes=scopes, parameters=parameters, issuer=issuer)
    with pytest.raises(ApiError) as caught:
        drive(made.exchange(context_of()))
    assert (caught.value.status, caught.value.type) == (status, code)
    assert hint in str(caught.value)
    assert secret not in str(caught.value)


# --- ids and secrets with each printable character -------------------------------------------------------------------


@pytest.mark.parametrize("index", range(len(PRINTABLE)), ids=lambda index: hex(ord(PRINTABLE[index])))
def test_each_character_reaches_a_strict_server_and_a_careless_one(issuer: str, index: int) -> None:
    client_id, secret = _strange(index)
    with careless_server(client_id, secret) as careless:
        for url in (f"{issuer}/token", f"{careless.url}/token"):
            source = auth.ClientCredentials(client_id, secret, token_url=url)
            counts = []
            for _ in range(2):
                log: list[TokenRequest] = []
                run(source.exchange(context_of()), log)
                counts.append(len(log))
            assert counts in ([1, 1], [2, 1])
            assert url.startswith(careless.url) or counts == [1, 1]


def test_a_client_with_all_of_these(issuer: str, drive: Drive) -> None:
    source = auth.ClientCredentials("robot+/: %~", "se:cr%et +/=0123456789", issuer=issuer)
    assert who_has(issuer, drive(source.exchange(context_of()))) is not None


# --- persons ---------------------------------------------------------------------------------------------------------


def person(issuer: str, **more: Any) -> auth.AuthorizationCode:
    return auth.AuthorizationCode("person", scopes=["openid", "pets:read"], issuer=issuer, **more)


def log_in(source: auth.AuthorizationCode, drive: Drive) -> auth.Token:
    login = drive(source.begin(context_of(), REDIRECT))
    callback, _ = Browser().open(login.url, stop=REDIRECT)
    token: auth.Token = drive(source.finish(login, callback))
    return token


def test_a_code_is_exchanged_and_the_session_refreshed(issuer: str, drive: Drive) -> None:
    source = person(issuer)
    token = log_in(source, drive)
    assert who_has(issuer, token) == {"client": "person", "scope": "pets:read"}
    renewed = drive(source.exchange(context_of(previous=token)))
    assert who_has(issuer, renewed) is not None
    assert renewed.refresh_token != token.refresh_token


def test_a_refresh_token_that_is_used_twice_ends_the_session(issuer: str, drive: Drive) -> None:
    first = log_in(person(issuer), drive)
    assert first.refresh_token is not None
    source = auth.RefreshToken("person", first.refresh_token, issuer=issuer)
    second = drive(source.exchange(context_of()))
    for previous in (first, second):
        with pytest.raises(LoginNeeded, match="the session has ended \\(invalid_grant") as caught:
            drive(source.exchange(context_of(previous=previous)))
        assert first.refresh_token.reveal() not in str(caught.value)


def test_a_revoked_session_has_ended(issuer: str, drive: Drive) -> None:
    source = person(issuer)
    token = log_in(source, drive)
    assert drive(source.revoke(context_of(), token)) is True
    assert who_has(issuer, token) is None
    with pytest.raises(LoginNeeded):
        drive(source.exchange(context_of(previous=token)))


def test_a_denied_login(issuer: str, drive: Drive) -> None:
    source = person(issuer, parameters={"login_hint": "nobody"})
    with pytest.raises(LoginNeeded, match="the login was denied \\(access_denied: not today\\)"):
        log_in(source, drive)


def test_a_code_is_good_for_one_login_only(issuer: str, drive: Drive) -> None:
    source = person(issuer)
    login, other = (drive(source.begin(context_of(), REDIRECT)) for _ in range(2))
    callback, _ = Browser().open(login.url, stop=REDIRECT)
    with pytest.raises(InvalidCall, match="its state is another one"):
        drive(source.finish(other, callback))
    drive(source.finish(login, callback))
    with pytest.raises(LoginNeeded, match="invalid_grant"):
        drive(source.finish(login, callback))


def test_the_issuer_of_a_redirect_is_compared(issuer: str, drive: Drive) -> None:
    source = person(issuer)
    login = drive(source.begin(context_of(), REDIRECT))
    callback, _ = Browser().open(login.url, stop=REDIRECT)
    others = [re.sub("iss=[^&]*", change, callback) for change in ("iss=https%3A%2F%2Fevil.example", "")]
    for other, reason in zip(others, ("is of another issuer", "does not name its issuer"), strict=True):
        with pytest.raises(InvalidCall, match=reason):
            drive(source.finish(login, other))


def enter_code(login: Any) -> None:
    """Enter the code of a device, as a person does, and confirm it."""
    browser = Browser()
    _, page = browser.open(login.verification_uri_complete)
    while "xsrf" in page:
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
        form = urlencode({**fields, "confirm": "yes"})
        _, page = browser.open(re.findall(r'action="([^"]*)"', page)[0], form=form)


def test_a_device_waits_for_a_person(issuer: str, drive: Drive) -> None:
    source = auth.DeviceAuthorization("person", scopes=["openid", "pets:read"], issuer=issuer)
    login = drive(source.begin(context_of()))
    assert login.interval == 5.0
    person = threading.Timer(0.5, enter_code, [login])
    person.start()
    log: list[TokenRequest] = []
    token = drive(source.finish(replace(login, interval=0.2)), log)
    person.join(10)
    assert who_has(issuer, token) == {"client": "person", "scope": "pets:read"}
    assert len(log) > 1
