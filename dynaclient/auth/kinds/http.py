"""``http``: another scheme of the Authorization header (RFC 9110, section 11), with what the caller passes after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...errors import invalid_option
from ...redaction import MASK, Secret
from .kind import Kind, SentIn
from .strings import received_after

if TYPE_CHECKING:
    from ...description.model import AuthScheme
    from ...messages import Request
    from .curl import CurlOptions


def _accept(scheme: AuthScheme, value: Any) -> Secret:
    text = value.reveal() if isinstance(value, Secret) else value
    is_visible = isinstance(text, str) and text == text.strip() and all(" " <= character <= "~" for character in text)
    if is_visible and text and not text.lower().startswith(f"{scheme.scheme.lower()} "):
        return Secret(text)
    hint = (
        "pass what follows it, as a string of visible ASCII characters; or an object that computes it for each request"
    )
    raise invalid_option("token", f"the client sends {scheme.scheme!r:.40} and a space before the credential", hint)


def _add(request: Request, scheme: AuthScheme, credential: Secret) -> Request:
    return request.with_credential("Authorization", f"{scheme.scheme} {credential.reveal()}", f"{scheme.scheme} {MASK}")


def _curl(scheme: AuthScheme, variable: str) -> CurlOptions:
    from .curl import header_option

    return header_option("Authorization", f"{scheme.scheme} ", variable)


KIND = Kind(
    accept=_accept,
    add=_add,
    sent_in=lambda scheme: SentIn("header", "Authorization", scheme.scheme),
    passed_as="what follows the name of the scheme, or an object that computes it",
    sample="mock-token",
    received=lambda scheme, request, _: received_after(scheme.scheme, request.headers),
    challenge=lambda scheme: scheme.scheme,
    curl=_curl,
)
