"""
The journal of a run over many rows: which calls were started, and how they ended, in a SQLite file.

A row is recorded before its call starts, and its outcome when it is known. So however the process ends, a later run
knows which rows need not, and which must not, be called again. The file contains the responses in plain text, and only
its owner can read it; what is not a file of ours is neither written nor changed. One run at a time has it open: the
lock is the operating system's, which releases it when a process dies.
"""

from __future__ import annotations

import base64
import errno
import json
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import uniform
from typing import Any
from uuid import UUID, uuid4, uuid5

from ..errors import DynaclientError, InvalidCall, Problem, invalid_option
from ..messages import Headers, Result
from ..records import dataclass
from ..runtime.files import create_file, find_status, make_private, owner_problem
from .outcomes import DONE, UNKNOWN, Outcome
from .rows import row_name
from .serialization import error_data, restore_error

APPLICATION_ID = 0x64796E61
"""The application ID of these SQLite files (``dyna``)."""
VERSION = 1
STARTED = "begun"
"""The state of a row whose call was started."""
READY = "ready"
"""The state of a row whose call was about to start, and certainly did not."""
KEY_LIFETIME = 20 * 3600.0
"""Seconds for which a server can be expected to remember an idempotency key; most that document it say a day."""

_NO_DATABASE = "file is not a database"
"""The reason of SQLite for a file of another kind; for what is left of one of its own, it has others."""
_SECONDS_TO_BEGIN = 0.5
"""Seconds for which another run may take to write a new journal, at most."""
_NOT_WRITTEN = "file-not-written"

_TABLES = """
CREATE TABLE run (action TEXT NOT NULL, identity TEXT NOT NULL);
CREATE TABLE row (
    number INTEGER PRIMARY KEY, digest TEXT NOT NULL, turn INTEGER NOT NULL, begun REAL NOT NULL,
    state TEXT NOT NULL, outcome TEXT
);
"""
_FIND = "SELECT digest, turn, begun, state, outcome FROM row WHERE number = ?"
_START = """
INSERT INTO row (number, digest, turn, begun, state) VALUES (?, ?, ?, ?, 'begun')
ON CONFLICT (number) DO UPDATE SET
    begun = CASE turn WHEN excluded.turn THEN begun ELSE excluded.begun END,
    digest = excluded.digest, turn = excluded.turn, state = 'begun', outcome = NULL
"""
"""A call that is repeated in the same attempt keeps the time at which the server first received its key."""
_END = "UPDATE row SET state = ?, outcome = ? WHERE number = ?"
_RESET = "UPDATE row SET state = 'ready' WHERE number = ?"


_UNFIXED = {
    DONE: "(this one was done, so it must stay as it was)",
    **dict.fromkeys((UNKNOWN, STARTED), "(this one may have been done, so it must stay as it was)"),
}
"""Why a row may not be fixed, by its state: only one that has failed may."""


@dataclass(frozen=True)
class JournalEntry:
    """What the journal has recorded of a row."""

    state: str
    """``begun`` or ``ready``, or the status of the outcome."""
    attempt: int
    """Number of the attempt, from 1. A call repeated after a crash, with the same key, is the same attempt."""
    age: float
    """Seconds since the call of this attempt was first started."""
    outcome: Outcome | None
    has_same_arguments: bool = True
    """Whether the row has the same arguments as when it was recorded."""


@dataclass(frozen=True)
class StartedRow:
    """A row whose call is about to start."""

    number: int
    digest: str
    attempt: int


