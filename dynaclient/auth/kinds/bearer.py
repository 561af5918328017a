"""``bearer``: a token in the Authorization header (RFC 6750, section 2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...redaction import MASK, Secret
from .kind import Kind, SentIn
from .strings import accept_token, received_after

if TYPE_CHECKING:
    from ...description.model import AuthScheme
    from ...messages import Request
    from .curl import CurlOptions


def _add(request: Request, _scheme: AuthScheme, token: Secret) -> Request:
    return request.with_credential("Authorization", f"Bearer {token.reveal()}", f"Bearer {MASK}")


def _curl(_scheme: AuthScheme, variable: str) -> CurlOptions:
    from .curl import header_option

    return header_option("Authorization", "Bearer ", variable)


KIND = Kind(
    accept=accept_token,
    add=_add,
    sent_in=lambda _: SentIn("header", "Authorization", "bearer"),
    passed_as="the token as a string",
    sample="mock-token",
    received=lambda _scheme, request, _: received_after("Bearer", request.headers),
    challenge=lambda _: "Bearer",
    curl=_curl,
)
