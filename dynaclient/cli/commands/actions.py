"""The actions and resources of a description as commands."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from ...client.environment import PROGRAM
from ...description.model import first_sentence
from ...errors import UnknownName, close_matches
from ..arguments.anywhere import OptionsAnywhere, selecting_options
from ..arguments.connection import source_of
from ..arguments.options import CONNECTION_OPTIONS, PROFILE_OPTION, create_parameters, parameters_of
from ..arguments.spelling import shell_name
from ..output.console import printable
from .calling import ASSIGNMENT_HELP, ASSIGNMENTS_ARGUMENT, CALL_OPTIONS, parse_call, run_call

if TYPE_CHECKING:
    from ...description.api import Api, Resource
    from ...description.model import Action


def command_for(api: Api, name: str, program: str, commands: tuple[str, ...] = ()) -> click.Command:
    """
    Return the command of an action, or a resource, of a description.

    Args:
        api: The description.
        name: The full name in either spelling; or the operation id of an action, as `call` takes it.
        program: The program that has the command.
        commands: The names of other commands, for suggestions.

    Raises:
        UnknownName: It does not exist.
    """
    command = _find(api, name, program)
    if command is not None:
        return command
    names = [*commands, *map(shell_name, api.resources), *api.actions]
    similar = (api.meant_actions(name) if "." in name else ()) or close_matches(name, names)
    raise UnknownName(f"No command, resource or action {name[:200]!r}", name, similar)


def _find(api: Api, name: str, program: str) -> click.Command | None:
    """Return the command of this name, even if the action has problems and cannot be called."""
    owner, _, last = name.rpartition(".")
    # An unknown name is compared with all others, so what is usually meant is looked up first.
    with suppress(UnknownName):
        resource = api.resource(owner) if owner else None
        key = resource.spellings.get(last) if resource else None
        if resource is not None and key in resource.action_names and key not in resource.resource_names:
            return ActionCommand(api, f"{resource.name}.{key}", program)
    with suppress(UnknownName):
        return ResourceGroup(api, api.resource(name), program)
    full_name = next((action for action, known in api.operation_ids.items() if known == name), None)
    return None if full_name is None else ActionCommand(api, full_name, program)


def _reject_description(context: click.Context, parameter: click.Parameter, values: Any) -> None:
    if not values:
        return
    message = f"{parameter.opts[0]}: {source_of(context).program} has its own description and does not accept another"
    raise click.UsageError(f"{message}; use dynaclient --api FILE … for that")


REJECTED_OPTIONS = tuple(
    click.option(
        f"--{name}", name, hidden=True, multiple=True, expose_value=False, is_eager=True, callback=_reject_description
    )
    for name in ("api", "patch")
)
"""Options that fail with advice: a bound program has its own description."""


def _selecting_options(program: str) -> list[click.Parameter]:
    """Return the options of an action or a resource that select a description; the program has read them already."""
    if program == PROGRAM:
        return selecting_options()
    return [*create_parameters(*REJECTED_OPTIONS), *parameters_of(program, selecting_options([PROFILE_OPTION]))]


class ActionCommand(click.Command):
    """An action as a command."""

    def __init__(self, api: Api, full_name: str, program: str) -> None:
        self.full_name = full_name
        self._api = api
        parameters = create_parameters(ASSIGNMENTS_ARGUMENT, *CALL_OPTIONS, *CONNECTION_OPTIONS)
        own = [*parameters_of(program, parameters), *_selecting_options(program)]
        super().__init__(full_name, params=own, callback=self._call, epilog=ASSIGNMENT_HELP)

    @property
    def action(self) -> Action:
        """The action."""
        return self._api.action(self.full_name)

    def _call(self, words: tuple[str, ...], **options: Any) -> None:
        run_call(parse_call(self._api, self.full_name, words, options), options)

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - a help text is wrapped, and not cut
        """Return a summary of the action."""
        owner, _, key = self.full_name.rpartition(".")
        outline = next(self._api.outlines_of([(self._api.resource(owner), key)]), None)
        return printable(outline.summary if outline else "(cannot be called: its description has problems)")

    def format_help_text(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help page of the action."""
        from ..arguments.examples import help_page

        formatter.write_paragraph()
        formatter.write(f"{help_page(self.action, self._api.common, source_of(context), formatter.width)}\n")


class ResourceGroup(OptionsAnywhere):
    """A resource as a command; its commands are its actions and the resources below it."""

    def __init__(self, api: Api, resource: Resource, program: str) -> None:
        self._api = api
        self._program = program
        self._resource = resource
        text = printable(resource.description) or None
        super().__init__(resource.name, help=text, params=_selecting_options(program))

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - as above
        """Return the first sentence about the resource."""
        return printable(first_sentence(self._resource.description))

    def list_commands(self, _: click.Context) -> list[str]:
        """Return the names of its actions, and of the resources below it."""
        return [shell_name(name) for name in (*self._resource.action_names, *self._resource.resource_names)]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Return one of them, in either spelling."""
        try:
            return command_for(self._api, f"{self._resource.name}.{name}", self._program)
        except UnknownName:
            if context.resilient_parsing:
                return None
            raise
