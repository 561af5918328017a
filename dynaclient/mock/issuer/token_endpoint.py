"""The token endpoint (RFC 6749, section 3.2)."""

from __future__ import annotations

from ..exchange import MockRequest, MockResponse
from .clients import client_of
from .context import Context
from .forms import form_of, required
from .grant_types import GRANT_TYPES, TokenRequest
from .oauth_errors import OAuthError, json_response


def token_response(context: Context, request: MockRequest) -> MockResponse:
    """Return the response to a request for a token."""
    context.count()
    form = form_of(request)
    name = required(form, "grant_type")
    client = client_of(context, request, form)
    grant_type = GRANT_TYPES.get(name)
    if grant_type is None:
        raise OAuthError("unsupported_grant_type", f"grant_type is none of these: {', '.join(GRANT_TYPES)}")
    with context.tokens.lock:
        return json_response(grant_type(TokenRequest(context, client, form)))
