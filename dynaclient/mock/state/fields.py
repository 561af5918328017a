"""The values in the entries of a log, by the names of their fields."""

from __future__ import annotations

from typing import Any

from ...schema.values import to_string
from .. import schema_views
from .calls import Call
from .plans import Plan

Item = dict[str, Any]
_HOLDERS = ("data", "values", "fields", "metrics", "attributes", "state")
"""Properties of an entry that have its fields, if they are an object."""


def holder_of(plan: Plan) -> str:
    """Return the property of an entry with its fields; empty if they are properties of the entry itself."""
    objects = [name for name, schemas in plan.declared.items() if "object" in schema_views.types(*schemas)]
    return next((name for name in _HOLDERS if name in objects), objects[0] if len(objects) == 1 else "")


def fields_of(plan: Plan, entry: Item, holder: str) -> Item:
    """Return the values in an entry, by the names of their fields."""
    if holder:
        found = entry.get(holder)
        return found if isinstance(found, dict) else {}
    own = {path[0] for path in plan.ids} | {plan.rules.time}
    return {name: value for name, value in entry.items() if name not in own and not isinstance(value, (dict, list))}


def asked_fields(call: Call) -> list[str] | None:
    """Return the names of the fields that are asked for; None if all are."""
    value = call.plan.rules.selection.value("fields", call.arguments)
    if value is None:
        return None
    names = value if isinstance(value, list) else to_string(value).split(",")
    return [to_string(name).strip() for name in names]
