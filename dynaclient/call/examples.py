"""
Example arguments: what an action requires, taken from the examples of the description, or generated from its schemas.

A body is reduced to its required members. The same action always has the same example.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from copy import deepcopy
from itertools import chain
from typing import Any

from ..description.model import UNSET, Action, Parameter
from ..description.named_examples import examples_of
from ..errors import DescriptionError, Problem
from ..runtime.media_types import is_multipart
from ..schema.samples import Views, get_examples, samples
from ..schema.subschemas import child_views, combined_schemas
from .arguments import validate_argument
from .plans import plan_of
from .request import encoding_problems

FILE = b"content of the file"
"""The example of a file."""
MAX_SCALARS = 50
"""Strings, numbers and so on in the example of a body without required members."""

_SCALAR = {"type": ["string", "integer", "number", "boolean"]}
_NOT_EMPTY: Views = {"string": {"minLength": 1}, "array": {"minItems": 1}, "object": {"minProperties": 1}}
"""What is written as text, and empty, writes nothing."""
_FLAT: Views = {
    **_NOT_EMPTY,
    "array": {"minItems": 1, "items": _SCALAR},
    "object": {"minProperties": 1, "additionalProperties": _SCALAR},
}
"""The same for a style that writes no lists and objects inside a list or an object."""


def example(action: Action) -> dict[str, Any]:
    """
    Return the smallest set of arguments that an action can be called with, by their names in the description.

    They are valid, and can be written. Values come from examples, defaults and enums of the description if these are
    valid; otherwise they are generated from the schemas. A file is passed as bytes.

    Raises:
        DescriptionError: No value was found for a parameter: its schema allows none, or none that can be written in a
            request, or is too complex.
    """
    required = (parameter for parameter in action.parameters.values() if parameter.required)
    # Copies: the values may be part of the description, and the caller may change them.
    return {parameter.name: deepcopy(example_of(action, parameter)) for parameter in required}


def with_members(action: Action, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the same arguments with the members of a body in its place, as a call is best read.

    The body stays where they cannot be passed by name: it is not `spread`, a member has no name, or more is sent with
    it than it has.
    """
    body = action.body
    value = arguments.get(body.name) if body is not None and body.spread and body.preset is UNSET else None
    names = {member.wire: name for name, member in action.members.items()}
    if body is None or not isinstance(value, Mapping) or not value or not names.keys() >= value.keys():
        return dict(arguments)
    members = {names[wire]: member for wire, member in value.items()}
    replaced = ((members if name == body.name else {name: argument}) for name, argument in arguments.items())
    return dict(chain.from_iterable(part.items() for part in replaced))


def example_of(action: Action, parameter: Parameter, placeholder: str = "", most: float = math.inf) -> Any:
    """
    Return the smallest value of a parameter that is valid and can be written in a request.

    For a body without required members that is the whole example, unless it is very long, or one member for a PATCH.

    Args:
        action: The action.
        parameter: One of its parameters.
        placeholder: What a reader is to replace; where it is valid, it is preferred to a generated value.
        most: Characters of a value that is preferred to a longer one.

    Raises:
        DescriptionError: No such value was found.
    """
    schema = parameter.schema
    if schema.has_files:
        return FILE if schema.get_keyword("file") is True else [FILE]
    valid = (value for value in _candidates(action, parameter, placeholder) if _can_be_sent(action, parameter, value))
    longer: list[Any] = []
    for value in valid:
        reduced = _reduced(action, parameter, value)
        if most == math.inf or len(str(reduced)) <= most:
            return reduced
        longer.append(reduced)
    if longer:
        return longer[0]
    message = "no value was found that its schema allows and that can be written in a request"
    problem = Problem.in_description(parameter.pointer, "example", message, "write an `example` that is valid")
    raise DescriptionError([problem])


def _candidates(action: Action, parameter: Parameter, placeholder: str) -> Iterator[Any]:
    """Yield the values that the description names, then generated ones; what is empty only at the end."""
    is_whole = parameter.location == "body"
    generated = samples(parameter.schema, _limits(action, parameter))
    for value in chain(_declared_values(parameter), (placeholder,) if placeholder else (), generated):
        if value != "" or is_whole:
            yield value
    yield FILE if is_whole else ""


def _limits(action: Action, parameter: Parameter) -> Views:
    """Return what the generated values of a parameter have to satisfy to be written."""
    if parameter.location == "body" or parameter.style == "json":
        return {}
    is_nested = parameter.style == "brackets" or (parameter.location == "part" and is_multipart(plan_of(action).media))
    return _NOT_EMPTY if is_nested else _FLAT


def _declared_values(parameter: Parameter) -> Iterator[Any]:
    """Yield the values that the description names, examples first."""
    named = (example.value for example in examples_of(parameter.examples, parameter.content, _media(parameter)))
    values = (
        parameter.example, *named, *get_examples(parameter.schema.view), parameter.preset, parameter.default,
    )  # fmt: skip
    for value in (*values, *parameter.accepted):
        if value is not UNSET and value is not None:
            shown = parameter.schema.without_hidden(value)
            yield from (value,) if shown is value else (shown, value)


def _media(parameter: Parameter) -> str:
    """Return the media type of a body that is used by default; an empty string for other parameters."""
    return next(iter(parameter.content), "")


def _can_be_sent(action: Action, parameter: Parameter, value: Any) -> bool:
    sent, problems = validate_argument(action, parameter, value)
    return not problems and not encoding_problems(action, parameter.name, sent)


def _reduced(action: Action, parameter: Parameter, value: Any) -> Any:
    """Return a value with the members that its schema requires, or as little more as makes it valid and not empty."""
    if parameter.location not in ("body", "part"):
        return value
    views = [parameter.schema.view]
    candidates = [_reduce(value, views), _reduce_top(value, views)]
    if action.method != "PATCH" and not _required(value, views):
        if _count_scalars(value) <= MAX_SCALARS:
            return value
        below = _reduce_below(value, views)
        candidates[:0] = [below] if _count_scalars(below) <= MAX_SCALARS else []
    return next((reduced for reduced in candidates if _can_be_sent(action, parameter, reduced)), value)


def _count_scalars(value: Any) -> int:
    members = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else None
    return 1 if members is None else sum(map(_count_scalars, members))


def _reduce_below(value: Any, views: list[Any]) -> Any:
    """Return an object with all of its members, each reduced."""
    if not isinstance(value, Mapping):
        return _reduce(value, views)
    return {name: _reduce(member, child_views(views, name)) for name, member in value.items()}


def _reduce(value: Any, views: list[Any]) -> Any:
    if isinstance(value, Mapping):
        members = _reduce_top(value, views).items()
        return {name: _reduce(member, child_views(views, name)) for name, member in members}
    if isinstance(value, list):
        return [_reduce(item, child_views(views, index)) for index, item in enumerate(value[:1])]
    return value


def _reduce_top(value: Any, views: list[Any]) -> Any:
    """Return an object with its required members, or with the first declared one if none is required."""
    if not isinstance(value, Mapping):
        return value
    declared = [name for view in views for part in combined_schemas(view) for name in part.get("properties") or ()]
    first = [name for name in (*declared, *value) if name in value][:1]
    names = _required(value, views) or set(first)
    return {name: member for name, member in value.items() if name in names}


def _required(value: Any, views: list[Any]) -> set[str]:
    """Return the members of an object that its schema, or an alternative in it, requires."""
    if not isinstance(value, Mapping):
        return set()
    lists = [part.get("required") for view in views for part in combined_schemas(view)]
    return {name for names in lists if isinstance(names, (list, tuple)) for name in names if name in value}
