"""Each way to log in, carried out: a token, or what the profile needs to obtain one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from ...auth.endpoints import find_endpoints
from ...auth.kinds.rows import kind_of
from ...auth.passed import parse_credential
from ...auth.secret_sources import read_secret
from ...auth.sources.authorization_code import REDIRECT, AuthorizationCode
from ...auth.sources.device_authorization import DeviceAuthorization
from ...auth.sources.grants import ClientCredentials, Password
from ...auth.sources.login import Login, life_of_jwt
from ...auth.stored_session import issuer_of
from ...auth.stored_tokens import Issuer
from ...auth.tokens import Token
from ...errors import ApiError, InvalidCall
from ...records import replace
from ...redaction import Secret
from ..arguments.connection import read_line
from ..output.console import print_message, printable
from . import prompts
from .consent import Consent, confirm_actions, confirm_server, scopes_of, show_scopes
from .form import Form, fields_of
from .keeping import Session, keep, require_store, write_profile
from .ways import ACTION, BROWSER, DEVICE, OPEN_ID, PASSWORD, ROBOT, TOKEN

if TYPE_CHECKING:
    from ...auth.sources.oauth import OAuthSource
    from .plan import Plan


def log_in(plan: Plan, consent: Consent) -> None:
    """Log in, and keep what was obtained."""
    _ROWS[plan.way.by](plan, consent)


# --- what the user has -----------------------------------------------------------------------------------------------


def _with_token(plan: Plan, consent: Consent) -> None:
    scheme = plan.way.scheme
    require_store(plan)
    value: Any
    label = "--token-stdin"
    if plan.options.token_stdin and not prompts.is_interactive():
        value = parse_credential(read_line(), {scheme.name: scheme})
    elif kind_of(scheme.type).takes_pair:
        label = "User name and password"
        value = (prompts.ask("User name"), prompts.ask_hidden("Password"))
    else:
        label = f"Token for {scheme.name}"
        value = prompts.ask_needed(label)
    try:
        kind_of(scheme.type).accept(scheme, value)
    except InvalidCall as error:
        problems = [replace(problem, name=label, location="login") for problem in error.problems]
        raise InvalidCall(error.action, problems) from None
    expires_in = life_of_jwt(value) if isinstance(value, str) else None
    keep(plan, consent, Session(Token(value, expires_in=expires_in), Issuer(TOKEN, TOKEN)), {})


# --- an action -------------------------------------------------------------------------------------------------------


def _by_action(plan: Plan, consent: Consent) -> None:
    values = plan.way.values
    action = plan.api.action(str(values["action"]))
    actions = [plan.api.action(str(values[key])) for key in ("action", "refreshAction") if key in values]
    confirm_actions(plan, consent, actions)
    form = Form(action, plan.options.words, values.get("arguments", {}))
    require_store(plan)
    arguments = form.fill()
    try:
        token = consent.carry_out(Login(plan.way.name, **arguments))
    except ApiError:
        more = [name for name in fields_of(action) if name not in {*arguments, *values.get("arguments", {})}]
        if more:
            message = f"This login also takes {', '.join(more)}: NAME=VALUE passes one, NAME asks for it."
            print_message(printable(message))
        raise
    keep(plan, consent, Session(token, Issuer(ACTION, plan.way.name)), {"as": plan.way.name})


# --- an authorization server -----------------------------------------------------------------------------------------


def _in_browser(plan: Plan, consent: Consent) -> None:
    from .browser import browser_opened, callback_pasted

    def log_in(source: AuthorizationCode) -> Token:
        if not plan.options.browser:
            begun = consent.carry_out(lambda context: source.begin(context, plan.profile.redirect or REDIRECT))
            return consent.carry_out(lambda _: source.finish(begun, callback_pasted(begun)))  # type: ignore[no-any-return]
        with browser_opened(plan.profile.redirect) as listener:
            begun = consent.carry_out(lambda context: source.begin(context, listener.url))
            callback = listener.callback(begun)
        return consent.carry_out(lambda _: source.finish(begun, callback))  # type: ignore[no-any-return]

    _by_person(plan, consent, AuthorizationCode.FLOWS, AuthorizationCode, log_in, redirect_uri=plan.profile.redirect)


def _with_code(plan: Plan, consent: Consent) -> None:
    def log_in(source: DeviceAuthorization) -> Token:
        begun = consent.carry_out(source.begin)
        minutes = max(1, round(begun.expires_in / 60))
        print_message(printable(f"Open {begun.verification_uri} on any device, and enter the code {begun.user_code}"))
        if begun.verification_uri_complete:
            print_message(printable(f"or open {begun.verification_uri_complete}"))
        print_message(f"Waiting for that, up to {minutes} min. Enter no code that another person sent you.")
        return consent.carry_out(lambda _: source.finish(begun), begun.until - monotonic() + begun.interval)  # type: ignore[no-any-return]

    _by_person(plan, consent, DeviceAuthorization.FLOWS, DeviceAuthorization, log_in)


def _with_password(plan: Plan, consent: Consent) -> None:
    def create(client_id: str, *, client_secret: Secret | None, **options: Any) -> Password:
        username, password = _user_name(plan), prompts.ask_hidden("Password")
        return Password(username, password, client_id=client_id or None, client_secret=client_secret, **options)

    _by_person(plan, consent, Password.FLOWS, create, consent.carry_out, needs_id=False)


def _user_name(plan: Plan) -> str:
    words = plan.options.words
    names = [word.partition("=")[2] for word in words if word.startswith("username=")]
    if len(words) != len(names) or len(names) > 1 or not (names or prompts.is_interactive()):
        raise click.UsageError("write username=NAME; the password is asked for, or a line of the standard input")
    return names[0] if names else prompts.ask("User name")


def _by_person(
    plan: Plan,
    consent: Consent,
    flows: tuple[str, ...],
    create: Any,
    log_in: Callable[[Any], Token],
    *,
    needs_id: bool = True,
    **own: Any,
) -> None:
    """Log in by a grant of OAuth 2 that a person takes part in."""
    client_id = _client_id(plan, needed=needs_id)
    confirm_server(plan, consent, flows)
    require_store(plan)
    scopes = scopes_of(plan)
    show_scopes(scopes)
    secret, place = _client_secret(plan)
    parameters = plan.entry.get("parameters")
    options = {"scopes": scopes, "issuer": consent.issuer, "parameters": parameters, **own}
    source: OAuthSource = create(client_id, client_secret=secret, **options)
    token = log_in(source)
    endpoints = consent.carry_out(lambda context: find_endpoints(context, source.named, source.FLOWS))
    issuer = issuer_of(plan.way.by, plan.way.name, source, endpoints)
    entry = {
        "as": plan.way.name if plan.way.values else None, "client_id": client_id, "client_secret": place,
        "scopes": list(scopes), "parameters": parameters,
    }  # fmt: skip
    keep(plan, consent, Session(token, issuer, secret), entry)


def _as_program(plan: Plan, consent: Consent) -> None:
    client_id = _client_id(plan, needed=True)
    confirm_server(plan, consent, ClientCredentials.FLOWS)
    scopes = scopes_of(plan)
    show_scopes(scopes)
    secret, place = _client_secret(plan, is_needed=True)
    if place is None:
        raise click.UsageError("a secret of the standard input is not kept: --client-secret env:NAME or file:PATH")
    if place["from"] == "prompt":
        print_message("The secret is not kept: each command asks for it, unless you name env:NAME or file:PATH.")
    parameters = plan.entry.get("parameters")
    source = ClientCredentials(client_id, secret, scopes=scopes, issuer=consent.issuer, parameters=parameters)
    consent.carry_out(source)  # so that a wrong secret is found now
    entry = {
        "by": ROBOT, "as": plan.way.name if plan.way.values else None, "client_id": client_id, "client_secret": place,
        "scopes": list(scopes), "parameters": parameters,
    }  # fmt: skip
    write_profile(plan, consent, entry)


def _client_id(plan: Plan, *, needed: bool) -> str:
    found = plan.options.client_id or plan.entry.get("client_id")
    if found is not None or not needed:
        return str(found or "")
    if prompts.is_interactive():
        return prompts.ask("Client id, as the application is registered at the authorization server")
    raise click.UsageError("the id of the client is needed: --client-id ID")


def _client_secret(plan: Plan, *, is_needed: bool = False) -> tuple[Secret | None, Mapping[str, Any] | None]:
    """Return the secret of the client, if it has one, and where the profile has it."""
    named = plan.options.client_secret or ("prompt" if is_needed else "")
    place = plan.entry.get("client_secret") if plan.options.client_secret is None else None
    purpose = f"the secret of the client for {plan.scheme}"
    if place is None and named:
        kind, _, value = named.partition(":")
        if kind in ("prompt", "stdin"):
            return Secret(prompts.ask_needed("Client secret")), {"from": "prompt"} if kind == "prompt" else None
        if kind not in ("env", "file") or not value:  # not shown: it may be the secret itself
            raise click.UsageError("--client-secret: write env:NAME, file:PATH, prompt or stdin")
        place = {"from": kind, "name" if kind == "env" else "path": value}
    return (None, None) if place is None else (read_secret(place, purpose), place)


_ROWS: Mapping[str, Callable[[Plan, Consent], None]] = {
    TOKEN: _with_token,
    ACTION: _by_action,
    BROWSER: _in_browser,
    OPEN_ID: _in_browser,
    DEVICE: _with_code,
    PASSWORD: _with_password,
    ROBOT: _as_program,
}
"""`by` of a way, and what carries it out."""
