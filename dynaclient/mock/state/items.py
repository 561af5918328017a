"""What each behavior of an action does to its collection, one row for each."""

from __future__ import annotations

import copy
import datetime
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from ...description.argument_paths import get_value
from ...description.loading import merge_patch
from ...records import dataclass
from ...results.page_styles import OWN_HEADER
from ...runtime.media_types import is_form, is_multipart
from ...schema.directions import is_marked
from ...schema.samples import NoSample, generate_value, get_examples, sample
from ...schema.subschemas import is_secret
from ...schema.values import to_string
from .. import schema_views
from ..exchange import MockRequest, MockResponse, Rejection
from ..responding.named_examples import first_valid
from ..responding.responses import conforming, data_response, put
from ..responding.success import ANY_NAME, data_media, has_named_items, item_path, items_pointer, success
from .ids import new_ids, schemas_at, with_ids_of, with_key
from .listing import Page, metadata_of, page_of
from .plans import Plan
from .store import Collection, Store

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
"""Properties with the time at which an item was created or last updated, as `schema_views.normalized` has them."""


@dataclass(frozen=True)
class Call:
    """One accepted request: the plan, the validated arguments, and the stored collection."""

    plan: Plan
    arguments: Mapping[str, Any]
    request: MockRequest
    collection: Collection

    @property
    def key(self) -> str:
        """The id of the requested item."""
        return to_string(self.arguments.get(self.plan.role.key, ""))

    @property
    def body(self) -> Any:
        """The item, or the changes to one, that the request has."""
        sent = _unwrapped(_sent(self.plan, self.arguments), self.plan.envelope)
        return {name: value for name, value in sent.items() if not isinstance(value, (bytes, tuple))}


def call_for(plan: Plan, arguments: Mapping[str, Any], request: MockRequest, store: Store) -> Call:
    """Return the call for an accepted request."""
    parents = [to_string(arguments.get(name, "")) for name in plan.parents]
    return Call(plan, arguments, request, store.collection(plan.role.path_key, parents))


def perform(call: Call) -> MockResponse:
    """Apply the action to its collection, and return the response; raise Rejection if that is not possible."""
    return _BEHAVIORS[call.plan.role.behavior](call)


def _sent(plan: Plan, arguments: Mapping[str, Any]) -> dict[str, Any]:
    action = plan.action
    if action.body is not None:
        sent = action.body.schema.without_hidden(arguments.get(action.body.name))
        return dict(sent) if isinstance(sent, Mapping) else {}
    parts = {
        part.wire: (part.schema, part.schema.without_hidden(arguments[part.name]))
        for part in action.parts
        if part.name in arguments and not (part.schema.hides_members and is_marked(part.schema.view, "readOnly"))
    }
    if any(is_form(media) or is_multipart(media) for media in action.part_content[:1]):
        return {name: _typed(schema, value) for name, (schema, value) in parts.items()}
    return {name: value for name, (_, value) in parts.items()}


def _typed(schema: Any, value: Any) -> Any:
    return value if isinstance(value, (bytes, tuple)) else schema_views.coerced_by(schema, value)


def _unwrapped(sent: dict[str, Any], envelope: str) -> dict[str, Any]:
    inner = sent.get(envelope)
    return dict(inner) if envelope and len(sent) == 1 and isinstance(inner, Mapping) else sent


# --- responses -------------------------------------------------------------------------------------------------------


def _item_response(plan: Plan, item: Any, status: int = 0) -> MockResponse:
    """Return the response with an item, valid by the action's schema."""
    status = status or plan.status
    if status == 204 or not plan.media:
        return MockResponse(status)
    if plan.schema is None:
        return data_response(status, item, plan.media)
    return data_response(status, _shown(plan, item), plan.media, plan.schema)


def _shown(plan: Plan, item: Any) -> Any:
    if plan.schema is None:
        return item
    if not plan.returns_item:
        return sample(plan.schema)
    return conforming(plan.schema, {plan.envelope: item} if plan.envelope else item)


# --- behaviors -------------------------------------------------------------------------------------------------------


def _create(call: Call) -> MockResponse:
    plan = call.plan
    with call.collection.lock:
        body = {**_defaults(plan), **call.body}
        key = _given_key(call, body) or _new_key(call)
        return _created(call, key, body, plan.status)