class Journal:
    """An open journal. Open one with `Journal.open`."""

    def __init__(self, path: str, action: str, database: sqlite3.Connection) -> None:
        self._path = path
        self._action = action
        self._database = database
        self._identity = UUID(int=0)
        self._last_number = -1

    @classmethod
    def open(cls, path: str | os.PathLike[str], action: str, *, resume: bool = False) -> Journal:
        """
        Open the journal of a run of this action, and create it if it does not exist.

        Raises:
            DynaclientError: The disk is full. What this has created is removed.
            InvalidCall: It has rows and `resume` is false, another run has it open, or it is not a journal of this
                action: for example a device, a symbolic link, or a file of another user.
        """
        absolute = str(Path(path).absolute())  # so that ":memory:" is the name of a file too
        status = _prepare_file(absolute, action)
        with _removed_if_full(absolute, status), _reading(absolute, action):
            return cls._locked(absolute, action, resume)

    @classmethod
    def _locked(cls, path: str, action: str, resume: bool) -> Journal:
        until = time.monotonic() + _SECONDS_TO_BEGIN
        while True:
            # The generator that owns it may be closed by another thread than the one that started it.
            database = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
            try:
                journal = cls(path, action, database)
                journal._lock_and_load(resume)
            except BaseException as error:
                database.close()
                if not _is_locked(error) or time.monotonic() > until:
                    raise
            else:
                return journal
            # Of two runs that begin at once, each can keep the other from the lock: one of them comes back first.
            time.sleep(uniform(0, _SECONDS_TO_BEGIN / 5))  # noqa: S311 - no secret

    def close(self) -> None:
        """Close the file, and release the lock; everything is then in the one file."""
        self._database.close()

    @property
    def is_resumed(self) -> bool:
        """Whether it has rows of an earlier run."""
        return self._last_number >= 0

    def find(self, number: int, digest: str) -> JournalEntry | None:
        """Return the entry of a row; None if its call was never started."""
        if number > self._last_number:
            return None
        with _reading(self._path, self._action):
            record = self._database.execute(_FIND, (number,)).fetchone()
            if record is None:
                return None
            recorded_digest, attempt, started, state, data = record
            outcome = None if state in (STARTED, READY) else _decode_outcome(number, state, data)
            return JournalEntry(state, attempt, time.time() - started, outcome, recorded_digest == digest)

    def idempotency_key(self, number: int, attempt: int) -> str:
        """Return the idempotency key of a row's call: the same one if it is repeated after a crash."""
        return str(uuid5(self._identity, f"{number} {attempt}"))

    def mismatch_error(self, number: int, line: int | None, state: str) -> InvalidCall:
        """Return the error for a row whose arguments are not those that were recorded, with its state there."""
        message = f"{row_name(number, line)} is not the row {number} that is recorded in {self._path}"
        fixed = _UNFIXED.get(state, '(rerun="failed" allows fixed ones)')
        hint = f"resume with the same rows in the same order {fixed}, or start another journal"
        problem = Problem.in_call("option", "journal", (), "option", hint, None, message, hint)
        error = InvalidCall(self._action, [problem])
        # Rows before it may have been called in this run, so the usual summary ("nothing was sent") would be wrong.
        error.args = (f"{self._action}: {message}; {hint}. Nothing was sent for this row or the rows after it",)
        return error

    def write(
        self,
        started: Sequence[StartedRow] = (),
        outcomes: Sequence[Outcome] = (),
        not_started: Sequence[int] = (),
    ) -> None:
        """Record, in one transaction, rows whose calls start now, outcomes, and rows that did not start after all."""
        if not (started or outcomes or not_started):
            return
        now = time.time()
        ended = [(outcome.status, _encode_outcome(outcome), outcome.number) for outcome in outcomes]
        with _writing(self._path), self._database:
            self._database.execute("BEGIN")
            self._database.executemany(_END, ended)
            self._database.executemany(_START, ((row.number, row.digest, row.attempt, now) for row in started))
            self._database.executemany(_RESET, ((number,) for number in not_started))

    def _lock_and_load(self, resume: bool) -> None:
        """Lock the file, validate it, and load what the run needs of it."""
        database = self._database
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        application_id, version = (
            database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
        )
        empty = database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if not empty and application_id != APPLICATION_ID:
            raise invalid_option("journal", f"{self._path} is not a journal", "pass another path", self._action)
        if not empty and version != VERSION:
            message = f"{self._path} has format {version}, but this version of dynaclient supports format {VERSION}"
            hint = "resume it with the version of dynaclient that created it"
            raise invalid_option("journal", message, hint, self._action)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        if empty:
            self._create_tables()
        _require_own(self._path, self._action)  # SQLite has made its files next to it
        self._load()
        if self._last_number >= 0 and not resume:
            hint = "pass resume=True to continue it, or another path to start a new run"
            raise invalid_option("journal", f"{self._path} already exists", hint, self._action)

    def _create_tables(self) -> None:
        with self._database as database:
            database.execute("BEGIN EXCLUSIVE")
            for statement in _TABLES.split(";"):
                database.execute(statement)
            database.execute("INSERT INTO run VALUES (?, ?)", (self._action, str(uuid4())))
            database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            database.execute(f"PRAGMA user_version = {VERSION}")

    def _load(self) -> None:
        problem = self._database.execute("PRAGMA quick_check(1)").fetchone()[0]
        if problem != "ok":
            raise sqlite3.DatabaseError(problem)
        action, identity = self._database.execute("SELECT action, identity FROM run").fetchone()
        if action != self._action:
            message = f"{self._path} is the journal of {action}"
            raise invalid_option("journal", message, "use a separate journal for every action", self._action)
        self._identity = UUID(identity)
        last_number = self._database.execute("SELECT max(number) FROM row").fetchone()[0]
        self._last_number = -1 if last_number is None else last_number


def _prepare_file(path: str, action: str) -> os.stat_result | None:
    """
    Create the file, for its owner only, and return the status of what was there before.

    Raises:
        DynaclientError: There is no room for it.
        InvalidCall: What is there already is not a file of ours, or it cannot be created.
    """
    with _reading(path, action):
        status = _unused_status(path, action)
        _require_own(path, action)
    try:
        if status is None:
            os.close(create_file(path))
        elif not status.st_size:
            make_private(path, status)
    except FileExistsError:  # another run has just begun: the lock and the file are its
        return find_status(path)
    except OSError as error:
        reason, is_full = str(error.strerror), error.errno in (errno.ENOSPC, errno.EDQUOT)
    else:
        return status
    if is_full:
        raise _not_written(path, reason)
    hint = "pass the path of a file in a directory that you can write to"
    raise invalid_option("journal", f"{path} cannot be created: {reason}", hint, action)


