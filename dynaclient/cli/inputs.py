"""Arguments from a file or the standard input: one JSON object for a call, or a line of JSON for each of several."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from ..call.places import decoded
from ..call.response import NotStrict
from ..description.model import Action
from . import output
from .options import INPUT

LINES = (".ndjson", ".jsonl")
"""Endings of files with an object on each line."""


def arguments_in(file: str, action: Action, said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """
    Give the arguments of each call that a file stands for.

    Args:
        file: A path, or `INPUT`.
        action: What is called.
        said: What the command line says: laid over what the file has, objects member by member.
    """
    text = _text_of(file)
    return [_laid_over(_by_name(each, action), said) for each in _objects(file, text)]


def _text_of(file: str) -> str:
    try:
        data = _standard_input() if file == INPUT else Path(file).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        told = error.strerror or type(error).__name__
    except UnicodeDecodeError as error:
        told = f"it is not UTF-8 at byte {error.start}"
    raise click.UsageError(f"--input {file} cannot be read: {told}")


def _standard_input() -> bytes:
    return sys.stdin.buffer.read() if sys.stdin else b""  # closed by who started this (`<&-`)


def _objects(file: str, text: str) -> list[dict[str, Any]]:
    """Give the object that a text is, or those that its lines are."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if file.lower().endswith(LINES) or (len(lines) > 1 and all(map(_is_object, (line for _, line in lines[:2])))):
        return [_object(f"line {number} of --input {file}", line) for number, line in lines]
    return [_object(f"--input {file}", text)]


def _is_object(line: str) -> bool:
    try:
        return isinstance(decoded(line), dict)
    except NotStrict:
        return False


def _object(place: str, text: str) -> dict[str, Any]:
    try:
        value = decoded(text)
    except NotStrict as error:
        told = f"is no JSON: {error}"
    else:
        if isinstance(value, dict):
            return value
        told = "is no JSON object"
    raise click.UsageError(output.printable(f'{place} {told}; write {{"argument": value, …}}'))


def _by_name(given: Mapping[str, Any], action: Action) -> dict[str, Any]:
    """Give arguments by the names of the description; one that is unknown keeps its own, and the check tells of it."""
    made = {action.spellings.get(name) or name: each for name, each in given.items()}
    return made if len(made) == len(given) else dict(given)  # one is given twice: the check tells of that too


def _laid_over(below: Any, above: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(below)
    for name, each in above.items():
        is_both = isinstance(each, dict) and isinstance(made.get(name), dict)
        made[name] = _laid_over(made[name], each) if is_both else each
    return made
