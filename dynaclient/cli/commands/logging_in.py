"""The commands about who one is: `login`, `whoami`, `logout`, `profiles`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ...errors import DynaclientError
from ..arguments.connection import Connection, Source, source_of
from ..arguments.options import help_examples, help_lines, with_source

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def _complete_ways(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from ..completion.candidates import complete_ways

    try:
        return complete_ways(source_of(context).load(), incomplete)
    except DynaclientError:
        return []


@click.command(
    "login",
    epilog=help_examples(
        "dynaclient login",
        "dynaclient login --as user email=ann@example.com twoFactorCode",
        "dynaclient login --profile pets --api pets.json --client-id cli --for 'pets.*'",
        "pass show pets | dynaclient login --api pets.json --token-stdin",
    )
    + help_lines(
        "A secret is never an argument: it is asked for, or read from the standard input, a line for each.",
    ),
)
@click.argument("words", nargs=-1, metavar="[NAME=VALUE]…")
@click.option(
    "--as",
    "way",
    metavar="WAY",
    shell_complete=_complete_ways,
    help="How: one of the ways that the description has; they are listed if there are several.",
)
@click.option("--url", metavar="URL", help="The base URL of the API; the profile keeps it.")
@click.option("--server", metavar="NAME", help="One of the `servers` of the description; the profile keeps it.")
@click.option("--scope", "scopes", multiple=True, metavar="SCOPE", help="A scope to ask for. May be repeated.")
@click.option("--for", "pattern", metavar="PATTERN", help="Ask for the scopes that these actions need: 'devices.*'.")
@click.option(
    "--no-browser",
    "browser",
    is_flag=True,
    flag_value=False,
    default=True,
    help="Open no browser: paste the URL that it is sent to at the end.",
)
@click.option("--token-stdin", is_flag=True, help="Store a token or key, or user:password, of the standard input.")
@click.option(
    "--store",
    type=click.Choice(["file", "keyring"]),
    help="Where the refresh token is kept: in a file (the default), or in the keyring of the system.",
)
@click.option("--client-id", metavar="ID", help="The id of the client at the authorization server.")
@click.option(
    "--client-secret", metavar="WHERE", help="Where the secret of the client is: env:NAME, file:PATH, prompt or stdin."
)
@click.option("--issuer", metavar="URL", help="The authorization server; secrets may be sent there.")
@click.option("--allow-http", is_flag=True, help="Send secrets unencrypted to another machine.")
@with_source
def login_command(source: Source, **options: Any) -> None:
    """
    Log in, and keep the session for other commands and programs.

    The credential of a profile is obtained as the description has it: by an action of the API, whose arguments are
    asked for; in a browser; with a code; or as a program. Sessions are shared by all processes, and refreshed by one.

    NAME=VALUE is an argument of the action; NAME alone asks for one that is not required.
    """
    from ..login.plan import LoginOptions
    from ..run.login import run_login

    run_login(source, LoginOptions(**options))


@click.command("whoami", epilog=help_examples("dynaclient whoami", "dynaclient --profile work whoami --json"))
@click.option("--token", is_flag=True, help="Print the credential itself and nothing else, for scripts.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@click.option("--url", metavar="URL", help="The base URL of the API, in place of that of the profile or description.")
@click.option("--server", metavar="NAME", help="One of the `servers` of the description.")
@click.option("--allow-http", is_flag=True, help="Send the credential unencrypted to another machine.")
@with_source
def whoami_command(source: Source, *, token: bool, as_json: bool, **place: Any) -> None:
    """
    Print who you are at which API.

    Prints the profile, the API, who is logged in, the scopes, until when, where the credential is kept, and why it is
    the one that applies; never the credential itself, unless you ask for it with --token.
    """
    from ..run.identity import print_token, run_whoami

    if token and as_json:
        raise click.UsageError("--token prints the credential alone: omit --json")
    connection = Connection(**place, source=source)
    if token:
        print_token(connection)
    else:
        run_whoami(connection, as_json=as_json)


@click.command(
    "logout",
    epilog=help_examples(
        "dynaclient logout", "dynaclient --profile work logout --revoke", "dynaclient --profile work logout --forget"
    ),
)
@click.option("--revoke", is_flag=True, help="Have the authorization server end the session, too.")
@click.option("--all", "all_", is_flag=True, help="Log out of all profiles.")
@click.option("--forget", is_flag=True, help="Remove the profile as well.")
@with_source
def logout_command(source: Source, *, revoke: bool, all_: bool, forget: bool) -> None:
    """
    Remove the stored sessions of a profile.

    The profile stays, for the next login, unless you add --forget. What else would still authenticate you is listed.
    """
    from ..run.logout import run_logout

    run_logout(source, revoke=revoke, all_profiles=all_, forget=forget)


@click.command("profiles", epilog=help_examples("dynaclient profiles"))
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
@with_source
def profiles_command(source: Source, *, as_json: bool) -> None:
    """List the profiles: who you are at which API."""
    from ..run.identity import run_profiles

    run_profiles(source, as_json=as_json)
