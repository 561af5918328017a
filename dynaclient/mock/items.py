"""What each kind of action does to its collection: a row for each."""

from __future__ import annotations

import copy
import datetime
import secrets
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..call.arguments import FORM, MULTIPART
from ..description.document import merged
from ..schema.references import tokens_of
from ..schema.samples import Maker, NoSample, carried, made_from, sample
from ..schema.values import read, text
from . import views
from .answers import fitting, json_answer, put
from .exchange import Answer, Incoming, Refused
from .listing import page_of, told
from .plans import Plan
from .shapes import items_pointer
from .store import Shelf, Store

TRIES = 100
"""How often a new id is made up before it is given up."""

CREATED = frozenset(
    [
        "creationdate",
        "creationtime",
        "created",
        "createdat",
        "createdon",
        "createddate",
        "createdtime",
        "createdate",
        "createtime",
        "datecreated",
        "insertedat",
    ]
)
UPDATED = frozenset(
    [
        "lastupdated",
        "lastupdate",
        "updated",
        "updatedat",
        "updatedon",
        "updateddate",
        "updatetime",
        "modified",
        "modifiedat",
        "lastmodified",
        "lastmodifiedat",
        "lastmodifieddate",
        "datemodified",
    ]
)
"""Properties that hold when an item was made and last changed, in small letters without underscores."""


@dataclass(frozen=True)
class Call:
    """One accepted request: the plan, the checked arguments, and the place of the items."""

    plan: Plan
    arguments: Mapping[str, Any]
    incoming: Incoming
    shelf: Shelf

    @property
    def key(self) -> str:
        """The id of the item that is meant."""
        return text(self.arguments.get(self.plan.role.key, ""))

    @property
    def body(self) -> Any:
        """What was sent as an item, or as changes to one."""
        sent = _unwrapped(_sent(self.plan, self.arguments), self.plan.envelope)
        return {name: each for name, each in sent.items() if not isinstance(each, (bytes, tuple))}


def call_of(plan: Plan, arguments: Mapping[str, Any], incoming: Incoming, store: Store) -> Call:
    """Give the call that an accepted request is."""
    parents = [text(arguments.get(name, "")) for name in plan.parents]
    return Call(plan, arguments, incoming, store.shelf(plan.role.place, parents))


def carried_out(call: Call) -> Answer:
    """Do what the action does to its collection; `Refused` where it cannot be done."""
    return _ACTS[call.plan.role.acts](call)


def _sent(plan: Plan, arguments: Mapping[str, Any]) -> dict[str, Any]:
    action = plan.action
    if action.body is not None:
        sent = arguments.get(action.body.name)
        return dict(sent) if isinstance(sent, Mapping) else {}
    parts = {each.wire: (each.schema, arguments[each.name]) for each in action.parts if each.name in arguments}
    if action.part_content[:1] in ((FORM,), (MULTIPART,)):
        return {name: _typed(schema, value) for name, (schema, value) in parts.items()}
    return {name: value for name, (_, value) in parts.items()}


def _typed(schema: Any, value: Any) -> Any:
    return value if isinstance(value, (bytes, tuple)) else views.typed_by(schema, value)


def _unwrapped(sent: dict[str, Any], envelope: str) -> dict[str, Any]:
    inner = sent.get(envelope)
    return dict(inner) if envelope and len(sent) == 1 and isinstance(inner, Mapping) else sent


# --- answers ---------------------------------------------------------------------------------------------------------


def _answered(plan: Plan, item: Any, status: int = 0) -> Answer:
    """Give the answer that tells an item, as the action's schema wants it."""
    status = status or plan.status
    if status == 204 or not plan.media:
        return Answer(status)
    if plan.schema is None:
        return json_answer(status, item, plan.media)
    return json_answer(status, _shown(plan, item), plan.media)


def _shown(plan: Plan, item: Any) -> Any:
    if plan.schema is None:
        return item
    if not plan.tells:
        return sample(plan.schema)
    return fitting(plan.schema, {plan.envelope: item} if plan.envelope else item)


# --- the acts --------------------------------------------------------------------------------------------------------


def _create(call: Call) -> Answer:
    plan = call.plan
    with call.shelf.lock:
        body = {**_defaults(plan), **call.body}
        key = _given_key(call, body) or _new_key(call)
        return _created(call, key, body, plan.status)


