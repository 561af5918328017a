"""The command `mcp`: serve the tools for agents."""

from __future__ import annotations

from typing import Any

import click

from ...client.environment import MCP_TOKEN
from ..arguments.options import (
    CONNECTION_OPTIONS,
    DESCRIPTION_OPTIONS,
    IntegerType,
    OutputType,
    PathType,
    add_options,
    help_examples,
    is_given,
    pop_connection,
    require_options,
)

PORT = 8765
_FOLDER = PathType(exists=True, file_okay=False)
_PATTERN = "write|destructive|PATTERN"

TOOLBOX_OPTIONS = (
    click.option("--allow", multiple=True, metavar=_PATTERN,
                 help="Besides reads: what destroys nothing, everything, or actions such as 'devices.*'."),
    click.option("--deny", multiple=True, metavar="PATTERN", help="Actions that are never called."),
    click.option("--tool", "tools", multiple=True, metavar="PATTERN", help="Actions that get a tool of their own."),
    click.option("--only-tools", is_flag=True, help="No other tools than those."),
    click.option("--many", is_flag=True, help="More than 40 of them."),
    click.option("--confirm", type=click.Choice(["destructive", "all"]), default="destructive", show_default=True,
                 help="What a person is asked about before it is sent."),
    click.option("--no-confirm", is_flag=True, help="Ask nothing: for programs behind which there is no person."),
    click.option("--max-result", type=int, default=16384, show_default=True, metavar="BYTES", help="Of one result."),
    click.option("--hide", multiple=True, metavar="NAME", help="Members that are left out of answers."),
    click.option("--reveal", type=_FOLDER, metavar="DIR", help="Write answers in which secrets are redacted there."),
    click.option("--files", multiple=True, type=_FOLDER, metavar="DIR", help="Files below it may be sent."),
    click.option("--save", type=_FOLDER, metavar="DIR", help="Write responses there that are too large, or bytes."),
    click.option("--log", type=OutputType(dir_okay=False), metavar="FILE", help="Write an audit log."),
    click.option("--log-values", is_flag=True, help="With the values of arguments, redacted."),
    click.option("--rate", metavar="N", help="Calls per second, or such as 100/minute."),
    click.option("--max-calls", type=IntegerType(1), metavar="N", help="Calls in all."),
)  # fmt: skip
"""What the tools may do: the arguments of `Toolbox`."""

HTTP_OPTIONS = (
    click.option("--http", "port", type=IntegerType(0, 65535), is_flag=False, flag_value=PORT, metavar="[PORT]",
                 help=f"Serve over HTTP, at {PORT} or another port, instead of standard input and output."),
    click.option("--bind", default="127.0.0.1", show_default=True, metavar="ADDRESS",
                 help="Another address than this machine's own; needs a token of yours."),
    click.option("--host-name", "names", multiple=True, metavar="NAME",
                 help="What hosts may call this machine in their URL, besides its address."),
    click.option("--token-file", type=PathType(exists=True, dir_okay=False), metavar="FILE",
                 help=f"The token that hosts send; else {MCP_TOKEN}, or a new one, which is printed."),
)  # fmt: skip

INSTALL_OPTIONS = (
    click.option("--install", "host", metavar="HOST",
                 help="Add this server to the configuration of claude-code, claude-desktop, codex, cursor or vscode."),
    click.option("--name", default="", metavar="NAME", help="With --install: its name there; else that of the API."),
    click.option("--project", type=_FOLDER, metavar="DIR", help="With --install: for this project alone."),
    click.option("--print", "only_snippet", is_flag=True, help="With --install: print the entry, and change nothing."),
    click.option("--yes", is_flag=True, help="With --install: do not ask."),
)  # fmt: skip

_NEEDED = {"tools": ("only_tools", "many"), "log": ("log_values",)}
_NEEDED_TO_SERVE = {"host": ("name", "project", "only_snippet", "yes"), "port": ("bind", "names", "token_file")}
"""Options, and those that do nothing without them; the latter ones for a server that is not installed."""


@click.command(
    "mcp",
    epilog=help_examples(
        "dynaclient mcp --api openapi.json",
        "dynaclient mcp --api openapi.json --install claude-code",
        "dynaclient mcp --allow 'devices.*' --deny devices.delete --log calls.jsonl",
    ),
)
@add_options(*DESCRIPTION_OPTIONS, *CONNECTION_OPTIONS, *TOOLBOX_OPTIONS, *HTTP_OPTIONS, *INSTALL_OPTIONS)
@click.option("--structured", is_flag=True, help="Return data as structured content, for programs.")
def mcp_command(**options: Any) -> None:
    """
    Serve the API to agents, over the Model Context Protocol.

    An agent gets four tools, for any API: find, describe, read and preview; with --allow also write. Each call is
    checked before it is sent, answers are bounded, secrets redacted, and what destroys something is confirmed.
    """
    context = click.get_current_context()
    require_options(context, _NEEDED)
    if options["no_confirm"] and is_given(context, "confirm"):
        raise click.UsageError("--no-confirm asks nothing: omit --confirm")
    installing = {name: options.pop(name) for name in ("host", "name", "project", "only_snippet", "yes")}
    if installing["host"]:
        from ..run.mcp_install import install_server

        context.exit(install_server(context, **installing))
    require_options(context, _NEEDED_TO_SERVE)
    from ..run.agents import serve

    for name in ("api", "patch", "profile"):  # `source_of` has them
        options.pop(name, None)
    serve(pop_connection(options), options)
