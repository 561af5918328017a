"""
Files inside of a response: strings that are data URIs (RFC 2397), such as a picture of a code to scan.

In base64 they are of no use to a model, and large. Each is taken out, and stands beside the rest.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

from ..runtime.media_types import without_parameters
from ..strings.counting import counted
from .kept import Kept

MAX_FILES = 4
"""Files that are taken out of a response; further ones stay strings."""
MAX_LEVELS = 100
"""How deep they are looked for."""


def take_out(value: Any, keep: Callable[[bytes, str], Kept | None]) -> tuple[Any, tuple[Kept, ...]]:
    """
    Return a value in which each file is replaced by a line about it, and the files.

    Args:
        value: What the API has returned, as JSON data; the same object is returned if there is no file in it.
        keep: Stores bytes of a media type.
    """
    found: list[Kept] = []

    def replaced(item: Any, level: int) -> Any:
        if isinstance(item, str):
            return _replaced(item, keep, found) if item.startswith("data:") and len(found) < MAX_FILES else item
        if level > MAX_LEVELS or not isinstance(item, (dict, list)):
            return item
        steps = item.items() if isinstance(item, dict) else enumerate(item)
        changed = {step: new for step, child in steps if (new := replaced(child, level + 1)) is not child}
        if not changed:
            return item
        if isinstance(item, dict):
            return {**item, **changed}
        return [changed.get(index, child) for index, child in enumerate(item)]

    return replaced(value, 0), tuple(found)


def _replaced(uri: str, keep: Callable[[bytes, str], Kept | None], found: list[Kept]) -> str:
    """Return the line about a file, which is added to those that were found; the same string if it is none."""
    head, comma, content = uri.partition(",")
    media = without_parameters(head.removeprefix("data:"))
    if not comma or not head.endswith(";base64") or "/" not in media or len(media) > 100:
        return uri
    try:
        data = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        return uri
    kept = keep(data, media)
    if kept is None:
        return uri
    found.append(kept)
    return f"{media}, {counted(len(data), 'byte')}, kept for 10 minutes as {kept.uri}"
