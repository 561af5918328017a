"""Who sends a request, and may they? Its credentials are compared with the tokens that were granted."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Union
from urllib.parse import unquote, unquote_plus

from ..description.api import Api
from ..description.model import Action, AuthScheme
from .decoding import Pairs
from .exchange import MockRequest, Rejection

DEFAULT_TOKEN = "mock-token"  # noqa: S105 - no secret: any token is accepted where none were granted
"""The token of a client where no tokens were granted."""

Grants = Mapping[str, "tuple[str, ...]"]
Token = Union[str, "tuple[str, str]", "dict[str, Any]"]


def token_for(api: Api) -> Token:
    """Return a credential for all auth schemes of a description, as `Client(token=…)` takes it."""
    pair = (DEFAULT_TOKEN, DEFAULT_TOKEN)
    tokens = {name: pair if scheme.type == "basic" else DEFAULT_TOKEN for name, scheme in api.auth.items()}
    return next(iter(tokens.values())) if len(tokens) == 1 else tokens or DEFAULT_TOKEN


def authorize(api: Api, action: Action, request: MockRequest, grants: Grants | None) -> None:
    """
    Raise Rejection unless the request may call the action.

    Args:
        api: The description.
        action: The action that the request calls.
        request: The request.
        grants: Token → its scopes; a token may be ``user:password``. None if any token is accepted.
    """
    if not action.auth:
        return
    sent = {name: _credential(api.auth[name], request) for names in action.auth for name in names}
    alternatives = [(names, [sent[name] for name in names]) for names in action.auth]
    complete = [(names, tokens) for names, tokens in alternatives if all(tokens)]
    if not complete:
        if action.auth_required or any(sent.values()):
            raise _unauthorized(api, action, f"{action.name} needs {_needed(action)}, and the request has none")
        return
    if grants is None:
        return
    known = [
        (names, [scope for token in tokens for scope in grants[token]])
        for names, tokens in complete
        if all(token in grants for token in tokens)
    ]
    if not known:
        raise _unauthorized(api, action, "the credential is not known")
    if not any(action.allowed_by(scopes, names) for names, scopes in known):
        raise Rejection(403, _forbidden(action, *known[0]))


def query_names(api: Api, action: Action) -> list[str]:
    """Return the names in the query that belong to credentials."""
    schemes = (api.auth[name] for names in action.auth for name in names)
    return [scheme.wire for scheme in schemes if scheme.type == "apiKey" and scheme.location == "query"]


def _needed(action: Action) -> str:
    return " or ".join(" and ".join(names) for names in action.auth)


def _forbidden(action: Action, names: Sequence[str], granted: list[str]) -> str:
    lacking = action.lacking_scopes(granted, names)
    accepted = ", ".join(scope if isinstance(scope, str) else " + ".join(scope) for scope in lacking)
    has = ", ".join(sorted(set(granted))) or "none"
    return f"the token's scopes do not allow {action.name}. The token has: {has}. The action needs one of: {accepted}"


def _unauthorized(api: Api, action: Action, message: str) -> Rejection:
    challenges = {_challenge(api.auth[name]) for names in action.auth for name in names}
    headers = [("WWW-Authenticate", challenge) for challenge in sorted(challenges) if challenge]
    return Rejection(401, message, headers=tuple(headers))


_CHALLENGES = {"bearer": "Bearer", "basic": 'Basic realm="mock"', "apiKey": ""}
_WORD_BEFORE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+ ")


def _challenge(scheme: AuthScheme) -> str:
    """Return the challenge of a scheme: that of its type, or the word that its key has before it."""
    is_word = scheme.wire.lower() == "authorization" and _WORD_BEFORE.fullmatch(scheme.prefix)
    return scheme.prefix.strip() if is_word else _CHALLENGES[scheme.type]


def _credential(scheme: AuthScheme, request: MockRequest) -> str:
    """Return the credential that a request has for a scheme; an empty string if it has none."""
    return _READERS[scheme.type](scheme, request)


def _authorization(wanted: str, request: MockRequest) -> str:
    scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
    return rest.strip() if scheme.lower() == wanted else ""


def _basic(_scheme: AuthScheme, request: MockRequest) -> str:
    try:
        return base64.b64decode(_authorization("basic", request), validate=True).decode()
    except (binascii.Error, ValueError):
        return ""


def _api_key(scheme: AuthScheme, request: MockRequest) -> str:
    if scheme.location == "header":
        value = request.headers.get(scheme.wire, "")
        return value[len(scheme.prefix) :] if value.lower().startswith(scheme.prefix.lower()) else ""
    if scheme.location == "query":
        pairs = Pairs(request.query, "&", unquote_plus)
    else:
        pairs = Pairs(request.headers.get("Cookie", ""), ";", unquote)
    return unquote_plus((pairs.take(scheme.wire) or [""])[0])


_READERS: dict[str, Callable[[AuthScheme, MockRequest], str]] = {
    "bearer": lambda _, request: _authorization("bearer", request),
    "basic": _basic,
    "apiKey": _api_key,
}
"""How the credential of each type of auth scheme is read from a request."""
