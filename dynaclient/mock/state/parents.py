"""The collections that an action is for, if its arguments select their parents; and what was deleted from one."""

from __future__ import annotations

from typing import Any

from ...schema.values import to_string
from .calls import Call
from .matching import look_up
from .store import Collection, Entry, Store

DELETED = " (deleted)"
"""What the name of the collection with deleted items ends with."""


def parents_of(call: Call) -> list[tuple[dict[str, Any], Collection]]:
    """
    Return the parents that the arguments select, each with the collection of the action below it.

    If nothing was ever stored where the parents are, those that are asked for by their ids count as there.
    """
    parents = call.plan.rules.parents
    if parents is None:
        return [({}, call.collection)]
    known = [to_string(call.arguments.get(name, "")) for name in parents.known]
    owners = call.store.collection(parents.path_key, known)
    if owners.is_new():
        items = [{parents.kind.ids[0]: key} for key in dict.fromkeys(asked_keys(call, parents.kind.ids[0]))]
    else:
        items = call.plan.rules.selection.matching(owners.all(), call.arguments)
    return [(item, _below(call, known, to_string(look_up(item, parents.kind.ids[0])))) for item in items]


def asked_keys(call: Call, name: str) -> list[str]:
    """Return the ids that are asked for one by one; `name` is the property with them."""
    values = (
        found.argument.sent(call.arguments)
        for found in call.plan.rules.selection.filters
        if found.kind == "in" and found.property == name
    )
    return [to_string(key) for value in values if value is not None for key in _listed(value)]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _below(call: Call, known: list[str], key: str) -> Collection:
    parents = call.plan.rules.parents
    if parents is None or not parents.is_in_path:
        return call.collection
    return call.store.collection(call.plan.role.path_key, [*known, key])


def deleted_of(store: Store, collection: Collection) -> Collection:
    """Return the collection of what was deleted from another one, and can be restored."""
    return store.collection(collection.name + DELETED, collection.parents)


def keep_deleted(call: Call, collection: Collection, key: str, entry: Entry | None) -> None:
    """Keep an item that was deleted from a collection, if an action restores it."""
    if entry is not None and call.plan.can_restore:
        deleted_of(call.store, collection).put(key, entry.item, origin=entry.origin, changed=entry.changed)
