"""The program `dynaclient`: its commands, those of the actions of a description, and how errors end it."""

from __future__ import annotations

import inspect
import sys
import warnings
from collections import UserDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from .. import __version__
from ..client.environment import TOKEN, with_variables_of
from ..codes.exit_codes import NOT_WRITTEN, exit_code_of
from ..errors import (
    ApiError,
    DynaclientError,
    DynaclientWarning,
    InvalidCall,
    Unauthorized,
    UnknownName,
)
from ..strings.expressions import expression
from .arguments.anywhere import OptionsAnywhere, select_description
from .arguments.connection import CONNECTION, source_of
from .arguments.options import (
    CONNECTION_OPTIONS,
    DESCRIPTION_OPTIONS,
    add_options,
    create_parameters,
    help_lines,
    option_hint,
    verbosity,
)
from .exit_codes import INTERRUPTED, exit_code_lines
from .output import console
from .output.standard_output import guarded_output
from .output.wording import shell_words

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from .arguments.connection import Connection, Source

COMMANDS: Mapping[str, str] = {
    "alias": "maintaining",
    "cache": "importing",
    "call": "calling",
    "completion": "generating",
    "copy": "descriptions",
    "demo": "exploring",
    "describe": "exploring",
    "diff": "descriptions",
    "docs": "generating",
    "doctor": "maintaining",
    "download": "calling",
    "explore": "mocking",
    "export": "importing",
    "fmt": "descriptions",
    "help": "helping",
    "import": "importing",
    "lint": "descriptions",
    "list": "exploring",
    "login": "logging_in",
    "logout": "logging_in",
    "man": "maintaining",
    "map": "calling",
    "mcp": "agents",
    "mock": "mocking",
    "new": "generating",
    "profiles": "logging_in",
    "schema": "descriptions",
    "skill": "generating",
    "stubs": "generating",
    "whoami": "logging_in",
}
"""The commands and their modules in `commands`."""


def load_command(name: str) -> click.Command:
    """Import the module of a command, and return the command."""
    module = import_module(f".commands.{COMMANDS[name]}", __package__)
    command: click.Command = getattr(module, f"{name}_command")
    if command.help and not command.short_help:
        command.short_help = _first_sentence(command.help)  # click would cut it
    return command


def _first_sentence(text: str) -> str:
    words = " ".join(inspect.cleandoc(text).partition("\n\n")[0].split())
    return f"{words.partition('. ')[0].removesuffix('.')}."


class LazyCommands(UserDict[str, Any]):
    """Commands by name. A command is loaded when it is first needed, so that the program starts fast."""

    def __init__(self, loaders: Mapping[str, Callable[[], click.Command]]) -> None:
        super().__init__(loaders)

    def __getitem__(self, name: str) -> Any:
        """Return a command."""
        command = self.data[name]
        if not isinstance(command, click.Command):
            command = self.data[name] = command()
        return command


