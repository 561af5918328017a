"""Example calls of an action, for the shell and for Python, and the help page of its command."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ...description.model import UNSET, Action, Parameter
from ...help.pages import Wording, action_page, argument_name, method_name
from .assignments import format_assignments
from .connection import Source

SHELL = Wording(str, "--content", "`--all` fetches further pages")
PLACEHOLDER = "…"
"""The value of a parameter without an example."""


def program_command() -> str:
    """Return the words that run this program as it was started."""
    started = Path(sys.argv[0])
    if started.name == "__main__.py":
        return f"{shlex.quote(sys.executable)} -m dynaclient"
    if started.stem != "dynaclient" or _is_in_path(started):
        return "dynaclient"
    return shlex.quote(str(started))


def _is_in_path(started: Path) -> bool:
    from shutil import which

    program = which("dynaclient")
    return program is not None and Path(program).resolve() == started.resolve()


def example_arguments(action: Action) -> dict[str, Any]:
    """Return the required arguments of an action, with the examples of the description."""
    return {parameter.name: _example(parameter) for parameter in action.parameters.values() if parameter.required}


def _example(parameter: Parameter) -> Any:
    if parameter.schema.has_files:
        return Path("FILE")
    view = parameter.schema.view
    examples = view.get("examples") if isinstance(view, Mapping) else None
    candidates = [parameter.first_example, *(examples or ()), *parameter.accepted, parameter.default]
    return next((value for value in candidates if value is not UNSET and value is not None), PLACEHOLDER)


def shell_example(action: Action, source: Source) -> str:
    """Return a call of the action as a command line."""
    words = [*source.options, action.name, *format_assignments(action, example_arguments(action))]
    return f"{source.program or program_command()} {' '.join(map(shlex.quote, words))}"


def python_example(action: Action) -> str:
    """Return a call of the action in Python."""
    arguments = (f"{argument_name(name)}={_literal(value)}" for name, value in example_arguments(action).items())
    return f"{method_name(action.name)}({', '.join(arguments)})"


def _literal(value: Any) -> str:
    return f'Path("{value}")' if isinstance(value, Path) else repr(value)


def help_page(action: Action, common: Iterable[str], source: Source, width: int) -> str:
    """Return the help page of an action: what it does, its command line, its parameters and responses."""
    call = f"{shell_example(action, source)} [NAME=VALUE]…"
    return action_page(action, common=common, wording=SHELL, call=call).text(width)
