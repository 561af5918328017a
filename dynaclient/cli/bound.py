"""
The command line of a package that ships a description: dynaclient's own commands, bound to that.

What is bound is always meant: no option and no variable of the environment puts another description in its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import partial
from typing import Any

import click

from .. import __version__
from . import commands
from .actions import MISPLACED
from .connection import Source
from .options import lines, options, parameters
from .program import Program

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "list": (),
    "describe": (),
    "call": (),
    "map": (),
    "download": (),
    "mock": ("file",),
    "docs": (),
    "copy": (),
    "completion": (),
}
"""The commands of such a program, and what each leaves out; the others are for who writes descriptions."""

_ELSEWHERE = ("api", "patch")
"""The options that mean another description."""

_EXAMPLES = "\b\nExamples:"
"""What begins the examples of a command, which are about the bundled description."""

_ENDS = lines(
    "Exit codes:",
    "  0  it worked                       4  the API refused (4xx, 3xx)",
    "  1  map: not all rows are done      5  the API failed (5xx)",
    "  2  the command line is wrong       6  there is no answer",
    "  3  refused before it was sent      130, 141  Ctrl-C; whoever read the output went away",
)


def bound(api: Any, name: str, version: str | None) -> Any:
    """Give the program `name` that calls, explains and imitates one description; see `main`."""

    @click.group(
        name,
        cls=Program,
        context_settings=commands.program.context_settings,
        commands={each: _command(each, left_out, name) for each, left_out in COMMANDS.items()},
        help=f"Everything that the API of {name} can do: list it, explain it, call it, imitate it.",
        epilog=_ENDS,
    )
    @click.version_option(_version(version), prog_name=name, message="%(prog)s %(version)s")
    @options(*MISPLACED)
    def program() -> None: ...

    program.bound = Source(api, program=name)
    return program


def _version(version: str | None) -> str:
    return " ".join([*([version] if version else []), f"(dynaclient {__version__})"])


def _command(name: str, left_out: tuple[str, ...], program: str) -> Any:
    """Give a command of dynaclient's as one of the program's: without what means another description."""
    made: Any = copy(commands.program.commands[name])
    absent = (*_ELSEWHERE, *left_out)
    given = {each.name: () if each.multiple else None for each in made.params if each.name in absent}
    made.params = [*(each for each in made.params if each.name not in absent), *parameters(*MISPLACED)]
    told = [each for each in (made.epilog or "").split("\n\n") if not each.startswith(_EXAMPLES)]
    made.epilog = "\n\n".join(told).replace("dynaclient ", f"{program} ")
    made.callback = partial(made.callback, **given)
    return made
