"""A request as it would go out, to be looked at: what is secret is a mask."""

from __future__ import annotations

import json

from ..arguments import is_json
from ..messages import Request


def preview(request: Request) -> str:
    """Give the request as text: its first line, its headers, and its body if that is no stream."""
    shown = request.without_credentials()
    lines = [f"{shown.method} {shown.url}", *(f"{name}: {value}" for name, value in shown.headers.items())]
    body = _body(shown)
    return "\n".join([*lines, "", body] if body else lines)


def _body(shown: Request) -> str:
    if shown.body is None:
        return ""
    if not isinstance(shown.body, bytes):
        size = shown.body.length
        return f"({'an unknown number of' if size is None else size} bytes, not shown)"
    if is_json(shown.headers.get("Content-Type", "")):
        return json.dumps(json.loads(shown.body), indent=2, ensure_ascii=False)
    return shown.body.decode("utf-8", "backslashreplace")
