"""Responses that are not the API's: of a port of TLS that was sent plain HTTP."""

from __future__ import annotations

from typing import NamedTuple

from ..messages import Response
from ..strings.expressions import expression

BAD_REQUEST = 400

_TLS_EXPECTED = expression(
    rb"The plain HTTP request was sent to HTTPS port"  # nginx, and load balancers that are made of it
    rb"|Client sent an HTTP request to an HTTPS server"  # Go
    rb"|speaking plain HTTP to an SSL-enabled server port"  # Apache
    rb"|This combination of host and port requires TLS"  # Tomcat
)
"""What servers respond to plain HTTP at a port of TLS, with 400."""
_SIZE = 2048
"""Bytes at the beginning of a body in which they have it."""


class Intermediary(NamedTuple):
    """What a response means that is not the API's."""

    code: str
    """The code of its error."""
    hint: str


_TLS = Intermediary("tls-expected", "the server expects TLS at this port: is it https://?")


def intermediary_of(response: Response, url: str) -> Intermediary | None:
    """
    Return what a response means that is not the API's; None for any other.

    Args:
        response: The response.
        url: The URL of the request. If it is encrypted, what is behind its end of TLS expects it too, and that is no
            mistake of the caller's.
    """
    is_plain = url[:5].lower() == "http:"
    is_tls = response.status == BAD_REQUEST and is_plain and _TLS_EXPECTED.search(response.body[:_SIZE])
    return _TLS if is_tls else None
