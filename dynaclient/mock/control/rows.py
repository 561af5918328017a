"""What a mock server has stored, as rows: read for a snapshot, and written for a seed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from ..state.store import Store


class Row(NamedTuple):
    """An item of a collection, or its id alone if it was removed."""

    collection: str
    """The path of the collection without names."""
    parents: tuple[str, ...]
    key: str
    """Its id."""
    item: dict[str, Any] | None


def read_rows(store: Store) -> list[Row]:
    """Return everything that is stored, in the order in which it was created."""
    found = store.rows("SELECT collection, scope, id, item FROM dynaclient_items ORDER BY number", ())
    return [
        Row(collection, tuple(json.loads(scope)), key, None if item is None else json.loads(item))
        for collection, scope, key, item in found
    ]


def write_rows(store: Store, rows: Iterable[Row], now: float) -> None:
    """Store items, each in place of the one with the same id, as changed now (seconds since 1970)."""
    for row in rows:
        collection = store.collection(row.collection, list(row.parents))
        if row.item is None:
            collection.remove(row.key)
        else:
            collection.put(row.key, row.item, changed=now)


def is_empty(store: Store) -> bool:
    """Return whether nothing was ever stored."""
    return not store.rows("SELECT 1 FROM dynaclient_items LIMIT 1", ())
