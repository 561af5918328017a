"""The responses of login actions: with the tokens of the session at the pointers, and in the cookies, of `obtain`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ...records import replace
from ...runtime.media_types import JSON, is_json, is_xml
from ...schema.references import parse_pointer, value_at
from ...schema.xml_values import read_xml
from .. import schema_views
from ..exchange import MockResponse
from ..issuer.context import REFRESH_LIFETIME, Context
from ..issuer.tokens import ACCESS, CSRF, REFRESH, Session, new_value
from ..responding.responses import conforming, data_response, put
from ..state.moments import write_moment
from ..state.plans import Plan
from .logins import Login

NO_END = 10 * 365 * 24 * 3600.0
"""Seconds after which a token without a known end ends, where a response has to state one."""
_KINDS = {"token": ACCESS, "refresh": REFRESH, "csrf": CSRF}
"""What is at each pointer."""


def login_response(
    context: Context, plan: Plan, response: MockResponse, logins: Sequence[Login], session: Session
) -> MockResponse:
    """Return the response of a login action with the tokens of its session in it, which are stored."""
    ways = {(login.obtain.values.get("token"), login.obtain.values.get("cookie")): login for login in logins}
    for login in ways.values():
        values = login.obtain.values
        response = _with_cookies(context, response, values, session)
        places = _places(values)
        if places:
            response = _with_tokens(context, plan, response, places, session)
    return response


def _places(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the pointers into the response, by what is there."""
    csrf = values.get("csrf", {})
    found = {**values, "csrf": csrf.get("token")}
    return {name: str(found[name]) for name in (*_KINDS, "expires") if found.get(name) is not None}


def _with_cookies(
    context: Context, response: MockResponse, values: Mapping[str, Any], session: Session
) -> MockResponse:
    cookies = []
    csrf = values.get("csrf", {})
    if "cookie" in values:
        token = context.tokens.issue(ACCESS, session, context.lifetime, csrf=csrf.get("header"))
        cookies.append(f"{values['cookie']}={token}; Path=/; HttpOnly; SameSite=Lax")
    if "cookie" in csrf:
        cookies.append(f"{csrf['cookie']}={context.tokens.issue(CSRF, session, None)}; Path=/; SameSite=Lax")
    return replace(response, headers=(*response.headers, *(("Set-Cookie", cookie) for cookie in cookies)))


def _with_tokens(
    context: Context, plan: Plan, response: MockResponse, places: Mapping[str, str], session: Session
) -> MockResponse:
    if response.body and not is_json(response.media) and not is_xml(response.media):
        return _as_string(context, response, places, session)
    body = response_data(plan, response)
    for name, pointer in places.items():
        body = put(body, pointer, _end(context, plan, pointer) if name == "expires" else new_value())
    body = body if plan.schema is None else conforming(plan.schema, body)
    for name, kind in _KINDS.items():
        # The schema may allow other values only, such as its example: then that is the token.
        sent = value_at(body, places[name]) if name in places else None
        if sent is not None:
            context.tokens.add(str(sent), kind, session, _lifetime(context, kind))
    status = 200 if response.status in (204, 205) else response.status
    media = response.media or plan.media or JSON
    sent = data_response(status, body, media, plan.schema, response.headers)
    return replace(sent, origin=response.origin, ignored=response.ignored)


def _lifetime(context: Context, kind: str) -> float | None:
    return {ACCESS: context.lifetime, REFRESH: REFRESH_LIFETIME}.get(kind)


def _as_string(context: Context, response: MockResponse, places: Mapping[str, str], session: Session) -> MockResponse:
    """Return a response that is a string as a whole, as some logins have it."""
    if places.get("token") != "":
        return response
    return replace(response, body=context.tokens.issue(ACCESS, session, context.lifetime).encode())


def _end(context: Context, plan: Plan, pointer: str) -> Any:
    """Return until when a token is valid: in seconds from now, or as a date where that is a string."""
    lifetime = NO_END if context.lifetime is None else context.lifetime
    schemas = schema_views.at_path(plan.schema.view, parse_pointer(pointer)) if plan.schema else []
    if "string" not in schema_views.types(*schemas):
        return int(lifetime) if lifetime == int(lifetime) else lifetime
    return write_moment(context.clock.now() + lifetime, schemas)


def response_data(plan: Plan, response: MockResponse) -> Any:
    """Return the data in a response in JSON or XML; an empty object if it has none."""
    if not response.body:
        return {}
    if is_xml(response.media):
        return read_xml(response.body.decode(), plan.schema.view if plan.schema else {})
    return json.loads(response.body)
