"""
Names that an object brings into a request, such as its keys in a query, and that belong to another parameter.

A server may read either of two values with the same name, or both: the call would not mean what its arguments say. That
two parameters have the same name is a problem of the description. The name of an API key belongs to the credential that
the call is sent with: no argument writes it, or a value would choose the account that the call is made for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from ..description.model import UNSET, Action, Parameter
from ..errors import Problem
from .problems import Problems

NO_KEYS: Mapping[str, frozenset[str]] = {}
"""The names of the API keys of a call that is sent without any."""
API_KEY = "the API key of the client"


def refuse_overwriting(
    action: Action,
    location: str,
    arguments: Mapping[str, Any],
    written: Mapping[str, str],
    problems: Problems,
    *,
    separator: str = "&",
    undeclared: Iterable[str] = (),
    keys: Collection[str] = (),
) -> None:
    """
    Add a problem for each name that one argument writes and that belongs to another.

    Args:
        action: The action.
        location: Where the parameters are.
        arguments: The validated arguments.
        written: Parameter → what it writes: pairs of a name and a value.
        problems: The problems of the call.
        separator: What separates the pairs.
        undeclared: The names of values that the action does not declare.
        keys: The names in this location of the API keys that the call is sent with.
    """
    if keys:
        names = {name: names_in(pairs, separator) for name, pairs in written.items()}
        names |= {name: {name: None} for name in undeclared}
        refuse_keys(location, names, keys, problems)
    containers = [name for name in written if isinstance(arguments[name], (dict, list))]
    if not containers:
        return
    owners = {name: f"{location}={{{name!r:.80}: …}}" for name in undeclared}
    owners |= {
        parameter.wire: repr(name) for name, parameter in action.parameters.items() if parameter.location == location
    }
    for argument in containers:
        own = action.parameters[argument].wire
        for name in names_in(written[argument], separator):
            owner = owners.setdefault(name, repr(argument))
            if name != own and owner != repr(argument):
                path = (name,) if isinstance(arguments[argument], dict) and name in arguments[argument] else ()
                problems.append(_written_twice(location, argument, path, name, owner))


def refuse_keys(location: str, written: Mapping[str, Iterable[str]], keys: Collection[str], problems: Problems) -> None:
    """Add a problem for each name of an API key in a location; `written` has the names that each argument writes."""
    for argument, names in written.items():
        for name in names:
            if name in keys:
                problems.append(_written_twice(location, argument, (), name, API_KEY))


def is_key(parameter: Parameter, keys: Mapping[str, frozenset[str]]) -> bool:
    """Return whether a parameter is an API key of the client, which is sent without being passed."""
    name = parameter.wire.lower() if parameter.location == "header" else parameter.wire
    return name in keys.get(parameter.location, ())


def is_preset(parameter: Parameter, value: Any) -> bool:
    """Return whether a value is the one that is sent unless the caller passes another."""
    return parameter.preset is not UNSET and bool(value == parameter.preset)


def _written_twice(location: str, argument: str, path: tuple[str, ...], name: str, owner: str) -> Problem:
    message = f"writes the name {name!r:.80} into the request, as {owner} does"
    hint = "pass only one of them"
    return Problem.in_call(location, argument, path, "twice", "a name of its own", None, message, hint)


def names_in(pairs: str, separator: str) -> dict[str, None]:
    """Return the names in encoded pairs."""
    return {unquote(pair.partition("=")[0]): None for pair in pairs.split(separator) if pair}
