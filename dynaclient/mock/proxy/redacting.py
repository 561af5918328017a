"""What of a request and its response is recorded: nothing that is a credential or is marked secret."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

from ...description.api import Api
from ...description.model import Action
from ...redaction import MASK, is_secret_name, redact
from ...schema.validation import Schema
from ..exchange import MockRequest
from ..reading.authorization import credential_of
from ..state.ids import Path

MAX_DEPTH = 100
"""How deep a recorded value may be nested; what is deeper is redacted."""


def secrets_of(api: Api, action: Action, request: MockRequest, arguments: Mapping[str, Any]) -> set[str]:
    """Return the strings of a request that no recording may have: its credentials and its secret arguments."""
    found = {credential_of(api.auth[name], request) for names in action.auth for name in names}
    for name, value in request.headers.pairs():
        if is_secret_name(name):
            found |= {value, value.partition(" ")[2]}
    found |= {unquote(pair.partition("=")[2].strip()) for pair in request.headers.get("Cookie", "").split(";")}
    found |= {value for name, value in parse_qsl(request.query) if is_secret_name(name)}
    found |= {str(arguments[name]) for name in arguments if action.parameters[name].secret}
    return found - {""}


def redacted_value(value: Any, schemas: Iterable[Schema], secrets: Iterable[str], ids: tuple[Path, ...] = ()) -> Any:
    """
    Return a value of a response as it is recorded.

    Redacted is what the description marks secret, strings and numbers with the name of a secret, and what the client
    has sent as a credential. Personal data has no such marks: it stays.

    Args:
        value: Plain data or a string.
        schemas: The schemas of the response.
        secrets: The credentials of the request.
        ids: The properties with the ids of items, which stay: one may be called ``key``.
    """
    for schema in schemas:
        value = schema.redact_secrets(value)
    return redact(_by_name(value, {path[-1] for path in ids}), secrets)


def redacted_arguments(action: Action, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a call as they are recorded, and as those of other calls are compared with them."""
    shown = {}
    for name, value in arguments.items():
        parameter = action.parameters[name]
        is_secret = parameter.secret or (parameter.location != "path" and is_secret_name(parameter.wire))
        shown[name] = MASK if is_secret else redacted_value(value, parameter.schemas, ())
    return shown


def call_key(action: str, arguments: Mapping[str, Any]) -> str:
    """Return what identifies a call: the action and its redacted arguments."""
    return json.dumps([action, arguments], sort_keys=True)


def is_recordable(value: Any) -> bool:
    """Return whether a value can be written as JSON."""
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return False
    return True


def _by_name(value: Any, kept: set[str], level: int = 0, *, is_secret: bool = False) -> Any:
    """Return a value with the strings and numbers redacted that have the name of a secret, or are below one."""
    if level > MAX_DEPTH:
        return MASK
    if isinstance(value, Mapping):
        return {
            name: _by_name(item, kept, level + 1, is_secret=is_secret or (name not in kept and is_secret_name(name)))
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [_by_name(item, kept, level + 1, is_secret=is_secret) for item in value]
    is_value = isinstance(value, (str, int, float)) and not isinstance(value, bool)
    return MASK if is_secret and is_value else value
