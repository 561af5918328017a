"""The whole state of a mock server as JSON data, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...errors import DescriptionError, Problem
from ..paths import names_in, without_names
from .destinations import Destination, Destinations
from .redacting import redact_items
from .rows import Row


def snapshot_of(destinations: Destinations, rows: list[Row], *, redacted: bool = False) -> dict[str, Any]:
    """
    Return everything that is stored.

    An item whose id is not the property that identifies it has it in ``ids``, beside the items; the ids of items that
    were removed are in ``removed``.

    Args:
        destinations: The collections of the description.
        rows: What is stored.
        redacted: Whether secrets are redacted.
    """
    groups: dict[tuple[str, tuple[str, ...]], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.collection, row.parents), []).append(row)
    return {"collections": [_collection(destinations, group, redacted=redacted) for group in groups.values()]}


def _collection(destinations: Destinations, rows: list[Row], *, redacted: bool) -> dict[str, Any]:
    path = destinations.path_of(rows[0].collection)
    destination = destinations.of(path, rows[0].parents)
    items = [row.item for row in rows if row.item is not None]
    keys = [row.key for row in rows if row.item is not None]
    removed = [row.key for row in rows if row.item is None]
    shown = list(redact_items(items, destination.declared if destination else {})) if redacted else items
    data: dict[str, Any] = {"collection": path, "parents": list(rows[0].parents), "items": shown}
    if destination is None or list(map(destination.key_of, items)) != keys:
        data["ids"] = keys
    return {**data, "removed": removed} if removed else data


def rows_of_snapshot(destinations: Destinations, snapshot: Mapping[str, Any]) -> list[Row]:
    """
    Return what a snapshot has, as it is to be stored.

    Args:
        destinations: The collections of the description.
        snapshot: A snapshot of the right structure.

    Raises:
        DescriptionError: A collection is unknown, or an item has no id.
    """
    rows: list[Row] = []
    problems: list[Problem] = []
    for data in snapshot["collections"]:
        path, parents = data["collection"], tuple(data.get("parents", ()))
        destination = destinations.of(path, parents)
        if destination is None:
            problems.append(_unknown(destinations, path, parents))
            continue
        keys = data.get("ids") or list(map(destination.key_of, data["items"]))
        problems += _problems(destination, data, keys)
        key = without_names(path)
        rows += [Row(key, parents, name, None) for name in data.get("removed", ())]
        rows += [Row(key, parents, name, item) for name, item in zip(keys, data["items"], strict=False)]
    if problems:
        raise DescriptionError(problems, "The snapshot")
    return rows


def _unknown(destinations: Destinations, path: str, parents: tuple[str, ...]) -> Problem:
    names = names_in(path)
    if len(names) != len(parents) and destinations.path_of(without_names(path)) == path:
        message = f"has {len(parents)} parents, and the path has {len(names)}"
        hint = f"write the values of {', '.join(names)} in `parents`" if names else "leave out `parents`"
        return Problem.in_call("snapshot", path[:200], (), "parents", len(names), len(parents), message, hint)
    return destinations.unknown(path)


def _problems(destination: Destination, data: Mapping[str, Any], keys: list[str]) -> Iterator[Problem]:
    """Yield what is wrong with the ids of a collection."""
    place, items, ids = data["collection"], data["items"], data.get("ids")
    if ids and len(ids) != len(items):
        message, hint = f"has {len(ids)} ids for {len(items)} items", "leave out `ids`, or write one for each item"
        yield Problem.in_call("snapshot", place, ("ids",), "ids", len(items), len(ids), message, hint)
    for index, key in enumerate([] if ids or destination.is_single else keys):
        if not key:
            hint = f"add {'.'.join(destination.id_path)}"
            yield Problem.in_call("snapshot", place, ("items", index), "required", True, None, "has no id", hint)
    for index, first in repeated([place] * len(items) if destination.is_single else keys):
        message, hint = f"has the same id as the item {first}", "leave out one of them"
        yield Problem.in_call("snapshot", place, ("items", index), "unique", None, None, message, hint)


def repeated(keys: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the index of each id that was there before, with the index of the first one; empty ones are none."""
    first: dict[str, int] = {}
    for index, key in enumerate(keys):
        if key and first.setdefault(key, index) != index:
            yield index, first[key]
