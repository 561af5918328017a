"""The store: a session is kept safely, refreshed by one process at a time, and never lost."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest

from dynaclient import DynaclientWarning, InvalidCall
from dynaclient.auth import store_database, store_files
from dynaclient.auth.store import Store
from dynaclient.auth.stored_tokens import Issuer, StoredToken, file_name
from dynaclient.auth.tokens import Token
from dynaclient.errors import LoginNeeded, NotDelivered
from dynaclient.redaction import Secret
from dynaclient.runtime.asyncio_backend import ASYNCIO
from dynaclient.runtime.backends import THREADS, Backend, run
from tests.support import ROOT
from tests.support.token_server import ACCESS, REFRESH, TokenServer

T = TypeVar("T")
PROCESSES = 8
ISSUER = Issuer(
    "authorizationCode", "browser", "https://login.example.com", "https://login.example.com/t", "cli", {"a": "b"}
)


class Waiting:
    """A backend, and how its coroutines are run."""

    def __init__(self, backend: Backend, wait: Callable[[Any], Any]) -> None:
        self.backend = backend
        self._wait = wait

    @property
    def until(self) -> float:
        """A moment that no test reaches."""
        return time.monotonic() + 20

    def __call__(self, coroutine: Awaitable[T]) -> T:
        result: T = self._wait(coroutine)
        return result


@pytest.fixture(params=["threads", "event loop"])
def wait(request: pytest.FixtureRequest) -> Waiting:
    return Waiting(THREADS, run) if request.param == "threads" else Waiting(ASYNCIO, asyncio.run)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store("work", "accessToken", tmp_path / "state" / "dynaclient")


def write(store: Store, token: Token | None = None, **options: Any) -> StoredToken:
    token = token or Token("access", expires_in=3600, scopes=["read"], refresh_token="refresh")
    return run(store.write(token, ISSUER, THREADS, time.monotonic() + 20, **options))


def read(store: Store) -> StoredToken | None:
    return run(store.read(THREADS, time.monotonic() + 20))


def secrets(stored: StoredToken | None) -> list[Any]:
    assert stored is not None
    token: Any = stored.token
    return [token.value.reveal(), token.refresh_token and token.refresh_token.reveal()]


def always(_: StoredToken) -> bool:
    return True


def never(_: StoredToken) -> bool:
    return False


def refresh_to(token: Token, seen: list[StoredToken] | None = None) -> Callable[[StoredToken], Awaitable[Token]]:
    async def refresh(stored: StoredToken) -> Token:
        if seen is not None:
            seen.append(stored)
        return token

    return refresh


def refuse(store: Store) -> Callable[[StoredToken], Awaitable[Token]]:
    async def refresh(_: StoredToken) -> Token:
        raise store.login_needed("the session has ended (invalid_grant)")

    return refresh


# --- what is stored --------------------------------------------------------------------------------------------------


def test_what_is_stored_is_read_by_the_next_process(store: Store, wait: Waiting) -> None:
    token = Token("access", expires_in=3600, scopes=["read", "write"], refresh_token="refresh")
    wait(store.write(token, ISSUER, wait.backend, wait.until, secret=Secret("client secret")))
    found = wait(Store("work", "accessToken", store.path.parent).read(wait.backend, wait.until))
    assert found is not None
    assert [*secrets(found), found.token.scopes, found.issuer] == ["access", "refresh", ("read", "write"), ISSUER]
    assert [found.secret, found.place] == [Secret("client secret"), "file"]
    assert found.token.expires_in == pytest.approx(3600, abs=20)


def test_a_user_name_and_a_password_are_stored(store: Store) -> None:
    write(store, Token(("ann", "pass word")))
    found = read(store)
    assert found is not None
    assert [found.token.value, found.token.expires_in, found.token.scopes] == [("ann", "pass word"), None, None]


def test_nothing_is_stored_before_a_login_and_after_a_logout(store: Store, wait: Waiting) -> None:
    assert wait(store.read(wait.backend, wait.until)) is None
    assert wait(store.remove(wait.backend, wait.until)) is False
    write(store)
    assert wait(store.remove(wait.backend, wait.until)) is True
    assert [wait(store.read(wait.backend, wait.until)), list(store.path.parent.iterdir())] == [None, []]


def test_a_file_that_was_only_created_has_nothing_in_it(store: Store, wait: Waiting) -> None:
    store.path.parent.mkdir(mode=0o700, parents=True)
    os.close(os.open(store.path, os.O_CREAT, 0o600))
    assert wait(store.read(wait.backend, wait.until)) is None
    with pytest.raises(LoginNeeded, match="no session is stored for 'accessToken' of the profile 'work'"):
        wait(store.refreshed(never, refuse(store), wait.backend, wait.until))
    assert run(store.remove(THREADS, wait.until)) is False


def test_profiles_and_schemes_have_files_of_their_own(tmp_path: Path) -> None:
    names = [
        ("work", "key"),
        ("Work", "key"),
        ("work", "KEY"),
        ("work-key", ""),
        ("a/../b", "\0"),
        ("x" * 300, "é"),
        ("", ""),
    ]
    files = {file_name(*pair) for pair in names}
    assert len({name.lower() for name in files}) == len(names)
    assert all(len(name) < 110 and set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-.") for name in files)


def test_no_secret_is_in_what_is_printed(store: Store) -> None:
    stored = write(store, secret=Secret("client secret"))
    shown = f"{stored!r} {stored} {store.login_needed('the session has ended')}"
    assert not [secret for secret in ("access'", "refresh'", "client secret") if secret in shown]


def test_no_earlier_token_stays_in_the_file(store: Store) -> None:
    write(store, Token("A" * 3000, refresh_token="B" * 3000))
    write(store, Token("short"))
    content = store.path.read_bytes()
    assert [b"AAAA" in content, b"BBBB" in content, b"short" in content] == [False, False, True]


@pytest.mark.parametrize(
    ("moved", "expected"), [(0, 3600), (3000, 600), (90_000, -86_400), (-1, None), (-90_000, None)], ids=str
)
def test_expiry_is_unknown_after_the_clock_was_set_back(
    store: Store, monkeypatch: pytest.MonkeyPatch, moved: float, expected: float | None
) -> None:
    write(store)
    now = time.time
    monkeypatch.setattr("dynaclient.auth.stored_tokens.time", SimpleNamespace(time=lambda: now() + moved))
    found = read(store)
    assert found is not None
    assert found.token.expires_in == (None if expected is None else pytest.approx(expected, abs=20))


# --- who can read it -------------------------------------------------------------------------------------------------


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_under_any_umask_only_the_owner_can_read_it(store: Store) -> None:
    write(store)
    paths = [store.path, store.path.parent, store.path.parent.parent]
    assert [stat.S_IMODE(path.stat().st_mode) for path in paths] == [0o600, 0o700, 0o700]


def test_a_umask_that_takes_all_rights_takes_none_of_the_owner(store: Store) -> None:
    store.path.parent.mkdir(mode=0o700, parents=True)
    before = os.umask(0o777)
    try:
        write(store)
    finally:
        os.umask(before)
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_file_that_others_can_read_is_refused_with_the_command_to_run(store: Store, wait: Waiting, mode: int) -> None:
    write(store)
    store.path.chmod(mode)
    for attempt in (store.read, store.remove):
        with pytest.raises(InvalidCall, match=f"can be read or changed by other users.* — chmod 600 {store.path}"):
            wait(attempt(wait.backend, wait.until))


def test_a_folder_that_others_can_use_is_refused_with_the_command_to_run(store: Store) -> None:
    write(store)
    store.path.parent.chmod(0o755)
    with pytest.raises(InvalidCall, match=f"chmod 700 {store.path.parent}"):
        write(store)


def test_files_and_folders_of_others_are_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    write(store)
    monkeypatch.setattr("dynaclient.runtime.files._own_id", lambda: os.getuid() + 1)
    with pytest.raises(InvalidCall, match="belongs to another user"):
        read(store)


def _as_link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to(path.with_name("elsewhere"))


def test_a_symbolic_link_is_refused(store: Store, wait: Waiting) -> None:
    write(store)
    _as_link(store.path)
    with pytest.raises(InvalidCall, match="is a symbolic link.* — remove it, and log in again"):
        wait(store.read(wait.backend, wait.until))


def test_a_symbolic_link_to_nothing_is_not_followed(store: Store) -> None:
    store.path.parent.mkdir(mode=0o700, parents=True)
    store.path.symlink_to(store.path.with_name("elsewhere"))
    with pytest.raises(InvalidCall, match="is a symbolic link"):
        write(store)
    assert not store.path.with_name("elsewhere").exists()


@pytest.mark.parametrize("end", ["-journal", "-wal", "-shm"])
def test_a_symbolic_link_beside_the_file_is_refused(store: Store, end: str) -> None:
    write(store)
    store.path.with_name(store.path.name + end).symlink_to(store.path.with_name("elsewhere"))
    with pytest.raises(InvalidCall, match=f"{end} is a symbolic link"):
        read(store)


def test_a_folder_that_is_a_link_or_a_file_is_refused(store: Store) -> None:
    write(store)
    _as_link(store.path.parent)
    with pytest.raises(InvalidCall, match="is not a folder, or a symbolic link to one"):
        read(store)


def test_a_folder_that_cannot_be_created_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidCall, match="cannot be used: Not a directory — check the folder"):
        write(Store("work", "key", tmp_path / "file" / "state"))


# --- files that are broken -------------------------------------------------------------------------------------------


def _truncate(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(5000)


def _change(statement: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with sqlite3.connect(path) as database:
            database.executescript(statement)
        database.close()

    return change


def _edited(key: str, value: Any) -> Callable[[Path], None]:
    return _change(
        "UPDATE credential SET data = json_set(data, '$.KEY', json('VALUE'))".replace("KEY", key).replace(
            "VALUE", json.dumps(value)
        )
    )


BROKEN: dict[str, Callable[[Path], Any]] = {
    "torn": _truncate,
    "not SQLite": lambda path: path.write_bytes(b"{}" * 5000),
    "of another program": _change("PRAGMA application_id = 1"),
    "not initialized": _change("PRAGMA application_id = 0"),
    "without the table": _change("DROP TABLE credential"),
    "of an unknown format": _change("PRAGMA user_version = 0"),
    "of another profile": _change("UPDATE credential SET profile = 'other'"),
    "of another scheme": _change("UPDATE credential SET scheme = 'other'"),
    "no JSON": _change("UPDATE credential SET data = '{'"),
    "nested": _change("UPDATE credential SET data = '" + "[" * 100_000 + "'"),
    "no object": _change("UPDATE credential SET data = '[]'"),
    "without a value": _change("UPDATE credential SET data = json_remove(data, '$.value')"),
    "wrong value": _edited("value", 7),
    "three values": _edited("value", ["a", "b", "c"]),
    "wrong time": _edited("issued", "today"),
    "endless time": _change('UPDATE credential SET data = replace(data, \'"expires": \', \'"expires": 1e999, "": \')'),
    "wrong scopes": _edited("scopes", "read"),
    "wrong refresh token": _edited("refresh_token", [1]),
    "wrong secret": _edited("secret", 7),
    "wrong pieces": _edited("pieces", "1"),
    "wrong slot": _edited("slot", True),
    "wrong issuer": _edited("issuer", {"new": 1}),
}


@pytest.mark.parametrize("damage", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_set_aside_and_a_login_mends_it(store: Store, damage: Callable[[Path], Any]) -> None:
    write(store)
    damage(store.path)
    with pytest.warns(
        DynaclientWarning, match=r"'work' cannot be read \(.*\); it is kept as .*\.db\.broken: log in again"
    ):
        assert read(store) is None
    with pytest.raises(LoginNeeded):
        run(store.refreshed(never, refuse(store), THREADS, time.monotonic() + 20))
    write(store)
    assert secrets(read(store)) == ["access", "refresh"]
    assert sorted(path.name for path in store.path.parent.iterdir()) == [store.path.name, f"{store.path.name}.broken"]


def test_a_broken_file_does_not_prevent_a_login(store: Store, wait: Waiting) -> None:
    write(store)
    store.path.write_bytes(b"torn" * 5000)
    with pytest.warns(DynaclientWarning, match="file is not a database"):
        wait(store.write(Token("new"), ISSUER, wait.backend, wait.until))
    assert secrets(read(store)) == ["new", None]


def test_a_file_that_another_process_has_replaced_is_not_set_aside(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(store)
    store.path.write_bytes(b"torn" * 5000)
    create = store_files.StoreFile._set_aside

    def replaced_before(file: Any, status: os.stat_result, reason: str) -> None:
        monkeypatch.undo()
        store.path.rename(store.path.with_name("old"))
        write(store)
        create(file, status, reason)

    monkeypatch.setattr(store_files.StoreFile, "_set_aside", replaced_before)
    assert secrets(read(store)) == ["access", "refresh"]


def test_a_file_of_a_newer_version_is_left_alone(store: Store) -> None:
    write(store)
    _change("PRAGMA user_version = 99")(store.path)
    with pytest.raises(InvalidCall, match=r"has format 99, and this version of dynaclient supports format 1 — update"):
        read(store)
    assert store.path.exists()


def test_a_file_of_an_earlier_version_is_migrated(store: Store, wait: Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    write(store)
    rename = "UPDATE credential SET data = replace(data, 'access', 'migrated')"
    monkeypatch.setattr(store_database, "VERSION", 2)
    monkeypatch.setattr(store_database, "MIGRATIONS", {1: lambda database: database.execute(rename)})
    assert secrets(wait(store.read(wait.backend, wait.until)))[0] == "migrated"
    run(store.refreshed(always, refresh_to(Token("new")), THREADS, wait.until))
    with sqlite3.connect(store.path) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (2,)
    database.close()


def test_a_file_that_cannot_be_opened_is_an_error(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    write(store)

    def fail(*_: Any, **__: Any) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(sqlite3, "connect", fail)
    with pytest.raises(InvalidCall, match="cannot be used: disk I/O error — check the folder and the space in it"):
        read(store)


def test_a_file_that_is_removed_while_it_is_opened_is_no_error(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    write(store)
    checked = store_files._checked_status

    def removed_after(path: Path) -> os.stat_result | None:
        status = checked(path)
        path.unlink(missing_ok=True)
        return status

    monkeypatch.setattr(store_files, "_checked_status", removed_after)
    assert read(store) is None


def test_a_file_that_is_replaced_before_it_is_locked_is_opened_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(store, Token("old"))
    connect = sqlite3.connect

    def replaced_after(*arguments: Any, **options: Any) -> sqlite3.Connection:
        monkeypatch.undo()
        database: sqlite3.Connection = connect(*arguments, **options)
        store.path.rename(store.path.with_name("old"))
        write(store, Token("new"))
        return database

    monkeypatch.setattr(sqlite3, "connect", replaced_after)
    found = run(store.refreshed(never, refuse(store), THREADS, time.monotonic() + 20))
    assert secrets(found) == ["new", None]


# --- refresh ---------------------------------------------------------------------------------------------------------


def test_a_token_that_is_not_stale_is_not_refreshed(store: Store, wait: Waiting) -> None:
    write(store)
    found = wait(store.refreshed(never, refuse(store), wait.backend, wait.until))
    assert secrets(found) == ["access", "refresh"]


def test_a_stale_token_is_refreshed_with_what_is_stored(store: Store, wait: Waiting) -> None:
    write(store, secret=Secret("client secret"))
    seen: list[StoredToken] = []
    new = Token("new", expires_in=60, scopes=["write"], refresh_token="rotated")
    found = wait(store.refreshed(always, refresh_to(new, seen), wait.backend, wait.until))
    assert [secrets(seen[0]), seen[0].secret, seen[0].issuer] == [
        ["access", "refresh"],
        Secret("client secret"),
        ISSUER,
    ]
    for each in (found, read(store)):
        assert each is not None
        assert [*secrets(each), each.token.scopes, each.secret] == [
            "new",
            "rotated",
            ("write",),
            Secret("client secret"),
        ]


def test_what_a_response_leaves_out_is_kept(store: Store, wait: Waiting) -> None:
    write(store)
    wait(store.refreshed(always, refresh_to(Token("new")), wait.backend, wait.until))
    found = read(store)
    assert found is not None
    assert [*secrets(found), found.token.scopes, found.token.expires_in] == ["new", "refresh", ("read",), None]


def test_the_headers_of_a_session_are_kept_until_there_are_others(store: Store, wait: Waiting) -> None:
    headers = {"X-CSRF": "csrf-0"}
    wait(store.write(Token("a", refresh_token="r", headers=headers), ISSUER, wait.backend, wait.until))
    wait(store.refreshed(always, refresh_to(Token("b")), wait.backend, wait.until))
    before = read(store)
    wait(store.refreshed(always, refresh_to(Token("c", headers={"X-CSRF": "csrf-1"})), wait.backend, wait.until))
    after = read(store)
    assert before is not None
    assert after is not None
    assert [one.token.headers for one in (before, after)] == [
        (("X-CSRF", Secret("csrf-0")),), (("X-CSRF", Secret("csrf-1")),),
    ]  # fmt: skip


def test_a_session_that_has_ended_needs_a_login(store: Store, wait: Waiting) -> None:
    write(store)
    with pytest.raises(
        LoginNeeded, match="ended .invalid_grant. for 'accessToken' .* — dynaclient login --profile work"
    ):
        wait(store.refreshed(always, refuse(store), wait.backend, wait.until))
    assert secrets(read(store)) == ["access", "refresh"]


def test_after_a_refusal_a_newer_token_is_used(store: Store, wait: Waiting) -> None:
    write(store)

    async def refresh(_: StoredToken) -> Token:
        store.path.unlink()  # a logout and a login in between
        write(store, Token("newer"))
        raise store.login_needed("the session has ended")

    found = wait(store.refreshed(lambda stored: secrets(stored)[0] == "access", refresh, wait.backend, wait.until))
    assert secrets(found) == ["newer", None]


def test_what_was_removed_meanwhile_is_not_used(store: Store, wait: Waiting) -> None:
    write(store)

    async def refresh(_: StoredToken) -> Token:
        store.path.unlink()
        raise store.login_needed("the session has ended")

    with pytest.raises(LoginNeeded):
        wait(store.refreshed(always, refresh, wait.backend, wait.until))


def test_any_other_error_of_a_refresh_changes_nothing(store: Store, wait: Waiting) -> None:
    write(store)

    async def refresh(_: StoredToken) -> Token:
        raise OSError("no network")

    with pytest.raises(OSError, match="no network"):
        wait(store.refreshed(always, refresh, wait.backend, wait.until))
    assert secrets(wait(store.refreshed(never, refuse(store), wait.backend, wait.until))) == ["access", "refresh"]


def test_a_refreshed_token_that_cannot_be_stored_is_used(
    store: Store, wait: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(store)
    monkeypatch.setattr(store_database, "_WRITE", "INSERT INTO nothing VALUES (?, ?, ?)")
    with pytest.warns(DynaclientWarning, match="was refreshed, and cannot be stored"):
        found = wait(store.refreshed(always, refresh_to(Token("new")), wait.backend, wait.until))
    assert secrets(found) == ["new", "refresh"]


def test_waiting_for_the_lock_ends_with_the_call(store: Store, wait: Waiting) -> None:
    write(store)
    began = time.monotonic()
    with _lock_of(store.path):
        with pytest.raises(NotDelivered, match="timed out waiting for another process"):
            wait(store.refreshed(always, refuse(store), wait.backend, time.monotonic() + 0.2))
        with pytest.raises(InvalidCall, match="another process is using the session of the profile 'work'"):
            wait(store.remove(wait.backend, time.monotonic()))
    assert 0.2 <= time.monotonic() - began < 5


class _lock_of:  # noqa: N801 - used like a function
    """The lock of a file, held by another connection."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)

    def __enter__(self) -> None:
        self._database.execute("BEGIN IMMEDIATE")

    def __exit__(self, *_: object) -> None:
        self._database.close()