class Program(OptionsAnywhere):
    """The whole program. An error ends it with a message and its exit code, never with a traceback."""

    bound: Source | None = None
    """The description that the program is bound to, if any."""
    version = __version__
    """What `--version` prints, after its name."""

    def main(self, *args: Any, **options: Any) -> Any:
        """Run the program; a standard output that cannot be written to ends it with an exit code of its own."""
        with guarded_output():
            try:
                return super().main(*args, **options)
            except console.OutputNotWritten as error:  # of help, a version or names to complete
                console.print_message(_with_code(f"{self.name}: {error}", error.code))
            sys.exit(NOT_WRITTEN)

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        """Return the context of a command line; Ctrl-C ends it as it ends a command: its help loads a description."""
        try:
            with _errors_printable():
                return super().make_context(*args, **options)
        except KeyboardInterrupt:
            raise click.exceptions.Exit(INTERRUPTED) from None

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """
        Return a command.

        What is behind the name of an action selects the description that has it, and behind `help` the one that is
        explained.
        """
        if args[0] == "help" or click.Group.get_command(self, context, args[0]) is None:
            select_description(context, self.params, args[1:])
        return super().resolve_command(context, args)

    def invoke(self, context: click.Context) -> Any:
        """Run the command of a command line."""
        try:
            with _warnings_printed(str(self.name)), _errors_printable():
                return super().invoke(context)
        except DynaclientError as error:
            code = self.report(error, context)
        except KeyboardInterrupt:
            code = INTERRUPTED
        raise click.exceptions.Exit(code)

    def report(self, error: DynaclientError, context: click.Context) -> int:
        """Print an error, in the words of the command line and with what to do; return the exit code."""
        from .arguments.repeated import repeated

        message = shell_words(str(error), str(self.name))
        text = f"{self.name}: {message}{self._advice(error, message, context)}"
        text = repeated(text, str(self.name), context)
        console.print_message(_with_code(text, error.code))
        if console.stderr_is_terminal():
            console.print_message(f"more: {self.name} help {_particular_code(error)}", _DIM)
        if isinstance(error, ApiError) and verbosity(context):
            console.print_message(_response_of(error, verbosity(context)))
        return exit_code_of(type(error), error.code)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Return the program's own command of this name, or that of the action or resource."""
        own = super().get_command(context, name)
        if own is not None or name.startswith("-"):
            return own
        from .commands.actions import command_for

        try:
            return command_for(source_of(context).load(), name, str(self.name), tuple(self.list_commands(context)))
        except DynaclientError:
            if context.resilient_parsing:
                return None
            raise

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the program's own commands, and the resources of the description."""
        from .arguments.spelling import shell_name

        super().format_commands(context, formatter)
        try:
            api = source_of(context).load()
        except DynaclientError as error:
            title, text = "Resources", shell_words(str(error), str(self.name))
        else:
            title = f"Resources of {api.title}, with actions such as {_first_action(api)}"
            text = ", ".join(map(shell_name, api.resources)) or "none"
        with formatter.section(console.printable(title)):
            formatter.write_text(console.printable(text))

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, which name an action of the description, and the exit codes."""
        if self.bound is None:
            with formatter.indentation():
                formatter.write_paragraph()
                formatter.write_text(inspect.cleandoc(_examples(context)))
        super().format_epilog(context, formatter)

    def shell_complete(self, context: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return what may come next: options, the program's own commands, resources and actions."""
        from .completion.candidates import complete_names

        own = super().shell_complete(context, incomplete)
        try:
            return [*own, *complete_names(source_of(context).load(), incomplete)]
        except DynaclientError:
            return own

    def _advice(self, error: DynaclientError, message: str, context: click.Context) -> str:
        """Return what the command line adds to the message of an error."""
        if isinstance(error, UnknownName):
            if not _OF_API.match(str(error)):
                return ""
            is_help = context.invoked_subcommand == "help"
            lists = f"; `{self.name} {'help` prints all codes' if is_help else 'list` prints all actions'}"
            return f"{'' if error.suggestions else lists}{_searched(context)}"
        if isinstance(error, InvalidCall):
            return "".join(f"\n  {hint}" for hint in _option_hints(error, message))
        is_login = context.invoked_subcommand == "login"
        if isinstance(error, Unauthorized) and "--token-stdin" not in message and not is_login:
            advice = f"\n  Log in with `{self.name} login`, or set the token with {TOKEN} or --token-stdin."
            return _check_of_secrets(context) or with_variables_of(str(self.name), advice)
        return ""


def _check_of_secrets(context: click.Context) -> str:
    """Return what to check if the secrets that were refused are those that a profile names; else an empty string."""
    connection: Connection | None = context.meta.get(CONNECTION)
    profile = None if connection is None or connection.token_stdin else connection.profile
    if profile is None:
        return ""
    from .login.identity import places_of_secrets

    places = ", ".join(place for scheme in profile.auth for place in places_of_secrets(profile, scheme))
    return f"\n  Check the secrets of the profile {profile.name}: {places}." if places else ""


def _searched(context: click.Context) -> str:
    """Return a line about the API in which a name was looked for; none in a program that has only one."""
    from .arguments.repeated import noted_source
    from .arguments.searched import another_api, searched_api

    source = noted_source(context)
    if source.program is not None:
        return ""
    try:
        return f"\n  Searched: {'; '.join(filter(None, [searched_api(source), another_api(source)]))}."
    except DynaclientError:  # the name is one of a command, whose description cannot be used
        return ""


_OF_API = expression(r"No (?:action|code|command|resource)\b")
"""The beginning of a message about a name that may be one of another API, and not a part of an action, or a host."""
_DIM = "bright_black"


def _with_code(text: str, code: str) -> str:
    """Return a message with a code at the end of its first line."""
    first, line_end, rest = text.partition("\n")
    return f"{first} [{code}]{line_end}{rest}" if code else text


