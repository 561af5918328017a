"""What --curl prints: the request as a curl command line, with secrets redacted."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from ...call.bodies import FileStream, Multipart
from ...messages import Request
from ...redaction import MASK

TOKEN = "$DYNACLIENT_TOKEN"  # noqa: S105 - the name of a variable
"""The variable that the shell replaces by the token."""
_PART_HEAD = tuple(
    re.compile(pattern)
    for pattern in (r'; name="((?:[^"\\]|\\.)*)"', r'; filename="((?:[^"\\]|\\.)*)"', r"Content-Type: ([^\r\n]*)")
)
"""The name of a part of a form, the name of its file, and its media type."""


def curl_command(request: Request) -> str:
    """
    Return a request as a curl command line.

    The token is read from the environment variable that this program reads it from; other secrets are redacted.
    """
    redacted = request.without_credentials()
    method = "--head" if redacted.method == "HEAD" else f"--request {redacted.method}"
    headers = (_header(name, value) for name, value in redacted.headers.items() if _is_passed(name, redacted))
    first = f"curl --globoff {method} {shlex.quote(redacted.url)}"
    return " \\\n  ".join([first, *headers, *_data(redacted)])


def _is_passed(name: str, redacted: Request) -> bool:
    """Return whether to pass a header: curl creates the boundary of a form, and so its Content-Type."""
    return not (isinstance(redacted.body, Multipart) and name.lower() == "content-type")


def _header(name: str, value: str) -> str:
    scheme, _, credentials = value.partition(" ")
    if name.lower() == "authorization" and credentials == MASK:
        return f'--user "{TOKEN}"' if scheme == "Basic" else f'--header "{name}: {scheme} {TOKEN}"'
    return f"--header {shlex.quote(f'{name}: {value}' if value else f'{name};')}"


def _data(redacted: Request) -> Iterator[str]:
    body = redacted.body
    if isinstance(body, bytes):
        yield f"--data-raw {shlex.quote(body.decode('utf-8', 'backslashreplace'))}"
    elif isinstance(body, Multipart):
        yield from (f"--form {shlex.quote(_part(head.decode(), stream.source))}" for head, stream in body.parts)
    elif isinstance(body, FileStream):
        yield f"--data-binary {shlex.quote(f'@{_path(body.source)}')}"


def _part(head: str, source: Path | bytes) -> str:
    """Return a part of a form for curl; its value is in double quotes, so that it may contain any character."""
    name, file_name, media = (match and match[1] for match in (pattern.search(head) for pattern in _PART_HEAD))
    text = _path(source) if isinstance(source, Path) else source.decode()
    value = f'{"@" if isinstance(source, Path) else ""}"{_escape(text)}"'
    more = [f'filename="{file_name}"'] if file_name else []
    return ";".join([f"{name}={value}", *more, *([f"type={media}"] if media else [])])


def _path(source: Path) -> str:
    return f"./{source}" if str(source) == "-" else str(source)  # curl reads "-" as the standard input


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
