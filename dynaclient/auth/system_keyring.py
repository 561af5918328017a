"""
The keyring of the system, such as Keychain or the Secret Service, for those who choose it in place of the file.

It may never respond: a Secret Service without a screen waits for a password. So it is called in a thread, for a limited
time. What is kept is cut into pieces, since Windows allows 2,560 bytes for each.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from importlib import import_module
from typing import Any, TypeVar

from ..errors import InvalidCall, invalid_option
from ..runtime.backends import Backend, WaitTimeout

T = TypeVar("T")

SERVICE = "dynaclient"
"""The name under which the keyring lists what is kept."""
PIECE = 1200
"""Characters of each piece."""
SECONDS = 5.0
"""How long it may take to respond."""
_LEAST_PRIORITY = 1
"""The least priority of a backend that protects what it keeps, in the words of keyring: recommended."""
_IN_FILE = "or keep the session in a file: --store file"


async def keep(name: str, text: str, backend: Backend) -> int:
    """
    Store a string in the keyring, and return the number of its pieces.

    Args:
        name: The name of the entry.
        text: What is kept.
        backend: How to wait.

    Raises:
        InvalidCall: There is no keyring, or it does not store the string.
    """
    pieces = [text[begin : begin + PIECE] for begin in range(0, len(text), PIECE)]

    def store(keyring: Any) -> int:
        for number, piece in enumerate(pieces):
            keyring.set_password(SERVICE, f"{name}:{number}", piece)
        return len(pieces)

    return await _ask(store, backend)


async def find(name: str, pieces: int, backend: Backend) -> str | None:
    """Return the string that was kept in so many pieces; None if one of them is missing."""

    def load(keyring: Any) -> str | None:
        found = [keyring.get_password(SERVICE, f"{name}:{number}") for number in range(pieces)]
        return None if None in found else "".join(found)

    return await _ask(load, backend)


async def forget(name: str, backend: Backend) -> None:
    """Delete an entry from the keyring, as far as it is there."""

    def delete(keyring: Any) -> None:
        number = 0
        while keyring.get_password(SERVICE, f"{name}:{number}") is not None:
            keyring.delete_password(SERVICE, f"{name}:{number}")
            number += 1

    await _ask(delete, backend)


async def require(backend: Backend) -> None:
    """Raise InvalidCall if there is no keyring that can be used."""
    await _ask(lambda _: None, backend)


async def _ask(work: Callable[[Any], T], backend: Backend) -> T:
    """Return the result of a function of the keyring, which runs in a thread."""
    future: Future[Any] = Future()
    threading.Thread(target=_run, args=(work, future), name="dynaclient-keyring", daemon=True).start()
    try:
        outcome = await backend.wait_for(future, SECONDS)
    except WaitTimeout:
        outcome = _refused(f"did not respond within {SECONDS:g} seconds", "unlock it")
    if isinstance(outcome, InvalidCall):
        raise outcome
    return outcome[0]  # type: ignore[no-any-return]


def _run(work: Callable[[Any], T], future: Future[Any]) -> None:
    try:
        outcome: Any = (work(_keyring()),)
    except InvalidCall as error:
        outcome = error
    except Exception as error:  # noqa: BLE001 - each backend has errors of its own, whose words may have the secret
        outcome = _refused(f"failed with {type(error).__name__}", "unlock it")
    with suppress(RuntimeError):  # the event loop that waited is closed
        future.set_result(outcome)


def _keyring() -> Any:
    """Return the keyring of the system; InvalidCall if there is none: nothing else is used in its place."""
    try:
        keyring = import_module("keyring").get_keyring()
    except ImportError:
        keyring = None
    if keyring is None:
        raise invalid_option("store", "the keyring needs its extra", "pip install 'dynaclient[keyring]'")
    if keyring.priority < _LEAST_PRIORITY:
        raise _refused(f"is not available here: keyring found only {type(keyring).__module__}", "set one up")
    return keyring


def _refused(reason: str, hint: str) -> InvalidCall:
    return invalid_option("store", f"the keyring {reason}", f"{hint}, {_IN_FILE}")
