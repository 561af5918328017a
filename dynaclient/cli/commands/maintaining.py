"""The commands about the installation and what is beside it: `doctor`, `alias`, `man`."""

from __future__ import annotations

from functools import partial
from math import isfinite
from pathlib import Path
from typing import Any

import click

from ..arguments.connection import Connection, Source
from ..arguments.decoding import quoted
from ..arguments.options import (
    API_OPTION,
    FILE_TYPE,
    PROFILE_OPTION,
    OutputType,
    TargetType,
    help_examples,
    parse_pairs,
    with_source,
)
from ..output import console
from .generating import write_files


class _SecondsType(click.FloatRange):
    """A time in seconds, within a range, in which click has what is not a number, too."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number."""
        seconds = super().convert(value, param, ctx)
        if isfinite(seconds):
            return seconds
        return self.fail(f"{value} is not a number of seconds.", param, ctx)


@click.command("doctor", epilog=help_examples("dynaclient doctor", "dynaclient doctor --api my-api.json -o json"))
@click.option("--url", metavar="URL", help="The base URL of the API, in place of that of the description.")
@click.option("--server", metavar="NAME", help="One of the `servers` of the description.")
@click.option("--variable", "variables", multiple=True, metavar="NAME=VALUE", help="A variable in its URL.")
@click.option("--timeout", type=_SecondsType(0, min_open=True), metavar="SECONDS",
              help="Seconds to connect and to respond; the default is 10.")  # fmt: skip
@click.option("--allow-http", is_flag=True, help="Examine a URL to which calls send the token unencrypted.")
@click.option("-o", "--output", "form", type=click.Choice(["lines", "json"]), default="lines", show_default=True,
              help="A line for each check, or one JSON object.")  # fmt: skip
@with_source
@click.pass_context
def doctor_command(
    context: click.Context,
    source: Source,
    *,
    url: str | None,
    server: str | None,
    variables: tuple[str, ...],
    timeout: float | None,
    allow_http: bool,
    form: str,
) -> None:
    """
    Find out what is wrong.

    Looks at versions, environment variables, folders, the description, the profile, proxies and certificates, and
    connects to the server step by step. Prints what is ok, what may be a problem, what failed, and what to do.

    No token, key or password of the API is shown or sent. Nothing is written. The exit code is 6 if the server was not
    reached, and 1 if something else failed.
    """
    from ..run.doctor import run_doctor

    pairs = parse_pairs("--variable", "NAME=VALUE", variables)
    connection = Connection(
        url=url, server=server, variables=pairs, timeout=timeout, allow_http=allow_http, source=source
    )
    context.exit(run_doctor(connection, as_json=form == "json"))


_REFUSED_PATCH = click.option("--patch", type=FILE_TYPE, multiple=True, hidden=True)
"""An option that the help does not list: it is refused with advice."""


@click.command(
    "alias",
    epilog=help_examples(
        "dynaclient alias pets --api pets.json --folder ~/.local/bin",
        "dynaclient alias --folder ~/.local/bin",
        "dynaclient alias pets --remove --folder ~/.local/bin",
    ),
)
@click.argument("name", required=False)
@click.option("--folder", type=OutputType(file_okay=False, path_type=Path), metavar="DIR", required=True,
              help="The folder of the command, created if need be: nothing is written elsewhere.")  # fmt: skip
@click.option(
    "--force",
    is_flag=True,
    help="Also with the name of a command that PATH has, or of an alias for another description.",
)
@click.option("--remove", is_flag=True, help="Remove the command; a file that was not written by this one stays.")
@partial(with_source, options=(API_OPTION, _REFUSED_PATCH, PROFILE_OPTION))
def alias_command(source: Source, *, name: str | None, folder: Path, force: bool, remove: bool) -> None:
    """
    Write a command NAME for one description.

    The command calls, explains and mocks that API, with variables, profiles and completion of its own: NAME_TOKEN and
    NAME_URL. It uses the description where it is, and the Python of this command.

    Without NAME, lists the commands in the folder.
    """
    from ..run.alias import create_alias, list_aliases, remove_alias

    if name is None:
        if remove or force:
            raise click.UsageError(f"{'--remove' if remove else '--force'} needs the NAME of a command")
        list_aliases(folder)
    elif remove:
        remove_alias(name, folder)
    else:
        create_alias(name, source, folder, force=force)


@click.command("man", epilog=help_examples("dynaclient man ~/.local/share/man/man1", "man dynaclient-map"))
@click.argument("folder", type=TargetType(file_okay=False, path_type=Path), metavar="DIR")
@click.pass_context
def man_command(context: click.Context, /, folder: Path) -> None:
    """
    Write manual pages.

    Writes to DIR one for the program, and one for each command. Existing files of the same names are replaced. `man`
    finds them if DIR is called man1, and the folder around it is in its path, as ~/.local/share/man is.
    """
    from ..output.man_pages import man_pages
    from ..program import Program, bundled_examples

    program = context.find_root().command
    assert isinstance(program, Program)  # noqa: S101 - it has this command
    name = str(program.name)
    write_files(
        str(folder), man_pages(program, name, program.version, bundled_examples() if program.bound is None else "")
    )
    console.print_message(f"To read one: man -l {quoted(str(folder / name))}.1")
