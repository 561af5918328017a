"""
How a client authenticates (RFC 6749, section 2.3): by its secret, by a signed assertion, or not at all.

RFC 6749 has id and secret form-encoded before they are joined for HTTP basic authentication. Strict servers insist on
that, and many others do not decode them. So the encoded form is sent first, and where a server refuses it and decoding
would matter, they are sent in the form once more. What a server accepted is remembered.
"""

from __future__ import annotations

import base64
import logging
import time
from collections.abc import Callable, Generator
from secrets import token_urlsafe
from typing import NamedTuple
from urllib.parse import quote_plus

from ..messages import Response
from ..records import dataclass
from ..redaction import Secret
from .authorization_server import Fields, Reply, exchange, form_request
from .clocks import date_of
from .private_keys import PrivateKey
from .remembered import Remembered
from .sources.source import TokenRequest

log = logging.getLogger("dynaclient")

BASIC, POST, PRIVATE_KEY, NONE = "client_secret_basic", "client_secret_post", "private_key_jwt", "none"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LIFETIME = 120
"""Seconds for which the assertion of a client is valid: it is used at once."""
MAX_SKEW = 30.0
"""Seconds by which the clocks may differ before an assertion is signed again, by the clock of the server."""

_REFUSED = ("invalid_client", "invalid_request")
_REFUSED_ASSERTION = ("invalid_client", "invalid_grant")

MakeFields = Callable[[float], Fields]
"""Returns the fields of a request, some of which may be signed: its argument is the present time."""


class _Accepted(NamedTuple):
    """What a token endpoint accepted of a client."""

    method: str
    skew: float
    """Seconds by which the clock of the server is ahead."""


_ACCEPTED: Remembered[tuple[str, str], _Accepted] = Remembered()


class ClientIdentity(NamedTuple):
    """The client, as it is registered at an authorization server."""

    id: str
    """Empty for a grant that needs none."""
    secret: Secret | None
    private_key: PrivateKey | None

    @property
    def revealed(self) -> str:
        """The secret; an empty string if there is none."""
        return "" if self.secret is None else self.secret.reveal()

    @property
    def encoded(self) -> tuple[str, str]:
        """The id and the secret, form-encoded (RFC 6749, section 2.3.1)."""
        return quote_plus(self.id), quote_plus(self.revealed)

    @property
    def credential(self) -> str:
        """The credential of HTTP basic authentication."""
        return base64.b64encode(":".join(self.encoded).encode()).decode()

    @property
    def is_changed_by_encoding(self) -> bool:
        """Whether a server that does not decode them would see others."""
        return self.encoded != (self.id, self.revealed)

    def methods(self, supported: tuple[str, ...] | None, accepted: str | None) -> list[str]:
        """
        Return the ways to authenticate that may be tried, in this order.

        Args:
            supported: Those that the metadata of the server has; None if it is not known.
            accepted: The one that the server accepted before.
        """
        if self.private_key is not None:
            return [PRIVATE_KEY]
        if self.secret is None:
            return [NONE]
        known = [method for method in (BASIC, POST) if supported is None or method in supported] or [BASIC]
        return sorted(known, key=lambda method: method != accepted)


@dataclass(frozen=True, eq=False, repr=False)
class ClientRequest:
    """What a client sends to an endpoint of an authorization server, but for how it authenticates."""

    name: str
    """What it does: the name of an action in ``oauth.json``."""
    url: str
    audience: str
    """For whom assertions of the client are: the token endpoint (RFC 7523, section 3), whatever endpoint they go to."""
    identity: ClientIdentity
    make_fields: MakeFields
    is_signed: bool = False
    """Whether some of the fields are signed, and so depend on the time."""
    supported: tuple[str, ...] | None = None
    """The ways to authenticate that the metadata of the server has; None if it is not known."""

    def send(self) -> Generator[TokenRequest, Response, Reply]:
        """Yield the request, and another one if the client has to authenticate otherwise; return the reply."""
        key = (self.url, self.identity.id)
        known = _ACCEPTED.get(key) or _Accepted("", 0.0)
        method, reply = yield from self._authenticated(known)
        skew = _skew_of(reply)
        is_signed = self.is_signed or method == PRIVATE_KEY
        if is_signed and reply.error in _REFUSED_ASSERTION and abs(skew - known.skew) > MAX_SKEW:
            log.warning(
                "%s: %s", reply.sent.action.name, clock_hint(reply) or "the clock of this machine is right again"
            )
            known = _Accepted(method, skew)
            reply = yield from exchange(self._request(known))
        if reply.is_success or (reply.error and reply.error not in (*_REFUSED, *_REFUSED_ASSERTION)):
            _ACCEPTED.put(key, _Accepted(method, known.skew))
        return reply

    def _authenticated(self, known: _Accepted) -> Generator[TokenRequest, Response, tuple[str, Reply]]:
        """Return how the client authenticated, and the reply."""
        first, *others = self.identity.methods(self.supported, known.method)
        reply = yield from exchange(self._request(known._replace(method=first)))
        if not others or not self._may_be_method(reply, first, known.method):
            return first, reply
        return others[0], (yield from exchange(self._request(known._replace(method=others[0]))))

    def _may_be_method(self, reply: Reply, method: str, accepted: str) -> bool:
        """Return whether a refusal may be because of how the client authenticated, and not of its secret."""
        if reply.error not in _REFUSED:
            return False
        challenge = reply.response.headers.get("WWW-Authenticate", "").lower()
        # RFC 6749, section 5.2: a server that takes the secret for wrong names the scheme by which it was sent.
        if method != BASIC or reply.error == "invalid_request" or "basic" not in challenge:
            return True
        return self.identity.is_changed_by_encoding and accepted != BASIC

    def _request(self, by: _Accepted) -> TokenRequest:
        identity, now = self.identity, time.time() + by.skew
        fields = dict(self.make_fields(now))
        if by.method == BASIC:
            credential = identity.credential
            secrets = (identity.revealed, credential)
            return form_request(self.name, self.url, fields, credential=credential, secrets=secrets)
        own = {"client_id": identity.id} if identity.id else {}
        if by.method == PRIVATE_KEY and identity.private_key is not None:
            own["client_assertion"] = _assertion(identity.private_key, identity.id, self.audience, now)
            own["client_assertion_type"] = ASSERTION_TYPE
        if by.method == POST:
            own["client_secret"] = identity.revealed
        return form_request(self.name, self.url, {**own, **fields})


def _assertion(key: PrivateKey, client: str, audience: str, now: float) -> str:
    """Return the assertion of a client (RFC 7523, section 3)."""
    claims = {"iss": client, "sub": client, "aud": audience, "jti": token_urlsafe(16), **times(now, LIFETIME)}
    return key.sign(claims)


def times(now: float, lifetime: int) -> dict[str, int]:
    """Return the claims of when an assertion is valid."""
    return {"iat": int(now), "exp": int(now) + lifetime}


# --- clocks ----------------------------------------------------------------------------------------------------------


def _skew_of(reply: Reply) -> float:
    """Return by how many seconds the clock of the server is ahead; 0 if that is not known."""
    date = date_of(reply.response.headers)
    return 0.0 if date is None else date.timestamp() - time.time()


def clock_hint(reply: Reply) -> str:
    """Return what to do about the clock of this machine if it is wrong; an empty string if it is right, or unknown."""
    skew = _skew_of(reply)
    if abs(skew) <= MAX_SKEW:
        return ""
    return f"the clock of this machine is {abs(skew):.0f} s {'behind' if skew > 0 else 'ahead of'} that of the server"
