"""Functions of the caller's that return tokens, and objects that have such a function."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, ClassVar

from ...errors import invalid_option
from ..tokens import Token
from ..work import Work, has_method
from .source import Exchange, Source, SourceContext

FUNCTION = "the function that returns the token"
"""What errors call a function of the caller's."""


def source_for(value: Any) -> Source | None:
    """Return the source that a function, or a token credential of azure-identity, is; None for anything else."""
    if has_method(value, "get_token"):
        return TokenCredential(value)
    return Function(value) if callable(value) else None


class Function(Source):
    """A function that returns a token, or a coroutine function for `AsyncClient`."""

    SCOPES_ARE_COMPLETE: ClassVar[bool] = True
    WAITS_FOR: ClassVar[str] = FUNCTION

    def __init__(self, function: Callable[[], Any]) -> None:
        self.function = function

    def uses_refresh_token(self, _: SourceContext) -> bool:
        """Return False: what a function does with such a token is its own affair."""
        return False

    def exchange(self, _: SourceContext) -> Exchange:
        """Call the function; it may return what a caller may pass, or a `Token` that has not expired."""
        found = yield Work(self.function)
        left = found.expires_in if isinstance(found, Token) else None
        if left is not None and left <= 0:
            reason = f"{FUNCTION} returned one that has expired: its expires_in is {left:g}"
            raise invalid_option("token", reason, "return a new one; or leave expires_in out if its end is not known")
        return found


class TokenCredential(Source):
    """
    An object with ``get_token(*scopes)``, such as those of azure-identity.

    The scopes are those that the description lists for the ways to obtain the credential.
    """

    WAITS_FOR: ClassVar[str] = FUNCTION

    def __init__(self, credential: Any) -> None:
        self.function = credential

    def exchange(self, context: SourceContext) -> Exchange:
        """Call the function; its result has a token, and the time at which that expires (seconds since 1970)."""
        scopes = [scope for way in context.scheme.obtain.values() for scope in way.values.get("scopes", ())]
        if not scopes:
            reason = f"the description lists no scopes for the auth scheme {context.scheme.name}"
            raise invalid_option("auth", reason, 'pass lambda: credential.get_token("https://…/.default").token')
        found = yield Work(lambda: self.function.get_token(*scopes))
        token, end = getattr(found, "token", None), getattr(found, "expires_on", None)
        if not isinstance(token, str) or not isinstance(end, (int, float)):
            raise invalid_option("auth", "get_token has returned no token", "return one with token and expires_on")
        # One that seems to have expired may be valid: this machine's clock, unlike an `expires_in`, can be wrong.
        return Token(token, expires_in=max(0.0, end - time.time()))
