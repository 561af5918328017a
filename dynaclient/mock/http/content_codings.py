"""Compressed request bodies (RFC 9110, section 8.4)."""

from __future__ import annotations

import zlib

from ...http.codec.content_coding import Decoder
from ...http.codec.events import EndOfStream, MalformedResponse
from .refusals import Refusal
from .request_head import too_large

_WBITS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}
"""The `wbits` of the decoder of each content coding."""
SUPPORTED = ("Accept-Encoding", "gzip, deflate")
"""The header field that says which content codings a request may have."""


def decompressed(body: bytes, coding: str, max_body: int) -> bytes:
    """
    Return a body without its content coding.

    Args:
        body: The body as it was received.
        coding: The value of ``Content-Encoding``.
        max_body: The most bytes that it may have.

    Raises:
        Refusal: The coding is not supported, or the body is not compressed with it, or too large.
    """
    name = coding.strip().lower()
    if name in ("", "identity"):
        return body
    if name not in _WBITS:
        raise Refusal(415, "this server reads bodies that are compressed with gzip or deflate only", (SUPPORTED,))
    decoder, pieces, size = Decoder(_WBITS[name]), [], 0
    try:
        for piece in decoder.decode(body):
            pieces.append(piece)
            size += len(piece)
            if size > max_body:
                raise too_large(max_body)
        decoder.finish()
    except (zlib.error, MalformedResponse, EndOfStream):
        pieces = []
    if not pieces:
        raise Refusal(400, f"the body is not compressed with {name}, as its Content-Encoding says")
    return b"".join(pieces)
