"""What --dry-run prints: the request as it would be sent, with secrets redacted."""

from __future__ import annotations

import json

from ...description.media_types import is_json
from ...messages import Request


def format_request(request: Request) -> str:
    """Return a request as a string: its first line, its headers, and its body if that is not a stream."""
    redacted = request.without_credentials()
    lines = [f"{redacted.method} {redacted.url}", *(f"{name}: {value}" for name, value in redacted.headers.items())]
    body = _body(redacted)
    return "\n".join([*lines, "", body] if body else lines)


def _body(redacted: Request) -> str:
    if redacted.body is None:
        return ""
    if not isinstance(redacted.body, bytes):
        length = redacted.body.length
        return f"({'an unknown number of' if length is None else length} bytes, not shown)"
    if is_json(redacted.headers.get("Content-Type", "")):
        return json.dumps(json.loads(redacted.body), indent=2, ensure_ascii=False)
    return redacted.body.decode("utf-8", "backslashreplace")
