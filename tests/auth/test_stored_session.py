"""Clients of a profile: where their credentials are from, and sessions that many processes share."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dynaclient import AsyncClient, Client, DescriptionError, InvalidCall
from dynaclient.auth.store import Store
from dynaclient.auth.stored_session import StoredSession
from dynaclient.auth.stored_tokens import Issuer
from dynaclient.auth.tokens import Token
from dynaclient.errors import LoginNeeded
from dynaclient.mock import MockServer
from dynaclient.runtime.backends import THREADS, run
from tests.support.both_clients import backend_kind_fixture
from tests.support.descriptions import describe
from tests.support.raw_server import RawServer, Received, raw_response

backend_kind = backend_kind_fixture(everywhere=True)
FLOWS = {
    "app": {"by": "clientCredentials", "tokenUrl": "/-/oauth/token", "scopes": {"read": "Read."}},
    "browser": {"by": "authorizationCode", "authorizationUrl": "/-/oauth/authorize", "tokenUrl": "/-/oauth/token"},
    "user": {
        "by": "action", "action": "things.login", "token": "/token", "expires": "/expires",
        "refresh": "/refresh", "refreshAction": "things.refresh",
    },
}  # fmt: skip
TEXT = {"type": "string"}
LOGIN = {
    "type": "object",
    "required": ["email", "password"],
    "properties": {"email": TEXT, "password": {**TEXT, "secret": True}},
}
SESSION = {"type": "object", "properties": {"token": TEXT, "expires": {"type": "number"}, "refresh": TEXT}}
ACTIONS = {
    "get": {"method": "GET", "scopes": ["read"], "responses": {"200": {"schema": {"type": "object"}}}},
    "login": {
        "method": "POST", "path": "/login", "auth": False,
        "parameters": {"body": {"in": "body", "required": True, "schema": LOGIN}}, "responses": {"200": {"schema": SESSION}},
    },
    "refresh": {
        "method": "POST", "path": "/refresh", "auth": False,
        "parameters": {
            "body": {"in": "body", "schema": {"type": "object", "properties": {"refreshToken": {**TEXT, "secret": True}}}}
        },
        "responses": {"200": {"schema": SESSION}},
    },
}  # fmt: skip
GRANTS = {"ann:pw": ["read"], "robot:s3cret": ["read"], "plain": ["read"]}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a user who has no profiles yet."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("DYNACLIENT_CONFIG", raising=False)
    return tmp_path


@pytest.fixture
def server(home: Path) -> Iterator[MockServer]:
    """Yield an API that is its own authorization server."""
    description = describe(ACTIONS, auth={"key": {"type": "bearer", "obtain": FLOWS}, "pair": {"type": "basic"}})
    with MockServer(description, grants=GRANTS, ttl=3600) as running:
        (home / "config" / "dynaclient").mkdir(parents=True)
        (home / "config" / "dynaclient" / "api.json").write_text(json.dumps(description), "utf-8")
        yield running


def profile(home: Path, server: MockServer, key: dict[str, Any], **more: Any) -> None:
    """Write a default profile whose credential is from there."""
    values = {"api": "api.json", "url": server.url, "auth": {"key": key}, **more}
    path = home / "config" / "dynaclient" / "profiles.json"
    path.write_text(json.dumps({"default": "work", "profiles": {"work": values}}), "utf-8")


def log_in(server: MockServer, by: str, **more: Any) -> Token:
    """Store a session of Ann."""
    import requests

    if by == "action":
        found = requests.post(f"{server.url}/things/login", json={"email": "ann", "password": "pw"}, timeout=10).json()
        token = Token(found["token"], expires_in=found["expires"], refresh_token=found["refresh"], **more)
        issuer = Issuer(by="action", obtain="user")
    else:
        data = {"grant_type": "password", "username": "ann", "password": "pw", "client_id": "cli"}
        found = requests.post(f"{server.url}/-/oauth/token", data=data, timeout=10).json()
        token = Token(
            found["access_token"], expires_in=found["expires_in"], refresh_token=found["refresh_token"], **more
        )
        issuer = Issuer(by=by, token_url=f"{server.url}/-/oauth/token", client_id="cli")
    run(Store("work", "key").write(token, issuer, THREADS, time.monotonic() + 10))
    return token


def stored() -> Token:
    """Return the token that is stored."""
    found = run(Store("work", "key").read(THREADS, time.monotonic() + 10))
    assert found is not None
    return found.token


@pytest.mark.parametrize("by", ["authorizationCode", "action"])
def test_a_stored_session_is_used_and_refreshed(home: Path, server: MockServer, by: str) -> None:
    profile(home, server, {"from": "store"})
    first = log_in(server, by)
    client = Client.from_profile()
    assert client.things.get() == {}
    assert stored().value == first.value
    server.expire_tokens()
    assert client.things.get() == {}
    second = stored()
    assert second.value != first.value
    assert Client.from_profile("work").things.get() == {}
    assert stored().value == second.value


@pytest.mark.parametrize("by", ["authorizationCode", "action"])
def test_a_session_that_has_ended_needs_a_person(home: Path, server: MockServer, by: str) -> None:
    profile(home, server, {"from": "store"})
    log_in(server, by)
    server.revoke_tokens()
    with pytest.raises(
        LoginNeeded, match=r"the session has ended \(.*\) for 'key' of the profile 'work' — dynaclient login"
    ):
        Client.from_profile().things.get()


def test_without_a_session_a_person_has_to_log_in(home: Path, server: MockServer) -> None:
    profile(home, server, {"from": "store"})
    with pytest.raises(LoginNeeded, match="no session is stored for 'key' of the profile 'work' — dynaclient login"):
        Client.from_profile().things.get()
    assert server.token_requests == 0


def test_a_token_without_a_refresh_token_is_used_to_its_end(home: Path, server: MockServer) -> None:
    profile(home, server, {"from": "store"})
    run(Store("work", "key").write(Token("plain"), Issuer(), THREADS, time.monotonic() + 10))
    assert Client.from_profile().things.get() == {}
    run(Store("work", "key").write(Token("gone"), Issuer(), THREADS, time.monotonic() + 10))
    with pytest.raises(LoginNeeded, match="the token has ended, and there is no refresh token"):
        Client.from_profile().things.get()


def test_a_token_in_its_last_minute_is_refreshed_by_the_next_process(home: Path, server: MockServer) -> None:
    profile(home, server, {"from": "store"})
    token = log_in(server, "authorizationCode")
    last = Token(token.value, expires_in=0.5, refresh_token=token.refresh_token)
    issuer = Issuer(by="authorizationCode", token_url=f"{server.url}/-/oauth/token", client_id="cli")
    run(Store("work", "key").write(last, issuer, THREADS, time.monotonic() + 10))
    time.sleep(0.6)
    assert Client.from_profile().things.get() == {}
    assert stored().value != token.value


# --- where else a credential may be

SOURCES: list[tuple[dict[str, Any], int]] = [
    ({"from": "env", "name": "MY_TOKEN"}, 0),
    ({"from": "command", "command": [sys.executable, "-c", "print('plain')"]}, 0),
    ({"by": "clientCredentials", "as": "app", "client_id": "robot", "client_secret": {"from": "env", "name": "MY_SECRET"}}, 1),
    ({"by": "password", "username": "ann", "password": {"from": "env", "name": "MY_PASSWORD"}, "token_url": "{url}/-/oauth/token"}, 1),
    ({"by": "action", "arguments": {"email": "ann", "password": {"from": "env", "name": "MY_PASSWORD"}}}, 1),
    ({"by": "action", "action": "things.login", "arguments": {"email": "ann", "password": {"from": "env", "name": "MY_PASSWORD"}}}, 1),
]  # fmt: skip


@pytest.mark.parametrize(("source", "requests"), SOURCES)
def test_a_profile_has_where_its_credentials_are(
    home: Path, server: MockServer, monkeypatch: pytest.MonkeyPatch, source: dict[str, Any], requests: int
) -> None:
    for name, value in {"MY_TOKEN": "plain", "MY_SECRET": "s3cret", "MY_PASSWORD": "pw"}.items():
        monkeypatch.setenv(name, value)
    profile(home, server, json.loads(json.dumps(source).replace("{url}", server.url)))
    client = Client.from_profile()
    assert [client.things.get(), client.things.get()] == [{}, {}]
    assert server.token_requests == requests


@pytest.mark.parametrize(
    ("key", "variable", "message"),
    [
        (
            {"from": "env", "name": "MY_TOKEN"},
            "",
            r"key of the profile work: what the environment variable has is empty",
        ),
        ({"from": "env", "name": "OTHER"}, "x", "key of the profile work: the environment variable OTHER is not set"),
        (
            {"by": "jwtBearer", "client_id": "x"},
            "x",
            "work: `by: jwtBearer`: missing a required argument: 'private_key'",
        ),
        (
            {"by": "clientCredentials", "client_id": "x", "username": "y"},
            "x",
            "work: `by: clientCredentials`: .*'username'",
        ),
        ({"by": "clientCredentials", "client_id": "x"}, "x", "client_secret .*is missing"),
    ],
)
def test_what_a_profile_lacks_is_an_error_in_words(
    home: Path, server: MockServer, monkeypatch: pytest.MonkeyPatch, key: dict[str, Any], variable: str, message: str
) -> None:
    monkeypatch.setenv("MY_TOKEN", variable)
    profile(home, server, key)
    with pytest.raises(InvalidCall, match=message):
        Client.from_profile().things.get()


def test_a_profile_may_have_a_pair(home: Path, server: MockServer, monkeypatch: pytest.MonkeyPatch) -> None:
    profile(home, server, {"from": "env", "name": "MY_TOKEN"}, auth={"pair": {"from": "env", "name": "PAIR"}})
    monkeypatch.setenv("PAIR", "ann:pw")
    assert Client.from_profile().things.get() == {}
    monkeypatch.setenv("PAIR", "ann")
    with pytest.raises(InvalidCall, match="pair of the profile work: it has no colon — write it as user:password"):
        Client.from_profile().things.get()


def test_secrets_of_a_profile_go_to_an_origin_that_the_user_confirmed(home: Path, server: MockServer) -> None:
    received: list[bytes] = []

    def respond(one: Received) -> bytes:
        received.append(one.body)
        return raw_response(b'{"access_token": "plain", "token_type": "bearer"}')

    with RawServer(respond) as issuer:
        description = describe(
            ACTIONS,
            auth={
                "key": {"type": "bearer", "obtain": {"app": {"by": "clientCredentials", "tokenUrl": f"{issuer.url}/t"}}}
            },
        )
        (home / "config" / "dynaclient" / "api.json").write_text(json.dumps(description), "utf-8")
        secret = home / "secret"
        secret.write_text("s3cret", "utf-8")
        secret.chmod(0o600)
        key = {"by": "clientCredentials", "client_id": "robot", "client_secret": {"from": "file", "path": str(secret)}}
        profile(home, server, key)
        with pytest.raises(InvalidCall, match=r"token_url .*is not confirmed"):
            Client.from_profile().things.get()
        assert received == []
        profile(home, server, key, trusted=[issuer.url])
        assert Client.from_profile().things.get() == {}


def test_a_profile_has_defaults_and_an_argument_comes_before_it(home: Path, server: MockServer) -> None:
    profile(home, server, {"from": "store"}, defaults={"email": "x"})
    with pytest.raises(InvalidCall, match="email"):
        Client.from_profile()
    profile(home, server, {"from": "store"})
    assert Client.from_profile(token={"key": "plain"}).things.get() == {}
    assert repr(StoredSession("work", "key")) == "StoredSession('work', 'key')"


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("wrok", InvalidCall, "there is no profile 'wrok' — did you mean .*work"),
        (7, InvalidCall, "is not a string"),
    ],
)
def test_a_profile_that_does_not_exist(home: Path, server: MockServer, name: Any, error: Any, message: str) -> None:
    profile(home, server, {"from": "store"})
    with pytest.raises(error, match=message):
        Client.from_profile(name)


def test_the_profile_of_a_package_needs_the_description_of_that_package(home: Path, server: MockServer) -> None:
    profile(home, server, {"from": "store"}, api=None, program="shop")
    path = home / "config" / "dynaclient" / "profiles.json"
    path.write_text(path.read_text("utf-8").replace('"api": null, ', ""), "utf-8")
    log_in(server, "action")
    with pytest.raises(
        InvalidCall, match=r"is of the command shop, whose package has the description — pass api=… with"
    ):
        Client.from_profile("work")
    api = str(home / "config" / "dynaclient" / "api.json")
    assert Client.from_profile("work", api=api).things.get() == {}


def test_a_profile_with_a_description_takes_no_other(home: Path, server: MockServer) -> None:
    profile(home, server, {"from": "store"})
    with pytest.raises(InvalidCall, match="the profile 'work' has its own description — leave it out"):
        Client.from_profile("work", api="other.json")


def test_without_a_default_profile_one_has_to_be_named(home: Path) -> None:
    with pytest.raises(InvalidCall, match="has no default profile"):
        Client.from_profile()
    path = home / "config" / "dynaclient" / "profiles.json"
    path.parent.mkdir(parents=True)
    path.write_text('{"profiles": {"work": {"auth": {"key": "a secret"}}}}', "utf-8")
    with pytest.raises(DescriptionError, match="line 1"):
        Client.from_profile("work")


# --- a refresh goes on to its end


def test_a_call_that_is_cancelled_does_not_lose_the_session(home: Path, server: MockServer) -> None:
    profile(home, server, {"from": "store"})
    first = log_in(server, "authorizationCode")
    server.expire_tokens()
    server.delay_tokens(0.4)

    async def main() -> None:
        async with AsyncClient.from_profile() as client:
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(client.things.get(), 0.2)
            server.delay_tokens(0)
            await asyncio.sleep(0.6)
            assert await client.things.get() == {}

    asyncio.run(main())
    assert stored().value != first.value
    assert server.token_requests == 2


def test_a_call_whose_time_is_over_does_not_lose_the_session(home: Path, server: MockServer) -> None:
    profile(home, server, {"from": "store"})
    log_in(server, "authorizationCode")
    server.expire_tokens()
    server.delay_tokens(0.5)
    with pytest.raises(Exception, match="timed out waiting for the token"):
        Client.from_profile(timeout=0.2, retries=0).things.get()
    server.delay_tokens(0)
    time.sleep(0.7)
    assert Client.from_profile().things.get() == {}
    assert server.token_requests == 2


def test_nor_does_it_lose_the_session_whose_refresh_token_a_profile_has(
    home: Path, server: MockServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh_token = log_in(server, "authorizationCode").refresh_token
    assert refresh_token is not None
    monkeypatch.setenv("MY_REFRESH_TOKEN", refresh_token.reveal())
    place = {"from": "env", "name": "MY_REFRESH_TOKEN"}
    url = f"{server.url}/-/oauth/token"
    profile(home, server, {"by": "refreshToken", "client_id": "cli", "refresh_token": place, "token_url": url})
    server.delay_tokens(0.5)
    client = Client.from_profile(timeout=0.2, retries=0)
    with pytest.raises(Exception, match="timed out waiting for the token"):
        client.things.get()
    server.delay_tokens(0)
    time.sleep(0.7)
    assert client.with_options(timeout=10).things.get() == {}
    assert server.token_requests == 2


WORKER = """
import sys
from dynaclient import Client
client = Client.from_profile()
for line in sys.stdin:
    try:
        print(client.things.get(), flush=True)
    except Exception as error:
        print(type(error).__name__, str(error).replace(chr(10), " "), flush=True)
