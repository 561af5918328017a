"""
An open file of the store: a SQLite database with one row, and the transaction in which it is read or replaced.

The lock is the operating system's, which releases it when a process ends, however it ends.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Generic, TypeVar
from urllib.parse import quote

from ..errors import InvalidCall, invalid_option
from ..records import dataclass
from ..runtime.files import find_status
from ..runtime.fork import reset_in_children

T = TypeVar("T")

APPLICATION_ID = 0x64796B65
"""The application ID of these SQLite files."""
VERSION = 1
MIGRATIONS: Mapping[int, Callable[[sqlite3.Connection], object]] = MappingProxyType({})
"""Version of a file → the function that makes it one of the next version, inside a transaction."""

_TABLE = """
CREATE TABLE credential (
    number INTEGER PRIMARY KEY CHECK (number = 1), profile TEXT NOT NULL, scheme TEXT NOT NULL, data TEXT NOT NULL
)
"""
_READ = "SELECT profile, scheme, data FROM credential"
_WRITE = "INSERT OR REPLACE INTO credential (number, profile, scheme, data) VALUES (1, ?, ?, ?)"
_COMMIT_MILLISECONDS = 5000


class BrokenFile(Exception):
    """The file is damaged, or not one of the store; the message is why."""


class InUse(Exception):
    """Another process or thread has the lock at the moment, or has replaced the file."""


@dataclass(frozen=True, eq=False)
class Entry(Generic[T]):
    """What a file is for."""

    path: Path
    """Its path, absolute."""
    profile: str
    """The profile that the credential is for."""
    scheme: str
    """The auth scheme that it is for."""
    decode: Callable[[str], T]
    """Returns what is stored from its data; ValueError, whose message is shown, if they make no sense."""


class OpenFile(Generic[T]):
    """
    An open file of the store. While it is locked, no other process or thread writes it.

    It has to be closed by `close`. What `write` and `clear` did not commit is discarded.
    """

    stored: T | None = None
    """What was stored when it was opened."""

    def __init__(self, entry: Entry[T], status: os.stat_result, *, is_locked: bool) -> None:
        self._entry = entry
        self._is_idle = False
        # Without "c" in its mode SQLite creates no file: others might be able to read that.
        uri = f"file:{quote(str(entry.path))}?mode=rw"
        with _sqlite_errors(entry.path):
            # It may be closed by another thread: that which ends the call.
            self._database = sqlite3.connect(uri, uri=True, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            with _sqlite_errors(entry.path):
                self._begin(status, is_locked=is_locked)
        except BaseException:
            self.close()
            raise
        reset_in_children(self)

    def write(self, data: str) -> None:
        """Store data, and release the lock."""
        self._commit(_WRITE, (self._entry.profile, self._entry.scheme, data))

    def remove(self) -> None:
        """Delete what is stored, release the lock, and remove the file."""
        self._commit("DELETE FROM credential")  # overwrites it
        with suppress(InUse, OSError), _sqlite_errors(self._entry.path):
            self._database.execute("BEGIN IMMEDIATE")  # another process may have logged in since: then the file stays
            if self._database.execute(_READ).fetchone() is None:
                self._entry.path.unlink()

    def _commit(self, statement: str, values: tuple[str, ...] = ()) -> None:
        try:
            with _sqlite_errors(self._entry.path):
                # Processes that read at this moment have to end first, which takes milliseconds. This thread waits for
                # them, also in an event loop: a cancelled task would lose a token that its server has already replaced.
                self._database.execute(f"PRAGMA busy_timeout = {_COMMIT_MILLISECONDS}")
                self._database.execute(statement, values)
                self._database.execute("COMMIT")
            return
        except InUse:
            pass
        raise unusable(self._entry.path, "another process is reading it")

    @contextmanager
    def idle(self) -> Iterator[None]:
        """Do nothing with the file for some time, and keep its lock."""
        self._is_idle = True
        try:
            yield
        finally:
            self._is_idle = False

    def close(self) -> None:
        """Close the file, and release the lock."""
        self._database.close()

    def reset_after_fork(self) -> None:  # pragma: no cover - only in a forked child
        """Close the file in a forked child, where nothing would ever release the lock; the parent keeps it."""
        if self._is_idle:
            self._database.close()

    def _begin(self, status: os.stat_result, *, is_locked: bool) -> None:
        execute = self._database.execute
        execute("PRAGMA secure_delete = ON")  # no earlier token stays in a free part of the file
        execute("BEGIN IMMEDIATE" if is_locked else "BEGIN")
        found = find_status(str(self._entry.path))
        if found is None or not os.path.samestat(found, status):
            raise InUse  # it was removed or replaced before it was locked
        version = self._version()
        if version == VERSION:
            self._load(execute(_READ).fetchone())
        elif is_locked:
            self._migrate(version)
            self._load(execute(_READ).fetchone())
        elif version is not None:
            execute("ROLLBACK")
            self._begin(status, is_locked=True)

    def _version(self) -> int | None:
        """Return the version of the format; None if the file is empty."""
        execute = self._database.execute
        application_id, version = (
            execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
        )
        if not application_id and not execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return None
        if application_id != APPLICATION_ID:
            raise BrokenFile("it is not a file of the store")
        if version > VERSION:
            supported = f"this version of dynaclient supports format {VERSION}"
            reason = f"{self._entry.path} has format {version}, and {supported}"
            raise invalid_option("store", reason, "update dynaclient, or remove the file and log in again")
        return int(version)

    def _migrate(self, version: int | None) -> None:
        if version is None:
            self._database.execute(_TABLE)
            self._database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            version = VERSION
        for number in range(version, VERSION):
            if number not in MIGRATIONS:
                raise BrokenFile(f"format {number} is unknown")
            MIGRATIONS[number](self._database)
        self._database.execute(f"PRAGMA user_version = {VERSION}")

    def _load(self, record: tuple[str, str, str] | None) -> None:
        if record is None:
            return
        if record[:2] != (self._entry.profile, self._entry.scheme):
            raise BrokenFile("it is the file of another profile or auth scheme")
        try:
            self.stored = self._entry.decode(record[2])
        except ValueError as error:
            reason = str(error)
        else:
            return
        raise BrokenFile(reason)


@contextmanager
def _sqlite_errors(path: Path) -> Iterator[None]:
    """Raise `InUse`, `BrokenFile` or InvalidCall in place of an error of SQLite."""
    try:
        yield
    except sqlite3.Error as error:
        reason, is_operational = str(error), isinstance(error, sqlite3.OperationalError)
    else:
        return
    is_gone = "unable to open" in reason and find_status(str(path)) is None
    if is_gone or "locked" in reason:
        raise InUse
    if not is_operational or reason.startswith("no such"):
        raise BrokenFile(reason)
    refusal = unusable(path, reason)
    if "disk" in reason:  # "database or disk is full", "disk I/O error"
        refusal.code = "file-not-written"
    raise refusal


def unusable(path: Path, reason: str) -> InvalidCall:
    """Return the error for a file that cannot be opened, read or written."""
    hint = "check the folder and the space in it, or set XDG_STATE_HOME to another folder"
    return invalid_option("store", f"{path} cannot be used: {reason}", hint)
