"""The command `mock`: serve an API from its description."""

from __future__ import annotations

import click

from ..arguments.connection import Source
from ..arguments.options import DESCRIPTION_TYPE, help_examples, parse_pairs, with_source
from ..output import console


@click.command(
    "mock",
    epilog=help_examples(
        "dynaclient mock",
        "dynaclient mock my-api.json --port 0 --grant reader=all.Application.read --store state.db",
    ),
)
@click.argument("file", type=DESCRIPTION_TYPE, required=False)
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0 for any free port.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--grant", "grants", multiple=True, metavar="TOKEN=SCOPE,…",
    help="A token and its scopes. May be repeated; without it every token has all scopes.",
)  # fmt: skip
@click.option("--store", type=click.Path(dir_okay=False), default=":memory:", metavar="FILE",
              help="Store what is created in this file; by default in memory.")  # fmt: skip
@with_source
def mock_command(
    source: Source, file: str | None, *, port: int, host: str, grants: tuple[str, ...], store: str
) -> None:
    """
    Serve a mock server of the API, until Ctrl-C.

    It validates every request as the client does, and has state: what is created can be listed, read, changed and
    deleted.
    """
    from ...client.faces import mock_server

    api = source.with_options(file, ()).load()
    pairs = parse_pairs("--grant", "TOKEN=SCOPE,…", grants)
    scopes = {token: value.split(",") for token, value in pairs.items()} or None
    server = mock_server(api, grants=scopes, store=store, host=host, port=port)
    try:
        console.print_line(server.url)
        for inference in server.inferred():
            console.print_message(str(inference))
        console.print_message("Press Ctrl-C to stop.")
        server.serve_forever()
    except KeyboardInterrupt:
        console.print_message("stopped")
    finally:
        server.close()
