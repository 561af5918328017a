"""
What an expression before the cursor stands for, found without running any code of the user's.

Of the user's objects only variables, items of dicts and lists, and attributes that are stored in an object are looked
at. Attributes of a client are names of its description, and nothing is sent.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..client.base import BaseClient
from ..client.found import Found, FoundAction
from ..client.methods import Method
from ..client.resources import Resource
from ..description.model import Action
from ..runtime.backends import BlockingIterator, ManagedIterator
from .reading import literal

UNKNOWN: Any = type("Unknown", (), {"__repr__": lambda _: "UNKNOWN"})()
"""What an expression stands for that cannot be found out so."""
DERIVING = ("with_options", "with_defaults", "limited")
"""The methods of a client that return one with the same names."""
_PACKAGE = __name__.partition(".")[0]
OURS = (BaseClient, Resource, FoundAction, Found)


class Callee(NamedTuple):
    """What is called."""

    owner: Any
    """The object whose attribute it is: a client, a method, or an action that was found."""
    member: str
    """The attribute; empty if the object itself is called."""


def is_instance(value: Any, kinds: type[Any] | tuple[type[Any], ...]) -> bool:
    """Return whether the class of a value is one of these; unlike `isinstance` it does not ask the value itself."""
    return issubclass(type(value), kinds)


def is_own(value: Any, *names: str) -> bool:
    """Return whether none of these attributes is defined by a class that is not of this package."""
    owners = (next((base for base in type(value).__mro__ if name in vars(base)), object) for name in names)
    return all(owner.__module__.partition(".")[0] in (_PACKAGE, "builtins") for owner in owners)


def is_method(value: Any) -> bool:
    """Return whether a value is a method of a client: to `isinstance` it is one of Python's."""
    return type(value) is Method


def action_of(value: Any) -> Action | None:
    """Return the action of a method, or of a row that was found; None for all else."""
    found: Action | None = value if is_instance(value, FoundAction) else value.action if is_method(value) else None
    return found


def is_ours(value: Any) -> bool:
    """Return whether a value is a client, or a part of one."""
    return is_method(value) or is_instance(value, (*OURS, BlockingIterator, ManagedIterator))


def find(node: ast.expr | None, names: Mapping[str, Any]) -> Any:
    """Return the object that an expression stands for; `UNKNOWN` if it would have to be evaluated."""
    look_up = _NODES.get(type(node))
    return UNKNOWN if look_up is None else look_up(node, names)


def find_callee(node: ast.expr | None, names: Mapping[str, Any]) -> Callee | None:
    """Return what is called of a client; None if it is anything else."""
    if isinstance(node, ast.Attribute):
        owner = find(node.value, names)
        if is_instance(owner, BaseClient) and hasattr(type(owner), node.attr):
            return Callee(owner, node.attr)
        action = action_of(owner)
        if action is not None and node.attr in dir(owner):
            return Callee(owner, node.attr)
    value = find(node, names)
    return Callee(value, "") if action_of(value) is not None else None


def _name(node: ast.Name, names: Mapping[str, Any]) -> Any:
    return names.get(node.id, UNKNOWN)


def _attribute(node: ast.Attribute, names: Mapping[str, Any]) -> Any:
    owner = find(node.value, names)
    if is_method(owner) or is_instance(owner, OURS):
        # A subclass of the user's may compute its attributes.
        is_safe = is_own(owner, node.attr, "__getattr__", "__getattribute__")
        return getattr(owner, node.attr, UNKNOWN) if is_safe else UNKNOWN
    try:
        stored = object.__getattribute__(owner, "__dict__")
    except AttributeError:
        return UNKNOWN
    return stored.get(node.attr, UNKNOWN)


def _item(node: ast.Subscript, names: Mapping[str, Any]) -> Any:
    owner, key = find(node.value, names), literal(node.slice)
    if type(owner) not in (dict, list, tuple) and not (
        is_instance(owner, (BaseClient, Resource, Found)) and is_own(owner, "__getitem__")
    ):
        return UNKNOWN
    try:
        return owner[key]
    except (LookupError, TypeError, AttributeError):
        return UNKNOWN


def _called(node: ast.Call, names: Mapping[str, Any]) -> Any:
    callee = find_callee(node.func, names)
    if callee is None or not is_instance(callee.owner, BaseClient):
        return UNKNOWN
    if callee.member in DERIVING:
        return callee.owner
    words = literal(node.args[0]) if callee.member == "find" and node.args else None
    return callee.owner.find(words) if isinstance(words, str) and is_own(callee.owner, "find") else UNKNOWN


_NODES: Mapping[Any, Any] = {
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _item,
    ast.Call: _called,
}
"""How the object of each kind of expression is found."""
