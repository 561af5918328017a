"""
Names that an object brings into a request, such as its keys in a query, and that belong to another parameter.

A server may read either of two values with the same name, or both: the call would not mean what its arguments say. That
two parameters have the same name is a problem of the description.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from ..description.model import Action
from ..errors import Problem
from .problems import Problems


def refuse_overwriting(
    action: Action,
    arguments: Mapping[str, Any],
    written: Mapping[str, str],
    problems: Problems,
    *,
    separator: str = "&",
    undeclared: Iterable[str] = (),
) -> None:
    """
    Add a problem for each name that one argument writes and that belongs to another.

    Args:
        action: The action.
        arguments: The validated arguments.
        written: Parameter → what it writes: pairs of a name and a value. All are in the same location.
        problems: The problems of the call.
        separator: What separates the pairs.
        undeclared: The names of values that the action does not declare.
    """
    containers = [name for name in written if isinstance(arguments[name], (dict, list))]
    if not containers:
        return
    location = action.parameters[containers[0]].location
    owners = {name: f"{location}={{{name!r:.80}: …}}" for name in undeclared}
    owners |= {
        parameter.wire: repr(name) for name, parameter in action.parameters.items() if parameter.location == location
    }
    for argument in containers:
        own = action.parameters[argument].wire
        for name in names_in(written[argument], separator):
            owner = owners.setdefault(name, repr(argument))
            if name != own and owner != repr(argument):
                message = f"writes the name {name!r:.80} into the request, as {owner} does"
                hint = "pass only one of them"
                path = (name,) if isinstance(arguments[argument], dict) and name in arguments[argument] else ()
                problem = Problem.in_call(location, argument, path, "twice", "a name of its own", None, message, hint)
                problems.append(problem)


def names_in(pairs: str, separator: str) -> dict[str, None]:
    """Return the names in encoded pairs."""
    return {unquote(pair.partition("=")[0]): None for pair in pairs.split(separator) if pair}
