"""`login`: what is planned, carried out, and printed at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ...client.environment import PROGRAM, environment, variable
from ...errors import DynaclientError
from ..arguments.profiles import own_profiles
from ..login.carried_out import log_in
from ..login.consent import Consent
from ..login.form import word_in_message
from ..login.identity import name_of
from ..login.plan import plan_of
from ..login.ways import ACTION, PASSWORD, TOKEN
from ..output.console import print_message, printable
from ..output.wording import shell_words

if TYPE_CHECKING:
    from ..arguments.connection import Source
    from ..login.plan import LoginOptions, Plan


def run_login(source: Source, options: LoginOptions) -> None:
    """Log in, keep the session, and print who is logged in."""
    default = own_profiles(source.selected).default
    plan = plan_of(source, options)
    _refuse_unused(plan)
    with plan.create_client() as client:
        log_in(plan, Consent.of(client, plan.scheme, trusted=plan.profile.trusted, issuer=plan.issuer))
    if source.patches:
        print_message("The profile has no patches: pass --patch to other commands as well.")
    _print_identity(plan, default)


def _refuse_unused(plan: Plan) -> None:
    """Raise UsageError for an option that the way to log in does not use."""
    options, way = plan.options, plan.way
    if options.words and way.by not in (ACTION, PASSWORD):
        raise click.UsageError(printable(f"{way.name} takes no arguments: omit {word_in_message(options.words, 0)}"))
    of_server = {
        "--scope": options.scopes, "--for": options.pattern, "--client-id": options.client_id,
        "--client-secret": options.client_secret, "--issuer": options.issuer,
    }  # fmt: skip
    unused = next((name for name, value in of_server.items() if value), None)
    if unused is not None and way.by in (ACTION, TOKEN):
        raise click.UsageError(f"{unused} is for a login at an authorization server; {way.name} is {way.meaning}")


def _print_identity(plan: Plan, default: str | None) -> None:
    """Print who is logged in; an API that does not return it has not refused the login."""
    from ...auth.profiles import load_profiles
    from ...client.profiles import arguments_of
    from ...client.sync import Client

    profile = load_profiles()[plan.profile.name]
    is_new = default is None and own_profiles(plan.source.selected).default == profile.name
    name, problem = None, ""
    try:
        with Client(plan.api, allow_http=plan.options.allow_http, **arguments_of(profile, {})) as client:
            base = client._shared.endpoints.base
            name = name_of(client, plan.scheme)
    except DynaclientError as error:
        problem = shell_words(str(error), plan.source.program or PROGRAM)
    if problem:
        print_message(printable(f"The API does not return who you are: {problem}"))
    who = f" as {name}" if name else ""
    print_message(
        printable(f"Logged in{who} at {base} (profile {profile.name}{', the default from now on' if is_new else ''}).")
    )
    program = plan.source.program or PROGRAM
    if environment(program).token is not None:
        name = f"{program} --profile {profile.name}"
        print_message(
            f"{variable('TOKEN', program)} is set, and comes before a default profile: write {name}, or unset it."
        )
