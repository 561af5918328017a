"""A login that is an action of the description: what it returns is the credential."""

from __future__ import annotations

import base64
import binascii
import re
import time
from collections.abc import Generator, Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timezone
from math import isfinite
from typing import TYPE_CHECKING, Any, ClassVar

from ...call.arguments import validate_arguments
from ...call.request import build_request, secret_values, undeclared_secrets
from ...call.response import InvalidJSON, api_error, parse_json, read_value, unchanged
from ...call.urls import origin_of
from ...errors import (
    BadResponse,
    DescriptionError,
    Problem,
    UnknownName,
    close_matches,
    did_you_mean,
    invalid_option,
    list_some,
)
from ...redaction import MASK, redact
from ...schema.references import value_at
from ..clocks import date_of, parse_date
from ..refusals import login_needed
from ..tokens import Token, headers_problem
from .source import Exchange, Source, SourceContext, TokenRequest

if TYPE_CHECKING:
    from ...description.model import Action, AuthScheme, Obtain
    from ...messages import Request, Response

_REFRESH_NAMES = ("refreshtoken", "refresh", "token")
"""The names, in lower case and without separators, of the argument that takes a refresh token."""


Sending = Generator[TokenRequest, "Response", "tuple[Response, set[str]]"]
"""The sending of one request: its response, and the secrets that are in it."""


class Login(Source):
    """
    The login of the API itself: the action that the description names in `obtain`, with these arguments.

    ::

        Client(auth=Login(email="…", password="…"))

    It is validated like any other call, and sent without a credential. It is carried out when the first call needs the
    credential, and again when that has expired.

    Args:
        way: The name of the way in `obtain`, if there are several that are an action.
        arguments: The arguments of the action; the members of its body may be passed by their names.
    """

    FLOWS: ClassVar[tuple[str, ...]] = ("action",)

    def __init__(self, way: str | None = None, /, **arguments: Any) -> None:
        self.way = way
        self._arguments = arguments
        self._secrets: set[str] = set()
        self._is_copy = False
        self._is_session = False

    @classmethod
    def of_session(cls, way: str | None) -> Login:
        """Return a login that only renews a session, by its refresh token."""
        login = cls(way)
        login._is_session = True
        return login

    def __repr__(self) -> str:
        shown = [*([repr(self.way)] if self.way else []), *(f"{name}={MASK}" for name in self._arguments)]
        return f"Login({', '.join(shown)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _without_arguments, (self.way,)

    def without_secrets(self) -> Login:
        """Return this login without its arguments."""
        return _without_arguments(self.way)

    def secret_values(self) -> Iterable[str]:
        """Return the arguments that are secret: by the description, or by their names."""
        return self._secrets

    def exchange(self, context: SourceContext) -> Exchange:
        """Log in; or renew the session, if the response of the login had a refresh token."""
        if self._is_copy:
            reason = "has no arguments in copies and pickles, where they would be readable"
            raise invalid_option("auth", reason, "pass auth=Login(…) again", "Login")
        way = _way(context, self.way)
        refresh_token = context.previous.refresh_token if context.previous else None
        if refresh_token is not None and "refreshAction" in way.values:
            action = _action(context, way, "refreshAction")
            arguments = nested(action, {_refresh_name(action): refresh_token.reveal()})
            response, _ = yield from self._send(action, arguments, context)
            if 200 <= response.status < 300:
                return self._token(action, response, way, context.scheme)
        if self._is_session:
            raise login_needed(
                "Login", "the refresh token was refused" if refresh_token else "there is no refresh token"
            )
        action = _action(context, way, "action")
        arguments = nested(action, {**way.values.get("arguments", {}), **self._arguments})
        response, secrets = yield from self._send(action, arguments, context)
        if not 200 <= response.status < 300:
            hint = f"this login is the way {way.name!r} to obtain the credential {context.scheme.name}"
            clean = _cleaner(secrets)
            url = context.base_for(action)
            raise api_error(context.api, action, response, url=url, attempts=1, hint=hint, clean=clean)
        return self._token(action, response, way, context.scheme)

    def _send(self, action: Action, arguments: Mapping[str, Any], context: SourceContext) -> Sending:
        """Yield the request of an action; return its response, and the secrets in the request."""
        validated = validate_arguments(action, arguments)
        secrets = secret_values(action, validated) | undeclared_secrets(validated)
        self._secrets |= secrets
        request = build_request(action, validated, base=context.base_for(action))
        _require_trusted(request, context)
        response = yield TokenRequest(request, action, tuple(secrets))
        return response, secrets

    def _token(self, action: Action, response: Response, way: Obtain, scheme: AuthScheme) -> Token:
        data = _value_of(action, response)
        place = way.values.get("cookie") or way.values.get("token", "")
        value = _without_word(_found(response, data, way.values), scheme)
        if not isinstance(value, str) or not value:
            raise _unusable(action, f"no credential at {place!r}")
        if not all(" " <= character <= "~" for character in value) or value != value.strip():
            raise _unusable(action, f"a credential at {place!r} that no header can carry")
        headers = _csrf(way, response, data)
        reason = headers_problem(headers)
        if reason:
            raise _unusable(action, "a token against cross-site request forgery that no header can carry")
        refresh = _declared(way, data, "refresh")
        return Token(
            value,
            expires_in=_expires_in(value, _declared(way, data, "expires"), response),
            refresh_token=refresh if isinstance(refresh, str) and refresh else None,
            headers=headers,
        )


