"""What each behavior of an action does, one row for each."""

from __future__ import annotations

from collections.abc import Callable

from ..exchange import MockResponse
from ..responding.responses import conforming, data_response
from . import bulk, distinct, items, lists, series
from .calls import Call
from .inside import InnerCollection, shows_owner
from .parents import keep_deleted


def _delete(call: Call) -> MockResponse:
    """Delete an item, which can be restored if an action does that."""
    if not call.plan.can_restore:
        return items.BEHAVIORS["delete"](call)
    with call.store.transaction():
        entry = items.find_entry(call)
        response = items.BEHAVIORS["delete"](call)
        keep_deleted(call, call.collection, call.key, entry)
    return response


BEHAVIORS: dict[str, Callable[[Call], MockResponse]] = {
    **items.BEHAVIORS,
    "create": lambda call: bulk.create(call, items.BEHAVIORS["create"]),
    "createMany": bulk.create_many,
    "put": bulk.put,
    "list": lists.list_items,
    "updateMany": bulk.update_many,
    "delete": _delete,
    "deleteMany": bulk.delete_many,
    "restore": bulk.restore,
    "count": bulk.count,
    "first": bulk.first,
    "distinct": distinct.distinct,
    "latest": series.latest,
    "series": series.series,
}
"""What each behavior does that uses the store."""


def perform(call: Call) -> MockResponse:
    """Apply the action to its collection, and return the response; raise Rejection if that is not possible."""
    plan = call.plan
    response = BEHAVIORS[plan.role.behavior](call)
    if isinstance(call.collection, InnerCollection) and plan.schema and shows_owner(plan.action, plan.schema):
        return data_response(plan.status, conforming(plan.schema, call.collection.owner()), plan.media, plan.schema)
    return response
