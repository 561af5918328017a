"""Who is asking, and may they? The credentials of a request, against the tokens that were granted."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any, Union
from urllib.parse import unquote, unquote_plus

from ..description.api import Api
from ..description.model import Action, AuthScheme
from .decoding import Pairs
from .exchange import Incoming, Refused

ANYONE = "mock-token"
"""What does as a token where no tokens were granted."""

Grants = Mapping[str, "tuple[str, ...]"]
Token = Union[str, "tuple[str, str]", "dict[str, Any]"]


def token_for(api: Api) -> Token:
    """Give a credential for all auth schemes of a description, as `Client(token=…)` takes it."""
    each = {name: (ANYONE, ANYONE) if scheme.type == "basic" else ANYONE for name, scheme in api.auth.items()}
    return next(iter(each.values())) if len(each) == 1 else each or ANYONE


def admit(api: Api, action: Action, incoming: Incoming, grants: Grants | None) -> None:
    """
    Let the request pass, or raise `Refused`.

    Args:
        api: The description.
        action: What the request is for.
        incoming: The request.
        grants: Token → its scopes; a token may be user:password. None where any token will do.
    """
    if not action.auth:
        return
    shown = {name: _shown(api.auth[name], incoming) for names in action.auth for name in names}
    sets = [[shown[name] for name in names] for names in action.auth]
    whole = [each for each in sets if all(each)]
    if not whole:
        if action.auth_required or any(shown.values()):
            raise _unauthorized(api, action, f"{action.name} needs {_needed(action)}, and the request has none")
        return
    if grants is None:
        return
    known = [each for each in whole if all(token in grants for token in each)]
    if not known:
        raise _unauthorized(api, action, "the credential is not known here")
    if not any(action.allowed_by([scope for token in each for scope in grants[token]]) for each in known):
        raise Refused(403, _forbidden(action, [scope for token in known[0] for scope in grants[token]]))


def query_names(api: Api, action: Action) -> list[str]:
    """Give the names in the query that belong to credentials."""
    schemes = (api.auth[name] for names in action.auth for name in names)
    return [each.wire for each in schemes if each.type == "apiKey" and each.location == "query"]


def _needed(action: Action) -> str:
    return " or ".join(" and ".join(names) for names in action.auth)


def _forbidden(action: Action, held: list[str]) -> str:
    accepted = ", ".join(each if isinstance(each, str) else " + ".join(each) for each in action.scopes)
    has = ", ".join(sorted(set(held))) or "none"
    return f"the token's scopes do not allow {action.name}. It has: {has}. Any one of these would do: {accepted}"


def _unauthorized(api: Api, action: Action, message: str) -> Refused:
    asked = {_CHALLENGES[api.auth[name].type] for names in action.auth for name in names}
    headers = [("WWW-Authenticate", each) for each in sorted(asked) if each]
    return Refused(401, message, headers=tuple(headers))


_CHALLENGES = {"bearer": "Bearer", "basic": 'Basic realm="mock"', "apiKey": ""}


def _shown(scheme: AuthScheme, incoming: Incoming) -> str:
    """Give the credential for a scheme that a request shows; an empty text where it shows none."""
    return _READERS[scheme.type](scheme, incoming)


def _after(word: str, incoming: Incoming) -> str:
    scheme, _, rest = incoming.headers.get("Authorization", "").partition(" ")
    return rest.strip() if scheme.lower() == word else ""


def _basic(_scheme: AuthScheme, incoming: Incoming) -> str:
    try:
        return base64.b64decode(_after("basic", incoming), validate=True).decode()
    except (binascii.Error, ValueError):
        return ""


def _api_key(scheme: AuthScheme, incoming: Incoming) -> str:
    if scheme.location == "header":
        return incoming.headers.get(scheme.wire, "")
    if scheme.location == "query":
        pairs = Pairs(incoming.query, "&", unquote_plus)
    else:
        pairs = Pairs(incoming.headers.get("Cookie", ""), ";", unquote)
    return unquote_plus((pairs.take(scheme.wire) or [""])[0])


_READERS: dict[str, Callable[[AuthScheme, Incoming], str]] = {
    "bearer": lambda _, incoming: _after("bearer", incoming),
    "basic": _basic,
    "apiKey": _api_key,
}
"""Each type of auth scheme: where a request shows its credential."""
