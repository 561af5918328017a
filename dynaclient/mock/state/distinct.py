"""The values that items have for one property, each once."""

from __future__ import annotations

from typing import Any

from ...schema.values import to_string
from ..exchange import MockResponse
from .bulk import respond
from .calls import Call
from .facts import Done
from .matching import OPERATORS, values_at

MOST = 1000
"""How many values are returned at most."""


def distinct(call: Call) -> MockResponse:
    """
    Return the values of a property, each once, in their order.

    If it is a member of the objects in a list, such as ``tags.key``, an argument that compares another member of them
    selects objects of the list: the keys of a tag with this value.
    """
    rules = call.plan.rules
    outer, _, inner = rules.property.rpartition(".")
    with call.collection.lock:
        items = [item for item in call.collection.all() if rules.selection.fits(item, call.arguments)]
    rows = [row for item in items for row in (values_at(item, outer) if outer else [item]) if isinstance(row, dict)]
    name = inner or rules.property
    found = [
        value
        for row in rows
        if _is_selected(call, row, outer)
        for value in values_at(row, name)
        if not isinstance(value, (dict, list, type(None)))
    ]
    values = sorted({to_string(value): value for value in found}.items())
    done = Done(items, values=[value for _, value in values][:MOST])
    return respond(call, done, {rules.pointer: "values", **rules.facts})


def _is_selected(call: Call, row: dict[str, Any], outer: str) -> bool:
    """Return whether the arguments that compare properties select a row."""
    for found in call.plan.rules.selection.filters:
        path = found.property.removeprefix(f"{outer}.") if outer else found.property
        wanted = found.argument.sent(call.arguments)
        is_asked = found.property and wanted is not None and wanted != ""
        if is_asked and not OPERATORS[found.kind](values_at(row, path), wanted, True):
            return False
    return True
