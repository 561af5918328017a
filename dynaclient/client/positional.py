"""Arguments that are passed by position: one dict of them, or a mistake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..description.argument_paths import views_at
from ..description.model import Action
from ..errors import InvalidCall, Problem
from ..schema.subschemas import combined_schemas, named_schemas


def merged_arguments(action: Action, positional: tuple[Any, ...], arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the arguments of a call, passed as one dict, as keywords, or both."""
    first = positional[0]
    twice = set(first) & set(arguments) if len(positional) == 1 and isinstance(first, Mapping) else None
    if twice is not None and not twice:
        if arguments or not _is_body(action, first):
            return {**first, **arguments}
        message, name = "is the body alone; a dict has the arguments by name", "positional arguments"
    elif twice:
        message, name = "was passed twice, in the dict and as a keyword", str(next(iter(twice)))
    else:
        message, name = "arguments are passed by name", "positional arguments"
    hint = f"write {action.name}({_as_written(action)}) or pass one dict"
    problem = Problem.in_call("call", name, (), "keyword", "keywords", None, message, hint)
    raise InvalidCall(action.name, [problem])


def _is_body(action: Action, passed: Mapping[Any, Any]) -> bool:
    """Return whether a dict has no argument of the action, but only properties of its body."""
    body = action.body
    if body is None or not passed or any(name in action.spellings for name in passed):
        return False
    schemas = [schema for view in views_at(action, (body.name,)) for schema in combined_schemas(view)]
    return all(
        isinstance(name, str)
        and name not in action.member_spellings
        and any(named_schemas(schema, name) for schema in schemas)
        for name in passed
    )


def _as_written(action: Action) -> str:
    """Return the arguments that a call needs, or the first ones if it needs none, as they are written."""
    listed = [parameter for parameter in action.parameters.values() if parameter.required or parameter is action.body]
    shown = [
        f"{parameter.name}={'{…}' if parameter is action.body else '…'}"
        for parameter in listed or list(action.parameters.values())[:2]
    ]
    return ", ".join(shown)
