"""What the endpoints of the mock authorization server share."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from copy import copy
from typing import Any, NamedTuple

from ...auth.sources.source import MOCK_ISSUER
from ...description.api import Api
from ...description.granted_scopes import any_granted
from ..state.store import Store
from .clock import Clock
from .grants import GrantTable, Scopes
from .oauth_errors import OAuthError
from .tokens import ACCESS, DEVICE, REFRESH, REVOKED, USED, VALID, Issued, Session, TokenStore

REFRESH_LIFETIME = 30 * 24 * 3600.0
"""Seconds for which a refresh token is valid."""
_NOT_IN_SCOPES = frozenset('"\\')


class Verdict(NamedTuple):
    """Whether a credential is accepted by the actions of the API, and what it allows."""

    scopes: Scopes = ()
    refusal: str = ""
    """Why it is not accepted; empty if it is."""
    subject: str = ""


class Context:
    """The state of an authorization server, and what it may be ordered to do in tests."""

    def __init__(
        self, api: Api, grants: Mapping[str, tuple[str, ...]] | None, store: Store, lifetime: float | None
    ) -> None:
        self._api = api
        self.title = api.title
        self.grants = GrantTable(grants)
        self.clock = Clock()
        self.tokens = TokenStore(store, self.clock)
        self.lifetime = lifetime
        """Seconds for which an access token is valid. None: no end is known, and it ends only by order."""
        self.base = ""
        """The URL of the mock server, once it listens."""
        self.delay = 0.0
        """Seconds by which each token is late."""
        self.requests = 0
        """How many requests for a token there were."""
        self.approves = False
        """Whether each login with a browser or a device is allowed at once."""
        self.closing = threading.Event()
        """Set when the server closes, so that nothing waits for `delay`."""
        self.aside: Callable[[], AbstractContextManager[None]] = nullcontext
        """Makes the context in which requests wait: what changes everything does not wait for them then."""

    def for_description(self, api: Api) -> Context:
        """Return the same authorization server for another description of the API, which shares all tokens."""
        changed = copy(self)
        changed._api, changed.title = api, api.title
        return changed

    def reset(self) -> None:
        """Go back to the start: the time of the machine, no delay, and no request counted; nothing waits any more."""
        self.delay, self.requests = 0.0, 0
        self.clock.reset()
        waiting, self.closing = self.closing, threading.Event()
        waiting.set()

    def scopes(self) -> tuple[str, ...]:
        """Return the scopes that the description names where it describes how a credential is obtained."""
        ways = (obtain.values for scheme in self._api.auth.values() for obtain in scheme.obtain.values())
        return tuple(dict.fromkeys(scope for values in ways for scope in values.get("scopes", ())))

    @property
    def url(self) -> str:
        """The issuer (RFC 8414)."""
        return self.base + MOCK_ISSUER

    def endpoint(self, name: str) -> str:
        """Return the URL of an endpoint."""
        return f"{self.url}/{name}"

    def count(self) -> None:
        """Count a request for a token, and wait for as long as was ordered."""
        with self.tokens.lock:
            self.requests += 1
        if self.delay:
            closing = self.closing
            with self.aside():
                closing.wait(self.delay)

    def narrowed(self, granted: Scopes, requested: str) -> Scopes:
        """Return the requested scopes, all that are granted if none are requested; raise OAuthError for others."""
        names = requested.split(" ") if requested else []
        for name in names:
            if not name or any(not "!" <= character <= "~" or character in _NOT_IN_SCOPES for character in name):
                raise OAuthError("invalid_scope", "scope is not a list of names with one space between them")
            if granted is not None and not any_granted([name], granted):
                raise OAuthError("invalid_scope", f"the scope {name} is not granted")
        return tuple(dict.fromkeys(names)) or granted

    def token_data(self, session: Session, *, refreshable: bool = False, scopes: Scopes = ()) -> dict[str, Any]:
        """
        Issue an access token, and return it as the token endpoint does (RFC 6749, section 5.1).

        Args:
            session: The login that it belongs to.
            refreshable: Whether to issue a refresh token too.
            scopes: Fewer scopes than the session has.
        """
        used = Session(session.subject, session.client, scopes or session.scopes, session.name)
        data: dict[str, Any] = {
            "access_token": self.tokens.issue(ACCESS, used, self.lifetime),
            "token_type": "Bearer",
        }
        if self.lifetime is not None:
            data["expires_in"] = int(self.lifetime) if self.lifetime == int(self.lifetime) else self.lifetime
        if used.scopes is not None:
            data["scope"] = " ".join(used.scopes)
        if refreshable:
            data["refresh_token"] = self.tokens.issue(REFRESH, session, REFRESH_LIFETIME)
        return data

    def redeem(self, value: str, kind: str, client: str, what: str) -> Issued:
        """
        Return a code or refresh token that is valid, without marking it as used; call it with the lock held.

        One that was used before has been copied: its session is revoked (RFC 9700, section 4.14.2).
        """
        issued = self.tokens.find(value, kind)
        if issued is None or issued.session.client != client:
            raise OAuthError("invalid_grant", f"the {what} is not known, or is that of another client")
        if issued.state == USED:
            self.tokens.revoke_session(issued.session)
            raise OAuthError("invalid_grant", f"the {what} was used before: its session is revoked")
        if issued.state == REVOKED:
            raise OAuthError("invalid_grant", f"the {what} was revoked")
        if self.tokens.has_expired(issued):
            raise OAuthError("expired_token" if kind == DEVICE else "invalid_grant", f"the {what} has expired")
        return issued

    def check(self, credential: str) -> Verdict:
        """Return whether a credential is accepted by the actions of the API."""
        issued = self.tokens.find(credential)
        if issued is None:
            grant = self.grants.token(credential)
            return (
                Verdict((), "the credential is not known")
                if grant is None
                else Verdict(grant.scopes, "", grant.subject)
            )
        if issued.kind != ACCESS:
            return Verdict((), "the credential is not an access token")
        if issued.state != VALID:
            return Verdict((), "the token was revoked")
        if self.tokens.has_expired(issued):
            return Verdict((), "the token has expired")
        return Verdict(issued.session.scopes, "", issued.session.subject)
