"""Arguments that are passed by position: one dict of them, or a mistake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..description.model import Action
from ..errors import InvalidCall, Problem


def merged_arguments(action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the arguments of a call, passed as one dict, as keywords, or both."""
    first = positional[0]
    twice = set(first) & set(arguments) if len(positional) == 1 and isinstance(first, Mapping) else None
    if twice is not None and not twice:
        return {**first, **arguments}
    if twice:
        message, name = "was passed twice, in the dict and as a keyword", str(next(iter(twice)))
    else:
        message, name = "arguments are passed by name", "positional arguments"
    hint = f"write {action.name}({_as_written(action)}) or pass one dict"
    problem = Problem.in_call("call", name, (), "keyword", "keywords", None, message, hint)
    raise InvalidCall(action.name, [problem])


def _as_written(action: Action) -> str:
    """Return the arguments that a call needs, or the first ones if it needs none, as they are written."""
    listed = [parameter for parameter in action.parameters.values() if parameter.required or parameter is action.body]
    shown = [
        f"{parameter.name}={'{…}' if parameter is action.body else '…'}"
        for parameter in listed or list(action.parameters.values())[:2]
    ]
    return ", ".join(shown)