def _created(call: Call, key: str, body: dict[str, Any], status: int) -> MockResponse:
    plan = call.plan
    started = {**_parent_ids(call), **_times(plan, CREATED | UPDATED), **body}
    item = with_key(started, key, plan.ids, plan.declared, body)
    secret = {
        name: f"mock-{secrets.token_hex(16)}"
        for name, schemas in plan.declared.items()
        if name not in item and _is_secret(schemas)
    }
    shown = _shown(plan, {**item, **secret})
    filled = _unwrapped(shown, plan.envelope) if isinstance(shown, dict) and plan.returns_item else {}
    stored = {**filled, **item}
    call.collection.put(key, {name: value for name, value in stored.items() if name not in secret})
    if not plan.media or status == 204:
        return MockResponse(status)
    return data_response(status, shown, plan.media, plan.schema)


def _is_secret(schemas: list[Any]) -> bool:
    return any(is_secret(schema) and "string" in schema_views.types(schema) for schema in schemas)


def _list(call: Call) -> MockResponse:
    plan = call.plan
    with call.collection.lock:
        if not plan.can_create and call.collection.is_new():
            _seed(call, _new_key(call))
        items = call.collection.all()
    page = page_of(plan.action, call.arguments, items, call.request, plan.declared)
    if not plan.media:
        return MockResponse(plan.status, headers=page.headers)
    pointer = items_pointer(plan.action) or ""
    body: Any = {}
    for metadata in plan.metadata:
        value = metadata_of(plan.action, call.arguments, page, metadata)
        body = body if value is None else {**body, metadata.name: value}
    body = put(body, pointer, _named(plan, page) if has_named_items(plan.action) else page.items)
    paginate = plan.action.paginate
    for key, value in (("total", page.total), ("hasMore", page.more)):
        if key in paginate:
            body = put(body, paginate[key], value)
    headers = page.headers
    if paginate.get("next", "").startswith(OWN_HEADER) and page.next:
        headers = (*headers, (paginate["next"].removeprefix(OWN_HEADER), str(page.next)))
    pointer_of_next = paginate.get("next", "") if paginate.get("style") in ("cursor", "link") else ""
    shown = (
        _with_next(plan, body, pointer_of_next, page.next)
        if pointer_of_next.startswith("/")
        else _conforming(plan, body)
    )
    return data_response(plan.status, shown, plan.media, plan.schema, headers)


