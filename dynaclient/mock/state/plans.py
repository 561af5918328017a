"""The plan of an action, made once: its role, and the structure of its response."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...description.model import Action, Parameter
from ...records import dataclass, field
from ...schema.references import parse_pointer
from ...schema.validation import Schema
from .. import schema_views
from ..paths import names_in
from ..responding.success import PREFERRED, PREFERRED_FOR_CREATION, data_schema, item_path, items_pointer, success
from .ids import Path, find_ids
from .inference import Role, Roles
from .listing import PAGE_FACTS, Metadata

_ENVELOPES = ("data", "item", "result", "response")


@dataclass(frozen=True)
class Plan:
    """What is needed to respond to requests for one action."""

    action: Action
    role: Role
    status: int
    media: str
    """The media type of its successful response, JSON or XML; empty if that has neither."""
    schema: Schema | None
    declared: Mapping[str, list[Any]] = field(default_factory=dict)
    """The properties of an item, as the response, the body and the action that reads an item declare them."""
    ids: tuple[Path, ...] = ()
    """The properties with an item's id, the one that identifies it first."""
    envelope: str = ""
    """The property of the response in which an item is wrapped."""
    returns_item: bool = False
    """Whether the response has the item in it."""
    metadata: tuple[Metadata, ...] = ()
    """The properties beside the items in the response of a list."""
    parents: tuple[str, ...] = ()
    """The path parameters that identify the parent of a collection."""
    key: Parameter | None = None
    """The parameter that identifies an item, of this action or of another."""
    can_create: bool = False
    """Whether an action of the API can add to the collection."""
    assigns_ids: bool = False
    """Whether the server assigns the id of a new item, so that none can be created with an id of the caller's."""


def plan_for(action: Action, roles: Roles) -> Plan:
    """Return the plan of an action."""
    role = roles.of(action)
    preferred = PREFERRED_FOR_CREATION if role.behavior == "create" else PREFERRED
    status, response = success(action, preferred)
    media, schema = data_schema(response)
    if response is None and role.behavior not in ("respond", "delete"):
        media = "application/json"
    if role.behavior == "respond":
        return Plan(action, role, status, media, schema)
    on_item, name = roles.on_item(role)
    key = on_item.parameters[name] if on_item else None
    pointer = item_path(action) if role.behavior == "list" else ()
    own = schema_views.properties(*(schema_views.at_path(schema.view, pointer) if schema else ()))
    known = _read_properties(roles, role, key)
    body = _body_properties(action, own.keys() - known.keys())
    names = {*_outer_ids({**own, **known, **body}, role, key), *known, *body}
    envelope, returns_item = _envelope(own, names, action) if role.behavior != "list" else ("", True)
    declared = _together(schema_views.properties(*own[envelope]) if envelope else own, known, body)
    ids = find_ids(declared, role.id, key)
    returns_item = returns_item or role.behavior == "read"
    return Plan(
        action, role, status, media, schema, declared, ids, envelope, returns_item, _beside(action, role, schema),
        _parents(action, role), key, roles.can_create(role), roles.assigns_ids(role),
    )  # fmt: skip


def _beside(action: Action, role: Role, schema: Schema | None) -> tuple[Metadata, ...]:
    if role.behavior != "list" or schema is None or not parse_pointer(items_pointer(action) or ""):
        return ()
    found = []
    for name, schemas in schema_views.properties(schema.view).items():
        parameter = next((other for other in action.parameters if schema_views.is_same_name(other, name)), "")
        fact = schema_views.normalized(name) if schema_views.types(*schemas) & {"integer", "number", "boolean"} else ""
        if parameter or fact in PAGE_FACTS:
            found.append(Metadata(name, schemas, parameter, fact if fact in PAGE_FACTS else ""))
    return tuple(found)


Properties = Mapping[str, "list[Any]"]


def _together(*several: Properties) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for properties in several:
        for name, schemas in properties.items():
            found[name] = [*found.get(name, ()), *schemas]
    return found


def _body_properties(action: Action, wrapping: Iterable[str]) -> Properties:
    """Return the properties of the request body, without a wrapper that the response has too."""
    if action.body is None:
        return {part.wire: [part.schema.view] for part in action.parts}
    found = schema_views.properties(action.body.schema.view)
    first = next(iter(found), "")
    return schema_views.properties(*found[first]) if len(found) == 1 and first in wrapping else found


def _read_properties(roles: Roles, role: Role, key: Parameter | None) -> Properties:
    """Return the properties of an item, as the action that reads one declares them, else the one that lists them."""
    reader, _ = roles.on_item(role, "GET")
    found = _success_properties(reader)
    if reader is None or not found:
        lister = roles.lister(role)
        return _success_properties(lister, of_items=True) if lister is not None else {}
    envelope, _ = _envelope(found, _outer_ids(found, role, key), reader)
    return schema_views.properties(*found[envelope]) if envelope else found


def _success_properties(action: Action | None, *, of_items: bool = False) -> Properties:
    """Return the properties of a response, or of the items of a list in it."""
    schema = data_schema(success(action)[1])[1] if action is not None else None
    if action is None or schema is None:
        return {}
    path = item_path(action) if of_items else ()
    return schema_views.properties(*schema_views.at_path(schema.view, path))


def _outer_ids(declared: Properties, role: Role, key: Parameter | None) -> set[str]:
    return {path[0] for path in find_ids(declared, role.id, key)}


def _envelope(declared: Properties, own_names: set[str], action: Action) -> tuple[str, bool]:
    """Return the property of the response that wraps an item, if any, and whether the response has an item."""
    if not declared or declared.keys() & own_names:
        return "", True
    objects = [
        name
        for name, schemas in declared.items()
        if "object" in schema_views.types(*schemas) or schema_views.properties(*schemas)
    ]
    wanted = (action.resource.rpartition(".")[2], *_ENVELOPES)
    named = [name for name in objects if any(schema_views.is_same_name(name, other) for other in wanted)]
    found = named or (objects if len(declared) == 1 else [])
    return (found[0], True) if found else ("", False)


def _parents(action: Action, role: Role) -> tuple[str, ...]:
    """Return the parameters for the names in the collection's path: by name, else by position."""
    own = [name for _, name in action.pieces if name and name != role.key]
    found = []
    for index, name in enumerate(names_in(role.collection)):
        known = name if name in action.parameters else own[index] if index < len(own) else ""
        found.append(known)
    return tuple(found)
