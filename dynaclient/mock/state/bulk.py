"""Actions on many items at once: those that the arguments select, or all that a body has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from ...description.argument_paths import ArgumentPath, get_value
from ...records import replace
from .. import schema_views
from ..exchange import STORED, MockResponse
from ..responding.responses import conforming, data_response, sampled
from .acting import MOST, names_of, sent_paths
from .calls import Call
from .facts import Done, with_facts
from .fields import asked_fields, holder_of
from .ids import key_of
from .ignored import ignored_names
from .items import Added, add_item, change_item, find_entry, items_response, refuse_list, refuse_others, remove_item
from .listing import cut
from .matching import look_up
from .moments import asked_moment, is_back_from_now, write_moment
from .parents import asked_keys, deleted_of, keep_deleted, parents_of
from .plans import Plan
from .rules import paths_used
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


def _missing(call: Call, collection: Collection) -> list[str]:
    """Return the ids that are asked for one by one and are not in a collection; none if they are those of parents."""
    plan = call.plan
    asked = asked_keys(call, ".".join(plan.ids[0])) if plan.ids and plan.rules.parents is None else []
    return [key for key in dict.fromkeys(asked) if collection.get(key) is None]


# --- behaviors -------------------------------------------------------------------------------------------------------


def delete_many(call: Call) -> MockResponse:
    """Delete the selected items; they can be restored."""
    done = Done()
    with call.store.transaction():
        done.missing.extend(_missing(call, call.collection))
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
        names: dict[str, None] = {}
        for item, changes, place in _changes(call, done):
            key = key_of(item, plan.ids)
            entry, _ = change_item(replace(call, given=changes), key, item)
            done.items.append(entry.item)
            done.ids.append(key)
            names.update(dict.fromkeys(_lost(call, changes, entry.item, place)))
        return replace(respond(call, done), ignored=_names(call, names))


def _changes(call: Call, done: Done) -> Iterator[tuple[Item, Any, str]]:
    """Yield the items that are to be changed, each with its changes, and where a request has those."""
    items, bodies = selected(call, call.collection.all()), list_in_body(call)
    if bodies is None:
        done.missing.extend(_missing(call, call.collection))
        yield from ((item, call.sent, "body") for item in items)
        return
    known = {key_of(item, call.plan.ids) for item in items}
    for index, body in enumerate(bodies):
        key = key_of(body, call.plan.ids)
        item = call.collection.get(key) if key in known else None  # one of the others may have changed it
        if item is not None:
            yield item, body, _place(call, index)
        else:
            done.missing.append(key)


def restore(call: Call) -> MockResponse:
    """Bring back the selected items that were deleted, or the one that is named in the path."""
    done, plan = Done(), call.plan
    with call.store.transaction():
        deleted = deleted_of(call.store, call.collection)
        if plan.role.key:
            return _restored(call, deleted)
        done.missing.extend(_missing(call, deleted))
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
    entries, seen = [new.entry for new in added], done.items
    if _shows_new(call.plan, entries):
        shown = _shown(call.plan, added, done)
        response = items_response(call, entries, shown=shown)
        found = items_in(call.plan, shown[0])
        seen = found if len(found) == len(bodies) else seen
    else:
        response = respond(call, done, places)
    lost = (
        name
        for index, (body, item) in enumerate(zip(bodies, seen, strict=True))
        for name in _lost(call, body, item, _place(call, index))
    )
    return replace(response, ignored=_names(call, lost))


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
        lost = (name for item in done.items[:1] for name in _lost(call, call.sent, item, "body"))
        return replace(respond(call, done), ignored=_names(call, lost))


def path_of_list(call: Call) -> ArgumentPath | None:
    """Return where a request has several items: the body, or the only list of them in it; None if it has none."""
    action, body = call.plan.action, call.plan.action.body
    sent = call.arguments.get(body.name) if body else None
    if body is None or isinstance(sent, list):
        return (body.name,) if body else None
    if not isinstance(sent, Mapping) or call.plan.role.behavior not in ("createMany", "updateMany"):
        return None
    used = paths_used(action, call.plan.rules)
    lists = [
        (body.name, name) for name in sent if (body.name, name) not in used and _has_items(call.plan, name, sent[name])
    ]
    return lists[0] if len(lists) == 1 else None


def _has_items(plan: Plan, name: str, value: Any) -> bool:
    """Return whether a member of a body is a list of items: to be added, or to be changed each by its id."""
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        return False
    return plan.role.behavior == "createMany" or (
        name not in plan.declared and all(key_of(item, plan.ids) for item in value)
    )


def list_in_body(call: Call) -> list[Any] | None:
    """Return the items that a request has, if it may have several; raise Rejection if one of them is something else."""
    path = path_of_list(call)
    if path is None:
        return None
    sent: list[Any] = get_value(call.arguments, path)
    refuse_others(call, sent)
    return sent


# --- what was sent in vain -------------------------------------------------------------------------------------------


def _place(call: Call, index: int) -> str:
    """Return where a request has one of its items."""
    path = path_of_list(call)
    return "body" if path is None else ".".join(("body", *path[1:], str(index)))


def _lost(call: Call, sent: Any, item: Item, place: str) -> tuple[str, ...]:
    """Return the names of what was sent of an item and is not in it; none if `mock` says what becomes of it."""
    return () if call.plan.rules.values else ignored_names(sent, item, call.plan.members.known, place)


def _names(call: Call, lost: Iterable[str]) -> tuple[str, ...]:
    """Return the names of what changed nothing: beside a list of items, what cannot be stored, and what was lost."""
    action, path = call.plan.action, path_of_list(call)
    beside: list[ArgumentPath] = []
    if path is not None and len(path) > 1:
        used = paths_used(action, call.plan.rules)
        members = ((*path[:1], name) for name in call.arguments[path[0]])
        beside = [other for other in members if other not in used and other != path]
    names = names_of(action, sent_paths(action, beside, call.arguments))
    return tuple(islice(dict.fromkeys((*names, *call.unread, *lost)), MOST))


def put(call: Call) -> MockResponse:
    """Store each item that the body has in the place of the one with its id; remove it if all else is null."""
    done, plan = Done(), call.plan
    entries: list[Entry] = []
    with call.store.transaction():
        names: list[str] = []
        bodies = list_in_body(call)
        for index, body in enumerate([call.sent] if bodies is None else bodies):
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
            names += _lost(call, body, added.entry.item, _place(call, index))
        is_shown = plan.returns_item and bool(entries)
        response = items_response(call, entries[:1]) if is_shown else respond(call, done)
        return replace(response, ignored=_names(call, names))


def show_selected(call: Call) -> MockResponse:
    """Return how many items are selected, and the first of them: which of these is shown, the response declares."""
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
    elif plan.rules.counts or not schema.types or "object" in schema.types:
        body = with_facts({}, plan.rules.counts, done)
    else:
        value, origin = sampled(schema)
        return replace(data_response(plan.status, value, plan.media, schema), origin=origin)
    return replace(data_response(plan.status, conforming(schema, body), plan.media, schema), origin=STORED)


def _places_of_new(plan: Plan) -> dict[str, str]:
    """Return where the response has the items that were added."""
    is_list = plan.schema is not None and "array" in plan.schema.types
    return {**({plan.rules.pointer: "items"} if is_list or plan.rules.pointer else {}), **plan.rules.counts}
