"""The metadata of the authorization server (RFC 8414; OpenID Connect Discovery has it at another path)."""

from __future__ import annotations

from ..exchange import MockRequest, MockResponse
from .context import Context
from .grant_types import GRANT_TYPES
from .oauth_errors import json_response

AUTH_METHODS = ("client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none")
"""How a client may authenticate, by the names of RFC 7591."""


def metadata_response(context: Context, _: MockRequest) -> MockResponse:
    """Return the metadata."""
    data = {
        "issuer": context.url,
        "authorization_endpoint": context.endpoint("authorize"),
        "token_endpoint": context.endpoint("token"),
        "device_authorization_endpoint": context.endpoint("device"),
        "revocation_endpoint": context.endpoint("revoke"),
        "introspection_endpoint": context.endpoint("introspect"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": list(GRANT_TYPES),
        "token_endpoint_auth_methods_supported": AUTH_METHODS,
        "token_endpoint_auth_signing_alg_values_supported": ["HS256", "RS256", "ES256"],
        "revocation_endpoint_auth_methods_supported": AUTH_METHODS,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "scopes_supported": context.scopes(),
        "subject_types_supported": ["public"],
    }
    return json_response({name: value for name, value in data.items() if value != ()})
