"""Pointers as they stand in the fragment of a URI (RFC 6901, section 6)."""

from __future__ import annotations

from urllib.parse import quote

from ..strings.expressions import expression
from .references import Tokens, format_pointer

_ENCODABLE = expression("[^\ud800-\udfff]+")


def quote_pointer(tokens: Tokens, safe: str = "/~") -> str:
    """
    Return the pointer of these tokens for the fragment of a URI, without the ``#``.

    Half of a surrogate pair, which JSON allows in names but no URI can have, remains as it is: references resolve.
    """
    return _ENCODABLE.sub(lambda found: quote(found[0], safe=safe), format_pointer(tokens))
