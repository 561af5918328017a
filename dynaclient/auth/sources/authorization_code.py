"""The authorization code grant (RFC 6749, section 4.1) with PKCE (RFC 7636): a person logs in in a browser."""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Generator, Iterable, Mapping
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from ...call.urls import origin_of
from ...errors import DynaclientError, invalid_option
from ...messages import Response
from ...records import dataclass
from ...redaction import Secret, redact, strips_traceback
from ...runtime.signatures import reports_misuse
from ..authorization_server import Fields, authorize_url
from ..endpoint_urls import url_problem
from ..endpoints import Endpoints, Named, find_endpoints
from ..metadata import AUTHORIZATION, TOKEN
from ..refusals import LOG_IN, hint_for, login_refused
from .oauth import Key, Parameters, SecretValue, secret_of, url_of
from .sessions import SessionSource
from .source import Exchange, SourceContext, TokenRequest

REDIRECT = "http://127.0.0.1/callback"
"""Where the browser is sent; a program that listens adds its port (RFC 8252, section 7.3)."""


@dataclass(frozen=True, eq=False, repr=False)
class BrowserLogin:
    """A login that has begun: a person has to open `url` in a browser."""

    url: str
    redirect_uri: str
    """Where the browser is sent at the end."""
    state: Secret
    verifier: Secret
    endpoints: Endpoints

    def is_end(self, callback: str) -> bool:
        """Return whether a URL is the one that this login ends with; a program that listens ignores all others."""
        state = _values_of(callback).get("state", "")
        return secrets.compare_digest(state.encode(), self.state.reveal().encode())

    def secret_values(self) -> list[str]:
        """Return each string of this login that must not be shown."""
        return [self.state.reveal(), self.verifier.reveal()]


@dataclass(frozen=True, eq=False, repr=False, init=False)
class AuthorizationCode(SessionSource):
    """
    A person who logs in in a browser. `dynaclient login` does that; in a call the session is only refreshed.

    Args:
        client_id: The id of the client at the authorization server.
        client_secret: Its secret, if it has one; clients of persons are mostly public.
        refresh_token: The refresh token of a session that has begun.
        scopes: The scopes to ask for.
        issuer: The authorization server; its metadata names the endpoints. You confirm that secrets may be sent there.
        token_url: The token endpoint, if the server has no metadata. You confirm that secrets may be sent there.
        authorization_url: The page where a person logs in, if the server has no metadata. You confirm it.
        redirect_uri: Where the browser is sent at the end, if the client is registered with another URL than those of
            ``http://127.0.0.1``.
        parameters: Further fields of the URL that a person opens, such as ``{"prompt": "consent"}``.
        private_key: The key of the client, where that takes the place of a secret (``private_key_jwt``).

    Raises:
        InvalidCall: A value cannot be used.
    """

    FLOWS: ClassVar[tuple[str, ...]] = ("authorizationCode",)

    authorization_url: str | None
    redirect_uri: str | None

    @strips_traceback
    @reports_misuse('AuthorizationCode("id", scopes=[…])')
    def __init__(
        self,
        client_id: str,
        client_secret: SecretValue | None = None,
        *,
        refresh_token: SecretValue | None = None,
        scopes: Iterable[str] = (),
        issuer: str | None = None,
        token_url: str | None = None,
        authorization_url: str | None = None,
        redirect_uri: str | None = None,
        parameters: Parameters | None = None,
        private_key: Key | None = None,
    ) -> None:
        owner = "AuthorizationCode"
        self._configure(
            client_id, client_secret, scopes,
            issuer=issuer, token_url=token_url, parameters=parameters, private_key=private_key,
            refresh_token=secret_of("refresh_token", refresh_token, owner), redirect_uri=_redirect(redirect_uri),
            authorization_url=url_of("authorization_url", authorization_url, owner),
        )  # fmt: skip

    @property
    def named(self) -> Named:
        """What the caller named of the authorization server."""
        named = super().named
        own = {} if self.authorization_url is None else {AUTHORIZATION: self.authorization_url}
        return named._replace(urls={**named.urls, **own})

    def begin(
        self, context: SourceContext, redirect_uri: str | None = None
    ) -> Generator[TokenRequest, Response, BrowserLogin]:
        """
        Yield the requests that find the endpoints; return the login, whose `url` a person has to open.

        Args:
            context: What the source may use.
            redirect_uri: Where the browser is sent at the end; where a program listens on this machine.

        Raises:
            InvalidCall: An endpoint has to be confirmed first.
        """
        endpoints = yield from find_endpoints(context, self.named, self.FLOWS)
        # RFC 9700, section 4.4: no code is asked for that could not be sent to the same server.
        page, _ = endpoints.url(AUTHORIZATION), endpoints.url(TOKEN)
        target = _redirect(redirect_uri) or self.redirect_uri or REDIRECT
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
        fields = {
            "response_type": "code", "client_id": self.client_id, "redirect_uri": target, "state": state,
            "code_challenge": challenge_of(verifier), "code_challenge_method": "S256",
        }  # fmt: skip
        scope = {name: str(value) for name, value in self._scope().items()}
        url = authorize_url(page, {**fields, **scope}, self._additional(endpoints))
        return BrowserLogin(url, target, Secret(state), Secret(verifier), endpoints)

    def finish(self, login: BrowserLogin, callback: str) -> Exchange:
        """
        Yield the request that exchanges the code for a token; return the token.

        Args:
            login: The login.
            callback: The URL that the browser was sent to.

        Raises:
            LoginNeeded: The login was denied.
            InvalidCall: The URL is not the end of this login.
        """
        self._require_secrets(is_refresh=True)
        code = _code_in(callback, login)
        fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": login.redirect_uri}
        own = {**self.kept_parameters(login.endpoints), **fields, "code_verifier": login.verifier.reveal()}
        return self._token((yield from self._request(login.endpoints, lambda _: own)))

    def _grant(self, endpoints: Endpoints, now: float) -> Fields:
        raise NotImplementedError  # no session begins inside a call


