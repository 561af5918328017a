"""The signature of a method, for `help`, editors and everyone who asks `inspect`."""

from __future__ import annotations

import inspect
from typing import Any

from ..description.model import UNSET, Action, Parameter
from ..description.spellings import argument_name

_PYTHON_TYPES: dict[str, Any] = {
    "string": str, "integer": int, "number": float, "boolean": bool, "array": list, "object": dict, "null": None,
}  # fmt: skip


def signature_with_owner(action: Action) -> inspect.Signature:
    """Return the signature of an action with a first parameter, which `inspect` removes from that of a bound method."""
    shown = signature(action)
    name = "self"
    while name in shown.parameters:
        name += "_"
    first = inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY)
    return shown.replace(parameters=[first, *shown.parameters.values()])


def signature(action: Action) -> inspect.Signature:
    """
    Return the signature of an action: keyword-only parameters, the required ones first.

    A body whose members may be passed by name is optional in it, and so are these: either is enough.
    """
    ordered = sorted(action.parameters.values(), key=lambda parameter: not parameter.required or parameter.spread)
    shown = [
        _signature_parameter(parameter, required=parameter.required and not parameter.spread) for parameter in ordered
    ]
    shown += [_signature_parameter(member, required=False) for member in action.members.values()]
    return inspect.Signature(shown)


def _signature_parameter(parameter: Parameter, *, required: bool) -> inspect.Parameter:
    name = argument_name(parameter.name)
    default = inspect.Parameter.empty if required else None if parameter.preset is UNSET else parameter.preset
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=_annotation(parameter))


def _annotation(parameter: Parameter) -> Any:
    types = [_PYTHON_TYPES[name] for name in sorted(parameter.schema.types) if name in _PYTHON_TYPES]
    return types[0] if len(types) == 1 else Any
