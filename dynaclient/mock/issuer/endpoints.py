"""The endpoints of the mock authorization server, and which of them a request is for."""

from __future__ import annotations

from collections.abc import Callable

from ...auth.sources.source import MOCK_ISSUER
from ..exchange import MockRequest, MockResponse
from .authorizations import authorization_decision, authorization_page
from .context import Context
from .devices import device_response, verification_decision, verification_page
from .inspection import introspection_response, revocation_response
from .metadata import metadata_response
from .oauth_errors import OAuthError, error_response, json_response
from .token_endpoint import token_response

Endpoint = Callable[[Context, MockRequest], MockResponse]

_METADATA: dict[str, Endpoint] = {"GET": metadata_response}
ENDPOINTS: dict[str, dict[str, Endpoint]] = {
    f"{MOCK_ISSUER}/.well-known/openid-configuration": _METADATA,
    f"{MOCK_ISSUER}/.well-known/oauth-authorization-server": _METADATA,
    # RFC 8414, section 3.1, has the path of the issuer at the end.
    f"/.well-known/oauth-authorization-server{MOCK_ISSUER}": _METADATA,
    f"{MOCK_ISSUER}/authorize": {"GET": authorization_page, "POST": authorization_decision},
    f"{MOCK_ISSUER}/token": {"POST": token_response},
    f"{MOCK_ISSUER}/device": {"POST": device_response},
    f"{MOCK_ISSUER}/verify": {"GET": verification_page, "POST": verification_decision},
    f"{MOCK_ISSUER}/revoke": {"POST": revocation_response},
    f"{MOCK_ISSUER}/introspect": {"POST": introspection_response},
}
"""Path → method → what responds."""


def oauth_response(context: Context, request: MockRequest) -> MockResponse | None:
    """Return the response of the authorization server; None if the request is not for it."""
    methods = ENDPOINTS.get(request.path)
    if methods is None:
        return None
    respond = methods.get("GET" if request.method == "HEAD" else request.method)
    if respond is None:
        allowed = ("Allow", ", ".join([*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"]))
        if request.method == "OPTIONS":
            return MockResponse(204, headers=(allowed,))
        message = {"error": "invalid_request", "error_description": f"this endpoint allows {', '.join(methods)}"}
        return json_response(message, 405, allowed)
    try:
        return respond(context, request)
    except OAuthError as error:
        refused = error
    return error_response(refused)
