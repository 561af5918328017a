"""Whether actions are for the same kind of item: what they send, and what they return."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...description.api import Api
from ...description.model import Action
from .. import schema_views
from ..paths import build_or_none
from ..responding.success import ENVELOPES, PREFERRED_FOR_CREATION, data_schema, success
from .ids import Path, find_ids

PATCHES = ("application/merge-patch+json", "application/json-patch+json")
"""Media types of what changes, by their definition, what GET returns."""


def sends_what(reader: Action, writer: Action | None) -> bool:
    """Return whether an action sends what another one returns, as far as their schemas declare it."""
    if writer is None or (writer.body is None and not writer.parts) or not _returns_object(reader):
        return False
    if writer.body is not None and any(media in PATCHES for media in writer.body.content):
        return True
    sent = [writer.body.schema.view] if writer.body else [{"properties": {part.wire: {} for part in writer.parts}}]
    schema = data_schema(success(reader)[1])[1]
    names, others = _names_in([schema.view] if schema is not None else []), _names_in(sent)
    if not names or not others:
        # By its definition, PUT sends what GET returns.
        return schema_views.types(*sent) <= {"object", "null"} and (not others or writer.method == "PUT")
    return bool(names & others)


def _returns_object(reader: Action) -> bool:
    _, response = success(reader)
    media, schema = data_schema(response)
    if reader.paginate or (response is not None and not media):
        return False
    return schema is None or schema_views.types(schema.view) <= {"object", "null"}


def _names_in(views: list[Any]) -> set[str]:
    """Return the names of the properties of an item, also of one that is wrapped."""
    found = schema_views.properties(*views)
    wrapped = [found[name] for name in found if len(found) == 1 or name in ENVELOPES]
    return {*found, *(name for schemas in wrapped for name in schema_views.properties(*schemas))}


def creates_for(action: Action, on_item: Action) -> bool:
    """
    Return whether an action creates an item that another one is for.

    Half of what it returns is what the other one returns, and it sends something of that: not only the id of an item
    that is there. Where nothing returns the item, it has a property for the parameter that identifies it.
    """
    sent = set(_sent_properties(action))
    returned, there = _returned_properties(action) or _sent_properties(action), _returned_properties(on_item)
    if not there and on_item.method != "GET":
        there = _sent_properties(on_item) or {path[0]: [] for path in find_ids(returned, on_item.pieces[-2][1], None)}
    is_alike = 2 * len(returned.keys() & there.keys()) >= min(len(returned), len(there)) > 0
    return is_alike and (not sent or bool(sent & there.keys()))


def _returned_properties(action: Action) -> dict[str, list[Any]]:
    schema = data_schema(success(action, PREFERRED_FOR_CREATION)[1])[1]
    return _unwrapped(schema.view) if schema is not None else {}


def _sent_properties(action: Action) -> dict[str, list[Any]]:
    if action.body is None:
        return {part.wire: [part.schema.view] for part in action.parts}
    return _unwrapped(action.body.schema.view)


def _unwrapped(view: Any) -> dict[str, list[Any]]:
    """Return the properties of an item, of one that is the only property of an object, or of the first of a list."""
    found = schema_views.properties(*schema_views.at_path(view, (0,) if "array" in schema_views.types(view) else ()))
    inner = schema_views.properties(*next(iter(found.values()))) if len(found) == 1 else {}
    return dict(inner or found)


OnItem = Iterable[tuple[str, str, str]]
"""Actions on an item: method, name, and the parameter that identifies the item."""


def is_same_item(api: Api, on_item: OnItem, others: OnItem) -> bool:
    """Return whether some actions on an item return what others do, with the same id."""
    (properties, path), (other_properties, other_path) = _item_of(api, on_item), _item_of(api, others)
    shared = properties.keys() & other_properties.keys()
    return path == other_path and 2 * len(shared) >= max(len(properties), len(other_properties))


def _item_of(api: Api, on_item: OnItem) -> tuple[dict[str, list[Any]], Path]:
    """Return the properties of an item and the one with its id, by the action that reads it, or else the first."""
    _, name, key = min(on_item, key=lambda found: found[0] != "GET")
    action = build_or_none(api, name)
    properties = _returned_properties(action) if action is not None else {}
    return properties, find_ids(properties, key, None)[0]
