"""Which client sends a request, and how it proves that (RFC 6749, sections 2.3 and 3.2.1)."""

from __future__ import annotations

import base64
from urllib.parse import unquote_plus

from ...records import dataclass
from ..exchange import MockRequest
from .assertions import InvalidAssertion, granted_to, verified_claims
from .context import Context
from .grants import Grant, Scopes
from .oauth_errors import OAuthError

JWT_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True)
class OAuthClient:
    """Who sends a request; without an id, it is not known."""

    id: str = ""
    is_authenticated: bool = False
    scopes: Scopes = ()
    """What was granted to the client itself, if it is authenticated."""


def client_of(context: Context, request: MockRequest, form: dict[str, str]) -> OAuthClient:
    """Return the client of a request; raise OAuthError if it says who it is and cannot prove it."""
    in_header = request.headers.get("Authorization", "").partition(" ")
    ways = [
        in_header[0].lower() == "basic", "client_secret" in form, "client_assertion" in form,
    ]  # fmt: skip
    if sum(ways) > 1:
        raise OAuthError("invalid_request", "the client authenticates in two ways, where RFC 6749 allows one")
    if ways[2]:
        return _by_assertion(context, form)
    if ways[0]:
        identifier, secret = _basic_pair(in_header[2])
        if form.get("client_id", identifier) != identifier:
            raise OAuthError("invalid_request", "client_id is not the one in Authorization")
    else:
        identifier, secret = form.get("client_id", ""), form.get("client_secret", "")
    return _by_secret(context, identifier, secret)


def authenticated(client: OAuthClient) -> OAuthClient:
    """Return a client; raise OAuthError unless it is authenticated."""
    if not client.is_authenticated:
        raise OAuthError("invalid_client", "the client has to authenticate, with its id and its secret")
    return client


def identified(client: OAuthClient) -> OAuthClient:
    """Return a client; raise OAuthError unless it says who it is."""
    if not client.id:
        raise OAuthError("invalid_request", "client_id is missing")
    return client


def _by_secret(context: Context, identifier: str, secret: str) -> OAuthClient:
    if secret:
        return _granted(context.grants.pair(identifier, secret))
    if context.grants.secrets_of(identifier):
        raise OAuthError("invalid_client", "this client has a secret, and has to authenticate with it")
    return OAuthClient(identifier)


def _granted(grant: Grant | None) -> OAuthClient:
    if grant is None or not grant.subject:
        raise OAuthError("invalid_client", "the client is not known, or its secret is wrong")
    return OAuthClient(grant.subject, is_authenticated=True, scopes=grant.scopes)


def _basic_pair(encoded: str) -> tuple[str, str]:
    """Return id and secret, each of which is form-encoded (RFC 6749, section 2.3.1)."""
    try:
        identifier, colon, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
        if colon:
            return unquote_plus(identifier, errors="strict"), unquote_plus(secret, errors="strict")
    except ValueError:
        pass
    raise OAuthError("invalid_client", "Authorization is not an id and a secret")


def _by_assertion(context: Context, form: dict[str, str]) -> OAuthClient:
    if form.get("client_assertion_type") != JWT_ASSERTION:
        raise OAuthError("invalid_request", f"client_assertion_type is not {JWT_ASSERTION}")
    reason = ""
    try:
        claims = verified_claims(context, form["client_assertion"])
    except InvalidAssertion as error:
        reason = str(error)
    if reason or claims["iss"] != claims.get("sub") or form.get("client_id", claims["iss"]) != claims["iss"]:
        raise OAuthError("invalid_client", reason or "iss and sub of the assertion have to be the client's id")
    return _granted(granted_to(context, claims))
