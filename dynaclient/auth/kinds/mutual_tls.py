"""``mutualTLS``: the certificate of the client (RFC 8705), which the connection presents, not a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...errors import invalid_option
from .kind import Kind, SentIn

if TYPE_CHECKING:
    from ...description.model import AuthScheme
    from ...messages import Request

CERTIFICATE = object()
"""Stands for the certificate, which the transport has."""


def _accept(scheme: AuthScheme, value: Any) -> Any:
    if value is CERTIFICATE:
        return value
    reason = f"the auth scheme {scheme.name} is the certificate of the client"
    raise invalid_option("token", reason, "pass Client(cert=…): a file, or a pair of certificate and key")


def _add(request: Request, _scheme: AuthScheme, _certificate: Any) -> Request:
    return request


KIND = Kind(
    accept=_accept,
    add=_add,
    of_connection=True,
    sent_in=lambda _: SentIn("the TLS certificate of the client"),
    hint="pass Client(cert=…)",
    passed_as="`cert=` in place of a token: the file of the certificate, or a pair of files with that of its key",
    sample=CERTIFICATE,
    received=lambda _scheme, _request, _granted: "",
    secret_values=lambda _: (),
)
