"""The plan of an action, made once: its role, and the structure of its response."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from ...description.argument_paths import ArgumentPath
from ...description.model import Action, Parameter
from ...records import dataclass, field, replace
from ...schema.directions import MARKS, REQUEST, RESPONSE, is_marked
from ...schema.references import format_pointer, parse_pointer
from ...schema.subschemas import is_secret
from ...schema.validation import Schema
from .. import schema_views
from ..paths import names_in, without_names
from ..responding.success import (
    PREFERRED,
    PREFERRED_FOR_CREATION,
    data_schema,
    item_path,
    items_pointer,
    success,
)
from .arguments import ItemKind, members_of_items
from .conditions import Conditions, conditions_of
from .ids import METADATA, Path, find_ids, schemas_at
from .inference import Above, Role, Roles
from .inside import shows_owner
from .listing import PAGE_FACTS, Metadata
from .masks import mask_of
from .members import Views
from .names import Expanded
from .rules import OF_ANY_PARENT, SELECTING, WITHOUT_ITEM, Parents, Rules, log_time, paths_used, rules_for
from .shared import Members, Properties, Steps, envelope_of, members_of, path_to_item, sent_views, wrapper_of
from .times import CREATED, UPDATED


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
    path: Steps = ()
    """Where an item is in the response; empty if the response is the item, or has it in its envelope."""
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
    item_path: str = ""
    """The path of an item, without names."""
    above: tuple[Above, ...] = ()
    """The items that the action is below of: without them it has nothing to act on."""
    above_names: tuple[str, ...] = ()
    """The parameters that identify them."""
    members: Members = field(default_factory=Members)
    """Whose the members of an item are."""
    sent: Views = field(default_factory=list)
    """The schemas of an item in the request."""
    created: tuple[Path, ...] = ()
    """The properties with the time at which an item was created."""
    updated: tuple[Path, ...] = ()
    """The properties with the time at which it was changed."""
    parent_ids: tuple[tuple[str, Path], ...] = ()
    """The parameters that identify the parents, and the properties with the same names."""
    conditions: Conditions = field(default_factory=Conditions)
    """The conditional requests that its items have; those of the action itself if it has no item, or lists them."""
    secrets: tuple[str, ...] = ()
    """The properties that a response with a new item has, and no other."""
    expanded: Expanded | None = None
    """The path of the action with its resource names expanded; None if it has none."""
    name: str = ""
    """The resource name of an item, without names, if that identifies it."""
    id_argument: str = ""
    """The query parameter with the last part of the resource name of a new item."""
    mask: ArgumentPath = ()
    """The argument that lists which members of an item a change is for; empty if there is none."""
    wrapper: str = ""
    """The property of the request that has the item, if others beside it have something else."""
    rules: Rules = field(default_factory=Rules)
    """What it does with its arguments."""
    can_restore: bool = False
    """Whether an action of the API restores what was deleted from the collection."""
    flat: Mapping[str, str] = field(default_factory=dict)
    """Collection → the path at which its items are, too, without their parents; of all collections, without names."""
    location: str = ""
    """The path of a new item, without names; empty if no action is on it."""


def plan_for(action: Action, roles: Roles) -> Plan:
    """Return the plan of an action."""
    role = roles.of(action)
    preferred = PREFERRED_FOR_CREATION if role.behavior == "create" else PREFERRED
    status, response = success(action, preferred)
    media, schema = data_schema(response)
    if response is None and role.behavior not in ("respond", "delete"):
        media = "application/json"
    above = tuple(roles.above(role, action))
    expanded = roles.expanded(action)
    if role.behavior == "respond":
        return Plan(
            action, role, status, media, schema, above=above, above_names=names_in(roles.path(action)),
            conditions=conditions_of([action]), expanded=expanded,
        )  # fmt: skip
    on_item, name = roles.on_item(role)
    key = on_item.parameters[name] if on_item and name else None
    known = _inner_properties(action, role, roles) or _read_properties(roles, role, key)
    has_own = (role.behavior not in WITHOUT_ITEM or bool(role.key)) and not action.mock.get("response")
    has_own = has_own and not shows_owner(action, schema)
    path = path_to_item(action, role, schema, known) if has_own else ()
    own = schema_views.properties(*(schema_views.at_path(schema.view, path) if schema and has_own else ()))
    is_body = role.behavior not in SELECTING and role.behavior != "createMany"
    body = _body_properties(action, own.keys() - known.keys()) if is_body else {}
    wrapper = wrapper_of(body, known)
    body = schema_views.properties(*body[wrapper]) if wrapper else body
    own_names = {*_outer_ids({**own, **known, **body}, role, key), *known, *body}
    is_one = role.behavior != "list" and has_own
    envelope, returns_item = envelope_of(own, own_names, action) if is_one else ("", has_own)
    shown = schema_views.properties(*own[envelope]) if envelope else own if returns_item else {}
    declared = _together(shown, known, body)
    parents = _parents(action, role, roles)
    template = roles.name_of(role)
    members, sent = members_of(action, roles, own_names), sent_views(action, own_names)
    ids = _declared_ids(action, declared) or _ids(declared, role, key, template)
    rules = _rules(action, role, roles, ItemKind(declared, _names_of_ids(ids, key)))
    return Plan(
        action, role, status, media, schema, declared, ids, path, envelope,
        returns_item or role.behavior == "read", _beside(action, role, schema, rules), parents, key,
        roles.can_create(role), roles.assigns_ids(role), roles.item_path(role), above, parents, members,
        sent, _times(declared, CREATED), _times(declared, UPDATED),
        _parent_ids(declared, parents, names_in(role.collection)),
        conditions_of([action]) if role.behavior in SELECTING else members.conditions,
        _secrets(shown, sent), expanded, template, _id_argument(action, template) if role.behavior == "create" else "",
        mask_of(action, wrapper) if role.behavior == "update" else (), wrapper, rules, roles.can_restore(role),
        roles.flat, _location(role, roles),
    )  # fmt: skip


def _names_of_ids(ids: Iterable[Path], key: Parameter | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*(".".join(path) for path in ids), *([key.name] if key else [])]))


def _rules(action: Action, role: Role, roles: Roles, kind: ItemKind) -> Rules:
    time = log_time(action, kind.declared, roles.lister(role), has_items=roles.on_item(role)[0] is not None)
    rules = rules_for(action, role.behavior, replace(kind, time=time), _parents_of(action, role, roles))
    schema = data_schema(success(action)[1])[1]
    is_other = role.behavior == "list" and role.path_key != without_names(roles.path(action))
    return replace(rules, shown=_shown(action, schema)) if is_other and schema is not None else rules


def _shown(action: Action, schema: Schema) -> frozenset[str] | None:
    """Return the properties of the items of a list, if it has other properties than what it lists; None if all."""
    views = schema_views.at_path(schema.view, item_path(action))
    parts = [part for view in views for part in schema_views.parts(view)]
    is_open = any(part.get("patternProperties") or part.get("additionalProperties") for part in parts)
    return None if is_open else frozenset(schema_views.properties(*views)) or None


def _declared_ids(action: Action, declared: Properties) -> tuple[Path, ...]:
    """Return the property with the id that `mock` names, where nothing is known of the items."""
    name = str(action.mock.get("id", ""))
    return ((name,),) if name and not declared else ()


def _inner_properties(action: Action, role: Role, roles: Roles) -> Properties:
    """Return the properties of the items of a list inside another item, if that is the action's collection."""
    inside = action.mock.get("inside")
    if not inside:
        return {}
    owners = Role(action.name, "list", role.collection.rpartition("/")[0].rpartition("/")[0])
    on_item, name = roles.on_item(owners)
    declared = _read_properties(roles, owners, on_item.parameters[name] if on_item and name else None)
    return members_of_items(declared.get(str(inside), []))


