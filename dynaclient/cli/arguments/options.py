"""Options that several commands share, and what they are converted to before a command receives them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from functools import wraps
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from ...client.environment import API, PROFILE, SERVER, URL, with_variables_of
from ...errors import DescriptionError, DynaclientError
from ...records import fields
from ...runtime.paths import is_url, path_of_file_url
from ..output import console
from ..output.files import is_standard_output
from .connection import Connection, source_of
from .decoding import decoded

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Decorator = Callable[[Any], Any]


class PathType(click.Path):
    """The path of a file or a folder, as all options take it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return a path that is not empty, as that of a variable of the shell may be: it would be the folder ``.``."""
        if not os.fspath(value):
            self.fail(f"the path is empty; pass the path of a {'file' if self.file_okay else 'folder'}", param, ctx)
        return super().convert(value, param, ctx)


class IntegerType(click.IntRange):
    """An integer within limits; click would call a word that is none "not a valid integer range"."""

    name = "integer"


FILE_TYPE = PathType(exists=True, dir_okay=False)


class _DescriptionType(PathType):
    """The file of a description, or its URL."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return a URL as it is, and a file that exists; a URL with the scheme `file` is the path of one."""
        value = path_of_file_url(value) if isinstance(value, str) else value
        if value == STANDARD_INPUT and not os.path.exists(value):  # noqa: PTH110 - as click looks
            self.fail("a description is not read from the standard input: write it to a file", param, ctx)
        is_fetched = isinstance(value, str) and value.strip().lower().startswith(("https:", "http:"))
        return value if is_fetched else super().convert(value, param, ctx)


class OutputType(PathType):
    """A file or a folder that a command writes; with `allow_dash`, ``-`` is the standard output."""

    advice = "pass the path of another file"
    """What to do about a file that the standard output is redirected to."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return a path; a dash is refused where it would be the name of a file."""
        if value == STANDARD_OUTPUT and not self.allow_dash:
            kind = "file" if self.file_okay else "folder"
            self.fail(f"- is not the standard output here; pass the path of a {kind}, or write ./-", param, ctx)
        if value != STANDARD_OUTPUT and is_standard_output(value, replaced=self.allow_dash):
            advice = "write - for it" if self.allow_dash else self.advice
            self.fail(f"{value} is where the standard output goes: {advice}", param, ctx)
        return super().convert(value, param, ctx)


class DownloadType(OutputType):
    """The file of a response."""

    advice = "pass the path of another file, or `call` the action, and redirect its output with >"


class TargetType(OutputType):
    """A file or a folder that is made from a description; it is easily taken for the description."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return a path; a URL is refused, and not shown, as it may have a password in it."""
        if is_url(value):
            self.fail("a URL is not a file or folder to write — pass the URL of a description as --api", param, ctx)
        return super().convert(value, param, ctx)


STANDARD_OUTPUT = "-"
"""Stands for the standard output instead of a file name."""
DESCRIPTION_TYPE = _DescriptionType(exists=True, dir_okay=False)
STANDARD_INPUT = "-"
"""Stands for the standard input instead of a file name."""


