"""
Login actions: those that `obtain` of an auth scheme names. They respond with a token that the other actions accept.

What has to be sent is a value of an identifying argument and that of a secret one, as a grant has them:
``"ann@example.com:password"``. Of two secrets, such as an access key and its secret key, it is both in the order in
which the action declares them: ``"key:secret"``. Where a single secret is sent, it is a granted token. Secrets are the
arguments that are marked `secret`, else those with the names of secrets, else all strings.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from ..description.api import Api
from ..description.model import Action, AuthScheme, Obtain
from ..errors import UnknownName
from ..runtime.media_types import is_json, is_xml
from ..schema.references import parse_pointer
from ..schema.subschemas import is_secret
from ..schema.xml_values import read_xml
from . import schema_views
from .authorization import credential_of
from .exchange import MockRequest, MockResponse, Rejection
from .issuer.context import REFRESH_LIFETIME, Context
from .issuer.grants import ANYONE, Grant
from .issuer.oauth_errors import OAuthError
from .issuer.tokens import ACCESS, REFRESH, USED, Session, new_value
from .plans import Plan
from .responses import JSON, conforming, data_response, put
from .routes import build_or_none

NO_END = 10 * 365 * 24 * 3600.0
"""Seconds after which a token without a known end ends, where a response has to state one."""
_NAMES_OF_SECRETS = re.compile(
    r"pass(?:wor[dt]|wd|phrase|code)|pwd|secret|token|pin$|api_?key|credential", re.IGNORECASE
)


@dataclass(frozen=True)
class Login:
    """A way to obtain a credential by an action."""

    scheme: AuthScheme
    obtain: Obtain
    refreshes: bool
    """Whether the action takes a refresh token, as its `refreshAction`."""


class Value(NamedTuple):
    """A string that was sent, and whether it is a secret."""

    name: str
    text: str
    is_secret: bool


class Logins:
    """The login actions of a description."""

    def __init__(self, api: Api, context: Context) -> None:
        self._api = api
        self._context = context
        self._by_action: dict[str, tuple[Login, ...]] | None = None

    def of(self, action: Action) -> tuple[Login, ...]:
        """Return what an action obtains; it is empty if the action is not a login."""
        if self._by_action is None:
            self._by_action = _by_action(self._api)
        return self._by_action.get(action.name, ())

    def session_of(
        self,
        action: Action,
        logins: Sequence[Login],
        arguments: Mapping[str, Any],
        request: MockRequest,
        credentials: Sequence[str],
    ) -> Session:
        """
        Return the session of who logs in.

        Args:
            action: The action that is called.
            logins: What it obtains.
            arguments: Its validated arguments.
            request: The request.
            credentials: Those of other schemes that were accepted.

        Raises:
            Rejection: The password is wrong, or the refresh token is not valid.
        """
        self._context.count()
        sent = list(_values_of(action, arguments))
        if any(login.refreshes for login in logins):
            session = self._refreshed([value.text for value in sent], logins, request)
            if session is not None:
                return session
        grant = None if all(login.refreshes for login in logins) else self._granted(sent, credentials)
        if grant is None:
            raise Rejection(401, f"{action.name}: what was sent is not among the grants")
        return Session(grant.subject, "", grant.scopes)

    def _granted(self, sent: list[Value], credentials: Sequence[str]) -> Grant | None:
        grants, secrets = self._context.grants, _secrets(sent)
        if not secrets and credentials:
            verdict = self._context.check(credentials[0])
            return Grant(verdict.subject, verdict.scopes)
        secrets = secrets or sent
        if not secrets and grants.is_open:
            return Grant(ANYONE, None)
        return grants.login([value.text for value in sent if value not in secrets], [value.text for value in secrets])

    def _refreshed(self, sent: list[str], logins: Sequence[Login], request: MockRequest) -> Session | None:
        """Return the session of a refresh token that was sent, in an argument or as the credential; it is used up."""
        tokens = self._context.tokens
        values = [*sent, *(credential_of(login.scheme, request) for login in logins)]
        reason = ""
        with tokens.lock:
            value = next((value for value in values if value and tokens.find(value, REFRESH)), None)
            if value is None:
                return None
            try:
                issued = self._context.redeem(value, REFRESH, "", "refresh token")
            except OAuthError as error:
                reason = error.description
            else:
                tokens.change(issued, USED)
                return issued.session
        raise Rejection(401, reason)

    def completed(self, plan: Plan, response: MockResponse, logins: Sequence[Login], session: Session) -> MockResponse:
        """Return the response of a login action with the tokens of the session in it, which are stored."""
        ways = {(login.obtain.values.get("token"), login.obtain.values.get("cookie")): login for login in logins}
        for login in ways.values():
            values = login.obtain.values
            if "cookie" in values:
                response = self._with_cookie(response, str(values["cookie"]), session)
            if values.keys() & {"token", "refresh"}:
                response = self._with_tokens(plan, response, values, session)
        return response

    def _with_cookie(self, response: MockResponse, name: str, session: Session) -> MockResponse:
        token = self._context.tokens.issue(ACCESS, session, self._context.lifetime)
        cookie = ("Set-Cookie", f"{name}={token}; Path=/; HttpOnly; SameSite=Lax")
        return replace(response, headers=(*response.headers, cookie))

    def _with_tokens(
        self, plan: Plan, response: MockResponse, values: Mapping[str, Any], session: Session
    ) -> MockResponse:
        places = {name: str(values[name]) for name in ("token", "refresh", "expires") if name in values}
        if response.body and not is_json(response.media) and not is_xml(response.media):
            return self._as_text(response, places, session)
        body = _data(plan, response)
        for name, pointer in places.items():
            body = put(body, pointer, self._end(plan, pointer) if name == "expires" else new_value())
        body = body if plan.schema is None else conforming(plan.schema, body)
        for name, kind, lifetime in (("token", ACCESS, self._context.lifetime), ("refresh", REFRESH, REFRESH_LIFETIME)):
            # The schema may allow other values only, such as its example: then that is the token.
            sent = schema_views.resolve_or_none(body, places[name]) if name in places else None
            if sent is not None:
                self._context.tokens.add(str(sent), kind, session, lifetime)
        status = 200 if response.status in (204, 205) else response.status
        return data_response(status, body, response.media or plan.media or JSON, plan.schema, response.headers)

    def _as_text(self, response: MockResponse, places: Mapping[str, str], session: Session) -> MockResponse:
        """Return a response that is a string as a whole, as some logins have it."""
        if places.get("token") != "":
            return response
        token = self._context.tokens.issue(ACCESS, session, self._context.lifetime)
        return replace(response, body=token.encode())

    def _end(self, plan: Plan, pointer: str) -> Any:
        """Return until when a token is valid: in seconds from now, or as a date where that is a string."""
        lifetime = NO_END if self._context.lifetime is None else self._context.lifetime
        schemas = schema_views.at_path(plan.schema.view, parse_pointer(pointer)) if plan.schema else []
        if "string" not in schema_views.types(*schemas):
            return int(lifetime) if lifetime == int(lifetime) else lifetime
        end = datetime.datetime.fromtimestamp(self._context.clock.now() + lifetime, datetime.timezone.utc)
        return end.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _by_action(api: Api) -> dict[str, tuple[Login, ...]]:
    found: dict[str, tuple[Login, ...]] = {}
    for scheme in api.auth.values():
        for obtain in scheme.obtain.values():
            for key in ("action", "refreshAction") if obtain.by == "action" else ():
                action = _action(api, str(obtain.values.get(key, "")))
                if action is not None:
                    login = Login(scheme, obtain, key == "refreshAction")
                    found[action.name] = (*found.get(action.name, ()), login)
    return found


def _action(api: Api, name: str) -> Action | None:
    with suppress(UnknownName):
        return build_or_none(api, name)
    return None


def _data(plan: Plan, response: MockResponse) -> Any:
    if not response.body:
        return {}
    if is_xml(response.media):
        return read_xml(response.body.decode(), plan.schema.view if plan.schema else {})
    return json.loads(response.body)


# --- what was sent ---------------------------------------------------------------------------------------------------


def _values_of(action: Action, arguments: Mapping[str, Any]) -> Iterator[Value]:
    """Yield the strings that were sent, in the order in which the action declares them."""
    for name, parameter in action.parameters.items():
        if name in arguments:
            yield from _leaves(name, arguments[name], [parameter.schema.view], is_marked=parameter.secret)


def _leaves(name: str, value: Any, schemas: list[Any], *, is_marked: bool) -> Iterator[Value]:
    parts = [part for schema in schemas for part in schema_views.parts(schema)]
    is_marked = is_marked or any(is_secret(part) or part.get("format") == "password" for part in parts)
    if isinstance(value, Mapping):
        declared = list(schema_views.properties(*schemas))
        for key in sorted(value, key=lambda key: declared.index(key) if key in declared else len(declared)):
            below = [schema for part in schemas for schema in schema_views.at_path(part, (key,))]
            yield from _leaves(key, value[key], below, is_marked=is_marked)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            below = [schema for part in schemas for schema in schema_views.at_path(part, (index,))]
            yield from _leaves(name, item, below, is_marked=is_marked)
    elif isinstance(value, (str, int)) and not isinstance(value, bool):
        yield Value(name, str(value), is_marked)


def _secrets(sent: list[Value]) -> list[Value]:
    """Return the values that are marked as secret, else those whose names are those of secrets."""
    marked = [value for value in sent if value.is_secret]
    return marked or [value for value in sent if _NAMES_OF_SECRETS.search(value.name)]
