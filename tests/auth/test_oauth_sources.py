"""The sources as objects: what they accept, and that no copy, pickle or `repr` of one has a secret."""

from __future__ import annotations

import asyncio
import copy
import pickle
import threading
import traceback
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest

import dynaclient.auth
from dynaclient import AsyncClient, InvalidCall, Request, Response, Secret, auth
from dynaclient.auth.sources.flows import FLOWS, source_for
from dynaclient.auth.sources.oauth import OAuthSource
from dynaclient.auth.sources.source import Source
from dynaclient.testing import response
from tests.support.authorization_servers import context_of, replay
from tests.support.descriptions import describe
from tests.support.keys import KEYS, pem_of

URL = "https://api.example.com/token"
OK = response({"access_token": "tok"})
PEM = pem_of(KEYS["EC"])
CANARIES = {
    "client_secret": "canary-client-secret", "refresh_token": "canary-refresh-token", "password": "canary-password",
    "subject_token": "canary-subject-token", "actor_token": "canary-actor-token", "private_key": PEM,
}  # fmt: skip
SOURCES: dict[str, Source] = {
    "ClientCredentials": auth.ClientCredentials("id", CANARIES["client_secret"], scopes=["a"], token_url=URL),
    "key": auth.ClientCredentials("id", private_key=PEM, token_url=URL),
    "Password": auth.Password(
        "ann", CANARIES["password"], client_id="id", client_secret=CANARIES["client_secret"], token_url=URL
    ),
    "RefreshToken": auth.RefreshToken(
        "id", CANARIES["refresh_token"], Secret(CANARIES["client_secret"]), token_url=URL
    ),
    "JwtBearer": auth.JwtBearer("id", auth.PrivateKey(PEM), client_secret=CANARIES["client_secret"], token_url=URL),
    "TokenExchange": auth.TokenExchange(
        CANARIES["subject_token"], actor_token=CANARIES["actor_token"], actor_token_type="urn:a", token_url=URL
    ),
    "AuthorizationCode": auth.AuthorizationCode(
        "id", CANARIES["client_secret"], refresh_token=CANARIES["refresh_token"], token_url=URL
    ),
    "DeviceAuthorization": auth.DeviceAuthorization(
        "id", CANARIES["client_secret"], refresh_token=CANARIES["refresh_token"], token_url=URL
    ),
}
COPIES: dict[str, Callable[[Any], Any]] = {
    "pickle": lambda source: pickle.loads(pickle.dumps(source)), "copy": copy.copy, "deepcopy": copy.deepcopy,
    "without_secrets": lambda source: source.without_secrets(),
}  # fmt: skip


def holds_canary(text: str) -> bool:
    """Return whether a string has a secret of the sources in it."""
    return any(canary in text for canary in (*CANARIES.values(), PEM.splitlines()[1]))


# --- public names ----------------------------------------------------------------------------------------------------


