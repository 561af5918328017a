"""Which bytes a model can see: a host refuses a picture of another type, or one that is not what its type says."""

from __future__ import annotations

from collections.abc import Mapping

MAX_PICTURE = 1024 * 1024
"""Bytes of a picture that is shown."""
_BEGINNINGS: Mapping[str, tuple[bytes, bytes]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n", b""),
    "image/jpeg": (b"\xff\xd8\xff", b""),
    "image/gif": (b"GIF8", b""),
    "image/webp": (b"RIFF", b"WEBP"),
}
"""The media type of a picture → its first bytes, and those from the ninth on."""


def is_picture(media: str, data: bytes) -> bool:
    """Return whether a host can show these bytes to a model."""
    if media not in _BEGINNINGS or len(data) > MAX_PICTURE:
        return False
    first, ninth = _BEGINNINGS[media]
    return data.startswith(first) and data[8:].startswith(ninth)
