"""Where the endpoints of an authorization server come from, and which of them may receive a secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from dynaclient import BadResponse, DescriptionError, InvalidCall, NotFound, Redirected, Response, ServerError, auth
from dynaclient.auth import metadata
from dynaclient.auth.endpoints import unconfirmed_origins
from dynaclient.auth.sources.source import SourceContext, TokenRequest
from dynaclient.messages import Headers
from dynaclient.testing import response
from tests.support.authorization_servers import context_of, replay

API = "https://api.example.com"
LOGIN = "https://login.example.com"
OPENID = "/.well-known/openid-configuration"
RFC_8414 = "/.well-known/oauth-authorization-server"
OK = response({"access_token": "tok"})
Obtain = Mapping[str, Mapping[str, Any]]


@pytest.fixture(autouse=True)
def _nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "_KNOWN", type(metadata._KNOWN)())


def robot(**options: Any) -> auth.ClientCredentials:
    return auth.ClientCredentials("id", "secret", **options)


def obtain_of(**values: Any) -> Obtain:
    return {"way": {"by": "clientCredentials", **values}}


def urls(sent: list[TokenRequest]) -> list[str]:
    return [each.request.url for each in sent]


def metadata_of(issuer: str, **more: Any) -> Response:
    return response({"issuer": issuer, "token_endpoint": f"{issuer}/token", **more})


# --- of the description ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "url"),
    [
        (f"{API}/oauth/token", f"{API}/oauth/token"),
        (f"{API}:443/oauth/token/", f"{API}:443/oauth/token/"),
        ("HTTPS://API.EXAMPLE.COM/token", "https://API.EXAMPLE.COM/token"),
        ("token", f"{API}/v2/token"),
        ("/token?x=1", f"{API}/token?x=1"),
        ("../token", f"{API}/token"),
    ],
)
def test_an_endpoint_at_the_origin_of_the_api_needs_no_confirmation(value: str, url: str) -> None:
    context = context_of(obtain_of(tokenUrl=value), base=f"{API}/v2")
    assert urls(replay(robot().exchange(context), OK)[1]) == [url]


ELSEWHERE = obtain_of(tokenUrl=f"{LOGIN}/token")


def test_an_endpoint_elsewhere_has_to_be_confirmed() -> None:
    with pytest.raises(InvalidCall) as caught:
        replay(robot().exchange(context_of(ELSEWHERE)))
    assert str(caught.value) == (
        "auth: 1 problem, nothing was sent\n"
        f"  token_url (option): is not confirmed: the description names {LOGIN}, and credentials may be sent to {API} only"
        f' — if that is right, pass token_url=… or issuer=… or trusted_origins=["{LOGIN}"]'
    )


@pytest.mark.parametrize(
    ("source", "context", "answers"),
    [
        (robot(), context_of(ELSEWHERE, trusted=(LOGIN,)), []),
        (robot(token_url=f"{LOGIN}/token"), context_of(ELSEWHERE), []),
        (robot(token_url=f"{LOGIN}/token", issuer=LOGIN), context_of(ELSEWHERE), []),
        (robot(issuer=LOGIN), context_of(ELSEWHERE), [response({}, 404), response({}, 404)]),
        (robot(issuer=LOGIN), context_of(ELSEWHERE), [metadata_of(LOGIN)]),
        (robot(issuer=LOGIN), context_of(), [response("<html>"), metadata_of(LOGIN)]),
    ],
)
def test_each_way_to_confirm_an_endpoint(source: auth.Source, context: SourceContext, answers: list[Response]) -> None:
    _, sent = replay(source.exchange(context), *answers, OK)
    assert urls(sent)[-1] == f"{LOGIN}/token"
    assert "Authorization" not in "".join(map(str, (each.request.headers for each in sent[:-1])))


def test_an_issuer_without_metadata_confirms_only_its_own_origin() -> None:
    context = context_of(obtain_of(tokenUrl="https://evil.example/token"))
    with pytest.raises(InvalidCall) as caught:
        replay(robot(issuer=LOGIN).exchange(context), response({}, 404), response({}, 404))
    assert str(caught.value) == (
        "auth: 1 problem, nothing was sent\n"
        f"  issuer (option): has no metadata (404 at {LOGIN}{OPENID}), and the description names https://evil.example"
        " — is the URL whole, with its path? Or pass token_url=…"
    )


@pytest.mark.parametrize(
    "value",
    [None, 5, "h ttps://x", "https://u:p@api.example.com/", "https://[x/", "ftp://x/y", "a/%2e%2e/b", "#x", "a?b#c"],
)
def test_what_is_not_a_url(value: Any) -> None:
    with pytest.raises(DescriptionError, match="/auth/oauth/obtain/way/tokenUrl"):
        replay(robot().exchange(context_of(obtain_of(tokenUrl=value))))


@pytest.mark.parametrize(
    "values", [5, {"audience": 5}, {"": "x"}, {"grant_type": "x"}, {"scope": "all"}, {"x": ["y", 5]}]
)
def test_a_description_adds_no_field_of_the_protocol(values: Any) -> None:
    with pytest.raises(DescriptionError, match="/auth/oauth/obtain/way/parameters"):
        replay(robot().exchange(context_of(obtain_of(tokenUrl="token", parameters=values))))


def test_a_token_is_refreshed_where_the_description_has_that() -> None:
    context = context_of(obtain_of(tokenUrl="token", refreshUrl="refresh"), previous=auth.Token("t", refresh_token="r"))
    assert urls(replay(robot().exchange(context), OK)[1]) == [f"{API}/refresh"]
    assert urls(replay(robot(token_url=f"{LOGIN}/t").exchange(context), OK)[1]) == [f"{LOGIN}/t"]
    evil = context_of(
        obtain_of(tokenUrl="token", refreshUrl="//evil.example"), previous=auth.Token("t", refresh_token="r")
    )
    with pytest.raises(InvalidCall, match="names https://evil.example,"):
        replay(robot().exchange(evil))


def test_without_any_endpoint_the_error_names_the_options() -> None:
    with pytest.raises(InvalidCall, match="no token endpoint is known — pass token_url=… or issuer=…"):
        replay(robot().exchange(context_of()))
    with pytest.raises(InvalidCall, match="no token endpoint is known"):
        replay(robot(issuer=LOGIN).exchange(context_of()), response({"issuer": LOGIN}))


def test_the_flow_of_the_source_is_used() -> None:
    obtain = {
        "browser": {"by": "authorizationCode", "tokenUrl": "code"},
        "robot": {"by": "clientCredentials", "tokenUrl": "robot"},
        "other": {"by": "implicit", "tokenUrl": "implicit"},
        "action": {"by": "action", "action": "x"},
    }
    assert urls(replay(robot().exchange(context_of(obtain)), OK)[1]) == [f"{API}/robot"]
    assert urls(replay(auth.RefreshToken("id", "r").exchange(context_of(obtain)), OK)[1]) == [f"{API}/code"]


# --- encryption ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "context"),
    [
        (robot(token_url="http://10.0.0.1/token"), context_of()),
        (robot(issuer="http://10.0.0.1"), context_of()),
        (robot(), context_of(issuer="http://10.0.0.1")),
        (robot(), context_of(obtain_of(tokenUrl="token"), base="http://10.0.0.1")),
        (robot(), context_of(obtain_of(openIdConnectUrl=f"http://10.0.0.1{OPENID}"), base="http://10.0.0.1")),
    ],
)
def test_no_secret_is_sent_unencrypted_to_another_machine(source: auth.Source, context: SourceContext) -> None:
    with pytest.raises(InvalidCall, match="is not https: a secret would be sent unencrypted — use https://"):
        replay(source.exchange(context))


def test_the_caller_may_allow_it() -> None:
    context = context_of(obtain_of(tokenUrl="token"), base="http://10.0.0.1", allow_http=True)
    assert urls(replay(robot().exchange(context), OK)[1]) == ["http://10.0.0.1/token"]


# --- metadata --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issuer", "asked"),
    [
        (LOGIN, [f"{LOGIN}{OPENID}", f"{LOGIN}{RFC_8414}"]),
        (f"{LOGIN}/", [f"{LOGIN}{OPENID}", f"{LOGIN}{RFC_8414}"]),
        (f"{LOGIN}/a/b", [f"{LOGIN}/a/b{OPENID}", f"{LOGIN}{RFC_8414}/a/b"]),
    ],
)
def test_where_metadata_is(issuer: str, asked: list[str]) -> None:
    found = metadata_of(issuer, token_endpoint="https://elsewhere.example/token")
    _, sent = replay(robot(issuer=issuer).exchange(context_of()), response({}, 404), found, OK)
    assert urls(sent) == [*asked, "https://elsewhere.example/token"]


def test_metadata_is_remembered_for_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(replay(robot(issuer=LOGIN).exchange(context_of()), metadata_of(LOGIN), OK)[1]) == 2
    assert len(replay(robot(issuer=LOGIN).exchange(context_of()), OK)[1]) == 1
    now = metadata.monotonic()  # type: ignore[attr-defined]
    monkeypatch.setattr(metadata, "monotonic", lambda: now + 3601)
    assert len(replay(robot(issuer=LOGIN).exchange(context_of()), metadata_of(LOGIN), OK)[1]) == 2


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"issuer": f"{LOGIN}/"}, "is metadata of another issuer, 'https://login.example.com/' — pass issuer=… exactly"),
        ({"issuer": "https://LOGIN.example.com"}, "is metadata of another issuer"),
        ({"issuer": "a\nb"}, "is metadata of another issuer, unknown"),
        ({"issuer": None}, "is metadata of another issuer, unknown"),
        ({}, "is metadata of another issuer, unknown"),
        ({"issuer": LOGIN, "token_endpoint": "http://login.example.com/t"}, "has a token_endpoint that is not https"),
        ({"issuer": LOGIN, "token_endpoint": "http://127.0.0.1/t"}, "has a token_endpoint that is not https"),
        ({"issuer": LOGIN, "token_endpoint": "/token"}, "has a token_endpoint that is not of the form https://host"),
        ({"issuer": LOGIN, "token_endpoint": "https://a@b/t"}, "has a token_endpoint that contains a user name"),
        ({"issuer": LOGIN, "token_endpoint": None}, "has a token_endpoint that is not a string"),
        ({"issuer": LOGIN, "revocation_endpoint": "x"}, "has a revocation_endpoint that"),
    ],
)  # fmt: skip
def test_metadata_that_is_not_used(values: Any, message: str) -> None:
    with pytest.raises(BadResponse, match=message):
        replay(robot(issuer=LOGIN).exchange(context_of()), response(values))


@pytest.mark.parametrize(
    ("answers", "kind", "message"),
    [
        ([response("<html>"), response({}, 404)], BadResponse, "is not the metadata of an issuer"),
        ([response({}, 404), response({}, 404)], NotFound, "is issuer=… right"),
        (
            [Response(302, Headers([("Location", "https://evil.example")])), response({}, 404)],
            Redirected,
            "is issuer=… right",
        ),
        ([response({}, 503)], ServerError, "is issuer=… right"),
    ],
)
def test_an_issuer_without_metadata(answers: list[Response], kind: Any, message: str) -> None:
    with pytest.raises(kind, match=message):
        replay(robot(issuer=LOGIN).exchange(context_of()), *answers)


def test_metadata_decides_how_the_client_authenticates() -> None:
    for methods, has_header in ((["client_secret_post", 5], False), ("client_secret_post", True)):
        issuer = f"{LOGIN}/{has_header}"
        found = metadata_of(issuer, token_endpoint_auth_methods_supported=methods)
        _, sent = replay(robot(issuer=issuer).exchange(context_of()), found, OK)
        assert ("Authorization" in sent[1].request.headers) is has_header


@pytest.mark.parametrize("issuer", [API, f"{API}/", f"{API}/tenant"])
@pytest.mark.parametrize("path", [OPENID, RFC_8414])
def test_metadata_that_the_description_has(issuer: str, path: str) -> None:
    tenant = issuer.removeprefix(API).rstrip("/")
    url = f"{API}{path}{tenant}" if path == RFC_8414 else f"{tenant}{path}"
    obtain = {"oidc": {"by": "openIdConnect", "openIdConnectUrl": url}}
    found = metadata_of(issuer, token_endpoint=f"{API}/token")
    _, sent = replay(robot().exchange(context_of(obtain)), found, OK)
    assert urls(sent) == [f"{API}{url.removeprefix(API)}", f"{API}/token"]


def test_metadata_that_the_description_has_does_not_name_other_hosts() -> None:
    # Somebody may have stored a file of this name at the API.
    context = context_of({"oidc": {"by": "openIdConnect", "openIdConnectUrl": f"/files/1{OPENID}"}})
    found = metadata_of(f"{API}/files/1", token_endpoint="https://evil.example/token")
    with pytest.raises(InvalidCall, match=f'names https://evil.example, .* pass issuer="{API}/files/1" or trusted'):
        replay(robot().exchange(context), found)


@pytest.mark.parametrize(
    ("url", "kind", "message"),
    [
        (f"{LOGIN}{OPENID}", InvalidCall, 'pass issuer="https://login.example.com" or trusted_origins='),
        (f"{LOGIN}/other", InvalidCall, "pass issuer=… or trusted_origins="),
        (f"{API}/other", InvalidCall, "the URL of its metadata does not show it"),
        (f"{API}{OPENID}?x=1", InvalidCall, "the URL of its metadata does not show it"),
        ("https://[", DescriptionError, "openIdConnectUrl"),
    ],
)
def test_metadata_of_the_description_that_is_not_requested(url: str, kind: Any, message: str) -> None:
    with pytest.raises(kind, match=message):
        replay(robot().exchange(context_of({"oidc": {"by": "openIdConnect", "openIdConnectUrl": url}})))


def test_metadata_of_the_description_that_is_missing() -> None:
    context = context_of({"oidc": {"by": "openIdConnect", "openIdConnectUrl": OPENID}})
    with pytest.raises(NotFound):
        replay(robot().exchange(context), response({}, 404))


def test_a_mock_server_takes_the_place_of_all_others() -> None:
    mock = "http://127.0.0.1:8080/-/oauth"
    context = context_of(ELSEWHERE, issuer=mock)
    _, sent = replay(robot(issuer=LOGIN, token_url=f"{LOGIN}/token").exchange(context), metadata_of(mock), OK)
    assert urls(sent) == [f"{mock}{OPENID}", f"{mock}/token"]


# --- what a person has to confirm ------------------------------------------------------------------------------------

PROVIDERS = [
    # name, API, page, token endpoint: as their descriptions have them
    ("box", "https://api.box.com", "https://account.box.com/api/oauth2/authorize", "https://api.box.com/oauth2/token"),
    (
        "ebay",
        "https://api.ebay.com",
        "https://auth.ebay.com/oauth2/authorize",
        "https://api.ebay.com/identity/v1/oauth2/token",
    ),
    (
        "xero",
        "https://api.xero.com",
        "https://login.xero.com/identity/connect/authorize",
        "https://identity.xero.com/connect/token",
    ),
    (
        "hubspot",
        "https://api.hubapi.com",
        "https://app.hubspot.com/oauth/authorize",
        "https://api.hubapi.com/oauth/v1/token",
    ),
    (
        "google",
        "https://www.googleapis.com",
        "https://accounts.google.com/o/oauth2/auth",
        "https://oauth2.googleapis.com/token",
    ),
    (
        "github",
        "https://api.github.com",
        "https://github.com/login/oauth/authorize",
        "https://github.com/login/oauth/access_token",
    ),
    ("slack", "https://slack.com/api", "https://slack.com/oauth/authorize", "https://slack.com/api/oauth.access"),
    ("relative", "https://api.example.com/v1", "/login", "token"),
]


@pytest.mark.parametrize(("name", "base", "page", "token"), PROVIDERS, ids=[row[0] for row in PROVIDERS])
def test_each_provider_works_after_one_confirmation(name: str, base: str, page: str, token: str) -> None:
    obtain = {"browser": {"by": "authorizationCode", "authorizationUrl": page, "tokenUrl": token}}
    context = context_of(obtain, base=base)
    asked = unconfirmed_origins(context, ["authorizationCode"])
    confirmed = context_of(obtain, base=base, trusted=tuple(asked))
    login, sent = replay(auth.AuthorizationCode("id").begin(confirmed))
    assert sent == []
    assert login.url.startswith(page if "://" in page else "https://api.example.com/login?")
    if asked:
        with pytest.raises(InvalidCall, match="is not confirmed"):
            replay(auth.AuthorizationCode("id").begin(context))
    named = auth.AuthorizationCode(
        "id", authorization_url=login.url.partition("?")[0], token_url=login.endpoints.url("token_endpoint")
    )
    assert replay(named.begin(context))[1] == []


def test_nothing_has_to_be_confirmed_without_a_way() -> None:
    assert unconfirmed_origins(context_of(), ["clientCredentials"]) == []
    context = context_of({"oidc": {"by": "openIdConnect", "openIdConnectUrl": f"https://[::1]:8443{OPENID}"}})
    assert unconfirmed_origins(context, ["clientCredentials"]) == ["https://[::1]:8443"]
