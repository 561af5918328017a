"""
Login actions: those that `obtain` of an auth scheme names. They respond with a token that the other actions accept.

What has to be sent is a value of an identifying argument and that of a secret one, as a grant has them:
``"ann@example.com:password"``. Of two secrets, such as an access key and its secret key, it is both in the order in
which the action declares them: ``"key:secret"``. Where a single secret is sent, it is a granted token. Secrets are the
arguments that are marked `secret`, else those with the names of secrets, else all strings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from ...description.api import Api
from ...description.model import Action, AuthScheme, Obtain
from ...errors import UnknownName
from ...messages import METHODS_WITHOUT_EFFECT
from ...records import dataclass
from ...schema.subschemas import is_secret
from ...strings.expressions import expression
from .. import schema_views
from ..exchange import MockRequest, Rejection
from ..issuer.context import Context
from ..issuer.grants import ANYONE, Grant
from ..issuer.oauth_errors import OAuthError
from ..issuer.tokens import CSRF, REFRESH, USED, Session
from ..paths import build_or_none
from ..reading.authorization import credential_of

_NAMES_OF_SECRETS = expression(
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
    is_content: bool
    """Whether it is of the body, where who logs in is named rather than elsewhere."""


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

    def check_csrf(self, action: Action, request: MockRequest, credentials: Sequence[str]) -> None:
        """Raise Rejection if a session that is in a cookie needs a further token in a header, and it is not there."""
        tokens = self._context.tokens
        # With a method that changes nothing no other website can do harm.
        for issued in map(tokens.find, credentials) if action.method not in METHODS_WITHOUT_EFFECT else ():
            header = issued.facts.get("csrf") if issued else None
            sent = tokens.find(request.headers.get(header, ""), CSRF) if header else None
            if issued and header and (sent is None or sent.session.name != issued.session.name):
                raise Rejection(403, f"{action.name} needs the token of the session in {header}")

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
        identifiers = sorted((value for value in sent if value not in secrets), key=lambda value: not value.is_content)
        return grants.login([value.text for value in identifiers], [value.text for value in secrets])

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


# --- what was sent ---------------------------------------------------------------------------------------------------


def _values_of(action: Action, arguments: Mapping[str, Any]) -> Iterator[Value]:
    """Yield the strings that were sent, in the order in which the action declares them."""
    for name, parameter in action.parameters.items():
        if name in arguments:
            is_content = parameter.location in ("body", "part")
            for found, text, is_marked in _leaves(name, arguments[name], [parameter.schema.view], parameter.secret):
                yield Value(found, text, is_marked, is_content)


def _leaves(name: str, value: Any, schemas: list[Any], is_marked: bool) -> Iterator[tuple[str, str, bool]]:
    parts = [part for schema in schemas for part in schema_views.parts(schema)]
    is_marked = is_marked or any(is_secret(part) or part.get("format") == "password" for part in parts)
    if isinstance(value, Mapping):
        declared = list(schema_views.properties(*schemas))
        for key in sorted(value, key=lambda key: declared.index(key) if key in declared else len(declared)):
            below = [schema for part in schemas for schema in schema_views.at_path(part, (key,))]
            yield from _leaves(key, value[key], below, is_marked)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            below = [schema for part in schemas for schema in schema_views.at_path(part, (index,))]
            yield from _leaves(name, item, below, is_marked)
    elif isinstance(value, (str, int)) and not isinstance(value, bool):
        yield name, str(value), is_marked


def _secrets(sent: list[Value]) -> list[Value]:
    """Return the values that are marked as secret, else those whose names are those of secrets."""
    marked = [value for value in sent if value.is_secret]
    return marked or [value for value in sent if _NAMES_OF_SECRETS.search(value.name)]
