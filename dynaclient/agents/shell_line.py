"""The command with which a person makes a call themselves, for a shell."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from ..client.environment import PROGRAM
from ..description.model import Action
from ..strings.expressions import expression
from .masking import argument_of
from .parts import dump

MAX_LINE = 1000
"""Characters of a command."""
_PLAIN = expression(r"(?!(?:true|false|null)$)[A-Za-z_][A-Za-z0-9_.-]*")
"""Strings that are written as they are: no file, no number, nothing that a parser could take for something else."""


def shell_line(action: Action, arguments: Mapping[str, Any], file: str = "", program: str = PROGRAM) -> str:
    """
    Return a command, or its beginning if it is too long, or has files.

    Whatever the arguments are, they stay arguments: none ends a word, and none is the name of a file to be read.

    Args:
        action: The action.
        arguments: Its arguments, which are valid, with what is secret redacted.
        file: The file of the description; empty for the bundled one.
        program: The program; one that is not dynaclient is bound to its description.
    """
    is_named = program == PROGRAM and file.isprintable() and file
    command = f"{program} --api {shlex.quote(file)}" if is_named else program
    begin = f"{command} call {shlex.quote(action.name)}"
    if any(_takes_files(action, name) for name in arguments):
        return f"{begin} …"
    words = (f"{name}{_assigned(value)}" for name, value in arguments.items())  # a valid name is an identifier
    line = " ".join([begin, *map(shlex.quote, words)])
    return line if len(line) <= MAX_LINE else f"{begin} …"


def _takes_files(action: Action, name: str) -> bool:
    found = argument_of(action, name)
    return found is not None and any(schema.marks_files for schema in found[0].schemas)


def _assigned(value: Any) -> str:
    return f"={value}" if isinstance(value, str) and _PLAIN.fullmatch(value) else f":={dump(value)}"
