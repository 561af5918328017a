"""``basic``: a user name and a password in the Authorization header (RFC 7617)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...redaction import MASK, Secret
from .kind import Kind, SentIn
from .strings import PAIR_OPTION_HINT, accept_pair, encoded_pair, pair_values, received_pair

if TYPE_CHECKING:
    from ...description.model import AuthScheme
    from ...messages import Request
    from .curl import CurlOptions


def _add(request: Request, _scheme: AuthScheme, credential: tuple[str, Secret]) -> Request:
    return request.with_credential("Authorization", f"Basic {encoded_pair(*credential)}", f"Basic {MASK}")


def _curl(_scheme: AuthScheme, variable: str) -> CurlOptions:
    from .curl import user_option

    return user_option(variable)


KIND = Kind(
    accept=accept_pair,
    takes_pair=True,
    add=_add,
    sent_in=lambda _: SentIn("header", "Authorization", "basic"),
    passed_as="a pair of user name and password",
    hint=PAIR_OPTION_HINT,
    sample=("mock-token", "mock-token"),
    secret_values=pair_values,
    received=lambda _scheme, request, _: received_pair(request.headers),
    challenge=lambda _: 'Basic realm="mock"',
    curl=_curl,
)
