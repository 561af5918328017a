"""
The command line of a package that ships a description: commands of dynaclient, bound to that description.

It always uses that description: no option and no environment variable replaces it. Token and URL come from variables of
its own, so that it sends no token that is meant for another API.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import partial
from typing import Any

import click

from .. import __version__
from .arguments.connection import Source
from .arguments.options import PROFILE_OPTION, add_options, create_parameters, help_lines, parameters_of
from .commands.actions import REJECTED_OPTIONS
from .exit_codes import MEANINGS_WHEN_BOUND, exit_code_lines
from .program import LazyCommands, Program, load_command
from .program import program as dynaclient

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "list": (),
    "help": (),
    "describe": (),
    "call": (),
    "man": (),
    "map": (),
    "download": (),
    "mock": ("file",),
    "mcp": (),
    "docs": (),
    "doctor": (),
    "skill": (),
    "copy": (),
    "login": (),
    "whoami": (),
    "logout": (),
    "profiles": (),
    "completion": (),
}
"""The commands of a bound program, and the parameters they lack; the other commands are for description files."""

_DESCRIPTION_PARAMETERS = ("api", "patch")
_EXAMPLES = "\b\nExamples:"
"""The beginning of the examples in a help text, which are about the bundled description."""


def bound_program(api: Any, name: str, version: str | None, *, is_alias: bool = False) -> Any:
    """Return the program `name` that calls, explains and mocks one description; see `cli.run_program`."""

    @click.group(
        name,
        cls=Program,
        context_settings=dynaclient.context_settings,
        commands=LazyCommands({command: partial(_bind_command, command, name) for command in COMMANDS}),
        help=f"Everything that the API of {name} can do: list it, explain it, call it, mock it, serve it to agents.",
        epilog=help_lines("Exit codes:", *exit_code_lines(MEANINGS_WHEN_BOUND)),
    )
    @click.version_option(_version(version), prog_name=name, message="%(prog)s %(version)s")
    @add_options(*REJECTED_OPTIONS, PROFILE_OPTION)
    def program(**_: Any) -> None: ...

    program.params = parameters_of(name, program.params)
    program.bound = Source(api, program=name, is_alias=is_alias)
    program.version = _version(version)
    return program


def _version(version: str | None) -> str:
    return " ".join([*([version] if version else []), f"(dynaclient {__version__})"])


def _bind_command(name: str, program: str) -> Any:
    """Return a command of dynaclient for the program: without the parameters that select another description."""
    command: Any = copy(load_command(name))
    absent = (*_DESCRIPTION_PARAMETERS, *COMMANDS[name])
    values = {
        parameter.name: () if parameter.multiple else None for parameter in command.params if parameter.name in absent
    }
    command.params = [
        *parameters_of(program, (parameter for parameter in command.params if parameter.name not in absent)),
        *create_parameters(*REJECTED_OPTIONS),
    ]
    paragraphs = [text for text in (command.epilog or "").split("\n\n") if not text.startswith(_EXAMPLES)]
    command.epilog = "\n\n".join(paragraphs).replace("dynaclient ", f"{program} ")
    command.callback = partial(command.callback, **values)
    return command
