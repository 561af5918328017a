"""The auth schemes of a description, and the ways to obtain credentials for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import Problem, close_matches, did_you_mean
from ..records import dataclass, field
from .frozen_dict import frozen
from .requirements import Requirement


@dataclass(frozen=True)
class Obtain:
    """One way to obtain the credential for an auth scheme."""

    name: str
    by: str
    """How: ``action``, or a flow of OAuth 2 in the words of OpenAPI, such as ``clientCredentials``."""
    values: Mapping[str, Any] = field(default_factory=frozen, hash=False)
    """Its other keys, as they are in the description."""


@dataclass(frozen=True)
class AuthScheme:
    """One way to authenticate: ``bearer``, ``basic``, ``apiKey`` or another of the types in ``api.schema.json``."""

    name: str
    type: str
    location: str = "header"
    """The location of an apiKey: ``header``, ``query`` or ``cookie``."""
    wire: str = "Authorization"
    description: str = ""
    prefix: str = ""
    """What is sent before an apiKey in a header, such as ``Token`` and a space."""
    obtain: Mapping[str, Obtain] = field(default_factory=frozen, hash=False)
    """The ways to obtain the credential, by name."""
    whoami: Mapping[str, Any] | None = field(default=None, hash=False)
    """The action that returns who is authenticated, and where in its response the name is."""
    scheme: str = ""
    """Of type ``http``: the name of the scheme in HTTP, such as ``negotiate``."""
    format: str = ""
    """Of type ``bearer``: the format of the token, such as ``JWT``."""
    service: str = ""
    """Of type ``awsSigv4``: the name of the service that is signed for."""
    region: str = ""
    """Of type ``awsSigv4``: the region that is signed for, with the server's variables in braces."""
    deprecated: str | bool = ""
    """What to use instead; True if it is deprecated, and that is all that is known."""


def auth_scheme(name: str, value: Mapping[str, Any]) -> AuthScheme:
    """Return the auth scheme that a resolved entry of `auth` describes."""
    whoami = value.get("whoami")
    return AuthScheme(
        name, str(value["type"]), str(value.get("in", "header")), str(value.get("name", "Authorization")),
        description=str(value.get("description", "")), prefix=str(value.get("prefix", "")),
        obtain=frozen({key: _way(key, way) for key, way in value.get("obtain", {}).items()}),
        whoami=None if whoami is None else frozen(whoami),
        scheme=str(value.get("scheme", "")), format=str(value.get("format", "")),
        service=str(value.get("service", "")), region=str(value.get("region", "")),
        deprecated=value.get("deprecated") or "",
    )  # fmt: skip


def _way(name: str, value: Mapping[str, Any]) -> Obtain:
    return Obtain(name, str(value["by"]), frozen({key: member for key, member in value.items() if key != "by"}))


def scopes_of(scheme: AuthScheme) -> dict[str, str]:
    """Return the scopes that can be asked for in any way to obtain a credential, each with what it allows."""
    return {
        scope: str(text)
        for way in reversed(list(scheme.obtain.values()))
        for scope, text in way.values.get("scopes", {}).items()
    }


def scope_advice(requirement: Requirement, schemes: Mapping[str, AuthScheme], pointer: str) -> Iterator[Problem]:
    """Yield the scopes that an action needs, and that cannot be asked for where its scheme lists those that can."""
    for alternative in requirement.alternatives:
        for name, needed in alternative.items():
            known = scopes_of(schemes[name]) if needed and name in schemes else {}
            for scope in needed if known else ():
                if scope not in known:
                    message = f"no way to obtain a credential for {name!r:.80} lists the scope {scope!r:.80}"
                    hint = did_you_mean(close_matches(scope, known)) or "add it to `scopes` of one in `obtain`"
                    yield Problem.in_description(pointer, "obtain", message, hint)
