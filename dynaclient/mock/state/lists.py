"""Responses with a list: a page of the items that are selected."""

from __future__ import annotations

import copy
from collections.abc import Collection
from typing import Any

from ...records import replace
from ...schema.references import value_at
from ...schema.values import to_string
from ..exchange import STORED, MockResponse
from ..responding.responses import conforming, data_response, put
from ..responding.streams import remainder_of, stream_of
from ..responding.success import success
from .acting import names_of, sent_paths
from .bulk import named_items
from .calls import Call
from .items import make_entry, new_key
from .listing import Page, headers_of, metadata_of, page_of, unused_numbers
from .parents import deleted_of
from .plans import Plan
from .rules import Rules


def list_items(call: Call) -> MockResponse:
    """Return a page of the items of a collection."""
    items = stored_items(call)
    return list_response(call, call.plan.rules.selection.select(items, call.arguments, call.now))


def stored_items(call: Call) -> list[dict[str, Any]]:
    """Return all items; in a collection that no action can add to, one is generated."""
    with call.collection.lock:
        wanted = call.plan.rules.selection.value("deleted", call.arguments)
        if wanted is not None and to_string(wanted).lower() not in ("false", "0"):
            return deleted_of(call.store, call.collection).all()
        if not call.plan.can_create and call.collection.is_new():
            make_entry(call, new_key(call))
        return call.collection.all()


def list_response(call: Call, items: list[dict[str, Any]]) -> MockResponse:
    """Return the response with the page of these selected items that is asked for."""
    plan = call.plan
    page = page_of(plan.action, plan.rules, call.arguments, items, call.request)
    unused = [*plan.rules.unused(items, call.arguments), *unused_numbers(plan.action, plan.rules, call.arguments)]
    unused = sent_paths(plan.action, unused, call.arguments)
    stream = stream_of(
        plan.status, success(plan.action)[1], [_shown(plan.rules, item) for item in reversed(page.items)]
    )
    if stream is not None:
        response = remainder_of(stream, call.request.headers)
    elif plan.media:
        response = _response(call, page, {path[0] for path in unused})
    else:
        response = MockResponse(plan.status, headers=headers_of(plan.action, page))
    origin = STORED if plan.can_create else call.collection.origin()
    return replace(response, origin=origin, ignored=names_of(plan.action, unused))


def _response(call: Call, page: Page, unused: Collection[str]) -> MockResponse:
    plan = call.plan
    body: Any = {}
    for metadata in plan.metadata:
        is_shown = metadata.fact or metadata.parameter not in unused
        value = metadata_of(plan.action, call.arguments, page, metadata) if is_shown else None
        body = body if value is None else put(body, metadata.pointer, value)
    shown = [_shown(plan.rules, item) for item in page.items]
    items = named_items(plan, shown, page.start) if plan.rules.is_named else shown
    body = put(body, plan.rules.pointer, items)
    paginate = plan.action.paginate
    for key, value in (("total", page.total), ("hasMore", page.more)):
        if paginate.get(key, "").startswith("/"):
            body = put(body, paginate[key], value)
    pointer_of_next = paginate.get("next", "")
    shown = (
        _with_next(plan, body, pointer_of_next, page.next)
        if pointer_of_next.startswith("/")
        else _conforming(plan, body)
    )
    return data_response(plan.status, shown, plan.media, plan.schema, headers_of(plan.action, page))


def _shown(rules: Rules, item: dict[str, Any]) -> dict[str, Any]:
    """Return an item with the properties that the list has."""
    if rules.shown is None and not rules.hidden:
        return item
    return {
        name: value
        for name, value in item.items()
        if name not in rules.hidden and (rules.shown is None or name in rules.shown)
    }


def _conforming(plan: Plan, body: Any) -> Any:
    return body if plan.schema is None else conforming(plan.schema, body)


def _with_next(plan: Plan, body: Any, pointer: str, following: str | None) -> Any:
    """Return the body with the cursor or URL of the next page; without one, nothing that could be taken for one."""
    if following is not None:
        return _conforming(plan, put(body, pointer, following))
    body = body if plan.schema is None else plan.schema.without_hidden(body)
    candidates = [body, *(put(copy.deepcopy(body), pointer, empty) for empty in (None, ""))]
    if plan.schema is None:
        return body
    valid = [candidate for candidate in candidates if plan.schema.is_valid(candidate)]
    if valid:
        return valid[0]
    repaired = [conforming(plan.schema, candidate) for candidate in candidates]
    return next((body for body in repaired if not value_at(body, pointer)), repaired[0])
