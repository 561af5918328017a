"""What the command `mcp` does: a client, its tools, and the server that carries them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from ..arguments.connection import Connection, create_client
from ..output import console

SECONDS = 50.0
"""Seconds of a call: many hosts stop waiting after 60."""
MIN_TOKEN = 22
"""Characters of a token that nobody guesses: 128 bits in base64."""


def serve(connection: Connection, options: dict[str, Any]) -> None:
    """Serve until the standard input ends, or over HTTP until Ctrl-C."""
    port, structured = options.pop("port"), options.pop("structured")
    bind, token_file = options.pop("bind"), options.pop("token_file")
    if port is None and connection.token_stdin:
        raise click.UsageError(
            "--token-stdin: the standard input belongs to the protocol; log in, or set DYNACLIENT_TOKEN"
        )
    output = take_standard_output() if port is None else None
    from ...client.faces import agent_server

    toolbox = _toolbox(connection, options)
    try:
        if output is not None:
            agent_server(toolbox, structured=structured).serve_stdio(output)
        else:
            token = http_token(token_file)
            agent_server(toolbox, structured=structured).serve_http(bind, port, token, console.print_message)
    except KeyboardInterrupt:
        console.print_message("stopped")
    finally:
        toolbox.close()


def _toolbox(connection: Connection, options: Mapping[str, Any]) -> Any:
    from ...agents.toolbox import Toolbox
    from ...client.aio import AsyncClient

    options = dict(options)
    if options.pop("no_confirm"):
        options["confirm"] = "never"
    rate = options["rate"]
    if rate is not None and rate.replace(".", "", 1).isdigit():
        options["rate"] = float(rate)
    client = create_client(connection.source.load(), connection, kind=AsyncClient)
    return Toolbox(client, seconds=connection.timeout or SECONDS, **options)


def take_standard_output() -> int:
    """
    Return a descriptor for what the protocol writes; whatever else is printed goes to the standard error.

    This is done before anything is imported that may print.
    """
    sys.stdout.flush()
    own = os.dup(1)
    os.dup2(2, 1)
    return own


def http_token(file: str | None) -> str:
    """Return the token that hosts have to send: from a file, from the environment, or a new one."""
    from secrets import token_urlsafe

    from ..commands.agents import MCP_TOKEN

    given = Path(file).read_text("utf-8").strip() if file else os.environ.get(MCP_TOKEN, "")
    if given and len(given) < MIN_TOKEN:
        raise click.UsageError(f"the token for hosts has fewer than {MIN_TOKEN} characters: use a longer one")
    if given:
        return given
    made = token_urlsafe(32)
    console.print_message(f"Hosts send: Authorization: Bearer {made}")
    return made
