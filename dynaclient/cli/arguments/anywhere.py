"""
Options where people write them: before the command, after it, after the action, between its arguments.

click parses the options of a group in front of the name of its command, and those of the command behind it. What is an
option of actions is moved behind the name of the action, and which description has the action is read from behind it.
The parser that decides which word is an option, and which one is its value, is click's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from copy import copy
from typing import Any

import click

from .options import DESCRIPTION_OPTIONS, create_parameters

SELECTING = ("api", "patch", "profile")
"""The options that select a description."""


class OptionsAnywhere(click.Group):
    """A group whose commands take options that may also be written in front of their names."""

    def movable_options(self) -> Iterable[click.Parameter]:
        """Return the options that are moved behind the name of a command."""
        from ..commands.calling import CALL_OPTIONS
        from .options import CONNECTION_OPTIONS

        return create_parameters(*CALL_OPTIONS, *CONNECTION_OPTIONS)

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """Return the option for the help, which is about the description of options that are written after it, too."""
        option = super().get_help_option(ctx)
        assert option is not None  # noqa: S101 - each of our groups has one
        option.is_eager = False
        return option

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse what is in front of the command, after options of actions were moved behind its name."""
        if ctx.resilient_parsing:  # click stops at an option that it does not know
            args = self._moved(ctx, args)
        try:
            return super().parse_args(ctx, list(args))
        except click.NoSuchOption:
            pass
        return super().parse_args(ctx, self._moved(ctx, args))

    def _moved(self, context: click.Context, args: list[str]) -> list[str]:
        extended = copy(self)
        extended.params = [*self.params, *self.movable_options()]
        options: dict[Any, Any] = {option.name: option for option in extended.get_params(context)}
        try:
            values, rest, _ = extended.make_parser(context).parse_args(list(args))
        except click.NoSuchOption as error:
            owner = self._owner_of(error.option_name, context, args)
            if owner is None:
                raise
            message = f"{error.option_name} is an option of {owner}: write it behind that"
        else:
            return self._ordered(context, options, (values, rest))
        raise click.UsageError(message, context)

    def _owner_of(self, option: str, context: click.Context, words: Iterable[str]) -> str | None:
        """Return the command among the words that has an option; None if there is none."""
        named = next((word for word in words if word in self.commands), "")
        parameters = self.commands[named].get_params(context) if named else ()
        return named if any(option in (*one.opts, *one.secondary_opts) for one in parameters) else None

    def _ordered(
        self, context: click.Context, options: Mapping[Any, Any], parsed: tuple[Mapping[str, Any], list[str]]
    ) -> list[str]:
        """Return the words of parsed options, those of another command behind the name of that."""
        values, rest = parsed
        own = {option.name for option in self.get_params(context)}
        words: dict[bool, list[str]] = {True: [], False: []}
        for name, value in values.items():
            words[name in own] += _spelled(options[name], value)
        if rest or context.resilient_parsing:
            return [*words[True], *rest[:1], *words[False], *rest[1:]]
        if self.get_help_option(context).name not in values:
            raise click.UsageError(f"{words[False][0]} is an option of actions: write the name of one, too", context)
        return words[True]


def _spelled(option: click.Option, value: Any) -> list[str]:
    """Return the words of an option whose value, or values, click has parsed and not yet converted."""
    if option.count:
        return [option.opts[-1]] * int(value)
    if option.is_flag:
        return [(option.opts if value else option.secondary_opts)[-1]]
    values = value if option.multiple else [value]
    return [word for one in values for word in (option.opts[-1], str(one))]


def selecting_options(options: Iterable[Any] = DESCRIPTION_OPTIONS) -> list[click.Parameter]:
    """Return the options that select a description, for a command whose group has read their values already."""
    parameters = create_parameters(*options)
    for parameter in parameters:
        parameter.expose_value = False
    return parameters


def select_description(context: click.Context, own: Iterable[click.Parameter], args: list[str]) -> None:
    """
    Add the options behind the name of an action to those in front of it: of a single value the last one counts.

    Args:
        context: That of the program; its `params` are changed.
        own: The parameters of the program.
        args: The words behind the name of the action, or of a resource.
    """
    options = {str(option.name): option for option in own if option.name in SELECTING and option.expose_value}
    with suppress(*([click.UsageError] if context.resilient_parsing else [])):
        for name, value in _parsed(context, args).items():
            if name in options:
                found = options[name].type_cast_value(context, value)
                earlier = context.params.get(name) or ()
                context.params[name] = (*earlier, *found) if options[name].multiple else found


def _parsed(context: click.Context, args: list[str]) -> Mapping[str, Any]:
    """Return the values of the options of an action, as click's parser finds them among the words."""
    from ..commands.calling import ASSIGNMENTS_ARGUMENT, CALL_OPTIONS
    from .options import CONNECTION_OPTIONS

    options = (ASSIGNMENTS_ARGUMENT, *CALL_OPTIONS, *CONNECTION_OPTIONS, *DESCRIPTION_OPTIONS)
    command = click.Command("action", params=create_parameters(*options), add_help_option=False)
    own = click.Context(
        command, parent=context, ignore_unknown_options=True, resilient_parsing=context.resilient_parsing
    )
    values, _, _ = command.make_parser(own).parse_args(list(args))
    return values
