"""Sessions that a person begins, in a browser or on another device, without any server."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from dynaclient import BadResponse, InvalidCall, ServerError, auth
from dynaclient.auth.sources import device_authorization
from dynaclient.auth.sources.authorization_code import BrowserLogin, challenge_of
from dynaclient.auth.sources.device_authorization import DeviceLogin
from dynaclient.auth.sources.source import Pause, SourceContext, TokenRequest
from dynaclient.errors import ApiError, LoginNeeded
from dynaclient.testing import response
from tests.auth.test_oauth_grants import form_of, refused
from tests.support.authorization_servers import context_of, replay

LOGIN = "https://login.example.com"
TOKEN, PAGE, DEVICE = f"{LOGIN}/token", f"{LOGIN}/authorize", f"{LOGIN}/device"
OK = response({"access_token": "tok", "refresh_token": "r1"})


def browser(**options: Any) -> auth.AuthorizationCode:
    return auth.AuthorizationCode("id", token_url=TOKEN, **{"authorization_url": PAGE, **options})


def device(**options: Any) -> auth.DeviceAuthorization:
    return auth.DeviceAuthorization("id", token_url=TOKEN, device_authorization_url=DEVICE, **options)


def begun(source: auth.AuthorizationCode, redirect_uri: str | None = None) -> BrowserLogin:
    login: BrowserLogin = replay(source.begin(context_of(), redirect_uri))[0]
    return login


def end_of(login: BrowserLogin, **values: str) -> str:
    """Return the URL that a login ends with."""
    return f"{login.redirect_uri}?{urlencode({'state': login.state.reveal(), 'code': 'c0de', **values})}"


# --- in a call -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", [browser(), device()])
def test_no_session_begins_inside_a_call(source: auth.Source) -> None:
    with pytest.raises(LoginNeeded, match="there is no session yet — log in first, with `dynaclient login`"):
        replay(source.exchange(context_of()))


@pytest.mark.parametrize("code", ["invalid_grant", "interaction_required", "access_denied"])
def test_a_session_that_has_ended_needs_a_person(code: str) -> None:
    context = context_of(previous=auth.Token("t", refresh_token="refresh-1"))
    with pytest.raises(LoginNeeded, match=rf"\({code}: no \*\*\*\) — log in again") as caught:
        replay(browser().exchange(context), refused(code, description="no refresh-1"))
    assert isinstance(caught.value, InvalidCall)


def test_other_refusals_need_none() -> None:
    context = context_of(previous=auth.Token("t", refresh_token="r"))
    with pytest.raises(ApiError, match="invalid_client") as caught:
        replay(browser().exchange(context), refused("invalid_client", 401))
    assert not isinstance(caught.value, LoginNeeded)


# --- in a browser ----------------------------------------------------------------------------------------------------


def test_the_page_that_a_person_opens() -> None:
    source = browser(
        authorization_url=f"{PAGE}?tenant=1",
        scopes=["a", "b"],
        parameters={"prompt": "consent", "resource": ["x", "y"]},
    )
    login = begun(source, "http://127.0.0.1:4711/callback")
    values = parse_qs(urlsplit(login.url).query)
    challenge = urlsafe_b64encode(hashlib.sha256(login.verifier.reveal().encode()).digest()).decode().rstrip("=")
    assert login.url.startswith(f"{PAGE}?tenant=1&response_type=code&")
    assert values == {
        "tenant": ["1"], "response_type": ["code"], "client_id": ["id"], "scope": ["a b"], "prompt": ["consent"],
        "redirect_uri": ["http://127.0.0.1:4711/callback"], "state": [login.state.reveal()], "resource": ["x", "y"],
        "code_challenge": [challenge], "code_challenge_method": ["S256"],
    }  # fmt: skip


def test_the_challenge_of_rfc_7636() -> None:
    assert challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_where_the_browser_is_sent() -> None:
    assert begun(browser()).redirect_uri == "http://127.0.0.1/callback"
    fixed = browser(redirect_uri="com.example:/done")
    assert begun(fixed).redirect_uri == "com.example:/done"
    assert begun(fixed, "http://localhost:1/").redirect_uri == "http://localhost:1/"
    for wrong in (5, "callback", "http://127.0.0.1/#x"):
        with pytest.raises(InvalidCall, match=r"redirect_uri \(option\): is not a URI"):
            browser(redirect_uri=wrong)


def test_the_code_is_exchanged() -> None:
    source = browser(parameters={"prompt": "consent", "resource": "x"}, scopes=["a"])
    login = begun(source)
    token, [sent] = replay(source.finish(login, end_of(login)), OK)
    assert form_of(sent) == {
        "client_id": ["id"], "resource": ["x"], "grant_type": ["authorization_code"], "code": ["c0de"],
        "redirect_uri": [login.redirect_uri], "code_verifier": [login.verifier.reveal()],
    }  # fmt: skip
    assert (sent.request.url, token.scopes, token.refresh_token.reveal()) == (TOKEN, ("a",), "r1")
    assert sorted(login.secret_values()) == sorted([login.state.reveal(), login.verifier.reveal()])


def test_two_logins_share_nothing() -> None:
    first, second = begun(browser()), begun(browser())
    assert first.state != second.state
    assert first.verifier != second.verifier
    assert not second.is_end(end_of(first))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda url: url.replace("state=", "stage="), "its state is another one"),
        (lambda url: url.replace("state=", "state=x"), "its state is another one"),
        (lambda url: url + "&state=x", "its state is another one"),
        (lambda url: url + "&code=x", "its state is another one"),
        (lambda url: url + "&x=%ff", "its state is another one"),
        (lambda url: url.replace("?", "#"), "its state is another one"),
        (lambda url: url.replace("state=", "state=é"), "its state is another one"),
        (lambda _: "", "its state is another one"),
        (lambda _: None, "its state is another one"),
        (lambda url: url.replace("code=", "coda="), "has no code"),
        (lambda url: url + "&iss=https://evil.example", "is of another issuer"),
        (lambda url: url + "&iss=evil", "is of another issuer"),
        (
            lambda url: url + "&error=invalid_scope&error_description=too+much",
            r"invalid_scope: too much\) — pass scopes=",
        ),
        (lambda url: url + "&error=odd", r"ended with an error \(odd\) — log in again"),
    ],
)
def test_what_is_not_the_end_of_a_login(change: Any, message: str) -> None:
    login = begun(browser())
    with pytest.raises(InvalidCall, match=message) as caught:
        replay(browser().finish(login, change(end_of(login))))
    assert not isinstance(caught.value, LoginNeeded)
    assert not any(secret in str(caught.value) for secret in (*login.secret_values(), "c0de"))


def test_a_denied_login() -> None:
    login = begun(browser())
    with pytest.raises(LoginNeeded, match=r"the login was denied \(access_denied\)"):
        replay(browser().finish(login, end_of(login, error="access_denied")))


def test_the_issuer_that_a_redirect_names() -> None:
    login = begun(browser())
    assert replay(browser().finish(login, end_of(login, iss=f"{LOGIN}/tenant")), OK)[0]
    named = browser(issuer="https://id.example")
    login = begun(named)
    assert replay(named.finish(login, end_of(login, iss="https://id.example")), OK)[0]
    with pytest.raises(InvalidCall, match="is of another issuer"):
        replay(named.finish(login, end_of(login, iss="https://id.example/")))


def test_an_issuer_that_is_promised_has_to_be_there() -> None:
    issuer = f"{LOGIN}/promises"
    values = {"issuer": issuer, "token_endpoint": TOKEN, "authorization_endpoint": PAGE}
    source = auth.AuthorizationCode("id", issuer=issuer)
    metadata = response({**values, "authorization_response_iss_parameter_supported": True})
    login, _ = replay(source.begin(context_of()), metadata)
    assert replay(source.finish(login, end_of(login, iss=issuer)), OK)[0]
    with pytest.raises(InvalidCall, match="does not name its issuer"):
        replay(source.finish(login, end_of(login)))


@pytest.mark.parametrize(
    ("page", "token"), [("https://evil.example/", "/token"), ("/page", "https://evil.example/token")]
)
def test_page_and_token_endpoint_are_both_confirmed(page: str, token: str) -> None:
    context = context_of({"browser": {"by": "authorizationCode", "authorizationUrl": page, "tokenUrl": token}})
    with pytest.raises(InvalidCall, match="is not confirmed: the description names https://evil.example"):
        replay(auth.AuthorizationCode("id").begin(context))


# --- on another device -----------------------------------------------------------------------------------------------

CODES = {
    "device_code": "device-code-1", "user_code": "WDJB-MJHT", "verification_uri": f"{LOGIN}/enter", "expires_in": 60,
    "verification_uri_complete": f"{LOGIN}/enter?code=WDJB-MJHT", "interval": 2,
}  # fmt: skip


def device_login(
    values: Any = None, context: SourceContext | None = None, **options: Any
) -> tuple[DeviceLogin, TokenRequest]:
    """Return a login that has begun, and the request for its codes."""
    login, [sent] = replay(device(**options).begin(context or context_of()), response({**CODES, **(values or {})}))
    return login, sent


def poll(login: DeviceLogin, *answers: Any) -> tuple[list[float], Any]:
    """Return the pauses of a login, and its token; send these responses."""
    pauses: list[float] = []
    steps, left = device().finish(login), list(answers)
    answer: Any = None
    while True:
        try:
            step = steps.send(answer)
        except StopIteration as end:
            return pauses, end.value
        answer = None
        if isinstance(step, Pause):
            pauses.append(step.seconds)
        else:
            assert isinstance(step, TokenRequest)
            assert form_of(step)["device_code"] == ["device-code-1"]
            answer = left.pop(0)


def test_the_codes_of_a_login() -> None:
    login, sent = device_login(scopes=["a"], parameters={"audience": "x"})
    assert (sent.request.url, form_of(sent)) == (DEVICE, {"client_id": ["id"], "scope": ["a"], "audience": ["x"]})
    assert (login.user_code, login.verification_uri, login.interval) == ("WDJB-MJHT", f"{LOGIN}/enter", 2)
    assert login.verification_uri_complete == CODES["verification_uri_complete"]
    assert login.secret_values() == ["device-code-1"]
    assert "device-code-1" not in repr(login)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"interval": None, "expires_in": None}, (5, 600)),
        ({"interval": 0, "expires_in": -1}, (5, 600)),
        ({"interval": 0.01, "expires_in": True}, (1, 600)),
        ({"interval": "9", "expires_in": 1e300}, (5, 600)),
    ],
)
def test_numbers_that_are_missing_or_wrong(values: Any, expected: Any) -> None:
    login, _ = device_login(values)
    assert (login.interval, login.expires_in) == expected


def test_urls_of_other_names_and_without_codes() -> None:
    values = {"verification_url": f"{LOGIN}/google", "verification_uri_complete": "javascript:alert(1)"}
    answer = response({name: value for name, value in {**CODES, **values}.items() if name != "verification_uri"})
    login, _ = replay(device().begin(context_of()), answer)
    assert (login.verification_uri, login.verification_uri_complete) == (f"{LOGIN}/google", None)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"device_code": None}, "has no usable device_code"),
        ({"user_code": "\x1b[31m"}, "has no usable user_code"),
        ({"user_code": ""}, "has no usable user_code"),
        ({"verification_uri": "javascript:alert(1)"}, "has a verification_uri that"),
        ({"verification_uri": None}, "has a verification_uri that is not a string"),
    ],
)
def test_codes_that_cannot_be_used(values: Any, message: str) -> None:
    with pytest.raises(BadResponse, match=message):
        device_login(values)
    with pytest.raises(BadResponse, match="has no usable user_code"):
        replay(device().begin(context_of()), response("<html>"))


def test_codes_that_are_refused() -> None:
    with pytest.raises(ApiError, match="invalid_scope"):
        replay(device().begin(context_of()), refused("invalid_scope"))


def test_a_device_polls_until_a_person_has_entered_the_code() -> None:
    pending, slow = refused("authorization_pending"), refused("slow_down")
    pauses, token = poll(device_login()[0], pending, slow, pending, slow, OK)
    assert pauses == [2, 2, 7, 7, 12]
    assert token.refresh_token.reveal() == "r1"


@pytest.mark.parametrize(
    ("answer", "kind", "message"),
    [
        (refused("access_denied"), LoginNeeded, "the login was denied"),
        (refused("expired_token"), LoginNeeded, "the login was not completed in time"),
        (refused("invalid_grant"), LoginNeeded, "invalid_grant"),
        (response({}, 500), ServerError, "try again later"),
    ],
)
def test_a_login_that_is_not_completed(answer: Any, kind: Any, message: str) -> None:
    with pytest.raises(kind, match=message):
        poll(device_login()[0], refused("authorization_pending"), answer)


def test_a_login_ends_with_its_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 0.0, 59.0, 61.0])
    monkeypatch.setattr(device_authorization, "monotonic", lambda: next(clock))
    login, _ = device_login()
    pending = refused("authorization_pending")
    with pytest.raises(LoginNeeded, match="the login was not completed in time — log in again"):
        poll(login, pending, pending, pending)


def test_no_code_is_asked_for_that_could_not_be_sent_back() -> None:
    context = context_of(
        {"tv": {"by": "deviceAuthorization", "deviceAuthorizationUrl": "/device", "tokenUrl": "//evil.example/t"}}
    )
    with pytest.raises(InvalidCall, match="names https://evil.example"):
        replay(auth.DeviceAuthorization("id").begin(context))


# --- ending a session ------------------------------------------------------------------------------------------------


def test_a_session_is_revoked_where_that_is_possible() -> None:
    issuer = f"{LOGIN}/revokes"
    source = auth.RefreshToken("id", "r", issuer=issuer)
    metadata = response({"issuer": issuer, "token_endpoint": TOKEN, "revocation_endpoint": f"{LOGIN}/revoke"})
    done, sent = replay(
        source.revoke(context_of(), auth.Token("t", refresh_token="r")), metadata, response(), response()
    )
    assert done is True
    assert [form_of(each) for each in sent[1:]] == [
        {"client_id": ["id"], "token": ["r"], "token_type_hint": ["refresh_token"]},
        {"client_id": ["id"], "token": ["t"], "token_type_hint": ["access_token"]},
    ]
    assert len(replay(source.revoke(context_of(), auth.Token("t")), response())[1]) == 1
    with pytest.raises(ServerError):
        replay(source.revoke(context_of(), auth.Token("t")), response({}, 503))
    assert replay(device().revoke(context_of(), auth.Token("t"))) == (False, [])