def _without_arguments(way: str | None) -> Login:
    """Return a login as copies and pickles have it."""
    login = Login(way)
    login._is_copy = True
    return login


def _way(context: SourceContext, name: str | None) -> Obtain:
    """Return the way to obtain the credential that is an action: the one of this name, or the only one."""
    ways = {way.name: way for way in context.scheme.obtain.values() if way.by == "action"}
    if name is None and len(ways) == 1:
        return next(iter(ways.values()))
    if not ways:
        reason = f"the description names no action that obtains the credential {context.scheme.name}"
        raise invalid_option("auth", reason, "add `obtain` to it, with `by: action`", "Login")
    if name not in ways:
        reason = "there are several ways to log in" if name is None else f"{name!r:.80} is not a way to log in"
        hint = did_you_mean(close_matches(name or "", ways)) or f"pass one of these first: {list_some(ways)}"
        raise invalid_option("auth", reason, hint, "Login")
    return ways[name]


def _action(context: SourceContext, way: Obtain, key: str) -> Action:
    """Return the action that a way to log in names; raise DescriptionError if there is none."""
    name = str(way.values[key])
    try:
        return context.api.action(name)
    except UnknownName as error:
        similar = error.suggestions
    pointer = f"/auth/{context.scheme.name}/obtain/{way.name}/{key}"
    hint = did_you_mean(similar) or "use the full name of an action, such as auth.login"
    raise DescriptionError([Problem.in_description(pointer, "auth", f"there is no action {name!r:.80}", hint)])


