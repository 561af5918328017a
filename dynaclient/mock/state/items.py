"""What each behavior of an action does to its collection, one row for each."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, NamedTuple

from ...description.argument_paths import get_value, with_value
from ...records import replace
from ...schema.samples import NoSample
from ...schema.subschemas import child_views, required_names
from ...schema.values import to_string, validate_value
from .. import schema_views
from ..exchange import STORED, MockResponse, Rejection
from ..responding.responses import data_response
from ..responding.success import described_status
from .calls import Call
from .ids import Path, key_of, new_ids, schemas_at, with_ids_of, with_key
from .ignored import ignored_names
from .locations import located
from .making import make_item
from .masks import ALL, asked_mask, masked, with_masked
from .members import (
    Views,
    are_in,
    is_of_type,
    of_server,
    overlaid,
    settled,
    with_defaults,
    without_hidden,
    without_nulls,
)
from .moments import write_moment
from .patches import is_operations, merged, operated
from .plans import Plan
from .showing import items_in, shown_items, shows_lists
from .store import Collection, Entry

# --- responses -------------------------------------------------------------------------------------------------------


def items_response(
    call: Call, entries: list[Entry], sent: Any = None, status: int = 0, shown: tuple[Any, str] | None = None
) -> MockResponse:
    """
    Return the response with items, and the names of what was sent in vain.

    Args:
        call: The call.
        entries: The items as they are stored.
        sent: The one that was sent; None if there are others, or none.
        status: The status, if not that of the plan.
        shown: What the response has and where that comes from, if not these items alone.
    """
    plan = call.plan
    status = status or plan.status
    headers = plan.conditions.headers(entries[0]) if len(entries) == 1 else ()
    items = [entry.item for entry in entries]
    origin = entries[0].origin if entries else STORED
    body: MockResponse | None = None
    if status != 204 and plan.media:
        value, origin = shown or shown_items(plan, items, origin, as_list=isinstance(sent, list))
        body = data_response(status, value, plan.media, plan.schema, headers)
        items = items_in(plan, value) or items
    ignored = () if sent is None else (*call.unread, *ignored_names(sent, items[0], plan.members.known))
    return replace(body or MockResponse(status, headers=headers), origin=origin, ignored=ignored)


# --- behaviors -------------------------------------------------------------------------------------------------------


class Added(NamedTuple):
    """A new item."""

    entry: Entry
    shown: tuple[Any, str]
    """What the response has and where that comes from: also the secrets of the item, which are returned this once."""


def _create(call: Call) -> MockResponse:
    with call.collection.lock:
        key, added = add_item(call)
    return located(call, key, items_response(call, [added.entry], call.sent, shown=added.shown))


def refuse_list(call: Call, sent: list[Any]) -> None:
    """Raise Rejection for a list that is not one of objects, or that no response can have."""
    refuse_others(call, sent)
    body = call.plan.action.body
    is_declared = body is not None and "array" in body.schema.types
    if not shows_lists(call.plan) and not (is_declared and (sent or call.plan.rules.counts)):
        raise Rejection(400, f"the response of {call.plan.action.name} has one item: send one object, not a list")


def refuse_others(call: Call, sent: list[Any]) -> None:
    """Raise Rejection for a list that is not one of objects."""
    wrong = next((index for index, item in enumerate(sent) if not isinstance(item, Mapping)), None)
    if wrong is not None:
        raise Rejection(400, f"{call.place} has objects, and item {wrong} of the body is not one")


def add_item(call: Call, key: str = "") -> tuple[str, Added]:
    """Store a new item, and return its id and the item; `key` is its id if the path has it."""
    call.refuse_orphan()
    plan, body = call.plan, call.own(call.sent)
    chosen = "" if plan.role.is_single or key else _given_key(call, body)
    own_key = "" if plan.role.is_single else key or chosen or new_key(call)
    item = _with_times(call, _with_parent_ids(call, body), (*plan.created, *plan.updated))
    item = _complete(call, with_key(item, own_key, plan.ids, plan.declared, body if chosen else {}))
    secret = {name: f"mock-{secrets.token_hex(16)}" for name in plan.secrets if name not in body}
    shown = _shown_alone(plan, {**item, **secret})
    return own_key, Added(_store(call, own_key, _as_shown(call, item, shown[0])), shown)


def _shown_alone(plan: Plan, item: dict[str, Any]) -> tuple[Any, str]:
    """Return what a response has if it has one item, and where that comes from."""
    return shown_items(plan, [item], as_list=plan.schema is not None and plan.schema.types == {"array"})


def _as_shown(call: Call, item: Mapping[str, Any], shown: Any) -> dict[str, Any]:
    """Return an item with the values that a response has for it, so that it is found by what it shows; no secrets."""
    plan = call.plan
    found: dict[str, Any] = settled(item, (items_in(plan, shown) or [{}])[0])
    found = with_ids_of(found, item, plan.ids)
    return _visible(call, {name: value for name, value in found.items() if name not in plan.secrets})


def _complete(call: Call, item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item with the declared defaults, without what is null and may not be, and what is never returned."""
    members = call.plan.members
    whole: dict[str, Any] = without_nulls(item, call.plan.declared)
    if members.has_defaults:
        whole = with_defaults(whole, members.known)
    return _visible(call, whole)


