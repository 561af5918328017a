"""
The journal of a run over many rows: which were begun, and what became of them, in a SQLite file.

A row is written down as begun before its call goes out, and its outcome once that is known. So whatever becomes of the
process, a later run knows what need not, and what must not, be done again. The file has the answers in clear, and only
its owner can read it. A run holds it alone: the system takes that hold from a process that dies.
"""

from __future__ import annotations

import base64
import json
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

from ..errors import DynaclientError, InvalidCall, Problem, invalid_option
from ..messages import Headers, Result
from .outcomes import DONE, Outcome, error_data, error_from

APPLICATION = 0x64796E61
"""What SQLite files of this kind are known by (``dyna``)."""
VERSION = 1
BEGUN = "begun"
READY = "ready"
"""A row whose call was about to begin, and certainly did not."""
KEY_HOLDS = 20 * 3600.0
"""Seconds for which a server is trusted to know an idempotency key; those that say how long say a day."""

_TABLES = """
CREATE TABLE run (action TEXT NOT NULL, identity TEXT NOT NULL);
CREATE TABLE row (
    number INTEGER PRIMARY KEY, digest TEXT NOT NULL, turn INTEGER NOT NULL, begun REAL NOT NULL,
    state TEXT NOT NULL, outcome TEXT
);
"""
_FIND = "SELECT digest, turn, begun, state, outcome FROM row WHERE number = ?"
_BEGIN = """
INSERT INTO row (number, digest, turn, begun, state) VALUES (?, ?, ?, ?, 'begun')
ON CONFLICT (number) DO UPDATE SET
    begun = CASE turn WHEN excluded.turn THEN begun ELSE excluded.begun END,
    digest = excluded.digest, turn = excluded.turn, state = 'begun', outcome = NULL
"""
"""A call that is repeated as the same one keeps the time at which the server was first told its key."""
_END = "UPDATE row SET state = ?, outcome = ? WHERE number = ?"
_WITHDRAW = "UPDATE row SET state = 'ready' WHERE number = ?"


@dataclass(frozen=True)
class Entry:
    """What the journal has on a row."""

    state: str
    """``begun`` or ``ready``, or an outcome's status."""
    turn: int
    """How often its call was begun, runs that were broken off and repeated as they were counted once."""
    age: float
    """Seconds since its call first began."""
    outcome: Outcome | None
    same: bool = True
    """Whether its arguments are those that it had."""


@dataclass(frozen=True)
class Beginning:
    """A row that is about to be called."""

    number: int
    digest: str
    turn: int


