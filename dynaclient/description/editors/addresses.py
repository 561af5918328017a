"""Where the schemas of our files are published, and how a description refers to one: its key `$schema`, for editors."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from ... import __version__
from ...strings.expressions import expression

BASE = ""
"""
The URL below which the schemas of each version are published, without a slash at its end.

It is empty until the first release. As long as it is, a description refers to a copy of the schema in a file beside it.
"""
DESCRIPTIONS = "api.schema.json"
"""The name of the schema of descriptions, at that URL and as a copy."""
PROFILES = "profiles.schema.json"
"""The name of the schema of profiles."""
_COMMENT = expression(r"Written by dynaclient ([0-9][0-9a-z.+-]{0,40}) \(sha256 ([0-9a-f]{64})\)")
"""The `$comment` of these schemas: the version of the library, and a digest by which a changed one is recognized."""

_KEY = "$schema"
_BLANK = " \t\r\n"


def published_address(name: str) -> str | None:
    """Return the URL of a schema of this version; None as long as none is published."""
    return f"{BASE}/{__version__}/{name}" if BASE else None


def is_address_of_others(reference: Any) -> bool:
    """Return whether a description refers to a URL that is not one of ours: it is valid everywhere, and stays."""
    return isinstance(reference, str) and "://" in reference and not (BASE and reference.startswith(f"{BASE}/"))


def comment_of(schema: Mapping[str, Any], version: str = __version__) -> str:
    """Return the `$comment` with which a schema is written."""
    return f"Written by dynaclient {version} (sha256 {_digest(schema)})"


def _digest(schema: Mapping[str, Any]) -> str:
    """Return the digest of what a schema means, without its comment: its layout makes no difference."""
    content = {key: value for key, value in schema.items() if key != "$comment"}
    return sha256(json.dumps(content, sort_keys=True).encode("utf-8")).hexdigest()


def is_newer(copy: str) -> bool | None:
    """
    Return whether a copy of the schema of descriptions is of a newer version.

    Args:
        copy: The text; None is returned for one that we have not written, or that was changed since.
    """
    try:
        found = json.loads(copy)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("title") != "dynaclient description":
        return None
    comment = _COMMENT.fullmatch(str(found.get("$comment")))
    if comment is None or comment[2] != _digest(found):
        return None
    return _numbers(comment[1]) > _numbers(__version__)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))


def with_reference(text: str, reference: str | None) -> str:
    """
    Return the JSON text of a description with this `$schema`; everything else stays as it is written.

    Args:
        text: The text, which is an object.
        reference: The path or URL of the schema; None leaves the key out.
    """
    members = _members(text)
    if _KEY in members:
        start, value, end = members[_KEY]
        if reference is not None:
            return text[:value] + json.dumps(reference) + text[end:]
        return _without(text, start, end)
    if reference is None:
        return text
    brace = text.index("{") + 1
    space = text[brace : _skipped(text, brace)]
    member = f"{json.dumps(_KEY)}: {json.dumps(reference)},"
    return f"{text[:brace]}{space}{member}{space or ' '}{text[brace + len(space) :]}"


def _members(text: str) -> Mapping[str, tuple[int, int, int]]:
    """Return where each member of an object begins, where its value does, and where it ends."""
    read = json.JSONDecoder().raw_decode
    found = {}
    position = _skipped(text, text.index("{") + 1)
    while text[position] != "}":
        start = position
        key, position = read(text, start)
        value = _skipped(text, _skipped(text, position) + len(":"))
        _, end = read(text, value)
        found[key] = (start, value, end)
        position = _skipped(text, end)
        if text[position] == ",":
            position = _skipped(text, position + 1)
    return found


def _skipped(text: str, position: int) -> int:
    while text[position] in _BLANK:
        position += 1
    return position


def _without(text: str, start: int, end: int) -> str:
    """Return an object without one of its members, and without the comma after it or before it."""
    after = _skipped(text, end)
    if text[after] == ",":
        return text[:start] + text[_skipped(text, after + 1) :]
    before = text[:start].rstrip(_BLANK)
    return before.removesuffix(",") + text[end:]
