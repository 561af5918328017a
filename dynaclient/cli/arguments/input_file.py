"""The option --input: arguments from a file or the standard input, as one JSON object, or as one per line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import click

from ...call.defaults import merge_members
from ...call.response import InvalidJSON
from ...call.targets import parse_json_text
from ...description.model import Action
from ..output.console import printable
from .assignments import read_text

LINES = (".ndjson", ".jsonl")
"""Suffixes of files with one object per line."""


class Input(NamedTuple):
    """The arguments of a call."""

    arguments: dict[str, Any]
    line: int | None = None
    """Their line in the file, from 1; None where the file is one object, or there is no file."""


def read_inputs(file: str, action: Action, arguments: Mapping[str, Any]) -> list[Input]:
    """
    Return the arguments of all calls that a file describes.

    Args:
        file: A path, or `STANDARD_INPUT`.
        action: The action to call.
        arguments: The arguments of the command line. They override those of the file, member by member in objects.
    """
    text, problem = read_text(file)
    if problem:
        raise click.UsageError(f"--input {file} cannot be read: {problem}")
    return [
        Input(merge_members(_as_assigned(_by_name(value, action), action, arguments), arguments), line)
        for value, line in _parse(file, text)
    ]


def _parse(file: str, text: str) -> list[Input]:
    """Return the JSON object in a file, or those on its lines, as they are there."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if file.lower().endswith(LINES) or (len(lines) > 1 and all(map(_is_object, (line for _, line in lines[:2])))):
        return [Input(_object(f"line {number} of --input {file}", line), number) for number, line in lines]
    return [Input(_object(f"--input {file}", text))]


def _is_object(line: str) -> bool:
    try:
        return isinstance(parse_json_text(line), dict)
    except InvalidJSON:
        return False


def _object(location: str, text: str) -> dict[str, Any]:
    try:
        value = parse_json_text(text)
    except InvalidJSON as error:
        reason = error.located(text) if "\n" in text else error
        message = f"is not valid JSON: {reason}"
    else:
        if isinstance(value, dict):
            return value
        message = "is not a JSON object"
    raise click.UsageError(printable(f'{location} {message}; write {{"argument": value, …}}'))


def _by_name(arguments: Mapping[str, Any], action: Action) -> dict[str, Any]:
    """Return arguments by the names of the description; validation reports those that are unknown or passed twice."""
    by_name = {action.spellings.get(name) or name: value for name, value in arguments.items()}
    return by_name if len(by_name) == len(arguments) else dict(arguments)


def _as_assigned(arguments: dict[str, Any], action: Action, assigned: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments with their members of the body in the body, where the command line assigns members of it."""
    body, found = action.body, {name: action.member_spellings.get(name) for name in arguments}
    members = {action.members[name].wire: arguments[spelling] for spelling, name in found.items() if name is not None}
    if body is None or not members or body.name not in assigned:
        return arguments
    whole, others = arguments.get(body.name, {}), {name: arguments[name] for name in arguments if found[name] is None}
    if not isinstance(whole, dict) or whole.keys() & members.keys():
        return arguments  # passed twice, or not an object: validation reports it
    return {**others, body.name: {**whole, **members}}