class Journal:
    """An open journal. Make one with `Journal.open`."""

    def __init__(self, path: str, action: str, database: sqlite3.Connection) -> None:
        self._path = path
        self._action = action
        self._database = database
        self._identity = UUID(int=0)
        self._last = -1

    @classmethod
    def open(cls, path: str | os.PathLike[str], action: str, *, resume: bool = False) -> Journal:
        """
        Open the journal of a run of this action, and make it if it is not there.

        Raises:
            InvalidCall: It has rows and is not to be resumed, another run has it, or it is no journal of this action.
        """
        place = str(Path(path).absolute())  # what looks like ":memory:" is a file too
        _make(place, action)
        with _reading(place, action):
            # The generator that holds it may be closed by another thread than the one that began it.
            database = sqlite3.connect(place, timeout=0, isolation_level=None, check_same_thread=False)
            try:
                made = cls(place, action, database)
                made._take(resume)
            except BaseException:
                database.close()
                raise
        return made

    def close(self) -> None:
        """Let go of it; what was written is in the one file."""
        self._database.close()

    def find(self, number: int, digest: str) -> Entry | None:
        """Give what is known of a row; None where it was never begun."""
        if number > self._last:
            return None
        with _reading(self._path, self._action):
            found = self._database.execute(_FIND, (number,)).fetchone()
            if found is None:
                return None
            known, turn, begun, state, text = found
            outcome = None if state in (BEGUN, READY) else _outcome_of(number, state, text)
            return Entry(state, turn, time.time() - begun, outcome, known == digest)

    def key(self, number: int, turn: int) -> str:
        """Give the idempotency key of a row's call: the same one when it is repeated after a crash."""
        return str(uuid5(self._identity, f"{number} {turn}"))

    def other_row(self, number: int) -> InvalidCall:
        """Give the error for a row that is not the one that is known."""
        told = f"row {number} is not the row {number} that {self._path} is about"
        hint = "resume with the same rows in the same order, or begin another journal"
        error = InvalidCall(self._action, [Problem.in_call("option", "journal", (), "option", hint, None, told, hint)])
        # Rows before it may have been called in this run.
        error.args = (f"{self._action}: {told}; {hint}. Nothing was sent for this row, nor for those after it",)
        return error

    def write(
        self, begun: Sequence[Beginning] = (), ended: Sequence[Outcome] = (), withdrawn: Sequence[int] = ()
    ) -> None:
        """Write down, all or nothing, what begins now, what has ended, and what did not begin after all."""
        if not (begun or ended or withdrawn):
            return
        now = time.time()
        texts = [(each.status, _text_of(each), each.number) for each in ended]
        with _writing(self._path), self._database:
            self._database.execute("BEGIN")
            self._database.executemany(_END, texts)
            self._database.executemany(_BEGIN, ((each.number, each.digest, each.turn, now) for each in begun))
            self._database.executemany(_WITHDRAW, ((number,) for number in withdrawn))

    def _take(self, resume: bool) -> None:
        """Hold it alone, and read what it is about."""
        database = self._database
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        kind, version = (
            database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
        )
        empty = database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if not empty and kind != APPLICATION:
            raise invalid_option("journal", f"{self._path} is no journal", "give another path", self._action)
        if not empty and version != VERSION:
            told = f"{self._path} has the form {version}, and this version of dynaclient writes {VERSION}"
            raise invalid_option("journal", told, "resume it with the version that began it", self._action)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        if empty:
            self._begin()
        self._read()
        if self._last >= 0 and not resume:
            hint = "give resume=True to go on with it, or another path to begin anew"
            raise invalid_option("journal", f"{self._path} is there already", hint, self._action)

    def _begin(self) -> None:
        Path(self._path).chmod(0o600)  # it may have been there, and empty
        with self._database as database:
            database.execute("BEGIN EXCLUSIVE")
            for statement in _TABLES.split(";"):
                database.execute(statement)
            database.execute("INSERT INTO run VALUES (?, ?)", (self._action, str(uuid4())))
            database.execute(f"PRAGMA application_id = {APPLICATION}")
            database.execute(f"PRAGMA user_version = {VERSION}")

    def _read(self) -> None:
        problem = self._database.execute("PRAGMA quick_check(1)").fetchone()[0]
        if problem != "ok":
            raise sqlite3.DatabaseError(problem)
        action, identity = self._database.execute("SELECT action, identity FROM run").fetchone()
        if action != self._action:
            told = f"{self._path} is the journal of {action}"
            raise invalid_option("journal", told, "give each action a journal of its own", self._action)
        self._identity = UUID(identity)
        last = self._database.execute("SELECT max(number) FROM row").fetchone()[0]
        self._last = -1 if last is None else last


def _make(path: str, action: str) -> None:
    """Make the file, for its owner only, unless it is there."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        reason = f"{path} cannot be made: {error.strerror}"
    else:
        return
    raise invalid_option("journal", reason, "give the path of a file in a directory that may be written to", action)


@contextmanager
def _reading(path: str, action: str) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError, ValueError, TypeError, LookupError, AttributeError) as error:
        if isinstance(error, InvalidCall):
            raise
        busy = "locked" in str(error)
        reason = "is in use by another run" if busy else f"cannot be read, {error}"
    else:
        return
    hint = "wait for its end, or give another path" if busy else "give the path of a journal, or of a file to be made"
    raise invalid_option("journal", f"{path} {reason}", hint, action)


@contextmanager
def _writing(path: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        reason = str(error)
    else:
        return
    raise DynaclientError(f"The journal {path} cannot be written: {reason}. The run ends here; mend it and resume")


# --- what is written of an outcome -----------------------------------------------------------------------------------


def _text_of(outcome: Outcome) -> str:
    kept = _kept(outcome.value) if outcome.error is None else error_data(outcome.error)
    try:
        return json.dumps(kept, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        reason = f"{type(error).__name__}: {error}"
    raise DynaclientError(f"What the call of row {outcome.number} gave cannot be kept in a journal ({reason})")


def _outcome_of(number: int, state: str, text: str) -> Outcome:
    kept = json.loads(text)
    outcome = Outcome(number, value=_given(kept)) if state == DONE else Outcome(number, error=error_from(kept))
    if outcome.status != state:
        raise ValueError(f"row {number} is called {state!r}")
    return outcome


def _kept(value: Any) -> list[Any]:
    """Give a value as JSON has it, with its kind: what comes back is what was given."""
    if isinstance(value, bytes):
        return ["bytes", base64.b64encode(value).decode("ascii")]
    if isinstance(value, Result):
        return ["result", _kept(value.data), value.status, list(value.headers.items()), value.attempts, value.complete]
    return ["json", value]


def _given(kept: Sequence[Any]) -> Any:
    kind, *parts = kept
    if kind == "bytes":
        return base64.b64decode(parts[0])
    if kind == "result":
        data, status, headers, attempts, complete = parts
        return Result(_given(data), status, Headers(map(tuple, headers)), attempts, complete)
    return parts[0]
