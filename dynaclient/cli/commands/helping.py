"""The command `help`: of a code, a command, a resource or an action."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from ...client.environment import PROGRAM, with_variables_of
from ...errors import DynaclientError, UnknownName, api_error_for, close_matches
from ..arguments.connection import source_of
from ..arguments.decoding import decoded
from ..arguments.options import DESCRIPTION_OPTIONS, add_options, help_examples
from ..output import console

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_WIDTH = 100
"""The line length where the output is not a terminal."""
_STATUS_DIGITS = 3
_MOST_SUGGESTED = 8
"""Names that have a misspelt one as a part of theirs."""


def _complete_topics(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    from ...codes.catalogue import entries

    codes = [CompletionItem(entry.code, help=entry.title) for entry in entries() if entry.code.startswith(incomplete)]
    root = context.find_root()
    return [*codes, *root.command.shell_complete(root, incomplete)]


@click.command(
    "help", epilog=help_examples("dynaclient help invalid-call", "dynaclient help map", "dynaclient help devices.get")
)
@click.argument("topic", nargs=-1, metavar="[TOPIC]", shell_complete=_complete_topics)
@add_options(*DESCRIPTION_OPTIONS)
@click.pass_context
def help_command(context: click.Context, /, topic: tuple[str, ...], **_: Any) -> None:
    """
    Explain a code, or a command.

    An error on the command line shows its code, such as [invalid-call]: this prints what happened, and what to do.
    TOPIC may also be a command, a resource or an action.

    Without TOPIC, prints all codes.
    """
    root = context.find_root()  # which has the options that select the description, wherever they are written
    program = str(root.command.name)
    name = decoded(".".join(topic)).strip("[]")
    pages = [*_command_help(root, name, program), *_code_help(root, name, program)] if topic else [_codes(program)]
    if not pages:
        raise _unknown_topic(root, name)
    console.print_line("\n\n".join(pages))


def _command_help(root: click.Context, name: str, program: str) -> Iterator[str]:
    """Yield the help of the command, the resource or the action of this name."""
    from .actions import command_for

    command = _own_commands(root).get(name)
    try:
        found = command or command_for(source_of(root).load(), name, program)
    except DynaclientError:  # it may be a code, and the description may have problems
        return
    yield found.get_help(click.Context(found, parent=root, info_name=name)).rstrip()


def _code_help(root: click.Context, name: str, program: str) -> Iterator[str]:
    """Yield the page of the code of this name, with the name and the variables of the program."""
    from ...codes.catalogue import find_entry
    from ...help.code_pages import code_page

    entry = find_entry(_code_of_status(name) or name)
    if entry is not None:
        page = code_page(entry).with_strings(lambda text: with_variables_of(program, _with_commands_of(root, text)))
        yield page.text(console.terminal_width() or _WIDTH)


def _with_commands_of(root: click.Context, text: str) -> str:
    """Return a string with the name of the program before its own commands; it may not have all of dynaclient."""
    from ..program import COMMANDS

    absent = set(COMMANDS).difference(_own_commands(root))
    return re.sub(
        rf"\b{PROGRAM} (?=([\w-]*))", lambda match: match[0] if match[1] in absent else f"{root.command.name} ", text
    )


def _code_of_status(name: str) -> str:
    """Return the code of the error for an HTTP status, such as 404; an empty string for anything else."""
    is_status = len(name) == _STATUS_DIGITS and name.isascii() and name.isdigit() and "300" <= name < "600"
    return api_error_for(int(name)).code if is_status else ""


def _codes(program: str) -> str:
    from ...help.code_pages import codes_page

    prose = f"`{program} help CODE` shows the cause, and what to do. `{program} --help` lists the commands."
    return codes_page("The codes of errors, warnings and problems", prose).text(console.terminal_width() or _WIDTH)


def _unknown_topic(root: click.Context, name: str) -> UnknownName:
    from ...codes.catalogue import entries
    from ..arguments.spelling import shell_name

    names = [*_own_commands(root), *(code for entry in entries() for code in entry.codes)]
    try:
        api = source_of(root).load()
    except DynaclientError:
        message = f"No code or command {name[:200]!r}, and the description cannot be loaded"
    else:
        message = f"No code, command, resource or action {name[:200]!r}"
        names += [*map(shell_name, api.resources), *api.actions]
    parts = [code for code in names if name.lower() in code.lower()]
    commands = close_matches(name, _own_commands(root))  # there are few, and one of them is the most likely
    return UnknownName(message, name, commands or parts[:_MOST_SUGGESTED] or close_matches(name, names))


def _own_commands(root: click.Context) -> Mapping[str, click.Command]:
    """Return the commands of the program by name, without those of the description; each is loaded when it is used."""
    command = root.command
    return command.commands if isinstance(command, click.Group) else {}
