"""A request as it would go out, to be looked at or made by another program: what is secret is a mask."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from ..call.arguments import is_json
from ..call.bodies import FileStream, Multipart
from ..messages import MASK, Request

TOKEN = "$DYNACLIENT_TOKEN"  # noqa: S105 - the name of where it is
"""What a shell puts the token in place of."""
_PART = tuple(
    re.compile(each)
    for each in (r'; name="((?:[^"\\]|\\.)*)"', r'; filename="((?:[^"\\]|\\.)*)"', r"Content-Type: ([^\r\n]*)")
)
"""The name of a part of a form, that of its file, and its media type."""


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


# --- for curl --------------------------------------------------------------------------------------------------------


def curl_line(request: Request) -> str:
    """
    Give the request as a command of curl for a shell.

    A token is taken from the environment variable that this program takes it from; all else that is secret is a mask.
    """
    shown = request.without_credentials()
    method = "--head" if shown.method == "HEAD" else f"--request {shown.method}"
    headers = (_header(name, value) for name, value in shown.headers.items() if _is_said(name, shown))
    first = f"curl --globoff {method} {shlex.quote(shown.url)}"
    return " \\\n  ".join([first, *headers, *_data(shown)])


def _is_said(name: str, shown: Request) -> bool:
    """Say whether a header is to be said: curl makes the boundary of a form, and so its media type."""
    return not (isinstance(shown.body, Multipart) and name.lower() == "content-type")


def _header(name: str, value: str) -> str:
    kind, _, rest = value.partition(" ")
    if name.lower() == "authorization" and rest == MASK:
        return f'--user "{TOKEN}"' if kind == "Basic" else f'--header "{name}: {kind} {TOKEN}"'
    return f"--header {shlex.quote(f'{name}: {value}' if value else f'{name};')}"


def _data(shown: Request) -> Iterator[str]:
    body = shown.body
    if isinstance(body, bytes):
        yield f"--data-raw {shlex.quote(body.decode('utf-8', 'backslashreplace'))}"
    elif isinstance(body, Multipart):
        yield from (f"--form {shlex.quote(_part(head.decode(), stream.source))}" for head, stream in body.parts)
    elif isinstance(body, FileStream):
        yield f"--data-binary {shlex.quote(f'@{_path(body.source)}')}"


def _part(head: str, source: Path | bytes) -> str:
    """Give a part of a form as curl takes it; its value stands in quotes, within which it may hold anything."""
    name, file_name, media = (found and found[1] for found in (each.search(head) for each in _PART))
    text = _path(source) if isinstance(source, Path) else source.decode()
    value = f'{"@" if isinstance(source, Path) else ""}"{_quoted(text)}"'
    more = [f'filename="{file_name}"'] if file_name else []
    return ";".join([f"{name}={value}", *more, *([f"type={media}"] if media else [])])


def _path(source: Path) -> str:
    return f"./{source}" if str(source) == "-" else str(source)  # by itself it would be the standard input


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
