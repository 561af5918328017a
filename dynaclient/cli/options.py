"""Options that several commands have, and what they are made into before a command sees them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from functools import wraps
from typing import Any

import click

from . import output
from .connection import Connection, Source, source_above

Decorator = Callable[[Any], Any]

FILE = click.Path(exists=True, dir_okay=False)
INPUT = "-"
"""Stands for the standard input where a file is named."""

DESCRIPTION = (
    click.option(
        "--api", type=FILE, is_eager=True, metavar="FILE",
        help="The description; else DYNACLIENT_API or the bundled one.",
    ),
    click.option(
        "--patch", type=FILE, is_eager=True, metavar="FILE", multiple=True,
        help="A description to lay over it. May be repeated.",
    ),
)  # fmt: skip
"""Which description is meant: known before anything else, for the help tells of what is in it."""

CONNECTION = (
    click.option("--url", metavar="URL", help="Where the API is served; else DYNACLIENT_URL or `server`."),
    click.option("--timeout", type=float, metavar="SECONDS", help="Seconds for the whole call; 60 if not given."),
    click.option("--header", "headers", multiple=True, metavar="NAME:VALUE", help="A further header. May be repeated."),
    click.option(
        "--extra", "extras", multiple=True, metavar="NAME=VALUE", help="An undeclared query value. May be repeated."
    ),
    click.option("--content", metavar="TYPE", help="The media type of the body, where the action takes several."),
    click.option("--allow-http", is_flag=True, help="Let the token go out unencrypted to another machine."),
    click.option("--token-stdin", is_flag=True, help="Read the token from the standard input."),
    click.option("--mock", is_flag=True, help="Call an imitation of the API that lives as long as the command."),
)
"""How a call is made: the fields of `Connection`."""

PROGRESS = click.option(
    "--progress/--no-progress", default=None, help="Show how far it is; shown on a terminal unless told otherwise."
)


def options(*given: Decorator) -> Decorator:
    """Give a decorator that gives a command all these options, in this order."""

    def decorate(function: Any) -> Any:
        for each in reversed(given):
            function = each(function)
        return function

    return decorate


def parameters(*given: Decorator) -> list[click.Parameter]:
    """Give options and arguments for a command that is made without a decorator."""

    @click.command()
    @options(*given)
    def command() -> None: ...

    return command.params


def with_source(function: Callable[..., None]) -> Any:
    """Give a command the options that name a description, and hand it the `Source` that they mean."""

    @wraps(function)
    def command(api: str | None, patch: tuple[str, ...], **rest: Any) -> None:  # noqa: ARG001 - `source_above` has them
        function(source=source_above(click.get_current_context()), **rest)

    return options(*DESCRIPTION)(command)


def with_call(function: Callable[..., None]) -> Any:
    """Give a command the options of a connection, and hand it the `Call` that its action and its words stand for."""

    @wraps(function)
    def command(source: Source, action: str, words: tuple[str, ...], **rest: Any) -> None:
        from .calls import Call

        settings = connection_of(rest)
        function(called=Call.of(source.load(), action, words, settings), **rest)

    return options(*CONNECTION)(with_source(command))


def connection_of(given: dict[str, Any]) -> Connection:
    """Take the options of a connection out of those of a command, and give what they mean."""
    headers = pairs("--header", "NAME:VALUE", given.pop("headers"))
    query = pairs("--extra", "NAME=VALUE", given.pop("extras"))
    dry_run = bool(given.get("dry_run") or given.get("curl"))
    plain = {each.name: given.pop(each.name) for each in fields(Connection) if each.name in given}
    settings = Connection(headers=headers, query=query, **{**plain, "dry_run": dry_run})
    if settings.mock and (settings.url or settings.dry_run or settings.token_stdin):
        raise click.UsageError(
            "--mock has a server and a token of its own: leave out --url, --dry-run, --curl and --token-stdin"
        )
    return settings


def pairs(option: str, form: str, given: Iterable[str]) -> dict[str, str]:
    """Give the names and values that an option was given; UsageError where one has no value."""
    sign = ":" if ":" in form else "="
    found = {}
    for each in given:
        name, is_pair, value = each.partition(sign)
        if not is_pair:
            raise click.UsageError(f"{option} takes {form}")
        found[name.strip()] = value.strip() if sign == ":" else value
    return found


def is_shown(progress: bool | None) -> bool:
    """Say whether progress is shown: as it was said, else where a person looks, and no other program writes there."""
    return output.tells_terminal() and not output.is_piped() if progress is None else progress


def lines(*given: str) -> str:
    """Give lines that click's help keeps as they are; the backspace is its sign for that."""
    return "\b\n" + "\n".join(given) + "\n\n"


def examples(*given: str) -> str:
    """Give examples for the end of a command's help."""
    return lines("Examples:", *(f"  {each}" for each in given))
