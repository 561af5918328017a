"""Field masks: which members of an item a PATCH changes, as Google's APIs have it (AIP-134, AIP-161)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...description.argument_paths import ArgumentPath, get_value, with_value
from ...description.model import Action
from ...schema.values import to_string
from .. import schema_views
from ..exchange import Rejection
from .arguments import arguments_of
from .ids import Path

_NAMES = ("updatemask", "fieldmask")
ALL = "*"
"""The mask of a change that replaces the whole item."""


def mask_of(action: Action, wrapper: str) -> ArgumentPath:
    """
    Return the argument with the mask of a change; empty if there is none.

    Args:
        action: The action.
        wrapper: The property of the request that has the item: beside it the body may have the mask.
    """
    names = (
        argument.path
        for argument in arguments_of(action)
        if schema_views.normalized(argument.name) in _NAMES and (wrapper or not argument.in_body)
    )
    return next(names, ())


def asked_mask(arguments: Mapping[str, Any], path: ArgumentPath) -> list[str]:
    """Return the fields that a request lists in its mask; none if it has no mask, so that all that is sent counts."""
    value = get_value(arguments, path) if path else None
    listed = value if isinstance(value, list) else to_string(value or "").split(",")
    return [name for name in (to_string(part).strip() for part in listed) if name]


def masked(sent: Mapping[str, Any], mask: list[str], *known: Mapping[str, Any]) -> list[tuple[Path, Any]]:
    """
    Return the paths in a mask, each with the value that was sent for it; None if the member is to be removed.

    Args:
        sent: What was sent.
        mask: The fields that are listed.
        known: Objects with the names of all fields.

    Raises:
        Rejection: A name is that of no field.
    """
    paths = [tuple(_spelt(name.split("."), [sent, *known])) for name in mask]
    return [(path, get_value(sent, path)) for path in paths]


def _spelt(names: list[str], known: list[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the names of a path as the item has them: a mask may have ``display_name`` for ``displayName``."""
    for index, name in enumerate(names):
        found = (other for members in known for other in members if schema_views.is_same_name(other, name))
        spelling = name if any(name in members for members in known) else next(found, "" if index == 0 else name)
        if not spelling:
            raise Rejection(400, f"the mask has {name!r:.100}, which is not a field of the item")
        yield spelling
        inner = (members.get(spelling) for members in known)
        known = [members for members in inner if isinstance(members, Mapping)]


def with_masked(item: Mapping[str, Any], changes: list[tuple[Path, Any]]) -> dict[str, Any]:
    """Return an item with these values at their paths, and without what has none."""
    for path, value in changes:
        item = _without(item, path) if value is None else with_value(item, path, value)
    return dict(item)


def _without(item: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """Return an object without what is at a path."""
    first, *rest = path
    inner = item.get(first)
    if rest and isinstance(inner, Mapping):
        return {**item, first: _without(inner, tuple(rest))}
    return dict(item) if rest else {name: value for name, value in item.items() if name != first}
