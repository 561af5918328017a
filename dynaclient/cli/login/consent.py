"""What a person confirms before a secret leaves: that the API logs in elsewhere, and which scopes are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from fnmatch import fnmatchcase
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from ...auth.endpoint_urls import origin_label
from ...auth.endpoints import Named, find_endpoints, unconfirmed_origins
from ...auth.metadata import AUTHORIZATION, DEVICE_AUTHORIZATION, TOKEN
from ...auth.obtaining import Way, obtain
from ...auth.sources.source import Exchange, Source, SourceContext
from ...call.urls import origin_of
from ...errors import DescriptionError, close_matches, did_you_mean
from ...records import dataclass, field, replace
from ...runtime.backends import THREADS, run
from ..output.console import print_message, printable
from . import prompts

if TYPE_CHECKING:
    from ...client.sync import Client
    from ...description.api import Api
    from ...description.model import Action
    from .plan import Plan

SECONDS = 60.0
"""Seconds that an authorization server has for what needs no person."""


class _Steps(Source):
    """Steps that are carried out as those of a source are."""

    def __init__(self, start: Callable[[SourceContext], Exchange]) -> None:
        self._start = start

    def exchange(self, context: SourceContext) -> Exchange:
        return self._start(context)


@dataclass
class Consent:
    """What a source may use, and what the user has confirmed for it."""

    client: Client
    context: SourceContext
    issuer: str | None = None
    """The authorization server that the user has named or confirmed."""
    trusted: list[str] = field(default_factory=list)
    """Other origins that the user has confirmed."""

    @classmethod
    def of(cls, client: Client, scheme: str, *, trusted: Iterable[str], issuer: str | None = None) -> Consent:
        """Return what a source for an auth scheme may use, with what a profile has confirmed."""
        context = client._shared.credentials.context_of(scheme)
        consent = cls(client, replace(context, allow_http=client._sender.options.allow_http), issuer)
        consent.trust(trusted)
        return consent

    def trust(self, origins: Iterable[str]) -> None:
        """Allow secrets to be sent to these origins."""
        self.trusted += [origin for origin in origins if origin not in self.trusted]
        known = self.context.origins | frozenset(map(origin_of, self.trusted))
        self.context = replace(self.context, origins=known)

    def carry_out(self, start: Source | Callable[[SourceContext], Exchange], seconds: float = SECONDS) -> Any:
        """Return the result of a source, or of other steps."""
        source = start if isinstance(start, Source) else _Steps(start)
        way = Way(self.client._sender.send_of_source, THREADS, monotonic() + seconds, self.context.allow_http)
        return run(obtain(source, self.context, way))


def confirm_server(plan: Plan, consent: Consent, flows: tuple[str, ...]) -> None:
    """
    Ask a person to confirm the authorization server that the description names, unless it is at the origin of the API.

    Raises:
        UsageError: It is not confirmed.
        InvalidCall: The description names a server that cannot be used.
    """
    if consent.issuer is not None:
        return
    asked = unconfirmed_origins(consent.context, flows)
    _confirm(plan, consent, asked)
    endpoints = consent.carry_out(lambda context: find_endpoints(context, Named(None, {}), flows))
    if endpoints.metadata is None:
        return
    # The metadata may name any hosts: from here on the issuer counts as named by the user.
    urls = [endpoints.metadata.urls[name] for name in _USED if name in endpoints.metadata.urls]
    others = dict.fromkeys(map(origin_of, urls)).keys() - consent.context.origins
    if not asked:
        _confirm(plan, consent, sorted(map(origin_label, others)))
    consent.issuer = endpoints.metadata.issuer


_USED = (AUTHORIZATION, DEVICE_AUTHORIZATION, TOKEN)


def confirm_actions(plan: Plan, consent: Consent, actions: Iterable[Action]) -> None:
    """Ask a person to confirm the server of actions that log in, unless it is that of the API."""
    urls = dict.fromkeys(origin_of(consent.context.base_for(action)) for action in actions)
    _confirm(plan, consent, [origin_label(origin) for origin in urls if origin not in consent.context.origins])


def _confirm(plan: Plan, consent: Consent, origins: list[str]) -> None:
    if not origins:
        return
    where = " and ".join(origins)
    here = " and ".join(sorted(map(origin_label, consent.context.origins))) or "no known URL"
    question = f"{plan.api_name} asks to log in at {where}; the API is at {here}."
    if not prompts.confirm(question, f"name the authorization server with --issuer, if {where} is right"):
        raise click.UsageError("nothing was sent: the login was not confirmed")
    consent.trust(origins)


# --- scopes ----------------------------------------------------------------------------------------------------------


def scopes_of(plan: Plan) -> tuple[str, ...]:
    """Return the scopes to ask for: those that the user names, that actions need, or of the login before."""
    options = plan.options
    needed = scopes_for(plan.api, plan.scheme, options.pattern) if options.pattern else ()
    named = tuple(dict.fromkeys([*options.scopes, *needed]))
    return named if options.scopes or options.pattern else tuple(plan.entry.get("scopes", ()))


def show_scopes(scopes: tuple[str, ...]) -> None:
    """Print which scopes are asked for."""
    listed = f"Asks for the scopes: {', '.join(scopes)}"
    print_message(listed if scopes else "Asks for no scopes, so that the server grants its own choice; see --for")


def scopes_for(api: Api, scheme: str, pattern: str) -> tuple[str, ...]:
    """Return the scopes that the actions need whose names match a pattern, and no others."""
    names = [f"{resource.name}.{key}" for resource, key in api.action_keys()]
    found = [name for name in names if fnmatchcase(name, pattern) or name.startswith(f"{pattern}.")]
    if not found:
        hint = did_you_mean(close_matches(pattern, names)) or "write 'devices.*' for the actions of a resource"
        raise click.UsageError(printable(f"--for {pattern:.80} matches no action; {hint}"))
    return tuple(dict.fromkeys(scope for name in found for scope in _needed(api, scheme, name)))


def _needed(api: Api, scheme: str, name: str) -> Iterator[str]:
    with suppress(DescriptionError):  # it cannot be called
        action = api.action(name)
        for alternative in action.auth_alternatives:
            if scheme in alternative and action.auth_required:
                yield from alternative[scheme]
                break
        if action.scopes:
            # Any one of them is enough: the one that is called like the action allows the least.
            own = next((scope for scope in action.scopes if scope == name), action.scopes[0])
            yield from (own,) if isinstance(own, str) else own
