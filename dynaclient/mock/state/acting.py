"""Which arguments of a request change something: the response, or what is stored. The others are named."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from ...description.argument_paths import ArgumentPath, get_value, path_of
from ...description.model import UNSET, Action
from ...errors import Problem
from ...schema.values import to_string
from ..exchange import Rejection
from .arguments import find_argument
from .plans import Plan
from .rules import STORING, paths_used

_HEADERS = frozenset(
    [
        "accept", "authorization", "content-type", "if-match", "if-modified-since", "if-none-match",
        "if-unmodified-since", "prefer",
    ]
)  # fmt: skip
"""Headers, in lower case, on which the server acts for every action."""
NOT_IMPLEMENTED = 501
MOST = 50
"""How many names there are at most."""


def acting_of(plan: Plan) -> frozenset[ArgumentPath]:
    """Return the arguments on which an action acts, beside those in its path."""
    action, rules = plan.action, plan.rules
    found = paths_used(action, rules)
    found |= {path_of(action, plan.role.key)} if plan.role.key else set()
    found |= {path for path in ((plan.id_argument,), plan.mask) if any(path)}
    stores_all = plan.role.behavior in STORING and all(value.property for value in rules.values)
    if plan.role.behavior in STORING and stores_all:
        found |= {(parameter.name,) for parameter in action.parameters.values() if _is_body(action, parameter.name)}
    found |= {
        (parameter.name,) for parameter in action.parameters.values()
        if parameter.location == "path" or (parameter.location == "header" and parameter.wire.lower() in _HEADERS)
    }  # fmt: skip
    return frozenset(found)


def may_select(plan: Plan, paths: Iterable[ArgumentPath], common: Collection[str]) -> bool:
    """
    Return whether an action would treat more items than are asked for if it ignored arguments: they may select items.

    Args:
        plan: The plan of the action.
        paths: The arguments.
        common: The names of the parameters that all actions have; those select nothing.
    """
    if plan.role.behavior not in ("deleteMany", "updateMany") or "behavior" in plan.action.mock:
        return False
    parameters = plan.action.parameters
    return any(path[0] not in common and parameters[path[0]].location in ("query", "body", "part") for path in paths)


def _is_body(action: Action, name: str) -> bool:
    return action.parameters[name].location in ("body", "part")


# --- ignored ---------------------------------------------------------------------------------------------------------


def ignored_paths(action: Action, acting: Collection[ArgumentPath], arguments: Mapping[str, Any]) -> list[ArgumentPath]:
    """Return the arguments of a request that change nothing, without those that have the value they have anyway."""
    found: list[ArgumentPath] = []
    for name, value in arguments.items():
        parameter = action.parameters[name]
        if not _is_usual(value, parameter.default, parameter.preset):
            paths = _without_effect((name,), value, acting)
            found += (path for path in paths if not _is_usual(_at(value, path[1:]), _default_at(action, path)))
    return found


def sent_paths(action: Action, paths: Iterable[ArgumentPath], arguments: Mapping[str, Any]) -> list[ArgumentPath]:
    """Return those of these arguments that a request has, without those that have the value they have anyway."""
    values = ((path, get_value(arguments, path)) for path in (paths if arguments else ()))
    return [path for path, value in values if value is not None and not _is_usual(value, _default_at(action, path))]


def _without_effect(path: ArgumentPath, value: Any, acting: Collection[ArgumentPath]) -> Iterator[ArgumentPath]:
    if path in acting or value == {}:  # an empty object asks for nothing
        return
    if isinstance(value, Mapping) and any(other[: len(path)] == path for other in acting):
        for name, member in value.items():
            yield from _without_effect((*path, name), member, acting)
    else:
        yield path


def _at(value: Any, path: ArgumentPath) -> Any:
    for step in path:
        value = value[step]
    return value


def _default_at(action: Action, path: ArgumentPath) -> Any:
    found = find_argument(action, path)
    return UNSET if found is None else found.default


def _is_usual(value: Any, *usual: Any) -> bool:
    """Return whether a value is what counts, or what clients send, without it."""
    return any(other is not UNSET and (value == other or to_string(value) == to_string(other)) for other in usual)


def names_of(action: Action, paths: Iterable[ArgumentPath]) -> tuple[str, ...]:
    """Return the names of arguments as they are in a request: those of parameters, ``body``, and ``body.member``."""
    return tuple({_name(action, path): None for path in paths})[:MOST]


def _name(action: Action, path: ArgumentPath) -> str:
    parameter = action.parameters[path[0]]
    first = {"body": ["body"], "part": ["body", parameter.wire]}.get(parameter.location, [parameter.wire])
    return ".".join([*first, *path[1:]])


def refusal_of(action: Action, names: Iterable[str]) -> Rejection:
    """Return the rejection of a request with arguments that change nothing, for servers that are strict."""
    locations = {parameter.wire: parameter.location for parameter in action.parameters.values()}
    problems = [
        Problem.in_call(
            locations.get(name, locations.get(name.partition(".")[0], "body")), name, (), "ignored", (), None,
            "this server does not act on it",
            "leave it out, or describe in `mock` what it does",
        )
        for name in names
    ]  # fmt: skip
    return Rejection(NOT_IMPLEMENTED, f"{action.name}: not all arguments change something", problems)
