"""
The store: the tokens of users that have logged in, kept from one process to the next.

A token is refreshed under the lock of its file. Any number of processes may share a session: one of them refreshes it
while the others wait for the result. Many servers end a session of which a refresh token was used twice.
"""

from __future__ import annotations

import shlex
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from ..errors import InvalidCall, LoginNeeded, NotDelivered, Problem, invalid_option, warn_caller
from ..records import replace
from ..redaction import Secret
from ..runtime.backends import Backend, WaitTimeout
from ..runtime.user_folders import state_folder
from . import system_keyring
from .store_database import Entry, OpenFile
from .store_files import StoreFile
from .stored_tokens import (
    Issuer,
    StoredToken,
    decode,
    decode_secrets,
    encode,
    encode_secrets,
    file_name,
    revealed_headers,
)
from .tokens import Token

T = TypeVar("T")

Refresh = Callable[[StoredToken], Awaitable[Token]]
"""Obtains the next token with what is stored. It raises `LoginNeeded` if the server refuses that."""
IsStale = Callable[[StoredToken], bool]
"""Returns whether a stored token has to be replaced."""


class Store:
    """
    What is stored for one auth scheme of one profile.

    It is found by these two names, and not by the host: two profiles of one API have a session each.

    Args:
        profile: The name of the profile.
        scheme: The name of the auth scheme.
        folder: The folder; that of this user by default.
    """

    def __init__(self, profile: str, scheme: str, folder: Path | None = None) -> None:
        self.profile = profile
        self.scheme = scheme
        path = (folder or state_folder()) / file_name(profile, scheme)
        self._file = StoreFile(Entry(path, profile, scheme, decode))

    @property
    def path(self) -> Path:
        """The path of the file, which need not exist."""
        return self._file.path

    async def read(self, backend: Backend, until: float) -> StoredToken | None:
        """
        Return what is stored, without what is in the keyring; None if nothing is.

        Args:
            backend: How to wait.
            until: The moment, on `time.monotonic`, until which to wait for a process that is writing.

        Raises:
            InvalidCall: Others can read the file, it is a symbolic link, or it cannot be opened.
        """
        return await self._in_time(self._file.read(backend, until))

    async def read_complete(self, backend: Backend, until: float) -> StoredToken | None:
        """Return the same with what is in the keyring; LoginNeeded if that is not there any more."""
        stored = await self.read(backend, until)
        return None if stored is None else await self._with_secrets(stored, backend)

    async def write(
        self,
        token: Token,
        issuer: Issuer,
        backend: Backend,
        until: float,
        *,
        secret: Secret | None = None,
        keyring: bool = False,
    ) -> StoredToken:
        """
        Store a token in place of an earlier one, after a login.

        Args:
            token: The token, which was obtained just now.
            issuer: Where it is from.
            backend: How to wait.
            until: The moment, on `time.monotonic`, until which to wait for another process.
            secret: A secret that the next token is obtained with.
            keyring: Whether the refresh token and the secret are stored in the keyring of the system.

        Raises:
            InvalidCall: The file cannot be written, or there is no keyring that can be used.
        """
        stored = StoredToken.of(token, issuer, time.time(), secret)
        file = await self._in_time(self._file.lock(backend, until, create=True))
        if file is None:  # pragma: no cover - it was created
            raise self.login_needed("the file of the session was removed")
        try:
            return await self._save(file, stored, file.stored, backend, keyring=keyring)
        finally:
            file.close()

    async def remove(self, backend: Backend, until: float) -> bool:
        """
        Delete what is stored, also from the keyring; return whether anything was.

        Raises:
            InvalidCall: It cannot be deleted, or another process has it; without the keyring only the file is deleted.
        """
        file = await self._in_time(self._file.lock(backend, until))
        if file is None:
            return False
        failure = None
        try:
            if file.stored is not None:
                failure = await self._forget(file.stored, backend)
            file.remove()
        finally:
            file.close()
        if failure is not None:
            raise failure
        return file.stored is not None

    async def refreshed(self, is_stale: IsStale, refresh: Refresh, backend: Backend, until: float) -> StoredToken:
        """
        Return a token that is not stale: one that another process has stored, or a refreshed one, which is stored.

        Args:
            is_stale: Whether a stored token has to be replaced.
            refresh: Obtains the next one.
            backend: How to wait.
            until: The moment, on `time.monotonic`, until which to wait while another process refreshes it.

        Raises:
            LoginNeeded: Nothing is stored; or the session has ended, and no other process has stored a newer token.
            NotDelivered: Another process had it for too long.
        """
        file = await self._locked(backend, until)
        stored = file.stored
        if stored is None:
            file.close()
            raise self.login_needed("no session is stored")
        try:
            return await self._refresh(file, stored, refresh, backend) if is_stale(stored) else stored
        except LoginNeeded as error:
            failure = error
        finally:
            file.close()
        # RFC 6749, section 5.2: `invalid_grant`. A user may have logged in again: then the file is another one.
        again = await self.read(backend, until)
        if again is None or again.token.value == stored.token.value or is_stale(again):
            raise failure
        return again

    def login_needed(self, reason: str) -> LoginNeeded:
        """Return the error for a session that does not exist, or cannot be used any more."""
        hint = f"dynaclient login --profile {shlex.quote(self.profile)}"
        message = f"{reason} for {self.scheme!r} of the profile {self.profile!r}"
        return LoginNeeded("Client", [Problem.in_call("option", "profile", (), "login", None, None, message, hint)])

    async def _locked(self, backend: Backend, until: float) -> OpenFile[StoredToken]:
        file = None
        with suppress(WaitTimeout):
            file = await self._file.lock(backend, until)
            if file is None:
                raise self.login_needed("no session is stored")
        if file is None:
            raise NotDelivered("timed out waiting for another process to refresh the token", sent=False, slow=True)
        return file

    async def _refresh(
        self, file: OpenFile[StoredToken], stored: StoredToken, refresh: Refresh, backend: Backend
    ) -> StoredToken:
        with file.idle():
            complete = await self._with_secrets(stored, backend)
            began = time.time()
            token = _continued(await refresh(complete), complete.token)
        fresh = StoredToken.of(token, stored.issuer, began, complete.secret)
        try:
            return await self._save(file, fresh, stored, backend, keyring=stored.pieces > 0)
        except InvalidCall as error:
            problem = error.problems[0]
        # The token is good, and this process can go on with it.
        message = f"the session of the profile {self.profile!r} was refreshed, and cannot be stored: {problem}"
        warn_caller(message, "session-not-stored")
        return fresh

    async def _save(
        self,
        file: OpenFile[StoredToken],
        stored: StoredToken,
        before: StoredToken | None,
        backend: Backend,
        *,
        keyring: bool,
    ) -> StoredToken:
        """Write a token to the file, and its secrets there or to the keyring."""
        if keyring:
            # In the entry that is not in use: a process that is killed here has lost nothing.
            stored = replace(stored, slot=0 if before is None or not before.pieces else 1 - before.slot)
            with file.idle():
                pieces = await system_keyring.keep(self._entry(stored), encode_secrets(stored), backend)
            stored = replace(stored, pieces=pieces)
        file.write(encode(stored))
        if before is not None:
            await self._forget(before, backend)
        return stored

    async def _forget(self, stored: StoredToken, backend: Backend) -> InvalidCall | None:
        """Delete what the keyring has of a token; return the error if that fails."""
        try:
            if stored.pieces:
                await system_keyring.forget(self._entry(stored), backend)
        except InvalidCall as error:
            return error
        return None

    async def _with_secrets(self, stored: StoredToken, backend: Backend) -> StoredToken:
        """Return a stored token with what the keyring has of it."""
        if not stored.pieces:
            return stored
        data = await system_keyring.find(self._entry(stored), stored.pieces, backend)
        complete = decode_secrets(stored, data)
        if complete is None:
            raise self.login_needed("the keyring has no refresh token any more")
        return complete

    def _entry(self, stored: StoredToken) -> str:
        """Return the name of an entry of the keyring."""
        return f"{self.path.stem}:{stored.slot}"

    async def _in_time(self, waiting: Awaitable[T]) -> T:
        """Return a result; InvalidCall if another process has the file for too long."""
        try:
            return await waiting
        except WaitTimeout:
            pass
        reason = f"another process is using the session of the profile {self.profile!r} ({self.path})"
        raise invalid_option("store", reason, "try again when it has ended")


def _continued(token: Token, before: Token) -> Token:
    """Return a token with what a response may leave out because it does not change (RFC 6749, sections 5.1 and 6)."""
    scopes = before.scopes if token.scopes is None else token.scopes
    refresh_token = token.refresh_token or before.refresh_token
    headers = revealed_headers(token) or revealed_headers(before)
    return Token(token.value, expires_in=token.expires_in, scopes=scopes, refresh_token=refresh_token, headers=headers)
