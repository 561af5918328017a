"""Collections that are a list inside an item of another collection, such as the columns of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...description.model import Action
from ...schema.validation import Schema
from .. import schema_views
from ..exchange import STORED
from ..paths import without_names
from .ids import Path, key_of
from .store import Collection, Entry


def owners_of(collection: str) -> str:
    """Return the path of the collection with the owner, without names, for the path of a list in it."""
    return without_names(collection.rpartition("/")[0]).rpartition("/")[0]


def shows_owner(action: Action, schema: Schema | None) -> bool:
    """Return whether the response of an action on a list in an item has the whole item."""
    inside = action.mock.get("inside")
    return schema is not None and bool(inside) and str(inside) in schema_views.properties(schema.view)


class InnerCollection(Collection):
    """
    The items of a list in another item, their owner; of an owner that never existed, they are stored by themselves.

    Args:
        owners: The collection with the owner.
        owner: The id of the owner.
        name: The property of the owner with the list.
        ids: The properties with the id of an item, the one that identifies it first.
        own: The collection for the items of an owner that never existed.
    """

    def __init__(self, owners: Collection, owner: str, name: str, ids: tuple[Path, ...], own: Collection) -> None:
        self._owners = owners
        self._owner = owner
        self._list = name
        self._ids = ids or (("id",),)
        self._own = own
        self.name = own.name
        self.parents = own.parents
        self.lock = owners.lock

    def owner(self) -> dict[str, Any]:
        """Return the item that the list is in; if it never existed, one with what is stored by itself."""
        found = self._owners.get(self._owner)
        return {self._list: self._own.all()} if found is None else found

    def all(self) -> list[dict[str, Any]]:
        """Return all items, in the order in which the list has them."""
        return [item for item in self.owner().get(self._list) or () if isinstance(item, dict)]

    def _has(self, item: dict[str, Any], key: str) -> bool:
        return key_of(item, self._ids) == key

    def find(self, key: str) -> Entry | None:
        """Return an item with what is known of it: that of its owner; None if it does not exist."""
        item = next((item for item in self.all() if self._has(item, key)), None)
        owner = self._owners.find(self._owner) or self._own.find(key)
        return None if item is None else Entry(item, *(owner[1:] if owner else (STORED, 0.0)))

    def origin(self) -> str:
        """Return where the content of the items comes from: that of their owner, if it is stored."""
        owner = self._owners.find(self._owner)
        return self._own.origin() if owner is None else owner.origin

    def ever_had(self, key: str) -> bool:
        """Return whether such an item exists."""
        return self.find(key) is not None

    def is_new(self) -> bool:
        """Return False: what the list has is what its owner was created with."""
        return False

    def put(self, key: str, item: Mapping[str, Any], *, origin: str = STORED, changed: float = 0.0) -> None:
        """Store an item, in the place of the one with the same id; with that its owner is changed."""
        items = self.all()
        places = [index for index, other in enumerate(items) if self._has(other, key)]
        for index in places:
            items[index] = dict(item)
        self._keep(items if places else [*items, dict(item)], origin, changed)

    def remove(self, key: str) -> None:
        """Remove an item."""
        self._keep([item for item in self.all() if not self._has(item, key)], STORED, 0.0)

    def _keep(self, items: list[dict[str, Any]], origin: str, changed: float) -> None:
        owner = self._owners.find(self._owner)
        if owner is not None:
            whole = {**owner.item, self._list: items}
            kept = STORED if origin == STORED else owner.origin
            self._owners.put(self._owner, whole, origin=kept, changed=changed or owner.changed)
            return
        left = {key_of(item, self._ids): item for item in items}
        for item in self._own.all():
            key = key_of(item, self._ids)
            if key not in left:
                self._own.remove(key)
        for key, item in left.items():
            self._own.put(key, item, origin=origin, changed=changed)

    def next_number(self) -> int:
        """Return the number after the highest id in the list; one that is stored by itself counts as well."""
        numbers = (int(key) for item in self.all() if (key := key_of(item, self._ids)).isdecimal())
        return max([self._own.next_number(), *(number + 1 for number in numbers)])
