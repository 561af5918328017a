"""A call to begin with: what an action needs, with the examples of the description, for the shell and for Python."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..description.model import UNSET, Action, Parameter
from ..help.pages import Speech, action_page, argument_name, method_name
from .connection import Source
from .words import words_of

SHELL = Speech(str, "--content chooses another", "`--all` turns them")
PLACEHOLDER = "…"
"""Stands where the description has no example."""


def program() -> str:
    """Give the words that run this program here and now, as it was started."""
    started = Path(sys.argv[0])
    if started.name == "__main__.py":
        return f"{shlex.quote(sys.executable)} -m dynaclient"
    if started.stem != "dynaclient" or _found_in_path(started):
        return "dynaclient"
    return shlex.quote(str(started))


def _found_in_path(started: Path) -> bool:
    from shutil import which

    found = which("dynaclient")
    return found is not None and Path(found).resolve() == started.resolve()


def sample(action: Action) -> dict[str, Any]:
    """Give the arguments that the action cannot do without, as the description's examples have them."""
    return {each.name: _example(each) for each in action.parameters.values() if each.required}


def _example(parameter: Parameter) -> Any:
    if parameter.schema.has_files:
        return Path("FILE")
    view = parameter.schema.view
    examples = view.get("examples") if isinstance(view, Mapping) else None
    known = [parameter.example, *(examples or ()), *parameter.accepted, parameter.default]
    return next((each for each in known if each is not UNSET and each is not None), PLACEHOLDER)


def shell_line(action: Action, source: Source) -> str:
    """Give the sample as a command line."""
    words = [*source.words, action.name, *words_of(action, sample(action))]
    return f"{source.program or program()} {' '.join(map(shlex.quote, words))}"


def page(action: Action, common: Iterable[str], source: Source, width: int) -> str:
    """Give the page of an action as text: what it does, how it is called from a shell, what it takes and answers."""
    call = f"{shell_line(action, source)} [NAME=VALUE]…"
    return action_page(action, common=common, speech=SHELL, call=call).text(width)


def python_line(action: Action) -> str:
    """Give the sample as Python."""
    given = ", ".join(f"{argument_name(name)}={_written(each)}" for name, each in sample(action).items())
    return f"{method_name(action.name)}({given})"


def _written(value: Any) -> str:
    return f'Path("{value}")' if isinstance(value, Path) else repr(value)
