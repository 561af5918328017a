"""
Processes that share a store: ``python -m tests.support.store_processes``.

``race``: for each line of its input, one call of an API with the stored token, which is refreshed after a 401.
``kill``: children that store tokens all the time, each killed at a random moment.
``hold``: a process that has the lock until it is killed.
``fork``: a child that is forked while another thread has the lock.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from dynaclient.auth.store import Store
from dynaclient.auth.stored_tokens import Issuer, StoredToken
from dynaclient.auth.tokens import Token
from dynaclient.errors import LoginNeeded, NotDelivered
from dynaclient.runtime.asyncio_backend import ASYNCIO
from dynaclient.runtime.backends import THREADS, Backend, run

PADDING = "x" * 10_000
"""Makes a token as long as some pages of the file."""


def store_in(folder: str) -> Store:
    """Return the store of the tests."""
    return Store("work", "accessToken", Path(folder))


def value_of(stored: StoredToken) -> str:
    """Return the access token itself."""
    value: Any = stored.token.value
    return str(value.reveal())


# --- race ------------------------------------------------------------------------------------------------------------


async def call(store: Store, url: str, backend: Backend) -> str:
    """Return ``ok`` if the API accepts the stored token, or the one that takes its place."""
    until = time.monotonic() + 60
    stored = await store.read(backend, until)
    assert stored is not None
    rejected = value_of(stored)
    if _is_accepted(url, rejected):
        return "ok"

    async def refresh(stored: StoredToken) -> Token:
        token = stored.token.refresh_token
        assert token is not None
        return _exchange(url, store, token.reveal())

    stored = await store.refreshed(lambda found: value_of(found) == rejected, refresh, backend, until)
    return "ok" if _is_accepted(url, value_of(stored)) else "the new token is not accepted"


def _is_accepted(url: str, token: str) -> bool:
    try:
        urlopen(Request(url, headers={"Authorization": f"Bearer {token}"})).close()
    except HTTPError as error:
        error.close()
        return False
    return True


def _exchange(url: str, store: Store, refresh_token: str) -> Token:
    form = urlencode({"grant_type": "refresh_token", "refresh_token": refresh_token}).encode()
    try:
        with urlopen(f"{url}/token", form) as response:
            answer = json.load(response)
    except HTTPError as error:
        error.close()
        raise store.login_needed("the session has ended (invalid_grant)") from None
    return Token(answer["access_token"], refresh_token=answer["refresh_token"])


def race(folder: str, url: str, kind: str) -> None:
    """Call the API once for each line of the input, and print how it went."""
    store = store_in(folder)
    print("ready", flush=True)
    for _ in sys.stdin:
        try:
            outcome = run(call(store, url, THREADS)) if kind == "threads" else asyncio.run(call(store, url, ASYNCIO))
        except Exception as error:  # noqa: BLE001 - it is reported
            outcome = f"{type(error).__name__}: {error}".replace("\n", " ")
        print(outcome, flush=True)


# --- kill ------------------------------------------------------------------------------------------------------------


def kill(folder: str, times: str) -> None:
    """Kill a child at a random moment, again and again; print what was found afterwards."""
    store = store_in(folder)
    run(store.write(_numbered(0), Issuer(), THREADS, time.monotonic() + 10))  # creates the file
    began = time.monotonic()
    run(store.write(_numbered(0), Issuer(), THREADS, time.monotonic() + 10))
    longest = min(0.05, 5 * (time.monotonic() - began) + 0.01)
    number, found = 0, {"torn": 0, "locked": 0, "lost": 0, "journals": 0, "written": 0}
    for _ in range(int(times)):
        child = os.fork()
        if not child:
            _write_for_ever(store)
        time.sleep(random.uniform(0, longest))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        found["journals"] += store.path.with_name(f"{store.path.name}-journal").exists()
        stored = _read_or_none(store)
        present = _number_of(stored)
        found["torn"] += present is None
        found["lost"] += present is not None and present < number
        found["locked"] += not _is_free(store)
        number = number if present is None else present
    print(json.dumps({**found, "written": number, "files": sorted(path.name for path in Path(folder).iterdir())}))


def _numbered(number: int) -> Token:
    return Token(f"access-{number}-{PADDING}", refresh_token=f"refresh-{number}-{PADDING}")


def _number_of(stored: StoredToken | None) -> int | None:
    """Return the number of a stored token; None if it is not whole."""
    if stored is None or stored.token.refresh_token is None:
        return None
    number = int(value_of(stored).split("-")[1])
    expected = [f"{kind}-{number}-{PADDING}" for kind in ("access", "refresh")]
    return number if [value_of(stored), stored.token.refresh_token.reveal()] == expected else None


def _write_for_ever(store: Store) -> None:
    async def refresh(stored: StoredToken) -> Token:
        number = _number_of(stored)
        assert number is not None
        return _numbered(number + 1)

    while True:
        run(store.refreshed(lambda _: True, refresh, THREADS, time.monotonic() + 10))


def _read_or_none(store: Store) -> StoredToken | None:
    with suppress(Exception):
        return run(store.read(THREADS, time.monotonic() + 1))
    return None


def _is_free(store: Store) -> bool:
    with suppress(NotDelivered):
        run(store.refreshed(lambda _: False, _never, THREADS, time.monotonic()))
        return True
    return False


async def _never(_: StoredToken) -> Token:
    raise LoginNeeded("Client", [])


# --- hold, fork ------------------------------------------------------------------------------------------------------


def hold(folder: str) -> None:
    """Refresh for a minute, and print a line as soon as the lock is held."""
    _hold(store_in(folder), lambda: print("held", flush=True), 60)


def _hold(store: Store, report: Callable[[], Any], seconds: float) -> None:
    async def refresh(_: StoredToken) -> Token:
        report()
        time.sleep(seconds)
        return Token("held")

    run(store.refreshed(lambda _: True, refresh, THREADS, time.monotonic() + 10))


def fork(folder: str) -> None:
    """Fork while a thread has the lock; print how the child fared while it was held, and after that."""
    store = store_in(folder)
    held = threading.Event()
    thread = threading.Thread(target=_hold, args=(store, held.set, 0.5))
    thread.start()
    held.wait(10)
    child = os.fork()
    if not child:
        before = _is_free(store)
        time.sleep(1)
        os._exit(0 if not before and _is_free(store) else 1)
    thread.join()
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    modes: dict[str, Callable[..., None]] = {"race": race, "kill": kill, "hold": hold, "fork": fork}
    modes[sys.argv[1]](*sys.argv[2:])