def _created(call: Call, key: str, body: dict[str, Any], status: int) -> Answer:
    plan = call.plan
    item = {**_parent_ids(call), **_times(plan, CREATED | UPDATED), **body, **_own_ids(plan, key, body)}
    secret = {
        name: f"mock-{secrets.token_hex(16)}"
        for name, each in plan.declared.items()
        if name not in item and _is_secret(each)
    }
    shown = _shown(plan, {**item, **secret})
    filled = _unwrapped(shown, plan.envelope) if isinstance(shown, dict) and plan.tells else {}
    kept = {**filled, **item}
    call.shelf.put(key, {name: each for name, each in kept.items() if name not in secret})
    return json_answer(status, shown, plan.media) if plan.media and status != 204 else Answer(status)


def _is_secret(schemas: list[Any]) -> bool:
    return any(each.get("secret") is True and "string" in views.types(each) for each in schemas)


def _list(call: Call) -> Answer:
    plan = call.plan
    with call.shelf.lock:
        if not plan.makes and call.shelf.is_untouched():
            _seeded(call, _new_key(call))
        items = call.shelf.all()
    page = page_of(plan.action, call.arguments, items, call.incoming, plan.declared)
    if not plan.media:
        return Answer(plan.status, headers=page.headers)
    pointer = items_pointer(plan.action) or ""
    body: Any = {}
    for each in plan.beside:
        said = told(plan.action, call.arguments, page, each)
        body = body if said is None else {**body, each.name: said}
    body = put(body, pointer, page.items)
    paginate = plan.action.paginate
    for key, said in (("total", page.total), ("more", page.more)):
        if key in paginate:
            body = put(body, paginate[key], said)
    where = paginate.get("next", "") if paginate.get("style") in ("cursor", "link") else ""
    shown = _with_next(plan, body, where, page.next) if where.startswith("/") else _fitted(plan, body)
    return json_answer(plan.status, shown, plan.media, page.headers)


def _fitted(plan: Plan, body: Any) -> Any:
    return body if plan.schema is None else fitting(plan.schema, body)


def _with_next(plan: Plan, body: Any, pointer: str, following: str | None) -> Any:
    """Give the body with what leads to the next page; where there is none, nothing that looks as if there were one."""
    if following is not None:
        return _fitted(plan, put(body, pointer, following))
    candidates = [body, *(put(copy.deepcopy(body), pointer, each) for each in (None, ""))]
    if plan.schema is None:
        return body
    fine = [each for each in candidates if plan.schema.accepts(each)]
    if fine:
        return fine[0]
    fitted = [fitting(plan.schema, each) for each in candidates]
    return next((each for each in fitted if not views.pointed(each, pointer)), fitted[0])


def _read(call: Call) -> Answer:
    with call.shelf.lock:
        item = _item(call)
    return _answered(call.plan, item)


def _update(call: Call) -> Answer:
    with call.shelf.lock:
        item = _item(call)
        changed = {**merged(item, call.body), **_times(call.plan, UPDATED), **_ids_of(call.plan, item)}
        call.shelf.put(call.key, changed)
    return _answered(call.plan, changed)


def _replace(call: Call) -> Answer:
    plan = call.plan
    with call.shelf.lock:
        known = call.shelf.get(call.key)
        if known is None and not plan.posts:
            status = 201 if "201" in plan.action.responses else plan.status
            return _created(call, call.key, {**_defaults(plan), **call.body}, status)
        item = _item(call)
        made = {name: each for name, each in item.items() if views.bare(name) in CREATED}
        changed = {**_parent_ids(call), **made, **call.body, **_times(plan, UPDATED), **_ids_of(plan, item)}
        call.shelf.put(call.key, changed)
    return _answered(plan, changed)


def _delete(call: Call) -> Answer:
    plan = call.plan
    with call.shelf.lock:
        item = _item(call)
        call.shelf.remove(call.key)
    if plan.schema is None:
        return Answer(204 if "204" in plan.action.responses or not plan.action.responses else plan.status)
    tells = set(plan.ids) & views.properties(plan.schema.view).keys()
    shown = fitting(plan.schema, item) if tells else sample(plan.schema)
    return json_answer(plan.status, shown, plan.media)


_ACTS: dict[str, Callable[[Call], Answer]] = {
    "create": _create,
    "list": _list,
    "read": _read,
    "update": _update,
    "replace": _replace,
    "delete": _delete,
}
"""Each kind of action that keeps something: what it does."""


# --- items -----------------------------------------------------------------------------------------------------------


def _item(call: Call) -> dict[str, Any]:
    """Give the item that is meant; one of a collection that nobody can put anything into is made up when asked for."""
    found = call.shelf.get(call.key)
    if found is not None:
        return found
    if call.plan.makes or call.shelf.knew(call.key):
        raise Refused(404, f"{call.key!r:.100} was not found in {call.plan.role.collection}")
    return _seeded(call, call.key)


