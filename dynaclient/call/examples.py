"""
Arguments to begin with: what an action cannot do without, as the description's examples have it, or made to fit.

A body is cut down to the members that it needs. The same action always gives the same arguments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..description.model import UNSET, Action, Parameter
from ..errors import DescriptionError, Problem
from ..schema.samples import NoSample, carried, sample
from ..schema.validation import below, parts_of
from ..schema.values import Unwritable, read, standard

FILE = b"what the file holds"
"""Stands for a file."""


def example(action: Action) -> dict[str, Any]:
    """
    Give the least arguments that an action can be called with, by the names of the description.

    They fit the description: values come from its examples, defaults and enums where these are valid, and are made
    from the schemas where there are none. A file is given as bytes.

    Raises:
        DescriptionError: No value was found that fits a parameter, for its schema allows none or is too hard.
    """
    changing = action.method == "PATCH"
    return {each.name: example_of(each, changing=changing) for each in action.parameters.values() if each.required}


def example_of(parameter: Parameter, *, changing: bool = False) -> Any:
    """
    Give the least value that fits a parameter.

    Of a body that requires nothing all of its example is given; where it is `changing` something, one member is enough.

    Raises:
        DescriptionError: No value was found that fits.
    """
    schema = parameter.schema
    if schema.has_files:
        return FILE if schema.said("file") is True else [FILE]
    for each in _known(parameter):
        if _fits(parameter, each):
            return _least(parameter, each, changing)
    try:
        return _least(parameter, sample(schema), changing)
    except NoSample:
        told = "no value was found that fits its schema"
        raise DescriptionError(
            [Problem.in_description(parameter.pointer, "example", told, "write an `example` that does")]
        ) from None


def _known(parameter: Parameter) -> Iterator[Any]:
    """Give the values that the description names, those that were meant as examples first."""
    said = (parameter.example, *carried(parameter.schema.view), parameter.preset, parameter.default)
    yield from (each for each in (*said, *parameter.accepted) if each is not UNSET and each is not None)


def _fits(parameter: Parameter, value: Any) -> bool:
    if parameter.location in ("body", "part"):
        return parameter.schema.accepts(value)
    try:
        return value != "" and not read(parameter.schema, standard(value), strict=parameter.style == "json")[1]
    except (Unwritable, RecursionError):
        return False


def _least(parameter: Parameter, value: Any, changing: bool) -> Any:
    """Give as little of a value as fits too, and not nothing: the members that its schema requires."""
    if parameter.location not in ("body", "part"):
        return value
    schema = parameter.schema
    if not changing and not _needed(value, [schema.view]):
        return value
    for cut in (_cut(value, [schema.view]), _cut_at_top(value, [schema.view])):
        if schema.accepts(cut):
            return cut
    return value


def _cut(value: Any, views: list[Any]) -> Any:
    if isinstance(value, Mapping):
        return {key: _cut(each, _below(views, key)) for key, each in _cut_at_top(value, views).items()}
    if isinstance(value, list):
        return [_cut(each, _below(views, index)) for index, each in enumerate(value[:1])]
    return value


def _below(views: list[Any], step: str | int) -> list[Any]:
    return [each for view in views for each in below(view, step)]


def _cut_at_top(value: Any, views: list[Any]) -> Any:
    """Give an object with the members that it needs; where it needs none, with the first one that is declared."""
    if not isinstance(value, Mapping):
        return value
    declared = [name for view in views for part in parts_of(view) for name in part.get("properties") or ()]
    first = [name for name in (*declared, *value) if name in value][:1]
    kept = _needed(value, views) or set(first)
    return {name: each for name, each in value.items() if name in kept}


def _needed(value: Any, views: list[Any]) -> set[str]:
    """Give the members of an object that its schema, or an alternative in it, requires."""
    if not isinstance(value, Mapping):
        return set()
    lists = [part.get("required") for view in views for part in parts_of(view)]
    return {name for said in lists if isinstance(said, (list, tuple)) for name in said if name in value}
