"""The extension of OpenAPI for what only a description can say: written by `dynaclient export`, and read here."""

from __future__ import annotations

from typing import Any

from ..strings.expressions import expression
from .members import as_object

OURS = "x-dynaclient"
WHOLE_QUERY = "wholeQuery"
"""Marks a parameter with `content` that is the whole query, which only OpenAPI 3.2 has."""
_KEY = expression(r"[A-Za-z_][A-Za-z0-9_]{0,99}")


_PARAMETER = {
    "secret": bool, "since": str, "deprecated": str, "style": str, "explode": bool, "allowReserved": (bool, str),
    "spread": bool, "presets": dict, "examples": dict,
    "preset": object, "default": object, "example": object,
}  # fmt: skip
_ACTION = {
    "headers": dict, "scopes": dict, "paginate": dict, "idempotencyKey": str, "deprecated": str, "since": str,
    "links": (list, dict), "timeout": (int, float), "mock": dict, "readonly": bool, "destructive": bool,
    "idempotent": bool, "emptyBody": bool, "tags": list,
}  # fmt: skip
_ENCODING = {"style": str, "explode": bool, "contentType": str, "headers": dict, "allowReserved": (bool, str)}
_RESPONSE = {"stream": str, "end": str, "examples": dict}
_SCHEMA = {"secret": bool}
_SCHEME = {
    "prefix": str, "format": str, "service": str, "region": str, "deprecated": str, "obtain": dict, "whoami": dict,
}  # fmt: skip
KEYS: dict[str, dict[str, Any]] = {
    "parameter": _PARAMETER,
    "action": _ACTION,
    "encoding": _ENCODING,
    "response": _RESPONSE,
    "schema": _SCHEMA,
    "scheme": _SCHEME,
    "document": {"errors": dict, "links": (list, dict), "scopes": dict},
}
"""What the extension may have in each kind of object, and the types of its values."""


def own_members(value: Any, kind: str) -> dict[str, Any]:
    """Return the members of a part of the description that our extension in an object of the source has."""
    types = KEYS[kind]
    return {key: member for key, member in ours(value).items() if isinstance(member, types.get(key, ()))}


def is_key(name: str) -> bool:
    """Return whether a name can be that of a parameter."""
    return _KEY.fullmatch(name) is not None


def ours(value: Any) -> dict[str, Any]:
    """Return what an object of the source has in our extension."""
    return as_object(as_object(value).get(OURS))
