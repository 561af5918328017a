"""The credentials that a client holds at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from ..records import dataclass, field, replace
from .kinds.kind import Kind
from .tokens import Token

if TYPE_CHECKING:
    from ..description.model import Action
    from ..messages import Headers

MARGIN = 60.0
"""Seconds before its end from which on a credential is renewed; a tenth of its life if that is less."""
RENEWAL_PAUSE = 10.0
"""Seconds for which a renewal that brought no later end is not repeated."""
ROUNDING = 2.0
"""Seconds by which two ends differ that are the same: servers round, and responses take their time."""


@dataclass(frozen=True, eq=False, repr=False)
class Credential:
    """A credential that can be sent now."""

    kind: Kind
    value: Any
    """The credential, in the form that its kind takes."""
    token: Token | None = None
    """What was passed, or returned by a source, with what is known of it."""
    renewed_from: float = inf
    """The moment, on `time.monotonic`, from which on it is renewed."""
    expires: float = inf
    """The moment at which it ends; until then calls that do not renew it go on with it."""

    @property
    def secret_values(self) -> list[str]:
        """Each string that would reveal the credential, or the token by which it is renewed."""
        values = [*self.kind.secret_values(self.value)]
        if self.token is not None:
            more = [self.token.refresh_token, *(secret for _, secret in self.token.headers)]
            values += [secret.reveal() for secret in more if secret is not None]
        return values

    def expired(self) -> Credential:
        """Return this credential as one that a server has refused: the next call renews it."""
        return replace(self, renewed_from=-inf, expires=-inf)

    def paused(self, now: float) -> Credential:
        """Return this credential, whose renewal has failed, with a pause before the next one."""
        return replace(self, renewed_from=min(now + RENEWAL_PAUSE, self.expires))


def margin_of(life: float) -> float:
    """Return the seconds before its end from which on a credential with such a life is renewed."""
    return min(MARGIN, life / 10)


def obtained(kind: Kind, value: Any, token: Token | None, begun: float, previous: Credential | None) -> Credential:
    """
    Return the credential that a source returned.

    Args:
        kind: Its kind.
        value: What the kind made of it.
        token: What was returned; None for a credential of which no more is known.
        begun: The moment at which it was asked for: its life is counted from there, whatever the clocks show.
        previous: The credential that it replaces.
    """
    if token is None or token.expires_in is None:
        return Credential(kind, value, token)
    expires = begun + token.expires_in
    renewed_from = expires - margin_of(token.expires_in)
    if token.expires_in <= 0 or (previous is not None and expires - ROUNDING <= previous.expires < inf):
        # An issuer that returns the same token until its end is not asked again and again; at that end it is.
        expires = max(expires, begun + RENEWAL_PAUSE) if token.expires_in <= 0 else expires
        renewed_from = min(begun + RENEWAL_PAUSE, expires)
    return Credential(kind, value, token, renewed_from, expires)


class Authorized(NamedTuple):
    """The headers that many requests share, with the credentials of some auth schemes."""

    shared: Headers
    """The headers without the credentials; kept, so that no others get their identity."""
    schemes: Sequence[str]
    headers: Headers
    masks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False, repr=False)
class CredentialState:
    """The credentials from one `replace`, renewal or `invalidate` to the next."""

    configured: Mapping[str, Any]
    """For each auth scheme: a `Credential`, or the source of one."""
    held: Mapping[str, Credential]
    """For each auth scheme: its credential, as soon as it is known."""
    renewed_from: float = inf
    """The earliest moment from which on one of them is renewed."""
    has_scopes: bool = False
    """Whether all scopes of a token are known."""
    is_final: bool = False
    """Whether all that are configured are held, and none of them ends."""
    has_steps: bool = False
    """Whether one of them depends on the request, or on a response."""
    authorized: dict[int, Authorized] = field(default_factory=dict)
    """What requests with the same headers have, by the identity of these."""

    def with_credential(self, name: str, credential: Credential) -> CredentialState:
        """Return this state with a credential for an auth scheme."""
        return state_of(self.configured, {**self.held, name: credential})

    def schemes_for(self, action: Action) -> Sequence[str] | None:
        """Return the first set of auth schemes of an action that are all configured; None if there is none."""
        configured = self.configured
        for names in action.auth:
            for name in names:
                if name not in configured:
                    break
            else:
                return names
        return None


def has_all_scopes(configured: Any) -> bool:
    """Return whether a token of this credential or source has exactly the scopes that are known of it."""
    return isinstance(configured, Credential) or configured.SCOPES_ARE_COMPLETE


def state_of(configured: Mapping[str, Any], held: Mapping[str, Credential]) -> CredentialState:
    """Return the state in which these credentials are held."""
    renewed_from = min((one.renewed_from for one in held.values()), default=inf)
    has_scopes = any(
        one.token is not None and one.token.scopes is not None and has_all_scopes(configured[name])
        for name, one in held.items()
    )
    is_final = renewed_from == inf and configured.keys() == held.keys()
    has_steps = any(one.kind.steps is not None for one in held.values())
    return CredentialState(configured, held, renewed_from, has_scopes, is_final, has_steps)
