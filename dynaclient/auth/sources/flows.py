"""Which source carries out each flow of OAuth 2, by its name in a description."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from ...errors import close_matches, did_you_mean, invalid_option, list_some

if TYPE_CHECKING:
    from .oauth import OAuthSource

FLOWS = {
    "authorizationCode": ("authorization_code", "AuthorizationCode"),
    "clientCredentials": ("grants", "ClientCredentials"),
    "deviceAuthorization": ("device_authorization", "DeviceAuthorization"),
    "jwtBearer": ("grants", "JwtBearer"),
    "openIdConnect": ("authorization_code", "AuthorizationCode"),
    "password": ("grants", "Password"),
    "refreshToken": ("sessions", "RefreshToken"),
    "tokenExchange": ("grants", "TokenExchange"),
}
"""Flow → the module and the class of its source."""


def source_for(flow: str) -> type[OAuthSource]:
    """Return the class of the source that carries out a flow; raise InvalidCall for one that none does."""
    if flow == "implicit":
        # RFC 9700, section 2.1.2: the token would be in a URL.
        reason = "is the implicit flow, which is not carried out: it reveals the token"
        raise invalid_option("by", reason, "register the client for authorizationCode, with PKCE", "auth")
    if flow not in FLOWS:
        hint = did_you_mean(close_matches(flow, FLOWS)) or f"one of: {list_some(FLOWS)}"
        raise invalid_option("by", f"{flow!r:.80} is not a flow", hint, "auth")
    module, name = FLOWS[flow]
    found: type[OAuthSource] = getattr(import_module(f".{module}", __package__), name)
    return found