def _named(plan: Plan, page: Page) -> dict[str, Any]:
    """Return the items of a page as an object: each under its id, or its number in the list if it has none."""
    ids = [get_value(item, plan.ids[0]) for item in page.items]
    return {
        str(page.start + number) if key is None else to_string(key): item
        for number, (key, item) in enumerate(zip(ids, page.items, strict=True))
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
    return next((body for body in repaired if not schema_views.resolve_or_none(body, pointer)), repaired[0])


def _read(call: Call) -> MockResponse:
    with call.collection.lock:
        item = _item(call)
    return _item_response(call.plan, item)


def _update(call: Call) -> MockResponse:
    with call.collection.lock:
        item = _item(call)
        changed = {**merge_patch(item, call.body), **_times(call.plan, UPDATED)}
        changed = with_ids_of(changed, item, call.plan.ids)
        call.collection.put(call.key, changed)
    return _item_response(call.plan, changed)


def _replace(call: Call) -> MockResponse:
    plan = call.plan
    with call.collection.lock:
        known = call.collection.get(call.key)
        if known is None and not plan.assigns_ids:
            status = 201 if "201" in plan.action.responses else plan.status
            return _created(call, call.key, {**_defaults(plan), **call.body}, status)
        item = _item(call)
        created = {name: value for name, value in item.items() if schema_views.normalized(name) in CREATED}
        changed = {**_parent_ids(call), **created, **call.body, **_times(plan, UPDATED)}
        changed = with_ids_of(changed, item, plan.ids)
        call.collection.put(call.key, changed)
    return _item_response(plan, changed)


def _delete(call: Call) -> MockResponse:
    plan = call.plan
    with call.collection.lock:
        item = _item(call)
        call.collection.remove(call.key)
    if plan.schema is None:
        return MockResponse(204 if "204" in plan.action.responses or not plan.action.responses else plan.status)
    declared = schema_views.properties(plan.schema.view)
    returns_item = any(schemas_at(declared, path) for path in plan.ids)
    shown = conforming(plan.schema, item) if returns_item else sample(plan.schema)
    return data_response(plan.status, shown, plan.media, plan.schema)


_BEHAVIORS: dict[str, Callable[[Call], MockResponse]] = {
    "create": _create,
    "list": _list,
    "read": _read,
    "update": _update,
    "replace": _replace,
    "delete": _delete,
}
"""What each behavior does that uses the store."""


# --- items -----------------------------------------------------------------------------------------------------------


def _item(call: Call) -> dict[str, Any]:
    """Return the requested item; in a collection that no action can add to, it is generated on request."""
    found = call.collection.get(call.key)
    if found is not None:
        return found
    if call.plan.can_create or call.collection.ever_had(call.key):
        raise Rejection(404, f"{call.key!r:.100} was not found in {call.plan.role.collection}")
    return _seed(call, call.key)


def _seed(call: Call, key: str) -> dict[str, Any]:
    """Store a generated item, and return it."""
    plan = call.plan
    generated: dict[str, Any] = {}
    for name, schemas in plan.declared.items():
        try:
            generated[name] = generate_value(schemas)
        except NoSample:
            continue
    item = {**_example(plan, generated), **_parent_ids(call)}
    item = with_key(item, key, plan.ids, plan.declared, {})
    call.collection.put(key, item)
    return item


def _example(plan: Plan, generated: dict[str, Any]) -> dict[str, Any]:
    """Return the example that the response's schema has for an item, else the generated item."""
    pointer = item_path(plan.action) if plan.role.behavior == "list" else ()
    views = schema_views.at_path(plan.schema.view if plan.schema else {}, pointer)
    example = next((example for view in views for example in get_examples(view)), None)
    _, response = success(plan.action)
    for whole in first_valid(response, data_media(response), plan.schema) if response and response.examples else ():
        example = copy.deepcopy(_at(whole, pointer))
    return _unwrapped(example, plan.envelope) if isinstance(example, dict) else generated


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    """Return what is at a path of a value; None if there is nothing."""
    for step in path:
        if step == ANY_NAME and isinstance(value, dict):
            step = next(iter(value), step)  # noqa: PLW2901 - that of the first item
        is_there = step < len(value) if isinstance(value, list) and isinstance(step, int) else isinstance(value, dict)
        value = value[step] if is_there and (isinstance(value, list) or step in value) else None
    return value


def _defaults(plan: Plan) -> dict[str, Any]:
    """Return the defaults of properties."""
    found: dict[str, Any] = {}
    for name, schemas in plan.declared.items():
        for schema in schemas:
            if schema.get("default") is not None:
                found.setdefault(name, copy.deepcopy(schema["default"]))
    return found


def _times(plan: Plan, names: frozenset[str]) -> dict[str, Any]:
    now = datetime.datetime.now(datetime.timezone.utc)
    return {
        name: _time(now, schemas) for name, schemas in plan.declared.items() if schema_views.normalized(name) in names
    }


def _time(now: datetime.datetime, schemas: list[Any]) -> Any:
    types = schema_views.types(*schemas)
    if types and "string" not in types:
        return int(now.timestamp())
    if any(schema.get("format") == "date" for schema in schemas):
        return now.date().isoformat()
    return now.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _parent_ids(call: Call) -> dict[str, Any]:
    """Return the properties that have the names of the parents' path parameters."""
    found = {}
    for name in call.plan.parents:
        for property_name, schemas in call.plan.declared.items():
            if name and schema_views.is_same_name(name, property_name) and name in call.arguments:
                found[property_name] = schema_views.coerced(call.arguments[name], schemas)
    return found


def _given_key(call: Call, body: Mapping[str, Any]) -> str:
    """Return the id that the caller chose, or an empty string; raise Rejection if it is taken."""
    first = call.plan.ids[0]
    given = get_value(body, first)
    key = to_string(given) if isinstance(given, (str, int)) and not isinstance(given, bool) else ""
    if key and call.collection.get(key) is not None:
        raise Rejection(409, f"{'.'.join(first)} {key!r:.100} already exists in {call.plan.role.collection}")
    return key


def _new_key(call: Call) -> str:
    """Return a new id."""
    plan = call.plan
    for key in new_ids(plan.key, schemas_at(plan.declared, plan.ids[0]), call.collection.next_number()):
        if not call.collection.ever_had(key):
            return key
    raise NoSample("no new id could be generated")
