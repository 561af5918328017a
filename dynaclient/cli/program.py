"""The program as a whole: its own commands, and those that a description makes; how errors end it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ..errors import DescriptionError, DynaclientError, InvalidCall, Unauthorized, UnknownName
from . import output
from .actions import command_for, shell_name
from .connection import source_above

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from .connection import Source


class Program(click.Group):
    """The whole program: errors end it with their own text and their own exit code, never with a traceback."""

    bound: Source | None = None
    """The description that it is bound to, if it is to one."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command that is meant."""
        try:
            return super().invoke(context)
        except DynaclientError as error:
            output.tell(f"{self.name}: {error}{self._advice(error)}")
            code = output.exit_code_of(error)
        except BrokenPipeError:
            output.forget_standard_output()
            code = output.CLOSED
        except KeyboardInterrupt:
            code = output.INTERRUPTED
        raise click.exceptions.Exit(code)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Give the program's own command of this name, or the one that the description has."""
        own = super().get_command(context, name)
        if own is not None or name.startswith("-"):
            return own
        try:
            return command_for(source_above(context).load(), name, tuple(self.list_commands(context)))
        except DynaclientError:
            if context.resilient_parsing:
                return None
            raise

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what commands there are: the program's own, and the resources of the description."""
        super().format_commands(context, formatter)
        try:
            api = source_above(context).load()
        except DescriptionError as error:
            title, told = "Resources", str(error)
        else:
            title = f"Resources of {api.title}, each with its actions, such as {_example(api)}"
            told = ", ".join(map(shell_name, api.resources)) or "none"
        with formatter.section(output.printable(title)):
            formatter.write_text(output.printable(told))

    def shell_complete(self, context: click.Context, incomplete: str) -> list[CompletionItem]:
        """Give what may come next: options, the program's own commands, resources and actions."""
        from .candidates import names

        return [*super().shell_complete(context, incomplete), *names(source_above(context).load(), incomplete)]

    def _advice(self, error: DynaclientError) -> str:
        """Give what only the command line can add to an error's own text."""
        if isinstance(error, UnknownName) and not error.suggestions:
            return f"; `{self.name} list` shows all there are"
        if isinstance(error, InvalidCall) and any(each.rule == "unknown" and not each.path for each in error.problems):
            return "\n  On the command line undeclared values are given by --extra and --header."
        if isinstance(error, Unauthorized):
            return "\n  On the command line the token comes from DYNACLIENT_TOKEN, or by --token-stdin."
        return ""


def _example(api: Any) -> str:
    return next((f"{resource.name}.{key}" for resource, key in api.places()), "…")