def test_the_public_names_are_sorted_and_all_there() -> None:
    assert dynaclient.auth.__all__ == sorted(dynaclient.auth.__all__)
    homes = {name for names in dynaclient.auth._HOMES.values() for name in names.split()}
    assert homes == set(dynaclient.auth.__all__) <= set(dir(dynaclient.auth))
    assert all((getattr(dynaclient.auth, name).__doc__ or "").strip() for name in dynaclient.auth.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'ClientCredential'"):
        _ = dynaclient.auth.ClientCredential


@pytest.mark.parametrize("flow", FLOWS)
def test_each_flow_has_a_source(flow: str) -> None:
    assert issubclass(source_for(flow), OAuthSource)
    assert source_for(flow).__name__ in dynaclient.auth.__all__


@pytest.mark.parametrize(
    ("flow", "message"),
    [
        ("implicit", "it reveals the token — register the client for authorizationCode, with PKCE"),
        ("clientCredential", "is not a flow — did you mean clientCredentials"),
        ("magic", "'magic' is not a flow — one of: authorizationCode"),
    ],
)
def test_flows_without_a_source(flow: str, message: str) -> None:
    with pytest.raises(InvalidCall, match=message):
        source_for(flow)


# --- secrets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_no_secret_is_shown(source: Source) -> None:
    assert not holds_canary(f"{source!r} {source} {vars(source)}")
    assert holds_canary(" ".join(source.secret_values()))


def test_what_is_shown_of_a_source() -> None:
    assert repr(SOURCES["ClientCredentials"]) == f"ClientCredentials(client_id='id', scopes=('a',), token_url='{URL}')"


@pytest.mark.parametrize("make", COPIES.values(), ids=COPIES)
@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_no_copy_has_a_secret(source: Source, make: Callable[[Any], Any]) -> None:
    copied = make(source)
    assert (type(copied), repr(copied)) == (type(source), repr(source))
    assert copied.secret_values() == []
    assert not holds_canary(pickle.dumps(copied).decode("latin-1") + str(vars(copied)))
    with pytest.raises(InvalidCall, match="is not in copies and pickles, where it would be readable — pass auth="):
        replay(copied.exchange(context_of()))


def secret_of_this_module() -> str:
    return "later-secret"


def test_functions_that_return_secrets_are_copied() -> None:
    source = pickle.loads(pickle.dumps(auth.ClientCredentials("id", secret_of_this_module, token_url=URL)))
    token, [sent] = replay(source.exchange(context_of()), OK)
    assert token.value.reveal() == "tok"
    assert "later-secret" in sent.secrets


def test_a_copy_of_a_session_goes_on_by_the_token_that_it_had() -> None:
    source = copy.copy(auth.RefreshToken("id", "r", token_url=URL))
    assert replay(source.exchange(context_of(previous=auth.Token("t", refresh_token="r"))), OK)[0]


def test_a_source_without_secrets_of_its_own_is_its_own_copy() -> None:
    source = Source()
    assert source.without_secrets() is source
    assert list(source.secret_values()) == []


def test_sources_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        SOURCES["ClientCredentials"].issuer = "https://evil.example"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (lambda: 5, "did not return a string"),
        (lambda: "", "did not return a string"),
        (lambda: "\ud800", "did not return a string"),
        (lambda: {"": ""}["canary-client-secret"], "raised KeyError"),
    ],
)
def test_a_function_that_returns_no_secret(function: Any, reason: str) -> None:
    with pytest.raises(InvalidCall, match=f"is a function that {reason} — call it by itself") as caught:
        replay(auth.ClientCredentials("id", function, token_url=URL).exchange(context_of()))
    assert not holds_canary("".join(traceback.format_exception(caught.value)))


def test_a_function_may_return_a_secret_object() -> None:
    returned: Any = lambda: Secret("shown-to-nobody")  # noqa: E731
    source = auth.ClientCredentials("id", returned, token_url=URL)
    assert "shown-to-nobody" in replay(source.exchange(context_of()), OK)[1][0].secrets


# --- options ---------------------------------------------------------------------------------------------------------

