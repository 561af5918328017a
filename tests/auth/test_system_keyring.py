"""The keyring: it has the refresh token and the secret for those who ask for it, and nothing takes its place unasked."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null

from dynaclient import DynaclientWarning, InvalidCall
from dynaclient.auth import store_database, system_keyring
from dynaclient.auth.store import Store
from dynaclient.auth.stored_tokens import Issuer
from dynaclient.auth.tokens import Token
from dynaclient.errors import LoginNeeded
from dynaclient.redaction import Secret
from dynaclient.runtime.asyncio_backend import ASYNCIO
from dynaclient.runtime.backends import THREADS, run
from tests.auth.test_store import Waiting, always, never, read, refresh_to, refuse, secrets, store, write

__all__ = ["store"]
LONG = "r" * 5000


class Keyring(KeyringBackend):
    """A keyring in memory that refuses what Windows refuses."""

    priority = 5

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}
        self.delay = threading.Event()
        self.delay.set()
        self.error: Exception | None = None

    def get_password(self, service: str, username: str) -> str | None:
        self._respond()
        return self.entries.get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._respond()
        assert len(password.encode("utf-16-le")) <= 2560
        self.entries[f"{service} {username}"] = password

    def delete_password(self, service: str, username: str) -> None:
        self._respond()
        del self.entries[f"{service} {username}"]

    def _respond(self) -> None:
        self.delay.wait(20)
        if self.error is not None:
            raise self.error

    @property
    def content(self) -> str:
        """Everything in it."""
        return "".join(self.entries.values())


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Keyring:
    found = Keyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: found)
    return found


@pytest.fixture(params=["threads", "event loop"])
def wait(request: pytest.FixtureRequest) -> Waiting:
    return Waiting(THREADS, run) if request.param == "threads" else Waiting(ASYNCIO, asyncio.run)


def login(store: Store, wait: Waiting, token: Token | None = None) -> None:
    token = token or Token("access", scopes=["read"], refresh_token=LONG)
    wait(store.write(token, Issuer(), wait.backend, wait.until, secret=Secret("client secret"), keyring=True))


def test_only_the_refresh_token_and_the_secret_are_in_the_keyring(store: Store, wait: Waiting, memory: Keyring) -> None:
    login(store, wait)
    content = store.path.read_text("latin-1")
    found = read(store)
    assert found is not None
    assert [found.place, secrets(found), found.secret] == ["keyring", ["access", None], None]
    assert [LONG[:100] in content, "client secret" in content] == [False, False]
    assert [LONG in memory.content, "client secret" in memory.content, len(memory.entries)] == [True, True, 5]


def test_a_refresh_uses_and_replaces_what_is_in_the_keyring(store: Store, wait: Waiting, memory: Keyring) -> None:
    login(store, wait)
    for number in range(3):
        seen: list[Any] = []
        refresh = refresh_to(Token(f"access {number}", refresh_token=f"refresh {number}"), seen)
        wait(store.refreshed(always, refresh, wait.backend, wait.until))
        assert [secrets(seen[0])[1], seen[0].secret] == [
            f"refresh {number - 1}" if number else LONG,
            Secret("client secret"),
        ]
    assert memory.content == '["refresh 2", "client secret"]'


def test_a_logout_empties_the_keyring(store: Store, wait: Waiting, memory: Keyring) -> None:
    login(store, wait)
    assert wait(store.remove(wait.backend, wait.until)) is True
    assert [memory.entries, store.path.exists()] == [{}, False]


def test_a_login_into_a_file_empties_the_keyring(store: Store, wait: Waiting, memory: Keyring) -> None:
    login(store, wait)
    write(store)
    assert [memory.entries, secrets(read(store))] == [{}, ["access", "refresh"]]


def test_a_token_that_is_valid_needs_no_keyring(store: Store, wait: Waiting, memory: Keyring) -> None:
    login(store, wait)
    memory.error = RuntimeError("locked")
    assert secrets(wait(store.refreshed(never, refuse(store), wait.backend, wait.until)))[0] == "access"


@pytest.mark.parametrize("left", ["", '"', "[]", "7", "[1, 2]"])
def test_what_has_been_taken_out_of_the_keyring_needs_a_login(
    store: Store, wait: Waiting, memory: Keyring, left: str
) -> None:
    login(store, wait, Token("access"))
    memory.entries = {name: left for name in memory.entries if left}
    with pytest.raises(LoginNeeded, match="the keyring has no refresh token any more for 'accessToken'"):
        wait(store.refreshed(always, refuse(store), wait.backend, wait.until))


def test_a_process_that_ends_before_the_file_is_written_has_lost_nothing(
    store: Store, wait: Waiting, memory: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    login(store, wait)
    with monkeypatch.context() as patched:
        patched.setattr(store_database.OpenFile, "write", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            wait(store.refreshed(always, refresh_to(Token("new", refresh_token="new")), wait.backend, wait.until))
    seen: list[Any] = []
    wait(store.refreshed(always, refresh_to(Token("newer", refresh_token="newer"), seen), wait.backend, wait.until))
    assert secrets(seen[0]) == ["access", LONG]
    assert memory.content == '["newer", "client secret"]'


def _absent() -> Any:
    raise ImportError


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (_absent, r"the keyring needs its extra — pip install 'dynaclient\[keyring\]'"),
        (
            fail.Keyring,
            "is not available here: keyring found only keyring.backends.fail — set one up, or keep the session",
        ),
        (null.Keyring, "found only keyring.backends.null"),
    ],
)
def test_without_a_keyring_nothing_is_stored(
    store: Store, wait: Waiting, monkeypatch: pytest.MonkeyPatch, found: Callable[[], Any], message: str
) -> None:
    monkeypatch.setattr(keyring, "get_keyring", found)
    with pytest.raises(InvalidCall, match=message):
        login(store, wait)
    assert read(store) is None


def test_a_keyring_that_does_not_respond_is_waited_for_some_seconds(
    store: Store, wait: Waiting, memory: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_keyring, "SECONDS", 0.2)
    memory.delay.clear()
    began = time.monotonic()
    with pytest.raises(InvalidCall, match=r"did not respond within 0.2 seconds — unlock it, .* --store file"):
        login(store, wait)
    memory.delay.set()
    assert time.monotonic() - began < 5


def test_the_words_of_a_keyrings_error_are_not_shown(store: Store, wait: Waiting, memory: Keyring) -> None:
    memory.error = RuntimeError(f"cannot store {LONG}")
    with pytest.raises(InvalidCall, match="the keyring failed with RuntimeError") as caught:
        login(store, wait)
    assert LONG not in str(caught.value)


def test_a_logout_without_the_keyring_removes_the_file_and_reports_the_rest(
    store: Store, wait: Waiting, memory: Keyring
) -> None:
    login(store, wait)
    memory.error = RuntimeError()
    with pytest.raises(InvalidCall, match="the keyring failed"):
        wait(store.remove(wait.backend, wait.until))
    assert not store.path.exists()


def test_a_refreshed_token_that_the_keyring_does_not_take_is_used(store: Store, wait: Waiting, memory: Keyring) -> None:
    login(store, wait)

    async def refresh(_: Any) -> Token:
        memory.error = RuntimeError()
        return Token("new")

    with pytest.warns(
        DynaclientWarning, match="was refreshed, and cannot be stored: store .option.: the keyring failed"
    ):
        assert secrets(wait(store.refreshed(always, refresh, wait.backend, wait.until))) == ["new", LONG]
