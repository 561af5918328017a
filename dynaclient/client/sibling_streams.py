"""The other action of an operation that returns a whole value or a stream of events, as its body asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..description.api import Api
from ..description.model import Action
from ..errors import DescriptionError, InvalidCall, Problem


def refuse_stream(api: Api, action: Action, arguments: Mapping[str, Any]) -> None:
    """
    Raise InvalidCall if the body of an action asks for the stream that another action returns.

    The response would be events, which this action cannot read, and the server would have done the work.
    """
    argument = "" if action.stream or action.body is None else action.body.name
    body = arguments.get(argument)
    # One of another type than `dict` is read when it is encoded: reading it may raise anything.
    asked = {name for name, value in body.items() if value is True} if type(body) is dict else set()
    for other, presets in _streams_of(api, action).items() if asked else ():
        if asked >= presets.keys():
            name = min(presets)
            message = f"asks for a stream of events, which {other} returns"
            hint = f"call {other}, or leave {name} out"
            problem = Problem.in_call("body", argument, (name,), "stream", False, None, message, hint)
            raise InvalidCall(action.name, [problem])


def _streams_of(api: Api, action: Action) -> Mapping[str, Mapping[str, Any]]:
    """Return the actions of the same operation that return a stream, each with the members by which it asks for it."""
    found: dict[str, Mapping[str, Any]] | None = action.derived.get("streams")
    if found is None:
        found = action.derived["streams"] = {}
        resource = api.resource(action.name.rpartition(".")[0])
        for key in resource.action_names:
            # By its name: to look at each action of a large API would take long.
            if "stream" in key.lower():
                name = f"{resource.name}.{key}"
                presets = _presets(api, action, name)
                found.update({name: presets} if presets else {})
    return found


def _presets(api: Api, action: Action, name: str) -> Mapping[str, Any]:
    """Return the members by which another action of the same operation asks for a stream; none if it does not."""
    try:
        other = api.action(name)
    except DescriptionError:
        return {}
    is_same = (other.method, other.path) == (action.method, action.path)
    presets = other.body.presets if is_same and other.stream and other.body is not None else {}
    return presets if all(value is True for value in presets.values()) else {}
