"""Example arguments of an action as JSON, as an agent passes them."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

from ..call.examples import example_of
from ..description.model import Action, Parameter
from ..errors import DescriptionError
from .cleaning import visible

MAX_BYTES = 2000
"""The bytes of an example."""
FILES = 'A file is {"file": "NAME"} if it is shared with you, or {"base64": "…"} with its content in Base64.'


def example_json(action: Action) -> tuple[str, list[str]]:
    """
    Return the smallest arguments of an action as JSON on one line, and the names of those that have to be filled in.

    A file is an object with its content in Base64. To be filled in is a required argument for which no valid value was
    found, or only a very long one.
    """
    values: dict[str, Any] = {}
    missing: list[str] = []
    for parameter in action.parameters.values():
        if parameter.required:
            try:
                values[parameter.name] = _as_json(parameter, example_of(action, parameter))
            except DescriptionError:
                missing.append(parameter.name)
    while len(_dump(values)) > MAX_BYTES:
        longest = max(values, key=lambda name: len(_dump(values[name])))
        del values[longest]
        missing.append(longest)
    return _dump(values), missing


def _as_json(parameter: Parameter, value: Any) -> Any:
    """Return a value as its schema describes it; a file, or a list of files, in Base64."""
    if isinstance(value, bytes):
        return {"base64": b64encode(value).decode("ascii")}
    if parameter.schema.has_files:
        return [_as_json(parameter, item) for item in value]
    if isinstance(value, (int, float)) and not parameter.schema.is_valid(value):
        return json.dumps(value)  # where a string is expected, a number may be passed too
    return value


def _dump(value: Any) -> str:
    """Return a value as JSON, with an escape for each character that cannot be seen."""
    text = json.dumps(value, ensure_ascii=False)
    return text if visible(text) == text else json.dumps(value)
