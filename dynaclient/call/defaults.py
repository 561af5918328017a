"""Defaults of a client: the arguments that a call, or one of many rows, leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..description.model import UNSET, Action, Parameter
from ..schema.plain_data import to_plain


def merge_members(base: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Return both as one object: what the second one has counts, member by member in objects."""
    merged = dict(base)
    for name, value in overrides.items():
        below = merged.get(name)
        if isinstance(value, Mapping) and isinstance(below, Mapping):
            merged[name] = merge_members(below, value)
        else:
            merged[name] = value
    return merged


def row_with_defaults(arguments: Mapping[str, Any], defaults: Mapping[str, Any]) -> Mapping[str, Any]:
    """
    Return the arguments of a row with the members that its objects leave out: its cells are such members.

    Args:
        arguments: The arguments of the row, by the names of the description.
        defaults: The defaults of the client. Those of arguments that the row does not have are left to the call.
    """
    return merge_members({name: value for name, value in defaults.items() if name in arguments}, arguments)


def call_with_defaults(action: Action, arguments: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the arguments of a call with those defaults that the action takes and that the call leaves out.

    The members of a body that may be passed by name are arguments of their own, also where they are in the body.

    Args:
        action: The action.
        arguments: The arguments of the call, in either spelling.
        defaults: The defaults of the client, by the names of the description.
    """
    named = {action.spellings.get(name): name for name in arguments}
    added = {name: value for name, value in defaults.items() if name in action.parameters and name not in named}
    passed = {**added, **arguments}
    if action.members and action.body is not None:
        _add_members(action, passed, defaults, named.get(action.body.name))
    return passed


def _add_members(action: Action, passed: dict[str, Any], defaults: Mapping[str, Any], own: str | None) -> None:
    """Add the defaults of members of the body; `own` is the name under which the call passes the body itself."""
    body = action.body
    assert body is not None  # noqa: S101 - only a body has members
    by_name = {action.members[name].wire for name in map(action.member_spellings.get, passed) if name is not None}
    whole = passed.get(body.name if own is None else own, UNSET)
    known = {} if whole is UNSET else _members_of(body, whole)
    if known is None:
        return  # a body without members has no place for them
    default = defaults.get(body.name)
    if own is not None and isinstance(default, Mapping):
        passed[own] = known = {**_without(default, by_name), **known}
    elif own is None and whole is not UNSET:
        passed[body.name] = known = _without(known, by_name)
    for spelling, value in defaults.items():
        name = None if spelling in action.parameters else action.member_spellings.get(spelling)
        if name is not None and action.members[name].wire not in {*known, *by_name}:
            passed[name] = value


def _members_of(body: Parameter, whole: Any) -> Mapping[str, Any] | None:
    """Return the members of a body; None if it has none, or cannot be read, which its validation reports."""
    try:
        plain = whole if isinstance(whole, Mapping) else to_plain(whole, body.schema)
    except Exception:  # noqa: BLE001 - an object of the caller may raise anything when it is read
        return None
    return plain if isinstance(plain, Mapping) else None


def _without(values: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}
