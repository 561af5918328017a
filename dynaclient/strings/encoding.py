"""Whether strings can be sent: JSON and Python allow half of a surrogate pair, which no encoding of Unicode has."""

from __future__ import annotations

from typing import Any


def is_encodable(text: Any) -> bool:
    """Return whether a value is a string that can be encoded in UTF-8: it has no half of a surrogate pair."""
    if not isinstance(text, str):
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
