"""Members of a `spread` body that were passed by name: they become the body, or are added to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..description.model import UNSET, Action, Parameter
from ..errors import Problem, list_some
from ..schema.plain_data import to_plain
from ..strings.counting import a_kind


def add_members(action: Action, passed: dict[str, Any], members: Mapping[str, Any]) -> list[Problem]:
    """
    Add members to the body of a call; return the problems if that is not possible.

    Args:
        action: The action.
        passed: The arguments of the call by the names of the description. The body is replaced.
        members: The members by their names in Python, keys of `Action.members`.
    """
    body = action.body
    assert body is not None  # noqa: S101 - only a body has members
    whole = passed.get(body.name, UNSET)
    preset = body.preset if isinstance(body.preset, Mapping) else {}
    try:
        own = {} if whole is UNSET else whole if isinstance(whole, Mapping) else to_plain(whole, body.schema)
        problems = list(_passed_twice(action, body, own, members))
        passed[body.name] = {
            **(preset if whole is UNSET else own),
            **{action.members[name].wire: value for name, value in members.items()},
        }
    except Exception:  # noqa: BLE001 - an object of the caller may raise anything when it is read
        return [_not_an_object(body, whole, members)]
    return problems


def _passed_twice(
    action: Action, body: Parameter, whole: Mapping[str, Any], members: Mapping[str, Any]
) -> Iterator[Problem]:
    for name in members:
        wire = action.members[name].wire
        if wire in whole:
            message = f"was passed twice: in {body.name}, and as {name}"
            yield Problem.in_call("body", body.name, (wire,), "twice", 1, 2, message, "pass it once")


def _not_an_object(body: Parameter, whole: Any, members: Mapping[str, Any]) -> Problem:
    message = f"is {a_kind(whole)}, to which {list_some(members)} cannot be added"
    hint = "pass a dict, or all members by name"
    return Problem.in_call("body", body.name, (), "type", "object", None, message, hint)
