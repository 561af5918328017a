"""The items and tokens of the mock server, in SQLite: in memory, or in a file that outlives the server."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple, Optional

from ...errors import DynaclientError
from ..exchange import STORED

StoreError = sqlite3.Error
"""Raised by all that reads or changes a store whose file cannot be used, as when another program has locked it."""
_TABLE = """
CREATE TABLE IF NOT EXISTS dynaclient_items (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    collection TEXT NOT NULL,
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    item TEXT,
    origin TEXT NOT NULL DEFAULT 'stored',
    changed REAL NOT NULL DEFAULT 0,
    UNIQUE (collection, scope, id)
)
"""
_LATER_COLUMNS = {"origin": "TEXT NOT NULL DEFAULT 'stored'", "changed": "REAL NOT NULL DEFAULT 0"}
"""The columns that stores of earlier versions lack."""
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
_NUMBERS = "CREATE INDEX IF NOT EXISTS dynaclient_numbers ON dynaclient_items (collection, CAST(id AS INTEGER))"
_HIGHEST = """
SELECT CAST(id AS INTEGER) FROM dynaclient_items WHERE collection = ? ORDER BY CAST(id AS INTEGER) DESC LIMIT 1
"""
_TOKENS_OF_SESSIONS = "CREATE INDEX IF NOT EXISTS dynaclient_sessions ON dynaclient_tokens (session)"
_UPDATE = """
UPDATE dynaclient_items SET item = ?, origin = ?, changed = ? WHERE collection = ? AND scope = ? AND id = ?
"""
_INSERT = "INSERT INTO dynaclient_items (item, origin, changed, collection, scope, id) VALUES (?, ?, ?, ?, ?, ?)"
_FIND_BELOW = """
SELECT collection, scope, id FROM dynaclient_items
WHERE substr(collection, 1, :path_length) = :path AND substr(scope, 1, :length) = :ids
AND (:length = 1 OR substr(scope, :length + 1, 1) IN (',', ']'))
"""
_REMOVE_BELOW = _FIND_BELOW.replace("SELECT collection, scope, id", "DELETE")
_ITEMS = "SELECT item FROM dynaclient_items WHERE collection = ? AND scope = ? AND item IS NOT NULL ORDER BY number"
_OF_ALL = "SELECT scope, item FROM dynaclient_items WHERE collection = ? AND item IS NOT NULL ORDER BY number"
_READING = ("SELECT", "PRAGMA", "SAVEPOINT", "RELEASE")
"""What statements begin with that change nothing."""

Item = Optional["dict[str, Any]"]


ANY = ""
"""The id of a parent that is not known: it may be any."""


class Entry(NamedTuple):
    """An item as it is stored."""

    item: dict[str, Any]
    origin: str
    """Where its content comes from: the caller, or what the server generated."""
    changed: float
    """When it was last changed, in seconds since 1970 by the server's clock."""


