"""Actions on many items at once: those that the arguments select, or all that a body has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ...records import replace
from .. import schema_views
from ..exchange import STORED, MockResponse
from ..responding.responses import conforming, data_response
from .calls import Call
from .facts import Done, with_facts
from .fields import asked_fields, holder_of
from .ids import key_of
from .ignored import ignored_names
from .items import Added, add_item, change_item, find_entry, items_response, refuse_list, remove_item
from .listing import cut
from .matching import look_up
from .moments import asked_moment, is_back_from_now, write_moment
from .parents import deleted_of, keep_deleted, parents_of
from .plans import Plan
from .showing import items_in, shown_items, shows_lists
from .store import Collection, Entry

Item = dict[str, Any]


def selected(call: Call, items: list[Item]) -> list[Item]:
    """Return the items that the arguments select, in their order, and not more than they ask for."""
    rules = call.plan.rules
    chosen = rules.sort.sort(rules.selection.select(items, call.arguments, call.now), call.arguments)
    return cut(chosen, rules.selection.value("limit", call.arguments))


def _each(call: Call) -> Iterator[tuple[Collection, Item]]:
    """Yield the selected items of all collections that an action is for."""
    for _, collection in parents_of(call):
        for item in _selected_in(call, collection):
            yield collection, item


def _selected_in(call: Call, collection: Collection) -> list[Item]:
    """Return the selected items of one collection: if the arguments select its parents, those of the time asked for."""
    rules = call.plan.rules
    if rules.parents is None or not rules.parents.is_in_path:
        return selected(call, collection.all())
    return rules.selection.within(collection.all(), call.arguments, call.now)


# --- behaviors -------------------------------------------------------------------------------------------------------


def delete_many(call: Call) -> MockResponse:
    """Delete the selected items; they can be restored."""
    done = Done()
    with call.store.transaction():
        for collection, item in _each(call):
            key = key_of(item, call.plan.ids)
            left = _without_fields(item, call)
            if left is not None:
                collection.put(key, left, changed=call.now)
                continue
            _delete(call, collection, key)
            done.items.append(item)
            done.ids.append(key)
        return respond(call, done)


def _delete(call: Call, collection: Collection, key: str) -> None:
    """Delete an item, which can be restored if an action does that, and all that is stored below it."""
    entry = collection.find(key)
    remove_item(call, collection, key)
    keep_deleted(call, collection, key, entry)


def _without_fields(item: Item, call: Call) -> Item | None:
    """Return an entry of a log without the values that are asked for, if it has others; None if all of it goes."""
    asked = asked_fields(call)
    holder = holder_of(call.plan) if asked is not None else ""
    fields = item.get(holder) if holder else None
    if asked is None or not isinstance(fields, dict):
        return None
    left = {name: value for name, value in fields.items() if name not in asked}
    return {**item, holder: left} if left else None


def update_many(call: Call) -> MockResponse:
    """Change the selected items in the same way; or each of those that the body has, by its id."""
    done, plan = Done(), call.plan
    with call.store.transaction():
        for item, changes in _changes(call, done):
            key = key_of(item, plan.ids)
            entry, _ = change_item(replace(call, given=changes), key, item)
            done.items.append(entry.item)
            done.ids.append(key)
        return respond(call, done)


def _changes(call: Call, done: Done) -> Iterator[tuple[Item, Any]]:
    bodies = list_in_body(call)
    if bodies is None:
        yield from ((item, call.sent) for item in selected(call, call.collection.all()))
        return
    for body in bodies:
        key = key_of(body, call.plan.ids)
        item = call.collection.get(key)
        if item is None:
            done.missing.append(key)
        else:
            yield item, body


def restore(call: Call) -> MockResponse:
    """Bring back the selected items that were deleted, or the one that is named in the path."""
    done, plan = Done(), call.plan
    with call.store.transaction():
        deleted = deleted_of(call.store, call.collection)
        if plan.role.key:
            return _restored(call, deleted)
        for item in selected(call, deleted.all()):
            _bring_back(call, deleted, key_of(item, plan.ids), done)
        return respond(call, done)


def _restored(call: Call, deleted: Collection) -> MockResponse:
    _bring_back(call, deleted, call.key, Done())
    return items_response(call, [find_entry(call)])


def _bring_back(call: Call, deleted: Collection, key: str, done: Done) -> None:
    entry = deleted.find(key)
    if entry is not None:
        call.collection.put(key, entry.item, origin=entry.origin, changed=call.now)
        deleted.remove(key)
        done.items.append(entry.item)
        done.ids.append(key)


def create_many(call: Call) -> MockResponse:
    """Add each item that the body has."""
    bodies = list_in_body(call)
    return _create_each(call, [call.sent] if bodies is None else bodies, _places_of_new(call.plan))


def create(call: Call, create_one: Callable[[Call], MockResponse]) -> MockResponse:
    """Add the item that the body has, or each if it is a list; for several parents, to the collection of each."""
    plan, sent = call.plan, call.sent
    if plan.rules.parents is not None:
        return _create_for_each(call)
    if isinstance(sent, list):
        refuse_list(call, sent)
        return _create_each(call, sent, _places_of_new(plan))
    if plan.rules.facts:
        return _create_each(call, [sent], plan.rules.counts)
    return create_one(replace(call, given=_timed(call, sent)) if plan.rules.time else call)


def _timed(call: Call, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entry of a log with its time: that of now, unless it has one."""
    time = call.plan.rules.time
    if not time:
        return dict(body)
    sent = body.get(time)
    moment = call.now if sent is None else asked_moment(sent, call.now) if is_back_from_now(sent) else None
    return {**body, **({} if moment is None else {time: write_moment(moment, call.plan.declared.get(time, []))})}


