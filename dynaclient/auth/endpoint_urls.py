"""URLs of endpoints, the origins that they are at, and additional fields: what is wrong with one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..call.urls import origin_of
from ..errors import invalid_option, list_some
from ..runtime.base_urls import InvalidURL, normalize_base_url
from ..runtime.hosts import DEFAULT_PORTS, is_loopback
from ..strings.expressions import expression
from .authorization_server import Fields, protocol_fields

Origin = tuple[str, str, int]
"""Scheme, host and port."""
NOT_IN_URL = expression(r"[^!-~]|[\\<>\"^`{|}]")
"""Characters that no URL has: programs differ in how they parse them."""


def url_problem(url: Any) -> str:
    """Return what is wrong with the URL of an endpoint, which may have a query; an empty string if it is valid."""
    if not isinstance(url, str):
        return "is not a string"
    front, _, query = url.partition("?")
    if NOT_IN_URL.search(url) or "#" in query:
        return "contains characters that are not allowed in a URL"
    try:
        normalize_base_url(front)
    except InvalidURL as error:
        return error.reason
    return ""


def origin_label(origin: Origin) -> str:
    """Return an origin as it is written in a URL."""
    scheme, host, port = origin
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}" if port == DEFAULT_PORTS.get(scheme) else f"{scheme}://{shown}:{port}"


def is_private(url: str) -> bool:
    """Return whether what is sent to a URL is encrypted, or does not leave this machine."""
    scheme, host, _ = origin_of(url)
    return scheme == "https" or is_loopback(host)


def require_private(url: str, option: str, *, allow_http: bool) -> None:
    """Raise InvalidCall if a secret would be sent unencrypted to another machine."""
    if not allow_http and not is_private(url):
        raise invalid_option(option, "is not https: a secret would be sent unencrypted", "use https://", "auth")


def parameters_problem(values: Any) -> str:
    """Return what is wrong with additional fields; an empty string if they are valid."""
    if not isinstance(values, Mapping) or not all(_is_field(name, value) for name, value in values.items()):
        return "is not an object of strings, or lists of strings"
    taken = sorted(protocol_fields() & values.keys())
    return f"has {list_some(taken)}, which the protocol itself sets" if taken else ""


def _is_field(name: Any, value: Any) -> bool:
    items = value if isinstance(value, (list, tuple)) else [value]
    return isinstance(name, str) and bool(name) and all(isinstance(item, str) for item in items)


def frozen_fields(values: Mapping[str, Any]) -> Fields:
    """Return a copy of additional fields."""
    return {name: value if isinstance(value, str) else tuple(value) for name, value in values.items()}