class Collection:
    """The items of one collection with the same parents; with those of all parents in place of one that is `ANY`."""

    def __init__(self, store: Store, name: str, parents: Iterable[str]) -> None:
        self._store = store
        self.name = name
        """Its path, without the names of its parameters."""
        self.parents = tuple(parents)
        """The ids of its parents, the outermost first."""
        self._key = (name, _scope(self.parents))
        self.lock = store.lock
        """Held during several steps that belong together."""

    def all(self) -> list[dict[str, Any]]:
        """Return all items, in the order in which they were created. They are shared: change a copy."""
        if ANY not in self.parents:
            return list(self._store.items(self._key))
        return [json.loads(item) for scope, item in self._store.rows(_OF_ALL, (self.name,)) if self._covers(scope)]

    def parents_of(self, key: str) -> tuple[str, ...]:
        """Return the ids of the parents of an item that exists or existed."""
        return tuple(json.loads(self.place(key)[1])) if ANY in self.parents else self.parents

    def place(self, key: str) -> tuple[str, str]:
        """Return what identifies the collection that has or had an item, or would have it, in the store."""
        if ANY not in self.parents or not key:
            return self._key
        wanted = "SELECT scope FROM dynaclient_items WHERE collection = ? AND id = ? ORDER BY item IS NULL, number DESC"
        found = (scope for (scope,) in self._store.rows(wanted, (self.name, key)) if self._covers(scope))
        return self.name, next(found, self._key[1])

    def _covers(self, scope: str) -> bool:
        others = json.loads(scope)
        pairs = zip(self.parents, others, strict=False)
        return len(others) == len(self.parents) and all(own in (ANY, other) for own, other in pairs)

    def _scopes(self) -> list[str]:
        if ANY not in self.parents:
            return [self._key[1]]
        wanted = "SELECT DISTINCT scope FROM dynaclient_items WHERE collection = ?"
        return [scope for (scope,) in self._store.rows(wanted, (self.name,)) if self._covers(scope)]

    def get(self, key: str) -> Item:
        """Return an item; None if it does not exist."""
        found = self.find(key)
        return None if found is None else found.item

    def find(self, key: str) -> Entry | None:
        """Return an item with what is known of it; None if it does not exist."""
        rows = self._store.rows(
            "SELECT item, origin, changed FROM dynaclient_items WHERE collection = ? AND scope = ? AND id = ?",
            (*self.place(key), key),
        )
        return Entry(json.loads(rows[0][0]), *rows[0][1:]) if rows and rows[0][0] is not None else None

    def origin(self) -> str:
        """Return where the content of the items comes from: that of the first that is not the caller's, if any."""
        wanted = (
            "SELECT origin FROM dynaclient_items"
            " WHERE collection = ? AND scope = ? AND item IS NOT NULL AND origin != ? LIMIT 1"
        )
        found = (self._store.rows(wanted, (self.name, scope, STORED)) for scope in self._scopes())
        return next((rows[0][0] for rows in found if rows), STORED)

    def ever_had(self, key: str) -> bool:
        """Return whether such an item exists or ever existed."""
        wanted = (*self.place(key), key)
        return bool(
            self._store.rows("SELECT 1 FROM dynaclient_items WHERE collection = ? AND scope = ? AND id = ?", wanted)
        )

    def is_new(self) -> bool:
        """Return whether nothing was ever stored here."""
        wanted = "SELECT 1 FROM dynaclient_items WHERE collection = ? AND scope = ? LIMIT 1"
        return not any(self._store.rows(wanted, (self.name, scope)) for scope in self._scopes())

    def put(self, key: str, item: Mapping[str, Any], *, origin: str = STORED, changed: float = 0.0) -> None:
        """
        Store an item, replacing the one with the same id.

        Args:
            key: Its id.
            item: The item.
            origin: Where its content comes from.
            changed: The time, in seconds since 1970 by the server's clock.
        """
        self._put(json.dumps(item), origin, changed, key)

    def remove(self, key: str) -> None:
        """Remove an item, but remember that it existed."""
        self._put(None, STORED, 0.0, key)
        self._store.has_removed = True

    def _put(self, item: str | None, origin: str, changed: float, key: str) -> None:
        with self.lock:
            values = (item, origin, changed, *self.place(key), key)
            if not self._store.execute(_UPDATE, values).rowcount:
                self._store.execute(_INSERT, values)

    def replace(self, items: Mapping[str, Mapping[str, Any]], *, changed: float = 0.0) -> None:
        """Store these items, by their ids, in place of all that were stored here."""
        with self._store.transaction():
            self._store.rows("DELETE FROM dynaclient_items WHERE collection = ? AND scope = ?", self._key)
            for key, item in items.items():
                self.put(key, item, changed=changed)

    def next_number(self) -> int:
        """Return the number after the highest id that an item of the collection has or had, whatever its parents."""
        rows = self._store.rows(_HIGHEST, (self.name,))
        return max(int(rows[0][0]), 0) + 1 if rows else 1


