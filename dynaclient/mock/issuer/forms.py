"""The parameters of a request to an endpoint (RFC 6749, section 3.2)."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from ...runtime.media_types import FORM, without_parameters
from ..exchange import MockRequest
from .oauth_errors import OAuthError

_REPEATABLE = frozenset({"resource", "audience"})
"""Parameters that may be sent more than once (RFC 8693, section 2.1)."""


def form_of(request: MockRequest) -> dict[str, str]:
    """Return the parameters in the body; one without a value counts as not sent (RFC 6749, section 3.2)."""
    if without_parameters(request.headers.get("Content-Type", "")).lower() != FORM:
        raise OAuthError("invalid_request", f"the body is not {FORM}")
    return unique(_pairs(request.body))


def query_and_form_of(request: MockRequest) -> dict[str, str]:
    """Return the parameters in the query, and in the body if it has any."""
    return {**unique(_pairs(request.query.encode())), **(form_of(request) if request.body else {})}


def parameters_of_url(url: str) -> dict[str, str]:
    """Return the parameters in the query of a URL."""
    return unique(_pairs(urlsplit(url).query.encode()))


def unique(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Return parameters by name; none may be sent twice (RFC 6749, section 3.2)."""
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found and name not in _REPEATABLE:
            raise OAuthError("invalid_request", f"{name:.80} is sent twice")
        found[name] = value
    return {name: value for name, value in found.items() if value}


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(encoded.decode(), keep_blank_values=True, encoding="utf-8", errors="strict")
    except ValueError:
        pass
    raise OAuthError("invalid_request", "the parameters are not UTF-8")


def required(form: dict[str, str], name: str) -> str:
    """Return a parameter; raise OAuthError if it was not sent."""
    if name not in form:
        raise OAuthError("invalid_request", f"{name} is missing")
    return form[name]