def _visible(call: Call, item: dict[str, Any]) -> dict[str, Any]:
    members = call.plan.members
    shown: dict[str, Any] = without_hidden(item, members.known) if are_in(members.hidden, item) else item
    return shown


def _store(call: Call, key: str, item: dict[str, Any]) -> Entry:
    """Store an item; raise Rejection if another one has what is unique."""
    plan = call.plan
    for path in plan.members.unique:
        value = get_value(item, path)
        others = call.collection.all() if value is not None else []
        if any(get_value(other, path) == value and key_of(other, plan.ids) != key for other in others):
            raise Rejection(409, f"{'.'.join(path)} {value!r:.100} already exists in {call.place}")
    call.collection.put(key, item, changed=call.now)
    return Entry(item, STORED, call.now)


def _read(call: Call) -> MockResponse:
    with call.collection.lock:
        entry = find_entry(call)
    return call.check(entry, reads=True) or items_response(call, [entry])


def _update(call: Call) -> MockResponse:
    with call.collection.lock:
        is_known = call.collection.find(call.key) is not None
        old = find_entry(call)
        call.check(old)
        entry, sent = change_item(call, call.key, old.item)
    return items_response(call, [entry if is_known else entry._replace(origin=old.origin)], sent)


def change_item(call: Call, key: str, old: dict[str, Any]) -> tuple[Entry, Any]:
    """Store an item with the changes that were sent, and return it with what it was to become."""
    wanted, sent = _patched(call, old)
    members, explicit = call.plan.members, None if isinstance(call.sent, list) else sent
    changed = _with_required(call, old, _kept(call, old, wanted), explicit, (members.read, call.plan.sent))
    changed = _with_times(call, changed, call.plan.updated, is_change=True)
    return _store(call, key, _taken(call, old, changed)), sent