def challenge_of(verifier: str) -> str:
    """Return the challenge of a code verifier, by the method ``S256`` (RFC 7636, section 4.2)."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _redirect(value: Any) -> str | None:
    if value is not None and (not isinstance(value, str) or not value.isascii() or ":" not in value or "#" in value):
        raise invalid_option("redirect_uri", "is not a URI", f"pass {REDIRECT}", "AuthorizationCode")
    return value


# --- the end of a login ----------------------------------------------------------------------------------------------


def _values_of(callback: str) -> Mapping[str, str]:
    """Return the fields in the query of a URL; none of them may be there twice (RFC 6749, section 3.1)."""
    query = callback.partition("#")[0].partition("?")[2]
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError:
        return {}
    values = dict(pairs)
    return values if len(values) == len(pairs) else {}


def _code_in(callback: Any, login: BrowserLogin) -> str:
    """Return the code in the URL that a login ended with; raise the error of one without."""
    if not isinstance(callback, str) or not login.is_end(callback):
        raise _unusable("is not the end of this login: its state is another one")
    values = _values_of(callback)
    reason = _issuer_problem(values.get("iss"), login.endpoints)
    if reason:
        raise _unusable(reason)
    if "error" in values:
        shown = redact(values, [*login.secret_values(), values.get("code", "")])
        raise _refused(shown["error"], shown.get("error_description", ""))
    code = values.get("code", "")
    if not code:
        raise _unusable("has no code")
    return code


def _issuer_problem(issuer: str | None, endpoints: Endpoints) -> str:
    """Return what is wrong with the issuer that a redirect names (RFC 9207, section 2.4); empty if it is right."""
    if issuer is None:
        metadata = endpoints.metadata
        return "does not name its issuer" if metadata is not None and metadata.returns_issuer else ""
    if endpoints.issuer is not None:
        return "" if issuer == endpoints.issuer else "is of another issuer"
    # Of a server whose issuer is not known, at least one endpoint is at its origin.
    origins = {origin_of(endpoints.url(name)) for name in (AUTHORIZATION, TOKEN)}
    return "" if not url_problem(issuer) and origin_of(issuer) in origins else "is of another issuer"


def _unusable(reason: str) -> DynaclientError:
    hint = "log in again, and do not use the URL of another login"
    return invalid_option("callback", reason, hint, "AuthorizationCode")


def _refused(code: str, description: str) -> DynaclientError:
    """Return the error that a server redirects with (RFC 6749, section 4.1.2.1)."""
    found = login_refused("AuthorizationCode", code, description)
    detail = f"{code}: {description}" if description else code
    reason = f"ended with an error ({detail:.300})"
    return found or invalid_option("callback", reason, hint_for(code) or LOG_IN, "AuthorizationCode")
