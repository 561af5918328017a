"""`Token`: a credential with what is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Union

from ..errors import invalid_option
from ..messages import FIELD_NAME, FIELD_VALUE, FORBIDDEN_HEADERS
from ..records import dataclass
from ..redaction import Secret
from ..runtime.option_rules import plain_number
from ..runtime.signatures import reports_misuse

_OF_MESSAGE = FORBIDDEN_HEADERS - {"cookie"}
"""Fields that belong to the message, to the connection or to the credential itself (RFC 9110)."""

Value = Union[str, Secret, "tuple[str, str]"]
"""A credential: a token or key, or a user name and a password."""


@dataclass(frozen=True, repr=False, init=False)
class Token:
    """
    A credential, how long it is valid, and what it allows. A function that returns tokens may return one of these.

    Args:
        value: The token or key; a pair of user name and password for HTTP basic authentication.
        expires_in: Seconds from now for which it is valid; None if that is not known. A function may return none that
            has expired: 0 and less are refused there.
        scopes: The scopes that it has; None if they are not known.
        refresh_token: What a source obtains the next token with, if the server returned such a token.
        headers: Further headers that are sent with it, such as a token against cross-site request forgery. Cookies are
            added to those that are sent anyway.
    """

    value: Value
    expires_in: float | None
    scopes: tuple[str, ...] | None
    refresh_token: Secret | None
    headers: tuple[tuple[str, Secret], ...]

    @reports_misuse('Token("…", expires_in=3600)')
    def __init__(
        self,
        value: Value,
        *,
        expires_in: float | None = None,
        scopes: Iterable[str] | None = None,
        refresh_token: str | Secret | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        if not isinstance(value, (str, Secret, tuple)):
            raise invalid_option("value", "is not a token", "pass a string", "Token")
        expires_in = plain_number(expires_in)
        if not _is_seconds(expires_in):
            raise invalid_option("expires_in", "is not a number of seconds", "pass 3600 for an hour", "Token")
        if isinstance(scopes, str) or not _are_strings(scopes):
            raise invalid_option("scopes", "is not a list of strings", 'pass ["read", "write"]', "Token")
        if not isinstance(refresh_token, (str, Secret, type(None))):
            raise invalid_option("refresh_token", "is not a string", "pass a string", "Token")
        reason = headers_problem(headers)
        if reason:
            raise invalid_option("headers", reason, 'pass {"X-CSRFToken": "…"}', "Token")
        values = self.__dict__
        values["value"] = Secret(value) if isinstance(value, str) else value
        values["expires_in"] = expires_in
        values["scopes"] = None if scopes is None else tuple(scopes)
        values["refresh_token"] = Secret(refresh_token) if isinstance(refresh_token, str) else refresh_token
        values["headers"] = tuple((name, Secret(value)) for name, value in (headers or {}).items())

    def __repr__(self) -> str:
        known = {"expires_in": self.expires_in, "scopes": self.scopes}
        return f"Token(***{''.join(f', {name}={value!r}' for name, value in known.items() if value is not None)})"


def _is_seconds(value: Any) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value is None or (is_number and float("-inf") < value < float("inf"))


def headers_problem(values: Any) -> str:
    """Return what is wrong with further headers; an empty string if they can be sent."""
    if values is None:
        return ""
    if not isinstance(values, Mapping) or not _are_strings([*values, *values.values()]):
        return "is not a dict of strings"
    for name, value in values.items():
        if not FIELD_NAME.fullmatch(name) or name.lower() in _OF_MESSAGE:
            return f"has {name!r:.80}, which is not the name of a further header"
        if not FIELD_VALUE.fullmatch(value):
            return f"has a value for {name} that is not a string of visible ASCII characters"
    return ""


def _are_strings(values: Any) -> bool:
    return values is None or (
        isinstance(values, (list, tuple, set, frozenset)) and all(isinstance(v, str) for v in values)
    )
