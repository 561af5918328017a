"""Device authorization (RFC 8628): a device shows a code, which a person approves on another one."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

from ..exchange import MockRequest, MockResponse
from ..issuer import pages
from .authorizations import chosen
from .clients import client_of, identified
from .context import Context
from .forms import form_of, query_and_form_of
from .grant_types import POLLING_INTERVAL
from .oauth_errors import OAuthError, json_response
from .tokens import APPROVED, DENIED, DEVICE, Session

DEVICE_LIFETIME = 600
"""Seconds within which a code has to be approved."""
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""Without vowels, so that no words appear (RFC 8628, section 6.1)."""


def device_response(context: Context, request: MockRequest) -> MockResponse:
    """Return the codes for a device (RFC 8628, section 3.2)."""
    form = form_of(request)
    client = identified(client_of(context, request, form))
    scopes = tuple(context.narrowed(None, form.get("scope", "")) or ())
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    session = Session("", client.id, scopes, letters)
    user_code, page = f"{letters[:4]}-{letters[4:]}", context.endpoint("verify")
    device_code = context.tokens.issue(DEVICE, session, DEVICE_LIFETIME)
    if context.approves:
        decide(context, user_code, None, "allow")
    return json_response({
        "device_code": device_code,
        "user_code": user_code,
        "verification_uri": page,
        "verification_uri_complete": f"{page}?{urlencode({'user_code': user_code})}",
        "expires_in": DEVICE_LIFETIME,
        "interval": POLLING_INTERVAL,
    })  # fmt: skip


def verification_page(context: Context, request: MockRequest) -> MockResponse:
    """Return the page on which the code of a device is approved."""
    user_code = query_and_form_of(request).get("user_code", "")
    device = context.tokens.find_device(_letters(user_code))
    what = pages.asked(device.session.client, context.title, device.session.scopes) if device else ""
    people = context.grants.people(device.session.client if device else "")
    field = pages.code_field(user_code)
    warning = pages.paragraph("Allow it only if it is your own device that shows this code.")
    return pages.page("Connect a device", what, warning, pages.form("verify", {}, field, pages.choice(people)))


def verification_decision(context: Context, request: MockRequest) -> MockResponse:
    """Approve the code of a device, or refuse it if the parameters have ``decision=deny``."""
    parameters = query_and_form_of(request)
    reason = ""
    try:
        decide(context, parameters.get("user_code", ""), parameters.get("user"), parameters.get("decision", "allow"))
    except OAuthError as error:
        reason = error.description
    if reason:
        return pages.page("Nothing was allowed", pages.paragraph(f"{reason}."), status=400)
    return pages.page("Done", pages.paragraph("The device goes on by itself; you may close this page."))


def decide(context: Context, user_code: str, user: str | None, decision: str) -> None:
    """Approve or refuse the code of a device, as a user; raise OAuthError if that is not possible."""
    with context.tokens.lock:
        device = context.tokens.find_device(_letters(user_code))
        if device is None:
            raise OAuthError("invalid_request", "No device waits with this code")
        if decision != "allow":
            context.tokens.change(device, DENIED)
            return
        grant = chosen(context.grants.people(device.session.client), user)
        if grant is None:
            raise OAuthError("access_denied", "This user is not among the grants")
        scopes = context.narrowed(grant.scopes, " ".join(device.session.scopes or ()))
        approved = Session(grant.subject, device.session.client, scopes, device.session.name)
        context.tokens.change(device, APPROVED, approved)


def _letters(user_code: str) -> str:
    """Return a code as it is stored: people type it in any case, with and without a dash."""
    return "".join(filter(str.isalnum, user_code)).upper()
