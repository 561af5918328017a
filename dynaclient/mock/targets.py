"""Targets of requests as they may be logged."""

from __future__ import annotations

from urllib.parse import unquote_plus

from ..description.api import Api
from ..description.model import Action
from ..redaction import MASK, is_secret_name
from .exchange import MockRequest
from .reading.authorization import query_names

MAX_SHOWN = 200
"""Characters of a target that are shown."""


def shown_target(api: Api, action: Action | None, request: MockRequest) -> str:
    """Return the path and the query of a request with what is secret redacted; no query if its action is not known."""
    if action is None:
        return f"{request.path[:MAX_SHOWN]}{'?…' if request.query else ''}"
    path = action.path if _secret_names(action, "path") else request.path
    secret = {*query_names(api, action), *_secret_names(action, "query")}
    declared = {parameter.wire for parameter in action.parameters.values() if parameter.location == "query"}
    pairs = (_shown_pair(pair, secret, declared) for pair in request.query.split("&") if pair)
    return "?".join(filter(None, (path, "&".join(pairs))))[:MAX_SHOWN]


def _secret_names(action: Action, location: str) -> list[str]:
    parameters = action.parameters.values()
    return [parameter.wire for parameter in parameters if parameter.location == location and parameter.holds_secrets]


def _shown_pair(pair: str, secret: set[str], declared: set[str]) -> str:
    name, equals, _ = pair.partition("=")
    whole = unquote_plus(name)
    outer = whole.partition("[")[0]
    is_secret = {whole, outer} & secret or (not {whole, outer} & declared and is_secret_name(whole))
    return f"{name}={MASK}" if is_secret and equals else pair
