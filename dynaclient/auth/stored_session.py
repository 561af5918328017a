"""The session of a user who has logged in, as a source: its tokens are in the store, and refreshed under its lock."""

from __future__ import annotations

from time import monotonic

from ..errors import LoginNeeded
from ..records import replace
from ..runtime.backends import WaitTimeout
from .endpoints import REFRESH, Endpoints
from .held import margin_of
from .obtaining import REFRESH_SECONDS, ManagedSource, Way, obtain, timed_out
from .refusals import login_needed
from .sources.login import Login
from .sources.oauth import OAuthSource
from .sources.sessions import RefreshToken
from .sources.source import Source, SourceContext
from .store import Store
from .stored_tokens import Issuer, StoredToken
from .tokens import Token


class StoredSession(ManagedSource):
    """
    What `dynaclient login` has stored for one auth scheme of a profile.

    Args:
        profile: The name of the profile.
        scheme: The name of the auth scheme.
    """

    def __init__(self, profile: str, scheme: str) -> None:
        self.profile = profile
        self.scheme = scheme

    def __repr__(self) -> str:
        return f"StoredSession({self.profile!r}, {self.scheme!r})"

    async def obtain(self, context: SourceContext, way: Way) -> Token:
        """Return the token that is stored; a refreshed one, which is stored, if that is stale."""
        store = Store(self.profile, self.scheme)
        stored = await store.read(way.backend, way.until)
        if stored is None:
            raise store.login_needed("no session is stored")

        def is_stale(found: StoredToken) -> bool:
            # One that was refused, or is about to end, is the previous one.
            is_previous = context.previous is not None and context.previous.value == found.token.value
            return is_previous or _has_ended(found)

        async def refresh(found: StoredToken) -> Token:
            try:
                token: Token = await obtain(_refresher(found), replace(context, previous=found.token), own)
            except LoginNeeded as error:
                reason = error.problems[0].message
            else:
                return token
            raise store.login_needed(f"the session has ended ({reason})")

        if not is_stale(stored):
            return stored.token
        own = way._replace(until=monotonic() + REFRESH_SECONDS)

        async def refreshed() -> StoredToken:
            return await store.refreshed(is_stale, refresh, own.backend, own.until)

        # A server that has rotated the refresh token has ended the session of a client that did not read the response.
        try:
            return (await way.backend.detach(refreshed, way.left)).token
        except WaitTimeout:
            pass
        raise timed_out()


def issuer_of(by: str, obtain: str, source: OAuthSource, endpoints: Endpoints) -> Issuer:
    """
    Return what is stored with a token, by which the next one is obtained.

    Args:
        by: How the token was obtained.
        obtain: The entry of `obtain` of the description.
        source: What obtained it.
        endpoints: The endpoints of the authorization server.
    """
    # Metadata is looked up again: endpoints may move. Without it they stay those to which the user logged in.
    has_metadata = endpoints.metadata is not None
    return Issuer(
        by, obtain, endpoints.issuer if has_metadata else None, None if has_metadata else endpoints.url(REFRESH),
        source.client_id, source.kept_parameters(endpoints),
    )  # fmt: skip


def revoker_of(stored: StoredToken) -> OAuthSource | None:
    """Return the source that can revoke a stored session; None if no authorization server has issued it."""
    from .sources.authorization_code import AuthorizationCode

    issuer = stored.issuer
    if issuer.client_id is None:
        return None
    url = None if issuer.token_url else issuer.url
    return AuthorizationCode(issuer.client_id, stored.secret, issuer=url, token_url=issuer.token_url)


def _has_ended(stored: StoredToken) -> bool:
    """Return whether a stored token has less left than the margin within which it is renewed."""
    left = stored.token.expires_in
    if left is None or stored.expires is None:
        return False
    return left < margin_of(stored.expires - stored.issued)


def _refresher(stored: StoredToken) -> Source:
    """Return the source that obtains the next token; LoginNeeded if nothing can."""
    issuer, refresh_token = stored.issuer, stored.token.refresh_token
    if refresh_token is None:
        raise login_needed("Client", "the token has ended, and there is no refresh token")
    if issuer.by == "action":
        return Login.of_session(issuer.obtain or None)
    return RefreshToken(
        issuer.client_id or "", refresh_token, stored.secret,
        issuer=None if issuer.token_url else issuer.url, token_url=issuer.token_url, parameters=issuer.parameters,
    )  # fmt: skip
