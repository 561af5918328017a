"""`mcp --install`: the words of the command line become the entry of a host."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click

from ...client.allowance import allowance, matching
from ...client.environment import PROGRAM, environment, variable
from ...runtime.paths import show_source
from ..arguments.connection import Source, source_of
from ..arguments.options import is_given
from ..arguments.profiles import Place, chosen
from ..login.prompts import confirm
from ..output import console
from .mcp_hosts import absolute_paths, install, this_machine

_NOT_IN_ENTRY = frozenset({"host", "name", "project", "only_snippet", "yes", "api", "patch", "profile"})


def install_server(
    context: click.Context, host: str, name: str, project: str | None, *, only_snippet: bool, yes: bool
) -> int:
    """Add a server with the options of this command line to the configuration of a host; return the exit code."""
    given = [option for option in ("port", "bind", "names", "token_file", "token_stdin") if is_given(context, option)]
    if given:
        raise click.UsageError("--install adds a server over standard input and output: omit --http, and what it needs")
    source = source_of(context)
    api = source.load()
    allowance(api, context.params["allow"], context.params["deny"])  # a misspelt pattern is refused now
    matching(api, context.params["tools"], "tools")
    words = ["mcp", *source.options, *_words(context), *_words_of_variables(context, source)]
    return install(
        host, name or _name_of(api.title), absolute_paths(words, Path.cwd()),
        machine=this_machine(str(context.find_root().info_name)),
        confirm=(lambda _: True) if yes else partial(confirm, hint="pass --yes"),
        write=console.print_line, project=Path(project) if project else None, only_snippet=only_snippet,
    )  # fmt: skip


def _words(context: click.Context) -> Iterator[str]:
    """Yield the options of the command line that are for the server."""
    for parameter in context.command.params:
        name = str(parameter.name)
        if name in _NOT_IN_ENTRY or not is_given(context, name):
            continue
        value = context.params[name]
        for one in value if isinstance(value, tuple) else (value,):
            yield from (parameter.opts[-1],) if one is True else (parameter.opts[-1], str(one))


def _words_of_variables(context: click.Context, source: Source) -> Iterator[str]:
    """Yield options for what environment variables select here: a host starts the server without them."""
    program, given = source.program or PROGRAM, context.params
    values = environment(program)
    profile = chosen(source.selected, Place(given["url"], given["server"])).profile
    if profile is not None:
        if source.profile is None and profile.name == values.profile:
            yield from ("--profile", profile.name)
        return  # it has the rest
    for name, value in {"API": values.api, "URL": values.url, "SERVER": values.server}.items():
        option = name.lower()
        is_selected = source.api is not None if name == "API" else bool(given["url"] or given["server"])
        if value is None or is_selected:
            continue
        if name != "SERVER" and show_source(value) != value:
            raise click.UsageError(f"{variable(name, program)} may have a secret in it: pass --{option}")
        yield from (f"--{option}", value)


def _name_of(title: str) -> str:
    """Return a name that hosts take for the server of an API."""
    return re.sub("[^a-z0-9]+", "-", title.lower()).strip("-")[:30].strip("-") or "api"
