"""The authorization endpoint (RFC 6749, section 4.1.1): a page with one button, which leads back with a code."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from ...strings.expressions import expression
from ..exchange import MockRequest, MockResponse
from ..issuer import pages
from .context import Context
from .forms import query_and_form_of
from .grants import Grant
from .oauth_errors import NO_STORE, OAuthError, described
from .tokens import CODE, Session

CODE_LIFETIME = 60.0
"""Seconds for which an authorization code is valid."""
_LOOPBACK = expression(
    r"https?://(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?::[0-9]{1,5})?(?:[/?][!$-;=?-\[\]_a-z~]*)?", re.IGNORECASE
)
"""Where a code may be sent: to this machine (RFC 8252, section 7.3). Other characters are encoded in a URI."""
_CHALLENGE = expression(r"[A-Za-z0-9_-]{43}")


def authorization_page(context: Context, request: MockRequest) -> MockResponse:
    """Return the page on which a person allows what a client asks for."""
    parameters = query_and_form_of(request)
    if problem := _unsafe(parameters):
        return pages.page("This request cannot be allowed", pages.paragraph(problem), status=400)
    try:
        people = _people(context, parameters)
    except OAuthError as error:
        return _redirect(_refusal_url(context, parameters, error))
    if context.approves or parameters.get("decision") == "deny":
        return _redirect(decided_url(context, parameters))
    scopes = context.narrowed(None, parameters.get("scope", ""))
    hidden = {name: value for name, value in parameters.items() if name not in ("user", "decision")}
    refusal = f"?{urlencode({**hidden, 'decision': 'deny'})}"
    return pages.page(
        "Allow access?",
        pages.asked(parameters["client_id"], context.title, scopes),
        pages.form("authorize", hidden, pages.choice(people)),
        pages.link(refusal, "Refuse"),
    )


def authorization_decision(context: Context, request: MockRequest) -> MockResponse:
    """Return the redirect to the client, with a code unless the parameters have ``decision=deny``."""
    parameters = query_and_form_of(request)
    if problem := _unsafe(parameters):
        return pages.page("This request cannot be allowed", pages.paragraph(problem), status=400)
    return _redirect(decided_url(context, parameters))


def decided_url(context: Context, parameters: dict[str, str]) -> str:
    """
    Return the URL to which a browser is sent once a person has decided; with an error if it cannot be allowed.

    Raises:
        OAuthError: The client or its redirect URI cannot be trusted, so that nothing may be sent there.
    """
    if problem := _unsafe(parameters):
        raise OAuthError("invalid_request", problem)
    try:
        code = _code(context, parameters)
    except OAuthError as error:
        return _refusal_url(context, parameters, error)
    return _callback(context, parameters, {"code": code})


def _unsafe(parameters: dict[str, str]) -> str:
    """Return why nothing may be sent to the redirect URI (RFC 6749, section 4.1.2.1); an empty string if it may."""
    if "client_id" not in parameters:
        return "client_id is missing."
    if not _LOOPBACK.fullmatch(parameters.get("redirect_uri", "")):
        return "redirect_uri is missing, or is not the address of this machine: write http://127.0.0.1:PORT/callback."
    return ""


def _people(context: Context, parameters: dict[str, str]) -> list[Grant]:
    """Return who may allow a request; raise OAuthError if it is not one that can be allowed."""
    if parameters.get("response_type") != "code":
        raise OAuthError("unsupported_response_type", "response_type is not code")
    _check_challenge(context, parameters)
    people = context.grants.people(parameters["client_id"])
    if not people:
        raise OAuthError("access_denied", "no user is granted anything: add a user and a password to the grants")
    return _allowed(context, people, parameters.get("scope", ""))


def _allowed(context: Context, people: list[Grant], requested: str) -> list[Grant]:
    """Return those who are granted the scopes; raise OAuthError if there are none."""
    found, refusal = [], None
    for grant in people:
        try:
            context.narrowed(grant.scopes, requested)
            found.append(grant)
        except OAuthError as error:
            refusal = error
    if refusal is not None and not found:
        raise refusal
    return found


def _check_challenge(context: Context, parameters: dict[str, str]) -> None:
    challenge = parameters.get("code_challenge")
    is_public = not context.grants.is_open and not context.grants.secrets_of(parameters["client_id"])
    if challenge is None and is_public:
        raise OAuthError("invalid_request", "a client without a secret needs code_challenge (RFC 7636)")
    if challenge is not None and parameters.get("code_challenge_method") != "S256":
        raise OAuthError("invalid_request", "code_challenge_method is not S256")
    if challenge is not None and not _CHALLENGE.fullmatch(challenge):
        raise OAuthError("invalid_request", "code_challenge is not a SHA-256 in base64url")


def _code(context: Context, parameters: dict[str, str]) -> str:
    people = _people(context, parameters)
    grant = chosen(people, parameters.get("user"))
    if grant is None or parameters.get("decision", "allow") != "allow":
        raise OAuthError("access_denied", "the request was refused")
    scopes = context.narrowed(grant.scopes, parameters.get("scope", ""))
    session = Session(grant.subject, parameters["client_id"], scopes)
    facts = {"redirect_uri": parameters["redirect_uri"], "challenge": parameters.get("code_challenge")}
    return context.tokens.issue(CODE, session, CODE_LIFETIME, **facts)


def chosen(people: list[Grant], user: str | None) -> Grant | None:
    """Return the grant of a user, that of the first if none is chosen; None if it is not one of these."""
    return next((grant for grant in people if user in (None, grant.subject)), None)


def _refusal_url(context: Context, parameters: dict[str, str], error: OAuthError) -> str:
    return _callback(context, parameters, {"error": error.error, "error_description": described(error)})


def _callback(context: Context, parameters: dict[str, str], result: dict[str, str]) -> str:
    """Return the redirect URI with the result, the state, and the issuer (RFC 9207)."""
    uri = parameters["redirect_uri"]
    state = {"state": parameters["state"]} if "state" in parameters else {}
    return f"{uri}{'&' if '?' in uri else '?'}{urlencode({**result, **state, 'iss': context.url})}"


def _redirect(url: str) -> MockResponse:
    # RFC 9700, section 4.12: 303, so that no browser repeats the body of the form there.
    return MockResponse(303, headers=(("Location", url), *NO_STORE))
