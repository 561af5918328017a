"""The idempotency key of a call, if it is an argument or in the body: made unless the caller passes one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..description.argument_paths import get_value, key_path, leads_to, with_objects, with_value
from ..description.model import Action, Parameter
from ..errors import Problem
from ..schema.plain_data import EncodingError


def new_key() -> str:
    """Return a random key."""
    from uuid import uuid4  # here, for it takes two milliseconds to import

    return str(uuid4())


def add_key(
    action: Action, passed: Mapping[str, Any], make: Callable[[], str]
) -> tuple[Mapping[str, Any], list[Problem]]:
    """
    Return the arguments of a call with its idempotency key, and the problems if it cannot be added.

    Args:
        action: The action.
        passed: The arguments of the call by the names of the description.
        make: Makes the key, if the caller has passed none.
    """
    path = key_path(action)
    if path is None:
        return passed, []
    parameter, value = action.parameters[path[0]], passed.get(path[0])
    if len(path) == 1:
        return (passed if value is not None else {**passed, path[0]: make()}), []
    if value is None:
        value = parameter.preset if isinstance(parameter.preset, Mapping) else {}
    try:
        body = _with_key(with_objects(value, path[1:], parameter.schema), path[1:], make)
    except EncodingError:
        return passed, []  # which is reported when the value is validated
    except Exception:  # noqa: BLE001 - an object of the caller may raise anything when it is read
        body = None
    return (passed, [_not_an_object(parameter, path)]) if body is None else ({**passed, path[0]: body}, [])


def with_other_key(action: Action, arguments: Mapping[str, Any], first: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the arguments of a further page, which is another call, with a key of its own; those of the first stay."""
    path = key_path(action)
    if path is None or arguments == first or get_value(arguments, path) is None:
        return arguments
    return with_value(arguments, path, new_key())


def _with_key(value: Any, path: tuple[str, ...], make: Callable[[], str]) -> dict[str, Any] | None:
    """Return a copy of an object with a key at a path; None if something on the way is not an object."""
    if not leads_to(value, path):
        return None
    return dict(value) if get_value(value, path) is not None else with_value(value, path, make())


def _not_an_object(parameter: Parameter, path: tuple[str, ...]) -> Problem:
    where = "/".join(path[1:])
    message = f"is not an object, to which the idempotency key could be added as {where}"
    return Problem.in_call(parameter.location, path[0], (), "type", "object", None, message, "pass a dict")