def nested(action: Action, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments in which those without a parameter of their name are members of the body."""
    members = {name: value for name, value in arguments.items() if name not in action.spellings}
    if not members or action.body is None or action.body.name in arguments:
        return dict(arguments)
    known = _members(action)
    for name in members:
        if known and name not in known:
            hint = did_you_mean(close_matches(name, known)) or f"one of: {list_some(known)}"
            raise invalid_option(name, f"is not an argument of {action.name}", hint, "Login")
    return {**{name: value for name, value in arguments.items() if name not in members}, action.body.name: members}


def _members(action: Action) -> list[str]:
    """Return the members that the body of an action is described to have."""
    schema = action.body.schema if action.body is not None else None
    return [name for name, _ in schema.properties_at(schema.tokens)] if schema is not None else []


def _refresh_name(action: Action) -> str:
    """Return the argument, or the member of the body, that takes a refresh token."""
    names = [*(name for name, one in action.parameters.items() if one.location != "body"), *_members(action)]
    return next((name for name in names if re.sub(r"[^a-z]", "", name.lower()) in _REFRESH_NAMES), _REFRESH_NAMES[0])


def _require_trusted(request: Request, context: SourceContext) -> None:
    """Raise InvalidCall if the description sends the login elsewhere than to the API."""
    origin = origin_of(request.url)
    if origin in context.origins:
        return
    there = f"{origin[0]}://{origin[1]}:{origin[2]}"
    reason = f"the description sends the login to {there}, which is not an origin of the API"
    raise invalid_option("auth", reason, f'pass trusted_origins=["{there}"] if you trust it', request.action)


def _cleaner(secrets: Iterable[str]) -> Any:
    return lambda value: redact(value, secrets)


# --- what is in the response -----------------------------------------------------------------------------------------


def _value_of(action: Action, response: Response) -> Any:
    """Return the value of the response, or an error without its body, which may have a token in it."""
    with suppress(BadResponse):
        return read_value(action, response, 1, unchanged)
    raise _unusable(action, "a body that is not of the type that is declared")


def _unusable(action: Action, found: str) -> BadResponse:
    """Return the error of a response that has no token to go on with, without anything of its body."""
    message = f"{action.name}: the response of the login has {found}"
    return BadResponse(message, action.name, 1, code="login-response")


def _without_word(value: Any, scheme: AuthScheme) -> Any:
    """Return a credential without the word that the client itself sends before it: some logins return both."""
    word = "Bearer " if scheme.type == "bearer" else scheme.prefix
    is_there = isinstance(value, str) and bool(word) and value.lower().startswith(word.lower())
    return value[len(word) :] if is_there else value


def _found(response: Response, data: Any, place: Mapping[str, Any]) -> Any:
    """Return what is at a place of a response: in one of its cookies, or in its body."""
    if "cookie" in place:
        name = re.escape(place["cookie"])
        found = re.findall(rf"(?:^|,)\s*{name}=\"?([^;,\"\s]*)", response.headers.get("Set-Cookie", ""))
        return next(filter(None, reversed(found)), None)  # one that is set again replaces those before it
    return value_at(data, place.get("token", ""))


def _declared(way: Obtain, data: Any, key: str) -> Any:
    return value_at(data, way.values[key]) if key in way.values else None


def _csrf(way: Obtain, response: Response, data: Any) -> dict[str, str] | None:
    place = way.values.get("csrf")
    value = _found(response, data, place) if place else None
    if not place or not isinstance(value, str):
        return None
    # A server that sets the token in a cookie compares the header with that.
    cookie = {"Cookie": f"{place['cookie']}={value}"} if "cookie" in place else {}
    return {place["header"]: value, **cookie}


def _expires_in(token: str, expires: Any, response: Response) -> float | None:
    """Return the seconds for which a token is valid: as the response has it, or the token, if it is a JWT."""
    seconds = life_of_jwt(token) if expires is None else _seconds_of(expires, response)
    return seconds if seconds is not None and isfinite(seconds) else None


def _seconds_of(expires: Any, response: Response) -> float | None:
    """Return the seconds until an end: a number, or a date by the clock of the server; None if it is neither."""
    if not isinstance(expires, (int, float, str)) or isinstance(expires, bool):
        return None
    try:
        return float(expires)
    except (ValueError, OverflowError):
        pass
    end = parse_date(str(expires))
    now = date_of(response.headers) or datetime.now(timezone.utc)
    return None if end is None else (end - now).total_seconds()


def life_of_jwt(token: str) -> float | None:
    """Return the seconds for which a JWT is valid, by its claims (RFC 7519, section 4.1); None if it has none."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = parse_json(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return float(claims["exp"]) - float(claims.get("iat", time.time()))
    except (binascii.Error, InvalidJSON, LookupError, TypeError, ValueError, AttributeError, OverflowError):
        return None
