"""What the store keeps of a token, and how it is written."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from ..records import dataclass, field, fields, replace
from ..redaction import Secret
from ..strings.expressions import expression
from .tokens import Token, Value

_NOT_IN_NAMES = expression(r"[^a-z0-9]+")
_NAME_LENGTH = 40


@dataclass(frozen=True)
class Issuer:
    """Where a stored token is from, and with what the next one is obtained."""

    by: str = ""
    """How it was obtained, as `Obtain.by` of a description."""
    obtain: str = ""
    """The entry of `obtain` of the auth scheme by which it was."""
    url: str | None = None
    """The URL of the authorization server."""
    token_url: str | None = None
    """The URL of its token endpoint."""
    client_id: str | None = None
    """The client that the token was issued to."""
    parameters: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """What else is sent for the next token, such as ``audience``; no secrets."""


@dataclass(frozen=True, eq=False, repr=False)
class StoredToken:
    """A token as it is stored."""

    token: Token
    """The token. Its `expires_in` counts from the moment at which it was read; None if the clock was set back since."""
    issuer: Issuer
    issued: float
    """When it was requested, in seconds since the epoch."""
    expires: float | None
    """When it expires, in seconds since the epoch; None if that is not known."""
    secret: Secret | None = None
    """A secret that the next one is obtained with beside the refresh token, such as that of the client."""
    pieces: int = 0
    """The pieces of the refresh token and the secret in the keyring; 0 if they are in the file."""
    slot: int = 0
    """Which of two entries of the keyring has them."""

    @classmethod
    def of(cls, token: Token, issuer: Issuer, issued: float, secret: Secret | None = None) -> StoredToken:
        """Return a token that was requested at a moment, and is valid from then."""
        expires = None if token.expires_in is None else issued + token.expires_in
        return cls(token, issuer, issued, expires, secret)

    @property
    def place(self) -> str:
        """Where its refresh token is stored: ``file`` or ``keyring``."""
        return "keyring" if self.pieces else "file"

    def with_secrets(self, refresh_token: str | None, secret: str | None) -> StoredToken:
        """Return the stored token with what the keyring has of it."""
        token = Token(
            self.token.value,
            expires_in=self.token.expires_in,
            scopes=self.token.scopes,
            refresh_token=refresh_token,
            headers=revealed_headers(self.token),
        )
        return replace(self, token=token, secret=None if secret is None else Secret(secret))

    def __repr__(self) -> str:
        return f"StoredToken({self.token!r}, {self.issuer!r})"


def revealed_headers(token: Token) -> dict[str, str]:
    """Return the headers that are sent with a token, which are secret."""
    return {name: value.reveal() for name, value in token.headers}


def file_name(profile: str, scheme: str) -> str:
    """
    Return the name of the file of a credential.

    It begins with what can be read of both names. Their digest makes it unique, also where a file system ignores case.
    """
    digest = sha256(json.dumps([profile, scheme]).encode()).hexdigest()[:16]
    readable = (_NOT_IN_NAMES.sub("_", name.lower())[:_NAME_LENGTH] for name in (profile, scheme))
    return f"{'-'.join(readable)}-{digest}.db"


# --- in the file -----------------------------------------------------------------------------------------------------


def encode(stored: StoredToken) -> str:
    """Return what the file has of a stored token, as JSON."""
    token, in_keyring = stored.token, stored.pieces > 0
    data = {
        "value": _encode_value(token.value),
        "scopes": token.scopes,
        "refresh_token": None if in_keyring else _reveal(token.refresh_token),
        "secret": None if in_keyring else _reveal(stored.secret),
        "headers": revealed_headers(token),
        "issued": stored.issued,
        "expires": stored.expires,
        "issuer": {**_values_of(stored.issuer), "parameters": dict(stored.issuer.parameters)},
        "pieces": stored.pieces,
        "slot": stored.slot,
    }
    return json.dumps(data)


def _values_of(issuer: Issuer) -> dict[str, Any]:
    return {one.name: getattr(issuer, one.name) for one in fields(issuer)}


def decode(data: str) -> StoredToken:
    """Return a stored token as it is at this moment; ValueError, without its data, if they make no sense."""
    try:
        return _decode(json.loads(data), time.time())
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        pass  # the error may have a part of the data
    raise ValueError("its content is not that of a token")


def _decode(data: Any, now: float) -> StoredToken:
    issued, expires = _number(data["issued"]), data["expires"]
    # A clock that was set back since knows nothing of the end.
    expires = None if expires is None or issued > now else _number(expires)
    left = None if expires is None else expires - now
    value = _decode_value(data["value"])
    headers = data.get("headers")  # which earlier files do not have
    token = Token(value, expires_in=left, scopes=data["scopes"], refresh_token=data["refresh_token"], headers=headers)
    secret, pieces, slot = data["secret"], data["pieces"], data["slot"]
    if not (isinstance(secret, (str, type(None))) and type(pieces) is type(slot) is int):
        raise ValueError
    issuer = Issuer(**data["issuer"])
    return StoredToken(token, issuer, issued, expires, None if secret is None else Secret(secret), pieces, slot)


def _number(value: Any) -> float:
    if type(value) in (int, float) and math.isfinite(value):
        return float(value)
    raise ValueError


def _encode_value(value: Value) -> str | list[str] | None:
    return [str(_reveal(part)) for part in value] if isinstance(value, tuple) else _reveal(value)


def _decode_value(value: Any) -> Value:
    if isinstance(value, str):
        return value
    user, password = value
    return (str(user), str(password))


def _reveal(value: str | Secret | None) -> str | None:
    return value.reveal() if isinstance(value, Secret) else value


# --- in the keyring --------------------------------------------------------------------------------------------------


def encode_secrets(stored: StoredToken) -> str:
    """Return what the keyring has of a stored token, as JSON."""
    return json.dumps([_reveal(stored.token.refresh_token), _reveal(stored.secret)])


def decode_secrets(stored: StoredToken, data: str | None) -> StoredToken | None:
    """Return a stored token with what the keyring has of it; None if that makes no sense."""
    try:
        refresh_token, secret = json.loads(data or "")
        return stored.with_secrets(refresh_token, secret)
    except (ValueError, TypeError):
        return None
