"""Example calls of an action, for the shell and for Python, and the help page of its command."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from ...call.examples import example_of, with_members
from ...call.targets import find_target
from ...description.model import Action, Parameter
from ...description.spellings import argument_name
from ...errors import DescriptionError
from ...help.bounds import MAX_BYTES
from ...help.calls import method_name
from ...help.pages import PYTHON, Wording, action_page
from ...help.parts import part_page
from ...records import replace
from ...schema.outline import summarize
from .assignments import format_assignments
from .connection import Source
from .decoding import quoted
from .spelling import spell_path

SHELL = Wording(str, "--content", "`--all` fetches further pages")
PLACEHOLDER = "…"
"""The value of a string without an example, and of what has no valid value, or only a very long one."""
MAX_VALUE = 1000
"""Characters of a value in an example."""
MAX_ARGUMENTS = 24
"""Arguments in an example."""


def program_command() -> str:
    """Return the words that run this program as it was started."""
    started = Path(sys.argv[0])
    if started.name == "__main__.py":
        return f"{quoted(sys.executable)} -m dynaclient"
    if started.stem != "dynaclient" or _is_in_path(started):
        return "dynaclient"
    return quoted(str(started))


def _is_in_path(started: Path) -> bool:
    from shutil import which

    program = which("dynaclient")
    return program is not None and Path(program).resolve() == started.resolve()


def example_arguments(action: Action) -> dict[str, Any]:
    """
    Return the required arguments of an action, of many the first ones, with the examples of the description.

    The call is valid; a string that the reader has to replace is `PLACEHOLDER` where that is valid.
    """
    required = (parameter for parameter in action.parameters.values() if parameter.required)
    arguments = {parameter.name: _example(action, parameter) for parameter in islice(required, MAX_ARGUMENTS)}
    by_name = with_members(action, arguments)
    return by_name if len(by_name) <= MAX_ARGUMENTS else arguments


def _example(action: Action, parameter: Parameter) -> Any:
    try:
        value = example_of(action, parameter, PLACEHOLDER, MAX_VALUE)
    except DescriptionError:
        return PLACEHOLDER  # without a valid value there is still a page
    return _with_paths(value) if len(str(value)) <= MAX_VALUE else PLACEHOLDER


def _with_paths(value: Any) -> Any:
    """Return a value with the path of a file in place of its content."""
    if isinstance(value, list):
        return [_with_paths(item) for item in value]
    return Path("FILE") if isinstance(value, bytes) else value


def shell_example(action: Action, source: Source) -> str:
    """Return a call of the action as a command line."""
    return _command_line(source, [action.name, *example_words(action)])


def example_words(action: Action) -> list[str]:
    """Return the assignments of a call of the action; a body that may be any value is one of JSON."""
    arguments = example_arguments(action)
    body = action.body
    if body is None or arguments.get(body.name) != PLACEHOLDER or not _takes_any_json(action, body):
        return format_assignments(action, arguments)
    others = {name: value for name, value in arguments.items() if name != body.name}
    return [*format_assignments(action, others), f'{spell_path((body.name,))}:={{"{PLACEHOLDER}": "{PLACEHOLDER}"}}']


def _takes_any_json(action: Action, body: Parameter) -> bool:
    return summarize(body.schema.view) == "any" and find_target(action, body.name).is_json


def _command_line(source: Source, words: Iterable[str]) -> str:
    return f"{source.program or program_command()} {' '.join(map(quoted, (*source.options, *words)))}"


def python_example(action: Action) -> str:
    """Return a call of the action in Python."""
    arguments = (f"{argument_name(name)}={_literal(value)}" for name, value in example_arguments(action).items())
    return f"{method_name(action.name)}({', '.join(arguments)})"


def _literal(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    return f'Path("{value}")' if isinstance(value, Path) else repr(value)


def help_page(action: Action, common: Iterable[str], source: Source, width: int) -> str:
    """Return the help page of an action: what it does, its command line, its parameters and responses."""
    call = f"{shell_example(action, source)} [NAME=VALUE]…"
    return action_page(action, common=common, wording=_with_part(SHELL, source), call=call).text(width)


def _with_part(wording: Wording, source: Source) -> Wording:
    """Return words with the command that shows a part of an action."""

    def part(action: str, path: str) -> str:
        return f"Shown in part; for the rest:\n{_command_line(source, ['describe', action, '--path', path])}"

    return replace(wording, part=part)


def description(action: Action, path: str, source: Source) -> str:
    """
    Return what ``describe`` prints of an action, or of a part of it.

    Raises:
        UnknownName: There is no such part.
    """
    if path:
        return part_page(action, path, _with_part(SHELL, source)).text()
    examples = f"\n\nIn the shell:\n    {shell_example(action, source)}\n\nIn Python:\n    {python_example(action)}"
    if len(examples.encode()) > MAX_BYTES // 2:
        examples = ""
    room = MAX_BYTES - len(examples.encode()) - 1
    return action_page(action, wording=_with_part(PYTHON, source), most=room).text() + examples
