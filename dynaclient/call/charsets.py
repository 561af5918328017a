"""The charset that a media type declares, and strings in it; `EncodingError` if it does not have their characters."""

from __future__ import annotations

import codecs
import re

from ..schema.plain_data import EncodingError
from ..strings.expressions import expression

UTF_8 = "utf-8"
_CHARSET = expression(r';[ \t]*charset[ \t]*=[ \t]*"?([^";\s]*)', re.IGNORECASE)
_QUOTED_BYTE = expression("%[89A-F]")
_HINT = "choose another media type with with_options(content=…)"


def charset_of(media: str) -> str:
    """Return Python's name of the charset that a media type declares; UTF-8 if it declares none."""
    declared = _CHARSET.search(media) if ";" in media else None
    if declared is None:
        return UTF_8
    try:
        return _text_codec(declared[1])
    except (LookupError, ValueError):
        reason = f"cannot be encoded in the declared charset {declared[1]!r:.60}, which Python does not know"
    raise EncodingError(reason, (), _HINT)


def _text_codec(name: str) -> str:
    "".encode(name)  # LookupError for a codec that is not one of text, such as base64
    return codecs.lookup(name).name


def encode_text(text: str, media: str) -> bytes:
    """Return a string in the charset of its media type."""
    charset = charset_of(media)
    try:
        return text.encode(charset)
    except UnicodeError:
        reason = f"has characters that the declared charset {charset} does not have"
    raise EncodingError(reason, (), f"{_HINT}, or pass bytes")


def encode_form(pairs: str, media: str) -> bytes:
    """Return the pairs of a URL-encoded form, whose bytes are those of UTF-8 (URL Standard, section 5.2)."""
    charset = charset_of(media)
    if charset != UTF_8 and _QUOTED_BYTE.search(pairs):
        reason = f"has characters outside of ASCII, which a form has in UTF-8, not in the declared charset {charset}"
        raise EncodingError(reason, (), _HINT)
    return pairs.encode("ascii")
