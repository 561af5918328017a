"""The commands `mock` and `explore`: serve an API from its description."""

from __future__ import annotations

from typing import Any

import click

from ..arguments.connection import Source
from ..arguments.options import (
    DESCRIPTION_TYPE,
    IntegerType,
    OutputType,
    PathType,
    add_options,
    help_examples,
    parse_pairs,
    with_source,
)

SERVER_OPTIONS = (
    click.option("--port", type=IntegerType(0, 65535), default=8080, show_default=True, help="0 for any free port."),
    click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on."),
    click.option(
        "--cors", multiple=True, metavar="ORIGIN",
        help="Pages of this origin may read responses in a browser, as those of this machine may; * for any. "
        "May be repeated.",
    ),
    click.option(
        "--allow-host", "allow_hosts", multiple=True, metavar="NAME",
        help="A name by which the server may be called, besides localhost, addresses and names without a dot; "
        ".example.com for all below it, * for any. May be repeated.",
    ),
)  # fmt: skip
"""How a server is reached: options of `MockServer` with these names."""


@click.command(
    "mock",
    epilog=help_examples(
        "dynaclient mock",
        "dynaclient mock my-api.json --port 0 --grant reader=all.Application.read --store state.db",
    ),
)
@click.argument("file", type=DESCRIPTION_TYPE, required=False)
@add_options(*SERVER_OPTIONS)
@click.option(
    "--grant", "grants", multiple=True, metavar="TOKEN=SCOPE,…",
    help="A token and its scopes. May be repeated; without it every token has all scopes.",
)  # fmt: skip
@click.option("--store", type=OutputType(dir_okay=False), default=":memory:", metavar="FILE",
              help="Store what is created in this file; by default in memory.")  # fmt: skip
@click.option("--seed", type=PathType(exists=True, dir_okay=False), metavar="FILE",
              help="What is stored at the start: items by path, a snapshot, or a recording of responses.")  # fmt: skip
@click.option("--watch", is_flag=True, help="Read the description again when its file changes.")
@click.option("--https", is_flag=True, help="Serve with TLS, and a certificate that is made for it.")
@click.option("--approve", is_flag=True, help="Allow each login with a browser or a device code at once.")
@click.option("--strict", is_flag=True, help="Refuse requests with arguments that the server does not act on.")
@click.option("--proxy", metavar="URL", help="Forward to the real API at URL what this server does not have.")
@click.option("--proxy-writes", is_flag=True, help="Forward requests too that may change something there.")
@click.option("--record", type=OutputType(dir_okay=False), metavar="FILE",
              help="Record what the real API responds in FILE, without credentials; personal data stays.")  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="Do not print a line for each request.")
@click.option("-v", "--verbose", is_flag=True, help="Print what was inferred for each action.")
@with_source
def mock_command(
    source: Source,
    file: str | None,
    *,
    grants: tuple[str, ...],
    approve: bool,
    quiet: bool,
    verbose: bool,
    **options: Any,
) -> None:
    """
    Serve a mock server of the API, until Ctrl-C or SIGTERM.

    Its URL is printed on the standard output, all else on the standard error. It validates every request as the client
    does, and has state: what is created can be listed, read, changed and deleted. It is an authorization server as
    well, with the grants USER:PASSWORD=SCOPE,… and CLIENT:SECRET=SCOPE,….

    A request chooses its response with the header Prefer: code=404, example=NAME, dynamic=true, wait=SECONDS.
    """
    from ...client.faces import mock_server
    from ..run.mocking import create_server, serve, start_messages, until_stopped

    with until_stopped():
        api = source.of_file(file).load()
        pairs = parse_pairs("--grant", "TOKEN=SCOPE,…", grants)
        if "" in pairs:
            raise click.UsageError("--grant expects TOKEN=SCOPE,…, and a token is empty")
        scopes = {token: value.split(",") for token, value in pairs.items()} or None
        server = create_server(mock_server, api, grants=scopes, approve_all=approve, **options)
        messages = start_messages(server, api, verbose=verbose)
        serve(server, server.url, messages, logs_requests=not quiet)


@click.command("explore", epilog=help_examples("dynaclient explore", "dynaclient explore openapi.yaml --port 0"))
@click.argument("file", type=DESCRIPTION_TYPE, required=False)
@add_options(*SERVER_OPTIONS)
@with_source
def explore_command(source: Source, file: str | None, **options: Any) -> None:
    """
    Serve an API reference to try calls in, until Ctrl-C or SIGTERM.

    Prints the URL of the page: Swagger UI (pip install 'dynaclient[explore]'), which calls a mock server of the API.
    Nothing is sent to the API itself, and nothing is loaded from elsewhere.
    """
    from ...client.faces import explorer, mock_server
    from ..run.mocking import create_server, serve, until_stopped

    with until_stopped():
        api = source.of_file(file).load()
        files = explorer(api)
        server = create_server(mock_server, api, files=files, **options)
        serve(server, server.url + next(iter(files)), (), logs_requests=False)
