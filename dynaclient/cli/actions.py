"""Each action of a description, and each resource, as a command."""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from ..description.model import snake_case
from ..errors import UnknownName, close_matches
from . import output
from .connection import source_above
from .options import CONNECTION, INPUT, PROGRESS, connection_of, lines, parameters

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from ..description.api import Api, Resource
    from ..description.model import Action
    from .calls import Call

VALUES = lines(
    "Values:",
    "  name=value            text, number or boolean, as the description has it",
    "  name:=JSON            any JSON value",
    "  name=@FILE            a file to send; name:=@FILE takes JSON from a file",
    "  name.path.to=value    one value inside a body; list[0].key for items of a list",
)
"""How the arguments of a call are written, for the end of a command's help."""


def _complete_words(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from .candidates import words

    command = context.command
    if isinstance(command, ActionCommand):
        action = command.action
    else:
        action = source_above(context).load().action(str(context.params.get("action")))
    return words(action, context.params.get("words") or (), incomplete)


def complete_action(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Give the full names of actions that begin as what was typed."""
    from .candidates import action_names

    return action_names(source_above(context).load(), incomplete)


WORDS = click.argument("words", nargs=-1, metavar="[NAME=VALUE]…", shell_complete=_complete_words)

CALLING = (
    click.option("--input", "file", type=click.Path(exists=True, dir_okay=False, allow_dash=True), metavar="FILE",
                 help="Take the arguments from a JSON object, or from one a line for several calls. May be -."),
    click.option("-o", "--output", "form", type=click.Choice(["json", "ndjson", "table"]),
                 help="Write JSON, the items one a line, or the items as a table."),
    click.option("--query", "expression", metavar="JMESPATH", help="Write this part of what comes."),
    click.option("--with-response", is_flag=True, help="Write status and headers as well."),
    click.option("--all", "all_", is_flag=True, help="Write all items of a list, page after page."),
    click.option("--max-items", type=click.IntRange(0), metavar="N", help="With --all: so many at most."),
    click.option("--dry-run", is_flag=True, help="Show the request, secrets masked, and send nothing."),
    click.option("--curl", is_flag=True, help="Show it as a command of curl, and send nothing."),
    PROGRESS,
)  # fmt: skip
"""What is done with a call, and how what comes of it is written."""


def perform(called: Call, asked: Mapping[str, Any]) -> None:
    """Do what the options of `CALLING` ask for."""
    from .calls import Task, carry_out
    from .inputs import arguments_in
    from .presentation import Presentation, selecting

    _refuse_contradictions(called, asked)
    presentation = Presentation(asked["form"] or "", selecting(asked["expression"]), asked["with_response"])
    task = Task(
        presentation, curl=asked["curl"], every=asked["all_"], most=asked["max_items"], progress=asked["progress"]
    )
    file = asked["file"]
    inputs = [dict(called.arguments)] if file is None else arguments_in(file, called.action, called.arguments)
    carry_out(called, inputs, task)


def _refuse_contradictions(called: Call, asked: Mapping[str, Any]) -> None:
    if asked["all_"] and asked["with_response"]:
        raise click.UsageError("--all writes items of many answers: leave out --with-response")
    if asked["max_items"] is not None and not asked["all_"]:
        raise click.UsageError("--max-items goes with --all")
    if asked["file"] == INPUT and called.connection.token_stdin:
        raise click.UsageError("the standard input cannot give both the arguments and the token")


# --- commands that a description makes -------------------------------------------------------------------------------


def shell_name(name: str) -> str:
    """Give a name as the shell has it: in snake case, in which Python's own words are words like any others."""
    return name if keyword.iskeyword(name) else snake_case(name)


def command_for(api: Api, name: str, own: tuple[str, ...] = ()) -> click.Command:
    """
    Give the command that is called as an action, or a resource, of a description, in either spelling.

    Raises:
        UnknownName: There is none; `own` are the names of other commands, which may be meant.
    """
    found = _found(api, name)
    if found is not None:
        return found
    known = [*own, *map(shell_name, api.resources), *api.actions]
    raise UnknownName(f"There is no command, resource or action {name[:200]!r}", name, close_matches(name, known))


def _found(api: Api, name: str) -> click.Command | None:
    """Give the command of a name; whether the action can be called is not looked at."""
    with suppress(UnknownName):
        return ResourceGroup(api, api.resource(name))
    owner, _, last = name.rpartition(".")
    with suppress(UnknownName):
        resource = api.resource(owner)
        key = resource.spellings.get(last)
        return ActionCommand(api, f"{resource.name}.{key}") if key in resource.action_names else None
    return None


def _misplaced(context: click.Context, parameter: click.Parameter, given: Any) -> None:
    if not given:
        return
    option, program = parameter.opts[0], source_above(context).program
    if program:
        told = f"{option}: {program} has a description of its own, and takes no other"
        raise click.UsageError(f"{told}; for that there is dynaclient --api FILE …")
    raise click.UsageError(f"{option} goes before the action: dynaclient {option} FILE ACTION …")


MISPLACED = tuple(
    click.option(f"--{each}", each, hidden=True, multiple=True, expose_value=False, is_eager=True, callback=_misplaced)
    for each in ("api", "patch")
)
"""Which description is meant has to be known before what can be called; a bound program takes no other."""


class ActionCommand(click.Command):
    """An action as a command."""

    def __init__(self, api: Api, full_name: str) -> None:
        self.full_name = full_name
        self._api = api
        taken = parameters(WORDS, *CALLING, *CONNECTION, *MISPLACED)
        super().__init__(full_name, params=taken, callback=self._call, epilog=VALUES)

    @property
    def action(self) -> Action:
        """The action."""
        return self._api.action(self.full_name)

    def _call(self, words: tuple[str, ...], **asked: Any) -> None:
        from .calls import Call

        perform(Call.of(self._api, self.full_name, words, connection_of(asked)), asked)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Give what the action does, in a line."""
        owner, _, key = self.full_name.rpartition(".")
        told = next(self._api.outlines_of([(self._api.resource(owner), key)]), None)
        summary = told.summary if told else "(cannot be called: its description has faults)"
        return output.printable(summary if len(summary) <= limit else f"{summary[: limit - 1]}…")

    def format_help_text(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the page of the action, as the shell has it."""
        from .samples import page

        formatter.write_paragraph()
        formatter.write(f"{page(self.action, self._api.common, source_above(context), formatter.width)}\n")


class ResourceGroup(click.Group):
    """A resource as a command, whose commands are its actions, and the resources below it."""

    def __init__(self, api: Api, resource: Resource) -> None:
        self._api = api
        self._resource = resource
        super().__init__(resource.name, help=output.printable(resource.description) or None)

    def list_commands(self, _: click.Context) -> list[str]:
        """Give the names of its actions, and of the resources below it."""
        return [shell_name(each) for each in (*self._resource.action_names, *self._resource.resource_names)]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Give one of them, in either spelling."""
        try:
            return command_for(self._api, f"{self._resource.name}.{name}")
        except UnknownName:
            if context.resilient_parsing:
                return None
            raise
