"""The items and tokens of the mock server, in SQLite: in memory, or in a file that outlives the server."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from contextlib import suppress
from typing import Any, Optional

from ...errors import DynaclientError

_TABLE = """
CREATE TABLE IF NOT EXISTS dynaclient_items (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    collection TEXT NOT NULL,
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    item TEXT,
    UNIQUE (collection, scope, id)
)
"""
_TOKENS = """
CREATE TABLE IF NOT EXISTS dynaclient_tokens (
    digest TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    session TEXT NOT NULL,
    login TEXT NOT NULL,
    issued REAL NOT NULL,
    expires REAL,
    state TEXT NOT NULL,
    facts TEXT NOT NULL
)
"""
_TOKENS_OF_SESSIONS = "CREATE INDEX IF NOT EXISTS dynaclient_sessions ON dynaclient_tokens (session)"
_PUT = """
INSERT INTO dynaclient_items (collection, scope, id, item) VALUES (?, ?, ?, ?)
ON CONFLICT (collection, scope, id) DO UPDATE SET item = excluded.item
"""

Item = Optional["dict[str, Any]"]


class Collection:
    """The items of one collection with the same parents."""

    def __init__(self, store: Store, collection: str, parents: list[str]) -> None:
        self._store = store
        self._key = (collection, json.dumps(parents))
        self.lock = store.lock
        """Held during several steps that belong together."""

    def all(self) -> list[dict[str, Any]]:
        """Return all items, in the order in which they were created."""
        rows = self._store.rows(
            "SELECT item FROM dynaclient_items WHERE collection = ? AND scope = ? AND item IS NOT NULL ORDER BY number",
            self._key,
        )
        return [json.loads(row[0]) for row in rows]

    def get(self, key: str) -> Item:
        """Return an item; None if it does not exist."""
        rows = self._store.rows(
            "SELECT item FROM dynaclient_items WHERE collection = ? AND scope = ? AND id = ?", (*self._key, key)
        )
        return json.loads(rows[0][0]) if rows and rows[0][0] is not None else None

    def ever_had(self, key: str) -> bool:
        """Return whether such an item exists or ever existed."""
        wanted = (*self._key, key)
        return bool(
            self._store.rows("SELECT 1 FROM dynaclient_items WHERE collection = ? AND scope = ? AND id = ?", wanted)
        )

    def is_new(self) -> bool:
        """Return whether nothing was ever stored here."""
        wanted = "SELECT 1 FROM dynaclient_items WHERE collection = ? AND scope = ? LIMIT 1"
        return not self._store.rows(wanted, self._key)

    def put(self, key: str, item: dict[str, Any]) -> None:
        """Store an item, replacing the one with the same id."""
        self._store.rows(_PUT, (*self._key, key, json.dumps(item)))

    def remove(self, key: str) -> None:
        """Remove an item, but remember that it existed."""
        self._store.rows(_PUT, (*self._key, key, None))

    def next_number(self) -> int:
        """Return a number that no item of the store has had."""
        rows = self._store.rows("SELECT seq FROM sqlite_sequence WHERE name = 'dynaclient_items'", ())
        return int(rows[0][0]) + 1 if rows else 1


class Store:
    """The storage of a mock server. Any thread may use it."""

    def __init__(self, path: str | os.PathLike[str] = ":memory:") -> None:
        self.lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        reason = ""
        try:
            self._connection = sqlite3.connect(os.fspath(path), check_same_thread=False, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            for statement in (_TABLE, _TOKENS, _TOKENS_OF_SESSIONS):
                self._connection.execute(statement)
        except sqlite3.Error as error:
            reason = str(error)
        if reason:
            self.close()
            raise DynaclientError(
                f"the store {os.fspath(path)!r} cannot be used: {reason}; pass the path of a new file"
            )

    def collection(self, name: str, parents: list[str]) -> Collection:
        """Return the collection of these parents."""
        return Collection(self, name, parents)

    def rows(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        """Execute one statement, and return its rows."""
        with self.lock:
            if self._connection is None:
                raise DynaclientError("the store of the mock server is closed")
            return self._connection.execute(statement, values).fetchall()

    def close(self) -> None:
        """Close the file."""
        with self.lock, suppress(sqlite3.Error):
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()
