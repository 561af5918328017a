"""Revocation (RFC 7009) and introspection (RFC 7662) of tokens."""

from __future__ import annotations

from typing import Any

from ..exchange import MockRequest, MockResponse
from .clients import OAuthClient, authenticated, client_of
from .context import Context
from .forms import form_of, required
from .oauth_errors import NO_STORE, OAuthError, json_response
from .tokens import ACCESS, REFRESH, Issued


def revocation_response(context: Context, request: MockRequest) -> MockResponse:
    """Revoke a token. One that is not known has nothing to revoke, which is a success (RFC 7009, section 2.2)."""
    form = form_of(request)
    token, client = required(form, "token"), client_of(context, request, form)
    with context.tokens.lock:
        issued = _found(context, token)
        if issued is not None:
            _check_owner(context, issued, client)
            context.tokens.revoke(issued)
    return MockResponse(200, headers=NO_STORE)


def introspection_response(context: Context, request: MockRequest) -> MockResponse:
    """Return what is known of a token, to a client that authenticates (RFC 7662, section 2.1)."""
    form = form_of(request)
    token, client = required(form, "token"), client_of(context, request, form)
    if not context.grants.is_open:
        authenticated(client)
    issued = _found(context, token)
    if issued is not None and context.tokens.is_active(issued):
        return json_response(_facts(context, issued))
    return json_response({"active": False})


def _found(context: Context, token: str) -> Issued | None:
    return context.tokens.find(token, ACCESS) or context.tokens.find(token, REFRESH)


def _check_owner(context: Context, issued: Issued, client: OAuthClient) -> None:
    """Raise OAuthError if a token is that of another client; without an id, only of one that has a secret."""
    owner = issued.session.client
    if client.id != owner and (client.id or context.grants.secrets_of(owner)):
        raise OAuthError("invalid_grant", "the token is that of another client")


def _facts(context: Context, issued: Issued) -> dict[str, Any]:
    session = issued.session
    known = {
        "client_id": session.client or None,
        "scope": None if session.scopes is None else " ".join(session.scopes),
        "exp": None if issued.expires is None else int(issued.expires),
    }
    return {
        "active": True, "iss": context.url, "sub": session.subject, "username": session.subject,
        "token_type": "Bearer", "iat": int(issued.issued),
        **{name: value for name, value in known.items() if value is not None},
    }  # fmt: skip