UNTYPED: Any = auth


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: UNTYPED.ClientCredentials("id"), "client_secret .*is missing — pass it, or private_key="),
        (lambda: UNTYPED.ClientCredentials("id", "s", private_key=PEM), "private_key .*is passed beside client_secret"),
        (lambda: UNTYPED.ClientCredentials("", "s"), "client_id .*is not a string of visible characters"),
        (lambda: UNTYPED.ClientCredentials("a\n", "s"), "client_id .*is not a string of visible characters"),
        (lambda: UNTYPED.ClientCredentials("id", ""), "client_secret .*is not a string — pass client_secret='…', or a function"),
        (lambda: UNTYPED.ClientCredentials("id", "\ud800"), "client_secret .*is not a string"),
        (lambda: UNTYPED.ClientCredentials("id", "s", scopes="read"), r'scopes .*is not a list of scopes — pass \["read", "write"\]'),
        (lambda: UNTYPED.ClientCredentials("id", "s", scopes=["a b"]), "scopes .*is not a list of scopes"),
        (lambda: UNTYPED.ClientCredentials("id", "s", scopes=[""]), "scopes .*is not a list of scopes"),
        (lambda: UNTYPED.ClientCredentials("id", "s", issuer="login.example.com"), "issuer .*is not of the form https://host"),
        (lambda: UNTYPED.ClientCredentials("id", "s", issuer="https://x?y"), "issuer .*contains a query"),
        (lambda: UNTYPED.ClientCredentials("id", "s", token_url=5), "token_url .*is not a string"),
        (lambda: UNTYPED.ClientCredentials("id", "s", token_url="https://u:p@x/"), "token_url .*contains a user name or password"),
        (lambda: UNTYPED.ClientCredentials("id", "s", parameters={"client_secret": "x"}), "parameters .*has client_secret, which the protocol"),
        (lambda: UNTYPED.ClientCredentials("id", "s", parameters=[]), "parameters .*is not an object of strings"),
        (lambda: UNTYPED.Password(5, "p"), "username .*is not a string"),
        (lambda: UNTYPED.Password("ann", None), "password .*is missing"),
        (lambda: UNTYPED.RefreshToken("id", None), "refresh_token .*is missing"),
        (lambda: UNTYPED.JwtBearer("id", PEM, subject=5), "subject .*is not a string"),
        (lambda: UNTYPED.JwtBearer("id", PEM, audience=5), "audience .*is not a string"),
        (lambda: UNTYPED.JwtBearer("id", PEM, claims=[]), "claims .*is not a dict"),
        (lambda: UNTYPED.TokenExchange("t", subject_token_type=5), "subject_token_type .*is not a string"),
        (lambda: UNTYPED.TokenExchange("t", actor_token="t"), "actor_token_type .*belongs to actor_token"),
    ],
)  # fmt: skip
def test_options_that_are_not_accepted(make: Callable[[], Any], message: str) -> None:
    with pytest.raises(InvalidCall, match=message):
        make()


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"client_email": 1, "private_key": "", "token_uri": ""}'])
def test_files_that_are_no_key_files(content: str, tmp_path: Path) -> None:
    (tmp_path / "key.json").write_text(content)
    with pytest.raises(InvalidCall, match="is not the key file of a service account"):
        auth.JwtBearer.from_file(tmp_path / "key.json")
    with pytest.raises(InvalidCall, match=r"cannot be read \(No such file or directory\)"):
        auth.JwtBearer.from_file(tmp_path / "missing.json")


def test_a_constructor_leaves_no_secret_in_a_traceback() -> None:
    with pytest.raises(InvalidCall) as caught:
        UNTYPED.ClientCredentials("id", CANARIES["client_secret"], scopes="read")
    frame: Any = caught.tb
    shown = []
    while frame is not None:
        if "dynaclient/auth" in frame.tb_frame.f_code.co_filename:
            shown.append(str(frame.tb_frame.f_locals))
        frame = frame.tb_next
    assert not holds_canary(" ".join(shown))


def test_a_function_for_a_secret_does_not_hold_up_the_event_loop() -> None:
    threads: list[int] = []

    def secret() -> str:
        threads.append(threading.get_ident())
        return "function-secret"

    class Transport:
        async def send(self, request: Request, _limits: Any) -> Response:
            return response({"access_token": "abc"} if request.method == "POST" else {})

    async def main() -> None:
        source = auth.ClientCredentials("id", secret, token_url=URL)
        client = AsyncClient(describe(auth={"key": {"type": "bearer"}}), auth=source, transport=Transport())
        assert await client.things.get() == {}

    asyncio.run(main())
    assert len(threads) == 1
    assert threading.get_ident() not in threads