"""


@pytest.mark.parametrize("rounds", [pytest.param(5, id="some"), pytest.param(50, id="many", marks=pytest.mark.full)])
def test_eight_processes_refresh_a_session_once(home: Path, server: MockServer, rounds: int) -> None:
    profile(home, server, {"from": "store"})
    log_in(server, "authorizationCode")
    pipe = subprocess.PIPE
    workers = [subprocess.Popen([sys.executable, "-c", WORKER], stdin=pipe, stdout=pipe, text=True) for _ in range(8)]
    try:
        before = server.token_requests
        for done in range(1, rounds + 1):
            server.expire_tokens()
            for worker in workers:
                assert worker.stdin is not None
                worker.stdin.write("\n")
                worker.stdin.flush()
            assert [worker.stdout.readline() for worker in workers if worker.stdout] == ["{}\n"] * 8
            assert server.token_requests == before + done
    finally:
        for worker in workers:
            worker.communicate(timeout=30)


def test_threads_of_one_client_refresh_a_session_once(home: Path, server: MockServer) -> None:
    profile(home, server, {"from": "store"})
    log_in(server, "authorizationCode")
    client, results = Client.from_profile(), []
    server.expire_tokens()
    before = server.token_requests
    threads = [threading.Thread(target=lambda: results.append(client.things.get())) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (results, server.token_requests - before) == ([{}] * 16, 1)


def test_the_issuer_of_a_profile_is_that_of_its_grants(
    home: Path, server: MockServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    monkeypatch.setenv("MY_KEY", key.decode())
    source = {"by": "jwtBearer", "client_id": "robot", "private_key": {"from": "env", "name": "MY_KEY"}, "key_id": "k1"}
    profile(home, server, source, issuer=f"{server.url}/-/oauth")
    client = Client.from_profile()
    assert client.things.get() == {}
    assert repr(client._shared.credentials.sources["key"]).startswith("<dynaclient.auth.profile_sources.Granted")
    assert server.token_requests == 1