def _taken(call: Call, old: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """Return a changed item as the response shows it; members whose new value it cannot have stay as they were."""
    plan = call.plan
    if plan.schema is None or not plan.returns_item:
        return dict(changed)
    found = _as_shown(call, changed, _shown_alone(plan, dict(changed))[0])
    lost = {
        name: value
        for name, value in old.items()
        if name in changed and changed[name] != value and ignored_names(changed[name], found.get(name), [])
    }
    return {**found, **lost}


def _patched(call: Call, item: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    """Return an item with the changes that were sent, and what of these it is to have."""
    plan, sent = call.plan, call.sent
    if is_operations(call.media, sent):
        changed = operated(item, sent, described_status(plan.action, 409, 422))
        _refuse_invalid(call, item, changed)
        return changed, changed
    if isinstance(sent, list):
        raise Rejection(400, f"{plan.action.name} changes one item: send an object, or a JSON Patch, not another list")
    mask = asked_mask(call.arguments, plan.mask)
    if ALL in mask:
        return _whole(call, item), sent
    if mask:
        changes, named = (masked(found, mask, item, plan.declared) for found in (call.own(sent), sent))
        asked: dict[str, Any] = reduce(lambda found, change: with_value(found, *change), named, {})
        return with_masked(item, changes), asked
    return merged(item, call.own(sent), call.media), sent


def _whole(call: Call, old: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was sent in place of an item, with the ids of its parents, and the time of its creation."""
    body = _with_parent_ids(call, call.own(call.sent))
    for path in (*call.plan.created, *(path for _, path in call.plan.parent_ids)):
        value = get_value(old, path)
        body = body if value is None or get_value(body, path) is not None else with_value(body, path, value)
    return body


def _kept(call: Call, old: dict[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item as it is wanted, with what is the server's in the old one, and with its ids."""
    members = call.plan.members
    changed = dict(wanted)
    if are_in(members.servers, old) or are_in(members.servers, changed):
        servers = of_server(old, call.plan.sent, members.known)
        new = {name: value for name, value in changed.items() if name not in old or old[name] != value}
        own = call.own(new)
        changed = {name: own.get(name, value) for name, value in changed.items() if name in own or name not in new}
        changed = overlaid(changed, servers)
    return _complete(call, with_ids_of(changed, old, call.plan.ids))


def _with_required(
    call: Call, old: Mapping[str, Any], changed: Mapping[str, Any], sent: Any, views: tuple[Views, Views]
) -> dict[str, Any]:
    """
    Return a changed object with what is required, and was left out of the request, or null in it, as it was.

    Args:
        call: The call.
        old: The item, or an object in it, as it was.
        changed: The same as it is wanted.
        sent: What was sent for it; None for operations, which leave nothing out.
        views: Its schemas in responses, and in the request.

    Raises:
        Rejection: It was removed, and the request does not declare that it may be null.
    """
    read, asked = views
    result = dict(changed)
    for name in dict.fromkeys(name for view in read for name in required_names(view) if name in old):
        if name in changed:
            continue
        schemas = child_views(asked, name)
        is_removed = not isinstance(sent, Mapping) or name in sent
        if is_removed and (not schemas or not is_of_type(None, schemas)):
            status = described_status(call.plan.action, 422, 400)
            raise Rejection(status, f"{name} is required: it cannot be removed")
        result[name] = old[name]
    for name, member in changed.items():
        own = old.get(name)
        if isinstance(member, Mapping) and isinstance(own, Mapping) and member != own:
            inner = sent.get(name) if isinstance(sent, Mapping) else None
            result[name] = _with_required(call, own, member, inner, (child_views(read, name), child_views(asked, name)))
    return result


def _refuse_invalid(call: Call, old: dict[str, Any], changed: dict[str, Any]) -> None:
    """Raise Rejection if the operations of a patch made an item invalid that was valid."""
    plan = call.plan
    if plan.schema is None or not plan.returns_item or plan.path:
        return
    before, after = ({plan.envelope: item} if plan.envelope else item for item in (old, changed))
    known = {(violation.path, violation.rule) for violation in plan.schema.find_violations(before)}
    for violation in plan.schema.find_violations(after):
        if (violation.path, violation.rule) not in known and violation.rule not in _DROPPED:
            place = ".".join(map(str, violation.path)) or "the item"
            raise Rejection(
                described_status(plan.action, 422, 400), f"after the patch {place} does not satisfy {violation.rule!r}"
            )


_DROPPED = ("additionalProperties", "unevaluatedProperties")
"""Rules for what is left out of a response, see `conforming`."""


def _replace(call: Call) -> MockResponse:
    plan, sent = call.plan, call.sent
    if isinstance(sent, list):
        raise Rejection(400, f"{plan.action.name} replaces one item: send an object, not a list")
    with call.collection.lock:
        old = call.collection.find(call.key)
        is_there = plan.role.is_single and not call.collection.ever_had("")
        if old is None and not is_there and (not plan.assigns_ids or "201" in plan.action.responses):
            call.check(None)
            _, added = add_item(call, call.key)
            status = 201 if "201" in plan.action.responses else plan.status
            return located(call, call.key, items_response(call, [added.entry], sent, status, added.shown))
        old = find_entry(call)
        call.check(old)
        changed = _with_times(call, _kept(call, old.item, _whole(call, old.item)), plan.updated, is_change=True)
        entry = _store(call, call.key, _taken(call, {}, changed))
    return items_response(call, [entry], sent)


def _delete(call: Call) -> MockResponse:
    plan = call.plan
    with call.store.transaction():
        entry = find_entry(call)
        call.check(entry)
        remove_item(call, call.collection, call.key)
    if plan.schema is None:
        status = 204 if "204" in plan.action.responses or not plan.action.responses else plan.status
        return MockResponse(status, origin=entry.origin)
    views = schema_views.at_path(plan.schema.view, (plan.envelope,) if plan.envelope else ())
    declared = schema_views.properties(*views)
    returns_item = any(schemas_at(declared, path) for path in plan.ids) or (plan.role.is_single and plan.returns_item)
    shown, origin = shown_items(replace(plan, returns_item=returns_item), [entry.item], entry.origin)
    return replace(data_response(plan.status, shown, plan.media, plan.schema), origin=origin)


def remove_item(call: Call, collection: Collection, key: str) -> None:
    """Remove an item, and all that is stored below it."""
    collection.remove(key)
    plan, parents = call.plan, collection.parents_of(key)
    own_key = [] if plan.role.is_single else [key.rpartition("/")[2] if plan.name else key]
    call.store.remove_below(plan.item_path, [*parents, *own_key], plan.flat)
    flat = plan.flat.get(plan.role.path_key)
    if flat is not None:
        call.store.remove_below(flat, [*parents[: flat.count("{}") - 1], *own_key], plan.flat)


BEHAVIORS: dict[str, Callable[[Call], MockResponse]] = {
    "create": _create,
    "read": _read,
    "update": _update,
    "replace": _replace,
    "delete": _delete,
}
"""What each behavior does that uses the store."""


# --- items -----------------------------------------------------------------------------------------------------------


def find_entry(call: Call) -> Entry:
    """Return the requested item; in a collection that no action can add to, it is generated on request."""
    found = call.collection.find(call.key)
    if found is not None:
        return found
    role = call.plan.role
    if (call.plan.can_create and not role.is_single) or call.collection.ever_had(call.key):
        what = call.place if role.is_single else f"{call.key!r:.100} was not found in {call.place}"
        raise Rejection(404, f"{what} was deleted" if role.is_single else what)
    return make_entry(call, call.key)


def make_entry(call: Call, key: str) -> Entry:
    """Store an item that no caller created, and return it."""
    call.refuse_orphan()
    plan = call.plan
    item, origin = make_item(plan)
    for name, path in plan.parent_ids:
        item = with_value(item, path, _parent_id(call, name, path)) if name in call.arguments else item
    item = with_key(item, key, () if plan.role.is_single else plan.ids, plan.declared, {})
    call.collection.put(key, item, origin=origin, changed=call.now)
    return Entry(item, origin, call.now)


def _with_times(
    call: Call, item: Mapping[str, Any], paths: tuple[Path, ...], *, is_change: bool = False
) -> dict[str, Any]:
    """Return an item with the time of the server in properties that it lacks; of a change also in those that it has."""
    for path in paths:
        if is_change or get_value(item, path) is None:
            item = with_value(item, path, write_moment(call.now, schemas_at(call.plan.declared, path)))
    return dict(item)


def _with_parent_ids(call: Call, item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item with the ids of its parents in the properties with their names that it lacks."""
    for name, path in call.plan.parent_ids:
        if get_value(item, path) is None and name in call.arguments:
            item = with_value(item, path, _parent_id(call, name, path))
    return dict(item)


def _parent_id(call: Call, name: str, path: Path) -> Any:
    return schema_views.coerced(call.arguments.get(name), schemas_at(call.plan.declared, path))


def _given_key(call: Call, body: Mapping[str, Any]) -> str:
    """Return the id that the caller chose, or an empty string; raise Rejection if it is taken."""
    plan, start = call.plan, call.name_start
    key = key_of(body, plan.ids)
    if plan.name:
        last = to_string(call.arguments.get(plan.id_argument, ""))
        key = f"{start}{last}" if last else key if key.startswith(start) and len(key) > len(start) else ""
    elif key and plan.key is not None and validate_value(plan.key.schema, key)[1]:
        return ""  # no request could be for an item with this id
    if key and any(collection.get(key) is not None for collection in call.with_same_ids):
        raise Rejection(409, f"{'.'.join(plan.ids[0])} {key!r:.100} already exists in {call.place}")
    return key


def new_key(call: Call) -> str:
    """Return a new id."""
    plan, number = call.plan, call.collection.next_number()
    if plan.name:
        found = (f"{call.name_start}{key}" for key in new_ids(None, [], number))
    else:
        found = (key for key in new_ids(plan.key, schemas_at(plan.declared, plan.ids[0]), number))
    for key in found:
        if not any(collection.ever_had(key) for collection in call.with_same_ids):
            return key
    raise NoSample("no new id could be generated")