def test_a_token_is_read_while_another_process_refreshes_it(store: Store, wait: Waiting) -> None:
    write(store)
    with _lock_of(store.path):
        assert secrets(wait(store.read(wait.backend, time.monotonic()))) == ["access", "refresh"]


def test_a_token_is_stored_as_soon_as_no_other_process_reads(store: Store, wait: Waiting) -> None:
    write(store)
    reader = sqlite3.connect(store.path, isolation_level=None, check_same_thread=False)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM credential").fetchone()
    ending = threading.Timer(0.1, reader.close)
    ending.start()
    wait(store.refreshed(always, refresh_to(Token("new")), wait.backend, wait.until))
    ending.join()
    assert secrets(read(store))[0] == "new"


def test_a_process_that_reads_for_ever_is_reported(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_database, "_COMMIT_MILLISECONDS", 50)
    write(store)
    reader = sqlite3.connect(store.path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM credential").fetchone()
    with pytest.raises(InvalidCall, match="cannot be used: another process is reading it"):
        write(store)
    reader.close()


def test_a_logout_keeps_the_file_of_a_login_at_the_same_moment(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    write(store)
    file: Any = run(store._file.lock(THREADS, 0.0))
    monkeypatch.setattr(store_database, "_READ", "SELECT 'what', 'was', 'written since'")
    file.remove()
    file.close()
    assert store.path.exists()


def test_a_slow_issuer_of_one_session_delays_no_other(tmp_path: Path, wait: Waiting) -> None:
    slow, quick = (Store(name, "accessToken", tmp_path / "state") for name in ("slow", "quick"))
    for each in (slow, quick):
        write(each)
    held, done = threading.Event(), threading.Event()

    async def refresh_slowly(_: StoredToken) -> Token:
        held.set()
        done.wait(20)
        return Token("late")

    thread = threading.Thread(target=lambda: run(slow.refreshed(always, refresh_slowly, THREADS, wait.until)))
    thread.start()
    held.wait(20)
    try:
        found = wait(quick.refreshed(always, refresh_to(Token("new")), wait.backend, time.monotonic() + 1))
    finally:
        done.set()
        thread.join(20)
    assert [secrets(found)[0], secrets(read(slow))[0]] == ["new", "late"]


def test_tasks_of_one_event_loop_wait_for_each_other(store: Store) -> None:
    write(store)
    count = 0

    async def refresh(_: StoredToken) -> Token:
        nonlocal count
        count += 1
        await asyncio.sleep(0.05)
        return Token("new")

    async def all_at_once() -> list[StoredToken]:
        until = time.monotonic() + 20
        calls = [store.refreshed(lambda found: secrets(found)[0] != "new", refresh, ASYNCIO, until) for _ in range(8)]
        return await asyncio.gather(*calls)

    assert [secrets(each)[0] for each in asyncio.run(all_at_once())] == ["new"] * 8
    assert count == 1


def test_a_cancelled_refresh_releases_the_lock(store: Store) -> None:
    write(store)

    async def refresh(_: StoredToken) -> Token:
        await asyncio.sleep(60)
        raise AssertionError

    async def cancelled() -> None:
        task = asyncio.ensure_future(store.refreshed(always, refresh, ASYNCIO, time.monotonic() + 20))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    assert secrets(run(store.refreshed(never, refuse(store), THREADS, time.monotonic())))[0] == "access"


# --- processes -------------------------------------------------------------------------------------------------------


def _process(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.support.store_processes", *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def _output(*arguments: object) -> str:
    with _process(*arguments) as process:
        return process.communicate(timeout=300)[0].strip()


def _race(store: Store, rounds: int) -> dict[str, int]:
    """Return how often each outcome of a call was, with 8 processes at the same moment in each round."""
    write(store, Token(ACCESS, refresh_token=REFRESH))
    outcomes: dict[str, int] = {}
    with TokenServer(delay=0.02) as server:
        kinds = ["threads", "event loop"] * (PROCESSES // 2)
        processes = [_process("race", store.path.parent, server.url, kind) for kind in kinds]
        try:
            assert [_line(process) for process in processes] == ["ready"] * PROCESSES
            for number in range(rounds):
                server.expire()
                for process in processes:
                    assert process.stdin is not None
                    process.stdin.write("\n")
                    process.stdin.flush()
                for outcome in map(_line, processes):
                    outcomes[outcome] = outcomes.get(outcome, 0) + 1
                assert server.refreshes == number + 1, outcomes
        finally:
            for process in processes:
                process.communicate(timeout=20)
        assert not server.is_revoked
    return outcomes


def test_processes_that_share_a_session_refresh_it_once(store: Store) -> None:
    assert _race(store, 10) == {"ok": 10 * PROCESSES}


@pytest.mark.full
def test_processes_that_share_a_session_refresh_it_once_in_many_rounds(store: Store) -> None:
    assert _race(store, 100) == {"ok": 100 * PROCESSES}


def _killed(store: Store, times: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_output("kill", store.path.parent, times))
    return found


def _is_whole(found: dict[str, Any], store: Store) -> bool:
    files = {store.path.name, f"{store.path.name}-journal"}
    return [found[name] for name in ("torn", "lost", "locked")] == [0, 0, 0] and files.issuperset(found["files"])


def test_a_process_that_is_killed_leaves_the_store_whole(store: Store) -> None:
    found = _killed(store, 100)
    assert _is_whole(found, store), found
    assert found["written"] > 0
    assert found["journals"] > 0  # some were killed while they wrote


@pytest.mark.full
def test_processes_that_are_killed_leave_the_store_whole(store: Store) -> None:
    found = _killed(store, 1000)
    assert _is_whole(found, store), found


def test_the_lock_of_a_killed_process_is_free_at_once(store: Store, wait: Waiting) -> None:
    write(store)
    with _process("hold", store.path.parent) as process:
        assert _line(process) == "held"
        with pytest.raises(NotDelivered):
            wait(store.refreshed(always, refuse(store), wait.backend, time.monotonic() + 0.1))
        process.send_signal(signal.SIGKILL)
        process.wait(20)
        found = wait(store.refreshed(always, refresh_to(Token("new")), wait.backend, time.monotonic() + 0.5))
        assert secrets(found) == ["new", "refresh"]


def test_a_forked_child_waits_for_its_parent_and_no_longer(store: Store) -> None:
    write(store)
    assert _output("fork", store.path.parent) == "0"
