"""`mcp --install`: the words of the command line become the entry of a host."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click
from click.core import ParameterSource

from ...client.allowance import allowance, matching
from ..arguments.connection import source_of
from ..login.prompts import confirm
from ..output import console
from .mcp_hosts import absolute_paths, install, this_machine

_NOT_IN_ENTRY = frozenset({"host", "name", "project", "only_snippet", "yes", "api", "patch", "profile"})


def install_server(
    context: click.Context, host: str, name: str, project: str | None, *, only_snippet: bool, yes: bool
) -> int:
    """Add a server with the options of this command line to the configuration of a host; return the exit code."""
    given = [option for option in ("port", "bind", "token_file", "token_stdin") if _is_given(context, option)]
    if given:
        raise click.UsageError("--install adds a server over standard input and output: omit --http, and what it needs")
    source = source_of(context)
    api = source.load()
    allowance(api, context.params["allow"], context.params["deny"])  # a misspelt pattern is refused now
    matching(api, context.params["tools"], "tools")
    words = ["mcp", *source.options, *_words(context)]
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
        if name in _NOT_IN_ENTRY or not _is_given(context, name):
            continue
        value = context.params[name]
        for one in value if isinstance(value, tuple) else (value,):
            yield from (parameter.opts[-1],) if one is True else (parameter.opts[-1], str(one))


def _is_given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is ParameterSource.COMMANDLINE


def _name_of(title: str) -> str:
    """Return a name that hosts take for the server of an API."""
    return re.sub("[^a-z0-9]+", "-", title.lower()).strip("-")[:30].strip("-") or "api"
