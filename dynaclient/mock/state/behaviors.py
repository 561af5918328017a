"""What each behavior of an action does, one row for each."""

from __future__ import annotations

from collections.abc import Callable

from ...records import replace
from ..exchange import MockResponse
from ..responding.responses import conforming, data_response
from . import bulk, distinct, items, lists, series
from .acting import names_of, refusal_of, sent_paths
from .calls import Call
from .inside import InnerCollection, shows_owner
from .parents import keep_deleted, parents_of
from .rules import READING


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
    "count": bulk.show_selected,
    "first": bulk.show_selected,
    "distinct": distinct.distinct,
    "latest": series.latest,
    "series": series.series,
}
"""What each behavior does that uses the store."""


def perform(call: Call) -> MockResponse:
    """Apply the action to its collection, and return the response; raise Rejection if that is not possible."""
    plan = call.plan
    unused = _unused(call)
    if unused and plan.role.behavior not in READING:
        raise refusal_of(plan.action, unused)
    response = BEHAVIORS[plan.role.behavior](call)
    if unused:
        response = replace(response, ignored=tuple(dict.fromkeys((*unused, *response.ignored))))
    if isinstance(call.collection, InnerCollection) and plan.schema and shows_owner(plan.action, plan.schema):
        shown = data_response(plan.status, conforming(plan.schema, call.collection.owner()), plan.media, plan.schema)
        return replace(shown, origin=call.collection.origin(), ignored=response.ignored)
    return response


def _unused(call: Call) -> tuple[str, ...]:
    """Return the names of arguments that select nothing in this request, though they could; a list names its own."""
    plan, rules = call.plan, call.plan.rules
    if plan.role.behavior == "list" or not (rules.selection.filters or rules.sort.arguments):
        return ()
    items = [item for _, collection in parents_of(call) for item in collection.all()] if rules.sort.arguments else []
    return names_of(plan.action, sent_paths(plan.action, rules.unused(items, call.arguments), call.arguments))
