"""A stored collection over the one of the real API: what is stored here hides what is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...schema.values import validate_value
from ..exchange import STORED
from ..state.ids import key_of
from ..state.plans import Plan
from ..state.store import Collection, Entry, Store

FIRST_NUMBER = 2_000_000_000
"""Where the numbers of new items begin: hardly an API has items with such, and 32 bits hold them."""


def items_of(found: Any) -> list[tuple[str, dict[str, Any]]]:
    """Return the items of a list with their names: an iteration yields pairs if they are the members of an object."""
    pairs = [item if isinstance(item, tuple) else ("", item) for item in (found if isinstance(found, list) else ())]
    return [(name, dict(item)) for name, item in pairs if isinstance(item, Mapping)]


class Overlay(Collection):
    """
    The items of one collection with the same parents, stored here or known from the real API.

    Reading looks here first, and writing stores here. What was removed here is not there any more.

    Args:
        store: What stores the own items.
        own: The collection that is stored here.
        plan: The plan of the action.
        known: The items of the real API by their ids, as far as the action needs them; a single item has an empty one.
        everywhere: The collection that is stored here of all parents, if an action may change an item without them.
    """

    def __init__(
        self, store: Store, own: Collection, plan: Plan, known: Mapping[str, dict[str, Any]], everywhere: Collection
    ) -> None:
        super().__init__(store, own.name, own.parents)
        self._plan = plan
        self._known = known
        self._everywhere = everywhere

    def all(self) -> list[dict[str, Any]]:
        """Return all items: those of the real API in its order, then those that were created here."""
        own = {key_of(item, self._plan.ids) or str(number): item for number, item in enumerate(super().all())}
        merged = [own.pop(key) if key in own else self._changed(key, item) for key, item in self._known.items()]
        return [*(item for item in merged if item is not None), *own.values()]

    def _changed(self, key: str, item: dict[str, Any]) -> dict[str, Any] | None:
        """Return an item of the real API as it was changed here; None if it was removed here."""
        return self._everywhere.get(key) if self._everywhere.ever_had(key) else item

    def find(self, key: str) -> Entry | None:
        """Return an item; None if it does not exist, or was removed here."""
        if super().ever_had(key) or key not in self._known:
            return super().find(key)
        return Entry(self._known[key], STORED, 0.0)

    def ever_had(self, key: str) -> bool:
        """Return whether such an item exists or ever existed."""
        return super().ever_had(key) or key in self._known

    def is_new(self) -> bool:
        """Return False: what the real API has is not generated."""
        return False

    def next_number(self) -> int:
        """Return a number that no item has had, here or, as far as can be, at the real API."""
        own, parameter = super().next_number(), self._plan.key
        number = max(own, FIRST_NUMBER + 1)
        is_allowed = parameter is None or not validate_value(parameter.schema, str(number))[1]
        return number if is_allowed else own
