"""
Example arguments: what an action requires, taken from the examples of the description, or generated from its schemas.

A body is reduced to its required members. The same action always has the same example.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from ..description.model import UNSET, Action, Parameter
from ..errors import DescriptionError, Problem
from ..schema.plain_data import EncodingError, to_plain
from ..schema.samples import NoSample, get_examples, sample
from ..schema.subschemas import child_schemas, combined_schemas
from ..schema.values import validate_value

FILE = b"content of the file"
"""The example of a file."""


def example(action: Action) -> dict[str, Any]:
    """
    Return the smallest set of arguments that an action can be called with, by their names in the description.

    They are valid. Values come from examples, defaults and enums of the description if these are valid; otherwise they
    are generated from the schemas. A file is passed as bytes.

    Raises:
        DescriptionError: No valid value was found for a parameter: its schema allows none, or is too complex.
    """
    changing = action.method == "PATCH"
    required = (parameter for parameter in action.parameters.values() if parameter.required)
    # Copies: the values may be part of the description, and the caller may change them.
    return {parameter.name: deepcopy(example_of(parameter, changing=changing)) for parameter in required}


def example_of(parameter: Parameter, *, changing: bool = False) -> Any:
    """
    Return the smallest valid value of a parameter.

    For a body without required members that is the whole example, or one member if `changing` (a PATCH).

    Raises:
        DescriptionError: No valid value was found.
    """
    schema = parameter.schema
    if schema.has_files:
        return FILE if schema.get_keyword("file") is True else [FILE]
    for value in _declared_values(parameter):
        if _is_valid(parameter, value):
            return _reduced(parameter, value, changing)
    try:
        return _reduced(parameter, sample(schema), changing)
    except NoSample:
        message = "no value was found that its schema allows"
        problem = Problem.in_description(parameter.pointer, "example", message, "write an `example` that is valid")
        raise DescriptionError([problem]) from None


def _declared_values(parameter: Parameter) -> Iterator[Any]:
    """Yield the values that the description names, examples first."""
    values = (parameter.example, *get_examples(parameter.schema.view), parameter.preset, parameter.default)
    yield from (value for value in (*values, *parameter.accepted) if value is not UNSET and value is not None)


def _is_valid(parameter: Parameter, value: Any) -> bool:
    if parameter.location in ("body", "part"):
        return parameter.schema.is_valid(value)
    try:
        return (
            value != "" and not validate_value(parameter.schema, to_plain(value), strict=parameter.style == "json")[1]
        )
    except (EncodingError, RecursionError):
        return False


def _reduced(parameter: Parameter, value: Any, changing: bool) -> Any:
    """Return a value with the members that its schema requires, or as little more as makes it valid and not empty."""
    if parameter.location not in ("body", "part"):
        return value
    schema = parameter.schema
    if not changing and not _required(value, [schema.view]):
        return value
    for reduced in (_reduce(value, [schema.view]), _reduce_top(value, [schema.view])):
        if schema.is_valid(reduced):
            return reduced
    return value


def _reduce(value: Any, views: list[Any]) -> Any:
    if isinstance(value, Mapping):
        members = _reduce_top(value, views).items()
        return {name: _reduce(member, _below(views, name)) for name, member in members}
    if isinstance(value, list):
        return [_reduce(item, _below(views, index)) for index, item in enumerate(value[:1])]
    return value


def _below(views: list[Any], step: str | int) -> list[Any]:
    return [member for view in views for member in child_schemas(view, step)]


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
