"""Where stored items are in a response, and a response that has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..exchange import STORED
from ..responding.responses import conforming, sampled
from .plans import Plan


def shows_lists(plan: Plan) -> bool:
    """Return whether the response of an action may have several items."""
    return (
        bool(plan.path)
        or plan.schema is None
        or not plan.returns_item
        or "array" in plan.schema.types
        or (not plan.schema.types and not plan.schema.is_structured)
    )


def shown_items(
    plan: Plan, items: list[dict[str, Any]], origin: str = STORED, *, as_list: bool = False
) -> tuple[Any, str]:
    """
    Return what a response has, valid by its schema, and where that comes from.

    Args:
        plan: The plan of the action.
        items: The items.
        origin: Where they come from.
        as_list: Whether they were sent as a list: then they are returned as one, if the response may be one.
    """
    wrapped = [{plan.envelope: item} if plan.envelope else item for item in items]
    value: Any = wrapped
    for step in reversed(plan.path[:-1]):
        value = {step: value}
    if not plan.path and not (as_list and shows_lists(plan)):
        value = wrapped[0]
    if plan.schema is None:
        return value, origin
    if not plan.returns_item:
        return sampled(plan.schema)
    return conforming(plan.schema, value), origin


def items_in(plan: Plan, shown: Any) -> list[dict[str, Any]]:
    """Return the items in what a response has; none if it has no items."""
    if not plan.returns_item:
        return []
    for step in plan.path[:-1]:
        shown = shown.get(step) if isinstance(shown, Mapping) else None
    listed = shown if isinstance(shown, list) else [shown]
    items = [item.get(plan.envelope) if plan.envelope and isinstance(item, Mapping) else item for item in listed]
    return [dict(item) for item in items if isinstance(item, Mapping)]
