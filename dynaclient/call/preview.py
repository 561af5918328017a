"""What --dry-run and --verbose print: a request as it would be sent, the response of an error; secrets are redacted."""

from __future__ import annotations

import json
from typing import Any

from ..errors import ApiError
from ..messages import Headers, Request
from ..runtime.error_data import public_data
from ..runtime.media_types import is_json
from .bodies import Multipart
from .files import FileStream


def format_request(request: Request) -> str:
    """Return a request as a string: its first line, its headers, and its body if that is not a stream."""
    redacted = request.without_credentials()
    lines = [f"{redacted.method} {redacted.url}", *(f"{name}: {value}" for name, value in redacted.headers.items())]
    body = _body(redacted)
    return "\n".join([*lines, "", body] if body else lines)


def request_data(request: Request) -> dict[str, Any]:
    """Return a request as JSON data: what `format_request` has, with a JSON body as its value."""
    redacted = request.without_credentials()
    data = {"method": redacted.method, "url": redacted.url, "headers": redacted.headers.redacted()}
    if redacted.body is None:
        return data
    if isinstance(redacted.body, bytes) and is_json(redacted.headers.get("Content-Type", "")):
        return {**data, "body": json.loads(redacted.body)}
    return {**data, "body": _body(redacted)}


def _body(redacted: Request) -> str:
    if redacted.body is None:
        return ""
    if isinstance(redacted.body, Multipart):
        return "\n\n".join(_part(head, stream) for head, stream in redacted.body.parts)
    if not isinstance(redacted.body, bytes):
        return _size(redacted.body.length)
    if is_json(redacted.headers.get("Content-Type", "")):
        return json.dumps(json.loads(redacted.body), indent=2, ensure_ascii=False)
    return redacted.body.decode("utf-8", "backslashreplace")


def _size(length: int | None) -> str:
    return f"({'an unknown number of' if length is None else length} bytes, not shown)"


def _part(head: bytes, stream: FileStream) -> str:
    """Return a part of a form as a string: its headers, and its value if that is not the content of a file."""
    lines = head.decode("utf-8", "backslashreplace").split("\r\n")
    is_value = isinstance(stream.source, bytes) and "; filename=" not in lines[0]
    return "\n".join(
        [*filter(None, lines), stream.source.decode("utf-8", "backslashreplace") if is_value else _size(stream.length)]
    )


def format_error_response(error: ApiError) -> str:
    """Return the response of an error as a string: its status, its headers and its body without secrets."""
    headers = Headers(error.headers.items())
    lines = [f"HTTP {error.status}", *(f"{name}: {value}" for name, value in headers.redacted().items())]
    if error.body is None:
        return "\n".join(lines)
    if isinstance(error.body, bytes):
        return "\n".join([*lines, "", f"({len(error.body)} bytes, not shown)"])
    body = public_data(error.body)
    text = body if isinstance(body, str) else json.dumps(body, indent=2, ensure_ascii=False)
    return "\n".join([*lines, "", text])