def _location(role: Role, roles: Roles) -> str:
    if role.behavior not in ("create", "put", "replace") or (not role.is_single and roles.on_item(role)[0] is None):
        return ""
    return roles.flat.get(role.path_key) or roles.item_path(role)


def _parents_of(action: Action, role: Role, roles: Roles) -> Parents | None:
    """Return the collection for whose items an action is carried out: its path has an id that the action has not."""
    written = str(action.mock.get("forEach", ""))
    is_of_any = role.behavior in OF_ANY_PARENT or role.path_key in roles.flat
    is_in_path = not written and not is_of_any and _parents(action, role, roles)[-1:] == ("",)
    if is_in_path:
        written = role.collection.partition(f"/{{{names_in(role.collection)[-1]}}}")[0]
    if not written:
        return None
    parent = Role(action.name, "list", written)
    on_item, key_name = roles.on_item(parent)
    if on_item is None and roles.lister(parent) is None:
        return None
    key = on_item.parameters[key_name] if on_item and key_name else None
    declared = _read_properties(roles, parent, key)
    ids = _names_of_ids(find_ids(declared, "", key), key)
    return Parents(parent.path_key, _parents(action, parent, roles), ItemKind(declared, ids), is_in_path=is_in_path)


def _ids(declared: Properties, role: Role, key: Parameter | None, template: str) -> tuple[Path, ...]:
    """Return the properties with the id of an item; a single item need not have one."""
    if template and "name" in declared:
        return (("name",),)
    found = find_ids(declared, role.id, key)
    return tuple(path for path in found if path[0] in declared) if role.is_single else found


