"""What is kept of a login, and where: a session in the store, and the profile that names it."""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic
from typing import TYPE_CHECKING, Any

from ...auth import system_keyring
from ...auth.profile_changes import update_profile
from ...auth.profiles import BUNDLED
from ...auth.store import Store
from ...auth.stored_tokens import Issuer
from ...records import dataclass
from ...runtime.backends import THREADS, run
from ..output.console import print_message

if TYPE_CHECKING:
    from ...auth.tokens import Token
    from ...redaction import Secret
    from .consent import Consent
    from .plan import Plan

SECONDS = 10.0
"""Seconds to wait for another process that is using the session."""


@dataclass(frozen=True, eq=False, repr=False)
class Session:
    """A session that has begun."""

    token: Token
    issuer: Issuer
    secret: Secret | None = None
    """The secret of the client, with which the next token is obtained."""


def require_store(plan: Plan) -> None:
    """Raise InvalidCall, before a login begins, if its session cannot be kept where it should be."""
    run(Store(plan.profile.name, plan.scheme).read(THREADS, monotonic() + SECONDS))
    if plan.profile.store == "keyring":
        run(system_keyring.require(THREADS))


def keep(plan: Plan, consent: Consent, session: Session, entry: Mapping[str, Any]) -> None:
    """Write the profile, print where a session is kept, and store it: `logout` finds what a profile names."""
    write_profile(plan, consent, {"from": "store", **entry})
    store = Store(plan.profile.name, plan.scheme)
    uses_keyring = plan.profile.store == "keyring"
    hint = "--store keyring keeps the refresh token in the keyring of the system"
    print_message(
        f"The refresh token goes into the keyring of the system, the rest into {store.path} (0600)."
        if uses_keyring
        else f"The session goes into {store.path} (0600), where only you can read it; {hint}."
    )
    writing = store.write(
        session.token, session.issuer, THREADS, monotonic() + SECONDS, secret=session.secret, keyring=uses_keyring
    )
    run(writing)


def write_profile(plan: Plan, consent: Consent, entry: Mapping[str, Any]) -> None:
    """Write the profile, with where the credential for the scheme is from."""
    profile = plan.profile
    issuer = consent.issuer
    others = profile.auth.keys() - {plan.scheme}
    if issuer is not None and profile.issuer not in (None, issuer) and others:
        entry, issuer = {**entry, "issuer": issuer}, profile.issuer
    place = {"program": profile.program, "api": profile.api} if profile.program else {"api": profile.api or BUNDLED}
    values = {
        **place, "url": profile.url, "server": profile.server, "issuer": issuer, "trusted": consent.trusted or None,
        "store": None if profile.store == "file" else profile.store,
        "auth": {plan.scheme: {key: value for key, value in entry.items() if value}},
    }  # fmt: skip
    update_profile(profile.name, values)
