"""``apiKey``: a key in a header, in the query or in a cookie, in a header with a word before it if need be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, unquote_plus

from ...errors import DescriptionError, Problem
from ...messages import HTTP_TOKEN, Request
from ...redaction import MASK, Secret
from ...strings.expressions import expression
from .kind import Kind, Received, SentIn
from .strings import accept_token

if TYPE_CHECKING:
    from ...description.model import AuthScheme
    from .curl import CurlOptions

_COOKIE_VALUE = expression(r"[!#-+\--:<-\[\]-~]+")
"""What a cookie can have as its value (RFC 6265, section 4.1.1)."""
_WORD_BEFORE = expression(rf"{HTTP_TOKEN} ")


def _add(request: Request, scheme: AuthScheme, key: Secret) -> Request:
    if scheme.location == "header":
        return request.with_credential(scheme.wire, f"{scheme.prefix}{key.reveal()}", f"{scheme.prefix}{MASK}")
    value = quote(key.reveal(), safe="")
    if scheme.location == "query":
        return request.with_query_credential(_quoted_name(scheme), value)
    if _COOKIE_VALUE.fullmatch(key.reveal()):
        value = key.reveal()  # as a server has set it, or a browser shows it (RFC 6265, section 5.4)
    before = f"{request.headers['Cookie']}; " if "Cookie" in request.headers else ""
    return request.with_credential("Cookie", f"{before}{scheme.wire}={value}")


def _secret_values(key: Secret) -> list[str]:
    """Return the key, and what a server finds in a cookie that it has encoded."""
    return list(dict.fromkeys([key.reveal(), unquote(key.reveal())]))


def _quoted_name(scheme: AuthScheme) -> str:
    try:
        return quote(scheme.wire, safe="")
    except UnicodeEncodeError:
        pass  # raised below, without its cause
    message = "the name has half of a surrogate pair, which cannot be encoded in a URL"
    hint = "write the whole character, or remove it"
    raise DescriptionError([Problem.in_description(f"/auth/{scheme.name}/name", "auth", message, hint)])


def _sent_in(scheme: AuthScheme) -> SentIn:
    return SentIn(scheme.location, f"{scheme.wire}: {scheme.prefix}…" if scheme.prefix else scheme.wire)


def _received(scheme: AuthScheme, request: Received, granted: Iterable[str] | None) -> str:
    if scheme.location == "header":
        value = request.headers.get(scheme.wire, "")
        return value[len(scheme.prefix) :] if value.lower().startswith(scheme.prefix.lower()) else ""
    in_query = scheme.location == "query"
    pairs = request.query.split("&") if in_query else request.headers.get("Cookie", "").split(";")
    decode = unquote_plus if in_query else unquote
    for name, _, value in (pair.strip().partition("=") for pair in pairs):
        if decode(name) == scheme.wire:
            is_as_sent = not in_query and value in (granted or ())
            return value if is_as_sent else decode(value)
    return ""


def _challenge(scheme: AuthScheme) -> str:
    """Return the word that the key has before it, if that is an authentication scheme."""
    is_scheme = scheme.wire.lower() == "authorization" and _WORD_BEFORE.fullmatch(scheme.prefix)
    return scheme.prefix.strip() if is_scheme else ""


def _curl(scheme: AuthScheme, variable: str) -> CurlOptions | None:
    from .curl import header_option, query_option

    if scheme.location == "header":
        return header_option(scheme.wire, scheme.prefix, variable)
    return query_option(scheme.wire, variable) if scheme.location == "query" else None


KIND = Kind(
    accept=accept_token,
    add=_add,
    sent_in=_sent_in,
    passed_as="the key as a string",
    sample="mock-token",
    secret_values=_secret_values,
    received=_received,
    challenge=_challenge,
    curl=_curl,
)
