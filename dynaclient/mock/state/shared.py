"""What all actions on a collection declare of its items in requests and responses: worked out once for each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from ...description.model import Action
from ...records import dataclass, field
from ...schema.secret_places import SecretPlaces
from ...schema.validation import Schema
from .. import schema_views
from ..responding.success import ENVELOPES, data_schema, item_path, success
from .arguments import members_of_items
from .conditions import Conditions, conditions_of
from .ids import Path
from .inference import Role, Roles
from .members import Views, mentions_defaults, places_of_hidden, places_of_server
from .rules import WITHOUT_ITEM

Properties = Mapping[str, "list[Any]"]
Steps = tuple[Any, ...]
"""The names and indexes that lead to a value."""


_SHOWING = ("read", "list", "update", "replace")
"""The behaviors whose responses have items as they are then."""


@dataclass(frozen=True, eq=False, repr=False)
class Members:
    """Whose the members of an item are, see `members`."""

    known: Views = field(default_factory=list)
    """The schemas of an item in all requests and responses."""
    read: Views = field(default_factory=list)
    """The schemas of an item that is there: what they require it has."""
    has_defaults: bool = False
    servers: SecretPlaces | None = None
    """Where an item has what is the server's."""
    hidden: SecretPlaces | None = None
    """Where an item has what is never returned."""
    conditions: Conditions = field(default_factory=Conditions)
    """The conditional requests that an item has."""
    unique: tuple[Path, ...] = ()
    """The properties that no two items have with the same value."""


def members_of(action: Action, roles: Roles, names: set[str]) -> Members:
    """
    Return what is known of the members of the items that an action is for.

    Args:
        action: The action.
        roles: The roles of all actions.
        names: Names of properties that an item has.
    """
    others = roles.sharing(roles.of(action))
    actions = [action, *(other for other in others if other.name != action.name)]
    actions = [other for other in actions if roles.of(other).key or roles.of(other).behavior not in WITHOUT_ITEM]
    key = tuple(sorted(other.name for other in actions))
    found: Members | None = roles.shared.get(key)
    return found or roles.shared.setdefault(key, _members(actions, roles, names))


def _members(actions: list[Action], roles: Roles, names: set[str]) -> Members:
    schemas: list[Schema] = []
    known: Views = []
    read: Views = []
    for action in actions:
        role, own = roles.of(action), _returned_schema(action)
        path = path_to_item(action, role, own, names)
        returned = _unwrapped(schema_views.at_path(own.view, path), names, action) if own else []
        read += returned if role.behavior in _SHOWING else []
        known += [*returned, *sent_views(action, names)]
        schemas += [*([own] if own else ()), *_sent_schemas(action)]
    return Members(
        known, read, mentions_defaults(schemas), places_of_server(schemas, known),
        places_of_hidden(schemas, known),
        conditions_of(action for action in actions if roles.of(action).behavior != "list"), _unique(actions),
    )  # fmt: skip


def _unique(actions: Iterable[Action]) -> tuple[Path, ...]:
    declared = (str(name) for action in actions for name in action.mock.get("unique", ()))
    return tuple(tuple(name.split(".")) for name in dict.fromkeys(declared))


# --- where an item is ------------------------------------------------------------------------------------------------


def sent_views(action: Action, names: set[str]) -> Views:
    """Return the schemas of an item in the request of an action."""
    if action.body is None:
        return [{"properties": {part.wire: part.schema.view}} for part in action.parts]
    return [view for schema in _sent_schemas(action) for view in _unwrapped([schema.view], names, action)]


def _sent_schemas(action: Action) -> list[Schema]:
    body = action.body
    if body is None:
        return [part.schema for part in action.parts]
    return [body.schema, *(body.content[media] for media in list(body.content)[1:])]


def _returned_schema(action: Action) -> Schema | None:
    return data_schema(success(action)[1])[1]


def _unwrapped(views: Views, names: set[str], action: Action) -> Views:
    """Return the schemas of an item: those of the items of a list, or of the property that wraps it, or a list."""
    lists = [view for view in views if "array" in schema_views.types(view)]
    views = [*views, *(inner for view in lists for inner in schema_views.at_path(view, (0,)))]
    declared = schema_views.properties(*views)
    envelope = envelope_of(declared, names, action)[0] or wrapper_of(declared, names)
    path: Steps = (envelope,) if envelope else _path_to_listed(declared, names)
    return schema_views.at_path({"allOf": views}, path) if path else views


def _path_to_listed(declared: Properties, names: set[str]) -> Steps:
    """Return the path to an item in the only list of items that a body has, if it has no item itself."""
    if declared.keys() & names:
        return ()
    lists = [name for name, schemas in declared.items() if members_of_items(schemas).keys() & names]
    return (lists[0], 0) if len(lists) == 1 else ()


def path_to_item(action: Action, role: Role, schema: Schema | None, names: Collection[str]) -> Steps:
    """Return the path to an item in the response of an action; empty if the response is the item."""
    if role.behavior == "list":
        return item_path(action)
    if schema is None or role.behavior not in ("create", "createMany"):
        return ()
    if "array" in schema.types:
        return () if "object" in schema.types else (0,)
    path = item_path(action)
    own = schema_views.properties(*schema_views.at_path(schema.view, path))
    return path if own.keys() & set(names) and not schema_views.properties(schema.view).keys() & set(names) else ()


def wrapper_of(declared: Properties, names: Collection[str]) -> str:
    """Return the property of a request that has the item, beside others that are not the item's; empty if none has."""
    if declared.keys() & set(names):
        return ""
    objects = [name for name, schemas in declared.items() if schema_views.properties(*schemas).keys() & set(names)]
    return objects[0] if len(objects) == 1 else ""


def envelope_of(declared: Properties, own_names: set[str], action: Action) -> tuple[str, bool]:
    """Return the property of the response that wraps an item, if any, and whether the response has an item."""
    if not declared or declared.keys() & own_names:
        return "", True
    objects = [
        name
        for name, schemas in declared.items()
        if "object" in schema_views.types(*schemas) or schema_views.properties(*schemas)
    ]
    wanted = (action.resource.rpartition(".")[2], *ENVELOPES)
    named = [name for name in objects if any(schema_views.is_same_name(name, other) for other in wanted)]
    found = named or (objects if len(declared) == 1 else [])
    return (found[0], True) if found else ("", False)
