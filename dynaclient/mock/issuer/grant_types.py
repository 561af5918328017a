"""What each grant type needs, and what it leads to: one row for each. It is carried out with the store locked."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any, NamedTuple

from ...strings.expressions import expression
from .assertions import InvalidAssertion, granted_to, verified_claims
from .clients import OAuthClient, authenticated, identified
from .context import Context
from .forms import required
from .grants import Grant, Scopes
from .oauth_errors import OAuthError
from .tokens import APPROVED, CODE, DENIED, DEVICE, REFRESH, USED, Issued, Session

POLLING_INTERVAL = 1
"""Seconds between two requests with the same device code."""
TOKEN_TYPE = "urn:ietf:params:oauth:token-type:"  # noqa: S105 - no secret
_VERIFIER = expression(r"[A-Za-z0-9._~-]{43,128}")


class TokenRequest(NamedTuple):
    """A request for a token."""

    context: Context
    client: OAuthClient
    form: dict[str, str]


def _client_credentials(asked: TokenRequest) -> dict[str, Any]:
    """Issue a token to the client itself, and no refresh token (RFC 6749, section 4.4)."""
    client = authenticated(asked.client)
    return _issue(asked, Grant(client.id, client.scopes), refreshable=False)


def _password(asked: TokenRequest) -> dict[str, Any]:
    """Issue a token for a user name and a password (RFC 6749, section 4.3)."""
    grant = asked.context.grants.pair(required(asked.form, "username"), required(asked.form, "password"))
    if grant is None:
        raise OAuthError("invalid_grant", "the user is not known, or the password is wrong")
    return _issue(asked, grant, refreshable=True)


def _authorization_code(asked: TokenRequest) -> dict[str, Any]:
    """Issue a token for the code that a browser was sent back with (RFC 6749, section 4.1.3, and RFC 7636)."""
    value, uri = required(asked.form, "code"), required(asked.form, "redirect_uri")
    client = identified(asked.client)
    code = asked.context.redeem(value, CODE, client.id, "code")
    if uri != code.facts["redirect_uri"]:
        raise OAuthError("invalid_grant", "redirect_uri is not that of the authorization request")
    _check_verifier(code.facts.get("challenge"), asked.form.get("code_verifier"), client)
    asked.context.tokens.change(code, USED)
    return asked.context.token_data(code.session, refreshable=True)


def _check_verifier(challenge: str | None, verifier: str | None, client: OAuthClient) -> None:
    if challenge is None and verifier is not None:
        # RFC 9700, section 2.1.1: else an attacker could remove the challenge.
        raise OAuthError("invalid_grant", "the authorization request had no code_challenge")
    if challenge is None and not client.is_authenticated:
        raise OAuthError("invalid_grant", "a client without a secret needs code_challenge in its authorization request")
    if challenge is not None and not (verifier and _VERIFIER.fullmatch(verifier) and _challenge(verifier) == challenge):
        raise OAuthError("invalid_grant", "code_verifier is not the one that belongs to the code")


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _refresh_token(asked: TokenRequest) -> dict[str, Any]:
    """Issue the next token, and replace the refresh token (RFC 6749, section 6, and RFC 9700, section 4.14.2)."""
    context, value = asked.context, required(asked.form, "refresh_token")
    token = context.redeem(value, REFRESH, _client_of_session(asked, value), "refresh token")
    scopes = context.narrowed(token.session.scopes, asked.form.get("scope", ""))
    context.tokens.change(token, USED)
    return context.token_data(token.session, refreshable=True, scopes=scopes)


def _client_of_session(asked: TokenRequest, value: str) -> str:
    """Return the client that a refresh token has to be that of: of one without a secret, any may refresh."""
    issued = asked.context.tokens.find(value, REFRESH)
    is_public = issued is not None and not asked.context.grants.secrets_of(issued.session.client)
    return issued.session.client if issued and is_public and not asked.client.id else asked.client.id


def _device_code(asked: TokenRequest) -> dict[str, Any]:
    """Issue a token to a device whose code was approved (RFC 8628, section 3.4)."""
    context, client = asked.context, identified(asked.client)
    device = context.redeem(required(asked.form, "device_code"), DEVICE, client.id, "device code")
    if device.state == DENIED:
        raise OAuthError("access_denied", "the request of the device was refused")
    if device.state != APPROVED:
        raise _pending(context, device)
    context.tokens.change(device, USED)
    return context.token_data(device.session, refreshable=True)


def _pending(context: Context, device: Issued) -> OAuthError:
    now = context.clock.now()
    is_early = now - device.facts.get("polled", 0) < POLLING_INTERVAL
    context.tokens.change(device, device.state, polled=now)
    if is_early:
        return OAuthError("slow_down", f"a device waits {POLLING_INTERVAL} s between two requests, and now 5 s longer")
    return OAuthError("authorization_pending", "the code that the device shows is not approved yet")


def _jwt_bearer(asked: TokenRequest) -> dict[str, Any]:
    """Issue a token for an assertion, which may have the scope in it, as with Google (RFC 7523, section 2.1)."""
    claims = _claims(asked.context, required(asked.form, "assertion"), "invalid_grant")
    grant = granted_to(asked.context, claims)
    if grant is None:
        raise OAuthError("invalid_grant", "neither sub nor iss of the assertion is known")
    form = {"scope": str(claims.get("scope", "")), **asked.form}
    return _issue(asked._replace(form=form), grant, refreshable=False)


def _claims(context: Context, assertion: str, error: str) -> dict[str, Any]:
    reason = ""
    try:
        return verified_claims(context, assertion)
    except InvalidAssertion as refused:
        reason = str(refused)
    raise OAuthError(error, reason)


def _token_exchange(asked: TokenRequest) -> dict[str, Any]:
    """Issue a token for another token (RFC 8693, section 2)."""
    form = asked.form
    if form.get("requested_token_type", f"{TOKEN_TYPE}access_token") != f"{TOKEN_TYPE}access_token":
        raise OAuthError("invalid_request", "only access tokens are issued")
    if ("actor_token" in form) != ("actor_token_type" in form):
        raise OAuthError("invalid_request", "actor_token and actor_token_type belong together")
    grant = _exchanged(asked.context, required(form, "subject_token"), required(form, "subject_token_type"))
    return {**_issue(asked, grant, refreshable=False), "issued_token_type": f"{TOKEN_TYPE}access_token"}


def _exchanged(context: Context, subject: str, its_type: str) -> Grant:
    """Return what the subject of an exchange is granted: that of a token of this server, or that of a JWT."""
    name = its_type.removeprefix(TOKEN_TYPE)
    if name not in ("access_token", "refresh_token", "id_token", "jwt"):
        raise OAuthError("invalid_request", "subject_token_type is not supported")
    issued = context.tokens.find(subject)
    if issued is not None and issued.kind == name.partition("_")[0] and context.tokens.is_active(issued):
        return Grant(issued.session.subject, issued.session.scopes)
    grant = context.grants.token(subject) if issued is None and (context.grants.is_open or ":" not in subject) else None
    if grant is None and name in ("id_token", "jwt"):
        grant = granted_to(context, _claims(context, subject, "invalid_request"))
    if grant is None:
        raise OAuthError("invalid_request", "subject_token is not known, or not valid")
    return grant


def _issue(asked: TokenRequest, grant: Grant, *, refreshable: bool) -> dict[str, Any]:
    scopes: Scopes = asked.context.narrowed(grant.scopes, asked.form.get("scope", ""))
    return asked.context.token_data(Session(grant.subject, asked.client.id, scopes), refreshable=refreshable)


GRANT_TYPES: dict[str, Callable[[TokenRequest], dict[str, Any]]] = {
    "authorization_code": _authorization_code,
    "client_credentials": _client_credentials,
    "password": _password,
    "refresh_token": _refresh_token,
    "urn:ietf:params:oauth:grant-type:device_code": _device_code,
    "urn:ietf:params:oauth:grant-type:jwt-bearer": _jwt_bearer,
    "urn:ietf:params:oauth:grant-type:token-exchange": _token_exchange,
}
"""Each grant type, and the function that returns what the token endpoint responds with."""
