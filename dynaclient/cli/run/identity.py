"""`whoami` and `profiles`: who one is at which API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...auth.profiles import Profile, load_profiles
from ...auth.store import Store
from ...client.environment import PROGRAM, environment
from ...errors import DynaclientError
from ...runtime.paths import show_source
from ...strings.cells import cells_of, padded
from ..arguments.connection import Connection, create_client
from ..arguments.profiles import Place, Selected, api_name, chosen, is_own, own_profiles
from ..login.identity import (
    credential_facts,
    credential_of,
    name_of,
    not_logged_in,
    place_of,
    why_no_credential,
)
from ..output import console

if TYPE_CHECKING:
    from ...client.sync import Client
    from ..arguments.connection import Source


def run_whoami(connection: Connection, *, as_json: bool) -> None:
    """Print who one is; raise the error of the API after what is known without it."""
    api = connection.source.load()
    with create_client(api, connection) as client:
        facts = _facts(client, connection)
        failure = None
        try:
            facts["who"] = _who(client)
        except DynaclientError as error:
            failure = error
        _print(facts, as_json=as_json)
        if failure is None and not client._shared.credentials.state.configured:
            failure = not_logged_in(connection.choice.reason, connection.program)
        if failure is None and facts["who"] is None and connection.profile is not None:
            failure = why_no_credential(client, connection.profile)
    if failure is not None:
        raise failure


def _facts(client: Client, connection: Connection) -> dict[str, Any]:
    choice, source = connection.choice, connection.source
    profile = choice.profile
    facts: dict[str, Any] = {
        "profile": profile.name if profile else None,
        "api": client.api.title,
        "description": api_name(profile) if profile else show_source(source.file or api_name(Profile(""))),
        "url": client._shared.endpoints.base,
        "who": None,
        "credentials": [credential_facts(profile, scheme) for scheme in profile.auth] if profile else [],
        "because": choice.reason,
        "unused": list(choice.all_unused),
    }
    if choice.token is not None:
        configured = [*client._shared.credentials.state.configured]
        facts["credentials"] = [{"scheme": scheme, "kept": choice.reason} for scheme in configured]
    return facts


def _who(client: Client) -> str | None:
    names = (name_of(client, scheme) for scheme in client._shared.credentials.state.configured)
    return next((name for name in names if name is not None), None)


def _print(facts: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        console.write_json(facts)
        return
    for name, value in _rows(facts):
        console.print_row(f"{name:<{_WIDTH}}{value}")


_WIDTH = 15
_LABELS = {
    "profile": "profile", "api": "API", "description": "description", "url": "URL", "who": "who",
    "scheme": "auth scheme", "by": "logged in by", "issuer": "issuer", "client_id": "client", "scopes": "scopes",
    "until": "valid until", "kept": "kept in", "missing": "missing", "refresh_token": "refresh token",
    "because": "because of",
}  # fmt: skip


def _rows(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = []
    for key, value in facts.items():
        if key == "credentials":
            found += [row for credential in value for row in _rows(credential)]
        elif key == "unused":
            found += [("not used", str(reason)) for reason in value]
        elif key == "kept" and value is None:
            found.append((_LABELS[key], "nowhere: not logged in"))
        elif value is not None:
            found.append((_LABELS[key], ", ".join(value) or "none" if isinstance(value, list) else str(value)))
    return found


def print_token(connection: Connection) -> None:
    """Print the credential that applies, renewed if that is due, and nothing else."""
    api = connection.source.load()
    with create_client(api, connection) as client:
        configured = client._shared.credentials.state.configured
        if not configured:
            raise not_logged_in(connection.choice.reason, connection.program)
        console.print_line(credential_of(client, api.auth[next(iter(configured))]))


# --- profiles --------------------------------------------------------------------------------------------------------


def run_profiles(source: Source, *, as_json: bool) -> None:
    """Print the profiles of the program."""
    default = own_profiles(source.selected).default
    every = load_profiles().by_name.values()
    own = [one for one in every if source.program is None or is_own(one, source.selected)]
    rows = [{**_row(profile), "default": profile.name == default} for profile in own]
    if as_json:
        console.write_json(rows)
    elif rows:
        _print_table([{**row, "default": "yes" if row["default"] else ""} for row in rows])
    else:
        console.print_message(f"no profiles; `{source.program or PROGRAM} login` adds one")
    if environment(source.program or PROGRAM).profile is None:
        for reason in chosen(Selected(program=source.program), Place()).all_unused:
            console.print_message(f"not used: {reason}")


def _row(profile: Profile) -> dict[str, Any]:
    credentials = [f"{scheme}: {_state(profile, scheme, entry)}" for scheme, entry in profile.auth.items()]
    return {
        "name": profile.name, "api": api_name(profile), "url": profile.url or profile.server or "",
        "credentials": ", ".join(credentials),
    }  # fmt: skip


def _state(profile: Profile, scheme: str, entry: Mapping[str, Any]) -> str:
    if entry.get("from") != "store":
        return place_of(entry)
    return "logged in" if Store(profile.name, scheme).path.exists() else "logged out"


def _print_table(rows: list[dict[str, Any]]) -> None:
    titles = list(rows[0])
    lines = [titles, *([str(row[title]) for title in titles] for row in rows)]
    widths = [max(cells_of(line[column]) for line in lines) for column in range(len(titles))]
    for line in lines:
        console.print_row("  ".join(padded(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip())
