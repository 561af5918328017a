"""The codings of a body, gzip and deflate, decoded step by step (RFC 9110, section 8.4.1)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from .events import CHUNK_SIZE, EndOfStream, MalformedResponse, reject
from .header_fields import OPTIONAL_SPACE, parse_list

_CODINGS: dict[str, int | None] = {
    "": None,
    "identity": None,
    "gzip": 16 + zlib.MAX_WBITS,
    "x-gzip": 16 + zlib.MAX_WBITS,
    "deflate": zlib.MAX_WBITS,
}
"""Each content coding that is supported: the `wbits` of its decoder, or None if there is nothing to decode."""
_OTHER_CODINGS = frozenset({"br", "compress", "x-compress", "zstd", "dcb", "dcz", "aes128gcm", "exi"})
"""The other content codings that are registered."""


def decoder_for(content_encoding: str) -> Decoder | None:
    """Return a decoder for the value of ``Content-Encoding``; None if there is nothing to decode."""
    coding = content_encoding.strip(OPTIONAL_SPACE).lower()
    if coding not in _CODINGS:
        # Another name may be anything, also a credential that the server received.
        is_known = parse_list(coding) <= {*_CODINGS, *_OTHER_CODINGS}
        shown = f"the content coding {coding!r}" if is_known else "an unknown content coding"
        reject(f"the response has {shown}, which was not requested")
    wbits = _CODINGS[coding]
    return None if wbits is None else Decoder(wbits)


class Decoder:
    """
    Decompresses a body.

    Args:
        wbits: The format, as zlib defines it.
    """

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._member: Any = None
        """The decompressor of the present member: a gzip stream may have several, a deflate stream has one."""
        self._ended = False

    def decode(self, compressed: bytes) -> Iterator[bytes]:
        """Yield what some compressed bytes contain, at most `CHUNK_SIZE` bytes at a time."""
        left = compressed
        while left:
            member = self._member or self._start(left)
            plain = member.decompress(left, CHUNK_SIZE)
            yield plain
            left = member.unconsumed_tail
            while not left and not member.eof and len(plain) == CHUNK_SIZE:
                plain = member.decompress(b"", CHUNK_SIZE)
                yield plain
            self._ended = member.eof
            if self._ended:
                left, self._member = member.unused_data, None

    def finish(self) -> None:
        """Raise `EndOfStream` if the compressed data is incomplete."""
        if not self._ended:
            raise EndOfStream

    def _start(self, compressed: bytes) -> Any:
        if self._ended and self._wbits == zlib.MAX_WBITS:
            raise MalformedResponse("data follows the end of its compressed data")
        # A deflate body should have a zlib header, but is often sent without one.
        bare = self._wbits == zlib.MAX_WBITS and compressed[0] & 0x0F != zlib.DEFLATED
        self._member = zlib.decompressobj(-zlib.MAX_WBITS if bare else self._wbits)
        return self._member