def _id_argument(action: Action, template: str) -> str:
    """Return the query parameter with the last part of a resource name: ``secretId`` for ``projects/{}/secrets/{}``."""
    plural = schema_views.normalized(template.split("/")[-2]) if "/" in template else ""
    for parameter in action.parameters.values():
        stem = schema_views.normalized(parameter.wire).removesuffix("id")[:-1]
        if parameter.location == "query" and parameter.wire.endswith("Id") and stem and plural.startswith(stem):
            return parameter.name
    return ""


def _named_paths(declared: Properties, is_wanted: Callable[[str], bool]) -> tuple[Path, ...]:
    """Return the properties of an item with certain names, also those in its metadata."""
    found: list[Path] = [(name,) for name in declared if is_wanted(name)]
    for outer in METADATA:
        inner = schema_views.properties(*declared.get(outer, ()))
        found += [(outer, name) for name in inner if is_wanted(name)]
    return tuple(found)


def _times(declared: Properties, names: Collection[str]) -> tuple[Path, ...]:
    """Return the properties with these names that may have a time: strings and numbers."""
    found = _named_paths(declared, lambda name: schema_views.normalized(name) in names)
    types = {path: schema_views.types(*schemas_at(declared, path)) for path in found}
    return tuple(path for path in found if not types[path] or types[path] & {"string", "integer", "number"})


def _parent_ids(declared: Properties, parents: Iterable[str], names: Iterable[str]) -> tuple[tuple[str, Path], ...]:
    """Return the properties that have the names of the parents' path parameters, or of those that an action lacks."""
    pairs = [(parent, parent or name) for parent, name in zip(parents, names, strict=True)]
    return tuple(
        (parent, path)
        for parent, wanted in pairs
        for path in _named_paths(declared, lambda name, wanted=wanted: schema_views.is_same_name(name, wanted))  # type: ignore[misc]
    )


def _secrets(declared: Properties, sent: Views) -> tuple[str, ...]:
    """
    Return the properties of a response that are secret strings, and the server's: no request has them.

    If they are `writeOnly`, they are never returned.
    """
    asked = schema_views.properties(*sent)
    return tuple(
        name
        for name, schemas in declared.items()
        if any(is_secret(schema) and "string" in schema_views.types(schema) for schema in schemas)
        and not any(is_marked(schema, MARKS[RESPONSE]) for schema in schemas)
        and (name not in asked or any(is_marked(schema, MARKS[REQUEST]) for schema in asked[name]))
    )


def _beside(action: Action, role: Role, schema: Schema | None, rules: Rules) -> tuple[Metadata, ...]:
    if role.behavior != "list" or schema is None or not parse_pointer(items_pointer(action) or ""):
        return ()
    in_path = [name for _, name in action.pieces if name]
    used = {*in_path, *(path[0] for path in paths_used(action, rules))}
    declared = schema_views.properties(schema.view)
    found = []
    for name, schemas in declared.items():
        parameter = next((other for other in used if schema_views.is_same_name(other, name)), "")
        fact = _fact(name, schemas, declared)
        if parameter or fact:
            is_text = schema_views.types(*schemas) == {"string"}
            found.append(Metadata(format_pointer((name,)), schemas, parameter, fact, is_text))
        inner = schema_views.properties(*schemas) if schema_views.types(*schemas) == {"object"} else {}
        facts = ((key, members, _fact(key, members, inner)) for key, members in inner.items())
        found += [Metadata(format_pointer((name, key)), members, "", word) for key, members, word in facts if word]
    return tuple(found)


def _fact(name: str, schemas: list[Any], beside: Properties) -> str:
    """Return the fact of a page that a property has by its name; an empty string if it has none."""
    fact = schema_views.normalized(name)
    if fact not in PAGE_FACTS or not schema_views.types(*schemas) & {"integer", "number", "boolean"}:
        return ""
    return "total" if fact == "count" and {"next", "previous"} <= beside.keys() else fact


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
    envelope, _ = envelope_of(found, _outer_ids(found, role, key), reader)
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


def _parents(action: Action, role: Role, roles: Roles) -> tuple[str, ...]:
    """Return the parameters for the names in the collection's path: by name, else by position."""
    own = [name for name in names_in(roles.path(action)) if name != role.key]
    found = []
    for index, name in enumerate(names_in(role.collection)):
        is_known = name != role.key and (name in action.parameters or name in own)
        found.append(name if is_known else own[index] if index < len(own) else "")
    return tuple(found)
