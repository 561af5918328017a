"""Whether strings can be sent, and bytes be read: in UTF-8, which has no half of a surrogate pair."""

from __future__ import annotations

import codecs
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


UTF16 = "UTF-16 or UTF-32, not UTF-8"
"""What text in one of these is called in errors."""


def is_utf16(data: bytes) -> bool:
    """Return whether text begins as it does in UTF-16 or UTF-32, whose bytes may be UTF-8, too."""
    return data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data[:4]


def utf8_problem(data: bytes) -> str:
    """Return why text is not UTF-8; an empty string if it is."""
    if is_utf16(data):
        return f"it is {UTF16}"
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return f"it is not UTF-8 at byte {error.start}"
    return ""