def _particular_code(error: DynaclientError) -> str:
    """Return the code that explains most: that of the rule, if all problems of the error have the same."""
    rules = {problem.rule for problem in getattr(error, "problems", ())}
    return rules.pop() if len(rules) == 1 else error.code


def _response_of(error: ApiError, level: int) -> str:
    """Return the whole response of an error; only its status if the log of -vv has all of it."""
    from ..call.preview import format_error_response
    from ..http.log import MAX_ERROR_BYTES
    from .output.verbose import ALL

    whole = format_error_response(error)
    is_logged = level >= ALL and len(whole.encode()) <= MAX_ERROR_BYTES
    return whole.partition("\n")[0] if is_logged else whole


def _option_hints(error: InvalidCall, message: str) -> Iterator[str]:
    """Yield how the options are written that were passed as arguments, unless the message has that already."""
    from .commands.calling import CALL_OPTIONS

    unknown = [problem.name for problem in error.problems if problem.rule == "unknown" and not problem.path]
    parameters = create_parameters(*CALL_OPTIONS, *CONNECTION_OPTIONS) if unknown else ()
    hints = filter(None, (option_hint(name, parameters) for name in unknown))
    yield from (hint for hint in hints if hint.partition(": write ")[2].split()[0] not in message)


@contextmanager
def _errors_printable() -> Iterator[None]:
    """Escape what could control a terminal in the errors that click prints, such as the name of a file."""
    try:
        yield
    except click.ClickException as error:
        error.message = console.printable(error.message)  # type: ignore[misc] # that is what click prints
        raise


@contextmanager
def _warnings_printed(program: str) -> Iterator[None]:
    """Print the library's warnings as messages of the program, without the line of Python that caused them."""
    with warnings.catch_warnings():
        warnings.filterwarnings("default", category=DynaclientWarning)
        show = warnings.showwarning

        def print_warning(message: Warning | str, category: type[Warning], *location: Any, **more: Any) -> None:
            if issubclass(category, DynaclientWarning):
                text = f"{program}: warning: {shell_words(str(message), program)}"
                console.print_message(_with_code(text, getattr(message, "code", "")))
            else:
                show(message, category, *location, **more)

        warnings.showwarning = print_warning
        yield


def _first_action(api: Any) -> str:
    return next((f"{resource.name}.{key}" for resource, key in api.action_keys()), "…")


_EXAMPLES: tuple[tuple[str, str], ...] = (
    ("demo", "see it work, without a network"),
    ("login", "log in; the session is kept"),
    ("list token", "list actions about tokens"),
    ("{action} --help", "explain an action"),
    ("{action}{arguments}", "call it"),
    ("applications.get --all -o table", "all pages, as a table"),
    ("map {change} rows.csv", "call it for every row of a file"),
    ("mock my-api.json", "serve a mock server of your own API"),
)
_OF_BUNDLED = {"action": "applications.get", "arguments": " perPage=5", "change": "devices.post"}
_COLUMN = 47


def _examples(context: click.Context) -> str:
    """Return examples of commands: of the bundled description, or with the first action of another one."""
    names = _OF_BUNDLED
    source = source_of(context)
    try:
        action = "" if source.file is None else _first_action(source.load())
    except DynaclientError:
        return ""
    if action:
        names = {"action": action, "arguments": " NAME=VALUE…", "change": action}
    return help_lines("Examples:", *map(console.printable, _example_lines(names)))


def bundled_examples() -> str:
    """Return examples of commands for the bundled description, for a help text."""
    return help_lines("Examples:", *_example_lines(_OF_BUNDLED))


def _example_lines(names: Mapping[str, str]) -> Iterator[str]:
    examples = [row for row in _EXAMPLES if names is _OF_BUNDLED or "applications" not in row[0]]
    rows = [(f"dynaclient {command.format(**names)}", meaning) for command, meaning in examples]
    return (f"  {command.ljust(_COLUMN)} {meaning}" for command, meaning in rows)


@click.group(
    "dynaclient",
    cls=Program,
    commands=LazyCommands({name: partial(load_command, name) for name in COMMANDS}),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=help_lines("Exit codes:", *exit_code_lines()),
)
@click.version_option(__version__, prog_name="dynaclient", message="%(prog)s %(version)s")
@add_options(*DESCRIPTION_OPTIONS)
def program(**_: Any) -> None:
    """One JSON file describes an HTTP API; this calls it, explains it, mocks it and validates the file."""
