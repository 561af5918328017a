"""What an authorization server refuses: one error for each, with what to do about it."""

from __future__ import annotations

from ..errors import DynaclientError, LoginNeeded, Problem
from .authorization_server import Reply
from .client_authentication import clock_hint

LOG_IN = "log in again, for example with `dynaclient login`"

_LOGIN_NEEDED = {
    "access_denied": "the login was denied",
    "consent_required": "a person has to give consent",
    "expired_token": "the login was not completed in time",
    "interaction_required": "a person has to log in",
    "invalid_grant": "the session has ended",
    "login_required": "a person has to log in",
}
"""The errors that a person can do something about."""
_LATER = "try again later"
_OTHER_GRANT = "register the client for it, or obtain the token in another way"
_NO_PROOF = "register the client for bearer tokens: tokens that need a proof (DPoP) are not supported"
_HINTS = {
    "access_denied": "ask the owner of the API for access with this client",
    "invalid_client": "check the client id and the secret or key, and how the client is registered to authenticate",
    "invalid_dpop_proof": _NO_PROOF,
    "invalid_grant": "check what the token is obtained with: it is wrong, has expired, or is of another client",
    "invalid_request": "check parameters=…, and whether the server needs others",
    "invalid_scope": "pass scopes=… with those that the server allows this client",
    "invalid_target": "check the audience or resource in parameters=…",
    "server_error": _LATER,
    "temporarily_unavailable": _LATER,
    "unauthorized_client": _OTHER_GRANT,
    "unsupported_grant_type": _OTHER_GRANT,
    "unsupported_response_type": _OTHER_GRANT,
    "use_dpop_nonce": _NO_PROOF,
}
_BY_STATUS = {3: "it is not redirected: is the URL of the endpoint right?", 5: _LATER}
_OTHERWISE = "is the URL of the endpoint right?"


def login_needed(owner: str, reason: str, hint: str = LOG_IN) -> LoginNeeded:
    """Return the error for a credential that only a person can obtain."""
    return LoginNeeded(owner, [Problem.in_call("option", "auth", (), "login", hint, None, reason, hint)])


def login_refused(owner: str, code: str, description: str = "") -> LoginNeeded | None:
    """Return the error for a login that the server refused with this code; None if no person can help."""
    if code not in _LOGIN_NEEDED:
        return None
    detail = f"{code}: {description}" if description else code
    return login_needed(owner, f"{_LOGIN_NEEDED[code]} ({detail:.300})")


def refusal(reply: Reply, owner: str, *, needs_person: bool) -> DynaclientError:
    """
    Return the error of a reply that is not a success.

    Args:
        reply: The reply.
        owner: What obtains the token, for the message.
        needs_person: Whether the token is obtained by a person.
    """
    clock = clock_hint(reply) if reply.error in ("invalid_client", "invalid_grant") else ""
    description = (reply.values or {}).get("error_description")
    detail = str(reply.clean(description)) if isinstance(description, str) else ""
    found = login_refused(owner, reply.error, detail) if needs_person else None
    if found is not None:
        return found
    hint = hint_for(reply.error) or _BY_STATUS.get(reply.response.status // 100, _OTHERWISE)
    return reply.refused(f"{f'{clock}; ' if clock else ''}{hint} (asked {reply.host})")


def hint_for(code: str) -> str:
    """Return what to do about an error, by its code; an empty string for an unknown one."""
    return _HINTS.get(code, "")
