"""What has to be known to answer for one action, found out once: its role, and the shape of its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..description.model import Action, Parameter
from ..schema.references import tokens_of
from ..schema.validation import Schema
from . import views
from .inference import Role, Roles
from .listing import TOLD, Beside
from .routes import names_in
from .shapes import PREFERRED, PREFERRED_FOR_CREATION, items_pointer, json_schema, success

_OTHER_IDS = ("_id", "uuid", "guid", "sid", "key", "slug", "code", "name")
_ENVELOPES = ("data", "item", "result", "response")


@dataclass(frozen=True)
class Plan:
    """What has to be known to answer for one action."""

    action: Action
    role: Role
    status: int
    media: str
    """The JSON media type of its good answer; empty where that has no JSON body."""
    schema: Schema | None
    declared: Mapping[str, list[Any]] = field(default_factory=dict)
    """The properties of an item, as this action's answer, its body and the reading action know them."""
    ids: tuple[str, ...] = ()
    """The properties that hold an item's id: the one it is known by first."""
    envelope: str = ""
    """The property in which the answer wraps an item."""
    tells: bool = False
    """Whether the answer holds an item at all."""
    beside: tuple[Beside, ...] = ()
    """The properties that stand beside the items in the answer of a list."""
    parents: tuple[str, ...] = ()
    """The path parameters that tell the items of one parent from those of another."""
    key: Parameter | None = None
    """The parameter that says which item is meant, be it of this action or of another."""
    makes: bool = False
    """Whether the API has a way to put something into the collection."""
    posts: bool = False
    """Whether a new item's id is given by the server, so that nothing can be put under an unknown one."""


def plan_for(action: Action, roles: Roles) -> Plan:
    """Give the plan of an action."""
    role = roles.of(action)
    preferred = PREFERRED_FOR_CREATION if role.acts == "create" else PREFERRED
    status, response = success(action, preferred)
    media, schema = json_schema(response)
    if response is None and role.acts not in ("respond", "delete"):
        media = "application/json"
    if role.acts == "respond":
        return Plan(action, role, status, media, schema)
    on_item, name = roles.on_item(role)
    key = on_item.parameters[name] if on_item else None
    pointer = (*tokens_of(items_pointer(action) or ""), 0) if role.acts == "list" else ()
    own = views.properties(*(views.along(schema.view, pointer) if schema else ()))
    known = _read_properties(roles, role, key)
    body = _body_properties(action, own.keys() - known.keys())
    names = {*_ids({**own, **known, **body}, role, key), *known, *body}
    envelope, tells = _envelope(own, names, action) if role.acts != "list" else ("", True)
    declared = _together(views.properties(*own[envelope]) if envelope else own, known, body)
    ids = _ids(declared, role, key)
    tells = tells or role.acts == "read"
    return Plan(
        action, role, status, media, schema, declared, ids, envelope, tells, _beside(action, role, schema),
        _parents(action, role), key, roles.makes(role), roles.posts(role),
    )  # fmt: skip


def _beside(action: Action, role: Role, schema: Schema | None) -> tuple[Beside, ...]:
    if role.acts != "list" or schema is None or not tokens_of(items_pointer(action) or ""):
        return ()
    found = []
    for name, schemas in views.properties(schema.view).items():
        called = next((each for each in action.parameters if views.same_name(each, name)), "")
        told = views.bare(name) if views.types(*schemas) & {"integer", "number", "boolean"} else ""
        if called or told in TOLD:
            found.append(Beside(name, schemas, called, told if told in TOLD else ""))
    return tuple(found)


Properties = Mapping[str, "list[Any]"]


def _together(*several: Properties) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for each in several:
        for name, schemas in each.items():
            found[name] = [*found.get(name, ()), *schemas]
    return found


def _body_properties(action: Action, wrapping: Iterable[str]) -> Properties:
    """Give the properties of what is sent, out of what wraps it there as in the answer."""
    if action.body is None:
        return {each.wire: [each.schema.view] for each in action.parts}
    found = views.properties(action.body.schema.view)
    first = next(iter(found), "")
    return views.properties(*found[first]) if len(found) == 1 and first in wrapping else found


def _read_properties(roles: Roles, role: Role, key: Parameter | None) -> Properties:
    """Give the properties of an item, as the action that reads it tells them."""
    reader, _ = roles.on_item(role, "GET")
    _, schema = json_schema(success(reader)[1]) if reader else ("", None)
    if reader is None or schema is None:
        return {}
    found = views.properties(schema.view)
    envelope, _ = _envelope(found, set(_ids(found, role, key)), reader)
    return views.properties(*found[envelope]) if envelope else found


def _ids(declared: Iterable[str], role: Role, key: Parameter | None) -> tuple[str, ...]:
    """
    Give the properties that hold the id: those called like the parameter for it, and `id`.

    Another one, such as `name`, is taken for the id only where items are asked for by something: where they are not,
    as with commands that are sent and listed, two of them may have the same name.
    """
    called = {role.id, key.name, key.wire} if key else {role.id}
    named = [name for name in declared if any(views.same_name(name, each) for each in called if each)]
    named += [name for name in ("id", "Id", "ID") if name in declared and name not in named]
    if not named and called - {""}:
        named = [name for name in _OTHER_IDS if name in declared][:1]
    return tuple(named) or ("id",)


def _envelope(declared: Properties, own_names: set[str], action: Action) -> tuple[str, bool]:
    """Give the property that wraps an item in the answer, if any, and whether the answer holds one at all."""
    if not declared or declared.keys() & own_names:
        return "", True
    objects = [name for name, each in declared.items() if "object" in views.types(*each) or views.properties(*each)]
    wanted = (action.resource.rpartition(".")[2], *_ENVELOPES)
    named = [name for name in objects if any(views.same_name(name, each) for each in wanted)]
    found = named or (objects if len(declared) == 1 else [])
    return (found[0], True) if found else ("", False)


def _parents(action: Action, role: Role) -> tuple[str, ...]:
    """Give the parameters that stand where the collection's path has names: by name, else by position."""
    own = [name for _, name in action.pieces if name and name != role.key]
    found = []
    for index, name in enumerate(names_in(role.collection)):
        known = name if name in action.parameters else own[index] if index < len(own) else ""
        found.append(known)
    return tuple(found)
