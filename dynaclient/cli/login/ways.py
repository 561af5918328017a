"""The ways to log in that a description has, and which of them is taken. None is taken in place of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from ...auth.kinds.rows import kind_of
from ...errors import close_matches, did_you_mean
from ...records import dataclass
from ...strings.cells import cells_of, padded
from ..output.console import print_message, printable
from . import prompts

if TYPE_CHECKING:
    from ...description.api import Api
    from ...description.model import AuthScheme

TOKEN = "token"  # noqa: S105 - the name of a way
"""The way of those who have a token or key already."""
ACTION = "action"
BROWSER, DEVICE, ROBOT, PASSWORD = "authorizationCode", "deviceAuthorization", "clientCredentials", "password"
OPEN_ID = "openIdConnect"

_NAMES = {"browser": BROWSER, "device": DEVICE, "robot": ROBOT}
"""The ways of an authorization server that the user names, where the description has none."""
_MEANINGS = {
    BROWSER: "in a browser",
    OPEN_ID: "in a browser",
    DEVICE: "with a code, on any device",
    ROBOT: "as a program, with its own id and secret",
    PASSWORD: "with a user name and a password",
    TOKEN: "with a token or key that you have",
}


@dataclass(frozen=True, eq=False)
class LoginWay:
    """One way to log in."""

    scheme: AuthScheme
    name: str
    by: str
    """As `Obtain.by`, or `TOKEN`."""
    values: Mapping[str, Any]
    """What the description has of it."""

    @property
    def full_name(self) -> str:
        """Its name with that of the auth scheme."""
        return f"{self.scheme.name}.{self.name}"

    @property
    def meaning(self) -> str:
        """What it is, for a list."""
        described = " ".join(str(self.values.get("description", "")).split())
        return described or _MEANINGS.get(self.by) or f"with the action {self.values.get('action', '')}"


def ways_of(api: Api, *, issuer: bool = False, token: bool = False) -> list[LoginWay]:
    """
    Return the ways to log in.

    Args:
        api: The description.
        issuer: Whether the user names an authorization server, so that a scheme needs no description of one.
        token: Whether the user has a token or key.
    """
    return [way for scheme in api.auth.values() for way in _ways(scheme, issuer=issuer, token=token)]


def _ways(scheme: AuthScheme, *, issuer: bool, token: bool) -> Iterator[LoginWay]:
    by = {ACTION, OPEN_ID, BROWSER, DEVICE, ROBOT, PASSWORD}
    described = [one for one in scheme.obtain.values() if one.by in by]
    if described and not token:
        yield from (LoginWay(scheme, one.name, one.by, one.values) for one in described)
    elif issuer and not token and scheme.type in ("bearer", "apiKey"):
        yield from (LoginWay(scheme, name, flow, {}) for name, flow in _NAMES.items())
    elif not scheme.type.startswith("x-") and not kind_of(scheme.type).of_connection:
        yield LoginWay(scheme, TOKEN, TOKEN, {})


def choose_way(ways: Sequence[LoginWay], name: str | None, before: str | None = None) -> LoginWay:
    """
    Return the way that a user names; else that of the login before, or the only one.

    Args:
        ways: The ways.
        name: What the user names.
        before: The full name of the way of the login before.

    Raises:
        UsageError: There is none, or several and no terminal to ask at.
    """
    if not ways:
        raise click.UsageError("the description has no auth scheme that one could log in for")
    if name is not None:
        return _named(ways, name)
    found = [way for way in ways if way.full_name == before] or _offered(ways)
    if len(found) == 1:
        return found[0]
    names = names_of(found)
    lines = [
        f"  {padded(name, max(map(cells_of, names)))}  {way.meaning}" for name, way in zip(names, found, strict=True)
    ]
    if not prompts.is_interactive():
        raise click.UsageError(printable("\n".join(["there are several ways to log in: choose one with --as", *lines])))
    print_message("\n".join(["There are several ways to log in:", *lines]))
    return found[names.index(prompts.choose("Which one", names))]


def _offered(ways: Sequence[LoginWay]) -> Sequence[LoginWay]:
    """Return the ways to choose from: those of a server that the description has, else those of the user's server."""
    described = [way for way in ways if way.values and way.by != ACTION]
    return [way for way in ways if way.values or way.by == TOKEN] if described else ways


def names_of(ways: Sequence[LoginWay]) -> list[str]:
    """Return what to write for each way after ``--as``: its name, with that of its scheme if others have it as well."""
    names = [way.name for way in ways]
    return [way.full_name if names.count(way.name) > 1 or way.by == TOKEN else way.name for way in ways]


def _named(ways: Sequence[LoginWay], name: str) -> LoginWay:
    by = (lambda way: way.full_name, lambda way: way.name, lambda way: way.scheme.name, lambda way: way.by)
    for spelled in (*by, lambda way: next((key for key, flow in _NAMES.items() if flow == way.by), "")):
        found = [way for way in ways if spelled(way) == name]
        if len(found) == 1:
            return found[0]
        if found:
            raise click.UsageError(printable(f"--as {name}: write one of: {', '.join(one.full_name for one in found)}"))
    names = [*names_of(ways), *(alias for alias, flow in _NAMES.items() if any(way.by == flow for way in ways))]
    names = list(dict.fromkeys(names))
    hint = did_you_mean(close_matches(name, names)) or f"one of: {', '.join(names)}"
    raise click.UsageError(printable(f"--as {name:.80}: that is not a way to log in; {hint}"))