def _none_if_standard(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    return None if value == STANDARD_OUTPUT else value


OUTPUT_OPTION = click.option(
    "-o", "--output", type=TargetType(dir_okay=False, allow_dash=True), metavar="FILE", callback=_none_if_standard,
    help="Write to FILE, replacing it, and not to the standard output.",
)  # fmt: skip
"""Where one document is written; None is the standard output."""


def _complete_profiles(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from ..completion.candidates import complete_profiles

    try:
        return complete_profiles(source_of(context).selected, incomplete)
    except DynaclientError:
        return []


class _NameType(click.types.StringParamType):
    """A name; an empty one, as of a variable of the shell that is not set, would select nothing."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the name."""
        return value or self.fail("the name is empty; write one, or omit the option", param, ctx)


PROFILE_OPTION = click.option(
    "--profile", metavar="NAME", type=_NameType(), is_eager=True, shell_complete=_complete_profiles,
    help=f"Who you are at which API: a profile that `login` wrote; else {PROFILE} or the default one.",
)  # fmt: skip
API_OPTION = click.option(
    "--api", type=DESCRIPTION_TYPE, is_eager=True, metavar="FILE",
    help=f"The description, a file or a URL; else that of the profile, {API} or the bundled one.",
)  # fmt: skip
PATCH_OPTION = click.option(
    "--patch", type=FILE_TYPE, is_eager=True, metavar="FILE", multiple=True,
    help="A patch of the description. May be repeated.",
)  # fmt: skip
DESCRIPTION_OPTIONS = (API_OPTION, PATCH_OPTION, PROFILE_OPTION)
"""Which description is used: parsed before anything else, because the help lists its resources."""


def _complete_servers(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from ..completion.candidates import complete_servers

    try:
        return complete_servers(source_of(context).load(), incomplete)
    except DescriptionError:
        return []


CONNECTION_OPTIONS = (
    click.option("--url", metavar="URL", help=f"The base URL of the API; else {URL} or `server`."),
    click.option(
        "--server", metavar="NAME", shell_complete=_complete_servers,
        help=f"One of the `servers` of the description; else {SERVER}.",
    ),
    click.option(
        "--variable", "variables", multiple=True, metavar="NAME=VALUE",
        help="A variable in the URL of the server. May be repeated.",
    ),
    click.option("--timeout", type=float, metavar="SECONDS", help="Seconds for the whole call; the default is 60."),
    click.option("--header", "headers", multiple=True, metavar="NAME:VALUE", help="A further header. May be repeated."),
    click.option(
        "--extra", "extras", multiple=True, metavar="NAME=VALUE",
        help="A query parameter that the description does not have. May be repeated.",
    ),
    click.option("--content", metavar="TYPE", help="The media type of the body, if the action accepts several."),
    click.option("--allow-http", is_flag=True, help="Send the token unencrypted to another machine."),
    click.option("--token-stdin", is_flag=True, help="Read the token from the standard input."),
    click.option("--mock", is_flag=True, help="Call a mock server of the API, which runs as long as the command."),
)  # fmt: skip
"""How a call is made: the fields of `Connection`."""

_VERBOSE = "dynaclient.verbose"


def _set_verbose(context: click.Context, _: click.Parameter, level: int) -> None:
    context.meta[_VERBOSE] = level  # the program, which prints errors, has the same `meta`
    if level and not context.resilient_parsing:
        from ..output.verbose import start

        context.call_on_close(start(level))


def verbosity(context: click.Context) -> int:
    """Return how many times the command line has -v."""
    return int(context.meta.get(_VERBOSE, 0))


VERBOSE_OPTION = click.option(
    "-v", "--verbose", count=True, expose_value=False, callback=_set_verbose,
    help="Print each attempt and wait, and the whole response of an error; -vv also headers, and how it connects.",
)  # fmt: skip
PROGRESS_OPTION = click.option(
    "--progress/--no-progress", default=None, help="Show the progress; by default only on a terminal."
)


def add_options(*decorators: Decorator) -> Decorator:
    """Return a decorator that adds all these options to a command, in this order."""

    def decorate(function: Any) -> Any:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


def create_parameters(*decorators: Decorator) -> list[click.Parameter]:
    """Return options and arguments for a command that is created without a decorator."""

    @click.command()
    @add_options(*decorators)
    def command() -> None: ...

    return command.params


def parameters_of(program: str, parameters: Iterable[click.Parameter]) -> list[click.Parameter]:
    """Return parameters of dynaclient for another program: their help is about its own variables."""
    return [_parameter_of(program, parameter) for parameter in parameters]


def _parameter_of(program: str, parameter: click.Parameter) -> click.Parameter:
    if not isinstance(parameter, click.Option) or not parameter.help:
        return parameter
    own = copy(parameter)
    own.help = with_variables_of(program, parameter.help)
    return own


def with_source(function: Callable[..., None], options: Iterable[Decorator] = DESCRIPTION_OPTIONS) -> Any:
    """Add the options that select a description to a command, and pass it the `Source`."""

    @wraps(function)
    def command(**values: Any) -> None:
        for name in ("api", "patch", "profile"):  # `source_of` has them
            values.pop(name, None)
        function(source=source_of(click.get_current_context()), **values)

    return add_options(*options)(command)


def with_patches(function: Callable[..., None]) -> Any:
    """Add --patch to a command that has its descriptions as arguments, and pass it the patches."""

    @wraps(function)
    def command(**options: Any) -> None:
        source = source_of(click.get_current_context())
        source.of_file(options.get("source") or options.get("old"))  # the argument is the description
        function(**{**options, "patch": source.patches})

    return PATCH_OPTION(command)


def option_hint(name: str, parameters: Iterable[click.Parameter]) -> str:
    """Return how an option is written that was passed as an argument; empty if no option has this name."""
    wanted = name.replace("_", "-")
    for option in parameters:
        if isinstance(option, click.Option) and f"--{wanted}" in option.opts:
            value = "" if option.is_flag else f" {option.metavar or 'VALUE'}"
            return f"{name} is an option: write --{wanted}{value}"
    return ""


def is_given(context: click.Context, name: str) -> bool:
    """Return whether the command line has the option of a parameter."""
    return context.get_parameter_source(name) is ParameterSource.COMMANDLINE


def require_options(context: click.Context, needed: Mapping[str, Iterable[str]]) -> None:
    """
    Raise UsageError if an option is given without the one that it is for: alone it would do nothing.

    Args:
        context: The command.
        needed: Names of parameters, and the names of those that are for them.
    """
    written = {str(parameter.name): parameter.opts[-1] for parameter in context.command.params}
    for name, others in needed.items():
        given = [written[other] for other in others if is_given(context, other)]
        if given and not is_given(context, name):
            message = f"{', '.join(given)} would do nothing without {written[name]}"
            raise click.UsageError(f"{message}: add {written[name]}, or omit {', '.join(given)}")


def pop_connection(options: dict[str, Any]) -> Connection:
    """Remove the options of a connection from those of a command, and return them as a `Connection`."""
    headers = parse_pairs("--header", "NAME:VALUE", options.pop("headers"))
    query = parse_pairs("--extra", "NAME=VALUE", options.pop("extras"))
    options["variables"] = parse_pairs("--variable", "NAME=VALUE", options.pop("variables"))
    dry_run = bool(options.get("dry_run") or options.get("curl"))
    plain = {member.name: options.pop(member.name) for member in fields(Connection) if member.name in options}
    source = source_of(click.get_current_context())
    connection = Connection(headers=headers, query=query, source=source, **{**plain, "dry_run": dry_run})
    if connection.mock and (connection.url or connection.server or connection.dry_run or connection.token_stdin):
        others = "--url, --server, --dry-run, --curl and --token-stdin"
        raise click.UsageError(f"--mock has its own server and token: omit {others}")
    return connection


def parse_pairs(option: str, form: str, values: Iterable[str]) -> dict[str, str]:
    """
    Return the names and values of an option that may be repeated.

    Raises:
        UsageError: One has no value, or a name is there twice: one of the values would be ignored.
    """
    separator = ":" if ":" in form else "="
    pairs: dict[str, str] = {}
    seen = set()
    for pair in map(decoded, values):
        name, is_pair, value = pair.partition(separator)
        if not is_pair:
            raise click.UsageError(f"{option} expects {form}")
        name = name.strip()
        if not name and form == "NAME=VALUE":  # a column may have none
            raise click.UsageError(f"{option} expects {form}, and the name is empty")
        if (same := name.lower() if separator == ":" else name) in seen:  # the case of a header has no meaning
            shown = repr(name)[:100] if form.startswith("NAME") else "the same token"
            raise click.UsageError(console.printable(f"{option} was passed twice for {shown}: omit one of them"))
        seen.add(same)
        pairs[name] = value.strip() if separator == ":" else value
    return pairs


def shows_progress(progress: bool | None) -> bool:
    """Return whether to show progress: as the option requests, else if nothing else is written to the terminal."""
    if progress is not None:
        return progress
    context = click.get_current_context(silent=True)
    is_alone = context is None or not verbosity(context)
    return is_alone and console.stderr_is_terminal() and not console.stdout_is_pipe()


def help_lines(*lines: str) -> str:
    """Return lines that click does not wrap in a help text; the backspace is click's mark for that."""
    return "\b\n" + "\n".join(lines) + "\n\n"


def help_examples(*examples: str) -> str:
    """Return examples for the end of a help text."""
    return help_lines("Examples:", *(f"  {example}" for example in examples))
