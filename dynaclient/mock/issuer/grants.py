"""
Who may log in, and what they may do: the `grants` of a mock server.

A key without a colon is a token. A key with one is an identifier and a secret: user and password, client id and client
secret, access key and secret key. Either part may have colons: a key matches the two parts that were sent, joined.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Optional

from ...records import dataclass

Scopes = Optional["tuple[str, ...]"]
"""Granted scopes; None if everything is allowed."""

ANYONE = "anyone"
"""Who logs in with a browser where nothing was granted."""
_SOMEONE = "token"
NAMELESS = frozenset({ANYONE, _SOMEONE})
"""Subjects that are not the name of someone."""


@dataclass(frozen=True)
class Grant:
    """Who it is, and what they may do."""

    subject: str
    scopes: Scopes


class GrantTable:
    """The grants of a mock server; None if anything is accepted."""

    def __init__(self, grants: Mapping[str, tuple[str, ...]] | None) -> None:
        self._grants = grants

    @property
    def is_open(self) -> bool:
        """Whether anything is accepted."""
        return self._grants is None

    @property
    def keys(self) -> Collection[str] | None:
        """What was granted; None if anything is accepted."""
        return None if self._grants is None else self._grants.keys()

    def token(self, value: str) -> Grant | None:
        """Return the grant of a token, or of a user and password with a colon between them."""
        if self._grants is None:
            return Grant(ANYONE, None)
        return Grant(_identifier(value), self._grants[value]) if value in self._grants else None

    def pair(self, identifier: str, secret: str) -> Grant | None:
        """Return the grant of an identifier with its secret."""
        if self._grants is None:
            return Grant(identifier, None)
        scopes = self._grants.get(f"{identifier}:{secret}")
        return None if scopes is None else Grant(identifier, scopes)

    def login(self, identifiers: Sequence[str], secrets: Sequence[str]) -> Grant | None:
        """
        Return the grant that the values of a login match.

        That is an identifier and a secret, else two secrets in their order, such as an access key and its secret key,
        else a secret that is a granted token.
        """
        if self._grants is None:
            return Grant(next(iter(identifiers), ANYONE), None)
        firsts = [(first, secrets) for first in identifiers]
        firsts += [(first, secrets[index + 1 :]) for index, first in enumerate(secrets)]
        pairs = (self.pair(first, secret) for first, others in firsts for secret in others)
        tokens = (self.token(secret) for secret in secrets if ":" not in secret)
        return next((grant for grant in (*pairs, *tokens) if grant), None)

    def secrets_of(self, identifier: str) -> list[str]:
        """Return the secrets that were granted to an identifier."""
        start = f"{identifier}:"
        return [key[len(start) :] for key in self._grants or () if key.startswith(start)]

    def identified(self, identifier: str) -> Grant | None:
        """Return the first grant of an identifier, without its secret."""
        found = self.secrets_of(identifier)
        return self.pair(identifier, found[0]) if found else self.pair(identifier, "") if self.is_open else None

    def people(self, client: str = "") -> list[Grant]:
        """Return who may log in with a browser: all with a password, the client itself only if there are no others."""
        if self._grants is None:
            return [Grant(ANYONE, None)]
        found = [Grant(_identifier(key), scopes) for key, scopes in self._grants.items() if ":" in key]
        return [grant for grant in found if grant.subject != client] or found


def _identifier(key: str) -> str:
    """Return the part of a grant that may be shown; of a token nothing is shown."""
    identifier, colon, _ = key.partition(":")
    return identifier if colon else _SOMEONE