@contextmanager
def _removed_if_full(path: str, earlier: os.stat_result | None) -> Iterator[None]:
    """Remove a file that was created for a run, and those of SQLite, if the disk has no room for it."""
    try:
        yield
    except DynaclientError as error:
        if earlier is None and error.code == _NOT_WRITTEN:  # not in another case: another run may have opened it since
            for name in (path, *_siblings(path)):
                Path(name).unlink(missing_ok=True)
        raise


def _unused_status(path: str, action: str) -> os.stat_result | None:
    """
    Return the status of a journal.

    Raises:
        InvalidCall: It is new, but SQLite would take a file beside it, which is left of another, for one of its own.
    """
    until = time.monotonic() + _SECONDS_TO_BEGIN
    while True:
        status = find_status(path)
        beside = [name for name in _siblings(path) if find_status(name) is not None]
        if not beside or (status is not None and status.st_size):
            return status
        if time.monotonic() > until or (status is None and find_status(path) is None):
            hint = "remove it if it is left of a journal that you have removed, or pass another path"
            raise invalid_option("journal", f"{beside[0]} exists, but {path} is new", hint, action)
        time.sleep(0.01)  # another run is writing it, or was, when it ended


def _require_own(path: str, action: str) -> None:
    """Raise InvalidCall if the journal, or a file that SQLite has made next to it, is not a file of ours."""
    for name in (path, *_siblings(path)):
        # Only by name: closing a second descriptor of the file would release the lock of another run in this process.
        reason, hint = owner_problem(name)
        if reason:
            raise invalid_option("journal", f"{name} {reason}", hint, action)


def _siblings(path: str) -> tuple[str, ...]:
    return tuple(path + suffix for suffix in ("-wal", "-shm", "-journal"))


def _is_locked(error: BaseException) -> bool:
    return isinstance(error, sqlite3.Error) and "locked" in str(error)


@contextmanager
def _reading(path: str, action: str) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError, ValueError, TypeError, LookupError, AttributeError) as error:
        if isinstance(error, InvalidCall):
            raise
        reason, is_of_disk = str(error), isinstance(error, sqlite3.OperationalError) and "disk" in str(error)
        locked = _is_locked(error)
        is_of_file = isinstance(error, OSError | sqlite3.OperationalError) or reason == _NO_DATABASE
        is_damaged = not is_of_file and os.path.lexists(path)
    else:
        return
    if is_of_disk:  # "database or disk is full", "disk I/O error"; what is broken has another class
        raise _not_written(path, reason)
    hint = "pass the path of a journal or of a new file"
    if locked:
        reason, hint = "is in use by another run", "wait until that run ends, or pass another path"
    elif is_damaged:
        reason, hint = f"is damaged ({reason})", "restore it from a copy: with a new journal, all rows are called again"
    else:
        reason = f"cannot be read: {reason}"
    raise invalid_option("journal", f"{path} {reason}", hint, action)


@contextmanager
def _writing(path: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        reason = str(error)
    else:
        return
    raise _not_written(path, reason)


def _not_written(path: str, reason: str) -> DynaclientError:
    message = f"could not write the journal {path}: {reason}. The run ends here; fix the problem and resume"
    return DynaclientError(message, code=_NOT_WRITTEN)


# --- outcomes in the file --------------------------------------------------------------------------------------------


def _encode_outcome(outcome: Outcome) -> str:
    data = _encode_value(outcome.value) if outcome.error is None else error_data(outcome.error)
    try:
        return json.dumps(data, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        reason = f"{type(error).__name__}: {error}"
    message = f"the value of row {outcome.number} cannot be stored in a journal ({reason})"
    raise DynaclientError(message, code="not-storable")


def _decode_outcome(number: int, state: str, encoded: str) -> Outcome:
    data = json.loads(encoded)
    is_done = state == DONE
    outcome = Outcome(number, value=_decode_value(data)) if is_done else Outcome(number, error=restore_error(data))
    if outcome.status != state:
        raise ValueError(f"row {number} has the state {state!r}")
    return outcome


def _encode_value(value: Any) -> list[Any]:
    """Return a value as JSON data with its kind, so that it is restored as it was."""
    if isinstance(value, bytes):
        return ["bytes", base64.b64encode(value).decode("ascii")]
    if isinstance(value, Result):
        headers = list(value.headers.items())
        return ["result", _encode_value(value.data), value.status, headers, value.attempts, value.complete]
    return ["json", value]


def _decode_value(encoded: Sequence[Any]) -> Any:
    kind, *parts = encoded
    if kind == "bytes":
        return base64.b64decode(parts[0])
    if kind == "result":
        data, status, headers, attempts, complete = parts
        return Result(_decode_value(data), status, Headers(map(tuple, headers)), attempts, complete)
    return parts[0]