class Store:
    """The storage of a mock server. Any thread may use it."""

    def __init__(self, path: str | os.PathLike[str] = ":memory:") -> None:
        self.lock = threading.RLock()
        self.has_removed = False
        """Whether any item was removed: if not, no parent can be missing."""
        self._items: dict[tuple[str, str], list[dict[str, Any]]] = {}
        """The items of collections that were read since the last change of anything."""
        self._version = 0
        self._connection: sqlite3.Connection | None = None
        reason = ""
        try:
            self._connection = sqlite3.connect(os.fspath(path), check_same_thread=False, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            for statement in (_TABLE, _NUMBERS, _TOKENS, _TOKENS_OF_SESSIONS):
                self._connection.execute(statement)
            self._add_columns(self._connection)
            self.has_removed = bool(self.rows("SELECT 1 FROM dynaclient_items WHERE item IS NULL LIMIT 1", ()))
        except sqlite3.Error as error:
            reason = str(error)
        if reason:
            self.close()
            raise DynaclientError(
                f"the store {os.fspath(path)!r} cannot be used: {reason}; pass the path of a new file",
                code="store-unusable",
            )

    def _add_columns(self, connection: sqlite3.Connection) -> None:
        known = {row[1] for row in connection.execute("PRAGMA table_info(dynaclient_items)")}
        for name, kind in _LATER_COLUMNS.items():
            if name not in known:
                connection.execute(f"ALTER TABLE dynaclient_items ADD COLUMN {name} {kind}")

    def collection(self, name: str, parents: Iterable[str]) -> Collection:
        """Return the collection of these parents."""
        return Collection(self, name, parents)

    def collections(self) -> list[Collection]:
        """Return all collections that have items, in the order in which their first items were created."""
        rows = self.rows(
            "SELECT collection, scope FROM dynaclient_items WHERE item IS NOT NULL"
            " GROUP BY collection, scope ORDER BY min(number)",
            (),
        )
        return [Collection(self, name, json.loads(scope)) for name, scope in rows]

    def clear(self) -> None:
        """Remove everything, also what is only remembered, and tokens; numbers begin with 1 again."""
        with self.transaction():
            found = self.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'dynaclient%'", ())
            for name in [*(row[0] for row in found), "sqlite_sequence"]:
                self.rows(f'DELETE FROM "{name}"', ())  # noqa: S608 - our own tables
            self.has_removed = False

    def remove_items(self) -> None:
        """Remove all items, and forget that they existed; issued tokens stay."""
        with self.transaction():
            self.rows("DELETE FROM dynaclient_items", ())
            self.has_removed = False

    def is_removed(self, name: str, parents: Iterable[str], key: str) -> bool:
        """Return whether an item existed and does not exist any more."""
        wanted = "SELECT 1 FROM dynaclient_items WHERE collection = ? AND scope = ? AND id = ? AND item IS NULL"
        return self.has_removed and bool(self.rows(wanted, (*Collection(self, name, parents).place(key), key)))

    def remove_below(self, path: str, ids: Iterable[str], flat: Mapping[str, str]) -> None:
        """
        Remove all that is stored below an item, at any depth.

        Args:
            path: The path of the item, without the names of its parameters.
            ids: The values of these parameters.
            flat: Collection → the path at which its items are, too, without their parents: it is remembered that these
                existed, and what is stored below them is removed as well.
        """
        start = _scope(ids)[:-1]  # the ids of what is below it begin with them
        below = {"path": f"{path}/", "path_length": len(path) + 1, "ids": start, "length": len(start)}
        found = self.rows(_FIND_BELOW, below) if flat else []
        self.rows(_REMOVE_BELOW, below)
        for name, scope, key in found:
            if name in flat:
                owner = Collection(self, name, json.loads(scope))
                owner.remove(key)
                self.remove_below(flat[name], [*owner.parents[: flat[name].count("{}") - 1], key], flat)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all that is stored in the block, or nothing of it if an error is raised."""
        with self.lock:
            self.rows("SAVEPOINT dynaclient", ())
            try:
                yield
            except BaseException:
                self.rows("ROLLBACK TO dynaclient", ())
                raise
            finally:
                self.rows("RELEASE dynaclient", ())

    def items(self, key: tuple[str, str]) -> list[dict[str, Any]]:
        """Return the items of a collection; they are read again after anything was changed."""
        with self.lock:
            version = self.rows("PRAGMA data_version", ())[0][0]
            if version != self._version:  # another process has written to the file
                self._version = version
                self._items.clear()
            found = self._items.get(key)
            if found is None:
                found = [json.loads(row[0]) for row in self.rows(_ITEMS, key)]
                self._items[key] = found
            return found

    def rows(self, statement: str, values: tuple[Any, ...] | dict[str, Any]) -> list[Any]:
        """Execute one statement, and return its rows."""
        with self.lock:
            return self.execute(statement, values).fetchall()

    def execute(self, statement: str, values: tuple[Any, ...] | dict[str, Any]) -> sqlite3.Cursor:
        """Execute one statement while the lock is held."""
        if self._connection is None:
            raise DynaclientError("the store of the mock server is closed", code="mock-server-closed")
        if not statement.startswith(_READING):
            self._items.clear()
        return self._connection.execute(statement, values)

    def close(self) -> None:
        """Close the file."""
        with self.lock, suppress(sqlite3.Error):
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()


def _scope(parents: Iterable[str]) -> str:
    ids = list(parents)
    return json.dumps(ids) if ids else "[]"
