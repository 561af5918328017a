"""Sessions that a person begins, and that a program continues by a refresh token."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from ...records import dataclass
from ...redaction import Secret, strips_traceback
from ...runtime.signatures import reports_misuse
from .oauth import Key, OAuthSource, Parameters, SecretValue, required_secret
from .source import SourceContext


@dataclass(frozen=True, eq=False, repr=False, init=False)
class SessionSource(OAuthSource):
    """
    A source whose session a person begins. Inside a call it only refreshes: it never opens a browser, and never asks.

    A program that logs in sends the requests of `begin`, shows a person what that returns, and then sends those of
    `finish`, which returns the token.
    """

    SECRETS: ClassVar[tuple[str, ...]] = ("client_secret", "private_key", "refresh_token")
    NEEDS_PERSON: ClassVar[bool] = True

    refresh_token: SecretValue | None

    def uses_refresh_token(self, context: SourceContext) -> bool:
        """Return whether there is a session to go on with."""
        return super().uses_refresh_token(context) or self.refresh_token is not None

    def _refresh_token(self, context: SourceContext) -> Secret | None:
        renewed = super()._refresh_token(context)
        return self._secret("refresh_token") if renewed is None else renewed


@dataclass(frozen=True, eq=False, repr=False, init=False)
class RefreshToken(SessionSource):
    """
    A session that a person began elsewhere, and of which the refresh token is left (RFC 6749, section 6).

    A server that rotates refresh tokens ends the session if one is used twice: let the client have it for itself.

    Args:
        client_id: The id of the client that the refresh token was issued to.
        refresh_token: The refresh token, or a function that returns it.
        client_secret: The secret of the client, if it has one.
        scopes: The scopes of the session, if they are known.
        issuer: The authorization server; its metadata names the endpoints. You confirm that secrets may be sent there.
        token_url: The token endpoint, if the server has no metadata. You confirm that secrets may be sent there.
        parameters: Further fields of the request; ``audience`` and ``resource`` are sent.
        private_key: The key of the client, where that takes the place of a secret (``private_key_jwt``).

    Raises:
        InvalidCall: A value cannot be used.
    """

    FLOWS: ClassVar[tuple[str, ...]] = ("authorizationCode", "deviceAuthorization", "password", "clientCredentials")

    @strips_traceback
    @reports_misuse('RefreshToken("id", "refresh token")')
    def __init__(
        self,
        client_id: str,
        refresh_token: SecretValue,
        client_secret: SecretValue | None = None,
        *,
        scopes: Iterable[str] = (),
        issuer: str | None = None,
        token_url: str | None = None,
        parameters: Parameters | None = None,
        private_key: Key | None = None,
    ) -> None:
        self._configure(
            client_id, client_secret, scopes,
            issuer=issuer, token_url=token_url, parameters=parameters, private_key=private_key,
            refresh_token=required_secret("refresh_token", refresh_token, "RefreshToken"),
        )  # fmt: skip
