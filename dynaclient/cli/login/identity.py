"""Who is logged in: what a profile or a token of the environment is, where it is kept, and why it applies."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from time import monotonic
from typing import TYPE_CHECKING, Any

from ...auth.obtaining import Way
from ...auth.secret_sources import find_missing, secrets_of
from ...auth.store import Store
from ...errors import DynaclientError, InvalidCall, LoginNeeded
from ...redaction import Secret
from ...runtime.backends import THREADS, run
from ...schema.references import value_at

if TYPE_CHECKING:
    from ...auth.profiles import Profile
    from ...auth.stored_tokens import StoredToken
    from ...client.sync import Client
    from ...description.model import AuthScheme

SECONDS = 60.0


def name_of(client: Client, scheme: str) -> str | None:
    """Return who a client is, from the action that the description names; None if it names none."""
    whoami = client.api.auth[scheme].whoami if scheme in client.api.auth else None
    if whoami is None:
        return None
    value = client.call(str(whoami["action"]))
    found = value_at(value, str(whoami["name"]))
    return found if isinstance(found, str) else None if found is None else str(found)


def credential_facts(profile: Profile, scheme: str) -> dict[str, Any]:
    """Return what is known of a credential of a profile, without any secret."""
    entry = profile.auth[scheme]
    facts: dict[str, Any] = {"scheme": scheme}
    if entry.get("from") != "store":
        facts |= {"kept": place_of(entry), "scopes": list(entry.get("scopes", ())) or None}
        problems = (error.problems[0] for error in _missing(profile, scheme))
        return {**facts, "missing": [f"{problem.message} — {problem.suggestion}" for problem in problems] or None}
    store = Store(profile.name, scheme)
    stored = run(store.read(THREADS, monotonic() + SECONDS))
    if stored is None:
        return {**facts, "kept": None}
    return {**facts, **_stored_facts(stored), "kept": f"{store.path} (0600)", "refresh_token": _place(stored)}


def _missing(profile: Profile, scheme: str) -> Iterator[InvalidCall]:
    """Yield the errors of secrets that a profile names, and that cannot be read."""
    for name, source in secrets_of(profile.auth[scheme]):
        purpose = f"{name or scheme} of the profile {profile.name}"
        error = find_missing(source, purpose)
        if error is not None:
            yield error


def places_of_secrets(profile: Profile, scheme: str) -> list[str]:
    """Return which secrets a profile names for an auth scheme, and where they are from, in words."""
    return [f"{name or scheme} ({place_of(source)})" for name, source in secrets_of(profile.auth[scheme])]


def commands_of(entry: Mapping[str, Any]) -> list[str]:
    """Return the programs that a profile runs for the secrets of an auth scheme."""
    return [str(source["command"][0]) for _, source in secrets_of(entry) if source["from"] == "command"]


def _stored_facts(stored: StoredToken) -> dict[str, Any]:
    issuer = stored.issuer
    return {
        "issuer": issuer.url or issuer.token_url or None,
        "by": issuer.obtain or issuer.by,
        "client_id": issuer.client_id,
        "scopes": None if stored.token.scopes is None else list(stored.token.scopes),
        "until": None if stored.expires is None else _moment(stored.expires),
    }


def _place(stored: StoredToken) -> str | None:
    has_one = stored.pieces > 0 or stored.token.refresh_token is not None
    return stored.place if has_one else None


def place_of(entry: Mapping[str, Any]) -> str:
    """Return where a credential is from that is not in the store, in words."""
    if "by" in entry:
        return f"obtained by {entry['by']} when it is needed"
    command = entry.get("command", [""])
    subjects = {
        "env": f"the environment variable {entry.get('name')}",
        "file": f"the file {entry.get('path')}",
        "command": f"the output of {command[0]}",
        "prompt": "nothing: it is asked for when it is needed",
    }
    return subjects[entry["from"]]


def _moment(seconds: float) -> str:
    moment = datetime.fromtimestamp(seconds, tz=timezone.utc).astimezone()
    left = seconds - time.time()
    return f"{moment:%Y-%m-%d %H:%M:%S %z} ({_duration(left) if left > 0 else 'over'})"


def _duration(seconds: float) -> str:
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"in {seconds / size:.0f} {unit}"
    return f"in {seconds:.0f} s"


def credential_of(client: Client, scheme: AuthScheme) -> str:
    """Return the credential that a client sends for an auth scheme, renewed if that is due; it is a secret."""
    credentials, sender = client._shared.credentials, client._sender
    way = Way(sender.send_of_source, THREADS, monotonic() + SECONDS, sender.options.allow_http)
    state = run(credentials.renewed([scheme.name], way))
    value = state.held[scheme.name].value
    parts = value if isinstance(value, tuple) else (value,)
    return ":".join(part.reveal() if isinstance(part, Secret) else str(part) for part in parts)


def why_no_credential(client: Client, profile: Profile) -> DynaclientError | None:
    """
    Return the error of a profile none of whose credentials can be used; None if one may be.

    A session is renewed if that is due, as by a call. No program is run, and nothing is asked for.
    """
    failures = [_failure(client, profile, scheme) for scheme in profile.auth]
    return failures[0] if failures and all(failures) else None


def _failure(client: Client, profile: Profile, scheme: str) -> DynaclientError | None:
    if profile.auth[scheme].get("from") != "store":
        return next(_missing(profile, scheme), None)
    try:
        credential_of(client, client.api.auth[scheme])
    except DynaclientError as error:
        return error
    return None


def not_logged_in(reason: str, program: str) -> LoginNeeded:
    """Return the error of a command that needs a credential, where there is none."""
    from ...auth.refusals import login_needed

    return login_needed("Client", reason, f"{program} login")
