"""The grants of OAuth 2 that need no person: a program obtains its tokens by itself."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any, ClassVar

from ...errors import invalid_option
from ...records import dataclass
from ...redaction import strips_traceback
from ...runtime.paths import reason_of
from ...runtime.signatures import reports_misuse
from ..authorization_server import Fields
from ..client_authentication import ClientIdentity, times
from ..endpoints import Endpoints
from ..metadata import TOKEN
from ..private_keys import PrivateKey, private_key_of
from .oauth import Key, OAuthSource, Parameters, SecretValue, required_secret, secret_of

ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - the name of a type
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"  # noqa: S105 - the name of a grant
LIFETIME = 300
"""Seconds for which the assertion of a service account is valid."""


@dataclass(frozen=True, eq=False, repr=False, init=False)
class ClientCredentials(OAuthSource):
    """
    A program that authenticates as itself (RFC 6749, section 4.4).

    A secret may be a string, or a function that returns it each time that it is needed.

    Args:
        client_id: The id of the client at the authorization server.
        client_secret: Its secret.
        scopes: The scopes to ask for; those that the server has for the client if left out.
        issuer: The authorization server; its metadata names the endpoints. You confirm that secrets may be sent there.
        token_url: The token endpoint, if the server has no metadata. You confirm that secrets may be sent there.
        parameters: Further fields of the request, such as ``{"audience": "…"}``.
        private_key: The key of the client, where that takes the place of a secret (``private_key_jwt``).

    Raises:
        InvalidCall: A value cannot be used.
    """

    FLOWS: ClassVar[tuple[str, ...]] = ("clientCredentials",)

    @strips_traceback
    @reports_misuse('ClientCredentials("id", "secret", scopes=[…])')
    def __init__(
        self,
        client_id: str,
        client_secret: SecretValue | None = None,
        *,
        scopes: Iterable[str] = (),
        issuer: str | None = None,
        token_url: str | None = None,
        parameters: Parameters | None = None,
        private_key: Key | None = None,
    ) -> None:
        if client_secret is None and private_key is None:
            raise invalid_option("client_secret", "is missing", "pass it, or private_key=…", "ClientCredentials")
        self._configure(
            client_id, client_secret, scopes,
            issuer=issuer, token_url=token_url, parameters=parameters, private_key=private_key,
        )  # fmt: skip

    def _grant(self, endpoints: Endpoints, now: float) -> Fields:  # noqa: ARG002 - as all have it
        return {**self._additional(endpoints), "grant_type": "client_credentials", **self._scope()}


@dataclass(frozen=True, eq=False, repr=False, init=False)
class Password(OAuthSource):
    """
    A user name and a password that are exchanged for a token (RFC 6749, section 4.3).

    Args:
        username: The name of the user.
        password: The password, or a function that returns it.
        client_id: The id of the client, if the server asks for one.
        client_secret: Its secret, if it has one.
        scopes: The scopes to ask for.
        issuer: The authorization server; its metadata names the endpoints. You confirm that secrets may be sent there.
        token_url: The token endpoint, if the server has no metadata. You confirm that secrets may be sent there.
        parameters: Further fields of the request.

    Raises:
        InvalidCall: A value cannot be used.
    """

    FLOWS: ClassVar[tuple[str, ...]] = ("password",)
    SECRETS: ClassVar[tuple[str, ...]] = ("client_secret", "private_key", "password")

    username: str
    password: SecretValue | None

    @strips_traceback
    @reports_misuse('Password("ann", "password", client_id="id")')
    def __init__(
        self,
        username: str,
        password: SecretValue,
        *,
        client_id: str | None = None,
        client_secret: SecretValue | None = None,
        scopes: Iterable[str] = (),
        issuer: str | None = None,
        token_url: str | None = None,
        parameters: Parameters | None = None,
    ) -> None:
        if not isinstance(username, str):
            raise invalid_option("username", "is not a string", "pass the name of the user", "Password")
        self._configure(
            client_id, client_secret, scopes, issuer=issuer, token_url=token_url, parameters=parameters,
            username=username, password=required_secret("password", password, "Password"),
        )  # fmt: skip

    def _grant(self, endpoints: Endpoints, now: float) -> Fields:  # noqa: ARG002 - as all have it
        own = {"grant_type": "password", "username": self.username, "password": self._reveal("password") or ""}
        return {**self._additional(endpoints), **own, **self._scope()}


@dataclass(frozen=True, eq=False, repr=False, init=False)
class JwtBearer(OAuthSource):
    """
    A service account, which signs an assertion of its own (RFC 7523, section 2.1). Needs the extra ``jwt``.

    Args:
        client_id: Who signs: the claim ``iss``.
        private_key: The key to sign with.
        subject: For whom a token is asked for: the claim ``sub``; `client_id` if left out.
        audience: The claim ``aud``; the URL of the token endpoint if left out.
        claims: Further claims.
        client_secret: The secret of the client, where the server asks it to authenticate as well.
        scopes: The scopes to ask for. They are sent as a field, and as a claim.
        issuer: The authorization server; its metadata names the endpoints. You confirm that secrets may be sent there.
        token_url: The token endpoint, if the server has no metadata. You confirm that secrets may be sent there.
        parameters: Further fields of the request.

    Raises:
        InvalidCall: A value cannot be used.
    """

    FLOWS: ClassVar[tuple[str, ...]] = ("jwtBearer", "clientCredentials", "authorizationCode")

    subject: str
    audience: str | None
    claims: Mapping[str, Any]

    @strips_traceback
    @reports_misuse('JwtBearer("account", private_key)')
    def __init__(
        self,
        client_id: str,
        private_key: Key,
        *,
        subject: str | None = None,
        audience: str | None = None,
        claims: Mapping[str, Any] | None = None,
        client_secret: SecretValue | None = None,
        scopes: Iterable[str] = (),
        issuer: str | None = None,
        token_url: str | None = None,
        parameters: Parameters | None = None,
    ) -> None:
        for name, value in (("subject", subject), ("audience", audience)):
            if not isinstance(value, (str, type(None))):
                raise invalid_option(name, "is not a string", f"pass {name}='…'", "JwtBearer")
        if not isinstance(claims, (Mapping, type(None))):
            raise invalid_option("claims", "is not a dict", 'pass {"claim": "value"}', "JwtBearer")
        self._configure(
            client_id, client_secret, scopes, issuer=issuer, token_url=token_url, parameters=parameters,
            subject=subject or client_id, audience=audience, claims=dict(claims or {}),
        )  # fmt: skip
        self.__dict__["private_key"] = private_key_of(_required_key(private_key), "JwtBearer")

    @classmethod
    @strips_traceback
    def from_file(
        cls, path: str | PathLike[str], *, subject: str | None = None, scopes: Iterable[str] = ()
    ) -> JwtBearer:
        """
        Return the service account of a key file, in the form in which Google has them.

        Args:
            path: The file. Its ``token_uri`` is confirmed: secrets may be sent there.
            subject: For whom a token is asked for; the account itself if left out.
            scopes: The scopes to ask for.

        Raises:
            InvalidCall: The file cannot be read, or is not a key file.
        """
        values = _key_file(path)
        key = PrivateKey(values["private_key"], key_id=values.get("private_key_id"))
        return cls(values["client_email"], key, subject=subject, scopes=scopes, token_url=values["token_uri"])

    @property
    def _is_signed(self) -> bool:
        return True

    def _identity(self) -> ClientIdentity:
        # The assertion shows who asks; a client need not authenticate beside it (RFC 7523, section 2.1).
        secret = self._secret("client_secret")
        return ClientIdentity("" if secret is None else self.client_id, secret, None)

    def _grant(self, endpoints: Endpoints, now: float) -> Fields:
        own = {"iss": self.client_id, "sub": self.subject, "aud": self.audience or endpoints.url(TOKEN)}
        more = {"jti": secrets.token_urlsafe(16), **times(now, LIFETIME), **self._scope(), **self.claims}
        key = self.private_key
        fields = {"grant_type": JWT_BEARER, "assertion": "" if key is None else key.sign({**own, **more})}
        return {**self._additional(endpoints), **fields, **self._scope()}


@dataclass(frozen=True, eq=False, repr=False, init=False)
class TokenExchange(OAuthSource):
    """
    A token that is exchanged for another one (RFC 8693), such as that of a workload for one of the API.

    Args:
        subject_token: The token that is exchanged, or a function that returns it each time.
        subject_token_type: What it is, as a URI.
        actor_token: The token of who acts for the subject.
        actor_token_type: What that is; required with `actor_token`.
        requested_token_type: What is asked for; an access token if left out.
        client_id: The id of the client, if the server asks for one.
        client_secret: Its secret, if it has one.
        scopes: The scopes to ask for.
        issuer: The authorization server; its metadata names the endpoints. You confirm that secrets may be sent there.
        token_url: The token endpoint, if the server has no metadata. You confirm that secrets may be sent there.
        parameters: Further fields of the request, such as ``{"audience": "…"}``.
        private_key: The key of the client, where that takes the place of a secret (``private_key_jwt``).

    Raises:
        InvalidCall: A value cannot be used.
    """

    FLOWS: ClassVar[tuple[str, ...]] = ("tokenExchange", "clientCredentials", "authorizationCode")
    SECRETS: ClassVar[tuple[str, ...]] = ("client_secret", "private_key", "subject_token", "actor_token")

    subject_token: SecretValue | None
    subject_token_type: str
    actor_token: SecretValue | None
    actor_token_type: str | None
    requested_token_type: str | None

    @strips_traceback
    @reports_misuse('TokenExchange("token", subject_token_type="…")')
    def __init__(
        self,
        subject_token: SecretValue,
        *,
        subject_token_type: str = ACCESS_TOKEN,
        actor_token: SecretValue | None = None,
        actor_token_type: str | None = None,
        requested_token_type: str | None = None,
        client_id: str | None = None,
        client_secret: SecretValue | None = None,
        scopes: Iterable[str] = (),
        issuer: str | None = None,
        token_url: str | None = None,
        parameters: Parameters | None = None,
        private_key: Key | None = None,
    ) -> None:
        owner = "TokenExchange"
        types = {"subject_token_type": subject_token_type, "actor_token_type": actor_token_type}
        for name, value in {**types, "requested_token_type": requested_token_type}.items():
            if not isinstance(value, (str, type(None))):
                raise invalid_option(name, "is not a string", f"pass {name}='{ACCESS_TOKEN}'", owner)
        if (actor_token is None) is not (actor_token_type is None):
            raise invalid_option("actor_token_type", "belongs to actor_token", "pass both, or neither", owner)
        self._configure(
            client_id, client_secret, scopes,
            issuer=issuer, token_url=token_url, parameters=parameters, private_key=private_key,
            subject_token=required_secret("subject_token", subject_token, owner), **types,
            actor_token=secret_of("actor_token", actor_token, owner), requested_token_type=requested_token_type,
        )  # fmt: skip

    def _grant(self, endpoints: Endpoints, now: float) -> Fields:  # noqa: ARG002 - as all have it
        own = {
            "grant_type": TOKEN_EXCHANGE,
            "subject_token": self._reveal("subject_token"),
            "subject_token_type": self.subject_token_type,
            "actor_token": self._reveal("actor_token"),
            "actor_token_type": self.actor_token_type,
            "requested_token_type": self.requested_token_type,
        }
        passed = {name: value for name, value in own.items() if value is not None}
        return {**self._additional(endpoints), **passed, **self._scope()}


def _required_key(value: Any) -> Any:
    if value is None:
        raise invalid_option("private_key", "is missing", "pass the key of the account", "JwtBearer")
    return value


def _key_file(path: Any) -> Mapping[str, Any]:
    """Return what is in the key file of a service account."""
    try:
        values = json.loads(Path(path).read_text("utf-8"))
        if all(isinstance(values[name], str) for name in ("client_email", "private_key", "token_uri")):
            return dict(values)
        reason = "is not the key file of a service account"
    except OSError as error:
        reason = f"cannot be read ({reason_of(error)})"
    except (KeyError, TypeError, ValueError):
        reason = "is not the key file of a service account"
    raise invalid_option("path", reason, "pass the JSON file with client_email, private_key and token_uri", "JwtBearer")
