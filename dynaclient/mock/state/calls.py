"""One accepted request: what it is for, and what it has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...records import dataclass
from ...runtime.media_types import is_form, is_multipart
from ...schema.values import to_string
from ...strings.expressions import expression
from .. import schema_views
from ..exchange import MockRequest, MockResponse, Rejection
from ..paths import filled
from .inside import InnerCollection, owners_of
from .members import are_in, of_caller
from .plans import Plan
from .rules import stored_members
from .store import ANY, Collection, Entry, Store

_PLACEHOLDER = expression(r"\{[^}]*\}")


@dataclass(frozen=True)
class Call:
    """One accepted request: the plan, the validated arguments, and the stored collection."""

    plan: Plan
    arguments: Mapping[str, Any]
    request: MockRequest
    store: Store
    collection: Collection
    now: float
    """The time of the server, in seconds since 1970."""
    given: Mapping[str, Any] | None = None
    """The item, if it is one of several that the request has."""

    @property
    def key(self) -> str:
        """The id of the requested item; empty if it is a single one."""
        return "" if self.plan.role.is_single else to_string(self.arguments.get(self.plan.role.key, ""))

    @property
    def place(self) -> str:
        """The path of the collection with the ids of its parents, for messages."""
        ids = iter(self.collection.parents)
        return _PLACEHOLDER.sub(lambda match: f"{next(ids, match[0]):.100}", self.plan.role.collection)

    @property
    def with_same_ids(self) -> tuple[Collection, Collection]:
        """The collection, and that of all parents if its items are also at a path without their parents."""
        return self.collection, everywhere(self.plan, self.collection, self.store)

    @property
    def name_start(self) -> str:
        """What the resource name of an item begins with, before its own id; empty if it has none."""
        template = self.plan.name
        count = template.count("{}") - 1
        return filled(template, self.collection.parents[-count:] if count else ()).removesuffix("{}")

    @property
    def media(self) -> str:
        """The media type of the body."""
        body = self.plan.action.body
        return self.request.headers.get("Content-Type", "") or next(iter(body.content if body else ()), "")

    @property
    def sent(self) -> Any:
        """The item, the list of items, or the changes to an item, that the request has, as it has them."""
        if self.given is not None:
            return dict(self.given)
        sent = _sent(self.plan, self.arguments)
        if isinstance(sent, list):
            return sent
        inner = sent.get(self.plan.wrapper) if self.plan.wrapper else None
        members = unwrapped(inner if isinstance(inner, Mapping) else sent, self.plan.envelope)
        body = self.plan.action.body
        return stored_members(self.plan.rules, body.name if body else "", members, self.arguments)

    @property
    def unread(self) -> tuple[str, ...]:
        """The names of what was sent and is not stored: a body that is not data, and files."""
        body = self.plan.action.body
        sent = self.arguments.get(body.name) if body is not None else _sent(self.plan, self.arguments)
        if isinstance(sent, Mapping):
            return tuple(f"body.{name}" for name, value in sent.items() if isinstance(value, (bytes, tuple)))
        return () if sent is None or isinstance(sent, list) else ("body",)

    def own(self, sent: Any) -> Any:
        """Return what was sent without what is the server's."""
        members = self.plan.members
        return of_caller(sent, self.plan.sent, members.known) if are_in(members.servers, sent) else sent

    def check(self, entry: Entry | None, *, reads: bool = False) -> MockResponse | None:
        """Return the response to a conditional request that needs no other; raise Rejection if its condition fails."""
        return self.plan.conditions.check(entry, self.request.headers, reads=reads)

    def refuse_orphan(self) -> None:
        """Raise Rejection if an item that the action is below of was deleted."""
        refuse_orphans(self.plan, self.arguments, self.store)


def call_for(plan: Plan, arguments: Mapping[str, Any], request: MockRequest, store: Store, now: float) -> Call:
    """Return the call for an accepted request; `now` is the time of the server, in seconds since 1970."""
    parents = _ids_of(plan, plan.parents, arguments)
    own = store.collection(plan.role.path_key, parents)
    if not plan.rules.inside:
        return Call(plan, arguments, request, store, own, now)
    owners = store.collection(owners_of(plan.role.collection), parents[:-1])
    inner = InnerCollection(owners, parents[-1], plan.rules.inside, plan.ids, own)
    return Call(plan, arguments, request, store, inner, now)


def everywhere(plan: Plan, collection: Collection, store: Store) -> Collection:
    """Return the collection of all parents if its items are also at a path without these, else the collection."""
    flat = plan.flat.get(plan.role.path_key)
    if flat is None:
        return collection
    count = flat.count("{}") - 1
    return store.collection(
        plan.role.path_key, [*collection.parents[:count], *([ANY] * len(collection.parents[count:]))]
    )


def refuse_orphans(plan: Plan, arguments: Mapping[str, Any], store: Store) -> None:
    """Raise Rejection if an item that an action is below of was deleted. One that never existed may be made up."""
    if not store.has_removed:
        return
    ids = _ids_of(plan, plan.above_names, arguments)
    for above in plan.above:
        if store.is_removed(above.path_key, above.parents_in(ids), above.key(ids)):
            raise Rejection(404, f"{filled(above.item_path, ids):.200} was deleted, and what was below it")


def _ids_of(plan: Plan, names: tuple[str, ...], arguments: Mapping[str, Any]) -> list[str]:
    known = arguments if plan.expanded is None else {**arguments, **plan.expanded.ids(arguments)}
    return [to_string(known.get(name, "")) for name in names]


def _sent(plan: Plan, arguments: Mapping[str, Any]) -> Any:
    action = plan.action
    if action.body is not None:
        sent = arguments.get(action.body.name)
        return sent if isinstance(sent, list) else dict(sent) if isinstance(sent, Mapping) else {}
    parts = {part.wire: (part.schema, arguments[part.name]) for part in action.parts if part.name in arguments}
    if any(is_form(media) or is_multipart(media) for media in action.part_content[:1]):
        return {name: _typed(schema, value) for name, (schema, value) in parts.items()}
    return {name: value for name, (_, value) in parts.items()}


def _typed(schema: Any, value: Any) -> Any:
    return value if isinstance(value, (bytes, tuple)) else schema_views.coerced_by(schema, value)


def unwrapped(sent: Mapping[str, Any], envelope: str) -> dict[str, Any]:
    """Return what was sent without a wrapper, and without files."""
    inner = sent.get(envelope)
    item = inner if envelope and len(sent) == 1 and isinstance(inner, Mapping) else sent
    return {name: value for name, value in item.items() if not isinstance(value, (bytes, tuple))}
