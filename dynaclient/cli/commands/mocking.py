"""The commands `mock` and `explore`: serve an API from its description."""

from __future__ import annotations

from typing import Any

import click

from ..arguments.connection import Source
from ..arguments.options import DESCRIPTION_TYPE, help_examples, parse_pairs, with_source
from ..output import console

PORT_OPTIONS = (
    click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0 for any free port."),
    click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on."),
)


@click.command(
    "mock",
    epilog=help_examples(
        "dynaclient mock",
        "dynaclient mock my-api.json --port 0 --grant reader=all.Application.read --store state.db",
    ),
)
@click.argument("file", type=DESCRIPTION_TYPE, required=False)
@PORT_OPTIONS[0]
@PORT_OPTIONS[1]
@click.option(
    "--grant", "grants", multiple=True, metavar="TOKEN=SCOPE,…",
    help="A token and its scopes. May be repeated; without it every token has all scopes.",
)  # fmt: skip
@click.option("--store", type=click.Path(dir_okay=False), default=":memory:", metavar="FILE",
              help="Store what is created in this file; by default in memory.")  # fmt: skip
@click.option("--approve", is_flag=True, help="Allow each login with a browser or a device code at once.")
@with_source
def mock_command(
    source: Source, file: str | None, *, port: int, host: str, grants: tuple[str, ...], store: str, approve: bool
) -> None:
    """
    Serve a mock server of the API, until Ctrl-C.

    It validates every request as the client does, and has state: what is created can be listed, read, changed and
    deleted. It is an authorization server as well, with the grants USER:PASSWORD=SCOPE,… and CLIENT:SECRET=SCOPE,….
    """
    from ...client.faces import mock_server

    api = source.with_options(file, ()).load()
    pairs = parse_pairs("--grant", "TOKEN=SCOPE,…", grants)
    scopes = {token: value.split(",") for token, value in pairs.items()} or None
    server = mock_server(api, grants=scopes, store=store, host=host, port=port, approve_all=approve)
    issuer = [f"Log in with --issuer {server.issuer}"] if api.auth else []
    _serve(server, server.url, *map(str, server.inferred()), *issuer)


def _serve(server: Any, url: str, *messages: str) -> None:
    """Serve until Ctrl-C."""
    try:
        console.print_line(url)
        for message in messages:
            console.print_message(console.as_row(message))
        console.print_message("Press Ctrl-C to stop.")
        server.serve_forever()
    except KeyboardInterrupt:
        console.print_message("stopped")
    finally:
        server.close()


@click.command("explore", epilog=help_examples("dynaclient explore", "dynaclient explore openapi.yaml --port 0"))
@click.argument("file", type=DESCRIPTION_TYPE, required=False)
@PORT_OPTIONS[0]
@PORT_OPTIONS[1]
@with_source
def explore_command(source: Source, file: str | None, *, port: int, host: str) -> None:
    """
    Serve an API reference to try calls in, until Ctrl-C.

    Prints the URL of the page: Swagger UI (pip install 'dynaclient[explore]'), which calls a mock server of the API.
    Nothing is sent to the API itself, and nothing is loaded from elsewhere.
    """
    from ...client.faces import explorer, mock_server

    api = source.with_options(file, ()).load()
    files = explorer(api)
    server = mock_server(api, host=host, port=port, files=files)
    _serve(server, server.url + next(iter(files)))