def _seeded(call: Call, key: str) -> dict[str, Any]:
    """Keep a made-up item."""
    plan = call.plan
    made: dict[str, Any] = {}
    for name, schemas in plan.declared.items():
        try:
            made[name] = made_from(schemas)
        except NoSample:
            continue
    item = {**_example(plan, made), **_parent_ids(call), **_own_ids(plan, key, {})}
    call.shelf.put(key, item)
    return item


def _example(plan: Plan, made: dict[str, Any]) -> dict[str, Any]:
    """Give the example that the answer's schema has for an item, else what was made."""
    pointer = (*tokens_of(items_pointer(plan.action) or ""), 0) if plan.role.acts == "list" else ()
    given = [each for view in views.along(plan.schema.view if plan.schema else {}, pointer) for each in carried(view)]
    return _unwrapped(given[0], plan.envelope) if given and isinstance(given[0], dict) else made


def _defaults(plan: Plan) -> dict[str, Any]:
    """Give what the API assumes for properties that are not sent."""
    found: dict[str, Any] = {}
    for name, schemas in plan.declared.items():
        for each in schemas:
            if each.get("default") is not None:
                found.setdefault(name, copy.deepcopy(each["default"]))
    return found


def _times(plan: Plan, names: frozenset[str]) -> dict[str, Any]:
    now = datetime.datetime.now(datetime.timezone.utc)
    return {name: _written(now, each) for name, each in plan.declared.items() if views.bare(name) in names}


def _written(now: datetime.datetime, schemas: list[Any]) -> Any:
    said = views.types(*schemas)
    if said and "string" not in said:
        return int(now.timestamp())
    if any(each.get("format") == "date" for each in schemas):
        return now.date().isoformat()
    return now.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _parent_ids(call: Call) -> dict[str, Any]:
    """Give the properties that are called like the path parameters of the parents."""
    found = {}
    for name in call.plan.parents:
        for each, schemas in call.plan.declared.items():
            if name and views.same_name(name, each) and name in call.arguments:
                found[each] = views.typed(call.arguments[name], schemas)
    return found


def _own_ids(plan: Plan, key: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Give the properties that hold the id; where the caller chose it, the others have one of their own."""
    first, *others = plan.ids
    if first in body:
        return {first: body[first]}
    return {name: views.typed(key, plan.declared.get(name, [])) for name in (first, *others)}


def _ids_of(plan: Plan, item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in plan.ids if name in item}


def _given_key(call: Call, body: Mapping[str, Any]) -> str:
    """Give the id that the caller chose; empty where there is none. It must not be taken."""
    given = body.get(call.plan.ids[0])
    key = text(given) if isinstance(given, (str, int)) and not isinstance(given, bool) else ""
    if key and call.shelf.get(key) is not None:
        raise Refused(409, f"there is a {call.plan.ids[0]} {key!r:.100} already in {call.plan.role.collection}")
    return key


def _new_key(call: Call) -> str:
    """Give an id that fits the schemas of the parameter and of the property for it, and is new."""
    key = call.plan.key
    for made in _new_keys(call):
        written = text(made)
        fits = key is None or not read(key.schema, written)[1]
        if written and fits and not call.shelf.knew(written):
            return written
    raise NoSample("no new id was found")


def _new_keys(call: Call) -> Iterator[Any]:
    plan = call.plan
    schemas = [plan.key.schema.view] if plan.key else []
    schemas += plan.declared.get(plan.ids[0], [])
    parts = [part for each in schemas for part in views.parts(each)]
    said = views.types(*schemas)
    if "integer" in said or (said and "string" not in said):
        yield from range(call.shelf.next_number(), call.shelf.next_number() + TRIES)
    if any(part.get("format") in ("uuid", "guid") for part in parts):
        yield str(uuid.uuid4())
    if any({"pattern", "enum", "const", "format"} & part.keys() for part in parts):
        for _ in range(TRIES):
            try:
                yield Maker(secrets.randbits(32) + ATTEMPTS_PAST).value(schemas)
            except NoSample:
                continue
    most = min((part["maxLength"] for part in parts if "maxLength" in part), default=24)
    least = max((part["minLength"] for part in parts if "minLength" in part), default=0)
    for _ in range(TRIES):
        yield secrets.token_hex(12)[:most].ljust(least, "0")


ATTEMPTS_PAST = 100
"""From this attempt on a `Maker` neither repeats examples nor prefers what stands first."""