def _create_each(call: Call, bodies: list[Any], places: Mapping[str, str]) -> MockResponse:
    added, done = [], Done()
    with call.store.transaction():
        for body in bodies:
            key, new = add_item(replace(call, given=_timed(call, body)))
            added.append(new)
            done.ids.append(key)
            done.items.append(new.entry.item)
    entries = [new.entry for new in added]
    if _shows_new(call.plan, entries):
        return items_response(call, entries, bodies, shown=_shown(call.plan, added, done))
    ignored = ignored_names(bodies, done.items, call.plan.members.known)
    return replace(respond(call, done, places), ignored=ignored)


def _shown(plan: Plan, added: list[Added], done: Done) -> tuple[Any, str]:
    """Return what the response has for new items, their secrets too, and what is counted beside a list of them."""
    value, origin = shown_items(plan, [item for new in added for item in items_in(plan, new.shown[0])], as_list=True)
    if plan.path and plan.rules.counts and plan.schema is not None:
        value = conforming(plan.schema, with_facts(value, plan.rules.counts, done))
    return value, origin


def _shows_new(plan: Plan, entries: list[Entry]) -> bool:
    """Return whether the response to a list has its items, or the first of them, and not only how many they are."""
    if not plan.returns_item or shows_lists(plan):
        return plan.returns_item
    own = schema_views.properties(*plan.sent)
    return bool(entries) and all(pointer[1:] in own for pointer in plan.rules.counts)


def _create_for_each(call: Call) -> MockResponse:
    """Add an item for each of the parents that the arguments select."""
    done, plan = Done(), call.plan
    parents = plan.rules.parents
    with call.store.transaction():
        for parent, collection in parents_of(call):
            names = [name for name in parents.kind.ids if name in plan.declared] if parents else []
            ids = {name: look_up(parent, parents.kind.ids[0]) for name in names if parents and not parents.is_in_path}
            new = replace(call, collection=collection, given=_timed(call, {**call.sent, **ids}))
            key, added = add_item(new)
            done.ids.append(key)
            done.items.append(added.entry.item)
        return respond(call, done)


def list_in_body(call: Call) -> list[Any] | None:
    """Return the items in a body that is a list, or has one list of objects; None if it has none."""
    action = call.plan.action
    sent = call.arguments.get(action.body.name) if action.body else None
    if isinstance(sent, dict) and call.plan.role.behavior == "createMany":
        lists = [member for member in sent.values() if isinstance(member, list)]
        sent = lists[0] if len(lists) == 1 else None
    return [item for item in sent if isinstance(item, dict)] if isinstance(sent, list) else None


def put(call: Call) -> MockResponse:
    """Store each item that the body has in the place of the one with its id; remove it if all else is null."""
    done, plan = Done(), call.plan
    entries: list[Entry] = []
    with call.store.transaction():
        for body in list_in_body(call) or [call.sent]:
            key = call.key or key_of(body, plan.ids)
            known = call.collection.get(key) if plan.action.method == "PATCH" else None
            members = {name: member for name, member in {**(known or {}), **body}.items() if member is not None}
            left = {name for name, member in body.items() if member is not None}
            if left <= {path[0] for path in plan.ids} and len(left) < len(body):
                call.collection.remove(key)
                continue
            key, added = add_item(replace(call, given=members), key)
            entries.append(added.entry)
            done.ids.append(key)
            done.items.append(added.entry.item)
        if plan.returns_item and entries:
            return items_response(call, entries[:1])
        return respond(call, done)


def count(call: Call) -> MockResponse:
    """Return how many items are selected."""
    with call.collection.lock:
        return respond(call, Done(selected(call, call.collection.all())))


def first(call: Call) -> MockResponse:
    """Return the first of the selected items, and how many there are."""
    with call.collection.lock:
        return respond(call, Done(selected(call, call.collection.all())))


def named_items(plan: Plan, items: list[Item], start: int = 0) -> dict[str, Any]:
    """Return items as the members of an object: each under its id, or its number in the list if it has none."""
    return {key_of(item, plan.ids) or str(start + number): _value(plan, item) for number, item in enumerate(items)}


def _value(plan: Plan, item: Item) -> Any:
    """Return what the object has under the id of an item: its value, if it has nothing else but the id."""
    names = item.keys() - {path[0] for path in plan.ids}
    return item["value"] if names == {"value"} and plan.rules.is_map else item


# --- responses -------------------------------------------------------------------------------------------------------


def respond(call: Call, done: Done, places: Mapping[str, str] | None = None) -> MockResponse:
    """
    Return the response with what was done.

    Args:
        call: The call.
        done: What was done.
        places: Where the response has what, see `facts`; by default as its schema shows it: a list has what is left.
    """
    plan, schema = call.plan, call.plan.schema
    if plan.status == 204 or not plan.media or schema is None:
        is_empty = schema is None and ("204" in plan.action.responses or not plan.action.responses)
        return MockResponse(204 if is_empty else plan.status, origin=STORED)
    if places is not None:
        body: Any = with_facts({}, places, done)
    elif plan.rules.is_map:
        body = named_items(plan, call.collection.all())
    elif "array" in schema.types and not plan.rules.counts:
        body = call.collection.all()
    else:
        body = with_facts({}, plan.rules.counts, done)
    return replace(data_response(plan.status, conforming(schema, body), plan.media, schema), origin=STORED)


def _places_of_new(plan: Plan) -> dict[str, str]:
    """Return where the response has the items that were added."""
    is_list = plan.schema is not None and "array" in plan.schema.types
    return {**({plan.rules.pointer: "items"} if is_list or plan.rules.pointer else {}), **plan.rules.counts}
