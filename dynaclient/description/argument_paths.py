"""
Arguments that `paginate` and `idempotencyKey` name: a parameter, or by a pointer a value inside the body.

Such a pointer is ``/body/pageToken``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..schema.plain_data import to_plain
from ..schema.references import parse_pointer
from ..schema.subschemas import child_views
from ..schema.validation import Schema
from .model import UNSET, Action, Parameter

ArgumentPath = tuple[str, ...]
"""The name of a parameter, and the names of the properties that lead to a value inside it."""


def find_path(
    parameters: Mapping[str, Parameter], members: Mapping[str, Parameter], written: str
) -> ArgumentPath | None:
    """
    Return the path that is written: the name of a parameter, or a pointer; None if there is no such parameter.

    The first name of a pointer is that of the body, of a part, or of a member of the body that is an argument.
    """
    first, *rest = parse_pointer(written) if written.startswith("/") else (written,)
    if first in parameters:
        is_inside = not rest or parameters[first].location in ("body", "part")
        return (first, *rest) if is_inside else None
    body = next((parameter.name for parameter in parameters.values() if parameter.spread), None)
    return None if body is None or first not in members else (body, members[first].wire, *rest)


def path_of(action: Action, written: str) -> ArgumentPath:
    """Return the path that `paginate` of an action has, which is known to be one."""
    return find_path(action.parameters, action.members, written) or (written,)


def key_path(action: Action) -> ArgumentPath | None:
    """Return the path of the argument that is the idempotency key; None if there is none, or it is only a header."""
    written = action.idempotency_key
    if not written:
        return None
    if "key path" not in action.derived:
        action.derived["key path"] = find_path(action.parameters, action.members, written)
    path: ArgumentPath | None = action.derived["key path"]
    return path


def get_value(arguments: Mapping[str, Any], path: ArgumentPath) -> Any:
    """Return the value at a path; None if there is none."""
    value: Any = arguments
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def leads_to(value: Any, path: ArgumentPath) -> bool:
    """Return whether a value can be added at a path inside another: what is on the way is an object, or absent."""
    for step in path:
        if value is None:
            return True
        if not isinstance(value, Mapping):
            return False
        value = value.get(step)
    return True


def with_objects(value: Any, path: ArgumentPath, schema: Schema) -> Any:
    """
    Return a value; as plain data if what leads to a path inside it are models or dataclasses.

    Raises:
        EncodingError: It has no form as plain data.
    """
    return value if leads_to(value, path) else to_plain(value, schema)


def with_value(arguments: Mapping[str, Any], path: ArgumentPath, value: Any) -> dict[str, Any]:
    """Return a copy of arguments with another value at a path; objects on the way are created."""
    first, *rest = path
    if not rest:
        return {**arguments, first: value}
    inner = arguments.get(first)
    return {**arguments, first: with_value(inner if isinstance(inner, Mapping) else {}, tuple(rest), value)}


def views_at(action: Action, path: ArgumentPath) -> list[Any]:
    """Return the schemas of the value at a path."""
    views = [action.parameters[path[0]].schema.view]
    for step in path[1:]:
        views = child_views(views, step)
    return views


def default_at(action: Action, path: ArgumentPath) -> Any:
    """Return the value that the server assumes at a path; UNSET if that is not declared."""
    if len(path) == 1:
        return action.parameters[path[0]].default
    declared = (view["default"] for view in views_at(action, path) if "default" in view)
    return next(declared, UNSET)
